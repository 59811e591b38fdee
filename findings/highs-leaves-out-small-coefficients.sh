#!/usr/bin/env bash
# HiGHS leaves out coefficients of 1e-9 or less, and the layers above it call the answer optimal.
#
# Versions: scipy 1.17.1, pyomo 6.10.1, pulp 3.3.2, highspy 1.15.1.
# Behaviour: maximise x subject to 1e-9·x <= 1 and x <= 1e11. The optimum is 1e9. SciPy, Pyomo and PuLP
#   return 1e11 with status optimal, and SciPy reports a slack of +1 where it is -99. In highspy, addRow
#   answers kWarning, while changeCoeff answers kOk and removes the coefficient. CBC keeps it.
# Why one would not guess it: a goal's points per krona in a budget of 1e9 kronor is a number of this size,
#   while the coefficients of the objective are kept however small; SciPy and Pyomo say nothing of it.
# Seen:
#   scipy status 0 x 100000000000.0 slack said 1.0 slack is -99.0
#   pyomo optimal x 100000000000.0
#   pulp HiGHS Optimal x 100000000000.0
#   pulp PULP_CBC_CMD Optimal x 1000000000.0
#   addRow HighsStatus.kWarning changeCoeff HighsStatus.kOk entries left 0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  scipy==1.17.1 pyomo==6.10.1 pulp==3.3.2 highspy==1.15.1 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY'
import sys

import highspy
import numpy as np
import pulp
import pyomo.environ as pe
from scipy.optimize import linprog

SMALL, TOP = 1e-9, 1e11
a = linprog([-1.0], A_ub=[[SMALL]], b_ub=[1.0], bounds=[(0, TOP)])
print("scipy status", a.status, "x", a.x[0], "slack said", a.slack[0], "slack is", 1 - SMALL * a.x[0])

m = pe.ConcreteModel()
m.x = pe.Var(bounds=(0, TOP))
m.limit = pe.Constraint(expr=SMALL * m.x <= 1)
m.aim = pe.Objective(expr=m.x, sense=pe.maximize)
ended = pe.SolverFactory("appsi_highs").solve(m).solver.termination_condition
print("pyomo", ended, "x", m.x.value)

found = {}
for solver in ("HiGHS", "PULP_CBC_CMD"):
    p, x = pulp.LpProblem("small", pulp.LpMaximize), pulp.LpVariable("x", 0, TOP)
    p += x
    p += SMALL * x <= 1
    p.solve(getattr(pulp, solver)(msg=False))
    found[solver] = x.value()
    print("pulp", solver, pulp.LpStatus[p.status], "x", x.value())

h = highspy.Highs()
h.setOptionValue("output_flag", False)
h.addVar(0, TOP)
first, one = np.array([0], np.int32), np.array([1.0])
added = h.addRow(-highspy.kHighsInf, 1, 1, first, one * SMALL)
h.addRow(-highspy.kHighsInf, 1, 1, first, one)
changed = h.changeCoeff(1, 0, SMALL)
print("addRow", added, "changeCoeff", changed, "entries left", h.getNumNz())
silent = a.status == 0 and a.x[0] == m.x.value == found["HiGHS"] == TOP and a.slack[0] == 1
if not silent or found["PULP_CBC_CMD"] > 2e9:
    sys.exit("changed: a coefficient of 1e-9 is no longer left out in silence by the layers above HiGHS")
if (added, changed, h.getNumNz()) != (highspy.HighsStatus.kWarning, highspy.HighsStatus.kOk, 0):
    sys.exit("changed: highspy answers otherwise to a coefficient of 1e-9")
PY
