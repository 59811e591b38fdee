"""A real dask cluster of separate processes on this machine: the same bytes, also when a worker is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from distributed import Client

from models.reading import read
from solver.studies.montecarlo import montecarlo
from solver.sweeping import executors
from solver.sweeping.sweep import WorkersLostError, sweep
from tests.cases import two_committees
from tests.test_montecarlo import declared
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


def whole(file):
    """What a file of JSON says, once it is written to its end; None before."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """The address of a scheduler that two workers have joined; and the three, each a process of its own."""
    monkeypatch.setattr(executors, "CONNECT_SECONDS", PATIENCE)
    folder = tmp_path / "dask"
    folder.mkdir()
    told = folder / "scheduler.json"
    place = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
    running = [dask(folder, "scheduler", "--scheduler-file", told, "--port", 0, *place)]
    try:
        address = until(lambda: whole(told), running[0])["address"]
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
        with Client(address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=PATIENCE)
        yield address, running
    finally:
        for process in reversed(running):
            process.kill()
            process.communicate(timeout=PATIENCE)


def test_a_cluster_answers_the_same_bytes_though_a_worker_is_killed(cluster, tmp_path):
    address, running = cluster
    workers = {process.pid: process for process in running[1:]}
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


@pytest.mark.slow
def test_a_study_is_answered_by_a_cluster_in_the_same_bytes(cluster, tmp_path):
    address, _ = cluster
    levers = {"total": declared("frame.total", "99 %", "101 %", way="scale")}
    scenario = read(two_committees(levers=levers))
    here = montecarlo(scenario, 600, workers=1)
    there = montecarlo(scenario, 600, cluster=address)
    assert there.answers.tobytes() == here.answers.tobytes()
    assert there.summary() == here.summary()
    assert here.save(tmp_path / "here").joinpath("result.json").read_bytes() == (
        there.save(tmp_path / "there").joinpath("result.json").read_bytes()
    )


def test_a_cluster_that_is_gone_is_told_in_a_line_and_the_sweep_goes_on_elsewhere(cluster, tmp_path, capfd):
    address, (scheduler, *_) = cluster
    (tmp_path / HOLD).touch()

    def kill(progress):
        if progress.done >= POINTS // 2:
            scheduler.kill()

    with pytest.raises(WorkersLostError, match="workers ended"):
        sweep(Toy(diary=tmp_path), line(), cluster=address, folder=tmp_path / "parts", progress=kill)
    told = capfd.readouterr()
    assert "Traceback" not in told.out + told.err
    assert len(kept(tmp_path / "parts")) == CHUNKS // 2
    (tmp_path / HOLD).unlink()
    truth = sweep(Toy(), line(), workers=1).tobytes()
    assert sweep(Toy(), line(), workers=2, folder=tmp_path / "parts").tobytes() == truth
