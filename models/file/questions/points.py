"""Questions about goals and effects: points as fractions, values outside the scale, scales the wrong way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.file.question import Question, both, listed, number, where
from models.outcomes import response
from models.problems import near
from models.scenario import EVIDENCE, FULL_POINTS
from models.units import write_share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.figures import Line, Response
    from models.file.facts import Facts
    from models.outcomes import Curve
    from models.scenario import Indicator

LEAST, MOST = -50.0, 150.0
"""An indicator further outside its scale is asked about [points]."""
SHIFTS = (10.0, 100.0, 1000.0, 0.1, 0.01, 0.001)
"""Powers of ten that an indicator's value is mistaken by."""
SLACK = 5.0
"""Points this far outside 0 to 100 are a trend carried on, no mistake [points]."""
STEP = 0.1
"""The change of funding level by which effects are judged [-]."""
WEAK, STRONG = 0.15, 100.0
"""An effect of a step on a large activity is asked about where it is below or above [points]."""
LARGE = 0.01
"""An activity is large from this part of the total [share]."""
LIKE = 10.0
"""A weak effect is no mistake where another on the same goal gives as much a krona, within this factor [-]."""
STEEP = 5.0
"""An elasticity further from 0 is asked about [-]."""
MANY, TIMES = 3, 10.0
"""A weight is asked about where so many others are equal, and it is so many times theirs."""
FARTHEST = 3.0
"""A level of a curve beyond this is asked about [-]."""
CHANGE_PRICE = 25.0
"""A larger price of moving the whole total is asked about [points]."""
LOWER = ("färre", "kortare", "lägre", "mindre", "minskad", "minskat", "fewer", "shorter", "lower", "less")
HIGHER = ("fler", "högre", "längre", "ökad", "ökat", "more", "higher", "longer")
"""First words of the names of goals where less, or more, is better."""


def _points(indicator: Indicator, value: float) -> float:
    return 100 * (value - indicator.floor) / (indicator.target - indicator.floor)


def indicators(facts: Facts) -> Iterator[Question]:
    """Ask about today's values far outside the scale, and scales whose direction the goal's name contradicts."""
    for g, goal in facts.scenario.goals.items():
        i = goal.indicator
        if i is None:
            continue
        points = _points(i, i.present)
        if not LEAST <= points <= MOST:
            inside = [x for x in (i.present / p for p in SHIFTS) if 0 <= _points(i, x) <= FULL_POINTS]
            likely = number(inside[0]) if inside else ""
            yield Question(
                f"goals.{g}.indicator.present",
                number(i.present),
                (
                    f"långt utanför skalan från floor {number(i.floor)} till target {number(i.target)}",
                    f"far outside the scale from floor {number(i.floor)} to target {number(i.target)}",
                ),
                both(likely),
            )
        first = (goal.name or "").casefold().split(" ")[0]
        if (first in LOWER and i.target > i.floor) or (first in HIGHER and i.target < i.floor):
            yield Question(
                f"goals.{g}.indicator",
                f"floor {number(i.floor)}, target {number(i.target)}",
                (
                    f"target är det bästa värdet, men målet heter {goal.name}",
                    f"target is the best value, but the goal is called {goal.name}",
                ),
                (
                    f"floor {number(i.target)} och target {number(i.floor)}",
                    f"floor {number(i.target)} and target {number(i.floor)}",
                ),
            )


def points(facts: Facts) -> Iterator[Question]:
    """Ask about points that are fractions or outside 0 to 100."""
    scenario = facts.scenario
    for g, goal in scenario.goals.items():
        yield from _series(facts, f"goals.{g}.reference", goal.reference or {})
    for path, series, _ in _floors(facts):
        yield from _series(facts, path, series)
    for g, target in (scenario.objective.targets or {}).items():
        yield from _series(facts, f"objective.targets.{g}", {facts.years[0]: target})


def _series(facts: Facts, path: str, series: Mapping[int, float]) -> Iterator[Question]:
    fractions = {y: x for y, x in series.items() if 0 < x < 1}
    outside = {y: x for y, x in series.items() if not -SLACK <= x <= FULL_POINTS + SLACK}
    odd = fractions or outside
    if odd:
        right = listed({y: 100 * x if fractions else x / 10 for y, x in odd.items()}, number)
        fits = fractions or all(0 <= x / 10 <= FULL_POINTS for x in odd.values())
        yield Question(
            where(facts, path, [*odd]),
            listed(odd, number),
            ("poäng går från 0 till 100", "points run from 0 to 100"),
            both(right) if fits else ("", ""),
        )


def _floors(facts: Facts) -> Iterator[tuple[str, Mapping[int, float], str]]:
    """Yield the least points of goals, by year, with their path and goal."""
    for g, goal in facts.scenario.goals.items():
        yield f"goals.{g}.minimum", goal.minimum or {}, g
    for id_, decision in facts.scenario.decisions.items():
        if decision.goal is not None:
            yield f"decisions.{id_}.at_least", decision.at_least or {}, decision.goal


def unreachable(facts: Facts) -> Iterator[Question]:
    """Ask about least points that no curve reaches."""
    for path, series, g in _floors(facts):
        yield from _unreachable(facts, path, series, g)


def _unreachable(facts: Facts, path: str, series: Mapping[int, float], g: str) -> Iterator[Question]:
    figures = facts.figures
    most = {
        y: figures.reference[g, y] + sum(r.curve[-1][1] for r in figures.responses if r.goal == g)
        for y in series
    }
    odd = {y: x for y, x in series.items() if x > most[y] + 0.5}
    if odd:
        y = next(iter(odd))
        yield Question(
            where(facts, path, [*odd]),
            listed(odd, number),
            (
                f"kurvorna når högst {number(most[y])} {y}, hur mycket pengar det än blir",
                f"the curves reach at most {number(most[y])} in {y}, however much money there is",
            ),
        )


def weights(facts: Facts) -> Iterator[Question]:
    """Ask about one weight ten times the others, which are all equal."""
    stated = {g: goal.weight for g, goal in facts.scenario.goals.items()}
    for g, weight in stated.items():
        others = {x for h, x in stated.items() if h != g}
        if len(stated) > MANY and len(others) == 1 and weight >= TIMES * max(others) > 0:
            other = number(max(others))
            yield Question(
                f"goals.{g}.weight",
                number(weight),
                (f"alla andra mål har vikten {other}", f"all other goals have the weight {other}"),
                both(other),
            )


def elasticities(facts: Facts) -> Iterator[Question]:
    """Ask about elasticities typed in per cent of one."""
    for a, served in facts.scenario.effects.items():
        for g, claim in served.items():
            if claim.elasticity is not None and abs(claim.elasticity) > STEEP:
                yield Question(
                    f"effects.{a}.{g}.elasticity",
                    number(claim.elasticity),
                    (
                        f"1 % högre kostnad skulle ändra indikatorn {number(claim.elasticity)} %",
                        f"1 % more cost would change the indicator by {number(claim.elasticity)} %",
                    ),
                    both(number(claim.elasticity / 100)),
                )


def effects(facts: Facts) -> Iterator[Question]:
    """Ask about effects of almost nothing, of more than the whole scale, and levels of curves far beyond today's."""
    lines = facts.figures.lines
    whole = sum(abs(line.base) for line in lines.values())
    steps = {r: _step(r) for r in facts.figures.responses}
    for r, step in steps.items():
        claim = None if r.complement else facts.scenario.effects[r.members[0]][r.goal]
        if claim is not None and claim.elasticity is not None:
            continue
        judged = claim is not None and claim.points is not None
        far = [] if judged else [level for level, _ in r.curve if level > FARTHEST]
        if far:
            yield Question(
                f"{r.path}.curve",
                write_share(far[0]),
                ("långt från oförändrad verksamhet, 100 %", "far from unchanged service, 100 %"),
                both(_level(far[0])),
            )
        base = max(lines[a].base for a in r.members)
        weak = (
            base > LARGE * whole and 0 < step < WEAK and not _like_another(r.goal, step / base, steps, lines)
        )
        if weak or step > STRONG:
            times = ("hundra gånger så mycket", "a hundred times as much")
            part = ("en hundradel", "a hundredth")
            given = number(float(f"{step:.2g}") if step < 1 else round(step, 2))
            yield Question(
                f"{r.path}.points" if judged else f"{r.path}.curve",
                number(claim.points) if claim is not None and claim.points is not None else _widest(r.curve),
                (
                    f"10 procent mer eller mindre pengar ger då {given} av målets 100 poäng",
                    f"10 per cent more or less money then gives {given} of the goal's 100 points",
                ),
                times if step < WEAK else part,
            )


def _like_another(
    goal: str, per_krona: float, steps: Mapping[Response, float], lines: Mapping[str, Line]
) -> bool:
    """Return whether an effect on a goal that is not weak itself gives as much a krona as this one."""
    return any(
        1 / LIKE < step / base / per_krona < LIKE
        for other, step in steps.items()
        if other.goal == goal and step >= WEAK and (base := max(lines[a].base for a in other.members)) > 0
    )


def _step(response_: Response) -> float:
    """Return what ten per cent more or less money moves at most [points]."""
    return max(abs(response(response_.curve, 1 - STEP)), abs(response(response_.curve, 1 + STEP)))


def _widest(curve: Curve) -> str:
    """Return the point of a curve that is furthest from 0."""
    level, gain = max(curve, key=lambda point: abs(point[1]))
    return f"{write_share(level)}: {number(gain)}"


def _level(level: float) -> str:
    """Return a level with a digit less, where it is then near 100 %."""
    text = write_share(level).removesuffix(" %")
    fewer = [text[:k] + text[k + 1 :] for k in range(len(text))]
    right = [x for x in fewer if "." not in x and 80 <= float(x) <= 150]  # noqa: PLR2004 - near 100 %
    return f"{right[0]} %" if right else ""


def change_price(facts: Facts) -> Iterator[Question]:
    """Ask about a price of change that outweighs what money does."""
    price = facts.scenario.stability.change_price
    if price > CHANGE_PRICE:
        yield Question(
            "stability.change_price",
            number(price),
            (
                f"att flytta 1 % av ramutrymmet kostar då {number(price / 100)} målpoäng",
                f"moving 1 % of the total then costs {number(price / 100)} goal points",
            ),
        )


def grades(facts: Facts) -> Iterator[Question]:
    """Ask about grades of evidence that are misspelt."""
    for a, served in facts.scenario.effects.items():
        for g, claim in served.items():
            grade = claim.evidence
            nearest = near(grade, EVIDENCE) if grade and grade not in EVIDENCE else None
            if nearest:
                yield Question(
                    f"effects.{a}.{g}.evidence",
                    str(grade),
                    ("ingen känd evidensgrad", "no known grade of evidence"),
                    both(nearest),
                )
