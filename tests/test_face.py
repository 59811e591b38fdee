"""The tie-break on the small program of what is free against the tie-break on the whole program."""

from __future__ import annotations

import numpy as np
import pytest

from models.reading import read
from scenarios.generate import exempelkoping
from solver.answer.stating import state
from solver.answer.tie_break import MOVED, least_deviation, least_moved, nearest
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
