"""National grants: Dantzig–Wolfe, one program and scipy agree; every municipality's part is its ordinary scenario."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import bmat, csr_matrix, hstack, vstack

from models.figures import Figures
from models.national import National, ScenarioError, country, read_country
from models.reading import read
from models.scenario import Edit
from models.units import PER_MSEK, context
from models.variants import vary
from scenarios.generate import Size
from scenarios.national import made_up, write_country
from solver import national
from solver.answer.solving import answer
from solver.answer.stating import state
from solver.country import blocks
from solver.country.dantzig_wolfe import divide
from solver.country.division import Municipality, ShortOfGrantsError
from solver.program.warm import OutOfTimeError
from solver.report.studies import text_of
from solver.studies.national import TOGETHER_BELOW, chosen_for
from tests.cases import EVERY_RULE, merged, two_committees
from tests.commands import command
from tests.independent import formulation

ROOT = Path(__file__).parents[1]
SMALL = Size(committees=5, activities=3, years=3, goals=6)
SAME = 1e-7


@pytest.fixture(scope="module")
def small():
    return made_up(8, SMALL)


@pytest.fixture(scope="module")
def found(small):
    return national(small, method="dantzig-wolfe")


def with_grant(scenario, grant):
    """Edits of a municipality's file that add a grant by plan year [MSEK]."""
    frame, scale = scenario.frame, PER_MSEK[scenario.currency]
    edits = []
    for year, amount in grant.items():
        if frame.total is not None:
            edits.append(Edit(path=f"frame.total.{year}", add=amount * scale))
        if frame.revenue is not None:
            edits.append(Edit(path=f"frame.central.{year}", add=-amount * scale))
    return edits


def with_its_grant(scenario, grant):
    """State a municipality's file with a grant; what is not measured follows the file as it stands."""
    return state(vary(scenario, with_grant(scenario, grant)), Figures(scenario=scenario))


@pytest.fixture(scope="module")
def unswitched(small, found):
    """Municipalities in which a file with the grant written in has the rows of the file as it stands."""
    ids = []
    for id_, scenario in small.municipalities.items():
        given = with_its_grant(scenario, {y: found.grants[id_, y] for y in small.national.years})
        if state(given.scenario).program.rows == given.program.rows:
            ids.append(id_)
    assert len(ids) >= 6
    return ids


def stated(small):
    return blocks.compile_blocks(small), blocks.frame(small), blocks.even(small)


def pair(**changes):
    """Exempelköping twice, a small and a large one, with a grant frame of 60 MSEK a year."""
    return {
        id_: merged(
            two_committees(language="en"),
            {
                "title": f"{id_} (made up)",
                "municipality": {"name": id_.title(), "population": people},
                "frame": {"total": {2025: 989.7, 2026: 1020.291}},
                **changes,
            },
        )
        for id_, people in (("aby", 10_000), ("boby", 20_000))
    }


def land(documents, **changes):
    told = {
        "format": 1,
        "title": "Two of Exempelköping (made up)",
        "language": "en",
        "currency": "MSEK",
        "years": [2025, 2026],
        "owner": "Example",
        "grants": {2025: 60.0, 2026: 60.0},
        "municipalities": {id_: f"{id_}.yaml" for id_ in documents},
        **changes,
    }
    given = context(years=tuple(told["years"]), base_year=2024, currency=told["currency"])
    return country(National.model_validate(told, context=given), {k: read(d) for k, d in documents.items()})


# ----------------------------------------------------------------------------------------- the optimum and its proof


def by_scipy(parts, frame):
    """The national program put together and solved without a line of ours but the blocks' arrays."""
    each = [
        csr_matrix((p.data, p.index, p.start), shape=(len(p.rows), len(p.columns)))
        for p in (b.program for b in parts)
    ]
    matrix = bmat([[m if i == k else None for k in range(len(each))] for i, m in enumerate(each)], "csr")
    low = np.concatenate([b.program.row_lower for b in parts])
    high = np.concatenate([b.program.row_upper for b in parts])
    equal = low == high
    shared = hstack(
        [
            csr_matrix(
                (np.ones(len(b.grants)), (np.arange(len(b.grants)), b.grants)),
                shape=(len(b.grants), len(b.program.columns)),
            )
            for b in parts
        ]
    )
    cost = np.concatenate([b.weight * b.program.cost for b in parts])
    answer = linprog(
        -cost,
        A_ub=vstack([matrix[~equal], shared]),
        b_ub=np.concatenate([high[~equal], frame]),
        A_eq=matrix[equal],
        b_eq=high[equal],
        bounds=np.column_stack(
            [
                np.concatenate([b.program.lower for b in parts]),
                np.concatenate([b.program.upper for b in parts]),
            ]
        ),
        method="highs",
    )
    return answer, sum(b.weight * b.program.offset for b in parts)


def test_decomposed_together_and_by_scipy_it_is_the_same(small, found):
    parts, frame, _ = stated(small)
    answer, offset = by_scipy(parts, frame)
    best = offset - answer.fun
    assert found.value == pytest.approx(best, abs=SAME)
    assert found.bound == pytest.approx(best, abs=SAME)
    assert -1e-9 <= found.gap <= 1e-8
    assert found.division.ended == "proved"
    assert found.value > found.even_value + 1e-3
    assert found.division.prices == pytest.approx(-answer.ineqlin.marginals[-3:], abs=1e-7)
    for method in ("simplex", "ipm", "hipo"):
        together = national(small, method=method)
        assert together.value == pytest.approx(best, abs=SAME), method
        assert together.bound == pytest.approx(best, abs=SAME), method
        assert together.division.before == pytest.approx(found.division.before, abs=1e-9), method
        assert together.division.prices == pytest.approx(found.division.prices, abs=1e-7), method


def test_no_price_bounds_below_the_best_and_no_round_passes_it(small, found):
    parts, frame, start = stated(small)
    rng = np.random.default_rng(0)
    every = [Municipality(b) for b in parts]
    weight = np.array([b.weight for b in parts])
    for _ in range(20):
        prices = found.division.prices * rng.uniform(0, 3, len(frame))
        answers = [m.best_at_prices(prices / w) for m, w in zip(every, weight, strict=True)]
        assert prices @ frame + weight @ [a.bound for a in answers] >= found.value - 1e-9
    rounds = []
    with ThreadPoolExecutor(1) as executor:
        divide(parts, frame, executor=executor, start=start, progress=rounds.append)
    assert len(rounds) > 3
    assert all(r.value <= found.bound + 1e-9 and r.bound >= found.value - 1e-9 for r in rounds)
    assert [r.iteration for r in rounds] == list(range(1, len(rounds) + 1))
    bounds = [r.bound for r in rounds]
    assert bounds == sorted(bounds, reverse=True)


def test_the_price_of_the_frame_is_what_a_krona_more_gives(small, found):
    for t, year in enumerate(small.national.years):
        ends = []
        for step in (-0.01, 0.01):
            grants = {**small.national.grants, year: small.national.grants[year] + step}
            told = small.national.model_copy(update={"grants": grants})
            parts, _, start = stated(small)  # least and most stay what they were
            frame = blocks.frame(replace(small, national=told))
            with ThreadPoolExecutor(1) as executor:
                moved = divide(parts, frame, executor=executor, start=start)
            ends.append((moved.value - found.value) / step)
        down, up = ends
        assert up - 1e-6 <= found.division.prices[t] <= down + 1e-6
        assert down > 0


def test_every_municipality_is_its_ordinary_scenario_with_the_grant(small, found, unswitched):
    """V by a whole run of the file with the grant, and by the independent formulation where no rule switches."""
    years = small.national.years
    for m, (id_, scenario) in enumerate(small.municipalities.items()):
        given = with_its_grant(scenario, {y: found.grants[id_, y] for y in years})
        assert answer(given).value == pytest.approx(found.division.values[m], abs=1e-6), id_
        if id_ in unswitched:
            independent = formulation.solve(given.scenario, unique=False)
            assert independent.value == pytest.approx(found.division.values[m], abs=1e-6), id_


def test_no_small_transfer_between_two_municipalities_gains(small, found, unswitched):
    """By the independent formulation: the kronor lie where they give most."""
    ids, years, step = list(small.municipalities), small.national.years, 0.05
    rng = np.random.default_rng(1)
    tried = 0
    for _ in range(12):
        giver, taker = rng.choice(unswitched, 2, replace=False)
        year = int(rng.choice(years))
        if found.grants[giver, year] - step < small.least(giver, year):
            continue
        if found.grants[taker, year] + step > small.most(taker, year):
            continue
        change = 0.0
        for id_, sign in ((giver, -1), (taker, 1)):
            scenario = small.municipalities[id_]
            grant = {y: found.grants[id_, y] + (sign * step if y == year else 0.0) for y in years}
            moved = formulation.solve(vary(scenario, with_grant(scenario, grant)), unique=False)
            change += small.share[id_] * (moved.value - found.division.values[ids.index(id_)])
        assert change <= 1e-7
        tried += 1
    assert tried


def test_the_frame_and_the_limits_of_grants_hold(small, found):
    for year in small.national.years:
        given = [found.grants[id_, year] for id_ in small.municipalities]
        assert sum(given) <= small.national.grants[year] + 1e-6
        for id_ in small.municipalities:
            assert 0.9 * small.even(id_, year) - 1e-6 <= found.grants[id_, year]
            assert found.grants[id_, year] <= 1.1 * small.even(id_, year) + 1e-6
    assert sum(small.share.values()) == pytest.approx(1)


def test_where_revenue_is_stated_a_grant_is_income():
    """The balanced-budget rule counts it; V is that of the file with as much less in ``central``."""
    rules = merged(EVERY_RULE, {"stability": {"change_price": 0, "max_decrease": "10 %"}})
    rules["frame"]["revenue"] = {2025: 1120.0, 2026: 1155.0}
    documents = pair(**rules)
    shared = land(documents, least="50 %", most="150 %")
    found = national(shared, method="dantzig-wolfe")
    assert found.value == pytest.approx(national(shared, method="simplex").value, abs=SAME)
    for m, (id_, scenario) in enumerate(shared.municipalities.items()):
        grant = {y: found.grants[id_, y] for y in (2025, 2026)}
        assert answer(with_its_grant(scenario, grant)).value == pytest.approx(
            found.division.values[m], abs=1e-6
        )


def test_money_may_be_in_other_units():
    """Grants in TSEK, one municipality in SEK: the same division."""
    expected = national(land(pair()))
    documents = pair()
    documents["boby"] = json.loads(json.dumps(documents["boby"]))
    documents["boby"] |= {"currency": "SEK", "frame": {"total": {2025: 989_700_000, 2026: 1_020_291_000}}}
    for committee in documents["boby"]["committees"].values():
        committee["base"] *= 1_000_000
    found = national(land(documents, currency="TSEK", grants={2025: 60_000, 2026: 60_000}))
    assert found.value == pytest.approx(expected.value, abs=SAME)
    assert found.summary()["grants"]["2025"]["frame"] == 60_000
    units = set(found.table.unit)
    assert units == {"TSEK", "points", "points per TSEK"}


# ----------------------------------------------------------------------------------------- what it does not depend on


def test_workers_move_no_byte(small, tmp_path):
    left = []
    for workers in (1, 2):
        folder = national(small, method="dantzig-wolfe", workers=workers).save(tmp_path / str(workers))
        left.append({p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()})
    assert left[0] == left[1]
    assert set(left[0]) == {".kommunbudget.json", "result.json", "grants.csv"}


def test_the_made_up_country_is_the_same_every_time_and_says_so(tmp_path):
    for name in ("one", "two"):
        write_country(tmp_path / name, 3)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("one", "two"))
    assert one == two
    read_back, made = read_country(tmp_path / "one"), made_up(3)
    assert read_back.digest == made.digest
    assert set(read_back.files) == set(one)
    for scenario in made.municipalities.values():
        assert "påhittad" in scenario.title
        assert scenario.municipality.name.startswith("Exempelköping ")


def test_municipalities_may_lie_in_folders_of_their_own(tmp_path):
    write_country(tmp_path, 2)
    text = (tmp_path / "national.yaml").read_text(encoding="utf-8")
    for n in (1, 2):
        name = f"exempelkoping-00{n}.yaml"
        (tmp_path / str(n)).mkdir()
        (tmp_path / name).rename(tmp_path / str(n) / "scenario.yaml")
        text = text.replace(f" {name}", f" {n}/scenario.yaml")
    (tmp_path / "national.yaml").write_text(text, encoding="utf-8")
    found = read_country(tmp_path)
    assert found.digest == made_up(2).digest
    assert set(found.files) == {"national.yaml", "1/scenario.yaml", "2/scenario.yaml"}


def test_the_method_goes_by_size_and_can_be_named():
    assert chosen_for(TOGETHER_BELOW - 1).name == "simplex"
    large = chosen_for(TOGETHER_BELOW)
    assert large.name == "dantzig-wolfe"
    assert large.en == f"auto: dantzig-wolfe, {TOGETHER_BELOW} ≥ {TOGETHER_BELOW} columns"
    assert chosen_for(10, "dantzig-wolfe").sv == "dantzig-wolfe: begärd"
    assert chosen_for(10**6, "simplex").name == "simplex"
    with pytest.raises(ValueError, match="dantzig-wolfe, not 'x'"):
        national(land(pair()), method="x")
    with pytest.raises(ValueError, match="at least one worker"):
        national(land(pair()), workers=0)


# ------------------------------------------------------------------------------------------------ ending before the end


def test_interrupted_it_stops_with_the_bound_so_far(small, found):
    def interrupt(at):
        if at.iteration == 2:
            raise KeyboardInterrupt

    cut = national(small, method="dantzig-wolfe", progress=interrupt)
    assert cut.division.ended == "interrupted"
    assert cut.value < found.value < cut.bound
    assert cut.division.iterations == 2
    assert cut.division.residual <= 1e-6
    assert cut.summary()["status"] == "interrupted"


def test_a_time_ends_the_search_and_one_program_has_none_to_show(small, found):
    cut = national(small, method="dantzig-wolfe", seconds=0.0)
    assert cut.division.ended == "out_of_time"
    assert cut.value <= found.value <= cut.bound
    with pytest.raises(OutOfTimeError):
        national(small, method="simplex", seconds=0.0)


# ---------------------------------------------------------------------------------------------------- no division


FLOORS = {
    "activities": {
        "lessons": {"committee": "school", "base": 600, "floor": "98 %", "floor_basis": "Example"},
        "nursing": {"committee": "care", "base": 400, "floor": "98 %", "floor_basis": "Example"},
    },
    "effects": {
        "school": None,
        "care": None,
        **{
            a: {
                g: {
                    "curve": {"90 %": -9, "100 %": 0, "110 %": 3},
                    "evidence": "assumption",
                    "author": "Example",
                    "date": "2024-09-01",
                    "source": "assumption",
                }
            }
            for a, g in (("lessons", "knowledge"), ("nursing", "safety"))
        },
    },
}
"""Floors that need 1 009.4 MSEK in 2025 and 1 039.682 in 2026: 19.7 and 19.391 more than a municipality's own."""


def test_the_least_that_the_frame_lacks_is_told():
    """Two municipalities need 2 · 19.7 and 2 · 19.391 MSEK in grants; 30 a year lacks 9.4 + 8.782."""
    for method in ("dantzig-wolfe", "simplex"):
        with pytest.raises(ShortOfGrantsError) as short:
            national(land(pair(**FLOORS), grants={2025: 30.0, 2026: 30.0}), method=method)
        assert short.value.missing == pytest.approx(9.4 + 8.782, abs=1e-6)
        assert short.value.municipality is None


def test_an_equal_grant_may_be_impossible_and_another_not():
    """Åby's equal grant is 14 of 42, its floor needs 19.7: it is given what it needs, and Boby the rest."""
    shared = land(pair(**FLOORS), grants={2025: 42.0, 2026: 42.0})
    found = national(shared, method="dantzig-wolfe")
    assert found.even_value is None
    assert found.grants["aby", 2025] >= 19.7 - 1e-6
    assert found.value == pytest.approx(national(shared, method="simplex").value, abs=SAME)
    assert "An equal grant per inhabitant leaves somebody without a plan" in text_of(found, width=100)


def test_a_municipality_without_any_plan_is_named():
    documents = pair()
    documents["boby"]["decisions"] = {
        "no": {"spend": "care", "years": [2025], "at_least": 5000, "by": "Example"}
    }
    with pytest.raises(ShortOfGrantsError) as short:
        national(land(documents), method="dantzig-wolfe")
    assert short.value.municipality == "boby"


# ------------------------------------------------------------------------------------------------------ what is wrong


def test_every_misfit_of_a_country_is_told():
    documents = pair()
    documents["aby"] |= {"stability": {"change_price": 1}, "objective": {"form": "maximin"}}
    documents["boby"]["municipality"].pop("population")
    with pytest.raises(ScenarioError) as wrong:
        land(documents, least="120 %", most="90 %", grants={2025: 0.0, 2026: 60.0})
    paths = [p.path for p in wrong.value.problems]
    assert paths == [
        "grants",
        "least",
        "most",
        "aby: objective.form",
        "aby: stability.change_price",
        "boby: municipality.population",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('least: "90 %"', "least: 0.9", "least: "),
        ("owner:", "ovner:", "okänd nyckel; menas owner?"),
        ("  exempelkoping-001: exempelkoping-001.yaml", "  exempelkoping-001: ../x.yaml", "utanför"),
        ("exempelkoping-001.yaml", "exempelkoping-000.yaml", "exempelkoping-000.yaml"),
        ("  2026: ", "  2036: ", "saknar 2026"),
        ("format: 1", "format: [1", "national.yaml"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(tmp_path, old, new, line):
    write_country(tmp_path, 2)
    path = tmp_path / "national.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ScenarioError, match=line) as wrong:
        read_country(tmp_path)
    assert "national.yaml:" in str(wrong.value) or "exempelkoping-000" in str(wrong.value)


# --------------------------------------------------------------------------------------------------- the command line


def national_command(*words):
    return command("national", *words)


def test_the_command_divides_and_leaves_its_files(tmp_path):
    write_country(tmp_path / "land", 4)
    done = national_command(
        tmp_path / "land", "--method", "dantzig-wolfe", "--workers", "2", "--out", tmp_path / "out"
    )
    assert done.returncode == 0, done.stderr
    assert "omgång 1: V " in done.stderr
    assert "dantzig-wolfe: begärd" in done.stderr
    assert "med de vikter som Exempel: ingen politisk avsändare har angett" in done.stdout
    assert "Exempelköping 4" in done.stdout
    told = json.loads((tmp_path / "out/studies/national/result.json").read_text(encoding="utf-8"))
    assert told["status"] == "proved"
    assert abs(told["certificate"]["gap"]) <= 1e-8
    assert told["value"] >= told["even_value"]
    assert set(told["provenance"]["inputs"]) == {p.name for p in (tmp_path / "land").iterdir()}
    again = national_command(tmp_path / "land", "--json", "--out", tmp_path / "other")
    assert json.loads(again.stdout)["value"] == pytest.approx(told["value"], abs=SAME)
    assert "auto: simplex" in again.stderr


def test_the_command_says_what_is_wrong_and_what_is_missing(tmp_path):
    done = national_command(tmp_path / "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "national.yaml" in done.stderr
    write_country(tmp_path, 2)
    path = tmp_path / "national.yaml"
    text = path.read_text(encoding="utf-8")
    year = next(line for line in text.splitlines() if line.startswith("  2025:"))
    fewer = 0.7 * float(year.split(":")[1])
    text = text.replace(year, f"  2025: {fewer}").replace('least: "90 %"', "").replace('most: "110 %"', "")
    path.write_text(text, encoding="utf-8")
    done = national_command(tmp_path, "--out", tmp_path / "out")
    assert done.returncode == 3, done.stderr
    assert "bidragsramen räcker inte" in done.stdout
    assert not (tmp_path / "out").exists()


def test_ctrl_c_leaves_the_bound_so_far_and_its_status(tmp_path, monkeypatch, capsys):
    from solver.cli import main
    from solver.report.studies import national as report

    write_country(tmp_path / "land", 4)
    words = report.round_of

    def interrupt(w, at):
        if at.iteration == 3:
            raise KeyboardInterrupt
        return words(w, at)

    monkeypatch.setattr(report, "round_of", interrupt)
    asked = ["national", str(tmp_path / "land"), "--method", "dantzig-wolfe", "--out", str(tmp_path / "out")]
    monkeypatch.setattr(sys, "argv", ["kommunbudget", *asked])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130
    told = json.loads((tmp_path / "out/studies/national/result.json").read_text(encoding="utf-8"))
    assert told["status"] == "interrupted"
    assert 0 < told["certificate"]["gap"] < 1
    said = capsys.readouterr()
    assert "Avbruten innan gapet slöts" in " ".join(said.out.split())
    assert "omgång 2" in said.err


def test_the_page_is_told_in_both_languages(small, found):
    swedish = text_of(found, width=100)
    assert "Räkneförslag för 8 kommuner" in swedish
    english = replace(small, national=small.national.model_copy(update={"language": "en"}))
    told = text_of(replace(found, country=english), width=100)
    assert "Computed proposal for 8 municipalities" in told
    assert "No division reaches beyond" in told
    for text in (swedish, told):
        assert max(map(len, text.splitlines())) <= 100
