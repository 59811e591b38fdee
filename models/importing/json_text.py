"""JSON that somebody has saved from a publisher: read whole, or refused with its line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from models.importing.common import problem
from models.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.importing.common import File

SPACE = re.compile(r"[ \t\r\n]*")
SHOWN = 80
"""How many characters of a server's message are shown."""


def read_json(file: File, *, alike: bool = False) -> tuple[Any, str] | Problem:
    """Return the content of a JSON file and its text, or the problem that it is none.

    Numbers that JSON does not know (NaN, Infinity) are refused. A page of HTML, and an error that the server
    sent instead of an answer, are told as such.

    Args:
        file: The file.
        alike: Whether it is a list of records with the same keys, which is read faster when that is known.
    """
    text = _text(file)
    if isinstance(text, Problem):
        return text
    start = text.lstrip()[:1]
    if start == "<":
        return problem(
            file.name,
            1,
            "",
            "filen är en webbsida (HTML), inte JSON; öppna adressen och spara svaret som det är",
            "the file is a web page (HTML), not JSON; open the address and save the answer as it is",
        )
    try:
        root = _parsed(text, alike=alike)
    except json.JSONDecodeError as error:
        return _not_json(file.name, text, error)
    except (ValueError, RecursionError):
        return problem(
            file.name,
            1,
            "",
            "filen har tal eller nivåer som ingen tabell har (NaN, Infinity, tusentals siffror); hämta den igen",
            "the file has numbers or levels that no table has (NaN, Infinity, thousands of digits); fetch it again",
        )
    if isinstance(root, dict) and (refusal := _refusal(root)):
        return problem(
            file.name,
            1,
            "",
            f"filen är ett felsvar från servern ({refusal}); rätta frågan och hämta igen",
            f"the file is an error that the server answered ({refusal}); correct the question and fetch again",
        )
    return root, text


def _parsed(text: str, *, alike: bool) -> Any:
    """Return the content of a JSON text, by the fastest parser at hand.

    What that parser refuses is read once more by Python's own, whose word is final: it says where the fault is, and
    takes half a pair of surrogates and deeper nesting. Where both read a text they give the same.
    """
    try:
        return from_json(text, allow_inf_nan=False, cache_strings="keys" if alike else "none")
    except ValueError:
        return json.loads(text, parse_constant=_not_finite)


def _text(file: File) -> str | Problem:
    try:
        return file.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return problem(
            file.name,
            file.data.count(b"\n", 0, error.start) + 1,
            "",
            "filen är inte UTF-8, som JSON alltid är; spara svaret igen utan att öppna det i ett annat program",
            "the file is not UTF-8, as JSON always is; save the answer again without opening it elsewhere",
        )


def _not_json(name: str, text: str, error: json.JSONDecodeError) -> Problem:
    if not text[error.pos :].strip():
        return problem(
            name,
            error.lineno,
            "",
            "filen slutar mitt i; den är avkortad, hämta den igen",
            "the file ends too early; it is cut off, fetch it again",
        )
    return problem(
        name,
        error.lineno,
        "",
        f"tecken {error.colno} på raden går inte att läsa som JSON; hämta filen igen och ändra den inte",
        f"character {error.colno} of the line is no readable JSON; fetch the file again and do not edit it",
    )


def _not_finite(name: str) -> float:
    raise ValueError(name)


def _refusal(root: dict[str, Any]) -> str:
    """Return what a server says in place of an answer; empty where it answers."""
    if "values" in root or "value" in root or "dimension" in root:
        return ""
    for key in ("detail", "error", "title", "message"):
        if key in root:
            told = root[key] if isinstance(root[key], str) else json.dumps(root[key], ensure_ascii=False)
            return " ".join(told.split())[:SHOWN]
    return ""


def line_of(text: str, keys: Sequence[str | int]) -> int:
    """Return the line of a value in a JSON text that has been read; of the nearest one above that it has.

    Args:
        text: The text.
        keys: Keys and list positions from the root on.
    """
    at = _skip(text, 0)
    for key in keys:
        below = _below(text, at, key)
        if below is None:
            break
        at = below
    return text.count("\n", 0, at) + 1


def _below(text: str, at: int, key: str | int) -> int | None:
    """Return where the value of a key, or an entry of a list, begins."""
    decoder = json.JSONDecoder()
    mapping = text[at] == "{"
    if text[at] not in "{[" or mapping != isinstance(key, str):
        return None
    at, n = _skip(text, at + 1), 0
    while text[at] not in "}]":
        here: str | int = n
        if mapping:
            here, at = decoder.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        if here == key:
            return at
        at = _skip(text, decoder.raw_decode(text, at)[1])
        if text[at] == ",":
            at = _skip(text, at + 1)
        n += 1
    return None


def _skip(text: str, at: int) -> int:
    match = SPACE.match(text, at)
    return match.end() if match else at
