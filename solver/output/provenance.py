"""What an answer rests on: versions, tolerances, inputs and changes."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from models.plan import TOLERANCE
from models.reading import digest
from solver.program import certificate as checks
from solver.program import warm
from solver.program.compiled import ORDINARY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.scenario import Scenario

FORMAT = 1


def provenance(scenario: Scenario) -> dict[str, Any]:
    """Versions, tolerances, inputs and changes that an answer rests on."""
    return {
        **foundations(),
        "inputs": dict(sorted(scenario.origin.files.items())),
        "changes": list(scenario.origin.changes),
    }


def foundations() -> dict[str, Any]:
    """Versions, tolerances and options that every answer rests on."""
    packages = ("kommunbudget", "pyomo", "highspy", "numpy", "pydantic")
    return {
        "versions": {name: version(name) for name in packages},
        "tolerances": {
            "primal": checks.PRIMAL,
            "dual": checks.DUAL,
            "gap": checks.GAP,
            "limits": TOLERANCE,
            "face": checks.FACE,
            "dual_finer_from": 2 * ORDINARY,
            "tie_break_loss": checks.LOSS,
            "tie_break_spread": checks.SPREAD,
        },
        "options": {key: value for key, value in warm.OPTIONS.items() if key != "output_flag"},
    }


def header(scenario: Scenario) -> dict[str, Any]:
    """What every ``result.json`` begins with."""
    return {
        "format": FORMAT,
        "scenario": scenario.title,
        "digest": digest(scenario),
        "currency": scenario.currency,
        "years": list(scenario.years),
        "weights_owner": scenario.weights.owner,
        "warnings": [scenario.origin.within(warning) for warning in scenario.origin.warnings],
    }


def study_summary(scenario: Scenario, study: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """What ``result.json`` of a study holds."""
    return {**header(scenario), "study": study, **content, "provenance": provenance(scenario)}
