"""Scores raw rows with the model of a release, as any client of MLflow loads it: python score_release.py MODEL ROWS, where ROWS is a JSON list of rows."""

import json
import sys

import mlflow
import pandas

model, rows = sys.argv[1:]
with open(rows, encoding="utf-8") as file:
    table = pandas.DataFrame(json.load(file))
table["departure"] = pandas.to_datetime(table["departure"], unit="ms")
loaded = mlflow.pyfunc.load_model(f"models:/{model}")
print(json.dumps(loaded.get_raw_model().predict_proba(table)[:, 1].tolist()))
