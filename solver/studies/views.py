r"""How others see it: the best plan under each stated set of weights, and everyone's plan by everyone's yardstick.

A *view* is the scenario's own weights, a profile, or a party with weights. Goals that a profile does not name keep
their stated weight; goals that a party does not name weigh 0. What multiplies stated weights, what is measured, the
money and the rules are those of the scenario.

A plan is measured in money against indexation: the least amount a year by which indexation's total would have to be
another for it to reach the plan's V under the view's weights,

.. math::  \min \{ \Delta : V_w(indexation(given\_total + \Delta)) \ge V_w(plan) \},

For a given plan indexation hands out as much as the plan does, so that what is compared is the division of the same
money. No view comes before another.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a field of the dataclass
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from models.baselines import frames_of
from models.indexation import indexation
from models.plan import Choices, complete
from models.problems import one_of
from models.units import PER_MSEK
from solver.answer.result import BUILT_IN, Result
from solver.answer.stating import state
from solver.answer.worth import handed_out, worth_in_money
from solver.levers.engine import refuse_other_forms
from solver.output.rows import Row, written
from solver.program.warm import SolverFaultError
from solver.studies.asking import answered
from solver.studies.given import judged
from solver.studies.moving import ENOUGH
from solver.studies.study import AnswerStudy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from models.figures import Figures
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.answer.stating import StatedScenario
    from solver.studies.study import Tables

Kind = Literal["stated", "profile", "party"]
STATED = "stated"
"""Id of the scenario's own weights; no profile and no party may have it."""
SECTION = {"profile": "profiles", "party": "parties"}
"""Section of the file that a view stands in."""
VIEWS = ("view", "kind", "year", "committee", "quantity", "value", "unit")
MATRIX = ("plan", "view", "value", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A set of weights, and the best plan under it.

    Attributes:
        id: ``stated``, or the id of the profile or party.
        name: Name to display; empty for the scenario's own weights, which the report names.
        owner: Who stands behind the weights.
        kind: Whether they are the scenario's own, a profile's or a party's.
        weights: Stated weight of each goal.
        figures: Figures of the scenario with these weights.
        plan: The best plan under them; its id is ``proposal``, ``profiles.ID`` or ``parties.ID``.
    """

    id: str
    name: str
    owner: str
    kind: Kind
    weights: Mapping[str, float]
    figures: Figures
    plan: Plan

    @property
    def frames(self) -> dict[tuple[str, int], float]:
        """Frames of its plan by committee and plan year [MSEK]."""
        return frames_of(self.plan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """A committee that gets more than indexation by some views and less by others.

    Attributes:
        committee: The committee.
        year: The plan year.
        more: Ids of the views whose plan gives it more than indexation.
        less: Ids of the views whose plan gives it less.
    """

    committee: str
    year: int
    more: tuple[str, ...]
    less: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, repr=False)
class Views(AnswerStudy):
    """The answer as others see it.

    Attributes:
        result: The answer.
        views: The scenario's own weights, then profiles and parties in the order of the file.
        plans: The plans that are measured, by id: each view's, each given plan, and indexation. Given plans are not
            judged where no activity's need follows the population.
        matrix: What each plan is worth by each view against indexation with the same money [MSEK a year], by plan id
            and view id; negative where it is worse. None where the curves end before.
    """

    study = "views"

    result: Result
    views: tuple[View, ...]
    plans: Mapping[str, Plan]
    matrix: Mapping[tuple[str, str], float | None]

    def difference(self, view: View, committee: str, year: int) -> float:
        """Return how much more a committee gets in a view's plan than under indexation [MSEK].

        Raises:
            UnknownNameError: There is no such committee or plan year.
        """
        one_of(committee, self.figures.committees, "committees")
        one_of(year, self.figures.years, "plan years")
        indexed = self.result.plans["indexation"].q.frame
        return float(view.plan.q.frame[committee, year] - indexed[committee, year])

    @property
    def turning(self) -> tuple[Turning, ...]:
        """Committees and years where the sign against indexation differs between views, in the order of the file."""
        return tuple(
            turning
            for c in self.scenario.committees
            for y in self.figures.years
            if (turning := self._turning(c, y)).more and turning.less
        )

    def _turning(self, c: str, y: int) -> Turning:
        change = {view.id: self.difference(view, c, y) for view in self.views}
        return Turning(
            committee=c,
            year=y,
            more=tuple(id_ for id_, amount in change.items() if amount > ENOUGH),
            less=tuple(id_ for id_, amount in change.items() if amount < -ENOUGH),
        )

    def rows(self) -> list[Row]:
        """Return the frames of every view's plan as tidy rows; money in the file's currency."""
        return list(self._rows())

    def _rows(self) -> Iterator[Row]:
        currency = self.scenario.currency
        for view in self.views:
            for c in self.scenario.committees:
                for y in self.figures.years:
                    where = {"view": view.id, "kind": view.kind, "year": y, "committee": c}
                    for quantity, amount in (
                        ("frame", view.plan.q.frame[c, y]),
                        ("against_indexation", self.difference(view, c, y)),
                    ):
                        value = written(amount * PER_MSEK[currency])
                        yield {**where, "quantity": quantity, "value": value, "unit": currency}

    def matrix_rows(self) -> list[Row]:
        """Return the matrix as tidy rows; no value where the curves end before."""
        currency = self.scenario.currency
        return [
            {
                "plan": plan,
                "view": view,
                "value": "" if amount is None else written(amount * PER_MSEK[currency]),
                "unit": f"{currency}/year",
            }
            for (plan, view), amount in self.matrix.items()
        ]

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"views": (VIEWS, self.rows), "matrix": (MATRIX, self.matrix_rows)}

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        return {
            "views": [
                {
                    "id": view.id,
                    "name": view.name,
                    "owner": view.owner,
                    "kind": view.kind,
                    "plan": view.plan.id,
                    "weights": {g: written(weight) for g, weight in sorted(view.weights.items())},
                }
                for view in self.views
            ],
            "matrix": self.matrix_rows(),
            "turning": [
                {"committee": t.committee, "year": t.year, "more": list(t.more), "less": list(t.less)}
                for t in self.turning
            ],
        }


def views(scenario: Result | Scenario | str | Path | Mapping[str, Any]) -> Views:
    """Find the best plan under each stated set of weights, and measure everyone's plan by everyone's yardstick.

    Args:
        scenario: An answer, a scenario, the path of its file, or its content as the file would hold it.

    Raises:
        ScenarioError: The file is wrong, or its objective is not V alone.
        NoPlanError: The limits leave no plan.
        UncertifiedError: An answer did not pass its own check.
    """
    if isinstance(scenario, Result):
        result = scenario
        refuse_other_forms(result.scenario)
    else:
        result, _ = answered(scenario)
    seen = []
    for kind, id_, name, owner, weights in _stated(result.figures):
        figures, plan = result.figures, result.proposal
        if kind != STATED:
            figures, plan = _best(result, f"{SECTION[kind]}.{id_}", weights)
        seen.append(
            View(id=id_, name=name, owner=owner, kind=kind, weights=weights, figures=figures, plan=plan)
        )
    known = (*BUILT_IN, "proposal", *(() if judged(result.scenario) else result.scenario.plans))
    given = {id_: plan for id_, plan in result.plans.items() if id_ not in known}
    plans = {view.plan.id: view.plan for view in seen} | given | {"indexation": result.plans["indexation"]}
    matrix = {
        (id_, view.id): worth_in_money(view.figures, plan, handed_out(plan) if id_ in given else None)
        for id_, plan in plans.items()
        for view in seen
    }
    return Views(result=result, views=tuple(seen), plans=plans, matrix=matrix)


def _stated(figures: Figures) -> Iterator[tuple[Kind, str, str, str, dict[str, float]]]:
    """Yield kind, id, name, owner and stated weights of each view."""
    s, stated = figures.scenario, figures.stated_weight
    yield "stated", STATED, "", s.weights.owner, dict(stated)
    for id_, profile in s.profiles.items():
        yield "profile", id_, profile.name or id_, profile.owner, {**stated, **profile.weights}
    for id_, party in s.parties.items():
        if party.weights is not None:
            weights = {g: party.weights.get(g, 0.0) for g in figures.goals}
            yield "party", id_, party.name or id_, party.name or id_, weights


def _best(result: Result, plan: str, weights: Mapping[str, float]) -> tuple[Figures, Plan]:
    """Return the figures of the scenario with other weights, and the best plan under them.

    Raises:
        SolverFaultError: The solver found none, though the proposal keeps the same limits.
    """
    s = result.scenario
    goals = {g: goal.model_copy(update={"weight": weights[g]}) for g, goal in s.goals.items()}
    stated = state(s.model_copy(update={"goals": goals}), result.figures.as_it_stands)
    best = stated.best(id_=plan)
    if best is None:
        raise SolverFaultError(f"no {plan}, though the proposal is a plan (numerical)")
    return stated.figures, best


# ------------------------------------------------------------------------------------------------ worth in money


def indexed_as_much(stated: StatedScenario, plan: Plan) -> Plan:
    """Return indexation that hands out as much each year as a plan does."""
    figures, total = stated.figures, handed_out(plan)
    indexed = indexation(figures, {y: total[y] - figures.total[y] for y in figures.years})
    choices = Choices(frame=indexed.frame, spend=indexed.spend, total=total)
    return complete(figures, stated.baseline, choices, id_="indexation_same_money")
