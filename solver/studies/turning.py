"""What turns first: the least change of an uncertain assumption at which a proposed change is reversed or gone.

Each assumption is moved from where it stands towards both ends of its range in ``STEPS`` steps, all else equal, and
the step in which the difference from indexation loses its direction is halved until it is ``NEAR`` of the range. The
answer is solved for on both sides. First is the assumption that has gone the smallest part of its way. A direction
that is lost and regained within one step is not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.studies.moving import ENOUGH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.levers import Lever
    from solver.answer.result import Result
    from solver.levers.engine import Engine

STEPS = 8
"""Steps from where an assumption stands to an end of its range."""
NEAR = 1e-6
"""How near the turning value is found [share of the range]."""
CHOICES = ("stability", "carry_over", "discount", "decisions", "objective", "weights", "frame.reserve_min")
"""What somebody chooses; it is no knowledge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """Where an assumption reverses or removes a committee's difference from indexation.

    Attributes:
        lever: The assumption.
        committee: The committee.
        year: The plan year.
        proposed: The difference as it stands [MSEK].
        holds_at: The last value of the assumption at which the direction was found to hold.
        before: The difference there [MSEK].
        turns_at: The value beside it at which the difference is reversed or gone.
        then: The difference there [MSEK].
        part: How far that is from where the assumption stands to the end of its range [share].
    """

    lever: Lever
    committee: str
    year: int
    proposed: float
    holds_at: float
    before: float
    turns_at: float
    then: float
    part: float


def is_knowledge(lever: Lever) -> bool:
    """Whether a lever is something that can be found out, and not what somebody chooses."""
    return not lever.moves_weights and not lever.path.startswith(CHOICES)


def largest_change(result: Result) -> tuple[str, int] | None:
    """Return the committee that differs most from indexation in the last plan year; None where none does."""
    y = result.figures.years[-1]
    new, old = result.proposal.q.frame, result.plans["indexation"].q.frame
    c = max(result.figures.committees, key=lambda c: (abs(new[c, y] - old[c, y]), c))
    return (c, y) if abs(new[c, y] - old[c, y]) >= ENOUGH else None


def first_turn(result: Result, engines: Iterable[Engine], watched: tuple[str, int]) -> Turning | None:
    """Find the assumption that turns a change first.

    Args:
        result: The answer as the scenario stands.
        engines: An engine for each lever.
        watched: Committee and year of the change.

    Returns:
        None where no assumption turns it within its range.
    """
    c, y = watched
    proposed = result.proposal.q.frame[c, y] - result.plans["indexation"].q.frame[c, y]
    found: list[tuple[int, _Way]] = []
    # Affine levers are quick and say how far the others need to go.
    for engine in sorted(engines, key=lambda engine: not all(engine.template.affine)):
        for way in _ways(engine, watched, proposed):
            step = way.first_step(min((step for step, _ in found), default=STEPS))
            if step is not None:
                found.append((step, way))
    first = min((step for step, _ in found), default=None)
    best: Turning | None = None
    for way in (way for step, way in found if step == first):
        turning = way.turning(1.0 if best is None else best.part)
        if turning is not None:
            best = min(best or turning, turning, key=lambda turning: (turning.part, turning.lever.id))
    return best


def _ways(engine: Engine, watched: tuple[str, int], proposed: float) -> Iterator[_Way]:
    (lever,) = engine.levers
    if lever.today is None or not is_knowledge(lever):
        return
    for end in (lever.low, lever.high):
        if end != lever.today:
            yield _Way(engine, lever.today, end, watched, proposed)


class _Way:
    """The way of one lever from where it stands to an end of its range."""

    def __init__(
        self, engine: Engine, today: float, end: float, watched: tuple[str, int], proposed: float
    ) -> None:
        self._engine, self._today, self._end = engine, today, end
        self._watched, self._proposed = watched, proposed
        self._frame = engine.frames.index(watched)
        self._holds, self._turns = (today, proposed), (today, proposed)

    def _difference(self, at: float) -> float | None:
        """Return the difference from indexation at a value [MSEK]; None where there is no plan."""
        found = self._engine.at([at])
        return None if found is None else float(found.frames[self._frame] - found.baseline[self._frame])

    def _turned(self, difference: float) -> bool:
        return bool(np.sign(self._proposed) * difference < ENOUGH)

    def first_step(self, most: int) -> int | None:
        """Return the step in which the change is turned, among the first ones; None where it is in none of them."""
        for step in range(1, most + 1):
            at = self._today + (self._end - self._today) * step / STEPS
            difference = self._difference(at)
            if difference is None:
                return None
            if self._turned(difference):
                self._turns = at, difference
                return step
            self._holds = at, difference
        return None

    def turning(self, most: float) -> Turning | None:
        """Return where the change is turned, once the step is known; None where it holds beyond a part of the way."""
        lever = self._engine.levers[0]
        while abs(self._turns[0] - self._holds[0]) > NEAR * (lever.high - lever.low):
            if self._part(self._holds[0]) > most:
                return None
            at = (self._holds[0] + self._turns[0]) / 2
            difference = self._difference(at)
            if difference is None:
                break
            if self._turned(difference):
                self._turns = at, difference
            else:
                self._holds = at, difference
        c, y = self._watched
        return Turning(
            lever=lever,
            committee=c,
            year=y,
            proposed=self._proposed,
            holds_at=self._holds[0],
            before=self._holds[1],
            turns_at=self._turns[0],
            then=self._turns[1],
            part=self._part(self._turns[0]),
        )

    def _part(self, at: float) -> float:
        return (at - self._today) / (self._end - self._today)
