from reading import code_of, error_of, model_of, version_of


def run(mlflow):
    client = mlflow.MlflowClient()
    experiment = client.create_experiment("registry")
    run_id = client.create_run(experiment).info.run_id
    client.log_text(run_id, "a model", "model/MLmodel")
    source = f"{client.get_run(run_id).info.artifact_uri}/model"

    first = client.create_registered_model("reg", tags={"team": "red"}, description="a model")
    client.create_registered_model("reg two")
    client.create_registered_model("Empty")
    versions = [client.create_model_version("reg", source, run_id, tags={"n": str(i)}, description=f"number {i}") for i in range(3)]
    other = client.create_model_version("reg two", source, run_id)
    client.update_registered_model("reg", description="a better model")
    client.update_model_version("reg", "1", description="the first")
    client.set_registered_model_tag("reg", "size", "big")
    client.set_registered_model_tag("reg", "gone", "x")
    client.delete_registered_model_tag("reg", "gone")
    client.set_model_version_tag("reg", "2", "ok", "yes")
    client.set_model_version_tag("reg", "2", "gone", "x")
    client.delete_model_version_tag("reg", "2", "gone")
    client.set_registered_model_alias("reg", "champion", "1")
    client.set_registered_model_alias("reg", "challenger", "2")
    client.set_registered_model_alias("reg", "champion", "3")
    client.set_registered_model_alias("reg", "Mixed-Case_1", "2")
    client.delete_registered_model_alias("reg", "challenger")
    client.delete_registered_model_alias("reg", "never-was")
    result = {
        "created": model_of(first),
        "model": model_of(client.get_registered_model("reg")),
        "versions": [version_of(client.get_model_version("reg", each.version)) for each in versions],
        "other": version_of(other),
        "by alias": version_of(client.get_model_version_by_alias("reg", "champion")),
        "latest by alias": error_of(lambda: client.get_model_version_by_alias("reg", "latest").version),
        "download": client.get_model_version_download_uri("reg", "2"),
        "latest versions": [version_of(each) for each in client.get_latest_versions("reg")],
        "search": {
            "all": [each.name for each in client.search_registered_models()],
            "by name": [each.name for each in client.search_registered_models("name = 'reg'")],
            "like": [each.name for each in client.search_registered_models("name LIKE 'reg%'")],
            "ilike": [each.name for each in client.search_registered_models("name ILIKE 'E%'")],
            "tag": [each.name for each in client.search_registered_models("tags.team = 'red'")],
            "order": [each.name for each in client.search_registered_models(order_by=["name DESC"])],
            "order by time": [each.name for each in client.search_registered_models("name LIKE 'reg%'", order_by=["last_updated_timestamp ASC"])],
        },
        "search versions": {
            "all": [[each.name, each.version] for each in client.search_model_versions("")],
            "of a model": [each.version for each in client.search_model_versions("name = 'reg'")],
            "of a run": [[each.name, each.version] for each in client.search_model_versions(f"run_id = '{run_id}'")],
            "by tag": [each.version for each in client.search_model_versions("name = 'reg' and tags.n = '1'")],
            "by number": [each.version for each in client.search_model_versions("name = 'reg' and version_number > 1", order_by=["version_number ASC"])],
            "by source": len(client.search_model_versions(f"source_path = '{source}'")),
        },
        "page": [each.name for each in client.search_registered_models(max_results=1, order_by=["name"])],
        "errors": {
            "exists": error_of(client.create_registered_model, "reg"),
            "bad name": error_of(client.create_registered_model, "a/b"),
            "empty name": error_of(client.create_registered_model, ""),
            "no model": error_of(client.get_registered_model, "nobody"),
            "no version": error_of(client.get_model_version, "reg", "9"),
            "version of words": error_of(client.get_model_version, "reg", "words"),
            "version of no model": error_of(client.create_model_version, "nobody", source, run_id),
            "no alias": error_of(client.get_model_version_by_alias, "reg", "nobody"),
            "alias of no version": error_of(client.set_registered_model_alias, "reg", "x", "9"),
            "alias latest": error_of(client.set_registered_model_alias, "reg", "latest", "1"),
            "alias like a version": error_of(client.set_registered_model_alias, "reg", "v1", "1"),
            "alias with a slash": error_of(client.set_registered_model_alias, "reg", "a/b", "1"),
            "source of no run": error_of(client.create_model_version, "reg", source),
            "source elsewhere": error_of(client.create_model_version, "reg", "/etc", run_id),
            "source with dots": error_of(client.create_model_version, "reg", "mlflow-artifacts:/1/../../x", run_id),
        },
    }
    client.rename_registered_model("reg", "reg renamed")
    result["renamed"] = model_of(client.get_registered_model("reg renamed"))
    result["renamed version"] = version_of(client.get_model_version("reg renamed", "3"))
    result["old name"] = error_of(client.get_registered_model, "reg")
    result["rename to one that is there"] = code_of(client.rename_registered_model, "reg renamed", "reg two")
    client.delete_model_version("reg renamed", "3")
    result["alias of a deleted version"] = error_of(client.get_model_version_by_alias, "reg renamed", "champion")
    result["deleted version"] = error_of(client.get_model_version, "reg renamed", "3")
    result["next number"] = client.create_model_version("reg renamed", source, run_id).version
    client.delete_registered_model("reg renamed")
    result["deleted"] = error_of(client.get_registered_model, "reg renamed")
    result["versions of a deleted one"] = [each.version for each in client.search_model_versions("name = 'reg renamed'")]
    return result
