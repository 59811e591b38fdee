"""report.xlsx: its numbers are the tables', its sums are right when computed anew, its text is never a formula."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

from models.bridge import bridge_of
from models.figures import Figures
from models.indexation import indexation
from models.reading import read
from models.settling import as_planned, settle
from solver import replan, solve
from solver.report import limits
from solver.report.excel import workbook
from solver.report.heading import heading
from solver.report.words import Words
from solver.studies.beside import Beside
from solver.studies.certainty import certainty
from solver.studies.views import views
from tests.cases import EVERY_KEY, EVERY_RULE, SETTLED, merged, two_committees

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
            if v is not None and c.get("t") == "s":
                values[c.get("r")] = self.strings[int(v.text)]
            elif v is not None:
                values[c.get("r")] = v.text if c.get("t") == "str" else float(v.text)
        return values, formulas

    def without_values(self, changes):
        """Return the workbook with some numbers changed, by (sheet, cell), and no formula's value in it."""
        made = io.BytesIO()
        of = {part: name for name, part in self.parts.items()}
        with zipfile.ZipFile(made, "w") as archive:
            for part in self.archive.namelist():
                text = self.archive.read(part)
                if part in of:
                    xml = re.sub(r"(</f>)<v>[^<]*</v>", r"\1", text.decode())
                    for (sheet, at), value in changes.items():
                        if sheet == of[part]:
                            xml, n = re.subn(rf'(<c r="{at}"[^>]*><v>)[^<]*', rf"\g<1>{value!r}", xml)
                            assert n == 1, at
                    text = xml.encode()
                archive.writestr(part, text)
        return made.getvalue()

    @property
    def committees(self):
        """Names of the committees, as the decided frames have them."""
        rows = [row.get("A") for row in self.rows("Ramar").values()]
        return tuple(rows[rows.index("Nämnd") + 1 : rows.index("Summa ramar")])

    def italic_styles(self):
        """Numbers of the cell formats in italics."""
        styles = ET.fromstring(self.archive.read("xl/styles.xml"))
        fonts = [font.find(f"{MAIN}i") is not None for font in styles.find(f"{MAIN}fonts")]
        return {n for n, xf in enumerate(styles.find(f"{MAIN}cellXfs")) if fonts[int(xf.get("fontId"))]}

    def styled(self, name, styles):
        """Cells with a number in some formats."""
        cells = ET.fromstring(self.archive.read(self.parts[name])).iter(f"{MAIN}c")
        return [c.get("r") for c in cells if int(c.get("s", 0)) in styles and c.find(f"{MAIN}v") is not None]

    def print_areas(self):
        """First and last column that is printed, by sheet."""
        found = {}
        for name in ET.fromstring(self.archive.read("xl/workbook.xml")).iter(f"{MAIN}definedName"):
            if name.get("name") == "_xlnm.Print_Area":
                sheet, a, b = re.fullmatch(r"'?(.+?)'?!\$([A-Z]+)\$\d+:\$([A-Z]+)\$\d+", name.text).groups()
                found[sheet] = number(a), number(b)
        return found

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


class Computed:
    """Every formula of a workbook worked out anew, from given cells alone, with some of these changed."""

    def __init__(self, opened, changes=()):
        self.cells, self.formulas, self.known = {}, {}, {}
        for name in opened.parts:
            values, formulas = opened.sheet(name)
            self.cells |= {(name, at): value for at, value in values.items()}
            self.formulas |= {(name, at): formula for at, formula in formulas.items()}
        self.cells |= dict(changes)

    def at(self, sheet, cell):
        key = sheet, cell
        if key not in self.known:
            given = self.cells.get(key)
            self.known[key] = self.worked_out(sheet, self.formulas[key]) if key in self.formulas else given
        return self.known[key]

    def span(self, sheet, first, last):
        (a, m), (b, n) = (re.fullmatch(r"([A-Z]+)(\d+)", end).groups() for end in (first, last))
        across = range(number(a), number(b) + 1)
        return [self.at(sheet, f"{letters(k)}{row}") for k in across for row in range(int(m), int(n) + 1)]

    def worked_out(self, sheet, formula):
        def numbers(*found):
            flat = [v for part in found for v in (part if isinstance(part, list) else [part])]
            return [v for v in flat if isinstance(v, float | int)]

        def fitting(where, condition, what=None):
            holds = {">0": lambda v: v > 0, "<0": lambda v: v < 0}[condition]
            pairs = zip(where, where if what is None else what, strict=True)
            return sum(v for x, v in pairs if isinstance(x, float) and holds(x) and isinstance(v, float))

        functions = {
            "SUM": lambda *found: sum(numbers(*found)),
            "MAX": lambda *found: max(numbers(*found)),
            "MIN": lambda *found: min(numbers(*found)),
            "AND": lambda *found: all(found),
            "ISNUMBER": lambda value: isinstance(value, float),
            "SUMIF": fitting,
            "IF": lambda condition, yes, no: yes() if condition else no(),
            "cell": self.at,
            "number": lambda name, cell: (
                value if isinstance(value := self.at(name, cell), float | str) else 0.0
            ),
            "span": self.span,
        }
        return eval(translated(sheet, formula), {"__builtins__": {}, **functions})  # noqa: S307 - our own formulas


TOKEN = re.compile(
    r"""(?P<text>"[^"]*") | (?P<name>[A-Z]+)\( | (?:'(?P<sheet>[^']+)'!)? \$?(?P<col>[A-Z]+)\$?(?P<row>\d+)
        (?: :\$?(?P<to_col>[A-Z]+)\$?(?P<to_row>\d+) )? | (?P<rest>[\d.e]+|[-+*/(),<>])""",
    re.VERBOSE,
)


def translated(sheet, formula):
    """A formula as an expression of Python; the branches of IF are not worked out before they are chosen."""
    text, n, calls = "", 0, []
    while n < len(formula):
        m = TOKEN.match(formula, n)
        assert m, formula[n:]
        n = m.end()
        if m["text"]:
            text += repr(m["text"][1:-1])
        elif m["name"]:
            calls.append([m["name"], 0])
            text += f"{m['name']}("
        elif m["col"]:
            where, first = m["sheet"] or sheet, f"{m['col']}{m['row']}"
            if m["to_col"]:
                text += f"span({where!r},{first!r},{m['to_col'] + m['to_row']!r})"
            else:
                inside = bool(calls) and calls[-1][0] == "ISNUMBER"
                text += f"{'cell' if inside else 'number'}({where!r},{first!r})"
        else:
            text += m["rest"]
            if m["rest"] == "(":
                calls.append(["", 0])
            elif m["rest"] == ")":
                calls.pop()
            elif m["rest"] == "," and calls[-1][0] == "IF":
                text += "lambda: "
    return text


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


def formulas_hold(opened):
    """Assert that every formula has the value that it computes; return how many there are."""
    computed, seen = Computed(opened), 0
    for name in opened.parts:
        values, formulas = opened.sheet(name)
        for at in formulas:
            seen += 1
            new = computed.at(name, at)
            told = values[at] if isinstance(new, str) else pytest.approx(values[at], abs=1e-7)
            assert new == told, (name, at)
    return seen


def test_every_formula_has_the_value_it_computes(answer):
    _, opened = answer
    assert formulas_hold(opened) > 1000


def every_table(opened, name):
    """The tables of a sheet by the heading above them: rows of cells by heading, line breaks as spaces."""
    rows = opened.rows(name)
    tables, head, title = {}, {}, ""
    for n in sorted(rows):
        if n - 1 not in rows:
            head = {}
        if len(rows[n]) == 1 and not head:
            title = rows[n].get("A", title)
        elif not head:
            head = {k: str(text).replace("-\n", "").replace("\n", " ") for k, text in rows[n].items()}
            tables[title, head["A"]] = []
        else:
            tables[title, head["A"]].append({head[k]: value for k, value in rows[n].items() if k in head})
    return tables


def named(table):
    """The rows of a table by the name in the first column."""
    return {next(iter(row.values())): row for row in table}


def what_moves(result, opened):
    """Assert that the first sheet tells what moves between and inside committees as page and screen do."""
    tables = [named(t) for (_, head), t in every_table(opened, "Svaret").items() if head == "Vad som flyttas"]
    assert len(tables) == len(result.figures.open_years)
    for y, told in zip(result.figures.open_years, tables, strict=True):
        found = [row["tkr"] for row in told.values()]
        amounts = [result.reallocated(y), result.moved_inside(y)]
        assert found == pytest.approx([1000 * amount for amount in amounts], abs=1e-4), y


def test_what_moves_is_what_the_page_says(answer):
    what_moves(*answer)


def test_bridges_begin_where_the_plan_ended_and_are_the_tables(answer):
    result, opened = answer
    names = {c: result.scenario.committees[c].name for c in result.figures.committees}
    before = {}
    for y in result.figures.years:
        first = y == result.figures.years[0]
        tables = list(every_table(opened, f"Ramtablå {y}").values())
        for table, plan, start, end in (
            (tables[0], "indexation", "Uppräkning", f"= Uppräkning {y}"),
            (tables[1], "proposal", "Räkneförslag", f"= Räkneförslag {y}"),
        ):
            rows, q = named(table), result.plans[plan].q
            for c, name in names.items():
                row = rows[name]
                assert row[f"{'Ram' if first else start} {y - 1}"] == pytest.approx(
                    before.get((plan, c), 1000 * result.figures.base_frame[c]), abs=1e-5
                )
                assert row[end] == pytest.approx(1000 * q.frame[c, y], abs=1e-4), (plan, c, y)
                before[plan, c] = row[end]
            parts = [v for k, v in rows["Summa ramar"].items() if k not in {"Nämnd", end}]
            if plan == "indexation":
                assert sum(parts) == pytest.approx(rows["Summa ramar"][end], abs=1e-5)


def test_real_change_is_against_the_adjusted_frame_indexed(answer):
    result, opened = answer
    f, q = result.figures, result.proposal.q
    seen = 0
    for y in f.years:
        rows = named(list(every_table(opened, f"Ramtablå {y}").values())[1])
        for c, committee in result.scenario.committees.items():
            entries = committee.adjustments.get(y, ())
            adjusted = q.frame[c, y - 1] + sum(e.one_off + e.full_year + e.technical for e in entries)
            shown = rows[committee.name].get("Realt mot index")
            if shown is None:
                assert abs(adjusted) < 1e-9
                continue
            seen += 1
            capital = sum(e.capital for e in entries)
            real = q.frame[c, y] / (adjusted * (1 + f.index[c, y]) + capital) - 1
            assert shown == pytest.approx(real, abs=1e-7)
    assert seen > 10


def test_decided_frames_are_whole_add_up_and_stand_beside_given_plans(answer):
    result, opened = answer
    names = [result.scenario.committees[c].name for c in result.figures.committees]
    for y in result.figures.years:
        rows = named(every_table(opened, "Ramar")[f"Ramar för beslut {y}, tkr", "Nämnd"])
        shown = {f"Räkneförslag {y}": "proposal", f"Uppräkning {y}": "indexation"}
        shown |= {result.plans[id_].name: id_ for id_ in result.scenario.plans}
        for head, plan in shown.items():
            q = result.plans[plan].q
            column = [rows[name][head] for name in names]
            assert all(value == int(value) for value in column)
            assert sum(column) == rows["Summa ramar"][head]
            assert sum(column) + rows["Till fullmäktiges förfogande"][head] == rows["Ramutrymme"][head]
            assert rows["Ramutrymme"][head] == pytest.approx(q.total[y] * 1000, abs=0.5001)
            for c, value in zip(result.figures.committees, column, strict=True):
                assert value == pytest.approx(q.frame[c, y] * 1000, abs=1.0)


def test_activities_are_the_tables_and_the_sum_has_the_base_of_its_rows(answer):
    result, opened = answer
    spend = result.tables["spend"].set_index(["plan", "year", "activity", "quantity"]).value
    of_name = {line.name: a for a, line in result.figures.lines.items()}
    assert len(of_name) == len(result.figures.lines)
    tables = every_table(opened, "Verksamheter")
    for y in result.figures.years:
        *shown, total = next(
            table
            for (_, first), table in tables.items()
            if first == "Verksamhet" and f"Behov {y}" in table[-1]
        )
        assert {row["Verksamhet"] for row in shown} == set(of_name)
        for row in shown:
            a = of_name[row["Verksamhet"]]
            assert row[f"Räkneförslag {y}"] == pytest.approx(
                1000 * spend["proposal", y, a, "spend"], abs=1e-4
            )
            assert row[f"Uppräkning {y}"] == pytest.approx(
                1000 * spend["indexation", y, a, "spend"], abs=1e-4
            )
            if (a, y) in result.figures.need:
                assert row[f"Behov {y}"] == pytest.approx(1000 * spend["proposal", y, a, "need"], abs=1e-4)
                assert row["Nivå i förslag"] == pytest.approx(spend["proposal", y, a, "level"], abs=1e-7)
        with_need = [a for a in of_name.values() if (a, y) in result.figures.need]
        for head, id_ in (("Nivå i förslag", "proposal"), ("Nivå i uppräkning", "indexation")):
            part = sum(result.plans[id_].q.spend[a, y] for a in with_need)
            whole = sum(result.figures.need[a, y] for a in with_need)
            assert total[head] == pytest.approx(part / whole, abs=1e-7)


def test_goals_stand_in_their_own_units_and_in_points(answer):
    result, opened = answer
    s = result.scenario
    points, natural = opened.rows("Målpoäng"), every_table(opened, "Mål")
    shown = [row for row in points.values() if len(row) > 4 and isinstance(row.get("G"), float)]
    expected = [
        (s.goals[g].name, result.plans["indexation"].q.attainment[g, y], result.proposal.q.attainment[g, y])
        for y in result.figures.years
        for g in s.goals
    ]
    assert [(row["A"], row["F"], row["G"]) for row in shown] == [
        (name, pytest.approx(old, abs=1e-8), pytest.approx(new, abs=1e-8)) for name, old, new in expected
    ]
    for y in result.figures.years:
        rows = named(natural[f"Vad invånaren möter {y}", "Mål"])
        for g, goal in s.goals.items():
            if goal.indicator is not None:
                i, at = goal.indicator, result.proposal.q.attainment[g, y]
                value = i.floor + at / 100 * (i.target - i.floor)
                assert rows[goal.name][f"Räkneförslag {y}"] == pytest.approx(value, abs=1e-7)


def test_limits_and_plans_are_the_tables(answer):
    result, opened = answer
    binding = [m for m in result.marginals if m.binds and m.rows.role == "limit" and not m.rows.own]
    if result.scenario.frame.reserve_min is None:
        binding = [m for m in binding if m.rows.name != "reserve_min"]
    shown = headed(opened, "Gränser") if binding else []
    assert len(shown) == len(binding)
    values = {round(row["value"], 9) for row in result.rows("marginals") if row["value"] != ""}
    assert all(round(row["Värdet av lättnad"], 9) in values for row in shown)
    told = headed(opened, "Planer")
    assert len(told) == len(result.plans)
    for row, id_ in zip(told, ["proposal", "indexation"], strict=False):
        assert row["V poäng"] == pytest.approx(result.plans[id_].value, abs=1e-8)
    counted = {}
    for (_, first), table in every_table(opened, "Brutna krav").items():
        for row in table if first == "Plan" and "Antagna regler" in table[0] else ():
            counted[row["Plan"]] = sum(v for v in row.values() if isinstance(v, float))
    broken = {id_: len(limits.told(Words(result.figures), result.broken(id_))) for id_ in result.plans}
    assert sum(counted.values()) == sum(broken.values())


def test_total_and_balanced_budget_are_the_rule_and_the_tables(answer):
    result, opened = answer
    tables = list(every_table(opened, "Resultat").values())
    frames = result.tables["frames"].set_index(["plan", "year", "quantity", "committee"]).value
    names = {result.plans[id_].name: id_ for id_ in result.plans if result.plans[id_].name}
    built_in = {
        "Räkneförslag": "proposal",
        "Uppräkning": "indexation",
        "Volymmodell": "volume",
        "Behovsmodell": "volume",
    }
    built_in["Uppräkning, egna prioriteringar"] = "indexation_own_priorities"
    built_in["Samma pengar, bästa fördelning"] = "same_money"
    assert len(tables[0]) == len(result.plans) * len(result.figures.years)
    for row in tables[0]:
        id_, y = {**names, **built_in}[row["Plan"]], int(row["År"])
        assert row["= Ramutrymme"] == pytest.approx(1000 * frames[id_, y, "total", ""], abs=1e-4)
        assert row["= Till KF:s förfogande"] == pytest.approx(1000 * frames[id_, y, "reserve", ""], abs=1e-4)
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
    closing = [row for row in opened.rows("Nämndernas resultat").values() if isinstance(row.get("F"), float)]
    expected = [
        1000 * sum(balance[c, y] for c in ((c,) if c else result.figures.committees))
        for y in result.figures.years
        for c in (*result.scenario.committees, None)
    ]
    assert [row["F"] for row in closing] == [pytest.approx(value, abs=1e-4) for value in expected]


# ---------------------------------------------------------------------------------------------- changed inputs


def place_of(opened, title, row_name, head, headed=None):
    """The cell of the sheet of inputs under a heading, in the row and the column of these names.

    It is in the first table under the heading, or in the one whose first column is headed so.
    """
    rows, inside, columns = opened.rows("Indata"), False, {}
    for n in sorted(rows):
        if len(rows[n]) == 1 and rows[n].get("A", "").startswith(title):
            inside = True
        elif inside and not columns and headed in (None, rows[n].get("A")):
            columns = {text: k for k, text in rows[n].items()}
        elif columns and rows[n].get("A") == row_name:
            return "Indata", f"{columns[head]}{n}"
    raise AssertionError((title, row_name))


CHANGED = {"indexation": {"index": {2025: "5 %", 2026: "3 %"}}}


def two_workbooks():
    """A scenario with adjustments, its workbook, and the same with another index for 2025 solved anew."""
    task = {"adjustments": {2025: {"technical": 5, "demography": 2}}}
    kinds = {"committees": {"school": task}, "plans": {"rival": {"frames": {"school": 620.0, "care": 390.0}}}}
    locked = {"decisions": {"lock": {"frame": "care", "years": [2026], "equals": 425, "by": "KF"}}}
    document = two_committees(**kinds, **locked)
    document["indexation"] = {"index": {2025: "3 %", 2026: "3 %"}}
    return solve(document), solve(merged(document, CHANGED))


def changed(read):
    """Both answers, the first one's workbook with the second one's index typed into it, and how a reader sees it."""
    first, second = two_workbooks()
    opened = Opened(workbook(first))
    cell = place_of(opened, "Index för priser", "Alla nämnder", "2025")
    return first, second, opened, read(opened, {cell: 0.05})


def check_changed(first, second, opened, at):
    names = {c: committee.name for c, committee in first.scenario.committees.items()}
    old, new = first.plans["indexation"].q, second.plans["indexation"].q
    assert abs(new.frame["school", 2025] - old.frame["school", 2025]) > 0.01
    seen = 0
    for y in first.figures.years:
        for sheet in ("Svaret", "Planer", f"Ramtablå {y}"):
            titles = {
                "Svaret": f"Ramar {y} mot",
                "Planer": f"Ramar {y},",
                f"Ramtablå {y}": f"Uppräkning {y}: från",
            }
            for c, name in names.items():
                column = {"Svaret": "B", "Planer": "C", f"Ramtablå {y}": "J"}[sheet]
                place = row_under(opened, sheet, titles[sheet], name)
                assert at(sheet, f"{column}{place}") == pytest.approx(1000 * new.frame[c, y], abs=1e-4), (
                    sheet,
                    c,
                    y,
                )
                seen += 1
        for a, line in first.figures.lines.items():
            place = row_under(opened, "Verksamheter", f"Verksamheter {y}", line.name, after="Verksamhet")
            assert at("Verksamheter", f"D{place}") == pytest.approx(
                1000 * second.figures.need[a, y], abs=1e-4
            )
            assert at("Verksamheter", f"E{place}") == pytest.approx(1000 * new.spend[a, y], abs=1e-4)
            assert at("Verksamheter", f"F{place}") == pytest.approx(
                1000 * first.proposal.q.spend[a, y], abs=1e-4
            )
            seen += 1
    assert seen == 16
    state = next(
        n for n, row in opened.rows("Svaret").items() if str(row.get("A", "")).startswith("Indata är")
    )
    assert at("Svaret", f"A{state}").startswith("INDATA ÄR ÄNDRADE")


def row_under(opened, sheet, title, name, after=None):
    """Number of the row of a name under a heading, and under a table's first heading where one is given."""
    inside, reached = False, after is None
    for n, row in sorted(opened.rows(sheet).items()):
        if len(row) == 1 and str(row.get("A", "")).startswith(title):
            inside = True
        elif inside and row.get("A") == after:
            reached = True
        elif inside and reached and row.get("A") == name:
            return n
    raise AssertionError((sheet, title, name))


def test_another_index_changes_indexation_on_every_sheet():
    def read(opened, changes):
        return Computed(opened, changes).at

    check_changed(*changed(read))


def test_the_index_of_a_shipped_scenario_moves_frames_needs_and_spends_as_the_model_says(answer):
    result, opened = answer
    s, first = result.scenario, result.figures.years[0]
    index = s.indexation.index
    by_class = "wages" in index
    row = "Löner" if by_class else "Alla nämnder"
    series = index["wages"] if by_class else index
    other = {**series, first: series[first] + 0.02}
    moved = s.indexation.model_copy(update={"index": {**index, "wages": other} if by_class else other})
    figures = Figures(scenario=s.model_copy(update={"indexation": moved}), standing=result.figures)
    baseline = indexation(figures)
    computed = Computed(opened, {place_of(opened, "Index för priser", row, str(first)): other[first]})
    changed_needs = 0
    for y in figures.years:
        for c, committee in s.committees.items():
            place = row_under(opened, f"Ramtablå {y}", f"Uppräkning {y}: från", committee.name)
            frame = computed.at(f"Ramtablå {y}", f"J{place}")
            assert frame == pytest.approx(1000 * baseline.frame[c, y], abs=1e-4), (c, y)
        for a, line in figures.lines.items():
            place = row_under(opened, "Verksamheter", f"Verksamheter {y}", line.name, after="Verksamhet")
            if (a, y) in figures.need:
                need = computed.at("Verksamheter", f"D{place}")
                assert need == pytest.approx(1000 * figures.need[a, y], abs=1e-4), (a, y)
                changed_needs += abs(figures.need[a, y] - result.figures.need[a, y]) > 1e-6
            spend = computed.at("Verksamheter", f"E{place}")
            assert spend == pytest.approx(1000 * baseline.spend[a, y], abs=1e-4), (a, y)
    assert changed_needs  # one index for all moves no frame where the scaling takes all of it away again


OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def recomputed(opened, changes, folder):
    """The workbook as LibreOffice computes it, from inputs alone."""
    source = folder / "report.xlsx"
    source.write_bytes(opened.without_values(changes))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    kind = "xlsx:Calc MS Excel 2007 XML"
    command = [OFFICE, profile, "--headless", "--convert-to", kind, "--outdir", folder / "out", source]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return Opened((folder / "out" / "report.xlsx").read_bytes())


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_the_same(tmp_path):
    opened = Opened(workbook(solve(two_committees(**EVERY_RULE))))
    other = recomputed(opened, {}, tmp_path)
    for name in opened.parts:
        values, formulas = opened.sheet(name)
        theirs, _ = other.sheet(name)
        for at in formulas:
            ours = values[at]
            assert theirs[at] == (ours if isinstance(ours, str) else pytest.approx(ours, abs=1e-6)), (
                name,
                at,
            )


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_changes_indexation_with_the_index(tmp_path):
    def read(opened, changes):
        sheets = recomputed(opened, changes, tmp_path)
        return lambda sheet, at: sheets.sheet(sheet)[0][at]

    check_changed(*changed(read))


# ---------------------------------------------------------------------------------------------- settled years


@cache
def settled_answer(name):
    """An answer with settled years: after a follow-up, with every key and a deficit after two, or with given totals."""
    if name == "followed":
        return replan(ROOT / "scenarios" / "exempelkoping-uppfoljning-2025.yaml").result
    if name == "given totals":
        return solve(two_committees(**SETTLED))
    first = solve(EVERY_KEY)
    years = first.scenario.years
    once = solve(settle(first.scenario, as_planned(first.proposal, years[0])))
    with_deficit = as_planned(once.proposal, years[1]).model_copy(update={"deficit": {years[2]: 1.0}})
    return solve(settle(once.scenario, with_deficit))


@pytest.fixture(scope="module", params=["followed", "every key", "given totals"])
def after(request):
    result = settled_answer(request.param)
    return result, Opened(workbook(result))


def column_under(opened, sheet, title, head):
    """The numbers of a column by the name of their row, in the table under a heading."""
    rows = next(t for (under, _), t in every_table(opened, sheet).items() if under.startswith(title))
    return {next(iter(row.values())): row[head] for row in rows if head in row}


def test_what_moves_after_settled_years_is_what_the_page_says(after):
    what_moves(*after)


def test_every_formula_after_settled_years_has_the_value_it_computes(after):
    _, opened = after
    assert formulas_hold(opened) > 0


def test_a_settled_year_is_told_as_such_and_never_as_proposal_or_indexation(after):
    result, opened = after
    told = [text.replace("-\n", "").replace("\n", " ") for text in opened.strings]
    for y in result.figures.settled_years:
        for name in ("Räkneförslag", "Förslag", "Uppräkning", "Osthyvel", "Alla fria ramar"):
            assert not [text for text in told if f"{name} {y}" in text], (name, y)
        for sheet in ("Svaret", "Ramar", "Indata", f"Ramtablå {y}", "Nämndernas resultat", "Verksamheter"):
            assert any(f"Avslutat {y}" in str(v) for row in opened.rows(sheet).values() for v in row.values())
    for sheet in ("Svaret", "Indata"):
        texts = " ".join(str(row.get("A", "")) for row in opened.rows(sheet).values())
        assert all(basis in texts for basis in result.scenario.settled.basis.values())


def test_settled_frames_costs_and_stocks_are_those_of_the_file(after):
    result, opened = after
    f, s, q = result.figures, result.scenario, result.proposal.q
    for y in f.settled_years:
        frames = column_under(opened, f"Ramtablå {y}", f"Avslutat {y}", f"= Avslutat {y}")
        costs = column_under(opened, "Verksamheter", f"Avslutat {y}", f"Avslutat {y}")
        stocks = every_table(opened, "Nämndernas resultat")[f"Avslutat {y}, tkr", "Nämnd"]
        whole = column_under(opened, "Ramar", f"Avslutat {y}", f"Avslutat {y}")
        for c, committee in s.committees.items():
            assert frames[committee.name] == pytest.approx(1000 * s.settled.frames[c][y])
            row = named(stocks)[committee.name]
            assert row[f"= Utgående {y}"] == pytest.approx(1000 * q.balance[c, y], abs=1e-4)
            assert row["Ökat"] == pytest.approx(1000 * q.saved[c, y], abs=1e-4)
            assert row["Minskat"] == pytest.approx(-1000 * q.used[c, y], abs=1e-4)
            assert row["Lämnas tillbaka till kommunen"] == pytest.approx(1000 * q.returned[c, y], abs=1e-4)
        for a, line in f.lines.items():
            assert costs[line.name] == pytest.approx(1000 * s.settled.spend[a][y], abs=1e-4)
        assert whole["Ramutrymme"] == pytest.approx(1000 * q.total[y], abs=0.5001)
        assert whole["Till fullmäktiges förfogande"] == pytest.approx(1000 * q.reserve[y], abs=1.0)


def test_years_after_settled_ones_are_the_tables(after):
    result, opened = after
    f, s = result.figures, result.scenario
    total = next(iter(every_table(opened, "Resultat").values()))
    assert len(total) == len(f.settled_years) + len(result.plans) * len(f.open_years)
    for row in total:
        y, q = int(row["År"]), result.proposal.q
        if row["Plan"] in ("Avslutat", "Räkneförslag"):
            assert (row["Plan"] == "Avslutat") == (y in f.settled_years)
            assert row["= Ramutrymme"] == pytest.approx(1000 * q.total[y], abs=1e-4)
            assert row["= Till KF:s förfogande"] == pytest.approx(1000 * q.reserve[y], abs=1e-4)
    for y in f.open_years:
        bridges = [named(t) for t in every_table(opened, f"Ramtablå {y}").values()]
        stocks = every_table(opened, "Nämndernas resultat")[f"Räkneförslag {y}, tkr", "Nämnd"]
        for plan, rows, head in zip(
            ("indexation", "proposal"), bridges, (f"= Uppräkning {y}", f"= Räkneförslag {y}"), strict=True
        ):
            for c, committee in s.committees.items():
                terms, row = bridge_of(result.plans[plan], c, y), rows[committee.name]
                assert row[head] == pytest.approx(1000 * terms["frame"], abs=1e-4)
                assert next(v for k, v in row.items() if k.endswith(f" {y - 1}")) == pytest.approx(
                    1000 * terms["last_year"], abs=1e-4
                )
                if plan == "indexation":
                    assert row.get("Engångsposter", 0.0) == pytest.approx(1000 * terms["one_off"], abs=1e-4)
                    assert row["Osthyvel till ramutrymmet"] == pytest.approx(
                        1000 * terms["scaling"], abs=1e-4
                    )
        for c, committee in s.committees.items():
            closing = named(stocks)[committee.name][f"= Utgående {y}"]
            assert closing == pytest.approx(1000 * result.proposal.q.balance[c, y], abs=1e-4)
        for a, line in f.lines.items():
            place = row_under(opened, "Verksamheter", f"Verksamheter {y}", line.name, after="Verksamhet")
            spend = opened.sheet("Verksamheter")[0][f"E{place}"]
            assert spend == pytest.approx(1000 * result.plans["indexation"].q.spend[a, y], abs=1e-4)


def test_by_hand_the_settled_frame_is_the_base_without_what_was_for_the_year_alone():
    """school 612 after + 2 for the year: (612 − 2) · 1.03; indexation rolls (600 · 1.03 + 2 − 2) · 1.03."""
    opened = Opened(workbook(settled_answer("given totals")))
    school = named(
        every_table(opened, "Ramtablå 2026")["Räkneförslag 2026: från den avslutade ramen 2025, tkr", "Nämnd"]
    )
    row = next(iter(school.values()))
    assert row["Avslutat 2025"] == pytest.approx(612_000)
    assert row["Engångs, helår, tekniskt"] == pytest.approx(-2_000)
    assert row["Pris och lön"] == pytest.approx(610_000 * 0.03)
    rolled = column_under(opened, "Uppräkning", "Rullade ramar 2026", "= Rullad ram 2026")
    assert next(iter(rolled.values())) == pytest.approx(618_000 * 1.03)
    total = named(every_table(opened, "Resultat")["Ramutrymme, tkr", "Plan"][1:3])["Räkneförslag"]
    assert (total["Givet ramutrymme"], total["Återställs av kommunen"]) == (1_050_291, -1_500)
    assert total["= Ramutrymme"] == pytest.approx(1_048_791)


def changed_facts(result, opened):
    """The same figures with another index, appropriation for good, and restoration; and the cells to type these in."""
    s = result.scenario
    y, last = result.figures.open_years[0], result.figures.settled_years[-1]
    wages = {**s.indexation.index["wages"], y: s.indexation.index["wages"][y] + 0.02}
    good = {**s.settled.permanent, "vard": {last: 4.0}}
    due = {**s.settled.restore, "vard": {**s.settled.restore["vard"], y: 5.0}}
    update = {
        "indexation": s.indexation.model_copy(update={"index": {**s.indexation.index, "wages": wages}}),
        "settled": s.settled.model_copy(update={"permanent": good, "restore": due}),
    }
    name = s.committees["vard"].name
    cells = {
        place_of(opened, "Index för priser", "Löner", str(y)): wages[y],
        place_of(opened, f"Avslutat {last}", name, "Därav anslag\nför gott", headed="Nämnd"): 4_000.0,
        place_of(
            opened, f"Avslutat {last}", name, str(y), headed="Återställs av avslutade års underskott"
        ): 5_000.0,
    }
    return Figures(scenario=s.model_copy(update=update), standing=result.figures), cells


def check_facts(result, figures, opened, at):
    baseline, old = indexation(figures), result.plans["indexation"].q
    moved = 0
    for y in figures.open_years:
        for c, committee in result.scenario.committees.items():
            place = row_under(opened, f"Ramtablå {y}", f"Uppräkning {y}: från", committee.name)
            frame = at(f"Ramtablå {y}", f"J{place}")
            assert frame == pytest.approx(1000 * baseline.frame[c, y], abs=1e-4), (c, y)
            moved += abs(baseline.frame[c, y] - old.frame[c, y]) > 0.01
        for a, line in figures.lines.items():
            place = row_under(opened, "Verksamheter", f"Verksamheter {y}", line.name, after="Verksamhet")
            spend = at("Verksamheter", f"E{place}")
            assert spend == pytest.approx(1000 * baseline.spend[a, y], abs=1e-4), (a, y)
            moved += abs(baseline.spend[a, y] - old.spend[a, y]) > 0.01
    assert moved > 10
    state = next(
        n for n, row in opened.rows("Svaret").items() if str(row.get("A", "")).startswith("Indata är")
    )
    assert at("Svaret", f"A{state}").startswith("INDATA ÄR ÄNDRADE")


def test_changed_facts_change_indexation_after_them_as_the_model_says():
    result = settled_answer("followed")
    opened = Opened(workbook(result))
    figures, cells = changed_facts(result, opened)
    check_facts(result, figures, opened, Computed(opened, cells).at)


def test_every_fact_of_a_settled_year_is_told_when_it_is_changed(after):
    """Each yellow cell of the settled years: the state of the inputs says that they are no longer the solver's."""
    _, opened = after
    rows = opened.rows("Indata")
    begins = min(n for n, row in rows.items() if re.match(r"Avslutat \d", str(row.get("A", ""))))
    headings = ("Poster som inte", "Verksamheternas kostnad")
    ends = min(n for n, row in rows.items() if n > begins and str(row.get("A", "")).startswith(headings))
    facts = [
        f"{k}{n}"
        for n, row in rows.items()
        if begins < n < ends
        for k, v in row.items()
        if k != "A" and isinstance(v, float)
    ]
    assert len(facts) > 8
    assert untold(opened, facts) == []


def untold(opened, inputs):
    """The cells of inputs that may be changed by one without the first sheet saying so."""
    state = next(n for n, row in opened.rows("Svaret").items() if "Indata är" in str(row.get("A", "")))
    computed, found = Computed(opened), []
    for at in inputs:
        computed.known.clear()
        computed.cells["Indata", at] += 1.0
        if not computed.at("Svaret", f"A{state}").startswith("INDATA ÄR ÄNDRADE"):
            found.append(at)
        computed.cells["Indata", at] -= 1.0
    return found


def test_amounts_that_only_the_proposal_rests_on_are_told_when_they_are_changed(answer):
    """Opening balances, fixed and earmarked amounts: indexation does not move with them, the proposal would."""
    result, opened = answer
    rows, inputs, here = opened.rows("Indata"), [], False
    for n, row in rows.items():
        if n - 1 not in rows:  # a table begins
            here = str(row["A"]).startswith(("Ingående resultat", "Fasta belopp", "Öronmärkta belopp"))
        inputs += [f"{k}{n}" for k, v in row.items() if here and isinstance(v, float)]
    f = result.figures
    assert len(inputs) >= len(f.committees) + len(f.earmarked)
    assert untold(opened, inputs) == []


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_changes_indexation_after_a_settled_year(tmp_path):
    result = settled_answer("followed")
    opened = Opened(workbook(result))
    figures, cells = changed_facts(result, opened)
    other, ours = recomputed(opened, cells, tmp_path), Computed(opened, cells)
    theirs = {name: other.sheet(name)[0] for name in opened.parts}
    check_facts(result, figures, opened, lambda sheet, at: theirs[sheet][at])
    for name in opened.parts:
        for at in opened.sheet(name)[1]:
            new = ours.at(name, at)
            assert theirs[name][at] == (new if isinstance(new, str) else pytest.approx(new, abs=1e-6)), (
                name,
                at,
            )


# -------------------------------------------------------------------------------------- marks, pages, what is told


def test_what_the_solver_computed_is_marked_and_no_formula(answer):
    _, opened = answer
    italics = opened.italic_styles()
    marked = {name: opened.styled(name, italics) for name in opened.parts}
    for name in ("Svaret", "Ramar", "Verksamheter", "Målpoäng", "Planer", "Nämndernas resultat"):
        told = " ".join(str(row.get("A", "")) for row in opened.rows(name).values())
        assert "ändras inte när indata ändras" in told, name
    assert len(marked["Ramtablå 2025"]) == len(opened.committees)
    computed = {(name, at) for name in opened.parts for at in opened.sheet(name)[1]}
    pointing = {name for name, cells in marked.items() for at in cells if (name, at) in computed}
    assert pointing <= {"Svaret", "Mål", "Planer"}  # where the solver's cells on other sheets are pointed at


def test_no_page_is_wider_than_ten_columns_and_all_are_a4_on_the_side(answer):
    _, opened = answer
    areas = opened.print_areas()
    for name, part in opened.parts.items():
        xml = opened.archive.read(part).decode()
        assert re.search(r'<pageSetup paperSize="9"[^>]*orientation="landscape"', xml), name
        used = {number(k) for row in opened.rows(name).values() for k in row}
        first, last = areas[name]
        assert first == 0
        assert max(used) <= last < 10, name


def test_the_first_sheet_tells_room_marks_reserves_and_what_is_missing(answer):
    result, opened = answer
    full = Opened(workbook(result, Beside(certainty=certainty(result))))
    rows = full.rows("Svaret")
    told = " ".join(str(v) for row in rows.values() for v in row.values())
    for text in result.scenario.missing:
        assert text.split()[0] in told
    sure = certainty(result)
    words = ("säkert", "inom felmarginalen", "som uppräkning")
    marks = [row["H"] for row in rows.values() if row.get("H") in words]
    expected = [
        "säkert"
        if change.certain
        else "inom felmarginalen"
        if abs(change.difference) > 1e-6
        else "som uppräkning"
        for y in result.figures.years
        for change in (sure.by_place[c, y] for c in result.scenario.committees)
    ]
    assert marks == expected
    assert "inte räknade i den här körningen" in " ".join(
        str(row.get("A", "")) for row in opened.rows("Svaret").values()
    )


@pytest.mark.parametrize(
    "sections",
    [
        {},
        {"frame": {"total": {2025: 1030, 2026: 1060.9}}},
        {
            "evidence_ranges": {"assumption": ["99 %", "101 %"], "by": "Exempel"},
            "goals": {"safety": {"weight": 10}},
            "stability": {"max_decrease": "2 %", "max_increase": "4 %"},
        },
    ],
    ids=["within the margin", "nothing moves", "certain"],
)
def test_the_first_sheet_has_the_finding_of_the_page(sections):
    result = solve(two_committees(**sections))
    sure = certainty(result)
    told = heading(result, Words(result.figures), sure)
    data = workbook(result, Beside(certainty=sure))
    texts = [str(row.get("A", "")) for row in Opened(data).rows("Svaret").values()]
    assert texts[texts.index("Vad det säger") + 1].removesuffix(".") == told.removesuffix(".")


def test_other_views_stand_beside_at_the_same_money():
    document = two_committees(
        parties={"left": {"name": "Vänster", "seats": 3, "weights": {"knowledge": 1, "safety": 3}}},
        weights={"owner": "Exempel"},
    )
    result = solve(document)
    study = views(result)
    opened = Opened(workbook(result, Beside(views=study)))
    tables = every_table(opened, "Andras vikter")
    party = next(view for view in study.views if view.kind == "party")
    for y in result.figures.years:
        rows = named(tables[f"Skillnad mot uppräkning {y} med samma pengar, tkr", "Nämnd"])
        for c, committee in result.scenario.committees.items():
            shown = rows[committee.name]["Vänster"]
            assert shown == pytest.approx(1000 * study.difference(party, c, y), abs=1e-4)
    matrix = named(tables["Allas planer med allas måttstock, tkr om året mot uppräkning", "Plan"])
    value = study.matrix[party.plan.id, party.id]
    assert matrix["Vänster"].get("Vänster") == (
        None if value is None else pytest.approx(1000 * value, abs=1e-4)
    )


def test_reallocated_is_the_smaller_of_increases_and_decreases(answer):
    result, opened = answer
    shown = [
        row["B"] for row in opened.rows("Svaret").values() if row.get("A") == "Omfördelat mellan nämnder"
    ]
    new, old = result.proposal.q.frame, result.plans["indexation"].q.frame
    expected = []
    for y in result.figures.years:
        changes = [new[c, y] - old[c, y] for c in result.figures.committees]
        expected.append(min(sum(d for d in changes if d > 0), sum(-d for d in changes if d < 0)) * 1000)
    assert shown == [pytest.approx(value, abs=1e-4) for value in expected]


def test_provenance_names_run_versions_and_inputs(answer):
    result, opened = answer
    tables = every_table(opened, "Spårbarhet")
    said = {row["Uppgift"]: row.get("Värde") for row in tables["Körningen", "Uppgift"]}
    base = named(tables["Basbeloppen 2024", "Uppgift"])
    for committee in result.scenario.committees.values():
        assert base[committee.name]["Underlag"] == (committee.source or "källa saknas")
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
    "&<>",
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
            assert re.sub(r"[^=@]", "", re.sub(r'"[^"]*"|\'[^\']*\'', "", formula)) == "", formula
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
    assert list(opened.parts)[:4] == ["Answer", "Frames", "Inputs", "Indexation"]
    assert formulas_hold(opened) > 0


def test_tables_have_frozen_heads_and_number_formats(answer):
    _, opened = answer
    for name in opened.parts.keys() - {"Underlag"}:  # has no table where certainty was not computed
        assert b'state="frozen"' in opened.archive.read(opened.parts[name]), name
    styles = opened.archive.read("xl/styles.xml").decode()
    assert "[&gt;=0.5][$-41D]#,##0;[&lt;=-0.5][$-41D]&quot;−&quot;#,##0;[$-41D]#,##0" in styles
    assert r"0.0\ %" in styles


def test_currency_of_the_file_does_not_move_the_decision():
    in_tkr = read(two_committees()).model_copy(update={"currency": "TSEK"})
    a = every_table(Opened(workbook(solve(two_committees()))), "Ramar")
    b = every_table(Opened(workbook(solve(in_tkr))), "Ramar")
    assert a == b


def test_the_first_sheet_has_the_room_of_each_goal_in_its_own_unit():
    result = solve("scenarios/hoor-2025.yaml")
    made = certainty(result)
    opened = CalamineWorkbook.from_filelike(io.BytesIO(workbook(result, Beside(certainty=made))))
    rows = opened.get_sheet_by_index(0).to_python()
    start = next(n for n, row in enumerate(rows) if "Sämst i\nutrymmet" in row)
    worst, best = (rows[start].index(f"{end} i\nutrymmet") for end in ("Sämst", "Bäst"))
    told = {row[0]: row for row in rows[start + 1 :]}
    last = result.figures.years[-1]
    for span in made.goals:
        goal = result.scenario.goals[span.goal]
        if span.year != last:
            continue
        row, i = told[goal.name or span.goal], goal.indicator
        for column, points in ((worst, span.least), (best, span.greatest)):
            right = points if i is None else i.floor + (i.target - i.floor) * points / 100
            assert row[column] == pytest.approx(right, abs=1e-6)
