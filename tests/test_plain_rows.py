"""The quick reading of a sheet's rows against the parser's, over sheets as programs write them and spoiled ones."""

from __future__ import annotations

import io
import random
import re
import zipfile
from typing import Any
from xml.parsers.expat import ExpatError

import pytest
import xlsxwriter

from models.file.plain_rows import plain_rows, plain_start
from models.file.sheet import (
    BEYOND,
    MAX_COLUMNS,
    MAX_ROWS,
    MOST_ELEMENTS,
    UNCOMPUTED,
    grids,
    grids_of,
    marks_of,
    name_of,
)
from models.problems import Refused

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="m"><cols><col min="2" max="3" hidden="1"/></cols>'
TAIL = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>'
PERCENTS = {"1", "12"}
WRITTEN = """
<row r="3">
<row r="4" spans="1:2" hidden="1">
<row r="5" hidden="0" ht="1">
</row>
<row>
<row r="6"/>
<row r="7" hidden="true"/>
<c r="A1"/>
<c r="B1" s="1"/>
<c>
</c>
<c r="C3"><v>1</v></c>
<c r="D3" s="12"><v>0.5</v></c>
<c r="D4" s="2" t="s"><v>0</v></c>
<c r="E3" t="e"><v>#REF!</v></c>
<c r="E4" t="e"><f>A1&amp;B1</f><v>#N/A</v></c>
<c t="e"><v>#X
<c r="F3"><f>A1</f></c>
<c r="F4"><f>A1</f><v/></c>
<c r="F5" t="str"><f>""</f><v></v></c>
<c r="G3"><f>TRUE()</f><v>1</v></c>
<c r="G4"><f>&#84;RUE()</f><v>1</v></c>
<f>1</f>
<v>2</v>
<c r="H3"><f t="array" ref="H3:I4">A1</f><v>0</v></c>
<c r="H4"><f t="shared" si="0"/><v>0</v></c>
<c r="J3" t="inlineStr"><is><t>å &lt; b</t></is></c>
<c r="J4" t="b" s="1"><v>1</v></c>
<!-- -->
<c r="O3" t="other" s="2"><v>1</v></c>
<c r="K3" t="e"><v>&#35;</v></c>
<c r='L3' s='1'><v>1</v></c>
<x:c r="M3" s="1"/>
&bad;
<c r="N3" s="1" t="n"><v>1</v></c>
<c r="N4" t="n" s="1"><v>1</v></c>
<![CDATA[x]]>
<?x?>
<
"""
"""Pieces of rows: whole cells and rows of every kind, and some that belong nowhere."""
PIECES = [*WRITTEN.strip().split("\n"), "\n", "\x01"]


def told(xml: bytes, percents: set[str], *, plainly: bool) -> Any:
    """The marks of a sheet in their order, or why it is refused."""
    try:
        marks = marks_of(xml, percents, plainly=plainly)
    except Refused as refused:
        return Refused, refused.sv
    except (ExpatError, LookupError, ValueError):
        return "unreadable"
    return list(marks.cells.items()), marks.merged, marks.hidden_rows, marks.hidden_columns


def is_plain(xml: bytes, percents: set[str]) -> bool:
    return plain_rows(xml, plain_start(xml), frozenset(percents)) is not None


def sheet(rows: str, tail: str = TAIL) -> bytes:
    return f"{HEAD}<sheetData>{rows}</sheetData>{tail}".encode()


def drawn(draw: random.Random) -> str:
    """Rows that are whole, of the pieces that are."""
    whole = [piece for piece in PIECES if piece.startswith("<c r=") and piece.endswith(("</c>", "/>"))]
    rows = []
    for _ in range(draw.randrange(6)):
        opened = draw.choice(PIECES[:3])
        rows.append(opened + "".join(draw.choices(whole, k=draw.randrange(6))) + "</row>")
        rows += draw.choices(PIECES[5:7], k=draw.randrange(2))
    return "".join(rows)


def test_both_ways_give_the_same_marks_of_drawn_sheets_and_of_spoiled_ones():
    draw, plain, spoiled = random.Random(13), 0, 0
    for _ in range(1500):
        rows = drawn(draw)
        if draw.random() < 0.6:
            at = draw.randrange(len(rows) + 1)
            rows = rows[:at] + draw.choice(PIECES) + rows[at + draw.choice((0, 0, 1, 5)) :]
        xml = sheet(rows)
        plain += is_plain(xml, PERCENTS)
        spoiled += not isinstance(slow := told(xml, PERCENTS, plainly=False), tuple) or slow[0] is Refused
        assert told(xml, PERCENTS, plainly=True) == slow, xml
    assert plain > 300
    assert spoiled > 200


@pytest.mark.parametrize(
    ("rows", "tail"),
    [
        ('<row r="1">' * 60 + "</row>" * 60, TAIL),
        ('<row r="1"><c r="A1"/>' * 60 + "</row>" * 60, TAIL),
        ('<row r="1"><c r="A1" s="1"/>' * 60 + "</row>" * 60, TAIL),
        ('<row r="1" hidden="1">' * 60 + "</row>" * 60, TAIL),
        ('<row r="1">' + '<c r="A1"/>' * (MOST_ELEMENTS // 2) + "</row>", TAIL),
        ('<row r="1"><c r="A1"><v>1</v></c>', TAIL),
        ('<row r="1"><c r="A1" r="B1"><v>1</v></c></row>', TAIL),
        ('<row r="1"><c r="A1"><v>&none;</v></c></row>', TAIL),
        ('<row r="1" x:y="1"><c r="A1"><v>1</v></c></row>', TAIL),
        ('<row r="1"><c r="A1"><v>1</v></c></row>', "<broken>"),
    ],
)
def test_what_the_parser_refuses_is_refused(rows, tail):
    xml = sheet(rows, tail)
    assert not isinstance(slow := told(xml, PERCENTS, plainly=False), tuple) or slow[0] is Refused
    assert told(xml, PERCENTS, plainly=True) == slow


@pytest.mark.parametrize(
    "xml",
    [
        sheet('<row r="1"><c r="A1"><v>1</v></c></row>', '<x><row/><c s="1"/></x></worksheet>'),
        sheet('<row r="1"><c r="A1" s="1"/></row>').replace(b"<cols>", b"<!-- <sheetData> --><cols>"),
        sheet('<row r="1"><c r="A1" s="1"/></row>').replace(b"UTF-8", b"iso-8859-1"),
        f'<?xml version="1.0" encoding="cp037"?>{sheet("").decode()[39:]}'.encode("cp037"),
        sheet('<row r="1"><c r="A1" s="1"/></row>').decode().replace("UTF-8", "UTF-16").encode("utf-16-le"),
        sheet('<row r="1"><c r="A1" s="1"/></row>').replace(b"<sheetData>", b"<y><sheetData>", 1),
        b"\xef\xbb\xbf" + sheet('<row r="1"><c r="A1" s="1"/></row>'),
    ],
)
def test_other_beginnings_and_ends_give_the_same(xml):
    assert told(xml, PERCENTS, plainly=True) == told(xml, PERCENTS, plainly=False)


def test_a_sheet_as_written_is_plain_and_its_marks_are_right():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        percent, made = book.add_format({"num_format": "0.0 %"}), book.add_worksheet("A")
        made.write_row(0, 0, ["å & b", 1, True, "  "])
        made.write_number(1, 0, 0.5, percent)
        made.write_formula(1, 1, "=A1&B1", None, "å1")
        made.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        made.write_formula(1, 3, "=1", None, "")
        made.write_blank(1, 4, None, percent)
        made.write_array_formula("A3:B3", "{=A1:B1}", None, 2)
        made.set_row(2, None, None, {"hidden": True})
        made.merge_range("A5:B6", "x")
    with zipfile.ZipFile(target) as archive:
        assert is_plain(archive.read("xl/worksheets/sheet1.xml"), {"1"})
    (grid,) = grids(target.getvalue(), "x.xlsx")
    assert {name_of(*at): tuple(cell) for at, cell in grid.cells.items()} == {
        "A1": ("å & b", False, False, ""),
        "B1": (1, False, False, ""),
        "C1": (True, False, False, ""),
        "A2": (0.5, False, True, ""),
        "B2": ("å1", True, False, ""),
        "C2": (None, True, False, "#DIV/0!"),
        "D2": (None, True, False, UNCOMPUTED),
        "A3": (2, True, False, ""),
        "B3": (0, True, False, ""),
        "A5": ("x", False, False, ""),
    }
    assert (grid.hidden_rows, grid.merged) == ({3}, ((5, 1, 6, 2),))
    assert len(grid.cells) == len(list(grid.cells)) == 10
    assert (2, 5) not in grid.cells  # empty, though its format is a percent
    assert all(at not in grid.cells for at in ((0, 1), (1, 0), (1, -1), (99, 1), (1, 99)))


def test_a_text_sheet_has_the_cells_that_are_not_blank():
    (grid,) = grids_of(b"a; ;0\n\n;b\n", "x.csv")
    assert {at: cell.value for at, cell in grid.cells.items()} == {(1, 1): "a", (1, 3): "0", (3, 2): "b"}
    assert len(grid.cells) == 3
    assert (1, 2) not in grid.cells


def test_the_cells_beyond_the_largest_row_and_column_are_found():
    """Against the two numbers themselves, over names at and around them."""
    letters = [name_of(1, column)[:-1] for column in [*range(1, 260), 701, 702, 703, 18278, 18279]]
    numbers = ["0", "1", "99", "999", "1000", "4999", "5000", "5001", "5999", "6000", "9999"]
    numbers += ["10000", "05000", "00001", "999999999999"]
    for column, text in [
        (0, ""),
        *enumerate(letters[:259], start=1),
        *((999, text) for text in letters[259:]),
    ]:
        for number in numbers:
            for case in {text, text.lower(), text.title()}:
                beyond = int(number) > MAX_ROWS or len(number) > 4 or column > MAX_COLUMNS
                for part in (f'<c r="{case}{number}"/>', f"<c a='' r = '{case}{number}'>"):
                    assert bool(BEYOND.search(part.encode())) == beyond, part
    assert not BEYOND.search(b'<c attr="XFD9999"/><c r="XFD"/>')
    assert re.search(r"\bGR\b", " ".join(letters[:MAX_COLUMNS]))
