#!/usr/bin/env bash
# formulas: computed without Excel, the parts of a sum are more than the sum, and text counts as money.
#
# Versions: formulas 1.3.4, xlsxwriter 3.3.1, openpyxl 3.1.5, numpy 2.4.6.
# Behaviour: rows School 1, Care 2, school 4. SUMIF(…, "school", …) is 5, for it ignores case as Excel does;
#   SUMIF(…, "<>school", …) is 3, for there case matters, and School is counted twice; a pattern, "sch*", is
#   4. Excel and LibreOffice say 5, 2 and 5. SUMIFS is the same. SUM over the number 10 and the text "5" is
#   15; Excel and LibreOffice leave text in cells out: 10.
# Why one would not guess it: plain equality, lookups and even -2^2 = 4 are those of Excel, and every result
#   is a number of the right size. An amount that was pasted as text is one of the commonest faults of a
#   budget workbook: here the sum that Excel shows and the one that a script computes part ways.
# Seen:
#   sum 7.0 school 5.0 others 3.0 by pattern 4.0
#   sum of 10 and the text 5: 15.0 count 2
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  formulas==1.3.4 xlsxwriter==3.3.1 openpyxl==3.1.5 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY'
import sys

import formulas
import xlsxwriter

ASKED = {
    "sum": "=SUM(B1:B3)",
    "school": '=SUMIF(A1:A3,"school",B1:B3)',
    "others": '=SUMIF(A1:A3,"<>school",B1:B3)',
    "pattern": '=SUMIF(A1:A3,"sch*",B1:B3)',
    "text": "=SUM(C1:C2)",
    "count": "=COUNT(C1:C2)",
}
with xlsxwriter.Workbook("budget.xlsx") as book:
    sheet = book.add_worksheet("S")
    sheet.write_column("A1", ("School", "Care", "school"))
    sheet.write_column("B1", (1, 2, 4))
    sheet.write_number("C1", 10)
    sheet.write_string("C2", "5")
    for row, formula in enumerate(ASKED.values()):
        sheet.write_formula(row, 4, formula)
cells = formulas.ExcelModel().loads("budget.xlsx").finish().calculate()
seen = {k: float(cells[f"'[budget.xlsx]S'!E{i}"].value[0, 0]) for i, k in enumerate(ASKED, 1)}
print("sum {sum} school {school} others {others} by pattern {pattern}".format(**seen))
print(f"sum of 10 and the text 5: {seen['text']} count {seen['count']:.0f}")
if seen != {"sum": 7, "school": 5, "others": 3, "pattern": 4, "text": 15, "count": 2}:
    sys.exit("changed: formulas sums by another condition, or text otherwise")
PY
