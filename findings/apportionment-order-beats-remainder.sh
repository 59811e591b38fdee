#!/usr/bin/env bash
# apportionment: by largest remainders, a party's place in the list can weigh more than its votes.
#
# Versions: apportionment 1.0, numpy 2.4.6.
# Behaviour: 5 seats to parties with 16, 16 and 18 votes. Quotas are 1.6, 1.6 and 1.8: one seat each, and
#   the two that are left go to the largest remainder, 0.8, and by lot to one of 0.6. The package gives both
#   to the first two: [2, 2, 1], fewest seats for most votes. With the large party first it is [2, 2, 1] too,
#   which is right. fractions=True, exact arithmetic, does the same; a tie is reported, the wrong one.
# Why one would not guess it: a tie for the last seat is an ordinary case, decided by order, and says so; but
#   here it also decides the seat before, on which there is no tie. Votes that differ by one give the right
#   answer, so do the package's divisor methods, and the sum is always right.
# Seen:
#   16, 16, 18: [2, 2, 1] by fractions [2, 2, 1] Sainte-Lague [2, 1, 2]
#   18, 16, 16: [2, 2, 1] by fractions [2, 2, 1] Sainte-Lague [2, 2, 1]
#   16, 15, 18: [2, 1, 2] by fractions [2, 1, 2] Sainte-Lague [2, 1, 2]
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check apportionment==1.0 numpy==2.4.6
cd "$work"
venv/bin/python - <<'PY'
import sys

from apportionment import methods

seen = {}
for votes in ((16, 16, 18), (18, 16, 16), (16, 15, 18)):
    plain = methods.compute("largest_remainder", list(votes), 5)
    exact = methods.compute("largest_remainder", list(votes), 5, fractions=True)
    other = methods.compute("saintelague", list(votes), 5)
    print(f"{', '.join(map(str, votes))}: {plain} by fractions {exact} Sainte-Lague {other}")
    seen[votes] = (plain, exact)
if seen != {
    (16, 16, 18): ([2, 2, 1],) * 2,
    (18, 16, 16): ([2, 2, 1],) * 2,
    (16, 15, 18): ([2, 1, 2],) * 2,
}:
    sys.exit("changed: largest remainders of apportionment no longer follow the order of the parties")
PY
