"""The record of revealed weights: the weights that a plan corresponds to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.revealed import pictures
from solver.report.studies.record import SHORT_DECIMALS, Short, StudyReport
from solver.report.words import Words, rounded
from solver.studies.revealed import Revealed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from solver.report.terminal import Page
    from solver.studies.revealed import Weight

EXPLAINED = 1e-5
"""Regret below this is none [points]."""
DECIMALS = 1


def _opening(page: Page, w: Words, r: Revealed) -> list[str]:
    owner = w.scenario.weights.owner
    compared = w.say(
        f"Jämfört med de angivna vikterna. Avsändare: {owner}",
        f"Compared with the stated weights. Owner: {owner}",
    )
    lines = [*page.heading(w.scenario.title)[1:], *page.text(REPORT.full_title(r)), *page.text(compared)]
    return [*lines, ""]


def _lines(page: Page, w: Words, r: Revealed) -> list[str]:
    lines = page.text(_regret(w, r))
    if r.allowed:
        n = len(r.allowed)
        lines += page.text(
            w.say(
                f"Planen avviker från {n} {'regel eller krav' if n == 1 else 'regler och krav'}; samma avvikelser "
                "tillåts för de planer som den jämförs med.",
                f"The plan departs from {n} {'rule or limit' if n == 1 else 'rules and limits'}; the plans that it is "
                "held against may depart as much.",
            )
        )
    inside = w.say("; proportioner inom området som angivet", "; proportions inside as stated")
    areas = w.say("Målområden, vikt i procent", "Goal areas, weight in per cent")
    lines += page.heading(areas + (inside if r.by == "area" else ""))
    lines += _table(
        page,
        w,
        w.term("goal_area"),
        r.areas,
        lambda area: w.goal(area) if area in w.scenario.goals else area,
    )
    lines += page.heading(w.say("Mål, vikt i procent", "Goals, weight in per cent"))
    lines += _table(page, w, w.term("goal"), r.goals, w.goal)
    lines += ["", *page.text(_gap(w, r))]
    left_out = [w.goal(g) for g in w.scenario.goals if g not in r.goals]
    if left_out:
        lines += page.text(
            w.say(
                f"Utan vikt här, eftersom inget påverkar dem: {w.listed(left_out)}.",
                f"Without a weight here, for nothing affects them: {w.listed(left_out)}.",
            )
        )
    note = w.term("weights_are_no_statement")
    return [*lines, *page.text(note)]


def _regret(w: Words, r: Revealed) -> str:
    stated = w.fine(r.stated_regret, 3)
    if r.regret < EXPLAINED:
        return w.say(
            "Det finns vikter under vilka planen är lika bra som den bästa: inget blir kvar oförklarat. Med de angivna "
            f"vikterna ligger den {stated} poäng under den bästa.",
            "There are weights under which the plan is as good as the best one: nothing is left unexplained. Under the "
            f"stated weights it is {stated} points below the best.",
        )
    left = w.fine(r.regret, 3)
    share = ""
    if r.regret_share is not None:
        of = w.number(100 * r.regret_share, 0)
        share = w.say(
            f", {of} procent av vad som då kan vinnas mot uppräkning",
            f", {of} per cent of what can then be gained over indexation",
        )
    return w.say(
        f"Med de vikter som förklarar planen bäst ligger den {left} poäng under den bästa planen{share}. Det förklaras "
        f"inte av några vikter. Med de angivna vikterna ligger den {stated} poäng under.",
        f"Under the weights that explain it best the plan is {left} points below the best one{share}. No weights "
        f"explain that. Under the stated weights it is {stated} points below.",
    )


def _gap(w: Words, r: Revealed) -> str:
    moved = w.percent(r.gap, DECIMALS)
    text = w.say(
        f"Från de angivna vikterna till dessa flyttas {moved} av vikten mellan målen.",
        f"From the stated weights to these, {moved} of the weight moves between goals.",
    )
    if r.within > EXPLAINED:
        near = w.fine(r.within, 2)
        text += w.say(
            f" Visade vikter och spann: alla som förklarar planen inom {near} poäng från de bästa.",
            f" Weights and ranges shown: all that explain the plan within {near} points of the best.",
        )
    if not r.loose:
        return text
    return text + w.say(
        " Obestämd: flera vikter förklarar planen lika bra. Spannet visar vilka, och de som står i kolumnen Planens är "
        "de som ligger närmast de angivna.",
        " Undetermined: several weights explain the plan equally well. The range tells which, and those shown are the "
        "ones nearest to the stated.",
    )


def _table(
    page: Page, w: Words, what: str, weights: Mapping[str, Weight], name: Callable[[str], str]
) -> list[str]:
    rows = []
    for id_, v in weights.items():
        before, after = rounded(100 * v.stated, DECIMALS), rounded(100 * v.revealed, DECIMALS)
        span = f"{w.number(100 * v.low, DECIMALS)}–{w.number(100 * v.high, DECIMALS)}"
        loose = w.say("obestämd", "undetermined") if v.loose else ""
        difference = w.signed(after - before, DECIMALS)
        rows.append(
            [name(id_), w.number(before, DECIMALS), w.number(after, DECIMALS), difference, span, loose]
        )
    head = [
        what,
        *w.terms("stated"),
        w.say("Planens", "The plan's"),
        "+/−",
        w.say("Spann", "Range"),
        "",
    ]
    if not any(v.loose for v in weights.values()):
        return page.table(head[:-1], [row[:-1] for row in rows])
    return page.table(head, rows, left=(0, 5))


def _short(w: Words, study: Revealed) -> Short:
    rows = [
        [w.goal(g), *(w.percent(v) for v in (weight.stated, weight.revealed, weight.low, weight.high))]
        for g, weight in study.goals.items()
    ]
    regret, stated = w.fine(study.regret, SHORT_DECIMALS), w.fine(study.stated_regret, SHORT_DECIMALS)
    said = w.say(
        f"Planen ligger {regret} poäng under den bästa med de vikter som förklarar den bäst, {stated} med de angivna.",
        f"The plan is {regret} points below the best under the weights that explain it best, {stated} under the "
        "stated ones.",
    )
    head = [
        w.say("Mål, vikt", "Goal, weight"),
        *w.terms("stated"),
        w.say("Motsvarar planen", "Explains the plan"),
        *w.terms("from", "to"),
    ]
    name = w.plan(study.plan)
    title = w.say(f"Vilka vikter motsvarar {name}?", f"Which weights does {name} answer to?")
    return Short(sentences=[said], head=head, rows=rows, title=title)


REPORT = StudyReport(
    of=Revealed,
    title=("Vilka vikter motsvarar planen?", "Which weights match the plan?"),
    question=(
        "Under vilka vikter kommer planen närmast det bästa, och hur skiljer de sig från de angivna?",
        "Under which weights does the plan come nearest to the best, and how do they differ from the stated ones?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
    subject=lambda w, r: w.plan(r.plan),
    opening=_opening,
)
