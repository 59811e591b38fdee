"""report.html: its numbers are the tables', its sums are right, its text is text, and everybody can read it."""

from __future__ import annotations

import base64
import hashlib
import inspect
import re
import shlex
import shutil
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from importlib import import_module
from itertools import pairwise
from math import log
from pathlib import Path
from typing import get_args

import pytest
from jinja2 import UndefinedError
from ruamel.yaml import YAML

import solver
from scenarios.generate import exempelkoping
from solver import (
    backtest,
    compare,
    curves,
    evaluate,
    explain,
    headroom,
    ladder,
    majorities,
    national,
    packages,
    prices,
    read,
    revealed_weights,
    room,
    solve,
)
from solver.cli.plain import PLAIN
from solver.report import findings
from solver.report.html import blocks, report, sheet
from solver.report.html import page as pages
from solver.report.html.blocks import Section
from solver.report.html.council_costs import reserves
from solver.report.html.documents import document
from solver.report.html.study_page import page as study_page
from solver.report.studies import record_of, text_of
from solver.report.words import Words
from solver.studies.beside import LARGEST, beside
from solver.studies.montecarlo import montecarlo
from solver.studies.sensitivity import sensitivity
from solver.studies.sobol import sobol
from solver.studies.study import Study
from solver.studies.weight_map import weight_map
from solver.studies.worlds import worlds
from tests.browser import CHROMIUM, axe, browsing
from tests.cases import EVERY_RULE, SHIPPED, effect, merged, shipped, two_committees
from tests.commands import command
from tests.panels import drawn_panel, t13
from tests.test_majorities import council
from tests.test_national import land, pair

ROOT = Path(__file__).parents[1]
VOID = {"meta", "img", "br"}
A4 = 680
"""Pixels between the margins of a printed page."""
ON_FIRST, TALL_FIRST = 687, 1065
"""The same of the first page, across and down: 182 mm by 282 mm."""
HOSTILE = "<script>alert('x')</script> & \"q\" {{ 7*7 }} </style>"


class Node:
    """An element of a page, read without any library of the program."""

    def __init__(self, tag, attributes):
        self.tag, self.attributes, self.children = tag, dict(attributes), []

    @property
    def text(self):
        return "".join(c if isinstance(c, str) else c.text for c in self.children)

    def all(self, *tags):
        for c in self.children:
            if not isinstance(c, str):
                if not tags or c.tag in tags:
                    yield c
                yield from c.all(*tags)

    def id(self, name):
        return next(n for n in self.all() if n.attributes.get("id") == name)

    def table(self):
        """The first table in it: cells of every row, the head first; soft hyphens left out."""
        return [
            [cell.text.replace("\u00ad", "") for cell in row.all("th", "td")]
            for row in next(self.all("table")).all("tr")
        ]


class Parsed(HTMLParser):
    def __init__(self, data):
        super().__init__()
        self.root = Node("", {})
        self.open = [self.root]
        self.feed(data.decode())
        self.close()
        assert self.open == [self.root], "an element is not closed"

    def handle_starttag(self, tag, attrs):
        node = Node(tag, attrs)
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag

    def handle_data(self, data):
        self.open[-1].children.append(data)


def parsed(data):
    return Parsed(data).root


def number(text):
    return float(re.sub(r"[\u202f\u00a0 %+]", "", text).replace("\u2212", "-").replace(",", "."))


def again(result):
    """The page as a run leaves it, with the studies beside."""
    return report(result, beside(result))


def rounded_right(shown, exact):
    """A shown amount is its exact value rounded to one decimal, half away from zero."""
    return abs(shown - exact) <= 0.05 + 1e-6


def width(row):
    """How many columns a row of a table takes, spans counted."""
    return sum(int(cell.attributes.get("colspan", 1)) for cell in row.all("th", "td"))


@cache
def looked_at(name):
    """Answer, page and elements of a shipped scenario."""
    result, _, data = shipped(name)
    return result, data, parsed(data)


@pytest.fixture(params=SHIPPED)
def answer(request):
    return looked_at(request.param)


@pytest.fixture
def made(answer):
    """The studies beside it."""
    return next(shipped(name).made for name in SHIPPED if shipped(name).result is answer[0])


@pytest.fixture(scope="module")
def english():
    result = solve(two_committees(language="en", **EVERY_RULE))
    return result, parsed(again(result))


# ---------------------------------------------------------------------------------------------- readable for all


def check_structure(page, language):
    assert next(page.all("html")).attributes["lang"] == language
    assert len(list(page.all("h1"))) == 1
    levels = [int(n.tag[1]) for n in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert all(n.text.strip() for n in page.all("h1", "h2", "h3", "h4", "title", "caption", "th", "summary"))
    tables = list(page.all("table"))
    assert tables
    for table in tables:
        assert len(list(table.all("caption"))) == 1
        scopes = {"col", "colgroup", "row", "rowgroup"}
        assert all(n.attributes.get("scope") in scopes for n in table.all("th"))
        bodies = [row for part in table.all("tbody", "tfoot") for row in part.all("tr")]
        assert len({width(row) for row in (next(table.all("tr")), *bodies)}) == 1, table.text
        assert all(next(row.all("th", "td")).tag == "th" for row in table.all("tr"))
    for image in page.all("img"):
        assert len(image.attributes["alt"]) > 20
        assert image.attributes["src"].startswith("data:image/svg+xml;base64,")
    ids = [n.attributes["id"] for n in page.all() if "id" in n.attributes]
    assert len(ids) == len(set(ids))
    for node in page.all():
        for key in ("aria-labelledby", "aria-describedby"):
            assert set(node.attributes.get(key, "").split()) <= set(ids)
    links = [n.attributes["href"] for n in page.all("a")]
    assert links
    assert all(link[1:] in ids if link.startswith("#") else link.startswith("https://") for link in links)


def test_headings_tables_pictures_and_links_are_in_order(answer):
    result, _, page = answer
    check_structure(page, "sv")
    assert [n.text for n in page.all("h2")].count(next(iter(result.scenario.committees.values())).name) == 1


def test_an_english_report_is_english(english):
    _, page = english
    check_structure(page, "en")
    assert "Computed proposal" in next(page.all("title")).text
    assert not re.search(r"\b(och|mot|räkneförslag|uppräkning)\b", page.text.replace("Exempel", ""))


def test_it_holds_no_script_and_asks_for_nothing(answer):
    _, data, page = answer
    assert not list(page.all("script", "iframe", "object", "embed", "form", "link", "base"))
    for node in page.all():
        assert not any(key.startswith("on") or key in {"style", "srcset"} for key in node.attributes)
    assert not re.search(r'(src|url)\s*[=(]\s*["\']?(https?:|//)', data.decode())
    assert all(n.tag == "a" for n in page.all() if "href" in n.attributes)
    head = [n for n in next(page.all("head")).children if not isinstance(n, str)]
    policy = next(n for n in head if n.attributes.get("http-equiv") == "Content-Security-Policy")
    style = next(n for n in head if n.tag == "style")
    assert head.index(policy) < head.index(style)
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    assert policy.attributes["content"].split("; ") == [
        "default-src 'none'",
        "img-src data:",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_colours_have_contrast():
    for text in ("ink", "quiet", "accent"):
        for ground in ("paper", "shade", "band"):
            assert contrast(pages.COLOURS[text], pages.COLOURS[ground]) >= 4.5
    for drawn in ("rule", "edge", "accent"):
        assert contrast(pages.COLOURS[drawn], pages.COLOURS["paper"]) >= 3


def test_the_style_uses_no_other_colours(answer):
    _, _, page = answer
    used = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", next(page.all("style")).text))
    assert used == set(pages.COLOURS.values())


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")
@pytest.mark.skipif(axe() is None, reason="no axe-core here: npm install axe-core, or set AXE_CORE")
def test_axe_core_finds_no_violation_and_the_policy_stops_nothing(answer, tmp_path):
    _, data, _ = answer
    file = tmp_path / "report.html"
    file.write_bytes(data)
    with browsing(tmp_path / "profile") as browser:
        for width in (360, 1200):
            browser.open(file, width)
            assert [e["params"] for e in browser.events if e.get("method") == "Log.entryAdded"] == []
            sent = [e for e in browser.events if e.get("method") == "Network.requestWillBeSent"]
            asked = {e["params"]["request"]["url"].partition(":")[0] for e in sent}
            assert asked <= {"file", "data"}
            assert browser.run("document.documentElement.scrollWidth <= innerWidth")
            assert browser.run("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
        browser.ask("Emulation.setEmulatedMedia", {"media": "print"})
        browser.open(file, A4)
        assert browser.run("document.documentElement.scrollWidth <= innerWidth")
        browser.ask("Emulation.setEmulatedMedia", {"media": ""})
        browser.open(file)
        browser.run(axe().read_text(encoding="utf-8") + "; 1")
        found = browser.run(
            "axe.run(document).then(r => ({passes: r.passes.length, "
            "violations: r.violations.map(v => [v.id, v.nodes[0].html])}))"
        )
        assert found["violations"] == []
        assert found["passes"] > 30


# ------------------------------------------------------------------------------------------------ numbers are right


def frame_of(result, plan, year):
    table = result.tables["frames"]
    found = table[(table.plan == plan) & (table.year == year) & (table.quantity == "frame")]
    return dict(zip(found.committee, found.value, strict=True))


def test_the_frame_tables_are_the_tables(answer):
    result, _, page = answer
    order = list(result.scenario.committees)
    for y in result.figures.years:
        _, *rows = page.id(f"ramar-{y}").table()
        new, old = frame_of(result, "proposal", y), frame_of(result, "indexation", y)
        for c, row in zip(order, rows, strict=False):
            before, after, moved = map(number, row[2:5])
            assert rounded_right(before, old[c])
            assert rounded_right(after, new[c])
            assert rounded_right(moved, new[c] - old[c])
        sums = rows[len(order)]
        assert rounded_right(number(sums[2]), sum(old.values()))
        assert rounded_right(number(sums[3]), sum(new.values()))


def test_the_bridge_chains_over_the_years(answer):
    result, _, page = answer
    order, before = list(result.scenario.committees), result.figures.base_frame
    for y in result.figures.years:
        head, *rows = page.id(f"brygga-{y}").table()
        end, old, moved = (head.index(n) for n in ("Räkneförslag", "Uppräkning", "Mot uppräkning"))
        new, indexed = frame_of(result, "proposal", y), frame_of(result, "indexation", y)
        for c, row in zip(order, rows, strict=False):
            assert rounded_right(number(row[1]), before[c])
            assert sum(number(cell) for cell in row[1:end]) == pytest.approx(new[c], abs=0.05 * end)
            assert rounded_right(number(row[end]), new[c])
            assert rounded_right(number(row[old]), indexed[c])
            assert rounded_right(number(row[moved]), new[c] - indexed[c])
        before = new


def test_real_change_is_growth_on_the_adjusted_frame_beyond_the_index(answer):
    result, _, page = answer
    before = result.figures.base_frame
    for y in result.figures.years:
        frames = frame_of(result, "proposal", y)
        for c, row in zip(result.scenario.committees, page.id(f"brygga-{y}").table()[1:], strict=False):
            if row[-1] != "–":
                moved = result.scenario.committees[c].adjustments.get(y)
                own = moved if isinstance(moved, tuple) else (() if moved is None else (moved,))
                tasks = sum(a.one_off + a.full_year + a.technical for a in own)
                adjusted = (before[c] + tasks) * (1 + result.figures.index[c, y]) + sum(
                    a.capital for a in own
                )
                assert number(row[-1]) == pytest.approx(100 * (frames[c] / adjusted - 1), abs=0.051)
        before = frames


def test_a_committee_s_page_has_the_same_figures(answer):
    result, _, page = answer
    y = result.figures.years[0]
    spend = result.tables["spend"]
    for k, c in enumerate(result.scenario.committees):
        own = page.id(f"namnd-{c}")
        assert re.search(rf"[0-9a-f]{{12}}, report\.html#namnd-{c}\b", own.text)
        shown = page.id(f"ramar-{y}").table()[1 + k]
        _, *lines = page.id(f"namnd-{c}-brygga").table()
        column = {name: number(cell) for name, cell, *_ in lines if cell != "–"}
        assert column["= räkneförslag"] == number(shown[3])
        _, *parts = page.id(f"namnd-{c}-delar").table()
        column = {name: number(cell) for name, cell, *_ in parts}
        assert column["= räkneförslag"] == number(shown[3])
        assert column["Uppräkning"] == number(shown[2])
        if result.figures.lines_of[c] == (c,):
            continue
        _, *rows = page.id(f"namnd-{c}-verksamheter").table()
        assert [rows[-1][j] for j in (1, 2, 3)] == shown[1:4]
        for a, row in zip(result.figures.lines_of[c], rows, strict=False):
            exact = spend[
                (spend.plan == "proposal")
                & (spend.year == y)
                & (spend.activity == a)
                & (spend.quantity == "spend")
            ].value.iloc[0]
            assert rounded_right(number(row[3]), exact * result.figures.lines[a].shares[c])


def test_goals_are_the_table(answer):
    result, _, page = answer
    _, *rows = page.id("mal").table()
    attainment, y = result.tables["attainment"], result.figures.years[-1]
    for g, row in zip(result.scenario.goals, rows, strict=True):
        for plan, cell in (("indexation", row[-5]), ("proposal", row[-4])):
            exact = attainment[
                (attainment.plan == plan) & (attainment.goal == g) & (attainment.year == y)
            ].value.iloc[0]
            assert number(cell) == pytest.approx(min(exact, 100), abs=0.0051)


def test_a_committee_s_page_tells_the_tables_of_its_own_study(answer):
    """The same parts by the same names, every year; the bridge begins each year where the year before ended."""
    result, _, page = answer
    c = max(result.scenario.committees, key=lambda c: len(result.figures.lines_of[c]))
    study = explain(result.scenario, c)
    text = [line.split("  ") for line in text_of(study, width=160).splitlines()]
    told = {cells[0].strip(): [x.strip() for x in cells[1:] if x.strip()] for cells in text}
    for kind in ("delar", "brygga"):
        _, *rows = page.id(f"namnd-{c}-{kind}").table()
        for name, *cells in rows:
            if not name.startswith(("Förslag mot", "Realt")):
                assert told[name] == cells, name
    for k, y in enumerate(study.years):
        _, *parts = page.id(f"namnd-{c}-delar").table()
        exact = [y.reason.indexation, *y.parts.values()]
        assert sum(exact) == pytest.approx(y.reason.proposal)
        assert sum(number(row[1 + k]) for row in parts[:-1]) == pytest.approx(
            number(parts[-1][1 + k]), abs=0.05 * (len(parts) + 1)
        )
    _, first, *lines = page.id(f"namnd-{c}-brygga").table()
    ends = next(row for row in lines if row[0] == "= räkneförslag")
    assert first[2:] == ends[1:-1]


# ------------------------------------------------------------------------------------------------- the first page


def first_page(page):
    return next(n for n in page.all("div") if n.attributes.get("class") == "first")


def test_the_first_page_has_the_frames_of_every_year_with_their_room(answer, made):
    result, _, page = answer
    sure = made.certainty
    grid = next(t for t in first_page(page).all("table") if "Ramar 2025–2027" in t.text)
    body = [[cell.text for cell in row.all("th", "td")] for row in next(grid.all("tbody")).all("tr")]
    names = {c.name or id_: id_ for id_, c in result.scenario.committees.items()}
    told = [row for row in body if row[0] in names]
    assert told
    for name, base, *cells in told:
        c = names[name]
        assert rounded_right(number(base), result.figures.base_frame[c])
        for k, y in enumerate(result.figures.years):
            change = sure.by_place[c, y]
            old, new, moved, least, most = cells[5 * k : 5 * k + 5]
            assert rounded_right(number(old), change.indexation)
            assert rounded_right(number(new), change.proposal)
            assert rounded_right(number(moved.lstrip("●○")), change.difference)
            assert rounded_right(number(least), change.least - change.indexation)
            assert rounded_right(number(most), change.greatest - change.indexation)
            assert moved.startswith("●") == change.certain
    foot = [[cell.text for cell in row.all("th", "td")] for row in next(grid.all("tfoot")).all("tr")]
    moved = next(row for row in foot if row[0] == "Omfördelat")
    for k, y in enumerate(result.figures.years):
        assert rounded_right(number(moved[4 + 5 * k]), result.reallocated(y))


def test_the_first_page_says_what_is_missing_and_no_points_and_no_v(answer):
    result, _, page = answer
    text = first_page(page).text
    assert all(said in text for said in result.scenario.missing)
    assert "poäng" not in text
    assert not re.search(r"\bV\b", text)
    assert "kommunbudget run" not in text


def test_where_nothing_is_certain_the_first_page_begins_with_what_is_not_known(answer, made):
    _, _, page = answer
    assert made.certainty.nothing
    assert next(page.all("h1")).text == "Underlaget räcker inte för att säga emot uppräkningen"
    captions = [n.text for n in first_page(page).all("caption")]
    assert captions[0].startswith("Kunskap som skulle ändra svaret")
    assert captions[1].startswith("Vad utrymmet rymmer 2027")
    assert captions[2].startswith("Ramar 2025–2027")


def test_where_nothing_is_certain_goals_have_their_room_in_their_own_units(answer, made):
    """An indicator at its floor is 0 points and at its target 100; between them it is on the line."""
    result, _, page = answer
    goals, y = result.scenario.goals, result.figures.years[-1]
    grid = next(t for t in first_page(page).all("table") if "Vad utrymmet rymmer" in t.text)
    told = [[cell.text for cell in row.all("th", "td")] for row in next(grid.all("tbody")).all("tr")]
    assert len(told) == min(len(goals), 8)
    spans = {span.goal: span for span in made.certainty.goals if span.year == y}
    for name, _, *cells in told:
        g = next(
            g
            for g, goal in goals.items()
            if name.startswith(goal.indicator.name if goal.indicator else (goal.name or g))
        )
        span, i = spans[g], goals[g].indicator
        for cell, points in zip(
            cells, (span.indexation, span.proposal, span.least, span.greatest), strict=True
        ):
            right = points if i is None else i.floor + (i.target - i.floor) * points / 100
            decimals = len(cell.partition(",")[2])
            assert abs(number(cell) - right) <= 0.5 * 10**-decimals + 1e-9


def certain():
    """Two committees of which one's effect is far greater than the other's, with hardly any uncertainty.

    Ten points for ten per cent of either's money, and school's money is half as much again as care's; the weight of
    safety is ten times that of knowledge.
    """
    return two_committees(
        evidence_ranges={"assumption": ["99 %", "101 %"], "by": "Exempel"},
        goals={"knowledge": {"weight": 1}, "safety": {"weight": 10}},
        stability={"max_decrease": "2 %", "max_increase": "4 %"},
    )


def test_where_a_change_is_certain_the_heading_and_a_sentence_say_so():
    result = solve(certain())
    made = beside(result)
    sure = {(c.committee, c.difference > 0) for c in made.certainty.changes if c.certain}
    assert ("care", True) in sure
    page = parsed(report(result, made))
    check_structure(page, "sv")
    heading, care = next(page.all("h1")).text, Words(result.figures).committee("care")
    assert re.match(rf"Säkert: .*mer till {care}", heading)
    told = [p.text for p in first_page(page).all("p") if p.text.startswith("● Säkert")]
    assert len(told) == len(sure)
    assert any(text.startswith(f"● Säkert{care} får") for text in told)


def test_where_nothing_moves_and_nothing_is_known_of_effects_the_first_page_says_just_that():
    """The total is what unchanged service costs, and no effect has a range."""
    result = solve(two_committees(frame={"total": {2025: 1030, 2026: 1060.9}}))
    page = parsed(again(result))
    assert next(page.all("h1")).text == "Ingen ram ändras mot uppräkning"
    text = first_page(page).text
    assert "Räkneförslaget ger nämnderna samma ramar 2025–2026 som uppräkning." in text
    assert "Ingen ändring" not in text
    assert "0 dragningar" not in text
    assert "Säker: scenariot säger inte hur osäkra effekterna är, så inget kan kallas säkert." in text


def test_a_limit_that_no_total_makes_up_for_is_not_said_to_cost_nothing():
    """A tenth more money than today: the cap of 4 % leaves 28.8 in the reserve, where no curve has use for it."""
    rich = {
        "frame": {"total": {2025: 1100, 2026: 1140}},
        "stability": {"max_increase": "4 %", "source": "KF § 9"},
    }
    text = first_page(parsed(again(solve(two_committees(**rich))))).text
    assert "ingen gräns kostar" not in text
    assert "väger upp det (KF § 9)" in text


def test_without_studies_the_first_page_names_what_makes_them():
    page = parsed(report(solve(two_committees())))
    check_structure(page, "sv")
    text = first_page(page).text
    for name in ("certainty", "views", "prices", "report(result, beside(result))"):
        assert name in text


def test_the_page_of_the_report_names_its_sections_in_order():
    """docs/report.md, by the headings of a page that has every section."""
    told = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    named = re.findall(r"^- \*\*(.+?)\*\* \(", told, re.MULTILINE)
    _, _, page = looked_at("exempelkoping")
    result = read(ROOT / "scenarios" / "exempelkoping.yaml")
    committees = {c.name or id_ for id_, c in result.committees.items()}
    first = {n.text for n in first_page(page).all("h2")}
    sections = [n.text.replace("\u00ad", "") for n in page.all("h2") if n.text not in first | committees]
    assert [name for name in sections if name != "Innehåll"] == named
    captions = " ".join(n.text for n in first_page(page).all("caption", "figcaption", "h2"))
    leads = re.findall(r"\*([A-ZÅÄÖ][^*]+)\*(?!\*)", told.partition("## The rest")[0])
    known = [lead for lead in leads if lead != "Arbetsmaterial"]
    assert len(known) >= 7
    assert all(" ".join(lead.split()) in captions for lead in known), known


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")
def test_the_first_page_is_one_page_in_print(answer, tmp_path):
    _, data, _ = answer
    file = tmp_path / "report.html"
    file.write_bytes(data)
    with browsing(tmp_path / "profile") as browser:
        browser.ask("Emulation.setEmulatedMedia", {"media": "print"})
        browser.open(file, ON_FIRST)
        tall = browser.run("document.querySelector('.first').getBoundingClientRect().height")
        assert tall <= TALL_FIRST
        assert browser.run("document.documentElement.scrollWidth <= innerWidth")


def test_the_result_is_reconciled_with_the_tables():
    result, _, page = looked_at("exempelkoping")
    _, *rows = page.id("balanskrav").table()
    spend, frame = result.tables["spend"], result.scenario.frame
    for k, y in enumerate(result.figures.years, start=1):
        spent = spend[
            (spend.plan == "proposal") & (spend.year == y) & (spend.quantity == "spend")
        ].value.sum()
        exact = frame.revenue[y] - frame.central[y] - spent
        assert rounded_right(number(rows[3][k]), exact)
        assert f"{y}: uppfyllt, +{rows[5][k]}" in page.id("lagkrav").text
        assert rounded_right(number(rows[5][k]), exact + result.proposal.q.withdrawal[y])


def test_statutory_activities_below_unchanged_service_are_counted():
    result, _, page = looked_at("hoor-2025")
    spend, duty = result.tables["spend"], [a for a, v in result.scenario.activities.items() if v.statutory]
    level = spend[(spend.plan == "proposal") & (spend.quantity == "level") & spend.activity.isin(duty)]
    told = dict(page.id("lagkrav").table())
    for y in result.figures.years:
        of_year = level[level.year == y]
        below = of_year[of_year.value < 0.9995]
        text = told[f"Lagstadgade verksamheter {y}"]
        assert text.startswith(f"{len(of_year) - len(below)} av {len(of_year)} ")
        assert (f"{len(duty) - len(of_year)} med fast belopp" in text) == (len(of_year) < len(duty))
        lowest = result.figures.lines[below.loc[below.value.idxmin()].activity].name
        assert f"lägst: {lowest}" in text
    assert "Prövas inte" in page.id("lagkrav").text


def test_another_form_is_told_first_and_nothing_is_promised_that_it_cannot_answer():
    result = solve(two_committees(objective={"form": "maximin"}))
    page = parsed(again(result))
    first = page.text[: page.text.index("Innehåll")]
    assert "Före den viktade måluppfyllelsen går lägsta måluppfyllelse (formen maximin)." in first
    assert "har inget svar för formen maximin." in first
    assert "Så ser andra det" not in page.text
    assert (
        "Formen maximin. Före V går, med uppräkning inom parentes: lägsta måluppfyllelse"
        in page.id("mal").text
    )
    for command_ in ("certainty", "views", "prices", "kommunbudget weights"):
        assert command_ not in page.text


def test_the_value_of_a_krona_is_told_where_weights_are_krona_neutral():
    """Slopes 60 and 20 of one goal over 600 and 400: w = (60·600 + 20·400)/(60² + 20²) = 11, so 1.10 and 0.55."""
    shared = {
        "school": {"knowledge": effect({"90 %": -6, "100 %": 0, "110 %": 6})},
        "care": {"safety": None, "knowledge": {"shape": "log", "at": "110 %", "points": 20 * log(1.1)}},
    }
    result = solve(two_committees(weights={"rule": "krona_neutral"}, goals={"safety": None}, effects=shared))
    page = parsed(report(result))
    assert page.id("granskning-neutralt").table()[1:] == [
        ["Vårdnämnden", "0,55", "0,55"],
        ["Skolnämnden", "1,10", "1,10"],
    ]
    told = result.figures.curve_error(result.scenario.effects["care"]["knowledge"], "knowledge")
    assert 0 < told < 0.05
    off = Words(result.figures).fine(told)
    assert f"avviker högst {off} poäng från dem" in page.id("granskning-evidens").text


def test_every_kind_of_block_and_piece_is_written():
    for union, template in ((blocks.Block, "blocks.html"), (sheet.Piece, "sheet.html")):
        text = (Path(blocks.__file__).parent / "templates" / template).read_text(encoding="utf-8")
        for kind in get_args(union):
            assert f'.kind == "{kind.kind}"' in text, kind


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"rule": "none", "write_off": True}, ("8,0 mnkr tillbaka", "2024 skrivs av: 3,0 mnkr.")),
        ({"rule": "none"}, ("8,0 mnkr tillbaka",)),
        ({"rule": "carry", "cap_amount": 5}, ("3,0 mnkr tillbaka",)),
        ({"rule": "carry"}, ()),
    ],
)
def test_balances_that_are_not_carried_on_are_told_on_page_and_screen(rule, told):
    """8 saved and a deficit of 3: the rule or the cap takes what is not carried on, and a decision writes off."""
    balances = {"school": {"opening_balance": 8}, "care": {"opening_balance": -3}}
    result = solve(two_committees(committees=balances, carry_over=rule))
    w = Words(result.figures)
    for texts in (reserves(result, w).texts, [*findings.reserves(w, result)]):
        whole = " ".join(texts).replace("\xa0", " ")
        assert all(text in whole for text in told)
        assert whole.count("tillbaka till kommunen") + whole.count("skrivs av") == len(told)


def test_a_withdrawal_from_the_result_reserve_names_its_guideline():
    result, _, page = looked_at("exempelkoping")
    rows = dict(page.id("lagkrav").table())
    year, by = 2026, result.scenario.frame.result_reserve.by
    taken = Words(result.figures).money(result.proposal.q.withdrawal[year])
    assert rows["Uttag ur resultatreserven"] == f"{year}: {taken}; enligt {by}"


def test_nothing_is_said_of_draws_where_none_was_made():
    result = solve(two_committees())
    first = first_page(parsed(again(result))).text
    assert "utan spann kan inget kallas säkert" in first
    assert "0\u00a0dragningar" not in first.replace(" ", "\u00a0")


def test_where_decisions_leave_nothing_open_no_choice_and_no_knowledge_is_spoken_of():
    fixed = {
        "d": {"frame": "school", "equals": {2025: 611.8, 2026: 630.2}, "by": "KF"},
        "e": {"frame": "care", "equals": {2025: 407.9, 2026: 420.0}, "by": "KF"},
    }
    spans = {"assumption": ["50 %", "150 %"], "by": "x"}
    result = solve(two_committees(decisions=fixed, evidence_ranges=spans))
    first = first_page(parsed(again(result))).text
    assert "samma ramar 2025–2026 som uppräkning." in first
    assert "ungefär lika bra, och valet" not in first
    assert "Inget av det som är osäkert omfördelar något 2026 inom sitt spann." in first


def test_knowledge_is_what_is_uncertain_of_effects_where_no_lever_is_declared():
    together = {
        "goal": "safety",
        "members": ["school", "care"],
        "curve": {"90 %": -2, "100 %": 0, "110 %": 1},
        "evidence": "committee",
    }
    spans = {"committee": ["0 %", "200 %"], "assumption": ["0 %", "200 %"], "by": "x"}
    result = solve(two_committees(complements={"both": together}, evidence_ranges=spans))
    assert not result.scenario.levers
    rows = [[cell.text for cell in row.all("th", "td")] for row in parsed(again(result)).all("tr")]
    (row,) = (row for row in rows if row[0].strip().endswith("av samspel → Tryggare äldre"))
    assert row[1].startswith("nämndens egen bedömning, 0")
    assert row[3] == "Vårdnämnden och Skolnämnden"


def test_what_a_committee_saves_is_what_stands_on_its_balance():
    """The total is 30 above need in 2025 and 20.9 below it in 2026; of what is saved 75 % is kept, 20.9 in all."""
    flat = {
        "school": {"knowledge": effect({"80 %": -18, "100 %": 0})},
        "care": {"safety": effect({"80 %": -16, "100 %": 0})},
    }
    result = solve(
        two_committees(
            frame={"total": {2025: 1060, 2026: 1040}},
            effects=flat,
            carry_over={"rule": "carry", "keep_surplus": "75 %"},
        )
    )
    page, saved, q = parsed(report(result)), 0.0, result.proposal.q
    for c in (c for c in result.figures.committees if q.saved[c, 2025] > 0.1):
        opening, put, used, restored, closing = (
            [number(cell) for cell in row[1:]] for row in page.id(f"namnd-{c}-balans").table()[1:]
        )
        saved += put[0]
        assert put[0] == pytest.approx(q.saved[c, 2025], abs=0.051)
        for year in range(2):
            parts = opening[year] + put[year] + used[year] + restored[year]
            assert parts == pytest.approx(closing[year], abs=0.2)
    assert saved == pytest.approx(20.9, abs=0.11)
    told = " ".join(reserves(result, Words(result.figures)).texts)
    for c in ("school", "care"):
        amount = Words(result.figures).money(q.saved[c, 2025])
        assert (f"{amount} av {amount} sparade medel används 2026" in told) == (q.saved[c, 2025] > 0.1)


def test_given_plans_stand_against_both_bases(answer):
    result, _, page = answer
    assert result.scenario.plans
    for id_ in result.scenario.plans:
        section = page.id(f"plan-{id_}")
        assert "mot uppräkning och mot räkneförslaget" in next(section.all("caption")).text
        head, *rows = section.table()
        for k, y in enumerate(result.figures.years):
            assert head[1 + 3 * k : 4 + 3 * k] == [
                f"Plan {y}",
                f"Mot uppräkning {y}",
                f"Mot räkneförslaget {y}",
            ]
            plan, old, new = (frame_of(result, p, y) for p in (id_, "indexation", "proposal"))
            for c, row in zip(result.scenario.committees, rows, strict=False):
                mine, indexed, proposed = map(number, row[1 + 3 * k : 4 + 3 * k])
                assert rounded_right(mine, plan[c])
                assert rounded_right(indexed, plan[c] - old[c])
                assert rounded_right(proposed, plan[c] - new[c])


def test_every_base_amount_and_indicator_has_its_source_and_its_link(answer):
    result, _, page = answer
    bases, indicators, _ = page.id("kallor").all("table")
    s, cells = result.scenario, lambda row: [cell.text.strip() for cell in row.all("th", "td")]
    told = [cells(row) for row in next(bases.all("tbody")).all("tr")]
    own = [*s.committees.values(), *s.activities.values()]
    assert [row[0] for row in told] == [part.name for part in own]
    assert [row[3] for row in told] == [part.source for part in own]
    amounts = [
        *map(result.figures.base_frame.get, s.committees),
        *(part.base for part in s.activities.values()),
    ]
    assert all(rounded_right(number(row[1]), amount) for row, amount in zip(told, amounts, strict=True))
    links = {node.attributes["href"] for node in bases.all("a")}
    assert links == {found for part in own for found in re.findall(r"https://[^ ,;]+", part.source)}
    measured = {goal.indicator.name: goal.indicator.source for goal in s.goals.values() if goal.indicator}
    found = [cells(row) for row in next(indicators.all("tbody")).all("tr")]
    assert {row[0]: row[3] for row in found} == measured


def test_a_block_without_markup_is_an_error():
    @dataclass(frozen=True)
    class Unknown:
        kind = "unknown"

    result, _, _ = looked_at(SHIPPED[0])
    section = Section(id="x", title="x", blocks=(Unknown(),))
    with pytest.raises(UndefinedError, match="kind_without_markup"):
        pages.written(document(Words(result.figures), "x", (), [section]))


def test_a_picture_s_data_is_what_the_table_says(answer):
    result, _, page = answer
    y = result.figures.years[0]
    figure = next(page.id(f"ramar-{y}").all("figure"))
    _, *rows = figure.table()
    _, *frames = page.id(f"ramar-{y}").table()
    assert {r[0]: number(r[-1]) for r in rows if "skillnad mot uppräkning" in r} == {
        f[0]: number(f[4]) for f in frames[: len(result.scenario.committees)]
    }


# ------------------------------------------------------------------------------------------------------ words


def test_it_proposes_and_never_says_what_ought_to_be(answer):
    result, _, page = answer
    assert not re.search(r"\bbör\b|optimal budget|\bshould\b|\bought\b", page.text, re.IGNORECASE)
    owner = result.scenario.weights.owner
    assert owner in first_page(page).text
    for c in result.scenario.committees:
        assert owner in page.id(f"namnd-{c}").text
    for asked in ("Vad utrymmet rymmer", "Vinsten", "Reserver", "Vad det vilar på", "Så ser andra det"):
        assert asked in first_page(page).text


@pytest.mark.parametrize(
    ("number_", "stamp"), [(None, "Arbetsmaterial"), ("KS 2024/1", "Underlag i ärende KS 2024/1")]
)
def test_it_is_stamped(number_, stamp):
    page = parsed(report(solve(two_committees(registry_number=number_))))
    assert stamp in next(n for n in page.all("p") if n.attributes.get("class") == "kick").text
    assert stamp in page.id("namnd-care").text


def hostile():
    named = merged(
        EVERY_RULE,
        {
            "title": HOSTILE,
            "registry_number": HOSTILE,
            "weights": {"owner": HOSTILE},
            "committees": {"school": {"name": HOSTILE}, "care": {"name": "Å" * 300}},
            "activities": {"lessons": {"name": HOSTILE}},
            "goals": {"knowledge": {"name": HOSTILE}, "safety": {"name": "x" * 300}},
            "decisions": {"lock": {"by": HOSTILE}},
            "indexation": {"source": HOSTILE},
        },
    )
    return two_committees(**named)


def test_hostile_names_stay_text():
    data = again(solve(hostile()))
    page = parsed(data)
    check_structure(page, "sv")
    assert not list(page.all("script"))
    assert b"alert('x')" not in data
    assert HOSTILE in first_page(page).text
    assert [n.text for n in page.all("h2")].count(HOSTILE) == 1
    assert HOSTILE not in next(page.all("style")).text
    assert "49" not in next(page.all("h1")).text


def test_the_same_answer_gives_the_same_bytes_wherever_the_file_lies(tmp_path):
    """Of one shipped scenario: size adds nothing here, and test_cli compares two runs of Sjöbo."""
    folder = tmp_path / "elsewhere"
    shutil.copytree(ROOT / "scenarios", folder)
    data = shipped("hoor-2025").page
    assert again(solve(folder / "hoor-2025.yaml")) == data
    assert str(tmp_path).encode() not in data


# ---------------------------------------------------------------------------------------------------- studies

LEVERS = {
    "known": {
        "path": "goals.knowledge.reference",
        "set": [55, 65],
        "distribution": "uniform",
        "source": "assumption",
    },
    "index": {
        "path": "indexation.index",
        "add": ["-1 %", "1 %"],
        "distribution": "uniform",
        "source": "assumption",
    },
}
PLAN = {
    "antagen": {
        "name": "Antagen plan",
        "by": "KF",
        "frames": {"school": {2025: 615, 2026: 630}, "care": {2025: 404.7, 2026: 420.291}},
    }
}


PACKAGES = """\
packages:
  care:
    author: Vårdnämnden
    base: {level: 88 %, points: {safety: -14}}
    steps: [{name: Dagens nivå, to: 100 %, points: {safety: 0}}, {name: Mer, to: 104 %, points: {safety: 3}}]
"""
AREAS = {
    "knowledge": {"area": "Kunskap"},
    "safety": {"area": "Trygghet"},
    "other": {"name": "Annat", "area": "Annat", "weight": 1, "reference": 50},
}


def every_study(scenario, levels):
    """Every study of a scenario, with what the terminal says of it, by the name of its class.

    Args:
        scenario: The scenario.
        levels: The file of a committee's packages.
    """
    country = land(pair())
    weighed = read(two_committees(goals=AREAS))
    indicator = {"id": "had", "present": 8, "floor": 0, "target": 20}
    measured = read(two_committees(goals={"knowledge": {"indicator": indicator, "reference": None}}))
    studies = (
        *(getattr(solver, name)(scenario) for name in PLAIN),
        packages(scenario, levels),
        backtest(measured, drawn_panel(0.5), costs={"had": "cost"}),
        compare(scenario, scenario),
        curves(drawn_panel(0.5), "cost", "had"),
        sensitivity(scenario, "frame.total", "98 %", "102 %"),
        evaluate(scenario, "antagen"),
        explain(scenario, "school"),
        solver.follow_up(ROOT / "scenarios" / "exempelkoping-uppfoljning-2025.yaml"),
        solver.replan(ROOT / "scenarios" / "exempelkoping-uppfoljning-2025.yaml"),
        ladder(scenario, 2025, "-2 %", "1 %"),
        headroom(t13(), "1003", ["cost"], ["had"]),
        majorities(council({"p": (1, 1, 0), "q": (2, 1, 2)}, {"one": ["p"], "other": ["q"]})),
        montecarlo(scenario, 16, 0, workers=1),
        national(country),
        revealed_weights(scenario, "antagen"),
        room(scenario, alternatives=1),
        sobol(scenario, 16, 0, workers=1),
        weight_map(weighed, ("Kunskap", "Trygghet"), 6, workers=1),
        worlds(scenario, draws=6, workers=1),
    )
    return {type(study).__name__: (study, text_of(study, every_year=True)) for study in studies}


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    levels = tmp_path_factory.mktemp("packages") / "packages.yaml"
    levels.write_text(PACKAGES, encoding="utf-8")
    return every_study(read(two_committees(plans=PLAN, levers=LEVERS)), levels)


def studies_of_the_program():
    """Every class of a study."""
    for path in (ROOT / "solver" / "studies").glob("*.py"):
        module = import_module(f"solver.studies.{path.stem}")
        for name, found in vars(module).items():
            own = isinstance(found, type) and found.__module__ == module.__name__
            if own and issubclass(found, Study) and not inspect.isabstract(found):
                yield name, found


def test_every_study_has_a_record_and_is_looked_at_here(asked):
    found = dict(studies_of_the_program())
    assert all(record_of(kind).of is kind for kind in found.values())
    assert set(found) == set(asked)


def test_a_study_s_page_says_what_its_terminal_says(asked):
    for name, (study, text) in asked.items():
        data = study_page(study, "kommunbudget x")
        page = parsed(data)
        check_structure(page, "en" if name == "NationalGrants" else "sv")
        assert study_page(study, "kommunbudget x") == data
        shown = "".join(page.text.split())
        numbers = re.findall(r"[\d\u202f\u2212+]*\d[.,]\d+", text)
        assert len(numbers) > 5
        assert all(number in page.text for number in numbers), name
        for line in text.split("\n"):
            sentence = re.fullmatch(r"\S[^·─]{30,}\.", line)
            assert sentence is None or "".join(line.split()) in shown, (name, line)
        assert "kommunbudget x" in page.id("granskning-igen").text
        assert not list(page.all("script"))
        assert not re.search(r"\bbör\b|optimal budget|\bshould\b", page.text, re.IGNORECASE)


def test_hostile_names_stay_text_in_studies():
    document = hostile() | {
        "plans": merged(
            PLAN,
            {"antagen": {"name": HOSTILE, "frames": {"audit": {2025: 2, 2026: 2.1}, "care": {2025: 405}}}},
        )
    }
    scenario = read(document)
    for study in (evaluate(scenario, "antagen"), explain(scenario, "school"), prices(scenario)):
        data = study_page(study, HOSTILE)
        page = parsed(data)
        check_structure(page, "sv")
        assert not list(page.all("script"))
        assert b"alert('x')" not in data
        assert page.id("granskning-igen").text.count(HOSTILE) == 1


def test_where_there_is_no_plan_the_page_says_why(tmp_path):
    file = tmp_path / "scenarios" / "snäv.yaml"
    file.parent.mkdir()
    with file.open("w", encoding="utf-8") as written:
        YAML().dump(two_committees(stability={"max_decrease": "1 %"}), written)
    done = command("run", file, "--set", "frame.total.2025=900", "--out", "ut", cwd=tmp_path)
    assert done.returncode == 3
    page = parsed((tmp_path / "ut" / "report.html").read_bytes())
    assert "Kraven går inte ihop" in next(page.all("h1")).text
    assert "Krav som krockar" in page.text
    assert str(tmp_path) not in page.text
    again = page.id("granskning-igen").text
    assert "kommunbudget run snäv.yaml --set frame.total.2025=900" in again.replace("'", "")


def test_the_command_line_leaves_the_page_and_its_command(tmp_path):
    file = tmp_path / "exempel.yaml"
    with file.open("w", encoding="utf-8") as written:
        YAML().dump(two_committees(plans=PLAN), written)
    words = ("room", file, "--within", "1 %", "--alternatives", "0")
    done = command(*words, "--out", "ut", "--plots", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = parsed((tmp_path / "ut" / "studies" / "room" / "report.html").read_bytes())
    told = next(page.id("granskning-igen").all("code")).text
    assert told == "kommunbudget room exempel.yaml --within '1 %' --alternatives 0"
    told_again = command(*shlex.split(told)[1:], "--out", "igen", cwd=tmp_path)
    assert told_again.returncode == 0
    first, second = (
        (tmp_path / name / "studies" / "room" / "report.html").read_bytes() for name in ("ut", "igen")
    )
    assert first == second


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")
@pytest.mark.skipif(axe() is None, reason="no axe-core here: npm install axe-core, or set AXE_CORE")
def test_axe_core_finds_no_violation_in_the_pages_of_studies(asked, tmp_path):
    with browsing(tmp_path / "profile") as browser:
        for name, (study, _) in asked.items():
            file = tmp_path / f"{name}.html"
            file.write_bytes(study_page(study, "kommunbudget x"))
            browser.open(file)
            assert [e["params"] for e in browser.events if e.get("method") == "Log.entryAdded"] == []
            browser.run(axe().read_text(encoding="utf-8") + "; 1")
            found = browser.run("axe.run(document).then(r => r.violations.map(v => [v.id, v.nodes[0].html]))")
            assert found == [], name


def test_the_page_asks_what_rules_cost_and_which_weights_a_given_plan_answers_to():
    result, data, _ = looked_at("hoor-2025")
    page = data.decode()
    found = prices(result.scenario)
    dearest = next(price for price in found.entries if price.in_force and price.points)
    assert Words(result.figures).fine(dearest.points, 3) in page
    assert 'id="priser"' in page
    assert 'id="granskning-motsvarar"' in page
    assert "Beslut och gränser som kostar mest" in page


def test_a_large_budget_names_the_commands_instead():
    result = solve(exempelkoping("20x8x4", 1))
    assert len(result.program.columns) > LARGEST
    page = again(result).decode()
    assert "(prices)" in page
    assert 'id="priser"' not in page
