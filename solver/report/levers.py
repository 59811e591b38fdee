"""How levers and their values are written."""

from __future__ import annotations

from math import ceil, log10
from typing import TYPE_CHECKING

from models.levers import CURVES, STATED

if TYPE_CHECKING:
    from models.levers import Lever
    from solver.report.words import Words

MOST_DECIMALS = 4
STEPS = 200
"""Parts of a range that a searched value tells apart."""


def name(w: Words, lever: Lever) -> str:  # noqa: PLR0911 - one answer for each kind
    """What a lever is called in a sentence."""
    if lever.kind == "blend":
        start, end = (_owner(w, part) for part in lever.path.split(":"))
        return w.say(
            f"vikterna på vägen från {start} till {end}", f"the weights on the way from {start} to {end}"
        )
    if lever.kind == "area":
        return w.say(f"vikten på målområdet {lever.path}", f"the weight of the goal area {lever.path}")
    if lever.kind == "size":
        of = effect(w, lever.path)
        return w.say(f"storleken på effekten {of}", f"the size of the effect {of}")
    if lever.kind == "shape":
        grade = w.grade(lever.path)
        return w.say(
            f"formen på kurvorna ({grade}), från den egna till den gemensamma",
            f"the shape of the curves ({grade}), from their own to the common one",
        )
    if lever.goal is not None and lever.name == lever.path:
        return w.say(f"vikten på målet {w.goal(lever.goal)}", f"the weight of the goal {w.goal(lever.goal)}")
    if lever.name == lever.path:
        known = (declared.name for declared in w.scenario.levers.values() if declared.path == lever.path)
        return next((called for called in known if called), lever.path)
    return lever.name


def effect(w: Words, path: str) -> str:
    """Return an effect's activity and goal, or a complement's goal, by its path in the scenario."""
    section, *ids = path.split(".")
    if section == "complements":
        goal = w.goal(w.scenario.complements[ids[0]].goal)
        return w.say(f"av samspel → {goal}", f"of working together → {goal}")
    return f"{w.activity(ids[0])} → {w.goal(ids[1])}"


def _owner(w: Words, which: str) -> str:
    if which == STATED:
        return w.say("de angivna", "the stated ones")
    return w.scenario.parties[which].name or which


def turning(w: Words, lever: Lever, at: float) -> str:
    """A value that was searched for, with the decimals that tell a two-hundredth of the range, and from today's."""
    scale, sign = (100 if lever.unit == "share" or lever.kind in CURVES else 1), lever.kind == "add"
    decimals = max(1, ceil(-log10(scale * (lever.high - lever.low) / STEPS)))
    while decimals < MOST_DECIMALS and round(scale * at, decimals) == scale * (lever.today or 0.0):
        decimals += 1
    if scale != 1:
        return w.percent(at, decimals, sign=sign)
    return w.signed(at, decimals) if sign else w.number(at, decimals)


def value(w: Words, lever: Lever, at: float) -> str:
    """A lever's value: ``97,0 %`` for shares and factors, otherwise a number, with the decimals it has."""
    sign, scale = lever.kind == "add", 100 if lever.unit == "share" else 1
    if lever.kind in CURVES:
        return w.percent(at, 0)
    exact = 10.0**-MOST_DECIMALS
    decimals = next(
        (d for d in range(1, MOST_DECIMALS) if abs(round(scale * at, d) - scale * at) < exact), MOST_DECIMALS
    )
    if lever.unit == "share":
        return w.percent(at, decimals, sign=sign)
    return w.signed(at, decimals) if sign else w.number(at, decimals)
