"""The records of all studies, one file a study; page, terminal, notebook and command read them.

To add a study, write its file here and put its name in ``STUDIES``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from solver.report.studies import (
    backtest,
    certainty,
    compare,
    curves,
    evaluate,
    explain,
    follow_up,
    frontier,
    headroom,
    intervals,
    ladder,
    majorities,
    montecarlo,
    national,
    packages,
    prices,
    replan,
    revealed,
    room,
    sensitivity,
    sobol,
    tornado,
    views,
    weight_map,
    worlds,
)

if TYPE_CHECKING:
    from solver.report.studies.record import StudyReport

STUDIES = (
    *(backtest, certainty, compare, curves, evaluate, explain, follow_up, frontier, headroom),
    *(intervals, ladder, majorities, montecarlo, national, packages, prices, replan, revealed, room),
    *(sensitivity, sobol, tornado, views, weight_map, worlds),
)
"""The file of every study."""
REPORTS: dict[type, StudyReport[Any]] = {study.REPORT.of: study.REPORT for study in STUDIES}
"""The record of every study by its class."""


def report_of(study: object) -> StudyReport[Any]:
    """Return the record of a study.

    Raises:
        TypeError: The study has no record.
    """
    report = REPORTS.get(type(study))
    if report is None:
        raise TypeError(f"{type(study).__name__} has no record: write it in solver.report.studies")
    return report


def text_of(study: object, *, every_year: bool = False, width: int | None = None, color: bool = False) -> str:
    """Return a study as a person reads it on a terminal.

    Args:
        study: The study.
        every_year: Whether to show the frames of every plan year, where a study shows only the first.
        width: Columns; those of the terminal, at most 100, if absent.
        color: Whether headings are bold.

    Raises:
        TypeError: The study has no record.
    """
    return report_of(study).text(study, every_year=every_year, width=width, color=color)
