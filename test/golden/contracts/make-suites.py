"""Writes the suites and schemas that `import-contracts.golden.test.ts` reads, with the real packages.

    python make-suites.py great-expectations   # great_expectations 1.24.1, writes ge-1.json
    python make-suites.py great-expectations-0 # great_expectations 0.18.22, writes ge-0.json
    python make-suites.py pandera              # pandera 0.35.0 with pandas 3.1.1, writes pandera.json, pandera.yaml
"""
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent

# One of every kind that can be imported, and some that cannot; the kwargs mean the same in 0.x and 1.x.
EXPECTATIONS = [
    ("expect_table_columns_to_match_set", {"column_set": ["id", "at", "origin", "distance", "delay", "cancelled"], "exact_match": True}),
    ("expect_table_row_count_to_be_between", {"min_value": 10, "max_value": 100000}),
    ("expect_column_to_exist", {"column": "note"}),
    ("expect_column_values_to_not_be_null", {"column": "id"}),
    ("expect_column_values_to_not_be_null", {"column": "delay", "mostly": 0.95}),
    ("expect_column_values_to_be_unique", {"column": "id"}),
    ("expect_column_values_to_be_of_type", {"column": "id", "type_": "int64"}),
    ("expect_column_values_to_be_in_type_list", {"column": "distance", "type_list": ["float64", "float32"]}),
    ("expect_column_values_to_be_between", {"column": "distance", "min_value": 0, "max_value": 5000}),
    ("expect_column_values_to_be_between", {"column": "delay", "min_value": -60, "max_value": 600, "mostly": 0.99}),
    ("expect_column_values_to_be_between", {"column": "distance", "min_value": 0, "strict_min": True}),
    ("expect_column_values_to_be_in_set", {"column": "origin", "value_set": ["ORD", "LAX", "JFK"]}),
    ("expect_column_values_to_be_in_set", {"column": "cancelled", "value_set": [0, 1]}),
    ("expect_column_values_to_match_regex", {"column": "origin", "regex": "^[A-Z]{3}$"}),
    ("expect_column_values_to_match_regex", {"column": "origin", "regex": "(?i)ord"}),
    ("expect_column_value_lengths_to_equal", {"column": "origin", "value": 3}),
    ("expect_column_value_lengths_to_be_between", {"column": "origin", "min_value": 3, "max_value": 4}),
    ("expect_column_mean_to_be_between", {"column": "delay", "min_value": -10, "max_value": 30}),
    ("expect_column_median_to_be_between", {"column": "delay", "min_value": -10, "max_value": 10}),
    ("expect_column_stdev_to_be_between", {"column": "delay", "max_value": 90}),
    ("expect_column_sum_to_be_between", {"column": "cancelled", "max_value": 50}),
    ("expect_column_min_to_be_between", {"column": "distance", "min_value": 0}),
    ("expect_column_max_to_be_between", {"column": "distance", "max_value": 5000}),
    ("expect_column_unique_value_count_to_be_between", {"column": "origin", "min_value": 2, "max_value": 3}),
    ("expect_column_proportion_of_unique_values_to_be_between", {"column": "id", "min_value": 1}),
    ("expect_column_quantile_values_to_be_between", {"column": "delay", "quantile_ranges": {"quantiles": [0.1, 0.9], "value_ranges": [[-30, 0], [None, 60]]}}),
    ("expect_compound_columns_to_be_unique", {"column_list": ["origin", "at"]}),
    ("expect_column_pair_values_a_to_be_greater_than_b", {"column_A": "distance", "column_B": "delay", "or_equal": True}),
    ("expect_column_values_to_be_in_set", {"column": "origin", "value_set": ["ORD"], "row_condition": 'distance > 100', "condition_parser": "pandas"}),
    ("expect_column_kl_divergence_to_be_less_than", {"column": "origin", "partition_object": {"values": ["ORD"], "weights": [1.0]}, "threshold": 0.1}),
    ("expect_column_values_to_be_null", {"column": "note"}),
]

def great_expectations_1():
    import great_expectations as gx

    gx.get_context(mode="ephemeral")
    suite = gx.ExpectationSuite(name="flights")
    for kind, kwargs in EXPECTATIONS:
        name = "".join(part.capitalize() for part in kind.split("_")).replace("KlDiv", "KLDiv")
        make = getattr(gx.expectations, name)

        suite.add_expectation(make(**kwargs, **({"severity": "warning"} if kind == "expect_column_mean_to_be_between" else {})))
    written = suite.to_json_dict()
    written["id"] = None
    for one in written["expectations"]:
        one["id"] = None
    (HERE / "ge-1.json").write_text(json.dumps(written, indent=1, default=str) + "\n")
    print(gx.__version__)

def great_expectations_0():
    import great_expectations as gx
    from great_expectations.core import ExpectationConfiguration, ExpectationSuite

    suite = ExpectationSuite(expectation_suite_name="flights")
    for kind, kwargs in EXPECTATIONS:
        suite.add_expectation(ExpectationConfiguration(expectation_type=kind, kwargs=kwargs, meta={"notes": "as agreed"} if kind.endswith("mean_to_be_between") else {}))
    (HERE / "ge-0.json").write_text(json.dumps(suite.to_json_dict(), indent=1) + "\n")
    print(gx.__version__)

def pandera():
    import pandas
    import pandera.pandas as pa

    schema = pa.DataFrameSchema(
        {
            "id": pa.Column("int64", unique=True),
            "at": pa.Column("datetime64[ns]"),
            "origin": pa.Column(str, [pa.Check.isin(["ORD", "LAX", "JFK"]), pa.Check.str_matches(r"[A-Z]{3}"), pa.Check.str_length(3, 3)]),
            "distance": pa.Column(float, [pa.Check.gt(0), pa.Check.le(5000)], description="miles"),
            "delay": pa.Column(float, pa.Check.in_range(-60, 600, include_max=False), nullable=True, required=False),
            "cancelled": pa.Column("Int64", pa.Check.isin([0, 1], raise_warning=True)),
            "carrier": pa.Column("category"),
            "late": pa.Column(bool),
            "note": pa.Column(str, [pa.Check.str_startswith("F"), pa.Check.str_contains("x"), pa.Check.notin(["", "FOX"])]),
            "rate": pa.Column(float, pa.Check.eq(1.0), coerce=True),
            "gate": pa.Column("complex128"),
        },
        unique=["origin", "at"],
        ordered=True,
        strict=True,
        name="flights",
        checks=[pa.Check.ge(0)],
    )
    (HERE / "pandera.json").write_text(json.dumps(json.loads(schema.to_json()), indent=1) + "\n")
    (HERE / "pandera.yaml").write_text(schema.to_yaml())
    import pandera as package

    print(package.__version__, pandas.__version__)

{"great-expectations": great_expectations_1, "great-expectations-0": great_expectations_0, "pandera": pandera}[sys.argv[1]]()
