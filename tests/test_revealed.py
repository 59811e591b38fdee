"""Revealed weights: zero regret where they were known, and the same least regret without duality."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from scipy.optimize import linprog

from models.figures import Figures
from models.reading import read
from solver import NoPlanError, ScenarioError, revealed_weights, solve
from solver.report.studies import text_of
from solver.report.studies.revealed import span
from solver.report.words import Words
from solver.studies.revealed import Weight, allowing, forward, reached, value_under
from tests.cases import EVERY_RULE, PLAIN, merged, two_committees
from tests.independent import formulation
from tests.independent.random_scenarios import document, seeds
from tests.test_cli import SJOBO, command, left

HOOR = SJOBO.parent / "hoor-2025.yaml"
SEEDS = seeds(24)


@pytest.mark.usefixtures("unexplained")
@pytest.mark.seeded
def test_our_own_plans_leave_no_regret_and_their_weights_lie_in_the_range():
    checked = 0
    for seed in SEEDS:
        scenario = read(document(seed))
        try:
            proposal = solve(scenario).proposal
        except NoPlanError:
            continue
        found = revealed_weights(scenario, proposal)
        assert found.regret < 1e-6, seed
        assert found.stated_regret < 1e-6, seed
        assert found.gap < 1e-6, seed
        for g, weight in found.goals.items():
            assert weight.low - 1e-7 <= weight.stated <= weight.high + 1e-7, (seed, g)
            assert weight.revealed == pytest.approx(weight.stated, abs=1e-6), (seed, g)
        checked += 1
    assert checked >= 15


def test_a_plan_made_with_other_weights_is_told_by_them():
    for seed in (0, 3, 5, 8):
        scenario = read(document(seed))
        other = merged(document(seed), {"weights": {"rule": "stated"}})
        for k, goal in enumerate(sorted(other["goals"])):
            other["goals"][goal]["weight"] = 1 + k
        made = read(other)
        assert not made.stability.change_price  # goals that nothing reaches may weigh more or less against it
        found = revealed_weights(scenario, solve(made).proposal)
        assert found.regret < 1e-6, seed
        whole = sum(made.goals[g].weight for g in found.goals)
        for g, weight in found.goals.items():
            assert weight.low - 1e-6 <= made.goals[g].weight / whole <= weight.high + 1e-6, (seed, g)


def brute(scenario, plan, steps=2000):
    """Regret over a grid of the weight of the first of two goals."""
    found = revealed_weights(scenario, plan)
    allowed, goals = allowing(found.stated, found.plan), reached(found.stated)
    grid = np.linspace(0, 1, steps + 1)
    regrets = [
        forward(found.stated, allowed, goals, w) - value_under(found.stated, found.plan, goals, w)
        for w in (np.array([v, 1 - v]) for v in grid)
    ]
    return found, grid, np.array(regrets)


@pytest.mark.parametrize("moved", [-6.0, 0.0, 3.0])
def test_two_goals_by_brute_force(moved):
    """School (first goal: knowledge) gets a little more or less than indexation."""
    scenario = read(two_committees())
    plan = {
        "frames": {
            "school": {2025: 611.82 + moved, 2026: 630.1746 + moved},
            "care": {2025: 407.88 - moved, 2026: 420.1164 - moved},
        }
    }
    found, grid, regrets = brute(scenario, plan, steps=400)
    assert found.regret <= regrets.min() + 1e-9
    assert found.regret == pytest.approx(regrets.min(), abs=0.02)
    first = found.goals["knowledge"]
    near = grid[regrets <= found.regret + 1e-6]
    assert all(first.low - 1e-9 <= w <= first.high + 1e-9 for w in near)
    best = grid[regrets.argmin()]
    assert first.low - 1 / 400 <= best <= first.high + 1 / 400


def test_one_kronas_worth_decides_the_weights_of_two_goals():
    """Below today's level 1 MSEK of school is worth 0.9/6.18 points of knowledge, of care 0.8/4.12 of safety.

    Both committees stand inside a segment, so only w · 0.9/6.18 = (1 − w) · 0.8/4.12 leaves nothing to gain.
    """
    found = revealed_weights(read(two_committees()), "indexation")
    w = (0.8 / 4.12) / (0.8 / 4.12 + 0.9 / 6.18)
    assert found.goals["knowledge"].revealed == pytest.approx(w, abs=1e-5)
    assert found.goals["knowledge"].high - found.goals["knowledge"].low < 1e-4
    assert found.regret < 1e-6
    assert found.stated_regret > 0.01


@pytest.mark.parametrize("total", [None, {2025: 194}])
def test_a_plan_is_held_against_plans_that_hand_out_as_much(total):
    """It hands out 194 of 200, or of a total of its own, as 97 and 97. 1 MSEK is worth 1 point of ga in a, 0.5 of gb
    in b, so that weights of 1/3 and 2/3 leave nothing to gain.

    With 1/2 each, a gains until it stands at 104 and b at its start, 90: (53.6 + 45) / 2 = 49.3, and the plan has
    (47 + 48.5) / 2 = 47.75. Had the other 6 been handed out too, it would have been (59 + 45) / 2 = 52.
    """
    scenario = read(PLAIN)
    plan = {"frames": {"a": {2025: 97}, "b": {2025: 97}}, **({} if total is None else {"total": total})}
    found = revealed_weights(scenario, plan)
    assert found.regret == pytest.approx(0, abs=1e-6)
    assert found.goals["ga"].revealed == pytest.approx(1 / 3, abs=1e-5)
    assert found.stated_regret == pytest.approx(49.3 - 47.75, abs=1e-6)


def by_year(model, scenario):
    """How a goal's weight divides over the years, discounted sum 1: by w⁰ and its driver, also if it weighs nothing."""
    neutral = formulation.neutral_weights(scenario) if scenario.weights.rule == "krona_neutral" else None
    profile = {}
    for y in model.all_years:
        at = min(y, model.years[-1])
        factor = {g: 1.0 if neutral is None else neutral.get((g, at), 0.0) for g in scenario.goals}
        for g, goal in scenario.goals.items():
            if goal.weight_follows is not None:
                driver = scenario.drivers[goal.weight_follows]
                factor[g] *= driver[at] / driver[model.base_year]
        whole = sum(goal.weight * factor[g] for g, goal in scenario.goals.items())
        profile |= {(g, y): factor[g] / whole for g in scenario.goals}
    whole = {g: sum(model.discount[y] * profile[g, y] for y in model.all_years) for g in scenario.goals}
    return {(g, y): part / whole[g] if whole[g] else 1.0 for (g, y), part in profile.items()}


def cutting_planes(scenario, plan):
    """The least regret by plans of an independent formulation, one cut each: no duality."""
    model = formulation.Model(scenario)
    goals = sorted({e.goal for e in model.effects})
    stated = formulation.weights(scenario)
    part = {g: sum(model.discount[y] * stated[g, y] for y in model.all_years) for g in scenario.goals}
    mass = sum(part[g] for g in goals)
    profile = by_year(model, scenario)

    def counted(frames, spend):
        attainment = formulation.evaluate(scenario, frames, spend, by=model.by)[1]
        value = formulation.evaluate(scenario, frames, spend, by=model.by)[0]
        per = np.array(
            [
                sum(model.discount[y] * profile[g, y] * min(attainment[g, y], 100.0) for y in model.all_years)
                for g in goals
            ]
        )
        whole = sum(
            model.discount[y] * model.by[g, y] * min(attainment[g, y], 100.0)
            for g in scenario.goals
            for y in model.all_years
        )
        return mass * per, whole - value

    q = plan.q
    frames = {(c, y): q.frame[c, y] for c in model.committees for y in model.years}
    for y in model.years:  # the plans that it is held against hand out the same money
        handed = formulation.combine(*((1.0, model.frame(c, y)) for c in model.committees))
        amount = sum(frames[c, y] for c in model.committees)
        model.program.equal(("handed_out", y), handed, formulation.constant(amount))
    own, own_cost = counted(frames, q.spend)
    cuts, low, w = [], -np.inf, np.full(len(goals), 1 / len(goals))
    for _ in range(200):
        free = dict.fromkeys(scenario.goals, 0.0) | dict(zip(goals, mass * w, strict=True))
        model.by = {(g, y): free[g] * profile[g, y] for g in scenario.goals for y in model.all_years}
        _, x = model.program.minimise(model.loss(), "highs-ds")

        def told(quantity, x=x):
            return formulation.value_of(quantity, model.program.columns, x)

        best = {(c, y): told(model.frame(c, y)) for c in model.committees for y in model.years}
        spend = {(a, y): told(model.spend(a, y)) for a in model.activities for y in model.years}
        model.by = formulation.weights(scenario)
        gained, cost = counted(best, spend)
        regret = float(w @ (gained - own)) - cost + own_cost
        if regret <= low + 1e-8:
            return regret
        cuts.append((gained - own, own_cost - cost))
        matrix = np.array([[*gain, -1.0] for gain, _ in cuts])
        answer = linprog(
            [*np.zeros(len(goals)), 1.0],
            A_ub=matrix,
            b_ub=[-constant for _, constant in cuts],
            A_eq=[[*np.ones(len(goals)), 0.0]],
            b_eq=[1.0],
            bounds=[*[(0, None)] * len(goals), (None, None)],
        )
        w, low = np.clip(answer.x[:-1], 0, None), float(answer.x[-1])
    pytest.fail("the cuts did not settle")


@pytest.mark.slow
@pytest.mark.usefixtures("unexplained")
def test_least_regret_agrees_with_cutting_planes_over_an_independent_formulation():
    """On plans that break nothing: indexation of random scenarios."""
    checked = 0
    for seed in range(60):
        scenario = read(document(seed))
        try:
            result = solve(scenario)
        except NoPlanError:
            continue
        plan = result.plans["indexation"]
        if plan.broken(result.families.values(), roles=("limit", "rule", "account")):
            continue
        if scenario.carry_over.rule == "carry":
            continue
        assert revealed_weights(scenario, plan).regret == pytest.approx(
            cutting_planes(scenario, plan), abs=2e-6
        ), seed
        checked += 1
        if checked == 8:
            return
    assert checked >= 4


def test_a_plan_that_breaks_limits_has_no_negative_regret():
    for id_ in ("styret", "s", "mp", "v", "indexation", "volume"):
        found = revealed_weights(HOOR, id_)
        assert found.regret >= 0
        assert found.stated_regret >= found.regret - 1e-6
        assert sum(w.revealed for w in found.goals.values()) == pytest.approx(1)
        assert all(w.low <= w.revealed <= w.high for w in found.goals.values())


@pytest.mark.parametrize("plan", ["styret", "s", "mp", "v"])
def test_a_plan_that_misses_an_equality_is_explained_within_what_it_misses(plan):
    """Höör's printed plans miss rows of what is not measured, which then have room on one side only."""
    found = revealed_weights(read(HOOR), plan)
    allowed, goals = allowing(found.stated, found.plan), reached(found.stated)
    weight = np.array([found.goals[g].revealed for g in goals])
    room = forward(found.stated, allowed, goals, weight) - value_under(
        found.stated, found.plan, goals, weight
    )
    assert room == pytest.approx(found.regret, abs=2e-6)  # weights may leave 1e-6 more than the least
    assert found.regret <= found.stated_regret + 1e-9


def test_area_weights_explain_no_better_than_goal_weights():
    goals, areas = (revealed_weights(HOOR, "styret", by=by) for by in ("goal", "area"))
    assert goals.regret <= areas.regret + 1e-6 <= areas.stated_regret + 2e-6
    ratio = {g: w.revealed / w.stated for g, w in areas.goals.items()}
    assert ratio["larartathet"] == pytest.approx(ratio["behorighet"])


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(0.408, 0.411, "40,8–41,1 (41,0)"), (0.4101, 0.4104, "41,0"), (0.1, 0.5, "10,0–50,0 (41,0)")],
)
def test_a_weight_has_its_range_wherever_the_range_shows(low, high, text):
    words = Words(Figures(scenario=read(two_committees())))
    assert span(words, Weight(stated=0.3, revealed=0.41, low=low, high=high)) == text


def test_looser_explanation_widens_the_range_and_comes_nearer_to_the_stated():
    tight, loose = (revealed_weights(HOOR, "styret", within=v) for v in (0, 0.01))
    assert loose.gap < tight.gap
    assert loose.regret <= tight.regret + 0.01 + 1e-6
    for g, w in tight.goals.items():
        assert loose.goals[g].low <= w.low + 1e-6
        assert loose.goals[g].high >= w.high - 1e-6


def test_every_rule_at_once():
    found = revealed_weights(read(two_committees(**EVERY_RULE)), "proposal")
    assert found.regret < 1e-6


@pytest.mark.parametrize("asked", [{"by": "areas"}, {"within": -1}, {"within": float("nan")}])
def test_what_cannot_be_asked_is_refused(asked):
    """An unknown ``by`` was answered by area, and a regret below 0 as if it were 0."""
    with pytest.raises(ValueError, match="by is goal or area, and within points from 0"):
        revealed_weights(two_committees(), "indexation", **asked)


def test_another_form_of_objective_is_refused():
    with pytest.raises(ScenarioError, match="weighted"):
        revealed_weights(read(two_committees(objective={"form": "maximin"})), "indexation")


@pytest.mark.slow
def test_the_page_and_the_table(tmp_path):
    done = command("run", SJOBO, "--out", tmp_path)
    before = left(tmp_path)
    done = command("weights", SJOBO, "--plan", "antagen", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Jämfört med de angivna vikterna" in done.stdout
    assert "bör" not in done.stdout.split()
    after = left(tmp_path)
    assert {name: after[name] for name in before} == before
    table = after["studies/weights-antagen/tables/weights.csv"].decode().splitlines()
    rows = list(csv.DictReader(table))
    assert sum(
        float(r["value"]) for r in rows if r["quantity"] == "revealed_weight" and r["goal"]
    ) == pytest.approx(1)
    assert command("weights", SJOBO, "--plan", "ingen").returncode == 2


def test_the_page_in_english():
    text = text_of(revealed_weights(read(two_committees(language="en")), "indexation"))
    assert "Nothing of the plan is unexplained" in text
    assert "Compared with the stated weights" in text
