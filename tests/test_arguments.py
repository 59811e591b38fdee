"""Arguments that nobody can mean: names that are not there, numbers that are none, options that do not apply."""

from __future__ import annotations

import copy
import pickle

import click
import pytest

import solver
from models.problems import ScenarioError, UnknownNameError
from solver.cli import commands
from tests.cases import two_committees
from tests.commands import command


@pytest.fixture(scope="module")
def result():
    return solver.solve(two_committees())


@pytest.fixture(scope="module")
def studies(result):
    scenario = two_committees()
    return {
        "room": solver.room(scenario, alternatives=0),
        "prices": solver.prices(result),
        "intervals": solver.intervals(scenario, shown=1),
        "evaluation": solver.evaluate(scenario, "indexation"),
        "views": solver.views(result),
    }


# ------------------------------------------------------------------------------------------------------------ names

PLANS = "the plans are proposal, indexation, volume.*, not 'nope'"
YEARS = "the plan years are 2025, 2026, not 2099"
COMMITTEES = "the committees are care, school, not 'nope'"
ASKED = {
    "broken": (lambda r: r.broken("nope"), PLANS),
    "worth": (lambda r: r.worth("nope"), PLANS),
    "reallocated, year": (lambda r: r.reallocated(2099), YEARS),
    "reallocated, plan": (lambda r: r.reallocated(2025, "nope"), PLANS),
    "moved_inside, year": (lambda r: r.moved_inside(2099), YEARS),
    "moved_inside, plan": (lambda r: r.moved_inside(2025, "nope"), PLANS),
    "reason, committee": (lambda r: r.reason("nope", 2025), COMMITTEES),
    "reason, year": (lambda r: r.reason("school", 2099), YEARS),
    "frame_table": (lambda r: r.frame_table(2099), YEARS),
    "frame_table, base year": (lambda r: r.frame_table(2024), "not 2024"),
    "frame_table, text": (lambda r: r.frame_table("2025"), "not '2025'; did you mean 2025?"),
    "rows": (lambda r: r.rows("frame"), "the tables are frames, .*, not 'frame'; did you mean frames?"),
    "plots": (lambda r: solver.plots(r, 2099), YEARS),
    "tornado, committee": (lambda r: solver.tornado(r, watched=("nope", 2025)), COMMITTEES),
    "tornado, year": (lambda r: solver.tornado(r, watched=("care", 2099)), YEARS),
    "read_published": (
        lambda _: solver.read_published("px", [], language="de"),
        "the languages are sv, en, not 'de'",
    ),
    "new_scenario": (lambda _: solver.new_scenario(".", language="de"), "the languages are sv, en, not 'de'"),
    "curves": (
        lambda _: solver.curves("x.csv", "a", "b", language="de"),
        "the languages are sv, en, not 'de'",
    ),
    "headroom": (
        lambda _: solver.headroom("x.csv", "a", ["b"], ["c"], language="de"),
        "the languages are sv, en, not 'de'",
    ),
}
OF_STUDIES = {
    "room, kind": ("room", lambda s: s.of("school", 2025, "nope"), "the kinds are frame, not 'nope'"),
    "room, id": ("room", lambda s: s.of("nope", 2025), "the frames are .*, not 'nope'"),
    "room, year": ("room", lambda s: s.of("school", 2099), YEARS),
    "plots of a study": ("room", lambda s: solver.plots(s, 2099), YEARS),
    "a study's table": ("room", lambda s: s.data_frame("nope"), "the tables are room, .*, not 'nope'"),
    "prices, rule": ("prices", lambda s: s.of("nope"), "the rules are .*, not 'nope'"),
    "intervals, kind": ("intervals", lambda s: s.of("nope", "x"), "the kinds are .*, not 'nope'"),
    "intervals, goal": (
        "intervals",
        lambda s: s.of("weight", "nope"),
        "the goals of weight are .*, not 'nope'",
    ),
    "told": ("evaluation", lambda s: s.told("nope"), "the plans are plan, indexation, .*, not 'nope'"),
    "difference": ("views", lambda s: s.difference(s.views[0], "nope", 2025), COMMITTEES),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_name_that_there_is_not_is_told_with_those_that_there_are(result, name):
    ask, told = ASKED[name]
    with pytest.raises(UnknownNameError, match=told):
        ask(result)


@pytest.mark.parametrize("name", OF_STUDIES)
def test_so_it_is_of_studies(studies, name):
    study, ask, told = OF_STUDIES[name]
    with pytest.raises(UnknownNameError, match=told):
        ask(studies[study])


def test_such_an_error_is_a_value_error_and_a_key_error_that_reads_as_a_sentence(result):
    with pytest.raises(ValueError, match=r"^the plan years are 2025, 2026, not 2030$") as wrong:
        result.frame_table(2030)
    assert isinstance(wrong.value, KeyError)


# ---------------------------------------------------------------------------------------------------------- numbers

FLOATS = [
    (verb, option.opts[0])
    for verb, command_ in sorted(commands.commands.items())
    for option in command_.params
    if isinstance(option.type, (click.types.FloatParamType, click.FloatRange))
]


def test_two_verbs_have_options_that_are_numbers():
    assert FLOATS == [("national", "--seconds"), ("weights", "--within")]


@pytest.mark.parametrize(("verb", "flag"), FLOATS)
@pytest.mark.parametrize("value", ["nan", "inf", "-1", "1,5"])
def test_a_number_is_finite_and_not_below_its_least(verb, flag, value):
    done = command(verb, "x.yaml", flag, value)
    assert done.returncode == 2
    assert flag in done.stderr
    assert value in done.stderr
    assert value not in {"nan", "inf"} or "skriv ett ändligt tal, som 1.5" in done.stderr


@pytest.mark.parametrize("wrong", [{"gap": float("nan")}, {"seconds": float("inf")}, {"seconds": -1.0}])
def test_the_search_of_national_ends_at_finite_numbers(wrong):
    with pytest.raises(ValueError, match="finite numbers from 0"):
        solver.national("scenarios", **wrong)


# ---------------------------------------------------------------------------------------- options that do not apply


@pytest.mark.parametrize("option", ["differences_to", "based_on", "sheet_map"])
@pytest.mark.parametrize("plan", ["indexation", {"frames": {}}])
def test_options_of_a_sheet_are_refused_for_another_plan(option, plan):
    flag = {"sheet_map": "--map"}.get(option, f"--{option.replace('_', '-')}")
    for ask in (solver.evaluate, solver.revealed_weights):
        with pytest.raises(ScenarioError, match=f"{flag} hör till ett blad"):
            ask(two_committees(), plan, **{option: "nope"})


def test_a_plan_of_the_program_takes_no_options_of_a_sheet(result):
    with pytest.raises(ScenarioError, match=r"--based-on hör till ett blad .* planen är inget"):
        solver.evaluate(two_committees(), result.proposal, based_on="indexation")


def test_a_sheet_starts_from_one_plan(tmp_path):
    (tmp_path / "s.csv").write_text("id;2025;2026\nschool;1;1\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="inte båda"):
        solver.evaluate(
            two_committees(), tmp_path / "s.csv", differences_to="indexation", based_on="proposal"
        )


@pytest.mark.parametrize("words", [("evaluate", "indexation"), ("weights", "--plan", "indexation")])
def test_the_command_refuses_them_too(words):
    verb, *plan = words
    done = command(verb, "scenarios/sjobo-2025.yaml", *plan, "--differences-to", "nope", "--map", "x.yaml")
    assert done.returncode == 2
    assert "--differences-to, --map hör till ett blad" in done.stderr


def test_an_empty_sheet_is_asked_for_alone(tmp_path):
    done = command("evaluate", "scenarios/sjobo-2025.yaml", "antagen", "--template", tmp_path / "t.csv")
    assert done.returncode == 2
    assert "värderar ingen plan" in done.stderr
    assert not list(tmp_path.iterdir())


# ----------------------------------------------------------------------------------------------------------- copies


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda answer: pickle.loads(pickle.dumps(answer))])  # noqa: S301
def test_answers_survive_being_stored_and_copied(result, studies, copied):
    again = copied(result)
    assert again.summary() == result.summary()
    assert all(again.rows(name) == result.rows(name) for name in result.tables)
    assert [b.amount for b in again.broken("indexation")] == [b.amount for b in result.broken("indexation")]
    for study in studies.values():
        assert copied(study).summary() == study.summary()


def test_why_there_is_no_plan_survives_the_way_out_of_a_process_of_its_own():
    with pytest.raises(solver.NoPlanError) as found:
        solver.solve(two_committees(frame={"total": {2025: 700}}, stability={"max_decrease": "1 %"}))
    error = found.value
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert str(again) == str(error)
    assert [clash.rows.name for clash in again.conflict] == [clash.rows.name for clash in error.conflict]
    assert [way.changes for way in again.ways] == [way.changes for way in error.ways]
    assert again.relief.changes == error.relief.changes
    worlds = solver.WorldsWithoutPlanError(two_committees(), {"x": ()}, None)
    again = pickle.loads(pickle.dumps(worlds))  # noqa: S301
    assert (str(again), again.alone, again.lacks) == (str(worlds), {"x": ()}, None)
