"""The tables that imports have left in a folder, as rows that know their line, and where they come from."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from models.file.tables import looks_like_formula
from models.importing.common import BEYOND, LARGEST, content, problem
from models.problems import Problem, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SOURCES = "SOURCES"
TABLES = (
    "committees",
    "activities",
    "plan",
    "activity_plan",
    "differences",
    "adjustments",
    "bridge",
    "drivers",
    "panel",
    "kpi",
    "base",
    "actual",
)
"""Tables that a scenario is started from; others in the folder are left alone."""
CURRENCY = re.compile(r"currency (SEK|TSEK|MSEK)")
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a table.

    Attributes:
        file: The table's file as it was named.
        number: Line number, from 1.
        cells: Cells by heading.
    """

    file: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell; empty where the table has no such column."""
        return self.cells.get(column) or ""

    @property
    def where(self) -> str:
        """File name and line, such as ``plan.csv:3``."""
        return f"{self.file.rpartition('/')[2]}:{self.number}"


@dataclass(slots=True, kw_only=True)
class Left:
    """The tables that imports have left.

    Attributes:
        folder: The folder as it was named.
        tables: Rows by name of table; tables that are not there have none.
        sources: Lines of ``SOURCES.csv``.
        problems: What cannot be read.
    """

    folder: str
    tables: dict[str, list[Line]] = field(default_factory=dict)
    sources: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def of(self, table: str) -> list[Line]:
        """Return the rows of a table."""
        return self.tables.get(table, [])

    def by_id(self, table: str) -> dict[str, Line]:
        """Return the rows of a table by id."""
        return {line["id"]: line for line in self.of(table)}

    def years(self, table: str) -> list[int]:
        """Return the years that a table has a column of."""
        found = self.of(table)
        return sorted(int(name) for name in (found[0].cells if found else ()) if YEAR.fullmatch(name or ""))

    def source(self, table: str) -> Line | None:
        """Return the first line of ``SOURCES.csv`` about a table."""
        return next((line for line in self.sources if line["table"] == table), None)

    def currency(self, table: str) -> str:
        """Return the unit of a table's amounts as its source says; empty where it does not."""
        source = self.source(table)
        found = CURRENCY.search(source["query"]) if source is not None else None
        return found[1] if found else ""

    def amount(self, line: Line, column: str) -> Decimal | None:
        """Return a number; None where the cell is empty, or cannot be read, which is then a problem."""
        text = line[column].strip()
        if not text:
            return None
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if value.is_finite() and abs(value) < BEYOND:
            return value
        self.problems.append(
            problem(
                line.file,
                line.number,
                column,
                f"{text!r} är inget rimligt tal; vad ska det vara? importera igen, eller skriv det med decimalpunkt",
                f"{text!r} is no sensible number; what should it be? import again, or write it with a decimal point",
            )
        )
        return None


def read_left(folder: Path) -> Left:
    """Read the tables of a folder; what cannot be read is among its problems.

    Args:
        folder: What ``kommunbudget import --from … --out FOLDER`` has left.
    """
    left = Left(folder=folder.as_posix())
    for name in (SOURCES, *TABLES):
        path = folder / f"{name}.csv"
        if not path.exists():
            continue
        try:
            rows = _rows(content(path, LARGEST), path.as_posix(), left.problems)
        except Refused as refused:
            left.problems.append(Problem(path=path.as_posix(), sv=refused.sv, en=refused.en))
            continue
        if name == SOURCES:
            left.sources = rows
        else:
            left.tables[name] = rows
            _twice(rows, left.problems)
    if not left.sources and not left.problems:
        left.problems.append(
            Problem(
                path=left.folder,
                sv="mappen har ingen SOURCES.csv; lägg tabellerna dit med kommunbudget import --from … --out MAPP",
                en="the folder has no SOURCES.csv; put tables there by kommunbudget import --from … --out FOLDER",
            )
        )
    return left


def _rows(data: bytes, name: str, problems: list[Problem]) -> list[Line]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        sv, en = "filen är inte UTF-8; importera den igen", "the file is not UTF-8; import it again"
        problems.append(problem(name, 1, "", sv, en))
        return []
    reader = csv.reader(io.StringIO(text, newline=""))
    head = next(reader, [])
    found = []
    for cells in reader:
        if len(cells) != len(head):
            problems.append(
                problem(
                    name,
                    reader.line_num,
                    "",
                    f"raden har {len(cells)} celler men rubriken {len(head)}; importera filen igen",
                    f"the row has {len(cells)} cells but the heading {len(head)}; import the file again",
                )
            )
            continue
        whole = map(_text, cells)
        found.append(Line(file=name, number=reader.line_num, cells=dict(zip(head, whole, strict=True))))
    return found


def _text(cell: str) -> str:
    """Return a cell without the apostrophe that kept a spreadsheet from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and looks_like_formula(cell[1:]) else cell


def _twice(rows: Sequence[Line], problems: list[Problem]) -> None:
    """Complain of an id that stands twice, in tables of a row for each id."""
    seen: dict[str, int] = {}
    if not rows or "id" not in rows[0].cells or {"year", "month"} & rows[0].cells.keys():
        return
    for line in rows:
        before = seen.setdefault(line["id"], line.number)
        if before != line.number:
            problems.append(
                problem(
                    line.file,
                    line.number,
                    "id",
                    f"{line['id']} finns redan på rad {before}; vilken gäller? behåll en",
                    f"{line['id']} stands on line {before} already; which one holds? keep one",
                )
            )
