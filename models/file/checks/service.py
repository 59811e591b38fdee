"""Checks of activities, goals and effects: fixed amounts, floors and ceilings, something to maximise."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.file.facts import Facts, Finding

FIXED = (
    "förs som ett fast belopp (fixed, eller base ≤ 0)",
    "is carried as a fixed amount (fixed, or base ≤ 0)",
)


def carried(facts: Facts) -> Iterator[Finding]:
    """Check that activities carried as fixed amounts have no effects or bounds: they have no level."""
    for id_, activity in facts.table("activities").items():
        for key in ("floor", "ceiling", "unit_cost_max"):
            if facts.carried(id_) and getattr(activity, key) is not None:
                yield (
                    f"activities.{id_}.{key}",
                    f"verksamheten {FIXED[0]} och har ingen nivå att begränsa; ta bort {key}",
                    f"the activity {FIXED[1]} and has no level to limit; remove {key}",
                )
    for id_ in facts.table("effects"):
        if facts.carried(id_):
            yield (
                f"effects.{id_}",
                f"{id_} {FIXED[0]} och kan inte ha effekter; ta bort dem eller ge base > 0",
                f"{id_} {FIXED[1]} and can have no effects; remove them or give base > 0",
            )
    for id_, group in facts.table("complements").items():
        for n, member in enumerate(group.members):
            if facts.carried(member):
                yield (
                    f"complements.{id_}.members.{n}",
                    f"{member} {FIXED[0]} och kan inte vara med; ta bort den",
                    f"{member} {FIXED[1]} and cannot take part; remove it",
                )


def members(facts: Facts) -> Iterator[Finding]:
    """Check that the members of a complement are distinct."""
    for id_, group in facts.table("complements").items():
        for n, member in enumerate(group.members):
            if member in group.members[:n]:
                yield (
                    f"complements.{id_}.members.{n}",
                    f"{member} står två gånger; behåll en",
                    f"{member} stands twice; keep one",
                )


def bands(facts: Facts) -> Iterator[Finding]:
    """Check that no floor is above its ceiling."""
    for id_, activity in facts.table("activities").items():
        if activity.floor is None or activity.ceiling is None:
            continue
        crossed = [
            y for y in activity.floor if y in activity.ceiling and activity.floor[y] > activity.ceiling[y]
        ]
        if crossed:
            yield (
                f"activities.{id_}.floor",
                f"golvet är högre än taket (ceiling) {crossed[0]}; sänk golvet eller höj taket",
                f"the floor is above the ceiling in {crossed[0]}; lower the floor or raise the ceiling",
            )


def drivers(facts: Facts) -> Iterator[Finding]:
    """Check that drivers in use are not 0 in the base year, and that no driver is negative."""
    if not facts.has("base_year", "years"):
        return
    followed = {a.driver for a in facts.table("activities").values() if a.driver}
    for id_, series in facts.table("drivers").items():
        base = facts.scenario.base_year
        if id_ in followed and series.get(base) == 0:
            yield (
                f"drivers.{id_}.{base}",
                "basårets volym är 0 och kan inte följas; ange den, eller ta bort driver",
                "the base year's count is 0 and cannot be followed; give it, or remove driver",
            )
        below = [y for y, value in series.items() if value < 0]
        if below:
            yield f"drivers.{id_}.{below[0]}", "en volym kan inte vara negativ", "a count cannot be negative"


def unit_costs(facts: Facts) -> Iterator[Finding]:
    """Check that a limit on the cost per unit has units to divide by in every plan year."""
    for id_, activity in facts.table("activities").items():
        series = facts.table("drivers").get(activity.driver or "", {})
        none = [y for y in facts.years if series.get(y) == 0]
        if activity.unit_cost_max is not None and none:
            yield (
                f"activities.{id_}.unit_cost_max",
                f"{activity.driver} är 0 {none[0]}, och då finns ingen kostnad per enhet; ta bort unit_cost_max",
                f"{activity.driver} is 0 in {none[0]}, and there is no cost per unit then; remove unit_cost_max",
            )


def purpose(facts: Facts) -> Iterator[Finding]:
    """Check that there is something to maximise: a goal with weight, and an effect."""
    if (
        facts.has("goals")
        and facts.table("goals")
        and not any(g.weight for g in facts.table("goals").values())
    ):
        yield (
            "goals",
            "alla målvikter är 0; ge minst ett mål en vikt",
            "all weights are 0; give some goal a weight",
        )
    if (
        facts.has("effects", "complements")
        and not any(facts.table("effects").values())
        and not facts.table("complements")
    ):
        yield (
            "effects",
            "det finns ingen effekt; ange minst en under effects eller complements",
            "there is no effect; give at least one under effects or complements",
        )
