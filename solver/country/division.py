"""Divisions of the national grants, the municipalities' best plans under them, and their check.

A division is checked in the same way whatever method found it: every row of every municipality by its own
arrays, the frame, V from the columns, and the bound from marginals by weak duality.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from solver.program.certificate import DUAL, PRIMAL, UncertifiedError, dual_bound, residual
from solver.program.warm import WarmSolver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.country.blocks import Block
    from solver.program.compiled import Array

Ending = Literal["proved", "stalled", "interrupted", "out_of_time"]
"""Reasons for which a search for a division ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The best plan of a municipality at given prices or grants.

    Attributes:
        value: Its V [points].
        grant: Its grants, shape (years,) [MSEK].
        bound: Upper bound on its V less the price of its grants [points].
        unproved: Largest marginal or reduced cost whose sign points at an infinite bound [points per unit].
        worth: Marginal value of its grants, shape (years,) [points per MSEK].
        x: Columns of its block, shape (columns,).
    """

    value: float
    grant: Array
    bound: float
    unproved: float
    worth: Array
    x: Array


class Municipality:
    """A block with its warm solver.

    Attributes:
        block: The block.
    """

    def __init__(self, block: Block) -> None:
        """Load a block without solving it."""
        self.block = block
        self._solver = WarmSolver(block.program)
        self._free = block.program.lower[block.grants], block.program.upper[block.grants]

    def best_at_prices(self, prices: Array, own: float = 1.0) -> Answer | None:
        """Find the best plan at a price of grants; None where no grant leaves a plan.

        Args:
            prices: Price of grants in the municipality's own points, shape (years,) [points per MSEK].
            own: Weight of its V in the objective; with 0 the plan is the cheapest one.
        """
        return self._answer(*self._free, prices, own)

    def best_with_grant(self, grant: Array) -> Answer | None:
        """Find the best plan with a given grant, shape (years,) [MSEK]; None where there is no plan."""
        return self._answer(grant, grant, np.zeros(len(grant)), 1.0)

    def _answer(self, low: Array, high: Array, prices: Array, own: float) -> Answer | None:
        program, grants = self.block.program, self.block.grants
        cost = own * program.cost
        cost[grants] -= prices
        self._solver.bound(grants, low, high)
        self._solver.aim(cost, own * program.offset)
        optimum = self._solver.optimise()
        if optimum is None:
            return None
        bound, unproved = dual_bound(self._solver.current(program), optimum.marginal)
        return Answer(
            value=float(program.cost @ optimum.x + program.offset),
            grant=optimum.x[grants],
            bound=bound,
            unproved=unproved,
            worth=self.block.worth(optimum.marginal),
            x=optimum.x,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A division of the grants with the bound on its value.

    Attributes:
        grants: Grant of each municipality and year, shape (municipalities, years) [MSEK].
        values: V of each municipality, shape (municipalities,) [points].
        worth: Marginal value of grants to each municipality, shape (municipalities, years) [its points per
            MSEK].
        prices: Marginal value of the national frame, shape (years,) [points of the country's V per MSEK].
        value: The country's V [points].
        bound: Upper bound on the country's V under any division [points].
        before: V of each municipality under the starting division, shape (municipalities,) [points]; NaN
            where that leaves it no plan.
        residual: Largest violation of a row or bound of any municipality, or of the frame [MSEK or points].
        unproved: Largest marginal or reduced cost of the bound whose sign points at an infinite bound [points
            per unit].
        iterations: Rounds of prices, or iterations of the solver.
        ended: ``proved`` where the gap was closed; otherwise the reason why it was not.
    """

    grants: Array
    values: Array
    worth: Array
    prices: Array
    value: float
    bound: float
    before: Array
    residual: float
    unproved: float
    iterations: int
    ended: Ending

    @property
    def gap(self) -> float:
        """Bound less value [points]."""
        return self.bound - self.value


class ShortOfGrantsError(Exception):
    """No division of the grants leaves every municipality a plan.

    Attributes:
        missing: Lower bound on what the frame lacks, all years together [MSEK]; None where one municipality
            has no plan whatever its grant.
        municipality: Id of that municipality.
    """

    def __init__(self, *, missing: float | None = None, municipality: str | None = None) -> None:
        """Store the amount that is missing, or the municipality that has no plan."""
        self.missing, self.municipality = missing, municipality
        super().__init__(
            f"{municipality} has no plan" if missing is None else f"the frame lacks {missing:.6g} MSEK"
        )


def check_division(blocks: Sequence[Block], frame: Array, x: Sequence[Array], division: Division) -> Division:
    """Check every row of every municipality, the frame and the bound of a division.

    Args:
        blocks: The municipalities.
        frame: The national grant frame, shape (years,) [MSEK].
        x: Columns of each block.
        division: The division, its residual and value not yet computed.

    Returns:
        The division with its residual, and its value recomputed from the columns.

    Raises:
        UncertifiedError: A row or the frame is violated, or the bound is not proved or lies below the value.
    """
    violation = max(
        0.0,
        float((division.grants.sum(axis=0) - frame).max()),
        *(residual(b.program, own) for b, own in zip(blocks, x, strict=True)),
        *(
            float(np.abs(own[b.grants] - g).max())
            for b, own, g in zip(blocks, x, division.grants, strict=True)
        ),
    )
    value = sum(
        b.weight * float(b.program.cost @ own + b.program.offset) for b, own in zip(blocks, x, strict=True)
    )
    if violation > PRIMAL or division.unproved > DUAL or not division.bound - value >= -PRIMAL:
        raise UncertifiedError(
            f"the division is not proved: largest residual of a row {violation:.3g}, "
            f"of a marginal {division.unproved:.3g}, bound less value {division.bound - value:.3g}"
        )
    return replace(division, residual=violation, value=value)
