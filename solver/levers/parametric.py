"""The answer along a straight line: V, every stage of the tie-break, and the proof of each piece.

On a piece of the first stage the optimal face is the same, its bounds move with the line, and the next aim is a
parametric program on it (``solver.levers.tracing``),
on the small program that ``solver.program.face`` leaves of the face.

A piece is proved at both of its ends by residuals and the dual bound; as both are affine between them, that proves it
everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.answer.tie_break import deviations, moving, nearest_of
from solver.levers.template import frame_keys, with_parts
from solver.levers.tracing import BOUNDS, Line, Piece, TooManyPiecesError, Tracer
from solver.program.certificate import DUAL, FACE, HELD, PRIMAL, UncertifiedError, dual_bound, residual
from solver.program.face import settling_of
from solver.program.warm import SolverFaultError, WarmSolver

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from solver.levers.template import Template
    from solver.program.compiled import Array
    from solver.program.warm import Optimum

PROVED = 1e-5
"""Largest gap of a piece [points]; at its ends prices may be off by the solver's tolerance. The largest met is told."""
SAME_PRICE = 1e-12
"""Marginals that differ less than this are one [points per unit]."""
SAME = 1e-7
"""Slopes that differ less than this are one [share of the larger, or absolute below one]."""


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
