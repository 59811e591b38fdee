"""Tables of published data in a folder: sources, revisions, limits, and everything or nothing."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
from pathlib import Path

import pytest

from models.importing import sources
from models.importing.common import File, number
from models.importing.form import imported
from models.importing.json_text import line_of, read_json
from models.importing.kolada import read_kolada
from models.importing.sources import read_published
from models.problems import ScenarioError
from models.reading import read
from solver.output.manifest import FolderError
from solver.output.published import RevisedError, leave_published
from tests.commands import command
from tests.test_import_kolada import DATA as KOLADA
from tests.test_import_kolada import WRONG as WRONG_KOLADA
from tests.test_import_kolada import answer
from tests.test_import_tables import DATA as TABLES
from tests.test_import_tables import WRONG_JSON, WRONG_PX
from tests.test_new import WRONG as WRONG_TABLES

PAGES = tuple(KOLADA / name for name in ("page1.json", "page2.json"))


@pytest.mark.parametrize(
    "text",
    [
        "[-0, -0.0, 0.1, 1E5, 1e-400, 1e400, 123456789012345678901234567890, 1.0, 5e-324]",
        '{"a": 1, "b": [true, false, null], "a": 2}',
        '["\\ud800", "\\u00e5", "å", "\\ud83d\\ude00", "\\u0000"]',
        "[" * 400 + "]" * 400,
    ],
)
@pytest.mark.parametrize("alike", [True, False])
def test_json_is_read_as_python_reads_it(text, alike):
    found, kept = read_json(File(name="a.json", data=text.encode()), alike=alike)
    assert kept == text
    assert repr(found) == repr(json.loads(text))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('{"a": 1,\n"b": [1, 2,]}', 2, "tecken 12 på raden"),
        ('{"a": 1,\n"b": [1, 2', 2, "slutar mitt i"),
        ('{"a": NaN}', 1, "NaN, Infinity"),
        ('{"a": ' + "1" * 5000 + "}", 1, "tusentals siffror"),
        ('{"a": "x\ty"}', 1, "tecken 9 på raden"),
        ("01", 1, "tecken 2 på raden"),
    ],
)
def test_json_that_is_none_is_refused_by_line(text, line, words):
    wrong = read_json(File(name="a.json", data=text.encode()))
    assert words in wrong.sv
    assert wrong.place.line == line


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("sie", b"PK\x03\x04x", "a.x:1: filen är en arbetsbok: läs den med --from sheet"),
        ("scb", b'CHARSET="ANSI";', "a.x:1: filen är en PX-fil: läs den med --from px"),
        ("px", b'\xef\xbb\xbf {"id": 1}', "a.x:1: filen är JSON: läs den med --from scb eller --from kolada"),
        ("sheet", b"#FLAGGA 0\r\n", "a.x:1: filen är en SIE-fil: läs den med --from sie"),
    ],
)
def test_a_file_of_another_shape_is_told_which_reader_it_needs(kind, data, said, tmp_path):
    path = tmp_path / "a.x"
    path.write_bytes(data)
    with pytest.raises(ScenarioError) as found:
        read_published(kind, [path])
    assert said in str(found.value)


def test_a_file_that_is_no_form_is_told_what_to_say(tmp_path):
    path = tmp_path / "budget.csv"
    path.write_text("id;2025\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"budget\.csv: filen är ingen arbetsbok .*säg det med --from"):
        imported(path)


def test_a_table_in_windows_letters_is_told_how_excel_saves_it(tmp_path):
    path = tmp_path / "budget.csv"
    path.write_bytes("Nämnd;2025\n".encode("cp1252"))
    with pytest.raises(ScenarioError, match=r"spara den som UTF-8 \(i Excel: CSV UTF-8\)"):
        read_published("sheet", [path], [write(tmp_path)])


def write(folder):
    (folder / "m.yaml").write_text("unit: TSEK\n", encoding="utf-8")
    return folder / "m.yaml"


def panel(*records, name="a.json"):
    found = read_kolada([File(name=name, data=answer(*records), retrieved="2025-03-01")])
    assert not found.problems
    return found


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


FIRST = (("N15033", "1265", 2023, 11.0), ("N15033", "1267", 2023, 12.0))


def test_each_file_of_a_table_has_its_line_of_sources(tmp_path):
    done = command("import", "--from", "kolada", *PAGES, KOLADA / "kpi.json", "--out", tmp_path / "d",
                   "--retrieved", "2025-05-02")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [
        str(tmp_path / "d" / name) for name in ("panel.csv", "kpi.csv", "SOURCES.csv")
    ]
    lines = rows(tmp_path / "d" / "SOURCES.csv")
    first = next(one for one in lines if (one["table"], one["file"]) == ("panel", "page1.json"))
    assert first["sha256"] == hashlib.sha256(PAGES[0].read_bytes()).hexdigest()
    assert first["publisher"] == "Kolada (RKA)"
    assert first["query"] == "N15027; 3 municipalities; 2023–2024"
    assert first["retrieved"] == "2025-05-02"
    assert (first["rows"], first["left_out"]) == ("2", "gender: 2; group: 1; nation_or_region: 1")
    assert "Källa: Kolada" in first["licence"]
    assert "page1.json: 2 lästa; utelämnade: annat kön än T 2" in done.stderr
    assert rows(tmp_path / "d" / "panel.csv")[0] == {
        "municipality": "1265", "year": "2023", "kpi": "N15033", "value": "0", "status": "", "preliminary": "no",
    }  # fmt: skip


def test_the_same_import_twice_changes_nothing(tmp_path):
    leave_published(tmp_path, panel(*FIRST))
    before = content(tmp_path)
    assert leave_published(tmp_path, panel(*FIRST)) == ()
    assert content(tmp_path) == before


def test_a_revision_is_told_and_not_taken_unless_asked_for(tmp_path):
    leave_published(tmp_path, panel(*FIRST))
    before = content(tmp_path)
    revised = (("N15033", "1265", 2023, 11.4), ("N15033", "1267", 2024, 12.5))
    with pytest.raises(RevisedError) as refused:
        leave_published(tmp_path, panel(*revised))
    assert content(tmp_path) == before
    told = [
        (one.key, one.column, one.before, one.after) for one in refused.value.changes if one.column == "value"
    ]
    assert told == [
        (("1265", "2023", "N15033"), "value", "11", "11.4"),
        (("1267", "2023", "N15033"), "value", "12", None),
        (("1267", "2024", "N15033"), "value", None, "12.5"),
    ]
    assert leave_published(tmp_path, panel(*revised), revise=True) == refused.value.changes
    assert [one["value"] for one in rows(tmp_path / "panel.csv")] == ["11.4", "12.5"]
    assert len(rows(tmp_path / "SOURCES.csv")) == 1


def test_another_question_into_the_same_table_is_named(tmp_path):
    leave_published(tmp_path, panel(*FIRST))
    with pytest.raises(RevisedError) as refused:
        leave_published(tmp_path, panel(("N15027", "1265", 2023, 90000.0)))
    assert "panel.csv: annan fråga än förra gången" in refused.value.sv


@pytest.mark.parametrize(
    ("language", "words"), [("sv", "reviderad, 11 → 11.4"), ("en", "revised, 11 → 11.4")]
)
def test_the_command_tells_a_revision(tmp_path, language, words):
    (tmp_path / "a.json").write_bytes(answer(*FIRST))
    (tmp_path / "b.json").write_bytes(answer(("N15033", "1265", 2023, 11.4), FIRST[1]))
    out = tmp_path / "d"
    assert command("import", "--from", "kolada", tmp_path / "a.json", "--out", out).returncode == 0
    how = ("import", "--from", "kolada", tmp_path / "b.json", "--out", out, "--language", language)
    refused = command(*how)
    assert refused.returncode == 2
    assert words in refused.stderr
    assert "--revise" in refused.stderr
    assert rows(out / "panel.csv")[0]["value"] == "11"
    assert words in command(*how, "--revise").stderr
    assert rows(out / "panel.csv")[0]["value"] == "11.4"


def test_tables_of_several_publishers_stand_side_by_side(tmp_path):
    for kind, files, more in (
        ("kolada", PAGES, ()),
        ("px", (TABLES / "folkmangd.px",), ("--map", TABLES / "map.yaml")),
    ):
        assert command("import", "--from", kind, *files, *more, "--out", tmp_path / "d").returncode == 0
    names = {path.name for path in (tmp_path / "d").glob("*.csv")}
    assert names == {"panel.csv", "drivers.csv", "driver_values.csv", "SOURCES.csv"}
    assert {one["table"] for one in rows(tmp_path / "d" / "SOURCES.csv")} == {
        "panel",
        "drivers",
        "driver_values",
    }


def test_a_title_that_looks_like_a_formula_is_left_as_text(tmp_path):
    data = (KOLADA / "kpi.json").read_bytes().replace("Elever per lärare".encode(), b"=1+1")
    found = read_kolada(
        [File(name="kpi.json", data=data), File(name="a.json", data=answer(("N15033", "1265", 2023, -1.5)))]
    )
    leave_published(tmp_path, found)
    assert rows(tmp_path / "kpi.csv")[1]["title"] == "'=1+1, antal"
    assert rows(tmp_path / "panel.csv")[0]["value"] == "-1.5"
    assert leave_published(tmp_path, found) == ()


def test_a_table_that_somebody_has_edited_is_left_alone(tmp_path):
    leave_published(tmp_path, panel(*FIRST))
    (tmp_path / "panel.csv").write_text("mine", encoding="utf-8")
    before = content(tmp_path)
    with pytest.raises(FolderError, match="not as this version"):
        leave_published(tmp_path, panel(*FIRST), revise=True)
    assert content(tmp_path) == before


def test_a_file_of_somebody_s_own_is_not_overwritten(tmp_path):
    (tmp_path / "SOURCES.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderError):
        leave_published(tmp_path, panel(*FIRST))
    assert content(tmp_path) == {"SOURCES.csv": b"mine"}


def test_a_disk_that_fails_leaves_what_stood_there(tmp_path, monkeypatch):
    leave_published(tmp_path, panel(*FIRST))
    before = content(tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", full)
    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OSError, match="No space"):
        leave_published(tmp_path, panel(("N15033", "1265", 2023, 9.0)), revise=True)
    monkeypatch.undo()
    assert content(tmp_path) == before


def test_nothing_is_written_where_a_file_is_wrong(tmp_path):
    (tmp_path / "fel.json").write_bytes(b"<html></html>")
    done = command("import", "--from", "kolada", PAGES[0], tmp_path / "fel.json", "--out", tmp_path / "d")
    assert done.returncode == 2
    assert f"{tmp_path / 'fel.json'}:1: filen är en webbsida (HTML)" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "d").exists()


def test_check_reads_and_writes_nothing(tmp_path):
    done = command("import", "--from", "kolada", *PAGES, "--check", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout == ""
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda _path: None, "filen finns inte"),
        (lambda path: path.write_bytes(b" \n"), "filen är tom"),
        (lambda path: path.mkdir(), "filen finns inte"),
        (lambda path: path.write_bytes(b"x" * 1001), "filen är större än"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path, monkeypatch, make, words):
    monkeypatch.setattr(sources, "LARGEST", 1000)
    make(tmp_path / "a.json")
    with pytest.raises(ScenarioError, match=words):
        read_published("kolada", [tmp_path / "a.json"])


def test_one_file_may_be_given_by_itself(tmp_path):
    """A path is one file, not a list of its letters."""
    with pytest.raises(ScenarioError) as found:
        read_published("px", str(tmp_path / "a.px"), tmp_path / "map.yaml")
    assert [problem.path for problem in found.value.problems] == [
        str(tmp_path / n) for n in ("a.px", "map.yaml")
    ]
    with pytest.raises(ValueError, match="kolada, scb, px, sie, sheet, not 'pcaxis'"):
        read_published("pcaxis", tmp_path / "a.px")


def test_a_map_that_is_no_yaml_is_told_with_its_line(tmp_path):
    (tmp_path / "map.yaml").write_text("kpis: [N15033\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"map\.yaml:\d"):
        read_published("kolada", PAGES, [tmp_path / "map.yaml"])


DOORS = {"kolada": WRONG_KOLADA, "scb": WRONG_JSON, "px": WRONG_PX}


def test_forty_wrong_files_and_more_are_refused_by_the_command_in_words(tmp_path):
    """Each door, whatever is wrong: exit 2, the file's name and its problem, no trace of the program, nothing left."""
    assert sum(map(len, DOORS.values())) >= 40
    assert len(WRONG_TABLES) >= 30
    for door, files in DOORS.items():
        words = [] if door == "kolada" else ["--map", TABLES / "map.yaml"]
        for name, (data, *_) in files.items():
            path = tmp_path / "wrong file"
            path.write_bytes(data)
            done = command("import", "--from", door, path, *words, "--out", tmp_path / "out")
            assert done.returncode == 2, (door, name)
            assert "wrong file:" in done.stderr or "map.yaml:" in done.stderr, (door, name)
            assert "Traceback" not in done.stderr, (door, name)
            assert not (tmp_path / "out").exists(), (door, name)


def test_addresses_are_printed_where_no_file_is_given():
    done = command("import", "--from", "kolada", "--map", KOLADA / "map.yaml")
    assert done.stdout.splitlines() == [
        "https://api.kolada.se/v3/kpi/N15027,N15033",
        "https://api.kolada.se/v3/data/kpi/N15027,N15033/municipality/0000,1265,1267/year/2023,2024",
    ]


def test_the_address_of_scb_asks_for_what_the_maps_add_up(tmp_path):
    """Sums and ranges whole, codes as they are, and of means the year before, where no other map has it."""
    text = (
        'table: TAB638\nselect: {Region: "0380", Kön: sum, Civil: [a, b]}\ntime: Tid\nmeasure: mean\n'
        'drivers: {unga: {Alder: [6..15]}, gamla: {Alder: "100+"}, alla: {Hus: "x y"}}\nyears: [2023..2024]\n'
    )
    (tmp_path / "was.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "will.yaml").write_text(
        text.replace("TAB638", "TAB1").replace("[2023..2024]", "[2025..2026]"), encoding="utf-8"
    )
    done = command("import", "--from", "scb", "--map", "was.yaml", "--map", "will.yaml", cwd=tmp_path)
    assert done.returncode == 0
    where = "https://statistikdatabasen.scb.se/api/v2/tables"
    asked = (
        "data?lang=sv&outputFormat=json-stat2&valueCodes[Region]=0380&valueCodes[K%C3%B6n]=*&valueCodes[Civil]=a,b"
        "&valueCodes[Alder]=*&valueCodes[Hus]=x%20y&valueCodes[Tid]="
    )
    assert done.stdout.splitlines() == [
        f"{where}/TAB638/{asked}2022,2023,2024",
        f"{where}/TAB1/{asked}2025,2026",
    ]
    assert "spara svaret som TAB638.json" in done.stderr
    assert (
        "kommunbudget import --from scb TAB638.json TAB1.json --map was.yaml --map will.yaml" in done.stderr
    )
    px = command(
        "import", "--from", "px", "--map", "was.yaml", "--map", "was.yaml", "--language", "en", cwd=tmp_path
    )
    assert "outputFormat=px" in px.stdout
    assert "save the answer as TAB638-2.px" in px.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("select: {Region: x}\n", "en adress behöver tabellens id"),
        ("table: T\nselekt: {}\n", "nyckeln selekt finns inte; menas select?"),
        ("table: T\nselect: [a]\n", "map.yaml:2: select: skriv {Dimension: kod}"),
        ("table: T\nselect: {Region: 1.5}\n", "map.yaml:2: select.Region: skriv en kod inom citattecken"),
        ("table: T\nyears: [i år]\n", "map.yaml:2: years: i år är inga år"),
        ("table: [\n", "map.yaml:"),
    ],
)
def test_a_map_without_an_address_is_refused_by_line(text, said, tmp_path):
    (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
    done = command("import", "--from", "scb", "--map", "map.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    "words",
    [("import",), ("import", "--from", "px"), ("import", "a.xlsx", "b.xlsx"), ("import", "--from", "kolada")],
)
def test_a_command_without_what_it_needs_is_refused(words):
    done = command(*words)
    assert done.returncode == 2
    assert "/ give " in done.stderr


def test_imported_drivers_stand_in_a_scenario(tmp_path):
    """A scenario reads ``drivers.csv`` as it was left."""
    root = Path(__file__).parents[1] / "scenarios"
    shutil.copy(root / "exempelkoping.yaml", tmp_path / "scenario.yaml")
    text = (tmp_path / "scenario.yaml").read_text(encoding="utf-8")
    scenario = read(tmp_path / "scenario.yaml")
    years = [scenario.base_year, *scenario.years]
    whole = json.loads((TABLES / "folkmangd.json").read_text(encoding="utf-8"))
    codes = {str(year): n for n, year in enumerate(years[:4])}
    whole["dimension"]["Tid"]["category"] = {"index": codes, "label": {code: code for code in codes}}
    (tmp_path / "t.json").write_text(json.dumps(whole), encoding="utf-8")
    names = "\n".join(f"  {name}: {{Alder: [1..2]}}" for name in scenario.drivers)
    (tmp_path / "map.yaml").write_text(
        f'table: TAB638\nselect: {{Region: "1267", Kon: sum}}\nyears: [{years[0]}..{years[-1]}]\ndrivers:\n{names}\n',
        encoding="utf-8",
    )
    done = command(
        "import", "--from", "scb", tmp_path / "t.json", "--map", tmp_path / "map.yaml", "--out", tmp_path
    )
    assert done.returncode == 0, done.stderr
    named = re.sub(r"^drivers:.*\n(?: .*\n)+", "drivers: drivers.csv\n", text, count=1, flags=re.MULTILINE)
    (tmp_path / "scenario.yaml").write_text(named, encoding="utf-8")
    found = read(tmp_path / "scenario.yaml").drivers
    assert {tuple(by_year.values()) for by_year in found.values()} == {(8664, 8668, 8672, 8676)}


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (-0.0, "0"), (7.0, "7"), (1 / 3, "0.333333333"), (-1.5, "-1.5"), (1e20, "1" + 20 * "0"), (1e-12, "0"),
     (86612.25, "86612.25")],
)  # fmt: skip
def test_numbers_as_they_are_written(value, text):
    assert number(value) == text


def test_the_line_of_a_value_in_json():
    text = '{\n "a": [1,\n  {"b": "x,]}"},\n  2],\n "c": {\n  "d": 3}}'
    assert [line_of(text, keys) for keys in (["a"], ["a", 1], ["a", 2], ["c", "d"], ["c", "e"], ["x"])] == [
        2, 3, 4, 6, 5, 1,
    ]  # fmt: skip
