"""Registers the newest model that was logged to an experiment: python register.py EXPERIMENT NAME."""

import sys

import mlflow

experiment, name = sys.argv[1:]
client = mlflow.MlflowClient()
[model] = client.search_logged_models(experiment_ids=[client.get_experiment_by_name(experiment).experiment_id], max_results=1)
version = mlflow.register_model(f"models:/{model.model_id}", name)
print(version.version)
