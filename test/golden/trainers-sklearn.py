"""Makes trainers-sklearn.json and models/*.onnx: what independent implementations give for the trainers and the model room.

python -m venv venv && venv/bin/pip install scikit-learn==1.9.1 numpy==2.4.6 skl2onnx==1.20.0 onnx==1.18.0 protobuf==5.29.5 lightgbm==4.7.0 onnxmltools==1.16.0 packaging
venv/bin/python test/golden/trainers-sklearn.py

The data come from an integer generator that trainers.golden.test.ts repeats bit for bit; only + - * / and comparisons are used.
"""
import base64
import json
import pathlib
import sys

import lightgbm
import numpy as np
import onnx
import onnxmltools
import skl2onnx
import sklearn
from onnxmltools.convert.common.data_types import FloatTensorType as LightgbmFloats
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor, HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import log_loss, mean_squared_error, roc_auc_score
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

HERE = pathlib.Path(__file__).parent


def uniforms(seed):
    state = seed
    while True:
        state = (1664525 * state + 1013904223) % 2**32
        yield state / 2**32


def make_rows(seed, rows):
    """Six features: hour (24 values), two smooth ones, one with informative gaps, noise, a heavy tail; label of about 28 %."""
    draw = uniforms(seed)
    x = np.empty((rows, 6), dtype=np.float32)
    y = np.empty(rows, dtype=np.uint8)
    w = np.empty(rows, dtype=np.float32)
    for i in range(rows):
        u = [next(draw) for _ in range(10)]
        hour = float(int(u[0] * 24))
        a = u[1] + u[2] - 1.0
        b = u[3] * 2.0 - 1.0
        gap = u[4]
        tail = 1.0 / (u[5] + 0.01)
        missing = u[6] < 0.1
        s = -1.2 + 2.5 * a * b + (1.5 if hour > 16.0 else 0.0) * (0.5 + b) + 1.4 * a + (0.9 if missing else gap - 0.5) + (0.8 if tail > 5.0 else 0.0)
        p = 0.5 + 0.5 * s / (1.0 + (s if s >= 0 else -s))
        x[i] = [hour, a, b, np.nan if missing else gap, u[7], tail]
        y[i] = 1 if u[8] < p else 0
        w[i] = 0.5 + u[9]
    return x, y, w


def main():
    x, y, w = make_rows(1, 10_000)
    xt, yt, _ = make_rows(2, 10_000)
    golden = {
        "versions": {"python": sys.version.split()[0], "scikit-learn": sklearn.__version__, "numpy": np.__version__, "skl2onnx": skl2onnx.__version__, "onnx": onnx.__version__, "lightgbm": lightgbm.__version__, "onnxmltools": onnxmltools.__version__},
        "data": {"sum": float(np.nansum(x.astype(np.float64))), "positives": int(y.sum()), "missing": int(np.isnan(x).sum())},
    }

    boosting = dict(max_iter=100, max_leaf_nodes=31, learning_rate=0.1, min_samples_leaf=100, l2_regularization=1.0, max_bins=255, early_stopping=False)
    classifier = HistGradientBoostingClassifier(**boosting).fit(x, y)
    p = classifier.predict_proba(xt)[:, 1]
    weighted = HistGradientBoostingClassifier(**boosting).fit(x, y, sample_weight=w).predict_proba(xt)[:, 1]
    regressor = HistGradientBoostingRegressor(**boosting).fit(x[:, [0, 2, 3, 4, 5]], x[:, 1])
    squared = mean_squared_error(xt[:, 1], regressor.predict(xt[:, [0, 2, 3, 4, 5]]))
    gbm = lightgbm.LGBMClassifier(n_estimators=100, num_leaves=31, learning_rate=0.1, min_child_samples=100, reg_lambda=1.0, verbose=-1, deterministic=True, force_row_wise=True, n_jobs=1).fit(x, y)
    q = gbm.predict_proba(xt)[:, 1]
    golden["boosting"] = {
        "options": {"trees": 100, "leaves": 31, "learningRate": 0.1, "minLeaf": 100, "l2": 1, "bins": 255},
        "sklearn": {"auc": roc_auc_score(yt, p), "logLoss": log_loss(yt, p)},
        "sklearnWeighted": {"auc": roc_auc_score(yt, weighted), "logLoss": log_loss(yt, weighted)},
        "lightgbm": {"auc": roc_auc_score(yt, q), "logLoss": log_loss(yt, q)},
        "sklearnSquaredError": {"mse": squared},
    }

    filled = np.delete(x, 3, axis=1).astype(np.float64)
    golden["logistic"] = []
    for l2, weights in [(1.0, None), (100.0, None), (1.0, w)]:
        scaler = StandardScaler().fit(filled, sample_weight=weights)
        model = LogisticRegression(C=1 / l2, tol=1e-12, max_iter=1000, solver="newton-cholesky").fit(scaler.transform(filled), y, sample_weight=weights)
        coefficients = model.coef_[0] / scaler.scale_
        golden["logistic"].append({"l2": l2, "weighted": weights is not None, "weights": coefficients.tolist(), "bias": float(model.intercept_[0] - (coefficients * scaler.mean_).sum())})

    (HERE / "models").mkdir(exist_ok=True)
    few, labels, rows = x[:600], y[:600].astype(np.int64), xt[:60]
    no_gaps, no_gap_rows = np.nan_to_num(few, nan=0.5), np.nan_to_num(rows, nan=0.5)
    golden["models"] = {"rows": base64.b64encode(rows.tobytes()).decode(), "rowsWithoutGaps": base64.b64encode(no_gap_rows.tobytes()).decode(), "expected": {}}
    estimators = {
        "hist-gradient-boosting": (HistGradientBoostingClassifier(max_iter=10, max_leaf_nodes=7), True),
        "hist-gradient-boosting-regressor": (HistGradientBoostingRegressor(max_iter=10, max_leaf_nodes=7), True),
        "gradient-boosting": (GradientBoostingClassifier(n_estimators=10, random_state=1), False),
        "gradient-boosting-regressor": (GradientBoostingRegressor(n_estimators=10, random_state=1), False),
        "random-forest": (RandomForestClassifier(n_estimators=10, max_depth=5, random_state=1), False),
        "logistic-regression": (LogisticRegression(max_iter=1000), False),
        "linear-regression": (LinearRegression(), False),
        "lightgbm": (lightgbm.LGBMClassifier(n_estimators=10, num_leaves=7, verbose=-1, deterministic=True, n_jobs=1), True),
        "neural-network": (MLPClassifier(hidden_layer_sizes=(4,), max_iter=300, random_state=1), False),
    }
    for name, (estimator, gaps) in estimators.items():
        estimator.fit(few if gaps else no_gaps, labels)
        given = rows if gaps else no_gap_rows
        expected = estimator.predict_proba(given)[:, 1] if hasattr(estimator, "predict_proba") else estimator.predict(given)
        if name == "lightgbm":
            model = onnxmltools.convert_lightgbm(estimator, initial_types=[("x", LightgbmFloats([None, 6]))], zipmap=False, target_opset=15)
        else:
            options = {id(estimator): {"zipmap": False}} if hasattr(estimator, "predict_proba") else None
            model = skl2onnx.to_onnx(estimator, initial_types=[("x", FloatTensorType([None, 6]))], options=options, target_opset=17)
        (HERE / "models" / f"{name}.onnx").write_bytes(model.SerializeToString())
        golden["models"]["expected"][name] = {"gaps": gaps, "ops": [node.op_type for node in model.graph.node], "scores": expected.astype(np.float64).tolist()}
    zipmap = skl2onnx.to_onnx(LogisticRegression(max_iter=1000).fit(no_gaps, labels), initial_types=[("x", FloatTensorType([None, 6]))], target_opset=17)
    (HERE / "models" / "zipmap.onnx").write_bytes(zipmap.SerializeToString())
    (HERE / "trainers-sklearn.json").write_text(json.dumps(golden, indent=1) + "\n")


main()
