"""What binds, what is broken and what it rests on, in words."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from solver.marginals import NARROW
from solver.report.words import (
    NO_BREAK,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.constraint import Breach, Rows
    from solver.marginals import Marginal


def marginal(w: Words, m: Marginal) -> str:
    """What one more unit is worth, and how far that holds."""
    unit = w.say("mnkr", "MSEK") if m.rows.unit == "money" else w.say("poäng", "points")
    one = unit if m.rows.unit == "money" else w.say("poäng", "point")
    how = _relieved(w, m.rows)
    gives = w.say("ger", "gives")
    worth = f"{w.fine(m.value, 3, sign=True)} {w.say('målpoäng', 'goal points')}"
    return f"1{NO_BREAK}{one} {how} {gives} {worth} ({reach(w, m, unit)})"


def _relieved(w: Words, rows: Rows) -> str:
    if rows.equal:
        return w.say("mer", "more")
    if rows.name in {"total", "max_increase", "ceiling"}:
        return w.say("mer", "more")
    if rows.looser < 0:
        return w.say("lägre", "lower")
    return w.say("högre", "higher") if rows.looser > 0 else w.say("lättnad", "of relief")


def reach(w: Words, m: Marginal, unit: str) -> str:
    """For how far a marginal holds; a degenerate one says on which side."""
    low, high = (_end(w, end) for end in (m.down, m.up))
    tighter, looser = _sides(w, m.rows)
    if m.up < NARROW and m.down > -NARROW:
        return w.say(
            "gäller inte åt något håll: flera gränser möts här", "holds on neither side: several limits meet"
        )
    if m.up < NARROW:
        return w.say(f"gäller bara {tighter}, till {low} {unit}", f"holds only {tighter}, to {low} {unit}")
    if m.down > -NARROW:
        return w.say(f"gäller bara {looser}, till {high} {unit}", f"holds only {looser}, to {high} {unit}")
    return w.say(f"gäller för {low} till {high} {unit}", f"holds for {low} to {high} {unit}")


def _sides(w: Words, rows: Rows) -> tuple[str, str]:
    if rows.equal:
        return w.say("nedåt", "downwards"), w.say("uppåt", "upwards")
    return w.say("vid skärpning", "when tightened"), w.say("vid lättnad", "when relieved")


def _end(w: Words, value: float) -> str:
    return w.say("obegränsat", "without end") if abs(value) == inf else w.fine(value, 1, sign=True)


# ------------------------------------------------------------------------------------------------------ plans


def broken(w: Words, breaches: Sequence[Breach]) -> str:
    """How many limits a plan breaks, and the worst of them."""
    if not breaches:
        return w.say("bryter inget krav", "breaks no limit")
    money = [b for b in breaches if b.rows.unit == "money"]
    worst = max(money or breaches, key=lambda b: abs(b.amount))
    by = w.fine_money(abs(worst.amount)) if money else w.points(abs(worst.amount))
    n, text = len(breaches), w.limit(worst.rows, worst.index)
    limits = w.say("krav", "limit" if n == 1 else "limits")
    most = "" if n == 1 else w.say("mest ", "most of all ")
    return w.say(
        f"bryter {n} {limits}, {most}{text} (med {by})", f"breaks {n} {limits}, {most}{text} (by {by})"
    )


def resting(w: Words, evidence: Mapping[str, float]) -> str:
    """How much of the reallocation rests on assumptions alone."""
    if not evidence:
        return w.say(
            "Inget flyttas mot uppräkning: ingen omfördelning vilar på någon effekt.",
            "Nothing moves against indexation: no reallocation rests on any effect.",
        )
    n = w.number(100 * evidence.get("assumption", 0.0), 0)
    return w.say(
        f"{n} procent av omfördelningen vilar på antaganden utan underlag.",
        f"{n} per cent of the reallocation rests on assumptions without support.",
    )
