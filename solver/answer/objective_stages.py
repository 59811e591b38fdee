"""What the form of the objective puts before V, aim by aim on one warm solver, and V on the face that is left.

An aim's optimum is held as the tie-break holds V: rows with a marginal and columns with a reduced cost stay where
they are. A tolerance is a lower bound on the aim's score instead. Under leximin the pieces that a marginal proves
stuck at the least are kept there, and the least of the others is raised, until none is left: a piece whose row
has a marginal is at the least in every optimum (complementary slackness), and some piece always has one, for the
marginals sum to 1. Ogryczak, *On the lexicographic minimax approach to location problems*, EJOR 100 (1997); see
``docs/method/objectives.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

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

Found = TypeVar("Found")
MET = 1e-9
"""A least within this of full attainment cannot be raised [points]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One optimum on the way.

    Attributes:
        name: The aim's, or ``weighted`` for V.
        kept: What later stages must keep, the optimum less the tolerance [points].
        pieces: Under leximin how many pieces were set aside here, otherwise 1.
        program: What was maximised, with the limits as they then stood.
        optimum: Its optimum.
    """

    name: str
    kept: float
    pieces: int
    program: LinearProgram
    optimum: Optimum


def first_stage(solver: WarmSolver, program: LinearProgram, stated: Formulation) -> Stage | None:
    """Maximise what comes first; None where no plan meets the limits.

    Args:
        solver: A solver of the program, whose limits may differ.
        program: The program, with V as its objective.
        stated: The model.
    """
    if stated.aims:
        return _reach(solver, program, stated, 0)
    optimum = solver.optimise()
    if optimum is None:
        return None
    return Stage(
        name="weighted", kept=optimum.value, pieces=1, program=_standing(solver, program), optimum=optimum
    )


def later_stages(
    solver: WarmSolver, program: LinearProgram, stated: Formulation, first: Stage
) -> tuple[Stage, ...]:
    """All stages, the first with them and V last, from a solver that stands at the first.

    Raises:
        SolverFaultError: What an earlier stage left was lost.
    """
    if not stated.aims:
        return (first,)
    form = OBJECTIVES[stated.q.figures.scenario.objective.form]
    if form.levels:
        stages = _raise_levels(solver, first)
    else:
        stages = [first]
        _keep(solver, program, first, 0)
        for k in range(1, len(stated.aims)):
            stages.append(_found(_reach(solver, program, stated, k)))
            _keep(solver, program, stages[-1], k)
    extended = stages[-1].program
    solver.aim(np.pad(program.cost, (0, len(extended.columns) - len(program.columns))), program.offset)
    last = _found(solver.optimise())
    return (
        *stages,
        Stage(name="weighted", kept=last.value, pieces=1, program=_standing(solver, extended), optimum=last),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One aim of the answer, checked.

    Attributes:
        name: The aim's, or ``weighted`` for V.
        value: What the answer reaches, by the response curves, as people speak of it [points].
        best: The optimum of the aim's stage [points]; more than a tolerance apart from the value they never are.
        gap: The stage's dual bound less its optimum [points].
    """

    name: str
    value: float
    best: float
    gap: float


def checked(stages: tuple[Stage, ...], plan: Plan) -> tuple[Reached, ...]:
    """What a plan reaches of every aim, each stage proved optimal by its marginals.

    Raises:
        UncertifiedError: A stage is not optimal, or the plan has less or more of an aim than its stage says.
    """
    *aims, last = [(stage, prove(stage.program, stage.optimum)) for stage in stages]
    each = [(stage, proof) for stage, proof in aims for _ in range(stage.pieces)]
    found = []
    for score, (stage, proof) in zip(plan.scores, each, strict=True):
        value = score.sign * score.value
        if not stage.kept - GAP <= value <= proof.value + GAP:
            raise UncertifiedError(
                f"{score.name} is {value!r} by the curves and {proof.value!r} by the solver"
            )
        found.append(
            Reached(name=score.name, value=score.value, best=score.sign * proof.value, gap=proof.gap)
        )
    stage, proof = last
    return (*found, Reached(name=stage.name, value=plan.value, best=proof.value, gap=proof.gap))


def _standing(solver: WarmSolver, program: LinearProgram) -> LinearProgram:
    """The program as the solver has it now."""
    return replace(
        program,
        cost=solver.cost.copy(),
        offset=solver.offset,
        lower=solver.lower.copy(),
        upper=solver.upper.copy(),
        row_lower=solver.row_lower.copy(),
        row_upper=solver.row_upper.copy(),
    )


def _reach(solver: WarmSolver, program: LinearProgram, stated: Formulation, k: int) -> Stage | None:
    """Maximise the score of an aim."""
    cost = np.zeros(len(program.columns))
    cost[program.columns.index(("score", (k,)))] = 1.0
    solver.aim(cost)
    optimum = solver.optimise()
    if optimum is None:
        return None
    tolerance = stated.q.figures.scenario.objective.tolerance or 0.0
    return Stage(
        name=stated.aims[k].name,
        kept=optimum.value - tolerance * abs(optimum.value),
        pieces=1,
        program=_standing(solver, program),
        optimum=optimum,
    )


def _keep(solver: WarmSolver, program: LinearProgram, stage: Stage, k: int) -> None:
    """Keep to an aim's optima, or to what is within the tolerance of them."""
    if stage.kept == stage.optimum.value:
        solver.hold(stage.optimum, FACE)
        return
    score = np.array([program.columns.index(("score", (k,)))], np.int32)
    solver.bound(score, np.array([stage.kept]), solver.upper[score])


def _raise_levels(solver: WarmSolver, first: Stage) -> list[Stage]:
    """Raise the least of what is not yet stuck, until everything is: each time by a column that only the free have."""
    program, stages, stage = first.program, [], first
    free = [i for i, (family, _) in enumerate(program.rows) if family == "scoring"]
    while True:
        met = stage.optimum.value >= FULL_POINTS - MET
        left = [] if met else [i for i in free if stage.optimum.marginal[i] <= FACE]
        if len(left) == len(free):
            raise SolverFaultError("no marginal tells which goal cannot be raised")
        stages.append(replace(stage, pieces=len(free) - len(left)))
        solver.hold(stage.optimum, FACE)
        if not left:
            return stages
        free, name = left, ("raise", (len(stages),))
        program = program.with_column(name, np.array(free, np.int32), lower=0.0, cost=1.0)
        solver.add(np.array(free, np.int32), lower=0.0, cost=1.0)
        optimum = _found(solver.optimise())
        stage = replace(stage, kept=optimum.value, program=_standing(solver, program), optimum=optimum)


def _found(thing: Found | None) -> Found:
    """What a stage must have, since the one before it had it."""
    if thing is None:
        raise SolverFaultError("what an earlier aim left was lost")
    return thing
