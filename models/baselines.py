"""Baselines and given plans: plans that are evaluated with the same functions as the proposal.

``indexation`` and ``volume`` follow from the scenario alone; a given plan follows from its entry in the file.
(Indexation with own priorities is a solve with frames held, see ``solver.answer.own_priorities``.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.indexation import split
from models.plan import Choices, Plan, complete

if TYPE_CHECKING:
    from models.figures import ActivityYear, CommitteeYear, Figures
    from models.indexation import Indexation
    from models.scenario import GivenPlan


def indexed(figures: Figures, baseline: Indexation) -> Plan:
    """Return the plan of general indexation: last year's frames, indexed and scaled to the total."""
    return complete(figures, baseline, Choices(frame=baseline.frame, spend=baseline.spend), id_="indexation")


def volume(figures: Figures, baseline: Indexation) -> Plan:
    """Return the plan of the volume model (*prislapp*): frames proportional to need, scaled to the total."""
    need = {
        (c, y): sum(
            figures.lines[a].shares[c] * figures.need.get((a, y), figures.fixed.get((a, y), 0.0))
            for a in figures.lines_of[c]
        )
        for c in figures.committees
        for y in figures.years
    }
    frame: dict[CommitteeYear, float] = {}
    for y in figures.years:
        whole = sum(need[c, y] for c in figures.committees)
        room = (1 - figures.reserve_share[y]) * figures.total[y]
        frame |= {(c, y): room * need[c, y] / whole if whole else 0.0 for c in figures.committees}
    return complete(figures, baseline, Choices(frame=frame, spend=split(figures, frame)), id_="volume")


def given(figures: Figures, baseline: Indexation, id_: str) -> Plan:
    """Return a given plan; frames that it does not name come from the plan that it is based on."""
    plan = figures.scenario.plans[id_]
    stated = _spend(figures, plan)
    frame = {(c, y): _frame(figures, plan, stated, c, y) for c in figures.committees for y in figures.years}
    total = {y: amount for y in figures.years if (amount := _total(figures, plan, y)) is not None}
    choices = Choices(frame=frame, spend=split(figures, frame, stated), total=total)
    return complete(figures, baseline, choices, id_=id_, name=plan.name or id_)


def _based_on(figures: Figures, plan: GivenPlan) -> GivenPlan | None:
    return None if plan.based_on is None else figures.scenario.plans[plan.based_on]


def _spend(figures: Figures, plan: GivenPlan) -> dict[ActivityYear, float]:
    """Return the spends that a plan names or, where it leaves the payers' frames unchanged, inherits."""
    own = {(a, y): amount for a, series in plan.spend.items() for y, amount in series.items()}
    parent = _based_on(figures, plan)
    if parent is None:
        return own
    touched = {
        (c, y) for part in (plan.frames, plan.differences) for c, series in part.items() for y in series
    }
    inherited = {
        (a, y): amount
        for (a, y), amount in _spend(figures, parent).items()
        if not any((c, y) in touched for c in figures.lines[a].shares)
    }
    return {**inherited, **own}


def _frame(figures: Figures, plan: GivenPlan, stated: dict[ActivityYear, float], c: str, y: int) -> float:
    if y in plan.frames.get(c, {}):
        return plan.frames[c][y]
    parent = _based_on(figures, plan)
    if parent is not None:
        return _frame(figures, parent, _spend(figures, parent), c, y) + plan.differences.get(c, {}).get(
            y, 0.0
        )
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
