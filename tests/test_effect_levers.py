"""Size and shape of effects as levers: by hand, and in the studies that vary them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.effect_levers import effect_levers, mixed, with_curves
from models.figures import Figures
from models.outcomes import response
from models.reading import read
from solver import montecarlo, sobol, solve, tornado
from solver.report.studies import text_of
from tests.cases import effect, two_committees

EXAMPLE = "scenarios/exempelkoping.yaml"
RANGES = {"assumption": ["50 %", "150 %"], "by": "Exempel"}


def figures(**sections):
    return Figures(scenario=read(two_committees(**sections)))


def test_each_effect_with_a_range_has_a_size_and_each_grade_a_shape():
    own = {"care": {"safety": effect({"90 %": -8, "100 %": 0, "110 %": 4}, range=["80 %", "120 %"])}}
    found = {lever.id: lever for lever in effect_levers(figures(effects=own, evidence_ranges=RANGES))}
    assert set(found) == {"size:school.knowledge", "size:care.safety", "shape:assumption"}
    assert (found["size:care.safety"].low, found["size:care.safety"].high) == (0.8, 1.2)
    assert (found["size:school.knowledge"].low, found["size:school.knowledge"].high) == (0.5, 1.5)
    assert [lever.id for lever in effect_levers(figures())] == ["shape:assumption"]


def test_an_effect_that_a_declared_lever_moves_has_no_other_size():
    path = {"path": "effects.school.knowledge.curve", "scale": ["50 %", "150 %"], "source": "assumption"}
    found = effect_levers(figures(evidence_ranges=RANGES, levers={"own": path}))
    assert [lever.id for lever in found] == ["size:care.safety", "shape:assumption"]


def test_a_standard_error_makes_the_size_normal_with_its_central_90_per_cent():
    curve = {"school": {"knowledge": {**effect({}), "curve": None, "elasticity": 0.5, "se": 0.1}}}
    goal = {
        "indicator": {"name": "x", "unit": "%", "present": 60, "floor": 0, "target": 100},
        "reference": None,
    }
    size, *_ = effect_levers(figures(effects=curve, goals={"knowledge": goal}))
    assert size.distribution == "normal"
    assert (size.low, size.high) == pytest.approx((1 - 1.644854 * 0.2, 1 + 1.644854 * 0.2), abs=1e-6)


def test_a_curve_on_its_way_to_the_common_one():
    own = ((0.9, -9.0), (1.0, 0.0), (1.1, 3.0))
    # slopes 90 and 30 at level 1: the common curve is 60 ln(level)
    for share in (0.0, 0.25, 1.0):
        curve = dict(mixed(own, share))
        assert curve[0.95] == pytest.approx((1 - share) * -4.5 + share * 60 * math.log(0.95))
        assert curve[1.0] == 0
        assert curve[1.2] == pytest.approx((1 - share) * 3 + share * 60 * math.log(1.2))
        assert min(curve) == 0.9
    twice = mixed(mixed(own, 1.0), 1.0)
    slope = (60 * math.log(1.01) + -60 * math.log(0.99)) / 0.02
    assert response(twice, 1.1) == pytest.approx(slope * math.log(1.1))


def test_size_and_shape_multiply():
    scenario = read(two_committees(evidence_ranges=RANGES))
    levers = {lever.id: lever for lever in effect_levers(Figures(scenario=scenario))}
    at = {levers["size:care.safety"]: 0.5, levers["shape:assumption"]: 1.0}
    changed = Figures(scenario=with_curves(scenario, Figures(scenario=scenario), at))
    school, care = (next(r for r in changed.responses if r.goal == g) for g in ("knowledge", "safety"))
    assert response(school.curve, 1.1) == pytest.approx(60 * math.log(1.1))
    assert response(care.curve, 1.1) == pytest.approx(0.5 * 60 * math.log(1.1))


def test_a_tornado_moves_size_and_shape_with_weights_held():
    """School stands at 607.7 of 618 and care at need: 0.5 · 1.5 points are lost, half of them at half the size."""
    found = tornado(two_committees(evidence_ranges=RANGES, weights={"rule": "krona_neutral"}))
    weights = {g: found.figures.weight[g, 2025] for g in ("knowledge", "safety")}
    bars = {bar.lever.id: bar for bar in found.bars}
    assert set(bars) == {"size:school.knowledge", "size:care.safety", "shape:assumption"}
    lost = found.result.proposal.q.attainment["knowledge", 2025] - 60
    change = bars["size:school.knowledge"].low.value - found.result.value
    assert change >= -0.5 * weights["knowledge"] * lost - 1e-9
    shape = with_curves(found.scenario, found.figures, {bars["shape:assumption"].lever: 1.0})
    held = solve(shape.model_copy(update={"weights": found.scenario.weights}))
    assert bars["shape:assumption"].low.value == pytest.approx(found.result.value)
    assert held.figures.weight["knowledge", 2025] == pytest.approx(weights["knowledge"])


def test_a_weaker_effect_never_raises_v_where_service_is_not_cut():
    """There is money for more than unchanged service: no level is below 1, and a weaker effect only gives less."""
    rich = two_committees(frame={"total": {2025: 1050, 2026: 1081}}, evidence_ranges=RANGES)
    found = tornado(rich)
    care = next(bar for bar in found.bars if bar.lever.id == "size:care.safety")
    assert min(found.result.proposal.level.values()) >= 1 - 1e-9
    assert care.low.value < found.result.value < care.high.value
    # care has 1 050 - 618 = 432 of 412 and 1 081 - 636.54 = 444.46 of 424.36; a tenth more is worth 4 points
    gain = 0.5 * 4 * (20 / 41.2 + 20.1 / 42.436) / 2
    assert 0.0 < care.high.value - found.result.value == pytest.approx(gain / 2, abs=1e-6)


@pytest.mark.slow
def test_a_weaker_effect_raises_v_only_where_it_is_a_loss_at_the_weak_end():
    found = tornado(EXAMPLE)
    raised = [
        bar for bar in found.bars if bar.lever.kind == "size" and bar.low.value > found.result.value + 1e-9
    ]
    assert raised
    for bar in raised:
        changed = with_curves(found.scenario, found.figures, {bar.lever: bar.lever.low})
        goals = {r.path: r for r in found.figures.responses}
        again = solve(changed)
        r = goals[bar.lever.path]
        levels = [min(again.proposal.level[a, y] for a in r.members) for y in found.figures.years]
        assert min(levels) < 1
    assert "En svagare effekt höjer V bara där" in " ".join(text_of(found).split())


def test_draws_vary_size_and_shape():
    scenario = two_committees(evidence_ranges=RANGES)
    found = montecarlo(scenario, 8, workers=1)
    assert [lever.id for lever in found.levers] == [
        "size:care.safety",
        "size:school.knowledge",
        "shape:assumption",
    ]
    assert np.ptp(found.points, axis=0).min() > 0.5
    for values, answer in zip(found.points[:2], found.answers[:2], strict=True):
        at = dict(zip(found.levers, map(float, values), strict=True))
        again = solve(with_curves(found.scenario, found.result.figures, at))
        assert answer[0] == pytest.approx(again.value, abs=1e-6)
    assert [lever.id for lever in sobol(scenario, 16, workers=1).levers] == [
        lever.id for lever in found.levers
    ]
    assert "storleken på effekten" in text_of(found, width=200)
