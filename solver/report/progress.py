"""How far a sweep has come: a bar with the time that remains; a line now and then where it is no terminal."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from models.problems import Language
    from solver.sweeping.sweep import Progress

WIDTH = 30
SILENCE = 60.0
"""Where nobody sees a bar move, a line is written this often [s]."""
MINUTE, HOUR = 60, 3600


class Meter:
    """Writes progress; ``clear`` it before anything else is written there."""

    def __init__(
        self, stream: TextIO, language: Language, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin.

        Args:
            stream: Where to.
            language: Of the words.
            clock: Tells the time [s].
        """
        self._stream, self._swedish, self._clock = stream, language == "sv", clock
        self._live = stream.isatty()
        self._start = self._told = clock()
        self._shown = 0

    def __call__(self, progress: Progress) -> None:
        """Show how far it has come."""
        now = self._clock()
        if not self._live and now - self._told < SILENCE:
            return
        self._told = now
        line = self._line(progress, now - self._start)
        if self._live:
            self._stream.write(f"\r{line.ljust(self._shown)}")
            self._shown = len(line)
        else:
            self._stream.write(f"{line}\n")
        self._stream.flush()

    def clear(self) -> None:
        """Take the bar away."""
        if self._live and self._shown:
            self._stream.write(f"\r{' ' * self._shown}\r")
            self._stream.flush()
            self._shown = 0

    def _line(self, progress: Progress, elapsed: float) -> str:
        full = WIDTH * progress.done // max(progress.points, 1)
        of = "av" if self._swedish else "of"
        line = f"[{'#' * full}{'-' * (WIDTH - full)}] {progress.done} {of} {progress.points}"
        new = progress.done - progress.earlier  # earlier answers say nothing about this run's pace
        if not new:
            return line
        left = elapsed / new * (progress.points - progress.done)
        return f"{line}, {spoken(left)} {'kvar' if self._swedish else 'left'}"


def spoken(seconds: float) -> str:
    """A time as ``2:05`` or ``1:02:05``."""
    whole = round(seconds)
    minutes = f"{whole // MINUTE % MINUTE}:{whole % MINUTE:02d}"
    return minutes if whole < HOUR else f"{whole // HOUR}:{minutes.zfill(5)}"
