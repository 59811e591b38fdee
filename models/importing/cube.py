"""A published table as a cube: its dimensions, and its cells in row-major order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.importing.common import File

MOST_CELLS = 50_000_000
TOTAL_CODES = {"tot", "total", "totalt", "totsa", "tots", "t", "samtliga", "all", "alla"}
TOTAL_LABEL = re.compile(
    r"(totalt?|samtliga|båda könen|both sexes|hela riket|riket|alla|all)\b", re.IGNORECASE
)


class Cells(Protocol):
    """The cells of a cube by position."""

    def __call__(self, position: int) -> tuple[int | float | None, str]:
        """Return a value, None where it is missing, and the publisher's status; an empty one is ordinary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A dimension of a cube.

    Attributes:
        id: Its code, or its name where the file has no code.
        name: Its name.
        codes: Codes of its categories, in the order of the cells.
        labels: Their names by code.
        total: Code of the category that the publisher calls the total; empty where it names none.
    """

    id: str
    name: str
    codes: tuple[str, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    total: str = ""

    def is_total(self, code: str) -> bool:
        """Return whether a category is the total of others, by its code, its name or what the publisher says."""
        parts = code.split("+")
        return (
            code == self.total
            or code.casefold() in TOTAL_CODES
            or bool(TOTAL_LABEL.match(self.labels.get(code, "").strip()))
            or (len(parts) > 1 and all(part in self.codes for part in parts))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cube:
    """A published table.

    Attributes:
        file: The file.
        tables: Ids that the table goes by.
        publisher: Who published it.
        vintage: Date when it was last changed; empty where the file does not say.
        dimensions: Its dimensions, in the order of the cells.
        time: Ids of dimensions that the file calls time.
        notes: The publisher's footnotes.
        cells: Its cells.
    """

    file: File
    tables: tuple[str, ...]
    publisher: str
    vintage: str
    dimensions: tuple[Dimension, ...]
    time: tuple[str, ...]
    notes: tuple[str, ...]
    cells: Cells

    @property
    def size(self) -> int:
        """How many cells it has."""
        return prod(len(one.codes) for one in self.dimensions)

    def dimension(self, name: str) -> Dimension | None:
        """Return a dimension by its code or its name; None where there is none."""
        for one in self.dimensions:
            if name == one.id:
                return one
        return next((one for one in self.dimensions if name.casefold() == one.name.casefold()), None)

    def strides(self) -> dict[str, int]:
        """Return how far apart neighbours of each dimension lie among the cells."""
        found, step = {}, 1
        for one in reversed(self.dimensions):
            found[one.id] = step
            step *= len(one.codes)
        return found


def iso_date(text: str) -> str:
    """Return the date of ``20230525 16:13`` or ``2026-06-08T06:00:00Z`` as ``2023-05-25``; empty if it is none."""
    match = re.match(r"(\d{4})-?(\d{2})-?(\d{2})", text)
    return "-".join(match.groups()) if match else ""
