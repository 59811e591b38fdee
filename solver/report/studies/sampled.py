"""The parts that the records of sampled studies share: independence, and the ranges of the draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report import levers as lever_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.levers import Lever
    from solver.report.terminal import Page
    from solver.report.words import Words

PERCENT_DECIMALS = 1


def independence(page: Page, w: Words) -> list[str]:
    """Return the assumption that assumptions are drawn independently of each other."""
    return page.text(
        w.say(
            "Antagandena dras oberoende av varandra; att de är det är självt ett antagande.",
            "Assumptions are drawn independently of each other; that they are is an assumption itself.",
        )
    )


def ranges(page: Page, w: Words, levers: Sequence[Lever]) -> list[str]:
    """Return a table of the levers that were drawn, with their ranges and distributions."""
    shapes = {
        "uniform": w.say("jämn", "uniform"),
        "triangular": w.say("triangel, topp vid dagens", "triangular, top at today's"),
        "normal": w.say("normal, intervallet 90 %", "normal, range 90%"),
    }
    cut = w.say(", minst 0", ", at least 0")
    rows = [
        [
            lever_words.name(w, lever),
            value(w, lever, lever.low),
            value(w, lever, lever.high),
            shapes[lever.distribution or "uniform"] + (cut if lever.kind == "size" and lever.low < 0 else ""),
        ]
        for lever in levers
    ]
    head = [
        *w.terms("assumption", "lowest", "highest"),
        w.say("Fördelning", "Distribution"),
    ]
    return [
        *page.heading(w.say("Vad som dras", "What is drawn")),
        *page.table(head, rows, left=(0, 3)),
    ]


def value(w: Words, lever: Lever, at: float) -> str:
    """Return a lever's value: a factor or share as per cent, an addition with its sign."""
    signed = lever.kind == "add"
    if lever.unit == "share":
        return w.percent(at, PERCENT_DECIMALS, sign=signed)
    return w.fine(at, sign=signed)
