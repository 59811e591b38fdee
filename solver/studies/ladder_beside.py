"""A contingency ladder that lies beside a re-plan: the rung that takes as much of committees as is lacking.

What yields first was adopted with the budget, so that changes within the year are told beside it. A ladder is told only
where it is of the same scenario, year, decided plan and version of the program.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from models.follow_up.file import ZERO
from models.reading import digest
from models.units import MSEK_PER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderBeside:
    """A rung of a ladder.

    Attributes:
        rung: Its number, below 0.
        shock: Its part of the year's total, below 0 [share].
        changes: What each committee's frame changes by against rung 0 [MSEK].
        enough: Whether these take as much as is lacking; if not, it is the last rung.
    """

    rung: int
    shock: float
    changes: Mapping[str, float]
    enough: bool


def ladder_beside(
    folder: str | Path, scenario: Scenario, plan: str, year: int, gap: float
) -> LadderBeside | None:
    """Return the first rung that takes as much of committees as is lacking, else the last; None without such a ladder.

    Args:
        folder: The result's folder, with ``studies/`` in it.
        scenario: The scenario that was decided on.
        plan: Id of the plan that was decided.
        year: The followed year.
        gap: What is lacking [MSEK].
    """
    place = Path(folder) / "studies" / "ladder"
    try:
        told = json.loads((place / "result.json").read_bytes())
        same = (
            told["digest"] == digest(scenario)
            and told["plan"]["id"] == plan
            and told["year"] == year
            and told["provenance"]["versions"]["kommunbudget"] == version("kommunbudget")
        )
        if not same:
            return None
        with (place / "tables" / "ladder.csv").open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["committee"] in scenario.committees]
        rungs: dict[int, tuple[float, dict[str, float]]] = {}
        for row in rows:
            if int(row["rung"]) < 0 and not row["activity"]:
                _, changes = rungs.setdefault(int(row["rung"]), (float(row["shock"]), {}))
                changes[row["committee"]] = float(row["cumulative"]) * float(MSEK_PER[told["currency"]])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # none there, or of another version
    for rung, (shock, changes) in sorted(rungs.items(), reverse=True):
        enough = -sum(changes.values()) >= gap - ZERO
        if enough or rung == min(rungs):
            return LadderBeside(rung=rung, shock=shock, changes=changes, enough=enough)
    return None
