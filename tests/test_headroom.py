"""Headroom by DEA: known answers, the independent linear program of scipy, ranges, and refusals."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import numpy as np
import pytest
from ruamel.yaml import YAML
from scipy.optimize import linprog

from models.panel import measure, parsed_panel, read_panel
from models.problems import ScenarioError
from models.reading import read
from solver import headroom
from solver.report.studies import text_of
from solver.studies.headroom import RETURNS, Envelope
from tests.cases import two_committees
from tests.commands import command
from tests.panels import X, Y, of_the_project, rows, t13

T13 = {
    "constant": (0.5, 1, 0.6667, 0.75, 0.8, 0.4, 0.5, 0.625),
    "variable": (1, 1, 0.8333, 0.75, 1, 0.5, 0.5, 1),
}
HOOR = "1267"


def t13_file(folder):
    lines = [
        f"{k + 1001},2024,cost,{x}\n{k + 1001},2024,had,{y}\n"
        for k, (x, y) in enumerate(zip(X, Y, strict=True))
    ]
    (folder / "panel.csv").write_text("".join(["municipality,year,kpi,value\n", *lines]), encoding="utf-8")


@pytest.fixture(scope="module")
def panel():
    return of_the_project()


@pytest.fixture(scope="module")
def school(panel):
    return headroom(panel, "Höör", ["N15027"], ["N15428", "N15507", "1/N15033"], year=2024)


# ------------------------------------------------------------------------------------------------ known answers


@pytest.mark.parametrize("returns", RETURNS)
def test_the_known_answers_of_eight_units(returns):
    """T13: efficiencies that two other programs give, and that a pencil does: unit 2 has 3 for 3, the best ratio."""
    for o, theta in enumerate(T13[returns], start=1):
        study = headroom(t13(), f"{o + 1000}", ["cost"], ["had"])
        assert study.of(returns).theta == pytest.approx(theta, abs=5e-5)


def test_the_peers_of_a_unit_by_hand():
    """Unit 3 has 2 for 3: two thirds of unit 2 has 2 for 2; with weights that sum to 1, half of 1 and 2, 2 for 2.5."""
    study = headroom(t13(), "1003", ["cost"], ["had"])
    assert study.of("constant").weights == pytest.approx({"1002": 2 / 3})
    assert study.of("variable").weights == pytest.approx({"1001": 0.5, "1002": 0.5})
    assert study.of("constant").headroom == pytest.approx(1 / 3)


def test_the_range_over_leaving_out_a_peer_by_hand():
    """Without unit 2 the best ratio is that of unit 5, 4 for 5: unit 3 then needs 2.5 of its 3."""
    study = headroom(t13(), "1003", ["cost"], ["had"])
    assert study.without["constant", "1002"] == pytest.approx(2.5 / 3)
    assert study.over_peers("constant") == pytest.approx((0.5 / 3, 1 / 3))
    # without unit 2: 1 for 2 and 4 for 5 mixed two to one give 2 for 3, no less than it has
    assert study.without["variable", "1002"] == pytest.approx(1.0)
    # without unit 1: unit 2 alone has more than enough, and costs as much
    assert study.without["variable", "1001"] == pytest.approx(1.0)
    assert study.range == pytest.approx((0.0, 1 / 3))


def test_a_score_that_there_is_not_is_told_with_those_that_there_are(school):
    for ask in (
        lambda: school.of("nope"),
        lambda: school.over_years("nope"),
        lambda: school.over_peers("nope"),
    ):
        with pytest.raises(KeyError, match="the returns are constant, variable, not 'nope'"):
            ask()
    with pytest.raises(ValueError, match=r"the years are .*2024.*, not 2099"):
        school.of("constant", 2099)


def test_the_range_over_years_holds_every_year():
    """The year after, all costs are the same but those of unit 3, which needs 2.4: theta is 2 / 2.4."""
    made = [f"{k + 1001},{year},had,{y}," for year in (2023, 2024) for k, y in enumerate(Y)]
    for year in (2023, 2024):
        costs = [2.4 if (k, year) == (2, 2024) else x for k, x in enumerate(X)]
        made += [f"{k + 1001},{year},cost,{x}," for k, x in enumerate(costs)]
    study = headroom(rows(made), "1003", ["cost"], ["had"])
    assert study.year == 2024
    assert study.over_years("constant") == pytest.approx((1 - 2 / 2.4, 1 / 3))


@pytest.mark.parametrize("seed", range(6))
def test_another_program_gives_the_same(seed):
    """The same program stated for scipy, on random municipalities with two inputs and two outputs."""
    draw = np.random.default_rng(seed)
    n = 20
    x, y = draw.uniform(1, 1000, (2, n)), draw.uniform(0, 5, (2, n))
    envelope = Envelope(map(str, range(n)), x, y)
    for returns in RETURNS:
        above = np.vstack([np.hstack([x, -x[:, :1]]), np.hstack([-y, np.zeros((2, 1))])])
        found = linprog(
            [*np.zeros(n), 1],
            A_ub=above,
            b_ub=[0, 0, *-y[:, 0]],
            A_eq=[[*np.ones(n), 0]] if returns == "variable" else None,
            b_eq=[1] if returns == "variable" else None,
        )
        assert envelope.score(returns).theta == pytest.approx(found.fun, abs=1e-8)


def test_units_and_order_do_not_matter(panel, school):
    """Costs in thousands, and municipalities in another order, give the same theta."""
    values = dict(panel.values)
    keys = list(values)
    random.Random(1).shuffle(keys)
    other = parsed_panel(
        "\n".join(
            ["municipality,year,kpi,value"]
            + [f"{c},{y},{k},{values[c, y, k] / (1000 if k == 'N15027' else 1)!r}" for c, y, k in keys]
        ).encode(),
        "other.csv",
    )
    again = headroom(other, HOOR, ["N15027"], ["N15428", "N15507", "1/N15033"], year=2024)
    for returns in RETURNS:
        assert again.of(returns).theta == pytest.approx(school.of(returns).theta, abs=1e-9)


def test_hoor_s_school(school):
    """Raw cost for grades, eligibility and teachers in 2024: 0.931 under constant returns."""
    assert school.of("constant").theta == pytest.approx(0.931, abs=5e-4)
    assert school.of("variable").theta >= school.of("constant").theta
    assert not school.need_is_in
    least, most = school.range
    assert least <= school.of("variable").headroom <= school.of("constant").headroom <= most


def test_a_cost_over_reference_cost(panel):
    """A deviation of 5 % is a cost of 1.05 reference costs."""
    plain = rows(["1001,2024,dev,5,", "1001,2024,a,3,", "1001,2024,b,4,"])
    for text, value in (("1+dev%", 1.05), ("1/a", 1 / 3), ("a/b", 0.75), ("b", 4.0)):
        assert measure(plain, text).at(plain, "1001", 2024) == pytest.approx(value)
    assert headroom(panel, HOOR, ["1+N20900%"], ["1/U23401"], year=2024).need_is_in


# ------------------------------------------------------------------------------------------------ what is told


def test_it_is_told_as_up_to_and_never_as_a_requirement(school):
    text = " ".join(text_of(school).split())
    assert "upp till" in text
    assert "inte en besparing och inte ett krav" in text
    assert "rå kostnad" in text
    for peer in school.of("constant").weights:
        assert school.panel.names[peer] in text
    assert school.content()["requirement"] is False
    paste = text[text.index("Att klistra in") :]
    assert "requirement:" not in paste
    assert "max_decrease:" in paste


def test_the_uniform_percentage_stands_beside(panel):
    study = headroom(panel, HOOR, ["N15027"], ["N15428"], year=2024, uniform=0.01, language="en")
    assert "The uniform requirement is 1.0% for all" in " ".join(text_of(study).split())


def test_a_municipality_that_sets_the_mark_has_no_headroom():
    study = headroom(t13(), "1002", ["cost"], ["had"])
    assert study.range == (0.0, 0.0)
    text = text_of(study)
    assert "sätter 1002 själv märket" in " ".join(text.split())
    assert "max_decrease:" not in text


def test_the_suggestion_is_left_as_a_limit_with_its_source_and_no_more(tmp_path):
    """Unit 6 has 2 for 5; of those left when unit 1 or 2 is out, the cheapest with 2 costs 3: at least 40 % less."""
    t13_file(tmp_path)
    words = [
        "headroom",
        "panel.csv",
        "--inputs",
        "cost",
        "--outputs",
        "had",
        "--uniform",
        "1 %",
        "--municipality",
    ]
    done = command(*words, "1006", "--write", "limit.yaml", "--committee", "school", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "limit.yaml").read_text(encoding="utf-8")
    tree = YAML(typ="safe").load(text)
    study = headroom(t13(), "1006", ["cost"], ["had"])
    assert study.suggested_limit == pytest.approx(0.4)
    assert tree == {"committees": {"school": {"max_decrease": f"{100 * study.suggested_limit:g} %",
                                              "source": tree["committees"]["school"]["source"]}}}  # fmt: skip
    assert tree["committees"]["school"]["source"].startswith(
        "egen bearbetning av data från panel.csv: DEA 2024, upp till"
    )
    assert "inget krav" in text
    assert "Osthyveln är 1,0 %" in text
    own = two_committees()
    own["committees"]["school"] |= tree["committees"]["school"]
    assert read(own).committees["school"].max_decrease[2025] == pytest.approx(study.suggested_limit)
    again = command(*words, "1006", "--write", "limit.yaml", "--committee", "school", cwd=tmp_path)
    assert again.returncode == 2
    assert (tmp_path / "limit.yaml").read_text(encoding="utf-8") == text


def test_no_limit_is_left_where_not_every_way_supports_one(tmp_path):
    t13_file(tmp_path)
    words = ["headroom", "panel.csv", "--municipality", "1002", "--inputs", "cost", "--outputs", "had"]
    done = command(*words, "--write", "limit.yaml", "--committee", "school", cwd=tmp_path)
    assert done.returncode == 0
    assert "det finns ingen gräns att föreslå" in done.stderr
    assert not (tmp_path / "limit.yaml").exists()
    alone = command(*words, "--write", "limit.yaml", cwd=tmp_path)
    assert alone.returncode == 2
    assert "hör ihop" in alone.stderr


def test_the_command(tmp_path):
    path = tmp_path / "panel.csv"
    source = t13()
    path.write_text(
        "\n".join(
            ["municipality,year,kpi,value", *(f"{c},{y},{k},{v}" for (c, y, k), v in source.values.items())]
        )
    )
    asked = ("headroom", path, "--municipality", "1003", "--inputs", "cost", "--outputs", "had")
    done = command(*asked, "--uniform", "1", "%", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "33,3" in done.stdout
    left = tmp_path / "out" / "studies" / "headroom-1003"
    assert sorted(f.name for f in left.rglob("*.csv")) == ["headroom.csv"]
    assert json.loads((left / "result.json").read_text())["up_to"]["constant"] == pytest.approx(1 / 3)
    assert "33,3" in (left / "report.html").read_text(encoding="utf-8")
    wrong = command(*asked, "--uniform", "1", "--out", tmp_path / "out")
    assert wrong.returncode == 2
    assert "procenttecken" in wrong.stderr
    wrong = command(*asked, "--write", tmp_path / "w.yaml", "--committee", "a: b", "--out", tmp_path / "out")
    assert wrong.returncode == 2
    assert "a: b är inget id" in wrong.stderr
    assert not (tmp_path / "w.yaml").exists()


# --------------------------------------------------------------------------------------------------- refusals


def refused(ask):
    with pytest.raises(ScenarioError) as error:
        ask()
    return str(error.value)


def test_too_few_peers_are_refused():
    """Two measures need six peers; five of the eight units are four besides oneself."""
    few = [f"{k + 1001}" for k in range(6)]
    told = refused(lambda: headroom(t13(), "1001", ["cost"], ["had"], peers=few))
    assert "5 jämförbara kommuner med alla värden 2024 är för få: 2 mått kräver minst 6" in told
    assert headroom(t13(), "1001", ["cost"], ["had"], peers=[*few, "1007"]).of("constant").theta == 0.5


def test_a_cost_is_nothing_that_is_had():
    titled = replace(t13(), titles={"cost": "Kostnad per elev", "had": "Elever med godkänt"})
    with pytest.raises(
        ScenarioError, match=r"cost \(Kostnad per elev\) är en kostnad och står bland --outputs"
    ):
        headroom(titled, "1001", ["had"], ["cost"])
    assert headroom(titled, "1001", ["cost"], ["had"]).municipality == "1001"


def test_what_is_not_in_the_panel_is_refused_with_the_nearest(panel):
    assert "menas Höör?" in refused(lambda: headroom(panel, "Hör", ["N15027"], ["N15428"]))
    assert "menas N15428?" in refused(lambda: headroom(panel, HOOR, ["N15027"], ["N15429"]))
    assert "är inget mått" in refused(lambda: headroom(panel, HOOR, ["N15027+"], ["N15428"]))
    assert "minst ett mått" in refused(lambda: headroom(panel, HOOR, [], ["N15428"]))
    for used, had in ((["N15027"], ["N15027"]), (["N15027", "N15027"], ["N15428"])):
        assert "måttet N15027 står två gånger" in refused(lambda u=used, h=had: headroom(panel, HOOR, u, h))
    assert "en kostnad är inte under 0" in refused(lambda: headroom(panel, HOOR, ["N20900"], ["N15428"]))
    assert "är ingen avvikelse i procent" in refused(lambda: headroom(panel, HOOR, ["1+N15027%"], ["N15428"]))
    assert "saknar något av" in refused(lambda: headroom(panel, HOOR, ["N15027"], ["N15428"], year=1999))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            ["1001,2024,a,1,,", "1001,2024,a,2,,"],
            "panel.csv:3: 1001 2024 a har två värden: 1 på rad 2 och 2 här",
        ),
        (['1001,2024,a,"1,5",,'], "panel.csv:2: 1,5 är inget tal"),
        (["1001,24,a,1,,"], "panel.csv:2: 24 är inget år"),
        (["1001,2024,,1,,"], "panel.csv:2: raden saknar municipality eller kpi"),
        (["1001,2024,a,,Missing,"], "panel.csv:1: panelen har inga värden"),
        (["1001,2024,a,NaN,,"], "panel.csv:2: NaN är inget tal"),
    ],
)
def test_wrong_panels_are_refused_by_line(lines, told):
    assert told in refused(lambda: rows(lines))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<html>", "HTML eller JSON"),
        (b'{"detail": "x"}', "HTML eller JSON"),
        (b"kommun,year,kpi,value\n", "kolumnen municipality saknas"),
        (b"municipality,year,kpi,value\n\xe4", "inte UTF-8"),
    ],
)
def test_files_that_are_no_panel_are_refused(data, told):
    assert told in refused(lambda: parsed_panel(data, "panel.csv"))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "går inte att läsa" in refused(lambda: read_panel(tmp_path / "none.csv"))


def test_what_is_left_out_is_counted_and_never_zero():
    found = rows(
        ["0000,2024,a,1,,", "0012,2024,a,1,,", "1267,2024,a,,,", "1267,2023,a,3,Missing,", "1267,2022,a,2,,"]
    )
    assert found.values == {("1267", 2022, "a"): 2.0}
    assert found.left_out == {"empty": 1, "nation": 2, "status": 1}


def test_semicolons_go_with_decimal_commas_and_a_typographic_minus_is_one():
    found = parsed_panel("municipality;year;kpi;value\n1267;2024;a;\u22121 234,5\n".encode(), "p.csv")
    assert found.values == {("1267", 2024, "a"): -1234.5}
