"""Measure times side by side, and print them."""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

clock = time.perf_counter
Times = dict[str, list[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table.

    Attributes:
        what: The name of the measurement.
        seconds: Our median [s].
        against: The other side's median [s].
        ratio: Median of the ratios of runs side by side.
        aim: The largest acceptable ratio, or the least if ``at_least``; None if there is no aim.
        at_least: Whether the aim is a lower bound.
    """

    what: str
    seconds: float
    against: float
    ratio: float
    aim: float | None = None
    at_least: bool = False

    def text(self) -> str:
        """Return the line in Markdown."""
        if self.aim is None:
            aim = ""
        else:
            met = self.ratio >= self.aim if self.at_least else self.ratio <= self.aim
            aim = f"{'at least' if self.at_least else 'at most'} {self.aim:g}: {'met' if met else 'not met'}"
        return f"| {self.what} | {1000 * self.seconds:.4g} | {1000 * self.against:.4g} | {self.ratio:.2f} | {aim} |"


def options(about: str | None, parts: Sequence[str]) -> tuple[bool, list[str]]:
    """Return whether a measurement is only to show that it runs, and which of its parts; print the machine.

    Args:
        about: Description of the measurement.
        parts: All its parts, by name.
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few repeats: shows that it runs, not how fast")
    parser.add_argument("--only", default=",".join(parts), help="some of: " + ", ".join(parts))
    given = parser.parse_args()
    print(machine(), end="\n\n")
    return given.quick, given.only.split(",")


def side_by_side(runs: Mapping[str, Callable[[], Mapping[str, float]]], repeats: int) -> dict[str, Times]:
    """Run each in turn, repeatedly, so that other work on the machine affects all of them.

    Args:
        runs: Functions by name; each does its work once and returns the seconds of its phases.
        repeats: Number of measured runs, after one unmeasured run.

    Returns:
        Seconds by name and phase.
    """
    found: dict[str, Times] = {name: {} for name in runs}
    for n in range(repeats + 1):
        for name, run in runs.items():
            gc.collect()  # garbage of the previous run is not counted in this one
            phases = run()
            if n:
                for phase, seconds in phases.items():
                    found[name].setdefault(phase, []).append(seconds)
    return found


def row(what: str, ours: list[float], other: list[float], aim: float | None = None, **more: bool) -> Row:
    """Return a line from times that were measured side by side."""
    ratio = statistics.median(a / b for a, b in zip(ours, other, strict=True))
    return Row(
        what=what,
        seconds=statistics.median(ours),
        against=statistics.median(other),
        ratio=ratio,
        aim=aim,
        at_least=more.get("at_least", False),
    )


def phases(*marks: tuple[str, float]) -> dict[str, float]:
    """Return the seconds between marks, each phase named by the mark that ends it, and ``all``."""
    found = {name: end - start for (_, start), (name, end) in pairwise(marks)}
    return {**found, "all": marks[-1][1] - marks[0][1]}


def machine() -> str:
    """Return a description of the machine and the libraries."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    model = next((x.split(":")[1].strip() for x in lines if x.startswith("model name")), platform.processor())
    libraries = ", ".join(f"{name} {version(name)}" for name in ("highspy", "pyomo", "numpy"))
    return f"{os.cpu_count()} x {model}, {platform.system()}, Python {sys.version.split()[0]}, {libraries}"


def table(title: str, rows: list[Row], against: str) -> str:
    """Return a table in Markdown."""
    head = f"| {title} | ms | {against} ms | ratio | aim |\n|---|---|---|---|---|"
    return "\n".join([head, *(r.text() for r in rows)])
