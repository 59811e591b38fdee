"""The tie-break: select one plan from the optimal face.

Among all plans with the same V the program selects the one nearest to the indexation baseline, in three
steps: least Σ ω·|frame − baseline|, then least Σ ω·|spend − need|, then least movement through balances.
After each step the solver is restricted to its optimal face. The weights ω lie near 1, differ a little, and
depend on ids and years alone, so that each step has one optimum and the order of the file does not matter.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.program.certificate import FACE, LOSS, SPREAD, TIE_BREAK_FACE
from solver.program.face import Face, Held, face_of
from solver.program.warm import OPTIONS, Optimum, SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.constraint import Index
    from models.formulation import Formulation
    from solver.program.compiled import Array, Indices, LinearProgram

ROUNDING = 1e-7
"""Feasibility tolerance once columns are fixed [MSEK]; far below the tolerance of the certificate."""
MOVED = ("saved", "used", "returned", "deposit", "withdrawal")
"""Columns that move money between years."""


@lru_cache(maxsize=1 << 16)
def omega(kind: str, id_: str, year: int) -> float:
    """Return the tie-break's weight of a quantity, in [1, 1 + SPREAD), from its kind, id and year."""
    digest = hashlib.sha256(f"{kind}|{id_}|{year}".encode()).digest()
    return 1 + SPREAD * int.from_bytes(digest[:8], "big") / 2**64


def nearest(solver: WarmSolver, program: LinearProgram, formulation: Formulation, first: Optimum) -> Array:
    """Select the optimum nearest to the indexation baseline.

    Args:
        solver: The solver that found the optimum; its objective and bounds may differ from the program's.
        program: The program.
        formulation: The model.
        first: The optimum.

    Returns:
        Columns of the selected optimum, shape (columns,).

    Raises:
        SolverFaultError: A step has no optimum, or changed V by more than rounding.
    """
    q = formulation.q
    return nearest_of(solver.current(program), first, q.indexation.frame, q.figures.need)


def nearest_of(
    program: LinearProgram,
    first: Optimum,
    frame: Mapping[tuple[str, int], float],
    need: Mapping[tuple[str, int], float],
    *,
    last: Mapping[str, float] = MappingProxyType({}),
) -> Array:
    """Select the optimum nearest to given frames and spends.

    Args:
        program: The program with the objective and bounds that it was solved with.
        first: An optimum of it.
        frame: Reference of frames, by committee and year [MSEK].
        need: Reference of spends, by activity and year [MSEK].
        last: What is least after that: a weight for each kind of columns.

    Returns:
        Columns of the selected optimum, shape (columns,).

    Raises:
        SolverFaultError: A step has no optimum, or changed V by more than rounding.
    """
    return Nearest.of(program, first, {"frame": frame, "spend": need}, last=last).x


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The optimum nearest to some references, and what its steps hold, from which it is found where bounds move.

    Attributes:
        x: Columns of the optimum, shape (columns,).
        face: The optimal face of the program.
        solver: The solver of the last step.
        measured: Keys of the columns whose deviations have rows in the solver, by kind.
        held: What the steps hold of the solver's columns, and of its rows.
    """

    x: Array
    face: Face
    solver: WarmSolver
    measured: dict[str, tuple[Any, ...]]
    held: tuple[Held, Held]

    @classmethod
    def of(
        cls,
        program: LinearProgram,
        first: Optimum,
        references: Mapping[str, Mapping[Any, float]],
        *,
        last: Mapping[str, float] = MappingProxyType({}),
    ) -> Nearest:
        """Take all steps; see ``nearest_of``.

        Args:
            program: The program with the objective and bounds that it was solved with.
            first: An optimum of it.
            references: References of frames and spends, by kind and key [MSEK].
            last: What is least after that: a weight for each kind of columns.

        Raises:
            SolverFaultError: A step has no optimum, or changed V by more than rounding.
        """
        face = face_of(program, first, FACE)
        solver, step = WarmSolver(face.program), None
        measured, x = with_deviations(solver, face.program, references, face.x[face.free])
        lower, upper = solver.lower.copy(), solver.upper.copy()
        row_lower, row_upper = solver.row_lower.copy(), solver.row_upper.copy()
        costs = [*(of_kind.cost for of_kind in measured.values()), movement_cost(solver, face.program)]
        if last:
            costs.append(_kinds_cost(solver, face.program, last))
        solver.begin_at(x)
        for cost in (np.pad(cost, (0, len(x) - len(cost))) for cost in costs):
            if step is not None:
                solver.hold(step, TIE_BREAK_FACE)
            if np.any((solver.lower < solver.upper) & (cost != 0)):
                solver.aim(cost)
                step = _solved(solver)
        x = face.x if step is None else face.all_columns(step.x[: len(face.free)])
        loss = first.value - (float(program.cost @ x) + program.offset)
        if abs(loss) > LOSS:
            raise SolverFaultError(f"the tie-break changed the optimum by {loss:.3g} points")
        held = (
            Held(low=solver.upper < upper, high=solver.lower > lower),
            Held(low=solver.row_upper < row_upper, high=solver.row_lower > row_lower),
        )
        return cls(
            x=x,
            face=face,
            solver=solver,
            measured={kind: of_kind.keys for kind, of_kind in measured.items()},
            held=held,
        )

    def again(self, program: LinearProgram, references: Mapping[str, Mapping[Any, float]]) -> Nearest | None:
        """Select the optimum of the program with other bounds, where the prices of all steps still prove it.

        Prices do not depend on bounds. So a plan that keeps everything with a price at its bound is optimal in
        every step, and one solve of the last step finds it. The caller checks that it keeps to all bounds and that
        the first step's prices prove it.

        Args:
            program: The program with other bounds; its objective and coefficients are the same.
            references: References of frames and spends, by kind and key [MSEK].

        Returns:
            The selected optimum; None where no plan keeps to these bounds, so that other prices must be found.
        """
        face = self.face.moved(program)
        if face is None:
            return None
        if not len(face.free):  # a single plan, which may or may not keep to all bounds
            return replace(self, x=face.x, face=face)
        at = np.array([references[kind][key] for kind, keys in self.measured.items() for key in keys])
        deviations_ = np.zeros(2 * len(at))
        small, (columns, rows) = face.program, self.held
        bounds = columns.bounds(
            np.concatenate([small.lower, deviations_]), np.concatenate([small.upper, deviations_ + np.inf])
        )
        limits = rows.bounds(np.concatenate([small.row_lower, at]), np.concatenate([small.row_upper, at]))
        self.solver.bound(np.arange(len(bounds[0]), dtype=np.int32), *bounds)
        self.solver.limit(np.arange(len(limits[0]), dtype=np.int32), *limits)
        step = self.solver.optimise()
        return (
            None if step is None else replace(self, x=face.all_columns(step.x[: len(face.free)]), face=face)
        )


def least_deviation(
    solver: WarmSolver,
    program: LinearProgram,
    kind: str,
    reference: Mapping[Any, float],
    weight: Callable[[str, str, int], float] = omega,
) -> Optimum:
    """Minimise the weighted distance of a kind of columns to a reference, within the solver's current bounds.

    Args:
        solver: A solver, restricted to the optimal faces of earlier steps.
        program: The program, for the names of columns.
        kind: ``frame`` or ``spend``.
        reference: Reference by (id, year) [MSEK]; columns without one are not measured.
        weight: Weight of a (kind, id, year).

    Raises:
        SolverFaultError: There is no optimum (numerical).
    """
    solver.aim(deviations(solver, program, kind, reference, weight).cost)
    return _solved(solver)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviations:
    """Columns that measure the deviation of other columns from their references.

    Attributes:
        keys: Id and year of the columns that are measured.
        columns: These columns, shape (measured,).
        over: Columns of their upward deviations, shape (measured,).
        under: Columns of their downward deviations, shape (measured,).
        reference: The references, shape (measured,).
        cost: Objective that minimises the weighted sum of deviations, over all the solver's columns.
    """

    keys: tuple[Any, ...]
    columns: Indices
    over: Indices
    under: Indices
    reference: Array
    cost: Array

    def at(self, x: Array) -> tuple[Array, Array]:
        """Return the upward and the downward deviations of columns, each of shape (measured,)."""
        by = x[self.columns] - self.reference
        return np.maximum(by, 0.0), np.maximum(-by, 0.0)


def deviations(
    solver: WarmSolver,
    program: LinearProgram,
    kind: str,
    reference: Mapping[Any, float],
    weight: Callable[[str, str, int], float] = omega,
) -> Deviations:
    """Add deviation columns for a kind of columns, in the order of the program; see ``least_deviation``."""
    keys = [(j, key) for j, (name, key) in enumerate(program.columns) if name == kind and key in reference]
    columns = np.array([j for j, _ in keys], np.int32)
    at = np.array([reference[key] for _, key in keys])
    over, under = solver.measure(columns, at)
    cost = np.zeros(len(solver.cost))
    cost[over] = cost[under] = [-weight(kind, str(id_), int(year)) for _, (id_, year) in keys]
    return Deviations(
        keys=tuple(key for _, key in keys), columns=columns, over=over, under=under, reference=at, cost=cost
    )


def with_deviations(
    solver: WarmSolver, program: LinearProgram, references: Mapping[str, Mapping[Any, float]], x: Array
) -> tuple[dict[str, Deviations], Array]:
    """Add deviation columns for several kinds of columns; see ``deviations``.

    Args:
        solver: A solver of the program.
        program: The program, for the names of columns.
        references: References by kind and (id, year) [MSEK].
        x: Columns at a point, shape (columns,).

    Returns:
        The deviations, by kinds of which the program has columns; and the point with its deviations, over all the
        solver's columns.
    """
    found = {}
    for kind, reference in references.items():
        if any(name == kind and key in reference for name, key in program.columns):
            found[kind] = deviations(solver, program, kind, reference)
            x = np.concatenate([x, *found[kind].at(x)])
    return found, x


def least_moved(solver: WarmSolver, program: LinearProgram, last: Optimum) -> Optimum:
    """Minimise the money moved between years on the optimal face of the last step.

    Args:
        solver: The solver of the last step.
        program: The program, for the names of columns.
        last: The optimum of the last step; it is returned where no money can be moved between years.

    Raises:
        SolverFaultError: There is no optimum (numerical).
    """
    cost = movement_cost(solver, program)
    if not cost.any():
        return last
    solver.hold(last, TIE_BREAK_FACE)
    solver.aim(cost)
    return _solved(solver)


def movement_cost(solver: WarmSolver, program: LinearProgram) -> Array:
    """Return the objective that minimises the money moved between years, over all the solver's columns."""
    cost = np.zeros(len(solver.cost))
    for j, (kind, index) in enumerate(program.columns):
        if kind in MOVED:
            cost[j] = -_movement_weight(kind, index)
    return cost


def _kinds_cost(solver: WarmSolver, program: LinearProgram, weight: Mapping[str, float]) -> Array:
    cost = np.zeros(len(solver.cost))
    for j, (kind, _) in enumerate(program.columns):
        cost[j] = -weight.get(kind, 0.0)
    return cost


def _movement_weight(kind: str, index: Index) -> float:
    return omega(kind, str(index[0]) if len(index) > 1 else "", int(index[-1]))


def _solved(solver: WarmSolver) -> Optimum:
    optimum = optimise_on_face(solver, primal=True)
    if optimum is None:
        raise SolverFaultError("no optimum left after holding the step before in the tie-break (numerical)")
    return optimum


def optimise_on_face(solver: WarmSolver, *, primal: bool) -> Optimum | None:
    """Optimise on an optimal face, with a larger feasibility tolerance if rounding has made it infeasible.

    An optimum may violate its bounds within the solver's tolerance. Once columns are fixed at bounds, such
    violations can add up in the remaining rows.

    Args:
        solver: The solver, restricted to the face.
        primal: Whether to use primal simplex.

    Returns:
        The optimum; None where the face is infeasible under the larger tolerance too.
    """
    optimum = solver.optimise(primal=primal)
    if optimum is None:
        solver.tolerate(ROUNDING)
        optimum = solver.optimise(primal=primal)
        solver.tolerate(OPTIONS["primal_feasibility_tolerance"])
    return optimum
