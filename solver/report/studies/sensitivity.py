"""A sensitivity curve on a terminal: what moves, how far, and within what the answer stays the same."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from models.reading import digest
from solver.report import levers
from solver.report.terminal import RUN_ID, page_of
from solver.report.words import Words, rounded
from solver.studies.curve import STEADY

if TYPE_CHECKING:
    from solver.report.terminal import Page
    from solver.studies.curve import Curve, State

DECIMALS = 3
PLACES = 5
"""Places of the curve that are shown, today's beside them."""


def curve(found: Curve, *, width: int | None = None, color: bool = False) -> str:
    """A curve as a person reads it.

    Args:
        found: The curve.
        width: Columns; those of the terminal, at most 100, if absent.
        color: Whether headings are bold.
    """
    return "\n".join(lines_on(page_of(width, color=color), found))


def lines_on(page: Page, found: Curve) -> list[str]:
    """The same on a page of any kind: lines of a terminal, or blocks of a report."""
    w = Words(found.result.figures)
    what = levers.name(w, found.lever)
    lines = [
        *page.heading(w.say(f"Känslighet: {what}", f"Sensitivity: {what}"))[1:],
        *page.text(w.owner()),
        *page.text(
            f"{w.standing()} · {w.say('körning', 'run')} {digest(w.scenario)[:RUN_ID]} · {w.scenario.title}"
        ),
        *page.text(" ".join(sentences(w, found))),
    ]
    states = _shown(found)
    lines += page.heading(w.say("Viktad måluppfyllelse V", "Weighted goal attainment V"))
    lines += _values(page, w, found, states)
    for y in found.result.figures.years:
        lines += page.heading(w.say(f"Ramar {y}, {w.unit}", f"Frames {y}, {w.unit}"))
        lines += _frames(page, w, found, (states[0], found.at(_middle(found)), states[-1]), y)
    return lines


def sentences(w: Words, found: Curve) -> list[str]:
    """What the curve says, one sentence a thing."""
    what = levers.name(w, found.lever)
    told = [_kind(w, found), *_plans(w, found)]
    values = [s.value for stretch in found.stretches for s in (stretch.start, stretch.stop)]
    still = found.steady == (found.low, found.high)
    if still and max(values) - min(values) <= STEADY:
        nothing = (
            f"Ingenting i svaret ändras när {what} ändras.",
            f"Nothing in the answer changes when {what} does.",
        )
        told.append(w.say(*nothing))
    elif found.steady is not None:
        low, high = (levers.value(w, found.lever, end) for end in found.steady)
        same = w.say(
            f"Alla ramar är desamma så länge {what} är mellan {low} och {high}.",
            f"All frames stay the same as long as {what} is between {low} and {high}.",
        )
        moves = w.say(f"Ramarna ändras så fort {what} ändras.", f"Frames change as soon as {what} changes.")
        told.append(same if found.steady[1] > found.steady[0] else moves)
    if found.lever.source:
        told.append(w.say(f"Intervallet: {found.lever.source}.", f"The range: {found.lever.source}."))
    return told


def _kind(w: Words, found: Curve) -> str:
    if found.exact:
        kinds = Counter(b.kind for b in found.breakpoints)
        seen = kinds["value"] + kinds["frames"]
        return w.say(
            f"Kurvan är exakt: {seen} brytpunkter där V eller ramar ändrar riktning, {kinds['activities']} där bara "
            f"fördelningen inom nämnder gör det och {kinds['degenerate']} som inte syns.",
            f"The curve is exact: {seen} breakpoints where V or frames change direction, {kinds['activities']} where "
            f"only the split inside committees does, and {kinds['degenerate']} that cannot be seen.",
        )
    points, money = (w.fine(found.error[0], DECIMALS), w.fine_money(found.error[1]))
    swept = len(found.stretches) + 1
    text = w.say(
        f"Kurvan är svept i {swept} punkter, eftersom {found.why[0]}. Största avvikelse från en rät linje som hittats "
        f"mellan dem: {points} poäng och {money}.",
        f"The curve was swept at {swept} points, because {found.why[1]}. The largest deviation from a straight line "
        f"found between them: {points} points and {money}.",
    )
    if found.between is not None:
        widest = w.fine(found.between, DECIMALS)
        text += w.say(
            f" Spaken vidgar bara krav, så mellan två punkter kan V högst skilja {widest} poäng.",
            f" The lever only widens limits, so between two points V can differ by {widest} points at most.",
        )
    return text


def _plans(w: Words, found: Curve) -> list[str]:
    lever, told = found.lever, []
    margin = 1e-9 * (lever.high - lever.low)
    if found.low > lever.low + margin:
        end = levers.value(w, lever, found.low)
        told.append(
            w.say(
                f"Under {end} finns ingen plan som klarar kraven.", f"Below {end} no plan keeps the limits."
            )
        )
    if found.high < lever.high - margin:
        end = levers.value(w, lever, found.high)
        told.append(
            w.say(f"Över {end} finns ingen plan som klarar kraven.", f"Above {end} no plan keeps the limits.")
        )
    return told


def _middle(found: Curve) -> float:
    today = found.lever.today
    inside = today is not None and found.low <= today <= found.high
    return today if inside and today is not None else (found.low + found.high) / 2


def _shown(found: Curve) -> list[State]:
    places = np.linspace(found.low, found.high, PLACES).tolist()
    return [found.at(place) for place in sorted({*places, _middle(found)})]


def _values(page: Page, w: Words, found: Curve, states: list[State]) -> list[str]:
    here = rounded(found.result.value, DECIMALS)
    rows = [
        [
            levers.value(w, found.lever, s.at)
            + (w.say(" (i dag)", " (today)") if s.at == found.lever.today else ""),
            w.number(s.value, DECIMALS),
            w.signed(rounded(s.value, DECIMALS) - here, DECIMALS),
        ]
        for s in states
    ]
    return page.table([levers.name(w, found.lever), "V", w.say("mot i dag", "against today")], rows)


def _frames(page: Page, w: Words, found: Curve, states: tuple[State, State, State], year: int) -> list[str]:
    places = {key: k for k, key in enumerate(found.frames)}
    rows = []
    for c in found.scenario.committees:
        k = places[c, year]
        amounts = [rounded(s.frames[k] * w.per_msek, w.money_decimals) for s in states]
        rows.append(
            [
                w.committee(c),
                *(w.number(a, w.money_decimals) for a in amounts),
                w.signed(amounts[-1] - amounts[0], w.money_decimals),
            ]
        )
    heads = [levers.value(w, found.lever, s.at) for s in states]
    return page.table([w.say("Nämnd", "Committee"), *heads, w.say("Skillnad", "Difference")], rows)
