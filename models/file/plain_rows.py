"""The rows of a workbook's sheet that a regular expression can read, where its XML is as most programs write it.

Of most cells nothing is to be known beyond their value, which comes from elsewhere. Those are passed by in runs, many
times faster than an XML parser that calls Python for each element. Anything else in the XML than what is expected here,
in another order or with a reference, makes the sheet not plain: then the parser reads it. That the XML is
well-formed is not checked here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

MOST_STYLES = 200
"""Largest number of styles that the expression sets apart."""
BEGINS = re.compile(rb"""(?:\xef\xbb\xbf)?(?:<\?xml[^<>]*\sencoding=["'](?i:utf-8)["'][^<>]*\?>|(?!<\?))""")
OPENED, CLOSED = b"<sheetData>", b"</sheetData>"
MORE_CELLS = re.compile(rb"<(?:[^\s<>/]*:)?(?:row|c)[\s/>]")
ATTRIBUTES = r'(?: [\w.:-]+="[^"<>&]*"){0,30}'
TAG_ENDS = r" ?(?:/>|>(?!<row))"  # no row inside a row, so that nothing is nested deeper than it looks
NAME = r'r="[A-Z]{1,3}\d{1,7}"'
KIND = "(?:s|n|str|b|d|inlineStr)"
INLINE = f"<is><t{ATTRIBUTES}>[^<>]*</t></is>"
ROW = re.compile(rf'<row( r="\d{{1,7}}"{ATTRIBUTES}){TAG_ENDS}'.encode())
CELL = (
    r'<c r="([A-Z]{1,3})(\d{1,7})"(?: t="(\w+)")?(?: s="(\d+)")?(?: t="(\w+)")?'
    rf" ?(?:/>|>(?:<f({ATTRIBUTES}) ?(?:/>|>([^<>]*)</f>))?"
    rf"(?:<v>([^<>&\r]*)</v>|<v ?/>|{INLINE})?</c>)(?!<row)"
)
NONE: dict[str, str] = {}
PAIR = re.compile(r' ([\w.:-]+)="([^"]*)"')


class MarkedCell(NamedTuple):
    """A cell that has a formula, an error or one of the styles.

    Attributes:
        letters: Letters of its column.
        row: Number of its row.
        kind: What ``t`` says of its value; empty where it says nothing.
        styled: Whether it has one of the styles.
        formula: Text of its formula; None without one.
        formula_attributes: Attributes of its formula.
        value: Text of its value; empty without one.
    """

    letters: bytes
    row: int
    kind: str
    styled: bool
    formula: str | None
    formula_attributes: dict[str, str]
    value: str


@dataclass(slots=True, kw_only=True)
class PlainRows:
    """What is to be known of a sheet's rows.

    Attributes:
        end: Where in the XML they end.
        elements: How many elements they are.
        cells: Cells that have a formula, an error or one of the styles.
        hidden: Attributes of rows that say whether they are hidden.
    """

    end: int = 0
    elements: int = 0
    cells: list[MarkedCell] = field(default_factory=list)
    hidden: list[dict[str, str]] = field(default_factory=list)


def plain_start(xml: bytes) -> int:
    """Return where the rows of a sheet begin in its XML; 0 where that is not plain."""
    begins, at = BEGINS.match(xml), xml.find(OPENED)
    if begins is None or at < 0 or b"<?" in xml[begins.end() : at] or b"<!" in xml[:at]:
        return 0
    return at + len(OPENED)


def plain_rows(xml: bytes, start: int, styles: frozenset[str]) -> PlainRows | None:
    """Return what is to be known of a sheet's rows; None where they are not plain.

    Args:
        xml: The sheet's XML, in UTF-8.
        start: Where the rows begin.
        styles: Styles (the attribute ``s``) that a cell is to be told for.
    """
    if not start or "0" in styles or len(styles) > MOST_STYLES:
        return None
    run, rows, at = _run(styles), PlainRows(), start
    while found := run.match(xml, at):
        at = found.end()
        if found[1] is not None:
            cell = _cell(found, styles)
            if cell is None:
                return None
            if (
                cell.styled or cell.formula is not None or cell.kind == "e"
            ):  # else of a kind that is not known
                rows.cells.append(cell)
        elif row := ROW.match(xml, at):
            rows.hidden.append(_attributes(row[1]))
            at = row.end()
        else:
            break
    if not xml.startswith(CLOSED, at) or MORE_CELLS.search(xml, at):
        return None
    rows.end = at
    rows.elements = (xml.count(b"<", start, at) + xml.count(b"/>", start, at)) // 2
    return rows


def _cell(found: re.Match[bytes], styles: frozenset[str]) -> MarkedCell | None:
    """Return a cell; None where its formula has a character by its number."""
    letters, row, kind, style, kind_after, attributes, formula, value = found.groups()
    if formula and b"&#" in formula:
        return None
    return MarkedCell(
        letters=letters,
        row=int(row),
        kind=(kind or kind_after or b"").decode(),
        styled=style is not None and style.decode() in styles,
        formula=None if attributes is None else (formula or b"").decode(),
        formula_attributes=_attributes(attributes) if attributes else NONE,
        value=(value or b"").decode(),
    )


def _attributes(text: bytes) -> dict[str, str]:
    return dict(PAIR.findall(text.decode()))


@lru_cache(maxsize=8)
def _run(styles: frozenset[str]) -> re.Pattern[bytes]:
    """Return an expression of rows and cells of which nothing is to be known, and the cell after them."""
    style = rf'(?!(?:{"|".join(sorted(styles))})")\d+' if styles else r"\d+"
    row = rf'<row r="\d{{1,7}}"(?: (?!hidden=)[\w.:-]+="[^"<>&]*"){{0,30}}{TAG_ENDS}'
    cell = (
        rf'<c {NAME}(?: t="{KIND}")?(?: s="{style}")?(?: t="{KIND}")?'
        rf" ?(?:/>|>(?:<v>[^<>]*</v>|<v ?/>|{INLINE})?</c>)(?!<row)"
    )
    return re.compile(f"(?:{cell}|</row>|{row})*(?:{CELL})?".encode())
