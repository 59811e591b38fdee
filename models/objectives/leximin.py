r"""Leximin: the worst off first, then the second worst off, and so on.

.. math::
   \operatorname{lex\,max} \; (\theta_1, \theta_2, \ldots), \quad
   \theta_1 \le \theta_2 \le \ldots \text{ being } \min(attainment_{gt}, 100) \text{ in rising order}

over the goals that weigh anything, plan and tail years. In words: maximin, and when the worst off can be
helped no further, the same for those that can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.aim import Aim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.constraint import Index
    from models.figures import Figures


def aims(f: Figures, counted: Mapping[tuple[str, int], Any]) -> tuple[Aim, ...]:
    """Every attainment, to be raised level by level [points]."""
    pieces: dict[Index, Any] = {
        (g, y): counted[g, y] for g in f.goals if f.weight[g] for y in f.outcome_years
    }
    return (Aim(name="least", pieces=pieces),)
