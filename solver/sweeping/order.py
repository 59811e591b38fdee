"""The order in which the points of a sweep are solved: neighbours after each other, whatever order they came in.

A warm solve from a near point takes a few pivots, from a far one hundreds. Points are sorted and the same point is
kept once, so that the order depends on the set of points alone; then halved at the median of their widest lever until
the cells are small, and walked in each cell from nearest to nearest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]
Positions = np.ndarray[Any, np.dtype[np.intp]]

CELL = 1024
"""Points of a cell at most: the walk through one takes time as its square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Points in the order of solving.

    Attributes:
        points: Each point once, shape (solved, levers).
        back: Where each point given stands among ``points``, shape (given,).
    """

    points: Array
    back: Positions


def ordered(points: Array) -> Order:
    """Put points so that neighbours follow each other.

    Args:
        points: Shape (points, levers).

    Raises:
        ValueError: They are no table of finite numbers.
    """
    given = np.asarray(points, float)
    if given.ndim != 2 or not np.isfinite(given).all():  # noqa: PLR2004 - a table
        raise ValueError(f"points are a table of finite numbers, not of shape {given.shape}")
    if not given.size:
        return Order(points=given, back=np.arange(len(given)))
    unique, back = np.unique(given + 0.0, axis=0, return_inverse=True)  # + 0.0: minus nothing is nothing
    span = np.ptp(unique, axis=0)
    scaled = (unique - unique.min(axis=0)) / np.where(span > 0, span, 1.0)
    path = np.empty(0, np.intp)
    for cell in _cells(scaled, np.arange(len(scaled))):
        path = np.concatenate([path, _walk(scaled, cell, path[-1] if len(path) else cell[0])])
    place = np.empty_like(path)
    place[path] = np.arange(len(path))
    return Order(points=np.ascontiguousarray(unique[path]), back=place[back.reshape(-1)])


def _cells(points: Array, cell: Positions) -> list[Positions]:
    if len(cell) <= CELL:
        return [cell]
    widest = int(np.argmax(np.ptp(points[cell], axis=0)))
    halves = cell[np.argsort(points[cell, widest], kind="stable")]
    middle = len(cell) // 2
    return [half for part in (halves[:middle], halves[middle:]) for half in _cells(points, np.sort(part))]


def _walk(points: Array, cell: Positions, start: int) -> Positions:
    """A cell's points from nearest to nearest, beginning with the one nearest to ``start``."""
    left = points[cell].copy()
    path = np.empty(len(cell), np.intp)
    here = points[start]
    for n in range(len(cell)):
        nearest = int(np.argmin(((left - here) ** 2).sum(axis=1)))
        path[n] = cell[nearest]
        here = left[nearest].copy()
        left[nearest] = np.inf  # seen
    return path
