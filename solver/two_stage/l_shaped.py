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
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.program.certificate import DUAL, UncertifiedError
from solver.program.threads import in_order
from solver.program.warm import SolverFaultError
from solver.two_stage.extensive import missing
from solver.two_stage.held import Cut, HeldBlock
from solver.two_stage.master import Master, Trial
from solver.two_stage.problem import Found, NoCommonError, Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

    from solver.program.compiled import Array
    from solver.two_stage.problem import Form, Near, TwoStage

CLOSED = 5e-10
"""Gap at which the search ends [points, relative to the aim where that is larger than 1]."""
STALLED = 1e-8
"""Gap at which it may end where the solver finds nothing more to cut."""
BELIED = 1e-12
"""A group whose θ exceeds its V by no more than this needs no cut [points, relative likewise]."""
MOST_ROUNDS = 2_000
"""Largest number of rounds of cuts in each stage."""
EDGE = 1e-9
"""An x this near to the edge of the trust region lies on it [MSEK]."""
GROUP = 30
"""Number of blocks that share a θ where the aim is their mean, if there are many."""
LEAST_GROUPS = 50
"""Smallest number of groups, if there are as many blocks."""


def l_shaped(
    problem: TwoStage,
    form: Form,
    near: Near,
    *,
    executor: Executor,
    on_progress: Callable[[Progress], None] | None = None,
) -> Found:
    """Choose x by the L-shaped method in three stages, each held before the next.

    After Ctrl-C it returns the best x so far, if there is one.

    Args:
        problem: The blocks; each has a bounded V with x held, and so has the budget with x free.
        form: What x is chosen for.
        near: What x shall lie near.
        executor: A thread pool in which the blocks are solved; processes would not share their solvers.
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
        executor: Executor,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self.problem, self.form = problem, form
        self.executor, self.on_progress = executor, on_progress
        self.clock, self.rounds, self.reported = time.perf_counter(), 0, 0
        self.solvers = in_order(self.executor, HeldBlock, problem.blocks)
        self.master = Master(problem, form, _groups(problem, form))
        self.points: list[_Point] = []
        self.best: _Point | None = None
        self.learned: _Point | None = None
        self.told: set[int] = set()
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
        budget = best.values[0] if best.cuts[0] is not None else self.solvers[0].at(best.first).value
        return Found(
            first=best.first,
            values=np.array([budget, *best.values[1:]]),
            bound=self.bound,
            method="l-shaped",
            iterations=self.rounds,
            interrupted=interrupted,
        )

    # --------------------------------------------------------------------------------------------- asking all blocks

    def _ask(self, x: Array) -> _Point:
        """Ask every block what x is worth to it, unless that was asked last."""
        if self.points and np.array_equal(x, self.points[-1].first):
            return self.points[-1]
        counts = self.problem.blocks[0].probability > 0
        asked = self.solvers if counts else self.solvers[1:]
        cuts: list[Cut | None] = [] if counts else [None]
        if not self.points:  # blocks are alike, and the last one tells the others where to begin
            asked[-1].at(x)
            for solver in asked[:-1]:
                solver.begin_as(asked[-1])
        cuts.extend(in_order(self.executor, lambda solver: solver.at(x), asked))
        unproved = max((c.unproved for c in cuts if c is not None), default=0.0)
        if unproved > DUAL / self.problem.blocks[0].program.fineness:
            raise UncertifiedError(f"a cut is not proved: largest residual of a marginal {unproved:.3g}")
        values = np.array([np.nan if c is None else c.value for c in cuts])
        lacking = np.isnan(values[1:]).any()
        aim = np.nan if lacking else self.form.value(self.problem.probability, values)
        self.points.append(_Point(first=x, cuts=tuple(cuts), values=values, aim=aim))
        self.rounds += 1
        return self.points[-1]

    def _learn(self, point: _Point, theta: Array | None) -> bool:
        """Cut the master by the answers at x, where it believes more than they say; return whether it does.

        Args:
            point: The answers.
            theta: V of each group as the master has it at that x; None before it has any cut.

        Raises:
            NoCommonError: A cut proves that no x leaves its block a plan.
        """
        fresh = point is not self.learned
        if fresh:
            self.learned, self.told = point, set()
        new = fresh and self._require_plans(self.master, point)
        for k, cuts, value in _worths(self.master, point):
            if k not in self.told and (theta is None or theta[k] - value > BELIED * max(1.0, abs(value))):
                self.master.bound_worth(cuts, k)
                self.told.add(k)
                new = True
        return new

    def _require_plans(self, master: Master, point: _Point) -> bool:
        """Cut off the x that leave a block no plan as the point's does; return whether it leaves one none."""
        lacking = [c for c in point.cuts if c is not None and np.isnan(c.value)]
        for c in lacking:
            if not master.require_plan(c):
                raise NoCommonError(missing(self.problem))
        return bool(lacking)

    # ---------------------------------------------------------------------------------------------------- stage one

    def _begin(self) -> None:
        """Find an x that leaves every block a plan, best for the budget alone; every θ gets a cut."""
        self.master.seek_own()
        for _ in range(MOST_ROUNDS):
            trial = self._require(self.master.optimise())
            point = self._ask(trial.first)
            self._learn(point, None)
            if not np.isnan(point.aim):
                self.best = point
                self.master.seek_aim()
            self._report()
            if self.best is not None:
                return
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
        """Raise the aim until the bound is met; return the master's last optimum, with x free.

        At the end the master has nothing more to learn at its own x, so that its face is that of the problem.
        """
        region = _Region()
        for _ in range(MOST_ROUNDS):
            best = self._best()
            self.master.within(*region.around(best.first))
            trial = self.master.optimise()
            if trial is None and region.is_open:
                raise SolverFaultError("the master has no optimum though there is an x (numerical)")
            if trial is None or (trial.value - best.aim <= self._within(CLOSED) and not region.is_open):
                region.open()
                continue
            self.bound = min(self.bound, trial.bound)
            point = self._ask(trial.first)
            new, gain = self._learn(point, trial.theta), np.nan_to_num(point.aim - best.aim, nan=-np.inf)
            self.best = point if gain > 0 else best
            self._report()
            if new or gain > 0:
                region.judge(gain, trial.value - best.aim, trial.first, best.first)
            elif region.is_open:
                return self._ended(trial, trial.value - best.aim)
            else:
                region.open()
        raise SolverFaultError(f"the bound is not met in {MOST_ROUNDS} rounds of cuts")

    def _ended(self, trial: Trial, gap: float) -> Trial:
        if gap > self._within(STALLED):
            raise SolverFaultError(f"the search ends at a gap of {gap:.3g} points (numerical)")
        return trial

    def _within(self, tolerance: float) -> float:
        return tolerance * max(1.0, abs(self._best().aim))

    def _bound_freely(self) -> None:
        """Compute the bound that all answers so far prove, in a master of its own without a trust region.

        Ctrl-C may have come anywhere, also while the search's own master was changed.
        """
        master = Master(self.problem, self.form, self.master.groups)
        for point in self.points:
            self._require_plans(master, point)
            for k, cuts, _ in _worths(master, point):
                master.bound_worth(cuts, k)
        master.seek_aim()
        self.bound = min(self.bound, self._require(master.optimise()).bound)

    # --------------------------------------------------------------------------------------------- stages two and three

    def _settle(self) -> Trial:
        """Optimise on the master's face, with further cuts until its θ are the blocks' own V."""
        trial = self.master.on_face(primal=True)
        for _ in range(MOST_ROUNDS):
            point = self._ask(trial.first)
            self._report()
            if not self._learn(point, trial.theta):
                if np.isnan(point.aim):
                    raise SolverFaultError("a block has no plan where its cuts say that it has (numerical)")
                self.best = point
                return trial
            trial = self.master.on_face(primal=False)
        raise SolverFaultError(f"a later stage is not settled in {MOST_ROUNDS} rounds of cuts")

    def _report(self) -> None:
        if self.on_progress is not None and self.rounds > self.reported:
            self.reported = self.rounds
            seconds = time.perf_counter() - self.clock
            aim = None if self.best is None else self.best.aim
            self.on_progress(Progress(iteration=self.rounds, aim=aim, bound=self.bound, seconds=seconds))


class _Region:
    """A trust region: how far from the best x the next one may lie.

    It doubles where the gain is as predicted and x went to its edge, and halves where the cuts predict badly.
    """

    first, serious, good, poor, patience = 0.01, 0.1, 0.5, -1.0, 3
    """The first half-width [share of each variable]; shares of the predicted gain from which a step counts, from which
    the region doubles, and below which it shrinks at once; number of steps in a row that do not count."""

    def __init__(self) -> None:
        self._half, self._idle = self.first, 0

    @property
    def is_open(self) -> bool:
        """Whether x may lie anywhere."""
        return bool(np.isinf(self._half))

    def open(self) -> None:
        """Let x lie anywhere from now on."""
        self._half = np.inf

    def around(self, x: Array) -> tuple[Array, Array]:
        """Return the bounds of the region around x; both of shape (first,)."""
        half = self._half * np.maximum(np.abs(x), 1.0)
        return x - half, x + half

    def judge(self, gain: float, predicted: float, x: Array, best: Array) -> None:
        """Adapt the region to a step from the best x to x, with its gain and what was predicted of it."""
        if gain >= self.serious * predicted:
            self._idle = 0
            lower, upper = self.around(best)
            if gain >= self.good * predicted and ((x <= lower + EDGE) | (x >= upper - EDGE)).any():
                self._half *= 2
            return
        self._idle += 1
        if gain < self.poor * predicted or self._idle >= self.patience:
            self._half, self._idle = self._half / 2, 0


def _worths(master: Master, point: _Point) -> Iterator[tuple[int, list[Cut], float]]:
    """Yield each group whose blocks all have a plan, with their cuts and its V."""
    for k, group in enumerate(master.groups):
        cuts = [c for b in group if (c := point.cuts[b]) is not None and not np.isnan(c.value)]
        if len(cuts) == len(group):
            yield k, cuts, float(master.share[group] @ [c.value for c in cuts])


def _groups(problem: TwoStage, form: Form) -> list[list[int]]:
    """Divide the blocks that count, the budget aside, into groups that share a θ, in their order."""
    counted = [int(b) for b in problem.counted if b > 0]
    most = len(counted) if form.kind != "expected" else max(LEAST_GROUPS, len(counted) // GROUP)
    many = min(len(counted), most)
    return [part.tolist() for part in np.array_split(counted, many)] if many else []
