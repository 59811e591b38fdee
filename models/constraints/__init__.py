"""The rules, one file each; ``rows`` lists every family that a scenario asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.constraints import (
    balanced_budget,
    committee_account,
    cost_control,
    decisions,
    frame_balance,
    goal_floors,
    result_reserve,
    solidarity,
    stability,
    unmeasured,
)

if TYPE_CHECKING:
    from models.constraint import Rows
    from models.figures import Figures
    from models.indexation import Indexation

CONSTRAINTS = (
    frame_balance,
    result_reserve,
    committee_account,
    balanced_budget,
    cost_control,
    stability,
    solidarity,
    goal_floors,
    decisions,
)


def every(figures: Figures, indexation: Indexation) -> tuple[Rows, ...]:
    """Every family of rows, with or without an index in this scenario."""
    families = [family for module in CONSTRAINTS for family in module.rows(figures)]
    return (*families, *unmeasured.rows(figures, indexation))


def rows(figures: Figures, indexation: Indexation) -> tuple[Rows, ...]:
    """Every family of rows that has an index in this scenario."""
    return tuple(family for family in every(figures, indexation) if family.index)
