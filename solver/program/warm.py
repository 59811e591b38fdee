"""One HiGHS instance that stays warm: aim, limit, hold, optimise.

The one door to highspy. HiGHS always minimises here (the objective is negated), single-threaded, with a fixed
seed; every status is checked. What comes back is in the sense of the stated model: a marginal is what the
objective gains when the row's bound grows by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

if TYPE_CHECKING:
    from solver.program.compiled import Array, LinearProgram

OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}
"""Options of every solve; they stand in the result."""
DUAL, PRIMAL, SCALING = 1, 4, 2
"""The solver's own numbers for its simplex methods, and for the scaling that it starts with."""
MANY = 400
"""From this many changed coefficients on, passing the whole model again is quicker."""
METHODS = {"simplex": "simplex", "ipm": "ipx", "hipo": "hipo"}
"""HiGHS' names of the methods; interior point always ends with crossover, at a vertex."""
Indices = np.ndarray[Any, np.dtype[np.int32]]


class SolverFaultError(RuntimeError):
    """The solver ended in a way that an answer must not be built on."""


class OutOfTimeError(SolverFaultError):
    """The solver was given a time and has used it: there is no answer."""


def offers(method: str) -> bool:
    """Whether this HiGHS has a method, by asking it: HiPO comes with the package ``highspy-extras``.

    Args:
        method: A key of ``METHODS``.
    """
    highs = highspy.Highs()
    _ok(highs.setOptionValue("output_flag", OPTIONS["output_flag"]), "option output_flag")
    return bool(highs.setOptionValue("solver", METHODS[method]) == highspy.HighsStatus.kOk)


@dataclass(frozen=True, kw_only=True)
class Optimum:
    """A solved program; what is not asked for is not read out of the solver's own lists.

    Attributes:
        value: The objective, offset included.
        x: Columns.
        iterations: Of the simplex method, or of interior point and crossover.
        solution: The solver's own, a copy that later solves leave alone.
    """

    value: float
    x: Array
    iterations: int
    solution: Any

    @cached_property
    def activity(self) -> Array:
        """Rows."""
        return _array(self.solution.row_value)

    @cached_property
    def marginal(self) -> Array:
        """What the objective gains when a row's bound grows by one, shape (rows,)."""
        return -_array(self.solution.row_dual)

    @cached_property
    def reduced(self) -> Array:
        """The same for a column's active bound, shape (columns,)."""
        return -_array(self.solution.col_dual)


def _ok(status: Any, doing: str) -> None:
    if status != highspy.HighsStatus.kOk:
        raise SolverFaultError(f"HiGHS: {doing}: {status}")


def _array(values: list[float]) -> Array:
    """A list of floats as an array; several times quicker than ``np.array``, which matters where a solve takes 1 ms."""
    return np.fromiter(values, float, len(values))


class WarmSolver:
    """A linear program that is solved again and again, each time from where it last stood."""

    def __init__(
        self,
        program: LinearProgram,
        *,
        method: str = "simplex",
        presolve: bool = False,
        seconds: float | None = None,
    ) -> None:
        """Load a program.

        Args:
            program: What to maximise.
            method: A key of ``METHODS``, for the first solve; later ones are warm and use simplex.
            presolve: Whether the first solve may presolve.
            seconds: Time for all solves together [s]; no limit if absent.

        Raises:
            SolverFaultError: This HiGHS does not have the method.
        """
        self.lower, self.upper = program.lower.copy(), program.upper.copy()
        self.row_lower, self.row_upper = program.row_lower.copy(), program.row_upper.copy()
        self.cost = program.cost.copy()
        self.offset = program.offset
        self._start, self._index, self._data = program.start, program.index, program.data.copy()
        self._columns = len(self.cost)
        self._row_of = np.repeat(np.arange(len(self.row_lower), dtype=np.int32), np.diff(program.start))
        self._highs = highspy.Highs()
        for key, value in OPTIONS.items():
            _ok(self._highs.setOptionValue(key, value), f"option {key}")
        self._primal = False
        self._basic: Indices | None = None
        self._method = METHODS[method]
        _ok(self._highs.setOptionValue("solver", self._method), "option solver")
        _ok(self._highs.setOptionValue("presolve", "choose" if presolve else "off"), "option presolve")
        if seconds is not None:
            _ok(self._highs.setOptionValue("time_limit", float(seconds)), "option time_limit")
        self._pass()

    def _pass(self) -> None:
        _ok(
            self._highs.passModel(
                len(self.cost),
                len(self.row_lower),
                len(self._data),
                int(highspy.MatrixFormat.kRowwise),
                int(highspy.ObjSense.kMinimize),
                0.0,
                -self.cost,
                self.lower,
                self.upper,
                self.row_lower,
                self.row_upper,
                self._start,
                self._index,
                self._data,
                np.zeros(len(self.cost), np.int32),
            ),
            "passing the model",
        )

    def tolerate(self, tolerance: float) -> None:
        """By how much a bound may be missed, from now on [MSEK, points or level]."""
        _ok(self._highs.setOptionValue("primal_feasibility_tolerance", tolerance), "option tolerance")

    def forget(self) -> None:
        """Forget where the last solve ended: the next one is cold, whatever was solved before."""
        _ok(self._highs.clearSolver(), "forgetting the basis")

    def coefficients(self, entries: Indices, values: Array) -> None:
        """Change entries of the matrix as it was passed, by their place in it; the basis is kept.

        Passing a coefficient that is the same as before would throw work away, and changing many one by one costs more
        than passing the whole model again.
        """
        moved = self._data[entries] != values
        entries, values = entries[moved], values[moved]
        self._data[entries] = values
        whole = len(self.row_lower) == len(self._start) - 1 and len(self.cost) == self._columns
        if len(entries) > MANY and whole:
            basis = self._highs.getBasis()
            self._pass()
            _ok(self._highs.setBasis(basis), "keeping the basis")
            return
        for row, column, value in zip(
            self._row_of[entries].tolist(), self._index[entries].tolist(), values.tolist(), strict=True
        ):
            _ok(self._highs.changeCoeff(row, column, value), "changing a coefficient")

    def aim(self, cost: Array, offset: float = 0.0) -> None:
        """Maximise something else, shape (columns,)."""
        moved = np.flatnonzero(cost != self.cost).astype(np.int32)
        self.cost, self.offset = cost.copy(), offset
        if len(moved):
            _ok(self._highs.changeColsCost(len(moved), moved, -cost[moved]), "changing the aim")

    def bound(self, columns: Indices, lower: Array, upper: Array) -> None:
        """Change the bounds of columns."""
        self.lower[columns], self.upper[columns] = lower, upper
        _ok(
            self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper),
            "changing columns",
        )

    def limit(self, rows: Indices, lower: Array, upper: Array) -> None:
        """Change the bounds of rows."""
        self.row_lower[rows], self.row_upper[rows] = lower, upper
        _ok(self._highs.changeRowsBounds(len(rows), rows.astype(np.int32), lower, upper), "changing rows")

    def add(self, rows: Indices, *, lower: float, cost: float) -> None:
        """Add a column, 1 in some rows, without an upper bound."""
        low, high, none = np.array([lower]), np.array([np.inf]), np.zeros(1, np.int32)
        ones = np.ones(len(rows))
        _ok(
            self._highs.addCols(1, np.array([-cost]), low, high, len(rows), none, rows, ones),
            "adding a column",
        )
        self._entered(rows, np.full(len(rows), len(self.cost)), ones)
        self.cost = np.append(self.cost, cost)
        self.lower, self.upper = np.append(self.lower, low), np.append(self.upper, high)

    def append(self, cost: Array, start: Indices, index: Indices, data: Array) -> None:
        """Add columns, none below 0 or with an upper bound.

        Args:
            cost: What each adds to the aim, shape (new,).
            start: Where each begins among the entries, shape (new,).
            index: Rows of the entries.
            data: The entries.
        """
        n = len(cost)
        low, high = np.zeros(n), np.full(n, np.inf)
        _ok(self._highs.addCols(n, -cost, low, high, len(data), start, index, data), "adding columns")
        owner = np.repeat(np.arange(n), np.diff(np.append(start, len(data))))
        self._entered(index, len(self.cost) + owner, data)
        self.cost = np.concatenate([self.cost, cost])
        self.lower, self.upper = np.concatenate([self.lower, low]), np.concatenate([self.upper, high])

    def measure(self, columns: Indices, reference: Array) -> tuple[Indices, Indices]:
        """Add the deviation of columns from a reference as two new columns each, ``x - over + under = reference``.

        Returns:
            The new columns: over and under, each of the shape of ``columns``.
        """
        n, first = len(columns), len(self.cost)
        none, inf = np.zeros(2 * n), np.full(2 * n, np.inf)
        empty = np.empty(0, np.int32)
        _ok(self._highs.addCols(2 * n, none, none, inf, 0, empty, empty, np.empty(0)), "adding columns")
        over = np.arange(first, first + n, dtype=np.int32)
        under = over + n
        entries = np.column_stack([columns, over, under]).astype(np.int32).ravel()
        values = np.tile([1.0, -1.0, 1.0], n)
        starts = np.arange(0, 3 * n, 3, dtype=np.int32)
        _ok(self._highs.addRows(n, reference, reference, 3 * n, starts, entries, values), "adding rows")
        first_row = len(self.row_lower)
        self._entered(np.repeat(np.arange(first_row, first_row + n), 3), entries, values)
        self.cost = np.concatenate([self.cost, none])
        self.lower, self.upper = np.concatenate([self.lower, none]), np.concatenate([self.upper, inf])
        self.row_lower = np.concatenate([self.row_lower, reference])
        self.row_upper = np.concatenate([self.row_upper, reference])
        return over, under

    def _entered(self, rows: Any, columns: Any, values: Array) -> None:
        """Remember entries of the matrix that were added."""
        self._row_of = np.append(self._row_of, rows).astype(np.int32)
        self._index = np.append(self._index, columns).astype(np.int32)
        self._data = np.append(self._data, values)

    def times(self, x: Array) -> Array:
        """The matrix as it now is, times columns; shape (rows,)."""
        weighed = self._data * x[self._index]
        return np.bincount(self._row_of, weights=weighed, minlength=len(self.row_lower)).astype(float)

    def transposed_times(self, y: Array) -> Array:
        """The transposed matrix as it now is, times rows; shape (columns,)."""
        weighed = self._data * y[self._row_of]
        return np.bincount(self._index, weights=weighed, minlength=len(self.cost)).astype(float)

    def optimise(self, *, primal: bool = False) -> Optimum | None:
        """Solve from where the last solve ended.

        Args:
            primal: Whether to go by the primal simplex method, quicker where the last point still keeps the rows and
                only the aim is another; otherwise by the dual.

        Returns:
            The optimum; None where no point satisfies the rows.

        Raises:
            OutOfTimeError: The time that the solver was given is used.
            SolverFaultError: The solver ended in any other way, three times: cold and by the other simplex method, and
                then without scaling.
        """
        status = self._run(primal=primal)
        for scaling in (SCALING, 0):
            if status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible):
                break
            self.forget()
            for key, value in (
                ("solver", "simplex"),
                ("presolve", "off"),
                ("simplex_scale_strategy", scaling),
            ):
                _ok(self._highs.setOptionValue(key, value), f"option {key}")
            status = self._run(primal=not primal)
            _ok(
                self._highs.setOptionValue("simplex_scale_strategy", SCALING), "option simplex_scale_strategy"
            )
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverFaultError(f"HiGHS: {self._highs.modelStatusToString(status)}")
        if self._method != "simplex":  # crossover leaves a basis that only simplex factorises
            self._method = "simplex"
            _ok(self._highs.setOptionValue("solver", "simplex"), "option solver")
            _ok(self._highs.setOptionValue("presolve", "off"), "option presolve")
            return self.optimise()
        solution = self._highs.getSolution()
        info = self._highs.getInfo()
        x = _array(solution.col_value)
        return Optimum(
            value=float(self.cost @ x) + self.offset,
            x=x,
            solution=solution,
            iterations=info.simplex_iteration_count
            + info.ipm_iteration_count
            + info.crossover_iteration_count,
        )

    def _run(self, *, primal: bool) -> Any:
        if primal != self._primal:
            self._primal = primal
            _ok(
                self._highs.setOptionValue("simplex_strategy", PRIMAL if primal else DUAL),
                "option simplex_strategy",
            )
        self._basic = None
        status = self._highs.run()
        if status == highspy.HighsStatus.kError:
            return highspy.HighsModelStatus.kSolveError
        found = self._highs.getModelStatus()
        if found == highspy.HighsModelStatus.kTimeLimit:
            raise OutOfTimeError("HiGHS: the time is used")
        return found

    def hold(self, optimum: Optimum, tolerance: float) -> None:
        """Keep to the optimal face: columns with a reduced cost and rows with a marginal stay where they are."""
        columns = np.flatnonzero(np.abs(optimum.reduced) > tolerance).astype(np.int32)
        at_lower = np.abs(optimum.x[columns] - self.lower[columns]) <= np.abs(
            optimum.x[columns] - self.upper[columns]
        )
        at = np.where(at_lower, self.lower[columns], self.upper[columns])
        self.bound(columns, at, at)
        rows = np.flatnonzero(np.abs(optimum.marginal) > tolerance).astype(np.int32)
        near = np.abs(optimum.activity[rows] - self.row_lower[rows])
        far = np.abs(optimum.activity[rows] - self.row_upper[rows])
        at = np.where(near <= far, self.row_lower[rows], self.row_upper[rows])
        self.limit(rows, at, at)

    def column_of_inverse(self, row: int) -> tuple[Indices, Array]:
        """How the basic variables answer to one more on a row's bound.

        Returns:
            The basic variables (columns as j, the slack of row i as -i - 1) and d(basic)/d(bound) of each.
        """
        unit = np.zeros(len(self.row_lower))
        unit[row] = 1.0
        return self.basic(), self.by_basis(unit)

    def basic(self) -> Indices:
        """The basic variables of the last solve: columns as j, the slack of row i as -i - 1; shape (rows,)."""
        if self._basic is None:
            status, basic = self._highs.getBasicVariables()
            _ok(status, "reading the basis")
            self._basic = np.array(basic)
        return self._basic

    def by_basis(self, right: Array) -> Array:
        """The z with B z = right, shape (rows,), in the order of ``basic``; B holds a row's negative activity."""
        status, answer = self._highs.getBasisSolve(right)[:2]
        _ok(status, "solving with the basis")
        return np.array(answer)

    def by_transposed_basis(self, right: Array) -> Array:
        """The y with Bᵀ y = right, shape (rows,), ``right`` in the order of ``basic``."""
        status, answer = self._highs.getBasisTransposeSolve(right)[:2]
        _ok(status, "solving with the transposed basis")
        return np.array(answer)

    @property
    def version(self) -> str:
        """The version of HiGHS."""
        return str(self._highs.version())
