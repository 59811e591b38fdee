"""What binds, what is broken and what it rests on, in words."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from solver.answer.standing import behind, by_standing
from solver.report.words import (
    NO_BREAK,
    Words,
)

LEAST_POINTS = 0.05
"""Goal points below this are written as nothing."""

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.constraint import Breach, Index, Rows
    from solver.answer.standing import Standing
    from solver.program.marginals import Marginal


def marginal(w: Words, m: Marginal) -> str:
    """What one more unit is worth, what one less costs where that differs, and how far each holds.

    A rule of the model's own has no price, because nobody set it.
    """
    if m.rows.own:
        return w.say("modellens egen regel, utan pris", "the model's own rule, without a price")
    unit = w.term("msek") if m.rows.unit == "money" else w.term("points")
    one = unit if m.rows.unit == "money" else w.term("point")
    points = w.say("målpoäng", "goal points")
    worth = ""
    if abs(m.value) < inf:
        gives = f"{w.say('ger', 'gives')} {w.fine(m.value, 3, sign=True)} {points}"
        worth = f"1{NO_BREAK}{one} {_relieved(w, m.rows)} {gives}"
    if not m.degenerate:
        return f"{worth} ({reach(w, m, unit)})"
    up, down = (_end(w, end) for end in (m.up, m.down))
    more = f"{worth} ({w.say('gäller till', 'holds to')} {up} {unit})"
    if abs(m.value) == inf:
        more = w.say("mer lämnar ingen plan", "more leaves no plan")
    if abs(m.tightened) == inf:
        return f"{more}; {w.say('skärpning lämnar ingen plan', 'tightening leaves no plan')}"
    other = w.say(f"1{NO_BREAK}{one} åt andra hållet ger", f"1{NO_BREAK}{one} the other way gives")
    return f"{more}; {other} {w.fine(-m.tightened, 3, sign=True)} ({w.term('to_inside')} {down} {unit})"


def _relieved(w: Words, rows: Rows) -> str:
    if rows.equal or rows.pushes == "down":
        return w.term("more")
    if rows.looser < 0:
        return w.say("lägre", "lower")
    return w.say("högre", "higher") if rows.looser > 0 else w.say("lättnad", "of relief")


def none_binds(w: Words) -> str:
    """What is said where no limit that somebody set has a price.

    Under a form with aims before V, prices are those of the first aim, and a limit without one may bind a later aim.
    """
    if not w.aims:
        return w.term("no_limit_that_somebody_set_binds")
    return w.say(
        f"Ingen gräns som någon har satt hindrar det som {w.form()} sätter först; gränser kan ändå binda det som "
        "kommer efter.",
        f"No limit that somebody set stands in the way of what {w.form()} puts first; limits may still bind what comes "
        "after.",
    )


def reach(w: Words, m: Marginal, unit: str) -> str:
    """For how far a marginal that is the same on both sides holds."""
    low, high = (_end(w, end) for end in (m.down, m.up))
    return w.say(f"gäller för {low} till {high} {unit}", f"holds for {low} to {high} {unit}")


def _end(w: Words, value: float) -> str:
    return w.say("obegränsat", "without end") if abs(value) == inf else w.fine(value, 1, sign=True)


# ------------------------------------------------------------------------------------------------------ plans


def owner_of(w: Words, rows: Rows, index: Index) -> str | None:
    """Who stands behind a limit, or what it rests on; None where the file does not say."""
    return behind(w.said, rows.path(*index))


def told(w: Words, breaches: Sequence[Breach]) -> list[Breach]:
    """The limits that are broken by more than what is written as nothing."""
    least = 0.5 * 10.0**-w.money_decimals / w.per_msek
    return [b for b in breaches if abs(b.amount) >= (least if b.rows.unit == "money" else LEAST_POINTS)]


def counted(w: Words, breaches: Sequence[Breach]) -> dict[Standing, int]:
    """How many limits of each of ``STANDINGS`` are broken."""
    return {kind: len(found) for kind, found in by_standing(w.said, told(w, breaches)).items()}


def broken(w: Words, breaches: Sequence[Breach]) -> str:
    """How many limits a plan breaks, and the worst of them; what is written as nothing is no breach."""
    breaches = told(w, breaches)
    if not breaches:
        return w.say("bryter inget krav", "breaks no limit")
    money = [b for b in breaches if b.rows.unit == "money"]
    worst = max(money or breaches, key=lambda b: abs(b.amount))
    by = w.money(abs(worst.amount)) if money else w.points(abs(worst.amount))
    n, text = len(breaches), w.limit(worst.rows, worst.index)
    limits = w.say("krav", "limit" if n == 1 else "limits")
    if n == 1:
        return w.say(f"bryter 1 krav, {text} (med {by})", f"breaks 1 limit, {text} (by {by})")
    return w.say(
        f"bryter {n} {limits}, mest {text} (med {by})", f"breaks {n} {limits}, most of all {text} (by {by})"
    )
