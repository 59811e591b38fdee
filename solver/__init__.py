"""Divide a municipality's frame over its committees: read a scenario, solve it, look at the answer.

>>> from solver import solve
>>> result = solve("scenarios/sjobo-2025.yaml")
>>> result.tables["frames"]
"""

from __future__ import annotations

import ast
from importlib import import_module
from typing import TYPE_CHECKING, Any

from solver import showing

if TYPE_CHECKING:  # each public name stands here and nowhere else: it is imported when it is first used
    from models.importing.sources import read_published as read_published
    from models.importing.starting import Started as Started
    from models.importing.starting import new_scenario as new_scenario
    from models.levers import Lever as Lever
    from models.problems import ScenarioError as ScenarioError
    from models.reading import read as read
    from models.scenario import Scenario as Scenario
    from solver.answer.no_plan import NoPlanError as NoPlanError
    from solver.answer.result import Result as Result
    from solver.answer.solving import solve as solve
    from solver.futures.no_plan import WorldsWithoutPlanError as WorldsWithoutPlanError
    from solver.output.published import leave_published as leave_published
    from solver.report.plots.pictures import Picture as Picture
    from solver.report.plotting import plots as plots
    from solver.studies.backtest import Backtest as Backtest
    from solver.studies.backtest import backtest as backtest
    from solver.studies.certainty import Certainty as Certainty
    from solver.studies.certainty import certainty as certainty
    from solver.studies.compare import Comparison as Comparison
    from solver.studies.compare import compare as compare
    from solver.studies.curve import Curve as Curve
    from solver.studies.curves import CurveEstimate as CurveEstimate
    from solver.studies.curves import curves as curves
    from solver.studies.evaluate import Evaluation as Evaluation
    from solver.studies.evaluate import evaluate as evaluate
    from solver.studies.explain import Explanation as Explanation
    from solver.studies.explain import explain as explain
    from solver.studies.follow_up import FollowUpStudy as FollowUpStudy
    from solver.studies.follow_up import follow_up as follow_up
    from solver.studies.frontier import Frontier as Frontier
    from solver.studies.frontier import frontier as frontier
    from solver.studies.headroom import Headroom as Headroom
    from solver.studies.headroom import headroom as headroom
    from solver.studies.intervals import Intervals as Intervals
    from solver.studies.intervals import intervals as intervals
    from solver.studies.ladder import Ladder as Ladder
    from solver.studies.ladder import ladder as ladder
    from solver.studies.majorities import Majorities as Majorities
    from solver.studies.majorities import majorities as majorities
    from solver.studies.montecarlo import MonteCarlo as MonteCarlo
    from solver.studies.montecarlo import montecarlo as montecarlo
    from solver.studies.national import NationalGrants as NationalGrants
    from solver.studies.national import national as national
    from solver.studies.packages import Packages as Packages
    from solver.studies.packages import packages as packages
    from solver.studies.prices import Prices as Prices
    from solver.studies.prices import prices as prices
    from solver.studies.replan import Replan as Replan
    from solver.studies.replan import replan as replan
    from solver.studies.revealed import Revealed as Revealed
    from solver.studies.revealed import revealed_weights as revealed_weights
    from solver.studies.room import Room as Room
    from solver.studies.room import room as room
    from solver.studies.sensitivity import sensitivity as sensitivity
    from solver.studies.sobol import Sobol as Sobol
    from solver.studies.sobol import sobol as sobol
    from solver.studies.tornado import Tornado as Tornado
    from solver.studies.tornado import tornado as tornado
    from solver.studies.views import View as View
    from solver.studies.views import Views as Views
    from solver.studies.views import views as views
    from solver.studies.weight_map import WeightMap as WeightMap
    from solver.studies.weight_map import weight_map as weight_map
    from solver.studies.worlds import Worlds as Worlds
    from solver.studies.worlds import worlds as worlds
    from solver.web.workshop import Workshop as Workshop
    from solver.web.workshop import workshop as workshop


def _public() -> dict[str, str]:
    """Return the module of each public name, read from the imports above."""
    source = __loader__.get_source(__name__)  # type: ignore[name-defined]
    block = next(node for node in ast.parse(source).body if isinstance(node, ast.If))
    return {name.name: str(line.module) for line in block.body for name in line.names}  # type: ignore[attr-defined]


_HOMES = _public()
__all__ = [*_HOMES]  # noqa: PLE0604 - the names stand once, above


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that the command line need not wait for the solver."""
    if name not in _HOMES:
        raise AttributeError(f"module 'solver' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)


def _html(answer: object) -> str:
    return str(import_module("solver.report.html.display").html(answer))


showing.html = _html
