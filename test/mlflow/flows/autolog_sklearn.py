import numpy as np
from reading import files_of, run_of


def run(mlflow):
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV

    client = mlflow.MlflowClient()
    experiment = mlflow.set_experiment("autolog sklearn")
    mlflow.sklearn.autolog(log_input_examples=True)
    try:
        random = np.random.RandomState(0)
        x = random.rand(60, 3)
        y = (x[:, 0] > 0.5).astype(int)
        LogisticRegression(C=0.5).fit(x, y).score(x, y)
        with mlflow.start_run(run_name="grid"):
            GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=3).fit(x, y)
    finally:
        mlflow.sklearn.autolog(disable=True)
    found = client.search_runs([experiment.experiment_id], order_by=["start_time ASC", "params.C ASC"])
    result = []
    for one in found:
        read = run_of(one)
        read["metrics"] = {key: round(value, 6) for key, value in read["metrics"].items() if "time" not in key}
        read["tags"] = {key: value for key, value in read["tags"].items() if key not in ("mlflow.log-model.history", "mlflow.user")}
        read.pop("run_name" if "grid" not in read["run_name"] else "user_id")
        read["datasets"] = [[each["name"], each["digest"], each["tags"]] for each in read.get("datasets", [])]
        read["files"] = [path for path, _, _ in files_of(client, one.info.run_id)]
        result.append(read)
    return {"runs": sorted(result, key=lambda read: (str(read.get("run_name")), str(sorted(read["params"].items()))))}
