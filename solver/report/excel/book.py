"""The door to xlsxwriter: sheets of text, numbers and sums, the same bytes every time.

Text from data is always a text cell: nothing that a file says can start a formula or a link. Formulas are ours;
each is written with its value, so that a reader that does not recalculate shows it too.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from models.units import PER_MSEK
from solver.report.excel.live import Live

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from solver.report.words import Words

CREATED = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - what every archive's parts are dated too
"""A fixed time in place of the one it was made, so that the same scenario gives the same bytes."""
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
LONGEST = 32_000
"""Characters of a text; a cell holds few more."""
WIDEST, NARROWEST = 60.0, 9.0
"""Characters across a column."""
A4 = 9
TALL = 16.0
"""Height of a row."""
NOTHING = 1e-9
"""Smallest size of a number that another is divided by."""
ACROSS = 10
"""Columns of a printed page."""
LINE_OF_TEXT = 118
"""Characters of a line of a note."""
DARK, LIGHT, LINE = "#1F3864", "#E7ECF4", "#8497B0"
NO_TEXT = re.compile("[\ud800-\udfff\ufffe\uffff]")
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")

TKR = PER_MSEK["TSEK"]
"""Money in a workbook is in tkr, whatever the scenario's currency: how many of them one MSEK is."""
DUST = 1e-5
"""A hundredth of a krona [tkr]."""
Kind = Literal[
    "text",
    "money",
    "moved",
    "share",
    "moved_share",
    "points",
    "moved_points",
    "tenths",
    "moved_tenths",
    "whole_share",
    "plain",
    "whole",
    "moved_whole",
    "fine",
]
Cell: TypeAlias = "str | float | int | Live | None"
Source: TypeAlias = Literal["", "input", "solver"]
"""Where the numbers of a column come from: a formula or the file, the sheet of inputs, or the solver."""
Look: TypeAlias = "Mapping[str, Any]"
TITLE: Look = {"bold": True, "font_size": 14, "font_color": DARK}
HEADING: Look = {"bold": True, "font_size": 12, "font_color": DARK}
NOTE: Look = {"font_color": "#404040"}
TOP: Look = {
    "bold": True,
    "text_wrap": True,
    "valign": "bottom",
    "bg_color": LIGHT,
    "bottom": 2,
    "bottom_color": DARK,
}


SOURCES: Mapping[Source, Look] = {
    "": {},
    "input": {"bg_color": "#FFFBEA", "font_color": "#1F3FA0"},
    "solver": {"italic": True, "font_color": "#5A5A5A"},
}
"""How cells look by where their numbers come from: inputs on yellow, the solver's in grey italics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    Attributes:
        key: Its key in rows.
        head: Its heading.
        kind: How its numbers look.
        adds: Keys that it is the sum of in every row, as a live formula; a minus before those it takes away.
        ratio: Key of the part that it is the ratio of.
        of: Keys of the whole, added up. In a row of sums only rows that have a whole count.
        less_one: Whether it is the ratio less one: the growth.
        summed: Whether the rows of sums add it up.
        source: Where its numbers come from; decides how they look.
        width: Characters across; None as wide as its cells.
    """

    key: str
    head: str
    kind: Kind = "text"
    adds: tuple[str, ...] = ()
    ratio: str = ""
    of: tuple[str, ...] = ()
    less_one: bool = False
    summed: bool = False
    source: Source = ""
    width: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A row under a table.

    Attributes:
        name: Its name.
        cells: Given numbers; the others are empty.
        of: The rows it adds up: ``"rows"`` those of the table, ``"above"`` the totals above it, in columns
            where each has a number; None for given numbers.
    """

    name: str
    cells: Mapping[str, Cell]
    of: Literal["rows", "above"] | None = None


class Book:
    """A workbook while it is written."""

    def __init__(self, title: str, author: str, formats: Callable[[Kind], str]) -> None:
        """Begin.

        Args:
            title: Title of the workbook.
            author: The program that made it.
            formats: Number format of each kind of column.
        """
        self._bytes = io.BytesIO()
        self.book = xlsxwriter.Workbook(self._bytes, OPTIONS)
        self.book.set_properties({"title": clean(title), "author": author, "created": CREATED})
        self.book.set_size(24_000, 14_000)
        self._number = formats
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._sheets: list[Sheet] = []

    def format(self, look: Look) -> Any:
        """Return a cell format; the same look gives the same format."""
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({"font_name": "Calibri", "font_size": 11, **look})
        return self._made[key]

    def number(self, kind: Kind) -> Look:
        """Return how a kind of column looks."""
        if kind == "text":
            return {"text_wrap": True, "valign": "vcenter"}
        return {"num_format": self._number(kind), "valign": "vcenter"}

    def sheet(self, name: str, title: str, notes: Sequence[str], footer: str) -> Sheet:
        """Add a sheet with its title and what must be said above every table."""
        self._sheets.append(Sheet(self, name, title, notes, footer))
        return self._sheets[-1]

    def finished(self) -> bytes:
        """Return the file."""
        for sheet in self._sheets:
            sheet.finish()
        self.book.close()
        return self._bytes.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A table in its place, for formulas that refer to it.

    Attributes:
        rows: The numbers of each row by column key.
        totals: The same of each row under the table.
        numbers: Name of the cells of each column, from the first row to the last, without those under it.
    """

    rows: tuple[Mapping[str, Live], ...]
    totals: tuple[Mapping[str, Live], ...]
    numbers: Mapping[str, str]


class Sheet:
    """A sheet while it is written, from the top down."""

    def __init__(self, book: Book, name: str, title: str, notes: Sequence[str], footer: str) -> None:
        """Begin with the title and its notes, and leave a row for the state of the inputs."""
        self.book, self.name = book, name
        self.page = book.book.add_worksheet(name)
        self.page.set_landscape()
        self.page.set_paper(A4)
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self.page.set_footer(f"&L{footer.replace('&', '&&')}&C&A&R&P / &N")
        self.page.hide_gridlines(2)
        self.page.set_default_row(TALL)
        self.row, self.across = 0, 1
        self._widths: dict[int, float] = {}
        self._frozen = False
        self.text(0, title, TITLE)
        self.row += 1
        for note in notes:
            self.note(note)
        self.state = self.row
        self.row += 2

    def text(self, column: int, text: str, look: Look) -> None:
        """Write text in the current row: never a formula, a link or a number, not even when it is edited."""
        said = clean(text)
        quoted = {"quote_prefix": True} if said.startswith(STARTS_A_FORMULA) else {}
        self.page.write_string(self.row, column, said, self.book.format({**look, **quoted}))

    def formula_text(self, row: int, formula: str, value: str) -> None:
        """Write a formula that gives a text, in the first column of a row."""
        self.page.write_formula(row, 0, self._own(formula), self.book.format({**NOTE, "bold": True}), value)

    def heading(self, text: str) -> None:
        """Write a heading above a further table."""
        self.text(0, text, HEADING)
        self.row += 1

    def note(self, text: str) -> None:
        """Write a note, on as many lines as fit a printed page."""
        for line in textwrap.wrap(text, LINE_OF_TEXT) or [""]:
            self.text(0, line, NOTE)
            self.row += 1

    def gap(self) -> None:
        """Leave an empty row."""
        self.row += 1

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Mapping[str, Cell]],
        totals: Sequence[Total] = (),
        *,
        stays: bool = True,
    ) -> Written:
        """Write a table with its head, live sums and totals.

        Args:
            columns: From the left, at most ``ACROSS``; the first names the row.
            rows: Given cells by column; computed ones are left out. ``KEY:live`` tells that a formula gives this row's
                number in a column that is otherwise the solver's.
            totals: Rows beneath.
            stays: Whether the head of the sheet's first table stays in sight and on every page.

        Returns:
            Where its numbers stand.

        Raises:
            ValueError: It has more columns than a printed page.
        """
        if len(columns) > ACROSS:
            raise ValueError(f"{len(columns)} columns on {self.name}: a printed page has {ACROSS}")
        self.across = max(self.across, len(columns))
        at = {c.key: k for k, c in enumerate(columns)}
        self._fit(columns, rows, totals)
        self._head(columns, stays=stays)
        first = self.row
        values: list[Mapping[str, float]] = []
        for given in rows:
            deep = max(self._deep(k, given.get(c.key)) for k, c in enumerate(columns))
            if deep > 1:
                self.page.set_row(self.row, TALL * deep)
            values.append(self._row(columns, at, given, {}))
            self.row += 1
        body = range(first, self.row)
        beneath = self._totals(columns, totals, body, values)
        end = self.row - len(beneath)
        self.row += 1

        def places(row: int, found: Mapping[str, float]) -> Mapping[str, Live]:
            return {key: reference(self.name, row, at[key], value) for key, value in found.items()}

        return Written(
            rows=tuple(places(row, found) for row, found in zip(body, values, strict=True)),
            totals=tuple(places(end + n, found) for n, found in enumerate(beneath)),
            numbers={
                key: f"'{self.name}'!{fixed_range(body[0], body[-1], k)}" for key, k in at.items() if body
            },
        )

    def finish(self) -> None:
        """Set what is printed: as wide as the widest table, and wide enough for the notes."""
        across = self.across
        while across < ACROSS and sum(self._widths.get(k, NARROWEST) for k in range(across)) < LINE_OF_TEXT:
            across += 1
        self.page.print_area(0, 0, max(self.row - 1, 0), across - 1)

    def _head(self, columns: Sequence[Column], *, stays: bool) -> None:
        for k, c in enumerate(columns):
            align = {"align": "left", "indent": min(k, 1)} if c.kind == "text" else {"align": "right"}
            self.text(k, c.head, {**TOP, **align})
        self.page.set_row(self.row, TALL * max(self._lines(k, c) for k, c in enumerate(columns)))
        if not self._frozen:
            self.page.freeze_panes(self.row + 1 if stays else 0, 1)
            if stays:
                self.page.repeat_rows(self.row)
            self._frozen = True
        self.row += 1

    def _totals(
        self,
        columns: Sequence[Column],
        totals: Sequence[Total],
        body: range,
        rows: Sequence[Mapping[str, float]],
    ) -> list[dict[str, float]]:
        at = {c.key: k for k, c in enumerate(columns)}
        written: list[dict[str, float]] = []
        start = self.row
        for total in totals:
            sums: dict[str, Live] = {}
            for c in columns:
                if c.summed and total.of == "rows" and body:
                    value = sum(row.get(c.key, 0.0) for row in rows)
                    sums[c.key] = Live(f"SUM({span(body, at[c.key])})", value)
                elif c.summed and total.of == "above" and all(c.key in row for row in written):
                    terms = "+".join(cell(start + n, at[c.key]) for n in range(len(written)))
                    sums[c.key] = Live(terms, sum(row[c.key] for row in written))
            if total.of == "rows":
                sums |= self._ratios_of_rows(columns, at, body, rows)
            given = {**total.cells, columns[0].key: total.name}
            written.append(self._row(columns, at, given, sums, bold=total.of is not None))
            self.row += 1
        return written

    @staticmethod
    def _ratios_of_rows(
        columns: Sequence[Column], at: Mapping[str, int], body: range, rows: Sequence[Mapping[str, float]]
    ) -> dict[str, Live]:
        """Return ratios of sums that have the base of their rows: only rows that have a whole count."""
        ratios: dict[str, Live] = {}
        for c in columns:
            if not c.ratio or len(c.of) != 1 or c.less_one:
                continue
            whole = c.of[0]
            counted = [row for row in rows if row.get(whole, 0.0) > 0]
            if not counted or len(counted) == len(rows):
                continue
            part = sum(row.get(c.ratio, 0.0) for row in counted)
            base = span(body, at[whole])
            ratios[c.key] = Live(
                f'SUMIF({base},">0",{span(body, at[c.ratio])})/SUM({base})',
                part / sum(row[whole] for row in counted),
            )
        return ratios

    def _deep(self, k: int, value: Cell) -> int:
        """Return how many lines a text takes in its column."""
        if not isinstance(value, str):
            return 1
        across = max(int(self._widths[k]) - 2, 4)
        return max(1, sum(len(textwrap.wrap(part, across)) or 1 for part in value.split("\n")))

    def _row(
        self,
        columns: Sequence[Column],
        at: Mapping[str, int],
        given: Mapping[str, Cell],
        sums: Mapping[str, Live],
        *,
        bold: bool = False,
    ) -> dict[str, float]:
        """Write a row and return the numbers in it."""
        values: dict[str, float] = {}
        cells = {key: value for key, value in {**given, **sums}.items() if key in at}
        for key, value in cells.items():
            if isinstance(value, Live):
                values[key] = value.value + 0.0
            elif isinstance(value, float | int):
                values[key] = value
        looks: Look = {"bold": True, "top": 1, "top_color": LINE} if bold else {}
        for k, c in enumerate(columns):
            source = c.source if given.get(f"{c.key}:live") is None else ""
            kind = cast("Kind", given.get(f"{c.key}:kind") or c.kind)
            look = {**self.book.number(kind), **(SOURCES[source] if not bold else {}), **looks}
            look |= {"indent": 1} if k and c.kind == "text" else {}
            value = cells.get(c.key)
            if value is None and c.adds and not (bold and c.summed):
                value = self._added(c, at, values)
            elif value is None and c.ratio:
                value = self._divided(c, at, values)
            if isinstance(value, Live):
                values[c.key] = value.value + 0.0
            self._cell(k, c, value, look)
        return values

    def _cell(self, k: int, c: Column, value: Cell, look: Look) -> None:
        if isinstance(value, Live):
            formula, format_ = self._own(f"={value.text}"), self.book.format(look)
            self.page.write_formula(self.row, k, formula, format_, value.value + 0.0)
        elif isinstance(value, str):
            plain = look if c.kind == "text" else {"align": "right", "valign": "vcenter"}
            self.text(k, value, plain)
        elif value is None:
            self.page.write_blank(self.row, k, None, self.book.format(look))
        else:
            self.page.write_number(self.row, k, value, self.book.format(look))

    def _own(self, formula: str) -> str:
        """Return a formula in which cells of this sheet are named without it."""
        return formula.replace(f"'{self.name}'!", "")

    def _added(self, c: Column, at: Mapping[str, int], values: Mapping[str, float]) -> Live | None:
        names = [(key.removeprefix("-"), -1.0 if key.startswith("-") else 1.0) for key in c.adds]
        if not any(key in values for key, _ in names):
            return None
        terms = "".join(f"{'-' if s < 0 else '+'}{cell(self.row, at[key])}" for key, s in names)
        return Live(terms.removeprefix("+"), sum(s * values.get(key, 0.0) for key, s in names))

    def _divided(self, c: Column, at: Mapping[str, int], values: Mapping[str, float]) -> Live | None:
        whole = sum(values.get(key, 0.0) for key in c.of)
        if c.ratio not in values or abs(whole) < NOTHING:
            return None
        names = [cell(self.row, at[key]) for key in c.of]
        base = names[0] if len(names) == 1 else f"({'+'.join(names)})"
        formula = f"{cell(self.row, at[c.ratio])}/{base}"
        ratio = values[c.ratio] / whole
        return Live(f"{formula}-1", ratio - 1) if c.less_one else Live(formula, ratio)

    def _lines(self, k: int, c: Column) -> int:
        width = self._widths[k]
        return max(1, sum(-(-len(part) // max(int(width) - 1, 4)) for part in c.head.split("\n")))

    def _fit(
        self, columns: Sequence[Column], rows: Sequence[Mapping[str, Cell]], totals: Sequence[Total]
    ) -> None:
        """Make columns as wide as their cells, within reason."""
        for k, c in enumerate(columns):
            words = [str(row[c.key]) for row in rows if isinstance(row.get(c.key), str)]
            words += [t.name for t in totals] if k == 0 else []
            wanted = c.width or min(max([NARROWEST, *(1.1 * len(word) + 2.0 for word in words)]), WIDEST)
            self._widths[k] = max(self._widths.get(k, 0.0), wanted)
            self.page.set_column(k, k, self._widths[k])


def amount(msek: float) -> float:
    """Return an amount in tkr; less than a hundredth of a krona is the solver's rounding, and becomes 0."""
    value = tidy(msek * TKR)
    return value if abs(value) > DUST else 0.0


def tkr(w: Words) -> str:
    """Return the unit of money in a workbook."""
    return w.term("tsek")


def cell(row: int, column: int) -> str:
    """Return a cell's name: ``C5``."""
    return str(xl_rowcol_to_cell(row, column))


def reference(sheet: str, row: int, column: int, value: float) -> Live:
    """Return a cell as a live number.

    Args:
        sheet: Name of its sheet.
        row: Its row, from 0.
        column: Its column, from 0.
        value: The number in it; 0 for an empty cell.
    """
    return Live(f"'{sheet}'!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}", value)


def span(rows: range, column: int) -> str:
    """Return the name of the cells of a column in some rows: ``C5:C9``."""
    return f"{cell(rows[0], column)}:{cell(rows[-1], column)}"


def fixed_range(first: int, last: int, column: int) -> str:
    """Return the same with fixed rows and column: ``$C$5:$C$9``."""
    ends = (xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for row in (first, last))
    return ":".join(ends)


def money(  # noqa: PLR0913 - what a column is, by name
    w: Words,
    key: str,
    head: tuple[str, str],
    *,
    adds: tuple[str, ...] = (),
    moved: bool = False,
    source: Source = "",
    summed: bool = True,
) -> Column:
    """Return a column of money.

    Args:
        w: How the report is written.
        key: Its key in rows.
        head: Its heading in Swedish and in English.
        adds: Keys that it is the sum of.
        moved: Whether its numbers are changes, with their sign.
        source: Where its numbers come from.
        summed: Whether the rows of sums add it up.
    """
    kind: Kind = "moved" if moved else "money"
    return Column(key=key, head=w.say(*head), kind=kind, adds=adds, summed=summed, source=source, width=13)


def three(
    w: Words, y: int, old: Source, new: Source, kind: Literal["money", "points"] = "money"
) -> list[Column]:
    """Return three columns of a year, ``old``, ``new`` and ``more``: indexation, proposal and difference.

    Args:
        w: How the report is written.
        y: The plan year.
        old: Where indexation's numbers come from.
        new: Where the proposal's come from.
        kind: How their numbers look; money is added up in rows of sums.
    """
    moved: Kind = "moved" if kind == "money" else "moved_points"
    summed = kind == "money"
    heads = w.say(f"Uppräkning\n{y}", f"Indexation\n{y}"), w.say(f"Räkneförslag\n{y}", f"Proposal\n{y}")
    return [
        Column(key="old", head=heads[0], kind=kind, summed=summed, source=old, width=13),
        Column(key="new", head=heads[1], kind=kind, summed=summed, source=new, width=13),
        Column(
            key="more",
            head=w.term("against_indexation"),
            kind=moved,
            adds=("new", "-old"),
            summed=summed,
            width=12,
        ),
    ]


def settled(w: Words, y: int, kind: Literal["money", "points"] = "money", source: Source = "") -> Column:
    """Return the one column of a settled year, ``new``: every plan has its numbers.

    Args:
        w: How the report is written.
        y: The settled year.
        kind: How its numbers look; money is added up in rows of sums.
        source: Where they come from.
    """
    head = f"{w.proposed(y)}\n{y}"
    return Column(key="new", head=head, kind=kind, summed=kind == "money", source=source, width=13)


def tidy(value: float) -> float:
    """Return an amount without the rounding errors of floating point, and never minus 0."""
    return round(float(value), 9) + 0.0


def clean(text: str) -> str:
    """Return text that a workbook can hold."""
    said = NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)
    return said if len(said) <= LONGEST else said[:LONGEST] + " …"
