"""The face of optima, made small: what cannot move any more is taken out of the program.

Columns with a reduced cost and rows with a marginal stay where they are; a row that holds a single column then settles
it, and so on. What is left is a small part of the program, so that going on to the tie-break costs little, whatever
the size of the whole. Every settled number follows from bounds alone and not from the path to the optimum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from solver.compiled import Array, Indices, LinearProgram
    from solver.warm import Optimum

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
    index, data = program.index, program.data
    rows = np.repeat(np.arange(len(program.rows)), np.diff(program.start))
    size, largest = np.abs(data), np.zeros(len(program.rows))
    np.maximum.at(largest, rows, size)
    sound = (row_lower == row_upper)[rows] & (size >= SETTLES * largest[rows])
    settled = lower == upper
    x = np.where(settled, lower, 0.0)  # nothing where a column is free
    fixed = np.bincount(rows, weights=data * x[index], minlength=len(program.rows))
    free = np.flatnonzero(~settled[index])
    while True:
        left = np.bincount(rows[free], minlength=len(program.rows))
        last = free[sound[free] & (left[rows[free]] == 1)]
        if not len(last):
            break
        x[index[last]] = (row_upper - fixed)[rows[last]] / data[last]
        settled[index[last]] = True
        done = settled[index[free]]
        now = free[done]
        fixed += np.bincount(rows[now], weights=data[now] * x[index[now]], minlength=len(program.rows))
        free = free[~done]
    columns = np.flatnonzero(~settled)
    holding = np.flatnonzero(left)
    place = np.zeros(len(settled), np.int32)
    place[columns] = np.arange(len(columns))
    small = replace(
        program,
        cost=np.zeros(len(columns)),
        offset=0.0,
        lower=lower[columns],
        upper=upper[columns],
        row_lower=(row_lower - fixed)[holding],
        row_upper=(row_upper - fixed)[holding],
        start=np.concatenate([[0], np.cumsum(left[holding])]).astype(np.int32),
        index=place[index[free]],
        data=data[free],
        columns=tuple(program.columns[j] for j in columns),
        rows=tuple(program.rows[i] for i in holding),
    )
    return Face(program=small, free=columns.astype(np.int32), x=np.where(settled, x, optimum.x))


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
