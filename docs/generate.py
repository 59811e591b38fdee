"""Make the pages that could drift: ``docs/rules.md`` from the rules, ``docs/scenario.md`` from the data types.

``python docs/generate.py`` writes them, ``--check`` fails if they are not current (the tests call it so).
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))


from typing import TYPE_CHECKING

from models import constraints, scenario
from models.constraint import BySubject, Never, Rows
from models.figures import Figures
from models.file import shape
from models.formulation import formulate
from models.indexation import indexation
from models.objectives import goal_programming, lexicographic, leximin, maximin, weighted
from solver.program.compiled import LinearProgram, compile_model
from tests.cases import with_every_rule

if TYPE_CHECKING:
    import types
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

SHOWN = 2
"""Rows that are shown of each family."""


def _parts(path: str, annotation: object) -> Iterator[tuple[str, type[scenario.Part]]]:
    """The parts of the file at and under a path, each once, in the order of their keys."""
    part, entry = shape.model(annotation), shape.entry(annotation)
    if entry is not None:
        yield from _parts(f"{path}.*", entry)
    if part is None or not issubclass(part, scenario.Part) or part is scenario.Edit:
        return
    yield path, part
    for key, field in part.model_fields.items():
        yield from _parts(f"{path}.{key}".lstrip("."), field.annotation)


PARTS = (*_parts("", scenario.Scenario), ("change[]", scenario.Edit))


def rules() -> str:
    """The maths page: formula, sentence and rows of every rule, side by side."""
    shown: dict[str, tuple[Rows, LinearProgram]] = {}
    for case in with_every_rule():
        figures = Figures(scenario=case)
        stated = formulate(figures, indexation(figures))
        program = compile_model(stated.model)
        shown = {**{name: (family, program) for name, family in stated.families.items()}, **shown}
    lines = [
        "# The rules, as they are computed",
        "",
        "Made by `docs/generate.py` from the rules' own files; the rows are those of the two-committee scenario in",
        "`tests/cases.py`, else of the shipped scenario that uses every key. `docs/model.md` states the model,",
        "`docs/method/interpretation.md` how its words are read.",
        "",
    ]
    for module in (*constraints.CONSTRAINTS, constraints.unmeasured):
        lines += [f"## `{module.__name__}`", "", *_prose(module), ""]
        for name, (family, program) in shown.items():
            if not _home(family.excess, module):
                continue
            lines += [
                (
                    f"**`{name}`** over {', '.join(family.over)}"
                    f" ({ {'limit': 'limit', 'rule': 'rule on proposals', 'account': 'account'}[family.role] },"
                    f" {family.unit}). *{family.says[0]}* / *{family.says[1]}*"
                ),
                *_said(family),
                "",
                "```text",
                *_rows(program, name),
                "```",
                "",
            ]
    for form in (weighted, maximin, leximin, lexicographic, goal_programming):
        lines += [f"## `{form.__name__}`", "", *_prose(form), ""]
    return "\n".join(lines)


def _said(family: Rows) -> list[str]:
    """What a rule says of itself beside its name, where it is more than bookkeeping."""
    if family.role == "account":
        return []
    pushes = {
        "up": "keeps a committee from less",
        "down": "keeps a committee from more",
        "both": "keeps a committee from more or from less",
        "all": "holds the moves of all committees together",
        "none": "keeps no committee from more or less",
    }
    price = (
        f"no price of its own: {family.priced.why}"
        if isinstance(family.priced, Never)
        else f"priced as `{family.priced.rule}`, "
        + ("one at a time" if isinstance(family.priced, BySubject) else "as a whole")
    )
    relief = (
        f"not relieved: {family.relief.why}"
        if isinstance(family.relief, Never)
        else f"relieved as *{family.relief[0]}* / *{family.relief[1]}*"
    )
    return [f"It {pushes[family.pushes]}; {price}; {relief}."]


def _home(function: object, module: types.ModuleType) -> bool:
    return inspect.getmodule(function) is module


def _prose(module: types.ModuleType) -> list[str]:
    """A module's docstring, its formula as a block of mathematics."""
    out: list[str] = []
    maths: list[str] | None = None
    for line in inspect.cleandoc(module.__doc__ or "").splitlines():
        if line.startswith(".. math::"):
            maths = [line.removeprefix(".. math::").strip()]
        elif maths is not None and (line.startswith("   ") or not line):
            maths.append(line.strip())
        else:
            if maths is not None:
                out += _block(maths)
                maths = None
            out.append(line)
    if maths is not None:
        out += _block(maths)
    return out


def _block(maths: list[str]) -> list[str]:
    body = [line for line in maths if line]
    aligned = any("&" in line for line in body)
    return [
        "```math",
        *(["\\begin{aligned}"] if aligned else []),
        *body,
        *(["\\end{aligned}"] if aligned else []),
        "```",
        "",
    ]


def _rows(program: LinearProgram, family: str) -> list[str]:
    rows = program.text(family).splitlines()
    more = [f"… and {len(rows) - SHOWN} more"] if len(rows) > SHOWN else []
    return rows[:SHOWN] + more


def reference() -> str:
    """The scenario reference: every key, what it holds, whether it must be there."""
    lines = [
        "# The scenario file",
        "",
        "Made by `docs/generate.py` from the data types in `models/scenario.py`.",
        "",
        (HERE / "scenario-rules.md").read_text(encoding="utf-8").strip(),
        "",
        "## Keys",
        "",
    ]
    for path, part in PARTS:
        lines += [
            f"### `{path}`" if path else "### The file",
            "",
            inspect.cleandoc(part.__doc__ or "").splitlines()[0],
            "",
            "| key | holds | required | meaning |",
            "|---|---|---|---|",
        ]
        for name, field in part.model_fields.items():
            needed = "yes" if field.is_required() else ""
            lines.append(f"| `{name}` | {_holds(field)} | {needed} | {field.description or ''} |")
        lines.append("")
    lines.append((HERE / "scenario-ends.md").read_text(encoding="utf-8").strip())
    return "\n".join(lines)


KINDS = {
    "Money": "money",
    "Share": "share",
    "Fraction": "share",
    "Level": "share",
    "Change": "share",
    "Points": "points",
    "Number": "number",
    "Id": "id",
    "Year": "year",
    "Date": "date",
    "Curve": "curve",
    "Lag": "list of shares",
}


def _holds(field: FieldInfo) -> str:
    text = _annotation(field)
    return text.replace("|", "or")


def _annotation(field: FieldInfo) -> str:
    owner = next(part for _, part in PARTS if any(f is field for f in part.model_fields.values()))
    name = next(key for key, f in owner.model_fields.items() if f is field)
    for base in owner.__mro__:
        raw = inspect.get_annotations(base).get(name)
        if raw is not None:
            return _readable(str(raw))
    return ""


def _readable(raw: str) -> str:
    for part in (" | None", "\n", "    "):
        raw = raw.replace(part, "")
    if raw.startswith("Literal["):
        return "one of " + ", ".join(f"`{word.strip().strip(chr(34))}`" for word in raw[8:-1].split(","))
    if raw.startswith("Yearly"):
        return f"{KINDS.get(raw.removeprefix('Yearly'), 'number')}, one or by year"
    if raw.startswith("Some"):
        return "money, one or by year" if raw == "SomeMoney" else "number, one or by year"
    if raw.startswith("Annotated[dict"):
        return "table by id (or a CSV file)" if "TABLE" in raw else "by year"
    if raw.startswith("Annotated[Annotated"):
        return "share, one, by year, or by cost class"
    if raw.startswith("tuple["):
        return "list"
    if raw.startswith("dict["):
        return "mapping"
    if raw in {part.__name__ for _, part in PARTS}:
        return "mapping, below"
    return KINDS.get(
        raw, {"str": "text", "int": "whole number", "bool": "true or false", "Any": "value"}.get(raw, raw)
    )


PAGES = {"rules.md": rules, "scenario.md": reference}


def main() -> int:
    """Write the pages, or say which are not current."""
    stale = []
    for name, make in PAGES.items():
        path, text = HERE / name, make().rstrip() + "\n"
        if "--check" in sys.argv[1:]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"not current: {', '.join(stale)}; run python docs/generate.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
