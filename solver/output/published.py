"""Tables of published data in a folder: added, found unchanged, or revised by the publisher since last time.

``SOURCES.csv`` has one line for each file that a table was read from. A table that says something else than the
one that stands there is never taken silently: what differs is listed, and only ``revise`` replaces it.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.problems import Refused
from solver.output.folders import change_folder
from solver.output.rows import as_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from models.importing.common import Read, Source, Table

SOURCES = "SOURCES.csv"
COLUMNS = (
    "table",
    "file",
    "sha256",
    "publisher",
    "published_table",
    "query",
    "retrieved",
    "vintage",
    "licence",
    "rows",
    "left_out",
)


SIGNS = frozenset("=+-@")
"""What a text begins with that a spreadsheet may take for a formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A value that is not what an earlier import read.

    Attributes:
        table: File name of the table.
        key: The row, as its first columns say.
        column: Heading.
        before: As it stands; None for a row or column that is new.
        after: As it was read now; None for one that is gone.
    """

    table: str
    key: tuple[str, ...]
    column: str
    before: str | None
    after: str | None


class RevisedError(Refused):
    """Tables that stand there say something else; carries every change."""

    def __init__(self, changes: Sequence[Change], others: Sequence[str]) -> None:
        """Store the changes, and which tables were read by another query."""
        self.changes = tuple(changes)
        self.others = tuple(others)
        count = len(self.changes)
        also = f" ({', '.join(others)}: annan fråga än förra gången)" if others else ""
        also_en = f" ({', '.join(others)}: another query than last time)" if others else ""
        super().__init__(
            f"{count} värden är inte som förra gången{also}; inget skrevs. Ta dem med --revise, eller välj en "
            "annan mapp med --out",
            f"{count} values are not as last time{also_en}; nothing was written. Take them with --revise, or "
            "choose another folder with --out",
        )


def leave_published(folder: str | Path, read: Read, *, revise: bool = False) -> tuple[Change, ...]:
    """Leave what was read as CSV files in a folder, with ``SOURCES.csv``, all or nothing.

    Args:
        folder: The folder; made where it does not exist.
        read: What a reader has read.
        revise: Whether tables that say something else than those that stand there replace them.

    Returns:
        What has changed in tables that stood there.

    Raises:
        RevisedError: Something has changed, and ``revise`` is not asked for.
        FolderError: The folder holds somebody's own or edited files in the way, or is held by another run.
        OSError: The folder cannot be written.
    """
    found: list[Change] = []

    def change(there: Mapping[str, bytes]) -> Mapping[str, bytes]:
        coming = {f"{table.name}.csv": _csv(table.columns, table.rows) for table in read.tables}
        before = _rows(there.get(SOURCES, b""))
        lines = [line for line in before if f"{line['table']}.csv" not in coming]
        lines += [_line(table, source) for table in read.tables for source in read.sources]
        for table in read.tables:
            found.extend(_changes(table, there.get(f"{table.name}.csv", b"")))
        if found and not revise:
            raise RevisedError(found, _asked_otherwise(before, lines))
        lines.sort(key=lambda line: (line["table"], line["file"], line["sha256"]))
        return {
            **there,
            **coming,
            SOURCES: _csv(COLUMNS, ([line[name] for name in COLUMNS] for line in lines)),
        }

    change_folder(Path(folder), change)
    return tuple(found)


def _line(table: Table, source: Source) -> dict[str, str]:
    left = "; ".join(f"{reason}: {count}" for reason, count in sorted(source.left_out.items()))
    return {
        "table": table.name,
        "file": source.file.name.rpartition("/")[2],
        "sha256": source.file.sha256,
        "publisher": source.publisher,
        "published_table": source.table,
        "query": source.query,
        "retrieved": source.file.retrieved,
        "vintage": source.vintage,
        "licence": source.licence,
        "rows": str(source.rows),
        "left_out": left,
    }


def _asked_otherwise(before: Iterable[Mapping[str, str]], after: Iterable[Mapping[str, str]]) -> list[str]:
    """Tables whose rows come from another query than those that stand there."""
    asked: list[dict[str, set[str]]] = [{}, {}]
    for side, lines in zip(asked, (before, after), strict=True):
        for line in lines:
            side.setdefault(line["table"], set()).add(line["query"])
    return sorted(
        f"{name}.csv" for name in asked[0].keys() & asked[1].keys() if asked[0][name] != asked[1][name]
    )


def _changes(table: Table, there: bytes) -> Iterable[Change]:
    """What a table says otherwise than the one that stands there, in the order of its rows."""
    if not there:
        return
    name = f"{table.name}.csv"
    before = _cells(_rows(there), table.columns[: table.keys])
    written = _rows(_csv(table.columns, table.rows))
    after = _cells(written, table.columns[: table.keys])
    for at in sorted(before.keys() | after.keys()):
        was, now = before.get(at), after.get(at)
        if was != now:
            yield Change(table=name, key=at[0], column=at[1], before=was, after=now)


def _cells(rows: Iterable[Mapping[str, str]], keys: Sequence[str]) -> dict[tuple[tuple[str, ...], str], str]:
    found: dict[tuple[tuple[str, ...], str], str] = {}
    for row in rows:
        key = tuple(row.get(name, "") for name in keys)
        found |= {(key, name): value for name, value in row.items() if name not in keys}
    return found


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([as_text(cell) if cell[:1] in SIGNS else cell for cell in row] for row in rows)
    return text.getvalue().encode()
