"""What one more unit of a limit is worth, one less costs, and for how far that holds.

The marginal of a row is what V gains when the row is relieved by one unit (an equality: when its amount grows
by one), and what it loses when the row is tightened by one. For a fixed basis everything is affine in the row's
bound, so one solve with the basis gives the interval on which its marginal holds. V is concave in every bound.
At a degenerate optimum the marginals are not unique: the worth of relief is the least of them, the price of
tightening the largest. Both are then found by moving the bound a little and asking for the interval there, which
must reach back to where the bound stands.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.program.warm import WarmSolver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.constraint import Index, Rows
    from solver.program.compiled import LinearProgram
    from solver.program.warm import Optimum

NOTHING = 1e-9
"""A marginal smaller than this is none [points per unit]."""
STEP = 1e-11
"""A basic variable that answers less than this does not limit the interval."""
NARROW = 1e-6
"""An interval shorter than this on a side says nothing in that direction [unit of the row]."""
NUDGES = (1e-2, 1e-3, 1e-4, 1e-5)
"""How far a bound is moved to see the marginal on that side, largest first [unit of the row]."""
SAME = 1e-9
"""Marginals that differ less than this are one [points per unit]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marginal:
    """The marginal of one row, on both sides.

    Attributes:
        rows: The family.
        index: Where.
        value: What V gains per unit of relief [points per MSEK, or per goal point]: the least of the marginals;
            -inf where an equality's amount cannot grow.
        tightened: What V loses per unit of tightening: the largest of them; inf where any tightening leaves no plan.
        down: How far the row may be tightened at that price, <= 0 [unit of the row].
        up: How far it may be relieved at that worth, >= 0.
    """

    rows: Rows
    index: Index
    value: float
    tightened: float
    down: float
    up: float

    @property
    def binds(self) -> bool:
        """Whether relief is worth something, or for an equality a change to either side."""
        return self.value > NOTHING or (self.rows.equal and self.size > NOTHING)

    @property
    def size(self) -> float:
        """How much it weighs: the larger of the two sides, of those that are finite [points per unit]."""
        return max(
            (abs(worth) for worth in (self.value, self.tightened) if math.isfinite(worth)), default=0.0
        )

    @property
    def degenerate(self) -> bool:
        """Whether relief and tightening are worth different things: the marginals are an interval, not a number."""
        return not math.isclose(self.value, self.tightened, rel_tol=1e-6, abs_tol=SAME)


def marginals(
    solver: WarmSolver, program: LinearProgram, families: Mapping[str, Rows], optimum: Optimum
) -> tuple[Marginal, ...]:
    """The marginal of every limit and rule that binds, from a solver that stands at the optimum."""
    found = []
    aside: WarmSolver | None = None
    tight = (
        np.minimum(program.row_upper - optimum.activity, np.abs(optimum.activity - program.row_lower))
        <= NARROW
    )
    for i, (family, index) in enumerate(program.rows):
        rows = families.get(family)
        if rows is None or rows.role == "account" or not tight[i]:
            continue
        value = tightened = float(optimum.marginal[i])
        down, up = interval(solver, optimum, i)
        if up < NARROW or down > -NARROW:
            aside = aside or WarmSolver(program)
            value, up = _one_side(aside, optimum, i, 1)
            tightened, down = _one_side(aside, optimum, i, -1)
        marginal = Marginal(rows=rows, index=index, value=value, tightened=tightened, down=down, up=up)
        if marginal.size > NOTHING:
            found.append(marginal)
    return tuple(found)


def _one_side(solver: WarmSolver, at: Optimum, row: int, side: int) -> tuple[float, float]:
    """The marginal on one side of a row's bound, and how far it reaches (signed); ∓inf and 0 where no plan is.

    Args:
        solver: A solver of the program, not the one whose basis is still needed.
        at: The optimum at the bound as it stands.
        row: The row.
        side: 1 for relief, -1 for tightening.
    """
    which = np.array([row], np.int32)
    lower, upper = solver.row_lower[which].copy(), solver.row_upper[which].copy()
    slope, reach = -side * math.inf, 0.0
    try:
        for nudge in NUDGES:
            solver.limit(which, lower + side * nudge, upper + side * nudge)
            moved = solver.optimise()
            if moved is None:
                continue
            slope, reach = (moved.value - at.value) / (side * nudge), side * nudge
            down, up = interval(solver, moved, row)
            back, on = (down, up) if side > 0 else (up, down)
            if abs(back) >= nudge * (1 - 1e-6):  # nothing bends between here and where the bound stood
                return float(moved.marginal[row]), reach + on
        return slope, reach
    finally:
        solver.limit(which, lower, upper)


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
