"""SCB's tables as drivers: the same from JSON-stat and PX, whatever their order, and nothing counted twice."""

from __future__ import annotations

import csv
import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.file.tree import parse
from models.importing.common import File
from models.importing.jsonstat import cube as json_cube
from models.importing.jsonstat import read_jsonstat
from models.importing.px import cube, read_px
from models.problems import Problem
from solver.output.published import leave_published
from tests import published

DATA = Path(__file__).parent / "data" / "tables"
SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
MAP = (DATA / "map.yaml").read_text(encoding="utf-8")
READERS = {"json": read_jsonstat, "px": read_px}


def mapped(text, name="map.yaml"):
    tree = parse(text.encode(), name)
    assert not tree.problems
    return tree


def read(data, text=MAP, name="a.json"):
    reader = READERS["json" if data.lstrip().startswith(b"{") else "px"]
    return reader([File(name=name, data=data)], [mapped(text)])


def drivers(found):
    assert not found.problems, told(found.problems)
    return next(one for one in found.tables if one.name == "drivers")


def values(found):
    assert not found.problems, told(found.problems)
    return {row[:2]: row for row in next(one for one in found.tables if one.name == "driver_values").rows}


def told(problems):
    return "\n".join(one.line("sv") for one in problems)


def said(old, new, text=MAP):
    assert old in text
    return text.replace(old, new)


# ------------------------------------------------------------------------------------------------ what is read


@pytest.mark.parametrize("name", ["folkmangd.json", "folkmangd.px"])
def test_drivers_of_a_table_by_hand(name):
    """Ages 1–2, both sexes: 4·2000 + 2·(100 + 200) + 2·(10 + 20) + 4t; from 3 on: 8000 + 2·(300 + 400) + 60 + 4t."""
    found = drivers(read((DATA / name).read_bytes()))
    assert found.columns == ("id", "2021", "2022", "2023", "2024")
    assert found.rows == [
        ("barn_1_2", "8664", "8668", "8672", "8676"),
        ("fran_3", "9464", "9468", "9472", "9476"),
    ]


def test_the_fixtures_are_what_they_say():
    assert (DATA / "folkmangd.json").read_bytes() == published.jsonstat()
    assert (DATA / "folkmangd.px").read_bytes() == published.px(encoding="iso-8859-1")


def test_a_px_file_and_json_stat_of_the_same_table_leave_the_same_bytes(tmp_path):
    for name in ("folkmangd.json", "folkmangd.px"):
        leave_published(tmp_path / name, read((DATA / name).read_bytes()))
    for table in ("drivers.csv", "driver_values.csv"):
        one, other = ((tmp_path / name / table).read_bytes() for name in ("folkmangd.json", "folkmangd.px"))
        assert one == other


def test_the_mean_of_a_year_is_of_its_two_ends():
    found = read(published.px(), MAP + "measure: mean\n")
    assert drivers(found).rows[0] == ("barn_1_2", "8666", "8670", "8674")
    assert "inget medel för 2021" in told(found.notes)
    assert values(found)["barn_1_2", "2022"][3:6] == ("mean", "TAB638", "8")


def test_each_value_keeps_its_table_status_and_vintage():
    text = said('"1267"', '"1265"', said("[1..2]", "[0, 1]"))
    found = read(published.jsonstat(), text)
    assert values(found)["barn_1_2", "2021"] == (
        "barn_1_2", "2021", "", "year_end", "TAB638", "4", "no", "..", "2025-02-21",
    )  # fmt: skip
    assert drivers(found).rows[0] == ("barn_1_2", "", "4268", "4272", "4276")  # 4000 + 200 + 60 + 4t
    assert "utan värde 2021 (..)" in told(found.notes)
    (source,) = found.sources
    assert (source.rows, source.left_out[".."], source.left_out["not_selected"]) == (31, 1, 48)


def test_a_missing_cell_is_refused_in_a_year_that_must_be_there():
    text = said('"1267"', '"1265"', said("[1..2]", "[0, 1]")) + "years: [2021..2023]\n"
    assert "2021 saknar värde i tabellen (..)" in told(read(published.px(), text).problems)


@given(st.permutations(list(published.DIMENSIONS)), st.booleans(), st.booleans())
def test_no_order_of_dimensions_and_no_form_of_values_changes_a_row(order, sparse, as_list):
    expected = read(published.jsonstat())
    found = read(published.jsonstat(order, sparse=sparse, index_as_list=as_list))
    assert [(one.columns, one.rows) for one in found.tables] == [
        (one.columns, one.rows) for one in expected.tables
    ]


@given(
    st.permutations(list(published.DIMENSIONS)),
    st.integers(0, 5),
    st.sampled_from(["utf-8", "iso-8859-1", "cp1252", "cp437", "cp850"]),
    st.booleans(),
)
def test_no_order_split_or_encoding_of_a_px_file_changes_a_row(order, stub, encoding, semicolons):
    expected = read(published.jsonstat())
    changes = [("STUB=;\n", "")] if not stub else [("HEADING=;\n", "")] if stub == len(order) else []
    found = read(published.px(order, stub=stub, encoding=encoding, semicolons=semicolons, changes=changes))
    assert [(one.columns, one.rows) for one in found.tables] == [
        (one.columns, one.rows) for one in expected.tables
    ]


@pytest.mark.parametrize(
    ("encoding", "header"),
    [("cp1252", ""), ("cp437", 'CHARSET="ANSI";\n'), ("utf-8-sig", 'CODEPAGE="utf-8-sig";\n')],
)
def test_the_encoding_of_a_px_file_that_does_not_say_it(encoding, header):
    """Windows-1252 where CHARSET stands, else code page 437; a byte order mark says UTF-8."""
    changes = [(f'CODEPAGE="{encoding}";\n', "")] + ([(header, "")] if "CHARSET" in header else [])
    table = cube(File(name="a.px", data=published.px(encoding=encoding, changes=changes)))
    assert [one.name for one in table.dimensions] == ["region", "ålder", "kön", "tabellinnehåll", "år"]


def test_missing_cells_are_shown_as_the_publisher_shows_them():
    text = said('"1267"', '"1265"', said("[1..2]", "[0]"))
    data = px(('DATASYMBOL2="..";', 'DATASYMBOL2="sekretess";'), ("DATA=", 'NOTE="a";\nNOTE="b";\nDATA='))
    assert values(read(data, text))["barn_1_2", "2021"][7] == "sekretess"
    for mark in (".", "...", "......", "-"):
        data = published.px(changes=[('DATASYMBOL2="..";\n', ""), ('".."', f'"{mark}"')])
        found = read(data, text)
        assert values(found)["barn_1_2", "2021"][2:8:5] == ("", mark)


def test_a_name_serves_as_well_as_a_code():
    assert drivers(read(published.px(), said("Alder", "ålder"))).rows == drivers(read(published.px())).rows


def test_months_give_the_end_of_the_year():
    data = published.jsonstat()
    for before, after in (("2021", "2023M12"), ("2022", "2024M06"), ("2023", "2024M12"), ("2024", "2025M01")):
        data = data.replace(f'"{before}"'.encode(), f'"{after}"'.encode())
    assert drivers(read(data)).rows[0] == ("barn_1_2", "8664", "8672")


# ------------------------------------------------------------------------------------------- several maps, noise

PARTS = {
    "history": MAP + "years: [2021..2022]\n",
    "forecast": said("TAB638", "TAB638F") + "years: [2023..2024]\n",
}


def forecast(factor=1.0):
    whole = json.loads(published.jsonstat())
    whole["extension"]["px"] = {"tableid": "TAB638F"}
    whole["value"] = [None if one is None else factor * one + 1 for one in whole["value"]]
    return File(name="forecast.json", data=json.dumps(whole).encode())


def joined(factor=1.0, measure="year_end", *, first=2021, backwards=False):
    files = [File(name="history.json", data=published.jsonstat()), forecast(factor)]
    texts = {name: text.replace("[2021..", f"[{first}..") for name, text in PARTS.items()}
    maps = [mapped(text + f"measure: {measure}\n", f"{name}.yaml") for name, text in texts.items()]
    return read_jsonstat(files[::-1] if backwards else files, maps)


def test_two_maps_into_one_driver_with_the_seam_told():
    """Four cells, each 1 higher in the forecast: 8668 → 8676, of which 4 by a year and 4 at the seam."""
    found = joined()
    assert drivers(found).rows[0] == ("barn_1_2", "8664", "8668", "8676", "8680")
    assert "skarv 2022 8668 (TAB638) → 2023 8676 (TAB638F): +8 (+0,1 %)" in told(found.notes)
    assert values(found)["barn_1_2", "2023"][4] == "TAB638F"


def test_the_mean_of_the_first_forecast_year_begins_in_history():
    """2023: half of 31 December 2022 in the one table, 8668, and of 2023 in the other, 8676."""
    found = joined(measure="mean", first=2022)
    assert drivers(found).rows[0] == ("barn_1_2", "8666", "8672", "8678")


def test_a_seam_by_a_factor_of_a_thousand_is_asked_about():
    assert "tusental i den ena tabellen?" in told(joined(factor=1000).notes)


def test_a_year_from_two_maps_is_refused():
    files = [File(name="history.json", data=published.jsonstat()), forecast()]
    maps = [mapped(PARTS["history"]), mapped(said("TAB638", "TAB638F"))]
    assert "2021, 2022 kommer ur två kartor" in told(read_jsonstat(files, maps).problems)


def test_maps_of_several_files_name_their_tables():
    files = [File(name="history.json", data=published.jsonstat()), forecast()]
    maps = [mapped(PARTS["history"]), mapped(PARTS["forecast"].replace("table: TAB638F\n", ""))]
    assert "flera filer: skriv table: i varje karta" in told(read_jsonstat(files, maps).problems)


def test_codes_of_municipalities_are_not_taken_for_years():
    data = published.jsonstat(role={}).replace(b'"1267"', b'"1980"')
    text = said('"1267"', '"1980"')
    assert drivers(read(data, text)).rows == drivers(read(published.jsonstat())).rows
    assert "skriv vilken dimension som är tid" in told(read(data, said("time: Tid\n", "", text)).problems)


def test_two_measures_of_one_driver_are_refused():
    files = [File(name="history.json", data=published.jsonstat()), forecast()]
    maps = [mapped(PARTS["history"]), mapped(PARTS["forecast"] + "measure: mean\n")]
    assert "mäts som year_end i den andra kartan" in told(read_jsonstat(files, maps).problems)


def test_a_seam_is_told_in_the_decimals_of_each_language():
    """0.9999 · 8672 + 4 · 1."""
    notes = joined(factor=0.9999).notes
    assert "→ 2023 8675,1328 (TAB638F): +7,1328 (+0,1 %)" in told(notes)
    assert "→ 2023 8675.1328 (TAB638F): +7.1328 (+0.1 %)" in "\n".join(one.line("en") for one in notes)


def test_the_order_of_files_changes_nothing():
    one, other = joined(), joined(backwards=True)
    assert [table.rows for table in one.tables] == [table.rows for table in other.tables]


def test_sums_carry_noise_from_2025_on():
    data = published.jsonstat(updated="2026-02-20T07:00:00Z").replace(b'"2024"', b'"2025"')
    found = read(data)
    assert values(found)["barn_1_2", "2025"][6] == "yes"
    assert values(found)["barn_1_2", "2023"][6] == "no"
    assert "från 2025 är talet en summa av upp till 4 celler med slumpmässig osäkerhet" in told(found.notes)


def test_a_forecast_carries_no_noise_where_nobody_says_so():
    data = published.jsonstat().replace(b'"2024"', b'"2030"')
    assert values(read(data))["barn_1_2", "2030"][6] == "no"


# --------------------------------------------------------------------------------------------- counted twice


def with_total(code="TotSa", label="totalt, samtliga", total=""):
    """The table with the sum of the sexes in the place of men."""
    whole = json.loads(published.jsonstat())
    sexes = whole["dimension"]["Kon"]
    sexes["category"] = {"index": [code, "2"], "label": {code: label, "2": "kvinnor"}}
    sexes["extension"] = {"elimination": True, **({"eliminationValueCode": total} if total else {})}
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    ("code", "label", "total"),
    [
        ("TotSa", "a", ""),
        ("tot", "a", ""),
        ("T", "a", ""),
        ("9", "Totalt", ""),
        ("9", "båda könen", ""),
        ("9", "a", "9"),
    ],
)
def test_a_sum_over_a_total_is_refused_with_the_total_to_write(code, label, total):
    problems = read(with_total(code, label, total)).problems
    assert f"{code} är summan av de andra; skriv Kon: {code}" in told(problems)
    assert problems[0].place.line == 2


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Kon: sum", 'Kon: ["TotSa", "2"]', "TotSa är summan av andra och skulle räknas dubbelt"),
        ("Kon: sum, ", "", "Kon är inte vald; skriv Kon: TotSa"),
    ],
)
def test_a_total_beside_its_part_is_refused(old, new, words):
    assert words in told(read(with_total(), said(old, new)).problems)


def regions(*codes):
    return (
        published.jsonstat()
        .replace(b'"1265"', f'"{codes[0]}"'.encode())
        .replace(b'"1267"', f'"{codes[1]}"'.encode())
    )


@pytest.mark.parametrize("codes", [("12", "1267"), ("00", "12"), ("00", "1267")])
def test_a_county_beside_its_municipality_is_refused(codes):
    text = said('"1267"', f'["{codes[0]}", "{codes[1]}"]')
    assert f"{codes[0]} är summan av" in told(read(regions(*codes), text).problems)


def test_classes_that_overlap_are_refused_and_the_finest_are_taken_for_a_range():
    data = published.jsonstat().replace(b'"3"', b'"1-2"')
    assert drivers(read(data, MAP.partition("  fran_3")[0])).rows[0][1] == "8664"
    assert "klasserna 1 och 1-2 överlappar" in told(read(data, said("[1..2]", '["1-2", "1"]')).problems)


# ------------------------------------------------------------------------------------------------- wrong maps


WRONG_MAPS = {
    "another table": ("TAB638", "TAB6471", "ingen fil är tabellen TAB6471"),
    "a dimension that is not there": ("Kon: sum", "Koen: sum", "dimensionen Koen finns inte; menas Kon?"),
    "a code that is not there": ('"1267"', '"1266"', "1266 finns inte i Region; menas 126"),
    "a name for a code": ('"1267"', '"1267 Höör"', "skriv koden 1267"),
    "a dimension that is not chosen": ("Kon: sum, ", "", "Kon är inte vald; skriv Kon: sum"),
    "a dimension chosen twice": ("[1..2]}", '[1..2], Kon: "1"}', "Kon står också i select"),
    "a range that cuts a class": ('[3.., "4+"]', "[3..5]", "3..5 skär klassen 4+"),
    "a range beyond the classes": ("[1..2]", "[5..9]", "ingen klass i Alder börjar med 5"),
    "a number with a decimal": ('"1267"', "12.67", "skriv en kod inom citattecken"),
    "no code": ("[1..2]", "[]", "välj minst en kod av Alder"),
    "time that is no time": ("time: Tid", "time: Kon", "1 är varken ett år eller en december"),
    "time that is not there": ("time: Tid", "time: Ar", "dimensionen Ar finns inte"),
    "time chosen": ("Kon: sum", "Kon: sum, Tid: 2024", "tiden väljs med years"),
    "another measure": ("time: Tid", "measure: medel", "måttet medel finns inte"),
    "another key": ("select:", "selekt:", "nyckeln selekt finns inte; menas select?"),
    "a year that is not there": ("time: Tid", "years: [2024..2025]", "2025 finns inte i tabellen (den har 2021–2024)"),
    "a mean without its first year": (
        "time: Tid", "years: [2021]\nmeasure: mean", "2021 är ett medelvärde som också behöver 31 december 2020",
    ),
    "years that are none": ("time: Tid", "years: [21]", "21 är inga år"),
    "an id that is none": ("barn_1_2:", "Barn 1–2:", "skriv drivaren som"),
    "a driver without dimensions": ("{Alder: [1..2]}", "[1..2]", "skriv drivaren som"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_MAPS)
@pytest.mark.parametrize("shape", ["json", "px"])
def test_a_wrong_map_is_refused_in_words_with_its_line(name, shape):
    old, new, words = WRONG_MAPS[name]
    data = published.jsonstat() if shape == "json" else published.px()
    found = read(data, said(old, new))
    assert words in told(found.problems)
    assert found.problems[0].place.line == MAP[: MAP.index(old)].count("\n") + 1 or "inte vald" in words
    assert not found.tables


@pytest.mark.parametrize("shape", ["json", "px"])
def test_a_name_of_two_codes_is_no_hint_of_one(shape):
    """Who followed a hint of one of them would have half of what is meant."""
    whole = published.jsonstat() if shape == "json" else published.px()
    data = whole.replace("1 år".encode(), "2 år".encode())
    assert data != whole
    found = read(data, said("[1..2]", '["2 år"]'))
    assert "2 koder heter så, skriv de som gäller: 1, 2" in told(found.problems)


@pytest.mark.parametrize("shape", ["json", "px"])
def test_a_table_without_a_map_is_told_a_map_that_can_be_read(shape):
    data = published.jsonstat() if shape == "json" else published.px()
    (missing,) = READERS[shape]([File(name="a", data=data)], []).problems
    begun = missing.line("sv").partition("till exempel ")[2]
    assert begun.startswith('{"table": "TAB638", "select": {"Region": "1265"')
    assert drivers(read(data, begun)).rows == [("id", "1011", "1012", "1013", "1014")]


def test_a_map_without_drivers_is_refused():
    assert "skriv minst en drivare" in told(read(published.px(), MAP.partition("drivers:")[0]).problems)


# ------------------------------------------------------------------------------------------------- wrong files


def changed(**changes):
    return published.jsonstat(**changes)


DENSE = list(published.cells(tuple(published.DIMENSIONS)))
WRONG_JSON = {
    "a web page": (b"\n<html></html>", "webbsida (HTML)"),
    "an error of the server": (b'{"type": "Parameter error", "title": "Missing selection"}', "Missing selection"),
    "the older form of JSON": (b'{"columns": [], "data": []}', "inte JSON-stat 2"),
    "a collection": (changed(**{"class": "collection"}), "inte JSON-stat 2"),
    "metadata": (changed(value=None), "hämta data, inte metadata"),
    "a value too few": (changed(value=DENSE[:-1]), "filen har 79 värden men dimensionerna ger 80"),
    "a value too many": (changed(value=[*DENSE, 1]), "filen har 81 värden men dimensionerna ger 80"),
    "a position beyond the last": (changed(value={"80": 1}), "plats 80 finns inte"),
    "a position that is none": (changed(value={"-1": 1}), "plats -1 finns inte"),
    "a position of two": (changed(value={"1,2": 1}), "plats 1,2 finns inte"),
    "no position": (changed(value={"": 1}), "plats finns inte"),
    "zero twice": (changed(value={"0": 1, "00": 1}), "plats 00 finns inte"),
    "a position of as many digits": (changed(value={"9": 1, "79": 1, "81": 1}), "plats 81 finns inte"),
    "a position with zeros": (changed(value={"07": 1}), "plats 07 finns inte"),
    "a value as text": (changed(value=[*DENSE[:-1], "1 234"]), "'1 234' är inget tal"),
    "a sparse value as text": (changed(value={"3": ".."}), "'..' är inget tal"),
    "a truth value": (changed(value=[*DENSE[:-1], True]), "True är inget tal"),
    "sizes of another length": (changed(size=[2, 5, 2, 1]), "id och size ska vara lika långa"),
    "a size that is another": (changed(size=[2, 4, 2, 1, 4]), "Alder har 5 olika kategorier men size säger 4"),
    "a size of 0": (changed(size=[0, 5, 2, 1, 4]), "size ska vara hela tal från 1"),
    "an enormous size": (changed(size=[2, 10**9, 2, 1, 4]), "högst 50000000 celler"),
    "a dimension twice": (changed(id=["Region", "Region", "Kon", "ContentsCode", "Tid"]), "utan upprepning"),
    "statuses too few": (changed(status=["", ""]), "status ska vara en text, 80 texter"),
    "no categories": (
        published.jsonstat().replace(b'"index"', b'"indeks"'),
        "kategorierna i Region har ingen ordning",
    ),
    "two categories in one place": (
        published.jsonstat().replace(b'"1267": 1', b'"1267": 0'),
        "kategorierna i Region har ingen ordning",
    ),
    "cut off": (published.jsonstat()[:-400], "avkortad"),
    "an infinite value": (published.jsonstat().replace(b"2111", b"1e999"), "ett tal för 2021 är orimligt stort"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_JSON)
def test_a_wrong_json_stat_file_is_refused_in_words(name):
    data, words = WRONG_JSON[name]
    found = read_jsonstat([File(name="fel.json", data=data)], [mapped(MAP)])
    assert words in told(found.problems)
    assert found.problems[0].place.file == ("map.yaml" if "infinite" in name else "fel.json")
    assert not found.tables


def test_a_wrong_value_is_told_with_its_line():
    data = changed(value=[*DENSE[:-1], "x"])
    (wrong,) = read_jsonstat([File(name="fel.json", data=data)], [mapped(MAP)]).problems
    assert data.splitlines()[wrong.place.line - 1].strip() == b'"x"'


def px(*changes):
    return published.px(changes=changes)


def without(keyword):
    line = next(one for one in published.px().decode().splitlines() if one.startswith(f"{keyword}="))
    rest = '\n"och år";' if keyword == "TITLE" else ""
    return px((line + rest + "\n", ""))


WRONG_PX = {
    "a web page": (b"<html></html>", "webbsida (HTML)"),
    "no keyword": (b"hej hopp", "raden är inget PX-nyckelord"),
    "JSON": (published.jsonstat(), "raden är inget PX-nyckelord"),
    "nothing after the keywords": (published.px().partition(b"DATA=")[0], "filen har inga celler"),
    "cut off": (published.px()[:-30], "cellerna slutar utan ;"),
    "a cell too few": (px(("DATA=\n1011 ", "DATA=\n")), "filen har 79 celler men dimensionerna ger 80"),
    "a cell too many": (px(("DATA=\n", "DATA=\n7 ")), "filen har 81 celler men dimensionerna ger 80"),
    "a decimal comma": (px(("DATA=\n1011 ", "DATA=\n1011,5 ")), "filen har 81 celler"),
    "a word among cells": (px(("DATA=\n1011 ", "DATA=\nx7 ")), "x7 är varken ett tal eller"),
    "a quotation mark in a number": (px(("DATA=\n1011 ", 'DATA=\n10"11 ')), "filen har 81 celler"),
    "an infinite cell": (px(("2111 ", "1e999 ")), "ett tal för 2021 är orimligt stort"),
    "; between cells": (px(("DATA=\n1011 ", "DATA=\n1011; ")), "; står mellan två celler"),
    "a quotation mark too few": (px(('SOURCE="SCB";', 'SOURCE="SCB;')), "är varken ett tal|citattecken|nyckelord"),
    "a keyword twice": (px(("DECIMALS=0;", "DECIMALS=0;\nDECIMALS=1;")), "nyckelordet står två gånger, först på rad 7"),
    "a quotation mark in a text": (px(('MATRIX="BefolkningNy"', 'MATRIX="Befolk"ningNy"')), "MATRIX: ett citattecken"),
    "contents that are no dimension": (
        px(("DATA=", 'CONTVARIABLE="mått";\nDATA=')), "mått är ingen dimension i STUB eller HEADING",
    ),
    "units of no content": (
        px(("DATA=", 'CONTVARIABLE="tabellinnehåll";\nUNITS("Antal")="st";\nDATA=')), "Antal är inget innehåll i",
    ),
    "an unknown encoding": (px(('CODEPAGE="utf-8"', 'CODEPAGE="klingon"')), "teckenkodningen klingon är okänd"),
    "another encoding": (
        published.px(encoding="iso-8859-1").replace(b'"iso-8859-1"', b'"utf-8"'), "texten är inte utf-8",
    ),
    "no STUB or HEADING": (px(('STUB="region","ålder","kön";\n', ""), ('HEADING="tabellinnehåll","år";\n', "")),
                           "STUB och HEADING ska tillsammans nämna"),
    "a dimension twice": (px(('HEADING="tabellinnehåll"', 'HEADING="kön"')), "varje dimension en gång"),
    "no VALUES": (px(('VALUES("kön")', 'VALUES("x")')), "kön: dimensionen har inga VALUES"),
    "a total that two values are named": (
        px(('VALUES("kön")="män","kvinnor";', 'VALUES("kön")="alla","alla";\nELIMINATION("kön")="alla";')),
        "ELIMINATION: 2 värden i kön heter alla",
    ),
    "TLIST alone": (px(('VALUES("år")', 'VALUES("x")')), "har bara TIMEVAL och inga VALUES"),
    "codes too few": (px(('CODES("kön")="1","2"', 'CODES("kön")="1"')), "1 olika koder (CODES) men 2 värden"),
    "a code twice": (px(('CODES("kön")="1","2"', 'CODES("kön")="1","1"')), "1 olika koder (CODES) men 2 värden"),
    "some rows only": (px(("DATA=", 'KEYS("kön")=VALUES;\nDATA=')), "(KEYS) läses inte"),
    "decimals that are none": (px(("DECIMALS=0", "DECIMALS=x")), "'x' är inget antal decimaler"),
    **{
        f"no {word}": (without(word), f"{word}: nyckelordet saknas")
        for word in ("TITLE", "CONTENTS", "UNITS", "MATRIX", "SUBJECT-AREA", "SUBJECT-CODE", "DECIMALS")
    },
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_PX)
def test_a_wrong_px_file_is_refused_in_words(name):
    data, words = WRONG_PX[name]
    found = read_px([File(name="fel.px", data=data)], [mapped(MAP)])
    assert any(one in told(found.problems) for one in words.split("|"))
    assert found.problems[0].place.file == ("map.yaml" if "infinite" in name else "fel.px")
    assert not found.tables


def test_a_wrong_cell_is_told_with_its_line():
    data = px(("DATA=\n", "DATA=\n\n\nx7 "))
    (wrong,) = read_px([File(name="fel.px", data=data)], [mapped(MAP)]).problems
    assert data.splitlines()[wrong.place.line - 1].startswith(b"x7 ")


@given(st.data())
def test_no_damage_to_a_file_is_a_fault_of_ours(data):
    """Bytes cut out, doubled or exchanged: the file is read or refused with a place."""
    name = data.draw(st.sampled_from(["folkmangd.json", "folkmangd.px"]))
    whole = (DATA / name).read_bytes()
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start, min(len(whole), start + 60)))
    new = data.draw(
        st.sampled_from([b"", whole[start:end] * 2, b'"', b";", b"[", b"}", b"null", b"\xff", b"-1", b"="])
    )
    reader = READERS[name.rpartition(".")[2]]
    found = reader([File(name=name, data=whole[:start] + new + whole[end:])], [mapped(MAP)])
    assert bool(found.tables) != bool(found.problems)
    assert all(one.place is not None and one.sv and one.en for one in found.problems)


# ------------------------------------------------------------------------------------------------ others' files

real = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the samples of others do not stand beside the checkout"
)


@real
def test_scb_s_own_answer():
    """TAB6471: the total of Skåne's two youngest classes in April 2026, called December here, by another reading."""
    data = (SAMPLES / "scb_TAB6471_jsonstat2_2026.json").read_bytes()
    whole = json.loads(data)
    by_hand = 0
    for age in ("0-9", "10-19"):
        position = 0
        for name, code in (
            ("Region", "12"),
            ("Alder", age),
            ("Kon", "TotSa"),
            ("ContentsCode", "000007SF"),
            ("Tid", "2026M04"),
        ):
            index = whole["dimension"][name]["category"]["index"]
            position = position * len(index) + index[code]
        by_hand += whole["value"][position]
    text = 'table: TAB6471\nselect: {Region: "12", Kon: TotSa}\ndrivers: {unga: {Alder: [0..19]}}\n'
    found = read(data.replace(b'"2026M04"', b'"2025M12"'), text)
    assert drivers(found).rows == [("unga", str(by_hand))]
    assert values(found)["unga", "2025"][5:7] == ("2", "yes")
    assert "varken ett år eller en december" in told(read(data, text).problems)
    assert "sum skulle räkna dubbelt: TotSa" in told(read(data, said("TotSa", "sum", text)).problems)


@real
def test_men_and_women_of_scb_s_own_answer_differ_from_its_total():
    """776 of 924, by up to 8: noise on every cell, so that no sum of parts is checked against a total."""
    table = json_cube(File(name="a.json", data=(SAMPLES / "scb_TAB6471_jsonstat2_2026.json").read_bytes()))
    step = table.strides()
    apart = []
    for places in product(*(range(len(one.codes)) for one in table.dimensions if one.id != "Kon")):
        others = [one.id for one in table.dimensions if one.id != "Kon"]
        at = sum(place * step[name] for place, name in zip(places, others, strict=True))
        total, men, women = (table.cells(at + n * step["Kon"])[0] for n in range(3))
        apart.append(abs(men + women - total))
    assert (len(apart), sum(gap > 0 for gap in apart), max(apart)) == (924, 776, 8)


@real
def test_a_px_file_of_pxtools():
    """TAB003: every cell against the words of the file, and recycled solvents, its first four, by a map."""
    data = (SAMPLES / "pxtools_TAB003.px").read_bytes()
    table = cube(File(name="TAB003.px", data=data))
    assert not isinstance(table, Problem)
    assert [len(one.codes) for one in table.dimensions] == [9, 34, 2, 4]
    assert table.vintage == "2023-05-25"
    cells = data.partition(b"DATA=")[2].decode("latin-1").replace(";", " ").replace('"', "").split()
    assert len(cells) == 9 * 34 * 2 * 4
    for n, cell in enumerate(cells):
        number, status = table.cells(n)
        assert (str(number) if number is not None else status) == cell
    text = 'select: {TREATMENT_CAT: "05", ContentsCode: WasteHazard}\ndrivers: {losningsmedel: {WASTE_CAT: "01.1"}}\n'
    found = read(data, text)
    assert drivers(found).columns == ("id", "2010", "2012", "2014", "2016")
    assert drivers(found).rows == [("losningsmedel", "30", "500", "10", "0")]


def test_drivers_are_read_by_a_scenario(tmp_path):
    """The columns are those of a scenario's table of drivers."""
    leave_published(tmp_path, read(published.px()))
    with (tmp_path / "drivers.csv").open(encoding="utf-8", newline="") as file:
        (first, *_) = csv.DictReader(file)
    assert first == {"id": "barn_1_2", "2021": "8664", "2022": "8668", "2023": "8672", "2024": "8676"}
