r"""Goal programming: the least weighted shortfall against targets.

.. math::
   \min \sum_t d_t \sum_{g} w_g \max(0, target_g - attainment_{gt})

over the goals that have a target, plan and tail years; V decides among equals. In words: what is missing to the
targets counts, what is above them does not. A target above 100 asks for 100.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.aim import Aim
from models.scenario import FULL_POINTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.figures import Figures


def target(f: Figures, g: str) -> float:
    """Up to which attainment a goal counts [points]; without a target it counts for nothing."""
    return min((f.scenario.objective.targets or {}).get(g, FULL_POINTS), FULL_POINTS)


def aims(f: Figures, counted: Mapping[tuple[str, int], Any]) -> tuple[Aim, ...]:
    """Minus the shortfall [points], from what counts of each goal's attainment, ``min(attainment, target)``."""
    aimed = [g for g in f.goals if g in (f.scenario.objective.targets or {})]
    short = sum(
        f.discount[y] * f.weight[g] * (target(f, g) - counted[g, y]) for g in aimed for y in f.outcome_years
    )
    return (Aim(name="shortfall", pieces={("all",): -short}, sign=-1),)
