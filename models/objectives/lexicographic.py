r"""Lexicographic: maximise goal areas in order of rank.

.. math::
   \operatorname{lex\,max} \; (A_1, A_2, \ldots), \quad
   A_k = \sum_t d_t \, \frac{\sum_{g \in k} w_{gt} \min(attainment_{gt}, 100)}{\sum_{g \in k} w_{gt}}

Once an area has been maximised, at most the share ``tolerance`` of its score is given up for areas below it.
Goals whose area is not named come last, through V. In words: nothing is taken from an area for the sake of a
lower one, except for the tolerance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.aim import Aim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.figures import Figures


def aims(f: Figures, counted: Mapping[tuple[str, int], Any]) -> tuple[Aim, ...]:
    """Return the weighted mean attainment of each area, by rank [points]; 0 for an area without weight.

    Args:
        f: Figures of the scenario.
        counted: Counted attainment of each (goal, year), ``min(attainment, 100)`` [points].
    """
    return tuple(
        Aim(name=area, pieces={(area,): _mean(f, counted, area)}) for area in f.scenario.objective.areas or ()
    )


def _mean(f: Figures, counted: Mapping[tuple[str, int], Any], area: str) -> Any:
    weight = {
        (g, y): f.weight[g, y]
        for g in f.goals
        for y in f.outcome_years
        if f.scenario.goals[g].area == area and f.weight[g, y]
    }
    whole = {y: sum(w for (_, at), w in weight.items() if at == y) for y in f.outcome_years}
    return sum(f.discount[y] * w / whole[y] * counted[g, y] for (g, y), w in weight.items())
