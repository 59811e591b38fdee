"""What the money gives, on the first page: goals in the unit of their indicator.

Where some change is certain, they are what is bought and given up; where none is, what the room for choice holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.scenario import FULL_POINTS
from solver.output.rows import written
from solver.report.html.sheet import Cell, Grid, Passage
from solver.report.indicator import indicated, passed, today
from solver.report.words import NO_BREAK, NONE, rounded

if TYPE_CHECKING:
    from solver.answer.result import Result
    from solver.report.html.sheet import Cells
    from solver.report.words import Words
    from solver.studies.certainty import Certainty
    from solver.studies.goal_room import GoalSpan

MOST = 4
"""Goals that are named on either side."""
MOST_ROOM = 8
"""Goals whose room is told."""
VISIBLE = 1e-6
"""Changes of V below this are rounding [points]."""


@dataclass(frozen=True, slots=True)
class _Gain:
    """What the proposal does to a goal in the last plan year.

    Attributes:
        worth: Its part of V, more than under indexation [points].
        cells: The row that tells it.
    """

    worth: float
    cells: Cells


def goals_grid(result: Result, w: Words) -> Grid | Passage:
    """Goals now, indexed and proposed in the last plan year, those that are worth most first."""
    base, y = w.scenario.base_year, result.figures.years[-1]
    found = [gain for g in w.scenario.goals if (gain := _gain(result, w, g)) is not None]
    found.sort(key=lambda gain: -written(abs(gain.worth)))
    title = w.say("Vad pengarna ger", "What the money gives")
    if not found:
        text = w.say(
            f"Inget mål ändras {y} så att det syns i sin enhet.",
            f"No goal changes in {y} so that it shows in its unit.",
        )
        return Passage(title=title, texts=(text,))
    names = (w.say("Det köper", "It buys"), w.say("Det ges upp", "It gives up"))
    groups = []
    for name, sign in zip(names, (1, -1), strict=True):
        rows = [gain.cells for gain in found if gain.worth * sign > 0][:MOST]
        label = Cell(text=name, scope="rowgroup", wide=5)
        nothing = (Cell(text=w.say("inget som syns", "nothing that shows"), scope="row"), *_blank(4))
        groups.append(((label,), *(rows or [nothing])))
    head = (
        Cell(text=w.term("inhabitant_meets"), scope="col", look="l"),
        Cell(text=w.say(f"Nu|{base}", f"Now|{base}"), scope="col"),
        Cell(text=w.say(f"Uppräk-|ning {y}", f"Index-|ation {y}"), scope="col"),
        Cell(text=w.say(f"Förslag|{y}", f"Proposal|{y}"), scope="col"),
        Cell(text=w.say("Mot upp-|räkning", "Against|indexation"), scope="col"),
    )
    told = [w.term("past_the_target_short")] if passed(result) else []
    if any(goal.indicator is None for goal in w.scenario.goals.values()):
        told.append(
            w.say(
                f"där mått saknas står vad ändringen hade kostat, {w.unit}",
                f"where there is no measure, what the change would have cost, {w.unit}",
            )
        )
    under = f"({'; '.join(told)})" if told else ""
    return Grid(caption=title, under=under, head=(head,), groups=tuple(groups))


def room_grid(result: Result, w: Words, sure: Certainty) -> Grid:
    """What each goal can be in the last plan year among plans that are about as good, the widest rooms first."""
    base, y = w.scenario.base_year, result.figures.years[-1]
    spans = [span for span in sure.goals if span.year == y]
    spans.sort(key=lambda span: -_width(result, span))
    shown = spans[:MOST_ROOM]
    head = (
        Cell(text=w.term("inhabitant_meets"), scope="col", look="l"),
        Cell(text=w.say(f"Nu|{base}", f"Now|{base}"), scope="col"),
        Cell(text=w.say(f"Uppräk-|ning {y}", f"Index-|ation {y}"), scope="col"),
        Cell(text=w.say(f"Förslag|{y}", f"Proposal|{y}"), scope="col", look="p"),
        Cell(text=w.say("Sämst i|utrymmet", "Worst in|the room"), scope="col"),
        Cell(text=w.say("Bäst i|utrymmet", "Best in|the room"), scope="col"),
    )
    told = [w.say("varje mål för sig", "each goal by itself")]
    if len(spans) > len(shown):
        told.append(w.say(f"de {len(shown)} som rymmer mest", f"the {len(shown)} that hold most"))
    if any(span.least is None for span in shown):
        told.append(w.say(f"{NONE}: inte bevisat", f"{NONE}: not proved"))
    if passed(result):
        told.append(w.term("past_the_target_short"))
    return Grid(
        caption=w.say(f"Vad utrymmet rymmer {y}", f"What the room holds in {y}"),
        under=f"({', '.join(told)})",
        head=(head,),
        groups=(tuple(_room_row(result, w, span) for span in shown),),
    )


def _width(result: Result, span: GoalSpan) -> float:
    """How much of V the room of a goal is [points]."""
    least = span.proposal if span.least is None else span.least
    return result.figures.weight[span.goal, span.year] * (span.greatest - least)


def _room_row(result: Result, w: Words, span: GoalSpan) -> Cells:
    g, d = span.goal, w.goal_decimals(span.goal)
    i = w.scenario.goals[g].indicator
    per_cent = w.say("måluppfyllelse, %", "attainment, %")
    name = ", ".join(filter(None, (i.name or w.goal(g), i.unit) if i else (w.goal(g), per_cent)))

    def value(points: float | None) -> str:
        if points is None:
            return NONE
        return w.number(points if i is None else indicated(i, points), d)

    return (
        Cell(text=name, scope="row", look="w"),
        Cell(text=w.number(i.present, d) if i else value(today(result.figures, g))),
        Cell(text=value(span.indexation)),
        Cell(text=value(span.proposal), look="p"),
        Cell(text=value(span.least)),
        Cell(text=value(span.greatest)),
    )


def _blank(n: int) -> Cells:
    return tuple(Cell(text="") for _ in range(n))


def _gain(result: Result, w: Words, g: str) -> _Gain | None:
    """What happens to a goal; None where nothing shows."""
    f, y = result.figures, result.figures.years[-1]
    new, old = (
        min(plan.q.attainment[g, y], FULL_POINTS) for plan in (result.proposal, result.plans["indexation"])
    )
    worth = f.weight[g, y] * (new - old)
    if abs(worth) < VISIBLE:
        return None
    i = w.scenario.goals[g].indicator
    if i is None:
        price = f.price_of_a_point(g)
        amount = NONE if price is None else w.amount(price[0] * (new - old), sign=True)
        if price is not None and not rounded(price[0] * (new - old) * w.per_msek, w.money_decimals):
            return None
        told = NONE if price is None else f"{amount}{NO_BREAK}{w.unit}"
        cells = (
            Cell(text=w.goal(g), scope="row", look="w"),
            *(Cell(text=NONE) for _ in range(3)),
            Cell(text=told),
        )
        return _Gain(worth, cells)
    d = w.goal_decimals(g)
    before, after = indicated(i, old), indicated(i, new)
    if not rounded(after - before, d):
        return None
    cells = (
        Cell(text=", ".join(filter(None, (i.name or w.goal(g), i.unit))), scope="row", look="w"),
        Cell(text=w.number(i.present, d)),
        Cell(text=w.number(before, d)),
        Cell(text=w.number(after, d), look="p"),
        Cell(text=w.signed(after - before, d)),
    )
    return _Gain(worth, cells)
