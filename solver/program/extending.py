"""Extend a program by a row, and prove the optimum of a solver whose bounds or objective were changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from solver.program.certificate import UncertifiedError, prove

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.constraint import Name
    from solver.program.compiled import Array, LinearProgram
    from solver.program.warm import Optimum, WarmSolver


def with_row(
    program: LinearProgram, name: Name, coefficients: Array, upper: float, *, lower: float = -np.inf
) -> LinearProgram:
    """Return the program with one more row, ``lower <= coefficients·x <= upper``.

    Args:
        program: The program.
        name: Name of the row.
        coefficients: Shape (columns,).
        upper: Upper bound of the row.
        lower: Lower bound of the row.
    """
    (index,) = np.nonzero(coefficients)
    return replace(
        program,
        row_lower=np.append(program.row_lower, lower),
        row_upper=np.append(program.row_upper, upper),
        start=np.append(program.start, program.start[-1] + len(index)).astype(np.int32),
        index=np.append(program.index, index).astype(np.int32),
        data=np.append(program.data, coefficients[index]),
        rows=(*program.rows, name),
    )


def with_rows(program: LinearProgram, other: LinearProgram, which: Sequence[int]) -> LinearProgram:
    """Return the program with rows of another one that has the same columns.

    Args:
        program: The program.
        other: Another program of the same columns.
        which: The rows of it.
    """
    parts = [slice(other.start[i], other.start[i + 1]) for i in which]
    lengths = [part.stop - part.start for part in parts]
    return replace(
        program,
        row_lower=np.append(program.row_lower, other.row_lower[list(which)]),
        row_upper=np.append(program.row_upper, other.row_upper[list(which)]),
        start=np.append(program.start, program.start[-1] + np.cumsum(lengths)).astype(np.int32),
        index=np.concatenate([program.index, *(other.index[part] for part in parts)]).astype(np.int32),
        data=np.concatenate([program.data, *(other.data[part] for part in parts)]),
        rows=(*program.rows, *(other.rows[i] for i in which)),
    )


def check_optimum(program: LinearProgram, solver: WarmSolver, optimum: Optimum) -> Optimum:
    """Return the optimum, once proved for the solver's current objective and bounds.

    A warm start may end with rows that are off by more than the solver's own tolerance, once scaling is undone. The
    program is then solved again from the beginning, and that optimum is proved.

    Args:
        program: The program that was loaded, for its matrix and names.
        solver: The solver that found the optimum.
        optimum: The optimum.

    Raises:
        UncertifiedError: A residual, a marginal or the gap, relative to the optimum's size, exceeds its
            tolerance.
    """
    current = solver.current(program)
    try:
        prove(current, optimum, scale=max(1.0, abs(optimum.value)))
    except UncertifiedError:
        solver.forget()
        again = solver.optimise()
        if again is None:
            raise
        prove(current, again, scale=max(1.0, abs(again.value)))
        return again
    return optimum
