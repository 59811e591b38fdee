r"""Goal-weighted outcome, the default objective.

.. math::
   V = \sum_t d_t \sum_g w_{gt} \min(attainment_{gt}, 100) - change\_price \sum_{c,t} \frac{increase_{ct} +
   decrease_{ct}}{total_t}

In words: the weighted goal attainment over plan and tail years [points], less the price that the scenario
puts on moving money.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.aim import Aim
    from models.constraint import Quantities
    from models.figures import Figures


def aims(_: Figures, __: Mapping[tuple[str, int], Any]) -> tuple[Aim, ...]:
    """Return no aims: nothing comes before V."""
    return ()


def value(
    q: Quantities,
    counted: Mapping[tuple[str, int], Any],
    weight: Mapping[tuple[str, int], float] | None = None,
) -> Any:
    """Return V [points].

    Args:
        q: Quantities of the plan or of the model.
        counted: Counted attainment of each (goal, year), ``min(attainment, 100)`` [points].
        weight: Weight of each goal and outcome year, sum 1 a year; the scenario's own if absent.
    """
    f = q.figures
    weight = f.weight if weight is None else weight
    outcome = sum(f.discount[y] * weight[g, y] * counted[g, y] for g in f.goals for y in f.outcome_years)
    price = f.scenario.stability.change_price
    if not price:
        return outcome
    return outcome - sum(
        price / f.total[y] * (q.increase[c, y] + q.decrease[c, y]) for c in f.committees for y in f.years
    )
