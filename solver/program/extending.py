"""Extend a program by a row, and prove the optimum of a solver whose bounds or objective were changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from solver.program.certificate import prove

if TYPE_CHECKING:
    from solver.program.compiled import Array, LinearProgram, Name
    from solver.program.warm import Optimum, WarmSolver


def with_row(program: LinearProgram, name: Name, coefficients: Array, upper: float) -> LinearProgram:
    """Return the program with one more row, ``coefficients·x <= upper``.

    Args:
        program: The program.
        name: Name of the row.
        coefficients: Shape (columns,).
        upper: Upper bound of the row.
    """
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


def check_optimum(program: LinearProgram, solver: WarmSolver, optimum: Optimum) -> Optimum:
    """Return the optimum, once proved for the solver's current objective and bounds.

    Args:
        program: The program that was loaded, for its matrix and names.
        solver: The solver that found the optimum.
        optimum: The optimum.

    Raises:
        UncertifiedError: A residual, a marginal or the gap, relative to the optimum's size, exceeds its
            tolerance.
    """
    prove(solver.current(program), optimum, scale=max(1.0, abs(optimum.value)))
    return optimum
