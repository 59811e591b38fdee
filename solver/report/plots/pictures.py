"""A picture: a plot with its name, its tidy rows and what it shows in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from solver.output.rows import data_frame
from solver.report.plots.drawing import files, png
from solver.showing import brief

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.output.rows import Row, Table
    from solver.report.plots.drawing import Drawing
    from solver.report.words import Words

SHOWN = 100
"""Resolution in a notebook, which keeps every picture in its file [points per inch]."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Picture:
    """A plot of an answer.

    Attributes:
        name: The name of its files.
        words: How it is written.
        rows: What it is drawn from, tidy.
        draw: Who draws it.
        tell: Who tells what it shows.
    """

    name: str
    words: Words
    rows: list[Row]
    draw: Callable[[Words, list[Row]], Drawing]
    tell: Callable[[Words, list[Row]], str]

    @cached_property
    def figure(self) -> Drawing:
        """The figure, drawn when it is first asked for."""
        return self.draw(self.words, self.rows)

    @property
    def title(self) -> str:
        """The finding that stands above it."""
        finding = next(text for text in self.figure.texts if text.get_label() == "finding")
        return finding.get_text().replace("\n", " ")

    @property
    def alt(self) -> str:
        """What it shows, for those who do not see it."""
        return self.tell(self.words, self.rows)

    @cached_property
    def table(self) -> Table:
        """Its data as a table."""
        return data_frame(self.rows, list(dict.fromkeys(key for row in self.rows for key in row)))

    def files(self) -> dict[str, bytes]:
        """It as ``NAME.svg`` and ``NAME.png``."""
        return files(self.figure, self.name)

    def __repr__(self) -> str:
        return brief(self, self.name)

    def _repr_png_(self) -> bytes:
        return png(self.figure, SHOWN)
