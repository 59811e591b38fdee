"""Stability intervals on a terminal: which assumption changes the answer first, and what then moves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from models.reading import digest
from solver.report.terminal import RUN_ID, page_of
from solver.report.words import NONE, Words

if TYPE_CHECKING:
    from solver.report.terminal import Page
    from solver.studies.intervals import Interval, Intervals

DECIMALS = 3
SAID = 5
"""How many assumptions are told in sentences."""
MOST_MOVES = 2


def intervals(found: Intervals, *, width: int | None = None, color: bool = False) -> str:
    """The intervals as a person reads them.

    Args:
        found: The intervals.
        width: Columns; those of the terminal, at most 100, if absent.
        color: Whether headings are bold.
    """
    return "\n".join(lines_on(page_of(width, color=color), found))


def lines_on(page: Page, found: Intervals) -> list[str]:
    """The same on a page of any kind: lines of a terminal, or blocks of a report."""
    w = Words(found.result.figures)
    lines = [
        *page.heading(w.say("Hur långt svaret håller", "How far the answer holds"))[1:],
        *page.text(w.owner()),
        *page.text(
            f"{w.standing()} · {w.say('körning', 'run')} {digest(w.scenario)[:RUN_ID]} · {w.scenario.title}"
        ),
        *page.text(
            w.say(
                "Ett antagande i taget flyttas, allt annat står kvar. Inom intervallet är hela räkneförslaget, ramar "
                "och fördelning, detsamma. Vikter ändras mot de andras oförändrade proportioner; effekter med alla "
                "vikter som de är. Intervallen är exakta.",
                "One assumption is moved at a time, everything else stands. Within the interval the whole proposal, "
                "frames and split, is the same. Weights change against the others' unchanged proportions; effects with "
                "all weights as they are. The intervals are exact.",
            )
        ),
        *page.heading(w.say("Det som ändrar svaret först", "What changes the answer first")),
    ]
    moving = [e for e in found.entries if not math.isinf(e.first)]
    for entry in moving[:SAID]:
        lines += page.text(sentence(w, entry), hanging="  ")
    if not moving:
        lines += page.text(
            w.say("Ingenting: svaret håller vad som än antas.", "Nothing: the answer holds throughout.")
        )
    for kinds, title in (
        (("weight",), w.say("Vikter", "Weights")),
        (("effect", "complement"), w.say("Effekternas storlek, dagens = 1", "Sizes of effects, today's = 1")),
    ):
        lines += _table(page, w, title, [e for e in found.entries if e.kind in kinds])
    return lines


def sentence(w: Words, entry: Interval) -> str:
    """Within what the answer is the same, and what moves past the nearer end."""
    what = _spoken(w, entry)
    low, high = w.number(entry.low, DECIMALS), w.number(entry.high, DECIMALS)
    if math.isinf(entry.high):
        text = w.say(
            f"Svaret är detsamma så länge {what} är minst {low}.",
            f"The answer is the same as long as {what} is at least {low}.",
        )
    else:
        text = w.say(
            f"Svaret är detsamma så länge {what} är mellan {low} och {high}.",
            f"The answer is the same as long as {what} is between {low} and {high}.",
        )
    if entry.moves:
        moved = []
        for m in entry.moves[:MOST_MOVES]:
            source, target = (w.activity(e) if entry.inside else w.holder(e) for e in (m.source, m.target))
            amount = w.fine_money(m.amount)
            moved.append(
                w.say(f"{amount} från {source} till {target}", f"{amount} from {source} to {target}")
            )
        below = entry.side == "low"
        past = w.say("under" if below else "över", "below" if below else "above")
        text += w.say(
            f" Strax {past} flyttas {w.listed(moved)}.", f" Just {past} it {w.listed(moved)} moves."
        )
    return text


def _spoken(w: Words, entry: Interval) -> str:
    goal = w.goal(entry.goal)
    if entry.kind == "weight":
        return w.say(f"vikten på {goal}", f"the weight of {goal}")
    if entry.kind == "complement":
        return w.say(
            f"samverkanseffekten {entry.activity} på {goal}, i förhållande till dagens antagande,",
            f"the joint effect {entry.activity} on {goal}, against today's assumption,",
        )
    return w.say(
        f"effekten av {w.activity(entry.activity)} på {goal}, i förhållande till dagens antagande,",
        f"the effect of {w.activity(entry.activity)} on {goal}, against today's assumption,",
    )


def _table(page: Page, w: Words, title: str, entries: list[Interval]) -> list[str]:
    if not entries:
        return []
    rows = []
    for e in entries:
        name = w.goal(e.goal) if e.kind == "weight" else f"{_source(w, e)} → {w.goal(e.goal)}"
        high = w.say("utan gräns", "no limit") if math.isinf(e.high) else w.number(e.high, DECIMALS)
        first = NONE if math.isinf(e.first) else w.percent(e.first)
        rows.append([name, w.number(e.low, DECIMALS), w.number(e.today, DECIMALS), high, first])
    head = [
        w.say("Antagande", "Assumption"),
        w.say("\nFrån", "\nFrom"),
        w.say("\nI dag", "\nToday"),
        w.say("\nTill", "\nTo"),
        w.say("Minsta\nändring", "Smallest\nchange"),
    ]
    return [*page.heading(title), *page.table(head, rows)]


def _source(w: Words, entry: Interval) -> str:
    return entry.activity if entry.kind == "complement" else w.activity(entry.activity)
