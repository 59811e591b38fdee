#!/usr/bin/env bash
# ipfn: a class in which there is nobody ends the fitting after one round, and the misfit is said to be 0.
#
# Versions: ipfn 1.4.4, pandas 3.1.1, numpy 2.4.6.
# Behaviour: a table of old and young, men and women is fitted to 30 old and 70 young, 60 men and 40 women.
#   After 9 rounds all four are met. With a fifth target, 0 in the class "child", which the table lacks as
#   it should, it stops after one round with 41.55 old and 58.45 young; the flag is 1, success, and the
#   measure of misfit in the log is 0. With the class called "over 100", or with sex before age, it is right.
# Why one would not guess it: a target of 0 asks for nothing, and the log says that it is met better than
#   ever. 0 of 0 is no number; where its name makes it the first of its margin, it hides what the others of
#   that margin miss. Counts by small area have such classes, and the sum of the table is right.
# Seen:
#   no empty class: rounds 9 flag 1 misfit 0.000006 old 30.0 young 70.0 men 60.0
#   child 0: rounds 1 flag 1 misfit 0.000000 old 41.55 young 58.45 men 60.0
#   over 100 0: rounds 9 flag 1 misfit 0.000006 old 30.0 young 70.0 men 60.0
#   child 0, sex first: rounds 9 flag 1 misfit 0.000007 old 30.0 young 70.0 men 60.0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check ipfn==1.4.4 pandas==3.1.1 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY' | grep -v '^ipfn converged'
import sys

import pandas as pd
from ipfn import ipfn

AGES, SEXES = {"old": 30.0, "young": 70.0}, {"men": 60.0, "women": 40.0}


def fitted(*margins):
    table = pd.DataFrame({
        "age": ["old", "old", "young", "young"],
        "sex": ["men", "women", "men", "women"],
        "total": [9.0, 1.0, 2.0, 8.0],
    })
    targets = [pd.Series(counts, index=pd.Index(list(counts), name=name)) for name, counts in margins]
    result, flag, log = ipfn.ipfn(table, targets, [[name] for name, _ in margins], verbose=2).iteration()
    totals = pd.concat([result.groupby(name)["total"].sum() for name in ("age", "sex")]).round(2)
    return len(log), flag, float(log["conv"].iloc[-1]), totals[["old", "young", "men"]].tolist()


seen = {
    "no empty class": fitted(("age", AGES), ("sex", SEXES)),
    "child 0": fitted(("age", AGES | {"child": 0.0}), ("sex", SEXES)),
    "over 100 0": fitted(("age", AGES | {"over 100": 0.0}), ("sex", SEXES)),
    "child 0, sex first": fitted(("sex", SEXES), ("age", AGES | {"child": 0.0})),
}
for name, (rounds, flag, misfit, (old, young, men)) in seen.items():
    print(f"{name}: rounds {rounds} flag {flag} misfit {misfit:.6f} old {old} young {young} men {men}")
met, missed = [30, 70, 60], [41.55, 58.45, 60]
if [s[1] for s in seen.values()] != [1] * 4 or [s[3] for s in seen.values()] != [met, missed, met, met] \
        or seen["child 0"][0] != 1 or seen["child 0"][2] != 0:
    sys.exit("changed: an empty class does something else to ipfn")
PY
