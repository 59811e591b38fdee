"""Indexation with own priorities: frames as indexed, each committee optimising inside its own.

It splits the gain of a proposal in two: what the committees could do by themselves, and what the council does
between them. Every limit holds, except that one which indexation itself breaks may be broken as far as
indexation breaks it, so that indexation is itself one of the plans to choose from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.answer.objective_stages import first_stage, later_stages
from solver.answer.tie_break import nearest
from solver.program.warm import WarmSolver

if TYPE_CHECKING:
    from models.formulation import Formulation
    from models.plan import Plan
    from solver.program.compiled import Array, LinearProgram


def own_priorities(stated: Formulation, program: LinearProgram, indexation: Plan) -> Array | None:
    """The columns of the best plan with the frames of indexation, shape (columns,).

    None where indexation leaves a committee with less than its fixed amounts, so that nothing can be chosen.
    """
    solver = WarmSolver(program)
    held = [j for j, (kind, _) in enumerate(program.columns) if kind in ("frame", "deposit", "withdrawal")]
    at = np.array(
        [
            indexation.q.frame[index] if kind == "frame" else 0.0  # type: ignore[index]
            for kind, index in (program.columns[j] for j in held)
        ]
    )
    solver.bound(np.array(held, np.int32), at, at)
    for i, (family, index) in enumerate(program.rows):
        rows = stated.families.get(family)
        over = 0.0 if rows is None else indexation.excess(rows, index)
        if over > 0 or (rows is not None and rows.equal):
            row = np.array([i], np.int32)
            solver.limit(row, solver.row_lower[row] + over, solver.row_upper[row] + over)
    first = first_stage(solver, program, stated)
    if first is None:
        return None
    *_, last = later_stages(solver, program, stated, first)
    return nearest(solver, last.program, stated, last.optimum)
