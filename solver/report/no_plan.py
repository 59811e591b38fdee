"""When there is no plan: the conflict, the cheapest relief, and the changes that apply it, in words."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from models.constraint import Never
from solver.report.words import NO_BREAK, SHOWN_RELIEFS, Words, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.scenario import Scenario
    from solver.answer.no_plan import Bound, Clash, NoPlanError
    from solver.answer.ways import Relief, Way

FINEST = 9
"""The most decimals that a limit is told with: as many as the file may hold."""
LEAST = 1e-9
"""Numbers this near are the same."""
SAME = 1e-6
"""Costs this near are the same [MSEK]; as near as the solver finds them."""
REVENUE = ("intäkterna", "revenue")
"""What a total is called that follows from revenue."""


def no_plan(scenario: Scenario, error: NoPlanError) -> tuple[list[str], list[tuple[str, str]], list[str]]:
    """Why there is no plan: the message, the limits that clash with their places, the ways out."""
    w = Words(error.formulation.q.figures)
    return [_lead(w, error)], [_clash(w, c) for c in error.conflict], list(_ways(w, scenario, error))


def _lead(w: Words, error: NoPlanError) -> str:
    head = w.term("the_limits_leave_no_plan")
    found = "" if error.bound is None else _short(w, error.bound)
    return f"{head}{w.say(':', '.')} {found}" if found else f"{head}."


def _short(w: Words, bound: Bound) -> str:
    """What the conflict asks of the only total in it; nothing where it asks nothing of the total alone."""
    y, has, needs = bound.year, w.figures.total[bound.year], bound.total
    if abs(needs - has) < LEAST:
        return ""
    total, needed, gap = _apart(w, has, needs)
    if needs > has:
        return w.say(
            f"{y} kräver de {needed}, utrymmet är {total}. Det saknas {gap}.",
            f"In {y} they require {needed}, the total is {total}. {gap} is missing.",
        )
    return w.say(
        f"{y} rymmer de högst {needed}, utrymmet är {total}. Det är {gap} för mycket.",
        f"In {y} they hold at most {needed}, the total is {total}. That is {gap} too much.",
    )


def _apart(w: Words, one: float, other: float) -> tuple[str, str, str]:
    """Two amounts and their difference, with as many decimals as it takes to tell them apart."""
    decimals = _decimals(w.per_msek * one, w.per_msek * other, w.money_decimals)
    a, b, gap = (
        f"{w.number(v * w.per_msek, decimals)}{NO_BREAK}{w.unit}" for v in (one, other, abs(other - one))
    )
    return a, b, gap


def _decimals(one: float, other: float, decimals: int) -> int:
    """The fewest decimals with which two different numbers differ, and with which the second is exact if few do."""
    while decimals < FINEST and rounded(one, decimals) == rounded(other, decimals):
        decimals += 1
    exact = next(
        (d for d in range(decimals, decimals + 3) if abs(rounded(other, d) - other) < LEAST), decimals
    )
    return min(exact, FINEST)


def _clash(w: Words, c: Clash) -> tuple[str, str]:
    implied = w.implied(c.rows, c.index)
    text = w.limit(c.rows, c.index) + (f" ({implied})" if implied else "")
    return text, w.place(c.rows.path(*c.index))


def _ways(w: Words, scenario: Scenario, error: NoPlanError) -> Iterable[str]:
    if error.relief is None:
        yield from _none(w, error)
        return
    for n, way in enumerate(error.ways):
        yield _head(w, error, way, first=n == 0)
        yield from _way(w, scenario, way)


def _none(w: Words, error: NoPlanError) -> Iterable[str]:
    """Why no way is told: a relief is there but no value of a key gives it, those tried failed, or none is enough."""
    if error.least and all(r.written for r in error.least):
        yield w.say(
            "Gränserna går att lätta, men det flyttar uppräkningen som de räknas från, och ingen lättnad som har "
            "prövats gav en plan.",
            "The limits can be relieved, but that moves the indexation that they are counted from, and no relief that "
            "was tried gave a plan.",
        )
        return
    if error.least:
        yield w.say(
            "Det finns en lättnad som räcker, men inga värden i filen som ger den. Det som då ger vika är "
            f"{_given_way(w, error.least)}.",
            "There is a relief that is enough, but no values in the file that give it. What then gives way is "
            f"{_given_way(w, error.least)}.",
        )
        return
    indexed = any(clash.rows.role == "rule" for clash in error.conflict)
    stands = w.say(", så länge uppräkningen är som den är", " while indexation stands as it does")
    yield w.say(
        f"Ingen lättnad av de satta gränserna räcker{stands if indexed else ''}.",
        f"No relief of the stated limits is enough{stands if indexed else ''}.",
    )
    clashing = {(clash.rows.name, clash.index) for clash in error.conflict}
    if {(clash.rows.name, clash.index) for clash in error.hard} - clashing:
        stays = _first(w, [w.limit(clash.rows, clash.index) for clash in error.hard])
        yield w.say(
            f"Utan dem krockar ändå, och kan inte lättas: {stays}.",
            f"Without them these clash all the same, and cannot be relieved: {stays}.",
        )
    if error.unlawful:
        least = _given_way(w, error.unlawful)
        yield w.say(
            f"Ingen plan klarar det som lagen kräver, vad som än lättas. Minst bryts {least}.",
            f"No plan does what the law requires, whatever is relieved. At the least it breaks {least}.",
        )


def _given_way(w: Words, reliefs: Sequence[Relief]) -> str:
    """Limits and by how much each gives way."""
    told = []
    for r in reliefs:
        money = r.rows.unit == "money"
        by = _fine(w, abs(r.amount)) if money else w.points(abs(r.amount), _decimals(0.0, abs(r.amount), 1))
        told.append(f"{w.limit(r.rows, r.index, figure=False)} {w.term('by')} {by}")
    return _first(w, told)


def _first(w: Words, told: Sequence[str]) -> str:
    """A list of the first few, and how many there are beside them."""
    more = len(told) - SHOWN_RELIEFS
    return w.listed([*told[:SHOWN_RELIEFS], w.say(f"{more} till", f"{more} more")] if more > 0 else told)


def _head(w: Words, error: NoPlanError, way: Way, *, first: bool) -> str:
    """What a way eases and what it costs; the cheapest is called so."""
    cost = _fine(w, way.cost)
    if way is error.relief:
        beyond = way.cost > sum(r.cost for r in error.least) + SAME
        which = w.say(" som går att skriva i filen", " that the file can hold") if beyond else ""
        return w.say(
            f"{'Minsta' if first else 'Eller minsta'} lättnad{which}, {cost} i pengar räknat:",
            f"{'The smallest' if first else 'Or the smallest'} relief{which}, {cost} in money:",
        )
    if first:
        return w.say(f"Bara {_family(w, way)}, {cost}:", f"{_family(w, way)} alone, {cost}:".capitalize())
    return w.say(f"Eller bara {_family(w, way)}, {cost}:", f"Or {_family(w, way)} alone, {cost}:")


def _family(w: Words, way: Way) -> str:
    words: dict[str, list[str]] = {}
    for r in sorted(way.reliefs, key=lambda r: r.rows.name):
        said = REVENUE if r.path.startswith("frame.revenue") else r.rows.relief
        if not isinstance(said, Never):
            words.setdefault(w.say(*said), []).append(r.by)
    owned = {said: w.listed(sorted({*filter(None, by)})) for said, by in words.items()}
    return w.listed([f"{said} ({by})" if by else said for said, by in owned.items()])


def _way(w: Words, scenario: Scenario, way: Way) -> Iterable[str]:
    told = [_relief(w, one.relief, one.value) for one in way.written if one.relief is not None]
    yield from (f"  {text}" for text in told[:SHOWN_RELIEFS])
    if len(told) > SHOWN_RELIEFS:
        n = len(told) - SHOWN_RELIEFS
        yield w.say(f"  och {n} till, se result.json", f"  and {n} more, see result.json")
    yield from (f"  {line}" for line in command(scenario, way.changes))


def command(scenario: Scenario, changes: Sequence[str]) -> list[str]:
    """The command that runs a scenario with changes, quoted for the shell, one change a line."""
    path = shlex.quote(scenario.origin.path or "SCENARIO")
    sets = [f"  --set {shlex.quote(change)}" for change in (*scenario.origin.changes, *changes)]
    lines = [f"kommunbudget run {path}", *sets]
    return [f"{line} \\" for line in lines[:-1]] + lines[-1:]


def _relief(w: Words, r: Relief, value: float) -> str:
    """A limit that gives way: from what to what, as it is typed, and by how much."""
    verb = w.say("höj", "raise") if r.side > 0 else w.say("sänk", "lower")
    name, _ = w.named(r.rows, r.index)
    stated = r.stated or 0.0
    if r.shared and not isinstance(r.rows.relief, Never):
        last = r.path.rpartition(".")[2]
        name = " ".join([w.say(*r.rows.relief), *([last] if last.isdecimal() else [])])
    if r.stated_in == "money":
        has, needs, by = _apart(w, stated, value)
    elif r.stated_in == "points":
        decimals = _decimals(stated, value, 1)
        has, needs, by = (w.points(v, decimals) for v in (stated, value, abs(value - stated)))
    else:
        decimals = _decimals(100 * stated, 100 * value, 1)
        has, needs = (f"{w.number(100 * v, decimals)} {w.term('per_cent')}" for v in (stated, value))
        by = _fine(w, r.cost)
    if r.path.startswith("frame.revenue"):
        name = f"{w.say(*REVENUE)} {r.index[-1]}"
    amount = r.rows.amount(*r.index) if r.rows.amount else None
    sense = "" if amount is None or not amount.sense else w.term(amount.sense)
    has = " ".join(filter(None, (sense, has)))
    return f"{verb} {name} {w.say('från', 'from')} {has} {w.term('to_inside')} {needs} ({by})"


def _fine(w: Words, msek: float) -> str:
    """An amount with its unit and enough decimals to show that it is not nothing, however small."""
    decimals = w.money_decimals
    while decimals < FINEST and msek and not rounded(msek * w.per_msek, decimals):
        decimals += 1
    return f"{w.number(msek * w.per_msek, decimals)}{NO_BREAK}{w.unit}"


def lone(w: Words, clash: Clash) -> str:
    """What a limit that clashes alone clashes with."""
    if clash.rows.unit == "points" and clash.possible is not None:
        decimals = _decimals(clash.amount or 0.0, clash.possible, 1)
        most = w.points(clash.possible, decimals)
        return w.say(
            f"Effektkurvorna når inte dit: de ger högst {most}, hur mycket pengar det än blir.",
            f"The response curves do not reach so far: they give at most {most}, however much money there is.",
        )
    if w.figures.base_frame.get(str(clash.index[0]), 0.0) < 0:
        return w.say(
            "Det går inte ihop med belopp som inget krav har satt: fasta intäkter och kostnader, och att en ram "
            "under noll aldrig ligger under uppräkningens.",
            "It clashes with amounts that no limit set: fixed incomes and costs, and that a frame below zero never "
            "lies below that of indexation.",
        )
    return w.say(
        "Det går inte ihop med belopp som inget krav har satt: fasta kostnader, återställning av underskott "
        "och att nämndens kostnader ska rymmas i dess ram.",
        "It clashes with amounts that no limit set: fixed costs, restored deficits, and that a committee's "
        "costs must fit in its frame.",
    )
