"""Solve the national problem as one linear program of all municipalities and the grant frame."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from solver.country.blocks import stacked
from solver.country.division import Division, Municipality, check_division
from solver.program.certificate import GAP, UncertifiedError, dual_bound
from solver.program.warm import WarmSolver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.country.blocks import Block
    from solver.program.compiled import Array
    from solver.program.methods import Method


def divide_together(
    blocks: Sequence[Block], frame: Array, *, method: Method, start: Array, seconds: float | None = None
) -> Division | None:
    """Divide the grants by one program; None where no division leaves every municipality a plan.

    Args:
        blocks: The municipalities.
        frame: The national grant frame, shape (years,) [MSEK].
        method: The solver method.
        start: A division to compare with, shape (municipalities, years) [MSEK].
        seconds: Time limit of the solver [s]; no limit if absent.

    Raises:
        OutOfTimeError: The time limit is reached.
        SolverFaultError: The solver failed.
        UncertifiedError: The division is not proved, or violates a row.
    """
    program = stacked(blocks, frame)
    scale = float(len(blocks))  # brings the weighted coefficients back to the size of one program's
    solver = WarmSolver(
        replace(program, cost=scale * program.cost, offset=scale * program.offset),
        method=method.name,
        presolve=method.presolves,
        seconds=seconds,
    )
    optimum = solver.optimise()
    if optimum is None:
        return None
    marginal = optimum.marginal / scale
    bound, unproved = dual_bound(program, marginal)
    value = float(program.cost @ optimum.x + program.offset)
    if bound - value > GAP:
        raise UncertifiedError(f"the national program is not proved: gap {bound - value:.3g} points")
    columns = np.cumsum([0, *(len(b.program.columns) for b in blocks)])
    rows = np.cumsum([0, *(len(b.program.rows) for b in blocks)])
    x = np.split(optimum.x, columns[1:-1])
    own = np.split(marginal[: rows[-1]], rows[1:-1])
    before = [Municipality(b).best_with_grant(grant) for b, grant in zip(blocks, start, strict=True)]
    division = Division(
        grants=np.array([part[b.grants] for b, part in zip(blocks, x, strict=True)]),
        values=np.array(
            [b.program.cost @ part + b.program.offset for b, part in zip(blocks, x, strict=True)]
        ),
        worth=np.array([b.worth(part) / b.weight for b, part in zip(blocks, own, strict=True)]),
        prices=marginal[rows[-1] :],
        value=value,
        bound=bound,
        before=np.array([np.nan if a is None else a.value for a in before]),
        residual=np.inf,
        unproved=unproved,
        iterations=optimum.iterations,
        ended="proved",
    )
    return check_division(blocks, frame, x, division)
