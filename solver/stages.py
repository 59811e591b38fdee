"""Optimise, hold, aim again: one answer out of a whole face of optima.

After V the program picks, among all plans with the same V, the one nearest to the indexation baseline: least
Σ ω·|frame − baseline|, then least Σ ω·|spend − need|, then least moved through balances. The weights ω lie
near 1, differ a little, and depend on ids and years alone, so each of these optima is unique as well and the
file's order never matters.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.warm import Optimum, SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.formulation import Formulation
    from solver.compiled import Array, LinearProgram

SPREAD = 0.1
"""How much the weights of the tie-break differ at most."""
FACE = 1e-9
"""Reduced costs and marginals below this count as nothing when the face of optima is held [points per MSEK]."""
HELD = 1e-7
"""The same for the faces of later stages, whose aims are distances [weight per MSEK]."""
MOVED = ("saved", "used", "deposit", "withdrawal")
"""Columns that move money between years."""
LOSS = 1e-6
"""How much V may differ between the first stage and the answer [points]."""


def omega(kind: str, id_: str, year: int) -> float:
    """The tie-break's weight of a quantity, in [1, 1.1), from its kind, id and year alone."""
    digest = hashlib.sha256(f"{kind}|{id_}|{year}".encode()).digest()
    return 1 + SPREAD * int.from_bytes(digest[:8], "big") / 2**64


def nearest(solver: WarmSolver, program: LinearProgram, stated: Formulation, first: Optimum) -> Array:
    """Pick the optimum nearest to the baseline, from a solver that stands at the first.

    Returns:
        Its columns, shape (columns,).

    Raises:
        SolverFaultError: A stage failed, or gave up more of the optimum than rounding explains.
    """
    aim, offset = solver.cost[: len(program.columns)].copy(), solver.offset
    solver.hold(first, FACE)
    frames = least_deviation(solver, program, "frame", stated.q.indexation.frame)
    solver.hold(frames, HELD)
    spends = least_deviation(solver, program, "spend", stated.q.figures.need)
    x = least_moved(solver, program, spends).x[: len(program.columns)]
    loss = first.value - float(aim @ x + offset)
    if abs(loss) > LOSS:
        raise SolverFaultError(f"the tie-break changed the optimum by {loss:.3g} points")
    return x


def least_deviation(
    solver: WarmSolver,
    program: LinearProgram,
    kind: str,
    reference: Mapping[Any, float],
    weight: Callable[[str, str, int], float] = omega,
) -> Optimum:
    """The least weighted distance of a kind of columns to a reference, among what the solver still allows.

    Args:
        solver: Holds what earlier stages reached.
        program: For the names of columns.
        kind: ``frame`` or ``spend``.
        reference: By (id, year); columns that it does not name count for nothing.
        weight: Weight of a (kind, id, year).
    """
    keys = [(j, key) for j, (name, key) in enumerate(program.columns) if name == kind and key in reference]
    columns = np.array([j for j, _ in keys], np.int32)
    over, under = solver.measure(columns, np.array([reference[key] for _, key in keys]))
    cost = np.zeros(len(solver.cost))
    cost[over] = cost[under] = [-weight(kind, str(id_), int(year)) for _, (id_, year) in keys]
    solver.aim(cost)
    return _solved(solver)


def least_moved(solver: WarmSolver, program: LinearProgram, reached: Optimum) -> Optimum:
    """The least moved between years at what the last stage reached; that itself where nothing can be moved."""
    moved = [(j, name) for j, name in enumerate(program.columns) if name[0] in MOVED]
    if not moved:
        return reached
    solver.hold(reached, HELD)
    cost = np.zeros(len(solver.cost))
    for j, (kind, index) in moved:
        cost[j] = -omega(kind, str(index[0]) if len(index) > 1 else "", int(index[-1]))
    solver.aim(cost)
    return _solved(solver)


def _solved(solver: WarmSolver) -> Optimum:
    optimum = solver.optimise()
    if optimum is None:
        raise SolverFaultError("what earlier stages reached was lost")
    return optimum
