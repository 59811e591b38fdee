"""Questions about the whole money: totals, revenue and central items from year to year, and rows of sums."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.file.question import (
    JUMP,
    POWERS,
    Question,
    about,
    both,
    by_year,
    jumps,
    money,
    number,
    rescaled,
    retyped,
    where,
)
from models.file.tree import decimals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.file.facts import Facts
    from models.file.question import Texts

CENTRAL_MOST, CENTRAL_JUMP = 0.4, 2.0
"""Largest part of revenue that central items usually are [share], and their largest change in a year [-]."""
LACKS = 0.06
"""A committee is what a total lacks within this, prices included [share of all frames]."""
SUMMED, FEWEST = 5, 3
"""A sum is no coincidence in a table of so many rows, itself among them; with a name that says so, of fewer."""
SUM_WORDS = frozenset({"summa", "total", "totalt", "samtliga", "sum", "all"})
SUBSTANTIAL = 0.01
"""An amount of the base year from this part of the total is substantial [share]."""


def bases(facts: Facts) -> Iterator[Question]:
    """Ask about an amount of the base year that in another unit makes all of them together fit the total."""
    figures = facts.figures
    total, whole = figures.total[figures.years[0]], sum(figures.base_frame.values())
    if total <= 0 or total / JUMP <= whole <= total * JUMP:
        return
    for line in figures.lines.values():
        power = next(
            (p for p in POWERS if total / JUMP <= whole - line.base + line.base / p <= total * JUMP), None
        )
        if power is not None and abs(line.base) > SUBSTANTIAL * min(total, abs(whole)):
            yield Question(
                f"{line.path}.base",
                money(facts, line.base),
                (
                    f"med det blir basåret {money(facts, whole)}, mot ett ramutrymme på {money(facts, total)}",
                    f"with it the base year has {money(facts, whole)}, against a total of {money(facts, total)}",
                ),
                rescaled(facts, {0: line.base}, {0: line.base / power}),
            )
            return


def totals(facts: Facts) -> Iterator[Question]:
    """Ask about totals, revenue and central items that jump from year to year."""
    figures, frame = facts.figures, facts.scenario.frame
    base, first = sum(figures.base_frame.values()), figures.years[0]
    found = [*_central(facts), *_series(facts, "revenue", frame.revenue or {})]
    if frame.total is not None:
        found += _series(facts, "total", {facts.scenario.base_year: base, **frame.total})
    elif not found and not base / JUMP <= figures.total[first] <= base * JUMP:
        read = money(facts, (frame.revenue or {})[first])
        left = money(facts, figures.total[first])
        spent = money(facts, base)
        found.append(
            Question(
                where(facts, "frame.revenue", [first]),
                read,
                (
                    f"ger ramutrymmet {left} {first}, mot {spent} i basåret",
                    f"gives a total of {left} in {first}, against {spent} in the base year",
                ),
            )
        )
    yield from found


def _series(facts: Facts, key: str, amounts: Mapping[int, float]) -> Iterator[Question]:
    if not amounts:
        return
    years = list(amounts)
    odd = dict(jumps(list(amounts.values()))) if len(years) > 1 else {}
    for k, expected in odd.items():
        base = years[k] == facts.scenario.base_year
        y, usual = (years[1], amounts[years[0]]) if base else (years[k], expected)
        amount = amounts[y]
        typed, beside = retyped(facts.written(amount), facts.written(usual)), about(facts.written(usual))
        yield Question(
            f"frame.{key}" if base else where(facts, f"frame.{key}", [y]),
            money(facts, amount),
            (
                f"{y} skiljer sig mer än 20 % från åren intill, som ger ungefär {beside}",
                f"{y} differs by more than 20 % from the years beside it, which give about {beside}",
            ),
            both(typed) if typed or not base else _left_out(facts, usual - amount),
        )


def _left_out(facts: Facts, gap: float) -> Texts:
    """Return the committee whose frame is what a total lacks; nothing where none is."""
    frames = facts.figures.base_frame
    whole = sum(frames.values())
    left = [c for c, x in frames.items() if abs(gap - x) < LACKS * whole and x > 2 * LACKS * whole]
    return (f"utan {left[0]}", f"without {left[0]}") if left else ("", "")


def _central(facts: Facts) -> Iterator[Question]:
    frame = facts.scenario.frame
    central, revenue = frame.central or {}, frame.revenue or frame.total or {}
    below = {y: x for y, x in central.items() if x < 0}
    above = {y: x for y, x in central.items() if x > CENTRAL_MOST * revenue[y]}
    if below:
        positive = by_year(facts, {y: -x for y, x in below.items()})
        yield Question(
            where(facts, "frame.central", [*below]),
            by_year(facts, below),
            (
                "centrala kostnader skrivs utan minustecken; med det ökar de ramutrymmet",
                "central costs are written without a minus sign; with it they raise the total",
            ),
            both(positive),
        )
    elif above:
        yield Question(
            where(facts, "frame.central", [*above]),
            by_year(facts, above),
            (
                f"mer än {CENTRAL_MOST:.0%} av kommunens pengar".replace("%", " %"),
                f"more than {CENTRAL_MOST:.0%} of the municipality's money".replace("%", " %"),
            ),
            rescaled(facts, above, {y: 0.05 * revenue[y] for y in above}),
        )
    elif len(central) > 1 and any(central.values()):
        for k, expected in jumps(list(central.values()), CENTRAL_JUMP):
            y = [*central][k]
            likely = retyped(facts.written(central[y]), facts.written(expected))
            yield Question(
                where(facts, "frame.central", [y]),
                money(facts, central[y]),
                (
                    f"{y} skiljer sig mycket från åren intill, som ger ungefär {about(facts.written(expected))}",
                    f"{y} differs much from the years beside it, which give about {about(facts.written(expected))}",
                ),
                both(likely),
            )


def shifted(facts: Facts) -> Iterator[Question]:
    """Ask where the first plan year's total is the base year's frames to the last digit, and later ones grow."""
    figures, total = facts.figures, facts.scenario.frame.total
    if total is None or len(figures.years) < 2:  # noqa: PLR2004 - a later year
        return
    first, later = figures.years[0], figures.years[1]
    base, printed = sum(figures.base_frame.values()), facts.written(total[first])
    same = abs(facts.written(base) - printed) <= 0.5 * 10.0 ** -decimals(printed)
    grows = (
        max(figures.index[c, first] for c in figures.committees) > 0 and total[later] > 1.005 * total[first]
    )
    if same and grows and printed != round(printed, -1):
        yield Question(
            where(facts, "frame.total", [first]),
            number(printed),
            (
                f"är på sista siffran summan av nämndernas ramar {facts.scenario.base_year}",
                f"is to the last digit the sum of the committees' frames in {facts.scenario.base_year}",
            ),
            (
                f"årskolumnerna förskjutna ett år, så att {first} är {money(facts, total[later])}",
                f"year columns shifted by one, so that {first} is {money(facts, total[later])}",
            ),
        )


# ---------------------------------------------------------------------------------------------------- sum rows


def sum_rows(facts: Facts) -> Iterator[Question]:
    """Ask about an activity or a committee that is the sum of the others."""
    figures = facts.figures
    for c, own in figures.lines_of.items():
        paid = {a: figures.lines[a].base for a in own if figures.lines[a].shares == {c: 1.0}}
        named = {a: figures.lines[a].name for a in paid}
        for a in _sums(facts, paid, named):
            yield _sum_row(
                facts, f"activities.{a}.base", paid[a], (f"verksamheterna i {c}", f"activities of {c}")
            )
    names = {c: facts.scenario.committees[c].name or c for c in figures.committees}
    for c in _sums(facts, figures.base_frame, names):
        path = f"committees.{c}.base" if facts.scenario.committees[c].base is not None else f"committees.{c}"
        yield _sum_row(facts, path, figures.base_frame[c], ("nämnderna", "committees"))


def _sums(facts: Facts, amounts: Mapping[str, float], names: Mapping[str, str]) -> list[str]:
    """Return the ids whose amount is the sum of the others, in a table long enough or with a name that says so."""
    whole, found = sum(amounts.values()), []
    for id_, amount in amounts.items():
        printed = facts.written(amount)
        half = 0.5 * 10.0 ** -decimals(round(printed, 6))
        if amount > 0 and abs(2 * printed - facts.written(whole)) <= 1.01 * half:
            said = SUM_WORDS.intersection(re.findall(r"[^\W_]+", f"{id_} {names[id_]}".casefold()))
            if len(amounts) >= (FEWEST if said else SUMMED):
                found.append(id_)
    return found


def _sum_row(facts: Facts, path: str, amount: float, others: tuple[str, str]) -> Question:
    return Question(
        path,
        money(facts, amount),
        (f"är summan av de andra {others[0]}", f"is the sum of the other {others[1]}"),
        ("en summarad, som ska bort", "a row of sums, to be removed"),
    )
