"""Stability intervals: the answer is the same inside and another outside; two independent ways to each end."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from models.reading import read
from models.scenario import Edit
from models.variants import vary
from solver import intervals, sensitivity
from solver.report.studies import text_of
from solver.studies.intervals import sized
from tests.cases import effect, held, two_committees
from tests.test_cli import command, scenario_file

SJOBO, EXAMPLE = "scenarios/sjobo-2025.yaml", "scenarios/exempelkoping.yaml"


@pytest.fixture(scope="module", params=[SJOBO, EXAMPLE])
def found(request):
    return intervals(request.param, shown=3)


def moved(scenario, figures, entry, value):
    """The answer with one assumption at a value and all weights as they are."""
    if entry.kind == "weight":
        return held(scenario, vary(scenario, [Edit(path=entry.path, set=value)]))
    plain = scenario.model_copy(update={"levers": {}})  # a lever may vary what becomes a curve here
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
