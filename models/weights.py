r"""The weights of goals: as stated, or krona-neutral.

Krona-neutral weights give an extra krona about the same value everywhere at today's service:

.. math::  w^0 = \arg\min_{w \ge 0} \lVert S w - base \rVert_2,

over measured activities, where S[a, g] is the slope of the response at level 1 [points per unit of level] and
base the base-year cost [money]. Stated weights multiply w⁰. The method is that of Lawson and Hanson, *Solving
Least Squares Problems* (1974), chapter 23.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.outcomes import Curve, slope_today

if TYPE_CHECKING:
    from collections.abc import Mapping

    Array = np.ndarray[Any, np.dtype[np.float64]]

SMALL = 1e-10
"""What is less than this part of the largest is rounding."""


def normalised(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weights scaled to sum 1; weights that are all zero stay zero."""
    total = sum(weights[g] for g in sorted(weights))
    return {g: value / total if total else 0.0 for g, value in weights.items()}


def neutral(
    goals: tuple[str, ...], base: Mapping[str, float], curves: Mapping[tuple[str, str], Curve]
) -> dict[str, float]:
    """Return krona-neutral weights, before stated weights multiply them.

    Args:
        goals: Goal ids, in any order.
        base: Base-year cost of each measured activity [money].
        curves: Response curve of each (activity, goal).

    Returns:
        Weight of each goal [money per point], 0 for a goal without effects.
    """
    rows = [a for a in sorted(base) if any((a, g) in curves for g in goals)]
    columns = sorted(goals)
    if not rows:
        return dict.fromkeys(goals, 0.0)
    matrix = np.array(
        [[slope_today(curves[a, g]) if (a, g) in curves else 0.0 for g in columns] for a in rows]
    )
    target = np.array([base[a] for a in rows])
    used = np.flatnonzero(np.abs(matrix).max(axis=0) > 0)
    solution = np.zeros(len(columns))
    if used.size:
        part = matrix[:, used]
        solution[used] = non_negative_least_squares(part, target)
        if np.linalg.matrix_rank(part) < used.size:
            solution[used] = least_norm(part, part @ solution[used])
    return dict(zip(columns, solution.tolist(), strict=True))


def least_norm(matrix: Array, fit: Array) -> Array:
    """Return the x >= 0 of least norm with matrix·x = fit, as a problem of least distance.

    All such x are x0 + Z·y, with x0 the one of least norm that may be negative and Z an orthonormal basis of what
    matrix sends to 0, so that the least norm is the least ‖y‖ with Z·y >= −x0. That is a problem of non-negative
    least squares: Lawson and Hanson (1974), chapter 23, section 4.

    Args:
        matrix: Shape (rows, columns).
        fit: Shape (rows,); some x >= 0 gives it.

    Raises:
        ArithmeticError: The method did not converge, because of rounding errors.
    """
    _, sizes, directions = np.linalg.svd(matrix)
    rank = int((sizes > SMALL * sizes.max(initial=0.0)).sum())
    start, within = np.linalg.pinv(matrix, rcond=SMALL) @ fit, directions[rank:].T
    scale = float(np.abs(start).max(initial=0.0))
    if scale == 0.0:
        return start
    system = np.vstack([within.T, -start / scale])
    aim = np.append(np.zeros(within.shape[1]), 1.0)
    misfit = system @ non_negative_least_squares(system, aim) - aim
    x = start - scale * (within @ (misfit[:-1] / misfit[-1]))
    free = x > SMALL * scale
    x = np.zeros(len(x))
    x[free] = np.clip(np.linalg.pinv(matrix[:, free], rcond=SMALL) @ fit, 0.0, None)
    return x


def non_negative_least_squares(matrix: Array, target: Array) -> Array:
    """Return the x >= 0 that minimises ‖matrix·x − target‖₂, by Lawson and Hanson's active-set method.

    Columns enter one at a time, the one with the steepest descent first; those that would become negative
    leave. (scipy has the same method, but importing it takes longer than everything else this program does
    with a scenario.)

    Args:
        matrix: Shape (rows, columns).
        target: Shape (rows,).

    Raises:
        ArithmeticError: The method did not converge, because of rounding errors.
    """
    columns = matrix.shape[1]
    x, entered = np.zeros(columns), np.zeros(columns, bool)
    nothing = 1e-12 * np.abs(matrix).max(initial=1.0) * np.abs(target).max(initial=1.0)
    for _ in range(10 * columns + 10):
        falls = np.where(entered, -np.inf, matrix.T @ (target - matrix @ x))
        if falls.max(initial=-np.inf) <= nothing:
            return x
        entered[int(falls.argmax())] = True
        while True:
            trial = np.zeros(columns)
            trial[entered] = np.linalg.lstsq(matrix[:, entered], target, rcond=None)[0]
            negative = entered & (trial <= 0)
            if not negative.any():
                x = trial
                break
            x = x + min(x[negative] / (x[negative] - trial[negative])) * (trial - x)
            entered &= x > nothing / np.abs(target).max(initial=1.0)
            x = np.where(entered, x, 0.0)
    raise ArithmeticError("krona-neutral weights: least squares did not converge")
