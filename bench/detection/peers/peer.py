"""
Lets a peer judge batches by its documented defaults. The peer is the first word.
Reads a line of JSON a table on standard input, the reference first; answers each with a line of JSON:
the columns that each reading of the peer names, the worst first, and the CPU that this process has taken so far.
"""

import json
import os
import sys
import time
import warnings
from contextlib import redirect_stdout
from importlib.metadata import version

import pyarrow

warnings.filterwarnings("ignore")
TYPES = {"boolean": pyarrow.bool_(), "integer": pyarrow.int64(), "number": pyarrow.float64(), "string": pyarrow.string(), "timestamp": pyarrow.timestamp("ms")}


def frame_of(table):
    """The table as pandas reads it from Parquet. What does not fit into the column's own type (a truth that is 7, half an event) comes as a float, as a writer would have it."""
    columns = {}
    for column in table["columns"]:
        values = column["values"]
        kind = column["kind"]
        if kind == "boolean" and all(value in (None, 0, 1) for value in values):
            values = [None if value is None else bool(value) for value in values]
        elif kind == "boolean":
            kind = "number"
        if kind == "integer" and any(value is not None and value != int(value) for value in values):
            kind = "number"
        columns[column["name"]] = pyarrow.array(values, TYPES[kind], safe=False)
    return pyarrow.table(columns).to_pandas()


def evidently(reference):
    """DataDriftPreset: any column over its own threshold, and the preset's word on the dataset (half of the columns)."""
    from evidently import Report
    from evidently.presets import DataDriftPreset

    def judge(batch):
        metrics = Report([DataDriftPreset()]).run(batch, reference).dict()["metrics"]
        ranked = {}
        dataset = False
        for metric in metrics:
            config = metric["config"]
            if "drift_share" in config:
                dataset = metric["value"]["share"] >= config["drift_share"]
                continue
            by_p = "p_value" in config["method"]
            score, threshold = metric["value"], config["threshold"]
            if score <= threshold if by_p else score >= threshold:
                ranked[config["column"]] = threshold / max(score, 1e-300) if by_p else score / threshold
        named = sorted(ranked, key=ranked.get, reverse=True)
        return [named, named if dataset else []]

    return judge


def nannyml(reference):
    """UnivariateDriftCalculator in chunks of a batch's size: any alert. Its thresholds are three standard deviations over the reference's chunks."""
    from nannyml import UnivariateDriftCalculator

    calculator = UnivariateDriftCalculator(column_names=[name for name in reference if reference[name].dtype.kind != "M"], chunk_size=int(sys.argv[2]))
    calculator.fit(reference)

    def judge(batch):
        frame = calculator.calculate(batch).filter(period="analysis").to_df()
        ranked = {}
        for name, method in {(name, method) for name, method, _ in frame.columns if name != "chunk"}:
            one = frame[(name, method)].iloc[0]
            if one["alert"]:
                ranked[name] = one["value"] / max(one["upper_threshold"], 1e-300)
        return [sorted(ranked, key=ranked.get, reverse=True)]

    return judge


def deepchecks(reference):
    """The suite train_test_validation: any condition that fails. Columns by new categories and spellings first (those tell exactly), then by the drift of each, then by what tells the tables apart."""
    from deepchecks.tabular import Dataset
    from deepchecks.tabular.suites import train_test_validation

    known = Dataset(reference)

    def judge(batch):
        result = train_test_validation().run(known, Dataset(batch, cat_features=known.cat_features), with_display=False)
        failed = {check.check.__class__.__name__: check.value for check in result.get_not_passed_checks()}
        named = []
        if "NewCategoryTrainTest" in failed:
            ratios = failed["NewCategoryTrainTest"]["Ratio of New Categories"]
            named += [name for name in ratios.sort_values(ascending=False).index if ratios[name] > 0]
        if "StringMismatchComparison" in failed:
            named += list(failed["StringMismatchComparison"])
        if "FeatureDrift" in failed:
            scores = {name: one["Drift score"] or 0 for name, one in failed["FeatureDrift"].items() if isinstance(one, dict)}
            named += [name for name in sorted(scores, key=scores.get, reverse=True) if scores[name] >= 0.2]
        if "MultivariateDrift" in failed:
            weights = failed["MultivariateDrift"]["domain_classifier_feature_importance"]
            named += sorted(weights, key=weights.get, reverse=True)[:1]
        if "TrainTestSamplesMix" in failed:
            named.append("*")
        return [list(dict.fromkeys(named)) or ["*"] if failed else []]

    return judge


PEERS = {"evidently": evidently, "nannyml": nannyml, "deepchecks": deepchecks}


def main():
    os.environ.setdefault("TQDM_DISABLE", "1")
    judge = None
    for line in sys.stdin:
        table = json.loads(line)
        answer = {"version": version(sys.argv[1]), "alarms": None}
        frame = frame_of(table)
        start = time.process_time()
        # What a peer prints is no answer.
        with redirect_stdout(sys.stderr):
            if table["reference"]:
                judge = PEERS[sys.argv[1]](frame)
            else:
                try:
                    answer["alarms"] = judge(frame)
                except Exception as error:
                    answer["error"] = f"{type(error).__name__}: {error}"[:300]
        answer["cpuMilliseconds"] = 1000 * (time.process_time() - start)
        print(json.dumps(answer), flush=True)


main()
