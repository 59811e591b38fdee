"""The record of revealed weights: the weights that a plan corresponds to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.revealed import pictures
from solver.report.studies.record import Short, StudyReport, check_first, settled
from solver.studies.revealed import Revealed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from solver.report.terminal import Page
    from solver.report.words import Words
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
    return [*lines, *settled(page, w), *check_first(page, w, r.questions), ""]


def _lines(page: Page, w: Words, r: Revealed) -> list[str]:
    lines = page.text(_regret(w, r))
    lines += page.text(
        w.say(
            "De planer som den jämförs med delar ut lika mycket varje år.",
            "The plans that it is held against hand out as much each year.",
        )
    )
    if not w.has_drivers:
        lines += page.text(
            w.say(
                "Det här är inget omdöme om planen: ingen verksamhets behov följer befolkningen, och pengar till fler "
                "invånare ser då ut som en större vikt.",
                "This is no verdict on the plan: no activity's need follows the population, so that money for more "
                "people looks like a larger weight.",
            )
        )
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
    if r.held_sums:
        note += w.say(
            " Vikterna gäller alla år tillsammans. Åren väger målen olika (flyttade uppgifter, volymer), och den "
            "fördelningen är låst vid de angivna vikternas.",
            " The weights are of all years together. Years weigh goals differently (moved tasks, volumes), and that "
            "division is held at that of the stated weights.",
        )
    return [*lines, *page.text(note)]


def _regret(w: Words, r: Revealed) -> str:
    """Return how much of the plan no weights explain, and what it lacks under them and under the stated ones."""
    stated = w.fine(r.stated_regret, 3)
    if r.regret < EXPLAINED:
        return w.say(
            "Inget i planen är oförklarat: det finns vikter under vilka den är lika bra som den bästa. Med de angivna "
            f"vikterna ligger den {stated} poäng under den bästa.",
            "Nothing of the plan is unexplained: there are weights under which it is as good as the best one. Under "
            f"the stated weights it is {stated} points below the best.",
        )
    left = w.fine(r.regret, 3)
    lead = ""
    if r.regret_share is not None:
        of = w.percent(r.regret_share, 0)
        lead = w.say(
            f"Inga vikter förklarar {of} av det som kan vinnas mot uppräkning med lika mycket utdelat. ",
            f"No weights explain {of} of what can be gained over indexation that hands out as much. ",
        )
        if r.regret_share > 1:
            lead = w.say(
                "Det som inga vikter förklarar är mer än allt som kan vinnas mot uppräkning med lika mycket utdelat. ",
                "What no weights explain is more than all that can be gained over indexation that hands out as much. ",
            )
    return lead + w.say(
        f"Med de vikter som förklarar planen bäst ligger den {left} poäng under den bästa planen, med de angivna "
        f"vikterna {stated} poäng under.",
        f"Under the weights that explain it best the plan is {left} points below the best one, under the stated "
        f"weights {stated} points below.",
    )


def _gap(w: Words, r: Revealed) -> str:
    moved = w.percent(r.gap, DECIMALS)
    least = w.say(" minst", " at least") if r.loose else ""
    text = w.say(
        f"Från de angivna vikterna till de bäst förklarande flyttas{least} {moved} av vikten mellan målen.",
        f"From the stated weights to those that explain best,{least} {moved} of the weight moves between goals.",
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
        " Obestämd: alla vikter i spannet kan förklara planen lika bra. Inom parentes står den i spannet som ligger "
        "närmast den angivna.",
        " Undetermined: all weights in the range may explain the plan equally well. In brackets stands the one in the "
        "range nearest to the stated.",
    )


def _table(
    page: Page, w: Words, what: str, weights: Mapping[str, Weight], name: Callable[[str], str]
) -> list[str]:
    rows = [
        [
            name(id_),
            w.number(100 * v.stated, DECIMALS),
            span(w, v),
            w.say("obestämd", "undetermined") if v.loose else "",
        ]
        for id_, v in weights.items()
    ]
    head = [what, *w.terms("stated"), w.say("Förklarar planen", "Explain the plan"), ""]
    if not any(v.loose for v in weights.values()):
        return page.table(head[:-1], [row[:-1] for row in rows])
    return page.table(head, rows, left=(0, 3))


def span(w: Words, v: Weight) -> str:
    """Return the weights that explain a plan equally well, with the one nearest to the stated; one where it is all."""
    at, low, high = (w.number(100 * part, DECIMALS) for part in (v.revealed, v.low, v.high))
    return f"{low}–{high} ({at})" if v.loose or low != high else at


def _short(w: Words, study: Revealed) -> Short:
    rows = [
        [w.goal(g), *(w.percent(v) for v in (weight.stated, weight.low, weight.high, weight.revealed))]
        for g, weight in study.goals.items()
    ]
    said = f"{_regret(w, study)} " + w.say(
        "Alla vikter från och till förklarar planen lika bra.",
        "All weights from and to explain it equally well.",
    )
    head = [
        w.say("Mål, vikt", "Goal, weight"),
        *w.terms("stated"),
        *w.terms("from", "to"),
        w.say("Närmast den angivna", "Nearest to the stated"),
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
