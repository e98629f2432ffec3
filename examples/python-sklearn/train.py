"""Trains a scikit-learn pipeline on a table that Capstan hands over, and writes it as ONNX.

The table has a column a feature, then `label` and `event_at`, in the order of time. What autologging sees lands in the run of this training.
"""
import argparse

import mlflow
import numpy
import pandas
from skl2onnx import to_onnx

from lib.pipeline import make_classifier

parser = argparse.ArgumentParser()
parser.add_argument("train")
parser.add_argument("model")
parser.add_argument("--trees", type=int, default=60)
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()

table = pandas.read_parquet(options.train)
x = table.drop(columns=["label", "event_at"]).to_numpy(numpy.float32)
y = table["label"].to_numpy()

mlflow.sklearn.autolog()
with mlflow.start_run():
    classifier = make_classifier(options.trees, options.seed).fit(x, y)

# One matrix of features in, one row of class probabilities out.
onnx = to_onnx(classifier, x[:1], options={id(classifier): {"zipmap": False}})
with open(options.model, "wb") as file:
    file.write(onnx.SerializeToString())
