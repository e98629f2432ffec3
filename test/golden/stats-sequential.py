"""Makes stats-sequential.json: reference values of the sequential tests.
Run, with src/ of https://github.com/gostevehoward/confseq at commit 70b1ef3 on PYTHONPATH:
  python -m pip install scipy==1.17.1 numpy==2.4.6 && python stats-sequential.py > stats-sequential.json"""
import json, sys, types
import numpy as np, scipy
from scipy.special import gammaln
np.float_ = np.float64  # confseq was written for numpy 1
sys.modules["multiprocess"] = types.ModuleType("multiprocess")  # imported by confseq.misc, not used here
from confseq.betting_strategies import lambda_predmix_eb
from confseq.predmix import predmix_lower_cs

alpha = .05
i = np.arange(300)
x = ((37 * i) % 101) / 200 + ((i % 7) == 0) * .3  # fixed, in [0, .8]
mu_prev = np.append(.5, ((.5 + np.cumsum(x)) / (i + 2))[:-1])
v = (x - mu_prev) ** 2
bets = lambda y: lambda_predmix_eb(y, truncation=.5, alpha=alpha / 2)
psi = lambda l: -np.log(1 - l) - l
low = predmix_lower_cs(x, v, bets, psi, alpha=alpha / 2)
high = 1 - predmix_lower_cs(1 - x, v, bets, psi, alpha=alpha / 2)

# The randomisation e-process by hand: fixed bets of effect / (m (1 - m)), centre (k + 20 * prior) / (n + 20).
def score_log_e(pi=.5, effect=.1, prior=.25):
    log_e = k = 0.
    for n in range(200):
        w = 1 if (7 * n) % 3 == 0 else 0
        y = 1 if (37 * n) % 10 < (3 if w else 2) else 0
        m = (k + 20 * prior) / (n + 20)
        log_e += np.log1p(effect / (m * (1 - m)) * (w - pi) * (y - m))
        k += y
    return float(log_e)

# optimizely/ssrm (ssrm_test.py), as published: one Dirichlet-multinomial Bayes factor over all batches so far.
def sample_ratio(batches, null, concentration):
    prior, counts, p, out = concentration * np.array(null), np.zeros(len(null)), 1., []
    for batch in batches:
        counts += batch
        log_bf = gammaln(prior.sum()) - gammaln((prior + counts).sum()) + (gammaln(prior + counts) - gammaln(prior)).sum() - (counts * np.log(null)).sum()
        p = min(p, float(np.exp(-log_bf)))
        out.append(p)
    return out

batches = [[510, 490], [520, 480], [530, 470], [525, 475]]
json.dump({
    "source": f"confseq 70b1ef3 (predmix.py, betting_strategies.py), formulas of optimizely/ssrm; numpy {np.__version__}, scipy {scipy.__version__}; see stats-sequential.py. "
              "The p-values of ssrm at 10000 and 1000 and scoreLogE agree with values got earlier by running ssrm itself and a second implementation.",
    "bernstein": {"alpha": alpha, "values": x.tolist(), "low": [float(low[t]) for t in (0, 9, 99, 299)], "high": [float(high[t]) for t in (0, 9, 99, 299)], "after": [1, 10, 100, 300]},
    "scoreLogE": score_log_e(),
    "sampleRatio": {"batches": batches, "shares": [.5, .5], "p10000": sample_ratio(batches, [.5, .5], 10000), "p1000": sample_ratio(batches, [.5, .5], 1000)},
}, sys.stdout)
