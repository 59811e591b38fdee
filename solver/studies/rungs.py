r"""The rungs of a contingency ladder as linear programs: each stated with its own total, nested, solved as one.

.. math::
   \max \sum_k V_k, \qquad spend_{ay,k} \le spend_{ay,k-1}, \quad frame_{cy,k} \le frame_{cy,k-1}, \quad
   reserve_{yk} = \max(reserve_{y0} + s_k\, total_y, 0)

In words: rung 0 is the decided plan, and nothing is given back lower down. The reserve is used first. Upward all
signs turn: nothing is taken back higher up, and the reserve never falls. Years before the shocked one stand as
decided, since nobody knew; later years adapt on every rung. What the decided plan breaks of a limit, its rungs may
break as much, and no more.

Committees that nothing measures follow indexation of what is handed out, so that they yield no earlier than others
while the reserve covers the shortfall; from a given plan they do so from the frames that it gives them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from models.indexation import indexation
from solver.answer.stating import reaching, state
from solver.answer.tie_break import MOVED, deviations, omega, optimise_on_face
from solver.program.certificate import (
    FACE,
    GAP,
    LOSS,
    PRIMAL,
    TIE_BREAK_FACE,
    UncertifiedError,
    prove,
    residual,
)
from solver.program.compiled import LinearProgram
from solver.program.extending import with_row
from solver.program.face import face_of
from solver.program.methods import method_for
from solver.program.warm import SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from models.constraint import Index, Name, Rows
    from models.figures import Figures
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.answer.stating import StatedScenario
    from solver.program.compiled import Array
    from solver.program.warm import Optimum

Later = Literal["same", "shocked"]
DECIDED = ("frame", "spend", "saved", "used", "deposit", "withdrawal")
"""Columns that a plan decides in a year; the others follow from them."""
NESTED = ("frame", "spend")
"""Columns that are nested from rung to rung in the shocked year; upward the reserve too."""
NEVER_BROKEN = ("total", "frame_balance")
"""Families that are no limits of a decided plan here: its rungs have its own total."""
EXACT = 1e-7
"""How near the end of a ladder is found [share of the total]."""
PROVES = 1e-7
"""A row whose marginal is smaller has no part in why a ladder ends."""
ROUNDS = 60
"""How many times the end is narrowed down; a chord finds it in one where no rule switches on the way."""
FOLLOWS = "unmeasured_committee"
"""The family of rows by which committees that nothing measures follow indexation."""
FROM_THE_PLAN = f"{FOLLOWS}_from_the_plan"
"""Rows of a rung that stand in their place in the shocked year."""
BANDS: tuple[Literal["max_decrease"], Literal["max_increase"]] = ("max_decrease", "max_increase")
ROLES = ("limit", "rule", "account")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A rung as a program of its own.

    Attributes:
        shock: Its shock [share of the total].
        stated: The scenario with its total.
        program: Its program: earlier years as decided, its reserve, and what the decided plan breaks let through.
    """

    shock: float
    stated: StatedScenario
    program: LinearProgram


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where a ladder ends.

    Attributes:
        shock: The shock beyond which the limits leave no plan [share of the total].
        limits: The limits that stop it, by the marginals of the least relief: without any one of them it went on.
    """

    shock: float
    limits: tuple[tuple[Rows, Index], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The check of one ladder.

    Attributes:
        value: The sum of V over its rungs, recomputed from their plans [points].
        gap: The bound that the marginals prove, less that sum [points].
        primal: The largest violation of a row or a bound [MSEK or points].
    """

    value: float
    gap: float
    primal: float


@dataclass(frozen=True, kw_only=True)
class Stair:
    """Figures that the rungs of one ladder have in common.

    Attributes:
        stated: The scenario as it stands.
        plan: The decided plan, rung 0.
        year: The shocked year.
        later: Whether later years keep their totals or are shocked alike.
        down: Whether money falls short; otherwise there is more of it.
    """

    stated: StatedScenario
    plan: Plan
    year: int
    later: Later
    down: bool

    # ------------------------------------------------------------------------------------------ one rung

    def totals(self, shock: float) -> dict[int, float]:
        """Return the total of each plan year on a rung [MSEK]: the decided plan's own, shocked."""
        return {
            y: float(amount) * (1 + shock if self._shocked(y) else 1.0)
            for y, amount in self.plan.q.given_total.items()
        }

    def _shocked(self, year: int) -> bool:
        """Whether the total of a year is shocked."""
        return year == self.year or (self.later == "shocked" and year > self.year)

    def reserve(self, shock: float) -> float:
        """Return the reserve of the shocked year on a rung downward [MSEK]: it is used first.

        A plan that hands out more than it has does so by as much on every rung.
        """
        q = self.plan.q
        decided = float(q.reserve[self.year])
        return max(decided + shock * float(q.given_total[self.year]), min(decided, 0.0))

    def rung(self, shock: float) -> Stated:
        """State a rung.

        Args:
            shock: Its shock [share of the total]; negative downward, 0 for what the decided plan is nested with.

        Raises:
            ScenarioError: Its numbers are such that no answer would be reliable.
        """
        figures, totals = self.stated.figures, self.totals(shock)
        more = self._handed_out(shock, totals) if self.down else {}
        stated = state(with_totals(figures, totals), figures.as_it_stands, more=more)
        program = self._following(stated, self._let_through(self._held(stated.program)))
        if self.down:
            program = self._reserve_first(program, self.reserve(shock))
        return Stated(shock=shock, stated=stated, program=program)

    def _handed_out(self, shock: float, totals: Mapping[int, float]) -> dict[int, float]:
        """Return how much higher a total indexation counts with, since the reserve comes before the frames."""
        q, y = self.plan.q, self.year
        cut = -shock * float(q.given_total[y]) - float(q.reserve[y] - self.reserve(shock))
        counted = float(q.given_total[y]) - cut / (1 - self.stated.figures.reserve_share[y])
        return {y: counted - totals[y]}

    def _held(self, program: LinearProgram) -> LinearProgram:
        """Return the program with the years before the shocked one as decided."""
        lower, upper = program.lower.copy(), program.upper.copy()
        for j, (kind, index) in enumerate(program.columns):
            if kind in DECIDED and int(index[-1]) < self.year:
                lower[j] = upper[j] = amount_in(self.plan, (kind, index))
        return replace(program, lower=lower, upper=upper)

    def _let_through(self, program: LinearProgram) -> LinearProgram:
        """Return the program in which each limit may be broken by as much as the decided plan breaks it."""
        if self.plan.id == "proposal":
            return program
        lower, upper = program.row_lower.copy(), program.row_upper.copy()
        for i, name in enumerate(program.rows):
            excess = self._broken.get(name, 0.0)
            upper[i] += max(excess, 0.0)
            lower[i] += min(excess, 0.0)
        return reaching(replace(program, row_lower=lower, row_upper=upper), self.plan)

    def _following(self, stated: StatedScenario, program: LinearProgram) -> LinearProgram:
        """Return the program in which unmeasured committees follow indexation from the decided plan's frames.

        As far above or below it as there, and within their own limits, which the plan may break. Frames that are income
        stay as decided, since indexation takes less of it as the total falls.
        """
        upper, lower = program.row_upper.copy(), program.row_lower.copy()
        for i, (family, index) in enumerate(program.rows):
            if (family, index[-1]) == (FOLLOWS, self.year):
                lower[i], upper[i] = -np.inf, np.inf
                at = self._followed(stated, str(index[0]))
                only = np.array([float(name == ("frame", index)) for name in program.columns])
                program = with_row(program, (FROM_THE_PLAN, index), only, at, lower=at)
        added = program.row_upper[len(upper) :]
        return replace(program, row_lower=np.append(lower, added), row_upper=np.append(upper, added))

    def _followed(self, stated: StatedScenario, c: str) -> float:
        """Return the frame of an unmeasured committee on a rung [MSEK]."""
        decided, (low, high) = float(self.plan.q.frame[c, self.year]), self._edges(c)
        at = min(max(self._moved_along(stated, c), min(low, decided)), max(high, decided))
        return min(at, decided) if self.down else max(at, decided)

    def _moved_along(self, stated: StatedScenario, c: str) -> float:
        """Return the decided frame, moved by as much as that of indexation within the committee's limits [MSEK]."""
        key, (low, high) = (c, self.year), self._edges(c)
        before, now = (min(max(b[key], low), high) for b in (self._baseline, stated.baseline.frame))
        return float(self.plan.q.frame[key]) + now - before

    def _edges(self, c: str) -> tuple[float, float]:
        """Return the least and the greatest frame that a committee's own limits allow [MSEK]."""
        figures, indexed = self.stated.figures, float(self.plan.q.indexed[c, self.year])
        least, most = (
            None if figures.band(band, c, self.year) is None else figures.edge(band, c, self.year) * indexed
            for band in BANDS
        )
        return -np.inf if least is None else least, np.inf if most is None else most

    @cached_property
    def _baseline(self) -> Mapping[tuple[str, int], float]:
        """Frames of indexation with the decided plan's own totals [MSEK]."""
        figures, own = self.stated.figures, self.totals(0.0)
        return indexation(figures, {y: own[y] - figures.total[y] for y in figures.years}).frame

    @cached_property
    def _broken(self) -> dict[Name, float]:
        """By how much a given plan misses each row [unit of the row]; a computed one misses none."""
        if self.plan.id == "proposal":
            return {}
        found: dict[Name, float] = {}
        for family in self.stated.formulation.families.values():
            for index in family.index if family.name not in NEVER_BROKEN else ():
                excess = self.plan.excess(family, index)
                if excess > 0 or family.equal:
                    found[family.name, index] = excess
        return found

    def _reserve_first(self, program: LinearProgram, amount: float) -> LinearProgram:
        """Return the program with the reserve of a rung downward; the least reserve is there to be used."""
        year = (self.year,)
        upper = program.row_upper.copy()
        upper[[i for i, name in enumerate(program.rows) if name == ("reserve_min", year)]] = np.inf
        only = np.array([float(name == ("reserve", year)) for name in program.columns])
        freed = replace(program, row_upper=upper)
        return with_row(freed, ("reserve_first", year), only, amount, lower=amount)

    def continued(self) -> float:
        """Return the greatest V from the decided plan on where nothing happens, later years chosen anew [points].

        Raises:
            SolverFaultError: There is no plan, though the decided one is one.
            UncertifiedError: It is not proved.
        """
        program = self.joint((self.rung(0.0),))
        optimum = _solved(program)
        if optimum is None:
            raise SolverFaultError("the decided plan is lost as a rung of its own ladder")
        return prove(program, optimum).value

    def best(self, rung: Stated) -> float:
        """Return the greatest V on a rung by itself, without the order from rung to rung [points].

        Raises:
            SolverFaultError: There is no plan, though the ladder has one.
            UncertifiedError: It is not proved.
        """
        optimum = _solved(rung.program)
        if optimum is None:
            raise SolverFaultError("a rung has no plan by itself, though it has one in the ladder")
        return prove(rung.program, optimum).value

    # --------------------------------------------------------------------------------------- one ladder

    def climb(self, shocks: Sequence[float]) -> tuple[tuple[Stated, ...], End | None]:
        """State the rungs of a ladder as far as the limits leave plans, and find where it ends.

        Args:
            shocks: Shocks of one sign, the smallest first [share of the total].

        Returns:
            The rungs, the last of them at the end itself where that comes before the last shock, rounded towards 0 to
            a hundredth of a per cent; and the end, None where the ladder goes all the way.
        """
        rungs = tuple(self.rung(shock) for shock in shocks)
        if not rungs or self._climbs(rungs):
            return rungs, None
        fits, fails = 0, len(rungs)
        while fails - fits > 1:
            middle = (fits + fails) // 2
            fits, fails = (middle, fails) if self._climbs(rungs[:middle]) else (fits, middle)
        kept, low = rungs[:fits], rungs[fits - 1] if fits else self.rung(0.0)
        end = self._end(kept, low, rungs[fits])
        last = np.trunc(end.shock * 1e4 * (1 + EXACT)) / 1e4
        if abs(last) > abs(low.shock) + EXACT:
            beyond = (*kept, self.rung(float(last)))
            kept = beyond if self._climbs(beyond) else kept
        return kept, end

    def _climbs(self, rungs: Sequence[Stated]) -> bool:
        return _solved(self.joint(rungs)) is not None

    def joint(self, rungs: Sequence[Stated]) -> LinearProgram:
        """Return the program of a ladder: every rung's rows, and the order from rung to rung.

        Columns and rows are named by the rung's place among the rungs: ``frame 2`` is that of the third.

        Args:
            rungs: Rungs, the smallest shock first.
        """
        program = _stacked([rung.program for rung in rungs])
        first = np.cumsum([0, *(len(rung.program.columns) for rung in rungs)])
        nested = NESTED if self.down else (*NESTED, "reserve")
        sign = 1.0 if self.down else -1.0
        above: dict[Name, int] = {}
        order: list[tuple[Name, list[tuple[int, float]], float]] = []
        for n, rung in enumerate(rungs):
            here = {
                name: int(first[n]) + j
                for j, name in enumerate(rung.program.columns)
                if name[0] in nested and name[1][-1] == self.year
            }
            for (kind, index), j in here.items():
                before = [] if n == 0 else [(above[kind, index], -sign)]
                most = sign * amount_in(self.plan, (kind, index)) if n == 0 else 0.0
                order.append(((f"nested_{kind} {n}", index), [(j, sign), *before], most))
            above = here
        return _with_order(program, order)

    def _end(self, kept: Sequence[Stated], low: Stated, high: Stated) -> End:
        """Find where a ladder ends, between a rung that has a plan and one that has none.

        What the rung without a plan lacks is a linear program as long as no rule switches on the way. Its answer is
        tried on both sides, and narrowed down where it misses.
        """
        at, limits = low.shock, tuple[tuple["Rows", "Index"], ...]()
        for _ in range(ROUNDS):
            wide = abs(high.shock - low.shock)
            if wide <= EXACT:
                break
            middle = (low.shock + high.shock) / 2
            at, limits = self._lacking(kept, high) or (middle, limits)
            half = EXACT / 2 * np.sign(high.shock)
            for tried in (at - half, at + half, middle):
                near_enough = abs(high.shock - low.shock) <= max(wide / 2, 1.5 * EXACT) and tried == middle
                if near_enough or not 0 < (tried - low.shock) / (high.shock - low.shock) < 1:
                    continue
                rung = self.rung(float(tried))
                low, high = (rung, high) if self._climbs((*kept, rung)) else (low, rung)
        return End(shock=float(at), limits=limits)

    def _lacking(
        self, kept: Sequence[Stated], rung: Stated
    ) -> tuple[float, tuple[tuple[Rows, Index], ...]] | None:
        """Return the shock nearest to that of a rung without a plan that leaves one, and the limits that prove it.

        None where no shock does while the rules of the rung hold.
        """
        program, last = self.joint((*kept, rung)), str(len(kept))
        families = rung.stated.formulation.families
        lacks = np.zeros(len(program.rows))
        for i, (name, index) in enumerate(program.rows):
            family, _, number = name.rpartition(" ")
            if number == last:
                lacks[i] = self._per_share(rung, family, index)
        rows = np.flatnonzero(lacks).astype(np.int32)
        eased = replace(program, cost=np.zeros(len(program.cost)), offset=0.0).with_column(
            ("back", ()),
            rows,
            coefficient=-lacks[rows] * (1 if self.down else -1),
            lower=0.0,
            cost=-1.0,
        )
        optimum = _solved(eased)
        if optimum is None:
            return None
        stops = (program.rows[i] for i in np.flatnonzero(np.abs(optimum.marginal) > PROVES))
        found = dict.fromkeys(
            (FOLLOWS if (family := name.rpartition(" ")[0]) == FROM_THE_PLAN else family, index)
            for name, index in stops
        )
        limits = tuple(
            (families[family], index)
            for family, index in found
            if family in families and family != "total" and families[family].role in ("limit", "rule")
        )
        back = float(optimum.x[-1])
        return rung.shock + (back if self.down else -back), limits

    def _per_share(self, rung: Stated, family: str, index: Index) -> float:
        """Return by how much a total that is higher by all of itself relieves a row of a rung [money]."""
        year = index[-1] if index else None
        if not isinstance(year, int) or not self._shocked(year):
            return 0.0
        total = float(self.plan.q.given_total[year])
        if family == "total":
            return total
        if family == "reserve_first":
            return total if self.reserve(rung.shock) > 0 else 0.0
        if family == FROM_THE_PLAN:
            return total * self._per_total(rung, str(index[0]))
        rows = rung.stated.formulation.families.get(family)
        return total * rows.with_total(*index) if rows is not None and rows.with_total is not None else 0.0

    def _per_total(self, rung: Stated, c: str) -> float:
        """Return by how much a total that is one higher raises the frame of an unmeasured committee [-]."""
        low, high = self._edges(c)
        inside = low < rung.stated.baseline.frame[c, self.year] < high
        if not inside or self._followed(rung.stated, c) != self._moved_along(rung.stated, c):
            return 0.0
        slope = rung.stated.baseline.slope[c, self.year]
        if not self.down:
            return slope
        lasts = self.reserve(rung.shock) > 0
        return 0.0 if lasts else slope / (1 - self.stated.figures.reserve_share[self.year])

    def solve(self, rungs: Sequence[Stated]) -> tuple[tuple[Plan, ...], Proof]:
        """Solve a ladder: most V over all its rungs, then each rung in turn nearest to the one above it.

        Args:
            rungs: Rungs of one sign, the smallest shock first, as ``climb`` gives them.

        Raises:
            SolverFaultError: A step lost its plan.
            UncertifiedError: The ladder did not pass its own check.
        """
        program = self.joint(rungs)
        optimum = _solved(program)
        if optimum is None:
            raise SolverFaultError("the ladder lost its plan")
        scale = max(1.0, float(len(rungs)))
        proof = prove(program, optimum, scale=scale)
        x = self._nearest(program, optimum, len(rungs))
        parts = np.split(x, np.cumsum([len(rung.program.columns) for rung in rungs])[:-1])
        plans = tuple(
            rung.stated.plan(part, f"rung_{n}")
            for n, (rung, part) in enumerate(zip(rungs, parts, strict=True), start=1)
        )
        value = sum(plan.value for plan in plans)
        checked = Proof(value=value, gap=proof.value + proof.gap - value, primal=residual(program, x))
        broken = [b for rung, plan in zip(rungs, plans, strict=True) for b in self.broken(rung, plan)]
        if broken or abs(checked.gap) > GAP * scale or checked.primal > PRIMAL:
            raise UncertifiedError(
                f"the ladder did not stand up to its check: {len(broken)} limits broken, a row off by "
                f"{checked.primal:.3g}, gap {checked.gap:.3g} points"
            )
        return plans, checked

    def broken(self, rung: Stated, plan: Plan) -> Iterator[Name]:
        """Yield the limits that a rung's plan breaks by more than the decided plan does."""
        for b in plan.broken(rung.stated.formulation.families.values(), roles=ROLES):
            allowed = self._broken.get((b.rows.name, b.index), 0.0)
            here = b.index[-1] == self.year
            used = here and ((b.rows.name == "reserve_min" and self.down) or b.rows.name == FOLLOWS)
            within = min(allowed, 0.0) - PRIMAL <= b.amount <= max(allowed, 0.0) + PRIMAL
            if not within and not used:
                yield b.rows.name, b.index

    def _nearest(self, program: LinearProgram, optimum: Optimum, rungs: int) -> Array:
        """Select the optimum whose rungs lie, one after another, nearest to the rung above; columns of the program."""
        face = face_of(program, optimum, FACE)
        solver, step = WarmSolver(face.program), None
        above = {
            kind: {(str(id_), int(y)): float(v) for (id_, y), v in getattr(self.plan.q, kind).items()}
            for kind in NESTED
        }
        x = face.x
        for n in range(rungs):
            for kind in NESTED:
                named = f"{kind} {n}"
                if not any(name == named for name, _ in face.program.columns):
                    continue
                if step is not None:
                    solver.hold(step, TIE_BREAK_FACE)
                weight = _weight_of(kind)
                solver.aim(deviations(solver, face.program, named, above[kind], weight).cost)
                step = _on_face(solver)
            cost = _movement(solver, face.program, n)
            if np.any((solver.lower < solver.upper) & (cost != 0)):
                if step is not None:
                    solver.hold(step, TIE_BREAK_FACE)
                solver.aim(cost)
                step = _on_face(solver)
            x = face.x if step is None else face.all_columns(step.x[: len(face.free)])
            for j, (name, index) in enumerate(program.columns):
                kind, _, number = name.rpartition(" ")
                if kind in NESTED and number == str(n):
                    above[kind][str(index[0]), int(index[1])] = float(x[j])
        loss = optimum.value - (float(program.cost @ x) + program.offset)
        if abs(loss) > LOSS * max(1, rungs):
            raise SolverFaultError(f"the choice of the nearest rungs changed their sum by {loss:.3g} points")
        return x


# ------------------------------------------------------------------------------------------------------ parts


def with_totals(figures: Figures, totals: Mapping[int, float]) -> Scenario:
    """Return the scenario with other totals, and the revenue that they take where they follow from it.

    Args:
        figures: Figures of the scenario.
        totals: The total of each plan year [money].
    """
    frame = figures.scenario.frame
    changed: dict[str, dict[int, float]] = {}
    if frame.total is not None:
        changed["total"] = {**frame.total, **totals}
    if frame.revenue is not None:
        changed["revenue"] = {
            y: revenue + (totals.get(y, figures.total[y]) - figures.total[y]) * figures.revenue_per_total[y]
            for y, revenue in frame.revenue.items()
        }
    return figures.scenario.model_copy(update={"frame": frame.model_copy(update=changed)})


def amount_in(plan: Plan, name: Name) -> float:
    """Return what a plan has for a column, 0 for what it does not name [MSEK]."""
    kind, index = name
    return float(getattr(plan.q, kind).get(index if len(index) > 1 else index[0], 0.0))


def _solved(program: LinearProgram) -> Optimum | None:
    """Return an optimum; None where there is none, also with a tolerance for what was fixed with rounding."""
    chosen = method_for(len(program.columns))
    return optimise_on_face(WarmSolver(program, method=chosen.name, presolve=chosen.presolves), primal=False)


def _on_face(solver: WarmSolver) -> Optimum:
    optimum = optimise_on_face(solver, primal=True)
    if optimum is None:
        raise SolverFaultError("no ladder left after holding the step before (numerical)")
    return optimum


def _stacked(programs: Sequence[LinearProgram]) -> LinearProgram:
    """Stack programs that share nothing; names get the place of their program."""
    columns = np.cumsum([0, *(len(p.columns) for p in programs)])
    entries = np.cumsum([0, *(len(p.data) for p in programs)])
    return LinearProgram(
        offset=sum(p.offset for p in programs),
        start=np.append(
            np.concatenate([p.start[:-1] + at for p, at in zip(programs, entries, strict=False)]), entries[-1]
        ).astype(np.int32),
        index=np.concatenate([p.index + at for p, at in zip(programs, columns, strict=False)]).astype(
            np.int32
        ),
        columns=tuple((f"{kind} {n}", index) for n, p in enumerate(programs) for kind, index in p.columns),
        rows=tuple((f"{family} {n}", index) for n, p in enumerate(programs) for family, index in p.rows),
        **{
            part: np.concatenate([getattr(p, part) for p in programs])
            for part in ("cost", "lower", "upper", "row_lower", "row_upper", "data")
        },
    )


def _with_order(
    program: LinearProgram, order: Sequence[tuple[Name, list[tuple[int, float]], float]]
) -> LinearProgram:
    """Return the program with more rows ``sum of coefficient · column <= most``."""
    lengths = [len(entries) for _, entries, _ in order]
    flat = [entry for _, entries, _ in order for entry in entries]
    return replace(
        program,
        row_lower=np.append(program.row_lower, np.full(len(order), -np.inf)),
        row_upper=np.append(program.row_upper, [most for _, _, most in order]),
        start=np.append(program.start, program.start[-1] + np.cumsum(lengths)).astype(np.int32),
        index=np.append(program.index, [j for j, _ in flat]).astype(np.int32),
        data=np.append(program.data, [value for _, value in flat]),
        rows=(*program.rows, *(name for name, _, _ in order)),
    )


def _weight_of(kind: str) -> Callable[[str, str, int], float]:
    """Return the tie-break's weights of a kind, whatever the columns of a rung are called."""
    return lambda _, id_, year: omega(kind, id_, year)


def _movement(solver: WarmSolver, program: LinearProgram, n: int) -> Array:
    """Return the objective that minimises the money that a rung moves between years."""
    cost = np.zeros(len(solver.cost))
    for j, (name, index) in enumerate(program.columns):
        kind, _, number = name.rpartition(" ")
        if kind in MOVED and number == str(n):
            cost[j] = -omega(kind, str(index[0]) if len(index) > 1 else "", int(index[-1]))
    return cost
