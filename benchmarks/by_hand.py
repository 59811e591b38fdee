"""The same linear program written by hand on highspy, to compare ours with.

It is the code that a good developer would write for this one model: plain loops that append to lists, without
Pyomo, names of rows, rules as functions, or explanations afterwards. It builds the rows and columns of
``compile_model(formulate(...))`` in the same order, for the rules that ``scenarios/generate.py`` uses, and refuses
any other. ``same`` compares the two programs.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from models.outcomes import response

if TYPE_CHECKING:
    from models.figures import Figures
    from solver.program.compiled import LinearProgram

Array = np.ndarray[Any, Any]
INF = float("inf")
FULL = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrays:
    """Maximise ``cost·x`` subject to ``row_lower <= A x <= row_upper`` and bounds on x; A by rows.

    ``first`` gives the first row of some families, and the first column of ``given_total`` and ``attainment``.
    """

    cost: Array
    lower: Array
    upper: Array
    row_lower: Array
    row_upper: Array
    start: Array
    index: Array
    data: Array
    first: dict[str, int]


def build(figures: Figures) -> Arrays:  # noqa: C901, PLR0912, PLR0915 - by hand, in one go
    """Build the arrays of the program.

    Args:
        figures: The plain numbers of a scenario.

    Raises:
        NotImplementedError: The scenario has a rule that generated scenarios do not have.
    """
    _refuse_others(figures)
    committees, years, scenario = figures.committees, figures.years, figures.scenario
    activities, n_years, outcome_years = list(figures.lines), len(years), figures.outcome_years
    need, stability, carry = figures.need, scenario.stability, scenario.carry_over

    # ---- columns: frame, spend, given_total, reserve, returned, saved, used, standing, increase, decrease, fill,
    # attainment
    n_cy, n_ay = len(committees) * n_years, len(activities) * n_years
    frame = {c: k * n_years for k, c in enumerate(committees)}
    n_a = len(activities)  # spends are in the order of years
    spend = {a: n_cy + k for k, a in enumerate(activities)}
    given = n_cy + n_ay
    reserve = given + n_years
    returned = {c: reserve + n_years + k for c, k in frame.items()}
    saved = {c: k + n_cy for c, k in returned.items()}
    used = {c: k + n_cy for c, k in saved.items()}
    standing = {c: k + n_cy for c, k in used.items()}
    increase = {c: k + n_cy for c, k in standing.items()}
    decrease = {c: k + n_cy for c, k in increase.items()}
    at = reserve + n_years + 6 * n_cy
    lower, upper = [0.0] * given + [-INF] * (2 * n_years), [INF] * (given + 2 * n_years)
    lower += [0.0] * (3 * n_cy) + [-INF] * n_cy + [0.0] * (2 * n_cy)
    upper += [INF] * (6 * n_cy)
    curves: dict[str, list[Any]] = {}
    for r in figures.responses:
        curves.setdefault(r.members[0], []).append(r)
    bends = {a: sorted({level for r in found for level, _ in r.curve}) for a, found in sorted(curves.items())}
    fill = {}
    for a, levels in bends.items():
        fill[a] = at
        low = [-levels[0]] + [0.0] * (len(levels) - 1)
        high = [b - a for a, b in pairwise(levels)] + [INF]
        lower += low * n_years
        upper += high * n_years
        at += len(levels) * n_years
    attainment = {}
    for g in figures.goals:
        attainment[g] = at
        at += len(outcome_years)
    lower += [0.0] * (at - len(lower))  # set with the rows below
    upper += [FULL] * (at - len(upper))

    # ---- rows
    start, index, data, row_lower, row_upper = [0], [], [], [], []

    def row(columns: list[int], values: list[float], low: float, high: float) -> None:
        index.extend(columns)
        data.extend(values)
        start.append(len(index))
        row_lower.append(low)
        row_upper.append(high)

    for a, levels in bends.items():
        k = len(levels)
        for t, y in enumerate(years):
            first, cost = fill[a] + t * k, need[a, y]
            columns, values = [spend[a] + t * n_a, *range(first, first + k)], [1.0] + [-cost] * k
            row(columns, values, cost * levels[0], cost * levels[0])

    gains: dict[str, list[Any]] = {g: [] for g in figures.goals}
    for r in figures.responses:
        a, curve = r.members[0], r.curve
        slope, n = [], 0
        for level in bends[a]:
            while n + 1 < len(curve) and curve[n + 1][0] <= level + 1e-12:
                n += 1
            last = n + 1 == len(curve)
            slope.append(0.0 if last else (curve[n + 1][1] - curve[n][1]) / (curve[n + 1][0] - curve[n][0]))
        steps = [(j, gain) for j, gain in enumerate(slope) if gain]
        gains[r.goal].append((r.lag, a, steps, response(curve, bends[a][0]), response(curve, 0.0)))
    for g in figures.goals:
        for n, y in enumerate(outcome_years):
            reached = least = figures.reference[g, y]
            terms: dict[int, float] = {attainment[g] + n: 1.0}
            for lag, a, steps, at_first, at_nothing in gains[g]:
                k = len(bends[a])
                for back, share in enumerate(lag):
                    t = n - back
                    if not 0 <= t < n_years or not share:
                        continue
                    first = fill[a] + t * k
                    for j, gain in steps:
                        terms[first + j] = terms.get(first + j, 0.0) - share * gain
                    reached += share * at_first
                    least += share * at_nothing
            row(list(terms), list(terms.values()), -INF, reached)
            lower[attainment[g] + n] = min(least, FULL) - 1.0

    first_of = {"given_total": given, "attainment": attainment[figures.goals[0]], "total": len(row_lower)}
    for t, y in enumerate(years):
        row([given + t], [1.0], figures.total[y], figures.total[y])
    for t in range(n_years):
        columns = [frame[c] + t for c in committees] + [reserve + t, given + t]
        row(columns, [1.0] * (len(committees) + 1) + [-1.0], 0.0, 0.0)
    first_of["reserve_min"] = len(row_lower)
    for t, y in enumerate(years):
        row([given + t, reserve + t], [figures.reserve_share[y], -1.0], -INF, 0.0)

    paid = figures.lines_of
    for c in committees:
        for t, y in enumerate(years):
            columns = [spend[a] + t * n_a for a in paid[c]]
            columns += [frame[c] + t, saved[c] + t, used[c] + t, returned[c] + t]
            restored = -figures.restore[c, y]
            row(columns, [1.0] * len(paid[c]) + [-1.0, 1.0, -1.0, 1.0], restored, restored)
    for c in committees:
        for t, y in enumerate(years):
            restored = figures.restore[c, y] + (0.0 if t else figures.opening[c])
            columns = [standing[c] + t, saved[c] + t, used[c] + t] + ([standing[c] + t - 1] if t else [])
            row(columns, [1.0, -1.0, 1.0] + ([-1.0] if t else []), restored, restored)
    keep = figures.keep_surplus
    if keep < 1:
        for c in committees:
            for t in range(n_years):
                row([saved[c] + t, returned[c] + t], [1 - keep, -keep], -INF, 0.0)
    for c in committees:
        for t, y in enumerate(years):
            row([standing[c] + t], [-1.0], -INF, -figures.unrestored[c, y])
    for c in committees:
        for t in range(n_years):
            row([standing[c] + t], [1.0], -INF, figures.balance_cap[c])
    for t in range(n_years):
        columns = [used[c] + t for c in committees] + [given + t]
        row(columns, [1.0] * len(committees) + [-carry.room_share], -INF, 0.0)

    for name, sign in (("floor", -1.0), ("ceiling", 1.0)):
        for t, y in enumerate(years):
            for a in activities:
                share = getattr(scenario.activities[a], name)
                if share is not None:
                    row([spend[a] + t * n_a], [sign], -INF, sign * share[y] * need[a, y])
    for t, y in enumerate(years):
        for a, found in sorted(curves.items()):
            row([spend[a] + t * n_a], [-1.0], -INF, -max(r.curve[0][0] for r in found) * need[a, y])
    for t, y in enumerate(years):
        growth = 1 + scenario.frame.growth_max[y]
        columns, values = [frame[c] + t for c in committees], [1.0] * len(committees)
        if t:
            columns += [frame[c] + t - 1 for c in committees]
            values += [-growth] * len(committees)
            row(columns, values, -INF, 0.0)
        else:
            row(columns, values, -INF, growth * sum(figures.base_frame[c] for c in committees))

    indexed = {}  # factor on last year's frame, and the amount added to it
    for c in committees:
        for y in years:
            factor = 1 + figures.index[c, y] - figures.requirement[y]
            a = scenario.committees[c].adjustments.get(y)
            before, after = (a.one_off + a.full_year + a.technical, a.demography + a.capital) if a else (0, 0)
            indexed[c, y] = factor, factor * before + after
    for sign, limit in ((-1.0, "max_decrease"), (1.0, "max_increase")):
        first_of[limit] = len(row_lower)
        for c in committees:
            own = getattr(scenario.committees[c], limit) or getattr(stability, limit)
            for t, y in enumerate(years):
                factor, added = indexed[c, y]
                band = 1 + sign * own[y]
                if t:
                    row(
                        [frame[c] + t, frame[c] + t - 1],
                        [sign, -sign * band * factor],
                        -INF,
                        sign * band * added,
                    )
                else:
                    row([frame[c]], [sign], -INF, sign * band * (factor * figures.base_frame[c] + added))
    for c in committees:
        for t, y in enumerate(years):
            factor, added = indexed[c, y]
            columns, values = [frame[c] + t, increase[c] + t, decrease[c] + t], [1.0, -1.0, 1.0]
            if t:
                row([*columns, frame[c] + t - 1], [*values, -factor], added, added)
            else:
                base = factor * figures.base_frame[c] + added
                row(columns, values, base, base)
    first_of["turnover"] = len(row_lower)
    for t, y in enumerate(years):
        columns = [increase[c] + t for c in committees] + [decrease[c] + t for c in committees] + [given + t]
        row(columns, [1.0] * (2 * len(committees)) + [-stability.turnover[y]], -INF, 0.0)

    for g in figures.goals:
        minimum = scenario.goals[g].minimum
        if minimum is not None:
            for t, y in enumerate(years):
                row([attainment[g] + t], [-1.0], -INF, -minimum[y])
    demanded = set()
    for id_ in sorted(scenario.decisions):
        a, amounts = str(scenario.decisions[id_].spend), scenario.decisions[id_].at_least or {}
        for t, y in enumerate(years):
            if y in amounts:
                row([spend[a] + t * n_a], [-1.0], -INF, -amounts[y])
                demanded.add((a, y))

    # An unmeasured activity keeps its share of the committee's cost; at least that, if it has a lower limit.
    for limited in (False, True):
        for t, y in enumerate(years):
            for c in committees:
                low = {a for a in paid[c] if scenario.activities[a].floor is not None or (a, y) in demanded}
                free = [a for a in paid[c] if a in curves or a not in low]
                for a in paid[c]:
                    if a in curves or (a in low) != limited:
                        continue
                    pool = [*free, a] if limited else free
                    part = figures.lines[a].base / sum(figures.lines[b].base for b in pool)
                    values = [part - (b == a) if limited else (b == a) - part for b in pool]
                    row([spend[b] + t * n_a for b in pool], values, -INF if limited else 0.0, 0.0)

    cost = [0.0] * at
    for g in figures.goals:
        for n, y in enumerate(outcome_years):
            cost[attainment[g] + n] = figures.discount[y] * figures.weight[g, y]
    return Arrays(
        cost=np.array(cost),
        lower=np.array(lower),
        upper=np.array(upper),
        row_lower=np.array(row_lower),
        row_upper=np.array(row_upper),
        start=np.array(start, np.int32),
        index=np.array(index, np.int32),
        data=np.array(data),
        first=first_of,
    )


FAMILIES = frozenset({
    "total", "frame_balance", "reserve_min", "account", "balance", "no_new_deficit", "balance_cap", "carry_over_room",
    "floor", "ceiling", "curve_start", "growth_max", "max_decrease", "max_increase", "frame_change", "turnover",
    "goal_floor", "decided_at_least", "unmeasured_activity", "funding", "attained",
})  # fmt: skip
"""The families of rows that are written by hand."""


def _refuse_others(figures: Figures) -> None:
    s = figures.scenario
    others = (
        s.complements or s.frame.result_reserve or s.frame.revenue or s.carry_over.rule != "carry",
        figures.fixed or len(figures.measured) < len(figures.committees) or s.stability.change_price,
        s.objective.form != "weighted" or any(len(line.shares) > 1 for line in figures.lines.values()),
        any(d.spend is None or d.at_least is None for d in s.decisions.values()),
        any(a.unit_cost_max for a in s.activities.values()),
    )
    if any(others):
        raise NotImplementedError("only the rules that scenarios/generate.py uses are written by hand")


class Solver:
    """The arrays in HiGHS, with the options of the program's own solver."""

    def __init__(self, arrays: Arrays, options: dict[str, Any]) -> None:
        """Load the arrays."""
        self.highs = highspy.Highs()
        for key, value in {"presolve": "off", **options}.items():
            self.highs.setOptionValue(key, value)
        n = len(arrays.cost)
        self.highs.passModel(
            n, len(arrays.row_lower), len(arrays.data), int(highspy.MatrixFormat.kRowwise),
            int(highspy.ObjSense.kMinimize), 0.0, -arrays.cost, arrays.lower, arrays.upper, arrays.row_lower,
            arrays.row_upper, arrays.start, arrays.index, arrays.data, np.zeros(n, np.int32),
        )  # fmt: skip

    def solve(self) -> float:
        """Solve, warm after the first time, and return the objective.

        Raises:
            RuntimeError: HiGHS does not report an optimum.
        """
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(self.highs.modelStatusToString(self.highs.getModelStatus()))
        return float(-self.highs.getInfo().objective_function_value)

    def frames(self, figures: Figures) -> dict[tuple[str, int], float]:
        """Return the frames, which are the first columns."""
        each = [(c, y) for c in figures.committees for y in figures.years]
        return dict(zip(each, self.highs.getSolution().col_value, strict=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Knobs:
    """The values that the warm re-solves change; weights are as stated, in the order of the goals."""

    total: float
    weights: tuple[float, ...]
    max_decrease: float
    max_increase: float
    turnover: float


class Moving(Solver):
    """A warm solver: it changes in place the values that differ from the last solve, and keeps the basis."""

    def __init__(self, figures: Figures, options: dict[str, Any], knobs: Knobs) -> None:
        """Load the program and find the entries that will be changed.

        Args:
            figures: The plain numbers of a scenario.
            options: Options of HiGHS.
            knobs: The values of the scenario.
        """
        arrays = build(figures)
        super().__init__(arrays, options)
        self.at, self.first = knobs, arrays.first
        self.total = np.array([figures.total[y] for y in figures.years])
        self.years = np.arange(len(figures.years), dtype=np.int32)
        goals, after = len(figures.goals), len(figures.outcome_years)
        self.attained = arrays.first["attainment"] + np.arange(goals * after, dtype=np.int32)
        self.discount = np.array([figures.discount[y] for y in figures.outcome_years])
        self.factor = [
            [1 + figures.index[c, y] - figures.requirement[y] for y in figures.years]
            for c in figures.committees
        ]
        self.base = [figures.base_frame[c] for c in figures.committees]

    def move(self, knobs: Knobs) -> None:
        """Change the values that differ from the last ones."""
        highs, was = self.highs, self.at
        if knobs.total != was.total:
            total = self.total * knobs.total
            highs.changeRowsBounds(len(total), self.first["total"] + self.years, total, total)
        if knobs.weights != was.weights:
            weights = np.array(knobs.weights)
            cost = np.outer(weights / weights.sum(), self.discount).ravel()
            highs.changeColsCost(len(cost), self.attained, -cost)
        for sign, limit in ((-1.0, "max_decrease"), (1.0, "max_increase")):
            new = getattr(knobs, limit)
            if new != getattr(was, limit):
                self._band(self.first[limit], sign, 1 + sign * new)
        if knobs.turnover != was.turnover:
            for t in range(len(self.total)):
                highs.changeCoeff(self.first["turnover"] + t, self.first["given_total"] + t, -knobs.turnover)
        self.at = knobs

    def _band(self, row: int, sign: float, band: float) -> None:
        highs, n = self.highs, len(self.total)
        for c, factors in enumerate(self.factor):
            highs.changeRowBounds(row, -INF, sign * band * factors[0] * self.base[c])
            for t in range(1, n):
                highs.changeCoeff(row + t, c * n + t - 1, -sign * band * factors[t])
            row += n


def same(arrays: Arrays, program: LinearProgram) -> str:
    """Return the first difference between the two programs; empty if every coefficient is the same."""

    def dense(p: Arrays | LinearProgram) -> dict[tuple[int, int], float]:
        rows = np.repeat(np.arange(len(p.row_lower)), np.diff(p.start))
        return dict(zip(zip(rows.tolist(), p.index.tolist(), strict=True), p.data.tolist(), strict=True))

    for key in ("cost", "lower", "upper", "row_lower", "row_upper"):
        one, two = getattr(arrays, key), getattr(program, key)
        if one.shape != two.shape or not np.allclose(one, two, rtol=1e-12, atol=1e-12):
            return key
    one, two = dense(arrays), dense(program)
    far = [k for k in one.keys() | two.keys() if not abs(one.get(k, 0.0) - two.get(k, 0.0)) < 1e-11]
    return f"row {far[0][0]}, column {far[0][1]}" if far else ""
