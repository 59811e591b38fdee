"""Budget sheets of any layout by a map: what is read, what is asked about by cell, and the map that is proposed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import xlsxwriter

from models.file.frames import read_frames
from models.file.tree import parse
from models.importing.common import File
from models.importing.plan_sheet import frames_by_map
from models.importing.sheet import read_sheet
from models.importing.sheet_template import proposed
from models.problems import Refused, spelt_alike
from models.reading import read
from solver import ScenarioError, evaluate
from tests.cases import two_committees
from tests.commands import command

DATA = Path(__file__).parent / "data" / "sheet"
SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
FRAMES = (DATA / "frames.csv").read_text(encoding="utf-8")
BRIDGE = (DATA / "bridge.csv").read_text(encoding="utf-8")

MAP = """\
rows: 3..10
id: Nämnd
columns: {base: B, one_off: C, full_year: Helårseffekter, 2025: Ram 2025, 2026: Plan 2026}
unit: TSEK
sign: cost_negative
totals: {rows: [7, 10]}
names:
  Barnnämnden: barn
  Utbildningsnämnden: utb
  Familjenämnden: familj
  Vårdnämnden: vard
  Kommunstyrelsen: ks
  Tekniska nämnden: tekn
predecessors: {familj: [barn, utb]}
"""
GROUPS = """\
rows: 2..9
id: avdelning-text
columns: {2025: "2025", 2026: "2026"}
unit: TSEK
names: {Skolnämnden: skola, Vårdnämnden: vard}
group:
  column: grupp
  terms: {N00: base, N01: price_and_wages, N03: full_year, N07: reallocation, N08: one_off, N11: requirement}
"""
LONG = """\
Driftbudget, tkr;;;
Nämnd;Verksamhet;År;Belopp
Barnnämnden;Förskola;2024;140 000
Barnnämnden;Grundskola;2024;250 000
Vårdnämnden;Äldreomsorg;2024;210 000
Summa;;2024;600 000
Barnnämnden;Förskola;2025;144 000
Barnnämnden;Grundskola;2025;257 000
Vårdnämnden;Äldreomsorg;2025;219 000
Summa;;2025;620 000
Barnnämnden;Förskola;2023;136 000
"""
LONG_MAP = """\
rows: 3..11
id: Verksamhet
committee: Nämnd
committees: {Barnnämnden: barn, Vårdnämnden: vard}
long: {year: År, amount: Belopp, base: 2024, skip: [2023]}
unit: TSEK
totals: {rows: [6, 10]}
names: {Förskola: forskola, Grundskola: grundskola, Äldreomsorg: aldre}
"""
BOOK = """\
rows: 2..4
id: A
columns: {base: B, 2025: C}
unit: MSEK
names: {Skola: skola, Vård: vard, Teknik: tekn}
"""


def sheet(content, name="x.csv"):
    return File(name=name, data=content if isinstance(content, bytes) else content.encode())


def imported(content, text, name="x.csv"):
    return read_sheet([sheet(content, name)], [parse(text.encode(), "map.yaml")])


def told(read_, of="problems"):
    assert all(p.en and p.sv for p in getattr(read_, of))
    return "\n".join(p.line("sv") for p in getattr(read_, of))


def rows(read_, name):
    return next(t.rows for t in read_.tables if t.name == name)


def book(*lines, change=None, name="Ramar"):
    data = io.BytesIO()
    made = xlsxwriter.Workbook(data, {"in_memory": True})
    page = made.add_worksheet(name)
    for r, line in enumerate(lines):
        page.write_row(r, 0, line)
    if change is not None:
        change(made, page)
    made.close()
    return data.getvalue()


HEAD, SCHOOL, CARE, WORKS = (
    ("Nämnd", "Budget 2024", "Ram 2025"),
    ("Skola", 600, 618),
    ("Vård", 400, 412),
    ("Teknik", 90, 92),
)


# ------------------------------------------------------------------------------------------------------- reading


def test_a_sheet_with_subtotals_signs_brackets_and_a_committee_that_followed_two():
    read_ = imported(FRAMES, MAP)
    assert told(read_) == ""
    assert rows(read_, "committees") == [
        ("familj", "Familjenämnden", "600000", "x.csv:3"),
        ("ks", "Kommunstyrelsen", "60000", "x.csv:8"),
        ("tekn", "Tekniska nämnden", "40000", "x.csv:9"),
        ("vard", "Vårdnämnden", "300000", "x.csv:6"),
    ]
    assert [row[:3] for row in rows(read_, "plan")] == [
        ("familj", "618000", "636500"),
        ("ks", "61000", "62000"),
        ("tekn", "41000", "42000"),
        ("vard", "310000", "320000"),
    ]
    assert [row[:4] for row in rows(read_, "adjustments")] == [
        ("familj", "2025", "-2000", "500"),
        ("vard", "2025", "0", "1500"),
    ]
    (source,) = read_.sources
    assert (source.query, source.rows) == ("currency TSEK", 6)


def test_a_part_of_a_predecessor_goes_over():
    content = "nämnd;base;2025\nBarn;400;\nSocial;300;240\nFamilj;;460\n"
    text = (
        "rows: 2..4\nid: A\ncolumns: {base: B, 2025: C}\nunit: MSEK\n"
        "names: {Barn: barn, Social: social, Familj: familj}\n"
        "predecessors: {familj: {barn: 100 %, social: 20 %}}\n"
    )
    read_ = imported(content, text)
    assert told(read_) == ""
    # 400 + 20 % of 300, and 80 % of 300
    assert [row[:3] for row in rows(read_, "committees")] == [
        ("familj", "Familj", "460"),
        ("social", "Social", "240"),
    ]


def test_change_groups_are_a_bridge_that_closes_each_year():
    read_ = imported(BRIDGE, GROUPS)
    assert told(read_) == ""
    bridge = {row[:3]: row[3] for row in rows(read_, "bridge")}
    assert {key[2]: amount for key, amount in bridge.items() if key[:2] == ("skola", "2025")} == {
        "last_year": "550000",  # 600 000 less revenue of 50 000
        "price_and_wages": "15000",
        "full_year": "4000",
        "one_off": "1000",
        "frame": "570000",
    }
    assert {key[2]: amount for key, amount in bridge.items() if key[:2] == ("skola", "2026")} == {
        "last_year": "570000",
        "price_and_wages": "15000",  # 30 000 against the base, 15 000 more than the year before
        "one_off": "-1000",  # back where it was
        "frame": "584000",
    }
    assert ("skola", "2025", "one_off", "1000", "6") in rows(read_, "bridge")
    assert [row[:3] for row in rows(read_, "plan")] == [
        ("skola", "570000", "584000"),
        ("vard", "399500", "395500"),
    ]
    assert [row[:4] for row in rows(read_, "adjustments")] == [
        ("skola", "2025", "1000", "4000"),
        ("skola", "2026", "-1000", ""),
    ]


def test_revenue_without_a_minus_is_asked_about_and_subtracted_by_the_map():
    content = BRIDGE.replace(" -50 000 ", " 50 000 ")
    said = told(imported(content, GROUPS))
    assert "x.csv:3: kolumnen intäkt-utgift: rader som är intäkter läggs till kostnaden" in said
    assert imported(content, GROUPS + "revenue: intäkt-utgift\n").tables == imported(BRIDGE, GROUPS).tables


def test_amounts_that_are_changes_each_year_chain_as_they_are():
    read_ = imported(BRIDGE, GROUPS.replace("  column: grupp", "  column: grupp\n  amounts: changes"))
    # vard: 400 000 - 4 000 + 3 500, then - 8 000 + 3 500
    assert rows(read_, "plan")[1][:3] == ("vard", "399500", "395000")


def test_a_column_of_years_and_activities_of_committees():
    read_ = imported(LONG, LONG_MAP)
    assert told(read_) == ""
    assert rows(read_, "committees") == [
        ("barn", "Barnnämnden", "390000", "x.csv:3-4"),
        ("vard", "Vårdnämnden", "210000", "x.csv:5"),
    ]
    assert rows(read_, "activities") == [
        ("aldre", "Äldreomsorg", "vard", "210000", "x.csv:5"),
        ("forskola", "Förskola", "barn", "140000", "x.csv:3"),
        ("grundskola", "Grundskola", "barn", "250000", "x.csv:4"),
    ]
    assert rows(read_, "plan") == [("barn", "401000", "x.csv:7-8"), ("vard", "219000", "x.csv:9")]
    assert rows(read_, "activity_plan")[1] == ("forskola", "144000", "x.csv:7")
    assert read_.sources[0].rows == 6


def test_the_same_table_with_years_as_columns_gives_the_same_figures():
    wide = (
        "Nämnd;Verksamhet;2024;2025\nBarnnämnden;Förskola;140 000;144 000\nBarnnämnden;Grundskola;250 000;257 000\n"
        "Vårdnämnden;Äldreomsorg;210 000;219 000\nSumma;;600 000;620 000\n"
    )
    text = LONG_MAP.replace(
        "long: {year: År, amount: Belopp, base: 2024, skip: [2023]}", 'columns: {base: "2024", 2025: "2025"}'
    )
    text = text.replace("rows: 3..11", "rows: 2..5").replace("[6, 10]", "[5]")
    read_ = imported(wide, text)
    assert told(read_) == ""
    for name in ("committees", "activities", "plan", "activity_plan"):
        assert [r[:-1] for r in rows(read_, name)] == [r[:-1] for r in rows(imported(LONG, LONG_MAP), name)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            ", skip: [2023]",
            "",
            "x.csv:11: kolumnen År: 2023 är före basåret 2024; skriv skip: [2023] under long",
        ),
        (", base: 2024", ", base: 2022", "ingen rad är av år 2022"),
        (", base: 2024", ', base: "?"', "skriv basåret, som 2024"),
        ("long: {year: År, ", "long: {", "ska ha year och amount"),
        ("unit:", "columns: {2025: Belopp}\nunit:", "hör inte ihop med long"),
        ("Barnnämnden: barn, ", "", "x.csv:3: kolumnen Nämnd: Barnnämnden står inte under committees"),
        ("[6, 10]", "[6]", "x.csv:6: kolumnen Belopp"),
        ("Äldreomsorg: aldre", "Äldreomsorg: forskola", "forskola hör till barn på rad 3 och till vard här"),
        ("Äldreomsorg: aldre", "Äldreomsorg: vard", "vard är id för både en nämnd och en verksamhet"),
    ],
)
def test_a_wrong_map_of_a_column_of_years_is_told_in_words(old, new, said):
    assert old in LONG_MAP
    read_ = imported(LONG, LONG_MAP.replace(old, new))
    if said.startswith("x.csv:6:"):  # naming one row of the sums names them all, so nothing is wrong
        assert told(read_) == ""
    else:
        assert said in told(read_)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Grundskola;2025", "Grundskola;om ett år", "x.csv:8: kolumnen År: 'om ett år' är inget år"),
        ("Grundskola;2025", "Förskola;2025", "x.csv:8: Förskola 2025 finns redan på rad 7"),
        (
            "620 000",
            "621 000",
            "x.csv:10: kolumnen Belopp: summan är 621000 men raderna är tillsammans 620000",
        ),
        ("Barnnämnden;Grundskola;2025", ";Grundskola;2025", "x.csv:8: kolumnen Nämnd: raden saknar nämnd"),
        ("219 000", "cirka 219", "x.csv:9: kolumnen Belopp"),
    ],
)
def test_a_wrong_column_of_years_is_refused_by_cell(old, new, said):
    assert old in LONG
    assert said in told(imported(LONG.replace(old, new), LONG_MAP))


def test_the_proposed_map_of_a_column_of_years_leaves_the_base_year_open():
    text = proposed(sheet(LONG))
    assert 'long: {year: År, amount: Belopp, base: "?"}' in text
    assert "2023, 2024, 2025" in text
    assert "committee: Nämnd" in text
    assert "totals: {rows: [6, 10]}" in text
    right = text.replace('base: "?"', "base: 2024, skip: [2023]")
    assert [r[2:4] for r in rows(imported(LONG, right), "activities")] == [
        ("vardnamnden", "210000"),
        ("barnnamnden", "140000"),
        ("barnnamnden", "250000"),
    ]


EXPORT = """\
kommun,kommunkod,år,slag,nämnd,verksamhet,belopp_tkr
Exempelköping,9999,2024,budget,Barnnämnden,Politik,1 000
Exempelköping,9999,2024,budget,Barnnämnden,Skola,390 000
Exempelköping,9999,2024,budget,Vårdnämnden,Politik,900
Exempelköping,9999,2024,budget,Vårdnämnden,Hemtjänst,209 100
Exempelköping,9999,2025,plan,Barnnämnden,Politik,1 100
Exempelköping,9999,2025,plan,Barnnämnden,Skola,399 900
Exempelköping,9999,2025,plan,Vårdnämnden,Politik,950
Exempelköping,9999,2025,plan,Vårdnämnden,Hemtjänst,218 050
"""


def test_the_proposed_map_of_an_export_leaves_out_what_is_the_same_in_every_row():
    """A code is no amount, the municipality's name names no row, and one name may stand under two committees."""
    text = proposed(sheet(EXPORT))
    assert "id: verksamhet\ncommittee: nämnd\n" in text
    assert "amount: belopp_tkr" in text
    assert "unit: TSEK " in text
    assert '"Barnnämnden: Politik": barnnamnden_politik' in text
    read_ = imported(EXPORT, text.replace('base: "?"', "base: 2024"))
    assert told(read_) == ""
    assert [r[2:4] for r in rows(read_, "activities")] == [
        ("barnnamnden", "1000"),
        ("vardnamnden", "209100"),
        ("barnnamnden", "390000"),
        ("vardnamnden", "900"),
    ]


def test_a_plan_with_rows_of_activities_is_read_as_frames(tmp_path):
    content = "Nämnd;Del;År;Belopp\nSkola;a;2025;600\nSkola;b;2025;11,8\nVård;c;2025;407,9\n"
    content += "Skola;a;2026;620\nSkola;b;2026;10,2\nVård;c;2026;420,1\n"
    keys = {"rows": "2..7", "id": "Del", "committee": "Nämnd", "committees": "{Skola: school, Vård: care}"}
    keys |= {"long": "{year: År, amount: Belopp}", "names": "{a: a, b: b, c: c}", "unit": "MSEK"}
    file = put(tmp_path, "".join(f"{k}: {v}\n" for k, v in keys.items()), "map.yaml")
    scenario = read(two_committees(years=[2025, 2026]))
    found = frames_by_map(sheet(content), parse(file.read_bytes(), "map.yaml"), scenario, changes=False)
    assert not found.problems
    assert {(i, y): float(v) for i, by in found.frames.items() for y, v in by.items()} == RIGHT
    gap = frames_by_map(
        sheet(content.replace(";11,8", ";")), parse(file.read_bytes(), "m"), scenario, changes=False
    )
    assert "school 2025: någon av verksamheterna a, b saknar belopp" in gap.problems[0].sv


@pytest.mark.parametrize(
    "order", [(0, 1, 2, 3, 4, 5, 6, 7), (7, 6, 5, 4, 3, 2, 1, 0), (3, 7, 1, 0, 6, 2, 5, 4)]
)
def test_no_order_of_columns_changes_a_figure(order):
    lines = [[line[k] for k in order] for line in csv.reader(io.StringIO(BRIDGE))]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    read_ = imported(text.getvalue(), GROUPS)
    assert told(read_) == ""
    assert read_.tables == imported(BRIDGE, GROUPS).tables


def test_a_workbook_gives_what_its_csv_gives():
    lines = list(csv.reader(io.StringIO(FRAMES), delimiter=";"))
    read_ = imported(book(*lines), MAP, "x.xlsx")
    assert told(read_) == ""
    assert [row[:3] for row in rows(read_, "plan")] == [
        row[:3] for row in rows(imported(FRAMES, MAP), "plan")
    ]
    assert rows(read_, "plan")[0][3] == "x.xlsx:Ramar!E5"


def test_a_name_is_no_formula_of_the_table():
    lines = (HEAD, ("=HYPERLINK(1)", 600, 618), CARE, WORKS)
    data = book(*lines, change=lambda _, page: page.write_string("A2", "=HYPERLINK(1)"))
    read_ = imported(data, BOOK.replace("Skola:", '"=HYPERLINK(1)":'), "x.xlsx")
    assert rows(read_, "committees")[0][:2] == ("skola", "'=HYPERLINK(1)")


def test_formulas_with_values_are_read():
    read_ = imported(
        book(
            HEAD, SCHOOL, CARE, WORKS, change=lambda _, page: page.write_formula("C2", "=B2*1.03", None, 618)
        ),
        BOOK,
        "x.xlsx",
    )
    assert rows(read_, "plan")[0][:2] == ("skola", "618")


# ------------------------------------------------------------------------------------------ asked about and refused


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unit: TSEK\n", "", "skriv bladets enhet"),
        ("unit: TSEK", "sheet: Ramar\nunit: TSEK", "bladet Ramar finns inte, en CSV-fil har inga blad; ta bort sheet"),
        ("unit: TSEK", "unit: tkr", "skriv bladets enhet: SEK, TSEK, MSEK, inte tkr"),
        ("sign: cost_negative", "sign: cost_positive", "kostnaderna blir tillsammans -1000000, under noll"),
        ("sign: cost_negative", "sign: negative", "okänt: negative"),
        ("totals: {rows: [7, 10]}\n", "", "raden 'Summa välfärd' är summan av raderna 3–6: skriv den under totals"),
        ("totals: {rows: [7, 10]}", "totals: {rows: [7]}", "raden 'Totalt' är summan av raderna 3–9"),
        ("totals: {rows: [7, 10]}", "totals: {rows: [7, 8, 10]}", "summan är 60000 men raderna är tillsammans 0"),
        ("totals: {rows: [7, 10]}", "totals: [7, 10]", "ska vara {row: 23}"),
        ("rows: 3..10", "rows: 4..10\nheading: 2", "summan är 900000 men raderna är tillsammans 500000"),
        ("rows: 3..10", "rows: 30..40", "bladet har inget där; sista raden är 10"),
        ("rows: 3..10", "rows: alla", "skriv raderna, som 6..22"),
        ("id: Nämnd", "id: Namn", "ingen kolumn har rubriken Namn på rad 2"),
        ("2025: Ram 2025", "2025: G", "kolumnen G är tom på de raderna"),
        ("2025: Ram 2025, 2026: Plan 2026", "2025: F", "rubriken är 'Plan 2026' men kartan säger 2025"),
        ("2025: Ram 2025, 2026: Plan 2026", "2025: E, 2026: E", "kolumnen E står två gånger i kartan"),
        ("full_year:", "fullyear:", "okänd kolumn; menas full_year?"),
        ("vard", "Vårdnämnden", "Vårdnämnden kan inte vara ett id i scenariot"),
        ("  Vårdnämnden: vard\n", "", "Vårdnämnden står inte under names i kartan"),
        ("  Vårdnämnden: vard\n", "  Vårdnämnden: vard\n  Kulturnämnden: kult\n", "finns inte bland raderna"),
        ("predecessors: {familj: [barn, utb]}\n", "", "skriv vem som följde vem, som predecessors: {familj: ["),
        ("[barn, utb]", "{barn: 100 %, utb: 40 %}", "utb har bas men ingen ram"),
        ("[barn, utb]", "[barn, utbb]", "okänt id utbb; menas utb?"),
        ("[barn, utb]", "[barn, utb, vard]", "vard har ramar kvar"),
        ("[barn, utb]", "{barn: 100 %, utb: hälften}", "skriv en andel som 40 %"),
        ("{familj: [barn, utb]}", "{familj: [barn, utb], ks: [barn]}", "av barn går mer än 100 %"),
    ],
)  # fmt: skip
def test_a_wrong_map_is_told_in_words(old, new, said):
    assert old in MAP
    read_ = imported(FRAMES, MAP.replace(old, new))
    # a part that stays with a committee that ended is told, not refused
    assert said in told(read_) + told(read_, "notes")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("-61 000", "-61 000 tkr", "x.csv:8: kolumnen Ram 2025: skriv ett belopp, som 12,5, inte '-61 000 tkr'"),
        ("-61 000", "2 %", "x.csv:8: kolumnen Ram 2025: skriv ett belopp, som 12,5, inte '2 %'"),
        ("-61 000", "#REF!", "x.csv:8: kolumnen Ram 2025: skriv ett belopp, som 12,5, inte '#REF!'"),
        ("-61 000", "-62 000", "x.csv:10: kolumnen Ram 2025: summan är 1030000 men raderna är tillsammans 1031000"),
        ("Kommunstyrelsen", "Vårdnämnden", "x.csv:8: Vårdnämnden finns redan på rad 6"),
        ("Kommunstyrelsen", "", "x.csv:8: raden har belopp men inget namn"),
        ("-62 000;", "-62 000;;x", "x.csv:8: raden har 8 celler men rubriken 7"),
        ("Ram 2025", "Förändring mot 2025", "säger förändring, inte ram; skriv kind: differences"),
    ],
)  # fmt: skip
def test_a_wrong_sheet_is_refused_by_cell(old, new, said):
    assert old in FRAMES
    text = MAP.replace("2025: Ram 2025", "2025: E")
    read_ = imported(FRAMES.replace(old, new), text)
    assert said in told(read_)
    assert not read_.tables


@pytest.mark.parametrize(
    ("lines", "change", "said"),
    [
        ((("Skola", 600, 618), ("Vård", 400, 412)), lambda _, p: p.set_row(2, None, None, {"hidden": True}),
         "x.xlsx:Ramar!3:3: raden är dold"),
        ((), lambda _, p: p.set_column("C:C", None, None, {"hidden": True}), "x.xlsx:Ramar!C1: kolumnen är dold"),
        ((), lambda _, p: p.merge_range("A2:A3", "Skola"), "x.xlsx:Ramar!A2: cellerna A2:A3 är sammanfogade"),
        ((), lambda _, p: p.write_formula("C2", "=B2*1.03", None, ""), "x.xlsx:Ramar!C2: formeln är inte uträknad"),
        ((), lambda _, p: p.write_formula("C2", "=1/0", None, "#DIV/0!"), "x.xlsx:Ramar!C2: cellen visar #DIV/0!"),
        ((), lambda b, p: p.write("C2", 0.02, b.add_format({"num_format": "0 %"})), "inte '2 %'"),
        ((), lambda _, p: p.write_boolean("C2", 1), "skriv ett belopp, som 12,5, inte 'True'"),
        ((), lambda _, p: p.write("C2", "1.234"), "skriv ett belopp, som 12,5, inte '1.234'"),
    ],
)  # fmt: skip
def test_a_wrong_workbook_is_refused_by_cell(lines, change, said):
    read_ = imported(book(HEAD, *(lines or (SCHOOL, CARE)), WORKS, change=change), BOOK, "x.xlsx")
    assert said in told(read_)


def test_a_hidden_sheet_and_several_sheets_are_asked_about():
    def more(made, _page):
        made.add_worksheet("Bilaga").hide()
        made.add_worksheet("Annat").write("A1", "x")

    data = book(HEAD, SCHOOL, CARE, WORKS, change=more)
    assert "skriv sheet: ett av bladen Ramar, Annat" in told(imported(data, BOOK, "x.xlsx"))
    assert "bladet Bilaga är dolt" in told(imported(data, BOOK + "sheet: Bilaga\n", "x.xlsx"))
    assert "menas Ramar?" in told(imported(data, BOOK + "sheet: Rammar\n", "x.xlsx"))
    assert told(imported(data, BOOK + "sheet: Ramar\n", "x.xlsx")) == ""


def test_another_unit_in_one_column_or_one_cell_is_asked_about():
    text = BOOK.replace("2025: C}", "2025: C, 2026: D}")
    head = (*HEAD, "Plan 2026")
    column = book(head, ("Skola", 600, 618, 636000), ("Vård", 400, 412, 424000), ("Teknik", 90, 92, 94000))
    assert "x.xlsx:Ramar!D1: kolumnens summa är 1154000 mot 1122" in told(imported(column, text, "x.xlsx"))
    cell = book(head, ("Skola", 600, 618, 636), ("Vård", 400, 412, 424), ("Teknik", 90, 92000, 94))
    assert "x.xlsx:Ramar!C4: 92000 mot 94 i radens andra kolumner" in told(imported(cell, text, "x.xlsx"))


ROWS = {
    "Fullmäktige": (1067, 1160),
    "Kommunstyrelse": (273740, 268177),
    "Socialnämnd": (395114, 390221),
    "Barnnämnd": (418511, 429914),
    "Kultur": (55212, 55022),
}
ROWS_MAP = """\
rows: 2..6
id: A
columns: {base: B, 2025: C}
unit: TSEK
names: {Fullmäktige: kf, Kommunstyrelse: ks, Socialnämnd: social, Barnnämnd: barn, Kultur: kultur}
"""


def lines_of(**changed):
    return "Nämnd;Bas;Ram 2025\n" + "".join(
        f"{name};{a:.10g};{b:.10g}\n".replace(".", ",") for name, (a, b) in {**ROWS, **changed}.items()
    )


def times(name, factor):
    return {name: tuple(factor * amount for amount in ROWS[name])}


@pytest.mark.parametrize(
    ("changed", "unit", "said"),
    [
        (times("Kultur", 1000), "TSEK", (
         "x.csv:6: Kultur är 128 gånger så stor som den näst största raden: "
         "står raden i SEK och inte TSEK? rätta bladet, eller skriv units: {Kultur: SEK} i kartan (TSEK om raden "
         "stämmer)")),
        (times("Barnnämnd", 1000), "TSEK", "x.csv:5: Barnnämnd är 1088 gånger"),
        ({"Fullmäktige": (1067123, 1160432)}, "TSEK", "x.csv:2: Fullmäktige är 2,7 gånger"),
        (times("Kultur", 0.001), "TSEK", "x.csv:6: Kultur har decimaler och ingen annan rad: står raden i MSEK"),
        ({}, "TSEK", ""),
        ({"Kultur": (0, 0)}, "TSEK", ""),
        (times("Kommunstyrelse", 4), "TSEK", ""),
        (times("Kommunstyrelse", 1000), "TSEK", "x.csv:3: Kommunstyrelse är 637 gånger"),
        ({"Kommunstyrelse": (900123, 910456), "Socialnämnd": (12000, 12500), "Barnnämnd": (8000, 8100),
          "Kultur": (2000, 2100)}, "TSEK", ""),
    ],
)  # fmt: skip
def test_a_whole_row_in_another_unit_is_asked_about(changed, unit, said):
    wrong = told(imported(lines_of(**changed), ROWS_MAP.replace("TSEK", unit)))
    assert (said in wrong) if said else wrong == ""


def test_a_row_in_mnkr_and_one_in_kr_of_a_sheet_in_mnkr():
    small = {name: tuple(a / 1000 for a in row) for name, row in ROWS.items()}
    text = ROWS_MAP.replace("TSEK", "MSEK")
    assert told(imported(lines_of(**small), text)) == ""
    wrong = told(imported(lines_of(**{**small, **times("Kultur", 1)}), text))
    assert "skriv units: {Kultur: TSEK} i kartan (MSEK om raden stämmer)" in wrong
    wrong = told(imported(lines_of(**{**small, **times("Kultur", 1000)}), text))
    assert "skriv units: {Kultur: SEK} i kartan (MSEK om raden stämmer)" in wrong


def test_a_row_has_the_unit_that_the_map_says():
    plain = imported(lines_of(), ROWS_MAP)
    for factor, unit in ((1000, "SEK"), (0.001, "MSEK")):
        text = ROWS_MAP + f"units: {{Kultur: {unit}}}\n"
        read_ = imported(lines_of(**times("Kultur", factor)), text)
        assert told(read_) == ""
        assert [rows(read_, n) for n in ("committees", "plan")] == [
            rows(plain, n) for n in ("committees", "plan")
        ]
    assert told(imported(lines_of(**times("Kultur", 1000)), ROWS_MAP + "units: {Kultur: TSEK}\n")) == ""
    wrong = told(imported(lines_of(), ROWS_MAP + "units: {Kulltur: SEK, Barnnämnd: tkr}\n"))
    assert "units.Kulltur: ingen rad heter Kulltur; menas Kultur?" in wrong
    assert "units.Barnnämnd: skriv radens enhet: SEK, TSEK, MSEK, inte tkr" in wrong


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Socialnämnden", "Socialnämnd", True),
        ("Barnnämnden", "Barn-nämnden", True),
        ("Barnnämnden", "Barnämnden", True),
        ("Valnämnd", "Valnämnden", True),
        ("Kultur- och fritidsnämnden", "Kultur & fritidsnämnden", True),
        ("Förskolenämnden", "Grundskolenämnden", False),
        ("Grundskola", "Grundsärskola", False),
        ("Enhet 101", "Enhet 102", False),
    ],
)
def test_a_name_spelt_in_two_ways_with_two_ids_is_told(one, other, same):
    assert bool(spelt_alike([one, other])) == same
    data = book(HEAD, SCHOOL, (one, 300, 310), (other, 100, 102))
    text = BOOK.replace("Vård: vard, Teknik: tekn", f'"{one}": ett, "{other}": annat')
    read_ = imported(data, text, "x.xlsx")
    assert told(read_) == ""
    said = f"x.xlsx:Ramar!A4: {other} (annat) liknar {one} (ett, rad 3): är de samma?"
    assert (said in told(read_, "notes")) == same
    assert told(imported(data, text.replace(": annat", ": ett"), "x.xlsx"), "notes").count("liknar") == 0


def test_a_committee_spelt_in_two_ways_is_told():
    content = LONG.replace("Barnnämnden;Grundskola", "Barnnämnd;Grundskola")
    text = LONG_MAP.replace("{Barnnämnden: barn,", "{Barnnämnden: barn, Barnnämnd: barn2,")
    notes = told(imported(content, text), "notes")
    assert (
        notes
        == "x.csv:4: Barnnämnd (barn2) liknar Barnnämnden (barn, rad 3): är de samma? ge dem då samma id i kartan"
    )


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (
            "Bokslut 2023",
            "x.csv:2: kolumnen Bokslut 2023: rubriken är 'Bokslut 2023' men base är budgeten 2024",
        ),
        (
            "Utfall 2024",
            "note x.csv:2: rubriken 'Utfall 2024' säger utfall, men base är den beslutade budgeten",
        ),
        ("Budget 2024 (KF 2023)", ""),
    ],
)
def test_a_base_of_another_year_is_refused_and_an_outcome_is_told(column, said):
    head = FRAMES.splitlines()[1]
    content = FRAMES.replace(head, head.replace(head.split(";")[1], column))
    read_ = imported(content, MAP)
    lines = [*told(read_).splitlines(), *(f"note {line}" for line in told(read_, "notes").splitlines())]
    assert any(line.startswith(said) for line in lines) if said else not told(read_)


def test_a_row_that_is_a_part_of_another_is_asked_about():
    data = book(HEAD, SCHOOL, ("varav gymnasium", 100, 103), CARE)
    text = BOOK.replace("Vård: vard, Teknik: tekn", "varav gymnasium: gymn, Vård: vard")
    wrong = told(imported(data, text, "x.xlsx"))
    assert (
        "x.xlsx:Ramar!A3: raden 'varav gymnasium' är en del av en annan rad och räknas då två gånger" in wrong
    )
    proposed_ = proposed(sheet(data, "x.xlsx"))
    assert "rows: [2..2, 4..4]\n  # rad 3 läses inte: 'varav gymnasium'" in proposed_


def test_the_proposed_map_ends_where_another_table_begins():
    more = (("Investeringar, mnkr",), ("Nämnd", "Budget 2024", "Ram 2025"), ("Skola", 12, 13))
    text = proposed(sheet(book(HEAD, SCHOOL, CARE, WORKS, *more), "x.xlsx"))
    assert "rows: 2..4\n  # från rad 6 är det en annan tabell, som inte läses" in text


GROSS = (
    (
        "Nämnd",
        "Intäkter 2024",
        "Kostnader 2024",
        "Netto 2024",
        "Intäkter 2025",
        "Kostnader 2025",
        "Netto 2025",
    ),
    ("Skola", -40, 640, 600, -42, 660, 618),
    ("Vård", -30, 430, 400, -31, 443, 412),
)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("{base: Netto 2024, 2025: Netto 2025}", ""),
        ("{base: Netto 2024, 2025: Kostnader 2025}", ("F1: rubriken 'Kostnader 2025' säger kostnader brutto, och ramar "
         "är nettokostnad; välj 'Netto 2025'")),
        ("{base: Intäkter 2024, 2025: Netto 2025}", ("B1: rubriken 'Intäkter 2024' säger intäkter, och ramar är "
         "nettokostnad; välj 'Netto 2024'")),
    ],
)  # fmt: skip
def test_gross_cost_and_revenue_are_no_frames(columns, said):
    text = BOOK.replace("{base: B, 2025: C}", columns).replace("2..4", "2..3").replace(", Teknik: tekn", "")
    wrong = told(imported(book(*GROSS), text, "x.xlsx"))
    assert (f"x.xlsx:Ramar!{said}" == wrong) if said else wrong == ""


def test_cost_and_revenue_without_net_are_refused_and_the_proposed_map_takes_net():
    rows_ = [row[:3] + row[4:6] for row in GROSS]
    text = BOOK.replace("{base: B, 2025: C}", "{base: C, 2025: E}").replace("2..4", "2..3")
    assert "gör en kolumn med netto" in told(
        imported(book(*rows_), text.replace(", Teknik: tekn", ""), "x.xlsx")
    )
    text = proposed(sheet(book(*GROSS), "x.xlsx"))
    assert "  2024: Netto 2024\n  2025: Netto 2025\n" in text
    assert "# B 'Intäkter 2024' läses inte: intäkter" in text


def test_the_proposed_map_reads_names_without_a_heading_and_tells_committees_above_their_activities():
    content = (
        "Driftbudget, tkr;;\n;Budget 2024;Ram 2025\nKommunstyrelsen;;\nLedning;61 000;63 000\n"
        "Arbete;25 000;25 500\nSumma kommunstyrelsen;86 000;88 500\nRevision;2 000;2 000\n"
    )
    text = proposed(sheet(content))
    assert "rows: 4..7\n  # rad 3 'Kommunstyrelsen' är en rubrik: är raderna under den verksamheter?" in text
    assert "id: A\n" in text
    assert "totals: {rows: [6]}" in text
    assert told(imported(content, text)) == ""


def test_the_unit_of_a_row_whose_name_stands_under_two_committees():
    content = EXPORT.replace("Vårdnämnden,Politik,900\n", "Vårdnämnden,Politik,900000000\n")
    text = proposed(sheet(EXPORT)).replace('base: "?"', "base: 2024")
    wrong = told(imported(content, text))
    assert 'skriv units: {"Vårdnämnden: Politik": SEK} i kartan (TSEK om raden stämmer)' in wrong
    plain = rows(imported(EXPORT, text), "activities")
    content = EXPORT.replace("Politik,900\n", "Politik,900000\n").replace("Politik,950\n", "Politik,950000\n")
    read_ = imported(content, text + 'units: {"Vårdnämnden: Politik": SEK}\n')
    assert told(read_) == ""
    assert rows(read_, "activities") == plain


def test_the_proposed_map_of_an_export_of_changes_says_so():
    content = "Nämnd;År;Skillnad mot styret, mnkr\nSkola;2025;3\nVård;2025;-1\nSkola;2026;4\nVård;2026;-2\n"
    text = proposed(sheet(content))
    assert 'long: {year: År, amount: "Skillnad mot styret, mnkr"}\n' in text
    assert "kind: differences" in text
    read_ = imported(content, text)
    assert told(read_) == ""
    assert [row[:3] for row in rows(read_, "differences")] == [("skola", "3", "4"), ("vard", "-1", "-2")]
    assert "säger förändring" in told(imported(content, text.replace("kind: differences", "kind: frames")))


@pytest.mark.parametrize(
    ("total", "wrong"), [("1052", False), ("1051", True), ("1052,1", True), ("1051,7", False)]
)
def test_a_sum_is_held_as_closely_as_it_is_printed(total, wrong):
    """The rows add up to 1 051.69; each is within half a hundredth, and the sum within half its last digit."""
    content = f"Nämnd;Bas;Ram 2025\nSkola;600;618,24\nVård;400;433,45\nSumma;1000;{total}\n"
    text = "rows: 2..4\nid: A\ncolumns: {base: B, 2025: C}\nunit: MSEK\ntotals: {rows: [4]}\n"
    said = told(imported(content, text + "names: {Skola: skola, Vård: vard}\n"))
    assert ("raderna är tillsammans 1051.69" in said) == wrong


def test_a_row_of_the_other_sign_is_told():
    read_ = imported(lines_of(**times("Kultur", -1)), ROWS_MAP)
    assert told(read_) == ""
    assert (
        told(read_, "notes") == "x.csv:6: Kultur är under noll i alla kolumner: nettointäkt, eller fel tecken"
    )


def test_a_map_in_another_unit_than_the_sheet_says_is_refused():
    title = FRAMES.splitlines()[0]
    assert "tkr" in title, "the sheet says its unit above its rows"
    wrong = told(imported(FRAMES, MAP.replace("unit: TSEK", "unit: MSEK")))
    assert wrong.endswith("bladet säger TSEK men kartan MSEK; rätta det som är fel")
    heading = FRAMES.replace(title, "Driftbudget 2025").replace("Ram 2025", "Ram 2025 (mnkr)")
    wrong = told(imported(heading, MAP.replace("2025: Ram 2025,", "2025: Ram 2025 (mnkr),")))
    assert "bladet säger MSEK men kartan TSEK" in wrong
    elsewhere = FRAMES.replace(title, "Driftbudget 2025").replace("Helårseffekter", "Kr per invånare")
    assert told(imported(elsewhere, MAP.replace("full_year: Helårseffekter, ", ""))) == ""


def test_names_that_the_map_adds_up_are_told():
    data = book(HEAD, ("Skola", 600, 618), ("Vård", 400, 412), ("Teknik", 90, 92))
    text = BOOK.replace("Vård: vard", "Vård: skola")
    assert text != BOOK
    read = imported(data, text, "x.xlsx")
    assert told(read) == ""
    assert [str(note.sv) for note in read.notes] == [
        "skola är summan av flera namn (rad): Skola (2), Vård (3)"
    ]


def test_a_column_of_changes_without_the_word_is_asked_about():
    data = book(HEAD, ("Skola", 600, 18), ("Vård", 400, 12), ("Teknik", 90, 2))
    assert "är det förändringar?" in told(imported(data, BOOK, "x.xlsx"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("N11: requirement", "N12: requirement", "x.csv:8: förändringsgruppen N11 står inte under group.terms"),
        ("N11: requirement", "N11: krav", "okänt led krav"),
        ("column: grupp", "column: gruppen", "ingen kolumn har rubriken gruppen"),
        ('2025: "2025"', 'base: "2025"', "med group står basen och justeringarna i grupperna"),
        ("N07: reallocation", "N07: base", "basen är inte samma"),
    ],
)  # fmt: skip
def test_wrong_change_groups_are_told(old, new, said):
    assert old in GROUPS
    content = BRIDGE.replace("Hemtjänst, 3 500 , 3 500", "Hemtjänst, 3 500 , 3 600")
    assert said in told(imported(content, GROUPS.replace(old, new)))


@pytest.mark.parametrize(
    "key", ["rows", "heading", "id", "columns", "unit", "sign", "kind", "totals", "names"]
)
@pytest.mark.parametrize(
    "value", ["{a: {b: c}}", "[1, [2]]", "null", "true", "-1", "1..999999999", '""', "{row: x}"]
)
def test_no_value_of_a_map_is_a_fault_of_the_program(key, value):
    lines = [line for line in MAP.splitlines() if not line.startswith((f"{key}:", "  "))]
    text = "\n".join([*lines, f"{key}: {value}"]).replace("names:\n", "names: {Vårdnämnden: vard}\n")
    read_ = imported(FRAMES, text)
    assert read_.problems


@pytest.mark.parametrize(
    "value", ["5", "[5]", "{familj: 5}", "{familj: [[1]]}", "{5: {6: 7}}", "{familj: null}"]
)
def test_no_predecessors_are_a_fault_of_the_program(value):
    assert imported(FRAMES, MAP.replace("{familj: [barn, utb]}", value)).problems


@pytest.mark.parametrize(
    "value", ["5", "{}", "{column: [1], terms: {a: b}}", "{column: B, terms: {N00: [1]}, x: 1}"]
)
def test_no_groups_are_a_fault_of_the_program(value):
    assert imported(BRIDGE, GROUPS[: GROUPS.index("group:")] + f"group: {value}\n").problems


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<html>", "x.xlsx", "går inte att läsa som arbetsbok"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.xls", "spara arbetsboken som .xlsx"),
        ("Nämnd;Ram\nSkö\n".encode("latin-1"), "x.csv", "inte UTF-8"),
    ],
)
def test_what_is_no_sheet_is_refused(content, name, said):
    assert said in told(imported(content, BOOK, name))


def test_one_sheet_and_one_map_at_a_time():
    assert "--template" in told(read_sheet([sheet(FRAMES)], []))


# ------------------------------------------------------------------------------------------------ the proposed map


def test_the_proposed_map_of_a_sheet_reads_it_as_the_map_by_hand():
    text = proposed(sheet(FRAMES))
    assert "totals: {rows: [7, 10]}" in text
    assert "rad 7: summan av raderna 3–6" in text
    assert "unit: TSEK" in text
    assert "sign: cost_negative" in text
    assert "familjenamnden: [barnnamnden, utbildningsnamnden]" in text
    read_ = imported(FRAMES, text)
    assert told(read_) == ""
    assert [row[1:] for row in rows(read_, "committees")] == [
        row[1:] for row in rows(imported(FRAMES, MAP), "committees")
    ]


def test_a_unit_that_nothing_says_is_asked_for():
    text = proposed(sheet("nämnd;2025;2026\nA;103;106\nB;61,8;63,6\n"))
    assert 'unit: "?"' in text
    assert "skriv base i stället för 2025 om det är basåret" in text
    assert "skriv bladets enhet" in told(imported("nämnd;2025;2026\nA;103;106\nB;61,8;63,6\n", text))


def test_the_proposed_map_of_change_groups():
    text = proposed(sheet(BRIDGE), "en")
    for line in ("N00: base", "N01: price_and_wages", "N03: full_year", "N08: one_off", "N11: requirement"):
        assert line in text
    assert "the sheet does not say its unit" in text
    read_ = imported(BRIDGE, text.replace('"?"', "TSEK"))
    assert [row[1:3] for row in rows(read_, "plan")] == [("570000", "584000"), ("399500", "395500")]


def test_a_sheet_of_changes_is_proposed_as_changes():
    text = proposed(sheet("nämnd;Förändring 2025\nA;3\nB;1,8\n"))
    assert "kind: differences" in text


def test_percent_columns_and_outcomes_are_not_proposed():
    lines = (
        ("Nämnd", "Utfall 2023", "Budget 2024", "Ram 2025", "2025 %"),
        ("A", 5, 6, 7, 0.02),
        ("B", 5, 6, 7, 0.03),
    )

    def percent(made, page):
        for row in (1, 2):
            page.write(row, 4, 0.02, made.add_format({"num_format": "0%"}))

    text = proposed(sheet(book(*lines, change=percent), "x.xlsx"))
    assert "base: Budget 2024" in text
    assert "# B 'Utfall 2023' läses inte: utfall" in text
    assert "# E '2025 %' läses inte: procent" in text


def test_what_looks_like_no_budget_gets_no_map():
    with pytest.raises(Refused):
        proposed(sheet("hej;du\nja;nej\n"))


def test_a_total_above_its_rows_is_found_by_its_name():
    content = "Budget i mnkr\n\nNämnd,Budget 2024,Ram 2025\nTotalt,100.5,103\nSkola,60.5,62\nVård,40,41\n"
    text = proposed(sheet(content))
    assert "totals: {rows: [4]}" in text
    read_ = imported(content, text)
    assert [row[2] for row in rows(read_, "committees")] == ["60.5", "40"]
    assert "summan är 104 men" in told(imported(content.replace(",103", ",104"), text))


# ------------------------------------------------------------------------------------------------------- evaluate


def plan_map(tmp_path, **changed):
    keys = {
        "rows": "2..3",
        "id": "A",
        "columns": "{2025: B, 2026: C}",
        "unit": "MSEK",
        "names": "{Skola: school, Vård: care}",
    } | changed
    path = tmp_path / "map.yaml"
    path.write_text("".join(f"{k}: {v}\n" for k, v in keys.items()), encoding="utf-8")
    return path


def put(tmp_path, content, name="x.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


RIGHT = {("school", 2025): 611.8, ("school", 2026): 630.2, ("care", 2025): 407.9, ("care", 2026): 420.1}


@pytest.mark.parametrize(
    ("content", "changed"),
    [
        ("x;2025;2026\nSkola;611 800;630 200\nVård;407 900;420 100\n", {"unit": "TSEK"}),
        ("x;2025;2026\nSkola;-611,8;-630,2\nVård;(407,9);−420,1\n", {"sign": "cost_negative"}),
    ],
)
def test_evaluate_reads_other_units_and_signs_by_a_map(content, changed, tmp_path):
    found = evaluate(two_committees(), put(tmp_path, content), sheet_map=plan_map(tmp_path, **changed))
    assert found.questions == ()
    for key, frame in RIGHT.items():
        assert found.plan.q.frame[key] == pytest.approx(frame, abs=1e-9)


def test_evaluate_adds_changes_by_a_map_to_the_plan_that_they_are_against(tmp_path):
    path = put(tmp_path, "x;Förändring 2025;Förändring 2026\nSkola;3;6\nVård;-2;-4\n")
    kind = plan_map(tmp_path, kind="differences")
    found = evaluate(two_committees(), path, differences_to="indexation", sheet_map=kind)
    before = found.indexation.q.frame
    assert found.plan.q.frame["school", 2025] == pytest.approx(before["school", 2025] + 3)
    assert found.plan.q.frame["care", 2026] == pytest.approx(before["care", 2026] - 4)
    with pytest.raises(ScenarioError, match="--differences-to"):
        evaluate(two_committees(), path, sheet_map=kind)


def test_evaluate_refuses_ids_that_the_scenario_does_not_have(tmp_path):
    path = put(tmp_path, "x;2025;2026\nSkola;611,8;630,2\nVård;407,9;420,1\n")
    with pytest.raises(ScenarioError, match=r"okänd nämnd skola.*scenariots id under names") as found:
        evaluate(two_committees(), path, sheet_map=plan_map(tmp_path, names="{Skola: skola, Vård: care}"))
    assert [p.place.line for p in found.value.problems] == [2], "once a committee"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "id;Förändring 2025;Förändring 2026\nschool;3;6\ncare;2;4\n",
            "x.csv:1: rubriken 'Förändring 2025' säger",
        ),
        (
            "id;2025, tkr;2026, tkr\nschool;3;6\ncare;2;4\n",
            "x.csv:1: bladet säger TSEK men scenariot är i MSEK",
        ),
        ("Belopp i tusental kronor;;\nid;2025;2026\nschool;3;6\ncare;2;4\n", "x.csv:1: bladet säger TSEK"),
    ],
)
def test_without_a_map_what_the_sheet_itself_says_is_held_against_the_scenario(content, said):
    found = read_frames(content.encode(), "x.csv", read(two_committees()))
    assert said in "\n".join(p.line("sv") for p in found.problems)


def test_zeros_that_stand_for_every_formula_are_not_worked_out():
    lines = (
        ("id", 2025, 2026),
        ("school", 611.8, 630.2),
        ("care", 407.9, 420.1),
        ("Summa", "=SUM(B2:B3)", "=SUM(C2:C3)"),
    )
    found = read_frames(book(*lines), "x.xlsx", read(two_committees()))
    assert "x.xlsx:Ramar!B4: kolumnen 2025: formeln är inte uträknad" in found.problems[0].line("sv")

    def worked_out(_, page):
        page.write("A4", "Summa")
        page.write_formula("B4", "=SUM(B2:B3)", None, 1019.7)
        page.write_formula("C4", "=SUM(C2:C3)", None, 1050.3)

    assert not read_frames(book(*lines[:3], change=worked_out), "x.xlsx", read(two_committees())).problems


def test_a_dash_is_zero_and_cells_are_told_by_name():
    data = book(("id", 2025, 2026), ("school", " -   ", "#VALUE!"), ("care", 407.9, 420.1))
    found = read_frames(data, "x.xlsx", read(two_committees()))
    assert found.frames["school"] == {2025: 0.0}
    assert [str(p.place) for p in found.problems] == ["x.xlsx:Ramar!C2"]


def test_questions_about_a_workbook_name_its_cells(tmp_path):
    path = put(tmp_path, book(("id", 2025, 2026), ("school", 611.8, 6302), ("care", 407.9, 420.1)), "x.xlsx")
    (question,) = evaluate(two_committees(), path).questions
    assert "x.xlsx:Ramar!C2: plans.x.frames.school.2026" in question


# ------------------------------------------------------------------------------------------------------- commands


def test_the_command_writes_a_map_and_reads_by_it(tmp_path):
    source = put(tmp_path, FRAMES, "frames.csv")
    text, out = tmp_path / "map.yaml", tmp_path / "out"
    made = command("import", "--from", "sheet", str(source), "--template", str(text))
    assert made.returncode == 0, made.stderr
    done = command("import", "--from", "sheet", str(source), "--map", str(text), "--out", str(out))
    assert done.returncode == 0, done.stderr
    lines = (out / "committees.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "familjenamnden,Familjenämnden,600000,frames.csv:3"
    assert "currency TSEK" in (out / "SOURCES.csv").read_text(encoding="utf-8")


# ----------------------------------------------------------------------------------------------------- a real sheet


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="real samples stand beside the checkout where it was made")
def test_a_real_budget_of_change_groups_adds_up_by_its_proposed_map():
    data = (SAMPLES / "bergen_driftsbudsjett_2013_sample.csv").read_bytes()
    text = proposed(File(name="x.csv", data=data))
    read_ = read_sheet(
        [File(name="x.csv", data=data)], [parse(text.replace('"?"', "SEK").encode(), "map.yaml")]
    )
    assert told(read_) == ""
    printed = [0, 0]
    for line in list(csv.reader(io.StringIO(data.decode())))[1:]:
        for k, column in enumerate((10, 13)):
            digits = line[column].replace(" ", "")
            printed[k] += 0 if digits == "-" else int(digits)
    plan = rows(read_, "plan")
    assert [sum(int(row[1]) for row in plan), sum(int(row[4]) for row in plan)] == printed
