r"""Monte Carlo: what the answer is when assumptions are drawn from their declared distributions.

.. math::  P(\operatorname{sign}(frame_{ct} - indexed_{ct}) = \operatorname{sign}(\text{proposed difference}))

In words: each uncertain assumption is drawn, the proposal and plain indexation are computed anew, again and again.
The results are the spread of V, of every frame and of its difference from indexation, and how often each proposed
change keeps its direction. Draws are a Latin hypercube (McKay, Beckman and Conover 1979) with a stated seed;
assumptions are independent of each other, which is an assumption itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from models.problems import ScenarioError
from models.units import PER_MSEK
from solver.output.rows import written
from solver.studies.asking import answered, refuse_but_whole
from solver.studies.frames import Frames
from solver.studies.moving import ENOUGH
from solver.studies.sampling import (
    check,
    drawn_levers,
    interval,
    latin,
    lever_summary,
    none_has_a_plan,
    values,
)
from solver.studies.study import AnswerStudy, table_of
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
    from solver.studies.study import Tables
    from solver.sweeping.sweep import Progress

DRAWS = 1024
SEED = 0
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SPREAD = ("quantity", "committee", "year", "statistic", "value", "unit")
SIGNS = ("committee", "year", "proposed", "unit", "keeps", "at_least", "at_most", "draws")
DRAWN = ("draw", "quantity", "lever", "value", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """How often a proposed change keeps its direction.

    Attributes:
        committee: The committee.
        year: The plan year.
        proposed: Frame less indexation in the proposal [MSEK]; a change of at least a hundred kronor.
        keeps: Share of draws with a plan in which the difference has the same sign and is as large as that.
        at_least: Lower end of its 95 % interval.
        at_most: Upper end.
    """

    committee: str
    year: int
    proposed: float
    keeps: float
    at_least: float
    at_most: float


@dataclass(frozen=True, kw_only=True, repr=False)
class MonteCarlo(AnswerStudy):
    """The answers of many draws.

    Attributes:
        result: The answer with the assumptions as they stand.
        task: The task of the sweep; it names the columns.
        seed: The seed of the draws.
        points: Values of the levers, shape (draws, levers).
        answers: The task's columns, shape (draws, columns); NaN where a draw leaves no plan.
    """

    study = "montecarlo"
    signs_table = table_of("signs")
    """How often each proposed change keeps its direction, as a table."""
    drawn_table = table_of("draws")
    """The drawn values as a table."""

    result: Result
    task: Frames
    seed: int
    points: Array
    answers: Array

    @property
    def levers(self) -> tuple[Lever, ...]:
        """The levers that were drawn."""
        return self.task.levers

    @property
    def draws(self) -> int:
        """The number of draws."""
        return len(self.answers)

    @property
    def without_plan(self) -> int:
        """The number of draws that leave no plan; everything else is of the others."""
        return int(np.isnan(self.answers[:, 0]).sum())

    @cached_property
    def _planned(self) -> Array:
        return self.answers[~np.isnan(self.answers[:, 0])]

    @cached_property
    def value(self) -> Array:
        """Quantiles of V [points], shape (quantiles,)."""
        return np.quantile(self._planned[:, 0], QUANTILES)

    @cached_property
    def frames(self) -> dict[tuple[str, int], Array]:
        """Quantiles of every frame [MSEK], shape (quantiles,)."""
        return self._quantiles(self.task.frames(self._planned))

    @cached_property
    def differences(self) -> dict[tuple[str, int], Array]:
        """Quantiles of every frame less indexation with the same assumptions [MSEK], shape (quantiles,)."""
        return self._quantiles(self.task.differences(self._planned))

    def _quantiles(self, columns: Array) -> dict[tuple[str, int], Array]:
        return dict(zip(self.task.keys, np.quantile(columns, QUANTILES, axis=0).T, strict=True))

    @cached_property
    def signs(self) -> tuple[Sign, ...]:
        """How often each proposed change keeps its direction, in the order of frames."""
        proposal, indexed = self.result.proposal.q, self.result.plans["indexation"].q
        found = []
        for key, drawn in zip(self.task.keys, self.task.differences(self._planned).T, strict=True):
            proposed = proposal.frame[key] - indexed.frame[key]
            if abs(proposed) < ENOUGH:
                continue
            kept = int((np.sign(proposed) * drawn >= ENOUGH).sum())
            low, high = interval(kept, len(drawn))
            found.append(
                Sign(
                    committee=key[0],
                    year=key[1],
                    proposed=proposed,
                    keeps=kept / len(drawn),
                    at_least=low,
                    at_most=high,
                )
            )
        return tuple(found)

    def rows(self) -> list[Row]:
        """Return the spread as tidy rows: today's answer and quantiles; money in the file's currency."""
        proposal, indexed = self.result.proposal.q, self.result.plans["indexation"].q
        currency = self.scenario.currency
        rows = self._spread("value", "", "", self.result.value, self.value, "points", 1.0)
        for key in self.task.keys:
            today = {"frame": proposal.frame[key], "difference": proposal.frame[key] - indexed.frame[key]}
            for quantity, drawn in (("frame", self.frames[key]), ("difference", self.differences[key])):
                rows += self._spread(quantity, *key, today[quantity], drawn, currency, PER_MSEK[currency])
        return rows

    @staticmethod
    def _spread(  # noqa: PLR0913, PLR0917 - a row is as long as that
        quantity: str, committee: str, year: int | str, today: float, drawn: Array, unit: str, scale: float
    ) -> list[Row]:
        told = {"proposal": today} | {
            f"q{round(100 * q):02d}": float(at) for q, at in zip(QUANTILES, drawn, strict=True)
        }
        where = {"quantity": quantity, "committee": committee, "year": year, "unit": unit}
        return [{**where, "statistic": name, "value": written(at * scale)} for name, at in told.items()]

    def sign_rows(self) -> list[Row]:
        """Return how often each proposed change keeps its direction, as tidy rows; money in the file's currency."""
        currency = self.scenario.currency
        return [
            {
                "committee": sign.committee,
                "year": sign.year,
                "proposed": written(sign.proposed * PER_MSEK[currency]),
                "unit": currency,
                "keeps": written(sign.keeps),
                "at_least": written(sign.at_least),
                "at_most": written(sign.at_most),
                "draws": len(self._planned),
            }
            for sign in self.signs
        ]

    def drawn_rows(self) -> list[Row]:
        """Return the drawn values and the V of each draw as tidy rows; a draw without a plan has no V."""
        rows: list[Row] = []
        for n, (values_, answer) in enumerate(zip(self.points, self.answers, strict=True)):
            for lever, value in zip(self.levers, values_, strict=True):
                where = {"draw": n, "quantity": "lever", "lever": lever.id, "unit": lever.unit}
                rows.append({**where, "value": written(value)})
            if not np.isnan(answer[0]):
                where = {"draw": n, "quantity": "value", "lever": "", "unit": "points"}
                rows.append({**where, "value": written(answer[0])})
        return rows

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        return {
            "draws": self.draws,
            "without_plan": self.without_plan,
            "sampling": {"method": "latin hypercube", "seed": self.seed, "scipy": version("scipy")},
            "assumption": "levers are independent of each other",
            "levers": [lever_summary(lever) for lever in self.levers],
            "spread": self.rows(),
            "signs": self.sign_rows(),
        }

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {
            "montecarlo": (SPREAD, self.rows),
            "signs": (SIGNS, self.sign_rows),
            "draws": (DRAWN, self.drawn_rows),
        }


def montecarlo(  # noqa: PLR0913 - the question, the workers and the folder
    scenario: Scenario | str | Path | Mapping[str, Any],
    draws: int = DRAWS,
    seed: int = SEED,
    *,
    effects: bool = True,
    executor: Executor | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    folder: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> MonteCarlo:
    """Draw size and shape of effects, and the levers that have a distribution, and answer each draw.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        draws: The number of draws.
        seed: The seed of the draws; any number from 0.
        effects: Whether size and shape of effects are drawn beside the declared levers; see ``models.effect_levers``.
        executor: The executor that answers; see ``solver.sweeping.sweep.sweep`` for this and the rest.
        workers: The number of processes.
        cluster: The address of a dask scheduler.
        folder: The folder that keeps parts of the answer.
        progress: Called with the progress.

    Raises:
        ValueError: There are no draws, or the seed is negative.
        ScenarioError: The file is wrong, its objective is not V, nothing has a distribution, or no draw has a plan.
        NoPlanError: The limits leave no plan with the assumptions as they stand.
        UncertifiedError: An answer did not pass its own check.
        MissingExtraError: scipy, or what the sweep needs, is not installed.
    """
    refuse_but_whole(1, draws=draws)
    refuse_but_whole(0, seed=seed)
    result, _ = answered(scenario)
    levers = drawn_levers(result.figures, effects=effects)
    points = values(levers, latin(len(levers), draws, seed))
    check(result.scenario, levers, points)
    task = Frames(scenario=result.scenario, levers=levers)
    answers = sweep(
        task, points, executor=executor, workers=workers, cluster=cluster, folder=folder, progress=progress
    )
    if np.isnan(answers[:, 0]).all():
        raise ScenarioError((none_has_a_plan(result.scenario),), result.scenario.language)
    return MonteCarlo(result=result, task=task, seed=seed, points=points, answers=answers)
