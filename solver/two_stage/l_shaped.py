r"""The L-shaped method: a master chooses x, the blocks answer with x held, and each answer cuts the master.

.. math::
   \max_{x, \theta} \text{ aim}(\theta) \quad \text{with} \quad
   \theta_g \le \sum_{b \in g} \tfrac{p_b}{p_g} (\alpha_b + \beta_b \cdot x)

In words: every solve of a block proves an affine function that lies above its V (``held``); the master, which
holds the budget block whole, maximises the aim under all of them, so its optimum is an upper bound on the aim
of any x. A trust region around the best x so far keeps the next x where the cuts say something. Once the
bound is met, the later stages (most mean V, then x nearest to the anchor) are solved on the master's optimal
face, with further cuts until its θ are the blocks' own V.

Van Slyke and Wets, *L-shaped linear programs with applications to optimal control and stochastic
programming*, SIAM Journal on Applied Mathematics 17 (1969); several cuts a round as in Birge and Louveaux, *A
multicut algorithm for two-stage stochastic linear programs*, EJOR 34 (1988); the trust region as in Linderoth
and Wright, *Decomposition algorithms for stochastic programming on a computational grid*, Computational
Optimization and Applications 24 (2003).
"""

from __future__ import annotations

import time
from concurrent.futures import wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.program.certificate import DUAL, UncertifiedError
from solver.program.warm import SolverFaultError
from solver.two_stage.extensive import missing
from solver.two_stage.held import Cut, HeldBlock
from solver.two_stage.master import Master, Trial
from solver.two_stage.problem import Found, NoCommonError, Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

    from solver.program.compiled import Array
    from solver.two_stage.problem import Form, Near, TwoStage

CLOSED = 5e-10
"""Gap at which the search ends [points, relative to the aim where that is larger than 1]."""
STALLED = 1e-8
"""Gap at which it may end where the solver finds nothing more to cut."""
BELIED = 1e-10
"""A group whose θ exceeds its V by no more than this needs no cut [points, relative likewise]."""
MOST_ROUNDS = 2_000
"""Largest number of rounds of cuts in each stage."""
GROUP = 30
"""Number of blocks that share a θ where the aim is their mean, if there are many."""
LEAST_GROUPS = 10
"""Smallest number of groups, if there are as many blocks."""
REGION = 0.05
"""Half-width of the first trust region [share of each variable]."""
SERIOUS, GOOD, POOR = 0.1, 0.5, -1.0
"""Shares of the predicted gain from which x moves, the region doubles, and below which it shrinks."""
NULLS = 3
"""Number of steps in a row without a gain after which the region shrinks."""


def l_shaped(
    problem: TwoStage,
    form: Form,
    near: Near,
    *,
    executor: Executor | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Found:
    """Choose x by the L-shaped method in three stages, each held before the next.

    After Ctrl-C it returns the best x so far, if there is one.

    Args:
        problem: The blocks; each has a bounded V with x held, and so has the budget with x free.
        form: What x is chosen for.
        near: What x shall lie near.
        executor: A thread pool in which the blocks are solved; none if absent.
        on_progress: Called after every round of cuts.

    Raises:
        NoCommonError: No x leaves every block a plan.
        SolverFaultError: The solver failed, or the search did not end.
        UncertifiedError: A cut is not proved.
        KeyboardInterrupt: Ctrl-C came before there was an x.
    """
    return _Search(problem, form, executor, on_progress).run(near)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    """An x with the answers of all blocks.

    Attributes:
        first: x, shape (first,).
        cuts: The cut of each block, None for the budget where it does not count.
        values: V of each block, shape (blocks,) [points]; NaN where there is no plan, or it is not asked.
        aim: The aim [points]; NaN where a block has no plan.
    """

    first: Array
    cuts: tuple[Cut | None, ...]
    values: Array
    aim: float


class _Search:
    """The state of one search: the blocks, the master, the best x and the bound."""

    def __init__(
        self,
        problem: TwoStage,
        form: Form,
        executor: Executor | None,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self.problem, self.form = problem, form
        self.executor, self.on_progress = executor, on_progress
        self.clock, self.rounds = time.perf_counter(), 0
        self.solvers = self._spread(HeldBlock, problem.blocks)
        self.master = Master(problem, form, _groups(problem, form))
        self.best: _Point | None = None
        self.climbed = False
        self.bound = np.inf

    def run(self, near: Near) -> Found:
        """Search until the answer is proved and unique, or Ctrl-C."""
        interrupted = False
        try:
            self._begin()
            trial = self._climb()
            self.climbed = True
            if self.form.kind != "expected":
                self.master.hold(trial)
                self.master.seek_mean()
                trial = self._settle()
            self.master.hold(trial)
            self.master.seek_near(near.anchor, near.omega)
            self._settle()
        except KeyboardInterrupt:
            if self.best is None:
                raise
            interrupted = True
            if not self.climbed:
                self._bound_freely()
        best = self._best()
        values = best.values
        if np.isnan(values[0]):
            values[0] = self.solvers[0].at(best.first).value
        return Found(
            first=best.first,
            values=values,
            bound=self.bound,
            method="l-shaped",
            iterations=self.rounds,
            interrupted=interrupted,
        )

    # --------------------------------------------------------------------------------------------- asking all blocks

    def _spread(self, function: Callable[[Any], Any], arguments: Sequence[Any]) -> list[Any]:
        """Call a function for every argument, in order; after an exception, running calls are awaited."""
        if self.executor is None:
            return [function(argument) for argument in arguments]
        futures = [self.executor.submit(function, argument) for argument in arguments]
        try:
            return [future.result() for future in futures]
        except BaseException:
            for future in futures:
                future.cancel()
            wait(futures)
            raise

    def _ask(self, x: Array) -> _Point:
        """Ask every block what x is worth to it."""
        counts = self.problem.blocks[0].probability > 0
        asked = self.solvers if counts else self.solvers[1:]
        cuts: list[Cut | None] = [] if counts else [None]
        cuts.extend(self._spread(lambda solver: solver.at(x), asked))
        unproved = max((c.unproved for c in cuts if c is not None), default=0.0)
        if unproved > DUAL:
            raise UncertifiedError(f"a cut is not proved: largest residual of a marginal {unproved:.3g}")
        values = np.array([np.nan if c is None else c.value for c in cuts])
        lacking = np.isnan(values[1:]).any()
        return _Point(
            first=x,
            cuts=tuple(cuts),
            values=values,
            aim=np.nan if lacking else self.form.value(self.problem.probability, values),
        )

    def _learn(self, point: _Point, theta: Array | None) -> bool:
        """Cut the master by the answers at x; return whether any cut says something new.

        Args:
            point: The answers.
            theta: V of each group as the master has it at that x; None before it has any cut.

        Raises:
            NoCommonError: A cut proves that no x leaves its block a plan.
        """
        new = False
        for c in point.cuts:
            if c is not None and np.isnan(c.value):
                new = True
                if not self.master.require_plan(c):
                    raise NoCommonError(missing(self.problem))
        for k, group in enumerate(self.master.groups):
            cuts = [c for b in group if (c := point.cuts[b]) is not None and not np.isnan(c.value)]
            if len(cuts) < len(group):
                continue
            value = float(self.master.share[group] @ [c.value for c in cuts])
            if theta is None or theta[k] - value > BELIED * max(1.0, abs(value)):
                self.master.bound_worth(cuts, k)
                new = True
        return new

    # ---------------------------------------------------------------------------------------------------- stage one

    def _begin(self) -> None:
        """Find an x that leaves every block a plan, best for the budget alone; every θ gets a cut."""
        self.master.seek_own()
        for _ in range(MOST_ROUNDS):
            trial = self._require(self.master.optimise())
            point = self._ask(trial.first)
            self.rounds += 1
            if not np.isnan(point.aim):
                self._learn(point, None)
                self.best = point
                self.master.seek_aim()
                return
            self._learn(point, np.full(len(self.master.groups), -np.inf))
        raise SolverFaultError(f"no x with a plan, nor a proof that there is none, in {MOST_ROUNDS} rounds")

    def _require(self, trial: Trial | None) -> Trial:
        if trial is None:
            raise NoCommonError(missing(self.problem))
        return trial

    def _best(self) -> _Point:
        if self.best is None:  # _begin would have raised
            raise SolverFaultError("the search has no x")
        return self.best

    def _climb(self) -> Trial:
        """Raise the aim until the bound is met; return the master's last optimum, with x free."""
        region, nulls = REGION, 0
        for _ in range(MOST_ROUNDS):
            best = self._best()
            size = np.maximum(np.abs(best.first), 1.0)
            self.master.within(best.first - region * size, best.first + region * size)
            trial = self._require(self.master.optimise())
            inside = bool(
                np.isinf(region) or np.all(np.abs(trial.first - best.first) < 0.999 * region * size)
            )
            self.bound = min(self.bound, trial.bound)
            predicted = trial.value - best.aim
            if predicted <= self._within(CLOSED):
                if np.isinf(region):
                    return trial
                region = np.inf
                continue
            point = self._ask(trial.first)
            new = self._learn(point, trial.theta)
            self.rounds += 1
            self._report()
            gain = -np.inf if np.isnan(point.aim) else point.aim - best.aim
            if gain > 0:
                self.best = point
            if not new and gain <= 0:
                if predicted > self._within(STALLED):
                    raise SolverFaultError(f"the search ends at a gap of {predicted:.3g} points (numerical)")
                if np.isinf(region):
                    return trial
                region = np.inf
                continue
            if gain >= SERIOUS * predicted:
                nulls = 0
                if gain >= GOOD * predicted and not inside:
                    region *= 2
            else:
                nulls += 1
                if gain < POOR * predicted or nulls >= NULLS:
                    region, nulls = region / 4, 0
        raise SolverFaultError(f"the bound is not met in {MOST_ROUNDS} rounds of cuts")

    def _within(self, tolerance: float) -> float:
        return tolerance * max(1.0, abs(self._best().aim))

    def _bound_freely(self) -> None:
        """Compute the bound that the cuts so far prove without a trust region."""
        self.master.within(np.full_like(self.master.lower, -np.inf), np.full_like(self.master.upper, np.inf))
        self.bound = min(self.bound, self._require(self.master.optimise()).bound)

    # --------------------------------------------------------------------------------------------- stages two and three

    def _settle(self) -> Trial:
        """Optimise on the master's face, with further cuts until its θ are the blocks' own V."""
        trial = self.master.on_face(primal=True)
        for _ in range(MOST_ROUNDS):
            point = self._ask(trial.first)
            self.rounds += 1
            self._report()
            if not self._learn(point, trial.theta):
                self.best = point
                return trial
            trial = self.master.on_face(primal=False)
        raise SolverFaultError(f"a later stage is not settled in {MOST_ROUNDS} rounds of cuts")

    def _report(self) -> None:
        if self.on_progress is not None:
            seconds = time.perf_counter() - self.clock
            aim = None if self.best is None else self.best.aim
            self.on_progress(Progress(iteration=self.rounds, aim=aim, bound=self.bound, seconds=seconds))


def _groups(problem: TwoStage, form: Form) -> list[list[int]]:
    """Divide the blocks that count, the budget aside, into groups that share a θ, in their order."""
    counted = [int(b) for b in problem.counted if b > 0]
    if form.kind != "expected":
        return [[b] for b in counted]
    many = max(min(len(counted), LEAST_GROUPS), -(-len(counted) // GROUP))
    return [part.tolist() for part in np.array_split(np.array(counted, int), many) if len(part)]
