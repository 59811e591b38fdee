"""Why a committee gets what it gets: numbers behind the sentences, none of the words.

The difference from indexation is split in parts that add up exactly; the sentence of a run, the account of a committee
and its page tell these and no others. The proposal is compared with the cost of unchanged service:

- **volume**: need with the drivers' change, less need without it;
- **price**: need at today's volumes, less the indexed frame: own prices, believed efficiency, requirement,
  compensation for demography and the common factor;
- **restore**: what the frame gets to restore an earlier deficit;
- **balance**: put aside less drawn;
- **returned**: handed back to the centre;
- **decisions**: what decided spends cost beyond unchanged service; where a decision sets the frame, all that is left;
- **unmeasured**: what activities that no goal measures get beyond unchanged service;
- **goals**: the same for the measured ones: what goals, their weights and the limits around them make of it.

A moved task is part of the need and of the indexed frame alike, so it cancels: it is no change of priority, nor of
price. Where a decision fixes the frame, or nothing of the committee is measured, the whole difference is one part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from models.figures import UNKNOWN_EVIDENCE
from models.indexation import split
from models.outcomes import response
from models.plan import TOLERANCE
from models.scenario import EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from models.figures import Bound, Figures
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


PARTS = ("volume", "price", "restore", "balance", "returned", "decisions", "unmeasured", "goals")
"""The parts of a difference from indexation, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a committee's frame differs from indexation in a year. All amounts are money.

    Attributes:
        committee: The committee.
        year: The plan year.
        base: Its frame in the base year.
        indexation: Its indexed frame.
        proposal: Its proposed frame.
        parts: The parts of the difference by their names in ``PARTS``; they add up to it.
        beyond: What each measured activity without a decided amount gets beyond unchanged service, by activity.
        drivers: Change of each driver of its activities since the base year, and what it costs.
        fixed: The decision that fixes the frame, if one does.
        decided: Decisions behind the part of decisions, and what each gives beyond unchanged service, largest first.
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
    parts: Mapping[str, float]
    beyond: Mapping[str, float]
    drivers: tuple[tuple[str, float, float], ...]
    fixed: str | None
    decided: tuple[tuple[str, float], ...]
    measured: bool
    goals: tuple[GoalShift, ...]
    more: Marginal | None
    less: Marginal | None

    @property
    def difference(self) -> float:
        """Proposal less indexation [money]."""
        return self.proposal - self.indexation


def moved(changes: Iterable[float]) -> float:
    """Return how much changes move from some to others: the smaller of their increases and their decreases."""
    known = list(changes)
    return min(sum(v for v in known if v > 0), -sum(v for v in known if v < 0))


def inside(figures: Figures, plan: Plan) -> dict[tuple[str, str, int], float]:
    """Return what activities get beyond what their committee's spending alone would give them.

    That is what they get when the committee divides the same spending as indexation does: fixed and decided amounts
    first, the rest by base-year share (``moved_base``). A committee's amounts of a year add up to 0.

    Returns:
        Amount by activity, committee and year, the committee's part of joint activities [money].
    """
    spent = {
        (c, y): plan.own_cost(c, y) + figures.restore[c, y] for c in figures.committees for y in figures.years
    }
    alone = split(figures, spent) | figures.settled_spend  # nothing is moved in a year that is not planned
    return {
        (a, c, y): line.shares[c] * (float(plan.q.spend[a, y]) - alone[a, y])
        for a, line in figures.lines.items()
        for c in line.shares
        for y in figures.years
    }


def moved_inside(figures: Figures, plan: Plan) -> dict[tuple[str, int], float]:
    """Return what a plan moves between activities inside each committee and year [money]; see ``inside``."""
    changes: dict[tuple[str, int], list[float]] = {
        (c, y): [] for c in figures.committees for y in figures.years
    }
    for (_, c, y), amount in inside(figures, plan).items():
        changes[c, y].append(amount)
    return {key: moved(amounts) for key, amounts in changes.items()}


def reason(  # noqa: PLR0913, PLR0917 - what, against what, for whom and when
    figures: Figures,
    proposal: Plan,
    indexation: Plan,
    marginals: tuple[Marginal, ...],
    goals: tuple[GoalShift, ...],
    c: str,
    y: int,
) -> Reason:
    """Split a committee's difference from indexation and find what binds it; ``goals`` are its ``shifts``."""
    lines = figures.lines_of[c]
    need = {
        a: figures.lines[a].shares[c] * figures.need.get((a, y), figures.fixed.get((a, y), 0.0))
        for a in lines
    }
    still = {
        a: figures.lines[a].shares[c] * figures.need_still[a, y] if (a, y) in figures.need else amount
        for a, amount in need.items()
    }
    decided = _decided(figures, proposal, c, y)
    fixed = next((b.id for b in decided if b.kind == "frame" and b.sense == "equals"), None)
    over = {a: figures.lines[a].shares[c] * proposal.q.spend[a, y] - amount for a, amount in need.items()}
    parts, given = _parts(figures, proposal, indexation, (c, y), need, sum(still.values()), over, decided)
    by_spend = {b.target for b in decided if b.kind == "spend"}
    return Reason(
        committee=c,
        year=y,
        base=figures.base_frame[c],
        indexation=indexation.q.frame[c, y],
        proposal=proposal.q.frame[c, y],
        parts=parts,
        beyond={a: v for a, v in over.items() if a not in by_spend and figures.lines[a].measured},
        drivers=_drivers(figures, c, y, need, still),
        fixed=fixed,
        decided=given,
        measured=c in figures.measured,
        goals=goals,
        more=_binding(figures, marginals, c, y, "down"),
        less=_binding(figures, marginals, c, y, "up"),
    )


def _decided(figures: Figures, plan: Plan, c: str, y: int) -> list[Bound]:
    """Return the decisions that set a committee's frame, or what it spends on an activity, in a year."""
    set_to = {"frame": {c: plan.q.frame[c, y]}, "spend": {a: plan.q.spend[a, y] for a in figures.lines_of[c]}}
    return [
        b
        for b in figures.bounds
        if b.year == y
        and b.target in set_to.get(b.kind, {})
        and abs(set_to[b.kind][b.target] - b.amount) < TOLERANCE
    ]


def _parts(  # noqa: PLR0913, PLR0917 - what, against what, for whom and when
    figures: Figures,
    proposal: Plan,
    indexation: Plan,
    key: tuple[str, int],
    need: Mapping[str, float],
    still: float,
    over: Mapping[str, float],
    decided: Sequence[Bound],
) -> tuple[dict[str, float], tuple[tuple[str, float], ...]]:
    """Return the parts of a difference, and what each decision gives beyond unchanged service."""
    (c, y), q, cost = key, proposal.q, sum(need.values())
    difference = q.frame[c, y] - indexation.q.frame[c, y]
    parts = dict.fromkeys(PARTS, 0.0)
    by_frame = [b.id for b in decided if b.kind == "frame"]
    if c not in figures.measured or any(b.kind == "frame" and b.sense == "equals" for b in decided):
        parts["decisions" if by_frame else "unmeasured"] = difference
        return parts, tuple((id_, difference) for id_ in by_frame[:1])
    by_spend = {b.target: b.id for b in decided if b.kind == "spend"}
    given = [(id_, over[a]) for a, id_ in by_spend.items()]
    parts["volume"], parts["price"] = cost - still, still - indexation.q.frame[c, y]
    parts["restore"] = figures.restore[c, y]
    parts["balance"] = q.saved[c, y] - q.used[c, y]
    parts["returned"] = q.returned[c, y]
    parts["decisions"] = sum(amount for _, amount in given)
    parts["unmeasured"] = sum(
        amount for a, amount in over.items() if a not in by_spend and not figures.lines[a].measured
    )
    rest = difference - sum(parts.values())
    if by_frame:
        parts["decisions"] += rest
        given.append((by_frame[0], rest))
    else:
        parts["goals"] = rest
    return parts, tuple(sorted(given, key=lambda item: (-abs(item[1]), item[0])))


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


def shifts(figures: Figures, proposal: Plan, indexation: Plan) -> dict[str, tuple[GoalShift, ...]]:
    """Return what the activities of each committee do to goals, over all years; the largest shift first."""
    points: dict[str, dict[str, float]] = {c: {} for c in figures.committees}
    for r in figures.responses:
        payers = {c for a in r.members for c in figures.lines[a].shares}
        for y in figures.outcome_years:
            for lag, share in enumerate(r.lag):
                t = y - lag  # outside the plan both have level 1
                if t in figures.years:
                    new, old = (
                        min(p.level.get((a, t), 1.0) for a in r.members) for p in (proposal, indexation)
                    )
                    gain = response(r.curve, new) - response(r.curve, old)
                    weight = figures.discount[y] * figures.weight[r.goal, y] * share
                    for c in payers:
                        points[c][r.goal] = points[c].get(r.goal, 0.0) + weight * gain
    return {
        c: tuple(
            sorted(
                (GoalShift(goal=g, points=value) for g, value in own.items()),
                key=lambda shift: (-abs(shift.points), shift.goal),
            )
        )
        for c, own in points.items()
    }


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


def behind_it(figures: Figures, m: Marginal, r: Reason) -> float:
    """Return how much of the part of goals is with what a limit is set on [money].

    That is all of it for a limit on the committee; for one on an activity or a goal, what that activity, or those
    that move the goal, get beyond unchanged service.
    """
    kind, id_ = subject(figures, m)
    if kind == "committee":
        return r.parts["goals"]
    held = {id_} if kind == "activity" else {a for e in figures.responses if e.goal == id_ for a in e.members}
    return sum(amount for a, amount in r.beyond.items() if a in held)


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
                weighed[r.evidence] = weighed.get(r.evidence, 0.0) + figures.weight[r.goal, y] * gain
        whole = sum(weighed.values())
        if not whole:
            weighed, whole = {NOT_MEASURED: 1.0}, 1.0
        for grade, part in weighed.items():
            moved[grade] = moved.get(grade, 0.0) + amount * part / whole
    total = sum(moved.values())
    return {grade: moved[grade] / total for grade in GRADES if grade in moved}
