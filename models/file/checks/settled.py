"""Checks of settled years: the first of the plan, each with every amount, and what is restored comes after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problems import did_you_mean, few_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.file.facts import Facts, Finding
    from models.scenario import Settled

COMMITTEES = ("frames", "balances", "temporary", "permanent", "restore")
LATER = ("restore", "deficit")
"""Parts whose years come after the settled ones."""
BY_ID = ("frames", "spend", "balances", "temporary", "permanent", "restore")
NEEDED = ("frames", "spend", "balances")


def settled(facts: Facts) -> Iterator[Finding]:
    """Check the settled years of a file that has any."""
    found = facts.scenario.settled if facts.has("settled", "carry_over", "frame") and facts.years else None
    if found is None or not facts.listed("committees", "activities"):
        return
    years = tuple(y for y in facts.years if y in found.basis)
    if wrong := _years(facts, found):
        yield wrong
        return
    for part in BY_ID:
        known = facts.ids("committees") if part in COMMITTEES else facts.lines
        yield from _named(found, part, known)
        if part in NEEDED and not (part == "balances" and facts.scenario.carry_over.rule == "none"):
            yield from _complete(found, part, known, years)
    yield from _dated(found, years)
    yield from _stocks(facts, found, years)


def _years(facts: Facts, found: Settled) -> Finding | None:
    years = facts.years
    settled = tuple(sorted(found.basis))
    if settled == years[: len(settled)] and len(settled) < len(years):
        return None
    if settled == years:
        return (
            "settled.basis",
            "alla planår är avslutade; lägg till ett år under years, eller ta bort settled",
            "every plan year is settled; add a year under years, or remove settled",
        )
    span = ", ".join(map(str, years))
    return (
        "settled.basis",
        f"avslutade år ska vara de första planåren ({span}), utan luckor, inte {', '.join(map(str, settled))}",
        f"settled years must be the first plan years ({span}), without gaps, not {', '.join(map(str, settled))}",
    )


def _named(found: Settled, part: str, known: tuple[str, ...]) -> Iterator[Finding]:
    for id_ in getattr(found, part):
        if id_ not in known:
            sv, en = did_you_mean(id_, known)
            yield f"settled.{part}.{id_}", f"okänt id{sv}", f"unknown id{en}"


def _complete(found: Settled, part: str, known: tuple[str, ...], years: tuple[int, ...]) -> Iterator[Finding]:
    amounts = getattr(found, part)
    gaps = [f"{id_} {y}" for id_ in known for y in years if y not in amounts.get(id_, {})]
    if gaps:
        shown = few_of(gaps)
        yield (
            f"settled.{part}",
            f"belopp saknas för {shown}; ett avslutat år anges helt, 0 där inget finns",
            f"amounts are missing for {shown}; a settled year is given whole, 0 where there is none",
        )


def _dated(found: Settled, years: tuple[int, ...]) -> Iterator[Finding]:
    """Check that amounts are of settled years, and what is restored of years after them."""
    parts = {f"{part}.{id_}": series for part in BY_ID for id_, series in getattr(found, part).items()}
    for path, series in {**parts, "result_reserve": found.result_reserve, "deficit": found.deficit}.items():
        later = path.partition(".")[0] in LATER
        for y in series:
            if later and y <= years[-1]:
                yield (
                    f"settled.{path}.{y}",
                    f"underskott återställs efter de avslutade åren, tidigast {years[-1] + 1}",
                    f"deficits are restored after the settled years, from {years[-1] + 1}",
                )
            elif not later and y not in years:
                yield (
                    f"settled.{path}.{y}",
                    f"{y} är inget avslutat år; de står under basis",
                    f"{y} is no settled year; those stand under basis",
                )
            elif later and series[y] < 0:
                yield f"settled.{path}.{y}", "kan inte vara negativt", "cannot be negative"


def _stocks(facts: Facts, found: Settled, years: tuple[int, ...]) -> Iterator[Finding]:
    kept = facts.scenario.frame.result_reserve is not None
    gaps = [str(y) for y in years if y not in found.result_reserve]
    if kept and gaps:
        yield (
            "settled.result_reserve",
            f"saknar {', '.join(gaps)}; resultatreserven vid årets slut anges för varje avslutat år",
            f"lacks {', '.join(gaps)}; give the result reserve at the end of every settled year",
        )
    elif not kept and found.result_reserve:
        yield (
            "settled.result_reserve",
            "scenariot har ingen resultatreserv (frame.result_reserve); ta bort raden",
            "the scenario has no result reserve (frame.result_reserve); remove the line",
        )
