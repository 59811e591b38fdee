#!/usr/bin/env bash
# Pyomo: the dual that core.lp_dual makes knows neither the bounds of variables nor a constant in the
# objective.
#
# Versions: pyomo 6.10.1, highspy 1.15.1, scipy 1.17.1.
# Behaviour: maximise 2x + 3y + 5, x + y <= 8. With x <= 10 and y <= 6 as constraints the dual's optimum is
#   22 where the program's is 27: the constant is missing. With the same limits as bounds=(0, 6) it is 24:
#   the dual is that of y without a ceiling, and the price of the 8 is 3 instead of 2. Nothing is said.
#   A variable with bounds=(0, …) in the default domain is treated as free; here both are NonNegativeReals.
# Why one would not guess it: bounds are the usual way to write a limit on one variable, the solver's
#   interfaces take both ways as one, and the dual is solved to "optimal". Discrete domains are refused with
#   a clear error; for bounds see https://github.com/Pyomo/pyomo/issues/3838.
# Seen:
#   limits as constraints: program 27.0 dual 22.0 price of the 8 2.0
#   limits as bounds: program 27.0 dual 24.0 price of the 8 3.0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  pyomo==6.10.1 highspy==1.15.1 scipy==1.17.1 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY'
import sys

import pyomo.environ as pe


def both(as_bounds):
    m = pe.ConcreteModel()
    m.x, m.y = pe.Var(domain=pe.NonNegativeReals), pe.Var(domain=pe.NonNegativeReals)
    m.total = pe.Constraint(expr=m.x + m.y <= 8)
    if as_bounds:
        m.x.setub(10)
        m.y.setub(6)
    else:
        m.of_x, m.of_y = pe.Constraint(expr=m.x <= 10), pe.Constraint(expr=m.y <= 6)
    m.aim = pe.Objective(expr=2 * m.x + 3 * m.y + 5, sense=pe.maximize)
    maker = pe.TransformationFactory("core.lp_dual")
    dual = maker.create_using(m)
    for model in (m, dual):
        pe.SolverFactory("appsi_highs").solve(model)
    price = pe.value(maker.get_dual_var(dual, m.total))
    return tuple(round(v, 9) for v in (pe.value(m.aim), pe.value(dual.obj), price))


seen = {"constraints": both(False), "bounds": both(True)}
for form, (program, dual, price) in seen.items():
    print(f"limits as {form}: program {program} dual {dual} price of the 8 {price}")
if seen != {"constraints": (27, 22, 2), "bounds": (27, 24, 3)}:
    sys.exit("changed: core.lp_dual treats bounds or constants otherwise")
PY
