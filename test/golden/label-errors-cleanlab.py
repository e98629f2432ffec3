"""Makes label-errors-cleanlab.json: the label errors that cleanlab finds on digits and breast cancer, with 5, 10 and 20 % of the labels flipped.

python -m venv venv && venv/bin/pip install cleanlab==2.9.0 scikit-learn==1.9.1 numpy==2.4.6
venv/bin/python test/golden/label-errors-cleanlab.py

Probabilities are out of sample (5 folds, standardised logistic regression) and rounded to 16 bits, so that both sides read the same numbers:
deflated, little-endian, row after row. Which of equal remainders cleanlab rounds up is left to numpy's argsort, which orders equals by the
width of the processor's vectors; without those it is stable, and so are these files.
"""
import base64
import json
import os
import pathlib
import zlib

os.environ["NPY_DISABLE_CPU_FEATURES"] = "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"

import cleanlab
import numpy as np
import sklearn
from cleanlab.count import compute_confident_joint
from cleanlab.filter import find_label_issues
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SCALE = 65535


def pack(array):
    return base64.b64encode(zlib.compress(np.ascontiguousarray(array).tobytes(), 9)).decode()


def make_case(name, data, rate):
    rng = np.random.default_rng(int(rate * 100))
    true = data.target
    classes = int(true.max()) + 1
    labels = true.copy()
    flipped = rng.choice(len(true), int(rate * len(true)), replace=False)
    labels[flipped] = (true[flipped] + rng.integers(1, classes, len(flipped))) % classes
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    p = cross_val_predict(model, data.data, labels, cv=folds, method="predict_proba")
    coded = np.round(p * SCALE).astype("<u2")
    p = coded / SCALE

    def found(filter_by, rank_by):
        return find_label_issues(labels, p, filter_by=filter_by, return_indices_ranked_by=rank_by, n_jobs=1).tolist()

    return {
        "name": name,
        "rate": rate,
        "rows": len(labels),
        "classes": classes,
        "labels": pack(labels.astype("u1")),
        "probabilities": pack(coded),
        "flipped": len(flipped),
        "joint": compute_confident_joint(labels, p).tolist(),
        "pruneByNoiseRate": {rank: found("prune_by_noise_rate", rank) for rank in ("self_confidence", "normalized_margin")},
        "confidentLearning": {rank: found("confident_learning", rank) for rank in ("self_confidence", "normalized_margin")},
        "trueErrorsFound": int(np.isin(found("prune_by_noise_rate", "self_confidence"), flipped).sum()),
    }


cases = [make_case(name, load(), rate) for name, load in (("digits", load_digits), ("breast cancer", load_breast_cancer)) for rate in (0.05, 0.1, 0.2)]
versions = {"cleanlab": cleanlab.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("{\n" + f'"versions": {json.dumps(versions)},\n"cases": [\n' + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n}\n")
