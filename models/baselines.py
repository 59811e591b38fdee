"""Baselines and given plans: plans that are evaluated with the same functions as the proposal.

``indexation`` and ``volume`` follow from the scenario alone; a given plan follows from its entry in the file.
(Indexation with own priorities is a solve with frames held, see ``solver.answer.own_priorities``.)
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from models.indexation import split
from models.plan import Choices, Plan, Precision, complete
from models.units import PER_MSEK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.constraint import Quantities
    from models.figures import ActivityYear, CommitteeYear, Figures
    from models.indexation import Indexation
    from models.scenario import GivenPlan


def indexed(figures: Figures, baseline: Indexation) -> Plan:
    """Return the plan of general indexation: last year's frames, indexed and scaled to the total."""
    return complete(figures, baseline, Choices(frame=baseline.frame, spend=baseline.spend), id_="indexation")


def volume(figures: Figures, baseline: Indexation) -> Plan:
    """Return the volume model (*prislapp*): frames in proportion to need, scaled to the total.

    Frames that a decision fixes are kept, as in indexation; inside a committee money follows need.

    Args:
        figures: Figures of the scenario.
        baseline: Its indexation baseline.
    """
    part = {
        (a, c, y): line.shares[c] * figures.need.get((a, y), figures.fixed.get((a, y), 0.0))
        for a, line in figures.lines.items()
        for c in line.shares
        for y in figures.years
    }
    frame: dict[CommitteeYear, float] = {}
    for y in figures.years:
        locked = {c: figures.locked[c, y] for c in figures.committees if (c, y) in figures.locked}
        need = {
            c: sum(part[a, c, y] for a in figures.lines_of[c]) for c in figures.committees if c not in locked
        }
        whole = sum(need.values())
        room = (1 - figures.reserve_share[y]) * figures.total[y] - sum(locked.values())
        frame |= {(c, y): amount for c, amount in locked.items()}
        frame |= {(c, y): room * need[c] / whole if whole else 0.0 for c in need}
    choices = Choices(frame=frame, spend=split(figures, frame, parts=part))
    return complete(figures, baseline, choices, id_="volume")


def given(figures: Figures, baseline: Indexation, id_: str) -> Plan:
    """Return a given plan; frames that it does not name come from the plan that it is based on."""
    plan = figures.scenario.plans[id_]
    stated = stated_spends(figures, plan)
    frame = {(c, y): _frame(figures, plan, stated, c, y) for c in figures.committees for y in figures.years}
    total = {y: amount for y in figures.years if (amount := _total(figures, plan, y)) is not None}
    choices = Choices(frame=frame, spend=split(figures, frame, stated), total=total)
    half = 0.5 * 10.0 ** -_decimals(figures, id_) / PER_MSEK[figures.scenario.currency]
    summed = frozenset(
        key for key in frame if plan.based_on is None and key[1] not in plan.frames.get(key[0], {})
    )
    nudged = partial(_nudged, figures, baseline, choices, stated, summed, half)
    return replace(
        complete(figures, baseline, choices, id_=id_, name=plan.name or id_),
        precision=Precision(
            half=half, amounts=len(stated) + len(frame.keys() - summed) + len(total), nudged=nudged
        ),
    )


def _decimals(figures: Figures, id_: str) -> int:
    """Return the most decimals of an amount that a plan states in the file's currency; of its parent's if none."""
    plan = figures.scenario.plans[id_]
    tables = (*plan.frames.values(), *plan.differences.values(), *plan.spend.values(), plan.total)
    per = PER_MSEK[figures.scenario.currency]
    written = [
        Decimal(repr(round(amount * per, 6))).normalize() for part in tables for amount in part.values()
    ]
    if not written and plan.based_on is not None:
        return _decimals(figures, plan.based_on)
    return max((max(-int(amount.as_tuple().exponent), 0) for amount in written), default=0)


def _nudged(  # noqa: PLR0913, PLR0917 - what a plan consists of
    figures: Figures,
    baseline: Indexation,
    choices: Choices,
    stated: dict[ActivityYear, float],
    summed: frozenset[CommitteeYear],
    by: float,
) -> Iterator[Quantities]:
    """Yield the quantities of a plan with each of its amounts in turn larger: spends, frames and totals.

    Args:
        figures: Figures of the scenario.
        baseline: Its indexation baseline.
        choices: The plan.
        stated: Spends that it states [money].
        summed: Frames that are the sum of stated spends, which they follow.
        by: How much larger [money].
    """
    for (a, y), amount in stated.items():
        frame = dict(choices.frame)
        for c, share in figures.lines[a].shares.items():
            frame[c, y] += share * by if (c, y) in summed else 0.0
        spend = split(figures, frame, {**stated, (a, y): amount + by})
        yield complete(figures, baseline, replace(choices, frame=frame, spend=spend), id_="").q
    for key in choices.frame.keys() - summed:
        frame = {**choices.frame, key: choices.frame[key] + by}
        spend = split(figures, frame, stated)
        yield complete(figures, baseline, replace(choices, frame=frame, spend=spend), id_="").q
    for y, amount in choices.total.items():
        total = {**choices.total, y: amount + by}
        yield complete(figures, baseline, replace(choices, total=total), id_="").q


def _based_on(figures: Figures, plan: GivenPlan) -> GivenPlan | None:
    return None if plan.based_on is None else figures.scenario.plans[plan.based_on]


def stated_spends(figures: Figures, plan: GivenPlan) -> dict[ActivityYear, float]:
    """Return the spends that a plan names or, where it leaves the payers' frames unchanged, inherits [MSEK].

    Args:
        figures: The figures.
        plan: A given plan of the scenario.
    """
    own = {(a, y): amount for a, series in plan.spend.items() for y, amount in series.items()}
    parent = _based_on(figures, plan)
    if parent is None:
        return own
    touched = {
        (c, y) for part in (plan.frames, plan.differences) for c, series in part.items() for y in series
    }
    inherited = {
        (a, y): amount
        for (a, y), amount in stated_spends(figures, parent).items()
        if not any((c, y) in touched for c in figures.lines[a].shares)
    }
    return {**inherited, **own}


def _frame(figures: Figures, plan: GivenPlan, stated: dict[ActivityYear, float], c: str, y: int) -> float:
    if y in plan.frames.get(c, {}):
        return plan.frames[c][y]
    parent = _based_on(figures, plan)
    if parent is not None:
        return _frame(figures, parent, stated_spends(figures, parent), c, y) + plan.differences.get(
            c, {}
        ).get(y, 0.0)
    cost = sum(
        figures.lines[a].shares[c] * stated.get((a, y), figures.fixed.get((a, y), 0.0))
        for a in figures.lines_of[c]
    )
    return cost + figures.restore[c, y]


def _total(figures: Figures, plan: GivenPlan, y: int) -> float | None:
    if y in plan.total:
        return plan.total[y]
    parent = _based_on(figures, plan)
    return None if parent is None else _total(figures, parent, y)


def plans(figures: Figures, baseline: Indexation) -> dict[str, Plan]:
    """Return indexation, the volume model and every given plan, by id."""
    built_in = {"indexation": indexed(figures, baseline), "volume": volume(figures, baseline)}
    return built_in | {id_: given(figures, baseline, id_) for id_ in sorted(figures.scenario.plans)}


def frames_of(plan: Plan) -> dict[CommitteeYear, float]:
    """Return the plan's frames in plan years [money]."""
    return {
        key: amount for key, amount in plan.q.frame.items() if key[1] != plan.q.figures.scenario.base_year
    }
