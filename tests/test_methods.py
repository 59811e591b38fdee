"""The method of the solver: chosen by size, named, and told; HiPO only where this HiGHS has it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.reading import read
from solver import solve
from solver.answer.stating import state
from solver.program import methods, warm
from solver.program.methods import SIMPLEX_BELOW, method_for
from solver.program.warm import OutOfTimeError, WarmSolver
from tests.cases import two_committees


def test_a_small_program_is_for_simplex():
    chosen = method_for(560)
    assert (chosen.name, chosen.requested) == ("simplex", "auto")
    assert chosen.en == f"auto: simplex, 560 < {SIMPLEX_BELOW} columns"
    assert chosen.sv == f"auto: simplex, 560 < {SIMPLEX_BELOW} kolumner"
    assert not chosen.presolves


@pytest.mark.parametrize(("has", "name"), [(True, "hipo"), (False, "ipm")])
def test_a_large_program_is_for_hipo_where_this_highs_has_it(monkeypatch, has, name):
    monkeypatch.setattr(methods, "offers", lambda _: has)
    chosen = method_for(746_000)
    assert (chosen.name, chosen.presolves) == (name, True)
    assert "746000" in chosen.en
    assert ("hipo is not in this HiGHS (package highspy-extras): ipm instead" in chosen.en) is not has
    named = method_for(560, "hipo")
    assert named.name == name
    assert named.en == (
        "hipo: asked for" if has else "hipo is not in this HiGHS (package highspy-extras): ipm instead"
    )


def test_what_is_named_is_used_and_nothing_else_can_be():
    assert method_for(10**6, "simplex").name == "simplex"
    assert method_for(1, "ipm").name == "ipm"
    with pytest.raises(ValueError, match="auto, simplex, ipm, hipo, not 'pdlp'"):
        method_for(1, "pdlp")


def test_highs_is_asked_and_not_believed(monkeypatch):
    """A solver that HiGHS does not have is an error when it is set, and silently another one if nobody looks."""
    assert warm.offers("simplex")
    monkeypatch.setitem(warm.METHODS, "hipo", "hipo of a HiGHS built without it")
    assert not warm.offers("hipo")
    assert solve(two_committees(), method="hipo").method.name == "ipm"
    with pytest.raises(warm.SolverFaultError, match="option solver"):
        WarmSolver(state(read(two_committees())).program, method="hipo")


def test_the_result_says_how_it_was_solved():
    told = solve(two_committees(language="en"), method="ipm").summary()["provenance"]["method"]
    assert told == {"asked": "ipm", "used": "ipm", "why": "ipm: asked for"}


@pytest.mark.parametrize("method", ["simplex", "ipm", "hipo"])
def test_an_interior_point_optimum_is_a_vertex(method):
    """Where every point is optimal, crossover still ends at a vertex: as many columns between their bounds as rows."""
    if not warm.offers(method):
        pytest.skip("this HiGHS has no HiPO")
    program = state(read("scenarios/exempelkoping.yaml")).program
    nothing = replace(program, cost=np.zeros(len(program.columns)))
    found = WarmSolver(nothing, method=method, presolve=method != "simplex").optimise()
    inside = (found.x > program.lower + 1e-7) & (found.x < program.upper - 1e-7)
    rows = np.isclose(found.activity, program.row_upper, atol=1e-7)
    assert inside.sum() <= len(program.rows)
    assert inside.sum() <= rows.sum()


@pytest.mark.parametrize("method", ["simplex", "ipm", "hipo"])
def test_a_time_that_is_used_is_no_answer(method):
    if not warm.offers(method):
        pytest.skip("this HiGHS has no HiPO")
    solver = WarmSolver(state(read("scenarios/exempelkoping.yaml")).program, method=method, seconds=0.0)
    with pytest.raises(OutOfTimeError, match="time"):
        solver.optimise()


def test_columns_may_be_added_while_it_is_warm():
    """The same program whole and with its last two columns added: the optimum and the matrix agree."""
    from solver.program.compiled import LinearProgram

    whole = LinearProgram(
        cost=np.array([1.0, 2.0, 1.5]),
        offset=0.0,
        lower=np.zeros(3),
        upper=np.full(3, np.inf),
        row_lower=np.full(2, -np.inf),
        row_upper=np.array([4.0, 6.0]),
        start=np.array([0, 3, 5], np.int32),
        index=np.array([0, 1, 2, 0, 2], np.int32),
        data=np.array([1.0, 2.0, 1.0, 3.0, 1.0]),
        columns=tuple(("x", (n,)) for n in range(3)),
        rows=(("r", (0,)), ("r", (1,))),
    )
    first = replace(
        whole,
        cost=whole.cost[:1],
        lower=whole.lower[:1],
        upper=whole.upper[:1],
        start=np.array([0, 1, 2], np.int32),
        index=np.array([0, 0], np.int32),
        data=np.array([1.0, 3.0]),
        columns=whole.columns[:1],
    )
    solver = WarmSolver(first)
    assert solver.optimise().value == pytest.approx(2.0)
    solver.append(
        whole.cost[1:], np.array([0, 1], np.int32), np.array([0, 0, 1], np.int32), np.array([2.0, 1.0, 1.0])
    )
    found, expected = solver.optimise(primal=True), WarmSolver(whole).optimise()
    assert found.value == pytest.approx(expected.value)
    assert found.value == pytest.approx(
        6.0
    )  # x2 = 4: 1.5 a piece, and every other use of the first row gives less
    assert solver.times(found.x) == pytest.approx(found.activity)
