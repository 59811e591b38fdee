"""A map proposed from imported tables: what they leave open, for a person to say, with what was seen as comments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from models.file.writing import flow
from models.importing.common import number
from models.importing.left import read_left
from models.problems import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.importing.left import Left, Line
    from models.problems import Language


def start_template(folder: str | Path, language: Language = "sv") -> str:
    """Return a map of what the tables of a folder leave open, each open thing a ``"?"``.

    Args:
        folder: What ``kommunbudget import --from …`` has left.
        language: Language of its comments.

    Raises:
        ScenarioError: The tables cannot be read.
    """
    left = read_left(Path(folder))
    if left.problems:
        raise ScenarioError(left.problems, language)
    sv = language == "sv"
    lines = [
        '# Det som tabellerna inte säger. Skriv det ni vet; det som är "?" är öppet: ett antagande, eller saknas.'
        if sv
        else '# What the tables do not say. Write what you know; a line with "?" is open: an assumption, or missing.',
        f'municipality: {{name: {flow(_name(left))}, code: {flow(_code(left))}, population: "?"}}',
        'author: "?"                    # '
        + ("vem som står bakom antagandena" if sv else "who stands behind the assumptions"),
        'date: "?"                      # ' + ("när, som 2024-09-01" if sv else "when, as 2024-09-01"),
    ]
    if not left.years("plan"):
        lines.append(
            'years: "?"                     # '
            + ("planåren, som" if sv else "the plan years, as")
            + " [2025..2027]"
        )
    lines += _activities(left, sv=sv)
    lines += _goals(left, sv=sv)
    return "\n".join(lines) + "\n"


def _name(left: Left) -> str:
    source = left.source("committees") or left.source("base")
    return (source["publisher"] if source is not None else "") or "?"


def _code(left: Left) -> str:
    """Return the code of the only municipality of the panel, or of the one that the drivers are of."""
    codes = {line["municipality"] for line in left.of("panel")}
    source = left.source("drivers")
    if len(codes) != 1 and source is not None:
        try:
            region = json.loads(source["query"]).get("select", {}).get("Region")
        except (ValueError, AttributeError):
            region = None
        codes = {region} if isinstance(region, str) else set()
    return codes.pop() if len(codes) == 1 else "?"


def _activities(left: Left, *, sv: bool) -> list[str]:
    rows = left.of("activities") or left.of("committees") or left.of("base")
    drivers = sorted(left.by_id("drivers"))
    known = {line["id"] for line in (*left.of("activities"), *left.of("committees"))}
    strangers = [line for line in left.of("base") if line["id"] not in known]
    among = ", ".join(drivers) or ("inga är importerade" if sv else "none is imported")
    follows = (
        f"driver: antalet som kostnaden följer ({among}); variable_share: så stor del som följer det;"
        if sv
        else f"driver: the count that the cost follows ({among}); variable_share: the part that follows it;"
    )
    law = "statutory: true om lagen kräver den" if sv else "statutory: true if the law requires it"
    lines = ["activities:", f"  # {follows} {law}"]
    lines += [f'  {line["id"]}: {{driver: "?", variable_share: "?"}}' for line in rows]
    if strangers and known:
        lines.append(
            "  # "
            + ("finns bara i huvudboken: vems är de?" if sv else "in the ledger alone: whose are they?")
        )
        lines += [f'  {line["id"]}: {{committee: "?", driver: "?"}}' for line in strangers]
    return lines


def _goals(left: Left, *, sv: bool) -> list[str]:
    by_kpi: dict[str, list[Line]] = {}
    for line in left.of("panel"):
        by_kpi.setdefault(line["kpi"], []).append(line)
    if not by_kpi:
        return []
    lines = [
        "goals:",
        "  # activity: "
        + (
            "verksamheten (eller committee: nämnden) som målet mäter; better: higher eller lower; floor och target: "
            "värdena"
            if sv
            else "the activity (or committee) that the goal measures; better: higher or lower; floor and target: the "
            "values"
        ),
        "  # "
        + (
            "som ger 0 och 100 poäng, annars panelens sämsta och bästa. Stryk kostnader och annat som inte är mål."
            if sv
            else "of 0 and 100 points, else the panel's worst and best. Strike costs and whatever is no goal."
        ),
    ]
    titles = left.by_id("kpi")
    for kpi, rows in sorted(by_kpi.items()):
        title = titles[kpi]["title"] if kpi in titles else ""
        lines.append(f'  {kpi}: {{activity: "?", better: "?"}}  # {_seen(left, title, rows, sv=sv)}')
    return lines


def _seen(left: Left, title: str, rows: Sequence[Line], *, sv: bool) -> str:
    """Return what the panel has of an indicator in its last year."""
    year = max(line["year"] for line in rows)
    values = [v for line in rows if line["year"] == year and (v := left.amount(line, "value")) is not None]
    if not values:
        return title
    low, high = (number(float(v)).replace(".", "," if sv else ".") for v in (min(values), max(values)))
    span = low if low == high else f"{low}–{high}"
    many = len(values)
    where = f"{many} kommuner {year}: {span}" if sv else f"{many} municipalities in {year}: {span}"
    return f"{title}; {where}" if title else where
