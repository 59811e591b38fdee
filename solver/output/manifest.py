"""The manifest of an answer's folder: the files that the program left there, with their size and SHA-256.

A file that the manifest does not name, or that has changed since, is somebody's own. While an answer is being left
the manifest names the files of both answers, the earlier and the coming one, so that a run that is killed leaves
nothing that the next run or a reader could mistake.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from models.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAME = ".kommunbudget.json"
"""The manifest's file, in the folder that it is of."""
FORMAT = 1


class FolderError(Refused):
    """A folder that cannot be used as it is, and what to do instead, in both languages."""


class Seal(NamedTuple):
    """What a file is known by.

    Attributes:
        size: [bytes].
        sha256: In hexadecimal digits.
    """

    size: int
    sha256: str


STRANGE = Seal(-1, "")
"""The seal of what is no plain file in plain folders: a link, a folder, a pipe. No content has it."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The program's files in a folder.

    Attributes:
        files: Of the answer that stands there, by path relative to the folder.
        coming: Of the answer that is taking its place; None where none is.
        folders: Folders inside that the program made.
    """

    files: Mapping[str, Seal] = field(default_factory=dict)
    coming: Mapping[str, Seal] | None = None
    folders: tuple[str, ...] = ()

    def content(self) -> bytes:
        """The bytes of the manifest's file."""

        def told(files: Mapping[str, Seal]) -> dict[str, Any]:
            return {name: one._asdict() for name, one in sorted(files.items())}

        whole: dict[str, Any] = {
            "format": FORMAT,
            "files": told(self.files),
            "folders": sorted(self.folders),
        }
        if self.coming is not None:
            whole["coming"] = told(self.coming)
        return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def seal(content: bytes) -> Seal:
    """The seal of some bytes."""
    return Seal(len(content), hashlib.sha256(content).hexdigest())


def seal_at(folder: Path, name: str) -> Seal | None:
    """The seal of what is at a path in a folder.

    Args:
        folder: The folder.
        name: The path in it; no link on the way is followed.

    Returns:
        The seal; ``STRANGE`` for anything but a plain file in plain folders; None where there is nothing.

    Raises:
        OSError: The file cannot be read.
    """
    path = folder
    parts = PurePosixPath(name).parts
    for n, part in enumerate(parts, 1):
        path /= part
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            return None
        if not (stat.S_ISREG(mode) if n == len(parts) else stat.S_ISDIR(mode)):
            return STRANGE
    return seal(path.read_bytes())


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder; None where it has none.

    Raises:
        FolderError: It is no manifest of ours, or of a later version.
        OSError: It cannot be read.
    """
    path = folder / NAME
    if not os.path.lexists(path):
        return None
    try:
        return _parsed(_plain(folder, NAME).read_bytes())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FolderError(
            f"{path} är inget manifest som denna version kan läsa; flytta mappen, eller välj en annan",
            f"{path} is no manifest that this version can read; move the folder, or choose another",
        ) from error


def _parsed(content: bytes) -> Manifest:
    told = json.loads(content)
    if told["format"] != FORMAT:
        raise ValueError("another format")
    return Manifest(
        files=_seals(told["files"]),
        coming=_seals(told["coming"]) if "coming" in told else None,
        folders=tuple(_inside(name) for name in told["folders"]),
    )


def _plain(folder: Path, name: str) -> Path:
    if seal_at(folder, name) == STRANGE:
        raise ValueError("no plain file")
    return folder / name


def _seals(told: Mapping[str, Mapping[str, Any]]) -> dict[str, Seal]:
    found = {_inside(name): Seal(int(one["size"]), str(one["sha256"])) for name, one in told.items()}
    if any(one.size < 0 for one in found.values()):
        raise ValueError("a size below 0")
    return found


def _inside(name: str) -> str:
    """Return a path if it stays in its folder; a manifest from elsewhere may never name files outside."""
    if not name or Path(name).is_absolute() or ".." in PurePosixPath(name).parts:
        raise ValueError(name)
    return name


def read_answer(folder: Path) -> dict[str, bytes]:
    """The data of the answer in a folder, ``result.json`` and ``tables/``, all of one answer.

    A folder without a manifest was left by an earlier version, or copied by hand; it is read as it stands.

    Args:
        folder: The folder.

    Returns:
        Content by path relative to the folder; empty where there is no answer.

    Raises:
        FolderError: The files are not those of one whole answer.
        OSError: They cannot be read.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        names = ["result.json", *(f"tables/{path.name}" for path in sorted(folder.glob("tables/*.csv")))]
        return {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
    for files in filter(None, (manifest.files, manifest.coming)):
        names = [name for name in files if name == "result.json" or name.startswith("tables/")]
        content = _contents(folder, names)
        if {name: seal(one) for name, one in content.items()} == {name: files[name] for name in names}:
            return content
    raise FolderError(
        "mappen håller ett halvskrivet eller ändrat svar; kör om, till den eller till en annan mapp",
        "the folder holds a half-written or edited answer; run again, into it or another folder",
    )


def _contents(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    """The plain files among some paths, by path."""
    return {
        name: (folder / name).read_bytes() for name in names if seal_at(folder, name) not in {None, STRANGE}
    }
