"""Tidy rows and their bytes: rounded numbers, CSV, JSON and tables of pandas.

Amounts are in the file's currency by the time they come here.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, TypeAlias

from models.file.tables import looks_like_formula
from models.units import PER_MSEK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from models.constraint import Breach, Index, Rows
    from models.scenario import Scenario

    Table: TypeAlias = pd.DataFrame

DECIMALS = 9
"""Decimals of written numbers: thousandths of a krona where money is in MSEK."""
Row = dict[str, Any]


def written(value: float) -> float:
    """A number as it is written: rounded to ``DECIMALS``, never minus nothing."""
    return round(float(value), DECIMALS) + 0.0


def residual_written(value: float) -> float:
    """A residual to two digits: below that it is the machine's, not the answer's."""
    return float(f"{value:.1e}")


def located(rows: Rows, index: Index) -> dict[str, Any]:
    """Which year, committee, activity, goal or decision a row concerns."""
    found: dict[str, Any] = dict.fromkeys(("year", "committee", "activity", "goal", "decision"), "")
    return found | dict(zip(rows.over, index, strict=True))


def breach(scenario: Scenario, b: Breach) -> Row:
    """A broken limit: which, where, by how much."""
    scale = PER_MSEK[scenario.currency] if b.rows.unit == "money" else 1.0
    where = {key: value for key, value in located(b.rows, b.index).items() if value != ""}
    return {
        "row": b.rows.name,
        **where,
        "amount": written(b.amount * scale),
        "unit": scenario.currency if b.rows.unit == "money" else "points",
        "path": b.rows.path(*b.index),
    }


def as_json(content: Mapping[str, Any]) -> bytes:
    """The content of a JSON file, keys sorted."""
    return (json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def as_csv(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """The content of a CSV file: UTF-8, comma, decimal point."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: as_text(value) for key, value in row.items()} for row in rows)
    return text.getvalue().encode()


def as_text(value: Any) -> Any:
    """Return a value for a CSV file; a text that a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and looks_like_formula(value) else value


def data_frame(rows: list[Row], columns: Sequence[str]) -> Table:
    """Tidy rows as a table; where a column of amounts is empty it holds NaN, so that it can be computed with."""
    import pandas as pd  # noqa: PLC0415 - only those who look at tables wait for it

    table = pd.DataFrame(rows, columns=list(columns))
    for name in (name for name, kind in table.dtypes.items() if kind == "object"):
        kinds = {type(value) for value in table[name] if value != ""}
        if float in kinds and kinds <= {float, int, type(None)}:
            table[name] = pd.to_numeric(table[name])
    return table
