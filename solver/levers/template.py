"""A scenario's arrays as a function of its levers: affine where they are, stated anew where they are not.

The Pyomo model is compiled once at each end of every lever and once between. Where all arrays (objective, bounds,
rows, coefficients, and the references of the tie-break) move along straight lines, and go on doing so with the other
levers at other values, they are kept as base plus slopes, and nothing is compiled again. Weights are normalised, so no
straight line leads through one goal's weight: the objective is kept as a linear function of all final weights instead,
which is exact for every lever that moves weights. Any other lever (an index that cumulates, say) states the scenario
anew. Nobody who asks for a point needs to know which it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.levers import edits, weights_at
from models.problems import Problem, ScenarioError
from models.variants import vary
from solver.answer.stating import Stated, state

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.levers import Lever
    from models.scenario import Scenario
    from solver.program.compiled import Array, Indices, LinearProgram

ALONG = (0.01, 0.99, 0.381966)
"""Where along a lever's range its straight line is measured, twice, and tried: near the ends, because a coefficient
that is nothing at an end has no place in the matrix there, and at a number that no kink of a file is likely to hit."""
STRAIGHT = 1e-9
"""How far an entry may lie from the straight line [share of its size]."""
ROUNDING = 1e-12
"""Entries that differ less than this at two ends of a lever do not move [share of their size]."""
PARTS = (
    "cost",
    "offset",
    "lower",
    "upper",
    "row_lower",
    "row_upper",
    "data",
    "frame",
    "need",
    "reference",
)
"""Arrays of a statement: those of the program, then what the tie-break and attainment refer to."""

Parts = dict[str, "Array"]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


def parts_of(stated: Stated) -> Parts:
    """The arrays of a stated scenario: its program's, indexed frames and needs [MSEK], and goals' references."""
    program, figures = stated.program, stated.figures
    return {
        **{name: getattr(program, name) for name in PARTS if hasattr(program, name)},
        "offset": np.array([program.offset]),
        "frame": np.array([stated.baseline.frame[key] for key in frame_keys(stated)]),
        "need": np.array([figures.need[key] for key in sorted(figures.need)]),
        "reference": np.array([figures.reference[key] for key in sorted(figures.reference)]),
    }


def frame_keys(stated: Stated) -> tuple[tuple[str, int], ...]:
    """Committees and plan years, in the order of all arrays of frames."""
    return tuple((c, y) for c in stated.figures.committees for y in stated.figures.years)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """The entries of one array that affine levers move.

    Attributes:
        entries: Their places, shape (n,).
        base: Their values with every lever at its base, shape (n,).
        slope: What one unit of each affine lever adds, shape (n, affine levers).
    """

    entries: Indices
    base: Array
    slope: Array


@dataclass(frozen=True, kw_only=True)
class Template:
    """The arrays of a scenario as a function of its levers.

    Attributes:
        scenario: As it stands, all levers at their base.
        levers: All levers, in the order of values.
        stated: The scenario, stated with every affine lever at its base.
        base: Value of each lever at which it was stated.
        affine: Which levers move the arrays along straight lines.
        weighing: Which move nothing but weights.
        moving: What the affine ones move, by array.
        attained: Columns of the objective that goal weights multiply.
        goal: The goal of each of these columns, as its place among the sorted goals.
        discount: What the weight of each is multiplied by.
    """

    scenario: Scenario
    levers: tuple[Lever, ...]
    stated: Stated
    base: Array
    affine: tuple[bool, ...]
    weighing: tuple[bool, ...]
    moving: dict[str, Moving]
    attained: Indices
    goal: Indices
    discount: Array

    @property
    def program(self) -> LinearProgram:
        """The program at the base."""
        return self.stated.program

    @cached_property
    def straight(self) -> Mask:
        """Which levers are affine, to pick their values with."""
        return np.array(self.affine, bool)

    @cached_property
    def weighs(self) -> Mask:
        """Which levers move weights, to pick their values with."""
        return np.array(self.weighing, bool)

    @cached_property
    def stands(self) -> Mask:
        """Which levers must stand at their base, or the scenario is stated anew."""
        return ~(self.straight | self.weighs)

    @cached_property
    def moving_rows(self) -> Indices:
        """Rows whose bounds affine levers move."""
        return self._moving_any("row_lower", "row_upper")

    @cached_property
    def moving_columns(self) -> Indices:
        """Columns whose bounds affine levers move."""
        return self._moving_any("lower", "upper")

    def _moving_any(self, *names: str) -> Indices:
        found = [self.moving[name].entries for name in names if name in self.moving]
        return np.unique(np.concatenate([np.empty(0, np.int32), *found])).astype(np.int32)

    def rebuilds(self, values: Array) -> bool:
        """Whether these values need the scenario to be stated anew."""
        return bool((values[self.stands] != self.base[self.stands]).any())

    def weights(self, values: Array) -> Array:
        """Final goal weights, sum 1, goals sorted; only where nothing is stated anew."""
        figures = self.stated.figures
        at = {
            lever: float(value)
            for lever, value, weighs in zip(self.levers, values, self.weighing, strict=True)
            if weighs and value != lever.today
        }
        found = weights_at(figures, at)
        return np.array([found[g] for g in figures.goals])

    def moved(self, name: str, values: Array) -> Array:
        """The entries of an array that affine levers move, at some values, shape (n,)."""
        part = self.moving[name]
        return part.base + part.slope @ (values - self.base)[self.straight]

    def parts(self, values: Array) -> Parts:
        """All arrays at some values, stating the scenario anew where that is needed.

        Raises:
            ScenarioError: The scenario does not stand these values.
        """
        if self.rebuilds(values):
            return parts_of(self.state(values))
        found = parts_of(self.stated)
        for name, part in self.moving.items():
            found[name] = found[name].copy()
            found[name][part.entries] = self.moved(name, values)
        if any(self.weighing):
            found["cost"] = found["cost"].copy()
            found["cost"][self.attained] = self.weights(values)[self.goal] * self.discount
        return found

    def state(self, values: Array) -> Stated:
        """The scenario stated anew with all levers at some values.

        Raises:
            ScenarioError: It does not stand these values.
        """
        at = dict(zip(self.levers, map(float, values), strict=True))
        return state(varied(self.scenario, at))

    @classmethod
    def of(cls, scenario: Scenario, levers: Sequence[Lever]) -> Template:
        """Compile a scenario's arrays as a function of levers.

        Args:
            scenario: Where every lever stands at its base: today's value, or the middle of its range where there is
                none.
            levers: What moves; each is tried over its own range.

        Raises:
            ScenarioError: The scenario is wrong, or does not stand the ends of a lever's range.
        """
        return _Trial(scenario, tuple(levers)).template()


def varied(scenario: Scenario, at: dict[Lever, float]) -> Scenario:
    """The scenario with levers at some values; those that stand as today are left alone.

    Raises:
        ScenarioError: It does not stand these values.
    """
    moved = {lever: value for lever, value in at.items() if value != lever.today}
    if not moved:
        return scenario
    try:
        return vary(scenario, edits(scenario, moved))
    except ScenarioError as error:
        names = ", ".join(f"{lever.id} = {value:.6g}" for lever, value in moved.items())
        told = Problem(
            path="",
            sv=f"scenariot går inte att räkna med {names}:",
            en=f"the scenario cannot be computed with {names}:",
        )
        raise ScenarioError((told, *error.problems), error.language) from error


class _Trial:
    """Which levers are affine, tried by compiling."""

    def __init__(self, scenario: Scenario, levers: tuple[Lever, ...]) -> None:
        self.scenario, self.levers = scenario, levers
        self.base = np.array([(lv.low + lv.high) / 2 if lv.today is None else lv.today for lv in levers])
        for lever in levers:
            varied(scenario, {lever: lever.low})
            varied(scenario, {lever: lever.high})
        self.stated = self._state(self.base)
        self.parts = parts_of(self.stated)
        figures = self.stated.figures
        places = {g: n for n, g in enumerate(figures.goals)}
        attained = [
            (j, key) for j, (kind, key) in enumerate(self.stated.program.columns) if kind == "attainment"
        ]
        self.attained = np.array([j for j, _ in attained], np.int32)
        self.goal = np.array([places[str(key[0])] for _, key in attained], np.int32)
        self.discount = np.array([figures.discount[int(key[1])] for _, key in attained])

    def _state(self, values: Array) -> Stated:
        return state(varied(self.scenario, dict(zip(self.levers, map(float, values), strict=True))))

    def _at(self, values: Array) -> Parts | None:
        """The arrays at some values; None where their shape differs, so that no template holds them."""
        found = self._state(values)
        return parts_of(found) if same_shape(found.program, self.stated.program) else None

    def template(self) -> Template:
        slopes: dict[int, Parts] = {}
        weighing: list[bool] = []
        for k, lever in enumerate(self.levers):
            weighs = lever.moves_weights and self._weighs(k, lever)
            weighing.append(weighs)
            slope = None if weighs else self._slope(k, lever)
            if slope is not None:
                slopes[k] = slope
        while slopes and not self._together(
            slopes, weighing
        ):  # levers that are straight alone may multiply each other
            del slopes[max(slopes)]
        return self._made(slopes, weighing)

    def _made(self, slopes: dict[int, Parts], weighing: list[bool]) -> Template:
        moving = {}
        for name in PARTS:
            columns = np.array([slopes[k][name] for k in sorted(slopes)]).reshape(-1, len(self.parts[name]))
            (entries,) = np.nonzero(columns.any(axis=0))
            if len(entries):
                moving[name] = Moving(
                    entries=entries.astype(np.int32),
                    base=self.parts[name][entries],
                    slope=np.ascontiguousarray(columns[:, entries].T),
                )
        return Template(
            scenario=self.scenario,
            levers=self.levers,
            stated=self.stated,
            base=self.base,
            affine=tuple(k in slopes for k in range(len(self.levers))),
            weighing=tuple(weighing),
            moving=moving,
            attained=self.attained,
            goal=self.goal,
            discount=self.discount,
        )

    def _along(self, k: int, lever: Lever) -> Iterator[tuple[float, Parts | None]]:
        for part in ALONG:
            values = self.base.copy()
            values[k] = lever.low + part * (lever.high - lever.low)
            yield values[k], self._at(values)

    def _weighs(self, k: int, lever: Lever) -> bool:
        """Whether the objective alone moves, and as the weights do."""
        only = self._made({}, [i == k for i in range(len(self.levers))])
        for value, parts in self._along(k, lever):
            values = self.base.copy()
            values[k] = value
            if parts is None or not alike(only.parts(values), parts):
                return False
        return True

    def _slope(self, k: int, lever: Lever) -> Parts | None:
        """What one unit of a lever adds to each array; None where it is no straight line."""
        (low, at_low), (high, at_high), (between, at_between) = self._along(k, lever)
        if at_low is None or at_high is None or at_between is None:
            return None
        slope = {name: _moved(at_high[name], at_low[name]) / (high - low) for name in PARTS}
        for value, parts in ((low, at_low), (between, at_between)):
            guess = {name: self.parts[name] + (value - self.base[k]) * slope[name] for name in PARTS}
            if not alike(guess, parts):
                return None
        return slope

    def _together(self, slopes: dict[int, Parts], weighing: list[bool]) -> bool:
        """Whether the levers add up: tried with all of them away from their base at once, twice."""
        made = self._made(slopes, weighing)
        moved = [k in slopes or weighing[k] for k in range(len(self.levers))]
        if sum(moved) <= 1:
            return True
        for turn in (ALONG[-1], 1 - ALONG[-1] / 2):
            values = self.base.copy()
            for k, lever in enumerate(self.levers):
                if moved[k]:
                    values[k] = lever.low + ((k + 1) * turn % 1) * (lever.high - lever.low)
            parts = self._at(values)
            if parts is None or not alike(made.parts(values), parts):
                return False
        return True


def same_shape(a: LinearProgram, b: LinearProgram) -> bool:
    """Whether two programs have the same rows, columns and places of coefficients."""
    return (
        a.rows == b.rows
        and a.columns == b.columns
        and np.array_equal(a.start, b.start)
        and np.array_equal(a.index, b.index)
    )


def difference(a: Array, b: Array) -> Array:
    """A - b, nothing where both are the same infinity."""
    same = a == b
    return np.where(same, 0.0, np.where(same, 0.0, a) - np.where(same, 0.0, b))


def _moved(a: Array, b: Array) -> Array:
    """A - b, nothing where they differ by rounding."""
    by = difference(a, b)
    return np.where(
        np.abs(by) <= ROUNDING * np.maximum(1.0, np.abs(np.where(np.isfinite(a), a, 0.0))), 0.0, by
    )


def alike(a: Parts, b: Parts) -> bool:
    """Whether all arrays are the same but for rounding."""
    return all(
        a[name].shape == b[name].shape
        and bool(
            np.all(
                np.abs(difference(a[name], b[name]))
                <= STRAIGHT * np.maximum(1.0, np.where(np.isfinite(b[name]), np.abs(b[name]), 1.0))
            )
        )
        for name in PARTS
    )


def with_parts(program: LinearProgram, parts: Parts) -> LinearProgram:
    """A program with other numbers in the same places."""
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
