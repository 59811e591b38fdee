"""The plot of a re-plan: what each committee's frame, and what it may use of it, is against what was planned."""

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
    from solver.studies.replan import Replan


def replan_rows(study: Replan, w: Words, year: int | None = None) -> list[Row]:
    """Return frames and costs of the re-plan less the planned ones, by committee.

    Args:
        study: The study.
        w: Language and units.
        year: The plan year; the first that is not settled if absent.
    """
    f, planned, new = study.figures, study.planned, study.result.proposal
    y = f.open_years[0] if year is None or year not in f.open_years else year
    return [
        {
            "year": y,
            "committee": c,
            "name": w.committee(c),
            "quantity": quantity,
            "value": amount * w.per_msek,
            "unit": w.unit,
        }
        for c in study.scenario.committees
        for quantity, amount in (
            ("frame", float(new.q.frame[c, y] - planned.q.frame[c, y])),
            ("cost", new.own_cost(c, y) - planned.own_cost(c, y)),
        )
    ]


@styled
def replan(w: Words, rows: list[Row]) -> Drawing:
    """Draw two bars a committee: its frame, and what it uses after restoration, against what was planned.

    Args:
        w: Language and units.
        rows: The tidy rows.
    """
    y = rows[0]["year"]
    series = {
        w.say("ram", "frame"): "frame",
        w.say("att använda, efter återställning", "to use, after restoration"): "cost",
    }
    return paired_bars(
        w,
        _finding(w, rows),
        {
            text: {r["committee"]: float(r["value"]) for r in rows if r["quantity"] == quantity}
            for text, quantity in series.items()
        },
        {r["committee"]: r["name"] for r in rows},
        w.say(f"omplanering {y} mot planerat, {w.unit}", f"re-plan {y} against planned, {w.unit}"),
        decimals=w.money_decimals,
    )


def replan_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    told = "; ".join(
        f"{r['name']} {w.signed(r['value'], w.money_decimals)}" for r in rows if r["quantity"] == "frame"
    )
    return w.say(
        f"Stapeldiagram, omplanerad ram mot planerad, {w.unit}. {_finding(w, rows)}. {told}.",
        f"Bar chart, re-planned frame against planned, {w.unit}. {_finding(w, rows)}. {told}.",
    )


def _finding(w: Words, rows: list[Row]) -> str:
    y, d = rows[0]["year"], w.money_decimals
    r = max((r for r in rows if r["quantity"] == "frame"), key=lambda r: abs(r["value"]))
    if not rounded(r["value"], d):
        return w.say(f"Ramarna {y} är de som planerades", f"The frames of {y} are those that were planned")
    name, told = short(r["name"], 60), f"{w.signed(r['value'], d)}{NO_BREAK}{w.unit}"
    return w.say(
        f"Ramarna {y}, omplanerade mot planerade: mest ändras {name}, {told}",
        f"The frames of {y}, re-planned against planned: {name} changes most, {told}",
    )


def pictures(w: Words, study: Replan, year: int | None) -> Iterator[Picture]:
    """Yield the picture of the study."""
    yield Picture(name="replan", words=w, rows=replan_rows(study, w, year), draw=replan, tell=replan_alt)
