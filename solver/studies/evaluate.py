r"""Evaluate somebody's proposal: what it gives, what it breaks, and the least change that repairs it.

.. math::  repair = \arg\min_{x \in X} \sum_{c,t} |frame_{ct} - frame^{plan}_{ct}|

over X, the plans that keep every limit. In words: the value and the goals of a plan by the same functions as
the computed proposal's, the limits that it breaks, how far it is from the best plan under the same rules with
the plan's own total, and the nearest frames that break no limit. The rule that unmeasured activities keep their
shares binds proposals of the program only; the repair is free of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models import baselines
from models.reading import read
from models.scenario import Scenario
from models.units import PER_MSEK
from solver.answer.own_priorities import own_priorities
from solver.answer.stating import StatedScenario, state
from solver.answer.tie_break import least_deviation, least_moved
from solver.output.rows import Row, breach, located, written
from solver.program.certificate import TIE_BREAK_FACE
from solver.program.warm import SolverFaultError, WarmSolver
from solver.studies.given import PlanSource, plan_of
from solver.studies.study import PlanStudy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from models.constraint import Breach
    from models.plan import Plan
    from solver.program.compiled import Array, LinearProgram
    from solver.studies.study import Tables

COLUMNS = ("plan", "year", "committee", "goal", "row", "quantity", "value", "unit")
"""Columns of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """The nearest plan that breaks no limit.

    Attributes:
        plan: The plan.
        moved: Σ|frame − the plan's frame| [MSEK].
        spent: Σ|spend − the plan's spend| [MSEK].
    """

    plan: Plan
    moved: float
    spent: float


@dataclass(frozen=True, kw_only=True, repr=False)
class Evaluation(PlanStudy):
    """The evaluation of a plan.

    Attributes:
        stated: The scenario.
        plan: The plan.
        indexation: The baseline that it is compared with.
        proposal: The best plan with the scenario's total; None if the limits leave none.
        best: The best plan with the plan's own total; the proposal where it has no total of its own.
        own: The plan's frames with each committee choosing inside its own; None where a frame does not
            cover its fixed amounts.
        broken: The limits that it breaks.
        repair: The nearest plan that breaks none; None if no plan with its total does.
    """

    study = "evaluate"

    stated: StatedScenario
    plan: Plan
    indexation: Plan
    proposal: Plan | None
    best: Plan | None
    own: Plan | None
    broken: tuple[Breach, ...]
    repair: Repair | None

    @property
    def value(self) -> float:
        """V of the plan [points]."""
        return self.plan.value

    @property
    def plans(self) -> dict[str, Plan]:
        """Every plan that it was compared with, the plan itself first."""
        found = {
            "plan": self.plan,
            "indexation": self.indexation,
            "proposal": self.proposal,
            "best_same_total": self.best if self.plan.own_total else None,
            "own_priorities": self.own,
            "repair": self.repair.plan if self.repair else None,
        }
        return {id_: plan for id_, plan in found.items() if plan is not None}

    def distance(self, other: Plan) -> float:
        """Return Σ|frame − the plan's frame| over committees and plan years [MSEK]."""
        return _distance(self.plan, other)

    def rows(self) -> list[Row]:
        """Return the rows of the table."""
        return [{**dict.fromkeys(COLUMNS, ""), **row} for row in _rows(self)]

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        s, scale = self.scenario, PER_MSEK[self.scenario.currency]
        compared = {
            id_: {
                "value": written(p.value),
                "value_difference": written(self.value - p.value),
                "frames_distance": written(self.distance(p) * scale),
            }
            for id_, p in self.plans.items()
            if id_ != "plan"
        }
        return {
            "plan": {"id": self.plan.id, "name": self.plan.name, "own_total": self.plan.own_total},
            "value": written(self.value),
            "compared_with": compared,
            "broken": [
                {**breach(s, b), "place": str(s.origin.place(b.rows.path(*b.index)) or "")}
                for b in self.broken
            ],
            "repair": None
            if self.repair is None
            else {
                "frames_moved": written(self.repair.moved * scale),
                "spend_moved": written(self.repair.spent * scale),
                "value": written(self.repair.plan.value),
            },
        }

    @property
    def folder(self) -> str:
        """The name of its folder, by the plan."""
        return f"evaluate-{self.plan.id}"

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"evaluation": (COLUMNS, self.rows)}


def evaluate(
    scenario: Scenario | str | Path | Mapping[str, Any],
    plan: PlanSource,
    *,
    differences_to: str | None = None,
    based_on: str | None = None,
) -> Evaluation:
    """Evaluate somebody's plan by the functions and rules that a computed proposal answers to.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        plan: A given plan's id, ``indexation``, ``volume`` or ``proposal``; the path of a CSV or Excel sheet;
            a mapping shaped as an entry of ``plans``; or a plan.
        differences_to: The numbers of a sheet are differences to this plan.
        based_on: The plan that supplies what a sheet does not name.

    Raises:
        ScenarioError: The scenario, the plan or its sheet is wrong.
    """
    stated = state(scenario if isinstance(scenario, Scenario) else read(scenario))
    given = plan_of(stated, plan, differences_to=differences_to, based_on=based_on)
    formulation, program = stated.formulation, stated.program
    same_total = with_total(program, given)
    proposal = stated.best()
    own = own_priorities(formulation, program, given)
    return Evaluation(
        stated=stated,
        plan=given,
        indexation=baselines.indexed(stated.figures, stated.baseline),
        proposal=proposal,
        best=stated.best(WarmSolver(same_total)) if given.own_total else proposal,
        own=None if own is None else stated.plan(own, "own_priorities"),
        broken=given.broken(formulation.families.values()),
        repair=_repair(stated, same_total, given),
    )


def with_total(program: LinearProgram, plan: Plan) -> LinearProgram:
    """Return the program with a plan's own total in place of the scenario's."""
    by = np.zeros(len(program.rows))
    for i, (family, index) in enumerate(program.rows):
        if family == "total":
            y = int(index[0])
            by[i] = plan.q.given_total[y] - plan.q.figures.total[y]
    return program.shifted(by)


# ----------------------------------------------------------------------------------------------------- the repair


def _distance(plan: Plan, other: Plan) -> float:
    f = plan.q.figures
    return sum(abs(float(other.q.frame[c, y] - plan.q.frame[c, y])) for c in f.committees for y in f.years)


def _repair(stated: StatedScenario, program: LinearProgram, plan: Plan) -> Repair | None:
    """Find the nearest frames that keep every limit, then the nearest spends, then the least through balances."""
    solver = WarmSolver(program)
    free = np.array(
        [
            i
            for i, (family, _) in enumerate(program.rows)
            if family in stated.formulation.families and stated.formulation.families[family].role == "rule"
        ],
        np.int32,
    )
    if free.size:
        solver.limit(free, np.full(free.size, -np.inf), np.full(free.size, np.inf))
    solver.aim(np.zeros(len(program.columns)))
    if solver.optimise() is None:
        return None
    frames = least_deviation(solver, program, "frame", plan.q.frame, lambda *_: 1.0)
    at = frames.x[: len(program.columns)]
    solver.hold(frames, TIE_BREAK_FACE)
    solver.hold(least_deviation(solver, program, "frame", plan.q.frame), TIE_BREAK_FACE)
    spends = least_moved(solver, program, least_deviation(solver, program, "spend", plan.q.spend))
    x: Array = spends.x[: len(program.columns)]
    repaired = stated.plan(x, "repair")
    least = sum(
        abs(at[j] - plan.q.frame[name[1]])  # type: ignore[index]
        for j, name in enumerate(program.columns)
        if name[0] == "frame"
    )
    distance = _distance(plan, repaired)
    if distance > least + 1e-5 or repaired.broken(stated.formulation.families.values()):
        raise SolverFaultError("the repaired plan did not stand up to its check")
    f = stated.figures
    spent = sum(abs(repaired.q.spend[key] - plan.q.spend[key]) for key in f.need)
    return Repair(plan=repaired, moved=distance, spent=spent)


# ------------------------------------------------------------------------------------------------------ the table


def _rows(e: Evaluation) -> Iterator[Row]:
    s, scale = e.scenario, PER_MSEK[e.scenario.currency]

    def money(amount: float) -> Row:
        return {"value": written(amount * scale), "unit": s.currency}

    def points(value: float) -> Row:
        return {"value": written(value), "unit": "points"}

    f = e.stated.figures
    for id_, plan in e.plans.items():
        yield {"plan": id_, "quantity": "value", **points(plan.value)}
        for c in f.committees:
            for y in f.years:
                where = {"plan": id_, "year": y, "committee": c}
                yield {**where, "quantity": "frame", **money(plan.q.frame[c, y])}
                if id_ != "plan":
                    less = plan.q.frame[c, y] - e.plan.q.frame[c, y]
                    yield {**where, "quantity": "frame_against_plan", **money(less)}
        for y in f.years:
            yield {"plan": id_, "year": y, "quantity": "reserve", **money(plan.q.reserve[y])}
            yield {"plan": id_, "year": y, "quantity": "total", **money(plan.q.total[y])}
        for (g, y), value in sorted(plan.q.attainment.items()):
            yield {"plan": id_, "year": y, "goal": g, "quantity": "attainment", **points(value)}
    for b in e.broken:
        where = located(b.rows, b.index)
        amount = money(b.amount) if b.rows.unit == "money" else points(b.amount)
        yield {
            "plan": "plan",
            "year": where["year"],
            "committee": where["committee"] or where["activity"] or where["decision"],
            "goal": where["goal"],
            "row": b.rows.name,
            "quantity": "broken",
            **amount,
        }
