from mlflow.entities import Metric, Param, RunTag, ViewType


def run(mlflow):
    client = mlflow.MlflowClient()
    one = client.create_experiment("searches", tags={"team": "red", "n": "1"})
    two = client.create_experiment("Searches two", tags={"team": "blue"})
    client.create_experiment("other")
    rows = [
        ("r0", {"auc": 0.5, "f 1": 1.0}, {"model": "LR", "depth": "3"}, {"owner": "ann"}, "FINISHED", 1000, 5000),
        ("r1", {"auc": 0.75}, {"model": "RF", "depth": "10"}, {"owner": "Bob", "x.y": "z"}, "FINISHED", 2000, 4000),
        ("r2", {"auc": float("nan")}, {"model": "rf"}, {"owner": "ann"}, "FAILED", 3000, 6000),
        ("r3", {"loss": 2.0}, {"model": "LR_2"}, {}, "RUNNING", 4000, None),
        ("r4", {"auc": 0.75, "loss": 1.0}, {"model": "50%"}, {"owner": "o'neil"}, "KILLED", 5000, 9000),
        ("r5", {"auc": -1e300}, {}, {"owner": ""}, "SCHEDULED", 6000, None),
    ]
    ids = {}
    for name, metrics, params, tags, status, started, ended in rows:
        made = client.create_run(one if name != "r5" else two, run_name=name, start_time=started, tags=tags)
        ids[name] = made.info.run_id
        client.log_batch(made.info.run_id, metrics=[Metric(k, v, 1, 0) for k, v in metrics.items()], params=[Param(k, v) for k, v in params.items()])
        if ended is not None:
            client.set_terminated(made.info.run_id, status, end_time=ended)
        elif status != "RUNNING":
            client.update_run(made.info.run_id, status=status)
    client.log_metric(ids["r0"], "auc", 0.9, timestamp=0, step=-1)

    def names(filter="", order_by=None, experiments=(one, two), **more):
        return [found.info.run_name for found in client.search_runs(list(experiments), filter, order_by=order_by, **more)]

    filters = [
        "",
        "metrics.auc > 0.5",
        "metrics.auc >= 0.5 and metrics.auc < 0.8",
        "metric.auc = 0.75",
        "metrics.auc != 0.75",
        "metrics.`f 1` = 1",
        'metrics."f 1" <= 1.0',
        "metrics.loss > -1e3",
        "params.model = 'LR'",
        "parameter.model != 'LR'",
        "param.model LIKE 'LR%'",
        "params.model LIKE 'LR\\_%'",
        "params.model LIKE '_F'",
        "params.model ILIKE 'r_'",
        "params.model = \"50%\"",
        "tags.owner = 'ann'",
        "tags.owner != 'ann'",
        "tags.owner = ''",
        'tags.owner = "o\'neil"',
        "tag.owner ILIKE 'B%'",
        "tags.`x.y` = 'z'",
        "tags.owner IS NULL",
        "tags.owner IS NOT NULL",
        "params.depth IS NULL",
        "params.depth is not null and tags.owner = 'ann'",
        "attributes.status = 'FINISHED'",
        "status != 'FINISHED'",
        "attribute.status LIKE 'F%'",
        "attr.run_name = 'r1'",
        "run_name LIKE 'r%'",
        "run.`run name` ILIKE 'R2'",
        "attributes.`Run name` = 'r2'",
        "start_time >= 3000",
        "attributes.start_time < 2000 AND end_time > 4000",
        "attributes.created > 3000",
        "end_time != 4000",
        "user_id = 'nobody'",
        f"run_id = '{ids['r3']}'",
        f"run_id IN ('{ids['r3']}', '{ids['r1']}')",
        f"attributes.run_id NOT IN ('{ids['r3']}')",
        "artifact_uri LIKE 'mlflow-artifacts:/%'",
        "  metrics.auc>0.5   AND\tparams.model='RF' ",
    ]
    orders = [
        ["metrics.auc"],
        ["metrics.auc DESC"],
        ["metrics.auc ASC", "params.model DESC"],
        ["params.model"],
        ["tags.owner DESC"],
        ["attributes.start_time ASC"],
        ["start_time DESC"],
        ["attributes.end_time"],
        ["attributes.status", "attributes.run_name DESC"],
        ["metrics.`f 1` DESC"],
        ["run_name desc"],
    ]
    pages, token = [], None
    while True:
        page = client.search_runs([one, two], order_by=["attributes.run_name"], max_results=2, page_token=token)
        pages.append([found.info.run_name for found in page])
        token = page.token
        if not token:
            break

    def experiments(filter=None, order_by=None, **more):
        return [found.name for found in client.search_experiments(filter_string=filter, order_by=order_by, **more) if "earch" in found.name or found.name == "other"]

    client.delete_experiment(two)
    frame = mlflow.search_runs(experiment_names=["searches"], order_by=["attributes.run_name"])
    return {
        "filters": {each: names(each, ["attributes.run_name"]) for each in filters},
        "orders": {str(each): names("", each) for each in orders},
        "default order": names(),
        "pages": pages,
        "one experiment": names(experiments=(one,)),
        "no experiment": names(experiments=()),
        "unknown experiment": names(experiments=("12345",)),
        "experiments": {
            "all": experiments(),
            "by name": experiments("name = 'searches'"),
            "not": experiments("name != 'searches'"),
            "like": experiments("name LIKE 'sea%'"),
            "ilike": experiments("attribute.name ILIKE 'sea%'"),
            "tag": experiments("tags.team = 'red'"),
            "tag like": experiments("tags.`team` ILIKE 'R%' AND tags.n = '1'"),
            "created": experiments("creation_time > 1000 and last_update_time > 0"),
            "order": experiments(order_by=["name"]),
            "order desc": experiments(order_by=["name DESC", "experiment_id"]),
            "deleted": experiments(view_type=ViewType.DELETED_ONLY),
            "both": experiments(view_type=ViewType.ALL, order_by=["experiment_id ASC"]),
        },
        "frame": [frame["tags.mlflow.runName"].tolist(), frame["params.model"].tolist(), sorted(column for column in frame.columns if column.startswith(("metrics", "params")))],
    }
