#!/usr/bin/env bash
# PuLP: the sign of a limit's price and of its slack depends on which solver was asked.
#
# Versions: pulp 3.3.2 (with the CBC that it carries), highspy 1.15.1.
# Behaviour: in a maximisation `constraint.pi` of a binding `<=` is +2 by CBC and -2 by HiGHS, and
#   `constraint.slack` of a `>=` row that holds with 2 to spare is -2 by CBC and +2 by HiGHS. In a
#   minimisation the prices agree; the slacks do not.
# Why one would not guess it: the point of PuLP is that solvers are exchanged by one word; values and
#   statuses agree, so a test on the optimum passes and every explanation is turned round.
# Seen:
#   maximise PULP_CBC_CMD price and slack: (2.0, -2.0)
#   maximise HiGHS price and slack: (-2.0, 2.0)
#   minimise PULP_CBC_CMD price and slack: (2.0, -3.0)
#   minimise HiGHS price and slack: (2.0, 3.0)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pulp==3.3.2 highspy==1.15.1
cd "$work"
venv/bin/python - <<'PY'
import sys

import pulp


def solved(solver, sense):
    p = pulp.LpProblem("budget", sense)
    school, care = pulp.LpVariable("school", 0), pulp.LpVariable("care", 0)
    p += 2 * school + 3 * care
    if sense == pulp.LpMaximize:  # school 4, care 6
        p += (school + care <= 10, "row")
        p += (care <= 6, "other")
        p += (school >= 2, "spare")
    else:  # school 10, care 0
        p += (school + care >= 10, "row")
        p += (school >= 7, "spare")
    p.solve(getattr(pulp, solver)(msg=False))
    return p.constraints["row"].pi, p.constraints["spare"].slack


seen = {}
for word, sense in (("maximise", pulp.LpMaximize), ("minimise", pulp.LpMinimize)):
    for solver in ("PULP_CBC_CMD", "HiGHS"):
        seen[word, solver] = tuple(map(float, solved(solver, sense)))
        print(word, solver, "price and slack:", seen[word, solver])
expected = {
    ("maximise", "PULP_CBC_CMD"): (2, -2),
    ("maximise", "HiGHS"): (-2, 2),
    ("minimise", "PULP_CBC_CMD"): (2, -3),
    ("minimise", "HiGHS"): (2, 3),
}
if seen != expected:
    sys.exit("changed: PuLP's signs by CBC and by HiGHS are no longer as written above")
PY
