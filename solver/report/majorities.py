"""The name of a majority, its seats in words, and whose weights count."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.council import Majority
    from solver.report.words import Words


def together(parties: Iterable[str]) -> str:
    """Return parties in short: ``S+V``, the ids in capitals."""
    return "+".join(p.upper() for p in parties)


def majority_name(m: Majority) -> str:
    """Return the name of a majority; one without a name is its parties in short."""
    return m.name or (m.id if m.named else together(m.parties))


def quoted(w: Words, m: Majority) -> str:
    """Return the name of a majority in a sentence: a name of its own in quotation marks, since it may hold an *and*."""
    if not m.name:
        return majority_name(m)
    return w.say(f"”{m.name}”", f"“{m.name}”")


def seats(w: Words, m: Majority) -> str:
    """Return seats for and against, and that they are not enough where they are not: ``räcker inte: 17 mot 22``."""
    counted = w.say(f"{m.seats_for} mot {m.seats_against}", f"{m.seats_for} to {m.seats_against}")
    return counted if m.carries else w.say(f"räcker inte: {counted}", f"not enough: {counted}")


def behind(w: Words) -> str:
    """Return whose weights count, as a sentence; the scenario's own do not."""
    if w.scenario.weights.rule == "krona_neutral":
        return w.say(
            "Räknat med partiernas angivna vikter, efter mandat; de multiplicerar vikter härledda ur basårets budget.",
            "Computed with the parties' stated weights, by seats; they multiply weights derived from the base-year "
            "budget.",
        )
    return w.say(
        "Räknat med partiernas angivna vikter, efter mandat.",
        "Computed with the parties' stated weights, by seats.",
    )
