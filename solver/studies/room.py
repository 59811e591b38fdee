r"""Room for choice (*handlingsutrymme*): how differently the money can be divided at almost the same result.

.. math::  \min / \max\ frame_{ct} \quad \text{over plans with} \quad V \ge (1 - within)\, V^*

In words: among all plans that keep every limit and come within a tolerance of the best, the least and the
greatest frame of each committee and year, one at a time; and, because these ends cannot all be had together, a
handful of whole plans as different from each other as can be found. Goals have their lowest and highest attainment
among the same plans, see ``goal_room``.

The plans are made as in *modelling to generate alternatives* (Brill 1979; DeCarolis 2011): the objective becomes
a limit, and the frames are pushed in many directions. Of these plans, the one farthest from all those already
chosen is taken, again and again (Gonzalez 1985), the proposal first. Directions come from ids and years alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.problems import entry_of
from models.units import PER_MSEK, SHARE, share
from solver.answer.stating import state
from solver.answer.tie_break import nearest, omega
from solver.output.rows import written
from solver.program.certificate import FACE, PRIMAL, SPREAD, UncertifiedError, residual
from solver.program.extending import check_optimum, with_row
from solver.program.warm import SolverFaultError, WarmSolver
from solver.studies.asking import answered
from solver.studies.goal_room import COLUMNS as GOALS
from solver.studies.goal_room import goal_rows, goal_spans
from solver.studies.study import AnswerStudy, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from models.constraint import Name
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.answer.stating import StatedScenario
    from solver.output.rows import Row
    from solver.program.compiled import Array, Indices, LinearProgram
    from solver.program.warm import Optimum
    from solver.studies.goal_room import GoalSpan
    from solver.studies.study import Tables

WITHIN = 0.005
"""The share of V that near-optimal plans may give up by default."""
ALTERNATIVES = 4
RANDOM_DIRECTIONS = 40
ASIDE = 0.05
"""The weight of other frames in the direction of one frame; without it the plan at an end would not be unique."""
PINNED = 1e-6
"""A room smaller than this is none [MSEK]."""
SAME = 0.05
"""Plans that move less than this between frames in all years together are not told apart [MSEK]."""
WORSE = 1e-6
"""The amount by which rounding may put V of a near-optimal plan below its limit [points]."""
ROOM = ("committee", "activity", "year", "quantity", "value", "unit", "stopped_by")
PLANS = ("plan", "year", "committee", "activity", "goal", "quantity", "value", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The room of one frame, or of one activity's spend.

    Attributes:
        kind: ``frame`` or ``spend``.
        id: The committee or the activity.
        year: The plan year.
        least: The least among near-optimal plans [MSEK].
        proposal: The proposed amount [MSEK].
        greatest: The greatest [MSEK].
        stops_down: The rule that keeps it from being less: the family of its own row, ``value`` where V does it,
            empty where other rules together do.
        stops_up: The same for more.
    """

    kind: str
    id: str
    year: int
    least: float
    proposal: float
    greatest: float
    stops_down: str
    stops_up: str

    @property
    def pinned(self) -> bool:
        """Whether the room is too small to choose within."""
        return self.greatest - self.least <= PINNED


@dataclass(frozen=True, kw_only=True, repr=False)
class Room(AnswerStudy):
    """The room for choice of a scenario.

    Attributes:
        result: The answer that the room lies around.
        within: The share of V that may be given up.
        value: The least V of the plans in it [points].
        spans: Least and greatest, frames first, by id and year.
        goals: Lowest and highest attainment of each goal and plan year.
        alternatives: Whole plans, the one most different from the proposal first; each keeps every limit.
    """

    study = "room"
    alternatives_table = table_of("alternatives")
    """The alternatives as a table."""

    result: Result
    within: float
    value: float
    spans: tuple[Span, ...]
    goals: tuple[GoalSpan, ...]
    alternatives: tuple[Plan, ...]

    def of(self, id_: str, year: int, kind: str = "frame") -> Span:
        """Return the room of a committee's frame, or of an activity's spend, in a year.

        Raises:
            UnknownNameError: There is no such frame or spend in the study.
        """
        by_name = {(span.kind, span.id, span.year): span for span in self.spans}
        return entry_of((kind, id_, year), by_name, "kinds", f"{kind}s", "plan years")

    def rows(self) -> list[Row]:
        """Return the room as tidy rows; money in the file's currency."""
        return [row for span in self.spans for row in self._rows_of(span)]

    def _rows_of(self, span: Span) -> Iterator[Row]:
        currency = self.scenario.currency
        of_frame = span.kind == "frame"
        where = {
            "committee": span.id if of_frame else "+".join(self.result.figures.lines[span.id].shares),
            "activity": "" if of_frame else span.id,
            "year": span.year,
            "unit": currency,
        }
        for quantity, amount, stopped in (
            ("least", span.least, span.stops_down),
            ("proposal", span.proposal, ""),
            ("greatest", span.greatest, span.stops_up),
        ):
            value = written(amount * PER_MSEK[currency])
            yield {**where, "quantity": quantity, "value": value, "stopped_by": stopped}

    def alternative_rows(self) -> list[Row]:
        """Return the alternatives as tidy rows; money in the file's currency."""
        return [row for plan in self.alternatives for row in self._rows_of_plan(plan)]

    def _rows_of_plan(self, plan: Plan) -> Iterator[Row]:
        currency, figures = self.scenario.currency, self.result.figures
        base = dict.fromkeys(PLANS, "") | {"plan": plan.id}

        def money(quantity: str, amount: float, **where: Any) -> Row:
            value = written(amount * PER_MSEK[currency])
            return {**base, **where, "quantity": quantity, "value": value, "unit": currency}

        yield {**base, "quantity": "value", "value": written(plan.value), "unit": "points"}
        proposed = self.result.proposal.q
        for c in figures.committees:
            for y in figures.years:
                yield money("frame", plan.q.frame[c, y], committee=c, year=y)
                difference = plan.q.frame[c, y] - proposed.frame[c, y]
                yield money("difference", difference, committee=c, year=y)
        for y in figures.years:
            yield money("reserve", plan.q.reserve[y], year=y)
        for a, line in figures.lines.items():
            for y in figures.years:
                yield money("spend", plan.q.spend[a, y], committee="+".join(line.shares), activity=a, year=y)
        for (g, y), points in sorted(plan.q.attainment.items()):
            where = {"goal": g, "year": y, "quantity": "attainment", "unit": "points"}
            yield {**base, **where, "value": written(points)}

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        return {
            "within": written(self.within),
            "best": written(self.result.value),
            "least_value": written(self.value),
            "room": self.rows(),
            "goals": goal_rows(self.goals),
            "alternatives": {plan.id: written(plan.value) for plan in self.alternatives},
        }

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {
            "room": (ROOM, self.rows),
            "goals": (GOALS, lambda: goal_rows(self.goals)),
            "alternatives": (PLANS, self.alternative_rows),
        }


def room(
    scenario: Scenario | str | Path | Mapping[str, Any],
    within: float = WITHIN,
    *,
    activities: bool = False,
    alternatives: int = ALTERNATIVES,
) -> Room:
    """Find the least and greatest frames among near-optimal plans, and whole plans far from each other.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        within: The share of V that may be given up; 0 asks for all optima.
        activities: Whether to tell the room of each activity's spend too.
        alternatives: The number of whole plans to look for.

    Raises:
        ValueError: ``within`` is no share from 0 to 1, or ``alternatives`` is negative.
        ScenarioError: The file is wrong, or asks for what the program cannot do.
        NoPlanError: The limits leave no plan.
        UncertifiedError: An answer did not pass its own check.
    """
    if not 0 <= within <= 1:
        raise ValueError(f"within is a share from 0 to 1, such as 0.005 for 0.5 %, not {within!r}")
    if alternatives < 0:
        raise ValueError(f"the number of alternatives cannot be negative, as {alternatives!r} is")
    result, stated = answered(scenario)
    near = _Near.of(result, stated, within)
    spans = [near.span("frame", c, y) for c in stated.figures.committees for y in stated.figures.open_years]
    if activities:
        spans += [near.span("spend", a, y) for a, y in sorted(stated.figures.open_need)]
    return Room(
        result=result,
        within=within,
        value=near.value,
        spans=tuple(spans),
        goals=goal_spans(result, stated, near.program, near.solver),
        alternatives=tuple(near.alternatives(alternatives)),
    )


def equally_good(result: Result) -> tuple[Span, ...]:
    """Find the room of every frame and spend among plans with the proposal's V, of an answer whose objective is V.

    Args:
        result: The answer.

    Returns:
        Spans that are not pinned, frames first; none where no other plan is as good.
    """
    stated = state(result.scenario, result.figures)
    near = _Near.of(result, stated, 0.0)
    spans = [near.span("frame", c, y) for c in stated.figures.committees for y in stated.figures.open_years]
    spans += [near.span("spend", a, y) for a, y in sorted(stated.figures.open_need)]
    return tuple(span for span in spans if not span.pinned)


def within_of(text: str) -> float:
    """Return a tolerance, written as ``0.5 %`` or ``0,5%``, as a share.

    Raises:
        ValueError: It is no share from 0 % to 100 %.
    """
    plain = text.replace(",", ".").replace("\N{NO-BREAK SPACE}", " ").strip()
    if SHARE.fullmatch(plain) is None or not 0 <= (found := share(plain)) <= 1:
        raise ValueError(f"skriv en andel som '0.5 %', inte {text!r} / write a share such as '0.5 %'")
    return found


@dataclass(frozen=True, kw_only=True)
class _Near:
    """The near-optimal plans of a scenario.

    Attributes:
        result: The answer.
        stated: The scenario, stated.
        program: Its program, with V as a limit, or with the optimal face held.
        solver: A warm solver of the program.
        value: The least V [points].
    """

    result: Result
    stated: StatedScenario
    program: LinearProgram
    solver: WarmSolver
    value: float

    @classmethod
    def of(cls, result: Result, stated: StatedScenario, within: float) -> _Near:
        value = result.value - within * abs(result.value)
        program = stated.program
        if not within:  # no row holds V as exactly as its own marginals do
            solver = WarmSolver(program)
            first = solver.optimise()
            if first is None:
                raise SolverFaultError("the optimum was lost")
            solver.hold(first, FACE)
            program = replace(
                program,
                lower=solver.lower.copy(),
                upper=solver.upper.copy(),
                row_lower=solver.row_lower.copy(),
                row_upper=solver.row_upper.copy(),
            )
            return cls(result=result, stated=stated, program=program, solver=solver, value=value)
        program = with_row(program, ("value", ()), -program.cost, program.offset - value)
        return cls(result=result, stated=stated, program=program, solver=WarmSolver(program), value=value)

    @cached_property
    def _column(self) -> dict[Name, int]:
        return {name: j for j, name in enumerate(self.program.columns)}

    def _best(self, cost: Array) -> Optimum:
        self.solver.aim(cost)
        found = self.solver.optimise()
        if found is None:
            raise SolverFaultError("no near-optimal plan was found, though the proposal is one")
        return check_optimum(self.program, self.solver, found)

    # ------------------------------------------------------------------------------------------ spans

    def span(self, kind: str, id_: str, year: int) -> Span:
        """Return the span of one frame or spend."""
        cost = np.zeros(len(self.program.cost))
        j = self._column[kind, (id_, year)]
        cost[j] = 1.0
        most = self._best(cost)
        least = self._best(-cost)
        proposed: Any = getattr(self.result.proposal.q, kind)
        return Span(
            kind=kind,
            id=id_,
            year=year,
            least=float(least.x[j]) + 0.0,
            proposal=proposed[id_, year],
            greatest=float(most.x[j]) + 0.0,
            stops_down=self._stop(least, id_, year),
            stops_up=self._stop(most, id_, year),
        )

    def _stop(self, found: Optimum, id_: str, year: int) -> str:
        """Return the rule that stops a frame or spend at its end, by the marginals there: its own rule before V."""
        families = self.stated.formulation.families
        stops = ""
        for i in np.flatnonzero(np.abs(found.marginal) > FACE):
            family, index = self.program.rows[i]
            if family == "value":
                stops = stops or "value"
            elif family in families and families[family].role in ("limit", "rule"):
                target = index
                if families[family].over[0] == "decision":
                    d = self.stated.scenario.decisions[str(index[0])]
                    target = (d.frame or d.spend or "", index[-1])
                if target == (id_, year):
                    return family
        return "decided" if (id_, year) in self.stated.figures.locked else stops

    # ----------------------------------------------------------------------------------- alternatives

    @cached_property
    def _frames(self) -> tuple[Indices, tuple[tuple[str, int], ...]]:
        keys = tuple((c, y) for c in self.stated.figures.committees for y in self.stated.figures.open_years)
        return np.array([self._column["frame", key] for key in keys], np.int32), keys

    def _directions(self) -> Iterator[Array]:
        """Yield directions to push the frames in: each frame, each committee over the years, and others, both ways."""
        _, keys = self._frames
        aside = ASIDE * np.array([_generic("aside", *key) for key in keys])
        one = np.eye(len(keys))
        committees = self.stated.figures.committees
        whole = [np.array([float(k == c) for k, _ in keys]) for c in committees]
        for along in (*one, *whole):
            yield along + aside
            yield -along + aside
        for n in range(RANDOM_DIRECTIONS):
            lean = {c: _generic(f"direction {n}", c, 0) for c in committees}
            yield np.array([lean[c] + ASIDE * _generic(f"direction {n}", c, y) for c, y in keys])

    def alternatives(self, count: int) -> Iterator[Plan]:
        """Find whole plans, each as far as possible from the proposal and from those before it."""
        columns, keys = self._frames
        proposed = np.array([self.result.proposal.q.frame[key] for key in keys])
        tried: list[tuple[Array, Array]] = []
        for direction in self._directions() if count else ():
            cost = np.zeros(len(self.program.cost))
            cost[columns] = direction
            tried.append((direction, self._best(cost).x[columns]))
        chosen: list[Array] = [proposed]
        for n in range(count):
            apart = [min(float(np.abs(frames - other).sum()) / 2 for other in chosen) for _, frames in tried]
            k = int(np.argmax(np.round(apart, 6))) if apart else 0
            if not apart or apart[k] < SAME:
                return
            chosen.append(tried[k][1])
            yield self._certified(tried[k][0], f"alternative_{n + 1}")

    def _certified(self, direction: Array, id_: str) -> Plan:
        """Return the checked plan of a direction, nearest to the baseline where the direction leaves a choice."""
        columns, _ = self._frames
        cost = np.zeros(len(self.program.cost))
        cost[columns] = direction
        program = replace(self.program, cost=cost, offset=0.0)
        solver = WarmSolver(program)
        first = solver.optimise()
        if first is None:
            raise SolverFaultError("an alternative was lost")
        x = nearest(solver, program, self.stated.formulation, first)
        plan = self.stated.plan(x, id_)
        broken = plan.broken(self.result.families.values(), roles=("limit", "rule", "account"))
        off = residual(self.stated.program, x)
        if broken or off > PRIMAL or plan.value < self.value - WORSE:
            raise UncertifiedError(
                f"{id_} did not stand up to its check: {len(broken)} limits broken, a row off by {off:.3g}, "
                f"V {plan.value!r} against at least {self.value!r}"
            )
        return plan


def _generic(kind: str, id_: str, year: int) -> float:
    """Return a number in [-1, 1) that depends on ids and years alone."""
    return 2 * (omega(kind, id_, year) - 1) / SPREAD - 1


def spans_of(spans: Sequence[Span], kind: str, year: int) -> tuple[Span, ...]:
    """Return the spans of one kind in one year."""
    return tuple(span for span in spans if (span.kind, span.year) == (kind, year))
