#!/usr/bin/env bash
# A sum in a workbook is right, 0 or empty for a reader of values, depending on who saved the workbook last.
#
# Versions: openpyxl 3.1.5, xlsxwriter 3.3.1, python-calamine 0.9.1.
# Behaviour: no writer here calculates. XlsxWriter stores 0 beside a formula unless it is told the value
#   (and 0 beside a formula that gives text), openpyxl stores nothing, and openpyxl that opens a workbook
#   with stored values, changes one other cell and saves, removes them all. calamine, like every reader of
#   values, returns what is stored.
# Why one would not guess it: the three files look the same in Excel, which calculates on opening. Only the
#   empty one can be told from a budget: 0 is an amount. Filling in one cell of a form by script empties its
#   sums.
# Seen:
#   plain: 0.0 and 0.0
#   told: 150.0 and 'yes'
#   touched: '' and ''
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  openpyxl==3.1.5 xlsxwriter==3.3.1 python-calamine==0.9.1
cd "$work"
venv/bin/python - <<'PY'
import sys

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook


def write(path, total=0, word=0):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_column("A1", ("School", "Care", "Sum", "Positive"))
        sheet.write_column("B1", (100, 50))
        sheet.write_formula("B3", "=SUM(B1:B2)", None, total)
        sheet.write_formula("B4", '=IF(B3>0,"yes","no")', None, word)


def read(path):
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return rows[2][1], rows[3][1]


write("plain.xlsx")
write("told.xlsx", 150, "yes")
book = openpyxl.load_workbook("told.xlsx")
book.active["C1"] = "checked"
book.save("touched.xlsx")
seen = {name: read(f"{name}.xlsx") for name in ("plain", "told", "touched")}
for name, (total, word) in seen.items():
    print(f"{name}: {total!r} and {word!r}")
if seen != {"plain": (0, 0), "told": (150, "yes"), "touched": ("", "")}:
    sys.exit("changed: what is stored beside a formula is another")
PY
