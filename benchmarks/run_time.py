"""Measure the phases of ``kommunbudget run``, from process start to finished files.

    python benchmarks/run_time.py [SCENARIO] [--runs N] [--follow-up FILE] [--replan]

Every run is a fresh process that does the work of the command, phase by phase. It alternates with a program
written by hand on highspy that only loads the same arrays and solves them: the cost that no program of this
kind can avoid. Figures are medians; read the last column, the ratio to the program by hand, rather than the
seconds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

PHASES = """
import time
clock = time.perf_counter
marks = [("", clock())]
def mark(name): marks.append((name, clock()))
import json, sys
scenario_path, out, arrays = sys.argv[1:]
import click
from models.reading import read
mark("import reading")
scenario = read(scenario_path)
mark("read and check the file")
import numpy
mark("import numpy")
import pyomo.environ
mark("import pyomo")
import highspy
mark("import highspy")
from solver.answer import solving, result
from solver.report import screen
mark("import the rest")
from models.figures import Figures
from models.formulation import formulate
from models.indexation import indexation
from models import baselines
from solver.program.compiled import compile_model
from solver.program.warm import WarmSolver
from solver.program.marginals import marginals
from solver.answer.tie_break import nearest
figures = Figures(scenario=scenario)
figures.weight
mark("figures and krona-neutral weights")
baseline = indexation(figures)
stated = formulate(figures, baseline)
mark("state the model in Pyomo")
program = compile_model(stated.model)
mark("compile to arrays")
solver = WarmSolver(program)
first = solver.optimise()
mark("solve")
marginals(solver, program, stated.families, first)
mark("marginals and their intervals")
nearest(solver, program, stated, first)
mark("tie-break")
if arrays:
    numpy.savez(arrays, **{k: getattr(program, k) for k in ("cost", "lower", "upper", "row_lower",
    "row_upper",
                                                            "start", "index", "data")})
mark("-")
answer = solving.solve(scenario)
mark("the whole solve once more, all loaded")
answer.save(out)
mark("write result.json and tables")
screen.answer(answer)
mark("the answer on screen")
print(json.dumps({n: b - a for (_, a), (n, b) in zip(marks, marks[1:]) if n != "-"}))
"""

BY_HAND = """
import sys
import numpy as np, highspy
a = np.load(sys.argv[1])
h = highspy.Highs()
h.setOptionValue("output_flag", False)
h.setOptionValue("threads", 1)
n, m = len(a["cost"]), len(a["row_lower"])
h.passModel(n, m, len(a["data"]), int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), 0.0, -a["cost"],
            a["lower"], a["upper"], a["row_lower"], a["row_upper"], a["start"], a["index"], a["data"],
            np.zeros(n, np.int32))
h.run()
assert h.getModelStatus() == highspy.HighsModelStatus.kOptimal
print(h.getInfo().objective_function_value)
"""

FOLLOWED = "import solver, sys; solver.follow_up(sys.argv[1])"
"""A follow-up without what it leaves: the arithmetic of a year."""


def timed(command: list[str]) -> tuple[float, str]:
    """Return the wall time of a process [s], and its output."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return time.perf_counter() - start, done.stdout


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", default="scenarios/sjobo-2025.yaml")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument(
        "--follow-up", help="A follow-up of the scenario: asked beside check, limit 1.2 of it."
    )
    parser.add_argument(
        "--replan", action="store_true", help="Re-plan from it too, beside run: limit 2.2 of it."
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out, arrays = str(Path(folder) / "out"), str(Path(folder) / "lp.npz")
        timed([sys.executable, "-c", PHASES, asked.scenario, out, arrays])
        whole, check, hand, phases, followed, replanned = [], [], [], [], [], []
        for _ in range(asked.runs):
            whole.append(timed([sys.executable, "-m", "solver", "run", asked.scenario, "--out", out])[0])
            hand.append(timed([sys.executable, "-c", BY_HAND, arrays])[0])
            check.append(timed([sys.executable, "-m", "solver", "check", asked.scenario])[0])
            if asked.follow_up:
                followed.append(timed([sys.executable, "-c", FOLLOWED, asked.follow_up])[0])
            if asked.follow_up and asked.replan:
                command = [sys.executable, "-m", "solver", "replan", asked.follow_up, "--out", out]
                replanned.append(timed(command)[0])
            phases.append(json.loads(timed([sys.executable, "-c", PHASES, asked.scenario, out, ""])[1]))
    unit = statistics.median(hand)

    def row(name: str, seconds: float) -> None:
        print(f"{name:<44} {1000 * seconds:8.0f} ms   {seconds / unit:6.2f}")

    print(f"{asked.scenario}, {asked.runs} runs, medians{'':<14}            by hand = 1")
    row("program by hand: load arrays, solve", unit)
    row("kommunbudget check, process start to end", statistics.median(check))
    if followed:
        row("a follow-up asked, process start to end", statistics.median(followed))
        print(f"  of check: {statistics.median(followed) / statistics.median(check):.2f} (limit 1.2)")
    row("kommunbudget run, process start to files", statistics.median(whole))
    if replanned:
        row("kommunbudget replan, process start to files", statistics.median(replanned))
        print(f"  of run: {statistics.median(replanned) / statistics.median(whole):.2f} (limit 2.2)")
    print("of which")
    for name in phases[0]:
        row(f"  {name}", statistics.median(p[name] for p in phases))


if __name__ == "__main__":
    main()
