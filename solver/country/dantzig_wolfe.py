r"""Dantzig–Wolfe over municipalities: a price of each year's grants, and every municipality answers by itself.

.. math::
   L(\pi) = \pi \cdot G + \sum_m \omega_m \max_{x_m, g_m} \left\{ V_m(x_m) - \tfrac{\pi}{\omega_m} \cdot g_m \right\}
   \;\ge\; V^* \quad \text{for every } \pi \ge 0

In words: at any prices, what the municipalities would make of grants at those prices, and the value of the
frame, is no less than the best division. Each answer is a plan of that municipality, a column of the *restricted
master*, which mixes plans under the frame; its marginals are the next prices. The bound is computed from each
block's arrays and marginals (weak duality), never from what the solver says is optimal.

Dantzig and Wolfe, *Decomposition principle for linear programs*, Operations Research 8 (1960); prices smoothed
towards those of the best bound as in Wentges, *Weighted Dantzig–Wolfe decomposition for linear mixed-integer
programming*, ITOR 4 (1997).
"""

from __future__ import annotations

import time
from concurrent.futures import wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.country.division import Division, Municipality, ShortOfGrantsError, checked
from solver.program.compiled import LinearProgram
from solver.program.warm import SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

    from solver.country.blocks import Block
    from solver.country.division import Answer, Ended
    from solver.program.compiled import Array

GAP = 1e-8
"""Gap at which the decomposition ends [points of the country's V]."""
SMOOTHING = 0.3
"""How far prices stay with those of the best bound."""
MOST_ROUNDS = 500
AFFORDED = 1e-9
"""A frame that lacks no more than this lacks nothing [MSEK]."""
IMPROVES = 1e-12
"""A plan that would gain the master less than this is not added [points]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the decomposition has come.

    Attributes:
        iteration: Rounds of prices so far.
        value: What the master reaches [points]; None before it has a plan.
        bound: No division is better [points].
        seconds: Since the start [s].
    """

    iteration: int
    value: float | None
    bound: float
    seconds: float

    @property
    def gap(self) -> float | None:
        """Bound less value [points]."""
        return None if self.value is None else self.bound - self.value


def divide(  # noqa: PLR0913 - what to divide, where, from where, and when to end
    blocks: Sequence[Block],
    frame: Array,
    *,
    executor: Executor,
    start: Array,
    gap: float = GAP,
    seconds: float | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Division:
    """Divide the grants so that the country's V is the greatest, to a proved gap.

    Interrupted by Ctrl-C it stops with what it has, once it has a division at all.

    Args:
        blocks: The municipalities.
        frame: The national grant frame, shape (years,) [MSEK].
        executor: Where the municipalities answer; their solvers stay here, so it must be one of threads.
        start: A division to begin with, such as an equal amount per inhabitant, shape (municipalities, years).
        gap: When to end [points].
        seconds: Time after which no further round is begun [s]; no limit if absent.
        progress: Told after every round.

    Raises:
        ShortOfGrantsError: No division leaves everybody a plan.
        SolverFaultError: A solve failed, or the gap could not be closed.
        KeyboardInterrupt: Interrupted before there was any division.
    """
    return _Search(blocks, frame, executor, seconds=seconds, progress=progress).run(start, gap)


class _Search:
    """One decomposition: the municipalities, the master, and the best bound."""

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
        self.municipalities: list[Municipality] = self._all(Municipality, blocks)
        self.master = _Master(self.weight, frame)
        self.bound, self.prices, self.worth = np.inf, np.zeros(len(frame)), np.zeros((0, 0))
        self.unproved = 0.0

    def run(self, start: Array, gap: float) -> Division:
        """Search from a division until the gap is closed, the time is used, or Ctrl-C."""
        before = self._begin(start)
        try:
            ended = self._improve(gap)
        except KeyboardInterrupt:
            if not np.isfinite(self.bound):
                raise
            ended = "interrupted"
        grants = self.master.grants()
        answers = [self._some(b, a) for b, a in zip(self.blocks, self._all_given(grants), strict=True)]
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
        return checked(self.blocks, self.frame, [a.x for a in answers], division)

    # ---------------------------------------------------------------------------------------- asking everybody

    def _all(self, ask: Callable[..., Any], *over: Sequence[Any]) -> list[Any]:
        """What everybody says, in their order; an interrupt waits for those that are at work."""
        futures = [self.executor.submit(ask, *args) for args in zip(*over, strict=True)]
        try:
            return [future.result() for future in futures]
        except BaseException:
            for future in futures:
                future.cancel()
            wait(futures)
            raise

    def _all_given(self, grants: Array) -> list[Answer | None]:
        return self._all(Municipality.given, self.municipalities, list(grants))

    def _all_priced(self, prices: Array, own: float = 1.0) -> list[Answer]:
        """What everybody would do at the country's prices; the bound of that is kept if it is the best."""
        each = list(prices / self.weight[:, None])
        found = self._all(Municipality.priced, self.municipalities, each, [own] * len(each))
        return [self._some(b, a) for b, a in zip(self.blocks, found, strict=True)]

    def _some(self, block: Block, answer: Answer | None) -> Answer:
        if answer is None:
            raise ShortOfGrantsError(municipality=block.id)
        return answer

    def _bound(self, prices: Array, answers: Sequence[Answer]) -> float:
        """What the prices prove: no division is better."""
        return float(prices @ self.frame + self.weight @ np.array([a.bound for a in answers]))

    # ------------------------------------------------------------------------------------------- from a start

    def _begin(self, start: Array) -> Array:
        """A first plan of everybody, and a first division that the frame allows; V of each at the start."""
        first = self._all_given(start)
        lost = [m for m, answer in enumerate(first) if answer is None]
        before = np.array([np.nan if a is None else a.value for a in first])
        for m in lost:
            cheapest = self.municipalities[m].priced(np.ones(len(self.frame)), own=0.0)
            first[m] = self._some(self.blocks[m], cheapest)
        told = [self._some(b, a) for b, a in zip(self.blocks, first, strict=True)]
        self.master.add(range(len(told)), told)
        if lost or (start.sum(axis=0) > self.frame + AFFORDED).any():
            self._afford()
        self.master.aim(own=1.0)
        self.prices = np.mean([w * a.worth for w, a in zip(self.weight, told, strict=True)], axis=0)
        self.prices = np.maximum(self.prices, 0.0)
        return before

    def _afford(self) -> None:
        """Cheaper plans until all fit in the frame."""
        self.master.aim(own=0.0)
        for _ in range(MOST_ROUNDS):
            stand = self.master.optimise()
            if -stand.value <= AFFORDED:
                return
            answers = self._all_priced(stand.prices, own=0.0)
            missing = -self._bound(stand.prices, answers)
            if not self._take(stand, answers, 0.0):
                raise ShortOfGrantsError(missing=missing)
        raise SolverFaultError("no division was found that the frame allows, nor a proof that there is none")

    # ------------------------------------------------------------------------------------------ towards the best

    def _improve(self, gap: float) -> Ended:
        """Rounds of prices until the gap is closed, or why it is not."""
        trial, smoothed, stand = self.prices, True, self.master.optimise()
        while self.rounds < MOST_ROUNDS:
            self.rounds += 1
            answers = self._all_priced(trial)
            bound = self._bound(trial, answers)
            if better := bound < self.bound:
                self.bound, self.prices = bound, trial
                self.worth = np.array([a.worth for a in answers])
                self.unproved = max(a.unproved for a in answers)
            taken = self._take(stand, answers, 1.0)
            stand = self.master.optimise()
            self._tell(stand.value)
            if self.bound - stand.value <= gap:
                return "proved"
            if self.seconds is not None and time.perf_counter() - self.clock > self.seconds:
                return "out_of_time"
            if not (taken or better or smoothed):
                return "stalled"
            smoothed = taken and self.rounds > 1
            stay = SMOOTHING if smoothed else 0.0
            trial = stay * self.prices + (1 - stay) * stand.prices
        return "stalled"

    def _take(self, stand: _Standing, answers: Sequence[Answer], own: float) -> bool:
        """Give the master the plans that improve on where it stands; whether there are any."""
        gains = [
            own * w * a.value - float(stand.prices @ a.grant) - convex
            for w, a, convex in zip(self.weight, answers, stand.convex, strict=True)
        ]
        new = [m for m, gain in enumerate(gains) if gain > IMPROVES]
        self.master.add(new, [answers[m] for m in new])
        return bool(new)

    def _tell(self, value: float) -> None:
        if self.progress is not None:
            seconds = time.perf_counter() - self.clock
            self.progress(Progress(iteration=self.rounds, value=value, bound=self.bound, seconds=seconds))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """Where the master stands.

    Attributes:
        value: What the mix of plans reaches [points], or minus what the frame lacks [MSEK].
        prices: Marginals of the frame, shape (years,).
        convex: Marginals of the municipalities' mixes, shape (municipalities,).
    """

    value: float
    prices: Array
    convex: Array


class _Master:
    """Mixes of the plans found so far: rows are the frame by year, then one mix a municipality."""

    def __init__(self, weight: Array, frame: Array) -> None:
        years, n = len(frame), len(weight)
        self._years, self._weight = years, weight
        short = np.arange(
            years, dtype=np.int32
        )  # the first columns: what the frame lacks, none but at the start
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
        """Maximise the country's V, or lack as little as possible where ``own`` is 0."""
        self._own = own
        upper = np.zeros(self._years) if own else np.full(self._years, np.inf)
        self._solver.bound(self._short, np.zeros(self._years), upper)
        self._solver.aim(np.concatenate([np.full(self._years, own - 1.0), own * self._value]))

    def add(self, owners: Sequence[int], answers: Sequence[Answer]) -> None:
        """More plans to mix."""
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

    def optimise(self) -> _Standing:
        """The best mix of the plans so far."""
        found = self._solver.optimise(primal=True)  # the last mix is still one
        if found is None:
            raise SolverFaultError("the frame allows no mix of the plans")
        self._mix = found.x[self._years :]
        return _Standing(
            value=found.value,
            prices=np.maximum(found.marginal[: self._years], 0.0),
            convex=found.marginal[self._years :],
        )

    def grants(self) -> Array:
        """The division of the last mix, shape (municipalities, years)."""
        grants = np.zeros((len(self._weight), self._years))
        n = len(self._mix)
        np.add.at(grants, self._owner[:n], self._mix[:, None] * self._grant[:n])
        return grants
