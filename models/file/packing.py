"""A scenario as files: YAML, with its tables in CSV files in the same folder, as municipalities keep them.

A table is written to a CSV file if reading that file returns the same table, and if no spreadsheet program takes
a text in it for a formula; otherwise it stays in the YAML file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.file import flat, shape
from models.file.tables import CURVE_COLUMNS, EFFECT_COLUMNS, looks_like_formula, quoted, read_table
from models.file.writing import document, written
from models.scenario import Adjustment, Scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

TABLES = ("committees", "activities", "drivers", "goals", "effects", "decisions", "profiles", "parties")
"""Sections that are written as CSV files where possible."""


def packed(scenario: Scenario, stem: str, remarks: Sequence[str] = ()) -> dict[str, bytes]:
    """Return the content of a scenario's files by name; reading the first returns an equal scenario.

    Args:
        scenario: Any scenario.
        stem: Name of the files, without extension.
        remarks: Comments at the top of the YAML file.
    """
    years = scenario.years
    tree: dict[str, Any] = _short(document(scenario), Scenario, years)
    tables: dict[str, bytes] = {}
    for section in TABLES:
        if section not in tree:
            continue
        rows, name = _rows(scenario, section, tree[section]), f"{stem}-{section}.csv"
        if any(isinstance(value, str) and looks_like_formula(value) for row in rows for value in row):
            continue
        data = _csv(scenario, rows)
        kind = Scenario.model_fields[section].annotation
        again = read_table(data, name, section, kind)
        root = _short(again.root, kind, years)
        if not again.problems and root == tree[section] and list(root) == list(tree[section]):
            tables[name] = data
            tree[section] = name
    head = "".join(f"# {' '.join(remark.split())}\n" for remark in remarks)
    return {f"{stem}.yaml": (head + written(tree)).encode(), **tables}


def _short(value: Any, annotation: Any, years: Sequence[int]) -> Any:
    """Return a tree in which a series has a single value where that value holds in every plan year."""
    if not isinstance(value, dict):
        return value
    if shape.is_series(annotation):
        same = set(value) == set(years) and len({repr(entry) for entry in value.values()}) == 1
        return value[years[0]] if same else value
    return {key: _short(entry, shape.step(annotation, key), years) for key, entry in value.items()}


def _csv(scenario: Scenario, rows: list[list[Any]]) -> bytes:
    comma = scenario.language == "sv"
    mark = ";" if comma else ","
    lines = [mark.join(quoted(_cell(value, comma=comma), mark) for value in row) for row in rows]
    return "".join(f"{line}\n" for line in lines).encode("utf-8-sig" if comma else "utf-8")


def _rows(scenario: Scenario, section: str, table: dict[str, Any]) -> list[list[Any]]:
    if section == "drivers":
        years = (scenario.base_year, *scenario.years)
        return [["id", *years], *([id_, *(series.get(y) for y in years)] for id_, series in table.items())]
    if section == "effects":
        return _effects(table)
    part = shape.model(shape.entry(Scenario.model_fields[section].annotation))
    if part is None:  # never: every other section has a model
        raise TypeError(section)
    entries = list(table.values())
    columns = [c for c in flat.columns(part, entries, scenario.years, every=False) if c.name != "adjustments"]
    columns += _adjustments(entries) if section == "committees" else []
    head = ["id", *(c.name for c in columns)]
    return [head, *([id_, *(flat.at(entry, c) for c in columns)] for id_, entry in table.items())]


def _adjustments(entries: list[dict[str, Any]]) -> list[flat.Column]:
    """Return the columns of adjustments: ``adjustments.2025.one_off``, or ``adjustments.2025.0.one_off`` of a list."""
    years = sorted({y for entry in entries for y in entry.get("adjustments", {})})
    result: list[flat.Column] = []
    for y in years:
        found = [entry["adjustments"][y] for entry in entries if y in entry.get("adjustments", {})]
        lists = [amounts for amounts in found if isinstance(amounts, list)]
        result += _amounts(("adjustments", y), [amounts for amounts in found if isinstance(amounts, dict)])
        for n in range(max(map(len, lists), default=0)):
            result += _amounts(("adjustments", y, n), [amounts[n] for amounts in lists if n < len(amounts)])
    return result


def _amounts(above: flat.Keys, amounts: list[dict[str, Any]]) -> list[flat.Column]:
    return [
        flat.Column(keys=(*above, *c.keys), kind=c.kind, owner=c.owner, field=c.field)
        for c in flat.columns(Adjustment, amounts, (), every=False)
    ]


def _effects(table: dict[str, Any]) -> list[list[Any]]:
    effects = [(a, g, effect) for a, served in table.items() for g, effect in served.items()]
    used = {key for _, _, effect in effects for key in effect}
    claims = [c for c in EFFECT_COLUMNS[4:] if c not in CURVE_COLUMNS or c in used]
    rows: list[list[Any]] = [[*EFFECT_COLUMNS[:4], *claims]]
    for a, g, effect in effects:
        claim = [effect.get(column) for column in claims]
        if "curve" in effect:
            rows += [[a, g, level, points, *claim] for level, points in effect["curve"].items()]
        else:
            rows.append([a, g, None, effect.get("points"), *claim])
    return rows


def _cell(value: Any, *, comma: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        mark = ", " if all(isinstance(part, int) or str(part).endswith("%") for part in value) else " | "
        return mark.join(_cell(part, comma=comma) for part in value)
    if isinstance(value, float | int):
        text = repr(value)
        return text.replace(".", ",") if comma else text
    text = str(value)
    share = text.endswith("%") and text[:1].isdecimal()
    return text.replace(".", ",") if comma and share else text
