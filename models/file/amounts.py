"""Amounts in cells of sheets from outside, however they are printed."""

from __future__ import annotations

import re
from typing import Any

from models.file.sheet import UNCOMPUTED
from models.file.tables import cell as figure_in
from models.file.tree import decimals
from models.problems import Refused

AMBIGUOUS = re.compile(r"-?\d{1,3}(\.\d{3})+")
"""A number whose point stands for thousands or for decimals, who knows."""
ZERO = re.compile(r"\s*[-\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}]\s*")
"""Zero as accountants print it."""
MOST_DECIMALS = 6
CHANGE = re.compile(
    r"förändr|ändring|skillnad|avvik|\bdiff|change|variance|\bökning|minskning", re.IGNORECASE
)
"""Words of a heading whose numbers are changes."""
UNIT_WORDS = (
    ("TSEK", r"\btkr\b|\btsek\b|tusental|tusen kr"),
    ("MSEK", r"\bmnkr\b|\bmkr\b|\bmsek\b|miljoner kr|\bmilj\.? ?kr"),
    ("SEK", r"\bkr\b|\bsek\b|\bkronor\b|\bnok\b"),
)
"""Words that say the unit of a sheet."""


def says_change(heading: str) -> bool:
    """Whether a heading says that its numbers are changes."""
    return CHANGE.search(heading) is not None


def unit_in(text: str) -> str:
    """Return the unit that a text of a sheet says, as a scenario's currency; empty where it says none."""
    plain = text.replace("_", " ")  # headings such as amount_msek
    return next((unit for unit, words in UNIT_WORDS if re.search(words, plain, re.IGNORECASE)), "")


def amount_in(raw: Any, comma: bool | None) -> tuple[float, int] | None:  # noqa: FBT001 - as a sheet has it
    """Return the number in a cell, and the number of decimals that it is printed with; None for an empty cell.

    A minus may be typographic, brackets mean minus, any space may group digits, and a lone dash is zero.

    Args:
        raw: The cell as a person sees it: a number, a text, an error mark, or a percentage with its sign.
        comma: Whether numbers in text have a decimal comma; None where either is possible.

    Raises:
        Refused: The cell holds anything else than an amount.
    """
    if raw is None:
        return None
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw), min(decimals(float(raw)), MOST_DECIMALS)
    if isinstance(raw, str):
        if ZERO.fullmatch(raw):
            return 0.0, 0
        tried = (True, False) if comma is None else (comma,)
        ambiguous = comma is None and AMBIGUOUS.fullmatch(raw) is not None
        values = [] if ambiguous else [v for c in tried if (v := figure_in(raw, comma=c)) is not None]
        if values and not isinstance(values[0], str):
            return float(values[0]), decimals(values[0])
    if raw == UNCOMPUTED:
        raise Refused(
            "formeln är inte uträknad; öppna och spara arbetsboken i ett kalkylprogram",
            "the formula is not worked out; open and save the workbook in a spreadsheet program",
        )
    example = "12.5" if comma is False else "12,5"
    raise Refused(
        f"skriv ett belopp, som {example}, inte {str(raw)!r}",
        f"write an amount, such as {example}, not {str(raw)!r}",
    )
