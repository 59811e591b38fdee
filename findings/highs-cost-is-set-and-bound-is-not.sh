#!/usr/bin/env bash
# highspy: in a HighsLp an element of the costs can be set, one of the bounds or of the matrix cannot, and
# nothing says so.
#
# Versions: highspy 1.15.1, numpy 2.4.6.
# Behaviour: maximise x + y, x <= 10, y <= 6, x + y <= 100. lp.col_cost_[0] = 3 sets the cost.
#   lp.col_upper_[0] = 1, the same line one field on, changes a list that was made for the occasion and is
#   thrown away, and so does lp.row_upper_[0] = 5: the optimum is 36 instead of 7. The matrix behaves as the
#   bounds; a whole list, lp.col_upper_ = [1, 6], is taken.
# Why one would not guess it: the first field that one tries works, costs being an array of numpy into the
#   program itself, and all others are lists of Python, which can be written to. The answer is "optimal", for
#   another program. For lists of a solution: https://github.com/ERGO-Code/HiGHS/issues/3109.
# Seen:
#   by element: cost [3.0, 1.0] bound [10.0, 6.0] row [100.0] matrix [1.0, 1.0] optimum 36.0
#   whole: cost [3.0, 1.0] bound [1.0, 6.0] row [5.0] matrix [1.0, 1.0] optimum 7.0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check highspy==1.15.1 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY'
import sys

import highspy


def by_element(lp):
    lp.col_cost_[0] = 3.0
    lp.col_upper_[0] = 1.0
    lp.row_upper_[0] = 5.0
    lp.a_matrix_.value_[0] = 2.0


def whole(lp):
    lp.col_cost_, lp.col_upper_, lp.row_upper_ = [3.0, 1.0], [1.0, 6.0], [5.0]


def solved(change):
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_, lp.sense_ = 2, 1, highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = [1.0, 1.0], [0.0, 0.0], [10.0, 6.0]
    lp.row_lower_, lp.row_upper_ = [0.0], [100.0]
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = [0, 1, 2], [0, 0], [1.0, 1.0]
    change(lp)
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.passModel(lp)
    h.run()
    lists = [list(map(float, v)) for v in (lp.col_cost_, lp.col_upper_, lp.row_upper_, lp.a_matrix_.value_)]
    return *lists, h.getObjectiveValue()


seen = {"by element": solved(by_element), "whole": solved(whole)}
for way, (cost, bound, row, matrix, optimum) in seen.items():
    print(f"{way}: cost {cost} bound {bound} row {row} matrix {matrix} optimum {optimum}")
if seen != {
    "by element": ([3, 1], [10, 6], [100], [1, 1], 36),
    "whole": ([3, 1], [1, 6], [5], [1, 1], 7),
}:
    sys.exit("changed: an element of a HighsLp is set otherwise")
PY
