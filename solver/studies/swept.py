"""A curve by points, with more points where it bends."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.levers import part_of
from solver.levers.engine import Engine
from solver.studies.asking import no_plan
from solver.studies.curve import NOTHING, Curve, State, Stretch, between

if TYPE_CHECKING:
    from solver.answer.result import Result
    from solver.levers.engine import Point
    from solver.levers.template import Template
    from solver.program.compiled import Array

TOLERANCE = (1e-3, 1e-2)
"""How far a swept curve may lie from a straight line between its points: V [points], a frame [MSEK]."""
MOST_POINTS, MOST_OF_WEIGHTS = 400, 2500
"""Points that a swept curve may have; those of weights are cheap, as nothing is stated again."""
SAME = 1e-8
"""A plan that is better by less than this is no better [points]."""
FIRST_POINTS = 9
HALVINGS = 50
"""Steps of the bisection for the value at which two plans are worth the same."""
EDGE = 1e-6
"""How closely the end of the plans is sought on a swept curve [share of the range]."""


class Swept:
    """A curve by points: more of them where it bends."""

    def __init__(self, result: Result, template: Template, why: tuple[str, str]) -> None:
        """Load the engine.

        Args:
            result: The answer as the scenario stands.
            template: The template of the lever.
            why: The reason that the curve is not exact, in Swedish and English.
        """
        self.result, self.template, self.why = result, template, why
        self.lever = template.levers[0]
        self.engine = Engine(result.scenario, (), template=template)
        self.figures = template.stated.figures
        self.goals = tuple(sorted(self.figures.reference))
        self._found: dict[float, State | None] = {}
        self._most = MOST_OF_WEIGHTS if template.weighing[0] else MOST_POINTS
        self._plan: dict[float, Array] = {}
        self._miss = [0.0, 0.0]

    def curve(self) -> Curve:
        """Return the curve, solved at more points where it bends.

        Raises:
            NoPlanError: There is no plan on the range.
        """
        low, high = self._plans()
        grid = np.linspace(low, high, FIRST_POINTS)
        today = self.lever.today
        if today is not None and low < today < high:
            grid = np.union1d(grid, [today])
        points = [float(v) for v in grid]
        pending = list(pairwise(points))
        while pending:
            a, b = pending.pop()
            if self._bends(a, b) and len(self._found) < self._most:
                pending += pairwise((a, *self._split(a, b), b))
        states = [
            state for _, state in sorted(self._found.items()) if state is not None and low <= state.at <= high
        ]
        stretches = [Stretch(start=a, stop=b) for a, b in pairwise(states)]
        return Curve(
            result=self.result,
            lever=self.lever,
            stretches=tuple(stretches),
            breakpoints=(),
            exact=False,
            why=self.why,
            error=(self._miss[0], self._miss[1]),
            between=self._between(stretches),
            frames=self.engine.frames,
            spends=self.engine.spends,
            goals=self.goals,
        )

    def _between(self, stretches: list[Stretch]) -> float | None:
        """Return how far V can be off between points where the lever only widens limits, so that V never falls."""
        families = self.template.stated.formulation.families
        moved = {name for name in self.template.moving if name not in ("row_lower", "row_upper", "data")}
        if not self.template.affine[0] or moved & {"cost", "lower", "upper", "offset"}:
            return None
        program = self.template.program
        row_of = np.repeat(np.arange(len(program.rows)), np.diff(program.start))
        rows = {int(i) for name in ("row_lower", "row_upper") for i in self._entries(name)}
        rows |= {int(row_of[entry]) for entry in self._entries("data")}
        senses = {
            families[name].looser if name in families else 0 for name, _ in (program.rows[i] for i in rows)
        }
        if senses not in ({1}, {-1}):
            return None
        return max((abs(s.stop.value - s.start.value) for s in stretches), default=0.0)

    def _entries(self, name: str) -> list[int]:
        part = self.template.moving.get(name)
        return [] if part is None else part.entries.tolist()

    def _plans(self) -> tuple[float, float]:
        """Return the part of the range that has plans, grown from a place that has one, its ends by bisection."""
        low, high = self.lever.low, self.lever.high
        today = self.lever.today
        starts = [today] if today is not None and low <= today <= high else []
        inside = next(
            (v for v in (*starts, *np.linspace(low, high, 33)) if self._state(float(v)) is not None), None
        )
        if inside is None:
            raise no_plan(self.template, high)
        return self._edge(float(inside), low), self._edge(float(inside), high)

    def _edge(self, good: float, end: float) -> float:
        if self._state(end) is not None:
            return end
        bad = end
        while abs(good - bad) > EDGE * (self.lever.high - self.lever.low):
            middle = (good + bad) / 2
            if self._state(middle) is None:
                bad = middle
            else:
                good = middle
        return good

    def _bends(self, a: float, b: float) -> bool:
        """Return whether the midpoint lies off the straight line; remember the deviation where it is accepted."""
        narrow = (b - a) <= EDGE * (self.lever.high - self.lever.low) * (1 + SAME)
        if narrow:  # a jump, which no point between would make straight
            return False
        start, here, stop = self._state(a), self._state((a + b) / 2), self._state(b)
        if start is None or here is None or stop is None:
            return False
        guess = between(start, stop, here.at, 0.5)
        miss = abs(guess.value - here.value), float(np.abs(guess.frames - here.frames).max())
        off = any(m > t for m, t in zip(miss, TOLERANCE, strict=True))
        if off and len(self._found) < self._most:
            return True
        self._miss = [max(m, new) for m, new in zip(self._miss, miss, strict=True)]
        return False

    def _split(self, a: float, b: float) -> tuple[float, ...]:
        """Return where to look next between two points that no straight line joins: the middle, in general.

        A lever of weights leaves every plan feasible, so the plans at both ends change places where they are worth the
        same; where no third plan is better there, the change is enclosed.
        """
        middle, edge = (a + b) / 2, EDGE / 2 * (self.lever.high - self.lever.low)
        if not self.template.weighing[0] or a not in self._plan or b not in self._plan:
            return (middle,)
        apart = self._plan[a] - self._plan[b]
        if np.abs(apart).max() <= NOTHING:
            return (middle,)
        low, high = a, b
        for _ in range(HALVINGS):
            here = (low + high) / 2
            low, high = (here, high) if self._worth(here, apart) > 0 else (low, here)
        if not a + edge < low < b - edge:
            return (middle,)
        if self._state(low) is None or self._worth(low, self._plan[low] - self._plan[a]) > SAME:
            return (low,)
        return low - edge, low + edge

    def _worth(self, value: float, x: Array) -> float:
        """Return the objective's coefficients with the lever at a value times columns [points]."""
        cost = self.template.program.cost.copy()
        cost[self.template.attained] = self.template.costs(self.template.stated_weights(np.array([value])))
        return float(cost @ x)

    def _state(self, value: float) -> State | None:
        if value not in self._found:
            point = self.engine.at([value])
            if point is not None:
                self._plan[value] = point.x
            self._found[value] = None if point is None else self._of(point)
        return self._found[value]

    def _of(self, point: Point) -> State:
        gained = self.engine.attainment(point)
        families = self.result.families
        marginals = {
            row: float(m)
            for row, m in zip(self.engine.program.rows, point.marginal, strict=True)
            if abs(m) > NOTHING and row[0] in families and families[row[0]].role != "account"
        }
        return State(
            at=float(point.values[0]),
            part=part_of(self.figures, self.lever, float(point.values[0])),
            value=point.value,
            frames=point.frames,
            baseline=point.baseline,
            spend=point.spend,
            attainment=np.array([gained[key] for key in self.goals]),
            marginals=marginals,
        )
