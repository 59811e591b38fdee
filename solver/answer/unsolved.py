"""The files that say why there is no plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.reading import document
from models.units import PER_MSEK
from solver.output.folders import replace_folder
from solver.output.places import input_folders
from solver.output.provenance import header, provenance
from solver.output.rows import Row, as_json, located, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.constraint import Index, Rows
    from models.scenario import Scenario
    from solver.answer.no_plan import NoPlanError
    from solver.answer.ways import Relief, Way


def no_plan_summary(scenario: Scenario, found: NoPlanError) -> dict[str, Any]:
    """What ``result.json`` holds where the limits leave no plan."""

    def scaled(rows: Rows, amount: float | None) -> dict[str, Any]:
        money = rows.unit == "money"
        scale = PER_MSEK[scenario.currency] if money else 1.0
        return {
            "amount": None if amount is None else written(amount * scale),
            "unit": scenario.currency if money else "points",
        }

    def placed(rows: Rows, index: Index) -> Row:
        where = {key: value for key, value in located(rows, index).items() if value != ""}
        path = rows.path(*index)
        return {
            "row": rows.name,
            **where,
            "path": path,
            "place": scenario.origin.within(str(scenario.origin.place(path) or "")),
        }

    def told(way: Way | None) -> Row | None:
        if way is None:
            return None
        return {
            "cost": written(way.cost * PER_MSEK[scenario.currency]),
            "unit": scenario.currency,
            "limits": limits(way.reliefs),
            "changes": list(way.changes),
        }

    def limits(reliefs: Sequence[Relief]) -> list[Row]:
        return [{**placed(r.rows, r.index), **scaled(r.rows, r.amount)} for r in reliefs]

    law, unwritable = limits(found.unlawful), limits(() if found.relief else found.least)
    return {
        **header(scenario),
        "status": "no_plan",
        "conflict": [
            {**placed(clash.rows, clash.index), **scaled(clash.rows, clash.amount)}
            for clash in found.conflict
        ],
        "relief": told(found.relief),
        "other_reliefs": [told(way) for way in found.others],
        **({"unlawful": law} if law else {}),
        **({"not_writable": unwritable} if unwritable else {}),
        "input": document(scenario),
        "provenance": provenance(scenario),
    }


def save_no_plan(
    scenario: Scenario,
    found: NoPlanError,
    folder: str | Path,
    *,
    beside: Mapping[str, bytes] | None = None,
) -> Path:
    """Write ``result.json`` that says why there is no plan; an earlier answer is copied beside it, in ``earlier/``.

    Args:
        scenario: What was asked.
        found: What was found.
        folder: Where.
        beside: Other files that say the same, such as a report, by their path in the folder.

    Raises:
        FolderError: The folder is one that no answer is left in, or holds somebody's own files in the way.
        OSError: The folder cannot be written.
    """
    files = {"result.json": as_json(no_plan_summary(scenario, found)), **(beside or {})}
    return replace_folder(Path(folder), files, inputs=input_folders(scenario), keep="earlier")
