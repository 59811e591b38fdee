r"""Tornado (*vad ändrar mest?*): every assumption at both ends of its range, all else as it stands.

.. math::  V(\theta_k = low_k),\; V(\theta_k = high_k), \qquad \text{sorted by how far apart they lie}

In words: which assumption moves the answer most within its plausible range, whose frames it moves, and whether a
proposed change would be reversed. Where an end leaves no plan, the answer at the last value with a plan stands in
its place. Assumptions are the levers that the scenario declares, the size of each effect that has a range, and the
shape of all effects of a grade, between their own curve and the common one. Weights are held, except where they are the
lever. How wide a bar is depends on the range.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from models.effect_levers import effect_levers
from models.levers import declared
from models.problems import Problem, ScenarioError, one_of
from models.units import PER_MSEK
from solver.levers.engine import Engine
from solver.levers.parametric import Follower
from solver.levers.template import Template
from solver.levers.tracing import line_of
from solver.output.rows import written
from solver.program.certificate import UncertifiedError
from solver.studies.asking import answered
from solver.studies.curve import lever_written
from solver.studies.moving import ENOUGH
from solver.studies.study import AnswerStudy, table_of
from solver.studies.turning import first_turn, largest_change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from models.levers import Lever
    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.levers.engine import Point
    from solver.output.rows import Row
    from solver.program.compiled import Array
    from solver.studies.study import Tables
    from solver.studies.turning import Turning

EDGE = 1e-6
"""Precision of the last value with a plan, where it is no linear program [share of the range]."""
INSIDE = (0.0, 1e-9, 1e-7, 1e-6)
"""Distances inside the last value with a plan at which an answer is tried [share of the range]."""
BARS = (
    "rank",
    "lever",
    "end",
    "at",
    "answered_at",
    "lever_unit",
    "quantity",
    "committee",
    "year",
    "value",
    "unit",
)
FIRST = (
    "lever",
    "committee",
    "year",
    "holds_at",
    "turns_at",
    "lever_unit",
    "proposed",
    "before",
    "then",
    "unit",
)
TURNS = ("lever", "end", "at", "lever_unit", "committee", "year", "kind", "proposed", "then", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The answer at an end of a lever's range.

    Attributes:
        at: The lever's value at the end.
        answered_at: The value that the answer is from: the end, or the value at which plans end on the way to it.
        value: V there [points].
        frames: Proposed frames there [MSEK], in the order of ``Tornado.frames``.
        baseline: Indexed frames with the same assumption [MSEK], in the same order.
    """

    at: float
    answered_at: float
    value: float
    frames: Array
    baseline: Array

    @property
    def has_plan(self) -> bool:
        """Whether the limits leave a plan at the end itself."""
        return self.answered_at == self.at

    @property
    def difference(self) -> Array:
        """Frames less indexation [MSEK]."""
        return self.frames - self.baseline


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One lever at both ends of its range.

    Attributes:
        lever: The lever.
        low: Its answer at the low end.
        high: Its answer at the high end.
        width: The distance between the least and the greatest V, today's included [points].
    """

    lever: Lever
    low: End
    high: End
    width: float

    @property
    def ends(self) -> tuple[tuple[Literal["low", "high"], End], ...]:
        """Both ends with their names."""
        return ("low", self.low), ("high", self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A proposed change that is reversed, or disappears, at an end of a lever.

    Attributes:
        lever: The lever.
        end: The end.
        at: The lever's value there.
        committee: The committee.
        year: The plan year.
        kind: ``reversed``, or ``gone`` where less than a hundred kronor is left of it.
        proposed: Frame less indexation as it stands [MSEK].
        then: The same at the end [MSEK].
    """

    lever: Lever
    end: Literal["low", "high"]
    at: float
    committee: str
    year: int
    kind: Literal["reversed", "gone"]
    proposed: float
    then: float


@dataclass(frozen=True, kw_only=True, repr=False)
class Tornado(AnswerStudy):
    """Every declared lever at both ends.

    Attributes:
        result: The answer as the scenario stands.
        bars: The levers, the one that moves V most first.
        frames: Committee and year of each frame.
        watched: Committee and year of the change whose turning was sought; None where nothing moves.
        first: What turns it first; None where nothing does.
    """

    study = "tornado"
    turns_table = table_of("turns")
    """The reversed changes as a table."""

    result: Result
    bars: tuple[Bar, ...]
    frames: tuple[tuple[str, int], ...]
    watched: tuple[str, int] | None
    first: Turning | None

    @cached_property
    def today(self) -> tuple[Array, Array]:
        """The proposed frames, and the same less indexation [MSEK]."""
        proposal, indexed = self.result.proposal.q, self.result.plans["indexation"].q
        frames = np.array([proposal.frame[key] for key in self.frames])
        return frames, frames - np.array([indexed.frame[key] for key in self.frames])

    def most_moved(self, bar: Bar, *, against_indexation: bool = False) -> tuple[str, float, float]:
        """Return the committee whose first-year frame a lever moves most, and by how much at its ends [MSEK].

        Args:
            bar: The lever.
            against_indexation: Whether to look at the difference from indexation, which moves too, not at the frame.
        """
        year = self.result.figures.open_years[0]
        moves = [
            (end.difference - self.today[1]) if against_indexation else (end.frames - self.today[0])
            for _, end in bar.ends
        ]
        first = [k for k, (_, y) in enumerate(self.frames) if y == year]
        most = max(first, key=lambda k: (max(abs(move[k]) for move in moves), -k))
        return self.frames[most][0], float(moves[0][most]), float(moves[1][most])

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The first-year changes that a lever reverses or removes at an end, in the order of bars."""
        year = self.result.figures.open_years[0]
        return tuple(
            Turn(
                lever=bar.lever,
                end=name,
                at=end.answered_at,
                committee=c,
                year=y,
                kind="gone" if abs(then) < ENOUGH else "reversed",
                proposed=float(proposed),
                then=float(then),
            )
            for bar in self.bars
            for name, end in bar.ends
            for (c, y), proposed, then in zip(self.frames, self.today[1], end.difference, strict=True)
            if y == year and abs(proposed) >= ENOUGH and np.sign(proposed) * then < ENOUGH
        )

    # ---------------------------------------------------------------------------------------- tables

    def rows(self) -> list[Row]:
        """Return V, its change, the frames and their difference from indexation at every end; the file's currency."""
        return [row for n, bar in enumerate(self.bars, start=1) for row in self._rows_of(n, bar)]

    def _rows_of(self, rank: int, bar: Bar) -> Iterator[Row]:
        currency = self.scenario.currency
        money = PER_MSEK[currency]
        what = dict.fromkeys(BARS, "") | {"rank": rank, "lever": bar.lever.id, "lever_unit": bar.lever.unit}
        yield {**what, "quantity": "width", "value": written(bar.width), "unit": "points"}
        for name, end in bar.ends:
            where = {**what, "end": name, "at": written(end.at), "answered_at": written(end.answered_at)}
            yield {**where, "quantity": "value", "value": written(end.value), "unit": "points"}
            change = end.value - self.result.value
            yield {**where, "quantity": "change", "value": written(change), "unit": "points"}
            for k, (c, y) in enumerate(self.frames):
                of = {**where, "committee": c, "year": y, "unit": currency}
                yield {**of, "quantity": "frame", "value": written(end.frames[k] * money)}
                yield {**of, "quantity": "difference", "value": written(end.difference[k] * money)}

    def turn_rows(self) -> list[Row]:
        """Return the reversed changes as tidy rows; money in the file's currency."""
        currency = self.scenario.currency
        money = PER_MSEK[currency]
        return [
            {
                "lever": turn.lever.id,
                "end": turn.end,
                "at": written(turn.at),
                "lever_unit": turn.lever.unit,
                "committee": turn.committee,
                "year": turn.year,
                "kind": turn.kind,
                "proposed": written(turn.proposed * money),
                "then": written(turn.then * money),
                "unit": currency,
            }
            for turn in self.turns
        ]

    def first_rows(self) -> list[Row]:
        """Return what turns the watched change first as a tidy row; money in the file's currency."""
        turning = self.first
        if turning is None:
            return []
        currency = self.scenario.currency
        money = PER_MSEK[currency]
        return [
            {
                "lever": turning.lever.id,
                "committee": turning.committee,
                "year": turning.year,
                "holds_at": written(turning.holds_at),
                "turns_at": written(turning.turns_at),
                "lever_unit": turning.lever.unit,
                "proposed": written(turning.proposed * money),
                "before": written(turning.before * money),
                "then": written(turning.then * money),
                "unit": currency,
            }
        ]

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        return {
            "value": written(self.result.value),
            "levers": [
                {
                    **lever_written(bar.lever),
                    "width": written(bar.width),
                    **{
                        name: {
                            "at": written(end.at),
                            "has_plan": end.has_plan,
                            "answered_at": written(end.answered_at),
                            "value": written(end.value),
                        }
                        for name, end in bar.ends
                    },
                }
                for bar in self.bars
            ],
            "turns": self.turn_rows(),
            "first": self.first_rows(),
        }

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {
            "tornado": (BARS, self.rows),
            "turns": (TURNS, self.turn_rows),
            "first": (FIRST, self.first_rows),
        }


def tornado(
    scenario: Result | Scenario | str | Path | Mapping[str, Any],
    *,
    effects: bool = True,
    watched: tuple[str, int] | None = None,
) -> Tornado:
    """Answer every declared lever, and size and shape of effects, at both ends of their ranges.

    Args:
        scenario: An answer, a scenario, the path of its file, or its content as the file would hold it.
        effects: Whether size and shape of effects are moved beside the declared levers; see ``models.effect_levers``.
        watched: Committee and plan year of the change whose first turning is sought; the largest of the last plan year
            if absent.

    Raises:
        ScenarioError: The file is wrong, there is nothing to move, or it is not valid over the range of one.
        NoPlanError: The limits leave no plan as the scenario stands.
        UncertifiedError: An answer did not pass its own check.
        UnknownNameError: What is watched is no committee or plan year of the scenario.
    """
    result, stated = answered(scenario)
    if watched is not None:
        one_of(watched[0], result.figures.committees, "committees")
        one_of(watched[1], result.figures.open_years, "plan years")
    levers = declared(result.scenario)
    if effects:
        levers += tuple(map(_from_nothing, effect_levers(result.figures)))
    if not levers:
        problem = Problem(
            path="levers",
            sv="scenariot anger inga spakar (levers), och utan rimliga intervall finns inget att jämföra",
            en="the scenario declares no levers, and without plausible ranges there is nothing to compare",
        )
        raise ScenarioError((problem,), language=result.scenario.language)
    templates = Template.each(result.scenario, levers, result.figures, stated)
    ends = [_Ends(result, template) for template in templates]
    bars = [of.bar() for of in ends]
    watched = watched or largest_change(result)
    turning = None if watched is None else first_turn(result, [of.engine for of in ends], watched)
    frames = tuple((c, y) for c in result.figures.committees for y in result.figures.open_years)
    return Tornado(
        result=result,
        bars=tuple(sorted(bars, key=lambda bar: (-bar.width, bar.lever.id))),
        frames=frames,
        watched=watched,
        first=turning,
    )


def _from_nothing(lever: Lever) -> Lever:
    """Return a lever on an effect that begins at 0: no effect is smaller than nothing."""
    return replace(lever, low=max(lever.low, 0.0))


class _Ends:
    """The ends of one lever."""

    def __init__(self, result: Result, template: Template) -> None:
        self.result, (self.lever,) = result, template.levers
        self.engine = Engine(result.scenario, template.levers, template=template)

    def bar(self) -> Bar:
        low, high = self._end(self.lever.low), self._end(self.lever.high)
        values = (low.value, high.value, self.result.value)
        return Bar(lever=self.lever, low=low, high=high, width=max(values) - min(values))

    def _end(self, at: float) -> End:
        found = self.engine.at([at])
        if found is not None:
            return _answered(at, at, found)
        last = self._last_with_plan(at)
        inward = np.sign((self.lever.low + self.lever.high) / 2 - at)
        for share in INSIDE:
            found = self.engine.at([last + inward * share * (self.lever.high - self.lever.low)])
            if found is not None:
                return _answered(at, last, found)
        raise UncertifiedError(f"no answer beside the end of the plans of {self.lever.id} at {last!r}")

    def _last_with_plan(self, end: float) -> float:
        """Return the value nearest to an end at which the limits leave a plan."""
        line = line_of(self.engine.template)
        if line is not None and not line.moves_cost:
            plans = Follower(self.engine.template, line, limit=1).feasible(self.lever.low, self.lever.high)
            if plans is not None:
                return plans[0] if end == self.lever.low else plans[1]
        good = self._with_plan(end)
        bad = end
        while abs(good - bad) > EDGE * (self.lever.high - self.lever.low):
            middle = (good + bad) / 2
            if self.engine.optimum([middle]) is None:
                bad = middle
            else:
                good = middle
        return good

    def _with_plan(self, end: float) -> float:
        """Return a value with a plan; the scenario as it stands has one."""
        today = self.lever.today
        if today is not None:
            return today
        other = self.lever.high if end == self.lever.low else self.lever.low
        for value in np.linspace(end, other, 33)[1:]:
            if self.engine.optimum([float(value)]) is not None:
                return float(value)
        scenario = self.result.scenario
        problem = Problem(
            path=f"levers.{self.lever.id}",
            place=scenario.origin.place(f"levers.{self.lever.id}"),
            sv="gränserna lämnar ingen plan någonstans i intervallet",
            en="the limits leave no plan anywhere in the range",
        )
        raise ScenarioError((problem,), language=scenario.language)


def _answered(at: float, answered_at: float, found: Point) -> End:
    return End(
        at=at,
        answered_at=answered_at,
        value=found.value,
        frames=found.frames.copy(),
        baseline=found.baseline.copy(),
    )
