"""Makes losses-nannyml.json: the errors of a model of numbers estimated without targets (DLE) by NannyML itself.
It writes the file itself: LightGBM talks on the output. Run: python -m venv venv && venv/bin/pip install nannyml==0.13.1 lightgbm==4.5.0 statsmodels==0.15.0 scikit-learn==1.9.1 numpy==2.4.6 pandas==3.1.1 && venv/bin/python -W ignore losses-nannyml.py"""
import json, os, sys
os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
import numpy as np, pandas as pd, nannyml, lightgbm
from nannyml.chunk import SizeBasedChunker

rng = np.random.default_rng(20010104)
METRICS = ["mae", "rmse", "mse", "mape", "rmsle", "msle"]
N_REF, N = 1500, 800

def draw(rows, share):  # the error depends on `noise`, of which more rows are large later
    noise = np.where(rng.random(rows) < share, .5, 0) + rng.random(rows) / 2
    size = rng.normal(size=rows)
    p = 20 + 2 * size
    y = p - .3 * noise + (.3 + 2 * noise) * rng.normal(size=rows)
    return pd.DataFrame({"noise": noise, "size": size, "p": p, "y": y}).round(4)

ref, now = draw(N_REF, .3), draw(N, .7)
e = nannyml.DLE(feature_column_names=["noise", "size"], y_pred="p", y_true="y", metrics=METRICS, chunker=SizeBasedChunker(N)).fit(ref)
r = e.estimate(now.drop(columns="y")).to_df()
r = r[r[("chunk", "period")] == "analysis"].iloc[0]
columns = lambda table: {name: [float(x) for x in table[name]] for name in table}
d = now.p - now.y
out = {"source": f"nannyml {nannyml.__version__}, lightgbm {lightgbm.__version__}, numpy {np.__version__}, python {sys.version.split()[0]}; see losses-nannyml.py",
  "reference": columns(ref), "rows": columns(now),
  "estimated": {m: float(r[(m, "value")]) for m in METRICS},
  "samplingError": {m: float(r[(m, "sampling_error")]) for m in METRICS},
  "measured": {"mae": float(d.abs().mean()), "rmse": float((d**2).mean()**.5), "mse": float((d**2).mean()), "mape": float((d / now.y).abs().mean()),
    "rmsle": float(((np.log1p(now.p) - np.log1p(now.y))**2).mean()**.5), "msle": float(((np.log1p(now.p) - np.log1p(now.y))**2).mean())},
  "inReference": {"mae": float((ref.p - ref.y).abs().mean())}}
json.dump(out, open(os.path.splitext(__file__)[0] + ".json", "w"))
