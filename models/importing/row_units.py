"""Rows of a budget sheet that as a whole stand in another unit than the sheet.

No figure of such a row speaks against another one, so that it is held against the other rows: by its size, and by
how finely it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PER_MSEK = {"MSEK": 1, "TSEK": 1_000, "SEK": 1_000_000}
FEWEST = 4
"""Rows of fewer are not held against one another."""
MOST_OF_IT = Decimal("0.9")
"""A row with a larger part of all amounts is asked about where it fits among the others in a smaller unit [share]."""
WHOLE, NEARLY_ALL = re.compile(r"kommunstyrelse", re.IGNORECASE), Decimal("0.99")
"""The body that in some municipalities has nearly everything, and the part above which it is asked about [share]."""
SMALL_BODIES = re.compile(r"revision|fullmäktige|valnämnd|överförmynd|\bjäv|krisledning", re.IGNORECASE)
"""Bodies that no municipality has as its largest."""
STEP = {"TSEK": Decimal(1000), "MSEK": Decimal(1)}
"""A row is rounder than the others where all its amounts are multiples of this and most of theirs are not."""
WIDER, LARGER = 100, 3
"""An amount fits among others from so many times smaller than the smallest, to so many times larger than the largest
[-]."""
BELOW = 1000
"""A row of smaller amounts that alone has decimals is asked about."""


@dataclass(frozen=True, slots=True)
class OtherUnit:
    """A row that probably stands in another unit.

    Attributes:
        id: Its id.
        unit: The unit that it fits in.
        sv: What speaks for that, in Swedish.
        en: The same in English.
    """

    id: str
    unit: str
    sv: str
    en: str


def factor(row: str, sheet: str) -> Decimal:
    """Return what an amount in one unit is multiplied by to be in another.

    Args:
        row: The unit of the row.
        sheet: The unit of the sheet.
    """
    return Decimal(PER_MSEK[sheet]) / Decimal(PER_MSEK[row])


def others_unit(
    amounts: Mapping[str, Sequence[Decimal]], names: Mapping[str, str], unit: str
) -> Iterator[OtherUnit]:
    """Yield the rows that fit among the others in another unit only.

    Args:
        amounts: Bases and frames of each id, in the unit of the sheet.
        names: Printed name of each id.
        unit: Unit of the sheet.
    """
    sizes = {i: max(map(abs, row)) for i, row in amounts.items() if any(row)}
    if len(sizes) < FEWEST:
        return
    for id_, size in sizes.items():
        rest = {i: [*filter(None, amounts[i])] for i in sizes if i != id_}
        others = [sizes[i] for i in rest]
        row = [*filter(None, amounts[id_])]
        most = NEARLY_ALL if WHOLE.search(names[id_]) else MOST_OF_IT
        for other, per in PER_MSEK.items():
            ratio = factor(other, unit)
            fits = min(others) / WIDER <= size * ratio <= LARGER * max(others)
            if not fits or other == unit:
                continue
            if (
                per > PER_MSEK[unit]
                and size > max(others)
                and (
                    size > most * (size + sum(others))
                    or SMALL_BODIES.search(names[id_])
                    or _rounder(row, rest, STEP[unit])
                )
            ):
                often = size / max(others)
                much = f"{often:.0f}" if often >= 10 else f"{often:.1f}"  # noqa: PLR2004 - two digits are enough
                yield OtherUnit(
                    id_, other,
                    f"{names[id_]} är {much.replace('.', ',')} gånger så stor som den näst största raden",
                    f"{names[id_]} is {much} times as large as the next largest row",
                )  # fmt: skip
                break
            if per < PER_MSEK[unit] and size < BELOW and _finer(row, rest):
                yield OtherUnit(
                    id_, other,
                    f"{names[id_]} har decimaler och ingen annan rad",
                    f"{names[id_]} has decimals and no other row does",
                )  # fmt: skip
                break


def _rounder(row: Sequence[Decimal], rest: Mapping[str, Sequence[Decimal]], step: Decimal) -> bool:
    """Whether all amounts of a row are multiples of a step, and those of most other rows are not."""
    round_ = [all(x % step == 0 for x in other) for other in rest.values()]
    return len(row) > 1 and all(x % step == 0 for x in row) and sum(round_) * 2 < len(round_)


def _finer(row: Sequence[Decimal], rest: Mapping[str, Sequence[Decimal]]) -> bool:
    """Whether a row has decimals and no other row does."""
    return any(x % 1 for x in row) and not any(x % 1 for other in rest.values() for x in other)
