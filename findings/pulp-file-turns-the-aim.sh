#!/usr/bin/env bash
# PuLP: a program that is written to a file and read again has another objective, by the kind of file.
#
# Versions: pulp 3.3.2 (with the CBC that it carries), highspy 1.15.1.
# Behaviour: maximise 2x + 3y + 5, x + y <= 8, x <= 10, y <= 6: 27. writeMPS says the direction only in a
#   comment, *SENSE:Maximize, so HiGHS and PuLP's own fromMPS minimise: 0. writeLP keeps the direction; it,
#   writeMPS, and to_json with from_json, PuLP's own format, lose the constant: 22. HiGHS writes and reads
#   both.
# Why one would not guess it: plans are "optimal" in every case; 22 is the right plan with a wrong value, and
#   0 the worst plan. Constants are what is already decided, as the fixed costs of a budget. On the comment
#   see https://github.com/coin-or/pulp/issues/697, on reading https://github.com/coin-or/pulp/issues/655.
# Seen:
#   PuLP in memory 27.0
#   MPS read by HiGHS 0.0, by PuLP 0.0
#   LP read by HiGHS 22.0
#   JSON read by PuLP 22.0
#   LP of HiGHS read by HiGHS 27.0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pulp==3.3.2 highspy==1.15.1
cd "$work"
venv/bin/python - <<'PY'
import sys

import highspy
import pulp


def value(problem):
    problem.solve(pulp.PULP_CBC_CMD(msg=False))
    return round(pulp.value(problem.objective), 9)


def by_highs(path, again=None):
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.readModel(path)
    if again:
        h.changeObjectiveOffset(5.0)
        h.writeModel(again)
        return by_highs(again)
    h.run()
    return round(h.getObjectiveValue(), 9)


p = pulp.LpProblem("budget", pulp.LpMaximize)
x, y = pulp.LpVariable("x", 0, 10), pulp.LpVariable("y", 0, 6)
p += 2 * x + 3 * y + 5
p += x + y <= 8
p.writeMPS("p.mps")
p.writeLP("p.lp")
p.to_json("p.json")
seen = {
    "memory": value(p),
    "MPS": (by_highs("p.mps"), value(pulp.LpProblem.fromMPS("p.mps")[1])),
    "LP": by_highs("p.lp"),
    "JSON": value(pulp.LpProblem.from_json("p.json")[1]),
    "HiGHS": by_highs("p.lp", again="h.lp"),
}
print("PuLP in memory", seen["memory"])
print("MPS read by HiGHS {}, by PuLP {}".format(*seen["MPS"]))
print("LP read by HiGHS", seen["LP"])
print("JSON read by PuLP", seen["JSON"])
print("LP of HiGHS read by HiGHS", seen["HiGHS"])
if seen != {"memory": 27, "MPS": (0, 0), "LP": 22, "JSON": 22, "HiGHS": 27}:
    sys.exit("changed: PuLP's files keep the direction or the constant otherwise")
PY
