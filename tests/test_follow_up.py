"""Follow-up: known answers by hand and as printed, laws of the arithmetic, and every error of the file."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

import solver
from models.follow_up.balance_requirement import LINES, balance_requirement
from models.follow_up.file import Reconciliation
from models.follow_up.year_end import Rule, close
from models.problems import ScenarioError
from solver.report.studies import text_of
from tests.commands import command
from tests.followed import follow_up, lay, scenario, supplementary

DATA = Path(__file__).parent / "data"
TWO = {"a": 100.0, "b": 100.0}
F1 = follow_up(
    {"2025-08-31": {"forecast": {"a": 104.0, "b": 97.0}}},
    appropriations={"ta_1": supplementary({"a": 2.0})},
)


def ask(folder, budget, followed, tables=None, **how):
    return solver.follow_up(lay(folder, budget, followed, tables), **how)


# ------------------------------------------------------------------------------------------------- known answers


def test_f1_by_hand(tmp_path):
    study = ask(tmp_path, scenario(TWO), F1)
    deviations = {c: account.deviation for c, account in study.money.committees.items()}
    assert deviations == {"a": -2.0, "b": 3.0}
    assert study.money.deviation == 1.0
    assert study.money.reserve == pytest.approx(8.0)
    closing = study.year_end
    assert {c: one.closing for c, one in closing.items()} == {"a": -2.0, "b": 2.0}
    assert closing["b"].returned == 1.0  # 0.75 is not kept, 0.25 is above the cap
    assert closing["a"].restore == pytest.approx({1: 2 / 3, 2: 2 / 3, 3: 2 / 3})


def test_trend_by_hand(tmp_path):
    frames = {"a": 98.0, "b": 100.0}
    reports = {"2025-08-31": {"actual": {"a": 64.8, "b": 64.8}, "forecast": {"a": 99.0, "b": 100.0}}}
    study = ask(tmp_path, scenario(frames), follow_up(reports, profile={"2025-08-31": "64.8 %"}))
    a = study.money.committees["a"]
    assert a.trend == pytest.approx(100.0)
    assert a.trend_deviation == pytest.approx(-2.0)
    assert a.period == pytest.approx(-1.296)
    assert a.forecast == 99.0  # the committee's own forecast stands beside it


def test_without_a_profile_there_is_no_trend(tmp_path):
    reports = {"2025-08-31": {"actual": {"a": 64.8, "b": 64.8}, "forecast": TWO}}
    account = ask(tmp_path, scenario(TWO), follow_up(reports)).money.committees["a"]
    assert (account.trend, account.period, account.trend_deviation) == (None, None, None)
    told = text_of(solver.follow_up(tmp_path / "uppfoljning.yaml"))
    assert "Ingen säsong är angiven för 31 augusti 2025" in told
    assert "Ingen nämnd avviker från budgeten." in told  # never that it follows it
    assert "följer budget" not in told


def test_the_season_is_the_mean_of_earlier_years(tmp_path):
    # April ends at 40 % of the first year and 30 % of the second
    rows = [f"2023;{m};{10 if m <= 4 else 7.5}" for m in range(1, 13)]
    rows += [f"2024;{m};{7.5 if m <= 4 else 8.75}" for m in range(1, 13)]
    season = "year;month;amount\n" + "\n".join(rows).replace(".", ",") + "\n"
    profile = {"method": "five_year", "table": "manader.csv", "source": "påhittad"}
    reports = {"2025-04-30": {"actual": {"a": 35.0, "b": 70.0}, "forecast": TWO}}
    study = ask(tmp_path, scenario(TWO), follow_up(reports, profile=profile), {"manader.csv": season})
    assert study.follow_up.season_years == 2
    assert study.money.committees["a"].trend == pytest.approx(100.0)
    assert study.money.committees["b"].trend_deviation == pytest.approx(-100.0)


def malmo(year):
    with (DATA / "malmo" / "forecast_accuracy.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if int(row["year"]) == year]
    columns = ("outcome_deviation_msek", "forecast_aug_deviation_msek", "difference_printed_msek")
    printed = {row["body"]: tuple(float(row[name]) for name in columns) for row in rows}
    return printed.pop("Årets resultat"), list(printed.values())


@pytest.mark.parametrize("year", [2014, 2015])
def test_malmo_as_printed(tmp_path, year):
    """Every row and every sum of the table of forecast accuracy in Malmö's annual reports."""
    whole, rows = malmo(year)
    frames = {f"n{k:02}": 1000.0 for k in range(len(rows))}
    forecast = {c: row[1] for c, row in zip(frames, rows, strict=True)}
    outcome = {c: 1000.0 - row[0] for c, row in zip(frames, rows, strict=True)}
    reports = {
        "2025-08-31": {"forecast": forecast, "forecast_is": "deviation"},
        "2025-12-31": {"actual": outcome},
    }
    study = ask(tmp_path, scenario(frames), follow_up(reports))
    found = study.accuracies
    for c, row in zip(frames, rows, strict=True):
        one = found["2025-08-31", c]
        assert (one.outcome, one.forecast, one.difference) == pytest.approx(row)
    total = found["2025-08-31", ""]
    assert (total.outcome, total.forecast, total.difference) == pytest.approx(whole)


def test_malmo_balance_requirement_as_printed():
    """Malmö's reconciliation 2013-2015, line by line."""
    with (DATA / "malmo" / "balanced_budget.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(LINES)
    for year in ("2013", "2014", "2015"):
        printed = dict(zip(LINES, (float(row[year] or 0) for row in rows), strict=True))
        signs = dict.fromkeys(("capital_gains", "reversed_losses", "to_reserve", "earlier_deficit"), -1)
        amounts = {
            name: signs.get(name, 1) * printed[name] + 0.0
            for name in LINES
            if name in Reconciliation.model_fields
        }
        given_ = Reconciliation(**amounts, exceptional_by="KF: RIPS")
        found = balance_requirement(printed["result"], given_)
        assert found.lines == pytest.approx(printed), year
    assert balance_requirement(-193.0).restore(2014) == pytest.approx(
        {2015: 193 / 3, 2016: 193 / 3, 2017: 193 / 3}
    )


def test_malmo_august_2016(tmp_path):
    """Result 531 against 242 budgeted: +289, where the report before said +415."""
    budget = scenario(
        {"a": 1000.0},
        frame={"revenue": {2025: 2242.0}, "central": {2025: 990.0}, "total": {2025: 1010.0}},
    )
    reports = {
        "2025-04-30": {"forecast": {"a": 1000.0}, "revenue": {"forecast": 2647.0}},
        "2025-08-31": {"forecast": {"a": 1000.0}, "revenue": {"forecast": 2521.0}},
    }
    followed = follow_up(reports, result_target=242.0)
    path = lay(tmp_path, budget, followed)
    study = solver.follow_up(path)
    assert study.money.budgeted_result == pytest.approx(242.0)
    assert study.money.result == pytest.approx(531.0)
    assert study.money.result - study.money.municipality.target == pytest.approx(289.0)
    before = study.against
    assert before.result - before.municipality.target == pytest.approx(415.0)
    assert sum(list(study.money.bridge.values())[:-1]) == pytest.approx(study.money.bridge["result"])


def test_a_withdrawal_counts_for_the_balance_requirement_alone(tmp_path):
    """6 from the result reserve in a year of -4: the result is -4, the balance requirement is kept by 2."""
    budget = scenario(TWO)
    reserve = {"opening": 20.0, "use_in": [2025], "by": "KF:s riktlinjer"}
    frame = {
        "revenue": {2025: 210.0},
        "result_target": "2 %",
        "central": {2025: 4.0},
        "result_reserve": reserve,
    }
    budget["frame"] = frame
    reports = {"2025-08-31": {"forecast": {"a": 110.0, "b": 100.0}, "revenue": {"forecast": 210.0}}}
    followed = follow_up(reports)
    followed["reports"]["2025-08-31"]["withdrawal"] = {"forecast": 6.0}
    study = ask(tmp_path, budget, followed)
    assert study.money.result == pytest.approx(-4.0)
    assert study.money.balance_result == pytest.approx(2.0)
    assert study.balance_requirement.lines["balance_result"] == pytest.approx(2.0)
    assert "Uttag ur resultatreserven: 6,0" in " ".join(text_of(study).split())


def test_as_planned_closes_at_the_planned_balances(tmp_path):
    """A committee that restores as its frame was decided ends where the plan says, whatever share a surplus keeps."""
    budget = scenario(TWO)
    budget["committees"]["a"]["opening_balance"] = -3.0
    budget["effects"]["b"] = budget["effects"].pop("a")
    reports = {"2025-12-31": {"actual": {"a": 99.0, "b": 100.0}}}
    one = ask(tmp_path, budget, follow_up(reports)).year_end["a"]
    assert (one.opening, one.own, one.restored, one.kept, one.returned) == (-3.0, 1.0, 1.0, 0.0, 0.0)
    assert one.closing == -2.0
    assert one.restore == {1: 1.0, 2: 1.0}  # what is left, as it was decided


def test_the_next_year_opens_where_the_last_closed(tmp_path):
    """Of -2 that the plan restores by 1 a year, 1 is left for one year more; 0.5 beyond it is kept by the rule."""
    budget = scenario(TWO, years=[2025, 2026])
    budget["frame"]["total"] = {2025: 210.0, 2026: 210.0}
    budget["plans"]["antagen"]["frames"] = {c: {2025: 100.0, 2026: 100.0} for c in TWO}
    budget["committees"]["a"]["opening_balance"] = -3.0
    budget["effects"]["b"] = budget["effects"].pop("a")
    opening = {"balances": {"a": -2.0, "b": 0.0}, "by": "KF § 9"}
    followed = follow_up({"2026-12-31": {"actual": {"a": 98.5, "b": 100.0}}}, opening=opening)
    one = ask(tmp_path, budget, {**followed, "year": 2026}).year_end["a"]
    assert (one.restored, one.kept, one.returned, one.closing) == (1.0, 0.375, 0.125, -0.625)
    assert one.restore == {1: 0.625}


def test_exempt_deviations_stay_with_the_council(tmp_path):
    budget = scenario(TWO)
    part = {"committee": "a", "base": 60.0}
    budget["activities"] = {"bistand": part, "ovrigt": {"committee": "a", "base": 40.0}}
    budget["effects"]["ovrigt"] = budget["effects"].pop("a")
    budget["plans"]["antagen"]["spend"] = {"bistand": {2025: 60.0}, "ovrigt": {2025: 40.0}}
    reports = {"2025-12-31": {"actual": {"bistand": 65.0, "ovrigt": 39.0, "b": 100.0}}}
    exempt = {"activities": ["bistand"], "by": "KF § 114"}
    study = ask(tmp_path, budget, follow_up(reports, exempt=exempt))
    a = study.money.committees["a"]
    assert (a.deviation, a.exempt, a.own) == (-4.0, -5.0, 1.0)
    assert study.year_end["a"].closing == 0.75
    assert "Planen anger ingen budget" not in text_of(study)


def test_an_exempt_activity_without_a_stated_budget_is_told(tmp_path):
    """The frame of 100 is divided as the base year, 60 and 40: that no council decided."""
    budget = scenario(TWO)
    part = {"committee": "a", "base": 60.0}
    budget["activities"] = {"bistand": part, "ovrigt": {"committee": "a", "base": 40.0}}
    budget["effects"]["ovrigt"] = budget["effects"].pop("a")
    reports = {"2025-12-31": {"actual": {"bistand": 65.0, "ovrigt": 39.0, "b": 100.0}}}
    exempt = {"activities": ["bistand"], "by": "KF § 114"}
    study = ask(tmp_path, budget, follow_up(reports, exempt=exempt))
    assert study.money.committees["a"].exempt == pytest.approx(-5.0)
    text = " ".join(text_of(study).split())
    assert "Planen anger ingen budget för bistand; den är beräknad som en del av nämndens ram." in text


def test_a_vintage_step_is_split(tmp_path):
    """From -1 to -3: 2 more was appropriated, and the forecast rose by 4."""
    reports = {
        "2025-04-30": {"forecast": {"a": 101.0, "b": 100.0}},
        "2025-08-31": {"forecast": {"a": 105.0, "b": 100.0}},
    }
    followed = follow_up(reports, appropriations={"ta": supplementary({"a": 2.0}, "2025-05-02")})
    step = ask(tmp_path, scenario(TWO), followed).steps["a"]
    assert (step.before, step.appropriations, step.forecast, step.change) == (-1.0, 2.0, -4.0, -2.0)
    early = solver.follow_up(tmp_path / "uppfoljning.yaml", at="2025-04-30")
    assert early.money.committees["a"].budget == 100.0  # decided after it
    assert early.steps == {}


def test_a_council_decision_is_a_row_of_its_own(tmp_path):
    reports = {
        "2025-12-31": {"actual": {"a": 98.0, "b": 103.0}, "balances": {"b": -1.0}, "balances_by": "KF § 9"}
    }
    closing = ask(tmp_path, scenario(TWO), follow_up(reports)).year_end
    assert closing["a"].decided == 0.0
    assert (closing["b"].decided, closing["b"].closing) == (2.0, -1.0)


def test_without_carry_over_the_municipality_bears_it(tmp_path):
    reports = {"2025-12-31": {"actual": {"a": 98.0, "b": 103.0}}}
    closing = ask(tmp_path, scenario(TWO, carry_over={"rule": "none"}), follow_up(reports)).year_end
    assert (closing["a"].returned, closing["a"].closing) == (2.0, 0.0)
    assert (closing["b"].borne, closing["b"].closing) == (3.0, 0.0)


# ---------------------------------------------------------------------------------- ledgers, workbooks and forms


def test_a_ledger_by_the_imports_map(tmp_path):
    """January of the ledger: 80.0005 for familj, 30 for ks and nothing for teknisk [tkr]; finance is left out."""
    frames = {"familj": 960.0, "ks": 360.0, "teknisk": 170.0}
    budget = scenario(frames, currency="TSEK", base_year=2023, years=[2024])
    budget["frame"] = {"total": {2024: 1500.0}}
    budget["plans"]["antagen"]["frames"] = {c: {2024: amount} for c, amount in frames.items()}
    for name in ("parts_in_whole.se", "map.yaml"):
        (tmp_path / name).write_bytes((DATA / "sie" / name).read_bytes())
    actual = {"ledger": "parts_in_whole.se", "map": "map.yaml"}
    followed = {**follow_up({"2024-01-31": {"actual": actual, "forecast": frames}}), "year": 2024}
    study = ask(tmp_path, budget, followed)
    found = {c: account.actual for c, account in study.money.committees.items()}
    assert found == pytest.approx({"familj": 0.0800005, "ks": 0.03, "teknisk": 0.0})
    assert set(study.follow_up.files) >= {"parts_in_whole.se", "map.yaml", "budget.yaml", "uppfoljning.yaml"}


def filled_in(path, row, actual, forecast, author=""):
    """Fill in a row of a form as a committee does: cells of the sheet that are blank get values."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    for column, value in (("D", f"<v>{actual}</v>"), ("E", f"<v>{forecast}</v>")):
        sheet, n = re.subn(rf'(<c r="{column}{row}" s="\d+")/>', rf"\1>{value}</c>", sheet)
        assert n == 1
    text = f'<c r="F{row}" t="inlineStr"><is><t>{author}</t></is></c>'
    sheet = re.sub(rf'<c r="F{row}" s="\d+"/>', text if author else "", sheet)
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)


def test_a_form_is_filled_in_and_read_back(tmp_path):
    appropriations = {"ta_1": supplementary({"a": 2.0})}
    path = lay(tmp_path, scenario(TWO), follow_up({}, appropriations=appropriations))
    for c, amounts in {"a": (70.0, 104.0), "b": (64.0, 97.0)}.items():
        form = tmp_path / f"{c}.xlsx"
        words = ("form", path, "--at", "2025-08-31", "--committee", c, "--out", form)
        assert command(*words).returncode == 0
        filled_in(form, 7, *amounts, author="Nämndens ordförande")
    forms = ["a.xlsx", "b.xlsx"]
    reports = {"2025-08-31": {"actual": forms, "forecast": forms}}
    study = ask(tmp_path, scenario(TWO), follow_up(reports, appropriations=appropriations))
    a = study.money.committees["a"]
    assert (a.budget, a.actual, a.forecast) == (102.0, 70.0, 104.0)
    assert study.report.forecast["b"].author == "Nämndens ordförande"
    assert str(study.report.forecast["b"].place).endswith("b.xlsx:Rapport!E7")


def test_a_form_with_an_old_budget_is_refused(tmp_path):
    path = lay(tmp_path, scenario(TWO), follow_up({}))
    form = tmp_path / "alla.xlsx"
    assert command("form", path, "--at", "2025-08-31", "--out", form).returncode == 0
    filled_in(form, 7, 70.0, 104.0)
    filled_in(form, 8, 64.0, 97.0)
    reports = {"2025-08-31": {"forecast": "alla.xlsx#Rapport"}}
    followed = follow_up(reports, appropriations={"ta_1": supplementary({"a": 2.0})})
    with pytest.raises(ScenarioError, match=r"alla\.xlsx:Rapport!E7.*budgeten 100 men beslutat är 102"):
        ask(tmp_path, scenario(TWO), followed)


@pytest.mark.parametrize(
    ("hidden", "sheets", "told"),
    [
        (True, ("Prognos",), r"t\.xlsx:3: Prognos: raden är dold; visa den"),
        (
            False,
            ("Prognos", "Gammal"),
            r"t\.xlsx:1: flera blad .*: Prognos, Gammal; skriv vilket, som t\.xlsx#Prognos",
        ),
        (False, ("Prognos",), None),
    ],
)
def test_hidden_rows_and_several_sheets_of_a_report_are_asked_about(hidden, sheets, told, tmp_path):
    lay(tmp_path, scenario(TWO), follow_up({}))
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        for name in sheets:
            page = book.add_worksheet(name)
            for r, row in enumerate((["id", "prognos"], ["a", 104], ["b", 97])):
                page.write_row(r, 0, row)
        if hidden:
            page.set_row(2, None, None, {"hidden": True})
    followed = follow_up({"2025-08-31": {"forecast": "t.xlsx"}})
    if told is None:
        assert ask(tmp_path, scenario(TWO), followed).money.committees["b"].forecast == 97
        return
    with pytest.raises(ScenarioError, match=told):
        ask(tmp_path, scenario(TWO), followed)


# -------------------------------------------------------------------------------------- command, page and workbook

EXAMPLE = Path(__file__).parents[1] / "scenarios" / "exempelkoping-uppfoljning-2025.yaml"


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """What the command leaves of the shipped follow-up, in August and at the year's end."""
    folder = tmp_path_factory.mktemp("followed")
    told = {
        date: command("follow-up", EXAMPLE, "--at", date, "--out", folder)
        for date in ("2025-08-31", "2025-12-31")
    }
    assert all(run.returncode == 0 for run in told.values()), told
    return folder / "studies" / "follow-up", {date: run.stdout for date, run in told.items()}


def test_the_example_says_that_it_is_made_up(left):
    _, told = left
    assert all(
        text.startswith("Uppföljning: Exempelköping – uppföljning 2025 (påhittad)") for text in told.values()
    )


def test_the_command_leaves_tables_and_digests(left):
    folder, _ = left
    summary = json.loads((folder / "2025-12-31" / "result.json").read_text(encoding="utf-8"))
    assert (summary["report"], summary["stage"], summary["vintage"]) == ("2025-12-31", "utfall", "2026-02-03")
    table = EXAMPLE.parent / "uppfoljning" / "exempelkoping-utfall-2025-12.csv"
    digest = hashlib.sha256(table.read_bytes()).hexdigest()
    assert summary["digests"]["files"]["uppfoljning/exempelkoping-utfall-2025-12.csv"] == digest
    for name in ("money", "balances", "accuracy"):
        assert (folder / "2025-12-31" / "tables" / f"{name}.csv").exists()
    with (folder / "2025-12-31" / "tables" / "money.csv").open(encoding="utf-8") as file:
        rows = {
            (r["committee"], r["activity"], r["quantity"]): float(r["value"]) for r in csv.DictReader(file)
        }
    assert rows["barn", "", "deviation"] == -5.1
    assert rows["barn", "", "appropriation:ta_2"] == 1.0
    assert rows["vard", "ifo", "deviation"] == rows["vard", "", "exempt"]
    assert rows["", "", "bridge:result"] == pytest.approx(16.02)


def test_every_row_and_column_of_the_table_adds_up(left):
    """In whole thousands of kronor: budget less outcome is the deviation, and rows add up to the sum."""
    _, told = left
    lines = told["2025-12-31"].split("Nämnderna, utfall")[1].split("Varje belopp")[0].splitlines()
    rows = [re.split(r"\s{2,}", line.strip())[1:] for line in lines if re.search(r"\d\s{2,}", line)]
    amounts = [[int(x.replace("\u202f", "").replace("−", "-")) for x in row] for row in rows[-6:]]
    for budget, outcome, deviation, exempt, own, _ in amounts:
        assert (budget - outcome, deviation - exempt) == (deviation, own)
    *parts, whole = amounts
    assert [sum(column) for column in zip(*parts, strict=True)] == whole


def test_the_sentences_of_the_page(left):
    _, told = left
    august = " ".join(told["2025-08-31"].split())
    assert (
        "Barn- och utbildningsnämnd prognostiserar −4,0 mnkr mot budgeten efter anslag under året (−1,1 i april). "
        "Med säsongen de fem senaste åren blir det −2,8 mnkr."
    ) in august.replace("\xa0", " ")
    assert "Per 31 augusti 2025: prognos, underlag från 2025-09-12" in august
    assert "följer budget" not in august
    december = " ".join(told["2025-12-31"].split())
    assert "Kommunens resultat blev 16,02 mnkr, 3,46 mnkr under målet 19,48 mnkr." in december.replace(
        "\xa0", " "
    )


def test_the_page_and_the_workbook_have_the_same_sections(left):
    folder, _ = left
    names = ["Läget", "Nämnderna", "Anslag under året", "Bokslut och balanser", "Mål"]
    names += ["Härifrån", "Hur bra var prognoserna", "Vad vi lärde oss om kurvorna"]
    html = (folder / "2025-12-31" / "report.html").read_text(encoding="utf-8")
    for name in names:
        assert re.search(rf"<h2[^>]*>\s*{name}, utfall 2025-12-31", html), name
    with zipfile.ZipFile(folder / "2025-12-31" / "report.xlsx") as book:
        sheets = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        cells = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert sheets == names
    decided = (
        "Fullmäktige har beslutat andra balanser än regelns för Samhällsbyggnads- och kulturnämnd: Påhittat"
    )
    assert decided in html
    assert decided in cells, "an amount that the council decided has its owner in the workbook too"


def test_the_page_says_the_state_once_and_above_its_pictures(left):
    html = (left[0] / "2025-12-31" / "report.html").read_text(encoding="utf-8").replace("\xa0", " ")
    text = re.sub(r"<[^>]+>", " ", html)
    assert text.count("Kommunens resultat blev 16,02 mnkr") == 1
    assert html.index("Kommunens resultat blev 16,02 mnkr") < html.index('id="bilder"')


def test_the_pictures_tell_what_they_show():
    pictures = solver.plots(solver.follow_up(EXAMPLE))
    assert list(pictures) == ["deviations", "forecast-vintages", "settled-balances", "goals-followed"]
    assert "Vård- och omsorgsnämnd −5,2 (−3,7)" in pictures["deviations"].alt
    assert "befriad från att anpassa, mnkr: Vård- och omsorgsnämnd −4,1." in pictures["deviations"].alt
    assert "Barn- och utbildningsnämnd −1,1, −4,0, −5,1" in pictures["forecast-vintages"].alt
    axes = pictures["deviations"].figure.axes[0]
    (marks,) = [line for line in axes.lines if line.get_label() == "earlier"]
    assert [*marks.get_xdata()] == pytest.approx([0.7, -4.0, -3.7, -0.3, 0.0])
    assert [text.xy[0] for text in axes.texts if text.get_text()] == pytest.approx(
        [1.3, -5.1, -5.2, 0.5, 0.08]
    )
    assert "Barn- och utbildningsnämnd 2024 3,0, 2025 −2,1, 2026 −1,4" in pictures["settled-balances"].alt


def test_another_report_to_compare_with():
    study = solver.follow_up(EXAMPLE, against="2025-04-30")
    step = study.steps["barn"]
    assert (step.before, step.appropriations, step.forecast) == pytest.approx((-1.1, 1.0, -5.0))


def test_commands_that_are_told_can_be_pasted_where_a_name_has_a_space(tmp_path):
    path = lay(tmp_path, scenario(TWO), F1).rename(tmp_path / "min fil.yaml")
    said = " ".join(text_of(solver.follow_up(path)).split())
    assert "kommunbudget replan 'min fil.yaml' --at 2025-08-31" in said
    done = command("form", tmp_path / "budget.yaml", "--out", tmp_path / "min bok.xlsx")
    assert f"kommunbudget import '{tmp_path / 'min bok.xlsx'}'" in done.stderr


def test_check_takes_a_follow_up(tmp_path):
    told = command("check", EXAMPLE)
    assert (told.returncode, told.stdout.strip().endswith("inga fel, 0 varningar")) == (0, True)
    path = lay(tmp_path, scenario(TWO), follow_up({"2026-01-31": {"forecast": TWO}}))
    wrong = command("check", path)
    assert wrong.returncode == 2
    assert "ligger utanför året 2025" in wrong.stderr


def test_the_proposal_can_be_what_was_decided(tmp_path):
    """Frames of a computed plan are decided in whole thousands; the reserve has the rest."""
    reports = {"2025-08-31": {"forecast": {"a": 104.0, "b": 97.0}}}
    study = ask(tmp_path, scenario({"a": 99.99991, "b": 100.0}), {**follow_up(reports), "plan": "proposal"})
    decided = study.money.decided
    assert all(amount == round(amount, 3) for amount in decided.frame.values())
    assert decided.total == pytest.approx(study.figures.total[2025], abs=1e-9)


# --------------------------------------------------------------------------------------------------------- laws

amounts = st.integers(-50_000, 50_000).map(lambda k: k / 1000)
"""Amounts in whole thousands of kronor [MSEK]."""
rules = st.builds(
    Rule,
    carries=st.booleans(),
    keep=st.sampled_from([0.0, 0.5, 0.75, 1.0]),
    cap=st.sampled_from([None, 0.0, 2.0, 5.0]),
    years=st.integers(1, 4),
)


@given(rules, amounts, amounts, st.integers(0, 4))
def test_the_bridge_of_a_year_end_adds_up(rule, opening, own, years):
    planned = max(-opening, 0.0) / years if years else 0.0
    one = close(rule, opening, own, planned=planned)
    assert one.opening + one.own - one.returned + one.borne + one.decided == pytest.approx(one.closing)
    if rule.carries:
        assert one.restored + one.kept + one.opening == pytest.approx(one.closing)
    assert sum(one.restore.values()) == pytest.approx(max(-one.closing, 0.0))
    assert one.returned >= -1e-9
    assert one.borne >= 0


@given(rules, amounts, amounts.map(abs))
def test_a_surplus_and_then_a_deficit_never_pays(rule, opening, x):
    neither = close(rule, close(rule, opening, 0.0).closing, 0.0).closing
    both = close(rule, close(rule, opening, x).closing, -x).closing
    assert both <= neither + 1e-9


@settings(max_examples=12)
@given(st.lists(st.tuples(amounts, amounts), min_size=2, max_size=4), amounts.filter(bool))
def test_sums_and_reversals(tmp_path_factory, pairs, more):
    """Deviations add up to the municipality's; an appropriation and its reversal leave no trace in any amount."""
    frames = {f"n{k}": 1000.0 + a for k, (a, _) in enumerate(pairs)}
    reports = {"2025-08-31": {"forecast": {f"n{k}": 1000.0 + b for k, (_, b) in enumerate(pairs)}}}
    folder = tmp_path_factory.mktemp("law")
    plain = ask(folder, scenario(frames), follow_up(reports))
    there_and_back = {
        "ta_1": supplementary({"n0": more}, **{"from": "result"}),
        "ta_2": supplementary({"n0": -more}, "2025-05-02", **{"from": "result"}),
    }
    again = ask(folder, scenario(frames), follow_up(reports, appropriations=there_and_back))
    for c, account in plain.money.committees.items():
        assert again.money.committees[c].deviation == pytest.approx(account.deviation, abs=1e-9)
        assert again.year_end[c].closing == pytest.approx(plain.year_end[c].closing, abs=1e-9)
    assert again.money.reserve == plain.money.reserve
    total = sum(round(1000 * account.deviation) for account in plain.money.committees.values())
    assert total == round(1000 * plain.money.deviation)
