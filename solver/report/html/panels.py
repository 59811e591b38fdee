"""The picture of the first page: each committee's frame less indexation over the years, its room as a band.

All charts have one symmetric scale that holds every room, so that a small committee's change is seen to be small.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from solver.report.html.sheet import Dot, Panel, Panels
from solver.report.words import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.answer.result import Result
    from solver.report.words import Words
    from solver.studies.certainty import Certainty

LEFT, RIGHT, TOP, BOTTOM = 4.0, 132.0, 36.0, 116.0
"""Edges of the drawing in a chart [pixels]."""
STEPS = (1.0, 1.5, 2.0, 2.5, 5.0)
"""Distances between ticks, times a power of ten."""
TICKS = 2
"""Ticks on either side of nothing."""
CUT = 18
"""Letters of a name that a chart has room for."""


def panels(  # noqa: PLR0913, PLR0917 - what is drawn, of whom, and what it says
    result: Result, w: Words, sure: Certainty | None, of: Sequence[str], caption: str, under: str
) -> Panels:
    """The charts.

    Args:
        result: The answer.
        w: Its words.
        sure: Its room; None where it is not known.
        of: The committees, in order.
        caption: What the picture finds.
        under: How it is read.
    """
    years = (w.scenario.base_year, *result.figures.years)
    reach = [abs(v) for c in of for ends in _values(result, w, sure, c).values() for v in ends]
    step = _step(max(reach, default=0.0))
    top = TICKS * step
    across = [LEFT + (RIGHT - LEFT) * k / (len(years) - 1) for k in range(len(years))]
    decimals = 1 if step % 1 else 0
    return Panels(
        caption=caption,
        under=under,
        axis=tuple((w.signed(k * step, decimals), _down(k * step, top)) for k in range(-TICKS, TICKS + 1)),
        zero=_down(0.0, top),
        years=(str(years[0]), str(years[-1])),
        ticks=tuple(rounded(x, 1) for x in across),
        items=tuple(_panel(result, w, sure, c, across, top) for c in of),
    )


def _values(
    result: Result, w: Words, sure: Certainty | None, c: str
) -> dict[int, tuple[float, float, float]]:
    """Difference, least and greatest difference of each plan year, in the report's unit."""
    new, old = result.proposal.q.frame, result.plans["indexation"].q.frame
    found = {}
    for y in result.figures.years:
        at = new[c, y] - old[c, y]
        low, high = at, at
        if sure is not None:
            change = sure.by_place[c, y]
            low, high = change.least - change.indexation, change.greatest - change.indexation
        found[y] = (at * w.per_msek, low * w.per_msek, high * w.per_msek)
    return found


def _step(reach: float) -> float:
    """The distance between ticks: the least round one whose scale holds what is drawn."""
    for power in count(-1):
        for part in STEPS:
            step: float = part * 10.0**power
            if TICKS * step >= reach:
                return step
    raise AssertionError  # never: powers have no end


def _down(value: float, top: float) -> float:
    return rounded((TOP + BOTTOM) / 2 - value / top * (BOTTOM - TOP) / 2, 1)


def _panel(  # noqa: PLR0913, PLR0917 - what is drawn, of whom and where
    result: Result, w: Words, sure: Certainty | None, c: str, across: Sequence[float], top: float
) -> Panel:
    values = _values(result, w, sure, c)
    points = [(across[0], (0.0, 0.0, 0.0)), *zip(across[1:], values.values(), strict=True)]

    def corners(which: int) -> list[str]:
        return [f"{rounded(x, 1)},{_down(ends[which], top)}" for x, ends in points]

    certain = {y: sure is not None and sure.by_place[c, y].certain for y in values}
    d, last = w.money_decimals, list(values)[-1]
    told = []
    for y, (at, low, high) in values.items():
        if y in result.figures.settled_years:  # a fact, neither certain nor within the margin
            continue
        text = f"{y} {w.signed(at, d)}"
        if sure is not None:
            room = w.say(
                f" (utrymme {w.signed(low, d)} till {w.signed(high, d)})",
                f" (room {w.signed(low, d)} to {w.signed(high, d)})",
            )
            text += room
        told.append(text)
    name = w.committee(c)
    return Panel(
        name=name if len(name) <= CUT else f"{name[: CUT - 1].rstrip()}…",
        last=f"{last}: {w.signed(values[last][0], d)}",
        certain=certain[last],
        told=f"{name}: {'; '.join(told)}",
        band=" ".join([*corners(2), *reversed(corners(1)[1:])]) if sure is not None else "",
        line=" ".join(corners(0)),
        dots=tuple(
            Dot(x=rounded(x, 1), y=_down(at, top), certain=certain[y])
            for (x, (at, _, _)), y in zip(points[1:], values, strict=True)
            if y not in result.figures.settled_years
        ),
    )
