r"""Exact parametric linear programming: optimum and marginals as piecewise affine functions of one parameter.

.. math::
   \max\; c(\theta) x \quad \text{over} \quad rl(\theta) \le A x \le ru(\theta), \quad l(\theta) \le x \le u(\theta)

where either the objective or the bounds are affine in θ. For a fixed optimal basis everything is affine in θ,
so one solve with the basis gives the interval on which it stays optimal; the intervals tile the line (Gal,
*Postoptimal Analyses, Parametric Programming, and Related Topics*, 1979).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from models.levers import straight
from solver.answer.tie_break import optimise_on_face
from solver.program.warm import OPTIONS, SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from solver.levers.parts import Parts
    from solver.levers.template import Template
    from solver.program.compiled import Array, LinearProgram
    from solver.program.warm import Optimum

BOUNDS = ("lower", "upper", "row_lower", "row_upper")
TOLERANCE: float = OPTIONS["primal_feasibility_tolerance"]
"""How much an optimal basis may violate a bound or, over its fineness, a price, as in the solver [its unit]."""
EDGE = 1e-6
"""How far rounding may displace the end of a piece [share of the line]."""
STILL = 1e-10
"""A basic variable that changes less than this per step does not limit a piece."""
NARROW = 1e-9
"""Gaps between pieces shorter than this are not traced [share of the line]."""


class TooManyPiecesError(ArithmeticError):
    """The line has more pieces than allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A program whose numbers are affine in one parameter θ.

    Attributes:
        program: The program, for its matrix and names.
        at: The θ at which ``base`` holds.
        base: The arrays at that θ, by the names of ``template.PARTS``: the program's and those of the
            tie-break.
        rate: Change of each array per unit of θ.
        moves_cost: Whether the objective depends on θ; otherwise the bounds do.
    """

    program: LinearProgram
    at: float
    base: Parts
    rate: Parts
    moves_cost: bool

    def parts(self, theta: float) -> Parts:
        """Compute all arrays at θ."""
        return {name: self.base[name] + (theta - self.at) * self.rate[name] for name in self.base}

    def on_face(self, optimum: Optimum, theta: float, tolerance: float) -> Line:
        """Restrict the line to an optimal face: what has a price is fixed at its binding bound.

        Args:
            optimum: An optimum at θ.
            theta: The θ.
            tolerance: Reduced costs and marginals below this over the optimum's fineness count as zero.
        """
        tolerance /= optimum.fineness
        base, rate = {**self.base}, {**self.rate}
        for low, high, price, value in (
            ("lower", "upper", optimum.reduced, optimum.x),
            ("row_lower", "row_upper", optimum.marginal, optimum.activity),
        ):
            (priced,) = np.nonzero(np.abs(price) > tolerance)
            bounds = self.part_at(theta, low)[priced], self.part_at(theta, high)[priced]
            lower = np.abs(value[priced] - bounds[0]) <= np.abs(value[priced] - bounds[1])
            for name in (low, high):
                base[name], rate[name] = base[name].copy(), rate[name].copy()
                base[name][priced] = np.where(lower, self.base[low][priced], self.base[high][priced])
                rate[name][priced] = np.where(lower, self.rate[low][priced], self.rate[high][priced])
        return replace(self, base=base, rate=rate)

    def part_at(self, theta: float, name: str) -> Array:
        """Compute one of the arrays at θ."""
        return self.base[name] + (theta - self.at) * self.rate[name]

    def with_objective(self, cost: Array) -> Line:
        """Return the line with another objective, shape (columns,), that does not depend on θ."""
        zero = np.zeros(1)
        return replace(
            self,
            base={**self.base, "cost": cost, "offset": zero},
            rate={**self.rate, "cost": np.zeros_like(cost), "offset": zero},
            moves_cost=False,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An interval of θ on which optimum and marginals are affine.

    Attributes:
        start: Least θ.
        stop: Greatest θ.
        at: The θ of ``optimum``.
        optimum: The optimum there.
        dx: Change of each column per unit of θ, shape (columns,).
        slope: Change of the objective per unit of θ.
        dy: Change of each row's marginal per unit of θ, shape (rows,).
    """

    start: float
    stop: float
    at: float
    optimum: Optimum
    dx: Array
    slope: float
    dy: Array

    def value(self, theta: float) -> float:
        """Compute the objective at θ."""
        return self.optimum.value + (theta - self.at) * self.slope

    def x(self, theta: float) -> Array:
        """Compute the columns at θ, shape (columns,)."""
        return self.optimum.x + (theta - self.at) * self.dx

    def marginal(self, theta: float) -> Array:
        """Compute the marginals of rows at θ, shape (rows,)."""
        return self.optimum.marginal + (theta - self.at) * self.dy


def line_of(template: Template) -> Line | None:  # noqa: PLR0911 - one reason each
    """Return the line of a template with one lever; None where the program is not affine in it.

    For a lever that changes weights along a straight line, θ runs from 0 at its low end to 1 at its high end; for
    any other, θ is its value. A moving coefficient of a column that a row fixes at a constant (a limit that is a
    share of the total, for example) is turned into a moving bound.
    """
    (lever,), program = template.levers, template.program
    if template.weighing[0]:
        if not straight(template.standing, lever):
            return None
        low, high = (template.parts(np.array([value]))["cost"] for value in (lever.low, lever.high))
        base = template.parts(np.array([lever.low]))
        rate = {name: np.zeros_like(array) for name, array in base.items()}
        rate["cost"] = high - low
        return Line(program=program, at=0.0, base=base, rate=rate, moves_cost=True)
    if not template.affine[0]:
        return None
    base = template.parts(template.base)
    rate = {name: np.zeros_like(array) for name, array in base.items()}
    for name, part in template.moving.items():
        rate[name][part.entries] = part.slope[:, 0]
    if np.any(rate["data"]) and not _as_bounds(program, rate):
        return None
    rate["data"] = np.zeros_like(rate["data"])
    moves_cost = bool(np.any(rate["cost"]))
    kinds = {program.columns[j][0] for j in np.flatnonzero(rate["lower"])}
    if np.any(rate["upper"]) or not kinds <= {"attainment"}:  # their lower bounds never bind
        return None
    if moves_cost and any(np.any(rate[name]) for name in (*BOUNDS, "frame", "need")):
        return None
    return Line(program=program, at=float(template.base[0]), base=base, rate=rate, moves_cost=moves_cost)


def pinned(program: LinearProgram) -> dict[int, int]:
    """Return the columns that are fixed by an equality row of their own, with that row."""
    single = np.flatnonzero((np.diff(program.start) == 1) & (program.row_lower == program.row_upper))
    return {int(program.index[program.start[i]]): int(i) for i in single}


def _as_bounds(program: LinearProgram, rate: Parts) -> bool:
    """Turn moving coefficients of pinned columns into moving bounds; False where another one moves."""
    by_column = pinned(program)
    row_of = np.repeat(np.arange(len(program.rows)), np.diff(program.start))
    for entry in np.flatnonzero(rate["data"]):
        pin = by_column.get(int(program.index[entry]))
        if pin is None or rate["row_upper"][pin] or rate["data"][program.start[pin]]:
            return False
        amount = program.row_upper[pin] / program.data[program.start[pin]]
        for name in ("row_lower", "row_upper"):
            if np.isfinite(getattr(program, name)[row_of[entry]]):
                rate[name][row_of[entry]] -= rate["data"][entry] * amount
    return True


class Tracer:
    """A warm solver that traces the pieces of a line.

    Attributes:
        solver: The solver.
        solves: Number of solves so far.
    """

    def __init__(self, solver: WarmSolver, *, primal: bool = False) -> None:
        """Wrap a solver.

        Args:
            solver: A solver of the line's program, possibly with deviation columns added.
            primal: Whether the first solve on each line uses primal simplex.
        """
        self.solver, self.solves, self._narrow = solver, 0, 0.0
        self._primal = primal
        self._rows = np.arange(len(solver.row_lower), dtype=np.int32)
        self._columns = np.arange(len(solver.cost), dtype=np.int32)

    def put(self, line: Line, theta: float) -> None:
        """Set the solver's objective and bounds to those of a line at θ."""
        solver, parts = (
            self.solver,
            {name: line.part_at(theta, name) for name in (*BOUNDS, "cost", "offset")},
        )
        if not (
            np.array_equal(solver.lower, parts["lower"]) and np.array_equal(solver.upper, parts["upper"])
        ):
            solver.bound(self._columns, parts["lower"], parts["upper"])
        if not (
            np.array_equal(solver.row_lower, parts["row_lower"])
            and np.array_equal(solver.row_upper, parts["row_upper"])
        ):
            solver.limit(self._rows, parts["row_lower"], parts["row_upper"])
        if not np.array_equal(solver.cost, parts["cost"]) or solver.offset != parts["offset"][0]:
            solver.aim(parts["cost"], float(parts["offset"][0]))

    def solve(self, line: Line, theta: float, *, primal: bool = False) -> Optimum | None:
        """Find the optimum of a line at θ; None where the program is infeasible."""
        self.put(line, theta)
        self.solves += 1
        return optimise_on_face(self.solver, primal=primal or line.moves_cost)

    def trace(self, line: Line, start: float, stop: float, *, length: float, limit: int) -> list[Piece]:
        """Find the pieces of a line between two values of θ, in order.

        Args:
            line: The line.
            start: Least θ.
            stop: Greatest θ.
            length: Length of the full line, to which ``NARROW`` and ``EDGE`` are relative.
            limit: Largest number of pieces.

        Raises:
            TooManyPiecesError: There are more pieces.
            SolverFaultError: The program is infeasible at a θ between two feasible ones.
        """
        narrow = self._narrow = NARROW * length
        pending = [(start, stop, 0)]
        pieces: list[Piece] = []
        step, first = narrow, True
        while pending:
            a, b, side = pending.pop()
            if b - a <= narrow and pieces:
                continue
            theta = (a + b) / 2
            if side:
                theta = min(a + step, theta) if side < 0 else max(b - step, theta)
            optimum = self.solve(line, theta, primal=self._primal and first)
            first = False
            if optimum is None and b - a <= EDGE * length:
                continue  # rounding put an end too far: its neighbour is extended and checked
            if optimum is None:
                raise SolverFaultError(
                    f"no optimum at {theta!r}, between two values that have one (numerical)"
                )
            piece = self._piece(line, theta, optimum)
            low, high = max(min(piece.start, theta), a), min(max(piece.stop, theta), b)
            pieces.append(replace(piece, start=low, stop=high))
            if len(pieces) > limit:
                raise TooManyPiecesError(f"more than {limit} pieces between {start!r} and {stop!r}")
            stuck = high - low <= narrow and b - a > narrow  # degenerate within tolerance: try further away
            step = 10 * step if stuck else narrow
            if high < b:
                pending.append((high, b, -1))
            if low > a:
                pending.append((a, low, 1))
        return _tile(sorted(pieces, key=lambda piece: (piece.start, piece.stop)), start, stop)

    def _piece(self, line: Line, theta: float, optimum: Optimum) -> Piece:
        basic = self.solver.basic()
        of_column = basic >= 0
        columns, rows = basic[of_column], -basic[~of_column] - 1
        free_columns = np.ones(len(optimum.x), bool)
        free_columns[columns] = False
        free_rows = np.ones(len(optimum.activity), bool)
        free_rows[rows] = False
        if line.moves_cost:
            return self._along_cost(line, theta, optimum, (of_column, columns, free_columns, free_rows))
        return self._along_bounds(line, theta, optimum, (of_column, columns, rows, free_columns, free_rows))

    def _along_bounds(self, line: Line, theta: float, optimum: Optimum, basis: tuple[Any, ...]) -> Piece:
        of_column, columns, rows, free_columns, free_rows = basis
        lower, upper, row_lower, row_upper = (line.part_at(theta, name) for name in BOUNDS)
        dx = np.where(
            free_columns, _binding_rate(optimum.x, lower, upper, line.rate["lower"], line.rate["upper"]), 0.0
        )
        dr = np.where(
            free_rows,
            _binding_rate(
                optimum.activity, row_lower, row_upper, line.rate["row_lower"], line.rate["row_upper"]
            ),
            0.0,
        )
        basic = self.solver.by_basis(dr - self.solver.times(dx))
        dx[columns] = basic[of_column]
        dr[rows] = -basic[~of_column]
        at = np.concatenate([optimum.x[columns], optimum.activity[rows]])
        moves = np.concatenate([dx[columns], dr[rows]])
        to_lower = at - np.concatenate([lower[columns], row_lower[rows]])
        to_upper = np.concatenate([upper[columns], row_upper[rows]]) - at
        to_lower_rate = moves - np.concatenate([line.rate["lower"][columns], line.rate["row_lower"][rows]])
        to_upper_rate = np.concatenate([line.rate["upper"][columns], line.rate["row_upper"][rows]]) - moves
        rates = np.concatenate([to_lower_rate, to_upper_rate])
        back, on = _extent(np.concatenate([to_lower, to_upper]), rates, self._narrow, TOLERANCE)
        return Piece(
            start=theta - back,
            stop=theta + on,
            at=theta,
            optimum=optimum,
            dx=dx,
            slope=float(line.part_at(theta, "cost") @ dx + line.rate["offset"][0]),
            dy=np.zeros(len(optimum.marginal)),
        )

    def _along_cost(self, line: Line, theta: float, optimum: Optimum, basis: tuple[Any, ...]) -> Piece:
        of_column, columns, free_columns, free_rows = basis
        rate = line.rate["cost"]
        right = np.zeros(len(optimum.activity))
        right[of_column] = rate[columns]
        dy = self.solver.by_transposed_basis(right)
        dz = rate - self.solver.transposed_times(dy)
        price = np.concatenate([optimum.reduced[free_columns], optimum.marginal[free_rows]])
        moves = np.concatenate([dz[free_columns], dy[free_rows]])
        at = np.concatenate([optimum.x[free_columns], optimum.activity[free_rows]])
        lower, upper, row_lower, row_upper = (line.part_at(theta, name) for name in BOUNDS)
        low = np.concatenate([lower[free_columns], row_lower[free_rows]])
        high = np.concatenate([upper[free_columns], row_upper[free_rows]])
        sign = np.where(high - at < at - low, 1.0, -1.0)  # at an upper bound the price must be nonnegative
        free = low != high  # the price of a fixed column or row may have either sign
        finest = TOLERANCE / optimum.fineness
        back, on = _extent((sign * price)[free], (sign * moves)[free], self._narrow, finest)
        return Piece(
            start=theta - back,
            stop=theta + on,
            at=theta,
            optimum=optimum,
            dx=np.zeros(len(optimum.x)),
            slope=float(rate @ optimum.x + line.rate["offset"][0]),
            dy=dy,
        )


def _tile(pieces: list[Piece], start: float, stop: float) -> list[Piece]:
    """Close the gaps and overlaps of rounding, so that each piece begins where the one before ends."""
    tiles: list[Piece] = []
    for n, piece in enumerate(pieces):
        begin = tiles[-1].stop if tiles else start
        end = max(stop if n + 1 == len(pieces) else piece.stop, begin)
        tiles.append(replace(piece, start=begin, stop=end))
    return tiles


def _binding_rate(at: Array, low: Array, high: Array, low_rate: Array, high_rate: Array) -> Array:
    """Return the rate of the binding bound of nonbasic columns or rows."""
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(at - high) < np.abs(at - low), high_rate, low_rate)


def _extent(room: Array, rate: Array, least: float, tolerance: float) -> tuple[float, float]:
    """Compute how far θ can decrease and increase until the first of some nonnegative quantities is zero.

    Where that is less than ``least``, at a degenerate optimum, the solver's tolerance is added to the
    quantities.

    Args:
        room: The quantities: slacks of basic variables, or prices of nonbasic ones.
        rate: Change of each per unit of θ.
        least: Shortest distance that is accepted without the tolerance.
        tolerance: The solver's tolerance of the quantities.
    """
    shrinks, grows = rate < -STILL, rate > STILL
    ends = []
    for moves, size in ((grows, rate[grows]), (shrinks, -rate[shrinks])):
        exact = np.min(np.maximum(room[moves], 0.0) / size, initial=np.inf)
        slack = np.min((np.maximum(room[moves], 0.0) + tolerance) / size, initial=np.inf)
        ends.append(float(exact if exact > least else slack))
    return ends[0], ends[1]
