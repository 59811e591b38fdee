r"""Sobol indices: which uncertain assumptions the spread of the answer comes from.

.. math::  S_k = \operatorname{Var} E(y \mid x_k) / \operatorname{Var} y, \qquad
    T_k = 1 - \operatorname{Var} E(y \mid x_{-k}) / \operatorname{Var} y

In words: of the variance of V, and of each committee's first-year difference from indexation, the part that would go
if assumption k were known (first order), and the part that would be left if all others were (total). Where they
differ, the assumption works together with others. Estimated at Saltelli's points (Saltelli 2002, 2010) with the
declared distributions, independent of each other; the intervals are from a bootstrap.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from models.problems import ScenarioError
from models.units import PER_MSEK
from solver.output.rows import written
from solver.studies.asking import answered, refuse_but_whole
from solver.studies.frames import Frames
from solver.studies.sampling import (
    check,
    drawn_levers,
    indices,
    lever_summary,
    none_has_a_plan,
    saltelli,
    values,
)
from solver.studies.study import AnswerStudy
from solver.sweeping.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor
    from pathlib import Path

    from models.levers import Lever
    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.output.rows import Row
    from solver.program.compiled import Array
    from solver.studies.sampling import Indices
    from solver.studies.study import Tables
    from solver.sweeping.sweep import Progress

BASE = 256
SEED = 0
LEAST_BLOCKS = 16
"""The least number of base points with a plan for which indices are estimated."""
COLUMNS = ("quantity", "committee", "year", "lever", "index", "value", "error", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Where the spread of one answer comes from.

    Attributes:
        quantity: ``value`` (V) or ``difference`` (a committee's frame less indexation).
        committee: The committee; empty for V.
        year: The plan year; None for V.
        deviation: Standard deviation over the draws [points or MSEK].
        indices: The indices of each lever; None where nothing moves the answer.
    """

    quantity: str
    committee: str
    year: int | None
    deviation: float
    indices: Indices | None


@dataclass(frozen=True, kw_only=True, repr=False)
class Sobol(AnswerStudy):
    """Sobol indices of a scenario.

    Attributes:
        result: The answer with the assumptions as they stand.
        levers: The levers that were drawn.
        base: Points of each of the two samples.
        seed: The seed of the points and of the bootstrap.
        left_out: Base points left out because one of their points leaves no plan.
        shares: The shares of V first, then of each committee.
    """

    study = "sobol"

    result: Result
    levers: tuple[Lever, ...]
    base: int
    seed: int
    left_out: int
    shares: tuple[Shares, ...]

    def rows(self) -> list[Row]:
        """Return standard deviations and indices as tidy rows; money in the file's currency."""
        rows: list[Row] = []
        currency = self.scenario.currency
        for told in self.shares:
            of_money = told.quantity == "difference"
            where: Row = {
                "quantity": told.quantity,
                "committee": told.committee,
                "year": "" if told.year is None else told.year,
            }
            spread = written(told.deviation * (PER_MSEK[currency] if of_money else 1.0))
            unit = currency if of_money else "points"
            rows.append(
                {**where, "lever": "", "index": "deviation", "value": spread, "error": "", "unit": unit}
            )
            if told.indices is None:
                continue
            found = told.indices
            for k, lever in enumerate(self.levers):
                for index, value, error in (
                    ("first", found.first[k], found.first_error[k]),
                    ("total", found.total[k], found.total_error[k]),
                ):
                    told_of = {"lever": lever.id, "index": index, "unit": "share"}
                    rows.append({**where, **told_of, "value": written(value), "error": written(error)})
        return rows

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        return {
            "base": self.base,
            "points": self.base * (len(self.levers) + 2),
            "left_out": self.left_out,
            "sampling": {
                "method": "saltelli",
                "seed": self.seed,
                "scipy": version("scipy"),
                "SALib": version("SALib"),
            },
            "assumption": "levers are independent of each other",
            "levers": [lever_summary(lever) for lever in self.levers],
            "indices": self.rows(),
        }

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"sobol": (COLUMNS, self.rows)}


def sobol(  # noqa: PLR0913 - the question, the workers and the folder
    scenario: Scenario | str | Path | Mapping[str, Any],
    base: int = BASE,
    seed: int = SEED,
    *,
    effects: bool = True,
    executor: Executor | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    folder: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Sobol:
    """Estimate first-order and total Sobol indices of V and of each committee's first-year difference from indexation.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        base: Points of each sample, a power of two; the scenario is answered at base times the levers and two more.
        seed: The seed of the points and of the bootstrap; any number from 0.
        effects: Whether size and shape of effects are drawn beside the declared levers; see ``models.effect_levers``.
        executor: The executor that answers; see ``solver.sweeping.sweep.sweep`` for this and the rest.
        workers: The number of processes.
        cluster: The address of a dask scheduler.
        folder: The folder that keeps parts of the answer.
        progress: Called with the progress.

    Raises:
        ValueError: ``base`` is no power of two from 16, or the seed is negative.
        ScenarioError: The file is wrong, its objective is not V, nothing has a distribution, or too few points have a
            plan.
        NoPlanError: The limits leave no plan with the assumptions as they stand.
        UncertifiedError: An answer did not pass its own check.
        MissingExtraError: SALib, or what the sweep needs, is not installed.
    """
    refuse_but_whole(LEAST_BLOCKS, base=base)
    refuse_but_whole(0, seed=seed)
    if base & (base - 1):
        raise ValueError(f"base is a power of two from {LEAST_BLOCKS}, not {base}")
    result, _ = answered(scenario)
    levers = drawn_levers(result.figures, effects=effects)
    points = values(levers, saltelli(len(levers), base, seed))
    check(result.scenario, levers, points)
    task = Frames(scenario=result.scenario, levers=levers)
    answers = sweep(
        task, points, executor=executor, workers=workers, cluster=cluster, folder=folder, progress=progress
    )
    blocks = answers.reshape(base, len(levers) + 2, -1)
    whole = blocks[~np.isnan(blocks[:, :, 0]).any(axis=1)]
    if len(whole) < LEAST_BLOCKS:
        raise ScenarioError((none_has_a_plan(result.scenario),), result.scenario.language)
    first_year = result.figures.open_years[0]
    of_value = _shares(whole[:, :, 0], seed, "value", "", None)
    differences = task.differences(whole.reshape(-1, answers.shape[1])).reshape(*whole.shape[:2], -1)
    of_frames = [
        _shares(differences[:, :, k], seed, "difference", c, y)
        for k, (c, y) in enumerate(task.keys)
        if y == first_year
    ]
    return Sobol(
        result=result,
        levers=levers,
        base=base,
        seed=seed,
        left_out=base - len(whole),
        shares=(of_value, *of_frames),
    )


def _shares(answers: Array, seed: int, quantity: str, committee: str, year: int | None) -> Shares:
    """Return where the spread of one answer comes from; answers have shape (base points, levers + 2)."""
    return Shares(
        quantity=quantity,
        committee=committee,
        year=year,
        deviation=float(answers[:, [0, -1]].std()),
        indices=indices(answers.ravel(), answers.shape[1] - 2, seed),
    )
