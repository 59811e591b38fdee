r"""Revealed weights: under which weights does a plan come nearest to optimal?

.. math::
   \min_{w \ge 0,\ \sum w = 1} \Bigl( \max_{x \in X} V_w(x) - V_w(plan) \Bigr)
   = \min_{w, y} \{ b^\top y - V_w(plan) : A^\top y = c(w),\ y_{\le} \ge 0 \}

In words: V is linear in the weights, and the best value under any weights is, by duality, a least cost that is
linear in them too. So the weights that leave least to gain over the plan are one linear program. The rest
is the regret that no weights explain. A weight is a goal's part over all outcome years; how it divides over the
years is fixed, see ``profiles``. X holds plans that have the same total and hand out the same money each year as
the plan, so that only the division is explained; the plan's own breaches of limits are allowed to each of them, so
that the regret is never negative. Ahuja and Orlin, "Inverse optimization", *Operations
Research* 49 (2001); Chan, Mahmood and Zhu, "Inverse optimization: theory and applications", *Operations
Research* (2023).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from models.problems import Problem, ScenarioError
from models.reading import read
from models.scenario import FULL_POINTS, Scenario
from solver.answer.stating import StatedScenario, reaching, relaxed_to, state
from solver.answer.tie_break import omega
from solver.output.rows import Row, written
from solver.program.compiled import SMALLEST, LinearProgram
from solver.program.extending import with_row
from solver.program.warm import SolverFaultError, WarmSolver
from solver.studies.given import GivenStudy, PlanSource, plan_of
from solver.studies.views import indexed_as_much

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from models.constraint import Breach
    from models.plan import Plan
    from solver.program.compiled import Array
    from solver.studies.study import Tables

TOLERANCE = 1e-6
"""Weights explain as well as the best ones if they leave no more regret than this beyond theirs [points]."""
LOOSE = 0.005
"""A weight is undetermined if it may move further than this without explaining the plan any less [share]."""
EVEN = 1e-9
"""Years whose weights differ by less than this differ by rounding only [share]."""
NO_RANGE = 1e-6
"""Where less than this can be gained over indexation, the regret is no share of it [points]."""
COLUMNS = ("plan", "goal", "area", "quantity", "value", "unit")
"""Columns of the table."""
By = Literal["goal", "area"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """One weight, revealed and stated.

    Attributes:
        stated: The scenario's, over goals that something reaches [share].
        revealed: The one nearest to the stated, among those that explain the plan best [share].
        low: The least among those that explain it as well [share].
        high: The largest.
    """

    stated: float
    revealed: float
    low: float
    high: float

    @property
    def loose(self) -> bool:
        """Whether the plan leaves the weight undetermined."""
        return self.high - self.low > LOOSE


@dataclass(frozen=True, kw_only=True, repr=False)
class Revealed(GivenStudy):
    """The weights that a plan answers to.

    Attributes:
        stated: The scenario.
        plan: The plan.
        by: Whether each goal's weight was free, or each area's with stated proportions inside.
        within: The regret beyond the least that counts as none [points].
        goals: Weights by goal; goals that nothing reaches are left out.
        areas: Weights by goal area, sums of the goals'.
        regret: The possible gain over the plan under the weights that explain it best [points].
        regret_share: The same as a share of the possible gain over indexation that hands out as much; None where that
            is too small.
        stated_regret: The possible gain over the plan under the stated weights [points].
        allowed: The limits and rules that the plan breaks, which other plans may break as much.
    """

    study = "weights"

    stated: StatedScenario
    plan: Plan
    by: By
    within: float
    goals: dict[str, Weight]
    areas: dict[str, Weight]
    regret: float
    regret_share: float | None
    stated_regret: float
    allowed: tuple[Breach, ...]

    @property
    def gap(self) -> float:
        """The weight that moves between goals from the stated to the revealed weights [share]."""
        return sum(abs(w.revealed - w.stated) for w in self.goals.values()) / 2

    @property
    def held_sums(self) -> bool:
        """Whether years divide weights differently, so that their sums are held at those of the stated weights."""
        f = self.stated.figures
        profile = profiles(self.stated)
        return any(
            abs(profile[g, y] - f.discount[y]) > EVEN * f.discount[y]
            for g in self.goals
            for y in f.outcome_years
        )

    @property
    def loose(self) -> bool:
        """Whether many weights explain the plan equally well."""
        return any(w.loose for w in self.goals.values())

    def rows(self) -> list[Row]:
        """Return the rows of the table."""
        return [{**dict.fromkeys(COLUMNS, ""), **row} for row in _rows(self)]

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        return {
            "plan": {"id": self.plan.id, "name": self.plan.name},
            "questions": list(self.questions),
            "by": self.by,
            "within": written(self.within),
            "regret": written(self.regret),
            "regret_share": None if self.regret_share is None else written(self.regret_share),
            "stated_regret": written(self.stated_regret),
            "gap": written(self.gap),
            "undetermined": self.loose,
        }

    @property
    def folder(self) -> str:
        """The name of its folder, by the plan."""
        return f"weights-{self.plan.id}"

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"weights": (COLUMNS, self.rows)}


def revealed_weights(  # noqa: PLR0913 - what may be asked, by name
    scenario: Scenario | str | Path | Mapping[str, Any],
    plan: PlanSource,
    *,
    by: By = "goal",
    within: float = TOLERANCE,
    differences_to: str | None = None,
    based_on: str | None = None,
    sheet_map: str | Path | None = None,
) -> Revealed:
    """Find the weights under which a plan comes nearest to optimal.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        plan: A given plan's id, ``indexation``, ``volume`` or ``proposal``; the path of a CSV or Excel sheet;
            a mapping shaped as an entry of ``plans``; or a plan.
        by: ``goal``: each goal's weight is free; ``area``: each area's, with stated proportions inside.
        within: The regret beyond the least that the weights may leave [points].
        differences_to: The numbers of a sheet are differences to this plan.
        based_on: The plan that supplies what a sheet does not name.
        sheet_map: Path of a map (YAML) of a sheet of any layout.

    Raises:
        ValueError: ``by`` is neither of the two, or ``within`` is no number from 0.
        ScenarioError: The scenario, the plan or its sheet is wrong, its objective is not V, or no goal has an effect.
    """
    if by not in get_args(By) or not isinstance(within, Real) or not 0 <= within < math.inf:
        raise ValueError(f"by is goal or area, and within points from 0, not {by!r} and {within!r}")
    stated = state(scenario if isinstance(scenario, Scenario) else read(scenario))
    _weighted_only(stated.scenario)
    given = plan_of(stated, plan, differences_to=differences_to, based_on=based_on, sheet_map=sheet_map)
    allowed = allowing(stated, given)
    goals = reached(stated)
    if not goals:
        raise ScenarioError(
            (Problem(path="effects", sv="inget mål påverkas av något", en="nothing affects any goal"),),
            stated.scenario.language,
        )
    before = _normalised(np.array([stated.figures.part[g] for g in goals]))
    areas, member = _areas(stated, goals)
    spread = np.eye(len(goals)) if by == "goal" else _inside(member, before)
    inverse = _Inverse.of(stated, allowed, given, goals, spread, within)
    ids = goals if by == "goal" else areas
    found = spread @ inverse.nearest(ids, before if by == "goal" else member @ before)
    indexed = indexed_as_much(stated, given)
    room = forward(stated, allowed, goals, found) - value_under(stated, indexed, goals, found)
    telling = room > NO_RANGE and given.id != "indexation" and within <= TOLERANCE

    def weights(names: Sequence[str], sums: Array) -> dict[str, Weight]:
        told = {}
        for name, row in zip(names, sums, strict=True):
            low, high = inverse.range(row @ spread)
            at = float(row @ found)
            told[name] = Weight(stated=float(row @ before), revealed=at, low=min(low, at), high=max(high, at))
        return told

    return Revealed(
        stated=stated,
        plan=given,
        by=by,
        within=within,
        goals=weights(goals, np.eye(len(goals))),
        areas=weights(areas, member),
        regret=inverse.least,
        regret_share=inverse.least / room if telling else None,
        stated_regret=max(
            forward(stated, allowed, goals, before) - value_under(stated, given, goals, before), 0.0
        ),
        allowed=given.broken(stated.formulation.families.values(), roles=("limit", "rule", "account")),
    )


def _weighted_only(scenario: Scenario) -> None:
    form = scenario.objective.form
    if form != "weighted":
        problem = Problem(
            path="objective.form",
            place=scenario.origin.place("objective.form"),
            sv=f"vikter kan bara läsas ut under formen weighted, inte {form}",
            en=f"weights are revealed under the form weighted only, not {form}",
        )
        raise ScenarioError((problem,), scenario.language)


# --------------------------------------------------------------------------------------------------- what is held


def reached(stated: StatedScenario) -> tuple[str, ...]:
    """Return the goals that some effect or complement reaches, sorted."""
    named = {r.goal for r in stated.figures.responses}
    return tuple(g for g in stated.figures.goals if g in named)


def allowing(stated: StatedScenario, plan: Plan) -> LinearProgram:
    """Return the program of plans with the same money, each limit moved as far as the plan breaks it.

    The total of each year is the plan's, and as much of it is handed out. The plan itself is feasible.
    """
    relaxed = relaxed_to(stated.program, stated.formulation.families, plan)
    return _with_its_money(reaching(relaxed, plan), plan)


def _with_its_money(program: LinearProgram, plan: Plan) -> LinearProgram:
    """Return the program with a plan's total, and the sum of its frames, in each year."""
    lower, upper = program.row_lower.copy(), program.row_upper.copy()
    for i, (family, index) in enumerate(program.rows):
        if family == "total":
            lower[i] = upper[i] = plan.q.given_total[int(index[0])]
    program = replace(program, row_lower=lower, row_upper=upper)
    for y in plan.q.figures.open_years:
        handed = np.array([float(kind == "frame" and i[-1] == y) for kind, i in program.columns])
        amount = sum(plan.q.frame[c, y] for c in plan.q.figures.committees)
        program = with_row(program, ("handed_out", (y,)), handed, amount, lower=amount)
    return program


def _mass(stated: StatedScenario, goals: Sequence[str]) -> float:
    """Return the stated part of all goals that something reaches; the others keep theirs."""
    return sum(stated.figures.part[g] for g in goals) or 1.0


def profiles(stated: StatedScenario) -> dict[tuple[str, int], float]:
    """Return how each goal's weight divides over the outcome years, discounted, sum 1 a goal.

    A year's final weight is the goal's own factor times its stated weight, divided by the sum of that year's products.
    The factors are known, and those sums are held at those of the stated weights, so that the cost of a goal's
    attainment is linear in its weight alone. That is exact where factors are the same in all years, and always at the
    stated weights. A goal whose factor is 0 in every year has the discount alone.
    """
    f = stated.figures
    factor = f.as_it_stands.weight_factor
    norm = {y: sum(f.stated_weight[g] * factor[g, y] for g in f.goals) for y in f.years}
    found: dict[tuple[str, int], float] = {}
    for g in f.goals:
        by_year = {
            t: f.discount[t] * factor[g, y] / norm[y] if norm[y] else 0.0
            for t in f.outcome_years
            for y in (min(t, f.years[-1]),)
        }
        whole = sum(by_year.values())
        found |= {(g, t): amount / whole if whole else f.discount[t] for t, amount in by_year.items()}
    return found


def _counted(stated: StatedScenario, plan: Plan, goals: Sequence[str]) -> Array:
    """Return each goal's attainment, weighted over the years, 100 at most [points]."""
    f, profile = stated.figures, profiles(stated)
    return np.array(
        [
            sum(profile[g, y] * min(plan.q.attainment[g, y], FULL_POINTS) for y in f.outcome_years)
            for g in goals
        ]
    )


def _change_cost(stated: StatedScenario, plan: Plan) -> float:
    """Return the cost of moving money in a plan, which no weight changes [points]."""
    f, q = stated.figures, plan.q
    price = f.scenario.stability.change_price or 0.0
    moved = (float(q.increase[c, y] + q.decrease[c, y]) / f.total[y] for c in f.committees for y in f.years)
    return price * sum(moved)


def value_under(stated: StatedScenario, plan: Plan, goals: Sequence[str], weight: Array) -> float:
    """Return V of a plan under other weights, without goals that nothing reaches [points]."""
    share = _mass(stated, goals) * weight
    return float(share @ _counted(stated, plan, goals)) - _change_cost(stated, plan)


def _attained(stated: StatedScenario, goals: Sequence[str]) -> Array:
    """Return the matrix from weights to the objective's costs, shape (columns, goals)."""
    places, mass, profile = {g: k for k, g in enumerate(goals)}, _mass(stated, goals), profiles(stated)
    follows = np.zeros((len(stated.program.columns), len(goals)))
    for j, (kind, index) in enumerate(stated.program.columns):
        if kind == "attainment" and index[0] in places:
            follows[j, places[str(index[0])]] = mass * profile[index]  # type: ignore[index]
    return follows


def _unweighted(stated: StatedScenario) -> Array:
    """Return the costs that no weight changes: the price of moving money."""
    attainment = np.array([kind == "attainment" for kind, _ in stated.program.columns])
    return np.where(attainment, 0.0, stated.program.cost)


def forward(stated: StatedScenario, allowed: LinearProgram, goals: Sequence[str], weight: Array) -> float:
    """Return the best V under given weights, without goals that nothing reaches [points]."""
    cost = _unweighted(stated) + _attained(stated, goals) @ weight
    optimum = WarmSolver(replace(allowed, cost=cost)).optimise()
    if optimum is None:
        raise SolverFaultError("no plan is left where the given one must be")
    return optimum.value


# ------------------------------------------------------------------------------------------------------ the groups


def _normalised(weight: Array) -> Array:
    whole = weight.sum()
    return weight / whole if whole > 0 else np.full(len(weight), 1 / len(weight))


def _areas(stated: StatedScenario, goals: Sequence[str]) -> tuple[tuple[str, ...], Array]:
    """Return the goal areas and a matrix of their goals, shape (areas, goals); a goal without an area is its own."""
    of = [stated.scenario.goals[g].area or g for g in goals]
    areas = tuple(dict.fromkeys(of))
    return areas, np.array([[area == a for a in of] for area in areas], float)


def _inside(member: Array, before: Array) -> Array:
    """Return stated proportions inside each area, shape (goals, areas)."""
    return np.column_stack([_normalised(row * before if row @ before > 0 else row) for row in member])


# --------------------------------------------------------------------------------------------- the inverse program


def _one_sided(program: LinearProgram) -> LinearProgram:
    """Return the same program with each row of two different limits written as two rows.

    A limit that a plan breaks may leave an equality with room on one side: such a row has two dual values.
    """
    span = program.row_upper - program.row_lower
    both = np.flatnonzero(np.isfinite(span) & (span > 0))
    lower, upper = program.row_lower.copy(), program.row_upper
    floors = -lower[both]
    lower[both] = -np.inf
    rows = [slice(program.start[i], program.start[i + 1]) for i in both]
    counts = np.diff(program.start)[both]
    return replace(
        program,
        row_lower=np.concatenate([lower, np.full(len(both), -np.inf)]),
        row_upper=np.concatenate([upper, floors]),
        start=np.concatenate([program.start, program.start[-1] + np.cumsum(counts)]).astype(np.int32),
        index=np.concatenate([program.index, *(program.index[row] for row in rows)]),
        data=np.concatenate([program.data, *(-program.data[row] for row in rows)]),
        rows=(*program.rows, *(("floor_of", (int(i),)) for i in both)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inverse:
    """The inverse program, restricted to the weights that leave least regret.

    Its columns are the weights, then the dual's: one per row of the program, one per finite bound of a column.
    """

    solver: WarmSolver
    weights: int
    least: float

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 - what it is made of
        cls,
        stated: StatedScenario,
        allowed: LinearProgram,
        plan: Plan,
        goals: Sequence[str],
        spread: Array,
        within: float,
    ) -> _Inverse:
        """Build the program, solve it, and hold the least regret."""
        allowed = _one_sided(allowed)
        n, m, k = len(allowed.columns), len(allowed.rows), spread.shape[1]
        follows = _attained(stated, goals) @ spread
        ups, downs = np.flatnonzero(np.isfinite(allowed.upper)), np.flatnonzero(np.isfinite(allowed.lower))
        width = k + m + len(ups) + len(downs)
        row_of = np.repeat(np.arange(m), np.diff(allowed.start))
        weighted = np.argwhere(follows > SMALLEST)
        columns = np.concatenate([allowed.index, ups, downs, weighted[:, 0]])
        entries = np.concatenate(
            [
                k + row_of,
                k + m + np.arange(len(ups)),
                k + m + len(ups) + np.arange(len(downs)),
                weighted[:, 1],
            ]
        )
        data = np.concatenate(
            [allowed.data, np.ones(len(ups)), -np.ones(len(downs)), -follows[weighted[:, 0], weighted[:, 1]]]
        )
        order = np.argsort(columns, kind="stable")
        regret = np.concatenate(
            [
                -_mass(stated, goals) * (_counted(stated, plan, goals) @ spread),
                allowed.row_upper,
                allowed.upper[ups],
                -allowed.lower[downs],
            ]
        )
        regret = np.where(np.abs(regret) > SMALLEST, regret, 0.0)  # the solver refuses what is less
        priced = np.flatnonzero(regret)
        counts = np.bincount(columns, minlength=n)
        free = np.isfinite(allowed.row_lower)
        lower = np.concatenate([np.zeros(k), np.where(free, -np.inf, 0.0), np.zeros(len(ups) + len(downs))])
        fixed = _unweighted(stated)
        constant = allowed.offset + _change_cost(stated, plan)
        program = LinearProgram(
            cost=-regret,
            offset=-constant,
            lower=lower,
            upper=np.full(width, np.inf),
            row_lower=np.concatenate([fixed, [1.0, -np.inf]]),
            row_upper=np.concatenate([fixed, [1.0, np.inf]]),
            start=np.concatenate([[0], np.cumsum([*counts, k, len(priced)])]).astype(np.int32),
            index=np.concatenate([entries[order], np.arange(k), priced]).astype(np.int32),
            data=np.concatenate([data[order], np.ones(k), regret[priced]]),
            columns=tuple(("dual", (j,)) for j in range(width)),
            rows=tuple(("priced", (j,)) for j in range(n + 2)),
        )
        solver = WarmSolver(program)
        first = solver.optimise()
        if first is None:
            raise SolverFaultError("the inverse program has no answer")
        most = -first.value - constant + max(within, TOLERANCE)  # the row leaves the constant out
        solver.limit(np.array([n + 1], np.int32), np.array([-np.inf]), np.array([most]))
        return cls(solver=solver, weights=k, least=max(-first.value, 0.0))

    def nearest(self, ids: Sequence[str], stated: Array) -> Array:
        """Return the weights nearest to the stated ones; unique, by weights near 1 that depend on ids alone."""
        over, under = self.solver.measure(np.arange(self.weights, dtype=np.int32), stated)
        cost = np.zeros(len(self.solver.cost))
        cost[over] = cost[under] = [-omega("weight", id_, 0) for id_ in ids]
        found: Array = np.clip(self._solved(cost)[: self.weights], 0.0, None)
        return _normalised(np.where(found > SMALLEST, found, 0.0))  # less is rounding, and no solver keeps it

    def range(self, of: Array) -> tuple[float, float]:
        """Return the least and the greatest of a sum of weights."""
        cost = np.zeros(len(self.solver.cost))
        cost[: self.weights] = of
        high = float(of @ self._solved(cost)[: self.weights])
        low = float(of @ self._solved(-cost)[: self.weights])
        return max(low, 0.0), min(high, 1.0)

    def _solved(self, cost: Array) -> Array:
        self.solver.aim(cost)
        optimum = self.solver.optimise(primal=True)
        if optimum is None:
            raise SolverFaultError("the weights were lost between the stages")
        return optimum.x


# ------------------------------------------------------------------------------------------------------ the table


def _rows(r: Revealed) -> Iterator[Row]:
    plan = r.plan.id
    for kind, weights in (("goal", r.goals), ("area", r.areas)):
        for id_, w in weights.items():
            for quantity in ("stated", "revealed", "low", "high"):
                yield {
                    "plan": plan,
                    kind: id_,
                    "quantity": f"{quantity}_weight",
                    "value": written(getattr(w, quantity)),
                    "unit": "share",
                }
    for quantity, value in (("regret", r.regret), ("stated_regret", r.stated_regret)):
        yield {"plan": plan, "quantity": quantity, "value": written(value), "unit": "points"}
    yield {"plan": plan, "quantity": "gap", "value": written(r.gap), "unit": "share"}
