"""Krona-neutral weights: our least squares against scipy's, and what ties do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls

from models.weights import least_norm, neutral, non_negative_least_squares


@settings(max_examples=200)
@given(st.integers(0, 100_000), st.integers(1, 12), st.integers(1, 8), st.floats(0, 0.9))
def test_least_squares_agree_with_scipy(seed, rows, columns, sparse):
    rng = np.random.default_rng(seed)
    matrix = rng.uniform(0, 300, (rows, columns)) * (rng.random((rows, columns)) > sparse)
    target = rng.uniform(1, 800, rows)
    ours = non_negative_least_squares(matrix, target)
    theirs, misfit = nnls(matrix, target)
    assert (ours >= 0).all()
    assert np.linalg.norm(matrix @ ours - target) == pytest.approx(misfit, rel=1e-9, abs=1e-7)
    if np.linalg.matrix_rank(matrix) == columns:
        assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-9)


def test_goals_that_share_an_activity_share_its_weight():
    """Two goals with the same slope on one activity of 600: least norm gives each 600/(60 + 60)."""
    curve = ((0.9, -6.0), (1.0, 0.0), (1.1, 6.0))
    found = neutral(("a", "b", "c"), {"school": 600.0}, {("school", "a"): curve, ("school", "b"): curve})
    assert found == {"a": pytest.approx(5.0, rel=1e-8), "b": pytest.approx(5.0, rel=1e-8), "c": 0.0}


def test_one_activity_that_carries_two_goals_divides_by_its_slopes():
    """Slopes 100 and 1, base 10: of 100 x + y = 10 the least norm is x = 10 · 100 / 10 001, y = 10 · 1 / 10 001."""
    found = least_norm(np.array([[100.0, 1.0]]), np.array([10.0]))
    assert found == pytest.approx([1000 / 10001, 10 / 10001], rel=1e-9)


def test_a_weight_that_is_only_rounding_is_zero():
    """Activity a has slopes 1, 1, 1 and b has 0, 1, 2; x + y + z = 1 and y + 2 z = 2 leave only (0, 0, 1)."""
    found = least_norm(np.array([[1.0, 1.0, 1.0], [0.0, 1.0, 2.0]]), np.array([1.0, 2.0]))
    assert found[:2].tolist() == [0.0, 0.0]
    assert found[2] == pytest.approx(1.0, rel=1e-9)


@settings(max_examples=200)
@given(st.integers(0, 100_000), st.integers(1, 6), st.integers(2, 10), st.floats(0, 0.8))
def test_the_least_norm_agrees_with_scipy_where_it_weighs_next_to_nothing(seed, rows, columns, sparse):
    """Least squares with a misfit 10⁵ times as dear as the norm come near the least norm among perfect fits.

    That near only where the matrix is far from one of lower rank.
    """
    rng = np.random.default_rng(seed)
    matrix = rng.integers(1, 9, (rows, columns)) * (rng.random((rows, columns)) > sparse)
    sizes = np.linalg.svd(matrix.astype(float), compute_uv=False)
    assume(sizes[sizes > 1e-10 * sizes.max()].min(initial=1.0) > 0.1)
    fit = matrix @ (rng.uniform(0, 5, columns) * (rng.random(columns) > sparse))
    ours = least_norm(matrix.astype(float), fit)
    dear = 1e5
    theirs, _ = nnls(np.vstack([dear * matrix, np.eye(columns)]), np.append(dear * fit, np.zeros(columns)))
    assert (ours >= 0).all()
    assert matrix @ ours == pytest.approx(fit, abs=1e-8)
    assert ours == pytest.approx(theirs, abs=1e-6)
