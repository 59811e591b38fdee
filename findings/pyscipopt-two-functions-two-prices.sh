#!/usr/bin/env bash
# PySCIPOpt: two functions for the price of a limit give opposite signs, and one of them loses a price.
#
# Versions: pyscipopt 6.3.0 (with the SCIP that it carries).
# Behaviour: maximise 2x + 3y, x + y <= 8, y <= 6 as a limit of its own. One unit more of the 8 is worth 2,
#   of the 6 it is worth 1. getDualSolVal() says 2 and 1. getDualsolLinear() says -2 and 0. With the aim
#   turned, minimise -2x - 3y, both say -2 for the 8, and the 6 is still -1 by one and 0 by the other. With
#   the 6 as a bound of y, getVarRedcost(y) turns with the aim as the first function does: 1, and -1.
# Why one would not guess it: both are documented as "the dual solution" of a constraint, with no word on
#   signs or on limits of one variable; presolving, heuristics and propagation are off, as for prices they
#   must be. Who looks for a price finds either function first. Others have been puzzled by the two:
#   https://github.com/scipopt/PySCIPOpt/issues/684.
# Seen:
#   maximize 22.0 DualSolVal (2.0, 1.0) DualsolLinear (-2.0, 0.0) Redcost 1.0
#   minimize -22.0 DualSolVal (-2.0, -1.0) DualsolLinear (-2.0, 0.0) Redcost -1.0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pyscipopt==6.3.0 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY'
import sys

from pyscipopt import SCIP_PARAMSETTING, Model


def solved(aim, ceiling_as_row):
    m = Model()
    m.hideOutput()
    m.setPresolve(SCIP_PARAMSETTING.OFF)
    m.setHeuristics(SCIP_PARAMSETTING.OFF)
    m.disablePropagation()
    x, y = m.addVar("x", lb=0), m.addVar("y", lb=0, ub=None if ceiling_as_row else 6)
    rows = [m.addCons(x + y <= 8)] + ([m.addCons(y <= 6)] if ceiling_as_row else [])
    value = 2 * x + 3 * y
    m.setObjective(value if aim == "maximize" else -value, aim)
    m.optimize()
    return m, rows, y


def rounded(prices):
    return tuple(round(p, 9) + 0.0 for p in prices)


seen = {}
for aim in ("maximize", "minimize"):
    m, rows, _ = solved(aim, ceiling_as_row=True)
    one, other = (rounded(map(f, rows)) for f in (m.getDualSolVal, m.getDualsolLinear))
    bounded, _, y = solved(aim, ceiling_as_row=False)
    reduced = rounded([bounded.getVarRedcost(y)])[0]
    seen[aim] = one, other, reduced
    print(aim, m.getObjVal(), "DualSolVal", one, "DualsolLinear", other, "Redcost", reduced)
if seen != {"maximize": ((2, 1), (-2, 0), 1), "minimize": ((-2, -1), (-2, 0), -1)}:
    sys.exit("changed: PySCIPOpt's two prices of a limit are others")
PY
