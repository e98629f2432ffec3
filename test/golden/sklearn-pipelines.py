"""Makes sklearn-pipelines.json and models/pipeline-*.onnx: scikit-learn pipelines as skl2onnx exports them, and what scikit-learn says of the same rows.

python -m venv venv && venv/bin/pip install scikit-learn==1.9.1 numpy==2.4.6 skl2onnx==1.20.0 onnx==1.18.0 protobuf==5.29.5
venv/bin/python test/golden/sklearn-pipelines.py
"""
import json
import pathlib

import numpy as np
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, PolynomialFeatures, RobustScaler, StandardScaler
from sklearn.svm import SVC

HERE = pathlib.Path(__file__).parent
FEATURES = ["a", "b", "c", "d"]
MATRIX = [("features", FloatTensorType([None, 4]))]


def main():
    random = np.random.default_rng(5)
    x = random.normal(size=(400, 4)).astype(np.float32)
    y = (x[:, 0] + x[:, 1] * x[:, 2] + random.normal(size=400) * 0.5 > 0).astype(int)
    gaps = np.where(random.uniform(size=x.shape) < 0.1, np.float32("nan"), x)
    some = ColumnTransformer([("scaled", StandardScaler(), [0, 1]), ("as they are", "passthrough", [2, 3])])
    pipelines = {
        "scaled-logistic": (make_pipeline(StandardScaler(), LogisticRegression()), MATRIX, x),
        "imputed-forest": (make_pipeline(SimpleImputer(), RandomForestClassifier(8, max_depth=4, random_state=1)), MATRIX, gaps),
        "robust-boosting": (make_pipeline(RobustScaler(), GradientBoostingClassifier(n_estimators=8, random_state=1)), MATRIX, x),
        "minmax-forest": (make_pipeline(MinMaxScaler(), RandomForestClassifier(8, max_depth=4, random_state=1)), MATRIX, x),
        "polynomial-forest": (make_pipeline(PolynomialFeatures(2), RandomForestClassifier(8, max_depth=4, random_state=1)), MATRIX, x),
        "open-width": (make_pipeline(StandardScaler(), LogisticRegression()), [("features", FloatTensorType([None, None]))], x),
        "in-doubles": (make_pipeline(StandardScaler(), LogisticRegression()), [("features", DoubleTensorType([None, 4]))], x),
        "by-column": (make_pipeline(some, LogisticRegression()), [(name, FloatTensorType([None, 1])) for name in FEATURES], x),
        "network": (make_pipeline(StandardScaler(), MLPClassifier((8,), max_iter=300, random_state=1)), MATRIX, x),
        "support-vectors": (SVC(probability=True, random_state=1), MATRIX, x),
        "bayes": (GaussianNB(), MATRIX, x),
    }
    expected = {}
    for name, (pipeline, types, rows) in pipelines.items():
        pipeline.fit(rows, y)
        onnx = to_onnx(pipeline, initial_types=types, options={id(pipeline): {"zipmap": False}})
        (HERE / "models" / f"pipeline-{name}.onnx").write_bytes(onnx.SerializeToString())
        expected[name] = {"gaps": rows is gaps, "scores": [float(score) for score in pipeline.predict_proba(rows)[:100, 1]]}
    rows = {"rows": x[:100].tolist(), "rowsWithGaps": [[None if np.isnan(v) else float(v) for v in row] for row in gaps[:100]]}
    golden = {"features": FEATURES, **rows, "expected": expected}
    (HERE / "sklearn-pipelines.json").write_text(json.dumps(golden) + "\n")


main()
