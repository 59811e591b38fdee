"""Questions about shares: levels for changes, fractions of a per cent, digits too many, limits that never bind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from models.file.question import Question, both, listed, where
from models.units import share, write_share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.file.facts import Facts
    from models.file.question import Texts

LIMITS = (0.0005, 0.4)
"""Limits that are not asked about themselves [share]."""
NARROW, BOTH = 6.0, 3.0
"""An own limit is asked about that is so many times the one for all, or the inverse, if the other is not [-]."""


class Range(NamedTuple):
    """The values that a share usually has.

    Attributes:
        pattern: Dotted path; ``*`` is any key.
        low: Smallest that is not asked about [share].
        high: Largest that is not asked about [share].
        usual: What a likely reading lies in [share].
        why: What speaks against a value outside, in Swedish and English.
        zero: Whether 0 is a value of its own, such as no change at all.
    """

    pattern: str
    low: float
    high: float
    usual: tuple[float, float]
    why: Texts
    zero: bool = True


RATE = ("ovanligt för pris och lön ett år", "unusual for a year's prices and wages")
BAND = ("en gräns som aldrig gäller, eller som är nästan 0", "a limit that never binds, or is nearly 0")
PART = ("ovanligt för en sådan andel", "unusual for such a share")
LEVEL = ("ovanligt långt från 100 % av behovet", "unusually far from 100 % of the need")
STRETCH = ("ovanligt långt från oförändrad verksamhet, 100 %", "unusually far from unchanged service, 100 %")
RANGES = (
    Range(
        "discount",
        0,
        0.10,
        (0.005, 0.06),
        ("ovanligt för en diskontering per år", "unusual for a yearly discount"),
    ),
    Range("indexation.index", 0.002, 0.10, (0.015, 0.08), RATE),
    Range("indexation.index.*", 0.002, 0.10, (0.015, 0.08), RATE),
    Range("indexation.requirement", 0.0005, 0.05, (0.001, 0.03), PART),
    Range("activities.*.price", -0.05, 0.15, (0.015, 0.08), RATE),
    Range(
        "activities.*.efficiency",
        0,
        0.04,
        (0.001, 0.03),
        (
            "ovanligt för effektivitet ett år, som sänker behovet och skrivs utan tecken",
            "unusual for a year's efficiency, which lowers need and is written without a sign",
        ),
    ),
    Range("frame.reserve_min", 0.0002, 0.10, (0.001, 0.05), PART),
    Range("frame.result_target", 0.0005, 0.10, (0.002, 0.05), PART),
    Range("frame.growth_max", 0.0005, 0.30, (0.005, 0.15), BAND),
    Range("frame.result_reserve.cap", 0.0002, 0.30, (0.005, 0.15), PART),
    Range("stability.max_decrease", 0.001, 0.30, (0.002, 0.15), BAND),
    Range("stability.max_increase", 0.001, 0.40, (0.002, 0.15), BAND),
    Range("stability.turnover", 0.001, 0.40, (0.002, 0.15), BAND),
    Range("stability.activities.max_decrease", 0.001, 0.40, (0.002, 0.15), BAND),
    Range("stability.activities.max_increase", 0.001, 0.50, (0.002, 0.15), BAND),
    Range("committees.*.max_decrease", *LIMITS, (0.002, 0.15), BAND),
    Range("committees.*.max_increase", *LIMITS, (0.002, 0.15), BAND),
    Range("carry_over.keep_surplus", 0.05, 1, (0.2, 1), PART),
    Range("carry_over.cap_share", 0.0005, 0.5, (0.005, 0.2), PART),
    Range("carry_over.room_share", 0.0002, 0.2, (0.001, 0.05), PART),
    Range("activities.*.variable_share", 0.10, 1, (0.2, 1), PART),
    Range("activities.*.floor", 0.5, 1.5, (0.7, 1.1), LEVEL),
    Range("activities.*.ceiling", 0.7, 2.0, (1.0, 1.3), LEVEL, zero=False),
    Range("effects.*.*.at", 0.2, 3.0, (0.5, 2.0), STRETCH),
    Range("effects.*.*.range.1", 0.2, 10.0, (0.5, 3.0), PART),
    Range("complements.*.range.1", 0.2, 10.0, (0.5, 3.0), PART),
    Range("evidence_ranges.*.1", 0.2, 10.0, (0.5, 3.0), PART),
    Range("objective.tolerance", 0, 0.25, (0.001, 0.1), PART),
)
"""What is asked about, from practice in Swedish municipalities; wide on purpose (assumption)."""


def ranges(facts: Facts) -> Iterator[Question]:
    """Ask about shares outside their usual range."""
    for one in RANGES:
        for path, raw in _found(facts.root, one.pattern.split(".")):
            by_year = raw if isinstance(raw, dict) else {0: raw}
            odd = {
                y: value
                for y, text in by_year.items()
                if isinstance(text, str) and isinstance(y, int) and _outside(one, value := share(text))
            }
            if odd:
                readings = [_reading(one, value) for value in odd.values()]
                shown = (
                    listed(dict(zip(odd, readings, strict=True)), " eller ".join),
                    listed(dict(zip(odd, readings, strict=True)), " or ".join),
                )
                yield Question(
                    where(facts, path, [*odd]),
                    listed(odd, write_share),
                    one.why,
                    shown if all(readings) else ("", ""),
                )


def _found(root: Any, pattern: list[str]) -> Iterator[tuple[str, Any]]:
    """Yield the values at a pattern, each with its path."""
    found: list[tuple[tuple[Any, ...], Any]] = [((), root)]
    for key in pattern:
        found = [((*path, name), here[name]) for path, here in found for name in _named(here, key)]
    for path, value in found:
        yield ".".join(map(str, path)), value


def _named(here: Any, key: str) -> list[Any]:
    """Return the keys of a mapping that a part of a pattern means, or the position in a list; ``*`` means no year."""
    if isinstance(here, list):
        return [int(key)] if key.isdecimal() and int(key) < len(here) else []
    if not isinstance(here, dict):
        return []
    if key == "*":
        return [name for name in here if not isinstance(name, int)]
    return [key] if key in here else []


def _outside(one: Range, value: float) -> bool:
    if value == 0:
        return not one.zero
    return not one.low <= value <= one.high


def _reading(one: Range, value: float) -> list[str]:
    """Return the likely readings of a share: a level, a change, a digit more or less, the other sign."""
    low, high = one.usual
    tried = [-value, value * 10, value * 100]
    tried += [value - 1] if value >= 1 else [1 - value] if value > 0.5 else [value + 1]  # noqa: PLR2004 - a level
    tried += [value / 10, value / 100]
    return [write_share(round(x, 8)) for x in tried if low <= x <= high][:2]


def own_limits(facts: Facts) -> Iterator[Question]:
    """Ask about a committee's own limit that is a digit from the one for all.

    Not where its other limit is narrow or wide too, or where no effect measures it: it is held or freed on purpose.
    """
    first, all_ = facts.years[0], facts.scenario.stability
    keys = ("max_decrease", "max_increase")
    for c in sorted(facts.figures.measured):
        committee = facts.scenario.committees[c]
        for key, other in (keys, keys[::-1]):
            own, beside = (getattr(committee, k) or {} for k in (key, other))
            common = getattr(all_, key) or {}
            also = getattr(all_, other) or common
            if not own or not common or not _digit_off(own[first], common[first]):
                continue
            if beside and not also[first] / BOTH <= beside[first] <= also[first] * BOTH:
                continue
            shown = write_share(common[first])
            likely = write_share(round(own[first] * 10 if own[first] < common[first] else own[first] / 10, 8))
            yield Question(
                f"committees.{c}.{key}",
                write_share(own[first]),
                (f"långt från gränsen för alla, {shown}", f"far from the limit for all, {shown}"),
                both(likely),
            )


def _digit_off(own: float, common: float) -> bool:
    """Return whether a limit is about a digit from another; what is further from any limit is asked about itself."""
    return LIMITS[0] <= own <= LIMITS[1] and common > 0 and not 1 / NARROW <= own / common <= NARROW


def growth(facts: Facts) -> Iterator[Question]:
    """Ask about a largest growth of frames far below both the index and the growth of the total."""
    figures, most = facts.figures, facts.scenario.frame.growth_max or {}
    before = sum(figures.base_frame.values())
    odd: dict[int, float] = {}
    for y, x in most.items():
        index = min(figures.index[c, y] for c in figures.committees)
        if 0 < x < 0.25 * (index - figures.requirement[y]) and figures.total[y] > before * (1 + 4 * x):
            odd[y] = x
        before = figures.total[y]
    if odd:
        y, x = next(iter(odd.items()))
        yield Question(
            where(facts, "frame.growth_max", [*odd]),
            write_share(x),
            (
                "långt under både index och ramutrymmets tillväxt, så att ramarna inte kan räknas upp",
                "far below both the index and the growth of the total, so that frames cannot be indexed",
            ),
            both(write_share(round(10 * x, 8))),
        )
