"""What the flows print: things in a form that depends on nothing but what was stored."""

import math


def number(value):
    """A float that JSON can hold."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def run_of(run):
    """A run as the client read it."""
    info = run.info
    result = {
        "run_id": info.run_id,
        "run_name": info.run_name,
        "experiment_id": info.experiment_id,
        "user_id": info.user_id,
        "status": info.status,
        "started": info.start_time is not None and info.start_time > 0,
        "ended": info.end_time is not None,
        "lifecycle_stage": info.lifecycle_stage,
        "artifact_uri": info.artifact_uri,
        "metrics": {key: number(value) for key, value in sorted(run.data.metrics.items())},
        "params": dict(sorted(run.data.params.items())),
        "tags": dict(sorted((key, value) for key, value in run.data.tags.items() if not key.startswith("mlflow.source"))),
    }
    if run.inputs and run.inputs.dataset_inputs:
        result["datasets"] = sorted(
            (
                {
                    "name": one.dataset.name,
                    "digest": one.dataset.digest,
                    "source_type": one.dataset.source_type,
                    "source": one.dataset.source,
                    "schema": one.dataset.schema,
                    "profile": one.dataset.profile,
                    "tags": sorted((tag.key, tag.value) for tag in one.tags),
                }
                for one in run.inputs.dataset_inputs
            ),
            key=lambda one: (one["name"], one["digest"]),
        )
    if run.inputs and getattr(run.inputs, "model_inputs", None):
        result["model_inputs"] = [one.model_id for one in run.inputs.model_inputs]
    if getattr(run, "outputs", None) and run.outputs.model_outputs:
        result["model_outputs"] = [{"model_id": one.model_id, "step": one.step} for one in run.outputs.model_outputs]
    return result


def experiment_of(experiment):
    return {
        "experiment_id": experiment.experiment_id,
        "name": experiment.name,
        "artifact_location": experiment.artifact_location,
        "lifecycle_stage": experiment.lifecycle_stage,
        "tags": dict(sorted(experiment.tags.items())),
        "created": experiment.creation_time is not None and experiment.creation_time > 0,
        "updated": experiment.last_update_time is not None and experiment.last_update_time >= experiment.creation_time,
    }


def point_of(metric):
    return [number(metric.value), metric.timestamp, metric.step]


def version_of(version):
    result = {
        "name": version.name,
        "version": str(version.version),
        "current_stage": version.current_stage,
        "description": version.description,
        "run_id": version.run_id,
        "run_link": version.run_link,
        "source": version.source,
        "status": version.status,
        "status_message": version.status_message,
        "tags": dict(sorted(version.tags.items())),
        "aliases": sorted(version.aliases),
        "created": version.creation_timestamp > 0,
        "updated": version.last_updated_timestamp >= version.creation_timestamp,
    }
    return result


def model_of(model):
    return {
        "name": model.name,
        "description": model.description,
        "tags": dict(sorted(model.tags.items())),
        "aliases": dict(sorted((alias, str(version)) for alias, version in model.aliases.items())),
        "latest_versions": sorted(([one.current_stage, str(one.version)] for one in model.latest_versions or [])),
        "created": model.creation_timestamp > 0,
        "updated": model.last_updated_timestamp >= model.creation_timestamp,
    }


def logged_model_of(model):
    return {
        "model_id": model.model_id,
        "experiment_id": model.experiment_id,
        "name": model.name,
        "model_type": model.model_type,
        "source_run_id": model.source_run_id,
        "status": str(model.status),
        "status_message": model.status_message,
        "artifact_location": model.artifact_location,
        "params": dict(sorted((model.params or {}).items())),
        "tags": dict(sorted((key, value) for key, value in (model.tags or {}).items() if not key.startswith("mlflow.source"))),
        "metrics": sorted(
            [one.key, number(one.value), one.step, one.dataset_name or "", one.dataset_digest or "", one.run_id or ""] for one in (model.metrics or [])
        ),
    }


def error_of(call, *args, **kwargs):
    """The error that a call raised: its kind, code and message."""
    try:
        return {"returned": repr(call(*args, **kwargs))}
    except Exception as error:
        return {"raised": type(error).__name__, "error_code": getattr(error, "error_code", None), "message": str(getattr(error, "message", error))}


def code_of(call, *args, **kwargs):
    """The error that a call raised, where its words are each server's own."""
    return {key: value for key, value in error_of(call, *args, **kwargs).items() if key != "message"}


def files_of(client, run_id, path=None):
    """Every file below a path of a run: its path and, unless it depends on the machine, its size. MLflow's own server has no size for an empty file."""
    found = []
    for one in sorted(client.list_artifacts(run_id, path), key=lambda file: file.path):
        found.append([one.path, one.is_dir, one.file_size or None if one.path.endswith((".txt", ".json", ".bin")) else None])
        if one.is_dir:
            found.extend(files_of(client, run_id, one.path))
    return found
