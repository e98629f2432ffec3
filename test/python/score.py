"""Scores rows with the scikit-learn model that autologging kept: python score.py RUN ROWS, where ROWS is a JSON list of lists of features."""
import json
import sys

import mlflow
import numpy

run, rows = sys.argv[1:]
model = mlflow.sklearn.load_model(f"runs:/{run}/model")
with open(rows, encoding="utf-8") as file:
    print(json.dumps(model.predict_proba(numpy.array(json.load(file), numpy.float32))[:, 1].tolist()))
