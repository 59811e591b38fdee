"""The master of the L-shaped method: the budget block, and a column θ for the V of each group of blocks.

Cuts bound the θ from above by what solves of the blocks have proved, so the master's optimum is an upper
bound on the aim of every x.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from solver.program.certificate import DUAL, FACE, weak_duality
from solver.program.warm import OPTIONS, SolverFaultError, WarmSolver
from solver.two_stage.aims import Worth, mean_cost, with_aim
from solver.two_stage.held import ROUNDING
from solver.two_stage.joint import worth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.program.compiled import Array, Indices, LinearProgram
    from solver.program.warm import Optimum
    from solver.two_stage.held import Cut
    from solver.two_stage.problem import Form, TwoStage

WORTH, PLAN = 1000.0, 10.0
"""Factors on cuts of V and of plans, so that the solver's tolerance on them is 1e-12 of 100 points and 1e-10 MSEK."""
FULL = 100.0
"""V of the usual size [points]; cuts of larger ones have a smaller factor."""
DROPPED = 2e-9
"""A coefficient of a cut, times its factor, that is at most this large is 0 up to rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An optimum of the master.

    Attributes:
        first: Its x, shape (first,).
        theta: V of each group as the cuts so far bound it, shape (groups,) [points].
        value: Its objective [points].
        bound: Upper bound on the objective of any x, within the trust region or not [points].
        optimum: The solver's optimum.
    """

    first: Array
    theta: Array
    value: float
    bound: float
    optimum: Optimum


class Master:
    """The master and its cuts.

    Attributes:
        groups: Positions of the blocks of each θ.
        share: Probability of each block within its group, by position, shape (blocks,).
        lower: Lower bounds of x in all blocks, shape (first,).
        upper: Upper bounds of x in all blocks, shape (first,).
    """

    def __init__(self, problem: TwoStage, form: Form, groups: Sequence[Sequence[int]]) -> None:
        """Load the budget block with the form's aim, without cuts."""
        budget, p = problem.blocks[0], problem.probability
        self.groups = groups
        self.share = np.zeros(len(problem.blocks))
        for group in groups:
            self.share[group] = p[group] / p[group].sum()
        self._first = budget.first
        self.lower, self.upper = problem.bounds()
        n = len(budget.program.columns)
        self._theta = np.arange(n, n + len(groups), dtype=np.int32)
        best = form.compared(len(problem.blocks))
        worths = [
            _worth_of_theta(column, float(p[group].sum()), float(best[group[0]]))
            for column, group in zip(self._theta.tolist(), groups, strict=True)
        ]
        if budget.probability > 0:
            worths.insert(0, worth(budget, np.arange(n, dtype=np.int32), float(best[0])))
        aimed = with_aim(self._with_thetas(budget.program), form, worths)
        self._own = np.pad(budget.program.cost, (0, len(aimed.columns) - n)), budget.program.offset
        self._aim = aimed.cost, aimed.offset
        self._mean = mean_cost(worths, len(aimed.columns))
        self._scale = 1.0 if form.kind in ("worst", "regret") else float(len(worths))
        self._solver = WarmSolver(aimed)
        self._scaled = 1.0

    def _with_thetas(self, program: LinearProgram) -> LinearProgram:
        """Return the budget's program with x within the bounds of all blocks, and a free column for each θ."""
        many = len(self._theta)
        lower, upper = program.lower.copy(), program.upper.copy()
        lower[self._first], upper[self._first] = self.lower, self.upper
        return replace(
            program,
            cost=np.pad(program.cost, (0, many)),
            lower=np.concatenate([lower, np.full(many, -np.inf)]),
            upper=np.concatenate([upper, np.full(many, np.inf)]),
            columns=(*program.columns, *(("theta", (k,)) for k in range(many))),
        )

    # ---------------------------------------------------------------------------------------------- objectives

    def seek_own(self) -> None:
        """Maximise the budget's own V."""
        self._seek(*self._own, 1.0)

    def seek_aim(self) -> None:
        """Maximise the form's aim."""
        self._seek(*self._aim, self._scale)

    def seek_mean(self) -> None:
        """Maximise the mean V."""
        self._seek(*self._mean, self._scale)

    def seek_near(self, anchor: Array, omega: Array) -> None:
        """Minimise the weighted distance of x to an anchor."""
        over, under = self._solver.measure(self._first, anchor)
        cost = np.zeros(len(self._solver.cost))
        cost[over] = cost[under] = -omega
        self._seek(cost, 0.0, 1.0)

    def _seek(self, cost: Array, offset: float, scale: float) -> None:
        self._scaled = scale
        self._solver.aim(scale * cost, scale * offset)

    def hold(self, trial: Trial) -> None:
        """Restrict later solves to the face of optima of the last objective."""
        self._solver.hold(trial.optimum, FACE)

    # ------------------------------------------------------------------------------------------- rows and bounds

    def within(self, lower: Array, upper: Array) -> None:
        """Restrict x to a trust region, which is cut to the bounds of x; both of shape (first,)."""
        self._solver.bound(self._first, np.maximum(self.lower, lower), np.minimum(self.upper, upper))

    def bound_worth(self, cuts: Sequence[Cut], group: int) -> None:
        """Bound a θ by the cuts of its group's blocks, in the order of the group."""
        share = self.share[self.groups[group]]
        slope = share @ np.array([c.slope for c in cuts])
        factor = WORTH / max(1.0, abs(float(share @ [c.value for c in cuts])) / FULL)
        index = np.append(self._first, self._theta[group])
        self._cut(index, factor * np.append(-slope, 1.0), factor * float(share @ [c.constant for c in cuts]))

    def require_plan(self, cut: Cut) -> bool:
        """Cut off the x that leave a block no plan; return whether any x is left by the cut alone."""
        size = float(np.abs(cut.slope).max(initial=0.0))
        if size <= DROPPED:
            return False
        self._cut(self._first, -PLAN / size * cut.slope, PLAN / size * cut.constant)
        return True

    def _cut(self, index: Indices, data: Array, upper: float) -> None:
        kept = np.abs(data) > DROPPED
        self._solver.cut(np.zeros(1, np.int32), index[kept], data[kept], np.array([upper]))

    # ------------------------------------------------------------------------------------------------- solving

    def optimise(self, *, primal: bool = False) -> Trial | None:
        """Optimise; None where no x satisfies the cuts and bounds."""
        solver = self._solver
        optimum = solver.optimise(primal=primal)
        if optimum is None:
            return None
        lower, upper = solver.lower.copy(), solver.upper.copy()
        lower[self._first], upper[self._first] = self.lower, self.upper
        marginal = optimum.marginal
        bound, unproved = weak_duality(
            solver.offset,
            (solver.cost - solver.transposed_times(marginal), lower, upper),
            (marginal, solver.row_lower, solver.row_upper),
        )
        return Trial(
            first=optimum.x[self._first],
            theta=optimum.x[self._theta],
            value=optimum.value / self._scaled,
            bound=bound / self._scaled if unproved <= DUAL / solver.fineness else np.inf,
            optimum=optimum,
        )

    def on_face(self, *, primal: bool) -> Trial:
        """Optimise on a face that is held, with a larger feasibility tolerance if rounding has emptied it.

        Raises:
            SolverFaultError: The face is empty under the larger tolerance too (numerical).
        """
        trial = self.optimise(primal=primal)
        if trial is None:
            self._solver.tolerate(ROUNDING)
            trial = self.optimise(primal=primal)
            self._solver.tolerate(OPTIONS["primal_feasibility_tolerance"])
        if trial is None:
            raise SolverFaultError("no optimum of the master left after holding the stage before (numerical)")
        return trial


def _worth_of_theta(column: int, probability: float, best: float) -> Worth:
    return Worth(
        probability=probability, index=np.array([column], np.int32), data=np.ones(1), constant=0.0, best=best
    )
