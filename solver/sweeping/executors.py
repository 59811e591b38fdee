"""Executors for the chunks of a sweep: this process, processes of this machine, or a dask cluster.

All are a ``concurrent.futures.Executor``, so that the sweep treats them alike. This is the only module that
imports distributed. Worker processes are spawned and not forked, since a fork copies the locks of a solver's
threads.
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
"""Chunks submitted per worker: one running, one waiting."""
CONNECT_SECONDS = 30.0
"""Time limit for a cluster to reply, and then to have a worker [s]."""


class ClusterError(RuntimeError):
    """A cluster cannot be reached, or has no workers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """The workers of a sweep.

    Attributes:
        executor: The executor to which chunks are submitted.
        width: Number of chunks to keep submitted; a function, since a cluster may grow.
        lost_errors: Exceptions that mean that workers ended before they had returned.
    """

    executor: Executor
    width: Callable[[], int]
    lost_errors: tuple[type[Exception], ...] = (BrokenExecutor, CancelledError)


class InProcess(Executor):
    """An executor that runs each call at once in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a call and return its completed future; its exceptions are raised here."""
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def processors() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def workers_for(
    executor: Executor | None, workers: int | None, cluster: str | None, chunks: int
) -> Iterator[Workers]:
    """Provide the workers of a sweep until the context ends.

    Args:
        executor: An executor, which is left running.
        workers: Number of processes to start; 1 means this process, None one process a processor.
        cluster: The address of a dask scheduler.
        chunks: Number of chunks; no more processes than this are started.

    Raises:
        ValueError: More than one of the three is given, or fewer than one worker.
        ClusterError: The cluster cannot be reached.
        MissingExtraError: distributed is not installed.
    """
    if sum(given is not None for given in (executor, workers, cluster)) > 1:
        raise ValueError("name an executor, a number of workers or a cluster, not several of them")
    if workers is not None and workers < 1:
        raise ValueError(f"a sweep needs at least one worker, not {workers}")
    if executor is not None:
        yield Workers(executor=executor, width=lambda: max(chunks, 1))
    elif cluster is not None:
        with _cluster(cluster) as cluster_workers:
            yield cluster_workers
    elif (n := min(workers or processors(), chunks)) > 1:
        with processes(n) as pool:
            yield Workers(executor=pool, width=lambda: AHEAD * n)
    else:
        yield Workers(executor=InProcess(), width=lambda: 1)


class Processes(ProcessPoolExecutor):
    """A process pool whose workers ignore Ctrl-C; their parent ends them."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Submit a call; a process that is started for it inherits the blocked Ctrl-C."""
        with _interrupts_blocked():
            return super().submit(fn, *args, **kwargs)


@contextlib.contextmanager
def _interrupts_blocked() -> Iterator[None]:
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
    """Provide a pool of n processes that end with the context or this process, even in mid-chunk."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    pool = Processes(n, mp_context=context, initializer=_watch, initargs=(receiver,))
    try:
        yield pool
        pool.shutdown()
    finally:
        sender.close()
        receiver.close()
        pool.shutdown(cancel_futures=True)


def _watch(parent: Connection) -> None:
    """End this worker when its parent closes the pipe or has ended; the pool would leave it waiting.

    When the first worker has ended, the pool terminates the others; they too release their resources first.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ending = threading.Lock()

    def end() -> None:
        with ending:
            try:
                util._run_finalizers()  # type: ignore[attr-defined]  # noqa: SLF001 - releases libraries' locks
            finally:
                os._exit(1)

    def end_with_parent() -> None:
        with contextlib.suppress(EOFError, OSError):
            parent.recv()
        end()

    def end_when_terminated() -> None:
        signal.sigwait({signal.SIGTERM})
        end()

    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # inherited by all later threads
        threading.Thread(target=end_when_terminated, daemon=True).start()
    threading.Thread(target=end_with_parent, daemon=True).start()


@contextlib.contextmanager
def _cluster(address: str) -> Iterator[Workers]:
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415 - needed for clusters only
        from distributed.comm import CommClosedError  # noqa: PLC0415
    except ImportError as missing:
        raise MissingExtraError("cluster") from missing
    with _logging_silenced("distributed", "distributed.client", "distributed.utils", "tornado.application"):
        try:
            client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(
                f"{address}: klustret svarar inte ({error}) / the cluster does not answer"
            ) from error
        with client:
            try:
                client.wait_for_workers(1, timeout=CONNECT_SECONDS)
            except TimeoutError as error:
                raise ClusterError(
                    f"{address}: klustret har inga arbetare / the cluster has no workers"
                ) from error
            executor = client.get_executor(pure=False)
            try:
                yield Workers(
                    executor=executor,
                    width=lambda: AHEAD * max(sum(client.ncores().values()), 1),
                    lost_errors=(BrokenExecutor, CancelledError, KilledWorker, CommClosedError),
                )
            finally:
                executor.shutdown(wait=False)


@contextlib.contextmanager
def _logging_silenced(*names: str) -> Iterator[None]:
    """Silence loggers that report a lost connection at length; our error reports it in one line."""
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
