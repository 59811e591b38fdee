"""Sweeps: the same bytes whoever answers, in whatever order, after whatever interruption."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from solver.sweeping import executors, parts, working
from solver.sweeping.executors import ClusterError
from solver.sweeping.order import ordered
from solver.sweeping.sweep import CHUNK, WorkersLostError, sweep
from tests.toy import HOLD, POINTS, Toy, begun, line

ROOT = Path(__file__).parents[1]
PATIENCE = 600.0
"""How long to wait for what is bound to come, on the most loaded machine [s]."""
CHUNKS = POINTS // CHUNK
HALF = CHUNKS // 2


def until(there, process=None):
    """Wait for something that is bound to come; fail where its process has ended or it takes too long."""
    end = time.monotonic() + PATIENCE
    while not (found := there()):
        if process is not None and process.poll() is not None:
            pytest.fail(f"ended with {process.returncode}: {process.stderr.read()}")
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)
    return found


def gone(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state.rsplit(")", 1)[1].split()[0] == "Z"


@pytest.fixture
def diary(tmp_path):
    folder = tmp_path / "diary"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def truth():
    answers = sweep(Toy(), line(), workers=1)
    points = line()
    assert np.array_equal(
        answers[:, 0], np.where(points[:, 0] > 0.9, np.nan, points.sum(axis=1)), equal_nan=True
    )
    return answers.tobytes()


def started(folder, diary, workers=2):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.toy", str(folder), str(diary), str(workers)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def finished(process):
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    return out


def kept(folder):
    return sorted(folder.rglob("part-*.parquet"))


# ------------------------------------------------------------------------------------------------------ order


def test_the_order_depends_on_the_set_of_points_alone():
    points = np.random.default_rng(1).random((3000, 5))
    shuffled = np.random.default_rng(2).permutation(3000)
    one, other = ordered(points), ordered(points[shuffled])
    assert np.array_equal(one.points, other.points)
    assert np.array_equal(one.points[one.back], points)
    assert np.array_equal(other.points[other.back], points[shuffled])


def test_a_line_is_walked_from_end_to_end():
    values = np.random.default_rng(1).random((5000, 1))
    assert np.array_equal(ordered(values).points, np.sort(values, axis=0))


def test_neighbours_follow_each_other():
    """Whatever the units of the levers: the steps of the walk are far shorter than those of the order given."""
    for levers, least in ((2, 10), (6, 2)):
        points = np.random.default_rng(1).random((3000, levers)) * np.logspace(0, 6, levers)
        scaled = ordered(points).points / np.logspace(0, 6, levers)
        steps = np.linalg.norm(np.diff(scaled, axis=0), axis=1).mean()
        given = np.linalg.norm(np.diff(points / np.logspace(0, 6, levers), axis=0), axis=1).mean()
        assert steps * least < given


def test_the_same_point_is_asked_once_and_minus_nothing_is_nothing():
    order = ordered(np.array([[0.5], [-0.0], [0.5], [0.0]]))
    assert order.points.tolist() == [[0.0], [0.5]]
    assert order.back.tolist() == [1, 0, 1, 0]
    assert not np.signbit(order.points).any()


@pytest.mark.parametrize("points", [[1.0, 2.0], [[np.nan]], [[np.inf, 1.0]]])
def test_points_are_finite_numbers_in_a_table(points):
    with pytest.raises(ValueError, match="finite"):
        sweep(Toy(), np.array(points), workers=1)


def test_no_points_are_no_answers():
    assert sweep(Toy(), np.empty((0, 2)), workers=1).shape == (0, 3)


# ---------------------------------------------------------------------------------------------------- engines


def test_the_same_bytes_whoever_answers(truth, tmp_path):
    with ThreadPoolExecutor(3) as threads:
        assert sweep(Toy(), line(), executor=threads).tobytes() == truth
    assert sweep(Toy(), line(), workers=2).tobytes() == truth
    assert sweep(Toy(), line(), workers=2, folder=tmp_path).tobytes() == truth
    assert sweep(Toy(), line(), workers=1, folder=tmp_path).tobytes() == truth


def test_rows_come_back_in_the_order_given(truth):
    shuffled = np.random.default_rng(3).permutation(POINTS)
    answers = sweep(Toy(), line()[shuffled], workers=1)
    assert answers.tobytes() == np.frombuffer(truth).reshape(POINTS, -1)[shuffled].tobytes()


def test_one_kind_of_worker_is_named():
    for wrong in ({"workers": 2, "cluster": "tcp://x:1"}, {"workers": 0}):
        with pytest.raises(ValueError, match="work"):
            sweep(Toy(), line(), **wrong)


def test_a_worker_with_other_versions_is_refused():
    theirs = tuple((name, "0") for name, _ in working.versions())
    with pytest.raises(working.OtherVersionsError, match="kommunbudget 0"):
        working.answer(b"", theirs, np.empty((0, 1)))


def test_an_answer_of_another_shape_is_no_answer():
    class Short(Toy):
        columns = ("sum",)

    with pytest.raises(ValueError, match="shape"):
        working.answer(__import__("pickle").dumps(Toy(columns=("sum",))), working.versions(), line())


def test_a_cluster_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr(executors, "CONNECT_SECONDS", 0.2)
    with pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:9"):
        sweep(Toy(), line(), cluster="tcp://127.0.0.1:9")


class Deadly(Toy):
    """Kills whoever answers."""

    def chunk(self, points):  # noqa: ARG002 - it does not come to that
        os._exit(1)


def test_workers_that_die_are_told():
    with pytest.raises(WorkersLostError, match="workers ended"):
        sweep(Deadly(), line(), workers=2)


class Failing(Toy):
    """Fails on the upper half."""

    def chunk(self, points):
        if points[0, 0] > 0.5:
            raise RuntimeError("failed")
        return super().chunk(points)


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_task_raises_is_raised_and_what_is_done_is_kept(tmp_path, truth, workers):
    with pytest.raises(RuntimeError, match="failed"):
        sweep(Failing(), line(), workers=workers, folder=tmp_path)
    if workers == 1:
        assert len(kept(tmp_path)) == HALF
    assert sweep(Toy(), line(), workers=1, folder=tmp_path).tobytes() == truth
    assert len(kept(tmp_path)) == CHUNKS


# ------------------------------------------------------------------------------------------------ interruption


def test_kill_9_in_the_middle_loses_and_doubles_nothing(tmp_path, diary, truth):
    (diary / HOLD).touch()
    process = started(tmp_path / "parts", diary)
    until(lambda: len(kept(tmp_path / "parts")) == HALF and max(begun(diary))[0] > 0.5, process)
    process.kill()
    process.communicate()
    until(lambda: all(gone(pid) for _, pid in begun(diary)))  # workers end with their parent
    before = {path: path.read_bytes() for path in kept(tmp_path / "parts")}
    assert len(before) == HALF
    (diary / HOLD).unlink()
    lower = [first for first, _ in begun(diary) if first < 0.5]
    told = finished(started(tmp_path / "parts", diary))
    assert told.splitlines()[0].split() == [str(POINTS // 2), str(POINTS), str(POINTS // 2)]
    assert np.load(diary / "answers.npy").tobytes() == truth
    assert sorted(first for first, _ in begun(diary) if first < 0.5) == sorted(lower)  # none was asked again
    assert all(path.read_bytes() == content for path, content in before.items())
    assert len(kept(tmp_path / "parts")) == CHUNKS
    asked = len(begun(diary))
    told = finished(started(tmp_path / "parts", diary))
    assert told.splitlines() == [f"{POINTS} {POINTS} {POINTS}"]
    assert len(begun(diary)) == asked
    assert np.load(diary / "answers.npy").tobytes() == truth


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_promptly_and_loses_nothing(tmp_path, diary, truth, workers):
    (diary / HOLD).touch()
    process = started(tmp_path / "parts", diary, workers)
    until(lambda: len(kept(tmp_path / "parts")) == HALF and max(begun(diary))[0] > 0.5, process)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to everybody
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    assert err.count("KeyboardInterrupt") == 1  # the parent's; workers say nothing
    assert (diary / HOLD).exists()  # nobody waited for the chunks that were held
    until(lambda: all(gone(pid) for _, pid in begun(diary)))
    assert len(kept(tmp_path / "parts")) == HALF
    assert not list((tmp_path / "parts").rglob("*.tmp"))
    (diary / HOLD).unlink()
    finished(started(tmp_path / "parts", diary, workers))
    assert np.load(diary / "answers.npy").tobytes() == truth


def test_two_runs_at_once_do_no_harm(tmp_path, diary, truth):
    other = tmp_path / "other"
    other.mkdir()
    for where in (diary, other):
        (where / HOLD).touch()
    pair = [(started(tmp_path / "parts", where), where) for where in (diary, other)]
    for process, where in pair:  # both are in the middle before either may go on
        until(lambda where=where: max(begun(where), default=(0.0, 0))[0] > 0.5, process)
    for _, where in pair:
        (where / HOLD).unlink()
    for process, where in pair:
        finished(process)
        assert np.load(where / "answers.npy").tobytes() == truth
    assert len(kept(tmp_path / "parts")) == CHUNKS


# ------------------------------------------------------------------------------------------------------ parts


def whole(folder):
    sweep(Toy(), line(), workers=1, folder=folder)
    return kept(folder)


BREAKS = {
    "empty": lambda _good, _: b"",
    "truncated": lambda good, _: good[:-100],
    "halved": lambda good, _: good[: len(good) // 2],
    "flipped": lambda good, _: good[:1000] + bytes([good[1000] ^ 1]) + good[1001:],
    "torn": lambda good, _: good[:4] + good[-4:],
    "of another chunk": lambda *both: both[1],
}


@pytest.mark.parametrize("broken", BREAKS)
def test_a_part_that_is_not_right_is_answered_again(tmp_path, diary, truth, broken):
    paths = whole(tmp_path)
    good = paths[3].read_bytes()
    paths[3].write_bytes(BREAKS[broken](good, paths[5].read_bytes()))
    answers = sweep(Toy(diary=diary), line(), workers=1, folder=tmp_path)
    assert answers.tobytes() == truth
    assert len(begun(diary)) == 1
    assert paths[3].read_bytes() == good


def test_whatever_byte_is_wrong_no_wrong_number_is_believed(tmp_path):
    points = np.linspace(0, 1, 40)[:, None]
    store = parts.Parts.of(tmp_path, "toy", ("square",), points, CHUNK)
    store.write(0, points, points**2)
    good = store.path(0).read_bytes()
    for n in range(len(good)):
        store.path(0).write_bytes(good[:n] + bytes([good[n] ^ 4]) + good[n + 1 :])
        read = store.read(0, points)
        assert read is None or np.array_equal(read, points**2)


def test_other_questions_have_other_folders(tmp_path):
    whole(tmp_path)
    sweep(Toy(key="other"), line(), workers=1, folder=tmp_path)
    sweep(Toy(), line()[1:], workers=1, folder=tmp_path)
    sweep(Toy(columns=("a", "b", "c")), line(), workers=1, folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 4
    assert len(kept(tmp_path)) == 4 * CHUNKS


def test_what_dead_runs_left_is_cleared_and_live_ones_is_not(tmp_path):
    (folder,) = {path.parent for path in whole(tmp_path)}
    old, new = folder / ".part-000001.a.tmp", folder / ".part-000001.b.tmp"
    old.write_bytes(b"PAR1")
    new.write_bytes(b"PAR1")
    os.utime(old, (0, 0))
    whole(tmp_path)
    assert not old.exists()
    assert new.exists()


def test_a_full_disk_is_one_error_and_leaves_whole_parts(tmp_path, monkeypatch, truth):
    synced = []

    def full(handle):
        synced.append(handle)
        if len(synced) > 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(parts.os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            sweep(Toy(), line(), workers=1, folder=tmp_path)
    assert len(kept(tmp_path)) == 2
    assert not list(tmp_path.rglob("*.tmp"))
    assert sweep(Toy(), line(), workers=1, folder=tmp_path).tobytes() == truth


def test_a_folder_that_is_a_file_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        sweep(Toy(), line(), workers=1, folder=tmp_path / "file")


def test_a_sweep_without_a_folder_needs_no_extra():
    program = (
        "import sys; from tests.toy import Toy, line; from solver.sweeping.sweep import sweep\n"
        "sweep(Toy(), line(), workers=1)\n"
        "loaded = {m.split('.')[0] for m in sys.modules}\n"
        "print(sorted(loaded & {'pyarrow', 'distributed', 'scipy', 'SALib', 'pandas'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("library", "extra", "asked"),
    [
        ("pyarrow", "sweep", {"workers": 1, "folder": "x"}),
        ("distributed", "cluster", {"cluster": "tcp://x:1"}),
    ],
)
def test_a_missing_extra_is_told(monkeypatch, tmp_path, library, extra, asked):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(RuntimeError, match=rf"kommunbudget\[{extra}\]"):
        sweep(Toy(), line(), **asked)
    assert not list(tmp_path.iterdir())
