"""The record of certainty: each change with its room and its draws, what it rests on, and the gain in money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report import screen
from solver.report.findings import by_marginals, gained
from solver.report.plots import answer as of_answer
from solver.report.studies.record import Short, StudyReport
from solver.report.words import NONE, Words, rounded
from solver.studies.certainty import HOLDS, LESS_TOTAL, Certainty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.report.plots.pictures import Picture
    from solver.report.terminal import Page
    from solver.studies.certainty import Change


def _lines(page: Page, w: Words, study: Certainty) -> list[str]:
    lines = []
    for sentence in sentences(w, study):
        lines += page.text(sentence)
    for y in w.figures.open_years:
        head = [
            w.term("committee"),
            *w.terms("indexation", "proposal", "difference", "least", "greatest"),
            w.say("Håller i\ndragningar", "Holds in\ndraws"),
            "",
        ]
        rows = [_row(w, study.by_place[c, y]) for c in w.scenario.committees]
        title = w.say(
            f"Ramar {y} mot uppräkning samma år, och utrymmet omkring dem, {w.unit}",
            f"Frames {y} against indexation the same year, and the room around them, {w.unit}",
        )
        lines += [*page.heading(title), *page.table(head, rows)]
    for y in w.figures.open_years:
        lines += screen.goal_room(page, w, study.goals, y)
    return [*lines, *_grades(page, w, study)]


def sentences(w: Words, study: Certainty) -> list[str]:
    """Return what is certain, what certainty is, and what the gain is worth in money, a sentence or two each."""
    return [_finding(w, study), _meaning(w, study), _money(w, study)]


def _finding(w: Words, study: Certainty) -> str:
    certain = [change for change in study.changes if change.certain]
    if not certain:
        return w.say(
            "Underlaget räcker inte för att säga emot uppräkningen: ingen ändring av en ram är säker.",
            "The evidence is not enough to contradict indexation: no change of a frame is certain.",
        )
    told = [f"{w.committee(c.committee)} {c.year} ({w.fine_money(c.difference, sign=True)})" for c in certain]
    return w.say(
        f"Säkra ändringar mot uppräkning samma år: {w.listed(told)}. Övriga är inom felmarginalen.",
        f"Certain changes against indexation the same year: {w.listed(told)}. Others are within the margin of error.",
    )


def _meaning(w: Words, study: Certainty) -> str:
    less = w.percent(LESS_TOTAL, 1)
    room = w.say(
        f"Utrymmet är den minsta och den största ramen, var för sig, bland planer som är minst lika bra som den bästa "
        f"med {less} mindre pengar varje år.",
        f"The room is the least and the greatest frame, each by itself, among plans at least as good as the best with "
        f"{less} less money each year.",
    ) + by_marginals(w, study)
    if not study.draws:
        return room + w.say(
            " Ingen effekt har se eller range, och evidence_ranges saknas: därför kan ingen ändring kallas säker.",
            " No effect has se or range, and there is no evidence_ranges: so no change can be called certain.",
        )
    holds = w.percent(HOLDS, 0)
    drawn = w.say(
        f" Effekternas storlek är dragen {study.draws} gånger (frö {study.seed}) med vikterna oförändrade. En "
        f"ändring är säker när uppräkningens ram ligger utanför utrymmet och riktningen håller i minst {holds} av "
        "dragningarna.",
        f" The size of effects is drawn {study.draws} times (seed {study.seed}) with weights held. A change is certain "
        f"when indexation's frame lies outside the room and its direction holds in at least {holds} of the draws.",
    )
    return room + drawn + without_plan(w, study)


def without_plan(w: Words, study: Certainty) -> str:
    """Return a sentence, after a space, on the draws that the limits leave without a plan; nothing without any."""
    if not study.without_plan:
        return ""
    n, of = w.number(study.without_plan, 0), w.number(study.draws, 0)
    return w.say(
        f" I {n} av {of} dragningar lämnar gränserna ingen plan (ett mål når inte sitt golv, till exempel); där håller "
        "ingen riktning.",
        f" In {n} of {of} draws the limits leave no plan (a goal does not reach its floor, for example); there no "
        "direction holds.",
    )


def _money(w: Words, study: Certainty) -> str:
    if study.money is None:
        if study.result.value > study.result.plans["indexation"].value:
            return w.say(
                "Vad vinsten är värd i pengar kan inte sägas: kurvorna slutar innan uppräkningen når dit.",
                "What the gain is worth in money cannot be told: the curves end before indexation gets there.",
            )
        return w.say(
            "Räkneförslaget ger inte mer måluppfyllelse än uppräkningen.",
            "The proposal gives no more goal attainment than indexation.",
        )
    return gained(w, study.money)


def word(w: Words, change: Change) -> str:
    """Return whether a change is certain, in a word or two; nothing where the difference rounds to 0."""
    if not rounded(change.difference * w.per_msek, w.money_decimals):
        return ""
    if change.certain:
        return w.term("certain")
    return w.term("within_the_margin")


def _row(w: Words, change: Change) -> list[str]:
    amounts, told = (change.indexation, change.proposal), word(w, change)
    return [
        w.committee(change.committee),
        *(w.amount(amount) for amount in amounts),
        w.amount(change.difference, sign=True),
        *(w.amount(amount) for amount in (change.least, change.greatest)),
        w.percent(change.holds, 0) if told and change.holds is not None else NONE,
        told,
    ]


def _grades(page: Page, w: Words, study: Certainty) -> list[str]:
    if not study.grades:
        return []
    years = w.figures.open_years
    title = w.say(
        f"Vad ändringarna vilar på: så mycket flyttas ramarna, {w.unit}, när effekter av en grad får den gemensamma "
        "kurvan",
        f"What the changes rest on: how far frames move, {w.unit}, when effects of a grade get the common curve",
    )
    head = [w.term("grade_of_evidence"), *map(str, years)]
    rows = [[w.grade(g), *(w.amount(moved[y]) for y in years)] for g, moved in study.grades.items()]
    note = w.say(
        "Delarna behöver inte bli en helhet: de är inga andelar.",
        "Parts need not make a whole: they are no shares.",
    )
    return [*page.heading(title), *page.table(head, rows), *page.text(note)]


def _short(w: Words, study: Certainty) -> Short:
    head = [
        w.term("committee"),
        w.term("year"),
        *w.terms("difference", "least", "greatest"),
        w.say("Säkerhet", "Certainty"),
    ]
    rows = [
        [
            w.committee(change.committee),
            str(change.year),
            w.amount(change.difference, sign=True),
            w.amount(change.least),
            w.amount(change.greatest),
            word(w, change),
        ]
        for c in w.scenario.committees
        for y in w.figures.open_years
        for change in (study.by_place[c, y],)
    ]
    return Short(sentences=[_finding(w, study), _money(w, study)], head=head, rows=rows)


PICTURES = ("paths", "evidence")
"""Pictures of an answer that show how sure it is."""


def _pictures(_: Words, study: Certainty, year: int | None) -> Iterator[Picture]:
    """Yield the pictures of the answer that show room and grades."""
    found = of_answer.pictures(study.result, year, study)
    return (picture for picture in found if picture.name in PICTURES)


REPORT = StudyReport(
    of=Certainty,
    title=("Hur säkert är det?", "How sure is it?"),
    question=(
        "Vilka ändringar är säkra, hur stort är utrymmet omkring dem, och vad vilar de på?",
        "Which changes are certain, how large is the room around them, and what do they rest on?",
    ),
    lines=_lines,
    short=_short,
    pictures=_pictures,
)
