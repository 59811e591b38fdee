#!/usr/bin/env bash
# HiGHS: the clock that time_limit is held against runs on through clearModel and clear.
#
# Versions: highspy 1.15.1.
# Behaviour: time_limit is compared with the time of every run that the object has made, not of this one.
#   After a large program has been solved, a new program of one column and one row in the same object ends
#   at once with kTimeLimit when the limit is below the time already used; clearModel() does not reset the
#   clock, nor does clear(), which resets everything else, options included.
# Why one would not guess it: "clear" promises a new object, and getRunTime reads as the time of a run. A
#   sweep that reuses one object, with a limit meant for each solve, works for a while and then times out on
#   easy programs.
# Seen:
#   large: kOptimal
#   one column after clearModel: kTimeLimit
#   one column after clear: kTimeLimit
#   one column in a new object: kOptimal
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check highspy==1.15.1 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY'
import sys

import highspy
import numpy as np

N = 300
rng = np.random.default_rng(0)


def small(h, limit):
    h.setOptionValue("output_flag", False)
    h.setOptionValue("time_limit", limit)
    x = h.addVariable(0, 10)
    h.addConstr(x <= 4)
    h.maximize(x)
    return h.getModelStatus().name


h = highspy.Highs()
h.setOptionValue("output_flag", False)
h.setOptionValue("presolve", "off")
h.addVars(N, np.zeros(N), np.full(N, 1e3))
columns = np.arange(N, dtype=np.int32)
for row in rng.random((N, N)):
    h.addRow(-highspy.kHighsInf, 100.0, N, columns, row)
h.changeColsCost(N, columns, -rng.random(N))
h.run()
print("large:", h.getModelStatus().name)
limit = h.getRunTime() / 2
h.clearModel()
seen = [small(h, limit)]
h.clear()
seen += [small(h, limit), small(highspy.Highs(), 100.0)]
for where, status in zip(("after clearModel", "after clear", "in a new object"), seen, strict=True):
    print(f"one column {where}: {status}")
if seen != ["kTimeLimit", "kTimeLimit", "kOptimal"]:
    sys.exit("changed: the clock of HiGHS no longer runs on through clearModel and clear")
PY
