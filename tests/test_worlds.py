"""Worlds: known answers, the first year's rules, laws on random scenarios, draws, what is left, and no plan."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from ruamel.yaml import YAML

from models.levers import declared
from models.problems import ScenarioError
from models.reading import document as file_form
from models.reading import read
from models.variants import vary
from solver import NoPlanError, WorldsWithoutPlanError, plots, solve, worlds
from solver.answer.stating import state
from solver.futures.future import Budget, Drawn
from solver.levers.parts import varied
from solver.report.studies import text_of
from solver.report.worlds_without_plan import without_plan
from tests.cases import effect, merged, two_committees
from tests.independent import worlds as independent
from tests.independent.random_scenarios import document, seeds
from tests.test_cli import ROOT, command, left, scenario_file

EXAMPLE = ROOT / "scenarios" / "exempelkoping.yaml"
FORMS = ("expected", "worst", "cvar", "regret")
BLOCK, BLOCKS = 5, 1


def two_goals(curves, **sections):
    """Two committees of 100 with one goal each, no index, equal weights and references of 50."""
    plain = {
        "format": 1,
        "title": "Känt svar",
        "currency": "MSEK",
        "base_year": 2024,
        "indexation": {"index": "0 %"},
        "carry_over": {"rule": "none"},
        "committees": {"a": {"base": 100}, "b": {"base": 100}},
        "weights": {"owner": "test"},
        "goals": {"ga": {"weight": 1, "reference": 50}, "gb": {"weight": 1, "reference": 50}},
        "effects": {"a": {"ga": effect(curves[0])}, "b": {"gb": effect(curves[1])}},
    }
    return merged(plain, sections)


def w1(low="50 %", high="50 %"):
    curves = {"80 %": -20, "100 %": 0, "120 %": 0}, {"80 %": -10, "100 %": 0, "120 %": 10}
    return two_goals(
        curves,
        years=[2025],
        frame={"total": 210},
        activities={
            "a": {"committee": "a", "base": 100, "driver": "antal", "variable_share": "100 %"},
            "b": {"committee": "b", "base": 100},
        },
        drivers={"antal": {2024: 100, 2025: 110}},
        worlds={
            "few": {"probability": low, "change": [{"path": "drivers.antal.2025", "set": 100}]},
            "many": {"probability": high, "change": [{"path": "drivers.antal.2025", "set": 120}]},
        },
    )


def d1(*worse, **sections):
    """D1's budget, and a world for each change beside the one without."""
    curves = {"90 %": -20, "100 %": 0, "110 %": 10}, {"90 %": -10, "100 %": 0, "110 %": 10}
    share = f"{100 / (1 + len(worse))} %"
    made = {f"w{n}": {"probability": share, "change": [change]} for n, change in enumerate(worse)}
    return two_goals(
        curves,
        **merged(
            {
                "years": [2025, 2026],
                "frame": {"total": 200},
                "worlds": {"bas": {"probability": share}, **made},
            },
            sections,
        ),
    )


SHORT = {"path": "frame.total.2025", "set": 190}


# --------------------------------------------------------------------------------------------------- known answers


@pytest.mark.parametrize(
    ("form", "frames", "few", "many"),
    [
        ("expected", (100, 110), 52.5, 44 + 1 / 6),
        ("worst", (120, 90), 47.5, 47.5),
        ("cvar", (120, 90), 47.5, 47.5),
        ("regret", (108, 102), 50.5, 45.5),
    ],
)
def test_w1(form, frames, few, many):
    """A krona of b is worth 0.5 / 2 points; one of a 1 / 2 where 100 are served and 5/6 / 2 where 120 are.

    From (100, 110) to (120, 90) a krona moved to a gives nothing in the world of few and 5/6 in that of many: on
    average 5/12 < 1/2, so that it stays with b; the worst world and the tail take it. Regret: 0.25 a krona in the world
    of few, 10/3 less 1/6 a krona in the other, so 8 kronor and 2 in both.
    """
    found = worlds(w1(), form, *((0.5, 1.0) if form == "cvar" else ()), workers=1)
    assert tuple(found.frames.values()) == pytest.approx(frames)
    told = {world.id: world for world in found.worlds}
    assert (told["few"].value, told["many"].value) == pytest.approx((few, many))
    assert (told["few"].own, told["many"].own) == pytest.approx((52.5, 47.5))
    assert found.known == pytest.approx(50)
    if form == "expected":
        assert found.value == pytest.approx(48 + 1 / 3)
        assert found.worth_of_knowing == pytest.approx(5 / 3)
        assert found.ordinary_value == pytest.approx(47 + 11 / 12)  # (110, 100): 50 and 45 5/6
        assert found.worth_of_counting == pytest.approx(5 / 12)
        assert tuple(found.ordinary_frames.values()) == pytest.approx((110, 100))
    if form == "regret":
        assert [world.regret for world in found.worlds] == pytest.approx([2, 2])
    assert abs(found.common.bound - found.aim) < 1e-8


def test_w1_at_other_probabilities():
    """At 70 per cent a krona of a is worth 7/12 > 1/2 on average."""
    found = worlds(w1("30 %", "70 %"), workers=1)
    assert tuple(found.frames.values()) == pytest.approx((120, 90))
    assert found.value == pytest.approx(47.5)


def test_d1():
    """The second year has 190 in the world of less money, for it restores 10: b gives them, 5 points of half a goal.

    V there is (50 + 50 + 50 + 40) / 4 = 47.5; in the budget 50. The frames of the first year stay lawful, (100, 100).
    """
    found = worlds(d1(SHORT), workers=1)
    assert found.value == pytest.approx(48.75)
    assert tuple(found.frames.values()) == pytest.approx((100, 100))
    _, less = found.worlds
    assert less.value == pytest.approx(47.5)
    assert (less.reserve, less.absorbed, less.deficit) == pytest.approx((0, 0, 10))
    assert found.restored(less) == pytest.approx({2026: 10})
    assert less.frames["a", 2026] + less.frames["b", 2026] == pytest.approx(190)


# ------------------------------------------------------------------------------------------------- the first year


def revenue(amount, **frame):
    """A budget of four years of 200 after a planned surplus of 2 per cent, where a world has other revenue in 2025."""
    whole = 250.0
    central = whole * 0.98 - 200
    change = {"path": "frame.revenue.2025", "set": amount}
    frame = {"total": None, "revenue": whole, "result_target": "2 %", "central": central, **frame}
    return d1(change, years=[2025, 2026, 2027, 2028], frame=frame)


@pytest.mark.parametrize(
    ("amount", "reserve", "absorbed", "deficit"),
    [
        (250, 4, 0, 0),  # nothing is missing: the reserve is there
        (247, 4 - 0.98 * 3, 0, 0),
        (245, 0, 0.98 * 5 - 4, 0),
        (240, 0, 4.8, 0.98 * 10 - 4 - 4.8),
        (230, 0, 4.6, 0.98 * 20 - 4 - 4.6),
    ],
)
def test_reserve_then_surplus_then_deficit(amount, reserve, absorbed, deficit):
    """Less revenue takes the reserve of 4, then 2 per cent of what comes in, then a deficit restored in three steps."""
    found = worlds(
        revenue(amount, reserve_min={2025: "2 %", 2026: "0 %", 2027: "0 %", 2028: "0 %"}), workers=1
    )
    world = found.worlds[1]
    if amount == 250:
        assert world.as_budgeted
    assert (world.reserve, world.absorbed, world.deficit) == pytest.approx(
        (reserve, absorbed, deficit), abs=1e-6
    )
    for y, amount_restored in found.restored(world).items():
        assert amount_restored == pytest.approx(deficit / 3)
        assert sum(world.frames[c, y] for c in ("a", "b")) == pytest.approx(200 - deficit / 3)


def test_no_deficit_without_a_year_to_restore_it_in():
    """With one year the frames themselves must fit in 190: b gives 10, and both worlds have (50 + 40) / 2."""
    found = worlds(d1(SHORT, years=[2025]), workers=1)
    assert tuple(found.frames.values()) == pytest.approx((100, 90))
    assert [world.value for world in found.worlds] == pytest.approx([45, 45])
    assert [world.deficit for world in found.worlds] == [0, 0]


def test_limits_on_the_first_years_frames_stand_in_the_budget_alone():
    """With an index of 10 per cent in the world, no frame could both rise by 2 and by 12 per cent at most and least."""
    limits = {"max_decrease": "1 %", "max_increase": "1 %", "turnover": "2 %"}
    change = {"path": "indexation.index.2025", "set": "10 %"}
    found = worlds(d1(change, stability={k: {2025: v, 2026: "50 %"} for k, v in limits.items()}), workers=1)
    assert found.worlds[1].value < found.worlds[0].value
    assert all(99 - 1e-9 <= frame <= 101 + 1e-9 for frame in found.frames.values())


def test_the_price_of_moving_the_first_years_frames_is_counted_once():
    """Moving 10 of 210 from a to b costs 21 · 20 / 210 = 2 points in every world, against the budget's indexation.

    Indexation has (105, 105) of 210, but a move is counted from last year's frame, indexed: (100, 110) moves 10.
    """
    plain, priced = (worlds({**w1(), "stability": {"change_price": price}}, workers=1) for price in (0, 2.1))
    assert tuple(priced.frames.values()) == pytest.approx(tuple(plain.frames.values()))
    for one, other in zip(plain.worlds, priced.worlds, strict=True):
        assert other.value == pytest.approx(one.value - 2.1 * 10 / 210)


def test_what_is_not_measured_goes_on_from_the_budget():
    """A third committee follows indexation; a cap on its decrease counts from the frame that the budget gave it."""
    change = {"path": "frame.total.2026", "scale": "97 %"}
    third = {"c": {"base": 50, "max_decrease": "1 %"}}
    found = worlds(d1(change, committees=third, frame={"total": 250}), workers=1)
    assert found.frames["c"] == pytest.approx(50)
    assert found.worlds[1].frames["c", 2026] == pytest.approx(49.5)


def test_weights_are_held():
    """Krona-neutral weights are the budget's in a world whose effects are stronger: V there is told in one unit."""
    change = {"path": "effects.school.knowledge.curve", "scale": "150 %"}
    made = {"bas": {"probability": "50 %"}, "w": {"probability": "50 %", "change": [change]}}
    scenario = read(two_committees(weights={"rule": "krona_neutral"}, worlds=made))
    budget = Budget.of(scenario)
    world = budget.world(state(vary(budget.scenario, scenario.worlds["w"].change), budget.standing))
    costs = dict(zip(world.program.columns, world.program.cost, strict=True))
    for name, cost in zip(budget.stated.program.columns, budget.stated.program.cost, strict=True):
        if name[0] == "attainment":
            assert costs[name] == cost


# ------------------------------------------------------------------------------------------------------------ laws


def outside(seed):
    """A random scenario with two worlds beside the budget, or None where the draw does not fit it."""
    doc = {k: v for k, v in document(seed).items() if k not in ("worlds", "risk", "levers")}
    plain, draw = read(doc), random.Random(f"worlds {seed}")
    made = {
        "bas": {"probability": "50 %"},
        "w0": {"probability": "30 %", "change": changes(plain, draw)},
        "w1": {"probability": "20 %", "change": changes(plain, draw)},
    }
    try:
        return read({**doc, "worlds": made})
    except ScenarioError:
        return None


def changes(scenario, draw):
    years, frame = scenario.years, scenario.frame
    found = []
    if frame.total is None:
        found.append(
            {"path": f"frame.revenue.{draw.choice(years)}", "scale": f"{draw.uniform(98, 101):.2f} %"}
        )
    elif frame.result_target is None:
        found.append({"path": f"frame.total.{draw.choice(years)}", "scale": f"{draw.uniform(98, 101):.2f} %"})
    goals = [g for g in sorted(scenario.goals) if scenario.goals[g].reference is not None]
    if goals and draw.random() < 0.5:
        found.append(
            {"path": f"goals.{draw.choice(goals)}.reference", "scale": f"{draw.uniform(97, 100):.2f} %"}
        )
    curves = [(a, g) for a, own in sorted(scenario.effects.items()) for g in sorted(own) if own[g].curve]
    if curves and draw.random() < 0.6:
        path = "effects.{}.{}.curve".format(*draw.choice(curves))
        found.append({"path": path, "scale": f"{draw.uniform(50, 150):.1f} %"})
    if scenario.drivers and draw.random() < 0.6:
        path = f"drivers.{draw.choice(sorted(scenario.drivers))}.{draw.choice(years)}"
        found.append({"path": path, "scale": f"{draw.uniform(97, 103):.2f} %"})
    if draw.random() < 0.4:
        found.append({"path": "indexation.requirement", "set": f"{draw.uniform(0, 0.6):.2f} %"})
    return found or [{"path": "indexation.requirement", "set": "0.3 %"}]


@pytest.mark.seeded
@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_independent_extensive_form_agrees(block):
    for seed in seeds(BLOCK, block * BLOCK):
        agree(seed)


@pytest.mark.slow
def test_it_agrees_where_it_once_did_not():
    """A total that a deficit makes less than nothing leaves no reserve of less than nothing."""
    agree(20261186)
    found = worlds(outside(20261186), "expected", workers=1)
    budget, *others = found.worlds
    assert (budget.deposit, budget.borrowed) == pytest.approx((0, 0), abs=1e-9)
    for world in others:  # what is put aside is missing: it is told as borrowed
        assert world.deposit > 1000
        assert world.borrowed == min(world.deposit, world.absorbed + world.deficit)
    assert "I 2 omvärldar fylls resultatreserven samma år som pengar saknas" in " ".join(
        text_of(found).split()
    )


@pytest.mark.slow
@pytest.mark.seeded
@pytest.mark.parametrize("block", range(BLOCKS, 12))
def test_it_agrees_on_more(block):
    for seed in seeds(BLOCK, block * BLOCK):
        agree(seed)


def agree(seed):
    scenario = outside(seed)
    if scenario is None:
        return
    budget = scenario.model_copy(update={"worlds": {}, "levers": {}})
    each = {id_: vary(budget, w.change) if w.change else budget for id_, w in scenario.worlds.items()}
    probability = {id_: w.probability for id_, w in scenario.worlds.items()}
    joint = independent.Joint(budget, each)
    best = joint.solve(probability)
    try:
        found = worlds(scenario, "expected", workers=1)
    except (NoPlanError, WorldsWithoutPlanError):
        assert best is None, seed
        return
    assert best is not None, seed
    assert found.aim == pytest.approx(best.aim, abs=1e-6), seed
    own = {id_: independent.own_value(budget, world) for id_, world in each.items()}
    for world in found.worlds:
        assert world.own == pytest.approx(own[world.id], abs=1e-6), (seed, world.id)
        with_frames = independent.value_with(budget, each[world.id], found.frames)
        assert world.value == pytest.approx(with_frames, abs=1e-6), (seed, world.id)
        assert world.regret >= -1e-6, seed
    lawful(found, seed)
    others = {"worst": {}, "regret": {"own": own}, "cvar": {"tail": 0.35, "weight": 0.6}}
    for form, how in others.items():
        other = worlds(scenario, form, *((0.35, 0.6) if form == "cvar" else ()), workers=1)
        assert other.aim == pytest.approx(joint.solve(probability, form, **how).aim, abs=1e-6), (seed, form)


def lawful(found, seed=None):
    """WS >= RP >= the mean with the ordinary frames; nothing is worth less than nothing."""
    assert found.worth_of_knowing >= -1e-8, seed
    if found.worth_of_counting is not None:
        assert found.worth_of_counting >= -1e-8, seed
        assert found.known + 1e-8 >= found.value >= found.ordinary_value - 1e-8, seed
    assert -1e-9 <= found.common.bound - found.aim <= 1e-8 * max(1, abs(found.aim)), seed


@pytest.mark.parametrize("form", FORMS)
def test_one_world_that_is_the_budget_is_the_ordinary_run(form):
    made = {"as_it_is": {"probability": "100 %", "change": [{"path": "frame.total", "scale": "100 %"}]}}
    scenario = read(two_committees(worlds=made, stability={"max_decrease": "1 %", "turnover": "2 %"}))
    found, ordinary = worlds(scenario, form, workers=1), solve(scenario)
    assert found.value == pytest.approx(ordinary.value, abs=1e-9)
    (world,) = found.worlds
    for key, frame in world.frames.items():
        assert frame == pytest.approx(ordinary.proposal.q.frame[key], abs=1e-9)
    assert found.worth_of_knowing == found.worth_of_counting == 0


@cache
def example():
    return read(EXAMPLE)


def changed(**made):
    return read({**_document(example()), "worlds": made})


def _document(scenario):
    return file_form(scenario)


def stated():
    return {id_: dict(w) for id_, w in _document(example())["worlds"].items()}


@pytest.mark.parametrize("form", FORMS)
def test_a_world_split_in_two_of_half_probability_changes_nothing(form):
    one = stated()
    half = {**one["lagkonjunktur"], "probability": "20 %"}
    whole, split = (
        worlds(changed(**made), form, workers=1)
        for made in (one, {"bas": one["bas"], "l1": half, "l2": half})
    )
    assert split.aim == pytest.approx(whole.aim, abs=1e-9)
    assert split.value == pytest.approx(whole.value, abs=1e-8)
    assert list(split.frames.values()) == pytest.approx(list(whole.frames.values()), abs=1e-7)
    assert split.worth_of_knowing == pytest.approx(whole.worth_of_knowing, abs=1e-8)


@pytest.mark.parametrize("form", FORMS)
def test_the_order_of_worlds_changes_no_byte(form, tmp_path):
    one = stated()
    told = []
    for n, ids in enumerate((list(one), list(reversed(one)))):
        worlds(changed(**{id_: one[id_] for id_ in ids}), form, workers=1).save(tmp_path / str(n))
        told.append({k: v for k, v in left(tmp_path / str(n)).items() if "/tables/" in k})
    assert told[0] == told[1]


@pytest.mark.parametrize("form", FORMS)
def test_extensive_form_and_l_shaped_give_the_same_frames(form):
    found = [worlds(drawn(), form, draws=8, seed=1, method=m, workers=1) for m in ("extensive", "l-shaped")]
    one, other = found
    assert other.aim == pytest.approx(one.aim, abs=1e-8)
    assert other.value == pytest.approx(one.value, abs=1e-7)
    assert list(other.frames.values()) == pytest.approx(list(one.frames.values()), abs=1e-7)


def test_an_interrupted_search_tells_its_bound(monkeypatch):
    """The best frames so far are answered in every world, and the page says how far is left."""
    import solver.studies.worlds as study

    whole = study.common
    monkeypatch.setattr(
        study, "common", lambda *a, **k: replace(whole(*a, **k), interrupted=True, bound=48.5)
    )
    found = worlds(w1(), workers=1)
    assert found.summary()["status"] == "interrupted"
    assert found.common.bound - found.aim == pytest.approx(1 / 6)
    assert "Avbrutet: ramarna är de bästa som hade hittats, och inga når mer än 1,7·10⁻¹ poäng" in " ".join(
        text_of(found).split()
    )


def test_a_tail_of_nearly_all_is_the_mean_and_of_nearly_nothing_the_worst():
    mean, worst = (worlds(w1(), form, workers=1) for form in ("expected", "worst"))
    nearly_all, nearly_none = (worlds(w1(), "cvar", tail, 1.0, workers=1) for tail in (1 - 1e-9, 1e-6))
    assert nearly_all.aim == pytest.approx(mean.aim, abs=1e-6)
    assert nearly_none.aim == pytest.approx(worst.aim, abs=1e-9)


def test_the_attitude_of_the_file_and_what_is_asked():
    risk = {"form": "cvar", "tail": "50 %", "weight": "100 %", "by": "KS arbetsutskott"}
    scenario = {**w1(), "risk": risk}
    found = worlds(scenario, workers=1)
    assert (found.attitude.form, found.attitude.by) == ("cvar", "KS arbetsutskott")
    assert tuple(found.frames.values()) == pytest.approx((120, 90))
    assert "riskattityden är KS arbetsutskott" in " ".join(text_of(found).split())
    asked = worlds(scenario, "worst", workers=1)
    assert asked.attitude.by is None
    assert "ingen står bakom" in " ".join(text_of(asked).split())
    assert worlds(scenario, "cvar", 0.3, workers=1).attitude.by is None
    for wrong in (("best",), ("worst", 0.2), ("cvar", 0.0), ("cvar", 1.0), ("cvar", 0.2, 2.0)):
        with pytest.raises(ValueError, match=r"form|tail|cvar"):
            worlds(scenario, *wrong, workers=1)


# --------------------------------------------------------------------------------------------------------- no plan


def floors(**made):
    """D1's committees as activities that must have all of their need, whose drivers worlds move."""
    activities = {
        c: {
            "committee": c,
            "base": 100,
            "driver": c,
            "variable_share": "100 %",
            "floor": "100 %",
            "floor_basis": "test",
        }
        for c in ("a", "b")
    }
    drivers = {c: {2024: 100, 2025: 100} for c in ("a", "b")}
    found = d1(years=[2025], frame={"total": 210}, activities=activities, drivers=drivers)
    return {**found, "worlds": made}


def more(c, to, probability="50 %"):
    return {"probability": probability, "change": [{"path": f"drivers.{c}.2025", "set": to}]}


def test_a_world_that_no_lawful_frames_survive_is_told_in_words():
    """115 of a's users and 100 of b's need 215 of 210."""
    with pytest.raises(WorldsWithoutPlanError) as error:
        worlds(floors(bas={"probability": "50 %"}, crowd=more("a", 115)), workers=1)
    told = " ".join(without_plan(error.value).split())
    assert "Omvärlden crowd överlevs inte av några ramar som håller budgetens krav." in told
    assert "i omvärlden: golvet för a 2025" in told
    assert "golvet för b 2025" in told
    assert "i budgeten: ramutrymmet 2025" in told or "i omvärlden: ramutrymmet 2025" in told
    assert "Det saknas 5,0 mnkr" in told
    english = read({**floors(bas={"probability": "50 %"}, crowd=more("a", 115)), "language": "en"})
    with pytest.raises(WorldsWithoutPlanError) as error:
        worlds(english, workers=1)
    told = without_plan(error.value)
    assert "The world crowd is survived by no frames" in told
    assert "5.0 MSEK is missing, a 2025." in told.replace("\u00a0", " ")


def test_worlds_that_no_frames_survive_together():
    """Each needs 10 more to another committee: 210 serve one of them, 220 both."""
    with pytest.raises(WorldsWithoutPlanError) as error:
        worlds(floors(one=more("a", 110), other=more("b", 110)), workers=1)
    assert not error.value.alone
    assert sum(m.amount for found in error.value.lacks.values() for m in found) == pytest.approx(10)
    told = " ".join(without_plan(error.value).split())
    assert "inga ramar överlever alla tillsammans" in told
    assert "det saknas 10,0 mnkr" in told


def test_where_ordinary_frames_leave_a_world_no_plan_there_is_no_vss():
    """Both are worth as much, so that the proposal is indexation's (105, 105); where a needs 109, 4 are missing."""
    found = worlds(floors(bas={"probability": "50 %"}, crowd=more("a", 109)), workers=1)
    assert tuple(found.ordinary_frames.values()) == pytest.approx((105, 105))
    assert found.worth_of_counting is None
    assert found.ordinary_value is None
    (world,) = found.without_ordinary
    assert sum(m.amount for m in world.lacks) == pytest.approx(4)
    assert found.frames["a"] == pytest.approx(109)
    told = " ".join(text_of(found).split())
    assert "Räkneförslagets ramar lämnar ingen plan i crowd (det saknas 4,0" in told
    assert found.summary()["ordinary_leaves_no_plan"] == {"crowd": pytest.approx(4)}


# ----------------------------------------------------------------------------------------------------------- draws

LEVERS = {
    "money": {"path": "frame.total", "scale": ["98 %", "101 %"], "distribution": "uniform", "source": "test"},
    "users": {
        "path": "drivers.old.2026",
        "scale": ["97 %", "104 %"],
        "distribution": "triangular",
        "source": "test",
    },
    "strength": {
        "path": "effects.care.safety.curve",
        "scale": ["50 %", "150 %"],
        "distribution": "normal",
        "source": "test",
    },
    "limit": {
        "path": "stability.turnover",
        "set": ["2 %", "4 %"],
        "distribution": "uniform",
        "source": "test",
    },
}
INDEX = {
    "index": {
        "path": "indexation.index",
        "add": ["-0.5 %", "0.5 %"],
        "distribution": "uniform",
        "source": "test",
    }
}


def drawn(**levers):
    return two_committees(
        levers={**LEVERS, **levers},
        stability={"turnover": "3 %", "max_decrease": "2 %"},
        activities={
            "care": {"committee": "care", "base": 400, "driver": "old", "variable_share": "80 %"},
            "school": {"committee": "school", "base": 600},
        },
        drivers={"old": {2024: 100, 2025: 101, 2026: 102}},
    )


@pytest.mark.parametrize("more_levers", [{}, INDEX], ids=["affine", "restated"])
def test_arrays_of_a_drawn_world_are_those_of_its_scenario(more_levers):
    """A world's program from affine levers is the one that its changed scenario has, stated by itself."""
    scenario = read(drawn(**more_levers))
    levers = tuple(lever for lever in declared(scenario) if lever.id != "limit")
    futures = Drawn(scenario=scenario, levers=levers)
    draw = np.random.default_rng(1)
    for _ in range(3):
        point = np.array([draw.uniform(lever.low, lever.high) for lever in levers])
        at = dict(zip(levers, map(float, point), strict=True))
        asked = futures.budget.world(state(varied(futures.budget.scenario, at), futures.budget.standing))
        given = futures.at(point)
        for name in ("cost", "lower", "upper", "row_lower", "row_upper", "data"):
            one, other = (getattr(which.program, name) for which in (given, asked))
            finite = np.isfinite(other)
            assert one[finite] == pytest.approx(other[finite], abs=1e-9), name
        assert given.program.rows == asked.program.rows
        assert given.need == pytest.approx(asked.need)
        assert given.frame == pytest.approx(asked.frame)


def test_drawn_worlds():
    found = worlds(drawn(), draws=12, seed=3, workers=1)
    assert [lever.id for lever in found.levers] == ["money", "strength", "users"]
    assert [lever.id for lever in found.not_drawn] == ["limit"]
    assert [world.probability for world in found.worlds] == pytest.approx([1 / 12] * 12)
    assert found.draws == 12
    lawful(found)
    told = text_of(found)
    assert "12 lika sannolika omvärldar dragna ur spakarna (latinsk hyperkub, frö 3)" in " ".join(
        told.split()
    )
    assert "Inte dragna, fast de har en fördelning: stability.turnover." in " ".join(told.split())
    assert found.summary()["sampling"]["seed"] == 3
    assert len(found.data_frame("draws")) == 36
    assert worlds(drawn(), draws=12, seed=3, workers=1).rows() == found.rows()


def test_draws_that_no_frames_survive_are_left_out_and_counted():
    """Where 210 must serve up to 115 of a and 100 of b, draws above 110 are left out; the rest weigh 1 / N each."""
    lever = {"path": "drivers.a.2025", "set": [100, 115], "distribution": "uniform", "source": "test"}
    found = worlds({**floors(), "worlds": {}, "levers": {"users": lever}}, draws=15, seed=1, workers=1)
    users = found.points[:, 0]
    assert {one.draw for one in found.left_out} == set(np.flatnonzero(users > 110).tolist())
    assert 0 < len(found.left_out) < 15
    assert {world.probability for world in found.worlds} == {1 / (15 - len(found.left_out))}
    for row in found.left_out_rows():
        assert row["missing"] == pytest.approx(users[row["draw"]] - 110, abs=1e-6)
        assert row["rule"]
        assert row["levers"].startswith("users = ")
    assert f"{len(found.left_out)} av 15 dragningar överlevs inte" in " ".join(text_of(found).split())


def test_what_may_not_be_drawn():
    political = {"limit": LEVERS["limit"]}
    for levers, phrase in (
        (political, "ingen spak får dras: limit"),
        ({}, "ingen spak har någon fördelning"),
    ):
        scenario = {**drawn(), "levers": levers}
        with pytest.raises(ScenarioError, match=phrase):
            worlds(scenario, draws=4, workers=1)
    with pytest.raises(ScenarioError, match="inga omvärldar"):
        worlds(two_committees(), workers=1)
    with pytest.raises(ScenarioError, match="weighted"):
        worlds({**w1(), "objective": {"form": "maximin"}}, workers=1)
    with pytest.raises(ValueError, match="draws"):
        worlds(drawn(), draws=0)


KILLED = """
import os, signal, sys
import solver.sweeping.sweep as sweeping
from solver import worlds
from tests.test_worlds import drawn

sweeping.CHUNK = 8
seen = 0

def progress(at):
    global seen
    seen += at.done > at.earlier
    if seen == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

worlds(drawn(), draws=16, seed=2, workers=1, folder=sys.argv[1], progress=progress).save(sys.argv[3])
"""


@pytest.mark.slow
def test_killed_and_resumed_gives_the_same_bytes(tmp_path):
    """Killed in the first pass, then in the second; each time what was answered is kept."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", KILLED]

    def run(parts, at, out):
        done = subprocess.run(
            [*words, tmp_path / parts, str(at), tmp_path / out], env=env, cwd=ROOT, check=False
        )
        return done.returncode

    assert run("one", 1, "none") == -signal.SIGKILL
    assert run("one", 2, "none") == -signal.SIGKILL
    assert not (tmp_path / "none").exists()
    never = 99
    assert run("one", never, "resumed") == 0
    assert run("two", never, "whole") == 0
    assert left(tmp_path / "resumed") == left(tmp_path / "whole")
    assert len(list((tmp_path / "one").rglob("part-*.parquet"))) == 4


def test_processes_change_no_byte(tmp_path, monkeypatch):
    monkeypatch.setattr("solver.sweeping.sweep.CHUNK", 6)
    for workers in (1, 2):
        worlds(drawn(), draws=12, seed=5, workers=workers).save(tmp_path / str(workers))
    assert left(tmp_path / "1") == left(tmp_path / "2")


# ----------------------------------------------------------------------------------------------------- the command


def test_the_command(tmp_path):
    made = {
        "bas": {"probability": "50 %"},
        "less": {"probability": "50 %", "change": [{"path": "frame.total", "scale": "97 %"}]},
    }
    path = scenario_file(tmp_path, worlds=made)
    done = command(
        "worlds",
        path,
        "--out",
        tmp_path / "out",
        "--form",
        "cvar",
        "--tail",
        "20",
        "%",
        "--weight",
        "50 %",
        "--plots",
    )
    assert done.returncode == 0, done.stderr
    assert "Det vi inte vet" in done.stdout
    found = left(tmp_path / "out" / "studies" / "worlds")
    assert {name for name in found if name.startswith("tables/")} == {
        f"tables/{name}.csv" for name in ("worlds", "frames", "year1")
    }
    assert {"plots/worlds.svg", "plots/worlds-frames.png", "report.html", "result.json"} <= set(found)
    told = json.loads(found["result.json"])
    assert told["form"] == {"kind": "cvar", "tail": 0.2, "weight": 0.5, "by": None}
    assert abs(told["certificate"]["gap"]) < 1e-8
    header = found["tables/worlds.csv"].decode().splitlines()[0]
    assert header == "world,probability,quantity,value,unit"
    assert (
        "kommunbudget worlds exempel.yaml --form cvar --tail &#39;20 %&#39;" in found["report.html"].decode()
    )
    ran = command("run", path, "--out", tmp_path / "run")
    assert "Scenariot har 2 omvärldar: kommunbudget worlds." in ran.stdout


@pytest.mark.parametrize(
    ("words", "status", "phrase"),
    [
        (("--tail", "0.2"), 2, "procenttecken"),
        (("--tail", "0 %"), 2, "procenttecken"),
        (("--form", "worst", "--tail", "20 %"), 2, "hör till --form cvar, inte worst"),
        (("--draws", "4"), 2, "ingen spak har någon fördelning"),
        ((), 3, "överlevs inte av några ramar"),
    ],
)
def test_the_command_says_what_is_wrong(tmp_path, words, status, phrase):
    path = tmp_path / "x.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML().dump(floors(bas={"probability": "50 %"}, crowd=more("a", 115)), file)
    done = command("worlds", path, "--out", tmp_path / "out", *words)
    assert done.returncode == status, done.stderr
    assert phrase in " ".join((done.stdout + done.stderr).split())
    assert not (tmp_path / "out" / "studies").exists()


def test_changes_of_a_world_are_told_as_the_file_has_them():
    """A scale of 99.95 % is not 100.0 %, and less is not + -0.25 %."""
    changes = [
        {"path": "frame.total", "scale": "99.95 %"},
        {"path": "indexation.index", "add": "-0.25 %"},
        {"path": "goals.ga.reference", "set": 48.5},
    ]
    scenario = {**w1(), "worlds": {"x": {"probability": "100 %", "change": changes}}}
    swedish = " ".join(text_of(worlds(scenario, workers=1)).split())
    assert "frame.total × 99,95 %, indexation.index − 0,25 %, goals.ga.reference = 48,5 (" in swedish
    english = " ".join(text_of(worlds({**scenario, "language": "en"}, workers=1)).split())
    assert "frame.total × 99.95%, indexation.index − 0.25%, goals.ga.reference = 48.5 (" in english


def test_english_and_plots():
    found = worlds({**w1(), "language": "en"}, workers=1)
    told = " ".join(text_of(found).split())
    assert "To count with several worlds is worth 0.42 points, 1.7 MSEK a year" in told
    assert "To know before frames are decided would be worth 1.67 points, 6.7 MSEK a year" in told
    pictures = plots(found)
    assert set(pictures) == {"worlds", "worlds-frames"}
    assert pictures["worlds"].title == "Not to know costs most in many: 3.33 points with the common frames"
    assert pictures["worlds-frames"].title.startswith(
        "Several worlds change the frame 2025 most for a: −10.0 MSEK"
    )
    for picture in pictures.values():
        assert picture.alt
        assert picture.svg()
