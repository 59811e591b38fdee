"""Why a committee gets what it gets: numbers behind the sentences, none of the words.

The difference from indexation is split in three parts that add up exactly, in this order: **volume** (need
with the drivers' change, less need without it), **price** (need at today's volumes, less the indexed frame:
own prices, believed efficiency, requirement, adjustments and the common factor), **priority** (the frame less
the need: what the goals, the limits and the decisions made of it).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from models.figures import UNKNOWN_EVIDENCE
from models.outcomes import response
from models.scenario import EVIDENCE

if TYPE_CHECKING:
    from models.figures import Figures
    from models.plan import Plan
    from solver.program.marginals import Marginal

NOT_MEASURED = "not_measured"
"""The grade of money that moves without any effect behind it."""
GRADES = (*EVIDENCE, UNKNOWN_EVIDENCE, NOT_MEASURED)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalShift:
    """What the answer does to one goal through one committee's activities.

    Attributes:
        goal: The goal.
        points: Weighted gain over indexation, all outcome years, as a part of V [points of V].
    """

    goal: str
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a committee's frame differs from indexation in a year. All amounts are money.

    Attributes:
        committee: The committee.
        year: The plan year.
        base: Its frame in the base year.
        indexation: Its indexed frame.
        proposal: Its proposed frame.
        volume: Part that follows from volumes.
        price: Part that follows from prices, efficiency, adjustments and the common factor.
        priority: Part that follows from goals, limits and decisions.
        drivers: Change of each driver of its activities since the base year, and what it costs.
        measured: Whether any effect reaches it.
        goals: What the proposal does to each goal through it, largest first.
        more: The limit that keeps it from more, if one binds.
        less: The limit that keeps it from less, if one binds.
    """

    committee: str
    year: int
    base: float
    indexation: float
    proposal: float
    volume: float
    price: float
    priority: float
    drivers: tuple[tuple[str, float, float], ...]
    measured: bool
    goals: tuple[GoalShift, ...]
    more: Marginal | None
    less: Marginal | None

    @property
    def difference(self) -> float:
        """Proposal less indexation [money]."""
        return self.proposal - self.indexation


def reason(  # noqa: PLR0913, PLR0917 - what, against what, for whom and when
    figures: Figures, proposal: Plan, indexation: Plan, marginals: tuple[Marginal, ...], c: str, y: int
) -> Reason:
    """Split a committee's difference from indexation and find what binds it."""
    lines = figures.lines_of[c]
    need = {
        a: figures.lines[a].shares[c] * figures.need.get((a, y), figures.fixed.get((a, y), 0.0))
        for a in lines
    }
    still = {
        a: amount / figures.volume_of(a)[y] if (a, y) in figures.need else amount
        for a, amount in need.items()
    }
    cost = sum(need.values())
    frame, indexed = proposal.q.frame[c, y], indexation.q.frame[c, y]
    return Reason(
        committee=c,
        year=y,
        base=figures.base_frame[c],
        indexation=indexed,
        proposal=frame,
        volume=cost - sum(still.values()),
        price=sum(still.values()) - indexed,
        priority=frame - cost,
        drivers=_drivers(figures, c, y, need, still),
        measured=c in figures.measured,
        goals=_goals(figures, proposal, indexation, c),
        more=_binding(figures, marginals, c, y, "down"),
        less=_binding(figures, marginals, c, y, "up"),
    )


def _drivers(
    figures: Figures, c: str, y: int, need: dict[str, float], still: dict[str, float]
) -> tuple[tuple[str, float, float], ...]:
    cost: dict[str, float] = {}
    for a in figures.lines_of[c]:
        activity = figures.activity(a)
        if activity is not None and activity.driver is not None and (a, y) in figures.need:
            cost[activity.driver] = cost.get(activity.driver, 0.0) + need[a] - still[a]
    series = figures.scenario.drivers
    found = [(d, series[d][y] - series[d][figures.scenario.base_year], amount) for d, amount in cost.items()]
    return tuple(sorted(found, key=lambda item: -abs(item[2])))


def _goals(figures: Figures, proposal: Plan, indexation: Plan, c: str) -> tuple[GoalShift, ...]:
    points: dict[str, float] = {}
    first, last = figures.years[0], figures.years[-1]
    for r in figures.responses:
        if not any(c in figures.lines[a].shares for a in r.members):
            continue
        for y in figures.outcome_years:
            for lag, share in enumerate(r.lag):
                t = min(y - lag, last)
                if t >= first:
                    new, old = (
                        min(p.level.get((a, t), 1.0) for a in r.members) for p in (proposal, indexation)
                    )
                    gain = response(r.curve, new) - response(r.curve, old)
                    weight = figures.discount[y] * figures.weight[r.goal] * share
                    points[r.goal] = points.get(r.goal, 0.0) + weight * gain
    shifts = (GoalShift(goal=g, points=value) for g, value in points.items())
    return tuple(sorted(shifts, key=lambda shift: (-abs(shift.points), shift.goal)))


def _binding(
    figures: Figures, marginals: tuple[Marginal, ...], c: str, y: int, direction: Literal["up", "down"]
) -> Marginal | None:
    """The limit that pushes a committee in one direction and costs most at the margin, in a year."""
    found = [
        m
        for m in marginals
        if m.binds and m.index[-1] == y and concerns(figures, m, c) and _pushes(m) == direction
    ]
    return max(found, key=lambda m: (m.size, m.rows.name), default=None)


def _pushes(m: Marginal) -> str:
    """In which direction a limit pushes; one that can do either keeps from more where a larger amount is worth more."""
    return m.rows.pushes if m.rows.pushes != "both" else "down" if m.value > 0 else "up"


def subject(figures: Figures, m: Marginal) -> tuple[str, str]:
    """Whose limit it is: a kind (committee, activity, goal, year) and an id; for a decision, of what it decides."""
    kind, id_ = m.rows.over[0], str(m.index[0])
    if kind != "decision":
        return kind, id_
    bound = next(b for b in figures.bounds if b.id == id_)
    return {"frame": "committee", "spend": "activity", "goal": "goal"}[bound.kind], bound.target


def concerns(figures: Figures, m: Marginal, c: str) -> bool:
    """Whether a limit is set on a committee, one of its activities, or a goal that one of these moves."""
    kind, id_ = subject(figures, m)
    if kind == "committee":
        return id_ == c
    if kind == "activity":
        return c in figures.lines[id_].shares
    if kind == "goal":
        return any(
            r.goal == id_ and any(c in figures.lines[a].shares for a in r.members) for r in figures.responses
        )
    return False


def evidence(figures: Figures, proposal: Plan, indexation: Plan) -> dict[str, float]:
    """How much of the reallocation rests on each grade of evidence [share], sum 1; empty where nothing moves.

    Each activity's change of spend against indexation is divided over the effects that measure it by what
    they weigh: goal weight times the difference that the change makes to the curve. Money that no effect
    measures counts as such.
    """
    moved: dict[str, float] = {}
    for a, y in figures.need:
        amount = abs(proposal.q.spend[a, y] - indexation.q.spend[a, y])
        if amount < 1e-6:  # noqa: PLR2004 - one krona
            continue
        weighed: dict[str, float] = {}
        for r in figures.responses:
            if a in r.members:
                gain = abs(
                    response(r.curve, proposal.level[a, y]) - response(r.curve, indexation.level[a, y])
                )
                weighed[r.evidence] = weighed.get(r.evidence, 0.0) + figures.weight[r.goal] * gain
        whole = sum(weighed.values())
        if not whole:
            weighed, whole = {NOT_MEASURED: 1.0}, 1.0
        for grade, part in weighed.items():
            moved[grade] = moved.get(grade, 0.0) + amount * part / whole
    total = sum(moved.values())
    return {grade: moved[grade] / total for grade in GRADES if grade in moved}
