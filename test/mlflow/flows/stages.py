from reading import error_of, model_of, version_of


def run(mlflow):
    client = mlflow.MlflowClient()
    experiment = client.create_experiment("stages")
    run_id = client.create_run(experiment).info.run_id
    client.log_text(run_id, "a model", "model/MLmodel")
    source = f"{client.get_run(run_id).info.artifact_uri}/model"
    client.create_registered_model("staged")
    for _ in range(3):
        client.create_model_version("staged", source, run_id)
    client.transition_model_version_stage("staged", "1", "Production")
    client.transition_model_version_stage("staged", "2", "staging")
    moved = client.transition_model_version_stage("staged", "2", "Production", archive_existing_versions=True)
    result = {
        "moved": version_of(moved),
        "first": client.get_model_version("staged", "1").current_stage,
        "latest": sorted([each.current_stage, each.version] for each in client.get_latest_versions("staged")),
        "of a stage": [each.version for each in client.get_latest_versions("staged", ["Production"])],
        "of two": sorted(each.version for each in client.get_latest_versions("staged", ["production", "None"])),
        "model": model_of(client.get_registered_model("staged")),
        "bad stage": error_of(client.transition_model_version_stage, "staged", "1", "Nowhere"),
        "latest of no model": error_of(client.get_latest_versions, "nobody"),
    }
    client.transition_model_version_stage("staged", "2", "None")
    result["back"] = client.get_model_version("staged", "2").current_stage
    return result
