r"""What a plan is worth in money: how much more a year indexation would have needed for the same goals.

It is the least amount a year by which indexation's total would have to be another for it to reach the plan's V,

.. math::  \min \{ \Delta : V_w(indexation(given\_total + \Delta)) \ge V_w(plan) \}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.indexation import indexation
from models.objectives import weighted
from models.plan import Choices, complete
from models.scenario import FULL_POINTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.figures import Figures
    from models.plan import Plan

SMALLEST = 1e-6
"""Differences of V below this are rounding [points]."""
ROUNDING = 1e-13
"""A value of V that differs less from another is the same [points]."""
FIRST_STEP = 0.002
"""First step of the search for an amount [share of the smallest total]."""
STEPS = 40
"""Steps of the search between two amounts, at most."""


def value_by(plan: Plan, weights: Mapping[tuple[str, int], float]) -> float:
    """Return V of a plan by some weights, from the response curves [points].

    Args:
        plan: The plan.
        weights: Weight of each goal and outcome year, sum 1 a year.
    """
    counted = {key: min(points, FULL_POINTS) for key, points in plan.q.attainment.items()}
    return float(weighted.value(plan.q, counted, weights))


def handed_out(plan: Plan) -> dict[int, float]:
    """Return the total of each year with which indexation hands out as much as a plan does [MSEK].

    That of a settled year is the scenario's: what has ended is the same under indexation.
    """
    f = plan.q.figures
    handed = {y: sum(plan.q.frame[c, y] for c in f.committees) for y in f.open_years}
    return dict(f.total) | {y: amount / (1 - f.reserve_share[y]) for y, amount in handed.items()}


def worth_in_money(figures: Figures, plan: Plan, total: Mapping[int, float] | None = None) -> float | None:
    """Return the least amount a year that indexation needs more, to reach a plan's V under some weights [MSEK].

    V of indexation rises with the total, less and less, until the curves end.

    Args:
        figures: Figures of the plan's scenario, whose weights count.
        plan: The plan.
        total: Total of each year that indexation has before [MSEK]; the plan's own if absent.

    Returns:
        0 where the two are equally good, less than 0 where the plan is worse. None where no total is enough, or
        where an indexation with no money at all is still better.
    """
    total = total or plan.q.given_total
    smallest = min(total[y] for y in figures.open_years)
    aim = value_by(plan, figures.weight)

    def beyond(more: float) -> float:
        """Return by how much V of indexation with more a year exceeds the plan's."""
        with_more = {y: total[y] + more for y in figures.years}
        baseline = indexation(figures, {y: with_more[y] - figures.total[y] for y in figures.years})
        choices = Choices(frame=baseline.frame, spend=baseline.spend, total=with_more)
        return complete(figures, baseline, choices, id_="indexation").value - aim

    here = beyond(0.0)
    if abs(here) <= SMALLEST:
        return 0.0
    if here < 0:
        low, below, high = 0.0, here, FIRST_STEP * smallest
        while (above := beyond(high)) < 0:
            if above - below <= SMALLEST * SMALLEST:
                return None  # the curves have ended
            low, below, high = high, above, 2 * high
    else:
        low, high, above = -FIRST_STEP * smallest, 0.0, here
        while (below := beyond(low)) >= 0:
            if low <= -smallest:
                return None
            low, high, above = max(2 * low, -smallest), low, below
    return _crossing(beyond, (low, below), (high, above))


def _crossing(beyond: Callable[[float], float], low: tuple[float, float], high: tuple[float, float]) -> float:
    """Return the least amount at which a function that rises in straight pieces is not below 0.

    Each step follows the chord between the two ends; the value of an end that stays is halved, so that both close
    in (regula falsi, *Illinois*). Where the function has ended at 0, the chord tells nothing, and the step halves.

    Args:
        beyond: The function.
        low: An amount and the function there, below 0.
        high: A greater amount and the function there, 0 or more.
    """
    (a, below), (b, above), moved = low, high, 0
    for _ in range(STEPS):
        chord = above > ROUNDING
        at = b - above * (b - a) / (above - below) if chord else (a + b) / 2
        if not a < at < b:
            break
        found = beyond(at)
        if chord and abs(found) <= ROUNDING:
            return at
        if found < 0:
            a, below, above, moved = at, found, above / 2 if moved < 0 else above, -1
        else:
            b, above, below, moved = at, found, below / 2 if moved > 0 else below, 1
    return b
