"""Ways out of no plan: what is printed, typed as it is printed, gives a plan, and says what it does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from models.constraints import every
from models.figures import Figures
from models.indexation import indexation
from models.problems import ScenarioError
from models.reading import read
from solver import NoPlanError, solve
from solver.answer.unsolved import no_plan_summary
from solver.report import screen
from tests.cases import PLAIN, always, merged, two_committees, with_every_rule
from tests.independent.impossible_scenarios import document
from tests.independent.random_scenarios import seeds

BLOCK, BLOCKS = 10, 40
FIRST = 1
"""So many blocks always run; together all hold 300 impossible scenarios and a few that are possible."""
HERE = Path(__file__).parent / "impossible"


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
@pytest.mark.parametrize("block", always(range(BLOCKS), *range(FIRST)))
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
        assert error.relief in error.ways or not error.ways, seed
        decided = [bool(way.owners) for way in error.ways]
        assert decided == sorted(decided), seed  # decisions come after the scenario's own limits
        assert all(r.rows.eased and not r.rows.statutory for way in error.ways for r in way.reliefs), seed
        assert all(one.value >= 0 for way in error.ways for one in way.written if "reserve_min" in one.text)
        for changes in commands:
            assert solve(read(content, changes=changes)).certificate.primal < 1e-6, (seed, changes)
        for line in text.splitlines():
            found = SAME.search(line.replace("\u00a0", " "))
            assert found is None or found[1] != found[2], (seed, line)
    assert impossible >= 3


# ------------------------------------------------------------------------------------- by hand


def test_a_decision_of_narrower_years_is_eased_in_its_own_year_and_after_the_total():
    """a must have 120 and b at least 90 % of 100: 210 in 2025, where there is 200."""
    text, commands = told(HERE / "decision.yaml")
    assert "2025 kräver de 210,0 mnkr, utrymmet är 200,0 mnkr. Det saknas 10,0 mnkr." in text
    assert commands == [["frame.total.2025=210"], ["decisions.ram.at_least.2025=110"]]
    assert "höj ramutrymmet 2025 från 200,0 mnkr till 210,0 mnkr (10,0 mnkr)" in text
    assert "sänk beslutet ram (KF) 2025 från minst 120,0 mnkr till 110,0 mnkr (10,0 mnkr)" in text


def test_no_reserve_falls_below_nothing():
    """The curves need 90 + 90 of 170. With no reserve 180 is enough; with 1 % it takes 180 / 0.99 = 181.8182."""
    text, commands = told(HERE / "negative_reserve.yaml")
    assert commands == [["frame.total.2025=180", "frame.reserve_min.2025=0 %"], ["frame.total.2025=181.9"]]
    assert "lower the least reserve 2025 from 1.0 per cent to 0.0 per cent" in text
    assert "−" not in text


def test_a_decision_above_100_points_is_refused_with_its_line():
    with pytest.raises(
        ScenarioError, match=r"goal_above_100\.yaml:17: decisions\.promise\.at_least: 100 points is the most"
    ):
        read(HERE / "goal_above_100.yaml")
    in_swedish = r"decisions\.promise\.at_least: 100 poäng är det mesta som räknas"
    with pytest.raises(ScenarioError, match=in_swedish):
        read(HERE / "goal_above_100.yaml", changes=("language=sv",))
    with pytest.raises(ScenarioError, match=in_swedish):
        read(PLAIN | {"decisions": {"promise": {"goal": "ga", "at_least": 120, "by": "KF"}}})


def test_a_minimum_beyond_the_curves_blames_the_curves():
    """The curve of a gives 50 + 9 = 59 points at most; the minimum is 60. Money has no part in it."""
    goals = {**PLAIN["goals"], "ga": {"weight": 1, "reference": 50, "minimum": 60}}
    text, commands = told(PLAIN | {"goals": goals})
    assert "Effektkurvorna når inte dit: de ger högst 59,0 poäng, hur mycket pengar det än blir." in text
    assert "fasta kostnader" not in text
    assert commands == [["goals.ga.minimum.2025=59"]]


def test_what_cannot_be_relieved_is_named_where_no_relief_is_enough():
    """The minimum of 60 lies beyond the 59 of the curves. Without it 90 + 90 are still to be paid of 170."""
    goals = {**PLAIN["goals"], "ga": {"weight": 1, "reference": 50, "minimum": 60}}
    frame = {"total": 180, "revenue": 170, "central": 0}
    text, commands = told(PLAIN | {"goals": goals, "frame": frame})
    assert commands == []
    assert (
        "Ingen lättnad av de satta gränserna räcker.\n"
        "Utan dem krockar ändå, och kan inte lättas: balanskravet 2025, en lagregel, effektkurvans början för a 2025, "
        "90,0 procent av oförändrad verksamhet och effektkurvans början för b 2025, 90,0 procent av oförändrad "
        "verksamhet.\n"
        "Ingen plan klarar det som lagen kräver, vad som än lättas. Minst bryts balanskravet 2025 med 10,0 mnkr."
    ) in text
    goals = {**PLAIN["goals"]}
    text, _ = told(PLAIN | {"goals": goals, "frame": frame})  # the same clash alone is told once
    assert "Utan dem" not in text


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


# ------------------------------------------------------------------- one way of every kind, worked out by hand

OWN = {"a": {"committee": "a", "base": 100}, "b": {"committee": "b", "base": 100}}
"""The same two committees with an activity each."""
DEEP = {"a": {"ga": {"curve": {"80 %": -20, "100 %": 0, "110 %": 9}}}}
DEEP |= {"b": {"gb": {"curve": {"80 %": -10, "100 %": 0, "110 %": 4}}}}
"""The same curves, from 80 per cent on."""


def decision(**what):
    return {"ram": {"by": "KF", **what}}


def saving(**rule):
    """a has 120 and spends 100 in 2025, and 115 of 100 in 2026: 15 must be saved, and 5 are handed back."""
    return {
        "years": [2025, 2026],
        "frame": {"total": {2025: 220, 2026: 200}},
        "carry_over": {"rule": "carry", **rule},
        "decisions": {
            "r5": {"frame": "a", "years": [2025], "equals": 120, "by": "KF"},
            "k5": {"spend": "a", "years": [2025], "equals": 100, "by": "KF"},
            "r6": {"frame": "a", "years": [2026], "equals": 100, "by": "KF"},
            "k6": {"spend": "a", "years": [2026], "at_least": 115, "by": "KF"},
        },
    }


def settled(**parts):
    """The changes of ``PLAIN`` in which the first of two years is settled, as it was planned."""
    same = {"a": {2025: 100}, "b": {2025: 100}}
    return {
        "years": [2025, 2026],
        "settled": {"basis": {2025: "Bokslut"}, "frames": same, "spend": same, **parts},
    }


EASED = {
    # frames of 90 + 90 leave 20 of 200
    "reserve_min": ({"frame": {"reserve_min": "11 %"}}, ["frame.reserve_min.2025=10 %"]),
    "total": ({"frame": {"total": 170}}, ["frame.total.2025=180"]),
    # 180 are needed of 175, and the reserve holds 20
    "withdrawal_max": (
        {
            "frame": {
                "total": None,
                "revenue": 175,
                "central": 0,
                "result_target": "0 %",
                "result_reserve": {"opening": 20, "max_withdrawal": 2, "use_in": [2025], "by": "KF"},
            }
        },
        ["frame.result_reserve.max_withdrawal.2025=5"],
    ),
    # of 20 that a does not spend 15 are kept
    "kept_surplus": (saving(keep_surplus="50 %"), ["carry_over.keep_surplus=75 %"]),
    "balance_cap": (saving(cap_amount=5), ["carry_over.cap_amount=15"]),
    # 15 of 200
    "carry_over_room": (saving(room_share="5 %"), ["carry_over.room_share=7.5 %"]),
    # b has 100 of 200
    "floor": (
        {
            "activities": merged(OWN, {"a": {"floor": "105 %", "floor_basis": "x"}}),
            "decisions": decision(spend="b", at_least=100),
        },
        ["activities.a.floor.2025=100 %"],
    ),
    "ceiling": (
        {
            "activities": merged(OWN, {"a": {"ceiling": "95 %"}}),
            "decisions": decision(spend="a", at_least=100),
        },
        ["activities.a.ceiling.2025=100 %"],
    ),
    # 100 for 1 000 pupils
    "unit_cost_max": (
        {
            "activities": merged(OWN, {"a": {"driver": "pupils", "unit_cost_max": 0.095}}),
            "drivers": {"pupils": {2024: 1000, 2025: 1000}},
            "decisions": decision(spend="a", at_least=100),
        },
        ["activities.a.unit_cost_max.2025=0.1"],
    ),
    # 110 + 90 are as much as the year before
    "growth_max": (
        {"frame": {"growth_max": "-5 %"}, "decisions": decision(frame="a", at_least=110)},
        ["frame.growth_max.2025=0 %"],
    ),
    # 10 of 200 must go: 5 % of each is the least cap that all can share
    "max_decrease": (
        {"frame": {"total": 190}, "stability": {"max_decrease": "2 %"}},
        ["stability.max_decrease.2025=5 %"],
    ),
    "max_increase": (
        {"stability": {"max_increase": "2 %"}, "decisions": decision(frame="a", at_least=105)},
        ["stability.max_increase.2025=5 %"],
    ),
    # 5 up and 5 down, of 200
    "turnover": (
        {"stability": {"turnover": "1 %"}, "decisions": decision(frame="a", at_least=105)},
        ["stability.turnover.2025=5 %"],
    ),
    "activity_decrease": (
        {"frame": {"total": 190}, "stability": {"activities": {"max_decrease": "2 %"}}},
        ["stability.activities.max_decrease.2025=5 %"],
    ),
    "activity_increase": (
        {
            "stability": {"activities": {"max_increase": "2 %"}},
            "decisions": decision(spend="a", at_least=105),
        },
        ["stability.activities.max_increase.2025=5 %"],
    ),
    # 20 of 200 must go, and two bear half each at the least; 60 and 40 would break as much of the limit
    "solidarity": (
        {"effects": DEEP, "frame": {"total": 180}, "stability": {"solidarity": {"max_share": "40 %"}}},
        ["stability.solidarity.max_share.2025=50 %"],
    ),
    # with 100 a gives its reference
    "goal_floor": (
        {"goals": {"ga": {"minimum": 55}}, "decisions": decision(frame="a", equals=100)},
        ["goals.ga.minimum.2025=50"],
    ),
    "decided": ({"decisions": decision(frame="a", equals=120)}, ["decisions.ram.equals.2025=110"]),
    "decided_at_least": (
        {"decisions": decision(frame="a", at_least=120)},
        ["decisions.ram.at_least.2025=110"],
    ),
    "decided_at_most": ({"decisions": decision(frame="a", at_most=85)}, ["decisions.ram.at_most.2025=90"]),
    "decided_goal": (
        {
            "decisions": {
                "ram": {"frame": "a", "equals": 100, "by": "S"},
                "promise": {"goal": "ga", "at_least": 55, "by": "KF"},
            }
        },
        ["decisions.promise.at_least.2025=50"],
    ),
}
EASED["restoration"] = (
    {**settled(restore={"a": {2026: 15}}), "decisions": decision(frame="a", at_most=100)},
    ["settled.restore.a.2026=10"],
)
"""a needs 90 of a frame of 100 at the most."""
EASED["municipal_restoration"] = (settled(deficit={2026: 25}), ["settled.deficit.2026=20"])
"""180 are needed of 200."""
NEVER_CLASH = {"result_reserve_cap"}
"""Nothing forces a deposit, and what stands from the start is allowed to: the cap has no part in any conflict."""


@pytest.mark.parametrize("family", EASED)
def test_a_limit_that_is_eased_alone_gives_way_so_far_and_no_further(family):
    changes, wanted = EASED[family]
    _, commands = told(merged(PLAIN, changes))
    assert wanted in commands
    assert solve(read(merged(PLAIN, changes), changes=wanted)).certificate.primal < 1e-6


def test_every_limit_that_may_give_way_has_a_case_of_its_own():
    may = {
        rows.name
        for figures in (Figures(scenario=scenario) for scenario in with_every_rule())
        for rows in every(figures, indexation(figures))
        if rows.eased
    }
    assert may == set(EASED) | NEVER_CLASH


def test_a_relief_moves_the_baseline_that_it_is_measured_against():
    """c is not measured and has a fifth of any total: 90 for a and 72 for b are four fifths of 202.5, not of 202."""
    content = merged(
        PLAIN,
        {
            "committees": {"a": {"base": 80}, "b": {"base": 80}, "c": {"base": 40}},
            "decisions": decision(frame="a", at_least=90),
        },
    )
    text, commands = told(content)
    assert "2025 kräver de 202,5 mnkr" in text
    assert commands == [["frame.total.2025=202.5"], ["decisions.ram.at_least.2025=88"]]


def test_a_relief_that_moves_its_own_measure_is_measured_again_where_it_stands():
    """What a is decided to have c's baseline shares with b: c has a third of what a leaves of 200.

    a + 72 + (200 − a) / 3 = 200 at a = 92. Counted from the baseline of 120 for a: 200 − 72 − 26.67 = 101.33.
    """
    content = merged(
        PLAIN,
        {
            "committees": {"a": {"base": 80}, "b": {"base": 80}, "c": {"base": 40}},
            "decisions": decision(frame="a", equals=120),
        },
    )
    _, commands = told(content)
    assert commands[-1] == ["decisions.ram.equals.2025=92"]


def test_reliefs_that_were_tried_in_vain_are_told_as_such():
    scenario, error = failed(PLAIN | {"decisions": decision(frame="a", at_least=120)})
    (way, *_) = error.ways
    in_vain = NoPlanError(error.formulation, error.conflict, (), least=way.reliefs)
    text = screen.no_plan(scenario, in_vain, width=300)
    assert "flyttar uppräkningen som de räknas från, och ingen lättnad som har prövats gav en plan." in text
    assert "kommunbudget run" not in text


def test_a_decision_under_which_a_rule_waits_is_no_way_out_by_itself():
    """S wants 90 for a, M 45 for c, b needs 72: 7 too much of 200. S alone can give 7. M cannot: below 40 c follows
    indexation again, so that 2 are still missing, and only with S's 88 is there a plan: of M's 45 it takes 40."""
    content = merged(
        PLAIN,
        {
            "committees": {"a": {"base": 80}, "b": {"base": 80}, "c": {"base": 40}},
            "decisions": {
                "d": {"frame": "a", "at_least": 90, "by": "S"},
                "e": {"frame": "c", "at_least": 45, "by": "M"},
            },
        },
    )
    text, commands = told(content)
    assert commands == [
        ["frame.total.2025=207"],
        ["decisions.d.at_least.2025=83"],
        ["decisions.e.at_least.2025=40", "decisions.d.at_least.2025=88"],
    ]
    assert "Eller bara beslutade lägsta belopp (S), 7,0 mnkr:" in text
    assert "Eller bara beslutade lägsta belopp (M och S), 7,0 mnkr:" in text


def test_each_owner_of_a_decision_is_told_what_their_own_would_do():
    """S and M both ask for 105 of 200: either gives 10, and neither is named as the one to blame."""
    decisions = {
        "d1": {"frame": "a", "equals": 105, "by": "S"},
        "d2": {"frame": "b", "at_least": 105, "by": "M"},
    }
    text, commands = told(PLAIN | {"decisions": decisions})
    assert commands == [
        ["frame.total.2025=210"],
        ["decisions.d2.at_least.2025=95"],
        ["decisions.d1.equals.2025=95"],
    ]
    assert "Eller bara beslutade lägsta belopp (M), 10,0 mnkr:" in text
    assert "Eller bara beslutade belopp (S), 10,0 mnkr:" in text


def test_a_cap_on_balances_is_eased_in_each_key_that_holds_it():
    """5 MSEK and 8 % of 100: both stand below the 15 that must be saved, and the balance gives way by 10."""
    both = saving(cap_amount=5, cap_share="8 %")
    text, commands = told(merged(PLAIN, both))
    assert commands[0] == ["carry_over.cap_amount=15", "carry_over.cap_share=15 %"]
    assert "Minsta lättnad, 10,0 mnkr i pengar räknat:" in text
    assert "höj tak för sparade medel från 8,0 procent till 15,0 procent (7,0 mnkr)" in text
    text, commands = told(merged(PLAIN, saving(cap_share="8 %")))
    assert commands[0] == ["carry_over.cap_share=15 %"]
    assert "taket för sparade medel för a 2025, 8,0 procent av ramen i basåret (högst 8,0 mnkr)" in text


def test_solidarity_is_eased_downwards_where_all_gain():
    """a must gain 10 or more and each 60 % of what both gain. 40 % lets b gain 6.67: then 0.6 · 16.67 = 10."""
    changes = {
        "frame": {"total": 220},
        "stability": {"solidarity": {"max_share": "60 %"}},
        "decisions": decision(frame="a", at_least=110),
    }
    text, commands = told(merged(PLAIN, changes))
    assert "sänk största andel av minskningarna 2025 från 60,0 procent till 40,0 procent (3,3 mnkr)" in text
    assert commands == [["stability.solidarity.max_share.2025=40 %"], ["decisions.ram.at_least.2025=100"]]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_relief_that_no_value_gives_is_told_as_such(language):
    """c has nothing and is to have 4: no share of nothing is enough."""
    content = merged(
        PLAIN,
        {
            "language": language,
            "committees": {"c": {}},
            "activities": {**OWN, "coming": {"committee": "c", "base": 0, "fixed": 4}},
            "stability": {"max_increase": "1 %"},
            "frame": {"total": 204},
        },
    )
    text, commands = told(content)
    assert commands == []
    assert {
        "sv": "Det finns en lättnad som räcker, men inga värden i filen som ger den. Det som då ger vika är taket för "
        "ökning för c 2025 med 4,0 mnkr.",
        "en": "There is a relief that is enough, but no values in the file that give it. What then gives way is the "
        "cap on increase of c 2025 by 4.0 MSEK.",
    }[language] in text
    assert "Ingen lättnad" not in text
    scenario, error = failed(content)
    summary = no_plan_summary(scenario, error)
    assert summary["relief"] is None
    assert [(limit["row"], limit["amount"]) for limit in summary["not_writable"]] == [("max_increase", 4.0)]


def test_a_cap_on_income_is_eased_by_a_share_of_its_size():
    """c hands in 5 and is to hand in 4: 1 of 5 more than last year, 20 %."""
    content = merged(
        PLAIN,
        {
            "committees": {"c": {}},
            "activities": {**OWN, "income": {"committee": "c", "base": -5, "fixed": -4}},
            "stability": {"max_increase": "1 %"},
            "frame": {"total": 196},
        },
    )
    _, commands = told(content)
    assert commands == [["stability.max_increase.2025=20 %"]]
