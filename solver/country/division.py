"""A division of the national grants: what municipalities answer with it, and how far it is proved.

Whatever found it, it is checked here in the same way: every row of every municipality by its own arrays, the
frame, V from the columns, and the bound from marginals by weak duality.
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
    from solver.program.warm import Optimum

Ended = Literal["proved", "stalled", "interrupted", "out_of_time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a municipality would do.

    Attributes:
        value: Its V [points].
        grant: The grants that it takes, shape (years,) [MSEK].
        bound: No plan of it is worth more at the prices asked, grants paid for [points].
        unproved: Largest marginal of the bound with nothing to rest on [points per unit].
        worth: What a krona more is worth to it, shape (years,) [points per MSEK].
        x: Its columns.
    """

    value: float
    grant: Array
    bound: float
    unproved: float
    worth: Array
    x: Array


class Municipality:
    """A block with its warm solver: it answers to prices, or to a grant."""

    def __init__(self, block: Block) -> None:
        """Load a block; nothing is solved yet."""
        self.block = block
        self._solver = WarmSolver(block.program)
        self._free = block.program.lower[block.grants], block.program.upper[block.grants]

    def priced(self, prices: Array, own: float = 1.0) -> Answer | None:
        """The best plan when grants are paid for; None where no grant leaves it a plan.

        Args:
            prices: Of a krona, in its own points, shape (years,) [points per MSEK].
            own: What its V counts; 0 asks for the cheapest plan.
        """
        return self._answer(*self._free, prices, own)

    def given(self, grant: Array) -> Answer | None:
        """The best plan with a grant, shape (years,) [MSEK]; None where there is none."""
        return self._answer(grant, grant, np.zeros(len(grant)), 1.0)

    def _answer(self, low: Array, high: Array, prices: Array, own: float) -> Answer | None:
        program, grants = self.block.program, self.block.grants
        cost = own * program.cost
        cost[grants] -= prices
        self._solver.bound(grants, low, high)
        self._solver.aim(cost, own * program.offset)
        found = self._solver.optimise()
        return None if found is None else self._told(found)

    def _told(self, found: Optimum) -> Answer:
        program, solver = self.block.program, self._solver
        asked = replace(
            program, cost=solver.cost, offset=solver.offset, lower=solver.lower, upper=solver.upper
        )
        bound, unproved = dual_bound(asked, found.marginal)
        return Answer(
            value=float(program.cost @ found.x + program.offset),
            grant=found.x[self.block.grants],
            bound=bound,
            unproved=unproved,
            worth=self.block.worth(found.marginal),
            x=found.x,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A division of the grants, proved as far as the bound.

    Attributes:
        grants: Of each municipality and year, shape (municipalities, years) [MSEK].
        values: V of each [points].
        worth: What a krona more is worth to each, in its own points, shape (municipalities, years).
        prices: What a krona more in the national frame is worth, shape (years,) [points of the country's V].
        value: The country's V [points].
        bound: No division is better [points].
        before: V of each at the division to begin with [points]; NaN where that leaves it no plan.
        residual: Largest violation of a row or bound of any municipality, or of the frame [MSEK or points].
        unproved: Largest marginal of the bound with nothing to rest on [points per unit].
        iterations: Rounds of prices, or iterations of the solver.
        ended: ``proved`` where the gap was closed; otherwise why it was not.
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
    ended: Ended

    @property
    def gap(self) -> float:
        """Bound less value [points]."""
        return self.bound - self.value


class ShortOfGrantsError(Exception):
    """No division of the grants leaves every municipality a plan.

    Attributes:
        missing: What the frame lacks at least, all years together [MSEK]; None where one municipality has no plan
            whatever its grant.
        municipality: That one.
    """

    def __init__(self, *, missing: float | None = None, municipality: str | None = None) -> None:
        """Tell what is missing, or who has no plan."""
        self.missing, self.municipality = missing, municipality
        super().__init__(
            f"{municipality} has no plan" if missing is None else f"the frame lacks {missing:.6g} MSEK"
        )


def checked(blocks: Sequence[Block], frame: Array, x: Sequence[Array], division: Division) -> Division:
    """A division with its residual, every row of every municipality and the frame verified.

    Args:
        blocks: The municipalities.
        frame: The national grant frame, shape (years,) [MSEK].
        x: Columns of each.
        division: What is claimed.

    Raises:
        UncertifiedError: A row or the frame is broken, the bound has nothing to rest on, or V is another.
    """
    off = max(
        0.0,
        float((division.grants.sum(axis=0) - frame).max()),
        *(residual(b.program, its) for b, its in zip(blocks, x, strict=True)),
        *(
            float(np.abs(its[b.grants] - g).max())
            for b, its, g in zip(blocks, x, division.grants, strict=True)
        ),
    )
    value = sum(
        b.weight * float(b.program.cost @ its + b.program.offset) for b, its in zip(blocks, x, strict=True)
    )
    if off > PRIMAL or division.unproved > DUAL or not division.bound - value >= -PRIMAL:
        raise UncertifiedError(
            f"the division is off by {off:.3g} in a row, {division.unproved:.3g} in a marginal, "
            f"and its bound lies {division.bound - value:.3g} above its value"
        )
    return replace(division, residual=off, value=value)
