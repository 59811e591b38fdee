"""A question about a figure that is probably a mistake, and what its likely reading is made from.

Amounts in questions are written as in the file: in its currency, with a decimal point.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from models.file.tree import place
from models.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from models.file.facts import Facts
    from models.scenario import Place

POWERS = (1e3, 1e6, 10.0, 1e-3, 1e-6, 0.1)
"""Powers of ten that units and digits are mistaken by."""
NEAR = 1.5
"""An amount within this factor of the usual one fits it [-]."""
ROUGHLY = 30.0
"""An amount within this factor of the usual one may be of its kind [-]."""
LIKE = 1.1
"""A digit read another way is likely within this factor of what its neighbours say [-]."""
JUMP = 1.2
"""Larger changes than this from year to year are asked about [-]."""
SMALL = 0.001
"""Amounts below this part of the total differ as they like [share]."""
Texts = tuple[str, str]
"""A text in Swedish and in English."""


class Question(NamedTuple):
    """A figure that is probably a mistake.

    Attributes:
        path: Dotted path of the figure.
        read: The figure as it is read.
        why: What speaks against it, in Swedish and English.
        likely: The likely reading, in Swedish and English; empty where there is none.
    """

    path: str
    read: str
    why: Texts
    likely: Texts = ("", "")

    def problem(self, places: Mapping[str, Place]) -> Problem:
        """Return the question with its place in the file.

        Args:
            places: Place of each value, by dotted path.
        """
        sv = f"troligen {self.likely[0]}?" if self.likely[0] else "stämmer det?"
        en = f"probably {self.likely[1]}?" if self.likely[1] else "is that right?"
        return Problem(
            path=self.path,
            place=place(places, self.path),
            sv=f"läst {self.read}: {self.why[0]}; {sv}",
            en=f"read {self.read}: {self.why[1]}; {en}",
        )


# ------------------------------------------------------------------------------------------------- as written


def number(value: float) -> str:
    """Return a number as a file has it, with at most six digits."""
    return f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"  # noqa: PLR2004 - no exponents


def money(facts: Facts, msek: float) -> str:
    """Return an amount [MSEK] as the file has it."""
    return number(facts.written(msek))


def both(text: str) -> Texts:
    """Return a text that is the same in both languages, such as a figure."""
    return text, text


def listed(values: Mapping[int, Any], show: Callable[[Any], str]) -> str:
    """Return values by year in a row; the value alone where it is one, or the same every year."""
    shown = {y: show(value) for y, value in values.items()}
    if len(set(shown.values())) == 1:
        return next(iter(shown.values()))
    return ", ".join(f"{y}: {text}" for y, text in shown.items())


def by_year(facts: Facts, amounts: Mapping[int, float]) -> str:
    """Return amounts by year [MSEK] as the file has them."""
    return listed(amounts, lambda msek: money(facts, msek))


def about(value: float) -> str:
    """Return what neighbours lead to expect, with no more digits than that is good for."""
    return f"{value:.4g}" if abs(value) < 1e4 else f"{value:.0f}"  # noqa: PLR2004 - no exponents


def where(facts: Facts, path: str, years: Sequence[int]) -> str:
    """Return the path of one year of a series; of the series where it has one value or several years are meant."""
    by_year = isinstance(facts.at(path), dict)
    return f"{path}.{years[0]}" if by_year and len(years) == 1 else path


# ------------------------------------------------------------------------------------------- likely readings


def power_off(amount: float, usual: float, near: float = NEAR) -> float | None:
    """Return the power of ten that an amount is too large by; None where none brings it near the usual one."""
    if usual == 0 or amount / usual <= 0:
        return None
    return next((p for p in POWERS if 1 / near <= amount / p / usual <= near), None)


def unit_meant(facts: Facts, power: float) -> Texts:
    """Return how an amount that is off by a power of ten was probably written."""
    per_msek = {"MSEK": 1.0, "TSEK": 1e3, "SEK": 1e6}
    unit = {1.0: ("mnkr", "MSEK"), 1e3: ("tkr", "TSEK"), 1e6: ("kr", "SEK")}
    meant = unit.get(per_msek[facts.scenario.currency] * power)
    if meant is not None:
        return f"beloppet passar i {meant[0]}", f"the amount fits in {meant[1]}"
    if power > 1:
        return "kommat står fel, eller en siffra för mycket", "a misplaced point, or a digit too many"
    return "kommat står fel, eller en siffra för lite", "a misplaced point, or a digit too few"


def rescaled(facts: Facts, amounts: Mapping[int, float], usual: Mapping[int, float]) -> Texts:
    """Return amounts [MSEK] divided by the power of ten that brings all near the usual ones; nothing if none does."""
    powers = {power_off(amount, usual[y]) for y, amount in amounts.items()}
    power = next(iter(powers)) if len(powers) == 1 else None
    if power is None:
        return "", ""
    shown = by_year(facts, {y: amount / power for y, amount in amounts.items()})
    sv, en = unit_meant(facts, power)
    return f"{shown} ({sv})", f"{shown} ({en})"


def in_smaller_unit(facts: Facts, amounts: Mapping[int, float], usual: float) -> Texts:
    """Return amounts [MSEK] in a smaller unit, where the largest is then about the usual one, give or take a digit."""
    largest = max(map(abs, amounts.values()))
    power = power_off(largest, abs(usual), ROUGHLY) if usual else None
    return rescaled(facts, amounts, {y: x / power for y, x in amounts.items()}) if power else ("", "")


def retyped(value: float, expected: float) -> str:
    """Return a number with two digits exchanged, or a power of ten off, where that is what is expected."""
    if expected <= 0:
        return ""
    text = number(value)
    exchanged = [
        text[:k] + b + a + text[k + 2 :]
        for k, (a, b) in enumerate(pairwise(text))
        if a.isdecimal() and b.isdecimal() and a != b
    ]
    found = [*exchanged, *(number(value / power) for power in POWERS)]
    right = [text for text in found if float(text) > 0]
    best = min(right, key=lambda text: abs(math.log(float(text) / expected)), default="")
    return best if best and 1 / LIKE <= float(best) / expected <= LIKE else ""


def jumps(values: Sequence[float], most: float = JUMP) -> list[tuple[int, float]]:
    """Return the positions of values that jump from their neighbours, each with what the neighbours lead to expect.

    Where the first step is the only one, the value whose removal leaves the smoothest series is the one.

    Args:
        values: A series of at least two.
        most: Largest step up or, inverted, down.
    """
    if min(values) <= 0 < max(values):
        positive = [x for x in values if x > 0]
        middle = sorted(positive)[len(positive) // 2]
        return [(k, middle) for k, x in enumerate(values) if x <= 0]
    if max(values) <= 0:
        return []
    found: list[tuple[int, float]] = []
    k, before = 1, values[0]
    while k < len(values):
        if _step(before, values[k]) <= most:
            before = values[k]
        elif k == 1 and _rough(values[1:]) < _rough([values[0], *values[2:]]) and len(values) > 2:  # noqa: PLR2004
            found.append((0, values[1]))
            before = values[1]
        else:
            healed = k + 1 < len(values) and _step(before, values[k + 1]) <= most
            found.append((k, math.sqrt(before * values[k + 1]) if healed else before))
            before = before if healed else values[k]
        k += 1
    return found


def _step(before: float, after: float) -> float:
    return max(after / before, before / after)


def _rough(values: Sequence[float]) -> float:
    return max((_step(a, b) for a, b in pairwise(values)), default=1.0)
