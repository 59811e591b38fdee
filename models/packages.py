"""Packages (*ambitionsnivåer*): what a committee says that each level of funding gives, and the curve of it.

A committee describes a base level 10–30 per cent below today with all that the law asks, then add-ons of 5–10 per cent,
in its own order of priority, each with the services that come with it. Points are against today, where they are 0. The
curve is the polyline through them. A step that gives more per krona than the one below it is asked about with three
ready alternatives, and is never sorted.

    packages:
      aldreomsorg:
        author: Vård- och omsorgsnämnden
        date: 2024-06-12
        base: {level: 88 %, contents: "…", points: {trygg_alderdom: -14}}
        steps:
          - {name: Nattpatrull, to: 94 %, points: {trygg_alderdom: -6}, contents: "…"}
          - {name: Dagens nivå, to: 100 %, points: {trygg_alderdom: 0}}
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from models.file.tree import join, parse
from models.outcomes import response, slopes
from models.problems import Problem, ScenarioError, did_you_mean
from models.units import number, share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from models.file.tree import Tree
    from models.outcomes import Curve
    from models.problems import Language

ROUNDING = 1e-9
"""Steps whose gains differ by less are as steep [points per unit of level]."""
KEYS = ("author", "date", "base", "steps", "respondents")
LARGEST = 5_000_000
"""Largest file that is read [bytes]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A level of a package.

    Attributes:
        name: Its name; empty for the base.
        level: The funding level that it reaches [-].
        points: Goal points at it against today, by goal.
        contents: The services that come with it.
    """

    name: str
    level: float
    points: dict[str, float]
    contents: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What a committee says of an activity.

    Attributes:
        activity: The activity.
        author: Who says so.
        date: When, as written.
        steps: The levels, the base first, rising; today's, 100 %, among them.
        respondents: Points by level of each person who answered, by goal; empty where the committee answered as one.
        path: Where it stands in the file.
    """

    activity: str
    author: str
    date: str
    steps: tuple[Step, ...]
    respondents: dict[str, dict[str, Curve]]
    path: str

    @property
    def goals(self) -> tuple[str, ...]:
        """The goals that it serves."""
        return tuple(dict.fromkeys(goal for step in self.steps for goal in step.points))

    def curve(self, goal: str) -> Curve:
        """Return the curve of a goal: the committee's own, or the median of those who answered at each level."""
        answers = [found[goal] for found in self.respondents.values() if goal in found]
        if not answers:
            return tuple((step.level, step.points[goal]) for step in self.steps)
        levels = [step.level for step in self.steps]
        return tuple((level, median(response(answer, level) for answer in answers)) for level in levels)

    def spread(self, goal: str) -> dict[float, tuple[float, float]]:
        """Return the least and most points that anybody gave at each level; empty where one answered."""
        answers = [found[goal] for found in self.respondents.values() if goal in found]
        if len(answers) < 2:  # noqa: PLR2004 - one has no spread
            return {}
        told = {step.level: [response(answer, step.level) for answer in answers] for step in self.steps}
        return {level: (min(values), max(values)) for level, values in told.items()}

    def sizes(self, goal: str) -> tuple[float, float] | None:
        """Return the least and greatest size of anybody's curve as a factor of the median's; None where one answered.

        A curve's size is the factor on the median's that comes nearest to it, by least squares over the levels.
        """
        answers = [found[goal] for found in self.respondents.values() if goal in found]
        middle = self.curve(goal)
        whole = sum(points**2 for _, points in middle)
        if len(answers) < 2 or not whole:  # noqa: PLR2004
            return None
        found = [
            sum(points * response(answer, level) for level, points in middle) / whole for answer in answers
        ]
        return max(min(found), 0.0), max(*found, 0.0)

    def holding(self, level: float) -> tuple[Step, Step, float] | None:
        """Return the two levels that a funding level lies between, and how far it has come [share]; None outside."""
        for below, above in pairwise(self.steps):
            if below.level <= level <= above.level:
                return below, above, (level - below.level) / (above.level - below.level)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A way to make a step give no more than the one below it.

    Attributes:
        kind: ``swap``, ``merge`` or ``change``.
        curve: The curve that it gives.
    """

    kind: str
    curve: Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Increasing:
    """A step that gives more per krona than the one below it: a question, never an order.

    Attributes:
        package: The package.
        goal: The goal.
        below: The step below.
        above: The step.
        gains: What each gives for a per cent of funding [points].
        alternatives: Three ready ways out.
    """

    package: Package
    goal: str
    below: Step
    above: Step
    gains: tuple[float, float]
    alternatives: tuple[Alternative, ...]


def questions(packages: Mapping[str, Package]) -> Iterator[Increasing]:
    """Yield every step that gives more for a krona than the step below it."""
    for package in packages.values():
        for goal in package.goals:
            curve = package.curve(goal)
            rises = slopes(curve)[:-1]
            for n, (before, after) in enumerate(pairwise(rises), start=1):
                if after > before + ROUNDING:
                    yield Increasing(
                        package=package,
                        goal=goal,
                        below=package.steps[n],
                        above=package.steps[n + 1],
                        gains=(before / 100, after / 100),
                        alternatives=alternatives(curve, n),
                    )


def alternatives(curve: Curve, n: int) -> tuple[Alternative, ...]:
    """Return three curves in which step n + 1 gives no more for a krona than step n.

    Swapped, the step above is taken first; merged, the two are one; changed, the points of one level are moved by as
    little as makes the two steps as steep. Today's level always has 0 points, so a curve is told against it anew.

    Args:
        curve: The curve.
        n: The place of the level between the two steps.
    """
    (a, p), (b, q), (c, r) = curve[n - 1], curve[n], curve[n + 1]
    between = (round(a + (c - b), 12), p + (r - q))
    swapped = (*curve[:n], between, *curve[n + 1 :])
    merged = (*curve[:n], *curve[n + 1 :])
    line = p + (r - p) * (b - a) / (c - a)
    beyond = q + (q - p) / (b - a) * (c - b)
    changed = (
        (*curve[: n + 1], (c, beyond), *curve[n + 2 :])
        if c != 1.0
        else (*curve[:n], (b, line), *curve[n + 1 :])
    )
    return tuple(
        Alternative(kind=kind, curve=_against_today(found))
        for kind, found in (("swap", swapped), ("merge", merged), ("change", changed))
    )


def _against_today(curve: Curve) -> Curve:
    """Return a curve with 0 points at level 1, which it holds."""
    today = response(curve, 1.0)
    levels = sorted({level for level, _ in curve} | {1.0})
    return tuple((level, response(curve, level) - today) for level in levels)


# ------------------------------------------------------------------------------------------------------ reading


def read_packages(
    path: str | Path,
    activities: Sequence[str],
    goals: Mapping[str, tuple[float, float] | None],
    language: Language = "sv",
) -> dict[str, Package]:
    """Read a file of packages.

    Args:
        path: A YAML file with ``packages:``.
        activities: The activities that there are.
        goals: The goals that there are, with floor and target of the indicator of those that have one.
        language: Language of the errors.

    Raises:
        ScenarioError: The file cannot be read or is wrong; all errors are told, each with its line.
    """
    name = Path(path).as_posix()
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        told = Problem(path=name, sv="filen går inte att läsa", en="the file cannot be read")
        raise ScenarioError([told], language) from error
    if len(data) > LARGEST:
        told = Problem(path=name, sv="filen är för stor", en="the file is too large")
        raise ScenarioError([told], language)
    reading = _Reading(parse(data, name), activities, goals)
    found = reading.packages()
    if reading.problems:
        raise ScenarioError(reading.problems, language)
    return found


class _WrongError(Exception):
    """A value is wrong, and the problem is told already."""


class _Reading:
    """One pass over a file's tree."""

    def __init__(
        self, tree: Tree, activities: Sequence[str], goals: Mapping[str, tuple[float, float] | None]
    ) -> None:
        self.tree, self.activities, self.goals = tree, activities, goals
        self.problems: list[Problem] = list(tree.problems)

    def wrong(self, path: str, sv: str, en: str) -> _WrongError:
        self.problems.append(Problem(path=path, place=self.tree.places.get(path), sv=sv, en=en))
        return _WrongError()

    def packages(self) -> dict[str, Package]:
        """Return the packages that can be read."""
        found: dict[str, Package] = {}
        root = self.tree.root
        if self.problems:
            return found
        block = root.get("packages") if isinstance(root, dict) else None
        if not isinstance(block, dict) or not block:
            self.wrong("packages", "filen ska ha packages:", "the file must have packages:")
            return found
        for activity, given in block.items():
            try:
                found[activity] = self._package(str(activity), given)
            except _WrongError:
                continue
        return found

    def _package(self, activity: str, given: Any) -> Package:
        path = f"packages.{activity}"
        if activity not in self.activities:
            sv, en = did_you_mean(activity, self.activities)
            raise self.wrong(path, f"verksamheten finns inte{sv}", f"there is no such activity{en}")
        block = self._mapping(path, given)
        for key in block:
            if key not in (*KEYS, "unit"):
                sv, en = did_you_mean(key, (*KEYS, "unit"))
                raise self.wrong(join(path, key), f"okänd nyckel{sv}", f"unknown key{en}")
        if not block.get("author"):
            raise self.wrong(
                path,
                "author saknas: skriv vem som gör bedömningen",
                "author is missing: write who judges",
            )
        indicator = block.get("unit") == "indicator"
        if "unit" in block and not indicator:
            raise self.wrong(
                join(path, "unit"), "skriv unit: indicator, eller utelämna", "write unit: indicator"
            )
        base = self._step(join(path, "base"), block.get("base"), "level", indicator=indicator)
        listed = block.get("steps")
        if not isinstance(listed, list) or not listed:
            raise self.wrong(join(path, "steps"), "skriv minst ett steg", "write at least one step")
        where = [join(join(path, "steps"), n) for n in range(len(listed))]
        steps = [
            base,
            *(self._step(w, s, "to", indicator=indicator) for w, s in zip(where, listed, strict=True)),
        ]
        self._whole(path, steps)
        if indicator:
            steps = [self._in_points(path, step, steps) for step in steps]
        self._today(path, steps)
        return Package(
            activity=activity,
            author=str(block["author"]),
            date=str(block.get("date", "")),
            steps=tuple(steps),
            respondents=self._respondents(path, block.get("respondents"), steps, indicator=indicator),
            path=path,
        )

    def _mapping(self, path: str, given: Any) -> dict[str, Any]:
        if isinstance(given, dict):
            return given
        raise self.wrong(path, "ska vara nycklar och värden", "must be keys and values")

    def _step(self, path: str, given: Any, level: str, *, indicator: bool) -> Step:
        block = self._mapping(path, given)
        if level == "to" and not block.get("name"):
            raise self.wrong(path, "steget saknar name", "the step has no name")
        return Step(
            name=str(block.get("name", "")),
            level=self._level(join(path, level), block.get(level)),
            points=self._points(join(path, "points"), block.get("points"), indicator=indicator),
            contents=str(block.get("contents", "")),
        )

    def _level(self, path: str, given: Any) -> float:
        try:
            found = share(given)
        except ValueError:
            found = -1.0
        if found > 0:
            return found
        raise self.wrong(path, f"skriv nivån som 94 %, inte {given}", f"write the level as 94 %, not {given}")

    def _points(self, path: str, given: Any, *, indicator: bool) -> dict[str, float]:
        found: dict[str, float] = {}
        for goal, value in self._mapping(path, given).items():
            if goal not in self.goals:
                sv, en = did_you_mean(goal, self.goals)
                raise self.wrong(join(path, goal), f"målet finns inte{sv}", f"there is no such goal{en}")
            if indicator and self.goals[goal] is None:
                raise self.wrong(
                    join(path, goal),
                    "unit: indicator kräver att målet har indicator; skriv poäng i stället",
                    "unit: indicator needs the goal to have an indicator; write points instead",
                )
            try:
                found[goal] = number(value)
            except ValueError as error:
                raise self.wrong(
                    join(path, goal), f"{value} är inget tal", f"{value} is no number"
                ) from error
        return found

    def _whole(self, path: str, steps: Sequence[Step]) -> None:
        """Refuse levels that do not rise, that do not hold 100 %, and steps without points for some goal."""
        goals = set(steps[0].points)
        for n, (before, step) in enumerate(pairwise(steps)):
            here = join(join(path, "steps"), n)
            if step.level <= before.level:
                raise self.wrong(
                    here,
                    f"nivån {100 * step.level:g} % ska vara högre än {100 * before.level:g} %",
                    f"the level {100 * step.level:g} % must be above {100 * before.level:g} %",
                )
            if set(step.points) != goals:
                names = ", ".join(sorted(goals))
                raise self.wrong(
                    here, f"ange poäng för just målen {names}", f"give points for just the goals {names}"
                )
        if all(step.level != 1.0 for step in steps):
            raise self.wrong(path, "en nivå ska vara 100 %, dagens", "one level must be 100 %, that of today")

    def _today(self, path: str, steps: Sequence[Step]) -> None:
        today = next(step for step in steps if step.level == 1.0)
        for goal, points in today.points.items():
            if points:
                raise self.wrong(
                    path,
                    f"{goal} ska ha 0 poäng vid 100 %, inte {points:g}: poäng räknas mot i dag",
                    f"{goal} must have 0 points at 100 %, not {points:g}: points are against today",
                )

    def _in_points(self, path: str, step: Step, steps: Sequence[Step]) -> Step:
        """Return a step whose values of indicators are told as points against today."""
        today = next(other for other in steps if other.level == 1.0)
        points = {}
        for goal, value in step.points.items():
            ends = self.goals[goal]
            if ends is None:
                raise self.wrong(path, f"{goal} saknar indicator", f"{goal} has no indicator")
            floor, target = ends
            points[goal] = 100 * (value - today.points[goal]) / (target - floor)
        return Step(name=step.name, level=step.level, points=points, contents=step.contents)

    def _respondents(
        self, path: str, given: Any, steps: Sequence[Step], *, indicator: bool
    ) -> dict[str, dict[str, Curve]]:
        """Return each respondent's curves: points by level, {88 %: {goal: -14}, …}."""
        if given is None:
            return {}
        found: dict[str, dict[str, Curve]] = {}
        goals = tuple(steps[0].points)
        for person, answers in self._mapping(join(path, "respondents"), given).items():
            here = f"{join(path, 'respondents')}.{person}"
            told = [
                Step(
                    name="",
                    level=self._level(join(here, level), level),
                    points=self._points(join(here, level), points, indicator=indicator),
                )
                for level, points in self._mapping(here, answers).items()
            ]
            if [step.level for step in told] != [step.level for step in steps] or any(
                set(step.points) != set(goals) for step in told
            ):
                levels = ", ".join(f"{100 * step.level:g} %" for step in steps)
                raise self.wrong(
                    here,
                    f"ange poäng för varje mål vid just nivåerna {levels}",
                    f"give points for every goal at just the levels {levels}",
                )
            if indicator:
                told = [self._in_points(here, step, told) for step in told]
            self._today(here, told)
            found[str(person)] = {
                goal: tuple((step.level, step.points[goal]) for step in told) for goal in goals
            }
        return found
