"""Plots: one small function per plot over an answer, drawn the same way every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.changes import changes
from solver.report.plots.drawing import files

if TYPE_CHECKING:
    from solver.result import Result

PLOTS = {"changes": changes}
"""Every plot of an answer, by the name of its files."""


def drawn(result: Result) -> dict[str, bytes]:
    """Every plot of an answer as SVG and PNG, by its path in the result's folder."""
    return {
        f"plots/{name}": content
        for plot, draw in PLOTS.items()
        for name, content in files(draw(result), plot).items()
    }
