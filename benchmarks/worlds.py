"""Measure two-stage problems: the L-shaped method beside one program by simplex and by HiPO, and by hand.

    python benchmarks/worlds.py [--quick] [--only compositions,by-hand]

All sides of a table run in turn in the same process. Times are processor seconds, since a machine that does other work
prolongs those of the clock: read the ratios. Before they are printed the answers are compared: aim and mean to 1e-9,
first stages to 1e-7.

The compositions are made up (``tests/compositions.py``): budgets of some years with concave curves, whose first-year
frames are common to all futures. The program by hand is plain loops that append to lists, on highspy alone.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]

import highspy
import numpy as np
from measuring import Row, machine, row, side_by_side, table

from solver.program.warm import OPTIONS
from solver.two_stage.common import common
from solver.two_stage.problem import Common, Form, Near, NoCommonError, TwoStage
from tests.compositions import budgets, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SECTIONS = ("compositions", "by-hand")
FORMS = {"mean": Form(), "CVaR": Form(kind="cvar", tail=0.2, weight=0.5)}
SAME, SAME_FIRST = 1e-9, 1e-7


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
    """Measure the L-shaped method beside others, all stages and checks included."""
    answers: dict[str, Common] = {}

    def timed(method: str) -> Callable[[], Mapping[str, float]]:
        def run() -> Mapping[str, float]:
            start = time.process_time()
            answers[method] = case.by(method, FORMS[form])
            return {"all": time.process_time() - start}

        return run

    found = side_by_side({m: timed(m) for m in ("l-shaped", *beside)}, repeats)
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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="few repeats: shows that it runs, not how fast")
    parser.add_argument("--only", default=",".join(SECTIONS), help="some of: " + ", ".join(SECTIONS))
    asked = parser.parse_args()
    only, repeats = asked.only.split(","), 1 if asked.quick else 3
    print(machine(), end="\n\n")
    made = [composition(20, 5, 2), composition(200, 8, 3)]
    if "compositions" in only:
        found = [
            r for case in made for form in FORMS for r in methods(case, form, repeats, ("simplex", "hipo"))
        ]
        print(table(f"L-shaped, medians of {repeats}", found, "other"), end="\n\n", flush=True)
    if "by-hand" in only:
        found = [r for case in made for r in beside_hand(case, repeats)]
        print(table(f"Whole answer, medians of {repeats}", found, "by hand"), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
