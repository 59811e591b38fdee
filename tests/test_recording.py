"""Laws of recorded formulas: a record gives what stating anew gives, entry by entry, or nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.figures import Figures
from models.levers import lever
from models.reading import read
from scenarios.generate import exempelkoping
from solver.answer.stating import state
from solver.levers import records
from solver.levers.engine import Engine
from solver.levers.parts import PARTS, parts_as, parts_of
from solver.levers.recording import Record, Replay
from solver.levers.template import Template
from solver.studies.sampling import drawn_levers
from tests.cases import EVERY_RULE, PLAIN, merged, two_committees


def formula(x, y):
    """Return what has every operation and a branch."""
    whole = sum([x * 1.1, 3 / y, -x, abs(y - 7.0), 2.0 - x, (1 + x) ** -2])
    return max(whole, x / 3) if x > y else min(whole, 2.0)


def recorded_formula(x, y):
    """Return the replay of the formula, recorded at a place, and its result there."""
    record = Record()
    given = [record.given(x), record.given(y)]
    result = formula(*given)
    return Replay(record, given, [result]), result


def test_a_record_gives_the_same_float_where_the_formula_takes_the_same_way():
    replay, result = recorded_formula(1.5, 0.7)
    assert result.value == formula(1.5, 0.7)
    for x, y in ((1.5, 0.7), (1.1, 0.3), (2.9, 2.1)):
        assert replay.at(np.array([x, y])).tolist() == [formula(x, y)]


@pytest.mark.parametrize(
    "there", [(0.7, 1.5), (0.7, 0.7), (9.0, 8.0)], ids=["branch", "equal", "absolute value"]
)
def test_where_a_comparison_comes_out_otherwise_a_record_says_nothing(there):
    replay, _ = recorded_formula(1.5, 0.7)
    assert replay.at(np.array(there)) is None


@pytest.mark.parametrize("lost", [float, math.log, math.isfinite, int, lambda x: np.array([x], float)])
def test_a_number_that_is_recorded_has_no_way_back_to_a_plain_float(lost):
    with pytest.raises(TypeError):
        lost(Record().given(1.0))


# ------------------------------------------------------------------------------------------------ scenarios


def made_up(size, seed):
    """Return a random scenario and levers that are not affine beside some that are."""
    document = exempelkoping(size, seed)
    driver = next(a["driver"] for a in document["activities"].values() if "driver" in a)
    scenario = read(document)
    return scenario, (
        lever(scenario, "indexation.index", "-1 %", "1 %", "add"),
        lever(scenario, f"drivers.{driver}", "97 %", "103 %"),
        lever(scenario, "discount", "0 %", "5 %"),
        lever(scenario, "frame.total", "99 %", "101 %"),
    )


def drawn(name, *, effects):
    """Return a shipped scenario and the levers that its studies draw."""
    scenario = read(f"scenarios/{name}.yaml")
    return scenario, drawn_levers(Figures(scenario=scenario), effects=effects)


CASES = {
    "sjobo-2025": lambda: drawn("sjobo-2025", effects=False),
    "exempelkoping": lambda: drawn("exempelkoping", effects=True),
    **{f"made up {n}": lambda n=n: made_up("6x4x3", n) for n in range(3)},
}


@pytest.mark.seeded
@pytest.mark.parametrize("made", CASES.values(), ids=CASES)
def test_recorded_arrays_are_those_of_the_scenario_stated_anew(made):
    scenario, levers = made()
    template, draw, compared = Template.of(scenario, levers), np.random.default_rng(0), 0
    for _ in range(8):
        values = np.array([m.low + draw.random() * (m.high - m.low) for m in levers])
        record, parts = template.records.at(values)
        if record is None:
            continue
        compared += 1
        anew = template.state(values)
        expected = parts_as(anew, record.stated.program)
        for name in PARTS:
            np.testing.assert_allclose(parts[name], expected[name], rtol=1e-12, atol=1e-12, err_msg=name)
    assert compared >= 5


def opening():
    """Return a scenario with a lever that takes a committee's opening balance across 0."""
    rule = {"rule": "carry", "restore_years": 1}
    committees = {"a": {"base": 100, "opening_balance": 2}, "b": {"base": 100}}
    scenario = read(merged(PLAIN, {"carry_over": rule, "committees": committees}))
    return scenario, lever(scenario, "committees.a.opening_balance", "-3", "3", "set")


def test_a_guard_that_flips_means_stating_anew_and_is_counted():
    scenario, moved = opening()
    engine = Engine(scenario, (moved,))
    template = engine.template
    assert not template.affine[0]
    before = template.records.restated
    record, _ = template.records.at(np.array([1.0]))
    assert record is not None
    assert template.records.restated == before
    there = engine.at([-1.0])
    assert template.records.restated == before + 1
    anew = template.state(np.array([-1.0])).best()
    np.testing.assert_allclose(there.frames, [anew.q.frame[key] for key in engine.frames], atol=1e-7)
    assert there.value == pytest.approx(anew.value, abs=1e-9)


def test_between_a_record_and_a_restatement_the_answer_is_that_of_a_new_engine():
    scenario, moved = opening()
    engine = Engine(scenario, (moved,))
    for value in (1.5, -1.0, 2.0, 2.5, -2.0, 0.5):
        there, fresh = engine.at([value]), Engine(scenario, (moved,)).at([value])
        np.testing.assert_allclose(there.frames, fresh.frames, atol=1e-7)
        assert there.value == pytest.approx(fresh.value, abs=1e-9)
        assert engine.attainment(there) == pytest.approx(engine.plan(there).q.attainment, abs=1e-6)


def test_levers_that_are_recorded_together_move_one_at_a_time():
    scenario, levers = made_up("6x4x3", 0)
    stated = state(scenario)
    together = Template.each(scenario, levers, stated.figures, stated)
    for moved, shared in zip(levers, together, strict=True):
        alone = Template.of(scenario, (moved,), standing=stated.figures, stated=stated)
        assert shared.affine == alone.affine
        values = np.array([moved.low + 0.3 * (moved.high - moved.low)])
        for name, array in parts_of(alone.state(values)).items():
            np.testing.assert_allclose(shared.parts(values)[name], array, rtol=1e-9, atol=1e-9, err_msg=name)
    assert {id(template.records) for template in together} == {id(together[0].records)}
    assert together[0].records.restated == 0


def test_a_lever_that_nothing_records_is_stated_anew():
    claim = {"shape": "log", "at": "110 %", "points": 4, "curve": None}
    scenario = read(merged(PLAIN, {"effects": {"a": {"ga": claim}}}))
    moved = lever(scenario, "effects.a.ga.at", "105 %", "115 %", "set")
    template = Template.of(scenario, (moved,))
    assert not template.affine[0]
    assert template.records.plain is None
    values = np.array([1.07])
    for name, array in parts_of(template.state(values)).items():
        np.testing.assert_array_equal(template.parts(values)[name], array)


def test_a_record_that_differs_from_a_restatement_is_not_used(monkeypatch):
    scenario = read(two_committees(**EVERY_RULE))
    moved = lever(scenario, "indexation.index", "2 %", "4 %")
    assert Template.of(scenario, (moved,)).records.plain is not None
    monkeypatch.setattr(records, "alike", lambda _, __: False)
    assert Template.of(scenario, (moved,)).records.plain is None


# --------------------------------------------------------------------------------------------------- straight lines


def capped(amount):
    """Return a scenario whose cap on balances is the lesser of an amount and a share of a frame (600 or 400)."""
    rule = {"rule": "carry", "cap_share": "2 %", "cap_amount": amount}
    committees = {"school": {"opening_balance": 40}}
    return read(two_committees(carry_over=rule, committees=committees))


def assert_as_stated(template, values):
    """Assert that a template gives, entry by entry, what stating anew gives."""
    values = np.array(values)
    expected = parts_as(template.state(values), template.program)
    for name, array in template.parts(values).items():
        np.testing.assert_allclose(array, expected[name], rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize(("amount", "affine"), [(29.9, False), (30, True), (4.03, False), (4, True)])
def test_a_bend_in_the_outermost_hundredth_of_a_range_takes_a_lever_off_the_line(amount, affine):
    """The share goes from 6 to 30 and from 4 to 20: 29.9 bends the first near its high end, 4.03 the second near 1 %.

    At 30 the two caps meet at the very end, where neither entry bends.
    """
    scenario = capped(amount)
    moved = lever(scenario, "carry_over.cap_share", "1 %", "5 %")
    template = Template.of(scenario, (moved,))
    assert template.affine == (affine,)
    for share in (0.01, 0.01 + 2e-4, 0.03, 0.05 - 2e-4, 0.05):
        assert_as_stated(template, [share])


def test_levers_that_bend_an_entry_only_together_are_stated_anew_where_they_do():
    """Alone, the share stays below 31 as it stands and the amount above 2 % of 600 (12); 5 % is 30, more than 20."""
    scenario = capped(31)
    share = lever(scenario, "carry_over.cap_share", "1 %", "5 %")
    amount = lever(scenario, "carry_over.cap_amount", "20", "31", "set")
    template = Template.of(scenario, (share, amount))
    assert template.affine == (True, True)
    assert_as_stated(template, [0.03, 20.0])
    assert template.records.restated == 0
    assert_as_stated(template, [0.05, 20.0])
    assert template.records.restated == 1


def test_beyond_its_range_a_lever_is_affine_until_a_guard_fails():
    """Of 600 and 400, 6 % is 36 and 24: the amount of 31 is less than the first."""
    scenario = capped(31)
    template = Template.of(scenario, (lever(scenario, "carry_over.cap_share", "1 %", "5 %"),))
    assert template.affine == (True,)
    assert not template.rebuilds(np.array([0.051]))
    assert template.rebuilds(np.array([0.06]))
    for value in (0.051, 0.06):
        assert_as_stated(template, [value])


def test_a_coefficient_that_is_zero_today_has_its_entry_when_it_moves():
    rules = merged(EVERY_RULE, {"carry_over": {"room_share": "0 %"}})
    scenario = read(two_committees(**rules))
    template = Template.of(scenario, (lever(scenario, "carry_over.room_share", "0 %", "1 %"),))
    assert template.affine == (True,)
    assert len(template.program.data) > len(state(scenario).program.data)
    for value in (0.0, 0.004, 0.01):
        assert_as_stated(template, [value])


def test_levers_of_weights_are_recorded_beside_others():
    scenario = read(two_committees(**merged(EVERY_RULE, {"stability": {"change_price": 0}})))
    several = lever(scenario, "indexation.index", "2 %", "4 %")
    weight = lever(scenario, "goals.safety.weight", "0", "4")
    stated = state(scenario)
    for template in Template.each(scenario, (several, weight), stated.figures, stated):
        (moved,) = template.levers
        assert template.weighing == (moved is weight,)
        for part in (0.0, 0.3, 0.6):
            assert_as_stated(template, [moved.low + part * (moved.high - moved.low)])
        assert template.records.restated == 0


def test_levers_that_move_the_same_number_are_each_right_alone():
    scenario = read(two_committees(**EVERY_RULE))
    index = lever(scenario, "indexation.index", "2 %", "4 %")
    more = lever(scenario, "indexation.index", "-1 %", "1 %", "add")
    stated = state(scenario)
    for template in Template.each(scenario, (index, more), stated.figures, stated):
        assert_as_stated(template, [template.levers[0].low])


def test_points_that_are_foreseen_are_the_same():
    scenario, levers = made_up("6x4x3", 1)
    one, many = Template.of(scenario, levers), Template.of(scenario, levers)
    shares = np.random.default_rng(0).random((5, len(levers)))
    points = np.array(
        [[m.low + s * (m.high - m.low) for m, s in zip(levers, row, strict=True)] for row in shares]
    )
    many.foresee(points)
    for values in points:
        alone, foreseen = one.parts(values), many.parts(values)
        for name in PARTS:
            np.testing.assert_array_equal(alone[name], foreseen[name], err_msg=name)
