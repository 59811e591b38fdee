"""Pyomo -> arrays: one linear program with named columns and rows.

An own walk over the model (``LinearRepnVisitor``), because Pyomo's standard-form writer needs scipy.stats and
half a second. Every inequality is held as ``row <= bound``; the objective is held as it is stated, to be
maximised.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo
from pyomo.common.gc_manager import PauseGC
from pyomo.repn.linear import LinearRepnVisitor
from pyomo.repn.util import OrderedVarRecorder

if TYPE_CHECKING:
    from models.constraint import Index

Array = np.ndarray[Any, np.dtype[np.float64]]
Indices = np.ndarray[Any, np.dtype[np.int32]]
Name = tuple[str, "Index"]
LARGEST, SMALLEST = 1e7, 1e-9
"""Sizes of coefficients and bounds that the solver can be trusted with."""


class UnsoundModelError(ArithmeticError):
    """The numbers of a model are such that no answer could be trusted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearProgram:
    """Maximise ``cost·x + offset`` subject to ``row_lower <= A x <= row_upper`` and bounds on x.

    Attributes:
        cost: Objective, shape (columns,).
        offset: Constant of the objective.
        lower: Lower bounds of columns.
        upper: Upper bounds of columns.
        row_lower: Lower bounds of rows; -inf unless the row is an equality.
        row_upper: Upper bounds of rows.
        start: Row starts of A by rows, shape (rows + 1,).
        index: Columns of A's entries.
        data: A's entries.
        columns: Name and index of each column.
        rows: Family and index of each row.
    """

    cost: Array
    offset: float
    lower: Array
    upper: Array
    row_lower: Array
    row_upper: Array
    start: Indices
    index: Indices
    data: Array
    columns: tuple[Name, ...]
    rows: tuple[Name, ...]

    def check(self) -> None:
        """Refuse numbers that would make an answer worthless.

        Raises:
            UnsoundModelError: An entry is not finite, or far too large or small; its row is named.
        """
        row_of = np.repeat(np.arange(len(self.rows)), np.diff(self.start))
        size = np.abs(self.data)
        bad = np.flatnonzero(~np.isfinite(self.data) | (size > LARGEST) | (size < SMALLEST))
        if bad.size:
            row, column = self.rows[row_of[bad[0]]], self.columns[self.index[bad[0]]]
            raise UnsoundModelError(f"{label(row)}: coefficient {self.data[bad[0]]:g} of {label(column)}")
        bounds = np.where(np.isinf(self.row_lower) & (self.row_lower < 0), self.row_upper, self.row_lower)
        bad = np.flatnonzero(~np.isfinite(bounds) | (np.abs(bounds) > LARGEST))
        if bad.size:
            raise UnsoundModelError(f"{label(self.rows[bad[0]])}: bound {bounds[bad[0]]:g}")
        bad = np.flatnonzero(~np.isfinite(self.cost) | (np.abs(self.cost) > LARGEST))
        if bad.size:
            raise UnsoundModelError(
                f"objective: coefficient {self.cost[bad[0]]:g} of {label(self.columns[bad[0]])}"
            )

    def with_column(
        self,
        name: Name,
        rows: Indices,
        *,
        coefficient: float = 1.0,
        lower: float = -np.inf,
        cost: float = 0.0,
    ) -> LinearProgram:
        """The program with one more column, with the same coefficient in some of its rows and no upper bound."""
        ends = self.start[rows + 1]
        more = np.zeros(len(self.start), np.int32)
        more[rows + 1] = 1
        return replace(
            self,
            cost=np.append(self.cost, cost),
            lower=np.append(self.lower, lower),
            upper=np.append(self.upper, np.inf),
            start=(self.start + np.cumsum(more)).astype(np.int32),
            index=np.insert(self.index, ends, len(self.columns)).astype(np.int32),
            data=np.insert(self.data, ends, coefficient),
            columns=(*self.columns, name),
        )

    def text(self, *families: str) -> str:
        """The program as people read it, one row a line, coefficients to six digits; all families if none is named."""
        lines = []
        for i, row in enumerate(self.rows):
            if families and row[0] not in families:
                continue
            part = slice(self.start[i], self.start[i + 1])
            terms = sorted(
                (label(self.columns[j]), v) for j, v in zip(self.index[part], self.data[part], strict=True)
            )
            body = " ".join(f"{'-' if v < 0 else '+'} {abs(v):.6g} {name}" for name, v in terms) or "0"
            sign = "==" if self.row_lower[i] == self.row_upper[i] else "<="
            lines.append(f"{label(row)}: {body} {sign} {self.row_upper[i]:.6g}")
        return "\n".join(lines) + "\n"


def label(name: Name) -> str:
    """A column's or row's name as text: ``frame[familj,2025]``."""
    return f"{name[0]}[{','.join(map(str, name[1]))}]"


def _name(component: Any) -> Name:
    index = component.index()
    return component.parent_component().name, index if isinstance(index, tuple) else (index,)


def compile_model(model: Any) -> LinearProgram:
    """Compile a Pyomo model to arrays.

    Raises:
        ValueError: A row is not linear.
    """
    with PauseGC():
        variables: dict[int, Any] = {}
        order: dict[int, int] = {}
        recorder = OrderedVarRecorder(variables, order, 0)
        visitor = LinearRepnVisitor({}, var_recorder=recorder)
        for component in model.component_objects(pyo.Var, active=True):
            for variable in component.values():
                recorder.add(variable)  # adds the whole component
                break
        start, rows = [0], []
        index: list[int] = []
        data: list[float] = []
        lower: list[float] = []
        upper: list[float] = []
        for constraint in model.component_data_objects(pyo.Constraint, active=True):
            low, body, high = constraint.to_bounded_expression(evaluate_bounds=True)
            terms = visitor.walk_expression(body)
            if terms.nonlinear is not None:
                raise ValueError(f"{constraint.name} is not linear")
            lower.append(-np.inf if low is None else low - terms.constant)
            upper.append(np.inf if high is None else high - terms.constant)
            index.extend(order[key] for key, value in terms.linear.items() if value)
            data.extend(value for value in terms.linear.values() if value)
            start.append(len(index))
            rows.append(_name(constraint))
        terms = visitor.walk_expression(model.objective.expr)
        columns = [variables[key] for key in sorted(order, key=order.__getitem__)]
        cost = np.zeros(len(columns))
        for key, value in terms.linear.items():
            cost[order[key]] = value
        bounds = [variable.bounds for variable in columns]
    return LinearProgram(
        cost=cost,
        offset=float(terms.constant),
        lower=np.array([-np.inf if low is None else low for low, _ in bounds], float),
        upper=np.array([np.inf if high is None else high for _, high in bounds], float),
        row_lower=np.array(lower, float),
        row_upper=np.array(upper, float),
        start=np.array(start, np.int32),
        index=np.array(index, np.int32),
        data=np.array(data, float),
        columns=tuple(_name(variable) for variable in columns),
        rows=tuple(rows),
    )
