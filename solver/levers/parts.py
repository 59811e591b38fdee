"""The arrays of a stated scenario, by name: those of its program, and the numbers beside it that studies read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.effect_levers import with_curves
from models.figures import Figures
from models.levers import CURVES, edits
from models.plan import settled_attainment
from models.problems import ScenarioError
from models.variants import vary

if TYPE_CHECKING:
    from models.indexation import Indexation
    from models.levers import Lever
    from models.scenario import Scenario
    from solver.answer.stating import StatedScenario
    from solver.levers.recording import Mask
    from solver.program.compiled import Array, Indices, LinearProgram

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
Parts = dict[str, "Array"]
"""Arrays by these names."""
UNMOVED = ("levers", "worlds")
"""Sections that no formula reads where a scenario is stated."""
SAME = 1e-9
"""Entries that differ by less than this are the same [share of their size]."""


def parts_of(stated: StatedScenario) -> Parts:
    """Return the arrays of a stated scenario."""
    program = stated.program
    return {
        **{name: getattr(program, name) for name in PARTS if hasattr(program, name)},
        "offset": np.array([program.offset]),
        **{name: np.array(numbers) for name, numbers in beside(stated.figures, stated.baseline).items()},
    }


def beside(figures: Figures, baseline: Indexation) -> dict[str, list[float]]:
    """Return the numbers beside the program that studies read: frames and needs of the tie-break, and the like."""
    at_start = settled_attainment(figures)
    return {
        "frame": [baseline.frame[c, y] for c in figures.committees for y in figures.open_years],
        "need": [figures.need[key] for key in sorted(figures.open_need)],
        "reference": [at_start[key] for key in sorted(at_start)],
        "surplus": [figures.planned_surplus[y] for y in figures.years],
    }


def varied(scenario: Scenario, at: dict[Lever, float]) -> Scenario:
    """Return the scenario with levers at some values; levers at today's value change nothing.

    Raises:
        ScenarioError: The scenario is invalid at these values; each problem names them.
    """
    curves = {lever: value for lever, value in at.items() if lever.kind in CURVES and value != lever.today}
    moved = {lever: value for lever, value in at.items() if lever.kind not in CURVES and value != lever.today}
    if curves:
        other = varied(scenario, moved)
        return with_curves(other, Figures(scenario=other), curves)
    if not moved:
        return scenario
    try:
        return vary(scenario.model_copy(update={section: {} for section in UNMOVED}), edits(scenario, moved))
    except ScenarioError as error:
        names = ", ".join(f"{lever.id} = {value:.6g}" for lever, value in moved.items())
        problems = [
            replace(p, sv=f"{p.sv} (med {names})", en=f"{p.en} (with {names})") for p in error.problems
        ]
        raise ScenarioError(problems, error.language) from error


def same_shape(a: LinearProgram, b: LinearProgram) -> bool:
    """Whether two programs have the same rows, columns and positions of coefficients."""
    return (
        a.rows == b.rows
        and a.columns == b.columns
        and np.array_equal(a.start, b.start)
        and np.array_equal(a.index, b.index)
    )


def parts_as(stated: StatedScenario, like: LinearProgram) -> Parts | None:
    """Return the arrays of a stated scenario for a program that may have more entries; None where it cannot be.

    A coefficient that is zero has no entry in the matrix: at the end of a range one may be missing.
    """
    data = _entries_as(stated.program, like)
    return None if data is None else {**parts_of(stated), "data": data}


def _entries_as(program: LinearProgram, like: LinearProgram) -> Array | None:
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


def with_entries(array: Array, entries: Indices, values: Array) -> Array:
    """Return an array with other entries; arrays are shared with what they come from, and never changed in place."""
    new = array.copy()
    new[entries] = values
    return new


def difference(a: Array, b: Array) -> Array:
    """Compute a - b elementwise, with 0 where both are the same infinity."""
    same = a == b
    return np.where(same, 0.0, np.where(same, 0.0, a) - np.where(same, 0.0, b))


def near(a: Array, b: Array) -> Mask:
    """Return which entries of two arrays are equal up to rounding."""
    size = np.maximum(1.0, np.where(np.isfinite(b), np.abs(b), 1.0))
    return np.asarray(np.abs(difference(a, b)) <= SAME * size)


def close(a: Array, b: Array) -> bool:
    """Whether two arrays are equal up to rounding."""
    return a.shape == b.shape and bool(near(a, b).all())


def alike(a: Parts, b: Parts) -> bool:
    """Whether all arrays are equal up to rounding."""
    return all(close(a[name], b[name]) for name in PARTS)
