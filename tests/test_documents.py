"""Tier 5: generated pages are current, the README is true, and lines of prose are short."""

from __future__ import annotations

import doctest
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import solver
from docs import gallery
from models.constraints import CONSTRAINTS
from solver.cli import commands
from solver.report.studies import record_of

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "benchmarks" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
LONGEST = 110
"""The most characters on a line of prose."""
UNWRAPPED = ("docs/decisions/",)
"""Pages whose lines are longer: decisions, which are never edited."""


GALLERY = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
LONG = ("montecarlo", "sobol", f"sensitivity scenarios/{gallery.EXAMPLE.name}", "intervals")
"""Studies of the gallery that answer for hundreds of draws, points or places."""


def sections_of_the_gallery():
    """The page's text of each entry, in its order."""
    rest = GALLERY.removeprefix(gallery.PAGE)
    sections = [f"## {text}" for text in rest.removeprefix("\n## ").split("\n## ")]
    for *_, names in gallery.SHOWN:
        yield "\n".join(sections[: len(names)])
        del sections[: len(names)]
    assert not sections


def test_the_gallery_begins_as_it_says_and_has_its_pictures_in_order():
    assert GALLERY.startswith(f"{gallery.PAGE}\n## ")
    files = [f"img/{scenario}-{name}.png" for scenario, _, _, names in gallery.SHOWN for name in names]
    live = f"img/{gallery.WORKSHOP}.png"
    assert re.findall(r"\((img/[^)]*\.png)\)", GALLERY) == [live, *files]
    assert len(list(sections_of_the_gallery())) == len(gallery.SHOWN)


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(k, id=command, marks=pytest.mark.slow if command.startswith(LONG) else ())
        for k, (_, command, *_) in enumerate(gallery.SHOWN)
    ],
)
def test_the_gallery_is_current(place):
    """Every entry as it is made now; all of them and what is between them are the whole page."""
    assert gallery.section(place) == list(sections_of_the_gallery())[place]


def test_generated_pages_are_current():
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_has_the_two_commands():
    commands = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(commands) == 2
    assert commands[0].endswith("kommunbudget run scenarios/sjobo-2025.yaml")
    assert "python -m pytest" in commands[1]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def long_lines(text: str) -> list[int]:
    """Return the numbers of the lines of prose that are too long.

    Code, tables and headings are left out, and so is a line that is a single long word, such as a link.
    """
    found, fenced = [], False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        prose = not fenced and not line.startswith(("    ", "|", "#"))
        if prose and len(line) > LONGEST and len(line.split()) > 1:
            found.append(number)
    return found


def test_a_long_line_is_found_only_in_prose():
    words = "word " * 30
    page = f"# {words}\n\n{words}\n\n| {words}|\n\n```\n{words}\n```\n\n- {words}\n\n    {words}\n\n{'w' * 150}\n"
    assert long_lines(page) == [3, 11]


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith(UNWRAPPED)])
def test_lines_of_prose_are_short(name):
    found = [f"{name}:{number}" for number in long_lines((ROOT / name).read_text(encoding="utf-8"))]
    assert not found, f"longer than {LONGEST} characters: {', '.join(found)}"


def test_every_rule_has_its_page():
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    for module in CONSTRAINTS:
        assert f"## `{module.__name__}`" in page


SHARED = {"--help", "--out", "--set", "--plots", "--json", "--workers", "--cluster", "--language"}
"""Options that the page tells for many commands at once."""


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_stands_with_its_options(name):
    page = (
        (ROOT / "docs" / "scenario-ends.md").read_text(encoding="utf-8").partition("## The command line")[2]
    )
    told = "".join(re.findall(rf"^    kommunbudget {name} .*\n(?:     +.*\n)*", page, re.MULTILINE))
    assert told, "docs/scenario.md promises the commands"
    options = {option for p in commands.commands[name].params for option in p.opts if option.startswith("--")}
    assert {option for option in options - SHARED if option not in told} == set()


API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
ASKED = [name for name in solver.__all__ if inspect.isfunction(getattr(solver, name))]


def test_the_page_of_the_api_is_what_it_gives(monkeypatch):
    monkeypatch.chdir(ROOT)
    page = doctest.DocTestParser().get_doctest(API, {}, "docs/api.md", "docs/api.md", 0)
    assert len(page.examples) > 20
    said = []
    done = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(page, out=said.append)
    assert not done.failed, "".join(said)


@pytest.mark.parametrize("name", ASKED)
def test_the_page_of_the_api_has_every_function_with_its_arguments(name):
    told, star = [], False
    for p in inspect.signature(getattr(solver, name)).parameters.values():
        if p.kind is p.KEYWORD_ONLY and not star:
            told.append("*")
            star = True
        told.append(p.name if p.default is p.empty else f"{p.name}={p.default!r}")
    assert f"`{name}({', '.join(told)})`" in API, "docs/api.md is the promise: say there what has changed"


@pytest.mark.parametrize("name", [name for name in solver.__all__ if name not in ASKED])
def test_the_page_of_the_api_has_every_type(name):
    assert f"`{name}`" in API


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in ASKED
        if name not in ("read", "read_published", "leave_published", "new_scenario", "plots", "workshop")
    ],
)
def test_every_answer_of_the_api_shows_itself(name):
    function = getattr(solver, name)
    answer = getattr(solver, inspect.signature(function).return_annotation)
    assert name == "solve" or record_of(answer).title
    assert hasattr(answer, "_repr_html_")
    assert answer.__repr__ is not object.__repr__
    assert name == "solve" or {"table", "save"} <= set(dir(answer))
    assert "Raises:" in (function.__doc__ or "")
