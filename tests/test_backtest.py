"""The curves against what came: pairs by hand, both baselines, what cannot be tested, and the report."""

from __future__ import annotations

import json
from math import log, sqrt
from pathlib import Path

import pytest

from models.problems import ScenarioError
from models.reading import read
from solver import backtest
from solver.report.studies import text_of
from tests.cases import two_committees
from tests.commands import command
from tests.panels import of_the_project, rows, written

ROOT = Path(__file__).parents[1]
INDICATOR = {"id": "had", "present": 8, "floor": 20, "target": 0}


def scenario(effect, **more):
    return read(
        two_committees(
            goals={"knowledge": {"indicator": INDICATOR, "reference": None}},
            effects={"school": {"knowledge": {"evidence": "assumption", "curve": None, **effect}}},
            **more,
        )
    )


def panel(moves, year=2023):
    """Nine municipalities whose cost rises 5 % as the middle one, and those that are told: (growth, before, after)."""
    lines = []
    for n, (growth, before, after) in enumerate([*moves, *[(1.05, 10, 10)] * 11]):
        code = 1201 + n
        lines += [f"{code},{year},cost,100,,", f"{code},{year + 1},cost,{100 * growth!r},,"]
        lines += [f"{code},{year},had,{before},,", f"{code},{year + 1},had,{after},,"]
    return rows(lines)


ELASTIC = {"elasticity": -0.5, "se": 0.1}
ASK = {"costs": {"had": "cost"}}


def test_one_pair_by_hand():
    """Real cost rises by 1.21 / 1.05 … / 1.05: 10 · ((1.155 / 1.05)^-0.5 − 1) = 10 · (1.1^-0.5 − 1) = −0.465."""
    (test,) = backtest(scenario(ELASTIC), panel([(1.155, 10, 9)]), **ASK).tested
    pair = test.pairs[0]
    assert (pair.municipality, pair.year) == ("1201", 2023)
    assert pair.said == pytest.approx(10 / sqrt(1.1) - 10)
    assert pair.came == -1
    assert pair.hit is True
    assert pair.error == pytest.approx(1 + (10 / sqrt(1.1) - 10))
    assert pair.unchanged == 1
    assert len(test.pairs) == 12
    assert test.directions == (1, 1)  # the others stand still: they have no direction
    assert test.error == pytest.approx((11 / 1 - 10 + 10 / sqrt(1.1) - 10) / 12)
    assert test.unchanged == pytest.approx(1 / 12)


def test_a_lag_says_only_its_first_year():
    found = backtest(scenario({**ELASTIC, "lag": ["20 %", "80 %"]}), panel([(1.155, 10, 9)]), **ASK)
    assert found.tested[0].pairs[0].said == pytest.approx(0.2 * (10 / sqrt(1.1) - 10))


def test_a_curve_in_points_is_told_in_the_indicator_s_unit():
    """At 110 % 3 points of a scale that falls by 20 for 100 points: 0.6 less, as the polyline has it at 110 %."""
    log_curve = {"shape": "log", "at": "110 %", "points": 3}
    found = backtest(scenario(log_curve), panel([(1.155, 10, 9)]), **ASK)
    assert found.tested[0].pairs[0].said == pytest.approx(-0.6 * log(1.1) / log(1.1))


def test_a_curve_that_points_the_wrong_way_does_worse_and_it_is_said():
    """Every mover goes the other way by as much as the curve says: the error is twice that of no change."""
    moves = [(1.155, 10, 10 + 10 - 10 / sqrt(1.1))] * 10
    study = backtest(scenario(ELASTIC), panel(moves), **ASK)
    (test,) = study.tested
    assert test.error == pytest.approx(2 * test.unchanged)
    assert test.directions == (0, 10)
    assert test.verdict == "worse"
    assert "kurvan gjorde sämre ifrån sig än ingen ändring." in " ".join(text_of(study).split())


def test_a_curve_that_is_right_does_better():
    moves = [(1.155, 10, 10 / sqrt(1.1))] * 10
    (test,) = backtest(scenario(ELASTIC), panel(moves), **ASK).tested
    assert test.error == pytest.approx(0, abs=1e-12)
    assert test.verdict == "better"


def test_the_difference_is_judged_between_municipalities_by_hand():
    """Gains of 1 and of 0, six of each: mean 0.5, deviation sqrt(3/11), over sqrt(12)."""
    near = 10 / sqrt(1.1)
    moves = [(1.155, 10, near)] * 5
    (test,) = backtest(scenario(ELASTIC), panel(moves), **ASK).tested
    gain = 10 - near
    mean = 5 * gain / 16
    spread = sqrt((5 * (gain - mean) ** 2 + 11 * mean**2) / 15)
    assert test.better == pytest.approx((mean, spread / 4))


def test_what_cannot_be_tested_is_told_with_its_reason():
    plain = panel([])
    few = rows([line for line in written(plain) if line[:4] < "1206"])
    for asked, costs, source, why in (
        ({"id": None}, {}, plain, "indicator"),
        ({"id": "other"}, {}, plain, "cost"),
        ({"id": "other"}, {"other": "cost"}, plain, "panel"),
        (
            {"id": "N15033"},
            {},
            rows([line.replace(",had,", ",N15033,") for line in written(plain)]),
            "cost_panel",
        ),
        ({}, ASK["costs"], few, "few"),
    ):
        goals = {"knowledge": {"indicator": {**INDICATOR, **asked}, "reference": None}}
        study = backtest(read(two_committees(goals=goals)), source, costs=costs)
        assert study.untested["school.knowledge"] == why
        assert study.untested["care.safety"] == "indicator"
        assert "Inte prövade" in text_of(study)
        assert "Ingen kurva kunde prövas" in text_of(study)


def test_a_cost_that_nothing_asks_for_or_that_is_not_there_is_refused():
    costly = [f"1201,{year},costly,{value},," for year, value in ((2022, 150), (2023, 151), (2024, 150000))]
    for costs, said in (
        ({"hadd": "cost"}, "inget mål i scenariot har indikatorn hadd; menas had?"),
        ({"had": "costly"}, "costly är 150000 för 1201 2024 mot"),
        ({"had": "costt"}, "costt finns inte i panelen; menas cost?"),
    ):
        with pytest.raises(ScenarioError) as caught:
            backtest(scenario(ELASTIC), rows([*written(panel([])), *costly]), costs=costs)
        assert said in str(caught.value)


def test_the_shipped_curves():
    """None of Sjöbo's can be told from no change, and two of three are farther off: said so."""
    study = backtest("scenarios/sjobo-2025.yaml", of_the_project())
    assert study.own is not None
    verdicts = {test.outcome: (test.verdict, test.error > test.unchanged) for test in study.tested}
    assert verdicts == {"N15033": ("same", False), "N11102": ("same", True), "N15428": ("same", True)}
    text = " ".join(text_of(study).split())
    assert (
        text.count("sämre ifrån sig än ingen ändring, men skillnaden går inte att skilja från slumpen") == 2
    )
    assert "Sjöbo ensam" in text
    assert "prövas välvilligt" in text
    teachers = next(test for test in study.tested if test.outcome == "N15033")
    assert (len(teachers.pairs), teachers.directions) == (449, (255, 444))


@pytest.mark.slow
def test_the_command_and_the_report(tmp_path):
    path = tmp_path / "panel.csv"
    path.write_text("municipality,year,kpi,value\n" + "\n".join(written(of_the_project())), encoding="utf-8")
    done = command(
        "backtest", ROOT / "scenarios" / "hoor-2025.yaml", "--panel", path, "--out", tmp_path / "out"
    )
    assert done.returncode == 0, done.stderr
    assert "255 av 444" in " ".join(done.stdout.split())
    left = tmp_path / "out" / "studies" / "backtest"
    told = json.loads((left / "result.json").read_text(encoding="utf-8"))
    assert told["tested"]["bun_verksamhet.larartathet"]["right_directions"] == 255
    assert (left / "tables" / "backtest.csv").stat().st_size > 1000
    wrong = command("backtest", ROOT / "scenarios" / "hoor-2025.yaml", "--panel", path, "--cost", "N15033")
    assert wrong.returncode == 2
    assert "UTFALL=KOSTNAD" in wrong.stderr
    run = command("run", ROOT / "scenarios" / "hoor-2025.yaml", "--panel", path, "--out", tmp_path / "run")
    assert run.returncode == 0, run.stderr
    page = " ".join((tmp_path / "run" / "report.html").read_text(encoding="utf-8").split())
    assert "Kurvorna mot utfallet" in page
    assert "255 av 444" in page
    assert page.index("Vad svaret vilar på") < page.index("255 av 444")


def test_a_panel_that_is_wrong_is_refused(tmp_path):
    with pytest.raises(ScenarioError):
        backtest(scenario(ELASTIC), tmp_path / "none.csv")


def test_the_goal_says_the_unit_where_the_panel_does_not():
    document = two_committees(
        goals={"knowledge": {"indicator": {**INDICATOR, "unit": "elever/lärare"}, "reference": None}},
        effects={"school": {"knowledge": {"evidence": "assumption", "curve": None, **ELASTIC}}},
    )
    study = backtest(read(document), panel([(1.155, 10, 9)]), **ASK)
    errors = study.table.query("quantity == 'mean_error'")
    assert set(errors.unit) == {"elever/lärare"}
    assert "elever/lärare fel" in " ".join(text_of(study).split())
    assert set(backtest(scenario(ELASTIC), panel([]), **ASK).table.unit) == {"number", "unit"}
