"""Checks of packages: activities and goals that exist, levels in order, returns that do not increase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.packages import faults, scales
from models.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from models.file.facts import Facts, Finding
    from models.scenario import Ambition


def packages(facts: Facts) -> Iterator[Finding]:
    """Check packages, and ask about every step that gives more for a krona than the one below it."""
    of = scales(facts.table("goals"))
    for activity, said in facts.table("packages").items():
        path = f"packages.{activity}"
        if facts.listed("activities", "committees", "goals"):
            yield from unknown(activity, said, facts.lines, facts.ids("goals"))
        for goal in said.base.points:
            if facts.at(f"effects.{activity}.{goal}") is not None:
                yield (
                    path,
                    f"effekten på {goal} står redan under effects; behåll den ena",
                    f"the effect on {goal} stands under effects already; keep one of them",
                )
        yield from faults(activity, said, of)


def unknown(
    activity: str, said: Ambition, lines: Collection[str], goals: Collection[str]
) -> Iterator[Finding]:
    """Yield the activity and the goals of packages that do not exist.

    Args:
        activity: The activity.
        said: What the committee says of it.
        lines: The activities that there are.
        goals: The goals that there are.
    """
    path = f"packages.{activity}"
    if activity not in lines:
        sv, en = did_you_mean(activity, lines)
        yield path, f"verksamheten finns inte{sv}", f"there is no such activity{en}"
    where = [(f"{path}.base.points", said.base.points)]
    where += [(f"{path}.steps.{n}.points", step.points) for n, step in enumerate(said.steps)]
    for at, points in where:
        for goal in points:
            if goal not in goals:
                sv, en = did_you_mean(goal, goals)
                yield f"{at}.{goal}", f"målet finns inte{sv}", f"there is no such goal{en}"
