"""Worlds that no lawful frames survive: which limits clash, of the budget and of the world, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.answer.no_plan import PROVES, irreducible, slackened
from solver.futures.answers import two_blocks
from solver.futures.future import BUDGET, WORLD
from solver.program.warm import SolverFaultError, WarmSolver
from solver.two_stage.common import holding
from solver.two_stage.extensive import MISSING, missing
from solver.two_stage.joint import joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.constraint import Index, Name, Rows
    from models.scenario import Scenario
    from solver.futures.future import Budget, Future
    from solver.program.compiled import Array, LinearProgram
    from solver.two_stage.problem import TwoStage


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit that clashes with others.

    Attributes:
        of_budget: Whether it is the budget's, or else the world's.
        rows: The family.
        index: Where.
    """

    of_budget: bool
    rows: Rows
    index: Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Money without which there is no plan.

    Attributes:
        year: The plan year.
        committee: The committee in whose account it is missing; empty where it is in the whole frame.
        amount: How much [MSEK].
    """

    year: int
    committee: str
    amount: float


Lacks = tuple[Missing, ...] | None
"""Money that a world lacks; None where none would help."""


class WorldsWithoutPlanError(Exception):
    """Worlds that no lawful frames survive, each by itself or all together.

    Attributes:
        scenario: The scenario.
        alone: The limits that clash, by the id of a world that has no plan whatever the frames; empty where each has
            one.
        lacks: The cheapest relief in money, by the id of a world, or of the budget where it is what lacks; where each
            world has a plan by itself, the cheapest over all of them together. None where no money would help.
    """

    def __init__(
        self,
        scenario: Scenario,
        alone: Mapping[str, tuple[Limit, ...]],
        lacks: Mapping[str, Lacks] | None,
    ) -> None:
        """Keep what was found."""
        which = ", ".join(alone) or "together"
        super().__init__(f"worlds without a plan: {which}")
        self.scenario, self.alone, self.lacks = scenario, alone, lacks

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how it is pickled, as it is where a process of its own has found it."""
        return WorldsWithoutPlanError, (self.scenario, self.alone, self.lacks)


def conflict(budget: Budget, future: Future) -> tuple[Limit, ...]:
    """Find limits of the budget and of a world that cannot all be met; without any one of them the rest can.

    Args:
        budget: The budget.
        future: A world that no lawful frames survive.

    Returns:
        The limits; none where bookkeeping alone clashes.
    """
    program = joined(two_blocks(budget, future)).program
    limits = _limits(budget, future, program)
    marginal = _proof(program, limits)
    try:
        kept = irreducible(program, [i for i in limits if abs(marginal[i]) > PROVES], set(limits))
    except SolverFaultError:
        return ()
    return tuple(limits[i] for i in kept)


def decisive(budget: Budget, future: Future) -> Limit | None:
    """Find the limit that weighs most in the proof that no lawful frames survive a world."""
    program = joined(two_blocks(budget, future)).program
    limits = _limits(budget, future, program)
    marginal = _proof(program, limits)
    return limits[max(limits, key=lambda i: (abs(marginal[i]), -i))] if limits else None


def _limits(budget: Budget, future: Future, program: LinearProgram) -> dict[int, Limit]:
    families = {BUDGET: budget.stated.formulation.families, WORLD: future.families}
    found = {}
    for i, (name, (block, *index)) in enumerate(program.rows):
        rows = families[str(block)].get(name)
        if rows is not None and rows.role != "account":
            found[i] = Limit(of_budget=block == BUDGET, rows=rows, index=tuple(index))
    return found


def _proof(program: LinearProgram, limits: Mapping[int, Limit]) -> Array:
    """The marginals of the program in which every limit gives way for its price: those that are not 0 prove a clash."""
    elastic, _ = slackened(program, dict.fromkeys(limits, 1.0))
    optimum = WarmSolver(elastic, presolve=True).optimise()
    return np.ones(len(program.rows)) if optimum is None else optimum.marginal


def lacking(budget: Budget, future: Future, x: Array | None = None) -> Lacks:
    """Find the least money without which a world has no plan.

    Args:
        budget: The budget.
        future: The world.
        x: The first year's frames, sorted by committee, where they are held [MSEK].

    Returns:
        What is missing in the world, or in the budget; None where no money would help.
    """
    problem = two_blocks(budget, future)
    found = relief(problem if x is None else holding(problem, x), {BUDGET: budget.future, WORLD: future})
    return None if found is None else tuple(one for several in found.values() for one in several)


def relief(problem: TwoStage, futures: Mapping[str, Future]) -> dict[str, tuple[Missing, ...]] | None:
    """Find the cheapest relief in money over all blocks, by block; None where no money would help.

    Args:
        problem: The blocks.
        futures: What each is of, by its id.
    """
    found = missing(problem)
    if found is None:
        return None
    return {id_: told(futures[id_].sources, amounts) for id_, amounts in found.items()}


def told(sources: tuple[Name, ...], amounts: Array) -> tuple[Missing, ...]:
    """Return amounts by the rows that they relieve, those that are nothing left out.

    Args:
        sources: The rows.
        amounts: Shape (sources,) [MSEK].
    """
    return tuple(
        Missing(year=int(index[-1]), committee=str(index[0]) if len(index) > 1 else "", amount=float(amount))
        for (_, index), amount in zip(sources, amounts, strict=True)
        if amount > MISSING
    )
