"""Folders of results: written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solver.output.rows import Row, as_csv, as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def save_study(
    folder: str | Path,
    name: str,
    summary: Mapping[str, Any],
    tables: Mapping[str, tuple[Sequence[str], list[Row]]],
    *,
    beside: Mapping[str, bytes] | None = None,
) -> Path:
    """Write a study's ``result.json`` and ``tables/`` to ``studies/NAME/`` in a result's folder, all or nothing.

    What a run left in the folder is not touched, and a later run leaves studies alone.

    Args:
        folder: The result's folder; made where it does not exist.
        name: The study, with what it is of; what the same one left there is replaced.
        summary: What ``result.json`` holds.
        tables: Columns and rows by the table's name.
        beside: Other files of the same study, such as plots, by their path in its folder.

    Returns:
        The study's folder.

    Raises:
        OSError: The folder cannot be written.
    """
    files = {f"tables/{table}.csv": as_csv(columns, rows) for table, (columns, rows) in tables.items()}
    files |= {"result.json": as_json(summary), **(beside or {})}
    return replace_folder(Path(folder) / "studies" / name, files)


def add_to_folder(folder: Path, files: Mapping[str, bytes], check: Callable[[Path], None]) -> Path:
    """Add files to a folder, all or none: written aside, checked there, then moved in, the first one last.

    Args:
        folder: The folder; made where it does not exist.
        files: Content by name.
        check: Reads the first file where it was written aside; what it raises leaves the folder alone.

    Returns:
        Where the first file is.

    Raises:
        FileExistsError: One of the files is there already; nothing was written.
        OSError: The folder cannot be written.
    """
    for name in files:
        if (folder / name).exists():
            raise FileExistsError(folder / name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    moved: list[Path] = []
    new = not folder.exists()
    try:
        for name, content in files.items():
            (aside / name).write_bytes(content)
        first, *rest = files
        check(aside / first)
        folder.mkdir(exist_ok=True)
        for name in (*rest, first):
            (aside / name).rename(folder / name)
            moved.append(folder / name)
    except BaseException:
        for path in moved:
            path.unlink(missing_ok=True)
        if new and folder.is_dir():
            folder.rmdir()
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder / first


def replace_folder(folder: Path, files: Mapping[str, bytes], *, keep: str | None = None) -> Path:
    """Put files in a folder in place of what an earlier run left there, in one step.

    The new folder is written whole beside the old one and then takes its place. Files that no run leaves are
    moved along.

    Args:
        folder: The folder; made where it does not exist.
        files: Content by relative path.
        keep: Name of a folder inside that takes the earlier result, rather than nothing.

    Raises:
        OSError: The folder cannot be written.
        FileExistsError: The folder is a file.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder} is a file")
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        fresh.chmod(0o755)
        _swap(folder, fresh, keep)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder


OURS = ("result.json", "tables", "report.html", "report.xlsx", "plots")
"""What a run leaves; anything else in the folder is somebody's own and is left alone."""


def _swap(folder: Path, fresh: Path, keep: str | None) -> None:
    if not folder.exists():
        fresh.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent)) / folder.name
    for item in folder.iterdir():
        if item.name not in OURS:
            target = fresh / item.name
            if item.is_dir():
                shutil.copytree(item, target, symlinks=True)
            else:
                shutil.copy2(item, target)
    if keep is not None and (folder / "tables").exists():
        shutil.rmtree(fresh / keep, ignore_errors=True)
        for name in OURS:
            if (folder / name).exists():
                (fresh / keep).mkdir(exist_ok=True)
                item = folder / name
                (shutil.copytree if item.is_dir() else shutil.copy2)(item, fresh / keep / name)
    folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)
