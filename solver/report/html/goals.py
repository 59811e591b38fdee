"""Goals now, indexed and proposed, with their targets; and what a point costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import FULL_POINTS
from solver.report import screen
from solver.report.html.blocks import BLOCKS, Section, Table, Text, laid
from solver.report.indicator import today
from solver.report.words import NONE, POINTS_DECIMALS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.answer.result import Result
    from solver.report.html.blocks import Block
    from solver.report.words import Words


def goals(result: Result, w: Words, pictures: Sequence[Block]) -> Section:
    """Every goal, and what a point costs.

    Args:
        result: The answer.
        w: Its words.
        pictures: What is drawn of them.
    """
    title = w.term("goals_points_0_100")
    prices = laid(screen.point_prices(BLOCKS, w, result), "mal", "").inside
    table = goal_table(result, w, tuple(w.scenario.goals), title)
    note = Text(
        text=w.say(
            "100 är målnivån; vad som går över den räknas inte. Ett streck betyder att inget är angivet.",
            "100 is the target; what passes it does not count. A dash means that nothing is stated.",
        )
        + f" {w.term('rounded_sums')}",
        role="note",
    )
    form = screen.form_first(w, result)
    blocks = (*((Text(text=form),) if form else ()), table, note, *pictures)
    return Section(id="mal", title=w.term("goals"), blocks=blocks, inside=prices, page=True)


def goal_table(result: Result, w: Words, ids: Sequence[str], caption: str) -> Table:
    """Goals now, indexed and proposed in the first and last year that is planned, with minimum and target."""
    f = result.figures
    shown = list(dict.fromkeys((f.open_years[0], f.years[-1])))
    new, old = result.proposal.q.attainment, result.plans["indexation"].q.attainment
    targets = w.scenario.objective.targets or {}
    head = [w.term("goal"), w.term("now_two_lines")]
    for y in shown:
        head += [
            w.say(f"Uppräkning {y}", f"Indexed {y}"),
            w.say(f"Förslag {y}", f"Proposal {y}"),
            w.say(f"Skillnad {y}", f"Difference {y}"),
        ]
    head += [w.say("Miniminivå", "Minimum"), w.term("target")]
    rows = []
    for g in ids:
        row = [w.goal(g), w.number(today(result.figures, g), POINTS_DECIMALS)]
        for y in shown:
            before, after = (min(a[g, y], FULL_POINTS) for a in (old, new))
            row += [
                w.number(before, POINTS_DECIMALS),
                w.number(after, POINTS_DECIMALS),
                w.signed(after - before, POINTS_DECIMALS),
            ]
        least = w.scenario.goals[g].minimum
        row.append(NONE if least is None else w.number(least[f.years[-1]], 1))
        row.append(w.number(targets.get(g, FULL_POINTS), 0))
        rows.append(tuple(row))
    return Table(caption=caption, head=tuple(head), rows=tuple(rows))
