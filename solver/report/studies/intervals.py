"""The record of stability intervals: which assumption changes the answer first, and what then moves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from solver.report.plots.intervals import pictures
from solver.report.studies.record import SHORT_DECIMALS, Short, StudyReport
from solver.report.words import MOST_DECIMALS, NONE, Words, decimals_apart
from solver.studies.intervals import Intervals

if TYPE_CHECKING:
    from solver.report.terminal import Page
    from solver.studies.intervals import Interval

DECIMALS = 3
SAID = 5
"""The number of assumptions that have a sentence."""
MOST_MOVES = 2


def _decimals(entry: Interval, least: int = DECIMALS) -> int:
    """Return the decimals by which the ends of an interval are told from today's value; the least where none do."""
    ends = [end for end in (entry.low, entry.high) if not math.isinf(end) and end != entry.today]
    apart = decimals_apart(((end, entry.today) for end in ends), least, MOST_DECIMALS)
    return least if apart is None else apart


def _heading(w: Words, study: Intervals) -> str:
    return REPORT.name(w, study)


def exactness(study: Intervals) -> tuple[str, str]:
    """Return how exact the intervals are and how they are checked, in Swedish and English."""
    checked = (
        " Varje ände är prövad med en ny lösning strax innanför och strax utanför.",
        " Every end has been tried by solving again just inside and just outside it.",
    )
    searched = sum(not e.followed for e in study.entries)
    if not searched:
        return "Intervallen är exakta." + checked[0], "The intervals are exact." + checked[1]
    of = len(study.entries)
    return (
        (
            f"{of - searched} av {of} intervall är exakta. De andra är sökta med nya lösningar, 64 steg åt var "
            "sida: ett mål står på 100 eller på sin miniminivå vilken storlek effekten än har, vikterna ändras olika "
            "mycket olika år, eller den exakta änden bekräftades inte av en ny lösning." + checked[0]
        ),
        (
            f"{of - searched} of {of} intervals are exact. The others were searched by solving again, 64 steps on "
            "each side: a goal stands at 100 or at its minimum whatever the size of the effect, the weights of "
            "different years change by different amounts, or solving again did not confirm the exact end."
            + checked[1]
        ),
    )


def _lines(page: Page, w: Words, study: Intervals) -> list[str]:
    exact = exactness(study)
    lines = [
        *page.text(
            w.say(
                "Ett antagande i taget flyttas, allt annat står kvar. Inom intervallet är hela räkneförslaget, ramar "
                "och fördelning, detsamma. Vikter ändras mot de andras oförändrade proportioner; effekter med alla "
                "vikter som de är. " + exact[0],
                "One assumption is moved at a time, everything else stands. Within the interval the whole proposal, "
                "frames and split, is the same. Weights change against the others' unchanged proportions; effects with "
                "all weights as they are. " + exact[1],
            )
        ),
        *page.heading(w.say("Det som ändrar svaret först", "What changes the answer first")),
    ]
    moving = [e for e in study.entries if not math.isinf(e.first)]
    for entry in moving[:SAID]:
        lines += page.text(sentence(w, entry), hanging="  ")
    if not moving:
        lines += page.text(
            w.say("Ingenting: svaret håller vad som än antas.", "Nothing: the answer holds throughout.")
        )
    for kinds, title in (
        (("weight",), w.term("weights")),
        (("effect", "complement"), w.say("Effekternas storlek, dagens = 1", "Sizes of effects, today's = 1")),
    ):
        lines += _table(page, w, title, [e for e in study.entries if e.kind in kinds])
    return lines


def sentence(w: Words, entry: Interval) -> str:
    """Return the interval on which the answer is the same, and what moves past its nearer end, in words."""
    what, decimals = _spoken(w, entry), _decimals(entry)
    low = w.number(entry.low, decimals)
    if math.isinf(entry.high):
        text = w.say(
            f"Svaret är detsamma så länge {what} är minst {low}.",
            f"The answer is the same as long as {what} is at least {low}.",
        )
    else:
        high = w.number(entry.high, decimals)
        text = w.say(
            f"Svaret är detsamma så länge {what} är mellan {low} och {high}.",
            f"The answer is the same as long as {what} is between {low} and {high}.",
        )
    below = entry.side == "low"
    past = w.say("under" if below else "över", "below" if below else "above")
    if entry.side and entry.past[0 if below else 1] == "no_plan":
        text += w.say(
            f" Strax {past} finns ingen plan som klarar kraven.", f" Just {past} it no plan keeps the limits."
        )
    elif entry.side and entry.past[0 if below else 1] == "unverified":
        text += w.say(
            f" Vad som händer strax {past} gick inte att räkna.",
            f" What happens just {past} it could not be computed.",
        )
    elif entry.moves:
        moved = []
        for m in entry.moves[:MOST_MOVES]:
            source, target = (w.activity(e) if entry.inside else w.holder(e) for e in (m.source, m.target))
            amount = w.fine_money(m.amount)
            moved.append(
                w.say(f"{amount} från {source} till {target}", f"{amount} from {source} to {target}")
            )
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
        decimals = _decimals(e)
        high = w.term("no_limit") if math.isinf(e.high) else w.number(e.high, decimals)
        first = NONE if math.isinf(e.first) else w.fine_percent(e.first)
        rows.append([name, w.number(e.low, decimals), w.number(e.today, decimals), high, first])
    head = [
        *w.terms("assumption", "from", "today", "to"),
        w.say("Minsta\nändring", "Smallest\nchange"),
    ]
    return [*page.heading(title), *page.table(head, rows)]


def _source(w: Words, entry: Interval) -> str:
    return entry.activity if entry.kind == "complement" else w.activity(entry.activity)


def _short(w: Words, study: Intervals) -> Short:
    rows = []
    for e in study.entries:
        source = (
            "" if e.kind == "weight" else e.activity if e.kind == "complement" else w.activity(e.activity)
        )
        decimals = _decimals(e, SHORT_DECIMALS)
        high = w.term("no_limit") if math.isinf(e.high) else w.number(e.high, decimals)
        name = f"{source} → {w.goal(e.goal)}" if source else w.goal(e.goal)
        rows.append([name, w.number(e.low, decimals), w.number(e.today, decimals), high])
    head = w.terms("assumption", "from", "today", "to")
    said = w.say(
        "Ett antagande i taget; inom intervallet är hela räkneförslaget detsamma. Det som ändrar svaret först står "
        "överst.",
        "One assumption at a time; within the interval the whole proposal is the same. What changes it first is at "
        "the top.",
    )
    return Short(sentences=[said], head=head, rows=rows)


REPORT = StudyReport(
    of=Intervals,
    title=("Hur långt svaret håller", "How far the answer holds"),
    question=(
        "Hur mycket får varje vikt och effekt ändras innan svaret gör det?",
        "How much may every weight and effect change before the answer does?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
    heading=_heading,
)
