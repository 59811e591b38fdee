"""Rows of cells from a CSV file or an Excel workbook that somebody sends in.

The one door to calamine. A workbook is a zip archive from outside: its size, how much it unpacks to, names that
lead elsewhere, macros, links to other files, files inside it and cells far away are checked before anything reads
it. What calamine does not tell of a cell (formula, error, percent format) is read from the sheet's own XML.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError, ParserCreate

from models.file.tree import decoded
from models.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a form.

    Attributes:
        value: Text, number, truth or date; None where empty.
        formula: Whether a formula made it.
        percent: Whether its number is shown with a percent sign.
        error: What stands there instead of a value, such as ``#REF!``; empty as a rule.
    """

    value: Any
    formula: bool
    percent: bool
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A sheet of a form.

    Attributes:
        name: Its name in the workbook.
        cells: What is not empty, by row and column from 1.
    """

    name: str
    cells: dict[tuple[int, int], Cell]


def grids(data: bytes, name: str) -> tuple[Grid, ...]:
    """The sheets of a workbook, cell by cell: values, and what made them.

    Args:
        data: The file's bytes.
        name: Its name.

    Raises:
        Refused: It cannot be read, or should not be.
    """
    _check(data, name)
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - rarely needed

    try:
        with (
            CalamineWorkbook.from_filelike(io.BytesIO(data)) as book,
            zipfile.ZipFile(io.BytesIO(data)) as archive,
        ):
            marks = _marks(archive)
            return tuple(
                Grid(
                    name=title,
                    cells=_cells(
                        book.get_sheet_by_name(title).to_python(skip_empty_area=False), marks[title]
                    ),
                )
                for title in book.sheet_names
                if title in marks
            )
    except (CalamineError, ExpatError, LookupError, ValueError) as error:
        raise _unreadable() from error


def _cells(rows: list[list[Any]], marks: Mapping[str, _Mark]) -> dict[tuple[int, int], Cell]:
    found: dict[tuple[int, int], Cell] = {}
    for r, row in enumerate(rows, start=1):
        for c, value in enumerate(row, start=1):
            mark = marks.get(name_of(r, c), _Mark())
            empty = value is None or (isinstance(value, str) and not value.strip())
            if not empty or mark.error or mark.formula:
                found[r, c] = Cell(
                    value=None if empty else value,
                    formula=mark.formula,
                    percent=mark.percent,
                    error=mark.error,
                )
    return found


def name_of(row: int, column: int) -> str:
    """A cell's name: ``C5``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


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
            if len({name.casefold() for name in names}) < len(parts):
                raise _unreadable()
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise _unreadable() from error
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise _unreadable()


def _part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    inside = part.filename.casefold()
    if part.flag_bits & 1:
        raise Refused("arbetsboken är krypterad; spara den utan lösenord", "the workbook is encrypted")
    settings = inside.startswith("xl/printersettings/")  # a printer's, which any saved workbook may hold
    if (inside.endswith(".bin") and not settings) or "macro" in inside or "activex" in inside:
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
    if content.startswith(b"PK\x03\x04") or "/embeddings/" in inside:
        raise Refused(
            "arbetsboken innehåller andra filer; ta bort dem", "the workbook holds other files; remove them"
        )
    strange = content.startswith((b"\xff\xfe", b"\xfe\xff")) and inside.endswith((".xml", ".rels"))
    if len(content) > part.file_size or strange or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
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
                Sheet(
                    name=name,
                    comma=None,
                    lines=tuple(_lines(book.get_sheet_by_name(name).to_python(skip_empty_area=False))),
                )
                for name in shown
            )
    except CalamineError as error:
        raise _unreadable() from error


def _lines(rows: list[list[Any]]) -> Iterator[Line]:
    for number, row in enumerate(rows, start=1):
        cells = tuple((cell.strip() or None) if isinstance(cell, str) else cell for cell in row)
        if any(cell is not None for cell in cells):
            yield Line(number=number, cells=cells)


# ----------------------------------------------------------------------------- what the XML tells of a cell


@dataclass(slots=True, kw_only=True)
class _Mark:
    """What the XML tells of a cell."""

    formula: bool = False
    percent: bool = False
    error: str = ""


MOST_ELEMENTS, DEEPEST = 500_000, 50
"""Beginnings and ends of elements in one part of a workbook, and how deep they stand in each other."""
UNCOMPUTED = "#?"
"""Stands for the value of a formula that no program has worked out yet."""
CONSTANTS = ("TRUE()", "FALSE()")
"""What some programs write for a truth that was typed in."""
BUILT_IN_PERCENT = (9, 10)
"""Number formats with a percent sign that no workbook writes out."""


def _elements(xml: bytes) -> Iterator[tuple[str, dict[str, str], str, tuple[str, ...]]]:
    """Elements as they end: local name, attributes, own text, names of what they stand in."""
    open_: list[tuple[str, dict[str, str], list[str]]] = []
    found: list[tuple[str, dict[str, str], str, tuple[str, ...]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(found) > MOST_ELEMENTS:
            raise _large()
        if len(open_) > DEEPEST:
            raise _unreadable()
        local = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        open_.append((name.rpartition(" ")[2], local, []))
        found.append(("<" + open_[-1][0], local, "", ()))

    def end(_name: str) -> None:
        name, attributes, text = open_.pop()
        found.append((name, attributes, "".join(text), tuple(above for above, _, _ in open_)))

    def text(data: str) -> None:
        if open_:
            open_[-1][2].append(data)

    def doctype(*_declared: object) -> None:
        raise _unreadable()

    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
    parser.Parse(xml, True)  # noqa: FBT003 - expat's own call: this is all of it
    yield from found


def _marks(archive: zipfile.ZipFile) -> dict[str, dict[str, _Mark]]:
    """Marks of cells by name, by sheet."""
    links = {
        link["Id"]: link["Target"]
        for name, link, _, _ in _elements(archive.read("xl/_rels/workbook.xml.rels"))
        if name == "Relationship"
    }
    percents = _percents(archive)
    marks: dict[str, dict[str, _Mark]] = {}
    for name, sheet, _, _ in _elements(archive.read("xl/workbook.xml")):
        if name == "sheet":
            target = links[sheet["id"]]
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if "worksheets/" in part:
                marks[sheet["name"]] = _of_sheet(archive.read(part), percents)
    return marks


def _percents(archive: zipfile.ZipFile) -> set[str]:
    """The styles whose numbers are shown with a percent sign."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    formats: dict[str, bool] = {str(n): True for n in BUILT_IN_PERCENT}
    styles: list[bool] = []
    for name, given, _, above in _elements(archive.read("xl/styles.xml")):
        if name == "numFmt":
            plain = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", given.get("formatCode", ""))
            formats[given.get("numFmtId", "")] = "%" in plain
        elif name == "xf" and above and above[-1] == "cellXfs":
            styles.append(formats.get(given.get("numFmtId", "0"), False))
    return {str(n) for n, percent in enumerate(styles) if percent}


def _of_sheet(xml: bytes, percents: set[str]) -> dict[str, _Mark]:
    marks: dict[str, _Mark] = {}
    spread: list[str] = []
    row, column = 0, 0
    here, value, computed = _Mark(), "", True
    for name, given, text, _ in _elements(xml):
        if name == "<row":
            row, column = int(given.get("r", row + 1)), 0
        elif name == "<c":
            column = _column(re.sub(r"\d", "", given["r"]).encode()) if "r" in given else column + 1
            here, value, computed = _Mark(percent=given.get("s", "0") in percents), "", True
        elif name == "f":
            here.formula = text.strip().upper() not in CONSTANTS
            computed = False
            spread += [given["ref"]] if given.get("t") in {"array", "dataTable"} and "ref" in given else []
        elif name == "v":
            value, computed = text, True
        elif name == "c":
            here.error = value or UNCOMPUTED if given.get("t") == "e" else "" if computed else UNCOMPUTED
            marks[given.get("r", name_of(row, column))] = here
    for ref in spread:
        for at in _span(ref):
            marks.setdefault(at, _Mark()).formula = True
    return marks


def _span(ref: str) -> Iterator[str]:
    found = re.fullmatch(r"([A-Z]{1,3})(\d{1,4}):([A-Z]{1,3})(\d{1,4})", ref)
    if found:
        first, last = (_column(letters.encode()) for letters in (found[1], found[3]))
        for r in range(int(found[2]), int(found[4]) + 1):
            for c in range(first, min(last, MAX_COLUMNS) + 1):
                yield name_of(r, c)
