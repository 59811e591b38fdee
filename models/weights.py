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
    """Return the x >= 0 of least norm with matrix·x = fit, by an active-set method.

    Among free columns the least norm is x = matrixᵀ·λ; the most negative one is fixed at 0, and one that is fixed is
    free again where matrixᵀ·λ > 0, the condition of Karush, Kuhn and Tucker. A set that comes back ends the search:
    none does in exact arithmetic.

    Args:
        matrix: Shape (rows, columns).
        fit: Shape (rows,); some x >= 0 gives it.

    Raises:
        ArithmeticError: The method did not converge, because of rounding errors.
    """
    free = np.ones(matrix.shape[1], bool)
    for _ in range(10 * free.size + 10):
        dual = np.linalg.lstsq(
            matrix[:, free].T, np.linalg.pinv(matrix[:, free], rcond=SMALL) @ fit, rcond=SMALL
        )[0]
        x = matrix.T @ dual
        enough = SMALL * max(float(np.abs(x).max(initial=0.0)), 1e-300)
        if (x[free] < -enough).any():
            free[np.flatnonzero(free)[x[free].argmin()]] = False
        elif (x[~free] > enough).any():
            free[np.flatnonzero(~free)[x[~free].argmax()]] = True
        else:
            return np.where(free & (x > enough), x, 0.0)
    raise ArithmeticError("the weights of least norm were not found")


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
