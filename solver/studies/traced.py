"""An exact curve: the lever's straight line followed through every breakpoint."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.levers import part_of, value_along
from solver.levers.parametric import Follower
from solver.levers.responses import attainment_gain
from solver.levers.tracing import pinned
from solver.program.certificate import UncertifiedError
from solver.studies.asking import no_plan
from solver.studies.curve import NOTHING, STEADY, Curve, State, Stretch, merged

if TYPE_CHECKING:
    from models.constraint import Name
    from solver.answer.result import Result
    from solver.levers.parametric import Segment
    from solver.levers.template import Template
    from solver.levers.tracing import Line
    from solver.program.compiled import Array, Indices

MOST_PIECES = 5000
"""The greatest number of pieces; a curve with more is swept instead."""
INSIDE = 1e-9
"""A bend closer to an end of a segment than this is the end's [share of the segment]."""


class OnePlaceError(UncertifiedError):
    """There are plans at one place of a line alone, so that there is no curve to follow."""


class Traced:
    """An exact curve."""

    def __init__(self, result: Result, template: Template, line: Line) -> None:
        """Look up the columns and rows of everything in a state.

        Args:
            result: The answer as the scenario stands.
            template: The template of the lever.
            line: The line of the lever.
        """
        self.result, self.template, self.line = result, template, line
        self.lever = template.levers[0]
        self.figures = template.stated.figures
        place = {name: j for j, name in enumerate(template.program.columns)}
        self.frames = tuple((c, y) for c in self.figures.committees for y in self.figures.open_years)
        self.spends = tuple(sorted(self.figures.open_need))
        self.goals = tuple(sorted(self.figures.reference))
        self._frames = np.array([place["frame", key] for key in self.frames])
        self._spends = np.array([place["spend", key] for key in self.spends])
        self._priced = [
            (i, families[name].equal)
            for i, (name, _) in enumerate(template.program.rows)
            for families in [template.stated.formulation.families]
            if name in families and families[name].role != "account"
        ]
        ends = [part_of(self.figures, self.lever, end) for end in (self.lever.low, self.lever.high)]
        self._parts = (ends[0], ends[1] - ends[0])
        self._corrections = self._moved_coefficients()

    def _moved_coefficients(self) -> list[tuple[int, int, float]]:
        """Return coefficients on pinned columns that act as bounds: the pin's row, the row, the rate per the pin's."""
        program, found = self.template.program, []
        data = self.template.moving.get("data")
        if data is not None:
            pins = pinned(program)
            row_of = np.repeat(np.arange(len(program.rows)), np.diff(program.start))
            for entry, rate in zip(data.entries, data.slope[:, 0], strict=True):
                pin = pins[int(program.index[entry])]
                found.append((pin, int(row_of[entry]), float(rate / program.data[program.start[pin]])))
        return found

    def curve(self) -> Curve:
        """Return the curve along the line.

        Raises:
            NoPlanError: There is no plan on it.
            TooManyPiecesError: It has too many pieces.
            OnePlaceError: There are plans at one place of it alone.
            UncertifiedError: A piece is not proved.
        """
        low, high = (0.0, 1.0) if self.template.weighing[0] else (self.lever.low, self.lever.high)
        follower = Follower(self.template, self.line, limit=MOST_PIECES)
        plans = follower.feasible(low, high)
        if plans is None:
            raise no_plan(self.template, self.lever.high)
        segments = [s for s in follower.follow(*plans) if s.stop > s.start]
        if not segments:
            raise OnePlaceError(f"there are plans at {plans[0]!r} alone")
        stretches = self._stretches(segments)
        kept, breaks = merged(stretches)
        return Curve(
            result=self.result,
            lever=self.lever,
            stretches=tuple(kept),
            breakpoints=tuple(breaks),
            exact=True,
            why=("", ""),
            error=(follower.gap, STEADY),
            between=None,
            frames=self.frames,
            spends=self.spends,
            goals=self.goals,
        )

    def _stretches(self, segments: list[Segment]) -> list[Stretch]:
        """Return the segments, cut also where a level passes a bend of a curve whose goal has no price."""
        places = [
            (segment, theta)
            for segment in segments
            for theta in (segment.start, *self._bends(segment), segment.stop)
        ]
        columns = np.array([_at(segment, theta) for segment, theta in places])
        gained = attainment_gain(self.figures, columns[:, self._spends])
        states = [self._state(*place, x, g) for place, x, g in zip(places, columns, gained, strict=True)]
        pairs = pairwise(zip((segment for segment, _ in places), states, strict=True))
        return [Stretch(start=a, stop=b) for (one, a), (same, b) in pairs if one is same]

    def _bends(self, segment: Segment) -> list[float]:
        which, amounts = self._bending
        first, last = (x[self._spends][which] for x in segment.x)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (amounts - first) / (last - first)
        inside = share[(share > INSIDE) & (share < 1 - INSIDE)]
        return [float(theta) for theta in np.unique(segment.start + inside * (segment.stop - segment.start))]

    @cached_property
    def _bending(self) -> tuple[Indices, Array]:
        """Return the spends at which a curve bends: which, among all spends, and at what amount [MSEK]."""
        found = [
            (k, level * self.figures.need[a, y])
            for k, (a, y) in enumerate(self.spends)
            for level in sorted(
                {level for r in self.figures.responses if a in r.members for level, _ in r.curve}
            )
        ]
        return np.array([k for k, _ in found], np.int32), np.array([amount for _, amount in found])

    def _state(self, segment: Segment, theta: float, x: Array, gained: Array) -> State:
        parts = self.line.parts(theta)
        part = (
            self._parts[0] + theta * self._parts[1]
            if self.line.moves_cost and self.template.weighing[0]
            else theta
        )
        return State(
            at=self._value(theta),
            part=part,
            value=segment.value.value(theta),
            frames=x[self._frames],
            baseline=parts["frame"],
            spend=x[self._spends],
            attainment=parts["reference"] + gained,
            marginals=self._marginals(segment.value.marginal(theta), theta),
        )

    def _value(self, theta: float) -> float:
        if not self.template.weighing[0]:
            return theta
        ends = {0.0: self.lever.low, 1.0: self.lever.high}
        return ends[theta] if theta in ends else value_along(self.figures, self.lever, theta)

    def _marginals(self, marginal: Array, theta: float) -> dict[Name, float]:
        corrected = marginal.copy()
        for pin, row, rate in self._corrections:
            corrected[pin] -= (theta - self.line.at) * rate * marginal[row]
        rows = self.template.program.rows
        return {rows[i]: float(corrected[i]) for i, _ in self._priced if abs(corrected[i]) > NOTHING}


def _at(segment: Segment, theta: float) -> Array:
    """Return the answer's columns at a place of a segment."""
    share = (theta - segment.start) / (segment.stop - segment.start)
    return segment.x[0] + share * (segment.x[1] - segment.x[0])
