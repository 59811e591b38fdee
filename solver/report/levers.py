"""How levers and their values are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.levers import STATED

if TYPE_CHECKING:
    from models.levers import Lever
    from solver.report.words import Words

MOST_DECIMALS = 4


def name(w: Words, lever: Lever) -> str:
    """What a lever is called in a sentence."""
    if lever.kind == "blend":
        start, end = (_owner(w, part) for part in lever.path.split(":"))
        return w.say(
            f"vikterna på vägen från {start} till {end}", f"the weights on the way from {start} to {end}"
        )
    if lever.kind == "area":
        return w.say(f"vikten på målområdet {lever.path}", f"the weight of the goal area {lever.path}")
    if lever.goal is not None and lever.name == lever.path:
        return w.say(f"vikten på målet {w.goal(lever.goal)}", f"the weight of the goal {w.goal(lever.goal)}")
    if lever.name == lever.path:
        known = (declared.name for declared in w.scenario.levers.values() if declared.path == lever.path)
        return next((called for called in known if called), lever.path)
    return lever.name


def _owner(w: Words, which: str) -> str:
    if which == STATED:
        return w.say("de angivna", "the stated ones")
    return w.scenario.parties[which].name or which


def value(w: Words, lever: Lever, at: float) -> str:
    """A lever's value: ``97,0 %`` for shares and factors, otherwise a number, with the decimals it has."""
    sign, scale = lever.kind == "add", 100 if lever.unit == "share" else 1
    exact = 10.0**-MOST_DECIMALS
    decimals = next(
        (d for d in range(1, MOST_DECIMALS) if abs(round(scale * at, d) - scale * at) < exact), MOST_DECIMALS
    )
    if lever.unit == "share":
        return w.percent(at, decimals, sign=sign)
    return w.signed(at, decimals) if sign else w.number(at, decimals)
