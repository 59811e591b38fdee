"""The live page without a browser: what is shipped is the program's, and what cannot be answered exactly is refused."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import random
import re
from importlib.metadata import version

import numpy as np
import pytest

import solver
from models.problems import ScenarioError
from models.reading import read
from solver.answer.stating import state
from solver.levers.parts import alike, parts_as, varied
from solver.program.compiled import with_parts
from solver.web import vendor_highs
from solver.web.arrays import Shipped
from solver.web.export import as_json, export, position
from solver.web.sliders import sliders
from solver.web.workshop import workshop
from tests.cases import PLAIN, SCENARIOS, merged
from tests.commands import command

LIMITED = merged(PLAIN, {"stability": {"max_decrease": "5 %", "max_increase": "5 %", "turnover": "8 %"}})
"""The plain case with limits that have sliders."""


@pytest.fixture(scope="module")
def exempelkoping():
    """A scenario with every kind of column, and a price of moving money, as it is shipped."""
    scenario = read(SCENARIOS / "exempelkoping.yaml")
    return Shipped(scenario, sliders(scenario))


@pytest.fixture(scope="module")
def lp(exempelkoping):
    return json.loads(as_json(export(exempelkoping.scenario)))


# ------------------------------------------------------------------------------------------------- the program


def unpacked(values):
    return np.array([np.inf if v is None else -np.inf if v == "-" else v for v in values], float)


def rebuilt(lp, values):
    """The arrays at some values, from what is shipped alone."""
    moved = np.array(values) - np.array([lever["base"] for lever in lp["levers"]])
    found = {"frame": unpacked(lp["frame_ref"]), "need": unpacked(lp["need"])}
    found |= {
        name: unpacked(lp[name]) for name in ("cost", "lower", "upper", "row_lower", "row_upper", "data")
    }
    for name, part in lp["moving"].items():
        if name in found:
            slope = np.array([unpacked(row) for row in part["slope"]])
            found[name][part["entries"]] = unpacked(part["base"]) + slope @ moved
    return found


def test_the_shipped_arrays_are_the_templates_to_the_bit(exempelkoping, lp):
    drawn = random.Random(2)
    for _ in range(20):
        values = np.array(list(position(exempelkoping, drawn)[0].values()))
        found, told = rebuilt(lp, values), exempelkoping.template.parts(values)
        for name, array in found.items():
            assert np.array_equal(array, told[name]), name
    program = with_parts(exempelkoping.template.program, told)
    assert (program.start.tolist(), program.index.tolist()) == (lp["start"], lp["index"])


def test_the_template_is_the_scenario_stated_anew_at_the_corners_of_all_ranges(exempelkoping, lp):
    """The price of moving money, which is divided by the total, is shipped apart."""
    template, price = exempelkoping.template, exempelkoping.scenario.stability.change_price
    corners = list(itertools.product(*((s.lever.low, s.lever.high) for s in exempelkoping.sliders)))
    for corner in random.Random(4).sample(corners, 3):
        stated, parts = template.state(np.array(corner)), template.parts(np.array(corner))
        anew = parts_as(stated, template.program)
        assert alike(parts, anew)
    moved_to = varied(exempelkoping.scenario, dict(zip(template.levers, corner, strict=True)))
    priced = state(moved_to, exempelkoping.figures).program.cost
    moved = lp["moved_price"]
    for j, y in zip(moved["columns"], moved["year"], strict=True):
        total = lp["total"]["base"][y] + sum(
            slope[y] * (value - slider.base)
            for slope, value, slider in zip(lp["total"]["slope"], corner, exempelkoping.sliders, strict=True)
        )
        assert priced[j] == pytest.approx(-price / total, rel=1e-12)


def test_a_range_ends_where_an_unmeasured_committee_meets_its_own_limit():
    """By hand: c follows the total, 98 % of it at 98 %, and its own cap is a fall of 1 % or, at the slider's end, of
    2 %; so both ends give way, and what is left is a fall of the total no larger than the smallest cap."""
    document = merged(
        LIMITED,
        {"committees": {"c": {"base": 100}}, "frame": {"total": 300}, "stability": {"max_decrease": "2 %"}},
    )
    total, decrease, *_ = sliders(read(document))
    assert total.shortened[0]
    assert 1 - total.lever.low <= decrease.lever.low + 1e-9 < 0.02
    assert total.lever.low > 0.97


def test_references_are_the_programs_own_answers(exempelkoping, lp):
    first = lp["reference"][0]
    result = solver.solve(exempelkoping.scenario)
    assert first["value"] == pytest.approx(result.value, abs=1e-9)
    for c, frames in first["frames"].items():
        for y, frame in zip(result.figures.years, frames, strict=True):
            assert frame == pytest.approx(result.proposal.q.frame[c, y], abs=1e-9)
    assert len(lp["reference"]) == 12
    assert all(set(r["levers"]) == {lever["id"] for lever in lp["levers"]} for r in lp["reference"])


def test_presets_are_everyones_weights_with_their_owners(exempelkoping, lp):
    kinds = [preset["kind"] for preset in lp["presets"]]
    assert kinds == ["stated", "profile", "profile", *["party"] * 4, "majority", "majority"]
    by_id = {preset["id"]: preset for preset in lp["presets"]}
    assert by_id["stated"]["owner"] == exempelkoping.scenario.weights.owner
    assert by_id["party:a"]["weights"]["behorighet"] == 2
    together = by_id["majority:a_och_b"]
    assert (together["owner"], together["exact"]) == ("Parti A, Parti B", False)
    assert np.array(together["final"]).sum(axis=0) == pytest.approx(1)


# ---------------------------------------------------------------------------------------------------- the page


def test_highs_in_the_page_is_the_programs_highs():
    """The vendored files are those of the npm package, of the same version as the solver of the program."""
    assert version("highspy").split(".")[:2] == vendor_highs.VERSION.split(".")[:2]
    assert vendor_highs.digests() == {
        "highs.js": "0bd23843c9795753f2276e9901eb2a1e66288547b6bcba84fa0665dc037b5c7c",
        "highs.wasm.gz": "528be4365bea1d4188988646b244263f50320df55782e14d6af5bce7cd45c840",
    }
    assert all(name in vendor_highs.licence() for name in ("HiGHS", "highs-js", "pdqsort", "Emscripten"))


@pytest.fixture(scope="module")
def small():
    return workshop(LIMITED)


def test_the_page_is_one_file_that_may_run_its_own_scripts_alone(small):
    text = small.html.decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#39;", "'")
    scripts = re.findall(r'<script id="\w+">(.*?)</script>', text, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in scripts]
    assert re.findall(r"'sha256-([^']+)'", policy) == hashes
    assert len(hashes) == 2
    assert policy.startswith("default-src 'none'; ")
    assert "connect-src" not in policy
    assert not re.search(r'(?:src|href)="(?!#)', text)
    assert workshop(LIMITED).html == small.html


def test_names_from_data_cannot_leave_their_place():
    hostile = "</script><img src=x onerror=alert(1)>\u2028"
    shipped = as_json({"name": hostile})
    assert "<" not in shipped
    assert json.loads(shipped) == {"name": hostile}


def test_a_page_replaces_a_page_and_nothing_else(small, tmp_path):
    place = tmp_path / "budgetverkstad.html"
    assert small.save(place).read_bytes() == small.html
    small.save(place)
    own = tmp_path / "own.html"
    own.write_text("mine")
    with pytest.raises(ScenarioError, match=r"own\.html är en fil som inte är någon budgetverkstad"):
        small.save(own)
    assert own.read_text() == "mine"
    with pytest.raises(OSError, match="No such file"):
        small.save(tmp_path / "none" / "page.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["budgetverkstad.html", "own.html"]


def test_the_language_is_the_scenarios_or_the_one_asked_for(small):
    english = workshop(LIMITED, language="en")
    assert (small.shipped["scenario"]["language"], english.shipped["scenario"]["language"]) == ("sv", "en")
    assert english.shipped["scenario"]["digest"] == small.shipped["scenario"]["digest"]
    assert english.shipped["levers"][0]["name"] == "The total"


def test_another_language_leaves_the_sliders_where_they_are():
    """What packages give is written in the scenario's language; a page in another one states it anew."""
    nine, ten = {"level": "90 %", "points": {"ga": -10}}, {"name": "x", "to": "100 %", "points": {"ga": 0}}
    package = {"author": "x", "date": "2024-01-01", "base": nine, "steps": [ten]}
    scenario = read(merged(LIMITED, {"effects": {"a": None}, "packages": {"a": package}}))
    swedish, english = (
        [(lever["low"], lever["high"]) for lever in export(scenario, language=language)["levers"]]
        for language in ("sv", "en")
    )
    assert english == swedish


# ----------------------------------------------------------------------------------------------------- refused


WEIGHTS = {"objective": {"form": "maximin"}}
INDEXED = {"years": [2025, 2026], "indexation": {"index": "2 %"}}
BY_YEAR = {"years": [2025, 2026], "frame": {"total": {2025: 200, 2026: 201}}}
MANY = {f"g{n}": {"weight": 1, "reference": 50} for n in range(41)}


@pytest.mark.parametrize(
    ("changes", "levers", "why"),
    [
        (WEIGHTS, None, "kan inte besvaras för formen maximin"),
        (INDEXED, ["indexation.index=1 %..3 %"], "reglaget indexation.index ändrar"),
        ({}, ["goals.ga.weight=0..5"], "goals.ga.weight flyttar vikter"),
        ({}, ["frame.totall=97 %..103 %"], "menas frame.total"),
        ({}, ["indexation.index"], r"inget reglage heter så.*som indexation\.index=97 %\.\.103 %"),
        ({}, ["turnover"], r"menas stability\.turnover\?"),
        (BY_YEAR, ["frame.total=180..220"], "frame.total har flera olika värden i dag"),
        (
            {},
            ["frame.total", "frame.total=98 %..102 %"],
            "frame.total flyttar detsamma som ett annat reglage",
        ),
        ({}, ["frame.total=97 %"], r"skriv ett intervall som frame.total=97 %\.\.103 %"),
        ({}, ["frame.total=101 %..103 %"], "dagens värde för frame.total ligger utanför"),
        ({}, ["frame.total=98 %..102 %"] * 7, "högst 6 reglage för pengar"),
        ({}, ["stability.turnover=1 %..9 %"] * 13, "13 reglage är för många"),
        ({}, ["effects.a.ga.curve=50 %..150 %"], "effects.a.ga.curve"),
        ({"goals": MANY}, None, "43 mål är fler än de 40"),
    ],
)
def test_what_the_page_could_not_answer_exactly_is_refused_by_name(changes, levers, why):
    with pytest.raises(ScenarioError, match=why):
        export(read(merged(LIMITED, changes)), levers)


def test_a_program_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("solver.web.arrays.COLUMNS", 5)
    with pytest.raises(ScenarioError, match="fler än de 5 som hinner lösas om"):
        export(read(LIMITED))


def test_a_scenario_without_plan_has_no_page(tmp_path):
    file = tmp_path / "tight.yaml"
    file.write_text(json.dumps(merged(LIMITED, {"frame": {"total": 100}})))
    told = command("web", file, "--out", tmp_path / "page.html")
    assert told.returncode == 3
    assert "Kraven lämnar ingen plan" in told.stderr
    assert not (tmp_path / "page.html").exists()


def test_the_command_leaves_a_page(tmp_path):
    file = tmp_path / "plain.yaml"
    file.write_text(json.dumps(LIMITED))
    told = command("web", file, "--levers", "frame.total=99 %..101 %, stability.turnover", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "Budgetverkstaden ligger i budgetverkstad.html" in told.stderr
    page = (tmp_path / "budgetverkstad.html").read_text()
    shipped = json.loads(re.search(r'id="lp">(.*?)</script>', page)[1])
    assert [lever["id"] for lever in shipped["levers"]] == ["frame.total", "stability.turnover"]
    assert shipped["levers"][0]["high"] == 1.01
    assert shipped["scenario"]["file"] == "plain.yaml"
    told = command("web", file, "--out", tmp_path / "no" / "page.html")
    assert told.returncode == 2
    assert "går inte att skriva" in told.stderr


def test_run_leaves_it_beside_the_report(tmp_path):
    file = tmp_path / "plain.yaml"
    file.write_text(json.dumps(LIMITED))
    told = command("run", file, "--out", tmp_path / "result", "--web")
    assert told.returncode == 0, told.stderr
    assert (tmp_path / "result" / "budgetverkstad.html").read_bytes() == workshop(file).html
    assert (tmp_path / "result" / "report.html").exists()
    told = command("run", file, "--out", tmp_path / "other", "--web", "--set", "objective.form=maximin")
    assert told.returncode == 2
    assert "kan inte besvaras för formen maximin" in told.stderr
    assert not (tmp_path / "other").exists()
