#!/usr/bin/env bash
# OR-Tools: with HiGHS as its solver, the price of a limit is how much of it is used.
#
# Versions: ortools 9.15.6755 (with the HiGHS and GLOP that it carries).
# Behaviour: maximise 2x + 3y, x + y <= 8, x >= 1, x <= 10, y <= 6. One unit more of the 8 is worth 2, the
#   floor is worth nothing. pywraplp says so with GLOP; with HIGHS dual_value() is 8 and 2, what stands on
#   the left of the limits at the optimum, and every reduced_cost() is 0, y's too, which is worth 1 more.
# Why one would not guess it: values, objective and status agree with GLOP's, the solver is exchanged by one
#   word, and a price of the size of a budget line reads as a number. SCIP in the same place logs an error
#   for prices, and gives 0. Prices of linopy were once the same: https://github.com/PyPSA/linopy/issues/131.
# Seen:
#   GLOP optimum 22.0 prices (2.0, 0.0) reduced costs (0.0, 1.0)
#   HIGHS optimum 22.0 prices (8.0, 2.0) reduced costs (0.0, 0.0)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check ortools==9.15.6755
cd "$work"
venv/bin/python - <<'PY' | grep -v '^Running HiGHS'
import sys

from ortools.linear_solver import pywraplp


def solved(name):
    s = pywraplp.Solver.CreateSolver(name)
    x, y = s.NumVar(0, 10, "x"), s.NumVar(0, 6, "y")
    rows = s.Add(x + y <= 8), s.Add(x >= 1)
    s.Maximize(2 * x + 3 * y)
    if s.Solve() != pywraplp.Solver.OPTIMAL:
        sys.exit(f"{name} found no optimum")
    prices = tuple(round(row.dual_value(), 9) + 0.0 for row in rows)
    reduced = tuple(round(v.reduced_cost(), 9) + 0.0 for v in (x, y))
    return round(s.Objective().Value(), 9), prices, reduced


seen = {name: solved(name) for name in ("GLOP", "HIGHS")}
for name, (optimum, prices, reduced) in seen.items():
    print(name, "optimum", optimum, "prices", prices, "reduced costs", reduced)
if seen != {"GLOP": (22, (2, 0), (0, 1)), "HIGHS": (22, (8, 2), (0, 0))}:
    sys.exit("changed: OR-Tools' prices by HiGHS are others")
PY
