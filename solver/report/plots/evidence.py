"""The plot of evidence: the share of the reallocation that rests on each grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.answer.reasons import GRADES
from solver.output.rows import written
from solver.report import limits
from solver.report.plots.drawing import DOWN, UP, Bar, Panel, bars, named_rows, styled
from solver.report.words import Words, rounded_parts

if TYPE_CHECKING:
    from solver.answer.result import Result
    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing

SUPPORTED = ("calibrated", "literature")
"""Grades that rest on something outside the municipality's own judgement."""
LEFT_OUT = ("unknown", "not_measured")
"""Grades that are told only where something rests on them."""


def evidence_rows(result: Result) -> list[Row]:
    """Return the share of each grade, strongest first; empty where nothing moves."""
    shares = result.evidence()
    return [
        {"quantity": "evidence", "grade": g, "value": written(shares.get(g, 0.0)), "unit": "share"}
        for g in GRADES
        if shares and (g in shares or g not in LEFT_OUT)
    ]


@styled
def evidence(w: Words, rows: list[Row]) -> Drawing:
    """Draw one bar a grade, in per cent of the money that moves; solid where data or literature supports it.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    names = [w.grade(r["grade"])[:1].upper() + w.grade(r["grade"])[1:] for r in rows]
    label = w.say("andel av omfördelningen mot uppräkning, procent", "share of the reallocation, per cent")
    remark = w.say(
        "Fylld stapel: data eller litteratur. Streckad: bedömning, antagande eller inget.",
        "Solid bar: data or literature. Hatched: judgement, assumption or nothing.",
    )
    made = named_rows(w, _finding(w, rows), names, [Panel(label=label)], row=0.36, remarks=[remark])
    shares = _shares(rows)
    styles = [UP if r["grade"] in SUPPORTED else DOWN for r in rows]
    drawn = [
        Bar(level=n, end=share, label=w.number(share, 0), style=styles[n]) for n, share in enumerate(shares)
    ]
    bars(made, 0, drawn)
    made.axes[0].set_xlim(left=0)
    return made.figure


def evidence_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    told = "; ".join(
        f"{w.grade(r['grade'])} {w.number(share, 0)}" for r, share in zip(rows, _shares(rows), strict=True)
    )
    return w.say(
        f"Stapeldiagram, procent av omfördelningen. {told}.",
        f"Bar chart, per cent of the reallocation. {told}.",
    )


def _shares(rows: list[Row]) -> tuple[float, ...]:
    """Return whole per cents that add up to 100."""
    return rounded_parts([100 * r["value"] for r in rows], 100, 0)


def _finding(w: Words, rows: list[Row]) -> str:
    return limits.resting(w, {r["grade"]: r["value"] for r in rows}).rstrip(".")
