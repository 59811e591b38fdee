#!/usr/bin/env bash
# CVXPY: the price of an equality changes sign when its two sides change places, and is the opposite of
# other modellers' in the usual way of writing it.
#
# Versions: cvxpy 1.9.3, highspy 1.15.1, pyomo 6.10.1.
# Behaviour: minimise 2x subject to x = 10. One unit more costs 2. CVXPY says -2 for `x == 10` and +2 for
#   `10 == x`; Pyomo says +2 for both.
# Why one would not guess it: for inequalities CVXPY is immune to this: `x >= 10` and `10 <= x` both give
#   +2, and `==` reads as symmetric. Pyomo puts the constant on the right itself.
# Seen:
#   x == 10 cvxpy and pyomo: (-2.0, 2.0)
#   10 == x cvxpy and pyomo: (2.0, 2.0)
#   x >= 10 cvxpy and pyomo: (2.0, 2.0)
#   10 <= x cvxpy and pyomo: (2.0, 2.0)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check cvxpy==1.9.3 highspy==1.15.1 pyomo==6.10.1
cd "$work"
venv/bin/python - <<'PY'
import sys

import cvxpy as cp
import pyomo.environ as pe

FORMS = {
    "x == 10": lambda x, ten: x == ten,
    "10 == x": lambda x, ten: ten == x,
    "x >= 10": lambda x, ten: x >= ten,
    "10 <= x": lambda x, ten: ten <= x,
}


def by_cvxpy(form):
    x = cp.Variable(nonneg=True)
    row = form(x, cp.Constant(10.0))
    cp.Problem(cp.Minimize(2 * x), [row]).solve(solver=cp.HIGHS)
    return round(float(row.dual_value), 9)


def by_pyomo(form):
    m = pe.ConcreteModel()
    m.x = pe.Var(domain=pe.NonNegativeReals)
    m.row = pe.Constraint(expr=form(m.x, 10.0))
    m.cost = pe.Objective(expr=2 * m.x)
    m.dual = pe.Suffix(direction=pe.Suffix.IMPORT)
    pe.SolverFactory("appsi_highs").solve(m)
    return round(m.dual[m.row], 9)


seen = {name: (by_cvxpy(form), by_pyomo(form)) for name, form in FORMS.items()}
for name, prices in seen.items():
    print(name, "cvxpy and pyomo:", prices)
if seen != {"x == 10": (-2, 2), "10 == x": (2, 2), "x >= 10": (2, 2), "10 <= x": (2, 2)}:
    sys.exit("changed: the price of an equality in CVXPY no longer follows the order of its sides")
PY
