#!/usr/bin/env bash
# Pyfrontier: a unit on the frontier is called inefficient for a slack that is the solver's rounding.
#
# Versions: Pyfrontier 1.1.1, pulp 3.3.2, numpy 2.4.6.
# Behaviour: four units make 1 of (2, 2), (2, 4), (4, 1), (6, 1). The first and third are efficient, the
#   others only waste. EnvelopDEA("CRS", "in") gives all four the score 1.0 and is_efficient False; the
#   slacks of the first and third are of the size 1e-12. With "VRS" they are True.
# Why one would not guess it: is_efficient compares the sum of slacks with 0 exactly, after an optimiser.
#   With equal outputs the two returns to scale have the same frontier, so the same units should be named;
#   and no unit at all is efficient, which cannot be.
# Seen:
#   CRS [False, False, False, False] scores [1.0, 1.0, 1.0, 1.0]
#   largest slacks of the first and third 4e-12 8e-12
#   VRS [True, False, True, False]
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check Pyfrontier==1.1.1 pulp==3.3.2 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY'
import sys

import numpy as np
from Pyfrontier.frontier_model import EnvelopDEA

inputs = np.array([[2.0, 2.0], [2.0, 4.0], [4.0, 1.0], [6.0, 1.0]])
outputs = np.ones((4, 1))


def units(scale):
    model = EnvelopDEA(scale, "in")
    model.fit(inputs, outputs)
    return model.result


crs, vrs = units("CRS"), units("VRS")
slacks = [max(map(abs, [*crs[k].x_slack, *crs[k].y_slack])) for k in (0, 2)]
print("CRS", [u.is_efficient for u in crs], "scores", [u.score for u in crs])
print("largest slacks of the first and third", *(f"{s:.0e}" for s in slacks))
print("VRS", [u.is_efficient for u in vrs])
right = [u.is_efficient for u in vrs] == [True, False, True, False]
if any(u.is_efficient for u in crs) or max(slacks) > 1e-9 or not right:
    sys.exit("changed: Pyfrontier names other units efficient")
PY
