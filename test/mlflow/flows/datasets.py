import json

import numpy as np
import pandas as pd
from reading import run_of


def run(mlflow):
    client = mlflow.MlflowClient()
    mlflow.set_experiment("datasets")
    frame = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": ["x", "y", "z"], "y": [0, 1, 0]})
    with mlflow.start_run(run_name="both") as both:
        mlflow.log_input(mlflow.data.from_pandas(frame, source="https://example.com/frame.csv", name="frame", targets="y"), context="training")
        mlflow.log_input(mlflow.data.from_numpy(np.arange(6.0).reshape(3, 2), source="https://example.com/array.npy", name="array"), context="evaluation", tags={"part": "1"})
        mlflow.log_input(mlflow.data.from_pandas(frame, source="https://example.com/frame.csv", name="frame", targets="y"), context="training")
    with mlflow.start_run(run_name="one"):
        mlflow.log_input(mlflow.data.from_pandas(frame, source="https://example.com/frame.csv", name="frame", targets="y"))
    with mlflow.start_run(run_name="none"):
        pass
    read = run_of(client.get_run(both.info.run_id))
    for one in read["datasets"]:
        one["schema"] = json.loads(one["schema"]) if one["schema"] else one["schema"]
        one["profile"] = json.loads(one["profile"]) if one["profile"] else one["profile"]

    def names(filter):
        return sorted(one.info.run_name for one in mlflow.search_runs(filter_string=filter, output_format="list"))

    digest = next(one["digest"] for one in read["datasets"] if one["name"] == "frame")
    return {
        "run": read,
        "by name": names("dataset.name = 'frame'"),
        "like": names("dataset.name ILIKE 'ARR%'"),
        "by digest": names(f"dataset.digest = '{digest}'"),
        "by context": names("dataset.context = 'evaluation'"),
        "several": names("dataset.name IN ('array', 'other')"),
        "read again": mlflow.data.get_source(client.get_run(both.info.run_id).inputs.dataset_inputs[0]).to_dict() is not None,
    }
