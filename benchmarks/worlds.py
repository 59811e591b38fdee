"""Measure two-stage problems: the L-shaped method beside one program by simplex and by HiPO, and by hand.

    python benchmarks/worlds.py [--quick] [--only compositions,hoor,city,...]

All sides of a table run in turn in the same process. Times are processor seconds, since a machine that does other work
prolongs those of the clock: read the ratios. Before they are printed the answers are compared: aim and mean to 1e-9,
first stages to 1e-7.

The compositions are made up (``tests/compositions.py``): budgets of some years with concave curves, whose first-year
frames are common to all futures. The program by hand is plain loops that append to lists, on highspy alone. Worlds are
those of ``kommunbudget worlds``: 200 drawn ones of Höör, 50 of Exempelköping at 17 x 5 x 4 (``city``), 1 000 of Höör
(``many``).
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

import highspy
import numpy as np
from measuring import Row, options, row, side_by_side, table

from models.levers import declared
from models.reading import read
from scenarios.generate import exempelkoping
from solver.answer.tie_break import omega
from solver.futures.answers import own_optimum
from solver.futures.future import Drawn
from solver.program.warm import OPTIONS
from solver.studies.sampling import latin, values
from solver.two_stage.common import common
from solver.two_stage.held import HeldBlock
from solver.two_stage.problem import Common, Form, Near, NoCommonError, TwoStage
from tests.compositions import budgets, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from solver.program.compiled import Array

SECTIONS = ("compositions", "by-hand", "hoor", "city", "many")
FORMS = {"mean": Form(), "CVaR": Form(kind="cvar", tail=0.2, weight=0.5)}
SAME, SAME_FIRST = 1e-9, 1e-7
HOOR, CITY = 0.5, 0.2
"""Largest acceptable shares of HiPO's time."""
ARRAYS = 0.2e-3
"""Longest acceptable time for the arrays of a world, where its levers are affine [s]."""
UNCERTAIN = {
    "ramen": {
        "path": "frame.total",
        "scale": ["98 %", "102 %"],
        "distribution": "triangular",
        "source": "made up",
    },
    "index": {
        "path": "indexation.index",
        "add": ["-1 %", "1 %"],
        "distribution": "triangular",
        "source": "made up",
    },
}
"""What the made-up city does not know; Höör's own levers are its total and its index too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A problem to measure.

    Attributes:
        name: Its name.
        problem: The blocks.
        near: What x shall lie near.
        aim: Largest acceptable share of HiPO's time.
    """

    name: str
    problem: TwoStage
    near: Near
    aim: float | None = None

    def by(self, method: str, form: Form) -> Common:
        """Answer by a method."""
        return common(self.problem, form, anchor=self.near.anchor, omega=self.near.omega, method=method)


def composition(futures: int, committees: int, years: int) -> Case:
    """Make up a composition in which some first stage leaves every future a plan."""
    for seed in range(100):
        made = budgets(seed, futures=futures, committees=committees, years=years, spread=0.3)
        case = Case(
            name=f"{futures} made up, {committees} frames, {years} years",
            problem=problem(made),
            near=Near(anchor=made.anchor, omega=made.omega),
        )
        try:
            case.by("l-shaped", Form())
        except NoCommonError:
            continue
        return case
    raise SystemExit("no made-up composition has a first stage")


def check(answers: Mapping[str, Common]) -> None:
    """Stop unless all methods found the same."""
    first, *others = answers.values()
    for other in others:
        off = max(abs(other.aim - first.aim), abs(other.mean - first.mean))
        moved = float(np.abs(other.first - first.first).max())
        if off > SAME or moved > SAME_FIRST:
            raise SystemExit(f"the methods differ by {off:.3g} points, and {moved:.3g} in the first stage")


def methods(case: Case, form: str, repeats: int, beside: tuple[str, ...]) -> list[Row]:
    """Measure the L-shaped method beside others, all stages and checks included; once where there are no repeats."""
    answers: dict[str, Common] = {}

    def timed(method: str) -> Callable[[], Mapping[str, float]]:
        def run() -> Mapping[str, float]:
            start = time.process_time()
            answers[method] = case.by(method, FORMS[form])
            return {"all": time.process_time() - start}

        return run

    runs = {m: timed(m) for m in ("l-shaped", *beside)}
    found = (
        side_by_side(runs, repeats) if repeats else {m: {"all": [run()["all"]]} for m, run in runs.items()}
    )
    check(answers)
    rounds = f"{case.name}, {case.problem.columns} columns, {form}: {answers['l-shaped'].iterations} rounds"
    return [
        row(
            f"{rounds}, against {m}",
            found["l-shaped"]["all"],
            found[m]["all"],
            case.aim if m == "hipo" else None,
        )
        for m in beside
    ]


# ----------------------------------------------------------------------------------------------------------- by hand


def by_hand(made: TwoStage) -> float:
    """Return the greatest mean V by an extensive form that is written by hand."""
    n = len(made.names)
    cost, lower, upper = [0.0] * n, [-np.inf] * n, [np.inf] * n
    row_lower, row_upper, start, index, value = [], [], [0], [], []
    constant = 0.0
    for block in made.blocks:
        program, place = block.program, {}
        for k, j in enumerate(block.first.tolist()):
            place[j] = k
            lower[k] = max(lower[k], float(program.lower[j]))
            upper[k] = min(upper[k], float(program.upper[j]))
        for j in range(len(program.columns)):
            if j not in place:
                place[j] = len(cost)
                cost.append(0.0)
                lower.append(float(program.lower[j]))
                upper.append(float(program.upper[j]))
            cost[place[j]] += block.probability * float(program.cost[j])
        constant += block.probability * program.offset
        for i in range(len(program.rows)):
            for e in range(program.start[i], program.start[i + 1]):
                index.append(place[int(program.index[e])])
                value.append(float(program.data[e]))
            start.append(len(index))
            row_lower.append(float(program.row_lower[i]))
            row_upper.append(float(program.row_upper[i]))
    highs = highspy.Highs()
    for key, option in OPTIONS.items():
        highs.setOptionValue(key, option)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(cost), len(row_lower)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
    model.row_lower_, model.row_upper_ = row_lower, row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = start, index, value
    highs.passModel(model)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise SystemExit("the program by hand has no optimum")
    return float(highs.getInfo().objective_function_value) + constant


def beside_hand(case: Case, repeats: int) -> list[Row]:
    """Measure whole answers beside the first optimum of the program by hand."""
    values: dict[str, float] = {}

    def timed(name: str, ask: Callable[[], float]) -> Callable[[], Mapping[str, float]]:
        def run() -> Mapping[str, float]:
            start = time.process_time()
            values[name] = ask()
            return {"all": time.process_time() - start}

        return run

    ours = ("l-shaped", "simplex")
    runs = {m: timed(m, lambda m=m: case.by(m, Form()).mean) for m in ours}  # type: ignore[misc]
    found = side_by_side({**runs, "hand": timed("hand", lambda: by_hand(case.problem))}, repeats)
    off = max(abs(values[m] - values["hand"]) for m in ours)
    if off > SAME:
        raise SystemExit(f"the program by hand differs by {off:.3g} points")
    return [
        row(f"{case.name}: {m}, {off:.0e} points apart", found[m]["all"], found["hand"]["all"]) for m in ours
    ]


# ------------------------------------------------------------------------------------------------------- drawn worlds


def worlds_of(source: str | dict[str, Any], draws: int, *paths: str) -> tuple[Drawn, Array]:
    """Return worlds of a scenario that are drawn from its levers of some paths, and their points."""
    scenario = read(source)
    levers = tuple(lever for lever in declared(scenario) if lever.path in paths)
    return Drawn(scenario=scenario, levers=levers), values(levers, latin(len(levers), draws, 0))


def drawn(name: str, source: str | dict[str, Any], draws: int, aim: float | None = None) -> Case:
    """Draw worlds of a scenario; those that no lawful frames survive are left out."""
    futures, points = worlds_of(source, draws, "frame.total", "indexation.index")
    budget = futures.budget
    worlds = [futures.at(point) for point in points]
    worlds = [world for world in worlds if own_optimum(budget, world) is not None]
    blocks = [world.block(f"world {n}", 1 / len(worlds)) for n, world in enumerate(worlds)]
    first = [budget.future.program.columns[j] for j in budget.future.first]
    return Case(
        name=f"{name}, {len(worlds)} worlds",
        problem=TwoStage(blocks=(budget.future.block("budget", 0.0), *blocks), names=tuple(first)),
        near=Near(
            anchor=np.array([budget.future.frame[index] for _, index in first]),
            omega=np.array([omega("frame", str(c), int(y)) for _, (c, y) in first]),
        ),
        aim=aim,
    )


def hoor(draws: int) -> Case:
    """Draw worlds of Höör."""
    return drawn("Höör", str(ROOT / "scenarios/hoor-2025.yaml"), draws, HOOR)


def city(draws: int) -> Case:
    """Draw worlds of the made-up city of 17 committees, 5 activities and 4 years."""
    return drawn("17 x 5 x 4", {**exempelkoping("17x5x4", 1), "levers": UNCERTAIN}, draws, CITY)


def against_one(case: Case, form: str) -> Row:
    """Measure the L-shaped method beside one world's warm solve, times the worlds, times the rounds."""
    start = time.process_time()
    found = case.by("l-shaped", FORMS[form])
    took = time.process_time() - start
    block = HeldBlock(case.problem.blocks[1])
    lower, upper = case.problem.bounds()
    near = [np.clip(found.first * (1 + share), lower, upper) for share in np.linspace(-1e-3, 1e-3, 21)]
    for x in (found.first, *near):
        block.at(x)
    start = time.process_time()
    for x in near:
        block.at(x)
    warm = (time.process_time() - start) / len(near)
    asked = len(case.problem.blocks) - 1
    what = f"{case.name}, {form}: {found.iterations} rounds; a warm solve takes {1000 * warm:.2f} ms"
    return row(what, [took], [asked * found.iterations * warm])


def arrays(draws: int) -> Row:
    """Measure the arrays of a world of Höör with another total, beside the longest acceptable time."""
    futures, points = worlds_of(str(ROOT / "scenarios/hoor-2025.yaml"), draws, "frame.total")
    futures.at(points[0])
    start = time.process_time()
    for point in points:
        _ = futures.at(point).program
    each = (time.process_time() - start) / draws
    return row("arrays of a world of Höör, against 0.2 ms", [each], [ARRAYS], 1.0)


def main() -> None:
    """Measure and print."""
    quick, only = options(__doc__, SECTIONS)
    repeats = 1 if quick else 3
    made = [composition(20, 5, 2), composition(200, 8, 3)] if {"compositions", "by-hand"} & set(only) else []
    if "compositions" in only:
        found = [
            r for case in made for form in FORMS for r in methods(case, form, repeats, ("simplex", "hipo"))
        ]
        print(table(f"L-shaped, medians of {repeats}", found, "other"), end="\n\n", flush=True)
    if "by-hand" in only:
        found = [r for case in (*made, hoor(40)) for r in beside_hand(case, repeats)]
        print(table(f"Whole answer, medians of {repeats}", found, "by hand"), end="\n\n", flush=True)
    for name, draw, draws, forms in (("hoor", hoor, 200, FORMS), ("city", city, 50, ("mean",))):
        if name in only:
            case = draw(draws)
            found = [r for form in forms for r in methods(case, form, 0, ("hipo", "ipm"))]
            print(table("L-shaped, once", found, "other"), end="\n\n", flush=True)
    if "many" in only:
        case = hoor(1000)
        found = [*(against_one(case, form) for form in FORMS), arrays(1000)]
        print(table("1 000 worlds", found, "worlds × rounds × warm solve,"), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
