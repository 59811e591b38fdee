"""Tables in CSV files: the same keys as in the YAML file, one row per id.

UTF-8 with or without a byte order mark; semicolons with decimal commas, or commas with decimal points. Nested
keys are columns with dots (``indicator.present``), years are columns named by the year, entries of a list
have their position (``adjustments.2025.0.technical``). An empty cell means that the key is absent.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

from models.file import shape
from models.file.tree import MAX_VALUES, Tree, decoded, figure, folded, join, scalar
from models.problems import Problem, did_you_mean
from models.scenario import Effect, Place
from models.units import IDENTIFIER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SPACES = re.compile(r"[\s\u200b\ufeff\u2060]+")
GROUPED = re.compile(r"\d{1,3}( \d{3})+")
CURVE_COLUMNS = ("elasticity", "se", "shape", "at", "range")
"""Columns of effects that have no breakpoints, and of the uncertainty of their size."""
EFFECT_COLUMNS = (
    *("activity", "goal", "level", "points"),
    *CURVE_COLUMNS,
    *("lag", "evidence", "author", "date", "source"),
)


@dataclass(slots=True, kw_only=True)
class _Row:
    line: int
    cells: dict[str, str]


@dataclass(slots=True, kw_only=True)
class _Table:
    """A CSV file that is being read."""

    name: str
    path: str
    comma: bool = False
    columns: list[str] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)
    tree: Tree = field(default_factory=Tree)

    def complain(self, path: str, line: int, sv: str, en: str, *, broken: bool = True) -> None:
        self.tree.problems.append(Problem(path=path, place=Place(file=self.name, line=line), sv=sv, en=en))
        if broken:
            self.tree.broken.add(path)


def read_table(data: bytes, name: str, path: str, annotation: Any) -> Tree:
    """Read a CSV file as the mapping that it replaces; errors are among the result's problems.

    Args:
        data: Content of the file.
        name: Name of the file in messages.
        path: Dotted path of the key that names the file.
        annotation: Type of that key's value, from ``scenario``.
    """
    table = _Table(name=name, path=path)
    text, problem = decoded(data, name)
    if problem is not None:
        table.tree.problems.append(Problem(path=path, place=problem.place, sv=problem.sv, en=problem.en))
        table.tree.broken.add(path)
        return table.tree
    table.tree.root = {}
    of_effects = shape.model(shape.entry(shape.entry(annotation))) is Effect
    table.comma = ";" in text.partition("\n")[0]
    _split(table, text, ("activity", "goal") if of_effects else ("id",))
    if of_effects:
        _effects(table)
    else:
        _entries(table, shape.entry(annotation))
    return table.tree


# --------------------------------------------------------------------------------------------- rows and cells


def _records(table: _Table, text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if table.comma else ",", strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip().strip("\ufeff\u200b").strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error:
        table.complain(
            table.path,
            line,
            "raden går inte att läsa som CSV; kontrollera citattecknen",
            "the row is no readable CSV; check the quotation marks",
        )


def _split(table: _Table, text: str, required: tuple[str, ...]) -> None:
    records = _records(table, text)
    first, header = next(records, (1, []))
    if not any(header):
        table.complain(
            table.path,
            first,
            "filen är tom; första raden ska vara rubriker",
            "the file is empty; the first row must be headings",
        )
        return
    seen: dict[str, str] = {}
    for column in header:
        if column and folded(column) in seen:
            table.complain(
                table.path,
                first,
                f"kolumnen {column} finns två gånger; behåll en",
                f"the column {column} stands twice; keep one",
            )
        seen[folded(column)] = column
    for column in required:
        if column not in header:
            sv, en = did_you_mean(column, [c for c in header if c])
            table.complain(
                table.path, first, f"kolumnen {column} saknas{sv}", f"there is no column {column}{en}"
            )
            return
    table.columns = header
    for line, cells in records:
        if not any(cells):
            continue
        if any(cells[len(header) :]) or len(cells) < len(header):
            table.complain(
                table.path,
                line,
                f"raden har {len(cells)} celler men rubrikraden {len(header)}; gör dem lika många",
                f"the row has {len(cells)} cells but the heading {len(header)}; make them as many",
            )
            continue
        if len(table.rows) * len(header) > MAX_VALUES:
            table.complain(
                table.path,
                line,
                f"fler än {MAX_VALUES} värden; dela upp tabellen",
                f"more than {MAX_VALUES} values; split the table",
            )
            return
        table.rows.append(_Row(line=line, cells=dict(zip(header, cells, strict=False))))


def quoted(text: str, mark: str) -> str:
    """Return a cell as a CSV file holds it: between quotation marks where it would otherwise be misread.

    Args:
        text: What the cell says.
        mark: What stands between cells.
    """
    clear = not any(sign in text for sign in (mark, '"', "\n", "\r"))
    return text if clear else '"' + text.replace('"', '""') + '"'


def looks_like_formula(text: str) -> bool:
    """Return whether a spreadsheet program takes a text for a formula when it opens a CSV file.

    Args:
        text: What a cell says; signed numbers and ids are no formulas.
    """
    if text[:1] not in {"=", "+", "-", "@"} or IDENTIFIER.fullmatch(text):
        return False
    return all(cell(text, comma=comma) is None for comma in (True, False))


def cell(text: str, *, comma: bool) -> Any:
    """Return the number or share in a cell; None if it is neither.

    Args:
        text: Text of the cell, with any kind of space and minus, or in brackets when negative.
        comma: Whether the decimal mark is a comma rather than a point.
    """
    tidy = SPACES.sub(" ", text).strip()
    for minus in "\N{MINUS SIGN}\N{EN DASH}\N{FIGURE DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}":
        tidy = tidy.replace(minus, "-")
    percent = tidy.endswith("%")
    tidy = tidy.rstrip("%").strip()
    bracketed = re.fullmatch(r"\((.*?)( ?%)?\)", tidy)
    if bracketed:
        percent = percent or bracketed[2] is not None
        tidy = f"-{bracketed[1].strip()}"
    sign, digits = ("-" if tidy.startswith("-") else "", tidy.lstrip("+-").strip())
    whole, mark, part = digits.partition("," if comma else ".")
    if GROUPED.fullmatch(whole):
        whole = whole.replace(" ", "")
    if not re.fullmatch(r"\d+", whole, re.ASCII) or (mark and not re.fullmatch(r"\d+", part, re.ASCII)):
        return None
    number = sign + (whole.lstrip("0") or "0") + (f".{part}" if mark else "")
    return f"{number} %" if percent else figure(number) if mark else scalar(number)


def _value(table: _Table, row: _Row, column: str, path: str, annotation: Any) -> Any:
    """Return the value of a cell; None if it is empty or a problem was reported."""
    text = row.cells[column]
    if not text:
        return None
    if shape.is_text(annotation):
        return text
    if shape.is_list(annotation):
        mark = r"\|" if "|" in text else r"(?<=%)\s*,\s*" if "%" in text else r"[,\s]+"
        parts = filter(None, map(str.strip, re.split(mark, text)))
        text_wanted = shape.is_text(shape.entry(annotation))
        return [part if text_wanted else _number(table, row, column, path, part) for part in parts]
    return scalar(text) if text in {"true", "false"} else _number(table, row, column, path, text)


def _number(table: _Table, row: _Row, column: str, path: str, text: str) -> Any:
    value = cell(text, comma=table.comma)
    if value is not None:
        return value
    if cell(text, comma=not table.comma) is not None:
        mark_sv, mark_en = ("decimalkomma", "comma") if table.comma else ("decimalpunkt", "point")
        right = text.replace(".", ",") if table.comma else text.replace(",", ".")
        table.complain(
            path,
            row.line,
            f"kolumnen {column}: skriv {mark_sv}, {right}, inte {text!r}",
            f"column {column}: write a decimal {mark_en}, {right}, not {text!r}",
        )
    else:
        example = "12,5" if table.comma else "12.5"
        table.complain(
            path,
            row.line,
            f"kolumnen {column}: skriv ett tal eller en andel, som {example} eller 2 %, inte {text!r}",
            f"column {column}: write a number or a share, such as {example} or 2 %, not {text!r}",
        )
    return None


# ----------------------------------------------------------------------------------------------- tables by id


def _entries(table: _Table, annotation: Any) -> None:
    columns = {
        name: keys
        for name in table.columns
        if name and name != "id"
        if (keys := _keys(table, name, annotation)) is not None
    }
    first: dict[str, int] = {}
    several = shape.is_list(annotation)
    for row in table.rows:
        id_ = row.cells["id"]
        here = join(table.path, id_)
        if not id_:
            table.complain(
                table.path,
                row.line,
                "kolumnen id är tom på raden; skriv ett id",
                "the column id is empty in this row; write an id",
                broken=False,
            )
            continue
        if folded(id_) in first and not several:
            before = first[folded(id_)]
            table.complain(
                here,
                row.line,
                f"id:t {id_} finns redan på rad {before}; behåll en av raderna",
                f"the id {id_} stands on line {before} already; keep one of the rows",
                broken=False,
            )
            continue
        first[folded(id_)] = row.line
        if several:
            key: Any = int(id_) if id_.isdecimal() else id_
            entries = table.tree.root.setdefault(key, [])
            table.tree.places.setdefault(here, Place(file=table.name, line=row.line))
            here = join(here, len(entries))
            table.tree.places[here] = Place(file=table.name, line=row.line)
            entries.append(_entry(table, row, here, columns))
        else:
            table.tree.places[here] = Place(file=table.name, line=row.line)
            table.tree.root[id_] = _entry(table, row, here, columns)


def _keys(table: _Table, column: str, annotation: Any) -> tuple[tuple[object, ...], Any] | None:
    """Return the nested keys of a column and the annotation of its values; None for an unknown column."""
    keys = tuple(int(part) if part.isdecimal() else part for part in column.split("."))
    here = annotation
    for key in keys:
        below = shape.step(here, key)
        series_wants_years = shape.model(here) is None and not isinstance(key, int) and _is_series(here)
        if below is None or series_wants_years:
            known = shape.keys(here) or ("2025",)
            sv, en = did_you_mean(key, known)
            table.complain(table.path, 1, f"okänd kolumn {column}{sv}", f"unknown column {column}{en}")
            return None
        here = below
    return keys, here


def _is_series(annotation: Any) -> bool:
    arguments: tuple[Any, ...] = get_args(shape.bare(annotation))
    return bool(arguments) and shape.bare(arguments[0]) is int


def _entry(
    table: _Table, row: _Row, here: str, columns: dict[str, tuple[tuple[object, ...], Any]]
) -> dict[Any, Any]:
    entry: dict[Any, Any] = {}
    for column, (keys, annotation) in columns.items():
        path = ".".join((here, *map(str, keys)))
        value = _value(table, row, column, path, _leaf(annotation))
        table.tree.places[path] = Place(file=table.name, line=row.line)
        if value is None:
            continue
        target = entry
        for key in keys[:-1]:
            target = target.setdefault(key, {})
            if not isinstance(target, dict):
                break
        if isinstance(target, dict) and keys[-1] not in target:
            target[keys[-1]] = value
        else:
            table.complain(
                path,
                row.line,
                f"kolumnen {column} säger emot en kolumn före den; fyll i en av dem",
                f"column {column} contradicts a column before it; fill in one of them",
            )
    adjustments = entry.get("adjustments")
    if isinstance(adjustments, dict):
        entry["adjustments"] = {y: as_list(entries) for y, entries in adjustments.items()}
    return entry


def as_list(entries: Any) -> Any:
    """Return a mapping from positions to entries as the list that it stands for; anything else unchanged."""
    if not isinstance(entries, dict) or not entries or any(not isinstance(key, int) for key in entries):
        return entries
    return [entries[n] for n in sorted(entries)]


def _leaf(annotation: Any) -> Any:
    """Return the annotation of a series' values; any other annotation unchanged."""
    return shape.entry(annotation) if _is_series(annotation) and not shape.is_list(annotation) else annotation


# ---------------------------------------------------------------------------------------------------- effects


def _effects(table: _Table) -> None:
    for column in table.columns:
        if column and column not in EFFECT_COLUMNS:
            sv, en = did_you_mean(column, EFFECT_COLUMNS)
            table.complain(table.path, 1, f"okänd kolumn {column}{sv}", f"unknown column {column}{en}")
    for row in table.rows:
        activity, goal = row.cells["activity"], row.cells["goal"]
        here = join(join(table.path, activity), goal)
        given = {column for column in table.columns if row.cells[column]}
        wanted = ("level", "points") if "level" in given or not given & {"elasticity", "shape", "at"} else ()
        empty = [column for column in ("activity", "goal", *wanted) if column not in given]
        if empty:
            names = ", ".join(empty)
            table.complain(
                here if activity and goal else table.path,
                row.line,
                f"fyll i kolumnen {names}",
                f"fill in the column {names}",
            )
            continue
        effect = table.tree.root.setdefault(activity, {}).setdefault(goal, {})
        place = Place(file=table.name, line=row.line)
        table.tree.places.setdefault(join(table.path, activity), place)
        table.tree.places.setdefault(here, place)
        if wanted:
            _breakpoint(table, row, join(here, "curve"), effect.setdefault("curve", {}))
        _claim(table, row, here, effect, EFFECT_COLUMNS[4 if wanted else 3 :])


def _breakpoint(table: _Table, row: _Row, path: str, curve: dict[Any, Any]) -> None:
    level = row.cells["level"]
    table.tree.places.setdefault(path, Place(file=table.name, line=row.line))
    points = _value(table, row, "points", path, float)
    at = _number(table, row, "level", path, level)
    if at in curve:
        table.complain(
            path,
            row.line,
            f"nivån {level} finns två gånger för samma effekt; behåll en rad",
            f"the level {level} stands twice for the same effect; keep one row",
        )
    elif points is not None and at is not None:
        curve[at] = points


def _claim(table: _Table, row: _Row, here: str, effect: dict[str, Any], columns: Sequence[str]) -> None:
    for column in columns:
        path = join(here, column)
        if not row.cells.get(column):
            continue
        value = _value(table, row, column, path, Effect.model_fields[column].annotation)
        if column in effect and effect[column] != value:
            table.complain(
                path,
                row.line,
                f"kolumnen {column} skiljer sig från raden före för samma effekt; skriv lika",
                f"column {column} differs from an earlier row of the same effect; write the same",
            )
        elif column not in effect:
            effect[column] = value
            table.tree.places[path] = Place(file=table.name, line=row.line)
