"""Conversion between cells of a form and values of the scenario file, in both directions."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from models.file.tables import cell as figure_in
from models.file.tree import parse_value
from models.file.writing import flow
from models.problems import Refused
from models.units import write_share

if TYPE_CHECKING:
    from models.file.shape import Kind
    from models.file.sheet import Cell

BLANK = re.compile(r'("*)\s*\1')
"""Texts that stand between quotation marks: blank ones, as a blank cell is absent, and those that look so quoted."""
NO_TEXT = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""Characters that no workbook holds."""
DIGITS = 15
"""Significant digits of a computed number in a workbook."""
AMBIGUOUS = re.compile(r"-?\d{1,3}(\.\d{3})+")


def as_text(cell: Cell) -> str:
    """Return a cell's value as text, a number as written."""
    value = cell.value
    if isinstance(value, str):
        quoted = len(value) > 1 and value[0] == value[-1] == '"' and BLANK.fullmatch(value[1:-1])
        return value[1:-1] if quoted else value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    number = _number(cell)
    return number if isinstance(number, str) else f"{number}"


def _number(cell: Cell) -> float | int | str:
    """Return a cell's number; a share as text with percent sign."""
    value = float(f"{cell.value:.{DIGITS}g}") if cell.formula else float(cell.value)
    if cell.percent:
        return write_share(value)
    return int(value) if value.is_integer() and abs(value) < 10**DIGITS else value


def meant(cell: Cell, kind: Kind) -> Any:
    """Return the value that a cell has in the scenario file.

    Args:
        cell: Cell with a value, not empty and without an error.
        kind: Kind of value expected there.

    Raises:
        Refused: The value is not of this kind.
    """
    value = cell.value
    if kind in {"text", "date", "id", "choice"}:
        return as_text(cell) if kind in {"text", "date"} else as_text(cell).strip()
    if kind == "truth":
        return _truth(value)
    if isinstance(value, str) and (kind == "list" or value.lstrip().startswith(("[", "{"))):
        return _listed(value.strip()) if kind == "list" else _tree(value)
    if kind == "list":
        return [_number(cell)] if isinstance(value, float | int) else [as_text(cell)]
    return _tree(value) if kind == "tree" and isinstance(value, str) else _plain(cell)


def _truth(value: Any) -> Any:
    words = {"ja": True, "nej": False, "sant": True, "falskt": False, "true": True, "false": False}
    words |= {"yes": True, "no": False}
    return words.get(value.strip().casefold(), value) if isinstance(value, str) else value


def _plain(cell: Cell) -> Any:
    value = cell.value
    if isinstance(value, bool):
        return value
    if isinstance(value, float | int):
        return _number(cell)
    if isinstance(value, str):
        return _figure(value)
    raise Refused(
        f"ska vara ett tal, inte datumet {as_text(cell)}; ändra cellens format",
        f"must be a number, not the date {as_text(cell)}; change the cell's format",
    )


def _figure(text: str) -> Any:
    tidy = text.strip()
    values = [v for comma in (True, False) if (v := figure_in(tidy, comma=comma)) is not None]
    if not values or AMBIGUOUS.fullmatch(tidy):
        raise Refused(
            f"skriv ett tal eller en andel, som 12,5 eller 2 %, inte {text!r}",
            f"write a number or a share, such as 12.5 or 2 %, not {text!r}",
        )
    return values[0]


def _listed(text: str) -> Any:
    if text.startswith("["):
        return _tree(text)
    mark = r"\|" if "|" in text else r"(?<=%)\s*,\s*" if "%" in text else r"[,;]"
    parts = [part.strip() for part in re.split(mark, text) if part.strip()]
    return [
        next((v for comma in (True, False) if (v := figure_in(part, comma=comma)) is not None), part)
        for part in parts
    ]


def _tree(text: str) -> Any:
    """Return the mapping, list or value that a text is in the notation of the scenario file."""
    tree = parse_value(text)
    if tree.problems or not isinstance(tree.root, dict):
        error = tree.problems[0] if tree.problems else None
        raise Refused(
            f"skriv som i scenariofilen, till exempel {{2025: 1}}: {error.sv if error else text}",
            f"write it as in the scenario file, such as {{2025: 1}}: {error.en if error else text}",
        )
    return tree.root["value"]


def shown(value: Any, kind: Kind) -> Any:
    """Return a value of the scenario file as content of a cell; ``meant`` converts it back.

    Args:
        value: Value from the scenario's document.
        kind: Kind of the value.

    Raises:
        Refused: It is a text with a character that no workbook holds.
    """
    if strange := NO_TEXT.search(str(value)):
        code = f"U+{ord(strange.group()):04X}"
        raise Refused(
            f"en cell rymmer inte tecknet {code}; ta bort det i scenariot",
            f"a cell does not hold the character {code}; remove it from the scenario",
        )
    if kind == "tree":
        return flow(value)
    if isinstance(value, list):
        return shown_list(value)
    if isinstance(value, str):
        return f'"{value}"' if BLANK.fullmatch(value) else value
    return value


def shown_list(value: list[Any]) -> str:
    """Return a list as content of a cell: words with commas between, or the file's notation if ambiguous."""
    words = [str(part) for part in value]
    plain = all(word == word.strip() and word and not set("|,;[{%") & set(word.rstrip("%")) for word in words)
    text = ", ".join(words)
    return text if plain and value and _listed(text) == value else flow(value)
