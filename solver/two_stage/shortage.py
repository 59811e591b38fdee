"""The least violation of a program's rows: how far a block is from having a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from solver.program.compiled import Indices, LinearProgram


def elastic(program: LinearProgram) -> LinearProgram:
    """Return the program whose rows may be violated and whose objective is minus all violation.

    The new columns come last: one for each row that exceeds its upper bound, in the order of the rows, then
    one for each row that falls short of a lower bound. The bounds of columns still hold.
    """
    rows = np.arange(len(program.rows), dtype=np.int32)
    idle = replace(program, cost=np.zeros(len(program.columns)), offset=0.0)
    over = _with_violations(idle, rows, -1.0)
    return _with_violations(over, rows[np.isfinite(program.row_lower)], 1.0)


def _with_violations(program: LinearProgram, rows: Indices, coefficient: float) -> LinearProgram:
    """Return the program with a nonnegative column of cost -1 for each of the rows, in that row alone."""
    many, n = len(rows), len(program.columns)
    ends = program.start[rows + 1]
    added = np.zeros(len(program.start), np.int32)
    added[rows + 1] = 1
    return replace(
        program,
        cost=np.concatenate([program.cost, np.full(many, -1.0)]),
        lower=np.concatenate([program.lower, np.zeros(many)]),
        upper=np.concatenate([program.upper, np.full(many, np.inf)]),
        start=(program.start + np.cumsum(added)).astype(np.int32),
        index=np.insert(program.index, ends, np.arange(n, n + many)).astype(np.int32),
        data=np.insert(program.data, ends, coefficient),
        columns=(*program.columns, *(("violation", (int(i),)) for i in rows)),
    )
