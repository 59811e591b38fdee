"""Packages in the scenario and the form: the effects that they give by hand, questions, refusals, what reports say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models.effect_levers import effect_levers, with_curves
from models.figures import Figures
from models.file.sheet import grids
from models.importing.form import imported
from models.packages import packages_of
from models.problems import ScenarioError
from models.reading import check, digest, document, read, write
from models.scenario import Edit
from models.variants import vary
from solver import intervals, packages, prices, solve
from solver.report import ambitions
from solver.report.ambitions import lies, spread, told
from solver.report.excel import workbook
from solver.report.excel.form import form
from solver.report.html import report
from solver.report.screen import answer
from solver.report.studies import text_of
from solver.report.words import Words
from tests.cases import effect, merged, two_committees
from tests.commands import command
from tests.independent import formulation, from_document
from tests.test_form import Percent, kept, rewritten

EXAMPLE = Path(__file__).parents[1] / "scenarios" / "exempelkoping-ambitionsnivaer.yaml"
ANSWERS = {"a": (-10, -3, 0, 4), "b": (-8, -4, 0, 4), "c": (-4, -1.5, 0, 2)}
LEVELS = ("90 %", "96 %", "100 %", "110 %")


def care(points=(-8, -3, 0, 4), *, answers=ANSWERS, **more):
    """What the committee of care says: a base and three steps, and three answers."""
    names = ("Nattpatrull", "Dagens nivå", "Fast omsorgskontakt")
    steps = [
        {"name": name, "to": level, "points": {"safety": p}}
        for name, level, p in zip(names, LEVELS[1:], points[1:], strict=True)
    ]
    said = {
        "author": "Vårdnämnden",
        "date": "2024-06-12",
        "base": {"level": LEVELS[0], "points": {"safety": points[0]}, "contents": "Lagstadgad omsorg"},
        "steps": steps,
        "respondents": {
            person: {level: {"safety": p} for level, p in zip(LEVELS, told_, strict=True)}
            for person, told_ in answers.items()
        },
    }
    return {**said, **more}


def scenario(said=None, **sections):
    """Two committees, the effect of care told as packages."""
    kept_ = {"effects": {"care": None}, "packages": {"care": said or care()}}
    return merged(two_committees(), {**kept_, **sections})


CURVE = {"90 %": -8, "96 %": -3, "100 %": 0, "110 %": 4}
"""The medians of −10, −8, −4; −3, −4, −1.5; 0; and 4, 4, 2."""


@pytest.fixture(scope="module")
def solved():
    return solve(read(scenario()))


# ------------------------------------------------------------------------------------------ the effects they give


def test_the_median_of_the_answers_is_the_effect_and_their_spread_its_range():
    """Σ m² = 64 + 9 + 16 = 89; sizes: a (80 + 9 + 16) / 89 = 1.18, b (64 + 12 + 16) / 89 = 1.03, c 44.5 / 89 = 0.5."""
    given = read(scenario()).effects["care"]["safety"]
    assert dict(given.curve) == {0.9: -8, 0.96: -3, 1.0: 0, 1.1: 4}
    assert given.range == (0.5, 1.18)
    assert (given.evidence, given.author, given.date.isoformat()) == (
        "committee",
        "Vårdnämnden",
        "2024-06-12",
    )
    assert given.source == (
        "ambitionsnivåer: 90 % grundnivån: Lagstadgad omsorg; 96 % Nattpatrull; 100 % Dagens nivå; "
        "110 % Fast omsorgskontakt; median av 3 svar"
    )


def test_an_answer_is_the_same_as_with_the_curve_itself(solved):
    same = solve(
        read(merged(two_committees(), {"effects": {"care": {"safety": effect(CURVE, evidence="committee")}}}))
    )
    assert solved.value == pytest.approx(same.value, abs=1e-9)
    assert solved.proposal.level == pytest.approx(same.proposal.level)


def test_answers_that_agree_leave_the_range_of_the_grade():
    alike = read(scenario(care(answers={"a": (-8, -3, 0, 4), "b": (-8, -3, 0, 4)})))
    assert alike.effects["care"]["safety"].range is None


def test_the_file_comes_back_as_written():
    one = read(scenario())
    assert "care" not in document(one)["effects"]
    assert document(one)["packages"] == {"care": care()}
    assert read(document(one)) == one
    assert digest(one) == digest(read(document(one)))
    assert "Nattpatrull" in write(one)
    assert vary(one, ["packages.care.base.points.safety=-9", "goals.safety.weight=2"]).effects == one.effects


def test_a_change_moves_the_curve():
    plain = read(scenario(care(answers={})))
    moved = vary(plain, [Edit(path="packages.care.base.points.safety", set=-9)])
    assert dict(moved.effects["care"]["safety"].curve)[0.9] == -9


def test_values_of_the_indicator_become_points():
    """On a scale from 120 days to 20, 78 days against 60 today are 100 · 18 / −100 = −18 points, 56 days 4."""
    given = read(EXAMPLE).effects["aldreomsorg"]["trygg_alderdom"]
    assert dict(given.curve) == pytest.approx({0.9: -18, 0.95: -8, 1.0: 0, 1.04: 4})
    assert given.lag == (0.7, 0.3)
    assert read(EXAMPLE).effects["grundskola"]["behorighet"].range == (0.61, 1.44)


def test_levers_move_an_effect_that_packages_give():
    one = read(scenario())
    figures = Figures(scenario=one)
    (lever,) = [x for x in effect_levers(figures) if x.id == "size:care.safety"]
    assert (lever.low, lever.high) == (0.5, 1.18)
    half = with_curves(one, figures, {lever: 0.5})
    assert dict(half.effects["care"]["safety"].curve) == {0.9: -4, 0.96: -1.5, 1.0: 0, 1.1: 2}
    assert read(document(half)).effects == half.effects


def test_the_price_of_weak_evidence_leaves_packages_out():
    """The same as where the curve itself is written, of the same grade."""
    calibrated = {"care": None, "school": {"knowledge": {"evidence": "calibrated"}}}
    written_out = {"care": {"safety": effect(CURVE, evidence="committee", range=["50 %", "118 %"])}}
    one = prices(scenario(effects=calibrated))
    other = prices(merged(two_committees(), {"effects": {**calibrated, **written_out}}))
    found, same = (told_.of("evidence", "calibrated") for told_ in (one, other))
    assert found.points == pytest.approx(same.points, abs=1e-9)
    assert found.moves == same.moves


@pytest.mark.parametrize("document_", [scenario(), scenario(care(answers={}))], ids=["median", "own points"])
def test_two_other_formulations_read_them_the_same(document_):
    value = solve(read(document_)).value
    assert from_document.solve(document_).value == pytest.approx(value, abs=1e-6)
    assert formulation.solve(read(document_)).value == pytest.approx(value, abs=1e-6)


# --------------------------------------------------------------------------------------------- what is asked, refused


def problems(document_):
    return [f"{p.path}: {p.sv} | {p.en}" for p in check(document_).problems]


def test_increasing_returns_are_asked_about_with_three_curves():
    """One point a per cent, then 8 / 6 = 1.333: swapped 8 come first, merged 14 over 12, changed −7 at 94 %."""
    said = care(answers={})
    said["base"] = {"level": "88 %", "points": {"safety": -14}}
    said["steps"][0] = {"name": "Nattpatrull", "to": "94 %", "points": {"safety": -8}}
    (problem,) = problems(scenario(said))
    assert problem.startswith(
        "packages.care.steps.1: Dagens nivå ger 1.333 poäng per procent för safety, steget under, Nattpatrull, 1. "
        "Stämmer det? Steg sorteras inte; välj: byt ordning {88 %: -14, 94 %: -6, 100 %: 0, 110 %: 4}; "
        "slå ihop stegen {88 %: -14, 100 %: 0, 110 %: 4}; ändra poängen {88 %: -14, 94 %: -7, 100 %: 0, 110 %: 4}"
    )
    assert "Steps are not sorted; choose: swap the two {88 %: -14, 94 %: -6, 100 %: 0, 110 %: 4}" in problem


def test_an_alternative_that_leaves_a_steep_step_says_so():
    """8 points in 6 per cent, 6 in 6, 20 in 10: swapped or merged, the last is steeper than 8 / 6 all the same."""
    said = care(answers={})
    said["base"] = {"level": "88 %", "points": {"safety": -14}}
    said["steps"] = [
        {"name": name, "to": to, "points": {"safety": points}}
        for name, to, points in (("A", "94 %", -6), ("B", "100 %", 0), ("C", "110 %", 20))
    ]
    (problem,) = problems(scenario(said))
    assert (
        problem.count("(då frågas om nästa steg)") == problem.count("(another step is then asked about)") == 2
    )
    assert "ändra poängen {88 %: -14, 94 %: -6, 100 %: 0, 110 %: 10} |" in problem


def test_a_median_that_bends_is_asked_about_though_every_answer_is_concave():
    """Medians −14, −6, −1 and 0: 0.8 points a per cent, then 1, of answers that each rise less and less."""
    levels = ("80 %", "90 %", "95 %", "100 %")
    answers = {"x": (-12, -6, -3, 0), "y": (-31, -11, -1, 0), "z": (-14, -2, 0, 0)}
    told_ = {p: {at: {"safety": v} for at, v in zip(levels, of, strict=True)} for p, of in answers.items()}
    base = {"level": "80 %", "points": {"safety": -12}}
    steps = [{"name": f"Steg {at}", "to": at, "points": {"safety": 0}} for at in levels[1:]]
    said = care(answers={}, base=base, steps=steps, respondents=told_)
    (problem,) = problems(scenario(said))
    assert problem.startswith(
        "packages.care.steps.1: Steg 95 % ger 1 poäng per procent för safety i medianen av 3 svar, steget under, "
        "Steg 90 %, 0.8. Stämmer det?"
    )


@pytest.mark.parametrize(
    ("change", "where", "why"),
    [
        ({"steps": [{"name": "A", "to": "88 %", "points": {"safety": -9}}]}, "steps.0.to", "högre än 90 %"),
        (
            {"steps": [{"name": "A", "to": "96 %", "points": {"safety": -3}}]},
            "care",
            "ska vara 100 %, dagens",
        ),
        (
            {"steps": [{"name": "A", "to": "100 %", "points": {"safety": 1}}]},
            "steps.0.points.safety",
            "0 poäng",
        ),
        ({"steps": [{"name": "A", "to": "100 %", "points": {}}]}, "steps.0.points", "tomt"),
        ({"steps": []}, "steps", "tomt"),
        ({"steps": [{"to": "100 %", "points": {"safety": 0}}]}, "steps.0.name", "saknas"),
        (
            {"steps": [{"name": "A", "to": "100 %", "points": {"knowledge": 0}}]},
            "steps.0.points",
            "just målen safety",
        ),
        (
            {"base": {"level": "90 %", "points": {"safty": -8}}},
            "base.points.safty",
            "målet finns inte; menas safety?",
        ),
        ({"base": {"level": 0.9, "points": {"safety": -8}}}, "base.level", "procenttecken"),
        ({"unit": "indicator"}, "base.points.safety", "kräver att målet har indicator"),
        ({"unit": "points"}, "unit", "ska vara indicator"),
        (
            {"respondents": {"a": {"90 %": {"safety": -8}}}},
            "respondents.a",
            "just nivåerna 90 %, 96 %, 100 %, 110 %",
        ),
        ({"respondents": {"a": {"90 %": {"safety": "x"}}}}, "respondents.a.90 %.safety", "ska vara ett tal"),
        ({"author": None}, "author", "tomt"),
    ],
)
def test_wrong_packages_are_refused_by_path(change, where, why):
    found = problems(scenario({**care(answers={}), **change}))
    assert any(p.split(":")[0].endswith(where) and why in p for p in found), found


def test_a_last_step_that_lowers_attainment_is_refused():
    (problem,) = problems(scenario(care((-8, -3, 0, -1), answers={})))
    assert problem.startswith(
        "packages.care.steps.2.points.safety: sista steget, Fast omsorgskontakt, sänker"
    )


def test_an_effect_beside_packages_and_an_unknown_activity_are_refused():
    (problem,) = problems(scenario(effects={"care": {"safety": effect({"90 %": -8, "100 %": 0})}}))
    assert problem.startswith("packages.care: effekten på safety står redan under effects; behåll den ena")
    (problem,) = problems(merged(two_committees(), {"packages": {"caree": care()}}))
    assert problem.startswith("packages.caree: verksamheten finns inte; menas care?")


def test_a_wrong_line_is_named_in_the_file(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(
        write(read(scenario(care(answers={})))).replace("points: {safety: -8}", "points: {safety: -80}")
        + "\n",
        encoding="utf-8",
    )
    read(path)
    path.write_text(path.read_text("utf-8").replace("points: {safety: -80}", "points: {safety: -5}"), "utf-8")
    with pytest.raises(ScenarioError) as error:
        read(path)
    assert re.match(r".*s\.yaml:\d+: packages\.care\.steps\.1: Dagens nivå ger 0\.75 poäng", str(error.value))


# ------------------------------------------------------------------------------------------------------ the form


SHEET = "Ambitionsnivåer"


@pytest.fixture(scope="module")
def book():
    return form(read(scenario()))


def filled_rows(book_):
    cells = next(grid for grid in grids(book_, "x.xlsx") if grid.name == SHEET).cells
    return [
        [cells[r, k].value if (r, k) in cells else None for k in range(1, 8)]
        for r in sorted({r for r, _ in cells})[3:]
    ]


def test_the_sheet_has_a_row_for_each_level_and_answer(book):
    rows = filled_rows(book)
    assert rows[0] == ["care", 0.9, "safety", -8, None, None, "Lagstadgad omsorg"]
    assert rows[1] == ["care", 0.96, "safety", -3, None, "Nattpatrull", None]
    assert rows[4] == ["care", 0.9, "safety", -10, "a", None, None]
    assert len(rows) == 4 + 3 * 4


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_form_goes_out_and_comes_back_unchanged(tmp_path, language):
    one = read(scenario(language=language))
    again = imported(kept(form(one), tmp_path))
    assert again.scenario == one
    assert document(again.scenario) == document(one)
    assert form(again.scenario) == form(one)
    shown = read(EXAMPLE)
    assert imported(kept(form(shown), tmp_path)).scenario == shown


def rows_of(*rows):
    """Cells of a sheet that a committee fills in below the headings of an empty one."""
    columns = "ABCDEFGHI"
    return {
        (SHEET, f"{columns[k]}{n}"): value
        for n, row in enumerate(rows, start=4)
        for k, value in enumerate(row)
        if value is not None
    }


FILLED = (
    ("care", Percent(0.9), "safety", -8, None, None, "Lagstadgad omsorg", "Vårdnämnden"),
    ("care", "96 %", "safety", -3, None, "Nattpatrull"),
    ("care", Percent(1), "safety", 0, None, "Dagens nivå"),
    ("care", Percent(1.1), "safety", 4, None, "Fast omsorgskontakt"),
)


@pytest.fixture(scope="module")
def empty():
    return form(read(merged(two_committees(), {"effects": {"care": {"safety": None, "knowledge": None}}})))


def test_a_committee_fills_in_an_empty_sheet(empty, tmp_path):
    found = imported(kept(rewritten(empty, rows_of(*FILLED)), tmp_path)).scenario
    assert dict(found.effects["care"]["safety"].curve) == {0.9: -8, 0.96: -3, 1.0: 0, 1.1: 4}
    assert found.packages["care"].steps[2].name == "Fast omsorgskontakt"


@pytest.mark.parametrize(
    ("change", "cell", "why"),
    [
        ({"B5": Percent(0.88)}, "B5", "ska vara högre än 90 %"),
        ({"D5": -7}, "B6", "Steg sorteras inte; välj: byt ordning"),
        ({"D5": "några"}, "D5", "tal"),
        ({"C5": "safty"}, "D5", "menas safety?"),
        ({"C5": None}, "C5", "kolumnen goal är tom"),
        ({"F5": None}, "B5", "saknas"),
        ({"H5": "Någon annan"}, "H5", "skiljer sig från raden före"),
        (
            {"A8": "care", "B8": Percent(0.9), "C8": "safety", "D8": -8, "E8": "a"},
            "D8",
            "just nivåerna 90 %, 96 %",
        ),
        ({"B5": Percent(0.9), "F5": None}, "D5", "står redan i en annan cell"),
        ({"J1": "respondents"}, "J1", "okänd kolumn"),
    ],
)
def test_wrong_rows_are_refused_by_cell(empty, tmp_path, change, cell, why):
    cells = rows_of(*FILLED) | {(SHEET, at): value for at, value in change.items()}
    with pytest.raises(ScenarioError) as error:
        imported(kept(rewritten(empty, cells), tmp_path))
    lines = str(error.value).splitlines()
    assert any(f"{SHEET}!{cell}:" in line and why in line for line in lines), lines


# ------------------------------------------------------------------------------------------------------ reports


def test_the_spread_and_the_place_of_the_proposal_in_words(solved):
    w = Words(solved.figures)
    said = packages(solved.scenario)
    (care_,) = said.packages.values()
    assert spread(w, care_, "safety") == (
        "Vårdnämnden → Tryggare äldre: 3 svar, och kurvan är deras median vid varje nivå. Längst isär är de vid 90 %: "
        "från −10,00 till −4,00 poäng, median −8,00."
    ).replace("90 %", "90\N{NO-BREAK SPACE}%")
    assert said.own
    shown = " ".join(text_of(said).split())
    assert "räkneförslaget är räknat med deras kurvor" in shown
    assert "klistra in" not in shown
    first = said.lies[0]
    assert f"{first.level * 100:.1f}".replace(".", ",") in lies(w, care_, first)
    with pytest.raises(ScenarioError, match="scenariot har inga ambitionsnivåer"):
        packages(two_committees())


def test_levels_keep_their_decimals(solved):
    own = care(answers={}, base={"level": "87.5 %", "points": {"safety": -12}})
    said = packages_of(read(scenario(own)))["care"]
    rows_ = ambitions.rows(Words(solved.figures), said, "safety")
    assert [row[0].replace("\N{NO-BREAK SPACE}", " ") for row in rows_] == [
        "87,5 %",
        "96 %",
        "100 %",
        "110 %",
    ]


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("sv", "Ambitionsnivåer", ("Lägsta svar", "Nämndens egna", "3 svar, och kurvan är deras median")),
        (
            "en",
            "Packages",
            ("Lowest answer", "The committee's own", "3 answers, and the curve is their median"),
        ),
    ],
)
def test_page_workbook_and_screen_tell_the_spread(language, title, words):
    result = solve(read(scenario(language=language)))
    w = Words(result.figures)
    html = report(result).decode()
    at = html.index('id="namnd-care-ambitioner"')
    inside = html[at : at + 6000]
    for word in (title, *words, "Nattpatrull", "−10"):
        assert word.replace("'", "&#39;") in inside or word in inside, word
    sheet = {
        cell.value for grid in grids(workbook(result), "x.xlsx") for cell in grid.cells.values() if cell.value
    }
    assert {title, words[0], "Nattpatrull", -10} <= sheet
    screen = " ".join("\n".join(told(w, result)).split())
    assert words[2] in screen
    assert words[2] in " ".join(str(answer(result)).split())


# --------------------------------------------------------------------------------------- where effects are varied


def test_packages_give_the_same_intervals_as_the_curve_itself():
    written_out = {"care": {"safety": effect(CURVE, evidence="committee", range=["50 %", "118 %"])}}
    one, other = (intervals(of) for of in (scenario(), merged(two_committees(), {"effects": written_out})))
    found, same = ([(e.kind, e.path, e.low, e.high) for e in of.entries] for of in (one, other))
    assert found == same
    assert any(path == "effects.care.safety" for _, path, _, _ in found)


def test_a_declared_lever_and_a_world_may_move_packages():
    path = "packages.care.base.points.safety"
    lever = {"path": path, "set": [-9, -7], "source": "Exempel"}
    world = {"probability": "50 %", "change": [{"path": path, "set": -9}], "source": "Exempel"}
    other = {"probability": "50 %", "change": [{"path": "effects.school.knowledge.curve", "scale": "50 %"}]}
    own = care(answers={})
    one = read(
        scenario(own, levers={"care": lever}, worlds={"a": world, "b": {**other, "source": "Exempel"}})
    )
    sizes = [x.id for x in effect_levers(Figures(scenario=one)) if x.kind == "size"]
    assert "size:care.safety" not in sizes


def test_another_value_today_than_the_goal_s_is_told():
    indicator = {"name": "Väntan", "unit": "dagar", "present": 60, "floor": 120, "target": 20}
    goal = {"reference": None, "indicator": indicator}
    own = care((83, 68, 58, 50), answers={}, unit="indicator")
    warned = check(scenario(own, goals={"safety": goal})).warnings
    assert any(
        "58 vid 100 %, men målets indikator är 60 i dag; poäng räknas mot 58" in text for text in warned
    )


def test_the_command_tells_the_scenario_s_own(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(write(read(scenario())), encoding="utf-8")
    done = command("packages", path, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "3 svar om Vårdnämnden" in done.stdout
    path.write_text(write(read(two_committees())), encoding="utf-8")
    done = command("packages", path, "--out", tmp_path / "out2")
    assert done.returncode == 2
    assert "s.yaml:2: packages: scenariot har inga ambitionsnivåer" in done.stderr
