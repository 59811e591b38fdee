"""Measure the live page in Chromium against ``solver.engine`` at the same positions, in turn, in one script.

    python benchmarks/web.py [--quick] [--only hoor-2025,17x5x4]

A position is asked of the page's worker. The ratio is that of the engines alone: first stage, tie-break and certificate
on both sides, and on the page attainment of all goals and indexation too. What is dragged is timed from the question to
the answer in the page. Each page is also opened as people do, and timed until its first answer stands there; on a busy
machine the processor seconds of all of the browser's threads tell more.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]

from measuring import options, row, table

from models.reading import read
from scenarios.generate import exempelkoping
from solver.web.arrays import Shipped
from solver.web.export import engine_of, export
from solver.web.sliders import sliders
from solver.web.workshop import page
from tests import workshop
from tests.browser import browsing

ROOT = Path(__file__).resolve().parents[1]
CITY, CHUNK, STEPS, OPENED = "17x5x4", 20, 20, 9
NAMES = ("hoor-2025", "sjobo-2025", "exempelkoping", CITY)
ASK = """
globalThis.ask = async (positions) => {
  const times = [];
  for (const position of positions) {
    const before = performance.now();
    const { result } = await globalThis.answer({ id: 1, call: "solve", args: position });
    times.push([result.milliseconds, performance.now() - before]);
  }
  return times;
};
"""
FIRST = """(async () => {
  while (!document.getElementById("answer")?.textContent.trim()) await new Promise((done) => setTimeout(done, 2));
  return performance.now();
})()"""
"""Milliseconds from the beginning of a page's loading to the first answer in it."""


def main() -> None:
    """Measure and print."""
    quick, names = options(__doc__, NAMES)
    rows, pages = [], []
    with tempfile.TemporaryDirectory() as folder, browsing(Path(folder) / "profile") as browser:
        for name in names:
            source = exempelkoping(CITY, 1) if name == CITY else ROOT / "scenarios" / f"{name}.yaml"
            scenario = read(source)
            shipped, lp = Shipped(scenario, sliders(scenario)), export(scenario)
            path = Path(folder) / f"{name}.html"
            workshop.page(lp, [], path, more=ASK)
            workshop.answers(browser, path)
            count = 2 * CHUNK if quick else 200
            jumps = workshop.positions(shipped, count, 3)
            ours, _, other = _in_turn(shipped, browser, jumps)
            rows.append(row(f"{name}, everything at random", ours, other, 1.0))
            ours, seen, other = _in_turn(shipped, browser, _dragged(shipped))
            rows.append(row(f"{name}, one slider dragged", ours, other))
            print(rows[-2].text(), rows[-1].text(), sep="\n", flush=True)
            path.write_bytes(page(lp))
            opened = _opened(browser, path, 2 if quick else OPENED)
            pages.append((name, path.stat().st_size, statistics.median(seen), opened))
    print(table("Chromium", rows, "program"), end="\n\n")
    heads = (
        "page",
        "MB (2.2)",
        "dragged, ms (16)",
        "opened to first answer, s (0.7)",
        "least",
        "processor s",
    )
    print(f"| {' | '.join(heads)} |\n|---|---|---|---|---|---|")
    for name, size, dragged, opened in pages:
        wall, spent = (statistics.median(seconds) for seconds in zip(*opened, strict=True))
        least = min(seconds for seconds, _ in opened)
        print(
            f"| {name} | {size / 1e6:.2f} | {1000 * dragged:.1f} | {wall:.2f} | {least:.2f} | {spent:.2f} |"
        )


Position = tuple[dict[str, float], dict[str, float]]


def _in_turn(
    shipped: Shipped, browser: Any, asked: list[Position]
) -> tuple[list[float], list[float], list[float]]:
    """Return each position's seconds in the page's engine, as the page sees them, and in the program's, in turn."""
    engine, ours, seen, other = engine_of(shipped), [], [], []
    for start in range(0, len(asked), CHUNK):
        some = asked[start : start + CHUNK]
        for inside, outside in browser.run(f"ask({json.dumps(some)})"):
            ours.append(inside / 1000)
            seen.append(outside / 1000)
        for values, weights in some:
            before = time.perf_counter()
            engine.at_weights(weights, list(values.values()))
            other.append(time.perf_counter() - before)
    return ours, seen, other


def _dragged(shipped: Shipped) -> list[Position]:
    """Return positions along each lever and along three weights, the others as they stand."""
    standing, stated = workshop.positions(shipped, 1, 0)[0]
    found = []
    for slider in shipped.sliders:
        low, high = slider.lever.low, slider.lever.high
        found += [
            ({**standing, slider.lever.id: low + (high - low) * n / STEPS}, stated) for n in range(STEPS + 1)
        ]
    for goal in list(stated)[:3]:
        found += [(standing, {**stated, goal: n / 4}) for n in range(STEPS + 1)]
    return found


def _opened(browser: Any, path: Path, times: int) -> list[tuple[float, float]]:
    """Return seconds from opening a page to its first answer, and the browser's processor seconds meanwhile."""
    found = []
    for _ in range(times):
        before = _processor()
        browser.open(path)
        seconds = browser.run(FIRST) / 1000
        found.append((seconds, _processor() - before))
    return found


def _processor() -> float:
    """Return the processor seconds of all processes that this one has started, and that those have."""
    parent, seconds = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text(encoding="utf-8").rpartition(") ")[2].split()
            pid = int(stat.parent.name)
            parent[pid] = int(fields[1])
            seconds[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    ours, found = os.getpid(), 0.0
    for pid, spent in seconds.items():
        above = parent[pid]
        while above in parent and above != ours:
            above = parent[above]
        found += spent if above == ours else 0.0
    return found


if __name__ == "__main__":
    main()
