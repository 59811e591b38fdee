"""A second formulation of the model, from ``model.md`` and ``interpretation.md`` only, to compare the program with.

Nothing here is taken from the program except the parsed ``Scenario``. Where something can be written in several
ways, this module uses another way than the program: response curves are convex combinations of their breakpoints
(with a ray for the flat part), balances and the result reserve are cumulated sums, the reserve and the attainment
are eliminated, each change is one absolute value, matrices are assembled by hand and scipy's ``linprog`` solves
them.

Years are calendar years; money is MSEK.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from pydantic import BaseModel
from scipy.linalg import null_space
from scipy.optimize import linprog, nnls
from scipy.sparse import coo_matrix

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from models.scenario import Activity, Scenario

Curve = tuple[tuple[float, float], ...]
ByYear = dict[tuple[str, int], float]
"""Something by id and year."""
Expression = dict["Hashable", float]
"""A linear expression: coefficient by column name; the constant stands under None."""
Method = Literal["highs-ds", "highs-ipm"]

HOLDS = (1e-11, 1e-10, 1e-9)
"""By how much, relatively, a later stage may give up an earlier one: the first that the solver manages."""
TINY = 1e-9
"""How much money a baseline may be beyond a decision without breaking it."""


class Effect(NamedTuple):
    """A curve with its lag: one activity for an effect, several for a complement."""

    name: tuple[str, ...]
    members: tuple[str, ...]
    goal: str
    curve: Curve
    lag: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """The plan of a baseline rule: money in MSEK, attainment over plan and tail years."""

    frames: ByYear
    spend: ByYear
    reserve: dict[int, float]
    value: float
    attainment: ByYear


@dataclass(frozen=True, kw_only=True)
class Independent:
    """The results of the independent formulation.

    Attributes:
        status: ``optimal`` or ``infeasible``; when infeasible the value is nan and the plan is empty.
        value: V [goal points], the optimum of the first stage.
        weights: Weight by goal, sum 1.
        frames: By committee and year.
        spend: By activity and year, fixed amounts included.
        reserve: By year.
        saved: By committee and year; empty under ``rule: none``, as are ``used`` and ``balance``.
        used: By committee and year.
        balance: By committee and year.
        deposit: By year; empty without a result reserve, as are ``withdrawal`` and ``result_reserve``.
        withdrawal: By year.
        result_reserve: By year.
        attainment: By goal and year, tail years too, not cut at 100; recomputed from levels.
        distances: The optima of the three objectives of the tie-break.
        indexation: The indexation baseline.
        volume: The volume model.
        neutral: Krona-neutral weights before stated weights, sum 1; empty where nothing defines them.
    """

    status: Literal["optimal", "infeasible"]
    value: float
    weights: dict[str, float]
    indexation: Baseline
    volume: Baseline
    neutral: dict[str, float]
    frames: ByYear = field(default_factory=dict)
    spend: ByYear = field(default_factory=dict)
    reserve: dict[int, float] = field(default_factory=dict)
    saved: ByYear = field(default_factory=dict)
    used: ByYear = field(default_factory=dict)
    balance: ByYear = field(default_factory=dict)
    deposit: dict[int, float] = field(default_factory=dict)
    withdrawal: dict[int, float] = field(default_factory=dict)
    result_reserve: dict[int, float] = field(default_factory=dict)
    attainment: ByYear = field(default_factory=dict)
    distances: tuple[float, ...] = ()


# ------------------------------------------------------------------------------------------- what is understood

KNOWN = {
    "": """format title municipality language currency stage registry_number base_year years discount frame indexation
        stability carry_over committees activities drivers weights goals effects complements decisions objective
        worlds levers parties majorities plans""",
    "frame": "total revenue result_target central reserve_min growth_max result_reserve source",
    "frame.result_reserve": "opening cap max_withdrawal source",
    "indexation": "index requirement source",
    "stability": "max_decrease max_increase turnover change_price solidarity source",
    "stability.solidarity": "max_share source",
    "carry_over": "rule keep_surplus cap_share cap_amount room_share restore_years write_off source",
    "committees.*": "name base opening_balance max_decrease max_increase cost_classes adjustments source",
    "committees.*.adjustments.*": "one_off full_year technical demography capital source",
    "activities.*": """name committee shares base need fixed driver variable_share price efficiency floor floor_basis
        ceiling unit_cost_max statutory source""",
    "weights": "owner rule source",
    "goals.*": "name area owner weight reference minimum indicator source",
    "goals.*.indicator": "id name unit present floor target source",
    "effects.*.*": "curve lag evidence author date source",
    "complements.*": "goal members curve lag evidence author date source",
    "decisions.*": "frame spend goal years equals at_least at_most by name source",
    "objective": "form areas tolerance targets",
}
"""The keys that are understood, by where they stand; ids and years are told as ``*``."""
OTHERS = ("municipality", "worlds", "levers", "parties", "majorities", "plans")
"""Sections that say nothing of the model, whatever they hold."""


class UnknownKeyError(NotImplementedError):
    """A scenario says something that this formulation knows nothing of."""


def refuse_unknown(part: object, path: str = "", pattern: str = "") -> None:
    """Refuse a scenario that sets a key which would be ignored here.

    Args:
        part: The scenario, or a part of it.
        path: Where the part stands.
        pattern: The same with ``*`` for ids and years.

    Raises:
        UnknownKeyError: It does; the message is the key's path.
    """
    if isinstance(part, dict):
        for key, inner in part.items():
            refuse_unknown(inner, f"{path}.{key}", f"{pattern}.*")
    if not isinstance(part, BaseModel):
        return
    for key, about in type(part).model_fields.items():
        value = getattr(part, key)
        if value == about.get_default(call_default_factory=True):
            continue
        here = f"{path}.{key}" if path else key
        if key not in KNOWN.get(pattern, "").split():
            raise UnknownKeyError(here)
        if here not in OTHERS:
            refuse_unknown(value, here, f"{pattern}.{key}" if pattern else key)


# ---------------------------------------------------------------------------------------------- what is given


class Facts:
    """Everything that follows from a scenario before anything is decided."""

    def __init__(self, scenario: Scenario) -> None:
        """Compute the facts.

        Args:
            scenario: A parsed scenario.

        Raises:
            UnknownKeyError: It sets a key that is not understood here.
        """
        refuse_unknown(scenario)
        self.scenario = scenario
        self.years = scenario.years
        self.base_year = scenario.base_year
        self.committees = tuple(scenario.committees)
        self.payers: dict[str, dict[str, float]] = {}
        for a, activity in scenario.activities.items():
            self.payers[a] = dict(activity.shares) if activity.shares else {str(activity.committee): 1.0}
        named = {c for payers in self.payers.values() for c in payers}
        self.alone = tuple(c for c in self.committees if c not in named)
        self.payers |= {c: {c: 1.0} for c in self.alone}
        self.activities = tuple(self.payers)
        self.base = {a: self.stated(a).base for a in scenario.activities}
        self.base |= {c: scenario.committees[c].base or 0.0 for c in self.alone}
        self.base_frame = {
            c: math.fsum(payers[c] * self.base[a] for a, payers in self.payers.items() if c in payers)
            for c in self.committees
        }
        self.effects = tuple(
            Effect((a, g), (a,), g, effect.curve, effect.lag)
            for a, goals in scenario.effects.items()
            for g, effect in goals.items()
        ) + tuple(
            Effect(("complement", k), group.members, group.goal, group.curve, group.lag)
            for k, group in scenario.complements.items()
        )
        self.measured = {a for effect in self.effects for a in effect.members}
        self.measured_committees = {c for a in self.measured for c in self.payers[a]}
        tail = max((len(effect.lag) - 1 for effect in self.effects), default=0)
        self.all_years = (*self.years, *(self.years[-1] + k for k in range(1, tail + 1)))
        raw = [(1 + scenario.discount) ** -(k + 1) for k in range(len(self.all_years))]
        self.discount = {y: d / math.fsum(raw) for y, d in zip(self.all_years, raw, strict=True)}
        self.carried = self._carried()
        self.need = self._need()
        self.total = {y: self._total(y) for y in self.years}
        self.restore = {(c, y): self._restore(c, y) for c in self.committees for y in self.years}

    def stated(self, a: str) -> Activity:
        """Return the activity as the file states it."""
        return self.scenario.activities[a]

    def of(self, c: str) -> tuple[str, ...]:
        """Return the activities that a committee's frame pays for."""
        return tuple(a for a in self.activities if c in self.payers[a])

    def index(self, c: str, y: int) -> float:
        """Return the committee's index in a year: the general one, or its mean over cost classes."""
        index = self.scenario.indexation.index
        if all(isinstance(key, int) for key in index):
            return index[y]  # type: ignore[index]
        classes = self.scenario.committees[c].cost_classes
        if classes is None:
            raise ValueError(f"{c} has no cost classes")
        return math.fsum(part * index[kind][y] for kind, part in classes.items())  # type: ignore[index]

    def growth(self, c: str, y: int) -> float:
        """Return 1 + index - requirement."""
        requirement = self.scenario.indexation.requirement
        return 1 + self.index(c, y) - (requirement[y] if requirement else 0.0)

    def adjusted(self, c: str, y: int) -> tuple[float, float]:
        """Return the sums of a frame's indexed and not indexed adjustments."""
        a = self.scenario.committees[c].adjustments.get(y)
        return (a.one_off + a.full_year + a.technical, a.demography + a.capital) if a else (0.0, 0.0)

    def indexed(self, c: str, y: int, before: float) -> float:
        """Return last year's frame, indexed."""
        inside, outside = self.adjusted(c, y)
        return (before + inside) * self.growth(c, y) + outside

    def reference(self, g: str, y: int) -> float:
        """Return the attainment at unchanged service; tail years are as the last plan year."""
        goal = self.scenario.goals[g]
        if goal.reference is not None:
            return goal.reference[min(y, self.years[-1])]
        scale = goal.indicator
        assert scale is not None
        return 100 * (scale.present - scale.floor) / (scale.target - scale.floor)

    def reserve_min(self, y: int) -> float:
        """Return the least reserve as a share of the total."""
        least = self.scenario.frame.reserve_min
        return least[y] if least else 0.0

    def fixed_by_decision(self, kind: Literal["frame", "spend"], key: str, y: int) -> float | None:
        """Return the amount at which a decision fixes a frame or a spend, if one does."""
        for target, equals, _, _ in self.decisions(kind, y):
            if target == key and equals is not None:
                return equals
        return None

    def decisions(
        self, kind: Literal["frame", "spend", "goal"], y: int
    ) -> list[tuple[str, float | None, float | None, float | None]]:
        """Return the decisions of a kind in a year: id of the quantity, equals, at_least, at_most."""
        found = []
        for decision in self.scenario.decisions.values():
            target = getattr(decision, kind)
            if target is not None and y in (decision.years or self.years):
                found.append(
                    (
                        target,
                        *(
                            (values or {}).get(y)
                            for values in (decision.equals, decision.at_least, decision.at_most)
                        ),
                    )
                )
        return found

    def cap(self, c: str) -> float:
        """Return the largest carry-over balance; infinite without a limit."""
        rule = self.scenario.carry_over
        caps = [rule.cap_amount] if rule.cap_amount is not None else []
        caps += [rule.cap_share * self.base_frame[c]] if rule.cap_share is not None else []
        return min(caps, default=math.inf)

    def opening(self, c: str) -> float:
        """Return the opening balance under ``carry``: a surplus above the cap has returned to the centre."""
        return min(self.scenario.committees[c].opening_balance, self.cap(c))

    def _restore(self, c: str, y: int) -> float:
        rule = self.scenario.carry_over
        opening = self.scenario.committees[c].opening_balance
        within = y - self.base_year <= rule.restore_years
        return -opening / rule.restore_years if opening < 0 and within and not rule.write_off else 0.0

    def _total(self, y: int) -> float:
        frame = self.scenario.frame
        if frame.total is not None:
            return frame.total[y]
        assert frame.revenue is not None
        assert frame.result_target is not None
        assert frame.central is not None
        return frame.revenue[y] * (1 - frame.result_target[y]) - frame.central[y]

    def _carried(self) -> ByYear:
        carried = {}
        for a in self.activities:
            stated = self.scenario.activities.get(a)
            if stated and stated.fixed is not None:
                carried |= {(a, y): stated.fixed[y] for y in self.years}
            elif self.base[a] <= 0 and not (stated and stated.need is not None):
                carried |= {(a, y): self.base[a] for y in self.years}
        return carried

    def _need(self) -> ByYear:
        need = {}
        for a in self.activities:
            stated = self.scenario.activities.get(a)
            price = gain = 1.0
            for y in self.years:
                if (a, y) in self.carried:
                    continue
                if stated and stated.need is not None:
                    need[a, y] = stated.need[y]
                    continue
                own = stated.price if stated else None
                price *= 1 + (
                    own[y] if own else math.fsum(s * self.index(c, y) for c, s in self.payers[a].items())
                )
                volume = 1.0
                if stated:
                    gain *= 1 - (stated.efficiency[y] if stated.efficiency else 0.0)
                    if stated.driver:
                        driver = self.scenario.drivers[stated.driver]
                        follows = 1.0 if stated.variable_share is None else stated.variable_share
                        volume = 1 + follows * (driver[y] / driver[self.base_year] - 1)
                need[a, y] = self.base[a] * volume * price * gain
        return need


def response(curve: Curve, level: float) -> float:
    """Return goal points at a funding level: flat past the last breakpoint, the first segment extended downwards."""
    if level >= curve[-1][0]:
        return curve[-1][1]
    for (a, p), (b, q) in pairwise(curve):
        if level <= b:
            return p + (q - p) * (level - a) / (b - a)
    raise AssertionError


def slope_today(curve: Curve) -> float:
    """Return the mean of left and right slope at level 1; the right one alone at the first breakpoint."""
    at = [level for level, _ in curve].index(1.0)
    slopes = [(q - p) / (b - a) for (a, p), (b, q) in pairwise(curve)] + [0.0]
    return slopes[0] if at == 0 else (slopes[at - 1] + slopes[at]) / 2


# ---------------------------------------------------------------------------------------------------- weights


def neutral_weights(scenario: Scenario) -> dict[str, float]:
    """Return krona-neutral weights before stated weights: least-norm non-negative least squares, sum 1."""
    facts, goals = Facts(scenario), tuple(scenario.goals)
    rows = [
        a
        for a in facts.activities
        if a in scenario.effects and not (a in scenario.activities and facts.stated(a).need is not None)
    ]
    if not rows:
        return {}
    slopes = np.array(
        [
            [slope_today(scenario.effects[a][g].curve) if g in scenario.effects[a] else 0.0 for g in goals]
            for a in rows
        ]
    )
    base = np.array([facts.base[a] for a in rows])
    some, _ = nnls(slopes, base / base.mean(), maxiter=100 * len(goals))
    if not some.any():
        return {}
    fit = slopes @ some
    lean = _clean(np.linalg.pinv(slopes, rcond=1e-10) @ fit)
    free = _clean(null_space(slopes, rcond=1e-10))
    if (
        lean.min() < 0
    ):  # least distance with N y >= -lean: Lawson and Hanson, Solving Least Squares Problems, ch. 23
        lifted = np.vstack([free.T, -lean])
        target = np.append(np.zeros(free.shape[1]), 1.0)
        left = lifted @ nnls(lifted, target, maxiter=100 * len(goals))[0] - target
        lean = _clean(lean + free @ (-left[:-1] / left[-1]))
    if lean.min() < 0 or not np.allclose(slopes @ lean, fit, rtol=0, atol=1e-8 * fit.max()):
        raise RuntimeError("the krona-neutral weights came out wrong")
    return dict(zip(goals, (lean / lean.sum()).tolist(), strict=True))


def _clean(numbers: np.ndarray) -> np.ndarray:
    """Return the numbers with rounding noise set to zero."""
    return np.where(abs(numbers) < 1e-12 * abs(numbers).max(initial=0.0), 0.0, numbers)


def weights(scenario: Scenario) -> dict[str, float]:
    """Return the weights of the objective, sum 1."""
    raw = {g: goal.weight for g, goal in scenario.goals.items()}
    if scenario.weights.rule == "krona_neutral":
        neutral = neutral_weights(scenario)
        raw = {g: neutral[g] * weight for g, weight in raw.items()}
    return {g: weight / math.fsum(raw.values()) for g, weight in raw.items()}


# ----------------------------------------------------------------------------------- evaluation and baselines


def evaluate(
    scenario: Scenario,
    frames: Mapping[tuple[str, int], float],
    spend: Mapping[tuple[str, int], float],
    *,
    by: Mapping[str, float] | None = None,
    total: Mapping[int, float] | None = None,
) -> tuple[float, ByYear]:
    """Evaluate any plan without the LP.

    Args:
        scenario: The scenario.
        frames: Frame by committee and plan year [MSEK].
        spend: Spend by activity and plan year [MSEK].
        by: Weight by goal; the scenario's if absent.
        total: The plan's own total by year [MSEK]; the scenario's if absent.

    Returns:
        V [goal points], and attainment by goal and year over plan and tail years, not cut at 100.
    """
    facts = Facts(scenario)
    by, total = by or weights(scenario), total or facts.total
    attainment = {(g, y): facts.reference(g, y) for g in scenario.goals for y in facts.all_years}
    for effect in facts.effects:
        for y in facts.all_years:
            for late, part in enumerate(effect.lag):
                at = min(y - late, facts.years[-1])
                if at > facts.base_year:
                    level = min(spend[a, at] / facts.need[a, at] for a in effect.members)
                    attainment[effect.goal, y] += part * response(effect.curve, level)
    value = math.fsum(facts.discount[y] * by[g] * min(points, 100.0) for (g, y), points in attainment.items())
    moved = 0.0
    for c in facts.committees:
        for y in facts.years:
            before = frames[c, y - 1] if y - 1 > facts.base_year else facts.base_frame[c]
            moved += abs(frames[c, y] - facts.indexed(c, y, before)) / total[y]
    return value - scenario.stability.change_price * moved, attainment


def split(scenario: Scenario, frames: Mapping[tuple[str, int], float]) -> ByYear:
    """Return the spend by activity when each committee divides its frame as indexation does."""
    facts, spend = Facts(scenario), {}
    for y in facts.years:
        fixed = {
            a: facts.carried.get((a, y), facts.fixed_by_decision("spend", a, y)) for a in facts.activities
        }
        taken = {a: amount for a, amount in fixed.items() if amount is not None}
        left = {
            c: frames[c, y]
            - facts.restore[c, y]
            - math.fsum(facts.payers[a][c] * taken[a] for a in facts.of(c) if a in taken)
            for c in facts.committees
        }
        shared = {c: [a for a in facts.of(c) if a not in taken] for c in facts.committees}
        basis = {
            c: math.fsum(facts.payers[a][c] * facts.base[a] for a in shared[c]) for c in facts.committees
        }
        joint = {
            a: math.fsum(s * facts.base[a] / basis[c] * left[c] for c, s in payers.items() if basis[c] > 0)
            for a, payers in facts.payers.items()
            if len(payers) > 1 and a not in taken
        }
        spend |= {(a, y): amount for a, amount in (taken | joint).items()}
        for c in facts.committees:
            own = [a for a in shared[c] if a not in joint]
            rest = left[c] - math.fsum(facts.payers[a][c] * joint[a] for a in shared[c] if a in joint)
            whole = math.fsum(facts.base[a] for a in own)
            if len(own) == 1:
                spend[own[0], y] = rest
            else:
                spend |= {(a, y): rest * facts.base[a] / whole if whole > 0 else 0.0 for a in own}
    return spend


def _baseline(scenario: Scenario, frames: ByYear, total: Mapping[int, float]) -> Baseline:
    spend = split(scenario, frames)
    value, attainment = evaluate(scenario, frames, spend)
    reserve = {
        y: amount - math.fsum(x for (_, at), x in frames.items() if at == y) for y, amount in total.items()
    }
    return Baseline(frames=frames, spend=spend, reserve=reserve, value=value, attainment=attainment)


def rolled(scenario: Scenario) -> ByYear:
    """Return base-year frames rolled forward by index, requirement and adjustments, unscaled."""
    facts, frames = Facts(scenario), {}
    for c in facts.committees:
        standing = facts.base_frame[c]
        for y in facts.years:
            standing = frames[c, y] = facts.indexed(c, y, standing)
    return frames


def indexation(scenario: Scenario) -> Baseline:
    """Return general indexation (*generell uppräkning*), with one common factor per year."""
    facts, frames = Facts(scenario), rolled(scenario)
    for y in facts.years:
        locked = {c: facts.fixed_by_decision("frame", c, y) for c in facts.committees}
        free = [c for c in facts.committees if locked[c] is None]
        room = (1 - facts.reserve_min(y)) * facts.total[y] - math.fsum(
            x for x in locked.values() if x is not None
        )
        sum_free = math.fsum(frames[c, y] for c in free)
        factor = max(0.0, room / sum_free) if sum_free > 0 else 0.0
        for c, amount in locked.items():
            frames[c, y] = factor * frames[c, y] if amount is None else amount
    return _baseline(scenario, frames, facts.total)


def volume_model(scenario: Scenario) -> Baseline:
    """Return the volume model (*prislapp*): frames proportional to need, with carried amounts as they are."""
    facts, frames = Facts(scenario), {}
    for y in facts.years:
        need = {
            c: math.fsum(facts.payers[a][c] * (facts.carried | facts.need)[a, y] for a in facts.of(c))
            for c in facts.committees
        }
        room = (1 - facts.reserve_min(y)) * facts.total[y]
        frames |= {(c, y): room * amount / math.fsum(need.values()) for c, amount in need.items()}
    return _baseline(scenario, frames, facts.total)


# ----------------------------------------------------------------------------------------- a tiny row builder


def combine(*parts: tuple[float, Expression]) -> Expression:
    """Return the sum of factor times expression."""
    result: Expression = {}
    for factor, expression in parts:
        for name, coefficient in expression.items():
            result[name] = result.get(name, 0.0) + factor * coefficient
    return result


def variable(*name: Hashable) -> Expression:
    """Return an expression of one column."""
    return {name: 1.0}


def constant(value: float) -> Expression:
    """Return a constant expression."""
    return {None: value}


def total_of(expressions: Iterable[Expression]) -> Expression:
    """Return the sum of expressions."""
    return combine(*((1.0, e) for e in expressions))


class Program:
    """A linear program with named columns and rows. Columns are >= 0 unless another bound is given."""

    def __init__(self) -> None:
        """Make an empty program."""
        self.columns: dict[Hashable, int] = {}
        self.bounds: list[tuple[float | None, float | None]] = []
        self.rows: dict[tuple[Hashable, ...], tuple[str, Expression]] = {}

    def column(self, *name: Hashable, low: float | None = 0.0, high: float | None = None) -> Expression:
        """Return a column by its name; it is made at its first use."""
        if name not in self.columns:
            self.columns[name] = len(self.columns)
            self.bounds.append((low, high))
        return {name: 1.0}

    def at_least(self, name: tuple[Hashable, ...], left: Expression, right: Expression) -> None:
        """Add a row ``left >= right``."""
        self._row(name, "<=", combine((1.0, right), (-1.0, left)))

    def equal(self, name: tuple[Hashable, ...], left: Expression, right: Expression) -> None:
        """Add a row ``left = right``."""
        self._row(name, "=", combine((1.0, left), (-1.0, right)))

    def _row(self, name: tuple[Hashable, ...], sense: str, expression: Expression) -> None:
        if name in self.rows:
            raise KeyError(name)
        self.rows[name] = (sense, expression)

    def minimise(self, objective: Expression, method: Method) -> tuple[float, np.ndarray] | None:
        """Return the optimum and its columns; None if no plan meets the rows.

        Raises:
            RuntimeError: The solver failed in another way.
        """
        costs = np.zeros(len(self.columns))
        for name, coefficient in objective.items():
            if name is not None:
                costs[self.columns[name]] = coefficient
        matrices = {}
        for sense in ("<=", "="):
            chosen = [expression for kind, expression in self.rows.values() if kind == sense]
            cells = [
                (i, self.columns[name], x)
                for i, row in enumerate(chosen)
                for name, x in row.items()
                if name is not None and x != 0.0
            ]
            i, j, x = zip(*cells, strict=True) if cells else ((), (), ())
            matrix = coo_matrix((x, (i, j)), shape=(len(chosen), len(costs))).tocsr()
            matrices[sense] = (matrix, np.array([-row.get(None, 0.0) for row in chosen]))
        for presolve in (True, False):
            found = linprog(
                costs,
                *matrices["<="],
                *matrices["="],
                bounds=self.bounds,
                method=method,
                options={
                    "primal_feasibility_tolerance": 1e-10,
                    "dual_feasibility_tolerance": 1e-10,
                    "presolve": presolve,
                },
            )
            if found.status == 0:
                return float(found.fun) + objective.get(None, 0.0), found.x
            if found.status == 2:  # linprog's code for an infeasible program
                return None
        raise RuntimeError(found.message)


def in_order(
    program: Program, first: tuple[float, np.ndarray], objectives: tuple[Expression, ...], method: Method
) -> list[tuple[float, np.ndarray]]:
    """Minimise one objective after another, each earlier one held at its optimum by a row.

    Args:
        program: The rows.
        first: Optimum and columns of the first objective.
        objectives: The first objective, and the others in order.
        method: The method of linprog.

    Returns:
        The optimum and columns of every stage.

    Raises:
        RuntimeError: The solver fails even at the largest tolerance on the earlier stages.
    """
    rows, failure = dict(program.rows), ""
    for hold in HOLDS:
        found = [first]
        program.rows = dict(rows)
        try:
            for n, (before, objective) in enumerate(pairwise(objectives)):
                best = found[-1][0]
                program.at_least(("hold", n), constant(best + hold * max(1.0, abs(best))), before)
                stage = program.minimise(objective, method)
                if stage is None:
                    break
                found.append(stage)
            else:
                return found
        except RuntimeError as error:
            failure = str(error)
    raise RuntimeError(failure or "an earlier stage cannot be held")


def value_of(expression: Expression, columns: Mapping[Hashable, int], x: np.ndarray) -> float:
    """Return the value of an expression at a point."""
    return math.fsum(c * (1.0 if name is None else x[columns[name]]) for name, c in expression.items())


def omega(kind: str, key: str, y: int) -> float:
    """Return the tie-break weight, near 1, of a kind, an id and a year."""
    digest = hashlib.sha256(f"{kind}|{key}|{y}".encode()).digest()
    return 1 + 0.1 * (int.from_bytes(digest[:8], "big") / 2**64)


# -------------------------------------------------------------------------------------------------- the model


class Model(Facts):
    """The whole model as a ``Program``."""

    def __init__(self, scenario: Scenario) -> None:
        """Write every row.

        Raises:
            NotImplementedError: The objective is not the weighted one.
        """
        if scenario.objective.form != "weighted":
            raise NotImplementedError(scenario.objective.form)
        super().__init__(scenario)
        self.by = weights(scenario)
        self.baseline = indexation(scenario)
        self.program = Program()
        self.carries = scenario.carry_over.rule == "carry"
        self.keeps_reserve = scenario.frame.result_reserve is not None
        self._money()
        self._accounts()
        self._cost_control()
        self._stability()
        self._outcomes()
        self._decisions()
        self._not_moved()

    # quantities -------------------------------------------------------------------------------------------

    def frame(self, c: str, y: int) -> Expression:
        """Return the frame; that of the base year is given."""
        return constant(self.base_frame[c]) if y == self.base_year else self.program.column("frame", c, y)

    def spend(self, a: str, y: int) -> Expression:
        """Return the spend; a carried amount is given."""
        return constant(self.carried[a, y]) if (a, y) in self.carried else self.program.column("spend", a, y)

    def frames(self, y: int) -> Expression:
        """Return the sum of all frames."""
        return total_of(self.frame(c, y) for c in self.committees)

    def deposit(self, y: int) -> Expression:
        """Return the deposit to the result reserve."""
        return self.program.column("deposit", y) if self.keeps_reserve else {}

    def withdrawal(self, y: int) -> Expression:
        """Return the withdrawal from the result reserve."""
        return self.program.column("withdrawal", y) if self.keeps_reserve else {}

    def moved_total(self, y: int) -> Expression:
        """Return the total after deposit and withdrawal."""
        return combine((1.0, constant(self.total[y])), (-1.0, self.deposit(y)), (1.0, self.withdrawal(y)))

    def reserve(self, y: int) -> Expression:
        """Return the total minus the frames."""
        return combine((1.0, self.moved_total(y)), (-1.0, self.frames(y)))

    def result_reserve(self, y: int) -> Expression:
        """Return the standing result reserve as a cumulated sum."""
        keeps = self.scenario.frame.result_reserve
        assert keeps is not None
        past = [at for at in self.years if at <= y]
        return total_of(
            [
                constant(keeps.opening),
                *(combine((1.0, self.deposit(at)), (-1.0, self.withdrawal(at))) for at in past),
            ]
        )

    def saved(self, c: str, y: int) -> Expression:
        """Return the amount set aside; zero under ``rule: none``."""
        return self.program.column("saved", c, y) if self.carries else {}

    def used(self, c: str, y: int) -> Expression:
        """Return the amount used; zero under ``rule: none``."""
        return self.program.column("used", c, y) if self.carries else {}

    def balance(self, c: str, y: int) -> Expression:
        """Return the standing carry-over balance as a cumulated sum."""
        kept = self.scenario.carry_over.keep_surplus
        past = [at for at in self.years if at <= y]
        return total_of(
            [
                constant(self.opening(c)),
                *(
                    combine(
                        (1.0, constant(self.restore[c, at])),
                        (1.0 if kept is None else kept, self.saved(c, at)),
                        (-1.0, self.used(c, at)),
                    )
                    for at in past
                ),
            ]
        )

    def indexed_frame(self, c: str, y: int) -> Expression:
        """Return last year's frame, indexed."""
        inside, outside = self.adjusted(c, y)
        return combine(
            (self.growth(c, y), self.frame(c, y - 1)), (1.0, constant(inside * self.growth(c, y) + outside))
        )

    def level(self, a: str, y: int) -> Expression:
        """Return the funding level."""
        return combine((1 / self.need[a, y], self.spend(a, y)))

    def distance(self, kind: str, key: str, y: int, what: Expression) -> Expression:
        """Return a column that is at least the absolute value of an expression."""
        column = self.program.column(kind, key, y)
        self.program.at_least((kind, "up", key, y), column, what)
        self.program.at_least((kind, "down", key, y), column, combine((-1.0, what)))
        return column

    # rows -------------------------------------------------------------------------------------------------

    def _money(self) -> None:
        given, p = self.scenario.frame, self.program
        for y in self.years:
            p.at_least(("reserve", y), self.reserve(y), {})
            if given.reserve_min is not None:
                p.at_least(
                    ("reserve_min", y), self.reserve(y), combine((given.reserve_min[y], self.moved_total(y)))
                )
            if given.growth_max is not None:
                p.at_least(
                    ("growth_max", y), combine((1 + given.growth_max[y], self.frames(y - 1))), self.frames(y)
                )
            if given.revenue is not None:
                assert given.central is not None
                p.at_least(
                    ("balanced", y),
                    combine((1.0, constant(given.revenue[y] - given.central[y])), (1.0, self.withdrawal(y))),
                    total_of(self.spend(a, y) for a in self.activities),
                )
            if given.result_reserve is not None:
                keeps = given.result_reserve
                p.at_least(("result_reserve", y), self.result_reserve(y), {})
                if keeps.cap is not None:
                    assert given.revenue is not None
                    p.at_least(
                        ("result_reserve_cap", y),
                        constant(keeps.cap[y] * given.revenue[y]),
                        self.result_reserve(y),
                    )
                if keeps.max_withdrawal is not None:
                    p.at_least(("max_withdrawal", y), constant(keeps.max_withdrawal[y]), self.withdrawal(y))

    def _accounts(self) -> None:
        rule, p = self.scenario.carry_over, self.program
        for y in self.years:
            for c in self.committees:
                p.equal(
                    ("account", c, y),
                    total_of(combine((self.payers[a][c], self.spend(a, y))) for a in self.of(c)),
                    combine(
                        (1.0, self.frame(c, y)),
                        (1.0, constant(-self.restore[c, y])),
                        (-1.0, self.saved(c, y)),
                        (1.0, self.used(c, y)),
                    ),
                )
                if self.carries:
                    done = min(1.0, (y - self.base_year) / rule.restore_years)
                    p.at_least(
                        ("balance_floor", c, y),
                        self.balance(c, y),
                        constant(min(0.0, self.opening(c)) * (1 - done)),
                    )
                    if math.isfinite(self.cap(c)):
                        p.at_least(("balance_cap", c, y), constant(self.cap(c)), self.balance(c, y))
            if rule.room_share is not None:
                p.at_least(
                    ("room", y),
                    combine((rule.room_share, self.moved_total(y))),
                    total_of(self.used(c, y) for c in self.committees),
                )

    def _cost_control(self) -> None:
        p = self.program
        for a, stated in self.scenario.activities.items():
            for y in self.years:
                if (a, y) in self.carried:
                    continue
                if stated.floor is not None:
                    p.at_least(("floor", a, y), self.spend(a, y), constant(stated.floor[y] * self.need[a, y]))
                if stated.ceiling is not None:
                    p.at_least(
                        ("ceiling", a, y), constant(stated.ceiling[y] * self.need[a, y]), self.spend(a, y)
                    )
                if stated.unit_cost_max is not None:
                    users = self.scenario.drivers[str(stated.driver)][y]
                    p.at_least(
                        ("unit_cost", a, y), constant(stated.unit_cost_max[y] * users), self.spend(a, y)
                    )

    def _stability(self) -> None:
        rules, p = self.scenario.stability, self.program
        counts = rules.turnover is not None or rules.change_price > 0
        for y in self.years:
            for c, committee in self.scenario.committees.items():
                down = committee.max_decrease or rules.max_decrease
                up = committee.max_increase or rules.max_increase
                if down is not None:
                    p.at_least(
                        ("down", c, y), self.frame(c, y), combine((1 - down[y], self.indexed_frame(c, y)))
                    )
                if up is not None:
                    p.at_least(("up", c, y), combine((1 + up[y], self.indexed_frame(c, y))), self.frame(c, y))
                if counts:
                    self.distance(
                        "change", c, y, combine((1.0, self.frame(c, y)), (-1.0, self.indexed_frame(c, y)))
                    )
            if rules.solidarity is not None:
                share = rules.solidarity.max_share[y]
                loses = {
                    c: combine((1.0, self.indexed_frame(c, y)), (-1.0, self.frame(c, y)))
                    for c in self.committees
                }
                for c in self.committees:
                    p.at_least(("solidarity", c, y), combine((share, total_of(loses.values()))), loses[c])
            if rules.turnover is not None:
                p.at_least(
                    ("turnover", y),
                    combine((rules.turnover[y], self.moved_total(y))),
                    total_of(variable("change", c, y) for c in self.committees),
                )

    def _outcomes(self) -> None:
        p = self.program
        points = {(effect.name, y): self._response(effect, y) for effect in self.effects for y in self.years}
        self.attainable: dict[tuple[str, int], Expression] = {}
        for g, goal in self.scenario.goals.items():
            for y in self.all_years:
                parts = [
                    (part, points[effect.name, min(y - late, self.years[-1])])
                    for effect in self.effects
                    if effect.goal == g
                    for late, part in enumerate(effect.lag)
                    if y - late > self.base_year
                ]
                self.attainable[g, y] = combine((1.0, constant(self.reference(g, y))), *parts)
                counted = p.column("counted", g, y, low=None, high=100.0)
                p.at_least(("counted", g, y), self.attainable[g, y], counted)
                if goal.minimum is not None and y in self.years:
                    p.at_least(("minimum", g, y), self.attainable[g, y], constant(goal.minimum[y]))

    def _response(self, effect: Effect, y: int) -> Expression:
        """Return the goal points of an effect: a convex combination of its breakpoints, and a ray for the flat part."""
        p = self.program
        parts = [p.column("lambda", effect.name, y, k) for k in range(len(effect.curve))]
        p.equal(("convex", effect.name, y), total_of(parts), constant(1.0))
        reached = combine(*((level, x) for (level, _), x in zip(effect.curve, parts, strict=True)))
        if len(effect.members) == 1:
            beyond = p.column("beyond", effect.name, y)
            p.equal(("level", effect.name, y), total_of((reached, beyond)), self.level(effect.members[0], y))
        else:
            for a in effect.members:
                p.at_least(("weakest", effect.name, a, y), self.level(a, y), reached)
        return combine(*((q, x) for (_, q), x in zip(effect.curve, parts, strict=True)))

    def _decisions(self) -> None:
        p = self.program
        for y in self.years:
            for kind, quantity in (
                ("frame", self.frame),
                ("spend", self.spend),
                ("goal", lambda g, y: self.attainable[g, y]),
            ):
                for n, (key, equals, at_least, at_most) in enumerate(self.decisions(kind, y)):
                    if equals is not None:
                        p.equal(("equals", kind, n, y), quantity(key, y), constant(equals))
                    if at_least is not None:
                        p.at_least(("at_least", kind, n, y), quantity(key, y), constant(at_least))
                    if at_most is not None:
                        p.at_least(("at_most", kind, n, y), constant(at_most), quantity(key, y))

    def _overruled(self, kind: Literal["frame", "spend"], key: str, y: int, amount: float) -> bool:
        """Return whether a decision fixes the quantity, or bounds it where the baseline breaks the bound."""
        return any(
            target == key
            and (
                equals is not None
                or (low is not None and amount < low - TINY)
                or (high is not None and amount > high + TINY)
            )
            for target, equals, low, high in self.decisions(kind, y)
        )

    def _decided(self, a: str, y: int) -> bool:
        if a in self.measured:
            return self.fixed_by_decision("spend", a, y) is not None
        return self._overruled("spend", a, y, self.baseline.spend[a, y])

    def _not_moved(self) -> None:
        p = self.program
        for y in self.years:
            for c in self.committees:
                amount = self.baseline.frames[c, y]
                if all(
                    (a, y) in self.carried or self.fixed_by_decision("spend", a, y) is not None
                    for a in self.of(c)
                ):
                    continue  # its account alone says what its frame is
                if c not in self.measured_committees and not self._overruled("frame", c, y, amount):
                    p.equal(("follows", c, y), self.frame(c, y), constant(amount))
            free = {
                c: [a for a in self.of(c) if (a, y) not in self.carried and not self._decided(a, y)]
                for c in self.committees
            }
            for a in self.activities:
                payers = self.payers[a]
                if a in self.measured or a not in free[next(iter(payers))]:
                    continue
                # A joint programme keeps its share of all spending; another activity keeps its share of the rest.
                pool = {
                    c: [b for b in free[c] if len(payers) > 1 or len(self.payers[b]) == 1] for c in payers
                }
                basis = {c: math.fsum(self.payers[b][c] * self.base[b] for b in pool[c]) for c in payers}
                if any(basis[c] == 0 for c in payers):
                    continue
                (first, *_others) = payers
                if (
                    len(payers) == 1
                    and a == max(pool[first])
                    and not any(b in self.measured for b in pool[first])
                ):
                    continue
                p.equal(
                    ("keeps_share", a, y),
                    self.spend(a, y),
                    total_of(
                        combine((s * self.base[a] / basis[c] * self.payers[b][c], self.spend(b, y)))
                        for c, s in payers.items()
                        for b in pool[c]
                    ),
                )

    # objectives -------------------------------------------------------------------------------------------

    def loss(self) -> Expression:
        """Return -V."""
        price = self.scenario.stability.change_price
        parts = [
            (-self.discount[y] * self.by[g], variable("counted", g, y))
            for g in self.scenario.goals
            for y in self.all_years
        ]
        if price > 0:
            parts += [
                (price / self.total[y], variable("change", c, y)) for c in self.committees for y in self.years
            ]
        return combine(*parts)

    def tie_breaks(self) -> tuple[Expression, ...]:
        """Return the three objectives of the tie-break, in order."""
        frames = [
            (
                omega("frame", c, y),
                self.distance(
                    "from_baseline",
                    c,
                    y,
                    combine((1.0, self.frame(c, y)), (-1.0, constant(self.baseline.frames[c, y]))),
                ),
            )
            for c in self.committees
            for y in self.years
        ]
        spends = [
            (
                omega("spend", a, y),
                self.distance("from_need", a, y, combine((1.0, self.spend(a, y)), (-1.0, constant(need)))),
            )
            for (a, y), need in self.need.items()
        ]
        moves = [
            (omega(kind, c, y), quantity(c, y))
            for kind, quantity in (("saved", self.saved), ("used", self.used))
            for c in self.committees
            for y in self.years
        ]
        moves += [
            (omega(kind, "", y), quantity(y))
            for kind, quantity in (("deposit", self.deposit), ("withdrawal", self.withdrawal))
            for y in self.years
        ]
        return combine(*frames), combine(*spends), combine(*moves)


def solve(scenario: Scenario, *, method: Method = "highs-ds", unique: bool = True) -> Independent:
    """Return the best plan of a scenario, and the baselines.

    Args:
        scenario: A parsed scenario with the weighted objective.
        method: Dual simplex or interior point (with crossover).
        unique: Whether to run the tie-break; without it V is right and the plan is any optimum.

    Raises:
        RuntimeError: The solver failed for another reason than infeasible limits.
    """
    model = Model(scenario)
    program, later = model.program, model.tie_breaks() if unique else ()
    rules = {
        "weights": model.by,
        "indexation": model.baseline,
        "volume": volume_model(scenario),
        "neutral": neutral_weights(scenario),
    }
    first = program.minimise(model.loss(), method)
    if first is None:
        return Independent(status="infeasible", value=math.nan, **rules)
    (loss, _), *after = stages = in_order(program, first, (model.loss(), *later), method)
    x = stages[-1][1]

    def told(quantity: Expression) -> float:
        return value_of(quantity, program.columns, x)

    places = [(c, y) for c in model.committees for y in model.years]
    frames = {(c, y): told(model.frame(c, y)) for c, y in places}
    spend = {(a, y): told(model.spend(a, y)) for a in model.activities for y in model.years}
    carried = places if model.carries else []
    kept = model.years if model.keeps_reserve else ()
    return Independent(
        status="optimal",
        value=-loss,
        **rules,
        frames=frames,
        spend=spend,
        reserve={y: told(model.reserve(y)) for y in model.years},
        saved={(c, y): told(model.saved(c, y)) for c, y in carried},
        used={(c, y): told(model.used(c, y)) for c, y in carried},
        balance={(c, y): told(model.balance(c, y)) for c, y in carried},
        deposit={y: told(model.deposit(y)) for y in kept},
        withdrawal={y: told(model.withdrawal(y)) for y in kept},
        result_reserve={y: told(model.result_reserve(y)) for y in kept},
        attainment=evaluate(scenario, frames, spend, by=model.by)[1],
        distances=tuple(best for best, _ in after),
    )
