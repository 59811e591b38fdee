"""What is moved, between committees and inside them, and the bridge that chains from year to year."""

from __future__ import annotations

import pytest

from models.baselines import indexed
from models.bridge import CHAIN, bridge_of
from models.figures import Figures
from models.indexation import indexation
from models.plan import Choices, complete
from solver import read, solve
from solver.answer.reasons import inside, moved
from tests.cases import two_committees

MOVES = {
    "frame": {"total": {2025: 1040, 2026: 1081.2}},
    "indexation": {"index": "4 %"},
    "activities": {
        "lessons": {"committee": "school", "base": 500},
        "meals": {"committee": "school", "base": 100},
        "homes": {"committee": "care", "base": 400},
    },
    "effects": {
        "school": None,
        "care": None,
        "lessons": {"knowledge": {"curve": {"90 %": -9, "100 %": 0, "110 %": 3}, "evidence": "assumption"}},
    },
}


def planned(frames, spends, **sections):
    """A plan of the two committees, chosen by hand."""
    figures = Figures(scenario=read(two_committees(**{**MOVES, **sections})))
    baseline = indexation(figures)
    plan = complete(figures, baseline, Choices(frame=frames, spend=spends), id_="chosen")
    return figures, baseline, plan


@pytest.mark.parametrize(
    ("changes", "amount"), [([3, -2, -1], 3), ([3, -2], 2), ([-2, -1], 0), ([], 0), ([0.5, 0.5, -4], 1)]
)
def test_what_moves_is_the_smaller_of_increases_and_decreases(changes, amount):
    assert moved(changes) == amount


def test_inside_a_committee_the_change_of_its_frame_moves_nothing():
    """School has 630, of which base-year shares would give lessons 525 and meals 105: 5 move; care moves nothing."""
    frames = {("school", 2025): 630, ("care", 2025): 410, ("school", 2026): 600, ("care", 2026): 481.2}
    spends = {
        ("lessons", 2025): 530, ("meals", 2025): 100, ("homes", 2025): 410,
        ("lessons", 2026): 500, ("meals", 2026): 100, ("homes", 2026): 481.2,
    }  # fmt: skip
    figures, _, plan = planned(frames, spends)
    found = inside(figures, plan)
    assert found["lessons", "school", 2025] == pytest.approx(5)
    assert found["meals", "school", 2025] == pytest.approx(-5)
    assert found["homes", "care", 2025] == pytest.approx(0)
    assert found["lessons", "school", 2026] == pytest.approx(0)


def test_a_decided_spend_is_not_moved_inside():
    """Meals have 108 by decision in every plan, indexation too; nothing else can move in the school."""
    earmark = {"mat": {"spend": "meals", "equals": 108, "by": "KF"}}
    result = solve(two_committees(**{**MOVES, "decisions": earmark}))
    for y in (2025, 2026):
        assert result.moved_inside(y) == pytest.approx(0, abs=1e-9)


def test_indexation_moves_nothing():
    result = solve(two_committees(**MOVES))
    assert result.reallocated(2025, "indexation") == 0
    assert result.moved_inside(2025, "indexation") == pytest.approx(0, abs=1e-9)


def test_the_proposal_moves_what_its_smaller_side_moves():
    """The school loses what care gains: from 0.99 · 618 to 607.7, see ``two_committees``."""
    assert solve(two_committees()).reallocated(2025) == pytest.approx(0.99 * 618 - 607.7)


def test_a_bridge_begins_where_its_own_year_before_ended():
    """2025: 600 + 4 %; total 1040 needs no scaling, 6 moves. 2026: 630 + 5 technical, 4 %; care gives 5.

    Indexation of 2026: school (624 + 5)·1.04 = 654.16, care (416 − 5)·1.04 = 427.44, sum 1081.6 of 1081.2.
    """
    technical = {
        "school": {"adjustments": {2026: {"technical": 5}}},
        "care": {"adjustments": {2026: {"technical": -5}}},
    }
    frames = {("school", 2025): 630, ("care", 2025): 410, ("school", 2026): 660, ("care", 2026): 421.2}
    spends = {
        ("lessons", 2025): 525, ("meals", 2025): 105, ("homes", 2025): 410,
        ("lessons", 2026): 550, ("meals", 2026): 110, ("homes", 2026): 421.2,
    }  # fmt: skip
    figures, baseline, plan = planned(frames, spends, committees=technical)
    first, second = bridge_of(plan, "school", 2025), bridge_of(plan, "school", 2026)
    assert first["last_year"] == 600
    assert first["price_and_wages"] == pytest.approx(24)
    assert first["reallocation"] == pytest.approx(6)
    assert second["last_year"] == first["frame"] == 630
    assert second["technical"] == 5
    assert second["price_and_wages"] == pytest.approx(0.04 * 635)
    assert second["scaling"] == pytest.approx(654.16 * (1081.2 / 1081.6) - 654.16)
    assert second["reallocation"] == pytest.approx(660 - 635 * 1.04 - second["scaling"])
    assert tuple(second) == CHAIN
    assert sum(second[name] for name in CHAIN[:-1]) == pytest.approx(660)
    own = bridge_of(indexed(figures, baseline), "school", 2026)
    assert own["last_year"] == pytest.approx(624)
    assert own["reallocation"] == pytest.approx(0, abs=1e-9)
