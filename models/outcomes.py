"""Response curves: from funding level to goal points.

A curve is a tuple of (level, points) pairs, concave and through (1, 0). Beyond its last point it is flat;
below its first it continues along the first segment, which only given plans and baselines reach.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Curve = tuple[tuple[float, float], ...]


def slopes(curve: Curve) -> tuple[float, ...]:
    """Return the slope of each segment, the flat end included [points per unit of level]; shape (points,)."""
    return tuple(_slope(curve, k) for k in range(len(curve)))


def _slope(curve: Curve, k: int) -> float:
    if k == len(curve) - 1:
        return 0.0
    (a, p), (b, q) = curve[k], curve[k + 1]
    return (q - p) / (b - a)


def response(curve: Curve, level: float) -> float:
    """Return the goal points at a funding level [-]."""
    k = max(bisect_right(curve, (level, math.inf)) - 1, 0)
    start, points = curve[k]
    if k == len(curve) - 1:
        return points
    end, there = curve[k + 1]
    return points + (there - points) / (end - start) * (level - start)


def slope_right(curve: Curve, level: float) -> float:
    """Return the slope to the right of a level [points per unit of level]; 0 beyond the last point."""
    return _slope(curve, max(bisect_right(curve, (level + 1e-12, math.inf)) - 1, 0))


def slope_left(curve: Curve, level: float) -> float:
    """Return the slope to the left of a level [points per unit of level]; to the right at the first point."""
    return _slope(curve, max(bisect_right(curve, (level - 1e-12, math.inf)) - 1, 0))


def slope_today(curve: Curve) -> float:
    """Return the mean of left and right slope at level 1 [points per unit of level]."""
    return (slope_left(curve, 1.0) + slope_right(curve, 1.0)) / 2


def breakpoints(curves: Iterable[Curve]) -> tuple[float, ...]:
    """Return all levels at which any of the curves has a breakpoint, ascending."""
    return tuple(sorted({level for curve in curves for level, _ in curve}))


COARSE, FINE = (0.80, 0.825, 0.85, 0.875, 0.90, 0.925), (0.95, 0.96, 0.97, 0.98, 0.99)
STEPS = (
    *COARSE,
    *FINE,
    1.0,
    *(round(2 - x, 3) for x in reversed(FINE)),
    *(round(2 - x, 3) for x in reversed(COARSE)),
)
"""Funding levels of the polylines of smooth curves [-]: 1 % steps from 95 to 105 %, 2.5 % steps on to 80 and 120 %."""


class CurveShapeError(ValueError):
    """A smooth curve falls, or is not concave."""


def logarithmic(at: float, points: float, levels: tuple[float, ...] = STEPS) -> Curve:
    """Return ``k * ln(level)`` as a polyline, with k such that it gives ``points`` at a level.

    Args:
        at: Funding level of the judgement [-], not 1.
        points: Goal points there.
        levels: Funding levels of the polyline, holding 1 [-].
    """
    return scaled_log(points / math.log(at), levels)


def scaled_log(size: float, levels: tuple[float, ...] = STEPS) -> Curve:
    """Return ``size * ln(level)`` as a polyline; ``size`` is its slope at level 1 [points per unit of level]."""
    return tuple((level, size * math.log(level) if level != 1.0 else 0.0) for level in levels)


def elastic(elasticity: float, present: float, scale: float, levels: tuple[float, ...] = STEPS) -> Curve:
    """Return the points of an indicator ``present * level ** elasticity`` as a polyline.

    Args:
        elasticity: Elasticity of the indicator with respect to the funding level [-].
        present: Value of the indicator today [its unit].
        scale: Target less floor of the indicator [its unit]: 100 points; negative where less is better.
        levels: Funding levels of the polyline, holding 1 [-].

    Raises:
        CurveShapeError: The curve falls, or gives more for each step than for the one before.
    """
    curve = tuple(
        (level, 100 * present * (level**elasticity - 1) / scale if level != 1.0 else 0.0) for level in levels
    )
    steps = [(q - p) / (b - a) for (a, p), (b, q) in pairwise(curve)]
    if any(step < 0 for step in steps) or any(b > a * (1 + 1e-12) for a, b in pairwise(steps)):
        raise CurveShapeError
    return curve


def log_error(at: float, points: float, levels: tuple[float, ...] = STEPS) -> float:
    """Return the largest distance between a logarithmic curve and its polyline [points]; see ``logarithmic``."""
    worst = 0.0
    for a, b in pairwise(levels):
        chord = math.log(b / a) / (b - a)
        worst = max(worst, math.log(1 / (chord * a)) - chord * (1 / chord - a))
    return abs(points / math.log(at)) * worst


def polyline_error(
    elasticity: float, present: float, scale: float, levels: tuple[float, ...] = STEPS
) -> float:
    """Return the largest distance between an elasticity's curve and its polyline [points].

    The distance on a segment is greatest where the slope of the curve is that of the chord.
    """
    if elasticity in {0.0, 1.0}:
        return 0.0
    worst = 0.0
    for a, b in pairwise(levels):
        chord = (b**elasticity - a**elasticity) / (b - a)
        x = (chord / elasticity) ** (1 / (elasticity - 1))
        worst = max(worst, abs(x**elasticity - a**elasticity - chord * (x - a)))
    return abs(100 * present / scale) * worst
