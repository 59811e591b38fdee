"""The pictures of an answer: changes, paths, frames, goals, balances, evidence, and a waterfall a committee."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.balances import balances, balances_alt, balances_rows
from solver.report.plots.changes import changes, changes_alt, changes_rows
from solver.report.plots.evidence import evidence, evidence_alt, evidence_rows
from solver.report.plots.frames import frames, frames_alt, frames_rows
from solver.report.plots.goals import goals, goals_alt, goals_rows
from solver.report.plots.paths import paths, paths_alt, paths_rows
from solver.report.plots.pictures import Picture
from solver.report.plots.waterfall import waterfall, waterfall_alt, waterfall_rows
from solver.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.answer.result import Result
    from solver.studies.certainty import Certainty


def pictures(result: Result, year: int | None, sure: Certainty | None = None) -> Iterator[Picture]:
    """Yield the pictures of an answer.

    Args:
        result: The answer.
        year: The plan year of those that show one; each has a year of its own if absent.
        sure: How sure the answer is; the pictures of room and grades need it.
    """
    w = Words(result.figures)
    yield Picture(
        name="changes", words=w, rows=changes_rows(result, year, sure), draw=changes, tell=changes_alt
    )
    if sure is not None:
        yield Picture(name="paths", words=w, rows=paths_rows(sure), draw=paths, tell=paths_alt)
    yield Picture(name="frames", words=w, rows=frames_rows(result, year), draw=frames, tell=frames_alt)
    yield Picture(name="goals", words=w, rows=goals_rows(result, year), draw=goals, tell=goals_alt)
    yield Picture(name="balances", words=w, rows=balances_rows(result), draw=balances, tell=balances_alt)
    if sure is not None:
        rows = evidence_rows(sure, year)
        yield Picture(name="evidence", words=w, rows=rows, draw=evidence, tell=evidence_alt)
    for c in result.scenario.committees:
        rows = waterfall_rows(result, c, year)
        yield Picture(name=f"waterfall-{c}", words=w, rows=rows, draw=waterfall, tell=waterfall_alt)
