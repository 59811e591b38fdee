"""When there is no plan: the conflict, the cheapest relief, and the changes that apply it, in words."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from models.constraint import Never
from solver.report.words import (
    MOST_DECIMALS,
    NO_BREAK,
    SHOWN_RELIEFS,
    Words,
    rounded,
    rounded_parts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.scenario import Scenario
    from solver.answer.no_plan import Clash, NoPlanError, Relief, Way


def no_plan(scenario: Scenario, error: NoPlanError) -> tuple[list[str], list[tuple[str, str]], list[str]]:
    """Why there is no plan: the message, the limits that clash with their places, the ways out."""
    w = Words(error.formulation.q.figures)
    return [_lead(w, error)], [_clash(w, c) for c in error.conflict], list(_ways(w, scenario, error))


def _lead(w: Words, error: NoPlanError) -> str:
    head = w.term("the_limits_leave_no_plan")
    ways = [way for way in (error.relief, *error.others) if way is not None and way.families == ("total",)]
    found = " ".join(_short(w, r) for r in ways[0].reliefs) if ways else ""
    return f"{head}{w.say(':', '.')} {found}" if found else f"{head}."


def _short(w: Words, r: Relief) -> str:
    y, decimals = int(r.index[0]), w.money_decimals
    amounts = [w.figures.total[y] * w.per_msek, r.amount * w.per_msek]
    while not rounded(amounts[1], decimals) and decimals < MOST_DECIMALS:
        decimals += 1
    has, off = rounded_parts(amounts, sum(amounts), decimals)
    needs, total, gap = (f"{w.number(v, decimals)}{NO_BREAK}{w.unit}" for v in (has + off, has, abs(off)))
    if off > 0:
        return w.say(
            f"{y} kräver de {needs}, utrymmet är {total}. Det saknas {gap}.",
            f"In {y} they require {needs}, the total is {total}. {gap} is missing.",
        )
    return w.say(
        f"{y} rymmer de högst {needs}, utrymmet är {total}. Det är {gap} för mycket.",
        f"In {y} they hold at most {needs}, the total is {total}. That is {gap} too much.",
    )


def _clash(w: Words, c: Clash) -> tuple[str, str]:
    implied = w.implied(c.rows, c.index)
    text = w.limit(c.rows, c.index) + (f" ({implied})" if implied else "")
    return text, w.place(c.rows.path(*c.index))


def _ways(w: Words, scenario: Scenario, error: NoPlanError) -> Iterable[str]:
    if error.relief is None:
        yield w.say(
            "Ingen lättnad av de satta gränserna räcker.", "No relief of the stated limits is enough."
        )
        if error.unlawful:
            least = w.listed(
                [
                    f"{w.limit(r.rows, r.index, figure=False)} {w.term('by')} {w.fine_money(abs(r.amount))}"
                    for r in error.unlawful
                ]
            )
            yield w.say(
                f"Ingen plan klarar det som lagen kräver, vad som än lättas. Minst bryts {least}.",
                f"No plan does what the law requires, whatever is relieved. At the least it breaks {least}.",
            )
        return
    yield w.say(
        f"Minsta lättnad, {w.fine_money(error.relief.cost)} i pengar räknat:",
        f"The smallest relief, {w.fine_money(error.relief.cost)} in money:",
    )
    yield from _way(w, scenario, error.relief)
    for way in error.others:
        if way.families != error.relief.families:
            yield w.say(
                f"Eller bara {_family(w, way)}, {w.fine_money(way.cost)}:",
                f"Or {_family(w, way)} alone, {w.fine_money(way.cost)}:",
            )
            yield from _way(w, scenario, way)


def _family(w: Words, way: Way) -> str:
    words = {r.rows.name: r.rows.relief for r in way.reliefs}
    return w.listed([w.say(*said) for _, said in sorted(words.items()) if not isinstance(said, Never)])


def _way(w: Words, scenario: Scenario, way: Way) -> Iterable[str]:
    for r in way.reliefs[:SHOWN_RELIEFS]:
        yield f"  {_relief(w, r)}"
    if len(way.reliefs) > SHOWN_RELIEFS:
        n = len(way.reliefs) - SHOWN_RELIEFS
        yield w.say(f"  och {n} till, se result.json", f"  and {n} more, see result.json")
    if way.changes:
        yield from (f"  {line}" for line in command(scenario, way.changes))


def command(scenario: Scenario, changes: Sequence[str]) -> list[str]:
    """The command that runs a scenario with changes, quoted for the shell, one change a line."""
    path = shlex.quote(scenario.origin.path or "SCENARIO")
    sets = [f"  --set {shlex.quote(change)}" for change in (*scenario.origin.changes, *changes)]
    lines = [f"kommunbudget run {path}", *sets]
    return [f"{line} \\" for line in lines[:-1]] + lines[-1:]


def _relief(w: Words, r: Relief) -> str:
    up = r.amount > 0 if r.rows.equal else r.rows.looser > 0
    verb = w.say("höj", "raise") if up else w.say("sänk", "lower")
    if r.rows.looser == 0 and not r.rows.equal:
        verb = w.say("lätta på", "relieve")
    name, has = w.named(r.rows, r.index)
    by = w.fine_money(abs(r.amount)) if r.rows.unit == "money" else w.fine_points(abs(r.amount))
    if r.needed is None or not has or r.path.startswith("frame.revenue"):
        return f"{verb} {name} {w.term('by')} {by}"
    link = w.term("to_inside")
    return f"{verb} {name} {w.say('från', 'from')} {has} {link} {_needed(w, r)} ({by})"


def _needed(w: Words, r: Relief) -> str:
    needed = r.needed or 0.0
    if r.rows.stated_in == "share":
        return w.spoken_percent(needed)
    return w.points(needed) if r.rows.stated_in == "points" else w.fine_money(needed)
