"""Makes estimates-nannyml.json: performance estimated without labels (CBPE) by NannyML itself.
Run: python -m venv venv && venv/bin/pip install nannyml==0.13.1 statsmodels==0.15.0 scikit-learn==1.9.1 numpy==2.4.6 pandas==3.1.1 && venv/bin/python -W ignore estimates-nannyml.py > estimates-nannyml.json"""
import json, os, sys
os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
import numpy as np, pandas as pd, nannyml, sklearn
from scipy.special import expit, logit
from nannyml.chunk import SizeBasedChunker

rng = np.random.default_rng(20010103)
out = {"source": f"nannyml {nannyml.__version__}, scikit-learn {sklearn.__version__}, numpy {np.__version__}, python {sys.version.split()[0]}; see estimates-nannyml.py"}
floats = lambda a: [float(x) for x in np.ravel(a)]
ints = lambda a: [int(x) for x in np.ravel(a)]
METRICS = ["roc_auc", "accuracy", "precision", "recall", "specificity", "f1"]
def distinct(n):  # scores without ties: NannyML takes tied rows in whatever order they are sorted
    return rng.choice(np.arange(200, 9800), n, replace=False) / 10000

def binary(truth):
    s_ref, s = distinct(1500), distinct(400)
    y = (rng.random(1500) < truth(s_ref)).astype(int)
    ref = pd.DataFrame({"p": s_ref, "pred": (s_ref >= .5).astype(int), "y": y})
    ana = pd.DataFrame({"p": s, "pred": (s >= .5).astype(int)})
    e = nannyml.CBPE(y_pred_proba="p", y_pred="pred", y_true="y", problem_type="classification_binary", metrics=METRICS + ["confusion_matrix"], chunker=SizeBasedChunker(400)).fit(ref)
    r = e.estimate(ana).to_df()
    r = r[r[("chunk", "period")] == "analysis"].iloc[0]
    get = lambda m: float(r[(m, "value")])
    return {"reference": {"scores": floats(s_ref), "labels": ints(y)}, "scores": floats(s), "calibrated": bool(e.needs_calibration),
      "metrics": dict(zip(["auc", "accuracy", "precision", "recall", "specificity", "f1"], map(get, METRICS))),
      "decisions": {"truePositives": get("true_positive"), "falsePositives": get("false_positive"), "falseNegatives": get("false_negative"), "trueNegatives": get("true_negative")}}

out["miscalibrated"] = binary(lambda s: expit(.3 * logit(s) - .8))
while "calibrated" not in out or out["calibrated"]["calibrated"]:  # whether calibration helps good scores is by chance: one where it does not
    out["calibrated"] = binary(lambda s: s)

k, n_ref, n = 3, 1200, 400
def classes(rows):
    c = rng.integers(0, k, rows)
    m = rng.normal(size=(rows, k)); m[np.arange(rows), c] += 1
    m *= 2.2
    p = np.exp(m) / np.exp(m).sum(1, keepdims=True)
    return c, np.round(p, 8)
c, p_ref = classes(n_ref)
_, p = classes(n)
frame = lambda q: pd.DataFrame({f"p{j}": q[:, j] for j in range(k)} | {"pred": [f"c{j}" for j in q.argmax(1)]})
ref = frame(p_ref); ref["y"] = [f"c{j}" for j in c]
e = nannyml.CBPE(y_pred_proba={f"c{j}": f"p{j}" for j in range(k)}, y_pred="pred", y_true="y", problem_type="classification_multiclass", metrics=METRICS + ["confusion_matrix"], chunker=SizeBasedChunker(n)).fit(ref)
r = e.estimate(frame(p)).to_df()
r = r[r[("chunk", "period")] == "analysis"].iloc[0]
out["multiclass"] = {"classes": k, "reference": {"probabilities": floats(p_ref), "labels": ints(c)}, "probabilities": floats(p),
  "calibrated": [type(e._calibrators[f"c{j}"]).__name__ == "IsotonicCalibrator" for j in range(k)],
  "metrics": dict(zip(["auc", "accuracy", "precision", "recall", "specificity", "f1"], [float(r[(m, "value")]) for m in METRICS])),
  "confusion": [float(r[(f"true_c{i}_pred_c{j}", "value")]) for i in range(k) for j in range(k)]}
json.dump(out, sys.stdout)
