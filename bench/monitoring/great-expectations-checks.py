"""Checks a Parquet file by the expectations that measure-contract.ts has as a contract; prints what it took."""
import json
import logging
import resource
import sys
import time

import great_expectations as gx
import pandas

logging.disable(logging.WARNING)
frame = pandas.read_parquet(sys.argv[1])
E = gx.expectations
context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False}
suite = gx.ExpectationSuite(name="checks")
suite.add_expectation(E.ExpectTableRowCountToBeBetween(min_value=1))
for name in frame.columns:
    gaps = name.startswith("with_missing")
    suite.add_expectation(E.ExpectColumnValuesToNotBeNull(column=name, mostly=0.8 if gaps else 1.0))
    if frame[name].dtype.kind in "fi":
        suite.add_expectation(E.ExpectColumnValuesToBeBetween(column=name, min_value=-1e6, max_value=1e6))
        suite.add_expectation(E.ExpectColumnMeanToBeBetween(column=name, min_value=-1e4, max_value=1e4))
        suite.add_expectation(E.ExpectColumnStdevToBeBetween(column=name, min_value=0, max_value=1e5))
    else:
        suite.add_expectation(E.ExpectColumnValuesToMatchRegex(column=name, regex="^[a-zA-Z][0-9]+$"))
        suite.add_expectation(E.ExpectColumnUniqueValueCountToBeBetween(column=name, min_value=2, max_value=3000))
source = context.data_sources.add_pandas("pandas")
batch = source.add_dataframe_asset("table").add_batch_definition_whole_dataframe("all").get_batch(batch_parameters={"dataframe": frame})
wall, cpu = time.perf_counter(), time.process_time()
result = batch.validate(suite)
assert result.success, result
print(
    json.dumps(
        {
            "version": gx.__version__,
            "wallSeconds": time.perf_counter() - wall,
            "cpuSeconds": time.process_time() - cpu,
            "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        }
    )
)
