#!/usr/bin/env bash
# linopy: a variable and data meet by name, two variables by place.
#
# Versions: linopy 0.10.1, highspy 1.15.1, xarray 2026.9.0, pandas 3.1.1.
# Behaviour: x over school, care, roads; y over the same three in the order roads, school, care, with a
#   ceiling of its own for each. x <= ceilings as data puts each ceiling where its name is: roads at most 1.
#   x <= y sets school against roads, care against school, roads against care. Parks in the place of school
#   in y changes nothing: care stands against parks.
# Why one would not guess it: coordinates with names are what linopy and xarray are for, and one of the two
#   does go by them. Only the size decides: with a fourth member y is joined by name. linopy 0.10 warns, and
#   would refuse it by linopy.options["semantics"] = "v1"; by default the program is solved.
# Seen:
#   ceilings as data: {'school': 5.0, 'care': 3.0, 'roads': 1.0}
#   ceilings as a variable: {'school': 1.0, 'care': 5.0, 'roads': 3.0} warned True
#   of other members: {'school': 1.0, 'care': 5.0, 'roads': 3.0} warned True
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check \
  linopy==0.10.1 highspy==1.15.1 xarray==2026.9.0 pandas==3.1.1 numpy==2.4.6
cd "$work"
venv/bin/python - 2>&1 <<'PY' | grep -v -e THIRD_PARTY_NOTICES -e '^Running HiGHS'
import sys
import warnings

import linopy
import pandas as pd


def plan(members, as_variable):
    ceilings = pd.Series([1.0, 5.0, 3.0], index=pd.Index(members, name="committee"))
    m = linopy.Model()
    x = m.add_variables(lower=0, coords=[pd.Index(["school", "care", "roads"], name="committee")], name="x")
    y = m.add_variables(lower=0, upper=ceilings, coords=[ceilings.index], name="y")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        m.add_constraints(x - y <= 0 if as_variable else x <= ceilings, name="ceiling")
    m.add_objective(x.sum(), sense="max")
    m.solve("highs", io_api="direct", output_flag=False)
    warned = any("legacy" in str(w.message) for w in told)
    return {k: round(v, 9) for k, v in x.solution.to_series().items()}, warned


same, other = ["roads", "school", "care"], ["roads", "parks", "care"]
data, variable, strangers = plan(same, False), plan(same, True), plan(other, True)
print("ceilings as data:", data[0])
print("ceilings as a variable:", variable[0], "warned", variable[1])
print("of other members:", strangers[0], "warned", strangers[1])
by_place = {"school": 1, "care": 5, "roads": 3}
if data[0] != {"school": 5, "care": 3, "roads": 1} or variable[0] != by_place or strangers[0] != by_place:
    sys.exit("changed: linopy joins two variables otherwise")
PY
