"""Maps: small YAML files that say what is taken from a published file, and as what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from models.file.tree import join, place
from models.problems import Problem, Refused, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from models.file.tree import Tree

RANGE = re.compile(r"(\d+)\.\.(\d*)")
"""A range of numbers, ends included: ``6..15``, or from a number on: ``80..``."""


def at(tree: Tree, path: str, sv: str, en: str) -> Problem:
    """Return a problem of a key of a map.

    Args:
        tree: The map.
        path: The key, as a dotted path.
        sv: What is wrong and what to write, in Swedish.
        en: The same in English.
    """
    return Problem(path=path, place=place(tree.places, path), sv=sv, en=en)


def unknown_keys(
    tree: Tree, mapping: dict[Any, Any], known: Iterable[str], path: str = ""
) -> Iterator[Problem]:
    """Yield a problem for each key that a map does not have."""
    names = list(known)
    for key in mapping:
        if key not in names:
            sv, en = did_you_mean(key, names)
            here = f"{path}.{key}" if path else str(key)
            yield at(tree, here, f"nyckeln {key} finns inte{sv}", f"there is no key {key}{en}")


def entries(value: Any) -> list[str]:
    """Return a code or a list of codes as texts.

    Raises:
        Refused: It is a mapping, or a number that is no whole one.
    """
    found = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, bool) or not isinstance(one, (str, int)):
            raise Refused(
                'skriv en kod inom citattecken, som "0380", eller en lista av koder',
                'write a code between quotation marks, as "0380", or a list of codes',
            )
        found.append(str(one).strip())
    return found


def years(value: Any, *, most: int = 200) -> list[int]:
    """Return years of a map: ``2024``, ``[2018..2024, 2026]``, sorted.

    Raises:
        Refused: It says something else, or more years than a plan or a panel has.
    """
    found: set[int] = set()
    for text in entries(value):
        span = RANGE.fullmatch(text)
        first, last = (span[1], span[2]) if span else (text, text)
        if (
            not re.fullmatch(r"\d{4}", first)
            or not re.fullmatch(r"\d{4}", last)
            or int(last) - int(first) > most
        ):
            raise Refused(
                f"{text} är inga år; skriv dem som [2018..2024]",
                f"{text} is no years; write them as [2018..2024]",
            )
        found |= set(range(int(first), int(last) + 1))
    return sorted(found)


class MapReader:
    """Reads the keys of a map, and collects what is wrong with them, each with its line.

    Attributes:
        problems: What is wrong.
    """

    def __init__(self, tree: Tree, keys: Sequence[str]) -> None:
        """Take a map and the keys that it may have.

        Args:
            tree: The map, as read.
            keys: Known keys.
        """
        self.tree = tree
        self.problems: list[Problem] = []
        self.root: Mapping[Any, Any] = tree.root if isinstance(tree.root, dict) else {}
        if not self.root:
            self.complain(
                "",
                f"kartan är tom; skriv nycklarna {', '.join(keys)}",
                f"the map is empty; write the keys {', '.join(keys)}",
            )
        for key in self.root:
            if key not in keys:
                sv, en = did_you_mean(key, keys)
                self.complain(str(key), f"okänd nyckel{sv}", f"unknown key{en}")

    def complain(self, path: str, sv: str, en: str) -> None:
        """Add a problem of a key."""
        self.problems.append(at(self.tree, path, sv, en))

    def mapping(self, key: str, *, required: bool = False) -> dict[Any, Any]:
        """Return a mapping whose values are texts or numbers; empty where there is none."""
        value = self.root.get(key)
        if value is None and not required:
            return {}
        if not isinstance(value, dict) or not value:
            self.complain(key, "ska vara en lista av namn: värde", "must be a list of name: value")
            return {}
        found = {}
        for name, entry in value.items():
            if isinstance(entry, dict | list) or entry is None:
                self.complain(join(key, name), "ska vara ett ord eller ett tal", "must be a word or a number")
            else:
                found[name] = entry
        return found

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a word or a number as text; empty where there is none."""
        value = self.root.get(key)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value)
        if value is not None or required:
            self.complain(key, "ska vara ett ord eller ett tal", "must be a word or a number")
        return ""

    def choice(self, key: str, among: Sequence[str], usual: str) -> str:
        """Return one of a few words; the usual one where the key is absent."""
        value = self.root.get(key, usual)
        if value in among:
            return str(value)
        sv, en = did_you_mean(value, among)
        self.complain(key, f"okänt: {value}{sv}", f"unknown: {value}{en}")
        return usual

    def whole(self, key: str) -> int | None:
        """Return a whole number; None where there is none."""
        value = self.root.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.complain(key, f"ska vara ett heltal, inte {value!r}", f"must be a whole number, not {value!r}")
        return None

    def texts(self, key: str) -> list[str]:
        """Return a list of words or numbers as texts; empty where there is none."""
        value = self.root.get(key, [])
        listed = value if isinstance(value, list) else [value]
        if any(isinstance(entry, dict | list) for entry in listed):
            self.complain(
                key, "ska vara en lista av ord, som [a, b]", "must be a list of words, such as [a, b]"
            )
            return []
        return [str(entry) for entry in listed]


def not_an_id(value: object) -> tuple[str, str]:
    """Return what is wrong with an id that a scenario cannot have, in Swedish and English."""
    return (
        f"{value} kan inte vara ett id i scenariot; skriv små bokstäver a–z, siffror, _ och -",
        f"{value} cannot be an id of a scenario; write small letters a–z, digits, _ and -",
    )
