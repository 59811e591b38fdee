"""Reading YAML: libyaml and ruamel.yaml give the same tree, places and problems; what would take long is refused."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml

from models.file import tree
from tests.independent.random_scenarios import seeds
from tests.test_bad_input import GOOD

SCENARIOS = Path(__file__).parents[1] / "scenarios"
TEXTS = [GOOD, *(path.read_text(encoding="utf-8") for path in sorted(SCENARIOS.glob("*.yaml")))]
PIECES = [
    *"-:?,[]{}#&*!|>'\"%@`\\ \t\n~=<.01\u00a0é\ufeff",
    "- ",
    ": ",
    "? ",
    "---\n",
    "...\n",
    "!!int ",
    "!x ",
    "&a ",
]
PIECES += [
    "*a",
    "<<: ",
    "|\n",
    "|+\n",
    ">\n",
    "\n\n",
    "  ",
    "''",
    '""',
    "\\x41",
    "1,5",
    "{}",
    "[]",
    "\r\n",
    "\r",
    "# c",
]
PIECES += [
    "%YAML 1.1\n",
    "! ",
    "\u2028",
    "null",
    "1_000",
    "0x1F",
    "12:30",
    "-0",
    ".5",
    "1e3",
    ".inf",
    "698.60",
]


def content(value):
    """A value with its kinds: 1, 1.0 and True differ, and so do 1.5 and 1.50."""
    if isinstance(value, dict):
        return [(type(key), key, content(entry)) for key, entry in value.items()]
    if isinstance(value, list):
        return [content(entry) for entry in value]
    return type(value), repr(value), getattr(value, "decimals", None)


def assert_same(text):
    """Compare what libyaml reads with what ruamel.yaml does; whether libyaml was asked and had nothing to explain."""
    fast = None if tree.DIFFERENT.search(text) else tree._by_libyaml(text, "x")
    if fast is None:
        return False
    slow = tree._by_ruamel(text, "x")
    assert content(fast.root) == content(slow.root), text
    assert (fast.places, fast.problems, fast.broken) == (slow.places, slow.problems, slow.broken), text
    return True


@pytest.mark.parametrize("text", TEXTS)
def test_scenarios_are_read_the_same(text):
    assert assert_same(text)


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(4))
def test_changed_texts_are_read_the_same(seed):
    """Pieces of YAML put in, taken out or exchanged: whatever libyaml reads, ruamel.yaml reads the same."""
    draw = random.Random(seed)
    read = 0
    for _ in range(40):
        text = draw.choice(TEXTS)[:2500]
        for _ in range(draw.randint(1, 3)):
            at, piece = draw.randrange(len(text)), draw.choice(PIECES)
            text = text[:at] + draw.choice(["", piece]) + text[at + draw.randint(0, 2) :]
        text, problem = tree.decoded(text.encode(), "x")
        read += problem is None and assert_same(text)
    assert read >= 5


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML is installed without libyaml")
def test_ruamel_reads_only_what_is_to_be_explained(monkeypatch):
    asked = []
    monkeypatch.setattr(tree, "_by_ruamel", lambda text, _: asked.append(text) or tree.Tree())
    for text in TEXTS:
        tree.parse(text.encode(), "x")
    assert asked == []
    tree.parse(b"a: {b", "x")
    assert asked == ["a: {b"]


def test_without_libyaml_the_tree_is_the_same(monkeypatch):
    before = tree.parse(GOOD.encode(), "x")
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert content(tree.parse(GOOD.encode(), "x").root) == content(before.root)


@pytest.mark.parametrize(
    ("text", "line", "phrase"),
    [
        ("a:\n" + "- 1\n" * 500_000, 500_000, "fler än 500000 värden"),  # line 1 is the key and the list
        ("a:\n- [" + "1," * 60_000, 2, "går inte att läsa som YAML"),
        ("a: [" + "&a 1," * 190_000 + "]", 1, "1000 fel hittills"),
        ("a: &a [1]\nb: [" + "*a ," * 190_000 + "]", 2, "1000 fel hittills"),
        ("a: 1\n" * 190_000, 1001, "1000 fel hittills"),
        ("\n" * 1_000_001, 1, "filen är tom"),
        ("a: 1\n---\n" + "\n" * 1_000_000, 2, "flera dokument"),
        ('a: "' + "x\n" * 600_000, 600_001, "går inte att läsa som YAML"),
        ("a: 1\nb: 1\t\n" + "\n" * 1_000_000, 2, "i en fil över 1 MB får tecknet U+0009"),
    ],
)
def test_too_much_is_refused_without_ruamel(monkeypatch, text, line, phrase):
    monkeypatch.setattr(tree, "_by_ruamel", None)
    found = tree.parse(text.encode(), "x")
    assert found.root is None
    assert phrase in found.problems[-1].sv
    assert found.problems[-1].place.line == line
    assert len(found.problems) <= 1001
