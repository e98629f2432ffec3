"""Writes runs into the database of an MLflow server, through the tables that MLflow itself declares: seed-mlflow.py DATABASE EXPERIMENT < RUNS."""

import json
import sys
import uuid

import sqlalchemy
from mlflow.store.tracking.dbmodels.models import SqlLatestMetric, SqlMetric, SqlParam, SqlRun, SqlTag

TAGS = {
    "mlflow.user": "someone",
    "mlflow.source.name": "train.py",
    "mlflow.source.type": "LOCAL",
    "mlflow.source.git.commit": "0b1f2d0c1a0c4d5e8f9a7b6c5d4e3f2a1b0c9d8e",
}

database, experiment = sys.argv[1:]
rows = {table: [] for table in (SqlRun, SqlMetric, SqlLatestMetric, SqlParam, SqlTag)}
for number, run in enumerate(json.load(sys.stdin)):
    run_id = uuid.uuid4().hex
    name = f"seeded-run-{number}"
    start = run["metrics"][0]["timestamp"]
    rows[SqlRun].append(
        dict(
            run_uuid=run_id,
            name=name,
            source_type="UNKNOWN",
            source_name="",
            entry_point_name="",
            user_id="someone",
            status="RUNNING",
            start_time=start,
            end_time=None,
            deleted_time=None,
            source_version="",
            lifecycle_stage="active",
            artifact_uri=f"mlflow-artifacts:/{experiment}/{run_id}/artifacts",
            experiment_id=int(experiment),
        )
    )
    for metric in run["metrics"]:
        point = dict(metric, is_nan=False, run_uuid=run_id)
        rows[SqlMetric].append(point)
        rows[SqlLatestMetric].append(point)
    rows[SqlParam].extend(dict(param, run_uuid=run_id) for param in run["params"])
    rows[SqlTag].extend(dict(key=key, value=value, run_uuid=run_id) for key, value in {**TAGS, "mlflow.runName": name}.items())

with sqlalchemy.create_engine(f"sqlite:///{database}").begin() as connection:
    for table, values in rows.items():
        connection.execute(sqlalchemy.insert(table.__table__), values)
