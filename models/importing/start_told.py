"""Shared by the parts of a first scenario: tables, the map, and how they tell what is missing, assumed or wrong."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from models.file.tree import within
from models.importing.budget import written
from models.importing.common import problem
from models.importing.maps import at
from models.scenario import Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.importing.left import Left, Line
    from models.importing.start_map import StartMap
    from models.problems import Language, Problem

LISTED = 12
"""Most names that a line of ``missing`` lists."""


class Told:
    """Tells of tables and of a map; what is wrong, asked about, missing and where each value stands is kept.

    Attributes:
        problems: What is wrong.
        asked: What a person should look at.
        missing: What no table says, in the scenario's language.
        places: Place of each value in its table, by its path in the scenario.
    """

    def __init__(self, left: Left, said: StartMap, language: Language) -> None:
        """Take tables, what a person says, and the scenario's language."""
        self.left, self.said, self.language = left, said, language
        self.problems: list[Problem] = []
        self.asked: list[Problem] = []
        self.missing: list[str] = []
        self.places: dict[str, Place] = {}

    def say(self, sv: str, en: str) -> str:
        """Return a text in the scenario's language."""
        return sv if self.language == "sv" else en

    def lacks(self, sv: str, en: str) -> None:
        """Add what no table says to what is missing."""
        self.missing.append(self.say(sv, en))

    def assumed(self, sv: str, en: str) -> str:
        """Return the source of an assumption, with who stands behind it."""
        who = self.said.author or self.say("ingen har ställt sig bakom det", "nobody stands behind it")
        return f"assumption ({who}): {self.say(sv, en)}"

    def complain(self, line: Line, column: str, sv: str, en: str) -> None:
        """Add what is wrong with a row of a table."""
        self.problems.append(problem(line.file, line.number, column, sv, en))

    def ask(self, line: Line, column: str, sv: str, en: str) -> None:
        """Add what a person should look at, by a row of a table."""
        self.asked.append(problem(line.file, line.number, column, sv, en))

    def from_map(self, path: str, sv: str, en: str) -> None:
        """Complain of what the map says."""
        assert self.said.tree is not None  # noqa: S101 - only what it says is complained of
        self.problems.append(at(self.said.tree, path, sv, en))

    def listed(self, names: Iterable[str]) -> str:
        """Return names as one text: all of them, or the first and how many more."""
        found = list(names)
        more = self.say(f" och {len(found) - LISTED} till", f" and {len(found) - LISTED} more")
        return ", ".join(found[:LISTED]) + (more if len(found) > LISTED else "")

    def place(self, path: str, line: Line) -> None:
        """Note the row that a value comes from."""
        self.places[path] = Place(file=line.file, line=line.number)

    def placed(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return problems without a place where what they are about stands in no table."""
        return [
            p if any(within(p.path, path) for path in self.places) else replace(p, place=None)
            for p in problems
        ]

    def shown(self, amount: Decimal) -> str:
        """Return an amount as people read it."""
        return written(amount).replace(".", "," if self.language == "sv" else ".")


def plain(value: Decimal) -> int | float:
    """Return a decimal number as a scenario file has it."""
    return int(value) if value == value.to_integral_value() else float(value)


def share(value: Decimal) -> str:
    """Return a fraction as a percentage, rounded down to hundredths so that an index never exceeds its total."""
    return f"{written((100 * value).quantize(Decimal('0.01'), ROUND_FLOOR))} %"
