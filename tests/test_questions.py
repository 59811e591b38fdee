"""Questions about probable mistakes: each listed mistake is asked about or refused, and right figures are not.

Texts of questions change only by ``UPDATE_GOLDEN=1 pytest tests/test_questions.py``; the difference is the review.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import yaml

from models.reading import check
from models.scenario import Edit

MISTAKES = Path(__file__).parent / "mistakes"
SCENARIOS = Path(__file__).parents[1] / "scenarios"
SHIPPED = sorted(path.name for path in SCENARIOS.glob("*.yaml"))
LEAST = 85
"""So many of the listed mistakes are asked about or refused."""


def rows(name):
    return yaml.safe_load((MISTAKES / name).read_text(encoding="utf-8"))


ROWS = {
    f"{name}: {row['mistake']}": (name, row) for name in ("listed.yaml", "kinds.yaml") for row in rows(name)
}


def edited(row, folder):
    """The scenario of a row with its mistake, in a copy of the shipped folder."""
    shutil.copytree(SCENARIOS, folder, ignore=shutil.ignore_patterns("data", "__pycache__"))
    path = folder / f"{row['scenario']}.yaml"
    text = path.read_text(encoding="utf-8")
    for before, after in row.get("edits", ()):
        assert text.count(before) == 1, f"{before!r} does not stand once in {path.name}"
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def outcome(row, folder):
    """What the program says of a row, by path, and the problems themselves."""
    changes = [Edit(**c) if isinstance(c, dict) else c for c in row.get("changes", ())]
    found = check(edited(row, folder / "scenarios"), changes)
    if found.problems:
        first = found.problems[0]
        return "refused", {first.path: first.en}, found.problems
    return (
        ("asked" if found.questions else "silent"),
        {q.path: q.en for q in found.questions},
        found.questions,
    )


@pytest.mark.parametrize("key", ROWS)
def test_a_mistake_is_asked_about_or_refused(key, tmp_path):
    name, row = ROWS[key]
    kind, told, problems = outcome(row, tmp_path)
    if os.environ.get("UPDATE_GOLDEN") and kind != "silent":
        rewrite(name, row["mistake"], kind, told)
        return
    if "silent" in row:
        assert kind == "silent"
        assert row["silent"]
        return
    assert kind in row, told
    assert told == row[kind]
    if kind == "asked":
        assert all(p.place is not None and p.place.line > 0 for p in problems)


def rewrite(name, mistake, kind, told):
    path = MISTAKES / name
    head = "".join(
        line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line[:1] == "#"
    )
    found = rows(name)
    row = next(row for row in found if row["mistake"] == mistake)
    for other in ("asked", "refused"):
        row.pop(other, None)
    row[kind] = told
    path.write_text(
        head + yaml.dump(found, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=118),
        encoding="utf-8",
        newline="\n",
    )


class _Plain(yaml.SafeDumper):
    """YAML with line breaks of edits as they are."""


_Plain.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style='"' if "\n" in text else None
    ),
)


def test_at_least_so_many_of_the_listed_mistakes_are_found():
    listed = rows("listed.yaml")
    assert len(listed) == 97
    assert sum("silent" not in row for row in listed) >= LEAST


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_are_asked_nothing(name):
    assert check(SCENARIOS / name).questions == ()
