"""Writes one table as Parquet, and as Arrow in every form that pyarrow and pandas write. Args: folder."""

import sys
from decimal import Decimal

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as parquet

ROWS = 3000
folder = sys.argv[1] + "/"


def some(values, missing):
    return [None if i % missing == 0 else value for i, value in enumerate(values)]


def instants(unit, zone=None):
    return pa.array(some([i * 100_003 - 10**8 for i in range(ROWS)], 13), pa.timestamp(unit, zone))


table = pa.table(
    {
        "int8": pa.array(some([i % 200 - 100 for i in range(ROWS)], 7), pa.int8()),
        "uint16": pa.array(range(ROWS), pa.uint16()),
        "int64": pa.array(some([2**53 + 1 + i if i % 3 else -(2**62) - i for i in range(ROWS)], 5), pa.int64()),
        "uint64": pa.array([2**64 - 1 - i for i in range(ROWS)], pa.uint64()),
        "float": pa.array([i / 4 for i in range(ROWS)], pa.float32()),
        "double": pa.array(some([float("nan") if i % 5 == 1 else i / 3 for i in range(ROWS)], 4), pa.float64()),
        "bool": pa.array(some([i % 2 == 0 for i in range(ROWS)], 3)),
        "text": pa.array(some(["" if i % 9 == 1 else f"ünïcode {i}" for i in range(ROWS)], 8)),
        "large": pa.array(["x" * (i % 50) for i in range(ROWS)], pa.large_string()),
        "category": pa.array(some(["abc"[i % 3] for i in range(ROWS)], 6)).dictionary_encode(),
        "s": instants("s"),
        "ms": instants("ms"),
        "us": instants("us"),
        "ns": instants("ns"),
        "zoned_s": instants("s", "Europe/Paris"),
        "zoned_us": instants("us", "America/New_York"),
        "day": pa.array(some([i - 100 for i in range(ROWS)], 11), pa.date32()),
        "day64": pa.array([(i - 100) * 86_400_000 for i in range(ROWS)], pa.date64()),
        "decimal": pa.array(some([Decimal(i - 1500) / 100 for i in range(ROWS)], 6), pa.decimal128(12, 2)),
        "large_decimal": pa.array([Decimal("-12345678901234567890123456789.25") + i for i in range(ROWS)], pa.decimal128(38, 2)),
        "nothing": pa.nulls(ROWS),
    }
)

parquet.write_table(table, folder + "table.parquet")
feather.write_feather(table, folder + "plain.feather", compression="uncompressed", chunksize=700)
feather.write_feather(table, folder + "usual.feather", chunksize=700)
feather.write_feather(table, folder + "zstd.feather", compression="zstd")
table.select(["text", "float", "ns"]).to_pandas().to_feather(folder + "pandas.feather")
with pa.OSFile(folder + "table.arrow", "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
    writer.write_table(table, 1000)
with pa.OSFile(folder + "table.arrows", "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
    writer.write_table(table, 1000)
