"""The form: a workbook with a scenario's values, to be filled in and read by ``form_reading``.

The content of each sheet is decided here, its layout in the report. The first row of a sheet has the keys of
the scenario file, the second their units, the third their explanations; values begin in the fourth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from models.file import flat, shape
from models.file.flat import Column
from models.file.tables import EFFECT_COLUMNS
from models.file.writing import document
from models.scenario import Adjustment, Ambition, Effect, PackageStep, Scenario, Settled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HEADS = 3
"""Number of heading rows: keys, units, explanations."""
TOLD = ("unit", "explanation")
"""Columns for the reader only, on sheets whose rows are keys."""
Sort = Literal["keys", "entries", "adjustments", "effects", "packages", "amounts", "settled", "texts", "rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet of the form.

    Attributes:
        id: Id of the sheet; the section of the file where it is one.
        sv: Name in Swedish.
        en: Name in English.
        sort: Structure of its rows.
        heads: Columns that identify a row.
    """

    id: str
    sv: str
    en: str
    sort: Sort
    heads: tuple[str, ...] = ("id",)

    @property
    def marks(self) -> tuple[str, ...]:
        """Columns by which the row of headings is known, and the rows of help: the heads, or what every row has."""
        return self.heads or ("path",)


SETTINGS = (
    "format",
    "title",
    "municipality",
    "language",
    "currency",
    "stage",
    "registry_number",
    "base_year",
    "years",
    "discount",
    "carry_over",
    "weights",
    "objective",
    "risk",
)
YEARLY = ("frame", "indexation", "stability")
SECTIONS = {
    "settings": SETTINGS,
    "frame": YEARLY,
    "evidence": ("evidence_ranges",),
    "council": ("council",),
}
"""Sections of the file on each sheet whose rows are keys."""
PAGES = (
    Page(id="settings", sv="Inställningar", en="Settings", sort="keys", heads=("key",)),
    Page(id="frame", sv="Ram och regler", en="Frame and rules", sort="keys", heads=("key",)),
    Page(id="committees", sv="Nämnder", en="Committees", sort="entries"),
    Page(
        id="adjustments", sv="Justeringar", en="Adjustments", sort="adjustments", heads=("committee", "year")
    ),
    Page(id="activities", sv="Verksamheter", en="Activities", sort="entries"),
    Page(id="drivers", sv="Volymer", en="Drivers", sort="entries"),
    Page(id="goals", sv="Mål", en="Goals", sort="entries"),
    Page(
        id="effects",
        sv="Effekter",
        en="Effects",
        sort="effects",
        heads=("activity", "goal", "level", "points"),
    ),
    Page(
        id="packages",
        sv="Ambitionsnivåer",
        en="Packages",
        sort="packages",
        heads=("activity", "level", "goal", "points"),
    ),
    Page(id="complements", sv="Samverkan", en="Complements", sort="entries"),
    Page(id="evidence", sv="Evidens", en="Evidence", sort="keys", heads=("key",)),
    Page(id="missing", sv="Saknas", en="Missing", sort="texts", heads=("text",)),
    Page(id="reviewed", sv="Granskat", en="Reviewed", sort="rows", heads=()),
    Page(id="decisions", sv="Beslut", en="Decisions", sort="entries"),
    Page(id="profiles", sv="Profiler", en="Profiles", sort="entries"),
    Page(id="plans", sv="Planer", en="Plans", sort="entries"),
    Page(
        id="amounts",
        sv="Planernas belopp",
        en="Amounts of plans",
        sort="amounts",
        heads=("plan", "part", "id"),
    ),
    Page(id="settled", sv="Avslutade år", en="Settled years", sort="settled", heads=("part", "id")),
    Page(id="worlds", sv="Omvärldar", en="Worlds", sort="entries"),
    Page(id="levers", sv="Känslighet", en="Levers", sort="entries"),
    Page(id="council", sv="Fullmäktige", en="Council", sort="keys", heads=("key",)),
    Page(id="parties", sv="Partier", en="Parties", sort="entries"),
    Page(id="majorities", sv="Majoriteter", en="Majorities", sort="entries"),
)
LEVEL_COLUMNS, OF_PACKAGES = ("name", "contents"), ("author", "date", "unit", "lag", "source")
"""Keys that all rows of a level share, and those that all rows of an activity share."""
README = ("Läs mig", "Read me")
"""Names of the sheet with instructions; it is not read."""
AMOUNTS = ("frames", "differences", "spend", "total")
"""Parts of a given plan that are amounts by id and year."""
SETTLED = tuple(Settled.model_fields)
"""Parts of settled years, by id and year."""
UNNAMED = ("basis", "result_reserve", "deficit")
"""Those of them that are by year alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A sheet of the form with a scenario's values.

    Attributes:
        page: The sheet.
        columns: Columns, in order; those that identify a row, or are for the reader only, by name.
        rows: Values of each row, by heading.
        fields: On a sheet whose rows are keys, the column description of each key.
    """

    page: Page
    columns: tuple[Column | str, ...]
    rows: tuple[dict[str, Any], ...]
    fields: Mapping[str, Column] = field(default_factory=dict)


# ------------------------------------------------------------------------------------------------ the form, filled


def filled(scenario: Scenario) -> tuple[Filled, ...]:
    """Return the form with a scenario's values, sheet by sheet.

    Args:
        scenario: Any scenario.
    """
    tree, years = document(scenario), scenario.years
    return tuple(_filled(page, tree, years, scenario.base_year) for page in PAGES)


def _filled(page: Page, tree: dict[str, Any], years: tuple[int, ...], base_year: int) -> Filled:
    special = {
        "keys": _keys,
        "adjustments": _adjustments,
        "effects": _effects,
        "packages": _packages,
        "amounts": _amounts,
        "settled": _settled,
        "texts": _texts,
        "rows": _rows,
    }
    if page.sort in special:
        return special[page.sort](page, tree, years)
    entries: dict[str, Any] = tree.get(page.id, {})
    if page.id == "drivers":
        named = [str(y) for y in (base_year, *years)]
        rows = [{"id": id_, **{str(y): n for y, n in series.items()}} for id_, series in entries.items()]
        return Filled(page=page, columns=("id", *named), rows=tuple(rows))
    part = part_of(page.id)
    without = {"committees": ("adjustments",), "plans": AMOUNTS}.get(page.id, ())
    columns = flat.columns(part, list(entries.values()), years, every=True, without=without)
    rows = [
        {"id": id_, **{c.name: v for c in columns if (v := flat.at(entry, c)) is not None}}
        for id_, entry in entries.items()
    ]
    return Filled(page=page, columns=("id", *columns), rows=tuple(rows))


def part_of(section: str) -> Any:
    """Return the model of a section's entries."""
    return shape.model(shape.entry(Scenario.model_fields[section].annotation))


def _keys(page: Page, tree: dict[str, Any], years: tuple[int, ...]) -> Filled:
    fields: dict[str, Column] = {}
    rows: list[dict[str, Any]] = []
    sections = SECTIONS[page.id]
    for c, value in leaves(Scenario, {k: v for k, v in tree.items() if k in sections}, sections):
        fields[c.name] = c
        row: dict[str, Any] = {"key": c.name}
        if isinstance(value, dict) and all(isinstance(key, int) for key in value):
            row |= {str(y): amount for y, amount in value.items()}
        elif value is not None:
            row["value"] = value
        rows.append(row)
    named = tuple(map(str, years)) if page.id == "frame" else ()
    return Filled(page=page, columns=("key", "value", *named, *TOLD), rows=tuple(rows), fields=fields)


def leaves(part: Any, tree: Mapping[str, Any], only: Sequence[str] = ()) -> Iterator[tuple[Column, Any]]:
    """Yield every key that sections of settings may have, with its value or None."""
    for name, field_ in part.model_fields.items():
        if only and name not in only:
            continue
        value = tree.get(name) if isinstance(tree, dict) else None
        nested = shape.model(field_.annotation)
        owner, kind = (part.__name__, name), shape.kind(field_)
        if nested is not None:
            for below, amount in leaves(nested, value or {}):
                yield (
                    Column(keys=(name, *below.keys), kind=below.kind, owner=below.owner, field=below.field),
                    amount,
                )
        elif owner == ("Indexation", "index"):
            by_class = isinstance(value, dict) and any(isinstance(key, str) for key in value)
            yield Column(keys=(name,), kind="share", owner=owner, field=field_), None if by_class else value
            for cost_class in ("wages", "purchased", "rents", "other"):
                amount = (value or {}).get(cost_class) if by_class else None
                yield Column(keys=(name, cost_class), kind="share", owner=owner, field=field_), amount
        else:
            yield Column(keys=(name,), kind=kind, owner=owner, field=field_), value


def _adjustments(page: Page, tree: dict[str, Any], years: tuple[int, ...]) -> Filled:
    entries = [
        (c, y, amounts)
        for c, committee in tree["committees"].items()
        for y, entries in committee.get("adjustments", {}).items()
        for amounts in (entries if isinstance(entries, list) else [entries])
    ]
    columns = flat.columns(Adjustment, [e for _, _, e in entries], years, every=True)
    rows = [{"committee": c, "year": y, **amounts} for c, y, amounts in entries]
    return Filled(page=page, columns=("committee", "year", *columns), rows=tuple(rows))


def _texts(page: Page, tree: dict[str, Any], _: tuple[int, ...]) -> Filled:
    rows = [{"text": text} for text in tree.get(page.id, [])]
    return Filled(page=page, columns=page.heads, rows=tuple(rows))


def _rows(page: Page, tree: dict[str, Any], years: tuple[int, ...]) -> Filled:
    entries = tree.get(page.id, [])
    columns = flat.columns(part_of(page.id), entries, years, every=True)
    rows = [{c.name: v for c in columns if (v := flat.at(entry, c)) is not None} for entry in entries]
    return Filled(page=page, columns=tuple(columns), rows=tuple(rows))


def _effects(page: Page, tree: dict[str, Any], _: tuple[int, ...]) -> Filled:
    named = {c.name: c for c in flat.columns(Effect, [], (), every=True, without=("curve", "points"))}
    columns = [named[name] for name in EFFECT_COLUMNS if name in named]
    rows: list[dict[str, Any]] = []
    for a, served in tree.get("effects", {}).items():
        for g, effect in served.items():
            claim = {c.name: v for c in columns if (v := flat.at(effect, c)) is not None}
            row = {"activity": a, "goal": g, **claim}
            points = {"points": effect["points"]} if "points" in effect else {}
            curve = effect.get("curve")
            rows += (
                [row | points]
                if curve is None
                else [row | {"level": x, "points": p} for x, p in curve.items()]
            )
    return Filled(page=page, columns=(*page.heads, *columns), rows=tuple(rows))


def _packages(page: Page, tree: dict[str, Any], _: tuple[int, ...]) -> Filled:
    """Return packages as a row for each level and goal; rows of those who answered stand below, with their names."""
    columns = [
        *(c for c in flat.columns(PackageStep, [], (), every=True) if c.name in LEVEL_COLUMNS),
        *(c for c in flat.columns(Ambition, [], (), every=True) if c.name in OF_PACKAGES),
    ]
    rows: list[dict[str, Any]] = []
    for a, said in tree.get("packages", {}).items():
        shared = {key: said[key] for key in OF_PACKAGES if key in said}
        levels = [(said["base"]["level"], said["base"]), *((step["to"], step) for step in said["steps"])]
        for level, step in levels:
            its = {key: step[key] for key in LEVEL_COLUMNS if key in step} | shared
            rows += [
                {"activity": a, "level": level, "goal": g, "points": p, **its}
                for g, p in step["points"].items()
            ]
        rows += [
            {"activity": a, "level": level, "goal": g, "points": p, "respondent": person}
            for person, told in said.get("respondents", {}).items()
            for level, points in told.items()
            for g, p in points.items()
        ]
    return Filled(page=page, columns=(*page.heads, "respondent", *columns), rows=tuple(rows))


def _amounts(page: Page, tree: dict[str, Any], years: tuple[int, ...]) -> Filled:
    rows: list[dict[str, Any]] = []
    for p, plan in tree.get("plans", {}).items():
        for part in AMOUNTS[:-1]:
            for id_, series in plan.get(part, {}).items():
                row = {"plan": p, "part": part, "id": id_}
                rows.append(row | {str(y): amount for y, amount in series.items()})
        if "total" in plan:
            row = {"plan": p, "part": "total"}
            rows.append(row | {str(y): amount for y, amount in plan["total"].items()})
    return Filled(page=page, columns=(*page.heads, *map(str, years)), rows=tuple(rows))


def _settled(page: Page, tree: dict[str, Any], years: tuple[int, ...]) -> Filled:
    settled = tree.get("settled", {})
    parts = {part: {"": series} if part in UNNAMED else series for part, series in settled.items()}
    rows = [
        {"part": part, **({"id": id_} if id_ else {}), **{str(y): amount for y, amount in series.items()}}
        for part, entries in parts.items()
        for id_, series in entries.items()
    ]
    named = sorted({*map(str, years), *(key for row in rows for key in row if key.isdecimal())})
    return Filled(page=page, columns=(*page.heads, *named), rows=tuple(rows))
