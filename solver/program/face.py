"""The face of optima, made small: what cannot move any more is taken out of the program.

Columns with a reduced cost and rows with a marginal stay where they are; a row that holds a single column then settles
it, and so on. What is left is a small part of the program, so that going on to the tie-break costs little, whatever
the size of the whole. Every settled number follows from bounds alone and not from the path to the optimum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from solver.program.compiled import Array, Indices, LinearProgram
    from solver.program.warm import Optimum

Mask = np.ndarray[Any, np.dtype[np.bool_]]
SETTLES = 1e-3
"""A coefficient settles a column only if it is at least this part of the largest in its row: rounding stays small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What of a program is free on the face of its optima.

    Attributes:
        program: Its free columns and the rows that hold them, with nothing to aim at.
        free: The free columns, by their place in the whole program.
        x: The whole program's columns; the free ones are those of the optimum.
    """

    program: LinearProgram
    free: Indices
    x: Array

    def whole(self, x: Array) -> Array:
        """All columns, with the free ones at some values, shape (columns,)."""
        found = self.x.copy()
        found[self.free] = x
        return found


def face_of(program: LinearProgram, optimum: Optimum, tolerance: float) -> Face:
    """The face of a program's optima, from one of them.

    Args:
        program: With the bounds that it was solved with.
        optimum: An optimum of it.
        tolerance: A reduced cost or marginal below this counts as nothing.
    """
    lower, upper = held(program.lower, program.upper, optimum.x, optimum.reduced, tolerance)
    row_lower, row_upper = held(
        program.row_lower, program.row_upper, optimum.activity, optimum.marginal, tolerance
    )
    settling = settling_of(program, lower == upper, row_lower == row_upper)
    x, fixed = settling.numbers(lower, row_upper)
    free, holding = settling.free, settling.holding
    small = replace(
        settling.program(program),
        lower=lower[free],
        upper=upper[free],
        row_lower=(row_lower - fixed)[holding],
        row_upper=(row_upper - fixed)[holding],
    )
    x[free] = optimum.x[free]
    return Face(program=small, free=free, x=x)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """Which rows settle which columns, one after another; the same whatever the numbers of the bounds are.

    Attributes:
        index: Column of each entry of the matrix.
        rows: Row of each entry.
        data: The entries.
        still: Columns that their own bounds settle.
        rounds: Entries whose row settles their column, each round after the one before.
        entered: Entries whose column is settled by the end of each round, the bounds' own first.
        free: Columns that nothing settles.
        holding: Rows that hold any of them.
        left: Entries of these.
    """

    index: Indices
    rows: Indices
    data: Array
    still: Mask
    rounds: tuple[Indices, ...]
    entered: tuple[Indices, ...]
    free: Indices
    holding: Indices
    left: Indices

    def numbers(self, columns: Array, rows: Array) -> tuple[Array, Array]:
        """Settled columns, and what they add up to in each row; linear in the bounds, so rates may be given as well.

        Args:
            columns: Bound of each column that its bounds settle; others are not looked at.
            rows: Bound of each row that settles a column.

        Returns:
            Columns, the free ones 0; and rows.
        """
        x = np.where(self.still, np.where(self.still, columns, 0.0), 0.0)
        fixed = self._added(x, self.entered[0], len(rows))
        for last, entered in zip(self.rounds, self.entered[1:], strict=True):
            x[self.index[last]] = (rows - fixed)[self.rows[last]] / self.data[last]
            fixed += self._added(x, entered, len(rows))
        return x, fixed

    def _added(self, x: Array, entries: Indices, rows: int) -> Array:
        weighed = self.data[entries] * x[self.index[entries]]
        return np.bincount(self.rows[entries], weights=weighed, minlength=rows).astype(float)

    def program(self, whole: LinearProgram) -> LinearProgram:
        """The free columns and the rows that hold them, with nothing to aim at; bounds are the caller's to give."""
        place = np.zeros(len(whole.columns), np.int32)
        place[self.free] = np.arange(len(self.free))
        counts = np.bincount(self.rows[self.left], minlength=len(whole.rows))[self.holding]
        return replace(
            whole,
            cost=np.zeros(len(self.free)),
            offset=0.0,
            start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            index=place[self.index[self.left]],
            data=self.data[self.left],
            columns=tuple(whole.columns[j] for j in self.free),
            rows=tuple(whole.rows[i] for i in self.holding),
        )


def settling_of(program: LinearProgram, columns: Mask, rows: Mask) -> Settling:
    """What settles what in a program.

    Args:
        program: For its matrix.
        columns: Whether the bounds of each column settle it.
        rows: Whether each row is an equality.
    """
    index, data = program.index, program.data
    row_of = np.repeat(np.arange(len(program.rows)), np.diff(program.start))
    size = np.abs(data)
    largest = np.maximum.reduceat(np.append(size, 0.0), program.start[:-1])  # whatever it says of empty rows
    sound = rows[row_of] & (size >= SETTLES * largest[row_of])
    settled = columns.copy()
    rounds: list[Indices] = []
    entered = [np.flatnonzero(settled[index]).astype(np.int32)]
    left = np.flatnonzero(~settled[index])
    while True:
        single = np.bincount(row_of[left], minlength=len(program.rows)) == 1
        last = left[sound[left] & single[row_of[left]]]
        _, once = np.unique(index[last], return_index=True)  # two rows may settle the same column
        last = last[np.sort(once)]
        if not len(last):
            break
        settled[index[last]] = True
        done = settled[index[left]]
        rounds.append(last.astype(np.int32))
        entered.append(left[done].astype(np.int32))
        left = left[~done]
    return Settling(
        index=index,
        rows=row_of.astype(np.int32),
        data=data,
        still=columns,
        rounds=tuple(rounds),
        entered=tuple(entered),
        free=np.flatnonzero(~settled).astype(np.int32),
        holding=np.flatnonzero(np.bincount(row_of[left], minlength=len(program.rows))).astype(np.int32),
        left=left.astype(np.int32),
    )


def held(lower: Array, upper: Array, at: Array, price: Array, tolerance: float) -> tuple[Array, Array]:
    """Bounds on a face: what has a price stays at the bound where it rests.

    Args:
        lower: Bounds of columns, or of rows.
        upper: The same.
        at: Where the optimum has them.
        price: Their reduced costs, or marginals.
        tolerance: What counts as nothing.
    """
    stays = np.abs(price) > tolerance
    rests = np.where(np.abs(at - lower) <= np.abs(at - upper), lower, upper)
    return np.where(stays, rests, lower), np.where(stays, rests, upper)
