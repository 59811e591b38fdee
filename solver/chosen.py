"""From the columns of a solved program to the plan that they choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.plan import Choices, Plan, complete

if TYPE_CHECKING:
    from models.formulation import Formulation
    from solver.compiled import Array, LinearProgram


def chosen_plan(stated: Formulation, program: LinearProgram, x: Array, id_: str) -> Plan:
    """The plan that the program's columns choose, everything else computed anew.

    Args:
        stated: The model.
        program: The same, compiled.
        x: Columns, shape (columns,).
        id_: What to call the plan.
    """
    figures = stated.q.figures
    found: dict[str, dict[Any, float]] = {}
    for (kind, key), value in zip(program.columns, x, strict=True):
        found.setdefault(kind, {})[key if len(key) > 1 else key[0]] = float(value)
    given = found["given_total"]
    choices = Choices(
        frame=found["frame"],
        spend={**figures.fixed, **found.get("spend", {})},
        saved=found.get("saved", {}),
        used=found.get("used", {}),
        deposit=found.get("deposit", {}),
        withdrawal=found.get("withdrawal", {}),
        total=given,
    )
    return complete(figures, stated.q.indexation, choices, id_=id_)
