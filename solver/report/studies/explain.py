"""The record of one committee's account: why not more, why not less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.packages import packages_of
from solver.output.rows import written
from solver.report import account, limits
from solver.report.ambitions import spread
from solver.report.because import because, unbound
from solver.report.plots.waterfall import pictures
from solver.report.studies.record import Short, StudyReport, settled
from solver.report.words import MOST_DECIMALS, NO_BREAK, NONE, Words, rounded
from solver.studies.explain import Explanation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from solver.answer.result import Result
    from solver.report.terminal import Page
    from solver.studies.explain import Krona, YearAccount

SHOWN_PART = 5e-4
"""Changes smaller than this are left out of a sentence [per MSEK, or points]."""
SHOWN_GOALS = 3
"""The number of goals that the sentence on one krona names on each side."""


def _opening(page: Page, w: Words, explanation: Explanation) -> list[str]:
    return [
        *page.text(f"{w.scenario.title}: {w.committee(explanation.committee)}"),
        *page.text(
            w.say(
                f"{w.owner()} Jämfört med uppräkning samma år.",
                f"{w.owner()} Compared with indexation the same year.",
            )
        ),
        *settled(page, w),
    ]


def _lines(page: Page, w: Words, explanation: Explanation) -> list[str]:
    lines = [*_bridge(page, w, explanation), *_parts(page, w, explanation)]
    for year in explanation.years:
        lines += _year(page, w, year)
    return [*lines, *_activities(page, w, explanation), *_claims(page, w, explanation)]


def _bridge(page: Page, w: Words, explanation: Explanation) -> list[str]:
    rows = account.bridge_rows(w, [y.bridge for y in explanation.years])
    return [
        *page.heading(account.bridge_title(w)),
        *page.table(_head(w, explanation), rows, sums=1),
        *page.text(w.term("rounded_sums")),
        *_real(page, w, explanation),
    ]


def _head(w: Words, explanation: Explanation) -> list[str]:
    return [w.term("item"), *(str(y.year) for y in explanation.years)]


def _real(page: Page, w: Words, explanation: Explanation) -> list[str]:
    told = [f"{y.year} {w.percent(y.real, sign=True)}" for y in explanation.years if y.real is not None]
    if not told:
        return []
    text = w.say(
        "Realt, mot den egna ramen året före med årets flyttade uppgifter, engångsposter och kapitalkostnader",
        "In real terms, on the plan's own frame of the year before with the year's moved tasks, one-off items and "
        "capital cost",
    )
    return page.text(f"{text}: {', '.join(told)}.")


def _parts(page: Page, w: Words, explanation: Explanation) -> list[str]:
    years = explanation.years
    rows = account.part_rows(w, [y.reason for y in years])
    lines = page.heading(account.parts_title(w))
    lines += page.table(_head(w, explanation), rows, sums=1)
    lines += page.text(w.term("rounded_sums"))
    for y in years:
        lines += page.text(
            f"{y.year}. {because(explanation.result, explanation.committee, y.year)}", "", "  "
        )
    return lines


def _year(page: Page, w: Words, y: YearAccount) -> list[str]:
    lines = page.heading(str(y.year))
    lines += page.text(_krona(w, y.more, more=True))
    lines += page.text(_krona(w, y.less, more=False))
    for m in y.marginals:
        place = w.place(m.rows.path(*m.index))
        lines += page.text(
            f"{w.limit(m.rows, m.index)}: {limits.marginal(w, m)}" + (f" ({place})" if place else ""),
            "  ",
            "    ",
        )
    if not y.marginals:
        lines += page.text(f"{unbound(w)}.", "  ")
    return lines


def _krona(w: Words, krona: Krona | None, *, more: bool) -> str:
    if krona is None:
        return w.say(
            f"Varför inte {'mer' if more else 'mindre'}? Ingen plan inom gränserna ger nämnden "
            f"{'mer' if more else 'mindre'}.",
            f"Why not {'more' if more else 'less'}? No plan within the limits gives the committee "
            f"{'more' if more else 'less'}.",
        )
    name = {k: w.committee(k) for k in krona.committees}
    others = _shares(
        w, {name[k]: -v if more else v for k, v in krona.committees.items()}, krona.reserve, more=more
    )
    inside = _shares(
        w, {w.activity(a): v if more else -v for a, v in krona.activities.items()}, 0.0, more=more
    )
    gains = [
        g for g in sorted(krona.goals, key=lambda g: -written(krona.goals[g])) if krona.goals[g] > SHOWN_PART
    ]
    losses = [
        g for g in sorted(krona.goals, key=lambda g: written(krona.goals[g])) if krona.goals[g] < -SHOWN_PART
    ]
    value = f"{w.fine(krona.value, 3, sign=True)} {w.term('points')}"
    still = not rounded(krona.value, MOST_DECIMALS)
    one = f"1{NO_BREAK}{w.term('msek')}"
    sv = (
        f"Varför inte {'mer' if more else 'mindre'}? Med den första kronan {'till' if more else 'från'} nämnden, "
        f"räknat per {one}, ändras V {'inte' if still else f'med {value}'}"
    )
    en = (
        f"Why not {'more' if more else 'less'}? With the first krona {'to' if more else 'from'} the committee, "
        f"per {one}, V {'does not change' if still else f'changes by {value}'}"
    )
    parts = []
    if others:
        parts.append(
            w.say(
                f"{'den tas från' if more else 'den går till'} {others}",
                f"{'it comes from' if more else 'it goes to'} {others}",
            )
        )
    if inside:
        parts.append(
            w.say(
                f"{'den går till' if more else 'den tas från'} {inside}",
                f"{'it goes to' if more else 'it comes from'} {inside}",
            )
        )
    if gains:
        parts.append(
            w.say(
                f"målen vinner ({_goals(w, krona.goals, gains)})",
                f"goals gain ({_goals(w, krona.goals, gains)})",
            )
        )
    if losses:
        parts.append(
            w.say(
                f"målen förlorar ({_goals(w, krona.goals, losses)})",
                f"goals lose ({_goals(w, krona.goals, losses)})",
            )
        )
    return w.say(sv, en) + ("; " + "; ".join(parts) if parts else "") + "."


def _shares(w: Words, changes: Mapping[str, float], reserve: float, *, more: bool) -> str:
    """Return who gives (or gets), with shares where there are several."""
    given = {name: part for name, part in changes.items() if abs(part) > SHOWN_PART}
    from_reserve = -reserve if more else reserve
    if abs(from_reserve) > SHOWN_PART:
        given[w.term("council_reserve")] = from_reserve
    ordered = sorted(given.items(), key=lambda item: -written(item[1]))
    if len(ordered) == 1:
        return ordered[0][0]
    return w.listed([f"{name} ({w.percent(part, 0)})" for name, part in ordered])


def _goals(w: Words, points: Mapping[str, float], goals: list[str]) -> str:
    told = [f"{w.goal(g)} {w.fine(points[g], 3, sign=True)}" for g in goals[:SHOWN_GOALS]]
    return ", ".join(told) + (" …" if len(goals) > SHOWN_GOALS else "")


def _activities(page: Page, w: Words, explanation: Explanation) -> list[str]:
    result, c = explanation.result, explanation.committee
    figures, y = result.figures, explanation.years[0].year
    indexed, proposal = result.plans["indexation"], result.proposal
    rows = []
    for a in figures.lines_of[c]:
        share = figures.lines[a].shares[c]
        level = proposal.level.get((a, y))
        rows.append(
            [
                w.activity(a) + (w.term("statutory") if _statutory(result, a) else ""),
                w.amount(share * figures.lines[a].base),
                w.amount(share * indexed.q.spend[a, y]),
                w.amount(share * proposal.q.spend[a, y]),
                NONE if level is None else w.percent(level),
            ]
        )
    head = [
        *w.terms("activity"),
        str(result.scenario.base_year),
        w.say(f"Uppräkning\n{y}", f"Indexation\n{y}"),
        w.say(f"Förslag\n{y}", f"Proposal\n{y}"),
        w.say("Mot oförändrad\nverksamhet", "Of unchanged\nservice"),
    ]
    title = w.say(f"Verksamheter, vägledande fördelning, {w.unit}", f"Activities, indicative, {w.unit}")
    return [*page.heading(title), *page.table(head, rows)]


def _statutory(result: Result, a: str) -> bool:
    activity = result.figures.activity(a)
    return activity is not None and activity.statutory


def _claims(page: Page, w: Words, explanation: Explanation) -> list[str]:
    result, c = explanation.result, explanation.committee
    figures, s = result.figures, result.scenario
    rows = []
    for r in figures.responses:
        if any(c in figures.lines[a].shares for a in r.members):
            claim = s.complements[r.id] if r.complement else s.effects[r.members[0]][r.goal]
            who = ", ".join(filter(None, (claim.author, claim.date.isoformat() if claim.date else None)))
            rows.append(
                [
                    f"{' + '.join(w.activity(a) for a in r.members)} → {w.goal(r.goal)}",
                    w.grade(r.evidence),
                    who or NONE,
                ]
            )
    if not rows:
        return page.text(w.say("Inget effektsamband gäller nämnden.", "No effect concerns the committee."))
    head = [
        *w.terms("assumption"),
        w.say("Grad", "Grade"),
        w.term("by_date"),
    ]
    title = w.say("Antaganden att bekräfta eller bestrida", "Assumptions to confirm or dispute")
    packages = [p for a, p in packages_of(s).items() if c in figures.lines[a].shares]
    apart = [said for p in packages for goal in p.goals if (said := spread(w, p, goal))]
    notes = [line for said in apart for line in page.text(said)]
    return [*page.heading(title), *page.table(head, rows, left=(0, 1, 2)), *notes]


def _short(w: Words, study: Explanation) -> Short:
    rows = account.part_rows(w, [y.reason for y in study.years])
    head = [
        w.say(f"Ram och orsaker, {w.unit}", f"Frame and causes, {w.unit}"),
        *(str(y.year) for y in study.years),
    ]
    return Short(sentences=[w.owner()], head=head, rows=rows, title=w.committee(study.committee))


REPORT = StudyReport(
    of=Explanation,
    title=("Varför", "Why"),
    question=(
        "Varför inte mer, och varför inte mindre?",
        "Why not more, and why not less?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
    subject=lambda w, explanation: w.committee(explanation.committee),
    opening=_opening,
)
