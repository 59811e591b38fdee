"""Shipped scenarios with something wrong in them: every run ends in words, with a place, and no table holds nan or inf.

The first slice runs with the others, and on new seeds in CI's second step; all 300 run in its third. ``MUTATIONS=3000
pytest -m slow -k mutated`` runs as many as it says.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
from pathlib import Path

import pytest

from solver.cli import main
from tests.cases import always
from tests.independent.random_scenarios import FIRST_SEED

SHIPPED = {
    path.name: path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parents[1] / "scenarios").glob("*"))
    if path.suffix in {".yaml", ".csv"} and "uppfoljning" not in path.name
}
MAIN = sorted(name for name in SHIPPED if name.endswith(".yaml"))
SLICE, ALL = 20, int(os.environ.get("MUTATIONS", "300"))
ADVICE = ("Rätta siffran; om den stämmer", "Correct the figure; if it is right")
"""What follows questions about figures that are probably mistakes."""
PAGES_EVERY, STUDIES_EVERY = 7, 60
"""Page and workbook are made at one mutation in so many, and studies, which take longest, at one in so many more."""
NUMBER = re.compile(r"(?<![\w#.])-?\d+(?:\.\d+)?(?![\w.-])")
VALUE = re.compile(r"(?<=: )[^\s{}\[\],#][^{}\[\],#\n]*")
KEY = re.compile(r"[a-z_]+(?=:)")
PIECES = (
    *"{}[]:,%&*!#|>'\"?-~;@",
    "\t",
    "  ",
    "\n",
    "- ",
    ": ",
    "é",
    "null",
    "true",
    "x.csv",
    "\u202e",
    "1e9",
    ".nan",
)
PLACE = re.compile(r"^\S+\.(yaml|csv):\d+: ")
NOT_FINITE = re.compile(r"(?:^|[,;])\s*[-+]?(?:nan|inf|infinity)\s*(?:$|[,;])", re.IGNORECASE | re.MULTILINE)


# --------------------------------------------------------------------------------------------------- mutations


def replaced(found, text, rng, make):
    """A text with one of what a pattern finds replaced by what is made of it."""
    places = list(found.finditer(text))
    if not places:
        return text
    at = rng.choice(places)
    return text[: at.start()] + make(at.group()) + text[at.end() :]


def number(text, rng):
    """A number that is moved a little, much, or absurdly."""
    factors = (0.5, 0.9, 1.05, 1.3, 2, -1, 0, 10, 0.1, 1000, 0.001, 1e6, 1e-9, 1e12)
    return replaced(NUMBER, text, rng, lambda old: f"{float(old) * rng.choice(factors):.12g}")


def little(text, rng):
    """Several numbers moved a little, as budgets are."""
    for _ in range(rng.randint(1, 6)):
        text = replaced(NUMBER, text, rng, lambda old: f"{float(old) * rng.uniform(0.8, 1.25):.6g}")
    return text


def mark(text, rng):
    """A per cent sign more or less, a decimal comma, a unit."""
    make = rng.choice((lambda old: f"{old} %", lambda old: old.replace(".", ","), lambda old: f"{old} mnkr"))
    changed = replaced(NUMBER, text, rng, make)
    return changed if rng.random() < 0.5 else text.replace(" %", "", rng.randint(1, 3))


def value(text, rng):
    """A value that another key has, nothing, or something of another kind."""
    other = [
        *(m.group() for m in VALUE.finditer(text)),
        "null",
        "[]",
        "{}",
        "true",
        '""',
        "x.csv",
        "2025-01-01",
    ]
    return replaced(VALUE, text, rng, lambda _: rng.choice(other))


def key(text, rng):
    """A key that is misspelt, or another one."""
    keys = [m.group() for m in KEY.finditer(text)]
    typo = rng.choice(
        (lambda old: old[:-1], lambda old: old + "r", lambda old: old[::-1], lambda _: rng.choice(keys))
    )
    return replaced(KEY, text, rng, typo)


def line(text, rng):
    """A line that is lost, doubled, moved or indented otherwise."""
    lines = text.splitlines()
    n = rng.randrange(len(lines) - 1)
    act = rng.randrange(5)
    if act == 0:
        del lines[n]
    elif act == 1:
        lines.insert(n, lines[n])
    elif act == 2:
        lines[n], lines[n + 1] = lines[n + 1], lines[n]
    elif act == 3:
        lines[n] = "  " + lines[n]
    else:
        lines[n] = lines[n].lstrip()
    return "\n".join(lines) + "\n"


def character(text, rng):
    """Characters that are lost, or replaced by ones that mean something."""
    at = rng.randrange(len(text))
    return text[:at] + rng.choice(("", rng.choice(PIECES))) + text[at + rng.choice((0, 1, 1, 5)) :]


def block(text, rng):
    """A section that ends too early, or stands twice."""
    heads = [m.start() for m in re.finditer(r"^[a-z_]+:", text, re.MULTILINE)] + [len(text)]
    n = rng.randrange(max(len(heads) - 1, 1))
    if len(heads) == 1:
        return text
    part = text[heads[n] : heads[n + 1]]
    return text[: heads[n]] + rng.choice(("", part + part)) + text[heads[n + 1] :]


KINDS = (number, number, little, little, little, mark, value, key, line, character, block)


def mutated(seed):
    """The name of a shipped scenario, and all files with one of them mutated."""
    rng = random.Random(seed)
    main_ = rng.choice(MAIN)
    named = [name for name in SHIPPED if name == main_ or name in SHIPPED[main_]]
    spoilt, files = rng.choice(named), dict(SHIPPED)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        files[spoilt] = rng.choice(KINDS)(files[spoilt], rng)
    return main_, files


# -------------------------------------------------------------------------------------------------------- runs


def ended(words, capsys, monkeypatch):
    """Exit status and what was said; a fault of ours is raised."""
    monkeypatch.setenv("KOMMUNBUDGET_TRACEBACK", "1")
    monkeypatch.setattr(sys, "argv", ["kommunbudget", *words])
    try:
        main()
        status = 0
    except SystemExit as end:
        status = end.code or 0
    said = capsys.readouterr()
    return status, said.out, said.err


def finite(folder):
    """Fails where a table or a summary holds what is no number."""
    for path in folder.rglob("*.csv"):
        assert not NOT_FINITE.search(path.read_text(encoding="utf-8")), path.name

    def refuse(constant):
        raise AssertionError(constant)

    for path in folder.rglob("result.json"):
        json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)


def tried(seed, folder, capsys, monkeypatch):
    name, files = mutated(seed)
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8", newline="")
    monkeypatch.chdir(folder)
    checked, _, told = ended(["check", name], capsys, monkeypatch)
    status, out, err = ended(["run", name, "--out", f"out-{seed}"], capsys, monkeypatch)
    assert status in {0, 2, 3}
    assert (status == 2) == (checked == 2)
    if status == 2:
        assert told == err
        lines = [said for said in err.splitlines() if not said.startswith(ADVICE)]
        places = lines[:-1] if len(lines) > 1 else lines
        assert all(PLACE.match(said) for said in places), err
        assert not (folder / f"out-{seed}").exists()
        return
    assert out.strip()
    finite(folder / f"out-{seed}")


SLICES = range(0, ALL, SLICE)


@pytest.mark.seeded
@pytest.mark.parametrize("first", always(SLICES, 0))
def test_a_mutated_scenario_ends_in_words_with_a_place(first, tmp_path, capsys, monkeypatch):
    for seed in range(FIRST_SEED + first, FIRST_SEED + first + SLICE):
        with monkeypatch.context() as patch:
            if seed % STUDIES_EVERY:
                patch.setattr("solver.studies.beside.LARGEST", 0)
            if seed % PAGES_EVERY:
                patch.setattr("solver.report.html.report", lambda *_: b"")
                patch.setattr("solver.report.excel.workbook", lambda *_: b"")
            try:
                tried(seed, tmp_path, capsys, patch)
            except BaseException as fault:
                fault.add_note(f"mutation {seed}")
                raise
