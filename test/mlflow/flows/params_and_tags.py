from mlflow.entities import Param, RunTag
from reading import error_of, run_of


def run(mlflow):
    client = mlflow.MlflowClient()
    experiment = client.create_experiment("params and tags")
    one = client.create_run(experiment).info.run_id
    client.log_param(one, "a", 1)
    client.log_param(one, "a", "1")
    client.log_param(one, "empty", "")
    client.log_param(one, "long", "x" * 7000)
    client.log_param(one, "long unicode", "日" * 6001)
    client.log_batch(one, params=[Param("b", "2"), Param("a", "1")])
    client.set_tag(one, "note", "one")
    client.set_tag(one, "note", "two")
    client.set_tag(one, "empty", "")
    client.set_tag(one, "long", "y" * 9000)
    client.set_tag(one, "quoted", "it's \"so\"\n\ttabs \\ and lines")
    client.set_tag(one, "to be deleted", "x")
    client.delete_tag(one, "to be deleted")
    client.set_experiment_tag(experiment, "e", "1")
    client.set_experiment_tag(experiment, "e", "2")
    read = run_of(client.get_run(one))
    read["params"] = {key: value if len(value) < 100 else [len(value), value[:3]] for key, value in read["params"].items()}
    read["tags"] = {key: value if len(value) < 100 else [len(value), value[:3]] for key, value in read["tags"].items()}
    deleted = client.create_run(experiment).info.run_id
    client.delete_run(deleted)
    return {
        "run": read,
        "experiment tags": client.get_experiment(experiment).tags,
        "changed": error_of(client.log_param, one, "a", 2),
        "changed in a batch": error_of(client.log_batch, one, params=[Param("a", "2"), Param("new", "3"), Param("b", "it's")]),
        "nothing of that batch": "new" in client.get_run(one).data.params,
        "twice in a batch": error_of(client.log_batch, one, params=[Param("z", "2"), Param("z", "3")]),
        "too many params": error_of(client.log_batch, one, params=[Param(f"k{i}", "2") for i in range(101)]),
        "too many tags": error_of(client.log_batch, one, tags=[RunTag(f"k{i}", "2") for i in range(101)]),
        "no such tag": error_of(client.delete_tag, one, "nothing"),
        "key with a bad character": error_of(client.log_param, one, "a%b", 1),
        "key that is another path": error_of(client.log_param, one, "a/../b", 1),
        "key that is a folder": error_of(client.set_tag, one, "a/", 1),
        "key that is a root": error_of(client.set_tag, one, "/a", 1),
        "key of a metric": error_of(client.log_metric, one, "a//b", 1),
        "long key": error_of(client.log_param, one, "k" * 251, 1),
        "long key of a tag": error_of(client.set_tag, one, "k" * 251, 1),
        "long key of a metric": error_of(client.log_metric, one, "k" * 251, 1),
        "long value of an experiment's tag": error_of(client.set_experiment_tag, experiment, "k", "v" * 20001),
        "to a deleted run": [
            error_of(client.log_param, deleted, "a", 1),
            error_of(client.log_metric, deleted, "a", 1),
            error_of(client.set_tag, deleted, "a", 1),
            error_of(client.log_batch, deleted, params=[Param("a", "1")]),
            error_of(client.set_terminated, deleted),
        ],
    }
