"""The order in which the points of a sweep are solved: neighbours follow each other.

A warm solve from a near point takes a few pivots, from a far one hundreds. Points are sorted and duplicates
removed, so that the order depends on the set of points alone. They are then halved at the median of their
widest lever until the cells are small, and each cell is traversed from nearest to nearest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]
Positions = np.ndarray[Any, np.dtype[np.intp]]

CELL = 1024
"""Largest number of points of a cell; the time to order a cell grows with its square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Points in the order of solving.

    Attributes:
        points: The distinct points, shape (distinct, levers).
        back: Position in ``points`` of each original point, shape (original,).
    """

    points: Array
    back: Positions


def ordered(points: Array) -> Order:
    """Order points so that neighbours follow each other.

    Args:
        points: Shape (points, levers).

    Raises:
        ValueError: The points are not a two-dimensional array of finite numbers.
    """
    table = np.asarray(points, float)
    if table.ndim != 2 or not np.isfinite(table).all():  # noqa: PLR2004 - a table
        raise ValueError(f"points are a table of finite numbers, not of shape {table.shape}")
    if not table.size:
        return Order(points=table, back=np.arange(len(table)))
    unique, back = np.unique(table + 0.0, axis=0, return_inverse=True)  # + 0.0 turns -0.0 into 0.0
    span = np.ptp(unique, axis=0)
    scaled = (unique - unique.min(axis=0)) / np.where(span > 0, span, 1.0)
    path = np.empty(0, np.intp)
    for cell in _cells(scaled, np.arange(len(scaled))):
        path = np.concatenate([path, _walk(scaled, cell, path[-1] if len(path) else cell[0])])
    position = np.empty_like(path)
    position[path] = np.arange(len(path))
    return Order(points=np.ascontiguousarray(unique[path]), back=position[back.reshape(-1)])


def _cells(points: Array, cell: Positions) -> list[Positions]:
    """Halve a cell at the median of its widest lever until its parts are small."""
    if len(cell) <= CELL:
        return [cell]
    widest = int(np.argmax(np.ptp(points[cell], axis=0)))
    halves = cell[np.argsort(points[cell, widest], kind="stable")]
    middle = len(cell) // 2
    return [half for part in (halves[:middle], halves[middle:]) for half in _cells(points, np.sort(part))]


def _walk(points: Array, cell: Positions, start: int) -> Positions:
    """Order a cell's points from nearest to nearest, beginning with the one nearest to ``start``."""
    left = points[cell].copy()
    path = np.empty(len(cell), np.intp)
    last = points[start]
    for n in range(len(cell)):
        nearest = int(np.argmin(((left - last) ** 2).sum(axis=1)))
        path[n] = cell[nearest]
        last = left[nearest].copy()
        left[nearest] = np.inf  # is never nearest again
    return path
