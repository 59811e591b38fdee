"""Every error of a follow-up: which file and line, what is wrong, and what to write instead, in both languages."""

from __future__ import annotations

import datetime as dt
import json
from copy import deepcopy

import jsonschema
import numpy as np
import pandas as pd
import pytest

import solver
from models.file.tree import parse
from models.follow_up.reading import read_follow_up, schema
from models.problems import ScenarioError
from solver.report.studies import text_of
from tests.cases import SCENARIOS
from tests.followed import follow_up, lay, scenario, supplementary
from tests.test_reading import as_json

TWO = {"a": 100.0, "b": 100.0}
FORECAST = {"forecast": {"a": 104.0, "b": 97.0}}


def reports(**more):
    return {"2025-08-31": {**FORECAST, **more}}


def outcome(**more):
    return {"2025-12-31": {"actual": {"a": 99.0, "b": 101.0}, **more}}


def of_indicators(goal):
    return follow_up(reports(), indicators={goal: {2025: {"value": 80.0}}})


WRONG = {
    "unknown committee": (
        follow_up({"2025-08-31": {"forecast": "t.csv"}}),
        {"t.csv": "id;amount\na;104,0\nbb;97,0\n"},
        ("t.csv:3", "okänd nämnd eller verksamhet bb; menas b?"),
    ),
    "unknown committee of an appropriation": (
        follow_up(reports(), appropriations={"ta": supplementary({"aa": 1.0})}),
        {},
        ("appropriations.ta.amounts.aa", "menas a?"),
    ),
    "unknown activity that is exempt": (
        follow_up(reports(), exempt={"activities": ["bistand"], "by": "KF"}),
        {},
        ("exempt.activities.0", "okänd verksamhet bistand"),
    ),
    "unknown committee of a measure": (
        follow_up(reports(measures={"m": {"committee": "c", "effect": 1, "included": True, "by": "n"}})),
        {},
        ("measures.m.committee", "okänd nämnd c"),
    ),
    "a committee is missing": (
        follow_up({"2025-08-31": {"forecast": "t.csv"}}),
        {"t.csv": "id;amount\na;104,0\n"},
        ("reports.2025-08-31.forecast", "b saknas i tabellen"),
    ),
    "a row twice": (
        follow_up({"2025-08-31": {"forecast": "t.csv"}}),
        {"t.csv": "id;amount\na;104,0\na;97,0\n"},
        ("t.csv:3", "a finns redan på rad 2"),
    ),
    "a sum that does not add up": (
        follow_up({"2025-08-31": {"forecast": "t.csv"}}),
        {"t.csv": "id;amount\na;104,0\nb;97,0\nsumma;210,0\n"},
        ("t.csv:4", "summan är 210 men raderna är tillsammans 201"),
    ),
    "a report counts what was not decided": (
        follow_up(reports(counts=["ta"]), appropriations={"ta": supplementary({"a": 2.0}, "2025-10-01")}),
        {},
        ("counts.0", "beslutades 2025-10-01, efter rapporten 2025-08-31"),
    ),
    "a report leaves out what was decided": (
        follow_up(reports(counts=[]), appropriations={"ta": supplementary({"a": 2.0})}),
        {},
        ("counts", "ta beslutades 2025-03-26, före rapporten"),
    ),
    "a row counts with a later budget": (
        follow_up(
            {"2025-08-31": {"forecast": "t.csv"}},
            appropriations={"ta": supplementary({"a": 2.0}, "2025-10-01")},
        ),
        {"t.csv": "id;amount;budget\na;104,0;102,0\nb;97,0;100,0\n"},
        ("t.csv:2", "raden räknar med budgeten 102 men beslutat är 100; ta (2025-10-01) beslutades efter"),
    ),
    "a transfer that does not sum to nothing": (
        follow_up(
            reports(),
            appropriations={
                "ta": {"date": "2025-03-26", "by": "KF", "kind": "transfer", "amounts": {"a": 2.0, "b": -1.0}}
            },
        ),
        {},
        ("appropriations.ta", "ska vara 0 i summa, inte +1"),
    ),
    "money from nowhere": (
        follow_up(
            reports(),
            appropriations={
                "ta": {"date": "2025-03-26", "by": "KF", "kind": "supplementary", "amounts": {"a": 2.0}}
            },
        ),
        {},
        ("appropriations.ta", "skriv av vilka pengar: from: reserve"),
    ),
    "more than the reserve": (
        follow_up(reports(), appropriations={"ta": supplementary({"a": 12.0})}),
        {},
        ("appropriations.ta", "reserven räcker inte: 10 MSEK beslutades, och med detta anslag fattas 2"),
    ),
    "an appropriation of another year": (
        follow_up(reports(), appropriations={"ta": supplementary({"a": 2.0}, "2024-11-27")}),
        {},
        ("appropriations.ta.date", "är inte i 2025"),
    ),
    "a report outside the year": (
        follow_up({"2026-04-30": FORECAST}),
        {},
        ("reports.2026-04-30", "ligger utanför året 2025"),
    ),
    "no date": (
        follow_up({"2025-04-31": FORECAST}),
        {},
        ("reports.2025-04-31", "skriv datumet som 2024-09-01, inte '2025-04-31'"),
    ),
    "no such plan": (
        {**follow_up(reports()), "plan": "antagna"},
        {},
        ("plan", "ingen plan heter antagna; menas antagen?"),
    ),
    "a plan of priorities": (
        {**follow_up(reports()), "plan": "lista"},
        {},
        ("plan", "prioriteringslista, ingen fullständig budget för 2025"),
    ),
    "another year": ({**follow_up(reports()), "year": 2027}, {}, ("year", "2027 är inget planår")),
    "an unsettled year before": (
        {**follow_up({"2026-08-31": FORECAST}), "year": 2026},
        {},
        ("year", "före 2026 ligger 2025, som ska vara avslutat; skriv opening"),
    ),
    "a year before that is settled in part": (
        {
            **follow_up({"2026-08-31": FORECAST}),
            "year": 2026,
            "opening": {"balances": {"a": 1.0}, "by": "KF"},
        },
        {},
        ("opening.balances", "b saknas; skriv dess balans, 0 om den är noll"),
    ),
    "an indicator without a scale": (
        of_indicators("mal"),
        {},
        ("indicators.mal", "målet har ingen skala; skriv indicator"),
    ),
    "an indicator of no goal": (of_indicators("mol"), {}, ("indicators.mol", "okänt mål; menas mal?")),
    "noise of no goal": (follow_up(reports(), noise={"mol": 4.3}), {}, ("noise.mol", "okänt mål")),
    "thousands for millions": (
        follow_up({"2025-08-31": {"forecast": "t.csv"}}),
        {"t.csv": "id;amount\na;104000\nb;97000\n"},
        ("reports.2025-08-31.forecast", "är tabellen i en annan enhet? Skriv currency"),
    ),
    "one row in thousands": (
        follow_up({"2025-08-31": {"forecast": "t.csv"}}),
        {"t.csv": "id;amount\na;104\nb;10300\n"},
        ("t.csv:3", "är 103 gånger basårets kostnad: är raden i en annan enhet?"),
    ),
    "a unit in the heading": (
        follow_up({"2025-08-31": {"forecast": "t.csv"}}),
        {"t.csv": "id;prognos (tkr)\na;104\nb;103\n"},
        ("t.csv:1", "tabellen säger TSEK men uppföljningen räknar i MSEK"),
    ),
    "deviations for costs": (
        follow_up({"2025-08-31": {"forecast": {"a": -4.0, "b": 3.0}}}),
        {},
        ("reports.2025-08-31.forecast", "skriv forecast_is: deviation"),
    ),
    "costs for deviations": (
        follow_up(reports(forecast_is="deviation")),
        {},
        ("reports.2025-08-31.forecast", "skriv forecast_is: cost"),
    ),
    "balances before the year's end": (
        follow_up(reports(balances={"a": 1.0}, balances_by="KF")),
        {},
        ("reports.2025-08-31.balances", "beslutas i bokslutet"),
    ),
    "balances of nobody": (follow_up(outcome(balances={"a": 1.0})), {}, ("2025-12-31", "balances_by: KF §")),
    "no outcome": (
        follow_up({"2025-12-31": {"revenue": {"actual": 1.0}}}),
        {},
        ("reports.2025-12-31", "bokslutet behöver actual"),
    ),
    "a forecast of a year that is over": (
        follow_up(outcome(forecast=TWO)),
        {},
        ("reports.2025-12-31.forecast", "året är slut"),
    ),
    "no forecast": (
        follow_up({"2025-08-31": {"actual": TWO}}),
        {},
        ("reports.2025-08-31", "rapporten behöver forecast"),
    ),
    "no such table": (
        follow_up({"2025-08-31": {"forecast": "tabell.csv"}}),
        {"tabel.csv": "id;amount\n"},
        ("tabell.csv:1", "filen tabell.csv finns inte; menas tabel.csv?"),
    ),
    "a table elsewhere": (
        follow_up({"2025-08-31": {"forecast": "../t.csv"}}),
        {},
        ("../t.csv", "ligger utanför scenariots mapp"),
    ),
    "no headings": (
        follow_up({"2025-08-31": {"forecast": "t.csv"}}),
        {"t.csv": "x;y\na;104\n"},
        ("t.csv:1", "rubrikraden ska ha kolumnerna id och amount (eller prognos)"),
    ),
    "an amount that is none": (
        follow_up({"2025-08-31": {"forecast": "t.csv"}}),
        {"t.csv": "id;amount\na;hundra\nb;97,0\n"},
        ("t.csv:2", "skriv ett belopp"),
    ),
    "a committee without an amount": (
        follow_up({"2025-08-31": {"forecast": "t.csv"}}),
        {"t.csv": "id;amount\na;\nb;97,0\n"},
        ("t.csv:2", "a saknar belopp; skriv det, 0 om det är noll"),
    ),
    "a ledger of forecasts": (
        follow_up({"2025-08-31": {"forecast": {"ledger": "l.se", "map": "m.yaml"}}}),
        {},
        ("reports.2025-08-31.forecast", "en huvudbok har inga prognoser"),
    ),
    "a misspelt key": (
        follow_up({"2025-08-31": {"prognos": TWO, **FORECAST}}),
        {},
        ("reports.2025-08-31.prognos", "okänd nyckel"),
    ),
    "no owner of exceptional reasons": (
        follow_up(outcome(reconciliation={"exceptional": 3.0})),
        {},
        ("2025-12-31.reconciliation", "synnerliga skäl beslutas av fullmäktige"),
    ),
    "a season of eleven months": (
        follow_up(reports(), profile={"method": "five_year", "table": "m.csv", "source": "x"}),
        {"m.csv": "year;month;amount\n" + "".join(f"2024;{m};8,0\n" for m in range(1, 12))},
        ("m.csv:1", "2024: alla tolv månader behövs"),
    ),
    "a season of the year itself": (
        follow_up(reports(), profile={"method": "five_year", "table": "m.csv", "source": "x"}),
        {"m.csv": "year;month;amount\n2025;1;8,0\n" + "".join(f"2024;{m};8,0\n" for m in range(1, 13))},
        ("m.csv:2", "2025 är inte före 2025; säsongen är tidigare års"),
    ),
    "a profile without a percent sign": (
        follow_up(reports(), profile={"2025-08-31": 64.8}),
        {},
        ("profile.2025-08-31", "skriv andelar med procenttecken"),
    ),
    "an appropriation in thousands": (
        follow_up(reports(), appropriations={"ta": supplementary({"a": 600.0}, **{"from": "result"})}),
        {},
        ("appropriations.ta.amounts.a", "är 600 MSEK mot basårets 100: är beloppet i en annan enhet?"),
    ),
    "a measure in thousands": (
        follow_up(reports(measures={"m": {"committee": "a", "effect": 1500.0, "included": True, "by": "n"}})),
        {},
        ("measures.m.effect", "är 1500 MSEK mot basårets 100"),
    ),
    "a decided balance in thousands": (
        follow_up(outcome(balances={"a": 500.0}, balances_by="KF")),
        {},
        ("balances.a", "är 500 MSEK mot basårets 100"),
    ),
    "a cost with the sign of a ledger": (
        follow_up({"2025-08-31": {"forecast": "t.csv"}}),
        {"t.csv": "id;amount\na;104,0\nb;-97,0\n"},
        ("t.csv:3", "b: är -97 mot basårets 100: är tecknet fel?"),
    ),
    "a year that is not planned": (
        {**follow_up(reports()), "year": 2024},
        {},
        ("year", "2024 är inget planår; planåren är 2025–2026"),
    ),
    "no such scenario": (
        {**follow_up(reports()), "follows": "budgett.yaml"},
        {},
        ("follows", "filen budgett.yaml finns inte; menas budget.yaml?"),
    ),
}


def budget():
    document = scenario(TWO, years=[2025, 2026])
    document["frame"]["total"] = {2025: 210.0, 2026: 210.0}
    document["plans"]["antagen"]["frames"] = {c: {2025: 100.0, 2026: 100.0} for c in TWO}
    document["plans"]["lista"] = {"completeness": "priority_list", "based_on": "antagen"}
    return document


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("wrong")


@pytest.mark.parametrize("name", WRONG)
def test_an_error_says_where_what_and_what_to_write(folder, name):
    followed, tables, (where, what) = WRONG[name]
    here = folder / name.replace(" ", "-")
    here.mkdir()
    with pytest.raises(ScenarioError) as error:
        solver.follow_up(lay(here, budget(), followed, tables))
    lines = str(error.value).splitlines()
    assert any(where in line and what in line for line in lines), lines
    assert len(lines) == 1, lines  # one fault, one line
    place = error.value.problems[0].place
    assert place is not None
    assert place.line >= 1
    assert error.value.problems[0].en


def test_both_a_committee_and_its_activities_with_another_sum(tmp_path):
    document = scenario(TWO)
    document["activities"] = {"x": {"committee": "a", "base": 60.0}, "y": {"committee": "a", "base": 40.0}}
    document["effects"]["x"] = document["effects"].pop("a")
    followed = follow_up({"2025-08-31": {"forecast": "t.csv"}})
    tables = {"t.csv": "id;amount\na;104,0\nx;60,0\ny;43,0\nb;97,0\n"}
    with pytest.raises(ScenarioError, match=r"t\.csv:2: a: nämndens rad är 104 men verksamheterna 103"):
        solver.follow_up(lay(tmp_path, document, followed, tables))
    tables = {"t.csv": "id;amount\na;104,0\nx;60,0\ny;44,0\nb;97,0\n"}
    study = solver.follow_up(lay(tmp_path, document, followed, tables))
    assert study.money.activities["y"].deviation == pytest.approx(-4.0)


def test_balances_need_a_rule_that_carries(tmp_path):
    document = scenario(TWO, carry_over={"rule": "none"})
    followed = follow_up(outcome(balances={"a": 1.0}, balances_by="KF"))
    with pytest.raises(ScenarioError, match="regeln är carry_over: none"):
        solver.follow_up(lay(tmp_path, document, followed))


def test_a_settled_year_needs_its_revenue_where_the_total_is_derived(tmp_path):
    document = scenario(TWO)
    document["frame"] = {"revenue": {2025: 220.0}, "result_target": "2 %", "central": {2025: 5.6}}
    with pytest.raises(ScenarioError, match=r"behöver revenue: \{actual: …\}"):
        solver.follow_up(lay(tmp_path, document, follow_up(outcome())))
    study = solver.follow_up(lay(tmp_path, document, follow_up(outcome(revenue={"actual": 221.0}))))
    assert study.money.result == pytest.approx(221.0 - 5.6 - 200.0)
    assert study.money.municipality.target == pytest.approx(4.4)


def test_a_forecast_below_the_outcome_so_far_is_a_warning(tmp_path):
    followed = follow_up(
        {"2025-08-31": {"actual": {"a": 99.0, "b": 66.0}, "forecast": {"a": 98.0, "b": 97.0}}}
    )
    study = solver.follow_up(lay(tmp_path, scenario(TWO), followed))
    assert len(study.follow_up.warnings) == 1
    assert "prognosen för året är lägre än utfallet hittills" in study.follow_up.warnings[0]


@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        ({"a": 66.0, "b": 66.0}, []),
        (
            {"a": -66.0, "b": 66.0},
            ["a: är -66 mot 66.6667 i basårets takt, 8 månader: stämmer rad, enhet och tecken?"],
        ),
        ({"a": 66.0, "b": 0.066}, ["b: är 0.066 mot 66.6667 i basårets takt"]),
        ({"a": 210.0, "b": 23.0}, ["a: är 210 mot 66.6667 i basårets takt"]),
    ],
)
def test_a_row_far_from_the_base_years_pace_is_told(tmp_path, amounts, told):
    """Bases of 100 give 66.7 in eight months; three times as much or a third of it is told."""
    followed = follow_up({"2025-08-31": {"actual": amounts, "forecast": {"a": 220.0, "b": 97.0}}})
    study = solver.follow_up(lay(tmp_path, scenario(TWO), followed))
    found = [line for line in study.follow_up.warnings if "takt" in line]
    assert len(found) == len(told)
    assert all(part in line for part, line in zip(told, found, strict=True))


@pytest.mark.parametrize(("name", "amount", "budget"), [("revenue", 971200.0, 300), ("central", 5400.0, 50)])
def test_the_municipality_in_another_unit_is_refused(tmp_path, name, amount, budget):
    document = scenario(TWO)
    document["frame"] = {"revenue": {2025: 300.0}, "central": {2025: 50.0}, "result_target": "2 %"}
    report = {**FORECAST, "revenue": {"forecast": 300.0}, name: {"forecast": amount}}
    with pytest.raises(
        ScenarioError, match=rf"{name}\.forecast: är {amount:.6g} MSEK mot budgetens {budget}: "
    ):
        solver.follow_up(lay(tmp_path, document, follow_up({"2025-08-31": report})))


def test_an_observation_off_the_scale_is_a_warning(tmp_path):
    document = scenario(TWO)
    document["goals"]["mal"] = {
        "weight": 1,
        "indicator": {"name": "i", "present": 84, "floor": 60, "target": 100},
    }
    given = follow_up(outcome(), indicators={"mal": {2025: {"value": 0.83}}})
    told = solver.follow_up(lay(tmp_path, document, given)).follow_up.warnings
    assert len(told) == 1
    assert "indicators.mal.2025: 0.83 ligger mer än hela skalan från dagens 84" in told[0]


def test_preliminary_figures_say_so_in_every_heading(tmp_path):
    study = solver.follow_up(lay(tmp_path, scenario(TWO), follow_up(outcome(preliminary=True))))
    text = text_of(study)
    assert "Läget, preliminärt utfall 2025-12-31" in text
    assert "Siffrorna är preliminära: bokslutsposter saknas ännu." in text
    assert ", utfall 2025-12-31" not in text


def test_all_problems_are_told_at_once(tmp_path):
    followed = follow_up(
        reports(counts=["tb"]), noise={"mol": 1.0}, appropriations={"ta": supplementary({"c": 1.0})}
    )
    with pytest.raises(ScenarioError) as error:
        solver.follow_up(lay(tmp_path, scenario(TWO), followed))
    assert len(error.value.problems) == 4


def test_english_scenarios_have_english_errors(tmp_path):
    document = {**scenario(TWO), "language": "en"}
    followed = deepcopy(WRONG["more than the reserve"][0])
    with pytest.raises(ScenarioError, match="the reserve does not suffice"):
        solver.follow_up(lay(tmp_path, document, followed))


def test_no_report_yet_and_no_such_report(tmp_path):
    path = lay(tmp_path, scenario(TWO), follow_up({}))
    with pytest.raises(ScenarioError, match="det finns ingen rapport än"):
        solver.follow_up(path)
    path = lay(tmp_path, scenario(TWO), follow_up(reports()))
    with pytest.raises(ScenarioError, match="ingen rapport per 2025-08-30; menas 2025-08-31"):
        solver.follow_up(path, at="2025-08-30")
    with pytest.raises(ScenarioError, match="jämför med en tidigare rapport"):
        solver.follow_up(path, against="2025-08-31")


@pytest.mark.parametrize(
    "at",
    [
        dt.date(2025, 8, 31),
        dt.datetime(2025, 8, 31, 14, 30),  # noqa: DTZ001 - as somebody writes it
        pd.Timestamp("2025-08-31"),
        np.datetime64("2025-08-31"),
        np.datetime64("2025-08-31T00:00:00", "ns"),
        "2025-08-31",
        "2025-08-31T00:00",
    ],
)
def test_a_report_is_named_by_whatever_is_a_date(budget_of_two, at):
    assert budget_of_two.at(at).date == dt.date(2025, 8, 31)


@pytest.mark.parametrize("at", [np.datetime64("2025-08"), pd.NaT, "2025-08-31x"])
def test_what_is_no_date_names_no_report(budget_of_two, at):
    with pytest.raises(ScenarioError, match="ingen rapport per"):
        budget_of_two.at(at)


@pytest.fixture(scope="module")
def budget_of_two(tmp_path_factory):
    return read_follow_up(lay(tmp_path_factory.mktemp("dates"), scenario(TWO), follow_up(reports())))


def test_the_schema_accepts_the_shipped_file_and_refuses_mistakes():
    made = json.loads(json.dumps(schema()))
    jsonschema.Draft202012Validator.check_schema(made)
    judge = jsonschema.Draft202012Validator(made)
    shown = as_json(parse((SCENARIOS / "exempelkoping-uppfoljning-2025.yaml").read_bytes(), "x").root)
    assert [error.message for error in judge.iter_errors(shown)] == []
    report = {"actual": {"ledger": "a.se", "map": "k.yaml"}, "forecast": ["a.csv", "b.xlsx#Familj"]}
    assert judge.is_valid(shown | {"profile": {"2025-04-30": "32.1 %"}, "reports": {"2025-04-30": report}})
    for wrong in (
        shown | {"kind": "scenario"},
        shown | {"report": {}},
        shown | {"reports": {"2025-04-30": {**report, "forecast_is": "kostnad"}}},
        shown
        | {
            "appropriations": {
                "ta": {"date": "2025-03-26", "by": "KF", "kind": "tillägg", "amounts": {"a": 1}}
            }
        },
        {key: value for key, value in shown.items() if key != "follows"},
    ):
        assert not judge.is_valid(wrong)
