"""No plan: the conflict is irreducible, the relief is cheapest, and applied it gives a plan."""

from __future__ import annotations

import numpy as np
import pytest

from models.figures import Figures
from models.formulation import formulate
from models.indexation import indexation
from models.reading import read
from solver import NoPlanError, solve
from solver.program.compiled import compile_model
from solver.program.warm import WarmSolver
from solver.report import screen
from tests.cases import effect, merged, two_committees

ACTIVITIES = {
    "lessons": {"committee": "school", "base": 600, "floor": "99.5 %", "floor_basis": "Exempel"},
    "homes": {"committee": "care", "base": 400, "floor": "99 %", "floor_basis": "Exempel"},
}
EFFECTS = {
    "school": None,
    "care": None,
    "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})},
    "homes": {"safety": effect({"90 %": -8, "100 %": 0, "110 %": 4})},
}
IMPOSSIBLE = {
    "floors": two_committees(activities=ACTIVITIES, effects=EFFECTS),
    "bands": two_committees(stability={"max_decrease": "0.5 %"}),
    "turnover": two_committees(stability={"turnover": "0.5 %"}),
    "goals": two_committees(goals={"knowledge": {"minimum": 60}, "safety": {"minimum": 49.9}}),
    "decisions": two_committees(
        decisions={
            "a": {"frame": "school", "equals": 615, "by": "KF"},
            "b": {"frame": "care", "at_least": 410, "by": "Yrkande"},
        }
    ),
    "reserve": two_committees(frame={"reserve_min": "2 %"}, stability={"max_decrease": "1.2 %"}),
    "growth": two_committees(frame={"growth_max": "1 %"}, stability={"max_decrease": "1.5 %"}),
    "revenue": two_committees(
        frame={"total": None, "revenue": 1040, "result_target": "2 %", "central": 0},
        stability={"max_decrease": "0.5 %"},
    ),
    "two years": two_committees(
        years=[2025, 2026, 2027],
        frame={"total": {2025: 1019.7, 2026: 1050, 2027: 990}},
        stability={"max_decrease": "1.5 %"},
    ),
}


def failed(document):
    with pytest.raises(NoPlanError) as found:
        solve(document)
    return found.value


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_the_conflict_is_irreducible(name):
    """Its limits alone leave no plan; without any one of them there is one."""
    conflict = failed(IMPOSSIBLE[name]).conflict
    figures = Figures(scenario=read(IMPOSSIBLE[name]))
    stated = formulate(figures, indexation(figures))
    program = compile_model(stated.model)
    named = {(clash.rows.name, clash.index) for clash in conflict}
    limits = [
        i
        for i, (family, _) in enumerate(program.rows)
        if family in stated.families and stated.families[family].role != "account"
    ]

    def possible(kept):
        solver = WarmSolver(program)
        solver.aim(np.zeros(len(program.columns)))
        off = np.array([i for i in limits if program.rows[i] not in kept], np.int32)
        solver.limit(off, np.full(len(off), -np.inf), np.full(len(off), np.inf))
        return solver.optimise() is not None

    assert len(named) >= 2
    assert not possible(named)
    for one in named:
        assert possible(named - {one})


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_relief_applied_gives_a_plan(name):
    error = failed(IMPOSSIBLE[name])
    for way in (error.relief, *error.others):
        assert way.changes is not None
        result = solve(read(IMPOSSIBLE[name], changes=way.changes))
        assert result.certificate.primal < 1e-6


def test_the_relief_is_the_cheapest():
    """Floors ask 614.91 + 407.88 = 1 022.79 of 1 019.7: 3.09 is missing the first year, 3.1827 the second."""
    error = failed(IMPOSSIBLE["floors"])
    assert error.relief.cost == pytest.approx(3.09 + 3.1827, abs=1e-6)
    total = next(way for way in error.others if way.families == ("total",))
    assert total.cost == pytest.approx(3.09 + 3.1827, abs=1e-6)
    slightly = [{"path": "frame.total.2025", "add": 3.08}, {"path": "frame.total.2026", "add": 3.18}]
    with pytest.raises(NoPlanError):
        solve({**IMPOSSIBLE["floors"], "change": slightly})


def test_a_goal_weighs_what_it_costs():
    """A point of knowledge costs 600/30 = 20 MSEK at today's service."""
    error = failed(IMPOSSIBLE["goals"])
    goal = next(way for way in error.others if way.families == ("goal_floor",))
    assert goal.cost > 0


REVENUE = {"total": None, "revenue": 1040, "result_target": "0 %", "central": 0}
UNLAWFUL = two_committees(
    frame=REVENUE,
    carry_over={"rule": "carry"},
    committees={"school": {"opening_balance": 20}, "care": {"opening_balance": 20}},
    decisions={
        "a": {"spend": "school", "years": [2025], "at_least": 638, "by": "KF"},
        "b": {"spend": "care", "years": [2025], "at_least": 412, "by": "KF"},
    },
)
"""What is decided costs 1 050 in 2025, 10 more than the revenue: balances would cover it, and the law forbids it."""


def test_the_balance_requirement_is_named_and_never_eased():
    error = failed(UNLAWFUL)
    assert {clash.rows.name for clash in error.conflict} == {"balanced_budget", "decided_at_least"}
    assert [way.families for way in error.ways] == [("total",), ("decided_at_least",)]
    assert [way.cost for way in error.ways] == pytest.approx([10, 10], abs=1e-6)
    assert error.unlawful == ()
    text = screen.no_plan(read(UNLAWFUL), error)
    assert "balanskravet 2025, en lagregel" in text
    assert "lätta på" not in text
    assert "balanced_budget" not in text
    english = screen.no_plan(read(UNLAWFUL, changes=("language=en",)), failed({**UNLAWFUL, "language": "en"}))
    assert "the balanced-budget rule 2025, required by law" in english


def test_more_revenue_is_a_lawful_way():
    """Both curves begin at 90 %: 1 112.4 is needed where 1 000 comes in, and more revenue is more to spend."""
    document = two_committees(
        frame={**REVENUE, "revenue": {2025: 900, 2026: 960}}, stability={"max_decrease": "100 %"}
    )
    error = failed(document)
    assert error.relief.families == ("total",)
    assert error.relief.cost == pytest.approx(0.9 * 1030 - 900, abs=1e-6)
    assert solve(read(document, changes=error.relief.changes)).certificate.primal < 1e-6


def test_where_only_the_law_stands_in_the_way_that_is_said():
    """The total is given and need not follow from revenue: raising it does not make the spending lawful."""
    document = two_committees(
        frame={"total": {2025: 1000, 2026: 1030}, "revenue": 900, "central": 0}, carry_over={"rule": "none"}
    )
    error = failed(document)
    assert error.relief is None
    assert error.others == ()
    assert {relief.rows.name for relief in error.unlawful} == {"balanced_budget"}
    assert [relief.amount for relief in error.unlawful] == pytest.approx([27, 54.81], abs=1e-6)
    text = " ".join(screen.no_plan(read(document), error).split())
    assert "Ingen lättnad av de satta gränserna räcker." in text
    assert (
        "Ingen plan klarar det som lagen kräver, vad som än lättas. Minst bryts balanskravet 2025 med 27,0 mnkr och "
        "balanskravet 2026 med 54,8 mnkr."
    ) in text


def test_below_the_curve_nothing_gives_way():
    """The total is so small that levels would leave the curves: only more money helps."""
    error = failed(two_committees(frame={"total": {2025: 900, 2026: 930}}))
    assert {clash.rows.name for clash in error.conflict} == {"total", "curve_start"}
    assert error.relief.families == ("total",)


def test_a_limit_that_clashes_with_fixed_amounts_alone_says_so():
    """The election costs 1.2 in 2025 whatever the band says: one limit, and the committee's own account."""
    document = two_committees(
        committees={"election": {"base": None}},
        activities={"votes": {"committee": "election", "base": 0.5, "fixed": {2025: 1.2, 2026: 1.2}}},
        stability={"max_increase": "5 %"},
        carry_over={"rule": "none"},
        frame={"total": {2025: 1021, 2026: 1052}},
    )
    error = failed(document)
    assert [(clash.rows.name, clash.index) for clash in error.conflict] == [
        ("max_increase", ("election", 2025))
    ]
    assert "fasta kostnader" in screen.no_plan(read(document), error)
    assert solve(read(document, changes=error.relief.changes)).certificate.primal < 1e-6


def test_a_decision_on_what_does_not_exist_yet_is_kept_or_eased():
    """The new activity begins in 2026. Nothing is spent on it in 2025: at most 0 holds, and of at least 1 remains 0."""
    new = {"committee": "school", "base": 0, "need": {2025: 0, 2026: 5}}
    document = two_committees(
        activities={"lessons": {"committee": "school", "base": 600}, "reading": new},
        committees={"school": {"base": None}},
        effects={"school": None, "lessons": EFFECTS["lessons"]},
        decisions={"d": {"spend": "reading", "years": [2025], "at_most": 0, "by": "KF"}},
    )
    assert solve(document).proposal.q.spend["reading", 2025] == 0
    asked = {"at_most": None, "at_least": 1}
    error = failed(merged(document, {"decisions": {"d": asked}}))
    assert [way.changes for way in error.ways] == [("decisions.d.at_least.2025=0",)]


def test_an_amount_is_told_only_where_the_row_holds_one_quantity_to_it():
    """A total and a first year's band are amounts; a later year's band ties two years' frames together."""
    error = failed(IMPOSSIBLE["two years"])
    for clash in error.conflict:
        if clash.rows.name == "total":
            assert clash.amount == pytest.approx(figures_total(error, clash.index[0]))
        elif clash.rows.name == "max_decrease":
            assert (clash.amount is None) == (clash.index[1] > 2025)
    assert {clash.index[-1] for clash in error.conflict} == {2025, 2026, 2027}


def figures_total(error, year):
    return error.formulation.q.figures.total[year]
