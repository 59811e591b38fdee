#!/usr/bin/env bash
# linearmodels: the fitted values of a model with effects leave the effects out, and so do not add up with
# its residuals.
#
# Versions: linearmodels 7.1, pandas 3.1.1, numpy 2.4.6.
# Behaviour: after PanelOLS with entity_effects=True, fitted_values + resids is not y; fitted_values is only
#   the slope times x, whatever the level of the data. The effects have to be added from estimated_effects.
# Why one would not guess it: in every textbook, and in statsmodels with dummies for the same model,
#   observation is fit plus residual. A curve drawn from fitted_values lies the whole level of the data too
#   low.
# Seen:
#   mean of y 101.1, of fitted values 1.5
#   fitted + residual is y: False, with effects: True
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check linearmodels==7.1 pandas==3.1.1 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY'
import sys

import numpy as np
import pandas as pd
from linearmodels.panel import PanelOLS

N, T = 8, 5
rng = np.random.default_rng(1)
index = pd.MultiIndex.from_product([range(N), range(2019, 2019 + T)], names=["town", "year"])
x = rng.normal(3, 1, N * T)
level = np.repeat(100 + rng.normal(size=N), T)
panel = pd.DataFrame({"x": x, "y": level + 0.5 * x + 0.1 * rng.normal(size=N * T)}, index=index)
fit = PanelOLS(panel["y"], panel[["x"]], entity_effects=True).fit()
fitted, effects = fit.fitted_values.iloc[:, 0], fit.estimated_effects.iloc[:, 0]
alone = np.allclose(fitted + fit.resids, panel["y"])
together = np.allclose(fitted + effects + fit.resids, panel["y"])
print(f"mean of y {panel['y'].mean():.1f}, of fitted values {fitted.mean():.1f}")
print(f"fitted + residual is y: {alone}, with effects: {together}")
if alone or not together:
    sys.exit("changed: fitted values of linearmodels now hold the effects")
PY
