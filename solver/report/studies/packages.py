"""The record of a committee's packages: what is asked, the curves to paste, and where the proposal lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.packages import UNSETTLED, WAYS
from models.units import write_share
from solver.report.ambitions import DECIMALS, between, level_text, spread, step_name
from solver.report.ambitions import rows as level_rows
from solver.report.studies.record import Short, StudyReport
from solver.report.words import MOST_DECIMALS, NO_BREAK, NONE
from solver.studies.packages import Packages

if TYPE_CHECKING:
    from models.outcomes import Curve
    from models.packages import Increasing, Package
    from solver.report.terminal import Page
    from solver.report.words import Words


def _lines(page: Page, w: Words, study: Packages) -> list[str]:
    lines = []
    for sentence in sentences(w, study):
        lines += page.text(sentence)
    lines += _questions(page, w, study)
    lines += _disagreement(page, w, study)
    return [*lines, *_levels(page, w, study), *_to_paste(page, w, study)]


def sentences(w: Words, study: Packages) -> list[str]:
    """Return who said so and what is asked, a sentence each."""
    who = w.listed(
        [
            f"{w.activity(a)} ({', '.join(filter(None, (p.author, p.date)))})"
            for a, p in study.packages.items()
        ]
    )
    told = [w.say(f"Ambitionsnivåer för {who}.", f"Packages for {who}.")]
    if study.asked:
        steps = w.counted(len(study.asked), ("steg", "steg"), ("step gives", "steps give"))
        told.append(
            w.say(
                f"{steps} ger mer per krona än steget under. Det frågas om och sorteras inte; kurvan skrivs först när "
                "nämnden har svarat.",
                f"{steps} more for a krona than the step below. That is asked about and not sorted; the curve is "
                "written when the committee has answered.",
            )
        )
    return told


def _questions(page: Page, w: Words, study: Packages) -> list[str]:
    if not study.asked and not study.weak:
        return []
    lines = page.heading(w.say("Frågor till nämnden", "Questions to the committee"))
    for (activity, goal), most in study.weak.items():
        shown = w.number(most, _telling(most))
        told = w.say(
            f"{w.activity(activity)}: poängen för {w.goal(goal)} är som mest {shown} av målets 100. Är de skrivna som "
            "andelar? Skriv dem då hundra gånger så stora.",
            f"{w.activity(activity)}: points for {w.goal(goal)} are at most {shown} of 100. Are they written "
            "as shares? Then write them a hundred times as large.",
        )
        lines += page.text(told)
    for question in study.asked:
        lines += page.text(question_text(w, question))
        for alternative in question.alternatives:
            ways = w.say(*WAYS[alternative.kind])
            then = "" if alternative.settled else f"; {w.say(*UNSETTLED)}"
            lines += page.text(f"– {ways}: {_curve(w, alternative.curve)}{then}", hanging="  ")
    return lines


def _telling(size: float) -> int:
    """Return the decimals by which an amount of this size, or two that far apart, are told [points]."""
    return next((n for n in range(DECIMALS, MOST_DECIMALS) if size >= 10.0**-n), MOST_DECIMALS)


def question_text(w: Words, question: Increasing) -> str:
    """Return the question in a sentence, with the numbers of both steps."""
    decimals = _telling(abs(question.gains[1] - question.gains[0]))
    below, above = (w.number(gain, decimals) for gain in question.gains)
    name, goal = step_name(w, question.above), w.goal(question.goal)
    under = step_name(w, question.below)
    return w.say(
        f"{w.activity(question.package.activity)}: {name} ger {above} poäng per procent för {goal}, steget under, "
        f"{under}, {below}. Stämmer det? Byt ordning, slå ihop stegen eller ändra poängen:",
        f"{w.activity(question.package.activity)}: {name} gives {above} points per per cent for {goal}, the step "
        f"below, {under}, {below}. Is that so? Swap the two, merge the steps or change the points:",
    )


def _curve(w: Words, curve: Curve) -> str:
    size = max((abs(points) for _, points in curve), default=0.0)
    return ", ".join(
        f"{level_text(w, level)}: {w.signed(points, _telling(size / 10))}" for level, points in curve
    )


def _disagreement(page: Page, w: Words, study: Packages) -> list[str]:
    """Return how far apart those who answered are, before the median of them is used."""
    head = [
        w.term("level_in_a_heading"),
        w.term("between_levels"),
        w.say("Poäng i\nkurvan", "Points in\nthe curve"),
        w.say("Nämndens\negna", "The committee's\nown"),
        w.say("Lägsta\nsvar", "Lowest\nanswer"),
        w.say("Högsta\nsvar", "Highest\nanswer"),
    ]
    lines: list[str] = []
    for activity, package in study.packages.items():
        for goal in package.goals:
            said = spread(w, package, goal)
            if not said:
                continue
            n = len(package.respondents)
            title = w.say(
                f"{n} svar om {w.activity(activity)} och {w.goal(goal)}",
                f"{n} answer{'s' * (n > 1)} on {w.activity(activity)} and {w.goal(goal)}",
            )
            lines += [
                *page.heading(title),
                *page.text(said),
                *page.table(
                    head, [list(row) for row in level_rows(w, package, goal, whole=False)], left=(0, 1)
                ),
            ]
    return lines


def _levels(page: Page, w: Words, study: Packages) -> list[str]:
    rows = [
        [
            f"{w.activity(at.activity)} {at.year}",
            w.percent(at.level),
            between(w, study.packages[at.activity], at),
            w.amount(at.down, sign=True),
            w.amount(at.up, sign=True),
        ]
        for at in study.lies
    ]
    if not rows:
        return []
    head = [
        w.term("activity"),
        w.term("level_in_a_heading"),
        w.term("between_in_a_heading"),
        w.say(f"Ned till\nhel, {w.unit}", f"Down to a\nwhole, {w.unit}"),
        w.say(f"Upp till\nhel, {w.unit}", f"Up to a\nwhole, {w.unit}"),
    ]
    note = w.say(
        "Räkneförslaget rundas inte till hela steg; skillnaden i pengar står bredvid.",
        "The computed proposal is not rounded to whole steps; the difference in money stands beside.",
    )
    title = w.say("Var räkneförslaget ligger", "Where the computed proposal lies")
    return [*page.heading(title), *page.text(note), *page.table(head, rows, left=(0, 2))]


def _to_paste(page: Page, w: Words, study: Packages) -> list[str]:
    if study.own:
        return page.text(
            w.say(
                "Nivåerna står i scenariot, och räkneförslaget är räknat med deras kurvor.",
                "The levels stand in the scenario, and the computed proposal uses their curves.",
            )
        )
    lines = yaml_lines(w, study)
    if not lines:
        return []
    note = w.say(
        "Att klistra in i scenariot: nämndens egen bedömning som kurvor.",
        "To paste into the scenario: the committee's own judgement as curves.",
    )
    return [*page.heading(w.say("Kurvorna", "The curves")), *page.text(note), *lines]


def yaml_lines(w: Words, study: Packages) -> list[str]:
    """Return the effects of all packages that nothing is asked about, as lines of a scenario file."""
    asked = {(question.package.activity, question.goal) for question in study.asked}
    lines: list[str] = []
    for activity, package in study.packages.items():
        goals = [goal for goal in package.goals if (activity, goal) not in asked]
        if goals:
            lines.append(f"    {activity}:")
        for goal in goals:
            lines += [f"      {line}" for line in _effect(w, package, goal)]
    return ["  effects:", *lines] if lines else []


def _effect(w: Words, package: Package, goal: str) -> list[str]:
    curve = ", ".join(f"{write_share(level)}: {points:g}" for level, points in package.curve(goal))
    lines = [
        f"{goal}:",
        f"  curve: {{{curve}}}",
        "  evidence: committee",
        f"  author: {_quoted(package.author)}",
    ]
    if package.date:
        lines.append(f"  date: {package.date}")
    ends = package.range(goal)
    if ends is not None:
        lines.append(f"  range: [{', '.join(map(write_share, ends))}]")
    return [*lines, f"  source: {_quoted(package.told(w.scenario.language))}"]


def _quoted(text: str) -> str:
    plain = " ".join(text.replace(NO_BREAK, " ").split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _short(w: Words, study: Packages) -> Short:
    rows = [
        [
            f"{w.activity(at.activity)} {at.year}",
            w.percent(at.level),
            between(w, study.packages[at.activity], at),
        ]
        for at in study.lies
    ]
    head = [w.term("activity"), w.term("level_in_a_heading"), w.term("between_in_a_heading")]
    return Short(sentences=sentences(w, study), head=head, rows=rows or [[NONE, NONE, NONE]])


REPORT = StudyReport(
    of=Packages,
    title=("Ambitionsnivåer", "Packages"),
    question=(
        "Vad säger nämnden att varje nivå ger, och var ligger räkneförslaget?",
        "What does the committee say that each level gives, and where does the proposal lie?",
    ),
    lines=_lines,
    short=_short,
)
