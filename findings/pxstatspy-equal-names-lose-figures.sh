#!/usr/bin/env bash
# pxstatspy: of two activities with the same name in a table only the last one's figure is left, and where
# the region is not the first variable the columns exchange their names.
#
# Versions: pxstatspy 1.0.1, pandas 3.1.1.
# Behaviour: a table of costs has the codes 120 "Other", 5, and 220 "Other", 7, as accounts do that repeat a
#   name under each heading. get_data_as_dataframe keys its rows by the names and returns one row, 7: the
#   sum is 107 of 112. With UseCodes there are both. If the variables come as activity, region, year, the
#   column region_code holds activities, region the codes of regions, and activity the regions' names.
# Why one would not guess it: the codes are the keys of the format and every cell has one; no row is marked
#   and no cell is missing. One looks for the name, and finds it. The answer of the service is put in place
#   of a call here, so that nothing is asked of it.
# Seen:
#   by names: 2 rows, sum 107
#   by codes: 3 rows, sum 112
#   activity first: region_code Schools, region 0180, activity Alfa, year 2023, Cost 100
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pxstatspy==1.0.1 pandas==3.1.1
cd "$work"
venv/bin/python - <<'PY'
import contextlib
import io
import sys

from pxstatspy.pxapi import OutputFormatParam, PxAPI, PxAPIConfig


def variable(label, names):
    index = {code: place for place, code in enumerate(names)}
    return {"label": label, "category": {"index": index, "label": names}}


VARIABLES = {
    "Region": variable("region", {"0180": "Alfa"}),
    "Activity": variable("activity", {"110": "Schools", "120": "Other", "220": "Other"}),
    "ContentsCode": variable("contents", {"COST": "Cost"}),
    "Tid": variable("year", {"2023": "2023"}),
}


def read(order, shown=OutputFormatParam.USE_TEXTS):
    size = [len(VARIABLES[name]["category"]["index"]) for name in order]
    answer = {"id": order, "size": size, "dimension": VARIABLES, "value": [100, 5, 7]}
    api = PxAPI(PxAPIConfig(base_url="http://localhost"), fetch_config=False)
    api.get_table_data = lambda **asked: answer
    with contextlib.redirect_stdout(io.StringIO()):
        return api.get_data_as_dataframe("T", {}, output_format_param=shown)


usual = ["Region", "Activity", "ContentsCode", "Tid"]
names, codes = read(usual), read(usual, OutputFormatParam.USE_CODES)
turned = read(["Activity", "Region", "ContentsCode", "Tid"]).iloc[0].to_dict()
print(f"by names: {len(names)} rows, sum {names['Cost'].sum()}")
print(f"by codes: {len(codes)} rows, sum {codes['COST'].sum()}")
print("activity first:", ", ".join(f"{column} {value}" for column, value in turned.items()))
if (len(names), names["Cost"].sum(), len(codes), codes["COST"].sum()) != (2, 107, 3, 112):
    sys.exit("changed: pxstatspy keeps figures of equal names")
if (turned["region_code"], turned["region"], turned["activity"]) != ("Schools", "0180", "Alfa"):
    sys.exit("changed: pxstatspy names its columns otherwise where the region is not first")
PY
