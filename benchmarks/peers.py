"""Measure a curve of a thousand points and a thousand draws beside other libraries and beside a program by hand.

    python benchmarks/peers.py [--work curve,draws] [--of 17x5x4,sjobo] [--rounds 3] [--points 1000] [--memory]

The curve moves the total, the draws move everything at random: the total, the limits of decrease, increase and
redistribution, and the weight of every goal. Ours starts from the read scenario and ends with answers after the
tie-break, each with its check. The other sides (``peer_sides.py``) get finished arrays, which spares them most of the
work, and find an optimum; by hand also with the tie-break. All sides take turns, each round with a new start. Nothing
is printed unless every optimum is ours to 1e-7, and every frame after the tie-break to 1e-6.
"""

from __future__ import annotations

import argparse
import gc
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import numpy as np
from measuring import machine
from peer_sides import SIDES, Numbers, Work, largest_memory
from warm import RANGES

from models.levers import lever
from models.reading import read
from scenarios.generate import exempelkoping
from solver.answer.solving import answer
from solver.answer.stating import state
from solver.answer.tie_break import movement_cost, omega
from solver.levers.engine import Engine
from solver.program.warm import WarmSolver
from solver.studies.sensitivity import curve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from peer_sides import Answer

    from models.levers import Lever
    from models.scenario import Scenario

Array = np.ndarray[Any, Any]
OPTIMA, FRAMES = 1e-7, 1e-6
"""Largest accepted differences of optima [points] and of frames [MSEK]."""
FEW = 20
"""Points at which memory is measured."""
OURS, EXACT = "ours, with tie-break and check", "ours, exact between the points too"


def scenario_of(name: str) -> Scenario:
    """Return a municipality: Sjöbo's budget, or one made up of some size."""
    if name == "sjobo":
        return read(HERE.parent / "scenarios" / "sjobo-2025.yaml")
    return read(exempelkoping(name, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Levers and the values at which answers are wanted, shape (points, levers)."""

    levers: list[Lever]
    values: Array


def asked(work: str, scenario: Scenario, points: int) -> Question:
    """Return the question of a kind of work: ``curve`` or ``draws``."""
    total = lever(scenario, "frame.total", *RANGES["frame.total"])
    if work == "curve":
        return Question(levers=[total], values=np.linspace(total.low, total.high, points)[:, None])
    levers = [lever(scenario, path, *ends) for path, ends in RANGES.items()]
    levers += [lever(scenario, f"goals.{g}.weight", "0.5", "6") for g in sorted(scenario.goals)]
    low, high = (np.array([getattr(one, end) for one in levers]) for end in ("low", "high"))
    return Question(levers=levers, values=np.random.default_rng(0).uniform(low, high, (points, len(levers))))


def finished(name: str, scenario: Scenario, question: Question) -> tuple[Work, Array, list[Answer]]:
    """Return the arrays at all points that have a plan, the values there, and our answers, cold at every tenth.

    Raises:
        AssertionError: Something moves that the other sides do not change.
    """
    engine = Engine(scenario, question.levers)
    template = engine.template
    points, answers, values, lower = [], [], [], engine.program.lower.copy()
    for n, at in enumerate(question.values):
        if n % 10 == 0:
            engine.reset()
        found = engine.at(at)
        if found is None:
            continue
        parts = template.parts(at)
        if not np.array_equal(parts["upper"], engine.program.upper) or parts["offset"][0]:
            raise AssertionError("only objective, coefficients and rows may move")
        lower = np.minimum(lower, parts["lower"])  # those that move never bind
        points.append(_numbers(parts))
        answers.append((found.value, found.frames))
        values.append(at)
    program = template.program
    place = {key: j for j, key in enumerate(program.columns)}
    measured = [*(("frame", key) for key in engine.frames), *(("spend", key) for key in engine.spends)]
    work = Work(
        name=name,
        base=_numbers(template.parts(template.base)),
        points=points,
        lower=lower,
        upper=program.upper,
        start=program.start,
        index=program.index,
        frames=np.array([place["frame", key] for key in engine.frames], np.int32),
        measured=np.array([place[key] for key in measured], np.int32),
        weights=np.array([omega(kind, id_, year) for kind, (id_, year) in measured]),
        movement=-movement_cost(WarmSolver(program), program),
    )
    return work, np.array(values), answers


def _numbers(parts: Mapping[str, Array]) -> Numbers:
    reference = np.concatenate([parts["frame"], parts["need"]])
    return Numbers(reference=reference, **{k: parts[k] for k in ("cost", "row_lower", "row_upper", "data")})


class Ours:
    """Our engine, from the read scenario."""

    def __init__(self, scenario: Scenario, levers: list[Lever]) -> None:
        """Compile the scenario as a function of the levers."""
        self.engine = Engine(scenario, levers)

    def at(self, values: Array) -> Answer:
        """Find the answer after the tie-break, checked.

        Raises:
            AssertionError: There is no plan.
        """
        found = self.engine.at(values)
        if found is None:
            raise AssertionError("no plan")
        return found.value, found.frames


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What a round took, in seconds: to get ready, and for each point, of processor time and by the clock."""

    ready: float
    each: float
    wall: float

    def whole(self, points: int) -> float:
        """Return the processor time of everything [s]."""
        return self.ready + points * self.each


@contextmanager
def quiet() -> Iterator[None]:
    """Discard warnings and what solvers print."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def timed(make: Callable[[], Any], points: list[Any], every: int) -> tuple[Took, list[Answer]]:
    """Get a side ready and ask it at every so manieth point."""
    gc.collect()
    start = time.process_time()
    side = make()
    ready, wall = time.process_time(), time.perf_counter()
    with quiet():
        answers = [side.at(point) for point in points[::every]]
    n = len(answers)
    end, wall_end = time.process_time(), time.perf_counter()
    return Took(ready=ready - start, each=(end - ready) / n, wall=(wall_end - wall) / n), answers


def compare(name: str, found: list[Answer], truth: list[Answer], *, frames: bool) -> None:
    """Compare answers with those of ``finished``.

    Raises:
        AssertionError: They differ.
    """
    for (value, one), (other, two) in zip(found, truth, strict=True):
        if abs(value - other) > OPTIMA:
            raise AssertionError(f"{name} found {value!r}, not {other!r}")
        if frames and np.abs(one - two).max() > FRAMES:
            raise AssertionError(f"{name}: frames differ by {np.abs(one - two).max():.3g}")


def measure(kind: str, of: str, rounds: int, points: int, *, memory: bool) -> str:
    """Measure all sides in turn and return a table in Markdown."""
    scenario = scenario_of(of)
    question = asked(kind, scenario, points)
    work, values, truth = finished(of, scenario, question)
    n = len(truth)
    names = {"ours": OURS, **{key: side.name for key, side in SIDES.items() if find_spec(side.package)}}
    found: dict[str, list[Took]] = {key: [] for key in names}
    result = answer(state(scenario)) if kind == "curve" else None
    if result is not None:
        names["exact"], found["exact"] = EXACT, []

    def turn(key: str) -> Took:
        if key == "exact":
            return _exact(result, question.levers[0], n)
        if key == "ours":
            every = 1
            took, answers = timed(lambda: Ours(scenario, question.levers), list(values), every)
        else:
            every = SIDES[key].every
            took, answers = timed(lambda: SIDES[key].of(work), work.points, every)
        compare(names[key], answers, truth[::every], frames=key in {"ours", "nearest"})
        return took

    for key in names.keys() & SIDES.keys():
        timed(partial(SIDES[key].of, work), work.points[:1], 1)  # imports
    for _ in range(rounds):
        for key, took in found.items():
            took.append(turn(key))
    megabytes = _memory(of, kind, work, names) if memory else {}
    program = f"{len(work.base.row_upper)} × {len(work.lower)}"
    title = f"{of}, {program}: {'curve' if kind == 'curve' else 'draws'} of {n} points"
    head = (
        f"| {title} | points asked | ready, ms | a point, ms | by the clock, ms | by hand = 1 (range) | all points "
        "with getting ready, by hand = 1 | MB |\n|---|---|---|---|---|---|---|---|"
    )
    rows = [_row(names[key], SIDES[key].every if key in SIDES else 1, took, found["hand"], n, megabytes.get(key))
            for key, took in found.items()]  # fmt: skip
    return "\n".join([head, *rows])


def _exact(result: Any, moved: Lever, n: int) -> Took:
    gc.collect()
    start, wall = time.process_time(), time.perf_counter()
    curve(result, moved)
    return Took(ready=0.0, each=(time.process_time() - start) / n, wall=(time.perf_counter() - wall) / n)


def _row(name: str, every: int, took: list[Took], hand: list[Took], n: int, megabytes: float | None) -> str:  # noqa: PLR0913, PLR0917
    each = [a.each / b.each for a, b in zip(took, hand, strict=True)]
    whole = [a.whole(n) / b.whole(n) for a, b in zip(took, hand, strict=True)]
    ready, point, wall = (
        1000 * statistics.median(getattr(t, key) for t in took) for key in ("ready", "each", "wall")
    )
    return (
        f"| {name} | {-(-n // every)} | {ready:.0f} | {point:.3g} | {wall:.3g} | "
        f"{statistics.median(each):.2f} ({min(each):.2f}–{max(each):.2f}) | **{statistics.median(whole):.2f}** | "
        f"{'–' if megabytes is None else f'{megabytes:.0f}'} |"
    )


def _memory(of: str, kind: str, work: Work, names: Mapping[str, str]) -> dict[str, float]:
    """Return the largest memory of a process that only reads, gets ready and answers a few points [MB], by side."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "work"
        path.write_bytes(pickle.dumps(replace(work, points=work.points[:: -(-len(work.points) // FEW)])))
        for key in names:
            if key in SIDES:
                command = [sys.executable, str(HERE / "peer_sides.py"), str(path), key]
            elif key == "ours":
                command = [sys.executable, __file__, "--work", kind, "--of", of, "--ours-alone"]
            else:
                continue
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            found[key] = float(told.split()[-1])
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", default="curve,draws")
    parser.add_argument("--of", default="17x5x4,sjobo")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("--memory", action="store_true", help="also the largest memory of each side")
    parser.add_argument("--ours-alone", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ours_alone:
        scenario = scenario_of(given.of)
        question = asked(given.work, scenario, FEW)
        side = Ours(scenario, question.levers)
        for values in question.values:
            side.engine.at(values)
        print(largest_memory())
        return
    print(machine(), end="\n\n")
    for of in given.of.split(","):
        for kind in given.work.split(","):
            print(measure(kind, of, given.rounds, given.points, memory=given.memory), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
