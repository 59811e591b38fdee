"""One fact, one figure: what stands on the screen, the page, in the workbook, plots and studies is written alike.

Every number of a table is taken with its meaning: the quantity, of what, the year, the plan and the unit. A meaning
with two renderings is a fault, wherever they stand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from solver import evaluate, explain, plots, room, views
from solver.report import screen
from solver.report.excel import workbook
from solver.report.studies import text_of
from tests.cases import SHIPPED, always, shipped
from tests.test_report import parsed
from tests.test_workbook import MAIN, Opened

ROOT = Path(__file__).parents[1]

WIDE = 240
"""Columns in which no table is split."""
NOTHING = {"", "–"}
NUMBER = re.compile(r"-?[\d ]*\d(?:,\d+)?")
PROPOSAL, INDEXATION = "Räkneförslag", "Uppräkning"
BUILT_IN = ("Räkneförslag", "Uppräkning", "Uppräkning, egna prioriteringar", "Samma pengar, bästa fördelning")
TOTALS = {"Till fullmäktiges förfogande", "Ramutrymme", "Summa ramar", "Ramutrymme och centralt"}
OWN_VIEW = "egna vikter"
MONEY, POINTS, SHARE, OWN, COUNT = "mnkr", "poäng", "%", "egen enhet", "antal"


def written(text):
    """The number of a cell as it is read: marks, signs of increase and the kind of space do not count."""
    found = re.sub(r"[\u202f\u00a0]", " ", text).replace("\u2212", "-")
    return re.sub(r"[●○+%]|mnkr", "", found).strip()


def half_up(value, decimals):
    """A number rounded half away from zero and written in Swedish; no library of the program rounds it."""
    shown = Decimal(repr(round(float(value), 9))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{shown + 0:,.{decimals}f}".replace(",", " ").replace(".", ",")


class Facts:
    """Renderings of every meaning, and where they stand."""

    def __init__(self):
        self.places = defaultdict(lambda: defaultdict(list))
        self.seen = defaultdict(int)

    def add(self, place, text, *meaning):
        said = written(text)
        if said in NOTHING:
            return
        assert NUMBER.fullmatch(said), (place, text, meaning)
        self.places[meaning][said].append(place)
        self.seen[place.split(":")[0]] += 1

    def differing(self):
        return {meaning: dict(found) for meaning, found in self.places.items() if len(found) > 1}

    def common(self):
        """Meanings that stand in more than one place."""
        return [m for m, found in self.places.items() if sum(map(len, found.values())) > 1]


# -------------------------------------------------------------------------------------------------------- screens


def tables(text):
    """The tables of a screen by their title: the head's lines and the rows, each a name and its cells."""
    title, block = "", []
    for line in [*text.split("\n"), ""]:
        if line.strip():
            block.append(line)
            continue
        rule = next((n for n, at in enumerate(block) if set(at.strip()) == {"─"}), None)
        if rule is not None:
            if rule > 1 and not block[0].startswith(" "):
                title = block[0].strip()
            yield title, block[:rule], rows_of(block[rule + 1 :])
        elif block:
            title = block[0].strip()
        block = []


def rows_of(lines):
    """Rows of a table: a line without numbers goes on with the name before it."""
    rows = []
    for line in lines:
        name, *cells = re.split(r"\s{2,}", line.strip())
        if cells:
            rows.append((name, cells))
        elif rows and set(name) != {"─"}:
            rows[-1] = (f"{rows[-1][0]} {name}", rows[-1][1])
    return rows


class Named:
    """What a row is of, by the names of the scenario."""

    def __init__(self, result):
        s, f = result.scenario, result.figures
        self.years, self.base = f.years, s.base_year
        self.ends = tuple(dict.fromkeys((f.years[0], f.years[-1])))
        self.committees = [c.name or id_ for id_, c in s.committees.items()]
        self.goals = [g.name or id_ for id_, g in s.goals.items()]
        self.measured = {g.name or id_ for id_, g in s.goals.items() if g.indicator is not None}
        self.measure = {
            g.indicator.name: g.name or id_
            for id_, g in s.goals.items()
            if g.indicator is not None and g.indicator.name
        }
        self.plans = {id_: p.name or id_ for id_, p in s.plans.items()}
        self.views = [OWN_VIEW, *(v.name or id_ for of in (s.profiles, s.parties) for id_, v in of.items())]

    def view(self, text):
        """A yardstick, or the plan that is best by it, by whatever name the scenario's own has there."""
        bare = re.sub(r"\s", "", text.replace("-", ""))
        known = {re.sub(r"\s", "", v.replace("-", "")): v for v in self.views}
        own = {"Scenariotsvikter", "Angivnavikter", PROPOSAL, "Förslaget"}
        return OWN_VIEW if bare in own else known.get(bare, text)

    def of(self, text, names):
        """The longest of some names that a row begins with."""
        return max((n for n in names if text.startswith(n)), key=len, default=None)

    def committee(self, text):
        return self.of(text, [*self.committees, *TOTALS])

    def goal(self, text):
        return self.of(text, self.goals)

    def of_measure(self, text):
        return next((g for measure, g in self.measure.items() if text.startswith(measure)), None)

    def unit(self, goal):
        return OWN if goal in self.measured else POINTS


def from_screen(facts, names, text):
    found = list(tables(text))
    assert len(found) > 4
    for title, _, rows in found:
        for name, cells in rows:
            screen_row(facts, names, title, name, cells)


def several(facts, place, cells, *meanings):
    """Take the cells of a row in order; a meaning of None passes one over."""
    for cell, meaning in zip(cells, meanings, strict=False):
        if meaning is not None:
            facts.add(place, cell, *meaning)


def pair(quantity, what, year, unit):
    """Indexation and the proposal, side by side."""
    return (quantity, what, year, INDEXATION, unit), (quantity, what, year, PROPOSAL, unit)


def changed(what, year):
    """A difference from indexation with its room."""
    return [(quantity, what, year, PROPOSAL, MONEY) for quantity in ("difference", "least", "greatest")]


def screen_row(facts, names, title, name, cells):
    place = f"screen:{title[:40]}"
    for pattern, read in SCREEN.items():
        if re.match(pattern, title):
            read(facts, names, place, name, cells)


def screen_frames(facts, names, place, name, cells):
    if (c := names.committee(name)) is not None:
        each = [m for y in names.years for m in pair("frame", c, y, MONEY)]
        several(facts, place, cells, ("frame", c, names.base, "", MONEY), *each)


def screen_changes(facts, names, place, name, cells):
    if name.startswith("Omfördelat"):
        quantity = "reallocated" if "mellan" in name else "moved inside"
        several(facts, place, cells, *((quantity, "", y, PROPOSAL, MONEY) for y in names.years))
    elif (c := names.committee(name)) is not None:
        several(facts, place, cells, *(m for y in names.years for m in changed(c, y)))


def screen_goals(facts, names, place, name, cells):
    g, y = names.goal(name), names.years[-1]
    unit = names.unit(g)
    now, more = ("goal", g, "now", "", unit), ("goal difference", g, y, PROPOSAL, unit)
    several(facts, place, cells, now, *pair("goal", g, y, unit), more)


def screen_goal_room(facts, names, place, name, cells, year=None):  # noqa: PLR0917 - where a row stands
    g, y = names.goal(name), year or names.years[-1]
    unit = names.unit(g)
    several(facts, place, cells, *pair("goal", g, y, unit), *((end, g, y, unit) for end in ("worst", "best")))


def by_grade(facts, names, place, name, cells):
    grade = name.split(" Så långt")[0]
    several(facts, place, cells, *(("moved by grade", grade, y, PROPOSAL, MONEY) for y in names.years))


def prices_of_points(facts, names, place, name, cells):
    if (g := names.goal(name)) is not None:
        several(facts, place, cells, ("weight", g, SHARE), ("price of a point", g, names.base, MONEY))


def screen_plans(facts, names, place, name, cells):
    plan = names.of(name, [*BUILT_IN, *names.plans.values()])
    if plan is not None:
        broken = [("broken", kind, plan, COUNT) for kind in ("adopted", "assumed", "reach")]
        moved, value = ("reallocated", "", names.years[-1], plan, MONEY), ("V", plan, POINTS)
        several(facts, place, cells, moved, *broken, value)


SCREEN = {
    r"Ramar [\d–]+, mnkr$": screen_frames,
    "Skillnad mot uppräkning samma år": screen_changes,
    "Vad pengarna ger": screen_goals,
    "Vad utrymmet rymmer": screen_goal_room,
    "Vad det vilar på$": by_grade,
    "Vad en poäng kostar": prices_of_points,
    "Planer och jämförelser$": screen_plans,
}


def from_studies(facts, names, result, made):
    s = result.scenario
    texts = {"certainty": made.certainty, "prices": made.prices, "room": room(s)}
    texts |= {f"explain {names.committees[n]}": explain(s, c) for n, c in enumerate(s.committees)}
    for id_, plan in names.plans.items():
        texts[f"evaluate {plan}"] = evaluate(s, id_)
    views_of_study(facts, names, text_of(views(s), every_year=True, width=WIDE))
    for study, of in texts.items():
        assert of is not None
        text = text_of(of, every_year=True, width=WIDE)
        from_sentences(facts, f"{study}: sentences", text)
        prices_of_limits(facts, f"{study}: limits", text)
        for title, head, rows in tables(text):
            for name, cells in rows:
                study_row(facts, names, study, title, head, name, cells)


TERMS = {
    "den egna ramen året före": "last year",
    "engångsposter": "one-off",
    "helårseffekter": "full year",
    "tekniska justeringar": "technical",
    "pris och lön": "price",
    "effektiviseringskrav": "requirement",
    "demografi": "demography",
    "kapitalkostnad": "capital",
    "osthyvel till ramutrymmet": "scaling",
    "ändrad skillnad mot uppräkning": "reallocation",
}
PAGE_TERMS = {text[:1].upper() + text[1:]: term for text, term in TERMS.items()} | {
    "Ram året före": "last year",
}
PARTS = {
    "volymer": "volume",
    "oförändrad verksamhet mot uppräkning": "price",
    "återställt underskott": "restore",
    "sparat minus använt": "balance",
    "lämnas tillbaka": "returned",
    "beslut": "decisions",
    "det som inte mäts": "unmeasured",
    "målen, deras vikter och gränserna": "goals",
}


def study_row(facts, names, study, title, head, name, cells):  # noqa: PLR0917 - where a row stands
    kind, _, own = study.partition(" ")
    place, c = f"{kind}:{title[:40]}", names.committee(name)
    year = next(iter(map(int, re.findall(r"\b20\d\d\b", title))), None)
    if kind == "certainty" and title.startswith("Ramar") and c is not None:
        ends = [(f"{end} frame", c, year, PROPOSAL, MONEY) for end in ("least", "greatest")]
        more, holds = ("difference", c, year, PROPOSAL, MONEY), ("holds", c, year, PROPOSAL, SHARE)
        several(facts, place, cells, *pair("frame", c, year, MONEY), more, *ends, holds)
    elif kind == "certainty" and title.startswith("Vad utrymmet rymmer"):
        screen_goal_room(facts, names, place, name, cells, year)
    elif kind == "room" and title.startswith("Ram ") and c is not None:
        several(facts, place, cells, None, ("frame", c, year, PROPOSAL, MONEY))
    elif kind == "prices" and title.startswith(("Vad kraven", "Vad andra sätt")):
        several(facts, place, cells, ("price", name, POINTS), ("price", name, MONEY))
    elif kind == "explain":
        explained(facts, names, (place, own), name, cells)
    elif kind == "evaluate":
        evaluated(facts, names, (place, own, year, " ".join(head)), name, cells)


def views_of_study(facts, names, text):
    """Tables of a view a column, in groups of columns that each begin with their own heads."""
    for title, head, rows in tables(text):
        heads = re.split(r"\s{2,}", head[-1].strip())[1:]
        for name, cells in rows:
            if name in {"Nämnd", "Plan"}:
                heads = cells
            elif title.startswith(("Ramar", "Allas planer")):
                by_view(facts, names, (f"views:{title[:40]}", title, heads), name, cells)


def by_view(facts, names, where, name, cells):
    """A row of what everyone's plan moves, or of everyone's plan by everyone's yardstick."""
    place, title, heads = where
    c, year = names.committee(name), next(iter(years_in(title)), None)
    for head, cell in zip(heads, cells, strict=False):
        view = names.view(head)
        if title.startswith("Allas planer"):
            facts.add(place, cell, "yardstick", names.view(name), view, MONEY)
        elif name == "Omfördelat" and view in names.views:
            facts.add(place, cell, "reallocated by", view, year, MONEY)
        elif c in names.committees and view in names.views:
            facts.add(place, cell, "difference by", view, c, year, MONEY)


def explained(facts, names, where, name, cells):
    place, own = where
    for quantity, known in (("bridge", TERMS), ("part", PARTS)):
        if name in known:
            several(facts, place, cells, *((quantity, known[name], own, y, MONEY) for y in names.years))
    for start, plan in (("= räkneförslag", PROPOSAL), (INDEXATION, INDEXATION)):
        if name.startswith(start):
            several(facts, place, cells, *(("frame", own, y, plan, MONEY) for y in names.years))


def evaluated(facts, names, where, name, cells):
    place, plan, year, head = where
    if place.startswith("evaluate:Ramar") and "Planen" in head and (c := names.committee(name)) is not None:
        base, more = ("frame", c, names.base, "", MONEY), ("difference", c, year, plan, MONEY)
        frames = [("frame", c, year, its, MONEY) for its in (INDEXATION, plan)]
        several(facts, place, cells, base, *frames, more)
    elif place.startswith("evaluate:Mål, poäng") and (g := names.goal(name)) is not None:
        several(facts, place, cells, ("goal", g, "now", "", POINTS))
        for n, y in enumerate(names.ends):
            old, new = pair("goal", g, y, POINTS)
            several(facts, place, cells[1 + 4 * n :], old, ("goal", g, y, plan, POINTS), None, new)


# ----------------------------------------------------------------------------------------------------------- page


def from_page(facts, names, data):
    read = 0
    for table in parsed(data).all("table"):
        caption = " ".join(c.text for c in table.all("caption")).replace("\u00ad", "").strip()
        head, *body = (
            [cell.text.replace("\u00ad", "").strip() for cell in row.all("th", "td")]
            for row in table.all("tr")
        )
        place = f"page:{caption[:40]}"
        for pattern, take in PAGE.items():
            if re.search(pattern, caption) and "Storhet" not in head:
                read += 1
                for name, *cells in body:
                    take(facts, names, (place, caption, head[1:]), name, cells)
        if "Storhet" in head:
            picture_table(facts, names, place, head, body)
    assert read > 10


def years_in(text):
    return [int(y) for y in re.findall(r"\b20\d\d\b", text)]


def first_page_frames(facts, names, where, name, cells):
    if name == "Omfördelat":
        moved = [cell for cell in cells if cell]
        several(facts, where[0], moved, *(("reallocated", "", y, PROPOSAL, MONEY) for y in names.years))
    c = names.committee(name)
    if c is not None and len(cells) > 3 * len(names.years):
        step = (len(cells) - 1) // len(names.years)
        facts.add(where[0], cells[0], "frame", c, names.base, "", MONEY)
        for n, y in enumerate(names.years):
            own = cells[1 + step * n : 1 + step * (n + 1)]
            several(facts, where[0], own, *pair("frame", c, y, MONEY), *changed(c, y))


def frames_of_a_year(facts, names, where, name, cells):
    year, c = years_in(where[1])[0], names.committee(name)
    if c is not None:
        more = [("difference", c, year, PROPOSAL, unit) for unit in (MONEY, SHARE)]
        base = ("frame", c, names.base, "", MONEY)
        several(facts, where[0], cells, base, *pair("frame", c, year, MONEY), *more)


def first_page_goals(facts, names, where, name, cells):
    g, y = names.of_measure(name), names.years[-1]
    if g is not None and len(cells) == 4:
        now, more = ("goal", g, "now", "", OWN), ("goal difference", g, y, PROPOSAL, OWN)
        several(facts, where[0], cells, now, *pair("goal", g, y, OWN), more)


def first_page_goal_room(facts, names, where, name, cells):
    g, y, unit = names.of_measure(name), names.years[-1], OWN
    if g is None:
        g, unit = names.goal(name), POINTS
    now, ends = ("goal", g, "now", "", unit), [(end, g, y, unit) for end in ("worst", "best")]
    several(facts, where[0], cells, now, *pair("goal", g, y, unit), *ends)


def first_page_views(facts, names, where, name, cells):
    by_view(facts, names, (where[0], where[1], where[2]), name, cells)
    y, c = names.years[-1], names.committee(name)
    if name == "Omfördelat":
        facts.add(where[0], cells[0], "reallocated", "", y, PROPOSAL, MONEY)
    elif c is not None:
        facts.add(where[0], cells[0], "difference", c, y, PROPOSAL, MONEY)
        for text, cell in zip(where[2], cells, strict=True):
            if "dragningar" in text:
                facts.add(where[0], cell, "holds", c, y, PROPOSAL, SHARE)


def term_of(text, c, year):
    """The meaning of a term in a committee's bridge to a year."""
    known = {
        PROPOSAL: ("frame", c, year, PROPOSAL, MONEY),
        INDEXATION: ("frame", c, year, INDEXATION, MONEY),
        "Mot uppräkning": ("difference", c, year, PROPOSAL, MONEY),
        "Förslag mot uppräkning, procent": ("difference", c, year, PROPOSAL, SHARE),
    }
    if text in PAGE_TERMS:
        return "bridge", PAGE_TERMS[text], c, year, MONEY
    return ("real", c, year, PROPOSAL, SHARE) if text.startswith("Realt") else known.get(text)


def bridges(facts, names, where, name, cells):
    year, c = years_in(where[1])[-1], names.committee(name)
    if c in names.committees:
        several(facts, where[0], cells, *(term_of(text, c, year) for text in where[2]))


def bridge_of_one(facts, names, where, name, cells):
    c = where[1].split(": Från räkneförslaget")[0]
    if name in TERMS:
        name = name[:1].upper() + name[1:]
    if name.startswith("= räkneförslag"):
        name = PROPOSAL
    several(facts, where[0], cells, *(term_of(name, c, y) for y in names.years))


def parts_of_one(facts, names, where, name, cells):
    explained(facts, names, (where[0], where[1].split(": Från uppräkning")[0]), name, cells)


def activities_of_one(facts, names, where, name, cells):
    c, year = where[1].split(": vägledande")[0], years_in(where[1])[-1]
    if "%)" in name or name in {"Till balanskontot", "Ram"}:
        return  # a joint programme stands in several committees' accounts, each with its share
    a = (c, name.removesuffix(" (lagstadgad)"))
    more = [("activity difference", a, year, PROPOSAL, MONEY), ("level", a, year, PROPOSAL, SHARE)]
    several(
        facts,
        where[0],
        cells,
        ("activity", a, names.base, "", MONEY),
        *pair("activity", a, year, MONEY),
        *more,
    )


def balance_of_one(facts, names, where, name, cells):
    c = where[1].split(": balanskonto")[0]
    several(facts, where[0], cells, *(("balance", BALANCE[name], c, y, MONEY) for y in names.years))


def goals_in_points(facts, names, where, name, cells):
    g = names.goal(name)
    facts.add(where[0], cells[0], "goal", g, "now", "", POINTS)
    for n, y in enumerate(names.ends):
        more = ("goal difference", g, y, PROPOSAL, POINTS)
        several(facts, where[0], cells[1 + 3 * n :], *pair("goal", g, y, POINTS), more)


def indicators(facts, names, where, name, cells):
    g = names.of_measure(name)
    several(facts, where[0], cells[1:], ("goal", g, "now", "", OWN), *pair("goal", g, names.years[-1], OWN))


def page_plans(facts, names, where, name, cells):
    y = names.years[-1]
    for text, cell in zip(where[2], cells, strict=True):
        if text.startswith("Omfördelat"):
            facts.add(where[0], cell, "reallocated", "", y, name, MONEY)
        elif text.startswith("Ramutrymme"):
            facts.add(where[0], cell, "frame", "Ramutrymme", y, name, MONEY)
        elif text.startswith("Mot uppräkning med samma pengar"):
            facts.add(where[0], cell, "yardstick", names.view(name), OWN_VIEW, MONEY)
        elif text in BROKEN:
            facts.add(where[0], cell, "broken", BROKEN[text], name, COUNT)


def by_view_on_page(facts, names, where, name, cells):
    by_view(facts, names, (where[0], where[1], where[2]), name, cells)


def given_plan(facts, names, where, name, cells):
    plan, c = where[1].split(": ramar, mnkr")[0], names.committee(name)
    for text, cell in zip(where[2], cells, strict=True):
        quantity = {"Plan": "frame", "Mot uppräkning": "difference"}.get(text[:-5])
        if quantity:
            facts.add(where[0], cell, quantity, c, int(text[-4:]), plan, MONEY)


PAGE = {
    r"^Ramar [\d–]+ mot uppräkning samma år": first_page_frames,
    r"^Ramar 20\d\d, mnkr, jämfört": frames_of_a_year,
    "^Vad pengarna ger": first_page_goals,
    "^Så ser andra det": first_page_views,
    "^Från (årets|förslagets) ram": bridges,
    ": Från räkneförslaget året före till årets, mnkr$": bridge_of_one,
    ": Från uppräkning till räkneförslag samma år, mnkr$": parts_of_one,
    "^Vad utrymmet rymmer": first_page_goal_room,
    r": vägledande fördelning 20\d\d, mnkr$": activities_of_one,
    ": balanskonto, mnkr$": balance_of_one,
    "^Allas planer med allas måttstock": by_view_on_page,
    "[Mm]ål, poäng 0–100$": goals_in_points,
    ": indikatorer$": indicators,
    "^Vad en poäng kostar": lambda f, n, where, name, cells: prices_of_points(f, n, where[0], name, cells),
    "^Angivna vikter$": lambda f, n, where, name, cells: (
        f.add(where[0], cells[-1], "weight", n.goal(name), SHARE) if n.goal(name) else None
    ),
    "^Vad (kraven kostar|andra sätt att arbeta kostar)$": lambda f, _n, where, name, cells: several(
        f, where[0], cells, ("price", name, POINTS), ("price", name, MONEY)
    ),
    "^I hur många av": lambda f, n, where, name, cells: several(
        f, where[0], cells, *(("holds", n.committee(name), y, PROPOSAL, SHARE) for y in n.years)
    ),
    "^Så långt flyttas ramarna om": lambda f, n, where, name, cells: by_grade(f, n, where[0], name, cells),
    "^Planer och jämförelser": page_plans,
    "^Bindande krav": lambda f, _n, where, name, cells: price_of_a_limit(
        f, where[0], limit_of(name), " ".join(cells)
    ),
    ": ramar, mnkr, mot uppräkning och mot": given_plan,
}
BROKEN = {
    "Bryter antagna regler": "adopted",
    "Bryter författarens antaganden": "assumed",
    "Utanför kurvornas räckvidd": "reach",
    "Antagna\nregler": "adopted",
    "Scenariots\nantaganden": "assumed",
    "Kurvornas\nräckvidd": "reach",
}
BALANCE = {
    "Ingående balans": "opening",
    "Återställt underskott": "restore",
    "Sparas": "saved",
    "Används": "used",
    "Utgående balans": "closing",
}
OF_PICTURES = {
    "skillnad mot uppräkning": ("difference", PROPOSAL),
    "utrymme, minst": ("least", PROPOSAL),
    "utrymme, mest": ("greatest", PROPOSAL),
    "uppräkning": ("goal", INDEXATION),
    "förslag": ("goal", PROPOSAL),
    "nu": ("goal", ""),
}


def picture_table(facts, names, place, head, body):
    for cells in body:
        row = dict(zip(head, cells, strict=True))
        quantity, year = row["Storhet"], int(row["År"]) if row.get("År", "").isdigit() else ""
        if row.get("Nämnd") in names.committees and row.get("Enhet") == "mnkr":
            if quantity == "ram" and "Plan" in row:
                facts.add(place, row["Värde"], "frame", row["Nämnd"], year, row["Plan"], MONEY)
            elif quantity in OF_PICTURES:
                what, plan = OF_PICTURES[quantity]
                facts.add(place, row["Värde"], what, row["Nämnd"], year, plan, MONEY)
        elif row.get("Mål") in names.goals and quantity in OF_PICTURES:
            what, plan = OF_PICTURES[quantity]
            year = "now" if quantity == "nu" else year
            facts.add(place, row["Värde"], what, row["Mål"], year, plan, POINTS)
            if row["Mål"] in names.measured:
                facts.add(place, row["I egen enhet"], what, row["Mål"], year, plan, OWN)


# ------------------------------------------------------------------------------------------------------ sentences


AMOUNT = r"(\d[\d ,]*) mnkr"
SAYS = {
    rf"räkneförslaget omfördelar {AMOUNT} (20\d\d)": lambda amount, year: (
        amount,
        "reallocated",
        "",
        int(year),
    ),
    rf"(20\d\d) flyttas {AMOUNT} mellan verksamheter": lambda year, amount: (
        amount,
        "moved inside",
        "",
        int(year),
    ),
}
INSIDE = re.compile(rf"Inom nämnderna flyttas ((?:(?:, | och )?{AMOUNT} 20\d\d)+)")
GAIN = re.compile(rf"hade gett med {AMOUNT} mer om året")


PRICE = re.compile(
    r"1 mnkr mer ger ([+−-]?[\d ]*\d(?:,\d+)?) målpoäng"
    r"(?: \(gäller för ([+−-]?[\d ]*\d(?:,\d+)?) till ([+−-]?[\d ]*\d(?:,\d+)?) mnkr\))?"
)


def limit_of(text):
    """A limit by its words and its year, without its amount."""
    plain = re.sub(r"\s+", " ", text.replace("\u00ad", ""))
    return re.match(r".*?\b20\d\d\b", plain)[0].strip()


def price_of_a_limit(facts, place, limit, sentence):
    """What a limit is worth and how far, in the sentence that stands by its name."""
    said = PRICE.search(re.sub(r"\s+", " ", sentence.replace("\u00ad", "")))
    if said is None:
        return
    for quantity, text in zip(("price of a limit", "from", "to"), said.groups(), strict=True):
        if text is not None:
            facts.add(place, text, quantity, limit, len(text.partition(",")[2]))


def prices_of_limits(facts, place, text):
    """Prices of limits in the lines of a screen: the limit stands in the line before or before a colon."""
    lines = text.split("\n")
    for before, line in pairwise(lines):
        if "1 mnkr mer ger" in line:
            start = line.split("1 mnkr mer ger")[0].strip()
            name = start if re.search(r"20\d\d", start) else before.strip()
            price_of_a_limit(facts, place, limit_of(name), line)


def from_sentences(facts, place, text):
    """What sentences say of what is moved and gained, by the meanings that tables give it."""
    said = re.sub(r"\s+", " ", text.replace("\u00ad", ""))
    for pattern, of in SAYS.items():
        for found in re.findall(pattern, said):
            amount, *meaning = of(*found)
            facts.add(place, amount, *meaning, PROPOSAL, MONEY)
    for found in INSIDE.finditer(said):
        for amount, year in re.findall(rf"{AMOUNT} (20\d\d)", found[1]):
            facts.add(place, amount, "moved inside", "", int(year), PROPOSAL, MONEY)
    for amount in GAIN.findall(said):
        facts.add(place, amount, "gain", MONEY)


# ---------------------------------------------------------------------------------------------------------- plots


def from_plots(facts, names, result, made):
    """The rows that pictures are drawn from, rounded as their labels are."""
    s, pictures = result.scenario, plots(result, None, made.certainty)
    committee = {id_: c.name or id_ for id_, c in s.committees.items()}
    goal = {id_: g.name or id_ for id_, g in s.goals.items()}
    plan = {"proposal": PROPOSAL, "indexation": INDEXATION, **names.plans}
    for row in pictures["changes"].rows:
        if row["quantity"] in {"difference", "least", "greatest"}:
            text = half_up(row["value"], 1)
            facts.add(
                "plot:changes",
                text,
                row["quantity"],
                committee[row["committee"]],
                row["year"],
                PROPOSAL,
                MONEY,
            )
    for row in pictures["frames"].rows:
        if row["plan"] in plan and row["quantity"] == "frame":
            where = committee[row["committee"]], row["year"], plan[row["plan"]]
            facts.add("plot:frames", half_up(row["value"], 1), "frame", *where, MONEY)
    for row in pictures["goals"].rows:
        if row["quantity"] in {"indexation", "proposal"}:
            where = goal[row["goal"]], row["year"], plan[row["quantity"]]
            facts.add("plot:goals", half_up(row["value"], 2), "goal", *where, POINTS)
    panels = [[t.get_text() for t in axes.texts] for axes in pictures["goals"].figure.axes]
    arrows = next(texts for texts in panels if any("→" in text for text in texts))
    check_arrows(facts, names, goal, pictures["goals"].rows, arrows)


def check_arrows(facts, names, goal, rows, texts):
    """Arrows of the goals' picture, in the goals' own order."""
    moved = {
        g: abs(
            sum(
                r["value"] * {"proposal": 1, "indexation": -1}.get(r["quantity"], 0)
                for r in rows
                if r["goal"] == g
            )
        )
        for g in dict.fromkeys(r["goal"] for r in rows)
    }
    most = set(sorted(moved, key=lambda g: -moved[g])[: len(texts)])
    year = rows[0]["year"]
    for g, text in zip([g for g in moved if g in most], texts, strict=True):
        found = re.findall(r"-?[\d ]*\d(?:,\d+)?(?= →|\s|$)", written(text.split("→")[0]))
        facts.add("plot:goals arrows", found[0], "goal", goal[g], year, INDEXATION, names.unit(goal[g]))
        if "→" in text:
            after = re.match(r"-?[\d ]*\d(?:,\d+)?", written(text.split("→")[1]))
            facts.add("plot:goals arrows", after[0], "goal", goal[g], year, PROPOSAL, names.unit(goal[g]))


# ------------------------------------------------------------------------------------------------------- workbook


class Shown(Opened):
    """A workbook whose cells are read as their number formats show them."""

    def __init__(self, data):
        super().__init__(data)
        styles = ET.fromstring(self.archive.read("xl/styles.xml"))
        codes = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(f"{MAIN}numFmt")}
        self.codes = [codes.get(xf.get("numFmtId"), "General") for xf in styles.find(f"{MAIN}cellXfs")]

    def cells(self, name):
        """Rows of (value, what is shown): text as it is, numbers rounded by their format."""
        values, _ = self.sheet(name)
        rows = defaultdict(dict)
        for c in ET.fromstring(self.archive.read(self.parts[name])).iter(f"{MAIN}c"):
            at = c.get("r")
            if at in values:
                column, row = re.fullmatch(r"([A-Z]+)(\d+)", at).groups()
                rows[int(row)][column] = (values[at], self.shown(values[at], int(c.get("s", 0))))
        return [rows[n] for n in sorted(rows)]

    def shown(self, value, style):
        code = self.codes[style]
        if isinstance(value, str):
            return value
        section = code.split(";")[0]
        if code == "General":
            return f"{value:g}".replace(".", ",").replace("-", "-")
        decimals = len(re.search(r"0(?:\.(0+))?", re.sub(r"\[[^\]]*\]", "", section))[1] or "")
        return half_up(value * (100 if "%" in section else 1), decimals)


def from_workbook(facts, names, data):
    """Take the sheets, and return exact amounts in tkr by their meaning."""
    exact = {}
    book = Shown(data)
    for sheet in ("Svaret", "Planer", "Mål", "Målpoäng", "Brutna krav", *SHEETS_OF):
        for title, by in rows_of_sheet(book, sheet):
            workbook_row(facts, names, sheet, title, by, exact)
    for year in names.years:
        for title, by in rows_of_sheet(book, f"Ramtablå {year}"):
            where = f"workbook:Ramtablå {year}", title, year
            bridges_of_sheet(facts, names, where, next(iter(by.values()))[0], by)
    assert len(exact) > len(names.committees) * len(names.years)
    return exact


def rows_of_sheet(book, sheet):
    """Rows of the tables of a sheet, by their headings, under the title that stands above."""
    title, head = "", {}
    for row in book.cells(sheet):
        first = row.get("A", ("", ""))[0]
        if len(row) == 1 and "A" in row:
            title, head = first, {}
        elif first in {"Nämnd", "Mål", "Plan", "Verksamhet", "Gräns som binder"} and all(
            isinstance(v, str) for v, _ in row.values()
        ):
            head = {letter: text for letter, (text, _) in row.items()}
        elif head and first:
            yield title, {text: row[letter] for letter, text in head.items() if letter in row}


def activities_of_sheet(facts, names, where, name, by):
    place, _, year = where
    if "Nämnd" not in by or year is None:
        return
    a = (by["Nämnd"][0], name.removesuffix(" (lagstadgad)"))
    amounts = {f"{plan}\n{year}": ("activity", a, year, plan) for plan in (INDEXATION, PROPOSAL)}
    amounts[f"Kostnad\n{names.base}"] = ("activity", a, names.base, "")
    amounts["Mot\nuppräkning"] = ("activity difference", a, year, PROPOSAL)
    in_tkr(facts, place, by, amounts)
    if "Nivå i\nförslag" in by:
        facts.add(place, by["Nivå i\nförslag"][1], "level", a, year, PROPOSAL, SHARE)


def balances_of_sheet(facts, names, where, name, by):
    if name not in names.committees:
        return
    year = next(iter(years_in(" ".join(by))))
    heads = {f"Ingående\n{year}": "opening", "Återställs": "restore", "Sparas": "saved", "Används": "used"}
    heads[f"= Utgående\n{year}"] = "closing"
    in_tkr(facts, where[0], by, {text: ("balance", told, name, year) for text, told in heads.items()})


def views_of_sheet(facts, names, where, name, by):
    place, title, _ = where
    heads = [text for text in by if text not in {"Nämnd", "Plan"}]
    by_view(facts, names, (place, title, heads), name, [half_up(by[text][0] / 1000, 1) for text in heads])


def bridges_of_sheet(facts, names, where, name, by):
    """The bridge of the proposal, whose terms other places tell one by one, and both frames that bridges end in."""
    place, title, _ = where
    if name not in names.committees or "mot uppräkning" in title:
        return
    own, year = title.startswith(PROPOSAL), years_in(title)[0]
    ends = {f"= Räkne-\nförslag {year}": PROPOSAL, f"= Uppräkning\n{year}": INDEXATION}
    amounts = {text: ("frame", name, year, plan) for text, plan in ends.items()}
    if own:
        amounts |= {text: ("bridge", told, name, year) for text, told in ONE_BY_ONE.items()}
        amounts[f"Räkneförslag\n{year - 1}"] = ("bridge", "last year", name, year)
    in_tkr(facts, place, by, amounts)
    if own and "Realt mot\nindex" in by:
        facts.add(place, by["Realt mot\nindex"][1], "real", name, year, PROPOSAL, SHARE)


ONE_BY_ONE = {
    "Pris och\nlön": "price",
    "Effektivi-\nseringskrav": "requirement",
    "Demografi": "demography",
    "Kapital-\nkostnad": "capital",
}


def limits_of_sheet(facts, _names, where, name, by):
    if "Gräns som binder" not in by:
        return
    told = {"Värdet av\nlättnad": "price of a limit", "Gäller\nfrån": "from", "Gäller\ntill": "to"}
    for text in told.keys() & by.keys():
        for decimals in range(5):  # sentences have as many as tell the figure from nothing
            facts.add(where[0], half_up(by[text][0], decimals), told[text], limit_of(name), decimals)


SHEETS_OF = {
    "Gränser": limits_of_sheet,
    "Verksamheter": activities_of_sheet,
    "Nämndernas resultat": balances_of_sheet,
    "Andras vikter": views_of_sheet,
}


def workbook_row(facts, names, sheet, title, by, exact):  # noqa: PLR0917 - where a row stands
    place, name = f"workbook:{sheet}", next(iter(by.values()))[0]
    year = next(iter(years_in(title) or [int(t[-4:]) for t in by if t.startswith("Uppräkning\n20")]), None)
    if sheet in SHEETS_OF:
        SHEETS_OF[sheet](facts, names, (place, title, year), name, by)
        return
    c, g = names.committee(name), names.goal(name)
    plans = {PROPOSAL, INDEXATION, *names.plans.values()}
    if sheet in {"Svaret", "Planer"} and title.startswith("Ramar 20") and c is not None:
        known = {text: ("frame", c, year, text.split("\n")[0]) for text in by if text.split("\n")[0] in plans}
        quantities = zip(
            ("Mot\nuppräkning", "Skillnad\nminst", "Skillnad\nmest"), changed(c, year), strict=True
        )
        for text, meaning in (known | {text: m[:-1] for text, m in quantities}).items():
            if text in by:
                value, shown = by[text]
                exact[meaning] = value
                facts.add(place, shown, *meaning, "tkr")
                facts.add(place, half_up(value / 1000, 1), *meaning, MONEY)
        if abs(exact.get(("difference", c, year, PROPOSAL), 0)) >= 50 and "Riktningen\nhåller i" in by:
            facts.add(place, by["Riktningen\nhåller i"][1], "holds", c, year, PROPOSAL, SHARE)
    elif sheet in {"Mål", "Målpoäng"} and g is not None and f"Uppräkning\n{year}" in by:
        unit = OWN if sheet == "Mål" else POINTS
        more = ("goal difference", g, year, PROPOSAL, unit)
        meanings = (("goal", g, "now", "", unit), *pair("goal", g, year, unit), more)
        heads = ("Nu", f"Uppräkning\n{year}", f"Räkneförslag\n{year}", "Mot\nuppräkning")
        several(facts, place, [by[text][1] for text in heads], *meanings)
    elif "V\npoäng" in by:
        facts.add(place, by["V\npoäng"][1], "V", name, POINTS)
    elif sheet == "Brutna krav":
        for text in BROKEN.keys() & by.keys():
            facts.add(place, by[text][1], "broken", BROKEN[text], name, COUNT)


def in_tkr(facts, place, by, meanings):
    """Take amounts in tkr, as they are shown and as they would be in mnkr."""
    for text, meaning in meanings.items():
        if text in by and not isinstance(by[text][0], str):
            facts.add(place, by[text][1], *meaning, "tkr")
            facts.add(place, half_up(by[text][0] / 1000, 1), *meaning, MONEY)


def decided(names, data, exact):
    """How many frames of the decision are less than one tkr from the exact ones; it adds up in whole tkr."""
    found = 0
    for title, by in rows_of_sheet(Shown(data), "Ramar"):
        name = next(iter(by.values()))[0]
        for text, (value, _) in by.items():
            meaning = ("frame", name, next(iter(years_in(title)), None), text.split("\n")[0])
            if name in names.committees and meaning in exact:
                assert abs(value - exact[meaning]) < 1, meaning
                found += 1
    return found


# -------------------------------------------------------------------------------------------------------- the test


@pytest.mark.parametrize("scenario", always(SHIPPED, 0))
def test_one_fact_has_one_figure(scenario):
    result, made, page = shipped(scenario)
    names, facts = Named(result), Facts()
    data = workbook(result, made)
    shown = screen.answer(result, beside=made, width=WIDE)
    from_screen(facts, names, shown)
    from_page(facts, names, page)
    from_sentences(facts, "screen: sentences", shown)
    prices_of_limits(facts, "screen: limits", shown)
    from_sentences(facts, "page: sentences", parsed(page).text)
    for picture in parsed(page).all("img"):
        from_sentences(facts, "page: alt texts", picture.attributes["alt"])
    exact = from_workbook(facts, names, data)
    from_plots(facts, names, result, made)
    from_studies(facts, names, result, made)
    assert set(facts.seen) >= {
        "screen",
        "page",
        "workbook",
        "plot",
        "certainty",
        "explain",
        "prices",
        "room",
        "views",
    }
    assert len(facts.common()) > 100
    assert facts.differing() == {}
    assert {m[0] for m in facts.common()} >= {
        "reallocated",
        "activity",
        "yardstick",
        "bridge",
        "real",
        "price of a limit",
        "from",
    }
    assert decided(names, data, exact) >= 2 * len(names.years)
