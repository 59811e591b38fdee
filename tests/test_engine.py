"""Laws of the warm engine: warm, cold and rebuilt answers agree, whatever moves and in whatever order."""

from __future__ import annotations

import numpy as np
import pytest

from models.levers import area, blend, lever
from models.problems import ScenarioError
from models.reading import read
from solver.answer.solving import solve
from solver.answer.stating import state
from solver.levers.engine import Engine
from solver.levers.template import Template, parts_of, varied
from tests.cases import EVERY_RULE, always, merged, two_committees

SJOBO = "scenarios/sjobo-2025.yaml"


def every_rule(**sections):
    """The two committees with every rule; moving money costs nothing, so that the objective has weights alone."""
    changed = merged(EVERY_RULE, {"stability": {"change_price": 0}, "discount": "2 %"})
    return read(two_committees(**merged(changed, sections)))


LEVERS = {  # a lever, whether it is affine alone, whether it moves weights alone
    ("frame.revenue", "99.8 %", "103 %", None): (True, False),
    ("frame.revenue.2026", "1170", "1200", None): (True, False),
    ("frame.result_target", "1 %", "2.1 %", None): (True, False),
    ("frame.reserve_min", "0 %", "1 %", None): (True, False),
    ("stability.turnover", "1 %", "4 %", None): (True, False),
    ("stability.max_increase", "1 %", "6 %", None): (True, False),
    ("carry_over.room_share", "0 %", "1 %", None): (True, False),
    ("decisions.lock.at_least", "400", "410", None): (True, False),
    ("activities.lessons.floor", "90 %", "97 %", None): (True, False),
    ("goals.safety.reference", "45", "55", None): (True, False),
    ("effects.lessons.knowledge.curve", "50 %", "150 %", None): (True, False),
    ("activities.lessons.price", "2 %", "4 %", None): (False, False),
    ("indexation.index", "2 %", "4 %", None): (False, False),
    ("drivers.pupils", "97 %", "103 %", None): (True, False),
    ("discount", "0 %", "4 %", None): (False, False),
    ("goals.safety.weight", "0", "4", None): (False, True),
    ("goals.safety.weight", "50 %", "300 %", None): (False, True),
}


@pytest.mark.parametrize(
    ("asked", "kind"), LEVERS.items(), ids=lambda x: str(x[0]) if isinstance(x[0], str) else ""
)
def test_a_lever_is_affine_where_it_enters_so_and_is_never_taken_for_it(asked, kind):
    scenario = every_rule(activities={"lessons": {"price": "3 %"}})
    moved = lever(scenario, *asked)
    template = Template.of(scenario, [moved])
    assert (template.affine[0], template.weighing[0]) == kind
    for part in (0.02, 0.5, 0.77, 0.98):
        values = np.array([moved.low + part * (moved.high - moved.low)])
        template_parts, stated = template.parts(values), parts_of(template.state(values))
        for name, array in stated.items():
            np.testing.assert_allclose(template_parts[name], array, rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("name", always([SJOBO, "scenarios/hoor-2025.yaml", "every rule"], 1, 2))
def test_warm_cold_and_rebuilt_agree(name):
    scenario = every_rule() if name == "every rule" else read(name)
    goal = next(iter(scenario.goals))
    total = "frame.revenue" if name == "every rule" else "frame.total"
    levers = [
        lever(scenario, total, "99.5 %", "101 %"),
        lever(scenario, f"goals.{goal}.weight", "0", "4"),
        lever(scenario, "stability.max_increase", "3 %", "6 %"),
        lever(scenario, "indexation.index", "2.8 %", "3.2 %"),
        lever(scenario, "discount", "0 %", "4 %"),
    ]
    engine, draw, solved = Engine(scenario, levers), np.random.default_rng(0), 0
    for n in range(12):
        values = np.array([m.low + draw.random() * (m.high - m.low) for m in levers])
        if n % 3:  # leave the levers that need a rebuild where they are
            values[3:] = engine.template.base[3:]
        warm = engine.at(values)
        cold = Engine(scenario, levers, template=engine.template).at(values)
        rebuilt = engine.template.state(values).best()
        if rebuilt is None:
            assert warm is None
            assert cold is None
            continue
        solved += 1
        assert warm.value == pytest.approx(rebuilt.value, abs=1e-7)
        expected = [rebuilt.q.frame[key] for key in engine.frames]
        np.testing.assert_allclose(warm.frames, expected, atol=1e-6)
        np.testing.assert_allclose(cold.frames, expected, atol=1e-6)
        np.testing.assert_allclose(warm.spend, [rebuilt.q.spend[key] for key in engine.spends], atol=1e-6)
        np.testing.assert_allclose(warm.baseline, [rebuilt.q.indexation.frame[key] for key in engine.frames])
        assert engine.attainment(warm) == pytest.approx(rebuilt.q.attainment, abs=1e-6)
    assert solved >= 6


def test_after_a_reset_the_points_before_leave_no_trace():
    scenario = read(SJOBO)
    levers = [lever(scenario, "frame.total", "98 %", "102 %")]
    engine, fresh = Engine(scenario, levers), Engine(scenario, levers)
    engine.at([1.013])
    engine.at([0.991])
    engine.reset()
    a, b = engine.at([1.004]), fresh.at([1.004])
    assert a.value == b.value
    assert a.x.tobytes() == b.x.tobytes()


@pytest.mark.parametrize("name", [SJOBO, "every rule"])
def test_along_a_line_the_last_points_prices_give_the_answer_of_a_cold_start(name, monkeypatch):
    """Where only bounds move, most points need no first stage; the answers are those of solving each from nothing."""
    scenario = every_rule() if name == "every rule" else read(name)
    moved = lever(scenario, "frame.revenue" if name == "every rule" else "frame.total", "100 %", "100.2 %")
    engine = Engine(scenario, [moved])
    cold = Engine(scenario, [moved], template=engine.template)
    anew = []
    solved = engine._solved
    monkeypatch.setattr(engine, "_solved", lambda values: anew.append(values) or solved(values))
    along = np.linspace(moved.low, moved.high, 40)
    for value in along:
        cold.reset()
        one, two = engine.at([value]), cold.at([value])
        assert one.value == pytest.approx(two.value, abs=1e-9)
        np.testing.assert_allclose(one.frames, two.frames, rtol=0, atol=1e-8)
        np.testing.assert_allclose(one.spend, two.spend, rtol=0, atol=1e-8)
        assert engine.attainment(one) == pytest.approx(cold.attainment(two), abs=1e-8)
    assert len(anew) <= len(along) / 2


def test_other_weights_are_never_answered_by_the_last_prices():
    """Two points with the same bounds and other weights: what proved the first does not prove the second."""
    scenario = read(SJOBO)
    goal = next(iter(scenario.goals))
    levers = [
        lever(scenario, "frame.total", "99 %", "101 %"),
        lever(scenario, f"goals.{goal}.weight", "0", "9"),
    ]
    engine = Engine(scenario, levers)
    cold = Engine(scenario, levers, template=engine.template)
    engine.at([1.0, 0.0])
    one, two = engine.at([1.0, 9.0]), cold.at([1.0, 9.0])
    assert one.value == pytest.approx(two.value, abs=1e-9)
    np.testing.assert_allclose(one.frames, two.frames, rtol=0, atol=1e-8)


def test_at_todays_values_it_is_the_proposal():
    scenario = read(SJOBO)
    engine = Engine(scenario, [lever(scenario, "frame.total", "98 %", "102 %")])
    point, result = engine.at([1.0]), solve(scenario)
    assert point.value == pytest.approx(result.value, abs=1e-9)
    np.testing.assert_allclose(point.frames, [result.frames[key] for key in engine.frames], atol=1e-7)


def test_levers_that_multiply_each_other_are_stated_anew():
    scenario = every_rule()
    levers = [
        lever(scenario, "frame.result_target", "1 %", "2.1 %"),
        lever(scenario, "frame.revenue", "99.9 %", "103 %"),
    ]
    template = Template.of(scenario, levers)
    assert sum(template.affine) == 1
    values = np.array([0.02, 1.02])
    for name, array in parts_of(template.state(values)).items():
        np.testing.assert_allclose(template.parts(values)[name], array, rtol=1e-12, err_msg=name)


def test_weights_blend_from_the_stated_to_a_partys():
    scenario = read("scenarios/exempelkoping.yaml")
    moved = blend(scenario, "stated", "b")
    at_end = varied(scenario, {moved: 1.0})
    party = scenario.parties["b"].weights
    share = {g: at_end.goals[g].weight / party[g] for g in party}
    assert max(share.values()) == pytest.approx(min(share.values()))
    half = varied(scenario, {moved: 0.5})
    for g in scenario.goals:
        ends = [next(e[1:] for e in moved.ends if e[0] == g)]
        assert half.goals[g].weight == pytest.approx(sum(ends[0]) / 2)


def test_an_areas_part_of_all_weight_is_what_it_says():
    from models.figures import Figures

    scenario = read("scenarios/exempelkoping.yaml")
    name = min(g.area for g in scenario.goals.values())
    moved = area(scenario, name)
    assert varied(scenario, {moved: moved.today}) is scenario
    weight, first = Figures(scenario=varied(scenario, {moved: 0.4})).weight, scenario.years[0]
    inside = [g for g in scenario.goals if scenario.goals[g].area == name]
    assert sum(weight[g, first] for g in inside) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("frame.totl", "97 %", "103 %"), "frame.total"),
        (("frame.total", "103 %", "97 %"), "mindre"),
        (("frame.total", None, None), "--from"),
        (("omfordelningen", None, None), "menas omfordelning"),
        (("stability.max_increase", "0.01", "0.05"), "procenttecken"),
        (("goals.behorighet.name", "1", "2"), "inget tal"),
        (("blend:x", None, None), "inget parti"),
        (("area:x", None, None), "målområde"),
        (("frame.total", "x", "y"), "skriv ett tal"),
    ],
)
def test_a_lever_that_cannot_be_is_told_in_one_line(asked, says):
    with pytest.raises(ScenarioError, match=says):
        lever(read(SJOBO), *asked)


def test_values_that_the_scenario_does_not_stand_are_told_with_the_lever():
    scenario = read(SJOBO)
    with pytest.raises(ScenarioError, match=r"stability.max_decrease"):
        Template.of(scenario, [lever(scenario, "stability.max_decrease", "10 %", "170 %")])


def test_other_forms_of_the_objective_are_refused():
    with pytest.raises(ScenarioError, match="weighted"):
        Engine(read(two_committees(objective={"form": "maximin"})))


def test_only_a_lever_that_is_a_weight_moves_weights():
    """Krona-neutral weights and the set of what is measured are those of the scenario as it stands.

    School gives 0.6 points per cent of need on average at today's level and costs 600, care 0.6 and 400, so neutral
    weights are as 600 to 400: 0.6 and 0.4. Twice the effect of school would make its own half as large, 3 to 4; held,
    the objective's coefficients stay, and the doubled curve is worth twice as much.
    """
    scenario = read(two_committees(weights={"rule": "krona_neutral", "owner": "A", "stage": None}))
    size = lever(scenario, "effects.school.knowledge.curve", "50 %", "200 %")
    template = Template.of(scenario, [size])
    weight = template.stated.figures.weight
    assert weight["knowledge", 2025] == pytest.approx(0.6)
    at = template.state(np.array([2.0])).figures
    assert at.weight == weight
    assert at.as_it_stands.scenario is scenario
    alone = state(varied(scenario, {size: 2.0})).figures
    assert alone.weight["knowledge", 2025] == pytest.approx(3 / 7)
    index = lever(scenario, "indexation.index", "1 %", "5 %")
    for moved, value in ((size, 0.5), (index, 0.05)):
        assert Template.of(scenario, [moved]).state(np.array([value])).figures.weight == weight
    own = lever(scenario, "goals.knowledge.weight", "0", "4")
    moved = Template.of(scenario, [own]).state(np.array([4.0])).figures
    assert moved.weight["knowledge", 2025] == pytest.approx(4 * 0.6 / (4 * 0.6 + 0.4))
    assert moved.measuring == template.stated.figures.measuring
    nothing = Template.of(scenario, [own]).state(np.array([0.0])).figures
    assert nothing.lines["school"].measured, (
        "a weight of 0 in a study does not take the goal out of what is measured"
    )
