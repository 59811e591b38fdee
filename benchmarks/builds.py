"""Two builds of this program on the same work, in turn: processor time and wall, and their ratio.

    git worktree add /some/folder 20a7028
    python benchmarks/builds.py /some/folder            # what is quick; about five minutes
    python benchmarks/builds.py /some/folder large      # 20 x 40 x 10, and intervals of 17 x 5 x 4, a minute a round
    python benchmarks/builds.py /some/folder levers     # studies of levers, two minutes a round
    python benchmarks/builds.py /some/folder country    # 290 municipalities from files, four minutes a round
    python benchmarks/builds.py /some/folder run        # whole processes and their memory, two minutes a round

Each round is a fresh process of either build, one after the other, so that other work on the machine meets both. But
for ``large``, ``country`` and whole processes, a process does the work once before it is measured. Processor time is
that of all threads and of the processes that were started. Both answers are compared: marginals, prices, intervals,
trees, scenarios and divisions must be the same, numbers to 1e-6. Of whole processes each build takes its own scenario
files, since a build may not read those of another; their bytecode is kept, as where a program is installed, and their
answers are not compared.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measuring import machine

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
START = """
import gc, json, os, resource, sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from models.reading import read
from scenarios.generate import exempelkoping
def scenario(name):
    size, _, seed = name.partition(" seed ")
    return read(Path({root!r}) / name if name.endswith(".yaml") else exempelkoping(size, int(seed or 1)))
def spent():
    return time.process_time() + sum(os.times()[2:4])  # this process and those that it started and waited for
def measured(work, warm=True):
    if warm:
        work()
    gc.collect()  # what was left before is not counted
    wall, cpu = time.perf_counter(), spent()
    answer = work()
    return {{"cpu": spent() - cpu, "wall": time.perf_counter() - wall, "answer": answer}}
"""
MARGINALS = """
from solver.answer.stating import state
from solver.program.marginals import marginals
from solver.program.warm import WarmSolver
stated = state(scenario({name!r}))
solver = WarmSolver(stated.program)
start = time.process_time()
optimum = solver.optimise()
optimum.marginal, optimum.reduced, optimum.activity
first = time.process_time() - start
told = measured(lambda: marginals(solver, stated.program, stated.formulation.families, optimum), warm={warm})
told["first"] = first
told["answer"] = [[m.rows.name, list(map(str, m.index)), m.value, m.tightened] for m in told["answer"]]
"""
ANSWER = """
from solver.answer.solving import answer
from solver.answer.stating import state
stated = state(scenario({name!r}))
told = measured(lambda: answer(stated).value, warm=False)
"""
PRICES = "from solver import prices\nit = scenario({name!r})\ntold = measured(lambda: prices(it).rows())"
INTERVALS = """
from solver import intervals
it = scenario({name!r})
def work():
    found = intervals(it)
    return found.rows(), found.move_rows()
told = measured(work, warm={warm})
"""
WEIGHTS = """
from solver import revealed_weights
it = scenario({name!r})
told = measured(lambda: revealed_weights(it, next(iter(it.plans))).rows())
"""
STUDY = """
import scipy.stats, SALib.analyze.sobol, SALib.sample.sobol  # half a second that is no study's
from solver import montecarlo, sensitivity, sobol, tornado
told = measured(lambda: {call}, warm=False)
told["answer"] = [[list(row.values()) for row in rows()] for _, rows in told["answer"].tables().values()]
"""
LINPROG = """
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix
from solver.answer.stating import state
p = state(scenario({name!r})).program
matrix, equal = csr_matrix((p.data, p.index, p.start)), np.isfinite(p.row_lower)
arrays = dict(
    c=-p.cost, A_ub=matrix[~equal], b_ub=p.row_upper[~equal], A_eq=matrix[equal], b_eq=p.row_upper[equal],
    bounds=np.column_stack([p.lower, p.upper]), method="highs",
)
told = measured(lambda: [linprog(**arrays).fun for _ in range({draws})])
"""
PARSE = """
from pathlib import Path
from models.file.tree import parse
data = Path({name!r}).read_bytes()
told = measured(lambda: parse(data, "x"))
told["answer"] = repr((told["answer"].root, sorted(told["answer"].places.items())))
"""
READ = """
told = measured(lambda: read({name!r}))
told["answer"] = told["answer"].model_dump_json(exclude_defaults=True)
"""
COUNTRY = """
from solver import national
told = measured(lambda: national({name!r}, workers={workers}), warm=False)
told["answer"] = [told["answer"].value, [list(row.values()) for row in told["answer"].rows()]]
"""
CLUSTER = """
from concurrent.futures import ThreadPoolExecutor
from distributed import LocalCluster
from models.national import read_country
from solver.country import blocks
from solver.country.dantzig_wolfe import divide
def work():
    alone = dict(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with LocalCluster(**alone) as cluster, cluster.get_client() as client:
        spread = client.get_executor(pure=False).map
        country = read_country({name!r}, spread=spread)
        parts = blocks.compile_blocks(country, spread)
    with ThreadPoolExecutor(2) as threads:
        found = divide(parts, blocks.frame(country), executor=threads, start=blocks.even(country))
    return [found.value, found.grants.tolist()]
told = measured(work, warm=False)
"""
END = """
told["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(told, default=str))
"""
DRAWS = 512
FOLDER = Path(os.environ.get("TMPDIR", "/tmp")) / "kommunbudget-builds"  # noqa: S108 - made-up figures only
ONE_THREAD = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
KEPT = {**ONE_THREAD, "PYTHONPYCACHEPREFIX": str(FOLDER / "bytecode")}
KEPT.pop("PYTHONDONTWRITEBYTECODE", None)
CLI = "import sys; sys.path.insert(0, {root!r}); from solver.cli import main; main()"


def told_by(root: Path, source: str, **names: object) -> dict[str, float]:
    """Run a piece of work of one build in a process of its own."""
    program = (START + source + END).format(root=str(root), **names)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root, env=ONE_THREAD
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def process(root: Path, *command: str) -> dict[str, float]:
    """Run a command of one build: processor time of the process and its children, wall [s] and peak memory [MB]."""
    start = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, "-c", CLI.format(root=str(root)), *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=root,
        env=KEPT,
    )
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    return {
        "cpu": used.ru_utime + used.ru_stime,
        "wall": time.perf_counter() - start,
        "megabytes": used.ru_maxrss / 1024,
        "answer": 0.0,
    }


def same(one: object, other: object) -> bool:
    """Return whether two answers are the same, numbers to 1e-6."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, float) and isinstance(other, float):
        return one == other or abs(one - other) <= 1e-6 * max(1.0, abs(one))
    return one == other


def measure(rows: dict[str, Callable[[Path], dict[str, Any]]], asked: argparse.Namespace) -> None:
    """Ask both builds for each row in turn, and print its line of the table."""
    for what, work in rows.items():
        if asked.only not in what:
            continue
        pairs = [(work(asked.other.resolve()), work(ROOT)) for _ in range(asked.rounds)]
        cpu = sorted(now["cpu"] / before["cpu"] for before, now in pairs)
        wall = statistics.median(now["wall"] / before["wall"] for before, now in pairs)
        before, now = (statistics.median(pair[side]["cpu"] for pair in pairs) for side in (0, 1))
        alike = "yes" if all(same(a["answer"], b["answer"]) for a, b in pairs) else "no"
        alike = "–" if asked.part == "run" else alike
        print(
            f"| {what} | {before:.3g} | {now:.3g} | **{statistics.median(cpu):.3g}** ({cpu[0]:.3g}–{cpu[-1]:.3g}) "
            f"| {wall:.2g} | {alike} |",
            flush=True,
        )
        if "megabytes" in pairs[0][0]:
            peak = [max(pair[side]["megabytes"] for pair in pairs) for side in (0, 1)]
            print(
                f"{what}: {peak[0]:.0f} MB before, {peak[1]:.0f} MB now, {peak[1] / peak[0]:.2f}", flush=True
            )


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("other", type=Path, help="a checkout of the build to compare with")
    parser.add_argument(
        "part", nargs="?", choices=["quick", "large", "levers", "country", "run"], default="quick"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="rows whose name contains this")
    asked = parser.parse_args()
    folder = FOLDER
    folder.mkdir(exist_ok=True)
    large = folder / "20x40x10.yaml"
    with large.open("w", encoding="utf-8") as file:
        subprocess.run(
            [sys.executable, str(ROOT / "scenarios/generate.py"), "20x40x10"], stdout=file, check=True
        )
    land = folder / "country"
    sjobo = "scenarios/sjobo-2025.yaml"
    files = asked.other.resolve() / "scenarios"  # of the build before, which may not read those of today
    shipped = {
        "Sjöbo": files / "sjobo-2025.yaml",
        "Höör": files / "hoor-2025.yaml",
        "Exempelköping": files / "exempelkoping.yaml",
    }
    quick = {
        f"marginals, {what}": lambda root, name=name: told_by(root, MARGINALS, name=str(name), warm=True)
        for what, name in {**shipped, "10x3x3": "10x3x3", "17x5x4": "17x5x4"}.items()
    }
    quick |= {
        "parsing 20x40x10, 0.48 MB": lambda root: told_by(root, PARSE, name=str(large)),
        "reading 20x40x10, 0.48 MB": lambda root: told_by(root, READ, name=str(large)),
        "parsing Sjöbo, 0.03 MB": lambda root: told_by(root, PARSE, name=str(asked.other.resolve() / sjobo)),
        "`check` of Sjöbo, the process": lambda root: process(root, "check", sjobo),
        "`run` of Sjöbo, the process": lambda root: process(
            root, "run", sjobo, "--out", str(folder / f"sjobo-{root.name}")
        ),
    }
    whole = {
        f"`run` of {name}": lambda root, name=name, path=path: process(
            root, "run", path, "--out", str(folder / f"{name}-{root.name}")
        )
        for name, path in (
            ("Sjöbo", sjobo),
            ("Höör", "scenarios/hoor-2025.yaml"),
            ("20x40x10", str(large)),
        )
    }
    whole["`check` of Sjöbo"] = lambda root: process(root, "check", sjobo)
    quick |= {
        f"price list, {what}": lambda root, name=name: told_by(root, PRICES, name=str(name))
        for what, name in {**shipped, "17x5x4": "17x5x4"}.items()
    }
    quick |= {
        f"intervals, {what}": lambda root, name=name: told_by(root, INTERVALS, name=str(name), warm=True)
        for what, name in {**shipped, "10x3x3": "10x3x3"}.items()
    }
    quick |= {
        f"revealed weights, {what}": lambda root, name=name: told_by(root, WEIGHTS, name=str(name))
        for what, name in shipped.items()
    }
    slow = {
        "marginals, 20x40x10, cold": lambda root: told_by(root, MARGINALS, name="20x40x10", warm=False),
        "whole answer, 20x40x10": lambda root: told_by(root, ANSWER, name="20x40x10"),
        # with seeds 1 and 2 the build before stops: an effect becomes so small that the solver would drop it
        "intervals, 17x5x4 seed 3, cold": lambda root: told_by(
            root, INTERVALS, name="17x5x4 seed 3", warm=False
        ),
    }
    levers = {
        f"{what}, {name}": lambda root, call=call: told_by(root, STUDY, call=call)
        for name, path, index in (
            ("Sjöbo", files / "sjobo-2025.yaml", "indexation.index"),
            ("Höör", files / "hoor-2025.yaml", "indexation.index"),
            ("Exempelköping", files / "exempelkoping.yaml", "indexation.index.wages"),
        )
        for what, call in {
            f"Monte Carlo, {DRAWS} draws": f"montecarlo('{path}', draws={DRAWS}, workers=1)",
            "the curve of the index": f"sensitivity('{path}', '{index}', '-1 %', '1 %', kind='add')",
            "tornado": f"tornado('{path}')",
        }.items()
    }
    levers["Sobol, 16 points, Exempelköping"] = lambda root: told_by(
        root, STUDY, call=f"sobol('{files}/exempelkoping.yaml', base=16, effects=False, workers=1)"
    )
    if asked.part == "run":  # once before, so that both have their bytecode
        for root in (asked.other.resolve(), ROOT):
            whole["`run` of Sjöbo"](root)
    country = {
        f"290 municipalities from files to division, {how}": lambda root, work=work, workers=workers: told_by(
            root, work, name=str(land), workers=workers
        )
        for how, work, workers in (
            ("1 worker", COUNTRY, 1),
            ("2 workers", COUNTRY, 2),
            ("dask cluster of 2", CLUSTER, 2),
        )
    }
    if asked.part == "country" and not land.exists():
        subprocess.run([sys.executable, str(ROOT / "scenarios/national.py"), str(land)], check=True)
    parts = {"quick": quick, "large": slow, "levers": levers, "country": country, "run": whole}
    print(machine(), "\n")
    print(
        "| | before, s | now, s | ratio of processor time (range) | ratio of wall | same |\n|---|---|---|---|---|---|"
    )
    measure(parts[asked.part], asked)
    if asked.part == "levers":
        solved = told_by(ROOT, LINPROG, name=sjobo, draws=DRAWS)
        print(f"Sjöbo by linprog from finished arrays: {1000 * solved['cpu'] / DRAWS:.3g} ms a draw")
    if asked.part == "large":
        sizes = {
            name: told_by(ROOT, MARGINALS, name=name, warm=False)
            for name in ("10x3x3", "17x5x4", "20x40x10", "40x40x10")
        }
        for name, told in sizes.items():
            print(
                f"{name}: marginals {told['cpu']:.3g} s, first solve {told['first']:.3g} s, {told['megabytes']:.0f} MB"
            )


if __name__ == "__main__":
    main()
