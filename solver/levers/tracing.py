r"""Exact parametric linear programs: everything an optimum consists of, as piecewise linear functions of one number.

.. math::
   \max\; c(\theta) x \quad \text{over} \quad rl(\theta) \le A x \le ru(\theta), \quad l(\theta) \le x \le u(\theta)

with either the objective or the bounds moving along a straight line. For a fixed optimal basis everything is affine in
θ, so one solve with the basis gives the whole interval on which it stays optimal; the intervals tile the line (Gal,
*Postoptimal Analyses, Parametric Programming, and Related Topics*, 1979).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.answer.tie_break import within_rounding
from solver.program.warm import OPTIONS, SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from solver.levers.template import Parts, Template
    from solver.program.compiled import Array, LinearProgram
    from solver.program.warm import Optimum

BOUNDS = ("lower", "upper", "row_lower", "row_upper")
TOLERANCE: float = OPTIONS["primal_feasibility_tolerance"]
"""By how much a basis may miss a bound and still count as optimal, as in the solver itself."""
EDGE = 1e-6
"""How far rounding may put the end of a piece from where it is [share of the line]."""
STILL = 1e-10
"""A basic variable that answers less than this does not move."""
NARROW = 1e-9
"""Gaps between pieces smaller than this are not traced [share of the line]."""


class TooManyPiecesError(ArithmeticError):
    """The line has more pieces than were allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A program along a straight line.

    Attributes:
        program: For its matrix and names.
        at: Where on the line ``base`` holds.
        base: The numbers there, by the names of ``template.PARTS``; the program's own, and those of the tie-break.
        rate: What one step along the line adds to each.
        moves_cost: Whether the objective moves; otherwise the bounds do.
    """

    program: LinearProgram
    at: float
    base: Parts
    rate: Parts
    moves_cost: bool

    def parts(self, theta: float) -> Parts:
        """The numbers at a place on the line."""
        return {name: self.base[name] + (theta - self.at) * self.rate[name] for name in self.base}

    def held(self, optimum: Optimum, theta: float, tolerance: float) -> Line:
        """The same line on the optimal face of a place on it: what has a price stays at the bound where it rests."""
        base, rate = {**self.base}, {**self.rate}
        for low, high, price, at in (
            ("lower", "upper", optimum.reduced, optimum.x),
            ("row_lower", "row_upper", optimum.marginal, optimum.activity),
        ):
            (priced,) = np.nonzero(np.abs(price) > tolerance)
            here = self.parts_of(theta, low)[priced], self.parts_of(theta, high)[priced]
            lower = np.abs(at[priced] - here[0]) <= np.abs(at[priced] - here[1])
            for name in (low, high):
                base[name], rate[name] = base[name].copy(), rate[name].copy()
                base[name][priced] = np.where(lower, self.base[low][priced], self.base[high][priced])
                rate[name][priced] = np.where(lower, self.rate[low][priced], self.rate[high][priced])
        return replace(self, base=base, rate=rate)

    def parts_of(self, theta: float, name: str) -> Array:
        """One of the arrays at a place on the line."""
        return self.base[name] + (theta - self.at) * self.rate[name]

    def aimed(self, cost: Array) -> Line:
        """The same bounds with another objective, which stands still."""
        nothing = np.zeros(1)
        return replace(
            self,
            base={**self.base, "cost": cost, "offset": nothing},
            rate={**self.rate, "cost": np.zeros_like(cost), "offset": nothing},
            moves_cost=False,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An interval on which everything is affine.

    Attributes:
        start: Where it begins.
        stop: Where it ends.
        at: The place in it at which ``optimum`` was found.
        optimum: The optimum there.
        dx: What a step along the line adds to each column.
        slope: What it adds to the objective.
        dy: What it adds to each row's marginal.
    """

    start: float
    stop: float
    at: float
    optimum: Optimum
    dx: Array
    slope: float
    dy: Array

    def value(self, theta: float) -> float:
        """The objective at a place in it."""
        return self.optimum.value + (theta - self.at) * self.slope

    def x(self, theta: float) -> Array:
        """Columns at a place in it."""
        return self.optimum.x + (theta - self.at) * self.dx

    def marginal(self, theta: float) -> Array:
        """Marginals of rows at a place in it."""
        return self.optimum.marginal + (theta - self.at) * self.dy


def line_of(template: Template) -> Line | None:
    """The straight line that the one lever of a template leads along; None where it leads along none.

    A lever that moves weights has 0 at its low end and 1 at its high end; any other has its own values. A coefficient
    that moves on a column which a row pins to a constant (a limit that is a share of the total, say) counts as a bound
    that moves.
    """
    (lever,), program = template.levers, template.program
    if template.weighing[0]:
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
    if np.any(rate["upper"]) or not kinds <= {"attainment"}:  # whose lower bound never binds
        return None
    if moves_cost and any(np.any(rate[name]) for name in (*BOUNDS, "frame", "need")):
        return None
    return Line(program=program, at=float(template.base[0]), base=base, rate=rate, moves_cost=moves_cost)


def pinned(program: LinearProgram) -> dict[int, int]:
    """Columns that a row of their own pins to a value, with that row."""
    single = np.flatnonzero((np.diff(program.start) == 1) & (program.row_lower == program.row_upper))
    return {int(program.index[program.start[i]]): int(i) for i in single}


def _as_bounds(program: LinearProgram, rate: Parts) -> bool:
    """Turn coefficients that move on pinned columns into bounds that move; whether that took care of all of them."""
    by_column = pinned(program)
    row_of = np.repeat(np.arange(len(program.rows)), np.diff(program.start))
    for place in np.flatnonzero(rate["data"]):
        pin = by_column.get(int(program.index[place]))
        if pin is None or rate["row_upper"][pin] or rate["data"][program.start[pin]]:
            return False
        amount = program.row_upper[pin] / program.data[program.start[pin]]
        for name in ("row_lower", "row_upper"):
            if np.isfinite(getattr(program, name)[row_of[place]]):
                rate[name][row_of[place]] -= rate["data"][place] * amount
    return True


class Tracer:
    """A warm solver that follows a line.

    Attributes:
        solves: How many times it has solved.
    """

    def __init__(self, solver: WarmSolver, *, primal: bool = False) -> None:
        """Take a solver along.

        Args:
            solver: Of the line's program, perhaps with deviations added.
            primal: Whether the first solve on each line goes by the primal method.
        """
        self.solver, self.solves, self._narrow = solver, 0, 0.0
        self._primal = primal
        self._rows = np.arange(len(solver.row_lower), dtype=np.int32)
        self._columns = np.arange(len(solver.cost), dtype=np.int32)

    def put(self, line: Line, theta: float) -> None:
        """Set the solver to a place on a line."""
        solver, parts = (
            self.solver,
            {name: line.parts_of(theta, name) for name in (*BOUNDS, "cost", "offset")},
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
        """The optimum at a place on a line; None where there is none."""
        self.put(line, theta)
        self.solves += 1
        return within_rounding(self.solver, primal=primal or line.moves_cost)

    def trace(self, line: Line, start: float, stop: float, *, whole: float, limit: int) -> list[Piece]:
        """The pieces between two places of a line, in order.

        Args:
            line: The line.
            start: Where to begin.
            stop: Where to end.
            whole: Length against which a gap is narrow.
            limit: How many pieces there may be.

        Raises:
            TooManyPiecesError: There are more.
            SolverFaultError: There is no optimum somewhere between.
        """
        narrow = self._narrow = NARROW * whole
        pending = [(start, stop, 0)]
        found: list[Piece] = []
        step, first = narrow, True
        while pending:
            a, b, side = pending.pop()
            if b - a <= narrow and found:
                continue
            theta = (a + b) / 2
            if side:
                theta = min(a + step, theta) if side < 0 else max(b - step, theta)
            optimum = self.solve(line, theta, primal=self._primal and first)
            first = False
            if optimum is None and b - a <= EDGE * whole:
                continue  # a piece reached past its end by rounding: its neighbour is prolonged, and checked there
            if optimum is None:
                raise SolverFaultError(f"no optimum at {theta!r} between two places that have one")
            piece = self._piece(line, theta, optimum)
            low, high = max(min(piece.start, theta), a), min(max(piece.stop, theta), b)
            found.append(replace(piece, start=low, stop=high))
            if len(found) > limit:
                raise TooManyPiecesError(f"more than {limit} pieces between {start!r} and {stop!r}")
            stuck = high - low <= narrow and b - a > narrow  # tolerance-degenerate: leap further
            step = 10 * step if stuck else narrow
            if high < b:
                pending.append((high, b, -1))
            if low > a:
                pending.append((a, low, 1))
        return _tiled(sorted(found, key=lambda piece: (piece.start, piece.stop)), start, stop)

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
        lower, upper, row_lower, row_upper = (line.parts_of(theta, name) for name in BOUNDS)
        dx = np.where(
            free_columns, _resting(optimum.x, lower, upper, line.rate["lower"], line.rate["upper"]), 0.0
        )
        dr = np.where(
            free_rows,
            _resting(optimum.activity, row_lower, row_upper, line.rate["row_lower"], line.rate["row_upper"]),
            0.0,
        )
        answer = self.solver.by_basis(dr - self.solver.times(dx))
        dx[columns] = answer[of_column]
        dr[rows] = -answer[~of_column]
        at = np.concatenate([optimum.x[columns], optimum.activity[rows]])
        moves = np.concatenate([dx[columns], dr[rows]])
        below = at - np.concatenate([lower[columns], row_lower[rows]])
        above = np.concatenate([upper[columns], row_upper[rows]]) - at
        sinks = moves - np.concatenate([line.rate["lower"][columns], line.rate["row_lower"][rows]])
        rises = np.concatenate([line.rate["upper"][columns], line.rate["row_upper"][rows]]) - moves
        rates = np.concatenate([sinks, rises])
        back, on = _reach(np.concatenate([below, above]), rates, self._narrow)
        return Piece(
            start=theta - back,
            stop=theta + on,
            at=theta,
            optimum=optimum,
            dx=dx,
            slope=float(line.parts_of(theta, "cost") @ dx + line.rate["offset"][0]),
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
        lower, upper, row_lower, row_upper = (line.parts_of(theta, name) for name in BOUNDS)
        low = np.concatenate([lower[free_columns], row_lower[free_rows]])
        high = np.concatenate([upper[free_columns], row_upper[free_rows]])
        sign = np.where(high - at < at - low, 1.0, -1.0)  # at an upper bound more must be worth something
        counts = low != high
        back, on = _reach((sign * price)[counts], (sign * moves)[counts], self._narrow)
        return Piece(
            start=theta - back,
            stop=theta + on,
            at=theta,
            optimum=optimum,
            dx=np.zeros(len(optimum.x)),
            slope=float(rate @ optimum.x + line.rate["offset"][0]),
            dy=dy,
        )


def _tiled(pieces: list[Piece], start: float, stop: float) -> list[Piece]:
    """Pieces that begin where the one before ends, gaps and overlaps of rounding closed."""
    found: list[Piece] = []
    for n, piece in enumerate(pieces):
        begin = found[-1].stop if found else start
        end = max(stop if n + 1 == len(pieces) else piece.stop, begin)
        found.append(replace(piece, start=begin, stop=end))
    return found


def _resting(at: Array, low: Array, high: Array, low_rate: Array, high_rate: Array) -> Array:
    """How fast what rests at a bound moves with it."""
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(at - high) < np.abs(at - low), high_rate, low_rate)


def _reach(room: Array, rate: Array, least: float) -> tuple[float, float]:
    """How far back and on until the first room is used up; rooms grow at these rates.

    Where that is less than the least, at a degenerate optimum, rooms are counted with the solver's own tolerance.
    """
    shrinks, grows = rate < -STILL, rate > STILL
    ends = []
    for moves, size in ((grows, rate[grows]), (shrinks, -rate[shrinks])):
        exact = np.min(np.maximum(room[moves], 0.0) / size, initial=np.inf)
        slack = np.min((np.maximum(room[moves], 0.0) + TOLERANCE) / size, initial=np.inf)
        ends.append(float(exact if exact > least else slack))
    return ends[0], ends[1]
