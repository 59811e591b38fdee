r"""The map of weights (*viktkartan*): the answer for every way to divide weight between two or three goal areas.

.. math::  w_g \mapsto w_g \cdot part_A / \textstyle\sum_{h \in A} w_h \quad \text{for goals of an area } A

Two areas: all parts of all weight that both can have, the rest shared by other goals in stated proportions. Three: all
ways to divide between them what they have together, other goals as stated. Inside an area proportions are kept. In
words: how far somebody may disagree about weights and still get the same answer. Parts are those of the first plan
year; later years follow from the same stated weights. The final weights for which one plan is optimal make up a convex
set, since the objective is linear in them, and so do those for which it is also the one that the tie-break picks; a
region of the map is made of such sets, with straight sides where all years divide the weights alike.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.figures import Figures
from models.levers import area
from models.problems import Problem, Refused, ScenarioError
from models.reading import digest
from models.units import PER_MSEK
from solver.levers.engine import Engine
from solver.output.rows import written
from solver.studies.asking import answered, refuse_but_whole
from solver.studies.study import AnswerStudy, table_of
from solver.sweeping.sweep import sweep
from solver.sweeping.working import versions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.output.rows import Row
    from solver.program.compiled import Array
    from solver.studies.study import Tables
    from solver.sweeping.sweep import Progress

STEPS = 20
PAIR, TRIPLE = 2, 3
SAME = 1e-6
"""Frames that differ no more than this are the same: one krona [MSEK]."""
MAP = ("point", "area", "part", "region", "distance", "value", "unit")
REGIONS = ("region", "points", "nearest", "quantity", "committee", "year", "value", "unit")


@dataclass(frozen=True, kw_only=True)
class Weighing:
    """V and every frame with other parts of all weight for some goal areas; a task for ``solver.sweeping.sweep``.

    Attributes:
        scenario: The scenario.
        areas: The areas, in the order of a point's parts.
    """

    scenario: Scenario
    areas: tuple[str, ...]

    @cached_property
    def figures(self) -> Figures:
        """The figures of the scenario."""
        return Figures(scenario=self.scenario)

    @cached_property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """Committee and year of each frame."""
        return tuple((c, y) for c in self.figures.committees for y in self.figures.open_years)

    @property
    def columns(self) -> tuple[str, ...]:
        """V [points], then frames [MSEK]."""
        return ("value", *(f"frame {c} {y}" for c, y in self.keys))

    @property
    def key(self) -> str:
        """A hash of the scenario, the areas and the versions."""
        return hashlib.sha256(repr((digest(self.scenario), self.areas, versions())).encode()).hexdigest()

    @cached_property
    def stated(self) -> Array:
        """The areas' parts of all weight in the first plan year as they stand, shape (areas,)."""
        weight, first = self.figures.weight, self.figures.open_years[0]
        return np.array([sum(weight[g, first] for g in self._of(name)) for name in self.areas])

    def stated_weights(self, parts: Array) -> dict[str, float]:
        """Return the stated weight of each goal at a point of the map.

        Args:
            parts: Each area's part of all weight in the first plan year, shape (areas,).
        """
        times = dict.fromkeys(self.figures.goals, 0.0)
        rest = 1.0 - self.stated.sum()
        if rest > SAME:
            times = dict.fromkeys(self.figures.goals, max(1.0 - parts.sum(), 0.0) / rest)
        for name, part, stated in zip(self.areas, parts.tolist(), self.stated.tolist(), strict=True):
            times |= dict.fromkeys(self._of(name), part / stated)
        return {g: weight * times[g] for g, weight in self.figures.stated_weight.items()}

    def weights(self, parts: Array) -> Array:
        """Return final weights, discounted, sum 1; shape (goals, outcome years), goals sorted.

        Args:
            parts: Each area's part of all weight in the first plan year, shape (areas,).
        """
        f = self.figures
        weights = f.weights_of(self.stated_weights(parts))
        return np.array([[f.discount[y] * weights[g, y] for y in f.outcome_years] for g in f.goals])

    def _of(self, name: str) -> tuple[str, ...]:
        return tuple(g for g in self.figures.goals if self.scenario.goals[g].area == name)

    def chunk(self, points: Array, /) -> Array:
        """Return the answers at neighbouring points, from a cold start; NaN where the limits leave no plan.

        Raises:
            UncertifiedError: An answer did not pass its own check.
        """
        engine = self._engine
        engine.reset()
        answers = np.full((len(points), len(self.columns)), np.nan)
        for n, parts in enumerate(points):
            found = engine.at_weights(self.stated_weights(parts))
            if found is not None:
                answers[n] = [found.value, *found.frames]
        return answers

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self.scenario)

    def __getstate__(self) -> dict[str, Any]:
        """Return the state without the engine, which each worker makes for itself."""
        return {"scenario": self.scenario, "areas": self.areas}


@dataclass(frozen=True, kw_only=True, repr=False)
class WeightMap(AnswerStudy):
    """The answers over the map.

    Attributes:
        result: The answer as the scenario stands.
        task: The task of the sweep.
        steps: The number of steps into which the whole is divided.
        points: Each area's part of all weight, the stated point first, then the grid, shape (points, areas).
        answers: V [points] and frames [MSEK], shape (points, columns).
        regions: The region of each point, from 1; 1 has the stated weights' frames.
        distance: The share of all weight that is moved against the stated weights, shape (points,).
    """

    study = "weight-map"
    regions_table = table_of("regions")
    """The regions as a table."""

    result: Result
    task: Weighing
    steps: int
    points: Array
    answers: Array
    regions: np.ndarray[Any, np.dtype[np.intp]]
    distance: Array

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas, in the order of parts."""
        return self.task.areas

    @property
    def values(self) -> Array:
        """V at each point, with its own weights [points]."""
        return self.answers[:, 0]

    @property
    def frames(self) -> Array:
        """Frames at each point [MSEK], shape (points, frames)."""
        return self.answers[:, 1:]

    @cached_property
    def same(self) -> float:
        """The part of the grid that has the stated weights' answer [share]."""
        return float((self.regions[1:] == 1).mean())

    @cached_property
    def nearest(self) -> float | None:
        """The share of all weight that is moved at the nearest point with another answer; None if there is none."""
        others = self.distance[self.regions != 1]
        return float(others.min()) if len(others) else None

    def rows(self) -> list[Row]:
        """Return every point as tidy rows, one for each area."""
        return [
            {
                "point": n,
                "area": name,
                "part": written(part),
                "region": int(self.regions[n]),
                "distance": written(self.distance[n]),
                "value": written(self.values[n]),
                "unit": "points",
            }
            for n, parts in enumerate(self.points)
            for name, part in zip(self.areas, parts.tolist(), strict=True)
        ]

    def region_rows(self) -> list[Row]:
        """Return every region as tidy rows: its points, the nearest of them and its frames, in the file's currency.

        The stated point itself is not counted among the points.
        """
        currency = self.scenario.currency
        money = PER_MSEK[currency]
        rows: list[Row] = []
        for region in range(1, int(self.regions.max()) + 1):
            members = np.flatnonzero(self.regions == region)
            first = members[np.argmin(self.distance[members])]
            rows += [
                {
                    "region": region,
                    "points": int((members > 0).sum()),
                    "nearest": written(self.distance[first]),
                    "quantity": "frame",
                    "committee": c,
                    "year": y,
                    "value": written(frame * money),
                    "unit": currency,
                }
                for (c, y), frame in zip(self.task.keys, self.frames[first].tolist(), strict=True)
            ]
        return rows

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        return {
            "areas": list(self.areas),
            "stated": [written(part) for part in self.task.stated.tolist()],
            "steps": self.steps,
            "points": len(self.points) - 1,
            "regions": int(self.regions.max()),
            "same_answer": written(self.same),
            "nearest_other": None if self.nearest is None else written(self.nearest),
        }

    @property
    def folder(self) -> str:
        """The name of its folder, by the number of areas."""
        return "weight-map" if len(self.areas) == PAIR else "weight-triangle"

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"map": (MAP, self.rows), "regions": (REGIONS, self.region_rows)}


def weight_map(  # noqa: PLR0913 - the question, the workers and the folder
    scenario: Scenario | str | Path | Mapping[str, Any],
    areas: Sequence[str],
    steps: int = STEPS,
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    folder: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> WeightMap:
    """Answer all ways to divide weight between two or three goal areas.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        areas: Two or three goal areas.
        steps: The number of steps into which the whole is divided.
        executor: The executor that answers; see ``solver.sweeping.sweep.sweep`` for this and the rest.
        workers: The number of processes.
        cluster: The address of a dask scheduler.
        folder: The folder that keeps parts of the answer.
        progress: Called with the progress.

    Raises:
        ValueError: There are no steps.
        ScenarioError: The file is wrong, its objective is not V, or the areas cannot be moved.
        NoPlanError: The limits leave no plan.
        UncertifiedError: An answer did not pass its own check.
    """
    refuse_but_whole(1, steps=steps)
    result, _ = answered(scenario)
    task = Weighing(scenario=result.scenario, areas=(areas,) if isinstance(areas, str) else tuple(areas))
    _check(task)
    points = np.vstack([task.stated, grid(task.stated, steps)])
    answers = sweep(
        task, points, executor=executor, workers=workers, cluster=cluster, folder=folder, progress=progress
    )
    stated = task.weights(task.stated)
    distance = np.array([np.abs(task.weights(parts) - stated).sum() / 2 for parts in points])
    return WeightMap(
        result=result,
        task=task,
        steps=steps,
        points=points,
        answers=answers,
        regions=regions(answers[:, 1:], distance),
        distance=distance,
    )


def grid(stated: Array, steps: int) -> Array:
    """Return the points of a map of two areas, or of a triangle of three.

    Args:
        stated: Each area's part of all weight, shape (areas,).
        steps: The number of steps into which the whole is divided: all weight for two, their joint weight for three.

    Returns:
        Each area's part of all weight, shape (points, areas).
    """
    pairs = [(a, b) for a in range(steps + 1) for b in range(steps + 1 - a)]
    if len(stated) == PAIR:
        return np.array(pairs, float) / steps
    whole = float(stated.sum())
    return np.array([(a, b, steps - a - b) for a, b in pairs], float) / steps * whole


def regions(frames: Array, distance: Array) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Return the region of each point: points with the same frames share one, numbered from 1 by distance.

    Args:
        frames: Frames at each point [MSEK], shape (points, frames).
        distance: The distance from the stated weights, shape (points,); that point is the first.
    """
    found = np.zeros(len(frames), np.intp)
    seen: list[Array] = []
    for n in np.lexsort((np.arange(len(frames)), distance)):
        same = next((k for k, known in enumerate(seen) if np.abs(known - frames[n]).max() <= SAME), None)
        if same is None:
            same = len(seen)
            seen.append(frames[n])
        found[n] = same + 1
    return found


def _check(task: Weighing) -> None:
    """Refuse areas that cannot be moved against each other."""
    scenario = task.scenario

    def refuse(sv: str, en: str) -> None:
        raise ScenarioError((Problem(path="areas", sv=sv, en=en),), language=scenario.language)

    if len(task.areas) not in (PAIR, TRIPLE) or len(set(task.areas)) != len(task.areas):
        refuse("ange två eller tre olika målområden", "give two or three different goal areas")
    try:
        for name in task.areas:
            area(scenario, name)
    except Refused as refused:
        refuse(refused.sv, refused.en)
    if len(task.areas) == PAIR and task.stated.sum() > 1 - SAME:
        refuse(
            f"målområdena väger allt tillsammans, så det finns bara en linje: fråga sensitivity --lever area:"
            f"{task.areas[0]}",
            f"the goal areas weigh everything together, so there is but a line: ask sensitivity --lever area:"
            f"{task.areas[0]}",
        )
