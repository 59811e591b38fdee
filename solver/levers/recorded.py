"""The arrays of a scenario as a record: the model's own formulas, run once on recorded numbers.

The numbers of the file that a lever moves are found by comparing the scenario at several of its values; all of them are
affine in the lever, or it is not recorded. Curves of effects are moved by their own formula. Figures, indexation, the
Pyomo model and its compilation then run as they always do, on those numbers. At other values of the levers the record
is repeated; see ``recording`` for the guards. A file is checked at the ends of each lever's range, and wherever it is
stated again; rules that hold there and are no comparison in the formulas are not checked where a record is repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.effect_levers import with_curves
from models.figures import Figures
from models.formulation import formulate
from models.indexation import indexation
from models.levers import CURVES
from models.plan import settled_attainment
from models.scenario import Part
from solver.levers.recording import Number, Record, Replay
from solver.program.compiled import UnsoundModelError, entries, with_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from models.indexation import Indexation
    from models.levers import Lever
    from models.scenario import Scenario
    from solver.answer.stating import StatedScenario
    from solver.program.compiled import Array, Indices

Parts = dict[str, "Array"]
"""Arrays by the names of ``template.PARTS``."""
Path = tuple[str | int, ...]
Pairs = dict[Any, tuple[Any, Any]]
UNMOVED = ("levers", "worlds")
"""Sections that no formula reads where a scenario is stated."""
STRAIGHT = 1e-12
"""How far a number of the file may lie from its straight line in a lever [share of its size]."""


class UntraceableError(Exception):
    """The formulas cannot be recorded for these levers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The arrays of a scenario as a function of its levers, where all guards hold.

    Attributes:
        stated: The scenario stated at the place where it was recorded.
        at_place: Its arrays.
        entries: Positions in each array that depend on the levers.
        replay: What gives these entries, one array after the other.
        same_curves: Whether no response curve depends on the levers.
    """

    stated: StatedScenario
    at_place: Parts
    entries: dict[str, Indices]
    replay: Replay
    same_curves: bool

    def parts(self, values: Array) -> Parts | None:
        """Compute all arrays at some values of the levers; None where the scenario has to be stated anew.

        That is where a guard comes out otherwise, or where numbers become too large or small to rely on.
        """
        found = self.replay.at(values)
        if found is None:
            return None
        parts, begin = dict(self.at_place), 0
        for name, places in self.entries.items():
            parts[name] = parts[name].copy()
            parts[name][places] = found[begin : begin + len(places)]
            begin += len(places)
        try:
            with_parts(self.stated.program, parts).check()
        except UnsoundModelError:  # stated anew, it says where
            return None
        return parts


def beside(figures: Figures, baseline: Indexation) -> dict[str, list[float]]:
    """Return the numbers beside the program that studies read: frames and needs of the tie-break, and the like."""
    at_start = settled_attainment(figures)
    return {
        "frame": [baseline.frame[c, y] for c in figures.committees for y in figures.open_years],
        "need": [figures.need[key] for key in sorted(figures.open_need)],
        "reference": [at_start[key] for key in sorted(at_start)],
        "surplus": [figures.planned_surplus[y] for y in figures.years],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What levers move in the file.

    Attributes:
        levers: The levers.
        base: Base value of each.
        scenario: The scenario with each at its base, those on curves left out.
        lines: Lever, value at its base and slope of each number of the file that a lever moves, by its path.
    """

    levers: tuple[Lever, ...]
    base: tuple[float, ...]
    scenario: Scenario
    lines: dict[Path, tuple[int, float, float]]

    def at(self, values: Sequence[Any]) -> Scenario:
        """Return the scenario with the levers at some values, which may be recorded; it is not validated."""
        numbers = {
            path: number + slope * (values[k] - self.base[k])
            for path, (k, number, slope) in self.lines.items()
        }
        moved = _planted(self.scenario, numbers)
        curves = {
            lever: value
            for lever, value in zip(self.levers, values, strict=True)
            if lever.kind == "size" or (lever.kind == "shape" and value != lever.today)
        }
        return with_curves(moved, Figures(scenario=moved), curves) if curves else moved


def moves_of(
    levers: tuple[Lever, ...], base: Array, varied: Callable[[dict[Lever, float]], Scenario]
) -> Moves:
    """Find the numbers of the file that levers move.

    Args:
        levers: The levers.
        base: Base value of each, shape (levers,).
        varied: Gives the scenario with levers at some values.

    Raises:
        ScenarioError: The scenario is invalid at an end of a lever's range.
        UntraceableError: A lever moves something else than numbers, or not along straight lines, or two move one.
    """
    standing = {lever: float(v) for lever, v in zip(levers, base, strict=True) if lever.kind not in CURVES}
    whole, lines = varied(standing), {}
    for k, (lever, at) in enumerate(zip(levers, base.tolist(), strict=True)):
        if lever.kind in CURVES:
            continue
        low, high = lever.low, lever.high
        if at in {low, high}:
            low, high = (low + high) / 2, low if at == high else high
        near, far = (dict(_moved(whole, varied({**standing, lever: value}))) for value in (low, high))
        for path, (number, there) in far.items():
            slope = (there - number) / (high - at)
            straight = near.get(path, (number, number))[1] - (number + slope * (low - at))
            if path in lines or abs(straight) > STRAIGHT * max(1.0, abs(number)):
                raise UntraceableError(f"{lever.id} does not move {path} along a line of its own")
            lines[path] = (k, number, slope)
        if not near.keys() <= far.keys():
            raise UntraceableError(f"{lever.id} moves other numbers at one end of its range")
    return Moves(levers=levers, base=tuple(base.tolist()), scenario=whole, lines=lines)


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
    moves: Moves, values: Array, standing: Figures, stated: StatedScenario, parts: Parts
) -> Recorded:
    """Record the formulas with the levers at some values.

    Args:
        moves: What the levers move.
        values: Their values in the run, shape (levers,).
        standing: Figures of the scenario as it stands.
        stated: The scenario stated at these values.
        parts: Its arrays.

    Raises:
        UntraceableError: Something cannot be recorded.
    """
    record = Record()
    given = [record.given(float(value)) for value in values]
    try:
        figures = Figures(scenario=moves.at(given), standing=standing)
        if any(isinstance(level, Number) for r in figures.responses for level, _ in r.curve):
            raise UntraceableError("levels of curves are compared as members of sets")
        baseline = indexation(figures)
        program = entries(formulate(figures, baseline).model)
    except TypeError as refused:  # what a number that is recorded cannot do
        raise UntraceableError(str(refused)) from refused
    numbers = {name: getattr(program, name) for name in ("lower", "upper", "row_lower", "row_upper", "data")}
    numbers["cost"] = [program.cost.get(j, 0.0) for j in range(len(program.columns))]
    numbers |= {"offset": [program.offset], **beside(figures, baseline)}
    if (tuple(program.columns), tuple(program.rows)) != (stated.program.columns, stated.program.rows):
        raise UntraceableError("the program has another shape")
    moving = {
        name: [k for k, x in enumerate(found) if isinstance(x, Number)] for name, found in numbers.items()
    }
    moving = {name: places for name, places in moving.items() if places}
    asked = [numbers[name][k] for name, places in moving.items() for k in places]
    return Recorded(
        stated=stated,
        at_place=parts,
        entries={name: np.array(places, np.int32) for name, places in moving.items()},
        replay=Replay(record, given, asked),
        same_curves=not any(isinstance(p, Number) for r in figures.responses for _, p in r.curve),
    )
