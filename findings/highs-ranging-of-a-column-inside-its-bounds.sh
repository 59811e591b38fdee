#!/usr/bin/env bash
# HiGHS: for a column between its bounds, the ranging of bounds speaks of another change than a bound's.
#
# Versions: highspy 1.15.1.
# Behaviour: maximise 2x + 3y subject to x + y <= 8, x <= 10, y <= 6: x is 2, the objective 22. getRanging
#   says of x's upper bound: value 8, objective 16. Yet an upper bound of 8 leaves 22. The 16 is what x = 8
#   would give, had x been forced up to it. For y, which stands at its bound, the same field does mean the
#   bound: 8 gives 24, and so it does.
# Why one would not guess it: both stand in one array, col_bound_up, and nothing in it tells which columns
#   are basic. A table "this limit may rise to …, then V is …" made from it is wrong for every limit that
#   does not bind; so are rows.
# Seen:
#   x: ranging says 8.0 -> 16.0, solved anew with that bound 22.0
#   y: ranging says 8.0 -> 24.0, solved anew with that bound 24.0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check highspy==1.15.1
cd "$work"
venv/bin/python - <<'PY'
import sys

import highspy

h = highspy.Highs()
h.setOptionValue("output_flag", False)
x, y = h.addVariable(0, 10), h.addVariable(0, 6)
h.addConstr(x + y <= 8)
h.maximize(2 * x + 3 * y)
_, ranging = h.getRanging()
up = ranging.col_bound_up
seen = []
for k, (name, today) in enumerate((("x", 10.0), ("y", 6.0))):
    h.changeColBounds(k, 0.0, up.value_[k])
    h.run()
    anew = h.getObjectiveValue()
    h.changeColBounds(k, 0.0, today)
    print(f"{name}: ranging says {up.value_[k]} -> {up.objective_[k]}, solved anew with that bound {anew}")
    seen.append((up.value_[k], up.objective_[k], anew))
if seen != [(8, 16, 22), (8, 24, 24)]:
    sys.exit("changed: col_bound_up of a basic column no longer speaks of forcing the column")
PY
