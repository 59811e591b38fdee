"""The two passes over worlds that need nothing of each other, as tasks for ``solver.sweeping.sweep``."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.reading import digest
from solver.futures.answers import answer_with, frames_of, own_optimum, value_with
from solver.sweeping.working import versions

if TYPE_CHECKING:
    from solver.futures.future import Futures
    from solver.program.compiled import Array

FIRST_YEAR = ("reserve", "absorbed", "deficit", "deposit")


def _key(futures: Futures, *more: object) -> str:
    parts = (type(futures).__name__, digest(futures.budget.scenario), futures.identity, versions(), *more)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class OwnOptima:
    """V of each world had it been known [points].

    Attributes:
        futures: Where worlds come from.
    """

    futures: Futures

    @property
    def columns(self) -> tuple[str, ...]:
        """The one column."""
        return ("own",)

    @property
    def key(self) -> str:
        """A hash of the scenario, the worlds and the versions."""
        return _key(self.futures)

    def chunk(self, points: Array, /) -> Array:
        """Return V of the worlds of some points, shape (points, 1); NaN where no lawful frames survive.

        Raises:
            ScenarioError: The scenario is invalid there.
            UncertifiedError: An optimum is not proved.
        """
        found = np.full((len(points), 1), np.nan)
        for n, point in enumerate(points):
            value = own_optimum(self.futures.budget, self.futures.at(point))
            if value is not None:
                found[n] = value
        return found


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The answer of each world with the first year's frames held.

    Attributes:
        futures: Where worlds come from.
        common: The frames that all worlds share, sorted by committee [MSEK].
        ordinary: Those of the ordinary proposal [MSEK].
    """

    futures: Futures
    common: tuple[float, ...]
    ordinary: tuple[float, ...]

    @property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """Committee and year of each frame."""
        figures = self.futures.budget.stated.figures
        return tuple((c, y) for c in figures.committees for y in figures.open_years)

    @property
    def columns(self) -> tuple[str, ...]:
        """V with each set of frames and its gap [points], the first year's accounts, then all frames [MSEK]."""
        frames = (f"frame {c} {y}" for c, y in self.keys)
        return ("value", "gap", "ordinary", *FIRST_YEAR, *frames)

    @property
    def key(self) -> str:
        """A hash of the scenario, the worlds, the frames and the versions."""
        return _key(self.futures, self.common, self.ordinary)

    def chunk(self, points: Array, /) -> Array:
        """Return the answers of the worlds of some points, shape (points, columns); NaN where frames leave no plan.

        Raises:
            ScenarioError: The scenario is invalid there.
            UncertifiedError: An answer did not pass its own check.
        """
        found = np.full((len(points), len(self.columns)), np.nan)
        common, ordinary = np.array(self.common), np.array(self.ordinary)
        for n, point in enumerate(points):
            future = self.futures.at(point)
            value = value_with(future, ordinary)
            if value is not None:
                found[n, 2] = value
            answer = answer_with(self.futures.budget, future, common)
            if answer is not None:
                year_one = (answer.reserve, answer.absorbed, answer.deficit, answer.deposit)
                found[n, :2] = answer.plan.value, answer.certificate.gap
                found[n, 3:] = *year_one, *frames_of(answer.plan)
        return found
