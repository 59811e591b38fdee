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
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from models.units import PER_MSEK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from solver.report.words import Words

CREATED = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - what every archive's parts are dated too
"""No workbook tells when it was made: the same scenario gives the same bytes."""
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
"""What is divided by is more than this."""
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
    "plain",
    "whole",
    "moved_whole",
    "fine",
]
Cell = str | float | int | None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    Attributes:
        key: What rows call it.
        head: Its heading.
        kind: How its numbers look.
        adds: Keys that it is the sum of in every row, as a live formula; a minus before those it takes away.
        ratio: (part, whole) that it is the ratio of; (a, b, "less one") the growth; "real" the growth beyond an index.
        summed: Whether the rows of sums add it up.
        width: Characters across; None as wide as its cells.
    """

    key: str
    head: str
    kind: Kind = "text"
    adds: tuple[str, ...] = ()
    ratio: tuple[str, ...] = ()
    summed: bool = False
    width: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A row under a table.

    Attributes:
        name: What it is.
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
            title: What it is about.
            author: What made it.
            formats: Number format of each kind of column.
        """
        self._bytes = io.BytesIO()
        self.book = xlsxwriter.Workbook(self._bytes, OPTIONS)
        self.book.set_properties({"title": clean(title), "author": author, "created": CREATED})
        self.book.set_size(24_000, 14_000)
        self._number = formats
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, look: Look) -> Any:
        """A cell format, made once."""
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({"font_name": "Calibri", "font_size": 11, **look})
        return self._made[key]

    def number(self, kind: Kind) -> Look:
        """How a kind of column looks."""
        if kind == "text":
            return {"text_wrap": True, "valign": "vcenter"}
        return {"num_format": self._number(kind), "valign": "vcenter"}

    def sheet(self, name: str, title: str, notes: Sequence[str], footer: str) -> Sheet:
        """A new sheet with its title and what must be said above every table."""
        return Sheet(self, name, title, notes, footer)

    def finished(self) -> bytes:
        """The file."""
        self.book.close()
        return self._bytes.getvalue()


class Sheet:
    """A sheet while it is written, from the top down."""

    def __init__(self, book: Book, name: str, title: str, notes: Sequence[str], footer: str) -> None:
        """Begin with the title and its notes."""
        self.book = book
        self.page = book.book.add_worksheet(name)
        self.page.set_landscape()
        self.page.set_paper(A4)
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self.page.set_footer(f"&L{footer.replace('&', '&&')}&C&A&R&P / &N")
        self.page.hide_gridlines(2)
        self.page.set_default_row(TALL)
        self.row = 0
        self._widths: dict[int, float] = {}
        self._frozen = False
        self.text(0, title, TITLE)
        for note in notes:
            self.row += 1
            self.text(0, note, NOTE)
        self.row += 2

    def text(self, column: int, text: str, look: Look) -> None:
        """Text in the current row: never a formula, a link or a number, not even when it is edited."""
        said = clean(text)
        quoted = {"quote_prefix": True} if said.startswith(STARTS_A_FORMULA) else {}
        self.page.write_string(self.row, column, said, self.book.format({**look, **quoted}))

    def heading(self, text: str) -> None:
        """A heading above a further table."""
        self.text(0, text, HEADING)
        self.row += 1

    def note(self, text: str) -> None:
        """A line under a table."""
        self.text(0, text, NOTE)
        self.row += 1

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Mapping[str, Cell]],
        totals: Sequence[Total] = (),
        *,
        stays: bool = True,
    ) -> None:
        """A table with its head, live sums and totals.

        Args:
            columns: From the left; the first names the row.
            rows: Given cells by column; computed ones are left out.
            totals: Rows beneath.
            stays: Whether the head of the sheet's first table stays in sight and on every page.
        """
        at = {c.key: k for k, c in enumerate(columns)}
        self._head(columns, stays=stays)
        self._fit(columns, rows, totals)
        first = self.row
        sums = {c.key: 0.0 for c in columns if c.summed}
        for given in rows:
            deep = max(self._deep(k, given.get(c.key)) for k, c in enumerate(columns))
            if deep > 1:
                self.page.set_row(self.row, TALL * deep)
            values = self._row(columns, at, given, {})
            sums = {key: value + _plain(values.get(key)) for key, value in sums.items()}
            self.row += 1
        self._totals(columns, totals, range(first, self.row), sums)
        self.row += 1

    def _head(self, columns: Sequence[Column], *, stays: bool) -> None:
        for k, c in enumerate(columns):
            align = {"align": "left", "indent": min(k, 1)} if c.kind == "text" else {"align": "right"}
            self.text(k, c.head, {**TOP, **align})
        self.page.set_row(self.row, TALL * max(self._lines(c) for c in columns))
        if not self._frozen:
            self.page.freeze_panes(self.row + (1 if stays else 0), 1)
            if stays:
                self.page.repeat_rows(self.row)
            self._frozen = True
        self.row += 1

    def _totals(
        self, columns: Sequence[Column], totals: Sequence[Total], rows: range, sums: Mapping[str, float]
    ) -> None:
        at = {c.key: k for k, c in enumerate(columns)}
        above: dict[str, list[float]] = {key: [] for key in sums}
        lines: list[int] = []
        for total in totals:
            formulas: dict[str, tuple[str, float]] = {}
            for key in sums if total.of == "rows" and rows else ():
                formulas[key] = (f"=SUM({cell(rows[0], at[key])}:{cell(rows[-1], at[key])})", sums[key])
            for key, found in above.items() if total.of == "above" else ():
                if len(found) == len(lines):
                    formulas[key] = ("=" + "+".join(cell(line, at[key]) for line in lines), sum(found))
            given = {**total.cells, columns[0].key: total.name}
            values = self._row(columns, at, given, formulas, bold=total.of is not None)
            for key, found in above.items():
                if isinstance(values.get(key), float | int):
                    found.append(_plain(values[key]))
            lines.append(self.row)
            self.row += 1

    def _deep(self, k: int, value: Cell) -> int:
        """How many lines a text takes in its column."""
        if not isinstance(value, str):
            return 1
        across = max(int(self._widths[k]) - 2, 4)
        return max(1, sum(len(textwrap.wrap(part, across)) or 1 for part in value.split("\n")))

    def _row(
        self,
        columns: Sequence[Column],
        at: Mapping[str, int],
        given: Mapping[str, Cell],
        formulas: Mapping[str, tuple[str, float]],
        *,
        bold: bool = False,
    ) -> dict[str, Cell]:
        """Write a row and tell the values in it."""
        values: dict[str, Cell] = dict(given) | {key: tidy(value) for key, (_, value) in formulas.items()}
        looks: Look = {"bold": True, "top": 1, "top_color": LINE} if bold else {}
        for k, c in enumerate(columns):
            look = {**self.book.number(c.kind), **looks}
            look |= {"indent": 1} if k and c.kind == "text" else {}
            if c.key in formulas:
                self._formula(k, formulas[c.key][0], look, values[c.key])
            elif c.adds and given.get(c.key) is None and not (bold and c.summed):
                self._adds(k, c, at, values, look)
            elif c.ratio:
                self._ratio(k, c, at, values, look)
            else:
                self._given(k, c, values.get(c.key), look)
        return values

    def _given(self, k: int, c: Column, value: Cell, look: Look) -> None:
        if isinstance(value, str):
            plain = look if c.kind == "text" else {"align": "right", "valign": "vcenter"}
            self.text(k, value, plain)
        elif value is None:
            self.page.write_blank(self.row, k, None, self.book.format(look))
        else:
            self.page.write_number(self.row, k, value, self.book.format(look))

    def _adds(self, k: int, c: Column, at: Mapping[str, int], values: dict[str, Cell], look: Look) -> None:
        names = [(key.removeprefix("-"), -1.0 if key.startswith("-") else 1.0) for key in c.adds]
        parts = [(values.get(key), sign) for key, sign in names]
        if not any(isinstance(part, float | int) for part, _ in parts):
            self.page.write_blank(self.row, k, None, self.book.format(look))
            return
        terms = "".join(f"{'-' if s < 0 else '+'}{cell(self.row, at[key])}" for key, s in names)
        value = tidy(sum(s * part for part, s in parts if isinstance(part, float | int)))
        values[c.key] = value
        self._formula(k, "=" + terms.removeprefix("+"), look, value)

    def _ratio(self, k: int, c: Column, at: Mapping[str, int], values: dict[str, Cell], look: Look) -> None:
        part, whole, *how = c.ratio
        x, y = values.get(part), values.get(whole)
        real = bool(how) and how[0] == "real"
        if not isinstance(x, float | int) or not isinstance(y, float | int) or (not real and abs(y) < 1e-9):  # noqa: PLR2004 - nothing
            self.page.write_blank(self.row, k, None, self.book.format(look))
            return
        a, b = cell(self.row, at[part]), cell(self.row, at[whole])
        if real:
            formula, value = f"=(1+{a})/(1+{b})-1", (1 + x) / (1 + y) - 1
        elif how:
            formula, value = f"={a}/{b}-1", x / y - 1
        else:
            formula, value = f"={a}/{b}", x / y
        values[c.key] = value
        self._formula(k, formula, look, value)

    def _formula(self, k: int, formula: str, look: Look, value: Cell) -> None:
        self.page.write_formula(self.row, k, formula, self.book.format(look), value)

    @staticmethod
    def _lines(c: Column) -> int:
        width = c.width or WIDEST
        return max(1, sum(-(-len(part) // max(int(width) - 1, 4)) for part in c.head.split("\n")))

    def _fit(
        self, columns: Sequence[Column], rows: Sequence[Mapping[str, Cell]], totals: Sequence[Total]
    ) -> None:
        """Columns as wide as their cells, within reason."""
        for k, c in enumerate(columns):
            words = [str(row[c.key]) for row in rows if isinstance(row.get(c.key), str)]
            words += [t.name for t in totals] if k == 0 else []
            wanted = c.width or min(max([NARROWEST, *(1.1 * len(word) + 2.0 for word in words)]), WIDEST)
            self._widths[k] = max(self._widths.get(k, 0.0), wanted)
            self.page.set_column(k, k, self._widths[k])


def amount(msek: float) -> float:
    """An amount in tkr; what is less than a hundredth of a krona is the solver's, and nothing."""
    value = tidy(msek * TKR)
    return value if abs(value) > DUST else 0.0


def tkr(w: Words) -> str:
    """The unit of money in a workbook."""
    return w.term("tsek")


def cell(row: int, column: int) -> str:
    """A cell's name: ``C5``."""
    return str(xl_rowcol_to_cell(row, column))


def _plain(value: Cell) -> float:
    return float(value) if isinstance(value, float | int) else 0.0


def tidy(value: float) -> float:
    """A sum without what the machine adds to it, never minus nothing."""
    return round(float(value), 9) + 0.0


def clean(text: str) -> str:
    """Text that a workbook can hold."""
    said = NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)
    return said if len(said) <= LONGEST else said[:LONGEST] + " …"
