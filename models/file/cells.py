"""What the cells of a filled-in form mean, as the scenario file would have it, and how its values look in cells."""

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
"""Digits of a computed number that a workbook means."""
AMBIGUOUS = re.compile(r"-?\d{1,3}(\.\d{3})+")


def as_text(cell: Cell) -> str:
    """A cell as text: a number as it is written."""
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
    """A cell's number; a share as it is written."""
    value = float(f"{cell.value:.{DIGITS}g}") if cell.formula else float(cell.value)
    if cell.percent:
        return write_share(value)
    return int(value) if value.is_integer() and abs(value) < 10**DIGITS else value


def meant(cell: Cell, kind: Kind) -> Any:
    """What a cell means where it stands, as the scenario file would have it.

    Args:
        cell: Not empty, no error.
        kind: What belongs there.

    Raises:
        Refused: It is nothing of the kind.
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
    found = [v for comma in (True, False) if (v := figure_in(tidy, comma=comma)) is not None]
    if not found or AMBIGUOUS.fullmatch(tidy):
        raise Refused(
            f"skriv ett tal eller en andel, som 12,5 eller 2 %, inte {text!r}",
            f"write a number or a share, such as 12.5 or 2 %, not {text!r}",
        )
    return found[0]


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
    """A mapping, a list or a value as the scenario file writes it."""
    tree = parse_value(text)
    if tree.problems or not isinstance(tree.root, dict):
        told = tree.problems[0] if tree.problems else None
        raise Refused(
            f"skriv som i scenariofilen, till exempel {{2025: 1}}: {told.sv if told else text}",
            f"write it as in the scenario file, such as {{2025: 1}}: {told.en if told else text}",
        )
    return tree.root["value"]


def shown(value: Any, kind: Kind) -> Any:
    """A value of the scenario file as it stands in a cell: ``meant`` gives it back.

    Args:
        value: From the scenario's document.
        kind: What it is.

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
    """A list in one cell: words with commas between, or as the scenario file has it where that would be unclear."""
    words = [str(part) for part in value]
    plain = all(word == word.strip() and word and not set("|,;[{%") & set(word.rstrip("%")) for word in words)
    text = ", ".join(words)
    return text if plain and value and _listed(text) == value else flow(value)
