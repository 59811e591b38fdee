#!/usr/bin/env bash
# pyjstat: a table that is written as JSON-stat gives its cells to others, if its rows are not sorted as a
# cube.
#
# Versions: pyjstat 2.4.0, jsonstat-validator 0.4.6, pandas 3.1.1.
# Behaviour: JSON-stat has no keys by the values: their order is the address. pyjstat writes the values in
#   the order of the rows, and the categories in the order in which they first appear. A complete table
#   sorted by year, then region, comes back with two figures exchanged. A table that lacks one row becomes
#   three values in a cube of four cells, and the validator of the format finds nothing wrong with it.
# Why one would not guess it: each row names its region and year, so their order should not matter.
# Seen:
#   Beta 2022: wrote 2.0, read 3.0
#   Alfa 2023: wrote 3.0, read 2.0
#   one row less: values [1.0, 2.0, 3.0] size [2, 2] valid True
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  pyjstat==2.4.0 jsonstat-validator==0.4.6 pandas==3.1.1
cd "$work"
venv/bin/python - <<'PY'
import json
import sys

import pandas as pd
from jsonstat_validator import validate_jsonstat
from pyjstat import pyjstat

table = pd.DataFrame({
    "region": ["Alfa", "Beta", "Alfa", "Beta"],
    "year": ["2022", "2022", "2023", "2023"],
    "value": [1.0, 2.0, 3.0, 4.0],
})
keys = ["region", "year"]
before = table.set_index(keys)["value"]
after = pyjstat.Dataset.read(pyjstat.Dataset.read(table).write()).write("dataframe").set_index(keys)["value"]
moved = [(*key, before[key], after[key]) for key in before.index if before[key] != after[key]]
for region, year, wrote, read in moved:
    print(f"{region} {year}: wrote {wrote}, read {read}")
short = json.loads(pyjstat.Dataset.read(table.head(3)).write())
valid = validate_jsonstat(short)
print("one row less: values", short["value"], "size", short["size"], "valid", valid)
if len(moved) != 2 or len(short["value"]) != 3 or short["size"] != [2, 2] or valid is not True:
    sys.exit("changed: pyjstat, or the validator, now minds the order or the number of the rows")
PY
