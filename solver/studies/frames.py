"""V and the frames with levers at many values: the task of Monte Carlo and of Sobol indices."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.figures import Figures
from models.reading import digest
from solver.levers.engine import Engine
from solver.sweeping.working import versions

if TYPE_CHECKING:
    from models.levers import Lever
    from models.scenario import Scenario
    from solver.program.compiled import Array

AT_ONCE = 32
"""Points that are prepared at once."""


@dataclass(frozen=True, kw_only=True)
class Frames:
    """V, every frame, and its difference from indexation at the same values; a task for ``solver.sweeping.sweep``.

    Attributes:
        scenario: The scenario.
        levers: The levers that move.
    """

    scenario: Scenario
    levers: tuple[Lever, ...]

    @cached_property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """Committee and year of each frame."""
        figures = Figures(scenario=self.scenario)
        return tuple((c, y) for c in figures.committees for y in figures.open_years)

    @property
    def columns(self) -> tuple[str, ...]:
        """V [points], then frames [MSEK], then differences from indexation [MSEK]."""
        places = [f"{c} {y}" for c, y in self.keys]
        return ("value", *(f"frame {at}" for at in places), *(f"difference {at}" for at in places))

    @property
    def key(self) -> str:
        """A hash of the scenario, the levers and the versions."""
        return hashlib.sha256(repr((digest(self.scenario), self.levers, versions())).encode()).hexdigest()

    def chunk(self, points: Array, /) -> Array:
        """Return the answers at neighbouring points, from a cold start; NaN where the limits leave no plan.

        Raises:
            ScenarioError: The scenario is wrong with these values.
            UncertifiedError: An answer did not pass its own check.
        """
        engine = self._engine
        engine.reset()
        answers = np.full((len(points), len(self.columns)), np.nan)
        for n, values in enumerate(points):
            if n % AT_ONCE == 0:
                engine.template.foresee(points[n : n + AT_ONCE])
            found = engine.at(values)
            if found is not None:
                answers[n] = np.concatenate([[found.value], found.frames, found.frames - found.baseline])
        return answers

    def frames(self, answers: Array) -> Array:
        """Return the columns of frames [MSEK], shape (points, keys)."""
        return answers[:, 1 : 1 + len(self.keys)]

    def differences(self, answers: Array) -> Array:
        """Return the columns of differences from indexation [MSEK], shape (points, keys)."""
        return answers[:, 1 + len(self.keys) :]

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self.scenario, self.levers)

    def __getstate__(self) -> dict[str, Any]:
        """Return the state without the engine, which each worker makes for itself."""
        return {"scenario": self.scenario, "levers": self.levers}
