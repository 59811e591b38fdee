"""Sensitivity curves: exact against re-solves, known answers, an independent solver and finite differences."""

from __future__ import annotations

import csv
import itertools
import json
from functools import cache

import numpy as np
import pytest
from scipy.optimize import linprog

from models.figures import Figures
from models.levers import lever, part_of, straight, value_along
from models.problems import ScenarioError
from models.reading import document, read
from solver import plots, sensitivity, solve
from solver.answer.no_plan import NoPlanError
from solver.levers.parts import varied
from solver.report.studies import text_of
from tests.cases import EVERY_RULE, PLAIN, effect, held, merged, two_committees
from tests.test_cli import command, scenario_file

SJOBO, HOOR, AD_LIB = "scenarios/sjobo-2025.yaml", "scenarios/hoor-2025.yaml", "tests/known/ad-lib.yaml"
FEWER_PUPILS = {
    "goals": {"larartathet": {"weight_follows": "pupils"}},
    "drivers": {"pupils": {2024: 2400, 2025: 2340, 2026: 2250, 2027: 2130}},
}
"""A goal of Sjöbo's whose weight follows a volume, so that its part of all weight differs between years."""
EXPOSURE = np.array(
    [
        [0, 0, 20, 8, 0],
        [10, 10, 0, 0, 6],
        [4, 30, 0, 0, 5],
        [50, 5, 0, 0, 10],
        [5, 12, 0, 0, 11],
        [0, 0, 5, 6, 4],
        [2, 0, 3, 10, 0],
    ],
    float,
)
LEAST = np.array([25, 40, 60, 120, 40, 11, 15], float)
MOST = np.array([60, 70, 120, 140, 80, 25, 55], float)


def useful(budget):
    """Useful exposure above the minima and the price of money, by scipy."""
    none = np.zeros((7, 7))
    upper = np.block([[-EXPOSURE, np.eye(7)], [-EXPOSURE, none], [np.ones((1, 5)), np.zeros((1, 7))]])
    right = np.r_[np.zeros(7), -LEAST, budget]
    bounds = [(0, None)] * 5 + [(0, most) for most in MOST]
    found = linprog(np.r_[np.zeros(5), -np.ones(7)], A_ub=upper, b_ub=right, bounds=bounds)
    return (-found.fun - LEAST.sum(), -found.ineqlin.marginals[-1]) if found.status == 0 else None


def test_the_ad_lib_media_plan_has_its_known_answer():
    value, price = useful(11)
    assert value == pytest.approx(196.7626, abs=5e-5)
    assert price == pytest.approx(21.438849, abs=5e-7)
    result = solve(AD_LIB)
    assert result.value * 5.5 - LEAST.sum() == pytest.approx(value, abs=1e-6)
    (marginal,) = [m for m in result.marginals if m.rows.name == "total"]
    assert marginal.value * 5.5 == pytest.approx(price, abs=1e-7)


def test_the_ad_lib_curve_is_the_textbooks_at_every_budget():
    found = sensitivity(AD_LIB, "frame.total", "5", "20")
    assert found.exact
    assert useful(found.low - 1e-4) is None
    assert useful(found.low + 1e-6) is not None
    (row,) = [row for row in found.result.program.rows if row[0] == "total"]
    for budget in np.random.default_rng(0).uniform(found.low, 20, 40):
        value, price = useful(budget)
        here = found.at(budget)
        assert here.value * 5.5 - LEAST.sum() == pytest.approx(value, abs=1e-6)
        assert here.marginals.get(row, 0.0) * 5.5 == pytest.approx(price, abs=1e-6)


@cache
def shipped_curve(path, *asked):
    """The curve of a shipped scenario, made once for the tests that look at the same one."""
    return sensitivity(path, *asked)


def cases():
    every = merged(EVERY_RULE, {"stability": {"change_price": 0}, "frame": {"result_reserve": None}})
    hard = two_committees(**every)
    yield SJOBO, ("frame.total", "97 %", "103 %")
    yield SJOBO, ("frame.total.2026", "1400", "1440")
    yield SJOBO, ("stability.turnover", "0.2 %", "6 %")
    yield SJOBO, ("goals.larartathet.weight", "0", "5")
    yield SJOBO, ("goals.kultur_fritid.weight", "50 %", "300 %")
    yield SJOBO, ("area:Lärande",)
    yield "scenarios/hoor-2025.yaml", ("frame.total", "97 %", "103 %")
    yield "scenarios/exempelkoping.yaml", ("blend:b:c",)
    yield "scenarios/exempelkoping.yaml", ("goals.behorighet.reference", "50", "60")
    for asked in (
        ("frame.revenue", "98 %", "103 %"),
        ("frame.result_target", "1 %", "3 %"),
        ("frame.reserve_min", "0.1 %", "2 %"),
        ("frame.central.2025", "100", "120"),
        ("stability.turnover.2025", "1 %", "4 %"),
        ("carry_over.room_share", "0.1 %", "2 %"),
        ("carry_over.cap_share", "1 %", "8 %"),
        ("decisions.lock.at_least", "395", "420"),
        ("decisions.promise.at_least", "40", "52"),
        ("decisions.exact.equals", "8", "13"),
        ("activities.lessons.floor", "90 %", "100 %"),
        ("activities.lessons.ceiling", "95 %", "110 %"),
        ("activities.lessons.unit_cost_max", "0.25", "0.31"),
        ("goals.knowledge.minimum", "50", "65"),
        ("committees.school.opening_balance", "-9", "-1"),
    ):
        yield hard, asked


@pytest.mark.parametrize(
    ("scenario", "asked"), list(cases()), ids=lambda x: x[0] if isinstance(x, tuple) else ""
)
def test_an_exact_curve_is_what_solving_again_gives(scenario, asked):
    found = shipped_curve(scenario, *asked) if isinstance(scenario, str) else sensitivity(scenario, *asked)
    scenario = found.scenario
    bent = found.lever.moves_weights and not straight(found.result.figures, found.lever)
    assert found.exact != bent, found.why
    if bent:
        return  # swept: test_a_swept_curve_of_weights_is_what_solving_again_gives
    assert found.error[0] < 1e-6
    draw = np.random.default_rng(1)
    for value in draw.uniform(found.low, found.high, 8):
        here = found.at(value)
        again = held(scenario, varied(scenario, {found.lever: value}))
        assert here.value == pytest.approx(again.value, abs=2e-6)
        np.testing.assert_allclose(here.frames, [again.frames[key] for key in found.frames], atol=2e-6)
        np.testing.assert_allclose(
            here.spend, [again.proposal.q.spend[key] for key in found.spends], atol=2e-6
        )
        np.testing.assert_allclose(
            here.attainment, [again.proposal.q.attainment[key] for key in found.goals], atol=2e-6
        )
        np.testing.assert_allclose(here.baseline, [again.indexation.frame[key] for key in found.frames])


@pytest.mark.parametrize(
    ("scenario", "changes", "asked"),
    [
        pytest.param(SJOBO, FEWER_PUPILS, ("goals.larartathet.weight", "0", "5"), marks=pytest.mark.slow),
        pytest.param(SJOBO, FEWER_PUPILS, ("area:Lärande",), marks=pytest.mark.slow),
        ("scenarios/exempelkoping.yaml", {}, ("blend:b:c",)),
    ],
    ids=["weight", "area", "blend"],
)
def test_a_swept_curve_of_weights_is_what_solving_again_gives(scenario, changes, asked):
    """Moved tasks or volumes weigh years differently: V is within the miss found, frames jump between two points.

    Sjöbo as it stands has the same proportions between weights in all years, so its curves are exact (``cases``).
    """
    found = (
        sensitivity(merged(document(read(scenario)), changes), *asked)
        if changes
        else shipped_curve(scenario, *asked)
    )
    scenario = found.scenario
    assert not found.exact
    assert found.error[0] < 2e-3
    draw, same = np.random.default_rng(1), 0
    for value in draw.uniform(found.low, found.high, 8):
        again = held(scenario, varied(scenario, {found.lever: value}))
        assert found.at(value).value == pytest.approx(again.value, abs=5e-3)
        off = np.abs(found.at(value).frames - [again.frames[key] for key in found.frames]).max()
        same += off <= found.error[1] + 2e-6
    assert same >= 7


def capped(amount):
    """The cap on balances is the lesser of an amount and a share of the base-year frame."""
    return two_committees(
        carry_over={"rule": "carry", "cap_share": "2 %", "cap_amount": amount},
        committees={"school": {"opening_balance": 40}},
    )


@pytest.mark.parametrize(("amount", "exact"), [(29.9, False), (30, True), (4.03, False), (4, True)])
def test_a_bend_in_the_outermost_hundredth_of_a_range_is_known(amount, exact):
    """The share of school goes from 6 to 30 MSEK, that of care (400) from 4 to 20: the lesser, until the amount is.

    With 30 both caps are the shares all the way and with 4 both are the amount; with 29.9 school's bends in the last
    hundredth of the range, and with 4.03 care's in the first.
    """
    found = sensitivity(capped(amount), "carry_over.cap_share", "1 %", "5 %")
    assert found.exact is exact
    assert found.off[0] <= found.error[0] + 1e-6


def test_every_curve_is_checked_against_cold_solves_at_its_ends_and_between():
    index = "indexation.index", "2 %", "3 %"
    curves = (
        shipped_curve(SJOBO, "frame.total", "97 %", "103 %"),
        shipped_curve(SJOBO, "goals.larartathet.weight", "0", "5"),
        sensitivity(two_committees(), *index),
    )
    assert sensitivity(two_committees(), *index).checked == curves[-1].checked
    for found in curves:
        low, between, high = found.checked
        assert (low, high) == (found.low, found.high)
        assert low < between < high
        for at in found.checked:
            again = held(found.scenario, varied(found.scenario, {found.lever: at}))
            assert abs(again.value - found.at(at).value) <= found.off[0] + 1e-9
        assert found.off[0] <= (1e-6 if found.exact else 1e-2)
        text = " ".join(text_of(found, width=100).split())
        assert "löst på nytt vid" in text


def test_a_curve_that_is_not_what_solving_anew_gives_is_not_called_exact(monkeypatch):
    from solver.studies import sensitivity as study

    monkeypatch.setattr(study, "PROVED", -1.0)
    found = sensitivity(two_committees(), "frame.total", "99 %", "101 %")
    assert not found.exact
    assert "scenariot löst på nytt" in found.why[0]


def test_breakpoints_and_slopes_are_shown():
    """Two committees of 100, weights a half: money goes to a below 100 % (1 point a cent, 0.5 per MSEK), to a above
    (0.8, so 0.4), to b below (0.5, so 0.25) and to b above (0.4, so 0.2); each part takes 10 MSEK, from 180.
    """
    found = sensitivity(
        merged(PLAIN, {"effects": {"a": {"ga": effect({"90 %": -10, "100 %": 0, "110 %": 8})}}}),
        "frame.total",
        "182",
        "218",
    )
    assert [b.at for b in found.breakpoints] == pytest.approx([190, 200, 210])
    slopes = [0.5, 0.4, 0.25, 0.2]
    rows = found.breakpoint_rows()
    assert [row["slope_before"] for row in rows] == pytest.approx(slopes[:-1])
    assert [row["slope_after"] for row in rows] == pytest.approx(slopes[1:])
    lines = text_of(found, width=100).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("Brytpunkter och lutningar, per enhet"))
    assert [line.split() for line in lines[start + 3 : start + 7]] == [
        ["182,0", "190,0", "0,5000", "a", "+1,00"],
        ["190,0", "200,0", "0,4000", "a", "+1,00"],
        ["200,0", "210,0", "0,2500", "b", "+1,00"],
        ["210,0", "218,0", "0,2000", "b", "+1,00"],
    ]


def test_stretches_tile_the_range_and_v_has_no_jumps():
    for asked in (("frame.total", "97 %", "103 %"), ("goals.behorighet.weight", "0", "6")):
        found = shipped_curve(SJOBO, *asked)
        for a, b in zip(found.stretches, found.stretches[1:], strict=False):
            assert a.stop.at == b.start.at
            assert a.stop.value == pytest.approx(b.start.value, abs=1e-8)
        assert found.stretches[-1].stop.at == found.lever.high


def slopes_of(found):
    wide = [s for s in found.stretches if s.stop.part - s.start.part > 1e-5]
    return [(s.stop.value - s.start.value) / (s.stop.part - s.start.part) for s in wide]


def test_v_is_concave_in_money_and_convex_in_weights():
    slopes = slopes_of(shipped_curve(SJOBO, "frame.total", "98 %", "103 %"))
    assert len(slopes) > 10
    assert all(b <= a + 1e-5 for a, b in itertools.pairwise(slopes))
    slopes = slopes_of(shipped_curve(SJOBO, "goals.behorighet.weight", "0", "6"))
    assert len(slopes) > 10
    assert all(b >= a - 1e-5 for a, b in itertools.pairwise(slopes))


def test_marginals_along_the_curve_are_finite_differences():
    found = shipped_curve(SJOBO, "frame.total", "97 %", "103 %")
    rows = [row for row in found.result.program.rows if row[0] == "total"]
    for n in (3, len(found.stretches) // 2, len(found.stretches) - 3):
        stretch = found.stretches[n]
        middle = (stretch.start.at + stretch.stop.at) / 2
        by_row = sum(
            found.at(middle).marginals.get(row, 0.0) * found.result.figures.total[2025 + k]
            for k, row in enumerate(rows)
        )
        slope = (stretch.stop.value - stretch.start.value) / (stretch.stop.at - stretch.start.at)
        assert slope == pytest.approx(by_row, rel=1e-6)


def test_a_limit_that_is_a_share_of_the_total_corrects_the_price_of_the_total():
    found = shipped_curve(SJOBO, "stability.turnover", "0.2 %", "6 %")
    scenario = found.scenario
    value = 0.008
    again = held(scenario, varied(scenario, {found.lever: value}))
    expected = {(m.rows.name, m.index): m for m in again.marginals}
    checked = 0
    for name, marginal in found.at(value).marginals.items():
        if name[0] in ("total", "turnover"):
            low, high = sorted((expected[name].value, expected[name].tightened))
            assert low - 1e-6 <= marginal <= high + 1e-6
            checked += 1
    assert checked > 3


def test_the_answer_is_the_same_inside_the_steady_interval_and_not_outside():
    found = shipped_curve(SJOBO, "goals.larartathet.weight", "0", "5")
    scenario = found.scenario
    low, high = found.steady
    today = [found.result.frames[key] for key in found.frames]
    assert low < 1 < high
    for value, same in ((low + 1e-4, True), (high - 1e-4, True), (low - 1e-3, False), (high + 1e-3, False)):
        again = held(scenario, varied(scenario, {found.lever: value}))
        off = np.abs(np.array([again.frames[key] for key in found.frames]) - today).max()
        assert (off < 1e-6) == same, value


def test_a_place_on_the_line_of_weights_and_its_value_are_each_others_inverse():
    scenario = read(HOOR)
    figures = Figures(scenario=scenario)
    for asked in (("goals.behorighet.weight", "0", "5"), ("goals.behorighet.weight", "50 %", "300 %")):
        moved = lever(scenario, *asked)
        assert straight(figures, moved)
        low, high = part_of(figures, moved, moved.low), part_of(figures, moved, moved.high)
        for value in np.linspace(moved.low, moved.high, 7):
            place = (part_of(figures, moved, value) - low) / (high - low)
            assert value_along(figures, moved, place) == pytest.approx(value, abs=1e-9)


def test_a_weight_is_straight_only_where_all_years_divide_alike():
    """Pupils grow by a tenth a year, and the weight of knowledge with them, of safety not.

    With stated weight w against 1, knowledge has 1.1w / (1.1w + 1) of the first year's weight and 1.21w / (1.21w + 1)
    of the second's: as w goes from 1 to 3 the first has gone (0.7123 - 0.5238) / (0.7674 - 0.5238) = 0.7739 of its way
    at w = 2.25, the second 0.7713. So the two years are never at the same place of their lines, and the curve is swept.
    """
    even = read(two_committees())
    assert straight(Figures(scenario=even), lever(even, "goals.knowledge.weight", "1", "3"))
    follows = {"knowledge": {"weight_follows": "pupils"}}
    scenario = read(two_committees(goals=follows, drivers={"pupils": {2024: 100, 2025: 110, 2026: 121}}))
    moved = lever(scenario, "goals.knowledge.weight", "1", "3")
    figures = Figures(scenario=scenario)
    assert not straight(figures, moved)
    with pytest.raises(ValueError, match="straight"):
        value_along(figures, moved, 0.5)
    found = sensitivity(scenario, moved)
    assert not found.exact
    assert "rät linje" in found.why[0]
    for value in (1.0, 1.7, 3.0):
        again = held(scenario, varied(scenario, {moved: value}))
        assert found.at(value).value == pytest.approx(again.value, abs=found.error[0] + 1e-6)


def test_a_curve_that_is_no_line_is_swept_with_a_bound_that_holds():
    scenario = read(two_committees(stability={"max_decrease": "3 %", "max_increase": "3 %"}))
    found = sensitivity(scenario, "stability.max_increase", "0.5 %", "5 %")
    assert not found.exact
    assert found.between is not None
    for value in np.random.default_rng(2).uniform(found.low, found.high, 25):
        again = held(scenario, varied(scenario, {found.lever: value}))
        here = found.at(value)
        assert abs(here.value - again.value) <= max(found.error[0], 1e-3) + 1e-9
        stretch = next(s for s in found.stretches if s.start.at <= value <= s.stop.at)
        ends = sorted((stretch.start.value, stretch.stop.value))
        assert ends[0] - 1e-7 <= again.value <= ends[1] + 1e-7, "a limit that only widens bounds V"


@pytest.mark.parametrize("asked", [("indexation.index", "2 %", "4 %"), ("discount", "0 %", "5 %")])
def test_a_lever_that_needs_a_rebuild_is_swept_too(asked):
    scenario = read(two_committees(discount="1 %", stability={"max_decrease": "2 %"}))
    found = sensitivity(scenario, *asked)
    assert not found.exact
    value = found.low + 0.37 * (found.high - found.low)
    again = held(scenario, varied(scenario, {found.lever: value}))
    assert found.at(value).value == pytest.approx(again.value, abs=found.error[0] + 1e-3)


def test_a_limits_worth_is_its_own_where_rows_come_and_go():
    """The audit, which nothing measures, keeps its shares until indexation passes its ceiling: two rows are gone then.

    What a limit is worth was read by its place among the rows, and told of another limit.
    """
    scenario = two_committees(
        committees={"audit": {"base": 20}},
        activities={
            "review": {"committee": "audit", "base": 10},
            "travel": {"committee": "audit", "base": 10, "ceiling": "99.3 %"},
        },
        stability={"max_decrease": "2 %", "max_increase": "2 %"},
        frame={"total": {2025: 1040, 2026: 1071.3}},
    )
    found = sensitivity(scenario, "frame.total", "99.5 %", "101 %")
    lengths, checked = set(), 0
    for value in (s.start.at for s in found.stretches[::6]):
        again = held(found.scenario, varied(found.scenario, {found.lever: value}))
        lengths.add(len(again.program.rows))
        worth = {(m.rows.name, m.index): sorted((m.value, m.tightened)) for m in again.marginals}
        for key, marginal in found.at(value).marginals.items():
            low, high = worth[key]
            assert low - 1e-6 <= marginal <= high + 1e-6, (value, key)
            checked += 1
    assert not found.exact
    assert lengths == {44, 42}
    assert checked > 20


def test_an_end_that_is_todays_value_has_one_column():
    found = sensitivity(read(two_committees()), "frame.total", "100 %", "103 %")
    page = " ".join(text_of(found).split())
    assert "1 brytpunkt där" in page
    assert page.count("Nämnd 100,0 % 103,0 % Skillnad") == 2, "of each plan year one"


def test_where_plans_end_is_told_exactly():
    """Frames of 1 030 may fall by 2 % to 1 009.4, which is 98.99 % of the total."""
    scenario = read(two_committees(stability={"max_decrease": "2 %"}))
    found = sensitivity(scenario, "frame.total", "90 %", "103 %")
    assert found.low == pytest.approx(1009.4 / 1019.7, abs=1e-6)
    held(scenario, varied(scenario, {found.lever: found.low + 1e-7}))
    with pytest.raises(NoPlanError):
        held(scenario, varied(scenario, {found.lever: found.low - 1e-6}))
    assert "finns ingen plan" in " ".join(text_of(found).split())


def test_a_range_without_plans_says_why():
    with pytest.raises(NoPlanError):
        sensitivity(two_committees(stability={"max_decrease": "2 %"}), "frame.total", "80 %", "90 %")


def test_degenerate_breakpoints_are_told_apart():
    """Where the basis changes and nothing else does, solving again on both sides shows one straight line."""
    found = shipped_curve(SJOBO, "frame.total", "98 %", "103 %")
    scenario = found.scenario
    places = [s.start.at for s in found.stretches]
    hidden = [b.at for b in found.breakpoints if b.kind == "degenerate" and b.at not in places]
    assert hidden
    assert {"value", "activities"} <= {b.kind for b in found.breakpoints}
    for at in hidden[:: max(1, len(hidden) // 4)]:
        stretch = next(s for s in found.stretches if s.start.at < at < s.stop.at)
        step = min(at - stretch.start.at, stretch.stop.at - at) * 0.9
        before, here, after = (
            held(scenario, varied(scenario, {found.lever: at + k * step})) for k in (-1, 0, 1)
        )
        assert before.value + after.value == pytest.approx(2 * here.value, abs=1e-9)
        for key in found.frames:
            assert before.frames[key] + after.frames[key] == pytest.approx(2 * here.frames[key], abs=2e-6)


def test_tables_hold_what_the_curve_holds(tmp_path):
    found = shipped_curve(SJOBO, "frame.total", "97 %", "103 %")
    folder = found.save(tmp_path)
    with (folder / "tables" / "curve.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    frames = [r for r in rows if r["quantity"] == "frame" and r["piece"] == "0" and r["year"] == "2025"]
    first = found.stretches[0]
    for r in frames:
        k = found.frames.index((r["committee"], 2025))
        assert float(r["value_from"]) == pytest.approx(first.start.frames[k], abs=1e-8)
        assert float(r["value_to"]) == pytest.approx(first.stop.frames[k], abs=1e-8)
    told = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert told["exact"] is True
    assert told["lever"]["path"] == "frame.total"
    assert len(told["breakpoints"]) == len(found.breakpoints)
    assert (
        found.save(tmp_path / "again").joinpath("tables/curve.csv").read_bytes()
        == (folder / "tables" / "curve.csv").read_bytes()
    )


def test_money_leaves_in_the_files_currency():
    plain = sensitivity(two_committees(), "frame.total", "98 %", "102 %")
    thousands = two_committees(
        currency="TSEK",
        frame={"total": {2025: 1019700, 2026: 1050291}},
        committees={"school": {"base": 600000}, "care": {"base": 400000}},
    )
    other = sensitivity(thousands, "frame.total", "98 %", "102 %")
    assert {r["unit"] for r in other.rows() if r["quantity"] == "frame"} == {"TSEK"}
    for a, b in zip(plain.rows(), other.rows(), strict=True):
        scale = {"MSEK": 1000, "points per MSEK": 1 / 1000}.get(a["unit"], 1)
        assert b["value_from"] == pytest.approx(a["value_from"] * scale, rel=1e-6, abs=1e-5)


def test_the_command_takes_percentages_as_people_write_them(tmp_path):
    path = scenario_file(tmp_path)
    words = "sensitivity", path, "--lever", "frame.total", "--from", "98", "%", "--to", "103", "%"
    done = command(*words, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "Kurvan är exakt" in done.stdout
    assert (tmp_path / "out/studies/sensitivity-frame.total/tables/curve.csv").is_file()
    again = command(*words, "--out", tmp_path / "out", "--json")
    assert json.loads(again.stdout)["exact"] is True


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--lever", "frame.totl", "--from", "98 %", "--to", "103 %"), "frame.total"),
        (("--lever", "frame.total"), "--from"),
        (("--lever", "stability.turnover", "--from", "1 %", "--to", "2 %"), "stability"),
        (("--lever", "frame.total", "--from", "103 %", "--to", "98 %"), "mindre"),
    ],
)
def test_a_wrong_lever_is_one_line_and_leaves_nothing(tmp_path, words, says):
    done = command("sensitivity", scenario_file(tmp_path), *words, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_values_that_are_not_written_as_in_the_file_are_refused_in_words():
    with pytest.raises(ScenarioError, match=r"'97 %' eller '1250', inte 0\.97"):
        sensitivity(two_committees(), "frame.total", 0.97, 1.03)
    with pytest.raises(ScenarioError, match="set, scale, add, inte 'times'"):
        sensitivity(two_committees(), "frame.total", "97 %", "103 %", kind="times")


@pytest.mark.parametrize(
    ("path", "low", "high"),
    [
        ("discount", "0 %", "5 %"),
        ("committees.school.opening_balance", "0", "3"),
        ("stability.change_price", "0", "1"),
    ],
)
def test_what_the_file_states_at_its_default_may_be_moved(path, low, high):
    """A key of the file with the value that it has when it is left out was told not to be there."""
    scenario = two_committees(discount="0 %", stability={"change_price": 0})
    scenario["committees"]["school"]["opening_balance"] = 0
    ends = [low, high] if "%" in low else [int(low), int(high)]
    scenario["levers"] = {"own": {"path": path, "add": ends, "source": "Exempel"}}
    assert sensitivity(scenario, path, low, high).lever.today == 0
    own = sensitivity(scenario, "own")
    assert (own.low, own.high) == (own.lever.low, own.lever.high)


def test_a_value_that_the_scenario_cannot_have_is_named_in_each_problem():
    """One problem is one line, without a count of lines after it."""
    with pytest.raises(ScenarioError) as wrong:
        sensitivity(two_committees(discount="3 %"), "discount", "-200 %", "10 %")
    assert str(wrong.value) == "discount: ska vara minst 0 %, inte -200 % (med discount = -2)"


def test_other_forms_of_the_objective_are_refused():
    with pytest.raises(ScenarioError, match="weighted"):
        sensitivity(two_committees(objective={"form": "maximin"}), "frame.total", "98 %", "102 %")


def test_a_lever_that_moves_no_frame_is_drawn_and_told_too():
    scenario = two_committees(
        levers={"size": {"path": "goals.knowledge.reference", "add": [-1, 1], "source": "x"}}
    )
    found = sensitivity(scenario, "size")
    assert found.exact
    assert np.ptp([s.start.frames for s in found.stretches], axis=0).max() == 0
    assert "desamma" in text_of(found)
    assert all(picture.files() for picture in plots(found).values())


def test_a_lever_that_moves_nothing_says_so():
    """Scaling a count in all years, the base year too, leaves every volume as it was."""
    scenario = two_committees(
        committees={"school": {"base": None}},
        activities={"lessons": {"committee": "school", "base": 600, "driver": "pupils"}},
        drivers={"pupils": {2024: 2400, 2025: 2400, 2026: 2400}},
        effects={"school": None, "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})}},
    )
    found = sensitivity(scenario, "drivers.pupils", "95 %", "105 %")
    assert "Ingenting i svaret ändras" in text_of(found)
