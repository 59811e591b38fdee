"""The one door to matplotlib: the figure, its style, measured text, and files.

Importing this module takes half a second, so it is imported where something is drawn and not at the top of a file.
There is no pyplot and no state: a plot is a ``Figure``, and the same plot gives the same bytes.
"""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from solver.report.plots.hooks import without_hooks
from solver.report.plots.style import POINT, SLACK, STYLE

with without_hooks("pyomo"):  # Pyomo's imports pyplot too, which takes longer than all that is needed here
    import matplotlib as mpl
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle
    from matplotlib.textpath import text_to_path
    from matplotlib.ticker import MaxNLocator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager


__all__ = ["Axes", "Drawing", "Line2D", "MaxNLocator", "Rectangle", "in_style", "png", "svg", "text_width"]


class Drawing(Figure):
    """A figure that notebooks show without pyplot."""

    def _repr_png_(self) -> bytes:
        return png(self)


def in_style() -> AbstractContextManager[None]:
    """Return a context in which matplotlib has the settings of every plot and none of the caller's own."""
    return mpl.rc_context({**mpl.rcParamsDefault, **STYLE, "backend": mpl.rcParams["backend"]})


def svg(figure: Figure) -> bytes:
    """Return a figure as SVG, text as text."""
    return _saved(figure, format="svg", metadata={"Date": None, "Creator": None})


def png(figure: Figure, resolution: int = 150) -> bytes:
    """Return a figure as PNG.

    Args:
        figure: The figure.
        resolution: Points per inch.
    """
    return _saved(figure, format="png", dpi=resolution, metadata={"Software": None})


def _saved(figure: Figure, **how: Any) -> bytes:
    buffer = io.BytesIO()
    with mpl.rc_context(STYLE), _without_glyph_warnings():
        figure.savefig(buffer, **how)
    return buffer.getvalue()


@contextmanager
def _without_glyph_warnings() -> Iterator[None]:
    """Silence warnings of glyphs that the font lacks: a PNG shows a box, an SVG leaves the text to its reader."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from")
        warnings.filterwarnings("ignore", message=r"Matplotlib currently does not support .* natively")
        yield


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line of text [inches].

    Args:
        text: The line.
        size: Its size [points].
        bold: Whether it is bold.
    """
    return sum(_advance(character, bold) for character in text) * size * POINT * SLACK


@lru_cache(maxsize=8192)
def _advance(character: str, bold: bool) -> float:  # noqa: FBT001 - a key
    """Return how much further the next character begins, as a share of the text's size.

    Characters are measured once and not each line anew, which took longer than to draw the lines.
    """
    return _ink(f"|{character}|", bold=bold) - _bars(bold)


@lru_cache(maxsize=2)
def _bars(bold: bool) -> float:  # noqa: FBT001 - a key
    return _ink("||", bold=bold)


def _ink(text: str, *, bold: bool) -> float:
    """Return the width of what is drawn of a text, as a share of its size."""
    font = FontProperties(family="DejaVu Sans", size=1.0, weight="bold" if bold else "normal")
    with _without_glyph_warnings():
        wide, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(wide)
