"""Arrays of a scenario as a function of its levers: affine where possible, otherwise stated again.

The Pyomo model is compiled at both ends of every lever's range and once between. Where all arrays
(objective, bounds, rows, coefficients, and the references of the tie-break) are affine in the lever, and stay
so with the other levers at other values, they are stored as base and slopes and nothing is compiled again.
Goal weights are normalised, so the objective is not affine in one goal's weight; it is computed from the stated
weights instead, which is exact for every lever that changes weights alone. Weights, their factors, the measured
set and every switch are those of the scenario as it stands, however its amounts move. For any other lever (an
index that cumulates, for example) the model's formulas are recorded once and repeated at each value, see ``recorded``;
where the record has no answer, the scenario is stated again. The caller does not need to know which case applies.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.effect_levers import with_curves
from models.figures import Figures
from models.levers import CURVES, edits, stated_at
from models.problems import Problem, ScenarioError
from models.variants import vary
from solver.answer.stating import StatedScenario, state
from solver.levers.recorded import UntraceableError, beside, moves_of, recorded
from solver.program.compiled import with_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from models.levers import Lever
    from models.scenario import Scenario
    from solver.levers.recorded import Moves, Parts, Recorded
    from solver.program.compiled import Array, Indices, LinearProgram

ALONG = (0.0, 1.0, 0.381966)
"""Positions in a lever's range: its ends, at which its slope is measured, and one at which it is tested.

Rows come and go where an amount passes a threshold, which it does at most once along a line: rows that are the same at
both ends are the same between. An entry is an affine, a least or a greatest of affine functions of the lever, so convex
or concave: one that lies on its chord at a place between the ends is affine from end to end. The third position is a
number at which a file is unlikely to have a kink."""
AFFINE = 1e-9
"""How far an entry may lie from the affine function [share of its size]."""
ROUNDING = 1e-12
"""Entries that differ by less than this along a lever count as constant [share of their size]."""
PATIENCE = 3
"""Points at which the scenario is stated again before anything is recorded, which costs as much as that."""
COMPARED = (1.0, 0.5, 0.25, 0.125, 0.0625)
"""How far from the recorded place it is compared with a restatement [share of the way into the levers' ranges]."""
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
    "surplus",
)
"""Names of the arrays: those of the program, the references of the tie-break and of attainment, planned surpluses."""

Mask = np.ndarray[Any, np.dtype[np.bool_]]


def parts_of(stated: StatedScenario) -> Parts:
    """Return the arrays of a stated scenario, by the names of ``PARTS``."""
    program = stated.program
    return {
        **{name: getattr(program, name) for name in PARTS if hasattr(program, name)},
        "offset": np.array([program.offset]),
        **{name: np.array(numbers) for name, numbers in beside(stated.figures, stated.baseline).items()},
    }


def frame_keys(stated: StatedScenario) -> tuple[tuple[str, int], ...]:
    """Return committees and plan years in the order of arrays of frames."""
    return tuple((c, y) for c in stated.figures.committees for y in stated.figures.open_years)


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


@dataclass(frozen=True, kw_only=True)
class Template:
    """The arrays of a scenario as a function of its levers.

    Attributes:
        scenario: The scenario with every lever at its base.
        standing: Figures of the scenario as it stands.
        levers: The levers, in the order of values.
        stated: The scenario stated with every lever at its base.
        base: Base value of each lever, shape (levers,).
        affine: Whether the arrays are affine in a lever, by lever.
        weighing: Whether a lever changes goal weights alone, by lever.
        moving: The entries that depend on affine levers, by name of the array.
        attained: Columns whose coefficient in the objective is a discounted goal weight, shape (attained,).
        outcomes: Goal and outcome year of each of these columns.
        records: What is recorded of the arrays under levers that are neither.
    """

    scenario: Scenario
    standing: Figures
    levers: tuple[Lever, ...]
    stated: StatedScenario
    base: Array
    affine: tuple[bool, ...]
    weighing: tuple[bool, ...]
    moving: dict[str, Moving]
    attained: Indices
    outcomes: tuple[tuple[str, int], ...]
    records: Records | One

    def prepare(self) -> None:
        """Record now, so that no answer depends on which points were asked for before."""
        if isinstance(self.records, Records):
            self.records.prepare()

    @property
    def program(self) -> LinearProgram:
        """The program at the base."""
        return self.stated.program

    @cached_property
    def affine_mask(self) -> Mask:
        """``affine`` as an array, shape (levers,)."""
        return np.array(self.affine, bool)

    @cached_property
    def weighing_mask(self) -> Mask:
        """``weighing`` as an array, shape (levers,)."""
        return np.array(self.weighing, bool)

    @cached_property
    def restating_mask(self) -> Mask:
        """Whether a record or a restatement is needed when a lever leaves its base, shape (levers,)."""
        return ~(self.affine_mask | self.weighing_mask)

    @cached_property
    def moving_rows(self) -> Indices:
        """Rows whose bounds depend on affine levers."""
        return self._moving_any("row_lower", "row_upper")

    @cached_property
    def moving_columns(self) -> Indices:
        """Columns whose bounds depend on affine levers."""
        return self._moving_any("lower", "upper")

    def _moving_any(self, *names: str) -> Indices:
        entries = [self.moving[name].entries for name in names if name in self.moving]
        return np.unique(np.concatenate([np.empty(0, np.int32), *entries])).astype(np.int32)

    def rebuilds(self, values: Array) -> bool:
        """Whether the arrays are those of a record, or of a restatement, at these values, shape (levers,)."""
        return bool((values[self.restating_mask] != self.base[self.restating_mask]).any())

    def costs(self, stated: Mapping[str, float]) -> Array:
        """Compute the objective's coefficients of attainment under some stated weights.

        Args:
            stated: Stated weight of each goal.

        Returns:
            Discounted final weight of each column of ``attained``, shape (attained,).
        """
        figures = self.stated.figures
        weights = figures.weights_of(stated)
        return np.array([figures.discount[key[1]] * weights[key] for key in self.outcomes])

    def stated_weights(self, values: Array) -> dict[str, float]:
        """Compute the stated weight of each goal at some values of the levers, shape (levers,)."""
        at = {
            lever: float(value)
            for lever, value, weighs in zip(self.levers, values, self.weighing, strict=True)
            if weighs and value != lever.today
        }
        return stated_at(self.standing, at)

    def moving_values(self, name: str, values: Array) -> Array:
        """Compute the entries of an array that depend on affine levers, at some values, shape (n,)."""
        part = self.moving[name]
        return part.base + part.slope @ (values - self.base)[self.affine_mask]

    def parts(self, values: Array) -> Parts:
        """Compute all arrays at some values, shape (levers,), stating the scenario again if needed.

        Raises:
            ScenarioError: The scenario is invalid at these values.
        """
        if self.rebuilds(values):
            record, parts = self.records.at(values)
            return parts if record is not None else parts_of(self.state(values))
        parts = parts_of(self.stated)
        for name, part in self.moving.items():
            parts[name] = parts[name].copy()
            parts[name][part.entries] = self.moving_values(name, values)
        if any(self.weighing):
            parts["cost"] = parts["cost"].copy()
            parts["cost"][self.attained] = self.costs(self.stated_weights(values))
        return parts

    def state(self, values: Array) -> StatedScenario:
        """State the scenario with the levers at some values, shape (levers,).

        Raises:
            ScenarioError: The scenario is invalid at these values.
        """
        at = dict(zip(self.levers, map(float, values), strict=True))
        return state(varied(self.scenario, at), self.standing)

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        levers: Sequence[Lever],
        *,
        standing: Figures | None = None,
        stated: StatedScenario | None = None,
        records: One | None = None,
    ) -> Template:
        """Compile a scenario's arrays as a function of levers.

        Args:
            scenario: The scenario with every lever at its base: today's value, or the middle of its range if
                it has none.
            levers: The levers; each is tested over its own range.
            standing: Figures of the scenario as it stands, where this one is a variant of it.
            stated: The scenario, if it is stated already.
            records: What is recorded already, where there is one lever; see ``records_of``.

        Raises:
            ScenarioError: The scenario is invalid, now or at an end of a lever's range.
        """
        return _Trial(
            scenario, tuple(levers), standing or Figures(scenario=scenario), stated, records
        ).template()


def records_of(
    scenario: Scenario, levers: Sequence[Lever], standing: Figures, stated: StatedScenario
) -> Records:
    """Return what is recorded of a scenario once, for templates of one lever each.

    Args:
        scenario: The scenario.
        levers: Levers that have a value today.
        standing: Figures of the scenario as it stands.
        stated: The scenario stated.
    """
    records = _Trial(scenario, tuple(levers), standing, stated, None).records
    assert isinstance(records, Records)  # noqa: S101 - those of its own
    records.prepare()
    return records


def varied(scenario: Scenario, at: dict[Lever, float]) -> Scenario:
    """Return the scenario with levers at some values; levers at today's value change nothing.

    Raises:
        ScenarioError: The scenario is invalid at these values; the first problem names them.
    """
    curves = {lever: value for lever, value in at.items() if lever.kind in CURVES and value != lever.today}
    moved = {lever: value for lever, value in at.items() if lever.kind not in CURVES and value != lever.today}
    if curves:
        other = varied(scenario, moved)
        return with_curves(other, Figures(scenario=other), curves)
    if not moved:
        return scenario
    try:
        return vary(scenario, edits(scenario, moved))
    except ScenarioError as error:
        names = ", ".join(f"{lever.id} = {value:.6g}" for lever, value in moved.items())
        heading = Problem(
            path="",
            sv=f"scenariot går inte att räkna med {names}:",
            en=f"the scenario cannot be computed with {names}:",
        )
        raise ScenarioError((heading, *error.problems), error.language) from error


class Records:
    """The records of a template, made when they are worth it; beside its base, one where curves have another shape.

    Attributes:
        restated: How many points no record had an answer for.
    """

    def __init__(self, trial: _Trial) -> None:
        """Record nothing yet."""
        self.restated = 0
        self._trial = trial
        self._asked = 0

    def at(self, values: Array) -> tuple[Recorded | None, Parts]:
        """Return the record that holds at some values, and the arrays there; None and none where no record does."""
        self._asked += 1
        for record in self.made if self._asked > PATIENCE else ():
            parts = record.parts(values)
            if parts is not None:
                return record, parts
        self.restated += 1
        return None, {}

    def prepare(self) -> None:
        """Wait for no more points before recording."""
        self._asked = max(self._asked, PATIENCE)

    def only(self, lever: Lever) -> One | None:
        """Return the records with one lever moved; None for a lever that is not among theirs."""
        levers = self._trial.levers
        return One(self, self._trial.base, levers.index(lever)) if lever in levers else None

    @cached_property
    def made(self) -> tuple[Recorded, ...]:
        """The records, each compared entry by entry with a restatement; none where nothing can be recorded."""
        trial = self._trial
        places = [trial.base]
        bent = np.array([lever.kind == "shape" for lever in trial.levers], bool)
        if bent.any():
            places.append(
                np.where(bent, [(lever.low + lever.high) / 2 for lever in trial.levers], trial.base)
            )
        try:
            moves = moves_of(trial.levers, trial.base, lambda at: varied(trial.scenario, at))
            return tuple(record for place in places if (record := self._record(moves, place)) is not None)
        except (
            UntraceableError,
            ScenarioError,
        ):  # where it is invalid, a restatement says so at its own values
            return ()

    def _record(self, moves: Moves, place: Array) -> Recorded | None:
        trial = self._trial
        stated = trial.state_at(place)
        record = recorded(moves, place, trial.standing, stated, parts_of(stated))
        for values in self._beside(place):
            parts = record.parts(values)
            if parts is None:
                continue
            try:
                anew = trial.state_at(values)
            except ScenarioError:  # each lever may go so far alone, but not all together
                continue
            same = same_shape(anew.program, record.stated.program) and alike(parts, parts_of(anew))
            return record if same else None
        return None

    def _beside(self, place: Array) -> Iterator[Array]:
        """Yield places with all levers away from a place, ever nearer; a curve of its own shape keeps it."""
        levers = self._trial.levers
        low, high = (np.array([getattr(lever, end) for lever in levers]) for end in ("low", "high"))
        kept = [lv.kind == "shape" and at == lv.today for lv, at in zip(levers, place.tolist(), strict=True)]
        share = (np.arange(1, len(place) + 1) * ALONG[-1]) % 1
        away = np.where(kept, 0.0, low + share * (high - low) - place)
        yield from (place + step * away for step in COMPARED)


@dataclass(frozen=True, slots=True)
class One:
    """The records of several levers, of which one moves and the others are at their base."""

    records: Records
    base: Array
    place: int

    def at(self, values: Array) -> tuple[Recorded | None, Parts]:
        """Return what ``Records.at`` does, at values of the one lever, shape (1,)."""
        whole = self.base.copy()
        whole[self.place] = values[0]
        return self.records.at(whole)


class _Trial:
    """A test of which levers are affine, by compiling the scenario at several of their values."""

    def __init__(
        self,
        scenario: Scenario,
        levers: tuple[Lever, ...],
        standing: Figures,
        stated: StatedScenario | None,
        records: One | None,
    ) -> None:
        self.scenario, self.levers, self.standing, self._given = scenario, levers, standing, stated
        self.base = np.array([(lv.low + lv.high) / 2 if lv.today is None else lv.today for lv in levers])
        self.stated = self.state_at(self.base)
        self.parts = parts_of(self.stated)
        attained = [
            (j, key) for j, (kind, key) in enumerate(self.stated.program.columns) if kind == "attainment"
        ]
        self.attained = np.array([j for j, _ in attained], np.int32)
        self.records: Records | One = records or Records(self)
        self._recorded = records is not None
        self.outcomes = tuple((str(key[0]), int(key[1])) for _, key in attained)

    def state_at(self, values: Array) -> StatedScenario:
        """State the scenario with the levers at some values, shape (levers,)."""
        at = dict(zip(self.levers, map(float, values), strict=True))
        scenario = varied(self.scenario, at)
        if self._given is not None and scenario is self._given.scenario:
            return self._given
        return state(scenario, self.standing)

    def _at(self, values: Array) -> Parts | None:
        """Compute the arrays at some values; None where the program has another shape."""
        record, parts = self.records.at(values) if self._recorded else (None, {})
        program = self.stated.program
        if record is not None:
            data = entries_as(with_parts(record.stated.program, parts), program)
        else:
            stated = self.state_at(values)
            data, parts = entries_as(stated.program, program), parts_of(stated)
        return None if data is None else {**parts, "data": data}

    def template(self) -> Template:
        slopes: dict[int, Parts] = {}
        weighing: list[bool] = []
        for k, lever in enumerate(self.levers):
            weighs = lever.moves_weights and self._weighs(k, lever)
            weighing.append(weighs)
            slope = None if weighs else self._slope(k, lever)
            if slope is not None:
                slopes[k] = slope
            self._recorded |= not weighs and slope is None
        while slopes and not self._additive(slopes, weighing):  # levers may multiply each other
            del slopes[max(slopes)]
        return self._with_slopes(slopes, weighing)

    def _with_slopes(self, slopes: dict[int, Parts], weighing: list[bool]) -> Template:
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
            standing=self.standing,
            levers=self.levers,
            stated=self.stated,
            base=self.base,
            affine=tuple(k in slopes for k in range(len(self.levers))),
            weighing=tuple(weighing),
            moving=moving,
            attained=self.attained,
            outcomes=self.outcomes,
            records=self.records,
        )

    def _along(self, k: int, lever: Lever) -> Iterator[tuple[float, Parts | None]]:
        for part in ALONG:
            values = self.base.copy()
            values[k] = lever.low + part * (lever.high - lever.low)
            yield values[k], self._at(values)

    def _weighs(self, k: int, lever: Lever) -> bool:
        """Whether the lever changes the objective alone, through the goal weights."""
        template = self._with_slopes({}, [i == k for i in range(len(self.levers))])
        for value, parts in self._along(k, lever):
            values = self.base.copy()
            values[k] = value
            if parts is None or not alike(template.parts(values), parts):
                return False
        return True

    def _slope(self, k: int, lever: Lever) -> Parts | None:
        """Compute the change of each array per unit of a lever; None where they are not affine in it."""
        (low, at_low), (high, at_high), (between, at_between) = self._along(k, lever)
        if at_low is None or at_high is None or at_between is None:
            return None
        slope = {name: _change(at_high[name], at_low[name]) / (high - low) for name in PARTS}
        for value, parts in ((low, at_low), (between, at_between)):
            predicted = {name: self.parts[name] + (value - self.base[k]) * slope[name] for name in PARTS}
            if not alike(predicted, parts):
                return None
        return slope

    def _additive(self, slopes: dict[int, Parts], weighing: list[bool]) -> bool:
        """Whether the effects of the levers add up, tested twice with all levers away from their base."""
        template = self._with_slopes(slopes, weighing)
        moved = [k in slopes or weighing[k] for k in range(len(self.levers))]
        if sum(moved) <= 1:
            return True
        for turn in (ALONG[-1], 1 - ALONG[-1] / 2):
            values = self.base.copy()
            for k, lever in enumerate(self.levers):
                if moved[k]:
                    values[k] = lever.low + ((k + 1) * turn % 1) * (lever.high - lever.low)
            parts = self._at(values)
            if parts is None or not alike(template.parts(values), parts):
                return False
        return True


def same_shape(a: LinearProgram, b: LinearProgram) -> bool:
    """Whether two programs have the same rows, columns and positions of coefficients."""
    return (
        a.rows == b.rows
        and a.columns == b.columns
        and np.array_equal(a.start, b.start)
        and np.array_equal(a.index, b.index)
    )


def entries_as(program: LinearProgram, like: LinearProgram) -> Array | None:
    """Return a program's coefficients at the positions that another has; None where rows, columns or entries differ.

    A coefficient that is zero has no entry in the matrix: at the end of a range one may be missing.
    """
    if same_shape(program, like):
        return program.data
    if program.rows != like.rows or program.columns != like.columns:
        return None
    own, other = (_places(which) for which in (program, like))
    if not np.isin(own, other).all():
        return None
    data, order = np.zeros(len(other)), np.argsort(other)
    data[order[np.searchsorted(other, own, sorter=order)]] = program.data
    return data


def _places(program: LinearProgram) -> Indices:
    """Return the place of each coefficient as one number: row by row."""
    row_of = np.repeat(np.arange(len(program.rows), dtype=np.int64), np.diff(program.start))
    return row_of * len(program.columns) + program.index


def difference(a: Array, b: Array) -> Array:
    """Compute a - b elementwise, with 0 where both are the same infinity."""
    same = a == b
    return np.where(same, 0.0, np.where(same, 0.0, a) - np.where(same, 0.0, b))


def _change(a: Array, b: Array) -> Array:
    """Compute a - b elementwise, with 0 where they differ by rounding only."""
    by = difference(a, b)
    return np.where(
        np.abs(by) <= ROUNDING * np.maximum(1.0, np.abs(np.where(np.isfinite(a), a, 0.0))), 0.0, by
    )


def alike(a: Parts, b: Parts) -> bool:
    """Whether all arrays are equal up to rounding."""
    return all(
        a[name].shape == b[name].shape
        and bool(
            np.all(
                np.abs(difference(a[name], b[name]))
                <= AFFINE * np.maximum(1.0, np.where(np.isfinite(b[name]), np.abs(b[name]), 1.0))
            )
        )
        for name in PARTS
    )
