"""A cheap task for sweeps that can be paused and that records which process answered; also a command.

python -m tests.toy PARTS DIARY [WORKERS]     runs a sweep and prints its progress on stdout
"""

from __future__ import annotations

import os
import signal
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from solver.sweeping.sweep import sweep

POINTS = 2048
HOLD = "hold"
"""While the diary folder has a file of this name, chunks of the upper half of the points wait."""


@dataclass(frozen=True, kw_only=True)
class Toy:
    """A task: sums and products of points, and the number of earlier points in the chunk (0 at a cold start)."""

    diary: Path | None = None
    key: str = "toy"
    columns: tuple[str, ...] = ("sum", "product", "before")

    def chunk(self, points):
        if self.diary is not None:
            entry = f"{points[0, 0]:.9f} {os.getpid()}"
            (self.diary / f"begun-{uuid.uuid4().hex}").write_text(entry, encoding="utf-8")
            while points[0, 0] > 0.5 and (self.diary / HOLD).exists():
                time.sleep(0.01)
        answers = np.column_stack([points.sum(axis=1), np.prod(points, axis=1), np.arange(len(points))])
        answers[points[:, 0] > 0.9] = np.nan
        return answers


def line() -> np.ndarray:
    """Return points on a line in random order; their chunks are eight intervals."""
    values = np.random.default_rng(0).permutation(np.linspace(0, 1, POINTS))
    return np.column_stack([values, np.full(POINTS, 0.1)])


def begun(diary):
    """Read from the diary the first value and the process of every chunk that was begun."""
    entries = []
    for path in diary.glob("begun-*"):
        words = path.read_text(encoding="utf-8").split()
        if len(words) == 2:  # the file is complete
            entries.append((float(words[0]), int(words[1])))
    return entries


def main() -> None:
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell's background jobs are born deaf to Ctrl-C
    parts, diary, *workers = sys.argv[1:]

    def tell(progress):
        print(progress.done, progress.points, progress.earlier, flush=True)  # noqa: T201 - it is a command

    answers = sweep(
        Toy(diary=Path(diary)),
        line(),
        folder=parts,
        workers=int(workers[0]) if workers else 2,
        progress=tell,
    )
    np.save(Path(diary) / "answers.npy", answers)


if __name__ == "__main__":
    main()
