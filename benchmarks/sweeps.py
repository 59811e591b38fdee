"""Measure sweeps: points in random order against sorted, without the sweep's own order, and on two workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import warm
from measuring import Row, clock, row, side_by_side

from solver.studies.frames import Frames
from solver.sweeping.executors import processes
from solver.sweeping.sweep import CHUNK, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from building import Case

    from solver.program.compiled import Array

CHUNKS = 4
RANDOM_ORDER, TWO_WORKERS = 1.3, 1.8


def rows(made: Case, repeats: int) -> list[Row]:
    """Measure the time per point for frames after the tie-break at a thousand points.

    Raises:
        AssertionError: The answers are not the same bytes.
    """
    levers = warm.engine(made).levers
    today = np.array([lv.today for lv in levers], float)
    total, everything = np.tile(today, (CHUNK * CHUNKS, 1)), np.empty((CHUNK * CHUNKS, len(levers)))
    drawn = np.random.default_rng(0)
    for k, lever in enumerate(levers):
        everything[:, k] = drawn.uniform(lever.low, lever.high, len(everything))
    total[:, 0] = np.linspace(levers[0].low, levers[0].high, len(total))
    shuffled = drawn.permutation(len(total))
    task = Frames(scenario=made.scenario, levers=levers)
    truth: dict[bytes, bytes] = {}

    def timed(ask: Callable[[], Array], points: Array) -> Callable[[], Mapping[str, float]]:
        def run() -> Mapping[str, float]:
            start = clock()
            answers = ask()
            took = (clock() - start) / len(points)
            if truth.setdefault(points.tobytes(), answers.tobytes()) != answers.tobytes():
                raise AssertionError("the answers differ")
            return {"each": took}

        return run

    found = []
    for name, points in (("the total moved", total), ("everything at random", everything)):
        mixed = points[shuffled]
        here = Frames(scenario=made.scenario, levers=levers)
        runs = {
            "mixed": timed(lambda p=mixed: sweep(task, p, workers=1), mixed),  # type: ignore[misc]
            "sorted": timed(lambda p=points: sweep(task, p, workers=1), points),  # type: ignore[misc]
        }
        times = side_by_side(runs, repeats)
        found.append(
            row(f"sweep, {name}, given in random order, beside sorted", *_each(times, runs), RANDOM_ORDER)
        )
        here.chunk(mixed[:1])  # compiles
        start = clock()
        here.chunk(mixed)
        plain = (clock() - start) / len(mixed)
        ours = times["mixed"]["each"]
        found.append(row(f"the same without the sweep's order, {name}", [plain] * len(ours), ours))
    with processes(1) as one, processes(2) as two:
        runs = {
            "one": timed(lambda: sweep(task, everything, executor=one), everything),
            "two": timed(lambda: sweep(task, everything, executor=two), everything),
        }
        times = side_by_side(runs, repeats)
    found.append(row("sweep, one worker beside two", *_each(times, runs), TWO_WORKERS, at_least=True))
    return found


def _each(times: Mapping[str, Mapping[str, list[float]]], runs: Mapping[str, object]) -> list[list[float]]:
    return [times[name]["each"] for name in runs]
