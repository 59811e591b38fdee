"""Tier 1: the rows of every family on the two-committee scenario, as a person reads them.

Golden files change only by ``UPDATE_GOLDEN=1 pytest tests/test_rows.py``; the difference is the review.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.figures import Figures
from models.formulation import formulate
from models.indexation import indexation
from models.reading import read
from solver.program.compiled import compile_model
from tests.cases import EVERY_RULE, two_committees

GOLDEN = Path(__file__).parent / "rows"
FAMILIES = (
    "total",
    "frame_balance",
    "reserve_min",
    "result_reserve",
    "result_reserve_cap",
    "withdrawal_max",
    "account",
    "balance",
    "no_new_deficit",
    "balance_cap",
    "carry_over_room",
    "balanced_budget",
    "floor",
    "ceiling",
    "unit_cost_max",
    "curve_start",
    "growth_max",
    "max_decrease",
    "max_increase",
    "frame_change",
    "turnover",
    "goal_floor",
    "decided",
    "decided_at_least",
    "decided_at_most",
    "decided_goal",
    "unmeasured_activity",
    "unmeasured_committee",
    "funding",
    "weakest",
    "attained",
)


@pytest.fixture(scope="module")
def program():
    figures = Figures(scenario=read(two_committees(**EVERY_RULE)))
    stated = formulate(figures, indexation(figures))
    return compile_model(stated.model)


def test_every_family_is_in_the_case(program):
    assert {family for family, _ in program.rows} == set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_rows(program, family):
    text = program.text(family)
    path = GOLDEN / f"{family}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over():
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(FAMILIES)


def test_inequalities_are_read_as_at_most(program):
    for family, low, high in zip(program.rows, program.row_lower, program.row_upper, strict=True):
        assert low in (high, float("-inf")), family
