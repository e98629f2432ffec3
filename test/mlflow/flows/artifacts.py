import os

import numpy as np
import pandas as pd
from reading import code_of, error_of, files_of


def run(mlflow):
    import matplotlib.pyplot as plt

    client = mlflow.MlflowClient()
    mlflow.set_experiment("artifacts")
    os.makedirs("folder/deep/er")
    with open("folder/one.txt", "w") as file:
        file.write("one")
    with open("folder/deep/er/two.bin", "wb") as file:
        file.write(bytes(range(256)) * 4000)
    with open("empty.txt", "w"):
        pass
    with mlflow.start_run() as active:
        run_id = active.info.run_id
        mlflow.log_text("hello", "texts/hello.txt")
        mlflow.log_text("grüß 日本", "texts/mit Leerzeichen und ü.txt")
        mlflow.log_dict({"b": [1, 2.5, None], "a": {"c": True}}, "dict.json")
        mlflow.log_dict({"a": 1}, "dict.yaml")
        mlflow.log_artifact("folder/one.txt")
        mlflow.log_artifact("folder/one.txt", "sub/dir")
        mlflow.log_artifact("empty.txt")
        mlflow.log_artifacts("folder", "whole")
        mlflow.log_text("first", "overwritten.txt")
        mlflow.log_text("second", "overwritten.txt")
        figure, axes = plt.subplots()
        axes.plot([1, 2, 3])
        mlflow.log_figure(figure, "figures/plot.png")
        plt.close(figure)
        mlflow.log_table({"question": ["a", "b"], "answer": [1, 2]}, "table.json")
        mlflow.log_table(pd.DataFrame({"question": ["c"], "answer": [3]}), "table.json")
        mlflow.log_image(np.zeros((8, 8, 3), dtype=np.uint8), "images/black.png")
        uri = mlflow.get_artifact_uri("texts")
    local = mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="whole")
    with open(os.path.join(local, "deep/er/two.bin"), "rb") as file:
        same = file.read() == bytes(range(256)) * 4000
    single = mlflow.artifacts.download_artifacts(artifact_uri=f"runs:/{run_id}/empty.txt")
    return {
        "files": files_of(client, run_id),
        "top": sorted([one.path, one.is_dir] for one in client.list_artifacts(run_id)),
        "by uri": sorted([one.path, one.is_dir] for one in mlflow.artifacts.list_artifacts(artifact_uri=f"runs:/{run_id}/whole")),
        "of a file": client.list_artifacts(run_id, "dict.json"),
        "of nothing": client.list_artifacts(run_id, "nothing"),
        "uri": uri,
        "text": mlflow.artifacts.load_text(f"runs:/{run_id}/texts/hello.txt"),
        "unicode": mlflow.artifacts.load_text(f"runs:/{run_id}/texts/mit Leerzeichen und ü.txt"),
        "overwritten": mlflow.artifacts.load_text(f"runs:/{run_id}/overwritten.txt"),
        "dict": mlflow.artifacts.load_dict(f"runs:/{run_id}/dict.json"),
        "table": mlflow.load_table("table.json", run_ids=[run_id]).to_dict("list"),
        "image": mlflow.artifacts.load_image(f"runs:/{run_id}/images/black.png").size,
        "same bytes": same,
        "empty": os.path.getsize(single),
        "missing": code_of(mlflow.artifacts.load_text, f"runs:/{run_id}/nothing.txt"),
        "up": error_of(client.list_artifacts, run_id, "../other")["raised"],
        "tags": sorted(client.get_run(run_id).data.tags.keys() - {"mlflow.user"}),
    }
