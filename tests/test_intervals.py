"""Stability intervals: the answer is the same inside and another outside; two independent ways to each end."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from models.packages import settled
from models.reading import document as written
from models.reading import read
from models.scenario import Edit
from models.units import write_share
from models.variants import vary
from solver import NoPlanError, intervals, sensitivity
from solver.report.studies import text_of
from tests.cases import always, effect, held, two_committees
from tests.independent.random_scenarios import document, seeds
from tests.test_cli import command, scenario_file

SJOBO, EXAMPLE = "scenarios/sjobo-2025.yaml", "scenarios/exempelkoping.yaml"


@pytest.fixture(scope="module", params=always([SJOBO, EXAMPLE], 0))
def found(request):
    return intervals(request.param, shown=3)


def one_year(**sections):
    """Committees of 100 each and nothing that limits them but the total."""
    return {
        "format": 1,
        "title": "Exempel",
        "language": "en",
        "currency": "MSEK",
        "base_year": 2024,
        "years": [2025],
        "indexation": {"index": "0 %"},
        "carry_over": {"rule": "none"},
        "weights": {"owner": "Exempel"},
        **sections,
    }


def curves(**by_activity):
    return {a: {g: {"curve": curve} for g, curve in own.items()} for a, own in by_activity.items()}


def sized(figures, path, size):
    """The edits that multiply the curve of an effect or complement; an elasticity becomes a curve."""
    (r,) = (r for r in figures.responses if r.path == path)
    claim = written(settled(figures.scenario, figures.scenario.effects))
    for key in path.split("."):
        claim = claim[key]
    shape = ("curve", "elasticity", "se", "shape", "at", "points")
    kept = {key: entry for key, entry in claim.items() if key not in shape}
    return [Edit(path=path, set={**kept, "curve": {write_share(x): points * size for x, points in r.curve}})]


def moved(scenario, figures, entry, value):
    """The answer with one assumption at a value and all weights as they are."""
    plain = scenario.model_copy(update={"levers": {}})  # a lever may vary what becomes a curve here
    if entry.kind == "weight":
        return held(scenario, vary(plain, [Edit(path=entry.path, set=value)]))
    return held(scenario, vary(plain, sized(figures, entry.path, value)))


def off(result, other):
    """How far the two answers lie from each other [MSEK]: frames and spends."""
    frames = max(abs(result.frames[key] - other.frames[key]) for key in result.frames)
    old, new = result.proposal.q.spend, other.proposal.q.spend
    return max(frames, *(abs(old[key] - new[key]) for key in old))


def test_inside_the_answer_is_the_same_and_outside_another(found):
    result = found.result
    narrow = [e for e in found.entries if not math.isinf(e.first)]
    assert len(narrow) > 5
    checked = 0
    for entry in narrow[::3]:
        for end, out in ((entry.low, -1), (entry.high, 1)):
            if math.isinf(end) or end <= 0:
                continue
            step = 2e-3 * end
            inside = moved(found.scenario, result.figures, entry, end - out * step / 100)
            assert off(result, inside) < 1e-5, (entry, end)
            outside = moved(found.scenario, result.figures, entry, end + out * step)
            assert off(result, outside) > 1e-5, (entry, end)
            checked += 1
    assert checked >= 8


def test_a_weights_interval_is_where_the_exact_curve_first_moves(found):
    result = found.result
    for goal in list(result.scenario.goals)[:3]:
        entry = found.of("weight", goal)
        curve = sensitivity(result.scenario, f"goals.{goal}.weight", "0", str(4 * entry.today))
        here = curve.at(entry.today)
        for state in (s for stretch in curve.stretches for s in (stretch.start, stretch.stop)):
            same = np.abs(state.spend - here.spend).max() < 1e-6
            if not same:
                assert not entry.low + 1e-5 < state.at < entry.high - 1e-5  # dual tolerance
        assert entry.followed == curve.exact
        if not curve.exact:  # a swept curve does not place what moves less than its tolerance
            continue
        place = curve.part(min(entry.high, curve.high))
        assert any(
            abs(s.start.part - place) < 1e-6 or abs(s.stop.part - place) < 1e-6 for s in curve.stretches
        )


def test_by_hand_on_two_committees():
    """School pays per cent of need 0.9 points below and 0.3 above for 6.18, care 0.8 and 0.4 for 4.12.

    The total is one per cent short in the first year, so one of them stands below today's level and the other at it. A
    krona of school is worth w·0.9/6.18 below today's level, of care (1 − w)·0.8/4.12 below and (1 − w)·0.4/4.12 above.
    With equal weights care's cut is the dearer one, so school is short: as long as school's cut is worth less than
    care's, and more than what care would gain above today's level, the answer is the same.
    """
    found = intervals(two_committees())
    low_part = (0.4 / 4.12) / (0.9 / 6.18 + 0.4 / 4.12)
    high_part = (0.8 / 4.12) / (0.9 / 6.18 + 0.8 / 4.12)
    entry = found.of("weight", "knowledge")
    assert entry.part[1] == pytest.approx(low_part, abs=1e-6)
    assert entry.part[2] == pytest.approx(high_part, abs=1e-6)
    assert entry.low == pytest.approx(low_part / (1 - low_part), abs=1e-6)
    size = found.of("effect", "knowledge", "school")
    assert size.low == pytest.approx((0.4 / 4.12) / (0.9 / 6.18), abs=1e-6)
    assert size.high == pytest.approx((0.8 / 4.12) / (0.9 / 6.18), abs=1e-6)


def test_an_effect_is_followed_past_the_size_at_which_its_goal_is_met():
    """Where attainment passes 100 points the goal's price goes: the interval is cut there and gone on from."""
    scenario = two_committees(
        goals={"safety": {"reference": 101}},
        effects={"care": {"safety": effect({"90 %": -8, "100 %": 0, "110 %": 4})}},
        frame={"total": {2025: 1040.0, 2026: 1071.0}},
    )
    found = intervals(scenario)
    entry = found.of("effect", "safety", "care")
    result = found.result
    for value in (entry.low, min(entry.high, 3.0)):
        other = moved(result.scenario, result.figures, entry, max(value, 1e-3))
        assert off(result, other) < 1e-5
    if not math.isinf(entry.high):
        assert off(result, (moved(result.scenario, result.figures, entry, entry.high * 1.01))) > 1e-5


def test_a_goal_floor_that_binds_stops_an_effect_at_once_on_one_side():
    scenario = two_committees(goals={"knowledge": {"minimum": 59.8, "weight": 0.1}})
    found = intervals(scenario)
    entry = found.of("effect", "knowledge", "school")
    result = found.result
    assert result.proposal.q.attainment["knowledge", 2025] == pytest.approx(59.8, abs=1e-6)
    assert entry.high == pytest.approx(1.0, abs=1e-6)
    assert off(result, (moved(result.scenario, result.figures, entry, 1.02))) > 1e-4


def test_what_moves_first_is_told_with_what_then_moves(found):
    first = found.entries[0]
    assert first.first <= found.entries[-1].first
    assert first.moves
    text = " ".join(text_of(found, width=100).split())
    assert "Svaret är detsamma så länge" in text
    assert "Strax" in text
    assert " bör " not in text


def test_the_command_leaves_its_tables(tmp_path):
    path = scenario_file(tmp_path)
    done = command("intervals", path, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "out/studies/intervals/result.json").read_text(encoding="utf-8"))
    assert {row["kind"] for row in told["intervals"]} == {"weight", "effect"}
    table = (tmp_path / "out/studies/intervals/tables/intervals.csv").read_text(encoding="utf-8")
    assert len(table.splitlines()) == 1 + len(told["intervals"])


def test_a_goal_that_is_alone_can_weigh_anything():
    scenario = two_committees(
        goals={"safety": None},
        effects={"care": {"safety": None, "knowledge": effect({"90 %": -8, "100 %": 0, "110 %": 4})}},
    )
    entry = intervals(read(scenario)).of("weight", "knowledge")
    assert (entry.low, entry.high) == (0.0, math.inf)


@pytest.mark.parametrize("bound", ["100 points", "its minimum"])
def test_by_hand_where_a_goal_stands_at_a_bound_and_an_activity_at_its_kink(bound):
    """Activity b takes goal g to its bound at level 105 %; activity a stays at the kink of its curve, 100 %.

    At the margin a krona is worth as much in b as in c. The price p of a point of g is therefore half of what a point
    of h is worth at c (0.8 points a per cent at c, 2 at b; 0.4 of it against a weight of 0.5; and 0.8 · 0.8 / 2 =
    0.32 against a weight of 0.2). At size s, a is worth 2.5·s·p below 100 % and 1.5·s·p above, against 2·p at b: it
    stays while 2.5·s >= 2 and 1.5·s <= 2, from 0.8 to 1.3333.
    """
    at_100 = bound == "100 points"
    found = intervals(
        one_year(
            frame={"total": 300},
            committees={"a": {"base": 100}, "b": {"base": 100}, "c": {"base": 100}},
            goals={
                "g": {"weight": 1, "reference": 90}
                if at_100
                else {"weight": 0.2, "reference": 50, "minimum": 60},
                "h": {"weight": 1 if at_100 else 0.8, "reference": 50},
            },
            effects=curves(
                a={"g": {"90 %": -25, "100 %": 0, "110 %": 15}},
                b={"g": {"90 %": -20, "100 %": 0, "110 %": 20}},
                c={"h": {"90 %": -8, "100 %": 0, "110 %": 8}},
            ),
        )
    )
    assert found.result.frames["b", 2025] == pytest.approx(105)
    entry = found.of("effect", "g", "a")
    assert (entry.low, entry.high) == pytest.approx((0.8, 4 / 3), abs=1e-6)
    assert entry.past == ("moves", "moves")
    assert entry.first == pytest.approx(0.2, abs=1e-6)
    for e in found.entries:  # nothing leads what changes the answer first unless something then moves
        assert bool(e.moves) is not math.isinf(e.first), e


def test_an_interval_ends_where_no_plan_is_left_and_says_so():
    """Goal ga needs 58 of the 58 points that a reaches at 110 %: a smaller effect leaves no plan.

    A larger effect changes nothing until a reaches 100 points with it: 50 + 8·s = 100 at s = 6.25.
    """
    found = intervals(
        one_year(
            frame={"total": 200},
            committees={"a": {"base": 100}, "b": {"base": 100}},
            goals={
                "ga": {"weight": 1, "reference": 50, "minimum": 58},
                "gb": {"weight": 1, "reference": 50},
            },
            effects=curves(
                a={"ga": {"90 %": -10, "100 %": 0, "110 %": 8}},
                b={"gb": {"90 %": -5, "100 %": 0, "110 %": 4}},
            ),
        )
    )
    entry = found.of("effect", "ga", "a")
    assert (entry.low, entry.high) == pytest.approx((1.0, 6.25), abs=1e-6)
    assert entry.past == ("no_plan", "moves")
    other = found.of("effect", "gb", "b")
    assert (other.low, other.high, other.past) == (0.0, math.inf, ("open", "open"))
    text = " ".join(text_of(found, width=100).split())
    assert "between 1.000 and 6.250. Just below it no plan keeps the limits." in text


def test_an_interval_without_an_upper_end_is_told():
    """A krona of a is worth twice one of b: half of that, a = b. More of a changes nothing."""
    found = intervals(
        one_year(
            frame={"total": 190},
            committees={"a": {"base": 100}, "b": {"base": 100}},
            goals={"g": {"weight": 1, "reference": 50}, "h": {"weight": 1, "reference": 50}},
            effects=curves(a={"g": {"80 %": -20, "100 %": 0}}, b={"h": {"80 %": -10, "100 %": 0}}),
        )
    )
    for entry in (found.of("weight", "g"), found.of("effect", "g", "a")):
        assert (entry.low, entry.high) == (pytest.approx(0.5, abs=1e-6), math.inf)
        assert entry.past == ("moves", "open")
    assert "is at least 0.500" in " ".join(text_of(found, width=100).split())


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0.99984, 1.0015, "0.9998  1.0000  1.0015"),  # 1.000 to 1.002 would have today's value at its end
        (0.853, 1.112, "0.853  1.000  1.112"),
        (1.0, 1.112, "1.000  1.000  1.112"),  # today's value is the end
        (1 - 1e-9, 1.112, "1.000  1.000  1.112"),  # no decimals tell it
    ],
)
def test_ends_have_the_decimals_that_tell_them_from_today(low, high, told):
    found = intervals(two_committees(language="en"))
    entry = replace(found.entries[0], today=1.0, low=low, high=high)
    lines = text_of(replace(found, entries=(entry,)), width=100).splitlines()
    assert any(told in line for line in lines), lines


def test_money_that_is_handed_back_is_part_of_the_point():
    """The surplus has no use: a is past the end of its curve, and a decision holds its frame at 115."""
    found = intervals(
        one_year(
            frame={"total": 220, "reserve_min": "0 %"},
            committees={"a": {"base": 100}, "b": {"base": 100}},
            goals={"g": {"weight": 1, "reference": 50}, "h": {"weight": 1, "reference": 50}},
            effects=curves(a={"g": {"90 %": -10, "100 %": 0}}, b={"h": {"90 %": -10, "100 %": 0}}),
            decisions={"all": {"frame": "a", "at_least": 115, "by": "KF"}},
        )
    )
    assert found.result.proposal.q.returned["a", 2025] == pytest.approx(15)
    entry = found.of("effect", "g", "a")
    assert entry.followed
    assert entry.past == ("open", "open")


@pytest.mark.usefixtures("unexplained")
@pytest.mark.seeded
@pytest.mark.parametrize("seed", always([12, *seeds(2, 100)], 2))  # 12 hands money back
def test_every_end_of_a_random_scenario_is_one(seed):
    """The scenario itself with the assumption just inside and just outside each end, tie-break included."""
    try:
        found = intervals(document(seed))
    except NoPlanError:
        return
    for entry in found.entries:
        for end, out, past in ((entry.low, -1, entry.past[0]), (entry.high, 1, entry.past[1])):
            if past == "open":
                continue
            step = 5e-4 * max(end, 1e-4)
            inside = end - out * min(step, abs(end - entry.today) / 2)
            assert off(found.result, moved(found.scenario, found.result.figures, entry, inside)) < 1e-5, entry
            try:
                outside = moved(found.scenario, found.result.figures, entry, end + out * step)
            except NoPlanError:
                assert past == "no_plan", entry
            else:
                assert past == "moves", entry
                assert off(found.result, outside) > 1e-6, entry


def test_an_effect_that_the_solver_would_drop_has_no_end():
    """A point in ten thousand millions: smaller still, the solver would take it for nothing; no frame ever moves."""
    small = effect({"90 %": -2e-9, "100 %": 0, "110 %": 1.2e-10})
    both = {"safety": effect({"90 %": -8, "100 %": 0, "110 %": 4}), "knowledge": small}
    found = intervals(two_committees(effects={"care": both}))
    (its,) = (e for e in found.entries if e.path == "effects.care.knowledge")
    assert its.high == math.inf
    assert its.past == ("unverified", "open")
    assert 0 < its.low < 1
