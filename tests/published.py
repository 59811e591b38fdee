"""A small table of population as publishers write it, JSON-stat and PX, in any order of dimensions.

Region r = 1, 2; age a = 0 … 4, the last open; sex k = 1, 2; year 2020 + t: 1000 r + 100 a + 10 k + t. One cell
is missing: 1265, age 0, sex 2, 2021.
"""

from __future__ import annotations

import json
from itertools import product

DIMENSIONS = {
    "Region": ("region", {"1265": "1265 Sjöbo", "1267": "1267 Höör"}),
    "Alder": ("ålder", {"0": "0 år", "1": "1 år", "2": "2 år", "3": "3 år", "4+": "4+ år"}),
    "Kon": ("kön", {"1": "män", "2": "kvinnor"}),
    "ContentsCode": ("tabellinnehåll", {"BE0101N1": "Folkmängd"}),
    "Tid": ("år", {"2021": "2021", "2022": "2022", "2023": "2023", "2024": "2024"}),
}
MISSING = ("1265", "0", "2", "BE0101N1", "2021")


def value(region, age, sex, contents, year):
    if (region, age, sex, contents, year) == MISSING:
        return None
    return (
        1000 * (1 if region == "1265" else 2) + 100 * int(age.rstrip("+")) + 10 * int(sex) + int(year) - 2020
    )


def cells(order):
    """Values row-major in an order of the dimensions."""
    names = list(DIMENSIONS)
    for codes in product(*(DIMENSIONS[name][1] for name in order)):
        yield value(*(codes[order.index(name)] for name in names))


def jsonstat(order=tuple(DIMENSIONS), *, sparse=False, index_as_list=False, **changes):
    values = list(cells(order))
    dimension = {}
    for name in order:
        label, codes = DIMENSIONS[name]
        index = list(codes) if index_as_list else {code: n for n, code in enumerate(codes)}
        dimension[name] = {"label": label, "category": {"index": index, "label": dict(codes)}}
    whole = {
        "version": "2.0",
        "class": "dataset",
        "label": "Folkmängden efter region, ålder, kön och år",
        "source": "SCB",
        "updated": "2025-02-21T07:00:00Z",
        "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
        "id": list(order),
        "size": [len(DIMENSIONS[name][1]) for name in order],
        "dimension": dimension,
        "extension": {"px": {"tableid": "TAB638", "matrix": "BefolkningNy", "decimals": 0}},
        "value": {str(n): one for n, one in enumerate(values) if one is not None} if sparse else values,
        "status": {str(n): ".." for n, one in enumerate(values) if one is None},
    }
    return json.dumps(whole | changes, ensure_ascii=False, indent=1).encode()


def px(order=tuple(DIMENSIONS), *, stub=3, encoding="utf-8", semicolons=False, changes=()):
    """The table as PX; ``changes`` are texts replaced in it."""
    values = ['".."' if one is None else str(one) for one in cells(order)]
    names = [DIMENSIONS[name][0] for name in order]

    def texts(some):
        return ",".join(f'"{one}"' for one in some)

    lines = [
        'CHARSET="ANSI";',
        'AXIS-VERSION="2013";',
        f'CODEPAGE="{encoding}";',
        'LANGUAGE="sv";',
        'LANGUAGES="sv","en";',
        'CREATION-DATE="20250221 08:00";',
        "DECIMALS=0;",
        'MATRIX="BefolkningNy";',
        'TABLEID="TAB638";',
        'SUBJECT-CODE="BE";',
        'SUBJECT-AREA="Befolkning";',
        'TITLE="Folkmängden efter region, ålder, kön "',
        '"och år";',
        'TITLE[en]="Population; by region";',
        'CONTENTS="Folkmängd";',
        'UNITS="antal";',
        f"STUB={texts(names[:stub])};",
        f"HEADING={texts(names[stub:])};",
    ]
    for name in order:
        label, codes = DIMENSIONS[name]
        lines += [
            f'VARIABLECODE("{label}")="{name}";',
            f'VALUES("{label}")={texts(codes.values())};',
            f'CODES("{label}")={texts(codes)};',
        ]
        if name == "Tid":
            lines.append(f'TIMEVAL("{label}")=TLIST(A1),{texts(codes)};')
    lines += ['LAST-UPDATED="20250221 08:00";', 'SOURCE="SCB";', 'DATASYMBOL2="..";', "DATA="]
    wide = len(values) // 10
    end = " ;" if semicolons else " "
    lines += [" ".join(values[n : n + wide]) + end for n in range(0, len(values), wide)]
    text = "\n".join(lines) + ("\n" if semicolons else "\n;\n")
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return text.encode(encoding)
