#!/usr/bin/env bash
# pandas: read_json makes numbers of the codes that an API sends as text, so that municipality 0180 becomes
# 180.
#
# Versions: pandas 3.1.1.
# Behaviour: rows of the form that Kolada answers with hold "municipality": "0180" in quotation marks.
#   read_json returns the column as int64; DataFrame(json.loads(…)) keeps the text. dtype={"municipality":
#   str} keeps it too.
# Why one would not guess it: a CSV file cannot tell text from numbers, and everybody knows to guard its
#   codes. JSON can, and does; the reader undoes it. Codes of the counties 01 to 09 lose a digit, those of
#   10 to 25 do not, so that a join on the codes as text fails for some counties only. If one code of the
#   column is no number, all stay as they were.
# Seen:
#   read_json [180, 1280] int64
#   json.loads ['0180', '1280']
#   read_json with one region code more ['0180', '1280', 'G123']
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pandas==3.1.1
cd "$work"
venv/bin/python - <<'PY'
import io
import json
import sys

import pandas as pd

ROWS = [
    {"kpi": "N00001", "municipality": code, "period": 2023, "gender": "T", "value": 1.5}
    for code in ("0180", "1280", "G123")
]
read = pd.read_json(io.StringIO(json.dumps(ROWS[:2])))["municipality"]
kept = pd.DataFrame(json.loads(json.dumps(ROWS[:2])))["municipality"]
mixed = pd.read_json(io.StringIO(json.dumps(ROWS)))["municipality"]
print("read_json", read.tolist(), read.dtype)
print("json.loads", kept.tolist())
print("read_json with one region code more", mixed.tolist())
codes = [row["municipality"] for row in ROWS]
if read.tolist() != [180, 1280] or kept.tolist() != codes[:2] or mixed.tolist() != codes:
    sys.exit("changed: read_json treats codes in quotation marks otherwise")
PY
