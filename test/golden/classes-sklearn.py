"""Makes classes-sklearn.json and models/classes-*.onnx: what scikit-learn gives for trainers and models of several classes.

python -m venv venv && venv/bin/pip install scikit-learn==1.9.1 numpy==2.4.6 skl2onnx==1.20.0 onnx==1.18.0 protobuf==5.29.5 packaging
venv/bin/python test/golden/classes-sklearn.py

The data come from an integer generator that classes.golden.test.ts repeats bit for bit; only + - * / and comparisons are used.
"""
import base64
import json
import pathlib
import sys

import numpy as np
import onnx
import skl2onnx
import sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss
from sklearn.preprocessing import StandardScaler

HERE = pathlib.Path(__file__).parent
NAMES = ["ash", "birch", "cedar"]


def uniforms(seed):
    state = seed
    while True:
        state = (1664525 * state + 1013904223) % 2**32
        yield state / 2**32


def make_rows(seed, rows):
    """Four features, one of whole numbers and one that says nothing; three classes of unequal share."""
    draw = uniforms(seed)
    x = np.empty((rows, 4), dtype=np.float32)
    y = np.empty(rows, dtype=np.uint8)
    w = np.empty(rows, dtype=np.float32)
    for i in range(rows):
        u = [next(draw) for _ in range(8)]
        level = float(int(u[0] * 6))
        a = u[1] + u[2] - 1.0
        b = u[3] * 20.0 + 100.0
        x[i] = [level, a, b, u[4]]
        scores = [level + 3.0 * a + 4.0 * u[5], (b - 105.0) / 4.0 + 3.0 * u[6], 2.0 + 2.0 * a * (b - 110.0) / 5.0 + 2.0 * u[7]]
        y[i] = scores.index(max(scores))
        w[i] = 0.5 + u[5]
    return x, y, w


def main():
    x, y, w = make_rows(1, 6_000)
    xt, yt, _ = make_rows(2, 6_000)
    golden = {
        "versions": {"python": sys.version.split()[0], "scikit-learn": sklearn.__version__, "numpy": np.__version__, "skl2onnx": skl2onnx.__version__, "onnx": onnx.__version__},
        "data": {"sum": float(x.astype(np.float64).sum()), "counts": np.bincount(y).tolist()},
        "logistic": [],
    }
    for l2, weights in [(1.0, None), (100.0, None), (1.0, w)]:
        scaler = StandardScaler().fit(x.astype(np.float64), sample_weight=weights)
        model = LogisticRegression(C=1 / l2, tol=1e-12, max_iter=10_000).fit(scaler.transform(x.astype(np.float64)), y, sample_weight=weights)
        golden["logistic"].append({"l2": l2, "weighted": weights is not None, "probabilities": model.predict_proba(scaler.transform(xt[:50].astype(np.float64))).tolist()})
    options = dict(max_iter=60, max_leaf_nodes=15, learning_rate=0.1, min_samples_leaf=40, l2_regularization=1.0, max_bins=255, early_stopping=False)
    p = HistGradientBoostingClassifier(**options).fit(x, y).predict_proba(xt)
    golden["boosting"] = {
        "options": {"trees": 60, "leaves": 15, "learningRate": 0.1, "minLeaf": 40, "l2": 1, "bins": 255},
        "sklearn": {"accuracy": accuracy_score(yt, p.argmax(axis=1)), "logLoss": log_loss(yt, p)},
    }
    rows = xt[:40]
    golden["models"] = {"rows": base64.b64encode(rows.tobytes()).decode(), "expected": {}}
    named = np.array(NAMES)[y[:600]]
    # The first names its classes, the second numbers them.
    estimators = {
        "classes-named": (LogisticRegression(max_iter=1000), named),
        "classes-numbered": (RandomForestClassifier(n_estimators=10, max_depth=5, random_state=1), y[:600].astype(np.int64)),
    }
    for name, (estimator, labels) in estimators.items():
        estimator.fit(x[:600], labels)
        model = skl2onnx.to_onnx(estimator, initial_types=[("x", FloatTensorType([None, 4]))], options={id(estimator): {"zipmap": False}}, target_opset=17)
        (HERE / "models" / f"{name}.onnx").write_bytes(model.SerializeToString())
        golden["models"]["expected"][name] = estimator.predict_proba(rows).astype(np.float64).tolist()
    (HERE / "classes-sklearn.json").write_text(json.dumps(golden, indent=1) + "\n")


main()
