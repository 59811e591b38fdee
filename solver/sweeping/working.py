"""The work of a worker: answer one chunk of points, and keep the task for the next chunk."""

from __future__ import annotations

import pickle
from functools import lru_cache
from importlib.metadata import version
from threading import Lock
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from solver.sweeping.order import Array

PACKAGES = ("kommunbudget", "pyomo", "highspy", "numpy")
"""Packages on which answers depend; a worker with other versions is refused."""
_LOCK = Lock()
"""A task has one warm solver, so the threads of one worker must take turns."""


class Task(Protocol):
    """The computation at each point of a sweep; it is pickled with everything its answers depend on."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of the answers."""

    @property
    def key(self) -> str:
        """Hash of everything on which the answers depend, except the points."""

    def chunk(self, points: Array, /) -> Array:
        """Compute the answers of neighbouring points, from a cold start and in order.

        Args:
            points: Shape (points, levers).

        Returns:
            Answers, shape (points, columns); NaN where there is no plan.
        """


class OtherVersionsError(RuntimeError):
    """A worker has other versions of the program or its solver."""


def versions() -> tuple[tuple[str, str], ...]:
    """Return the installed versions of the packages on which answers depend."""
    return tuple((name, version(name)) for name in PACKAGES)


def answer(pickled: bytes, wanted: tuple[tuple[str, str], ...], points: Array) -> Array:
    """Compute the answers of one chunk in a worker.

    Args:
        pickled: The task, pickled.
        wanted: Versions of the process that submitted the chunk.
        points: Shape (points, levers).

    Returns:
        Answers, shape (points, columns).

    Raises:
        OtherVersionsError: This worker has other versions.
        ValueError: The answers have another shape than the task's columns.
    """
    own = versions()
    if own != wanted:
        raise OtherVersionsError(
            f"en arbetare har {_listed(own)}, här är det {_listed(wanted)} / "
            "a worker has other versions than this process"
        )
    with _LOCK:
        task = _task(pickled)
        answers = task.chunk(points)
    if answers.shape != (len(points), len(task.columns)):
        raise ValueError(f"a chunk of {len(points)} points was answered in the shape {answers.shape}")
    return answers


def _listed(versions_: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{name} {number}" for name, number in versions_)


@lru_cache(maxsize=1)
def _task(pickled: bytes) -> Task:
    task: Task = pickle.loads(pickled)  # noqa: S301 - from the process that started this one
    return task
