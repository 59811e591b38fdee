"""What turns first, in words: the value of an assumption at which a change loses its direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report import levers
from solver.report.words import capital
from solver.studies.turning import STEPS

if TYPE_CHECKING:
    from solver.report.words import Words
    from solver.studies.tornado import Tornado


def first(w: Words, found: Tornado) -> str:
    """What turns the watched change first, at which value, in a sentence."""
    y = found.result.figures.years[-1]
    if found.watched is None:
        return w.say(
            f"Räkneförslaget flyttar inget {y}: ingen riktning finns att vända.",
            f"The proposal moves nothing in {y}: there is no direction to turn.",
        )
    c, y = found.watched
    plans = (found.result.proposal, found.result.plans["indexation"])
    new, old = (plan.q.frame[found.watched] for plan in plans)
    change = f"{w.committee(c)} {y} ({w.fine_money(new - old, sign=True)})"
    turning = found.first
    if turning is None:
        return w.say(
            f"Ingen angiven osäkerhet vänder riktningen för {change} inom sitt spann, prövat i {STEPS} steg åt "
            "vardera hållet.",
            f"No stated uncertainty turns the direction of {change} within its range, tried in {STEPS} steps each "
            "way.",
        )
    lever = turning.lever
    name, at = levers.name(w, lever), levers.turning(w, lever, turning.turns_at)
    name, today = capital(name), levers.value(w, lever, lever.today or 0.0)
    return w.say(
        f"{name} vänder riktningen för {change} vid {at}; i dag {today}.",
        f"{name} turns the direction of {change} at {at}; today {today}.",
    )
