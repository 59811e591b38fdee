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
    return (*((q - p) / (b - a) for (a, p), (b, q) in pairwise(curve)), 0.0)


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
    k = bisect_right([a for a, _ in curve], level + 1e-12) - 1
    return slopes(curve)[max(k, 0)]


def slope_left(curve: Curve, level: float) -> float:
    """Return the slope to the left of a level [points per unit of level]; to the right at the first point."""
    levels = [a for a, _ in curve]
    k = bisect_right(levels, level - 1e-12) - 1
    return slopes(curve)[max(k, 0)]


def slope_today(curve: Curve) -> float:
    """Return the mean of left and right slope at level 1 [points per unit of level]."""
    return (slope_left(curve, 1.0) + slope_right(curve, 1.0)) / 2


def breakpoints(curves: Iterable[Curve]) -> tuple[float, ...]:
    """Return all levels at which any of the curves has a breakpoint, ascending."""
    return tuple(sorted({level for curve in curves for level, _ in curve}))
