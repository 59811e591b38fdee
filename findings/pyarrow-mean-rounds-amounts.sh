#!/usr/bin/env bash
# pyarrow: the mean of exact amounts is rounded to the decimals that they have, in pandas too.
#
# Versions: pyarrow 26.0.1, pandas 3.1.1, polars 2.1.0.
# Behaviour: 10 and 11 kronor as decimal128(9, 0), the type in which databases keep whole amounts: their mean
#   is 11, and that of -1 and -2 is -2, away from zero. So it is in groups of a table and in a pandas column
#   of that type, whose median is 10.5, and whose half has 20 decimals. polars, on the same columns, says 10.5
#   and -1.5.
# Why one would not guess it: decimals are chosen in order to lose nothing, integers and floats in the same
#   place give 10.5, and a mean times its number is no longer the sum: of costs per head, in whole kronor, up
#   to half a krona an inhabitant. Precision was mended for sums, https://github.com/apache/arrow/pull/44184.
# Seen:
#   pyarrow 11 and -2, in groups 11 and -2
#   pandas 11 and -2, median 10.5 and -1.5, as integers 10.5 and -1.5
#   polars 10.5 and -1.5
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pyarrow==26.0.1 pandas==3.1.1 polars==2.1.0
cd "$work"
venv/bin/python - <<'PY'
import sys
from decimal import Decimal

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

WHOLE = pa.decimal128(9, 0)
PAIRS = {"income": (10, 11), "cost": (-1, -2)}
columns = {k: pa.array([Decimal(v) for v in pair], WHOLE) for k, pair in PAIRS.items()}
table = pa.table({"kind": ["income"] * 2 + ["cost"] * 2, "amount": pa.chunked_array(list(columns.values()))})
groups = table.group_by("kind").aggregate([("amount", "mean")]).sort_by([("kind", "descending")])
seen = {
    "pyarrow": [pc.mean(column).as_py() for column in columns.values()],
    "in groups": groups["amount_mean"].to_pylist(),
    "pandas": [pd.Series(column, dtype=pd.ArrowDtype(WHOLE)).mean() for column in columns.values()],
    "median": [pd.Series(column, dtype=pd.ArrowDtype(WHOLE)).median() for column in columns.values()],
    "as integers": [pd.Series(pair, dtype="int64[pyarrow]").mean() for pair in PAIRS.values()],
    "polars": [pl.Series(pair, dtype=pl.Decimal(9, 0)).mean() for pair in PAIRS.values()],
}
seen = {name: [float(v) for v in means] for name, means in seen.items()}
told = {name: "{:g} and {:g}".format(*means) for name, means in seen.items()}
print(f"pyarrow {told['pyarrow']}, in groups {told['in groups']}")
print(f"pandas {told['pandas']}, median {told['median']}, as integers {told['as integers']}")
print("polars", told["polars"])
if any(seen[k] != [11, -2] for k in ("pyarrow", "in groups", "pandas")):
    sys.exit("changed: the mean of decimals in pyarrow keeps more of them")
if any(seen[k] != [10.5, -1.5] for k in ("median", "as integers", "polars")):
    sys.exit("changed: the median in pandas, or the mean of integers or in polars, is another")
PY
