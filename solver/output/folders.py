"""Folders that the program leaves files in: every answer whole or not at all, and nothing of anybody else's touched.

Only files that a folder's manifest names, and that are as they were left, are ever replaced or removed. New files are
written and synced in a hidden work folder. Then each old file is moved there and looked at, and the new one is moved
into the free place, which fails rather than overwrite a file that somebody has put there meanwhile. The manifest
names both answers from the first step and only the new one after the last; whatever stops a run in between is undone
by that run or by the next.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from solver.output.manifest import (
    NAME,
    FolderError,
    Manifest,
    read_manifest,
    seal,
    seal_at,
)
from solver.output.places import refuse_place
from solver.output.rows import Row, as_csv, as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from solver.output.manifest import Seal

WORK = ".kommunbudget"
"""The hidden folder of a run that is under way, in the folder that it leaves files in."""
PATIENCE = 60.0
"""How long a run waits for another that leaves files in the same folder [s]; leaving an answer takes less than one."""


def save_study(  # noqa: PLR0913 - what, where, and where not
    folder: str | Path,
    name: str,
    summary: Mapping[str, Any],
    tables: Mapping[str, tuple[Sequence[str], list[Row]]],
    *,
    inputs: Iterable[Path] = (),
    beside: Mapping[str, bytes] | None = None,
) -> Path:
    """Write a study's ``result.json`` and ``tables/`` to ``studies/NAME/`` in a result's folder, all or nothing.

    What a run left in the folder is not touched, and a later run leaves studies alone.

    Args:
        folder: The result's folder; made where it does not exist.
        name: The study, with what it is of; what the same one left there is replaced.
        summary: What ``result.json`` holds.
        tables: Columns and rows by the table's name.
        inputs: Folders that hold the scenario's own files; none of them may be the result's folder.
        beside: Other files of the same study, such as plots, by their path in its folder.

    Returns:
        The study's folder.

    Raises:
        FolderError: The folder is one that no answer is left in, or holds somebody's own files in the way.
        OSError: The folder cannot be written.
    """
    files = {"result.json": as_json(summary)}
    files |= {f"tables/{table}.csv": as_csv(columns, rows) for table, (columns, rows) in tables.items()}
    files |= beside or {}
    inputs = tuple(inputs)
    place = refuse_place(Path(folder), inputs)
    return replace_folder(place / "studies" / name, files, inputs=inputs)


def replace_folder(
    folder: Path, files: Mapping[str, bytes], *, inputs: Iterable[Path] = (), keep: str | None = None
) -> Path:
    """Put an answer's files in a folder in place of those that an earlier run left there, all or nothing.

    Args:
        folder: The folder; made where it does not exist.
        files: Content by path relative to the folder; the first one is put in place last.
        inputs: Folders that hold the scenario's own files; none of them may be the folder.
        keep: Name of a folder inside that gets a copy of the earlier answer, if that had tables; None for no copy.

    Returns:
        The folder, links followed.

    Raises:
        FolderError: The folder is one that no answer is left in, holds somebody's own files in the way, or is
            held by another run.
        OSError: The folder cannot be written; what stood there stands.
    """
    place = refuse_place(folder, inputs)
    with _held(place) as work:
        manifest = read_manifest(place) or Manifest()
        _refuse_others(place, manifest, files)
        if keep is not None and any(name.startswith("tables/") for name in manifest.files):
            _refuse_others(place, manifest, manifest.files)
            if (place / keep).is_symlink():
                raise _in_the_way([place / keep])
            there = (name for name in manifest.files if (place / name).is_file())
            replace_folder(place / keep, {name: (place / name).read_bytes() for name in there})
        _exchange(place, work, files, answer=True)
    return place


def change_folder(folder: Path, change: Callable[[Mapping[str, bytes]], Mapping[str, bytes]]) -> Path:
    """Put files in a folder in place of those of ours that stand there, all or nothing.

    Args:
        folder: The folder; made where it does not exist.
        change: From the content of our files by name, what shall stand there instead; what it raises leaves
            the folder alone.

    Returns:
        The folder, links followed.

    Raises:
        FolderError: The folder is one that nothing is left in, holds somebody's own or edited files in the way,
            or is held by another run.
        OSError: The folder cannot be written; what stood there stands.
    """
    place = refuse_place(folder)
    with _held(place) as work:
        manifest = read_manifest(place) or Manifest()
        _refuse_others(place, manifest, manifest.files)
        there = {name: (place / name).read_bytes() for name in manifest.files if (place / name).is_file()}
        files = change(there)
        _refuse_others(place, manifest, files)
        _exchange(place, work, files, answer=True)
    return place


def add_to_folder(
    folder: Path, files: Mapping[str, bytes], check: Callable[[Path], None] | None = None
) -> None:
    """Add files to a folder, all or none, none in place of another.

    Args:
        folder: The folder; made where it does not exist.
        files: Content by name; the first one is put in place last.
        check: Reads the first file where all are written aside; what it raises leaves the folder alone.

    Raises:
        FolderError: One of the files is there already, or the folder is held by another run; nothing was written.
        OSError: The folder cannot be written.
    """
    with _held(folder.resolve()) as work:
        for name in files:
            if os.path.lexists(folder / name):
                raise FolderError(
                    f"{folder / name} finns redan; inget skrivs över, välj ett annat namn eller en annan mapp",
                    f"{folder / name} exists already; nothing is overwritten, choose another name or folder",
                )
        _exchange(folder.resolve(), work, files, answer=False, check=check)


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[Path]:
    """Hold a folder for one run at a time, cleared of what a killed run left; give its work folder."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    work = folder / WORK
    lock = FileLock(work / "lock")
    try:
        while not lock.is_locked:
            folder.mkdir(parents=True, exist_ok=True)
            if not os.path.lexists(work):
                work.mkdir(exist_ok=True)
            if work.is_symlink() or not work.is_dir():
                raise _in_the_way([work])
            # A run that ends takes its work folder with it, between our making it and our locking it.
            with contextlib.suppress(FileNotFoundError):
                lock.acquire(timeout=PATIENCE)
        _undo(folder, work)
        yield work
    except Timeout as error:
        raise FolderError(
            f"en annan körning skriver i {folder}; kör om när den är klar, eller välj en annan mapp med --out",
            f"another run is writing in {folder}; run again when it has ended, or choose another folder with --out",
        ) from error
    finally:
        if lock.is_locked:
            with contextlib.suppress(OSError):
                (work / "lock").unlink()
        with contextlib.suppress(OSError):
            work.rmdir()
        lock.release()
        with contextlib.suppress(OSError):
            for path in missing:
                path.rmdir()


def _refuse_others(folder: Path, manifest: Manifest, names: Iterable[str]) -> None:
    """Refuse paths where something is that the program did not leave, or that has changed since."""
    wrong = [folder / name for name in names if seal_at(folder, name) not in {None, manifest.files.get(name)}]
    if wrong:
        raise _in_the_way(wrong)


def _in_the_way(paths: Sequence[Path]) -> FolderError:
    few = 3
    named = ", ".join(str(path) for path in paths[:few])
    sv, en = (
        (f" och {len(paths) - few} till", f" and {len(paths) - few} more") if len(paths) > few else ("", "")
    )
    return FolderError(
        f"{named}{sv}: finns redan, och är inte som denna version av programmet lämnade; inget skrivs över. "
        "Flytta undan, eller välj en annan mapp med --out",
        f"{named}{en}: already there, and not as this version of the program left it; nothing is overwritten. "
        "Move it away, or choose another folder with --out",
    )


# ----------------------------------------------------------------------------------------------------- the exchange


def _exchange(
    folder: Path,
    work: Path,
    files: Mapping[str, bytes],
    *,
    answer: bool,
    check: Callable[[Path], None] | None = None,
) -> None:
    """Put files in a folder, all or none.

    Args:
        folder: The folder, held.
        work: Its work folder.
        files: Content by path; the first one is put in place last.
        answer: Whether they take the place of all that the manifest names, or only come beside it.
        check: Reads the first file in the work folder before anything is moved.
    """
    before = read_manifest(folder) or Manifest()
    old = before.files if answer else {}
    coming = {name: seal(content) for name, content in files.items()}
    new = tuple(path for path in _folders_of(coming) if not os.path.lexists(folder / path))
    journal = Manifest(files=before.files, coming=coming, folders=(*before.folders, *new))
    try:
        _write_manifest(folder, work, journal)
        for name, content in files.items():
            _write(work / "new" / name, content)
        if check is not None:
            check(work / "new" / next(iter(files)))
        for name in (*(name for name in old if name not in files), *reversed([*files])):
            if name in old and seal_at(folder, name) == old[name]:
                _take(folder, name, work / "old", old[name])
                if name in files:
                    (work / "new" / name).chmod(stat.S_IMODE((work / "old" / name).stat().st_mode))
            if name in files:
                _put(work / "new" / name, folder / name)
        _settle(folder, work, journal, coming if answer else before.files)
    except BaseException:
        with contextlib.suppress(OSError, FolderError):  # if this fails too, the next run undoes it
            _undo(folder, work)
        raise


def _undo(folder: Path, work: Path) -> None:
    """Take back what a run that did not end has moved, and clear its work folder.

    Raises:
        FolderError: Somebody's own file is both in the work folder and in the place that it came from.
        OSError: The folder cannot be written.
    """
    journal = read_manifest(folder)
    if journal is None or journal.coming is None:
        _clear(work)
        return
    _clear(work, "new")  # first of all, for a disk that is full
    for name in sorted({*journal.files, *journal.coming}):
        was, new = journal.files.get(name), journal.coming.get(name)
        there, kept = seal_at(folder, name), seal_at(work / "old", name)
        if there is not None and there == new and (kept is not None or there != was):
            _take(folder, name, work / "new", there)
            there = None
        if kept is not None and there is None:
            _put(work / "old" / name, folder / name)
        elif kept is not None and kept != was:
            raise _in_the_way([work / "old" / name, folder / name])
    _clear(work, "new")
    _settle(folder, work, journal, journal.files)


def _settle(folder: Path, work: Path, journal: Manifest, files: Mapping[str, Seal]) -> None:
    """End an exchange, or the undoing of one: these files stand, and the manifest names no others."""
    needed = _folders_of(files)
    for path in sorted({*journal.folders} - {*needed}, reverse=True):
        with contextlib.suppress(OSError):  # somebody has put files there
            (folder / path).rmdir()
    for path in needed:
        _sync(folder / path)
    _sync(folder)
    _write_manifest(
        folder, work, Manifest(files=files, folders=tuple(p for p in journal.folders if p in needed))
    )
    _clear(work)


def _take(folder: Path, name: str, aside: Path, expected: Seal) -> None:
    """Move a file of ours out of a folder; what turns out to be somebody's own is put back.

    Raises:
        FolderError: It is not as expected.
    """
    target = aside / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)  # a second name of the same file, where a move was cut in half
    (folder / name).rename(target)
    if seal_at(aside, name) != expected:
        _put(target, folder / name)
        raise _in_the_way([folder / name])


def _put(source: Path, target: Path) -> None:
    """Move a file to a free place.

    Raises:
        FolderError: Something is there.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if source.is_symlink() or not source.is_file():
            raise OSError  # noqa: TRY301 - links and folders have no second name
        os.link(source, target)
    except FileExistsError:
        raise _in_the_way([target]) from None
    except OSError:  # nor have files on some file systems; Windows' own rename refuses a place that is taken
        if os.path.lexists(target):
            raise _in_the_way([target]) from None
        source.rename(target)
    else:
        source.unlink()


def _write(path: Path, content: bytes) -> None:
    """Write a file that is not there, down to the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _write_manifest(folder: Path, work: Path, manifest: Manifest) -> None:
    """Put a manifest in place of the earlier one in one step; one of no files is removed."""
    if manifest == Manifest():
        (folder / NAME).unlink(missing_ok=True)
    else:
        aside = work / "manifest"
        aside.unlink(missing_ok=True)
        _write(aside, manifest.content())
        aside.replace(folder / NAME)
    _sync(folder)


def _clear(work: Path, *names: str) -> None:
    """Remove what lies in a work folder: new files, and old ones that a whole answer has replaced."""
    (work / "manifest").unlink(missing_ok=True)
    for name in names or ("new", "old"):
        if (work / name).is_dir() and not (work / name).is_symlink():
            shutil.rmtree(work / name)


def _folders_of(files: Iterable[str]) -> tuple[str, ...]:
    """The folders that files lie in, by path, the outer ones first."""
    return tuple(sorted({str(path) for name in files for path in PurePosixPath(name).parents} - {"."}))


def _sync(folder: Path) -> None:
    """Bring the names in a folder down to the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
