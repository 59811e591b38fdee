"""Ways out of no plan: what is printed, typed as it is printed, gives a plan, and says what it does."""

from __future__ import annotations

import re
import shlex

import pytest
import yaml

from models.problems import ScenarioError
from models.reading import read
from solver import NoPlanError, solve
from solver.answer.unsolved import no_plan_summary
from solver.report import screen
from tests.cases import two_committees
from tests.independent.impossible_scenarios import document
from tests.independent.random_scenarios import seeds

BLOCK, BLOCKS = 10, 26
FIRST = 5
"""So many blocks always run; together all hold 200 impossible scenarios and a few that are possible."""


def failed(content, changes=()):
    scenario = read(content, changes=changes)
    with pytest.raises(NoPlanError) as found:
        solve(scenario)
    return scenario, found.value


def printed(text):
    """The changes of every command that a text prints, as a shell reads them."""
    commands = []
    for line in (line.strip().removesuffix("\\").strip() for line in text.splitlines()):
        if line.startswith("kommunbudget run "):
            commands.append([])
        elif line.startswith("--set "):
            commands[-1] += shlex.split(line)[1:]
    return commands


def told(content, changes=()):
    """The text where there is no plan, on one line a paragraph, and its commands."""
    scenario, error = failed(content, changes)
    text = screen.no_plan(scenario, error, width=300)
    return text.replace("\u00a0", " "), printed(text)


SAME = re.compile(
    r"(?:från|from) (?:minst |högst |at least |at most )?([\d.,\s−]+) \w+ (?:till|to) ([\d.,\s−]+) "
)


@pytest.mark.seeded
@pytest.mark.parametrize(
    "block", [*range(FIRST), *(pytest.param(n, marks=pytest.mark.slow) for n in range(FIRST, BLOCKS))]
)
def test_every_printed_way_works_as_it_is_printed(block):
    impossible = 0
    for seed in seeds(BLOCK, block * BLOCK):
        content = document(seed)
        try:
            scenario = read(content)
        except ScenarioError:
            continue  # tightened so far that the reader refuses it
        try:
            solve(scenario)
            continue
        except NoPlanError as found:
            error = found
        impossible += 1
        text = screen.no_plan(scenario, error)
        commands = printed(text)
        assert [tuple(changes) for changes in commands] == [way.changes for way in error.ways], seed
        for changes in commands:
            assert solve(read(content, changes=changes)).certificate.primal < 1e-6, (seed, changes)
        for line in text.splitlines():
            found = SAME.search(line.replace("\u00a0", " "))
            assert found is None or found[1] != found[2], (seed, line)
    assert impossible >= 3


# ------------------------------------------------------------------------------------- by hand

PLAIN = {
    "format": 1,
    "title": "T",
    "currency": "MSEK",
    "base_year": 2024,
    "years": [2025],
    "frame": {"total": 200},
    "indexation": {"index": "0 %"},
    "carry_over": {"rule": "none"},
    "committees": {"a": {"base": 100}, "b": {"base": 100}},
    "weights": {"owner": "x"},
    "goals": {"ga": {"weight": 1, "reference": 50}, "gb": {"weight": 1, "reference": 50}},
    "effects": {
        "a": {"ga": {"curve": {"90 %": -10, "100 %": 0, "110 %": 9}}},
        "b": {"gb": {"curve": {"90 %": -5, "100 %": 0, "110 %": 4}}},
    },
}


def test_a_decision_of_narrower_years_is_eased_in_its_own_year_and_after_the_total():
    """a must have 120 and b at least 90 % of 100: 210 in 2025, where there is 200."""
    content = PLAIN | {
        "years": [2025, 2026],
        "decisions": {"ram": {"frame": "a", "years": [2025], "at_least": 120, "by": "KF"}},
    }
    text, commands = told(content)
    assert "2025 kräver de 210,0 mnkr, utrymmet är 200,0 mnkr. Det saknas 10,0 mnkr." in text
    assert commands == [["frame.total.2025=210"], ["decisions.ram.at_least.2025=110"]]
    assert "höj ramutrymmet 2025 från 200,0 mnkr till 210,0 mnkr (10,0 mnkr)" in text
    assert "sänk beslutet ram (KF) 2025 från minst 120,0 mnkr till 110,0 mnkr (10,0 mnkr)" in text


def test_no_reserve_falls_below_nothing():
    """The curves need 90 + 90 of 170. With no reserve 180 is enough; with 1 % it takes 180 / 0.99 = 181.8182."""
    text, commands = told(PLAIN | {"language": "en", "frame": {"total": 170, "reserve_min": "1 %"}})
    assert commands == [["frame.total.2025=180", "frame.reserve_min.2025=0 %"], ["frame.total.2025=181.9"]]
    assert "lower the least reserve 2025 from 1.0 per cent to 0.0 per cent" in text
    assert "−" not in text


def test_a_decision_above_100_points_is_refused():
    content = PLAIN | {"decisions": {"promise": {"goal": "ga", "at_least": 120, "by": "KF"}}}
    with pytest.raises(
        ScenarioError, match=r"decisions\.promise\.at_least: 100 poäng är det mesta som räknas"
    ):
        read(content)


def test_a_minimum_beyond_the_curves_blames_the_curves():
    """The curve of a gives 50 + 9 = 59 points at most; the minimum is 60. Money has no part in it."""
    goals = {**PLAIN["goals"], "ga": {"weight": 1, "reference": 50, "minimum": 60}}
    text, commands = told(PLAIN | {"goals": goals})
    assert "Effektkurvorna når inte dit: de ger högst 59,0 poäng, hur mycket pengar det än blir." in text
    assert "fasta kostnader" not in text
    assert commands == [["goals.ga.minimum.2025=59"]]


def test_a_bound_on_a_total_is_told_only_where_the_clash_holds_one_total():
    """Frames may fall 1 % a year: 200, 198, 196.02. Totals 300 and 190 clash in 2026 alone, and a rise of one year
    that the next cannot keep clashes over both: then no year alone has a bound."""
    content = PLAIN | {"years": [2025, 2026], "stability": {"max_decrease": "1 %"}}
    text, _ = told(content | {"frame": {"total": {2025: 200, 2026: 190}}})
    assert "2026 kräver de 196,02 mnkr, utrymmet är 190,00 mnkr. Det saknas 6,02 mnkr." in text
    tied = {"frame": {"total": {2025: 210, 2026: 200}, "reserve_min": "0 %", "growth_max": "10 %"}}
    decided = {"d": {"frame": "a", "years": [2025], "equals": 109, "by": "KF"}}
    held = {"b": {"frame": "b", "years": [2026], "at_least": 99.5, "by": "KF"}}
    text, commands = told(content | tied | {"decisions": decided | held})
    assert "2026 kräver de 207,41 mnkr" in text  # 0.99 · 109 + 99.5 = 207.41
    assert ["frame.total.2026=207.5"] in commands


def test_a_scenario_of_three_years_with_a_plan_states_no_bound():
    """Indexation asks 218.5 of 212 in 2027; frames may fall 2 % a year, so that 200 · (1.03 · 0.98)³ = 205.7 is enough.

    With 200 in 2027 there is no plan, and no single total of that year is the answer to it.
    """
    content = PLAIN | {
        "years": [2025, 2026, 2027],
        "frame": {"total": 212},
        "indexation": {"index": "3 %"},
        "stability": {"max_decrease": "2 %", "max_increase": "4 %"},
        "committees": {"a": {"base": 100}, "b": {"base": 60}, "c": {"base": 40}},
    }
    assert solve(content).certificate.primal < 1e-6
    text, commands = told(content, ("frame.total.2027=200",))
    assert text.splitlines()[1] == "Kraven går inte ihop."  # c follows a baseline that moves with the total
    assert all(changes[0] == "frame.total.2027=200" for changes in commands)


def test_four_ore_are_told_and_relieved():
    """100.00000004 + 100 is 4 öre more than 200."""
    decisions = {
        "d1": {"frame": "a", "at_least": 100.00000004, "by": "S"},
        "d2": {"frame": "b", "at_least": 100, "by": "M"},
    }
    text, commands = told(PLAIN | {"decisions": decisions})
    assert "Det saknas 0,00000004 mnkr." in text
    assert "höj ramutrymmet 2025 från 200,00 mnkr till 200,01 mnkr (0,01 mnkr)" in text
    assert commands == [
        ["frame.total.2025=200.01"],
        ["decisions.d2.at_least.2025=99.99"],
        ["decisions.d1.at_least.2025=100"],
    ]
    assert not [line for line in text.splitlines() if line.endswith(":") and line == text.splitlines()[-1]]


def test_a_given_total_that_revenue_must_give_is_raised_with_it():
    """Total = revenue · 98 %: 120 + 90 = 210 needs a revenue of 210 / 0.98 = 214.285714286."""
    frame = {"total": 196, "revenue": 200, "result_target": "2 %", "central": 0}
    decisions = {"ram": {"frame": "a", "at_least": 120, "by": "KF"}}
    _, commands = told(PLAIN | {"frame": frame, "decisions": decisions})
    assert commands[0] == ["frame.total.2025=210", "frame.revenue.2025=214.285714286"]


def test_equal_amounts_that_must_meet_are_eased_and_give_a_plan():
    """Decided 100.037 and 101.004 of 200: 1.041 too much; the total is rounded up, a decision to the krona."""
    decisions = {
        "d1": {"frame": "a", "equals": 100.037, "by": "S"},
        "d2": {"frame": "b", "equals": 101.004, "by": "M"},
    }
    content = PLAIN | {"decisions": decisions}
    text, commands = told(content)
    assert "2025 kräver de 201,041 mnkr" in text
    assert commands[0] == ["frame.total.2025=201.1"]
    for changes in commands:
        assert solve(read(content, changes=changes)).certificate.primal < 1e-6


def test_the_law_is_never_eased_and_decisions_come_after_the_own_limits():
    content = two_committees(
        frame={"total": None, "revenue": 1040, "result_target": "0 %", "central": 0},
        carry_over={"rule": "carry"},
        committees={"school": {"opening_balance": 20}, "care": {"opening_balance": 20}},
        decisions={
            "a": {"spend": "school", "years": [2025], "at_least": 638, "by": "KF"},
            "b": {"spend": "care", "years": [2025], "at_least": 412, "by": "KF"},
        },
    )
    text, commands = told(content)
    assert "balanskravet 2025, en lagregel" in text
    assert commands[0] == ["frame.revenue.2025=1050"]
    assert (
        "höj intäkterna 2025 från 1 040,0 mnkr till 1 050,0 mnkr (10,0 mnkr)".replace(" 0", "\u202f0") in text
    )
    assert all(change.startswith("decisions.") for change in commands[1])


def test_a_file_is_tried_as_it_is_typed_with_the_changes_of_the_command(tmp_path):
    path = tmp_path / "x.yaml"
    content = PLAIN | {"decisions": {"ram": {"frame": "a", "at_least": 105, "by": "KF"}}}
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    _, commands = told(path, ("decisions.ram.at_least=120",))
    assert commands[0] == ["decisions.ram.at_least=120", "frame.total.2025=210"]
    for changes in commands:
        assert solve(read(path, changes=changes)).certificate.primal < 1e-6


def test_the_summary_names_the_changes_of_every_way():
    content = PLAIN | {"decisions": {"ram": {"frame": "a", "at_least": 120, "by": "KF"}}}
    scenario, error = failed(content)
    summary = no_plan_summary(scenario, error)
    ways = [summary["relief"], *summary["other_reliefs"]]
    assert sorted(way["changes"] for way in ways) == [
        ["decisions.ram.at_least.2025=110"],
        ["frame.total.2025=210"],
    ]
