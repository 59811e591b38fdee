"""Checks of given plans: each is complete by itself, or names the plan that it is based on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problems import few_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.file.facts import Facts, Finding
    from models.scenario import GivenPlan


RESERVED = (
    "proposal",
    "indexation",
    "indexation_own_priorities",
    "indexation_same_money",
    "own_priorities",
    "volume",
    "same_money",
    "best_same_total",
    "repair",
)
"""Ids of the plans that the program computes."""


def reserved(facts: Facts) -> Iterator[Finding]:
    """Check that no given plan has the id of a plan that the program computes."""
    for id_ in facts.ids("plans"):
        if id_ in RESERVED:
            yield (
                f"plans.{id_}",
                f"{id_} är namnet på en plan som programmet räknar fram; byt id, till exempel till {id_}_egen",
                f"{id_} names a plan that the program computes; change the id, for example to {id_}_own",
            )


def rests(facts: Facts) -> Iterator[Finding]:
    """Check that plans which need ``based_on`` have it, and that no plan is based on itself."""
    plans = facts.table("plans")
    for id_, plan in plans.items():
        at = f"plans.{id_}"
        if plan.based_on is None and plan.differences:
            yield (
                f"{at}.differences",
                "kräver based_on: planen att skilja sig från",
                "needs based_on: the plan to differ from",
            )
        elif plan.based_on is None and plan.completeness != "full":
            yield (
                f"{at}.completeness",
                f"{plan.completeness} kräver based_on: planen som gäller i övrigt",
                f"{plan.completeness} needs based_on: the plan that holds otherwise",
            )
        chain = [id_]
        while (parent := plans[chain[-1]].based_on) in plans and parent not in chain:
            chain.append(parent)
        if parent == id_:
            ring = " → ".join((*chain, id_))
            yield (
                f"{at}.based_on",
                f"planerna bygger på varandra i en ring: {ring}; ta bort en based_on",
                f"the plans are based on each other in a ring: {ring}; remove one based_on",
            )


def once(facts: Facts) -> Iterator[Finding]:
    """Check that no frame is given both as an amount and as a difference."""
    for id_, plan in facts.table("plans").items():
        for committee, series in plan.differences.items():
            both = [y for y in series if y in plan.frames.get(committee, {})]
            if both:
                yield (
                    f"plans.{id_}.differences.{committee}",
                    f"{both[0]} står också under frames; behåll ett av dem",
                    f"{both[0]} stands under frames as well; keep one of them",
                )


def covers(facts: Facts) -> Iterator[Finding]:
    """Check that a plan without ``based_on`` gives every frame, directly or by its spends."""
    if not (facts.has("committees", "activities") and facts.years):
        return
    for id_, plan in facts.table("plans").items():
        if plan.based_on is not None or plan.completeness != "full" or plan.differences:
            continue
        gaps = [
            f"{c} {y}" for c in facts.ids("committees") for y in facts.years if not _named(facts, plan, c, y)
        ]
        if gaps:
            shown = few_of(gaps)
            yield (
                f"plans.{id_}",
                f"ram saknas för {shown}; ange den under frames, eller ange based_on",
                f"the frame is missing for {shown}; give it under frames, or give based_on",
            )


def _named(facts: Facts, plan: GivenPlan, committee: str, year: int) -> bool:
    if year in plan.frames.get(committee, {}):
        return True
    own = facts.paid_by.get(committee, [committee])
    return any(a in plan.spend for a in own) and all(
        facts.carried(a) or year in plan.spend.get(a, {}) for a in own
    )
