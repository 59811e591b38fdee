"""Measure majorities against one solve of the same scenario.

``python benchmarks/majorities.py`` gives each council weights at random, of groups that are no parties, and times
``solver.majorities(scenario, minimal=True)`` and ``solver.solve(scenario)`` in turn, in the same process.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from typing import TYPE_CHECKING

import numpy as np
from measuring import Row, clock, machine, row, side_by_side, table

from models.council import listed_majorities
from models.reading import read
from models.scenario import Council, Party
from scenarios.generate import exempelkoping
from solver import majorities, solve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.scenario import Scenario

AIM = 3
HOOR, LARGE = (11, 9, 8, 3, 2, 2, 2, 2, 2), (22, 14, 13, 7, 5, 4, 4, 2, 2)
"""Seats of a council of 41 with 36 minimal majorities, and of one of 73."""


def with_council(scenario: Scenario, seats: tuple[int, ...], seed: int = 1) -> Scenario:
    """Return a scenario with numbered groups in its council, with weights at random."""
    draw, goals = np.random.default_rng(seed), sorted(scenario.goals)
    parties = {
        f"g{n}": Party(
            seats=held, weights=dict(zip(goals, draw.dirichlet(np.ones(len(goals))).tolist(), strict=True))
        )
        for n, held in enumerate(seats)
    }
    council = Council(seats=sum(seats))
    return scenario.model_copy(update={"parties": parties, "council": council, "majorities": {}})


def _timed(work: Callable[[], object]) -> Callable[[], Mapping[str, float]]:
    def run() -> Mapping[str, float]:
        start = clock()
        work()
        return {"all": clock() - start}

    return run


def measured(name: str, scenario: Scenario, seats: tuple[int, ...], repeats: int, aim: float | None) -> Row:
    """Return a line: all minimal majorities of a council against one solve."""
    made = with_council(scenario, seats)
    times = side_by_side(
        {"all": _timed(lambda: majorities(made, minimal=True)), "one": _timed(lambda: solve(made))}, repeats
    )
    number = len(listed_majorities(made) or ())
    return row(f"{name}: {number} majorities", times["all"]["all"], times["one"]["all"], aim)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=11, help="Measured runs of each.")
    repeats = parser.parse_args().repeats
    rows = [
        measured("Höör", read(ROOT / "scenarios" / "hoor-2025.yaml"), HOOR, repeats, AIM),
        measured("Sjöbo", read(ROOT / "scenarios" / "sjobo-2025.yaml"), LARGE, repeats, None),
        measured("17 × 5 × 4", read(exempelkoping("17x5x4", 1)), LARGE, repeats, None),
    ]
    print(machine())
    print(table("majorities", rows, "one solve,"))


if __name__ == "__main__":
    main()
