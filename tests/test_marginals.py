"""Marginals on both sides: by hand, against re-solves on random scenarios, and the basis that they rest on."""

from __future__ import annotations

import os
from types import SimpleNamespace

import numpy as np
import pytest

from models.problems import ScenarioError
from models.reading import read
from solver.answer.objective_stages import first_stage
from solver.answer.stating import state
from solver.program import basis as bases
from solver.program.basis import ByHighs, basis_of
from solver.program.compiled import LinearProgram
from solver.program.marginals import marginals
from solver.program.sparse import Entries, units
from solver.program.vertex import Vertex
from solver.program.warm import WarmSolver
from tests.independent.random_scenarios import document, seeds

DRAWS = int(os.environ.get("MARGINAL_DRAWS", "6"))
"""How many random scenarios are compared; 200 take half a minute."""


def solved(cost, rows, upper, *, equal=(), most=None):
    """A small program, maximised: its solver, itself, a family for each row, and the optimum."""
    matrix = np.array(rows, float)
    at = np.nonzero(matrix)
    upper = np.array(upper, float)
    lower = np.where(np.isin(np.arange(len(upper)), equal), upper, -np.inf)
    names = tuple((f"row{i}", ()) for i in range(len(upper)))
    program = LinearProgram(
        cost=np.array(cost, float),
        offset=0.0,
        lower=np.zeros(len(cost)),
        upper=np.full(len(cost), np.inf) if most is None else np.array(most, float),
        row_lower=lower,
        row_upper=upper,
        start=np.concatenate([[0], np.cumsum(np.bincount(at[0], minlength=len(upper)))]).astype(np.int32),
        index=at[1].astype(np.int32),
        data=matrix[at],
        columns=tuple(("x", (j,)) for j in range(len(cost))),
        rows=names,
    )
    families = {
        name: SimpleNamespace(name=name, role="limit", equal=i in equal) for i, (name, _) in enumerate(names)
    }
    solver = WarmSolver(program)
    return solver, program, families, solver.optimise()


def sides(found):
    return {m.rows.name: (m.value, m.tightened, m.down, m.up) for m in found}


def test_a_limit_that_two_others_imply_is_worth_nothing_and_costs_its_price():
    """x <= 1, y <= 1 and x + y <= 2; V = 2x + y. More of the sum helps nobody; less of it takes from y.

    More x alone is worth 2 - 1, since the sum then takes it from y; less x frees y no further than y's own limit.
    """
    found = sides(marginals(*solved([2, 1], [[1, 0], [0, 1], [1, 1]], [1, 1, 2])))
    assert found["row2"] == pytest.approx((0, 1, -1, np.inf))
    assert found["row0"] == pytest.approx((1, 2, -1, 1))
    assert found["row1"] == pytest.approx((0, 1, -1, np.inf))


def test_a_step_that_leaves_no_plan_is_said():
    """x + y = 1 and x + y <= 1: the equality cannot grow, and the limit cannot shrink; V = x."""
    found = sides(marginals(*solved([1, 0], [[1, 1], [1, 1]], [1, 1], equal=(0,))))
    assert found["row0"] == pytest.approx((-np.inf, 1, -1, 0))
    assert found["row1"] == pytest.approx((0, np.inf, 0, np.inf))


def test_a_degenerate_variable_that_nothing_can_hold():
    """x = 1 with x at most 1: x cannot grow; without x nothing is left to give way. V = x."""
    found = sides(marginals(*solved([1], [[1]], [1], equal=(0,), most=[1])))
    assert found["row0"] == pytest.approx((-np.inf, 1, -1, 0))


def compared(seed):
    """Compare each marginal of a random scenario with the program solved again on both sides; how many there were.

    V must lie on the line of the marginal half way and at the end of its interval; where a step leaves no plan, there
    must be none.
    """
    try:
        stated = state(read(document(seed)))
    except ScenarioError:
        return 0
    solver = WarmSolver(stated.program)
    first = first_stage(solver, stated.program, stated.formulation)
    if first is None:
        return 0
    optimum, program = first.optimum, first.program
    found = {
        (m.rows.name, m.index): m for m in marginals(solver, program, stated.formulation.families, optimum)
    }
    again = WarmSolver(program)
    for i, name in enumerate(program.rows):
        row, m = np.array([i], np.int32), found.get(name)
        if m is None:
            continue
        for side, slope, reach in ((1, m.value, m.up), (-1, m.tightened, -m.down)):
            for step in (1e-4,) if np.isinf(slope) else (0.5 * min(reach, 10.0), min(reach, 10.0)):
                moved = side * step
                again.limit(row, program.row_lower[row] + moved, program.row_upper[row] + moved)
                there = again.optimise()
                again.limit(row, program.row_lower[row], program.row_upper[row])
                if np.isinf(slope):
                    assert there is None, (seed, name, side)
                    continue
                assert there is not None, (seed, name, side)
                gain = there.value - optimum.value
                assert gain == pytest.approx(slope * moved, abs=1e-7 + 1e-7 * abs(slope * moved)), (
                    seed,
                    name,
                )
        assert m.tightened >= m.value - 1e-9, "V is concave in every bound"
    return len(found)


@pytest.mark.seeded
def test_both_sides_are_what_a_new_solve_gives():
    assert sum(compared(seed) for seed in seeds(DRAWS)) > 10 * DRAWS


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(8))
def test_the_basis_is_solved_as_numpy_solves_it(seed):
    """Random bases: a triangle in a random order of rows and columns, with a kernel of full blocks in it."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(5, 40))
    dense = np.triu(rng.normal(size=(size, size)) * (rng.random((size, size)) < 0.3), 1) + np.diag(
        rng.uniform(1, 2, size)
    )
    for first in rng.integers(0, size - 3, 2):
        dense[first : first + 3, first : first + 3] = rng.normal(size=(3, 3))
    dense = dense[rng.permutation(size)][:, rng.permutation(size)]
    row, column = np.nonzero(dense)
    solver = SimpleNamespace(row_lower=np.zeros(size))
    basis = basis_of(solver, Entries(row, column, dense[row, column]))
    for solve, matrix in ((basis.solve, dense), (basis.solve_transposed, dense.T)):
        assert np.allclose(_dense(solve(units(np.arange(size))), size), np.linalg.inv(matrix), atol=1e-9)


def _dense(entries, size):
    dense = np.zeros((size, size))
    np.add.at(dense, (entries.row, entries.column), entries.value)
    return dense


def test_a_large_kernel_is_left_to_highs(monkeypatch):
    """x + y and x - y is a kernel; where none is inverted, the marginals are the same."""
    made = solved([2, 1], [[1, 1], [1, -1], [1, 1]], [3, 1, 3])
    before = sides(marginals(*made))
    monkeypatch.setattr(bases, "KERNEL", 0)
    assert isinstance(Vertex(made[0], made[1], made[3]).basis, ByHighs)
    after = sides(marginals(*made))
    assert after.keys() == before.keys()
    assert all(after[name] == pytest.approx(before[name]) for name in before)
    assert before["row1"] == pytest.approx((0.5, 0.5, -4, 2))
