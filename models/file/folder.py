"""The files of a scenario: all lie in the folder of its main file, and their size is limited."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from models.file.tree import MAX_BYTES
from models.problems import Refused, near

if TYPE_CHECKING:
    from collections.abc import Iterable

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
"""Endings of workbooks, also of those that are told to be saved as ``.xlsx``."""
TABLES = (".csv", *WORKBOOKS)
KINDS = ((".yaml", ".yml", ".json"), TABLES)
"""Endings of the files that are read, by kind: texts of keys and values, and tables."""


@dataclass(slots=True, kw_only=True)
class Folder:
    """The folder of the main file, with the files read from it.

    Attributes:
        shown: Folder as it was named.
        read: SHA-256 of each file read, by its path in the folder.
    """

    shown: Path
    read: dict[str, str] = field(default_factory=dict)

    def inside(self, named: str, beside: str) -> str:
        """Return the path, relative to the folder, of a file that another file names.

        Args:
            named: Path as written, relative to the file that names it.
            beside: Path, relative to the folder, of the file that names it.

        Raises:
            Refused: The path is absolute or leads out of the folder.
        """
        if named.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:", named) or "\0" in named:
            raise Refused(
                f"skriv sökvägen relativt filen, inte {named!r}",
                f"write the path relative to the file, not {named!r}",
            )
        relative = os.path.normpath((Path(beside).parent / named.replace("\\", "/")).as_posix())
        root = self.shown.resolve()
        try:
            real = (root / relative).resolve()
        except (OSError, RuntimeError):
            real = root.parent
        if not real.is_relative_to(root) or relative.startswith(".."):
            raise Refused(
                f"{named} ligger utanför scenariots mapp; lägg filen i den",
                f"{named} lies outside the scenario's folder; put the file inside it",
            )
        return Path(relative).as_posix()

    def name(self, relative: str) -> str:
        """Return the name of a file in messages and places."""
        return (self.shown / relative).as_posix()

    def bytes(self, relative: str) -> bytes:
        """Return the content of a file.

        Raises:
            Refused: The file is missing, a folder, no regular file, too large or unreadable.
        """
        path = self.shown / relative
        try:
            if path.is_dir():
                raise Refused(
                    "är en mapp, inte en fil; ange en fil i den", "is a folder, no file; name a file in it"
                )
            if not path.exists():
                raise Refused(*_missing(path))
            if not path.is_file():
                raise Refused("är ingen vanlig fil", "is no plain file")
            if path.stat().st_size > MAX_BYTES:
                raise Refused(*_large(path.stat().st_size))
            with path.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "?"
            raise Refused(
                f"filen går inte att läsa ({reason})", f"the file cannot be read ({reason})"
            ) from error
        if len(data) > MAX_BYTES:
            raise Refused(*_large(len(data)))
        self.read[relative] = hashlib.sha256(data).hexdigest()
        return data


def _large(size: int) -> tuple[str, str]:
    shown = f"{size / 1e6:.1f}"
    most = f"{MAX_BYTES / 1e6:.0f}"
    return (
        f"filen är {shown} MB; högst {most} MB läses, lägg tabeller i CSV-filer",
        f"the file is {shown} MB; at most {most} MB is read, put tables in CSV files",
    )


def _missing(path: Path) -> tuple[str, str]:
    nearest = near(path.name, _beside(path))
    hint_sv, hint_en = (f"; menas {nearest}?", f"; did you mean {nearest}?") if nearest else ("", "")
    return f"filen {path.name} finns inte{hint_sv}", f"there is no file {path.name}{hint_en}"


def _beside(path: Path) -> Iterable[str]:
    """Return the files that may be meant: those of the same kind; of every kind that is read where it tells none."""
    ending = path.suffix.casefold()
    same = next((kind for kind in KINDS if ending in kind), sum(KINDS, ()))
    try:
        return [e.name for e in path.parent.iterdir() if e.is_file() and e.suffix.casefold() in same]
    except OSError:
        return []
