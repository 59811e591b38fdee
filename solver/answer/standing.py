"""Who a broken limit stands for: adopted rules, the scenario author's assumptions, the reach of curves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from models.constraint import Breach, Index, Rows

Standing = Literal["adopted", "assumption", "reach"]
STANDINGS: tuple[Standing, ...] = ("adopted", "assumption", "reach")
ASSUMED = re.compile(r"assumption|antagande|påhitta|made.up", re.IGNORECASE)
"""How a source begins that says that nobody else set the limit."""


def standing(said: Mapping[str, Any], rows: Rows, index: Index) -> Standing:
    """Return whether a limit is adopted, only the scenario author's, or where a curve ends.

    Law, accounts, and what somebody is stated to stand behind are adopted. A source that says that it is an assumption
    or made up, or no source at all, makes a limit the author's own.

    Args:
        said: What the file says, as a document.
        rows: The family of the limit.
        index: Its place there.
    """
    if rows.name == "curve_start":
        return "reach"
    owner = behind(said, rows.path(*index))
    stated = owner is not None and not ASSUMED.match(owner.strip())
    return "adopted" if rows.statutory or rows.role == "account" or stated else "assumption"


def by_standing(said: Mapping[str, Any], breaches: Iterable[Breach]) -> dict[Standing, tuple[Breach, ...]]:
    """Return broken limits by whom they stand for, all three kinds in order."""
    found = tuple(breaches)
    return {kind: tuple(b for b in found if standing(said, b.rows, b.index) == kind) for kind in STANDINGS}


def behind(said: Mapping[str, Any], path: str) -> str | None:
    """Return who stands behind what a path says, or what it rests on: the nearest that the file tells."""
    here: Any = said
    told: str | None = None
    for step in path.split("."):
        if not isinstance(here, dict):
            break
        here = here.get(step, here.get(int(step)) if step.isdecimal() else None)
        if isinstance(here, dict):
            basis = "floor_basis" if ".floor" in path else "by"
            told = here.get(basis) or here.get("by") or here.get("source") or told
    return told
