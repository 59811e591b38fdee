"""Live numbers: a formula and the value that it computes, kept together.

Arithmetic on live numbers writes the formula and computes its value at the same time, so that the value a workbook
holds is always the one that its formula gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

ATOM, PRODUCT, SUM = 3, 2, 1
"""How tightly a formula binds: a cell or a function, a product, a sum."""


@dataclass(frozen=True, slots=True)
class Live:
    """A number that a formula computes.

    Attributes:
        text: The formula, without the equals sign; cells are named with their sheet.
        value: The number that it computes.
        rank: How tightly it binds: ``ATOM``, ``PRODUCT`` or ``SUM``.
    """

    text: str
    value: float
    rank: int = ATOM

    def inside(self, rank: int) -> str:
        """Return the formula as it stands in one that binds as tightly as a rank, in parentheses where needed."""
        return self.text if self.rank >= rank else f"({self.text})"

    def __add__(self, other: Number) -> Live:
        """Return the sum."""
        added = live(other)
        return Live(f"{self.text}+{added.inside(SUM)}", self.value + added.value, SUM)

    def __sub__(self, other: Number) -> Live:
        """Return the difference."""
        taken = live(other)
        return Live(f"{self.text}-{taken.inside(PRODUCT)}", self.value - taken.value, SUM)

    def __mul__(self, other: Number) -> Live:
        """Return the product."""
        factor = live(other)
        return Live(f"{self.inside(PRODUCT)}*{factor.inside(PRODUCT)}", self.value * factor.value, PRODUCT)

    def __truediv__(self, other: Number) -> Live:
        """Return the quotient.

        Raises:
            ZeroDivisionError: The other number is 0.
        """
        divisor = live(other)
        return Live(f"{self.inside(PRODUCT)}/{divisor.inside(ATOM)}", self.value / divisor.value, PRODUCT)


Number: TypeAlias = "Live | float | int"


def live(number: Number) -> Live:
    """Return a number as a live one; a plain number is written into the formula."""
    if isinstance(number, Live):
        return number
    return Live(f"{number!r}" if number >= 0 else f"({number!r})", float(number))


def added(numbers: Iterable[Number]) -> Live:
    """Return the sum of some numbers; 0 of none."""
    first, *rest = [live(number) for number in numbers] or [live(0)]
    for number in rest:
        first = first + number
    return first


def largest(a: Number, b: Number) -> Live:
    """Return the larger of two numbers."""
    x, y = live(a), live(b)
    return Live(f"MAX({x.text},{y.text})", max(x.value, y.value))


def smallest(a: Number, b: Number) -> Live:
    """Return the smaller of two numbers."""
    x, y = live(a), live(b)
    return Live(f"MIN({x.text},{y.text})", min(x.value, y.value))


def quotient(part: Number, whole: Number, otherwise: Number) -> Live:
    """Return part / whole where the whole is above 0; another number where it is not."""
    x, y, z = live(part), live(whole), live(otherwise)
    value = x.value / y.value if y.value > 0 else z.value
    return Live(f"IF({y.text}>0,{x.inside(PRODUCT)}/{y.inside(ATOM)},{z.text})", value)


def given_or(cell: Live, *, filled: bool, otherwise: Number) -> Live:
    """Return a cell's number where it holds one; another number where it is empty.

    Args:
        cell: The cell.
        filled: Whether it holds a number today.
        otherwise: The number that stands where it is empty.
    """
    z = live(otherwise)
    return Live(f"IF(ISNUMBER({cell.text}),{cell.text},{z.text})", cell.value if filled else z.value)
