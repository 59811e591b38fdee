"""Measure time and memory of large problems, each in a process of its own.

    python benchmarks/large.py [--cap SECONDS] [--only WORD]... [--municipalities N]

The problems are one municipality of 17 x 5 x 4 and one of 20 x 40 x 10, by each method of the solver, and a
made-up country of 290 municipalities under a national grant frame, of sizes up to 17 x 5 x 4 (``varied``) and all
of that size (``alike``), as one program by each method and by Dantzig-Wolfe with one worker and two. A solve that is
not done within the cap is marked. The peak is that of ``getrusage`` for the whole process, including Python and its
libraries. Processor time is given beside the time by the clock, which other work on the machine prolongs. Read the
ratios.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

METHODS = ("simplex", "ipm", "hipo")
SINGLE = ("17x5x4", "20x40x10")
COUNTRIES = ("varied", "alike")
CAP = 300.0
HEAD = (
    "problem",
    "method",
    "columns × rows",
    "ready, processor s",
    "solve, s",
    "solve, processor s",
    "whole answer, processor s",
    "peak, MB",
    "V",
    "gap",
)


def now() -> tuple[float, float]:
    """Return the clock, and the processor time of this process and its threads [s]."""
    return time.perf_counter(), time.process_time()


def since(then: tuple[float, float]) -> dict[str, float]:
    """Return the time that a solve took."""
    clock, processor = now()
    return {"solve": clock - then[0], "processor": processor - then[1]}


def single(size: str, method: str, cap: float) -> dict[str, Any]:
    """Measure one municipality: read, state, first optimum, and the whole answer with tie-break and certificate."""
    from models.reading import read  # noqa: PLC0415 - each process measures its own imports and memory
    from scenarios.generate import exempelkoping  # noqa: PLC0415
    from solver.answer.solving import answer  # noqa: PLC0415
    from solver.answer.stating import state  # noqa: PLC0415
    from solver.program.methods import method_for  # noqa: PLC0415
    from solver.program.warm import OutOfTimeError, WarmSolver  # noqa: PLC0415

    _, start = now()
    stated = state(read(exempelkoping(size, 1)))
    ready = now()
    program = stated.program
    told = {
        "columns": len(program.columns),
        "rows": len(program.rows),
        "ready": ready[1] - start,
    }
    chosen = method_for(len(program.columns), method)
    if chosen.name != method:
        return {**told, "ended": chosen.en}
    try:
        found = WarmSolver(program, method=method, presolve=chosen.presolves, seconds=cap).optimise()
    except OutOfTimeError:
        return {**told, **since(ready), "ended": "out_of_time"}
    told |= since(ready)
    _, solved = now()
    result = answer(stated, method=method)
    if found is None or abs(found.value - result.value) > 1e-6:
        raise SystemExit("the answer is not the first optimum")
    whole = now()[1] - solved
    return {
        **told,
        "whole": whole,
        "value": result.value,
        "gap": result.certificate.gap,
        "ended": "proved",
    }


def country(kind: str, how: str, count: int, cap: float) -> dict[str, Any]:
    """Measure a country, stated by municipality and then divided; ``dantzig-wolfe-2`` has two workers."""
    from scenarios.national import made_up  # noqa: PLC0415
    from solver.country import blocks  # noqa: PLC0415
    from solver.country.dantzig_wolfe import divide  # noqa: PLC0415
    from solver.country.together import divide_together  # noqa: PLC0415
    from solver.program.methods import method_for  # noqa: PLC0415
    from solver.program.warm import OutOfTimeError  # noqa: PLC0415

    _, start = now()
    asked = made_up(count, alike=kind == "alike")
    parts = blocks.compile_blocks(asked)
    frame, even = blocks.frame(asked), blocks.even(asked)
    ready = now()
    columns = sum(len(b.program.columns) for b in parts)
    rows = sum(len(b.program.rows) for b in parts) + len(frame)
    told = {"columns": columns, "rows": rows, "ready": ready[1] - start}
    try:
        if how in METHODS:
            chosen = method_for(columns, how)
            if chosen.name != how:
                return {**told, "ended": chosen.en}
            found = divide_together(parts, frame, method=chosen, start=even, seconds=cap)
        else:
            with ThreadPoolExecutor(int(how.rpartition("-")[2])) as executor:
                found = divide(parts, frame, executor=executor, start=even, seconds=cap)
    except OutOfTimeError:
        return {**told, **since(ready), "ended": "out_of_time"}
    told |= since(ready)
    if found is None:
        raise SystemExit("the made-up country has no division")
    return {
        **told,
        "value": found.value,
        "gap": found.gap,
        "ended": found.ended,
        "rounds": found.iterations,
    }


def cases(count: int) -> list[tuple[str, ...]]:
    """Return the cases; each is measured in a process of its own."""
    divided = [*METHODS, "dantzig-wolfe-1", "dantzig-wolfe-2"]
    return [
        *((size, method) for size in SINGLE for method in METHODS),
        *((f"{count}-{kind}", how) for kind in COUNTRIES for how in divided),
    ]


def measured(case: tuple[str, ...], count: int, cap: float) -> dict[str, Any]:
    """Measure one case in this process."""
    what, how = case
    kind = what.rpartition("-")[2]
    found = country(kind, how, count, cap) if kind in COUNTRIES else single(what, how, cap)
    return {**found, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def line(case: tuple[str, ...], found: dict[str, Any]) -> str:
    """Return one line of the table."""

    def seconds(key: str) -> str:
        return f"{found[key]:.2f}" if key in found else "–"

    ended = {"proved": "", "out_of_time": " not done"}.get(found["ended"], f" {found['ended']}")
    gap = f"{found['gap']:.0e}" if "gap" in found else "–"
    value = f"{found['value']:.6f}" if "value" in found else "–"
    cells = (
        *case,
        f"{found['columns']:,} × {found['rows']:,}",
        seconds("ready"),
        seconds("solve") + ended,
        seconds("processor"),
        seconds("whole"),
        f"{found['peak']:.0f}",
        value,
        gap,
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure the selected cases and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cap", type=float, default=CAP, help="time for one solve [s]")
    parser.add_argument(
        "--only", action="append", default=[], help="only cases whose name contains this word"
    )
    parser.add_argument("--municipalities", type=int, default=290)
    parser.add_argument("--case", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.case:
        print(json.dumps(measured(tuple(asked.case), asked.municipalities, asked.cap)))
        return
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    for case in cases(asked.municipalities):
        if asked.only and not all(word in " ".join(case) for word in asked.only):
            continue
        command = [
            sys.executable,
            __file__,
            "--cap",
            str(asked.cap),
            "--municipalities",
            str(asked.municipalities),
        ]
        done = subprocess.run(
            [*command, "--case", *case], capture_output=True, text=True, check=True, cwd=ROOT
        )
        print(line(case, json.loads(done.stdout)), flush=True)


if __name__ == "__main__":
    main()
