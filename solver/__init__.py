"""Divide a municipality's frame over its committees: read a scenario, solve it, look at the answer.

>>> from solver import solve
>>> result = solve("scenarios/sjobo-2025.yaml")
>>> result.tables["frames"]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.problems import ScenarioError
    from models.reading import read
    from models.scenario import Scenario
    from solver.diagnose import NoPlanError
    from solver.result import Result
    from solver.solving import solve

__all__ = ["NoPlanError", "Result", "Scenario", "ScenarioError", "read", "solve"]

_HOMES = {
    "NoPlanError": "solver.diagnose",
    "Result": "solver.result",
    "Scenario": "models.scenario",
    "ScenarioError": "models.problems",
    "read": "models.reading",
    "solve": "solver.solving",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that the command line need not wait for the solver."""
    if name not in _HOMES:
        raise AttributeError(f"module 'solver' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value
