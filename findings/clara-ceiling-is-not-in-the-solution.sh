#!/usr/bin/env bash
# CLARA: a variable that stands at its ceiling is said not to be in the solution.
#
# Versions: clara-opt 0.3.2, highspy 1.15.1.
# Behaviour: maximise 2 care + 3 school, care + school <= 8, school <= 6. The optimum is 22, of which 18
#   are school's 6. With the 6 as a bound, school is one of the "variables not in solution", "at lower
#   bound", whose profit must increase by 1 before it enters; care has all of the contributions, 18 % of
#   the optimum. With the 6 as a limit of its own, both are in the solution. The values and the price 2 of
#   the 8 are right both times.
# Why one would not guess it: the two programs are the same, "not basic" is taken for "not in use", which it
#   is only without ceilings, and the package is made for explaining answers. In a budget of ceilings, it is
#   the committee that got all it could which is said to have got nothing.
# Seen:
#   as a bound: 22.0, in the solution care 2.0 (18 %); not in it school 6.0
#     1 of 2 variables are in the solution. care contributes 18% of the objective. 1 variables are not
#     produced (at lower bound). school's profit must increase by 1.0000 before it enters the solution.
#   as a limit: 22.0, in the solution care 2.0 (18 %), school 6.0 (82 %); not in it none
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check clara-opt==0.3.2 highspy==1.15.1 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY' | grep -v -e '^Running HiGHS' -e THIRD_PARTY_NOTICES
import re
import sys
import textwrap
from pathlib import Path

from clara.engine import solve
from clara.explain import Explainer
from clara.io import read_lp


def explained(ceiling_as_limit):
    limit, bound = (" roof: school <= 6\n", "") if ceiling_as_limit else ("", "Bounds\n school <= 6\n")
    Path("budget.lp").write_text(
        f"Maximize\n benefit: 2 care + 3 school\nSubject To\n frame: care + school <= 8\n{limit}{bound}End\n")
    problem = read_lp("budget.lp")
    state = solve(problem)
    report = Explainer().explain(state, problem=problem)
    told = report.to_dict()["variable_report"]
    inside = {v["name"]: (v["value"], round(v["contribution_pct"])) for v in told["basic"]}
    outside = {v["name"]: v["value"] for v in told["nonbasic"]}
    advice = re.findall(r"school's [^.]*\.\d+ [^.]*\.", " ".join(report.to_text().split()))
    return state.optimal_value, inside, outside, " ".join([told["summary"], *advice])


bound, limit = explained(False), explained(True)
for name, (optimum, inside, outside, _) in (("as a bound", bound), ("as a limit", limit)):
    parts = ", ".join(f"{k} {v} ({share} %)" for k, (v, share) in sorted(inside.items()))
    rest = ", ".join(f"{k} {v}" for k, v in outside.items()) or "none"
    print(f"{name}: {optimum}, in the solution {parts}; not in it {rest}")
    if name == "as a bound":
        print(textwrap.indent(textwrap.fill(bound[3], 98), "  "))
if bound[:3] != (22, {"care": (2, 18)}, {"school": 6}) or limit[2] \
        or not all(words in bound[3] for words in ("at lower bound", "before it enters")):
    sys.exit("changed: CLARA says another thing of a variable at its ceiling")
PY
