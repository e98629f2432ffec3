"""Makes slices-sliceline.json: the worst slices that the sliceline package finds in breast cancer, digits and diabetes.

python -m venv venv && venv/bin/pip install sliceline==0.3.0 scikit-learn==1.9.1 numpy==2.4.6
venv/bin/python test/golden/slices-sliceline.py

Columns are cut at their quartiles; errors are those of out-of-sample predictions (5 folds), rounded to 16 bits. Both are deflated, little-endian.
"""
import base64
import json
import pathlib
import zlib

import numpy as np
import sklearn
from importlib.metadata import version
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sliceline.slicefinder import Slicefinder

SCALE = 65535


def pack(array):
    return base64.b64encode(zlib.compress(np.ascontiguousarray(array).tobytes(), 9)).decode()


def cut(column):
    return np.searchsorted(np.quantile(column, [0.25, 0.5, 0.75]), column, side="right").astype("u1")


def make_case(name, data, columns, error):
    codes = np.column_stack([cut(column) for column in data.data[:, columns].T])
    coded = np.round(np.clip(error(data), 0, 1) * SCALE).astype("<u2")
    settings = {"k": 10, "alpha": 0.95, "minRows": 32, "maxPredicates": 3}
    finder = Slicefinder(k=10, alpha=0.95, min_sup=32, max_l=3, verbose=False).fit(codes + 1, coded / SCALE)
    slices = [
        {"predicates": [[i, int(code) - 1] for i, code in enumerate(one) if code is not None], "rows": int(stats["slice_size"]), "error": stats["slice_average_error"], "score": stats["slice_score"]}
        for one, stats in zip(finder.top_slices_, finder.top_slices_statistics_)
    ]
    return {"name": name, "rows": len(codes), "columns": codes.shape[1], "codes": pack(codes.T), "errors": pack(coded), "settings": settings, "slices": slices}


def brier(data):
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    p = cross_val_predict(model, data.data[:, :8], data.target, cv=5, method="predict_proba")
    return (1 - p[np.arange(len(p)), data.target]) ** 2


def wrong(data):
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    return (cross_val_predict(model, data.data, data.target, cv=5) != data.target).astype(float)


def squared(data):
    residual = cross_val_predict(LinearRegression(), data.data, data.target, cv=5) - data.target
    return residual**2 / np.max(residual**2)


cases = [
    make_case("breast cancer", load_breast_cancer(), list(range(12)), brier),
    make_case("digits", load_digits(), [10, 18, 20, 21, 26, 28, 34, 36, 42, 43], wrong),
    make_case("diabetes", load_diabetes(), list(range(10)), squared),
]
versions = {name: version(name) for name in ("sliceline", "scikit-learn", "numpy")}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("{\n" + f'"versions": {json.dumps(versions)},\n"cases": [\n' + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n}\n")
