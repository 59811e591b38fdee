"""The rules, one file each; ``rows`` lists every family that a scenario asks for."""

from __future__ import annotations

import copyreg
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.constraint import Rows
from models.constraints import (
    balanced_budget,
    committee_account,
    cost_control,
    decisions,
    frame_balance,
    goal_floors,
    restoration,
    result_reserve,
    solidarity,
    stability,
    unmeasured,
)

if TYPE_CHECKING:
    from models.figures import Figures
    from models.indexation import Indexation

CONSTRAINTS = (
    frame_balance,
    result_reserve,
    committee_account,
    restoration,
    balanced_budget,
    cost_control,
    stability,
    solidarity,
    goal_floors,
    decisions,
)


def every(figures: Figures, indexation: Indexation) -> tuple[Rows, ...]:
    """Every family of rows, with or without an index in this scenario.

    Settled years have no rows: their limits were kept or broken.
    """
    families = [family for module in CONSTRAINTS for family in module.rows(figures)]
    of = figures, indexation
    return tuple(
        replace(_planned(figures, family), stated=of)
        for family in (*families, *unmeasured.rows(figures, indexation))
    )


def family_of(name: str, figures: Figures, indexation: Indexation) -> Rows:
    """Return the family of rows of a name."""
    return next(rows for rows in every(figures, indexation) if rows.name == name)


def _stated_anew(rows: Rows) -> tuple[Any, ...]:
    """Return how a family is pickled and copied: its formulas cannot be, so that its figures state it anew."""
    return family_of, (rows.name, *rows.stated)


copyreg.pickle(Rows, _stated_anew)


def _planned(figures: Figures, family: Rows) -> Rows:
    """Return a family without the rows of settled years."""
    if not figures.settled_years or "year" not in family.over:
        return family
    at = family.over.index("year")
    return replace(family, index=tuple(i for i in family.index if i[at] not in figures.settled_years))


def rows(figures: Figures, indexation: Indexation) -> tuple[Rows, ...]:
    """Every family of rows that has an index in this scenario."""
    return tuple(family for family in every(figures, indexation) if family.index)
