"""Warnings that need figures: what weights, curves and the result reserve do that their author may not intend."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from models.file.remarks import (
    Remark,
    activities,
    claims,
    evidence,
    few,
    references,
    solidarity,
    today,
    told,
    unaffected,
    unit,
    unused,
)
from models.outcomes import slope_left, slope_right

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from models.file.facts import Facts
    from models.outcomes import Curve
    from models.problems import Problem
    from models.scenario import Place

NEUTRAL = (0.95, 1.05)
"""Values of a krona against the mean that count as krona-neutral [-]."""
POLYLINE = 0.05
"""Largest distance between a smooth curve and its polyline that needs no warning [points]."""
ONE_KRONA = 1e-6
"""Amounts that differ by less are the same [MSEK]."""
SHARPER, SHARP = 2.0, 0.02
"""A kink breaks a slope so many times as much as a logarithm with its breakpoints, and at least by this [share]."""


def neutrality(facts: Facts) -> Iterator[Remark]:
    """Warn of activities in which a krona is not worth what it is on average, in spite of krona-neutral weights."""
    if facts.scenario.weights.rule != "krona_neutral":
        return
    worst: dict[str, tuple[float, int, float]] = {}
    for (a, y), value in facts.figures.neutrality.items():
        if not NEUTRAL[0] <= value <= NEUTRAL[1]:
            off = abs(math.log(value)) if value > 0 else math.inf
            worst[a] = max(worst.get(a, (0.0, y, value)), (off, y, value), key=lambda found: found[0])
    for a, (_, y, value) in sorted(worst.items(), key=lambda entry: -entry[1][0]):
        yield Remark(
            f"effects.{a}",
            (
                "en krona är inte lika mycket värd här som i genomsnitt, trots krona-neutrala vikter (1 är neutralt); "
                "målen delas av verksamheter som inga vikter gör lika, och pengar flyttas av det"
            ),
            (
                "a krona is not worth here what it is on average, in spite of krona-neutral weights (1 is neutral); "
                "goals are shared by activities that no weights make equal, and money moves because of it"
            ),
            f"{y}: {value:.2f}",
        )


def unweighted(facts: Facts) -> Iterator[Remark]:
    """Warn of goals whose stated weight becomes 0 with krona-neutral weights, though an effect serves them."""
    figures = facts.figures
    if facts.scenario.weights.rule != "krona_neutral":
        return
    served = {r.goal for own in figures.curves_of.values() for r in own}
    for g, goal in facts.scenario.goals.items():
        without = [str(y) for y in figures.years if figures.neutral_weight[g, y] <= 0]
        if goal.weight > 0 and g in served and without:
            yield Remark(
                f"goals.{g}.weight",
                (
                    "den krona-neutrala vikten blir 0, så målet räknas inte fast det har en vikt; dess verksamheter "
                    "är redan vägda av andra mål, eller ger inget vid 100 %"
                ),
                (
                    "the krona-neutral weight becomes 0, so that the goal does not count though it has a weight; its "
                    "activities are weighed by other goals already, or give nothing at 100 %"
                ),
                ", ".join(without),
            )


def measuring(facts: Facts) -> Iterator[Remark]:
    """Warn of effects on goals that do not count: they measure nothing."""
    for path, _, goal, _ in claims(facts):
        if goal not in facts.figures.counted_goals:
            yield Remark(
                path,
                (
                    "målet har vikten 0 och varken minimum eller beslut, så effekten mäter inget och styr inga "
                    "pengar; ge målet en vikt, eller ta bort effekten"
                ),
                (
                    "the goal has weight 0 and neither minimum nor decision, so the effect measures nothing and "
                    "directs no money; give the goal a weight, or remove the effect"
                ),
            )


def inside(facts: Facts) -> Iterator[Remark]:
    """Warn where nothing limits how money moves between the activities of a committee."""
    figures = facts.figures
    if facts.scenario.stability.activities is not None:
        return
    many = [
        c
        for c, own in figures.lines_of.items()
        if sum(figures.lines[a].measured and figures.need.get((a, figures.years[0]), 0) > 0 for a in own) > 1
    ]
    if many:
        yield Remark(
            "stability",
            (
                "inget begränsar hur mycket pengar som flyttas mellan verksamheter inom en nämnd; skriv "
                f"stability.activities, som {{max_decrease: 2 %, max_increase: 4 %}}. Gäller {few(many)}"
            ),
            (
                "nothing limits how much money moves between activities inside a committee; write "
                f"stability.activities, such as {{max_decrease: 2 %, max_increase: 4 %}}. Concerns {few(many)}"
            ),
        )


def certainty(facts: Facts) -> Iterator[Remark]:
    """Warn where nobody has said how large effects may be."""
    ranges = facts.scenario.evidence_ranges
    if ranges is None:
        yield Remark(
            "effects",
            (
                "evidence_ranges saknas: ingen har sagt hur stora effekter av varje evidensgrad kan vara, så ingenting "
                "kallas säkert"
            ),
            (
                "there is no evidence_ranges: nobody has said how large effects of each grade may be, so nothing is "
                "called certain"
            ),
        )
        return
    for path, _, _, said in claims(facts):
        sure = said.range is not None or getattr(said, "se", None) is not None
        if not sure and getattr(ranges, said.evidence or "", None) is None:
            yield Remark(
                path,
                "varken se, range eller evidence_ranges säger hur stor effekten kan vara; skriv range",
                "neither se, range nor evidence_ranges says how large the effect may be; write range",
            )


def curves(facts: Facts) -> Iterator[Remark]:
    """Warn of smooth curves that their polyline misses, and of kinks at 100 % that nothing supports."""
    for path, _, goal, said in claims(facts):
        error = facts.figures.curve_error(said, goal)
        if error > POLYLINE:
            yield Remark(
                path,
                "kurvan räknas som raka bitar, som avviker mer än 0,05 poäng",
                "the curve is computed as straight pieces, which are off by more than 0.05 points",
                f"{error:.2f}",
            )
        if said.curve is not None and not said.source and _kinked(said.curve):
            yield Remark(
                path,
                (
                    "kurvan har ett knä vid 100 % utan källa (source), och knän styr pengar; skriv vad det vilar på, "
                    "eller skriv {shape: log, at: …, points: …}"
                ),
                (
                    "the curve has a kink at 100 % without a source, and kinks direct money; write what it rests on, "
                    "or write {shape: log, at: …, points: …}"
                ),
            )


def _kinked(curve: Curve) -> bool:
    """Return whether the slope breaks more at 100 % than that of a smooth curve with the same breakpoints."""
    below = [level for level, _ in curve if 0 < level < 1]
    above = [level for level, _ in curve if level > 1]
    left, right = slope_left(curve, 1.0), slope_right(curve, 1.0)
    if not below or left <= 0:
        return False
    if not above:
        return True
    a, b = below[-1], above[0]
    smooth = (math.log(b) / (b - 1)) / (math.log(a) / (a - 1))
    return 1 - right / left > max(SHARPER * (1 - smooth), SHARP)


def reserve(facts: Facts) -> Iterator[Remark]:
    """Warn of a result reserve above its cap, of use without a guideline, and of a withdrawal that no year has."""
    frame = facts.scenario.frame
    found, year = frame.result_reserve, facts.years[0]
    if found is None:
        return
    path = "frame.result_reserve"
    if found.use_in and not found.by:
        yield Remark(
            f"{path}.use_in",
            (
                "by saknas: ingen riktlinje anges för när och hur reserven får användas, så den stränga regeln står: "
                "uttag bara för att täcka ett underskott"
            ),
            (
                "there is no by: no guideline says when and how the reserve may be used, so the strict rule stands: "
                "withdrawals cover a deficit only"
            ),
        )
    if found.max_withdrawal and not found.use_in:
        yield Remark(
            f"{path}.max_withdrawal",
            "används inte: use_in nämner inget år då reserven får användas",
            "is not used: use_in names no year in which the reserve may be used",
        )
    most = found.cap[year] * (frame.revenue or {}).get(year, 0.0) if found.cap is not None else math.inf
    if found.opening > most:
        yield Remark(
            f"{path}.opening",
            (
                f"{facts.written(found.opening):.6g} {facts.unit[0]} är mer än taket (cap), {facts.written(most):.6g} "
                f"{year}; inget mer läggs till förrän den är under taket"
            ),
            (
                f"{facts.written(found.opening):.6g} {facts.unit[1]} is more than the cap, {facts.written(most):.6g} "
                f"in {year}; nothing is added until it is below the cap"
            ),
        )


def unrestored(facts: Facts) -> Iterator[Remark]:
    """Warn of deficits of settled years that nobody restores in full."""
    for c, amount in facts.figures.left_unrestored.items():
        if amount > ONE_KRONA:
            yield Remark(
                f"settled.balances.{c}",
                "en del av nämndens underskott återställs inte; skriv resten under settled.restore",
                "a part of the committee's deficit is not restored; write the rest under settled.restore",
                f"{facts.written(amount):.6g}",
            )


REMARKS: tuple[Callable[[Facts], Iterator[Remark]], ...] = (
    evidence,
    unaffected,
    activities,
    unused,
    unit,
    references,
    today,
    solidarity,
    neutrality,
    unweighted,
    measuring,
    inside,
    certainty,
    curves,
    reserve,
    unrestored,
)


def remarks(facts: Facts, places: Mapping[str, Place]) -> tuple[Problem, ...]:
    """Return the warnings for a file without problems.

    Args:
        facts: The validated file.
        places: Place of each value, by dotted path.
    """
    return told([remark for find in REMARKS for remark in find(facts)], places)
