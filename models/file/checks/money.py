"""Checks of years and money: plan years without gaps, sums equal to stated totals, a plausible unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.file.tree import decimals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.file.facts import Facts, Finding

PER_INHABITANT = (10_000, 300_000)
"""Plausible total [kr per inhabitant], wide around the usual 50 000 to 100 000 (assumption)."""
KRONOR = 1e6
"""Kronor per MSEK."""
NOISE = 1e-9
"""Relative tolerance for sums of decimals."""


def years(facts: Facts) -> Iterator[Finding]:
    """Check that plan years follow the base year without gaps."""
    if not facts.has("years", "base_year"):
        return
    first, plan_years = facts.scenario.base_year + 1, list(facts.scenario.years)
    right = list(range(first, first + len(plan_years)))
    if plan_years != right:
        span = ", ".join(map(str, right))
        yield (
            "years",
            f"ska följa basåret {first - 1} utan luckor; skriv [{span}], eller ändra base_year",
            f"must follow the base year {first - 1} without gaps; write [{span}], or change base_year",
        )


def _agrees(printed: float, exact: float) -> tuple[bool, int]:
    """Return whether a sum rounds to a printed figure, and the decimals of that figure."""
    places = decimals(printed)
    return abs(printed - exact) <= 0.5 * 10.0**-places + NOISE * max(1.0, abs(exact)), places


def _clash(facts: Facts, printed: float, exact: float, places: int, what: tuple[str, str]) -> tuple[str, str]:
    sv, en = facts.unit
    shown = f"{exact:.{places + 2}f}".rstrip("0").rstrip(".")
    gap = f"{printed - exact:+.{places + 2}f}".rstrip("0").rstrip(".")
    stated = f"{printed:.{places}f}"
    return (
        f"här står {stated} {sv}, men {what[0]} ger {shown} {sv} (skillnad {gap}); rätta ett av dem",
        f"here stands {stated} {en}, but {what[1]} gives {shown} {en} (difference {gap}); correct one of them",
    )


def bases(facts: Facts) -> Iterator[Finding]:
    """Check that a committee's base equals its activities' sum, and is stated where it has no activities."""
    if not facts.has("activities"):
        return
    sums: dict[str, float] = {}
    for id_, activity in facts.table("activities").items():
        for committee, share in facts.shares(id_).items():
            sums[committee] = sums.get(committee, 0.0) + share * facts.written(activity.base)
    raw = facts.root.get("committees")
    written = {str(key): item for key, item in raw.items()} if isinstance(raw, dict) else {}
    for id_, committee in facts.table("committees").items():
        path = f"committees.{id_}.base"
        if id_ in facts.alone:
            if committee.base is None and id_ not in facts.misnamed:
                yield (
                    path,
                    "saknas; nämnden har inga verksamheter att summera",
                    "is missing; there are no activities to sum",
                )
            continue
        if committee.base is None or id_ not in sums:
            continue
        printed = written[id_]["base"]
        agrees, places = _agrees(printed, sums[id_])
        if not agrees:
            yield (
                path,
                *_clash(
                    facts,
                    printed,
                    sums[id_],
                    places,
                    ("summan av verksamheternas base", "the sum of the activities' bases"),
                ),
            )


def total(facts: Facts) -> Iterator[Finding]:
    """Check that a total equals the one computed from revenue, result target and central items."""
    if not facts.has("frame", "years", "currency"):
        return
    frame = facts.scenario.frame
    if frame.total is None or frame.revenue is None or frame.result_target is None or frame.central is None:
        return
    raw = facts.root["frame"]["total"]
    reported = set()
    reserve = frame.result_reserve
    deficits = () if reserve is None or reserve.use_in_surplus else reserve.use_in or ()
    for year in facts.years:
        printed = raw[year] if isinstance(raw, dict) else raw
        target = 0.0 if year in deficits else frame.result_target[year]
        exact = facts.written(frame.revenue[year] * (1 - target) - frame.central[year])
        agrees, places = _agrees(printed, exact)
        path = f"frame.total.{year}" if isinstance(raw, dict) else "frame.total"
        if not agrees and path not in reported:
            reported.add(path)
            yield (
                path,
                *_clash(
                    facts,
                    printed,
                    exact,
                    places,
                    ("revenue · (1 − result_target) − central", "revenue · (1 − result_target) − central"),
                ),
            )


def unit(facts: Facts) -> Iterator[Finding]:
    """Check that the total per inhabitant is plausible; kronor, thousands and millions get confused."""
    if not facts.has("frame", "years", "currency", "municipality"):
        return
    municipality, frame = facts.scenario.municipality, facts.scenario.frame
    if municipality is None or municipality.population is None or not facts.years:
        return
    key = "total" if frame.total is not None else "revenue"
    amount = (frame.total or frame.revenue or {})[facts.years[0]]
    each = amount * KRONOR / municipality.population
    low, high = PER_INHABITANT
    if not low <= each <= high:
        written = facts.written(amount)
        readings = {
            name: written * one / municipality.population
            for name, one in (("MSEK", 1e6), ("TSEK", 1e3), ("SEK", 1.0))
        }
        three = ", ".join(f"{name} {value:.6g}" for name, value in readings.items())
        sv = f"kr, tkr och mnkr är troligen förväxlade: {written:.10g} blir i kr per invånare {three}; "
        en = (
            f"kr, thousands and millions are probably confused: {written:.10g} is per inhabitant {three} kr; "
        )
        yield (
            f"frame.{key}",
            f"{sv}ändra currency, beloppen eller population",
            f"{en}change currency, the amounts or population",
        )


def classes(facts: Facts) -> Iterator[Finding]:
    """Check that an index by cost class covers all classes in use, and that committees state theirs."""
    if not facts.has("indexation"):
        return
    index = facts.scenario.indexation.index
    named: list[object] = [key for key, value in index.items() if isinstance(value, dict)]
    for id_, committee in facts.table("committees").items() if named else ():
        if committee.cost_classes is None:
            shown = ", ".join(map(str, named))
            yield (
                f"committees.{id_}.cost_classes",
                f"saknas; indexation.index är uppdelat på kostnadsslag ({shown})",
                f"is missing; indexation.index is given by cost class ({shown})",
            )
            continue
        for key in committee.cost_classes:
            if key not in named:
                yield (
                    f"committees.{id_}.cost_classes.{key}",
                    f"indexation.index saknar {key}; ange index för det",
                    f"indexation.index lacks {key}; give an index for it",
                )


def reserve(facts: Facts) -> Iterator[Finding]:
    """Check that the result reserve is used in plan years, each named once, and that no withdrawal is negative."""
    reserve = facts.scenario.frame.result_reserve if facts.has("frame") else None
    if reserve is None:
        return
    used = reserve.use_in or ()
    for n, y in enumerate(used) if facts.years else ():
        if y not in facts.years or y in used[:n]:
            span = ", ".join(map(str, facts.years))
            yield (
                f"frame.result_reserve.use_in.{n}",
                f"{y} passar inte; skriv planår ur {span}, vart och ett en gång",
                f"{y} does not fit; write plan years among {span}, each once",
            )
    if min((reserve.max_withdrawal or {}).values(), default=0.0) < 0:
        yield (
            "frame.result_reserve.max_withdrawal",
            "ett uttag kan inte vara negativt; skriv 0 eller mer",
            "a withdrawal cannot be negative; write 0 or more",
        )
