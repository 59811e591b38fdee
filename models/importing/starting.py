"""A scenario from imported tables, which runs at once: each value has its line in a table, or is an assumption.

What no table says is marked ``assumption`` in its ``source`` and listed under ``missing``. What a table says in a way
that cannot be read, or that contradicts another, is asked about and never filled in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.file.packing import packed
from models.file.tree import MAX_BYTES, Tree, parse
from models.importing.common import content
from models.importing.left import read_left
from models.importing.start_map import StartMap, start_map
from models.importing.start_service import Service
from models.problems import LANGUAGES, Problem, Refused, ScenarioError, one_of
from models.variants import judge, questions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.problems import Language
    from models.scenario import Scenario

RANGE = ["0 %", "200 %"]
"""How large an assumed effect may be, as a part of its size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A scenario that was started from imported tables.

    Attributes:
        scenario: The scenario.
        files: Content of its files by name, the scenario file first.
        asked: What a person should look at, each with its file and line; questions about probable mistakes first.
    """

    scenario: Scenario
    files: dict[str, bytes]
    asked: tuple[Problem, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Figures that no table says, in the scenario's language."""
        return self.scenario.missing


def new_scenario(
    folder: str | Path, start: str | Path | None = None, *, stem: str | None = None, language: Language = "sv"
) -> Started:
    """Return a scenario of the tables that imports have left in a folder.

    Args:
        folder: What ``kommunbudget import --from …`` has left, with its ``SOURCES.csv``.
        start: A map that says what no table does: the municipality, drivers of activities, goals of indicators.
        stem: File name of the scenario without extension; by its municipality and first plan year if absent.
        language: Language of the scenario and of errors.

    Raises:
        ScenarioError: Something cannot be read or is contradictory; the exception asks about all of it.
    """
    one_of(language, LANGUAGES, "languages")
    left = read_left(Path(folder))
    said = StartMap()
    if start is not None:
        try:
            said = start_map(parse(content(Path(start), MAX_BYTES), Path(start).as_posix()))
        except Refused as refused:
            said.problems.append(Problem(path=Path(start).as_posix(), sv=refused.sv, en=refused.en))
    if left.problems or said.problems:
        raise ScenarioError([*left.problems, *said.problems], language)
    made = _Start(left, said, language)
    document = made.document()
    if made.problems or left.problems:
        raise ScenarioError(dict.fromkeys([*left.problems, *made.problems]), language)
    tree = Tree(root=document, places=made.places)
    judged = judge(tree)
    if judged.problems:
        raise ScenarioError(made.placed(judged.problems), language)
    scenario = judged.scenario
    files = packed(scenario, stem or made.stem(scenario), made.remarks())
    return Started(scenario=scenario, files=files, asked=(*made.placed(questions(tree, judged)), *made.asked))


class _Start(Service):
    """Puts a scenario together."""

    def document(self) -> dict[str, Any]:
        """Return the scenario as a plain tree; what is wrong is among the problems."""
        self.ask_years()
        committees = self.committees()
        if self.problems or self.left.problems:
            return {}
        activities = self.activities(committees)
        drivers = self.drivers(activities)
        goals, effects = self.goals(committees, activities)
        name = str(self.said.municipality.get("name") or self._publisher())
        if not name:
            name = self.say("Kommun utan namn", "Municipality without a name")
            self.lacks("kommunens namn", "the name of the municipality")
        indexation, stability = self.indexation(), self.stability()
        for key, tables in {"indexation": ("bridge", "plan"), "frame": ("plan",), "plans": ("plan",)}.items():
            for line in next((rows for table in tables if (rows := self.left.of(table))), [])[:1]:
                self.place(key, line)
        self._lacks_always(effects)
        return {
            "format": 1,
            "title": self.said.title or self._title(name),
            "municipality": {
                key: str(value) if key == "code" else value
                for key, value in ({"name": name} | dict(self.said.municipality)).items()
            },
            "language": self.language,
            "currency": self.currency,
            "base_year": self.base_year,
            "years": list(self.years),
            "missing": self.missing,
            "frame": self.frame(),
            "indexation": indexation,
            "stability": stability,
            "carry_over": {
                "rule": "none",
                "source": self.assumed(
                    "ingen tabell har regeln för över- och underskott; här följer inget med mellan åren",
                    "no table has the rule for surpluses and deficits; here none are carried over",
                ),
            },
            "committees": committees,
            **({"activities": activities} if activities else {}),
            **({"drivers": drivers} if drivers else {}),
            "weights": {
                "owner": self.say(
                    f"Basårets budget {self.base_year}: vikterna är härledda ur den",
                    f"The budget of {self.base_year}: weights are derived from it",
                ),
                "rule": "krona_neutral",
                "source": self.assumed(
                    "vikterna är härledda ur basårets budget, så att en krona är lika mycket värd överallt",
                    "weights are derived from the base year's budget, so that a krona is worth as much everywhere",
                ),
            },
            "goals": goals,
            "effects": effects,
            "evidence_ranges": {
                "assumption": RANGE,
                "by": self.said.author or "kommunbudget new",
                "source": self.assumed("antagna effekter kan vara allt från inga till dubbelt så stora",
                                       "assumed effects may be anything from none to twice as large"),
            },
            **self.plans(committees),
        }  # fmt: skip

    def _title(self, name: str) -> str:
        first, last = self.years[0], self.years[-1]
        later = "" if first == last else self.say(f" med plan till {last}", f" with plan to {last}")
        return f"{name} – budget {first}{later}"

    def stem(self, scenario: Scenario) -> str:
        """Return a file name of the municipality and the first plan year."""
        name = scenario.municipality.name if scenario.municipality else ""
        name = re.sub(r"\(.*?\)", "", name).strip()
        plain = name.casefold().translate(str.maketrans("åäöéü", "aaoeu")).removesuffix(" kommun")
        plain = re.sub(r"s$", "", plain) if name.casefold().endswith("s kommun") else plain
        return f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-') or 'scenario'}-{scenario.years[0]}"

    def remarks(self) -> list[str]:
        """Return the comments at the top of the file: how it was made, and what each table is."""
        found = [
            self.say(
                "Gjord av kommunbudget new ur importerade tabeller. Varje värde har sin rad i source, eller är märkt "
                "assumption; det som saknas står under missing.",
                "Made by kommunbudget new from imported tables. Each value has its line in source, or is marked "
                "assumption; what is not there stands under missing.",
            )
        ]
        tables: dict[tuple[str, ...], list[str]] = {}
        for line in self.left.sources:
            if line["table"] in self.left.tables:
                keys = ("file", "publisher", "published_table", "retrieved", "licence", "sha256")
                tables.setdefault(tuple(line[key] for key in keys), []).append(f"{line['table']}.csv")
        for (file, *told, sha256), names in tables.items():
            said = "; ".join(filter(None, told))
            digest = f"sha256 {sha256[:12]}"
            found.append(f"{file} ({f'{said}; ' if said else ''}{digest}): {', '.join(names)}")
        return found

    def _publisher(self) -> str:
        source = self.left.source("committees") or self.left.source("base")
        return source["publisher"] if source is not None else ""

    def _lacks_always(self, effects: Mapping[str, Any]) -> None:
        """List what no published table holds."""
        count = sum(map(len, effects.values()))
        self.lacks(
            f"vad mer eller mindre pengar ger: alla {count} effekter är antaganden",
            f"what more or less money gives: all {count} effects are assumptions",
        )
        self.lacks(
            "kommunens gränser för hur mycket ramar får ändras, och dess regel för över- och underskott",
            "the municipality's limits on changes of frames, and its rule for surpluses and deficits",
        )
        self.lacks(
            "vad lagen kräver av varje verksamhet (golv)", "what the law requires of each activity (floors)"
        )
        if "population" not in self.said.municipality:
            self.lacks("folkmängd, för att pröva beloppens enhet", "population, to test the unit of amounts")
