r"""Room for choice of goals: between what ends each goal can lie among plans that are about as good as the proposal.

.. math::  \min / \max\ attainment_{gt} \quad \text{over plans with} \quad V \ge V_{least}

The highest attainment is a linear program: attainment is a concave function of what is spent. The lowest is not,
since a concave function may be lowest in several corners. It is found by branch and bound (Falk and Soland 1969):
each curve is replaced by its chord over the spend that the room allows, which lies below it; where the chord is not
the curve itself, the range of spend is cut in two. Where several activities work together, each is tried as the
lowest. The end told is the attainment of a plan in the room, by the curves themselves, and no plan in the room has
less than ``CLOSE`` below it.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from itertools import count, islice, product
from typing import TYPE_CHECKING

import numpy as np

from models.outcomes import response
from models.plan import settled_attainment
from models.scenario import FULL_POINTS
from solver.output.rows import written
from solver.program.extending import check_optimum
from solver.program.warm import SolverFaultError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from models.outcomes import Curve
    from solver.answer.result import Result
    from solver.answer.stating import StatedScenario
    from solver.output.rows import Row
    from solver.program.compiled import Array, LinearProgram
    from solver.program.warm import WarmSolver

COLUMNS = ("goal", "year", "quantity", "value", "unit")
Key = tuple[str, int]
Box = dict[Key, tuple[float, float]]
"""Least and greatest spend of activities and years [MSEK]."""
CLOSE = 1e-3
"""How near the lowest attainment is found [points]."""
NARROW = 1e-7
"""Ranges of levels below this are a point, whose chord would be rounding alone."""
MOST_PARTS = 300
"""Parts of the room tried for one goal and year before the search gives up; a budget of ordinary size takes a few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalSpan:
    """The range of a goal in a year among plans that are about as good; each end by itself.

    Attributes:
        goal: The goal.
        year: The plan year.
        least: Its lowest attainment [points, at most 100]; None where the search did not end.
        indexation: Its attainment under indexation [points, at most 100].
        proposal: Its attainment in the proposal [points, at most 100].
        greatest: Its highest attainment [points, at most 100].
    """

    goal: str
    year: int
    least: float | None
    indexation: float
    proposal: float
    greatest: float


def goal_spans(
    result: Result, stated: StatedScenario, program: LinearProgram, solver: WarmSolver
) -> tuple[GoalSpan, ...]:
    """Find the lowest and highest attainment of each goal in each plan year, goals in the order of the file.

    Args:
        result: The answer that the room lies around.
        stated: Its scenario, stated.
        program: Its program, with V as a limit.
        solver: A warm solver of that program; its objective is changed.

    Raises:
        UncertifiedError: An end did not pass its own check.
    """
    ends = _Ends(stated, program, solver)
    spans = []
    for g in result.scenario.goals:
        for y in result.figures.open_years:
            indexed, proposed = (
                min(plan.q.attainment[g, y], FULL_POINTS)
                for plan in (result.plans["indexation"], result.proposal)
            )
            spans.append(
                GoalSpan(
                    goal=g,
                    year=y,
                    least=None if (lowest := ends.least(g, y)) is None else min(lowest, proposed),
                    indexation=indexed,
                    proposal=proposed,
                    greatest=max(ends.greatest(g, y), proposed),
                )
            )
    return tuple(spans)


def goal_rows(spans: Iterable[GoalSpan]) -> list[Row]:
    """Return the room of goals as tidy rows [points]."""
    return [
        {
            "goal": span.goal,
            "year": span.year,
            "quantity": quantity,
            "value": written(getattr(span, quantity)),
            "unit": "points",
        }
        for span in spans
        for quantity in ("least", "indexation", "proposal", "greatest")
        if getattr(span, quantity) is not None
    ]


@dataclass(frozen=True, slots=True)
class _Term:
    """A part of a goal's attainment: a share of a curve at the lowest level of some activities in a year.

    Attributes:
        share: Share of the effect that has arrived.
        curve: The curve of the effect.
        members: The activities and the year; None for those whose level is always 1.
    """

    share: float
    curve: Curve
    members: tuple[Key | None, ...]

    def at(self, level: float) -> float:
        """Return what the term is at a level [points]."""
        return self.share * response(self.curve, level)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the room that is searched.

    Attributes:
        box: Least and greatest spend of activities and years [MSEK].
        lowest: The member that each term is counted at. The lowest sum of terms is the lowest over all such choices,
            since a curve that rises is lowest at its lowest member.
    """

    box: Box
    lowest: tuple[int, ...]


class _Ends:
    """The ends of goals in a room."""

    def __init__(self, stated: StatedScenario, program: LinearProgram, solver: WarmSolver) -> None:
        self._figures, self._program, self._solver = stated.figures, program, solver
        self._start = settled_attainment(stated.figures)
        self._place = {name: j for j, name in enumerate(program.columns)}
        self._bounds = solver.lower.copy(), solver.upper.copy()
        self._known: Box = {}

    def _solved(self, cost: Mapping[int, float]) -> Array | None:
        """Return the columns at the greatest value of an objective; None where the bounds leave no plan."""
        aim = np.zeros(len(self._program.columns))
        for j, amount in cost.items():
            aim[j] = amount
        self._solver.aim(aim)
        found = self._solver.optimise(primal=True)  # the last plan is nearly always one still
        return None if found is None else check_optimum(self._program, self._solver, found).x

    def greatest(self, g: str, y: int) -> float:
        """Return the highest attainment [points, at most 100]."""
        j = self._place["attainment", (g, y)]
        x = self._solved({j: 1.0})
        if x is None:
            raise SolverFaultError("no plan in the room, though the proposal is one")
        return float(x[j]) + 0.0

    def least(self, g: str, y: int) -> float | None:
        """Return the lowest attainment [points, at most 100]; None where the search did not end."""
        terms = [*self._terms(g, y)]
        keys = [*dict.fromkeys(key for term in terms for key in term.members if key is not None)]
        try:
            lowest = self._lowest(terms, keys) if keys else 0.0
        finally:
            self._release(keys)
        return None if lowest is None else min(self._start[g, y] + lowest, FULL_POINTS)

    def _terms(self, g: str, y: int) -> Iterator[_Term]:
        figures = self._figures
        for r in figures.responses:
            for lag, share in enumerate(r.lag) if r.goal == g else ():
                if share and y - lag in figures.open_years:
                    keys = [(a, y - lag) for a in r.members]
                    yield _Term(
                        share, r.curve, tuple(key if key in figures.open_need else None for key in keys)
                    )

    def _lowest(self, terms: list[_Term], keys: list[Key]) -> float | None:
        """Return the least sum of terms, by branch and bound, the most promising part of the room first."""
        numbered, best = count(), np.inf
        box = {key: self._range(key) for key in keys}
        choices = product(*(range(len(term.members)) for term in terms))
        queue = [(-np.inf, next(numbered), _Part(box, lowest)) for lowest in islice(choices, MOST_PARTS + 1)]
        for _ in range(MOST_PARTS):
            if not queue or queue[0][0] >= best - CLOSE:
                return best if np.isfinite(best) else None
            _, _, part = heapq.heappop(queue)
            found = self._in(part, terms)
            if found is None:
                continue
            bound, reached, halves = found
            best = min(best, reached)
            if bound < best - CLOSE:
                for half in halves:
                    heapq.heappush(queue, (bound, next(numbered), half))
        return None

    def _range(self, key: Key) -> tuple[float, float]:
        """Return the least and greatest spend of an activity in the room [MSEK]."""
        if key not in self._known:
            j = self._place["spend", key]
            ends = [self._solved({j: sign}) for sign in (-1.0, 1.0)]
            low, high = (0.0 if x is None else float(x[j]) for x in ends)
            self._known[key] = low, max(low, high)
        return self._known[key]

    def _in(self, part: _Part, terms: list[_Term]) -> tuple[float, float, list[_Part]] | None:
        """Return a bound from below in a part of the room, what the plan that gives it reaches, and the part in two."""
        need, box = self._figures.need, part.box
        columns = np.array([self._place["spend", key] for key in box], np.int32)
        low, high = (np.array([ends[k] for ends in box.values()]) for k in (0, 1))
        self._solver.bound(columns, low, high)
        counted = [
            (term, term.members[k]) for term, k in zip(terms, part.lowest, strict=True)
        ]  # None: always at level 1, where a curve gives nothing
        chords = [
            (term, key, *_chord(term, box[key][0] / need[key], box[key][1] / need[key]))
            for term, key in counted
            if key is not None
        ]
        cost: dict[int, float] = {}
        for _, key, _, slope in chords:
            j = self._place["spend", key]
            cost[j] = cost.get(j, 0.0) - slope / need[key]
        x = self._solved(cost)
        if x is None:
            return None
        level = {key: float(x[self._place["spend", key]]) / need[key] for key in box}
        bound = sum(points + slope * level[key] for _, key, points, slope in chords)
        reached = sum(
            term.at(min(1.0 if key is None else level[key] for key in term.members)) for term in terms
        )
        above = dict.fromkeys(box, 0.0)
        for term, key, points, slope in chords:
            above[key] += term.at(level[key]) - points - slope * level[key]
        return bound, reached, self._halves(part, max(above, key=lambda key: above[key]), level)

    def _halves(self, part: _Part, key: Key, level: Mapping[Key, float]) -> list[_Part]:
        """Return a part in two, cut at an activity's spend: where the plan lies, or midway if that is at an end."""
        low, high = part.box[key]
        at, edge = level[key] * self._figures.need[key], (high - low) / 10
        if not low + edge < at < high - edge:
            at = (low + high) / 2
        return [replace(part, box={**part.box, key: ends}) for ends in ((low, at), (at, high))]

    def _release(self, keys: list[Key]) -> None:
        """Give spends their own bounds back."""
        columns = np.array([self._place["spend", key] for key in keys], np.int32)
        if len(columns):
            self._solver.bound(columns, self._bounds[0][columns], self._bounds[1][columns])


def _chord(term: _Term, low: float, high: float) -> tuple[float, float]:
    """Return the chord of a term between two levels: its points at level 0, and its slope."""
    if high - low < NARROW:
        return min(term.at(low), term.at(high)), 0.0
    slope = (term.at(high) - term.at(low)) / (high - low)
    return term.at(low) - slope * low, slope
