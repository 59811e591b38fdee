"""A follow-up as it has been read: its keys, its scenario, and its reports with their tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from models.figures import Figures
from models.follow_up.file import FiveYears, is_outcome
from models.problems import Problem, ScenarioError, did_you_mean

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from models.follow_up.file import Appropriation, Content, Reconciliation, ReportContent
    from models.follow_up.tables import Table
    from models.scenario import Place, Scenario


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report: what had been spent at a date, and what was expected of the year.

    Attributes:
        date: Its date; 31 December is the outcome.
        content: Its keys.
        actual: Net cost to date by committee or activity; empty where it does not tell.
        forecast: Net cost expected of the year, or deviation where ``content.forecast_is`` says so. On 31 December the
            outcome is the year's, and there is none.
    """

    date: dt.date
    content: ReportContent
    actual: Table
    forecast: Table

    @property
    def outcome(self) -> bool:
        """Whether it tells the year's outcome (*bokslut*)."""
        return is_outcome(self.date)

    @property
    def ends(self) -> Table:
        """The table of the whole year: the outcome, before that the forecast."""
        return self.actual if self.outcome else self.forecast

    @property
    def tells_deviations(self) -> bool:
        """Whether ``ends`` holds deviations from the budget, and not net costs."""
        return not self.outcome and self.content.forecast_is == "deviation"

    @property
    def stage(self) -> str:
        """The stage of the budget process that it belongs to: ``prognos`` or ``utfall``."""
        return "utfall" if self.outcome else "prognos"

    @property
    def vintage(self) -> dt.date:
        """The date when its tables were made; that of the report where it does not tell."""
        return self.content.vintage or self.date


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """A follow-up of a budget year.

    Attributes:
        content: The keys of the file; money in MSEK.
        scenario: The scenario that it follows.
        reports: Its reports in date order.
        season: Part of the year's net cost that has come by the end of each month [share], by committee (``""`` for
            all), from earlier years; empty without ``profile: {method: five_year}``.
        season_years: Number of years that the season is the mean of.
        files: SHA-256 of each file read, by its path relative to the follow-up.
        places: Place of each value of the file, by its dotted path.
        warnings: What is told but refuses nothing, in the scenario's language.
        path: The file as it was named.
    """

    content: Content
    scenario: Scenario
    reports: tuple[Report, ...]
    season: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    season_years: int = 0
    files: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    path: str = ""

    @property
    def year(self) -> int:
        """The year that is followed."""
        return self.content.year

    @cached_property
    def figures(self) -> Figures:
        """Figures of the scenario."""
        return Figures(scenario=self.scenario)

    @cached_property
    def appropriations(self) -> dict[str, Appropriation]:
        """Appropriations by id, in date order."""
        given = self.content.appropriations
        return {id_: given[id_] for id_ in sorted(given, key=lambda i: (given[i].date, i))}

    def counted(self, date: dt.date) -> dict[str, Appropriation]:
        """Return the appropriations decided on or before a date, by id, in date order."""
        return {id_: given for id_, given in self.appropriations.items() if given.date <= date}

    @cached_property
    def opening(self) -> dict[str, float]:
        """Balance of each committee at the beginning of the year [MSEK]."""
        given, settled = self.content.opening, self.figures.settled_balance
        return {
            c: given.balances.get(c, 0.0)
            if given
            else settled.get((c, self.year - 1), self.figures.opening[c])
            for c in self.figures.committees
        }

    @property
    def exempt(self) -> tuple[str, ...]:
        """Activities that are relieved of responsibility."""
        return self.content.exempt.activities if self.content.exempt else ()

    def at(self, date: object = None) -> Report:
        """Return the report of a date; the latest where none is named.

        Args:
            date: The date, as text (``2025-08-31``), a date, a datetime, or a time of pandas or numpy.

        Raises:
            ScenarioError: There is no report of that date.
        """
        if not self.reports:
            told = Problem(
                path="reports",
                sv="det finns ingen rapport än; skriv reports: {datum: {actual, forecast}}, eller gör ett formulär med "
                "kommunbudget form",
                en="there is no report yet; write reports: {date: {actual, forecast}}, or make a form by kommunbudget "
                "form",
            )
            raise ScenarioError([told], self.scenario.language)
        if date is None:
            return self.reports[-1]
        wanted = re.split(r"[T ]", str(date).strip())[0]  # all of them are written so, the date first
        for report in self.reports:
            if report.date.isoformat() == wanted:
                return report
        sv, en = did_you_mean(wanted, [report.date.isoformat() for report in self.reports])
        told = Problem(
            path="reports", sv=f"det finns ingen rapport per {wanted}{sv}", en=f"no report of {wanted}{en}"
        )
        raise ScenarioError([told], self.scenario.language)

    def until(self, report: Report) -> tuple[Report, ...]:
        """Return the reports up to and with one, in date order."""
        return tuple(other for other in self.reports if other.date <= report.date)

    def profile(self, report: Report, c: str) -> float | None:
        """Return the part of a committee's net cost that usually has come by a date [share]; None if unsaid."""
        given = self.content.profile
        if given is None or report.outcome:  # the year has come whole
            return None
        if isinstance(given, FiveYears):
            series = self.season.get(c) or self.season.get("")
            return None if series is None else series[report.date.month]
        return given.get(report.date)

    def reconciliation(self, report: Report) -> Reconciliation | None:
        """Return what stands between a report's result and the balance requirement; None where it does not tell."""
        return report.content.reconciliation
