"""Plots: one small function per plot over tidy rows, drawn the same way every time.

``plots(answer)`` gives the pictures of a result or of a study by name; each has its figure, its data as a
table and a text that says what it shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from solver.answer.result import Result
from solver.report.plots.balances import balances, balances_alt, balances_rows
from solver.report.plots.changes import changes, changes_alt, changes_rows
from solver.report.plots.curve import lever_frames, lever_frames_alt, levers, levers_alt, levers_rows
from solver.report.plots.evidence import evidence, evidence_alt, evidence_rows
from solver.report.plots.frames import frames, frames_alt, frames_rows
from solver.report.plots.frontier import frontier, frontier_alt, frontier_rows
from solver.report.plots.goals import goals, goals_alt, goals_rows
from solver.report.plots.intervals import holds, holds_alt, holds_rows
from solver.report.plots.pictures import Picture
from solver.report.plots.prices import price_list, price_list_alt, price_list_rows
from solver.report.plots.revealed import weights, weights_alt, weights_rows
from solver.report.plots.room import space, space_alt, space_rows
from solver.report.plots.tornado import tornado, tornado_alt, tornado_rows
from solver.report.plots.waterfall import waterfall, waterfall_alt, waterfall_rows
from solver.report.plots.weight_map import weight_map, weight_map_alt, weight_map_rows, weight_triangle
from solver.report.words import Words
from solver.studies.curve import Curve
from solver.studies.frontier import Frontier
from solver.studies.intervals import Intervals
from solver.studies.prices import Prices
from solver.studies.revealed import Revealed
from solver.studies.room import Room
from solver.studies.tornado import Tornado
from solver.studies.weight_map import PAIR, WeightMap

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Answer", "Picture", "drawn", "plots"]

Answer: TypeAlias = Result | Curve | Frontier | Intervals | Room | Prices | Revealed | Tornado | WeightMap
"""What has plots."""


def plots(answer: Answer, year: int | None = None) -> dict[str, Picture]:
    """The pictures of a result or a study, by name; those that the scenario gives no reason for are left out.

    Args:
        answer: A result or a study.
        year: The plan year of those that show one; each has a year of its own if absent.

    Raises:
        TypeError: The answer has no plots.
    """
    found = (
        _of_result(answer, year)
        if isinstance(answer, Result)
        else _of_curve(answer, year)
        if isinstance(answer, Curve)
        else _of_room(answer, year)
        if isinstance(answer, Room)
        else _of_weights(answer)
        if isinstance(answer, Revealed)
        else _of_one(answer)
    )
    return {picture.name: picture for picture in found if picture.rows}


def drawn(answer: Answer) -> dict[str, bytes]:
    """Every picture of an answer as SVG and PNG, by its path in the answer's folder."""
    return {
        f"plots/{name}": content
        for picture in plots(answer).values()
        for name, content in picture.files().items()
    }


def _of_result(result: Result, year: int | None) -> Iterator[Picture]:
    w = Words(result.figures)
    yield Picture(name="changes", words=w, rows=changes_rows(result, year), draw=changes, tell=changes_alt)
    yield Picture(name="frames", words=w, rows=frames_rows(result, year), draw=frames, tell=frames_alt)
    yield Picture(name="goals", words=w, rows=goals_rows(result, year), draw=goals, tell=goals_alt)
    yield Picture(name="balances", words=w, rows=balances_rows(result), draw=balances, tell=balances_alt)
    yield Picture(name="evidence", words=w, rows=evidence_rows(result), draw=evidence, tell=evidence_alt)
    for c in result.scenario.committees:
        rows = waterfall_rows(result, c, year)
        yield Picture(name=f"waterfall-{c}", words=w, rows=rows, draw=waterfall, tell=waterfall_alt)


def _of_curve(found: Curve, year: int | None) -> Iterator[Picture]:
    w, rows = Words(found.result.figures), levers_rows(found, year)
    yield Picture(name="curve", words=w, rows=rows, draw=levers, tell=levers_alt)
    yield Picture(name="stacked", words=w, rows=rows, draw=lever_frames, tell=lever_frames_alt)


def _of_one(found: Frontier | Intervals | Prices | Tornado | WeightMap) -> Iterator[Picture]:
    """Studies of one picture."""
    if not isinstance(found, Frontier | Intervals | Prices | Tornado | WeightMap):
        raise TypeError(
            f"there are no plots of {type(found).__name__}; plots draws a result, or a study that has them"
        )
    w = Words(found.result.figures)
    if isinstance(found, Frontier):
        yield Picture(name="frontier", words=w, rows=frontier_rows(found), draw=frontier, tell=frontier_alt)
    elif isinstance(found, Intervals):
        yield Picture(name="intervals", words=w, rows=holds_rows(found), draw=holds, tell=holds_alt)
    elif isinstance(found, Prices):
        rows = price_list_rows(found)
        yield Picture(name="prices", words=w, rows=rows, draw=price_list, tell=price_list_alt)
    elif isinstance(found, Tornado):
        yield Picture(name="tornado", words=w, rows=tornado_rows(found), draw=tornado, tell=tornado_alt)
    elif isinstance(found, WeightMap):
        draw = weight_map if len(found.areas) == PAIR else weight_triangle
        rows = weight_map_rows(found)
        yield Picture(name="weight-map", words=w, rows=rows, draw=draw, tell=weight_map_alt)


def _of_room(found: Room, year: int | None) -> Iterator[Picture]:
    w = Words(found.result.figures)
    yield Picture(name="room", words=w, rows=space_rows(found, year), draw=space, tell=space_alt)


def _of_weights(found: Revealed) -> Iterator[Picture]:
    w = Words(found.stated.figures)
    goals_only = all(area in found.scenario.goals for area in found.areas)
    for of, name in (("area", "weights-areas"), ("goal", "weights-goals")):
        if of == "area" and goals_only:
            continue
        yield Picture(name=name, words=w, rows=weights_rows(found, of), draw=weights, tell=weights_alt)
