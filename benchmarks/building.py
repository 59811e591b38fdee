"""Build, compile, solve, extract: the time from a scenario to frames, compared with the program by hand."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import by_hand
from measuring import Row, clock, phases, row, side_by_side

from models.figures import Figures
from models.formulation import formulate
from models.indexation import Indexation, indexation
from models.reading import read
from scenarios.generate import exempelkoping
from solver.answer.stating import StatedScenario, state
from solver.answer.tie_break import nearest
from solver.program.compiled import compile_model
from solver.program.warm import OPTIONS, WarmSolver

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
AGREE = 1e-7
AIMS = {"17x5x4": 3.0, "20x40x10": 2.4}
TIE_BREAK = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A made-up municipality, ready to be stated by either side.

    Attributes:
        size: Its size, such as ``17x5x4``.
        scenario: The scenario.
        figures: Its figures, all computed beforehand, so that neither side pays for them.
        baseline: Its indexation.
        stated: The stated and compiled model.
    """

    size: str
    scenario: Scenario
    figures: Figures
    baseline: Indexation
    stated: StatedScenario


def case(size: str, seed: int) -> Case:
    """Make up a municipality, and check that both programs have the same rows and the same optimum.

    Raises:
        AssertionError: The two programs differ.
    """
    scenario = read(exempelkoping(size, seed))
    stated = state(scenario)
    arrays = by_hand.build(stated.figures)
    differs = by_hand.same(arrays, stated.program)
    if differs:
        raise AssertionError(f"the program by hand differs: {differs}")
    optimum = WarmSolver(stated.program).optimise()
    by = by_hand.Solver(arrays, OPTIONS).solve()
    if optimum is None or abs(optimum.value - by) > AGREE:
        raise AssertionError(f"by hand {by!r}, ours {optimum and optimum.value!r}")
    return Case(size=size, scenario=scenario, figures=stated.figures, baseline=stated.baseline, stated=stated)


def ours(figures: Figures, baseline: Indexation) -> Mapping[str, float]:
    """State in Pyomo, compile, check the numbers, load, solve with marginals, extract the frames."""
    start = clock()
    stated = formulate(figures, baseline)
    built = clock()
    program = compile_model(stated.model)
    program.check()
    compiled = clock()
    optimum = WarmSolver(program).optimise()
    solved = clock()
    if optimum is None:
        raise AssertionError("no plan")
    frames = {
        key: float(x) for (kind, key), x in zip(program.columns, optimum.x, strict=True) if kind == "frame"
    }
    done = clock()
    if len(frames) != len(figures.committees) * len(figures.years):
        raise AssertionError("frames are missing")
    return {
        **phases(("", start), ("state", built), ("compile", compiled), ("solve", solved), ("extract", done)),
        "build": compiled - start,
    }


def theirs(figures: Figures, *, presolve: str = "off") -> Mapping[str, float]:
    """Append to lists, load, solve, extract the frames."""
    start = clock()
    arrays = by_hand.build(figures)
    built = clock()
    solver = by_hand.Solver(arrays, {**OPTIONS, "presolve": presolve})
    solver.solve()
    solved = clock()
    solver.frames(figures)
    return phases(("", start), ("build", built), ("solve", solved), ("extract", clock()))


def _from_scenario(scenario: Scenario, build: Callable[[Figures], object]) -> Mapping[str, float]:
    start = clock()
    build(Figures(scenario=scenario))
    return {"all": clock() - start}


def rows(made: Case, repeats: int) -> list[Row]:
    """Measure the time from a scenario to frames."""
    f, b = made.figures, made.baseline
    times = side_by_side(
        {
            "ours": lambda: ours(f, b),
            "by hand": lambda: theirs(f),
            "presolved": lambda: theirs(f, presolve="on"),
            "ours, figures too": lambda: _from_scenario(
                made.scenario, lambda figures: ours(figures, indexation(figures))
            ),
            "by hand, figures too": lambda: _from_scenario(made.scenario, theirs),
        },
        repeats,
    )
    we, hand = times["ours"], times["by hand"]
    aim = AIMS[made.size]
    return [
        row("build: state in Pyomo and compile, against lists", we["build"], hand["build"]),
        row("- state alone", we["state"], hand["build"]),
        row("- compile alone", we["compile"], hand["build"]),
        row("cold solve, ours with marginals", we["solve"], hand["solve"]),
        row("extract frames", we["extract"], hand["extract"]),
        row("build, solve and extract", we["all"], hand["all"], aim),
        row("the same against by hand with presolve on", we["all"], times["presolved"]["all"], aim),
        row(
            "the same from the read scenario, figures on both sides",
            times["ours, figures too"]["all"],
            times["by hand, figures too"]["all"],
            aim,
        ),
    ]


def tie_break(made: Case, repeats: int) -> list[Row]:
    """Measure the tie-break against the cold solve before it."""

    def both() -> Mapping[str, float]:
        start = clock()
        solver = WarmSolver(made.stated.program)
        first = solver.optimise()
        solved = clock()
        if first is None:
            raise AssertionError("no plan")
        nearest(solver, made.stated.program, made.stated.formulation, first)
        return phases(("", start), ("cold", solved), ("tie-break", clock()))

    times = side_by_side({"both": both}, repeats)["both"]
    return [row("tie-break, against the cold solve", times["tie-break"], times["cold"], TIE_BREAK)]


PROCESS = """
import sys
sys.path[:0] = [{root!r}, {here!r}]
from models.figures import Figures
from models.indexation import indexation
from models.reading import read
from scenarios.generate import exempelkoping
figures = Figures(scenario=read(exempelkoping({size!r}, 1)))
baseline = indexation(figures)
"""
OURS = PROCESS + "import building; building.ours(figures, baseline)"
THEIRS = PROCESS + "import by_hand; by_hand.Solver(by_hand.build(figures), {{'output_flag': False}}).solve()"


def process(size: str, repeats: int) -> list[Row]:
    """Measure fresh processes: imports, the scenario, and everything up to the frames."""
    told = {"root": str(ROOT), "here": str(ROOT / "benchmarks"), "size": size}

    def fresh(program: str) -> Mapping[str, float]:
        start = clock()
        subprocess.run([sys.executable, "-c", program.format(**told)], check=True)
        return {"all": clock() - start}

    times = side_by_side(
        {
            "ours": lambda: fresh(OURS),
            "by hand": lambda: fresh(THEIRS),
            "bare": lambda: fresh("import highspy"),
        },
        repeats,
    )
    return [
        row("process start to frames", times["ours"]["all"], times["by hand"]["all"]),
        row(
            "the same, against a process that only imports highspy",
            times["ours"]["all"],
            times["bare"]["all"],
        ),
    ]
