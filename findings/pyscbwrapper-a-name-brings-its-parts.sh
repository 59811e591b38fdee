#!/usr/bin/env bash
# pyscbwrapper: asking for women brings men too, and a county brings the municipality in its name.
#
# Versions: pyscbwrapper 0.1.2, requests 2.34.2.
# Behaviour: set_query(sex="women") asks the statistical database for men and women, for "men" is found in
#   "women". region="Stockholm county" asks for the county and for Stockholm, "Markaryd" for Mark too. In a
#   list, ["women"], each is asked for alone. A name in the list that the table does not have, and a
#   variable that is spelt otherwise (Sex), are left out of the question without a word.
# Why one would not guess it: one value as a plain text works, and nothing says that it is another thing than
#   a list of one, though the package's own examples have lists. The answer has rows for each, and a sum
#   over it counts Stockholm twice. The metadata is put in place of a call here, in the form and with the
#   names that the database has, so that nothing is asked of it.
# Seen:
#   sex="women": men, women
#   region="Stockholm county": Stockholm county, Stockholm
#   region="Markaryd": Markaryd, Mark
#   sex=["women"]: women
#   region=["Stokholm"]: nothing
#   Sex=["women"]: the variable is left out
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check pyscbwrapper==0.1.2 requests==2.34.2
cd "$work"
venv/bin/python - <<'PY'
import sys

from pyscbwrapper import SCB

REGIONS = {"01": "Stockholm county", "0180": "Stockholm", "0767": "Markaryd", "1463": "Mark"}
SEXES = {"1": "men", "2": "women", "1+2": "total"}


def variable(code, text, names):
    return {"code": code, "text": text, "values": list(names), "valueTexts": list(names.values())}


table = SCB("en", "BE", "BE0101", "BE0101C", "BefArealTathetKon")
table.info = lambda: {"title": "Population", "variables": [variable("Region", "region", REGIONS),
                                                           variable("Kon", "sex", SEXES)]}


def asked(**question):
    table.set_query(**question)
    parts = table.get_query()["query"]
    if not parts:
        return "the variable is left out"
    return ", ".join((REGIONS | SEXES)[code] for code in parts[0]["selection"]["values"]) or "nothing"


EXPECTED = [
    ({"sex": "women"}, "men, women"),
    ({"region": "Stockholm county"}, "Stockholm county, Stockholm"),
    ({"region": "Markaryd"}, "Markaryd, Mark"),
    ({"sex": ["women"]}, "women"),
    ({"region": ["Stokholm"]}, "nothing"),
    ({"Sex": ["women"]}, "the variable is left out"),
]
seen = [asked(**question) for question, _ in EXPECTED]
for (question, _), answer in zip(EXPECTED, seen):
    print(*(f"{name}={value!r}".replace("'", '"') for name, value in question.items()), end=f": {answer}\n")
if seen != [answer for _, answer in EXPECTED]:
    sys.exit("changed: pyscbwrapper asks for other values")
PY
