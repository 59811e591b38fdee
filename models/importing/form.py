"""Import of a filled-in form: the scenario, and the files that store it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.file.form_reading import read_form
from models.file.packing import packed
from models.file.sheet import is_workbook
from models.importing.common import content
from models.problems import Problem, Refused, ScenarioError
from models.variants import judge, language, questions

if TYPE_CHECKING:
    from models.problems import Language
    from models.scenario import Place, Scenario

LARGEST = 5_000_000
"""Largest workbook that is read [bytes]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The result of importing a filled-in form.

    Attributes:
        scenario: The scenario.
        files: Content of the scenario's files by name, the scenario file first.
        computed: Cells whose values came from formulas, such as ``Ramar!C5``.
        ignored: Sheets that do not belong to the form.
        warnings: Warnings, each with its cell; questions about probable mistakes first.
    """

    scenario: Scenario
    files: dict[str, bytes]
    computed: tuple[str, ...]
    ignored: tuple[str, ...]
    warnings: tuple[str, ...]


def imported(book: str | Path, *, stem: str | None = None) -> Imported:
    """Read a filled-in form.

    Args:
        book: Path of the workbook.
        stem: File name of the scenario without extension; that of the workbook if absent.

    Raises:
        ScenarioError: The form has errors; the exception lists all of them, each with sheet and cell.
    """
    path = Path(book)
    name = path.as_posix()
    try:
        data = content(path, LARGEST)
    except Refused as refused:
        raise ScenarioError([Problem(path=name, sv=refused.sv, en=refused.en)]) from refused
    if not is_workbook(data, name):
        sv = "filen är ingen arbetsbok (.xlsx); är den ett budgetblad eller hämtade data, säg det med --from"
        en = "the file is no workbook (.xlsx); if it is a budget sheet or published data, say so by --from"
        raise ScenarioError([Problem(path=name, sv=sv, en=en)])
    read = read_form(data, name)
    words: Language = "sv"
    judged = None
    if isinstance(read.tree.root, dict):
        words = language(read.tree.root)
        judged = judge(read.tree)
    problems = read.tree.problems if judged is None else judged.problems
    if judged is None or problems:
        raise ScenarioError(sorted(dict.fromkeys(problems), key=_order(read.sheets)), words)
    computed = tuple(dict.fromkeys(read.computed))
    comments = [_say(words, f"Importerad ur {path.name}.", f"Imported from {path.name}.")]
    if computed:
        cells = ", ".join(computed)
        comments.append(
            _say(
                words,
                f"Beräknade celler, lästa som värden: {cells}",
                f"Computed cells, read as values: {cells}",
            )
        )
    return Imported(
        scenario=judged.scenario,
        files=packed(judged.scenario, stem or path.stem, comments),
        computed=computed,
        ignored=tuple(read.ignored),
        warnings=tuple(problem.line(words) for problem in (*questions(read.tree, judged), *judged.remarks)),
    )


def _say(words: Language, sv: str, en: str) -> str:
    return sv if words == "sv" else en


def _order(sheets: list[str]) -> Any:
    """Return a sort key for problems: sheet, row, cell."""
    rank = {title: n for n, title in enumerate(sheets)}

    def order(problem: Problem) -> tuple[int, int, str]:
        at: Place | None = problem.place
        if at is None:
            return -1, 0, ""
        return rank.get(at.cell.rpartition("!")[0], -1), at.line, at.cell

    return order
