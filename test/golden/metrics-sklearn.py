"""Makes metrics-sklearn.json: metrics of models, calibration and isotonic regression from independent sources.
Run: python -m venv venv && venv/bin/pip install scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6 statsmodels==0.15.0 && venv/bin/python metrics-sklearn.py > metrics-sklearn.json"""
import json, sys
import numpy as np, scipy, sklearn, statsmodels
import statsmodels.api as sm
from scipy.special import expit, logit
from sklearn import metrics
from sklearn.isotonic import IsotonicRegression

rng = np.random.default_rng(20010102)
out = {"source": f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, numpy {np.__version__}, statsmodels {statsmodels.__version__}, python {sys.version.split()[0]}; see metrics-sklearn.py"}
floats = lambda a: [float(x) for x in np.ravel(a)]
ints = lambda a: [int(x) for x in np.ravel(a)]

n = 300
y = (rng.random(n) < .35).astype(int)
s = np.round(expit(-1 + 1.3 * y + rng.normal(size=n)), 2)
d = (s >= .4).astype(int)
fit = sm.Logit(y, sm.add_constant(logit(s))).fit(disp=0, tol=1e-14)
large = sm.GLM(y, np.ones(n), family=sm.families.Binomial(), offset=logit(s)).fit(tol=1e-14)
bins = np.minimum(9, (s * 10 + 1e-12).astype(int))
ece = sum((bins == b).mean() * abs(s[bins == b].mean() - y[bins == b].mean()) for b in range(10) if (bins == b).any())
out["binary"] = {"scores": floats(s), "labels": ints(y), "threshold": .4, "auc": metrics.roc_auc_score(y, s), "averagePrecision": metrics.average_precision_score(y, s), "logLoss": metrics.log_loss(y, s),
  "brier": metrics.brier_score_loss(y, s), "accuracy": metrics.accuracy_score(y, d), "precision": metrics.precision_score(y, d), "recall": metrics.recall_score(y, d),
  "specificity": metrics.recall_score(y, d, pos_label=0), "f1": metrics.f1_score(y, d), "ece": float(ece),
  "slope": float(fit.params[1]), "slopeInterval": floats(fit.conf_int()[1]), "intercept": float(large.params[0]), "interceptInterval": floats(large.conf_int()[0])}

k = 4
m = rng.normal(size=(n, k))
c = rng.integers(0, k, n)
m[np.arange(n), c] += 1.2
p = np.exp(m) / np.exp(m).sum(1, keepdims=True)
h = p.argmax(1)
out["multiclass"] = {"classes": k, "probabilities": floats(p), "labels": ints(c), "accuracy": metrics.accuracy_score(c, h), "macroF1": metrics.f1_score(c, h, average="macro"),
  "weightedF1": metrics.f1_score(c, h, average="weighted"), "auc": metrics.roc_auc_score(c, p, multi_class="ovr", average="macro"), "logLoss": metrics.log_loss(c, p),
  "confusion": ints(metrics.confusion_matrix(c, h)), "f1": floats(metrics.f1_score(c, h, average=None)), "precision": floats(metrics.precision_score(c, h, average=None)), "recall": floats(metrics.recall_score(c, h, average=None))}

t = 10 + 3 * rng.normal(size=n)
e = t + rng.normal(size=n) * .8 + .2
out["regression"] = {"predictions": floats(e), "targets": floats(t), "quantile": .8, "mae": metrics.mean_absolute_error(t, e), "rmse": metrics.root_mean_squared_error(t, e), "bias": float(np.mean(e - t)),
  "r2": metrics.r2_score(t, e), "mape": metrics.mean_absolute_percentage_error(t, e), "pinball": metrics.mean_pinball_loss(t, e, alpha=.8)}

g, rel, sc = [], [], []
for group in range(25):
    size = int(rng.integers(3, 20))
    r = rng.choice([0, 0, 0, 1, 2, 3], size)
    g += [group] * size; rel += list(r); sc += list(np.round(r * .5 + rng.normal(size=size), 1))
g, rel, sc = map(np.array, (g, rel, sc))
shuffled = rng.permutation(len(g))
full = [x for x in range(25) if rel[g == x].any()]
def group_map(x):  # without ties within a group: they are shaken apart, irrelevant first
    rr, ss = rel[g == x], sc[g == x]
    order = np.lexsort((rr, -ss))
    hit = (rr[order] > 0).astype(int)
    shaken = -np.arange(len(rr))
    return metrics.average_precision_score(hit, shaken), 1 / (hit.argmax() + 1), hit[:5].sum() / hit.sum()
each = np.array([group_map(x) for x in full])
out["ranking"] = {"scores": floats(sc[shuffled]), "relevance": floats(rel[shuffled]), "groups": ints(g[shuffled]), "k": 5, "counted": len(full),
  "ndcg": float(np.mean([metrics.ndcg_score([rel[g == x]], [sc[g == x]], k=5) for x in full])), "map": float(each[:, 0].mean()), "mrr": float(each[:, 1].mean()), "recall": float(each[:, 2].mean())}

ask = np.concatenate([np.linspace(-.1, 1.1, 49), s[:20]])
out["isotonic"] = {"x": floats(s), "y": ints(y), "asked": floats(ask), "said": floats(IsotonicRegression(increasing=True, out_of_bounds="clip").fit(s, y).predict(ask))}
json.dump(out, sys.stdout)
