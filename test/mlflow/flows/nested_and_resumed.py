from reading import run_of


def run(mlflow):
    client = mlflow.MlflowClient()
    experiment = mlflow.set_experiment("nested")
    with mlflow.start_run(run_name="parent") as parent:
        mlflow.log_param("who", "parent")
        for i in range(3):
            with mlflow.start_run(run_name=f"child {i}", nested=True):
                mlflow.log_metric("score", i / 10)
                with mlflow.start_run(run_name=f"grandchild {i}", nested=True):
                    pass
    with mlflow.start_run(run_id=parent.info.run_id):
        mlflow.log_metric("later", 1)
    children = mlflow.search_runs(filter_string=f"tags.mlflow.parentRunId = '{parent.info.run_id}'", output_format="list")
    by_parameter = mlflow.start_run(run_name="by parent", parent_run_id=parent.info.run_id)
    mlflow.end_run("FINISHED")
    found = client.search_runs([experiment.experiment_id], order_by=["attributes.run_name ASC"])
    return {
        "parent": run_of(client.get_run(parent.info.run_id)),
        "children": sorted(one.info.run_name for one in children),
        "all": [[one.info.run_name, one.info.status, one.data.tags.get("mlflow.parentRunId")] for one in found],
        "by parameter": client.get_run(by_parameter.info.run_id).data.tags["mlflow.parentRunId"],
        "parent of a run": client.get_parent_run(by_parameter.info.run_id).info.run_name,
    }
