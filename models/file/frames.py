"""Frames on a sheet from outside: committees in rows, plan years in columns.

Opposition and majority use the same sheet. A row is identified by the committee's id or its exact name. The
row ``total`` is the plan's own total where its tax rate differs; rows that begin with ``summa`` are checked and
otherwise ignored. All problems are reported together, each with its line and column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.file.amounts import amount_in, says_change, unit_in
from models.file.sheet import name_of, not_plain, sheets
from models.file.tables import looks_like_formula, quoted
from models.file.tree import folded
from models.problems import Problem, Refused, did_you_mean, near
from models.scenario import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.file.sheet import Line, Sheet
    from models.scenario import Scenario

IDS = ("id", "nämnd", "committee")
NAMES = ("namn", "name")
REMARKS = ("kommentar", "comment", "anmärkning", "not", "note", "källa", "source")
TOTAL = "total"
SUM = re.compile(r"(del)?summa\b|totalt\b|sum\b|subtotal\b|all frames$")
"""How the name of a row of sums begins."""
LATEST_HEADING = 30
"""Last row in which a sheet may have its headings."""


@dataclass(slots=True, kw_only=True)
class Frames:
    """The content of a sheet, in the currency of the scenario file.

    Attributes:
        frames: Amounts by committee and year.
        total: Total of the plan by year, where the sheet has one.
        lines: Line of each committee, and of the total.
        heading: Line of the headings.
        columns: Column of each year, from 1.
        sheet: Name of the sheet that was read; empty for CSV.
        problems: Problems of the sheet.
    """

    frames: dict[str, dict[int, float]] = field(default_factory=dict)
    total: dict[int, float] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    heading: int = 1
    columns: dict[int, int] = field(default_factory=dict)
    sheet: str = ""
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Sum:
    """A printed sum: its line, year, amount and decimals, and how many rows stood above it and above the last one."""

    line: int
    year: int
    amount: float
    printed: int
    above: int
    before: int


@dataclass(slots=True, kw_only=True)
class _Reading:
    scenario: Scenario
    file: str
    sheet: Sheet
    years: dict[int, int] = field(default_factory=dict)  # column -> plan year
    id: int | None = None
    name: int | None = None
    sums: list[_Sum] = field(default_factory=list)
    printed: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    found: Frames = field(default_factory=Frames)

    def complain(self, line: int, sv: str, en: str, k: int | None = None) -> None:
        """Add a problem of a line, or of the cell in a column of it, counted from 0."""
        in_book = k is not None and bool(self.sheet.name)
        cell = f"{self.sheet.name}!{name_of(line, k + 1)}" if in_book and k is not None else ""
        place = Place(file=self.file, line=line, cell=cell)
        self.found.problems.append(Problem(path="" if cell else self.sheet.name, place=place, sv=sv, en=en))


def read_frames(data: bytes, name: str, scenario: Scenario, *, changes: bool = False) -> Frames:
    """Read frames from a CSV file or a workbook; errors are among the result's problems.

    Args:
        data: Content of the file.
        name: Name of the file in messages.
        scenario: Scenario with the committees and plan years.
        changes: Whether the numbers are meant as changes to another plan.
    """
    try:
        content = sheets(data, name)
    except Refused as refused:
        problem = Problem(path="", place=Place(file=name, line=1), sv=refused.sv, en=refused.en)
        return Frames(problems=[problem])
    readings = [_Reading(scenario=scenario, file=name, sheet=sheet) for sheet in content]
    found = [(reading, heading) for reading in readings if (heading := _heading(reading)) is not None]
    if len(found) == 1:
        ((reading, heading),) = found
        reading.found.sheet, reading.found.heading = reading.sheet.name, heading.number
        reading.found.columns = {year: k + 1 for k, year in reading.years.items()}
        _says(reading, heading, changes=changes)
        return _rows(reading, heading)
    years, titles = ", ".join(map(str, scenario.years)), ", ".join(r.sheet.name for r, _ in found)
    problem = Problem(
        path="",
        place=Place(file=name, line=1),
        sv=f"flera blad har planår: {titles}; dölj dem som inte ska läsas, eller läs med en karta (--map) där sheet "
        "är bladet"
        if found
        else f"ingen rubrikrad med planår hittades; skriv kolumnerna id, {years}",
        en=f"several sheets have plan years: {titles}; hide those not to be read, or read by a map (--map) in which "
        "sheet is the one"
        if found
        else f"there is no heading with plan years; write the columns id, {years}",
    )
    return Frames(problems=[problem])


def template(scenario: Scenario) -> str:
    """Return an empty sheet as CSV: all committees and plan years, and a row for a total of its own."""
    mark = ";" if scenario.language == "sv" else ","
    rows = [["id", "namn" if scenario.language == "sv" else "name", *map(str, scenario.years)]]
    empty = [""] * len(scenario.years)
    rows += [[c, committee.name or c, *empty] for c, committee in scenario.committees.items()]
    own = {
        "sv": "Eget ramutrymme, om skattesatsen skiljer sig",
        "en": "A total of its own where the tax rate differs",
    }
    rows.append([TOTAL, own[scenario.language], *empty])
    told = [[f"'{text}" if looks_like_formula(text) else text for text in row] for row in rows]
    return "".join(mark.join(quoted(text, mark) for text in row) + "\n" for row in told)


# ---------------------------------------------------------------------------------------------------- headings


def _heading(reading: _Reading) -> Line | None:
    for line in reading.sheet.lines:
        if line.number > LATEST_HEADING:
            return None
        if any(_year(cell) in reading.scenario.years for cell in line.cells[1:]):
            _columns(reading, line)
            return line
    return None


def _year(cell: Any) -> int | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return int(cell) if cell == int(cell) else None
    years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", cell) if isinstance(cell, str) else []
    return int(years[0]) if len(years) == 1 else None


def _columns(reading: _Reading, line: Line) -> None:
    s = reading.scenario
    for k, cell in enumerate(line.cells):
        label, year = folded(cell if cell is not None else ""), _year(cell)
        if label in IDS and reading.id is None:
            reading.id = k
        elif label in NAMES and reading.name is None:
            reading.name = k
        elif year in s.years and year not in reading.years.values():
            reading.years[k] = year
        elif year in s.years:
            reading.complain(
                line.number,
                f"året {year} har två kolumner; behåll en",
                f"the year {year} has two columns; keep one",
            )
        elif label and label not in REMARKS and year != s.base_year and not (k == 0 and reading.id is None):
            known = ", ".join(map(str, s.years))
            reading.complain(
                line.number,
                f"okänd kolumn {cell}; ta bort den, kolumner är id, namn, {known} och kommentar",
                f"unknown column {cell}; remove it, columns are id, name, {known} and comment",
            )
    if reading.id is None and reading.name is None:
        reading.id = 0 if 0 not in reading.years else None
    if reading.id is None and reading.name is None:
        reading.complain(line.number, "kolumnen id saknas", "there is no column id")


def _says(reading: _Reading, heading: Line, *, changes: bool) -> None:
    """Complain of a sheet that itself says another unit than the scenario's, or changes where frames are read."""
    for k in () if changes else reading.years:
        if says_change(str(heading.cells[k])):
            reading.complain(
                heading.number,
                f"rubriken {str(heading.cells[k])!r} säger förändring; ange planen som den är mot med "
                "--differences-to, eller ta kolumnen med ramar",
                f"the heading {str(heading.cells[k])!r} says change; name the plan that it is against with "
                "--differences-to, or take the column of frames",
                k,
            )
    said = {
        (line.number, k): unit
        for line in reading.sheet.lines
        if line.number <= heading.number
        for k, cell in enumerate(line.cells)
        if isinstance(cell, str) and (unit := unit_in(cell))
    }
    ours = reading.scenario.currency
    if len({*said.values()}) == 1 and ours not in said.values():
        (line, k), unit = next(iter(said.items()))
        reading.complain(
            line,
            f"bladet säger {unit} men scenariot är i {ours}; läs det med en karta (--map) där unit är {unit}",
            f"the sheet says {unit} but the scenario is in {ours}; read it by a map (--map) with unit {unit}",
            k,
        )


# -------------------------------------------------------------------------------------------------------- rows


def _rows(reading: _Reading, heading: Line) -> Frames:
    names = _names(reading.scenario)
    after = [line for line in reading.sheet.lines if line.number > heading.number]
    columns = [k + 1 for k in (reading.id, reading.name, *reading.years) if k is not None]
    filled = {line.number for line in after if any(_at(line, k) is not None for k in reading.years)}
    for _, row, column, sv, en in not_plain(reading.sheet, filled, columns, heading.number):
        reading.complain(row, sv, en, column - 1 if column else None)
    for line in after if reading.id is not None or reading.name is not None else ():
        label = _label(reading, line)
        if label is None:
            if line.number in filled:
                reading.complain(
                    line.number,
                    "raden har belopp men ingen nämnd; skriv nämndens id",
                    "the row has amounts but no committee; write its id",
                )
            continue
        key = TOTAL if folded(label) == TOTAL else names.get(folded(label))
        if key is None and SUM.match(folded(label)):
            _sums(reading, line)
            continue
        if key is None and line.number not in filled:
            continue  # a note, or a heading between rows
        if key is None:
            committees = reading.scenario.committees
            alike = near(folded(label), names)
            sv, en = did_you_mean(names[alike] if alike else label, [*committees, TOTAL])
            reading.complain(line.number, f"okänd nämnd {label}{sv}", f"unknown committee {label}{en}")
        elif key in reading.seen:
            before = reading.seen[key]
            reading.complain(
                line.number,
                f"{label} finns redan på rad {before}; behåll en av raderna",
                f"{label} stands on line {before} already; keep one of the rows",
            )
        else:
            reading.seen[key] = reading.found.lines[key] = line.number
            _series(reading, line, key)
    _add_up(reading)
    return reading.found


def _names(scenario: Scenario) -> dict[str, str]:
    by_name: dict[str, str] = {}
    for c, committee in scenario.committees.items():
        by_name.setdefault(folded(committee.name or c), c)
    return by_name | {folded(c): c for c in scenario.committees}


def _at(line: Line, k: int | None) -> Any:
    return None if k is None or k >= len(line.cells) else line.cells[k]


def _label(reading: _Reading, line: Line) -> str | None:
    value = _at(line, reading.id)
    value = _at(line, reading.name) if value is None else value
    return None if value is None else " ".join(str(value).split())


def _series(reading: _Reading, line: Line, key: str) -> None:
    for k, year in reading.years.items():
        amount = _amount(reading, line, k, year)
        if amount is None:
            continue
        value, printed = amount
        if key == TOTAL:
            reading.found.total[year] = value
        else:
            reading.printed = max(reading.printed, printed)
            reading.found.frames.setdefault(key, {})[year] = value


def _sums(reading: _Reading, line: Line) -> None:
    above = len(reading.found.frames)
    before = max((s.above for s in reading.sums), default=0)
    for k, year in reading.years.items():
        amount = _amount(reading, line, k, year)
        if amount is not None:
            reading.sums.append(_Sum(line.number, year, *amount, above, before))


def _amount(reading: _Reading, line: Line, k: int, year: int) -> tuple[float, int] | None:
    """Return the number in a cell, and the number of decimals that it is printed with."""
    try:
        return amount_in(_at(line, k), reading.sheet.comma)
    except Refused as refused:
        reading.complain(line.number, f"kolumnen {year}: {refused.sv}", f"column {year}: {refused.en}", k)
        return None


def _add_up(reading: _Reading) -> None:
    """Check that a printed sum is that of the rows above it, of those since the last one, or of all, as rounded."""
    if reading.found.problems:
        return
    rows = [*reading.found.frames.values()]
    for of in reading.sums:
        gaps = []
        for part in (rows[: of.above], rows[of.before : of.above], rows):
            amounts = [series[of.year] for series in part if of.year in series]
            rounding = 0.5 * (10.0**-of.printed + len(amounts) * 10.0**-reading.printed)
            gaps.append((abs(sum(amounts) - of.amount) - rounding, sum(amounts)))
        gap, added = min(gaps)
        if gap > 1e-9:  # noqa: PLR2004 - floats
            reading.complain(
                of.line,
                f"kolumnen {of.year}: summan är {of.amount:g} men raderna är tillsammans {added:g}; rätta det ena",
                f"column {of.year}: the sum is {of.amount:g} but the rows add up to {added:g}; correct either",
            )


def missing(scenario: Scenario, frames: Mapping[str, Mapping[int, float]]) -> tuple[tuple[str, int], ...]:
    """Return the committees and years for which a sheet has no frame."""
    return tuple((c, y) for c in scenario.committees for y in scenario.years if y not in frames.get(c, {}))
