"""What readers ask of an answer at once: what each rule costs, and which weights the first given plan answers to.

Both are solved for beside the answer, in a fraction of a second each. For large budgets that would cost more than the
run itself: the page then names the commands that answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.problems import ScenarioError
from solver.certificate import UncertifiedError
from solver.report import prices as price_list
from solver.report import revealed as weights_page
from solver.report.html.blocks import BLOCKS, laid
from solver.studies.prices import Prices, prices
from solver.studies.revealed import Revealed, revealed_weights
from solver.warm import SolverFaultError

if TYPE_CHECKING:
    from solver.report.html.blocks import Section
    from solver.report.words import Words
    from solver.result import Result

LARGEST = 3000
"""Columns of the program above which a run does not ask these questions too."""
MOST = 2
"""How many of the dearest rules are named to a councillor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked beside the answer.

    Attributes:
        prices: The price list; None where it was not asked for.
        weights: Which weights the first given plan answers to; None where there is none, or it was not asked.
    """

    prices: Prices | None = None
    weights: Revealed | None = None


def asked(result: Result) -> Asked:
    """Ask, where the questions can be answered quickly and are told in V.

    Args:
        result: The answer.
    """
    if len(result.program.columns) > LARGEST or result.scenario.objective.form != "weighted":
        return Asked()
    try:
        priced = prices(result.scenario)
    except (UncertifiedError, SolverFaultError):
        return Asked()  # the page names the command, which says what went wrong
    plan = next(iter(result.scenario.plans), None)
    if plan is None:
        return Asked(prices=priced)
    try:
        return Asked(prices=priced, weights=revealed_weights(result.scenario, plan))
    except (ScenarioError, UncertifiedError, SolverFaultError):
        return Asked(prices=priced)


def priced(w: Words, found: Prices) -> Section:
    """The price list, as its own command tells it."""
    title = w.say("Pris på kraven", "The price of the rules")
    return laid(price_list.entries_on(BLOCKS, found), "priser", title, page=True)


def dearest(w: Words, found: Prices) -> str:
    """The dearest rules in force in a sentence; nothing where none costs anything."""
    costly = [price for price in found.entries if price.in_force and (price.points or 0.0) > 0][:MOST]
    named = [
        w.say(
            f"{price_list.name(w, price)} ({price_list.points(w, price)} målpoäng)",
            f"{price_list.name(w, price)} ({price_list.points(w, price)} goal points)",
        )
        for price in costly
    ]
    if not named:
        return w.say("Inget krav kostar några målpoäng.", "No rule costs any goal points.")
    return w.say(f"Dyrast av kraven är {w.listed(named)}.", f"Dearest of the rules: {w.listed(named)}.")


def implied(w: Words, found: Revealed) -> Section:
    """The weights that the first given plan answers to, beside the stated ones."""
    title = w.say(
        f"Vilka vikter motsvarar {w.plan(found.plan)}?", f"Which weights match {w.plan(found.plan)}?"
    )
    return laid(weights_page.answer_on(BLOCKS, found), "granskning-motsvarar", title)
