"""Rows of a budget sheet that as a whole stand in another unit than the sheet.

No figure of such a row speaks against another one, so that it is held against the other rows: by its size, and by
how finely it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from models.units import MSEK_PER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
    *rest, largest = sorted(sizes, key=sizes.__getitem__)
    size, others = sizes[largest], [sizes[i] for i in rest]
    meant = _unit_that_fits(size, others, unit, smaller=True)
    most = NEARLY_ALL if WHOLE.search(names[largest]) else MOST_OF_IT
    much = size / others[-1]
    if (
        meant
        and much > 1
        and (
            size > most * (size + sum(others))
            or SMALL_BODIES.search(names[largest])
            or _rounder(amounts[largest], [amounts[i] for i in rest], unit)
        )
    ):
        often = f"{much:.0f}" if much >= 10 else f"{much:.1f}"  # noqa: PLR2004 - two digits are enough
        yield OtherUnit(
            largest,
            meant,
            f"{names[largest]} är {often.replace('.', ',')} gånger så stor som den näst största raden",
            f"{names[largest]} is {often} times as large as the next largest row",
        )
    fine = [i for i in sizes if any(x % 1 for x in amounts[i])]
    if len(fine) == 1 and sizes[fine[0]] < BELOW:
        others = [sizes[i] for i in sizes if i != fine[0]]
        if meant := _unit_that_fits(sizes[fine[0]], others, unit, smaller=False):
            name = names[fine[0]]
            sv, en = f"{name} har decimaler och ingen annan rad", f"{name} has decimals and no other row does"
            yield OtherUnit(fine[0], meant, sv, en)


def _unit_that_fits(size: Decimal, others: Sequence[Decimal], sheet: str, *, smaller: bool) -> str:
    """Return the smaller or larger unit in which an amount fits among others; empty where none does."""
    ratios = {unit: msek / MSEK_PER[sheet] for unit, msek in MSEK_PER.items() if unit != sheet}
    low, high = min(others) / WIDER, LARGER * max(others)
    fits = (unit for unit, ratio in ratios.items() if (ratio < 1) == smaller and low <= size * ratio <= high)
    return next(fits, "")


def _rounder(row: Sequence[Decimal], others: Sequence[Sequence[Decimal]], unit: str) -> bool:
    """Whether all amounts of a row are multiples of a step, and those of most other rows are not."""
    step = STEP.get(unit)
    if step is None or sum(map(bool, row)) < 2 or any(x % step for x in row):  # noqa: PLR2004 - one may be chance
        return False
    return 2 * sum(1 for other in others if not any(x % step for x in other)) < len(others)
