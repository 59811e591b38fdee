"""Questions about given plans, from the file or a sheet: units, signs, rows and years exchanged, sums."""

from __future__ import annotations

import math
from itertools import permutations
from typing import TYPE_CHECKING

from models.file.question import (
    NEAR,
    SMALL,
    Question,
    both,
    by_year,
    money,
    power_off,
    rescaled,
    retyped,
    unit_meant,
    where,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.file.facts import Facts
    from models.scenario import GivenPlan

CommitteeYear = tuple[str, int]
LARGE = 0.25
"""Differences larger than this part of the frame that they differ from are asked about [share]."""
USUAL = (0.0002, 0.1)
"""Differences between plans are usually of this size against the frame [share]."""
APART = 0.2
"""Frames further than this from last year's indexed ones are asked about [share]."""
FITS = 0.1
"""Frames of two committees are exchanged where each fits the other's this well [share]."""
SPREAD, BETTER, DIP = 0.04, 4.0, 0.03
"""Years are exchanged where frames spread so much against the right ones [share], so many times less in another order,
and fall and rise at least by this [share]."""
SAME = 0.005
"""Sums this near are the same but for a reserve [share]."""
EXACT = 1e-5
"""Sums this near are the same but for rounding [share]."""
OVER, UNDER = 0.02, 0.15
"""How much more, or less, than its total the frames of a plan hold where that is asked about [share]."""
MOST = 0.6
"""All frames are meant where so many of them are asked about [share]."""
MOST_YEARS = 5
"""Years whose order is tried."""


def _whole(facts: Facts) -> float:
    """Return the money of the base year, which no mistake about the total moves [money]."""
    return sum(abs(x) for x in facts.figures.base_frame.values())


def frames(facts: Facts) -> Iterator[Question]:
    """Ask about frames of plans that another unit, sign, row or year fits."""
    expected = facts.unscaled
    for id_, plan in facts.table("plans").items():
        yield from _frames(facts, id_, plan, expected)


def _frames(
    facts: Facts, id_: str, plan: GivenPlan, expected: Mapping[CommitteeYear, float]
) -> Iterator[Question]:
    given = {(c, y): x for c, series in plan.frames.items() for y, x in series.items()}
    least = SMALL * _whole(facts)
    odd = {key: x for key, x in given.items() if _is_odd(x, expected[key], least)}
    path = f"plans.{id_}.frames"
    if len(odd) > MOST * len(given) and (said := [*_all_of_it(facts, path, given, expected)]):
        yield from said
        return
    told: set[CommitteeYear] = set()
    for c, y in odd:
        if (c, y) in told:
            continue
        other = next((d for d in plan.frames if d != c and _exchanged(given, expected, c, d, y)), None)
        if other is not None:
            years = [t for t in facts.years if _exchanged(given, expected, c, other, t)]
            told |= {(d, t) for d in (c, other) for t in years}
            yield _rows_exchanged(facts, path, given, (c, other), years)
            continue
        years = [t for t in facts.years if (c, t) in odd and (c, t) not in told]
        told |= {(c, t) for t in years}
        yield _far(facts, f"{path}.{c}", c, {t: odd[c, t] for t in years}, {t: expected[c, t] for t in years})
    if not odd:
        yield from _years_exchanged(facts, path, plan, given, expected)


def _is_odd(x: float, right: float, least: float) -> bool:
    """Whether a frame is far from the indexed one; of small ones, only if its unit or sign is another."""
    if right and abs(x / right - 1) <= APART:
        return False
    return max(abs(x), abs(right)) > least or _times(x, right) not in {None, 1.0, 10.0, 0.1}


def _times(amount: float, usual: float) -> float | None:
    """Return what an amount is too large by: a power of ten, negative if its sign is another; None where none fits."""
    if not amount or not usual:
        return None
    ratio = abs(amount / usual)
    power = 1.0 if 1 / NEAR <= ratio <= NEAR else power_off(ratio, 1.0)
    return None if power is None else math.copysign(power, amount * usual)


def _corrected(facts: Facts, amounts: Mapping[int, float], times: float) -> tuple[str, str]:
    """Return amounts divided by what they are too large by, and what that says of their unit and sign."""
    unit = unit_meant(facts, abs(times)) if abs(times) != 1 else None
    turned = ("utan minustecken", "without minus signs") if times < 0 else None
    shown = by_year(facts, {y: x / times for y, x in amounts.items()})
    said = [texts for texts in (unit, turned) if texts]
    sv, en = (", ".join(texts[k] for texts in said) for k in (0, 1))
    return f"{shown} ({sv})", f"{shown} ({en})"


def _all_of_it(
    facts: Facts, path: str, given: Mapping[CommitteeYear, float], expected: Mapping[CommitteeYear, float]
) -> Iterator[Question]:
    """Ask about frames that are all in another unit, have all another sign, or are all differences."""
    whole, right = sum(given.values()), sum(expected[key] for key in given)
    times = _times(whole, right) if right > 0 else 1.0
    if times == 1 or (times is None and abs(whole) >= APART * right):
        return
    yield Question(
        path,
        money(facts, whole),
        (
            f"ramarna tillsammans, mot {money(facts, right)} för de uppräknade, alla år",
            f"all frames together, against {money(facts, right)} for the indexed ones, all years",
        ),
        _corrected(facts, {0: whole}, times)
        if times is not None
        else ("skillnader, som skrivs under differences", "differences, which are written as such"),
    )
    if times is not None:
        yield from _unlike(facts, path, given, expected, times)


def _unlike(
    facts: Facts,
    path: str,
    given: Mapping[CommitteeYear, float],
    expected: Mapping[CommitteeYear, float],
    times: float,
) -> Iterator[Question]:
    """Ask about frames that are not as many times too large as all together: correcting all makes them wrong."""
    own = {key: t for key, x in given.items() if (t := _times(x, expected[key])) not in {None, times}}
    for c in dict.fromkeys(c for c, _ in own):
        amounts = {y: given[c, y] for y in facts.years if (c, y) in own}
        turned = any(own[c, y] * times < 0 for y in amounts)
        other = ("ett annat tecken", "another sign") if turned else ("en annan enhet", "another unit")
        shown = by_year(facts, {y: x / own[c, y] * times for y, x in amounts.items()})
        yield Question(
            where(facts, f"{path}.{c}", [*amounts]),
            by_year(facts, amounts),
            (f"har {other[0]} än de andra ramarna", f"has {other[1]} than the other frames"),
            (f"{shown} (som de andra)", f"{shown} (as the others)"),
        )


def _exchanged(
    given: Mapping[CommitteeYear, float], expected: Mapping[CommitteeYear, float], c: str, d: str, y: int
) -> bool:
    """Return whether two committees' frames of a year fit each other's, and not their own."""
    if (c, y) not in given or (d, y) not in given or min(expected[c, y], expected[d, y]) <= 0:
        return False
    own = max(abs(given[c, y] / expected[c, y] - 1), abs(given[d, y] / expected[d, y] - 1))
    cross = max(abs(given[c, y] / expected[d, y] - 1), abs(given[d, y] / expected[c, y] - 1))
    return own > APART and cross < FITS


def _rows_exchanged(
    facts: Facts, path: str, given: Mapping[CommitteeYear, float], pair: tuple[str, str], years: list[int]
) -> Question:
    c, d = pair
    always = [y for y in facts.years if (c, y) in given] == years
    base = (" i planen, eller deras base", " in the plan, or their bases") if always else ("", "")
    span = ", ".join(map(str, years))
    return Question(
        where(facts, f"{path}.{c}", years),
        by_year(facts, {y: given[c, y] for y in years}),
        (
            f"passar {d} {span}, och {d}:s ram passar {c}",
            f"fits {d} in {span}, and the frame of {d} fits {c}",
        ),
        (f"{c} och {d} i omvänd ordning{base[0]}", f"{c} and {d} the other way round{base[1]}"),
    )


def _far(
    facts: Facts, path: str, c: str, amounts: Mapping[int, float], right: Mapping[int, float]
) -> Question:
    y = next(iter(amounts))
    why = (
        f"årets ram uppräknad är {money(facts, right[y])} {y}",
        f"today's frame, indexed, is {money(facts, right[y])} in {y}",
    )
    times = {_times(x, right[t]) for t, x in amounts.items()}
    off = times.pop() if len(times) == 1 else None
    likely = ("", "") if off in {None, 1.0} else _corrected(facts, amounts, off)
    if not likely[0] and len(amounts) == 1:
        likely = both(retyped(facts.written(amounts[y]), facts.written(right[y])))
    if not likely[0] and all(x < 0 for x in amounts.values()):
        likely = both(by_year(facts, {t: -x for t, x in amounts.items()}))
    if not likely[0]:
        likely = _moved(facts, c, amounts[y] - right[y], right[y])
    return Question(where(facts, path, [*amounts]), by_year(facts, amounts), why, likely)


def _moved(facts: Facts, c: str, gap: float, right: float) -> tuple[str, str]:
    """Return an activity that under another committee makes a frame fit the plan; nothing if none does."""
    figures = facts.figures
    for a, line in figures.lines.items():
        if not line.path.startswith("activities.") or len(line.shares) > 1:
            continue
        payer = next(iter(line.shares))
        moves = line.base if payer != c else -line.base
        if abs(gap - moves) < FITS * right and abs(gap - moves) < 0.3 * abs(gap):
            sv = f"{a} under {c}" if payer != c else f"{a} under en annan nämnd än {c}"
            en = f"{a} under {c}" if payer != c else f"{a} under another committee than {c}"
            return sv, en
    return "", ""


def _years_exchanged(
    facts: Facts,
    path: str,
    plan: GivenPlan,
    given: Mapping[CommitteeYear, float],
    expected: Mapping[CommitteeYear, float],
) -> Iterator[Question]:
    """Ask about years in another order: of a whole plan, against its total, or two of a row, against indexation."""
    years = [y for y in facts.years if all((c, y) in given for c in plan.frames)]
    total = [plan.total.get(y, facts.figures.total[y]) for y in years]
    sums = [sum(given[c, y] for c in plan.frames) for y in years]
    whole = set(plan.frames) == set(facts.figures.committees)
    if whole and (order := _other_order(sums, total)):
        told = (
            "ramarna tillsammans följer inte ramutrymmet år för år, men gör det i en annan ordning",
            "all frames together do not follow the total year by year, but do in another order",
        )
        yield _order(facts, path, dict(zip(years, sums, strict=True)), order, told)
        return
    for c in plan.frames:
        amounts, right = [given[c, y] for y in years], [expected[c, y] for y in years]
        row = (
            _other_order(amounts, right)
            if min((*amounts, *right), default=0.0) > SMALL * _whole(facts)
            else None
        )
        if row and _two_exchanged(amounts, row):
            told = (
                "följer inte den uppräknade ramen år för år, men gör det i en annan ordning",
                "does not follow the indexed frame year by year, but does in another order",
            )
            yield _order(facts, f"{path}.{c}", dict(zip(years, amounts, strict=True)), row, told)


def _other_order(amounts: list[float], right: list[float]) -> tuple[int, ...] | None:
    """Return the order of years in which amounts follow the right ones far better; None where none does."""
    if not 1 < len(right) <= MOST_YEARS or min(right) <= 0:
        return None

    def spread(order: tuple[int, ...]) -> float:
        ratios = [amounts[k] / x for k, x in zip(order, right, strict=True)]
        return max(ratios) - min(ratios)

    here = spread(tuple(range(len(right))))
    best = min(permutations(range(len(right))), key=spread)
    return best if here > SPREAD and spread(best) < here / BETTER else None


def _two_exchanged(amounts: list[float], order: tuple[int, ...]) -> bool:
    """Return whether an order exchanges two neighbours only, of which the first is the larger and a rise follows."""
    moved = [k for k, at in enumerate(order) if at != k]
    first = moved[0]
    dips = amounts[first + 1] < (1 - DIP) * amounts[first]
    rises = first + 2 >= len(amounts) or amounts[first + 2] > (1 + DIP) * amounts[first + 1]
    return len(amounts) > 2 and len(moved) == 2 and moved[1] == first + 1 and dips and rises  # noqa: PLR2004 - a pair


def _order(
    facts: Facts, path: str, amounts: dict[int, float], order: tuple[int, ...], why: tuple[str, str]
) -> Question:
    values = [*amounts.values()]
    right = by_year(facts, {y: values[k] for y, k in zip(amounts, order, strict=True)})
    return Question(
        path,
        by_year(facts, amounts),
        why,
        (f"{right} (årskolumnerna omkastade)", f"{right} (year columns exchanged)"),
    )


# ----------------------------------------------------------------------------------- differences, spends, totals


def differences(facts: Facts) -> Iterator[Question]:
    """Ask about differences as large as frames."""
    expected = facts.unscaled
    for id_, plan in facts.table("plans").items():
        for c, series in plan.differences.items():
            parent = {y: _frame_of(facts, plan.based_on, c, y, expected) for y in series}
            odd = {
                y: x
                for y, x in series.items()
                if abs(x) > LARGE * abs(parent[y]) and abs(x) > SMALL * _whole(facts)
            }
            if not odd:
                continue
            y = next(iter(odd))
            frames_meant = all(abs(x - parent[t]) < (APART + 0.05) * abs(parent[t]) for t, x in odd.items())
            moved = by_year(facts, {t: x - parent[t] for t, x in odd.items()})
            likely = (
                (f"{moved} (ramar skrivna som skillnader)", f"{moved} (frames written as differences)")
                if frames_meant
                else _smaller(facts, odd, parent)
            )
            yield Question(
                where(facts, f"plans.{id_}.differences.{c}", [*odd]),
                by_year(facts, odd),
                (
                    f"stor mot ramen som den skiljer sig från, {money(facts, parent[y])} {y}",
                    f"large against the frame that it differs from, {money(facts, parent[y])} in {y}",
                ),
                likely,
            )


def _smaller(facts: Facts, odd: Mapping[int, float], parent: Mapping[int, float]) -> tuple[str, str]:
    """Return differences in the smaller unit, or with a digit less, that makes them usual; nothing where both do."""
    fits = [
        power
        for power in (1e6, 1e3, 10.0)
        if all(USUAL[0] <= abs(x) / power / abs(parent[y]) <= USUAL[1] for y, x in odd.items() if parent[y])
    ]
    return rescaled(facts, odd, {y: x / fits[0] for y, x in odd.items()}) if len(fits) == 1 else ("", "")


def _frame_of(
    facts: Facts, id_: str | None, c: str, y: int, expected: Mapping[CommitteeYear, float]
) -> float:
    """Return a plan's frame: its own, or that of the plan it is based on and its difference; else the usual one."""
    plan: GivenPlan | None = facts.table("plans").get(id_ or "")
    if plan is None:
        return expected[c, y]
    if y in plan.frames.get(c, {}):
        return plan.frames[c][y]
    return _frame_of(facts, plan.based_on, c, y, expected) + plan.differences.get(c, {}).get(y, 0.0)


def spends(facts: Facts) -> Iterator[Question]:
    """Ask about spends that are off by a power of ten, or of another sign."""
    figures = facts.figures
    for id_, plan in facts.table("plans").items():
        for a, series in plan.spend.items():
            today = {y: figures.need.get((a, y), figures.fixed.get((a, y), 0.0)) for y in series}
            odd = {
                y: x
                for y, x in series.items()
                if max(abs(x), abs(today[y])) > SMALL * _whole(facts)
                and ((power_off(x, today[y], 1.3) and x) or x * today[y] < 0)
            }
            if odd:
                y = next(iter(odd))
                turned = by_year(facts, {t: -x for t, x in odd.items()})
                yield Question(
                    where(facts, f"plans.{id_}.spend.{a}", [*odd]),
                    by_year(facts, odd),
                    (
                        f"oförändrad verksamhet kostar {money(facts, today[y])} {y}",
                        f"unchanged service costs {money(facts, today[y])} in {y}",
                    ),
                    both(turned)
                    if all(x * today[t] < 0 for t, x in odd.items())
                    else rescaled(facts, odd, today),
                )


def totals(facts: Facts) -> Iterator[Question]:
    """Ask about totals of plans far from the scenario's, and frames that together are far from their total."""
    for id_, plan in facts.table("plans").items():
        right = facts.figures.total
        odd = (
            {y: x for y, x in plan.total.items() if abs(x / right[y] - 1) > APART}
            if min(right.values()) > 0
            else {}
        )
        if odd:
            y = next(iter(odd))
            likely = rescaled(facts, odd, right)
            again = retyped(facts.written(odd[y]), facts.written(right[y]))
            yield Question(
                where(facts, f"plans.{id_}.total", [*odd]),
                by_year(facts, odd),
                (
                    f"scenariots ramutrymme är {money(facts, right[y])} {y}",
                    f"the scenario's total is {money(facts, right[y])} in {y}",
                ),
                likely if likely[0] or len(odd) > 1 else both(again),
            )
        elif plan.differences:
            yield from _turned(facts, id_, plan)
        elif _is_sum(facts, plan):
            yield Question(
                f"plans.{id_}.total",
                by_year(facts, plan.total),
                (
                    f"är summan av planens ramar, och scenariots ramutrymme är {by_year(facts, right)}",
                    f"is the sum of the plan's frames, and the scenario's total is {by_year(facts, right)}",
                ),
                (
                    "en summa, som skrivs på raden summa; total är eget ramutrymme, där skattesatsen är en annan",
                    "a sum, which stands in a row called sum; total is one of its own, by another tax rate",
                ),
            )
        else:
            yield from _sum(facts, id_, plan)


def _is_sum(facts: Facts, plan: GivenPlan) -> bool:
    """Return whether a plan's own total is just what its frames add up to, though no tax rate makes it another."""
    right = facts.figures.total
    if plan.tax_rate or not plan.total or any(c not in plan.frames for c in facts.figures.committees):
        return False
    sums = {
        y: sum(series[y] for series in plan.frames.values())
        for y in plan.total
        if all(y in series for series in plan.frames.values())
    }
    return (
        len(sums) == len(plan.total)
        and all(abs(sums[y] - x) < EXACT * x for y, x in plan.total.items())
        and any(abs(x - right[y]) > EXACT * right[y] for y, x in plan.total.items())
    )


def _sum(facts: Facts, id_: str, plan: GivenPlan) -> Iterator[Question]:
    """Ask about the frames of a whole plan that together are far from its total."""
    if any(c not in plan.frames for c in facts.figures.committees):
        return
    sums = {
        y: sum(series[y] for series in plan.frames.values())
        for y in facts.years
        if all(y in series for series in plan.frames.values())
    }
    shown = facts.scenario.frame.total
    if shown is not None and not plan.total and _a_year_late(shown, sums):
        yield Question(
            "frame.total",
            by_year(facts, shown),
            (
                f"planen {id_} delar ut vart års belopp ett år tidigare",
                f"the plan {id_} hands out each year's amount a year before",
            ),
            ("årskolumnerna förskjutna ett år", "year columns shifted by one"),
        )
        return
    for y, whole in sums.items():
        total = plan.total.get(y, facts.figures.total[y])
        if total > 0 and not -UNDER <= whole / total - 1 <= OVER and abs(whole / total - 1) < 0.5:  # noqa: PLR2004 - a unit
            yield Question(
                f"plans.{id_}.frames",
                money(facts, whole),
                (
                    f"ramarna tillsammans {y}, mot ramutrymmet {money(facts, total)}",
                    f"all frames together in {y}, against the total {money(facts, total)}",
                ),
                (
                    "ett annat ramutrymme, eller en rad för mycket eller för lite",
                    "another total, or a row too many or too few",
                ),
            )
            return


def _a_year_late(total: Mapping[int, float], sums: Mapping[int, float]) -> bool:
    """Return whether totals hold what the frames of a plan hold the year before, and not the same year."""
    pairs = [(sums[y], total[y + 1], total[y]) for y in sums if y + 1 in total]
    return bool(pairs) and all(
        abs(whole - late) < SAME * abs(whole) and abs(whole - here) > OVER * abs(whole)
        for whole, late, here in pairs
    )


def _turned(facts: Facts, id_: str, plan: GivenPlan) -> Iterator[Question]:
    """Ask about a row of differences that with the other sign adds up to the plan's own total."""
    years = [y for y in plan.total if any(y in series for series in plan.differences.values())]
    parents = {y: _total_of(facts, plan.based_on, y) for y in years}
    gap = {
        y: plan.total[y] - parents[y] - sum(series.get(y, 0.0) for series in plan.differences.values())
        for y in years
    }
    half = {y: 0.0005 * plan.total[y] for y in years}
    for c, series in plan.differences.items():
        turned = [
            y
            for y in years
            if abs(gap[y]) > half[y] and abs(gap[y] + 2 * series.get(y, 0.0)) < 0.02 * abs(gap[y])
        ]
        if turned and set(turned) == {y for y in years if abs(gap[y]) > half[y]}:
            right = by_year(facts, {y: -series[y] for y in turned})
            y = turned[0]
            yield Question(
                where(facts, f"plans.{id_}.differences.{c}", turned),
                by_year(facts, {t: series[t] for t in turned}),
                (
                    f"skillnaderna och ramutrymmet {money(facts, plan.total[y])} {y} går ihop med omvänt tecken",
                    f"the differences and the total {money(facts, plan.total[y])} in {y} agree with the other sign",
                ),
                both(right),
            )
            return


def _total_of(facts: Facts, id_: str | None, y: int) -> float:
    plan: GivenPlan | None = facts.table("plans").get(id_ or "")
    if plan is None:
        return facts.figures.total[y]
    return plan.total[y] if y in plan.total else _total_of(facts, plan.based_on, y)
