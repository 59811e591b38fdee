"""A real dask cluster of separate processes on this machine: the same bytes, also when a worker is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from solver.sweep import sweep
from tests.test_sweep import CHUNKS, PATIENCE, begun, gone, kept, until
from tests.toy import HOLD, POINTS, Toy, line

ROOT = Path(__file__).parents[1]


def dask(folder, kind, *words):
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{kind}", *map(str, words), "--no-dashboard"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.fixture
def cluster(tmp_path):
    """The address of a scheduler with two workers, and the workers by process id; each is a process of its own."""
    folder = tmp_path / "dask"
    folder.mkdir()
    told = folder / "scheduler.json"
    place = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
    running = [dask(folder, "scheduler", "--scheduler-file", told, "--port", 0, *place)]
    try:
        until(told.exists, running[0])
        address = json.loads(told.read_text(encoding="utf-8"))["address"]
        one = (
            "--nworkers",
            1,
            "--nthreads",
            1,
            "--no-nanny",
            "--memory-limit",
            0,
            "--death-timeout",
            PATIENCE,
        )
        running += [dask(folder, "worker", address, *one, *place) for _ in range(2)]
        yield address, {process.pid: process for process in running[1:]}
    finally:
        for process in reversed(running):
            process.kill()
            process.communicate(timeout=PATIENCE)


def test_a_cluster_answers_the_same_bytes_though_a_worker_is_killed(cluster, tmp_path):
    address, workers = cluster
    truth = sweep(Toy(), line(), workers=1).tobytes()
    diary, killed = tmp_path / "diary", {}
    diary.mkdir()
    (diary / HOLD).touch()

    def kill(progress):
        if progress.done >= POINTS // 2 and not killed:
            first, pid = until(lambda: max(begun(diary), default=(0.0, 0))[0] > 0.5 and max(begun(diary)))
            workers[pid].kill()
            until(lambda: gone(pid))
            killed[pid] = first
            (diary / HOLD).unlink()

    answers = sweep(Toy(diary=diary), line(), cluster=address, folder=tmp_path / "parts", progress=kill)
    assert answers.tobytes() == truth
    ((pid, first),) = killed.items()
    (other,) = set(workers) - {pid}
    assert other in [
        who for value, who in begun(diary) if value == first
    ]  # the dead worker's chunk was done by the other
    assert len(kept(tmp_path / "parts")) == CHUNKS
    assert workers[other].poll() is None
    again = sweep(Toy(), line(), folder=tmp_path / "parts", workers=1)
    assert again.tobytes() == truth
