"""Checks of outcomes: elasticities give curves, weights have drivers to follow, some weight is left to maximise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.outcomes import CurveShapeError, elastic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.file.facts import Facts, Finding
    from models.scenario import Indicator


LARGEST = 10.0
"""Largest elasticity that is believed, in absolute value [-]."""


def elasticities(facts: Facts) -> Iterator[Finding]:
    """Check that an elasticity has an indicator to work on, and gives a curve that rises less and less."""
    for a, effects in facts.table("effects").items():
        for g, effect in effects.items():
            goal = facts.table("goals").get(g)
            if effect.elasticity is None or goal is None:
                continue
            path = f"effects.{a}.{g}.elasticity"
            if goal.indicator is None:
                yield (
                    path,
                    f"målet {g} saknar indicator att räkna elasticiteten på; ange den, eller skriv curve",
                    f"the goal {g} has no indicator for the elasticity; give it, or write curve",
                )
            elif goal.indicator.present <= 0:
                yield (
                    path,
                    (
                        f"indikatorn för {g} är {goal.indicator.present:g} i dag, och en elasticitet kräver ett "
                        "värde över 0; skriv curve i stället"
                    ),
                    (
                        f"the indicator of {g} is {goal.indicator.present:g} today, and an elasticity needs a "
                        "value above 0; write curve instead"
                    ),
                )
            elif effect.elasticity == 0:
                yield (path, "elasticiteten är 0; ta bort effekten", "the elasticity is 0; remove the effect")
            elif said := _misshapen(effect.elasticity, goal.indicator):
                yield (path, *said)


def _misshapen(elasticity: float, indicator: Indicator) -> tuple[str, str] | None:
    """Return why an elasticity gives no curve that rises and is concave; None where it does."""
    scale = indicator.target - indicator.floor
    if abs(elasticity) > LARGEST:
        return (
            f"{elasticity:g} är orimligt stort för en elasticitet; skriv procent per procent, som -0.41",
            f"{elasticity:g} is absurdly large for an elasticity; write per cent per per cent, such as -0.41",
        )
    try:
        elastic(elasticity, indicator.present, scale)
    except CurveShapeError:
        if elasticity * scale < 0:
            better_sv, better_en = ("högre", "higher") if scale > 0 else ("lägre", "lower")
            return (
                (
                    f"med {elasticity:g} ger mer pengar färre poäng, för {better_sv} värden på indikatorn är bättre; "
                    "byt tecken, eller byt plats på indikatorns floor och target"
                ),
                (
                    f"with {elasticity:g} more money gives fewer points, as {better_en} values of the indicator are "
                    "better; change the sign, or swap floor and target of the indicator"
                ),
            )
        return (
            (
                f"{elasticity:g} ger en kurva där varje krona ger mer än den före; kurvan måste vara konkav: skriv "
                "högst 1, eller skriv curve"
            ),
            (
                f"{elasticity:g} gives a curve in which each krona gives more than the one before; it must be concave: "
                "write at most 1, or write curve"
            ),
        )
    return None


def follows(facts: Facts) -> Iterator[Finding]:
    """Check that a driver that a weight follows is above 0 in every year."""
    for g, goal in facts.table("goals").items():
        series = facts.table("drivers").get(goal.weight_follows or "", {})
        below = [(y, count) for y, count in series.items() if count <= 0]
        if below:
            year, count = below[0]
            yield (
                f"goals.{g}.weight_follows",
                (
                    f"{goal.weight_follows} är {count:g} {year}, och en vikt kan bara följa en volym över 0; välj en "
                    "annan volym, eller ta bort weight_follows"
                ),
                (
                    f"{goal.weight_follows} is {count:g} in {year}, and a weight can only follow a count above 0; "
                    "choose another driver, or remove weight_follows"
                ),
            )


def purpose(facts: Facts) -> Iterator[Finding]:
    """Check, in a file without other problems, that krona-neutral weights leave something to maximise every year."""
    figures = facts.figures
    without = [str(y) for y in figures.years if not any(figures.weight[g, y] for g in figures.goals)]
    if figures.scenario.weights.rule == "krona_neutral" and without:
        years = "" if len(without) == len(figures.years) else f" {', '.join(without)}"
        yield (
            "weights.rule",
            (
                f"alla mål får vikten 0{years} när vikterna görs krona-neutrala, för ingen effekt lutar vid 100 % då; "
                "ge kurvorna en lutning där, eller skriv rule: stated"
            ),
            (
                f"every goal has weight 0{' in' if years else ''}{years} once weights are krona-neutral, as no effect "
                "slopes at 100 % then; give the curves a slope there, or write rule: stated"
            ),
        )
