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

When a scenario is read, its packages become effects of the grade ``committee``: a scenario has them among its effects,
and leaves them out again where it is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from models.outcomes import response, slopes
from models.scenario import Effect
from models.units import write_share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.outcomes import Curve
    from models.problems import Language
    from models.scenario import Ambition, Goal, Scenario

ROUNDING = 1e-9
"""Steps whose gains differ by less are as steep [points per unit of level]."""
RANGE_DECIMALS = 2
"""Decimals of the range that a spread of answers gives an effect [share]."""
Scales = dict[str, tuple[float, float] | None]
"""Floor and target of the indicator of each goal; None for a goal without one."""
Finding = tuple[str, str, str]
"""Dotted path, and message about it in Swedish and English."""
WAYS = {
    "swap": ("byt ordning", "swap the two"),
    "merge": ("slå ihop stegen", "merge the steps"),
    "change": ("ändra poängen", "change the points"),
}
"""Descriptions of the alternatives."""
UNSETTLED = ("då frågas om nästa steg", "another step is then asked about")
"""Remark on an alternative that leaves a step steeper than the one below."""


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
    """The levels of an activity by its committee.

    Attributes:
        activity: The activity.
        author: Who says so.
        date: When, as ``2024-06-12``; empty where it is not told.
        steps: The levels, the base first, rising; today's, 100 %, among them.
        respondents: Points by level of each person who answered, by goal; empty where the committee answered as one.
        source: Where it is documented.
    """

    activity: str
    author: str
    date: str
    steps: tuple[Step, ...]
    respondents: dict[str, dict[str, Curve]]
    source: str = ""

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

    def overruled(self, goal: str) -> bool:
        """Whether those who answered give another curve than the committee's own points."""
        return self.curve(goal) != tuple((step.level, step.points[goal]) for step in self.steps)

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

    def range(self, goal: str) -> tuple[float, float] | None:
        """Return the range that the spread of answers gives an effect [share]; None where all answered alike."""
        sizes = self.sizes(goal)
        if sizes is None:
            return None
        low, high = (round(size, RANGE_DECIMALS) for size in sizes)
        return None if low == high else (low, high)

    def told(self, language: Language) -> str:
        """Return what an effect of it rests on: its levels with their contents, and how many answered."""
        swedish = language == "sv"
        base = "grundnivån" if swedish else "the base level"
        levels = "; ".join(
            f"{write_share(step.level)} {step.name or base}" + (f": {step.contents}" if step.contents else "")
            for step in self.steps
        )
        n = len(self.respondents)
        answers = (f"median av {n} svar" if swedish else f"median of {n} answers") if n else ""
        said = f"{'ambitionsnivåer' if swedish else 'packages'}: {levels}"
        return "; ".join(filter(None, (said, answers, self.source)))

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

    @property
    def settled(self) -> bool:
        """Whether no step of it gives more for a krona than the one below."""
        return not any(_steeper(*pair) for pair in pairwise(slopes(self.curve)[:-1]))


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
        place: The place of the step in the list of steps.
    """

    package: Package
    goal: str
    below: Step
    above: Step
    gains: tuple[float, float]
    alternatives: tuple[Alternative, ...]
    place: int


def questions(packages: Mapping[str, Package]) -> Iterator[Increasing]:
    """Yield every step that gives more for a krona than the step below it."""
    for package in packages.values():
        for goal in package.goals:
            curve = package.curve(goal)
            rises = slopes(curve)[:-1]
            for n, (before, after) in enumerate(pairwise(rises), start=1):
                if _steeper(before, after):
                    yield Increasing(
                        package=package,
                        goal=goal,
                        below=package.steps[n],
                        above=package.steps[n + 1],
                        gains=(before / 100, after / 100),
                        alternatives=alternatives(curve, n),
                        place=n,
                    )


def _steeper(before: float, after: float) -> bool:
    return after > before + ROUNDING


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


# ------------------------------------------------------------------------------------------- as a scenario has them


def scales(goals: Mapping[str, Goal]) -> Scales:
    """Return floor and target of each goal's indicator; None for a goal without one."""
    return {
        id_: None if goal.indicator is None else (goal.indicator.floor, goal.indicator.target)
        for id_, goal in goals.items()
    }


def package(activity: str, said: Ambition, of: Scales) -> Package:
    """Return what a committee says of an activity, in points against today.

    Args:
        activity: The activity.
        said: What it says, without faults.
        of: Scales of the goals.
    """
    today = next(points for level, points in _levels(said) if level == 1.0)

    def against(values: Mapping[str, float], now: Mapping[str, float]) -> dict[str, float]:
        return {goal: _points(value, now[goal], said, of.get(goal)) for goal, value in values.items()}

    steps = (
        Step(
            name=said.base.name or "",
            level=said.base.level,
            points=against(said.base.points, today),
            contents=said.base.contents or "",
        ),
        *(
            Step(
                name=step.name,
                level=step.to,
                points=against(step.points, today),
                contents=step.contents or "",
            )
            for step in said.steps
        ),
    )
    answers: dict[str, dict[str, Curve]] = {}
    for person, told in said.respondents.items():
        points = {level: against(values, told[1.0]) for level, values in told.items()}
        answers[person] = {
            goal: tuple((level, values[goal]) for level, values in points.items()) for goal in today
        }
    return Package(
        activity=activity,
        author=said.author,
        date=said.date.isoformat() if said.date else "",
        steps=steps,
        respondents=answers,
        source=said.source or "",
    )


def _levels(said: Ambition) -> list[tuple[float, dict[str, float]]]:
    return [(said.base.level, said.base.points), *((step.to, step.points) for step in said.steps)]


def _points(value: float, now: float, said: Ambition, scale: tuple[float, float] | None) -> float:
    """Return points against today: as written, or from values of the indicator."""
    if said.unit is None or scale is None:
        return value
    floor, target = scale
    return 100 * (value - now) / (target - floor) if value != now else 0.0


def packages_of(scenario: Scenario) -> dict[str, Package]:
    """Return the packages of a scenario by activity, those with faults left out."""
    of = scales(getattr(scenario, "goals", None) or {})
    return {
        activity: package(activity, said, of)
        for activity, said in (getattr(scenario, "packages", None) or {}).items()
        if all(goal in of for goal in said.base.points) and not list(faults(activity, said, of))
    }


def effects_of(scenario: Scenario) -> dict[str, dict[str, Effect]]:
    """Return the effects that the packages of a scenario give, by activity and goal."""
    return {
        activity: {
            goal: _effect(it, goal, scenario.packages[activity], scenario.language) for goal in it.goals
        }
        for activity, it in packages_of(scenario).items()
    }


def _effect(it: Package, goal: str, said: Ambition, language: Language) -> Effect:
    return Effect.model_construct(  # without faults, so that nothing is left to validate
        curve=it.curve(goal),
        lag=said.lag,
        range=it.range(goal),
        evidence="committee",
        author=it.author,
        date=said.date,
        source=it.told(language),
    )


def with_effects(scenario: Scenario) -> Scenario:
    """Return a scenario with the effects that its packages give among its own, which come first."""
    given = effects_of(scenario)
    if not given:
        return scenario
    own = scenario.effects
    merged = {a: {**given.get(a, {}), **own.get(a, {})} for a in (*own, *(a for a in given if a not in own))}
    return scenario.model_copy(update={"effects": merged})


def settled(scenario: Scenario, effects: Mapping[str, Mapping[str, Effect]]) -> Scenario:
    """Return a scenario with other effects, in place of its own and of those of its packages."""
    return scenario.model_copy(update={"effects": effects, "packages": {}})


# -------------------------------------------------------------------------------------------------------- faults


def faults(activity: str, said: Ambition, of: Scales, *, asked: bool = True) -> Iterator[Finding]:
    """Yield what is wrong with packages, and what is asked about them.

    Args:
        activity: The activity.
        said: What the committee says of it.
        of: Scales of the goals; goals that it does not hold are told elsewhere.
        asked: Whether steps that give more than the one below are among the faults.
    """
    path = f"packages.{activity}"
    wrong = [*_levels_wrong(path, said), *_goals_wrong(path, said, of), *_answers_wrong(path, said)]
    yield from wrong
    if wrong or any(goal not in of for goal in said.base.points):
        return
    it = package(activity, said, of)
    increasing = list(questions({activity: it}))
    if asked:
        yield from ((f"{path}.steps.{q.place}", *_words(q, said)) for q in increasing)
    for goal in it.goals:
        if goal not in {question.goal for question in increasing} and slopes(it.curve(goal))[-2] < -ROUNDING:
            yield (
                f"{path}.steps.{len(said.steps) - 1}.points.{goal}",
                f"sista steget, {said.steps[-1].name}, sänker måluppfyllelsen; ändra poängen eller ta bort steget",
                f"the last step, {said.steps[-1].name}, lowers attainment; change the points or remove the step",
            )


def _levels_wrong(path: str, said: Ambition) -> Iterator[Finding]:
    levels = [level for level, _ in _levels(said)]
    for n, (before, level) in enumerate(pairwise(levels)):
        if level <= before:
            yield (
                f"{path}.steps.{n}.to",
                (
                    f"nivån {write_share(level)} ska vara högre än {write_share(before)}, den under; stegen står i "
                    "ordning från grundnivån och sorteras inte"
                ),
                (
                    f"the level {write_share(level)} must be above {write_share(before)}, the one below; the steps "
                    "stand in order from the base level and are not sorted"
                ),
            )
    if 1.0 not in levels:
        yield path, "en nivå ska vara 100 %, dagens", "one level must be 100 %, that of today"


def _goals_wrong(path: str, said: Ambition, of: Scales) -> Iterator[Finding]:
    goals = set(said.base.points)
    for n, step in enumerate(said.steps):
        if set(step.points) != goals:
            names = ", ".join(sorted(goals))
            yield (
                f"{path}.steps.{n}.points",
                f"ange poäng för just målen {names}, som grundnivån",
                f"give points for just the goals {names}, as the base level does",
            )
    where = [f"{path}.base.points", *(f"{path}.steps.{n}.points" for n in range(len(said.steps)))]
    for at, (level, points) in zip(where, _levels(said), strict=True):
        for goal, value in points.items():
            if said.unit is None and level == 1.0 and value:
                yield (f"{at}.{goal}", *_not_today(value))
    if said.unit is not None:
        for goal in sorted(goals):
            if goal in of and of[goal] is None:
                yield (
                    f"{path}.base.points.{goal}",
                    "unit: indicator kräver att målet har indicator; skriv poäng i stället",
                    "unit: indicator needs the goal to have an indicator; write points instead",
                )


def _not_today(value: float) -> tuple[str, str]:
    return (
        f"ska vara 0 poäng vid 100 %, inte {value:g}: poäng räknas mot i dag",
        f"must be 0 points at 100 %, not {value:g}: points are against today",
    )


def _answers_wrong(path: str, said: Ambition) -> Iterator[Finding]:
    levels, goals = [level for level, _ in _levels(said)], set(said.base.points)
    for person, told in said.respondents.items():
        here = f"{path}.respondents.{person}"
        if list(told) != levels or any(set(points) != goals for points in told.values()):
            named, listed = ", ".join(sorted(goals)), ", ".join(map(write_share, levels))
            yield (
                here,
                f"ange poäng för {named} vid just nivåerna {listed}, i den ordningen",
                f"give points for {named} at just the levels {listed}, in that order",
            )
            continue
        for goal, value in told.get(1.0, {}).items():
            if said.unit is None and value:
                yield (f"{here}.100 %.{goal}", *_not_today(value))


def _words(question: Increasing, said: Ambition) -> tuple[str, str]:
    """Return a question about increasing returns, with the three curves that would answer it."""
    less, more = (f"{gain:.4g}" for gain in question.gains)
    name, goal = question.above.name, question.goal
    under_sv = question.below.name or "grundnivån"
    under_en = question.below.name or "the base level"
    answers_sv, answers_en = [], []
    for found in question.alternatives:
        curve = f"{{{', '.join(f'{write_share(x)}: {p:.4g}' for x, p in found.curve)}}}"
        then_sv, then_en = ("", "") if found.settled else (f" ({text})" for text in UNSETTLED)
        answers_sv.append(f"{WAYS[found.kind][0]} {curve}{then_sv}")
        answers_en.append(f"{WAYS[found.kind][1]} {curve}{then_en}")
    unit_sv, unit_en = ("", "") if said.unit is None else (" (i målpoäng mot i dag)", " (in goal points)")
    whose_sv, whose_en = ("", "")
    if said.respondents:
        n = len(said.respondents)
        whose_sv, whose_en = f" i medianen av {n} svar", f" in the median of {n} answers"
    sv, en = "; ".join(answers_sv), "; ".join(answers_en)
    return (
        (
            f"{name} ger {more} poäng per procent för {goal}{whose_sv}, steget under, {under_sv}, {less}. Stämmer det? "
            f"Steg sorteras inte; välj{unit_sv}: {sv}"
        ),
        (
            f"{name} gives {more} points per per cent for {goal}{whose_en}, the step below, {under_en}, {less}. Is "
            f"that so? Steps are not sorted; choose{unit_en}: {en}"
        ),
    )
