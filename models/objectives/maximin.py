r"""Maximin: maximise the lowest attainment.

.. math::
   \max \; \min_{g,t} \; \min(attainment_{gt}, 100)

over the goals with weight, in plan and tail years; V decides between plans with the same lowest attainment.
In words: no goal in any year is left further behind than necessary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.aim import Aim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.constraint import Index
    from models.figures import Figures


def aims(f: Figures, counted: Mapping[tuple[str, int], Any]) -> tuple[Aim, ...]:
    """Return the lowest attainment as the only aim [points].

    Args:
        f: Figures of the scenario.
        counted: Counted attainment of each (goal, year), ``min(attainment, 100)`` [points].
    """
    pieces: dict[Index, Any] = {(g, y): counted[g, y] for g in f.goals if f.part[g] for y in f.outcome_years}
    return (Aim(name="least", pieces=pieces),)
