"""The certificate catches what it is there to catch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.figures import Figures
from models.formulation import formulate
from models.indexation import indexation
from models.reading import read
from solver.answer.stating import chosen_plan
from solver.program.certificate import UncertifiedError, certify, dual_bound, residual
from solver.program.compiled import UnsoundModelError, compile_model
from solver.program.warm import WarmSolver
from tests.cases import two_committees


@pytest.fixture(scope="module")
def solved():
    figures = Figures(scenario=read(two_committees(stability={"max_decrease": "1.2 %"})))
    stated = formulate(figures, indexation(figures))
    program = compile_model(stated.model)
    first = WarmSolver(program).optimise()
    return stated, program, first, chosen_plan(stated, program, first.x, "proposal")


def test_a_true_answer_passes(solved):
    _, program, first, plan = solved
    certificate = certify(program, first, first.x, plan, ())
    assert certificate.primal < 1e-9
    assert abs(certificate.gap) < 1e-9
    assert certificate.recomputed_value == pytest.approx(certificate.value, abs=1e-9)


def test_a_moved_krona_is_caught(solved):
    stated, program, first, _ = solved
    x = first.x.copy()
    x[program.columns.index(("frame", ("school", 2025)))] += 1e-5
    assert residual(program, x) == pytest.approx(1e-5)
    with pytest.raises(UncertifiedError, match="residual of a row"):
        certify(program, first, x, chosen_plan(stated, program, x, "proposal"), ())


def test_a_worse_plan_is_caught_by_the_gap(solved):
    stated, program, first, _ = solved
    solver = WarmSolver(program)
    solver.aim(-program.cost)
    worst = solver.optimise().x
    with pytest.raises(UncertifiedError, match="gap"):
        certify(program, first, worst, chosen_plan(stated, program, worst, "proposal"), ())


def test_a_false_marginal_is_caught(solved):
    _, program, first, plan = solved
    i = int(np.argmax(np.abs(first.marginal)))
    marginal = first.marginal.copy()
    marginal[i] *= 1.01
    false = replace(first)
    false.__dict__["marginal"] = marginal
    with pytest.raises(UncertifiedError):
        certify(program, false, first.x, plan, ())


def test_a_broken_limit_is_caught(solved):
    stated, program, first, plan = solved
    breach = plan.broken(stated.families.values())
    assert breach == ()
    baseline = chosen_plan(stated, program, first.x, "x")
    baseline.q.frame["school", 2025] -= 20.0
    with pytest.raises(UncertifiedError, match="max_decrease"):
        certify(program, first, first.x, plan, baseline.broken(stated.families.values()))


def test_the_dual_bound_holds_for_any_marginals(solved):
    """Weak duality: no multiplier of the right signs proves less than the optimum."""
    _, program, first, _ = solved
    bound, _ = dual_bound(program, first.marginal)
    assert bound == pytest.approx(first.value, abs=1e-9)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 1e25, 1e-14])
def test_unsound_numbers_are_refused_before_solving(solved, bad):
    _, program, _, _ = solved
    data = program.data.copy()
    data[0] = bad
    with pytest.raises(UnsoundModelError, match="coefficient"):
        replace(program, data=data).check()
