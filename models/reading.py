"""Reading of scenario files: YAML and CSV to a Scenario; all problems of a file are reported together.

bytes -> plain tree with line numbers (``tree``, ``tables``, ``loading``) -> changes applied (``variants``) ->
single values checked (``validation``) -> values checked against each other (``crosschecks``) -> Scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from models.file.folder import Folder
from models.file.loading import load, tables
from models.file.tree import Tree, plain
from models.file.writing import digest, document, write
from models.memory import uncollected
from models.problems import Language, Problem, ScenarioError
from models.scenario import Edit, Origin, Place, Scenario
from models.variants import apply, judge, language, listed, questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Checked", "ScenarioError", "check", "digest", "document", "read", "schema", "write"]

SCHEMA_ID = "urn:kommunbudget:scenario:1"


class Checked(NamedTuple):
    """The result of checking a scenario.

    Attributes:
        problems: Errors, in the order of the file; empty if the file can be used.
        warnings: Warnings in the file's language, each with its place; questions first.
        language: Language of the file.
        questions: Those of the warnings that ask about a probable mistake, in the order of the file; with ``strict``
            they are among the problems instead.
    """

    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]
    language: Language
    questions: tuple[Problem, ...] = ()


def read(
    source: str | Path | Mapping[str, Any], *, changes: Iterable[str | Edit] = (), strict: bool = False
) -> Scenario:
    """Read a scenario.

    Args:
        source: Path of the scenario file, or a mapping of the same structure.
        changes: Changes from outside the file, applied last: ``PATH=VALUE`` or edits, one or several.
        strict: Whether a figure that is probably a mistake, and that nobody has reviewed, is an error.

    Raises:
        ScenarioError: The scenario has errors; the exception lists all of them.
        TypeError: The source is neither a path nor a mapping.
    """
    if isinstance(source, Scenario):
        raise TypeError("a Scenario is read already; with changes, read its file or mapping again")
    if not isinstance(source, str | PathLike | Mapping):
        kind = type(source).__name__
        raise TypeError(f"a scenario is a path, a mapping shaped as the file, or what read gave, not {kind}")
    scenario, checked = _read(source, changes, strict=strict)
    if checked.problems or scenario is None:
        raise ScenarioError(checked.problems, checked.language)
    return scenario


def check(
    source: str | Path | Mapping[str, Any], changes: Iterable[str | Edit] = (), *, strict: bool = False
) -> Checked:
    """Return all errors and warnings of a scenario, without raising an exception or solving.

    Args:
        source: Path of the scenario file, or a mapping of the same structure.
        changes: Changes from outside the file, applied last: ``PATH=VALUE`` or edits, one or several.
        strict: Whether a figure that is probably a mistake, and that nobody has reviewed, is an error.
    """
    return _read(source, changes, strict=strict)[1]


@uncollected()
def _read(
    source: str | Path | Mapping[str, Any], changes: Iterable[str | Edit], *, strict: bool
) -> tuple[Scenario | None, Checked]:
    changes = (changes,) if isinstance(changes, str) else tuple(changes)
    path = None if isinstance(source, Mapping) else Path(source)
    tree = _plain(source) if isinstance(source, Mapping) else load(Path(source))
    if not isinstance(tree.root, dict):
        return None, Checked(_ordered(tree.problems, path), (), "sv")
    _change(tree, path, changes)
    words = language(tree.root)
    judged = judge(tree)
    asked = () if judged.problems else _ordered(questions(tree, judged), path)
    remarks = _ordered(judged.remarks, path)
    if strict and asked:
        return None, Checked(asked, tuple(problem.line(words) for problem in remarks), words)
    warnings = tuple(problem.line(words) for problem in (*asked, *remarks))
    checked = Checked(_ordered(judged.problems, path), warnings, words, asked)
    if judged.problems:
        return None, checked
    scenario = judged.scenario
    written = tuple(wanted if isinstance(wanted, str) else str(wanted.model_dump()) for wanted in changes)
    scenario._origin = Origin(  # noqa: SLF001 - set here and in variants
        path=None if path is None else str(path),
        files=tree.files,
        places=tree.places,
        warnings=warnings,
        questions=tuple(problem.line(words) for problem in asked),
        changes=written,
    )
    return scenario, checked


def _plain(source: Mapping[str, Any]) -> Tree:
    try:
        tree = Tree(root=plain(source))
    except ValueError:
        sv, en = (
            "mappningen är för djup, eller innehåller sig själv",
            "the mapping is too deep, or holds itself",
        )
        return Tree(problems=[Problem(path="", sv=sv, en=en)])
    if tree.root.pop("extends", None) is not None:
        tree.problems.append(
            Problem(
                path="extends",
                sv="en mappning har ingen mapp att ärva ur; läs en fil i stället",
                en="a mapping has no folder to inherit from; read a file instead",
            )
        )
    tables(tree, None, "")
    return tree


def _change(tree: Tree, path: Path | None, changes: Sequence[str | Edit]) -> None:
    for where, wanted in listed(tree):
        at = tree.places.get(where)
        _, refused = apply(tree, wanted, at)
        if refused is not None:
            tree.problems.append(Problem(path=where, place=at, sv=refused.sv, en=refused.en))
    for n, text in enumerate(changes, start=1):
        at = Place(file="--set", line=n)
        _, refused = apply(tree, text, at)
        if refused is not None:
            tree.problems.append(Problem(path="", place=at, sv=refused.sv, en=refused.en))
    if path is not None:  # a change may have named a table
        folder = Folder(shown=path.parent, read=tree.files)
        tables(tree, folder, path.name)


def _ordered(problems: Sequence[Problem], path: Path | None) -> tuple[Problem, ...]:
    """Return problems in the order of the file, those of the main file first."""
    own = None if path is None else path.as_posix()

    def order(problem: Problem) -> tuple[bool, str, int]:
        at = problem.place
        return (at is None or at.file != own, "" if at is None else at.file, 0 if at is None else at.line)

    return tuple(sorted(dict.fromkeys(problems), key=order))


# ----------------------------------------------------------------------------------------------------- schema


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the scenario file, for editors; years are four-digit keys."""
    whole = Scenario.model_json_schema()
    edit = Edit.model_json_schema(mode="validation")
    for part in (whole, *whole.get("$defs", {}).values(), edit):
        _closed(part)
    required = whole.pop("required")
    properties = {
        key: part if key in required else {"anyOf": [part, {"type": "null"}]}
        for key, part in whole["properties"].items()
    }
    whole["properties"] = {
        "extends": {
            "type": "string",
            "title": "Extends",
            "description": "A file to inherit from; null removes.",
        },
        **properties,
        "change": {
            "type": "array",
            "items": edit,
            "title": "Change",
            "description": "Changes applied last, in order.",
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **whole,
        "title": "Scenario",
        "description": "A municipality's budget problem: kommunbudget, format 1.",
        "anyOf": [{"required": ["extends"]}, {"required": required}],
    }


def _closed(part: Any) -> None:
    """Forbid unknown keys in a part of the schema; let an entry by id be null, which removes it."""
    if isinstance(part, list):
        for entry in part:
            _closed(entry)
    if not isinstance(part, dict):
        return
    if "properties" in part or "patternProperties" in part:
        part["additionalProperties"] = False
        patterns = part.get("patternProperties", {})
        part["patternProperties"] = {
            pattern: {"anyOf": [entry, {"type": "null"}]} for pattern, entry in patterns.items()
        }
    for entry in part.values():
        _closed(entry)
