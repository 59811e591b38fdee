"""A warm-started solver: one HiGHS instance whose objective and bounds change between solves.

This is the only module that imports highspy. HiGHS always minimises here (the objective is negated, and
multiplied by ``LinearProgram.fineness``), single-threaded, with a fixed seed, and every status is checked.
Results have the sign and the size of the maximisation: a marginal is the gain of the objective when the row's
bound grows by one.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.program.compiled import RESIDUE, SMALLEST, UnsoundModelError
from solver.program.missing import SolverNotLoadedError

try:
    import highspy
except ImportError as error:
    raise SolverNotLoadedError(error, ortools="ortools" in sys.modules) from error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.constraint import Name
    from solver.program.compiled import Array, LinearProgram

OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}
"""Options of every solve; they are recorded in the result."""
DUAL, PRIMAL, SCALING = 1, 4, 2
"""HiGHS' numbers for dual and primal simplex, and for its default scaling."""
STATUSES = np.array(
    [highspy.HighsBasisStatus.kLower, highspy.HighsBasisStatus.kUpper, highspy.HighsBasisStatus.kBasic],
    object,
)
"""At the lower bound, at the upper bound, and basic."""
MANY = 400
"""Above this many changed coefficients, passing the full model again is faster."""
METHODS = {"simplex": "simplex", "ipm": "ipx", "hipo": "hipo"}
"""HiGHS' names of the methods; interior point always ends with crossover, at a vertex."""
Indices = np.ndarray[Any, np.dtype[np.int32]]


class SolverFaultError(RuntimeError):
    """The solver failed, or a result that must exist is missing for numerical reasons."""


class OutOfTimeError(SolverFaultError):
    """The solver's time limit is reached without an answer."""


def offers(method: str) -> bool:
    """Whether the installed HiGHS has a method; HiPO comes with the package ``highspy-extras``.

    Args:
        method: A key of ``METHODS``.
    """
    highs = highspy.Highs()
    _ok(highs.setOptionValue("output_flag", OPTIONS["output_flag"]), "option output_flag")
    return bool(highs.setOptionValue("solver", METHODS[method]) == highspy.HighsStatus.kOk)


@dataclass(frozen=True, kw_only=True)
class Optimum:
    """An optimum of a program; rows and prices are copied from the solver's lists when first read.

    Attributes:
        value: The objective, offset included.
        x: Columns, shape (columns,).
        iterations: Iterations of simplex, interior point and crossover together.
        fineness: How many times smaller the errors of prices are than the dual tolerance.
        solution: HiGHS' solution object, a copy that later solves do not change.
    """

    value: float
    x: Array
    iterations: int
    fineness: float
    solution: Any

    @cached_property
    def activity(self) -> Array:
        """Activities of the rows, shape (rows,)."""
        return _array(self.solution.row_value)

    @cached_property
    def marginal(self) -> Array:
        """Gain of the objective when a row's bound grows by one, shape (rows,)."""
        return -_array(self.solution.row_dual) / self.fineness

    @cached_property
    def reduced(self) -> Array:
        """Gain of the objective when a column's binding bound grows by one, shape (columns,)."""
        return -_array(self.solution.col_dual) / self.fineness


def _settled(data: Array) -> Array:
    """Return coefficients as they are passed to HiGHS: rounding residue is 0.

    HiGHS drops an entry of at most ``SMALLEST``, with a warning when a model is passed and silently when one entry is
    changed; here neither happens.

    Raises:
        UnsoundModelError: A coefficient is that small, and no rounding residue.
    """
    size = np.abs(data)
    bad = np.flatnonzero((size > RESIDUE) & (size <= SMALLEST))
    if bad.size:
        raise UnsoundModelError(float(data[bad[0]]))
    return np.where(size > RESIDUE, data, 0.0)


def _ok(status: Any, call: str) -> None:
    if status != highspy.HighsStatus.kOk:
        raise SolverFaultError(f"HiGHS: {call}: {status}")


def _statuses(values: Array, lower: Array, upper: Array) -> list[Any]:
    """Return HiGHS' statuses of columns or rows: basic between their bounds, otherwise at the nearer one."""
    above, below = values - lower, upper - values
    least = OPTIONS["primal_feasibility_tolerance"]
    between = (above > least) & (below > least)
    return list(STATUSES[np.where(between, 2, (below < above).astype(int))])


def _array(values: list[float]) -> Array:
    """Convert a list of floats; faster than ``np.array``, which matters where a solve takes 1 ms."""
    return np.fromiter(values, float, len(values))


class WarmSolver:
    """A linear program that is solved repeatedly, each time from the last basis.

    Attributes:
        cost: Objective, shape (columns,).
        offset: Constant of the objective.
        lower: Lower bounds of columns, shape (columns,).
        upper: Upper bounds of columns, shape (columns,).
        row_lower: Lower bounds of rows, shape (rows,).
        row_upper: Upper bounds of rows, shape (rows,).
        fineness: What HiGHS' objective is multiplied by, so that its dual tolerance is finer where money is large.
    """

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
            program: The program to maximise.
            method: A key of ``METHODS``, for the first solve; later ones are warm and use simplex.
            presolve: Whether the first solve may presolve.
            seconds: Time limit for all solves together [s]; no limit if absent.

        Raises:
            SolverFaultError: The installed HiGHS does not have the method.
        """
        self.lower, self.upper = program.lower.copy(), program.upper.copy()
        self.row_lower, self.row_upper = program.row_lower.copy(), program.row_upper.copy()
        self.cost = program.cost.copy()
        self.offset = program.offset
        self.fineness = program.fineness
        self._start, self._index, self._data = program.start, program.index, _settled(program.data)
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

    def renew(self, program: LinearProgram) -> bool:
        """Change all numbers at once and keep the basis, where that is faster than changing them one by one.

        Args:
            program: A program with the rows, columns and entries of the one that was loaded.

        Returns:
            Whether it was; otherwise nothing has changed.

        Raises:
            UnsoundModelError: A coefficient is so small that HiGHS would drop it, and is no rounding residue.
        """
        data = _settled(program.data)
        original_shape = len(self.row_lower) == len(self._start) - 1 and len(self.cost) == self._columns
        if not original_shape or np.count_nonzero(data != self._data) <= MANY:
            return False
        self._data, self.cost, self.offset = data, program.cost.copy(), program.offset
        self.lower, self.upper = program.lower.copy(), program.upper.copy()
        self.row_lower, self.row_upper = program.row_lower.copy(), program.row_upper.copy()
        self._pass_with_basis()
        return True

    def _pass_with_basis(self) -> None:
        basis = self._highs.getBasis()
        self._pass()
        _ok(self._highs.setBasis(basis), "setBasis")

    def _pass(self) -> None:
        starts, index, data, kept = self._start, self._index, self._data, self._data != 0
        if not kept.all():
            starts = np.concatenate([[0], np.cumsum(kept)])[starts].astype(np.int32)
            index, data = index[kept], data[kept]
        _ok(
            self._highs.passModel(
                len(self.cost),
                len(self.row_lower),
                len(data),
                int(highspy.MatrixFormat.kRowwise),
                int(highspy.ObjSense.kMinimize),
                0.0,
                -self.fineness * self.cost,
                self.lower,
                self.upper,
                self.row_lower,
                self.row_upper,
                starts,
                index,
                data,
                np.zeros(len(self.cost), np.int32),
            ),
            "passModel",
        )

    def current(self, program: LinearProgram) -> LinearProgram:
        """Return a program with the solver's current objective and bounds, as copies.

        Args:
            program: The program as it was loaded, with columns that were added since, for its matrix and
                names.
        """
        return replace(
            program,
            cost=self.cost.copy(),
            offset=self.offset,
            lower=self.lower.copy(),
            upper=self.upper.copy(),
            row_lower=self.row_lower.copy(),
            row_upper=self.row_upper.copy(),
        )

    def tolerate(self, tolerance: float) -> None:
        """Set the feasibility tolerance of later solves [MSEK, points or level]."""
        _ok(self._highs.setOptionValue("primal_feasibility_tolerance", tolerance), "option tolerance")

    def begin_as(self, other: WarmSolver) -> None:
        """Start the next solve from the last basis of another solver, if its program has as many rows and columns."""
        if len(self.cost) == len(other.cost) and len(self.row_lower) == len(other.row_lower):
            _ok(self._highs.setBasis(other._highs.getBasis()), "setBasis")

    def begin_from(self, other: WarmSolver, columns: Sequence[int], rows: Sequence[int]) -> None:
        """Start the next solve near the last basis of another solver, whose program has other rows and columns.

        HiGHS completes the basis where it is none for this program.

        Args:
            other: The other solver.
            columns: Place in the other of each column; -1 for a new one, which begins at a bound.
            rows: Place in the other of each row; -1 for a new one, which begins with room.
        """
        last, basis = other._highs.getBasis(), highspy.HighsBasis()
        at_bound, basic = highspy.HighsBasisStatus.kNonbasic, highspy.HighsBasisStatus.kBasic
        of_columns, of_rows = [*last.col_status, at_bound], [*last.row_status, basic]
        basis.col_status = [of_columns[j] for j in columns]
        basis.row_status = [of_rows[i] for i in rows]
        basis.valid = basis.alien = True
        _ok(self._highs.setBasis(basis), "setBasis")

    def begin_at(self, x: Array) -> None:
        """Start the next solve from a vertex: what lies between its bounds there is basic.

        HiGHS completes the basis where the vertex is degenerate.

        Args:
            x: Columns of a feasible vertex, shape (columns,).
        """
        basis = highspy.HighsBasis()
        basis.col_status = _statuses(x, self.lower, self.upper)
        basis.row_status = _statuses(self.times(x), self.row_lower, self.row_upper)
        basis.valid = basis.alien = True
        _ok(self._highs.setBasis(basis), "setBasis")

    def forget(self) -> None:
        """Discard the basis, so that the next solve is cold."""
        _ok(self._highs.clearSolver(), "clearSolver")

    def coefficients(self, entries: Indices, values: Array) -> None:
        """Change entries of the matrix and keep the basis.

        Entries that are equal to the present ones are skipped, because HiGHS would discard its factorisation
        for them. Many changes one by one cost more than passing the full model again.

        Args:
            entries: Positions of the entries in the program's ``data``, shape (changed,).
            values: Their new values, shape (changed,).

        Raises:
            UnsoundModelError: A value is so small that HiGHS would drop it, and is no rounding residue.
        """
        values = _settled(values)
        changed = self._data[entries] != values
        entries, values = entries[changed], values[changed]
        self._data[entries] = values
        original_shape = len(self.row_lower) == len(self._start) - 1 and len(self.cost) == self._columns
        if len(entries) > MANY and original_shape:
            self._pass_with_basis()
            return
        for row, column, value in zip(
            self._row_of[entries].tolist(), self._index[entries].tolist(), values.tolist(), strict=True
        ):
            _ok(self._highs.changeCoeff(row, column, value), "changeCoeff")

    def aim(self, cost: Array, offset: float = 0.0) -> None:
        """Set the objective, shape (columns,), and its constant."""
        changed = np.flatnonzero(cost != self.cost).astype(np.int32)
        self.cost, self.offset = cost.copy(), offset
        if len(changed):
            _ok(
                self._highs.changeColsCost(len(changed), changed, -self.fineness * cost[changed]),
                "changeColsCost",
            )

    def bound(self, columns: Indices, lower: Array, upper: Array) -> None:
        """Set the bounds of columns; all arrays of shape (changed,)."""
        changed = (lower != self.lower[columns]) | (upper != self.upper[columns])
        if not changed.any():
            return
        columns, lower, upper = columns[changed].astype(np.int32), lower[changed], upper[changed]
        self.lower[columns], self.upper[columns] = lower, upper
        _ok(self._highs.changeColsBounds(len(columns), columns, lower, upper), "changeColsBounds")

    def limit(self, rows: Indices, lower: Array, upper: Array) -> None:
        """Set the bounds of rows; all arrays of shape (changed,)."""
        changed = (lower != self.row_lower[rows]) | (upper != self.row_upper[rows])
        if not changed.any():
            return
        rows, lower, upper = rows[changed].astype(np.int32), lower[changed], upper[changed]
        self.row_lower[rows], self.row_upper[rows] = lower, upper
        _ok(self._highs.changeRowsBounds(len(rows), rows, lower, upper), "changeRowsBounds")

    def add(self, rows: Indices, *, lower: float, cost: float) -> None:
        """Add a column without an upper bound, with coefficient 1 in the given rows."""
        low, high, none = np.array([lower]), np.array([np.inf]), np.zeros(1, np.int32)
        ones = np.ones(len(rows))
        _ok(
            self._highs.addCols(1, np.array([-self.fineness * cost]), low, high, len(rows), none, rows, ones),
            "addCols for one column",
        )
        self._record_entries(rows, np.full(len(rows), len(self.cost)), ones)
        self.cost = np.append(self.cost, cost)
        self.lower, self.upper = np.append(self.lower, low), np.append(self.upper, high)

    def append(self, cost: Array, start: Indices, index: Indices, data: Array) -> None:
        """Add nonnegative columns without upper bounds.

        Args:
            cost: Their coefficients in the objective, shape (new,).
            start: Where each column begins among the entries, shape (new,).
            index: Rows of the entries, shape (entries,).
            data: The entries, shape (entries,).
        """
        n = len(cost)
        low, high = np.zeros(n), np.full(n, np.inf)
        _ok(
            self._highs.addCols(n, -self.fineness * cost, low, high, len(data), start, index, data), "addCols"
        )
        column = np.repeat(np.arange(n), np.diff(np.append(start, len(data))))
        self._record_entries(index, len(self.cost) + column, data)
        self.cost = np.concatenate([self.cost, cost])
        self.lower, self.upper = np.concatenate([self.lower, low]), np.concatenate([self.upper, high])

    def cut(self, start: Indices, index: Indices, data: Array, upper: Array) -> None:
        """Add rows ``row <= upper`` and keep the basis.

        Args:
            start: Where each row begins among the entries, shape (new,).
            index: Columns of the entries, shape (entries,).
            data: The entries, shape (entries,).
            upper: Upper bounds, shape (new,).
        """
        data = _settled(data)
        n, lower = len(upper), np.full(len(upper), -np.inf)
        _ok(
            self._highs.addRows(
                n, lower, upper, len(data), start.astype(np.int32), index.astype(np.int32), data
            ),
            "addRows",
        )
        rows = len(self.row_lower) + np.repeat(np.arange(n), np.diff(np.append(start, len(data))))
        self._record_entries(rows, index, data)
        self.row_lower = np.concatenate([self.row_lower, lower])
        self.row_upper = np.concatenate([self.row_upper, upper])

    def measure(self, columns: Indices, reference: Array) -> tuple[Indices, Indices]:
        """Add two columns for each deviation from a reference: ``x - over + under = reference``.

        Args:
            columns: The columns, shape (n,).
            reference: The reference of each, shape (n,).

        Returns:
            The new columns, over and under, each of shape (n,).
        """
        n, first = len(columns), len(self.cost)
        none, inf = np.zeros(2 * n), np.full(2 * n, np.inf)
        empty = np.empty(0, np.int32)
        _ok(
            self._highs.addCols(2 * n, none, none, inf, 0, empty, empty, np.empty(0)),
            "addCols for deviations",
        )
        over = np.arange(first, first + n, dtype=np.int32)
        under = over + n
        entries = np.column_stack([columns, over, under]).astype(np.int32).ravel()
        values = np.tile([1.0, -1.0, 1.0], n)
        starts = np.arange(0, 3 * n, 3, dtype=np.int32)
        _ok(self._highs.addRows(n, reference, reference, 3 * n, starts, entries, values), "addRows")
        first_row = len(self.row_lower)
        self._record_entries(np.repeat(np.arange(first_row, first_row + n), 3), entries, values)
        self.cost = np.concatenate([self.cost, none])
        self.lower, self.upper = np.concatenate([self.lower, none]), np.concatenate([self.upper, inf])
        self.row_lower = np.concatenate([self.row_lower, reference])
        self.row_upper = np.concatenate([self.row_upper, reference])
        return over, under

    def _record_entries(self, rows: Any, columns: Any, values: Array) -> None:
        """Keep our copy of the matrix equal to HiGHS' after entries were added."""
        self._row_of = np.append(self._row_of, rows).astype(np.int32)
        self._index = np.append(self._index, columns).astype(np.int32)
        self._data = np.append(self._data, values)

    def times(self, x: Array) -> Array:
        """Multiply the current matrix by columns, shape (columns,); the product has shape (rows,)."""
        products = self._data * x[self._index]
        return np.bincount(self._row_of, weights=products, minlength=len(self.row_lower)).astype(float)

    def transposed_times(self, y: Array) -> Array:
        """Multiply the current transposed matrix by rows, shape (rows,); the product has shape (columns,)."""
        products = self._data * y[self._row_of]
        return np.bincount(self._index, weights=products, minlength=len(self.cost)).astype(float)

    def optimise(self, *, primal: bool = False) -> Optimum | None:
        """Solve from the last basis.

        Args:
            primal: Whether to use primal simplex, faster where the last point is still feasible and only the
                objective has changed; otherwise dual simplex.

        Returns:
            The optimum; None where the program is infeasible.

        Raises:
            OutOfTimeError: The time limit is reached.
            SolverFaultError: The solver failed three times: warm, then cold by the other simplex method, then
                cold without scaling.
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
        if self._method != "simplex":  # the basis after crossover is factorised by simplex only
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
            fineness=self.fineness,
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
        model_status = self._highs.getModelStatus()
        if model_status == highspy.HighsModelStatus.kTimeLimit:
            raise OutOfTimeError("HiGHS: the time limit is reached")
        return model_status

    def hold(self, optimum: Optimum, tolerance: float) -> None:
        """Restrict later solves to the optimal face.

        Columns with a reduced cost and rows with a marginal are fixed at their binding bounds.

        Args:
            optimum: An optimum of the current program.
            tolerance: Reduced costs and marginals below this over the optimum's fineness count as zero.
        """
        tolerance /= optimum.fineness
        columns = np.flatnonzero(np.abs(optimum.reduced) > tolerance).astype(np.int32)
        at_lower = np.abs(optimum.x[columns] - self.lower[columns]) <= np.abs(
            optimum.x[columns] - self.upper[columns]
        )
        binding = np.where(at_lower, self.lower[columns], self.upper[columns])
        self.bound(columns, binding, binding)
        rows = np.flatnonzero(np.abs(optimum.marginal) > tolerance).astype(np.int32)
        to_lower = np.abs(optimum.activity[rows] - self.row_lower[rows])
        to_upper = np.abs(optimum.activity[rows] - self.row_upper[rows])
        binding = np.where(to_lower <= to_upper, self.row_lower[rows], self.row_upper[rows])
        self.limit(rows, binding, binding)

    def basic(self) -> Indices:
        """Return the basic variables, shape (rows,): column j as j, the slack of row i as -i - 1."""
        if self._basic is None:
            status, basic = self._highs.getBasicVariables()
            _ok(status, "getBasicVariables")
            self._basic = np.array(basic)
        return self._basic

    def by_basis(self, right: Array) -> Array:
        """Solve B z = right, shape (rows,), z as ``basic``; in B a slack is minus its row's activity."""
        status, solution = self._highs.getBasisSolve(right)[:2]
        _ok(status, "getBasisSolve")
        return np.array(solution)

    def by_transposed_basis(self, right: Array) -> Array:
        """Solve Bᵀ y = right, shape (rows,), ``right`` in the order of ``basic``."""
        status, solution = self._highs.getBasisTransposeSolve(right)[:2]
        _ok(status, "getBasisTransposeSolve")
        return np.array(solution)

    @property
    def version(self) -> str:
        """The version of HiGHS."""
        return str(self._highs.version())


class LastBasis:
    """The last solver of several whose programs are much the same, so that each may start near its last basis."""

    def __init__(self) -> None:
        """Start without one."""
        self._solver: WarmSolver | None = None
        self._columns: Sequence[Name] = ()
        self._rows: Sequence[Name] = ()

    def keep(self, solver: WarmSolver, columns: Sequence[Name], rows: Sequence[Name]) -> None:
        """Keep a solver, with the name of each of its columns and rows."""
        self._solver, self._columns, self._rows = solver, columns, rows

    def begins_with(self, columns: Sequence[Name]) -> bool:
        """Return whether these are the first columns of the last solver."""
        return self._columns[: len(columns)] == columns

    def start(self, solver: WarmSolver, columns: Sequence[Name], rows: Sequence[Name]) -> None:
        """Let a solver start near the last basis, if there is one; what the last solver has not is new."""
        if self._solver is None:
            return
        same = range(len(columns)) if self.begins_with(columns) else _places(columns, self._columns)
        solver.begin_from(self._solver, same, _places(rows, self._rows))


def _places(names: Sequence[Name], among: Sequence[Name]) -> list[int]:
    """Return the place of each name among others; -1 where it is not there."""
    place = {name: n for n, name in enumerate(among)}
    return [place.get(name, -1) for name in names]
