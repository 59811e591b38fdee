"""A first scenario from imported tables: the documented run, sources and assumptions, and what is asked about."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from models.importing.start_template import start_template
from models.importing.starting import Started, new_scenario
from models.reading import check, document, read
from solver import solve
from tests.commands import command
from tests.first_run import ACTIVITIES, FILES, FOLDER

PAGE = (Path(__file__).parents[1] / "docs" / "first-run.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Take the steps of docs/first-run.md in order, in a folder with the raw files; return it and what was said."""
    folder = tmp_path_factory.mktemp("town")
    for name in FILES:
        shutil.copy(FOLDER / name, folder)
    said = {}
    for text, step in re.findall(
        r"```yaml\n(# \S+\.yaml\n[^`]*)```|^    (kommunbudget [^\n]*)$", PAGE, re.MULTILINE
    ):
        if text:
            (folder / text.split("\n", 1)[0].removeprefix("# ")).write_text(text, encoding="utf-8")
        else:
            said[step] = command(*step.split()[1:], cwd=folder)
            assert said[step].returncode == 0, (step, said[step].stderr)
    return folder, said


@pytest.fixture(scope="module")
def scenario(town):
    return read(town[0] / "exempelkoping" / "exempelkoping-2025.yaml")


# ----------------------------------------------------------------------------------------------- the documented run


def test_the_files_of_the_town_are_what_they_say():
    for name, made in FILES.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == made()


def test_the_steps_of_the_page_lead_from_raw_files_to_an_answer(town):
    folder, said = town
    assert [step.split()[1] for step in said] == ["import"] * 5 + ["new", "new", "check", "run"]
    assert (folder / "svar" / "result.json").is_file()
    checked = next(done for step, done in said.items() if " check " in step)
    assert "inga fel, 0 varningar" in checked.stderr + checked.stdout
    ran = next(done for step, done in said.items() if " run " in step)
    assert "Saknas i underlaget" in ran.stdout
    assert "Alla ändringar är inom felmarginalen" in " ".join(ran.stdout.split())
    seam = next(done for step, done in said.items() if "--from scb" in step)
    assert "+3,2 %" in seam.stderr


def test_bases_total_and_adjustments_are_those_of_the_sheet(scenario):
    by = {}
    for committee, _, _, cost, revenue in ACTIVITIES:
        by[committee] = by.get(committee, 0) + cost + revenue
    assert {part.name: round(part.base * 1000) for part in scenario.committees.values()} == by
    # 819 000 · 1.032 rounded by activity, + 500 - 1 000 + 2 000 in 2025
    assert round(scenario.frame.total[2025] * 1000) == 819_000 + 26_208 + 1_500
    assert scenario.committees["barn"].adjustments[2025][0].full_year == pytest.approx(0.5)
    assert scenario.committees["barn"].adjustments[2025][0].activity == "grundskola"


def test_the_index_is_prices_over_last_years_frame_rounded_down(scenario):
    # 26 208 of 819 000, then 49 959 - 26 208 of 846 708
    assert scenario.indexation.index[2025] == pytest.approx(0.032)
    assert scenario.indexation.index[2026] == pytest.approx(0.028)


def test_indicators_have_their_last_value_and_the_scale_of_map_or_panel(scenario):
    stated, seen = scenario.goals["n11102"].indicator, scenario.goals["n15428"].indicator
    assert (stated.present, stated.floor, stated.target) == (5.5, 6.5, 4.5)
    assert (seen.present, seen.floor, seen.target) == (84.4, 78.5, 92.0)
    assert "assumption" in seen.source
    assert "assumption" not in stated.source
    assert scenario.goals["n15428"].weight_follows == "alder_6_15"


def test_drivers_are_means_of_two_counts(scenario):
    assert scenario.drivers["alder_80_plus"] == {2024: 1085, 2025: 1120, 2026: 1162.5, 2027: 1207.5}
    assert scenario.activities["aldreomsorg"].variable_share == pytest.approx(0.6)
    assert scenario.activities["gator"].driver is None  # left open in the map


def test_last_years_outcome_stands_beside_each_base(scenario):
    assert "utfall 2024 i huvudboken 393900 (actual.csv)" in scenario.committees["barn"].source


def test_every_part_has_its_source_and_what_is_assumed_says_so(scenario):
    """Walk the whole file: nothing that can say where it comes from is silent."""
    without = []

    def walk(part, path):
        fields = type(part).model_fields if hasattr(type(part), "model_fields") else {}
        if "source" in fields and not part.source:
            without.append(path)
        below = {name: getattr(part, name) for name in fields} if fields else part
        entries = (
            below.items() if isinstance(below, dict) else enumerate(below) if isinstance(below, tuple) else ()
        )
        for key, entry in entries:
            if not isinstance(entry, (str, int, float)) and entry is not None:
                walk(entry, f"{path}.{key}")

    walk(scenario, "")
    assert without == []
    effects = [effect for served in scenario.effects.values() for effect in served.values()]
    assert {effect.evidence for effect in effects} == {"assumption"}
    for part in (
        *effects,
        scenario.stability,
        scenario.carry_over,
        scenario.weights,
        scenario.evidence_ranges,
    ):
        assert part.source.startswith("assumption (Ekonomikontoret")


def test_what_is_missing_is_listed(scenario):
    text = "\n".join(scenario.missing)
    for word in (
        "alla 7 effekter",
        "N15027",
        "0 och 100 poäng av N15428",
        "golv",
        "resultatmål",
        "Kommunstyrelsen",
    ):
        assert word in text
    assert "N11102" not in text


def test_the_file_says_which_file_each_table_is_of(town):
    head = (
        (town[0] / "exempelkoping" / "exempelkoping-2025.yaml")
        .read_text(encoding="utf-8")
        .split("format:")[0]
    )
    for name in FILES:
        assert f"# {name} (" in head
    assert "Källa: Kolada" in head


def test_without_a_map_it_runs_and_has_no_opinion(town):
    """No drivers, one curve for all, weights of the base year: frames are the indexed ones, within the step of 1 %."""
    made = new_scenario(town[0] / "imported", language="en")
    assert not made.asked
    assert "goals and indicators of" in "\n".join(made.missing)
    assert not made.scenario.drivers
    result = solve(made.scenario)
    indexed = result.plans["indexation"].q.frame
    for (committee, year), frame in result.frames.items():
        assert frame == pytest.approx(indexed[committee, year], rel=0.011), (committee, year)


def test_the_files_read_back_as_the_scenario(town, tmp_path):
    made = new_scenario(town[0] / "imported", town[0] / "start.yaml", stem="x")
    assert isinstance(made, Started)
    for name, data in made.files.items():
        (tmp_path / name).write_bytes(data)
    assert read(tmp_path / "x.yaml") == made.scenario
    assert not check(tmp_path / "x.yaml").problems


def test_the_proposed_map_says_nothing_and_changes_nothing(town, tmp_path):
    text = start_template(town[0] / "imported")
    assert 'N15428: {activity: "?", better: "?"}  # Elever i åk 9' in text
    assert "6 kommuner 2024: 78,5–92" in text
    (tmp_path / "open.yaml").write_text(text, encoding="utf-8")
    opened = document(new_scenario(town[0] / "imported", tmp_path / "open.yaml").scenario)
    plain = document(new_scenario(town[0] / "imported").scenario)
    assert opened.pop("municipality") == {"name": "Exempelköping (påhittad)", "code": "9999"}
    assert plain.pop("municipality") == {"name": "Exempelköping (påhittad)"}
    assert opened == plain


# ---------------------------------------------------------------------------------------------------- small tables

SOURCES = "table,file,publisher,query,sha256\ncommittees,b.csv,Byköping,currency TSEK,\nplan,b.csv,,currency TSEK,\n"
LEDGER = 'actual,l.se,,"dimension 1, 2024",\nbase,l.se,,"dimension 1, 2024",\n'
TABLES = {
    "SOURCES": SOURCES,
    "committees": "id,name,base,source\nskola,Skola,600000,b.csv:2\nvard,Vård,400000,b.csv:3\n",
    "plan": "id,2025,2026,source\nskola,618000,636000,b.csv:2\nvard,413000,424000,b.csv:3\n",
}
PANEL = "municipality,year,kpi,value,status,preliminary\n" + "".join(
    f"999{n},2024,N1,{50 + n},,no\n" for n in range(6)
)


def put(folder, changes=None, start=None):
    for name, text in ({**TABLES, **(changes or {})}).items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    if start is None:
        return None
    (folder / "start.yaml").write_text(start, encoding="utf-8")
    return folder / "start.yaml"


def made_of(folder, changes=None, start=None, **how):
    path = put(folder, changes, start)
    return new_scenario(folder, path, **how)


def test_without_a_bridge_the_index_is_what_the_total_grows_by(tmp_path):
    made = made_of(tmp_path, {"adjustments": "committee,year,one_off,source\nskola,2025,1000,b.csv:2\n"})
    # (1 031 000 - 1 000) / 1 000 000 and 1 060 000 / 1 031 000, rounded down to hundredths of a per cent
    assert made.scenario.indexation.index == {2025: pytest.approx(0.03), 2026: pytest.approx(0.0281)}
    assert made.scenario.indexation.source.startswith("assumption (ingen har ställt sig bakom det)")
    assert "index för priser och löner" in made.missing
    assert not made.scenario.activities
    assert solve(made.scenario).value > 0


def test_a_requirement_of_the_bridge_and_limits_as_wide_as_the_total_needs(tmp_path):
    bridge = "id,year,term,amount,lines\n"
    for y, last, pay, cut in ((2025, 1_000_000, 60_000, -29_000), (2026, 1_031_000, 40_000, -11_000)):
        bridge += (
            f"skola,{y},last_year,{last},\nskola,{y},price_and_wages,{pay},\nskola,{y},requirement,{cut},\n"
        )
    made = made_of(tmp_path, {"bridge": bridge})
    assert made.scenario.indexation.requirement == {2025: pytest.approx(0.029), 2026: pytest.approx(0.0106)}
    assert made.scenario.stability.max_decrease == {2025: 0.02, 2026: 0.02}
    hard = made_of(tmp_path, {"bridge": bridge.replace("-29000", "0").replace("-11000", "0")})
    # indexed 1 060 000 of which 1 031 000 is there: 2.7 % less, so that 2 + 2 % may go
    assert hard.scenario.stability.max_decrease == {2025: pytest.approx(0.04), 2026: pytest.approx(0.04)}
    assert solve(hard.scenario).value > 0
    # indexed 1 010 000 where 1 031 000 is there: 2.08 % more, so that 4 + 2 % may come
    mild = made_of(
        tmp_path, {"bridge": bridge.replace("60000", "10000").replace("-29000", "0").replace("-11000", "0")}
    )
    assert mild.scenario.stability.max_increase == {2025: pytest.approx(0.06), 2026: pytest.approx(0.06)}


def test_a_ledger_alone_is_a_scenario_in_kronor_of_the_base_year(tmp_path):
    base = (
        "id,base,currency,source\nforskola,1000000.50,SEK,x\nskola,2000000.00,SEK,x\nvard,3000000.00,SEK,x\n"
    )
    start = (
        "municipality: {name: Byköpings kommun}\nyears: [2025..2026]\n"
        "activities: {forskola: {committee: barn}, skola: {committee: barn}}\n"
    )
    sources = "table,file,publisher,query,sha256\n" + LEDGER
    tables = {"SOURCES": sources, "base": base, "committees": None, "plan": None}
    made = made_of(tmp_path, tables, start)
    scenario = made.scenario
    assert next(iter(made.files)) == "bykoping-2025.yaml"
    assert scenario.currency == "SEK"
    assert scenario.committees["barn"].base == pytest.approx(3.0000005)
    assert scenario.activities["forskola"].base == pytest.approx(1.0000005)
    assert scenario.activities["vard_verksamhet"].committee == "vard"
    assert scenario.frame.total == {2025: pytest.approx(6.0000005), 2026: pytest.approx(6.0000005)}
    assert scenario.frame.source.startswith("assumption")
    assert solve(scenario).value > 0


def test_a_frame_is_divided_by_the_ledgers_shares_where_the_map_says_whose_activities_are(tmp_path):
    base = "id,base,currency,source\nforskola,200000000.00,SEK,x\nskolan,400000000.00,SEK,x\n"
    start = "activities: {forskola: {committee: skola}, skolan: {committee: skola}}\n"
    scenario = made_of(tmp_path, {"SOURCES": SOURCES + LEDGER, "base": base}, start).scenario
    assert scenario.activities["forskola"].base == pytest.approx(200.0)
    assert scenario.activities["skolan"].base == pytest.approx(400.0)
    assert (
        "fördelad efter nettokostnad 2024 i huvudboken, base.csv:2" in scenario.activities["forskola"].source
    )


def test_a_name_that_a_spreadsheet_takes_for_a_formula_is_the_name_that_was_printed(tmp_path):
    made = made_of(tmp_path, {"committees": C.replace("Skola", "'=Skola")})
    assert made.scenario.committees["skola"].name == "=Skola"
    assert not any(
        b";=" in data or b",=" in data for name, data in made.files.items() if name.endswith(".csv")
    )


def test_a_sheet_of_plan_years_alone_has_its_bases_from_the_ledger(tmp_path):
    base = "id,base,currency,source\nforskola,200000000.00,SEK,x\nskolan,400000000.00,SEK,x\nvard,400000000.00,SEK,x\n"
    start = "activities: {forskola: {committee: skola}, skolan: {committee: skola}}\n"
    tables = {"SOURCES": SOURCES + LEDGER, "base": base, "committees": None}
    scenario = made_of(tmp_path, tables, start).scenario
    assert {c: part.base for c, part in scenario.committees.items()} == {
        "skola": pytest.approx(600),
        "vard": pytest.approx(400),
    }
    assert "huvudboken 2024, base.csv:2, base.csv:3" in scenario.committees["skola"].source
    assert scenario.activities["forskola"].base == pytest.approx(200)
    assert scenario.frame.total[2025] == pytest.approx(1031)
    older = {**tables, "SOURCES": tables["SOURCES"].replace("1, 2024", "1, 2022")}
    (asked,) = made_of(tmp_path, older, start).asked
    assert "base.csv:2: base: huvudboken är av 2022 men basåret 2024: duger den som bas?" in asked.line("sv")


def test_a_question_names_the_row_of_the_table_that_it_is_about(tmp_path):
    plan = "id,2025,2026,source\nvard,618000,636000,b.csv:3\nskola,413000,424000,b.csv:2\n"
    (asked,) = made_of(tmp_path, {"plan": plan}).asked
    assert "plan.csv:3: plans.plan.frames.skola: läst 2025: 413000" in asked.line("sv")
    assert "omvänd ordning" in asked.sv


def test_an_outcome_far_from_the_base_is_asked_about(tmp_path):
    actual = "id,class,month,amount,lines\nskola,labour,2024-01,600000.00,3\nskola,finance,2024-01,5.00,4\n"
    (asked,) = made_of(tmp_path, {"SOURCES": SOURCES + LEDGER, "actual": actual}).asked
    assert "committees.csv:2: base: basen är 600000 men utfallet 2024 i huvudboken 600 TSEK" in asked.line(
        "sv"
    )


def test_a_new_activity_and_one_of_revenue_are_fixed_at_the_plans_amounts(tmp_path):
    """600 = 601 - 1; bath of 0, 8 and 9: its frame follows by 8 and 1, and the index is of the rest."""
    activities = (
        "id,name,committee,base,source\na,A,skola,601000,x\nfee,Avgifter,skola,-1000,x\nbath,Bad,skola,0,x\n"
    )
    plan = "id,2025,2026,source\na,619000,637000,x\nfee,-1100,-1200,x\nbath,8000,9000,x\n"
    committee = P.replace("618000,636000", "625900,644800")
    made = made_of(tmp_path, {"activities": activities, "activity_plan": plan, "plan": committee})
    scenario = made.scenario
    assert scenario.activities["fee"].fixed == {2025: pytest.approx(-1.1), 2026: pytest.approx(-1.2)}
    assert scenario.activities["bath"].fixed == {2025: pytest.approx(8), 2026: pytest.approx(9)}
    steps = {y: [e.full_year for e in es] for y, es in scenario.committees["skola"].adjustments.items()}
    assert steps == {2025: [pytest.approx(8)], 2026: [pytest.approx(1)]}
    # (625.9 + 413 - 8) / 1 000 and (644.8 + 424 - 1) / 1 038.9
    assert scenario.indexation.index == {2025: pytest.approx(0.0309), 2026: pytest.approx(0.0278)}
    assert solve(scenario).value > 0
    assert not made.asked
    assert "vad bath ger (planens belopp, fasta)" in made.missing
    held = made_of(
        tmp_path, {"activities": activities, "activity_plan": plan.replace("-1100", ""), "plan": committee}
    )
    assert held.scenario.activities["fee"].fixed == {2025: pytest.approx(-1), 2026: pytest.approx(-1)}
    assert "assumption" in held.scenario.activities["fee"].source


def test_a_stranger_in_the_ledger_is_asked_about(tmp_path):
    base = "id,base,currency,source\nskolan,600000000.00,SEK,x\n"
    (asked,) = made_of(tmp_path, {"SOURCES": SOURCES + LEDGER, "base": base}).asked
    assert "base.csv:2: id: skolan i huvudboken är varken nämnd eller verksamhet: vems är den?" in asked.line(
        "sv"
    )
    assert "activities: {skolan: {committee: …}}" in asked.sv


def test_a_driver_without_every_year_is_missing_and_not_used(tmp_path):
    start = "activities: {skola: {driver: barn, variable_share: 50 %}}\n"
    made = made_of(tmp_path, {"drivers": "id,2024,2025\nbarn,100,101\n"}, start)
    assert "barn för 2026 (drivers.csv:2); ingen kostnad följer det" in made.missing
    assert made.scenario.activities["skola_verksamhet"].driver is None


def test_a_preliminary_value_is_never_taken(tmp_path):
    panel = PANEL + "9990,2025,N1,99,,yes\n"
    start = 'municipality: {code: "9990"}\ngoals: {N1: {committee: skola, better: higher}}\n'
    made = made_of(tmp_path, {"panel": panel}, start)
    assert made.scenario.goals["n1"].indicator.present == 50
    unknown = made_of(tmp_path, {"panel": PANEL.replace(",no\n", ",\n")}, start)
    assert "om N1 för 2024 är slutligt (metadata saknas)" in unknown.missing


C, P = TABLES["committees"], TABLES["plan"]
GOAL = 'municipality: {code: "9990"}\ngoals: {N1: {committee: skola, better: higher}}\n'
WRONG = {
    "no sources": ({"SOURCES": None}, None, "har ingen SOURCES.csv"),
    "nothing to start from": ({"committees": None, "plan": None}, "years: [2025]\n", "vilka är nämnderna?"),
    "no plan years": ({"plan": None}, None, "vilka är planåren?"),
    "years with a gap": ({"plan": P.replace("2026", "2027")}, None, "planåren är 2025, 2027: ska det vara ett glapp?"),
    "no unit": ({"SOURCES": SOURCES.replace("TSEK", "")}, None, "committees.csv:2: enheten står inte i SOURCES.csv"),
    "a number that is none": ({"committees": C.replace("600000", "6OO000")}, None,
                              "committees.csv:2: base: '6OO000' är inget rimligt tal; vad ska det vara?"),
    "an infinite number": ({"plan": P.replace("618000", "inf")}, None, "plan.csv:2: 2025: 'inf' är inget rimligt tal"),
    "an enormous number": ({"plan": P.replace("618000", "1e18")}, None, "'1e18' är inget rimligt tal"),
    "a base that is missing": ({"committees": C.replace("600000", "")}, None,
                               "committees.csv:2: base: skola har ram men ingen bas: vad hade den 2024?"),
    "a negative base": ({"committees": C.replace("600000", "-600000")}, None, "är det finansieringen?"),
    "a year without a frame": ({"plan": P.replace("636000", "")}, None,
                               "plan.csv:2: 2026: skola har ingen ram 2026: hur stor är den?"),
    "a committee without a plan": ({"plan": P.replace("vard,", "vord,")}, None, "vard har ingen ram 2025"),
    "a plan of nobody": ({"plan": P + "ny,1,1,b.csv:9\n"}, None, "plan.csv:4: ny finns inte i committees.csv"),
    "an id twice": ({"committees": C + "skola,Skola,1,b.csv:9\n"}, None,
                    "committees.csv:4: id: skola finns redan på rad 2; vilken gäller?"),
    "a row with a cell too many": ({"committees": C + "a,b,1,c,d\n"}, None, "committees.csv:4: raden har 5 celler"),
    "an adjustment of nobody": ({"adjustments": "committee,year,one_off,source\nnix,2025,1,x\n"}, None,
                                "adjustments.csv:2: justeringen av nix 2025 hör inte till"),
    "an activity without a base": ({"activities": "id,name,committee,base,source\na,A,skola,,x\n"}, None,
                                   "activities.csv:2: base: a har ingen bas"),
    "activities that are not their committee": ({"activities": "id,name,committee,base,source\na,A,skola,1,x\n"}, None,
                                               "committees.csv:2: committees.skola"),
    "an unknown key of the map": ({}, "activites: {}\n", "okänd nyckel; menas activities?"),
    "a new activity without amounts": (
        {"activities": "id,name,committee,base,source\na,A,skola,600000,x\nb,B,skola,0,x\n"}, None,
        "activities.csv:3: base: b har basen 0 och inga belopp för planåren"),
    "two payers": ({"activities": "id,name,committee,base,source\na,A,skola,600000,x\n"},
                   "activities: {a: {committee: vard}}\n", "a hör till skola i budgetbladet och till vard här"),
    "changes alone": ({"plan": None, "differences": "id,2025,source\nskola,1,x\n"}, None, "mot vilken plan?"),
    "an unknown activity": ({}, "activities: {skolla: {statutory: true}}\n", "heter skolla; menas skola?"),
    "an unknown driver": ({"drivers": "id,2024,2025,2026\nbarn,1,1,1\n"}, "activities: {skola: {driver: bran}}\n",
                          "start.yaml:1: activities.skola.driver: drivers.csv har inget bran; menas barn?"),
    "a share of no driver": ({}, 'activities: {skola: {driver: "?", variable_share: 60 %}}\n',
                             "start.yaml:1: activities.skola.variable_share: är delen som följer driver"),
    "not in the ledger": ({}, "activities: {a: {committee: skola}}\n", "a har inget belopp i huvudboken"),
    "an unknown committee": ({}, "activities: {a: {committee: skolan}}\n", "ingen nämnd heter skolan; menas skola?"),
    "an unknown indicator": ({"panel": PANEL}, GOAL.replace("N1:", "N2:"), "panel.csv har inget N2; välj bland N1"),
    "a direction that is none": ({"panel": PANEL}, GOAL.replace("higher", "upp"), "skriv higher om ett högre värde"),
    "no municipality": ({"panel": PANEL}, GOAL.split("\n")[1], "vilken kommun är det? panelen har 6"),
    "a code that is not there": ({"panel": PANEL}, GOAL.replace("9990", "1265"), "inget slutligt värde av N1 för 1265"),
    "a scale of too few": ({"panel": "\n".join(PANEL.split("\n")[:4]) + "\n"}, GOAL, "vad ger 0 och 100 poäng? 3"),
    "half a scale": ({"panel": PANEL}, GOAL.replace("higher", "higher, floor: 1"), "skriv både floor"),
    "a scale against its direction": ({"panel": PANEL}, GOAL.replace("higher", "higher, floor: 9, target: 1"),
                                      "floor 9 och target 1 säger emot better: higher"),
    "a goal of nobody": ({"panel": PANEL}, GOAL.replace("skola", "skol"), "ingen nämnd heter skol; menas skola?"),
    "years that the plan has not": ({}, "years: [2025..2028]\n", "plan.csv har 2025, 2026; ta bort years"),
    "a date that is none": ({}, "author: A\ndate: i dag\n", "start.yaml:2: date: skriv datumet som 2024-09-01"),
    "a code that is a number": ({}, "municipality: {code: 9990}\n",
                                "start.yaml:1: municipality.code: skriv koden inom citattecken"),
    "no number of inhabitants": ({}, "municipality: {population: femton}\n",
                                 "start.yaml:1: municipality.population: skriv antalet invånare i siffror"),
    "an empty map": ({}, "# inget\n", "kartan är tom"),
    "a share that is none": ({"drivers": "id,2024,2025,2026\nbarn,1,1,1\n"},
                             "activities: {skola: {driver: barn, variable_share: mycket}}\n", "start.yaml:1"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_read_is_asked_about_in_words_and_nothing_is_left(name, tmp_path):
    changes, start, said = WRONG[name]
    path = put(tmp_path, changes, start)
    words = ["new", tmp_path / "out", "--from", tmp_path, *(["--map", path] if path else [])]
    done = command(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
    english = command(*words, "--language", "en")
    assert english.returncode == 2
    assert english.stderr.splitlines()[0] != done.stderr.splitlines()[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("new",), "ge mappen där scenariot ska ligga"),
        (("new", "d", "--map", "x.yaml"), "kräver --from"),
        (("new", "d", "--from", "there-is-none"), "there-is-none"),
    ],
)
def test_a_wrong_command_is_told(words, said):
    done = command(*words)
    assert done.returncode == 2
    assert said in done.stderr
