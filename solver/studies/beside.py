"""Studies that a run makes beside its answer: the price of each rule, and the weights implied by the first given plan.

Each takes a fraction of a second for a budget of ordinary size. For a large one they would take longer than the
run itself, so they are left to their own commands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.problems import ScenarioError
from solver.program.certificate import UncertifiedError
from solver.program.warm import SolverFaultError
from solver.studies.prices import Prices, prices
from solver.studies.revealed import Revealed, revealed_weights

if TYPE_CHECKING:
    from solver.answer.result import Result

LARGEST = 3000
"""Columns of the program above which these studies are left to their own commands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Studies made beside an answer.

    Attributes:
        prices: The price list; None where it was not made.
        weights: The weights implied by the first given plan; None where there is no such plan, or it was not made.
    """

    prices: Prices | None = None
    weights: Revealed | None = None


def beside(result: Result) -> Beside:
    """Make the studies that a run leaves in its report, where they are quick and are told in V.

    Args:
        result: The answer.
    """
    if len(result.program.columns) > LARGEST or result.scenario.objective.form != "weighted":
        return Beside()
    try:
        priced = prices(result.scenario)
    except (UncertifiedError, SolverFaultError):
        return Beside()  # the page names the command, which says what went wrong
    plan = next(iter(result.scenario.plans), None)
    if plan is None:
        return Beside(prices=priced)
    try:
        return Beside(prices=priced, weights=revealed_weights(result.scenario, plan))
    except (ScenarioError, UncertifiedError, SolverFaultError):
        return Beside(prices=priced)
