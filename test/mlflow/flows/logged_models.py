from mlflow.entities import LoggedModelInput, LoggedModelOutput, Metric
from reading import code_of, error_of, logged_model_of, run_of


def by_step(read):
    """What a run wrote has no order of its own."""
    return {**read, "model_outputs": sorted(read["model_outputs"], key=lambda each: each["step"])}


def run(mlflow):
    client = mlflow.MlflowClient()
    experiment = client.create_experiment("logged models")
    other = client.create_experiment("logged models, other")
    run_id = client.create_run(experiment).info.run_id
    made = []
    for i, name in enumerate(["alpha", "beta", "alpha"]):
        made.append(
            client.create_logged_model(
                experiment, name=name, source_run_id=run_id, tags={"n": str(i)}, params={f"p{j}": str(j * i) for j in range(3)}, model_type="test" if i else None
            ).model_id
        )
    many = client.create_logged_model(other, name="many", params={f"p{j}": "v" * j for j in range(250)})
    unnamed = client.create_logged_model(other)
    created = logged_model_of(client.get_logged_model(made[0]))
    client.finalize_logged_model(made[0], "READY")
    client.finalize_logged_model(made[1], "FAILED")
    client.set_logged_model_tags(made[0], {"a": "b", "n": "10"})
    client.set_logged_model_tags(made[0], {"gone": "x"})
    client.delete_logged_model_tag(made[0], "gone")
    client.log_metric(run_id, "auc", 0.9, timestamp=1, step=1, model_id=made[0], dataset_name="d", dataset_digest="1")
    client.log_metric(run_id, "auc", 0.8, timestamp=2, step=2, model_id=made[0], dataset_name="d", dataset_digest="2")
    client.log_metric(run_id, "auc", 0.7, timestamp=3, step=1, model_id=made[1], dataset_name="d", dataset_digest="1")
    client.log_metric(run_id, "loss", 0.1, timestamp=3, step=1, model_id=made[2])
    client.log_batch(run_id, metrics=[Metric("batch", 1.5, 5, 3, model_id=made[2], dataset_name="e", dataset_digest="3")])
    client.log_outputs(run_id, [LoggedModelOutput(made[0], 1), LoggedModelOutput(made[1], 2)])
    client.log_inputs(run_id, models=[LoggedModelInput(made[2])])

    def ids(**more):
        found = client.search_logged_models(**{"experiment_ids": [experiment], **more})
        return [made.index(each.model_id) for each in found]

    by_time = [{"field_name": "creation_timestamp", "ascending": True}]
    searches = {
        each: ids(filter_string=each, order_by=by_time)
        for each in [
            "name = 'alpha'",
            "name != 'alpha'",
            "name LIKE 'al%'",
            "name ILIKE 'BE%'",
            "attributes.model_type = 'test'",
            "tags.n = '10'",
            "params.p1 = '1'",
            "params.p2 != '0'",
            "metrics.auc > 0.75",
            "metrics.auc < 0.85",
            f"source_run_id = '{run_id}'",
            "name IN ('beta', 'gamma')",
            "creation_timestamp > 0 AND name = 'beta'",
        ]
    }
    result = {
        "created": created,
        "models": [logged_model_of(client.get_logged_model(each)) for each in made],
        "many": len(client.get_logged_model(many.model_id).params),
        "unnamed": bool(unnamed.name),
        "run": by_step(run_of(client.get_run(run_id))),
        "searches": searches,
        "of a dataset": ids(filter_string="metrics.auc > 0.75", datasets=[{"dataset_name": "d", "dataset_digest": "1"}], order_by=by_time),
        "by metric": ids(order_by=[{"field_name": "metrics.auc", "ascending": False}]),
        "by metric of a dataset": ids(order_by=[{"field_name": "metrics.auc", "ascending": True, "dataset_name": "d", "dataset_digest": "1"}]),
        "by name": ids(order_by=[{"field_name": "name", "ascending": True}, {"field_name": "creation_timestamp", "ascending": False}]),
        "default order": ids(),
        "none": ids(experiment_ids=["98765"]),
        "page": len(client.search_logged_models([experiment], max_results=2)),
        "second page": len(client.search_logged_models([experiment], max_results=2, page_token=client.search_logged_models([experiment], max_results=2).token)),
        "errors": {
            "unknown": error_of(client.get_logged_model, "m-00000000000000000000000000000000"),
            "bad name": error_of(client.create_logged_model, experiment, name="a/b"),
            "no experiment": error_of(client.create_logged_model, "98765", name="a"),
            "no tag": error_of(client.delete_logged_model_tag, made[0], "nothing"),
            "bad filter": code_of(client.search_logged_models, [experiment], "nonsense"),
        },
    }
    client.delete_logged_model(made[1])
    result["deleted"] = error_of(client.get_logged_model, made[1])
    result["left"] = ids(order_by=by_time)
    return result
