"""The waterfall of a committee: from this year's frame to the proposal, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.indexation import BRIDGE
from solver.report.frame_table import FrameTable
from solver.report.plots.drawing import HELP, SUM, Bar, Panel, bars, money, named_rows, short, styled
from solver.report.words import NO_BREAK, Words, rounded, rounded_parts

if TYPE_CHECKING:
    from solver.answer.result import Result
    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing

SUMS = ("last_year", "indexation", "proposal")
"""Quantities that are levels, not steps."""
PART_SHOWN = 0.35
"""Levels that differ less than this share are drawn on an axis that does not begin at nothing."""


def waterfall_rows(result: Result, committee: str, year: int | None = None) -> list[Row]:
    """Return the bridge from last year's frame to indexation, and on to the proposal, in the report's unit.

    It is rounded so that the steps add up, and so that the proposal and its difference from indexation are those of
    the screen.
    """
    w = Words(result.figures)
    y, d = result.figures.years[0] if year is None else year, w.money_decimals
    table = FrameTable.of(result, w, y)
    exact = {
        r["quantity"]: money(w, r)
        for r in result.rows("bridge")
        if (r["committee"], r["year"]) == (committee, y)
    }
    last = table.base[committee] if y == result.figures.years[0] else rounded(exact["last_year"], d)
    proposed, moved = table.proposal[committee], table.difference[committee]
    indexed = rounded(proposed - moved, d)
    terms = [q for q in BRIDGE if q not in SUMS]
    parts = rounded_parts([exact[q] for q in terms], indexed - last, d)
    told = {
        "last_year": last,
        **dict(zip(terms, parts, strict=True)),
        "indexation": indexed,
        "priorities": moved,
        "proposal": proposed,
    }
    return [
        {"year": y, "committee": committee, "quantity": quantity, "value": value, "unit": w.unit}
        for quantity, value in told.items()
    ]


@styled
def waterfall(w: Words, rows: list[Row]) -> Drawing:
    """Draw steps that add up, from the frame of this year to the proposed one.

    Args:
        w: Language, units and names.
        rows: The tidy rows of one committee and year.
    """
    d, steps = w.money_decimals, _steps(w, rows)
    levels = [end for _, _, end in steps]
    low, high = min(levels), max(levels)
    cut = low - 0.25 * (high - low) if high > low > PART_SHOWN * high else 0.0
    label = w.unit
    if cut:
        label = w.say(f"{w.unit}; axeln börjar inte vid noll", f"{w.unit}; the axis does not begin at zero")
    names = [_name(w, q, rows[0]["year"]) for q, _, _ in steps]
    made = named_rows(w, _finding(w, rows), names, [Panel(label=label)])
    drawn = []
    for n, (q, start, end) in enumerate(steps):
        if q in SUMS:
            drawn.append(Bar(level=n, start=cut, end=end, label=w.number(end, d), style=SUM))
        else:
            drawn.append(Bar(level=n, start=start, end=end, label=w.signed(rounded(end - start, d), d)))
    bars(made, 0, drawn)
    axes = made.axes[0]
    for n, (_, _, end) in enumerate(steps[:-1]):
        axes.plot([end, end], [n + 0.31, n + 0.69], **HELP)
    if cut:
        axes.set_xlim(left=cut)
        axes.spines["left"].set(visible=True, linestyle=(0, (2, 2)), color="#767676")
    return made.figure


def waterfall_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    d, y = w.money_decimals, rows[0]["year"]
    told = [
        f"{_name(w, q, y)} {w.number(end, d) if q in SUMS else w.signed(rounded(end - start, d), d)}"
        for q, start, end in _steps(w, rows)
    ]
    return w.say(
        f"Vattenfallsdiagram, {w.unit}. {_finding(w, rows)}. {'; '.join(told)}.",
        f"Waterfall chart, {w.unit}. {_finding(w, rows)}. {'; '.join(told)}.",
    )


def _steps(w: Words, rows: list[Row]) -> list[tuple[str, float, float]]:
    """Return quantity, start and end of each step that is not zero."""
    found, level = [], 0.0
    for r in rows:
        quantity, value = r["quantity"], float(r["value"])
        if quantity in SUMS:
            level = value
            found.append((quantity, 0.0, level))
        elif value:
            found.append((quantity, level, rounded(level + value, w.money_decimals)))
            level = found[-1][2]
    return found


def _name(w: Words, quantity: str, y: int) -> str:
    first = y == w.figures.years[0]
    known = {
        "last_year": (f"Ram {y - 1}", f"Frame {y - 1}")
        if first
        else (f"Uppräknad ram {y - 1}", f"Indexed frame {y - 1}"),
        "one_off": ("Engångsposter", "One-off items"),
        "full_year": ("Helårseffekter", "Full-year effects"),
        "technical": ("Tekniska justeringar", "Technical adjustments"),
        "price_and_wages": ("Pris och lön", "Prices and wages"),
        "requirement": ("Effektiviseringskrav", "Efficiency requirement"),
        "demography": ("Demografi", "Demography"),
        "capital": ("Kapitalkostnad", "Capital costs"),
        "scaling": ("Anpassning till ramutrymmet", "Fitting to the total"),
        "indexation": (f"Uppräkning {y}", f"Indexation {y}"),
        "priorities": ("Prioriteringar", "Priorities"),
        "proposal": (f"Räkneförslag {y}", f"Computed proposal {y}"),
    }
    return w.say(*known[quantity])


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: from what, to what, and what priorities make of it."""
    d, y = w.money_decimals, rows[0]["year"]
    ends = {q: end for q, _, end in _steps(w, rows)}
    name = short(w.committee(rows[0]["committee"]))
    base, proposed = (w.number(ends[q], d) for q in ("last_year", "proposal"))
    moved = rounded(ends["proposal"] - ends["indexation"], d)
    told = f"{w.signed(moved, d)}{NO_BREAK}{w.unit}"
    more = (
        w.say(f"varav prioriteringar {told}", f"priorities are {told} of it")
        if moved
        else w.say("samma som uppräkningen", "the same as indexation")
    )
    return w.say(
        f"{name}: från {base} till {proposed}{NO_BREAK}{w.unit} {y}, {more}",
        f"{name}: from {base} to {proposed}{NO_BREAK}{w.unit} in {y}, {more}",
    )
