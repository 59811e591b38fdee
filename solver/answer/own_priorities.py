"""The baseline of indexation with own priorities: indexed frames, within which each committee optimises.

It splits the gain of a proposal in two: the part that the committees could achieve within their frames, and
the part that comes from moving money between them. Limits that indexation violates are relaxed to its level,
so that indexation stays feasible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.answer.objective_stages import first_stage, later_stages
from solver.answer.stating import relaxed_to
from solver.answer.tie_break import nearest
from solver.program.warm import WarmSolver

if TYPE_CHECKING:
    from models.formulation import Formulation
    from models.plan import Plan
    from solver.program.compiled import Array, LinearProgram


def own_priorities(formulation: Formulation, program: LinearProgram, indexation: Plan) -> Array | None:
    """Find the best plan with the frames of indexation.

    Args:
        formulation: The model.
        program: The same, compiled.
        indexation: The indexation baseline.

    Returns:
        Columns of the plan, shape (columns,); None where indexation leaves a committee less than its fixed
        amounts.

    Raises:
        SolverFaultError: A stage of the objective or a step of the tie-break failed.
    """
    solver = WarmSolver(relaxed_to(program, formulation.families, indexation))
    columns = [j for j, (kind, _) in enumerate(program.columns) if kind in ("frame", "deposit", "withdrawal")]
    amounts = np.array(
        [
            indexation.q.frame[index] if kind == "frame" else 0.0  # type: ignore[index]
            for kind, index in (program.columns[j] for j in columns)
        ]
    )
    solver.bound(np.array(columns, np.int32), amounts, amounts)
    first = first_stage(solver, program, formulation)
    if first is None:
        return None
    *_, last = later_stages(solver, program, formulation, first)
    return nearest(solver, last.program, formulation, last.optimum)
