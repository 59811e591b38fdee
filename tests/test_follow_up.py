"""Follow-up: known answers by hand and as printed, laws of the arithmetic, and every error of the file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import solver
from models.follow_up.balance_requirement import LINES, balance_requirement
from models.follow_up.file import Reconciliation
from models.follow_up.year_end import Rule, close
from tests.followed import follow_up, lay, scenario, supplementary

DATA = Path(__file__).parent / "data"
TWO = {"a": 100.0, "b": 100.0}
F1 = follow_up(
    {"2025-08-31": {"forecast": {"a": 104.0, "b": 97.0}}},
    appropriations={"ta_1": supplementary({"a": 2.0})},
)


def ask(folder, budget, followed, tables=None, **how):
    return solver.follow_up(lay(folder, budget, followed, tables), **how)


# ------------------------------------------------------------------------------------------------- known answers


def test_f1_by_hand(tmp_path):
    study = ask(tmp_path, scenario(TWO), F1)
    deviations = {c: account.deviation for c, account in study.money.committees.items()}
    assert deviations == {"a": -2.0, "b": 3.0}
    assert study.money.deviation == 1.0
    assert study.money.reserve == pytest.approx(8.0)
    closing = study.year_end
    assert {c: one.closing for c, one in closing.items()} == {"a": -2.0, "b": 2.0}
    assert closing["b"].returned == 1.0  # 0.75 is not kept, 0.25 is above the cap
    assert closing["a"].restore == pytest.approx({1: 2 / 3, 2: 2 / 3, 3: 2 / 3})


def test_trend_by_hand(tmp_path):
    frames = {"a": 98.0, "b": 100.0}
    reports = {"2025-08-31": {"actual": {"a": 64.8, "b": 64.8}, "forecast": {"a": 99.0, "b": 100.0}}}
    study = ask(tmp_path, scenario(frames), follow_up(reports, profile={"2025-08-31": "64.8 %"}))
    a = study.money.committees["a"]
    assert a.trend == pytest.approx(100.0)
    assert a.trend_deviation == pytest.approx(-2.0)
    assert a.period == pytest.approx(-1.296)
    assert a.forecast == 99.0  # the committee's own forecast stands beside it


def test_without_a_profile_there_is_no_trend(tmp_path):
    reports = {"2025-08-31": {"actual": {"a": 64.8, "b": 64.8}, "forecast": TWO}}
    account = ask(tmp_path, scenario(TWO), follow_up(reports)).money.committees["a"]
    assert (account.trend, account.period, account.trend_deviation) == (None, None, None)


def test_the_season_is_the_mean_of_earlier_years(tmp_path):
    # April ends at 40 % of the first year and 30 % of the second
    rows = [f"2023;{m};{10 if m <= 4 else 7.5}" for m in range(1, 13)]
    rows += [f"2024;{m};{7.5 if m <= 4 else 8.75}" for m in range(1, 13)]
    season = "year;month;amount\n" + "\n".join(rows).replace(".", ",") + "\n"
    profile = {"method": "five_year", "table": "manader.csv", "source": "påhittad"}
    reports = {"2025-04-30": {"actual": {"a": 35.0, "b": 70.0}, "forecast": TWO}}
    study = ask(tmp_path, scenario(TWO), follow_up(reports, profile=profile), {"manader.csv": season})
    assert study.follow_up.season_years == 2
    assert study.money.committees["a"].trend == pytest.approx(100.0)
    assert study.money.committees["b"].trend_deviation == pytest.approx(-100.0)


def malmo(year):
    with (DATA / "malmo_forecast_accuracy.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if int(row["year"]) == year]
    columns = ("outcome_deviation_msek", "forecast_aug_deviation_msek", "difference_printed_msek")
    printed = {row["body"]: tuple(float(row[name]) for name in columns) for row in rows}
    return printed.pop("Årets resultat"), list(printed.values())


@pytest.mark.parametrize("year", [2014, 2015])
def test_malmo_as_printed(tmp_path, year):
    """Every row and every sum of the table of forecast accuracy in Malmö's annual reports."""
    whole, rows = malmo(year)
    frames = {f"n{k:02}": 1000.0 for k in range(len(rows))}
    forecast = {c: row[1] for c, row in zip(frames, rows, strict=True)}
    outcome = {c: 1000.0 - row[0] for c, row in zip(frames, rows, strict=True)}
    reports = {
        "2025-08-31": {"forecast": forecast, "forecast_is": "deviation"},
        "2025-12-31": {"actual": outcome},
    }
    study = ask(tmp_path, scenario(frames), follow_up(reports))
    found = study.accuracies
    for c, row in zip(frames, rows, strict=True):
        one = found["2025-08-31", c]
        assert (one.outcome, one.forecast, one.difference) == pytest.approx(row)
    total = found["2025-08-31", ""]
    assert (total.outcome, total.forecast, total.difference) == pytest.approx(whole)


def test_malmo_balance_requirement_as_printed():
    """Malmö's reconciliation 2013-2015, line by line."""
    with (DATA / "malmo_balanced_budget.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(LINES)
    for year in ("2013", "2014", "2015"):
        printed = dict(zip(LINES, (float(row[year] or 0) for row in rows), strict=True))
        signs = dict.fromkeys(("capital_gains", "reversed_losses", "to_reserve", "earlier_deficit"), -1)
        amounts = {
            name: signs.get(name, 1) * printed[name] + 0.0
            for name in LINES
            if name in Reconciliation.model_fields
        }
        given_ = Reconciliation(**amounts, exceptional_by="KF: RIPS")
        found = balance_requirement(printed["result"], given_)
        assert found.lines == pytest.approx(printed), year
    assert balance_requirement(-193.0).restore(2014) == pytest.approx(
        {2015: 193 / 3, 2016: 193 / 3, 2017: 193 / 3}
    )


def test_malmo_august_2016(tmp_path):
    """Result 531 against 242 budgeted: +289, where the report before said +415."""
    budget = scenario(
        {"a": 1000.0},
        frame={"revenue": {2025: 2242.0}, "central": {2025: 990.0}, "total": {2025: 1010.0}},
    )
    reports = {
        "2025-04-30": {"forecast": {"a": 1000.0}, "revenue": {"forecast": 2647.0}},
        "2025-08-31": {"forecast": {"a": 1000.0}, "revenue": {"forecast": 2521.0}},
    }
    followed = follow_up(reports, result_target=242.0)
    path = lay(tmp_path, budget, followed)
    study = solver.follow_up(path)
    assert study.money.budgeted_result == pytest.approx(242.0)
    assert study.money.result == pytest.approx(531.0)
    assert study.money.result - study.money.municipality.target == pytest.approx(289.0)
    before = study.against
    assert before.result - before.municipality.target == pytest.approx(415.0)
    assert sum(list(study.money.bridge.values())[:-1]) == pytest.approx(study.money.bridge["result"])


def test_as_planned_closes_at_the_planned_balances(tmp_path):
    """A committee that restores as its frame was decided ends where the plan says, whatever share a surplus keeps."""
    budget = scenario(TWO)
    budget["committees"]["a"]["opening_balance"] = -3.0
    budget["effects"]["b"] = budget["effects"].pop("a")
    reports = {"2025-12-31": {"actual": {"a": 99.0, "b": 100.0}}}
    one = ask(tmp_path, budget, follow_up(reports)).year_end["a"]
    assert (one.opening, one.own, one.restored, one.kept, one.returned) == (-3.0, 1.0, 1.0, 0.0, 0.0)
    assert one.closing == -2.0
    assert one.restore == {1: 1.0, 2: 1.0}  # what is left, as it was decided


def test_exempt_deviations_stay_with_the_council(tmp_path):
    budget = scenario(TWO)
    part = {"committee": "a", "base": 60.0}
    budget["activities"] = {"bistand": part, "ovrigt": {"committee": "a", "base": 40.0}}
    budget["effects"]["ovrigt"] = budget["effects"].pop("a")
    budget["plans"]["antagen"]["spend"] = {"bistand": {2025: 60.0}, "ovrigt": {2025: 40.0}}
    reports = {"2025-12-31": {"actual": {"bistand": 65.0, "ovrigt": 39.0, "b": 100.0}}}
    exempt = {"activities": ["bistand"], "by": "KF § 114"}
    study = ask(tmp_path, budget, follow_up(reports, exempt=exempt))
    a = study.money.committees["a"]
    assert (a.deviation, a.exempt, a.own) == (-4.0, -5.0, 1.0)
    assert study.year_end["a"].closing == 0.75


def test_a_vintage_step_is_split(tmp_path):
    """From -1 to -3: 2 more was appropriated, and the forecast rose by 4."""
    reports = {
        "2025-04-30": {"forecast": {"a": 101.0, "b": 100.0}},
        "2025-08-31": {"forecast": {"a": 105.0, "b": 100.0}},
    }
    followed = follow_up(reports, appropriations={"ta": supplementary({"a": 2.0}, "2025-05-02")})
    step = ask(tmp_path, scenario(TWO), followed).steps["a"]
    assert (step.before, step.appropriations, step.forecast, step.change) == (-1.0, 2.0, -4.0, -2.0)
    early = solver.follow_up(tmp_path / "uppfoljning.yaml", at="2025-04-30")
    assert early.money.committees["a"].budget == 100.0  # decided after it
    assert early.steps == {}


def test_a_council_decision_is_a_row_of_its_own(tmp_path):
    reports = {
        "2025-12-31": {"actual": {"a": 98.0, "b": 103.0}, "balances": {"b": -1.0}, "balances_by": "KF § 9"}
    }
    closing = ask(tmp_path, scenario(TWO), follow_up(reports)).year_end
    assert closing["a"].decided == 0.0
    assert (closing["b"].decided, closing["b"].closing) == (2.0, -1.0)


def test_without_carry_over_the_municipality_bears_it(tmp_path):
    reports = {"2025-12-31": {"actual": {"a": 98.0, "b": 103.0}}}
    closing = ask(tmp_path, scenario(TWO, carry_over={"rule": "none"}), follow_up(reports)).year_end
    assert (closing["a"].returned, closing["a"].closing) == (2.0, 0.0)
    assert (closing["b"].borne, closing["b"].closing) == (3.0, 0.0)


# --------------------------------------------------------------------------------------------------------- laws

amounts = st.integers(-50_000, 50_000).map(lambda k: k / 1000)
"""Amounts in whole thousands of kronor [MSEK]."""
rules = st.builds(
    Rule,
    carries=st.booleans(),
    keep=st.sampled_from([0.0, 0.5, 0.75, 1.0]),
    cap=st.sampled_from([None, 0.0, 2.0, 5.0]),
    years=st.integers(1, 4),
)


@given(rules, amounts, amounts, st.integers(0, 4))
def test_the_bridge_of_a_year_end_adds_up(rule, opening, own, years):
    planned = max(-opening, 0.0) / years if years else 0.0
    one = close(rule, opening, own, planned=planned)
    assert one.opening + one.own - one.returned + one.borne + one.decided == pytest.approx(one.closing)
    if rule.carries:
        assert one.restored + one.kept + one.opening == pytest.approx(one.closing)
    assert sum(one.restore.values()) == pytest.approx(max(-one.closing, 0.0))
    assert one.returned >= -1e-9
    assert one.borne >= 0


@given(rules, amounts, amounts.map(abs))
def test_a_surplus_and_then_a_deficit_never_pays(rule, opening, x):
    neither = close(rule, close(rule, opening, 0.0).closing, 0.0).closing
    both = close(rule, close(rule, opening, x).closing, -x).closing
    assert both <= neither + 1e-9


@settings(max_examples=12)
@given(st.lists(st.tuples(amounts, amounts), min_size=2, max_size=4), amounts.filter(bool))
def test_sums_and_reversals(tmp_path_factory, pairs, more):
    """Deviations add up to the municipality's; an appropriation and its reversal leave no trace in any amount."""
    frames = {f"n{k}": 1000.0 + a for k, (a, _) in enumerate(pairs)}
    reports = {"2025-08-31": {"forecast": {f"n{k}": 1000.0 + b for k, (_, b) in enumerate(pairs)}}}
    folder = tmp_path_factory.mktemp("law")
    plain = ask(folder, scenario(frames), follow_up(reports))
    there_and_back = {
        "ta_1": supplementary({"n0": more}, **{"from": "result"}),
        "ta_2": supplementary({"n0": -more}, "2025-05-02", **{"from": "result"}),
    }
    again = ask(folder, scenario(frames), follow_up(reports, appropriations=there_and_back))
    for c, account in plain.money.committees.items():
        assert again.money.committees[c].deviation == pytest.approx(account.deviation, abs=1e-9)
        assert again.year_end[c].closing == pytest.approx(plain.year_end[c].closing, abs=1e-9)
    assert again.money.reserve == plain.money.reserve
    total = sum(round(1000 * account.deviation) for account in plain.money.committees.values())
    assert total == round(1000 * plain.money.deviation)
