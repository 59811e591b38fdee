"""How sure an answer is, worked out by hand on two committees of 100 MSEK and one goal each, one year, no index.

Curves are straight on each side of unchanged service, weights are equal: a point of either goal is 0.5 of V.
"""

from __future__ import annotations

import numpy as np
import pytest

from models.reading import read
from solver import certainty, solve
from solver.report.studies import text_of
from solver.studies.certainty import drawn_sizes, gain_in_money
from tests.cases import PLAIN, merged, two_committees


def two(a, b, **more):
    """The scenario with the curves' points at 90 and 110 % of unchanged service."""

    def effect(points):
        low, high = points
        return {
            "curve": {"90 %": low, "100 %": 0, "110 %": high},
            "evidence": "assumption",
            "author": "x",
            "date": "2024-09-01",
        }

    own = {
        "title": "Exempelköping: hur säkert",
        "goals": {"ga": {"reference": 40}, "gb": {"reference": 40}},
        "effects": {"a": {"ga": effect(a)}, "b": {"gb": effect(b)}},
    }
    return merged(PLAIN, own) | more


RANGES = {"evidence_ranges": {"assumption": ["90 %", "110 %"], "by": "x"}}
STILL, MOVING = ((-10, 9), (-12, 8)), ((-10, 9), (-5, 4.9))
"""Where nothing gains by moving, and where a krona gives 0.9 in a and costs 0.5 in b."""


def test_the_room_is_what_a_five_hundredth_of_the_total_is_worth():
    """0.4 MSEK less cost a 0.4 points, 0.2 of V: the cheapest place.

    x from a to b costs 0.5·(1.0 − 0.8)x, so x <= 2; from b to a 0.5·(1.2 − 0.9)x, so x <= 4/3.
    """
    answer = certainty(two(*STILL))
    assert answer.value == pytest.approx(40 - 0.2)
    change = answer.by_place["a", 2025]
    assert (change.least, change.greatest) == (pytest.approx(98), pytest.approx(100 + 4 / 3))
    other = answer.by_place["b", 2025]
    assert (other.least, other.greatest) == (pytest.approx(100 - 4 / 3), pytest.approx(102))
    assert answer.nothing
    assert answer.money is None


def test_where_so_little_money_leaves_no_plan_the_marginals_measure_the_room():
    """1.1 per cent below 1 030 is 1 018.67, more than 0.2 per cent below 1 019.7: by marginals, and that is told."""
    tight = certainty(two_committees(stability={"max_decrease": "1.1 %"}))
    worth = sum(
        m.tightened * tight.result.figures.total[m.index[0]]
        for m in tight.result.marginals
        if m.rows.name == "total"
    )
    assert tight.by_marginals
    assert tight.value == pytest.approx(tight.result.value - 0.002 * worth)
    assert "finns ingen plan; vad den hade gett" in " ".join(text_of(tight).split())
    wide = certainty(two_committees())
    assert not wide.by_marginals
    assert "finns ingen plan" not in text_of(wide)


def test_a_change_is_certain_outside_the_room_and_in_the_draws():
    """10 move to a, where b's curve begins. Less total costs 0.4·0.45 of V; back from a costs 0.5·(0.9 − 0.5) each.

    So a has at least 110 − 0.18/0.2 = 109.1, and at most 110. Sizes within 90 and 110 % never turn 0.9 against 0.5.
    """
    answer = certainty(two(*MOVING, **RANGES))
    change = answer.by_place["a", 2025]
    assert change.proposal == pytest.approx(110)
    assert (change.least, change.greatest) == (pytest.approx(109.1), pytest.approx(110))
    assert change.holds == 1
    assert change.certain
    assert not answer.nothing
    assert (answer.draws, answer.drawn) == (200, ("a.ga", "b.gb"))


def test_without_ranges_nothing_is_certain():
    answer = certainty(two(*MOVING))
    assert answer.by_place["a", 2025].outside
    assert answer.by_place["a", 2025].holds is None
    assert (answer.nothing, answer.draws, answer.drawn) == (True, 0, ())


def test_a_draw_in_which_nothing_moves_does_not_hold():
    """With a between 0 and 100 % of its size, 0.9·size > 0.5 holds for sizes above 0.556 alone: in 44 % of draws."""
    document = two(*MOVING)
    document["effects"]["a"]["ga"]["range"] = ["0 %", "100 %"]
    answer = certainty(document, draws=400, seed=3)
    sizes = drawn_sizes(answer.result.figures, 400, 3)
    assert answer.by_place["a", 2025].holds == pytest.approx(np.mean(sizes[:, 0] > 0.5 / 0.9), abs=1e-12)
    assert 0.38 < answer.by_place["a", 2025].holds < 0.5
    assert not answer.by_place["a", 2025].certain


def test_a_draw_without_a_plan_holds_nothing():
    """A floor of 43 points needs 3 from a, which gives at most 9 times its size: sizes below a third leave no plan."""
    document = two(*MOVING)
    document["effects"]["a"]["ga"]["range"] = ["0 %", "100 %"]
    document["goals"]["ga"]["minimum"] = 43
    answer = certainty(document, draws=200, seed=3)
    enough = drawn_sizes(answer.result.figures, 200, 3)[:, 0] >= 1 / 3
    assert answer.without_plan == np.sum(~enough) > 0
    assert answer.by_place["a", 2025].holds == pytest.approx(np.mean(enough))
    assert f"I {answer.without_plan} av 200 dragningar lämnar gränserna ingen plan" in " ".join(
        text_of(answer).split()
    )


def test_another_effect_leaves_the_draws_of_an_effect_as_they_are():
    one = solve(two(*MOVING, **RANGES)).figures
    document = two(*MOVING, **RANGES)
    document["goals"]["gc"] = {"weight": 0, "reference": 10}
    document["effects"]["a"]["gc"] = document["effects"]["a"]["ga"]
    two_effects = solve(document).figures
    assert drawn_sizes(two_effects, 50, 0)[:, [0, 2]] == pytest.approx(drawn_sizes(one, 50, 0))


def test_a_grade_decides_what_moves_otherwise_with_the_common_curve():
    """Slopes at unchanged service are 95 and 49.5; with S·ln(level) a krona more in a gives more up to 120 and 80 %.

    95/1.2 is more than 49.5/0.8, and the common curves end there. Frames are 120 and 80 instead of 110 and 90.
    """
    answer = certainty(two(*MOVING, **RANGES))
    assert answer.grades == {"assumption": {2025: pytest.approx(10)}}


def test_the_gain_in_money():
    """V is 40 + 0.5·(9 − 5) = 42. Indexation with Δ more has 40 + 0.5·(0.9 + 0.49)·Δ/2, so Δ = 2/0.3475."""
    result = solve(two(*MOVING))
    assert result.value == pytest.approx(42)
    assert gain_in_money(result) == pytest.approx(2 / 0.3475, abs=1e-6)


def test_no_money_is_enough_where_indexation_leaves_out_what_is_new():
    """A new activity has no share of last year's budget: whatever indexation gets, it is left at 0 % of its need."""
    document = two(*STILL)
    document["activities"] = {
        "old": {"committee": "a", "base": 100},
        "new": {"committee": "a", "base": 0, "need": 5},
    }
    document["effects"]["old"] = document["effects"].pop("a")
    document["goals"]["gn"] = {"weight": 1, "reference": 90}
    claim = {"evidence": "assumption", "author": "x", "date": "2024-09-01"}
    document["effects"]["new"] = {"gn": {"curve": {"0 %": -90, "100 %": 0}} | claim}
    result = solve(document)
    assert result.proposal.q.spend["new", 2025] == pytest.approx(5)
    assert gain_in_money(result) is None


def test_the_study_is_saved_with_its_tables(tmp_path):
    folder = certainty(read(two(*MOVING, **RANGES))).save(tmp_path)
    assert sorted(p.name for p in (folder / "tables").iterdir()) == [
        "certainty.csv",
        "goals.csv",
        "grades.csv",
    ]
    lines = (folder / "tables" / "certainty.csv").read_text(encoding="utf-8").splitlines()
    assert "a,2025,least,109.1,MSEK" in lines
    assert "a,2025,certain,1," in lines
    goals = (folder / "tables" / "goals.csv").read_text(encoding="utf-8").splitlines()
    assert goals[0] == "goal,year,quantity,value,unit"
    assert "ga,2025,proposal,49.0,points" in goals


def test_there_are_at_least_200_draws():
    with pytest.raises(ValueError, match="draws is a whole number from 200, not 199"):
        certainty(two(*STILL), draws=199)
    with pytest.raises(ValueError, match="seed is a whole number from 0, not -1"):
        certainty(two(*STILL), seed=-1)
