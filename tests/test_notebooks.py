"""Tier 5: every notebook is what executing its source gives, and uses the public API only."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import solver
from tests.cases import always

FOLDER = Path(__file__).parents[1] / "notebooks"
SOURCES = sorted(FOLDER.glob("[0-9]_*.py"))
BOOKS = sorted(FOLDER.glob("*.ipynb"))
ALLOWED = {"solver", "numpy", "pandas", "matplotlib", "linearmodels"}
KILOBYTES = 300


def name(path: Path) -> str:
    return path.stem


def execute(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, FOLDER / "execute.py", *arguments], capture_output=True, text=True, check=False
    )


def test_every_source_has_its_notebook_and_every_notebook_its_source():
    assert SOURCES
    assert [name(path) for path in BOOKS] == [name(path) for path in SOURCES]


@pytest.mark.parametrize("source", always(SOURCES, 0, 1), ids=name)
def test_executing_gives_the_same_cells_and_the_same_text(source):
    done = execute("--check", source.stem)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("source", SOURCES, ids=name)
def test_only_the_public_api_is_used(source):
    used = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            used |= {alias.name.split(".")[0] for alias in node.names}
            assert not any(alias.name.startswith("solver") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None
            used.add(node.module.split(".")[0])
            if node.module.startswith("solver"):
                assert node.module == "solver", node.module
                assert {alias.name for alias in node.names} <= set(solver.__all__)
    assert used - set(sys.stdlib_module_names) <= ALLOWED


@pytest.mark.parametrize("book", BOOKS, ids=name)
def test_a_notebook_tells_nothing_of_where_and_when_it_was_executed(book):
    text = book.read_text(encoding="utf-8")
    content = json.loads(text)
    assert set(content["metadata"]) == {"kernelspec", "language_info"}
    assert content["metadata"]["kernelspec"]["name"] == "python3"
    for cell in content["cells"]:
        assert cell["metadata"] == {}
    for output in (o for cell in content["cells"] for o in cell.get("outputs", ())):
        assert output["output_type"] != "error"
        assert output.get("name") != "stderr", output
    assert not re.search(r"/(?:tmp|home|work|root|Users)/|0x[0-9a-f]{6}|iso8601", text)
    assert len(text) < KILOBYTES * 1024


@pytest.mark.slow
def test_a_notebook_that_has_gone_stale_is_told(tmp_path):
    for file in (FOLDER / "execute.py", FOLDER / "jupytext.toml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    source = tmp_path / "1_made_up.py"
    source.write_text("# %%\n2 + 2\n", encoding="utf-8")
    command = [sys.executable, tmp_path / "execute.py"]

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    assert run("--check") == (1, "1_made_up.ipynb is missing\n")
    assert run() == (0, "")
    first = source.with_suffix(".ipynb").read_bytes()
    assert run() == (0, "")
    assert source.with_suffix(".ipynb").read_bytes() == first
    assert run("--check") == (0, "")
    source.with_suffix(".ipynb").write_bytes(first.replace(b'"4"', b'"5"'))
    status, said = run("--check")
    assert status == 1
    assert "cell 1: executing it gives\n4\ninstead of\n5" in said
    source.write_text("# %%\n2 + 3\n", encoding="utf-8")
    assert run("--check") == (1, "1_made_up.ipynb has other cells than 1_made_up.py\n")
    assert execute("--check", "9_nothing").returncode == 2
