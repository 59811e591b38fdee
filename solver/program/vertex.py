"""An optimum with its basis, and how it moves while the bound of a row does.

In the equality form ``A x + s = 0`` every variable has bounds; the slack s of a row is minus its activity. A step
of a row's bound moves the basic variables by a column of the inverse of the basis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.program.basis import Basis, basis_of
from solver.program.sparse import Entries, stacked, units

if TYPE_CHECKING:
    from solver.program.compiled import Array, LinearProgram
    from solver.program.sparse import Places
    from solver.program.warm import Optimum, WarmSolver

STEP = 1e-11
"""A variable that moves less than this per unit of the bound does not limit the step."""
NARROW = 1e-6
"""A variable with less room than this lies at its bound [MSEK, points, or funding level]."""


class Vertex:
    """An optimum with its basis.

    Attributes:
        matrix: The equality form: rows by variables; the slack of row i is variable ``columns + i``.
        basic: The basic variables, shape (rows,).
        basis: Their columns of the matrix.
        above: How far each variable lies below its upper bound, shape (columns + rows,).
        below: How far each lies above its lower bound, shape (columns + rows,).
        marginal: Marginals of the rows, shape (rows,).
        reduced: Reduced costs of all variables, shape (columns + rows,).
    """

    def __init__(
        self, solver: WarmSolver, program: LinearProgram, optimum: Optimum, basis: Basis | None = None
    ) -> None:
        """Take an optimum.

        Args:
            solver: The solver that found it, not changed since.
            program: Its program, with the solver's objective and bounds.
            optimum: The optimum.
            basis: Its basis; if absent, one that is ready for many solves.
        """
        rows, columns = len(program.rows), len(program.columns)
        row_of = np.repeat(np.arange(rows), np.diff(program.start))
        slack = np.arange(rows)
        self.matrix = stacked(
            Entries(row_of, program.index, program.data), Entries(slack, columns + slack, np.ones(rows))
        )
        basic = solver.basic()
        self.basic = np.where(basic >= 0, basic, columns - basic - 1)
        self.basis = basis or basis_of(solver, self._basic_columns())
        self.above = np.concatenate([program.upper - optimum.x, optimum.activity - program.row_lower])
        self.below = np.concatenate([optimum.x - program.lower, program.row_upper - optimum.activity])
        self.marginal = optimum.marginal
        self.reduced = np.concatenate([optimum.reduced, -optimum.marginal])

    def _basic_columns(self) -> Entries:
        position = np.full(len(self.basic) + self.matrix.column.max() + 1, -1)
        position[self.basic] = np.arange(len(self.basic))
        column = position[self.matrix.column]
        return self.matrix._replace(column=column).where(column >= 0)

    def intervals(self, rows: Places) -> tuple[Array, Array]:
        """Compute how far each row's bound may move while the basis stays optimal.

        Args:
            rows: The rows, shape (n,).

        Returns:
            How far down, <= 0, and how far up, >= 0; both of shape (n,).
        """
        moves = self.basis.solve(units(rows))
        falls = moves._replace(value=-moves.value)
        up, down = (first_bound(*self.rooms(way), len(rows)) for way in (moves, falls))
        return -np.maximum(down, 0.0), np.maximum(up, 0.0)

    def rooms(self, moves: Entries) -> tuple[Entries, Array]:
        """Return the moves of basic variables that count, and the room of each in its direction [its unit]."""
        counts = np.abs(moves.value) > STEP
        moves = moves.where(counts)
        variable = self.basic[moves.row]
        return moves, np.where(moves.value > 0, self.above[variable], self.below[variable])


def first_bound(moves: Entries, room: Array, columns: int) -> Array:
    """Return the step at which the first variable meets its bound, for each column of moves, shape (columns,)."""
    step = np.full(columns, np.inf)
    np.minimum.at(step, moves.column, room / np.abs(moves.value))
    return step
