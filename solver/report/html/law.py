"""What the law asks, each with its outcome: balanced budget, the result reserve, statutory activities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.plan import TOLERANCE
from solver.report.html.blocks import Section, Table, Text
from solver.report.words import ONE_KRONA, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.answer.result import Result
    from solver.report.words import Words

NAMED = 3
"""How many activities a cell names."""
UNCHANGED = 100.0
"""Level of unchanged service [per cent]."""


def law(result: Result, w: Words) -> Section:
    """The law's demands and what the proposal does about each in the years that are planned.

    Args:
        result: The answer.
        w: Its words.
    """
    title = w.say("Lagkrav", "What the law asks")
    rows = (*_balanced(result, w), *_reserve(result, w), *_duties(result, w))
    head = (w.term("limit"), w.say("Räkneförslaget", "The proposal"))
    note = w.say(
        "Lagen anger inget belopp för lagstadgade verksamheter: nivån är mot kostnaden för oförändrad verksamhet. Om "
        "den räcker är en bedömning som programmet inte gör. Lika villkor för fristående skolor prövas inte här.",
        "The law names no amount for statutory activities: the level is against the cost of unchanged service, and "
        "whether it is enough is a judgement that the program does not make. Equal terms for independent schools are "
        "not tested here.",
    )
    if result.figures.settled_years:
        planned = w.say("Avslutade år prövas inte här.", "Settled years are not tested here.")
        note = f"{planned} {note}"
    table = Table(caption=title, heard=True, head=head, rows=rows, words=(0, 1))
    return Section(id="lagkrav", title=title, blocks=(table, Text(text=note, role="note")))


def _balanced(result: Result, w: Words) -> Iterator[tuple[str, str]]:
    """Costs do not exceed revenue, year by year."""
    name = w.say(
        "Intäkterna överstiger kostnaderna (balanskravet)", "Revenue exceeds costs (balanced budget)"
    )
    frame, q = w.scenario.frame, result.proposal.q
    if frame.revenue is None or frame.central is None:
        text = w.say(
            "Prövas inte: scenariot anger ramutrymmet, inte intäkterna.",
            "Not tested: the scenario states the total, not the revenue.",
        )
        yield name, text
        return
    told = []
    for y in result.figures.open_years:
        left = frame.revenue[y] - frame.central[y] - sum(q.spend[a, y] for a in result.figures.lines)
        left += q.withdrawal[y]
        kept = left >= -TOLERANCE
        how = w.say("uppfyllt" if kept else "brutet", "kept" if kept else "broken")
        told.append(f"{y}: {how}, {w.money(left, sign=True)}")
    yield name, "; ".join(told)


def _reserve(result: Result, w: Words) -> Iterator[tuple[str, str]]:
    """The result reserve against its cap; nothing where there is none."""
    reserve, frame, q = w.scenario.frame.result_reserve, w.scenario.frame, result.proposal.q
    if reserve is None:
        return
    name = w.say("Resultatreservens storlek", "Size of the result reserve")
    told = []
    for y in result.figures.open_years:
        text = f"{y}: {w.money(q.result_reserve[y])}"
        if reserve.cap is not None and frame.revenue is not None:
            cap = w.money(reserve.cap[y] * frame.revenue[y])
            text += w.say(f", tak {cap}", f", cap {cap}")
        told.append(text)
    yield name, "; ".join(told)
    taken = [
        f"{y}: {w.money(q.withdrawal[y])}" for y in result.figures.open_years if q.withdrawal[y] > ONE_KRONA
    ]
    if taken:
        by = w.say("ingen riktlinje är angiven", "no guideline is stated")
        if reserve.by:
            by = w.say(f"enligt {reserve.by}", f"under {reserve.by}")
        yield (
            w.term("withdrawal_from_the_result_reserve"),
            f"{'; '.join(taken)}; {by}",
        )


def _duties(result: Result, w: Words) -> Iterator[tuple[str, str]]:
    """Statutory activities below unchanged service, the lowest first."""
    f, level = result.figures, result.proposal.level
    statutory = [a for a, activity in w.scenario.activities.items() if activity.statutory]
    name = w.say("Lagstadgade verksamheter", "Statutory activities")
    if not statutory:
        yield name, w.say("Ingen är angiven i scenariot.", "None is stated in the scenario.")
        return
    for y in f.open_years:
        levels = {a: level[a, y] for a in statutory if (a, y) in level}
        below = sorted((at, a) for a, at in levels.items() if rounded(100 * at, 1) < UNCHANGED)
        told = w.say(
            f"{len(levels) - len(below)} av {len(levels)} på minst oförändrad nivå",
            f"{len(levels) - len(below)} of {len(levels)} at unchanged service or more",
        )
        if below:
            lowest = w.listed([f"{w.activity(a)} {w.percent(at)}" for at, a in below[:NAMED]])
            told += w.say(f"; lägst: {lowest}", f"; lowest: {lowest}")
        if rest := len(statutory) - len(levels):
            told += w.say(f"; {rest} med fast belopp", f"; {rest} with a fixed amount")
        yield f"{name} {y}", told
