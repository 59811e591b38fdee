r"""Stability intervals (*hur långt svaret håller*): how far weights and effects can vary without changing the proposal.

In words: the plan stays the proposal as long as prices exist that make it optimal, and these prices, with the
assumption beside them, are a linear program (``solver.program.cone``). A weight moves the objective alone. An effect
that grows by a factor changes the worth of its activities; as the plan stays the same, so does its price of attainment,
until a goal of it meets 100 points or a floor. The nearest end shows which assumption changes the answer first.

Weights are varied one at a time, the others keeping their proportions; effects are varied with all weights
as they are, krona-neutral ones too. Every end is tried before it is told: the program is solved again halfway
to it, just inside and just outside, tie-break included. Where that does not confirm it, or where the price of
a goal is not known (it stands at 100 points or at a floor whatever the size of the effect, or the weights do
not move along a straight line), the end is searched by solving again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from models.outcomes import response
from models.plan import attainment, contribution
from models.problems import entry_of
from models.scenario import FULL_POINTS
from models.units import PER_MSEK
from solver.answer.tie_break import nearest_of
from solver.output.rows import written
from solver.program.compiled import UnsoundModelError
from solver.program.cone import AT, Cone, LastCone
from solver.program.extending import check_optimum
from solver.program.warm import SolverFaultError, WarmSolver
from solver.studies.asking import answered
from solver.studies.moving import Move, frame_changes, matched, spend_changes
from solver.studies.study import AnswerStudy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from models.figures import Response
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.answer.stating import StatedScenario
    from solver.output.rows import Row
    from solver.program.compiled import Array, LinearProgram
    from solver.program.warm import Optimum
    from solver.studies.study import Tables

LARGEST = 100.0
"""An effect is tried up to this many times its size."""
WHOLE = 1 - 1e-6
"""A goal is tried up to this part of all weight."""
SAME = 1e-9
"""Years whose weights differ by less than this differ by rounding only [share]."""
NEAR = 1e-4
"""How far inside and outside an end the program is solved again [share of the end]."""
UNMOVED = 1e-6
"""Frames and spends that differ by less than this are the same [MSEK]."""
STEPS = 64
"""Values tried on each side where an end is searched."""
CLOSE = 1e-11
"""How closely a searched end is enclosed [share of today's value, or of all weight]."""
BEYOND = (1e-4, 1e-3)
"""Steps beyond an end at which moves are looked for, until there are some [share of the value]."""
SHOWN = 8
"""The number of assumptions for which the moves beyond the nearer end are computed."""
NOTHING = 1e-9
COLUMNS = (
    "kind",
    "goal",
    "activity",
    "evidence",
    "quantity",
    "today",
    "low",
    "high",
    "part_today",
    "part_low",
    "part_high",
    "first",
    "side",
    "past_low",
    "past_high",
    "ends",
    "path",
)
MOVES = ("kind", "goal", "activity", "side", "quantity", "from", "to", "value", "unit")
Kind = Literal["weight", "effect", "complement"]
Past = Literal["moves", "no_plan", "open", "unverified"]
"""What stands just past an end: another proposal, no plan, nothing (there is no end), or what could not be solved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The interval of one assumption on which the proposal is the same.

    Attributes:
        kind: A goal's weight, the size of an effect, or that of a complement.
        goal: The goal.
        activity: The activity of an effect, the complement's id, or empty.
        evidence: The grade of an effect.
        today: A weight as it is stated; 1 for the size of an effect.
        low: The least value at which the answer is the same.
        high: The greatest; infinite where it always is.
        part: For a weight its part of all weight: today, at the least, at the greatest.
        path: The path of the assumption in the scenario.
        moves: The moves just beyond the nearer end: between committees, or, where no frame moves, between activities.
        inside: Whether it is between activities.
        past: What stands just past the least and the greatest value, as solving again has shown.
        followed: Whether both ends are exact. Otherwise one was found by solving at steps; an exception between two
            steps is not seen.
    """

    kind: Kind
    goal: str
    activity: str
    evidence: str
    today: float
    low: float
    high: float
    part: tuple[float, float, float] | None
    path: str
    moves: tuple[Move, ...] = ()
    inside: bool = False
    past: tuple[Past, Past] = ("open", "open")
    followed: bool = True

    @property
    def first(self) -> float:
        """The smallest change that moves the answer [share of today's value]; infinite where none does."""
        return min(self._down, self._up)

    @property
    def side(self) -> str:
        """The nearer end: ``low`` or ``high``; empty where there is none."""
        return "" if math.isinf(self.first) else "low" if self._down <= self._up else "high"

    @property
    def _down(self) -> float:
        if not self.today or self.past[0] == "open":
            return math.inf
        return 1 - self.low / self.today

    @property
    def _up(self) -> float:
        return self.high / self.today - 1 if self.today else self.high


@dataclass(frozen=True, kw_only=True, repr=False)
class Intervals(AnswerStudy):
    """How far each weight or effect can vary without changing the proposal.

    Attributes:
        result: The answer.
        entries: One for each weight, effect and complement, the one that changes the answer first at the top.
    """

    study = "intervals"

    result: Result
    entries: tuple[Interval, ...]

    def of(self, kind: Kind, goal: str, activity: str = "") -> Interval:
        """Return one interval.

        Raises:
            UnknownNameError: There is no such assumption.
        """
        by_name = {(e.kind, e.goal, e.activity): e for e in self.entries}
        return entry_of((kind, goal, activity), by_name, "kinds", f"goals of {kind}", f"activities of {goal}")

    def rows(self) -> list[Row]:
        """Return the intervals as tidy rows."""
        return [
            {
                "kind": e.kind,
                "goal": e.goal,
                "activity": e.activity,
                "evidence": e.evidence,
                "quantity": "weight" if e.kind == "weight" else "size",
                "today": written(e.today),
                "low": written(e.low),
                "high": _end(e.high),
                **dict(zip(("part_today", "part_low", "part_high"), _parts(e), strict=True)),
                "first": _end(e.first),
                "side": e.side,
                "past_low": e.past[0],
                "past_high": e.past[1],
                "ends": "exact" if e.followed else "searched",
                "path": e.path,
            }
            for e in self.entries
        ]

    def move_rows(self) -> list[Row]:
        """Return the moves beyond the nearer end of each assumption as tidy rows; money in the file's currency."""
        currency = self.scenario.currency
        return [
            {
                "kind": e.kind,
                "goal": e.goal,
                "activity": e.activity,
                "side": e.side,
                "quantity": "moved_inside" if e.inside else "moved",
                "from": move.source,
                "to": move.target,
                "value": written(move.amount * PER_MSEK[currency]),
                "unit": currency,
            }
            for e in self.entries
            for move in e.moves
        ]

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        return {"value": written(self.result.value), "intervals": self.rows(), "moves": self.move_rows()}

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"intervals": (COLUMNS, self.rows), "moves": (MOVES, self.move_rows)}


def _end(value: float) -> float | str:
    return "" if math.isinf(value) else written(value)


def _parts(entry: Interval) -> tuple[float | str, ...]:
    return ("", "", "") if entry.part is None else tuple(written(part) for part in entry.part)


def intervals(scenario: Scenario | str | Path | Mapping[str, Any], *, shown: int = SHOWN) -> Intervals:
    """Find how far each weight or effect can vary without changing the proposal.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        shown: The number of assumptions, those that change the answer first, for which the moves are computed.

    Raises:
        ScenarioError: The file is wrong, or its objective is not V alone.
        NoPlanError: The limits leave no plan.
        UncertifiedError: The answer did not pass its own check.
    """
    result, stated = answered(scenario)
    asked = _Asked(result, stated)
    found = sorted([*asked.weights(), *asked.effects()], key=_order)
    told = [asked.with_moves(entry) if n < shown else entry for n, entry in enumerate(found)]
    return Intervals(result=result, entries=tuple(told))


def _order(entry: Interval) -> tuple[float, str, str, str]:
    """The nearest end first; what differs by rounding alone does not differ."""
    return round(entry.first, 9), entry.kind, entry.goal, entry.activity


class _Asked:
    """The answer as a point of its program, with the place of each assumption in it."""

    def __init__(self, result: Result, stated: StatedScenario) -> None:
        self.result, self.stated = result, stated
        self.figures, self.program = stated.figures, stated.program
        self.column = {name: j for j, name in enumerate(self.program.columns)}
        rows = {name: i for i, name in enumerate(self.program.rows)}
        keys = [(g, y) for g in self.figures.goals for y in self.figures.outcome_years]
        self.attained = {key: rows["attained", (n,)] for n, key in enumerate(keys, start=1)}
        self.reached = attainment(self.figures, result.proposal.level)
        self.x = self._point()
        self.shown = [j for j, (kind, _) in enumerate(self.program.columns) if kind in ("frame", "spend")]
        self.last_cone = LastCone()
        self.solver = WarmSolver(self.program)
        self.solver.optimise()

    def _point(self) -> Array:
        """Return the proposal's columns, each segment filled in order, also where a goal has no weight."""
        q, level = self.result.proposal.q, self.result.proposal.level
        x = np.zeros(len(self.program.columns))
        names = {
            "frame": q.frame,
            "spend": q.spend,
            "increase": q.increase,
            "decrease": q.decrease,
            "saved": q.saved,
            "used": q.used,
            "returned": q.returned,
            "standing": q.balance,
        }
        by_year: dict[str, Any] = {
            "given_total": q.given_total,
            "reserve": q.reserve,
            "deposit": q.deposit,
            "withdrawal": q.withdrawal,
            "result_reserve_balance": q.result_reserve,
        }
        for j, (kind, key) in enumerate(self.program.columns):
            if kind in names:
                x[j] = names[kind][key]  # type: ignore[index]
            elif kind in by_year:
                x[j] = by_year[kind][key[0]]
            elif kind == "attainment":
                x[j] = min(self.reached[key], FULL_POINTS)  # type: ignore[index]
        for r in self.figures.responses:
            source = r.path if r.complement else r.members[0]
            for y in self.figures.years:
                self._fill(x, source, y, min(level.get((a, y), 1.0) for a in r.members))
        return x

    def _fill(self, x: Array, source: str, y: int, level: float) -> None:
        n = 0
        left = level
        while ("fill", (source, y, n)) in self.column:
            j = self.column["fill", (source, y, n)]
            if n == 0:  # the first segment reaches from level 0, counted from the first bend
                first = -float(self.program.lower[j])
                x[j] = min(left - first, float(self.program.upper[j]))
                left -= first + x[j]
            else:
                x[j] = min(left, float(self.program.upper[j]))
                left -= x[j]
            n += 1

    # ---------------------------------------------------------------------------------------- weights

    def weights(self) -> Iterator[Interval]:
        """Yield the interval of every goal's weight."""
        figures = self.figures
        cone = Cone(program=self.program, x=self.x, fixed={}, last=self.last_cone)
        for g in figures.goals:
            stated = figures.stated_weight[g]
            told = Interval(
                kind="weight",
                goal=g,
                activity="",
                evidence="",
                today=stated,
                low=0.0,
                high=math.inf,
                part=None,
                path=f"goals.{g}.weight",
            )
            turning = self._turning(g)
            if not turning:  # the only goal, or its weight is multiplied by zero
                yield told
                continue
            even = max(turning.values()) - min(turning.values()) <= SAME * max(turning.values())
            half = sum(turning.values()) / len(turning)
            today = _share(stated, half)
            trial = _Trial(self, today, (0.0, WHOLE), partial(self._weighed, g, half))
            down, up = trial.ends(self._along(cone, g, turning, today) if even else (None, None))
            low, high = min(_weight(down.at, half), stated), max(_weight(up.at, half), stated)
            parts = (self._part(g, stated), self._part(g, low), self._part(g, high))
            past, followed = (down.past, up.past), down.exact and up.exact
            yield replace(told, low=low, high=high, part=parts, past=past, followed=followed)

    def _turning(self, g: str) -> dict[int, float]:
        """Return the stated weight at which a goal has half of a year's weight, for plan years in which it moves it."""
        figures = self.figures
        factor, stated = figures.as_it_stands.weight_factor, figures.stated_weight
        rest = {y: sum(stated[h] * factor[h, y] for h in figures.goals if h != g) for y in figures.years}
        return {y: rest[y] / factor[g, y] for y in figures.years if factor[g, y] > 0 and rest[y] > 0}

    def _along(
        self, cone: Cone, g: str, turning: Mapping[int, float], today: float
    ) -> tuple[float | None, float | None]:
        """Return the ends for a goal whose part of the weight is the same in all years: a straight line [share]."""
        figures = self.figures
        without = figures.weights_of({**figures.stated_weight, g: 0.0})
        direction = np.zeros(len(self.program.columns))
        for goal, y in self.attained:
            if min(y, figures.years[-1]) in turning:
                step = 1.0 if goal == g else -without[goal, y]
                direction[self.column["attainment", (goal, y)]] = figures.discount[y] * step
        down = cone.reach(direction, 0.0, -today) if today else 0.0
        up = cone.reach(direction, 0.0, WHOLE - today)
        return today + (down or 0.0), today + (up or 0.0)

    def _weighed(self, g: str, half: float, share: float) -> LinearProgram:
        """Return the program where a goal has this share of a year whose other goals weigh as much as ``half``."""
        return self._at_weight(g, _weight(share, half))

    def _at_weight(self, g: str, weight: float) -> LinearProgram:
        """Return the program where a goal has a stated weight."""
        weights = self.figures.weights_of({**self.figures.stated_weight, g: weight})
        cost = self.program.cost.copy()
        for goal, y in self.attained:
            cost[self.column["attainment", (goal, y)]] = self.figures.discount[y] * weights[goal, y]
        return replace(self.program, cost=cost)

    def _part(self, g: str, weight: float) -> float:
        """Return a goal's part of all weight, over all outcome years, at a stated weight; infinite is all of it."""
        figures = self.figures
        if math.isinf(weight):
            last, turning = figures.years[-1], self._turning(g)
            weights = figures.weight
            return sum(
                figures.discount[y] * (1.0 if min(y, last) in turning else weights[g, y])
                for y in figures.outcome_years
            )
        weights = figures.weights_of({**figures.stated_weight, g: weight})
        return sum(figures.discount[y] * weights[g, y] for y in figures.outcome_years)

    @property
    def scenario(self) -> Scenario:
        return self.result.scenario

    # ---------------------------------------------------------------------------------------- effects

    def effects(self) -> Iterator[Interval]:
        """Yield the interval of every effect's and complement's size."""
        for r in self.figures.responses:
            kind: Kind = "complement" if r.complement else "effect"
            activity = r.id if r.complement else r.members[0]
            trial = _Trial(self, 1.0, (0.0, LARGEST), partial(self._at, r))
            down, up = trial.ends((self._sized(r, 0.0), self._sized(r, LARGEST)))
            yield Interval(
                kind=kind,
                goal=r.goal,
                activity=activity,
                evidence=r.evidence,
                today=1.0,
                low=down.at,
                high=math.inf if up.past == "open" else up.at,
                part=None,
                path=r.path,
                past=(down.past, up.past),
                followed=down.exact and up.exact,
            )

    def _sized(self, r: Response, end: float) -> float | None:
        """Return the last size towards an end at which the plan stays optimal; None where a price is not known.

        One stretch after another is tried, cut where the effect's goal meets 100 points or a floor.
        """
        worth = {
            y: contribution(r, self.figures, self.result.proposal.level, y)
            for y in self.figures.outcome_years
        }
        if any(self._stands_at_a_bound(r.goal, y, w) for y, w in worth.items()):
            return None
        at = 1.0
        cuts = sorted({cut for y, w in worth.items() for cut in self._cuts(r.goal, y, w)}, reverse=end < at)
        ahead = [cut for cut in cuts if min(at, end) + AT < cut < max(at, end) - AT]
        for stop in [*ahead, end]:
            middle = (at + stop) / 2
            if not self._keeps_floors(r.goal, worth, middle):
                return at
            reached = self._stretch(r, worth, at, stop, middle)
            if reached is None:
                return at
            if abs(reached - stop) > AT:
                return reached
            at = stop
        return at

    def _stands_at_a_bound(self, g: str, y: int, worth: float) -> bool:
        """Return whether a goal stands at 100 points or at a floor whatever the size of an effect of this worth."""
        bounds = (FULL_POINTS, *self._floors(g, y))
        return abs(worth) <= AT and any(abs(self.reached[g, y] - bound) <= AT for bound in bounds)

    def _cuts(self, g: str, y: int, worth: float) -> Iterator[float]:
        """Yield sizes at which a goal's attainment in a year meets 100 points or one of its floors."""
        if abs(worth) > NOTHING:
            for bound in (FULL_POINTS, *self._floors(g, y)):
                yield 1 + (bound - self.reached[g, y]) / worth

    def _floors(self, g: str, y: int) -> list[float]:
        minimum = self.scenario.goals[g].minimum
        stated = [minimum[y]] if minimum and y in minimum else []
        decided = [b.amount for b in self.figures.bounds if (b.kind, b.target, b.year) == ("goal", g, y)]
        return stated + decided

    def _keeps_floors(self, g: str, worth: Mapping[int, float], size: float) -> bool:
        return all(
            self.reached[g, y] + (size - 1) * w >= floor - AT
            for y, w in worth.items()
            for floor in self._floors(g, y)
        )

    def _stretch(
        self, r: Response, worth: Mapping[int, float], start: float, stop: float, middle: float
    ) -> float | None:
        """Return the last size of a stretch at which the plan stays optimal; None where it is not so at its start.

        On it every goal's attainment stays on one side of 100 points and above its floors, so that a point of it is
        worth its weight or nothing, and the worth of the effect's segments is affine in its size.
        """
        program, fixed = self._at(r, middle), {}
        x = self.x.copy()
        for y in self.figures.outcome_years:
            reached = self.reached[r.goal, y] + (middle - 1) * worth[y]
            column = self.column["attainment", (r.goal, y)]
            x[column] = min(reached, FULL_POINTS)
            fixed[self.attained[r.goal, y]] = float(program.cost[column]) if reached < FULL_POINTS else 0.0
        direction = np.zeros(len(program.columns))
        for i, price in fixed.items():
            for entry in range(program.start[i], program.start[i + 1]):
                j = int(program.index[entry])
                if self._of(r, j):
                    direction[j] -= self.program.data[entry] * price
        cone = Cone(program=program, x=x, fixed=fixed, last=self.last_cone)
        try:
            found = cone.reach(direction, start - middle, stop - middle)
        except UnsoundModelError:  # at this size the solver would drop the effect
            return None
        return None if found is None else middle + found

    def _of(self, r: Response, column: int) -> bool:
        kind, key = self.program.columns[column]
        return kind == "fill" and key[0] == (r.path if r.complement else r.members[0])

    def _at(self, r: Response, size: float) -> LinearProgram:
        """Return the program with the effect at a size."""
        data, row_upper = self.program.data.copy(), self.program.row_upper.copy()
        lower = self.program.lower.copy()
        first = r.curve[0][0] if r.complement else self.figures.breakpoints_of[r.members[0]][0]
        for (goal, y), i in self.attained.items():
            if goal != r.goal:
                continue
            lower[
                self.column["attainment", (goal, y)]
            ] = -np.inf  # a larger effect may take more from the goal
            for entry in range(self.program.start[i], self.program.start[i + 1]):
                if self._of(r, int(self.program.index[entry])):
                    data[entry] *= size
            row_upper[i] += (size - 1) * sum(
                share * response(r.curve, first)
                for lag, share in enumerate(r.lag)
                if y - lag in self.figures.open_years and self._funded(r, y - lag)
            )
        return replace(self.program, data=data, row_upper=row_upper, lower=lower)

    def _funded(self, r: Response, y: int) -> bool:
        return any((a, y) in self.figures.open_need for a in r.members)

    # ------------------------------------------------------------------------------------------ moves

    def with_moves(self, entry: Interval) -> Interval:
        """Return an interval with the moves just beyond its nearer end, from the scenario with the assumption there."""
        if not entry.side or entry.past[entry.side == "high"] != "moves":
            return entry
        end = entry.low if entry.side == "low" else entry.high
        old = self.result.proposal
        for step in BEYOND:
            value = end * (1 - step) if entry.side == "low" else end * (1 + step) if end else step
            new = self._beyond(entry, value)
            if new is None:  # plans end so near that the first step alone was inside them
                return entry
            moves = matched(frame_changes(old, new))
            inside = () if moves else matched(spend_changes(old, new))
            if moves or inside:
                return replace(entry, moves=moves or inside, inside=not moves)
        return entry

    def _beyond(self, entry: Interval, value: float) -> Plan | None:
        """Return the proposal with an assumption at a value; None where the limits leave no plan.

        Raises:
            UncertifiedError: Its optimum is not proved.
        """
        if entry.kind == "weight":
            program = self._at_weight(entry.goal, value)
        else:
            (r,) = (r for r in self.figures.responses if r.path == entry.path)
            program = self._at(r, value)
        solver = WarmSolver(program)
        solver.begin_as(self.solver)
        first = solver.optimise()
        if first is None:
            return None
        return self.stated.plan(self.nearest(program, check_optimum(program, solver, first)), "beyond")

    def nearest(self, program: LinearProgram, first: Optimum) -> Array:
        """Return the columns of the optimum that is nearest to the baseline, shape (columns,)."""
        return nearest_of(program, first, self.result.indexation.frame, self.figures.need)


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """An end of an interval: where it is, what stands past it, and whether it is exact or searched."""

    at: float
    past: Past
    exact: bool


class _Trial:
    """One assumption, tried by solving the program again with it at other values."""

    def __init__(
        self,
        asked: _Asked,
        today: float,
        limits: tuple[float, float],
        program: Callable[[float], LinearProgram],
    ) -> None:
        self.asked, self.today, self.limits, self.program = asked, today, limits, program

    def ends(self, told: tuple[float | None, float | None]) -> tuple[_End, _End]:
        """Return the ends downwards and upwards, those that are told where solving again confirms them."""
        down, up = (self._end(at, limit) for at, limit in zip(told, self.limits, strict=True))
        return down, up

    def _end(self, told: float | None, limit: float) -> _End:
        if self.today == limit:
            return _End(at=limit, past="open", exact=True)
        return (None if told is None else self._confirmed(told, limit)) or self._searched(limit)

    def _confirmed(self, end: float, limit: float) -> _End | None:
        """Return a told end if the proposal stands halfway to it and just inside, and not just outside; else None."""
        outwards = 1.0 if limit > self.today else -1.0
        near = NEAR * max(abs(end), NEAR)
        open_ = abs(end - limit) <= near
        inside = (self.today + end) / 2, end - outwards * min(near, abs(end - self.today) / 2)
        if end != self.today and any(self.past(at) != "open" for at in inside):
            return None
        if open_:
            return _End(at=limit, past="open", exact=True)
        past = self.past(end + outwards * min(near, abs(limit - end) / 2))
        return None if past == "open" else _End(at=end, past=past, exact=True)

    def _searched(self, limit: float) -> _End:
        """Return the last value towards a limit at which the proposal stands, by steps that grow and by halving."""
        outwards, far = (1.0 if limit > self.today else -1.0), abs(limit - self.today)
        good = self.today
        for step in np.geomspace(min(NEAR * max(self.today, NEAR), far / 2), far * (1 - NEAR), STEPS):
            bad = self.today + outwards * float(step)
            past = self.past(bad)
            if past != "open":
                break
            good = bad
        else:
            return _End(at=limit, past="open", exact=False)
        while abs(bad - good) > CLOSE:
            middle = (good + bad) / 2
            there = self.past(middle)
            if there == "open":
                good = middle
            else:
                bad, past = middle, there
        return _End(at=good, past=past, exact=False)

    def past(self, value: float) -> Past:
        """Return what stands at a value: another proposal, no plan, or ``open`` where the proposal is the same."""
        asked, program = self.asked, self.program(value)
        try:
            solver = WarmSolver(program)
            solver.begin_as(asked.solver)
            first = solver.optimise()
            if first is None:
                return "no_plan"
            x = asked.nearest(program, first)
        except (SolverFaultError, UnsoundModelError):
            return "unverified"
        return "moves" if np.abs((x - asked.x)[asked.shown]).max() > UNMOVED else "open"


def _share(weight: float, half: float) -> float:
    return weight / (weight + half)


def _weight(share: float, half: float) -> float:
    """Return the stated weight that gives a goal a share of a year's weight, of which it has half at ``half``."""
    return math.inf if share >= WHOLE - NOTHING else max(share, 0.0) * half / (1 - share)
