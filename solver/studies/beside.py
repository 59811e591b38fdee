"""Studies that a run makes beside its answer.

They are the price of each rule, the weights implied by the first given plan, how sure the answer is, how others see
it, what would change it, and where other plans are equally good. Each takes a second or so for a budget of ordinary
size. For a large one they would take longer than the run itself, so they are left to their own commands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from models.problems import ScenarioError
from solver.program.certificate import UncertifiedError
from solver.program.warm import SolverFaultError
from solver.studies.backtest import Backtest, backtest
from solver.studies.certainty import Certainty, certainty
from solver.studies.prices import Prices, prices
from solver.studies.revealed import Revealed, revealed_weights
from solver.studies.room import Span, equally_good
from solver.studies.tornado import Tornado, tornado
from solver.studies.views import Views, views

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.panel import Panel
    from solver.answer.result import Result

T = TypeVar("T")
LARGEST = 3000
"""Columns of the program above which these studies are left to their own commands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Studies made beside an answer.

    Attributes:
        prices: The price list; None where it was not made.
        weights: The weights implied by the first given plan; None where there is no such plan, or it was not made.
        certainty: How sure the answer is; None where it was not made.
        views: How others see it; None where it was not made.
        tornado: Declared levers and effects at both ends of their ranges; None where there are none or it was not made.
        ties: The room of frames and spends among plans that are equally good; None where it was not made.
        backtest: The curves against what came; None where no panel was given.
    """

    prices: Prices | None = None
    weights: Revealed | None = None
    certainty: Certainty | None = None
    views: Views | None = None
    tornado: Tornado | None = None
    ties: tuple[Span, ...] | None = None
    backtest: Backtest | None = None


def beside(result: Result, panel: Panel | None = None) -> Beside:
    """Make the studies that a run leaves in its report, where they are quick and are told in V.

    A study that fails is left out: its own command says what went wrong.

    Args:
        result: The answer.
        panel: A panel to test the curves on; none if absent.
    """
    tested = None if panel is None else backtest(result.scenario, panel)
    if len(result.program.columns) > LARGEST or result.scenario.objective.form != "weighted":
        return Beside(backtest=tested)
    plan = next(iter(result.scenario.plans), None)
    sure = _made(lambda: certainty(result))
    watched = None if sure is None else _largest_certain(sure)
    return Beside(
        prices=_made(lambda: prices(result)),
        weights=None if plan is None else _made(lambda: revealed_weights(result.scenario, plan)),
        certainty=sure,
        views=_made(lambda: views(result)),
        tornado=_made(lambda: tornado(result, watched=watched)),
        ties=_made(lambda: equally_good(result)),
        backtest=tested,
    )


def _largest_certain(sure: Certainty) -> tuple[str, int] | None:
    """Return committee and year of the largest certain change of the last plan year; None where none is certain."""
    last = sure.result.figures.years[-1]
    certain = [change for change in sure.changes if change.certain and change.year == last]
    most = max(certain, key=lambda change: abs(change.difference), default=None)
    return None if most is None else (most.committee, last)


def _made(study: Callable[[], T]) -> T | None:
    """Return a study; None where it fails."""
    try:
        return study()
    except (ScenarioError, UncertifiedError, SolverFaultError):
        return None
