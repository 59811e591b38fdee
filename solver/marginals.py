"""What one more unit of a limit is worth, and for how far that holds.

The marginal of a row is what V gains when the row is relieved by one unit (an equality: when its amount grows
by one). For a fixed basis everything is affine in the row's bound, so one solve with the basis gives the
whole interval on which the marginal holds. At a degenerate vertex the interval may be empty on a side; the
marginal then says nothing in that direction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.constraint import Index, Rows
    from solver.compiled import LinearProgram
    from solver.warm import Optimum, WarmSolver

NOTHING = 1e-9
"""A marginal smaller than this is none [points per unit]."""
STEP = 1e-11
"""A basic variable that answers less than this does not limit the interval."""
NARROW = 1e-6
"""An interval shorter than this on a side says nothing in that direction [unit of the row]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marginal:
    """The marginal of one row.

    Attributes:
        rows: The family.
        index: Where.
        value: V per unit of relief [points per MSEK, or per goal point].
        down: How far the row may be tightened with the marginal unchanged, <= 0 [unit of the row].
        up: How far it may be relieved, >= 0.
    """

    rows: Rows
    index: Index
    value: float
    down: float
    up: float

    @property
    def degenerate(self) -> bool:
        """Whether the marginal holds on one side only, or on none."""
        return self.up < NARROW or self.down > -NARROW


def marginals(
    solver: WarmSolver, program: LinearProgram, families: Mapping[str, Rows], optimum: Optimum
) -> tuple[Marginal, ...]:
    """The marginal of every limit and rule that binds, from a solver that stands at the optimum."""
    found = []
    for i, (family, index) in enumerate(program.rows):
        rows = families.get(family)
        if rows is None or rows.role == "account" or abs(optimum.marginal[i]) <= NOTHING:
            continue
        down, up = interval(solver, optimum, i)
        found.append(Marginal(rows=rows, index=index, value=float(optimum.marginal[i]), down=down, up=up))
    return tuple(found)


def interval(solver: WarmSolver, optimum: Optimum, row: int) -> tuple[float, float]:
    """How far a row's bound may move with the basis still optimal: (down <= 0, up >= 0)."""
    basic, answer = solver.column_of_inverse(row)
    moves = np.abs(answer) > STEP
    basic, answer = basic[moves], answer[moves]
    column = basic >= 0
    j, i = np.where(column, basic, 0), np.where(column, 0, -basic - 1)
    rate = np.where(column, answer, -answer)  # the basis holds a row's negative activity
    at = np.where(column, optimum.x[j], optimum.activity[i])
    low = np.where(column, solver.lower[j], solver.row_lower[i])
    high = np.where(column, solver.upper[j], solver.row_upper[i])
    rise = np.where(rate > 0, high - at, at - low) / np.abs(rate)
    fall = np.where(rate > 0, at - low, high - at) / np.abs(rate)
    return -max(float(fall.min(initial=np.inf)), 0.0), max(float(rise.min(initial=np.inf)), 0.0)
