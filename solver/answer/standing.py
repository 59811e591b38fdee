"""Who a broken limit stands for: adopted rules, the scenario author's assumptions, the reach of curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.constraint import Breach
    from models.scenario import Scenario

Standing = Literal["adopted", "assumption", "reach"]
STANDINGS: tuple[Standing, ...] = ("adopted", "assumption", "reach")
ASSUMED = ("assumption", "antagande")
"""How a source begins that says that nobody else set the limit."""
SECTIONS = (
    "stability.activities",
    "stability.solidarity",
    "stability",
    "carry_over",
    "frame.result_reserve",
    "frame",
)
"""Sections of limits that have a source, the innermost first."""


def standing(scenario: Scenario, b: Breach) -> Standing:
    """Return whether a limit is adopted, only the scenario author's, or where a curve ends.

    Law, decisions and limits with a source are adopted; a source that says that it is an assumption, or no source at
    all, makes a limit the author's own.
    """
    if b.rows.name == "curve_start":
        return "reach"
    path = b.rows.path(*b.index)
    if b.rows.statutory or b.rows.role == "account" or path.startswith("decisions."):
        return "adopted"
    return "adopted" if _owned(_source(scenario, path)) else "assumption"


def by_standing(scenario: Scenario, breaches: Iterable[Breach]) -> dict[Standing, tuple[Breach, ...]]:
    """Return broken limits by whom they stand for, all three kinds in order."""
    found = tuple(breaches)
    return {kind: tuple(b for b in found if standing(scenario, b) == kind) for kind in STANDINGS}


def _source(scenario: Scenario, path: str) -> str | None:
    """Return who or what stands behind the limit at a path."""
    parts = path.split(".")
    if parts[0] == "activities" and parts[2:3] == ["floor"]:
        return scenario.activities[parts[1]].floor_basis
    for section in SECTIONS:
        if path == section or path.startswith(f"{section}."):
            part = scenario
            for key in section.split("."):
                part = getattr(part, key)
            told = getattr(part, "by", None) or getattr(part, "source", None)
            if told is not None:
                return str(told)
    return None


def _owned(source: str | None) -> bool:
    return source is not None and not source.casefold().startswith(ASSUMED)
