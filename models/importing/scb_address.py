"""The address at SCB that answers a map of drivers: version 2 of PxWeb, whose answer the readers take.

``…/tables/TAB638/data?valueCodes[Region]=1267&valueCodes[Alder]=*&…&outputFormat=json-stat2``. What a map adds up by
``sum`` or a range of ages is asked for whole (``*``), since only the table knows its classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from models.importing.drivers import KEYS, MEASURES, SUM
from models.importing.maps import RANGE, at, entries, unknown_keys, years
from models.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.file.tree import Tree

ADDRESS = "https://statistikdatabasen.scb.se/api/v2/tables"
FORMATS = {"scb": "json-stat2", "px": "px"}
EVERY = "*"
TIME = "Tid"


def table_of(tree: Tree) -> str:
    """Return the table that a map names; empty where it names none."""
    return str(tree.root.get("table") or "") if isinstance(tree.root, dict) else ""


def scb_addresses(trees: Sequence[Tree], shape: str) -> list[str]:
    """Return the address that answers each map.

    Args:
        trees: Maps with ``table``, ``select`` and ``drivers``.
        shape: ``scb`` for JSON-stat 2, ``px`` for a PX file.

    Raises:
        Refused: A map has an error, or does not say which table.
    """
    named = [_named(tree) for tree in trees]
    others = [set[int]().union(*(ys for k, ys in enumerate(named) if k != n)) for n in range(len(trees))]
    return [_address(tree, shape, _years(tree, *ys)) for tree, *ys in zip(trees, named, others, strict=True)]


def _address(tree: Tree, shape: str, years_: list[str]) -> str:
    root = tree.root if isinstance(tree.root, dict) else {}
    if not table_of(tree):
        raise _refused(tree, "table", "en adress behöver tabellens id, som table: TAB638",
                       "an address needs the table's id, such as table: TAB638")  # fmt: skip
    for found in unknown_keys(tree, root, KEYS):
        raise Refused(found.line("sv"), found.line("en"))
    asked: dict[str, list[str]] = {}
    for path, part in _parts(root).items():
        if not isinstance(part, dict):
            raise _refused(tree, path, 'skriv {Dimension: kod}, som {Region: "1267"}',
                           'write {Dimension: code}, such as {Region: "1267"}')  # fmt: skip
        for dimension, value in part.items():
            try:
                asked.setdefault(str(dimension), []).extend(_codes(value))
            except Refused as refused:
                raise _refused(tree, f"{path}.{dimension}", refused.sv, refused.en) from refused
    asked[str(root.get("time") or TIME)] = years_
    chosen = "&".join(f"valueCodes[{quote(name)}]={_chosen(codes)}" for name, codes in asked.items())
    return f"{ADDRESS}/{quote(table_of(tree))}/data?lang=sv&outputFormat={FORMATS[shape]}&{chosen}"


def _parts(root: dict[str, Any]) -> dict[str, Any]:
    """Return what chooses codes: ``select``, and each driver, by its path."""
    drivers = root.get("drivers") or {}
    named = {f"drivers.{name}": part for name, part in drivers.items()} if isinstance(drivers, dict) else {}
    return {"select": root.get("select") or {}, **named}


def _chosen(codes: list[str]) -> str:
    return EVERY if EVERY in codes else ",".join(quote(code, safe="") for code in dict.fromkeys(codes))


def _codes(value: Any) -> list[str]:
    """Return the codes that a dimension's value asks for; all of them for a sum or a range."""
    return [EVERY if text == SUM or RANGE.fullmatch(text) else text for text in entries(value)]


def _named(tree: Tree) -> set[int]:
    """Return the years that a map names."""
    try:
        return set(years(tree.root.get("years", []))) if isinstance(tree.root, dict) else set()
    except Refused as refused:
        raise _refused(tree, "years", refused.sv, refused.en) from refused


def _years(tree: Tree, named: set[int], others: set[int]) -> list[str]:
    """Return the years to ask for; all if the map names none.

    A mean needs the year before too, if no other map has it: a forecast does not hold the last count.
    """
    if named and tree.root.get("measure") == MEASURES[1]:
        named = named | ({year - 1 for year in named} - others)
    return [str(year) for year in sorted(named)] or [EVERY]


def _refused(tree: Tree, path: str, sv: str, en: str) -> Refused:
    told = at(tree, path, sv, en)
    return Refused(told.line("sv"), told.line("en"))
