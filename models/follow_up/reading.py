"""Reading of a follow-up: the file, its scenario and its tables, checked against each other.

All problems are reported together, each with its file and line, what is wrong and what to write instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from models.figures import Figures
from models.file.folder import Folder
from models.file.tree import Tree, parse, place
from models.file.validation import TEXTS
from models.follow_up.checks import Checking, checked
from models.follow_up.file import Content, FiveYears, LedgerTable, keys
from models.follow_up.report import FollowUp, Report
from models.follow_up.tables import Beside, Entry, Names, read_ledger, read_season, read_tables
from models.problems import Problem, Refused, ScenarioError, did_you_mean
from models.reading import read
from models.units import context

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from models.follow_up.tables import Table, What
    from models.problems import Language
    from models.scenario import Scenario

SCHEMA_ID = "urn:kommunbudget:follow-up:1"
SCENARIO_KEYS = {"committees", "extends", "frame", "goals"}
"""Keys of a scenario that a follow-up does not have."""


def read_follow_up(path: str | Path) -> FollowUp:
    """Read a follow-up, the scenario that it follows, and its tables.

    Args:
        path: The file; the scenario and the tables lie in its folder.

    Raises:
        ScenarioError: Something is wrong; the exception lists all of it, each with file and line.
    """
    path = Path(path)
    folder = Folder(shown=path.parent)
    try:
        tree = parse(folder.bytes(path.name), folder.name(path.name))
    except Refused as refused:
        raise ScenarioError([Problem(path=str(path), sv=refused.sv, en=refused.en)]) from refused
    return _Reader(folder=folder, name=path.name, tree=tree, path=path.as_posix()).read()


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the follow-up file, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **Content.model_json_schema(),
        "title": "Follow-up",
        "description": "A follow-up of a municipality's budget: kommunbudget, format 1.",
    }


@dataclass(slots=True, kw_only=True)
class _Reader:
    """One reading of a follow-up."""

    folder: Folder
    name: str
    tree: Tree
    path: str
    language: Language = "sv"
    problems: list[Problem] = field(default_factory=list)

    def complain(self, path: str, sv: str, en: str) -> None:
        self.problems.append(Problem(path=path, place=place(self.tree.places, path), sv=sv, en=en))

    def refuse(self) -> None:
        """Raise what has been found wrong."""
        if self.problems:
            raise ScenarioError(list(dict.fromkeys(self.problems)), self.language)

    def read(self) -> FollowUp:
        root: dict[Any, Any] = self.tree.root if isinstance(self.tree.root, dict) else {}
        self.problems += self.tree.problems
        if not root and not self.problems:
            self.complain(
                "", "filen ska bestå av nycklar och värden", "the file must consist of keys and values"
            )
        self.refuse()
        scenario = self._scenario(root)
        content = self._content(root, scenario)
        figures = Figures(scenario=scenario)
        checked(content, figures, self.complain)
        self.refuse()
        names = Names(figures=figures, currency=content.currency or scenario.currency)
        beside = Beside(folder=self.folder, name=self.name, names=names)
        reports = tuple(
            Report(
                date=date,
                content=given,
                actual=self._table(f"reports.{date}.actual", given.actual, "actual", beside, date),
                forecast=self._table(f"reports.{date}.forecast", given.forecast, "forecast", beside, date),
            )
            for date, given in sorted(content.reports.items())
        )
        season: dict[str, dict[int, float]] = {}
        years = 0
        if isinstance(content.profile, FiveYears):
            season, years, wrong = read_season(beside, content.profile.table, content.year)
            self.problems += wrong
        self.refuse()
        check = Checking(content=content, figures=figures, complain=self.complain)
        for report in reports:
            check.tables(report)
        check.indicators()
        self.problems += check.problems
        self.refuse()
        return FollowUp(
            content=content,
            scenario=scenario,
            reports=reports,
            season=season,
            season_years=years,
            files={**self.folder.read, **self._beside_scenario(scenario)},
            places=self.tree.places,
            warnings=tuple(problem.line(self.language) for problem in check.warnings),
            path=self.path,
        )

    def _beside_scenario(self, scenario: Scenario) -> dict[str, str]:
        """Return SHA-256 of the scenario's files by their path relative to the follow-up."""
        home = Path(str(self.tree.root["follows"])).parent
        return {(home / name).as_posix(): sha for name, sha in scenario.origin.files.items()}

    def _scenario(self, root: Mapping[str, Any]) -> Scenario:
        named = root.get("follows")
        if named is None and root.get("kind") is None and root.keys() & SCENARIO_KEYS:
            self.complain(
                "",
                "filen är ett scenario och ingen uppföljning; en uppföljning är en egen fil, med kind: follow_up och "
                "follows: scenariots fil",
                "the file is a scenario and no follow-up; a follow-up is a file of its own, with kind: follow_up and "
                "follows: the scenario's file",
            )
            self.refuse()
        if not isinstance(named, str) or not named:
            self.complain(
                "follows", "skriv scenariots fil, som follows: budget.yaml", "name the scenario's file"
            )
            self.refuse()
        try:
            inside = self.folder.inside(str(named), self.name)
            self.folder.bytes(inside)
        except Refused as refused:
            self.complain("follows", refused.sv, refused.en)
            self.refuse()
        scenario = read(self.folder.shown / inside)
        self.language = scenario.language
        return scenario

    def _content(self, root: Mapping[str, Any], scenario: Scenario) -> Content:
        currency = root.get("currency") or scenario.currency
        known = currency if currency in {"MSEK", "TSEK", "SEK"} else scenario.currency
        given = context(years=scenario.years, base_year=scenario.base_year, currency=known)
        try:
            return Content.model_validate(root, context=given)
        except ValidationError as error:
            found = error.errors(include_url=False)
        misspelt = {
            did_you_mean(one["loc"][-1], keys(self._path(one)[:-1]))
            for one in found
            if one["type"] == "extra_forbidden"
        }
        for one in found:
            where = self._path(one)
            if one["type"] == "missing" and did_you_mean(one["loc"][-1], [one["loc"][-1]]) in misspelt:
                continue
            self.complain(".".join(map(str, where)), *self._texts(one, where))
        self.refuse()
        raise AssertionError  # a validation error always has errors

    def _path(self, error: ErrorDetails) -> tuple[object, ...]:
        """Return the path of an error in the file, without the tags of unions."""
        path: list[object] = []
        here: Any = self.tree.root
        for key in error["loc"]:
            listed = isinstance(here, list) and isinstance(key, int) and key < len(here)
            if listed or (isinstance(here, dict) and key in here):
                path.append(key)
                here = here[key]
            elif error["type"] == "missing" and key == error["loc"][-1]:
                path.append(key)
        return tuple(path)

    def _texts(self, error: ErrorDetails, path: tuple[object, ...]) -> tuple[str, str]:
        kind, ctx = error["type"], error.get("ctx", {})
        if "sv" in ctx and "en" in ctx:
            return str(ctx["sv"]), str(ctx["en"])
        if kind == "extra_forbidden":
            sv, en = did_you_mean(path[-1], keys(path[:-1]))
            return f"okänd nyckel{sv}", f"unknown key{en}"
        if kind == "missing":
            return "saknas; nyckeln är obligatorisk", "is missing; the key is required"
        make = TEXTS["date_type"] if kind == "value_error" else TEXTS.get(kind)
        if make is None:
            return (
                "värdet går inte att använda här; se docs/method/follow-up.md",
                "the value cannot be used here; see docs/method/follow-up.md",
            )
        shown = repr(path[-1] if error["loc"][-1] == "[key]" else error["input"])
        sv, en = make(error, ctx)
        return sv.replace("<input>", shown), en.replace("<input>", shown)

    def _table(
        self,
        path: str,
        given: tuple[str, ...] | LedgerTable | dict[str, float] | None,
        what: What,
        beside: Beside,
        date: dt.date,
    ) -> Table:
        if given is None:
            return {}
        if isinstance(given, LedgerTable):
            if what == "forecast":
                self.complain(
                    path,
                    "en huvudbok har inga prognoser; ge en tabell",
                    "a ledger holds no forecasts; give a table",
                )
                return {}
            until = (date.year, date.month)
            table, wrong = read_ledger(beside, given.ledger, given.map, until)
        elif isinstance(given, dict):
            return self._inline(path, given, beside.names)
        else:
            table, wrong = read_tables(beside, given, what)
        self.problems += wrong
        return table

    def _inline(self, path: str, given: Mapping[str, float], names: Names) -> Table:
        table: Table = {}
        for id_, amount in given.items():
            if id_ not in names.known:
                self.complain(f"{path}.{id_}", *names.unknown(id_))
            table[id_] = Entry(amount=amount, decimals=6, place=place(self.tree.places, f"{path}.{id_}"))
        return table
