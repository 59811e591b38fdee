r"""Re-plan from here (*rullande plan*): what was planned, what comes of it if nothing is done, and what to do now.

A followed year is settled at its outcome, or at its forecast, and is a longer base (``models.settling``): frames are
indexed from it, balances and restoration go on from it, and what was spent arrives with its lags. Three plans stand
beside each other: the decided one; the same frames from where the year has ended, less what is restored; and the best
plan from there.

.. math:: V = \sum_t V_t, \qquad V_t = d_t \sum_g w_{gt} \min(attainment_{gt}, 100) - price_t

An overspend raises the attainment of its year. So V is told a year at a time, and with what it cost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from models.constraints import rows as all_rows
from models.figures import Figures
from models.file.writing import document
from models.file.writing import written as yaml
from models.follow_up.settled import basis, settled_year
from models.indexation import indexation, split
from models.plan import TOLERANCE, Choices, attainment, complete
from models.problems import Problem, ScenarioError, one_of
from models.scenario import FULL_POINTS
from models.settling import settle
from models.units import PER_MSEK
from solver.answer.reasons import moved
from solver.answer.solving import answer
from solver.answer.stating import state
from solver.output.rows import Row, written
from solver.studies.follow_up import FollowUpStudy, follow_up
from solver.studies.in_year import InYear, acted, in_year
from solver.studies.ladder_beside import ladder_beside
from solver.studies.study import ScenarioStudy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from models.constraint import Breach
    from models.follow_up.report import FollowUp
    from models.indexation import Indexation
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.studies.follow_up import Dated
    from solver.studies.ladder_beside import LadderBeside
    from solver.studies.study import Tables

PLANNED, NOTHING, REPLAN = "planned", "nothing", "replan"
PLANS = (PLANNED, NOTHING, REPLAN)
FRAMES = ("plan", "year", "committee", "quantity", "value", "unit")
SPEND = ("plan", "year", "committee", "activity", "quantity", "value", "unit")
VALUE = ("plan", "year", "settled", "value", "unit")
GOALS = ("plan", "year", "goal", "quantity", "value", "unit")
BROKEN = ("plan", "row", "committee", "activity", "goal", "decision", "year", "amount", "unit")
ACT = ("committee", "activity", "quantity", "value", "unit")


@dataclass(frozen=True, kw_only=True, repr=False)
class Replan(ScenarioStudy):
    """A re-plan from a report.

    Attributes:
        followed: The follow-up at the report.
        planned: What was decided, in the scenario as it was.
        before: The computed proposal of the scenario as it was; None where its limits left none.
        nothing: What comes of it if nothing is done.
        result: The answer of the scenario from here.
        act: Changes within the year; None where nobody asked.
        ladder: The rung of the contingency ladder beside it that takes as much; None where none lies there.
    """

    study = "replan"

    followed: FollowUpStudy
    planned: Plan
    before: Plan | None
    nothing: Plan
    result: Result
    act: InYear | None
    ladder: LadderBeside | None = None

    @property
    def figures(self) -> Figures:
        """The figures of the scenario from here."""
        return self.result.figures

    @property
    def subject(self) -> str:
        """The follow-up's title."""
        return self.followed.subject

    @property
    def folder(self) -> str:
        """The name of its folder, by the report's date and whether it changes the year."""
        return f"replan/{self.followed.report.date.isoformat()}{'' if self.act is None else '-act'}"

    @property
    def year(self) -> int:
        """The followed year."""
        return self.followed.follow_up.year

    @property
    def plans(self) -> dict[str, Plan]:
        """The three plans: planned, nothing is done, re-plan."""
        return {PLANNED: self.planned, NOTHING: self.nothing, REPLAN: self.result.proposal}

    @cached_property
    def value_by_year(self) -> dict[str, dict[int, float]]:
        """V of each plan by year, tail years included [points]; they sum to V."""
        return {id_: value_by_year(plan) for id_, plan in self.plans.items()}

    @cached_property
    def overspent(self) -> float:
        """Spending of committees beyond their budgets in the year [MSEK]; negative where they have spent less."""
        return self._year_cost(self.nothing) - self.followed.money.budget

    @cached_property
    def appropriated(self) -> float:
        """Appropriations to committees during the year, net [MSEK]."""
        money = self.followed.money
        return money.budget - sum(money.decided.frame.values())

    @cached_property
    def more_spent(self) -> float:
        """Cost of the year beyond the planned [MSEK]; negative where it cost less."""
        return self._year_cost(self.nothing) - self._year_cost(self.planned)

    def _year_cost(self, plan: Plan) -> float:
        return sum(float(plan.q.spend[a, self.year]) for a in plan.q.figures.lines)

    @cached_property
    def overspend_value(self) -> float:
        """Gain in V over all years of the year's spending beyond the planned [points], later spending the same."""
        f = self.nothing.q.figures
        as_planned = {
            (a, y): float(self.planned.q.spend[a, y]) / f.need[a, y] if y == self.year else level
            for (a, y), level in self.nothing.level.items()
        }
        return _weighted(f, self.nothing.level) - _weighted(f, as_planned)

    def reallocated(self, y: int, plan: Plan) -> float:
        """Return what is moved between committees from a plan to the re-plan in a year [MSEK].

        Args:
            y: A plan year.
            plan: The plan.

        Raises:
            UnknownNameError: There is no such plan year.
        """
        one_of(y, self.figures.years, "plan years")
        new = self.result.proposal.q.frame
        return moved(float(new[c, y] - plan.q.frame[c, y]) for c in self.figures.committees)

    @cached_property
    def restored(self) -> dict[int, float]:
        """Deficits restored in each year after, by committees and by the municipality [MSEK]."""
        f = self.figures
        return {y: sum(f.restore[c, y] for c in f.committees) + f.set_aside[y] for y in f.open_years}

    @cached_property
    def broken(self) -> dict[str, tuple[Breach, ...]]:
        """Limits that the year broke, by ``settled``, and that nothing being done breaks later, by ``nothing``.

        A given plan's amounts are rounded; what it misses a limit by within their precision breaks none.
        """
        f = self.nothing.q.figures
        before = Figures(scenario=self.followed.scenario)
        families = [rows for rows in all_rows(before, indexation(before)) if "year" in rows.over]
        past = [
            b for b in self.nothing.broken(families) if b.index[b.rows.over.index("year")] in f.settled_years
        ]
        half = self.planned.precision.half if self.planned.precision else 0.0
        margin = max(TOLERANCE, half * len(f.committees))
        later = [b for b in self.nothing.broken(self.result.families.values()) if abs(b.amount) > margin]
        return {"settled": tuple(past), NOTHING: tuple(later)}

    # -------------------------------------------------------------------------------------------------- tables

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {
            "frames": (FRAMES, lambda: list(self._frames())),
            "spend": (SPEND, lambda: list(self._spend())),
            "value": (VALUE, lambda: list(self._value())),
            "goals": (GOALS, lambda: list(self._goals())),
            "broken": (BROKEN, lambda: list(self._broken())),
            "act": (ACT, lambda: list(self._act())),
        }

    def _frames(self) -> Iterator[Row]:
        f = self.figures
        for id_, plan in self.plans.items():
            restore = plan.q.figures.restore
            for y in f.years:
                for c in f.committees:
                    where = {"plan": id_, "year": y, "committee": c}
                    yield {**where, "quantity": "frame", **self._amount(float(plan.q.frame[c, y]))}
                    yield {**where, "quantity": "restored", **self._amount(restore[c, y])}
                    yield {**where, "quantity": "cost", **self._amount(plan.own_cost(c, y))}
                where = {"plan": id_, "year": y, "committee": ""}
                for name in ("reserve", "total"):
                    yield {**where, "quantity": name, **self._amount(float(getattr(plan.q, name)[y]))}
                aside = plan.q.figures.set_aside[y]
                yield {**where, "quantity": "set_aside", **self._amount(aside)}

    def _spend(self) -> Iterator[Row]:
        for id_, plan in self.plans.items():
            for (a, y), amount in sorted(plan.q.spend.items()):
                committee = "+".join(self.figures.lines[a].shares)
                where = {"plan": id_, "year": y, "committee": committee, "activity": a}
                yield {**where, "quantity": "spend", **self._amount(float(amount))}

    def _value(self) -> Iterator[Row]:
        for id_, by_year in self.value_by_year.items():
            for y, points in by_year.items():
                settled = "yes" if y in self.figures.settled_years else "no"
                yield {"plan": id_, "year": y, "settled": settled, "value": written(points), "unit": "points"}

    def _goals(self) -> Iterator[Row]:
        for id_, plan in self.plans.items():
            for (g, y), points in sorted(plan.q.attainment.items()):
                where = {"plan": id_, "year": y, "goal": g, "quantity": "attainment"}
                yield {**where, "value": written(float(points)), "unit": "points"}

    def _broken(self) -> Iterator[Row]:
        for id_, breaches in self.broken.items():
            for b in breaches:
                index = dict(zip(b.rows.over, b.index, strict=True))
                money = b.rows.unit == "money"
                scale = PER_MSEK[self.scenario.currency] if money else 1.0
                unit = self.scenario.currency if money else "points"
                blank = dict.fromkeys(BROKEN, "")
                yield {**blank, "plan": id_, "row": b.rows.name, **index} | {
                    "amount": written(b.amount * scale),
                    "unit": unit,
                }

    def _act(self) -> Iterator[Row]:
        if self.act is None:
            return
        whole = {"gap": self.act.gap, "reached": self.act.reached, "short": self.act.short}
        for name, amount in whole.items():
            yield {"committee": "", "activity": "", "quantity": name, **self._amount(amount)}
        for a, most in self.act.freedom.items():
            where = {"committee": "+".join(self.figures.lines[a].shares), "activity": a}
            yield {**where, "quantity": "freedom", **self._amount(most)}
            yield {**where, "quantity": "cut", **self._amount(self.act.cut.get(a, 0.0))}
        for c, amount in self.act.appropriations.items():
            yield {"committee": c, "activity": "", "quantity": "appropriation", **self._amount(amount)}

    # ------------------------------------------------------------------------------------------------- summary

    def content(self) -> dict[str, Any]:
        """Return the study's own part of ``result.json``."""
        scale = PER_MSEK[self.scenario.currency]
        report = self.followed.report
        return {
            "year": self.year,
            "report": report.date.isoformat(),
            "stage": report.stage,
            "plan": {"id": self.planned.id, "name": self.planned.name},
            "settled_years": list(self.figures.settled_years),
            "values": {id_: written(plan.value) for id_, plan in self.plans.items()},
            "values_by_year": {
                id_: {str(y): written(points) for y, points in by_year.items()}
                for id_, by_year in self.value_by_year.items()
            },
            "overspent": {"value": written(self.overspent * scale), "unit": self.scenario.currency},
            "overspend_value": {"value": written(self.overspend_value), "unit": "points"},
            "restored": {str(y): written(amount * scale) for y, amount in self.restored.items()},
            "act": None
            if self.act is None
            else {
                "gap": written(self.act.gap * scale),
                "reached": written(self.act.reached * scale),
                "short": written(self.act.short * scale),
                "unit": self.scenario.currency,
            },
            "ladder": None
            if self.ladder is None
            else {
                "rung": self.ladder.rung,
                "shock": written(self.ladder.shock),
                "enough": self.ladder.enough,
                "changes": {c: written(x * scale) for c, x in self.ladder.changes.items()},
                "unit": self.scenario.currency,
            },
            "from_here": self._from_here(),
            "digests": {"files": dict(sorted(self.followed.follow_up.files.items()))},
        }

    def _from_here(self) -> dict[str, Any]:
        """Return the frames of the first planned year by plan, and what is restored in it, for the follow-up's page."""
        y, scale = self.figures.open_years[0], PER_MSEK[self.scenario.currency]
        restores = self.nothing.q.figures.restore
        return {
            "year": y,
            "frames": {
                id_: {c: written(float(plan.q.frame[c, y]) * scale) for c in self.figures.committees}
                for id_, plan in self.plans.items()
            },
            "restores": {c: written(restores[c, y] * scale) for c in self.figures.committees},
            "more_spent": written(self.more_spent * scale),
            "unit": self.scenario.currency,
        }

    def scenario_file(self, extends: str) -> str:
        """Return the scenario that extends the old one with the settled years filled in, as YAML.

        Args:
            extends: Path of the old scenario, from where the new one is left.
        """
        return scenario_file(self.scenario, self.followed, extends)


def scenario_file(scenario: Scenario, followed: FollowUpStudy, extends: str) -> str:
    """Return a scenario that extends the old one with its settled years filled in, as YAML.

    Args:
        scenario: The scenario from here, with its settled years.
        followed: The follow-up at the report.
        extends: Path of the old scenario, from where the new one is left.
    """
    tree = {
        "extends": extends,
        "title": title_from_here(scenario, followed),
        "stage": followed.report.stage,
        "settled": document(scenario)["settled"],
    }
    return yaml(tree)


def title_from_here(scenario: Scenario, followed: FollowUpStudy) -> str:
    """Return the title of the scenario from here: the old one's, and what the settled year rests on."""
    rests_on = basis(followed.follow_up, followed.money).partition(",")[0].casefold()
    return f"{scenario.title} – {'från' if scenario.language == 'sv' else 'from'} {rests_on}"


def value_by_year(plan: Plan) -> dict[int, float]:
    """Return a plan's V by plan and tail year [points]; they sum to it.

    Args:
        plan: The plan.
    """
    f, q = plan.q.figures, plan.q
    price = f.scenario.stability.change_price
    found = {}
    for y in f.outcome_years:
        reached = sum(f.weight[g, y] * min(float(q.attainment[g, y]), FULL_POINTS) for g in f.goals)
        moved = sum(float(q.increase[c, y] + q.decrease[c, y]) for c in f.committees) if y in f.years else 0.0
        found[y] = f.discount[y] * reached - (price * moved / f.total[y] if moved and price else 0.0)
    return found


def _weighted(f: Figures, level: Mapping[tuple[str, int], float]) -> float:
    reached = attainment(f, level)
    return sum(
        f.discount[y] * f.weight[g, y] * min(reached[g, y], FULL_POINTS)
        for g in f.goals
        for y in f.outcome_years
    )


def replan(
    file: FollowUp | str | Path,
    *,
    at: Dated | None = None,
    act: bool = False,
    beside: str | Path | None = None,
) -> Replan:
    """Re-plan from a report: settle the followed year, and plan the years after it.

    Args:
        file: A follow-up, or the path of its file.
        at: Date of the report; the latest if absent.
        act: Whether to propose changes within the year that bring the result to its target, and plan from them.
        beside: A result's folder; the contingency ladder of the same scenario and plan that lies in it is told beside
            the changes.

    Raises:
        ScenarioError: The file, its scenario or a table is wrong, no year is left to plan, or there is no result to
            act on.
        NoPlanError: The limits leave no plan from there; the deficit's restoration is one of them. Its ways out are of
            the scenario from here, which ``formulation.q.figures.scenario`` is.
    """
    followed = follow_up(file, at=at)
    given = followed.follow_up
    _refuse(followed, act=act)
    planned = followed.plan
    forecast = _settled(followed, planned)
    todo = _act(followed) if act else None
    from_here = forecast
    if todo is not None and todo.cut:
        moneys = (*followed.moneys[:-1], acted(given.figures, followed.money, todo))
        from_here = _settled(replace(followed, moneys=moneys), planned)
    result = answer(state(from_here))
    figures = result.figures if from_here is forecast else Figures(scenario=forecast)
    baseline = result.indexation if from_here is forecast else indexation(figures)
    return Replan(
        followed=followed,
        planned=planned,
        before=planned if planned.id == "proposal" else state(given.scenario, given.figures).best(),
        nothing=unchanged(planned, figures, baseline),
        result=result,
        act=todo,
        ladder=_ladder(followed, todo, beside),
    )


def _ladder(followed: FollowUpStudy, act: InYear | None, beside: str | Path | None) -> LadderBeside | None:
    if act is None or beside is None or not act.gap:
        return None
    given, plan = followed.follow_up, followed.money.decided.plan
    return ladder_beside(beside, given.scenario, plan, given.year, act.gap)


def _settled(followed: FollowUpStudy, planned: Plan) -> Scenario:
    given = followed.follow_up
    now = settled_year(given, followed.money, planned, followed.year_end, followed.balance_requirement)
    return settle(given.scenario, now)


def _act(followed: FollowUpStudy) -> InYear:
    money = followed.money
    assert money.result is not None and money.municipality.target is not None  # noqa: S101, PT018 - checked before
    return in_year(followed.follow_up, money, money.municipality.target - money.result)


def _refuse(followed: FollowUpStudy, *, act: bool) -> None:
    """Refuse a re-plan with no year left, and changes within a year that is over or has no result.

    Raises:
        ScenarioError: It is one of these.
    """
    given, money = followed.follow_up, followed.money
    told: tuple[str, str, str] | None = None
    if given.year == given.figures.years[-1]:
        sv = (
            f"{given.year} är sista planåret; lägg till ett år under years i ett scenario som ärver det gamla"
        )
        en = f"{given.year} is the last plan year; add one under years in a scenario that extends the old one"
        told = ("year", f"{sv}, och låt follows peka på det", f"{en}, and let follows name it")
    elif act and money.report.outcome:
        sv, en = f"{given.year} är slut ({money.report.date})", f"{given.year} is over ({money.report.date})"
        told = (
            "reports",
            f"{sv}; --act gäller en rapport före årets slut, välj den med --at",
            f"{en}; --act is for a report before its end, choose one with --at",
        )
    elif act and (money.result is None or money.municipality.target is None):
        told = (
            f"reports.{money.report.date}",
            "utan intäkter och resultatmål finns inget resultat att nå; skriv revenue i rapporten, och result_target",
            "without revenue and a target there is no result to reach; write revenue in the report, and result_target",
        )
    if told is not None:
        path, sv, en = told
        raise ScenarioError(
            (Problem(path=path, place=given.places.get(path), sv=sv, en=en),), given.scenario.language
        )


def unchanged(planned: Plan, figures: Figures, baseline: Indexation) -> Plan:
    """Return what comes of a plan if nothing is done: its later frames, from where the settled years have ended.

    What was appropriated for good stands in later frames, indexed. Committees save, draw and hand back as planned, and
    spend what then is left after restoration, divided as planned. The result reserve is drawn while it lasts.

    Args:
        planned: What was planned, in the scenario before.
        figures: Figures of the scenario with settled years.
        baseline: Its indexation baseline.
    """
    q, years = planned.q, figures.open_years
    frame: dict[tuple[str, int], float] = dict(figures.settled_frame)
    last = figures.settled_years[-1]
    for c in figures.committees:
        more = figures.permanent[c, last]
        for y in years:
            more *= 1 + figures.index[c, y] - figures.requirement[y]
            frame[c, y] = float(q.frame[c, y]) + more
    moved = {key: float(q.saved[key] - q.used[key] + q.returned[key]) for key in frame if key[1] in years}
    parts = {
        (a, c, y): max(line.shares[c] * float(q.spend[a, y]), 0.0)
        for a, line in figures.lines.items()
        for c in line.shares
        for y in figures.years
    }
    has = {key: amount - moved.get(key, 0.0) for key, amount in frame.items()}
    choices = Choices(
        frame=frame,
        spend=split(figures, has, parts=parts),
        saved={key: float(q.saved[key]) for key in moved},
        used={key: float(q.used[key]) for key in moved},
        deposit={y: float(q.deposit[y]) for y in years},
        withdrawal=_drawn(planned, figures),
        total={y: float(q.given_total[y]) - figures.set_aside[y] for y in years} if planned.own_total else {},
    )
    return complete(figures, baseline, choices, id_=NOTHING)


def _drawn(planned: Plan, figures: Figures) -> dict[int, float]:
    """Return what is drawn from the result reserve each year as planned, while it lasts [MSEK]."""
    standing = figures.settled_result_reserve.get(figures.settled_years[-1], 0.0)
    found = {}
    for y in figures.open_years:
        deposit, wanted = float(planned.q.deposit[y]), float(planned.q.withdrawal[y])
        found[y] = min(wanted, standing + deposit)
        standing += deposit - found[y]
    return found
