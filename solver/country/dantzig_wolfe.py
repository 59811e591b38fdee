r"""Dantzig–Wolfe decomposition over municipalities, which are solved at prices of each year's grants.

.. math::
   L(\pi) = \pi \cdot G + \sum_m \omega_m \max_{x_m, g_m} \left\{ V_m(x_m) - \tfrac{\pi}{\omega_m} \cdot g_m \right\}
   \;\ge\; V^* \quad \text{for every } \pi \ge 0

In words: at any prices, the value of the frame plus the municipalities' best values net of the price of their
grants is an upper bound on the best division. Each best plan is a column of the *restricted master*, which
takes convex combinations of the plans of each municipality under the frame; its marginals are the next
prices. The bound is computed from each block's arrays and marginals (weak duality), independently of the
solver's status.

Dantzig and Wolfe, *Decomposition principle for linear programs*, Operations Research 8 (1960); prices
smoothed towards those of the best bound as in Wentges, *Weighted Dantzig–Wolfe decomposition for linear
mixed-integer programming*, ITOR 4 (1997).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.country.division import Division, Municipality, ShortOfGrantsError, check_division
from solver.program.compiled import LinearProgram
from solver.program.threads import in_order
from solver.program.warm import SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

    from solver.country.blocks import Block
    from solver.country.division import Answer, Ending
    from solver.program.compiled import Array

GAP = 1e-8
"""Gap at which the search ends [points of the country's V]."""
SMOOTHING = 0.3
"""Share of the next prices that comes from the prices of the best bound."""
MOST_ROUNDS = 500
"""Largest number of rounds of prices."""
AFFORDABLE = 1e-9
"""A frame that lacks no more than this counts as sufficient [MSEK]."""
LEAST_GAIN = 1e-12
"""A plan with a smaller reduced cost than this is not added to the master [points]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The progress of the search.

    Attributes:
        iteration: Rounds of prices so far.
        value: Value of the master [points]; None before it has a division.
        bound: Upper bound on the best division [points].
        seconds: Time since the start [s].
    """

    iteration: int
    value: float | None
    bound: float
    seconds: float

    @property
    def gap(self) -> float | None:
        """Bound less value [points]."""
        return None if self.value is None else self.bound - self.value


def divide(  # noqa: PLR0913 - the problem, the workers, the start, and the criteria to stop
    blocks: Sequence[Block],
    frame: Array,
    *,
    executor: Executor,
    start: Array,
    gap: float = GAP,
    seconds: float | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Division:
    """Divide the grants so that the country's V is the greatest, up to a proved gap.

    After Ctrl-C it returns the division so far, if there is one.

    Args:
        blocks: The municipalities.
        frame: The national grant frame, shape (years,) [MSEK].
        executor: A thread pool in which the municipalities are solved; processes would not share their
            solvers.
        start: A starting division, such as an equal amount per inhabitant, shape (municipalities, years)
            [MSEK].
        gap: Gap at which to end [points].
        seconds: Time after which no further round begins [s]; no limit if absent.
        progress: Called after every round.

    Raises:
        ShortOfGrantsError: No division leaves every municipality a plan.
        SolverFaultError: The solver failed, or no affordable division was found in ``MOST_ROUNDS`` rounds.
        UncertifiedError: The division violates a row, or its bound is not proved.
        KeyboardInterrupt: Ctrl-C came before there was a division.
    """
    return _Search(blocks, frame, executor, seconds=seconds, progress=progress).run(start, gap)


class _Search:
    """The state of one search: the municipalities, the master, and the best bound."""

    def __init__(
        self,
        blocks: Sequence[Block],
        frame: Array,
        executor: Executor,
        *,
        seconds: float | None,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.blocks, self.frame, self.executor = blocks, frame, executor
        self.seconds, self.progress = seconds, progress
        self.clock, self.rounds = time.perf_counter(), 0
        self.weight = np.array([b.weight for b in blocks])
        self.municipalities: list[Municipality] = in_order(self.executor, Municipality, blocks)
        self.master = _Master(self.weight, frame)
        self.bound, self.prices, self.worth = np.inf, np.zeros(len(frame)), np.zeros((0, 0))
        self.unproved = 0.0

    def run(self, start: Array, gap: float) -> Division:
        """Search from a division until the gap is closed, the time is up, or Ctrl-C."""
        before = self._begin(start)
        try:
            ended = self._improve(gap)
        except KeyboardInterrupt:
            if not np.isfinite(self.bound):
                raise
            ended = "interrupted"
        grants = self.master.grants()
        answers = [
            self._require(b, a) for b, a in zip(self.blocks, self._all_with_grants(grants), strict=True)
        ]
        values = np.array([a.value for a in answers])
        division = Division(
            grants=grants,
            values=values,
            worth=self.worth,
            prices=self.prices,
            value=float(self.weight @ values),
            bound=self.bound,
            before=before,
            residual=np.inf,
            unproved=self.unproved,
            iterations=self.rounds,
            ended=ended,
        )
        return check_division(self.blocks, self.frame, [a.x for a in answers], division)

    # ---------------------------------------------------------------------------------- solving all municipalities

    def _all_with_grants(self, grants: Array) -> list[Answer | None]:
        return in_order(self.executor, Municipality.best_with_grant, self.municipalities, list(grants))

    def _all_at_prices(self, prices: Array, own: float = 1.0) -> list[Answer]:
        """Find the best plan of every municipality at the country's prices, converted to its own points."""
        each = list(prices / self.weight[:, None])
        answers = in_order(
            self.executor, Municipality.best_at_prices, self.municipalities, each, [own] * len(each)
        )
        return [self._require(b, a) for b, a in zip(self.blocks, answers, strict=True)]

    def _require(self, block: Block, answer: Answer | None) -> Answer:
        if answer is None:
            raise ShortOfGrantsError(municipality=block.id)
        return answer

    def _bound(self, prices: Array, answers: Sequence[Answer]) -> float:
        """Compute the upper bound on the best division that the prices prove."""
        return float(prices @ self.frame + self.weight @ np.array([a.bound for a in answers]))

    # ------------------------------------------------------------------------------------- an affordable division

    def _begin(self, start: Array) -> Array:
        """Give the master first plans that fit in the frame; return V of each municipality at the start."""
        first = self._all_with_grants(start)
        infeasible = [m for m, answer in enumerate(first) if answer is None]
        before = np.array([np.nan if a is None else a.value for a in first])
        for m in infeasible:
            cheapest = self.municipalities[m].best_at_prices(np.ones(len(self.frame)), own=0.0)
            first[m] = self._require(self.blocks[m], cheapest)
        answers = [self._require(b, a) for b, a in zip(self.blocks, first, strict=True)]
        self.master.add(range(len(answers)), answers)
        if infeasible or (start.sum(axis=0) > self.frame + AFFORDABLE).any():
            self._afford()
        self.master.aim(own=1.0)
        self.prices = np.mean([w * a.worth for w, a in zip(self.weight, answers, strict=True)], axis=0)
        self.prices = np.maximum(self.prices, 0.0)
        return before

    def _afford(self) -> None:
        """Add cheaper plans to the master until a mix of them fits in the frame."""
        self.master.aim(own=0.0)
        for _ in range(MOST_ROUNDS):
            optimum = self.master.optimise()
            if -optimum.value <= AFFORDABLE:
                return
            answers = self._all_at_prices(optimum.prices, own=0.0)
            missing = -self._bound(optimum.prices, answers)
            if not self._add_improving(optimum, answers, 0.0):
                raise ShortOfGrantsError(missing=missing)
        raise SolverFaultError(
            f"no affordable division, nor a proof that there is none, in {MOST_ROUNDS} rounds of prices"
        )

    # ---------------------------------------------------------------------------------------- the best division

    def _improve(self, gap: float) -> Ending:
        """Run rounds of prices until the gap is closed or another reason to stop; return the reason."""
        trial, smoothed, optimum = self.prices, True, self.master.optimise()
        while self.rounds < MOST_ROUNDS:
            self.rounds += 1
            answers = self._all_at_prices(trial)
            bound = self._bound(trial, answers)
            if better := bound < self.bound:
                self.bound, self.prices = bound, trial
                self.worth = np.array([a.worth for a in answers])
                self.unproved = max(a.unproved for a in answers)
            added = self._add_improving(optimum, answers, 1.0)
            optimum = self.master.optimise()
            self._report(optimum.value)
            if self.bound - optimum.value <= gap:
                return "proved"
            if self.seconds is not None and time.perf_counter() - self.clock > self.seconds:
                return "out_of_time"
            if not (added or better or smoothed):
                return "stalled"
            smoothed = added and self.rounds > 1
            share = SMOOTHING if smoothed else 0.0
            trial = share * self.prices + (1 - share) * optimum.prices
        return "stalled"

    def _add_improving(self, optimum: _MasterOptimum, answers: Sequence[Answer], own: float) -> bool:
        """Add the plans with a positive reduced cost to the master; return whether there are any."""
        gains = [
            own * w * a.value - float(optimum.prices @ a.grant) - convexity
            for w, a, convexity in zip(self.weight, answers, optimum.convexity, strict=True)
        ]
        new = [m for m, gain in enumerate(gains) if gain > LEAST_GAIN]
        self.master.add(new, [answers[m] for m in new])
        return bool(new)

    def _report(self, value: float) -> None:
        if self.progress is not None:
            seconds = time.perf_counter() - self.clock
            self.progress(Progress(iteration=self.rounds, value=value, bound=self.bound, seconds=seconds))


@dataclass(frozen=True, slots=True, kw_only=True)
class _MasterOptimum:
    """An optimum of the master.

    Attributes:
        value: Value of the mix of plans [points], or minus what the frame lacks [MSEK].
        prices: Marginals of the frame, shape (years,).
        convexity: Marginals of the municipalities' convexity rows, shape (municipalities,).
    """

    value: float
    prices: Array
    convexity: Array


class _Master:
    """The restricted master: convex combinations of the plans so far.

    Its rows are the frame of each year, then one convexity row a municipality. Its first columns are what the
    frame lacks each year, fixed at 0 once there is an affordable division.
    """

    def __init__(self, weight: Array, frame: Array) -> None:
        years, n = len(frame), len(weight)
        self._years, self._weight = years, weight
        short = np.arange(years, dtype=np.int32)
        self._solver = WarmSolver(
            LinearProgram(
                cost=np.zeros(years),
                offset=0.0,
                lower=np.zeros(years),
                upper=np.zeros(years),
                row_lower=np.concatenate([np.full(years, -np.inf), np.ones(n)]),
                row_upper=np.concatenate([frame, np.ones(n)]),
                start=np.concatenate([np.arange(years + 1), np.full(n, years)]).astype(np.int32),
                index=short,
                data=np.full(years, -1.0),
                columns=tuple(("short", (t,)) for t in range(years)),
                rows=(*(("frame", (t,)) for t in range(years)), *(("mix", (m,)) for m in range(n))),
            )
        )
        self._short = short
        self._own = 1.0
        self._owner = np.empty(0, np.int32)
        self._value, self._grant = np.empty(0), np.empty((0, years))
        self._mix = np.empty(0)

    def aim(self, *, own: float) -> None:
        """Set the objective: the country's V, or minus what the frame lacks where ``own`` is 0."""
        self._own = own
        upper = np.zeros(self._years) if own else np.full(self._years, np.inf)
        self._solver.bound(self._short, np.zeros(self._years), upper)
        self._solver.aim(np.concatenate([np.full(self._years, own - 1.0), own * self._value]))

    def add(self, owners: Sequence[int], answers: Sequence[Answer]) -> None:
        """Add plans, each with the position of its municipality."""
        if not answers:
            return
        owner = np.array(owners, np.int32)
        value = self._weight[owner] * np.array([a.value for a in answers])
        grant = np.array([a.grant for a in answers])
        rows = np.tile(np.arange(self._years + 1, dtype=np.int32), (len(owner), 1))
        rows[:, -1] = self._years + owner
        data = np.column_stack([grant, np.ones(len(owner))])
        start = (self._years + 1) * np.arange(len(owner), dtype=np.int32)
        self._solver.append(self._own * value, start, rows.ravel(), data.ravel())
        self._owner = np.concatenate([self._owner, owner])
        self._value = np.concatenate([self._value, value])
        self._grant = np.concatenate([self._grant, grant])

    def optimise(self) -> _MasterOptimum:
        """Find the best mix of the plans so far."""
        optimum = self._solver.optimise(primal=True)  # the last mix is still feasible
        if optimum is None:
            raise SolverFaultError(
                "no mix of the plans fits in the frame, though the last one did (numerical)"
            )
        self._mix = optimum.x[self._years :]
        return _MasterOptimum(
            value=optimum.value,
            prices=np.maximum(optimum.marginal[: self._years], 0.0),
            convexity=optimum.marginal[self._years :],
        )

    def grants(self) -> Array:
        """Compute the division of the last mix, shape (municipalities, years) [MSEK]."""
        grants = np.zeros((len(self._weight), self._years))
        n = len(self._mix)
        np.add.at(grants, self._owner[:n], self._mix[:, None] * self._grant[:n])
        return grants
