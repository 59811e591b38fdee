"""Rows of a file that are sums of other rows, and how rows are told that something is the sum of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from decimal import Decimal

PART = re.compile(r"(varav|därav|of which)\b", re.IGNORECASE)
"""Words that begin the name of a row that is a part of another."""
LONGEST = 300
"""Most rows that a sum is sought in, besides all rows above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a sheet.

    Attributes:
        number: Row number in the file.
        amounts: Amounts by name of column; an empty cell has none.
        lines: Row number of an amount that stands on another row, by name of column.
    """

    number: int
    amounts: Mapping[str, Decimal]
    lines: Mapping[str, int] = field(default_factory=dict)

    def line(self, column: str) -> int:
        """Return the row number of an amount."""
        return self.lines.get(column, self.number)

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of all its rows."""
        return frozenset((self.number, *self.lines.values()))


def is_part(name: str) -> bool:
    """Return whether a row's name says that it is a part of another row, such as *varav gymnasieskola*."""
    return PART.match(name.lstrip(" -–•")) is not None


def sums_of(rows: Sequence[Row], known: Container[int], half: Decimal) -> dict[int, tuple[int, int]]:
    """Return the rows that are the sum of rows right above them, with the first and last of those.

    A sum of two rows counts only where two columns agree, since one may be chance. Sums of sums are found too.

    Args:
        rows: Rows from top to bottom.
        known: Numbers of rows that are known to be sums, or not to be.
        half: Half a unit of the last printed decimal, by which each amount may be rounded.
    """
    found: dict[int, tuple[int, int]] = {}
    plain: list[Row] = []
    sums: list[Row] = []
    for row in rows:
        span = None
        if row.number not in known and any(row.amounts.values()):
            span = _summed(plain, row, half) or _summed(sums, row, half)
        if span is not None:
            found[row.number] = span
        (sums if span is not None or row.number in known else plain).append(row)
    return found


def _summed(above: Sequence[Row], row: Row, half: Decimal) -> tuple[int, int] | None:
    """Return the first and last of the rows, counted upwards from the nearest, whose sum a row is; None if none."""
    gap = dict(row.amounts)
    telling = [0] * 2
    for n, other in enumerate(reversed(above[-LONGEST:]), start=1):
        for name in gap:
            gap[name] -= other.amounts.get(name, 0)
        telling[0] += any(other.amounts.values())
        telling[1] = sum(1 for amount in row.amounts.values() if amount)
        enough = telling[0] > 2 or (telling[0] == 2 and telling[1] > 1)  # noqa: PLR2004 - see sums_of
        if enough and all(abs(left) <= half * (n + 1) for left in gap.values()):
            return other.number, above[-1].number
    return None


def spans(lines: Iterable[int]) -> str:
    """Return line numbers as spans, such as ``12-14 19``."""
    found: list[list[int]] = []
    for line in sorted(set(lines)):
        if found and found[-1][1] == line - 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    return " ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in found)
