"""The import rule and the one-door rule, as docs/architecture.md states them."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VERBS = sorted(
    path.stem for path in (ROOT / "solver" / "cli").glob("*.py") if path.stem not in ("__init__", "common")
)
PLOTS = sorted(
    path.stem
    for path in (ROOT / "solver" / "report" / "plots").glob("*.py")
    if path.stem not in ("__init__", "drawing", "lever_axis", "pictures")
)
LAYERS = [
    {"models.units"},
    {"models.scenario"},
    {"models.problems"},
    {"models.outcomes"},
    {"models.need", "models.weights"},
    {"models.figures"},
    {"models.indexation"},
    {"models.constraint"},
    {"models.aim"},
    {
        f"models.objectives.{name}"
        for name in ("weighted", "maximin", "leximin", "lexicographic", "goal_programming")
    },
    {"models.objectives"},
    {"models.plan"},
    {
        "models.constraints.frame_balance",
        "models.constraints.result_reserve",
        "models.constraints.committee_account",
        "models.constraints.balanced_budget",
        "models.constraints.cost_control",
        "models.constraints.stability",
        "models.constraints.goal_floors",
        "models.constraints.decisions",
        "models.constraints.unmeasured",
    },
    {"models.constraints"},
    {"models.baselines"},
    {"models.formulation"},
    {"models.file"},
    {"models.file.tree", "models.file.shape"},
    {"models.file.folder", "models.file.tables", "models.file.sheet", "models.file.flat"},
    {"models.file.frames"},
    {"models.file.loading"},
    {"models.file.validation"},
    {"models.file.facts"},
    {
        f"models.file.checks.{name}"
        for name in ("names", "money", "service", "decisions", "plans", "politics")
    },
    {"models.file.checks"},
    {"models.file.crosschecks", "models.file.remarks", "models.file.writing"},
    {"models.file.cells", "models.file.form", "models.file.packing"},
    {"models.file.form_reading"},
    {"models.variants"},
    {"models.importing"},
    {"models.reading"},
    {"models.levers"},
    {"models.national"},
    {"models"},
    {"solver.compiled"},
    {"solver.warm"},
    {"solver.methods"},
    {"solver.chosen"},
    {"solver.face"},
    {"solver.certificate", "solver.marginals", "solver.stages"},
    {"solver.aims"},
    {"solver.own_priorities", "solver.diagnose", "solver.explain"},
    {"solver.stating"},
    {"solver.template"},
    {"solver.engine", "solver.tracing", "solver.cone", "solver.reached"},
    {"solver.parametric"},
    {"solver.blocks"},
    {"solver.division"},
    {"solver.dantzig_wolfe", "solver.together"},
    {"solver.files"},
    {"solver.result"},
    {"solver.solving"},
    {"solver.studies.asking", "solver.studies.extending", "solver.studies.moving"},
    {"solver.extras"},
    {"solver.sweeping.order"},
    {"solver.sweeping.working", "solver.sweeping.parts", "solver.sweeping.executors"},
    {"solver.sweeping"},
    {"solver.sweep"},
    {"solver.studies.prices", "solver.studies.room", "solver.studies.why", "solver.studies.national"},
    {"solver.studies.curve"},
    {"solver.studies.traced", "solver.studies.swept"},
    {"solver.studies.sensitivity", "solver.studies.intervals"},
    {"solver.studies.tornado", "solver.studies.frontier", "solver.studies.weight_map"},
    {"solver.studies.drawing", "solver.studies.frames"},
    {"solver.studies.montecarlo", "solver.studies.sobol"},
    {"solver.studies"},
    {"solver.studies.given"},
    {"solver.studies.evaluate", "solver.studies.revealed", "solver.studies.compare"},
    {"solver.report.words"},
    {"solver.report.levers"},
    {"solver.report.because", "solver.report.limits", "solver.report.no_plan"},
    {"solver.report.screen"},
    {"solver.report.prices", "solver.report.room", "solver.report.explain", "solver.report.national"},
    {"solver.report.drawn", "solver.report.progress"},
    {"solver.report.montecarlo", "solver.report.sobol"},
    {"solver.report.sensitivity", "solver.report.intervals"},
    {"solver.report.tornado", "solver.report.frontier", "solver.report.weight_map"},
    {"solver.report.evaluate", "solver.report.revealed", "solver.report.compare"},
    {"solver.report.excel.book", "solver.report.excel.explained"},
    {"solver.report.excel.frames", "solver.report.excel.lists", "solver.report.excel.form"},
    {"solver.report.excel.accounts"},
    {"solver.report.excel"},
    {"solver.report.plots.drawing"},
    {"solver.report.plots.pictures", "solver.report.plots.lever_axis"},
    {f"solver.report.plots.{name}" for name in PLOTS},
    {"solver.report.plots"},
    {"solver.report.html.blocks"},
    {"solver.report.html.page", "solver.report.html.pictures"},
    {"solver.report.html.audit", "solver.report.html.documents", "solver.report.html.asked"},
    {"solver.report.html.law"},
    {f"solver.report.html.{name}" for name in ("council", "frames", "goals", "rests", "studies")},
    {"solver.report.html.committee"},
    {"solver.report.html"},
    {"solver.report.display"},
    {"solver.report"},
    {"solver"},
    {"solver.cli.common"},
    {f"solver.cli.{verb}" for verb in VERBS},
    {"solver.cli"},
    {"solver.__main__"},
]
"""From the ground up: a module imports only from layers below its own."""
DOORS = {
    "ruamel": {"models.file.tree"},
    "pydantic": {
        "models.units",
        "models.scenario",
        "models.file.shape",
        "models.file.flat",
        "models.file.validation",
        "models.variants",
        "models.national",
    },
    "pydantic_core": {"models.units", "models.file.validation", "models.national"},
    "pyomo": {"models.formulation", "solver.compiled"},
    "highspy": {"solver.warm"},
    "pandas": {"solver.files"},
    "matplotlib": {"solver.report.plots.drawing"},
    "python_calamine": {"models.file.sheet"},
    "pyarrow": {"solver.sweeping.parts"},
    "scipy": {"solver.studies.drawing"},
    "SALib": {"solver.studies.drawing"},
    "distributed": {"solver.sweeping.executors"},
    "xlsxwriter": {"solver.report.excel.book"},
    "jinja2": {"solver.report.html.page"},
    "click": {"solver.cli", "solver.cli.common", *(f"solver.cli.{verb}" for verb in VERBS)},
}
"""Which modules may import a library; numpy may be used for arrays in ``solver`` and ``models.weights``."""


def modules() -> dict[str, Path]:
    found = {}
    for top in ("models", "solver"):
        for path in (ROOT / top).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(name: str, path: Path) -> set[str]:
    """Modules that are imported anywhere in a file, for typing and inside functions too."""
    known, found = set(modules()), set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            children = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (children & known) or {node.module or ""}
            found |= {node.module or ""} if children - known and children & known else set()
    return found


def layer_of(name: str) -> int:
    for n, layer in enumerate(LAYERS):
        if name in layer:
            return n
    pytest.fail(f"{name} has no layer: add it to LAYERS and docs/architecture.md")


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_module_imports_only_from_below(name):
    for other in imported(name, modules()[name]) & set(modules()):
        if other != name:
            assert layer_of(other) < layer_of(name), f"{name} imports {other}"


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_library_has_one_door(name):
    for other in imported(name, modules()[name]):
        top = other.split(".")[0]
        if top in DOORS:
            assert name in DOORS[top], f"{name} imports {top}; its doors are {sorted(DOORS[top])}"
        elif top == "numpy":
            assert name.startswith("solver.") or name == "models.weights"
        else:
            assert top in {"models", "solver", "__future__", "typing"} or top in sys.stdlib_module_names, (
                other
            )


def test_every_layer_exists():
    assert {name for layer in LAYERS for name in layer} == set(modules())
