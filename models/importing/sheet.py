"""A budget sheet of any layout, by a map: bases, adjustments, frames of the plan years and the bridge between.

The map says which rows and columns hold what, in which unit and with which sign. Years are columns, or rows with a
column that says which (``long``); rows are committees, or activities with a column that says whose. What a sheet may
hide is asked about: rows that are sums of others, cells without a value, merged and hidden cells, another unit in one
column or cell, revenue's sign on all, a column of changes for one of frames, committees that ended or began.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.file.amounts import amount_in, says_change, unit_in
from models.file.question import power_off
from models.file.sheet import grids_of, name_of, not_plain
from models.file.tree import folded
from models.file.writing import flow
from models.importing.budget import ADJUSTMENTS, Budget, tables, written
from models.importing.common import MOST_PROBLEMS, Read, Source
from models.importing.maps import MapReader, not_an_id
from models.importing.row_units import others_unit
from models.importing.sums import Row, is_part, sums_of
from models.problems import Problem, Refused, did_you_mean, spelt_alike
from models.scenario import Place
from models.units import IDENTIFIER, MSEK_PER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from models.file.sheet import Grid
    from models.file.tree import Tree
    from models.importing.common import File

UNITS = ("SEK", "TSEK", "MSEK")
SIGNS = ("cost_positive", "cost_negative")
KINDS = ("frames", "differences")
TERMS = ("base", *ADJUSTMENTS, "price_and_wages", "requirement", "reallocation")
"""Terms of the bridge from the base to a frame, one of which each change group is."""
KEYS = (
    *("sheet", "rows", "heading", "id", "columns", "unit", "sign", "kind", "year", "totals"),
    *("names", "group", "predecessors", "revenue", "publisher", "licence"),
    *("long", "committee", "committees", "units"),
)
LONG_KEYS = {"year", "amount", "base", "skip"}
COLUMN = re.compile(r"[A-Z]{1,2}")
SPAN = re.compile(r"(\d+)\.\.(\d+)")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
REVENUE = re.compile(r"intäkt|inntekt|inkomst|revenue|income", re.IGNORECASE)
EXPENSE = re.compile(r"utgift|kostnad|expen|cost", re.IGNORECASE)
"""Words of a column that says whether a row is revenue."""
NET = re.compile(r"netto|\bnet\b", re.IGNORECASE)
"""Words of a heading whose numbers are cost less revenue."""
OUTCOME = re.compile(r"utfall|bokslut|prognos|outcome|actual", re.IGNORECASE)
"""Words of a heading whose numbers are no budget."""
LEAST_POWER = 300.0
"""A column or a cell that is off by a power of ten of at least this is asked about [-]."""


def read_sheet(files: Sequence[File], maps: Sequence[Tree]) -> Read:
    """Read one budget sheet by one map: ``committees.csv``, and where the sheet has them adjustments, plan and bridge.

    Args:
        files: The sheet: a workbook or CSV.
        maps: Its map.
    """
    read = Read()
    if len(files) != 1 or len(maps) != 1:
        read.problems.append(
            Problem(
                path="",
                place=Place(file=files[0].name, line=1) if files else None,
                sv="ge ett budgetblad och en karta (--map) i taget; --template FIL.yaml skriver en karta ur bladet",
                en="give one budget sheet and one map (--map) at a time; --template FILE.yaml writes a map from it",
            )
        )
        return read
    budget, read.problems, read.notes = by_map(files[0], maps[0])
    if budget is not None and not read.problems:
        read.tables = tables(budget, year=_year_of(maps[0], budget))
        read.sources.append(
            Source(
                file=files[0],
                publisher=MapReader(maps[0], KEYS).text("publisher"),
                table=budget.sheet,
                query=f"currency {budget.unit}",
                licence=MapReader(maps[0], KEYS).text("licence"),
                rows=budget.rows,
            )
        )
    return read


def by_map(file: File, tree: Tree) -> tuple[Budget | None, list[Problem], list[Problem]]:
    """Return what a sheet says by a map, what is wrong, and what is told.

    Args:
        file: A workbook or CSV.
        tree: The map.
    """
    reader = MapReader(tree, KEYS)
    try:
        sheets = grids_of(file.data, file.name)
    except Refused as refused:
        place = Place(file=file.name, line=1)
        return None, [Problem(path="", place=place, sv=refused.sv, en=refused.en), *reader.problems], []
    if not sheets:
        sv, en = "arbetsboken har inga blad med celler", "the workbook has no sheets with cells"
        return (
            None,
            [Problem(path="", place=Place(file=file.name, line=1), sv=sv, en=en), *reader.problems],
            [],
        )
    reading = _Reading(file, reader, sheets)
    budget = reading.read()
    return budget, reading.problems, reading.notes


def _year_of(tree: Tree, budget: Budget) -> int:
    years = [int(column) for _, column in budget.amounts if column.isdecimal()]
    given = tree.root.get("year") if isinstance(tree.root, dict) else None
    return given if isinstance(given, int) else min(years, default=0)


class _Reading:
    """Reads one sheet by one map."""

    def __init__(self, file: File, reader: MapReader, sheets: tuple[Grid, ...]) -> None:
        self.file, self.map, self.sheets = file, reader, sheets
        self.problems = reader.problems
        self.notes: list[Problem] = []
        self.grid = sheets[0]
        self.heading = 0
        self.label = 0
        self.columns: dict[str, int] = {}
        self.group: _Group | None = None
        self.revenue = 0
        self.committee = 0
        self.long: _Long | None = None
        self.year_of: dict[int, str] = {}
        self.sign = 1
        self.decimals = 0
        self.printed: Counter[int] = Counter()
        self.units: dict[str, str] = {}
        self.told: Counter[str] = Counter()

    def place(self, row: int, column: int = 0) -> Place:
        if self.grid.name:
            cell = name_of(row, column) if column else f"{row}:{row}"
            return Place(file=self.file.name, line=row, cell=f"{self.grid.name}!{cell}")
        return Place(file=self.file.name, line=row)

    def complain(self, kind: str, row: int, column: int, sv: str, en: str) -> None:
        """Add a problem of a cell, or of a row where the column is 0, as long as few of its kind are told."""
        self.told[kind] += 1
        if self.told[kind] <= MOST_PROBLEMS:
            named = f"kolumnen {self._head(column)}: " if column and not self.grid.name else ""
            named_en = f"column {self._head(column)}: " if column and not self.grid.name else ""
            at = self.place(row, column)
            self.problems.append(Problem(path="", place=at, sv=named + sv, en=named_en + en))

    def _head(self, column: int) -> str:
        cell = self.grid.cells.get((self.heading, column))
        return _text(cell.value) if cell is not None else name_of(1, column)[:-1]

    def read(self) -> Budget | None:
        """Return what the sheet says; None where something is wrong."""
        unit, kind = self._unit(), self.map.choice("kind", KINDS, KINDS[0])
        self.sign = -1 if self.map.choice("sign", SIGNS, SIGNS[0]) == SIGNS[1] else 1
        rows = self._rows() if self._sheet() else []
        find = self._long_columns if "long" in self.map.root else self._columns
        if not rows or not find(rows):
            return None
        self.group = self._group()
        for key in ("revenue", "committee"):
            heading = self.map.text(key)
            setattr(self, key, (self._column(key, heading) or 0) if heading else 0)
        if self.problems:
            return None
        also = [self.group.column] if self.group else []
        also += [self.long.year] if self.long else []
        also += [self.committee] if self.committee else []
        self._shown(rows, [self.label, *self.columns.values(), *also])
        self._headings(kind)
        self._said(unit)
        self._wider(rows)
        self.units = self._row_units()
        leaves = self._without_totals(self._together(self._amounts(rows)))
        self._revenue_added(leaves)
        ids = self._ids(leaves)
        if self.problems:
            return None
        if self.group is None:
            self._looks_wrong(leaves, kind)
        budget = self._sorted(leaves, ids, unit, kind)
        self._units_of(budget)
        self._reorganised(budget)
        return None if self.problems else budget

    # --------------------------------------------------------------------------------------- what the map points at

    def _unit(self) -> str:
        unit = self.map.text("unit")
        if unit not in UNITS:
            self.map.complain(
                "unit",
                f"skriv bladets enhet: {', '.join(UNITS)}" + (f", inte {unit}" if unit else ""),
                f"write the unit of the sheet: {', '.join(UNITS)}" + (f", not {unit}" if unit else ""),
            )
        return unit

    def _row_units(self) -> dict[str, str]:
        """Return the unit of rows that stand in one of their own, by name as names are compared."""
        found = {}
        labels = {name for row, k in self.grid.cells if k == self.label for name in self._called(row)}
        for name, unit in self.map.mapping("units").items():
            key = folded(" ".join(str(name).split()))
            if key not in map(folded, labels):
                sv, en = did_you_mean(name, labels - {""})
                self.map.complain(
                    f"units.{name}", f"ingen rad heter {name}{sv}", f"no row is called {name}{en}"
                )
            elif unit not in UNITS:
                self.map.complain(
                    f"units.{name}",
                    f"skriv radens enhet: {', '.join(UNITS)}, inte {unit}",
                    f"write the unit of the row: {', '.join(UNITS)}, not {unit}",
                )
            else:
                found[key] = str(unit)
        return found

    def _called(self, row: int) -> tuple[str, ...]:
        """Return what a row is called: with its committee where it has one, and by its name."""
        name = self._label(row, self.label)
        return (f"{self._label(row, self.committee)}: {name}", name) if self.committee else (name,)

    def _sheet(self) -> bool:
        wanted = self.map.text("sheet")
        shown = [grid for grid in self.sheets if not grid.hidden]
        if wanted:
            found = next((grid for grid in self.sheets if grid.name == wanted), None)
            if found is None or found.hidden:
                sv, en = did_you_mean(wanted, [grid.name for grid in shown])
                if not self.grid.name:
                    sv, en = ", en CSV-fil har inga blad; ta bort sheet", ", CSV has no sheets; remove sheet"
                hidden = (
                    (" är dolt; visa det", " is hidden; show it")
                    if found
                    else (f" finns inte{sv}", f" is not there{en}")
                )
                self.map.complain("sheet", f"bladet {wanted}{hidden[0]}", f"the sheet {wanted}{hidden[1]}")
                return False
            self.grid = found
        elif len(shown) != 1:
            names = ", ".join(grid.name for grid in shown)
            self.map.complain(
                "", f"skriv sheet: ett av bladen {names}", f"write sheet: one of the sheets {names}"
            )
            return False
        else:
            self.grid = shown[0]
        return True

    def _rows(self) -> list[int]:
        given = self.map.root.get("rows")
        listed = given if isinstance(given, list) else [given]
        there = {row for row, _ in self.grid.cells}
        rows: list[int] = []
        for entry in listed:
            match = SPAN.fullmatch(str(entry))
            if match and int(match[1]) <= int(match[2]):
                rows += [row for row in there if int(match[1]) <= row <= int(match[2])]
            elif isinstance(entry, int) and not isinstance(entry, bool):
                rows += [entry] if entry in there else []
            else:
                self.map.complain("rows", "skriv raderna, som 6..22", "write the rows, such as 6..22")
                return []
        rows = sorted(set(rows))
        if not rows:
            last = max(there, default=0)
            self.map.complain(
                "rows",
                f"bladet har inget där; sista raden är {last}",
                f"the sheet has nothing there; its last row is {last}",
            )
            return []
        heading = self.map.whole("heading")
        self.heading = heading or max((row for row in there if row < rows[0]), default=0)
        return rows

    def _column(self, path: str, wanted: Any) -> int | None:
        """Return the column of a heading or a letter; complain where there is none."""
        text = folded(" ".join(str(wanted).split()))
        heads = {k: folded(_text(c.value)) for (r, k), c in self.grid.cells.items() if r == self.heading}
        named = [k for k, head in sorted(heads.items()) if head == text]
        if len(named) > 1:
            letters = ", ".join(name_of(1, k)[:-1] for k in named)
            self.map.complain(
                path,
                f"rubriken {wanted} står i kolumnerna {letters}; skriv bokstaven",
                f"the heading {wanted} stands in columns {letters}; write the letter",
            )
            return None
        if named:
            return named[0]
        if COLUMN.fullmatch(str(wanted)):
            return _number(str(wanted))
        sv, en = did_you_mean(wanted, [_text(self.grid.cells[self.heading, k].value) for k in heads])
        self.map.complain(
            path,
            f"ingen kolumn har rubriken {wanted} på rad {self.heading}{sv}",
            f"no column has the heading {wanted} on row {self.heading}{en}",
        )
        return None

    def _columns(self, rows: Sequence[int]) -> bool:
        """Find the columns that the map names; return whether all is well."""
        label = self.map.text("id", required=True)
        found = self._column("id", label) if label else None
        columns: dict[str, int] = {}
        for key, wanted in self.map.mapping("columns", required=True).items():
            name = str(key)
            if name not in ("base", *ADJUSTMENTS) and not re.fullmatch(r"(19|20)\d\d", name):
                sv, en = did_you_mean(name, ("base", *ADJUSTMENTS))
                self.map.complain(
                    f"columns.{name}", f"okänd kolumn{sv}, eller ett årtal", f"unknown column{en}, or a year"
                )
                continue
            at = self._column(f"columns.{name}", wanted)
            if at is None:
                continue
            if at in columns.values() or at == found:
                self.map.complain(
                    f"columns.{name}",
                    f"kolumnen {wanted} står två gånger i kartan",
                    f"the column {wanted} stands twice in the map",
                )
            elif not any((row, at) in self.grid.cells for row in rows):
                self.map.complain(
                    f"columns.{name}",
                    f"kolumnen {wanted} är tom på de raderna",
                    f"the column {wanted} is empty in those rows",
                )
            columns[name] = at
        self.label, self.columns = found or 0, columns
        return not self.problems

    def _long_columns(self, rows: Sequence[int]) -> bool:
        """Find the columns of a sheet with a row for each year; return whether all is well."""
        given = self.map.root["long"]
        if not isinstance(given, dict) or not {"year", "amount"} <= given.keys() <= LONG_KEYS:
            self.map.complain(
                "long",
                "ska ha year och amount, som {year: År, amount: Belopp, base: 2024}; skip: [2023] läser inte det året",
                "must have year and amount, such as {year: Year, amount: Amount, base: 2024}; skip: [2023] leaves out "
                "that year",
            )
            return False
        if "columns" in self.map.root:
            self.map.complain(
                "columns",
                "hör inte ihop med long, där åren är rader; ta bort den ena",
                "does not go with long, in which years are rows; remove one of them",
            )
        label = self.map.text("id", required=True)
        self.label = (self._column("id", label) or 0) if label else 0
        year, amount = (self._column(f"long.{key}", given[key]) or 0 for key in ("year", "amount"))
        base, skip = given.get("base"), {*_listed(given.get("skip"))}
        if base is not None and (isinstance(base, bool) or not isinstance(base, int)):
            self.map.complain("long.base", "skriv basåret, som 2024", "write the base year, such as 2024")
        if self.problems:
            return False
        self.long = _Long(year, amount, base, frozenset(skip))
        for row in rows:
            self._year_of_row(row, self.long)
        names = {*self.year_of.values()}
        if base is not None and "base" not in names and not self.problems:
            self.map.complain("long.base", f"ingen rad är av år {base}", f"no row is of the year {base}")
        self.columns = dict.fromkeys(sorted(names, key=lambda name: (name != "base", name)), amount)
        return not self.problems

    def _year_of_row(self, row: int, long: _Long) -> None:
        """Note which column a row's amount belongs to: ``base`` or its year; complain where its cell says none."""
        base, text = long.base, self._label(row, long.year)
        years = YEAR.findall(text)
        if len(years) != 1:
            if any((row, k) in self.grid.cells for k in (self.label, long.amount)):
                self.complain(
                    "no_year",
                    row,
                    long.year,
                    f"{text!r} är inget år; skriv ett årtal, eller ta bort raden ur rows",
                    f"{text!r} is no year; write a year, or take the row out of rows",
                )
        elif int(years[0]) in long.skip:
            return
        elif base is not None and int(years[0]) < base:
            self.complain(
                "early",
                row,
                long.year,
                f"{years[0]} är före basåret {base}; skriv skip: [{years[0]}] under long om det inte ska läsas",
                f"{years[0]} is before the base year {base}; write skip: [{years[0]}] under long to leave it out",
            )
        else:
            self.year_of[row] = "base" if int(years[0]) == base else years[0]

    def _together(self, rows: list[Row]) -> list[Row]:
        """Return a sheet with a row for each year as one row for each name, with the lines of its amounts."""
        if self.long is None:
            return rows
        found: dict[tuple[str, ...], tuple[int, dict[str, Decimal], dict[str, int]]] = {}
        for row in rows:
            kinds = (self.group.column if self.group else 0, self.revenue)
            key = (*self._key(row.number), *(self._label(row.number, k) for k in kinds if k))
            _, amounts, lines = found.setdefault(key, (row.number, {}, {}))
            for name, amount in row.amounts.items():
                if name in amounts:
                    year = self._label(row.number, self.long.year)
                    self.complain(
                        "twice",
                        row.number,
                        0,
                        f"{self._label(row.number, self.label)} {year} finns redan på rad {lines[name]}; behåll en av "
                        "raderna, eller skriv group, revenue eller committee om en kolumn skiljer dem åt",
                        f"{self._label(row.number, self.label)} {year} stands on row {lines[name]} already; keep one "
                        "of the rows, or write group, revenue or committee if a column tells them apart",
                    )
                amounts[name], lines[name] = amount, row.number
        return [Row(number=n, amounts=amounts, lines=lines) for n, amounts, lines in found.values()]

    def _group(self) -> _Group | None:
        given = self.map.root.get("group")
        if given is None:
            return None
        if not isinstance(given, dict) or not isinstance(given.get("terms"), dict) or "column" not in given:
            self.map.complain(
                "group",
                "ska ha column och terms, som {column: H, terms: {N00: base}}",
                "must have column and terms, such as {column: H, terms: {N00: base}}",
            )
            return None
        for key in given.keys() - {"column", "terms", "amounts"}:
            self.map.complain(f"group.{key}", "okänd nyckel", "unknown key")
        terms = {str(code): str(term) for code, term in given["terms"].items()}
        for code, term in terms.items():
            if term not in TERMS:
                sv, en = did_you_mean(term, TERMS)
                self.map.complain(f"group.terms.{code}", f"okänt led {term}{sv}", f"unknown term {term}{en}")
        amounts = given.get("amounts", "levels")
        if amounts not in {"levels", "changes"}:
            self.map.complain("group.amounts", "skriv levels eller changes", "write levels or changes")
        for name in self.columns:
            if not name.isdecimal():
                self.map.complain(
                    f"columns.{name}",
                    "med group står basen och justeringarna i grupperna; ta bort kolumnen",
                    "with group, base and adjustments are in the groups; remove the column",
                )
        column = self._column("group.column", given["column"])
        return None if column is None else _Group(column, terms, amounts == "levels")

    # ------------------------------------------------------------------------------------------------- the cells

    def _shown(self, rows: Sequence[int], columns: Sequence[int]) -> None:
        """Complain of rows and columns that the workbook hides, and of merged cells among those that are read."""
        instead = ("ta bort den ur rows", "take it out of rows"), ("välj en annan", "choose another")
        found = not_plain(self.grid, rows, columns, self.heading or rows[0], instead)
        for kind, row, column, sv, en in found:
            self.complain(kind, row, column, sv, en)

    def _headings(self, kind: str) -> None:
        for name, column in self.columns.items():
            cell = self.grid.cells.get((self.heading, column))
            head = _text(cell.value) if cell is not None else ""
            if name.isdecimal() and says_change(head) and kind == "frames":
                self.complain(
                    "change",
                    self.heading,
                    column,
                    f"rubriken {head!r} säger förändring, inte ram; skriv kind: differences, eller välj "
                    "kolumnen med ramar",
                    f"the heading {head!r} says change, not frame; write kind: differences, or choose the "
                    "column of frames",
                )
            years = YEAR.findall(head)
            if name.isdecimal() and len(years) == 1 and years[0] != name:
                self.complain(
                    "year",
                    self.heading,
                    column,
                    f"rubriken är {head!r} men kartan säger {name}; rätta kartan",
                    f"the heading is {head!r} but the map says {name}; correct the map",
                )
            if name == "base":
                self._base_heading(head, years, column)
            if name == "base" or name.isdecimal():
                self._gross_heading(head, years, column)

    def _gross_heading(self, head: str, years: Sequence[str], column: int) -> None:
        """Complain of revenue, and of gross cost where the same year has another column of net cost or revenue."""
        side = side_of(head)
        others = {
            text: side_of(text)
            for (row, k), cell in sorted(self.grid.cells.items())
            if row == self.heading and k != column and YEAR.findall(text := _text(cell.value)) == years
        }
        net = next((text for text, of in others.items() if of == "net"), "")
        if side == "revenue" or (side == "cost" and (net or "revenue" in others.values())):
            what, what_en = (
                ("intäkter", "revenue") if side == "revenue" else ("kostnader brutto", "gross cost")
            )
            choose = (
                (f"välj {net!r}", f"choose {net!r}")
                if net
                else ("gör en kolumn med netto", "make a column of net")
            )
            self.complain(
                "gross",
                self.heading,
                column,
                f"rubriken {head!r} säger {what}, och ramar är nettokostnad; {choose[0]}",
                f"the heading {head!r} says {what_en}, and frames are net cost; {choose[1]}",
            )

    def _base_heading(self, head: str, years: Sequence[str], column: int) -> None:
        """Complain of a base that its heading says is of another year than the one before the plan; tell outcomes."""
        before = min((int(name) for name in self.columns if name.isdecimal()), default=0) - 1
        if before > 0 and len(years) == 1 and int(years[0]) != before and self.long is None:
            self.complain(
                "year",
                self.heading,
                column,
                f"rubriken är {head!r} men base är budgeten {before}, året före det första under columns; välj den "
                "kolumnen",
                f"the heading is {head!r} but base is the budget of {before}, the year before the first under columns; "
                "choose its column",
            )
        elif OUTCOME.search(head):
            self.notes.append(
                Problem(
                    path="",
                    place=self.place(self.heading, column),
                    sv=f"rubriken {head!r} säger utfall, men base är den beslutade budgeten",
                    en=f"the heading {head!r} says outcome, but base is the adopted budget",
                )
            )

    def _said(self, unit: str) -> None:
        """Complain of a map that says another unit than the sheet does above its rows, where it says one."""
        read = {self.label, *self.columns.values()}
        said = {
            cell: found
            for cell, content in sorted(self.grid.cells.items())
            if cell[0] < self.heading or (cell[0] == self.heading and cell[1] in read)
            if (found := unit_in(_text(content.value)))
        }
        if len({*said.values()}) == 1 and unit not in said.values():
            (row, column), found = next(iter(said.items()))
            self.complain(
                "said",
                row,
                column,
                f"bladet säger {found} men kartan {unit}; rätta det som är fel",
                f"the sheet says {found} but the map {unit}; correct the one that is wrong",
            )

    def _amounts(self, rows: Sequence[int]) -> list[Row]:
        found = []
        for row in rows:
            amounts: dict[str, Decimal] = {}
            sign = (
                -self.sign if self.revenue and REVENUE.search(self._label(row, self.revenue)) else self.sign
            )
            own = next(
                (self.units[key] for name in self._called(row) if (key := folded(name)) in self.units), None
            )
            ratio = MSEK_PER[own] / MSEK_PER[self.map.text("unit")] if own else Decimal(1)
            for name, column in self.columns.items():
                cell = self.grid.cells.get((row, column))
                if cell is None or (self.long is not None and self.year_of.get(row) != name):
                    continue
                shown: Any = cell.error or cell.value
                if cell.percent and isinstance(cell.value, float | int) and not cell.error:
                    shown = f"{100 * cell.value:.10g} %"
                if cell.error.startswith("#") and cell.error != "#?":
                    self.complain(
                        "cell",
                        row,
                        column,
                        f"cellen visar {cell.error}; rätta formeln eller skriv värdet",
                        f"the cell shows {cell.error}; correct the formula or write the value",
                    )
                    continue
                try:
                    amount = amount_in(shown, self.grid.comma)
                except Refused as refused:
                    self.complain("cell", row, column, refused.sv, refused.en)
                    continue
                if amount is not None:
                    value = Decimal(f"{amount[0]:.15g}") * ratio
                    if own is None:
                        self.decimals = max(self.decimals, amount[1])
                        self.printed[row] = max(self.printed[row], amount[1])
                    amounts[name] = sign * value + 0
            found.append(Row(number=row, amounts=amounts))
        return found

    def _wider(self, rows: Sequence[int]) -> None:
        """Complain of rows of a CSV file with more cells than there are headings: their cells have moved."""
        widest = max((k for r, k in self.grid.cells if r == self.heading), default=0)
        if self.grid.name or not widest:
            return
        lasts: dict[int, int] = {}
        for r, k in self.grid.cells:
            lasts[r] = max(k, lasts.get(r, 0))
        for row in rows:
            last = lasts[row]
            if last > widest:
                self.complain(
                    "wide",
                    row,
                    0,
                    f"raden har {last} celler men rubriken {widest}; sätt texter med komma inom citattecken",
                    f"the row has {last} cells but the heading {widest}; put texts with commas in quotes",
                )

    # ---------------------------------------------------------------------------------------------- sums, names

    def _label(self, row: int, column: int) -> str:
        cell = self.grid.cells.get((row, column))
        return "" if cell is None else _text(cell.value)

    def _without_totals(self, rows: list[Row]) -> list[Row]:
        """Return the rows that are no sums; complain of sums that the map does not name, or that do not agree."""
        given = self.map.root.get("totals") or {}
        if not isinstance(given, dict) or given.keys() - {"row", "rows", "keep"}:
            self.map.complain(
                "totals",
                "ska vara {row: 23}, {rows: [12, 23]} eller {keep: [12]}",
                "must be {row: 23}, {rows: [12, 23]} or {keep: [12]}",
            )
            return rows
        named = {*_listed(given.get("row")), *_listed(given.get("rows"))}
        keep = {*_listed(given.get("keep"))}
        there = {r for r, _ in self.grid.cells}
        known = frozenset[int]().union(*(r.numbers for r in rows))
        extra = [row for row in sorted(named) if row not in known and row in there]
        if self.long is not None:
            for row in extra:
                self._year_of_row(row, self.long)
        rows = sorted([*rows, *self._together(self._amounts(extra))], key=lambda r: r.number)
        named, keep = ({r.number for r in rows if r.numbers & some} for some in (named, keep))
        half = Decimal(5).scaleb(-self.decimals - 1)
        found = sums_of(rows, named | keep, half) if self.group is None else {}
        named_so = {r.number: self._label(r.number, self.label) for r in rows}
        totals = set(named)
        for r in rows:
            text = folded(named_so[r.number])
            called = re.match(r"(del)?summa\b|totalt?\b|sum\b|subtotal\b|total\b", text) is not None
            if r.number in named or r.number in keep or not r.amounts:
                continue
            if is_part(named_so[r.number]):
                self.complain(
                    "part",
                    r.number,
                    self.label if self.grid.name else 0,
                    f"raden {named_so[r.number]!r} är en del av en annan rad och räknas då två gånger: ta bort den ur "
                    "rows, som [6..8, 10..14]",
                    f"the row {named_so[r.number]!r} is a part of another row and then counts twice: take it out of "
                    "rows, such as [6..8, 10..14]",
                )
            elif r.number in found or called:
                of = found.get(r.number)
                what = f"är summan av raderna {of[0]}–{of[1]}" if of else "heter som en summa"
                what_en = f"is the sum of rows {of[0]}–{of[1]}" if of else "is called a sum"
                self.complain(
                    "total",
                    r.number,
                    self.label if self.grid.name else 0,
                    f"raden {named_so[r.number]!r} {what}: skriv den under totals (rows), eller under keep om "
                    "den är en egen nämnd",
                    f"the row {named_so[r.number]!r} {what_en}: write it under totals (rows), or under keep if "
                    "it is a committee of its own",
                )
        leaves = [r for r in rows if r.number not in totals]
        for r in rows:
            if r.number in named:
                self._checked(r, rows, named, half)
        return leaves

    def _checked(self, total: Row, rows: list[Row], named: set[int], half: Decimal) -> None:
        """Hold a row of sums against the rows above since the last such row, else against all that are no sums."""
        before = [r for r in rows if r.number < total.number]
        since = [r for r in before if r.number > max((n for n in named if n < total.number), default=0)]
        leaves = [r for r in rows if r.number not in named]
        own = Decimal(5).scaleb(
            -max(self.printed[n] for n in total.numbers) - 1
        )  # a sum may be printed more coarsely
        for name, amount in total.amounts.items():
            gaps = []
            for part in (since, [r for r in before if r.number not in named], leaves):
                inside = [r.amounts.get(name, Decimal(0)) for r in part]
                gaps.append((abs(sum(inside, Decimal(0)) - amount), sum(inside, Decimal(0)), len(inside)))
            if any(gap <= own + half * count for gap, _, count in gaps):
                continue
            gap, inside_, _ = min(gaps[:2])
            self.complain(
                "sum",
                total.line(name),
                self.columns[name],
                f"summan är {written(amount)} men raderna är tillsammans {written(inside_)}, skillnad "
                f"{written(gap)}; rätta bladet eller rows",
                f"the sum is {written(amount)} but the rows add up to {written(inside_)}, a difference of "
                f"{written(gap)}; correct the sheet or rows",
            )

    def _key(self, row: int) -> tuple[str, str]:
        """Return the committee and the name of a row, as they are compared."""
        committee = self._label(row, self.committee) if self.committee else ""
        return folded(committee), folded(self._label(row, self.label))

    def _named(self, key: str) -> tuple[dict[str, Any], dict[str, str]]:
        """Return a mapping from printed names to ids, as written and as names are compared."""
        given = self.map.mapping(key, required=True)
        for name, id_ in given.items():
            if not IDENTIFIER.fullmatch(str(id_)):
                self.map.complain(f"{key}.{name}", *not_an_id(id_))
        return given, {folded(" ".join(str(name).split())): str(id_) for name, id_ in given.items()}

    def _ids(self, rows: list[Row]) -> dict[int, str]:
        """Return the id of each row; complain of rows without a name, names not in the map, and rows twice."""
        given, names = self._named("names")
        found: dict[int, str] = {}
        seen: dict[str, int] = {}
        rows_of: dict[tuple[str, ...], int] = {}
        used: set[str] = set()
        for r in rows:
            text = self._label(r.number, self.label)
            if not r.amounts:
                continue
            if not text:
                self.complain(
                    "nameless",
                    r.number,
                    0,
                    "raden har belopp men inget namn; skriv det, eller ta bort raden ur rows",
                    "the row has amounts but no name; write it, or take the row out of rows",
                )
                continue
            committee, key = self._key(r.number)
            key = f"{committee}: {key}" if f"{committee}: {key}" in names else key
            id_ = names.get(key)
            if id_ is None:
                sv, en = did_you_mean(text, given)
                self.complain(
                    "name",
                    r.number,
                    0,
                    f"{text} står inte under names i kartan{sv}",
                    f"{text} is not under names in the map{en}",
                )
                continue
            used.add(key)
            revenue = self._label(r.number, self.revenue) if self.revenue else ""
            before = rows_of.setdefault((committee, key, revenue), r.number)
            if before != r.number and self.group is None:
                self.complain(
                    "twice",
                    r.number,
                    0,
                    f"{text} finns redan på rad {before}; behåll en av raderna, eller skriv group",
                    f"{text} stands on row {before} already; keep one of the rows, or write group",
                )
            seen.setdefault(key, r.number)
            found[r.number] = id_
        for key, id_ in names.items():
            if key not in used and not self.problems:
                sv, en = did_you_mean(key, seen)
                self.map.complain(
                    "names",
                    f"{key} ({id_}) finns inte bland raderna{sv}",
                    f"{key} ({id_}) is not among the rows{en}",
                )
        self._several(found)
        self._alike({key: (names[key], row) for key, row in seen.items()}, self.label)
        return found

    def _alike(self, rows: Mapping[str, tuple[str, int]], column: int) -> None:
        """Tell names that are probably one, spelt in two ways, and have two ids.

        Args:
            rows: Id and first row of each name.
            column: Their column.
        """
        for one, other in spelt_alike(rows):
            (first, row), (second, at) = rows[one], rows[other]
            if first != second:
                names = self._label(row, column), self._label(at, column)
                self.notes.append(
                    Problem(
                        path="",
                        place=self.place(at, column),
                        sv=f"{names[1]} ({second}) liknar {names[0]} ({first}, rad {row}): är de samma? ge dem då "
                        "samma id i kartan",
                        en=f"{names[1]} ({second}) is like {names[0]} ({first}, row {row}): are they the same? then "
                        "give them the same id in the map",
                    )
                )

    def _several(self, ids: Mapping[int, str]) -> None:
        """Tell which names the map adds up under one id."""
        rows: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for row, id_ in ids.items():
            rows[id_].setdefault(self._label(row, self.label), row)
        for id_, named in rows.items():
            if len(named) > 1:
                listed = ", ".join(f"{name} ({row})" for name, row in named.items())
                self.notes.append(
                    Problem(
                        path="",
                        place=self.place(min(named.values())),
                        sv=f"{id_} är summan av flera namn (rad): {listed}",
                        en=f"{id_} is the sum of several names (row): {listed}",
                    )
                )

    def _payers(self, rows: list[Row], ids: Mapping[int, str]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the committee of each activity, and committees' printed names; complain of one with two."""
        given, names = self._named("committees")
        found: dict[str, str] = {}
        printed: dict[str, str] = {}
        first: dict[str, int] = {}
        for r in rows:
            if r.number not in ids:
                continue
            text, id_ = self._label(r.number, self.committee), ids[r.number]
            committee = names.get(folded(text))
            if committee is None:
                sv, en = did_you_mean(text, given)
                self.complain(
                    "committee",
                    r.number,
                    self.committee,
                    f"{text} står inte under committees i kartan{sv}"
                    if text
                    else "raden saknar nämnd; skriv den",
                    f"{text} is not under committees in the map{en}"
                    if text
                    else "the row has no committee; write it",
                )
                continue
            printed.setdefault(committee, text)
            first.setdefault(id_, r.number)
            if found.setdefault(id_, committee) != committee:
                self.complain(
                    "payer",
                    r.number,
                    self.committee,
                    f"{id_} hör till {found[id_]} på rad {first[id_]} och till {committee} här; skriv två id, som "
                    f'"{text}: {self._label(r.number, self.label)}": {committee}_{id_} under names',
                    f"{id_} belongs to {found[id_]} on row {first[id_]} and {committee} here; write two ids, such as "
                    f'"{text}: {self._label(r.number, self.label)}": {committee}_{id_} under names',
                )
        said: dict[str, int] = {}
        for n in sorted(ids):
            said.setdefault(folded(self._label(n, self.committee)), n)
        self._alike({name: (names[name], n) for name, n in said.items() if name in names}, self.committee)
        both = {*found} & {*found.values()}
        for id_ in sorted(both):
            self.map.complain(
                "names",
                f"{id_} är id för både en nämnd och en verksamhet; skriv ett annat, som {id_}_verksamhet",
                f"{id_} is the id of both a committee and an activity; write another, such as {id_}_activity",
            )
        return found, printed

    # --------------------------------------------------------------------------------------------- what looks wrong

    def _looks_wrong(self, rows: list[Row], kind: str) -> None:
        """Ask about signs, units and changes that the sheet's own figures speak against."""
        whole = {
            name: sum((r.amounts.get(name, Decimal(0)) for r in rows), Decimal(0))
            for name in self.columns
            if name == "base" or name.isdecimal()
        }
        if kind == "frames":
            for name, total in whole.items():
                self._signed(name, total)
        if self.problems or kind != "frames":
            return
        usual = sorted(whole.values())[len(whole) // 2] if whole else Decimal(0)
        base = whole.get("base", Decimal(0))
        for name, total in whole.items():
            if _off(total, usual):
                self.complain(
                    "unit", self.heading, self.columns[name],
                    f"kolumnens summa är {written(total)} mot {written(usual)} i en annan kolumn; står de i olika "
                    "enheter (tkr, mnkr)? rätta bladet",
                    f"the column adds up to {written(total)} against {written(usual)} in another column; are they in "
                    "different units? correct the sheet")  # fmt: skip
            elif name != "base" and base and total < base / 5:
                self.complain(
                    "change", self.heading, self.columns[name],
                    f"kolumnens summa är {written(total)} mot {written(base)} för base; är det förändringar? skriv "
                    "kind: differences, eller välj kolumnen med ramar",
                    f"the column adds up to {written(total)} against {written(base)} for base; are they changes? "
                    "write kind: differences, or choose the column of frames")  # fmt: skip
        for r in rows:
            self._off_in_row(r, whole)

    def _revenue_added(self, rows: list[Row]) -> None:
        """Ask about a column that says which rows are revenue, where those rows count as cost."""
        used = {self.label, self.revenue, self.committee, *self.columns.values()}
        used |= {self.long.year} if self.long is not None else set()
        for k in sorted({k for r, k in self.grid.cells if r == self.heading} - used):
            said = {r.number: self._label(r.number, k) for r in rows}
            revenue = [r for r in rows if REVENUE.search(said[r.number])]
            total = sum((a for r in revenue for a in r.amounts.values()), Decimal(0))
            sorts = all(bool(REVENUE.search(text)) != bool(EXPENSE.search(text)) for text in said.values())
            if total > 0 and sorts and len(revenue) < len(rows):
                head = self._head(k)
                self.complain(
                    "revenue", revenue[0].number, k,
                    f"rader som är intäkter läggs till kostnaden; skriv revenue: {head} i kartan, så dras de av",
                    f"rows that are revenue add to cost; write revenue: {head} in the map, and they are subtracted",
                )  # fmt: skip

    def _signed(self, name: str, total: Decimal) -> None:
        if total < 0:
            other = SIGNS[1] if self.sign > 0 else SIGNS[0]
            self.complain(
                "sign", self.heading, self.columns[name],
                f"kostnaderna blir tillsammans {written(total)}, under noll; skriv sign: {other}",
                f"costs add up to {written(total)}, below zero; write sign: {other}")  # fmt: skip

    def _off_in_row(self, r: Row, whole: Mapping[str, Decimal]) -> None:
        given = {name: r.amounts[name] for name in whole if r.amounts.get(name)}
        for name, amount in given.items():
            others = sorted(x for other, x in given.items() if other != name)
            usual = others[len(others) // 2] if others else Decimal(0)
            if len(others) > 1 and _off(amount, usual) and not any(_off(x, usual) for x in others):
                self.complain(
                    "unit", r.line(name), self.columns[name],
                    f"{written(amount)} mot {written(usual)} i radens andra kolumner: står det i en annan enhet "
                    "(tkr, mnkr)? rätta cellen",
                    f"{written(amount)} against {written(usual)} in the other columns of the row: is it in another "
                    "unit? correct the cell")  # fmt: skip

    def _units_of(self, budget: Budget) -> None:
        """Ask about ids whose amounts as a whole are in another unit, and tell those whose costs are below zero."""
        if budget.kind != "frames":
            return
        amounts: defaultdict[str, list[Decimal]] = defaultdict(list)
        for (id_, column), amount in budget.amounts.items():
            if column == "base" or column.isdecimal():
                amounts[id_].append(amount)
        places = {id_: place for (id_, _), place in reversed(budget.places.items())}
        called = dict(budget.names)
        if budget.committees:
            several = Counter(budget.names.values())
            whose = {id_: budget.committee_names[c] for id_, c in budget.committees.items()}
            called |= {i: f"{whose[i]}: {name}" for i, name in budget.names.items() if several[name] > 1}
        stated = {
            i: name
            for i, name in called.items()
            if not {folded(name), folded(budget.names[i])} & {*self.units}
        }
        for other in others_unit(amounts, called, budget.unit):
            if other.id not in stated:
                continue
            name = stated[other.id]
            sv = f"{other.sv}: står raden i {other.unit} och inte {budget.unit}? rätta bladet, eller skriv "
            en = f"{other.en}: is the row in {other.unit} and not {budget.unit}? correct the sheet, or write "
            unit = f"units: {flow({name: other.unit})}"
            sv += f"{unit} i kartan ({budget.unit} om raden stämmer)"
            en += f"{unit} in the map ({budget.unit} if the row is right)"
            self.problems.append(Problem(path="", place=places.get(other.id), sv=sv, en=en))
        for id_, row in amounts.items():
            if any(row) and max(row) <= 0:
                self.notes.append(Problem(
                    path="", place=places.get(id_),
                    sv=f"{budget.names[id_]} är under noll i alla kolumner: nettointäkt, eller fel tecken",
                    en=f"{budget.names[id_]} is below zero in all columns: net revenue, or a wrong sign",
                ))  # fmt: skip

    # ------------------------------------------------------------------------------------------------- the result

    def _sorted(self, rows: list[Row], ids: Mapping[int, str], unit: str, kind: str) -> Budget:
        """Return amounts by id and column; rows of the same id add up."""
        names: dict[str, str] = {}
        for r in rows:
            if r.number in ids:
                names.setdefault(ids[r.number], self._label(r.number, self.label))
        payers, printed = self._payers(rows, ids) if self.committee else ({}, {})
        budget = Budget(
            file=self.file.name,
            sheet=self.grid.name,
            unit=unit,
            kind=kind,
            names=names,
            amounts={},
            bridge={},
            rows_of={},
            places={},
            decimals=self.decimals,
            rows=len(ids) if self.long is None else sum(len(r.lines) for r in rows if r.number in ids),
            committees=payers,
            committee_names=printed,
        )
        if self.group is not None:
            self._bridge(budget, rows, ids, self.group)
        else:
            for r in rows:
                for column, amount in r.amounts.items():
                    key = ids[r.number], column
                    budget.amounts[key] = budget.amounts.get(key, Decimal(0)) + amount
                    budget.places.setdefault(key, self.place(r.line(column), self.columns[column]))
        return budget

    def _bridge(self, budget: Budget, rows: list[Row], ids: Mapping[int, str], group: _Group) -> None:
        """Add rows of change groups up to a bridge from the base to each year's frame.

        Where amounts are levels, each year's columns hold all that has changed since the base; what a year adds is
        the difference from the year before.
        """
        years = sorted(int(name) for name in self.columns if name.isdecimal())
        level = self._levels(budget, rows, ids, group)
        for id_ in budget.names:
            by_year = [level.get((id_, y, "base"), Decimal(0)) for y in years]
            bases = {*by_year} if group.levels else {*by_year[:1], *filter(None, by_year[1:])}
            if len(bases) > 1:
                told = ", ".join(map(written, sorted(bases)))
                self.map.complain(
                    "group.terms",
                    f"{id_}: basen är inte samma i alla år ({told}); rätta bladet eller group.terms",
                    f"{id_}: the base is not the same in all years ({told}); correct the sheet or group.terms",
                )
            last = budget.amounts[id_, "base"] = by_year[0] if by_year else Decimal(0)
            for n, y in enumerate(years):
                budget.bridge[id_, y, "last_year"] = last
                for term in TERMS[1:]:
                    of = (id_, years[n - 1], term) if n and group.levels else None
                    before = level.get(of, Decimal(0)) if of else Decimal(0)
                    added = level.get((id_, y, term), Decimal(0)) - before
                    if added:
                        budget.bridge[id_, y, term] = added
                        last += added
                budget.bridge[id_, y, "frame"] = budget.amounts[id_, str(y)] = last

    def _levels(
        self, budget: Budget, rows: list[Row], ids: Mapping[int, str], group: _Group
    ) -> dict[tuple[str, int, str], Decimal]:
        """Return what the sheet has for each id, year and term; complain of groups that the map does not name."""
        level: dict[tuple[str, int, str], Decimal] = defaultdict(Decimal)
        for r in rows:
            code, id_ = self._label(r.number, group.column), ids.get(r.number)
            term = group.terms.get(code)
            if id_ is None:
                continue
            if term is None:
                sv, en = did_you_mean(code, group.terms)
                self.complain(
                    "group", r.number, 0, f"förändringsgruppen {code} står inte under group.terms{sv}",
                    f"the change group {code} is not under group.terms{en}")  # fmt: skip
                continue
            budget.rows_of.setdefault((id_, term), []).extend(r.numbers)
            for name, amount in r.amounts.items():
                level[id_, int(name), term] += amount
                for key in (term, name):
                    budget.places.setdefault((id_, key), self.place(r.line(name), self.columns[name]))
        return level

    def _reorganised(self, budget: Budget) -> None:
        """Move bases of predecessors to what came after; ask about committees that ended where others began."""
        at = budget.amounts
        years = sorted({column for _, column in at if column.isdecimal()})
        self._moved(budget, years)
        if self.problems or budget.kind != "frames" or not years or not any(c == "base" for _, c in at):
            return
        ended = [i for i in budget.names if at.get((i, "base")) and not any(at.get((i, y)) for y in years)]
        began = [i for i in budget.names if not at.get((i, "base")) and any(at.get((i, y)) for y in years)]
        if ended and began:
            proposed = ", ".join(ended)
            self.map.complain(
                "predecessors",
                f"{', '.join(ended)} har bas men ingen ram, {', '.join(began)} ram men ingen bas; skriv vem som följde "
                f"vem, som predecessors: {{{began[0]}: [{proposed}]}}",
                f"{', '.join(ended)} have a base but no frame, {', '.join(began)} a frame but no base; write who "
                f"followed whom, such as predecessors: {{{began[0]}: [{proposed}]}}",
            )
        for id_ in () if ended and began else ended + began:
            place = next((p for (i, _), p in budget.places.items() if i == id_), None)
            what = (
                ("bas men ingen ram", "a base but no frame")
                if id_ in ended
                else ("ram men ingen bas", "a frame but no base")
            )
            self.notes.append(
                Problem(path="", place=place, sv=f"{id_} har {what[0]}", en=f"{id_} has {what[1]}")
            )

    def _moved(self, budget: Budget, years: Sequence[str]) -> None:
        given = self.map.root.get("predecessors") or {}
        if not isinstance(given, dict):
            self.map.complain("predecessors", "ska vara {ny: [gammal, …]}", "must be {new: [old, …]}")
            return
        left = dict.fromkeys(budget.names, Decimal(1))
        bases = {i: budget.amounts.get((i, "base"), Decimal(0)) for i in budget.names}
        for new, entries in given.items():
            listed = entries if isinstance(entries, list) else [entries]
            parts = entries if isinstance(entries, dict) else dict.fromkeys(map(str, listed), "100 %")
            for old, part in parts.items():
                path = f"predecessors.{new}"
                share = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*%", str(part))
                unknown = next((i for i in (new, old) if i not in budget.names), None)
                if unknown is not None or share is None:
                    sv, en = did_you_mean(unknown, budget.names) if unknown is not None else ("", "")
                    self.map.complain(
                        path,
                        f"okänt id {unknown}{sv}"
                        if unknown is not None
                        else f"skriv en andel som 40 %, inte {part}",
                        f"unknown id {unknown}{en}"
                        if unknown is not None
                        else f"write a share such as 40 %, not {part}",
                    )
                    continue
                left[old] -= Decimal(share[1]) / 100
                moved = bases[old] * Decimal(share[1]) / 100
                budget.amounts[new, "base"] = budget.amounts.get((new, "base"), Decimal(0)) + moved
                budget.amounts[old, "base"] = budget.amounts.get((old, "base"), Decimal(0)) - moved
                budget.places.setdefault(
                    (new, "base"), budget.places.get((old, "base"), self.place(self.heading or 1))
                )
        for old, rest in left.items():
            if rest < 0:
                self.map.complain("predecessors", f"av {old} går mer än 100 % till andra; rätta andelarna",
                                  f"more than 100 % of {old} goes to others; correct the shares")  # fmt: skip
            elif rest == 0 and any(budget.amounts.get((old, y)) for y in years):
                self.map.complain("predecessors", f"{old} har ramar kvar; skriv hur stor del som gick över",
                                  f"{old} still has frames; write how large a part went over")  # fmt: skip
            elif rest == 0:
                for key in [key for key in budget.amounts if key[0] == old]:
                    del budget.amounts[key]
                del budget.names[old]


@dataclass(frozen=True, slots=True)
class _Long:
    """A row for each year: the columns of years and amounts, the base year, and years that are not read."""

    year: int
    amount: int
    base: int | None
    skip: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Group:
    """Change groups: their column, which term each code is, and whether amounts are levels or changes by year."""

    column: int
    terms: Mapping[str, str]
    levels: bool


def side_of(heading: str) -> str:
    """Return whether a heading says ``net`` cost, gross ``cost`` or ``revenue``; empty where it says none of them."""
    if NET.search(heading):
        return "net"
    said = [name for name, words in (("cost", EXPENSE), ("revenue", REVENUE)) if words.search(heading)]
    return said[0] if len(said) == 1 else ""


def _off(amount: Decimal, usual: Decimal) -> bool:
    """Whether an amount is off by a power of ten as large as between units."""
    power = power_off(float(amount), float(usual)) if amount and usual else None
    return power is not None and not 1 / LEAST_POWER < power < LEAST_POWER


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split()) if value is not None else ""


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _listed(value: Any) -> Iterator[int]:
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, int):
            yield entry
