"""Sections of the report that come from studies made beside the answer: the price list and the implied weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.html.blocks import BLOCKS, laid
from solver.report.studies import prices, revealed

if TYPE_CHECKING:
    from solver.report.html.blocks import Section
    from solver.report.words import Words
    from solver.studies.prices import Prices
    from solver.studies.revealed import Revealed


def priced(w: Words, found: Prices) -> Section:
    """The price list, as its own command tells it."""
    title = w.say("Pris på kraven", "The price of the rules")
    return laid(prices.REPORT.lines(BLOCKS, w, found), "priser", title, page=True)


def implied(w: Words, found: Revealed) -> Section:
    """The weights that the first given plan answers to, beside the stated ones."""
    title = w.say(
        f"Vilka vikter motsvarar {w.plan(found.plan)}?", f"Which weights match {w.plan(found.plan)}?"
    )
    return laid(revealed.REPORT.lines(BLOCKS, w, found), "granskning-motsvarar", title)
