"""Who answers the chunks of a sweep: this process, processes of this machine, or a dask cluster.

All are a ``concurrent.futures.Executor``, so that the sweep itself knows no difference. The one door to distributed.
Worker processes are spawned, never forked: a fork copies the locks of a solver's threads.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import threading
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import util
from typing import TYPE_CHECKING, Any

from solver.sweeping.extras import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

AHEAD = 2
"""Chunks handed out for each worker: one in work, one waiting."""
FOUND_IN = 30.0
"""How long a cluster may take to answer and to have a worker [s]."""


class ClusterError(RuntimeError):
    """A cluster cannot be reached, or has no workers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Somebody who answers chunks.

    Attributes:
        executor: Takes them.
        width: How many are handed out at a time; asked again and again, since a cluster may grow.
        lost: What tells that workers ended before they had answered.
    """

    executor: Executor
    width: Callable[[], int]
    lost: tuple[type[Exception], ...] = (BrokenExecutor, CancelledError)


class Here(Executor):
    """This process: each call is answered at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Answer a call; what it raises is raised."""
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def crew(executor: Executor | None, workers: int | None, cluster: str | None, chunks: int) -> Iterator[Crew]:
    """Somebody who answers chunks, until they are answered.

    Args:
        executor: Whom to ask; left running.
        workers: How many processes to start; 1 is this one, None as many as there are processors.
        cluster: The address of a dask scheduler.
        chunks: How many there are: more processes are not started.

    Raises:
        ValueError: More than one of them is named, or no process.
        ClusterError: The cluster cannot be reached.
        MissingExtraError: distributed is not installed.
    """
    if sum(named is not None for named in (executor, workers, cluster)) > 1:
        raise ValueError("name an executor, a number of workers or a cluster, not several of them")
    if workers is not None and workers < 1:
        raise ValueError(f"a sweep needs at least one worker, not {workers}")
    if executor is not None:
        yield Crew(executor=executor, width=lambda: max(chunks, 1))
    elif cluster is not None:
        with _cluster(cluster) as found:
            yield found
    elif (n := min(workers or processors(), chunks)) > 1:
        with processes(n) as pool:
            yield Crew(executor=pool, width=lambda: AHEAD * n)
    else:
        yield Crew(executor=Here(), width=lambda: 1)


class Processes(ProcessPoolExecutor):
    """A pool whose processes do not hear Ctrl-C: their parent ends them."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand over a call; a process that starts for it inherits that Ctrl-C is held back."""
        with _unheard():
            return super().submit(fn, *args, **kwargs)


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def processes(n: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that end with the block, or with this process, in the middle of a chunk if need be."""
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe(duplex=False)
    pool = Processes(n, mp_context=spawning, initializer=_watch, initargs=(ours,))
    try:
        yield pool
        pool.shutdown()
    finally:
        theirs.close()
        ours.close()
        pool.shutdown(cancel_futures=True)


def _watch(parent: Connection) -> None:
    """End this worker when its parent closes the pipe or is gone; the pool alone would leave it waiting for ever.

    The pool terminates the others when the first has ended; they too give back what they hold.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ending = threading.Lock()

    def end() -> None:
        with ending:
            try:
                util._run_finalizers()  # type: ignore[attr-defined]  # noqa: SLF001 - locks of libraries, as at any end
            finally:
                os._exit(1)

    def when_the_parent_leaves() -> None:
        with contextlib.suppress(EOFError, OSError):
            parent.recv()
        end()

    def when_terminated() -> None:
        signal.sigwait({signal.SIGTERM})
        end()

    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # for all threads that begin from here
        threading.Thread(target=when_terminated, daemon=True).start()
    threading.Thread(target=when_the_parent_leaves, daemon=True).start()


@contextlib.contextmanager
def _cluster(address: str) -> Iterator[Crew]:
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415 - only those with several machines need it
        from distributed.comm import CommClosedError  # noqa: PLC0415
    except ImportError as missing:
        raise MissingExtraError("cluster") from missing
    with _silent("distributed", "distributed.client", "distributed.utils", "tornado.application"):
        try:
            client = Client(address, timeout=FOUND_IN, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(
                f"{address}: klustret svarar inte ({error}) / the cluster does not answer"
            ) from error
        with client:
            try:
                client.wait_for_workers(1, timeout=FOUND_IN)
            except TimeoutError as error:
                raise ClusterError(
                    f"{address}: klustret har inga arbetare / the cluster has no workers"
                ) from error
            executor = client.get_executor(pure=False)
            try:
                yield Crew(
                    executor=executor,
                    width=lambda: AHEAD * max(sum(client.ncores().values()), 1),
                    lost=(BrokenExecutor, CancelledError, KilledWorker, CommClosedError),
                )
            finally:
                executor.shutdown(wait=False)


@contextlib.contextmanager
def _silent(*names: str) -> Iterator[None]:
    """Loggers that would tell of a lost connection in pages; the error says it in a line."""
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
