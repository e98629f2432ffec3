import time

from mlflow.entities import Metric, Param, RunTag
from reading import error_of, point_of, run_of


def run(mlflow):
    client = mlflow.MlflowClient()
    experiment = client.create_experiment("metrics")
    one = client.create_run(experiment).info.run_id
    for step in range(5):
        client.log_metric(one, "loss", 1.0 / (step + 1), timestamp=1000 + step, step=step)
    client.log_metric(one, "loss", 9.0, timestamp=999, step=2)
    client.log_metric(one, "loss", 9.0, timestamp=999, step=2)
    client.log_metric(one, "late step - early time", 1.0, timestamp=2000, step=1)
    client.log_metric(one, "late step - early time", 2.0, timestamp=1000, step=2)
    client.log_metric(one, "same step and time", 1.0, timestamp=1, step=1)
    client.log_metric(one, "same step and time", 3.0, timestamp=1, step=1)
    client.log_metric(one, "same step and time", 2.0, timestamp=1, step=1)
    client.log_metric(one, "negative step", 1.0, timestamp=1, step=-5)
    client.log_metric(one, "nan", float("nan"), timestamp=1, step=0)
    client.log_metric(one, "nan", float("nan"), timestamp=1, step=0)
    client.log_metric(one, "nan later", 1.0, timestamp=1, step=0)
    client.log_metric(one, "nan later", float("nan"), timestamp=2, step=1)
    client.log_metric(one, "inf", float("inf"), timestamp=1, step=0)
    client.log_metric(one, "-inf", float("-inf"), timestamp=1, step=0)
    client.log_metric(one, "tiny", 5e-324, timestamp=1, step=0)
    client.log_metric(one, "huge", 1.7976931348623157e308, timestamp=1, step=0)
    client.log_metric(one, "third", 1 / 3, timestamp=1, step=0)
    client.log_metric(one, "minus zero", -0.0, timestamp=1, step=0)
    client.log_metric(one, "a/b.c-d e:f", 1.0, timestamp=1, step=0)
    client.log_batch(
        one,
        metrics=[Metric("batch", i / 7, 5000 + i, i % 50) for i in range(200)] + [Metric("loss", 0.125, 5000, 7)],
        params=[Param(f"p{i}", str(i)) for i in range(50)],
        tags=[RunTag("t", "1"), RunTag("t", "2")],
    )
    two = client.create_run(experiment).info.run_id
    for chunk in range(3):
        client.log_batch(two, metrics=[Metric("long", float(i), i, i) for i in range(chunk * 1000, chunk * 1000 + 1000)])
    keys = ["loss", "late step - early time", "same step and time", "negative step", "nan", "nan later", "inf", "-inf", "tiny", "huge", "third", "minus zero", "a/b.c-d e:f", "batch"]
    long = client.get_metric_history(two, "long")

    mlflow.set_experiment("metrics")
    with mlflow.start_run() as active:
        pending = [mlflow.log_metric("async", float(i), step=i, synchronous=False) for i in range(20)]
        pending.append(mlflow.log_params({"async": "yes"}, synchronous=False))
        for each in pending:
            each.wait()
    mlflow.flush_async_logging()
    time.sleep(0.1)
    return {
        "run": run_of(client.get_run(one)),
        "history": {key: [point_of(point) for point in client.get_metric_history(one, key)] for key in keys},
        "no such metric": client.get_metric_history(one, "nothing"),
        "long": [len(long), point_of(long[0]), point_of(long[-1]), sum(point.value for point in long)],
        "long latest": client.get_run(two).data.metrics,
        "async": [run_of(client.get_run(active.info.run_id))["metrics"], sorted(p.step for p in client.get_metric_history(active.info.run_id, "async"))],
        "of no run": error_of(client.log_metric, "0" * 32, "a", 1.0),
        "history of no run": error_of(client.get_metric_history, "0" * 32, "a"),
        "too many": error_of(client.log_batch, one, metrics=[Metric("m", 1.0, 1, i) for i in range(1001)]),
    }
