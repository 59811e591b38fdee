"""From funding level to goal points, on numbers.

A response curve is a tuple of (level, points), concave and through (1, 0). It is flat beyond its last point;
below its first it is extended along the first segment, which only given plans and baselines ever reach.
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
    """Points per unit of level on each segment, the flat end included; shape (points,)."""
    return (*((q - p) / (b - a) for (a, p), (b, q) in pairwise(curve)), 0.0)


def response(curve: Curve, level: float) -> float:
    """Goal points at a funding level [-]."""
    k = max(bisect_right(curve, (level, math.inf)) - 1, 0)
    start, points = curve[k]
    if k == len(curve) - 1:
        return points
    end, there = curve[k + 1]
    return points + (there - points) / (end - start) * (level - start)


def slope_right(curve: Curve, level: float) -> float:
    """Points per unit of level of the next krona; 0 beyond the last point."""
    k = bisect_right([a for a, _ in curve], level + 1e-12) - 1
    return slopes(curve)[max(k, 0)]


def slope_left(curve: Curve, level: float) -> float:
    """Points per unit of level of the last krona; at the first point the segment that starts there."""
    levels = [a for a, _ in curve]
    k = bisect_right(levels, level - 1e-12) - 1
    return slopes(curve)[max(k, 0)]


def slope_today(curve: Curve) -> float:
    """Mean of left and right slope at level 1; at the first point the right one alone [points per unit of level]."""
    return (slope_left(curve, 1.0) + slope_right(curve, 1.0)) / 2


def breakpoints(curves: Iterable[Curve]) -> tuple[float, ...]:
    """All levels at which one of the curves bends, rising."""
    return tuple(sorted({level for curve in curves for level, _ in curve}))
