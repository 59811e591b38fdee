"""The plot of changes: each committee's frame against indexation, one bar a committee."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.frame_table import FrameTable
from solver.report.plots.drawing import Bar, Panel, bars, named_rows, short, styled, zero
from solver.report.words import NO_BREAK, Words

if TYPE_CHECKING:
    from solver.answer.result import Result
    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing


def changes_rows(result: Result, year: int | None = None) -> list[Row]:
    """Return proposed frames less indexed ones in the report's unit, rounded as on the screen, in the file's order."""
    w = Words(result.figures)
    y = result.figures.years[0] if year is None else year
    moved = FrameTable.of(result, w, y).difference
    return [
        {"year": y, "committee": c, "quantity": "difference", "value": moved[c], "unit": w.unit}
        for c in result.scenario.committees
    ]


@styled
def changes(w: Words, rows: list[Row]) -> Drawing:
    """Draw one bar a committee: how its proposed frame differs from indexation.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    y = rows[0]["year"]
    label = w.say(f"ram {y} mot uppräkning samma år, {w.unit}", f"frame {y} against indexation, {w.unit}")
    made = named_rows(w, _finding(w, rows), [w.committee(r["committee"]) for r in rows], [Panel(label=label)])
    told = [w.signed(r["value"], w.money_decimals) for r in rows]
    drawn = [Bar(level=n, end=r["value"], label=told[n]) for n, r in enumerate(rows)]
    bars(made, 0, drawn)
    zero(made.axes[0])
    return made.figure


def changes_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    more = sum(w.signed(r["value"], w.money_decimals).startswith("+") for r in rows)
    same = sum(not r["value"] for r in rows)
    less = len(rows) - more - same
    return w.say(
        f"Stapeldiagram. {_finding(w, rows)}. Nämnder som får mer: {more}, mindre: {less}, lika mycket: {same}.",
        f"Bar chart. {_finding(w, rows)}. Committees that get more: {more}, less: {less}, the same: {same}.",
    )


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: who gets most more, and who most less."""
    d, y = w.money_decimals, rows[0]["year"]
    most, least = max(rows, key=lambda r: r["value"]), min(rows, key=lambda r: r["value"])
    if not any(round(r["value"], d) for r in rows):
        return w.say(
            f"{y}: ingen ram skiljer sig från uppräkningen", f"{y}: no frame differs from indexation"
        )
    up, down = (f"{w.number(abs(r['value']), d)}{NO_BREAK}{w.unit}" for r in (most, least))
    gains, loses = (short(w.committee(r["committee"])) for r in (most, least))
    told = []
    if most["value"] > 0:
        told.append(
            w.say(f"{gains} får {up} mer än vid uppräkning", f"{gains} gets {up} more than under indexation")
        )
    if least["value"] < 0:
        than = "" if told else w.say(" än vid uppräkning", " than under indexation")
        gets = "" if told else w.say("får ", "gets ")
        told.append(w.say(f"{loses} {gets}{down} mindre{than}", f"{loses} {gets}{down} less{than}"))
    return f"{y}: {', '.join(told)}"
