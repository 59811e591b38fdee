"""A re-plan that lies beside a follow-up: its three plans as its ``result.json`` tells them, where it is of the same.

A follow-up is arithmetic and plans nothing. What it tells of plans is what ``kommunbudget replan`` has left, and only
where that rests on the same files, bit for bit, and the same report, decided plan and version of the program.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.units import MSEK_PER

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class FromHere:
    """Figures of a re-plan, by plan: ``planned``, ``nothing`` and ``replan``.

    Attributes:
        run: Digest of its run.
        values: V [points].
        by_year: V by year, years after the plan included; they sum to V [points].
        year: The first year that it plans.
        frames: Frames of that year by committee [MSEK].
        restores: What committees restore that year if nothing is done [MSEK].
        more_spent: What the followed year cost beyond the plan [MSEK].
        gave: What that gave of V [points].
    """

    run: str
    values: Mapping[str, float]
    by_year: Mapping[str, Mapping[int, float]]
    year: int
    frames: Mapping[str, Mapping[str, float]]
    restores: Mapping[str, float]
    more_spent: float
    gave: float


def from_here(folder: str | Path, date: dt.date, plan: str, files: Mapping[str, str]) -> FromHere | None:
    """Return the re-plan that lies in a result's folder; None where there is none of the same.

    Args:
        folder: The result's folder, with ``studies/`` in it.
        date: Date of the report that is told.
        plan: Id of the plan that was decided.
        files: SHA-256 of the follow-up's files.
    """
    place = Path(folder) / "studies" / "replan" / date.isoformat() / "result.json"
    try:
        told = json.loads(place.read_bytes())
        same = (
            told["digests"]["files"] == dict(files)
            and told["report"] == date.isoformat()
            and told["plan"]["id"] == plan
            and told["provenance"]["versions"]["kommunbudget"] == version("kommunbudget")
        )
        return _read(told) if same else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # none there, or of another version: the page names the command


def _read(told: Mapping[str, Any]) -> FromHere:
    msek, here = float(MSEK_PER[told["currency"]]), told["from_here"]
    return FromHere(
        run=told["digest"],
        values=told["values"],
        by_year={
            id_: {int(y): points for y, points in by_year.items()}
            for id_, by_year in told["values_by_year"].items()
        },
        year=here["year"],
        frames={
            id_: {c: amount * msek for c, amount in frames.items()} for id_, frames in here["frames"].items()
        },
        restores={c: amount * msek for c, amount in here["restores"].items()},
        more_spent=here["more_spent"] * msek,
        gave=told["overspend_value"]["value"],
    )
