r"""Exact parametric linear programs: everything an optimum consists of, as piecewise linear functions of one number.

.. math::
   \max\; c(\theta) x \quad \text{over} \quad rl(\theta) \le A x \le ru(\theta), \quad l(\theta) \le x \le u(\theta)

with either the objective or the bounds moving along a straight line. For a fixed optimal basis everything is affine in
θ, so one solve with the basis gives the whole interval on which it stays optimal; the intervals tile the line (Gal,
*Postoptimal Analyses, Parametric Programming, and Related Topics*, 1979). The tie-break is traced in the same way: on
a piece the optimal face is the same, its bounds move with θ, and the next aim is a parametric program on it.

A piece is proved at both of its ends by residuals and the dual bound; as both are affine between them, that proves it
everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.certificate import DUAL, PRIMAL, UncertifiedError, dual_bound, residual
from solver.face import settling_of
from solver.stages import FACE, HELD, deviations, moving, nearest_of, within_rounding
from solver.template import frame_keys, with_parts
from solver.warm import OPTIONS, SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from solver.compiled import Array, LinearProgram
    from solver.template import Parts, Template
    from solver.warm import Optimum

BOUNDS = ("lower", "upper", "row_lower", "row_upper")
TOLERANCE: float = OPTIONS["primal_feasibility_tolerance"]
"""By how much a basis may miss a bound and still count as optimal, as in the solver itself."""
PROVED = 1e-5
"""Largest gap of a piece [points]; at its ends prices may be off by the solver's tolerance. The largest met is told."""
EDGE = 1e-6
"""How far rounding may put the end of a piece from where it is [share of the line]."""
STILL = 1e-10
"""A basic variable that answers less than this does not move."""
NARROW = 1e-9
"""Gaps between pieces smaller than this are not traced [share of the line]."""
SAME_PRICE = 1e-12
"""Marginals that differ less than this are one [points per unit]."""
SAME = 1e-7
"""Slopes that differ less than this are one [share of the larger, or absolute below one]."""


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


# ------------------------------------------------------------------------------------------------------- tracing


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


# ---------------------------------------------------------------------------------------------------- the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """An interval on which the answer itself, after the tie-break, is affine.

    Attributes:
        start: Where it begins.
        stop: Where it ends.
        value: The piece of the first stage, for V and marginals.
        x: Columns of the answer at its start and at its stop, the program's own.
    """

    start: float
    stop: float
    value: Piece
    x: tuple[Array, Array]

    def prolonged(self, start: float, stop: float) -> Segment:
        """The same between other ends, which rounding has put beside its own."""
        if (start, stop) == (self.start, self.stop) or self.stop <= self.start:
            return replace(self, start=start, stop=max(stop, start))
        rate = (self.x[1] - self.x[0]) / (self.stop - self.start)
        ends = (self.x[0] + (start - self.start) * rate, self.x[1] + (stop - self.stop) * rate)
        return replace(self, start=start, stop=stop, x=ends)


class Follower:
    """A line followed through every stage of the tie-break.

    Attributes:
        line: The line.
        first: The tracer of the first stage.
        solves: How many solves the tie-break took.
        gap: The largest gap that a proof of a piece left [points].
    """

    def __init__(self, template: Template, line: Line, *, limit: int) -> None:
        """Load the solver.

        Args:
            template: What the line comes from.
            line: The line.
            limit: How many pieces the first stage may have, and the last.
        """
        self.line, self._limit, self.gap, self.solves = line, limit, 0.0, 0
        self._program = with_parts(template.program, line.base)
        self.first = Tracer(WarmSolver(self._program))
        self._frames = frame_keys(template.stated)
        self._needs = tuple(sorted(template.stated.figures.need))

    def feasible(self, low: float, high: float) -> tuple[float, float] | None:
        """The part of an interval in which the limits leave a plan; None where they leave none anywhere in it.

        Plans along a line of bounds make up a convex set, so the part is one interval. Its ends are the least and the
        greatest place on the line, as one more column of the program.
        """
        line, program = self.line, self._program
        if line.moves_cost:
            return None if self.first.solve(line, low) is None else (low, high)
        moves = np.where(np.isfinite(program.row_upper), line.rate["row_upper"], line.rate["row_lower"])
        rows = np.flatnonzero(moves).astype(np.int32)
        parts = line.parts(0.0)
        still = np.where(line.rate["lower"] == 0, parts["lower"], -np.inf)
        wider = replace(with_parts(program, {**parts, "cost": np.zeros_like(parts["cost"])}), lower=still)
        wider = wider.with_column(("along", ()), rows, coefficient=-moves[rows], lower=low, cost=1.0)
        wider.upper[-1] = high
        solver = WarmSolver(wider)
        most = solver.optimise()
        if most is None:
            return None
        solver.aim(-wider.cost)
        least = solver.optimise(primal=True)
        if least is None:
            raise SolverFaultError("a line with a greatest place has no least one")
        return float(least.x[-1]), float(most.x[-1])

    def follow(self, low: float, high: float) -> list[Segment]:
        """The answer along an interval that has plans everywhere.

        Raises:
            TooManyPiecesError: It has more pieces than allowed.
            UncertifiedError: A piece is not proved by its marginals.
        """
        found: list[Segment] = []
        pieces = self.first.trace(self.line, low, high, whole=high - low, limit=self._limit)
        for piece in pieces:
            self._prove(piece)
        for together in one_face(pieces, moves_cost=self.line.moves_cost):
            found += self._segments(together, high - low)
            if len(found) > self._limit:
                raise TooManyPiecesError(f"more than {self._limit} pieces between {low!r} and {high!r}")
        tiled: list[Segment] = []
        for n, segment in enumerate(found):
            start = tiled[-1].stop if tiled else low
            stop = high if n + 1 == len(found) else segment.stop
            tiled.append(segment.prolonged(start, stop))
            self._keeps(tiled[-1])
        return tiled

    def _prove(self, piece: Piece) -> None:
        for theta in (piece.start, piece.stop):
            program = with_parts(self._program, self.line.parts(theta))
            bound, dual = dual_bound(program, piece.marginal(theta))
            off = residual(program, piece.x(theta))
            value = piece.value(theta)
            if off > PRIMAL or dual > DUAL or abs(bound - value) > PROVED:
                raise UncertifiedError(
                    f"the piece at {theta!r} is off by {off:.3g} in a row, {dual:.3g} in a marginal, "
                    f"{bound - value:.3g} in its bound"
                )
            self.gap = max(self.gap, abs(bound - value))

    def _keeps(self, segment: Segment) -> None:
        """Every limit at both ends, hence between them."""
        for theta, x in zip((segment.start, segment.stop), segment.x, strict=True):
            off = residual(with_parts(self._program, self.line.parts(theta)), x)
            if off > PRIMAL:
                raise UncertifiedError(f"the answer at {theta!r} is off by {off:.3g} in a row")

    def _segments(self, pieces: list[Piece], whole: float) -> Iterator[Segment]:
        start, stop = pieces[0].start, pieces[-1].stop
        if (
            self.line.moves_cost
        ):  # nothing but prices move: the face, and the answer on it, is the same all along
            middle = (start + stop) / 2
            here = self.first.solve(self.line, middle)
            if here is None:
                raise SolverFaultError("a piece was lost")
            parts = self.line.parts(middle)
            frame = dict(zip(self._frames, parts["frame"].tolist(), strict=True))
            need = dict(zip(self._needs, parts["need"].tolist(), strict=True))
            x = nearest_of(with_parts(self._program, parts), here, frame, need)
            yield from (Segment(start=p.start, stop=p.stop, value=p, x=(x, x)) for p in pieces)
            return
        at, here = pieces[0].at, pieces[0].optimum
        face = _Face(self.line.held(here, at, FACE), at, here)
        references = {"frame": (self._frames, "frame"), "spend": (self._needs, "need")}
        along = (pieces[0].x(start), pieces[-1].x(stop))
        for ends in face.nearest(along, (start, stop, whole), references, self._limit):
            yield Segment(start=ends[0], stop=ends[1], value=pieces[0], x=(ends[2], ends[3]))
        self.solves += face.solves


class _Face:
    """The optimal face along a line: what nothing settles of it, and everything else as it moves with the line."""

    def __init__(self, line: Line, theta: float, optimum: Optimum) -> None:
        self.line, self.solves, self._at = line, 0, theta
        bounds = {name: line.parts_of(theta, name) for name in BOUNDS}
        still = (bounds["lower"] == bounds["upper"]) & (line.rate["lower"] == line.rate["upper"])
        equal = (bounds["row_lower"] == bounds["row_upper"]) & (
            line.rate["row_lower"] == line.rate["row_upper"]
        )
        settling = settling_of(line.program, still, equal)
        self._x, fixed = settling.numbers(bounds["lower"], np.where(equal, bounds["row_upper"], 0.0))
        self._dx, moved = settling.numbers(line.rate["lower"], np.where(equal, line.rate["row_upper"], 0.0))
        self._free = settling.free
        self._x[self._free] = optimum.x[self._free]
        rows = settling.holding
        self._base = {name: bounds[name][self._free] for name in ("lower", "upper")}
        self._base |= {name: (bounds[name] - fixed)[rows] for name in ("row_lower", "row_upper")}
        self._rate = {name: line.rate[name][self._free] for name in ("lower", "upper")}
        self._rate |= {name: (line.rate[name] - moved)[rows] for name in ("row_lower", "row_upper")}
        self.program = replace(settling.program(line.program), **self._base)  # type: ignore[arg-type]  # arrays by name

    def nearest(
        self,
        along: tuple[Array, Array],
        span: tuple[float, float, float],
        references: Mapping[str, tuple[tuple[Any, ...], str]],
        limit: int,
    ) -> Iterator[tuple[float, float, Array, Array]]:
        """Where it lies nearest to the references, stage by stage: intervals with all columns at both ends.

        Args:
            along: Optima at both ends, for columns that no stage speaks of.
            span: Where to begin and end, and against what a gap is narrow.
            references: Keys of frames and needs, and the name of the array they stand in, by kind of column.
            limit: How many pieces a stage may have.
        """
        start, stop, _ = span
        solver = WarmSolver(self.program)
        rates = dict(self._rate)
        aims = []
        for kind, (keys, name) in references.items():
            here = dict(zip(keys, self.line.parts_of(self._at, name).tolist(), strict=True))
            rate = dict(zip(keys, self.line.rate[name].tolist(), strict=True))
            free = [key for column, key in self.program.columns if column == kind and key in here]
            if not free:
                continue
            aims.append(deviations(solver, self.program, kind, here).cost)
            moves = np.array([rate[key] for key in free])
            for bound in ("row_lower", "row_upper"):
                rates[bound] = np.concatenate([rates[bound], moves])
        apart = moving(solver, self.program)
        aims += [apart] if np.any((solver.lower < solver.upper) & (apart != 0)) else []
        wide = len(solver.cost)
        if not aims:
            first, then = (x[self._free] for x in along)
            yield start, stop, self._whole(start, first), self._whole(stop, then)
            return
        for bound in ("lower", "upper"):
            rates[bound] = np.pad(rates[bound], (0, wide - len(rates[bound])))
        base = {
            "lower": solver.lower.copy(),
            "upper": solver.upper.copy(),
            "row_lower": solver.row_lower.copy(),
            "row_upper": solver.row_upper.copy(),
        }
        line = Line(program=self.program, at=self._at, base=base, rate=rates, moves_cost=False)
        tracer = Tracer(solver)
        costs = [np.pad(aim, (0, wide - len(aim))) for aim in aims]
        for last in self._stages(tracer, line, costs, span, limit):
            ends = (last.x(theta)[: len(self._free)] for theta in (last.start, last.stop))
            first, then = ends
            yield last.start, last.stop, self._whole(last.start, first), self._whole(last.stop, then)
        self.solves = tracer.solves

    def _whole(self, theta: float, free: Array) -> Array:
        x = self._x + (theta - self._at) * self._dx
        x[self._free] = free
        return x

    def _stages(
        self, tracer: Tracer, line: Line, aims: list[Array], span: tuple[float, float, float], limit: int
    ) -> Iterator[Piece]:
        start, stop, whole = span
        for piece in tracer.trace(line.aimed(aims[0]), start, stop, whole=whole, limit=limit):
            if len(aims) == 1:
                yield piece
            else:
                held = line.held(piece.optimum, piece.at, HELD)
                yield from self._stages(tracer, held, aims[1:], (piece.start, piece.stop, whole), limit)


def one_face(pieces: list[Piece], *, moves_cost: bool) -> list[list[Piece]]:
    """Neighbours that share their optimal face, though their bases differ, together.

    Where bounds move these are pieces with the same marginals; where the objective does, with the same slope.
    """
    found: list[list[Piece]] = []
    for piece in pieces:
        last = found[-1][-1] if found else None
        same = last is not None and abs(last.slope - piece.slope) <= SAME * max(1.0, abs(piece.slope))
        if same and last is not None and not moves_cost:
            same = bool(np.allclose(last.optimum.marginal, piece.optimum.marginal, rtol=0, atol=SAME_PRICE))
        if same:
            found[-1].append(piece)
        else:
            found.append([piece])
    return found
