r"""Leximin: maximise the lowest attainment, then the second lowest, and so on.

.. math::
   \operatorname{lex\,max} \; (\theta_1, \theta_2, \ldots), \quad
   \theta_1 \le \theta_2 \le \ldots \text{ being } \min(attainment_{gt}, 100) \text{ in rising order}

over the goals with weight, in plan and tail years. In words: maximin, and once the lowest attainment can rise
no further, the same for the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.aim import Aim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.constraint import Index
    from models.figures import Figures


def aims(f: Figures, counted: Mapping[tuple[str, int], Any]) -> tuple[Aim, ...]:
    """Return the attainment of every goal and year as pieces of one aim [points].

    Args:
        f: Figures of the scenario.
        counted: Counted attainment of each (goal, year), ``min(attainment, 100)`` [points].
    """
    pieces: dict[Index, Any] = {(g, y): counted[g, y] for g in f.goals if f.part[g] for y in f.outcome_years}
    return (Aim(name="least", pieces=pieces),)
