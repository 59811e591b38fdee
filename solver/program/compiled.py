"""Compile a Pyomo model to arrays: one linear program with named columns and rows.

The model is walked by code of our own, because Pyomo's standard-form writer needs scipy.stats and half a
second, and its visitor takes twice the time (``LinearRepnVisitor``, used for the nodes that the walk does not
know). Every inequality is stored as ``row <= bound``; the objective is to be maximised.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.core as pyo
from pyomo.common.numeric_types import RegisterNumericType, native_numeric_types
from pyomo.core.expr import (
    LinearExpression,
    MonomialTermExpression,
    NegationExpression,
    ProductExpression,
    SumExpression,
)
from pyomo.repn.linear import LinearRepnVisitor
from pyomo.repn.util import OrderedVarRecorder

from models.memory import uncollected

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.constraint import Name

Array = np.ndarray[Any, np.dtype[np.float64]]
Indices = np.ndarray[Any, np.dtype[np.int32]]
INFINITE = float("inf")
LARGEST, SMALLEST = 1e7, 1e-9
"""Largest size of coefficients and bounds, and the size that a coefficient must exceed, or the solver drops it."""
ORDINARY = 1024.0
"""Money up to twice which prices are told to the solver's own tolerance [MSEK]; see ``LinearProgram.fineness``."""
RESIDUE = 1e-12
"""A coefficient of at most this size is 0 up to rounding."""


class UnsoundModelError(ArithmeticError):
    """The model has numbers with which no answer would be reliable.

    Attributes:
        value: The number.
        row: Family and index of its row; None for the objective.
        column: Column that it belongs to; None where it is the bound of the row.
        others: All columns of the row.
    """

    def __init__(
        self,
        value: float,
        row: Name | None = None,
        column: Name | None = None,
        others: tuple[Name, ...] = (),
    ) -> None:
        """Say which number of which row it is."""
        self.value, self.row, self.column, self.others = value, row, column, others
        if row is None and column is None:
            super().__init__(f"a coefficient of {value:g} is so small that the solver would drop it")
            return
        where = "objective" if row is None else label(row)
        what = f"bound {value:g}" if column is None else f"coefficient {value:g} of {label(column)}"
        super().__init__(f"{where}: {what}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearProgram:
    """Maximise ``cost·x + offset`` subject to ``row_lower <= A x <= row_upper`` and bounds on x.

    Attributes:
        cost: Objective, shape (columns,).
        offset: Constant of the objective.
        lower: Lower bounds of columns, shape (columns,).
        upper: Upper bounds of columns, shape (columns,).
        row_lower: Lower bounds of rows, shape (rows,); -inf unless the row is an equality.
        row_upper: Upper bounds of rows, shape (rows,).
        start: Where each row of A begins among the entries, shape (rows + 1,).
        index: Columns of A's entries, shape (entries,).
        data: A's entries, shape (entries,).
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

    @property
    def fineness(self) -> float:
        """How many times finer than the tolerances say prices are found: a power of two.

        V is of 100 points however large the budget. So prices [points per MSEK] fall as money grows, and the error
        of a price does more harm, for it counts times the money: 1e-9 points per MSEK is 1e-6 points of 1 000 MSEK
        and 6e-5 of 60 000. It is therefore the largest bound over ``ORDINARY``, rounded down to a power of two, by
        which a program may be multiplied without rounding; 1 for smaller bounds and where there is no objective.
        """
        if not self.cost.any():
            return 1.0
        bounds = np.concatenate([self.lower, self.upper, self.row_lower, self.row_upper])
        largest = np.abs(bounds[np.isfinite(bounds)]).max(initial=ORDINARY)
        return float(2.0 ** np.floor(np.log2(max(largest / ORDINARY, 1.0))))

    def check(self) -> None:
        """Check that all numbers are of sizes that the solver handles reliably.

        Raises:
            UnsoundModelError: An entry is not finite, or is too large or too small; the message names its
                row.
        """
        row_of = np.repeat(np.arange(len(self.rows)), np.diff(self.start))
        size = np.abs(self.data)
        dropped = (size > 0) & (size <= SMALLEST)
        bad = np.flatnonzero(~np.isfinite(self.data) | (size > LARGEST) | dropped)
        if bad.size:
            raise self._unsound(self.data[bad[0]], row_of[bad[0]], self.index[bad[0]])
        bounds = np.where(np.isinf(self.row_lower) & (self.row_lower < 0), self.row_upper, self.row_lower)
        bad = np.flatnonzero(~np.isfinite(bounds) | (np.abs(bounds) > LARGEST))
        if bad.size:
            raise self._unsound(bounds[bad[0]], bad[0])
        size = np.abs(self.cost)  # it becomes a row where V is held
        dropped = (size > RESIDUE) & (size <= SMALLEST)
        bad = np.flatnonzero(~np.isfinite(self.cost) | (size > LARGEST) | dropped)
        if bad.size:
            raise UnsoundModelError(float(self.cost[bad[0]]), column=self.columns[bad[0]])

    def _unsound(self, value: float, row: int, column: int | None = None) -> UnsoundModelError:
        others = tuple(self.columns[j] for j in self.index[self.start[row] : self.start[row + 1]])
        of = None if column is None else self.columns[column]
        return UnsoundModelError(float(value), self.rows[row], of, others)

    def with_column(
        self,
        name: Name,
        rows: Indices,
        *,
        coefficient: float | Array = 1.0,
        lower: float = -np.inf,
        cost: float = 0.0,
    ) -> LinearProgram:
        """Return the program with one more column, without an upper bound.

        Args:
            name: Its name.
            rows: The rows that contain it.
            coefficient: Its coefficient in these rows: one number, or an array of the shape of ``rows``.
            lower: Its lower bound.
            cost: Its coefficient in the objective.
        """
        ends = self.start[rows + 1]
        added = np.zeros(len(self.start), np.int32)
        added[rows + 1] = 1
        return replace(
            self,
            cost=np.append(self.cost, cost),
            lower=np.append(self.lower, lower),
            upper=np.append(self.upper, np.inf),
            start=(self.start + np.cumsum(added)).astype(np.int32),
            index=np.insert(self.index, ends, len(self.columns)).astype(np.int32),
            data=np.insert(self.data, ends, coefficient),
            columns=(*self.columns, name),
        )

    def shifted(self, by: Array) -> LinearProgram:
        """Return the program with the bounds of each row moved by an amount, shape (rows,)."""
        return replace(self, row_lower=self.row_lower + by, row_upper=self.row_upper + by)

    def text(self, *families: str) -> str:
        """Return the rows as text, one a line, coefficients to six digits; all families if none is named."""
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
    """Format the name of a column or row: ``frame[familj,2025]``."""
    return f"{name[0]}[{','.join(map(str, name[1]))}]"


def admit(kind: type) -> None:
    """Let numbers of a type be coefficients and bounds of a model."""
    RegisterNumericType(kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """The numbers of a linear program as plain lists, so that they may be numbers that are being recorded.

    Attributes are those of ``LinearProgram``, with the objective by column.
    """

    cost: dict[int, float]
    offset: float
    lower: list[float]
    upper: list[float]
    row_lower: list[float]
    row_upper: list[float]
    start: list[int]
    index: list[int]
    data: list[float]
    columns: list[Name]
    rows: list[Name]

    def program(self) -> LinearProgram:
        """Return the program with its numbers in arrays."""
        cost = np.zeros(len(self.columns))
        cost[list(self.cost)] = list(self.cost.values())
        return LinearProgram(
            cost=cost,
            offset=float(self.offset),
            lower=np.array(self.lower, float),
            upper=np.array(self.upper, float),
            row_lower=np.array(self.row_lower, float),
            row_upper=np.array(self.row_upper, float),
            start=np.array(self.start, np.int32),
            index=np.array(self.index, np.int32),
            data=np.array(self.data, float),
            columns=tuple(self.columns),
            rows=tuple(self.rows),
        )


def with_parts(program: LinearProgram, parts: Mapping[str, Array]) -> LinearProgram:
    """Return a program with its numbers replaced by arrays, named as its attributes; ``offset`` has shape (1,)."""
    return replace(
        program,
        cost=parts["cost"],
        offset=float(parts["offset"][0]),
        lower=parts["lower"],
        upper=parts["upper"],
        row_lower=parts["row_lower"],
        row_upper=parts["row_upper"],
        data=parts["data"],
    )


def compile_model(model: Any) -> LinearProgram:
    """Compile a Pyomo model to arrays.

    Raises:
        ValueError: A row is not linear.
    """
    return entries(model).program()


def entries(model: Any) -> Entries:
    """Read the numbers of a Pyomo model.

    Raises:
        ValueError: A row is not linear.
    """
    with uncollected():
        found = Entries(
            cost={}, offset=0.0, lower=[], upper=[], row_lower=[], row_upper=[], start=[0], index=[], data=[],
            columns=[], rows=[],
        )  # fmt: skip
        walk = Walk()
        for name, variable in variables(model):
            walk.columns[id(variable)] = len(found.columns)
            low, high = variable.bounds
            found.columns.append(name)
            found.lower.append(-INFINITE if low is None else low)
            found.upper.append(INFINITE if high is None else high)
        offset = walk.read(model, found)
    return replace(found, offset=offset)


def variables(model: Any) -> Iterator[tuple[Name, Any]]:
    """Yield the variables of a Pyomo model, each with its name."""
    for component in model.component_objects(pyo.Var, active=True):
        yield from _named(component)


def _named(component: Any) -> Iterator[tuple[Name, Any]]:
    """Yield the variables or rows of a component, each with its name."""
    name = component.name
    for index, member in component.items():
        yield (name, index if isinstance(index, tuple) else (index,)), member


def _is_nothing(coefficient: float) -> bool:
    """Return whether a coefficient is 0; one that is recorded keeps its entry, as it may be 0 at one place only."""
    return coefficient.__class__ is float and coefficient == 0.0


class Walk:
    """A walk over linear expressions, with Pyomo's own visitor for the nodes that it does not know."""

    def __init__(self) -> None:
        """Begin without columns."""
        self.columns: dict[int, int] = {}
        """Column of each variable, by its id()."""
        self._seen: dict[int, Any] = {}
        self._visitor = LinearRepnVisitor({}, var_recorder=OrderedVarRecorder(self._seen, {}, None))

    def read(self, model: Any, entries: Entries) -> float:
        """Add the rows and the objective of a model to entries, and return the objective's constant.

        Raises:
            ValueError: A row is not linear.
        """
        for component in model.component_objects(pyo.Constraint, active=True):
            for name, constraint in _named(component):
                low, body, high = constraint.to_bounded_expression(evaluate_bounds=True)
                terms: dict[int, float] = {}
                constant = self.add(body, 1.0, terms)
                entries.row_lower.append(-INFINITE if low is None else low - constant)
                entries.row_upper.append(INFINITE if high is None else high - constant)
                if any(map(_is_nothing, terms.values())):
                    terms = {column: value for column, value in terms.items() if not _is_nothing(value)}
                entries.index.extend(terms)
                entries.data.extend(terms.values())
                entries.start.append(len(entries.index))
                entries.rows.append(name)
        return self.add(model.objective.expr, 1.0, entries.cost)

    def add(self, expression: Any, factor: float, terms: dict[int, float]) -> float:
        """Add the terms of an expression times a factor, and return its constant times the factor.

        Raises:
            ValueError: The expression is not linear.
        """
        if expression.__class__ is LinearExpression or expression.__class__ is SumExpression:
            constant = 0.0
            columns = self.columns
            for arg in expression.args:
                if arg.__class__ is MonomialTermExpression and arg.args[0].__class__ in native_numeric_types:
                    value, variable = arg.args
                    column = columns[id(variable)]
                    terms[column] = terms.get(column, 0.0) + factor * value
                else:
                    constant += self.add(arg, factor, terms)
            return constant
        if id(expression) in self.columns:
            column = self.columns[id(expression)]
            terms[column] = terms.get(column, 0.0) + factor
            return 0.0
        if expression.__class__ in native_numeric_types:
            return factor * expression  # type: ignore[no-any-return]
        if expression.__class__ is NegationExpression:
            return self.add(expression.args[0], -factor, terms)
        if expression.__class__ is ProductExpression or expression.__class__ is MonomialTermExpression:
            times, of = expression.args
            if times.__class__ in native_numeric_types:
                return self.add(of, factor * times, terms)
        return self._visit(expression, factor, terms)

    def _visit(self, expression: Any, factor: float, terms: dict[int, float]) -> float:
        """Do the same by Pyomo's visitor."""
        linear = self._visitor.walk_expression(expression)
        if linear.nonlinear is not None:
            raise ValueError(f"{expression} is not linear")
        for key, value in linear.linear.items():
            column = self.columns[key]
            terms[column] = terms.get(column, 0.0) + factor * value
        return factor * linear.constant  # type: ignore[no-any-return]
