#!/usr/bin/env bash
# statsmodels: data must have the same rows in the same order, weights are taken as they lie.
#
# Versions: statsmodels 0.15.0, linearmodels 7.1, pandas 3.1.1, numpy 2.4.6.
# Behaviour: cost on the share of old in four municipalities, weighted by their inhabitants. A table of the
#   explanations in another order is refused: the indices "are not aligned". The weights in another order,
#   each under its municipality's name, are not: WLS, also by formula, gives the first weight to the first
#   row, and the slope is 5.14 in the place of 4.99. So do exposure=, offset=, freq_weights=, and the groups
#   of clustered errors. linearmodels refuses the same weights.
# Why one would not guess it: one argument is held against the names, the next one beside it is not; a
#   formula fetches its columns by name. Inhabitants come from another table, often sorted by size.
# Seen:
#   explanations in another order: refused
#   weights in the order of the data: WLS 4.9876 by formula 4.9876
#   weights in another order: WLS 5.1415 by formula 5.1415 linearmodels refused
#   exposure in the order of the data: 0.8365, in another -0.7148
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  statsmodels==0.15.0 linearmodels==7.1 pandas==3.1.1 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY'
import sys

import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf
from linearmodels.iv import IV2SLS

data = pd.DataFrame({"cost": [10.0, 12.0, 20.0, 30.0], "cases": [1, 2, 3, 9], "old": [1.0, 2.0, 3.0, 5.0]},
                    index=["Alfa", "Beta", "Gamma", "Delta"])
inhabitants = pd.Series([1000.0, 10.0, 10.0, 100.0], index=data.index)
explained_by = sm.add_constant(data[["old"]])
by_size = inhabitants.sort_values()


def slope(fit):
    try:
        return round(float(fit().params["old"]), 4)
    except ValueError:
        return "refused"


def weighted(w):
    return (slope(lambda: sm.WLS(data.cost, explained_by, weights=w).fit()),
            slope(lambda: smf.wls("cost ~ old", data, weights=w).fit()))


def per_inhabitant(n):
    return slope(lambda: smf.poisson("cases ~ old", data, exposure=n).fit(disp=0))


disordered = slope(lambda: sm.WLS(data.cost, explained_by.loc[by_size.index]).fit())
right, wrong = weighted(inhabitants), weighted(by_size)
checked = slope(lambda: IV2SLS(data.cost, explained_by, None, None, weights=by_size).fit())
exposed = per_inhabitant(inhabitants), per_inhabitant(by_size)
print("explanations in another order:", disordered)
print(f"weights in the order of the data: WLS {right[0]} by formula {right[1]}")
print(f"weights in another order: WLS {wrong[0]} by formula {wrong[1]} linearmodels {checked}")
print(f"exposure in the order of the data: {exposed[0]}, in another {exposed[1]}")
if disordered != "refused" or checked != "refused" or right != (4.9876,) * 2 or wrong != (5.1415,) * 2 \
        or exposed != (0.8365, -0.7148):
    sys.exit("changed: statsmodels minds the names of weights, or linearmodels does not")
PY
