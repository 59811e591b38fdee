"""report.xlsx: its numbers are the tables', its sums are right when computed anew, its text is never a formula."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from models.reading import read
from solver import solve
from solver.report.excel import workbook
from tests.cases import EVERY_RULE, merged, two_committees

ROOT = Path(__file__).parents[1]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Opened:
    """A workbook as its XML says, read without any library of the program."""

    def __init__(self, data):
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        book = ET.fromstring(self.archive.read("xl/workbook.xml"))
        links = ET.fromstring(self.archive.read("xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): link.get("Target") for link in links}
        self.parts = {
            s.get("name"): f"xl/{targets[s.get(LINKED)]}" for s in book.find(f"{MAIN}sheets") if s is not None
        }
        shared = ET.fromstring(self.archive.read("xl/sharedStrings.xml"))
        self.strings = ["".join(t.text or "" for t in si.iter(f"{MAIN}t")) for si in shared]

    def sheet(self, name):
        """Values and formulas by cell."""
        values, formulas = {}, {}
        for c in ET.fromstring(self.archive.read(self.parts[name])).iter(f"{MAIN}c"):
            v, f = c.find(f"{MAIN}v"), c.find(f"{MAIN}f")
            if f is not None:
                formulas[c.get("r")] = f.text
            if v is not None:
                values[c.get("r")] = self.strings[int(v.text)] if c.get("t") == "s" else float(v.text)
        return values, formulas

    def rows(self, name):
        """Cells by row number and column letters."""
        found = {}
        for at, value in self.sheet(name)[0].items():
            letters, row = re.fullmatch(r"([A-Z]+)(\d+)", at).groups()
            found.setdefault(int(row), {})[letters] = value
        return found


def letters(n):
    text = ""
    while n >= 0:
        text, n = chr(65 + n % 26) + text, n // 26 - 1
    return text


def number(text):
    value = 0
    for letter in text:
        value = 26 * value + ord(letter) - 64
    return value - 1


def computed(formula, values, formulas):
    """A formula worked out anew, from given cells alone."""

    def at(name):
        return computed(formulas[name], values, formulas) if name in formulas else values.get(name, 0.0)

    def added(match):
        a, m, b, n = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", match[1]).groups()
        names = [
            f"{letters(k)}{row}" for k in range(number(a), number(b) + 1) for row in range(int(m), int(n) + 1)
        ]
        return repr(sum(at(name) for name in names))

    text = re.sub(r"SUM\(([A-Z0-9:]+)\)", added, formula)
    text = re.sub(r"\b[A-Z]+\d+\b", lambda m: f"({at(m[0])!r})", text)
    assert re.fullmatch(r"[\d.e()+\-*/ ]+", text), text
    return eval(text, {"__builtins__": {}})  # noqa: S307 - arithmetic of numbers alone, as asserted


@pytest.fixture(scope="module", params=["sjobo-2025", "hoor-2025", "exempelkoping"])
def answer(request):
    result = solve(ROOT / "scenarios" / f"{request.param}.yaml")
    return result, Opened(workbook(result))


def headed(opened, name):
    """The first table of a sheet: rows of cells by heading, line breaks as spaces."""
    rows = opened.rows(name)
    start = next(n for n, row in rows.items() if len(row) > 1)
    head = {k: text.replace("-\n", "").replace("\n", " ") for k, text in rows[start].items()}
    table, n = [], start + 1
    while n in rows and len(rows[n]) > 1:
        table.append({head[k]: value for k, value in rows[n].items()})
        n += 1
    return table


def test_every_formula_has_the_value_it_computes(answer):
    _, opened = answer
    seen = 0
    for name in opened.parts:
        values, formulas = opened.sheet(name)
        for at, formula in formulas.items():
            seen += 1
            assert computed(formula, values, formulas) == pytest.approx(values[at], abs=1e-7), (name, at)
    assert seen > 100


def test_the_bridge_is_the_tables(answer):
    result, opened = answer
    w = {c: result.scenario.committees[c].name for c in result.figures.committees}
    tables = result.tables
    for y in result.figures.years:
        table = {row["Nämnd"]: row for row in headed(opened, f"Ramtablå {y}")}
        of_year = tables["bridge"][tables["bridge"].year == y]
        bridge = of_year.pivot_table(index="committee", columns="quantity", values="value")
        heads = {
            "one_off": "Engångsposter",
            "full_year": "Helårseffekter",
            "technical": "Tekniska justeringar",
            "price_and_wages": "Pris och lön",
            "requirement": "Effektiviseringskrav",
            "demography": "Demografi",
            "capital": "Kapitalkostnad",
            "scaling": "Osthyvel till ramutrymmet",
            "indexation": f"= Uppräkning {y}",
        }
        frames = tables["frames"]
        new = frames[(frames.plan == "proposal") & (frames.year == y) & (frames.quantity == "frame")]
        proposed = dict(zip(new.committee, new.value, strict=True))
        for c, name in w.items():
            for key, head in heads.items():
                assert table[name][head] == pytest.approx(1000 * bridge.loc[c, key], abs=1e-5), (c, y, key)
            assert table[name][f"= Räkneförslag {y}"] == pytest.approx(1000 * proposed[c], abs=1e-5)
        total = frames[(frames.plan == "proposal") & (frames.year == y) & (frames.quantity == "total")]
        assert table["Ramutrymme"][f"= Räkneförslag {y}"] == pytest.approx(
            1000 * total.value.iloc[0], abs=1e-5
        )


def test_real_change_is_growth_beyond_the_index(answer):
    result, opened = answer
    f = result.figures
    for y in f.years:
        rows = headed(opened, f"Ramtablå {y}")
        for c, row in zip(result.scenario.committees, rows, strict=False):
            before = result.proposal.q.frame[c, y - 1]
            if before == 0:
                assert "Realt mot index" not in row
                continue
            growth = result.proposal.q.frame[c, y] / before - 1
            assert row["Realt mot index"] == pytest.approx((1 + growth) / (1 + f.index[c, y]) - 1, abs=1e-7)


def test_decided_frames_are_whole_and_add_up(answer):
    result, opened = answer
    rows = {row["Nämnd"]: row for row in headed(opened, "Ramar")}
    names = [result.scenario.committees[c].name for c in result.figures.committees]
    for y in result.figures.years:
        for head, plan in ((f"Räkneförslag {y}", "proposal"), (f"Uppräkning {y}", "indexation")):
            q = result.plans[plan].q
            shown = [rows[name][head] for name in names]
            assert all(value == int(value) for value in shown)
            assert sum(shown) == rows["Summa ramar"][head]
            assert sum(shown) + rows["Till fullmäktiges förfogande"][head] == rows["Ramutrymme"][head]
            assert rows["Ramutrymme"][head] == pytest.approx(q.total[y] * 1000, abs=0.5001)
            for c, value in zip(result.figures.committees, shown, strict=True):
                assert value == pytest.approx(q.frame[c, y] * 1000, abs=1.0)


def test_activities_goals_limits_and_plans_are_the_tables(answer):
    result, opened = answer
    tables, years = result.tables, result.figures.years
    spend = tables["spend"].set_index(["plan", "year", "activity", "quantity"]).value
    of_name = {line.name: a for a, line in result.figures.lines.items()}
    assert len(of_name) == len(result.figures.lines)
    shown = headed(opened, "Verksamheter")[:-1]
    assert {row["Verksamhet"] for row in shown} == set(of_name)
    for row in shown:
        a = of_name[row["Verksamhet"]]
        for y in years:
            assert row[f"Förslag {y}"] == pytest.approx(1000 * spend["proposal", y, a, "spend"], abs=1e-5)
            assert row[f"Uppräkn. {y}"] == pytest.approx(1000 * spend["indexation", y, a, "spend"], abs=1e-5)
            if (a, y) in result.figures.need:
                assert row[f"Behov {y}"] == pytest.approx(1000 * spend["proposal", y, a, "need"], abs=1e-5)
                assert row[f"Nivå {y}"] == pytest.approx(spend["proposal", y, a, "level"], abs=1e-7)
    points = tables["attainment"].set_index(["plan", "year", "goal"]).value
    for g, row in zip(result.scenario.goals, headed(opened, "Mål"), strict=False):
        for y in years:
            assert row[f"Förslag {y}"] == points["proposal", y, g]
            assert row[f"Uppräkn. {y}"] == points["indexation", y, g]
    binding = [m for m in result.marginals if m.binds and m.rows.role == "limit"]
    if result.scenario.frame.reserve_min is None:
        binding = [m for m in binding if m.rows.name != "reserve_min"]
    shown = headed(opened, "Gränser")
    assert len(shown) == len(binding)
    values = {round(v, 9) for v in tables["marginals"].value}
    assert all(round(row["Värdet av lättnad"], 9) in values for row in shown)
    told = headed(opened, "Planer")
    assert len(told) == len(result.plans)
    for row, id_ in zip(told, ["proposal", "indexation"], strict=False):
        assert row["V poäng"] == pytest.approx(result.plans[id_].value, abs=1e-8)


def every_table(opened, name):
    """All tables of a sheet, as ``headed`` gives the first."""
    rows = opened.rows(name)
    tables, head = [], {}
    for n in sorted(rows):
        if len(rows[n]) == 1:
            head = {}
        elif not head:
            head = {k: str(text).replace("-\n", "").replace("\n", " ") for k, text in rows[n].items()}
            tables.append([])
        else:
            tables[-1].append({head[k]: value for k, value in rows[n].items()})
    return tables


def test_total_and_balanced_budget_are_the_rule_and_the_tables(answer):
    result, opened = answer
    tables = every_table(opened, "Resultat")
    frames = result.tables["frames"].set_index(["plan", "year", "quantity", "committee"]).value
    names = {result.plans[id_].name or id_: id_ for id_ in result.plans}
    built_in = {"Räkneförslag": "proposal", "Uppräkning": "indexation", "Volymmodell": "volume"}
    built_in["Uppräkning, egna prioriteringar"] = "indexation_own_priorities"
    assert len(tables[0]) == len(result.plans) * len(result.figures.years)
    for row in tables[0]:
        id_, y = {**names, **built_in}[row["Plan"]], int(row["År"])
        assert row["= Ramutrymme"] == pytest.approx(1000 * frames[id_, y, "total", ""], abs=1e-5)
        assert row["= Till KF:s förfogande"] == pytest.approx(1000 * frames[id_, y, "reserve", ""], abs=1e-5)
    rule = result.families.get("balanced_budget")
    assert (len(tables) > 1) == bool(rule is not None and rule.index)
    for row in tables[1] if len(tables) > 1 else ():
        id_, y = {**names, **built_in}[row["Plan"]], int(row["År"])
        assert row["= Balanskravsresultat"] == pytest.approx(
            -1000 * result.plans[id_].excess(rule, (y,)), abs=1e-4
        )


def test_balances_are_the_tables(answer):
    result, opened = answer
    moves = result.tables["moves"]
    own = moves[(moves.plan == "proposal") & (moves.quantity == "balance")]
    balance = own.set_index(["committee", "year"]).value
    rows = {row["Nämnd"]: row for row in headed(opened, "Nämndernas resultat")}
    for c in result.figures.committees:
        for y in result.figures.years:
            shown = rows[result.scenario.committees[c].name][f"= Utgående {y}"]
            assert shown == pytest.approx(1000 * balance[c, y], abs=1e-5)


def test_provenance_names_run_versions_and_inputs(answer):
    result, opened = answer
    said = {row["Uppgift"]: row.get("Värde") for row in headed(opened, "Spårbarhet")}
    summary = result.summary()
    assert said["Scenariots fingeravtryck (SHA-256)"] == summary["digest"]
    for name, version in summary["provenance"]["versions"].items():
        assert said[f"Version av {name}"] == version
    for name, digest in summary["provenance"]["inputs"].items():
        assert said[f"SHA-256 av {name}"] == digest
    everything = " ".join(opened.strings)
    assert "bör" not in everything.split()
    assert "optimal" not in everything.casefold()


HOSTILE = (
    '=HYPERLINK("http://example.invalid";"x")',
    "+1",
    "@x",
    "-2",
    "{=1+1}",
    "http://example.invalid",
    "mailto:a",
    "\uffff\x01&<>",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_text_from_data_stays_text(name):
    document = two_committees(
        title=name,
        committees={"school": {"name": name, "source": name}},
        goals={"safety": {"name": name, "area": name}},
        weights={"owner": name},
    )
    opened = Opened(workbook(solve(document)))
    assert "xl/externalLinks" not in " ".join(opened.archive.namelist())
    for sheet in opened.parts:
        _, formulas = opened.sheet(sheet)
        for formula in formulas.values():
            assert re.fullmatch(r"(SUM\([A-Z0-9:]+\)|[A-Z0-9+\-/()]+)", formula), formula
        xml = opened.archive.read(opened.parts[sheet]).decode()
        assert "<hyperlink" not in xml
        assert "&lt;&gt;" not in re.sub(r"<oddFooter>.*?</oddFooter>", "", xml)
    if name.startswith(("=", "+", "@")):
        assert name in opened.strings


def test_the_same_answer_gives_the_same_bytes():
    made = [workbook(solve(two_committees(**EVERY_RULE))) for _ in range(2)]
    assert made[0] == made[1]


def test_english_and_every_rule_and_whole_tkr():
    document = merged(two_committees(**EVERY_RULE), {"language": "en"})
    opened = Opened(workbook(solve(document)))
    assert list(opened.parts)[:3] == ["Frames", "Frame table 2025", "Frame table 2026"]
    for name in opened.parts:
        values, formulas = opened.sheet(name)
        for at, formula in formulas.items():
            assert computed(formula, values, formulas) == pytest.approx(values[at], abs=1e-7), (name, at)


def test_tables_have_frozen_heads_and_number_formats(answer):
    _, opened = answer
    for name in opened.parts:
        assert b'state="frozen"' in opened.archive.read(opened.parts[name]), name
    styles = opened.archive.read("xl/styles.xml").decode()
    assert "[$-41D]#,##0;[$-41D]&quot;−&quot;#,##0;" in styles
    assert r"0.0\ %" in styles


def test_currency_of_the_file_does_not_move_the_decision():
    in_tkr = read(two_committees()).model_copy(update={"currency": "TSEK"})
    a = headed(Opened(workbook(solve(two_committees()))), "Ramar")
    b = headed(Opened(workbook(solve(in_tkr))), "Ramar")
    assert a == b
