#!/usr/bin/env bash
# pycel: ROUND goes up at a half as a workbook does, except to tens, hundreds and thousands.
#
# Versions: pycel 1.0b30, openpyxl 3.1.5.
# Behaviour: ROUND(2.5, 0) is 3, ROUND(-2.5, 0) is -3 and ROUND(0.125, 2) is 0.13, as in a workbook. With
#   digits to the left of the point, ROUND(A1, -3), a half goes to the even thousand: 12 500 becomes 12 000
#   and 13 500 becomes 14 000, where a workbook has 13 000 and 14 000. ROUND(A1/1000, 0)*1000 is right.
# Why one would not guess it: it is one function whose other half is right, half away from zero; ROUNDUP
#   and ROUNDDOWN are right to both sides. Sums of money are whole kronor that are rounded to thousands, so
#   that the halves are common there, and every second one is wrong by a thousand.
# Seen:
#   to units: 2.5 -> 3, -2.5 -> -3, 3.5 -> 4
#   to thousands: 12500 -> 12000, -12500 -> -12000, 13500 -> 14000
#   by a thousandth: 12500 -> 13000, -12500 -> -13000, 13500 -> 14000
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pycel==1.0b30 openpyxl==3.1.5 numpy==1.26.4
cd "$work"
venv/bin/python - <<'PY'
import sys

import openpyxl
from pycel import ExcelCompiler

CASES = {
    "to units": ((2.5, -2.5, 3.5), "ROUND({}, 0)", [3, -3, 4]),
    "to thousands": ((12500, -12500, 13500), "ROUND({}, -3)", [12000, -12000, 14000]),
    "by a thousandth": ((12500, -12500, 13500), "ROUND({}/1000, 0)*1000", [13000, -13000, 14000]),
}


def computed(amounts, formula):
    book = openpyxl.Workbook()
    sheet = book.active
    for row, amount in enumerate(amounts, start=1):
        sheet.cell(row, 1, amount)
        sheet.cell(row, 2, "=" + formula.format(f"A{row}"))
    book.save("amounts.xlsx")
    compiled = ExcelCompiler("amounts.xlsx")
    return [compiled.evaluate(f"{sheet.title}!B{row}") for row in range(1, len(amounts) + 1)]


seen = {name: computed(amounts, formula) for name, (amounts, formula, _) in CASES.items()}
for name, (amounts, _, _) in CASES.items():
    print(f"{name}:", ", ".join(f"{a:g} -> {r:.0f}" for a, r in zip(amounts, seen[name])))
if seen != {name: rounded for name, (_, _, rounded) in CASES.items()}:
    sys.exit("changed: pycel rounds otherwise")
PY
