"""Files of Exempelköping, a town that does not exist, in the shapes that publishers and programs write.

All figures are made up. The budget sheet has rows by change group as in the operating budget of Bergen 2013, with
revenue negative in the same column; the tables of population are JSON-stat 2 as SCB answers, by classes of age; the
answers of Kolada are made from documentation; the ledger is SIE 4 with the fields of ``sie_BLBLOV_SIE4.SE``.
``python -m tests.first_run`` writes them into ``tests/data/first_run``.
"""

from __future__ import annotations

import json
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "first_run"
TOWN = "9999"
# committee, activity, object of the ledger, cost and revenue of the budget 2024 [tkr]
ACTIVITIES = (
    ("Kommunstyrelsen", "Ledning och stöd", "10", 68_000, -4_000),
    ("Barn- och utbildningsnämnden", "Förskola", "21", 152_000, -12_000),
    ("Barn- och utbildningsnämnden", "Grundskola", "22", 255_000, -5_000),
    ("Vård- och omsorgsnämnden", "Äldreomsorg", "31", 225_000, -15_000),
    ("Vård- och omsorgsnämnden", "Individ- och familjeomsorg", "32", 88_000, -3_000),
    ("Samhällsbyggnadsnämnden", "Gator och parker", "41", 43_000, -3_000),
    ("Samhällsbyggnadsnämnden", "Kultur och bibliotek", "42", 31_000, -1_000),
)
YEARS = (2025, 2026, 2027)
PRICES = (0.032, 0.061, 0.091)
"""Prices and wages of the plan years, against 2024 [share]."""
CHANGES = {
    "Förskola": ("N07", "Nya åtgärder", "Färre barn", (-1_000, -2_500, -4_000)),
    "Grundskola": ("N03", "Helårseffekter", "Skolskjuts, helår", (500, 500, 500)),
    "Äldreomsorg": ("N07", "Nya åtgärder", "Hemtjänst", (2_000, 5_000, 8_000)),
    "Ledning och stöd": ("N08", "Engångsposter", "Valår", (0, 900, 0)),
}
CLASSES = ("0", "1-5", "6-15", "16-79", "80+")
PEOPLE = {
    2023: (150, 1_205, 2_395, 10_180, 1_070),
    2024: (148, 1_200, 2_400, 10_190, 1_100),
    2025: (147, 1_190, 2_410, 10_200, 1_140),
    2026: (146, 1_178, 2_405, 10_210, 1_185),
    2027: (145, 1_165, 2_390, 10_220, 1_230),
}
KPIS = {
    "N15027": ("Kostnad grundskola, kr/elev", (119_000, 121_500, 125_000)),
    "N15428": ("Elever i åk 9 som är behöriga till yrkesprogram, andel (%)", (83.9, 84.1, 84.4)),
    "N11102": ("Inskrivna barn per årsarbetare i förskolan, antal", (5.6, 5.5, 5.5)),
}
OTHERS = {"9991": 0.93, "9992": 0.97, "9993": 1.02, "9994": 1.05, "9995": 1.09}
"""Other towns that do not exist, as parts of the town's values."""


def _spaced(amount: int) -> str:
    return f" {amount:,} ".replace(",", " ") if amount else " -   "


def budget() -> str:
    lines = ["nämnd,verksamhet,intäkt-utgift,grupp,grupp-text,text,2025,2026,2027"]
    for committee, activity, _, cost, revenue in ACTIVITIES:
        start = f"{committee},{activity}"
        for kind, amount in (("Utgift", cost), ("Intäkt", revenue)):
            lines.append(
                ",".join([start, kind, "N00", "Antagen budget", "Budget 2024", *3 * [_spaced(amount)]])
            )
        pay = [_spaced(round((cost + revenue) * rate)) for rate in PRICES]
        lines.append(",".join([start, "Utgift", "N01", "Löner och priser", "Uppräkning", *pay]))
        if activity in CHANGES:
            code, group, text, amounts = CHANGES[activity]
            lines.append(",".join([start, "Utgift", code, group, f'"{text}"', *map(_spaced, amounts)]))
    return (
        "Driftbudget 2025 med plan 2026–2027 för Exempelköping (påhittad) i tkr\n" + "\n".join(lines) + "\n"
    )


def population(years: tuple[int, ...], table: str, label: str) -> str:
    sexes = ("1", "2")
    values = [(PEOPLE[y][n] + (sex == "1")) // 2 for n in range(len(CLASSES)) for sex in sexes for y in years]
    dimension = {
        "Region": ("region", {TOWN: "9999 Exempelköping (påhittad)"}),
        "Alder": ("ålder", {code: f"{code} år" for code in CLASSES}),
        "Kon": ("kön", {"1": "män", "2": "kvinnor"}),
        "Tid": ("år", {str(y): str(y) for y in years}),
    }
    whole = {
        "version": "2.0",
        "class": "dataset",
        "label": label,
        "source": "Påhittad",
        "updated": "2025-02-21T07:00:00Z",
        "id": list(dimension),
        "size": [len(codes) for _, codes in dimension.values()],
        "role": {"time": ["Tid"]},
        "dimension": {
            name: {"label": text, "category": {"index": {c: n for n, c in enumerate(codes)}, "label": codes}}
            for name, (text, codes) in dimension.items()
        },
        "extension": {"px": {"tableid": table, "decimals": 0}},
        "value": values,
    }
    return json.dumps(whole, ensure_ascii=False) + "\n"


def indicators() -> str:
    values = []
    for kpi, (_, own) in KPIS.items():
        for area, part in {TOWN: 1.0, **OTHERS}.items():
            for year, value in zip((2022, 2023, 2024), own, strict=True):
                one = {
                    "gender": "T",
                    "count": 1,
                    "status": "",
                    "value": round(value * part, 1),
                    "isdeleted": False,
                }
                values.append({"kpi": kpi, "municipality": area, "period": year, "values": [one]})
    return json.dumps({"values": values, "count": len(values), "next_url": None}, ensure_ascii=False) + "\n"


def metadata() -> str:
    values = [
        {
            "id": kpi,
            "title": title,
            "description": "Påhittad beskrivning.",
            "is_divided_by_gender": 0,
            "municipality_type": "K",
            "auspices": "E",
            "operating_area": "Påhittat",
            "perspective": "Resultat",
            "prel_publication_date": None,
            "publication_date": "2025-02-15",
            "publ_period": "2024",
            "has_ou_data": False,
        }
        for kpi, (title, _) in KPIS.items()
    ]
    return json.dumps({"values": values, "count": len(values), "next_url": None}, ensure_ascii=False) + "\n"


def ledger() -> str:
    """A ledger of 2024 in which each activity cost one per cent more than its budget, in four postings a year."""
    lines = [
        "#FLAGGA 0",
        '#PROGRAM "Provprogram" 1.0',
        "#FORMAT PC8",
        "#GEN 20250115",
        "#SIETYP 4",
        '#FNAMN "Exempelköpings kommun (påhittad)"',
        "#RAR 0 20240101 20241231",
        '#KONTO 3110 "Avgifter"',
        '#KONTO 4610 "Köp av verksamhet"',
        '#KONTO 5010 "Månadslöner"',
        '#DIM 1 "Verksamhet"',
        *(f'#OBJEKT 1 "{number}" "{name}"' for _, name, number, _, _ in ACTIVITIES),
    ]
    result = dict.fromkeys(("3110", "4610", "5010"), 0)
    for _, _, number, cost, revenue in ACTIVITIES:
        came = round((cost + revenue) * 1010) - revenue * 1000
        parts = {"3110": revenue * 1000, "4610": came * 3 // 10, "5010": came - came * 3 // 10}
        for account, amount in parts.items():
            result[account] += amount
            lines += [
                f'#PSALDO 0 2024{month} {account} {{1 "{number}"}} {amount / 4:.2f}'
                for month in ("03", "06", "09", "12")
            ]
    lines += [f"#RES 0 {account} {amount:.2f}" for account, amount in result.items()]
    return "\n".join(lines) + "\n"


FILES = {
    "budget.csv": budget,
    "folkmangd.json": lambda: population(
        (2023, 2024), "TAB638", "Folkmängden efter region, ålder, kön och år (påhittad)"
    ),
    "prognos.json": lambda: population(
        YEARS, "TAB5444", "Befolkningsprognos efter region, ålder, kön och år (påhittad)"
    ),
    "kolada.json": indicators,
    "kolada-kpi.json": metadata,
    "huvudbok.se": ledger,
}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, made in FILES.items():
        (FOLDER / name).write_text(made(), encoding="utf-8")
