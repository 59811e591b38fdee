#!/usr/bin/env bash
# pandas-pcaxis: the total that a table declares is left out of it, and a declaration without a total is an
# error.
#
# Versions: pandas-pcaxis 0.2, lark-parser 0.12.0, pandas 3.1.1.
# Behaviour: ELIMINATION("region")="Whole country" only says which value stands for the variable when
#   somebody leaves it out of a selection. to_df() takes that value's row away, unless drop_sums=False. The
#   form ELIMINATION("region")=YES, just as common, raises KeyError.
# Why one would not guess it: reading a file is not expected to remove rows, and the eliminated value need
#   not be the sum of the others: then what is left does not add up to the published figure, and that is no
#   longer to be seen.
# Seen:
#   rows by default ['Alfa', 'Beta'] sum 30 published total 31
#   ELIMINATION=YES: KeyError
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  pandas-pcaxis==0.2 lark-parser==0.12.0 pandas==3.1.1
cd "$work"
venv/bin/python - <<'PY'
import sys

from pandas_pcaxis.px_reader import PxParser

PX = """CHARSET="ANSI";
MATRIX="COST";
TITLE="Cost by region and year";
CONTENTS="Cost";
UNITS="MSEK";
DECIMALS=0;
STUB="region";
HEADING="year";
VALUES("region")="Whole country","Alfa","Beta";
VALUES("year")="2022","2023";
ELIMINATION("region")="Whole country";
DATA=
31 41
10 15
20 25;
"""
table = PxParser().parse(PX)
default, whole = table.to_df(), table.to_df(drop_sums=False)
total = whole.loc["Whole country", "2022"]
print("rows by default", list(default.index), "sum", default["2022"].sum(), "published total", total)
try:
    PxParser().parse(PX.replace('="Whole country";', "=YES;")).to_df()
    yes = "read"
except KeyError as error:
    yes = type(error).__name__
print("ELIMINATION=YES:", yes)
if list(default.index) != ["Alfa", "Beta"] or total != 31 or yes != "KeyError":
    sys.exit("changed: pandas-pcaxis treats ELIMINATION otherwise")
PY
