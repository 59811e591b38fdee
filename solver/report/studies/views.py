"""The record of views: each view's frames, where committees turn, and everyone's plan by everyone's yardstick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.studies.record import Short, StudyReport
from solver.report.words import NONE, Words, rounded
from solver.studies.given import judged
from solver.studies.views import Views

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.report.terminal import Page
    from solver.studies.views import Turning, View

ACROSS = 4
"""The number of views that stand beside each other in a table."""


def view_name(w: Words, view: View) -> str:
    """Return the name of a view."""
    return view.name or w.say("Scenariots vikter", "The scenario's weights")


def plan_name(w: Words, study: Views, id_: str) -> str:
    """Return the name of a plan that is measured: that of its view, or its own."""
    view = next((view for view in study.views if view.plan.id == id_), None)
    return view.name if view is not None and view.name else w.plan(study.plans[id_])


def _lines(page: Page, w: Words, study: Views) -> list[str]:
    lines = []
    if len(study.views) == 1:
        lines += page.text(
            w.say(
                "Scenariot har inga profiler och inga partier med vikter: bara dess egna vikter kan mäta.",
                "The scenario has no profiles and no parties with weights: only its own weights can measure.",
            )
        )
    for y in w.figures.open_years:
        lines += _frames(page, w, study, y)
    lines += _turning(page, w, study)
    lines += _matrix(page, w, study)
    lines += page.heading(w.term("who_stands_behind_it"))
    for view in study.views:
        lines += page.text(f"{view_name(w, view)}: {_behind(w, view)}", hanging="  ")
    return lines


def _behind(w: Words, view: View) -> str:
    if view.kind == "stated":
        return w.owner()
    if view.kind == "profile":
        return w.say(
            f"profil, {view.owner}; mål som den inte nämner har kvar sin angivna vikt.",
            f"profile, {view.owner}; goals that it does not name keep their stated weight.",
        )
    return w.say("parti; mål som det inte nämner väger 0.", "party; goals that it does not name weigh 0.")


def _parts(views: Sequence[View]) -> list[Sequence[View]]:
    return [views[n : n + ACROSS] for n in range(0, len(views), ACROSS)]


def _frames(page: Page, w: Words, study: Views, y: int) -> list[str]:
    title = w.say(
        f"Ramar {y} mot uppräkning samma år, {w.unit}: bästa planen med var och ens vikter",
        f"Frames {y} against indexation the same year, {w.unit}: the best plan with each set of weights",
    )
    lines = page.heading(title)
    for views in _parts(study.views):
        head = [w.term("committee"), *(view_name(w, view) for view in views)]
        rows = [
            [w.committee(c), *(w.amount(study.difference(view, c, y), sign=True) for view in views)]
            for c in w.scenario.committees
        ]
        lines += page.table(head, rows)
    return lines


def _turning(page: Page, w: Words, study: Views) -> list[str]:
    lines = page.heading(w.say("Var vikterna avgör riktningen", "Where weights decide the direction"))
    told = [turning_sentence(w, study, turning) for turning in study.turning]
    if not told:
        told = [
            w.say(
                "Ingenstans: ingen nämnd får mer än uppräkning med några vikter och mindre med andra.",
                "Nowhere: no committee gets more than indexation with some weights and less with others.",
            )
        ]
    for sentence in told:
        lines += page.text(sentence, hanging="  ")
    return lines


def turning_sentence(w: Words, study: Views, turning: Turning) -> str:
    """Return who gives a committee more than indexation in a year, and who less."""
    named = {view.id: view_name(w, view) for view in study.views}
    more, less = (w.listed([named[id_] for id_ in ids]) for ids in (turning.more, turning.less))
    return w.say(
        f"{w.committee(turning.committee)} {turning.year}: mer än uppräkning enligt {more}; mindre enligt {less}.",
        f"{w.committee(turning.committee)} in {turning.year}: more than indexation by {more}; less by {less}.",
    )


def matrix_rows(w: Words, study: Views, views: Sequence[View]) -> list[list[str]]:
    """Return each plan's name and what it is worth by some views, as text; a dash where the curves end before."""
    return [
        [
            plan_name(w, study, id_),
            *(
                NONE
                if (amount := study.matrix[id_, view.id]) is None
                else w.signed(rounded(amount * w.per_msek, w.money_decimals), w.money_decimals)
                for view in views
            ),
        ]
        for id_ in study.plans
    ]


def measured(w: Words) -> str:
    """Return what a plan's worth in money is, and against what."""
    return w.say(
        "Ett tal säger hur mycket mer om året uppräkningen hade behövt för att vara lika bra som planen; med minus "
        "hade mindre räckt. En framlagd plan jämförs med en uppräkning som delar ut lika mycket; hos de andra räknas "
        "också pengar som de tar ur reserver.",
        "A figure says how much more a year indexation would have needed to be as good as the plan; with a minus, "
        "less would have been enough. A plan put forward is compared with an indexation that hands out as much; with "
        "the others, money that they take out of reserves counts too.",
    )


def matrix_note(w: Words) -> str:
    """Return how everyone's plan by everyone's yardstick is read."""
    return w.say(
        f"Planerna står på rader, måttstockarna i kolumner. {measured(w)} Ingen måttstock går före en annan.",
        f"Plans stand in rows, yardsticks in columns. {measured(w)} No yardstick comes before another.",
    )


def _matrix(page: Page, w: Words, study: Views) -> list[str]:
    title = w.say(
        f"Allas planer med allas måttstock, {w.unit} om året mot uppräkning",
        f"Everyone's plan by everyone's yardstick, {w.unit} a year against indexation",
    )
    lines = page.heading(title)
    lines += page.text(matrix_note(w))
    for views in _parts(study.views):
        lines += page.table(
            [w.term("plan"), *(view_name(w, view) for view in views)], matrix_rows(w, study, views)
        )
    if w.scenario.plans and not judged(w.scenario):
        lines += page.text(w.not_judged())
    if any(amount is None for amount in study.matrix.values()):
        lines += page.text(
            w.say(
                f"{NONE} Inget belopp räcker: kurvorna slutar innan.",
                f"{NONE} No amount is enough: the curves end before.",
            )
        )
    return lines


def _short(w: Words, study: Views) -> Short:
    views = study.views[:ACROSS]
    said = w.say(
        f"Allas planer (rader) med allas måttstock (kolumner), {w.unit} om året mot uppräkning.",
        f"Everyone's plan (rows) by everyone's yardstick (columns), {w.unit} a year against indexation.",
    )
    hidden = len(study.views) - len(views)
    if hidden:
        said += w.say(
            f" {hidden} måttstockar till står i matrix.", f" {hidden} more yardsticks are in matrix."
        )
    head = [w.term("plan"), *(view_name(w, view) for view in views)]
    return Short(sentences=[said], head=head, rows=matrix_rows(w, study, views))


REPORT = StudyReport(
    of=Views,
    title=("Hur andra ser det", "How others see it"),
    question=(
        "Hur hade ramarna sett ut med andras vikter, och vad är allas planer värda med allas måttstock?",
        "What would frames be with the weights of others, and what is everyone's plan worth by everyone's yardstick?",
    ),
    lines=_lines,
    short=_short,
)
