"""How every plot is drawn: size, type, colours, notes and files; the one door to matplotlib.

No pyplot and no state: a plot is a ``Figure``. Colours are neutral, and told apart without colour vision and in
black and white; sign is told by hatching and by the number itself, never by colour alone. The same plot gives the
same bytes.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

UP: dict[str, Any] = {"facecolor": "#2f5d8a", "edgecolor": "#1d3b59"}
DOWN: dict[str, Any] = {"facecolor": "#dfe6ee", "edgecolor": "#1d3b59", "hatch": "////"}
"""Bars above and below nothing: dark and plain, light and hatched."""
WIDTH, LEAST_HEIGHT, ROW = 9.0, 2.6, 0.34
"""Width and least height of a figure, and what a row takes [inches]."""
STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "svg.hashsalt": "kommunbudget",
    "svg.fonttype": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
}


def figure(rows: float) -> tuple[Figure, Axes]:
    """A figure with room for a number of rows, and its axes."""
    with mpl.rc_context(STYLE):
        drawn = Figure(figsize=(WIDTH, max(LEAST_HEIGHT, 1.5 + ROW * rows)), layout="constrained")
        return drawn, drawn.subplots()


def files(drawn: Figure, name: str) -> dict[str, bytes]:
    """A figure as ``NAME.svg`` and ``NAME.png``, the same bytes every time."""
    formats: dict[str, dict[str, Any]] = {
        "svg": {"metadata": {"Date": None, "Creator": None}},
        "png": {"dpi": 150, "metadata": {"Software": None}},
    }
    found = {}
    with mpl.rc_context(STYLE):
        for kind, options in formats.items():
            buffer = io.BytesIO()
            drawn.savefig(buffer, format=kind, **options)
            found[f"{name}.{kind}"] = buffer.getvalue()
    return found
