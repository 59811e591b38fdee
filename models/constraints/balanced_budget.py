r"""Balanced budget (*balanskravet*): what is spent does not exceed what comes in.

.. math::  revenue_t - central_t - \sum_a spend_{at} + withdrawal_t \ge 0

In words: drawing on balances lowers the municipality's result, so the test is on what is spent, not on the
frames.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.constraint import Quantities, Rows

if TYPE_CHECKING:
    from models.figures import Figures


def rows(figures: Figures) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    given = figures.scenario.frame.revenue is not None
    return (
        Rows(
            name="balanced_budget",
            index=tuple((y,) for y in figures.years) if given else (),
            over=("year",),
            excess=balanced_budget,
            says={"sv": "balanskravet {year}", "en": "the balanced-budget rule {year}"},
            path=lambda y: f"frame.revenue.{y}",
        ),
    )


def balanced_budget(q: Quantities, y: int) -> Any:
    """Spending exceeds revenue [money]."""
    frame = q.figures.scenario.frame
    spent = sum(q.spend[a, y] for a in q.figures.lines)
    return spent - q.withdrawal[y] - (frame.revenue[y] - frame.central[y])  # type: ignore[index]
