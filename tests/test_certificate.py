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
from solver.program.extending import check_optimum
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


def test_an_optimum_that_a_warm_start_left_off_is_found_again(solved):
    """A row that is off by 200 kr is no optimum; the program is solved anew, and that one is proved."""
    _, program, first, _ = solved
    solver = WarmSolver(program)
    x = first.x.copy()
    x[program.columns.index(("frame", ("school", 2025)))] += 2e-4
    found = check_optimum(program, solver, replace(first, x=x))
    assert residual(program, found.x) < 1e-9
    assert found.value == pytest.approx(first.value, abs=1e-9)
    assert check_optimum(program, solver, found) is found


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


def test_saving_and_drawing_in_one_year_is_caught():
    """Two millions put aside and drawn in the same year leave every row and V as they were, and are refused."""
    figures = Figures(scenario=read(two_committees(carry_over={"rule": "carry"})))
    stated = formulate(figures, indexation(figures))
    program = compile_model(stated.model)
    first = WarmSolver(program).optimise()
    place = {name: j for j, name in enumerate(program.columns)}
    year = figures.years[0]
    x = first.x.copy()
    least = min(x[place["saved", ("school", year)]], x[place["used", ("school", year)]])
    for kind in ("saved", "used"):
        x[place[kind, ("school", year)]] -= least
    plan = chosen_plan(stated, program, x, "proposal")
    assert certify(program, first, x, plan, ()).both_ways <= 1e-9
    for kind in ("saved", "used"):
        x[place[kind, ("school", year)]] += 2.0
    plan = chosen_plan(stated, program, x, "proposal")
    with pytest.raises(UncertifiedError, match="both saved and drawn"):
        certify(program, first, x, plan, ())


@pytest.mark.parametrize("many", [False, True])
def test_a_tiny_coefficient_is_treated_alike_whether_changed_or_passed(many, solved, monkeypatch):
    """HiGHS drops what is at most 1e-9, silently in one call and with a warning in the other; here it is refused.

    Rounding residue, at most 1e-12, is 0 in both, and comes back when the coefficient does.
    """
    monkeypatch.setattr("solver.program.warm.MANY", -1 if many else 400)
    _, program, first, _ = solved
    entry = np.array([int(np.argmax(np.abs(program.data)))], np.int32)
    solver = WarmSolver(program)
    for tiny in (1e-9, -3e-10):
        with pytest.raises(UnsoundModelError, match="would drop"):
            solver.coefficients(entry, np.array([tiny]))
        data = program.data.copy()
        data[entry] = tiny
        with pytest.raises(UnsoundModelError):
            WarmSolver(replace(program, data=data))
        with pytest.raises(UnsoundModelError, match="coefficient"):
            replace(program, data=data).check()
    solver.coefficients(entry, np.array([1e-13]))
    data = program.data.copy()
    data[entry] = 1e-13
    residue = WarmSolver(replace(program, data=data)).optimise()
    warm = solver.optimise()
    assert (warm is None) == (residue is None)
    if warm is not None:
        assert warm.value == pytest.approx(residue.value, abs=1e-9)
    solver.coefficients(entry, program.data[entry])
    assert solver.optimise().value == pytest.approx(first.value, abs=1e-9)
