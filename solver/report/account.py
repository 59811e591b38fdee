"""A committee's account in rows: the bridge from its own frame of the year before, and the parts of its difference.

Its own study and its page tell the same rows, by the same names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.bridge import CHAIN
from solver.answer.reasons import PARTS
from solver.report.words import ONE_KRONA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from solver.answer.reasons import Reason
    from solver.report.words import Words

ALWAYS = ("last_year", "scaling", "reallocation")
"""Terms of the bridge that are told though they are nothing."""


def bridge_title(w: Words) -> str:
    """The heading of the bridge."""
    return w.say(
        f"Från räkneförslaget året före till årets, {w.unit}",
        f"From the proposal of the year before to this year's, {w.unit}",
    )


def bridge_rows(w: Words, bridges: Sequence[Mapping[str, float]]) -> list[list[str]]:
    """The bridge, a column a year; each year begins where the one before ended, and the last row is the sum."""
    told = [name for name in CHAIN[:-1] if name in ALWAYS or any(b[name] for b in bridges)]
    rows = [[w.bridge(n), *(w.amount(b[n], sign=n != "last_year") for b in bridges)] for n in told]
    return [*rows, [w.term("proposal_as_sum"), *(w.amount(b["frame"]) for b in bridges)]]


def parts_title(w: Words) -> str:
    """The heading of the parts."""
    return w.say(
        f"Från uppräkning till räkneförslag samma år, {w.unit}",
        f"From indexation to the proposal of the same year, {w.unit}",
    )


def part_rows(w: Words, reasons: Sequence[Reason]) -> list[list[str]]:
    """The parts of the difference from indexation, a column a year; the last row is the sum."""
    told = [name for name in PARTS if any(abs(r.parts[name]) >= ONE_KRONA for r in reasons)]
    return [
        [w.term("indexation"), *(w.amount(r.indexation) for r in reasons)],
        *([w.part(name), *(w.amount(r.parts[name], sign=True) for r in reasons)] for name in told),
        [w.term("proposal_as_sum"), *(w.amount(r.proposal) for r in reasons)],
    ]
