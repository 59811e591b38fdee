"""A sweep: one question asked at many points, on one processor or many machines, with the same bytes as answer.

Points are put so that neighbours follow each other and cut into chunks. Each chunk starts cold, so what it answers
does not depend on who answers it, in which order, or whether the sweep was interrupted and begun again.
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

from solver.sweeping.executors import Crew, crew
from solver.sweeping.order import ordered
from solver.sweeping.parts import Parts
from solver.sweeping.working import answer, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from concurrent.futures import Executor, Future

    from solver.sweeping.order import Array
    from solver.sweeping.working import Task

CHUNK = 256
"""Points of a chunk: enough that its cold start costs little, few enough that little is lost with a worker."""


class WorkersLostError(RuntimeError):
    """Workers ended before they had answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a sweep has come.

    Attributes:
        done: Points answered.
        points: Points asked, each once.
        found: Points of them that an earlier run had answered.
    """

    done: int
    points: int
    found: int


def sweep(  # noqa: PLR0913 - what is asked, who answers, what is kept
    task: Task,
    points: Array,
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    folder: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Array:
    """The answers of a task at points; bit-identical whoever answers, and after any interruption.

    Args:
        task: What is asked; it must be possible to pickle.
        points: Shape (points, levers).
        executor: Who answers; by default processes of this machine. A script that starts processes keeps what it
            does under ``if __name__ == "__main__":``.
        workers: How many processes; 1 is this one, None as many as there are processors.
        cluster: The address of a dask scheduler, ``tcp://host:8786``, whose workers have this program.
        folder: Where parts of the answer are kept, so that a sweep that is interrupted goes on where it was; the
            sweep has a folder of its own in it. Parts are not removed afterwards.
        progress: Told how far the sweep has come, at its start and after each chunk.

    Returns:
        Shape (points, columns), rows in the order of ``points``.

    Raises:
        ValueError: The points are no table of finite numbers, or more than one kind of worker is named.
        MissingExtraError: A library for parts or for the cluster is not installed.
        ClusterError: The cluster cannot be reached.
        OtherVersionsError: A worker has other versions than this process.
        WorkersLostError: Workers ended before they had answered.
        OSError: Parts cannot be read or written.
    """
    order = ordered(points)
    chunks = {n: order.points[at : at + CHUNK] for n, at in enumerate(range(0, len(order.points), CHUNK))}
    parts = None
    if folder is not None:
        parts = Parts.of(Path(folder), task.key, task.columns, order.points, CHUNK)
    answers = {n: kept for n in chunks if parts and (kept := parts.read(n, chunks[n])) is not None}
    found = done = sum(map(len, answers.values()))

    def tell() -> None:
        if progress is not None:
            progress(Progress(done=done, points=len(order.points), found=found))

    tell()
    todo = {n: chunk for n, chunk in chunks.items() if n not in answers}
    with (
        crew(executor, workers, cluster, len(todo)) as hired,
        closing(_answers(hired, task, todo)) as arriving,
    ):
        for n, new in arriving:
            if parts is not None:
                parts.write(n, chunks[n], new)
            answers[n] = new
            done += len(new)
            tell()
    whole = np.concatenate([np.empty((0, len(task.columns))), *(answers[n] for n in chunks)])
    return np.ascontiguousarray(whole[order.back])


def _answers(hired: Crew, task: Task, todo: Mapping[int, Array]) -> Generator[tuple[int, Array]]:
    """Chunks as they are answered; what nobody has begun is taken back if somebody stops asking."""
    pickled, ours = pickle.dumps(task), versions()
    waiting = iter(todo.items())
    live: dict[Future[Array], int] = {}

    def hand_out() -> None:
        for n, chunk in islice(waiting, max(hired.width() - len(live), 0)):
            live[hired.executor.submit(answer, pickled, ours, chunk)] = n

    try:
        hand_out()
        while live:
            for future in wait(live, return_when=FIRST_COMPLETED).done:
                yield live.pop(future), future.result()
                hand_out()
    except hired.lost as lost:
        raise WorkersLostError(
            "arbetarna avslutades innan de hade svarat (för lite minne? ett skript utan "
            "if __name__ == '__main__'?) / workers ended before they had answered (too little memory? "
            f"a script without if __name__ == '__main__'?): {lost or type(lost).__name__}"
        ) from lost
    finally:
        for future in live:
            future.cancel()
