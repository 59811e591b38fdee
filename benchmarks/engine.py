"""Measure the engine against a program written by hand on highspy, in one run and one table.

    python benchmarks/engine.py [--quick] [--only building,warm,...]

Read the ratios: both sides run in turn in the same process, repeatedly, so that other work on the machine affects
both. ``by_hand.py`` is the other side; before the measurements the two are checked to be the same linear program.
Libraries of the extra ``benchmark`` that are not installed are left out, and the output says so.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]

import building
import others
import studies
import sweeps
import warm
from measuring import options, table

SECTIONS = ("building", "warm", "studies", "sweeps", "others", "process")


def main() -> None:
    """Measure and print."""
    quick, only = options(__doc__, SECTIONS)
    made = {}
    for size, repeats in (("17x5x4", 31), ("20x40x10", 11)):
        times = 3 if quick else repeats
        made[size] = building.case(size, 1)
        program = made[size].stated.program
        print(
            f"{size}: {len(program.rows)} rows, {len(program.columns)} columns, {len(program.data)} entries\n"
        )
        if "building" in only:
            found = [*building.rows(made[size], times), *building.tie_break(made[size], times)]
            print(table(f"{size}, medians of {times}", found, "by hand"), end="\n\n", flush=True)
        if "warm" in only and size == "17x5x4":
            found = warm.rows(made[size], 3 if quick else 9)
            print(table(f"{size}, medians of {times}", found, "by hand"), end="\n\n", flush=True)
        if "sweeps" in only and size == "17x5x4":
            found = sweeps.rows(made[size], 1 if quick else 3)
            print(table(f"{size}, a point", found, "beside"), end="\n\n", flush=True)
        if "studies" in only and size == "17x5x4":
            n = 1 if quick else 3
            found = [
                *studies.curves(made[size], n),
                *studies.price_list(made[size], n),
            ]
            print(table(f"{size}, medians of {n}", found, "the other"), end="\n\n", flush=True)
        if "others" in only and size == "17x5x4":
            found = others.cold(made[size], 3 if quick else 9)
            print(table(f"{size}, to frames", found, "by hand"), end="\n\n", flush=True)
            found = others.persistent(made[size], 3 if quick else 9)
            print(table(f"{size}, warm", found, "kommunbudget"), end="\n\n", flush=True)
        if "process" in only:
            found = building.process(size, times)
            print(table(f"{size}, medians of {times}", found, "by hand"), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
