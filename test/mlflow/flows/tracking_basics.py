from reading import error_of, experiment_of, run_of


def run(mlflow):
    client = mlflow.MlflowClient()
    first = mlflow.set_experiment("basics")
    again = mlflow.set_experiment("basics")
    mlflow.set_experiment_tag("team", "red")
    made = mlflow.create_experiment("basics/with tags", artifact_location=None, tags={"a": "1", "b c": "ü"})

    with mlflow.start_run(run_name="named", tags={"release.version": "2.2.0"}, description="what it is about") as active:
        mlflow.log_param("alpha", 0.5)
        mlflow.log_params({"beta": 1, "gamma": "x" * 100, "flag": True, "none": None})
        mlflow.log_metric("rmse", 0.25)
        mlflow.log_metrics({"mae": 1, "r2": -0.5})
        mlflow.set_tag("kind", "first")
        mlflow.set_tags({"a.b/c": 1, "unicode": "größer 日本"})
    named = client.get_run(active.info.run_id)

    with mlflow.start_run() as unnamed:
        pass
    try:
        with mlflow.start_run() as failing:
            raise ValueError("on purpose")
    except ValueError:
        pass
    killed = client.create_run(first.experiment_id, run_name="by client", start_time=1234567890123, tags={"mlflow.user": "somebody"})
    client.set_terminated(killed.info.run_id, "KILLED", end_time=1234567890999)
    scheduled = client.create_run(first.experiment_id)
    client.update_run(scheduled.info.run_id, status="SCHEDULED", name="renamed")
    client.set_tag(scheduled.info.run_id, "mlflow.runName", "renamed by its tag")
    killed_read = client.get_run(killed.info.run_id)
    return {
        "experiment": experiment_of(client.get_experiment(first.experiment_id)),
        "the same": again.experiment_id == first.experiment_id,
        "made": experiment_of(client.get_experiment(made)),
        "by name": experiment_of(client.get_experiment_by_name("basics/with tags")),
        "no such name": client.get_experiment_by_name("nobody") is None,
        "default": experiment_of(client.get_experiment("0"))["name"],
        "named": run_of(named),
        "unnamed": run_of(client.get_run(unnamed.info.run_id)),
        "failing": client.get_run(failing.info.run_id).info.status,
        "killed": run_of(killed_read),
        "killed times": [killed_read.info.start_time, killed_read.info.end_time],
        "scheduled": run_of(client.get_run(scheduled.info.run_id)),
        "tags differ from the name": error_of(client.create_run, first.experiment_id, run_name="a", tags={"mlflow.runName": "b"}),
        "the last active run": mlflow.last_active_run().info.run_id == failing.info.run_id,
    }
