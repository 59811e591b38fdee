"""What a budget sheet says, and the tidy tables that it becomes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.file.tables import looks_like_formula
from models.importing.common import Table
from models.importing.sums import spans

if TYPE_CHECKING:
    from decimal import Decimal

    from models.scenario import Place

ADJUSTMENTS = ("one_off", "full_year", "technical", "demography", "capital")
"""Terms that are columns of ``adjustments.csv``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a sheet says, in its own unit with cost positive.

    Attributes:
        file: The file as it was named.
        sheet: Name of the sheet; empty for CSV.
        unit: ``SEK``, ``TSEK`` or ``MSEK``.
        kind: Whether amounts of years are ``frames`` or ``differences``.
        names: Printed name of each id, in the order of the sheet.
        amounts: Amounts by id and column: ``base``, a term of the bridge, or a year.
        bridge: Amounts by id, year and term, where rows are change groups.
        rows_of: Rows that each term of an id's bridge is the sum of.
        places: Place of each amount, or of its first row.
        decimals: Largest number of decimals that an amount is printed with.
        rows: Rows that were read.
    """

    file: str
    sheet: str
    unit: str
    kind: str
    names: dict[str, str]
    amounts: dict[tuple[str, str], Decimal]
    bridge: dict[tuple[str, int, str], Decimal]
    rows_of: dict[tuple[str, str], list[int]]
    places: dict[tuple[str, str], Place]
    decimals: int
    rows: int


def tables(budget: Budget, *, year: int) -> list[Table]:
    """Return a budget as tidy tables in the sheet's own unit, each amount with its place in the sheet.

    Args:
        budget: What a sheet says.
        year: The year that columns of adjustments concern.
    """
    found: list[Table] = []
    at = budget.amounts
    if any(column == "base" for _, column in at):
        rows: list[tuple[str, ...]] = [
            (id_, plain_text(name), written(at.get((id_, "base"))), _where(budget, id_, "base"))
            for id_, name in sorted(budget.names.items())
        ]
        found.append(Table(name="committees", columns=("id", "name", "base", "source"), keys=1, rows=rows))
    years = sorted({int(column) for _, column in at if column.isdecimal()})
    if years:
        part = "plan" if budget.kind == "frames" else "differences"
        rows = [
            (id_, *(written(at.get((id_, str(y)))) for y in years), _where(budget, id_, str(years[0])))
            for id_ in sorted(budget.names)
        ]
        found.append(Table(name=part, columns=("id", *map(str, years), "source"), keys=1, rows=rows))
    changes = _adjustments(budget, year)
    if changes:
        columns = ("committee", "year", *ADJUSTMENTS, "source")
        found.append(Table(name="adjustments", columns=columns, keys=2, rows=changes))
    if budget.bridge:
        rows = [
            (id_, str(y), term, written(amount), spans(budget.rows_of.get((id_, term), ())))
            for (id_, y, term), amount in sorted(budget.bridge.items())
        ]
        found.append(
            Table(name="bridge", columns=("id", "year", "term", "amount", "lines"), keys=3, rows=rows)
        )
    return found


def _adjustments(budget: Budget, year: int) -> list[tuple[str, ...]]:
    by: dict[tuple[str, int], dict[str, Decimal]] = defaultdict(dict)
    for (id_, column), amount in budget.amounts.items():
        if column in ADJUSTMENTS:
            by[id_, year][column] = amount
    for (id_, y, term), amount in budget.bridge.items():
        if term in ADJUSTMENTS:
            by[id_, y][term] = amount
    rows: list[tuple[str, ...]] = []
    for (id_, y), terms in sorted(by.items()):
        if any(terms.values()):
            first = next(term for term in ADJUSTMENTS if term in terms)
            rows.append(
                (
                    id_,
                    str(y),
                    *(written(terms.get(term)) for term in ADJUSTMENTS),
                    _where(budget, id_, first),
                )
            )
    return rows


def written(amount: Decimal | None) -> str:
    """Return an amount as it is written, without zeros at its end; empty where there is none."""
    if amount is None:
        return ""
    text = f"{amount:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) if amount else "0"


def _where(budget: Budget, id_: str, column: str) -> str:
    place = budget.places.get((id_, column))
    name = budget.file.rpartition("/")[2]
    return name if place is None else f"{name}:{place.cell or place.line}"


def plain_text(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula when it opens the table."""
    return f"'{text}" if looks_like_formula(text) else text
