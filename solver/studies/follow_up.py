r"""Follow-up: what was decided, what has happened, what is expected, and how good the forecasts were.

.. math:: deviation_c = frame_c + \sum_i amounts_{ic} - forecast_c

The arithmetic is ``models.follow_up``; here it is asked of a file at a report's date, and told as tidy rows. Nothing is
solved but where what was decided is the computed proposal. The decided plan stays what it was.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from models import baselines
from models.follow_up.balance_requirement import balance_requirement
from models.follow_up.file import Reconciliation
from models.follow_up.goals import changes, lessons, outcomes
from models.follow_up.money import accuracies, decided, steps, vintages
from models.follow_up.reading import read_follow_up
from models.follow_up.report import FollowUp
from models.follow_up.year_end import year_end
from models.indexation import indexation
from models.problems import Problem, ScenarioError
from models.units import PER_MSEK
from solver.answer.stating import state
from solver.output.rows import Row, written
from solver.studies.from_here import from_here
from solver.studies.study import ScenarioStudy

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TypeAlias

    import numpy as np

    from models.figures import Figures
    from models.follow_up.balance_requirement import BalanceRequirement
    from models.follow_up.goals import Learned, Outcome
    from models.follow_up.money import Account, Accuracy, Money, Step
    from models.follow_up.report import Report
    from models.follow_up.year_end import Closing
    from models.plan import Plan
    from solver.studies.from_here import FromHere
    from solver.studies.study import Tables

    Dated: TypeAlias = dt.date | np.datetime64 | str
    """What names a report; a ``Timestamp`` of pandas is a date too."""

MONEY = ("committee", "activity", "quantity", "value", "unit")
BALANCES = ("committee", "year", "quantity", "value", "unit")
GOALS = ("goal", "year", "quantity", "value", "unit")
LEARNING = ("goal", "quantity", "value", "unit")
ACCURACY = ("report", "committee", "quantity", "value", "unit")
CLOSING = ("opening", "own", "restored", "kept", "returned", "borne", "decided", "closing")
"""Terms of a committee's year-end, in their order."""


@dataclass(frozen=True, kw_only=True, repr=False)
class FollowUpStudy(ScenarioStudy):
    """A follow-up at one of its reports.

    Attributes:
        follow_up: The follow-up.
        moneys: Money of every report up to the one that is told, in date order.
        against: Money of the report that it is compared with; None for the first.
        plan: What was decided, as a plan.
        here: What a re-plan of the same report tells; None where none lies beside.
    """

    study = "follow-up"

    follow_up: FollowUp
    moneys: tuple[Money, ...]
    against: Money | None
    plan: Plan
    here: FromHere | None = None

    @property
    def figures(self) -> Figures:
        """The figures of the scenario."""
        return self.follow_up.figures

    @property
    def subject(self) -> str:
        """The follow-up's title."""
        return self.follow_up.content.title

    @property
    def folder(self) -> str:
        """The name of its folder, by the report's date."""
        return f"follow-up/{self.report.date.isoformat()}"

    @property
    def money(self) -> Money:
        """The money of the report that is told."""
        return self.moneys[-1]

    @property
    def report(self) -> Report:
        """The report that is told."""
        return self.money.report

    @property
    def outcome(self) -> bool:
        """Whether it tells the year's outcome."""
        return self.report.outcome

    @cached_property
    def steps(self) -> dict[str, Step]:
        """From the deviations of the report that it is compared with, by committee; empty for the first."""
        return {} if self.against is None else steps(self.money, self.against)

    @cached_property
    def year_end(self) -> dict[str, Closing]:
        """The year-end by the stated rule, by committee; expected where the report is no outcome."""
        return year_end(self.follow_up, self.money)

    @cached_property
    def balance_requirement(self) -> BalanceRequirement | None:
        """The reconciliation of the balance requirement; None where the result is not told.

        Before the year's end it has the expected result and the withdrawal, and no adjustments.
        """
        if self.money.result is None:
            return None
        given = self.follow_up.reconciliation(self.report)
        if given is None and self.money.municipality.withdrawal:
            given = Reconciliation(from_reserve=self.money.municipality.withdrawal)
        return balance_requirement(self.money.result, given)

    @cached_property
    def accuracies(self) -> dict[tuple[str, str], Accuracy]:
        """How good every forecast was, by date and committee (``""`` for all); empty before the outcome."""
        return accuracies(self.moneys)

    @cached_property
    def goals(self) -> dict[str, Outcome]:
        """Every goal in the followed year: planned, expected by the curves, realised."""
        return outcomes(self.follow_up, self.money, self.plan)

    @cached_property
    def lessons(self) -> dict[str, Learned]:
        """Size of the curves by the outcomes, for each goal; printed, never applied."""
        return lessons(self.follow_up, self.money, self.plan)

    @cached_property
    def largest(self) -> tuple[str, ...]:
        """The committees with the three largest deviations, largest first; exact budgets are not among them."""
        deviations = {c: account.deviation for c, account in self.money.committees.items()}
        told = [
            c for c in sorted(deviations, key=lambda c: (-abs(deviations[c]), c)) if written(deviations[c])
        ]
        return tuple(told[:3])

    # ------------------------------------------------------------------------------------------------- tables

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {
            "money": (MONEY, lambda: list(self._money())),
            "balances": (BALANCES, lambda: list(self._balances())),
            "accuracy": (ACCURACY, lambda: list(self._accuracy())),
            "goals": (GOALS, lambda: list(self._goals())),
            "learning": (LEARNING, lambda: list(self._learning())),
        }

    def _money(self) -> Iterator[Row]:
        for c in self.figures.committees:
            account = self.money.committees[c]
            where = {"committee": c, "activity": ""}
            for quantity, amount in _quantities(account).items():
                yield {**where, "quantity": quantity, **self._amount(amount)}
            yield {**where, "quantity": "own", **self._amount(account.own)}
            if c in self.steps:
                step = self.steps[c]
                yield {**where, "quantity": "last_deviation", **self._amount(step.before)}
                yield {**where, "quantity": "appropriated_since", **self._amount(step.appropriations)}
                yield {**where, "quantity": "forecast_lowered_since", **self._amount(step.forecast)}
        for a, account in sorted(self.money.activities.items()):
            committee = "+".join(self.figures.lines[a].shares)
            for quantity, amount in _quantities(account).items():
                yield {"committee": committee, "activity": a, "quantity": quantity, **self._amount(amount)}
        for quantity, amount in self._whole().items():
            yield {"committee": "", "activity": "", "quantity": quantity, **self._amount(amount)}

    def _whole(self) -> dict[str, float]:
        """Return what is told of the municipality as a whole [MSEK]."""
        m, whole = self.money, self.money.municipality
        told = {
            "budget": m.budget,
            "forecast": m.forecast,
            "deviation": m.deviation,
            "exempt": m.exempt,
            "reserve": m.reserve,
            "revenue": whole.revenue,
            "central": whole.central,
            "withdrawal": whole.withdrawal,
            "result": m.result,
            "result_target": whole.target,
            "balance_result": m.balance_result,
            **{f"bridge:{name}": amount for name, amount in m.bridge.items()},
        }
        if self.balance_requirement is not None:
            told |= {f"balance_requirement:{n}": x for n, x in self.balance_requirement.lines.items()}
        return {name: amount for name, amount in told.items() if amount is not None}

    def _balances(self) -> Iterator[Row]:
        y = self.follow_up.year
        for c, closing in self.year_end.items():
            for term in CLOSING:
                amount = getattr(closing, term)
                yield {"committee": c, "year": y, "quantity": term, **self._amount(amount)}
            for n, amount in sorted(closing.restore.items()):
                yield {"committee": c, "year": y + n, "quantity": "restore", **self._amount(amount)}

    def _accuracy(self) -> Iterator[Row]:
        for (date, c), row in self.accuracies.items():
            told = {
                "outcome_deviation": row.outcome,
                "forecast_deviation": row.forecast,
                "difference": row.difference,
                "trend_deviation": row.trend,
                "trend_difference": row.trend_difference,
            }
            for quantity, amount in told.items():
                if amount is not None:
                    yield {"report": date, "committee": c, "quantity": quantity, **self._amount(amount)}

    def _goals(self) -> Iterator[Row]:
        for g, found in self.goals.items():
            where = {"goal": g, "year": self.follow_up.year}
            for quantity in ("planned", "by_money", "by_need", "expected", "realised", "surprise", "noise"):
                value = getattr(found, quantity)
                if value is not None:
                    yield {**where, "quantity": quantity, "value": written(value), "unit": "points"}
            for quantity in ("verdict", "noise_basis"):
                if (text := getattr(found, quantity)) is not None:
                    yield {**where, "quantity": quantity, "value": text, "unit": ""}

    def _learning(self) -> Iterator[Row]:
        for g, found in self.lessons.items():
            for quantity in ("prior", "size", "sd", "low", "high", "weight", "observations"):
                value = float(getattr(found, quantity))
                unit = {"weight": "share", "observations": "count"}.get(quantity, "factor")
                yield {"goal": g, "quantity": quantity, "value": written(value), "unit": unit}
            for path, scale in changes(self.figures, g, found.size):
                yield {"goal": g, "quantity": f"change:{path}", "value": scale, "unit": "scale"}

    # ------------------------------------------------------------------------------------------------ summary

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        scale = PER_MSEK[self.scenario.currency]
        f, report = self.follow_up, self.report
        return {
            "title": f.content.title,
            "year": f.year,
            "report": report.date.isoformat(),
            "stage": report.stage,
            "vintage": report.vintage.isoformat(),
            "preliminary": report.content.preliminary,
            "compared_with": None if self.against is None else self.against.report.date.isoformat(),
            "plan": {"id": self.money.decided.plan, "name": self.money.decided.name},
            "municipality": {name: written(amount * scale) for name, amount in self._whole().items()},
            "not_told": [
                name
                for name, amount in (
                    ("revenue", self.money.municipality.revenue),
                    ("central", self.money.municipality.central),
                    ("result_target", self.money.municipality.target),
                )
                if amount is None
            ],
            "largest_deviations": list(self.largest),
            "rule": self.scenario.carry_over.rule,
            "digests": {"plan": plan_digest(self.money), "files": dict(sorted(f.files.items()))},
            "follow_up_warnings": list(f.warnings),
        }


def _quantities(account: Account) -> dict[str, float]:
    """Return what is told of a committee or an activity [MSEK]; what is not told is left out."""
    told = {
        "frame": account.frame,
        **{f"appropriation:{id_}": amount for id_, amount in account.appropriations.items()},
        "budget": account.budget,
        "actual": account.actual,
        "period": account.period,
        "forecast": account.forecast,
        "trend": account.trend,
        "deviation": account.deviation,
        "trend_deviation": account.trend_deviation,
        "exempt": account.exempt or None,
        "measures_not_counted": account.measures or None,
    }
    return {name: amount for name, amount in told.items() if amount is not None}


def plan_digest(money: Money) -> str:
    """Return the SHA-256 of what was decided for the year: frames and reserve in öre."""
    what = money.decided
    kept = {c: round(amount, 8) for c, amount in sorted(what.frame.items())}
    text = json.dumps({"plan": what.plan, "frame": kept, "reserve": round(what.reserve, 8)}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def follow_up(
    file: FollowUp | str | Path,
    *,
    at: Dated | None = None,
    against: Dated | None = None,
    beside: str | Path | None = None,
) -> FollowUpStudy:
    """Follow up a budget year at one of its reports.

    Args:
        file: A follow-up, or the path of its file.
        at: Date of the report, as ``2025-08-31``; the latest if absent.
        against: Date of an earlier report to compare with; the one before if absent.
        beside: A result's folder; the re-plan of the same report that lies in it is told too.

    Raises:
        ScenarioError: The file, its scenario or a table is wrong, or there is no such report.
    """
    given = file if isinstance(file, FollowUp) else read_follow_up(file)
    report = given.at(at)
    plan = decided_plan(given)
    moneys = tuple(
        money for money in vintages(given, decided(plan, given.year)) if money.report.date <= report.date
    )
    study = FollowUpStudy(follow_up=given, moneys=moneys, against=_against(given, moneys, against), plan=plan)
    if beside is None:
        return study
    here = from_here(beside, report.date, study.money.decided.plan, given.files)
    return replace(study, here=here)


def decided_plan(given: FollowUp) -> Plan:
    """Return the plan that was decided: a given plan of the scenario, or the computed proposal.

    Raises:
        ScenarioError: It is the proposal, and the limits leave none.
    """
    id_ = given.content.plan
    if id_ != "proposal":
        return baselines.given(given.figures, indexation(given.figures), id_)
    best = state(given.scenario, given.figures).best()
    if best is None:
        told = Problem(
            path="plan",
            place=given.places.get("plan"),
            sv="kraven lämnar ingen plan, så det finns inget räkneförslag att följa upp; ange en antagen plan",
            en="the limits leave no plan, so there is no proposal to follow up; name an adopted plan",
        )
        raise ScenarioError([told], given.scenario.language)
    return best


def _against(given: FollowUp, moneys: tuple[Money, ...], date: Dated | None) -> Money | None:
    *earlier, now = moneys
    if date is None:
        return earlier[-1] if earlier else None
    wanted = given.at(date).date
    found = next((money for money in earlier if money.report.date == wanted), None)
    if found is None:
        told = Problem(
            path="reports",
            sv=f"{wanted} ligger inte före {now.report.date}; jämför med en tidigare rapport",
            en=f"{wanted} is not before {now.report.date}; compare with an earlier report",
        )
        raise ScenarioError([told], given.scenario.language)
    return found
