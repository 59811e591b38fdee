#!/usr/bin/env bash
# dealib: a program that has no solution gives a score, and one that calls the largest unit inefficient.
#
# Versions: dealib 1.0.0, numpy 1.26.4 (dealib needs numpy below 2, and so Python 3.11 or 3.12).
# Behaviour: three units make 1, 3 and 4 of 2, 4 and 6. Under variable returns all are efficient. The
#   super-efficiency of the third compares it with the other two, whose output is never 4: its program has
#   no solution. sdea says 0.83, below 1, with weights 1.5 and "nan" that should sum to 1. The input of the
#   third unit decides the figure: at 60 it is 0.08, and the second, which is well defined, 10.17.
# Why one would not guess it: super-efficiency of an efficient unit cannot be below 1, and deaR for R leaves
#   such a unit out and says so. dealib's own simplex does not ask whether its first phase ended at 0; malmq,
#   which compares years, rests on the same.
# Seen:
#   third unit uses 6: dea [1.0, 1.0, 1.0] sdea [2.0, 1.17, 0.83] weights of the third [nan, 1.5, 0.0]
#   third unit uses 60: dea [1.0, 1.0, 1.0] sdea [2.0, 10.17, 0.08] weights of the third [nan, 1.5, 0.0]
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check dealib==1.0.0 numpy==1.26.4
cd "$work"
venv/bin/python - <<'PY'
import sys

import numpy as np
from dealib.dea import dea, sdea

made = np.array([[1.0], [3.0], [4.0]])
seen = {}
for third in (6, 60):
    used = np.array([[2.0], [4.0], [third]])
    usual = dea(used, made, rts="vrs", orientation="input").eff.round(2).tolist()
    without = sdea(used, made, rts="vrs", orientation="input")
    scores, weights = without.eff.round(2).tolist(), without.lambdas[2].round(2).tolist()
    print(f"third unit uses {third}: dea {usual} sdea {scores} weights of the third {weights}")
    seen[third] = (usual, scores)
if seen != {6: ([1, 1, 1], [2, 1.17, 0.83]), 60: ([1, 1, 1], [2, 10.17, 0.08])}:
    sys.exit("changed: dealib scores a unit without a solution otherwise")
PY
