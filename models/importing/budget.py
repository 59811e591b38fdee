"""The figures of a budget sheet, and the tidy tables that they become."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from models.file.tables import looks_like_formula
from models.importing.common import Table
from models.importing.sums import spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.scenario import Place

ADJUSTMENTS = ("one_off", "full_year", "technical", "demography", "capital")
"""Terms that are columns of ``adjustments.csv``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The figures of a sheet, in its own unit with cost positive.

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
        committees: Id of the committee of each id, where rows are activities; empty where they are committees.
        committee_names: Printed name of each committee, where rows are activities.
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
    committees: dict[str, str] = field(default_factory=dict)
    committee_names: dict[str, str] = field(default_factory=dict)


def tables(budget: Budget, *, year: int) -> list[Table]:
    """Return a budget as tidy tables in the sheet's own unit, each amount with its place in the sheet.

    Args:
        budget: What a sheet says.
        year: The year that columns of adjustments concern.
    """
    found: list[Table] = []
    at = budget.amounts
    years = sorted({int(column) for _, column in at if column.isdecimal()})
    part = "plan" if budget.kind == "frames" else "differences"
    if budget.committees:
        found += _of_activities(budget, part, years)
    else:
        if any(column == "base" for _, column in at):
            rows: list[tuple[str, ...]] = [
                (id_, plain_text(name), written(at.get((id_, "base"))), _where(budget, id_, "base"))
                for id_, name in sorted(budget.names.items())
            ]
            found.append(
                Table(name="committees", columns=("id", "name", "base", "source"), keys=1, rows=rows)
            )
        if years:
            found.append(_years(budget, part, years))
    changes = _adjustments(budget, year)
    if changes:
        keys = ("committee", "activity", "year") if budget.committees else ("committee", "year")
        columns = (*keys, *ADJUSTMENTS, "source")
        found.append(Table(name="adjustments", columns=columns, keys=len(keys), rows=changes))
    if budget.bridge:
        rows = [
            (id_, str(y), term, written(amount), spans(budget.rows_of.get((id_, term), ())))
            for (id_, y, term), amount in sorted(budget.bridge.items())
        ]
        found.append(
            Table(name="bridge", columns=("id", "year", "term", "amount", "lines"), keys=3, rows=rows)
        )
    return found


def _years(budget: Budget, name: str, years: Sequence[int]) -> Table:
    """Return the amounts of each id by year."""
    rows: list[tuple[str, ...]] = [
        (
            id_,
            *(written(budget.amounts.get((id_, str(y)))) for y in years),
            _where(budget, id_, *map(str, years)),
        )
        for id_ in sorted(budget.names)
    ]
    return Table(name=name, columns=("id", *map(str, years), "source"), keys=1, rows=rows)


def _of_activities(budget: Budget, part: str, years: Sequence[int]) -> list[Table]:
    """Return activities, and committees as their sums; a sum with a missing part is missing."""
    at, found = budget.amounts, []
    sums_of = of_committees(budget)
    activities: dict[str, list[str]] = defaultdict(list)
    for id_ in sorted(budget.names):
        activities[budget.committees[id_]].append(id_)
    rows: list[tuple[str, ...]] = []
    sums: list[tuple[str, ...]] = []
    plans: list[tuple[str, ...]] = []
    for committee, ids in sorted(activities.items()):
        rows += [
            (
                id_,
                plain_text(budget.names[id_]),
                committee,
                written(at.get((id_, "base"))),
                _where(budget, id_, "base"),
            )
            for id_ in ids
        ]
        base = written(sums_of.get((committee, "base")))
        name = plain_text(budget.committee_names[committee])
        sums.append((committee, name, base, _lines(budget, ids, ("base",))))
        planned = [written(sums_of.get((committee, str(y)))) for y in years]
        plans.append((committee, *planned, _lines(budget, ids, [*map(str, years)])))
    rows.sort()
    heads = ("id", "name", "committee", "base", "source")
    found.append(Table(name="committees", columns=("id", "name", "base", "source"), keys=1, rows=sums))
    found.append(Table(name="activities", columns=heads, keys=1, rows=rows))
    if years:
        found.append(Table(name=part, columns=("id", *map(str, years), "source"), keys=1, rows=plans))
        found.append(_years(budget, f"activity_{part}", years))
    return found


def _lines(budget: Budget, ids: Sequence[str], columns: Sequence[str]) -> str:
    """Return the rows of the sheet that the amounts of some ids stand in."""
    places = [p for id_ in ids for c in columns if (p := budget.places.get((id_, c))) is not None]
    name = budget.file.rpartition("/")[2]
    sheet = f"{budget.sheet}!" if budget.sheet else ""
    return f"{name}:{sheet}{spans(p.line for p in places)}" if places else name


def of_committees(budget: Budget) -> dict[tuple[str, str], Decimal | None]:
    """Return the amounts of committees by column, sums where rows are activities; None where a part is missing."""
    if not budget.committees:
        return dict(budget.amounts)
    found: dict[tuple[str, str], Decimal | None] = {}
    for column in dict.fromkeys(column for _, column in budget.amounts):
        for id_, committee in budget.committees.items():
            amount, so_far = budget.amounts.get((id_, column)), found.get((committee, column), Decimal(0))
            whole = None if amount is None or so_far is None else so_far + amount
            found[committee, column] = whole
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
                    *((budget.committees[id_],) if budget.committees else ()),
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


def _where(budget: Budget, id_: str, *columns: str) -> str:
    """Return the place of the first of the columns that has an amount."""
    place = next((p for c in columns if (p := budget.places.get((id_, c))) is not None), None)
    name = budget.file.rpartition("/")[2]
    return name if place is None else f"{name}:{place.cell or place.line}"


def plain_text(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula when it opens the table."""
    return f"'{text}" if looks_like_formula(text) else text
