"""Re-plan: three plans side by side, what a year took and gave, and the least change within it."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import shutil
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import solver
from models.file.writing import written
from models.problems import ScenarioError
from models.reading import read
from solver import NoPlanError, ladder, replan, solve
from solver.report import screen
from solver.report.excel.follow_up import workbook as follow_workbook
from solver.report.excel.replan import workbook
from solver.report.html import report
from solver.report.studies import text_of
from solver.studies.follow_up import follow_up as follow
from solver.studies.in_year import in_year
from solver.studies.ladder_beside import ladder_beside
from tests import followed
from tests.cases import SCENARIOS, merged, two_committees
from tests.commands import command

FILE = SCENARIOS / "exempelkoping-uppfoljning-2025.yaml"
YEARS = {
    "years": [2025, 2026, 2027],
    "frame": {"total": {2025: 1019.7, 2026: 1050.291, 2027: 1081.8}},
    "plans": {
        "antagen": {
            "frames": {
                "school": {2025: 611.0, 2026: 630.0, 2027: 649.0},
                "care": {2025: 408.7, 2026: 420.291, 2027: 432.8},
            }
        }
    },
}
CARRY = {"carry_over": {"rule": "carry", "restore_years": 2}}
"""A plan of two committees over three years, and a rule by which deficits are restored in two."""
NO_PLAN_FROM_HERE = {
    **CARRY,
    "decisions": {"cap": {"frame": "school", "years": [2026, 2027], "at_most": 620, "by": "KF"}},
}
"""A decision that leaves no room for the restoration of a deficit of 120."""


@pytest.fixture(scope="module")
def outcome():
    """Exempelköping re-planned from its outcome."""
    return replan(FILE)


@pytest.fixture(scope="module")
def act():
    """Exempelköping re-planned from August, with changes within the year."""
    return replan(FILE, at="2025-08-31", act=True)


def lay(folder, reports, changes=(), **sections):
    """Write two committees, and a follow-up of them; return the follow-up's path."""
    budget = two_committees(**YEARS)
    for change in changes:
        budget = merged(budget, change)
    return followed.lay(folder, budget, followed.follow_up(reports, **sections))


def ended(school, care, **more):
    """Return reports of a year that ended at these costs."""
    return {"2025-12-31": {"actual": {"school": school, "care": care}, **more}}


# ---------------------------------------------------------------------------------------------- the three plans


def test_the_year_is_settled_at_what_was_reported(outcome):
    f, money = outcome.figures, outcome.followed.money
    assert f.settled_years == (2025,)
    for c, account in money.committees.items():
        for plan in (outcome.nothing, outcome.result.proposal):
            assert plan.q.frame[c, 2025] == pytest.approx(account.budget)
            assert plan.own_cost(c, 2025) == pytest.approx(account.forecast)
            assert plan.q.balance[c, 2025] == pytest.approx(outcome.followed.year_end[c].closing)
    assert f.settled_result_reserve[2025] == 17  # 15 and the 2 that the reconciliation puts there


def test_v_is_split_by_year(outcome):
    for id_, plan in outcome.plans.items():
        assert sum(outcome.value_by_year[id_].values()) == pytest.approx(plan.value, abs=1e-9)
    settled = outcome.value_by_year["nothing"][2025]
    assert settled == pytest.approx(outcome.value_by_year["replan"][2025], abs=1e-9)


def test_what_the_year_cost_is_told_with_what_it_gave(outcome):
    """895.78 against a plan of 883.76 less the 1 that care restores: 3.6 appropriated, 8.42 over budget, 1 restored."""
    assert outcome.appropriated == pytest.approx(3.6)
    assert outcome.overspent == pytest.approx(8.42)
    assert outcome.more_spent == pytest.approx(13.02)
    assert outcome.overspend_value > 0
    text = " ".join(text_of(outcome).split())
    assert "2025 kostade 13,0 mnkr mer än planen räknade med: +3,6 mnkr i anslag under året" in text
    assert "+8,4 mnkr i kostnader mot budgeten" in text
    assert f"Det ger +{outcome.overspend_value:.2f}".replace(".", ",") in text


def test_of_what_money_re_planned_frames_are_larger_is_told(outcome, act):
    """10.56 more in 2026: 6.0 from the result reserve, which the adopted plan leaves, and 4.56 of the council's."""
    old, new = outcome.planned.q, outcome.result.proposal.q
    more = sum(float(new.frame[c, 2026] - old.frame[c, 2026]) for c in outcome.figures.committees)
    assert more == pytest.approx(float(new.withdrawal[2026]) + float(old.reserve[2026] - new.reserve[2026]))
    text = " ".join(text_of(outcome).split()).replace("\xa0", " ")
    assert (
        "De omplanerade ramarna 2026 är tillsammans 10,6 mnkr större än de planerade: +6,0 mnkr ur resultatreserven "
        "och +4,6 mnkr ur det som annars är till fullmäktiges förfogande."
    ) in text
    assert "och pengarna är använda" in text
    august = " ".join(text_of(act).split())
    assert "poäng i V, om prognosen stämmer." in august
    assert "pengarna är använda" not in august


def test_nothing_is_done_keeps_later_frames_and_restores(outcome):
    f, planned, q = outcome.figures, outcome.planned.q, outcome.nothing.q
    for y in (2026, 2027):
        for c in ("ks", "vard", "revision"):
            assert q.frame[c, y] == pytest.approx(float(planned.frame[c, y]))
        assert q.frame["barn", y] - planned.frame["barn", y] == pytest.approx(
            1.0, abs=0.06
        )  # for good, and indexed
        assert q.restored["vard", y] == pytest.approx(f.restore["vard", y])
        assert outcome.nothing.own_cost("vard", y) == pytest.approx(q.frame["vard", y] - f.restore["vard", y])


def test_the_scenario_that_is_left_gives_the_same_frames(outcome, tmp_path):
    shutil.copy(SCENARIOS / "exempelkoping.yaml", tmp_path)
    shutil.copy(SCENARIOS / "exempelkoping-drivers.csv", tmp_path)
    path = tmp_path / "from-here.yaml"
    path.write_text(outcome.scenario_file("exempelkoping.yaml"), encoding="utf-8")
    scenario = read(path)
    assert scenario.stage == "utfall"
    assert scenario.title.endswith("från utfall 2025-12-31")
    assert scenario.settled == outcome.scenario.settled
    assert not re.search(r"\.\d{10}", path.read_text(encoding="utf-8")), "no digits of arithmetic"
    assert "barn: {2025: -2.1}" in path.read_text(encoding="utf-8")  # 3.0 + 405 − 410.1
    again = solve(scenario)
    assert again.value == outcome.result.value
    assert again.frames == outcome.result.frames


def test_studies_of_what_is_left_never_tell_a_settled_year_as_planned(outcome):
    scenario = outcome.result.scenario
    curve = solver.sensitivity(scenario, "frame.reserve_min", "0.4 %", "0.6 %")
    for study in (curve, solver.evaluate(scenario, "antagen"), solver.views(scenario)):
        text = text_of(study, every_year=True)
        assert "Avslutade år: 2025 (Utfall 2025-12-31" in text
        assert "Ramar 2026" in text
        assert "Ramar 2025" not in text
    prices = " ".join(text_of(solver.prices(scenario)).split())
    assert "ramutrymme varje år som återstår hade gett lika mycket" in prices
    assert "varje planår" not in prices
    answer = outcome.result
    assert "Varför, nämnd för nämnd, mot uppräkning 2026" in screen.answer(answer)
    assert "mot uppräkning 2025" not in screen.answer(answer, every_year=True)
    told = re.sub(r"(<[^>]+>|\s)+", " ", report(answer).decode())
    assert "Avslutat 2025" in told
    for wrong in ("Förslag 2025", "till räkneförslag 2025", "2025: som vid uppräkning", "fördelning 2025"):
        assert wrong not in told, wrong
    with pytest.raises(ScenarioError, match=r"2025 är avslutat.*välj 2026 eller senare"):
        solver.ladder(scenario, 2025, "-1 %", "1 %")


def test_a_year_that_ended_as_planned_changes_nothing(tmp_path):
    """The proposal's own costs as outcome: V, and every frame of later years, to the thousand that is decided."""
    best = solve(two_committees(**YEARS)).proposal
    costs = {c: float(best.q.spend[c, 2025]) for c in ("school", "care")}
    found = replan(lay(tmp_path, ended(**costs), plan="proposal"))
    assert found.result.value == pytest.approx(best.value, abs=1e-4)
    assert found.nothing.value == pytest.approx(best.value, abs=1e-4)
    for key, frame in found.result.frames.items():
        assert frame == pytest.approx(float(best.q.frame[key]), abs=1e-3)
    assert "kostar vad planen räknade med" in " ".join(text_of(found).split())


def test_a_municipal_deficit_lowers_the_totals_of_three_years(tmp_path):
    """Revenue 1 200 less central 180 and costs of 1 029: −9, so 3 a year; nothing is carried."""
    frame = {"revenue": {2025: 1200, 2026: 1240, 2027: 1280}, "central": {2025: 180, 2026: 185, 2027: 190}}
    found = replan(lay(tmp_path, ended(620, 409, revenue={"actual": 1200}), [{"frame": frame}]))
    assert found.followed.money.result == pytest.approx(-9)
    assert found.figures.set_aside == {2025: 0.0, 2026: pytest.approx(3), 2027: pytest.approx(3)}
    assert found.result.proposal.q.given_total[2026] == pytest.approx(1047.291)
    assert "municipal_restoration" in found.result.families
    assert "kommunen återställer eget underskott" in " ".join(text_of(found).split())
    below = [b for b in found.broken["nothing"] if b.rows.name == "reserve_min"]
    assert [b.index for b in below] == [(2026,), (2027,)]  # the planned frames hand out the whole total


def test_what_committees_restore_is_not_restored_twice(tmp_path):
    """−9 of the municipality is 3 a year; school restores its 9 in two years, 4.5 each: more in the third only."""
    frame = {"revenue": {2025: 1200, 2026: 1240, 2027: 1280}, "central": {2025: 180, 2026: 185, 2027: 190}}
    found = replan(lay(tmp_path, ended(620, 409, revenue={"actual": 1200}), [{"frame": frame}, CARRY]))
    settled = found.scenario.settled
    assert settled.restore["school"] == {2026: pytest.approx(4.5), 2027: pytest.approx(4.5)}
    assert settled.deficit == {2028: pytest.approx(3)}


@settings(max_examples=12)
@given(st.integers(-60, 60), st.integers(-60, 60))
@example(0, 0)
def test_the_re_plan_is_never_worse_than_nothing_that_breaks_no_rule(tmp_path_factory, school, care):
    reports = ended(611 + school / 10, 408.7 + care / 10)
    found = replan(lay(tmp_path_factory.mktemp("replan"), reports, [CARRY]))
    if not found.broken["nothing"]:
        assert found.result.value >= found.nothing.value - 1e-7
    assert found.result.value == pytest.approx(sum(found.value_by_year["replan"].values()), abs=1e-9)


def test_the_year_after_goes_on_from_the_scenario_that_was_left(tmp_path):
    """School restores 9 in two years; in 2026 it is 2 over what it may use: the second 4.5, and 1 and 1 of the new."""
    first = replan(lay(tmp_path, ended(620, 408.7), [CARRY]))
    (tmp_path / "from-here.yaml").write_text(first.scenario_file("budget.yaml"), encoding="utf-8")
    spent = {"school": 630.0 - 4.5 + 2.0, "care": 420.291}
    later = followed.follow_up({"2026-12-31": {"actual": spent}}, follows="from-here.yaml", year=2026)
    (tmp_path / "second.yaml").write_text(written(later), encoding="utf-8")
    second = replan(tmp_path / "second.yaml")
    assert second.followed.follow_up.opening == {"school": -9, "care": 0}
    closing = second.followed.year_end["school"]
    assert (closing.own, closing.closing) == (pytest.approx(2.5), pytest.approx(-6.5))
    assert closing.restore == {1: pytest.approx(5.5), 2: pytest.approx(1.0)}
    assert second.figures.settled_years == (2025, 2026)
    assert second.result.proposal.q.balance["school", 2026] == pytest.approx(-6.5)
    assert second.result.proposal.q.balance["school", 2025] == -9
    wrong = {**later, "year": 2025, "reports": ended(620, 408.7)}
    (tmp_path / "third.yaml").write_text(written(wrong), encoding="utf-8")
    with pytest.raises(ScenarioError, match="2025 är redan avslutat"):
        replan(tmp_path / "third.yaml")


# --------------------------------------------------------------------------------------------- within the year


def test_the_least_changes_reach_the_target(act):
    """19.48 less 15.84 is 3.64; nothing is cut below what was spent, nor in what is exempt or not measured."""
    found = act.act
    assert found.gap == pytest.approx(3.64)
    assert found.reached == pytest.approx(3.64)
    assert found.short == pytest.approx(0, abs=1e-9)
    assert "ifo" not in found.freedom
    assert "revision" not in found.freedom
    assert all(0 < x <= found.freedom[a] + 1e-9 for a, x in found.cut.items())
    assert act.result.figures.settled_spend["forskola", 2025] < act.nothing.q.spend["forskola", 2025]


def test_cuts_cost_the_goals_least_and_money_left_over_is_given_back(tmp_path):
    """Care's per cent is 4.12 MSEK for 0.8 points, school's 6.18 for 0.9: school is cut.

    It has spent 400 and its floor is 90 % of 618 for the four months left. 4 over budget, it has 1 left after a cut of
    5.
    """
    changes = {
        "frame": {
            "total": None,
            "revenue": {2025: 1100, 2026: 1130, 2027: 1160},
            "central": {2025: 58.3, 2026: 57.109, 2027: 55.0},
            "result_target": "2 %",
        },
        "activities": {
            "lessons": {"committee": "school", "base": 600, "floor": "90 %", "floor_basis": "Exempel"},
        },
        "effects": {
            "school": None,
            "lessons": {"knowledge": two_committees()["effects"]["school"]["knowledge"]},
        },
    }
    report = {
        "2025-08-31": {
            "actual": {"school": 400, "care": 270},
            "forecast": {"school": 615.0, "care": 408.7},
            "revenue": {"forecast": 1100},
        }
    }
    study = follow(lay(tmp_path, report, [changes]))
    money = study.money
    gap = 22 - money.result  # 1 100 − 58.3 − 1 023.7 = 18
    assert gap == pytest.approx(4)
    found = in_year(study.follow_up, money, gap)
    assert found.freedom["lessons"] == pytest.approx(615 - 400 - 0.9 * 618 * 4 / 12)
    assert found.cut == {"lessons": pytest.approx(4)}
    assert found.appropriations == {}  # 4 over budget: its own deficit takes it all
    more = in_year(study.follow_up, money, 5.0)
    assert more.appropriations == {"school": pytest.approx(-1)}
    all_of_it = in_year(study.follow_up, money, 1000.0)
    assert all_of_it.short == pytest.approx(1000 - sum(found.freedom.values()))


def test_the_ladder_that_was_adopted_is_told_beside_the_changes(tmp_path):
    """Rung -3 takes 2.66 of committees, rung -4 7.13: the first that takes the 3.64 that are lacking."""
    ladder(SCENARIOS / "exempelkoping.yaml", 2025, "-3 %", "0 %", plan="antagen").save(tmp_path)
    found = replan(FILE, at="2025-08-31", act=True, beside=tmp_path)
    told = found.ladder
    assert (told.rung, told.shock, told.enough) == (-4, -0.02, True)
    assert sum(told.changes.values()) == pytest.approx(-7.13, abs=0.005)
    said = " ".join(text_of(found).split())
    assert "tar minst så mycket av nämnderna är −4 (−2,0 %): Barn- och utbildningsnämnd −4,7 mnkr," in said
    with zipfile.ZipFile(io.BytesIO(workbook(found))) as book:
        cells = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "Det första steg i beredskapstrappan" in cells
    budget = found.followed.follow_up.scenario
    assert not ladder_beside(tmp_path, budget, "antagen", 2025, 100.0).enough
    assert ladder_beside(tmp_path, budget, "proposal", 2025, 1.0) is None, "of another plan"
    assert ladder_beside(tmp_path, budget, "antagen", 2026, 1.0) is None, "of another year"
    assert ladder_beside(tmp_path / "none", budget, "antagen", 2025, 1.0) is None
    assert replan(FILE, at="2025-08-31", beside=tmp_path).ladder is None, "nothing was asked"


def test_where_nothing_can_be_changed_no_change_is_told(tmp_path):
    """A report without what has been spent leaves nothing to change: no deficit is said to be reduced."""
    money = {"total": None, "revenue": 1100, "central": 58.3, "result_target": "2 %"}
    report = {"2025-08-31": {"forecast": {"school": 615.0, "care": 408.7}, "revenue": {"forecast": 1100}}}
    found = replan(lay(tmp_path, report, [{"frame": money}]), act=True)
    assert found.act.cut == {}
    said = " ".join(text_of(found).split())
    assert "Till resultatmålet saknas 4,0 mnkr. Inget föreslås: " in said
    assert "De minsta ändringarna" not in said
    assert "minskar egna underskott" not in said


def test_nothing_is_cut_where_the_target_is_reached(act):
    found = in_year(act.followed.follow_up, act.followed.money, -1.0)
    assert (found.gap, found.cut, found.short) == (0.0, {}, 0.0)


# ------------------------------------------------------------------------------------------------------ errors


WRONG = {
    "last": (
        {
            "years": [2025],
            "frame": {"total": {2025: 1019.7}},
            "plans": {"antagen": {"frames": {"school": {2025: 611.0}, "care": {2025: 408.7}}}},
        },
        ended(611, 408.7),
        {},
        "sista planåret",
    ),
    "over": ({}, ended(611, 408.7), {"act": True}, "--act gäller en rapport före årets slut"),
    "no_result": (
        {},
        {"2025-08-31": {"actual": {"school": 400, "care": 270}, "forecast": {"school": 611, "care": 409}}},
        {"act": True},
        "skriv revenue i rapporten",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_re_planned_is_told(tmp_path, name):
    changes, reports, options, text = WRONG[name]
    budget = two_committees(**YEARS)
    budget.update(changes)
    path = followed.lay(tmp_path, budget, followed.follow_up(reports))
    with pytest.raises(ScenarioError, match=text):
        replan(path, **options)


def test_no_plan_from_here_names_the_restoration(tmp_path):
    """School restores 60 a year of a deficit of 120, and may not fall below 90 % of need."""
    with pytest.raises(NoPlanError) as error:
        replan(lay(tmp_path, ended(731, 408.7), [NO_PLAN_FROM_HERE]))
    assert "restoration" in {clash.rows.name for clash in error.value.conflict}


def test_ways_out_are_of_the_scenario_from_here(tmp_path):
    """The old scenario has a plan: its command with the change would answer another question."""
    path = str(lay(tmp_path, ended(731, 408.7), [NO_PLAN_FROM_HERE]))
    told = command("replan", path, "--out", str(tmp_path / "out"))
    assert told.returncode == 3
    assert "kommunbudget run NY.yaml \\" in told.stdout
    assert "kommunbudget run budget.yaml" not in told.stdout
    assert "från utfall 2025-12-31" in told.stdout
    assert "--at 2025-12-31 --write NY.yaml" in told.stderr
    target = str(tmp_path / "from-here.yaml")
    left = command("replan", path, "--out", str(tmp_path / "out"), "--write", target)
    assert left.returncode == 3
    first = left.stdout[left.stdout.index("kommunbudget run ") :].replace("\\\n", " ").splitlines()[0]
    assert command(*shlex.split(first)[1:], "--out", str(tmp_path / "then")).returncode == 0


# ----------------------------------------------------------------------------------------- files and the command


def test_tables_page_and_workbook_tell_the_same(act, tmp_path):
    folder = act.save(tmp_path / "out")
    rows = list(csv.DictReader(io.StringIO((folder / "tables" / "frames.csv").read_text(encoding="utf-8"))))
    frames = {
        (r["plan"], r["committee"], int(r["year"])): float(r["value"])
        for r in rows
        if r["quantity"] == "frame"
    }
    for id_, plan in act.plans.items():
        for y in act.figures.years:
            assert frames[id_, "vard", y] == pytest.approx(float(plan.q.frame["vard", y]), abs=1e-6)
    told = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert told["settled_years"] == [2025]
    assert told["act"]["gap"] == pytest.approx(3.64)
    (tmp_path / "book.xlsx").write_bytes(workbook(act))
    with zipfile.ZipFile(tmp_path / "book.xlsx") as book:
        assert b"H\xc3\xa4rifr\xc3\xa5n" in book.read("xl/workbook.xml")
    picture = solver.plots(act)["replan"]
    assert "omplanerade mot planerade" in picture.title


def test_in_english(tmp_path):
    text = " ".join(text_of(replan(lay(tmp_path, ended(620, 409), [{"language": "en"}, CARRY]))).split())
    assert "From here" in text
    assert "2025 cost 9.3 MSEK more than the plan counted with: 0.0 MSEK by appropriations" in text
    assert "Deficits are restored: 4.7 MSEK 2026 and 4.7 MSEK 2027" in text


def test_the_follow_up_tells_the_three_plans_of_the_same_re_plan(tmp_path):
    """Page and workbook have the re-plan's own figures, and none once a file, bit for bit, is another."""
    path = lay(tmp_path, ended(615, 409), [CARRY])
    out = tmp_path / "out"
    nothing = text_of(follow(path, beside=out))
    assert "kommunbudget replan uppfoljning.yaml --at 2025-12-31" in nothing.replace("\n", " ")
    study = replan(path)
    study.save(out)
    told = follow(path, beside=out)
    new, y = study.result.proposal, 2026
    assert told.here.frames["replan"] == {c: pytest.approx(new.q.frame[c, y]) for c in ("school", "care")}
    assert told.here.restores == {
        c: pytest.approx(study.nothing.q.figures.restore[c, y]) for c in told.here.restores
    }
    assert told.here.more_spent == pytest.approx(study.more_spent)
    assert sum(told.here.by_year["nothing"].values()) == pytest.approx(study.nothing.value)
    text = text_of(told)
    row = next(line for line in text.splitlines() if line.startswith("V  "))
    assert row.split()[1:] == [f"{plan.value:.2f}".replace(".", ",") for plan in study.plans.values()]
    with zipfile.ZipFile(io.BytesIO(follow_workbook(told))) as book:
        assert any(b"630000" in book.read(name) for name in book.namelist())  # what was planned for school
    path.write_text(path.read_text(encoding="utf-8") + "source: annan\n", encoding="utf-8")
    assert follow(path, beside=out).here is None


def test_the_command_leaves_the_scenario_from_here(tmp_path):
    path = lay(tmp_path, ended(615, 409), [CARRY])
    done = command(
        "replan", str(path), "--write", str(tmp_path / "from-here.yaml"), "--out", str(tmp_path / "out")
    )
    assert done.returncode == 0, done.stderr
    assert "Härifrån" in done.stdout
    scenario = read(tmp_path / "from-here.yaml")
    assert scenario.settled.balances["school"] == {2025: pytest.approx(-4)}
    assert (tmp_path / "out" / "studies" / "replan" / "2025-12-31" / "report.xlsx").exists()
    run = command("run", str(tmp_path / "from-here.yaml"), "--out", str(tmp_path / "run"))
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "run" / "report.xlsx").exists()
    again = command(
        "replan", str(path), "--write", str(tmp_path / "from-here.yaml"), "--out", str(tmp_path / "out")
    )
    assert again.returncode == 2
    assert "finns redan" in again.stderr
    elsewhere = command(
        "replan", str(path), "--write", str(tmp_path / "out" / "x.yaml"), "--out", str(tmp_path / "out")
    )
    assert elsewhere.returncode == 2
    assert "lägg scenariot i samma mapp" in elsewhere.stderr
