"""The record of one committee's account: why not more, why not less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.indexation import BRIDGE
from solver.report import limits
from solver.report.studies.record import Short, StudyReport
from solver.report.words import NO_BREAK, NONE, Words, rounded_parts
from solver.studies.explain import CAUSES, Explanation

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
    ]


def _lines(page: Page, w: Words, explanation: Explanation) -> list[str]:
    lines = [*_bridge(page, w, explanation), *_method(page, w, explanation)]
    for year in explanation.years:
        lines += _year(page, w, year)
    return [*lines, *_activities(page, w, explanation), *_claims(page, w, explanation)]


def _bridge(page: Page, w: Words, explanation: Explanation) -> list[str]:
    terms = [name for name in BRIDGE if name != "indexation"]
    rows: list[list[str]] = []
    columns = []
    for y in explanation.years:
        parts = [*(y.bridge[name] for name in terms), *(y.parts[cause] for cause in CAUSES)]
        columns.append(
            rounded_parts([p * w.per_msek for p in parts], y.reason.proposal * w.per_msek, w.money_decimals)
        )
    n = len(terms)
    for k, name in enumerate((*terms, *CAUSES)):
        if k in (0, n) or any(column[k] for column in columns):
            cells = [
                w.number(col[k], w.money_decimals) if not k else w.signed(col[k], w.money_decimals)
                for col in columns
            ]
            rows.append([_term(w, name), *cells])
        if k == n - 1:
            rows.append(
                [
                    w.say("= uppräkning", "= indexation"),
                    *(w.number(sum(col[:n]), w.money_decimals) for col in columns),
                ]
            )
    rows.append(
        [w.say("= räkneförslag", "= proposal"), *(w.number(sum(col), w.money_decimals) for col in columns)]
    )
    head = [
        w.term("item"),
        *(str(y.year) for y in explanation.years),
    ]
    title = w.say(
        f"Från årets ram till förslag, {w.unit}", f"From this year's frame to the proposal, {w.unit}"
    )
    return [*page.heading(title), *page.table(head, rows, sums=1)]


def _term(w: Words, name: str) -> str:
    sv, en = {
        "last_year": ("ram året före, uppräknad", "frame the year before, indexed"),
        "one_off": ("engångsposter", "one-off items"),
        "full_year": ("helårseffekter", "full-year effects"),
        "technical": ("tekniska justeringar", "technical adjustments"),
        "price_and_wages": ("pris och lön", "price and wages"),
        "requirement": ("effektiviseringskrav", "efficiency requirement"),
        "demography": ("demografi", "demography"),
        "capital": ("kapitalkostnad", "capital cost"),
        "scaling": ("osthyvel till ramutrymmet", "scaling to the total"),
        "volume": ("volymer", "volumes"),
        "price": ("egna priser och effektivisering", "own prices and efficiency"),
        "goals": ("målen och deras vikter", "goals and their weights"),
        "limits": ("gränser och beslut", "limits and decisions"),
    }[name]
    return w.say(sv, en)


def _method(page: Page, w: Words, explanation: Explanation) -> list[str]:
    said = w.say(
        "Skillnaden mot uppräkning är delad med Shapleys värde: varje orsak får medelvärdet av vad den ändrar, "
        "över alla ordningar som orsakerna kan läggas till i. Delarna blir därför exakt skillnaden, och ingen "
        "ordning är förmer än en annan.",
        "The difference from indexation is divided by Shapley's value: each cause gets the mean of what it changes, "
        "over all orders in which the causes can be added. So the parts make up exactly the difference, and no order "
        "is preferred.",
    )
    if explanation.stand_ins:
        n = explanation.stand_ins
        said += w.say(
            f" I {n} av 16 kombinationer går gränserna inte ihop; där räknas utan dem.",
            f" In {n} of 16 combinations the limits leave no plan; there they are left out.",
        )
    return page.text(said)


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
        lines += page.text(w.say("Ingen egen gräns binder.", "No limit of its own binds."), "  ")
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
    gains = [g for g in sorted(krona.goals, key=lambda g: -krona.goals[g]) if krona.goals[g] > SHOWN_PART]
    losses = [g for g in sorted(krona.goals, key=lambda g: krona.goals[g]) if krona.goals[g] < -SHOWN_PART]
    value = f"{w.fine(krona.value, 3, sign=True)} {w.term('points')}"
    one = f"1{NO_BREAK}{w.term('msek')}"
    sv = (
        f"Varför inte {'mer' if more else 'mindre'}? Med den första kronan {'till' if more else 'från'} nämnden, "
        f"räknat per {one}, ändras V med {value}"
    )
    en = (
        f"Why not {'more' if more else 'less'}? With the first krona {'to' if more else 'from'} the committee, "
        f"per {one}, V changes by {value}"
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
    ordered = sorted(given.items(), key=lambda item: -item[1])
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
    return [*page.heading(title), *page.table(head, rows, left=(0, 1, 2))]


def _short(w: Words, study: Explanation) -> Short:
    names = {
        "volume": w.say("volymer", "volumes"),
        "price": w.say("egna priser och effektivisering", "own prices and efficiency"),
        "goals": w.say("målen och deras vikter", "goals and their weights"),
        "limits": w.say("gränser och beslut", "limits and decisions"),
    }
    rows = [
        [w.plan_id("indexation"), *(w.amount(y.reason.proposal - y.reason.difference) for y in study.years)],
        *([names[cause], *(w.amount(y.parts[cause], sign=True) for y in study.years)] for cause in CAUSES),
        [w.plan_id("proposal"), *(w.amount(y.reason.proposal) for y in study.years)],
    ]
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
    subject=lambda w, explanation: w.committee(explanation.committee),
    opening=_opening,
)
