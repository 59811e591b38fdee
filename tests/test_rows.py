"""Tier 1: the rows of every family, as a person reads them, on the two-committee scenario where it has them.

Golden files change only by ``UPDATE_GOLDEN=1 pytest tests/test_rows.py``; the difference is the review.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.constraints import every
from models.figures import Figures
from models.formulation import formulate
from models.indexation import indexation
from models.reading import read
from solver.program.compiled import compile_model
from tests.cases import EVERY_RULE, two_committees, with_every_rule

GOLDEN = Path(__file__).parent / "rows"
OUTCOMES = ("funding", "weakest", "attained")
"""Rows that are no rule: they tie attainment to spending."""


def compiled(scenario):
    figures = Figures(scenario=scenario)
    return compile_model(formulate(figures, indexation(figures)).model)


def families():
    figures = Figures(scenario=read(two_committees(**EVERY_RULE)))
    return (*(rows.name for rows in every(figures, indexation(figures))), *OUTCOMES)


FAMILIES = families()


@pytest.fixture(scope="module")
def programs():
    """By family: the program that it is shown on."""
    found = {}
    for program in map(compiled, with_every_rule()):
        found = {**{family: program for family, _ in program.rows}, **found}
    return found


@pytest.fixture(scope="module")
def program():
    return compiled(read(two_committees(**EVERY_RULE)))


def test_every_family_is_in_a_case(programs):
    assert set(programs) == set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_rows(programs, family):
    text = programs[family].text(family)
    path = GOLDEN / f"{family}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over():
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(FAMILIES)


def test_inequalities_are_read_as_at_most(program):
    for family, low, high in zip(program.rows, program.row_lower, program.row_upper, strict=True):
        assert low in (high, float("-inf")), family
