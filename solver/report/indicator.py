"""Goals in points and in the unit of their indicators: floor is 0 points, target 100, and straight between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import FULL_POINTS

if TYPE_CHECKING:
    from models.figures import Figures
    from models.scenario import Indicator
    from solver.answer.result import Result


def today(figures: Figures, g: str) -> float:
    """Return a goal's attainment today [points], which may lie past its target."""
    i = figures.scenario.goals[g].indicator
    if i is None:
        return figures.reference[g, figures.open_years[0]]
    return FULL_POINTS * (i.present - i.floor) / (i.target - i.floor)


def passed(result: Result) -> bool:
    """Return whether an indicator lies past its target, where it is shown as the target in the last plan year."""
    y = result.figures.years[-1]
    reached = (result.plans[id_].q.attainment for id_ in ("indexation", "proposal"))
    measured = [g for g, goal in result.scenario.goals.items() if goal.indicator is not None]
    return any(at[g, y] > FULL_POINTS for at in reached for g in measured)


def indicated(i: Indicator, points: float) -> float:
    """Return the value of an indicator at an attainment, which counts to its target [its unit]."""
    return i.floor + min(points, FULL_POINTS) / FULL_POINTS * (i.target - i.floor)
