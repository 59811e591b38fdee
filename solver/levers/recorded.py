"""The arrays of a scenario as a record: the model's own formulas, run once on recorded numbers.

The numbers of the file that a lever moves are found by comparing the scenario at several of its values; all of them are
affine in the lever, or it is not recorded. Curves of effects are moved by their own formula. Figures, indexation, the
Pyomo model and its compilation then run as they always do, on those numbers. At other values of the levers the record
is repeated; see ``recording`` for the guards. A file is checked at the ends of each lever's range, and wherever it is
stated again; rules that hold there and are no comparison in the formulas are not checked where a record is repeated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from models.effect_levers import adds_levels, with_curves
from models.figures import Figures
from models.formulation import formulate
from models.indexation import indexation
from models.levers import CURVES, stated_at
from models.scenario import Part
from solver.levers.parts import UNMOVED, beside, parts_of, same_shape, with_entries
from solver.levers.recording import Number, Record, Replay
from solver.program.compiled import RESIDUE, UnsoundModelError, entries, with_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from models.levers import Lever
    from models.scenario import Scenario
    from solver.answer.stating import StatedScenario
    from solver.levers.parts import Parts
    from solver.program.compiled import Array, Entries, Indices, LinearProgram

Path = tuple[str | int, ...]
Pairs = dict[Any, tuple[Any, Any]]
STRAIGHT = 1e-12
"""How far a number of the file may lie from its straight line in a lever [share of its size]."""


class UntraceableError(Exception):
    """The formulas cannot be recorded for these levers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The arrays of a scenario as a function of its levers, where all guards hold.

    Attributes:
        moves: What the levers move.
        stated: The scenario stated at the place where it was recorded; its program has an entry for each coefficient
            that depends on the levers, though it be 0 there.
        at_place: Its arrays.
        entries: Positions in each array that depend on the levers.
        replay: What gives these entries, one array after the other.
        same_curves: Whether no response curve depends on the levers.
    """

    moves: Moves
    stated: StatedScenario
    at_place: Parts
    entries: dict[str, Indices]
    replay: Replay
    same_curves: bool

    def parts(self, values: Array) -> Parts | None:
        """Compute all arrays at some values of the levers; None where the scenario has to be stated anew.

        That is where a guard comes out otherwise, or where numbers become too large or small to rely on.
        """
        found = self.replay.at(self.moves.given(values))
        return None if found is None else self.put(found)

    def at_many(self, points: Array) -> list[Array | None] | None:
        """Compute the entries that depend on the levers at many points at once, shape (points, levers).

        Returns:
            What ``put`` takes, by point; None where the scenario has to be stated anew, and instead of all where the
            formulas would stop at a point.
        """
        found = self.beyond_many(points)
        if found is None:
            return None
        hold = np.asarray(self.replay.guards.hold(found[1]).all(axis=0)).tolist()
        return [asked if holds else None for asked, holds in zip(found[0].T, hold, strict=True)]

    def beyond(self, values: Array) -> tuple[Parts, Array] | None:
        """Compute all arrays wherever the guards come out, and the differences of these; None where there are none."""
        found = self.replay.beyond(self.moves.given(values))
        parts = None if found is None else self.put(found[0])
        return None if found is None or parts is None else (parts, found[1])

    def beyond_many(self, points: Array) -> tuple[Array, Array] | None:
        """Compute the entries that depend on the levers and the guards' differences, at points (points, levers).

        Returns:
            Shapes (entries, points) and (guards, points); None where the formulas would stop.
        """
        return self.replay.beyond(np.array([self.moves.given(values) for values in points]).T)

    def holds(self, values: Array) -> bool:
        """Whether all guards hold at some values of the levers."""
        return self.replay.at(self.moves.given(values)) is not None

    def put(self, found: Array) -> Parts | None:
        """Return all arrays with some values of the entries that depend on the levers; None as in ``parts``."""
        parts, begin = dict(self.at_place), 0
        for name, places in self.entries.items():
            parts[name] = with_entries(parts[name], places, found[begin : begin + len(places)])
            begin += len(places)
        parts["data"] = np.where(np.abs(parts["data"]) > RESIDUE, parts["data"], 0.0)
        try:
            with_parts(self.stated.program, parts).check()
        except UnsoundModelError:  # stated anew, it says where
            return None
        return parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What levers move in the file.

    Attributes:
        levers: The levers.
        base: Base value of each, shape (levers,).
        scenario: The scenario with each at its base, those on weights and curves left out.
        lines: Lever, value at its base and slope of each number of the file that a lever moves, by its path.
        weighed: Figures of the scenario as it stands, where a lever moves weights: all stated weights are recorded.
        bending: Levers of shape that give the program other columns, once they leave their base.
        unknown: Levers that move something else than numbers, or not along straight lines, or what another moves.
    """

    levers: tuple[Lever, ...]
    base: Array
    scenario: Scenario
    lines: dict[Path, tuple[int, float, float]]
    weighed: Figures | None
    bending: frozenset[int]
    unknown: frozenset[int]

    def without(self, unknown: set[int]) -> Moves:
        """Return the moves of the other levers."""
        lines = {path: line for path, line in self.lines.items() if line[0] not in unknown}
        return replace(self, lines=lines, unknown=self.unknown | unknown)

    def given(self, values: Array) -> Array:
        """Return what a record depends on: the levers' values, then the stated weights if any lever moves them."""
        if self.weighed is None:
            return values
        weights = stated_weights(self.weighed, self.levers, values)
        return np.concatenate([values, [weights[g] for g in self.weighed.goals]])

    def at(self, given: Sequence[Any], *, bent: bool) -> Scenario:
        """Return the scenario with what a record depends on, which may be recorded; it is not validated.

        Args:
            given: As ``given`` has it.
            bent: Whether curves have the levels of another shape, even where its lever is at its base.
        """
        numbers: dict[Path, Any] = {
            path: number + slope * (given[k] - self.base[k].item())
            for path, (k, number, slope) in self.lines.items()
        }
        if self.weighed is not None:
            weights = zip(self.weighed.goals, given[len(self.levers) :], strict=True)
            numbers |= {("goals", g, "weight"): weight for g, weight in weights}
        moved = _planted(self.scenario, numbers) if numbers else self.scenario
        curves = {
            lever: given[k]
            for k, lever in enumerate(self.levers)
            if lever.kind in CURVES and k not in self.unknown and (bent or k not in self.bending)
        }
        return with_curves(moved, Figures(scenario=moved), curves) if curves else moved


def stated_weights(standing: Figures, levers: Sequence[Lever], values: Array) -> dict[str, float]:
    """Compute the stated weight of each goal at some values of levers, shape (levers,); others than of weights stay."""
    at = {
        lever: float(value)
        for lever, value in zip(levers, values, strict=True)
        if lever.moves_weights and value != lever.today
    }
    return stated_at(standing, at)


def moves_of(
    levers: tuple[Lever, ...],
    base: Array,
    standing: Figures,
    varied: Callable[[dict[Lever, float]], Scenario],
) -> Moves:
    """Find the numbers of the file that levers move.

    Args:
        levers: The levers.
        base: Base value of each, shape (levers,).
        standing: Figures of the scenario as it stands.
        varied: Gives the scenario with levers at some values.

    Raises:
        ScenarioError: The scenario is invalid at an end of a lever's range.
    """
    plain = [k for k, lever in enumerate(levers) if lever.kind not in CURVES and not lever.moves_weights]
    at_base = {levers[k]: float(base[k]) for k in plain}
    whole, unknown = varied(at_base), set[int]()
    lines: dict[Path, tuple[int, float, float]] = {}
    for lever in (lever for lever in levers if lever.moves_weights):
        for value in (lever.low, lever.high):
            varied({lever: value})  # valid
    weighed = standing if any(lever.moves_weights for lever in levers) else None
    for k in plain:
        try:
            own = _lines(k, float(base[k]), levers[k], whole, lambda one: varied({**at_base, **one}))
        except UntraceableError:
            unknown.add(k)
            continue
        if any(path in lines or (weighed and _is_weight(path)) for path in own):
            unknown.add(k)
        else:
            lines |= own
    figures = Figures(scenario=whole)
    bending = [
        k for k, lever in enumerate(levers) if lever.kind == "shape" and adds_levels(figures, lever.path)
    ]
    return Moves(
        levers=levers,
        base=base,
        scenario=whole,
        lines=lines,
        weighed=weighed,
        bending=frozenset(bending),
        unknown=frozenset(unknown),
    )


def _is_weight(path: Path) -> bool:
    return (path[0], path[-1]) == ("goals", "weight")


def _lines(
    k: int, at: float, lever: Lever, whole: Scenario, varied: Callable[[dict[Lever, float]], Scenario]
) -> dict[Path, tuple[int, float, float]]:
    low, high = lever.low, lever.high
    if at in {low, high}:
        low, high = (low + high) / 2, low if at == high else high
    scenarios = [varied({lever: value}) for value in (low, high)]
    near, far = (dict(_moved(whole, there)) for there in scenarios)
    lines = {}
    for path, (number, there) in far.items():
        slope = (there - number) / (high - at)
        straight = near.get(path, (number, number))[1] - (number + slope * (low - at))
        if abs(straight) > STRAIGHT * max(1.0, abs(number)):
            raise UntraceableError(f"{lever.id} does not move {path} along a straight line")
        lines[path] = (k, number, slope)
    if not near.keys() <= far.keys():
        raise UntraceableError(f"{lever.id} moves other numbers at one end of its range")
    return lines


def _moved(a: Any, b: Any, path: Path = ()) -> Iterator[tuple[Path, tuple[float, float]]]:
    """Yield the numbers that differ between two values of the same shape, with their paths.

    Raises:
        UntraceableError: Something else differs.
    """
    if a is b:
        return
    if isinstance(a, Part) and type(a) is type(b):
        names = [name for name in type(a).model_fields if path or name not in UNMOVED]
        pairs: Pairs = {name: (getattr(a, name), getattr(b, name)) for name in names}
    elif isinstance(a, dict) and isinstance(b, dict) and list(a) == list(b):
        pairs = {key: (value, b[key]) for key, value in a.items()}
    elif isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        pairs = {n: (a[n], b[n]) for n in range(len(a))}
    elif isinstance(a, float) and isinstance(b, float):
        pairs = {}
        if a != b:
            yield path, (float(a), float(b))
    elif a == b:
        pairs = {}
    else:
        raise UntraceableError(f"{path} is no number")
    for key, (one, other) in pairs.items():
        yield from _moved(one, other, (*path, key))


def _planted(whole: Any, numbers: Mapping[Path, Any]) -> Any:
    """Return a copy with other numbers at some paths."""
    if () in numbers:
        return numbers[()]
    below: dict[str | int, dict[Path, Any]] = {}
    for path, number in numbers.items():
        below.setdefault(path[0], {})[path[1:]] = number
    if isinstance(whole, Part):
        new = {str(name): _planted(getattr(whole, str(name)), part) for name, part in below.items()}
        return whole.model_copy(update=new)
    if isinstance(whole, dict):
        return {key: _planted(value, below[key]) if key in below else value for key, value in whole.items()}
    return tuple(_planted(value, below[n]) if n in below else value for n, value in enumerate(whole))


def recorded(
    moves: Moves, values: Array, standing: Figures, stated: StatedScenario, *, bent: bool
) -> Recorded:
    """Record the formulas with the levers at some values.

    Args:
        moves: What the levers move.
        values: Their values in the run, shape (levers,).
        standing: Figures of the scenario as it stands.
        stated: The scenario stated at these values.
        bent: Whether the curves are of another shape than their own.

    Raises:
        UntraceableError: Something cannot be recorded.
    """
    record = Record()
    given = [record.given(value) for value in moves.given(values).tolist()]
    try:
        figures = Figures(scenario=moves.at(given, bent=bent), standing=standing)
        if any(isinstance(level, Number) for r in figures.responses for level, _ in r.curve):
            raise UntraceableError("levels of curves are compared as members of sets")
        baseline = indexation(figures)
        found = entries(formulate(figures, baseline).model)
    except TypeError as refused:  # what a number that is recorded cannot do
        raise UntraceableError(str(refused)) from refused
    program = _plain(found)
    if (program.columns, program.rows) != (stated.program.columns, stated.program.rows):
        raise UntraceableError("the program has another shape")
    if not same_shape(program, stated.program):
        stated = replace(stated, program=program)
    numbers = {name: getattr(found, name) for name in ("lower", "upper", "row_lower", "row_upper", "data")}
    numbers["cost"] = [found.cost.get(j, 0.0) for j in range(len(program.columns))]
    numbers |= {"offset": [found.offset], **beside(figures, baseline)}
    moving = {name: [k for k, x in enumerate(of) if isinstance(x, Number)] for name, of in numbers.items()}
    moving = {name: places for name, places in moving.items() if places}
    asked = [numbers[name][k] for name, places in moving.items() for k in places]
    return Recorded(
        moves=moves,
        stated=stated,
        at_place=parts_of(stated),
        entries={name: np.array(places, np.int32) for name, places in moving.items()},
        replay=Replay(record, given, asked),
        same_curves=not any(isinstance(p, Number) for r in figures.responses for _, p in r.curve),
    )


def _plain(found: Entries) -> LinearProgram:
    """Return recorded entries as the program that they are where they were recorded."""

    def value(x: Any) -> Any:
        return x.value if isinstance(x, Number) else x

    names = ("lower", "upper", "row_lower", "row_upper", "data")
    lists: dict[str, Any] = {name: list(map(value, getattr(found, name))) for name in names}
    cost = {j: value(x) for j, x in found.cost.items()}
    return replace(found, cost=cost, offset=value(found.offset), **lists).program()
