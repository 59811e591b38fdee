"""Data that the checks of a file look up: its valid parts, and the ids that it defines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from models.figures import Figures
from models.file.validation import Validated, known
from models.indexation import rolled_forward
from models.problems import near
from models.scenario import Scenario
from models.units import MSEK_PER

if TYPE_CHECKING:
    from collections.abc import Mapping

Finding = tuple[str, str, str]
"""Dotted path, and message about it in Swedish and English."""

HINTS = 100
"""Largest number of unknown names for which a similar known name is looked up."""

UNIT = {"MSEK": ("mnkr", "MSEK"), "TSEK": ("tkr", "TSEK"), "SEK": ("kr", "SEK")}
"""Name of each currency in messages, in Swedish and English."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A validated file, with data derived from its ids.

    Attributes:
        file: Result of validating the file's tree.
    """

    file: Validated

    @property
    def scenario(self) -> Scenario:
        """The valid parts of the scenario."""
        return self.file.scenario

    @property
    def root(self) -> Mapping[str, Any]:
        """The plain tree of the file."""
        return self.file.root

    def has(self, *sections: str) -> bool:
        """Return whether all these sections are free of problems."""
        return self.file.sound.issuperset(sections)

    @property
    def whole(self) -> bool:
        """Whether every section is free of problems, so that figures can be computed."""
        return self.has(*Scenario.model_fields)

    @cached_property
    def figures(self) -> Figures:
        """The figures of a whole file."""
        return Figures(scenario=self.scenario)

    @cached_property
    def unscaled(self) -> Mapping[tuple[str, int], float]:
        """Each committee's frame of the base year, indexed and adjusted, by plan year [money]; of a whole file."""
        return rolled_forward(self.figures)

    def at(self, path: str) -> Any:
        """Return the value at a dotted path as the file has it; None where there is none."""
        here: Any = self.root
        for key in path.split("."):
            if isinstance(here, list):
                here = here[int(key)] if key.isdecimal() and int(key) < len(here) else None
            else:
                below = here if isinstance(here, dict) else {}
                here = next((entry for name, entry in below.items() if str(name) == key), None)
        return here

    def adjustment(self, committee: str, year: int, n: int) -> str:
        """Return the path of an adjustment; one that is written without a list has no position."""
        path = f"committees.{committee}.adjustments.{year}"
        here = self.root
        for key in path.split("."):
            here = next((below for name, below in here.items() if str(name) == key), {})
        return f"{path}.{n}" if isinstance(here, list) else path

    def table(self, section: str) -> Mapping[str, Any]:
        """Return the valid entries of a table."""
        entries: Mapping[str, Any] = getattr(self.scenario, section, None) or {}
        return entries

    def ids(self, section: str) -> tuple[str, ...]:
        """Return the ids that a table defines, whether their entries are valid or not."""
        return known(self.root, section)

    def listed(self, *sections: str) -> bool:
        """Return whether the ids of these tables could be read at all."""
        return not self.file.lost.intersection(sections)

    @cached_property
    def payers(self) -> dict[str, tuple[str, ...]]:
        """The committees that each activity of the file names, whether its entry is valid or not."""
        result = {}
        raw = self.root.get("activities")
        for id_, item in raw.items() if isinstance(raw, dict) else ():
            named = item if isinstance(item, dict) else {}
            shares = named.get("shares")
            result[str(id_)] = (
                *((str(named["committee"]),) if named.get("committee") is not None else ()),
                *(map(str, shares) if isinstance(shares, dict) else ()),
            )
        return result

    @cached_property
    def alone(self) -> dict[str, None]:
        """The committees that no activity names; each is one activity with its own id."""
        paid = {c for payers in self.payers.values() for c in payers}
        return dict.fromkeys(c for c in self.ids("committees") if c not in paid)

    @cached_property
    def paid_by(self) -> dict[str, list[str]]:
        """The activities that name each committee."""
        result: dict[str, list[str]] = {}
        for activity, payers in self.payers.items():
            for c in payers:
                result.setdefault(c, []).append(activity)
        return result

    @cached_property
    def misnamed(self) -> frozenset[str | None]:
        """Committees that an activity probably refers to by a misspelt id."""
        committees = dict.fromkeys(self.ids("committees"))
        unknown = [c for payers in self.payers.values() for c in payers if c not in committees]
        return frozenset(near(c, committees) for c in dict.fromkeys(unknown[:HINTS]))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """All ids that an effect may refer to: activities, and committees without activities."""
        return (*self.ids("activities"), *self.alone)

    def shares(self, activity: str) -> dict[str, float]:
        """Return the share that each committee pays of a valid activity [share]."""
        item = self.table("activities").get(activity)
        return {} if item is None else dict(item.shares or {str(item.committee): 1.0})

    def carried(self, line: str) -> bool:
        """Return whether an activity is carried as a fixed amount; False where its entry is not valid."""
        activity = self.table("activities").get(line)
        if activity is not None:
            return activity.fixed is not None or (activity.base <= 0 and activity.need is None)
        committee = self.table("committees").get(line)
        return (
            line in self.alone
            and committee is not None
            and committee.base is not None
            and committee.base <= 0
        )

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The plan years; empty where they are not valid."""
        return tuple(self.scenario.years) if self.has("years") else ()

    @cached_property
    def unit(self) -> tuple[str, str]:
        """Name of the file's currency, in Swedish and English."""
        return UNIT[self.scenario.currency] if self.has("currency") else UNIT["MSEK"]

    def written(self, msek: float) -> float:
        """Return an amount [MSEK] in the file's currency."""
        return msek / float(MSEK_PER[self.scenario.currency if self.has("currency") else "MSEK"])
