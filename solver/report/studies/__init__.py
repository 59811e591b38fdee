"""The records of all studies, one file a study; page, terminal, notebook and command read them.

To add a study, write its file here, under the name of the study's own file in ``solver.studies``. Only the records that
somebody reads are imported.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solver.report.studies.record import StudyReport


def record_of(kind: type) -> StudyReport[Any]:
    """Return the record of a class of studies.

    Raises:
        TypeError: It has no record.
    """
    package, _, name = kind.__module__.rpartition(".")
    file = f"{__name__}.{name}"
    known = package == "solver.studies" and find_spec(file) is not None
    report = getattr(import_module(file), "REPORT", None) if known else None
    if report is None or report.of is not kind:
        raise TypeError(f"{kind.__name__} has no record: write it in {__name__}")
    return report  # type: ignore[no-any-return]


def report_of(study: object) -> StudyReport[Any]:
    """Return the record of a study.

    Raises:
        TypeError: The study has no record.
    """
    return record_of(type(study))


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
