"""The form and back: the same scenario, every problem with its cell, formulas by their values, bad zips refused."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.file.form import AMOUNTS, PAGES, README, filled
from models.file.form_help import HEADS, UNITS
from models.file.sheet import UNCOMPUTED, Grid, grids, name_of
from models.file.writing import write
from models.importing.form import imported
from models.problems import Refused, ScenarioError
from models.reading import document, read
from models.scenario import Scenario
from solver.report.excel.explained import KEYS
from solver.report.excel.form import form
from tests.cases import EVERY_RULE, merged, two_committees
from tests.keys import SEEN, documents
from tests.test_cli import command

ROOT = Path(__file__).parents[1]
NAMES = (
    "sjobo-2025",
    "hoor-2025",
    "exempelkoping",
    "exempelkoping-lagkonjunktur",
    "exempelkoping-alla-nycklar",
    "every rule",
    "english",
)


def scenario(name):
    if name in {"every rule", "english"}:
        changes = {"language": "en", "currency": "TSEK"} if name == "english" else {}
        document_ = merged(two_committees(**EVERY_RULE), changes)
        if name == "english":
            document_["frame"] |= {
                "revenue": {2025: 1150000, 2026: 1185000.5},
                "central": {2025: 107300, 2026: 111000},
            }
        return read(document_) if name == "every rule" else read(document(read(document_)))
    return read(ROOT / "scenarios" / f"{name}.yaml")


def kept(book, folder, name="bok.xlsx"):
    path = folder / name
    path.write_bytes(book)
    return path


@pytest.mark.parametrize("name", NAMES)
def test_form_and_back_is_the_same_scenario(name, tmp_path):
    s = scenario(name)
    book = form(s)
    assert book == form(s)
    found = imported(kept(book, tmp_path))
    assert found.scenario == s
    assert document(found.scenario) == document(s)
    assert list(found.scenario.committees) == list(s.committees)
    assert list(found.scenario.activities) == list(s.activities)
    assert found.computed == ()
    assert found.ignored == ()
    assert form(found.scenario) == book
    for file, data in found.files.items():
        (tmp_path / file).write_bytes(data)
    again = read(tmp_path / "bok.yaml")
    assert again == s
    assert form(again) == book


def test_tables_of_real_scenarios_are_left_as_csv(tmp_path):
    files = imported(kept(form(scenario("exempelkoping")), tmp_path)).files
    tables = ("activities", "committees", "decisions", "drivers", "effects", "goals", "parties", "profiles")
    assert sorted(files) == sorted(["bok.yaml", *(f"bok-{name}.csv" for name in tables)])
    assert files["bok-drivers.csv"].decode("utf-8-sig").splitlines()[:2] == [
        "id;2024;2025;2026;2027",
        "alder_1_5;1200;1190;1178;1165",
    ]


def test_the_form_holds_every_key_and_explains_it_in_both_languages():
    sheets = {sheet.page.id: sheet for sheet in filled(scenario("exempelkoping"))}
    seen, unexplained = set(), set()
    for sheet in sheets.values():
        columns = [c for c in sheet.columns if not isinstance(c, str)] + list(sheet.fields.values())
        seen |= {c.owner for c in columns}
        unexplained |= {c.owner for c in columns if not KEYS.get(c.owner) or not c.field.description}
        for c in sheet.columns:
            if isinstance(c, str) and not c.isdecimal():
                assert all(HEADS[sheet.page.sort, c])
    assert not unexplained, f"explain in solver/report/excel/explained.py: {sorted(unexplained)}"
    assert set(KEYS) <= seen
    sections = {path.split(".")[0] for sheet in sheets.values() for path in sheet.fields} | {
        p.id for p in PAGES
    }
    assert set(Scenario.model_fields) <= sections
    assert set(AMOUNTS) <= set(sheets["amounts"].page.heads) | {row["part"] for row in sheets["amounts"].rows}


def test_heads_are_frozen_and_ids_are_chosen_from_lists():
    with zipfile.ZipFile(io.BytesIO(form(scenario("exempelkoping")))) as archive:
        pages = [archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in range(2, len(PAGES) + 2)]
        shared = archive.read("xl/sharedStrings.xml").decode()
    assert all('state="frozen"' in page for page in pages)
    of = dict(zip([page.id for page in PAGES], pages, strict=True))
    assert "'Nämnder'!$A$4:$A$1000" in of["activities"]
    assert "'Mål'!$A$4:$A$1000" in of["effects"]
    assert "calibrated,literature,committee,assumption" in of["effects"]
    assert "MSEK,TSEK,SEK" in of["settings"]
    assert "mnkr" in shared
    assert "<f>" not in "".join(pages)


# ------------------------------------------------------------------------------------------------------- filled in


class Formula:
    def __init__(self, text, value):
        self.text, self.value = text, value


class Percent(float):
    pass


def rewritten(data, changes=(), *, without=(), more=()):
    """A form as a person leaves it: cells changed, sheets taken away or added."""
    changes = dict(changes)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        percent, date = (
            book.add_format({"num_format": "0.00%"}),
            book.add_format({"num_format": "yyyy-mm-dd"}),
        )
        for grid in [*grids(data, "x.xlsx"), *(Grid(name=name, cells={}) for name in more)]:
            if grid.name in without:
                continue
            page = book.add_worksheet(grid.name)
            for (r, k), cell in grid.cells.items():
                value = Percent(cell.value) if cell.percent else cell.value
                put(page, (r - 1, k - 1), value, percent, date)
            for (name, at), value in changes.items():
                if name == grid.name:
                    put(page, xlsxwriter.utility.xl_cell_to_rowcol(at), value, percent, date)
    return target.getvalue()


def put(page, at, value, percent, date):
    r, k = at
    if isinstance(value, Formula):
        look = percent if isinstance(value.value, Percent) else None
        page.write_formula(r, k, value.text, look, float(value.value) if look else value.value)
    elif isinstance(value, Percent):
        page.write_number(r, k, float(value), percent)
    elif isinstance(value, dt.date):
        page.write_datetime(r, k, dt.datetime.combine(value, dt.time()), date)
    elif isinstance(value, bool):
        page.write_boolean(r, k, value)
    elif value is None:
        page.write_blank(r, k, None, percent)
    else:
        (page.write_string if isinstance(value, str) else page.write_number)(r, k, value)


def cell_of(book, sheet, key, column):
    """The name of a cell, by what its row and its column are called."""
    cells = next(g for g in grids(book, "x.xlsx") if g.name == sheet).cells
    row = next(r for (r, k), c in cells.items() if k == 1 and r > 3 and c.value == key)
    k = next(k for (r, k), c in cells.items() if r == 1 and str(c.value).split(".0")[0] == column)
    return sheet, xlsxwriter.utility.xl_rowcol_to_cell(row - 1, k - 1)


@pytest.fixture(scope="module")
def book():
    return form(read(two_committees(**EVERY_RULE)))


def told(data, folder):
    with pytest.raises(ScenarioError) as error:
        imported(kept(data, folder, "book.xlsx"))
    return [line.replace(folder.as_posix() + "/", "") for line in str(error.value).splitlines()]


def test_the_rewriter_changes_nothing_by_itself(book, tmp_path):
    assert imported(kept(rewritten(book), tmp_path)).scenario == read(two_committees(**EVERY_RULE))


def test_formulas_are_taken_by_value_and_named(book, tmp_path):
    base = cell_of(book, "Nämnder", "care", "base")
    share = cell_of(book, "Ram och regler", "stability.max_increase", "2025")
    data = rewritten(
        book,
        {
            base: Formula("=399.3+0.7", 400.00000000000006),
            share: Formula("=0.01+0.03", Percent(0.04)),
        },
    )
    found = imported(kept(data, tmp_path))
    assert found.scenario == read(two_committees(**EVERY_RULE))
    assert set(found.computed) == {"!".join(base), "!".join(share)}
    head = found.files["bok.yaml"].decode().splitlines()[:2]
    assert head[0] == "# Importerad ur bok.xlsx."
    assert all(cell in head[1] for cell in found.computed)


def in_sheet(book, title, change):
    """A form whose sheet's XML is changed."""
    n = [page.sv for page in PAGES].index(title) + 2
    return packed(
        book, edit=lambda part, c: change(c.decode()).encode() if part.endswith(f"sheet{n}.xml") else c
    )


def as_formula(book, at, formula):
    """A form where another program writes a cell as a formula."""

    def change(xml):
        return re.sub(rf'(<c r="{at[1]}"[^>]*>)(.*?)(</c>)', lambda m: m[1] + formula(m[2]) + m[3], xml)

    return in_sheet(book, at[0], change)


def test_a_formula_that_nobody_worked_out_is_no_value(book, tmp_path):
    at = cell_of(book, "Nämnder", "care", "base")
    lines = told(as_formula(book, at, lambda _: "<f>A1*2</f>"), tmp_path)
    assert lines[0].startswith(f"book.xlsx:{at[0]}!{at[1]}: committees.care.base: formeln är inte uträknad")


@pytest.mark.parametrize("formula", ["<f>A1*2</f><v></v>", "<f>A1*2</f><v/>", "<f>#REF!</f><v></v>"])
def test_a_formula_with_an_empty_value_is_no_value_either(book, formula, tmp_path):
    """As openpyxl writes it; a breakpoint must not vanish because nobody worked out its points."""
    at = cell_of(book, "Effekter", "lessons", "points")
    lines = told(as_formula(book, at, lambda _: formula), tmp_path)
    assert lines[0].startswith(f"book.xlsx:{at[0]}!{at[1]}: ")
    assert "formeln är inte uträknad" in lines[0]


def test_an_array_formula_is_named_in_all_its_cells(book, tmp_path):
    at = cell_of(book, "Volymer", "pupils", "2024")
    last = cell_of(book, "Volymer", "pupils", "2026")
    data = as_formula(book, at, lambda v: f'<f t="array" ref="{at[1]}:{last[1]}">X1:X3</f>{v}')
    assert len(imported(kept(data, tmp_path)).computed) == 3


def test_a_truth_that_another_program_writes_as_a_formula_is_typed_in(tmp_path):
    s = read(two_committees(**merged(EVERY_RULE, {"activities": {"lessons": {"statutory": True}}})))
    made = form(s)
    data = as_formula(
        made, cell_of(made, "Verksamheter", "lessons", "statutory"), lambda v: f"<f>TRUE()</f>{v}"
    )
    found = imported(kept(data, tmp_path))
    assert found.scenario == s
    assert found.computed == ()


def test_a_hidden_sheet_is_read(book, tmp_path):
    def hide(part, content):
        return (
            content.replace(b'name="M\xc3\xa5l"', b'name="M\xc3\xa5l" state="hidden"')
            if "workbook" in part
            else content
        )

    data = packed(book, edit=hide)
    assert b'state="hidden"' in zipfile.ZipFile(io.BytesIO(data)).read("xl/workbook.xml")
    assert imported(kept(data, tmp_path)).scenario == read(two_committees(**EVERY_RULE))


def test_ways_of_writing_a_share_a_date_and_a_truth(book, tmp_path):
    expected = read(two_committees(**merged(EVERY_RULE, {"activities": {"lessons": {"statutory": True}}})))
    at = cell_of(book, "Ram och regler", "stability.max_increase", "2025")
    truth = cell_of(book, "Verksamheter", "lessons", "statutory")
    date = cell_of(book, "Effekter", "lessons", "date")
    for share in (Percent(0.04), "4 %", "4,0 %", "4.00%"):
        data = rewritten(book, {at: share, truth: "ja", date: dt.date(2024, 9, 1)})
        assert imported(kept(data, tmp_path)).scenario == expected, share


def test_every_problem_is_told_at_once_with_its_cell(book, tmp_path):
    base = cell_of(book, "Nämnder", "care", "base")
    bare = cell_of(book, "Ram och regler", "stability.max_increase", "2026")
    money = cell_of(book, "Nämnder", "audit", "base")
    percent = cell_of(book, "Verksamheter", "offices", "base")
    driver = cell_of(book, "Verksamheter", "lessons", "driver")
    lines = told(
        rewritten(
            book,
            {
                base: Formula("=#REF!", "#REF!"),
                bare: 0.03,
                money: "12 mnkr",
                percent: Percent(0.1),
                driver: "elever",
                ("Mål", "Z1"): "weigth",
                ("Inställningar", "A60"): "discont",
                ("Inställningar", "B60"): Percent(0.02),
            },
        ),
        tmp_path,
    )
    assert lines[-1].endswith(" fel")
    for at, words in (
        (base, "#REF!"),
        (bare, "'0.03 %' eller '3 %'"),
        (money, "'12 mnkr'"),
        (percent, "'10 %'"),
        (driver, "elever"),
        (("Mål", "Z1"), "okänd kolumn weigth; menas weight?"),
        (("Inställningar", "A60"), "okänd nyckel discont; menas discount?"),
    ):
        line = next(line for line in lines if line.startswith(f"book.xlsx:{at[0]}!{at[1]}: "))
        assert words in line, line


def test_missing_and_misnamed_sheets(book, tmp_path):
    lines = told(rewritten(book, without=("Mål",), more=("Målen",)), tmp_path)
    assert lines[0] == (
        "book.xlsx:Mål: bladet saknas; lägg tillbaka det, tomt om inget ska stå där; menas Målen?"
    )
    found = imported(kept(rewritten(book, {("Mina tal", "A1"): 1}, more=("Mina tal",)), tmp_path))
    assert found.ignored == ("Mina tal",)


def test_rows_without_id_and_twice(book, tmp_path):
    lines = told(
        rewritten(book, {("Nämnder", "C20"): 5, ("Nämnder", "A21"): "care", ("Nämnder", "C21"): 1}), tmp_path
    )
    assert any(line.startswith("book.xlsx:Nämnder!A20: kolumnen id är tom") for line in lines)
    assert any(line.startswith("book.xlsx:Nämnder!A21: care finns redan på rad 5") for line in lines)


def moved(data, keep, *, above=()):
    """A form with rows taken away, or lines written above all of them."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        percent, date = (book.add_format({"num_format": look}) for look in ("0.00%", "yyyy-mm-dd"))
        for grid in grids(data, "x.xlsx"):
            page, ours = book.add_worksheet(grid.name), grid.name not in README
            rows = [
                r for r in range(1, 1 + max((r for r, _ in grid.cells), default=0)) if keep(r) or not ours
            ]
            for n, line in enumerate(above if ours else ()):
                page.write_string(n, 0, line)
            first = len(above) if ours else 0
            for (r, k), cell in grid.cells.items():
                if r in rows:
                    value = Percent(cell.value) if cell.percent else cell.value
                    put(page, (first + rows.index(r), k - 1), value, percent, date)
    return target.getvalue()


@pytest.mark.parametrize("gone", [{2}, {3}, {2, 3}], ids=["units", "explanations", "both"])
@pytest.mark.parametrize("name", ["exempelkoping-alla-nycklar", "english"])
def test_a_form_without_its_rows_of_help_is_the_same_scenario(name, gone, tmp_path):
    s = scenario(name)
    assert imported(kept(moved(form(s), lambda r: r not in gone), tmp_path)).scenario == s


def test_every_unit_that_a_form_tells_is_known_as_one():
    words = set()
    for name in ("exempelkoping-alla-nycklar", "english"):
        for grid in grids(form(scenario(name)), "x.xlsx"):
            words |= {cell.value for (r, _), cell in grid.cells.items() if r == 2 and grid.name not in README}
    assert words <= UNITS


def test_what_stands_above_the_headings_or_under_none_is_told_with_its_cell(book, tmp_path):
    lines = told(moved(book, lambda _: True, above=["Vår budget"]), tmp_path)
    assert len(lines) == len(PAGES) + 1
    assert lines[0].startswith("book.xlsx:Inställningar!A1: står ovanför bladets rubriker")
    sheet, at = cell_of(book, "Nämnder", "care", "base")
    lines = told(rewritten(book, {(sheet, at[0] + "1"): None}), tmp_path)
    assert any("kolumnen base saknas" not in line and "har ingen rubrik" in line for line in lines)
    lines = told(rewritten(book, {("Nämnder", "Z5"): "se mejl"}), tmp_path)
    assert lines == [
        "book.xlsx:Nämnder!Z5: kolumnen har ingen rubrik, så värdet läses inte; skriv rubriken, eller töm kolumnen"
    ]


def test_a_workbook_with_a_password_is_told_as_encrypted(tmp_path):
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    assert "krypterad med lösenord; ta bort lösenordet" in told(data, tmp_path)[0]


def test_a_workbook_that_is_no_form(tmp_path):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as other:
        other.add_worksheet("Blad1").write_string(0, 0, "id")
    assert "inget formulär" in told(target.getvalue(), tmp_path)[0]


TEXTS = (
    "=1+1",
    "+4",
    "@x",
    " blank ",
    "två\nrader",
    "tab\there",
    "_x0041_",
    "a;b|c",
    '"',
    "12,5",
    "3 %",
    "ja",
    '""',
    '"""',
    '""""',
    '" "',
    "'",
    "''",
    '"a"',
    '"a',
    'a"',
    "'a'",
    ",",
    ";",
    '"";""',
    " ",
    "\t\n",
    "\xa0",
    "\u2028",
    "null",
    "~",
    "None",
    "NaN",
    "#N/A",
    "-",
    "- a",
    "?",
    "# a",
    "a: b",
    "{}",
    "[a",
)
"""Texts that look like quoting, like nothing, like another kind of value, or like what a file is written with."""


@pytest.mark.parametrize("text", TEXTS)
def test_text_comes_back_as_it_was(text, tmp_path):
    s = read(
        two_committees(
            title=f"x{text}",
            committees={"school": {"name": text, "source": text}},
            goals={
                "safety": {"area": text, "indicator": {"unit": text, "present": 1, "floor": 0, "target": 3}}
            },
        )
    )
    found = imported(kept(form(s), tmp_path))
    assert found.scenario == s
    for file, data in found.files.items():
        (tmp_path / file).write_bytes(data)
    assert read(tmp_path / "bok.yaml") == s
    (tmp_path / "one.yaml").write_text(write(s), encoding="utf-8", newline="")
    assert read(tmp_path / "one.yaml") == s


@pytest.mark.parametrize("text", ["\uffff", "a\ufffe"])
def test_a_character_that_no_workbook_holds_is_refused(text):
    s = read(two_committees())
    care = s.committees["care"].model_copy(update={"name": text})
    with pytest.raises(Refused, match=f"U\\+{ord(text[-1]):X}"):
        form(s.model_copy(update={"committees": s.committees | {"care": care}}))


@settings(max_examples=25)
@example(base=400.0, index=0.03, name='""')
@example(base=400.0, index=0.03, name=" ")
@given(
    base=st.floats(1e-3, 1e6),
    index=st.floats(-0.5, 0.5),
    name=st.text(SEEN, min_size=1, max_size=20),
)
def test_any_number_and_name_comes_back(base, index, name, tmp_path_factory):
    s = read(two_committees())
    care = s.committees["care"].model_copy(update={"base": base, "name": name})
    indexation = s.indexation.model_copy(update={"index": dict.fromkeys(s.years, index)})
    s = s.model_copy(update={"committees": s.committees | {"care": care}, "indexation": indexation})
    found = imported(kept(form(s), tmp_path_factory.mktemp("x")))
    assert found.scenario.committees["care"] == care
    assert found.scenario.indexation == indexation


@settings(max_examples=30)
@given(documents())
def test_any_form_of_the_keys_comes_back(tmp_path_factory, plain):
    s = read(plain)
    folder = tmp_path_factory.mktemp("x")
    found = imported(kept(form(s), folder))
    assert found.scenario == s
    for file, data in found.files.items():
        (folder / file).write_bytes(data)
    assert read(folder / "bok.yaml") == s


def test_problems_of_the_newer_sheets_are_told_with_their_cells(tmp_path):
    s = read(
        two_committees(
            committees={
                "care": {"adjustments": {2025: [{"one_off": 1}, {"technical": 2, "activity": "care"}]}}
            },
            effects={"care": {"safety": {"curve": None, "shape": "log", "at": "110 %", "points": 2}}},
            evidence_ranges={"assumption": ["0 %", "200 %"], "by": "Exempel"},
            profiles={"other": {"owner": "Exempel", "weights": {"safety": 2}}},
            missing=["prognos"],
        )
    )
    made = form(s)
    ranges = cell_of(made, "Evidens", "evidence_ranges.assumption", "value")
    weight = cell_of(made, "Profiler", "other", "weights.safety")
    lines = told(
        rewritten(
            made,
            {
                (
                    "Justeringar",
                    cell_of(made, "Justeringar", "care", "activity")[1].replace("4", "5"),
                ): "crae",
                ranges: "200 %, 0 %",
                weight: -1,
                cell_of(made, "Effekter", "care", "at"): Percent(1.0),
                ("Saknas", "B1"): "vem",
            },
        ),
        tmp_path,
    )
    for start, words in (
        (f"{ranges[0]}!{ranges[1]}", "från minst till mest"),
        (f"{weight[0]}!{weight[1]}", "kan inte vara negativ"),
        ("Justeringar!", "ingen verksamhet crae; menas care?"),
        ("Effekter!", "at får inte vara 0 % eller 100 %"),
        ("Saknas!B1", "okänd kolumn vem"),
    ):
        assert any(line.startswith(f"book.xlsx:{start}") and words in line for line in lines), (start, lines)


# ------------------------------------------------------------------------------------------ cells as the XML has them


CELLS = b"""<row r="7"><c r="B7" s="1"><v>0.02</v></c><c t="e"><f>A1/0</f><v>#DIV/0!</v></c><c><f>1+1</f></c>
<c r="F7"><f>TRUE()</f><v>1</v></c><c t="str"><f>""</f><v></v></c><c r="H7"><f t="array" ref="H7:H8">A1:A2</f><v>3</v>
</c></row><row><c r="H8"><v>4</v></c><c><v>5</v></c></row></sheetData><extLst><ext><f>A1</f></ext></extLst>"""
"""Cells with and without names: a number, an error, two formulas, a truth, an empty text, an array, numbers."""


def test_the_marks_of_cells_are_read_with_and_without_their_names():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as made:
        made.add_worksheet("A").write(0, 0, 1, made.add_format({"num_format": "0%"}))
    edited = packed(
        target.getvalue(),
        edit=lambda part, c: c.replace(b"</sheetData>", CELLS) if part.endswith("sheet1.xml") else c,
    )
    (grid,) = grids(edited, "x.xlsx")
    told_ = {name: tuple(cell) for name, cell in ((name_of(*at), c) for at, c in grid.cells.items())}
    assert told_ == {
        "A1": (1, False, True, ""),
        "B7": (0.02, False, True, ""),
        "C7": (None, True, False, "#DIV/0!"),
        "D7": (None, True, False, UNCOMPUTED),
        "F7": (1, False, False, ""),
        "G7": (None, True, False, ""),
        "H7": (3, True, False, ""),
        "H8": (4, True, False, ""),
        "I8": (5, False, False, ""),
    }


# ------------------------------------------------------------------------------------------------------ bad zips


def packed(data, *, add=(), drop=(), edit=None):
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            if part not in drop:
                content = source.read(part)
                archive.writestr(part, edit(part, content) if edit else content)
        for name, content in add:
            archive.writestr(name, content)
    return target.getvalue()


def encrypted(data):
    at = data.index(b"PK\x01\x02")
    flags = struct.unpack_from("<H", data, at + 8)[0] | 1
    return data[: at + 8] + struct.pack("<H", flags) + data[at + 10 :]


def doctype(part, content):
    late = b"<!-- " + b"x" * 3000 + b' --><!DOCTYPE a [<!ENTITY b "c">]>'
    return content.replace(b"?>", b"?>" + late, 1) if part.endswith("sheet2.xml") else content


def stuffed(text, times, after=""):
    """A sheet with many elements, or deep ones."""
    more = f"<row>{text * times}{after * times}</row></sheetData>".encode()

    def edit(part, content):
        return content.replace(b"</sheetData>", more) if part.endswith("sheet3.xml") else content

    return edit


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda _: b"", "går inte att läsa"),
        (lambda _: b"id;2025\nfamilj;1\n", "går inte att läsa"),
        (lambda d: d[: len(d) // 2], "går inte att läsa"),
        (encrypted, "krypterad"),
        (lambda d: packed(d, add=[("xl/vbaProject.bin", b"x")]), "makron"),
        (lambda d: packed(d, add=[("xl/externalLinks/externalLink1.xml", b"<a/>")]), "länkar"),
        (lambda d: packed(d, add=[("xl/embeddings/a.docx", b"x")]), "andra filer"),
        (lambda d: packed(d, add=[("xl/media/a.png", b"PK\x03\x04")]), "andra filer"),
        (lambda d: packed(d, add=[("../../evil", b"x")]), "går inte att läsa"),
        (lambda d: packed(d, add=[("/evil", b"x")]), "går inte att läsa"),
        (lambda d: packed(d, add=[("xl/a.xml", b"\0" * 30_000_000)]), "för stor"),
        (lambda d: packed(d, add=[("xl/Workbook.xml", b"<a/>")]), "går inte att läsa"),
        (lambda d: packed(d, drop=["xl/workbook.xml"]), "går inte att läsa"),
        (lambda d: packed(d, drop=["xl/worksheets/sheet3.xml"]), "går inte att läsa"),
        (lambda d: packed(d, edit=doctype), "går inte att läsa"),
        (lambda d: packed(d, edit=lambda _, c: c.replace(b"</row>", b"")), "går inte att läsa"),
        (lambda d: packed(d, edit=lambda _, c: c.replace(b"UTF-8", b"UTF-x")), "går inte att läsa"),
        (lambda d: d + b"\0" * 6_000_000, "för stor"),
        (lambda d: packed(d, edit=stuffed("<c/>", 300_000)), "för stor"),
        (lambda d: packed(d, edit=stuffed("<c>", 60, "</c>")), "går inte att läsa"),
    ],
)
def test_bad_zips_are_refused(spoil, says, book, tmp_path):
    lines = told(spoil(book), tmp_path)
    assert len(lines) == 1
    assert lines[0].startswith("book.xlsx:1: ")
    assert says in lines[0]


def test_what_excel_itself_leaves_is_no_macro(book, tmp_path):
    data = packed(book, add=[("xl/printerSettings/printerSettings1.bin", b"x")])
    assert imported(kept(data, tmp_path)).scenario == read(two_committees(**EVERY_RULE))


# --------------------------------------------------------------------------------------------------- command line


def test_the_two_verbs(tmp_path):
    path = ROOT / "scenarios" / "hoor-2025.yaml"
    done = command("form", path, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "hoor-2025.xlsx"
    again = command("form", path, cwd=tmp_path)
    assert again.returncode == 2
    assert "finns redan" in again.stderr
    done = command("import", "hoor-2025.xlsx", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "hoor-2025/hoor-2025.yaml"
    assert read(tmp_path / "hoor-2025" / "hoor-2025.yaml") == read(path)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    again = command("import", "hoor-2025.xlsx", cwd=tmp_path)
    assert again.returncode == 2
    assert "finns redan" in again.stderr
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_wrong_form_leaves_nothing(book, tmp_path):
    at = cell_of(book, "Nämnder", "care", "base")
    kept(rewritten(book, {at: "mycket"}), tmp_path)
    done = command("import", "bok.xlsx", cwd=tmp_path)
    assert done.returncode == 2
    assert f"bok.xlsx:{at[0]}!{at[1]}: " in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bok.xlsx"]
    done = command("import", "nej.xlsx", cwd=tmp_path)
    assert done.returncode == 2
    assert "finns inte" in done.stderr


def test_computed_cells_and_other_sheets_are_named(book, tmp_path):
    at = cell_of(book, "Nämnder", "care", "base")
    kept(rewritten(book, {at: Formula("=200*2", 400)}, more=("Egna",)), tmp_path)
    done = command("import", "bok.xlsx", "--out", "ut", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"Beräknade celler, lästa som värden: {at[0]}!{at[1]}" in done.stderr
    assert "Egna" in done.stderr
    assert read(tmp_path / "ut" / "bok.yaml") == read(two_committees(**EVERY_RULE))
