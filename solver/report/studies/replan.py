"""The record of a re-plan: three plans side by side, what the year took and gave, and what can be done within it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.replan import pictures
from solver.report.replanned import (
    DECIMALS,
    act_rows,
    act_sentences,
    goal_rows,
    plan_heads,
    sentences,
    value_rows,
    year_rows,
)
from solver.report.studies.record import Short, StudyReport
from solver.report.words import RUN_ID
from solver.studies.replan import Replan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.report.terminal import Page
    from solver.report.words import Words


def _opening(page: Page, w: Words, study: Replan) -> list[str]:
    """Return what stands above: its sentences tell which year is settled, and on what it rests."""
    return [
        *page.heading(REPORT.full_title(study))[1:],
        *page.text(w.owner()),
        *page.text(f"{w.standing()} · {w.term('run_inside')} {w.digest[:RUN_ID]}"),
    ]


def _lines(page: Page, w: Words, study: Replan) -> list[str]:
    lines: list[str] = []
    for sentence in sentences(w, study):
        lines += page.text(sentence)
    for y in study.figures.open_years:
        lines += _frames(page, w, study, y)
    lines += _goals(page, w, study)
    lines += _values(page, w, study)
    if study.act is not None:
        lines += _act(page, w, study)
    return lines


def _frames(page: Page, w: Words, study: Replan, y: int) -> list[str]:
    heads, names, amounts = year_rows(w, study, y)

    def row(name: str, cells: Sequence[float | None]) -> list[str]:
        *first, last = (
            "" if x is None else w.amount(x, sign=k == len(cells) - 1) for k, x in enumerate(cells)
        )
        return [name, *first, last]

    sums = [sum(column) for column in zip(*amounts, strict=True)]
    old, still, new = (float(plan.q.reserve[y]) for plan in study.plans.values())
    aside = study.nothing.q.figures.set_aside[y] or None
    rows = [
        *(row(name, cells) for name, cells in zip(names, amounts, strict=True)),
        row(w.quantity("frames"), sums),
        row(w.quantity("reserve"), [old, still, aside, None, new, None, new - old]),
    ]
    title = w.say(f"Ramar {y}, {w.unit}", f"Frames {y}, {w.unit}")
    lines = [*page.heading(title), *page.table([*w.terms("committee"), *heads.values()], rows, sums=2)]
    if aside:
        lines += page.text(
            w.say(
                f"Ramutrymmet är {w.money(aside)} mindre: kommunen återställer eget underskott.",
                f"The total is {w.money(aside)} less: the municipality restores a deficit of its own.",
            )
        )
    return [*lines, *page.text(w.term("rounded_sums"))]


def _goals(page: Page, w: Words, study: Replan) -> list[str]:
    y = study.figures.years[-1]
    rows = [
        [name, *(w.number(x, w.goal_decimals(g)) for x in values)]
        for g, (name, values) in zip(study.scenario.goals, goal_rows(w, study), strict=True)
    ]
    title = w.say(f"Mål {y}, efter det som pengarna ger", f"Goals {y}, by what the money gives")
    return [*page.heading(title), *page.table([w.term("goal"), *plan_heads(w)], rows)]


def _values(page: Page, w: Words, study: Replan) -> list[str]:
    rows = [[name, *(w.number(x, DECIMALS) for x in values)] for name, values in value_rows(w, study)]
    title = w.term("value_by_year")
    note = w.say(
        "Ett avslutat år som kostade mer har högre V det året; pengarna som det tog står ovan. Skillnaden mellan "
        "omplanering och inget är vad som går att göra nu, med de pengar som står ovan.",
        "A settled year that cost more has a higher V that year; the money that it took stands above. The difference "
        "between re-plan and nothing is what can be done now, with the money that stands above.",
    )
    head = [w.term("year"), *plan_heads(w)]
    return [*page.heading(title), *page.table(head, rows, sums=1), *page.text(note)]


def _act(page: Page, w: Words, study: Replan) -> list[str]:
    lines = page.heading(w.say(f"Inom {study.year}", f"Within {study.year}"))
    for sentence in act_sentences(w, study):
        lines += page.text(sentence)
    found = act_rows(w, study)
    if found:
        rows = [[name, w.amount(left), w.amount(x, sign=True)] for name, left, x in found]
        reached = sum(x for _, _, x in found)
        rows.append([w.term("sum"), "", w.amount(reached, sign=True)])
        head = [
            w.term("activity"),
            w.say(f"kvar att\nändra, {w.unit}", f"left to\nchange, {w.unit}"),
            w.say(f"ändring\n{w.unit}", f"change\n{w.unit}"),
        ]
        lines += [*page.table(head, rows, sums=1), *page.text(w.term("rounded_sums"))]
    return lines


def _short(w: Words, study: Replan) -> Short:
    y = study.figures.open_years[0]
    rows = [
        [w.committee(c), *(w.amount(float(plan.q.frame[c, y])) for plan in study.plans.values())]
        for c in study.scenario.committees
    ]
    head = [w.say(f"Ramar {y}, {w.unit}", f"Frames {y}, {w.unit}"), *plan_heads(w)]
    return Short(sentences=sentences(w, study)[1:3], head=head, rows=rows)


def _subject(_: Words, study: Replan) -> str:
    return study.subject


REPORT = StudyReport(
    of=Replan,
    title=("Härifrån", "From here"),
    question=(
        "Vad var planerat, vad blir det om inget görs, och vad går att göra nu?",
        "What was planned, what comes of it if nothing is done, and what can be done now?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
    subject=_subject,
    opening=_opening,
)
