"""The optimal face as a smaller program, without the columns that cannot vary on it.

Columns with a reduced cost and rows with a marginal are fixed at their bounds. An equality row with a single
column left then fixes that column, and so on (singleton rows, as in presolve). The remaining program is
small, so that the tie-break is cheap whatever the size of the whole. Every fixed value follows from the
bounds alone and does not depend on the path to the optimum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from solver.program.compiled import Array, Indices, LinearProgram
    from solver.program.warm import Optimum

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Places = np.ndarray[Any, np.dtype[np.intp]]
"""Positions as numpy reads them, without converting them each time."""
PIVOT = 1e-3
"""Least coefficient by which a row fixes a column, to limit rounding errors [share of the row's largest]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The columns of a program that may vary on its optimal face.

    Attributes:
        program: The free columns and the rows that contain them, with a zero objective.
        free: Positions of the free columns in the full program, shape (free,).
        x: Columns of the full program at the optimum, shape (columns,).
    """

    program: LinearProgram
    free: Indices
    x: Array

    def all_columns(self, x: Array) -> Array:
        """Return all columns, shape (columns,), with the free ones at given values, shape (free,)."""
        columns = self.x.copy()
        columns[self.free] = x
        return columns


def face_of(program: LinearProgram, optimum: Optimum, tolerance: float) -> Face:
    """Reduce a program to its optimal face.

    Args:
        program: The program, with the bounds that it was solved with.
        optimum: An optimum of it.
        tolerance: Reduced costs and marginals below this count as zero.
    """
    lower, upper = _face_bounds(program.lower, program.upper, optimum.x, optimum.reduced, tolerance)
    row_lower, row_upper = _face_bounds(
        program.row_lower, program.row_upper, optimum.activity, optimum.marginal, tolerance
    )
    order = fixing_order(program, lower == upper, row_lower == row_upper)
    x, total = order.values(lower, row_upper)
    free, rows = order.free, order.remaining
    small = replace(
        order.program(program),
        lower=lower[free],
        upper=upper[free],
        row_lower=(row_lower - total)[rows],
        row_upper=(row_upper - total)[rows],
    )
    x[free] = optimum.x[free]
    return Face(program=small, free=free, x=x)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixingOrder:
    """The order in which singleton rows fix columns; independent of the bounds.

    Attributes:
        index: Column of each entry of the matrix, shape (entries,).
        rows: Row of each entry, shape (entries,).
        data: The entries, shape (entries,).
        fixed: Whether a column is fixed by its own bounds, shape (columns,).
        rounds: For each round, the entries whose row fixes their column.
        known: The entries whose column is known after its own bounds, and after each round.
        free: Columns that nothing fixes.
        remaining: Rows that contain a free column.
        left: Entries of the free columns.
    """

    index: Places
    rows: Places
    data: Array
    fixed: Mask
    rounds: tuple[Places, ...]
    known: tuple[Places, ...]
    free: Indices
    remaining: Indices
    left: Places

    def values(self, columns: Array, rows: Array) -> tuple[Array, Array]:
        """Compute the fixed columns and their sum in each row.

        The result is linear in the bounds, so that rates of change may be passed instead of bounds.

        Args:
            columns: Bound of each column that its own bounds fix, shape (columns,); others are not read.
            rows: Bound of each row that fixes a column, shape (rows,).

        Returns:
            Columns, with 0 for the free ones, shape (columns,); and the sums, shape (rows,).
        """
        x = np.where(self.fixed, np.where(self.fixed, columns, 0.0), 0.0)
        total = self._row_sums(x, self.known[0], len(rows))
        for last, known in zip(self.rounds, self.known[1:], strict=True):
            at = self.rows[last]
            x[self.index[last]] = (rows[at] - total[at]) / self.data[last]
            total += self._row_sums(x, known, len(rows))
        return x, total

    def _row_sums(self, x: Array, entries: Places, rows: int) -> Array:
        weighed = self.data[entries] * x[self.index[entries]]
        return np.bincount(self.rows[entries], weights=weighed, minlength=rows).astype(float, copy=False)

    def program(self, full: LinearProgram) -> LinearProgram:
        """Return the free columns and their rows, with a zero objective; the caller replaces all bounds."""
        position = np.zeros(len(full.columns), np.int32)
        position[self.free] = np.arange(len(self.free))
        counts = np.bincount(self.rows[self.left], minlength=len(full.rows))[self.remaining]
        return replace(
            full,
            cost=np.zeros(len(self.free)),
            offset=0.0,
            start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            index=position[self.index[self.left]].astype(np.int32),
            data=self.data[self.left],
            columns=tuple(full.columns[j] for j in self.free),
            rows=tuple(full.rows[i] for i in self.remaining),
        )


def fixing_order(program: LinearProgram, columns: Mask, rows: Mask) -> FixingOrder:
    """Find the order in which singleton rows fix columns.

    Args:
        program: The program, of which only the matrix is read.
        columns: Whether a column is fixed by its own bounds, shape (columns,).
        rows: Whether a row is an equality, shape (rows,).
    """
    index, data, count = program.index.astype(np.intp), program.data, len(program.rows)
    row_of = np.repeat(np.arange(count), np.diff(program.start))
    size = np.abs(data)
    fixed = columns.copy()
    known = [np.flatnonzero(fixed[index])]
    left = np.flatnonzero(~fixed[index] & (size > 0))
    column, row = index[left], row_of[left]
    largest = np.maximum.reduceat(
        np.append(size, 0.0), program.start[:-1]
    )  # meaningless for empty rows, which have no entry
    sound = rows[row] & (size[left] >= PIVOT * largest[row])
    first = np.empty(len(columns), np.intp)
    rounds: list[Places] = []
    while True:
        single = np.bincount(row, minlength=count) == 1
        at = np.flatnonzero(sound & single[row])
        first[column[at[::-1]]] = at[::-1]
        at = at[first[column[at]] == at]  # two rows may fix the same column
        if not len(at):
            break
        rounds.append(left[at])
        fixed[column[at]] = True
        done = fixed[column]
        known.append(left[done])
        left, column, row, sound = left[~done], column[~done], row[~done], sound[~done]
    return FixingOrder(
        index=index,
        rows=row_of,
        data=data,
        fixed=columns,
        rounds=tuple(rounds),
        known=tuple(known),
        free=np.flatnonzero(~fixed).astype(np.int32),
        remaining=np.flatnonzero(np.bincount(row, minlength=count)).astype(np.int32),
        left=left,
    )


def _face_bounds(
    lower: Array, upper: Array, value: Array, price: Array, tolerance: float
) -> tuple[Array, Array]:
    """Return the bounds on the optimal face: a column or row with a price is fixed at its binding bound.

    Args:
        lower: Lower bounds of columns, or of rows.
        upper: Upper bounds.
        value: Values at the optimum.
        price: Reduced costs, or marginals.
        tolerance: Prices below this count as zero.
    """
    priced = np.abs(price) > tolerance
    binding = np.where(np.abs(value - lower) <= np.abs(value - upper), lower, upper)
    return np.where(priced, binding, lower), np.where(priced, binding, upper)
