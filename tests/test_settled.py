"""Settled years are a longer base: what was planned comes back, and every stock is a number."""

from __future__ import annotations

import io
import re
from copy import deepcopy
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.figures import Figures
from models.file.form_reading import read_form
from models.indexation import indexed
from models.plan import settled_attainment
from models.problems import ScenarioError
from models.reading import document, read
from models.settling import as_planned, settle
from solver import NoPlanError, evaluate, frontier, solve
from solver.answer.worth import handed_out
from solver.report import screen
from solver.report.excel.form import form
from solver.report.html import report
from solver.report.plots.balances import balances_alt, balances_rows
from solver.report.words import Words
from solver.studies.beside import beside
from solver.studies.moving import RESULT_RESERVE, frame_changes
from tests.cases import EVERY_KEY, EVERY_RULE, OWN_TOTAL, SCENARIOS, SETTLED, SHIPPED, merged, two_committees
from tests.independent import from_here


def same(result, again):
    """Whether a re-plan has V and all frames, spends and balances of the plan before."""
    assert again.value == pytest.approx(result.value, abs=1e-9)
    for name in ("frame", "spend", "balance", "result_reserve", "saved", "used", "returned"):
        before, after = getattr(result.proposal.q, name), getattr(again.proposal.q, name)
        assert {k: float(v) for k, v in after.items()} == pytest.approx(
            {k: float(v) for k, v in before.items()}, abs=1e-6
        ), name


@cache
def planned(name):
    """The answer of a shipped scenario."""
    return solve(SCENARIOS / f"{name}.yaml")


@pytest.mark.parametrize("name", [*SHIPPED, EVERY_KEY.stem])
def test_a_year_settled_as_it_was_planned_gives_the_same_plan(name):
    """V to 1e-9 and every frame and stock; then the year after it too."""
    result = planned(name)
    first, second = result.scenario.years[:2]
    once = settle(result.scenario, as_planned(result.proposal, first))
    again = solve(once)
    same(result, again)
    same(result, solve(settle(once, as_planned(again.proposal, second))))


@pytest.fixture(scope="module")
def overspent():
    """Two committees after a year in which school overspent by 6; see ``SETTLED``."""
    return solve(two_committees(**SETTLED))


def test_the_year_after_is_indexed_from_the_settled_frame_without_what_was_for_the_year_alone(overspent):
    f, q = overspent.figures, overspent.proposal.q
    assert q.indexed["school", 2026] == pytest.approx((612 - 2) * 1.03)
    assert q.indexed["care", 2026] == pytest.approx(407.7 * 1.03)
    assert indexed(f, "school", 2026, 612.0) == pytest.approx(628.3)


def test_what_is_restored_is_not_spent_and_lifts_the_balance(overspent):
    """School restores 3 of its deficit of 6 in each of two years; the total of 2026 is 1.5 less."""
    q = overspent.proposal.q
    for y, left in ((2026, -3.0), (2027, 0.0)):
        used = float(q.saved["school", y] - q.used["school", y] + q.returned["school", y])
        assert q.spend["school", y] == pytest.approx(q.frame["school", y] - 3 - used, abs=1e-6)
        assert q.balance["school", y] >= left - 1e-9
    assert q.given_total[2026] == pytest.approx(1050.291 - 1.5)
    assert sum(q.frame[c, 2026] for c in ("school", "care")) <= 1048.791 + 1e-9


def test_every_plan_has_the_settled_year(overspent):
    for plan in overspent.plans.values():
        assert (plan.q.frame["school", 2025], plan.q.spend["care", 2025]) == (612, 405.7)
        assert plan.q.balance["school", 2025] == -6
    assert {index[-1] for rows in overspent.families.values() for index in rows.index} == {2026, 2027}


def test_what_was_spent_arrives_with_its_lags():
    """Care was funded at 405.7 of 412 (−1.53 %): −1.2233 points, half of it the year after."""
    lag = {"effects": {"care": {"safety": {"lag": ["50 %", "50 %"]}}}}
    f = Figures(scenario=read(merged(two_committees(**SETTLED), lag)))
    given = settled_attainment(f)
    lost = (405.7 / 412 - 1) * 80
    assert [given["safety", y] for y in (2025, 2026, 2027)] == pytest.approx(
        [50 + lost / 2, 50 + lost / 2, 50]
    )


def test_the_baseline_goes_on_from_the_base_year_with_what_was_appropriated():
    """school (600 · 1.03 + 2 for the year) then (620 − 2) · 1.03; care (400 · 1.03 + 1) · 1.03."""
    result = solve(two_committees(**SETTLED))
    unscaled = result.indexation.unscaled
    assert unscaled["school", 2026] == pytest.approx(618 * 1.03)
    assert unscaled["care", 2026] == pytest.approx(413 * 1.03)
    assert result.indexation.frame["school", 2025] == 612


def with_own_total(**total):
    """Two committees after the settled year, with a plan that has a total of its own."""
    plan = deepcopy(OWN_TOTAL["plans"]["egen"])
    plan["total"] |= {int(y[1:]): amount for y, amount in total.items()}
    return merged(two_committees(**SETTLED), {"plans": {"egen": plan}})


def test_a_total_of_a_plans_own_counts_in_planned_years_alone():
    """By hand: the total is 1 050.291 − 1.5 in 2026 and 1 081.8 in 2027; the plan has 11.209 and 8.2 more."""
    evaluation = evaluate(with_own_total(), "egen")
    plan, indexed_ = evaluation.plan, evaluation.indexation
    assert plan.own_total
    assert plan.q.given_total == pytest.approx({2025: 1019.7, 2026: 1060, 2027: 1090})
    assert frame_changes(indexed_, plan)[RESULT_RESERVE] == pytest.approx(-19.409)
    assert evaluation.more == pytest.approx({2026: 11.209, 2027: 8.2})
    assert list(evaluation.tax_rates) == [2026, 2027]
    assert handed_out(plan) == pytest.approx({2025: 1019.7, 2026: 1060, 2027: 1090})
    assert evaluation.same_indexation.q.given_total[2025] == 1019.7


def test_another_total_in_a_settled_year_alone_is_no_total_of_its_own():
    plan = solve(with_own_total(y2026=1048.791, y2027=1081.8)).plans["egen"]
    assert not plan.own_total


def test_what_may_be_moved_is_a_share_of_the_planned_years_totals():
    """1 048.791 + 1 081.8 = 2 130.591: a per cent of it is 21.306. The changes of 2025 are none of the plan's."""
    found = frontier(merged(two_committees(**SETTLED), {"stability": {"turnover": "2 %"}}))
    assert found.steps
    for step in found.steps:
        assert step.allowed[1] == pytest.approx(step.stop * 2130.591)
        assert step.turned[1] <= step.allowed[1] + 1e-6


def test_the_balanced_budget_rule_is_tested_for_planned_years_alone():
    """Revenue 1 019.7 as budgeted less costs of 1 023.7 as they came would have been a deficit of 4.0 in 2025."""
    revenue = {
        "total": None,
        "revenue": SETTLED["frame"]["total"],
        "central": dict.fromkeys((2025, 2026, 2027), 0),
        "result_target": "0 %",
    }
    result = solve(merged(two_committees(**SETTLED), {"frame": revenue}))
    page = re.sub(r"(<[^>]+>|\s)+", " ", report(result).decode())
    account = page[page.rindex("Resultat- och balanskravsavstämning") :]
    assert account.index("2026") < account.index("Skatter, generella")
    assert "2025" not in account[: account.index("Skatter, generella")]
    assert "Balanskravet prövas här bara för de år som planeras." in account
    assert "Avslutade år prövas inte här." in page
    assert "2025: brutet" not in page
    left = 1050.291 - sum(float(result.proposal.q.spend[a, 2026]) for a in ("school", "care"))
    assert f"2026: uppfyllt, +{left:.1f}".replace(".", ",") in page


def test_a_settled_year_has_frames_of_its_own_and_no_money_on_screen_and_page():
    """Its total is the scenario's, its frames what they became: what is left between them is nobody's reserve."""
    result = solve(two_committees(**SETTLED))
    frames, differences = screen.answer(result).split("Skillnad mot uppräkning samma år")[:2]
    lines = [re.split(r" {2,}", line.replace("\u202f", " ")) for line in frames.splitlines()]
    rows = {name: cells for name, *cells in lines if cells}
    assert rows["Skolnämnden"][:2] == ["600,0", "612,0"]
    assert rows["Summa ramar"] == ["1 000,0", "1 019,7", "1 048,8", "1 048,8", "1 081,8", "1 081,8"]
    assert rows["Ramutrymme"] == ["–", "–", "1 048,8", "1 048,8", "1 081,8", "1 081,8"]
    assert "2025" not in differences.split("Vad räkneförslaget")[0]
    page = re.sub(r"(<[^>]+>|\s)+", " ", report(result).decode())
    assert "Nämnd 2024 Avslutat 2025 Skolnämnden 600,0 612,0 Vårdnämnden 400,0 407,7" in page
    assert "Uppräkning 2025" not in page
    first = page[page.index("Ramar 2025–2027 mot uppräkning") : page.index("Innehåll")].replace("\u202f", " ")
    assert "Skolnämnden 600,0 612,0 628,7 625,9 −2,7 648,5 644,7 −3,7 Vårdnämnden" in first
    assert "Summa ramar 1 000,0 1 019,7 1 048,8 1 048,8 0,0 1 081,8 1 081,8 0,0 Omfördelat 2,7 3,7" in first
    told = screen.answer(result, beside=beside(result))
    assert re.search(r"Evidensgrad +2026 +2027", told)


def test_the_picture_of_balances_has_no_reserve_of_a_settled_year():
    rows = balances_rows(solve(two_committees(**SETTLED)))
    assert {r["year"] for r in rows if r["quantity"] == "reserve"} == {2026, 2027}
    assert {r["year"] for r in rows if r["quantity"] == "balance"} >= {2024, 2025, 2026}


def test_a_balance_that_ends_where_it_began_is_told_at_its_largest():
    """School goes from 0 to −6 by what it overspent, and back to 0 as that is restored."""
    result = solve(two_committees(**SETTLED))
    told = balances_alt(Words(result.figures), balances_rows(result)).replace("\u00a0", " ")
    assert "Balanserat resultat: störst är Skolnämnden, −6,0 mnkr 2025." in told


def test_a_given_plan_has_no_difference_in_a_settled_year():
    page = re.sub(r"(<[^>]+>|\s)+", " ", report(solve(with_own_total())).decode())
    section = page[page.rindex("egen: ramar") :]
    assert "Avslutat 2025 Plan 2026" in section
    assert re.search(r"Ramutrymme – 1 ?060,0", section)
    assert "Plan 2025" not in page


def test_a_restoration_that_leaves_no_plan_is_named_and_may_give_way():
    """School has 90 % of need at the least: 572.9 of 636.5 in 2026, and all of what it has is decided to be 580."""
    changes = {
        "settled": {"balances": {"school": {2025: -10}}, "restore": {"school": {2026: 10, 2027: 0}}},
        "decisions": {"cap": {"frame": "school", "years": [2026], "equals": {2026: 580}, "by": "KF"}},
    }
    with pytest.raises(NoPlanError) as error:
        solve(merged(two_committees(**SETTLED), changes))
    names = {clash.rows.name for clash in error.value.conflict}
    assert "restoration" in names
    least = 0.9 * 600 * 1.03**2
    ways = [way for way in (error.value.relief, *error.value.others) if way is not None]
    eased = {r.rows.name: r.amount for way in ways for r in way.reliefs}
    assert eased["restoration"] == pytest.approx(least - 570, abs=1e-3)


WRONG = {
    "not_first": ({"basis": {2025: None, 2026: "x"}}, "settled.basis", "första planåren"),
    "all": ({"basis": {2026: "x", 2027: "y"}}, "settled.basis", "alla planår är avslutade"),
    "unknown": ({"frames": {"scool": {2025: 1}}}, "settled.frames.scool", "menas school?"),
    "missing": ({"spend": {"care": None}}, "settled.spend", "care 2025"),
    "balance": ({"balances": {"care": None}}, "settled.balances", "care 2025"),
    "too_early": ({"restore": {"school": {2025: 1}}}, "settled.restore.school.2025", "tidigast 2026"),
    "open_year": ({"frames": {"care": {2026: 1}}}, "settled.frames.care.2026", "inget avslutat år"),
    "negative": ({"deficit": {2026: -1}}, "settled.deficit.2026", "negativt"),
    "reserve": ({"result_reserve": {2025: 1}}, "settled.result_reserve", "ingen resultatreserv"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_settled_year_is_checked_first(name):
    changes, path, text = WRONG[name]
    with pytest.raises(ScenarioError) as error:
        read(merged(two_committees(**SETTLED), {"settled": changes}))
    assert any(p.path == path and text in p.sv for p in error.value.problems), str(error.value)


def test_a_standing_result_reserve_is_given_where_there_is_one():
    changes = merged(EVERY_RULE, {"settled": {"basis": {2025: "x"}, "frames": {}, "spend": {}}})
    with pytest.raises(ScenarioError) as error:
        read(two_committees(**changes))
    assert any(p.path == "settled.result_reserve" for p in error.value.problems)


def test_a_deficit_that_nobody_restores_is_told():
    changes = {"settled": {"restore": {"school": {2026: 3, 2027: 2}}}}
    scenario = read(merged(two_committees(**SETTLED), changes))
    assert any("återställs inte; skriv resten" in text and "1" in text for text in scenario.origin.warnings)
    assert Figures(scenario=scenario).unrestored["school", 2027] == pytest.approx(-1)


def test_settled_years_go_through_the_form_and_the_file():
    scenario = read(two_committees(**SETTLED))
    assert read(document(scenario)) == scenario
    made = read_form(io.BytesIO(form(scenario)).getvalue(), "form.xlsx")
    assert made.tree.problems == []
    assert read(made.tree.root).settled == scenario.settled


def overspending(school, care, restored):
    """Two committees after a year in which they spent more than their frames; what is carried, they restore."""
    content = deepcopy(two_committees(**SETTLED))
    settled = content["settled"]
    frames = {"school": 612.0, "care": 407.7}
    for c, over in (("school", school), ("care", care)):
        settled["spend"][c] = {2025: frames[c] + over}
        settled["balances"][c] = {2025: -over}
    settled["restore"] = {
        c: {2026: restored * max(over, 0.0), 2027: (1 - restored) * max(over, 0.0)}
        for c, over in (("school", school), ("care", care))
    }
    settled["deficit"] = {}
    return content


@settings(max_examples=20)
@given(st.integers(-40, 60), st.integers(-40, 60), st.sampled_from([0.0, 0.25, 0.5, 1.0]))
@example(60, 0, 0.5)
@example(-20, 40, 1.0)
def test_a_second_statement_of_the_years_after_agrees(school, care, restored):
    """An independent statement, by scipy, of the same words."""
    content = overspending(school / 10, care / 10, restored)
    value, frames = from_here.solve(content)
    result = solve(content)
    assert result.value == pytest.approx(value, abs=1e-6)
    assert set(frames) == {(c, t) for c in ("school", "care") for t in (1, 2, 3)}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_second_statement_of_a_shipped_scenario_agrees(name):
    """The first year cost 1 % more in each committee's dearest activity; a deficit is restored over two years."""
    result = planned(name)
    f, first = result.figures, result.scenario.years[0]
    kept = as_planned(result.proposal, first)
    spend, balances, restore = (
        {id_: {**years} for id_, years in part.items()} for part in (kept.spend, kept.balances, kept.restore)
    )
    for c in f.committees:
        a = max(f.lines_of[c], key=lambda a: spend[a][first])
        over = 0.01 * abs(spend[a][first])
        spend[a][first] += over
        if f.carries:
            own = f.lines[a].shares[c] * over
            balances[c][first] -= own
            due = max(-balances[c][first] - sum(restore.get(c, {}).values()), 0.0)
            for y in result.scenario.years[1:3]:
                restore.setdefault(c, {})[y] = restore.get(c, {}).get(y, 0.0) + due / 2
    now = kept.model_copy(update={"spend": spend, "balances": balances, "restore": restore})
    scenario = settle(result.scenario, now)
    value, _ = from_here.solve(document(scenario))
    try:
        again = solve(scenario)
    except NoPlanError:
        assert value is None
        return
    assert again.value == pytest.approx(value, rel=1e-7)


@settings(max_examples=20)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 30))
def test_a_larger_restoration_is_never_better(school, care, more):
    content = overspending(school / 10, care / 10, 0.5)
    looser = solve(content).value
    content["settled"]["deficit"] = {2026: more / 10}
    assert solve(content).value <= looser + 1e-9
