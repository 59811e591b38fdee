"""Tables of a report: net cost by committee or activity, from CSV, a sheet of a workbook, a ledger, or the file.

The columns are ``id`` and ``amount``, and where there are any ``author``, ``comment`` and ``budget``; a form that a
committee has filled in has ``actual`` and ``forecast`` instead of ``amount``, and is read for both. Rows are
committees or activities, by id or by exact name; a row of the sum is checked.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from models.file.amounts import amount_in, unit_in
from models.file.sheet import name_of, not_plain, sheets
from models.file.tree import folded, parse
from models.importing.common import LARGEST, File, content
from models.importing.ledger import read_sie
from models.problems import Problem, Refused, did_you_mean, near
from models.scenario import Place
from models.units import MSEK_PER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.figures import Figures
    from models.file.folder import Folder
    from models.file.sheet import Line, Sheet

What = Literal["actual", "forecast"]
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "nämnd", "verksamhet", "committee", "activity"),
    "name": ("namn", "name"),
    "amount": ("amount", "belopp", "nettokostnad", "net cost"),
    "actual": ("actual", "utfall"),
    "forecast": ("forecast", "prognos"),
    "author": ("author", "lämnad av", "ansvarig"),
    "comment": ("comment", "kommentar", "anmärkning"),
    "budget": ("budget",),
    "year": ("year", "år"),
    "month": ("month", "månad"),
}
"""Headings by column, in the languages of the program."""
SUMS = ("summa", "summa nämnder", "totalt", "total", "sum")
LATEST_HEADING = 30
"""Last row in which a sheet may have its headings."""
MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of a table.

    Attributes:
        amount: Net cost, or deviation where the report says so [MSEK].
        decimals: Decimals that it is printed with, in the table's currency.
        place: Where it stands.
        author: Who says so; empty where the table does not tell.
        comment: Why.
        budget: The budget that the row counts with [MSEK], and half a unit of its last decimal; None where the table
            does not tell.
    """

    amount: float
    decimals: int
    place: Place | None
    author: str = ""
    comment: str = ""
    budget: tuple[float, float] | None = None


Table = dict[str, Entry]
"""Rows by committee or activity."""


@dataclass(slots=True, kw_only=True)
class Names:
    """The ids that rows may have.

    Attributes:
        figures: Figures of the scenario.
        currency: Currency of the tables.
    """

    figures: Figures
    currency: str

    @property
    def known(self) -> dict[str, None]:
        """Committees and activities."""
        return dict.fromkeys((*self.figures.committees, *self.figures.lines))

    def id_of(self, label: str) -> str | None:
        """Return the id of a label: an id or an exact name of one thing; None where there is none."""
        known = {folded(id_): id_ for id_ in self.known}
        if folded(label) in known:
            return known[folded(label)]
        s = self.figures.scenario
        named = [(c, committee.name or c) for c, committee in s.committees.items()]
        named += [(a, line.name) for a, line in self.figures.lines.items() if a not in s.committees]
        found = [id_ for id_, name in named if folded(name) == folded(label)]
        return found[0] if len(found) == 1 else None

    def unknown(self, label: str) -> tuple[str, str]:
        """Return the message about a row that is no committee or activity."""
        alike = near(folded(label), self.known)
        sv, en = did_you_mean(alike or label, self.known)
        return f"okänd nämnd eller verksamhet {label}{sv}", f"unknown committee or activity {label}{en}"

    def msek(self, amount: float) -> float:
        """Return an amount of a table in MSEK."""
        return amount * float(MSEK_PER[self.currency])


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Where the tables of a follow-up lie.

    Attributes:
        folder: Its folder.
        name: Its name in the folder.
        names: The ids that rows may have.
    """

    folder: Folder
    name: str
    names: Names


@dataclass(slots=True, kw_only=True)
class _Reading:
    """A sheet that is being read."""

    names: Names
    file: str
    sheet: Sheet
    what: What
    heading: int = 1
    columns: dict[str, int] = field(default_factory=dict)
    table: Table = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, line: int, column: str | None = None) -> Place:
        k = self.columns.get(column or "")
        cell = f"{self.sheet.name}!{name_of(line, k + 1)}" if self.sheet.name and k is not None else ""
        return Place(file=self.file, line=line, cell=cell)

    def complain(self, line: int, sv: str, en: str, column: str | None = None) -> None:
        self.problems.append(Problem(path=self.sheet.name, place=self.place(line, column), sv=sv, en=en))

    def cell(self, line: Line, column: str) -> Any:
        k = self.columns.get(column)
        return None if k is None or k >= len(line.cells) else line.cells[k]

    def text(self, line: Line, column: str) -> str:
        value = self.cell(line, column)
        return "" if value is None else " ".join(str(value).split())

    def number(self, line: Line, column: str) -> tuple[float, int] | None:
        try:
            return amount_in(self.cell(line, column), self.sheet.comma)
        except Refused as refused:
            self.complain(
                line.number, f"kolumnen {column}: {refused.sv}", f"column {column}: {refused.en}", column
            )
            return None


def read_tables(beside: Beside, named: tuple[str, ...], what: What) -> tuple[Table, list[Problem]]:
    """Read the tables of a report.

    Args:
        beside: Where they lie, and the ids that rows may have.
        named: Paths of the tables; a sheet of a workbook stands after ``#``, as ``tables/forms.xlsx#Familj``.
        what: Which of a form's columns is read.

    Returns:
        The rows, and what is wrong; a row that two tables have is wrong.
    """
    table: Table = {}
    problems: list[Problem] = []
    for path in named:
        found, wrong = _one(beside, path, what)
        problems += wrong
        for id_, entry in found.items():
            if id_ in table:
                problems.append(
                    Problem(
                        path="",
                        place=entry.place,
                        sv=f"{id_} står också i {table[id_].place}; behåll en av raderna",
                        en=f"{id_} stands in {table[id_].place} as well; keep one of the rows",
                    )
                )
            table.setdefault(id_, entry)
    return table, problems


def _one(beside: Beside, path: str, what: What) -> tuple[Table, list[Problem]]:
    reading, problem = _opened(beside, path, what)
    if reading is None:
        return {}, [problem] if problem is not None else []
    column = what if what in reading.columns else "amount"
    if column not in reading.columns or not {"id", "name"} & reading.columns.keys():
        sv, en = ("utfall", "actual") if what == "actual" else ("prognos", "forecast")
        reading.complain(
            1,
            f"rubrikraden ska ha kolumnerna id och amount (eller {sv}); skriv dem överst",
            f"the heading must have the columns id and amount (or {en}); write them at the top",
        )
        return {}, reading.problems
    _rows(reading, column)
    return reading.table, reading.problems


def _opened(beside: Beside, path: str, what: What) -> tuple[_Reading | None, Problem | None]:
    file, _, wanted = path.partition("#")
    folder = beside.folder
    try:
        inside = folder.inside(file, beside.name)
        content = sheets(folder.bytes(inside), folder.name(inside))
    except Refused as refused:
        place = Place(file=folder.name(file), line=1)
        return None, Problem(path="", place=place, sv=refused.sv, en=refused.en)
    shown = folder.name(inside)
    if wanted and wanted not in [sheet.name for sheet in content]:
        sv, en = did_you_mean(wanted, [sheet.name for sheet in content])
        place = Place(file=shown, line=1)
        return None, Problem(
            path="", place=place, sv=f"det finns inget blad {wanted}{sv}", en=f"no sheet {wanted}{en}"
        )
    readings = [
        _Reading(names=beside.names, file=shown, sheet=sheet, what=what)
        for sheet in content
        if not wanted or sheet.name == wanted
    ]
    found = [reading for reading in readings if _heading(reading)]
    if len(found) > 1:
        titles = ", ".join(reading.sheet.name for reading in found)
        sv = f"flera blad har tabellens rubriker: {titles}; skriv vilket, som {file}#{found[0].sheet.name}"
        en = f"several sheets have the table's headings: {titles}; write which, such as {file}#{found[0].sheet.name}"
        return None, Problem(path="", place=Place(file=shown, line=1), sv=sv, en=en)
    return next(iter([*found, *readings]), None), None


def _heading(reading: _Reading) -> bool:
    """Find the headings of a sheet; the rows above them are left out."""
    for n, line in enumerate(reading.sheet.lines):
        if line.number > LATEST_HEADING:
            return False
        found: dict[str, int] = {}
        for k, cell in enumerate(line.cells):
            label = folded(cell if cell is not None else "").partition("(")[0].strip()
            column = next((name for name, words in HEADINGS.items() if label in words), None)
            if column is not None and column not in found:
                found[column] = k
        if len(found) > 1:
            reading.columns = found
            _unit(reading, reading.sheet.lines[: n + 1])
            reading.sheet = replace(reading.sheet, lines=reading.sheet.lines[n + 1 :])
            reading.heading = line.number
            return True
    return False


def _unit(reading: _Reading, lines: tuple[Line, ...]) -> None:
    """Complain of a sheet that itself says another unit than the file's."""
    said = {
        unit: line.number for line in lines for c in line.cells if isinstance(c, str) and (unit := unit_in(c))
    }
    ours = reading.names.currency
    if said and ours not in said:
        unit, line = next(iter(said.items()))
        reading.complain(
            line,
            f"tabellen säger {unit} men uppföljningen räknar i {ours}; skriv currency: {unit} i filen, eller räkna om",
            f"the table says {unit} but the follow-up is in {ours}; write currency: {unit} in the file, or convert",
        )


def _rows(reading: _Reading, column: str) -> None:
    name_of_column = {k + 1: name for name, k in reading.columns.items()}
    rows = [line.number for line in reading.sheet.lines if reading.cell(line, column) is not None]
    read = [k for k, name in name_of_column.items() if name in {"id", "name", column}]
    for _, row, k, sv, en in not_plain(reading.sheet, rows, read, reading.heading):
        reading.complain(row, sv, en, name_of_column.get(k))
    sums: list[tuple[int, float, int]] = []
    for line in reading.sheet.lines:
        label = reading.text(line, "id") or reading.text(line, "name")
        if folded(label) in SUMS:
            total = reading.number(line, column)
            sums += [(line.number, *total)] if total is not None else []
            continue
        if not label:
            if reading.cell(line, column) is not None:
                reading.complain(
                    line.number,
                    "raden har belopp men ingen nämnd; skriv dess id",
                    "the row has an amount but no committee; write its id",
                )
            continue
        _row(reading, line, column, label)
    if not reading.problems:
        _add_up(reading, sums)


def _row(reading: _Reading, line: Line, column: str, label: str) -> None:
    id_ = reading.names.id_of(label)
    if id_ is None:
        reading.complain(line.number, *reading.names.unknown(label))
        return
    if id_ in reading.table:
        before = reading.table[id_].place
        reading.complain(
            line.number,
            f"{id_} finns redan på rad {before.line if before else '?'}; behåll en av raderna",
            f"{id_} stands on line {before.line if before else '?'} already; keep one of the rows",
        )
        return
    amount = reading.number(line, column)
    if amount is None:  # activities that a form leaves empty are told by their committee
        if reading.cell(line, column) is None and id_ in reading.names.figures.committees:
            reading.complain(
                line.number,
                f"{id_} saknar belopp; skriv det, 0 om det är noll",
                f"{id_} has no amount; write it, 0 if it is zero",
                column,
            )
        return
    budget = reading.number(line, "budget") if reading.cell(line, "budget") is not None else None
    reading.table[id_] = Entry(
        amount=reading.names.msek(amount[0]),
        decimals=amount[1],
        place=reading.place(line.number, column),
        author=reading.text(line, "author"),
        comment=reading.text(line, "comment"),
        budget=None
        if budget is None
        else (reading.names.msek(budget[0]), reading.names.msek(0.5 * 10.0 ** -budget[1])),
    )


def _add_up(reading: _Reading, sums: list[tuple[int, float, int]]) -> None:
    """Check that a row of the sum equals its rows, within the precision of the printed figures."""
    s = reading.names.figures.scenario
    rows = {id_: e for id_, e in reading.table.items() if id_ in s.committees} or reading.table
    for line, total, printed in sums:
        added = sum(entry.amount for entry in rows.values())
        step = 0.5 * 10.0 ** -min(printed, *(entry.decimals for entry in rows.values()), 12)
        if abs(added - reading.names.msek(total)) > reading.names.msek(step) * (len(rows) + 1):
            per = float(1 / MSEK_PER[reading.names.currency])
            reading.complain(
                line,
                f"summan är {total:g} men raderna är tillsammans {added * per:g}; rätta det ena",
                f"the sum is {total:g} but the rows add up to {added * per:g}; correct either",
            )


# ----------------------------------------------------------------------------------------------------- a ledger


def read_ledger(
    beside: Beside, ledger: str, map_: str, until: tuple[int, int]
) -> tuple[Table, list[Problem]]:
    """Read net cost to date from a ledger by the import's map; finance accounts are the municipality's own.

    Args:
        beside: Where they lie, and the ids that rows may have.
        ledger: Path of the SIE file.
        map_: Path of its map.
        until: Year, and last month that counts.
    """
    folder, known = beside.folder, beside.names.known
    try:
        at, to = folder.inside(ledger, beside.name), folder.inside(map_, beside.name)
        file = File(name=folder.name(at), data=content(folder.shown / at, LARGEST))
        tree = parse(folder.bytes(to), folder.name(to))
    except Refused as refused:
        place = Place(file=folder.name(beside.name), line=1)
        return {}, [Problem(path=ledger, place=place, sv=refused.sv, en=refused.en)]
    if tree.problems:
        return {}, tree.problems
    folder.read[at] = file.sha256
    read = read_sie([file], [tree])
    if read.problems:
        return {}, list(dict.fromkeys(read.problems))
    year, last = until
    mapped = tree.root["objects"] if isinstance(tree.root, dict) else {}
    amounts = {str(id_): 0.0 for id_ in mapped.values()}  # what the map names and nothing stands on is zero
    actual = next(table for table in read.tables if table.name == "actual")
    for id_, class_, month, amount, _ in actual.rows:
        if class_ != "finance" and f"{year:04d}-01" <= month <= f"{year:04d}-{last:02d}":
            amounts[id_] = amounts.get(id_, 0.0) + float(amount)
    problems = [
        Problem(path="objects", place=Place(file=folder.name(to), line=1), **_both(beside.names.unknown(id_)))
        for id_ in sorted(amounts.keys() - known.keys())
    ]
    place = Place(file=file.name, line=1)
    return {
        id_: Entry(amount=amount * float(MSEK_PER["SEK"]), decimals=2, place=place)
        for id_, amount in amounts.items()
    }, problems


def _both(texts: tuple[str, str]) -> dict[str, str]:
    return dict(zip(("sv", "en"), texts, strict=True))


# ----------------------------------------------------------------------------------------------------- the season


def read_season(
    beside: Beside, path: str, before: int
) -> tuple[dict[str, dict[int, float]], int, list[Problem]]:
    """Read how net cost was spread over the months of earlier years.

    Args:
        beside: Where they lie, and the ids that rows may have.
        path: Table of ``year;month;amount``, or ``id;year;month;amount`` for a season of each committee.
        before: The year that is followed: the season is of earlier ones.

    Returns:
        Part of the year's net cost that has come by the end of each month [share], the mean over years, by committee
        (``""`` for all); the number of years; and what is wrong.
    """
    reading, problem = _opened(beside, path, "actual")
    if reading is None:
        return {}, 0, [problem] if problem is not None else []
    if not {"year", "month", "amount"} <= reading.columns.keys():
        reading.complain(
            1,
            "rubrikraden ska ha kolumnerna year, month och amount",
            "the heading must have year, month and amount",
        )
        return {}, 0, reading.problems
    amounts: dict[tuple[str, int], dict[int, float]] = {}
    for line, id_, year, month, amount in _months(reading):
        if year >= before:
            reading.complain(
                line,
                f"{year} är inte före {before}; säsongen är tidigare års, ta bort raden",
                f"{year} is not before {before}; the season is of earlier years, remove the row",
            )
            continue
        series = amounts.setdefault((id_, year), {})
        if month in series:
            reading.complain(
                line, f"{id_} {year} månad {month} finns redan", f"{id_} {year} month {month} stands already"
            )
        series[month] = amount
    shares: dict[str, list[dict[int, float]]] = {}
    for (id_, year), series in sorted(amounts.items()):
        whole = sum(series.values())
        if len(series) != MONTHS or whole <= 0:
            reading.complain(
                1,
                f"{id_} {year}: alla tolv månader behövs, med en nettokostnad över 0; fyll i dem eller ta bort året",
                f"{id_} {year}: all twelve months are needed, with a net cost above 0; fill them in or remove the year",
            )
            continue
        shares.setdefault(id_, []).append(
            {m: sum(series[k] for k in range(1, m + 1)) / whole for m in range(1, MONTHS + 1)}
        )
    season = {
        id_: {m: sum(one[m] for one in years) / len(years) for m in range(1, MONTHS + 1)}
        for id_, years in shares.items()
    }
    return season, max(map(len, shares.values()), default=0), reading.problems


def _months(reading: _Reading) -> Iterator[tuple[int, str, int, int, float]]:
    """Yield line, committee, year, month and amount of each readable row."""
    for line in reading.sheet.lines:
        label = reading.text(line, "id")
        id_ = reading.names.id_of(label) if label else ""
        if id_ is None:
            reading.complain(line.number, *reading.names.unknown(label))
            continue
        year, month, amount = (reading.number(line, column) for column in ("year", "month", "amount"))
        if year is None or month is None or amount is None or not 1 <= month[0] <= MONTHS:
            reading.complain(
                line.number,
                "skriv år, månad 1–12 och belopp på raden",
                "write year, month 1–12 and amount in the row",
            )
            continue
        yield line.number, id_, int(year[0]), int(month[0]), amount[0]
