"""Questions about drivers: jumps from year to year, and growth typed for counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.file.question import Question, about, both, jumps, listed, number, retyped, where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.file.facts import Facts

FEW = 50
"""Counts below this jump as they like."""
GROWTH = 25.0
"""Largest growth in per cent that is typed for a count."""


def drivers(facts: Facts) -> Iterator[Question]:
    """Ask about drivers that change by more than 20 % from year to year."""
    for id_, series in facts.scenario.drivers.items():
        values, years, path = list(series.values()), list(series), f"drivers.{id_}"
        if max(values) < FEW:
            continue
        if len(values) > 1 and all(abs(x) <= GROWTH for x in values[1:]) and values[0] >= FEW:
            grown, counts = values[0], {}
            for y, x in zip(years[1:], values[1:], strict=True):
                grown *= 1 + x / 100
                counts[y] = grown
            likely = listed(counts, lambda x: f"{x:.0f}")
            yield Question(
                path,
                listed(series, number),
                (
                    "talen efter basåret ser ut som procent; här står antal",
                    "the numbers after the base year look like per cent; these are counts",
                ),
                (f"antal, som {likely}", f"counts, such as {likely}"),
            )
            continue
        for k, expected in jumps(values):
            likely, beside = retyped(values[k], expected), about(expected)
            yield Question(
                where(facts, path, [years[k]]),
                number(values[k]),
                (
                    f"{years[k]} skiljer sig mer än 20 % från åren intill, som ger ungefär {beside}",
                    f"{years[k]} differs by more than 20 % from the years beside it, which give about {beside}",
                ),
                both(likely),
            )
