"""Questions about probable mistakes: each listed mistake is asked about or refused, and right figures are not.

Texts of questions change only by ``UPDATE_GOLDEN=1 pytest tests/test_questions.py``; the difference is the review.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import yaml

from models.importing.form import imported
from models.problems import ScenarioError
from models.reading import check, read, write
from models.scenario import Edit
from scenarios.generate import exempelkoping
from solver import NoPlanError, evaluate, ladder, revealed_weights, solve
from solver.answer.stating import state
from solver.report import screen
from solver.report.excel.form import form
from solver.report.html import report, study_page
from solver.report.studies import text_of
from solver.studies.given import doubts, plan_of
from tests.cases import two_committees
from tests.independent.random_scenarios import document
from tests.independent.realistic_scenarios import documents as realistic
from tests.test_cli import command

MISTAKES = Path(__file__).parent / "mistakes"
SCENARIOS = Path(__file__).parents[1] / "scenarios"
SHIPPED = sorted(path.name for path in SCENARIOS.glob("*.yaml") if "uppfoljning" not in path.name)
LEAST = 85
"""So many of the listed mistakes are asked about or refused."""


def rows(name):
    return yaml.safe_load((MISTAKES / name).read_text(encoding="utf-8"))


ROWS = {
    f"{name}: {row['mistake']}": (name, row) for name in ("listed.yaml", "kinds.yaml") for row in rows(name)
}


def edited(row, folder):
    """The scenario of a row with its mistake, in a copy of the shipped folder."""
    shutil.copytree(SCENARIOS, folder, ignore=shutil.ignore_patterns("data", "__pycache__"))
    path = folder / f"{row['scenario']}.yaml"
    text = path.read_text(encoding="utf-8")
    for before, after in row.get("edits", ()):
        assert text.count(before) == 1, f"{before!r} does not stand once in {path.name}"
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def outcome(row, folder):
    """What the program says of a row, by path, and the problems themselves."""
    changes = [Edit(**c) if isinstance(c, dict) else c for c in row.get("changes", ())]
    found = check(edited(row, folder / "scenarios"), changes)
    if found.problems:
        first = found.problems[0]
        return "refused", {first.path: first.en}, found.problems
    return (
        ("asked" if found.questions else "silent"),
        {q.path: q.en for q in found.questions},
        found.questions,
    )


@pytest.mark.parametrize("key", ROWS)
def test_a_mistake_is_asked_about_or_refused(key, tmp_path):
    name, row = ROWS[key]
    kind, told, problems = outcome(row, tmp_path)
    if os.environ.get("UPDATE_GOLDEN") and kind != "silent":
        rewrite(name, row["mistake"], kind, told)
        return
    if "silent" in row:
        assert kind == "silent"
        assert row["silent"]
        return
    assert kind in row, told
    assert told == row[kind]
    if kind == "asked":
        assert all(p.place is not None and p.place.line > 0 for p in problems)


def rewrite(name, mistake, kind, told):
    path = MISTAKES / name
    head = "".join(
        line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line[:1] == "#"
    )
    found = rows(name)
    row = next(row for row in found if row["mistake"] == mistake)
    for other in ("asked", "refused"):
        row.pop(other, None)
    row[kind] = told
    path.write_text(
        head + yaml.dump(found, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=118),
        encoding="utf-8",
        newline="\n",
    )


class _Plain(yaml.SafeDumper):
    """YAML with line breaks of edits as they are."""


_Plain.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style='"' if "\n" in text else None
    ),
)


def test_at_least_so_many_of_the_listed_mistakes_are_found():
    listed = rows("listed.yaml")
    assert len(listed) == 97
    assert sum("silent" not in row for row in listed) >= LEAST


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_are_asked_nothing(name):
    assert check(SCENARIOS / name).questions == ()


# ------------------------------------------------------------------------------------------------ right figures


@pytest.mark.slow
def test_realistic_scenarios_are_asked_nothing():
    """The same ones each time: among new ones a figure may be odd by chance, and is then rightly asked about."""
    read_whole = 0
    for seed, content in realistic(range(250)):
        found = check(content)
        assert not found.questions, (seed, [q.line("en") for q in found.questions])
        read_whole += not found.problems
    assert read_whole >= 200


def test_random_scenarios_are_asked_only_what_is_true_of_them():
    """Their technical adjustments are drawn apart, and need not add up to 0; nothing else is a mistake."""
    for seed in range(200):
        content = document(seed)
        for question in check(content).questions:
            assert question.path.endswith(".technical"), (seed, question.line("en"))
            year = next(y for y in content["years"] if f".adjustments.{y}" in question.path)
            moved = [e.get("technical", 0) for c in content["committees"].values() for e in of_year(c, year)]
            assert abs(sum(moved)) > 0.01 * max(map(abs, moved)), seed


def of_year(committee, year):
    entries = committee.get("adjustments", {}).get(year, [])
    return entries if isinstance(entries, list) else [entries]


@pytest.mark.parametrize("size", ["1x1x1", "3x2x2", "17x5x4", "6x1x3"])
def test_made_up_municipalities_are_asked_nothing(size):
    for seed in range(5):
        assert check(exempelkoping(size, seed)).questions == ()


# ------------------------------------------------------------------------------- errors, reviews, and no plan


TYPED = {"discount": "30 %"}


def test_strict_makes_a_question_an_error():
    loose, strict = check(two_committees(**TYPED)), check(two_committees(**TYPED), strict=True)
    assert [q.path for q in loose.questions] == ["discount"]
    assert loose.problems == ()
    assert strict.problems == loose.questions
    with pytest.raises(ScenarioError, match=r"discount: läst 30 %: .*; troligen 3 %"):
        read(two_committees(**TYPED), strict=True)
    scenario = read(two_committees(**TYPED))
    assert scenario.origin.warnings[: len(scenario.origin.questions)] == scenario.origin.questions


def test_a_review_silences_the_question_at_its_path_only():
    seen = {"by": "Ekonomikontoret", "date": "2024-09-10", "why": "hög ränta"}
    two = two_committees(**TYPED, stability={"turnover": "97 %"})
    assert [q.path for q in check(two).questions] == ["discount", "stability.turnover"]
    one = {**two, "reviewed": [{"path": "discount", **seen}]}
    assert [q.path for q in check(one, strict=True).problems] == ["stability.turnover"]
    both = {**two, "reviewed": [{"path": p, **seen} for p in ("discount", "stability.turnover")]}
    assert read(both, strict=True).origin.questions == ()


def test_a_review_of_what_the_file_does_not_have_is_told():
    seen = {"path": "discont", "by": "Ekonomikontoret", "date": "2024-09-10"}
    found = check(two_committees(**TYPED, reviewed=[seen]))
    assert [q.path for q in found.questions] == ["discount"]
    assert any("discont finns inte; menas discount?" in warning for warning in found.warnings)


@pytest.mark.parametrize("lacks", ["path", "by", "date"])
def test_a_review_says_who_and_when(lacks):
    review = {"path": "discount", "by": "Ekonomikontoret", "date": "2024-09-10"}
    del review[lacks]
    (problem,) = check(two_committees(**TYPED, reviewed=[review])).problems
    assert problem.path == f"reviewed.0.{lacks}"


def test_a_review_comes_back_from_every_form_of_the_file(tmp_path):
    seen = {"path": "discount", "by": "Ekonomikontoret", "date": "2024-09-10"}
    reviews = [seen, {**seen, "path": "frame.total.2025", "why": "ny förskola; öppnar 2025"}]
    scenario = read(two_committees(**TYPED, reviewed=reviews))
    path = tmp_path / "x.yaml"
    path.write_text(write(scenario), encoding="utf-8")
    assert read(path) == scenario
    book = tmp_path / "x.xlsx"
    book.write_bytes(form(scenario))
    assert imported(book).scenario == scenario


def test_a_review_is_told_to_auditors():
    seen = {"path": "discount", "by": "Ekonomikontoret", "date": "2024-09-10", "why": "hög ränta"}
    result = solve(read(two_committees(**TYPED, reviewed=[seen])))
    assert "Granskat: discount: Ekonomikontoret, 2024-09-10, hög ränta" in report(result).decode()


def test_where_there_is_no_plan_the_figure_is_told_first():
    content = two_committees(stability={"max_decrease": "2 %"}, frame={"reserve_min": "50 %"})
    scenario = read(content)
    with pytest.raises(NoPlanError) as found:
        solve(scenario)
    text = " ".join(screen.no_plan(scenario, found.value, width=300).split())
    assert text.index("Kontrollera först") < text.index("läst 50 %") < text.index("Kraven går inte ihop")
    page = study_page.no_plan(scenario, found.value, "").decode()
    assert page.index("läst 50 %") < page.rindex("Krav som krockar")


SHEETS = (
    (
        "school;618000;636000\ncare;412000;424000",
        "x.csv:1: plans.x.frames: läst 2090000: ",
        "beloppet passar i tkr",
    ),
    (
        "school;-618;-636\ncare;-412;-424",
        "x.csv:1: plans.x.frames: läst -2090: ",
        "troligen 2090 (utan minustecken)",
    ),
    (
        "school;-618000;-636000\ncare;-412000;-424000",
        "x.csv:1: plans.x.frames: läst -2090000: ",
        "troligen 2090 (beloppet passar i tkr, utan minustecken)",
    ),
    (
        "school;618;636\ncare;-412000;-424000",
        "x.csv:3: plans.x.frames.care: läst 2025: -412000, ",
        "troligen 2025: 412, 2026: 424 (beloppet passar i tkr, utan minustecken)",
    ),
    (
        "school;3;6\ncare;2;4",
        "x.csv:1: plans.x.frames: läst 15: ",
        "skillnader, som skrivs under differences",
    ),
    ("school;618;636\ncare;41.2;424", "x.csv:3: plans.x.frames.care.2025: läst 41.2: ", "troligen 412 "),
    ("school;412;424\ncare;618;636", "x.csv:2: plans.x.frames.school: läst 2025: 412, ", "omvänd ordning"),
)


@pytest.mark.parametrize(("rows_of_it", "place", "likely"), SHEETS)
def test_sheets_are_asked_about_as_plans_are(rows_of_it, place, likely, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(f"id;2025;2026\n{rows_of_it.replace('.', ',')}\n", encoding="utf-8")
    found = evaluate(two_committees(), path)
    (question,) = found.questions
    assert place in question
    assert likely in question
    text = " ".join(text_of(found).split())
    assert text.index("Kontrollera först") < text.index("läst") < text.index("Ramar 2025")
    assert found.summary()["questions"] == [question]


@pytest.mark.parametrize(
    ("rows_of_it", "told"),
    [
        (  # a small committee too is asked about where its unit or its sign is another
            "school;618;636\ncare;412;424\nlake;-0.5;-0.5",
            {"x.csv:4: plans.x.frames.lake: läst -0.5: ": "troligen 0.5 (utan minustecken)?"},
        ),
        (
            "school;618;636\ncare;412;424\nlake;0.0005;0.0005",
            {"x.csv:4: plans.x.frames.lake: läst 0.0005: ": "troligen 0.5 (kommat står fel, "},
        ),
        ("school;618;636\ncare;412;424\nlake;0.2;0.9", {}),
        (  # what stands otherwise than the others is told with the sheet as a whole
            "school;618000;636000\ncare;412;424\nlake;500;500",
            {
                "x.csv:2: plans.x.frames.school: läst 2025: 618000, ": "troligen 2025: 618, 2026: 636 ",
                "x.csv:4: plans.x.frames.lake: läst 500: ": "troligen 0.5 (beloppet passar i tkr)?",
            },
        ),
        (
            "school;618000;636000\ncare;412000;424000\nlake;0.5;0.5",
            {
                "x.csv:1: plans.x.frames: läst 2090001: ": "troligen 2090 (beloppet passar i tkr)?",
                "x.csv:4: plans.x.frames.lake: läst 0.5: har en annan enhet än de andra ramarna": "500 (som de andra)?",
            },
        ),
        (
            "school;-618;-636\ncare;-412;-424\nlake;0.5;0.5",
            {
                "x.csv:1: plans.x.frames: läst -2089: ": "troligen 2089 (utan minustecken)?",
                "x.csv:4: plans.x.frames.lake: läst 0.5: har ett annat tecken än de andra": "-0.5 (som de andra)?",
            },
        ),
    ],
)
def test_rows_that_disagree_with_the_rest_of_a_sheet_are_told(rows_of_it, told, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(f"id;2025;2026\n{rows_of_it.replace('.', ',')}\n", encoding="utf-8")
    content = two_committees(committees={"lake": {"base": 0.5}})
    asked = doubts(plan_of(state(read(content)), path))
    assert len(asked) == len(told)
    for question, (place, likely) in zip(asked, told.items(), strict=True):
        assert place in question
        assert likely in question


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        (3, ""),
        (100, ""),  # 16 % of school's 618
        (
            160,
            "läst 160: stor mot ramen som den skiljer sig från, 618 2025; stämmer det?",
        ),  # 16 MSEK, or 160 TSEK
        (900, "troligen 0.9 (beloppet passar i tkr)?"),
        (-15000, "troligen -15 (beloppet passar i tkr)?"),
    ],
)
def test_differences_of_a_quarter_of_a_frame_are_asked_about(amount, told):
    plans = {
        "all": {"frames": {"school": {2025: 618, 2026: 636}, "care": {2025: 401, 2026: 414}}},
        "x": {"based_on": "all", "completeness": "amendments", "differences": {"school": {2025: amount}}},
    }
    asked = [
        q.line("sv") for q in check(two_committees(plans=plans)).questions if q.path.startswith("plans.x")
    ]
    assert (told in asked[0]) if told else not asked


@pytest.mark.parametrize(("school", "part", "asked"), [(4, 0.12, 0), (4, 0.004, 1), (0.1, 0.12, 1)])
def test_a_small_part_of_a_goal_is_no_weak_effect(school, part, asked):
    """School gives 4 points for its 600 MSEK, so that 0.12 for 20 MSEK is as much a krona."""
    given = {"school": school, "part": part}
    effects = {
        a: {"knowledge": {"points": x, "shape": "log", "at": "110 %", "curve": None}}
        for a, x in given.items()
    }
    content = two_committees(committees={"part": {"base": 20}}, effects=effects)
    told = check(content).questions
    assert [q.path for q in told if q.path == "effects.part.knowledge.points"] == asked * [
        "effects.part.knowledge.points"
    ]


@pytest.mark.parametrize(
    ("total", "asked"),
    [("1013;1050,291", True), ("1019,7;1050,291", False), ("1019,7;", False)],
)
def test_a_row_of_the_sum_that_is_called_total_is_asked_about(total, asked, tmp_path):
    """Frames add up to 1 013 and 1 050.291; the scenario has 1 019.7 and as much."""
    path = tmp_path / "x.csv"
    path.write_text(f"id;2025;2026\nschool;607;630\ncare;406;420,291\nTotal;{total}\n", encoding="utf-8")
    told = [
        q for q in doubts(plan_of(state(read(two_committees())), path)) if "är summan av planens ramar" in q
    ]
    assert len(told) == asked
    assert not told or "x.csv:4: plans.x.total: läst 2025: 1013, 2026: 1050.29: " in told[0]


def test_absurd_amounts_of_a_sheet_are_told_by_line(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("id;2025;2026\nschool;618000000;636000000\ncare;412;424\n", encoding="utf-8")
    with pytest.raises(
        ScenarioError, match=r"x\.csv:2: plans\.x\.frames\.school\.2025: är orimligt mycket pengar"
    ):
        evaluate(two_committees(), path)


def test_weights_and_ladder_ask_of_a_sheet_as_evaluate_does(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("id;2025;2026\nschool;618;636\ncare;412000;424000\n", encoding="utf-8")
    for study in (
        revealed_weights(two_committees(), path),
        ladder(two_committees(), 2025, low="-1 %", high="0 %", plan=path),
    ):
        (question,) = study.questions
        assert "x.csv:3: plans.x.frames.care: läst 2025: 412000" in question
        text = " ".join(text_of(study).split())
        assert text.index("Kontrollera först") < text.index("läst 2025: 412000")
        assert study.summary()["questions"] == [question]


def test_a_sheet_with_right_figures_is_asked_nothing(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("id;2025;2026\nschool;611,8;630,2\ncare;407,9;420,1\n", encoding="utf-8")
    assert evaluate(two_committees(), path).questions == ()
    assert evaluate(two_committees(), "indexation").questions == ()


def test_a_question_in_a_world_is_asked_at_its_change():
    world = {"name": "X", "probability": "100 %", "change": [{"path": "indexation.index", "set": "30 %"}]}
    (question,) = check(two_committees(worlds={"x": world})).questions
    assert question.path == "worlds.x.change.0"


def test_english_files_are_asked_in_english():
    (line,) = read(two_committees(**TYPED, language="en")).origin.questions
    assert line == "discount: read 30 %: unusual for a yearly discount; probably 3 %?"


def test_the_command_asks_and_with_strict_refuses(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text(write(read(two_committees(**TYPED))), encoding="utf-8")
    told = command("check", str(path))
    assert told.returncode == 0
    assert "discount: läst 30 %" in told.stderr
    assert "skriv path, by och date under reviewed" in told.stderr
    assert "inga fel, 1 fråga, " in told.stdout
    for words in (
        ("check", str(path), "--strict"),
        ("run", str(path), "--strict", "--out", str(tmp_path / "out")),
    ):
        told = command(*words)
        assert told.returncode == 2
        assert "discount: läst 30 %" in told.stderr
    assert not (tmp_path / "out").exists()
