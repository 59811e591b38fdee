r"""How far an objective may change before a point is no longer optimal.

.. math::
   A^T y + z = c + s\,d, \quad y_i \ge 0 \text{ at an upper bound of a row}, \; \le 0 \text{ at a lower}, \; 0
   \text{ between}, \quad z \text{ likewise}

A point is optimal if and only if such dual prices y and z exist (complementary slackness). With y, z and s as
unknowns, the least and the greatest s are two linear programs that do not depend on the basis of the point.
The interval is therefore exact at degenerate points too, where a solver's ranging gives the interval of one
basis only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from solver.program.compiled import LinearProgram
from solver.program.warm import SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from solver.program.compiled import Array

AT = 1e-7
"""A bound is binding where a value lies this close to it [MSEK, points, or funding level]."""


@dataclass(slots=True)
class LastCone:
    """The solver of the cone before, whose basis the next one of the same shape begins from."""

    solver: WarmSolver | None = None


@dataclass(frozen=True, kw_only=True)
class Cone:
    """The dual prices under which a point is optimal.

    Attributes:
        program: The program of which the point is a feasible solution.
        x: The point, shape (columns,).
        fixed: Prices that are known, by row.
        last: The cone before, for cones of programs that differ in numbers only; each begins afresh if absent.
    """

    program: LinearProgram
    x: Array
    fixed: dict[int, float]
    last: LastCone = field(default_factory=LastCone)

    def reach(self, direction: Array, start: float, end: float) -> float | None:
        """Find how far the point stays optimal when the objective moves along a direction.

        Args:
            direction: The change of the objective per step, shape (columns,).
            start: The step at which to begin; step 0 is the program's own objective.
            end: The step beyond which nothing is searched.

        Returns:
            The last step at which the point is optimal, at most ``end``; None where it is not optimal at
            ``start``.

        Raises:
            SolverFaultError: The dual prices have a solution in one direction but not in the other
                (numerical).
        """
        least, most = min(start, end), max(start, end)
        solver = WarmSolver(self._prices(direction, least, most, 1.0 if end > start else -1.0))
        if self.last.solver is not None:
            solver.begin_as(self.last.solver)
        forward = solver.optimise()
        if forward is None:
            return None
        self.last.solver = solver
        solver.aim(-solver.cost)
        backward = solver.optimise(primal=True)
        if backward is None:
            raise SolverFaultError(
                "the program of dual prices is infeasible after a change of objective (numerical)"
            )
        nearest, farthest = float(backward.x[-1]), float(forward.x[-1])
        if abs(nearest - start) > AT * max(1.0, abs(end - start)):
            return None
        return farthest

    def _prices(self, direction: Array, least: float, most: float, sign: float) -> LinearProgram:
        """State the program of dual prices: a row for each column; columns are y, z and the step s."""
        program, x = self.program, self.x
        row_of = np.repeat(np.arange(len(program.rows)), np.diff(program.start))
        weighed = program.data * x[program.index]
        activity = np.bincount(row_of, weights=weighed, minlength=len(program.rows)).astype(float)
        lower_y, upper_y = _signs(activity, program.row_lower, program.row_upper)
        lower_z, upper_z = _signs(x, program.lower, program.upper)
        for i, price in self.fixed.items():
            lower_y[i] = upper_y[i] = price
        rows, columns = len(program.rows), len(program.columns)
        step = rows + columns
        entries = np.concatenate([program.index, np.arange(columns), np.arange(columns)])
        unknowns = np.concatenate([row_of, rows + np.arange(columns), np.full(columns, step)])
        data = np.concatenate([program.data, np.ones(columns), -direction])
        keep = data != 0
        order = np.argsort(entries[keep], kind="stable")
        index, data, entries = unknowns[keep][order], data[keep][order], entries[keep][order]
        start = np.concatenate([[0], np.cumsum(np.bincount(entries, minlength=columns))])
        return LinearProgram(
            cost=np.append(np.zeros(step), sign),
            offset=0.0,
            lower=np.concatenate([lower_y, lower_z, [least]]),
            upper=np.concatenate([upper_y, upper_z, [most]]),
            row_lower=program.cost.copy(),
            row_upper=program.cost.copy(),
            start=start.astype(np.int32),
            index=index.astype(np.int32),
            data=data,
            columns=(*program.rows, *program.columns, ("step", ())),
            rows=program.columns,
        )


def _signs(at: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Return the bounds of dual prices: positive only at an upper bound, negative only at a lower one."""
    with np.errstate(invalid="ignore"):
        up, down = np.abs(at - high) <= AT, np.abs(at - low) <= AT
    return np.where(down, -np.inf, 0.0), np.where(up, np.inf, 0.0)
