r"""Maximin: the goal that is worst off comes first.

.. math::
   \max \; \min_{g,t} \; \min(attainment_{gt}, 100)

over the goals that weigh anything, plan and tail years; among the plans that reach it, V decides. In words: no
goal in any year is left further behind than it has to be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.aim import Aim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.constraint import Index
    from models.figures import Figures


def aims(f: Figures, counted: Mapping[tuple[str, int], Any]) -> tuple[Aim, ...]:
    """The least attainment [points]."""
    pieces: dict[Index, Any] = {
        (g, y): counted[g, y] for g in f.goals if f.weight[g] for y in f.outcome_years
    }
    return (Aim(name="least", pieces=pieces),)
