"""Why not more, why not less: a computed account of one committee.

The difference from indexation is divided over four causes by Shapley's value: each cause gets the mean, over all
orders in which the causes could be brought in, of what it changes when its turn comes. So the parts add up exactly
to the difference and no order is preferred. Shapley, *A value for n-person games* (1953); for decompositions
Shorrocks, *Decomposition procedures for distributional analysis* (2013).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np

from models.plan import TOLERANCE
from models.problems import Problem, ScenarioError, did_you_mean
from models.units import PER_MSEK
from solver.answer import reasons
from solver.answer.stating import StatedScenario, state
from solver.answer.tie_break import nearest
from solver.output.rows import written
from solver.program.warm import WarmSolver
from solver.studies.asking import answered
from solver.studies.study import AnswerStudy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from models.plan import Plan
    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.output.rows import Row
    from solver.program.marginals import Marginal
    from solver.studies.study import Tables

Frames = dict[tuple[str, int], float]
CAUSES = ("volume", "price", "goals", "limits")
"""Causes of a difference from indexation: drivers; own prices and efficiency; goals; limits and decisions."""
COLUMNS = ("year", "committee", "quantity", "value", "unit")
"""Columns of the tidy table."""
NUDGE = 1e-3
"""The amount by which a frame is moved to see where the first krona comes from [MSEK]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Krona:
    """The changes that the first krona to or from a committee would make, per MSEK.

    Attributes:
        value: The change of V [points per MSEK]; at most 0, since the proposal is best.
        committees: The changes of other committees' frames, the same year [MSEK per MSEK].
        reserve: The change of the reserve, the same year [MSEK per MSEK].
        activities: The changes of the committee's activities, the same year [MSEK per MSEK].
        goals: The changes of goals, weighted and over all years [points of V per MSEK].
    """

    value: float
    committees: dict[str, float]
    reserve: float
    activities: dict[str, float]
    goals: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearAccount:
    """The account of one committee in one year. All amounts are money.

    Attributes:
        year: The plan year.
        reason: Base, indexation, proposal, and the limits that bind.
        bridge: The terms from last year's frame to indexation.
        parts: The contribution of each cause to the difference from indexation; they add up to it.
        more: The changes with one krona more; None where no plan gives the committee more.
        less: The changes with one krona less; None where no plan gives it less.
        marginals: The limits that concern the committee in the year.
    """

    year: int
    reason: reasons.Reason
    bridge: dict[str, float]
    parts: dict[str, float]
    more: Krona | None
    less: Krona | None
    marginals: tuple[Marginal, ...]

    @property
    def amounts(self) -> dict[str, float]:
        """Every amount of the account by its quantity [MSEK]."""
        return {
            "base": self.reason.base,
            **{f"bridge_{name}": amount for name, amount in self.bridge.items()},
            "proposal": self.reason.proposal,
            "difference": self.reason.difference,
            **{f"part_{cause}": amount for cause, amount in self.parts.items()},
        }


@dataclass(frozen=True, kw_only=True, repr=False)
class Explanation(AnswerStudy):
    """The account of one committee's frame.

    Attributes:
        result: The answer that is explained.
        committee: The committee.
        years: Its account, year by year.
        stand_ins: How many of the sixteen combinations of causes had no plan, so that limits were left out there.
    """

    study = "explain"

    result: Result
    committee: str
    years: tuple[YearAccount, ...]
    stand_ins: int

    @property
    def folder(self) -> str:
        """The name of its folder, by the committee."""
        return f"explain-{self.committee}"

    def rows(self) -> list[Row]:
        """Return the account as tidy rows; money in the file's currency."""
        currency = self.scenario.currency
        return [
            {
                "year": account.year,
                "committee": self.committee,
                "quantity": quantity,
                "value": written(value * PER_MSEK[currency]),
                "unit": currency,
            }
            for account in self.years
            for quantity, value in account.amounts.items()
        ]

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"explanation": (COLUMNS, self.rows)}

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        scale = PER_MSEK[self.scenario.currency]
        return {
            "committee": self.committee,
            "years": {
                str(y.year): {
                    "parts": {cause: written(y.parts[cause] * scale) for cause in CAUSES},
                    "more": None if y.more is None else written(y.more.value),
                    "less": None if y.less is None else written(y.less.value),
                }
                for y in self.years
            },
            "combinations_without_plan": self.stand_ins,
        }


def explain(scenario: Scenario | str | Path | Mapping[str, Any], committee: str) -> Explanation:
    """Account for a committee's frame: causes that add up, limits that bind, and what the first krona would change.

    Args:
        scenario: A scenario, the path of its file, or its content.
        committee: Id or name of the committee.

    Raises:
        ScenarioError: The file is wrong, has no such committee, or its objective is not V alone.
        NoPlanError: The limits leave no plan.
    """
    result, stated = answered(scenario)
    c = _committee(result.scenario, committee)
    shares, stand_ins = shapley(stated, result)
    years = tuple(
        YearAccount(
            year=y,
            reason=result.reason(c, y),
            bridge=result.indexation.bridge[c, y],
            parts={cause: shares[cause][c, y] for cause in CAUSES},
            more=krona(stated, result.proposal, c, y, 1),
            less=krona(stated, result.proposal, c, y, -1),
            marginals=tuple(
                m
                for m in result.marginals
                if m.binds
                and m.index[-1] == y
                and m.rows.role != "account"
                and reasons.concerns(result.figures, m, c)
            ),
        )
        for y in result.figures.years
    )
    return Explanation(result=result, committee=c, years=years, stand_ins=stand_ins)


def _committee(scenario: Scenario, wanted: str) -> str:
    for id_, committee in scenario.committees.items():
        if wanted.casefold() in (id_, (committee.name or id_).casefold()):
            return id_
    sv, en = did_you_mean(wanted, [*scenario.committees])
    problem = Problem(
        path="committees",
        place=scenario.origin.place("committees"),
        sv=f"det finns ingen nämnd {wanted!r}{sv}",
        en=f"there is no committee {wanted!r}{en}",
    )
    raise ScenarioError((problem,), language=scenario.language)


def shapley(stated: StatedScenario, result: Result) -> tuple[dict[str, Frames], int]:
    """Divide every frame's difference from indexation over the causes.

    Returns:
        For each cause its part of every committee's and year's difference [MSEK], and how many combinations of causes
        had no plan, so that the same one without limits stood in.
    """
    frames: dict[frozenset[str], Frames] = {}
    stand_ins = 0
    for n in range(len(CAUSES) + 1):
        for chosen in map(frozenset, combinations(CAUSES, n)):
            found = _frames(stated, result, chosen)
            if found is None:
                stand_ins += 1
                found = frames[chosen - {"limits"}]
            frames[chosen] = found
    keys = result.frames.keys()
    shares: dict[str, Frames] = {}
    for cause in CAUSES:
        others = [c for c in CAUSES if c != cause]
        part = dict.fromkeys(keys, 0.0)
        for n in range(len(others) + 1):
            weight = factorial(n) * factorial(len(others) - n) / factorial(len(CAUSES))
            for before in map(frozenset, combinations(others, n)):
                for key in keys:
                    part[key] += weight * (frames[before | {cause}][key] - frames[before][key])
        shares[cause] = part
    return shares, stand_ins


def _frames(stated: StatedScenario, result: Result, causes: frozenset[str]) -> Frames | None:
    """Return the frames that the causes alone lead to, nearest to indexation among equals; None without a plan."""
    if not causes & {"goals", "limits"}:
        return dict(result.indexation.frame)  # nothing asks for a move
    if causes == set(CAUSES):
        return result.frames
    scenario = _without(stated.scenario, causes)
    here = stated if scenario is stated.scenario else state(scenario)
    program = here.program
    solver = WarmSolver(program)
    if "goals" not in causes:
        solver.aim(np.zeros(len(program.columns)))
    if "limits" not in causes:
        families = here.formulation.families
        loose = np.array(
            [
                i
                for i, (family, _) in enumerate(program.rows)
                if family in families and families[family].role == "limit" and family != "total"
            ],
            np.int32,
        )
        solver.limit(loose, np.full(len(loose), -np.inf), np.full(len(loose), np.inf))
    first = solver.optimise()
    if first is None:
        return None
    plan = here.plan(nearest(solver, program, here.formulation, first), "part")
    return {key: plan.q.frame[key] for key in result.frames}


def _without(scenario: Scenario, causes: frozenset[str]) -> Scenario:
    """Return the scenario with drivers standing still, or with no own prices and no believed efficiency."""
    changes: dict[str, Any] = {}
    if "volume" not in causes and scenario.drivers:
        base = scenario.base_year
        changes["drivers"] = {
            d: dict.fromkeys(series, series[base]) for d, series in scenario.drivers.items()
        }
    if "price" not in causes and any(a.price or a.efficiency for a in scenario.activities.values()):
        changes["activities"] = {
            id_: a.model_copy(update={"price": None, "efficiency": None})
            for id_, a in scenario.activities.items()
        }
    return scenario.model_copy(update=changes) if changes else scenario


def krona(stated: StatedScenario, proposal: Plan, c: str, y: int, side: int) -> Krona | None:
    """Return the changes of the first krona to (side 1) or from (side -1) a committee; None where no plan allows it."""
    solver = WarmSolver(stated.program)
    column = np.array([stated.program.columns.index(("frame", (c, y)))], np.int32)
    to = np.array([proposal.q.frame[c, y] + side * NUDGE])
    if to[0] < 0:
        return None
    solver.bound(column, to, to)
    moved = stated.best(solver, "moved")
    if moved is None:
        return None
    q, old, figures = moved.q, proposal.q, stated.figures

    def per_msek(new: float, before: float) -> float:
        change = (new - before) / NUDGE
        return change if abs(change) > TOLERANCE / NUDGE else 0.0

    goals = {
        g: sum(
            figures.discount[t]
            * figures.weight[g]
            * (min(q.attainment[g, t], 100.0) - min(old.attainment[g, t], 100.0))
            for t in figures.outcome_years
        )
        / NUDGE
        for g in figures.goals
    }
    return Krona(
        value=(moved.value - proposal.value) / NUDGE,
        committees={k: per_msek(q.frame[k, y], old.frame[k, y]) for k in figures.committees if k != c},
        reserve=per_msek(q.reserve[y], old.reserve[y]),
        activities={a: per_msek(q.spend[a, y], old.spend[a, y]) for a in figures.lines_of[c]},
        goals=goals,
    )
