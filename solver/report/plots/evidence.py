"""The plot of evidence: how far frames move when effects of a grade get the common curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.drawing import HELP, INK, PROPOSED, SMALL, Panel, named_rows, spread, styled
from solver.report.words import NO_BREAK, Words, capital, rounded

if TYPE_CHECKING:
    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.studies.certainty import Certainty


def evidence_rows(sure: Certainty, year: int | None = None) -> list[Row]:
    """Return how far frames move for each grade, strongest first, in the report's unit.

    Args:
        sure: How sure the answer is.
        year: The plan year; the last if absent.
    """
    w = Words(sure.result.figures)
    y = sure.result.figures.years[-1] if year is None else year
    return [
        {"year": y, "quantity": "moved", "grade": grade, "value": years[y] * w.per_msek, "unit": w.unit}
        for grade, years in sure.grades.items()
    ]


@styled
def evidence(w: Words, rows: list[Row]) -> Drawing:
    """Draw one mark a grade on an axis from nothing: no bars, which would look like parts of a whole.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    y, d = rows[0]["year"], w.money_decimals
    names = [capital(w.grade(r["grade"])) for r in rows]
    label = w.say(
        f"så långt flyttas ramarna {y} om gradens effekter får den gemensamma kurvan, {w.unit}",
        f"how far frames of {y} move if the effects of the grade get the common curve, {w.unit}",
    )
    remark = w.say("Graderna läggs inte ihop.", "Grades do not add up.")
    made = named_rows(w, _finding(w, rows), names, [Panel(label=label)], row=0.36, remarks=[remark])
    axes = made.axes[0]
    for n, r in enumerate(rows):
        axes.plot([0, r["value"]], [n, n], color=INK, linewidth=0.8, zorder=2, label=f"line {r['grade']}")
        axes.plot([r["value"]], [n], linestyle="none", zorder=3, clip_on=False, label=r["grade"], **PROPOSED)
        axes.annotate(
            w.number(r["value"], d),
            (r["value"], n),
            xytext=(9, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
        )
    spread(made, 0, [r["value"] * 1.08 for r in rows])
    axes.set_xlim(left=-0.02 * axes.get_xlim()[1])
    axes.grid(axis="x", **HELP | {"alpha": 0.35})
    return made.figure


def evidence_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    told = "; ".join(f"{w.grade(r['grade'])} {w.number(r['value'], w.money_decimals)}" for r in rows)
    return w.say(
        f"Punktdiagram, {w.unit}. {_finding(w, rows)}. {capital(told)}.",
        f"Marks, {w.unit}. {_finding(w, rows)}. {capital(told)}.",
    )


def _effects(w: Words, grade: str) -> str:
    """Return the effects of a grade as a sentence names them."""
    known = {
        "calibrated": ("effekter skattade på data", "effects estimated from data"),
        "literature": ("effekter ur litteraturen", "effects from the literature"),
        "committee": ("nämndernas egna bedömningar", "the committees' own judgements"),
        "assumption": ("antaganden utan underlag", "assumptions without support"),
    }
    return w.say(*known[grade]) if grade in known else w.grade(grade)


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: which grade decides most."""
    y, d = rows[0]["year"], w.money_decimals
    most = max(rows, key=lambda r: r["value"])
    if not rounded(most["value"], d):
        return w.say(
            f"{y}: ramarna är desamma med den gemensamma kurvan, vilken evidensgrad det än gäller",
            f"{y}: frames are the same with the common curve, whatever the grade of evidence",
        )
    grade, amount = _effects(w, most["grade"]), f"{w.number(most['value'], d)}{NO_BREAK}{w.unit}"
    return w.say(
        f"Ramarna {y} vilar mest på {grade}: får de effekterna den gemensamma kurvan flyttas {amount}",
        f"Frames of {y} rest most on {grade}: if those effects get the common curve, {amount} would move",
    )
