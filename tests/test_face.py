"""The tie-break on the small program of what is free against the tie-break on the whole program."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.reading import read
from scenarios.generate import exempelkoping
from solver.answer.stating import state
from solver.answer.tie_break import MOVED, Nearest, least_deviation, least_moved, nearest
from solver.program.certificate import FACE, TIE_BREAK_FACE
from solver.program.compiled import LinearProgram
from solver.program.face import face_of
from solver.program.warm import WarmSolver
from tests.cases import EVERY_RULE, effect, two_committees


def on_the_whole(stated, first):
    """The same stages with nothing taken out: hold, measure, hold."""
    solver, q = WarmSolver(stated.program), stated.formulation.q
    solver.optimise()
    solver.hold(first, FACE)
    frames = least_deviation(solver, stated.program, "frame", q.indexation.frame)
    solver.hold(frames, TIE_BREAK_FACE)
    spends = least_deviation(solver, stated.program, "spend", q.figures.need)
    return least_moved(solver, stated.program, spends).x[: len(stated.program.columns)]


SCENARIOS = {
    "no limits": two_committees,
    "every rule": lambda: two_committees(**EVERY_RULE),
    "all alike": lambda: two_committees(
        goals={"safety": None},
        effects={"care": {"safety": None, "knowledge": effect({"90 %": -6, "100 %": 0, "110 %": 2})}},
    ),
    "example": lambda: "scenarios/exempelkoping.yaml",
    "sjobo": lambda: "scenarios/sjobo-2025.yaml",
    **{f"made up {n}": lambda n=n: exempelkoping("6x4x3", n) for n in range(4)},
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_small_program_gives_the_answer_of_the_whole(name):
    stated = state(read(SCENARIOS[name]()))
    program, solver = stated.program, WarmSolver(stated.program)
    first = solver.optimise()
    x, y = nearest(solver, program, stated.formulation, first), on_the_whole(stated, first)
    money = [
        j for j, (kind, _) in enumerate(program.columns) if kind in ("frame", "spend", "reserve", *MOVED)
    ]
    assert x[money] == pytest.approx(y[money], abs=1e-8)
    assert program.cost @ x + program.offset == pytest.approx(first.value, abs=1e-8)


def made(rows, upper_rows, *, cost):
    matrix = np.array(rows, float)
    index = [np.flatnonzero(row) for row in matrix]
    n = matrix.shape[1]
    return LinearProgram(
        cost=np.array(cost, float),
        offset=0.0,
        lower=np.zeros(n),
        upper=np.full(n, 10.0),
        row_lower=np.full(len(rows), -np.inf),
        row_upper=np.array(upper_rows, float),
        start=np.concatenate([[0], np.cumsum([len(i) for i in index])]).astype(np.int32),
        index=np.concatenate(index).astype(np.int32),
        data=matrix[matrix != 0],
        columns=tuple(("x", (j,)) for j in range(n)),
        rows=tuple(("row", (i,)) for i in range(len(rows))),
    )


def test_what_a_row_settles_is_taken_out():
    """Max x0 + x1 + x2, x0 <= 3, x0 + x1 <= 5, x1 + x2 <= 8: x1 and x2 trade, 11 in all, x0 is settled at 3."""
    program = made([[1, 0, 0], [1, 1, 0], [0, 1, 1]], [3, 5, 8], cost=[1, 1, 1])
    first = WarmSolver(program).optimise()
    assert first.value == pytest.approx(11)
    face = face_of(program, first, 1e-9)
    assert face.free.tolist() == [1, 2]
    assert face.program.rows == (("row", (1,)), ("row", (2,)))
    assert face.program.row_upper.tolist() == [2, 8]
    assert (face.program.row_lower[1], face.program.row_upper[1]) == (8, 8)
    assert face.all_columns(np.array([0.5, 7.5])).tolist() == [3, 0.5, 7.5]


def test_a_single_optimum_leaves_nothing():
    program = made([[1, 0], [1, 1]], [3, 5], cost=[2, 1])
    face = face_of(program, WarmSolver(program).optimise(), 1e-9)
    assert (face.free.tolist(), face.x.tolist()) == ([], [3, 2])
    assert face.program.rows == ()


def test_a_coefficient_too_small_to_settle_anything_does_not():
    program = made([[1, 0], [1, 1e-5]], [3, 3.00004], cost=[2, 1e-5])
    first = WarmSolver(program).optimise()
    face = face_of(program, first, 1e-9)
    assert face.free.tolist() == [1]


def test_the_same_prices_prove_the_optimum_of_other_bounds():
    """Max x0 + x1 + x2 as above, with x1 + x2 <= 9 and x0 + x1 <= 4: x0 is 3, x1 at most 1, and 12 in all."""
    program = made([[1, 0, 0], [1, 1, 0], [0, 1, 1]], [3, 5, 8], cost=[1, 1, 1])
    first = WarmSolver(program).optimise()
    moved = face_of(program, first, 1e-9).moved(replace(program, row_upper=np.array([3.0, 4.0, 9.0])))
    assert (moved.free.tolist(), moved.x.tolist()) == ([1, 2], [3, 0, 0])
    assert moved.program.row_upper.tolist() == [1, 9]
    assert moved.program.row_lower.tolist() == [-np.inf, 9]


def test_the_nearest_of_other_bounds_is_found_by_the_last_prices_or_not_at_all():
    """Spends of 2 in all, nearest to 1.4 and 0.2: the second weighs less, so it is what is off, 1.4 and 0.6.

    Of 2.1 it is 1.4 and 0.7. Twelve cannot be spent, with at most 1.5 and 10: the row has no price then.
    """
    columns = (("spend", ("a", 2025)), ("spend", ("b", 2025)))
    program = replace(made([[1, 1], [1, 0]], [2, 1.5], cost=[1, 1]), columns=columns)
    first = WarmSolver(program).optimise()

    def references(a, b):
        return {"frame": {}, "spend": {("a", 2025): a, ("b", 2025): b}}

    found = Nearest.of(program, first, references(1.4, 0.2))
    assert found.x == pytest.approx([1.4, 0.6])
    again = found.again(replace(program, row_upper=np.array([2.1, 1.5])), references(1.4, 0.2))
    assert again.x == pytest.approx([1.4, 0.7])
    assert found.again(replace(program, row_upper=np.array([12.0, 1.5])), references(1.4, 0.2)) is None
