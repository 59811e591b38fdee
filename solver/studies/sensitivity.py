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
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from models.constraints import unmeasured
from models.figures import Figures
from models.indexation import indexation
from models.levers import lever as asked_lever
from solver.answer.no_plan import NoPlanError
from solver.answer.tie_break import nearest
from solver.levers.parametric import PROVED
from solver.levers.parts import varied
from solver.levers.template import Template
from solver.levers.tracing import TooManyPiecesError, line_of
from solver.program.certificate import UncertifiedError
from solver.program.warm import SolverFaultError, WarmSolver
from solver.studies.asking import answered
from solver.studies.curve import merged
from solver.studies.swept import Swept
from solver.studies.traced import OnePlaceError, Traced

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from pathlib import Path

    from models.file.ends import Way
    from models.levers import Lever
    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.studies.curve import Curve

MOVED = 1e-4
"""A frame or spend of an exact curve is nowhere farther from the scenario solved anew [MSEK]."""
PLACES = 9
"""Places of a range at which the rows of what is not measured are compared, before a change is enclosed."""
CUT = 1e-10
"""How closely a change of these rows is enclosed [share of the range]."""
INSIDE = (0.0, 1e-6, 1e-4, 1e-3)
"""Where an end is checked, until frames agree: a weight of nearly nothing tells plans apart by less than rounding
[share of the range]."""


def sensitivity(
    scenario: Scenario | str | Path | Mapping[str, Any],
    lever: str | Lever,
    low: str | None = None,
    high: str | None = None,
    *,
    kind: Way | None = None,
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
    standing = result.figures.as_it_stands
    template = Template.of(result.scenario, [lever], standing=standing)
    try:
        found = _followed(result, template)
    except (TooManyPiecesError, SolverFaultError, UncertifiedError) as stopped:
        why = (
            f"kurvan gick inte att följa exakt ({stopped})",
            f"the curve could not be followed exactly ({stopped})",
        )
        return checked(Swept(result, template, why).curve(), template)
    if found is None:
        return checked(Swept(result, template, _bent(template.weighing[0])).curve(), template)
    found = checked(found, template)
    if found.off[0] <= PROVED and found.off[1] <= MOVED:
        return found
    why = (
        "den exakta kurvan inte gav samma svar som scenariot löst på nytt",
        "the exact curve did not give the answer of the scenario solved anew",
    )
    return checked(Swept(result, template, why).curve(), template)


def _followed(result: Result, template: Template) -> Curve | None:
    """Return the exact curve of a lever; None where it has none.

    It is followed along one line, or along several where the rows of what is not measured change from one amount to
    another: each line is then exact, and V and the rows' numbers go on from one to the next.
    """
    line = line_of(template)
    if line is not None:
        return Traced(result, template, line).curve()
    (lever,), found = template.levers, []
    if template.weighing[0]:
        return None
    for low, high in _ranges(template):
        part = replace(lever, low=low, high=high, today=None)
        there = Template.of(result.scenario, [part], standing=template.standing)
        line = line_of(there)
        if line is None or there.program.rows != result.program.rows:
            return None
        try:
            found.append(Traced(result, there, line).curve())
        except NoPlanError:
            if (low, high) == (lever.low, lever.high):
                raise  # a sweep of the same range would find and explain the same
        except OnePlaceError:
            continue
    return _joined(lever, found) if found else None


def _ranges(template: Template) -> list[tuple[float, float]]:
    """Cut a lever's range where the rows of what is not measured change; in one piece where they do not."""
    (lever,) = template.levers

    def cases(value: float) -> tuple[Hashable, ...]:
        figures = Figures(
            scenario=varied(template.scenario, {replace(lever, today=None): value}),
            standing=template.standing,
        )
        return unmeasured.cases(figures, indexation(figures))

    grid = np.linspace(lever.low, lever.high, PLACES).tolist()
    found, start, last = [], lever.low, cases(lever.low)
    for left, right in pairwise(grid):
        good, bad, now = left, right, cases(right)
        if now == last:
            continue
        while bad - good > CUT * (lever.high - lever.low):
            middle = (good + bad) / 2
            good, bad = (middle, bad) if cases(middle) == last else (good, middle)
        found.append((start, good))
        start, last = bad, now
    return [*found, (start, lever.high)]


def _joined(lever: Lever, curves: list[Curve]) -> Curve | None:
    """Return curves of neighbouring ranges as one; None where plans end between two of them."""
    stretches = list(curves[0].stretches)
    for curve_ in curves[1:]:
        end, (first, *rest) = stretches[-1].stop, curve_.stretches
        if first.start.at - end.at > 2 * CUT * (lever.high - lever.low):
            return None
        start = replace(first.start, at=end.at, part=end.part)
        stretches += [replace(first, start=start), *rest]
    kept, breaks = merged(stretches)
    error = max(c.error[0] for c in curves), max(c.error[1] for c in curves)
    return replace(curves[0], lever=lever, stretches=tuple(kept), breakpoints=tuple(breaks), error=error)


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
        "spaken inte verkar längs en rät linje av gränser eller vikter",
        "the lever does not act along a straight line of limits or weights",
    )
