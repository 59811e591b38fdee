"""The finding of an answer in a line, on the first page and in the workbook: what is certain, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.words import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.answer.result import Result
    from solver.report.words import Words
    from solver.studies.certainty import Certainty

NAMED = 3
"""How many committees the heading names."""


def heading(result: Result, w: Words, sure: Certainty | None) -> str:
    """The finding in a line."""
    years = result.figures.years
    if sure is None:
        named = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
        return w.say(
            f"Räkneförslag: nämndernas ramar {named}", f"Computed proposal: the committees' frames {named}"
        )
    if not any(moves(result, w, c) for c in w.scenario.committees):
        return w.term("no_frame_changes")
    if sure.nothing:
        return w.term("nothing_certain")
    groups: dict[tuple[int, tuple[int, ...]], list[str]] = {}
    for c, sign, own in certain_changes(sure):
        groups.setdefault((sign, own), []).append(c)
    told = []
    for (sign, own), of in sorted(
        groups.items(), key=lambda item: (len(item[0][1]) != len(years), -item[0][0])
    ):
        whom = w.listed([w.committee(c) for c in of])
        if len(of) > NAMED:
            whom = w.say(f"{len(of)} nämnder", f"{len(of)} committees")
        more = w.say("mer till", "more to") if sign > 0 else w.say("mindre till", "less to")
        when = _when(w, own, years)
        told.append(f"{when} {more} {whom}".strip())
    rest = w.say(" Resten är inom felmarginalen.", " The rest is within the margin of error.")
    text = w.say(f"Säkert: {w.listed(told)}.", f"Certain: {w.listed(told)}.")
    return text + (rest if uncertain(w, sure) else "")


def moves(result: Result, w: Words, c: str) -> float:
    """The largest difference from indexation of a committee over the years, as it is shown."""
    new, old = result.proposal.q.frame, result.plans["indexation"].q.frame
    return max(
        abs(rounded((new[c, y] - old[c, y]) * w.per_msek, w.money_decimals)) for y in result.figures.years
    )


def certain_changes(sure: Certainty) -> list[tuple[str, int, tuple[int, ...]]]:
    """Each committee, direction and the years in which the change is certain."""
    found: dict[tuple[str, int], list[int]] = {}
    for change in sure.changes:
        if change.certain:
            found.setdefault((change.committee, 1 if change.difference > 0 else -1), []).append(change.year)
    return [(c, sign, tuple(own)) for (c, sign), own in found.items()]


def uncertain(w: Words, sure: Certainty) -> bool:
    """Whether some change that is shown is within the margin of error."""
    return any(
        not change.certain and rounded(change.difference * w.per_msek, w.money_decimals)
        for change in sure.changes
    )


def _when(w: Words, own: tuple[int, ...], years: Sequence[int]) -> str:
    """The years of a change: nothing where they are all, ``från 2026``, or the years."""
    if len(own) == len(years):
        return ""
    if own == tuple(years[-len(own) :]) and len(own) > 1:
        return w.say(f"från {own[0]}", f"from {own[0]}")
    return w.listed([str(y) for y in own])
