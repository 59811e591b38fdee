"""Divide a municipality's frame over its committees: read a scenario, solve it, look at the answer.

>>> from solver import solve
>>> result = solve("scenarios/sjobo-2025.yaml")
>>> result.tables["frames"]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.levers import Lever
    from models.problems import ScenarioError
    from models.reading import read
    from models.scenario import Scenario
    from solver.diagnose import NoPlanError
    from solver.report.plots import Picture, plots
    from solver.result import Result
    from solver.solving import solve
    from solver.studies.compare import Comparison, compare
    from solver.studies.curve import Curve
    from solver.studies.evaluate import Evaluation, evaluate
    from solver.studies.frontier import Frontier, frontier
    from solver.studies.intervals import Intervals, intervals
    from solver.studies.montecarlo import MonteCarlo, montecarlo
    from solver.studies.national import NationalGrants, national
    from solver.studies.prices import Prices, prices
    from solver.studies.revealed import Revealed, revealed_weights
    from solver.studies.room import Room, room
    from solver.studies.sensitivity import sensitivity
    from solver.studies.sobol import Sobol, sobol
    from solver.studies.tornado import Tornado, tornado
    from solver.studies.weight_map import WeightMap, weight_map
    from solver.studies.why import Explanation, why

__all__ = [
    "Comparison",
    "Curve",
    "Evaluation",
    "Explanation",
    "Frontier",
    "Intervals",
    "Lever",
    "MonteCarlo",
    "NationalGrants",
    "NoPlanError",
    "Picture",
    "Prices",
    "Result",
    "Revealed",
    "Room",
    "Scenario",
    "ScenarioError",
    "Sobol",
    "Tornado",
    "WeightMap",
    "compare",
    "evaluate",
    "frontier",
    "intervals",
    "montecarlo",
    "national",
    "plots",
    "prices",
    "read",
    "revealed_weights",
    "room",
    "sensitivity",
    "sobol",
    "solve",
    "tornado",
    "weight_map",
    "why",
]

_HOMES = {
    "Intervals": "solver.studies.intervals",
    "intervals": "solver.studies.intervals",
    "Curve": "solver.studies.curve",
    "Lever": "models.levers",
    "sensitivity": "solver.studies.sensitivity",
    "Comparison": "solver.studies.compare",
    "Explanation": "solver.studies.why",
    "why": "solver.studies.why",
    "Evaluation": "solver.studies.evaluate",
    "NationalGrants": "solver.studies.national",
    "MonteCarlo": "solver.studies.montecarlo",
    "NoPlanError": "solver.diagnose",
    "Picture": "solver.report.plots",
    "Prices": "solver.studies.prices",
    "Result": "solver.result",
    "Revealed": "solver.studies.revealed",
    "Room": "solver.studies.room",
    "Scenario": "models.scenario",
    "ScenarioError": "models.problems",
    "Sobol": "solver.studies.sobol",
    "compare": "solver.studies.compare",
    "evaluate": "solver.studies.evaluate",
    "Frontier": "solver.studies.frontier",
    "Tornado": "solver.studies.tornado",
    "WeightMap": "solver.studies.weight_map",
    "frontier": "solver.studies.frontier",
    "tornado": "solver.studies.tornado",
    "weight_map": "solver.studies.weight_map",
    "national": "solver.studies.national",
    "plots": "solver.report.plots",
    "montecarlo": "solver.studies.montecarlo",
    "prices": "solver.studies.prices",
    "read": "models.reading",
    "revealed_weights": "solver.studies.revealed",
    "room": "solver.studies.room",
    "sobol": "solver.studies.sobol",
    "solve": "solver.solving",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that the command line need not wait for the solver."""
    if name not in _HOMES:
        raise AttributeError(f"module 'solver' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value
