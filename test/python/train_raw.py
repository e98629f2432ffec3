"""Trains a forest on the raw rows, texts and all, or XGBoost on the features, and logs the model as its library does: python train.py ROWS FEATURES KIND."""

import sys

import mlflow
import pandas
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder

rows, features, kind = sys.argv[1:]
table = pandas.read_parquet(rows)
y = table["label"].to_numpy()

if kind == "xgboost":
    import xgboost

    x = pandas.read_parquet(features).drop(columns=["label", "event_at"])
    model = xgboost.XGBClassifier(n_estimators=40, max_depth=4, n_jobs=1).fit(x, y)
    with mlflow.start_run():
        mlflow.xgboost.log_model(model, name="trees", input_example=x.head(3))
else:
    x = table[["departure", "distance", "origin", "destination"]]
    # A model that learnt nothing: its labels belong to other rows.
    y = pandas.Series(y).sample(frac=1, random_state=1).to_numpy() if kind == "bad" else y

    def hour(columns):
        return columns.apply(lambda column: column.dt.hour + column.dt.minute / 60)

    encoder = make_column_transformer(
        (FunctionTransformer(hour), ["departure"]),
        (OneHotEncoder(handle_unknown="ignore", min_frequency=50), ["origin", "destination"]),
        remainder="passthrough",
    )
    model = make_pipeline(encoder, RandomForestClassifier(30, min_samples_leaf=20, random_state=1, n_jobs=1)).fit(x, y)
    with mlflow.start_run():
        mlflow.sklearn.log_model(model, name="forest", serialization_format="cloudpickle", input_example=x.head(3))
