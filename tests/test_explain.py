"""The account of one committee: parts that add up and are those of the answer, and a first krona that is true."""

from __future__ import annotations

import csv
import json

import pytest

from models.bridge import CHAIN
from models.file.writing import document as written
from models.problems import ScenarioError
from models.reading import read
from solver import NoPlanError, solve
from solver.answer.reasons import PARTS
from solver.report.because import because
from solver.report.studies import text_of
from solver.studies.explain import explain
from tests.cases import EVERY_RULE, effect, two_committees
from tests.independent.random_scenarios import document

SEEDS = (0, 2, 5, 8, 13, 21)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_parts_add_up_exactly(seed):
    scenario = read(document(seed))
    for c in list(scenario.committees)[:2]:
        for year in explain(scenario, c).years:
            assert sum(year.reason.parts.values()) == pytest.approx(year.reason.difference, abs=1e-6)


def test_the_parts_by_hand():
    """The case of ``two_committees``: need is 618, indexation 0.99·618 = 611.82, the school gets 607.7."""
    (first, _) = explain(two_committees(), "school").years
    assert first.reason.parts == {
        **dict.fromkeys(PARTS, pytest.approx(0, abs=1e-9)),
        "price": pytest.approx(618 - 611.82),
        "goals": pytest.approx(607.7 - 618),
    }


def test_an_earmark_is_a_decision_and_no_goal():
    """Meals need 103 and get 108 by decision: 5; lessons are 515 without it."""
    earmark = {
        "activities": {
            "lessons": {"committee": "school", "base": 500},
            "meals": {"committee": "school", "base": 100},
        },
        "effects": {"school": None, "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})}},
        "decisions": {
            "mat": {"name": "Skolmaten", "spend": "meals", "equals": 108, "years": [2025], "by": "KF"}
        },
    }
    explanation = explain(two_committees(**earmark), "school")
    first = explanation.years[0].reason
    assert first.parts["decisions"] == pytest.approx(5)
    assert first.decided == (("mat", pytest.approx(5)),)
    lessons = explanation.result.proposal.q.spend["lessons", 2025]
    assert first.parts["goals"] == pytest.approx(lessons - 515)


def test_a_frame_that_a_decision_bounds_is_the_decisions():
    """The school has at least 615 by decision, of a need of 618: −3 is the decision's, and nothing the goals'."""
    least = {"golv": {"frame": "school", "at_least": 615, "years": [2025], "by": "KF"}}
    (first, _) = explain(two_committees(decisions=least), "school").years
    assert first.reason.proposal == pytest.approx(615)
    assert first.reason.parts["decisions"] == pytest.approx(615 - 618)
    assert first.reason.parts["goals"] == 0


def test_a_decision_is_never_said_to_cut_what_it_holds_up():
    """At least 615 of a need of 618: it stops there, and is not less because of the decision."""
    least = {"golv": {"frame": "school", "at_least": 615, "years": [2025], "by": "KF"}}
    told = because(solve(two_committees(decisions=least)), "school", 2025)
    assert "pengarna stannar vid vad beslutet golv (KF) kräver, 615,0" in told
    assert "beslutet golv (KF) ger" not in told


def test_nor_to_raise_what_it_holds_down():
    most = {"tak": {"frame": "care", "at_most": 414, "years": [2025], "by": "KF"}}
    cheap = {"care": {"safety": effect({"90 %": -80, "100 %": 0, "110 %": 40})}}
    told = because(solve(two_committees(decisions=most, effects=cheap)), "care", 2025)
    assert "pengarna stannar vid vad beslutet tak (KF) tillåter, 414,0" in told


def test_the_account_and_the_answer_tell_the_same_sentence():
    explanation = explain(two_committees(**EVERY_RULE), "school")
    page = " ".join(text_of(explanation, width=100).split())
    for y in explanation.years:
        assert " ".join(because(explanation.result, "school", y.year).split()) in page


def test_real_change_is_on_the_adjusted_frame():
    """600 + 12 that moved in is 612, at 3 % 630.36: real change is what the frame is beyond that."""
    moved = {"school": {"adjustments": {2025: {"technical": 12}}}}
    (first, _) = explain(two_committees(committees=moved), "school").years
    assert first.real == pytest.approx(first.reason.proposal / 630.36 - 1)


def test_the_first_krona_is_a_finite_difference():
    """A krona more to the school comes from care: −0.1942/2·0.5 + 0.1456/2·0.5 points of V over two years."""
    (first, _) = explain(two_committees(), "school").years
    assert first.more.committees["care"] == pytest.approx(-1.0, abs=1e-6)
    assert first.more.value == pytest.approx((0.9 / 6.18 - 0.8 / 4.12) / 4, abs=1e-6)
    assert first.less.value == pytest.approx((0.4 / 4.12 - 0.9 / 6.18) / 4, abs=1e-6)
    locked = {"lock": {"frame": "school", "equals": 608.7, "years": [2025], "by": "KF"}}
    moved = solve(two_committees(decisions=locked)).value - solve(two_committees()).value
    assert first.more.value == pytest.approx(moved, abs=1e-6)


def test_where_no_plan_gives_more_that_is_said():
    document = two_committees(stability={"max_increase": "0 %", "max_decrease": "5 %"}, frame={"total": 1030})
    document["frame"]["total"] = {2025: 1030.0, 2026: 1060.9}
    explanation = explain(document, "care")
    assert explanation.years[0].more is None
    assert "Varför inte mer? Ingen plan inom gränserna ger nämnden mer." in text_of(explanation)


@pytest.mark.parametrize("name", ["school", "Skolnämnden", "SKOLNÄMNDEN"])
def test_a_committee_is_found_by_id_or_name(name):
    assert explain(two_committees(), name).committee == "school"


def test_an_unknown_committee_is_a_readable_error():
    with pytest.raises(ScenarioError, match="school"):
        explain(two_committees(), "skool")


def test_no_plan_is_no_account():
    with pytest.raises(NoPlanError):
        explain(two_committees(stability={"max_decrease": "0.5 %"}), "school")


def test_the_page_adds_up_and_is_saved(tmp_path):
    explanation = explain(two_committees(**EVERY_RULE), "school")
    page = text_of(explanation, width=100)
    assert max(map(len, page.splitlines())) <= 100
    folder = explanation.save(tmp_path)
    assert folder == tmp_path / "studies" / "explain-school"
    with (folder / "tables" / "explanation.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["year"] == "2025"]
    amounts = {r["quantity"]: float(r["value"]) for r in rows}
    parts = sum(amounts[f"part_{name}"] for name in PARTS)
    assert amounts["indexation"] + parts == pytest.approx(amounts["proposal"])
    terms = sum(amounts[f"bridge_{name}"] for name in CHAIN[:-1])
    assert terms == pytest.approx(amounts["bridge_frame"]) == pytest.approx(amounts["proposal"])
    assert json.loads((folder / "result.json").read_text(encoding="utf-8"))["study"] == "explain"


def test_order_in_the_file_moves_no_part():
    scenario = read(document(2))
    turned = written(scenario)
    turned["committees"] = dict(reversed(turned["committees"].items()))
    c = next(iter(scenario.committees))
    one, two = explain(scenario, c), explain(turned, c)
    for a, b in zip(one.years, two.years, strict=True):
        assert a.reason.parts == pytest.approx(b.reason.parts, abs=1e-6)


def test_volume_alone_explains_a_growing_count():
    """Fewer pupils need less: 618 · (2350/2400 − 1)."""
    shrinking = two_committees(
        activities={"lessons": {"committee": "school", "base": 600, "driver": "pupils"}},
        drivers={"pupils": {2024: 2400, 2025: 2350, 2026: 2350}},
        effects={"school": None, "lessons": two_committees()["effects"]["school"]},
    )
    (first, _) = explain(shrinking, "school").years
    assert first.reason.parts["volume"] == pytest.approx(618 * (2350 / 2400 - 1))
    still = read(shrinking, changes=["drivers.pupils=2400"])
    assert explain(still, "school").years[0].reason.parts["volume"] == pytest.approx(0, abs=1e-9)
