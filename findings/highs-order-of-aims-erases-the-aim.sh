#!/usr/bin/env bash
# HiGHS: solving by several aims erases the program's own, and an order of aims has the optimum 0.
#
# Versions: highspy 1.15.1.
# Behaviour: maximise 5x + 7y, x + y <= 8, x and y <= 6; the optimum is 52. With two linear objectives, first
#   3x, then y (blend_multi_objectives off), x = 6 and y = 2 is right, but getObjectiveValue() is 0: neither
#   18 nor 2 nor 5x + 7y = 44. After clearLinearObjectives() the program is solved again: optimal, 0, and x
#   and y are 0. Its costs have become 0. With the two blended, its costs have become theirs.
# Why one would not guess it: the documentation says that the program's costs are ignored while there are
#   such objectives, and that clearLinearObjectives() clears these. A program that is made to have one
#   answer by an order of aims, and then solved by its own aim again, is optimal to nothing.
# Seen:
#   own aim: Optimal 52.0 x, y [2.0, 6.0] costs [5.0, 7.0]
#   order: Optimal 0.0 x, y [6.0, 2.0] costs [0.0, 0.0]
#     cleared: Optimal 0.0 x, y [0.0, 0.0] costs [0.0, 0.0]
#   blend: Optimal -20.0 x, y [6.0, 2.0] costs [-3.0, -1.0]
#     cleared: Optimal -20.0 x, y [6.0, 2.0] costs [-3.0, -1.0]
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check highspy==1.15.1 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY'
import sys

import highspy


def program():
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    x, y = (h.addVariable(lb=0, ub=6, name=name) for name in "xy")
    h.addConstr(x + y <= 8)
    h.setObjective(5 * x + 7 * y, highspy.ObjSense.kMaximize)
    return h


def aim(coefficients, priority):
    a = highspy.HighsLinearObjective()
    a.weight, a.offset, a.coefficients, a.priority = -1.0, 0.0, coefficients, priority  # -1: to be maximised
    a.abs_tolerance, a.rel_tolerance = 0.0, 0.0
    return a


def solved(h):
    h.clearSolver()
    h.run()
    values = [round(v, 9) + 0.0 for v in h.getSolution().col_value]
    costs = [float(c) for c in h.getLp().col_cost_]
    return h.modelStatusToString(h.getModelStatus()), h.getObjectiveValue() + 0.0, values, costs


def shown(status, optimum, values, costs):
    return f"{status} {optimum} x, y {values} costs {costs}"


own = solved(program())
print("own aim:", shown(*own))
seen = {}
for name, blend in (("order", False), ("blend", True)):
    h = program()
    h.setOptionValue("blend_multi_objectives", blend)
    h.addLinearObjective(aim([3.0, 0.0], priority=2))
    h.addLinearObjective(aim([0.0, 1.0], priority=1))
    several = solved(h)
    h.clearLinearObjectives()
    seen[name] = several, solved(h)
    print(f"{name}: {shown(*several)}\n  cleared: {shown(*seen[name][1])}")
if own[1] != 52 or [s[1] for s in seen["order"]] != [0, 0] or seen["order"][0][2] != [6, 2] \
        or [s[3] for pair in seen.values() for s in pair] != [[0, 0]] * 2 + [[-3, -1]] * 2:
    sys.exit("changed: HiGHS keeps the program's own aim, or the value of an order of aims")
PY
