#!/usr/bin/env bash
# pandas: read_csv takes a Swedish thousands space by one engine and ignores it by the other, the default.
#
# Versions: pandas 3.1.1.
# Behaviour: with thousands="\u00a0" (no-break space) or "\u202f" (narrow no-break space) and decimal=",",
#   the Python engine reads 1 234,5 as 1234.5. The C engine, which is the default, raises nothing and
#   returns the column as text; with an ordinary space in file and option both engines agree.
# Why one would not guess it: the option is accepted, looks right, and works in a test with an ordinary
#   space; Excel and Swedish statistics write the other two. As one cell of a thousand or more is enough, a
#   column of small amounts (no space in it) is read as numbers, and the same column the next year as text.
# Seen:
#   U+0020 c [1234.5, 2.5] python [1234.5, 2.5]
#   U+00A0 c text python [1234.5, 2.5]
#   U+202F c text python [1234.5, 2.5]
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pandas==3.1.1
cd "$work"
venv/bin/python - <<'PY'
import io
import sys

import pandas as pd


def read(space, engine):
    file = io.StringIO(f"amount;committee\n1{space}234,5;A\n2,5;B\n", newline="")
    column = pd.read_csv(file, sep=";", decimal=",", thousands=space, engine=engine)["amount"]
    return column.tolist() if pd.api.types.is_numeric_dtype(column) else "text"


numbers = [1234.5, 2.5]
seen = {space: (read(space, "c"), read(space, "python")) for space in (" ", "\u00a0", "\u202f")}
for space, (c, python) in seen.items():
    print(f"U+{ord(space):04X} c {c} python {python}")
if seen != {" ": (numbers, numbers), "\u00a0": ("text", numbers), "\u202f": ("text", numbers)}:
    sys.exit("changed: the engines of read_csv treat a no-break thousands space otherwise")
PY
