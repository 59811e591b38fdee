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
