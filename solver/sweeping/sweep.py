"""Sweeps: one task at many points, on one processor or many machines, with bit-identical answers.

Points are ordered so that neighbours follow each other, and cut into chunks. Each chunk starts cold, so its
answers do not depend on the worker, on the order of chunks, or on whether the sweep was interrupted and
resumed.
"""

from __future__ import annotations

import pickle
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from solver.sweeping.executors import Workers, workers_for
from solver.sweeping.order import ordered
from solver.sweeping.parts import Parts
from solver.sweeping.working import answer, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from concurrent.futures import Executor, Future

    from solver.sweeping.order import Array
    from solver.sweeping.working import Task

CHUNK = 256
"""Points of a chunk: enough that a cold start is cheap, few enough to lose little with a worker."""


class WorkersLostError(RuntimeError):
    """Workers ended before they had returned their answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The progress of a sweep.

    Attributes:
        done: Number of points that are answered.
        points: Number of distinct points.
        earlier: Number of points that an earlier run had answered.
    """

    done: int
    points: int
    earlier: int


def sweep(  # noqa: PLR0913 - the task, the workers, the files
    task: Task,
    points: Array,
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    folder: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Array:
    """Compute the answers of a task at many points, bit-identical for all workers and interruptions.

    Args:
        task: The task, which must be picklable.
        points: Shape (points, levers).
        executor: The executor; by default processes of this machine. A script that starts processes must keep
            its code under ``if __name__ == "__main__":``.
        workers: Number of processes; 1 means this process, None one process a processor.
        cluster: The address of a dask scheduler, ``tcp://host:8786``, whose workers have this program.
        folder: Folder for parts of the answer, from which an interrupted sweep is resumed; each sweep has a
            folder of its own in it. Parts are not removed afterwards.
        progress: Called at the start and after each chunk.

    Returns:
        Answers, shape (points, columns), rows in the order of ``points``.

    Raises:
        ValueError: The points are not a table of finite numbers, or more than one kind of worker is given.
        MissingExtraError: A library for parts or for the cluster is not installed.
        ClusterError: The cluster cannot be reached.
        OtherVersionsError: A worker has other versions than this process.
        WorkersLostError: Workers ended before they had returned their answers.
        OSError: Parts cannot be read or written.
    """
    order = ordered(points)
    chunks = {n: order.points[at : at + CHUNK] for n, at in enumerate(range(0, len(order.points), CHUNK))}
    parts = None
    if folder is not None:
        parts = Parts.of(Path(folder), task.key, task.columns, order.points, CHUNK)
    answers = {n: kept for n in chunks if parts and (kept := parts.read(n, chunks[n])) is not None}
    earlier = done = sum(map(len, answers.values()))

    def report() -> None:
        if progress is not None:
            progress(Progress(done=done, points=len(order.points), earlier=earlier))

    report()
    todo = {n: chunk for n, chunk in chunks.items() if n not in answers}
    with (
        workers_for(executor, workers, cluster, len(todo)) as available,
        closing(_answers(available, task, todo)) as completed,
    ):
        for n, new in completed:
            if parts is not None:
                parts.write(n, chunks[n], new)
            answers[n] = new
            done += len(new)
            report()
    ordered_answers = np.concatenate([np.empty((0, len(task.columns))), *(answers[n] for n in chunks)])
    return np.ascontiguousarray(ordered_answers[order.back])


def _answers(workers: Workers, task: Task, todo: Mapping[int, Array]) -> Generator[tuple[int, Array]]:
    """Yield chunks in the order of completion; when closed, cancel those that have not begun."""
    pickled, wanted = pickle.dumps(task), versions()
    waiting = iter(todo.items())
    running: dict[Future[Array], int] = {}

    def submit() -> None:
        for n, chunk in islice(waiting, max(workers.width() - len(running), 0)):
            running[workers.executor.submit(answer, pickled, wanted, chunk)] = n

    try:
        submit()
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()
                submit()
    except workers.lost_errors as lost:
        raise WorkersLostError(
            "arbetarna avslutades innan de hade svarat (för lite minne? ett skript utan "
            "if __name__ == '__main__'?) / workers ended before they had answered (too little memory? "
            f"a script without if __name__ == '__main__'?): {lost or type(lost).__name__}"
        ) from lost
    finally:
        for future in running:
            future.cancel()
