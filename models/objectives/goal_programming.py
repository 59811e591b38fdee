r"""Goal programming: minimise the weighted shortfall from targets.

.. math::
   \min \sum_t d_t \sum_{g} w_{gt} \max(0, target_g - attainment_{gt})

over the goals that have a target, in plan and tail years; V decides between plans with the same shortfall. In
words: attainment counts up to the target, and not above it. A target above 100 counts as 100.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.aim import Aim
from models.scenario import FULL_POINTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.figures import Figures


def target(f: Figures, g: str) -> float:
    """Return the attainment above which a goal counts no further [points]; 100 where it has no target."""
    return min((f.scenario.objective.targets or {}).get(g, FULL_POINTS), FULL_POINTS)


def aims(f: Figures, counted: Mapping[tuple[str, int], Any]) -> tuple[Aim, ...]:
    """Return the shortfall as the only aim, with negative sign [points].

    Args:
        f: Figures of the scenario.
        counted: Counted attainment of each (goal, year), ``min(attainment, target)`` [points].
    """
    aimed = [g for g in f.goals if g in (f.scenario.objective.targets or {})]
    short = sum(
        f.discount[y] * f.weight[g, y] * (target(f, g) - counted[g, y])
        for g in aimed
        for y in f.outcome_years
    )
    return (Aim(name="shortfall", pieces={("all",): -short}, sign=-1),)
