"""A picture: a plot with its name, its tidy rows and a text that tells what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from solver.output.rows import data_frame
from solver.showing import brief

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.output.rows import Row, Table
    from solver.report.plots.canvas import Drawing
    from solver.report.words import Words

SHOWN = 100
"""Resolution in a notebook, which keeps every picture in its file [points per inch]."""
SAVED = 150
"""Resolution of a file [points per inch]."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Picture:
    """A plot of an answer.

    Attributes:
        name: The name of its files.
        words: The language, currency and names of the text in it.
        rows: The tidy rows that it is drawn from; a picture without rows is not shown.
        draw: The function that draws it.
        tell: The function that tells in words what it shows.
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
        """A text of what it shows, for readers who do not see it."""
        return self.tell(self.words, self.rows)

    @cached_property
    def table(self) -> Table:
        """Its data as a table."""
        return data_frame(self.rows, list(dict.fromkeys(key for row in self.rows for key in row)))

    def svg(self) -> bytes:
        """Return it as SVG, text as text; the same picture gives the same bytes."""
        from solver.report.plots.canvas import svg  # noqa: PLC0415 - matplotlib, where something is drawn

        return svg(self.figure)

    def png(self, resolution: int = SAVED) -> bytes:
        """Return it as PNG; the same picture gives the same bytes.

        Args:
            resolution: Points per inch.
        """
        from solver.report.plots.canvas import png  # noqa: PLC0415 - matplotlib, where something is drawn

        return png(self.figure, resolution)

    def files(self) -> dict[str, bytes]:
        """Return it as the files ``NAME.svg`` and ``NAME.png``."""
        return {f"{self.name}.svg": self.svg(), f"{self.name}.png": self.png()}

    def __repr__(self) -> str:
        return brief(self, self.name)

    def _repr_png_(self) -> bytes:
        return self.png(SHOWN)
