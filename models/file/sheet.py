"""Rows of cells from a CSV file or an Excel workbook of unknown origin.

No other module uses calamine. A workbook is a zip archive from outside: its size, unpacked size, names that
lead elsewhere, macros, links to other files, embedded files and distant cells are checked before anything
parses it. The properties of a cell that calamine does not report (formula, error, percent format) are read
from the sheet's XML: of plain rows by ``models.file.plain_rows``, else by expat.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from models.file.folder import WORKBOOKS
from models.file.plain_rows import plain_rows, plain_start
from models.file.tree import decoded
from models.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from models.file.plain_rows import PlainRows

MAX_PACKED, MAX_UNPACKED, MAX_PARTS = 5_000_000, 40_000_000, 500
"""Largest workbook [bytes], largest unpacked size [bytes], and largest number of files in it."""
MAX_RATIO = 200
"""Largest ratio of unpacked size to size of a workbook."""
MAX_ROWS, MAX_COLUMNS = 5_000, 200
"""Largest row and column; a sheet with cells beyond them is refused."""
COMPOUND, ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
"""How a compound file begins, and what it holds where it is a workbook with a password."""
TOP = 4_000
"""Characters from the beginning of a CSV file that show what stands between its cells."""
BEYOND = re.compile(
    rb"""r(?<!\wr)\s*=\s*["'](?:[A-Za-z]*(?:\d{5,}|[6-9]\d{3}|5(?!000)\d{3})"""
    rb"""|(?:[A-Za-z]{3,}|[H-Zh-z][A-Za-z]|[Gg][S-Zs-z])\d+)["']"""
)
"""A cell or row beyond MAX_ROWS or MAX_COLUMNS, which is GR; as an expression, since a sheet has many cells."""
REMOVE = (("ta bort den", "remove it"), ("ta bort den", "remove it"))
"""What can be done with a row and a column that are hidden, other than show them, in Swedish and English."""


Position = tuple[int, int]
"""Row and column of a cell, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a sheet.

    Attributes:
        number: Row number in the file, from 1.
        cells: Text or numbers; None for an empty cell.
    """

    number: int
    cells: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet as rows.

    Attributes:
        name: Name in the workbook; empty for CSV.
        comma: Whether numbers in text have a decimal comma; None where either is possible.
        lines: Rows that are not empty.
        merged: Corners of merged cells: first row, first column, last row, last column.
        hidden_rows: Rows that the workbook does not show.
        hidden_columns: Columns that it does not show.
    """

    name: str
    comma: bool | None
    lines: tuple[Line, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


class Cell(NamedTuple):
    """A cell of a form.

    Attributes:
        value: Text, number, truth value or date; None if empty.
        formula: Whether the value comes from a formula.
        percent: Whether the number is displayed with a percent sign.
        error: Error in place of a value, such as ``#REF!``; empty without an error.
    """

    value: Any
    formula: bool = False
    percent: bool = False
    error: str = ""


class Cells(Mapping[Position, Cell]):
    """The cells of a sheet by position; each is made when it is asked for, since most are not."""

    def __init__(self, rows: Mapping[int, Sequence[Any]], marks: Mapping[Position, _Mark]) -> None:
        """Keep rows of values by their number, with None for an empty cell, and what is marked of any cell.

        A cell with an error or a formula is not empty, though it may have no value.
        """
        self._rows, self._marks = rows, marks
        self._without_value = {
            (row, column): None
            for (row, column), mark in marks.items()
            if (mark.error or mark.formula)
            and 0 < column <= len(values := rows.get(row, ()))
            and values[column - 1] is None
        }

    def _value(self, at: Position) -> Any:
        """Return a cell's value; None for one that is empty or outside the rows."""
        row, column = at
        values = self._rows.get(row, ())
        return values[column - 1] if 0 < column <= len(values) else None

    def __getitem__(self, at: Position) -> Cell:
        """Return a cell."""
        value, mark = self._value(at), self._marks.get(at)
        if value is None and at not in self._without_value:
            raise KeyError(at)
        return Cell(value) if mark is None else Cell(value, mark.formula, mark.percent, mark.error)

    def __iter__(self) -> Iterator[Position]:
        """Yield the positions of cells that are not empty, those without a value last."""
        for row, values in self._rows.items():
            for column, value in enumerate(values, start=1):
                if value is not None:
                    yield row, column
        yield from self._without_value

    def __len__(self) -> int:
        """Return how many cells are not empty."""
        empty = sum(values.count(None) for values in self._rows.values())
        return sum(map(len, self._rows.values())) - empty + len(self._without_value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A sheet as cells by position, as in a form.

    Attributes:
        name: Name in the workbook; empty for CSV.
        cells: Cells that are not empty, by row and column from 1.
        comma: Whether numbers in text have a decimal comma; None where either is possible.
        merged: First row and column, last row and column of cells that are merged to one.
        hidden_rows: Rows that the workbook does not show.
        hidden_columns: Columns that it does not show.
        hidden: Whether the sheet itself is not shown.
    """

    name: str
    cells: Mapping[Position, Cell]
    comma: bool | None = None
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False


def not_plain(
    of: Sheet | Grid,
    rows: Collection[int],
    columns: Collection[int],
    heading: int,
    instead: tuple[tuple[str, str], tuple[str, str]] = REMOVE,
) -> Iterator[tuple[str, int, int, str, str]]:
    """Yield what a reader does not see among rows and columns: what is hidden, and what merged cells cover.

    Args:
        of: The sheet.
        rows: Numbers of the rows that are read.
        columns: Numbers of the columns that are read, from 1.
        heading: Number of the row of headings.
        instead: What can be done other than show a hidden row, and a hidden column, in Swedish and English.

    Yields:
        ``hidden`` or ``merged``, row, column or 0, and what is wrong in Swedish and English.
    """
    of_row, of_column = instead
    for row in sorted(of.hidden_rows.intersection(rows)):
        sv, en = f"raden är dold; visa den, eller {of_row[0]}", f"the row is hidden; show it, or {of_row[1]}"
        yield "hidden", row, 0, sv, en
    for column in sorted(of.hidden_columns.intersection(columns)):
        sv = f"kolumnen är dold; visa den, eller {of_column[0]}"
        yield "hidden", heading, column, sv, f"the column is hidden; show it, or {of_column[1]}"
    for top, first, bottom, last in of.merged:
        if any(top <= row <= bottom for row in rows) and any(first <= k <= last for k in columns):
            span = f"{name_of(top, first)}:{name_of(bottom, last)}"
            sv = f"cellerna {span} är sammanfogade; dela dem och skriv värdet på varje rad"
            en = f"the cells {span} are merged; split them and write the value in each row"
            yield "merged", top, first, sv, en


def grids(data: bytes, name: str) -> tuple[Grid, ...]:
    """Return the sheets of a workbook as cells, with values, formulas, percent formats and errors.

    Args:
        data: Content of the workbook.
        name: Its name.

    Raises:
        Refused: The workbook cannot be read, or is not safe to read.
    """
    _check(data, name)
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 - rarely needed

    try:
        with (
            CalamineWorkbook.from_filelike(io.BytesIO(data)) as book,
            zipfile.ZipFile(io.BytesIO(data)) as archive,
        ):
            marks = _marks(archive)
            shown = {m.name for m in book.sheets_metadata if m.visible == SheetVisibleEnum.Visible}
            return tuple(
                Grid(
                    name=title,
                    cells=_cells(
                        book.get_sheet_by_name(title).to_python(skip_empty_area=False), marks[title].cells
                    ),
                    merged=tuple(marks[title].merged),
                    hidden_rows=frozenset(marks[title].hidden_rows),
                    hidden_columns=frozenset(marks[title].hidden_columns),
                    hidden=title not in shown,
                )
                for title in book.sheet_names
                if title in marks
            )
    except (CalamineError, ExpatError, LookupError, ValueError) as error:
        raise _unreadable() from error


def _cells(rows: list[list[Any]], marks: Mapping[Position, _Mark]) -> Cells:
    values = {
        number: [None if isinstance(value, str) and not value.strip() else value for value in row]
        for number, row in enumerate(rows, start=1)
    }
    return Cells(values, marks)


def name_of(row: int, column: int) -> str:
    """Return the name of a cell, such as ``C5``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def grids_of(data: bytes, name: str) -> tuple[Grid, ...]:
    """Return the sheets of a workbook or of a CSV file, which is one sheet, as cells.

    Args:
        data: Content of the file.
        name: Its name; a file that is no workbook is read as CSV.

    Raises:
        Refused: The file cannot be read, or is not safe to read.
    """
    if is_workbook(data, name):
        return grids(data, name)
    sheet = _csv(data, name)
    rows = {line.number: line.cells for line in sheet.lines}
    return (Grid(name="", cells=Cells(rows, {}), comma=sheet.comma),)


def is_workbook(data: bytes, name: str) -> bool:
    """Return whether a file is a workbook, by its name or how it begins.

    Args:
        data: Content of the file.
        name: Its name.
    """
    return name.casefold().endswith(WORKBOOKS) or data.startswith(b"PK\x03\x04")


def sheets(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Return the sheets of a file; a CSV file is one sheet.

    Args:
        data: Content of the file.
        name: Its name; a file that is no workbook is read as CSV.

    Raises:
        Refused: The file cannot be read, or is not safe to read.
    """
    if is_workbook(data, name):
        _check(data, name)
        return _workbook(data)
    return (_csv(data, name),)


def _csv(data: bytes, name: str) -> Sheet:
    text, problem = decoded(data, name)
    if problem is not None:
        raise Refused(problem.sv, problem.en)
    first, top = text.partition("\n")[0], text[:TOP]
    comma = ";" in first or top.count(";") > top.count(",")
    tidied = _tidy if "\ufeff" in text or "\u200b" in text else str.strip
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if comma else ",", strict=True)
    lines, start = [], 1
    try:
        for cells in reader:
            tidy = tuple([cell or None for cell in map(tidied, cells)])
            if any(tidy):
                lines.append(Line(number=start, cells=tidy))
            start = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            f"rad {start} går inte att läsa som CSV; kontrollera citattecknen",
            f"line {start} is no readable CSV; check the quotation marks",
        ) from error
    return Sheet(name="", comma=comma, lines=tuple(lines))


def _tidy(cell: str) -> str:
    """Return a text without the marks that no program shows, a mark of byte order or a space of no width."""
    return cell.strip().strip("\ufeff\u200b").strip()


# --------------------------------------------------------------------------------------------------- workbooks


def _check(data: bytes, name: str) -> None:
    """Raise ``Refused`` for a file that is no ordinary workbook, before anything parses it."""
    if not name.casefold().endswith(".xlsx"):
        raise Refused("spara arbetsboken som .xlsx", "save the workbook as .xlsx")
    if len(data) > MAX_PACKED:
        raise _large()
    if data.startswith(COMPOUND):
        raise _encrypted() if ENCRYPTED in data else _unreadable()
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
        raise _encrypted()
    settings = inside.startswith("xl/printersettings/")  # harmless, in many workbooks
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
        content = opened.read(part.file_size + 1)  # to the end, to detect a false size or checksum
    if content.startswith(b"PK\x03\x04") or "/embeddings/" in inside:
        raise Refused(
            "arbetsboken innehåller andra filer; ta bort dem", "the workbook holds other files; remove them"
        )
    strange = content.startswith((b"\xff\xfe", b"\xfe\xff")) and inside.endswith((".xml", ".rels"))
    if len(content) > part.file_size or strange or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise _unreadable()
    if inside.startswith("xl/worksheets/") and BEYOND.search(content):
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


def _encrypted() -> Refused:
    return Refused(
        "arbetsboken är krypterad med lösenord; ta bort lösenordet (Arkiv, Info, Skydda arbetsbok) och spara om den",
        "the workbook is encrypted with a password; remove the password (File, Info, Protect Workbook) and save it",
    )


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
        with (
            CalamineWorkbook.from_filelike(io.BytesIO(data)) as book,
            zipfile.ZipFile(io.BytesIO(data)) as archive,
        ):
            shown = [m.name for m in book.sheets_metadata if m.visible == SheetVisibleEnum.Visible]
            marks = _marks(archive)
            return tuple(
                Sheet(
                    name=name,
                    comma=None,
                    lines=tuple(
                        _lines(
                            book.get_sheet_by_name(name).to_python(skip_empty_area=False), marks[name].cells
                        )
                    ),
                    merged=tuple(marks[name].merged),
                    hidden_rows=frozenset(marks[name].hidden_rows),
                    hidden_columns=frozenset(marks[name].hidden_columns),
                )
                for name in shown
                if name in marks
            )
    except (CalamineError, ExpatError, LookupError, ValueError) as error:
        raise _unreadable() from error


def _lines(rows: list[list[Any]], marks: Mapping[Position, _Mark]) -> Iterator[Line]:
    plain = _Mark()
    for r, row in enumerate(rows, start=1):
        cells = tuple(_shown(value, marks.get((r, c), plain)) for c, value in enumerate(row, start=1))
        if any(cell is not None for cell in cells):
            yield Line(number=r, cells=cells)


def _shown(value: Any, mark: _Mark) -> Any:
    """Return a cell as a person sees it: an error in place of a value, a percentage with its sign."""
    if mark.error:
        return mark.error
    if isinstance(value, str):
        return value.strip() or None
    percent = mark.percent and isinstance(value, float | int) and not isinstance(value, bool)
    return f"{100 * value:.10g} %" if percent else value


# ----------------------------------------------------------------------------- what the XML tells of a cell


@dataclass(slots=True, kw_only=True)
class _Mark:
    """Properties of a cell that only the XML has."""

    formula: bool = False
    percent: bool = False
    error: str = ""
    zero: bool = False


@dataclass(slots=True, kw_only=True)
class _Marks:
    """What the XML has of a sheet: the cells that have a mark, what is merged, what is hidden."""

    cells: dict[Position, _Mark] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


MOST_ELEMENTS, DEEPEST = 500_000, 50
"""Largest number of element starts and ends in one part of a workbook, and deepest nesting."""
SHEET_DATA = 2
"""How many elements are open where a sheet's rows begin: its root, and that of all rows."""
UNCOMPUTED = "#?"
"""Error mark of a formula that no program has computed yet."""
CONSTANTS = ("TRUE()", "FALSE()")
"""Formulas that some programs write for a truth value typed in."""
BUILT_IN_PERCENT = (9, 10)
"""Ids of the built-in number formats with a percent sign, which workbooks do not define."""


def _elements(xml: bytes) -> Iterator[tuple[str, dict[str, str], str, tuple[str, ...]]]:
    """Yield XML elements at start (as ``<name``) and end: name, attributes, own text, enclosing elements."""
    open_: list[tuple[str, dict[str, str], list[str]]] = []
    events: list[tuple[str, dict[str, str], str, tuple[str, ...]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(events) > MOST_ELEMENTS:
            raise _large()
        if len(open_) > DEEPEST:
            raise _unreadable()
        local = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        open_.append((name.rpartition(" ")[2], local, []))
        events.append(("<" + open_[-1][0], local, "", ()))

    def end(_name: str) -> None:
        name, attributes, text = open_.pop()
        events.append((name, attributes, "".join(text), tuple(above for above, _, _ in open_)))

    def text(data: str) -> None:
        if open_:
            open_[-1][2].append(data)

    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.Parse(xml, True)  # noqa: FBT003 - expat takes it by position: this is the final part
    yield from events


def _parser() -> XMLParserType:
    """Return a parser of a part of a workbook, which declares no document type and so no entities."""

    def doctype(*_declared: object) -> None:
        raise _unreadable()

    parser = ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = doctype
    return parser


def _marks(archive: zipfile.ZipFile) -> dict[str, _Marks]:
    """Return the marks of cells, rows and columns of each sheet, by its name."""
    links = {
        link["Id"]: link["Target"]
        for name, link, _, _ in _elements(archive.read("xl/_rels/workbook.xml.rels"))
        if name == "Relationship"
    }
    percents = _percents(archive)
    marks: dict[str, _Marks] = {}
    to_be_worked_out = False
    for name, sheet, _, _ in _elements(archive.read("xl/workbook.xml")):
        to_be_worked_out |= name == "calcPr" and sheet.get("fullCalcOnLoad") in {"1", "true"}
        if name == "sheet":
            target = links[sheet["id"]]
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if "worksheets/" in part:
                marks[sheet["name"]] = marks_of(archive.read(part), percents)
    formulas = [mark for of in marks.values() for mark in of.cells.values() if mark.formula]
    if to_be_worked_out and all(mark.zero for mark in formulas):  # as programs write that cannot work out any
        for mark in formulas:
            mark.error = UNCOMPUTED
    return marks


def _percents(archive: zipfile.ZipFile) -> set[str]:
    """Return the styles whose numbers are displayed with a percent sign."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    formats: dict[str, bool] = {str(n): True for n in BUILT_IN_PERCENT}
    styles: list[bool] = []
    for name, attributes, _, above in _elements(archive.read("xl/styles.xml")):
        if name == "numFmt":
            plain = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", attributes.get("formatCode", ""))
            formats[attributes.get("numFmtId", "")] = "%" in plain
        elif name == "xf" and above and above[-1] == "cellXfs":
            styles.append(formats.get(attributes.get("numFmtId", "0"), False))
    return {str(n) for n, percent in enumerate(styles) if percent}


def marks_of(xml: bytes, percents: set[str], *, plainly: bool = True) -> _Marks:
    """Return the marks of a sheet.

    Args:
        xml: The sheet's XML.
        percents: Styles whose numbers are displayed with a percent sign.
        plainly: Whether rows that are plain may be read without telling each element of them.
    """
    reading = _Marking(percents)
    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.CharacterDataHandler = reading.characters
    at = plain_start(xml) if plainly and xml.count(b"<") <= MOST_ELEMENTS else 0
    parser.Parse(xml[:at], False)  # noqa: FBT003 - expat takes it by position: this is not the final part
    rows = plain_rows(xml, at, frozenset(percents)) if at and reading.depth == SHEET_DATA else None
    if rows is not None and 2 * (reading.elements + rows.elements) - reading.depth <= MOST_ELEMENTS:
        _parser().Parse(xml, True)  # noqa: FBT003 - that all of it is well-formed
        reading.take(rows)
        at = rows.end
    parser.Parse(xml[at:], True)  # noqa: FBT003 - the final part
    return reading.finished()


class _Marking:
    """Takes the marks of a sheet's cells from its XML as expat tells it, and keeps nothing of the other cells.

    A sheet has four events for every cell, so nothing is done here that a plain cell does not need.
    """

    def __init__(self, percents: set[str]) -> None:
        self.percents, self.found, self.spread = percents, _Marks(), list[str]()
        self.local: dict[str, str] = {}
        self.elements, self.depth = 0, 0
        self.row, self.column = 0, 0
        self.name, self.kind, self.percent, self.value = "", "", False, ""
        self.inside = False
        self.formula: str | None = None
        self.text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if 2 * self.elements - self.depth > MOST_ELEMENTS:
            raise _large()
        if self.depth > DEEPEST:
            raise _unreadable()
        self.elements += 1
        self.depth += 1
        local = self.local.get(name)
        if local is None:
            local = self.local[name] = name.rpartition(" ")[2]
        if local == "v":
            self.text = []
        elif local == "c":
            self._cell(attributes)
        elif local == "f":
            self.text = []
            self._spreads(attributes)
        else:
            _layout(self.found, local, attributes, self.row)
            if local == "row":
                self.row, self.column, self.name = int(attributes.get("r", self.row + 1)), 0, ""

    def _cell(self, attributes: dict[str, str]) -> None:
        name = attributes.get("r", "")
        if not name:
            self.column = (self._position()[1] if self.name else self.column) + 1
        self.name, self.kind = name, attributes.get("t", "")
        self.percent = attributes.get("s", "0") in self.percents
        self.value, self.inside, self.formula = "", True, None

    def _spreads(self, formula: Mapping[str, str]) -> None:
        """Take from a formula's attributes the range that it fills."""
        if formula.get("t") in {"array", "dataTable"} and "ref" in formula:
            self.spread.append(formula["ref"])

    def take(self, rows: PlainRows) -> None:
        """Take plain rows as if each of their elements had been told."""
        self.elements += rows.elements
        for attributes in rows.hidden:
            _layout(self.found, "row", attributes, 0)
        for cell in rows.cells:
            if cell.formula_attributes:
                self._spreads(cell.formula_attributes)
            self.found.cells[cell.row, _column(cell.letters)] = _mark(
                cell.kind, cell.formula, cell.value, percent=cell.styled
            )

    def characters(self, data: str) -> None:
        """Take a text."""
        self.text.append(data)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self.depth -= 1
        local = self.local[name]
        if local == "v":
            self.value = "".join(self.text)
        elif local == "f" and self.inside:
            self.formula = "".join(self.text)
        elif local == "c":
            self.inside = False
            if self.percent or self.formula is not None or self.kind == "e":
                mark = _mark(self.kind, self.formula, self.value, percent=self.percent)
                self.found.cells[self._position()] = mark

    def _position(self) -> Position:
        """Return row and column of the cell: by its name, or after the one before."""
        letters = self.name.rstrip("0123456789")
        if not letters or not letters.isalpha() or letters == self.name:
            return self.row, self.column
        return int(self.name[len(letters) :]), _column(letters.encode())

    def finished(self) -> _Marks:
        """Return the marks, those of formulas that fill several cells in each of these."""
        for ref in self.spread:
            for at in _span(ref):
                self.found.cells.setdefault(at, _Mark()).formula = True
        return self.found


def _mark(kind: str, formula: str | None, value: str, *, percent: bool) -> _Mark:
    """Return the mark of a cell with a kind of value, the text of its formula (None without) and of its value."""
    computed = formula is not None and formula.strip().upper() not in CONSTANTS
    uncomputed = formula is not None and not value and kind != "str"  # a computed text may be empty
    return _Mark(
        formula=computed,
        percent=percent,
        error=value or UNCOMPUTED if kind == "e" else UNCOMPUTED if uncomputed else "",
        zero=computed and value == "0",
    )


def _layout(of_sheet: _Marks, name: str, attributes: Mapping[str, str], row: int) -> None:
    """Take from an element what it says of hidden rows and columns, and of merged cells."""
    hidden = attributes.get("hidden") in {"1", "true"}
    if name == "row" and hidden:
        of_sheet.hidden_rows.add(int(attributes.get("r", row + 1)))
    elif name == "col" and hidden:
        last = min(int(attributes.get("max", 0)), MAX_COLUMNS)
        of_sheet.hidden_columns.update(range(int(attributes.get("min", 1)), last + 1))
    elif name == "mergeCell":
        of_sheet.merged += _corners(attributes.get("ref", ""))


def _corners(ref: str) -> list[tuple[int, int, int, int]]:
    """Return first row and column, last row and column of a range; nothing where the text is none."""
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,4}):([A-Z]{1,3})(\d{1,4})", ref)
    if match is None:
        return []
    first, last = (_column(letters.encode()) for letters in (match[1], match[3]))
    return [(int(match[2]), first, int(match[4]), min(last, MAX_COLUMNS))]


def _span(ref: str) -> Iterator[Position]:
    for top, first, bottom, last in _corners(ref):
        for r in range(top, bottom + 1):
            for c in range(first, last + 1):
                yield r, c
