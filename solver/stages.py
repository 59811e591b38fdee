"""Optimise, hold, aim again: one answer out of a whole face of optima.

After V the program picks, among all plans with the same V, the one nearest to the indexation baseline: least
Σ ω·|frame − baseline|, then least Σ ω·|spend − need|, then least moved through balances. The weights ω lie
near 1, differ a little, and depend on ids and years alone, so each of these optima is unique as well and the
file's order never matters.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.warm import Optimum, SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.formulation import Formulation
    from solver.compiled import Array, Indices, LinearProgram

SPREAD = 0.1
"""How much the weights of the tie-break differ at most."""
FACE = 1e-9
"""Reduced costs and marginals below this count as nothing when the face of optima is held [points per MSEK]."""
LOSS = 1e-6
"""How much V may differ between the first stage and the answer [points]."""


def omega(kind: str, id_: str, year: int) -> float:
    """The tie-break's weight of a quantity, in [1, 1.1), from its kind, id and year alone."""
    digest = hashlib.sha256(f"{kind}|{id_}|{year}".encode()).digest()
    return 1 + SPREAD * int.from_bytes(digest[:8], "big") / 2**64


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The optima of a program, and the one that was picked.

    Attributes:
        first: The first optimum, with its marginals.
        x: The columns of the one that was picked, shape (columns,).
        loss: How much of V the tie-break gave up, by rounding [points].
    """

    first: Optimum
    x: Array
    loss: float


def nearest(solver: WarmSolver, program: LinearProgram, stated: Formulation, first: Optimum) -> Face:
    """Pick the optimum nearest to the baseline, from a solver that stands at the first.

    Raises:
        SolverFaultError: A stage failed, or gave up more of V than rounding explains.
    """
    column = {name: j for j, name in enumerate(program.columns)}
    aim, offset = solver.cost[: len(program.columns)].copy(), solver.offset
    baseline, need = stated.q.indexation.frame, stated.q.figures.need
    optimum, tolerance = first, FACE
    for kind, reference in (("frame", baseline), ("spend", need)):
        keys = [key for key in reference if (kind, key) in column]
        solver.hold(optimum, tolerance)
        optimum, tolerance = (
            _least_deviation(solver, kind, {key: reference[key] for key in keys}, column),
            1e-7,
        )
    moved = [(name, j) for name, j in column.items() if name[0] in ("saved", "used", "deposit", "withdrawal")]
    if moved:
        solver.hold(optimum, tolerance)
        cost = np.zeros(len(solver.cost))
        for (kind, index), j in moved:
            cost[j] = -omega(kind, str(index[0]) if len(index) > 1 else "", int(index[-1]))
        solver.aim(cost)
        optimum = _solved(solver)
    x = optimum.x[: len(program.columns)]
    loss = first.value - float(aim @ x + offset)
    if abs(loss) > LOSS:
        raise SolverFaultError(f"the tie-break changed the optimum by {loss:.3g} points")
    return Face(first=first, x=x, loss=loss)


def _least_deviation(
    solver: WarmSolver,
    kind: str,
    reference: Mapping[tuple[str, int], float],
    column: Mapping[tuple[str, tuple[str | int, ...]], int],
) -> Optimum:
    columns: Indices = np.array([column[kind, key] for key in reference], np.int32)
    over, under = solver.measure(columns, np.array(list(reference.values())))
    cost = np.zeros(len(solver.cost))
    cost[over] = cost[under] = [-omega(kind, id_, year) for id_, year in reference]
    solver.aim(cost)
    return _solved(solver)


def _solved(solver: WarmSolver) -> Optimum:
    optimum = solver.optimise()
    if optimum is None:
        raise SolverFaultError("the face of optima was lost in the tie-break")
    return optimum
