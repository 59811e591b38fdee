"""The answer of a sensitivity study: everything as a piecewise affine function of one lever."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from models.levers import part_of
from models.units import PER_MSEK
from solver.output.rows import located, written
from solver.studies.study import AnswerStudy, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from models.constraint import Name
    from models.levers import Lever
    from solver.answer.result import Result
    from solver.output.rows import Row
    from solver.program.compiled import Array
    from solver.studies.study import Tables

STEADY = 1e-7
"""Frames that differ less than this are the same [MSEK]; V likewise [points]."""
NOTHING = 1e-9
"""A marginal smaller than this is none [points per unit]."""
CURVE = (
    "piece",
    "from",
    "to",
    "part_from",
    "part_to",
    "quantity",
    "year",
    "committee",
    "activity",
    "goal",
    "decision",
    "row",
    "value_from",
    "value_to",
    "unit",
)
BREAKPOINTS = ("at", "part", "kind", "quantity", "value", "unit", "slope_before", "slope_after")
BreakKind = Literal["value", "frames", "activities", "degenerate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The answer at one place of a curve.

    Attributes:
        at: The lever's value.
        part: Its place on the straight line; the goal's part of all weight for a weight, else the value.
        value: V [points].
        frames: Proposed frames [MSEK], in the order of ``Curve.frames``.
        baseline: Indexed frames [MSEK], in the same order.
        spend: Spends [MSEK], in the order of ``Curve.spends``.
        attainment: Goal points, in the order of ``Curve.goals``.
        marginals: The worth of relief of each limit [points per unit], by its family and index; zeros are left out.
            Not by its row: a scenario that is stated anew along the way may have others.
    """

    at: float
    part: float
    value: float
    frames: Array
    baseline: Array
    spend: Array
    attainment: Array
    marginals: Mapping[Name, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """An interval of a curve, affine in ``part`` between its ends."""

    start: State
    stop: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakpoint:
    """A place where the curve bends or jumps.

    Attributes:
        at: The lever's value.
        part: Its place on the straight line.
        kind: The first of these that bends: V, the frames, activities inside them; ``degenerate`` where none does.
        value: V there [points].
    """

    at: float
    part: float
    kind: BreakKind
    value: float


@dataclass(frozen=True, kw_only=True, repr=False)
class Curve(AnswerStudy):
    """The answer as a function of one lever.

    Attributes:
        result: The answer as the scenario stands; None where it stands where there is no plan.
        lever: The lever, over the range of the question.
        stretches: The intervals with plans, in order; each begins where the one before ends.
        breakpoints: The breakpoints between them.
        exact: Whether every breakpoint is there; otherwise the curve was swept.
        why: The reason that it was swept, in Swedish and English; empty where it was not.
        error: How far V and a frame can be off: the tolerance of the proof, or the largest miss found halfway between
            two points [points, MSEK].
        between: How far V can be off at most where the lever does nothing but widen limits, so that V lies between its
            ends on every stretch [points]; None where that is not known.
        frames: Committee and year of each frame.
        spends: Activity and year of each spend.
        goals: Goal and year of each attainment.
        checked: The values of the lever at which the scenario was stated and solved anew: both ends and one between.
        off: How far V and any frame or spend were from the curve there [points, MSEK].
    """

    study = "sensitivity"
    breakpoints_table = table_of("breakpoints")
    """The breakpoints as a table."""

    result: Result
    lever: Lever
    stretches: tuple[Stretch, ...]
    breakpoints: tuple[Breakpoint, ...]
    exact: bool
    why: tuple[str, str]
    error: tuple[float, float]
    between: float | None
    frames: tuple[tuple[str, int], ...]
    spends: tuple[tuple[str, int], ...]
    goals: tuple[tuple[str, int], ...]
    checked: tuple[float, ...] = ()
    off: tuple[float, float] = (0.0, 0.0)

    @property
    def low(self) -> float:
        """The least value of the lever at which there is a plan."""
        return self.stretches[0].start.at

    @property
    def high(self) -> float:
        """The greatest value of the lever at which there is a plan."""
        return self.stretches[-1].stop.at

    def part(self, value: float) -> float:
        """Return the place of a lever's value on the straight line."""
        return part_of(self.result.figures, self.lever, value)

    def at(self, value: float) -> State:
        """Return the answer at a value of the lever, from the stretches alone; it is exact where the curve is.

        At a breakpoint where frames jump it is the answer just below.

        Raises:
            ValueError: There is no plan there, or the curve does not reach so far.
        """
        if not self.low <= value <= self.high:
            raise ValueError(f"the curve reaches from {self.low:g} to {self.high:g}, not to {value:g}")
        place = self.part(value)
        found = next(s for s in self.stretches if place <= s.stop.part or s is self.stretches[-1])
        a, b = found.start, found.stop
        share = (place - a.part) / (b.part - a.part) if b.part > a.part else 0.0
        return between(a, b, value, min(max(share, 0.0), 1.0))

    @cached_property
    def steady(self) -> tuple[float, float] | None:
        """The interval around today's value on which no frame changes; None where today lies outside the curve."""
        today = self.lever.today
        if today is None or not self.low <= today <= self.high:
            return None
        here, place = self.at(today).frames, self.part(today)
        same = [
            bool(max(np.abs(s.start.frames - here).max(), np.abs(s.stop.frames - here).max()) <= STEADY)
            for s in self.stretches
        ]
        inside = [n for n, s in enumerate(self.stretches) if s.start.part <= place <= s.stop.part and same[n]]
        if not inside:
            return today, today
        first, last = inside[0], inside[-1]
        while first > 0 and same[first - 1]:
            first -= 1
        while last + 1 < len(same) and same[last + 1]:
            last += 1
        return self.stretches[first].start.at, self.stretches[last].stop.at

    @cached_property
    def pieces(self) -> tuple[Stretch, ...]:
        """The stretches between breakpoints at which V or a frame bends; other stretches are joined."""
        seen = {b.part for b in self.breakpoints if b.kind in ("value", "frames")}
        pieces: list[Stretch] = []
        for stretch in self.stretches:
            if pieces and stretch.start.part not in seen and self.exact:
                pieces[-1] = replace(pieces[-1], stop=stretch.stop)
            else:
                pieces.append(stretch)
        return tuple(pieces)

    # ---------------------------------------------------------------------------------------- tables

    def rows(self) -> list[Row]:
        """Return the curve as tidy rows, everything at both ends of every stretch; money in the file's currency."""
        return [row for n, stretch in enumerate(self.stretches) for row in self._rows_of(n, stretch)]

    def _rows_of(self, n: int, stretch: Stretch) -> Iterator[Row]:
        a, b = stretch.start, stretch.stop
        ends = {"from": a.at, "to": b.at, "part_from": a.part, "part_to": b.part}
        base = dict.fromkeys(CURVE, "") | {"piece": n} | {key: written(end) for key, end in ends.items()}
        currency = self.scenario.currency
        money = PER_MSEK[currency]

        def row(
            quantity: str, values: tuple[float, float], unit: str, scale: float = 1.0, **where: Any
        ) -> Row:
            start, stop = (written(value * scale) for value in values)
            return {
                **base,
                **where,
                "quantity": quantity,
                "value_from": start,
                "value_to": stop,
                "unit": unit,
            }

        yield row("value", (a.value, b.value), "points")
        for k, (c, y) in enumerate(self.frames):
            yield row("frame", (a.frames[k], b.frames[k]), currency, money, committee=c, year=y)
            yield row("indexation", (a.baseline[k], b.baseline[k]), currency, money, committee=c, year=y)
        for k, (activity, y) in enumerate(self.spends):
            yield row("spend", (a.spend[k], b.spend[k]), currency, money, activity=activity, year=y)
        for k, (g, y) in enumerate(self.goals):
            yield row("attainment", (a.attainment[k], b.attainment[k]), "points", goal=g, year=y)
        for key in sorted(set(a.marginals) | set(b.marginals), key=self._order):
            name, index = key
            rows = self.result.families[name]
            of_money = rows.unit == "money"
            yield row(
                "marginal",
                (a.marginals.get(key, 0.0), b.marginals.get(key, 0.0)),
                f"points per {currency if of_money else 'point'}",
                1 / money if of_money else 1.0,
                row=name,
                **located(rows, index),
            )

    def _order(self, key: Name) -> tuple[int, str]:
        """Return the place of a limit among the rows of the answer; those that it has not come last."""
        return self._places.get(key, len(self._places)), repr(key)

    @cached_property
    def _places(self) -> dict[Name, int]:
        return {key: i for i, key in enumerate(self.result.program.rows)}

    def breakpoint_rows(self) -> list[Row]:
        """Return the breakpoints as tidy rows, with the slope of V on both sides [points per unit of part]."""
        return [
            {
                "at": written(b.at),
                "part": written(b.part),
                "kind": b.kind,
                "quantity": "value",
                "value": written(b.value),
                "unit": "points",
                "slope_before": _slope_written(before),
                "slope_after": _slope_written(after),
            }
            for b in self.breakpoints
            for before, after in [self._sides(b.part)]
        ]

    def _sides(self, part: float) -> tuple[Stretch | None, Stretch | None]:
        """Return the pieces before and after a breakpoint: the same one where neither V nor a frame bends."""
        before = [s for s in self.pieces if s.start.part < part <= s.stop.part]
        after = [s for s in self.pieces if s.start.part <= part < s.stop.part]
        return (before[0] if before else None), (after[-1] if after else None)

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        return {
            "lever": lever_written(self.lever),
            "plans": {"from": written(self.low), "to": written(self.high)},
            "exact": self.exact,
            "why_not_exact": self.why[0 if self.scenario.language == "sv" else 1],
            "error": {"points": written(self.error[0]), "money": written(self.error[1] * self._per)},
            "checked": {
                "at": [written(at) for at in self.checked],
                "points": written(self.off[0]),
                "money": written(self.off[1] * self._per),
            },
            "between": None if self.between is None else written(self.between),
            "steady": None if self.steady is None else [written(end) for end in self.steady],
            "breakpoints": self.breakpoint_rows(),
        }

    @property
    def _per(self) -> float:
        return PER_MSEK[self.scenario.currency]

    @property
    def folder(self) -> str:
        """The name of its folder, by the lever."""
        return f"sensitivity-{folder_name(self.lever.id)}"

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"curve": (CURVE, self.rows), "breakpoints": (BREAKPOINTS, self.breakpoint_rows)}


def slope(stretch: Stretch) -> float:
    """Return the slope of V on a stretch [points per unit of part]."""
    return (stretch.stop.value - stretch.start.value) / (stretch.stop.part - stretch.start.part)


def _slope_written(stretch: Stretch | None) -> float | str:
    return "" if stretch is None or stretch.stop.part <= stretch.start.part else written(slope(stretch))


def lever_written(lever: Lever) -> dict[str, Any]:
    """Return a lever as ``result.json`` has it."""
    return {
        "id": lever.id,
        "name": lever.name,
        "kind": lever.kind,
        "path": lever.path,
        "unit": lever.unit,
        "low": written(lever.low),
        "high": written(lever.high),
        "today": None if lever.today is None else written(lever.today),
        "source": lever.source,
    }


def folder_name(text: str) -> str:
    """Return an id as the name of a folder."""
    return "".join(ch if ch.isalnum() or ch in "._-" else "-" for ch in text)


def between(a: State, b: State, at: float, share: float) -> State:
    """Return the state on the straight line between two states.

    Args:
        a: The first state.
        b: The second.
        at: The lever's value between them.
        share: The share of the way from the first to the second.
    """
    limits = dict.fromkeys((*a.marginals, *b.marginals))
    return State(
        at=at,
        part=a.part + share * (b.part - a.part),
        value=a.value + share * (b.value - a.value),
        frames=a.frames + share * (b.frames - a.frames),
        baseline=a.baseline + share * (b.baseline - a.baseline),
        spend=a.spend + share * (b.spend - a.spend),
        attainment=a.attainment + share * (b.attainment - a.attainment),
        marginals={
            i: (1 - share) * a.marginals.get(i, 0.0) + share * b.marginals.get(i, 0.0) for i in limits
        },
    )


def merged(stretches: Sequence[Stretch]) -> tuple[list[Stretch], list[Breakpoint]]:
    """Join stretches between which nothing bends; return them and the breakpoints, degenerate ones too."""
    kept: list[Stretch] = []
    breaks: list[Breakpoint] = []
    for stretch in stretches:
        if not kept:
            kept.append(stretch)
            continue
        last = kept[-1]
        kind = _kind(last, stretch)
        at = stretch.start
        breaks.append(Breakpoint(at=at.at, part=at.part, kind=kind, value=at.value))
        if kind == "degenerate" and _prices_agree(last, stretch):
            kept[-1] = replace(last, stop=stretch.stop)
        else:
            kept.append(stretch)
    return kept, breaks


def _kind(a: Stretch, b: Stretch) -> BreakKind:
    def bends(of: Any) -> bool:
        start, here, there, stop = (np.atleast_1d(of(s)) for s in (a.start, a.stop, b.start, b.stop))
        if np.abs(here - there).max() > STEADY:
            return True
        # extend each stretch over the other, so that the longer one measures the shorter one
        before, after = a.stop.part - a.start.part, b.stop.part - b.start.part
        if min(before, after) <= 0:
            return False
        long_first = before >= after
        if long_first:
            off = here + (here - start) * (after / before) - stop
        else:
            off = there - (stop - there) * (before / after) - start
        return bool(np.abs(off).max() > STEADY)

    if bends(lambda s: s.value):
        return "value"
    if bends(lambda s: s.frames):
        return "frames"
    return "activities" if bends(lambda s: s.spend) or bends(lambda s: s.attainment) else "degenerate"


def _prices_agree(a: Stretch, b: Stretch) -> bool:
    limits = {i for s in (a.start, a.stop, b.start, b.stop) for i in s.marginals}
    return all(
        abs(a.stop.marginals.get(i, 0.0) - b.start.marginals.get(i, 0.0)) <= STEADY
        and abs(_slope(a, i) - _slope(b, i)) <= STEADY
        for i in limits
    )


def _slope(stretch: Stretch, i: Name) -> float:
    wide = stretch.stop.part - stretch.start.part
    return (
        (stretch.stop.marginals.get(i, 0.0) - stretch.start.marginals.get(i, 0.0)) / wide if wide > 0 else 0.0
    )
