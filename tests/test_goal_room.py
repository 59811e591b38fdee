"""The room of goals: by hand, against a grid of plans, and against the independent formulation."""

from __future__ import annotations

import numpy as np
import pytest

from models.reading import read
from solver import NoPlanError, certainty, room
from tests.cases import always, two_committees
from tests.independent import formulation
from tests.independent.random_scenarios import document, seeds
from tests.test_certainty import STILL, two

YEAR = 2025


def ends(study, goal, year=YEAR):
    return next((span.least, span.greatest) for span in study.goals if (span.goal, span.year) == (goal, year))


def test_the_ends_of_a_goal_are_those_of_its_committee_by_hand():
    """a has 98 to 101 1/3 and b 98 2/3 to 102 (see test_certainty); ten per cent less costs ga 10 and gb 12 points.

    ga: 40 − 10·2/10 = 38 to 40 + 9·(4/3)/10 = 41.2; gb: 40 − 12·(4/3)/10 = 38.4 to 40 + 8·2/10 = 41.6.
    """
    found = certainty(two(*STILL))
    assert ends(found, "ga") == pytest.approx((38, 41.2), abs=2e-3)
    assert ends(found, "gb") == pytest.approx((38.4, 41.6), abs=2e-3)
    indexed = {span.goal: span.indexation for span in found.goals}
    assert indexed == {"ga": pytest.approx(40), "gb": pytest.approx(40)}


def shared(curves, together=None):
    """One goal that all three activities of two committees serve, and one of little weight that none does.

    Whatever is done, the goal that counts hardly moves, so that its room is all that limits allow.
    """
    claim = {"evidence": "assumption", "author": "x", "date": "2024-09-01"}
    more = {} if together is None else {"complements": {"both": {**together, **claim}}}
    return {
        "format": 1,
        "title": "Exempelköping: målens utrymme",
        "currency": "MSEK",
        "base_year": 2024,
        "years": [YEAR],
        "frame": {"total": 300},
        "indexation": {"index": "0 %"},
        "carry_over": {"rule": "none"},
        "committees": {c: {"base": 100} for c in curves},
        "weights": {"owner": "x"},
        "stability": {"max_decrease": "10 %", "max_increase": "10 %"},
        "goals": {"all": {"weight": 1, "reference": 50}},
        "effects": {c: {"all": {"curve": curve, **claim}} for c, curve in curves.items()},
    } | more


CURVES = {
    "a": {"80 %": -12, "95 %": -2, "100 %": 0, "105 %": 1, "120 %": 2},
    "b": {"80 %": -11, "90 %": -5, "100 %": 0, "110 %": 3, "120 %": 4},
    "c": {"80 %": -13, "100 %": 0, "102 %": 1, "120 %": 5},
}
TOGETHER = {"members": ["a", "b"], "goal": "all", "curve": {"80 %": -6, "100 %": 0, "110 %": 1}}


@pytest.mark.parametrize("together", [None, TOGETHER])
def test_the_lowest_of_a_concave_goal_is_the_lowest_on_a_grid(together):
    """Spends in steps of 0.25, from where curves begin to what frames allow, of at most 300 together."""
    content = shared(CURVES, together)
    study = room(content, 0.1, alternatives=0)
    figures = study.result.figures
    steps = np.arange(80, 110.0001, 0.25)
    level = dict(zip("abc", np.meshgrid(steps, steps, steps), strict=True))
    points = np.full(level["a"].shape, 50.0)
    for r in figures.responses:
        lowest = np.minimum.reduce([level[m] for m in r.members]) / 100
        points += np.interp(lowest, *zip(*r.curve, strict=True))
    inside = points[(sum(level.values()) <= 300) & (points >= study.value)]
    least, greatest = ends(study, "all")
    assert greatest == pytest.approx(study.result.value)
    assert inside.min() - 0.2 <= least <= inside.min() + 2e-3


@pytest.mark.usefixtures("unexplained")
@pytest.mark.seeded
@pytest.mark.parametrize("seed", always(seeds(8), 1, 4))
def test_the_highest_agrees_with_the_independent_formulation_and_the_lowest_is_kept_by_a_plan(seed):
    scenario = read(document(seed))
    try:
        found = room(scenario, 0.004, alternatives=0)
    except NoPlanError:
        pytest.skip("no plan")
    model = formulation.Model(scenario)
    model.program.at_least(("near",), formulation.constant(-found.value), model.loss())
    for span in found.goals:
        assert span.least is None or span.least <= span.proposal
        assert span.proposal <= span.greatest <= 100
    for span in found.goals[:4]:
        what = formulation.variable("counted", span.goal, span.year)
        most = -model.program.minimise(formulation.combine((-1.0, what)), "highs-ds")[0]
        assert span.greatest == pytest.approx(most, abs=1e-4), (seed, span)


def test_an_alternative_of_the_room_lies_between_the_ends():
    study = room(two_committees(), 0.01)
    assert study.alternatives
    for plan in study.alternatives:
        for span in study.goals:
            points = min(plan.q.attainment[span.goal, span.year], 100)
            assert span.least - 2e-3 <= points <= span.greatest + 1e-6
