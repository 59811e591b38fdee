"""The optimal face as a smaller program, without the columns that cannot vary on it.

Columns with a reduced cost and rows with a marginal are fixed at their bounds. An equality row with a single
column left then fixes that column, and so on (singleton rows, as in presolve). The remaining program is
small, so that the tie-break is cheap whatever the size of the whole. Every fixed value follows from the
bounds alone and does not depend on the path to the optimum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from solver.program.compiled import Array, Indices, LinearProgram
    from solver.program.warm import Optimum

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Places = np.ndarray[Any, np.dtype[np.intp]]
"""Positions by which arrays are indexed often: numpy's own integers are the fastest."""
PIVOT = 1e-3
"""Least coefficient by which a row fixes a column, to limit rounding errors [share of the row's largest]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Which columns, or rows, an optimal face holds at a bound.

    Attributes:
        low: Those at their lower bound, shape (columns,) or (rows,).
        high: Those at their upper bound, of the same shape.
    """

    low: Mask
    high: Mask

    @classmethod
    def of(cls, lower: Array, upper: Array, value: Array, price: Array, tolerance: float) -> Held:
        """Hold what has a price at its binding bound.

        Args:
            lower: Lower bounds of columns, or of rows.
            upper: Upper bounds.
            value: Values at the optimum.
            price: Reduced costs, or marginals.
            tolerance: Prices below this count as zero.
        """
        priced = np.abs(price) > tolerance
        low = np.abs(value - lower) <= np.abs(value - upper)
        return cls(low=priced & low, high=priced & ~low)

    @classmethod
    def none(cls, count: int) -> Held:
        """Hold nothing of so many columns, or rows."""
        return cls(low=np.zeros(count, bool), high=np.zeros(count, bool))

    def bounds(self, lower: Array, upper: Array) -> tuple[Array, Array]:
        """Return the bounds on the face, from those of the program."""
        return np.where(self.high, upper, lower), np.where(self.low, lower, upper)


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The columns of a program that may vary on its optimal face.

    Attributes:
        program: The free columns and the rows that contain them, with a zero objective.
        free: Positions of the free columns in the full program, shape (free,).
        x: Columns of the full program at the optimum, shape (columns,).
        held: Which columns, and which rows, have a price and are held at a bound.
        order: The order in which rows fix the other columns.
    """

    program: LinearProgram
    free: Indices
    x: Array
    held: tuple[Held, Held]
    order: FixingOrder

    def moved(self, program: LinearProgram) -> Face | None:
        """Return the face of the same prices where bounds have moved.

        Prices that prove an optimum do so for every plan that keeps what they hold at its bounds.

        Args:
            program: The program with other bounds and references alone.

        Returns:
            The face, with its free columns at 0, of which some plan must be found; None where other rows fix columns.
        """
        lower, upper, row_lower, row_upper = _on_face(program, self.held)
        order = self.order
        if not (
            np.array_equal(lower == upper, order.fixed)
            and np.array_equal(row_lower == row_upper, order.equal)
        ):
            return None
        x, total = order.values(lower, row_upper)
        small = _small(self.program, order, (lower, upper, row_lower - total, row_upper - total))
        return replace(self, program=small, x=x)

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
        tolerance: Reduced costs and marginals below this over the optimum's fineness count as zero.
    """
    tolerance /= optimum.fineness
    held = (
        Held.of(program.lower, program.upper, optimum.x, optimum.reduced, tolerance),
        Held.of(program.row_lower, program.row_upper, optimum.activity, optimum.marginal, tolerance),
    )
    lower, upper, row_lower, row_upper = _on_face(program, held)
    order = fixing_order(program, lower == upper, row_lower == row_upper)
    x, total = order.values(lower, row_upper)
    small = _small(order.program(program), order, (lower, upper, row_lower - total, row_upper - total))
    x[order.free] = optimum.x[order.free]
    return Face(program=small, free=order.free, x=x, held=held, order=order)


def _on_face(program: LinearProgram, held: tuple[Held, Held]) -> tuple[Array, Array, Array, Array]:
    """Return the bounds of columns and of rows on an optimal face."""
    columns, rows = held
    return *columns.bounds(program.lower, program.upper), *rows.bounds(program.row_lower, program.row_upper)


def _small(
    program: LinearProgram, order: FixingOrder, bounds: tuple[Array, Array, Array, Array]
) -> LinearProgram:
    """Give the program of the free columns its bounds, from those of all columns and of all rows less what is fixed."""
    lower, upper, row_lower, row_upper = bounds
    free, rows = order.free, order.remaining
    return replace(
        program, lower=lower[free], upper=upper[free], row_lower=row_lower[rows], row_upper=row_upper[rows]
    )


class Entries(NamedTuple):
    """Entries of a matrix: rows, columns and coefficients, each of shape (entries,)."""

    rows: Places
    columns: Places
    data: Array

    def row_sums(self, x: Array, rows: int) -> Array:
        """Multiply them by columns, shape (columns,), and sum by row, shape (rows,)."""
        return np.bincount(self.rows, weights=self.data * x[self.columns], minlength=rows).astype(float)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixingOrder:
    """The order in which singleton rows fix columns; independent of the bounds.

    Attributes:
        fixed: Whether a column is fixed by its own bounds, shape (columns,).
        equal: Whether a row is an equality, shape (rows,).
        rounds: For each round, the entries whose row fixes their column.
        known: The entries whose column is known after its own bounds, and after each round.
        free: Columns that nothing fixes.
        remaining: Rows that contain a free column.
        left: Entries of the free columns.
    """

    fixed: Mask
    equal: Mask
    rounds: tuple[Entries, ...]
    known: tuple[Entries, ...]
    free: Indices
    remaining: Indices
    left: Entries

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
        total = self.known[0].row_sums(x, len(rows))
        for last, known in zip(self.rounds, self.known[1:], strict=True):
            x[last.columns] = (rows[last.rows] - total[last.rows]) / last.data
            total += known.row_sums(x, len(rows))
        return x, total

    def program(self, full: LinearProgram) -> LinearProgram:
        """Return the free columns and their rows, with a zero objective; the caller replaces all bounds."""
        position = np.zeros(len(full.columns), np.int32)
        position[self.free] = np.arange(len(self.free))
        counts = np.bincount(self.left.rows, minlength=len(full.rows))[self.remaining]
        return replace(
            full,
            cost=np.zeros(len(self.free)),
            offset=0.0,
            start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            index=position[self.left.columns],
            data=self.left.data,
            columns=tuple(map(full.columns.__getitem__, self.free.tolist())),
            rows=tuple(map(full.rows.__getitem__, self.remaining.tolist())),
        )


def fixing_order(program: LinearProgram, columns: Mask, rows: Mask) -> FixingOrder:
    """Find the order in which singleton rows fix columns.

    Args:
        program: The program, of which only the matrix is read.
        columns: Whether a column is fixed by its own bounds, shape (columns,).
        rows: Whether a row is an equality, shape (rows,).
    """
    index = program.index.astype(np.intp)
    row_of = np.repeat(np.arange(len(program.rows)), np.diff(program.start))
    size = np.abs(program.data)

    def entries(at: Places) -> Entries:
        return Entries(row_of[at], index[at], program.data[at])

    largest = np.maximum.reduceat(
        np.append(size, 0.0), program.start[:-1]
    )  # meaningless for empty rows, which have no entry
    sound = rows[row_of] & (size >= PIVOT * largest[row_of])
    fixed = columns.copy()
    rounds: list[Entries] = []
    known = [entries(np.flatnonzero(fixed[index]))]
    left = np.flatnonzero(~fixed[index] & (size > 0))
    first = np.empty(len(columns), np.intp)
    while True:
        single = np.bincount(row_of[left], minlength=len(program.rows)) == 1
        last = left[sound[left] & single[row_of[left]]]
        first[index[last[::-1]]] = last[::-1]
        last = last[first[index[last]] == last]  # two rows may fix the same column
        if not len(last):
            break
        fixed[index[last]] = True
        done = fixed[index[left]]
        rounds.append(entries(last))
        known.append(entries(left[done]))
        left = left[~done]
    return FixingOrder(
        fixed=columns,
        equal=rows,
        rounds=tuple(rounds),
        known=tuple(known),
        free=np.flatnonzero(~fixed).astype(np.int32),
        remaining=np.flatnonzero(np.bincount(row_of[left], minlength=len(program.rows))).astype(np.int32),
        left=entries(left),
    )
