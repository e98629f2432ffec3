import numpy as np
from reading import files_of, point_of, run_of


def run(mlflow):
    import xgboost

    client = mlflow.MlflowClient()
    mlflow.set_experiment("autolog xgboost")
    mlflow.xgboost.autolog(importance_types=["weight"])
    try:
        random = np.random.RandomState(0)
        x = random.rand(80, 3)
        y = (x[:, 0] > 0.5).astype(int)
        data = xgboost.DMatrix(x, label=y)
        with mlflow.start_run() as active:
            xgboost.train({"objective": "binary:logistic", "max_depth": 2, "eval_metric": "logloss", "nthread": 1}, data, num_boost_round=8, evals=[(data, "train")], verbose_eval=False)
    finally:
        mlflow.xgboost.autolog(disable=True)
    read = run_of(client.get_run(active.info.run_id))
    read["metrics"] = {key: round(value, 4) for key, value in read["metrics"].items()}
    read["tags"] = {key: value for key, value in read["tags"].items() if key not in ("mlflow.log-model.history", "mlflow.user")}
    read["datasets"] = [[each["name"], each["digest"], each["tags"]] for each in read.get("datasets", [])]
    return {
        "run": read,
        "files": [path for path, _, _ in files_of(client, active.info.run_id)],
        "history": [[round(value, 4), step] for value, _, step in map(point_of, client.get_metric_history(active.info.run_id, "train-logloss"))],
    }
