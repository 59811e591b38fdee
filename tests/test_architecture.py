"""The rooms of docs/architecture.md, in its order, and the one door of each library."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROOMS = re.findall(r"^\| `([\w/.]+)` \|", PAGE, re.MULTILINE)
"""Folders, and files that are a room of their own, from the ground up."""
DOORS = {
    "ruamel": {"models.file.tree"},
    "yaml": {"models.file.tree"},
    "pydantic": {
        "models.units",
        "models.scenario",
        "models.file.shape",
        "models.file.flat",
        "models.file.validation",
        "models.variants",
        "models.national",
        "models.follow_up.file",
        "models.follow_up.reading",
    },
    "pydantic_core": {
        "models.units",
        "models.file.validation",
        "models.importing.json_text",
        "models.national",
        "models.follow_up.reading",
    },
    "pyomo": {"models.formulation", "solver.program.compiled"},
    "highspy": {"solver.program.warm"},
    "pandas": {"solver.output.rows"},
    "matplotlib": {"solver.report.plots.canvas"},
    "python_calamine": {"models.file.sheet"},
    "pyarrow": {"solver.sweeping.parts"},
    "scipy": {"solver.studies.sampling"},
    "SALib": {"solver.studies.sampling"},
    "linearmodels": {"solver.studies.panel_fits"},
    "distributed": {"solver.sweeping.executors"},
    "filelock": {"solver.output.folders"},
    "xlsxwriter": {"solver.report.excel.book"},
    "jinja2": {"solver.report.html.page", "solver.web.workshop"},
}
"""Which modules may import a library; click stays in ``solver.cli``, numpy in ``solver`` and ``models.weights``."""


def modules() -> dict[str, Path]:
    found = {}
    for top in ("models", "solver"):
        for path in (ROOT / top).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imported(source: str) -> set[str]:
    """Modules that are imported anywhere in a source, for typing and inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            children = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (children & set(MODULES)) or {node.module or ""}
            found |= {node.module or ""} if children - set(MODULES) and children & set(MODULES) else set()
    return found


def called_imports(source: str) -> list[int]:
    """Lines that import by a call, which no reader of import statements sees."""
    hidden = {"import_module", "__import__", "find_spec", "run_module", "exec_module"}
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Name) and node.id in hidden)
        or (isinstance(node, ast.Attribute) and node.attr in hidden)
        or (isinstance(node, ast.ImportFrom) and node.module == "importlib")
        or (isinstance(node, ast.Import) and any(alias.name == "importlib" for alias in node.names))
    ]


IMPORTS = {name: imported(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


def room_of(name: str) -> int:
    """The place in ``ROOMS`` of the file's own row, else of the nearest folder that has one."""
    path = MODULES[name].relative_to(ROOT).as_posix()
    while path not in ROOMS:
        assert "/" in path.rstrip("/"), f"{name} stands in no room: add its folder to docs/architecture.md"
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return ROOMS.index(path)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_imports_only_from_its_own_room_and_those_below(name):
    for other in IMPORTS[name] & set(MODULES):
        assert room_of(other) <= room_of(name), f"{name} imports {other}"


def test_no_import_goes_in_a_circle():
    graph = {name: (IMPORTS[name] & set(MODULES)) - {name} for name in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]))


@pytest.mark.parametrize("name", sorted(set(MODULES) - {"solver", "solver.report.studies"}))
def test_no_import_is_hidden_in_a_call(name):
    """Two packages import by name: ``solver`` each public name when it is first used, and how answers show;

    ``solver.report.studies`` the record of a study.
    """
    assert not called_imports(MODULES[name].read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "from importlib import import_module",
        "import importlib\nimportlib.import_module('solver.report')",
        "__import__('solver.report')",
        "import importlib.util as u\nu.find_spec('solver.report')",
    ],
)
def test_a_hidden_import_is_seen(source):
    assert called_imports(source)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_library_has_one_door(name):
    for other in IMPORTS[name]:
        top = other.split(".")[0]
        if top in DOORS:
            assert name in DOORS[top], f"{name} imports {top}; its doors are {sorted(DOORS[top])}"
        elif top == "numpy":
            assert name.startswith("solver.") or name == "models.weights"
        elif top == "click":
            assert name.startswith("solver.cli")
        else:
            assert top in {"models", "solver", "__future__", "typing"} or top in sys.stdlib_module_names, (
                other
            )


def test_every_room_holds_something():
    rooms = {room_of(name) for name in MODULES}
    assert [room for n, room in enumerate(ROOMS) if n not in rooms] == []


def test_every_name_on_the_page_is_in_the_tree():
    """A dotted name is a module, or what a module holds; a path is a file or a folder."""
    for name in re.findall(r"`((?:models|solver)(?:\.\w+)+)`", PAGE):
        module, _, inside = name.rpartition(".")
        folder = (ROOT / name.replace(".", "/")).is_dir()
        held = module in MODULES and re.search(rf"\b{inside}\b", MODULES[module].read_text(encoding="utf-8"))
        assert name in MODULES or folder or held, name
    for path in re.findall(r"`((?:models|solver|tests|docs|notebooks)/[\w/.]*)`", PAGE):
        assert "N_name" in path or (ROOT / path).exists(), path


def test_the_page_tells_the_doors():
    """Each library of the paragraph with its modules, by the names that are imported."""
    text = " ".join(PAGE.partition("**Doors.** ")[2].partition("\n\n")[0].split())
    imports = {"ruamel.yaml": "ruamel", "PyYAML": "yaml", "Pyomo": "pyomo", "calamine": "python_calamine"}
    told = {}
    for entry in text.partition(": ")[2].split(". The same")[0].split("; "):
        libraries, _, doors = entry.partition(" – ")
        for library in libraries.split(" and "):
            told[imports.get(library, library)] = set(re.findall(r"`([\w.]+)`", doors))
    assert told.pop("click") == {"solver.cli"}
    assert told.pop("numpy") == {"solver", "models.weights"}
    assert told == {library: doors for library, doors in DOORS.items() if library != "pydantic_core"}


@pytest.mark.parametrize("name", ["constraints", "objectives"])
def test_a_rule_knows_no_other_rule(name):
    """One file a rule: families of rows and forms of the objective never import each other."""
    inside = {module for module in MODULES if module.startswith(f"models.{name}.")}
    for module in inside:
        assert not IMPORTS[module] & (inside - {module}), module


def test_figures_by_hand_import_nothing_of_the_program():
    """``tests/by_hand`` is a second opinion: it reads files, and what the command left."""
    found = {
        path: imported(path.read_text(encoding="utf-8")) for path in (ROOT / "tests/by_hand").glob("*.py")
    }
    assert {path.name for path in found} >= {"plain.py", "test_figures.py"}
    for path, names in found.items():
        assert not {name.split(".")[0] for name in names} & {"models", "solver"}, path
        assert not called_imports(path.read_text(encoding="utf-8")), path


TOP = {
    *("solver", "models", "scenarios", "notebooks", "tests", "benchmarks", "docs", "findings", ".ci"),
    *("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", ".gitignore", ".pre-commit-config.yaml"),
}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no git checkout")
def test_nothing_else_is_kept_at_the_top():
    """What a command leaves is never committed."""
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {name.partition("/")[0] for name in files.splitlines()} == TOP
