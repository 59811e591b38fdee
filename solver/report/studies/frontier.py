"""The record of a frontier: what stability costs, and who gains and gives first as the limit is raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.frontier import pictures
from solver.report.studies.record import SHORT_DECIMALS, Short, StudyReport
from solver.report.words import NO_BREAK, Words, decimals_apart, rounded
from solver.studies.frontier import Frontier, binds_to
from solver.studies.moving import ENOUGH, RESERVE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.report.terminal import Page
    from solver.studies.curve import Curve
    from solver.studies.frontier import Step

DECIMALS = 3
PERCENT = 2
MOST_DECIMALS = 5
MOST_STEPS = 15
REACHED = 1e-6
"""V that lacks less than this of the greatest lacks nothing [points]."""


def _lines(page: Page, w: Words, study: Frontier) -> list[str]:
    lines = []
    for sentence in sentences(w, study):
        lines += page.text(sentence, hanging="  ")
    return [*lines, *_steps(page, w, study)]


def sentences(w: Words, study: Frontier) -> list[str]:
    """Return the findings of the curve, a sentence each."""
    low = study.kept.low
    told = [
        w.say(
            "Gränsen räknar alla ramars ändringar, uppåt och nedåt, mot förra årets uppräknade ramar: en krona från en "
            "nämnd till en annan räknas två gånger. Den är en andel av ramutrymmet samma år. Omfördelat är det mindre "
            "av ökningarna och minskningarna mot uppräkning samma år. Belopp är planåren sammanlagt.",
            "The limit counts all changes of frames, up and down, against last year's indexed frames: a krona from one "
            "committee to another counts twice. It is a share of the same year's total. Reallocated is the smaller of "
            "increases and decreases against indexation the same year. Amounts are the sum of the plan years.",
        ),
        _kind(w, study.kept),
    ]
    if low > 0:
        end = f"{w.fine(100 * low, DECIMALS)}{w.say(f'{NO_BREAK}%', '%')}"
        told.append(
            w.say(
                f"Under {end} finns ingen plan som klarar kraven: så mycket måste ändras för att ramarna ska gå ihop.",
                f"Below {end} no plan keeps the limits: so much must change for the frames to add up.",
            )
        )
    told += [_first(w, study), _stated(w, study)]
    if study.lifted is not None:
        told.append(_lifted(w, study, study.lifted))
    return told


def _kind(w: Words, curve: Curve) -> str:
    if curve.exact:
        return w.term("the_curve_is_exact_with_every_breakpoint")
    off = w.fine(curve.error[0], DECIMALS)
    why = w.say(*curve.why)
    return w.say(
        f"Kurvan är svept i {len(curve.stretches) + 1} punkter, eftersom {why}; mellan dem är V högst {off} poäng från "
        "en rät linje, så vitt det har prövats.",
        f"The curve was swept at {len(curve.stretches) + 1} points, because {why}; between them V lies at most {off} "
        "points from a straight line, as far as was tried.",
    )


def _first(w: Words, study: Frontier) -> str:
    first = study.kept.stretches[0].start
    step = study.forced
    indexed, V = (w.number(v, DECIMALS) for v in step.value)  # noqa: N806 - its name
    text = w.say(
        f"Där gränsen är stramast är V {V}, mot {indexed} för uppräkningen.",
        f"Where the limit is tightest V is {V}, against {indexed} for indexation.",
    )
    if step.idle[1] > ENOUGH:
        idle, same = w.fine_money(step.idle[1]), w.number(study.same_money(first), DECIMALS)
        text += w.say(
            f" Där delas {idle} mindre ut än i uppräkningen; en uppräkning som delar ut lika lite har V {same}.",
            f" There {idle} less is handed out than by indexation; an indexation that does the same has V {same}.",
        )
    if step.reallocated[1] > ENOUGH:
        amount = w.fine_money(step.reallocated[1])
        text += w.say(
            f" Omfördelat mot uppräkningen är {amount}.", f" Reallocated against indexation is {amount}."
        )
    return text


def _stated(w: Words, study: Frontier) -> str:
    last = study.kept.stretches[-1].stop
    best, ends = last.value, w.percent(binds_to(study.kept), PERCENT)
    gain = w.fine_points(best - study.same_money(last))
    most = w.say(
        f"V når sitt högsta, {w.number(best, DECIMALS)}, vid {ends}: {gain} mot uppräkning med lika mycket utdelat.",
        f"V is greatest, {w.number(best, DECIMALS)}, from {ends}: {gain} against indexation handing out as much.",
    )
    limits = set((w.scenario.stability.turnover or {}).values())
    lacks = best - study.result.value
    if not limits:
        return f"{most} {w.say('Scenariot sätter ingen gräns.', 'The scenario sets no limit.')}"
    shown = "–".join(w.percent(limit, PERCENT) for limit in sorted({min(limits), max(limits)}))
    if lacks <= REACHED:
        own = w.say(
            f"Scenariots gräns, {shown}, kostar ingenting.", f"The scenario's limit, {shown}, costs nothing."
        )
    else:
        own = w.say(
            f"Scenariots gräns, {shown}, kostar {w.fine_points(lacks)}.",
            f"The scenario's limit, {shown}, costs {w.fine_points(lacks)}.",
        )
    return f"{most} {own}"


def _lifted(w: Words, study: Frontier, lifted: Curve) -> str:
    best, ends = lifted.stretches[-1].stop.value, w.percent(binds_to(lifted), PERCENT)
    more = best - study.kept.stretches[-1].stop.value
    if more <= REACHED:
        return w.say(
            "Gränserna för enskilda ramar kostar då ingenting därutöver.",
            "The limits on single frames then cost nothing more.",
        )
    return w.say(
        f"Utan gränserna för enskilda ramar når V {w.number(best, DECIMALS)} vid {ends}: {w.fine_points(more)} till.",
        f"Without the limits on single frames V reaches {w.number(best, DECIMALS)} at {ends}: "
        f"{w.fine_points(more)} more.",
    )


def _steps(page: Page, w: Words, study: Frontier) -> list[str]:
    title = w.say(
        f"Vem får och vem ger, i ordning, {w.unit} planåren sammanlagt",
        f"Who gets and who gives, in order, {w.unit}, the sum of the plan years",
    )
    steps = study.steps
    rows = [
        [
            _changes(w, step),
            w.percent(step.stop, DECIMALS),
            w.amount(step.reallocated[1]),
            w.amount(step.idle[1], sign=True),
            w.number(step.value[1], DECIMALS),
            w.fine(step.worth / w.per_msek, 4),
        ]
        for step in steps[:MOST_STEPS]
    ]
    if not rows:
        nothing = w.say("Ingen: mer omfördelning höjer inte V.", "Nobody: more turnover does not raise V.")
        return [*page.heading(title), *page.text(nothing)]
    head = [
        w.say("Ramar på vägen dit", "Frames on the way there"),
        w.say("Gräns\ntill", "Limit\nto"),
        w.say("Omför-\ndelat", "Reallo-\ncated"),
        w.say("I reserv,\noanvänt", "Idle in\nreserve"),
        w.say("V", "V"),
        w.say(f"Poäng\nper {w.unit}", f"Points\nper {w.unit}"),
    ]
    lines = [*page.heading(title), *page.table(head, rows)]
    if len(steps) > MOST_STEPS:
        lines += page.text(_rest(w, steps))
    return lines


def _rest(w: Words, steps: tuple[Step, ...]) -> str:
    n = len(steps) - MOST_STEPS
    gain = rounded(steps[-1].value[1] - steps[MOST_STEPS - 1].value[1], DECIMALS)
    return w.say(
        f"… och {n} steg till, som tillsammans ger {w.number(gain, DECIMALS)} poäng; de står i tabellen.",
        f"… and {n} more steps, together worth {w.number(gain, DECIMALS)} points; they are in the table.",
    )


def _changes(w: Words, step: Step) -> str:
    """Return who gets and who gives on a step, the largest first."""
    change = sorted(
        ((c, amount) for c, amount in step.change.items() if c != RESERVE and abs(amount) > ENOUGH),
        key=lambda pair: (-abs(pair[1]), pair[0]),
    )
    return ", ".join(
        f"{w.committee(c)}{NO_BREAK}{w.fine(amount * w.per_msek, w.money_decimals, sign=True)}"
        for c, amount in change
    )


def _apart(pairs: Iterable[tuple[float, float]], least: int) -> int:
    """Return the decimals by which the two of every pair are told apart; ``MOST_DECIMALS`` where none do."""
    apart = decimals_apart(pairs, least, MOST_DECIMALS)
    return MOST_DECIMALS if apart is None else apart


def _short(w: Words, study: Frontier) -> Short:
    limit = _apart(((100 * step.start, 100 * step.stop) for step in study.steps), PERCENT)
    points = _apart((step.value for step in study.steps), SHORT_DECIMALS)
    rows = [
        [
            f"{w.percent(step.start, limit)} – {w.percent(step.stop, limit)}",
            *(w.number(value, points) for value in step.value),
            w.fine_points(step.worth / w.per_msek),
        ]
        for step in study.steps
    ]
    head = [
        w.say("Omfördelning, av ramutrymmet", "Turnover, of the total"),
        w.say("V från", "V from"),
        w.say("V till", "V to"),
        w.say(f"Poäng per {w.unit}", f"Points per {w.unit}"),
    ]
    what, *_, price, bands = sentences(w, study)
    return Short(sentences=[what, price, bands], head=head, rows=rows)


REPORT = StudyReport(
    of=Frontier,
    title=("Vad kostar stabiliteten?", "What does stability cost?"),
    question=(
        "Hur mycket måluppfyllelse ger det att ramar får ändras mer, och vem får och ger först?",
        "How much attainment does it give that frames may change more, and who gets and gives first?",
    ),
    lines=_lines,
    short=_short,
    pictures=pictures,
)
