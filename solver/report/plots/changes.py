"""Each committee's frame against indexation, one bar a committee."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from models.reading import digest
from solver.report.plots.drawing import DOWN, UP, figure
from solver.report.screen import FrameTable
from solver.report.words import NO_BREAK, Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from solver.result import Result

NAME_WIDTH, TITLE_WIDTH, NOTE_WIDTH = 34, 78, 120
"""Columns of a committee's name, of the title and of the note, before they wrap."""
RUN_ID = 12
"""Digits of the digest that name a run."""
EXACT = 1e-9
"""Ticks that differ less from a rounded number are that number."""


def changes(result: Result, year: int | None = None) -> Figure:
    """Proposed frames less indexed ones, committees in the file's order.

    Args:
        result: The answer.
        year: The plan year; the first if absent.
    """
    w = Words(result.figures)
    y = result.figures.years[0] if year is None else year
    order = list(result.scenario.committees)
    moved = FrameTable.of(result, w, y).difference  # rounded as in the table, so that both say the same
    names = ["\n".join(textwrap.wrap(w.committee(c), NAME_WIDTH)) for c in order]
    drawn, axes = figure(len(order) * max(1 + name.count("\n") / 2 for name in names))
    for n, c in enumerate(order):
        axes.barh(n, moved[c], height=0.62, linewidth=0.8, **(UP if moved[c] >= 0 else DOWN))
        axes.annotate(
            w.signed(moved[c], w.money_decimals),
            (moved[c], n),
            xytext=(4 if moved[c] >= 0 else -4, 0),
            textcoords="offset points",
            va="center",
            ha="left" if moved[c] >= 0 else "right",
            fontsize=9,
        )
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_yticks(range(len(order)), names)
    axes.tick_params(axis="y", length=0)
    axes.invert_yaxis()
    axes.margins(x=0.14)
    axes.xaxis.set_major_formatter(lambda value, _: _tick(w, value))
    axes.set_xlabel(
        w.say(f"ram {y} mot uppräkning samma år, {w.unit}", f"frame {y} against indexation, {w.unit}")
    )
    axes.set_title("\n".join(textwrap.wrap(_finding(w, moved, y), TITLE_WIDTH)), loc="left", fontsize=11)
    note = (
        f"{w.owner()} {result.scenario.title}. {w.say('Körning', 'Run')} {digest(result.scenario)[:RUN_ID]}."
    )
    drawn.supxlabel(
        "\n".join(textwrap.wrap(note, NOTE_WIDTH)), x=0.01, ha="left", fontsize=7.5, color="#333333"
    )
    return drawn


def _tick(w: Words, value: float) -> str:
    """A tick with as many decimals as it has."""
    decimals = next((d for d in range(4) if abs(round(value, d) - value) < EXACT), 4)
    return w.number(value, decimals)


def _finding(w: Words, moved: dict[str, float], y: int) -> str:
    """The title says what is seen: who gets most more, and who most less."""
    most, least = max(moved, key=lambda c: moved[c]), min(moved, key=lambda c: moved[c])
    d = w.money_decimals
    up, down = w.number(abs(moved[most]), d), w.number(abs(moved[least]), d)
    if not any(round(amount, d) for amount in moved.values()):
        return w.say(
            f"{y}: ingen ram skiljer sig från uppräkningen", f"{y}: no frame differs from indexation"
        )
    return w.say(
        f"{y}: {w.committee(most)} får {up}{NO_BREAK}{w.unit} mer än vid uppräkning, "
        f"{w.committee(least)} {down}{NO_BREAK}{w.unit} mindre",
        f"{y}: {w.committee(most)} gets {up}{NO_BREAK}{w.unit} more than under indexation, "
        f"{w.committee(least)} {down}{NO_BREAK}{w.unit} less",
    )
