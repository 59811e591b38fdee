"""The live page in browsers: it answers what the program answers, to 1e-9, and nothing leaves it.

The default run asks a few positions of one scenario in Chromium; the slow step asks 200 of each shipped scenario and of
a city, in Chromium and Firefox, in two orders.
"""

from __future__ import annotations

import csv
import json
import random
import shlex
from contextlib import ExitStack

import pytest

import solver
from models.problems import ScenarioError
from models.reading import document, read
from models.settling import as_planned, settle
from scenarios.generate import exempelkoping
from solver.answer.worth import handed_out, worth_in_money
from solver.web import vendor_highs
from solver.web.arrays import Shipped
from solver.web.export import export, standing
from solver.web.sliders import sliders
from solver.web.workshop import page, workshop
from tests import firefox
from tests import workshop as live
from tests.browser import CHROMIUM, browsing
from tests.cases import EVERY_KEY, OWN_TOTAL, PLAIN, SCENARIOS, SETTLED, effect, merged, two_committees
from tests.commands import command
from tests.firefox import FIREFOX
from tests.test_large_city import city

CITY = "17x5x4"
NAMES = (
    "sjobo-2025",
    "hoor-2025",
    "hoor-2025-exempelmajoriteter",
    "exempelkoping",
    "exempelkoping-alla-nycklar",
    CITY,
)
LIMITED = merged(PLAIN, {"stability": {"max_decrease": "5 %", "max_increase": "5 %", "turnover": "8 %"}})
chromium_only = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")
EXACT = 1e-9
"""How far the page may be from the program [points, MSEK]."""


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    with browsing(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


def shipped_of(name):
    """A scenario whose objective is V, and what is shipped of it."""
    if name == CITY:
        scenario = read(exempelkoping(CITY, 1))
    else:
        scenario = read(SCENARIOS / f"{name}.yaml", changes=["objective={form: weighted}"])
    return Shipped(scenario, sliders(scenario)), export(scenario)


@pytest.fixture(scope="module")
def few(chromium, tmp_path_factory):
    """Exempelköping at a few positions, its majorities, and one position with a weight of 0 as a command."""
    shipped, lp = shipped_of("exempelkoping")
    asked = live.positions(shipped, 6, 5)
    values, weights = asked[1]
    weights = {**weights, "god_miljo": 0.0, "tidigt_stod": 4.5}
    calls = [
        *(["solve", *one] for one in asked),
        *(["solve", {}, f"majority:{id_}"] for id_ in shipped.scenario.majorities),
        ["argument", values, weights],
        ["solve", values, weights],
        ["argument", {}, "majority:a_och_b"],
        ["argument", {}, {}],
        ["solve", {}, {}],
    ]
    path = live.page(lp, calls, tmp_path_factory.mktemp("few") / "page.html")
    told = live.answers(chromium, path)
    return shipped, asked, told, list(chromium.events)


@chromium_only
def test_the_page_answers_what_the_program_answers(few):
    shipped, asked, told, _ = few
    assert told["ready"]["mismatches"] == []
    assert told["ready"]["version"] == vendor_highs.VERSION
    assert live.worst(shipped, live.programs(shipped, asked), told["results"][: len(asked)]) <= EXACT


@chromium_only
def test_a_majoritys_preset_is_its_own_plan(few):
    shipped, asked, told, _ = few
    outlooks = {o.id: o for o in solver.majorities(shipped.scenario).outlooks}
    for id_, answer in zip(shipped.scenario.majorities, told["results"][len(asked) :], strict=False):
        assert answer["value"] == pytest.approx(outlooks[id_].best, abs=EXACT)
        for (c, y), frame in outlooks[id_].plan.q.frame.items():
            if y in shipped.figures.years:
                assert answer["frames"][c][shipped.figures.years.index(y)] == pytest.approx(frame, abs=EXACT)


@chromium_only
def test_what_the_page_copies_gives_its_frames(few):
    """A weight of 0 is written as one that counts for nothing, so that what its goal alone measures stays measured."""
    shipped, asked, told, _ = few
    line, answer, majority, none, weightless = told["results"][len(asked) + 2 :]
    words = shlex.split(line)
    assert words[:3] == ["kommunbudget", "run", "exempelkoping.yaml"]
    assert "goals.god_miljo.weight=0.000000000000001" in words
    result = solver.solve(read(SCENARIOS / words[2], changes=words[4::2]))
    for (c, y), frame in result.proposal.q.frame.items():
        if y in shipped.figures.years:
            assert answer["frames"][c][shipped.figures.years.index(y)] == pytest.approx(frame, abs=EXACT)
    assert (majority, none) == (None, None)
    assert (weightless["kind"], weightless["weightless"]) == ("plan", True)


@chromium_only
def test_attainment_and_indexation_are_the_programs(few):
    shipped, _, told, _ = few
    result, answer = solver.solve(shipped.scenario), told["results"][0]
    for plan, found in ((result.proposal, answer), (result.plans["indexation"], answer["indexation"])):
        for (g, y), points in plan.q.attainment.items():
            at = shipped.figures.outcome_years.index(y)
            assert found["attainment"][g][at] == pytest.approx(points, abs=EXACT)
        for y, reserve in plan.q.reserve.items():
            assert found["reserve"][shipped.figures.years.index(y)] == pytest.approx(reserve, abs=EXACT)


@chromium_only
def test_no_request_leaves_the_page(few):
    """From the file itself, its worker included: only what lies in it."""
    *_, events = few
    urls = [e["params"]["request"]["url"] for e in events if e.get("method") == "Network.requestWillBeSent"]
    assert urls
    assert all(url.startswith(("file:", "blob:", "data:")) for url in urls), urls


@chromium_only
def test_the_page_of_a_large_city_proves_its_answers_where_prices_change(chromium, tmp_path):
    """On both sides of places where a goal's weight turns the answer, 60 000 MSEK are divided as the program does."""
    scenario = city(42, 50)
    shipped, lp = Shipped(scenario, sliders(scenario)), export(scenario)
    stated, wanted = (
        {g: w / sum(weights.values()) for g, w in weights.items()}
        for weights in (
            {g: goal.weight for g, goal in scenario.goals.items()},
            scenario.parties["p"].weights,
        )
    )
    as_it_stands, _ = standing(shipped)
    turns = [b.at for b in solver.sensitivity(scenario, "blend:p").breakpoints]
    asked = [
        (as_it_stands, {g: (1 - at) * stated[g] + at * wanted[g] for g in stated})
        for turn in turns
        for at in (turn - 1e-6, turn + 1e-6)
    ]
    path = live.page(lp, [["solve", *one] for one in asked], tmp_path / "page.html")
    results = live.answers(chromium, path)["results"]
    assert {answer["kind"] for answer in results} == {"plan"}
    few = slice(None, None, 20)
    assert live.worst(shipped, live.programs(shipped, asked[few]), results[few]) <= 1e-7


# ----------------------------------------------------------------------------------------------- settled years


SETTLING = merged(
    merged(two_committees(**SETTLED), OWN_TOTAL),
    {"stability": {"max_decrease": "5 %", "turnover": "8 %", "change_price": 0.5}},
)
"""Two committees after a settled year in which money was moved, which has a price; and a plan with its own total."""


def after(name):
    """A scenario with settled years: two committees, Exempelköping after its follow-up, or every key after two."""
    if name == "two":
        return read(SETTLING)
    if name == "followed":
        return solver.replan(SCENARIOS / "exempelkoping-uppfoljning-2025.yaml").result.scenario
    first = solver.solve(read(EVERY_KEY, changes=["objective={form: weighted}"]))
    years = first.scenario.years
    once = solver.solve(settle(first.scenario, as_planned(first.proposal, years[0])))
    deficit = as_planned(once.proposal, years[1]).model_copy(update={"deficit": {years[2]: 1.0}})
    return settle(once.scenario, deficit)


@pytest.fixture(scope="module", params=["two", "followed"])
def settled(request, chromium, tmp_path_factory):
    """A page after settled years at a few positions, the last as a command, with given plans by the stated weights."""
    scenario = after(request.param)
    shipped, lp = Shipped(scenario, sliders(scenario)), export(scenario)
    asked = live.positions(shipped, 4, 5)
    calls = [
        *(["solve", *one] for one in asked),
        ["solve", {}, "stated", True],
        ["matrix", lp["given"], ["stated"]],
        ["argument", *asked[-1]],
    ]
    path = live.page(lp, calls, tmp_path_factory.mktemp("settled") / "page.html")
    told = live.answers(chromium, path)
    assert told["ready"]["mismatches"] == []
    return shipped, asked, told["results"]


@chromium_only
def test_after_settled_years_the_page_answers_what_the_program_answers(settled):
    shipped, asked, results = settled
    assert live.worst(shipped, live.programs(shipped, asked), results[: len(asked)]) <= EXACT


@chromium_only
def test_settled_years_are_those_of_the_file_at_every_position(settled):
    """Frames and spends; and what they give the goals in plan and tail years."""
    shipped, asked, results = settled
    f, result = shipped.figures, solver.solve(shipped.scenario)
    for answer in [one for one in results[: len(asked)] if one["kind"] == "plan"]:
        for plan in (answer, answer["indexation"]):
            for n, y in enumerate(f.settled_years):
                assert {c: plan["frames"][c][n] for c in f.committees} == {
                    c: f.settled_frame[c, y] for c in f.committees
                }
                assert {a: plan["spends"][a][n] for a in f.lines} == {
                    a: f.settled_spend[a, y] for a in f.lines
                }
                assert plan["reserve"][n] is None
    for plan, answer in (
        (result.proposal, results[0]),
        (result.plans["indexation"], results[0]["indexation"]),
    ):
        for (g, y), points in plan.q.attainment.items():
            assert answer["attainment"][g][f.outcome_years.index(y)] == pytest.approx(points, abs=EXACT)
        for y, total in plan.q.given_total.items():
            assert answer["total"][f.years.index(y)] == pytest.approx(total, abs=EXACT)


@chromium_only
def test_worth_after_settled_years_is_the_programs(settled):
    shipped, asked, results = settled
    result, lp = solver.solve(shipped.scenario), results[len(asked) + 1]
    gain = worth_in_money(result.figures, result.proposal)
    assert results[len(asked)]["gain"] == pytest.approx(gain, abs=1e-6)
    for id_, (worth,) in zip(("indexation", *shipped.scenario.plans), lp, strict=True):
        plan = result.plans[id_]
        expected = worth_in_money(result.figures, plan, None if id_ == "indexation" else handed_out(plan))
        assert worth == pytest.approx(expected, abs=1e-6), id_


@chromium_only
def test_the_copied_line_after_settled_years_gives_the_pages_frames(settled):
    shipped, asked, results = settled
    answer, words = results[len(asked) - 1], shlex.split(results[-1])
    result = solver.solve(read(document(shipped.scenario), changes=words[4::2]))
    assert answer["value"] == pytest.approx(result.value, abs=EXACT)
    for (c, y), frame in result.proposal.q.frame.items():
        if y in shipped.figures.years:
            assert answer["frames"][c][shipped.figures.years.index(y)] == pytest.approx(frame, abs=EXACT)


@chromium_only
def test_after_a_settled_year_by_hand(chromium, tmp_path):
    """School was funded at 618 of 618, care at 405.7 of 412: 60 points, and 50 − 80 · 6.3 / 412 = 48.78.

    In 2025 school had 612 of its indexed 618, care 407.7 of 412: 10.3 were moved. Under indexation both frames of
    2026 lie above 610 · 1.03 and 407.7 · 1.03, by 1 048.791 − 1 048.231 = 0.56 together, and both of 2027 by
    1 081.8 − 1.03 · 1 048.791 = 1.54527. A price of 0.5 points takes these, over each year's total, from V.
    """
    free = {"stability": {"change_price": 0}}
    answers = []
    for changes in ({}, free):
        lp = export(read(merged(SETTLING, changes)))
        calls = [["solve", {}, "stated"], ["counted", lp["given"][0], "stated"], ["room", {}, "stated", 2026]]
        answers.append(live.answers(chromium, live.page(lp, calls, tmp_path / "page.html"))["results"])
    (plan, priced, room), (_, unpriced, _) = answers
    assert plan["attainment"]["knowledge"][0] == pytest.approx(60)
    assert plan["attainment"]["safety"][0] == pytest.approx(50 - 80 * 6.3 / 412)
    assert plan["total"] == pytest.approx([1019.7, 1048.791, 1081.8])
    moved = 10.3 / 1019.7 + 0.56 / 1048.791 + 1.54527 / 1081.8
    assert unpriced - priced == pytest.approx(0.5 * moved, abs=1e-9)
    assert room["school"][0] <= plan["frames"]["school"][1] <= room["school"][1]


def test_a_slider_that_would_move_a_settled_year_is_refused():
    with pytest.raises(ScenarioError, match=r"settled\.frames\.school\.2025 ändrar .* avslutade år"):
        export(read(SETTLING), ["settled.frames.school.2025=600..620"])


# --------------------------------------------------------------------------------------------------- by hand


@chromium_only
def test_known_answers(chromium, tmp_path):
    """Two committees of 100 and a total of 200; a per cent of a is worth 1 point, half as much of b.

    ``turnover`` lets 8 % of 200 be moved, 8 from b to a; max_increase stops at 105. By hand, weights equal:
    V = (50 + 4.5 + 50 - 2.5) / 2 = 51; all weight on b: 95 to a, (50 + 2) = 52. With the cap on increase at 3 %, a is
    103 and b is 97: V = (52.7 + 48.5) / 2 = 50.6. A total of 98 %, 196, with a fall of 1 % at most leaves no plan: 2 is
    missing, and the nearest total with one is 99 %; the nearest cap on decrease with one is 2 %.
    """
    calls = [
        ["solve", {}, "stated", True],
        ["solve", {}, {"gb": 7}],
        ["solve", {"stability.max_increase": 0.03}, "stated"],
        ["solve", {"frame.total": 0.98, "stability.max_decrease": 0.01}, "stated"],
        ["missing", {"frame.total": 0.98, "stability.max_decrease": 0.01}],
        ["ends", {"stability.max_decrease": 0.01}],
        ["shares", {"ga": 3, "gb": 1}],
        ["room", {}, "stated", 2025],
    ]
    told = live.answers(chromium, live.page(export(read(LIMITED)), calls, tmp_path / "page.html"))
    stated, on_b, capped, none, missing, ends, shares, room = told["results"]
    assert (stated["value"], stated["frames"]) == (
        pytest.approx(51),
        {"a": [pytest.approx(105)], "b": [pytest.approx(95)]},
    )
    assert (on_b["value"], on_b["frames"]["a"]) == (pytest.approx(52), [pytest.approx(95)])
    assert (capped["value"], capped["frames"]["a"]) == (pytest.approx(50.6), [pytest.approx(103)])
    assert none["kind"] == "none"
    assert missing["perYear"] == [pytest.approx(2)]
    assert missing["nearest"]["frame.total"] == pytest.approx(0.99)
    assert missing["nearest"]["stability.max_decrease"] == pytest.approx(0.02)
    assert ends["frame.total"]["low"] == pytest.approx(0.99, abs=1e-3)
    assert shares == {"ga": pytest.approx(0.75), "gb": pytest.approx(0.25)}
    assert room["a"][1] == pytest.approx(105)


@chromium_only
def test_a_decision_that_would_give_more_by_being_less_is_told_so(chromium, tmp_path):
    """b is decided to 100, so a has 100. One less to b and one more to a gives (0.9 - 0.5) / 2 = 0.2 points.

    Indexation keeps the decision, and gives what more money there is to a: 0.45 points for each, so it is worth 4/9.
    """
    decided = {"decisions": {"fast": {"frame": "b", "equals": 100, "by": "KF"}}}
    calls = [["solve", {}, "stated", True]]
    told = live.answers(
        chromium, live.page(export(read(merged(LIMITED, decided))), calls, tmp_path / "page.html")
    )
    by_size = sorted(told["results"][0]["binding"], key=lambda limit: limit["by"])
    assert [(limit["by"], limit["price"], limit["worth"]) for limit in by_size] == [
        (-1, pytest.approx(0.2), pytest.approx(4 / 9)),
        (1, pytest.approx(0.45), pytest.approx(1)),
    ]


@chromium_only
def test_where_there_is_a_plan_is_found_in_a_narrow_place(chromium, tmp_path):
    """b is decided to what the slider says, and caps of 1 % leave 99 to 101, between two of the places tried first."""
    decided = {"decisions": {"fast": {"frame": "b", "equals": 100, "by": "KF"}}}
    capped = {"stability": {"max_decrease": "1 %", "max_increase": "1 %"}}
    amount = "decisions.fast.equals"
    lp = export(read(merged(PLAIN, decided | capped)), [f"{amount}=55..150"])
    calls = [["ends", {amount: 130}], ["missing", {amount: 130}]]
    ends, missing = live.answers(chromium, live.page(lp, calls, tmp_path / "page.html"))["results"]
    assert ends[amount] == {"low": pytest.approx(99, abs=0.1), "high": pytest.approx(101, abs=0.1)}
    assert missing["nearest"] == {amount: 101}


@chromium_only
def test_known_answers_of_the_design(chromium, tmp_path):
    """W1's ordinary program with the driver at 110: a needs 110 and gets it, b 100; V = 50.

    M1: two parties with three fourths of the weight on one goal each; 110 and 90, V = 3/4·60 + 1/4·40 = 55, and 90 and
    110, V = 1/4·30 + 3/4·60 = 52.5.
    """
    driven = {
        "frame": {"total": 210},
        "drivers": {"d": {2024: 100, 2025: 110}},
        "activities": {"aa": {"committee": "a", "base": 100, "driver": "d", "variable_share": "100 %"}},
        "committees": {"a": {"base": None}},
        "effects": {
            "a": None,
            "aa": {"ga": effect({"80 %": -20, "100 %": 0, "120 %": 0})},
            "b": {"gb": effect({"80 %": -10, "100 %": 0, "120 %": 10})},
        },
    }
    shared = {
        "parties": {
            "x": {"seats": 1, "weights": {"ga": 3, "gb": 1}},
            "y": {"seats": 1, "weights": {"ga": 1, "gb": 3}},
        },
        "effects": {
            "a": {"ga": effect({"90 %": -20, "100 %": 0, "110 %": 10})},
            "b": {"gb": effect({"90 %": -10, "100 %": 0, "110 %": 10})},
        },
    }
    answers = []
    for changes, asked in ((driven, ["stated"]), (shared, ["party:x", "party:y"])):
        lp = export(read(merged(PLAIN, changes)))
        path = live.page(lp, [["solve", {}, weights] for weights in asked], tmp_path / "page.html")
        answers += live.answers(chromium, path)["results"]
    found = [(a["value"], a["frames"]["a"][0], a["frames"]["b"][0]) for a in answers]
    assert found == [pytest.approx(by_hand) for by_hand in ((50, 110, 100), (55, 110, 90), (52.5, 90, 110))]


# ---------------------------------------------------------------------------------------------------- the file


@chromium_only
def test_the_page_cannot_phone_home_and_names_are_only_text(chromium, tmp_path):
    """The page as it is shipped, with names that would be markup; what is injected into it is stopped by its policy."""
    hostile = (
        "<img src=https://example.org/x onerror=window.hacked=1></script><script>window.hacked=1</script>"
    )
    changes = {
        "title": f"T {hostile}",
        "committees": {"a": {"name": f"A {hostile}"}},
        "goals": {"ga": {"name": f"G {hostile}", "area": hostile}},
        "weights": {"owner": f"O {hostile}"},
        "stability": {"source": hostile},
    }
    path = tmp_path / "page.html"
    workshop(merged(LIMITED, changes)).save(path)
    chromium.open(path)
    until_ready = """(async () => {
      for (let n = 0; n < 600 && !document.body.textContent.includes("A <img"); n++) {
        await new Promise((done) => setTimeout(done, 50));
      }
      return [window.hacked ?? null, document.images.length, document.body.textContent.includes("A <img")];
    })()"""
    assert chromium.run(until_ready) == [None, 0, True]
    urls = [
        e["params"]["request"]["url"] for e in chromium.events if e["method"] == "Network.requestWillBeSent"
    ]
    assert all(url.startswith(("file:", "blob:", "data:")) for url in urls), urls
    injected = """(async () => {
      const stopped = (promise) => promise.then(() => "went", () => "stopped");
      const code = "fetch('https://example.org/').then(() => postMessage('went'), () => postMessage('stopped'))";
      const worker = new Worker(URL.createObjectURL(new Blob([code])));
      const fromWorker = new Promise((done) => { worker.onmessage = (event) => done(event.data); });
      const script = document.createElement("script");
      script.textContent = "window.hacked = 1";
      document.body.append(script);
      const image = new Image();
      const drawn = new Promise((done) => {
        image.onload = () => done("went");
        image.onerror = () => done("stopped");
      });
      image.src = "https://example.org/x.png";
      return [await stopped(fetch("https://example.org/")), await fromWorker, await drawn, window.hacked ?? null];
    })()"""
    assert chromium.run(injected) == ["stopped", "stopped", "stopped", None]


# -------------------------------------------------------------------------------------------------------- slow


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Chromium and Firefox, by name; those that are installed, at least one."""
    if CHROMIUM is None and FIREFOX is None:
        pytest.skip("no browser here: apt-get install chromium firefox-esr")
    with ExitStack() as stack:
        found = {}
        if CHROMIUM is not None:
            found["chromium"] = stack.enter_context(browsing(tmp_path_factory.mktemp("chromium")))
        if FIREFOX is not None:
            found["firefox"] = stack.enter_context(firefox.browsing(tmp_path_factory.mktemp("firefox")))
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_200_positions_in_two_browsers_and_two_orders(name, both, tmp_path):
    """V, frames and spends to 1e-9, plans in the same places; another order and another way there change nothing."""
    shipped, lp = shipped_of(name)
    asked = live.positions(shipped, 200, 3)
    points = live.programs(shipped, asked)
    for n, (browser, driver) in enumerate(both.items()):
        order = list(range(len(asked)))
        if n or len(both) == 1:
            random.Random(1).shuffle(order)
        path = live.page(lp, [["solve", *asked[k]] for k in order], tmp_path / f"{browser}.html")
        told = live.answers(driver, path)
        assert told["ready"]["mismatches"] == [], browser
        assert live.worst(shipped, [points[k] for k in order], told["results"]) <= EXACT, browser
    if name == CITY:
        assert len(page(lp)) <= 2_200_000


@pytest.mark.slow
@chromium_only
@pytest.mark.parametrize("name", ["followed", "every key"])
def test_more_positions_after_settled_years(name, chromium, tmp_path):
    scenario = after(name)
    shipped, lp = Shipped(scenario, sliders(scenario)), export(scenario)
    asked = live.positions(shipped, 60, 3)
    told = live.answers(chromium, live.page(lp, [["solve", *one] for one in asked], tmp_path / "page.html"))
    assert told["ready"]["mismatches"] == []
    assert live.worst(shipped, live.programs(shipped, asked), told["results"]) <= EXACT


@pytest.mark.slow
@chromium_only
def test_a_later_control_position_stops_the_page_too(chromium, tmp_path):
    """The last one is moved by a millionth of a point; no figure stands there afterwards."""
    shipped = dict(workshop(LIMITED).shipped)
    *first, last = shipped["reference"]
    shipped["reference"] = [*first, {**last, "value": (last["value"] or 0) + 1e-6}]
    path = tmp_path / "page.html"
    path.write_bytes(page(shipped))
    chromium.open(path)
    stopped = """(async () => {
      for (let n = 0; n < 600 && !document.body.classList.contains("stopped"); n++) {
        await new Promise((done) => setTimeout(done, 50));
      }
      return [document.getElementById("stop").textContent, document.getElementById("proof").textContent];
    })()"""
    told, proof = chromium.run(stopped)
    assert "räknar annorlunda i 1 av 12" in told
    assert proof == ""


@pytest.mark.slow
@chromium_only
def test_memory_stays_the_same_over_3_000_answers(chromium, tmp_path):
    shipped, lp = shipped_of("hoor-2025")
    asked = [["solve", *one] for one in live.positions(shipped, 150, 8)]
    calls = [*asked, ["memory"], *(asked * 20), ["memory"]]
    told = live.answers(chromium, live.page(lp, calls, tmp_path / "page.html", keep="kind"))
    assert len(calls) > 3000
    assert told["results"][-1] == told["results"][len(asked)]


@pytest.mark.slow
@chromium_only
def test_the_copied_line_through_the_command(chromium, tmp_path):
    """A total of 99 %, 198, and three fourths of the weight on a, which its cap of 2.5 % stops at 102.5."""
    (tmp_path / "plain.yaml").write_text(json.dumps(LIMITED))
    values, weights = {"frame.total": 0.99, "stability.max_increase": 0.025}, {"ga": 7.5, "gb": 2.5}
    calls = [["argument", values, weights], ["solve", values, weights]]
    lp = export(read(tmp_path / "plain.yaml"))
    line, answer = live.answers(chromium, live.page(lp, calls, tmp_path / "page.html"))["results"]
    told = command(*shlex.split(line)[1:], "--out", "result", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    with (tmp_path / "result" / "tables" / "frames.csv").open(encoding="utf-8") as table:
        frames = {row["committee"]: row for row in csv.DictReader(table) if row["plan"] == "proposal"}
    assert answer["frames"]["a"] == [pytest.approx(102.5)]
    for c, amounts in answer["frames"].items():
        assert float(frames[c]["value"]) == pytest.approx(amounts[0], abs=EXACT)
