r"""The price of each rule: the scenario solved again without it.

.. math::  price = V(\text{without the rule}) - V(\text{with it})

In words: both are optima (or both are evaluated plans), so nothing is extrapolated. A rule of the scenario is
taken away by relaxing its rows, with everything else, the indexation baseline too, as it was: its price is
never negative. Where none of its rows has a marginal, the marginals that prove the optimum prove it without
the rule too, and its price is 0 without a solve. Another way of working (indexation, one year at a time,
silos, another carry-over rule, only well-founded effects) is no relaxation: its price is what it loses
against the proposal, and may be negative.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from models.constraint import Never, Whole
from models.constraints import rows as all_rows
from models.figures import Figures
from models.indexation import indexation
from models.plan import Choices, complete
from models.problems import entry_of
from models.scenario import EVIDENCE, CarryOver
from models.units import PER_MSEK
from solver.answer.restating import Variants
from solver.answer.tie_break import nearest_of
from solver.output.rows import written
from solver.program.certificate import GAP, UncertifiedError
from solver.program.extending import check_optimum, with_row
from solver.program.warm import LastBasis, SolverFaultError, WarmSolver
from solver.studies.asking import answered
from solver.studies.moving import ENOUGH, Move, frame_changes, matched, spend_changes
from solver.studies.study import AnswerStudy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from models.constraint import BySubject, Index, Name, Rows
    from models.figures import Response
    from models.plan import Plan
    from models.scenario import Evidence, Scenario
    from solver.answer.result import Result
    from solver.answer.stating import StatedScenario
    from solver.output.rows import Row
    from solver.program.compiled import Indices, LinearProgram
    from solver.program.warm import Optimum
    from solver.studies.study import Tables

ZERO = 1e-6
"""A smaller price is none: two solves may differ by this [points]."""
UNPRICED = 1e-12
"""A marginal that is 0 up to rounding: times any slack it is far less than ``ZERO`` [points per unit of the row]."""
STABILITY = "stability"
"""The group of rules that are also priced together with the price of moving money."""
CARRY_OVER: dict[str, dict[str, Any]] = {
    "none": {"rule": "none"},
    "all": {"rule": "carry"},
    "three_quarters": {"rule": "carry", "keep_surplus": "75 %"},
    "one_per_cent": {"rule": "carry", "cap_share": "1 %"},
}
"""Carry-over rules that are tried; ``three_quarters`` is Gotland's (https://gotland.se/42837)."""
COLUMNS = (
    "rule",
    "subject",
    "by",
    "in_force",
    "status",
    "year",
    "quantity",
    "from",
    "to",
    "value",
    "unit",
    "path",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of one rule, or of another way of working.

    Attributes:
        rule: The rule: a key that families of rows give in ``priced``, or ``change_price``, ``indexation``,
            ``one_year``, ``silos``, ``carry_over`` or ``evidence``.
        subject: The subject: a decision, an activity, a goal, a committee, a carry-over rule or a grade; empty for all.
        by: The party that decided or demands it; empty where nobody is named.
        in_force: Whether it is a rule of the scenario, rather than another way of working.
        status: ``priced``; ``no_plan`` where the other way leaves none; ``dead_end`` where it leads to a year without.
        year: The year of a dead end.
        points: V without it less V with it [goal points]; None without a plan.
        money: The same in money: how much more total in each plan year would be worth as much [MSEK/year]; None where
            no total that the limits allow is.
        at_least: Whether the money is only a lower bound, because the limits allow no smaller total.
        moves: The moves between committees, over the plan years together.
        inside: The moves between activities, where no committee's frame moves.
        broken: The number of limits of the scenario that the other way breaks.
        relaxed: Whether rows alone were relaxed; otherwise the scenario was stated anew.
        path: The path of the rule in the scenario; empty where it has none.
    """

    rule: str
    subject: str = ""
    by: str = ""
    in_force: bool
    status: str = "priced"
    year: int | None = None
    points: float | None = None
    money: float | None = None
    at_least: bool = False
    moves: tuple[Move, ...] = ()
    inside: tuple[Move, ...] = ()
    broken: int = 0
    relaxed: bool = False
    path: str = ""

    @property
    def sign(self) -> float:
        """Whether V is higher without the rule (1), or lower by the other way (-1), where the price is positive."""
        return 1.0 if self.in_force else -1.0


@dataclass(frozen=True, kw_only=True, repr=False)
class Prices(AnswerStudy):
    """The price list of a scenario.

    Attributes:
        result: The answer that the prices refer to.
        entries: Rules in force first, then other ways; dearest first within each.
    """

    study = "prices"

    result: Result
    entries: tuple[Price, ...]

    def of(self, rule: str, subject: str = "") -> Price:
        """Return one price.

        Raises:
            UnknownNameError: The scenario has no such rule.
        """
        by_name = {(price.rule, price.subject): price for price in self.entries}
        return entry_of((rule, subject), by_name, "rules", f"subjects of {rule}")

    def rows(self) -> list[Row]:
        """Return the list as tidy rows; money in the file's currency."""
        return [row for price in self.entries for row in self._rows_of(price)]

    def _rows_of(self, price: Price) -> Iterator[Row]:
        currency = self.scenario.currency
        row: Row = {
            "rule": price.rule,
            "subject": price.subject,
            "by": price.by,
            "in_force": "yes" if price.in_force else "no",
            "status": price.status,
            "year": "" if price.year is None else price.year,
            "from": "",
            "to": "",
            "path": price.path,
        }
        points: Any = "" if price.points is None else written(price.points)
        yield {**row, "quantity": "points", "value": points, "unit": "points"}
        if price.money is not None:
            amount = written(price.money * PER_MSEK[currency])
            quantity = "money_at_least" if price.at_least else "money"
            yield {**row, "quantity": quantity, "value": amount, "unit": f"{currency}/year"}
        for quantity, moves in (("moved", price.moves), ("moved_inside", price.inside)):
            for move in moves:
                where = {"quantity": quantity, "from": move.source, "to": move.target}
                yield {**row, **where, "value": written(move.amount * PER_MSEK[currency]), "unit": currency}
        if price.broken:
            yield {**row, "quantity": "broken", "value": price.broken, "unit": "limits"}

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        return {"value": written(self.result.value), "prices": self.rows()}

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"prices": (COLUMNS, self.rows)}


def prices(scenario: Result | Scenario | str | Path | Mapping[str, Any]) -> Prices:
    """Price every rule of a scenario, and other ways of working, each by solving again.

    Args:
        scenario: An answer, a scenario, the path of its file, or its content as the file would hold it.

    Raises:
        ScenarioError: The file is wrong, or asks for what the program cannot do.
        NoPlanError: The limits leave no plan.
        UncertifiedError: An answer did not pass its own check.
    """
    result, stated = answered(scenario)
    shop = _Shop(result=result, stated=stated)
    told = shop.in_money([*shop.in_force(), *shop.other_ways()])
    return Prices(result=result, entries=tuple(sorted(told, key=_dearest)))


def _dearest(price: Price) -> tuple[bool, bool, float, str, str]:
    return not price.in_force, price.points is None, -written(price.points or 0.0), price.rule, price.subject


@dataclass(frozen=True, kw_only=True)
class _Shop:
    """The answer and the warm solvers that the prices are made with.

    Attributes:
        result: The answer.
        stated: The scenario it is the answer of.
        last: The other way that was solved last.
    """

    result: Result
    stated: StatedScenario
    last: LastBasis = field(default_factory=LastBasis)

    @property
    def program(self) -> LinearProgram:
        return self.stated.program

    @property
    def figures(self) -> Figures:
        return self.stated.figures

    @property
    def scenario(self) -> Scenario:
        return self.stated.scenario

    # ------------------------------------------------------------------------------------------ money

    @cached_property
    def _till(self) -> tuple[LinearProgram, WarmSolver]:
        """A program whose optimum is the least extra total of each plan year at which V reaches an amount."""
        totals = np.array(
            [i for i, (family, _) in enumerate(self.program.rows) if family == "total"], np.int32
        )
        wider = self.program.with_column(("extra", ()), totals, coefficient=-1.0)
        wider = with_row(wider, ("reach", ()), -wider.cost, np.inf)
        cost = np.zeros(len(wider.cost))
        cost[-1] = -1.0
        aimed = replace(wider, cost=cost, offset=0.0)
        solver, last = WarmSolver(aimed), LastBasis()
        last.keep(self._counter[0], self.program.columns, self.program.rows)
        last.start(solver, aimed.columns, aimed.rows)
        return aimed, solver

    def in_money(self, found: list[Price]) -> list[Price]:
        """Return prices with their money, asked for in the order of V: each solve begins where the last one ended."""
        order = sorted((price.points * price.sign, n) for n, price in enumerate(found) if price.points)
        told = list(found)
        for points, n in order:
            told[n] = self._in_money(found[n], self._total_for(self.result.value + points))
        return told

    def _total_for(self, value: float) -> tuple[float, bool] | None:
        """Return the least extra total a year that gives V this value [MSEK/year], and whether other limits stop it."""
        program, solver = self._till
        row = np.array([len(program.rows) - 1], np.int32)
        solver.limit(row, np.array([-np.inf]), np.array([self.program.offset - value]))
        found = solver.optimise()
        if found is None:
            return None
        found = check_optimum(program, solver, found)
        return float(found.x[-1]), abs(float(found.marginal[-1])) <= ZERO

    @staticmethod
    def _in_money(price: Price, found: tuple[float, bool] | None) -> Price:
        money, at_least = (None, False) if found is None else (price.sign * found[0], found[1])
        if at_least and abs(money or 0.0) <= ENOUGH:
            money, at_least = None, False
        return replace(price, money=money, at_least=at_least)

    def _told(self, price: Price, plan: Plan) -> Price:
        """Return a price with its moves."""
        if not price.points:
            return replace(price, points=0.0, money=0.0)
        old = self.result.proposal
        moves = matched(frame_changes(old, plan))
        inside = () if moves else matched(spend_changes(old, plan))
        return replace(price, moves=moves, inside=inside)

    # --------------------------------------------------------------------------------- rules in force

    def in_force(self) -> Iterator[Price]:
        """Yield the price of every rule that the scenario has."""
        yield from self._stability()
        for rule, (how, families) in self._priced.items():
            if isinstance(how, Whole) or how.whole is not None:
                yield self._relaxed(rule, "", self._rows(families))
            if isinstance(how, Whole):
                continue
            for subject in sorted({str(index[0]) for rows in families for index in rows.index}):
                if families[0].over[0] == "decision":
                    yield self._decision(rule, subject)
                else:
                    yield self._relaxed(rule, subject, self._rows(families, subject))

    @cached_property
    def _priced(self) -> dict[str, tuple[BySubject | Whole, tuple[Rows, ...]]]:
        """How each rule of the list is priced, and its families of rows, by its key."""
        found: dict[str, tuple[BySubject | Whole, tuple[Rows, ...]]] = {}
        for rows in self.stated.formulation.families.values():
            how = rows.priced
            if rows.role != "account" and not isinstance(how, Never):
                earlier = found[how.rule][1] if how.rule in found else ()
                found[how.rule] = how, (*earlier, rows)
        return found

    def _rows(self, families: Iterable[Rows], subject: str | None = None) -> Indices:
        names = {rows.name for rows in families}
        return np.array(
            [
                i
                for i, (family, index) in enumerate(self.program.rows)
                if family in names and subject in (None, index[0])
            ],
            np.int32,
        )

    def _stability(self) -> Iterator[Price]:
        parts = [families for how, families in self._priced.values() if how.group == STABILITY]
        moving_costs = self.scenario.stability.change_price > 0
        if moving_costs:
            yield self._relaxed("change_price", "", self._rows(()), outcome=True)
        if len(parts) + moving_costs > 1:
            rows = self._rows(chain.from_iterable(parts))
            yield self._relaxed(STABILITY, "", rows, outcome=moving_costs)

    @cached_property
    def _counter(self) -> tuple[WarmSolver, Optimum]:
        """A solver of the program, and its optimum."""
        solver = WarmSolver(self.program)
        optimum = solver.optimise()
        if optimum is None:
            raise SolverFaultError("the program that the answer comes from has no plan (numerical)")
        self.last.keep(solver, self.program.columns, self.program.rows)
        return solver, check_optimum(self.program, solver, optimum)

    def _relaxed(self, rule: str, subject: str, rows: Indices, *, outcome: bool = False) -> Price:
        """Price a rule by relaxing its rows; with ``outcome``, the cost of moving money is left out too."""
        price = Price(
            rule=rule,
            subject=subject,
            by=self._by(rule, subject),
            in_force=True,
            relaxed=True,
            points=0.0,
            money=0.0,
            path=self._path(rule, rows),
        )
        if not outcome and np.all(np.abs(self._counter[1].marginal[rows]) <= UNPRICED):
            return price  # what proves the optimum proves it without these rows too
        program = self._without(rows, rule)
        with_it = self.result.value
        if outcome:
            moved = np.array([kind in ("increase", "decrease") for kind, _ in program.columns])
            program = replace(program, cost=np.where(moved, 0.0, program.cost))
            with_it += _moving_cost(self.result.proposal)
        found = self._relieved(program)
        if found is None:
            raise SolverFaultError(f"relaxing {rule} {subject} left no plan")
        points = found.value - with_it
        if points < -ZERO:
            raise SolverFaultError(f"relaxing {rule} {subject} lowered V by {-points:.3g} points")
        if points <= ZERO and not outcome:
            return price
        plan = self._nearest(self.stated, program, found)
        return self._told(replace(price, points=points if points > ZERO else 0.0), plan)

    def _without(self, rows: Indices, rule: str) -> LinearProgram:
        """Return the program without some rows; the reserve without its limit still stays at or above zero."""
        low, high = self.program.row_lower.copy(), self.program.row_upper.copy()
        low[rows], high[rows] = -np.inf, np.inf
        lower = self.program.lower
        how, _ = self._priced.get(rule, (None, ()))
        if isinstance(how, Whole) and how.kept:
            lower = np.where([kind == how.kept for kind, _ in self.program.columns], 0.0, lower)
        return replace(self.program, row_lower=low, row_upper=high, lower=lower)

    def _relieved(self, program: LinearProgram) -> Optimum | None:
        """Return the optimum of the program with other bounds and another objective, by the warm solver."""
        solver, _ = self._counter
        self._bound(solver, program, self.program)
        found = solver.optimise()
        if found is not None and program.cost is not self.program.cost:
            solver.aim(program.cost, program.offset)
            found = solver.optimise(primal=True)
        if found is not None:
            found = check_optimum(program, solver, found)
        self._bound(solver, self.program, program)
        solver.aim(self.program.cost, self.program.offset)
        return found

    @staticmethod
    def _bound(solver: WarmSolver, program: LinearProgram, other: LinearProgram) -> None:
        """Give a solver the bounds of a program, where those of the other differ."""
        columns = np.flatnonzero((program.lower != other.lower) | (program.upper != other.upper))
        solver.bound(columns.astype(np.int32), program.lower[columns], program.upper[columns])
        differ = (program.row_lower != other.row_lower) | (program.row_upper != other.row_upper)
        rows = np.flatnonzero(differ).astype(np.int32)
        solver.limit(rows, program.row_lower[rows], program.row_upper[rows])

    def _best(self, stated: StatedScenario, program: LinearProgram) -> tuple[Optimum, Plan] | None:
        """Return the optimum of a changed program and the plan nearest to the baseline among its optima, V checked."""
        solver = WarmSolver(program)
        if self.last.begins_with(program.columns):
            self.last.start(solver, program.columns, program.rows)
        first = solver.optimise()
        if first is None:
            return None
        first = check_optimum(program, solver, first)
        self.last.keep(solver, program.columns, program.rows)
        return first, self._nearest(stated, program, first)

    def _nearest(self, stated: StatedScenario, program: LinearProgram, first: Optimum) -> Plan:
        """Return the plan nearest to the baseline among the optima of a changed program, V checked."""
        q = stated.formulation.q
        x = nearest_of(program, first, q.indexation.frame, q.figures.need)
        plan = stated.plan(x, "without")
        counted = plan.value if program.cost is stated.program.cost else first.value
        if abs(counted - first.value) > GAP:
            raise UncertifiedError(f"V is {counted!r} by the curves and {first.value!r} by the solver")
        return plan

    def _by(self, rule: str, subject: str) -> str:
        return self.scenario.decisions[subject].by if rule == "decision" else ""

    def _path(self, rule: str, rows: Indices) -> str:
        if not len(rows):
            return "stability.change_price" if rule == "change_price" else ""
        name, index = self.program.rows[rows[0]]
        family = self.stated.formulation.families[name]
        if family.role == "rule":
            return ""
        path = family.path(*index)
        return path.rpartition(".")[0] if path.endswith(f".{index[-1]}") else path

    def _decision(self, rule: str, id_: str) -> Price:
        """Price a decision by relaxing its rows, unless it overrides the rule on unmeasured activities.

        Where it does, relaxing its rows would free what nothing measures, and the program would empty it; the
        scenario is then stated anew without the decision, so that the rule holds instead.
        """
        others = {key: decision for key, decision in self.scenario.decisions.items() if key != id_}
        figures = Figures(scenario=self._varied(decisions=others), weighed=self.figures)
        baseline, path = indexation(figures), f"decisions.{id_}"
        if _rules(all_rows(figures, baseline)) <= _rules(self.result.families.values()):
            return replace(self._relaxed(rule, id_, self._rows(self._priced[rule][1], id_)), path=path)
        price = Price(rule=rule, subject=id_, by=self._by(rule, id_), in_force=True, path=path)
        other = self._variants.state(figures, baseline)
        found = self._best(other, other.program)
        if found is None:
            return replace(price, status="no_plan")
        points = found[0].value - self.result.value
        return self._told(
            replace(price, points=points if abs(points) > ZERO else 0.0), self._here(found[1], "without")
        )

    # ------------------------------------------------------------------------------------- other ways

    def other_ways(self) -> Iterator[Price]:
        """Yield the price of each other way of working."""
        yield self._way("indexation", "", self.result.plans["indexation"])
        yield self._one_year_at_a_time()
        yield from self._silos()
        yield from self._carry_over()
        yield from self._evidence()

    def _way(self, rule: str, subject: str, plan: Plan | None, value: float | None = None) -> Price:
        """Return the price of a plan that another way of working leads to."""
        price = Price(rule=rule, subject=subject, in_force=False)
        if plan is None:
            return replace(price, status="no_plan")
        points = self.result.value - (plan.value if value is None else value)
        broken = len(plan.broken(self.result.families.values())) if value is None else 0
        return self._told(replace(price, points=points if abs(points) > ZERO else 0.0, broken=broken), plan)

    @cached_property
    def _variants(self) -> Variants:
        return Variants(self.stated)

    def _varied(self, **parts: Any) -> Scenario:
        """Return the scenario with other parts, without worlds and levers, which may refer to what changes."""
        return self.scenario.model_copy(update={"worlds": {}, "levers": {}, **parts})

    def _here(self, plan: Plan, id_: str) -> Plan:
        """Return a plan of a changed scenario, evaluated under the scenario's own curves and weights."""
        q = plan.q
        choices = Choices(
            frame=q.frame,
            spend=q.spend,
            saved=q.saved,
            used=q.used,
            deposit=q.deposit,
            withdrawal=q.withdrawal,
        )
        return complete(self.figures, self.stated.baseline, choices, id_=id_)

    def _one_year_at_a_time(self) -> Price:
        """Price deciding each year for its own outcomes alone, with earlier years fixed and later ones ignored."""
        x: Any = None
        for y in self.figures.open_years:
            program = self._only(y, x)
            solver = WarmSolver(program)
            first = solver.optimise()
            if first is None:
                return Price(rule="one_year", in_force=False, status="dead_end", year=y)
            first = check_optimum(program, solver, first)
            frame, need = (
                {key: amount for key, amount in of.items() if key[1] == y}  # what is later is decided later
                for of in (self.stated.baseline.frame, self.figures.need)
            )
            x = nearest_of(program, first, frame, need)
        return self._way("one_year", "", self.stated.plan(x, "one_year"))

    def _only(self, year: int, decided: Any) -> LinearProgram:
        """Return the program of one year: only its outcomes count, only its limits hold, earlier choices are fixed."""
        program, families = self.program, self.stated.formulation.families
        low, high = program.row_lower.copy(), program.row_upper.copy()
        for i, (family, index) in enumerate(program.rows):
            if family in families and index[-1] != year:
                low[i], high[i] = -np.inf, np.inf
        lower, upper, cost = program.lower.copy(), program.upper.copy(), np.zeros(len(program.cost))
        price = self.scenario.stability.change_price
        for j, (kind, index) in enumerate(program.columns):
            if kind == "attainment" and index[-1] == year:
                cost[j] = self.figures.weight[index]  # type: ignore[index]
            elif kind in ("increase", "decrease") and index[-1] == year and price:
                cost[j] = -price / self.figures.total[year]
            elif kind not in ("attainment", "fill") and int(index[-1]) < year:
                lower[j] = upper[j] = decided[j]
        return replace(
            program, row_lower=low, row_upper=high, lower=lower, upper=upper, cost=cost, offset=0.0
        )

    def _silos(self) -> Iterator[Price]:
        """Price silos: in the proposal's frames each committee counts only its own goals and those that nobody owns."""
        goals, lines = self.scenario.goals, self.figures.lines
        if not any(goal.owner for goal in goals.values()):
            return

        def own(r: Response) -> bool:
            owner = goals[r.goal].owner
            return owner is None or all(owner in lines[a].shares for a in r.members)

        kept = [r for r in self.figures.responses if own(r)]
        if len(kept) == len(self.figures.responses):
            yield Price(rule="silos", in_force=False, points=0.0, money=0.0)
            return
        if not kept:
            return  # no committee owns a goal that its own money reaches: there is nothing to divide by
        other = self._variants.state(Figures(scenario=self._only_responses(kept), weighed=self.figures))
        hidden = {r.goal for r in self.figures.responses if not own(r)}
        low, high = other.program.row_lower.copy(), other.program.row_upper.copy()
        for i, (name, index) in enumerate(other.program.rows):
            rows = other.formulation.families.get(name)
            if rows is None:
                continue
            follows = rows.role == "rule" and rows.over[0] == "committee"
            if follows or self._goal_of(rows, index) in hidden:
                low[i], high[i] = -np.inf, np.inf
        lower, upper = other.program.lower.copy(), other.program.upper.copy()
        q = self.result.proposal.q
        for j, (kind, index) in enumerate(other.program.columns):
            if kind in ("frame", "deposit", "withdrawal"):
                held: Any = getattr(q, kind)
                lower[j] = upper[j] = max(held[index if kind == "frame" else index[0]], 0.0)
        found = self._best(
            other, replace(other.program, row_lower=low, row_upper=high, lower=lower, upper=upper)
        )
        yield self._way("silos", "", None if found is None else self._here(found[1], "silos"))

    def _goal_of(self, rows: Rows, index: Index) -> str | None:
        if rows.unit != "points":
            return None
        id_ = str(index[0])
        return self.scenario.decisions[id_].goal if rows.over[0] == "decision" else id_

    def _only_responses(self, kept: Collection[Response]) -> Scenario:
        """Return the scenario with some effects and complements only."""
        ids = {r.path for r in kept}
        effects = {
            a: left
            for a, of_a in self.scenario.effects.items()
            if (left := {g: effect for g, effect in of_a.items() if f"effects.{a}.{g}" in ids})
        }
        complements = {k: c for k, c in self.scenario.complements.items() if f"complements.{k}" in ids}
        return self._varied(effects=effects, complements=complements, packages={})

    def _carry_over(self) -> Iterator[Price]:
        """Yield the price of the scenario under other carry-over rules."""
        years = self.scenario.carry_over.restore_years
        for id_, rule in CARRY_OVER.items():
            other = CarryOver(**rule, restore_years=years)
            if _kept(other) == _kept(self.scenario.carry_over):
                continue
            varied = Figures(scenario=self._varied(carry_over=other), standing=self.figures)
            stated = self._variants.state(varied)
            found = self._best(stated, stated.program)
            if found is None:
                yield self._way("carry_over", id_, None)
            else:
                yield self._way("carry_over", id_, found[1], found[0].value)

    def _evidence(self) -> Iterator[Price]:
        """Yield the price of deciding by effects of a grade or better; the plan is evaluated with all effects."""
        strictest: dict[int, Evidence] = {}
        for n, grade in enumerate(EVIDENCE[:-1]):
            number = len(self._supported(n))
            if number < len(self.figures.responses):
                strictest.setdefault(number, grade)
        for grade in strictest.values():
            kept = self._supported(EVIDENCE.index(grade))
            if not kept:
                yield self._way("evidence", grade, self.result.plans["indexation"])
                continue
            other = self._variants.state(Figures(scenario=self._only_responses(kept), weighed=self.figures))
            found = self._best(other, other.program)
            yield self._way("evidence", grade, None if found is None else self._here(found[1], "evidence"))

    def _supported(self, n: int) -> list[Response]:
        """Return the effects and complements of a grade or better."""
        return [r for r in self.figures.responses if r.evidence in EVIDENCE[: n + 1]]


def _rules(families: Iterable[Rows]) -> set[Name]:
    """Return the rows of the model's own rules."""
    return {(rows.name, index) for rows in families if rows.role == "rule" for index in rows.index}


def _kept(rule: CarryOver) -> tuple[object, ...]:
    """Return a key that distinguishes one carry-over rule from another."""
    keep = 1.0 if rule.keep_surplus is None else rule.keep_surplus
    return rule.rule, keep, rule.cap_share, rule.cap_amount, rule.room_share, rule.write_off


def _moving_cost(plan: Plan) -> float:
    """Return the cost of moving money in a plan's V [points]."""
    f, q = plan.q.figures, plan.q
    price = f.scenario.stability.change_price
    moved: float = sum(
        price / f.total[y] * (q.increase[c, y] + q.decrease[c, y]) for c in f.committees for y in f.open_years
    )
    return moved
