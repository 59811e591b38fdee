"""Packages of a committee beside an answer: the curves they give, what is asked about them, and where a level lies.

They are the scenario's own, or those of a file beside it, as a draft that a committee has not settled yet.

Rounding a funding level to whole packages is told as a difference in money, never done. See
``docs/method/packages.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.figures import Figures
from models.file.package_file import read_packages
from models.file.questions.points import LARGE, WEAK
from models.packages import packages_of, questions, scales
from models.problems import Problem, ScenarioError
from models.reading import read
from models.scenario import Scenario
from models.units import PER_MSEK
from solver.answer.solving import solve
from solver.output.rows import written
from solver.studies.study import AnswerStudy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from models.packages import Increasing, Package
    from solver.answer.result import Result
    from solver.output.rows import Row
    from solver.studies.study import Tables

LEVELS = ("activity", "year", "below", "above", "quantity", "value", "unit")
CURVES = ("activity", "goal", "level", "quantity", "value", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lies:
    """Where a proposed funding level lies among the levels of a package.

    Attributes:
        activity: The activity.
        year: The plan year.
        level: The funding level [-].
        below: Name of the level below; empty where it lies outside.
        above: Name of the level above; empty where it lies outside.
        ends: The two levels [-]; the nearest twice where it lies outside.
        part: How far it has come from the one to the other [share].
        down: Money to the level below [MSEK]; below 0 where the proposal lies under it.
        up: Money to the level above [MSEK].
    """

    activity: str
    year: int
    level: float
    below: str
    above: str
    ends: tuple[float, float]
    part: float
    down: float
    up: float

    @property
    def outside(self) -> bool:
        """Whether no package reaches so far."""
        return self.ends[0] == self.ends[1]


@dataclass(frozen=True, kw_only=True, repr=False)
class Packages(AnswerStudy):
    """Packages beside an answer.

    Attributes:
        result: The answer.
        packages: The packages by activity.
        own: Whether they are the scenario's own, so that the answer rests on them.
        asked: Steps that give more for a krona than the one below.
        lies: Where the proposal lies, by activity and year that is planned.
    """

    study = "packages"

    result: Result
    packages: Mapping[str, Package]
    own: bool
    asked: tuple[Increasing, ...]
    lies: tuple[Lies, ...]

    @property
    def weak(self) -> dict[tuple[str, str], float]:
        """The most points of large activities' curves that are almost none, by activity and goal [points].

        By the rule that ``check`` asks of effects by; points were probably written as shares.
        """
        lines = self.result.figures.lines
        whole = sum(abs(line.base) for line in lines.values())
        most = {
            (a, goal): max(abs(points) for _, points in package.curve(goal))
            for a, package in self.packages.items()
            if lines[a].base > LARGE * whole
            for goal in package.goals
        }
        return {key: points for key, points in most.items() if 0 < points < WEAK}

    def level_rows(self) -> list[Row]:
        """Return where the proposal lies as tidy rows."""
        found: list[Row] = []
        scale = PER_MSEK[self.scenario.currency]
        for at in self.lies:
            where = {"activity": at.activity, "year": at.year, "below": at.below, "above": at.above}
            for name, value, unit in (
                ("level", at.level, "share"),
                ("part", at.part, "share"),
                ("down", at.down * scale, self.scenario.currency),
                ("up", at.up * scale, self.scenario.currency),
            ):
                found.append({**where, "quantity": name, "value": written(value), "unit": unit})
        return found

    def curve_rows(self) -> list[Row]:
        """Return the curves and the spread of those who answered as tidy rows."""
        found: list[Row] = []
        for activity, package in self.packages.items():
            for goal in package.goals:
                spread = package.spread(goal)
                for level, points in package.curve(goal):
                    where = {"activity": activity, "goal": goal, "level": written(level), "unit": "points"}
                    told = {"points": points}
                    if level in spread:
                        told |= dict(zip(("least", "most"), spread[level], strict=True))
                    found += [{**where, "quantity": n, "value": written(v)} for n, v in told.items()]
        return found

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"levels": (LEVELS, self.level_rows), "curves": (CURVES, self.curve_rows)}

    def content(self) -> dict[str, Any]:
        """Return the content of ``result.json``."""
        return {
            "packages": {
                activity: {"author": package.author, "date": package.date}
                for activity, package in self.packages.items()
            },
            "asked": [
                {
                    "activity": question.package.activity,
                    "goal": question.goal,
                    "step": question.above.name,
                    "gains": [written(gain) for gain in question.gains],
                }
                for question in self.asked
            ],
            "weak": [
                {"activity": a, "goal": goal, "most_points": written(points)}
                for (a, goal), points in self.weak.items()
            ],
        }


def packages(scenario: Scenario | str | Path | Mapping[str, Any], file: str | Path | None = None) -> Packages:
    """Read a committee's packages, ask about them, and tell where the proposal lies among them.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        file: A YAML file of packages, in place of the scenario's own.

    Raises:
        ScenarioError: A file is wrong, or there are no packages.
        NoPlanError: The limits leave no plan.
        UncertifiedError: The answer did not pass its own check.
    """
    found = scenario if isinstance(scenario, Scenario) else read(scenario)
    if file is None:
        told = packages_of(found)
    else:
        told = read_packages(file, list(Figures(scenario=found).lines), scales(found.goals), found.language)
    if not told:
        raise ScenarioError([_no_packages(found)], found.language)
    result = solve(found)
    return Packages(
        result=result,
        packages=told,
        own=file is None,
        asked=tuple(questions(told)),
        lies=lying(result, told),
    )


def _no_packages(scenario: Scenario) -> Problem:
    sv, en = (
        "scenariot har inga ambitionsnivåer; skriv dem under packages:, eller ange en fil med dem",
        "the scenario has no packages; write them under packages:, or name a file of them",
    )
    place = scenario.origin.place("packages") or scenario.origin.place("title")
    return Problem(path="packages", place=place, sv=sv, en=en)


def lying(result: Result, packages: Mapping[str, Package]) -> tuple[Lies, ...]:
    """Return where the proposal lies among the levels of packages, by activity and plan year.

    Args:
        result: The answer.
        packages: The packages by activity.
    """
    return tuple(
        _lies(result, package, year)
        for package in packages.values()
        for year in result.figures.open_years
        if (package.activity, year) in result.proposal.level
    )


def _lies(result: Result, package: Package, year: int) -> Lies:
    """Return where the proposal lies among a package's levels."""
    key = package.activity, year
    level, need = result.proposal.level[key], result.figures.need[key]
    found = package.holding(level)
    if found is None:
        nearest = package.steps[0] if level < package.steps[0].level else package.steps[-1]
        below, above, part = nearest, nearest, 0.0
    else:
        below, above, part = found
    return Lies(
        activity=package.activity,
        year=year,
        level=level,
        below=below.name,
        above=above.name,
        ends=(below.level, above.level),
        part=part,
        down=(below.level - level) * need,
        up=(above.level - level) * need,
    )
