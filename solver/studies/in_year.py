r"""Changes within the year: the least that brings the municipality's result to its target, from a report on.

.. math::
   \min \sum_a cut_a, \qquad \sum_a cut_a \ge target - result, \qquad
   forecast_a - cut_a \ge actual_a + floor_a\, need_a\, (12 - h) / 12

with h the report's month. In words: what has been spent is spent, and the rest of the year is funded at least at the
floor. Where more than one set of cuts does it, the one that costs the goals least is proposed, by the same curves and
lags as V counts. What nothing measures is not moved by itself: it keeps its part of what its committee costs, and a
committee that nothing measures is left alone, as are exempt activities, whose committees are relieved of the duty to
adapt. A committee that then has money left of its own budget gives it back by an appropriation: a frame changes
within the year in no other way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from models.follow_up.file import ZERO
from models.follow_up.settled import spends
from models.outcomes import slopes
from solver.answer.tie_break import omega
from solver.program.certificate import FACE
from solver.program.compiled import LinearProgram
from solver.program.warm import SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.constraint import Name
    from models.figures import Figures, Response
    from models.follow_up.money import Money
    from models.follow_up.report import FollowUp
    from solver.program.compiled import Array

MONTHS = 12
ACT = "act"
"""Id of the appropriations that the proposal needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InYear:
    """Changes that can be made within the year.

    Attributes:
        gap: What the result lacks to its target [MSEK]; 0 where it reaches it.
        freedom: What each activity could be lowered by, at most [MSEK].
        cut: What each activity is lowered by [MSEK].
        appropriations: What is taken from each committee's frame, negative [MSEK]; 0 where its deficit takes it all.
        not_told: Committees whose report does not tell what has been spent, so that nothing is known to be left.
    """

    gap: float
    freedom: Mapping[str, float]
    cut: Mapping[str, float]
    appropriations: Mapping[str, float]
    not_told: tuple[str, ...]

    @property
    def reached(self) -> float:
        """Improvement of the result by the cuts [MSEK]."""
        return sum(self.cut.values())

    @property
    def short(self) -> float:
        """Shortfall of the result that is left with all freedom used [MSEK]."""
        return max(self.gap - self.reached, 0.0)

    def of_committee(self, figures: Figures, c: str) -> float:
        """Return what a committee's activities are lowered by [MSEK]."""
        return sum(figures.lines[a].shares.get(c, 0.0) * amount for a, amount in self.cut.items())


def in_year(follow_up: FollowUp, money: Money, gap: float) -> InYear:
    """Return the least changes within the year that bring the result to its target.

    Args:
        follow_up: The follow-up.
        money: Money of a report before the year's end.
        gap: What the result lacks to its target [MSEK].
    """
    figures = follow_up.figures
    forecast = spends(figures, money)
    freedom = _freedom(follow_up, money, forecast)
    cut = dict.fromkeys(freedom, 0.0)
    if gap > ZERO and freedom:
        cut = _least(figures, follow_up.year, forecast, freedom, gap)
    by_committee = {
        c: sum(figures.lines[a].shares.get(c, 0.0) * x for a, x in cut.items()) for c in figures.committees
    }
    return InYear(
        gap=max(gap, 0.0),
        freedom=freedom,
        cut={a: amount for a, amount in cut.items() if amount > ZERO},
        appropriations={
            c: -max(min(amount, money.committees[c].own + amount), 0.0)
            for c, amount in by_committee.items()
            if min(amount, money.committees[c].own + amount) > ZERO
        },
        not_told=tuple(c for c in figures.committees if money.committees[c].actual is None),
    )


def acted(figures: Figures, money: Money, found: InYear) -> Money:
    """Return the money of a report as it would be with the changes made."""
    committees = {
        c: replace(
            account,
            forecast=account.forecast - found.of_committee(figures, c),
            appropriations={**account.appropriations, ACT: found.appropriations[c]}
            if c in found.appropriations
            else account.appropriations,
        )
        for c, account in money.committees.items()
    }
    activities = {
        a: replace(account, forecast=account.forecast - found.cut.get(a, 0.0))
        for a, account in money.activities.items()
    }
    return replace(money, committees=committees, activities=activities)


def _freedom(follow_up: FollowUp, money: Money, forecast: Mapping[str, float]) -> dict[str, float]:
    """Return what each activity may be lowered by [MSEK], of those that may be at all."""
    figures, y = follow_up.figures, follow_up.year
    left = (MONTHS - money.report.date.month) / MONTHS
    found = {}
    for a, line in figures.lines.items():
        committees = [money.committees[c] for c in line.shares]
        told = money.activities[a].actual if a in money.activities else None
        if told is None and all(account.actual is not None for account in committees):
            spent = sum(account.actual or 0.0 for account in committees)
            whole = sum(account.forecast for account in committees)
            told = forecast[a] * spent / whole if whole > 0 else None
        joint_unmeasured = len(line.shares) > 1 and not line.measured
        if (
            told is None
            or (a, y) not in figures.need
            or a in follow_up.exempt
            or joint_unmeasured
            or not figures.measured.intersection(line.shares)
        ):
            continue
        activity = figures.activity(a)
        floor = activity.floor[y] if activity is not None and activity.floor is not None else 0.0
        found[a] = max(forecast[a] - told - floor * figures.need[a, y] * left, 0.0)
    return found


def _least(
    figures: Figures, year: int, forecast: Mapping[str, float], freedom: Mapping[str, float], gap: float
) -> dict[str, float]:
    """Return the least cuts [MSEK], of these those that cost the goals least; all freedom where that is too little."""
    program = _Rows(figures=figures, year=year, forecast=forecast, freedom=freedom)
    solver = WarmSolver(program.built())
    reached = np.zeros(len(program.columns))
    reached[: len(freedom)] = 1.0
    solver.aim(reached)
    most = _solved(solver)
    solver.limit(np.array([0], np.int32), np.array([min(gap, most.value)]), np.array([np.inf]))
    for cost in (-reached, program.worth(), program.spread()):
        if np.any(cost):
            solver.aim(cost)
            optimum = _solved(solver)
            solver.hold(optimum, FACE)
    return {a: float(x) for a, x in zip(freedom, optimum.x, strict=False)}


def _solved(solver: WarmSolver):  # type: ignore[no-untyped-def]  # noqa: ANN202
    optimum = solver.optimise()
    if optimum is None:
        raise SolverFaultError("no cuts within the year (numerical)")
    return optimum


class _Rows:
    """The program of the cuts: columns of cuts and of points, rows of their sum, of curves and of shares."""

    def __init__(
        self, *, figures: Figures, year: int, forecast: Mapping[str, float], freedom: Mapping[str, float]
    ) -> None:
        self.figures, self.year, self.forecast, self.freedom = figures, year, forecast, freedom
        self.responses = [
            r for r in figures.responses if any(a in freedom and (a, year) in figures.need for a in r.members)
        ]
        self.columns: list[Name] = [
            *(("cut", (a, year)) for a in freedom),
            *(("points", (r.id, year)) for r in self.responses),
        ]
        self.at = {name: j for j, name in enumerate(self.columns)}
        self.rows: list[tuple[Name, dict[int, float], float, float]] = []

    def built(self) -> LinearProgram:
        cuts = len(self.freedom)
        self._add(("reached", (self.year,)), dict.fromkeys(range(cuts), 1.0), 0.0, np.inf)
        for r in self.responses:
            self._curve(r)
        self._shares()
        entries = [sorted(terms.items()) for _, terms, _, _ in self.rows]
        upper = [*self.freedom.values(), *([np.inf] * len(self.responses))]
        lower = [*([0.0] * cuts), *([-np.inf] * len(self.responses))]
        return LinearProgram(
            cost=np.zeros(len(self.columns)),
            offset=0.0,
            lower=np.array(lower),
            upper=np.array(upper),
            row_lower=np.array([low for _, _, low, _ in self.rows]),
            row_upper=np.array([high for _, _, _, high in self.rows]),
            start=np.cumsum([0, *map(len, entries)]).astype(np.int32),
            index=np.array([j for row in entries for j, _ in row], np.int32),
            data=np.array([x for row in entries for _, x in row], float),
            columns=tuple(self.columns),
            rows=tuple(name for name, _, _, _ in self.rows),
        )

    def _add(self, name: Name, terms: dict[int, float], low: float, high: float) -> None:
        self.rows.append((name, terms, low, high))

    def _curve(self, r: Response) -> None:
        """Add a row for each line of a curve and each member: points lie below all of them, for it is concave."""
        j = self.at["points", (r.id, self.year)]
        for a in r.members:
            need = self.figures.need.get((a, self.year))
            if need is None:
                continue
            level = self.forecast[a] / need
            for k, ((start, points), slope) in enumerate(zip(r.curve, slopes(r.curve), strict=True)):
                terms = {j: 1.0}
                if a in self.freedom and slope:
                    terms[self.at["cut", (a, self.year)]] = slope / need
                self._add(("line", (r.id, a, k)), terms, -np.inf, points + slope * (level - start))

    def _shares(self) -> None:
        """Add a row for each activity that nothing measures: its part of what its committee costs is cut of it."""
        lines = self.figures.lines
        for a in self.freedom:
            if lines[a].measured:
                continue
            (c,) = lines[a].shares
            own = [b for b in self.freedom if len(lines[b].shares) == 1 and c in lines[b].shares]
            whole = sum(self.forecast[b] for b in own)
            terms = {self.at["cut", (b, self.year)]: -self.forecast[a] / whole for b in own}
            terms[self.at["cut", (a, self.year)]] += 1.0
            self._add(("share", (a, self.year)), terms, 0.0, 0.0)

    def worth(self) -> Array:
        """Return what a point of each effect is worth in V, after lags."""
        f = self.figures
        cost = np.zeros(len(self.columns))
        for r in self.responses:
            arrives = [(self.year + n, share) for n, share in enumerate(r.lag) if self.year + n in f.discount]
            cost[self.at["points", (r.id, self.year)]] = sum(
                f.discount[y] * f.weight[r.goal, y] * share for y, share in arrives
            )
        return cost

    def spread(self) -> Array:
        """Return weights near 1 that leave one optimum, whatever the order of the file."""
        cost = np.zeros(len(self.columns))
        for a in self.freedom:
            cost[self.at["cut", (a, self.year)]] = -omega("spend", a, self.year)
        return cost
