"""Goals of a follow-up: expected by the curves at what was spent, realised, noise, verdict, and what is learned."""

from __future__ import annotations

from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.figures import Figures
from models.follow_up.goals import Learned, Outcome, changes, learned, lessons, noise, outcomes, spread
from models.problems import ScenarioError
from models.reading import read
from models.scenario import Edit
from models.variants import vary
from solver.report.goals_followed import judged, lesson_sentences
from solver.report.studies import text_of
from solver.report.words import Words
from solver.studies.follow_up import follow_up
from tests import followed
from tests.cases import merged, two_committees
from tests.test_replan import YEARS, ended

SCALE = {"goals": {"knowledge": {"reference": None, "indicator": {"present": 80, "floor": 65, "target": 90}}}}
"""A point of knowledge is a quarter of the indicator's unit; 80 is 60 points."""


def study(folder, changes=(), reports=None, **sections):
    """Follow up two committees of which school cost 605 against a need of 618."""
    budget = merged(two_committees(**YEARS), SCALE)
    for change in changes:
        budget = merged(budget, change)
    reports = reports or ended(605, 409)
    return follow_up(followed.lay(folder, budget, followed.follow_up(reports, **sections)))


# ---------------------------------------------------------------------------------------------- known answers


def test_learning_by_hand():
    """τ = 0.5, e = 2, r = 0, σ = 4: k' = 4 / 4.25; with σ = 10.8 the data weigh 0.85 %."""
    found = learned(0.5, 4.0, [(2.0, 0.0)])
    assert found.size == pytest.approx(0.941176, abs=1e-6)
    assert found.sd == pytest.approx(0.485071, abs=1e-6)
    assert found.weight == pytest.approx(0.0588, abs=1e-4)
    assert learned(0.5, 10.8, [(2.0, 0.0)]).weight == pytest.approx(0.0085, abs=1e-4)


def test_expected_is_by_the_curve_at_what_was_spent(tmp_path):
    """Planned 611 of 618: −1.0194 points; 605: −1.8932. Realised 79 is 56 points, 2.11 less than expected."""
    found = study(tmp_path, indicators={"knowledge": {2025: {"value": 79}}}, noise={"knowledge": 1.0}).goals
    of = found["knowledge"]
    assert of.planned == pytest.approx(60 - 7 / 618 * 90)
    assert of.by_money == pytest.approx(-6 / 618 * 90)
    assert of.expected == pytest.approx(60 - 13 / 618 * 90)
    assert of.by_need is None
    assert of.realised == pytest.approx(56)
    assert of.surprise == pytest.approx(56 - 60 + 13 / 618 * 90)
    assert of.noise == pytest.approx(4)
    assert of.verdict == "inside"
    assert found["safety"].realised is None


def test_lags_are_counted(tmp_path):
    """Half of the effect arrives the year after: half of it is expected in the year."""
    lag = {"effects": {"school": {"knowledge": {"lag": ["50 %", "50 %"]}}}}
    of = study(tmp_path, [lag]).goals["knowledge"]
    assert of.expected == pytest.approx(60 - 13 / 618 * 90 / 2)


def test_other_volumes_and_prices_are_told_apart_from_money(tmp_path):
    """2 % more pupils than planned, and prices of 4 % instead of 3 %: need 600 · 1.04 · 1.02 instead of 618."""
    own = {
        "activities": {"lessons": {"committee": "school", "base": 600, "driver": "pupils"}},
        "drivers": {"pupils": {2024: 1000, 2025: 1000, 2026: 1000, 2027: 1000}},
        "effects": {
            "school": None,
            "lessons": {"knowledge": two_committees()["effects"]["school"]["knowledge"]},
        },
    }
    found = study(tmp_path, [own], drivers={"pupils": {2025: 1020}}, prices={"lessons": {2025: "4 %"}})
    of = found.goals["knowledge"]
    need = 600 * 1.04 * 1.02
    assert of.by_money == pytest.approx(-6 / 618 * 90)
    assert of.expected == pytest.approx(60 + (605 / need - 1) * 90)
    assert of.by_need == pytest.approx((605 / need - 605 / 618) * 90)
    assert "annan volym" in text_of(found)


@pytest.mark.parametrize(
    ("surprise", "said"), [(8.0, "more"), (-8.0, "less"), (7.8, "inside"), (-7.8, "inside")]
)
def test_the_verdict_is_at_1_96_of_the_noise(surprise, said):
    assert Outcome(planned=50, by_money=0, by_need=None, realised=50 + surprise, noise=4).verdict == said


def test_the_sentence_counts_goals_of_known_variation_and_says_what_the_money_was_to_do(tmp_path):
    """0.3 points of expected effect inside ±1.96·4 points; without a noise nothing is judged."""
    known = [Outcome(planned=50, by_money=0.3, by_need=None, realised=r, noise=4) for r in (52.0, 60.0)]
    found = study(tmp_path)
    w = Words(found.figures)
    (text,) = judged(w, known)
    assert text.startswith("2 mål har ett utfall och en känd variation; 1 av dem går inte att skilja")
    assert "högst 0,3 poäng; den vanliga variationen är ±7,8 poäng (95 procent)" in text.replace("\xa0", " ")
    assert "varken bekräftar eller motsäger alltså kurvan" in text
    strong = [Outcome(planned=50, by_money=-9.0, by_need=None, realised=42.0, noise=4)]
    assert "kurvan" not in judged(w, strong)[0]
    assert judged(w, known[1:])[0].endswith("känd variation; det går att skilja från vanlig variation.")
    assert "känd variation; det går inte att skilja från" in judged(w, known[:1])[0]
    assert "känd variation; inget av dem går att skilja från" in judged(w, [known[0], known[0]])[0]


def test_noise_is_the_deviation_of_the_yearly_change_net_of_the_nation(tmp_path):
    own = {2020: 78, 2021: 80, 2022: 79, 2023: 82, 2024: 80, 2025: 79}
    nation = {2020: 84, 2021: 85, 2022: 85, 2023: 86, 2024: 86, 2025: 86}
    seen = {"knowledge": {y: {"value": v} for y, v in own.items()}}
    alone = study(tmp_path, indicators=seen).follow_up
    assert noise(alone, "knowledge") == (pytest.approx(4 * stdev([2, -1, 3, -2, -1])), "series")
    net = study(tmp_path, indicators=seen, national={"knowledge": nation}).follow_up
    assert noise(net, "knowledge") == (pytest.approx(4 * stdev([1, -1, 2, -2, -1])), "series_net")
    few = study(tmp_path, indicators={"knowledge": {2025: {"value": 79}}}).follow_up
    assert noise(few, "knowledge") == (None, None)


# --------------------------------------------------------------------------------------------------- learning


RANGED = {"effects": {"school": {"knowledge": {"range": ["50 %", "150 %"]}}}}


def test_a_lesson_is_told_and_applied_by_a_person_only(tmp_path):
    """τ is 100 % over 3.29; e = −1.8932, r = −4, σ = 0.4 points."""
    found = study(
        tmp_path, [RANGED], indicators={"knowledge": {2025: {"value": 79}}}, noise={"knowledge": 0.1}
    )
    (lesson,) = found.lessons.values()
    by_hand = learned(1 / 3.29, 0.4, [(-13 / 618 * 90, -4.0)])
    assert (lesson.size, lesson.sd) == (pytest.approx(by_hand.size), pytest.approx(by_hand.sd))
    assert lesson.size > 1
    ((path, scale),) = changes(found.figures, "knowledge", lesson.size)
    applied = vary(found.scenario, [Edit(path=path, scale=scale)])
    curve = Figures(scenario=applied).curves_of["school"][0].curve
    assert curve[0][1] == pytest.approx(-9 * lesson.size, rel=1e-3)
    text = " ".join(text_of(found).split())
    assert f"- {{path: {path}, scale: {scale}}}" in text
    assert "Inget av detta ändrar räkneförslaget. Den som vill räkna med det skriver dessa rader" in text


def test_little_weight_is_said_to_be_next_to_nothing(tmp_path):
    found = study(
        tmp_path, [RANGED], indicators={"knowledge": {2025: {"value": 79}}}, noise={"knowledge": 4.3}
    )
    assert found.lessons["knowledge"].weight < 0.05
    text = " ".join(lesson_sentences(Words(found.figures), found))
    assert "ett års utfall säger nästan ingenting om kurvan" in text


def test_an_effect_without_range_or_error_is_not_learned(tmp_path):
    seen = {"indicators": {"knowledge": {2025: {"value": 79}}}, "noise": {"knowledge": 4.3}}
    assert study(tmp_path, **seen).lessons == {}
    none = study(tmp_path, [RANGED], noise={"knowledge": 4.3})
    assert none.lessons == {}
    assert "inget går att lära" in " ".join(lesson_sentences(Words(none.figures), none))


def test_the_prior_of_an_elasticity_is_its_standard_error():
    own = {"school": {"knowledge": {"curve": None, "elasticity": 0.1, "se": 0.04}}}
    f = Figures(scenario=read(merged(two_committees(**YEARS), {**SCALE, "effects": own})))
    assert spread(f, f.curves_of["school"][0]) == pytest.approx(0.4)
    assert changes(f, "knowledge", 0.9) == (("effects.school.knowledge.elasticity", "90 %"),)


@given(
    st.floats(0.05, 1),
    st.floats(0.1, 20),
    st.lists(st.tuples(st.floats(-5, 5), st.floats(-20, 20)), min_size=1, max_size=5),
)
def test_outcomes_never_widen_the_band_and_pull_no_further_than_they_say(prior, sigma, pairs):
    found: Learned = learned(prior, sigma, pairs)
    assert found.sd <= prior * (1 + 1e-12)
    assert -1e-12 <= found.weight < 1
    squares = sum(e * e for e, _ in pairs)
    if squares > 1e-6:
        least = sum(e * r for e, r in pairs) / squares  # least squares without a prior
        assert min(1.0, least) - 1e-6 <= found.size <= max(1.0, least) + 1e-6
        assert found.size == pytest.approx(found.weight * least + (1 - found.weight), abs=1e-6)


# ------------------------------------------------------------------------------------------- errors and tables


@pytest.mark.parametrize(
    ("sections", "text"),
    [
        ({"national": {"knowlege": {2024: 1}}}, "menas knowledge?"),
        ({"drivers": {"pupil": {2025: 1}}}, "okänd volym pupil"),
        ({"prices": {"lesson": {2025: "3 %"}}}, "okänd verksamhet lesson"),
        ({"indicators": {"safety": {2025: {"value": 1}}}}, "målet har ingen skala"),
    ],
)
def test_what_is_told_of_goals_is_checked(tmp_path, sections, text):
    with pytest.raises(ScenarioError) as error:
        study(tmp_path, **sections)
    assert text in str(error.value)


def test_tables_tell_goals_and_lessons(tmp_path):
    found = study(
        tmp_path, [RANGED], indicators={"knowledge": {2025: {"value": 79}}}, noise={"knowledge": 4.3}
    )
    goals = {(r["goal"], r["quantity"]): r["value"] for r in found.data_frame("goals").to_dict("records")}
    assert goals["knowledge", "verdict"] == "inside"
    assert float(goals["knowledge", "surprise"]) == pytest.approx(found.goals["knowledge"].surprise, abs=1e-9)
    learning = {r["quantity"]: r["value"] for r in found.data_frame("learning").to_dict("records")}
    assert float(learning["weight"]) == pytest.approx(found.lessons["knowledge"].weight, abs=1e-9)
    assert lessons(found.follow_up, found.money, found.plan) == found.lessons
    assert outcomes(found.follow_up, found.money, found.plan) == found.goals
