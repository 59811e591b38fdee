r"""Stability intervals (*hur långt svaret håller*): how far weights and effects can vary without changing the proposal.

In words: the plan stays the proposal as long as prices exist that make it optimal, and these prices, with the
assumption beside them, are a linear program (``solver.program.cone``). A weight moves the objective alone. An effect
that grows by a factor changes the worth of its activities; as the plan stays the same, so does its price of attainment,
until a goal of it meets 100 points or a floor. The nearest end shows which assumption changes the answer first.

Weights are varied one at a time, the others keeping their proportions; effects are varied with all weights as they
are, krona-neutral ones too. Where a weight moves different years' weights by different amounts (moved tasks, a weight
that follows a driver), they do not move along a straight line, and the ends are searched by solving again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from models.outcomes import response
from models.plan import attainment, contribution
from models.reading import document
from models.scenario import FULL_POINTS, Edit
from models.units import PER_MSEK, write_share
from models.variants import vary
from solver.answer.solving import answer
from solver.answer.stating import state
from solver.output.rows import written
from solver.program.cone import AT, Cone
from solver.program.warm import SolverFaultError, WarmSolver
from solver.studies.asking import answered
from solver.studies.moving import Move, frame_changes, matched, spend_changes
from solver.studies.study import AnswerStudy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from models.figures import Figures, Response
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.answer.stating import StatedScenario
    from solver.output.rows import Row
    from solver.program.compiled import Array, LinearProgram
    from solver.studies.study import Tables

LARGEST = 100.0
"""An effect is tried up to this many times its size."""
WHOLE = 1 - 1e-9
"""A goal is tried up to this part of all weight."""
SAME = 1e-9
"""Years whose weights differ by less than this differ by rounding only [share]."""
ROUNDING = 1e-12
"""Width of the bisection for the share at which two plans are worth the same."""
LOST = 1e-9
"""Another plan that is better by less than this does not replace the proposal [points]."""
STEPS = 64
"""Weights tested on each side where the weights do not move along a straight line."""
SHAPE = ("curve", "elasticity", "se", "shape", "at", "points")
"""Keys of an effect that say its curve."""
BEYOND = (1e-6, 1e-4, 1e-3)
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
    "ends",
    "path",
)
MOVES = ("kind", "goal", "activity", "side", "quantity", "from", "to", "value", "unit")
Kind = Literal["weight", "effect", "complement"]


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
        followed: Whether the ends are exact. Otherwise the weight moves different years' weights by different amounts,
            and the ends were found by solving at steps; an exception between two steps is not seen.
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
        if not self.today or self.low <= 0:
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
            KeyError: There is no such assumption.
        """
        for entry in self.entries:
            if (entry.kind, entry.goal, entry.activity) == (kind, goal, activity):
                return entry
        raise KeyError((kind, goal, activity))

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
    found = sorted([*asked.weights(), *asked.effects()], key=lambda e: (e.first, e.kind, e.goal, e.activity))
    told = [asked.told(entry) if n < shown else entry for n, entry in enumerate(found)]
    return Intervals(result=result, entries=tuple(told))


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
        cone = Cone(program=self.program, x=self.x, fixed={})
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
            ends = self._along(cone, g, turning) if even else self._searched(g, turning)
            low, high = min(ends[0], stated), max(ends[1], stated)
            parts = (self._part(g, stated), self._part(g, low), self._part(g, high))
            yield replace(told, low=low, high=high, part=parts, followed=even)

    def _turning(self, g: str) -> dict[int, float]:
        """Return the stated weight at which a goal has half of a year's weight, for plan years in which it moves it."""
        figures = self.figures
        factor, stated = figures.as_it_stands.weight_factor, figures.stated_weight
        rest = {y: sum(stated[h] * factor[h, y] for h in figures.goals if h != g) for y in figures.years}
        return {y: rest[y] / factor[g, y] for y in figures.years if factor[g, y] > 0 and rest[y] > 0}

    def _along(self, cone: Cone, g: str, turning: Mapping[int, float]) -> tuple[float, float]:
        """Return the ends for a goal whose part of the weight is the same in all years: a straight line."""
        figures, half = self.figures, next(iter(turning.values()))
        part = self._share(figures.stated_weight[g], half)
        without = figures.weights_of({**figures.stated_weight, g: 0.0})
        direction = np.zeros(len(self.program.columns))
        for goal, y in self.attained:
            if min(y, figures.years[-1]) in turning:
                step = 1.0 if goal == g else -without[goal, y]
                direction[self.column["attainment", (goal, y)]] = figures.discount[y] * step
        down = cone.reach(direction, 0.0, -part) if part else 0.0
        up = cone.reach(direction, 0.0, WHOLE - part)
        return _weight(part + (down or 0.0), half), _weight(part + (up or 0.0), half)

    def _searched(self, g: str, turning: Mapping[int, float]) -> tuple[float, float]:
        """Return the ends for a goal whose part of the weight differs between years: no straight line to follow.

        The answer is tested at steps from today's weight outwards, by solving with the weights there. From the first
        step at which another plan is better, the end is followed back to where no plan is better than the proposal.
        """
        half = sum(turning.values()) / len(turning)
        columns = np.array([self.column["attainment", key] for key in self.attained])

        def aimed(share: float) -> Array:
            """The objective where the goal has this share of a year whose other goals weigh as much as ``half``."""
            cost, stated = self.program.cost.copy(), self.figures.stated_weight
            weights = self.figures.weights_of({**stated, g: _weight(share, half)})
            cost[columns] = [self.figures.discount[y] * weights[goal, y] for goal, y in self.attained]
            return cost

        search = _Search(
            WarmSolver(self.program), self.x, aimed, self._share(self.figures.stated_weight[g], half)
        )
        return _weight(search.end(0.0), half), _weight(search.end(WHOLE), half)

    @staticmethod
    def _share(weight: float, half: float) -> float:
        return weight / (weight + half)

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
            low, high = self._sized(r, 0.0), self._sized(r, LARGEST)
            yield Interval(
                kind=kind,
                goal=r.goal,
                activity=activity,
                evidence=r.evidence,
                today=1.0,
                low=low,
                high=math.inf if high >= LARGEST - AT else high,
                part=None,
                path=r.path,
            )

    def _sized(self, r: Response, end: float) -> float:
        """Return the last size towards an end at which the plan stays optimal.

        One stretch after another is tried, cut where the effect's goal meets 100 points or a floor.
        """
        worth = {
            y: contribution(r, self.figures, self.result.proposal.level, y)
            for y in self.figures.outcome_years
        }
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
            if abs(reached - FULL_POINTS) <= AT:  # at 100 whatever the size: its price is not known
                continue
            fixed[self.attained[r.goal, y]] = float(program.cost[column]) if reached < FULL_POINTS else 0.0
        direction = np.zeros(len(program.columns))
        for i, price in fixed.items():
            for entry in range(program.start[i], program.start[i + 1]):
                j = int(program.index[entry])
                if self._of(r, j):
                    direction[j] -= self.program.data[entry] * price
        found = Cone(program=program, x=x, fixed=fixed).reach(direction, start - middle, stop - middle)
        return None if found is None else middle + found

    def _of(self, r: Response, column: int) -> bool:
        kind, key = self.program.columns[column]
        return kind == "fill" and key[0] == (r.path if r.complement else r.members[0])

    def _at(self, r: Response, size: float) -> LinearProgram:
        """Return the program with the effect at a size."""
        data, row_upper = self.program.data.copy(), self.program.row_upper.copy()
        first = r.curve[0][0] if r.complement else self.figures.breakpoints_of[r.members[0]][0]
        for (goal, y), i in self.attained.items():
            if goal != r.goal:
                continue
            for entry in range(self.program.start[i], self.program.start[i + 1]):
                if self._of(r, int(self.program.index[entry])):
                    data[entry] *= size
            row_upper[i] += (size - 1) * sum(
                share * response(r.curve, first)
                for lag, share in enumerate(r.lag)
                if y - lag in self.figures.years and self._funded(r, y - lag)
            )
        return replace(self.program, data=data, row_upper=row_upper)

    def _funded(self, r: Response, y: int) -> bool:
        return any((a, y) in self.figures.need for a in r.members)

    # ------------------------------------------------------------------------------------------- told

    def told(self, entry: Interval) -> Interval:
        """Return an interval with the moves just beyond its nearer end."""
        if not entry.side:
            return entry
        end = entry.low if entry.side == "low" else entry.high
        old = self.result.proposal
        for step in BEYOND:
            value = end * (1 - step) if entry.side == "low" else end * (1 + step) if end else step
            new = self._solved(entry, value)
            moves = matched(frame_changes(old, new))
            inside = () if moves else matched(spend_changes(old, new))
            if moves or inside:
                return replace(entry, moves=moves or inside, inside=not moves)
        return entry

    def _solved(self, entry: Interval, value: float) -> Plan:
        edits = [Edit(path=entry.path, set=value)]
        if entry.kind != "weight":
            edits = sized(self.figures, entry.path, value)
        plain = self.scenario.model_copy(update={"levers": {}})  # a lever may vary what becomes a curve here
        return answer(state(vary(plain, edits), self.figures)).proposal


class _Search:
    """A search for where the proposal ceases to be optimal as the objective follows a curve."""

    def __init__(self, solver: WarmSolver, x: Array, aimed: Callable[[float], Array], today: float) -> None:
        self.solver, self.x, self.aimed, self.today = solver, x, aimed, today
        self.allowed = max(2 * self.best(today)[0], LOST)

    def best(self, place: float) -> tuple[float, Array]:
        """How much better than the proposal the best plan is at a place of the curve [points], and that plan."""
        cost = self.aimed(place)
        self.solver.aim(cost)
        found = self.solver.optimise()
        if found is None:
            raise SolverFaultError("no plan is left where the proposal is one (numerical)")
        return float(cost @ (found.x - self.x)), found.x

    def end(self, outermost: float) -> float:
        """Return the last place towards an end at which no plan is better."""
        good = self.today
        for place in np.linspace(self.today, outermost, STEPS + 1)[1:]:
            lost, other = self.best(float(place))
            if lost > self.allowed:
                return self._followed(good, float(place), other)
            good = float(place)
        return good

    def _followed(self, good: float, bad: float, other: Array) -> float:
        """Return where the better plan, and every other, is worth no more than the proposal."""
        for _ in range(STEPS):
            low, high = good, bad
            while abs(high - low) > ROUNDING:
                middle = (low + high) / 2
                better = float(self.aimed(middle) @ (other - self.x)) > 0
                low, high = (low, middle) if better else (middle, high)
            bad = low
            lost, other = self.best(bad)
            if lost <= self.allowed:
                break
        return bad


def _weight(share: float, half: float) -> float:
    """Return the stated weight that gives a goal a share of a year's weight, of which it has half at ``half``."""
    return math.inf if share >= WHOLE - NOTHING else max(share, 0.0) * half / (1 - share)


def sized(figures: Figures, path: str, size: float) -> list[Edit]:
    """Return the edits that multiply the curve of an effect or complement by a size; an elasticity becomes a curve.

    Args:
        figures: Figures of the scenario.
        path: Path of the effect or complement in the scenario.
        size: Factor on its points [-].
    """
    (r,) = (r for r in figures.responses if r.path == path)
    claim: Any = document(figures.scenario)
    for key in path.split("."):
        claim = claim[key]
    kept = {key: entry for key, entry in claim.items() if key not in SHAPE}
    curve = {write_share(level): points * size for level, points in r.curve}
    return [Edit(path=path, set={**kept, "curve": curve})]
