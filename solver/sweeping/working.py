"""What a worker does: take a task and one chunk of points, answer, and keep the task for the next chunk."""

from __future__ import annotations

import pickle
from functools import lru_cache
from importlib.metadata import version
from threading import Lock
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from solver.sweeping.order import Array

PACKAGES = ("kommunbudget", "pyomo", "highspy", "numpy")
"""What answers depend on: a worker with other versions is refused."""
_ALONE = Lock()
"""A task has one warm solver: threads of one worker take turns."""


class Task(Protocol):
    """What a sweep asks at each point; it is pickled, and everything that it answers depends on is in it."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of what each point answers."""

    @property
    def key(self) -> str:
        """A hash of all that the answers depend on, points apart."""

    def chunk(self, points: Array, /) -> Array:
        """The answers of neighbouring points, from a cold start and in the order given.

        Args:
            points: Shape (points, levers).

        Returns:
            Shape (points, columns); NaN where there is no plan.
        """


class OtherVersionsError(RuntimeError):
    """A worker has other versions of the program or its solver."""


def versions() -> tuple[tuple[str, str], ...]:
    """Versions that answers depend on, where this runs."""
    return tuple((name, version(name)) for name in PACKAGES)


def answer(pickled: bytes, wanted: tuple[tuple[str, str], ...], points: Array) -> Array:
    """The answers of one chunk, in a worker.

    Args:
        pickled: The task.
        wanted: Versions that the answers must come from.
        points: Shape (points, levers).

    Raises:
        OtherVersionsError: This worker has others.
        ValueError: The task answered in another shape than it said.
    """
    here = versions()
    if here != wanted:
        raise OtherVersionsError(
            f"en arbetare har {_told(here)}, här är det {_told(wanted)} / a worker has other versions than this process"
        )
    with _ALONE:
        task = _task(pickled)
        answers = task.chunk(points)
    if answers.shape != (len(points), len(task.columns)):
        raise ValueError(f"a chunk of {len(points)} points was answered in the shape {answers.shape}")
    return answers


def _told(found: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{name} {number}" for name, number in found)


@lru_cache(maxsize=1)
def _task(pickled: bytes) -> Task:
    task: Task = pickle.loads(pickled)  # noqa: S301 - from the process that started this one
    return task
