r"""Sensitivity (*känslighet*): the whole answer as a function of one lever.

.. math::  \theta \mapsto (V,\; frame,\; spend,\; attainment,\; marginals)

In words: how the whole answer changes with one assumption. Where the lever moves limits or weights along a straight
line the curve is exact, with every breakpoint (``solver.levers.tracing``); each piece is proved at both of its ends.
Otherwise points are added where the curve bends, until halfway between any two a straight line is right to a tolerance,
and the largest deviation on the way is reported. Every curve is checked against the scenario stated and solved anew at
both of its ends and at a random place between.
"""

from __future__ import annotations

import math
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from models.levers import lever as asked_lever
from solver.answer.tie_break import nearest
from solver.levers.parametric import PROVED
from solver.levers.template import Template
from solver.levers.tracing import TooManyPiecesError, line_of
from solver.program.certificate import UncertifiedError
from solver.program.warm import SolverFaultError, WarmSolver
from solver.studies.asking import answered
from solver.studies.swept import Swept
from solver.studies.traced import Traced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from models.levers import Kind, Lever
    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.studies.curve import Curve

MOVED = 1e-4
"""A frame or spend of an exact curve is nowhere farther from the scenario solved anew [MSEK]."""
INSIDE = (0.0, 1e-6, 1e-4, 1e-3)
"""Where an end is checked, until frames agree: a weight of nearly nothing tells plans apart by less than rounding
[share of the range]."""


def sensitivity(
    scenario: Scenario | str | Path | Mapping[str, Any],
    lever: str | Lever,
    low: str | None = None,
    high: str | None = None,
    *,
    kind: Kind | None = None,
) -> Curve:
    """Compute the answer as a function of one lever.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        lever: A lever; or the id of a declared one, a path, ``blend:PARTY`` or ``area:NAME``.
        low: The least value as the file writes it, ``97 %``; needed for a path.
        high: The greatest value.
        kind: ``set``, ``scale`` or ``add``; if absent a percentage of a plain number is a factor.

    Raises:
        ScenarioError: The file is wrong, the lever is none, or the scenario is not valid over its range.
        NoPlanError: The limits leave no plan, neither today nor anywhere on the range.
        UncertifiedError: An answer did not pass its own check.
    """
    result, _ = answered(scenario)
    moved = asked_lever(result.scenario, lever, low, high, kind) if isinstance(lever, str) else lever
    return curve(result, moved)


def curve(result: Result, lever: Lever) -> Curve:
    """Compute an answer as a function of one lever.

    Raises:
        ScenarioError: The scenario is not valid over the lever's range.
        NoPlanError: The limits leave no plan on the range.
    """
    template = Template.of(result.scenario, [lever], standing=result.figures.as_it_stands)
    line = line_of(template)
    if line is None:
        why = _bent(template.weighing[0])
        return checked(Swept(result, template, why).curve(), template)
    try:
        found = checked(Traced(result, template, line).curve(), template)
    except (TooManyPiecesError, SolverFaultError, UncertifiedError) as stopped:
        why = (
            f"kurvan gick inte att följa exakt ({stopped})",
            f"the curve could not be followed exactly ({stopped})",
        )
        return checked(Swept(result, template, why).curve(), template)
    if found.off[0] <= PROVED and found.off[1] <= MOVED:
        return found
    why = (
        "den exakta kurvan inte gav samma svar som scenariot löst på nytt",
        "the exact curve did not give the answer of the scenario solved anew",
    )
    return checked(Swept(result, template, why).curve(), template)


def checked(found: Curve, template: Template) -> Curve:
    """Return a curve with how far it is from the scenario stated and solved anew at its ends and between.

    An end may be a breakpoint itself, where frames jump, or have no plan beyond it: V is then checked there, and the
    frames just inside. The place between is drawn at random; the same question draws the same place.

    Args:
        found: The curve.
        template: The template of its lever.

    Raises:
        UncertifiedError: There is no plan at a place of the curve.
    """
    low, high = found.low, found.high
    drawn = random.Random(f"{found.lever.id} {low!r} {high!r}").uniform(low, high)  # noqa: S311 - no secret
    inwards = [step * (high - low) for step in INSIDE]
    places, worst = [], (0.0, 0.0)
    for tried in ([low + step for step in inwards], [drawn], [high - step for step in inwards]):
        at, off = _first(found, template, tried)
        places.append(at)
        worst = max(worst[0], off[0]), max(worst[1], off[1])
    return replace(found, checked=tuple(places), off=worst)


def _first(found: Curve, template: Template, tried: list[float]) -> tuple[float, tuple[float, float]]:
    """Return the first place at which the curve is what solving anew gives, or the last, and how far off it is."""
    value, moved = 0.0, math.inf
    for at in tried:
        off = _off(found, template, at)
        if off is not None:
            value, moved = max(value, off[0]), off[1]
            if moved <= MOVED:
                break
    if math.isinf(moved):
        raise UncertifiedError(f"solved anew there is no plan at {at!r}, where the curve has one")
    return at, (value, moved)


def _off(found: Curve, template: Template, value: float) -> tuple[float, float] | None:
    """Return how far V and any frame or spend are from the scenario solved anew at a value; None without a plan."""
    stated = template.state(np.array([value]))
    solver = WarmSolver(stated.program)
    first = solver.optimise()
    if first is None:
        return None
    plan = stated.plan(nearest(solver, stated.program, stated.formulation, first), "proposal")
    here = found.at(value)
    amounts = [plan.q.frame[key] for key in found.frames] + [plan.q.spend[key] for key in found.spends]
    moved = np.abs(np.concatenate([here.frames, here.spend]) - amounts).max()
    return abs(here.value - plan.value), float(moved)


def _bent(weighing: bool) -> tuple[str, str]:  # noqa: FBT001 - the one thing it depends on
    """Return why a lever has no straight line to follow."""
    if weighing:
        return (
            "spaken ändrar vikterna olika mycket olika år, så de rör sig inte längs en rät linje",
            (
                "the lever changes the weights of different years by different amounts, so they do not move along a "
                "straight line"
            ),
        )
    return (
        "spaken verkar inte längs en rät linje av gränser eller vikter",
        "the lever does not act along a straight line of limits or weights",
    )
