"""The account of one committee: parts that add up, order that does not matter, and a first krona that is true."""

from __future__ import annotations

import csv
import json

import pytest

from models.file.writing import document as written
from models.problems import ScenarioError
from models.reading import read
from solver import NoPlanError, solve
from solver.report.studies import text_of
from solver.studies.explain import CAUSES, explain
from tests.cases import EVERY_RULE, two_committees
from tests.independent.random_scenarios import document

SEEDS = (0, 2, 5, 8, 13, 21)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_parts_add_up_exactly(seed):
    scenario = read(document(seed))
    for c in list(scenario.committees)[:2]:
        for year in explain(scenario, c).years:
            assert sum(year.parts.values()) == pytest.approx(year.reason.difference, abs=1e-6)


def test_without_drivers_prices_and_limits_only_goals_move_money():
    """The case of ``two_committees``: the school goes from 0.99·618 to 607.7."""
    (first, _) = explain(two_committees(), "school").years
    assert first.parts == {
        "volume": pytest.approx(0, abs=1e-9),
        "price": pytest.approx(0, abs=1e-9),
        "goals": pytest.approx(607.7 - 0.99 * 618, abs=1e-6),
        "limits": pytest.approx(0, abs=1e-9),
    }


def test_goals_and_limits_share_what_they_do_together():
    """Goals alone move −4.12, goals and the band −1.236, the band alone nothing: Shapley gives −2.678 and +1.442."""
    (first, _) = explain(two_committees(stability={"max_decrease": "1.2 %"}), "school").years
    assert first.parts["goals"] == pytest.approx((-4.12 + -1.236) / 2, abs=1e-6)
    assert first.parts["limits"] == pytest.approx((0 + (-1.236 + 4.12)) / 2, abs=1e-6)


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
    assert "Shapley" in page
    assert max(map(len, page.splitlines())) <= 100
    folder = explanation.save(tmp_path)
    assert folder == tmp_path / "studies" / "explain-school"
    with (folder / "tables" / "explanation.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["year"] == "2025"]
    amounts = {r["quantity"]: float(r["value"]) for r in rows}
    parts = sum(amounts[f"part_{c}"] for c in CAUSES)
    assert amounts["bridge_indexation"] + parts == pytest.approx(amounts["proposal"])
    assert json.loads((folder / "result.json").read_text(encoding="utf-8"))["study"] == "explain"


def test_order_in_the_file_moves_no_part():
    scenario = read(document(2))
    turned = written(scenario)
    turned["committees"] = dict(reversed(turned["committees"].items()))
    c = next(iter(scenario.committees))
    one, two = explain(scenario, c), explain(turned, c)
    for a, b in zip(one.years, two.years, strict=True):
        assert a.parts == pytest.approx(b.parts, abs=1e-6)


def test_volume_alone_explains_a_growing_count():
    """Fewer pupils leave less to do below level 1: what they no longer need goes to care, and that part is volume."""
    shrinking = two_committees(
        activities={"lessons": {"committee": "school", "base": 600, "driver": "pupils"}},
        drivers={"pupils": {2024: 2400, 2025: 2350, 2026: 2350}},
        effects={"school": None, "lessons": two_committees()["effects"]["school"]},
    )
    (first, _) = explain(shrinking, "school").years
    assert first.parts["volume"] != pytest.approx(0, abs=1e-3)
    still = read(shrinking, changes=["drivers.pupils=2400"])
    assert explain(still, "school").years[0].parts["volume"] == pytest.approx(0, abs=1e-9)
