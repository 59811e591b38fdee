"""A question for sweeps that costs nothing, can be held up, and writes down who answered it; also a command.

python -m tests.toy PARTS DIARY [WORKERS]     sweeps, telling its progress on stdout
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

from solver.sweep import sweep

POINTS = 2048
HOLD = "hold"
"""While a diary holds this file, chunks of the upper half of the points wait."""


@dataclass(frozen=True, kw_only=True)
class Toy:
    """Sums and products of points; and how many points its chunk had answered before, which tells a cold start."""

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
    """Points on a line, in no order; their chunks are eight intervals."""
    values = np.random.default_rng(0).permutation(np.linspace(0, 1, POINTS))
    return np.column_stack([values, np.full(POINTS, 0.1)])


def begun(diary):
    """What the diary tells: the first value and the process of every chunk that was begun."""
    entries = []
    for path in diary.glob("begun-*"):
        words = path.read_text(encoding="utf-8").split()
        if len(words) == 2:  # written to its end
            entries.append((float(words[0]), int(words[1])))
    return entries


def main() -> None:
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell's background jobs are born deaf to Ctrl-C
    parts, diary, *workers = sys.argv[1:]

    def tell(progress):
        print(progress.done, progress.points, progress.found, flush=True)  # noqa: T201 - it is a command

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
