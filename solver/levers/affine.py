"""Which entries of a record move along straight lines, with which levers, and how far its guards let them.

Between two outcomes of its guards a record is made of smooth operations. An entry that lies on a straight line at the
ends of a lever's range and at two places between, which no file is likely to choose, is therefore on it everywhere; so
is the difference that a guard is told by, which then cannot change sign between two ends where it has the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.levers.parts import close, difference, near
from solver.levers.recorded import stated_weights
from solver.levers.recording import settled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.figures import Figures
    from models.levers import Lever
    from solver.levers.recorded import Recorded
    from solver.levers.recording import Guards, Mask
    from solver.program.compiled import Array, Indices, LinearProgram

BETWEEN = (0.381966, 0.763932)
"""Places in a lever's range at which it is tested whether an entry lies on the line between the ends."""
TOGETHER = (0.381966, 0.809017)
"""Steps by which the levers are moved all at once, each another share of its range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """The entries of one array that depend on affine levers.

    Attributes:
        entries: Positions in the array, shape (n,).
        base: Values with every lever at its base, shape (n,).
        slope: Change per unit of each affine lever, shape (n, affine levers).
    """

    entries: Indices
    base: Array
    slope: Array

    def at(self, moved: Array) -> Array:
        """Return the entries with affine levers so far from their base, shape (affine levers,)."""
        return self.base + self.slope @ moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """The guards that affine levers move.

    Attributes:
        guards: The guards, those first that may fail within the ranges of all levers together.
        base: Their differences with every lever at its base, shape (guards,).
        slope: Change of these per unit of each affine lever, shape (guards, affine levers).
        doubtful: How many may fail within the ranges.
        low: Least value of each affine lever's range, less its base.
        high: Greatest value, likewise.
    """

    guards: Guards
    base: Array
    slope: Array
    doubtful: int
    low: Array
    high: Array

    def holds(self, moved: Array) -> bool:
        """Return whether all guards hold with affine levers so far from their base, shape (affine levers,)."""
        inside = bool(((self.low <= moved) & (moved <= self.high)).all())
        if inside and not self.doubtful:
            return True
        some = slice(self.doubtful if inside else None)
        differences = settled(self.base[some] + self.slope[some] @ moved, np.abs(self.base[some]))
        return bool(self.guards.of(some).hold(differences).all())


@dataclass(frozen=True, slots=True, kw_only=True)
class Straight:
    """What is affine in some levers.

    Attributes:
        affine: Whether the arrays are affine in a lever, shape (levers,).
        weighing: Whether a lever changes goal weights alone, shape (levers,).
        moving: The entries that depend on affine levers, by name of the array.
        fence: The guards that they move, where their effects on these add up.
        bent: Whether there are other guards, which have to be asked at each point.
    """

    affine: Mask
    weighing: Mask
    moving: dict[str, Moving]
    fence: Fence | None
    bent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attained:
    """The columns of the objective that stand for attainment, and the discounted weights that they have there.

    Attributes:
        columns: Positions, shape (attained,).
        outcomes: Goal and outcome year of each.
        figures: Figures of the scenario, with its discounts and weights.
    """

    columns: Indices
    outcomes: tuple[tuple[str, int], ...]
    figures: Figures

    @classmethod
    def of(cls, program: LinearProgram, figures: Figures) -> Attained:
        """Find them in a program."""
        found = [(j, key) for j, (kind, key) in enumerate(program.columns) if kind == "attainment"]
        return cls(
            columns=np.array([j for j, _ in found], np.int32),
            outcomes=tuple((str(key[0]), int(key[1])) for _, key in found),
            figures=figures,
        )

    def costs(self, stated: Mapping[str, float]) -> Array:
        """Compute their coefficients under some stated weights, by goal; shape (attained,)."""
        weights = self.figures.weights_of(stated)
        return np.array([self.figures.discount[key[1]] * weights[key] for key in self.outcomes])


def nothing_straight(levers: int) -> Straight:
    """Return that nothing is affine in some levers."""
    none = np.zeros(levers, bool)
    return Straight(affine=none, weighing=none, moving={}, fence=None, bent=False)


def straight(record: Recorded, which: tuple[int, ...], attained: Attained) -> Straight:
    """Find what is affine in some levers of a record, the others at their base.

    Args:
        record: The record.
        which: Positions of the levers.
        attained: The columns of attainment.
    """
    return _Trial(record, which, attained).straight()


class _Trial:
    """A test of levers by what a record gives: the entries asked for, then the differences of its guards."""

    def __init__(self, record: Recorded, which: tuple[int, ...], attained: Attained) -> None:
        self.record, self.which, self.attained = record, which, attained
        self.levers = [record.moves.levers[k] for k in which]
        self.base = record.moves.base[list(which)]
        self.count = sum(map(len, record.entries.values()))
        at_base = self._at(self.base)
        assert at_base is not None  # noqa: S101 - it was recorded there
        self.at_base = at_base
        self.places = dict(
            zip(record.entries, np.cumsum([0, *map(len, record.entries.values())]), strict=False)
        )

    def _at(self, values: Array) -> Array | None:
        whole = self.record.moves.base.copy()
        whole[list(self.which)] = values
        found = self.record.replay.beyond(self.record.moves.given(whole))
        return None if found is None else np.concatenate(found)

    def _along(self, k: int, values: list[float]) -> list[Array] | None:
        """Compute the same at some values of one lever, at once."""
        points = np.tile(self.record.moves.base, (len(values), 1))
        points[:, self.which[k]] = values
        found = self.record.beyond_many(points)
        return None if found is None else list(np.concatenate(found).T)

    def _fails(self, found: Array) -> bool:
        return self.record.replay.guards.fail_around(found[self.count :])

    def straight(self) -> Straight:
        slopes: dict[int, Array] = {}
        weighing = np.zeros(len(self.which), bool)
        for k, lever in enumerate(self.levers):
            if self.which[k] in self.record.moves.unknown | self.record.moves.bending:
                continue
            if lever.moves_weights:
                weighing[k] = self._weighs(k, lever)
            elif (slope := self._slope(k, lever)) is not None:
                slopes[k] = slope
        while (off := self._off(slopes, weighing))[: self.count].any():  # levers may multiply each other
            del slopes[max(slopes)]
        affine = np.isin(np.arange(len(self.which)), list(slopes))
        columns = np.array([slopes[k] for k in sorted(slopes)]).reshape(len(slopes), len(self.at_base)).T
        return Straight(
            affine=affine,
            weighing=weighing,
            moving=dict(self._moving(columns)),
            fence=self._fence(np.where(off[:, None], 0.0, columns)[self.count :], affine) if slopes else None,
            bent=bool(off[self.count :].any()),
        )

    def _slope(self, k: int, lever: Lever) -> Array | None:
        """Compute the change of each entry per unit of a lever; None where they are not affine, or a guard fails."""
        values = [lever.low, lever.high, *(lever.low + part * (lever.high - lever.low) for part in BETWEEN)]
        along = self._along(k, values)
        if along is None or self._fails(along[0]) or self._fails(along[1]):
            return None
        at_low, at_high, *between = along
        slope = _change(at_high, at_low) / (lever.high - lever.low)
        for value, found in zip((lever.low, *values[2:]), (at_low, *between), strict=True):
            if not close(self.at_base + (value - self.base[k]) * slope, found):
                return None
        return slope

    def _weighs(self, k: int, lever: Lever) -> bool:
        """Whether a lever changes nothing but the weights of the objective."""
        for part in (0.0, 1.0, *BETWEEN):
            values = self.base.copy()
            values[k] = lever.low + part * (lever.high - lever.low)
            found = self._at(values)
            expected = self.at_base[: self.count].copy()
            places, kept = self._weights()
            expected[places] = self.attained.costs(self._stated(values))[kept]
            if found is None or not close(expected, found[: self.count]):
                return False
            if self._fails(found):
                return False
        return True

    def _stated(self, values: Array) -> dict[str, float]:
        standing = self.record.moves.weighed
        assert standing is not None  # noqa: S101 - a lever moves weights
        return stated_weights(standing, self.levers, values)

    def _weights(self) -> tuple[Indices, Mask]:
        """Return the entries that are weights of the objective, and which of its columns of attainment they are."""
        columns = self.record.entries.get("cost", np.empty(0, np.int32))
        kept = np.isin(self.attained.columns, columns)
        begin = int(self.places.get("cost", 0))
        return (begin + np.searchsorted(columns, self.attained.columns[kept])).astype(np.int32), kept

    def _off(self, slopes: dict[int, Array], weighing: Mask) -> Mask:
        """Return on which entries the effects of the levers do not add up, tested twice with all of them moved."""
        off = np.zeros(len(self.at_base), bool)
        if not slopes or len(slopes) + weighing.sum() == 1:
            return off
        moves = np.any([slope != 0 for slope in slopes.values()], axis=0)
        for turn in TOGETHER:
            share = (np.arange(1, len(self.levers) + 1) * turn) % 1
            there = np.array(
                [lv.low + s * (lv.high - lv.low) for lv, s in zip(self.levers, share, strict=True)]
            )
            weighed = np.where(weighing, there, self.base)
            moved = np.where(np.isin(np.arange(len(there)), list(slopes)), there, weighed)
            start, found = self._at(weighed), self._at(moved)
            if start is None or found is None:
                return np.ones_like(off)
            expected = start + sum((there[k] - self.base[k]) * slope for k, slope in slopes.items())
            off |= ~near(expected, found) | (moves & ~near(start, self.at_base))
        return off

    def _moving(self, columns: Array) -> Iterator[tuple[str, Moving]]:
        for name, entries in self.record.entries.items():
            begin = int(self.places[name])
            own = columns[begin : begin + len(entries)]
            moves = own.any(axis=1)
            if moves.any():
                yield (
                    name,
                    Moving(
                        entries=entries[moves],
                        base=self.at_base[begin : begin + len(entries)][moves],
                        slope=np.ascontiguousarray(own[moves]),
                    ),
                )

    def _fence(self, slope: Array, affine: Mask) -> Fence | None:
        moves = slope.any(axis=1)
        if not moves.any():
            return None
        levers = [lever for lever, of in zip(self.levers, affine, strict=True) if of]
        base, slope = self.at_base[self.count :][moves], slope[moves]
        low, high = (
            np.array([getattr(lv, end) for lv in levers]) - self.base[affine] for end in ("low", "high")
        )
        ends = slope * low, slope * high
        guards = self.record.replay.guards.of(moves)
        least, most = (base + of(*ends).sum(axis=1) for of in (np.minimum, np.maximum))
        certain = guards.hold_between(least, most)
        order = np.argsort(certain, kind="stable")
        return Fence(
            guards=guards.of(order),
            base=base[order],
            slope=np.ascontiguousarray(slope[order]),
            doubtful=int((~certain).sum()),
            low=low,
            high=high,
        )


def _change(a: Array, b: Array) -> Array:
    """Compute a - b elementwise, with 0 where they differ by rounding only."""
    return settled(difference(a, b), np.abs(np.where(np.isfinite(a), a, 0.0)))
