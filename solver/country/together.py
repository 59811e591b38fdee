"""The national problem as one linear program: all municipalities and the grant frame at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from solver.country.blocks import stacked
from solver.country.division import Division, Municipality, checked
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
    """Divide the grants by one program; None where no division leaves everybody a plan.

    Args:
        blocks: The municipalities.
        frame: The national grant frame, shape (years,) [MSEK].
        method: How to solve it.
        start: A division to compare with, shape (municipalities, years).
        seconds: Time for the solver [s]; no limit if absent.

    Raises:
        OutOfTimeError: The time is used.
        UncertifiedError: The answer is not proved, or breaks a row.
    """
    program, scale = stacked(blocks, frame), float(len(blocks))  # V of one counts as 1 or so to the solver
    solver = WarmSolver(
        replace(program, cost=scale * program.cost, offset=scale * program.offset),
        method=method.name,
        presolve=method.presolves,
        seconds=seconds,
    )
    found = solver.optimise()
    if found is None:
        return None
    marginal = found.marginal / scale
    bound, unproved = dual_bound(program, marginal)
    value = float(program.cost @ found.x + program.offset)
    if bound - value > GAP:
        raise UncertifiedError(f"the gap of the national program is {bound - value:.3g} points")
    columns = np.cumsum([0, *(len(b.program.columns) for b in blocks)])
    rows = np.cumsum([0, *(len(b.program.rows) for b in blocks)])
    x = np.split(found.x, columns[1:-1])
    own = np.split(marginal[: rows[-1]], rows[1:-1])
    before = [Municipality(b).given(at) for b, at in zip(blocks, start, strict=True)]
    division = Division(
        grants=np.array([its[b.grants] for b, its in zip(blocks, x, strict=True)]),
        values=np.array([b.program.cost @ its + b.program.offset for b, its in zip(blocks, x, strict=True)]),
        worth=np.array([b.worth(its) / b.weight for b, its in zip(blocks, own, strict=True)]),
        prices=marginal[rows[-1] :],
        value=value,
        bound=bound,
        before=np.array([np.nan if a is None else a.value for a in before]),
        residual=np.inf,
        unproved=unproved,
        iterations=found.iterations,
        ended="proved",
    )
    return checked(blocks, frame, x, division)
