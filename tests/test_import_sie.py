"""Ledgers in SIE 4: both dialects, reconciled against #RES per account, by a map; and what is refused."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from models.file.tree import parse
from models.importing.common import File
from models.importing.ledger import NO_OBJECT, read_sie, shares, spans
from models.importing.sie import ledger, reconcile

DATA = Path(__file__).parent / "data" / "sie"
SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
MAP = (DATA / "map.yaml").read_text(encoding="utf-8")
WHOLE, BESIDE, VOUCHERS = "parts_in_whole.se", "whole_beside_parts.se", "vouchers.se"


def file(name, data=None):
    return File(name=name, data=(DATA / name).read_bytes() if data is None else data)


def imported(source, text=MAP):
    given = source if isinstance(source, File) else file(source)
    return read_sie([given], [parse(text.encode(), "map.yaml")])


def told(read, of="problems"):
    assert all(p.en and p.sv for p in getattr(read, of))
    return "\n".join(p.line("sv") for p in getattr(read, of))


def table(read, name):
    return next(t for t in read.tables if t.name == name)


def text_of(name):
    return (DATA / name).read_text(encoding="utf-8" if name != VOUCHERS else "cp437")


# ---------------------------------------------------------------------------------------------------- the dialects


def test_a_whole_with_its_parts_counts_each_krona_once():
    read = imported(WHOLE)
    assert not read.problems
    assert table(read, "actual").rows == [
        ("familj", "income", "2024-01", "-10000.00", "24"),
        ("familj", "labour", "2024-01", "70000.00", "29-30"),
        ("familj", "labour", "2024-02", "75000.00", "34-35"),
        ("familj", "purchases", "2024-01", "20000.50", "26"),
        ("ks", "labour", "2024-01", "30000.00", "28"),
        ("ks", "labour", "2024-02", "35000.00", "33"),
        ("teknisk", "other", "2024-02", "15000.00", "37"),
    ]
    assert "6 av 6 resultatkonton stämmer mot #RES, ur #PSALDO; raden utan objekt är hela kontot" in told(
        read, "notes"
    )


def test_what_has_no_object_stands_beside_the_parts_in_the_other_dialect():
    read = imported(BESIDE)
    assert not read.problems
    by_id = {row[0]: row[1] for row in table(read, "base").rows}
    # familj is -10000 + 20000.50 + 40000 + 5000 + 25000 + 45000 + 30000
    assert by_id == {"familj": "155000.50", "ks": "65000.00", "teknisk": "15000.00"}
    notes = told(read, "notes")
    assert "raden utan objekt är bara det som saknar objekt, prövat på 1 konton" in notes
    assert "det som saknar objekt i dimension 1 har 30.00 kr som kartan inte nämner" in notes


def test_what_has_no_object_can_be_given_a_committee():
    read = imported(BESIDE, MAP.replace('"10": ks', '"10": ks, none: ks'))
    assert ("ks", "65030.00", "SEK", "#PSALDO") in table(read, "base").rows


@pytest.mark.parametrize(("name", "inside"), [(WHOLE, True), (BESIDE, False), (VOUCHERS, False)])
def test_the_dialect_agrees_on_every_account(name, inside):
    agreed = reconcile(ledger(file(name)))
    assert not agreed.differing
    assert agreed.parts_in_whole is inside


def test_every_account_is_told_with_its_sums():
    rows = {row[0]: row for row in table(imported(WHOLE), "accounts").rows}
    assert rows["5010"] == ("5010", "Månadslöner", "labour", "210000.00", "210000.00", "215000.00", "46")
    assert rows["8310"][2:4] == ("exclude", "-300.00")
    assert len(rows) == 6


def test_vouchers_are_added_up_where_there_are_no_balances():
    read = imported(VOUCHERS)
    assert not read.problems
    assert table(read, "actual").rows == [
        ("familj", "labour", "2024-01", "40000.00", "29"),
        ("ks", "labour", "2024-01", "30000.00", "28"),
        ("teknisk", "other", "2024-01", "15000.00", "34"),  # the row's own date; corrections are not added
    ]
    notes = told(read, "notes")
    assert "läst som CP437" in notes
    assert "okända etiketter, inte lästa: #HITTEPÅ 1" in notes
    (source,) = read.sources
    assert source.publisher == "Exempelköpings kommun"
    assert source.vintage.startswith("2025-01-15")
    assert source.left_out == {"okänd etikett #HITTEPÅ": 1}


def test_a_date_of_another_year_is_the_vouchers_and_a_bracket_in_quotes_ends_no_list():
    text = text_of(VOUCHERS).replace('{1 "10"} 30000.00 20240110', '{1 "1}0"} 30000.00 20231231')
    text = text.replace('#OBJEKT 1 "10"', '#OBJEKT 1 "1}0"')
    read = imported(file(VOUCHERS, text.encode()), MAP.replace('"10": ks', '"1}0": ks'))
    assert told(read) == ""
    assert ("ks", "labour", "2024-01", "30000.00", "28") in table(read, "actual").rows


def test_the_budget_is_read_in_the_same_form_and_balance_accounts_are_not():
    read = imported(WHOLE)
    assert [row[:4] for row in table(read, "budget").rows] == [
        ("familj", "labour", "2024-01", "41000.00"),
        ("ks", "labour", "2024-01", "32000.00"),
        ("teknisk", "other", "2024-01", "14000.00"),
    ]
    assert ("ks", "32000.00", "SEK", "#PBUDGET") in table(read, "base").rows


def test_cost_classes_are_proposed_from_the_groups_of_accounts():
    notes = told(imported(WHOLE), "notes")
    # wages 145 000, purchased 20 000.50 of 165 000.50
    assert "förslag till cost_classes för familj: {wages: 87.9 %, purchased: 12.1 %}" in notes
    assert "förslag till cost_classes för teknisk: {rents: 100.0 %}" in notes


def test_an_account_of_wages_among_other_costs_is_told():
    """In BAS of companies 7 is labour; in Kommun-Bas it is 5, so that wages would be indexed as other costs."""
    assert "heter som löner" not in told(imported(WHOLE), "notes")
    notes = told(
        imported(WHOLE, MAP.replace('"5": labour', '"5": other').replace('"7": other', '"7": labour')),
        "notes",
    )
    assert "kontona 5010 Månadslöner är other i kartan men heter som löner" in notes
    assert 'skriv "5": labour under accounts' in notes


def test_shares_add_up_to_a_hundred():
    assert shares({"a": 1, "b": 1, "c": 1}) == {"a": "33.4", "b": "33.3", "c": "33.3"}


def test_lines_are_told_as_spans():
    assert spans([7, 3, 4, 5, 9]) == "3-5 7 9"


# ----------------------------------------------------------------------------------------------- text and order


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp437"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_ends_of_lines_give_the_same_tables(encoding, end):
    data = text_of(WHOLE).replace("\n", end).encode(encoding)
    assert imported(file(WHOLE, data)).tables == imported(WHOLE).tables


def test_damaged_text_is_told_and_not_refused():
    read = imported(file(WHOLE, text_of(WHOLE).replace("Förskola", "F\ufffdrskola").encode()))
    assert not read.problems
    assert "17: skadad text på 1 rader" in told(read, "notes")


@pytest.mark.parametrize("seed", range(5))
def test_no_order_of_rows_changes_an_amount(seed):
    lines = text_of(WHOLE).splitlines()
    head, rows = lines[:7], lines[7:]
    random.Random(seed).shuffle(rows)
    got = imported(file(WHOLE, "\n".join([*head, *rows]).encode()))
    for name in ("actual", "budget", "base"):
        assert [r[:4] for r in table(got, name).rows] == [r[:4] for r in table(imported(WHOLE), name).rows]


def test_whole_kronor_may_differ_by_a_krona_a_month():
    text = text_of(WHOLE).replace("#RES 0 5010 210000.00", "#RES 0 5010 210002.00")
    assert not imported(file(WHOLE, text.encode())).problems
    text = text.replace("#RES 0 5010 210002.00", "#RES 0 5010 210003.00")
    assert "konto 5010 stämmer inte" in told(imported(file(WHOLE, text.encode())))


# ------------------------------------------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (WHOLE, "#RAR 0 20240101 20241231\n", "", "#RAR 0 saknas"),
        (WHOLE, "#RAR 0 20240101 20241231", "#RAR 0 2024", "raden har inte sina fält, som #RAR 0"),
        (WHOLE, "#RAR 0 20240101 20241231", "#RAR 0 20230101 20231231", "utanför räkenskapsåret 2023-01-01"),
        (WHOLE, "#RES 0 5010 210000.00", "#RES 0 5010 250000.00", "konto 5010 stämmer inte: #RES är 250000.00"),
        (WHOLE, "#RES 0 6010 15000.00\n", "", "konto 6010 stämmer inte: #RES är 0.00"),
        (WHOLE, "#RES 0 6010 15000.00", "#RES 0 6010 15000,00", "decimalkomma; SIE har punkt, 15000.00"),
        (WHOLE, "5010 {} 110000.00", "5010 {} ett", "'ett' är inget belopp"),
        (WHOLE, "5010 {} 110000.00", "5010 {} 1e5", "'1e5' är inget belopp"),
        (WHOLE, "5010 {} 110000.00", "5010 110000.00", "raden har inte sina fält, som #PSALDO"),
        (WHOLE, '5010 {1 "10"} 35000.00', "5010 {1} 35000.00", "dimension och objekt parvis"),
        (WHOLE, "#RES 0 6010 15000.00", "#RES 0 6010 15000.00\n#RES 0 6010 1.00", "med ett annat belopp"),
        (
            WHOLE,
            "#PSALDO 0 202402 7835 {} 700.00",
            "#PSALDO 0 202402 7835 {} 700.00\n#PSALDO 0 202402 7835 {} 1.00",
            "står redan på rad 38",
        ),
        (WHOLE, "#SIETYP 4", "#SIETYP 1", "SIE typ 1, som bara har årssaldon"),
        (WHOLE, "#SIETYP 4", "#SIETYP fyra", "raden har inte sina fält, som #SIETYP 4"),
        (VOUCHERS, '{1 "10"} 30000.00', '{1 "10"} 30001.00', "26: verifikatet balanserar inte: raderna är tillsammans"),
        (VOUCHERS, "#VER A 1 20240110", "#VER A 1 januari", "raden har inte sina fält, som #VER"),
        (VOUCHERS, '#VER A 1 20240110 "Löner \\"januari\\"" 20240119 "#6 Lönesystem"\n', "", "utanför ett verifikat"),
        (VOUCHERS, '{} "-15000.00"\n}', '{} "-15000.00"', "saknar avslutande klammer"),
    ],
)  # fmt: skip
def test_a_wrong_ledger_is_refused_in_words(name, old, new, said):
    text = text_of(name).replace("\r", "")
    assert old in text
    read = imported(file(name, text.replace(old, new).encode()))
    assert said in told(read)
    assert read.problems[0].place.file == name
    assert not read.tables


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<!DOCTYPE html>\n<html>", "raden börjar inte med en etikett"),
        (b'{"detail": "Not found"}', "raden börjar inte med en etikett"),
        (b"#FLAGGA 0\n#SIETYP 4\n#RAR 0 20240101 20241231\n", "har ingen rad #RES"),
        (b"#SIETYP 4\n#RAR 0 20240101 20241231\n#RES 0 5010 1.00\n", "varken #PSALDO eller #VER"),
    ],
)
def test_another_file_is_no_ledger(data, said):
    assert said in told(imported(file("x.se", data)))


def test_a_file_that_begins_as_another_kind_is_told_once():
    assert len(imported(file("x.se", b"namn;belopp\na;1\nb;2\n")).problems) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("dimension: 1", "dimension: 9", "filen har ingen dimension 9; den har 1 Ansvar, 6 Projekt"),
        ("dimension: 1", "dimensoin: 1", "menas dimension?"),
        ("dimension: 1", "dimension: 1\nyear: 2025", "täcker inte budgetåret 2025; den har 2024-01-01"),
        ("dimension: 1", "dimension: 1\nyear: i år", "ska vara ett heltal"),
        ('"10": ks', '"10": ks, "22": ks', "objekt 22 står två gånger"),
        ('"10": ks', '"10": ks, "25..35": ks', "objekt 25..35 står två gånger"),
        ('"10": ks', '"10": ks, "010": ks', 'filen har inget objekt 010; skriv "10"?'),
        ('"10": ks', '"10": KS', "KS kan inte vara ett id"),
        ("exclude: [", 'exclude: ["", ', "'' är inga kontosiffror"),
        ('"20..29"', '"20..129"', "lika många siffror i båda ändar"),
        ('"10": ks, ', "", "objekt 10 Kommunstyrelsen har 65000.00 kr som kartan inte nämner"),
        ('"5": labour', '"5": labor', "okänd klass labor"),
        ('"5": labour, ', "", "konto 5010 Månadslöner står inte i kartan"),
    ],
)
def test_a_wrong_map_is_refused_in_words(old, new, said):
    assert old in MAP
    assert said in told(imported(WHOLE, MAP.replace(old, new)))


@pytest.mark.parametrize("key", ["dimension", "objects", "accounts", "exclude", "year"])
@pytest.mark.parametrize(
    "value", ["{a: {b: c}}", "[1, [2]]", "true", "-1", '""', "{1..2: x}", "{a..b: income}"]
)
def test_no_value_of_a_map_is_a_fault_of_the_program(key, value):
    text = "\n".join([*(line for line in MAP.splitlines() if not line.startswith(key)), f"{key}: {value}"])
    assert imported(WHOLE, text).problems


def test_a_budget_in_an_unknown_dialect_is_refused():
    extra = '#PBUDGET 0 202401 5010 {} 9.00\n#PBUDGET 0 202401 5010 {1 "10"} 5.00\n#RES'
    text = text_of(VOUCHERS).replace("\r", "").replace("#RES", extra, 1)
    assert "inget i filen säger om raden utan objekt är summan" in told(
        imported(file(VOUCHERS, text.encode()))
    )


def test_one_ledger_and_one_map_at_a_time():
    read = read_sie([file(WHOLE)], [])
    assert "ge en SIE-fil och en karta" in told(read)


# --------------------------------------------------------------------------------------------------- real files


samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="real samples stand beside the checkout where it was made"
)


@samples
def test_a_real_export_reconciles_on_every_account():
    data = (SAMPLES / "sie_BLBLOV_SIE4.SE").read_bytes()
    found = ledger(File(name="x.se", data=data))
    assert (found.encoding, found.sort, len(found.postings)) == ("CP437", 4, 74)
    assert found.accounts["6072"] == "Representation, ej avdragsgill"
    agreed = reconcile(found)
    assert not agreed.differing
    assert len(agreed.accounts) == 8
    accounts = '{"3": income, "4": purchases, "5": other, "6": other, "7": labour}'
    read = imported(File(name="x.se", data=data), f"objects: {{{NO_OBJECT}: allt}}\naccounts: {accounts}\n")
    assert not read.problems
    # -6700 + 800 + 485.41 + 1836 + 32702 + 10590.38 + 20000 + 20000
    assert sum(float(row[3]) for row in table(read, "actual").rows) == pytest.approx(79713.79, abs=0.001)


@samples
def test_a_real_import_file_is_refused_with_the_accounts_that_differ():
    found = ledger(File(name="x.si", data=(SAMPLES / "sie4E1.SI").read_bytes()))
    assert not found.problems
    assert found.objects["1", "0123"] == "Serviceavdelningen"
    assert reconcile(found).differing == {
        "3011": (-2378078, 0, 0),
        "6250": (0, 80000, 160000),
        "7010": (0, 0, 17040000),
    }
