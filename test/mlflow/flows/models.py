import numpy as np
import pandas as pd
from reading import files_of, run_of, version_of


def log_model(flavor, model, name, **more):
    """In 3.x a model has a name, before that a path in its run."""
    import mlflow

    key = "name" if mlflow.__version__.startswith("3") else "artifact_path"
    return flavor.log_model(model, **{key: name}, **more)


def run(mlflow):
    from skl2onnx import to_onnx
    from sklearn.linear_model import LinearRegression

    client = mlflow.MlflowClient()
    mlflow.set_experiment("models")
    frame = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0], "b": [1.0, 0.0, 1.0, 0.0]})
    target = 2 * frame["a"] - frame["b"] + 1
    model = LinearRegression().fit(frame, target)
    signature = mlflow.models.infer_signature(frame, model.predict(frame))
    with mlflow.start_run() as active:
        mlflow.log_metric("before", 1.0)
        sklearn_info = log_model(mlflow.sklearn, model, "linear", signature=signature, input_example=frame.head(2))
        onnx_model = to_onnx(model, frame.to_numpy().astype(np.float32)[:1])
        onnx_info = log_model(mlflow.onnx, onnx_model, "onnx", registered_model_name="onnx model")
    run_id = active.info.run_id
    loaded = mlflow.sklearn.load_model(sklearn_info.model_uri)
    pyfunc = mlflow.pyfunc.load_model(sklearn_info.model_uri)
    of_run = mlflow.pyfunc.load_model(f"runs:/{run_id}/linear")
    by_onnx = mlflow.pyfunc.load_model(onnx_info.model_uri)
    registered = mlflow.register_model(sklearn_info.model_uri, "linear model", tags={"a": "b"})
    client.set_registered_model_alias("linear model", "champion", registered.version)
    read = run_of(client.get_run(run_id))
    read["tags"] = sorted(key for key in read["tags"] if key != "mlflow.user")
    if "model_outputs" in read:
        # Both come at step 0, in the order of their random ids: told by their names.
        read["model_outputs"] = sorted([client.get_logged_model(each["model_id"]).name, each["step"]] for each in read["model_outputs"])
    by_alias = mlflow.pyfunc.load_model("models:/linear model@champion")
    rows = frame.head(3)
    return {
        "run": read,
        "files": [path for path, _, _ in files_of(client, run_id)],
        "loaded": np.round(loaded.predict(rows), 6).tolist(),
        "pyfunc": np.round(pyfunc.predict(rows), 6).tolist(),
        "of its run": np.round(of_run.predict(rows), 6).tolist(),
        "onnx": np.round(np.asarray(list(by_onnx.predict(rows.to_numpy().astype(np.float32)).values())[0]).ravel(), 4).tolist(),
        "signature": pyfunc.metadata.signature.to_dict(),
        "flavors": sorted(pyfunc.metadata.flavors),
        "registered": version_of(registered),
        "of onnx": [version_of(each) for each in client.search_model_versions("name = 'onnx model'")],
        "by alias": np.round(by_alias.predict(rows), 6).tolist(),
        "by version": np.round(mlflow.pyfunc.load_model("models:/linear model/1").predict(rows), 6).tolist(),
        "latest": np.round(mlflow.pyfunc.load_model("models:/linear model/latest").predict(rows), 6).tolist(),
        "download": sorted(__import__("os").listdir(mlflow.artifacts.download_artifacts("models:/linear model@champion"))),
    }
