"""Why not more, why not less: a computed account of one committee.

The difference from indexation is told in the parts of ``solver.answer.reasons``, the same as in the answer itself.
The account adds the bridge of the proposal from year to year, what the first krona more or less would change, and the
limits that concern the committee.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.bridge import bridge_of, real_change
from models.plan import TOLERANCE
from models.problems import Problem, ScenarioError, did_you_mean
from models.units import PER_MSEK
from solver.answer import reasons
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
    from solver.answer.stating import StatedScenario
    from solver.output.rows import Row
    from solver.program.marginals import Marginal
    from solver.studies.study import Tables

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
        reason: Base, indexation, proposal, the parts of the difference, and the limits that bind.
        bridge: The terms from last year's proposed frame to this year's.
        real: Real change of the proposed frame on the adjusted frame of the year before [share]; None where that is 0.
        more: The changes with one krona more; None where no plan gives the committee more.
        less: The changes with one krona less; None where no plan gives it less.
        marginals: The limits that concern the committee in the year.
    """

    year: int
    reason: reasons.Reason
    bridge: dict[str, float]
    real: float | None
    more: Krona | None
    less: Krona | None
    marginals: tuple[Marginal, ...]

    @property
    def parts(self) -> Mapping[str, float]:
        """The parts of the difference from indexation [MSEK]."""
        return self.reason.parts

    @property
    def amounts(self) -> dict[str, float]:
        """Every amount of the account by its quantity [MSEK]."""
        return {
            "base": self.reason.base,
            "indexation": self.reason.indexation,
            **{f"bridge_{name}": amount for name, amount in self.bridge.items()},
            "proposal": self.reason.proposal,
            "difference": self.reason.difference,
            **{f"part_{name}": self.parts[name] for name in reasons.PARTS},
        }


@dataclass(frozen=True, kw_only=True, repr=False)
class Explanation(AnswerStudy):
    """The account of one committee's frame.

    Attributes:
        result: The answer that is explained.
        committee: The committee.
        years: Its account, year by year.
    """

    study = "explain"

    result: Result
    committee: str
    years: tuple[YearAccount, ...]

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
                    "parts": {name: written(y.parts[name] * scale) for name in reasons.PARTS},
                    "more": None if y.more is None else written(y.more.value),
                    "less": None if y.less is None else written(y.less.value),
                }
                for y in self.years
            },
        }


def explain(scenario: Scenario | str | Path | Mapping[str, Any], committee: str) -> Explanation:
    """Account for a committee's frame: parts that add up, limits that bind, and what the first krona would change.

    Args:
        scenario: A scenario, the path of its file, or its content.
        committee: Id or name of the committee.

    Raises:
        ScenarioError: The file is wrong, has no such committee, or its objective is not V alone.
        NoPlanError: The limits leave no plan.
    """
    result, stated = answered(scenario)
    c = _committee(result.scenario, committee)
    years = tuple(
        YearAccount(
            year=y,
            reason=result.reason(c, y),
            bridge=bridge_of(result.proposal, c, y),
            real=real_change(result.proposal, c, y),
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
        for y in result.figures.open_years
    )
    return Explanation(result=result, committee=c, years=years)


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
            * figures.weight[g, t]
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
