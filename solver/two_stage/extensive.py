"""Solve a two-stage problem as one program."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from solver.program.certificate import DUAL, FACE, PRIMAL, UncertifiedError, dual_bound, residual
from solver.program.methods import method_for
from solver.program.warm import OPTIONS, SolverFaultError, WarmSolver
from solver.two_stage.aims import mean_cost, with_aim
from solver.two_stage.held import ROUNDING, HeldBlock
from solver.two_stage.joint import joined, relieved, worths
from solver.two_stage.problem import Found, NoCommonError

if TYPE_CHECKING:
    from solver.program.compiled import Array, LinearProgram
    from solver.program.warm import Optimum
    from solver.two_stage.problem import Form, Near, TwoStage

MISSING = 1e-9
"""Money that is missing by no more than this is not missing [MSEK]."""
SIMPLEX_BELOW = 20_000
"""Number of columns below which simplex is used; above it interior point is faster, see ``benchmarks/README.md``."""


def extensive(problem: TwoStage, form: Form, near: Near, method: str) -> Found:
    """Choose x by one program in three stages, each held before the next.

    Args:
        problem: The blocks.
        form: What x is chosen for.
        near: What x shall lie near.
        method: A solver method, or ``auto``.

    Raises:
        NoCommonError: No x leaves every block a plan.
        SolverFaultError: The solver failed.
        UncertifiedError: A row is violated, or the bound is not proved.
    """
    joint = joined(problem)
    n = len(problem.names)
    valued = worths(problem, form, joint)
    program = with_aim(joint.program, form, valued)
    # coefficients of the size of one block's, however small its probability
    scale = 1.0 if form.kind in ("worst", "regret") else float(len(valued))
    scaled = replace(program, cost=scale * program.cost, offset=scale * program.offset)
    solver, used = _loaded(scaled, method)
    optimum = solver.optimise()
    if optimum is None:
        raise NoCommonError(missing(problem))
    bound, unproved = dual_bound(program, optimum.marginal / scale)
    violation = residual(program, optimum.x)
    if unproved > DUAL / program.fineness or violation > PRIMAL:
        raise UncertifiedError(
            f"the joint program is not proved: largest residual of a row {violation:.3g}, "
            f"of a marginal {unproved:.3g}"
        )
    iterations = optimum.iterations
    try:
        if form.kind != "expected":
            mean, offset = mean_cost(valued, len(program.columns))
            optimum = held_next(solver, optimum, len(valued) * mean, len(valued) * offset)
            iterations += optimum.iterations
        optimum, interrupted = nearest(solver, optimum, near), False
    except KeyboardInterrupt:
        interrupted = True
    x = optimum.x[:n]
    return Found(
        first=x,
        values=values_at(problem, x),
        bound=bound,
        method=f"extensive {used}",
        iterations=iterations,
        interrupted=interrupted,
    )


def values_at(problem: TwoStage, x: Array) -> Array:
    """Compute the V of each block with x held, shape (blocks,) [points]; NaN where it has no plan."""
    return np.array([HeldBlock(b).at(x).value for b in problem.blocks])


def missing(problem: TwoStage) -> dict[str, Array] | None:
    """Find the cheapest relief over all blocks together.

    Returns:
        For each block that lacks money, how much by source [MSEK]; None where no relief would help.
    """
    program, columns = relieved(problem)
    optimum = _loaded(program, "auto")[0].optimise()
    if optimum is None:
        return None
    amounts = {b.id: optimum.x[own] for b, own in zip(problem.blocks, columns, strict=True)}
    return {id_: amount for id_, amount in amounts.items() if amount.sum() > MISSING}


def _loaded(program: LinearProgram, method: str) -> tuple[WarmSolver, str]:
    """Load a program with the solver method for its size, or the one that is asked for; return its name too."""
    columns = len(program.columns)
    if method == "auto":
        method = "simplex" if columns < SIMPLEX_BELOW else "ipm"
    chosen = method_for(columns, method)
    return WarmSolver(program, method=chosen.name, presolve=chosen.presolves), chosen.name


def held_next(solver: WarmSolver, last: Optimum, cost: Array, offset: float = 0.0) -> Optimum:
    """Maximise a further objective on the optimal face of the last one."""
    solver.hold(last, FACE)
    solver.aim(np.pad(cost, (0, len(solver.cost) - len(cost))), offset)
    return on_face(solver)


def nearest(solver: WarmSolver, last: Optimum, near: Near) -> Optimum:
    """Minimise the weighted distance of x to its anchor on the optimal face of the last objective."""
    solver.hold(last, FACE)
    over, under = solver.measure(np.arange(len(near.anchor), dtype=np.int32), near.anchor)
    cost = np.zeros(len(solver.cost))
    cost[over] = cost[under] = -near.omega
    solver.aim(cost)
    return on_face(solver)


def on_face(solver: WarmSolver) -> Optimum:
    """Optimise on an optimal face, with a larger feasibility tolerance if rounding has made it infeasible.

    Raises:
        SolverFaultError: The face is infeasible under the larger tolerance too (numerical).
    """
    optimum = solver.optimise(primal=True)
    if optimum is None:
        solver.tolerate(ROUNDING)
        optimum = solver.optimise(primal=True)
        solver.tolerate(OPTIONS["primal_feasibility_tolerance"])
    if optimum is None:
        raise SolverFaultError("no optimum left after holding the stage before (numerical)")
    return optimum
