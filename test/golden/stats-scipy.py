"""Makes stats-scipy.json: values of special functions, tests, distances and metrics from an independent source.
Run: python -m pip install scipy==1.17.1 numpy==2.4.6 mpmath==1.4.1 && python stats-scipy.py > stats-scipy.json"""
import json, sys
import mpmath
import numpy as np, scipy
from scipy import special, stats
from scipy.spatial.distance import jensenshannon

rng = np.random.default_rng(20010101)
out = {"source": f"scipy {scipy.__version__}, numpy {np.__version__}, mpmath {mpmath.__version__}, python {sys.version.split()[0]}; see stats-scipy.py"}

mpmath.mp.dps = 60  # scipy.special.betaln is off by 2e-11 at (3, 1e6)
out["logGamma"] = [[x, special.gammaln(x)] for x in [1e-3, .1, .5, 1.5, 2.5, 7.3, 14.9, 15.1, 50.5, 1e3, 123456.7, 1e8]]
out["logBeta"] = [[a, b, float(mpmath.log(mpmath.beta(a, b)))] for a, b in [(.5, .5), (2, 3), (5, 5), (14, 200), (20, 30), (1e3, 1e3), (3, 1e6), (1e6, 1e6), (5e5, 1.2e6)]]
out["betaCdf"] = [[x, a, b, stats.beta.cdf(x, a, b), stats.beta.sf(x, a, b)] for x, a, b in
  [(.1, .5, .5), (.5, 2, 3), (.9, 5, 1), (.01, .5, 20), (.3, 30, 70), (.25, 30, 70), (.5, 1000, 1010), (.1, 1e5, 9e5), (.101, 1e5, 9e5), (.999, 50, .5), (1e-6, 1, 1e6)]]
out["chiSquareSf"] = [[x, df, stats.chi2.sf(x, df)] for x, df in [(.1, 1), (3.84, 1), (30, 1), (2, 5), (18.3, 10), (200, 100), (95, 100), (1e4, 9800), (700, 3)]]
out["normalCdf"] = [[x, stats.norm.cdf(x)] for x in [-37, -10, -5, -1.96, -.5, 0, .5, 1.2, 1.96, 4, 7]]
out["normalQuantile"] = [[p, stats.norm.ppf(p)] for p in [1e-300, 1e-12, 1e-5, .025, .2, .5, .7, .95, .975, .9999]]
out["studentQuantile"] = [[p, df, stats.t.ppf(p, df)] for p in [.001, .2, .6, .9, .975, .9999, 1 - 1e-9] for df in [1, 2, 4, 9, 30, 1000]]
out["kolmogorovSf"] = [[x, special.kolmogorov(x)] for x in [.2, .5, .8, 1.0, 1.17, 1.19, 1.36, 2, 3]]
ks = []
for n, m in [(20, 20), (40, 100), (300, 200), (1000, 1000), (1000, 3000)]:
    for d in [.05, .1, .2, .35]:
        a = round(d * np.lcm(n, m)) / np.lcm(n, m)
        ks.append([float(a), n, m, float(stats.kstwo.sf(a, round(n * m / (n + m))))])
out["kolmogorovTwoSample"] = ks
fisher = []
for kA, nA, kB, nB in [(3, 10, 9, 10), (0, 20, 5, 25), (8, 12, 3, 40), (1, 1000, 12, 900), (50, 100, 60, 100), (200, 1000, 260, 1000), (5100, 100000, 5000, 100000), (12, 1000000, 30, 1000000), (1, 2, 1, 2), (500100, 1000000, 499000, 1000000), (0, 5, 0, 7)]:
    t = [[kA, nA - kA], [kB, nB - kB]]
    fisher.append([kA, nA, kB, nB] + [float(stats.fisher_exact(t, alternative=a)[1]) for a in ("two-sided", "greater", "less")])
out["fisherExact"] = fisher
out["clopperPearson"] = [[k, n, a, float(stats.beta.ppf(a / 2, k, n - k + 1)) if k else 0., float(stats.beta.ppf(1 - a / 2, k + 1, n - k)) if k < n else 1.] for k, n, a in [(0, 10, .05), (3, 10, .05), (10, 10, .1), (52, 1000, .05), (17, 200000, .01), (1, 1000000, .002)]]
out["wilson"] = [[k, n, a, *map(float, stats.binomtest(k, n).proportion_ci(1 - a, "wilson"))] for k, n, a in [(0, 10, .05), (3, 10, .05), (10, 10, .1), (520, 1000, .05)]]
cont = []
for A, B in [([30, 70], [50, 50]), ([10, 20, 30, 40], [100, 210, 290, 400]), ([800, 150, 50], [8200, 1300, 500])]:
    r = stats.chi2_contingency([A, B], correction=False)
    cont.append([A, B, r.statistic, r.dof, r.pvalue])
out["contingency"] = cont
ps = [.001, .04, .03, .2, .6, .0001, .04, .9]
out["adjusted"] = {"ps": ps, "bh": list(map(float, stats.false_discovery_control(ps, method="bh")))}
P, Q = [10, 0, 30, 60], [20, 20, 40, 120]
p, q = np.array(P) / 100, np.array(Q) / 200
pos = [0., 1., 3., 10.]
out["distances"] = {"p": P, "q": Q, "places": pos, "jensenShannon2": float(jensenshannon(p, q, base=2)), "hellinger": float(np.sqrt(1 - np.sum(np.sqrt(p * q)))),
  "totalVariation": float(.5 * np.abs(p - q).sum()), "kolmogorov": float(np.abs(np.cumsum(p - q)).max()), "wasserstein": float(stats.wasserstein_distance(pos, pos, p, q))}
n = 400
labels = (rng.random(n) < .3).astype(int)
scores = np.round(special.expit(-1 + 1.2 * labels + rng.normal(size=n)), 2)
pos_s, neg_s = scores[labels == 1], scores[labels == 0]
psi = (pos_s[:, None] > neg_s[None, :]) + .5 * (pos_s[:, None] == neg_s[None, :])
A = psi.mean()
var = psi.mean(axis=1).var(ddof=1) / len(pos_s) + psi.mean(axis=0).var(ddof=1) / len(neg_s)
z = stats.norm.ppf(.975)
clip = np.clip(scores, 2**-52, 1 - 2**-52)
out["classification"] = {"scores": scores.tolist(), "labels": labels.tolist(), "auc": float(A), "mannWhitneyAuc": float(stats.mannwhitneyu(pos_s, neg_s).statistic / psi.size),
  "delong95": [float(A - z * np.sqrt(var)), float(A + z * np.sqrt(var))], "logLoss": float(-np.mean(np.where(labels == 1, np.log(clip), np.log1p(-clip)))),
  "brier": float(np.mean((scores - labels) ** 2)), "gap": float(np.mean(scores - labels)), "gapError": float(stats.sem(scores - labels)), "accuracy": float(np.mean((scores >= .5) == labels))}
v = [2.1, 2.5, 1.9, 2.2, 2.8, 2.4]
lo, hi = stats.t.interval(.95, len(v) - 1, loc=np.mean(v), scale=stats.sem(v))
out["mean"] = {"values": v, "mean": float(np.mean(v)), "interval": [float(lo), float(hi)], "threshold01": float(np.mean(v) + stats.t.ppf(.99, 5) * np.std(v, ddof=1) * np.sqrt(1 + 1 / 6))}
json.dump(out, sys.stdout, default=float)
