"""Attainment of many plans at once: the response curves of ``models.outcomes`` on arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.outcomes import slopes

if TYPE_CHECKING:
    from models.figures import Figures
    from models.outcomes import Curve
    from solver.program.compiled import Array


def responses(curve: Curve, level: Array) -> Array:
    """Evaluate a response curve at funding levels, as ``models.outcomes.response`` does for one level.

    Args:
        curve: The curve.
        level: Funding levels of any shape [-].

    Returns:
        Goal points, of the same shape.
    """
    levels, points = (np.array(part) for part in zip(*curve, strict=True))
    k = np.clip(np.searchsorted(levels, level, side="right") - 1, 0, len(levels) - 1)
    return np.asarray(points[k] + np.array(slopes(curve))[k] * (level - levels[k]))


def attainment_gain(figures: Figures, spend: Array) -> Array:
    """Compute the attainment of goals above their references [points].

    Args:
        figures: Figures of the scenario, for curves and needs.
        spend: Spends [MSEK], shape (plans, needs), in the order of ``sorted(figures.need)``.

    Returns:
        Shape (plans, goal years), in the order of ``sorted(figures.reference)``.
    """
    keys, position = sorted(figures.open_need), {key: n for n, key in enumerate(sorted(figures.reference))}
    level = dict(zip(keys, (spend / np.array([figures.need[key] for key in keys])).T, strict=True))
    today, gain = np.ones(len(spend)), np.zeros((len(spend), len(position)))
    for r in figures.responses:
        points = {
            y: responses(r.curve, np.minimum.reduce([level.get((a, y), today) for a in r.members]))
            for y in figures.years
        }
        for y in figures.outcome_years:
            for lag, share in enumerate(r.lag):
                if share and y - lag in points:  # outside the plan the level is 1
                    gain[:, position[r.goal, y]] += share * points[y - lag]
    return gain
