"""The base of every study: its table, its summary, its folder and how it shows itself.

A study is a frozen dataclass that inherits from one of the classes here and declares four things: the name of the
study, the subject it is about, its tables, and the content of its summary.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from models.problems import one_of
from models.units import PER_MSEK
from solver.output.folders import save_study
from solver.output.places import input_folders
from solver.output.provenance import study_summary
from solver.output.rows import Row, data_frame, written
from solver.showing import brief, rich

if TYPE_CHECKING:
    from pathlib import Path

    from models.figures import Figures
    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.answer.stating import StatedScenario
    from solver.output.rows import Table

Tables = Mapping[str, tuple[Sequence[str], Callable[[], list[Row]]]]
"""Columns of each table and the function that gives its rows, by the table's name."""


class Study(ABC):
    """A question that takes more than one solve, with its answer.

    Attributes:
        study: The name of the study in ``result.json``.
    """

    study: ClassVar[str]

    @property
    def folder(self) -> str:
        """The name of its folder under ``studies/``: the study, and its subject where one result may have many."""
        return self.study

    @property
    @abstractmethod
    def subject(self) -> str:
        """The title of the scenario, or of the scenarios, that it is about."""

    @property
    @abstractmethod
    def inputs(self) -> tuple[Path, ...]:
        """Folders of the input files, in which no answer is left."""

    @abstractmethod
    def tables(self) -> Tables:
        """Return its tables, the main one first."""

    @abstractmethod
    def summary(self) -> dict[str, Any]:
        """Return the content of its ``result.json``."""

    @cached_property
    def table(self) -> Table:
        """The main table, tidy."""
        return self.data_frame(next(iter(self.tables())))

    def data_frame(self, name: str) -> Table:
        """Return one of its tables as a data frame.

        Args:
            name: The table's name.

        Raises:
            UnknownNameError: The study has no such table.
        """
        tables = self.tables()
        columns, rows = tables[one_of(name, tables, "tables")]
        return data_frame(rows(), columns)

    def save(self, folder: str | Path, *, beside: Mapping[str, bytes] | None = None) -> Path:
        """Write ``result.json`` and ``tables/`` under ``studies/`` in a result's folder, all or nothing.

        Args:
            folder: The result's folder; what a run left there is not touched.
            beside: Other files of the study, such as its report, by their path in its folder.

        Returns:
            The study's folder.

        Raises:
            FolderError: The folder is one that no answer is left in, or somebody's own files are in the way.
            OSError: The folder cannot be written.
        """
        tables = {name: (columns, rows()) for name, (columns, rows) in self.tables().items()}
        return save_study(folder, self.folder, self.summary(), tables, inputs=self.inputs, beside=beside)

    def __repr__(self) -> str:
        return brief(self, self.subject)

    def _repr_html_(self) -> str:
        return rich(self)


def table_of(name: str) -> cached_property[Table]:
    """Return an attribute that holds one of a study's tables as a data frame.

    Args:
        name: The table's name.
    """
    return cached_property(lambda study: study.data_frame(name))


class ScenarioStudy(Study):
    """A study of one scenario."""

    @property
    @abstractmethod
    def figures(self) -> Figures:
        """The figures of the scenario."""

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.figures.scenario

    @property
    def subject(self) -> str:
        """The scenario's title."""
        return self.scenario.title

    @property
    def inputs(self) -> tuple[Path, ...]:
        """Folders of the scenario's own files."""
        return tuple(input_folders(self.scenario))

    def _amount(self, msek: float) -> Row:
        """Return an amount and its unit as they stand in a row: money in the file's currency."""
        unit = self.scenario.currency
        return {"value": written(msek * PER_MSEK[unit]), "unit": unit}

    @abstractmethod
    def content(self) -> dict[str, Any]:
        """Return the content of ``result.json`` that is the study's own, beside the scenario and the provenance."""

    def summary(self) -> dict[str, Any]:
        """Return the content of its ``result.json``."""
        return study_summary(self.scenario, self.study, self.content())


class AnswerStudy(ScenarioStudy):
    """A study that starts from the answer of a scenario.

    Attributes:
        result: The answer.
    """

    result: Result

    @property
    def figures(self) -> Figures:
        """The figures of the scenario."""
        return self.result.figures


class PlanStudy(ScenarioStudy):
    """A study that needs no answer of the scenario, such as one of somebody's plan.

    Attributes:
        stated: The scenario, stated.
    """

    stated: StatedScenario

    @property
    def figures(self) -> Figures:
        """The figures of the scenario."""
        return self.stated.figures
