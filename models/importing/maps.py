"""Maps: small YAML files that say what is taken from a published file, and as what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from models.file.tree import place
from models.problems import Problem, Refused, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
