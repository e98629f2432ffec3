"""Runs the flows that are named on the command line against MLFLOW_TRACKING_URI, and prints what each of them read back as one JSON object."""

import contextlib
import importlib
import json
import os
import sys
import tempfile
import time
import traceback
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "flows"))
warnings.filterwarnings("ignore")
os.environ.setdefault("MPLBACKEND", "Agg")
os.environ["GIT_PYTHON_REFRESH"] = "quiet"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0"


def main(names):
    import mlflow

    results = {}
    for name in names:
        began = time.time()
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
            os.chdir(folder)
            try:
                results[name] = importlib.import_module(name).run(mlflow)
            except Exception:
                results[name] = {"raised": traceback.format_exc()}
            while mlflow.active_run():
                mlflow.end_run()
            os.chdir("/")
        print(f"{name}: {time.time() - began:.1f} s", file=sys.stderr)
    print(json.dumps(results, allow_nan=True))


main(sys.argv[1:])
