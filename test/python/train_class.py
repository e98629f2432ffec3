"""Trains a forest of several classes on the raw rows, texts and all, and logs the model as scikit-learn's flavor does: python train_class.py ROWS."""

import sys

import mlflow
import pandas
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

table = pandas.read_parquet(sys.argv[1])
x = table[["words", "amount", "photos", "channel"]].astype({"words": "float64", "photos": "float64"})
encoder = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), ["channel"]), remainder="passthrough")
model = make_pipeline(encoder, RandomForestClassifier(30, min_samples_leaf=20, random_state=1, n_jobs=1)).fit(x, table["label"])
with mlflow.start_run():
    mlflow.sklearn.log_model(model, name="forest", serialization_format="cloudpickle", input_example=x.head(3))
