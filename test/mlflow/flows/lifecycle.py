from mlflow.entities import ViewType
from reading import code_of, error_of, experiment_of, run_of


def run(mlflow):
    client = mlflow.MlflowClient()
    one = client.create_experiment("lifecycle")
    two = client.create_experiment("lifecycle two")
    kept = client.create_run(one, run_name="kept").info.run_id
    dropped = client.create_run(one, run_name="dropped").info.run_id
    client.delete_run(dropped)
    result = {
        "deleted run": run_of(client.get_run(dropped)),
        "active": sorted(r.info.run_name for r in client.search_runs([one])),
        "deleted": sorted(r.info.run_name for r in client.search_runs([one], run_view_type=ViewType.DELETED_ONLY)),
        "all": sorted(r.info.run_name for r in client.search_runs([one], run_view_type=ViewType.ALL)),
        "deleted twice": error_of(client.delete_run, dropped),
    }
    client.restore_run(dropped)
    result["restored"] = client.get_run(dropped).info.lifecycle_stage
    result["restored twice"] = error_of(client.restore_run, dropped)
    client.rename_experiment(one, "lifecycle renamed")
    result["renamed"] = client.get_experiment(one).name
    result["renamed to itself"] = error_of(client.rename_experiment, one, "lifecycle renamed")
    result["old name"] = client.get_experiment_by_name("lifecycle") is None
    client.delete_experiment(one)
    result["deleted experiment"] = experiment_of(client.get_experiment(one))
    result["its runs"] = client.get_run(kept).info.lifecycle_stage
    result["by name when deleted"] = client.get_experiment_by_name("lifecycle renamed").lifecycle_stage
    result["a run in it"] = error_of(client.create_run, one)
    result["a tag of it"] = error_of(client.set_experiment_tag, one, "a", "b")
    result["delete it twice"] = error_of(client.delete_experiment, one)
    result["set it"] = code_of(mlflow.set_experiment, "lifecycle renamed")
    result["restore an active one"] = error_of(client.restore_experiment, two)
    result["deleted ones"] = sorted(e.name for e in client.search_experiments(view_type=ViewType.DELETED_ONLY))
    client.restore_experiment(one)
    result["restored experiment"] = experiment_of(client.get_experiment(one))
    result["restored runs"] = client.get_run(kept).info.lifecycle_stage
    return result
