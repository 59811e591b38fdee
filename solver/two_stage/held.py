r"""A block with its first-stage variables held, and the affine function that lies above its V.

.. math::
   V(x) \le \alpha + \beta \cdot x \quad \text{for every } x, \qquad \beta = c_x - A_x^\top y

In words: the marginals y of one solve bound V at every other x too (weak duality), and at the held x the
bound is met. It is computed from the block's arrays and the marginals, not taken from the solver's status.
Where the held x leaves no plan, the same is done for the least violation of rows, which any x with a plan
must bring to 0. Benders, *Partitioning procedures for solving mixed-variables programming problems*,
Numerische Mathematik 4 (1962).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.program.certificate import weak_duality
from solver.program.warm import OPTIONS, SolverFaultError, WarmSolver
from solver.two_stage.shortage import elastic

if TYPE_CHECKING:
    from solver.program.compiled import Array
    from solver.program.warm import Optimum
    from solver.two_stage.problem import Block

ROUNDING = 1e-7
"""Feasibility tolerance where x may miss by what an earlier solve allowed it [MSEK]."""
VIOLATED = 1e-8
"""Rows that are violated by no more than this, all together, are not violated [MSEK or points]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The bound on every x that one solve of a block proves.

    Attributes:
        value: V at the held x [points]; NaN where it leaves no plan.
        constant: With a plan, V is at most ``constant + slope·x`` at any x [points]; without one, any x with
            a plan has ``constant + slope·x >= 0``.
        slope: Shape (first,).
        unproved: Largest marginal or reduced cost whose sign points at an infinite bound.
    """

    value: float
    constant: float
    slope: Array
    unproved: float


class HeldBlock:
    """A block with its warm solver."""

    def __init__(self, block: Block) -> None:
        """Load a block without solving it."""
        self._block = block
        self._solver = WarmSolver(block.program)
        self._elastic: WarmSolver | None = None

    def begin_as(self, other: HeldBlock) -> None:
        """Start the next solve where another block's last one ended, if the two are of one shape."""
        self._solver.begin_as(other._solver)

    def at(self, x: Array) -> Cut:
        """Solve the block with x held, shape (first,), and return what that says about every x.

        Raises:
            SolverFaultError: The block has no plan, and yet no violated row (numerical).
        """
        optimum = self._optimum(x)
        if optimum is not None:
            return self._cut(self._solver, optimum, optimum.value)
        if self._elastic is None:
            self._elastic = WarmSolver(elastic(self._block.program))
        self._hold(self._elastic, x)
        least = self._elastic.optimise()
        if least is None:
            raise SolverFaultError(f"{self._block.id}: no plan even if all rows may be violated (numerical)")
        if -least.value > VIOLATED:
            return self._cut(self._elastic, least, np.nan)
        self._solver.tolerate(ROUNDING)
        optimum = self._solver.optimise()
        self._solver.tolerate(OPTIONS["primal_feasibility_tolerance"])
        if optimum is None:
            raise SolverFaultError(f"{self._block.id}: no plan, but no violated row either (numerical)")
        return self._cut(self._solver, optimum, optimum.value)

    def _optimum(self, x: Array) -> Optimum | None:
        self._hold(self._solver, x)
        return self._solver.optimise()

    def _hold(self, solver: WarmSolver, x: Array) -> None:
        solver.bound(self._block.first, x, x)

    def _cut(self, solver: WarmSolver, optimum: Optimum, value: float) -> Cut:
        """Compute the affine bound that an optimum's marginals prove."""
        marginal, first = optimum.marginal, self._block.first
        reduced = solver.cost - solver.transposed_times(marginal)
        slope = reduced[first]
        reduced[first] = 0.0
        constant, unproved = weak_duality(
            solver.offset,
            (reduced, solver.lower, solver.upper),
            (marginal, solver.row_lower, solver.row_upper),
        )
        return Cut(value=value, constant=constant, slope=slope, unproved=unproved)
