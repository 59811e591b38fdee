r"""The plan whose largest regret over several sets of weights is least.

Each set m has its own objective :math:`V_m(x) = c_m x + offset` over the columns of one program, and its own optimum
:math:`V_m^*`. Its *regret* is what a plan gives up of it:

.. math::  \min_x \; \max_m \; k_m \, (V_m^* - V_m(x)), \qquad k_m = 1, \text{ or } 100 / V_m^*
           \text{ for regret in per cent}

Among the plans with the least largest regret, the second largest is made least, and so on (leximin), until the regret
of every set is fixed. The rules are the same for all, so it is one linear program with one more column: the score
:math:`s = -\max_m`, at most 0, with a row :math:`s \le k_m (V_m(x) - V_m^*)` for each set. After it come the stages of
``objective_stages``. Savage, *The theory of statistical decision*, JASA 46 (1951).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from solver.answer.objective_stages import Stage, raise_levels
from solver.program.certificate import prove
from solver.program.extending import with_row
from solver.program.warm import WarmSolver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.program.compiled import Array, LinearProgram

PER_CENT = 100.0
BINDS = 1e-7
"""A set whose row has a larger marginal holds the largest regret up [share of it]."""
NOTHING = 1e-7
"""A largest regret of at most this is rounding, and nobody holds it up [points, or per cent]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastRegret:
    """The optimal face of the least regrets.

    Attributes:
        stages: The stages, each proved optimal; the last holds all earlier ones.
        largest: The least largest regret [points, or per cent of V_m*].
        bound: What the largest regret of no plan can be below, proved by duality [the same].
        binding: Positions of the sets that hold the largest regret up; none where every regret is 0.
    """

    stages: tuple[Stage, ...]
    largest: float
    bound: float
    binding: tuple[int, ...]


def least_regret(
    program: LinearProgram, costs: Array, best: Sequence[float], *, relative: bool = False
) -> LeastRegret | None:
    """Find the plans with the least regrets, largest first; None where the limits leave no plan.

    Args:
        program: The program; its objective is not read, its offset is that of every V_m.
        costs: Objective of each set, shape (sets, columns).
        best: V_m* of each set [points]; above 0 where regret is relative.
        relative: Whether regret is told in per cent of V_m*, not in points.

    Raises:
        UncertifiedError: A stage is not proved optimal.
        SolverFaultError: A stage has no optimum (numerical).
    """
    extended = _with_regrets(program, costs, best, relative=relative)
    solver = WarmSolver(extended)
    optimum = solver.optimise()
    if optimum is None:
        return None
    first = Stage(
        name="regret", kept=optimum.value, pieces=1, program=solver.current(extended), optimum=optimum
    )
    stages = raise_levels(solver, first, 0.0)
    proofs = [prove(stage.program, stage.optimum) for stage in stages]
    price, largest = optimum.marginal[len(program.rows) :], -proofs[0].value + 0.0
    return LeastRegret(
        stages=tuple(stages),
        largest=largest,
        bound=-(proofs[0].value + proofs[0].gap) + 0.0,
        binding=tuple(np.flatnonzero(price > BINDS).tolist()) if largest > NOTHING else (),
    )


def _with_regrets(
    program: LinearProgram, costs: Array, best: Sequence[float], *, relative: bool
) -> LinearProgram:
    """Return the program that maximises the score, with a row for the regret of each set."""
    none = np.zeros(0, np.int32)
    extended = replace(program, cost=np.zeros(len(program.columns)), offset=0.0)
    extended = extended.with_column(("score", (0,)), none, cost=1.0)
    extended = replace(extended, upper=np.append(program.upper, 0.0))
    for m, (cost, own) in enumerate(zip(costs, best, strict=True)):
        scale = PER_CENT / own if relative else 1.0
        row = np.append(-scale * cost, 1.0)
        extended = with_row(extended, ("scoring", (0, m)), row, scale * (program.offset - own))
    return extended
