"""From Pyomo to arrays: the own walk against Pyomo's visitor, and what neither may let through."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.repn import generate_standard_repn

from models.figures import Figures
from models.formulation import formulate
from models.indexation import indexation
from models.reading import read
from solver.program.compiled import compile_model
from tests.cases import EVERY_RULE, two_committees


def test_every_rule_compiles_to_what_pyomo_makes_of_it():
    figures = Figures(scenario=read(two_committees(**EVERY_RULE)))
    model = formulate(figures, indexation(figures)).model
    program = compile_model(model)
    names = {
        id(variable): j
        for j, variable in enumerate(model.component_data_objects(pyo.Var, descend_into=False))
    }
    rows = list(model.component_data_objects(pyo.Constraint, descend_into=False))
    assert len(rows) == len(program.rows)
    for i, row in enumerate(rows):
        assert row.parent_component().name == program.rows[i][0]
        repn = generate_standard_repn(row.body)
        theirs = {
            names[id(v)]: c
            for v, c in zip(repn.linear_vars, repn.linear_coefs, strict=True)
            if abs(c) > 1e-15
        }
        part = slice(program.start[i], program.start[i + 1])
        ours = dict(zip(program.index[part].tolist(), program.data[part].tolist(), strict=True))
        assert ours == pytest.approx(theirs)
        assert program.row_upper[i] == pytest.approx(pyo.value(row.upper) - repn.constant)
        assert (program.row_lower[i] == program.row_upper[i]) == row.equality


def made():
    m = pyo.ConcreteModel()
    m.x, m.y = pyo.Var([1, 2], bounds=(0, 5)), pyo.Var()
    m.p = pyo.Param(initialize=3.0, mutable=True)
    m.objective = pyo.Objective(expr=m.x[1] + 1, sense=pyo.maximize)
    return m


@pytest.mark.parametrize(
    ("row", "entries", "bound"),
    [
        (lambda m: 2 * m.x[1] + m.y <= 4, [2, 0, 1], 4),
        (lambda m: m.x[1] - (m.y - 2 * m.x[2]) + 1 <= 4, [1, 2, -1], 3),
        (lambda m: 2 * (3 * (m.x[1] + 1) - m.y) <= 0, [6, 0, -2], -6),
        (lambda m: m.p * m.x[1] + m.p + m.p * m.p * m.y <= 0, [3, 0, 9], -3),
        (lambda m: (m.x[1] + m.y) / 4 - 1 <= 0, [0.25, 0, 0.25], 1),
        (lambda m: m.x[1] + m.x[1] - m.y + m.y <= 1, [2, 0, 0], 1),
        (lambda m: m.x[1] <= m.x[2], [1, -1, 0], 0),
        (lambda m: -m.y <= 2, [0, 0, -1], 2),
        (lambda m: m.y <= 2, [0, 0, 1], 2),
    ],
)
def test_a_formula_may_be_written_in_any_linear_way(row, entries, bound):
    m = made()
    m.row = pyo.Constraint(expr=row(m))
    program = compile_model(m)
    dense = np.zeros(3)
    dense[program.index] = program.data
    assert dense.tolist() == entries
    assert program.row_upper.tolist() == [bound]
    assert np.all(program.data != 0)
    assert (program.cost.tolist(), program.offset) == ([1, 0, 0], 1)


@pytest.mark.parametrize("row", [lambda m: m.x[1] * m.y <= 1, lambda m: 2 * (m.x[1] + m.y) ** 2 <= 1])
def test_what_is_not_linear_is_refused(row):
    m = made()
    m.row = pyo.Constraint(expr=row(m))
    with pytest.raises(ValueError, match="not linear"):
        compile_model(m)
