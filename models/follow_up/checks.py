"""Checks of a follow-up against its scenario, and of its tables against both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from models.follow_up.file import WITHIN, ZERO, is_outcome
from models.problems import Problem, did_you_mean
from models.units import MSEK_PER

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from models.figures import Figures
    from models.follow_up.file import Content, ReportContent
    from models.follow_up.report import Report
    from models.follow_up.tables import Entry, Table

FACTOR = 100.0
"""A sum of a table this many times the budget's, or the budget's of it, is taken for another unit."""
LEAST_COST = 0.2
"""A forecast whose rows add up to less of the budget looks like deviations [share]."""
MOST_DEVIATION = 0.5
"""Deviations that add up to more of the budget look like costs [share]."""
FAR, SOON = 3.0, 3
"""A row so many times what the base year's cost gives for its months, or that of it, is told, from so many months on
[-]."""
MONTHS = 12
BASE_YEAR = ("basårets", "the base year's")
THE_BUDGET = ("budgetens", "the budget's")


class Complain(Protocol):
    """Reports what is wrong at a path of the file."""

    def __call__(self, path: str, sv: str, en: str) -> None:
        """Report what is wrong, in Swedish and English."""


def checked(content: Content, figures: Figures, complain: Complain) -> None:
    """Report what in the file does not fit the scenario.

    Args:
        content: The keys of the file.
        figures: Figures of the scenario.
        complain: Takes what is wrong.
    """
    _year(content, figures, complain)
    if content.year not in figures.years:  # dates cannot be judged
        return
    _plan(content, figures, complain)
    _ids(content, figures, complain)
    _opening(content, figures, complain)
    for id_, given in content.appropriations.items():
        if given.date.year != content.year:
            complain(
                f"appropriations.{id_}.date",
                f"är inte i {content.year}; ett beslut före året står i budgeten, ett efter hör till nästa uppföljning",
                f"is not in {content.year}; a decision before the year is in the budget, one after it in the next",
            )
    for date, report in sorted(content.reports.items()):
        _report(content, figures, date, report, complain)
    _units(content, figures, complain)
    _goals(content, figures, complain)
    _as_they_were(content, figures, complain)
    for date in content.profile if isinstance(content.profile, dict) else ():
        if date.year != content.year:
            complain(f"profile.{date}", f"är inte i {content.year}", f"is not in {content.year}")


def _year(content: Content, figures: Figures, complain: Complain) -> None:
    years = figures.years
    if content.year not in years:
        told = f"{years[0]}–{years[-1]}" if len(years) > 1 else f"{years[0]}"
        complain(
            "year",
            f"{content.year} är inget planår; planåren är {told}",
            f"{content.year} is no plan year; the plan years are {told}",
        )
    elif content.year in figures.settled_years:
        first = figures.open_years[0]
        complain(
            "year",
            f"{content.year} är redan avslutat i scenariot; följ {first}, eller låt follows peka på det som ärvdes",
            f"{content.year} is settled in the scenario; follow {first}, or let follows name the one that it extends",
        )
    elif content.year != figures.open_years[0] and content.opening is None:
        complain(
            "year",
            f"före {content.year} ligger {content.year - 1}, som ska vara avslutat; skriv opening: balanserna vid dess "
            f"slut, eller följ {years[0]}",
            f"{content.year - 1} comes before {content.year} and must be settled; write opening: its closing balances, "
            f"or follow {years[0]}",
        )


def _plan(content: Content, figures: Figures, complain: Complain) -> None:
    plans = figures.scenario.plans
    if content.plan != "proposal" and content.plan not in plans:
        sv, en = did_you_mean(content.plan, (*plans, "proposal"))
        complain("plan", f"ingen plan heter {content.plan}{sv}", f"no plan is called {content.plan}{en}")
    elif content.plan in plans and plans[content.plan].completeness == "priority_list":
        complain(
            "plan",
            f"{content.plan} är en prioriteringslista, ingen fullständig budget för {content.year}; välj en hel plan",
            f"{content.plan} is a list of priorities and no complete budget for {content.year}; choose a whole plan",
        )


def _ids(content: Content, figures: Figures, complain: Complain) -> None:
    committees = figures.committees
    both = dict.fromkeys((*committees, *figures.lines))

    def known(path: str, id_: str, among: Iterable[str], sv: str, en: str) -> None:
        if id_ not in among:
            hint_sv, hint_en = did_you_mean(id_, among)
            complain(path, f"okänd {sv} {id_}{hint_sv}", f"unknown {en} {id_}{hint_en}")

    for n, id_ in enumerate(content.exempt.activities if content.exempt else ()):
        known(f"exempt.activities.{n}", id_, figures.lines, "verksamhet", "activity")
    for ta, given in content.appropriations.items():
        for id_ in given.amounts:
            path = f"appropriations.{ta}.amounts.{id_}"
            known(path, id_, both, "nämnd eller verksamhet", "committee or activity")
    for c in content.opening.balances if content.opening else ():
        known(f"opening.balances.{c}", c, committees, "nämnd", "committee")
    for date, report in content.reports.items():
        for id_, measure in report.measures.items():
            path = f"reports.{date}.measures.{id_}.committee"
            known(path, measure.committee, committees, "nämnd", "committee")
        for c in report.balances or ():
            known(f"reports.{date}.balances.{c}", c, committees, "nämnd", "committee")


def _as_they_were(content: Content, figures: Figures, complain: Complain) -> None:
    """Report volumes and prices of what the scenario does not have, or of another year."""
    kinds = (
        ("drivers", content.drivers, figures.scenario.drivers, "volym", "driver"),
        ("prices", content.prices, figures.scenario.activities, "verksamhet", "activity"),
    )
    for part, given, known, sv, en in kinds:
        for id_, series in given.items():
            if id_ not in known:
                hint_sv, hint_en = did_you_mean(id_, known)
                complain(f"{part}.{id_}", f"okänd {sv} {id_}{hint_sv}", f"unknown {en} {id_}{hint_en}")
            for year in series:
                if year != content.year:
                    complain(
                        f"{part}.{id_}.{year}",
                        f"gäller {year}; skriv värdet för {content.year}",
                        f"is of {year}; write the value of {content.year}",
                    )


def _opening(content: Content, figures: Figures, complain: Complain) -> None:
    """Refuse opening balances without some committee: it would count as 0."""
    if content.opening is None:
        return
    for c in figures.committees:
        if c not in content.opening.balances:
            complain(
                "opening.balances",
                f"{c} saknas; skriv dess balans, 0 om den är noll",
                f"{c} is missing; write its balance, 0 if it is zero",
            )


def _report(
    content: Content, figures: Figures, date: dt.date, report: ReportContent, complain: Complain
) -> None:
    path = f"reports.{date}"
    if date.year != content.year:
        complain(path, f"ligger utanför året {content.year}", f"lies outside the year {content.year}")
        return
    _parts(date, report, path, complain)
    _counted(content, date, report, path, complain)
    frame = figures.scenario.frame
    derived = frame.revenue is not None and frame.result_target is not None
    if is_outcome(date) and derived and (report.revenue is None or report.revenue.actual is None):
        complain(
            path,
            "scenariots ram härleds ur intäkterna, så ett avslutat år behöver revenue: {actual: …}; skriv årets utfall",
            "the scenario derives its total from revenue, so a settled year needs revenue: {actual: …}; write it",
        )
    if report.balances and not figures.carries:
        complain(
            f"{path}.balances",
            "regeln är carry_over: none, så inga balanser förs över; ta bort balances, eller ändra regeln i scenariot",
            "the rule is carry_over: none, so no balances are carried; remove balances, or change the scenario's rule",
        )
    for key in ("balances", "reconciliation"):
        if getattr(report, key) is not None and not is_outcome(date):
            complain(
                f"{path}.{key}",
                "beslutas i bokslutet; skriv den under 31 december",
                "is decided at year-end; write it under 31 December",
            )


def _units(content: Content, figures: Figures, complain: Complain) -> None:
    """Refuse amounts that look like another unit: more than all of a committee's money, or a hundred budgets."""
    unit = content.currency or figures.scenario.currency
    msek = float(MSEK_PER[unit])
    for path, id_, amount in _amounts_of(content):
        base = figures.lines[id_].base if id_ in figures.lines else figures.base_frame.get(id_, 0.0)
        if base > 1 and abs(amount) > base:
            _other_unit(path, f"{amount / msek:.6g} {unit}", f"{base / msek:.6g}", BASE_YEAR, complain)
    frame = figures.scenario.frame
    for name, budget in (("revenue", frame.revenue), ("central", frame.central)):
        whole = (budget or {}).get(content.year, 0.0)
        for path, amount in _of_the_municipality(content, name) if whole > 1 else ():
            if abs(amount) >= FACTOR * whole or 0 < amount * FACTOR <= whole:
                _other_unit(path, f"{amount / msek:.6g} {unit}", f"{whole / msek:.6g}", THE_BUDGET, complain)


def _other_unit(path: str, ours: str, theirs: str, whose: tuple[str, str], complain: Complain) -> None:
    sv, en = whose
    complain(
        path,
        f"är {ours} mot {sv} {theirs}: är beloppet i en annan enhet? Skriv currency i filen, eller räkna om",
        f"is {ours} against {en} {theirs}: is the amount in another unit? Write currency in the file, or convert",
    )


def _amounts_of(content: Content) -> Iterator[tuple[str, str, float]]:
    """Yield path, committee or activity, and amount of what the file itself tells of them."""
    for id_, given in content.appropriations.items():
        for c, amount in given.amounts.items():
            if given.kind not in WITHIN or amount < 0:  # a whole task may come to a small committee
                yield f"appropriations.{id_}.amounts.{c}", c, amount
    for date, report in content.reports.items():
        for id_, measure in report.measures.items():
            yield f"reports.{date}.measures.{id_}.effect", measure.committee, measure.effect
        for c, amount in (report.balances or {}).items():
            yield f"reports.{date}.balances.{c}", c, amount


def _of_the_municipality(content: Content, name: str) -> Iterator[tuple[str, float]]:
    """Yield path and amount of the municipality's revenue or central items."""
    for date, report in content.reports.items():
        told = getattr(report, name)
        for key in ("actual", "forecast") if told is not None else ():
            if (amount := getattr(told, key)) is not None:
                yield f"reports.{date}.{name}.{key}", amount


def _parts(date: dt.date, report: ReportContent, path: str, complain: Complain) -> None:
    if is_outcome(date):
        if report.actual is None:
            complain(
                path,
                "bokslutet behöver actual: årets nettokostnad per nämnd",
                "the year-end needs actual: net cost of the year by committee",
            )
        if report.forecast is not None:
            complain(
                f"{path}.forecast",
                "året är slut, utfallet står under actual; ta bort forecast",
                "the year is over, the outcome stands under actual; remove forecast",
            )
    elif report.forecast is None:
        complain(
            path,
            "rapporten behöver forecast: hela årets nettokostnad per nämnd",
            "the report needs forecast: net cost of the whole year by committee",
        )


def _counted(content: Content, date: dt.date, report: ReportContent, path: str, complain: Complain) -> None:
    """Refuse a report that counts what was not decided then, or leaves out what was."""
    if report.counts is None:
        return
    for n, id_ in enumerate(report.counts):
        if id_ not in content.appropriations:
            sv, en = did_you_mean(id_, content.appropriations)
            complain(f"{path}.counts.{n}", f"okänt anslag {id_}{sv}", f"unknown appropriation {id_}{en}")
        elif content.appropriations[id_].date > date:
            when = content.appropriations[id_].date
            complain(
                f"{path}.counts.{n}",
                f"{id_} beslutades {when}, efter rapporten {date}; ta bort det ur counts, eller rätta datumet",
                f"{id_} was decided {when}, after the report of {date}; remove it from counts, or correct the date",
            )
    for id_, given in content.appropriations.items():
        if given.date <= date and id_ not in report.counts:
            complain(
                f"{path}.counts",
                f"{id_} beslutades {given.date}, före rapporten; ta med det, avvikelsen räknas mot hela budgeten",
                f"{id_} was decided {given.date}, before the report; count it, deviations are against the whole budget",
            )


def _goals(content: Content, figures: Figures, complain: Complain) -> None:
    """Refuse observations of goals that there are not, or that no scale turns into points."""
    for goal, series in content.indicators.items():
        _indicator(content, figures, goal, tuple(series), complain)
    for part in ("noise", "national"):
        for goal in getattr(content, part):
            if goal not in figures.scenario.goals:
                sv, en = did_you_mean(goal, figures.scenario.goals)
                complain(f"{part}.{goal}", f"okänt mål{sv}", f"unknown goal{en}")


def _indicator(
    content: Content, figures: Figures, goal: str, years: tuple[int, ...], complain: Complain
) -> None:
    path, goals = f"indicators.{goal}", figures.scenario.goals
    if goal not in goals:
        sv, en = did_you_mean(goal, goals)
        complain(path, f"okänt mål{sv}", f"unknown goal{en}")
    elif goals[goal].indicator is None:
        complain(
            path,
            "målet har ingen skala; skriv indicator: {present, floor, target} i scenariot",
            "the goal has no scale; write indicator: {present, floor, target} in the scenario",
        )
    for year in years:
        if year > content.year:
            complain(f"{path}.{year}", f"ligger efter {content.year}", f"lies after {content.year}")


# ------------------------------------------------------------------------------------------------------ tables


def by_committee(table: Table, figures: Figures) -> dict[str, float]:
    """Return a table's amount of each committee [MSEK]: its own row, else its activities' by their shares."""
    return {
        c: table[c].amount
        if c in table
        else sum(figures.lines[a].shares[c] * table[a].amount for a in figures.lines_of[c])
        for c in figures.committees
    }


@dataclass(slots=True, kw_only=True)
class Checking:
    """Checks of reports' tables: what is incomplete, contradicts itself, or looks like another unit.

    Attributes:
        content: The keys of the file.
        figures: Figures of the scenario.
        complain: Takes what is wrong in the file.
        problems: What is wrong in the tables.
        warnings: What is told but refuses nothing.
    """

    content: Content
    figures: Figures
    complain: Complain
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def _unit(self) -> str:
        return self.content.currency or self.figures.scenario.currency

    @property
    def _msek(self) -> float:
        """MSEK per unit of the tables."""
        return float(MSEK_PER[self._unit])

    def indicators(self) -> None:
        """Tell of observed values further from the present one than the whole scale is long."""
        for goal, series in self.content.indicators.items():
            scale = self.figures.scenario.goals[goal].indicator
            for year, seen in series.items() if scale is not None else ():
                if scale is None or abs(seen.value - scale.present) <= abs(scale.target - scale.floor):
                    continue
                now, today = f"{seen.value:g}", f"{scale.present:g}"
                self.warnings.append(
                    Problem(
                        path=f"indicators.{goal}.{year}",
                        sv=f"{now} ligger mer än hela skalan från dagens {today}: är värdet i en annan enhet?",
                        en=f"{now} is more than the whole scale from today's {today}: is it in another unit?",
                    )
                )

    def tables(self, report: Report) -> None:
        """Check the tables of a report."""
        for what in ("actual", "forecast"):
            table: Table = getattr(report, what)
            path = f"reports.{report.date}.{what}"
            if table and self._whole(path, table) and self._agrees(table):
                if what == "forecast" and report.content.forecast_is == "deviation":
                    self._deviations(path, table)
                else:
                    self._costs(path, table, report.date.month if what == "actual" else MONTHS)
        if report.actual and report.forecast and report.content.forecast_is == "cost":
            self.warnings += self._falling(report)

    def _whole(self, path: str, table: Table) -> bool:
        """Refuse a table without some committee: it would count as 0."""
        missing = []
        for c in self.figures.committees:
            own = self.figures.lines_of[c]
            gone = [a for a in own if a not in table]
            if c not in table and gone:
                missing += gone if len(gone) < len(own) else [c]
        for id_ in missing:
            self.complain(
                path,
                f"{id_} saknas i tabellen; lägg till raden, 0 om nettokostnaden är noll",
                f"{id_} is missing in the table; add the row, 0 if its net cost is zero",
            )
        exempt = self.content.exempt.activities if self.content.exempt else ()
        apart = [a for a in exempt if a not in table and a not in missing]
        for a in apart:
            self.complain(
                path,
                f"{a} är undantagen och behöver en egen rad; lägg till den",
                f"{a} is exempt and needs a row of its own; add it",
            )
        return not missing and not apart

    def _agrees(self, table: Table) -> bool:
        """Refuse a committee whose own row is another sum than its activities'."""
        before = len(self.problems)
        for c in self.figures.committees:
            own = self.figures.lines_of[c]
            if c not in table or c in own or any(a not in table for a in own):
                continue
            added = sum(self.figures.lines[a].shares[c] * table[a].amount for a in own)
            step = 0.5 * 10.0 ** -min(table[i].decimals for i in (c, *own)) * self._msek
            if abs(added - table[c].amount) > step * (len(own) + 1) + ZERO:
                row, sum_ = table[c].amount / self._msek, added / self._msek
                self._at(
                    c,
                    table[c],
                    f"nämndens rad är {row:g} men verksamheterna {sum_:g} tillsammans; rätta det ena",
                    f"the committee's row is {row:g} but its activities add up to {sum_:g}; correct either",
                )
        return len(self.problems) == before

    def _at(self, id_: str, entry: Entry, sv: str, en: str) -> None:
        """Refuse a row of a table where it stands."""
        self.problems.append(Problem(path=id_, place=entry.place, sv=sv, en=en))

    def _deviations(self, path: str, table: Table) -> None:
        amounts = by_committee(table, self.figures)
        if sum(map(abs, amounts.values())) > MOST_DEVIATION * self.figures.total[self.content.year]:
            self.complain(
                path,
                "ser ut som nettokostnader, inte avvikelser; skriv forecast_is: cost, eller rätta",
                "looks like net costs, not deviations; write forecast_is: cost, or correct",
            )

    def _costs(self, path: str, table: Table, months: int) -> None:
        """Ask about a table in another unit, or of deviations.

        Args:
            path: Where it stands.
            table: The table.
            months: Months of the year that it covers.
        """
        if months == MONTHS and self._turned(table):
            return
        amounts = by_committee(table, self.figures)
        total = sum(amounts.values())
        budget = self.figures.total[self.content.year] * months / MONTHS
        ratio = total / budget if budget > 0 else 1.0
        all_costs = all(amount >= 0 for amount in amounts.values())
        if ratio >= FACTOR or (0 < ratio <= 1 / FACTOR and all_costs):
            ours, theirs = total / self._msek, budget / self._msek
            self.complain(
                path,
                f"summan är {ours:.6g} {self._unit} mot budgetens {theirs:.6g}: är tabellen i en annan enhet? Skriv "
                "currency i filen, eller räkna om",
                f"the sum is {ours:.6g} {self._unit} against the budget's {theirs:.6g}: is the table in another unit? "
                "Write currency in the file, or convert",
            )
            return
        if months == MONTHS and ratio < LEAST_COST:
            self.complain(
                path,
                "ser ut som avvikelser, inte nettokostnader; skriv forecast_is: deviation, eller rätta",
                "looks like deviations, not net costs; write forecast_is: deviation, or correct",
            )
        for id_, entry in table.items():
            base = self._base(id_)
            if base > 1 and entry.amount / base >= FACTOR:
                times = f"{entry.amount / base:.0f}"
                self._at(
                    id_,
                    entry,
                    f"är {times} gånger basårets kostnad: är raden i en annan enhet? Räkna om den",
                    f"is {times} times its base-year cost: is the row in another unit? Convert it",
                )
            elif (
                base > 1 and months >= SOON and not base / FAR <= entry.amount * MONTHS / months <= base * FAR
            ):
                self._far(id_, entry, base * months / MONTHS, months)

    def _far(self, id_: str, entry: Entry, usual: float, months: int) -> None:
        """Tell of a row that is far from what the base year's cost gives for its months [MSEK]."""
        ours, theirs = f"{entry.amount / self._msek:.6g}", f"{usual / self._msek:.6g}"
        self.warnings.append(
            Problem(
                path=id_,
                place=entry.place,
                sv=f"är {ours} mot {theirs} i basårets takt, {months} månader: stämmer rad, enhet och tecken?",
                en=f"is {ours} against {theirs} at the base year's pace, {months} months: are row, unit, sign right?",
            )
        )

    def _turned(self, table: Table) -> bool:
        """Refuse rows of a whole year whose sign is turned against the base year's, as a ledger's may be."""
        before = len(self.problems)
        for id_, entry in table.items():
            base = self._base(id_)
            if base > 1 and entry.amount < -base / 2:
                now, then = f"{entry.amount / self._msek:g}", f"{base / self._msek:g}"
                self._at(
                    id_,
                    entry,
                    f"är {now} mot basårets {then}: är tecknet fel? En nettokostnad skrivs utan minus",
                    f"is {now} against the base year's {then}: is the sign wrong? A net cost has no minus",
                )
        return len(self.problems) > before

    def _base(self, id_: str) -> float:
        """Return the base-year cost of a row [MSEK]."""
        return self.figures.lines[id_].base if id_ in self.figures.lines else self.figures.base_frame[id_]

    def _falling(self, report: Report) -> list[Problem]:
        """Tell of rows whose forecast of the year is less than what is spent already."""
        found = []
        for id_, entry in report.forecast.items():
            spent = report.actual.get(id_)
            income = id_ in self.figures.lines and self.figures.lines[id_].base <= 0
            if spent is not None and not income and entry.amount < spent.amount - ZERO:
                found.append(
                    Problem(
                        path=id_,
                        place=entry.place,
                        sv="prognosen för året är lägre än utfallet hittills; det förutsätter intäkter resten av året",
                        en="the forecast of the year is less than the outcome so far; that takes income after it",
                    )
                )
        return found
