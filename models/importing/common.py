"""Shared by all readers of published data: files, maps, tidy tables, sources, and located problems."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from models.problems import Problem, Refused
from models.scenario import Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from models.file.tree import Tree

LARGEST = 100_000_000
"""Largest published file that is read [bytes]: ten times a scenario file."""
DECIMALS = 9
"""Most decimals of a number that is written."""
BEYOND = 1e15
"""No published number is as large: one that is, infinity among them, is damage to the file."""
MOST_PROBLEMS = 20
"""How many problems of one kind are told, so that a file wrong all through is still readable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that somebody has saved.

    Attributes:
        name: As it was named.
        data: Its content.
        retrieved: The date when it was fetched, as the person says who saved it; empty where nobody says.
    """

    name: str
    data: bytes
    retrieved: str = ""

    @property
    def sha256(self) -> str:
        """SHA-256 of the content, in hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A tidy table, all cells as text; what is missing is empty, never 0.

    Attributes:
        name: File name without ``.csv``.
        columns: Headings.
        keys: How many of the first columns say which row it is; no two rows have the same.
        rows: Rows, sorted by their keys.
    """

    name: str
    columns: tuple[str, ...]
    keys: int
    rows: list[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where rows come from: a line of ``SOURCES.csv``, one for each file.

    Attributes:
        file: The file that was read.
        publisher: Who published it.
        table: Id of the published table; empty where there is none.
        query: What was asked for, in a form that is the same for the same question.
        vintage: When the publisher last changed it, as the file says; empty where it does not.
        licence: Terms of use, with the credit that they ask for.
        rows: Rows or cells that were taken.
        left_out: Rows or cells that were not, by reason.
    """

    file: File
    publisher: str
    table: str = ""
    query: str = ""
    vintage: str = ""
    licence: str = ""
    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True, kw_only=True)
class Read:
    """The result of a reader.

    Attributes:
        tables: Tidy tables.
        sources: Where their rows come from.
        notes: What is told but refuses nothing: warnings, seams, proposals.
        problems: What is wrong; nothing is written where there is any.
    """

    tables: list[Table] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Reader(Protocol):
    """A reader of one publisher's files."""

    def __call__(self, files: Sequence[File], maps: Sequence[Tree]) -> Read:
        """Read files by maps; what is wrong is among the problems of what is returned."""


REASONS = {
    "gender": ("annat kön än T", "another gender than T"),
    "deleted": ("strukna av källan", "deleted by the publisher"),
    "no_value": ("utan värde", "without a value"),
    "nation_or_region": ("riket och regioner", "the nation and regions"),
    "group": ("grupper", "groups"),
    "duplicate": ("samma värde en gång till", "the same value once more"),
    "not_asked": ("inte efterfrågade i kartan", "not asked for in the map"),
    "not_selected": ("utanför kartans urval", "outside what the map selects"),
}
"""Why rows are left out, in Swedish and English; what is not here is the publisher's own word."""


def problem(file: str, line: int, path: str, sv: str, en: str) -> Problem:
    """Return a problem of a line of a file.

    Args:
        file: The file as it was named.
        line: Line number, from 1.
        path: What is wrong there, as a dotted path or a heading; empty for the line as a whole.
        sv: What is wrong and what to do, in Swedish.
        en: The same in English.
    """
    return Problem(path=path, place=Place(file=file, line=line), sv=sv, en=en)


def content(path: Path, most: int) -> bytes:
    """Return what a file holds, and one byte of what is beyond a size, so that a larger file is seen to be one.

    Args:
        path: The file.
        most: The size [bytes].

    Raises:
        Refused: There is no such file, or it cannot be read.
    """
    try:
        if not path.is_file():
            raise Refused("filen finns inte", "there is no such file")
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        reason = error.strerror or "?"
        raise Refused(f"filen går inte att läsa ({reason})", f"the file cannot be read ({reason})") from error


def number(value: float) -> str:
    """Return a number as it is written: no decimals where there are none, else at most ``DECIMALS``."""
    text = repr(value)
    if text.endswith(".0"):
        return text[:-2] if text != "-0.0" else "0"
    plain = "e" not in text and len(text.partition(".")[2]) <= DECIMALS
    return text if plain else _rounded(value)


def _rounded(value: float) -> str:
    text = f"{value:.{DECIMALS}f}"
    return text.rstrip("0").rstrip(".") if float(text) else "0"
