"""Measure exact curves against grids, and the price list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import by_hand
import numpy as np
import warm
from measuring import Row, clock, row, side_by_side

from models.levers import lever
from solver.answer.solving import answer
from solver.levers.engine import Engine
from solver.program.warm import OPTIONS
from solver.studies.prices import prices
from solver.studies.sensitivity import curve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from building import Case

GRID = 1000
CURVE_AIM = 0.75


def _timed(work: Callable[[], object]) -> Callable[[], Mapping[str, float]]:
    def run() -> Mapping[str, float]:
        start = clock()
        work()
        return {"all": clock() - start}

    return run


def curves(made: Case, repeats: int) -> list[Row]:
    """Measure the exact curve of one lever, with all frames after the tie-break, against a grid of warm solves.

    The exact side compiles the lever and makes the whole curve with attainment and marginals. Our grid gives the same
    frames after the tie-break, compilation included; the grid by hand gives only V and some optimal frames.
    """
    result = answer(made.stated)
    low, high = warm.RANGES["frame.total"]
    moved = lever(made.scenario, "frame.total", low, high)
    along = np.linspace(moved.low, moved.high, GRID)

    def ours() -> None:
        engine = Engine(made.scenario, [moved])
        for value in along:
            engine.at([value])

    def hand() -> None:
        today = warm.today(made)
        solver = by_hand.Moving(made.figures, OPTIONS, today)
        for value in along.tolist():
            solver.move(replace(today, total=value))
            solver.solve()
            solver.frames(made.figures)

    times = side_by_side(
        {"exact": _timed(lambda: curve(result, moved)), "ours": _timed(ours), "hand": _timed(hand)}, repeats
    )
    exact = times["exact"]["all"]
    pieces = len(curve(result, moved).stretches)
    return [
        row(
            f"exact curve of all frames ({pieces} pieces), against our grid of {GRID}",
            exact,
            times["ours"]["all"],
            CURVE_AIM,
        ),
        row(f"the same, against a grid of {GRID} by hand, no tie-break", exact, times["hand"]["all"]),
    ]


def price_list(made: Case, repeats: int) -> list[Row]:
    """Measure the price list, which solves again for each rule, against the cold solve by hand."""
    times = side_by_side(
        {
            "prices": _timed(lambda: prices(made.scenario)),
            "hand": _timed(lambda: by_hand.Solver(by_hand.build(made.figures), OPTIONS).solve()),
        },
        repeats,
    )
    return [
        row(
            "the price list, against one build and solve by hand",
            times["prices"]["all"],
            times["hand"]["all"],
        )
    ]
