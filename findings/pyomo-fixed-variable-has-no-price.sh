#!/usr/bin/env bash
# Pyomo: a variable that is fixed has a reduced cost of 0; the same variable between equal bounds has its
# price.
#
# Versions: pyomo 6.10.1, highspy 1.15.1.
# Behaviour: maximise 2x + 3y, x + y <= 8, x held at 5. One unit more of x costs 1. After `x.fix(5)` the
#   suffix rc says 0 for x; after setlb(5), setub(5) it says -1. So do both interfaces, appsi_highs and
#   highs.
# Why one would not guess it: one would expect an error or an absent entry, since a fixed variable never
#   reaches the solver. The 0 is a number like any other, and says that a decision made by `fix` costs
#   nothing.
# Seen:
#   appsi_highs fixed -0.0 equal bounds -1.0
#   highs fixed -0.0 equal bounds -1.0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pyomo==6.10.1 highspy==1.15.1
cd "$work"
venv/bin/python - <<'PY'
import sys

import pyomo.environ as pe


def price(interface, fixed):
    m = pe.ConcreteModel()
    m.x, m.y = pe.Var(bounds=(0, 10)), pe.Var(bounds=(0, 10))
    m.total = pe.Constraint(expr=m.x + m.y <= 8)
    m.aim = pe.Objective(expr=2 * m.x + 3 * m.y, sense=pe.maximize)
    m.rc = pe.Suffix(direction=pe.Suffix.IMPORT)
    if fixed:
        m.x.fix(5)
    else:
        m.x.setlb(5)
        m.x.setub(5)
    pe.SolverFactory(interface).solve(m)
    return round(m.rc[m.x], 9) if m.x in m.rc else None


seen = {i: (price(i, True), price(i, False)) for i in ("appsi_highs", "highs")}
for interface, (fixed, bounds) in seen.items():
    print(interface, "fixed", fixed, "equal bounds", bounds)
if set(seen.values()) != {(0, -1)}:
    sys.exit("changed: Pyomo no longer gives a fixed variable a reduced cost of 0")
PY
