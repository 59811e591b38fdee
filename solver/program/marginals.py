"""Marginals of the rows on both sides, and the intervals on which they hold.

The marginal of a row is the gain of V when the row is relieved by one unit (an equality: when its amount
grows by one), and the loss when it is tightened by one. For a fixed basis everything is affine in the row's
bound, so a column of the basis' inverse gives the interval on which the marginal holds. V is concave in every
bound. At a degenerate optimum the marginals are not unique: the value of relief is the least of them, the
cost of tightening the largest (``slopes``). Where rounding leaves a side without an interval, the bound is
moved a little and the program solved again; the interval at the moved bound must reach back to the original one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.program.basis import ByHighs
from solver.program.slopes import Slope, slopes
from solver.program.vertex import NARROW, Vertex
from solver.program.warm import WarmSolver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.constraint import Index, Rows
    from solver.program.compiled import LinearProgram
    from solver.program.sparse import Places
    from solver.program.warm import Optimum

NOTHING = 1e-9
"""A marginal smaller than this counts as zero [points per unit]."""
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
    gap = np.minimum(program.row_upper - optimum.activity, np.abs(optimum.activity - program.row_lower))
    tight = [
        i
        for i in np.flatnonzero(gap <= NARROW).tolist()
        if (rows := families.get(program.rows[i][0])) is not None and rows.role != "account"
    ]
    if not tight:
        return ()
    sides = _sides(solver, program, optimum, np.array(tight, np.int32))
    found = []
    for i, (relieved, tightened) in zip(tight, sides, strict=True):
        family, index = program.rows[i]
        marginal = Marginal(
            rows=families[family],
            index=index,
            value=relieved.marginal,
            tightened=tightened.marginal,
            down=-tightened.reach,
            up=relieved.reach,
        )
        if marginal.size > NOTHING or marginal.no_plan:
            found.append(marginal)
    return tuple(found)


def _sides(
    solver: WarmSolver, program: LinearProgram, optimum: Optimum, rows: Places
) -> list[tuple[Slope, Slope]]:
    """Compute the marginals of rows of relief and of tightening, and how far they hold."""
    vertex = Vertex(solver, program, optimum)
    down, up = vertex.intervals(rows)
    found = [
        (Slope(marginal=value, reach=rise), Slope(marginal=value, reach=fall))
        for value, rise, fall in zip(
            optimum.marginal[rows].tolist(), up.tolist(), (-down).tolist(), strict=True
        )
    ]
    degenerate = np.flatnonzero((up < NARROW) | (down > -NARROW))
    moving: WarmSolver | None = None
    for k, both in zip(degenerate.tolist(), slopes(vertex, rows[degenerate].tolist()), strict=True):
        if all(slope.established for slope in both):
            found[k] = both
        else:
            moving = moving or WarmSolver(program)
            row = int(rows[k])
            found[k] = (
                _moved(moving, program, optimum, row, 1),
                _moved(moving, program, optimum, row, -1),
            )
    return found


def _moved(solver: WarmSolver, program: LinearProgram, at: Optimum, row: int, side: int) -> Slope:
    """Compute the marginal on one side of a row's bound, and how far it holds, by moving the bound and solving again.

    The marginal is -inf for relief and inf for tightening, and holds for 0, where the moved bound leaves no
    plan.

    Args:
        solver: A solver of the program, other than the one whose basis is still needed.
        program: The program.
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
            slope, reach = (moved.value - at.value) / (side * nudge), nudge
            there = Vertex(solver, solver.current(program), moved, ByHighs(solver))
            down, up = (float(end[0]) for end in there.intervals(rows))
            back, on = (-down, up) if side > 0 else (up, -down)
            if back >= nudge * (1 - 1e-6):  # the basis is optimal back to the original bound
                return Slope(marginal=float(moved.marginal[row]), reach=nudge + on)
        return Slope(marginal=slope, reach=reach)
    finally:
        solver.limit(rows, lower, upper)
