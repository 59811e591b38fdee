"""Kolada's answers as a panel: what is taken, what is left out and why, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.file.tree import parse
from models.importing.common import File
from models.importing.kolada import addresses, read_kolada
from models.problems import Refused

DATA = Path(__file__).parent / "data" / "kolada"
PAGES = ("page1.json", "page2.json")


def saved(*names, retrieved=""):
    return [File(name=name, data=(DATA / name).read_bytes(), retrieved=retrieved) for name in names]


def mapped(text):
    tree = parse(text.encode(), "map.yaml")
    assert not tree.problems
    return [tree]


def table(read, name):
    assert not read.problems, read.problems
    return next(one for one in read.tables if one.name == name)


def answer(*records, **more):
    """A file of records (kpi, municipality, period, value)."""
    values = [
        {"kpi": k, "municipality": m, "period": y, "values": [{"gender": "T", "status": "", "value": v}]}
        for k, m, y, v in records
    ]
    return json.dumps({"values": values, "count": len(values), "next_url": None, **more}).encode()


def told(problems):
    return "\n".join(one.line("sv") for one in problems)


def test_a_panel_of_two_pages_and_its_metadata():
    read = read_kolada(saved(*PAGES, "kpi.json", retrieved="2025-05-02"))
    panel = table(read, "panel")
    assert panel.columns == ("municipality", "year", "kpi", "value", "status", "preliminary")
    assert panel.rows == [
        ("1265", "2023", "N15033", "0", "", "no"),
        ("1265", "2024", "N15033", "11.13", "", "yes"),
        ("1267", "2023", "N15027", "86612", "", "no"),
        ("1267", "2024", "N15027", "90011.5", "", "no"),
    ]
    assert [row[0] for row in table(read, "kpi").rows] == ["N15027", "N15033"]
    first, second, metadata = read.sources
    assert first.rows == 2
    assert first.left_out == {"gender": 2, "nation_or_region": 1, "group": 1}
    assert second.rows == 2
    assert second.left_out == {"Missing": 1, "deleted": 1}
    assert metadata.rows == 2
    assert "Källa: Kolada" in first.licence
    assert "preliminära värden: N15033 2024" in told(read.notes)


def test_when_nobody_says_when_it_was_fetched_nothing_is_called_final():
    read = read_kolada(saved(*PAGES, "kpi.json"))
    assert {row[5] for row in table(read, "panel").rows} == {""}
    assert "--retrieved" in told(read.notes)


@pytest.mark.parametrize(
    ("retrieved", "said"),
    [("2025-03-31", "no"), ("2025-04-01", "yes"), ("2025-09-30", "yes"), ("2025-10-01", "no")],
)
def test_a_year_is_preliminary_between_its_two_dates(retrieved, said):
    rows = table(read_kolada(saved(*PAGES, "kpi.json", retrieved=retrieved)), "panel").rows
    assert {row[5] for row in rows if row[2] == "N15033" and row[1] == "2024"} == {said}


def test_the_nation_is_taken_where_it_is_asked_for_and_years_only_those_asked():
    read = read_kolada(saved(*PAGES), mapped('years: 2024\nkpis: N15027\nalso: ["0000"]\n'))
    assert [row[:4] for row in table(read, "panel").rows] == [
        ("0000", "2024", "N15027", "88000"),
        ("1267", "2024", "N15027", "90011.5"),
    ]
    assert read.sources[0].left_out["not_asked"] == 3


def test_version_2_is_read_and_named():
    read = read_kolada(saved("v2.json"))
    assert table(read, "panel").rows == [("1265", "2012", "N15033", "12.4", "", "")]
    assert read.sources[0].left_out == {"Missing": 1}
    assert read.sources[0].table == "api.kolada.se v2"
    assert "version 2" in told(read.notes)
    assert "bara ett år (2012)" in told(read.notes)


def test_a_page_that_no_file_answers_is_named_with_its_address():
    (missing,) = read_kolada(saved("page1.json")).problems
    assert missing.place.line == 15
    assert "sidan 2 saknas: spara https://api.kolada.se/v3/data/kpi/N15027,N15033" in missing.sv


def test_another_question_is_no_page_of_this_one():
    other = File(name="other.json", data=answer(("N99999", "1265", 2024, 1.0)))
    (missing,) = read_kolada([*saved("page1.json"), other]).problems
    assert "sidan 2 saknas" in missing.sv


def test_a_first_page_that_is_left_out_is_missed():
    url = "https://api.kolada.se/v3/data/kpi/N15033?page=1&per_page=2"
    last = File(name="last.json", data=answer(("N15033", "1265", 2024, 1.0), previous_url=url))
    (missing,) = read_kolada([last]).problems
    assert "sidan 1 saknas" in missing.sv


def test_three_pages_in_any_order():
    url = "https://api.kolada.se/v3/data/kpi/N15033?page={}&per_page=1"
    pages = [
        File(
            name=f"{n}.json",
            data=answer(
                ("N15033", "1265", 2020 + n, float(n)),
                next_url=url.format(n + 1) if n < 3 else None,
                previous_url=url.format(n - 1) if n > 1 else None,
            ),
        )
        for n in (1, 2, 3)
    ]
    rows = table(read_kolada(pages), "panel").rows
    assert len(rows) == 3
    assert table(read_kolada([pages[2], pages[0], pages[1]]), "panel").rows == rows
    assert "sidan 2 saknas" in told(read_kolada([pages[0], pages[2]]).problems)


@given(st.data())
def test_no_order_of_records_or_pages_changes_a_row(data):
    records = [
        (k, m, y, float(n))
        for n, (k, m, y) in enumerate(
            (k, m, y) for k in ("N15027", "N15033") for m in ("1265", "1267") for y in (2022, 2023)
        )
    ]
    cut = data.draw(st.integers(1, len(records) - 1))
    order = data.draw(st.permutations(records))
    files = [
        File(name="a.json", data=answer(*order[:cut])),
        File(name="b.json", data=answer(*order[cut:])),
    ]
    one = table(read_kolada([File(name="c.json", data=answer(*records))]), "panel").rows
    assert table(read_kolada(data.draw(st.permutations(files))), "panel").rows == one


def test_the_same_value_twice_is_counted_and_another_is_refused():
    record = ("N15033", "1265", 2024, 11.13)
    twice = read_kolada([File(name="a.json", data=answer(record, record))])
    assert twice.sources[0].left_out == {"duplicate": 1}
    other = File(name="b.json", data=answer(("N15033", "1265", 2024, 11.2)))
    (wrong,) = read_kolada([File(name="a.json", data=answer(record)), other]).problems
    assert "N15033 1265 2024 är 11.2 här och 11.13 tidigare" in wrong.sv


def test_a_key_that_is_not_known_is_told():
    read = read_kolada([File(name="a.json", data=answer(("N15033", "1265", 2024, 1.0), extra=1))])
    assert "extra: nyckeln är okänd" in told(read.notes)


GOOD = ("N15033", "1265", 2024, 1.0)
WRONG = {
    "a web page": (b"<!DOCTYPE html><html><body>404</body></html>", 1, "webbsida (HTML)"),
    "an error of the server": (b'{"detail": "Not Found"}', 1, "felsvar från servern (Not Found)"),
    "a refused question": (b'{"detail": [{"msg": "too many items"}]}', 1, "too many items"),
    "text": (b"kpi;municipality\n", 1, "går inte att läsa som JSON"),
    "cut off": (answer(GOOD)[:-30], 1, "avkortad"),
    "a comma too many": (b'{"values": [\n{},\n]}', 3, "tecken 1 på raden"),
    "latin-1": ('{"values": [],\n "a": "år"}'.encode("latin-1"), 2, "inte UTF-8"),
    "a list": (b"[1, 2]", 1, "listan values saknas"),
    "another publisher": (b'{"class": "dataset", "value": [1]}', 1, "listan values saknas"),
    "values of texts": (b'{"values": ["a"]}', 1, "listan values saknas"),
    "no kpi": (b'{"values": [\n{"municipality": "1265", "period": 2024, "values": []}]}', 2, "values.0"),
    "a kpi of another shape": (answer(("teacher", "1265", 2024, 1.0)), 1, "posten har inte kpi"),
    "a period that is no year": (answer(("N15033", "1265", "2024Q1", 1.0)), 1, "posten har inte kpi"),
    "a municipality as number": (answer(("N15033", 1265, 2024, 1.0)), 1, "posten har inte kpi"),
    "a value as text": (answer(("N15033", "1265", 2024, "11,1")), 1, "'11,1' är inget tal"),
    "a truth value": (answer(("N15033", "1265", 2024, True)), 1, "True är inget tal"),
    "not a number": (answer(GOOD).replace(b"1.0", b"NaN"), 1, "NaN"),
    "an infinite number": (answer(GOOD).replace(b"1.0", b"1e999"), 1, "inf är inget tal"),
    "no value": (answer(GOOD).replace(b'"value"', b'"vaerde"'), 1, "saknar value"),
    "an address that is none": (answer(GOOD, next_url=2), 1, "adressen är ingen text"),
    "too deep": (b"[" * 100_000, 1, "nivåer"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_in_words_with_its_line(name):
    data, line, words = WRONG[name]
    problems = read_kolada([File(name="fel.json", data=data)]).problems
    assert words in told(problems)
    assert (problems[0].place.file, problems[0].place.line) == ("fel.json", line)
    assert problems[0].en != problems[0].sv


MAPS = {
    "kpis: [N15]\n": "N15 är inte ett nyckeltals id",
    "kpis: [N15034]\n": "N15034 har inget värde i filerna; menas N15033?",
    'municipalities: ["1266"]\n': "1266 har inget värde i filerna; menas 126",
    "years: [2023..2025]\n": "2025 har inget värde",
    "years: [23]\n": "23 är inga år",
    "municipality: 1265\n": "nyckeln municipality finns inte; menas municipalities?",
    "kpis: {N15033: 1}\n": "skriv en kod",
    "- N15033\n": "skriv kartan som",
}


@pytest.mark.parametrize("text", MAPS)
def test_a_wrong_map_is_refused_in_words(text):
    assert MAPS[text] in told(read_kolada(saved(*PAGES), mapped(text)).problems)


def test_addresses_are_small_enough_for_the_server():
    municipalities = ", ".join(f'"{1200 + n}"' for n in range(33))
    (tree,) = mapped(f"kpis: [N15027, N15033]\nmunicipalities: [{municipalities}]\nyears: [1998..2024]\n")
    found = addresses(tree)
    assert found[0] == "https://api.kolada.se/v3/kpi/N15027,N15033"
    parts = [address.split("/") for address in found[1:]]
    assert len(parts) == 5 * 2  # 33 municipalities by 8, 27 years by 25
    assert all(len(one[8].split(",")) <= 8 and len(one[10].split(",")) <= 25 for one in parts)
    assert found[1].startswith("https://api.kolada.se/v3/data/kpi/N15027,N15033/municipality/1200,1201")
    assert {m for one in parts for m in one[8].split(",")} == {str(1200 + n) for n in range(33)}
    assert {y for one in parts for y in one[10].split(",")} == {str(y) for y in range(1998, 2025)}


def test_an_address_needs_all_three():
    with pytest.raises(Refused, match="municipalities and years"):
        addresses(mapped("kpis: [N15027]\n")[0])


@given(st.data())
def test_no_damage_to_a_file_is_a_fault_of_ours(data):
    """Bytes cut out, doubled or exchanged: the file is read or refused with a place."""
    whole = (DATA / data.draw(st.sampled_from(["page2.json", "kpi.json"]))).read_bytes()
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start, min(len(whole), start + 60)))
    new = data.draw(
        st.sampled_from([b"", whole[start:end] * 2, b'"', b"1", b"[", b"}", b"null", b"\xff", b"{}", b","])
    )
    found = read_kolada([File(name="a.json", data=whole[:start] + new + whole[end:])])
    assert bool(found.tables) != bool(found.problems)
    assert all(one.place is not None and one.sv and one.en for one in found.problems)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "values",
                        "kpi",
                        "municipality",
                        "period",
                        "gender",
                        "status",
                        "value",
                        "next_url",
                        "id",
                        "title",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_no_json_is_a_fault_of_ours(root):
    found = read_kolada([File(name="a.json", data=json.dumps({"values": root}).encode())])
    assert bool(found.tables) != bool(found.problems)


def test_a_title_in_a_wrong_encoding_is_told_and_the_id_decides():
    data = (
        (DATA / "kpi.json").read_bytes().replace("Elever per lärare".encode(), "Elever per lÃ¤rare".encode())
    )
    read = read_kolada([*saved(*PAGES), File(name="kpi.json", data=data)])
    assert "N15033: titeln är felkodad hos källan" in told(read.notes)
    assert len(table(read, "kpi").rows) == 2


def test_an_indicator_described_in_two_ways_is_refused():
    other = (DATA / "kpi.json").read_bytes().replace(b"2025-06-15", b"2026-06-15")
    read = read_kolada([*saved(*PAGES, "kpi.json"), File(name="new.json", data=other)])
    assert "N15027 beskrivs på två sätt" in told(read.problems)
    assert read.problems[0].place.file == "new.json"
