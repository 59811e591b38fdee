r"""Majorities: the best plan of each, and frames that hold whoever governs.

The rules, the money and the years are the same for all majorities; only weights differ. A majority's weights are the
mean of its parties' by seats, see ``models.council``. The *robust* plan is the one whose largest regret over the
majorities is least,

.. math::  \min_x \max_m \; (V_m^* - V_m(x)),

then whose second largest is, and so on, then the one nearest to the indexation baseline; see
``solver.answer.least_regret``. No majority has a probability and none comes before another, so neither the scenario's
own weights nor anybody's count between them.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a field of the dataclass
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from models.baselines import indexed
from models.council import GoalWeights, Majority, listed_majorities, majorities_of, weights_of
from models.problems import Problem, ScenarioError, one_of
from models.reading import read
from models.scenario import Scenario
from models.units import PER_MSEK
from solver.answer.least_regret import PER_CENT, least_regret
from solver.answer.no_plan import diagnose
from solver.answer.stating import state
from solver.answer.tie_break import nearest_of
from solver.answer.worth import value_by
from solver.levers.engine import refuse_other_forms
from solver.output.rows import Row, residual_written, written
from solver.program.certificate import GAP, PRIMAL, UncertifiedError, certify, prove, residual
from solver.program.compiled import UnsoundModelError
from solver.program.warm import SolverFaultError, WarmSolver
from solver.studies.moving import ENOUGH
from solver.studies.study import PlanStudy, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from models.plan import Plan
    from solver.answer.least_regret import LeastRegret
    from solver.answer.stating import StatedScenario
    from solver.program.certificate import Certificate
    from solver.program.compiled import Array, LinearProgram
    from solver.studies.study import Tables

MAJORITIES = ("majority", "parties", "abstain", "named", "minimal", "carries", "quantity", "value", "unit")
RANGES = ("majority", "year", "committee", "quantity", "value", "unit")
PARTIES = ("party", "quantity", "value", "unit")
NOTHING = 1e-6
"""Differences of V below this are rounding [points]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A majority by its own yardstick: its best plan, and the robust one.

    Attributes:
        majority: The majority and its seats.
        weights: Its weight of each goal and outcome year, sum 1 a year.
        plan: Its own best plan, the one nearest to indexation among them.
        best: V of its own best plan by its weights, V_m* [points].
        indexation: V of the indexation baseline by its weights [points].
        robust: V of the robust plan by its weights [points].
        decides: Whether it holds the largest regret up.
        certificate: The check of its own best plan.
    """

    majority: Majority
    weights: GoalWeights
    plan: Plan
    best: float
    indexation: float
    robust: float
    decides: bool
    certificate: Certificate

    @property
    def id(self) -> str:
        """Id of the majority."""
        return self.majority.id

    @property
    def regret(self) -> float:
        """Regret of the robust plan against its own best [points]; 0 where that is rounding."""
        given_up = self.best - self.robust
        return given_up if given_up > NOTHING else 0.0

    @property
    def relative_regret(self) -> float | None:
        """The same as a part of V_m* [share]; None where V_m* is not above 0."""
        return self.regret / self.best if self.best > 0 else None

    @property
    def gain_kept(self) -> float | None:
        """The part of its own gain over indexation that the robust plan keeps [share]; None where it has no gain."""
        gain = self.best - self.indexation
        return (self.robust - self.indexation) / gain if gain > NOTHING else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A committee's frame in a year over all majorities' own best plans.

    Attributes:
        committee: The committee.
        year: The plan year.
        indexation: Its frame in the indexation baseline [MSEK].
        robust: Its frame in the robust plan [MSEK].
        frames: Its frame in each majority's own best plan, by the majority's id [MSEK].
    """

    committee: str
    year: int
    indexation: float
    robust: float
    frames: Mapping[str, float]

    @property
    def least(self) -> float:
        """The least frame [MSEK]."""
        return min(self.frames.values())

    @property
    def greatest(self) -> float:
        """The greatest frame [MSEK]."""
        return max(self.frames.values())

    @property
    def contested(self) -> float:
        """How much the majorities differ [MSEK]."""
        return self.greatest - self.least

    @property
    def agreed(self) -> float:
        """The change from indexation that all go at least as far as, with its sign; 0 where signs differ [MSEK]."""
        if self.least - self.indexation > ENOUGH:
            return self.least - self.indexation
        if self.indexation - self.greatest > ENOUGH:
            return self.greatest - self.indexation
        return 0.0


@dataclass(frozen=True, kw_only=True, repr=False)
class Majorities(PlanStudy):
    """The majorities of a council, and robust frames.

    Attributes:
        stated: The scenario, stated.
        minimal: Whether all minimal majorities are among them.
        relative: Whether the largest regret in per cent of V_m* was made least, not in points.
        outlooks: The majorities, in the order of their ids.
        plan: The robust plan.
        largest: Its largest regret [points, or per cent of V_m* with ``relative``].
        bound: What the largest regret of no plan can be below, proved by duality [the same].
        listed: All minimal majorities of the council, each as its parties; None where they are too many.
    """

    study = "majorities"
    ranges_table = table_of("ranges")
    """The frames of every majority, and what they span, as a table."""
    parties_table = table_of("parties")
    """In how many minimal majorities each party is needed, as a table."""

    stated: StatedScenario
    minimal: bool
    relative: bool
    outlooks: tuple[Outlook, ...]
    plan: Plan
    largest: float
    bound: float
    listed: tuple[tuple[str, ...], ...] | None

    @property
    def by_regret(self) -> tuple[Outlook, ...]:
        """The majorities, those that the robust plan costs most first."""
        return tuple(sorted(self.outlooks, key=lambda o: (-written(self.regret_of(o)), o.id)))

    def regret_of(self, outlook: Outlook) -> float:
        """Return a majority's regret in the unit that was made least [points, or per cent of V_m*]."""
        return PER_CENT * (outlook.relative_regret or 0.0) if self.relative else outlook.regret

    @property
    def deciding(self) -> tuple[Outlook, ...]:
        """The majorities that hold the largest regret up; none where every majority keeps its own best."""
        return tuple(o for o in self.outlooks if o.decides)

    def range_of(self, committee: str, year: int) -> Range:
        """Return a committee's frame in a year over all majorities.

        Raises:
            UnknownNameError: There is no such committee or plan year.
        """
        one_of(committee, self.figures.committees, "committees")
        one_of(year, self.figures.years, "plan years")
        return Range(
            committee=committee,
            year=year,
            indexation=float(self.stated.baseline.frame[committee, year]),
            robust=float(self.plan.q.frame[committee, year]),
            frames={o.id: float(o.plan.q.frame[committee, year]) for o in self.outlooks},
        )

    def ranges(self, year: int) -> tuple[Range, ...]:
        """Return the range of every committee in a year, the most contested first."""
        found = [self.range_of(c, year) for c in self.figures.committees]
        return tuple(sorted(found, key=lambda r: (-written(r.contested), r.committee)))

    @property
    def needed(self) -> dict[str, int] | None:
        """In how many minimal majorities each party is needed, by its id; None where they are too many to list."""
        if self.listed is None:
            return None
        return {p: sum(p in parties for parties in self.listed) for p in sorted(self.scenario.parties)}

    def rows(self) -> list[Row]:
        """Return the majorities as tidy rows."""
        return [row for outlook in self.outlooks for row in self._rows_of(outlook)]

    def _rows_of(self, o: Outlook) -> Iterator[Row]:
        m = o.majority
        who = {
            "majority": m.id,
            "parties": "+".join(m.parties),
            "abstain": "+".join(m.abstain),
            "named": _yes(m.named),
            "minimal": _yes(m.minimal),
            "carries": _yes(m.carries),
        }
        for quantity, value, unit in (
            ("seats_for", m.seats_for, "seats"),
            ("seats_against", m.seats_against, "seats"),
            ("best", o.best, "points"),
            ("indexation", o.indexation, "points"),
            ("robust", o.robust, "points"),
            ("regret", o.regret, "points"),
            ("relative_regret", o.relative_regret, "share"),
            ("gain_kept", o.gain_kept, "share"),
            ("decides", float(o.decides), "0 or 1"),
        ):
            told = "" if value is None else value if isinstance(value, int) else written(value)
            yield {**who, "quantity": quantity, "value": told, "unit": unit}

    def range_rows(self) -> list[Row]:
        """Return every majority's frames and what they span as tidy rows; money in the file's currency."""
        return [
            row for y in self.figures.years for found in self.ranges(y) for row in self._rows_of_range(found)
        ]

    def _rows_of_range(self, found: Range) -> Iterator[Row]:
        currency = self.scenario.currency
        amounts = [
            ("", "indexation", found.indexation),
            ("", "robust", found.robust),
            ("", "least", found.least),
            ("", "greatest", found.greatest),
            ("", "contested", found.contested),
            ("", "agreed", abs(found.agreed)),
            *((id_, "frame", frame) for id_, frame in found.frames.items()),
        ]
        for majority, quantity, amount in amounts:
            yield {
                "majority": majority,
                "year": found.year,
                "committee": found.committee,
                "quantity": quantity,
                "value": written(amount * PER_MSEK[currency]),
                "unit": currency,
            }

    def party_rows(self) -> list[Row]:
        """Return each party's seats and in how many minimal majorities it is needed, as tidy rows."""
        needed, rows = self.needed, []
        for p, party in sorted(self.scenario.parties.items()):
            rows.append({"party": p, "quantity": "seats", "value": party.seats, "unit": "seats"})
            if needed is not None:
                for quantity, value in (
                    ("needed_in", needed[p]),
                    ("minimal_majorities", len(self.listed or ())),
                ):
                    rows.append({"party": p, "quantity": quantity, "value": value, "unit": "majorities"})
        return rows

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        return {
            "minimal": self.minimal,
            "regret_in": "percent" if self.relative else "points",
            "largest_regret": written(self.largest),
            "bound": written(self.bound),
            "deciding": [o.id for o in self.deciding],
            "certificates": {
                o.id: {
                    "primal": residual_written(o.certificate.primal),
                    "dual": residual_written(o.certificate.dual),
                    "gap": residual_written(o.certificate.gap),
                    "recomputed_value": written(o.certificate.recomputed_value),
                    "dual_bound": written(o.certificate.dual_bound),
                }
                for o in self.outlooks
            },
            "majorities": self.rows(),
            "parties": self.party_rows(),
        }

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {
            "majorities": (MAJORITIES, self.rows),
            "ranges": (RANGES, self.range_rows),
            "parties": (PARTIES, self.party_rows),
        }


def majorities(
    scenario: Scenario | str | Path | Mapping[str, Any], *, minimal: bool = False, relative: bool = False
) -> Majorities:
    """Find the best plan of each majority, and the frames whose largest regret over them is least.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        minimal: Whether to count every minimal majority beside those that the file names.
        relative: Whether to make the largest regret in per cent of V_m* least, not in points.

    Raises:
        ScenarioError: The file is wrong, its objective is not V alone, or there is no majority with weights.
        NoPlanError: The limits leave no plan.
        UncertifiedError: An answer did not pass its own check.
    """
    asked = scenario if isinstance(scenario, Scenario) else read(scenario)
    refuse_other_forms(asked)
    found = majorities_of(asked, minimal=minimal)
    stated = state(asked)
    weights = weights_of(stated.figures, found)
    costs = np.array([_cost(stated, weights[m.id]) for m in found])
    own = list(_own_plans(stated, found, weights, costs))
    best = [plan.value for plan, _ in own]
    if relative:
        _refuse_relative(asked, found, best)
    least = least_regret(stated.program, costs, best, relative=relative)
    if least is None:
        raise SolverFaultError("no robust plan, though every majority has a plan (numerical)")
    plan = _robust_plan(stated, least)
    baseline = indexed(stated.figures, stated.baseline)
    outlooks = tuple(
        Outlook(
            majority=m,
            weights=weights[m.id],
            plan=own_plan,
            best=own_plan.value,
            indexation=value_by(baseline, weights[m.id]),
            robust=value_by(plan, weights[m.id]),
            decides=k in least.binding,
            certificate=certificate,
        )
        for k, (m, (own_plan, certificate)) in enumerate(zip(found, own, strict=True))
    )
    study = Majorities(
        stated=stated,
        minimal=minimal,
        relative=relative,
        outlooks=outlooks,
        plan=plan,
        largest=least.largest,
        bound=least.bound,
        listed=listed_majorities(asked),
    )
    _check(study)
    return study


def _cost(stated: StatedScenario, weights: Mapping[tuple[str, int], float]) -> Array:
    """Return the objective of the program with other weights, shape (columns,)."""
    cost = stated.program.cost.copy()
    for j, (kind, key) in enumerate(stated.program.columns):
        if kind == "attainment":
            g, y = str(key[0]), int(key[1])
            cost[j] = stated.figures.discount[y] * weights[g, y]
    return cost


def _own_plans(
    stated: StatedScenario, found: Sequence[Majority], weights: Mapping[str, GoalWeights], costs: Array
) -> Iterator[tuple[Plan, Certificate]]:
    """Yield the best plan of each majority, its value by the majority's weights, and its certificate.

    Raises:
        NoPlanError: The limits leave no plan.
        ScenarioError: A weight is too small for any answer to be reliable.
        UncertifiedError: A plan did not pass its own check.
    """
    solver, families = WarmSolver(stated.program), tuple(stated.formulation.families.values())
    for m, cost in zip(found, costs, strict=True):
        program = replace(stated.program, cost=cost)
        _refuse_unsound(stated.scenario, m, program)
        solver.aim(cost, program.offset)
        optimum = solver.optimise()
        if optimum is None:
            raise diagnose(stated.formulation, stated.program)
        prove(program, optimum)
        x = nearest_of(program, optimum, stated.baseline.frame, stated.figures.need)
        plan = stated.plan(x, f"majorities.{m.id}")
        plan = replace(plan, value=value_by(plan, weights[m.id]))
        broken = plan.broken(families, roles=("limit", "rule", "account"))
        yield plan, certify(program, optimum, x, plan, broken)


def _robust_plan(stated: StatedScenario, least: LeastRegret) -> Plan:
    """Return the plan of the least regrets that is nearest to indexation, checked against every rule.

    Raises:
        UncertifiedError: It breaks a rule.
    """
    last = least.stages[-1]
    x = nearest_of(last.program, last.optimum, stated.baseline.frame, stated.figures.need)
    plan = stated.plan(x, "robust")
    broken = plan.broken(stated.formulation.families.values(), roles=("limit", "rule", "account"))
    off = residual(last.program, x)
    if broken or off > PRIMAL:
        told = "; ".join(f"{b.rows.name} {b.index} is broken by {b.amount:.3g}" for b in broken)
        raise UncertifiedError(f"the robust plan: largest residual of a row {off:.3g}; {told}")
    return plan


def _check(study: Majorities) -> None:
    """Check the regrets by the response curves: the largest is the proved one, and no plan is better than V_m*.

    Raises:
        UncertifiedError: It is not, or one is.
    """
    scale = {o.id: PER_CENT / o.best if study.relative else 1.0 for o in study.outlooks}
    seen = max(scale[o.id] * (o.best - o.robust) for o in study.outlooks)
    above = max(o.robust - o.best for o in study.outlooks)
    if abs(seen - study.bound) > (GAP + NOTHING) * max(1.0, *scale.values()) or above > GAP:
        raise UncertifiedError(
            f"the largest regret is {seen!r} by the curves and {study.bound!r} by the solver; a plan is better than a "
            f"majority's own best by {above:.3g} points"
        )


def _refuse_relative(scenario: Scenario, found: Sequence[Majority], best: Sequence[float]) -> None:
    """Check that V_m* is above 0 for every majority, so that regret is a part of it.

    Raises:
        ScenarioError: It is not.
    """
    for m, value in zip(found, best, strict=True):
        if value <= NOTHING:
            path = f"majorities.{m.id}" if m.named else "majorities"
            problem = Problem(
                path=path,
                place=scenario.origin.place(path),
                sv=f"V är {value:.3g} i den bästa planen för {m.id}, så ånger i procent av V säger ingenting; räkna "
                "utan --relative",
                en=f"V is {value:.3g} in the best plan of {m.id}, so that regret in per cent of V says nothing; leave "
                "out --relative",
            )
            raise ScenarioError((problem,), scenario.language)


def _refuse_unsound(scenario: Scenario, m: Majority, program: LinearProgram) -> None:
    """Check that no weight is so small that the solver would drop it.

    Raises:
        ScenarioError: One is.
    """
    try:
        program.check()
    except UnsoundModelError as unsound:
        path = f"majorities.{m.id}" if m.named else "parties"
        problem = Problem(
            path=path,
            place=scenario.origin.place(path),
            sv=f"ett mål får vikten {unsound.value:.3g} i {m.id}, så lite att inget svar går att lita på; skriv 0 "
            "eller en större vikt",
            en=f"a goal has the weight {unsound.value:.3g} in {m.id}, so little that no answer can be trusted; write 0 "
            "or a larger weight",
        )
        raise ScenarioError((problem,), scenario.language) from unsound


def _yes(truth: bool) -> str:  # noqa: FBT001 - a word for it
    return "yes" if truth else "no"
