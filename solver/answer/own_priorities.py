r"""Plans between indexation and the proposal: with indexation's frames, and with its money.

*Indexation, own priorities* keeps every frame of indexation and optimises inside the committees. *Same money* keeps
only the sum of the frames of each year. Both draw and save nothing, and may break a limit by as much as indexation
breaks it, so that indexation is one of the plans to choose from:

.. math::  V(indexation) \le V(own) \le V(same\ money)

The first step is what the committees could do by themselves, the second what the council does between them; what the
proposal gains or loses beyond that is money out of balances and reserves, less the cost of keeping limits that
indexation breaks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from solver.answer.objective_stages import first_stage, later_stages
from solver.answer.stating import relaxed_to
from solver.answer.tie_break import nearest
from solver.program.warm import WarmSolver

if TYPE_CHECKING:
    from models.formulation import Formulation
    from models.plan import Plan
    from solver.program.compiled import Array, LinearProgram

DRAWING = ("saved", "used", "deposit", "withdrawal")
"""Columns that save and draw; indexation does neither."""


def own_priorities(
    formulation: Formulation, program: LinearProgram, indexation: Plan, begin: WarmSolver | None = None
) -> Array | None:
    """Return the columns of the best plan with the frames of indexation; None where there is no such plan.

    Args:
        formulation: The model.
        program: The same, compiled.
        indexation: The indexation baseline as a plan.
        begin: A solver of the program, near whose last basis to begin; it only saves time.

    Returns:
        Shape (columns,). None where indexation leaves a committee with less than its fixed amounts.
    """
    return _best(formulation, program, indexation, {"frame": indexation.q.frame}, begin)


def same_money(
    formulation: Formulation, program: LinearProgram, indexation: Plan, begin: WarmSolver | None = None
) -> Array | None:
    """Return the columns of the best plan whose frames add up to those of indexation in each year.

    Args:
        formulation: The model.
        program: The same, compiled.
        indexation: The indexation baseline as a plan.
        begin: A solver of the program, near whose last basis to begin; it only saves time.

    Returns:
        Shape (columns,). None where there is no such plan.
    """
    return _best(formulation, program, indexation, {"reserve": indexation.q.reserve}, begin)


def _best(
    formulation: Formulation,
    program: LinearProgram,
    indexation: Plan,
    kept: dict[str, dict[Any, float]],
    begin: WarmSolver | None,
) -> Array | None:
    """Return the best plan that keeps some columns of indexation, with limits relaxed to its level.

    Raises:
        SolverFaultError: A stage of the objective or a step of the tie-break failed.
    """
    solver = WarmSolver(relaxed_to(program, formulation.families, indexation))
    amounts = {
        j: 0.0 if kind in DRAWING else kept[kind][index if len(index) > 1 else index[0]]
        for j, (kind, index) in enumerate(program.columns)
        if kind in DRAWING or kind in kept
    }
    columns, values = np.array(list(amounts), np.int32), np.array(list(amounts.values()))
    solver.bound(columns, values, values)
    if begin is not None:
        solver.begin_as(begin)
    first = first_stage(solver, program, formulation)
    if first is None:
        return None
    *_, last = later_stages(solver, program, formulation, first)
    return nearest(solver, last.program, formulation, last.optimum)
