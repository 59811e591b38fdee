"""Curves from panels: the estimates of the notebook, a panel made by hand, the rule of the grade, and refusals."""

from __future__ import annotations

import csv
import json
import math
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from models.problems import ScenarioError
from models.reading import read
from solver import curves, plots
from solver.report.html.study_page import page as study_page
from solver.report.studies import text_of
from solver.report.studies.curves import yaml_lines
from solver.report.words import words_in
from solver.studies.curves import Target, _shape
from solver.studies.panel_fits import bootstrap, moments
from solver.sweeping.extras import MissingExtraError
from tests.cases import two_committees
from tests.commands import command
from tests.panels import drawn_panel, of_the_project, rows, written

ROOT = Path(__file__).parents[1]
SJOBO = ROOT / "scenarios" / "sjobo-2025.yaml"
PAIRS = {
    "larartathet": ("N15027", "N15033"),
    "personal_forskola": ("N11008", "N11102"),
    "tackning_aldre": ("N20028", "N20896"),
}


@cache
def panel(*, older=False):
    return of_the_project("kolada_2001_2011.csv" if older else "kolada_2018_2025.csv")


@cache
def found(goal):
    cost, outcome = PAIRS[goal]
    if goal == "tackning_aldre":
        return curves(panel(older=True), cost, outcome, form="level", denominator="N01938")
    return curves(
        panel(), cost, outcome, scenario=SJOBO, activity="familj_forskola_skola", goal=goal, denominator=None
    )


def stated():
    with (ROOT / "scenarios" / "data" / "estimates.csv").open(encoding="utf-8") as file:
        return {row["goal"]: row for row in csv.DictReader(file)}


def small(indicator=None, **more):
    own = {"present": 50, "floor": 0, "target": 100, "id": "had"} if indicator is None else indicator
    return read(two_committees(goals={"knowledge": {"indicator": own, "reference": None}}, **more))


# -------------------------------------------------------------------------------------- the page's own estimates


@pytest.mark.parametrize(
    ("goal", "estimate", "se", "n", "drawn"),
    [
        ("larartathet", -0.409, 0.080, 515, 0.07),
        ("personal_forskola", -0.373, 0.102, 484, 0.10),
        ("tackning_aldre", 4.42, 0.84, None, 0.76),
    ],
)
def test_the_estimates_that_are_known(goal, estimate, se, n, drawn):
    """As numpy and linearmodels gave them by themselves, and the bootstrap near them, as notebook 5 has it."""
    within = found(goal).within
    digits = 3 if abs(estimate) < 1 else 2
    assert round(within.estimate, digits) == estimate
    assert round(within.se, digits) == se
    assert n is None or within.values == n
    assert found(goal).drawn.std(ddof=1) == pytest.approx(drawn, abs=0.01)


@pytest.mark.parametrize("goal", PAIRS)
def test_what_scenarios_state_is_what_the_command_gives(goal):
    """One place states estimates and standard errors; tests of the scenarios compare them with the scenarios."""
    row, within = stated()[goal], found(goal).within
    decimals = len(row["estimate"].partition(".")[2])
    assert round(within.estimate, decimals) == float(row["estimate"])
    assert round(within.se, 2) == float(row["se"])
    assert within.municipalities == int(row["municipalities"])
    assert found(goal).years[0] == int(row["first_year"])
    assert found(goal).years[-1] == int(row["last_year"])


def test_the_curve_that_is_known():
    """11.13 · L^-0.41 on the scale from 14 to 9: 100 · 11.13 · (0.9^-0.41 − 1) / −5 = −9.83, and so on."""
    indicator = read(SJOBO).goals["larartathet"].indicator
    target = Target(
        scenario="", digest="", activity="", goal="", name="", indicator=indicator, limits=(1.0, 1.0)
    )
    for level, points in zip(
        (0.90, 0.95, 0.98, 1.0, 1.02, 1.05, 1.10), (-9.83, -4.73, -1.85, 0, 1.80, 4.41, 8.53), strict=True
    ):
        assert target.points(np.array([-0.41]), level, "log")[0] == pytest.approx(points, abs=0.005)


def test_next_year_s_cost_matters_and_it_is_said():
    for goal in PAIRS:
        assert found(goal).lead.clear
        assert "samvariation, inte belagd effekt" in " ".join(text_of(found(goal)).split())


def test_with_the_denominator_held_coverage_is_nearly_the_same():
    """Notebook 5: 4.10 (0.83) with the number of inhabitants 65+ held, against 4.42."""
    held = found("tackning_aldre").held
    assert (round(held.estimate, 2), round(held.se, 2)) == (4.10, 0.83)


def test_the_smallest_relation_that_could_be_seen_is_2_8_standard_errors():
    assert found("larartathet").smallest == pytest.approx(2.8 * 0.0796, abs=1e-4)


def test_breaks_leave_out_each_year_in_turn():
    study = found("larartathet")
    assert list(study.breaks) == list(range(2018, 2026))
    less = [line for line in written(panel()) if ",2021," not in line]
    again = curves(rows(less), "N15027", "N15033")
    assert study.breaks[2021].estimate == pytest.approx(again.within.estimate, abs=1e-9)


# -------------------------------------------------------------------------------------------- a panel made by hand


def test_a_slope_by_hand():
    """Three municipalities, three years: x about its means times y about its means, over x's own square."""
    x = {(f"{i}", t): v for i, row in enumerate([[0, 1, 5], [2, 2, 2], [1, 0, 2]]) for t, v in enumerate(row)}
    y = {(f"{i}", t): v for i, row in enumerate([[1, 2, 9], [3, 1, 2], [0, 0, 7]]) for t, v in enumerate(row)}
    a = np.array([[0, 1, 5], [2, 2, 2], [1, 0, 2]], float)
    b = np.array([[1, 2, 9], [3, 1, 2], [0, 0, 7]], float)

    def about(v):
        return v - v.mean(0) - v.mean(1, keepdims=True) + v.mean()

    by_hand = (about(a) * about(b)).sum() / (about(a) ** 2).sum()
    sums = moments(y, x)
    assert sums.slopes(np.ones((1, 3)))[0] == pytest.approx(by_hand)
    assert sorted(np.abs(sums.left)) == pytest.approx(sorted(np.abs(about(a)).ravel()))


def test_a_municipality_drawn_twice_counts_twice():
    source = drawn_panel(-0.5, municipalities=12)
    keys = [key for key in source.values if key[2] == "cost"]
    x = {(i, t): math.log(source.values[i, t, "cost"]) for i, t, _ in keys}
    y = {(i, t): math.log(source.values[i, t, "had"]) for i, t, _ in keys}
    first = min(i for i, _ in x)
    twice_x = {**x, **{("copy", t): v for (i, t), v in x.items() if i == first}}
    twice_y = {**y, **{("copy", t): v for (i, t), v in y.items() if i == first}}
    weights = np.ones((1, 12))
    weights[0, 0] = 2
    assert moments(y, x).slopes(weights)[0] == pytest.approx(
        moments(twice_y, twice_x).slopes(np.ones((1, 13)))[0]
    )
    assert (bootstrap(moments(y, x), 20, 3) == bootstrap(moments(y, x), 20, 3)).all()


def test_order_of_rows_does_not_change_a_byte():
    source = drawn_panel(-0.5)
    lines = written(source)
    one, other = (curves(rows(way), "cost", "had") for way in (lines, lines[::-1]))
    assert one.content() == other.content()


# --------------------------------------------------------------------------------------------------- the grade


@pytest.mark.parametrize("goal", ["larartathet", "personal_forskola"])
def test_what_is_shipped_as_calibrated_meets_the_rule(goal):
    assert found(goal).doubts == ()
    assert found(goal).grade == "calibrated"


def test_a_cost_and_an_outcome_exchanged_are_told():
    titled = replace(drawn_panel(0.5), titles={"cost": "Kostnad per elev", "had": "Elever med godkänt"})
    assert curves(titled, "cost", "had").doubts == ()
    study = curves(titled, "had", "cost")
    assert "cost är en kostnad men inte had: byt plats på --cost och --outcome" in " ".join(
        text_of(study).split()
    )


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        (lambda: drawn_panel(0.5), []),
        (lambda: drawn_panel(0.3, noise=0.5, seed=3), ["band"]),
        (lambda: drawn_panel(0.5, municipalities=29), ["municipalities"]),
        (lambda: drawn_panel(0.5, years=4), ["years"]),
        (lambda: drawn_panel(0.8, differences=-0.8), ["sign"]),
    ],
)
def test_each_part_of_the_rule(source, kinds):
    study = curves(source(), "cost", "had", scenario=small(), activity="school", goal="knowledge")
    assert [doubt.kind for doubt in study.doubts if doubt.kind not in {"falls", "bends"}] == kinds
    assert study.grade == (None if kinds else "calibrated")
    assert bool(yaml_lines(study, words_in("sv"))) == (not kinds)
    assert ("Ingen kurva skrivs" in text_of(study)) == bool(kinds)


def test_without_the_rule_somebody_stands_behind_an_assumption():
    ask = {"scenario": small(), "activity": "school", "goal": "knowledge"}
    study = curves(drawn_panel(0.5, municipalities=29), "cost", "had", author="Ekonomikontoret", **ask)
    assert study.grade == "assumption"
    lines = "\n".join(yaml_lines(study, words_in("sv")))
    assert "evidence: assumption" in lines
    assert 'author: "Ekonomikontoret"' in lines
    assert "95 %" in lines
    assert "Ekonomikontoret står för, inte en skattning" in " ".join(text_of(study).split())


def test_more_money_for_less_is_refused_with_the_step():
    indicator = {"present": 50, "floor": 100, "target": 0, "id": "had"}
    ask = {"scenario": small(indicator), "activity": "school", "goal": "knowledge", "author": "N. N."}
    study = curves(drawn_panel(0.5), "cost", "had", **ask)
    assert study.grade is None
    assert yaml_lines(study, words_in("sv")) == []
    assert "steget 90–95 %" in " ".join(text_of(study).split())


def test_increasing_returns_are_refused_with_the_step():
    """L²: from 90 to 95 % 1.85 parts a level, from 95 to 98 % 1.93: the second step gives more."""
    indicator = small().goals["knowledge"].indicator
    target = Target(
        scenario="", digest="", activity="", goal="", name="", indicator=indicator, limits=(1.0, 1.0)
    )
    (doubt,) = _shape(target, 2.0, "log")
    assert doubt.kind == "bends"
    assert "steget 95–98 % ger 0,965 poäng per procent, steget under 0,925" in doubt.sv


@pytest.mark.parametrize("form", ["log", "level"])
def test_what_is_written_is_read_and_is_the_curve_that_is_told(form):
    """The pasted effect gives the told points in the scenario: 50 · (1.05^β − 1), or β ln 1.05, of 100."""
    base = two_committees(goals={"knowledge": {"indicator": INDICATOR, "reference": None}})
    ask = {"scenario": read(base), "activity": "school", "goal": "knowledge"}
    study = curves(drawn_panel(0.5), "cost", "had", form=form, author="N. N.", **ask)
    pasted = YAML(typ="safe").load("\n".join(yaml_lines(study, words_in("sv"))))
    effect = pasted["effects"]["school"]["knowledge"]
    told, slope = study.points(1.05)[0], study.within.estimate
    assert told == pytest.approx(50 * (1.05**slope - 1) if form == "log" else slope * math.log(1.05))
    again = read({**base, "effects": {**base["effects"], "school": {"knowledge": effect}}})
    kept = again.effects["school"]["knowledge"]
    if form == "log":
        assert kept.elasticity == pytest.approx(slope, abs=5e-4)
        assert kept.se == pytest.approx(study.within.se, abs=5e-4)
    else:
        assert kept.points == pytest.approx(slope * math.log(1.1), abs=5e-4)
        assert kept.range == pytest.approx(study.size, abs=0.005)


INDICATOR = {"present": 50, "floor": 0, "target": 100, "id": "had"}


# ---------------------------------------------------------------------------------------------- what is told


def test_levels_that_were_not_seen_are_marked():
    study = found("larartathet")
    low, high = study.moved
    assert (round(low, 2), round(high, 2)) == (0.95, 1.05)
    assert study.levels == (0.95, 0.98, 1.0, 1.02, 1.05)
    assert [study.extrapolated(level) for level in study.levels] == [True, False, False, False, True]
    assert max(study.errors) < 0.05
    assert "extrapolerat" in text_of(study)


def test_page_and_screen_say_what_was_estimated_and_where_the_curve_is_cut():
    study = found("larartathet")
    text = " ".join(text_of(study).split()).replace("\u00a0", " ")
    assert "Utfallet är skattat i logaritm" in text
    assert (
        "Kurvan är skuren vid 95 % och 105 % av oförändrad verksamhet; sett inom kommun är 95,2 % till"
        in text
    )
    assert "Extrapolerat är 95 % och 105 %." in text
    assert "Scenariots gränser för ett år är 98,0 % – 104,0 %" in text
    assert "Utfallet är skattat i nivå" in " ".join(text_of(found("tackning_aldre")).split())
    assert "Kurvan är skuren" not in text_of(found("tackning_aldre"))  # no goal, no curve
    page = study_page(study, "kommunbudget curves")
    assert b"Kurvan \xc3\xa4r skuren vid" in page


def test_the_picture_marks_what_was_not_seen():
    (picture,) = plots(found("larartathet")).values()
    low, high = (100 * end for end in found("larartathet").moved)
    spans = sorted((p.get_x(), p.get_x() + p.get_width()) for p in picture.figure.axes[0].patches)
    assert spans == [pytest.approx((95.0, low)), pytest.approx((high, 105.0))]
    assert "Inte sett, extrapolerat: 95,0–95,2 % och 104,9–105,0 %." in picture.alt.replace("\u00a0", " ")


def test_an_account_is_not_called_an_effect():
    text = " ".join(text_of(found("larartathet")).split())
    assert text.count("effekt") == text.count("inte belagd effekt") + text.count("årseffekter")


def test_the_form_follows_the_outcome():
    assert found("larartathet").form == "log"
    with_zero = rows([*written(drawn_panel(0.5)), "2000,2010,had,0,"])
    assert curves(with_zero, "cost", "had").form == "level"


def test_the_picture_has_the_band_and_the_three_ways():
    (picture,) = plots(found("larartathet")).values()
    shown = {line.get_label() for line in picture.figure.axes[0].lines}
    assert {"within", "between", "differences"} <= shown
    assert "95-procentsband +2,9 till +5,8" in picture.title
    assert picture.alt
    assert plots(found("tackning_aldre")) == {}


def test_the_command(tmp_path):
    path = tmp_path / "panel.csv"
    path.write_text("municipality,year,kpi,value\n" + "\n".join(written(panel())), encoding="utf-8")
    asked = ("curves", path, "--cost", "N15027", "--outcome", "N15033")
    goal = ("--scenario", SJOBO, "--activity", "familj_forskola_skola", "--goal", "larartathet")
    done = command(*asked, *goal, "--out", tmp_path / "out", "--plots")
    assert done.returncode == 0, done.stderr
    assert "elasticity: -0.409" in done.stdout
    assert "se: 0.080" in done.stdout
    left = tmp_path / "out" / "studies" / "curves-N15033-N15027"
    assert {f.name for f in left.rglob("*.*")} >= {"estimates.csv", "points.csv", "curves.png", "report.html"}
    result = json.loads((left / "result.json").read_text(encoding="utf-8"))
    assert (round(result["estimate"], 3), round(result["se"], 3), result["grade"]) == (
        -0.409,
        0.08,
        "calibrated",
    )
    for wrong, told in (
        ((*asked, "--as-assumption"), "--author"),
        ((*asked, "--goal", "x"), "--scenario"),
        (("curves", path, "--cost", "N15O27", "--outcome", "N15033"), "menas N15027?"),
        ((*asked, *goal[:5], "larartathe"), "menas larartathet?"),
    ):
        refused = command(*wrong, "--out", tmp_path / "out")
        assert refused.returncode == 2, refused.stdout
        assert told in refused.stderr


# --------------------------------------------------------------------------------------------------- refusals


def refused(ask):
    with pytest.raises(ScenarioError) as error:
        ask()
    return str(error.value)


def test_panels_that_are_too_small_are_refused():
    assert "1 år med båda värdena är för litet" in refused(
        lambda: curves(drawn_panel(0.5, years=1), "cost", "had")
    )
    assert "9 kommuner" in refused(lambda: curves(drawn_panel(0.5, municipalities=9), "cost", "had"))


def test_a_cost_that_does_not_move_is_refused():
    lines = [line for line in written(drawn_panel(0.5)) if ",cost," not in line]
    lines += [f"{1000 + i},{2010 + t},cost,7," for i in range(40) for t in range(8)]
    assert "rör sig inte inom kommunerna" in refused(lambda: curves(rows(lines), "cost", "had"))


def test_a_cost_against_itself_is_refused():
    assert "cost är både kostnad och utfall" in refused(lambda: curves(drawn_panel(0.5), "cost", "cost"))


def test_a_denominator_that_is_one_of_the_two_is_refused():
    for one in ("cost", "had"):
        assert "ange det som båda delas med" in refused(
            lambda one=one: curves(drawn_panel(0.5), "cost", "had", denominator=one)
        )


@pytest.mark.parametrize(
    ("value", "said"),
    [("-150", "cost är -150 för 1000 2012"), ("150000", "cost är 150000 för 1000 2012 mot 1")],
)
def test_a_cost_below_0_or_in_another_unit_is_refused(value, said):
    lines = [line for line in written(drawn_panel(0.5)) if not line.startswith("1000,2012,cost,")]
    assert said in refused(lambda: curves(rows([*lines, f"1000,2012,cost,{value},"]), "cost", "had"))


def test_a_goal_with_another_indicator_is_refused():
    ask = {"scenario": SJOBO, "activity": "familj_forskola_skola"}
    told = refused(lambda: curves(panel(), "N15027", "N15033", goal="behorighet", **ask))
    assert "målets indikator är N15428" in told
    assert "menas larartathet?" in refused(
        lambda: curves(panel(), "N15027", "N15033", goal="larartathe", **ask)
    )


@pytest.mark.parametrize(
    ("stated", "option"),
    [({"activity": "familj_forskola_skola"}, "--goal"), ({"goal": "behorighet"}, "--activity")],
)
def test_a_curve_needs_both_an_activity_and_a_goal(stated, option):
    told = refused(lambda: curves(panel(), "N15027", "N15033", scenario=SJOBO, **stated))
    assert f"ange {option}" in told
    assert "None" not in told


def test_without_linearmodels_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "linearmodels.panel", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'kommunbudget\[data\]'"):
        curves(drawn_panel(0.5), "cost", "had")
    path = tmp_path / "panel.csv"
    path.write_text("municipality,year,kpi,value\n" + "\n".join(written(drawn_panel(0.5))), encoding="utf-8")
    done = command("curves", path, "--cost", "cost", "--outcome", "had", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr.startswith("detta kräver mer än grundinstallationen: pip install 'kommunbudget[data]'")


def test_a_band_takes_draws():
    with pytest.raises(ValueError, match="draws is a whole number from 100, not 0"):
        curves("panel.csv", "N15027", "N15033", draws=0)
    with pytest.raises(ValueError, match="seed is a whole number from 0, not -1"):
        curves("panel.csv", "N15027", "N15033", seed=-1)
