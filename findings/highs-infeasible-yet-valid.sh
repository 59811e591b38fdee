#!/usr/bin/env bash
# HiGHS: a program without any solution has a "valid" one, if presolve is off.
#
# Versions: highspy 1.15.1.
# Behaviour: x and y are at most 3 and must sum to 10. With presolve, getSolution().value_valid is False.
#   Without it (as in every warm start) value_valid is True and the values are 7 and 3: above x's bound.
# Why one would not guess it: "valid" means that the numbers belong to the last run, not that they satisfy
#   anything; code that was written against a presolved run and tests value_valid passes its tests. The
#   question is answered by getModelStatus, or by getInfo().primal_solution_status (1: infeasible, 2:
#   feasible).
# Seen:
#   choose kInfeasible valid False values [0.0, 0.0] primal_solution_status 0
#   off kInfeasible valid True values [7.0, 3.0] primal_solution_status 1
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check highspy==1.15.1
cd "$work"
venv/bin/python - <<'PY'
import sys

import highspy

seen = {}
for presolve in ("choose", "off"):
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("presolve", presolve)
    x, y = h.addVariable(0, 3), h.addVariable(0, 3)
    h.addConstr(x + y >= 10)
    h.minimize(x + y)
    status, solution = h.getModelStatus().name, h.getSolution()
    seen[presolve] = (status, solution.value_valid, max(solution.col_value) > 3)
    print(presolve, status, "valid", solution.value_valid, "values", list(solution.col_value),
          "primal_solution_status", h.getInfo().primal_solution_status)
if seen != {"choose": ("kInfeasible", False, False), "off": ("kInfeasible", True, True)}:
    sys.exit("changed: value_valid of an infeasible program no longer depends on presolve")
PY
