"""The base of studies of a panel: their file, digest and summary, where there is no scenario to take them from."""

from __future__ import annotations

import hashlib
import json
from abc import abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.panel import Panel, read_panel
from solver.output.provenance import FORMAT, foundations
from solver.studies.study import Study

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problems import Language


@dataclass(frozen=True, kw_only=True, repr=False)
class PanelStudy(Study):
    """A study of a panel.

    Attributes:
        panel: The panel.
        language: Language of its report.
    """

    panel: Panel
    language: Language

    @property
    def inputs(self) -> tuple[Path, ...]:
        """No folder: a panel may lie where answers are left."""
        return ()

    @abstractmethod
    def asked(self) -> dict[str, Any]:
        """Return what was asked, which with the panel's bytes names the run."""

    @abstractmethod
    def content(self) -> dict[str, Any]:
        """Return the content of ``result.json`` that is the study's own."""

    @property
    def digest(self) -> str:
        """Digest of the panel and what was asked of it."""
        whole = json.dumps([self.panel.sha256, self.asked()], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()

    @property
    def file(self) -> str:
        """The panel's file without its folder."""
        return self.panel.file.rpartition("/")[2]

    @property
    def provenance(self) -> dict[str, Any]:
        """Versions, tolerances and the input that the answer rests on."""
        return {**foundations(), "inputs": {self.file: self.panel.sha256}}

    def summary(self) -> dict[str, Any]:
        """Return the content of its ``result.json``."""
        return {
            "format": FORMAT,
            "study": self.study,
            "digest": self.digest,
            "rows_left_out": dict(self.panel.left_out),
            **self.asked(),
            **self.content(),
            "provenance": self.provenance,
        }


def one_or_several(texts: str | Sequence[str]) -> tuple[str, ...]:
    """Return texts; one alone is one, not its letters."""
    return (texts,) if isinstance(texts, str) else tuple(texts)


def panel_of(source: Panel | str | Path, language: Language) -> Panel:
    """Return a panel, read if it is a path.

    Raises:
        ScenarioError: The file is wrong.
        TypeError: It is neither; a data frame is written to a file first.
    """
    if isinstance(source, Panel):
        return source
    if isinstance(source, str | Path):
        return read_panel(source, language)
    kind = type(source).__name__
    raise TypeError(f"a panel is the path of a CSV file, not {kind}; write a data frame with to_csv first")
