"""The record of the room for choice: least and greatest frames, and whole plans beside the proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import FULL_POINTS
from solver.report import screen
from solver.report.moves import altogether, moves_in_words
from solver.report.plots.room import pictures
from solver.report.studies.record import Short, StudyReport
from solver.report.words import NONE, Words, rounded
from solver.studies.moving import ENOUGH, frame_changes, matched
from solver.studies.room import Room, Span, spans_of

if TYPE_CHECKING:
    from models.plan import Plan
    from solver.report.terminal import Page

DECIMALS = 3
MOST_GOALS = 2
LEAST_GOAL = 0.05
"""A goal whose mean attainment changes less than this is not told [points]."""


def _note(w: Words, study: Room) -> str:
    within, best, least = (
        w.spoken_percent(study.within),
        w.number(study.result.value, DECIMALS),
        w.number(study.value, DECIMALS),
    )
    return w.say(
        f"planer vars V är högst {within} lägre än räkneförslagets: minst {least} av 100 mot {best}",
        f"plans whose V is at most {within} below the proposal's: at least {least} of 100 against {best}",
    )


def _lines(page: Page, w: Words, study: Room) -> list[str]:
    lines = [
        *page.text(
            w.say(
                "Varje tal är det minsta eller största för sig; alla kan inte nås samtidigt.",
                "Each figure is the least or the greatest by itself; they cannot all be had together.",
            )
        ),
    ]
    for kind in ("frame", "spend"):
        for y in w.figures.open_years:
            lines += _spans(page, w, spans_of(study.spans, kind, y), kind, y)
    for y in w.figures.open_years:
        lines += screen.goal_room(page, w, study.goals, y)
    lines += page.heading(w.say("Hela planer som skiljer sig åt", "Whole plans that differ"))
    if not study.alternatives:
        text = w.say(
            "Inga: inom gränsen finns bara räkneförslagets ramar.",
            "None: within the limit there are only the proposal's frames.",
        )
        return [*lines, *page.text(text)]
    text = w.say(
        f"Var och en klarar alla krav. Flyttade belopp är mot räkneförslaget,{altogether(w)}; målen är medel över "
        "planåren.",
        f"Each keeps every limit. Amounts moved are against the proposal,{altogether(w)}; goals are means over the "
        "plan years.",
    )
    lines += page.text(text)
    for n, plan in enumerate(study.alternatives, start=1):
        lines += page.text(_alternative(w, study, plan, n), hanging="  ")
    return lines


def _spans(page: Page, w: Words, spans: tuple[Span, ...], kind: str, y: int) -> list[str]:
    if not spans:
        return []
    order = {id_: n for n, id_ in enumerate(w.scenario.committees)}
    named = w.committee if kind == "frame" else w.activity
    rows, pinned = [], []
    for span in sorted(spans, key=lambda s: (order.get(s.id, 0), s.id)):
        if span.pinned:
            pinned.append(f"{named(span.id)}{_why(w, span)}")
        else:
            rows.append(_row(w, span, named(span.id)))
    what = w.say("Ram" if kind == "frame" else "Kostnad", "Frame" if kind == "frame" else "Cost")
    head = [
        *w.terms("committee" if kind == "frame" else "activity", "least", "proposal", "greatest"),
        w.say("Kan\nminska", "Can\nfall"),
        w.say("Kan\nöka", "Can\nrise"),
        w.say("Vidd\n% av förslag", "Width\n% of proposal"),
    ]
    lines = page.heading(f"{what} {y}, {w.unit}")
    if rows:
        lines += page.table(head, rows)
    if pinned:
        lines += page.text(f"{w.say('Utan utrymme', 'Without room')}: {', '.join(pinned)}.", hanging="  ")
    return lines


def _row(w: Words, span: Span, name: str) -> list[str]:
    """Return rounded amounts, and differences of the rounded ones, so that every row adds up."""
    least, at, most = (
        rounded(v * w.per_msek, w.money_decimals) for v in (span.least, span.proposal, span.greatest)
    )
    share = (
        NONE if span.proposal <= ENOUGH else w.number(100 * (span.greatest - span.least) / span.proposal, 1)
    )
    down, up = (w.signed(v, w.money_decimals) for v in (least - at, most - at))
    return [name, *(w.number(v, w.money_decimals) for v in (least, at, most)), down, up, share]


def _why(w: Words, span: Span) -> str:
    reasons = {
        "decided": ("beslutad", "decided"),
        "unmeasured_committee": ("mäts inte, följer uppräkningen", "not measured, follows indexation"),
        "unmeasured_activity": ("mäts inte, behåller sin andel", "not measured, keeps its share"),
        "unmeasured_at_least": (
            "mäts inte, behåller minst sin andel",
            "not measured, keeps at least its share",
        ),
    }
    known = reasons.get(span.stops_down) or reasons.get(span.stops_up)
    return f" ({w.say(*known)})" if known else ""


def _alternative(w: Words, study: Room, plan: Plan, n: int) -> str:
    worse = w.signed(rounded(plan.value, DECIMALS) - rounded(study.result.value, DECIMALS), DECIMALS)
    text = w.say(
        f"Plan {n}: V {w.number(plan.value, DECIMALS)} ({worse}).",
        f"Plan {n}: V {w.number(plan.value, DECIMALS)} ({worse}).",
    )
    moves = matched(frame_changes(study.result.proposal, plan))
    if moves:
        text += f" {moves_in_words(w, moves, w.holder)}."
    return f"{text}{_goals(w, study, plan)}"


def _goals(w: Words, study: Room, plan: Plan) -> str:
    """Return the goals that gain and lose most, on the mean of the plan years."""
    years = w.figures.years
    new, old = plan.q.attainment, study.result.proposal.q.attainment
    change = {
        g: sum(min(new[g, y], FULL_POINTS) - min(old[g, y], FULL_POINTS) for y in years) / len(years)
        for g in w.scenario.goals
    }
    up = sorted((g for g in change if change[g] >= LEAST_GOAL), key=lambda g: -change[g])[:MOST_GOALS]
    down = sorted((g for g in change if change[g] <= -LEAST_GOAL), key=lambda g: change[g])[:MOST_GOALS]
    parts = [
        f"{what}: {w.listed([f'{w.goal(g)} ({w.signed(change[g], 1)})' for g in goals])}"
        for what, goals in (
            (w.say("Mest upp", "Most up"), up),
            (w.say("Mest ned", "Most down"), down),
        )
        if goals
    ]
    return "".join(f" {part}." for part in parts)


def _short(w: Words, study: Room) -> Short:
    y = study.result.figures.open_years[0]
    rows = [
        [w.committee(span.id), *map(w.amount, (span.least, span.proposal, span.greatest))]
        for span in spans_of(study.spans, "frame", y)
    ]
    within = w.spoken_percent(study.within)
    said = w.say(
        f"Bland planer vars V är högst {within} lägre än räkneförslagets; varje tal för sig.",
        f"Among plans whose V is at most {within} below the proposal's; each figure by itself.",
    )
    head = [
        w.say(f"Ramar {y}, {w.unit}", f"Frames {y}, {w.unit}"),
        *w.terms("least"),
        w.plan_id("proposal"),
        *w.terms("greatest"),
    ]
    return Short(sentences=[said], head=head, rows=rows, title=REPORT.full_title(study))


REPORT = StudyReport(
    of=Room,
    title=("Handlingsutrymme", "Room for choice"),
    question=(
        "Hur mycket får varje ram ändras utan att måluppfyllelsen blir mycket lägre?",
        "How much may each frame change without much loss of attainment?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
    note=_note,
)
