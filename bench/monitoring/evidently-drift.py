"""Times Evidently's DataDriftPreset, with its defaults, on two Parquet files. Prints one line of JSON."""

import json
import resource
import sys
import time
from importlib.metadata import version

import pandas
from evidently import Report
from evidently.presets import DataDriftPreset

reference, current = (pandas.read_parquet(path) for path in sys.argv[1:3])
wall, cpu = time.perf_counter(), time.process_time()
Report([DataDriftPreset()]).run(current, reference).dict()
print(
    json.dumps(
        {
            "version": version("evidently"),
            "wallSeconds": time.perf_counter() - wall,
            "cpuSeconds": time.process_time() - cpu,
            "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        }
    )
)
