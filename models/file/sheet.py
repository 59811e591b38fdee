"""Rows of cells from a CSV file or an Excel workbook that somebody sends in.

The one door to calamine. A workbook is a zip archive from outside: its size, how much it unpacks to, macros,
links to other files and cells far away are checked before anything reads it.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.file.tree import decoded
from models.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PACKED, MAX_UNPACKED, MAX_PARTS = 5_000_000, 40_000_000, 500
"""Bytes of a workbook, bytes that it unpacks to, and files inside it."""
MAX_RATIO = 200
"""Bytes that one byte of a workbook may unpack to."""
MAX_ROWS, MAX_COLUMNS = 5_000, 200
"""Cells beyond these are no sheet of frames."""
CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a sheet.

    Attributes:
        number: Its number in the file, from 1.
        cells: Text or numbers, None where empty.
    """

    number: int
    cells: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet.

    Attributes:
        name: Its name in the workbook; empty for CSV.
        comma: Whether decimals of numbers in text stand after a comma; None where a cell may be either.
        lines: Its rows, empty ones left out.
    """

    name: str
    comma: bool | None
    lines: tuple[Line, ...]


def sheets(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of a file; a CSV file is one.

    Args:
        data: The file's bytes.
        name: Its name; ``.xlsx`` or anything else, which is read as CSV.

    Raises:
        Refused: It cannot be read, or should not be.
    """
    if name.casefold().endswith((".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")) or data.startswith(
        b"PK\x03\x04"
    ):
        _check(data, name)
        return _workbook(data)
    return (_csv(data, name),)


def _csv(data: bytes, name: str) -> Sheet:
    text, problem = decoded(data, name)
    if problem is not None:
        raise Refused(problem.sv, problem.en)
    comma = ";" in text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if comma else ",", strict=True)
    lines, start = [], 1
    try:
        for cells in reader:
            tidy = tuple(cell.strip().strip("\ufeff\u200b").strip() or None for cell in cells)
            if any(tidy):
                lines.append(Line(number=start, cells=tidy))
            start = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            f"rad {start} går inte att läsa som CSV; kontrollera citattecknen",
            f"line {start} is no readable CSV; check the quotation marks",
        ) from error
    return Sheet(name="", comma=comma, lines=tuple(lines))


# --------------------------------------------------------------------------------------------------- workbooks


def _check(data: bytes, name: str) -> None:
    """Refuse what is no plain workbook, before anything parses it."""
    if not name.casefold().endswith(".xlsx"):
        raise Refused("spara arbetsboken som .xlsx", "save the workbook as .xlsx")
    if len(data) > MAX_PACKED:
        raise _large()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > min(
                MAX_UNPACKED, max(MAX_RATIO * len(data), 1)
            ):
                raise _large()
            for part in parts:
                _part(archive, part)
            names = {part.filename for part in parts}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise _unreadable() from error
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise _unreadable()


def _part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    inside = part.filename.casefold()
    if part.flag_bits & 1:
        raise Refused("arbetsboken är krypterad; spara den utan lösenord", "the workbook is encrypted")
    if inside.endswith(".bin") or "macro" in inside or "activex" in inside:
        raise Refused(
            "arbetsboken innehåller makron; spara den utan dem", "the workbook holds macros; save it without"
        )
    if "externallink" in inside:
        raise Refused(
            "arbetsboken länkar till andra filer; klistra in värdena i stället",
            "the workbook links to other files; paste the values instead",
        )
    if inside.startswith("/") or ".." in inside or "\\" in inside:
        raise _unreadable()
    with archive.open(part) as opened:
        content = opened.read(part.file_size + 1)  # to the end: a false size or checksum is told here
    if len(content) > part.file_size or b"<!DOCTYPE" in content[:2000] or b"<!ENTITY" in content[:2000]:
        raise _unreadable()
    if inside.startswith("xl/worksheets/"):
        for column, row in CELL.findall(content):
            if int(row[:9]) > MAX_ROWS or len(row) > len(str(MAX_ROWS)) or _column(column) > MAX_COLUMNS:
                raise Refused(
                    f"arket har celler bortom rad {MAX_ROWS} eller kolumn {MAX_COLUMNS}; "
                    "kopiera ramarna till ett nytt ark",
                    f"the sheet has cells beyond row {MAX_ROWS} or column {MAX_COLUMNS}; "
                    "copy the frames to a new sheet",
                )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:4]:
        number = 26 * number + letter - 64
    return number


def _large() -> Refused:
    return Refused(
        "arbetsboken är för stor eller packar upp till för mycket; spara ett ark med bara ramarna",
        "the workbook is too large or unpacks to too much; save a sheet with the frames alone",
    )


def _unreadable() -> Refused:
    return Refused(
        "filen går inte att läsa som arbetsbok; spara den på nytt som .xlsx",
        "the file is no readable workbook; save it anew as .xlsx",
    )


def _workbook(data: bytes) -> tuple[Sheet, ...]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 - rarely needed

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            shown = [m.name for m in book.sheets_metadata if m.visible == SheetVisibleEnum.Visible]
            return tuple(
                Sheet(name=name, comma=None, lines=tuple(_lines(book.get_sheet_by_name(name).to_python())))
                for name in shown
            )
    except CalamineError as error:
        raise _unreadable() from error


def _lines(rows: list[list[Any]]) -> Iterator[Line]:
    for number, row in enumerate(rows, start=1):
        cells = tuple((cell.strip() or None) if isinstance(cell, str) else cell for cell in row)
        if any(cell is not None for cell in cells):
            yield Line(number=number, cells=cells)
