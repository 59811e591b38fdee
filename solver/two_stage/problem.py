"""Two-stage problems: blocks that share their first-stage variables, what is aimed at, and the answer.

The first-stage variables x are decided before it is known which block comes true; everything else of a block
adapts. ``V_b(x)`` is the best value of block b with x held. Nothing here knows what the blocks are about.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.constraint import Name
    from solver.program.compiled import Array, Indices, LinearProgram

Kind = Literal["expected", "worst", "cvar", "regret"]
SUM = 1e-9
"""How far the sum of probabilities may be from 1."""
CROSSED = 1e-9
"""Bounds that cross by no more than this are equal [MSEK]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A program that holds if its future comes true.

    Attributes:
        id: Its id.
        program: The program that maximises its own V [points].
        first: Columns of the common first-stage variables, in the same order in every block, shape (first,).
        probability: Its probability; 0 for a block that only must have a plan, as a budget that no future
            equals.
        relief: Rows that one more unit of money relieves by one unit each, a set for each source of money
            (such as a year). They tell what is missing where there is no plan.
    """

    id: str
    program: LinearProgram
    first: Indices
    probability: float
    relief: tuple[Indices, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TwoStage:
    """Blocks with common first-stage variables.

    Attributes:
        blocks: The blocks; the first is the budget, on whose own figures x must be lawful too.
        names: Names of the first-stage variables.
    """

    blocks: tuple[Block, ...]
    names: tuple[Name, ...]

    def __post_init__(self) -> None:
        """Check that the blocks fit together.

        Raises:
            ValueError: A block has another number of first-stage variables, two blocks have the same id, or
                probabilities are negative or do not sum to 1.
        """
        for b in self.blocks:
            if len(b.first) != len(self.names):
                raise ValueError(f"{b.id} has {len(b.first)} first-stage columns, not {len(self.names)}")
        if len({b.id for b in self.blocks}) < len(self.blocks):
            raise ValueError("two blocks have the same id")
        if self.probability.min(initial=0.0) < 0 or abs(self.probability.sum() - 1) > SUM:
            raise ValueError(f"probabilities sum to {self.probability.sum():.6g}, not 1, or one is negative")

    @cached_property
    def probability(self) -> Array:
        """Probability of each block, shape (blocks,)."""
        return np.array([b.probability for b in self.blocks])

    @cached_property
    def counted(self) -> Indices:
        """Positions of the blocks with a probability; only these count in any form."""
        return np.flatnonzero(self.probability > 0).astype(np.int32)

    def bounds(self) -> tuple[Array, Array]:
        """Return the bounds of x within those of every block; both of shape (first,).

        Raises:
            NoCommonError: The bounds of two blocks exclude each other.
        """
        lower = np.max([b.program.lower[b.first] for b in self.blocks], axis=0)
        upper = np.min([b.program.upper[b.first] for b in self.blocks], axis=0)
        if (lower > upper + CROSSED).any():
            raise NoCommonError(None)
        return lower, np.maximum(lower, upper)

    @property
    def columns(self) -> int:
        """Number of columns of all blocks, the common ones counted once."""
        n = len(self.names)
        return n + sum(len(b.program.columns) - n for b in self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The aim that x is chosen for.

    Attributes:
        kind: ``expected``: the mean V. ``worst``: the least V. ``cvar``: ``(1 - weight)`` times the mean and
            ``weight`` times the mean of the worst ``tail`` of the probability (Rockafellar and Uryasev,
            *Optimization of conditional value-at-risk*, Journal of Risk 2, 2000). ``regret``: minus the
            largest regret, ``best - V``.
        tail: Share of the probability, in (0, 1]; for ``cvar``.
        weight: Weight of the tail, in [0, 1]; for ``cvar``.
        best: The V that each block would have had, had it been known, shape (blocks,) [points]; for
            ``regret``. Entries of blocks without a probability are not read.
    """

    kind: Kind = "expected"
    tail: float | None = None
    weight: float | None = None
    best: Array | None = None

    def __post_init__(self) -> None:
        """Check that the form has what it needs.

        Raises:
            ValueError: ``tail`` or ``weight`` is missing or outside its interval, or ``best`` is missing.
        """
        if self.kind == "cvar":
            tail, weight = self.risk
            if not 0 < tail <= 1:
                raise ValueError(f"cvar needs a tail in (0, 1], not {tail}")
            if not 0 <= weight <= 1:
                raise ValueError(f"cvar needs a weight in [0, 1], not {weight}")
        if self.kind == "regret" and self.best is None:
            raise ValueError("regret needs the best V of each block")

    @property
    def risk(self) -> tuple[float, float]:
        """Tail and weight of ``cvar``.

        Raises:
            ValueError: One of them is missing.
        """
        if self.tail is None or self.weight is None:
            raise ValueError("cvar needs a tail and a weight")
        return self.tail, self.weight

    def compared(self, blocks: int) -> Array:
        """Return what the V of each block is compared with, shape (blocks,) [points]; 0 but under regret."""
        return np.zeros(blocks) if self.kind != "regret" or self.best is None else self.best

    def value(self, probability: Array, values: Array) -> float:
        """Compute the aim from the V of each block.

        Args:
            probability: Shape (blocks,).
            values: V of each block, shape (blocks,) [points]; those without a probability are not read.

        Returns:
            The aim, which is the greater the better [points]; under ``regret`` it is at most 0.
        """
        counted = probability > 0
        p, v = probability[counted], values[counted]
        if self.kind in ("worst", "regret"):
            return float((v - self.compared(len(values))[counted]).min())
        mean = float(p @ v)
        if self.kind == "expected":
            return mean
        tail, weight = self.risk
        return (1 - weight) * mean + weight * tail_mean(p, v, tail)


def tail_mean(probability: Array, values: Array, tail: float) -> float:
    """Compute CVaR, the mean of the worst ``tail`` of the probability; both arrays of shape (blocks,)."""
    order = np.argsort(values, kind="stable")
    p = probability[order]
    before = np.concatenate([[0.0], np.cumsum(p)[:-1]])
    return float(np.clip(tail - before, 0.0, p) @ values[order]) / min(tail, float(p.sum()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The point that x shall lie near where several are equally good.

    Attributes:
        anchor: Values, shape (first,).
        omega: Weight of the distance to each, shape (first,); 0 for a variable that is not measured.
    """

    anchor: Array
    omega: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The result of a method, not yet checked; see ``Common`` for the attributes."""

    first: Array
    values: Array
    bound: float
    method: str
    iterations: int
    interrupted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """The common first-stage variables and what they are worth.

    Attributes:
        first: Values x, shape (first,).
        aim: Value of the form, recomputed from ``values`` [points]; the greater the better, so under
            ``regret`` it is minus the largest regret.
        mean: Sum of probability times V, recomputed from ``values`` [points].
        values: V of each block with x held, shape (blocks,) [points].
        bound: No x has a greater aim [points], from marginals by weak duality; ``bound - aim`` is at most
            ``1e-8 max(1, |aim|)`` unless interrupted.
        method: ``extensive`` with the solver's method, or ``l-shaped``.
        iterations: Iterations of the solver, or rounds of cuts.
        interrupted: Whether Ctrl-C came; x is then the best so far, and not yet the nearest to the anchor.
    """

    first: Array
    aim: float
    mean: float
    values: Array
    bound: float
    method: str
    iterations: int
    interrupted: bool = False

    @property
    def gap(self) -> float:
        """Bound less aim [points]."""
        return self.bound - self.aim


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The progress of a search.

    Attributes:
        iteration: Rounds of cuts so far.
        aim: Best aim so far [points]; None before there is an x that leaves every block a plan.
        bound: Upper bound on the aim so far [points]; infinite at first.
        seconds: Time since the start [s].
    """

    iteration: int
    aim: float | None
    bound: float
    seconds: float


class NoCommonError(Exception):
    """No x leaves every block a plan.

    Attributes:
        missing: For each block that lacks money under the cheapest relief over all blocks together, how much
            by source, in the order of ``Block.relief``, shape (sources,) [MSEK]; None where no money on the
            rows named by ``relief`` would help.
    """

    def __init__(self, missing: Mapping[str, Array] | None) -> None:
        """Store what is missing."""
        self.missing = missing
        told = (
            "and no relief of the named rows would help"
            if missing is None
            else "; ".join(f"{id_} lacks {amounts.sum():.6g}" for id_, amounts in missing.items())
        )
        super().__init__(f"no first stage leaves every block a plan: {told}")
