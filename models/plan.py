"""A plan: its frames and spends, and every quantity that follows from them.

``complete`` evaluates any frames and spends, an optimum's or a politician's, by the response curves
themselves. It uses nothing of the LP, so that it can verify the LP's solution.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models import indexation as rules
from models.constraint import Breach, Index, Quantities, Rows
from models.objectives import OBJECTIVES, weighted
from models.outcomes import response
from models.scenario import FULL_POINTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from models.aim import Score
    from models.figures import ActivityYear, CommitteeYear, Figures, Response
    from models.indexation import Indexation

TOLERANCE = 1e-6
"""Violation of a rule that counts as rounding: one krona, or a millionth of a goal point."""


POINTS = 0.05
"""Violation of a goal's limit that a given plan's amounts cannot tell [points]."""
SEEN = 1e-9
"""A row that moves more than this when an amount does has the amount in it [money]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How precisely a plan is written.

    Attributes:
        half: Half a unit of the last decimal of its amounts [money].
        amounts: How many amounts it has.
        nudged: Gives the quantities of the plan with each of its amounts in turn larger by as much.
    """

    half: float
    amounts: int
    nudged: Callable[[], Iterable[Quantities]]

    def most(self, family: Rows) -> float:
        """Return by how much the plan may miss a row without breaking it, were each of its amounts in the row."""
        return POINTS if family.unit == "points" else self.half * self.amounts + TOLERANCE

    def margins(self, q: Quantities, rows: Iterable[tuple[Rows, Index]]) -> tuple[float, ...]:
        """Return by how much the plan may miss each row without breaking it: half a unit for each of its amounts in it.

        Args:
            q: Quantities of the plan.
            rows: Families and indices.
        """
        nudged = tuple(self.nudged())
        return tuple(
            POINTS
            if family.unit == "points"
            else self.half * sum(_differs(family, index, q, other) for other in nudged) + TOLERANCE
            for family, index in rows
        )


def _differs(family: Rows, index: Index, q: Quantities, other: Quantities) -> bool:
    return abs(float(family.excess(other, *index)) - float(family.excess(q, *index))) > SEEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan and the quantities that follow from it.

    Attributes:
        id: ``proposal``, ``indexation``, ``indexation_own_priorities``, ``same_money``, ``volume`` or the
            id of a given plan.
        name: Name to display; empty for built-in plans, which the report names.
        q: Quantities of the plan, all numbers.
        level: Funding level of each activity that is not carried as a fixed amount [-].
        value: Value of V [points].
        scores: Scores for the aims of the scenario's objective form; empty where V is the only aim.
        own_total: Whether the plan has a total that differs from the scenario's.
        precision: How precisely it is written; None for plans computed here.
    """

    id: str
    name: str
    q: Quantities
    level: dict[ActivityYear, float]
    value: float
    scores: tuple[Score, ...] = ()
    own_total: bool = False
    precision: Precision | None = None

    def broken(
        self, families: Iterable[Rows], *, roles: tuple[str, ...] = ("limit", "account")
    ) -> tuple[Breach, ...]:
        """Return the rows that the plan breaks, in the order of the families.

        A computed plan breaks a row that it violates by more than the tolerance, a given one by more than its own
        precision allows.

        Args:
            families: Families of rows to check.
            roles: Roles of the families that count.
        """
        found = tuple(
            Breach(rows=family, index=index, amount=amount)
            for family in families
            if family.role in roles and not (self.own_total and family.name == "total")
            for index in family.index
            if (amount := float(family.excess(self.q, *index))) > TOLERANCE
            or (family.equal and -amount > TOLERANCE)
        )
        if self.precision is None:
            return found
        clear = [abs(b.amount) > self.precision.most(b.rows) for b in found]
        near = [(b.rows, b.index) for b, is_clear in zip(found, clear, strict=True) if not is_clear]
        margins = iter(self.precision.margins(self.q, near) if near else ())
        return tuple(
            b for b, is_clear in zip(found, clear, strict=True) if is_clear or abs(b.amount) > next(margins)
        )

    def excess(self, rows: Rows, index: Index) -> float:
        """Return the violation of one row [its unit]; negative where there is slack."""
        return float(rows.excess(self.q, *index))

    def own_cost(self, c: str, y: int) -> float:
        """Return a committee's share of the cost of its activities in a year [money]."""
        lines = self.q.figures.lines
        return sum(lines[a].shares[c] * float(self.q.spend[a, y]) for a in self.q.figures.lines_of[c])


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The values that a plan chooses; all other quantities follow from them.

    Attributes:
        frame: Frame of each committee and plan year [money].
        spend: Spend of each activity and plan year [money].
        saved: Amount that each committee saves [money]; 0 where absent.
        used: Amount that each committee uses from its balance [money]; 0 where absent.
        deposit: Deposit into the result reserve by year [money]; 0 where absent.
        withdrawal: Withdrawal from the result reserve by year [money]; 0 where absent.
        total: Total before deposits and withdrawals by year [money]; the scenario's where absent, and in settled
            years.
        restored: Set aside to restore deficits of settled years [money]; what is due where absent.
        set_aside: The same of the municipality [money].
    """

    frame: Mapping[CommitteeYear, float]
    spend: Mapping[ActivityYear, float]
    saved: Mapping[CommitteeYear, float] = field(default_factory=dict)
    used: Mapping[CommitteeYear, float] = field(default_factory=dict)
    deposit: Mapping[int, float] = field(default_factory=dict)
    withdrawal: Mapping[int, float] = field(default_factory=dict)
    total: Mapping[int, float] = field(default_factory=dict)
    restored: Mapping[CommitteeYear, float] = field(default_factory=dict)
    set_aside: Mapping[int, float] = field(default_factory=dict)


def complete(figures: Figures, baseline: Indexation, choices: Choices, *, id_: str, name: str = "") -> Plan:
    """Return the plan with all quantities that follow from its choices: accounts, levels, attainment and V.

    Settled years are what they are in every plan.

    Args:
        figures: Figures of the scenario.
        baseline: Its indexation baseline.
        choices: Frames and spends, and any other values chosen.
        id_: Id of the plan.
        name: Name to display.
    """
    q = Quantities(figures=figures, indexation=baseline)
    every = [(c, y) for c in figures.committees for y in figures.years]
    q.frame = {(c, figures.scenario.base_year): figures.base_frame[c] for c in figures.committees}
    frame, spend = {**choices.frame, **figures.settled_frame}, {**choices.spend, **figures.settled_spend}
    q.frame |= {key: frame[key] for key in every}
    q.spend = {(a, y): spend[a, y] for a in figures.lines for y in figures.years}
    _money(q, choices)
    _accounts(q, choices, every)
    level = {key: q.spend[key] / need for key, need in figures.need.items()}
    q.attainment = attainment(figures, level)
    counted = {key: min(points, FULL_POINTS) for key, points in q.attainment.items()}
    own = any(abs(q.given_total[y] - figures.total[y]) > TOLERANCE for y in figures.years)
    return Plan(
        id=id_,
        name=name,
        q=q,
        level=level,
        value=float(weighted.value(q, counted)),
        scores=OBJECTIVES[figures.scenario.objective.form].scores(figures, q.attainment),
        own_total=own,
    )


def _money(q: Quantities, choices: Choices) -> None:
    figures = q.figures
    reserve = figures.scenario.frame.result_reserve
    standing = reserve.opening if reserve else 0.0
    q.result_reserve[figures.scenario.base_year] = standing
    for y in figures.years:
        own = {} if y in figures.settled_years else choices.total  # what has ended is the same in every plan
        q.given_total[y] = own.get(y, figures.total[y])
        q.set_aside[y] = choices.set_aside.get(y, figures.set_aside[y])
        q.deposit[y], q.withdrawal[y] = choices.deposit.get(y, 0.0), choices.withdrawal.get(y, 0.0)
        if y in figures.settled_years and reserve:
            change = figures.settled_result_reserve[y] - standing
            q.deposit[y], q.withdrawal[y] = max(change, 0.0), max(-change, 0.0)
        q.total[y] = q.given_total[y] + q.withdrawal[y] - q.deposit[y]
        standing += q.deposit[y] - q.withdrawal[y]
        q.result_reserve[y] = standing
        q.reserve[y] = q.total[y] - sum(q.frame[c, y] for c in figures.committees)


def _accounts(q: Quantities, choices: Choices, every: list[CommitteeYear]) -> None:
    figures = q.figures
    q.balance = {(c, figures.scenario.base_year): figures.opening[c] for c in figures.committees}
    for c, y in every:
        q.restored[c, y] = choices.restored.get((c, y), figures.restore[c, y])
        q.saved[c, y], q.used[c, y] = choices.saved.get((c, y), 0.0), choices.used.get((c, y), 0.0)
        if y in figures.settled_years and figures.carries:
            change = figures.settled_balance[c, y] - q.balance[c, y - 1] - q.restored[c, y]
            q.saved[c, y], q.used[c, y] = max(change, 0.0), max(-change, 0.0)
        q.balance[c, y] = q.balance[c, y - 1] + q.restored[c, y] + q.saved[c, y] - q.used[c, y]
        cost = sum(figures.lines[a].shares[c] * q.spend[a, y] for a in figures.lines_of[c])
        left = q.frame[c, y] - q.restored[c, y] - q.saved[c, y] + q.used[c, y] - cost
        q.returned[c, y] = max(left, 0.0)
        q.indexed[c, y] = rules.indexed(figures, c, y, q.frame[c, y - 1])
    q.increase, q.decrease = changes(q, every)


def changes(
    q: Quantities, keys: Iterable[CommitteeYear]
) -> tuple[dict[CommitteeYear, float], dict[CommitteeYear, float]]:
    """Return by how much frames lie above last year's indexed frames, and below them [money].

    Args:
        q: Quantities with finished frames.
        keys: Committees and years.
    """
    change = {key: float(q.frame[key] - q.indexed[key]) for key in keys}
    above = {key: max(amount, 0.0) for key, amount in change.items()}
    return above, {key: max(-amount, 0.0) for key, amount in change.items()}


def contribution(r: Response, figures: Figures, level: Mapping[ActivityYear, float], year: int) -> float:
    """Return the points that one effect or complement adds to its goal in a year, after lags.

    Args:
        r: Effect or complement.
        figures: Figures of the scenario.
        level: Funding level of each (activity, year) [-]; 1 where absent.
        year: Plan or tail year; outside the plan years the funding level is 1.
    """
    return lagged(r.lag, worth(r, figures, level), year)


def attainment(
    figures: Figures,
    level: Mapping[ActivityYear, float],
    reference: Mapping[tuple[str, int], float] | None = None,
) -> dict[tuple[str, int], float]:
    """Return the attainment of every goal in plan and tail years, uncapped [points].

    Args:
        figures: Figures of the scenario.
        level: Funding level of each (activity, year) [-]; 1 where absent.
        reference: Attainment with unchanged service [points]; that of the figures if absent.
    """
    result = dict(figures.reference if reference is None else reference)
    for r in figures.responses:
        points = worth(r, figures, level)
        for y in figures.outcome_years:
            result[r.goal, y] += lagged(r.lag, points, y)
    return result


def settled_attainment(figures: Figures) -> dict[tuple[str, int], float]:
    """Return the attainment of goals with what settled years gave, and unchanged service after them [points]."""
    return attainment(figures, settled_level(figures))


def settled_level(figures: Figures) -> dict[ActivityYear, float]:
    """Return the funding levels of settled years [-]."""
    return {
        key: figures.settled_spend[key] / need
        for key, need in figures.need.items()
        if key[1] in figures.settled_years
    }


def worth(r: Response, figures: Figures, level: Mapping[ActivityYear, float]) -> dict[int, float]:
    """Return the points that each plan year's funding level gives the goal, before lags [points].

    Args:
        r: Effect or complement.
        figures: Figures of the scenario.
        level: Funding level of each (activity, year) [-]; 1 where absent.
    """
    if len(r.members) == 1:
        (a,) = r.members
        return {y: response(r.curve, level.get((a, y), 1.0)) for y in figures.years}
    return {y: response(r.curve, min([level.get((a, y), 1.0) for a in r.members])) for y in figures.years}


def lagged(lag: tuple[float, ...], points: Mapping[int, float], year: int) -> float:
    """Return the points that have arrived by a year, after lags.

    Args:
        lag: Share of the effect that arrives after 0, 1, ... years.
        points: Points of each plan year's funding level, before lags [points].
        year: Plan or tail year. Outside the plan years the funding level is 1 and gives nothing.
    """
    arrived = 0.0
    for n, share in enumerate(lag):  # a loop: a sum over a generator takes twice the time
        arrived += share * points.get(year - n, 0.0)
    return arrived
