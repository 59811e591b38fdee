"""The pictures of an answer or of a study, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from models.problems import one_of
from solver.answer.result import Result
from solver.report.plots import answer as of_answer
from solver.report.studies import report_of
from solver.studies.study import ScenarioStudy, Study

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.report.plots.pictures import Picture
    from solver.studies.certainty import Certainty

Answer: TypeAlias = Result | Study
"""An answer of a scenario, or a study; some studies have no plots."""


def plots(answer: Answer, year: int | None = None, certainty: Certainty | None = None) -> dict[str, Picture]:
    """Return the pictures of a result or a study by name, without those that the scenario gives no reason for.

    Args:
        answer: A result or a study.
        year: The plan year of those that show one; each has a year of its own if absent.
        certainty: How sure a result is; without it the pictures of room and of grades of evidence are left out.

    Raises:
        TypeError: The answer has no plots.
        UnknownNameError: The scenario has no such plan year.
    """
    if year is not None and isinstance(answer, (Result, ScenarioStudy)):
        one_of(year, answer.figures.years, "plan years")
    pictures = (
        of_answer.pictures(answer, year, certainty) if isinstance(answer, Result) else _of_study(answer, year)
    )
    if pictures is None:
        raise TypeError(
            f"there are no plots of {type(answer).__name__}; plots draws a result, or a study that has them"
        )
    return {picture.name: picture for picture in pictures if picture.rows}


def _of_study(answer: object, year: int | None) -> Iterable[Picture] | None:
    return report_of(answer).pictures_of(answer, year) if isinstance(answer, Study) else None


def plot_files(answer: Answer, certainty: Certainty | None = None) -> dict[str, bytes]:
    """Return every picture of an answer as SVG and PNG, by its path in the answer's folder.

    Args:
        answer: A result or a study.
        certainty: How sure a result is.

    Raises:
        TypeError: The answer has no plots.
    """
    return {
        f"plots/{name}": content
        for picture in plots(answer, certainty=certainty).values()
        for name, content in picture.files().items()
    }
