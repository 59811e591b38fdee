"""Reading of a file of packages that stands beside a scenario, by the rules of the scenario's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from models.file.checks.packages import unknown
from models.file.folder import Folder
from models.file.tree import parse, place, within
from models.file.validation import validate
from models.packages import faults, package
from models.problems import Problem, Refused, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.packages import Package, Scales
    from models.problems import Language


def read_packages(
    path: str | Path, activities: Sequence[str], goals: Scales, language: Language = "sv"
) -> dict[str, Package]:
    """Read a file of packages; increasing returns are no error here, but a question of the study.

    Args:
        path: A YAML file with ``packages:``.
        activities: The activities that there are.
        goals: The goals that there are, with floor and target of the indicator of those that have one.
        language: Language of the errors.

    Raises:
        ScenarioError: The file cannot be read or is wrong; all errors are told, each with its line.
    """
    folder, name = Folder(shown=Path(path).parent), Path(path).name
    shown = folder.name(name)
    try:
        data = folder.bytes(name)
    except Refused as refused:
        raise ScenarioError([Problem(path=shown, sv=refused.sv, en=refused.en)], language) from refused
    tree = parse(data, shown)
    block = tree.root.get("packages") if isinstance(tree.root, dict) else None
    if not tree.problems and (not isinstance(block, dict) or not block):
        tree.problems.append(
            Problem(
                path="packages",
                place=place(tree.places, ""),
                sv="filen ska ha packages:",
                en="the file must have packages:",
            )
        )
    if tree.problems:
        raise ScenarioError(tree.problems, language)
    file = validate({"packages": block}, tree.places)
    problems = [problem for problem in file.problems if within(problem.path, "packages")]
    said = file.scenario.packages
    found = [wrong for a, it in said.items() for wrong in (*unknown(a, it, activities, goals),)]
    if not found:
        found = [wrong for a, it in said.items() for wrong in faults(a, it, goals, asked=False)]
    problems += [
        Problem(path=at, place=place(tree.places, at), sv=sv, en=en) for at, sv, en in dict.fromkeys(found)
    ]
    if problems:
        raise ScenarioError(problems, language)
    return {a: package(a, it, goals) for a, it in said.items()}
