"""Folders that no answer is left in: somebody's home, a repository, the scenario's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from solver.output.manifest import FolderError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.scenario import Scenario

REPOSITORIES = (".git", ".hg", ".svn", ".bzr", ".jj")
"""What a repository's root holds."""


def input_folders(*scenarios: Scenario) -> frozenset[Path]:
    """The folders that hold a scenario's own files."""
    found = set()
    for origin in (scenario.origin for scenario in scenarios):
        if origin.path is not None:
            home = Path(origin.path).parent
            found |= {home, *((home / name).parent for name in origin.files)}
    return frozenset(path.resolve() for path in found)


def refuse_place(folder: Path, inputs: Iterable[Path] = ()) -> Path:
    """Return where a folder is, links followed, if an answer may be left there.

    Args:
        folder: The folder; it need not exist.
        inputs: Folders that hold the scenario's own files.

    Raises:
        FolderError: It is the root of a file system's tree or of a repository, a home folder, a folder of the
            scenario's, or no folder.
    """
    place = folder.resolve()
    for sv, en, wrong in (
        ("är roten till hela filträdet", "is the root of all files", place == place.parent),
        ("är en fil", "is a file", place.exists() and not place.is_dir()),
        ("är en hemmapp", "is a home folder", _is_home(place)),
        (
            "är roten till ett versionshanterat arkiv",
            "is the root of a repository",
            any((place / name).exists() for name in REPOSITORIES),
        ),
        (
            "håller scenariots egna filer",
            "holds the scenario's own files",
            any(_same(place, other) for other in inputs),
        ),
    ):
        if wrong:
            raise FolderError(
                f"{folder} {sv}; där lämnas inget svar, välj en annan mapp med --out",
                f"{folder} {en}; no answer is left there, choose another folder with --out",
            )
    return place


def _is_home(place: Path) -> bool:
    try:
        return _same(place, Path.home())
    except RuntimeError:  # this user has none
        return False


def _same(place: Path, other: Path) -> bool:
    """Whether two paths are one folder, however they are spelled."""
    return place.is_dir() and other.is_dir() and place.samefile(other)
