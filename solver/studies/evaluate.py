r"""Evaluate somebody's proposal: what it gives, what it breaks, and the least change that repairs it.

.. math:: repair = \arg\min_{x \in X} \sum_{c,t} |frame_{ct} - frame^{plan}_{ct}|

over X, the plans that keep every limit. In words: the value and the goals of a plan by the same functions as
the computed proposal's, the limits that it breaks, how far it is from the best plan under the same rules that
hands out no more, and the nearest frames that break no limit. Its difference from indexation is split: what
the money does is the difference between an indexation that hands out as much and indexation; what the
division does is the rest. The rule that unmeasured activities keep their shares binds proposals of the
program only; the repair is free of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models import baselines
from models.plan import TOLERANCE
from models.problems import one_of
from models.reading import document, read
from models.scenario import Scenario
from models.units import PER_MSEK
from solver.answer.own_priorities import own_priorities
from solver.answer.reasons import moved
from solver.answer.standing import standing
from solver.answer.stating import StatedScenario, state
from solver.answer.tie_break import least_deviation, least_moved
from solver.answer.worth import handed_out, worth_in_money
from solver.output.rows import Row, breach, located, written
from solver.program.certificate import TIE_BREAK_FACE
from solver.program.warm import SolverFaultError, WarmSolver
from solver.studies.given import GivenStudy, PlanSource, judged, plan_of
from solver.studies.views import indexed_as_much

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from models.constraint import Breach
    from models.plan import Plan
    from solver.program.compiled import Array, LinearProgram
    from solver.studies.study import Tables

ITS_OWN = ("plan", "own_priorities", "repair")
"""The plan, and those with its frames or nearly: their V is a verdict on it."""
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
class Evaluation(GivenStudy):
    """The evaluation of a plan.

    Attributes:
        stated: The scenario.
        plan: The plan.
        indexation: The baseline that it is compared with.
        proposal: The best plan with the scenario's total; None if the limits leave none.
        best: The best plan with the plan's own total that leaves as much in the reserve; the proposal where the plan
            has no other total and leaves no more than it must.
        same_indexation: Indexation that hands out as much as the plan in each year.
        worth: What the plan's division is worth, against that indexation [MSEK a year]; None where curves end before,
            or where the plan is not judged.
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
    same_indexation: Plan
    worth: float | None
    own: Plan | None
    broken: tuple[Breach, ...]
    repair: Repair | None

    @property
    def value(self) -> float:
        """V of the plan [points]."""
        return self.plan.value

    @property
    def judged(self) -> bool:
        """Whether the plan can be judged, because need follows the population."""
        return judged(self.scenario)

    @property
    def gain(self) -> tuple[float, float]:
        """Effects of the money and of the division on V, against indexation [points]."""
        return (
            self.same_indexation.value - self.indexation.value,
            self.value - self.same_indexation.value,
        )

    @property
    def more(self) -> dict[int, float]:
        """How much more than indexation the plan hands out each planned year [MSEK]."""
        f = self.stated.figures
        more = {
            y: sum(float(self.plan.q.frame[c, y] - self.indexation.q.frame[c, y]) for c in f.committees)
            for y in f.open_years
        }
        return {y: amount if abs(amount) > TOLERANCE else 0.0 for y, amount in more.items()}

    @property
    def same_money(self) -> bool:
        """Whether the plan hands out as much as indexation, within its own precision, and has no other total."""
        half = self.plan.precision.half if self.plan.precision else 0.0
        some = len(self.stated.figures.committees) * half + TOLERANCE
        return not self.plan.own_total and all(abs(amount) <= some for amount in self.more.values())

    @property
    def tax_rates(self) -> dict[int, tuple[float | None, float | None]]:
        """The scenario's and the plan's tax rate each planned year [kr per 100 kr]; None where not stated."""
        ours, plans = self.scenario.frame.tax_rate or {}, self.scenario.plans
        theirs = plans[self.plan.id].tax_rate if self.plan.id in plans else {}
        return {y: (ours.get(y), theirs.get(y)) for y in self.stated.figures.open_years}

    @property
    def plans(self) -> dict[str, Plan]:
        """Every plan that it was compared with, the plan itself first."""
        found = {
            "plan": self.plan,
            "indexation": self.indexation,
            "proposal": self.proposal,
            "best_same_total": None if self.best is self.proposal else self.best,
            "indexation_same_money": self.same_indexation,
            "own_priorities": self.own,
            "repair": self.repair.plan if self.repair else None,
        }
        return {id_: plan for id_, plan in found.items() if plan is not None}

    def told(self, id_: str) -> float | None:
        """Return V of a plan as files tell it [points]; None where it would judge a plan that is not judged.

        Args:
            id_: Id in ``plans``.

        Raises:
            UnknownNameError: There is no such plan.
        """
        plan = self.plans[one_of(id_, self.plans, "plans")]
        return written(plan.value) if self.judged or id_ not in ITS_OWN else None

    def reallocated(self, other: Plan) -> float:
        """Return what is moved between committees from another plan to the plan, the sum of the plan years [MSEK].

        In each year it is the smaller of the sum of increases and the sum of decreases of frames.
        """
        f = self.stated.figures
        return sum(
            moved(float(self.plan.q.frame[c, y] - other.q.frame[c, y]) for c in f.committees) for y in f.years
        )

    def rows(self) -> list[Row]:
        """Return the rows of the table."""
        return [{**dict.fromkeys(COLUMNS, ""), **row} for row in _rows(self)]

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        s, scale, said = self.scenario, PER_MSEK[self.scenario.currency], document(self.scenario)
        compared = {
            id_: {
                "value": self.told(id_),
                "value_difference": written(self.value - p.value) if self.judged else None,
                "reallocated": written(self.reallocated(p) * scale),
            }
            for id_, p in self.plans.items()
            if id_ != "plan"
        }
        return {
            "plan": {"id": self.plan.id, "name": self.plan.name, "own_total": self.plan.own_total},
            "questions": list(self.questions),
            "value": self.told("plan"),
            "judged": self.judged,
            "gain": {
                part: written(points) if self.judged else None
                for part, points in zip(("money", "division"), self.gain, strict=True)
            },
            "division_in_money": None if self.worth is None else written(self.worth * scale),
            "handed_out_more": {str(y): written(amount * scale) for y, amount in self.more.items()},
            "tax_rates": {
                str(y): {"scenario": ours, "plan": theirs} for y, (ours, theirs) in self.tax_rates.items()
            },
            "compared_with": compared,
            "broken": [
                {
                    **breach(s, b),
                    "place": s.origin.within(str(s.origin.place(b.rows.path(*b.index)) or "")),
                    "standing": standing(said, b.rows, b.index),
                }
                for b in self.broken
            ],
            "repair": None
            if self.repair is None
            else {
                "frames_moved": written(self.repair.moved * scale),
                "spend_moved": written(self.repair.spent * scale),
                "value": self.told("repair"),
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
    sheet_map: str | Path | None = None,
) -> Evaluation:
    """Evaluate somebody's plan by the functions and rules that a computed proposal answers to.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        plan: A given plan's id, ``indexation``, ``volume`` or ``proposal``; the path of a CSV or Excel sheet;
            a mapping shaped as an entry of ``plans``; or a plan.
        differences_to: The numbers of a sheet are differences to this plan.
        based_on: The plan that supplies what a sheet does not name.
        sheet_map: Path of a map (YAML) of a sheet of any layout.

    Raises:
        ScenarioError: The scenario, the plan or its sheet is wrong.
    """
    stated = state(scenario if isinstance(scenario, Scenario) else read(scenario))
    given = plan_of(stated, plan, differences_to=differences_to, based_on=based_on, sheet_map=sheet_map)
    formulation, program = stated.formulation, stated.program
    same_total = with_total(program, given)
    proposal = stated.best()
    handed = handed_out(given)
    own = own_priorities(formulation, program, given)
    return Evaluation(
        stated=stated,
        plan=given,
        indexation=baselines.indexed(stated.figures, stated.baseline),
        proposal=proposal,
        best=_best(stated, same_total, given, proposal),
        same_indexation=indexed_as_much(stated, given),
        worth=worth_in_money(stated.figures, given, handed) if judged(stated.scenario) else None,
        own=None if own is None else stated.plan(own, "own_priorities"),
        broken=given.broken(formulation.families.values()),
        repair=_repair(stated, same_total, given),
    )


def _best(stated: StatedScenario, program: LinearProgram, plan: Plan, proposal: Plan | None) -> Plan | None:
    """Return the best plan with a plan's total that leaves as much in the reserve; None where limits leave none."""
    least = {y: stated.figures.reserve_share[y] * plan.q.total[y] for y in stated.figures.years}
    idle = {y: amount for y, amount in plan.q.reserve.items() if amount > least[y] + TOLERANCE}
    if not idle and not plan.own_total:
        return proposal
    solver = WarmSolver(program)
    kept = {
        j: idle[int(i[0])]
        for j, (kind, i) in enumerate(program.columns)
        if kind == "reserve" and i[0] in idle
    }
    columns = np.array(list(kept), np.int32)
    solver.bound(columns, np.array(list(kept.values())), np.full(len(kept), np.inf))
    return stated.best(solver)


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
        yield {"plan": id_, "quantity": "value", "value": e.told(id_), "unit": "points"}
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
