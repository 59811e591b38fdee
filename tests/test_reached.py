"""Response curves on arrays are the response curves one by one."""

from __future__ import annotations

import numpy as np
import pytest

from models.figures import Figures
from models.outcomes import response
from models.plan import attainment
from models.reading import read
from solver.levers.responses import attainment_gain, responses
from tests.cases import EVERY_RULE, two_committees


@pytest.mark.parametrize("name", ["scenarios/sjobo-2025.yaml", "scenarios/exempelkoping.yaml", "every rule"])
def test_many_plans_at_once_reach_what_each_reaches(name):
    figures = Figures(scenario=read(two_committees(**EVERY_RULE) if name == "every rule" else name))
    keys = sorted(figures.need)
    draw = np.random.default_rng(0)
    level = draw.uniform(0.8, 1.2, (9, len(keys)))
    level[0] = 1.0
    found = attainment_gain(figures, level * [figures.need[key] for key in keys])
    for n, each in enumerate(level):
        one = attainment(figures, dict(zip(keys, each.tolist(), strict=True)))
        expected = [one[key] - figures.reference[key] for key in sorted(figures.reference)]
        np.testing.assert_allclose(found[n], expected, atol=1e-10)


def test_a_curve_is_prolonged_below_and_flat_above():
    curve = ((0.9, -9.0), (1.0, 0.0), (1.1, 3.0))
    levels = np.array([0.0, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.5])
    np.testing.assert_allclose(responses(curve, levels), [response(curve, level) for level in levels])
