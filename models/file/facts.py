"""What the checks of a file look things up in: its sound parts, and the ids that it defines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from models.file.validation import Validated, known
from models.problems import near
from models.units import MSEK_PER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.scenario import Scenario

Finding = tuple[str, str, str]
"""A dotted path, and what is wrong there in Swedish and English."""

HINTS = 100
"""For how many unknown names the nearest known one is sought; a longer list is no spelling mistake."""

UNIT = {"MSEK": ("mnkr", "MSEK"), "TSEK": ("tkr", "TSEK"), "SEK": ("kr", "SEK")}
"""How amounts of a currency are called in messages, in Swedish and English."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A validated file, and what follows from its ids.

    Attributes:
        file: What became of the file's tree.
    """

    file: Validated

    @property
    def scenario(self) -> Scenario:
        """The sound parts."""
        return self.file.scenario

    @property
    def root(self) -> Mapping[str, Any]:
        """The plain tree."""
        return self.file.root

    def has(self, *sections: str) -> bool:
        """Whether all these sections are without a problem."""
        return self.file.sound.issuperset(sections)

    def table(self, section: str) -> Mapping[str, Any]:
        """The sound entries of a table."""
        found: Mapping[str, Any] = getattr(self.scenario, section, None) or {}
        return found

    def ids(self, section: str) -> tuple[str, ...]:
        """The ids that a table defines, sound or not."""
        return known(self.root, section)

    def listed(self, *sections: str) -> bool:
        """Whether the ids of these tables can be made out at all."""
        return not self.file.lost.intersection(sections)

    @cached_property
    def payers(self) -> dict[str, tuple[str, ...]]:
        """The committees that each activity of the file names, sound or not."""
        found = {}
        raw = self.root.get("activities")
        for id_, item in raw.items() if isinstance(raw, dict) else ():
            named = item if isinstance(item, dict) else {}
            shares = named.get("shares")
            found[str(id_)] = (
                *((str(named["committee"]),) if named.get("committee") is not None else ()),
                *(map(str, shares) if isinstance(shares, dict) else ()),
            )
        return found

    @cached_property
    def alone(self) -> dict[str, None]:
        """Committees that no activity names: each is one activity with its own id."""
        paid = {c for payers in self.payers.values() for c in payers}
        return dict.fromkeys(c for c in self.ids("committees") if c not in paid)

    @cached_property
    def paid_by(self) -> dict[str, list[str]]:
        """The activities that name each committee."""
        found: dict[str, list[str]] = {}
        for activity, payers in self.payers.items():
            for c in payers:
                found.setdefault(c, []).append(activity)
        return found

    @cached_property
    def misnamed(self) -> frozenset[str | None]:
        """Committees that an activity probably meant to name."""
        committees = dict.fromkeys(self.ids("committees"))
        unknown = [c for payers in self.payers.values() for c in payers if c not in committees]
        return frozenset(near(c, committees) for c in dict.fromkeys(unknown[:HINTS]))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Everything that an effect may name: activities, and committees that are their own."""
        return (*self.ids("activities"), *self.alone)

    def shares(self, activity: str) -> dict[str, float]:
        """Who pays how much of a sound activity [share]."""
        item = self.table("activities").get(activity)
        return {} if item is None else dict(item.shares or {str(item.committee): 1.0})

    def carried(self, line: str) -> bool:
        """Whether an activity is carried as a fixed amount; False where the file does not say soundly."""
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
        """The plan years; none where they are wrong."""
        return tuple(self.scenario.years) if self.has("years") else ()

    @cached_property
    def unit(self) -> tuple[str, str]:
        """What amounts are called, in Swedish and English."""
        return UNIT[self.scenario.currency] if self.has("currency") else UNIT["MSEK"]

    def written(self, msek: float) -> float:
        """An amount [MSEK] in the file's currency."""
        return msek / float(MSEK_PER[self.scenario.currency if self.has("currency") else "MSEK"])
