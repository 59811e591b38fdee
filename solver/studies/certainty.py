r"""How sure an answer is: the room around it, whether it holds when effects are of another size, what it rests on.

*Room*: the least and greatest frame of each committee and year, each by itself, among plans at least as good as the
best plan with 0.2 % less total each year; and the lowest and highest attainment of each goal among the same plans.

*Draws*: each effect's size is multiplied by a factor of its own, uniform on its range, or normal(1, se/\|ε\|) cut at 0
where an elasticity has a standard error; weights are held. A change against indexation is *certain* when indexation's
frame lies outside the room and the change keeps its sign in at least 90 % of the draws.

*Grades*: how far frames move when all effects of a grade get the common curve ``S ln(level)``, S the slope of their
own at level 1. Parts of different grades need not add up.

*Gain in money*: how much more a year indexation would have needed for the proposal's goal attainment.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a field of the dataclass
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.effect_levers import size_range
from models.outcomes import STEPS, response, scaled_log, slope_today
from models.packages import settled
from models.plan import Choices, complete, lagged, settled_attainment
from models.scenario import EVIDENCE, FULL_POINTS
from models.units import PER_MSEK
from solver.answer.stating import state
from solver.answer.tie_break import nearest_of
from solver.output.rows import Row, written
from solver.program.certificate import prove
from solver.program.extending import check_optimum, with_row
from solver.program.warm import SolverFaultError, WarmSolver
from solver.studies.asking import answered, refuse_but_whole
from solver.studies.goal_room import COLUMNS as GOALS
from solver.studies.goal_room import goal_rows, goal_spans
from solver.studies.moving import ENOUGH
from solver.studies.study import AnswerStudy

if TYPE_CHECKING:
    from pathlib import Path

    from models.figures import Figures, Response
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.answer.stating import StatedScenario
    from solver.program.compiled import Array
    from solver.program.warm import Optimum
    from solver.studies.goal_room import GoalSpan
    from solver.studies.study import Tables

LESS_TOTAL = 0.002
"""How much less total the plans in the room are worth [share]."""
DRAWS = 200
"""Draws of effect sizes, at least."""
HOLDS = 0.9
"""Share of draws in which a certain change keeps its sign."""
SURE = ("committee", "year", "quantity", "value", "unit")
GRADES = ("grade", "year", "value", "unit")
Key = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A committee's frame in a year against indexation, and how sure the difference is.

    Attributes:
        committee: The committee.
        year: The plan year.
        indexation: Its frame under indexation [MSEK].
        proposal: Its proposed frame [MSEK].
        least: Its least frame in the room [MSEK].
        greatest: Its greatest frame in the room [MSEK].
        holds: Share of draws in which the difference has the same sign; None where nothing was drawn. It has none in
            a draw that leaves no plan.
    """

    committee: str
    year: int
    indexation: float
    proposal: float
    least: float
    greatest: float
    holds: float | None

    @property
    def difference(self) -> float:
        """Proposed frame less indexation's [MSEK]."""
        return self.proposal - self.indexation

    @property
    def outside(self) -> bool:
        """Whether indexation's frame lies outside the room."""
        return not self.least - ENOUGH <= self.indexation <= self.greatest + ENOUGH

    @property
    def certain(self) -> bool:
        """Whether the difference is larger than the margin of error."""
        moved = abs(self.difference) > ENOUGH
        return moved and self.outside and self.holds is not None and self.holds >= HOLDS


@dataclass(frozen=True, kw_only=True, repr=False)
class Certainty(AnswerStudy):
    """How sure an answer is.

    Attributes:
        result: The answer.
        value: The least V of the plans in the room [points].
        changes: Each committee and plan year, committees in the order of the file.
        goals: The room of each goal and plan year, goals in the order of the file.
        draws: Number of draws; 0 where no effect has a range.
        without_plan: Number of draws whose limits leave no plan, such as a goal's floor that is out of reach.
        seed: Seed of the draws.
        drawn: Ids of the effects whose size was drawn.
        spread: Standard deviation over the draws with a plan of the gain in V over indexation [points].
        grades: How far frames move each year when effects of a grade get the common curve [MSEK].
        money: How much more a year indexation would need to reach the proposal's V [MSEK]; None where curves end
            before, or where the proposal gains nothing.
        by_marginals: Whether the limits leave no plan with so little money, so that ``value`` is by the marginals.
    """

    study = "certainty"

    result: Result
    value: float
    changes: tuple[Change, ...]
    goals: tuple[GoalSpan, ...]
    draws: int
    without_plan: int
    seed: int
    drawn: tuple[str, ...]
    spread: float
    grades: Mapping[str, Mapping[int, float]]
    money: float | None
    by_marginals: bool = False

    @cached_property
    def by_place(self) -> dict[Key, Change]:
        """The changes by committee and year."""
        return {(change.committee, change.year): change for change in self.changes}

    @property
    def nothing(self) -> bool:
        """Whether no change is certain."""
        return not any(change.certain for change in self.changes)

    def rows(self) -> list[Row]:
        """Return the changes as tidy rows; money in the file's currency."""
        currency = self.scenario.currency
        rows = []
        for change in self.changes:
            where = {"committee": change.committee, "year": change.year}
            for quantity in ("indexation", "proposal", "least", "greatest"):
                value = written(getattr(change, quantity) * PER_MSEK[currency])
                rows.append({**where, "quantity": quantity, "value": value, "unit": currency})
            if change.holds is not None:
                rows.append({**where, "quantity": "holds", "value": written(change.holds), "unit": "share"})
            rows.append({**where, "quantity": "certain", "value": int(change.certain), "unit": ""})
        return rows

    def grade_rows(self) -> list[Row]:
        """Return how far frames move with the common curve, as tidy rows."""
        return [
            {"grade": grade, "year": y, **self._amount(amount)}
            for grade, years in self.grades.items()
            for y, amount in years.items()
        ]

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {
            "certainty": (SURE, self.rows),
            "goals": (GOALS, lambda: goal_rows(self.goals)),
            "grades": (GRADES, self.grade_rows),
        }

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        per = PER_MSEK[self.scenario.currency]
        return {
            "least_value": written(self.value),
            "draws": self.draws,
            "draws_without_plan": self.without_plan,
            "seed": self.seed,
            "drawn": list(self.drawn),
            "spread": written(self.spread),
            "gain_in_money": None if self.money is None else written(self.money * per),
            "certainty": self.rows(),
            "goals": goal_rows(self.goals),
            "grades": self.grade_rows(),
        }


def certainty(
    scenario: Result | Scenario | str | Path | Mapping[str, Any], *, draws: int = DRAWS, seed: int = 0
) -> Certainty:
    """Tell how sure an answer is: room, draws, what it rests on, and the gain in money.

    Args:
        scenario: An answer, a scenario, the path of its file, or its content as the file would hold it.
        draws: How many draws of effect sizes, 200 or more: no change is told as certain by fewer.
        seed: Seed of the draws; the same seed gives the same draws.

    Raises:
        ValueError: There are fewer draws than 200, or the seed is negative.
        ScenarioError: The file is wrong, or its objective is not V alone.
        NoPlanError: The limits leave no plan.
        UncertifiedError: An answer did not pass its own check.
    """
    refuse_but_whole(DRAWS, draws=draws)
    refuse_but_whole(0, seed=seed)
    result, stated = answered(scenario)
    value, by_marginals = _value_with_less(result, stated)
    spans, goals = _room(result, stated, value)
    sizes = _Sizes(stated)
    ranged = sizes.ranged()
    frames, values = sizes.draw(draws, seed) if ranged else (np.empty((0, 0)), np.empty(0))
    planned = values[~np.isnan(values)]
    changes = []
    old, new = result.plans["indexation"].q.frame, result.proposal.q.frame
    keys = sizes.frames
    for c in result.scenario.committees:
        for y in result.figures.years:
            difference, holds = new[c, y] - old[c, y], None
            if ranged and y in result.figures.settled_years:
                holds = 0.0
            elif ranged:
                drawn = frames[:, keys.index((c, y))] - old[c, y]
                same = (np.sign(drawn) == np.sign(difference)) & (np.abs(drawn) > ENOUGH)
                holds = float(same.mean())
            least, greatest = spans[c, y]
            changes.append(
                Change(
                    committee=c,
                    year=y,
                    indexation=old[c, y],
                    proposal=new[c, y],
                    least=least,
                    greatest=greatest,
                    holds=holds,
                )
            )
    return Certainty(
        result=result,
        value=value,
        changes=tuple(changes),
        goals=goals,
        draws=draws if ranged else 0,
        without_plan=len(values) - len(planned),
        seed=seed,
        drawn=tuple(r.id for r in ranged),
        spread=float(planned.std()) if len(planned) else 0.0,
        grades=_grades(result, stated),
        money=gain_in_money(result),
        by_marginals=by_marginals,
    )


# -------------------------------------------------------------------------------------------------------- room


def _room(
    result: Result, stated: StatedScenario, value: float
) -> tuple[dict[Key, tuple[float, float]], tuple[GoalSpan, ...]]:
    """Return the least and greatest frame of each committee and year, and the goals' ends, where V is at least so."""
    program, figures = stated.program, stated.figures
    limited = with_row(program, ("value", ()), -program.cost, program.offset - value)
    solver = WarmSolver(limited)
    place = {name: j for j, name in enumerate(program.columns)}
    spans = {}
    for c in figures.committees:
        for y in figures.open_years:
            j = place["frame", (c, y)]
            cost = np.zeros(len(program.columns))
            ends = []
            for sign in (-1.0, 1.0):
                cost[j] = sign
                solver.aim(cost)
                optimum = check_optimum(limited, solver, _optimum(solver, primal=True))
                ends.append(float(optimum.x[j]) + 0.0)
            spans[c, y] = (
                min(ends[0], result.proposal.q.frame[c, y]),
                max(ends[1], result.proposal.q.frame[c, y]),
            )
    spans |= {key: (frame, frame) for key, frame in figures.settled_frame.items()}
    return spans, goal_spans(result, stated, limited, solver)


def _optimum(solver: WarmSolver, *, primal: bool = False) -> Optimum:
    """Return the optimum; its absence is a numerical fault, since the proposal is a plan.

    Args:
        solver: A solver of the program.
        primal: Whether only the objective has changed.

    Raises:
        SolverFaultError: The solver found none.
    """
    optimum = solver.optimise(primal=primal)
    if optimum is None:
        raise SolverFaultError("no optimum around a proposal that is a plan (numerical)")
    return optimum


def _value_with_less(result: Result, stated: StatedScenario) -> tuple[float, bool]:
    """Return V of the best plan with less total each year, and whether it is by marginals, for want of such a plan."""
    program, figures = stated.program, stated.figures
    by = np.zeros(len(program.rows))
    for i, (family, index) in enumerate(program.rows):
        if family == "total":
            by[i] = -LESS_TOTAL * figures.total[int(index[0])]
    optimum = WarmSolver(program.shifted(by)).optimise()
    if optimum is not None:
        return min(optimum.value, result.value), False
    worth = sum(
        figures.total[int(m.index[0])] * (m.tightened if np.isfinite(m.tightened) else m.value)
        for m in result.marginals
        if m.rows.name == "total" and np.isfinite(m.value)
    )
    return result.value - LESS_TOTAL * worth, True


# ------------------------------------------------------------------------------------------------------- draws


class _Sizes:
    """A program in which the size of each effect is a number.

    Attributes:
        frames: Committee and year of each frame, in the order of the columns of ``draw``.
    """

    def __init__(self, stated: StatedScenario) -> None:
        """Find the entries of the program that each effect's size multiplies."""
        self.stated, figures, program = stated, stated.figures, stated.program
        self.frames = tuple((c, y) for c in figures.committees for y in figures.open_years)
        place = {name: j for j, name in enumerate(program.columns)}
        self._frame_columns = np.array([place["frame", key] for key in self.frames], np.int32)
        rows = {name: i for i, name in enumerate(program.rows)}
        self._keys = keys = [(g, y) for g in figures.goals for y in figures.outcome_years]
        self._attained = np.array([rows["attained", (n,)] for n in range(1, len(keys) + 1)], np.int32)
        self._columns = np.array([place["attainment", key] for key in keys], np.int32)
        start = settled_attainment(figures)
        self._reference = np.array([start[key] for key in keys])
        self._first = np.zeros((len(keys), len(figures.responses)))
        self._nothing = np.zeros((len(keys), len(figures.responses)))
        entries: list[int] = []
        owners: list[int] = []
        sources = {r.path if r.complement else r.members[0] for r in figures.responses}
        bends = {s: self._bends(s) for s in sources}
        for k, r in enumerate(figures.responses):
            source = r.path if r.complement else r.members[0]
            first = response(r.curve, bends[source][0])
            nothing = response(r.curve, 0.0)
            for n, (g, y) in enumerate(keys):
                for lag, share in enumerate(r.lag) if g == r.goal else ():
                    if share and ("fill", (source, y - lag, 0)) in place:
                        self._first[n, k] += share * first
                        self._nothing[n, k] += share * nothing
        own = {
            place["fill", (source, y, b)]: (source, y)
            for source in sources
            for y in figures.open_years
            for b in range(len(bends[source]))
            if ("fill", (source, y, b)) in place
        }
        of = {(r.path if r.complement else r.members[0], r.goal): k for k, r in enumerate(figures.responses)}
        for (g, _), i in zip(keys, self._attained, strict=True):
            for e in range(program.start[i], program.start[i + 1]):
                column = int(program.index[e])
                if column in own:
                    entries.append(e)
                    owners.append(of[own[column][0], g])
        self._entries, self._owners = np.array(entries, np.int32), np.array(owners, np.int32)

    def _bends(self, source: str) -> tuple[float, ...]:
        figures = self.stated.figures
        of_activity = figures.breakpoints_of.get(source)
        if of_activity is not None:
            return of_activity
        return tuple(level for level, _ in next(r for r in figures.responses if r.path == source).curve)

    def ranged(self) -> list[Response]:
        """Return the effects whose size has a range or a standard error."""
        figures = self.stated.figures
        return [r for r in figures.responses if size_range(figures, r) is not None]

    def draw(self, draws: int, seed: int) -> tuple[Array, Array]:
        """Return the frames of the answer of each draw, shape (draws, frames), and its gain over indexation.

        NaN where the limits leave no plan.
        """
        figures, program = self.stated.figures, self.stated.program
        sizes = drawn_sizes(figures, draws, seed)
        as_stated, solver = WarmSolver(program), WarmSolver(program)
        _optimum(as_stated)
        baseline = self.stated.baseline.frame
        frames, values = np.full((draws, len(self.frames)), np.nan), np.full(draws, np.nan)
        for n, size in enumerate(sizes):
            matrix = program.data.copy()
            matrix[self._entries] *= size[self._owners]
            solver.coefficients(self._entries, matrix[self._entries])
            upper = self._reference + self._first @ size
            solver.limit(self._attained, np.full(len(upper), -np.inf), upper)
            least = np.minimum(self._reference + self._nothing @ size, FULL_POINTS) - 1.0
            solver.bound(self._columns, least, np.full(len(least), FULL_POINTS))
            solver.begin_as(as_stated)  # nearer than the last draw, on which nothing then depends
            optimum = solver.optimise()
            if optimum is None:
                continue
            current = replace(solver.current(program), data=matrix)  # it keeps the program's own matrix
            prove(current, optimum, scale=max(1.0, abs(optimum.value)))
            x = nearest_of(current, optimum, baseline, figures.need)
            frames[n] = x[self._frame_columns]
            values[n] = optimum.value
        return frames, values - self._of_indexation(sizes)

    def _of_indexation(self, sizes: Array) -> Array:
        """Return V of indexation with effects of some sizes [points].

        Args:
            sizes: Size of each effect in each draw, shape (draws, effects).
        """
        figures, spend = self.stated.figures, self.stated.baseline.spend
        level = {key: spend[key] / need for key, need in figures.open_need.items()}
        given = np.zeros((len(figures.responses), len(self._keys)))
        for k, r in enumerate(figures.responses):
            points = {
                y: response(r.curve, min(level.get((a, y), 1.0) for a in r.members))
                for y in figures.open_years
            }
            for y in figures.outcome_years:
                given[k, self._keys.index((r.goal, y))] = lagged(r.lag, points, y)
        counted = np.minimum(self._reference + sizes @ given, FULL_POINTS)
        weights = np.array([figures.discount[y] * figures.weight[g, y] for g, y in self._keys])
        return counted @ weights - self._change_cost  # type: ignore[no-any-return]

    @property
    def _change_cost(self) -> float:
        """Price of the moves of indexation [points], which no effect changes."""
        figures, baseline = self.stated.figures, self.stated.baseline
        choices = Choices(frame=baseline.frame, spend=baseline.spend)
        q = complete(figures, baseline, choices, id_="indexation").q
        price = figures.scenario.stability.change_price
        moved = sum((q.increase[key] + q.decrease[key]) / figures.total[key[1]] for key in self.frames)
        return float(price * moved)


def drawn_sizes(figures: Figures, draws: int, seed: int) -> Array:
    """Return the size of each effect in each draw, shape (draws, effects); 1 where it is not drawn.

    Each effect has a stream of random numbers of its own, so that another effect leaves its draws as they are.
    """
    sizes = np.ones((draws, len(figures.responses)))
    for k, r in enumerate(figures.responses):
        how = size_range(figures, r)
        if how is None:
            continue
        kind, a, b = how
        stream = np.random.default_rng([seed, *r.id.encode()])
        if kind == "normal":
            sizes[:, k] = np.maximum(stream.normal(a, b, draws), 0.0)
        else:
            sizes[:, k] = stream.uniform(a, b, draws)
    return sizes


# ------------------------------------------------------------------------------------------------------ grades


def _grades(result: Result, stated: StatedScenario) -> dict[str, dict[int, float]]:
    """Return how far frames move each year when effects of a grade get the common curve [MSEK]."""
    figures = stated.figures
    present = {r.evidence for r in figures.responses}
    moved = {}
    for grade in (*EVIDENCE, *sorted(present - set(EVIDENCE))):
        if grade not in present:
            continue
        other = state(_with_common_curve(figures, grade), figures)
        plan = other.best()
        if plan is None:
            continue
        moved[grade] = {y: _distance(result.proposal, plan, y) for y in figures.years}
    return moved


def _distance(a: Plan, b: Plan, y: int) -> float:
    return float(sum(abs(a.q.frame[c, y] - b.q.frame[c, y]) for c in a.q.figures.committees) / 2)


def _with_common_curve(figures: Figures, grade: str) -> Scenario:
    s = figures.scenario

    def common(r: Response, claim: Any) -> Any:
        if r.evidence != grade:
            return claim
        first = r.curve[0][0]
        levels = (first, *STEPS) if first < STEPS[0] else STEPS
        size = slope_today(r.curve)
        curve = scaled_log(size, levels) if first > 0 else scaled_log(size)
        blank = dict.fromkeys(("elasticity", "se", "shape", "at", "points")) if not r.complement else {}
        return claim.model_copy(update={**blank, "curve": curve})

    effects: dict[str, dict[str, Any]] = {a: dict(own) for a, own in s.effects.items()}
    complements: dict[str, Any] = dict(s.complements)
    for r in figures.responses:
        if r.complement:
            complements[r.id] = common(r, complements[r.id])
        else:
            effects[r.members[0]][r.goal] = common(r, effects[r.members[0]][r.goal])
    return settled(s, effects).model_copy(update={"complements": complements})


# ------------------------------------------------------------------------------------------------ gain in money


def gain_in_money(result: Result) -> float | None:
    """Return how much more total a year indexation would need to reach the proposal's V [MSEK].

    Returns:
        None where the proposal gains nothing, or where no total is enough.
    """
    worth = result.worth("proposal")
    return None if worth is None or worth <= 0 else worth
