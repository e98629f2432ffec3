from reading import code_of, error_of


def run(mlflow):
    client = mlflow.MlflowClient()
    experiment = client.create_experiment("errors")
    run_id = client.create_run(experiment).info.run_id
    exists = error_of(client.create_experiment, "errors")
    exists["message"] = exists["message"].split(" Error:")[0]
    no_run = "0123456789abcdef0123456789abcdef"
    return {
        "experiment exists": exists,
        "no experiment": error_of(client.get_experiment, "123456"),
        "experiment id of words": error_of(client.get_experiment, "words"),
        "experiment without a name": error_of(client.create_experiment, ""),
        "long name of an experiment": error_of(client.create_experiment, "n" * 501),
        "delete no experiment": error_of(client.delete_experiment, "123456"),
        "rename no experiment": error_of(client.rename_experiment, "123456", "x"),
        "tag of no experiment": error_of(client.set_experiment_tag, "123456", "a", "b"),
        "run in no experiment": error_of(client.create_run, "123456"),
        "no run": error_of(client.get_run, no_run),
        "delete no run": error_of(client.delete_run, no_run),
        "restore no run": error_of(client.restore_run, no_run),
        "end no run": error_of(client.set_terminated, no_run),
        "param of no run": error_of(client.log_param, no_run, "a", "b"),
        "tag of no run": error_of(client.set_tag, no_run, "a", "b"),
        "drop a tag of no run": error_of(client.delete_tag, no_run, "a"),
        "artifacts of no run": error_of(client.list_artifacts, no_run),
        "filter of words": code_of(client.search_runs, [experiment], "words"),
        "filter without a value": code_of(client.search_runs, [experiment], "metrics.a >"),
        "filter of an unknown attribute": code_of(client.search_runs, [experiment], "attributes.nothing = 'a'"),
        "filter of a metric by text": code_of(client.search_runs, [experiment], "metrics.a = 'x'"),
        "filter of a param by number": code_of(client.search_runs, [experiment], "params.a = 1"),
        "order by an unknown": code_of(client.search_runs, [experiment], order_by=["nothing"]),
        "too many results": error_of(client.search_runs, [experiment], max_results=50001),
        "no results": error_of(client.search_runs, [experiment], max_results=0),
        "bad page token": code_of(client.search_runs, [experiment], page_token="nonsense"),
        "run id of a good run": run_id == client.get_run(run_id).info.run_id,
    }
