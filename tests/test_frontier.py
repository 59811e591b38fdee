"""The frontier: against solving again, one worked by hand, and what its steps add up to."""

from __future__ import annotations

import csv
import json
from itertools import pairwise

import numpy as np
import pytest

from models.constraints.stability import turned_over
from models.reading import read
from models.units import write_share
from models.variants import vary
from solver import NoPlanError, frontier
from solver.report.studies import text_of
from solver.studies.frontier import binds_to, turned
from tests.cases import always, effect, held, two_committees
from tests.test_cli import command, left, scenario_file

SJOBO, HOOR = "scenarios/sjobo-2025.yaml", "scenarios/hoor-2025.yaml"


def limited(scenario, share):
    return vary(scenario, [f"stability.turnover={write_share(float(share))}"])


def one_year(**sections):
    """One year; care's points are worth more than school's as far as its curve goes."""
    best = {
        "years": [2025],
        "frame": {"total": {2025: 1019.7, 2026: None}},
        "effects": {"care": {"safety": effect({"90 %": -9, "100 %": 0, "110 %": 9})}},
    }
    return two_committees(**best, **sections)


def cases():
    yield SJOBO
    yield HOOR
    yield two_committees()
    yield two_committees(
        discount="1 %",
        stability={"turnover": {2025: "3 %", 2026: "2 %"}, "max_decrease": "3 %", "change_price": 0.02},
        committees={"care": {"max_increase": "4 %"}},
    )


@pytest.mark.parametrize(
    "scenario", always(cases(), 2, 3), ids=["sjobo", "hoor", "none set", "every year its own"]
)
def test_the_curve_is_what_solving_again_gives(scenario):
    scenario = read(scenario)
    found = frontier(scenario)
    bands = {"stability.max_decrease": None, "stability.max_increase": None}
    for kind, curve in found.curves:
        assert curve.exact
        of = scenario
        if kind == "lifted":
            own = [
                f"committees.{c}.max_increase=null" for c, k in scenario.committees.items() if k.max_increase
            ]
            set_ = [f"{path}=null" for path in bands if getattr(scenario.stability, path.split(".")[1])]
            set_ += ["levers=null"] if scenario.levers else []
            of = vary(scenario, [*set_, *own])
        ends = (curve.low + 1e-9, binds_to(curve), curve.high)
        for share in (*ends, *np.random.default_rng(0).uniform(curve.low, binds_to(curve), 3)):
            again = held(of, limited(of, share))
            here = curve.at(min(max(share, curve.low), curve.high))
            assert here.value == pytest.approx(again.value, abs=2e-6)
            np.testing.assert_allclose(here.frames, [again.frames[key] for key in curve.frames], atol=2e-6)
            q = again.proposal.q
            amount = sum(turned_over(q, y) * q.total[y] for y in found.result.figures.years)
            assert found.turned(here) == pytest.approx(amount, abs=1e-5)


def test_a_frontier_worked_by_hand():
    """Indexed frames are 618 and 412, 10.3 more than the total: as much must fall, and school loses least by it.

    From there a krona from school to care costs 0.5 · 0.9/6.18 and gives 0.5 · 0.9/4.12 points, and counts twice,
    until care stands at 110 per cent, 41.2 more than indexed: 10.3 + 2 · 41.2 = 92.7 in all.
    """
    found = frontier(one_year())
    assert found.kept.low == pytest.approx(10.3 / 1019.7, abs=1e-9)
    assert binds_to(found.kept) == pytest.approx(92.7 / 1019.7, abs=1e-9)
    (only,) = found.steps
    assert only.worth == pytest.approx(0.5 * (0.9 / 4.12 - 0.9 / 6.18) / 2, abs=1e-9)
    (move,) = only.moves
    assert (move.source, move.target) == ("school", "care")
    assert move.amount == pytest.approx(41.2, abs=1e-6)
    first = {c: found.kept.stretches[0].start.frames[k] for k, (c, _) in enumerate(found.kept.frames)}
    assert first == {"school": pytest.approx(607.7, abs=1e-6), "care": pytest.approx(412, abs=1e-6)}
    assert found.stated is None
    assert found.lifted is None
    text = " ".join(text_of(found).split())
    assert "Under 1,010 % finns ingen plan som klarar kraven" in text
    assert "Scenariot sätter ingen gräns." in text


@pytest.mark.parametrize("scenario", always([SJOBO, HOOR], 1))
def test_it_ends_where_the_limit_no_longer_binds_and_begins_where_there_is_a_plan(scenario):
    scenario = read(scenario)
    found = frontier(scenario)
    best = held(scenario, vary(scenario, ["stability.turnover=null", "levers=null"])).value
    ends = binds_to(found.kept)
    assert found.kept.stretches[-1].stop.value == pytest.approx(best, abs=1e-6)
    assert held(scenario, limited(scenario, ends)).value == pytest.approx(best, abs=1e-6)
    assert held(scenario, limited(scenario, ends - 1e-5)).value < best - 1e-7
    with pytest.raises(NoPlanError):
        held(scenario, limited(scenario, found.kept.low * 0.9))


@pytest.mark.parametrize("scenario", always([SJOBO, HOOR], 1))
def test_steps_are_in_order_of_worth_and_add_up_from_indexation_to_the_proposal(scenario):
    found = frontier(scenario)
    worth = [step.worth for step in found.steps]
    assert all(b <= a * (1 + 1e-6) for a, b in pairwise(worth)), "the frontier is concave"
    stops = [step.stop for step in found.steps]
    assert [step.start for step in found.steps[1:]] == stops[:-1]
    proposal, indexation = found.result.proposal.q, found.result.plans["indexation"].q
    years = found.result.figures.years
    for c in found.result.figures.committees:
        by_steps = sum(step.change[c] for step in (found.forced, *found.steps))
        whole = sum(proposal.frame[c, y] - indexation.frame[c, y] for y in years)
        assert by_steps == pytest.approx(whole, abs=1e-5), "today's limit does not bind"
    for step in found.steps:
        moved = sum(move.amount for move in step.moves)
        assert moved == pytest.approx(sum(v for v in step.change.values() if v > 0), abs=1e-3)
    indexed = {key: indexation.frame[key] for key in found.kept.frames}
    own = sum(turned_over(indexation, y) * indexation.total[y] for y in years)
    assert turned(found.result, indexed) == pytest.approx(own, abs=1e-9)


def test_a_limit_that_binds_has_its_cost_told():
    scenario = vary(read(SJOBO), ["stability.turnover=0.5 %"])
    found = frontier(scenario)
    free = held(scenario, vary(scenario, ["stability.turnover=null", "levers=null"]))
    text = " ".join(text_of(found).split())
    assert found.stated == pytest.approx(0.005)
    assert found.kept.at(0.005).value == pytest.approx(found.result.value, abs=1e-6)
    assert f"{free.value - found.result.value:.1f}".replace(".", ",") + " poäng" in text


def test_with_a_result_reserve_the_curve_is_exact():
    """Limits are shares of the total before deposits and withdrawals, which nobody chooses."""
    scenario = two_committees(
        frame={
            "total": None,
            "revenue": {2025: 1100, 2026: 1130},
            "result_target": "2 %",
            "central": {2025: 58.3, 2026: 57.1},
            "result_reserve": {"opening": 20, "max_withdrawal": 5, "use_in": [2025], "use_in_surplus": True},
        },
        stability={"turnover": "3 %"},
    )
    found = frontier(scenario)
    assert found.kept.exact
    share = (found.kept.low + binds_to(found.kept)) / 2
    again = held(read(scenario), limited(read(scenario), share))
    assert found.kept.at(share).value == pytest.approx(again.value, abs=found.kept.error[0] + 1e-3)


def test_where_indexation_is_best_nothing_is_moved():
    """Each krona more or less is worth the same everywhere, and the total is what indexed frames need."""
    curve = {"90 %": -10, "100 %": 0, "110 %": 10}
    scenario = two_committees(
        frame={"total": {2025: 1030, 2026: 1060.9}},
        weights={"rule": "krona_neutral"},
        effects={"school": {"knowledge": effect(curve)}, "care": {"safety": effect(curve)}},
    )
    found = frontier(scenario)
    assert found.steps == ()
    assert "mer omfördelning höjer inte V" in text_of(found)


def test_a_limit_that_a_lever_scales():
    """Two committees of 100: a krona moved is worth (0.8 - 0.5) / 2 points a per cent, until 10 have moved."""
    committee = {"a": {"base": 100}, "b": {"base": 100}}
    scale = {"path": "stability.turnover", "scale": ["50 %", "150 %"], "source": "assumption"}
    scenario = {
        **two_committees(stability={"turnover": "4 %"}, levers={"turnover": scale}),
        "years": [2025],
        "frame": {"total": 200},
        "indexation": {"index": "0 %"},
        "committees": committee,
        "goals": {"ga": {"weight": 1, "reference": 50}, "gb": {"weight": 1, "reference": 50}},
        "effects": {
            "a": {"ga": effect({"90 %": -10, "100 %": 0, "110 %": 8})},
            "b": {"gb": effect({"90 %": -5, "100 %": 0, "110 %": 4})},
        },
    }
    found = frontier(scenario)
    last = found.kept.stretches[-1].stop
    assert binds_to(found.kept) == pytest.approx(0.1)
    assert last.value - found.same_money(last) == pytest.approx(1.5)
    assert found.reallocated(last) == pytest.approx(10)
    assert found.idle(last) == pytest.approx(0)


def test_money_that_lies_idle_stands_apart():
    """The total is 20 and 20.1 above what indexed frames need; where no frame may rise it lies in the reserve."""
    found = frontier(two_committees(frame={"total": {2025: 1050, 2026: 1081}}))
    step, first = found.forced, found.kept.stretches[0].start
    assert step.idle[1] == pytest.approx(40.1)
    assert step.reallocated[1] == pytest.approx(0)
    assert (first.value, found.same_money(first)) == pytest.approx((55, 55))
    # all of it is handed out at last: half of a per cent of 412 is worth 0.2 points, of 618 0.15
    last = found.kept.stretches[-1].stop
    assert found.idle(last) == pytest.approx(0)
    assert found.same_money(last) == pytest.approx(found.result.plans["indexation"].value)
    assert {row["quantity"] for row in found.move_rows()} == {"worth", "handed_out"}
    text = " ".join(text_of(found).split())
    assert (
        "Där delas 40,1 mnkr mindre ut än i uppräkningen; en uppräkning som delar ut lika lite har V 55,000."
        in text
    )


@pytest.mark.slow
def test_tables_hold_the_curve_and_are_the_same_every_time(tmp_path):
    found = frontier(HOOR)
    folder = found.save(tmp_path)
    with (folder / "tables" / "frontier.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    values = [float(r["value"]) for r in rows if r["quantity"] == "value" and r["bands"] == "kept"]
    assert values == pytest.approx(
        [found.kept.stretches[0].start.value, *(s.stop.value for s in found.kept.stretches)], abs=1e-8
    )
    with (folder / "tables" / "moves.csv").open(encoding="utf-8") as file:
        moves = list(csv.DictReader(file))
    assert {r["bands"] for r in moves} == {"kept", "lifted"}
    assert len({r["step"] for r in moves if r["bands"] == "kept" and r["quantity"] == "worth"}) == len(
        found.steps
    )
    assert left(frontier(HOOR).save(tmp_path / "again")) == left(folder)


def test_the_command_leaves_the_tables_in_both_languages(tmp_path):
    path = scenario_file(tmp_path, language="en", stability={"turnover": "3 %"})
    done = command("frontier", path, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "What does stability cost?" in done.stdout
    assert (tmp_path / "out/studies/frontier/tables/moves.csv").is_file()
    again = command("frontier", path, "--out", tmp_path / "out", "--json")
    assert json.loads(again.stdout)["curves"]["kept"]["exact"] is True
    none = command("frontier", path, "--set", "frame.total.2025=100", "--out", tmp_path / "none")
    assert none.returncode in (2, 3)
    assert not (tmp_path / "none").exists()
