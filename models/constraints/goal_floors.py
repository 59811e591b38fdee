r"""Goal floors (*miniminivå*): attainment that may not be traded away.

.. math::  attainment_{gt} \ge minimum_{gt}

In words: in every plan year the goal is attained at least this far, whatever it costs elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.constraint import Amount, BySubject, Quantities, Rows
from models.scenario import FULL_POINTS

if TYPE_CHECKING:
    from models.figures import Figures


def rows(figures: Figures) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    goals = figures.scenario.goals
    return (
        Rows(
            name="goal_floor",
            over=("goal", "year"),
            unit="points",
            excess=goal_floor,
            needs=reached,
            looser=-1,
            index=tuple((g, y) for g in figures.goals if goals[g].minimum for y in figures.years),
            path=lambda g, y: f"goals.{g}.minimum.{y}",
            says=("miniminivån för {goal} {year}", "the minimum of {goal} {year}"),
            noun=("miniminivån", "the minimum"),
            amount=lambda g, y: Amount(value=goals[g].minimum[y], kind="points"),  # type: ignore[index]
            pushes="up",
            priced=BySubject(
                rule="goal_floor",
                name=("miniminivån för {goal}", "the minimum of {goal}"),
                many=("miniminivåerna för {n} mål", "the minima of {n} goals"),
            ),
            statutory=False,
            relief=("miniminivåer för mål", "minimum levels of goals"),
        ),
    )


def goal_floor(q: Quantities, g: str, y: int) -> Any:
    """The goal falls short of its minimum [points]."""
    return q.figures.scenario.goals[g].minimum[y] - q.attainment[g, y]  # type: ignore[index]


def reached(q: Quantities, g: str, y: int) -> float:
    """The attainment as it counts [points]."""
    return min(float(q.attainment[g, y]), FULL_POINTS)
