r"""How far a program may change before a point of it is no longer optimal.

.. math::
   A^T y + z = c + s\,d, \quad y_i \ge 0 \text{ at an upper bound of a row}, \; \le 0 \text{ at a lower}, \; 0
   \text{ between}, \quad z \text{ likewise}

A point is optimal if and only if there are prices like these (complementary slackness). With them as unknowns beside s,
the least and the greatest s are two linear programs, whatever basis the point was found with: the interval is exact at
degenerate points too, where the ranging of a solver tells that of one basis only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.program.compiled import LinearProgram
from solver.program.warm import SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from solver.program.compiled import Array

AT = 1e-7
"""A bound is met by what lies this close to it [MSEK, points, or funding level]."""


@dataclass(frozen=True, kw_only=True)
class Cone:
    """The prices that would make a point optimal.

    Attributes:
        program: What the point is a plan of.
        x: The point, shape (columns,).
        fixed: Rows whose price is known, with it.
    """

    program: LinearProgram
    x: Array
    fixed: dict[int, float]

    def reach(self, direction: Array, start: float, end: float) -> float | None:
        """How far along a direction the point stays optimal, from one place towards another.

        Args:
            direction: What a step adds to the objective, shape (columns,).
            start: Where to begin; the objective as it stands is at 0.
            end: Where to look no further.

        Returns:
            The last place, at most ``end``; None where the point is not even optimal at ``start``.

        Raises:
            SolverFaultError: The program of prices has no end, which it must have.
        """
        least, most = min(start, end), max(start, end)
        solver = WarmSolver(self._prices(direction, least, most, 1.0 if end > start else -1.0))
        there = solver.optimise()
        if there is None:
            return None
        solver.aim(-solver.cost)
        back = solver.optimise(primal=True)
        if back is None:
            raise SolverFaultError("prices were lost")
        nearest, farthest = float(back.x[-1]), float(there.x[-1])
        if abs(nearest - start) > AT * max(1.0, abs(end - start)):
            return None
        return farthest

    def _prices(self, direction: Array, least: float, most: float, sign: float) -> LinearProgram:
        """A row for each column of the program; columns: prices of rows, of columns' bounds, and the place."""
        program, x = self.program, self.x
        row_of = np.repeat(np.arange(len(program.rows)), np.diff(program.start))
        weighed = program.data * x[program.index]
        activity = np.bincount(row_of, weights=weighed, minlength=len(program.rows)).astype(float)
        lower_y, upper_y = _signs(activity, program.row_lower, program.row_upper)
        lower_z, upper_z = _signs(x, program.lower, program.upper)
        for i, price in self.fixed.items():
            lower_y[i] = upper_y[i] = price
        rows, columns = len(program.rows), len(program.columns)
        place = rows + columns
        entries = np.concatenate([program.index, np.arange(columns), np.arange(columns)])
        unknowns = np.concatenate([row_of, rows + np.arange(columns), np.full(columns, place)])
        data = np.concatenate([program.data, np.ones(columns), -direction])
        keep = data != 0
        order = np.argsort(entries[keep], kind="stable")
        index, data, entries = unknowns[keep][order], data[keep][order], entries[keep][order]
        start = np.concatenate([[0], np.cumsum(np.bincount(entries, minlength=columns))])
        return LinearProgram(
            cost=np.append(np.zeros(place), sign),
            offset=0.0,
            lower=np.concatenate([lower_y, lower_z, [least]]),
            upper=np.concatenate([upper_y, upper_z, [most]]),
            row_lower=program.cost.copy(),
            row_upper=program.cost.copy(),
            start=start.astype(np.int32),
            index=index.astype(np.int32),
            data=data,
            columns=(*program.rows, *program.columns, ("place", ())),
            rows=program.columns,
        )


def _signs(at: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Bounds of prices: what rests at an upper bound may have a positive one, at a lower a negative one."""
    with np.errstate(invalid="ignore"):
        up, down = np.abs(at - high) <= AT, np.abs(at - low) <= AT
    return np.where(down, -np.inf, 0.0), np.where(up, np.inf, 0.0)
