"""The form of a report: a sheet that a committee fills in with what it has spent and what it expects of the year.

It is read back as the tables of a report (``actual`` and ``forecast``): the columns are those of ``models.follow_up``.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from models.follow_up.money import budget_at, decided
from models.problems import Problem, ScenarioError, did_you_mean
from solver.report.excel.book import NOTE, TALL, TITLE, TOP, Book
from solver.report.excel.form import FILL
from solver.report.followed import day
from solver.report.words import Words
from solver.studies.follow_up import decided_plan

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from models.follow_up.report import FollowUp

SHEET = ("Rapport", "Report")
COLUMNS = (
    ("id", "id", 24.0),
    ("namn", "name", 44.0),
    ("budget", "budget", 14.0),
    ("utfall", "actual", 14.0),
    ("prognos", "forecast", 14.0),
    ("lämnad av", "author", 26.0),
    ("kommentar", "comment", 60.0),
)
"""Headings in Swedish and English, and width [characters]."""
MONEY = ("budget", "actual", "forecast")
FILLED = ("actual", "forecast", "author", "comment")
"""Columns that are filled in."""
DECIMALS = {"MSEK": 3, "TSEK": 0, "SEK": 0}
"""Decimals of the budget: whole thousands of kronor, or whole kronor."""


def report_form(follow_up: FollowUp, date: dt.date, committee: str | None = None) -> bytes:
    """Return the form of a report as a workbook; the same follow-up gives the same bytes.

    Args:
        follow_up: The follow-up; it need not have the report yet.
        date: Date of the report.
        committee: The committee that fills it in; all if absent.

    Raises:
        ScenarioError: The committee is unknown, or the date is not in the year.
    """
    w = Words(follow_up.figures)
    committees = _asked(follow_up, date, committee)
    currency = follow_up.content.currency or follow_up.scenario.currency
    book = Book(follow_up.content.title, f"kommunbudget {version('kommunbudget')}", lambda _: "General")
    page = book.book.add_worksheet(w.say(*SHEET))
    page.hide_gridlines(2)
    for k, (_, _, wide) in enumerate(COLUMNS):
        page.set_column(k, k, wide)
    page.write_string(0, 0, follow_up.content.title, book.format(TITLE))
    rows = _rows(follow_up, w, committees)
    told = _told(w, date, [name for id_, name, _ in rows if id_ in follow_up.exempt])
    for n, line in enumerate(told, start=1):
        page.write_string(n, 0, line, book.format(NOTE))
    top = len(told) + 2
    unit = {"MSEK": w.term("msek"), "TSEK": w.term("tsek"), "SEK": w.term("sek")}[currency]
    for k, (sv, en, _) in enumerate(COLUMNS):
        name = w.say(sv, en)
        page.write_string(top, k, f"{name} ({unit})" if en in MONEY else name, book.format(TOP))
    page.freeze_panes(top + 1, 2)
    budgets = budget_at(follow_up, decided(decided_plan(follow_up), follow_up.year), date)
    decimals = DECIMALS[currency]
    number = "#,##0" + ("." + "0" * decimals if decimals else "")
    factor = {"MSEK": 1.0, "TSEK": 1e3, "SEK": 1e6}[currency]
    for n, (id_, name, own) in enumerate(rows, start=top + 1):
        look = {"bold": True} if own else {"indent": 1}
        page.set_row(n, TALL)
        page.write_string(n, 0, id_, book.format(look))
        page.write_string(n, 1, name, book.format(look))
        if own:  # how a committee divides its budget is its own affair
            amount = round(budgets[id_] * factor, decimals)
            page.write_number(n, 2, amount, book.format({**look, "num_format": number}))
        for k, (_, en, _) in enumerate(COLUMNS):
            if en in FILLED:
                page.write_blank(
                    n, k, None, book.format({**FILL, "num_format": number} if en in MONEY else FILL)
                )
    return book.finished()


def _asked(follow_up: FollowUp, date: dt.date, committee: str | None) -> Sequence[str]:
    s = follow_up.scenario
    problems = []
    if date.year != follow_up.year:
        sv = f"{date} ligger utanför året {follow_up.year}"
        problems.append(Problem(path="", sv=sv, en=f"{date} lies outside the year {follow_up.year}"))
    if committee is not None and committee not in s.committees:
        sv, en = did_you_mean(committee, s.committees)
        sv, en = f"okänd nämnd {committee}{sv}", f"unknown committee {committee}{en}"
        problems.append(Problem(path="", sv=sv, en=en))
    if problems:
        raise ScenarioError(problems, s.language)
    return tuple(s.committees) if committee is None else (committee,)


def _rows(follow_up: FollowUp, w: Words, committees: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Return id and name of each row, and whether it is a committee; joint programmes stand with none."""
    figures = follow_up.figures
    rows = []
    for c in committees:
        rows.append((c, w.committee(c), True))
        rows += [
            (a, w.activity(a), False)
            for a in figures.lines_of[c]
            if a != c and len(figures.lines[a].shares) == 1
        ]
    return rows


def _told(w: Words, date: dt.date, exempt: Sequence[str]) -> list[str]:
    apart = w.say(
        f"Raderna för befriade verksamheter ska fyllas i: {w.listed(exempt)}.",
        f"Rows of exempt activities must be filled in: {w.listed(exempt)}.",
    )
    return [
        w.say(
            f"Rapport per {day(w, date)}. Fyll i de gula cellerna: utfall är nettokostnaden hittills i år, prognos "
            "hela årets nettokostnad.",
            f"Report at {day(w, date)}. Fill in the yellow cells: actual is net cost so far this year, forecast net "
            "cost of the whole year.",
        ),
        w.say(
            "Raden för nämnden ska fyllas i. Raderna för verksamheter får vara tomma; fylls alla i ska de summera till "
            "nämndens.",
            "The committee's row must be filled in. Rows of activities may be left empty; where all are filled in they "
            "add up to the committee's.",
        ),
        w.say(
            "Ändra inte id och budget: budgeten jämförs med det som fullmäktige har beslutat.",
            "Leave id and budget: the budget is compared with what the council has decided.",
        ),
        *([apart] if exempt else []),
    ]
