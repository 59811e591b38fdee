"""A second formulation of the model, from ``model.md`` and ``interpretation.md`` only, to compare the program with.

Nothing here is taken from the program except the parsed ``Scenario``. Where something can be written in several
ways, this module uses another way than the program: response curves are convex combinations of their breakpoints
(with a ray for the flat part and one below the first), balances and the result reserve are cumulated sums, the
reserve and the attainment are eliminated, each change is one absolute value, limits that indexation breaks are
found by putting indexation into every row, matrices are assembled by hand and scipy's ``linprog`` solves them.

Years are calendar years; money is MSEK.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from pydantic import BaseModel
from scipy.optimize import linprog, nnls
from scipy.sparse import coo_matrix

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from models.scenario import Activity, Scenario
    from models.scenario import Effect as StatedEffect

Curve = tuple[tuple[float, float], ...]
ByYear = dict[tuple[str, int], float]
"""Something by id and year."""
Expression = dict["Hashable", float]
"""A linear expression: coefficient by column name; the constant stands under None."""
Method = Literal["highs-ds", "highs-ipm"]

HOLDS = (0.0, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9)
"""By how much, relatively, a later stage may give up an earlier one: the first that the solver manages."""
TINY = 1e-9
"""How much money a baseline may be beyond a limit without breaking it."""
LEVELS = tuple(n / 1000 for n in (*range(800, 950, 25), *range(950, 1050, 10), *range(1050, 1200, 25), 1200))
"""Where elasticities and logarithms are cut into polylines."""


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
        weights: Weight by goal and year, tail years too; each year's sum is 1.
        need: Need by activity and year; none for carried amounts.
        moved_base: Each committee's part of each activity's indexed base-year cost, by activity, committee and year.
        total: The money to divide by year, before deposits and withdrawals.
        frames: By committee and year.
        spend: By activity and year, fixed amounts included.
        reserve: By year.
        saved: By committee and year; empty under ``rule: none``, as are ``used`` and ``balance``.
        used: By committee and year.
        returned: By committee and year, under both rules.
        balance: By committee and year.
        deposit: By year; empty without a result reserve, as are ``withdrawal`` and ``result_reserve``.
        withdrawal: By year.
        result_reserve: By year.
        attainment: By goal and year, tail years too, not cut at 100; recomputed from levels.
        distances: The optima of the three objectives of the tie-break, as far as the solver could follow it.
        given_up: V of the best plan less V of the plan that the tie-break chose [goal points].
        indexation: The indexation baseline.
        own: V of indexation with own priorities; None where its frames do not pay for what is fixed.
        same_money: V of the best plan whose frames add up to those of indexation each year; None likewise.
        volume: The volume model.
        neutral: Krona-neutral weights before stated weights by goal and plan year, sum 1 each year; none for a year
            in which nothing defines them.
    """

    status: Literal["optimal", "infeasible"]
    value: float
    weights: ByYear
    need: ByYear
    moved_base: dict[tuple[str, str, int], float]
    total: dict[int, float]
    indexation: Baseline
    own: float | None
    same_money: float | None
    volume: Baseline
    neutral: ByYear
    frames: ByYear = field(default_factory=dict)
    spend: ByYear = field(default_factory=dict)
    reserve: dict[int, float] = field(default_factory=dict)
    saved: ByYear = field(default_factory=dict)
    used: ByYear = field(default_factory=dict)
    returned: ByYear = field(default_factory=dict)
    balance: ByYear = field(default_factory=dict)
    deposit: dict[int, float] = field(default_factory=dict)
    withdrawal: dict[int, float] = field(default_factory=dict)
    result_reserve: dict[int, float] = field(default_factory=dict)
    attainment: ByYear = field(default_factory=dict)
    given_up: float = math.nan
    distances: tuple[float, ...] = ()


# ------------------------------------------------------------------------------------------- what is understood

KNOWN = {
    "": """format title municipality language currency stage registry_number base_year years discount frame indexation
        stability carry_over committees activities drivers weights goals effects packages complements decisions
        objective evidence_ranges missing reviewed profiles worlds risk levers council parties majorities plans""",
    "frame": "total revenue result_target central reserve_min growth_max result_reserve tax_rate source",
    "frame.result_reserve": "opening cap max_withdrawal use_in use_in_surplus by source",
    "indexation": "index requirement source",
    "stability": "max_decrease max_increase turnover change_price activities solidarity source",
    "stability.activities": "max_decrease max_increase source",
    "stability.solidarity": "max_share source",
    "carry_over": "rule keep_surplus cap_share cap_amount room_share restore_years write_off source",
    "committees.*": "name base opening_balance max_decrease max_increase cost_classes adjustments source",
    "committees.*.adjustments.*.*": "one_off full_year technical demography capital activity source",
    "activities.*": """name committee shares base need fixed driver variable_share price efficiency floor floor_basis
        ceiling unit_cost_max statutory source""",
    "weights": "owner rule source",
    "goals.*": "name area owner weight weight_follows reference minimum indicator source",
    "goals.*.indicator": "id name unit present floor target source",
    "effects.*.*": "curve elasticity se shape at points lag range evidence author date source",
    "packages.*": "author date unit base steps respondents lag source",
    "packages.*.base": "level points name contents",
    "packages.*.steps.*": "name to points contents",
    "complements.*": "goal members curve lag range evidence author date source",
    "decisions.*": "frame spend goal years equals at_least at_most by name source",
    "objective": "form areas tolerance targets",
}
"""The keys that are understood, by where they stand; ids, years and places in lists are told as ``*``.

Some of them say nothing of the best plan (``tax_rate``, ``se``, ``range``) and are passed over on purpose.
"""
OTHERS = (
    *("municipality", "worlds", "risk", "levers", "council", "parties", "majorities", "plans"),
    *("profiles", "evidence_ranges", "missing", "reviewed"),
)
"""Sections that say nothing of the model, whatever they hold."""


class UnknownKeyError(NotImplementedError):
    """A scenario says something that this formulation knows nothing of."""


def refuse_unknown(part: object, path: str = "", pattern: str = "") -> None:
    """Refuse a scenario that sets a key which would be ignored here.

    Args:
        part: The scenario, or a part of it.
        path: Where the part stands.
        pattern: The same with ``*`` for ids, years and places in lists.

    Raises:
        UnknownKeyError: It does; the message is the key's path.
    """
    if isinstance(part, dict):
        for key, inner in part.items():
            refuse_unknown(inner, f"{path}.{key}", f"{pattern}.*")
    if isinstance(part, tuple):
        for n, inner in enumerate(part):
            refuse_unknown(inner, f"{path}.{n}", f"{pattern}.*")
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
            ValueError: A need, a volume or a curve that the model does not allow.
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
            Effect((a, g), (a,), g, self.curve(g, effect), effect.lag)
            for a, goals in scenario.effects.items()
            for g, effect in goals.items()
        ) + tuple(
            Effect(("complement", k), group.members, group.goal, group.curve, group.lag)
            for k, group in scenario.complements.items()
        )
        counting = {g for g, goal in scenario.goals.items() if goal.weight > 0 or goal.minimum is not None}
        counting |= {str(decision.goal) for decision in scenario.decisions.values() if decision.goal}
        self.measured = {a for effect in self.effects if effect.goal in counting for a in effect.members}
        self.measured_committees = {c for a in self.measured for c in self.payers[a]}
        tail = max((len(effect.lag) - 1 for effect in self.effects), default=0)
        self.all_years = (*self.years, *(self.years[-1] + k for k in range(1, tail + 1)))
        raw = [(1 + scenario.discount) ** -(k + 1) for k in range(len(self.all_years))]
        self.discount = dict(zip(self.all_years, (d / math.fsum(raw) for d in raw), strict=True))
        self.carried = self._carried()
        self.need: ByYear = {}
        self.moved_base: dict[tuple[str, str, int], float] = {}
        self._follow_moved_tasks()
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
        entries = self.scenario.committees[c].adjustments.get(y, ())
        return (
            math.fsum(a.one_off + a.full_year + a.technical for a in entries),
            math.fsum(a.demography + a.capital for a in entries),
        )

    def indexed(self, c: str, y: int, before: float) -> float:
        """Return last year's frame, indexed."""
        inside, outside = self.adjusted(c, y)
        return (before + inside) * self.growth(c, y) + outside

    def curve(self, g: str, effect: StatedEffect) -> Curve:
        """Return the response curve of an effect; elasticities and logarithms are cut into polylines."""
        if effect.curve is not None:
            return effect.curve
        if effect.elasticity is not None:
            scale = self.scenario.goals[g].indicator
            if scale is None:
                raise ValueError(f"{g} has no indicator")
            size = 100 * scale.present / (scale.target - scale.floor)
            points = [size * (level**effect.elasticity - 1) for level in LEVELS]
        else:
            assert effect.points is not None
            assert effect.at is not None
            points = [effect.points * math.log(level) / math.log(effect.at) for level in LEVELS]
        steps = [(q - p) / (b - a) for (a, b), (p, q) in zip(pairwise(LEVELS), pairwise(points), strict=True)]
        if steps[-1] < 0 or any(late > early for early, late in pairwise(steps)):
            raise ValueError(f"the effect on {g} is not concave, or falls")
        return tuple(zip(LEVELS, points, strict=True))

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
        caps += [rule.cap_share * max(0.0, self.base_frame[c])] if rule.cap_share is not None else []
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
        keeps = frame.result_reserve
        if keeps is not None and y in (keeps.use_in or ()) and not keeps.use_in_surplus:
            assert frame.revenue is not None
            assert frame.central is not None
            return frame.revenue[y] - frame.central[y]
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
            elif stated and stated.need is not None:  # an activity that does not exist yet costs nothing
                carried |= {(a, y): 0.0 for y in self.years if stated.need[y] == 0}
        return carried

    def is_fixed(self, a: str) -> bool:
        """Return whether an activity is carried as a fixed amount."""
        stated = self.scenario.activities.get(a)
        if stated and stated.need is not None:
            return False
        return self.base[a] <= 0 or bool(stated and stated.fixed is not None)

    def is_given(self, a: str) -> bool:
        """Return whether an activity's need is given."""
        stated = self.scenario.activities.get(a)
        return stated is not None and stated.need is not None

    def moved(self, y: int, before: Mapping[str, float]) -> dict[tuple[str, str], tuple[float, float]]:
        """Return what adjustments move and add in capital cost, by activity and committee.

        Args:
            y: The year.
            before: Last year's need by activity that is neither fixed nor given.

        Raises:
            ValueError: One names an activity of another committee, or part of a joint programme alone.
        """
        parts: dict[tuple[str, str], tuple[float, float]] = {}
        joint: dict[tuple[str, str], tuple[float, float]] = {}
        for c, committee in self.scenario.committees.items():
            for entry in committee.adjustments.get(y, ()):
                amounts = (entry.one_off + entry.full_year + entry.technical, entry.capital)
                for a, part in self._spread(c, entry.activity, before).items():
                    before_it = parts.get((a, c), (0.0, 0.0))
                    parts[a, c] = (before_it[0] + part * amounts[0], before_it[1] + part * amounts[1])
                    if entry.activity and len(self.payers[a]) > 1:
                        stated = joint.get((a, c), (0.0, 0.0))
                        joint[a, c] = (stated[0] + amounts[0], stated[1] + amounts[1])
        for a in {a for a, _ in joint}:
            for kind in (0, 1):
                stands = {c: joint.get((a, c), (0.0, 0.0))[kind] for c in self.payers[a]}
                whole = math.fsum(stands.values())
                if any(abs(x - self.payers[a][c] * whole) > TINY for c, x in stands.items()):
                    raise ValueError(f"the adjustments of {a} in {y} are not in proportion to its shares")
        return parts

    def _spread(self, c: str, named: str | None, before: Mapping[str, float]) -> dict[str, float]:
        """Return the activities that an adjustment of a committee concerns, each with its part."""
        if named is not None:
            if c not in self.payers.get(named, ()):
                raise ValueError(f"{named} is no activity of {c}")
            return {} if self.is_fixed(named) else {named: 1.0}
        able = [a for a in self.of(c) if a in before]
        pool = [a for a in able if len(self.payers[a]) == 1] or able
        whole = math.fsum(before[a] for a in pool)
        return {a: before[a] / whole for a in pool}

    def _follow_moved_tasks(self) -> None:
        """Roll need and moved_base forward a year at a time."""
        before = {a: self.base[a] for a in self.activities if not self.is_fixed(a) and not self.is_given(a)}
        volume = dict.fromkeys(before, 1.0)
        own = {
            (a, c): s * self.base[a]
            for a, payers in self.payers.items()
            if not self.is_fixed(a)
            for c, s in payers.items()
        }
        self.moved_base |= {(a, c, self.base_year): size for (a, c), size in own.items()}
        for y in self.years:
            parts = self.moved(y, before)
            for (a, c), standing in own.items():
                moved, capital = parts.get((a, c), (0.0, 0.0))
                own[a, c] = self.moved_base[a, c, y] = (standing + moved) * self.growth(c, y) + capital
                if own[a, c] <= 0 and (standing > 0 or (a, c) in parts):
                    raise ValueError(f"adjustments leave nothing of {a} in {y}")
            for a in self.activities:
                if self.is_given(a):
                    need = self.stated(a).need
                    assert need is not None
                    if need[y] < 0 or (need[y] == 0 and (a, y - 1) in self.need):
                        raise ValueError(f"the need of {a} in {y} is not above 0")
                    if need[y] > 0:
                        self.need[a, y] = need[y]
                    continue
                if a not in before:
                    continue
                now = self._volume(a, y)
                moved = math.fsum(parts.get((a, c), (0.0, 0.0))[0] for c in self.payers[a])
                capital = math.fsum(parts.get((a, c), (0.0, 0.0))[1] for c in self.payers[a])
                before[a] = (before[a] + moved) * self._prices(a, y) * now / volume[a] + capital
                volume[a] = now
                if before[a] <= 0:
                    raise ValueError(f"adjustments leave no need of {a} in {y}")
                self.need[a, y] = before[a]

    def _volume(self, a: str, y: int) -> float:
        stated = self.scenario.activities.get(a)
        if stated is None or stated.driver is None:
            return 1.0
        driver = self.scenario.drivers[stated.driver]
        follows = 1.0 if stated.variable_share is None else stated.variable_share
        volume = 1 + follows * (driver[y] / driver[self.base_year] - 1)
        if volume <= 0:
            raise ValueError(f"the volume of {a} in {y} is not above 0: write need")
        return volume

    def _prices(self, a: str, y: int) -> float:
        """Return 1 + price, less efficiency."""
        stated = self.scenario.activities.get(a)
        own = stated.price if stated else None
        gain = stated.efficiency[y] if stated and stated.efficiency else 0.0
        price = own[y] if own else math.fsum(s * self.index(c, y) for c, s in self.payers[a].items())
        return (1 + price) * (1 - gain)


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


def neutral_weights(scenario: Scenario) -> ByYear:
    """Return krona-neutral weights before stated weights, by goal and plan year; none where nothing defines them."""
    facts = Facts(scenario)
    return {(g, y): weight for y in facts.years for g, weight in _neutral(facts, y).items()}


def _neutral(facts: Facts, y: int) -> dict[str, float]:
    """Return the krona-neutral weights of a year: least-norm non-negative least squares, sum 1."""
    scenario, goals = facts.scenario, tuple(facts.scenario.goals)
    curves = {effect.name: effect.curve for effect in facts.effects}
    cost = {
        a: facts.need.get((a, y), 0.0)
        if facts.is_given(a)
        else math.fsum(facts.moved_base[a, c, y] for c in facts.payers[a])
        for a in facts.activities
        if scenario.effects.get(a) and a in facts.measured
    }
    rows = [a for a, amount in cost.items() if amount > 0]
    if not rows:
        return {}
    slopes = np.array(
        [[slope_today(curves[a, g]) if g in scenario.effects[a] else 0.0 for g in goals] for a in rows]
    )
    base = np.array([cost[a] for a in rows])
    some, _ = nnls(slopes, base / base.mean(), maxiter=100 * len(goals))
    if not some.any():
        return {}
    fit = slopes @ some
    lean = min(_exact_fits(slopes, fit), key=np.linalg.norm)
    return dict(zip(goals, (lean / lean.sum()).tolist(), strict=True))


def _exact_fits(matrix: np.ndarray, fit: np.ndarray) -> list[np.ndarray]:
    """Return, for each set of columns, its x of least norm with matrix·x = fit, where that is x >= 0."""
    found, columns = [], matrix.shape[1]
    for used in product((False, True), repeat=columns):
        x, among = np.zeros(columns), np.array(used)
        x[among] = np.linalg.pinv(matrix[:, among], rcond=1e-10) @ fit
        if x.min() >= -1e-13 * x.max() and np.allclose(matrix @ x, fit, rtol=0, atol=1e-9 * fit.max()):
            found.append(np.clip(x, 0.0, None))
    return found


def weights(scenario: Scenario) -> ByYear:
    """Return the weights of the objective by goal and year, the sum of each year 1; tail years are as the last.

    Raises:
        ValueError: All weights of a year are 0.
    """
    facts, found = Facts(scenario), {}
    neutral = neutral_weights(scenario) if scenario.weights.rule == "krona_neutral" else {}
    for y in facts.all_years:
        at = min(y, facts.years[-1])
        raw = {}
        for g, goal in scenario.goals.items():
            raw[g] = goal.weight * (neutral.get((g, at), 0.0) if scenario.weights.rule != "stated" else 1.0)
            if goal.weight_follows is not None:
                driver = scenario.drivers[goal.weight_follows]
                raw[g] *= driver[at] / driver[facts.base_year]
        whole = math.fsum(raw.values())
        if whole <= 0:
            raise ValueError(f"all weights are 0 in {y}")
        found |= {(g, y): weight / whole for g, weight in raw.items()}
    return found


# ----------------------------------------------------------------------------------- evaluation and baselines


def evaluate(
    scenario: Scenario,
    frames: Mapping[tuple[str, int], float],
    spend: Mapping[tuple[str, int], float],
    *,
    by: Mapping[tuple[str, int], float] | None = None,
    total: Mapping[int, float] | None = None,
) -> tuple[float, ByYear]:
    """Evaluate any plan without the LP.

    Args:
        scenario: The scenario.
        frames: Frame by committee and plan year [MSEK].
        spend: Spend by activity and plan year [MSEK].
        by: Weight by goal and year; the scenario's if absent.
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
                at = y - late  # before and after the plan the level is 1, which gives nothing
                if at in facts.years and all((a, at) in facts.need for a in effect.members):
                    level = min(spend[a, at] / facts.need[a, at] for a in effect.members)
                    attainment[effect.goal, y] += part * response(effect.curve, level)
    value = math.fsum(
        facts.discount[y] * by[g, y] * min(points, 100.0) for (g, y), points in attainment.items()
    )
    moved = 0.0
    for c in facts.committees:
        for y in facts.years:
            before = frames[c, y - 1] if y - 1 > facts.base_year else facts.base_frame[c]
            moved += abs(frames[c, y] - facts.indexed(c, y, before)) / total[y]
    return value - scenario.stability.change_price * moved, attainment


def split(
    scenario: Scenario,
    frames: Mapping[tuple[str, int], float],
    by: Literal["base-year share", "need"] = "base-year share",
) -> ByYear:
    """Return the spend by activity when each committee divides its frame as indexation or the volume model does."""
    facts, spend = Facts(scenario), {}
    for y in facts.years:
        size = {
            (a, c): facts.moved_base[a, c, y] if by != "need" else s * facts.need.get((a, y), 0.0)
            for a, payers in facts.payers.items()
            if not facts.is_fixed(a)
            for c, s in payers.items()
        }
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
        basis = {c: math.fsum(size[a, c] for a in shared[c]) for c in facts.committees}
        joint = {
            a: math.fsum(size[a, c] / basis[c] * left[c] for c in payers if basis[c] > 0)
            for a, payers in facts.payers.items()
            if len(payers) > 1 and a not in taken
        }
        spend |= {(a, y): amount for a, amount in (taken | joint).items()}
        for c in facts.committees:
            own = [a for a in shared[c] if a not in joint]
            rest = left[c] - math.fsum(facts.payers[a][c] * joint[a] for a in shared[c] if a in joint)
            whole = math.fsum(size[a, c] for a in own)
            if len(own) == 1:
                spend[own[0], y] = rest
            else:
                spend |= {(a, y): rest * size[a, c] / whole if whole > 0 else 0.0 for a in own}
    return spend


def _baseline(
    facts: Facts, sizes: ByYear, inside: Literal["base-year share", "need"], by: ByYear | None
) -> Baseline:
    frames = scaled(facts, sizes)
    spend = split(facts.scenario, frames, inside)
    value, attainment = evaluate(facts.scenario, frames, spend, by=by)
    reserve = {
        y: amount - math.fsum(frames[c, y] for c in facts.committees) for y, amount in facts.total.items()
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


def scaled(facts: Facts, sizes: ByYear) -> ByYear:
    """Return frames in proportion to sizes so that they and the least reserve meet the total; locked frames keep."""
    frames = {}
    for y in facts.years:
        locked = {c: facts.fixed_by_decision("frame", c, y) for c in facts.committees}
        room = (1 - facts.reserve_min(y)) * facts.total[y] - math.fsum(
            x for x in locked.values() if x is not None
        )
        free = math.fsum(sizes[c, y] for c, amount in locked.items() if amount is None)
        factor = max(0.0, room / free) if free > 0 else 1.0  # income is not cut to make room
        for c, amount in locked.items():
            frames[c, y] = factor * sizes[c, y] if amount is None else amount
    return frames


def indexation(scenario: Scenario, by: ByYear | None = None) -> Baseline:
    """Return general indexation (*generell uppräkning*), with one common factor per year; weights as in `Model`."""
    return _baseline(Facts(scenario), rolled(scenario), "base-year share", by)


def volume_model(scenario: Scenario, by: ByYear | None = None) -> Baseline:
    """Return the volume model (*prislapp*): frames and spend in proportion to need, carried amounts as they are."""
    facts = Facts(scenario)
    amounts = facts.carried | facts.need
    sizes = {
        (c, y): math.fsum(facts.payers[a][c] * amounts[a, y] for a in facts.of(c))
        for c in facts.committees
        for y in facts.years
    }
    return _baseline(facts, sizes, "need", by)


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
        other: Method = "highs-ipm" if method == "highs-ds" else "highs-ds"
        ways = (
            (method, True, 1e-10),
            (method, False, 1e-10),
            (other, False, 1e-10),
            (method, True, 1e-9),
            (other, True, 1e-9),
            (method, True, 1e-8),
        )
        for way, presolve, tolerance in ways:
            found = linprog(
                costs,
                *matrices["<="],
                *matrices["="],
                bounds=self.bounds,
                method=way,
                options={
                    "primal_feasibility_tolerance": tolerance,
                    "dual_feasibility_tolerance": tolerance,
                    "presolve": presolve,
                },
            )
            if found.status == 0:
                return float(found.fun) + objective.get(None, 0.0), found.x
        if found.status == 2:  # linprog's code for an infeasible program; presolve says so too early at times
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
        The optimum and columns of every stage; of the first alone where the solver fails even at the largest
        tolerance on the earlier stages.
    """
    rows = dict(program.rows)
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
        except RuntimeError:
            continue
    return [first]


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

    def __init__(self, scenario: Scenario, by: ByYear | None = None) -> None:
        """Write every row.

        Args:
            scenario: A parsed scenario.
            by: Weights by goal and year that are held; the scenario's own if absent.

        Raises:
            NotImplementedError: The objective is not the weighted one.
        """
        if scenario.objective.form != "weighted":
            raise NotImplementedError(scenario.objective.form)
        super().__init__(scenario)
        self.by = by or weights(scenario)
        self.baseline = indexation(scenario, self.by)
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
        if y == self.base_year:
            return constant(self.base_frame[c])
        low = None if self._settled(c, y) else min(0.0, self.baseline.frames[c, y])
        return self.program.column("frame", c, y, low=low)

    def spend(self, a: str, y: int) -> Expression:
        """Return the spend; a carried amount is given."""
        return constant(self.carried[a, y]) if (a, y) in self.carried else self.program.column("spend", a, y)

    def frames(self, y: int) -> Expression:
        """Return the sum of all frames."""
        return total_of(self.frame(c, y) for c in self.committees)

    def uses_reserve(self, y: int) -> bool:
        """Return whether the result reserve covers a deficit in a year."""
        keeps = self.scenario.frame.result_reserve
        return keeps is not None and y in (keeps.use_in or ())

    def standing(self, y: int) -> Expression:
        """Return the frames that growth is counted from: last year's, or base-year frames with tasks moved."""
        moved = math.fsum(self.adjusted(c, y)[0] for c in self.committees) if y == self.years[0] else 0.0
        return combine((1.0, self.frames(y - 1)), (1.0, constant(moved)))

    def deposit(self, y: int) -> Expression:
        """Return the deposit to the result reserve; zero in the years in which it is used."""
        return self.program.column("deposit", y) if self.keeps_reserve and not self.uses_reserve(y) else {}

    def withdrawal(self, y: int) -> Expression:
        """Return the withdrawal from the result reserve; zero in other years than those."""
        return self.program.column("withdrawal", y) if self.uses_reserve(y) else {}

    def whole(self, y: int) -> Expression:
        """Return the total before deposit and withdrawal."""
        return constant(self.total[y])

    def moved_total(self, y: int) -> Expression:
        """Return the total after deposit and withdrawal."""
        return combine((1.0, self.whole(y)), (-1.0, self.deposit(y)), (1.0, self.withdrawal(y)))

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
        """Return the amount kept; zero under ``rule: none`` and where nothing is measured."""
        return self.program.column("saved", c, y) if self.carries and c in self.measured_committees else {}

    def used(self, c: str, y: int) -> Expression:
        """Return the amount used; zero under ``rule: none`` and where nothing is measured."""
        return self.program.column("used", c, y) if self.carries and c in self.measured_committees else {}

    def returned(self, c: str, y: int) -> Expression:
        """Return the amount handed back; zero where nothing is measured."""
        return self.program.column("returned", c, y) if c in self.measured_committees else {}

    def balance(self, c: str, y: int) -> Expression:
        """Return the standing carry-over balance as a cumulated sum."""
        past = [at for at in self.years if at <= y]
        return total_of(
            [
                constant(self.opening(c)),
                *(
                    combine(
                        (1.0, constant(self.restore[c, at])),
                        (1.0, self.saved(c, at)),
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
                    ("reserve_min", y), self.reserve(y), combine((given.reserve_min[y], self.whole(y)))
                )
            if given.growth_max is not None:
                p.at_least(
                    ("growth_max", y), combine((1 + given.growth_max[y], self.standing(y))), self.frames(y)
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
                        constant(max(keeps.cap[y] * given.revenue[y], keeps.opening)),
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
                        (-1.0, self.returned(c, y)),
                    ),
                )
                if self.saved(c, y) and rule.keep_surplus is not None:
                    p.at_least(
                        ("keep", c, y),
                        combine((rule.keep_surplus, self.returned(c, y))),
                        combine((1 - rule.keep_surplus, self.saved(c, y))),
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
                    combine((rule.room_share, self.whole(y))),
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
            for c in self.committees:
                down, up = self.limits(c)
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
                    combine((rules.turnover[y], self.whole(y))),
                    total_of(variable("change", c, y) for c in self.committees),
                )

        self._stability_inside()

    def _stability_inside(self) -> None:
        inside, p = self.scenario.stability.activities, self.program
        for a, y in self.need if inside is not None else ():
            before = self.base[a] if y == self.years[0] else self.need.get((a, y - 1), 0.0)
            if a not in self.measured or before <= 0:
                continue
            last = constant(self.base[a]) if y == self.years[0] else self.spend(a, y - 1)
            growth = self.need[a, y] / before
            if inside.max_decrease is not None:
                p.at_least(
                    ("activity_down", a, y),
                    self.spend(a, y),
                    combine(((1 - inside.max_decrease[y]) * growth, last)),
                )
            if inside.max_increase is not None:
                p.at_least(
                    ("activity_up", a, y),
                    combine(((1 + inside.max_increase[y]) * growth, last)),
                    self.spend(a, y),
                )

    def limits(self, c: str) -> tuple[Mapping[int, float] | None, Mapping[int, float] | None]:
        """Return the largest decrease and increase of a committee's frame, by year; negative shares of an income."""
        rules, own = self.scenario.stability, self.scenario.committees[c]
        sign = -1.0 if self.base_frame[c] < 0 else 1.0
        found = (own.max_decrease or rules.max_decrease, own.max_increase or rules.max_increase)
        down, up = (None if limit is None else {y: sign * limit[y] for y in self.years} for limit in found)
        return down, up

    def _outcomes(self) -> None:
        p = self.program
        points = {
            (effect.name, y): self._response(effect, y)
            if all((a, y) in self.need for a in effect.members)
            else {}
            for effect in self.effects
            for y in self.years
        }
        for a in self.measured:
            lowest = max(effect.curve[0][0] for effect in self.effects if a in effect.members)
            for y in self.years:
                if (a, y) in self.need:
                    p.at_least(("lowest", a, y), self.level(a, y), constant(lowest))
        self.attainable: dict[tuple[str, int], Expression] = {}
        for g, goal in self.scenario.goals.items():
            for y in self.all_years:
                parts = [
                    (part, points[effect.name, y - late])
                    for effect in self.effects
                    if effect.goal == g
                    for late, part in enumerate(effect.lag)
                    if y - late in self.years
                ]
                self.attainable[g, y] = combine((1.0, constant(self.reference(g, y))), *parts)
                counted = p.column("counted", g, y, low=None, high=100.0)
                p.at_least(("counted", g, y), self.attainable[g, y], counted)
                if goal.minimum is not None and y in self.years:
                    p.at_least(("minimum", g, y), self.attainable[g, y], constant(goal.minimum[y]))

    def _response(self, effect: Effect, y: int) -> Expression:
        """Return the goal points of an effect: a convex combination of its breakpoints, and a ray at each end."""
        p = self.program
        parts = [p.column("lambda", effect.name, y, k) for k in range(len(effect.curve))]
        p.equal(("convex", effect.name, y), total_of(parts), constant(1.0))
        below = p.column("below", effect.name, y)
        reached = combine(
            *((level, x) for (level, _), x in zip(effect.curve, parts, strict=True)), (-1.0, below)
        )
        if len(effect.members) == 1:
            beyond = p.column("beyond", effect.name, y)
            p.equal(("level", effect.name, y), total_of((reached, beyond)), self.level(effect.members[0], y))
        else:
            for a in effect.members:
                p.at_least(("weakest", effect.name, a, y), self.level(a, y), reached)
        (a, low), (b, next_) = effect.curve[:2]
        return combine(
            *((q, x) for (_, q), x in zip(effect.curve, parts, strict=True)),
            (-(next_ - low) / (b - a), below),
        )

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

    def _own_limits(self, a: str, y: int) -> tuple[list[float], list[float]]:
        """Return the lower and the upper limits that are stated for an activity's spend itself."""
        stated = self.scenario.activities.get(a)
        low = [bound for key, _, bound, _ in self.decisions("spend", y) if key == a and bound is not None]
        high = [bound for key, _, _, bound in self.decisions("spend", y) if key == a and bound is not None]
        if stated and (a, y) in self.need:
            low += [stated.floor[y] * self.need[a, y]] if stated.floor else []
            high += [stated.ceiling[y] * self.need[a, y]] if stated.ceiling else []
            if stated.unit_cost_max:
                high.append(stated.unit_cost_max[y] * self.scenario.drivers[str(stated.driver)][y])
        return low, high

    def _out(self, a: str, y: int) -> bool:
        """Return whether a spend is carried or decided, or unmeasured and above an upper limit in indexation."""
        if (a, y) in self.carried or self.fixed_by_decision("spend", a, y) is not None:
            return True
        highest = min(self._own_limits(a, y)[1], default=math.inf)
        return a not in self.measured and self.baseline.spend[a, y] > highest + TINY

    def _keeps_at_least(self, a: str, y: int) -> bool:
        """Return whether an unmeasured activity with a lower limit shares a pool with something measured."""
        if a in self.measured or self._out(a, y) or not self._own_limits(a, y)[0]:
            return False
        return any(
            b in self.measured
            and not self._out(b, y)
            and (len(self.payers[a]) > 1 or len(self.payers[b]) == 1)
            for c in self.payers[a]
            for b in self.of(c)
        )

    def _decided(self, a: str, y: int) -> bool:
        """Return whether an activity is left to its own limits, so that it is in no pool but its own."""
        if self._out(a, y) or self._keeps_at_least(a, y):
            return True
        lowest = max(self._own_limits(a, y)[0], default=-math.inf)
        return a not in self.measured and self.baseline.spend[a, y] < lowest - TINY

    def _settled(self, c: str, y: int) -> bool:
        """Return whether every activity of a committee is carried or fixed by a decision."""
        return all(
            (a, y) in self.carried or self.fixed_by_decision("spend", a, y) is not None for a in self.of(c)
        )

    def followed(self, c: str, y: int) -> Expression:
        """Return the frame of indexation."""
        return constant(self.baseline.frames[c, y])

    def begun(self, _c: str, _y: int) -> float | None:
        """Return the frame of an unmeasured committee where it is decided before the scenario is known."""
        return None

    def standing_frames(self, c: str) -> dict[int, tuple[float, Expression | None]]:
        """Return the frame of an unmeasured committee by year, and its expression where indexation alone says it.

        Where its own limit holds it back, that is the limit as it is stated: a share of last year's frame, indexed.
        """
        found: dict[int, tuple[float, Expression | None]] = {}
        standing = self.base_frame[c]
        down, up = self.limits(c)
        for y in self.years:
            begun = self.begun(c, y)
            if begun is not None:
                standing, found[y] = begun, (begun, None)
                continue
            if self._settled(c, y):
                standing = self.restore[c, y] + math.fsum(
                    self.payers[a][c] * self.carried.get((a, y), self.fixed_by_decision("spend", a, y) or 0.0)
                    for a in self.of(c)
                )
                found[y] = standing, None
                continue  # its account alone says what its frame is
            amount, before = self.baseline.frames[c, y], self.indexed(c, y, standing)
            frame = self.followed(c, y)
            for limit, sign in ((down, -1), (up, 1)):
                if limit is not None and sign * (amount - (1 + sign * limit[y]) * before) > 0:
                    amount = (1 + sign * limit[y]) * before
                    frame = combine((1 + sign * limit[y], self.indexed_frame(c, y)))
            standing = amount
            for key, equals, low, high in self.decisions("frame", y):
                if key == c:
                    standing = max(standing, low) if low is not None else standing
                    standing = min(standing, high) if high is not None else standing
                    standing = equals if equals is not None else standing
            free = abs(standing - amount) <= TINY and self.fixed_by_decision("frame", c, y) is None
            found[y] = standing, frame if free else None
        return found

    def _not_moved(self) -> None:
        p = self.program
        for c in self.committees:
            if c not in self.measured_committees:
                for y, (_, frame) in self.standing_frames(c).items():
                    if frame is not None:
                        p.equal(("follows", c, y), self.frame(c, y), frame)
        for y in self.years:
            free = {
                c: [a for a in self.of(c) if (a, y) not in self.carried and not self._decided(a, y)]
                for c in self.committees
            }
            for a in self.activities:
                payers, at_least = self.payers[a], self._keeps_at_least(a, y)
                if not at_least and (a in self.measured or a not in free[next(iter(payers))]):
                    continue
                # A joint programme keeps its share of all spending; another activity keeps its share of the rest.
                pool = {
                    c: [b for b in free[c] if len(payers) > 1 or len(self.payers[b]) == 1]
                    + ([a] if at_least else [])
                    for c in payers
                }
                basis = {c: math.fsum(self.moved_base[b, c, y] for b in pool[c]) for c in payers}
                if any(basis[c] == 0 for c in payers):
                    continue
                (first, *_others) = payers
                if (
                    len(payers) == 1
                    and a == max(pool[first])
                    and not any(b in self.measured for b in pool[first])
                ):
                    continue
                (p.at_least if at_least else p.equal)(
                    ("keeps_share", a, y),
                    self.spend(a, y),
                    total_of(
                        combine((self.moved_base[a, c, y] / basis[c] * self.payers[b][c], self.spend(b, y)))
                        for c in payers
                        for b in pool[c]
                    ),
                )

    # objectives -------------------------------------------------------------------------------------------

    def loss(self) -> Expression:
        """Return -V."""
        price = self.scenario.stability.change_price
        parts = [
            (-self.discount[y] * self.by[g, y], variable("counted", g, y))
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
            for kind, quantity in (("saved", self.saved), ("used", self.used), ("returned", self.returned))
            for c in self.committees
            for y in self.years
        ]
        moves += [
            (omega(kind, "", y), quantity(y))
            for kind, quantity in (("deposit", self.deposit), ("withdrawal", self.withdrawal))
            for y in self.years
        ]
        return combine(*frames), combine(*spends), combine(*moves)

    # the same money ---------------------------------------------------------------------------------------

    def at_indexation(self) -> np.ndarray:
        """Return the columns of the indexation baseline; nothing is saved, drawn or handed back."""
        found: dict[Hashable, float] = {("frame", *key): x for key, x in self.baseline.frames.items()}
        found |= {("spend", *key): x for key, x in self.baseline.spend.items()}
        found |= {("counted", *key): min(points, 100.0) for key, points in self.baseline.attainment.items()}
        for effect in self.effects:
            for y in self.years:
                if ("convex", effect.name, y) in self.program.rows:
                    level = min(self.baseline.spend[a, y] / self.need[a, y] for a in effect.members)
                    found |= {(kind, effect.name, y, *k): x for kind, *k, x in _placed(effect.curve, level)}
        x = np.array([found.get(name, 0.0) for name in self.program.columns])
        for name, n in self.program.columns.items():
            if isinstance(name, tuple) and name[0] == "change":
                _, c, y = name
                change = combine((1.0, self.frame(c, y)), (-1.0, self.indexed_frame(c, y)))
                x[n] = abs(value_of(change, self.program.columns, x))
        return x

    def with_frames_of_indexation(self, how: Literal["each", "sum"], method: Method) -> float | None:
        """Return the best V with the frames of indexation, each or their sum a year; None where there is no such plan.

        Nothing is drawn or saved, and a limit may be broken by as much as indexation breaks it. No cost is negative:
        where indexation leaves a committee with less than its fixed amounts, there may be no such plan.
        """
        p, x = Program(), self.at_indexation()
        p.columns = dict(self.program.columns)
        for (name, n), (low, high) in zip(p.columns.items(), self.program.bounds, strict=True):
            kind = name[0] if isinstance(name, tuple) else None
            if kind in ("saved", "used", "deposit", "withdrawal"):
                p.bounds.append((0.0, 0.0))
            else:
                keeps = low is None or kind == "spend"
                p.bounds.append((low if keeps else min(low, float(x[n])), high))
        for name, (sense, row) in self.program.rows.items():
            broken = value_of(row, p.columns, x)
            if sense == "<=":
                p.at_least(name, constant(max(0.0, broken)), row)
            elif abs(broken) <= TINY:
                p.equal(name, row, constant(broken))
            else:
                p.at_least((*name, "up"), constant(max(0.0, broken)), row)
                p.at_least((*name, "down"), row, constant(min(0.0, broken)))
        for y in self.years:
            for cs in [[c] for c in self.committees] if how == "each" else [self.committees]:
                p.equal(
                    ("as indexation", *cs, y),
                    total_of(variable("frame", c, y) for c in cs),
                    constant(math.fsum(self.baseline.frames[c, y] for c in cs)),
                )
        found = p.minimise(self.loss(), method)
        return None if found is None else -found[0]


def _placed(curve: Curve, level: float) -> list[tuple[Hashable, ...]]:
    """Return the columns of a response at a level: their kind, the breakpoint where there is one, and the value."""
    levels = [at for at, _ in curve]
    if level >= levels[-1]:
        return [("lambda", len(curve) - 1, 1.0), ("beyond", level - levels[-1])]
    if level <= levels[0]:
        return [("lambda", 0, 1.0), ("below", levels[0] - level)]
    k = next(k for k, at in enumerate(levels) if at > level)
    part = (level - levels[k - 1]) / (levels[k] - levels[k - 1])
    return [("lambda", k - 1, 1 - part), ("lambda", k, part)]


def solve(
    scenario: Scenario, *, method: Method = "highs-ds", unique: bool = True, by: ByYear | None = None
) -> Independent:
    """Return the best plan of a scenario, and the baselines.

    Args:
        scenario: A parsed scenario with the weighted objective.
        method: Dual simplex or interior point (with crossover).
        unique: Whether to run the tie-break; without it V is right and the plan is any optimum.
        by: Weights by goal and year that are held; the scenario's own if absent.

    Raises:
        RuntimeError: The solver failed for another reason than infeasible limits.
    """
    model = Model(scenario, by)
    rules = {
        "weights": model.by,
        "need": model.need,
        "moved_base": model.moved_base,
        "total": model.total,
        "indexation": model.baseline,
        "own": model.with_frames_of_indexation("each", method),
        "same_money": model.with_frames_of_indexation("sum", method),
        "volume": volume_model(scenario, model.by),
        "neutral": neutral_weights(scenario),
    }
    program, later = model.program, model.tie_breaks() if unique else ()
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
    worth, attainment = evaluate(scenario, frames, spend, by=model.by)
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
        returned={(c, y): told(model.returned(c, y)) for c, y in places},
        balance={(c, y): told(model.balance(c, y)) for c, y in carried},
        deposit={y: told(model.deposit(y)) for y in kept},
        withdrawal={y: told(model.withdrawal(y)) for y in kept},
        result_reserve={y: told(model.result_reserve(y)) for y in kept},
        attainment=attainment,
        given_up=-loss - worth,
        distances=tuple(best for best, _ in after),
    )
