"""Questions about amounts against the committee that has them: adjustments, fixed amounts, balances, decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.file.question import (
    SMALL,
    Question,
    both,
    by_year,
    in_smaller_unit,
    listed,
    money,
    number,
    power_off,
    rescaled,
    where,
)
from models.units import write_share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.file.facts import Facts
    from models.scenario import ResultReserve

BALANCE_MOST = 0.25
"""Largest balance or reserve against a year's money [share]."""
ROUNDING, SUBSTANTIAL = 0.01, 0.01
"""Part of an amount that is rounding, and part of a frame from which an adjustment is substantial [share]."""
TAX = (10.0, 40.0)
"""Tax rates of municipalities, with or without the region's [kr per 100 kr]."""
DEEP = 0.25
"""A frame so far below 0 is no rounding of its index [share of what adjustments take]."""
WIDE = 2.0
"""A decision further from today's cost than this is asked about [-]."""
BELOW, BEYOND = 10.0, 50.0
"""A cap so many times below the reserve, or so many times beyond another cap, is asked about [-]."""


def technical(facts: Facts) -> Iterator[Question]:
    """Ask about moved tasks that do not add up to 0 over committees in a year."""
    moved: dict[int, dict[str, float]] = {}
    for c, committee in facts.scenario.committees.items():
        for y, entries in committee.adjustments.items():
            for n, entry in enumerate(entries):
                if entry.technical:
                    moved.setdefault(y, {})[f"{facts.adjustment(c, y, n)}.technical"] = entry.technical
    for y, amounts in moved.items():
        whole, largest = sum(amounts.values()), max(map(abs, amounts.values()))
        if abs(whole) <= ROUNDING * largest:
            continue
        turned = [path for path, x in amounts.items() if abs(2 * x - whole) <= ROUNDING * largest]
        alone = [path for path, x in amounts.items() if abs(x - whole) <= ROUNDING * largest]
        path = (turned or alone or [max(amounts, key=lambda at: abs(amounts[at]))])[0]
        yield Question(
            path,
            money(facts, amounts[path]),
            (
                f"flyttade uppgifter är 0 i summa över nämnderna, men {y} blir de {money(facts, whole)}",
                f"moved tasks are 0 in sum over committees, but in {y} they are {money(facts, whole)}",
            ),
            both(money(facts, -amounts[path]))
            if turned
            else (
                f"också {money(facts, -whole)} i en annan nämnd {y}",
                f"{money(facts, -whole)} in another committee in {y} as well",
            ),
        )


def adjustments(facts: Facts) -> Iterator[Question]:
    """Ask about adjustments larger than the frame that they adjust."""
    least = SUBSTANTIAL * sum(abs(x) for x in facts.figures.base_frame.values())
    for c, committee in facts.scenario.committees.items():
        if not committee.adjustments:
            continue
        fixed = [
            sum(facts.figures.fixed.get((a, y), 0.0) for a in facts.figures.lines_of[c]) for y in facts.years
        ]
        frame = max(abs(facts.figures.base_frame[c]), *map(abs, fixed))
        for y, entries in committee.adjustments.items():
            for n, entry in enumerate(entries):
                for key in ("one_off", "full_year", "demography", "capital"):
                    amount: float = getattr(entry, key)
                    if abs(amount) > max(least, 1.05 * frame):
                        yield Question(
                            f"{facts.adjustment(c, y, n)}.{key}",
                            money(facts, amount),
                            (
                                f"mer än nämnden har i basåret eller i fasta belopp, {money(facts, frame)}",
                                f"more than the committee has in the base year or fixed, {money(facts, frame)}",
                            ),
                            in_smaller_unit(facts, {y: amount}, SUBSTANTIAL * frame),
                        )


def below_zero(facts: Facts) -> Iterator[Question]:
    """Ask where adjustments take a committee's indexed frame below 0."""
    figures = facts.figures
    unscaled = facts.unscaled
    for c in figures.committees:
        for y in figures.years:
            entry = figures.adjustment[c, y]
            taken = entry.one_off + entry.full_year + entry.technical + entry.demography + entry.capital
            if figures.base_frame[c] > 0 and unscaled[c, y] < -DEEP * abs(taken) < 0:
                yield _below_zero(facts, c, y, taken)
                break


def _below_zero(facts: Facts, c: str, y: int, taken: float) -> Question:
    at, left = f"committees.{c}.adjustments.{y}", money(facts, facts.unscaled[c, y])
    return Question(
        at if facts.at(at) is not None else f"committees.{c}.adjustments",
        money(facts, taken),
        (
            f"tar nämndens uppräknade ram till {left} {y}",
            f"takes the committee's indexed frame to {left} in {y}",
        ),
        ("ett annat år, eller motsatt tecken", "another year, or the other sign"),
    )


# ------------------------------------------------------------------------- against the committee that has them


def fixed(facts: Facts) -> Iterator[Question]:
    """Ask about fixed amounts and needs above the frame, off by a power of ten, or of another sign than the base."""
    figures = facts.figures
    for a, activity in facts.scenario.activities.items():
        for key in ("fixed", "need"):
            series: dict[int, float] = getattr(activity, key) or {}
            room = {y: _room(facts, a, y) for y in series}
            over = {y: x for y, x in series.items() if x > 1.2 * room[y] and x > figures.total[y] * 1e-5}
            off = {y: x for y, x in series.items() if activity.base and power_off(x, activity.base)}
            if series and activity.base and all(x * activity.base < 0 for x in series.values()):
                turned = by_year(facts, {y: -x for y, x in series.items()})
                yield Question(
                    f"activities.{a}.{key}",
                    by_year(facts, series),
                    (
                        f"har annat tecken än base, {money(facts, activity.base)}",
                        f"has another sign than base, {money(facts, activity.base)}",
                    ),
                    both(turned),
                )
            elif over:
                y = next(iter(over))
                yield Question(
                    where(facts, f"activities.{a}.{key}", [*over]),
                    by_year(facts, over),
                    (
                        f"mer än hela ramen för nämnden som betalar, {money(facts, room[y])} {y}",
                        f"more than the whole frame of the committee that pays, {money(facts, room[y])} in {y}",
                    ),
                    _smaller(facts, over, room, activity.base),
                )
            elif (
                len(off) == len(series)
                and off
                and abs(activity.base) > SMALL * figures.total[figures.years[0]]
            ):
                yield Question(
                    f"activities.{a}.{key}",
                    by_year(facts, off),
                    (
                        f"en tiopotens från base, {money(facts, activity.base)}",
                        f"a power of ten from base, {money(facts, activity.base)}",
                    ),
                    rescaled(facts, off, dict.fromkeys(off, activity.base)),
                )


def _smaller(
    facts: Facts, over: Mapping[int, float], room: Mapping[int, float], base: float
) -> tuple[str, str]:
    """Return the reading of amounts above a frame: near the base, near the frame, or in the next smaller unit."""
    for usual in (dict.fromkeys(over, base), room):
        likely = rescaled(facts, over, usual) if all(usual[y] for y in over) else ("", "")
        if likely[0]:
            return likely
    return in_smaller_unit(facts, over, 0.1 * max(room.values()))


def _room(facts: Facts, a: str, y: int) -> float:
    """Return the largest frame that pays for an activity: in the base year, indexed, or decided [money]."""
    figures = facts.figures
    unscaled = facts.unscaled
    return sum(
        max(
            figures.base_frame[c] if y == figures.years[0] else 0.0,
            unscaled[c, y],
            figures.locked.get((c, y), 0.0),
        )
        for c in figures.lines[a].shares
    )


def balances(facts: Facts) -> Iterator[Question]:
    """Ask about opening balances that are large against the frame, and about a reserve that is so against the total."""
    figures = facts.figures
    for c, committee in facts.scenario.committees.items():
        balance, frame = committee.opening_balance, figures.base_frame[c]
        if (
            abs(balance) > BALANCE_MOST * max(frame, 0.0)
            and abs(balance) > 1e-4 * figures.total[figures.years[0]]
        ):
            yield Question(
                f"committees.{c}.opening_balance",
                money(facts, balance),
                (
                    f"stort mot nämndens ram i basåret, {money(facts, frame)}",
                    f"large against the committee's frame in the base year, {money(facts, frame)}",
                ),
                in_smaller_unit(facts, {0: balance}, SUBSTANTIAL * frame),
            )
    yield from _reserve(facts)


def _reserve(facts: Facts) -> Iterator[Question]:
    frame = facts.scenario.frame
    reserve, revenue = frame.result_reserve, frame.revenue
    if reserve is None or revenue is None:
        return
    year, income = facts.years[0], max(revenue.values())
    path = "frame.result_reserve"
    if reserve.opening > BALANCE_MOST * income:
        yield Question(
            f"{path}.opening",
            money(facts, reserve.opening),
            (
                f"stort mot intäkterna, {money(facts, income)}",
                f"large against revenue, {money(facts, income)}",
            ),
            in_smaller_unit(facts, {0: reserve.opening}, SUBSTANTIAL * income),
        )
    elif reserve.cap is not None and reserve.opening > BELOW * reserve.cap[year] * revenue[year]:
        most = reserve.cap[year] * revenue[year]
        likely = [reserve.cap[year] * p for p in (10, 100) if reserve.opening <= 2 * p * most <= income]
        yield Question(
            where(facts, f"{path}.cap", [year]),
            write_share(reserve.cap[year]),
            (
                f"taket är då {money(facts, most)}, långt under reserven själv, {money(facts, reserve.opening)}",
                f"the cap is then {money(facts, most)}, far below the reserve itself, {money(facts, reserve.opening)}",
            ),
            both(write_share(round(likely[0], 8)) if likely else ""),
        )
    else:
        yield from _withdrawal(facts, reserve, revenue)


def _withdrawal(facts: Facts, reserve: ResultReserve, revenue: Mapping[int, float]) -> Iterator[Question]:
    """Ask about a largest withdrawal that the reserve can never give."""
    path, income = "frame.result_reserve.max_withdrawal", max(revenue.values())
    caps = [cap * revenue[y] for y, cap in (reserve.cap or {}).items()]
    most = max(reserve.opening, *caps) if caps else BALANCE_MOST * income
    taken = {y: x for y, x in (reserve.max_withdrawal or {}).items() if x > WIDE * most}
    if taken:
        yield Question(
            where(facts, path, [*taken]),
            by_year(facts, taken),
            (
                f"kan aldrig gälla: reserven är som mest {money(facts, most)}",
                f"can never bind: the reserve is at most {money(facts, most)}",
            )
            if caps
            else (
                f"stort mot intäkterna, {money(facts, income)}",
                f"large against revenue, {money(facts, income)}",
            ),
            in_smaller_unit(facts, taken, SUBSTANTIAL * income),
        )


def tax_rates(facts: Facts) -> Iterator[Question]:
    """Ask about tax rates that no municipality has."""
    rates = {"frame.tax_rate": facts.scenario.frame.tax_rate or {}}
    rates |= {f"plans.{id_}.tax_rate": plan.tax_rate for id_, plan in facts.table("plans").items()}
    for path, series in rates.items():
        odd = {y: x for y, x in series.items() if not TAX[0] <= x <= TAX[1]}
        if odd:
            tenfold = {y: x * 10 if x < TAX[0] else x / 10 for y, x in odd.items()}
            fits = all(TAX[0] <= x <= TAX[1] for x in tenfold.values())
            yield Question(
                where(facts, path, [*odd]),
                listed(odd, number),
                ("kronor per 100 kronor; ingen kommun har det", "kr per 100 kr; no municipality has that"),
                both(listed(tenfold, number)) if fits else ("", ""),
            )


def carry_over_cap(facts: Facts) -> Iterator[Question]:
    """Ask about a cap on balances that no committee can reach."""
    rule, frames = facts.scenario.carry_over, facts.figures.base_frame
    largest = max(frames.values())
    share = rule.cap_share
    most = largest if share is None else min(largest, BEYOND * share * largest)
    if rule.cap_amount is None or rule.cap_amount <= most:
        return
    other = largest if share is None else share * largest
    yield Question(
        "carry_over.cap_amount",
        money(facts, rule.cap_amount),
        (
            f"mer än den största nämndens hela ram, {money(facts, other)}",
            f"more than the largest committee's whole frame, {money(facts, other)}",
        )
        if share is None
        else (
            f"kan aldrig gälla: cap_share ger högst {money(facts, other)}",
            f"can never bind: cap_share gives at most {money(facts, other)}",
        ),
        in_smaller_unit(facts, {0: rule.cap_amount}, other if share else 0.05 * largest),
    )


def decisions(facts: Facts) -> Iterator[Question]:
    """Ask about decided amounts far from the indexed frame, or from what unchanged service costs."""
    figures = facts.figures
    unscaled = facts.unscaled
    for id_, decision in facts.scenario.decisions.items():
        if decision.goal is not None:
            continue
        for sense in ("equals", "at_least", "at_most"):
            odd: dict[int, float] = {}
            usual: dict[int, float] = {}
            for y, amount in (getattr(decision, sense) or {}).items():
                today = (
                    unscaled[str(decision.frame), y]
                    if decision.spend is None
                    else figures.need.get((decision.spend, y), figures.fixed.get((decision.spend, y), 0.0))
                )
                large = max(amount, today) > SMALL * figures.total[y]
                low = sense != "at_least" and 0 < amount < today / WIDE
                if large and today > 0 and (low or amount > WIDE * today):
                    odd[y], usual[y] = amount, today
            if odd:
                y = next(iter(odd))
                yield Question(
                    where(facts, f"decisions.{id_}.{sense}", [*odd]),
                    by_year(facts, odd),
                    (
                        f"oförändrat är {y} {money(facts, usual[y])}",
                        f"unchanged is {money(facts, usual[y])} in {y}",
                    ),
                    rescaled(facts, odd, usual),
                )


def unit_costs(facts: Facts) -> Iterator[Question]:
    """Ask about a largest cost per unit that is half or twice today's."""
    figures = facts.figures
    for a, activity in facts.scenario.activities.items():
        if activity.unit_cost_max is None or activity.driver is None:
            continue
        users = facts.scenario.drivers[activity.driver]
        today = {
            y: figures.need[a, y] / users[y] for y in figures.years if (a, y) in figures.need and users[y]
        }
        odd = {
            y: x
            for y, x in activity.unit_cost_max.items()
            if y in today and not 1 / WIDE <= x / today[y] <= WIDE
        }
        if odd:
            y = next(iter(odd))
            yield Question(
                where(facts, f"activities.{a}.unit_cost_max", [*odd]),
                by_year(facts, odd),
                (
                    f"oförändrad verksamhet kostar {money(facts, today[y])} per enhet {y}",
                    f"unchanged service costs {money(facts, today[y])} a unit in {y}",
                ),
                rescaled(facts, odd, today),
            )
