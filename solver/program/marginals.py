"""Marginals of the rows on both sides, and the intervals on which they hold.

The marginal of a row is the gain of V when the row is relieved by one unit (an equality: when its amount
grows by one), and the loss when it is tightened by one. For a fixed basis everything is affine in the row's
bound, so one solve with the basis gives the interval on which the marginal holds. V is concave in every
bound. At a degenerate optimum the marginals are not unique: the value of relief is the least of them, the
cost of tightening the largest. Both are then found by moving the bound a little; the interval at the moved
bound must reach back to the original one.
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
"""A marginal smaller than this counts as zero [points per unit]."""
STEP = 1e-11
"""A basic variable that moves less than this per unit of the bound does not limit the interval."""
NARROW = 1e-6
"""A side of an interval shorter than this does not establish the marginal on that side [unit of the row]."""
NUDGES = (1e-2, 1e-3, 1e-4, 1e-5)
"""How far a bound is moved to find the marginal on that side, largest first [unit of the row]."""
SAME = 1e-9
"""Marginals that differ by less than this count as equal [points per unit]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marginal:
    """The marginal of one row, on both sides.

    Attributes:
        rows: The family.
        index: The index of the row in it.
        value: Gain of V per unit of relief [points per MSEK, or per goal point], the least of the marginals;
            -inf where an equality's amount cannot grow.
        tightened: Loss of V per unit of tightening, the largest of the marginals; inf where any tightening
            leaves no plan.
        down: How far the row may be tightened at the cost ``tightened``, <= 0 [unit of the row].
        up: How far the row may be relieved at the gain ``value``, >= 0 [unit of the row].
    """

    rows: Rows
    index: Index
    value: float
    tightened: float
    down: float
    up: float

    @property
    def binds(self) -> bool:
        """Whether relief changes V, or for an equality a change in either direction."""
        return self.value > NOTHING or (self.rows.equal and self.size > NOTHING)

    @property
    def no_plan(self) -> str:
        """Which change leaves no plan: ``relieved`` (an equality's amount grows), ``tightened``, ``both``, or empty."""
        sides = [
            name
            for name, value in (("relieved", self.value), ("tightened", self.tightened))
            if math.isinf(value)
        ]
        return "both" if len(sides) > 1 else "".join(sides)

    @property
    def size(self) -> float:
        """The larger of the two sides in absolute value, of those that are finite [points per unit]."""
        return max((abs(side) for side in (self.value, self.tightened) if math.isfinite(side)), default=0.0)

    @property
    def degenerate(self) -> bool:
        """Whether the two sides differ, so that the marginals are an interval and not one number."""
        return not math.isclose(self.value, self.tightened, rel_tol=1e-6, abs_tol=SAME)


def marginals(
    solver: WarmSolver, program: LinearProgram, families: Mapping[str, Rows], optimum: Optimum
) -> tuple[Marginal, ...]:
    """Compute the marginal of every limit and rule of which a little more or less changes V or leaves no plan.

    Args:
        solver: The solver that found the optimum, with its basis; it is left as it is.
        program: The program with the solver's objective and bounds.
        families: The families of rows, by name.
        optimum: The optimum.
    """
    binding = []
    moving: WarmSolver | None = None
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
            moving = moving or WarmSolver(program)
            value, up = _one_side(moving, optimum, i, 1)
            tightened, down = _one_side(moving, optimum, i, -1)
        marginal = Marginal(rows=rows, index=index, value=value, tightened=tightened, down=down, up=up)
        if marginal.size > NOTHING or marginal.no_plan:
            binding.append(marginal)
    return tuple(binding)


def _one_side(solver: WarmSolver, at: Optimum, row: int, side: int) -> tuple[float, float]:
    """Compute the marginal on one side of a row's bound, and how far it holds (signed).

    The marginal is -inf for relief and inf for tightening, and holds for 0, where the moved bound leaves no
    plan.

    Args:
        solver: A solver of the program, other than the one whose basis is still needed.
        at: The optimum at the original bound.
        row: The row.
        side: 1 for relief, -1 for tightening.
    """
    rows = np.array([row], np.int32)
    lower, upper = solver.row_lower[rows].copy(), solver.row_upper[rows].copy()
    slope, reach = -side * math.inf, 0.0
    try:
        for nudge in NUDGES:
            solver.limit(rows, lower + side * nudge, upper + side * nudge)
            moved = solver.optimise()
            if moved is None:
                continue
            slope, reach = (moved.value - at.value) / (side * nudge), side * nudge
            down, up = interval(solver, moved, row)
            back, on = (down, up) if side > 0 else (up, down)
            if abs(back) >= nudge * (1 - 1e-6):  # the basis is optimal back to the original bound
                return float(moved.marginal[row]), reach + on
        return slope, reach
    finally:
        solver.limit(rows, lower, upper)


def interval(solver: WarmSolver, optimum: Optimum, row: int) -> tuple[float, float]:
    """Compute how far a row's bound may move while the basis stays optimal: (down <= 0, up >= 0).

    Args:
        solver: The solver that found the optimum, with its basis.
        optimum: The optimum.
        row: The row.
    """
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
