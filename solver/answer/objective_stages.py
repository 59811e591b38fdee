"""Optimise the objective in stages: the aims of its form one after the other, then V, on one warm solver.

After each stage the solver is restricted to its optimal face: rows with a marginal and columns with a reduced
cost are fixed at their bounds. With a tolerance, the aim's score gets a lower bound instead. Under leximin
each stage raises the least of the pieces that are not yet fixed, until all are. A piece whose row has a
marginal is at the least in every optimum (complementary slackness), so it is fixed there; some piece always
has one, since the marginals sum to 1. Ogryczak, *On the lexicographic minimax approach to location problems*,
EJOR 100 (1997); see ``docs/method/objectives.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from models.objectives import OBJECTIVES
from models.scenario import FULL_POINTS
from solver.program.certificate import FACE, GAP, UncertifiedError, prove
from solver.program.warm import SolverFaultError

if TYPE_CHECKING:
    from models.formulation import Formulation
    from models.plan import Plan
    from solver.program.compiled import LinearProgram
    from solver.program.warm import Optimum, WarmSolver

MET = 1e-9
"""A least score this close to the largest that it can have cannot be raised [points]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of the objective and its optimum.

    Attributes:
        name: Name of the aim, or ``weighted`` for V.
        kept: Least value that later stages must keep, the optimum less the tolerance [points].
        pieces: Number of pieces that were fixed in this stage under leximin; otherwise 1.
        program: The program that was maximised, with the bounds it had then.
        optimum: Its optimum.
    """

    name: str
    kept: float
    pieces: int
    program: LinearProgram
    optimum: Optimum


def first_stage(solver: WarmSolver, program: LinearProgram, formulation: Formulation) -> Stage | None:
    """Maximise the first aim, or V if the form has no aims; None where no plan satisfies the limits.

    Args:
        solver: A solver of the program, whose bounds may differ.
        program: The program, with V as its objective.
        formulation: The model.
    """
    if formulation.aims:
        return _maximise_aim(solver, program, formulation, 0)
    optimum = solver.optimise()
    if optimum is None:
        return None
    return Stage(
        name="weighted", kept=optimum.value, pieces=1, program=solver.current(program), optimum=optimum
    )


def later_stages(
    solver: WarmSolver, program: LinearProgram, formulation: Formulation, first: Stage
) -> tuple[Stage, ...]:
    """Solve the stages after the first, and return all of them, V last.

    Args:
        solver: The solver of the first stage, not changed since.
        program: The program, with V as its objective.
        formulation: The model.
        first: The first stage.

    Raises:
        SolverFaultError: A stage has no optimum once the one before it is fixed (numerical).
    """
    if not formulation.aims:
        return (first,)
    form = OBJECTIVES[formulation.q.figures.scenario.objective.form]
    if form.levels:
        stages = raise_levels(solver, first, FULL_POINTS)
    else:
        stages = [first]
        _keep(solver, program, first, 0)
        for k in range(1, len(formulation.aims)):
            stage = _maximise_aim(solver, program, formulation, k)
            if stage is None:
                raise _no_optimum_after(stages[-1])
            stages.append(stage)
            _keep(solver, program, stages[-1], k)
    extended = stages[-1].program
    solver.aim(np.pad(program.cost, (0, len(extended.columns) - len(program.columns))), program.offset)
    last = solver.optimise()
    if last is None:
        raise _no_optimum_after(stages[-1])
    return (
        *stages,
        Stage(name="weighted", kept=last.value, pieces=1, program=solver.current(extended), optimum=last),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AimValue:
    """The value of one aim in the answer, checked.

    Attributes:
        name: Name of the aim, or ``weighted`` for V.
        value: The answer's value by the response curves, with the sign used in reports [points].
        best: The optimum of the aim's stage, with the same sign [points]; it differs from the value by no
            more than the tolerance.
        gap: The dual bound of the stage less its optimum [points].
    """

    name: str
    value: float
    best: float
    gap: float


def check_stages(stages: tuple[Stage, ...], plan: Plan) -> tuple[AimValue, ...]:
    """Prove each stage optimal by its marginals, and return the plan's value of every aim, V last.

    Args:
        stages: All stages, V last.
        plan: The answer, with its scores computed from the response curves.

    Raises:
        UncertifiedError: A stage is not optimal, or the plan's score of an aim differs from its stage.
    """
    *aims, last = [(stage, prove(stage.program, stage.optimum)) for stage in stages]
    each = [(stage, proof) for stage, proof in aims for _ in range(stage.pieces)]
    values = []
    for score, (stage, proof) in zip(plan.scores, each, strict=True):
        value = score.sign * score.value
        if not stage.kept - GAP <= value <= proof.value + GAP:
            raise UncertifiedError(
                f"{score.name} is {value!r} by the curves and {proof.value!r} by the solver"
            )
        values.append(
            AimValue(name=score.name, value=score.value, best=score.sign * proof.value, gap=proof.gap)
        )
    stage, proof = last
    return (*values, AimValue(name=stage.name, value=plan.value, best=proof.value, gap=proof.gap))


def _maximise_aim(
    solver: WarmSolver, program: LinearProgram, formulation: Formulation, k: int
) -> Stage | None:
    """Maximise the score of aim number ``k``; None where no plan satisfies the limits."""
    cost = np.zeros(len(program.columns))
    cost[program.columns.index(("score", (k,)))] = 1.0
    solver.aim(cost)
    optimum = solver.optimise()
    if optimum is None:
        return None
    tolerance = formulation.q.figures.scenario.objective.tolerance or 0.0
    return Stage(
        name=formulation.aims[k].name,
        kept=optimum.value - tolerance * abs(optimum.value),
        pieces=1,
        program=solver.current(program),
        optimum=optimum,
    )


def _keep(solver: WarmSolver, program: LinearProgram, stage: Stage, k: int) -> None:
    """Restrict the solver to an aim's optimal face or, with a tolerance, to scores within it."""
    if stage.kept == stage.optimum.value:
        solver.hold(stage.optimum, FACE)
        return
    score = np.array([program.columns.index(("score", (k,)))], np.int32)
    solver.bound(score, np.array([stage.kept]), solver.upper[score])


def raise_levels(solver: WarmSolver, first: Stage, full: float) -> list[Stage]:
    """Raise the least of the free pieces until all are fixed; each stage adds a column to their rows.

    Args:
        solver: The solver of the first stage, not changed since.
        first: The first stage: the least piece is as large as it can be. Pieces are rows of the family ``scoring``.
        full: The largest value that a piece can have.

    Raises:
        SolverFaultError: A stage fixes no piece, or has no optimum (numerical).
    """
    program, stages, stage = first.program, [], first
    free = [i for i, (family, _) in enumerate(program.rows) if family == "scoring"]
    while True:
        met = stage.optimum.value >= full - MET
        left = [] if met else [i for i in free if stage.optimum.marginal[i] <= FACE / stage.optimum.fineness]
        if len(left) == len(free):
            raise SolverFaultError(
                f"no row of stage {stage.name} has a marginal, so no piece can be fixed (numerical)"
            )
        stages.append(replace(stage, pieces=len(free) - len(left)))
        solver.hold(stage.optimum, FACE)
        if not left:
            return stages
        free, name = left, ("raise", (len(stages),))
        program = program.with_column(name, np.array(free, np.int32), lower=0.0, cost=1.0)
        solver.add(np.array(free, np.int32), lower=0.0, cost=1.0)
        optimum = solver.optimise()
        if optimum is None:
            raise _no_optimum_after(stage)
        stage = replace(stage, kept=optimum.value, program=solver.current(program), optimum=optimum)


def _no_optimum_after(stage: Stage) -> SolverFaultError:
    """Return the error for a missing optimum; the stage before had one, so the fault is numerical."""
    return SolverFaultError(f"no optimum left after holding stage {stage.name} (numerical)")
