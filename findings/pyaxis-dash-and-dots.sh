#!/usr/bin/env bash
# pyaxis: the three ways in which a .px file says "nothing here" become three different things, none a
# number.
#
# Versions: pyaxis 0.4.3, pandas 3.1.1.
# Behaviour: in PC-Axis "-" is exactly zero, "." and ".." are missing. pyaxis makes ".." a missing value and
#   "." an empty string, and leaves "-" as three characters, its quotation marks included. The whole column
#   is text.
# Why one would not guess it: the values that are wanted for a sum are there, and `pd.to_numeric(…,
#   errors="coerce")`, the usual next line, makes a legal zero missing: a mean over municipalities then
#   leaves out those that spend nothing.
# Seen:
#   ['120', '"-"', '', nan] as numbers [120.0, nan, nan, nan] mean 120.0 where it is 60.0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pyaxis==0.4.3 pandas==3.1.1
cd "$work"
venv/bin/python - <<'PY'
import sys
from pathlib import Path

import pandas as pd
from pyaxis import pyaxis

Path("cost.px").write_text("""CHARSET="ANSI";
AXIS-VERSION="2013";
MATRIX="COST";
SUBJECT-CODE="OE";
SUBJECT-AREA="Finances";
TITLE="Cost by municipality and year";
CONTENTS="Cost";
UNITS="MSEK";
DECIMALS=0;
STUB="municipality";
HEADING="year";
VALUES("municipality")="Alfa","Beta","Gamma","Delta";
VALUES("year")="2023";
DATA=
120
"-"
"."
"..";
""", encoding="latin-1")
cells = pyaxis.parse("cost.px", encoding="latin-1")["DATA"]["DATA"]
numbers = pd.to_numeric(cells, errors="coerce")
print(cells.tolist(), "as numbers", numbers.tolist(), "mean", numbers.mean(), "where it is 60.0")
if cells[:3].tolist() != ["120", '"-"', ""] or not pd.isna(cells[3]) or numbers.mean() != 120:
    sys.exit("changed: pyaxis reads dashes and dots otherwise")
PY
