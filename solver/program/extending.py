"""A program with one more row, and the proof that an optimum of a changed program is one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from solver.program.certificate import DUAL, GAP, UncertifiedError, dual_bound

if TYPE_CHECKING:
    from solver.program.compiled import Array, LinearProgram, Name
    from solver.program.warm import Optimum, WarmSolver


def with_row(program: LinearProgram, name: Name, coefficients: Array, upper: float) -> LinearProgram:
    """A program with one more row, ``coefficients·x <= upper``; shape of coefficients (columns,)."""
    (index,) = np.nonzero(coefficients)
    return replace(
        program,
        row_lower=np.append(program.row_lower, -np.inf),
        row_upper=np.append(program.row_upper, upper),
        start=np.append(program.start, program.start[-1] + len(index)).astype(np.int32),
        index=np.append(program.index, index).astype(np.int32),
        data=np.append(program.data, coefficients[index]),
        rows=(*program.rows, name),
    )


def proved(program: LinearProgram, solver: WarmSolver, optimum: Optimum) -> Optimum:
    """The optimum, if its marginals prove that no point of the program as the solver now has it is better.

    Raises:
        UncertifiedError: They do not.
    """
    asked = replace(
        program,
        cost=solver.cost,
        offset=solver.offset,
        lower=solver.lower,
        upper=solver.upper,
        row_lower=solver.row_lower,
        row_upper=solver.row_upper,
    )
    bound, dual = dual_bound(asked, optimum.marginal)
    scale = max(1.0, abs(optimum.value))
    if dual > DUAL or abs(bound - optimum.value) > GAP * scale:
        raise UncertifiedError(
            f"a study's optimum is not proved: gap {bound - optimum.value:.3g}, marginal {dual:.3g}"
        )
    return optimum
