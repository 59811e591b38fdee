"""Optimise, hold, aim again: one answer out of a whole face of optima.

After V the program picks, among all plans with the same V, the one nearest to the indexation baseline: least
Σ ω·|frame − baseline|, then least Σ ω·|spend − need|, then least moved through balances. The weights ω lie
near 1, differ a little, and depend on ids and years alone, so each of these optima is unique as well and the
file's order never matters.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.program.certificate import FACE, HELD, LOSS, SPREAD
from solver.program.face import face_of
from solver.program.warm import OPTIONS, Optimum, SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.constraint import Index
    from models.formulation import Formulation
    from solver.program.compiled import Array, Indices, LinearProgram

ROUNDING = 1e-7
"""What settled columns may add up to in a row [MSEK]; far below what the answer's own check allows."""
MOVED = ("saved", "used", "deposit", "withdrawal")
"""Columns that move money between years."""


@lru_cache(maxsize=1 << 16)
def omega(kind: str, id_: str, year: int) -> float:
    """The tie-break's weight of a quantity, in [1, 1.1), from its kind, id and year alone."""
    digest = hashlib.sha256(f"{kind}|{id_}|{year}".encode()).digest()
    return 1 + SPREAD * int.from_bytes(digest[:8], "big") / 2**64


def nearest(solver: WarmSolver, program: LinearProgram, stated: Formulation, first: Optimum) -> Array:
    """Pick the optimum nearest to the baseline.

    Args:
        solver: Where the optimum was found; its limits and aim may differ from the program's.
        program: The program.
        stated: The model.
        first: The optimum.

    Returns:
        Its columns, shape (columns,).

    Raises:
        SolverFaultError: A stage failed, or gave up more of the optimum than rounding explains.
    """
    standing = replace(
        program,
        cost=solver.cost,
        offset=solver.offset,
        lower=solver.lower,
        upper=solver.upper,
        row_lower=solver.row_lower,
        row_upper=solver.row_upper,
    )
    return nearest_of(standing, first, stated.q.indexation.frame, stated.q.figures.need)


def nearest_of(
    program: LinearProgram,
    first: Optimum,
    frame: Mapping[tuple[str, int], float],
    need: Mapping[tuple[str, int], float],
) -> Array:
    """The same on the face of the optima alone.

    Args:
        program: With the numbers that it was solved with.
        first: An optimum of it.
        frame: What frames are measured against [MSEK].
        need: What spends are measured against [MSEK].

    Returns:
        Its columns, shape (columns,).

    Raises:
        SolverFaultError: A stage failed, or gave up more of the optimum than rounding explains.
    """
    face = face_of(program, first, FACE)
    solver, reached = WarmSolver(face.program), None
    for kind, reference in (("frame", frame), ("spend", need)):
        if any(name == kind and key in reference for name, key in face.program.columns):
            if reached is not None:
                solver.hold(reached, HELD)
            solver.aim(deviations(solver, face.program, kind, reference).cost)
            reached = _solved(solver)
    if reached is not None:
        solver.hold(reached, HELD)
    cost = moving(solver, face.program)
    if np.any((solver.lower < solver.upper) & (cost != 0)):
        solver.aim(cost)
        reached = _solved(solver)
    x = face.x if reached is None else face.whole(reached.x[: len(face.free)])
    return unchanged(x, first, float(program.cost @ x) + program.offset)


def unchanged(x: Array, first: Optimum, value: float) -> Array:
    """What the tie-break picked, if it gave up nothing of the optimum.

    Raises:
        SolverFaultError: It gave up more than rounding explains.
    """
    loss = first.value - value
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
    solver.aim(deviations(solver, program, kind, reference, weight).cost)
    return _solved(solver)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviations:
    """Columns that measure how far others lie from their references.

    Attributes:
        columns: What is measured.
        over: Deviation upward of each.
        under: Deviation downward of each.
        cost: What maximises their weighted nearness, over all the solver's columns.
    """

    columns: Indices
    over: Indices
    under: Indices
    cost: Array


def deviations(
    solver: WarmSolver,
    program: LinearProgram,
    kind: str,
    reference: Mapping[Any, float],
    weight: Callable[[str, str, int], float] = omega,
) -> Deviations:
    """Add the deviations of a kind of columns, in the order of the program; see ``least_deviation``."""
    keys = [(j, key) for j, (name, key) in enumerate(program.columns) if name == kind and key in reference]
    columns = np.array([j for j, _ in keys], np.int32)
    over, under = solver.measure(columns, np.array([reference[key] for _, key in keys]))
    cost = np.zeros(len(solver.cost))
    cost[over] = cost[under] = [-weight(kind, str(id_), int(year)) for _, (id_, year) in keys]
    return Deviations(columns=columns, over=over, under=under, cost=cost)


def least_moved(solver: WarmSolver, program: LinearProgram, reached: Optimum) -> Optimum:
    """The least moved between years at what the last stage reached; that itself where nothing can be moved."""
    cost = moving(solver, program)
    if not cost.any():
        return reached
    solver.hold(reached, HELD)
    solver.aim(cost)
    return _solved(solver)


def moving(solver: WarmSolver, program: LinearProgram) -> Array:
    """What maximises how little is moved between years, over all the solver's columns; nothing where none can be."""
    cost = np.zeros(len(solver.cost))
    for j, (kind, index) in enumerate(program.columns):
        if kind in MOVED:
            cost[j] = -_omega_of_move(kind, index)
    return cost


def _omega_of_move(kind: str, index: Index) -> float:
    return omega(kind, str(index[0]) if len(index) > 1 else "", int(index[-1]))


def _solved(solver: WarmSolver) -> Optimum:
    optimum = within_rounding(solver, primal=True)
    if optimum is None:
        raise SolverFaultError("what earlier stages reached was lost")
    return optimum


def within_rounding(solver: WarmSolver, *, primal: bool) -> Optimum | None:
    """The optimum on a face that is held; if rounding has closed it, with a little more room.

    What an optimum misses of its bounds is within the solver's tolerance, but once columns are settled by them it can
    add up in the rows that are left.
    """
    found = solver.optimise(primal=primal)
    if found is None:
        solver.tolerate(ROUNDING)
        found = solver.optimise(primal=primal)
        solver.tolerate(OPTIONS["primal_feasibility_tolerance"])
    return found
