r"""Marginals on both sides of a row's bound at a degenerate optimum, without solving the program again.

Where some basic variables already lie at a bound, a step of the row's bound may not push them across it; nonbasic
variables then move along, at the least loss of the objective. With u for the rates of these, d for their reduced
costs, T for the rows of B⁻¹ [A I] that belong to the degenerate basic variables, and ρ for the entries of B⁻¹ in
the row's own column,

.. math::  \max_u \; d^T u \quad \text{subject to} \quad
   \rho - T u \ge 0 \text{ at a lower bound}, \; \le 0 \text{ at an upper}, \qquad u \text{ likewise}

is what the slope of the objective loses on that side; it is infeasible where the step leaves no plan. (Its dual is
the range of the row's multiplier over the optimal face of the dual.) T falls apart into small parts, each a program
of its own, of which a row meets one or a few. The solution is a direction in which the optimum can move. The
objective is concave in the bound and has the direction's slope at its beginning, so the marginal holds at least
until the first variable meets a bound.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.program.compiled import SMALLEST, LinearProgram
from solver.program.sparse import Entries, connected, stacked, units
from solver.program.vertex import NARROW, STEP, Vertex, first_bound
from solver.program.warm import WarmSolver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.program.compiled import Array
    from solver.program.sparse import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """The marginal of a row on one side.

    Attributes:
        marginal: Gain of the objective when the bound grows by one; -inf on the upper side, inf on the lower,
            where any step leaves no plan.
        reach: How far the bound may move at that marginal, >= 0 [unit of the row].
    """

    marginal: float
    reach: float

    @property
    def established(self) -> bool:
        """Whether the marginal holds for a step that is more than rounding, or there is none."""
        return self.reach >= NARROW or math.isinf(self.marginal)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Direction:
    """How the optimum moves along a step of a row's bound: the nonbasic variables, and what the slope loses."""

    row: int
    side: int
    loss: float
    variables: Places
    rates: Array


def slopes(vertex: Vertex, rows: Sequence[int]) -> list[tuple[Slope, Slope]]:
    """Compute the marginals of rows on both sides: for each row, of a larger bound and of a smaller one.

    Args:
        vertex: The optimum.
        rows: The rows.

    Raises:
        SolverFaultError: A program of a part failed.
    """
    if not rows:
        return []
    parts = _Parts(vertex)
    directions = [parts.direction(row, side) for row in rows for side in (1, -1)]
    reach = _reach(vertex, directions)
    found = [
        Slope(
            marginal=float(vertex.marginal[d.row]) - d.side * d.loss, reach=0.0 if d.loss == math.inf else r
        )
        for d, r in zip(directions, reach.tolist(), strict=True)
    ]
    return list(zip(found[::2], found[1::2], strict=True))


def _reach(vertex: Vertex, directions: Sequence[_Direction]) -> Array:
    """Compute the step at which the first variable meets a bound, for each direction."""
    of = np.repeat(np.arange(len(directions)), [len(d.variables) for d in directions])
    variables = np.concatenate([d.variables for d in directions])
    rates = np.concatenate([d.rates for d in directions])
    step = units(np.array([d.row for d in directions]))
    step = step._replace(value=np.array([float(d.side) for d in directions]))
    along = vertex.matrix.columns(len(vertex.above)).times(Entries(variables, of, -rates))
    moves, room = vertex.rooms(vertex.basis.solve(stacked(step, along)))
    inside = room > NARROW  # the others were held at their bounds, up to rounding
    width = vertex.above[variables] + vertex.below[variables]
    return np.minimum(
        first_bound(moves.where(inside), room[inside], len(directions)),
        first_bound(Entries(variables, of, rates), width, len(directions)),
    )


class _Parts:
    """The rows T of the degenerate basic variables, in connected parts, and the program of each part."""

    def __init__(self, vertex: Vertex) -> None:
        rises, falls = vertex.above > NARROW, vertex.below > NARROW
        positions = np.flatnonzero(~(rises & falls)[vertex.basic])
        inverse = vertex.basis.solve_transposed(units(positions))
        self._pushed = inverse.transposed().columns(len(vertex.basic))
        moving = rises | falls
        moving[vertex.basic] = False
        rates = vertex.matrix.transposed().columns(len(vertex.basic)).times(inverse)
        self._rates = rates.where(moving[rates.row] & (np.abs(rates.value) > SMALLEST))
        self._part_of = connected(self._rates, len(positions))
        self._least = np.where(falls, -np.inf, 0.0)
        self._most = np.where(rises, np.inf, 0.0)
        self._stuck = vertex.basic[positions]
        # the sign that optimality gives reduced costs, up to rounding
        self._cost = np.where(falls, np.maximum(vertex.reduced, 0.0), vertex.reduced)
        self._cost = np.where(rises, np.minimum(self._cost, 0.0), self._cost)
        self._programs: dict[int, _Part] = {}

    def direction(self, row: int, side: int) -> _Direction:
        """Find the direction in which the optimum moves when a row's bound does."""
        own = slice(self._pushed.start[row], self._pushed.start[row + 1])
        stuck, pushed = self._pushed.row[own], side * self._pushed.value[own]
        part_of = self._part_of[stuck]
        loss, variables, rates = 0.0, [_NONE.row], [_NONE.value]
        for number in np.unique(part_of).tolist():
            part, inside = self._part(number), part_of == number
            moves = part.response(stuck[inside], pushed[inside])
            if moves is None:
                return _Direction(row=row, side=side, loss=math.inf, variables=_NONE.row, rates=_NONE.value)
            counts = np.abs(moves) > STEP
            loss -= float(part.cost @ moves)
            variables.append(part.variables[counts])
            rates.append(moves[counts])
        return _Direction(
            row=row, side=side, loss=loss, variables=np.concatenate(variables), rates=np.concatenate(rates)
        )

    def _part(self, number: int) -> _Part:
        """Return the part of which a degenerate variable is the first."""
        if number not in self._programs:
            stuck = np.flatnonzero(self._part_of == number)
            rates = self._rates.where(self._part_of[self._rates.column] == number)
            basic, variables = self._stuck[stuck], np.unique(rates.row)
            matrix = Entries(
                np.searchsorted(stuck, rates.column), np.searchsorted(variables, rates.row), rates.value
            )
            rows = matrix.transposed().columns(len(stuck))
            program = LinearProgram(
                cost=self._cost[variables],
                offset=0.0,
                lower=self._least[variables],
                upper=self._most[variables],
                row_lower=-self._most[basic],
                row_upper=-self._least[basic],
                start=rows.start.astype(np.int32),
                index=rows.row.astype(np.int32),
                data=rows.value,
                columns=(),
                rows=(),
            )
            self._programs[number] = _Part(program, stuck, variables)
        return self._programs[number]


class _Part:
    """The program of one part: a row for each degenerate basic variable, a column for each variable that may move."""

    def __init__(self, program: LinearProgram, stuck: Places, variables: Places) -> None:
        self.cost, self.variables = program.cost, variables
        self._stuck, self._rows = stuck, np.arange(len(stuck), dtype=np.int32)
        self._lower, self._upper = program.row_lower, program.row_upper
        self._solver = WarmSolver(program) if len(variables) else None
        self._known: dict[bytes, Array | None] = {}

    def response(self, stuck: Places, pushed: Array) -> Array | None:
        """Return the rates of the variables that keep the degenerate ones within their bounds at the least loss.

        Args:
            stuck: Degenerate basic variables that the step moves.
            pushed: Their rates where nothing else moves.

        Returns:
            Rates, as ``variables``; None where nothing keeps them within their bounds.
        """
        rate = np.zeros(len(self._stuck))
        rate[np.searchsorted(self._stuck, stuck)] = pushed
        key = rate.tobytes()
        if key not in self._known:
            self._known[key] = self._solved(rate)
        return self._known[key]

    def _solved(self, rate: Array) -> Array | None:
        lower, upper = rate + self._lower, rate + self._upper
        if self._solver is None:
            return None if (lower > SMALLEST).any() or (upper < -SMALLEST).any() else _NONE.value
        self._solver.limit(self._rows, lower, upper)
        optimum = self._solver.optimise()
        return None if optimum is None else optimum.x


_NONE = Entries(np.empty(0, int), np.empty(0, int), np.empty(0))
