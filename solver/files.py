"""What a run or a study leaves in a folder: written whole or not at all, the same bytes every time.

Amounts are in the file's currency by the time they come here.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tempfile
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from models.plan import TOLERANCE
from models.reading import digest, document
from models.units import PER_MSEK
from solver import certificate as checks
from solver import warm
from solver.stages import FACE, LOSS, SPREAD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from models.constraint import Breach, Index, Rows
    from models.scenario import Scenario
    from solver.diagnose import NoPlanError, Way

    Table: TypeAlias = pd.DataFrame

FORMAT = 1
DECIMALS = 9
"""Decimals of written numbers: thousandths of a krona where money is in MSEK."""
Row = dict[str, Any]


def brief(answer: object, of: str) -> str:
    """An answer in a line, as Python shows it: all that it holds would be a page of numbers."""
    return f"<{type(answer).__name__}: {of}>"


def rich(answer: Any) -> str:
    """An answer as HTML, where that is shown, as in a notebook.

    Its words are the report's, which stands above what it tells of: it is found by name when it is needed.
    """
    found: str = import_module("solver.report.display").html(answer)
    return found


def written(value: float) -> float:
    """A number as it is written: rounded to ``DECIMALS``, never minus nothing."""
    return round(float(value), DECIMALS) + 0.0


def located(rows: Rows, index: Index) -> dict[str, Any]:
    """Which year, committee, activity, goal or decision a row concerns."""
    found: dict[str, Any] = dict.fromkeys(("year", "committee", "activity", "goal", "decision"), "")
    return found | dict(zip(rows.over, index, strict=True))


def provenance(scenario: Scenario) -> dict[str, Any]:
    """Versions, tolerances, inputs and changes that an answer rests on."""
    return {
        **foundations(),
        "inputs": dict(sorted(scenario.origin.files.items())),
        "changes": list(scenario.origin.changes),
    }


def foundations() -> dict[str, Any]:
    """Versions, tolerances and options that every answer rests on."""
    packages = ("kommunbudget", "pyomo", "highspy", "numpy", "pydantic")
    return {
        "versions": {name: version(name) for name in packages},
        "tolerances": {
            "primal": checks.PRIMAL,
            "dual": checks.DUAL,
            "gap": checks.GAP,
            "limits": TOLERANCE,
            "face": FACE,
            "tie_break_loss": LOSS,
            "tie_break_spread": SPREAD,
        },
        "options": {key: value for key, value in warm.OPTIONS.items() if key != "output_flag"},
    }


def header(scenario: Scenario) -> dict[str, Any]:
    """What every ``result.json`` begins with."""
    return {
        "format": FORMAT,
        "scenario": scenario.title,
        "digest": digest(scenario),
        "currency": scenario.currency,
        "years": list(scenario.years),
        "weights_owner": scenario.weights.owner,
        "warnings": list(scenario.origin.warnings),
    }


def residual_written(value: float) -> float:
    """A residual to two digits: below that it is the machine's, not the answer's."""
    return float(f"{value:.1e}")


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
        return {"row": rows.name, **where, "path": path, "place": str(scenario.origin.place(path) or "")}

    def told(way: Way | None) -> Row | None:
        if way is None:
            return None
        return {
            "cost": written(way.cost * PER_MSEK[scenario.currency]),
            "unit": scenario.currency,
            "limits": [{**placed(r.rows, r.index), **scaled(r.rows, r.amount)} for r in way.reliefs],
            "changes": None if way.changes is None else list(way.changes),
        }

    return {
        **header(scenario),
        "status": "no_plan",
        "conflict": [
            {**placed(clash.rows, clash.index), **scaled(clash.rows, clash.amount)}
            for clash in found.conflict
        ],
        "relief": told(found.relief),
        "other_reliefs": [told(way) for way in found.others],
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
    """Write ``result.json`` that says why there is no plan; an earlier answer is kept beside it, in ``earlier/``.

    Args:
        scenario: What was asked.
        found: What was found.
        folder: Where.
        beside: Other files that say the same, such as a report, by their path in the folder.

    Raises:
        OSError: The folder cannot be written.
    """
    files = {"result.json": as_json(no_plan_summary(scenario, found)), **(beside or {})}
    return replace_folder(Path(folder), files, keep="earlier")


def as_json(content: Mapping[str, Any]) -> bytes:
    """The content of a JSON file, keys sorted."""
    return (json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def as_csv(columns: Sequence[str], rows: list[Row]) -> bytes:
    """The content of a CSV file: UTF-8, comma, decimal point."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def data_frame(rows: list[Row], columns: Sequence[str]) -> Table:
    """Tidy rows as a table."""
    import pandas as pd  # noqa: PLC0415 - only those who look at tables wait for it

    return pd.DataFrame(rows, columns=list(columns))


def study_summary(scenario: Scenario, study: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """What ``result.json`` of a study holds."""
    return {**header(scenario), "study": study, **content, "provenance": provenance(scenario)}


def save_study(
    folder: str | Path,
    name: str,
    summary: Mapping[str, Any],
    tables: Mapping[str, tuple[Sequence[str], list[Row]]],
    *,
    beside: Mapping[str, bytes] | None = None,
) -> Path:
    """Write a study's ``result.json`` and ``tables/`` to ``studies/NAME/`` in a result's folder, all or nothing.

    What a run left in the folder is not touched, and a later run leaves studies alone.

    Args:
        folder: The result's folder; made where it does not exist.
        name: The study, with what it is of; what the same one left there is replaced.
        summary: What ``result.json`` holds.
        tables: Columns and rows by the table's name.
        beside: Other files of the same study, such as plots, by their path in its folder.

    Returns:
        The study's folder.

    Raises:
        OSError: The folder cannot be written.
    """
    files = {f"tables/{table}.csv": as_csv(columns, rows) for table, (columns, rows) in tables.items()}
    files |= {"result.json": as_json(summary), **(beside or {})}
    return replace_folder(Path(folder) / "studies" / name, files)


def add_to_folder(folder: Path, files: Mapping[str, bytes], check: Callable[[Path], None]) -> Path:
    """Add files to a folder, all or none: written aside, checked there, then moved in, the first one last.

    Args:
        folder: The folder; made where it does not exist.
        files: Content by name.
        check: Reads the first file where it was written aside; what it raises leaves the folder alone.

    Returns:
        Where the first file is.

    Raises:
        FileExistsError: One of the files is there already; nothing was written.
        OSError: The folder cannot be written.
    """
    for name in files:
        if (folder / name).exists():
            raise FileExistsError(folder / name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    moved: list[Path] = []
    new = not folder.exists()
    try:
        for name, content in files.items():
            (aside / name).write_bytes(content)
        first, *rest = files
        check(aside / first)
        folder.mkdir(exist_ok=True)
        for name in (*rest, first):
            (aside / name).rename(folder / name)
            moved.append(folder / name)
    except BaseException:
        for path in moved:
            path.unlink(missing_ok=True)
        if new and folder.is_dir():
            folder.rmdir()
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder / first


def replace_folder(folder: Path, files: Mapping[str, bytes], *, keep: str | None = None) -> Path:
    """Put files in a folder in place of what an earlier run left there, in one step.

    The new folder is written whole beside the old one and then takes its place. Files that no run leaves are
    moved along.

    Args:
        folder: The folder; made where it does not exist.
        files: Content by relative path.
        keep: Name of a folder inside that takes the earlier result, rather than nothing.

    Raises:
        OSError: The folder cannot be written.
        FileExistsError: The folder is a file.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder} is a file")
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        fresh.chmod(0o755)
        _swap(folder, fresh, keep)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder


OURS = ("result.json", "tables", "report.html", "report.xlsx", "plots")
"""What a run leaves; anything else in the folder is somebody's own and is left alone."""


def _swap(folder: Path, fresh: Path, keep: str | None) -> None:
    if not folder.exists():
        fresh.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent)) / folder.name
    for item in folder.iterdir():
        if item.name not in OURS:
            target = fresh / item.name
            if item.is_dir():
                shutil.copytree(item, target, symlinks=True)
            else:
                shutil.copy2(item, target)
    if keep is not None and (folder / "tables").exists():
        shutil.rmtree(fresh / keep, ignore_errors=True)
        for name in OURS:
            if (folder / name).exists():
                (fresh / keep).mkdir(exist_ok=True)
                item = folder / name
                (shutil.copytree if item.is_dir() else shutil.copy2)(item, fresh / keep / name)
    folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)
