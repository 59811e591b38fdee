"""Sections of the report that come from studies made beside the answer: the price list and the implied weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report import rule_names
from solver.report.html.blocks import BLOCKS, laid
from solver.report.studies import prices, revealed

if TYPE_CHECKING:
    from solver.report.html.blocks import Section
    from solver.report.words import Words
    from solver.studies.prices import Prices
    from solver.studies.revealed import Revealed

MOST = 2
"""How many of the dearest rules are named to a councillor."""


def priced(w: Words, found: Prices) -> Section:
    """The price list, as its own command tells it."""
    title = w.say("Pris på kraven", "The price of the rules")
    return laid(prices.REPORT.lines(BLOCKS, w, found), "priser", title, page=True)


def dearest(w: Words, found: Prices) -> str:
    """The dearest rules in force in a sentence; nothing where none costs anything."""
    costly = [price for price in found.entries if price.in_force and (price.points or 0.0) > 0][:MOST]
    named = [
        w.say(
            f"{rule_names.name(w, price)} ({prices.points(w, price)} målpoäng)",
            f"{rule_names.name(w, price)} ({prices.points(w, price)} goal points)",
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
    return laid(revealed.REPORT.lines(BLOCKS, w, found), "granskning-motsvarar", title)
