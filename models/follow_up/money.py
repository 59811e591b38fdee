r"""Budget, actual and forecast of each committee, in one sign: + is a surplus (*överskott*).

.. math::
   budget_c = frame_c + \sum_i amounts_{ic}, \qquad deviation_c = budget_c - forecast_c

   period_c = profile_c\, budget_c - actual_c, \qquad trend_c = actual_c / profile_c

In words: the budget is the decided frame and every appropriation decided on or before the report. The deviation is
against the whole year's budget. With a profile, the period's budget follows the season, and the trend is what the year
ends at if the rest of it is as earlier years'. The committee's forecast and the trend stand side by side; neither is
averaged into the other. On 31 December the forecast is the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.file.tree import place
from models.follow_up.checks import by_committee
from models.follow_up.file import ZERO
from models.problems import Problem, ScenarioError
from models.units import PER_MSEK

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from models.figures import Figures
    from models.follow_up.file import Amounts, Appropriation
    from models.follow_up.report import FollowUp, Report
    from models.plan import Plan

WHOLE_TKR = 3
"""Decimals of MSEK to which a computed plan's frames are decided: a council decides no öre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The decided plan of the year, before appropriations during it.

    Attributes:
        plan: Id of the plan.
        name: Its name; empty for the computed proposal, which the report names.
        frame: Frame of each committee [MSEK].
        spend: What the plan means for each activity [MSEK].
        restore: What each committee sets aside of its frame to restore a deficit [MSEK].
        reserve: The council's reserve [MSEK].
        withdrawal: What the plan draws from the result reserve [MSEK].
    """

    plan: str
    name: str
    frame: Mapping[str, float]
    spend: Mapping[str, float]
    restore: Mapping[str, float]
    reserve: float
    withdrawal: float = 0.0

    @property
    def total(self) -> float:
        """All frames and the reserve [MSEK]."""
        return sum(self.frame.values()) + self.reserve


def decided(plan: Plan, year: int) -> Decided:
    """Return what a plan decides for a year; a computed one in whole thousands of kronor, the rest in the reserve.

    Args:
        plan: The plan.
        year: The year.
    """
    q, f = plan.q, plan.q.figures
    exact = {c: float(q.frame[c, year]) for c in f.committees}
    computed = plan.precision is None
    frame = {c: round(amount, WHOLE_TKR) if computed else amount for c, amount in exact.items()}
    return Decided(
        plan=plan.id,
        name=plan.name,
        frame=frame,
        spend={a: float(q.spend[a, year]) for a in f.lines},
        restore={c: f.restore[c, year] for c in f.committees},
        reserve=float(q.total[year]) - sum(frame.values()),
        withdrawal=float(q.withdrawal[year]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A committee, or an activity, at a report [MSEK].

    Attributes:
        frame: The decided frame; of an activity what the plan means for it.
        appropriations: Its part of each appropriation decided on or before the report, by id.
        actual: Net cost to date; None where the report does not tell.
        forecast: Net cost expected of the whole year; the outcome on 31 December.
        profile: Part of the year's net cost that usually has come [share]; None where nobody says.
        exempt: The exempt activities' part of the deviation.
        measures: What measures that the forecast does not count would better the result by.
    """

    frame: float
    appropriations: Mapping[str, float]
    actual: float | None
    forecast: float
    profile: float | None = None
    exempt: float = 0.0
    measures: float = 0.0

    @property
    def budget(self) -> float:
        """Frame and appropriations."""
        return self.frame + sum(self.appropriations.values())

    @property
    def deviation(self) -> float:
        """Budget less forecast."""
        return self.budget - self.forecast

    @property
    def own(self) -> float:
        """The deviation that the committee answers for."""
        return self.deviation - self.exempt

    @property
    def period(self) -> float | None:
        """The season's part of the budget less net cost to date; None without a profile."""
        return (
            None if self.profile is None or self.actual is None else self.profile * self.budget - self.actual
        )

    @property
    def trend(self) -> float | None:
        """Net cost of the year if the rest of it is as earlier years'; None without a profile."""
        return None if not self.profile or self.actual is None else self.actual / self.profile

    @property
    def trend_deviation(self) -> float | None:
        """Budget less trend; None without a profile."""
        return None if self.trend is None else self.budget - self.trend


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From one report's deviation to the next one's [MSEK].

    Attributes:
        before: The deviation of the report before.
        appropriations: What has been appropriated since.
        forecast: What the forecast has been lowered by since; a higher forecast is negative.
    """

    before: float
    appropriations: float
    forecast: float

    @property
    def change(self) -> float:
        """The difference between the two deviations."""
        return self.appropriations + self.forecast


@dataclass(frozen=True, kw_only=True)
class Municipality:
    """The municipality as a whole [MSEK]; None where the report or the scenario does not tell.

    Attributes:
        revenue_budget: Revenue of the decided budget.
        revenue: Revenue expected of the year; the outcome on 31 December.
        central_budget: Central items of the decided budget.
        central: Central items expected of the year; the budget's where the report does not tell.
        central_told: Whether the report tells them.
        withdrawal: From the result reserve; before the year's end the decided budget's where the report does not tell.
        target: The year's result target; None where there is none.
    """

    revenue_budget: float | None
    revenue: float | None
    central_budget: float | None
    central: float | None
    central_told: bool
    withdrawal: float
    target: float | None


@dataclass(frozen=True, kw_only=True)
class Money:
    """All money of a report.

    Attributes:
        report: The report.
        decided: What was decided for the year.
        committees: By committee.
        activities: By activity, where a table has a row for it or an appropriation names it.
        appropriations: Those that count, in date order.
        municipality: The municipality as a whole.
    """

    report: Report
    decided: Decided
    committees: Mapping[str, Account]
    activities: Mapping[str, Account]
    appropriations: Mapping[str, Appropriation]
    municipality: Municipality

    @property
    def budget(self) -> float:
        """All committees' budgets [MSEK]."""
        return sum(account.budget for account in self.committees.values())

    @property
    def forecast(self) -> float:
        """All committees' forecasts; the outcome on 31 December [MSEK]."""
        return sum(account.forecast for account in self.committees.values())

    @property
    def deviation(self) -> float:
        """The committees' deviations together [MSEK]."""
        return self.budget - self.forecast

    @property
    def exempt(self) -> float:
        """The exempt activities' deviations together [MSEK]."""
        return sum(account.exempt for account in self.committees.values())

    def funded(self, source: str) -> float:
        """Return what has been appropriated from a source [MSEK].

        Args:
            source: ``reserve``, ``result`` or ``revenue``.
        """
        return sum(sum(a.amounts.values()) for a in self.appropriations.values() if a.funded_by == source)

    @property
    def reserve(self) -> float:
        """Money left in the council's reserve [MSEK]."""
        return self.decided.reserve - self.funded("reserve")

    @property
    def result(self) -> float | None:
        """Revenue less central items less committees' net cost [MSEK]; an untouched reserve is not spent."""
        m = self.municipality
        return None if m.revenue is None or m.central is None else m.revenue - m.central - self.forecast

    @property
    def balance_result(self) -> float | None:
        """The result and what is drawn from the result reserve [MSEK]; before adjustments of the year-end."""
        return None if self.result is None else self.result + self.municipality.withdrawal

    @property
    def budgeted_result(self) -> float | None:
        """The result of the decided budget where all of the reserve is spent [MSEK]."""
        m = self.municipality
        if m.revenue_budget is None or m.central_budget is None:
            return None
        return m.revenue_budget - m.central_budget - self.decided.total

    @property
    def bridge(self) -> dict[str, float]:
        """From the budgeted result to the expected one [MSEK]; empty where either is not told.

        ``budgeted``, ``revenue``, ``central``, ``committees`` (their deviations), ``reserve`` (what is left of it),
        ``appropriated`` (from the result or from new revenue), ``result``; all but the last sum to it.
        """
        m, result, budgeted = self.municipality, self.result, self.budgeted_result
        if result is None or budgeted is None:
            return {}
        assert m.revenue is not None and m.central is not None  # noqa: S101, PT018 - there is a result
        return {
            "budgeted": budgeted,
            "revenue": m.revenue - (m.revenue_budget or 0.0),
            "central": (m.central_budget or 0.0) - m.central,
            "committees": self.deviation,
            "reserve": self.reserve,
            "appropriated": -self.funded("result") - self.funded("revenue"),
            "result": result,
        }


def steps(money: Money, before: Money) -> dict[str, Step]:
    """Return the steps between two reports' deviations, by committee.

    Args:
        money: Money of the later report.
        before: Money of the earlier one.
    """
    return {
        c: Step(
            before=before.committees[c].deviation,
            appropriations=account.budget - before.committees[c].budget,
            forecast=before.committees[c].forecast - account.forecast,
        )
        for c, account in money.committees.items()
    }


def vintages(follow_up: FollowUp, what: Decided) -> tuple[Money, ...]:
    """Return the money of every report, in date order.

    Args:
        follow_up: The follow-up.
        what: What was decided for its year.

    Raises:
        ScenarioError: An appropriation takes more of the reserve than there is, or a table counts with another budget.
    """
    found: list[Money] = []
    problems: list[Problem] = []
    for report in follow_up.reports:
        found.append(_money(follow_up, what, report))
        problems += _other_budgets(follow_up, found[-1])
    problems += _overdrawn(follow_up, what)
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)), follow_up.scenario.language)
    return tuple(found)


def budget_at(follow_up: FollowUp, what: Decided, date: dt.date) -> dict[str, float]:
    """Return the budget of each committee, and of each activity, with what was appropriated by a date [MSEK].

    Args:
        follow_up: The follow-up.
        what: What was decided for its year.
        date: The date.
    """
    figures = follow_up.figures
    counted = [a.amounts for a in follow_up.counted(date).values()]
    lifted = [_lifted(figures, amounts) for amounts in counted]
    found = {a: what.spend[a] + sum(amounts.get(a, 0.0) for amounts in counted) for a in figures.lines}
    return found | {c: what.frame[c] + sum(part.get(c, 0.0) for part in lifted) for c in figures.committees}


def _money(follow_up: FollowUp, what: Decided, report: Report) -> Money:
    activities = _activities(follow_up, what, report)
    return Money(
        report=report,
        decided=what,
        committees=_committees(follow_up, what, report, activities),
        activities=activities,
        appropriations=follow_up.counted(report.date),
        municipality=_municipality(follow_up, what, report),
    )


def _activities(follow_up: FollowUp, what: Decided, report: Report) -> dict[str, Account]:
    """Return the account of each activity that the report tells by itself."""
    figures, table = follow_up.figures, report.ends
    counted, budget = follow_up.counted(report.date), budget_at(follow_up, what, report.date)
    return {
        a: Account(
            frame=what.spend[a],
            appropriations={id_: given.amounts[a] for id_, given in counted.items() if a in given.amounts},
            actual=report.actual[a].amount if a in report.actual else None,
            forecast=budget[a] - table[a].amount if report.tells_deviations else table[a].amount,
        )
        for a in figures.lines
        if a in table and a not in figures.committees
    }


def _committees(
    follow_up: FollowUp, what: Decided, report: Report, activities: Mapping[str, Account]
) -> dict[str, Account]:
    """Return the account of each committee: its own row, else its activities by their shares."""
    figures, budget = follow_up.figures, budget_at(follow_up, what, report.date)
    own = {id_: _lifted(figures, a.amounts) for id_, a in follow_up.counted(report.date).items()}
    ends = by_committee(report.ends, figures)
    spent = by_committee(report.actual, figures) if report.actual else {}
    relieved = [*follow_up.exempt]
    committees = {
        c: Account(
            frame=what.frame[c],
            appropriations={id_: part[c] for id_, part in own.items() if c in part},
            actual=spent.get(c),
            forecast=budget[c] - ends[c] if report.tells_deviations else ends[c],
            profile=follow_up.profile(report, c),
            exempt=sum(
                figures.lines[a].shares[c] * activities[a].deviation
                for a in relieved
                if a in activities and c in figures.lines[a].shares
            ),
            measures=sum(
                m.effect for m in report.content.measures.values() if m.committee == c and not m.included
            ),
        )
        for c in figures.committees
    }
    for c in figures.committees:  # a committee without activities is its own activity
        if c in relieved:
            committees[c] = replace(committees[c], exempt=committees[c].deviation)
    return committees


def _lifted(figures: Figures, amounts: Mapping[str, float]) -> dict[str, float]:
    """Return amounts by committee: an activity's by its shares."""
    found: dict[str, float] = {}
    for id_, amount in amounts.items():
        shares = {id_: 1.0} if id_ in figures.scenario.committees else figures.lines[id_].shares
        for c, share in shares.items():
            found[c] = found.get(c, 0.0) + share * amount
    return found


def _municipality(follow_up: FollowUp, what: Decided, report: Report) -> Municipality:
    frame, y = follow_up.scenario.frame, follow_up.year
    given = report.content

    def told(amounts: Amounts | None) -> float | None:
        return None if amounts is None else amounts.actual if report.outcome else amounts.forecast

    central_budget = frame.central[y] if frame.central is not None else None
    central = told(given.central)
    planned = follow_up.figures.planned_surplus[y] if frame.result_target is not None else None
    target = follow_up.content.result_target
    withdrawal = told(given.withdrawal)
    if withdrawal is None:
        withdrawal = 0.0 if report.outcome else what.withdrawal
    return Municipality(
        revenue_budget=frame.revenue[y] if frame.revenue is not None else None,
        revenue=told(given.revenue),
        central_budget=central_budget,
        central=central if central is not None else central_budget,
        central_told=central is not None,
        withdrawal=withdrawal,
        target=target if target is not None else planned,
    )


# ------------------------------------------------------------------------------------------------------- checks


def _overdrawn(follow_up: FollowUp, what: Decided) -> list[Problem]:
    """Refuse appropriations from the reserve beyond what it holds: the total must hold after each."""
    per, unit = PER_MSEK[follow_up.scenario.currency], follow_up.scenario.currency
    left = what.reserve
    for id_, given in follow_up.appropriations.items():
        if given.funded_by != "reserve":
            continue
        left -= sum(given.amounts.values())
        if left < -ZERO:
            path = f"appropriations.{id_}"
            short, had = -left * per, what.reserve * per
            return [
                Problem(
                    path=path,
                    place=place(follow_up.places, path),
                    sv=f"reserven räcker inte: {had:.6g} {unit} beslutades, och med detta anslag fattas {short:.6g}; "
                    "skriv from: result för det som tas av kommunens resultat",
                    en=f"the reserve does not suffice: {had:.6g} {unit} was decided, and {short:.6g} is lacking with "
                    "this appropriation; write from: result for what is taken of the municipality's result",
                )
            ]
    return []


def _other_budgets(follow_up: FollowUp, money: Money) -> list[Problem]:
    """Refuse a row that counts with another budget than the one decided, and name the appropriation that tells why."""
    per, found = PER_MSEK[follow_up.scenario.currency], []
    for table in (money.report.actual, money.report.forecast):
        for id_, entry in table.items():
            account = money.committees.get(id_) or money.activities.get(id_)
            if entry.budget is None or account is None:
                continue
            told, half = entry.budget
            gap = told - account.budget
            if abs(gap) <= half + ZERO:
                continue
            later = [
                f"{i} ({a.date})"
                for i, a in follow_up.appropriations.items()
                if a.date > money.report.date and abs(a.amounts.get(id_, 0.0) - gap) <= half + ZERO
            ]
            sv = f"; {later[0]} beslutades efter rapporten" if later else "; rätta raden eller skriv anslaget"
            en = (
                f"; {later[0]} was decided after the report"
                if later
                else "; correct it or add the appropriation"
            )
            theirs, ours = told * per, account.budget * per
            found.append(
                Problem(
                    path=id_,
                    place=entry.place,
                    sv=f"raden räknar med budgeten {theirs:.7g} men beslutat är {ours:.7g}{sv}",
                    en=f"the row counts with the budget {theirs:.7g} but {ours:.7g} is decided{en}",
                )
            )
    return found


# ----------------------------------------------------------------------------------------------------- accuracy


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How good a forecast was, of a committee or of the municipality [MSEK].

    Attributes:
        outcome: Deviation at the year's end.
        forecast: Deviation that the report expected.
        trend: Deviation that the season expected; None without a profile.
    """

    outcome: float
    forecast: float
    trend: float | None = None

    @property
    def difference(self) -> float:
        """How much better (+) or worse (−) it ended than forecast."""
        return self.outcome - self.forecast

    @property
    def trend_difference(self) -> float | None:
        """The same against the trend; None without a profile."""
        return None if self.trend is None else self.outcome - self.trend


def accuracies(moneys: tuple[Money, ...]) -> dict[tuple[str, str], Accuracy]:
    """Return how good every forecast was, by date of the report and committee (``""`` for all together).

    Args:
        moneys: Money of the reports, in date order; without an outcome at the end there is nothing to compare with.
    """
    if not moneys or not moneys[-1].report.outcome:
        return {}
    *earlier, end = moneys
    found: dict[tuple[str, str], Accuracy] = {}
    for money in earlier:
        rows = {
            c: Accuracy(
                outcome=end.committees[c].deviation, forecast=account.deviation, trend=account.trend_deviation
            )
            for c, account in money.committees.items()
        }
        trends = [row.trend for row in rows.values()]
        date = money.report.date.isoformat()
        found |= {(date, c): row for c, row in rows.items()}
        found[date, ""] = Accuracy(
            outcome=sum(row.outcome for row in rows.values()),
            forecast=sum(row.forecast for row in rows.values()),
            trend=None if None in trends else sum(trend for trend in trends if trend is not None),
        )
    return found
