"""The answer along a line: V, every step of the tie-break, and the proof of each piece.

On a piece of V the optimal face is the same and its bounds move with the line. Each step of the tie-break is
then a parametric program (``solver.levers.tracing``) on the small program of the face
(``solver.program.face``).

A piece is proved at both of its ends by residuals and the dual bound. Both are affine between the ends, so
the piece is proved everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.answer.tie_break import movement_cost, nearest_of, with_deviations
from solver.levers.template import frame_keys
from solver.levers.tracing import BOUNDS, Line, Piece, TooManyPiecesError, Tracer
from solver.program.certificate import (
    DUAL,
    FACE,
    PRIMAL,
    TIE_BREAK_FACE,
    UncertifiedError,
    dual_bound,
    residual,
)
from solver.program.compiled import with_parts
from solver.program.face import fixing_order
from solver.program.warm import SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from solver.levers.template import Template
    from solver.program.compiled import Array
    from solver.program.warm import Optimum

PROVED = 1e-5
"""Largest gap of a piece [points]; at the ends of a piece, prices may be wrong by the solver's tolerance."""
SAME_PRICE = 1e-12
"""Marginals that differ by less than this count as equal [points per unit]."""
SAME = 1e-7
"""Slopes that differ by less than this count as equal [share of the larger, or absolute below one]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """An interval on which the answer after the tie-break is affine.

    Attributes:
        start: Least θ.
        stop: Greatest θ.
        value: The piece of V, with its marginals.
        x: Columns of the answer at the start and at the stop, each of shape (columns,).
    """

    start: float
    stop: float
    value: Piece
    x: tuple[Array, Array]

    def with_ends(self, start: float, stop: float) -> Segment:
        """Return the segment with other ends, extrapolated; they differ from its own by rounding."""
        if (start, stop) == (self.start, self.stop) or self.stop <= self.start:
            return replace(self, start=start, stop=max(stop, start))
        rate = (self.x[1] - self.x[0]) / (self.stop - self.start)
        ends = (self.x[0] + (start - self.start) * rate, self.x[1] + (stop - self.stop) * rate)
        return replace(self, start=start, stop=stop, x=ends)


class Follower:
    """A line with the answer traced along it, through every step of the tie-break.

    Attributes:
        line: The line.
        first: The tracer of V.
        solves: Number of solves of the tie-break.
        gap: The largest gap of the pieces so far [points].
    """

    def __init__(self, template: Template, line: Line, *, limit: int) -> None:
        """Load the solver.

        Args:
            template: The template of the line.
            line: The line.
            limit: Largest number of pieces of V, and of segments.
        """
        self.line, self._limit, self.gap, self.solves = line, limit, 0.0, 0
        self._program = with_parts(template.program, line.base)
        self.first = Tracer(WarmSolver(self._program))
        self._frames = frame_keys(template.stated)
        self._needs = tuple(sorted(template.stated.figures.open_need))

    def feasible(self, low: float, high: float) -> tuple[float, float] | None:
        """Find the part of an interval in which the limits leave a plan.

        Plans and θ together form a convex set where the bounds move, so that the part is one interval. Its
        ends are the least and the greatest θ, with θ as one more column of the program.

        Args:
            low: Least θ of the interval.
            high: Greatest θ of the interval.

        Returns:
            The ends of the part; None where it is empty.

        Raises:
            SolverFaultError: There is a greatest θ but no least one (numerical).
        """
        line, program = self.line, self._program
        if line.moves_cost:
            return None if self.first.solve(line, low) is None else (low, high)
        moves = np.where(np.isfinite(program.row_upper), line.rate["row_upper"], line.rate["row_lower"])
        rows = np.flatnonzero(moves).astype(np.int32)
        parts = line.parts(0.0)
        lower = np.where(line.rate["lower"] == 0, parts["lower"], -np.inf)
        extended = replace(with_parts(program, {**parts, "cost": np.zeros_like(parts["cost"])}), lower=lower)
        extended = extended.with_column(("theta", ()), rows, coefficient=-moves[rows], lower=low, cost=1.0)
        extended.upper[-1] = high
        solver = WarmSolver(extended)
        most = solver.optimise()
        if most is None:
            return None
        solver.aim(-extended.cost)
        least = solver.optimise(primal=True)
        if least is None:
            raise SolverFaultError("a line with a greatest feasible value has no least one (numerical)")
        return float(least.x[-1]), float(most.x[-1])

    def follow(self, low: float, high: float) -> list[Segment]:
        """Trace the answer along an interval of θ in which there are plans everywhere.

        Args:
            low: Least θ.
            high: Greatest θ.

        Returns:
            Segments in order, each beginning where the one before ends.

        Raises:
            TooManyPiecesError: There are more pieces than allowed.
            UncertifiedError: A piece is not proved by its marginals.
            SolverFaultError: The solver failed.
        """
        segments: list[Segment] = []
        pieces = self.first.trace(self.line, low, high, length=high - low, limit=self._limit)
        for piece in pieces:
            self._prove(piece)
        for group in group_by_face(pieces, moves_cost=self.line.moves_cost):
            segments += self._segments(group, high - low)
            if len(segments) > self._limit:
                raise TooManyPiecesError(f"more than {self._limit} pieces between {low!r} and {high!r}")
        tiled: list[Segment] = []
        for n, segment in enumerate(segments):
            start = tiled[-1].stop if tiled else low
            stop = high if n + 1 == len(segments) else segment.stop
            tiled.append(segment.with_ends(start, stop))
            self._check_limits(tiled[-1])
        return tiled

    def _prove(self, piece: Piece) -> None:
        for theta in (piece.start, piece.stop):
            program = with_parts(self._program, self.line.parts(theta))
            bound, dual = dual_bound(program, piece.marginal(theta))
            violation = residual(program, piece.x(theta))
            value = piece.value(theta)
            if violation > PRIMAL or dual > DUAL / program.fineness or abs(bound - value) > PROVED:
                raise UncertifiedError(
                    f"the piece at {theta!r} is not proved: largest residual of a row {violation:.3g}, "
                    f"of a marginal {dual:.3g}, gap {bound - value:.3g}"
                )
            self.gap = max(self.gap, abs(bound - value))

    def _check_limits(self, segment: Segment) -> None:
        """Check every limit at both ends; since rows are affine, the limits then hold between them."""
        for theta, x in zip((segment.start, segment.stop), segment.x, strict=True):
            violation = residual(with_parts(self._program, self.line.parts(theta)), x)
            if violation > PRIMAL:
                raise UncertifiedError(f"the answer at {theta!r} violates a row by {violation:.3g}")

    def _segments(self, pieces: list[Piece], length: float) -> Iterator[Segment]:
        start, stop = pieces[0].start, pieces[-1].stop
        if self.line.moves_cost:  # bounds are constant, so the face and the answer are the same on all pieces
            middle = (start + stop) / 2
            optimum = self.first.solve(self.line, middle)
            if optimum is None:
                raise SolverFaultError(f"no optimum at {middle!r}, in the middle of a piece (numerical)")
            parts = self.line.parts(middle)
            frame = dict(zip(self._frames, parts["frame"].tolist(), strict=True))
            need = dict(zip(self._needs, parts["need"].tolist(), strict=True))
            x = nearest_of(with_parts(self._program, parts), optimum, frame, need)
            yield from (Segment(start=p.start, stop=p.stop, value=p, x=(x, x)) for p in pieces)
            return
        at, optimum = pieces[0].at, pieces[0].optimum
        face = _Face(self.line.on_face(optimum, at, FACE), at, optimum)
        references = {"frame": (self._frames, "frame"), "spend": (self._needs, "need")}
        optima = (pieces[0].x(start), pieces[-1].x(stop))
        for ends in face.nearest(optima, (start, stop, length), references, self._limit):
            yield Segment(start=ends[0], stop=ends[1], value=pieces[0], x=(ends[2], ends[3]))
        self.solves += face.solves


class _Face:
    """The optimal face along a line: a program of its free columns, and the fixed ones as functions of θ."""

    def __init__(self, line: Line, theta: float, optimum: Optimum) -> None:
        self.line, self.solves, self._at = line, 0, theta
        bounds = {name: line.part_at(theta, name) for name in BOUNDS}
        constant = (bounds["lower"] == bounds["upper"]) & (line.rate["lower"] == line.rate["upper"])
        equal = (bounds["row_lower"] == bounds["row_upper"]) & (
            line.rate["row_lower"] == line.rate["row_upper"]
        )
        order = fixing_order(line.program, constant, equal)
        self._x, total = order.values(bounds["lower"], np.where(equal, bounds["row_upper"], 0.0))
        self._dx, total_rate = order.values(line.rate["lower"], np.where(equal, line.rate["row_upper"], 0.0))
        self._free = order.free
        self._x[self._free] = optimum.x[self._free]
        rows = order.remaining
        self._base = {name: bounds[name][self._free] for name in ("lower", "upper")}
        self._base |= {name: (bounds[name] - total)[rows] for name in ("row_lower", "row_upper")}
        self._rate = {name: line.rate[name][self._free] for name in ("lower", "upper")}
        self._rate |= {name: (line.rate[name] - total_rate)[rows] for name in ("row_lower", "row_upper")}
        self.program = replace(order.program(line.program), **self._base)  # type: ignore[arg-type]  # arrays by name

    def nearest(
        self,
        optima: tuple[Array, Array],
        span: tuple[float, float, float],
        references: Mapping[str, tuple[tuple[Any, ...], str]],
        limit: int,
    ) -> Iterator[tuple[float, float, Array, Array]]:
        """Trace the point of the face nearest to the references, step by step of the tie-break.

        Args:
            optima: Optima at both ends, for columns that no step measures.
            span: Least and greatest θ, and the length of the full line.
            references: Keys of frames and needs, and the name of the array with their references, by kind of
                column.
            limit: Largest number of pieces of a step.

        Yields:
            Least and greatest θ of an interval, and all columns at both ends, each of shape (columns,).
        """
        start, stop, _ = span
        solver = WarmSolver(self.program)
        rates, at = dict(self._rate), {}
        for kind, (keys, name) in references.items():
            at[kind] = dict(zip(keys, self.line.part_at(self._at, name).tolist(), strict=True))
            rate = dict(zip(keys, self.line.rate[name].tolist(), strict=True))
            moves = [rate[key] for column, key in self.program.columns if column == kind and key in rate]
            for bound in ("row_lower", "row_upper"):
                rates[bound] = np.concatenate([rates[bound], moves])
        measured, x = with_deviations(solver, self.program, at, self._x[self._free])
        costs = [of_kind.cost for of_kind in measured.values()]
        solver.begin_at(x)
        movement = movement_cost(solver, self.program)
        costs += [movement] if np.any((solver.lower < solver.upper) & (movement != 0)) else []
        columns = len(solver.cost)
        if not costs:
            first, last = (x[self._free] for x in optima)
            yield start, stop, self._all_columns(start, first), self._all_columns(stop, last)
            return
        for bound in ("lower", "upper"):
            rates[bound] = np.pad(rates[bound], (0, columns - len(rates[bound])))
        base = {
            "lower": solver.lower.copy(),
            "upper": solver.upper.copy(),
            "row_lower": solver.row_lower.copy(),
            "row_upper": solver.row_upper.copy(),
        }
        line = Line(program=self.program, at=self._at, base=base, rate=rates, moves_cost=False)
        tracer = Tracer(solver, primal=True)
        objectives = [np.pad(cost, (0, columns - len(cost))) for cost in costs]
        for piece in self._steps(tracer, line, objectives, span, limit):
            first, last = (piece.x(theta)[: len(self._free)] for theta in (piece.start, piece.stop))
            yield (
                piece.start,
                piece.stop,
                self._all_columns(piece.start, first),
                self._all_columns(piece.stop, last),
            )
        self.solves = tracer.solves

    def _all_columns(self, theta: float, free: Array) -> Array:
        x = self._x + (theta - self._at) * self._dx
        x[self._free] = free
        return x

    def _steps(
        self,
        tracer: Tracer,
        line: Line,
        objectives: list[Array],
        span: tuple[float, float, float],
        limit: int,
    ) -> Iterator[Piece]:
        start, stop, length = span
        for piece in tracer.trace(
            line.with_objective(objectives[0]), start, stop, length=length, limit=limit
        ):
            if len(objectives) == 1:
                yield piece
            else:
                face = line.on_face(piece.optimum, piece.at, TIE_BREAK_FACE)
                yield from self._steps(tracer, face, objectives[1:], (piece.start, piece.stop, length), limit)


def group_by_face(pieces: list[Piece], *, moves_cost: bool) -> list[list[Piece]]:
    """Group neighbouring pieces that have the same optimal face, though their bases differ.

    These are pieces with the same marginals where the bounds move, and with the same slope where the
    objective does.

    Args:
        pieces: Pieces of a line, in order.
        moves_cost: Whether the objective moves; otherwise the bounds do.
    """
    groups: list[list[Piece]] = []
    for piece in pieces:
        last = groups[-1][-1] if groups else None
        same = last is not None and abs(last.slope - piece.slope) <= SAME * max(1.0, abs(piece.slope))
        if same and last is not None and not moves_cost:
            same = bool(np.allclose(last.optimum.marginal, piece.optimum.marginal, rtol=0, atol=SAME_PRICE))
        if same:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups
