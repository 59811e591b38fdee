"""Plain text on a terminal: columns, wrapped paragraphs and aligned tables."""

from __future__ import annotations

import shutil
import textwrap
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 100
"""Columns of a page where the terminal has as many."""
NARROWEST = 80
"""A page is never narrower; its tables need this."""
LEAST_NAME = 18
"""A table's first column is never narrower."""
GAP = "  "


def columns(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def pad(text: str, width: int, *, right: bool = False) -> str:
    """A text filled with spaces to a number of columns."""
    fill = " " * max(width - columns(text), 0)
    return fill + text if right else text + fill


def wrapped(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """A text in lines that fit."""
    after = indent if hanging is None else hanging
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=after, break_on_hyphens=False
    ) or [""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How a page is set.

    Attributes:
        width: Columns.
        color: Whether headings are set in bold by terminal codes.
        every_year: Whether there is room for the frames of every plan year, not only the first.
    """

    width: int
    color: bool
    every_year: bool = False

    def heading(self, text: str) -> list[str]:
        """A heading with air above it."""
        lines = wrapped(text, self.width)
        return ["", *([f"\033[1m{line}\033[0m" for line in lines] if self.color else lines)]

    def text(self, text: str, indent: str = "", hanging: str | None = None) -> list[str]:
        """A paragraph."""
        return wrapped(text, self.width, indent, hanging)

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        sums: int = 0,
        left: Sequence[int] = (0,),
    ) -> list[str]:
        """A table with a rule under its head and above its sums.

        Args:
            head: Headings; a line break makes two lines.
            rows: Cells, the name first.
            sums: How many of the last rows are sums.
            left: Columns that are set flush left; the last may wrap if it is one of them.
        """
        widths = self._widths(head, rows, left)
        heads = [cell.split("\n") for cell in head]
        tall = max(map(len, heads))
        lines = [
            self._line([[""] * (tall - len(cell)) + cell for cell in heads], n, widths, left)
            for n in range(tall)
        ]
        rule = "─" * (sum(widths) + len(GAP) * (len(widths) - 1))
        lines.append(rule)
        for n, row in enumerate(rows):
            if sums and n == len(rows) - sums:
                lines.append(rule)
            cells = [wrapped(cell, widths[k]) if k in left else [cell] for k, cell in enumerate(row)]
            deep = max(map(len, cells))
            filled = [cell + [""] * (deep - len(cell)) for cell in cells]
            lines += [self._line(filled, line, widths, left) for line in range(deep)]
        return lines

    def _widths(self, head: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int]) -> list[int]:
        def widest(k: int) -> int:
            cells = [*head[k].split("\n"), *(row[k] for row in rows)]
            return max(map(columns, cells))

        widths = [widest(k) for k in range(len(head))]
        spare = self.width - sum(widths[1:-1]) - len(GAP) * (len(widths) - 1)
        if len(widths) - 1 in left and widths[0] + widths[-1] > spare:
            widths[-1] = min(widths[-1], spare // 2)
        rest = self.width - sum(widths[1:]) - len(GAP) * (len(widths) - 1)
        widths[0] = max(min(widths[0], rest), LEAST_NAME)
        over = sum(widths) + len(GAP) * (len(widths) - 1) - self.width
        if over > 0:
            widths[-1] = max(widths[-1] - over, 1)
        return widths

    def _line(
        self, cells: Sequence[Sequence[str]], n: int, widths: Sequence[int], left: Sequence[int]
    ) -> str:
        shown = (pad(cell[n], widths[k], right=k not in left) for k, cell in enumerate(cells))
        return GAP.join(shown).rstrip()


def page_of(width: int | None, *, color: bool, every_year: bool = False) -> Page:
    """The page of a terminal: its width, at most ``WIDTH``."""
    if width is None:
        width = min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
    return Page(width=max(width, NARROWEST), color=color, every_year=every_year)
