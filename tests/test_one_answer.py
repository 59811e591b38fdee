"""One answer: whatever the order, the method or the run, the same frames to 1e-6 of the currency unit."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from models.figures import Figures
from models.formulation import formulate
from models.indexation import indexation
from models.reading import read
from solver import solve
from solver.answer.stating import state
from solver.answer.tie_break import omega
from solver.program.compiled import compile_model
from solver.program.warm import WarmSolver
from tests.cases import effect, two_committees

SAME = 1e-6


def face():
    """A case made of ties: three committees whose kronor are worth exactly the same, and more goals than money."""
    names = ("north", "south", "west")
    return two_committees(
        frame={"total": {2025: 927.0, 2026: 954.81}},
        committees={"school": None, "care": None, **{c: {"base": 300} for c in names}},
        goals={"knowledge": None, "safety": None, **{c: {"weight": 1, "reference": 50} for c in names}},
        effects={
            "school": None,
            "care": None,
            **{c: {c: effect({"80 %": -20, "100 %": 0, "120 %": 20})} for c in names},
        },
        stability={"max_decrease": "10 %", "max_increase": "10 %"},
    )


def shuffled(document, seed):
    rng = random.Random(seed)
    result = dict(document)
    for key in ("committees", "activities", "goals", "effects", "decisions", "drivers"):
        if key in result:
            items = list(result[key].items())
            rng.shuffle(items)
            result[key] = dict(items)
    return result


def test_the_case_has_a_whole_face_of_optima():
    """Among the optima the first committee's frame can be anything in its band: the LP alone does not say."""
    figures = Figures(scenario=read(face()))
    stated = formulate(figures, indexation(figures))
    program = compile_model(stated.model)
    solver = WarmSolver(program)
    solver.hold(solver.optimise(), 1e-9)
    reach = []
    for sign in (1.0, -1.0):
        cost = program.cost * 0
        cost[program.columns.index(("frame", ("north", 2025)))] = sign
        solver.aim(cost)
        reach.append(sign * solver.optimise().value)
    assert reach[0] - reach[1] > 50


def test_the_answer_on_the_face_is_indexation():
    """Every plan is as good: the nearest is the baseline itself."""
    result = solve(face())
    for key, amount in result.frames.items():
        assert amount == pytest.approx(result.indexation.frame[key], abs=SAME)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("method", ["simplex", "ipm", "hipo"])
@pytest.mark.parametrize("name", ["face", "scenarios/sjobo-2025.yaml", "scenarios/exempelkoping.yaml"])
def test_order_and_method_do_not_matter(name, method, seed):
    from models.reading import document as written

    document = face() if name == "face" else written(read(name))
    expected = solve(document)
    found = solve(shuffled(document, seed), method=method)
    assert found.value == pytest.approx(expected.value, abs=1e-7)
    for quantity in ("frame", "spend", "saved", "used", "reserve"):
        theirs, ours = getattr(found.proposal.q, quantity), getattr(expected.proposal.q, quantity)
        for key, amount in ours.items():
            assert theirs[key] == pytest.approx(amount, abs=SAME), (quantity, key)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_and_columns_does_not_matter(seed):
    """The same program with its rows and columns shuffled ends at the same plan."""
    stated = state(read("scenarios/exempelkoping.yaml"))
    program = stated.program
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(len(program.rows)), rng.permutation(len(program.columns))
    where = np.argsort(columns)
    parts = [slice(program.start[i], program.start[i + 1]) for i in rows]
    turned = replace(
        program,
        cost=program.cost[columns],
        lower=program.lower[columns],
        upper=program.upper[columns],
        row_lower=program.row_lower[rows],
        row_upper=program.row_upper[rows],
        start=np.cumsum([0, *(part.stop - part.start for part in parts)]).astype(np.int32),
        index=np.concatenate([where[program.index[part]] for part in parts]).astype(np.int32),
        data=np.concatenate([program.data[part] for part in parts]),
        columns=tuple(program.columns[j] for j in columns),
        rows=tuple(program.rows[i] for i in rows),
    )
    expected, found = stated.best(), replace(stated, program=turned).best()
    for key, amount in expected.q.frame.items():
        assert found.q.frame[key] == pytest.approx(amount, abs=SAME)
    for key, amount in expected.q.spend.items():
        assert found.q.spend[key] == pytest.approx(amount, abs=SAME)


def test_the_tie_break_weights_depend_on_ids_and_years_alone():
    assert omega("frame", "school", 2025) == omega("frame", "school", 2025)
    found = {omega(kind, id_, y) for kind in ("frame", "spend") for id_ in ("a", "b") for y in (2025, 2026)}
    assert len(found) == 8
    assert all(1 <= weight < 1.1 for weight in found)


def test_two_runs_leave_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        solve("scenarios/exempelkoping.yaml").save(tmp_path / name)
    one = {
        p.relative_to(tmp_path / "one"): p.read_bytes() for p in (tmp_path / "one").rglob("*") if p.is_file()
    }
    two = {
        p.relative_to(tmp_path / "two"): p.read_bytes() for p in (tmp_path / "two").rglob("*") if p.is_file()
    }
    assert one == two
    assert len(one) == 8
