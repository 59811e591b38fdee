"""Folders of results: a run stopped at every step, a full disk, foreign files, and places that are never taken."""

import contextlib
import errno
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from filelock import FileLock

from models.reading import read
from solver import compare, solve
from solver.output import folders
from solver.output.folders import WORK, add_to_folder, replace_folder, save_study
from solver.output.manifest import NAME, FolderError, read_answer, read_manifest, seal
from solver.output.places import input_folders, refuse_place
from tests.cases import always, two_committees
from tests.commands import ROOT, command, process

OLD = {
    "result.json": b'{"old": 1}',
    "tables/a.csv": b"old a",
    "tables/gone.csv": b"old gone",
    "plots/p.svg": b"<old/>",
}
NEW = {
    "result.json": b'{"new": 1}',
    "tables/a.csv": b"new a",
    "tables/b.csv": b"new b",
    "report.html": b"<new/>",
}
MINE = {"note.txt": b"mine", "tables/mine.csv": b"mine too", "earlier.txt": b"mine as well"}


class Stop(BaseException):
    """The end of a process, as far as its files can tell."""


class Steps:
    """Counts what the process does to files of one folder, and interferes with one such step, before it happens."""

    EVENTS = frozenset({"open", "os.link", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"})
    current = None

    def __init__(self, folder, at=None, act=None):
        self.folder, self.at, self.act, self.count = str(folder), at, act, 0

    def __enter__(self):
        Steps.current = self
        return self

    def __exit__(self, *_):
        Steps.current = None

    def seen(self, event, arguments):
        if event not in self.EVENTS or not any(
            isinstance(a, str | os.PathLike) and os.fspath(a).startswith(self.folder) for a in arguments
        ):
            return
        self.count += 1
        if self.at is not None and self.act is not None:
            self.act(self)


def _hook(event, arguments):
    if Steps.current is not None:
        Steps.current.seen(event, arguments)


sys.addaudithook(_hook)


def dies(steps):
    """Nothing reaches the disk from the n-th step on."""
    if steps.count >= steps.at:
        raise Stop


def full(steps):
    """The n-th step finds the disk full."""
    if steps.count == steps.at:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def swift(monkeypatch):
    """Spare the disk: whether bytes have reached it shows only when the power fails."""
    monkeypatch.setattr(os, "fsync", os.fstat)


def left(folder):
    """Content by path of all but the manifest and the lock."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name not in {NAME, "lock"}
    }


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def ours(folder):
    return {name: content for name, content in left(folder).items() if name not in MINE}


def standing(folder):
    """A folder with an earlier answer and somebody's own files."""
    replace_folder(folder, OLD)
    for name, content in MINE.items():
        (folder / name).write_bytes(content)
    return folder


def data(files):
    return {name: c for name, c in files.items() if name == "result.json" or name.startswith("tables/")}


def steps_of(folder, do):
    with Steps(folder) as steps:
        do()
    return steps.count


def every_step(tmp_path, begin, do):
    """A fresh folder for each step of what is done, and the step."""
    total = steps_of(tmp_path / "count", lambda: do(begin(tmp_path / "count")))
    begun = steps_of(tmp_path / "begun", lambda: begin(tmp_path / "begun"))
    assert total - begun > 15
    for n in range(1, total - begun + 1):
        yield begin(tmp_path / str(n)), n


def whole_or_told(folder):
    """What a reader of the data gets: a whole answer, or a readable error."""
    try:
        return read_answer(folder)
    except FolderError as error:
        told = error
    assert "halvskrivet" in told.sv
    assert "half-written" in told.en
    return None


def stopped(folder, n, act, do):
    """Do something that is stopped at the n-th step, and let go of what a dead process does not hold: its locks."""
    locks = []

    def locked(path):
        locks.append(FileLock(path))
        return locks[-1]

    with mock.patch.object(folders, "FileLock", locked), Steps(folder, n, act):
        try:
            do(folder)
        except (Stop, OSError) as error:
            return error
        finally:
            Steps.current = None
            for lock in locks:
                lock.release(force=True)
    return None


@pytest.mark.usefixtures("swift")
def test_a_run_killed_at_any_step_harms_nothing_and_the_next_one_succeeds(tmp_path):
    readings = []
    for folder, n in every_step(tmp_path, standing, lambda folder: replace_folder(folder, NEW)):
        stopped(folder, n, dies, lambda folder: replace_folder(folder, NEW))
        readings.append(whole_or_told(folder))
        assert readings[-1] in (data(OLD), data(NEW), None)
        assert {name: (folder / name).read_bytes() for name in MINE} == MINE
        replace_folder(folder, NEW)
        assert left(folder) == {**NEW, **MINE}
        assert not (folder / WORK).exists()
        assert not (folder / "plots").exists()
    assert readings[0] == data(OLD)
    assert readings[-1] == data(NEW)
    assert None in readings


@pytest.mark.usefixtures("swift")
def test_another_answer_after_a_kill_leaves_nothing_of_the_killed_one(tmp_path):
    for folder, n in every_step(tmp_path, standing, lambda folder: replace_folder(folder, NEW)):
        stopped(folder, n, dies, lambda folder: replace_folder(folder, NEW))
        replace_folder(folder, {"result.json": b"{}"})
        assert left(folder) == {"result.json": b"{}", **MINE}
        assert not (folder / WORK).exists()


@pytest.mark.usefixtures("swift")
def test_a_first_answer_killed_at_any_step_is_none(tmp_path):
    def empty(folder):
        folder.mkdir()
        return folder

    for folder, n in every_step(tmp_path, empty, lambda folder: replace_folder(folder, NEW)):
        stopped(folder, n, dies, lambda folder: replace_folder(folder, NEW))
        assert whole_or_told(folder) in ({}, data(NEW), None)
        replace_folder(folder, OLD)
        assert left(folder) == OLD


@pytest.mark.usefixtures("swift")
def test_a_disk_that_is_full_at_any_step_leaves_the_earlier_answer_whole(tmp_path):
    for folder, n in every_step(tmp_path, standing, lambda folder: replace_folder(folder, NEW)):
        before = left(folder)
        manifest = read_manifest(folder)
        failed = stopped(folder, n, full, lambda folder: replace_folder(folder, NEW)) is not None
        undone = left(folder) == before  # past the last step the new answer stands, though clearing up failed
        assert failed or left(folder) == {**NEW, **MINE}
        assert left(folder) == (before if undone else {**NEW, **MINE}), n
        assert (read_manifest(folder) == manifest) == undone
        assert whole_or_told(folder) == data(OLD if undone else NEW)
        replace_folder(folder, NEW)
        assert left(folder) == {**NEW, **MINE}
        assert not (folder / WORK).exists()


@pytest.mark.parametrize("call", ["fsync", "link", "replace", "rename"])
def test_a_call_that_fails_the_nth_time_leaves_one_whole_answer(tmp_path, monkeypatch, call):
    """``os.link`` that fails is replaced by a rename: both ways are taken."""
    real, n = getattr(os, call), 0
    while True:
        n += 1
        folder, calls = standing(tmp_path / str(n)), 0

        def failing(*arguments, n=n, **named):
            nonlocal calls
            calls += 1
            if calls == n:
                raise OSError(errno.ENOSPC, "full")
            return real(*arguments, **named)

        monkeypatch.setattr(os, call, failing)
        with contextlib.suppress(OSError):
            replace_folder(folder, NEW)
        monkeypatch.setattr(os, call, real)
        assert left(folder) in ({**OLD, **MINE}, {**NEW, **MINE})
        assert whole_or_told(folder) in (data(OLD), data(NEW))
        replace_folder(folder, NEW)
        assert left(folder) == {**NEW, **MINE}
        if calls < n:
            break
    assert n > 1 or call in {"replace", "rename"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of file sizes are POSIX's")
@pytest.mark.parametrize("limit", [10, 1000, 5000])
def test_a_write_that_really_breaks_off_leaves_the_earlier_answer(tmp_path, limit):
    """The system itself cuts the file: its largest size is set."""
    folder = standing(tmp_path / "out")
    program = f"""
import resource
from pathlib import Path
from solver.output.folders import add_to_folder, replace_folder
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
for leave in (replace_folder, add_to_folder):
    try:
        leave(Path({str(folder)!r}), {{f"{{leave.__name__}}.xlsx": b"y" * 9000}})
    except OSError as error:
        print(error.strerror)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [os.strerror(errno.EFBIG)] * 2
    assert left(folder) == {**OLD, **MINE}
    add_to_folder(folder, {"form.xlsx": b"whole"})
    replace_folder(folder, NEW)
    assert left(folder) == {**NEW, **MINE, "form.xlsx": b"whole"}


def test_a_process_that_really_dies_is_survived(tmp_path):
    """The same with a process that ends at once, at some steps of each kind."""
    folder = standing(tmp_path / "out")
    program = """
import os, sys
from pathlib import Path
from solver.output.folders import replace_folder
folder, at, count = sys.argv[1], int(sys.argv[2]), 0
def hook(event, arguments):
    global count
    if event.startswith(("os.", "open")) and any(str(a).startswith(folder) for a in arguments):
        count += 1
        if count == at:
            os._exit(9)
sys.addaudithook(hook)
replace_folder(Path(folder), {"result.json": b"{}", "tables/a.csv": b"newest"})
"""
    seen = set()
    for at in (*range(1, 40, 4), 1000):
        done = subprocess.run([sys.executable, "-c", program, str(folder), str(at)], cwd=ROOT, check=False)
        seen.add(done.returncode)
        assert whole_or_told(folder) in (data(OLD), {"result.json": b"{}", "tables/a.csv": b"newest"}, None)
        assert {name: (folder / name).read_bytes() for name in MINE} == MINE
    assert seen == {0, 9}
    assert left(folder) == {"result.json": b"{}", "tables/a.csv": b"newest", **MINE}


# ------------------------------------------------------------------------------------------- what is somebody's own


@pytest.mark.parametrize("name", always(["report.html", "tables/a.csv", "tables/b.csv", "result.json"], 2))
@pytest.mark.usefixtures("swift")
def test_a_file_written_meanwhile_survives_at_whatever_step(tmp_path, name):
    def write(steps):
        if steps.count == steps.at:
            Steps.current = None  # this step is somebody else's
            target = Path(steps.folder) / name
            target.parent.mkdir(exist_ok=True)
            fresh = target.with_name("theirs")
            fresh.write_bytes(b"theirs")
            fresh.replace(target)
            Steps.current = steps

    for folder, n in every_step(tmp_path, standing, lambda folder: replace_folder(folder, NEW)):
        with Steps(folder, n, write), contextlib.suppress(FolderError):
            replace_folder(folder, NEW)
        assert (folder / name).read_bytes() == b"theirs", n
        assert {other: (folder / other).read_bytes() for other in MINE} == MINE
        assert not (folder / WORK).exists()
        with pytest.raises(FolderError) as told:
            replace_folder(folder, NEW)
        assert str(folder / name) in told.value.sv
        assert (folder / name).read_bytes() == b"theirs"
        (folder / name).unlink()
        replace_folder(folder, NEW)
        assert left(folder).items() >= {**NEW, **MINE}.items()


def link(path):
    path.symlink_to(path.parent / "note.txt")


def pipe(path):
    os.mkfifo(path)


@pytest.mark.skipif(os.name == "nt", reason="links and pipes are POSIX's")
@pytest.mark.parametrize("make", [link, pipe, Path.mkdir, lambda path: path.write_bytes(b"theirs")])
def test_whatever_stands_in_the_way_is_refused_by_name(tmp_path, make):
    folder = standing(tmp_path / "out")
    make(folder / "report.html")
    before, at = left(folder), (folder / "report.html").lstat()
    with pytest.raises(FolderError) as told:
        replace_folder(folder, NEW)
    assert str(folder / "report.html") in told.value.sv
    assert str(folder / "report.html") in told.value.en
    assert (folder / "report.html").lstat() == at
    assert left(folder) == before


def test_a_folder_inside_that_is_a_link_is_not_written_through(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "tables").symlink_to(elsewhere)
    with pytest.raises(FolderError):
        replace_folder(tmp_path / "out", NEW)
    assert not list(elsewhere.iterdir())
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["tables"]


def test_a_file_of_ours_that_somebody_edited_is_refused_or_left(tmp_path):
    folder = standing(tmp_path / "out")
    (folder / "tables/gone.csv").write_bytes(b"edited")
    replace_folder(folder, NEW)
    assert left(folder) == {**NEW, **MINE, "tables/gone.csv": b"edited"}
    (folder / "tables/b.csv").write_bytes(b"edited too")
    with pytest.raises(FolderError, match=r"tables.b\.csv"):
        replace_folder(folder, NEW)
    assert left(folder) == {**NEW, **MINE, "tables/gone.csv": b"edited", "tables/b.csv": b"edited too"}


def test_a_folder_of_an_earlier_version_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "result.json").write_bytes(b"{}")
    with pytest.raises(FolderError) as told:
        replace_folder(tmp_path, NEW)
    assert "Flytta undan" in told.value.sv
    assert "--out" in told.value.en
    assert left(tmp_path) == {"result.json": b"{}"}
    assert names(tmp_path) == ["result.json"]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"format": 99, "files": {}, "folders": []}']
    + [
        json.dumps({"format": 1, "files": {name: {"size": 1, "sha256": ""}}, "folders": []}).encode()
        for name in ("../x", "/x", "")
    ],
)
def test_a_manifest_that_is_not_ours_is_refused(tmp_path, content):
    (tmp_path / NAME).write_bytes(content)
    for use in (lambda: replace_folder(tmp_path, NEW), lambda: read_answer(tmp_path)):
        with pytest.raises(FolderError, match="no manifest"):
            use()
    assert names(tmp_path) == [NAME]


@pytest.mark.skipif(os.name == "nt", reason="modes, links and pipes are POSIX's")
def test_modes_links_pipes_and_the_folder_itself_stay(tmp_path):
    folder = standing(tmp_path / "out")
    (folder / "note.txt").chmod(0o640)
    (folder / "result.json").chmod(0o600)
    (folder / "link").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")
    os.link(folder / "tables/a.csv", tmp_path / "copy.csv")
    folder.chmod(0o2750)
    before = {p.name: p.lstat() for p in (folder, folder / "note.txt", folder / "link", folder / "pipe")}
    replace_folder(folder, NEW)
    for path in (folder, folder / "note.txt", folder / "link", folder / "pipe"):
        was, now = before[path.name], path.lstat()
        assert (now.st_mode, now.st_ino, now.st_uid) == (was.st_mode, was.st_ino, was.st_uid)
    assert stat.S_IMODE((folder / "result.json").stat().st_mode) == 0o600
    assert (folder / "link").readlink() == Path("nowhere")
    assert (tmp_path / "copy.csv").read_bytes() == OLD["tables/a.csv"]


def test_new_folders_and_files_have_the_modes_of_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        replace_folder(tmp_path / "out", NEW)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o750
    assert stat.S_IMODE((tmp_path / "out/tables/a.csv").stat().st_mode) == 0o640


def test_a_mount_point_is_written_into(tmp_path):
    """A real mount where this user may mount; the folder itself is never moved."""
    folder = tmp_path / "mount"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this user may not mount")
    try:
        standing(folder)
        replace_folder(folder, NEW)
        assert left(folder) == {**NEW, **MINE}
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            replace_folder(folder, {**OLD, "tables/large.csv": b"x" * 2_000_000})
        assert left(folder) == {**NEW, **MINE}
        assert not (folder / WORK).exists()
        assert folder.is_mount()
    finally:
        subprocess.run(["umount", folder], check=True)
    assert not list(folder.iterdir())
    assert (names(tmp_path)) == ["mount"]


# ------------------------------------------------------------------------------------------------------- two at once


def test_a_run_refuses_readably_where_another_one_stays(tmp_path, monkeypatch):
    folder = standing(tmp_path / "out")
    holder = f"""
import sys
from pathlib import Path
from solver.output.folders import _held
with _held(Path({str(folder)!r})):
    print("held", flush=True)
    sys.stdin.readline()
"""
    with subprocess.Popen(
        [sys.executable, "-c", holder], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        monkeypatch.setattr(folders, "PATIENCE", 0.0)
        with pytest.raises(FolderError, match="another run is writing"):
            replace_folder(folder, NEW)
        assert left(folder).items() >= {**OLD, **MINE}.items()
        other.stdin.write("go\n")
        other.stdin.close()
        assert other.wait() == 0
    replace_folder(folder, NEW)
    assert left(folder) == {**NEW, **MINE}


def test_runs_at_once_wait_for_each_other_and_leave_one_whole_answer(tmp_path):
    folder = tmp_path / "out"
    program = f"""
import sys
from pathlib import Path
from solver.output.folders import replace_folder
print("ready", flush=True)
sys.stdin.readline()
for n in range(20):
    told = (sys.argv[1] + str(n)).encode()
    replace_folder(Path({str(folder)!r}), {{"result.json": told, "tables/a.csv": told, f"plots/{{sys.argv[1]}}": told}})
"""
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", program, who],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for who in ("a", "b")
    ]
    for run in runs:
        assert run.stdout.readline() == "ready\n"
    for run in runs:
        run.stdin.write("go\n")
        run.stdin.flush()
    for run in runs:
        run.communicate()
        assert run.returncode == 0
    found = left(folder)
    who = found["result.json"].decode()[0]
    assert found == dict.fromkeys(("result.json", "tables/a.csv", f"plots/{who}"), f"{who}19".encode())
    assert (names(folder)) == [NAME, "plots", "result.json", "tables"]


# ------------------------------------------------------------------------------------------------------------ places


def places(tmp_path, monkeypatch):
    """Folders that are never taken, by what they are."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    for name in ("home", "git/.git", "hg/.hg", "scenario"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "worktree").mkdir()
    (tmp_path / "worktree" / ".git").write_text("gitdir: elsewhere", encoding="utf-8")
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    return {name: tmp_path / name for name in ("home", "git", "hg", "worktree", "scenario", "file")} | {
        "root": Path(tmp_path.anchor)
    }


def test_places_that_are_never_taken_are_refused_also_through_a_link(tmp_path, monkeypatch):
    for name, place in places(tmp_path, monkeypatch).items():
        (tmp_path / f"to-{name}").symlink_to(place)
        for way in (place, tmp_path / f"to-{name}"):
            with pytest.raises(FolderError) as told:
                refuse_place(way, [tmp_path / "scenario"])
            assert str(way) in told.value.sv
            assert str(way) in told.value.en
    assert refuse_place(tmp_path / "git" / "results", [tmp_path / "scenario"]) == tmp_path / "git" / "results"


def test_saving_refuses_them_before_anything_is_written(tmp_path, monkeypatch):
    taken = places(tmp_path, monkeypatch)
    before = sorted(tmp_path.rglob("*"))
    for name in ("home", "git", "hg", "worktree", "file", "root"):
        for save in (
            lambda place: replace_folder(place, NEW),
            lambda place: save_study(place, "room", {}, {}),
        ):
            with pytest.raises(FolderError):
                save(taken[name])
    assert sorted(tmp_path.rglob("*")) == before
    assert not os.path.lexists(taken["root"] / NAME)


def scenario_in(folder):
    from ruamel.yaml import YAML

    folder.mkdir(exist_ok=True)
    with (folder / "exempel.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(two_committees(), file)
    return folder / "exempel.yaml"


def test_a_result_is_not_saved_where_its_scenario_lies(tmp_path):
    result = solve(read(scenario_in(tmp_path)))
    assert input_folders(result.scenario) == {tmp_path.resolve()}
    for save in (result.save, compare(result, result).save):
        with pytest.raises(FolderError, match="scenario's own files"):
            save(tmp_path)
    assert names(tmp_path) == ["exempel.yaml"]
    result.save(tmp_path / "results")
    assert compare(tmp_path / "results", result).changes == ()


@pytest.mark.parametrize("where", [".", "/", "~", "../scenario"])
@pytest.mark.parametrize("verb", ["run", "intervals", "montecarlo"])
def test_the_command_refuses_with_status_2_and_writes_nothing(tmp_path, where, verb):
    scenario_in(tmp_path / "scenario")
    out = str(tmp_path / "home") if where == "~" else where
    (tmp_path / "home").mkdir()
    done = process(verb, "exempel.yaml", "--out", out, cwd=tmp_path / "scenario", HOME=str(tmp_path / "home"))
    assert done.returncode == 2, done.stdout + done.stderr
    assert out in done.stderr
    assert "välj en annan mapp" in done.stderr
    assert "choose another folder" in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["exempel.yaml", "home", "scenario"]
    assert not Path("/", NAME).exists()


def test_the_folder_one_stands_in_is_written_into_and_stays(tmp_path):
    path = scenario_in(tmp_path / "scenario")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "mine.txt").write_bytes(b"mine")
    at = (tmp_path / "here").stat().st_ino
    for _ in range(2):
        done = command("run", path, "--out", ".", cwd=tmp_path / "here")
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "here").stat().st_ino == at
        assert (tmp_path / "here" / "mine.txt").read_bytes() == b"mine"
    (tmp_path / "here" / "result.json").write_bytes(b"{}")
    done = command("run", path, "--out", ".", cwd=tmp_path / "here")
    assert done.returncode == 2
    assert "result.json" in done.stderr
    assert (tmp_path / "here" / "result.json").read_bytes() == b"{}"
    done = command("compare", ".", path, cwd=tmp_path / "here")
    assert done.returncode == 2
    assert "halvskrivet eller ändrat" in done.stderr


# ----------------------------------------------------------------------------------------- earlier/, and what is added


def no_plan(folder):
    return replace_folder(folder, {"result.json": b'"none"', "report.html": b"why"}, keep="earlier")


@pytest.mark.usefixtures("swift")
def test_an_earlier_answer_is_kept_at_whatever_step_a_run_without_plan_is_killed(tmp_path):
    for folder, n in every_step(tmp_path, standing, no_plan):
        stopped(folder, n, dies, no_plan)
        kept = [path for path in (folder, folder / "earlier") if path.is_dir()]
        assert any(whole_or_told(path) == data(OLD) for path in kept), n
        no_plan(folder)
        assert ours(folder / "earlier") == OLD
        assert {name: c for name, c in ours(folder).items() if not name.startswith("earlier/")} == {
            "result.json": b'"none"',
            "report.html": b"why",
        }
        no_plan(folder)
        assert ours(folder / "earlier") == OLD
    assert read_manifest(folder / "earlier").files == {name: seal(content) for name, content in OLD.items()}


ADDED = {"a.yaml": b"a", "b.csv": b"b", "c.csv": b"c"}


def mine(folder):
    folder.mkdir()
    for name in ("note.txt", "earlier.txt"):
        (folder / name).write_bytes(MINE[name])
    return folder


@pytest.mark.parametrize("act", [dies, full])
@pytest.mark.parametrize("begin", [mine, standing])
@pytest.mark.usefixtures("swift")
def test_files_are_added_all_or_none_at_whatever_step_a_run_stops(tmp_path, begin, act):
    for folder, n in every_step(tmp_path, begin, lambda folder: add_to_folder(folder, ADDED)):
        before = left(folder)
        failed = stopped(folder, n, act, lambda folder: add_to_folder(folder, ADDED)) is not None
        if act is full:
            assert left(folder) in (before, {**before, **ADDED})
        if failed and "a.yaml" in left(folder):
            assert left(folder).items() >= ADDED.items()  # the first one comes last
        if not failed:
            assert left(folder) == {**before, **ADDED}
            continue
        with contextlib.suppress(FolderError):  # it stopped when all was done but for the clearing
            add_to_folder(folder, ADDED)
        assert left(folder) == {**before, **ADDED}
        assert not (folder / WORK).exists()


def test_a_file_that_is_there_is_not_overwritten_by_what_is_added(tmp_path):
    (tmp_path / "c.csv").symlink_to("nowhere")
    with pytest.raises(FolderError, match=r"c\.csv exists already"):
        add_to_folder(tmp_path, ADDED)
    assert names(tmp_path) == ["c.csv"]


def test_a_check_that_fails_leaves_no_new_folder(tmp_path):
    def check(path):
        assert {p.name: p.read_bytes() for p in path.parent.iterdir()} == ADDED
        raise LookupError

    with pytest.raises(LookupError):
        add_to_folder(tmp_path / "new" / "folder", ADDED, check)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of file sizes are POSIX's")
@pytest.mark.parametrize(
    "words",
    [("form", "{}", "--out", "f.xlsx"), ("evaluate", "{}", "--template", "t.csv"), ("new", "starter")],
)
def test_a_verb_on_a_full_disk_leaves_nothing_and_does_not_block_its_own_rerun(tmp_path, words):
    path = scenario_in(tmp_path / "scenario")
    words = [word.format(path) for word in words]
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10)); "
        "from solver.cli import main; sys.exit(main())"
    )
    (tmp_path / "here").mkdir()
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    # A workbook is put together in a temporary file of its own; in memory it needs no disk.
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=tmp_path / "here", env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "går inte att skriva" in done.stderr
    assert not list((tmp_path / "here").iterdir())
    again = command(*words, cwd=tmp_path / "here")
    assert again.returncode == 0, again.stderr
    assert not list((tmp_path / "here").rglob(".kommunbudget*"))
    once_more = command(*words, cwd=tmp_path / "here")
    assert once_more.returncode == 2
    assert "finns redan" in once_more.stderr
