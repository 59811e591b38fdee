"""Measure warm re-solves along a lever, against the program by hand that changes the same numbers."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import by_hand
import numpy as np
from measuring import Row, clock, row, side_by_side

from models.levers import lever
from solver.levers.engine import Engine
from solver.program.warm import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from building import Case

POINTS = 200
AIM = 1.15
AGREE = 1e-7
RANGES: dict[str, tuple[str, str]] = {
    "frame.total": ("99 %", "103 %"),
    "stability.max_decrease": ("2.5 %", "5 %"),
    "stability.max_increase": ("3.5 %", "6 %"),
    "stability.turnover": ("2.5 %", "5 %"),
}
"""Levers and their ranges; the weight of every goal is a lever too."""


def today(made: Case) -> by_hand.Knobs:
    """Return the values of the scenario."""
    stability, year = made.scenario.stability, made.figures.years[0]
    return by_hand.Knobs(
        total=1.0,
        weights=tuple(made.scenario.goals[g].weight for g in made.figures.goals),
        max_decrease=stability.max_decrease[year],  # type: ignore[index]
        max_increase=stability.max_increase[year],  # type: ignore[index]
        turnover=stability.turnover[year],  # type: ignore[index]
    )


def values(knobs: by_hand.Knobs) -> list[float]:
    """Return the values in the order of the engine's levers."""
    return [knobs.total, knobs.max_decrease, knobs.max_increase, knobs.turnover, *knobs.weights]


def engine(made: Case) -> Engine:
    """Return the engine, compiled with all levers."""
    fixed = [lever(made.scenario, path, *ends) for path, ends in RANGES.items()]
    weights = [lever(made.scenario, f"goals.{g}.weight", "0.5", "6") for g in made.figures.goals]
    return Engine(made.scenario, [*fixed, *weights])


def points(made: Case) -> dict[str, list[by_hand.Knobs]]:
    """Return the points of each row: sorted along one lever, and all levers at random."""
    at, along, drawn = today(made), np.linspace(0, 1, POINTS), random.Random(0)

    def weighing(value: float) -> tuple[float, ...]:
        return (value, *at.weights[1:])

    def anything() -> by_hand.Knobs:
        return by_hand.Knobs(
            total=drawn.uniform(0.99, 1.03),
            weights=tuple(drawn.uniform(0.5, 6) for _ in at.weights),
            max_decrease=drawn.uniform(0.025, 0.05),
            max_increase=drawn.uniform(0.035, 0.06),
            turnover=drawn.uniform(0.025, 0.05),
        )

    return {
        "total moved, sorted": [replace(at, total=0.99 + 0.04 * x) for x in along],
        "a weight moved, sorted": [replace(at, weights=weighing(0.5 + 5.5 * x)) for x in along],
        "stability moved, sorted": [replace(at, max_decrease=0.025 + 0.025 * x) for x in along],
        "everything at random": [anything() for _ in range(POINTS // 4)],
    }


def rows(made: Case, repeats: int) -> list[Row]:
    """Measure the time per point, ours (with marginals) against by hand, and check that V is the same.

    Raises:
        AssertionError: The values differ.
    """
    ours = engine(made)
    hand = by_hand.Moving(made.figures, OPTIONS, today(made))
    found = []
    for name, asked in points(made).items():
        answers: dict[str, list[float]] = {}

        def we(
            asked: list[by_hand.Knobs] = asked, answers: dict[str, list[float]] = answers
        ) -> Mapping[str, float]:
            ours.optimum(values(asked[0]))
            start, got = clock(), []
            for knobs in asked:
                optimum = ours.optimum(values(knobs))
                got.append(float("nan") if optimum is None else optimum.value)
            took = (clock() - start) / len(asked)
            answers["ours"] = got
            return {"each": took}

        def they(
            asked: list[by_hand.Knobs] = asked, answers: dict[str, list[float]] = answers
        ) -> Mapping[str, float]:
            hand.move(asked[0])
            hand.solve()
            start, got = clock(), []
            for knobs in asked:
                hand.move(knobs)
                got.append(hand.solve())
                hand.frames(made.figures)
            took = (clock() - start) / len(asked)
            answers["by hand"] = got
            return {"each": took}

        runs: dict[str, Callable[[], Mapping[str, float]]] = {"ours": we, "by hand": they}
        times = side_by_side(runs, repeats)
        if not np.allclose(answers["ours"], answers["by hand"], rtol=0, atol=AGREE):
            raise AssertionError(f"{name}: the answers differ")
        aim = AIM if "sorted" in name else None
        found.append(row(f"re-solve, {name}", times["ours"]["each"], times["by hand"]["each"], aim))
    return found
