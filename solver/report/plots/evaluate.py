"""The plot of an evaluation: the plan, and the best plan with the same money, against indexation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.drawing import short, styled
from solver.report.plots.paired import paired_bars
from solver.report.plots.pictures import Picture
from solver.report.words import NO_BREAK, Words, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.studies.evaluate import Evaluation

PLAN, BEST = "plan", "best_same_total"


def evaluate_rows(found: Evaluation, year: int | None = None) -> list[Row]:
    """Return frames less indexation of the plan, and of the best plan with its money, in the report's unit.

    Args:
        found: The evaluation.
        year: The plan year; the last if absent.
    """
    w = Words(found.figures)
    y = found.figures.years[-1] if year is None else year
    plans = {PLAN: found.plan, BEST: found.best}
    return [
        {
            "year": y,
            "committee": c,
            "quantity": quantity,
            "plan": w.plan(found.plan),
            "value": (plan.q.frame[c, y] - found.indexation.q.frame[c, y]) * w.per_msek,
            "unit": w.unit,
        }
        for quantity, plan in plans.items()
        if plan is not None
        for c in found.scenario.committees
    ]


@styled
def evaluate(w: Words, rows: list[Row]) -> Drawing:
    """Draw two bars a committee: the plan, and the best plan with the same money, against indexation.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    y, at = rows[0]["year"], _at(rows)
    names = {
        PLAN: short(rows[0]["plan"], 60),
        BEST: w.say("Bästa plan med samma pengar", "Best plan with the same money"),
    }
    remarks = []
    if BEST not in at:
        remarks.append(
            w.say(
                "Med planens pengar finns ingen plan som håller alla gränser.",
                "With the plan's money there is no plan that keeps every limit.",
            )
        )
    label = w.say(f"ram {y} mot uppräkning samma år, {w.unit}", f"frame {y} against indexation, {w.unit}")
    series = {names[quantity]: values for quantity, values in at.items()}
    committees = {c: w.committee(c) for c in at[PLAN]}
    return paired_bars(
        w, _finding(w, rows), series, committees, label, decimals=w.money_decimals, remarks=remarks
    )


def evaluate_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    at, d = _at(rows), w.money_decimals
    told = "; ".join(
        f"{w.committee(c)} {', '.join(w.signed(values[c], d) for values in at.values())}" for c in at[PLAN]
    )
    return w.say(
        f"Stapeldiagram, {w.unit} mot uppräkning, planen och bästa plan med samma pengar. {_finding(w, rows)}. {told}.",
        f"Bar chart, {w.unit} against indexation, the plan and the best plan with the same money. {_finding(w, rows)}. "
        f"{told}.",
    )


def _at(rows: list[Row]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for r in rows:
        found.setdefault(r["quantity"], {})[r["committee"]] = float(r["value"])
    return found


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: about which committee the plan and the best one differ most."""
    at, y, d, name = _at(rows), rows[0]["year"], w.money_decimals, short(rows[0]["plan"], 50)
    unit = f"{NO_BREAK}{w.unit}"
    if BEST not in at:
        c = max(at[PLAN], key=lambda c: abs(at[PLAN][c]))
        told = w.signed(at[PLAN][c], d)
        return w.say(
            f"{y}: {name} skiljer sig mest från uppräkningen för {short(w.committee(c))}, {told}{unit}",
            f"{y}: {name} differs most from indexation for {short(w.committee(c))}, {told}{unit}",
        )
    c = max(at[PLAN], key=lambda c: abs(at[PLAN][c] - at[BEST][c]))
    plan, best = (w.signed(at[q][c], d) for q in (PLAN, BEST))
    if not rounded(at[PLAN][c] - at[BEST][c], d):
        return w.say(
            f"{y}: {name} ger samma ramar som bästa plan med samma pengar",
            f"{y}: {name} gives the same frames as the best plan with the same money",
        )
    return w.say(
        f"{y}: {name} skiljer sig mest från bästa plan med samma pengar om {short(w.committee(c), 50)}, {plan} mot "
        f"{best}{unit}",
        f"{y}: {name} differs most from the best plan with the same money about {short(w.committee(c), 50)}, {plan} "
        f"against {best}{unit}",
    )


def pictures(w: Words, study: Evaluation, year: int | None) -> Iterator[Picture]:
    """Yield the picture of the study, of the last plan year if no year is given."""
    yield Picture(name="evaluate", words=w, rows=evaluate_rows(study, year), draw=evaluate, tell=evaluate_alt)
