"""Views: everyone's plan by everyone's yardstick, by hand, and what the screen says of it."""

from __future__ import annotations

import pytest

from models.problems import ScenarioError
from solver import certainty, evaluate, solve, views
from solver.report.html import report
from solver.report.studies import text_of
from solver.studies.beside import beside
from tests.cases import two_committees
from tests.test_cli import command, scenario_file

FRAMES = {"school": {2025: 600, 2026: 618}, "care": {2025: 400, 2026: 412}}
PER_CENTS = 1 / 10.3 + 1 / 10.609
"""Per cents of need that a MSEK is in the two years together; need is 1 030 and 1 060.9 MSEK."""


def politics(**more):
    """Return two committees, a party that only counts schools, a profile and a given plan that hands out less."""
    return two_committees(
        parties={"s": {"name": "Skolpartiet", "seats": 3, "weights": {"knowledge": 2}}},
        profiles={"omsorg": {"name": "Omsorgen", "owner": "Exempel", "weights": {"safety": 2}}},
        plans={"s": {"name": "Plan S", "frames": FRAMES}},
        drivers={"pupils": {2024: 100, 2025: 100, 2026: 100}},
        activities={"school": {"committee": "school", "base": 600, "driver": "pupils"}},
        committees={"school": {"base": None}},
        **more,
    )


def test_a_party_counts_only_its_own_goals_and_a_profile_keeps_the_others():
    found = views(politics())
    assert [(v.id, v.kind, v.plan.id) for v in found.views] == [
        ("stated", "stated", "proposal"),
        ("omsorg", "profile", "profiles.omsorg"),
        ("s", "party", "parties.s"),
    ]
    weights = {v.id: {g: v.figures.weight[g, 2025] for g in ("knowledge", "safety")} for v in found.views}
    assert weights["omsorg"] == pytest.approx({"knowledge": 1 / 3, "safety": 2 / 3})
    assert weights["s"] == {"knowledge": 1, "safety": 0}
    # care falls to where its curve begins, 90 % of 412; the school gets the rest of 1 019.7
    assert found.views[2].frames["care", 2025] == pytest.approx(370.8)
    assert found.views[2].frames["school", 2025] == pytest.approx(648.9)


def test_the_matrix_by_hand():
    matrix = views(politics()).matrix
    # V 54.25 against 54.15; a per cent more for all is worth (0.9 + 0.8) / 2 points
    assert matrix["proposal", "stated"] == pytest.approx(0.1 / (0.85 * PER_CENTS / 2))
    # school at 105 % gives 61.5, care at 90 % gives 42: 51.75 against 54.15
    assert matrix["parties.s", "stated"] == pytest.approx(-2.4 / (0.85 * PER_CENTS / 2))
    # 61.5 against 59.1: 0.9 points for the first per cent, 0.3 for each that follows
    assert matrix["parties.s", "s"] == pytest.approx((2.4 - 0.6) / (0.3 * PER_CENTS / 2))
    # the proposal has school at 607.7 of 618: 58.5 against 59.1
    assert matrix["proposal", "s"] == pytest.approx(-0.6 / (0.9 * PER_CENTS / 2))


def test_a_given_plan_is_compared_with_an_indexation_that_hands_out_as_much():
    matrix = views(politics()).matrix
    assert [matrix["s", view] for view in ("stated", "omsorg", "s")] == [0, 0, 0]
    assert [matrix["indexation", view] for view in ("stated", "omsorg", "s")] == [0, 0, 0]


def test_a_given_plan_has_one_worth_wherever_it_is_told():
    """Care gets more of less money, which is the better division, on page, in matrix and in evaluate."""
    less = {"school": {2025: 590, 2026: 610}, "care": {2025: 400, 2026: 412}}
    result = solve(politics() | {"plans": {"s": {"name": "Plan S", "frames": less}}})
    worth = views(result).matrix["s", "stated"]
    assert worth is not None
    assert worth > 1
    assert result.worth("s") == pytest.approx(worth, abs=1e-9)
    assert evaluate(result.scenario, "s").worth == pytest.approx(worth, abs=1e-9)


def test_a_given_plan_is_not_judged_where_need_does_not_follow_the_population():
    found = views(two_committees(plans={"s": {"name": "Plan S", "frames": FRAMES}}))
    assert set(found.plans) == {"proposal", "indexation"}
    assert "Givna planer bedöms inte" in text_of(found)


def test_no_amount_is_told_where_the_curves_end_before():
    flat = {
        "school": {"knowledge": {"curve": {"90 %": -9, "100 %": 0}}},
        "care": {"safety": {"curve": {"90 %": -8, "99 %": 0, "100 %": 0}}},
    }
    # need is met and more; both curves are flat beyond it, so indexation is as good as any plan
    rich = two_committees(effects=flat, frame={"total": {2025: 1100, 2026: 1130}})
    assert views(rich).matrix["proposal", "stated"] == 0
    # school at 100 % and care at 99 % cost 1 025.88: full attainment, which indexation first has at 1 030
    enough = two_committees(effects=flat, frame={"total": {2025: 1025.88, 2026: 1056.6564}})
    assert views(enough).matrix["proposal", "stated"] == pytest.approx(4.2436, rel=1e-4)


def test_committees_that_get_more_by_some_views_and_less_by_others():
    turning = {(t.committee, t.year): (t.more, t.less) for t in views(politics()).turning}
    assert turning["school", 2025] == (("s",), ("stated", "omsorg"))
    assert turning["care", 2026] == (("stated", "omsorg"), ("s",))


def test_the_gain_in_money_is_the_proposal_by_the_scenarios_own_yardstick():
    result = solve(politics())
    assert certainty(result).money == views(result).matrix["proposal", "stated"]


def test_the_screen_says_who_and_what():
    text = " ".join(text_of(views(politics()), width=100).split())
    assert (
        "Skolnämnden 2025: mer än uppräkning enligt Skolpartiet; mindre enligt Scenariots vikter och Omsorgen."
        in text
    )
    assert "Ingen måttstock går före en annan." in text
    assert "Plan S" in text
    alone = " ".join(text_of(views(two_committees(language="en"))).split())
    assert "Nowhere: no committee gets more than indexation with some weights and less with others." in alone


def test_certainty_says_what_is_not_certain_and_why():
    text = " ".join(text_of(certainty(two_committees()), width=100).split())
    assert "Underlaget räcker inte för att säga emot uppräkningen" in text
    assert "Ingen effekt har se eller range" in text
    ranges = {"assumption": ["90 %", "110 %"], "by": "Exempel"}
    sure = certainty(two_committees(evidence_ranges=ranges))
    assert sure.by_place["care", 2025].holds == 1
    assert "inom felmarginalen" in text_of(sure, width=120)


def test_a_run_makes_them_beside_the_answer_and_only_where_v_is_the_aim():
    made = beside(solve(politics()))
    assert made.views is not None
    assert made.certainty is not None
    assert beside(solve(two_committees(objective={"form": "maximin"}))).views is None
    with pytest.raises(ScenarioError, match="maximin"):
        views(solve(two_committees(objective={"form": "maximin"})))


def test_the_verbs(tmp_path):
    path = scenario_file(tmp_path)
    done = command("certainty", path, "--plots", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/studies/certainty/plots/paths.png").is_file()
    done = command("views", path, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/studies/views/tables/matrix.csv").is_file()
    assert "--plots" in command("views", path, "--plots").stderr


def test_the_first_page_has_parties_and_profiles_and_says_how_many_it_has_no_room_for():
    profiles = {f"p{n}": {"name": f"Profil {n}", "owner": "x", "weights": {"safety": 3}} for n in range(7)}
    school = {"name": "Allas skolparti i kommunfullmäktige", "seats": 3, "weights": {"knowledge": 2}}
    more = two_committees(profiles=profiles, parties={"s": school, "t": {"seats": 1}})
    result = solve(more)
    first = report(result, beside(result)).decode().partition("</header>")[0]
    assert "Allas<br>skolparti i<br>kommunfullmäktige" in first
    assert "Profil<br>5" in first
    assert "Profil<br>6" not in first
    assert "1 till med egna vikter står under Planer och jämförelser." in first
    assert "De är oense om" in first
    few = solve(two_committees(profiles={"p0": profiles["p0"]}))
    assert "till med egna vikter" not in report(few, beside(few)).decode()


def test_tables(tmp_path):
    found = views(politics())
    folder = found.save(tmp_path / "out")
    assert {path.name for path in (folder / "tables").iterdir()} == {"views.csv", "matrix.csv"}
    assert len(found.table) == 3 * 2 * 2 * 2
    assert len(found.data_frame("matrix")) == 5 * 3
