#!/usr/bin/env bash
# linearmodels: standard errors asked to be clustered are not, unless it is also said by what.
#
# Versions: linearmodels 7.1, statsmodels 0.15.0, pandas 3.1.1, numpy 2.4.6.
# Behaviour: PanelOLS(…).fit(cov_type="clustered") gives exactly the errors of cov_type="robust", without a
#   word: each observation is its own cluster. With cluster_entity=True it clusters, but without the factor
#   for few clusters and without counting the effects: 1.61 where statsmodels says 1.83 for the same model
#   with dummies.
# Why one would not guess it: the data is a panel whose entities are known to the model, and the printed
#   summary says "Cov. Estimator: Clustered" all the same.
# Seen, as multiples of the robust error:
#   clustered 1.000, summary says clustered: True
#   clustered, cluster_entity 1.610
#   statsmodels with dummies, clustered 1.832
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  linearmodels==7.1 statsmodels==0.15.0 pandas==3.1.1 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY'
import sys

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf
from linearmodels.panel import PanelOLS

N, T = 12, 6
rng = np.random.default_rng(0)
town, year = np.repeat(np.arange(N), T), np.tile(np.arange(2018, 2018 + T), N)
trend = np.tile(np.arange(T), N) - 2.5
x = np.repeat(rng.normal(size=N), T) * trend + 0.3 * rng.normal(size=N * T)
y = 0.5 * x + np.repeat(rng.normal(size=N), T) * trend + 0.3 * rng.normal(size=N * T)
data = pd.DataFrame({"town": town, "year": year, "x": x, "y": y})
panel = data.set_index(["town", "year"])
model = PanelOLS(panel["y"], panel[["x"]], entity_effects=True)


def error(**options):
    return float(model.fit(**options).std_errors["x"])


robust = error(cov_type="robust")
plain = error(cov_type="clustered") / robust
named = error(cov_type="clustered", cluster_entity=True) / robust
dummies = smf.ols("y ~ x + C(town)", data).fit(cov_type="cluster", cov_kwds={"groups": town})
other = dummies.bse["x"] / robust
says = "Clustered" in str(model.fit(cov_type="clustered").summary)
print(f"clustered {plain:.3f}, summary says clustered: {says}")
print(f"clustered, cluster_entity {named:.3f}")
print(f"statsmodels with dummies, clustered {other:.3f}")
if abs(plain - 1) > 1e-9 or named < 1.2 or other < 1.05 * named or not says:
    sys.exit("changed: clustered errors of linearmodels are others")
PY
