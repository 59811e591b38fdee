"""The tornado: against solving again, arithmetic by hand, and the ends of the plans."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from models.levers import declared
from models.problems import ScenarioError
from models.reading import read
from solver import NoPlanError, solve, tornado
from solver.levers.parts import varied
from solver.report.studies import text_of
from tests.cases import held, two_committees
from tests.test_cli import command, left, scenario_file

EXAMPLE = "scenarios/exempelkoping.yaml"


def lever(path, low, high, way="set", **more):
    return {"path": path, way: [low, high], "source": "assumption", **more}


def asked(*, stability=None, **levers):
    sections = {} if stability is None else {"stability": stability}
    return read(two_committees(levers=levers, **sections))


def bar(found, id_):
    return next(b for b in found.bars if b.lever.id == id_)


def flat(text):
    return " ".join(text.split())


@pytest.mark.parametrize(
    "scenario",
    [
        pytest.param(EXAMPLE, marks=pytest.mark.slow),
        two_committees(
            discount="2 %",
            stability={"max_decrease": "3 %", "max_increase": {2025: "2 %", 2026: "3 %"}},
            levers={
                "total": lever("frame.total", "99 %", "101 %", "scale"),
                "index": lever("indexation.index", "-1 %", "1 %", "add"),
                "school": lever("goals.knowledge.weight", 0, 3),
                "up": lever("stability.max_increase", "0.5 %", "5 %"),
                "discount": lever("discount", "0 %", "4 %"),
            },
        ),
    ],
    ids=["shipped", "small"],
)
def test_both_ends_are_what_solving_the_changed_file_gives(scenario):
    found = tornado(scenario, effects=False)
    assert {b.lever.id for b in found.bars} == {lv.id for lv in declared(found.scenario)}
    for b in found.bars:
        for _, end in b.ends:
            again = held(found.scenario, varied(found.scenario, {b.lever: end.at}))
            assert end.has_plan
            assert end.value == pytest.approx(again.value, abs=2e-6)
            frames = [again.frames[key] for key in found.frames]
            indexed = [again.plans["indexation"].q.frame[key] for key in found.frames]
            np.testing.assert_allclose(end.frames, frames, atol=2e-6)
            np.testing.assert_allclose(end.baseline, indexed, atol=2e-6)
    widths = [b.width for b in found.bars]
    assert widths == sorted(widths, reverse=True)


def test_a_reference_moves_v_by_its_weight_and_no_frame():
    """Half of all weight: two points more or less of reference are one point of V; another weighs three of four."""
    found = tornado(asked(level=lever("goals.knowledge.reference", -2, 2, "add")), effects=False)
    (only,) = found.bars
    assert only.low.value - found.result.value == pytest.approx(-1, abs=1e-9)
    assert only.high.value - found.result.value == pytest.approx(1, abs=1e-9)
    assert only.width == pytest.approx(2, abs=1e-9)
    assert found.most_moved(only)[1:] == pytest.approx((0, 0), abs=1e-9)
    assert "Ändrar ingen: Goals.knowledge.reference" in flat(text_of(found))


def test_where_a_line_leaves_no_plan_the_value_at_which_plans_end_is_told():
    """Frames fall at most 3 %: they need 0.97 · 1030 = 999.1 of the total, 97.98 per cent of today's 1019.7."""
    scenario = asked(
        stability={"max_decrease": "3 %"}, total=lever("frame.total", "90 %", "101 %", "scale", name="Ramen")
    )
    found = tornado(scenario, effects=False)
    (only,) = found.bars
    assert not only.low.has_plan
    assert only.low.at == pytest.approx(0.9)
    assert only.low.answered_at == pytest.approx(999.1 / 1019.7, abs=1e-9)
    assert only.high.has_plan
    with pytest.raises(NoPlanError):
        held(scenario, varied(scenario, {only.lever: only.low.answered_at - 1e-6}))
    again = held(scenario, varied(scenario, {only.lever: only.low.answered_at + 1e-8}))
    assert only.low.value == pytest.approx(again.value, abs=1e-4)
    text = flat(text_of(found))
    assert "Ramen: vid 90,0 % finns ingen plan som klarar kraven. Planerna slutar vid 97,979" in text
    assert found.summary()["levers"][0]["low"]["has_plan"] is False


def test_where_no_line_leads_the_end_of_the_plans_is_sought_by_halving():
    """The total is 1 % short of indexed frames, so that some frame must fall by as much."""
    scenario = asked(stability={"max_decrease": "3 %"}, down=lever("stability.max_decrease", "0 %", "5 %"))
    (only,) = tornado(scenario, effects=False).bars
    assert not only.low.has_plan
    assert only.low.answered_at == pytest.approx(0.01, abs=2e-7)


def test_a_proposed_change_that_is_turned_round_is_named_with_its_lever():
    """School gives while its points are worth less; with four times the weight care does."""
    scenario = asked(school=lever("goals.knowledge.weight", 1, 4, name="Skolans vikt"))
    found = tornado(scenario, effects=False)
    (only,) = found.bars
    turned = {(t.committee, t.end): t for t in found.turns}
    assert set(turned) == {("school", "high"), ("care", "high")}
    today = solve(scenario)
    again = held(scenario, varied(scenario, {only.lever: 4.0}))
    for (c, _), turn in turned.items():
        for result, amount in ((today, turn.proposed), (again, turn.then)):
            indexed = result.plans["indexation"].q.frame[c, 2025]
            assert amount == pytest.approx(result.frames[c, 2025] - indexed, abs=2e-6)
        assert turn.kind == "reversed"
        assert turn.proposed * turn.then < 0
    assert "om Skolans vikt är 4,0" in flat(text_of(found))


def test_a_change_that_comes_to_nothing_is_told_so():
    """With no room for any frame to rise or fall further than the total asks for, all fall alike."""
    scenario = asked(
        stability={"max_decrease": "3 %"},
        down=lever("stability.max_decrease", "1.0000001 %", "3 %", name="Gränsen"),
    )
    found = tornado(scenario, effects=False)
    assert {(t.committee, t.end, t.kind) for t in found.turns} == {
        ("school", "low", "gone"),
        ("care", "low", "gone"),
    }


@pytest.mark.slow
def test_the_most_moved_committee_is_the_one_that_moves_most():
    found = tornado(EXAMPLE, effects=False)
    for b in found.bars:
        c, low, high = found.most_moved(b)
        today = solve(EXAMPLE)
        moves = {
            other: max(
                abs(
                    held(found.scenario, varied(found.scenario, {b.lever: end.at})).frames[other, 2025]
                    - today.frames[other, 2025]
                )
                for _, end in b.ends
            )
            for other in (found.scenario.committees if b is found.bars[0] else [c])
        }
        assert moves[c] == pytest.approx(max(moves.values()), abs=1e-6)
        assert max(abs(low), abs(high)) == pytest.approx(moves[c], abs=1e-5)


def test_tables_hold_the_answer_in_the_files_currency(tmp_path):
    scenario = two_committees(
        currency="TSEK",
        frame={"total": {2025: 1019700, 2026: 1050291}},
        committees={"school": {"base": 600000}, "care": {"base": 400000}},
        levers={"total": lever("frame.total", "99 %", "101 %", "scale", name="Ramen")},
    )
    found = tornado(scenario, effects=False)
    folder = found.save(tmp_path)
    with (folder / "tables" / "tornado.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    (only,) = found.bars
    for r in rows:
        if r["quantity"] == "frame":
            end = dict(only.ends)[r["end"]]
            k = found.frames.index((r["committee"], int(r["year"])))
            assert float(r["value"]) == pytest.approx(1000 * end.frames[k], abs=1e-5)
            assert r["unit"] == "TSEK"
    told = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert told["levers"][0]["source"] == "assumption"
    assert left(folder) == left(tornado(scenario, effects=False).save(tmp_path / "again"))


def test_the_report_speaks_english_too():
    scenario = read(two_committees(language="en", levers={"school": lever("goals.knowledge.weight", 1, 4)}))
    text = text_of(tornado(scenario, effects=False))
    assert "Sensitivity: what changes most?" in text
    assert "Changes that are turned round" in text
    assert "V is measured with the new weights" in flat(text)


def test_no_effect_is_smaller_than_nothing():
    """A standard error as large as the elasticity: 1 - 1.645 of the size is 0, which is where the bar begins."""
    indicator = {"present": 50, "floor": 0, "target": 100}
    uncertain = {"elasticity": 0.1, "se": 0.1, "lag": ["100 %"], "evidence": "literature", "author": "x"}
    found = tornado(
        two_committees(
            goals={"safety": {"reference": None, "indicator": indicator}},
            effects={"care": {"safety": {"curve": None, **uncertain}}},
        )
    )
    (size,) = (b for b in found.bars if b.lever.kind == "size")
    assert (size.low.at, size.high.at) == (0.0, pytest.approx(2.645, abs=5e-4))


def test_without_levers_there_is_nothing_to_compare():
    with pytest.raises(ScenarioError, match="spakar"):
        tornado(two_committees(), effects=False)


def test_the_command_leaves_the_tables(tmp_path):
    path = scenario_file(
        tmp_path, levers={"total": lever("frame.total", "99 %", "101 %", "scale", name="Ramen")}
    )
    done = command("tornado", path, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "vad ändrar mest?" in done.stdout
    assert (tmp_path / "out/studies/tornado/tables/turns.csv").is_file()
    again = command("tornado", path, "--out", tmp_path / "out", "--json")
    assert json.loads(again.stdout)["study"] == "tornado"
    assert not (tmp_path / "none").exists()
