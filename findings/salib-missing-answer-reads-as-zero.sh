#!/usr/bin/env bash
# SALib: one missing answer makes every Sobol index 0, not missing.
#
# Versions: SALib 1.6.0, numpy 2.4.6.
# Behaviour: with one answer NaN, sobol.analyze returns S1 = ST = 0 for every input, with confidence
#   intervals of 0 and no warning. These are the very numbers of an answer that no input moves.
# Why one would not guess it: NaN is expected to spread to the result, as it does in NumPy's mean and
#   variance. A linear program without a solution at one of the points is an ordinary reason for a missing
#   answer; the study then states with full confidence that no assumption matters.
# Seen:
#   all answers: S1 [0.22, 0.8] ST [0.2, 0.79]
#   one missing: S1 [0.0, 0.0] ST [0.0, 0.0] ST_conf [0.0, 0.0]
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check SALib==1.6.0 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY'
import sys

import numpy as np
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sampling

PROBLEM = {"num_vars": 2, "names": ["a", "b"], "bounds": [[0, 1], [0, 1]]}
points = sampling.sample(PROBLEM, 64, seed=1)
answers = points[:, 0] + 2 * points[:, 1]
whole = analysis.analyze(PROBLEM, answers, seed=1)
answers[3] = np.nan
missing = analysis.analyze(PROBLEM, answers, seed=1)
print("all answers: S1", whole["S1"].round(2).tolist(), "ST", whole["ST"].round(2).tolist())
print("one missing:", *(f"{k} {missing[k].tolist()}" for k in ("S1", "ST", "ST_conf")))
if not (whole["ST"] > 0.1).all() or any((missing[k] != 0).any() for k in ("S1", "ST", "S1_conf", "ST_conf")):
    sys.exit("changed: a missing answer no longer makes SALib's indices 0")
PY
