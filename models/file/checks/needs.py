"""Checks of what unchanged service costs: where adjustments belong, and that every need stays above 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.need import volume

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.file.facts import Facts, Finding

SAME = 1e-6
"""Largest difference between parts of an adjustment that are in the proportions of a joint programme [share]."""
MOVING = ("one_off", "full_year", "technical", "capital")
"""Amounts of an adjustment that move need."""


def adjusted(facts: Facts) -> Iterator[Finding]:
    """Check that an adjustment names an activity of its own committee."""
    for c, committee in facts.table("committees").items():
        for y, entries in committee.adjustments.items():
            for n, entry in enumerate(entries):
                payers = _payers(facts, entry.activity)
                if payers and c not in payers:
                    named = ", ".join(payers)
                    yield (
                        f"{facts.adjustment(c, y, n)}.activity",
                        (
                            f"{entry.activity} hör inte till {c} utan till {named}; flytta justeringen dit, "
                            "eller ändra activity"
                        ),
                        (
                            f"{entry.activity} does not belong to {c} but to {named}; move the adjustment there, "
                            "or change activity"
                        ),
                    )


def _payers(facts: Facts, activity: str | None) -> dict[str, float]:
    """Return the share of each committee that pays for a named activity; none where it is not known."""
    if activity is None:
        return {}
    return facts.shares(activity) or ({activity: 1.0} if activity in facts.alone else {})


def joint(facts: Facts) -> Iterator[Finding]:
    """Check that an adjustment of a joint programme stands in all its committees, divided as its cost."""
    amounts: dict[tuple[str, int, str], dict[str, float]] = {}
    named = [
        (c, y, entry)
        for c, committee in facts.table("committees").items()
        for y, entries in committee.adjustments.items()
        for entry in entries
        if entry.activity is not None
    ]
    misspelt = any(entry.activity not in facts.lines for _, _, entry in named)
    if misspelt or not facts.has("committees", "activities"):
        return
    for c, y, entry in named:
        payers = _payers(facts, entry.activity)
        for key in MOVING if len(payers) > 1 and c in payers else ():
            of = amounts.setdefault((entry.activity, y, key), {})
            of[c] = of.get(c, 0.0) + getattr(entry, key)
    for (a, y, key), by_committee in amounts.items():
        shares, whole = facts.shares(a), sum(by_committee.values())
        off = [
            c
            for c, share in shares.items()
            if abs(by_committee.get(c, 0.0) - share * whole) > SAME * max(1.0, abs(whole))
        ]
        if off:
            right = ", ".join(f"{c} {facts.written(share * whole):.6g}" for c, share in shares.items())
            yield (
                f"committees.{next(iter(by_committee))}.adjustments.{y}",
                f"{key} för det gemensamma programmet {a} delas som dess kostnad; skriv i varje nämnd: {right}",
                f"{key} of the joint programme {a} is divided as its cost; write in each committee: {right}",
            )


def given(facts: Facts) -> Iterator[Finding]:
    """Check that no need of a new activity is negative."""
    for id_, activity in facts.table("activities").items():
        below = [y for y, amount in (activity.need or {}).items() if amount < 0]
        if below:
            yield (
                f"activities.{id_}.need.{below[0]}",
                "ett behov kan inte vara negativt; skriv 0 innan verksamheten finns",
                "a need cannot be negative; write 0 before the activity exists",
            )


def above_zero(facts: Facts) -> Iterator[Finding]:
    """Check, in a file without other problems, that volume, need and moved base-year cost stay above 0."""
    figures = facts.figures
    suspected = {a for (a, _), amount in figures.all_need.items() if amount <= 0}
    suspected |= {a for (a, _, _), amount in figures.moved_base.items() if amount <= 0}
    suspected |= {a for a, activity in facts.scenario.activities.items() if activity.driver is not None}
    for a, line in figures.lines.items():
        if a in suspected and (a, figures.years[0]) in figures.all_need:
            yield from _volume(facts, a) or (() if line.new else _need(facts, a)) or _part(facts, a)


def _volume(facts: Facts, a: str) -> list[Finding]:
    factors = volume(facts.scenario, facts.figures.activity(a))
    return [
        (
            f"{facts.figures.lines[a].path}.driver",
            (
                f"volymen blir 0 eller mindre {y}, och då finns inget behov att mäta mot; ta bort driver, eller "
                "skriv base: 0 och need för varje år"
            ),
            (
                f"the volume becomes 0 or less in {y}, which leaves no need to measure against; remove driver, "
                "or write base: 0 and need for each year"
            ),
        )
        for y, factor in factors.items()
        if factor <= 0
    ][:1]


def _need(facts: Facts, a: str) -> list[Finding]:
    figures = facts.figures
    return [
        (
            figures.lines[a].path,
            (
                f"oförändrad verksamhet kostar {facts.written(figures.all_need[a, y]):.6g} {facts.unit[0]} {y}, och "
                "behovet måste vara över 0; minska justeringen, priset eller effektiviseringen som tar det dit, eller "
                "skriv fixed om verksamheten upphör"
            ),
            (
                f"unchanged service costs {facts.written(figures.all_need[a, y]):.6g} {facts.unit[1]} in {y}, and "
                "need must be above 0; reduce the adjustment, price or efficiency that takes it there, or write fixed "
                "if the activity ends"
            ),
        )
        for y in figures.years
        if figures.all_need[a, y] <= 0
    ][:1]


def _part(facts: Facts, a: str) -> list[Finding]:
    """Return the problem of a part of an indexed frame that is taken to 0 or below; a new activity begins at 0."""
    figures = facts.figures
    line = figures.lines[a]
    own = {(c, y): figures.moved_base[a, c, y] for y in figures.years for c in line.shares}
    return [
        (
            line.path,
            (
                f"verksamhetens del av {c}:s uppräknade ram blir {facts.written(amount):.6g} {facts.unit[0]} {y} och "
                "måste vara över 0; minska justeringen som tar den dit, eller skriv fixed om verksamheten upphör"
            ),
            (
                f"the activity's part of the indexed frame of {c} becomes {facts.written(amount):.6g} {facts.unit[1]} "
                f"in {y} and must be above 0; reduce the adjustment that takes it there, or write fixed if the "
                "activity ends"
            ),
        )
        for (c, y), amount in own.items()
        if amount < 0 or (amount == 0 and not line.new)
    ][:1]
