"""Packages (*ambitionsnivåer*) where the curves that they give are told: levels, answers, where a proposal lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.packages import packages_of
from models.units import write_share
from solver.report.words import NO_BREAK, NONE
from solver.studies.packages import lying

if TYPE_CHECKING:
    from models.packages import Package, Step
    from solver.answer.result import Result
    from solver.report.words import Words
    from solver.studies.packages import Lies

DECIMALS = 2
ON_A_LEVEL = 5e-6
"""A funding level nearer to a level than this stands on it [-]."""


def heads(w: Words) -> tuple[str, ...]:
    """Headings of a table of levels."""
    return (
        w.term("level_in_a_heading"),
        w.say("Det som ingår", "What it holds"),
        w.say("Poäng i kurvan", "Points in the curve"),
        w.say("Nämndens egna", "The committee's own"),
        w.say("Lägsta svar", "Lowest answer"),
        w.say("Högsta svar", "Highest answer"),
    )


def level_text(w: Words, level: float) -> str:
    """Return a level with the decimals that it was written with."""
    text = write_share(level)
    return text.replace(".", ",").replace(" ", NO_BREAK) if w.swedish else text.replace(" ", "")


def step_name(w: Words, step: Step) -> str:
    """Return a level's name; the base has none of its own."""
    return step.name or w.say("grundnivån", "the base level")


def rows(w: Words, package: Package, goal: str, *, whole: bool = True) -> list[tuple[str, ...]]:
    """Return a row for each level: what it is, points of the curve, the committee's own, and the answers' ends.

    Args:
        w: How it is written.
        package: What the committee says.
        goal: The goal.
        whole: Whether a level is told with its contents, or by its name alone.
    """
    spread = package.spread(goal)
    found: list[tuple[str, ...]] = []
    for step, (level, points) in zip(package.steps, package.curve(goal), strict=True):
        ends = spread.get(level)
        said = step_name(w, step) + (f": {step.contents}" if whole and step.contents else "")
        least, most = (
            (NONE, NONE) if ends is None else (w.signed(ends[0], DECIMALS), w.signed(ends[1], DECIMALS))
        )
        own = w.signed(step.points[goal], DECIMALS)
        found.append((level_text(w, level), said, w.signed(points, DECIMALS), own, least, most))
    return found


def spread(w: Words, package: Package, goal: str) -> str:
    """Return how far apart those who answered are, as a sentence; empty where the committee answered as one.

    A single answer is told where it stands in place of other points of the committee.
    """
    ends = package.spread(goal)
    if not ends and package.overruled(goal):
        what = f"{w.activity(package.activity)} → {w.goal(goal)}"
        return w.say(
            f"{what}: 1 svar, och kurvan är det svaret, inte nämndens egna poäng.",
            f"{what}: 1 answer, and the curve is that answer, not the committee's own points.",
        )
    if not ends:
        return ""
    n = len(package.respondents)
    level = max(ends, key=lambda at: ends[at][1] - ends[at][0])
    least, most = ends[level]
    middle = dict(package.curve(goal))[level]
    what = f"{w.activity(package.activity)} → {w.goal(goal)}"
    if least == most:
        return w.say(f"{what}: {n} svar, alla lika.", f"{what}: {n} answers, all alike.")
    at, low, high = level_text(w, level), w.number(least, DECIMALS), w.number(most, DECIMALS)
    median = w.number(middle, DECIMALS)
    return w.say(
        f"{what}: {n} svar, och kurvan är deras median vid varje nivå. Längst isär är de vid {at}: från {low} till "
        f"{high} poäng, median {median}.",
        f"{what}: {n} answers, and the curve is their median at each level. They are furthest apart at {at}: from "
        f"{low} to {high} points, median {median}.",
    )


def between(w: Words, package: Package, at: Lies) -> str:
    """Return the two levels that a proposal lies between and how far: ``94–100 %: Dagens nivå till 40 %``."""
    if at.outside:
        return w.say("utanför stegen", "outside the steps")
    above = next(step for step in package.steps if step.level == at.ends[1])
    low, high = (level_text(w, end) for end in at.ends)
    part = w.percent(at.part, 0)
    return w.say(
        f"{low.removesuffix('%').rstrip()}–{high}: {step_name(w, above)} till {part}",
        f"{low.removesuffix('%')}–{high}: {part} of {step_name(w, above)}",
    )


def lies(w: Words, package: Package, at: Lies) -> str:
    """Return where a proposal lies, as a sentence; whole levels are told in money, never made."""
    year, level, where = at.year, w.percent(at.level), between(w, package, at)
    if at.outside:
        return w.say(
            f"Räkneförslaget {year}: {level} av behovet, {where}.",
            f"The computed proposal of {year}: {level} of need, {where}.",
        )
    down, up = w.amount(at.down, sign=True), w.amount(at.up, sign=True)
    reached = next((end for end in at.ends if abs(at.level - end) < ON_A_LEVEL), None)
    if reached is not None:
        name = next(step_name(w, step) for step in package.steps if step.level == reached)
        return w.say(
            f"Räkneförslaget {year}: {level} av behovet, på nivån {name}.",
            f"The computed proposal of {year}: {level} of need, at the level {name}.",
        )
    return w.say(
        f"Räkneförslaget {year}: {level} av behovet, {where}. Till hel nivå: {down} eller {up} {w.unit}; det rundas "
        "inte.",
        f"The computed proposal of {year}: {level} of need, {where}. To a whole level: {down} or {up} {w.unit}; it is "
        "not rounded.",
    )


def told(w: Words, result: Result) -> list[str]:
    """Return the spread of answers and where the proposal lies the first year that is planned, a sentence each."""
    packages = packages_of(w.scenario)
    first = {at.activity: at for at in lying(result, packages) if at.year == result.figures.open_years[0]}
    sentences = []
    for a, package in packages.items():
        sentences += [said for goal in package.goals if (said := spread(w, package, goal))]
        if a in first:
            sentences.append(f"{w.activity(a)}. {lies(w, package, first[a])}")
    return sentences
