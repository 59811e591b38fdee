r"""Regressions on a panel of municipalities, three ways, and the bootstrap of the within slope.

.. math::  y_{it} = \alpha_i + \alpha_t + \beta x_{it} + \varepsilon_{it}

In words: *within* compares a municipality with itself against the national trend; *between* (no effects of
municipality) compares municipalities the same year; *differences* one year with the next. Standard errors are clustered
by municipality (Liang and Zeger 1986), since the years of one municipality are not independent. Effects of years take
national inflation away, so that x is real cost without any price index. This is the only door to linearmodels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.output.rows import data_frame
from solver.program.certificate import UncertifiedError
from solver.sweeping.extras import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from solver.program.compiled import Array

Point = tuple[str, int]
"""A municipality and a year."""
Values = dict[Point, float]
EXTRA = "data"
"""The extra of ``pyproject.toml`` that has linearmodels."""
SAME = 1e-6
"""How far our own slope may be from that of linearmodels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A coefficient of a regression.

    Attributes:
        estimate: The coefficient.
        se: Its standard error, clustered by municipality.
        low: Lower end of its 95 % interval.
        high: Upper end.
        values: How many municipalities and years it rests on.
        municipalities: How many municipalities.
    """

    estimate: float
    se: float
    low: float
    high: float
    values: int
    municipalities: int

    @property
    def clear(self) -> bool:
        """Whether the 95 % interval excludes 0."""
        return self.low > 0 or self.high < 0


def fit(y: Values, x: Sequence[Values], *, municipality: bool = True) -> Fit:
    """Regress y on the columns x with effects of year, and of municipality unless told otherwise.

    Args:
        y: The outcome.
        x: The regressors; the coefficient of the last is returned.
        municipality: Whether there is an effect of each municipality.

    Raises:
        MissingExtraError: linearmodels is not installed.
    """
    try:
        from linearmodels.panel import PanelOLS  # noqa: PLC0415 - three seconds, and an extra
    except ImportError as error:
        raise MissingExtraError(EXTRA) from error
    names = [f"x{k}" for k in range(len(x))]
    points = sorted(set(y).intersection(*x))
    rows = [
        {"i": i, "t": t, "y": y[i, t], **{n: column[i, t] for n, column in zip(names, x, strict=True)}}
        for i, t in points
    ]
    table = data_frame(rows, ["i", "t", "y", *names]).set_index(["i", "t"])
    found = PanelOLS(table["y"], table[names], entity_effects=municipality, time_effects=True).fit(
        cov_type="clustered", cluster_entity=True
    )
    last = names[-1]
    low, high = found.conf_int().loc[last]
    return Fit(
        estimate=float(found.params[last]),
        se=float(found.std_errors[last]),
        low=float(low),
        high=float(high),
        values=len(points),
        municipalities=len({i for i, _ in points}),
    )


def three_ways(y: Values, x: Values) -> dict[str, Fit]:
    """Return the within, between and differences estimates of y on x.

    Raises:
        MissingExtraError: linearmodels is not installed.
    """
    return {
        "within": fit(y, [x]),
        "between": fit(y, [x], municipality=False),
        "differences": fit(changes(y, both=x), [changes(x, both=y)], municipality=False),
    }


def changes(values: Values, *, both: Mapping[Point, float]) -> Values:
    """Return the change from the year before, of points that ``both`` has too."""
    return {
        (i, t): value - values[i, t - 1]
        for (i, t), value in values.items()
        if (i, t - 1) in values and (i, t) in both and (i, t - 1) in both
    }


def next_year(values: Values) -> Values:
    """Return the value of the year after at each point that has one."""
    return {(i, t): values[i, t + 1] for i, t in values if (i, t + 1) in values}


def without(values: Values, year: int) -> Values:
    """Return the values but those of a year."""
    return {point: value for point, value in values.items() if point[1] != year}


# ------------------------------------------------------------------------------------------ our own within slope


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Cross products of each municipality's year effects, x and y about its own means.

    Attributes:
        each: Shape (municipalities, k, k), k columns: years but the first, x, y.
        left: What is left of x when means of municipality and year are taken away, shape (values,).
    """

    each: Array
    left: Array

    def slopes(self, weights: Array) -> Array:
        """Return the within slope where municipalities count by weights.

        Args:
            weights: Shape (draws, municipalities): how many times each was drawn.

        Returns:
            The slope of each draw, shape (draws,).
        """
        n = len(self.each)
        sums = (weights @ self.each.reshape(n, -1)).reshape(-1, *self.each.shape[1:])
        a, b = sums[:, :-1, :-1], sums[:, :-1, -1:]
        return np.asarray((np.linalg.pinv(a, hermitian=True) @ b)[:, -1, 0])


def moments(y: Values, x: Values) -> Moments:
    """Return the cross products that every weighted within slope follows from (Frisch and Waugh 1933)."""
    points = sorted(set(y) & set(x))
    years = sorted({t for _, t in points})
    blocks, designs, weights = [], [], []
    for i in dict.fromkeys(i for i, _ in points):
        own = [t for j, t in points if j == i]
        z = np.array([[*(float(t == year) for year in years[1:]), x[i, t], y[i, t]] for t in own])
        z -= z.mean(axis=0)
        blocks.append(z.T @ z)
        designs.append(z[:, :-1])
        weights.append(z)
    design = np.vstack(designs)
    dummies, cost = design[:, :-1], design[:, -1]
    left = cost - dummies @ np.linalg.lstsq(dummies, cost, rcond=None)[0]
    return Moments(each=np.array(blocks), left=left)


def bootstrap(found: Moments, draws: int, seed: int) -> Array:
    """Return the within slope of so many draws of whole municipalities, with replacement; shape (draws,).

    Args:
        found: The cross products.
        draws: How many.
        seed: Of the draws.
    """
    n = len(found.each)
    counts = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=draws).astype(float)
    return found.slopes(counts)


def certified(found: Moments, within: Fit) -> None:
    """Check our own slope against that of linearmodels.

    Raises:
        UncertifiedError: They differ.
    """
    own = float(found.slopes(np.ones((1, len(found.each))))[0])
    if not math.isclose(own, within.estimate, rel_tol=SAME, abs_tol=SAME):
        raise UncertifiedError(
            f"the within slope is {own!r} by our own sums, {within.estimate!r} by linearmodels"
        )


def logs(values: Iterable[tuple[Point, Any]]) -> Values:
    """Return logarithms of what is above 0."""
    return {point: math.log(value) for point, value in values if value > 0}
