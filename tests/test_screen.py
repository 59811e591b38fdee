"""The page on a terminal: its sums, its width, its signs, and the whole of it on small scenarios.

Golden files change only by ``UPDATE_GOLDEN=1 pytest tests/test_screen.py``; the difference is the review.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from solver import NoPlanError, read, solve
from solver.program.marginals import Marginal
from solver.report import screen, terminal
from tests.cases import EVERY_RULE, effect, merged, two_committees

GOLDEN = Path(__file__).parent / "golden"
SCENARIOS = Path(__file__).parents[1] / "scenarios"
MINUS = "\u2212"
ADOPTED = {
    "plans": {
        "antagen": {
            "name": "Antagen plan",
            "by": "KF",
            "frames": {"school": {2025: 615, 2026: 630}, "care": {2025: 404.7, 2026: 420.291}},
        }
    }
}
LIMITED = {
    "plans": merged(
        ADOPTED["plans"],
        {"antagen": {"frames": {"audit": {2025: 2, 2026: 2.1}, "board": {2025: 3.4, 2026: 3.5}}}},
    ),
    "frame": {
        "total": {2025: 1050.04, 2026: 1080.03},
        "central": {2025: 90.04, 2026: 91},
        "reserve_min": "0.5 %",
    },
    "stability": {"max_increase": "2 %", "max_decrease": "3 %"},
    "committees": {
        "audit": {"name": "Revisionen", "base": 2.04},
        "board": {"name": "Styrelsen", "base": 3.33},
    },
}
NET = {"committees": {f"n{k}": {"name": f"Nämnd {k}", "base": 1.05 + 0.37 * k} for k in range(9)}}
CASES = {
    "plain": two_committees(**ADOPTED),
    "limited": two_committees(**LIMITED),
    "every_rule": two_committees(**EVERY_RULE),
    "english": two_committees(language="en", **LIMITED),
    "many_small": two_committees(**merged(LIMITED | {"plans": {}}, NET)),
}


@pytest.fixture(scope="module")
def results():
    return {name: solve(document) for name, document in CASES.items()}


def number(text):
    if text in {"–", ""}:
        return None
    return float(text.replace(MINUS, "-").replace("\u202f", "").replace(",", "."))


def frames(page):
    """The first table of a Swedish page: {name: [base, indexed, proposed, difference, per cent]}."""
    lines = page.split("\n")
    rules = [n for n, line in enumerate(lines) if line.startswith("───")]
    body = [*lines[rules[0] + 1 : rules[1]], *lines[rules[1] + 1 :]]
    rows = {}
    for line in body:
        cells = [cell for cell in re.split(r"  +", line.strip()) if cell]
        if len(cells) != 6:
            break
        rows[cells[0]] = [number(cell) for cell in cells[1:]]
    return rows


@pytest.mark.parametrize("name", ["plain", "limited", "every_rule", "many_small"])
@pytest.mark.parametrize("year", [0, 1])
def test_printed_columns_and_rows_add_up(results, name, year):
    page = screen.answer(results[name], every_year=True, width=100)
    page = page.split("Ramar 202")[1 + year]
    rows = frames(page)
    w = results[name].scenario
    committees = [rows[c.name or id_] for id_, c in w.committees.items()]
    whole, reserve, total = (rows[k] for k in ("Summa ramar", "Till fullmäktiges förfogande", "Ramutrymme"))
    for k in range(4):
        assert sum(row[k] for row in committees) == pytest.approx(whole[k], abs=1e-9)
    for k in (1, 2, 3):
        assert whole[k] + reserve[k] == pytest.approx(total[k], abs=1e-9)
    for row in (*committees, whole, reserve, total):
        assert row[2] - row[1] == pytest.approx(row[3], abs=1e-9)
    if "Centralt, utanför ramarna" in rows:
        for k in (1, 2, 3):
            central, together = rows["Centralt, utanför ramarna"][k], rows["Ramutrymme och centralt"][k]
            assert total[k] + central == pytest.approx(together, abs=1e-9)


@pytest.mark.parametrize("name", ["plain", "limited", "many_small"])
def test_printed_amounts_are_near_the_true_ones(results, name):
    result, rows = results[name], frames(screen.answer(results[name], width=100))
    for id_, c in result.scenario.committees.items():
        assert rows[c.name or id_][2] == pytest.approx(result.proposal.q.frame[id_, 2025], abs=0.1)
        assert rows[c.name or id_][1] == pytest.approx(result.plans["indexation"].q.frame[id_, 2025], abs=0.2)
    assert rows["Ramutrymme"][2] == pytest.approx(result.proposal.q.total[2025], abs=0.05)
    if result.scenario.frame.central is not None:
        whole = result.proposal.q.total[2025] + result.scenario.frame.central[2025]
        assert rows["Ramutrymme och centralt"][2] == pytest.approx(whole, abs=0.05)


def test_who_follows_indexation_differs_by_nothing(results):
    rows = frames(screen.answer(results["many_small"], width=100))
    assert {rows[f"Nämnd {k}"][3] for k in range(9)} == {0.0}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("width", [80, 100])
def test_no_line_is_longer_than_the_page(results, name, width):
    page = screen.answer(results[name], every_year=True, width=width)
    assert max(terminal.columns(line) for line in page.split("\n")) <= width


@pytest.mark.parametrize("name", CASES)
def test_signs_and_words(results, name):
    page = screen.answer(results[name], every_year=True, width=100)
    assert not re.search(r"(?<!\w)-\d", page)
    assert f"{MINUS}0,0 " not in page
    assert not re.search(rf"[{MINUS}+]0[.,]0+(?![\d])", page)
    assert not re.search(r"\bbör\b|optimal|None|nan|inf\b", page)
    assert not any(line != line.rstrip() for line in page.split("\n"))


def test_every_section_in_order(results):
    page = screen.answer(results["limited"], width=100)
    headings = [
        "Ramar 2025",
        "Varför",
        "Mål, poäng",
        "Vad en poäng kostar",
        "Gränser som binder",
        "Vad omfördelningen vilar på",
        "Planer och jämförelser",
        "Kontroll",
    ]
    at = [page.index(heading) for heading in headings]
    assert at == sorted(at)
    assert "jämfört med uppräkning samma år" in page
    assert "Arbetsmaterial" in page
    assert "Antagen plan bryter" in page
    assert re.search(r"körning [0-9a-f]{12}\b", page)


def test_later_years_on_request(results):
    assert "Ramar 2026" not in screen.answer(results["plain"], width=100)
    assert "Ramar 2026" in screen.answer(results["plain"], width=100, every_year=True)


def test_a_reserve_of_nothing_is_no_limit(results):
    result = results["plain"]
    bound = Marginal(
        rows=result.families["reserve_min"], index=(2025,), value=0.02, tightened=0.02, down=-1.0, up=1.0
    )
    page = screen.answer(replace(result, marginals=(*result.marginals, bound)), width=100)
    assert "insta reserv" not in page
    assert "Minsta reserv 2025, 0,5 procent av ramutrymmet" in screen.answer(results["limited"], width=100)


def test_bookkeeping_is_not_told(results):
    page = screen.answer(results["every_rule"], width=100)
    assert "förs vidare" not in page


def test_at_most_twelve_limits_are_told():
    names = [f"n{k}" for k in range(14)]
    locked = two_committees(
        committees={c: {"base": 2} for c in names},
        decisions={f"d{k}": {"frame": c, "equals": 2.0 + k / 10, "by": "KF"} for k, c in enumerate(names)},
    )
    result = solve(locked)
    page = screen.answer(result, width=100)
    limits = page[page.index("Gränser som binder") : page.index("Vad omfördelningen")]
    assert limits.count(" målpoäng (") == 12
    binding = [m for m in result.marginals if m.rows.role == "limit" and m.rows.name != "reserve_min"]
    assert f"{len(binding) - 12} till står i tables/marginals.csv." in limits


def test_headings_are_bold_on_request(results):
    bold = screen.answer(results["plain"], width=100, color=True)
    assert "\033[1m" in bold
    assert re.sub(r"\033\[\d+m", "", bold) == screen.answer(results["plain"], width=100)


def test_nothing_moves():
    """The total is what unchanged service costs, and indexation pays just that."""
    page = screen.answer(solve(two_committees(frame={"total": {2025: 1030, 2026: 1060.9}})), width=100)
    assert "Inget flyttas mot uppräkning" in page


def test_a_narrow_terminal_gets_the_narrowest_page(results, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    assert max(map(terminal.columns, screen.answer(results["plain"]).split("\n"))) <= terminal.NARROWEST


def test_no_krona_is_said_to_be_well_placed_where_the_turnover_binds():
    pupils = two_committees(
        stability={"turnover": "2 %"},
        drivers={"elever": {2024: 6000, 2025: 6213, 2026: 6300}},
        activities={"lessons": {"committee": "school", "base": 600, "driver": "elever"}},
        effects={"school": None, "lessons": {"knowledge": effect({"90 %": -20, "100 %": 0, "110 %": 3})}},
    )
    page = screen.answer(solve(pupils), width=100)
    assert "men taket för omfördelning gör det" in page
    assert "inte höjt V" not in page


def test_warnings_stand_at_the_end(results):
    result = results["plain"]
    scenario = result.scenario.model_copy()
    scenario._origin = replace(result.scenario.origin, warnings=("målet X påverkas av ingenting",))
    figures = replace(result.figures, scenario=scenario)
    page = screen.answer(replace(result, scenario=scenario, figures=figures), width=100)
    assert page.index("Varningar") > page.index("Planer och jämförelser")
    assert "målet X påverkas av ingenting" in page


def test_thousands_of_kronor():
    thousands = two_committees(
        currency="TSEK",
        committees={"school": {"base": 600000}, "care": {"base": 400000}},
        frame={"total": {2025: 1019700, 2026: 1050291}},
    )
    page = screen.answer(solve(thousands), width=100)
    assert "Ramar 2025, tkr" in page
    assert frames(page)["Ramutrymme"][2] == 1019700


IMPOSSIBLE = two_committees(
    activities={
        "lessons": {"committee": "school", "base": 600, "floor": "99.5 %", "floor_basis": "Exempel"},
        "homes": {"committee": "care", "base": 400, "floor": "99 %", "floor_basis": "Exempel"},
    },
    effects={
        "school": None,
        "care": None,
        "lessons": {"knowledge": effect({"90 %": -9, "100 %": 0, "110 %": 3})},
        "homes": {"safety": effect({"90 %": -8, "100 %": 0, "110 %": 4})},
    },
)


def no_plan(document, **how):
    scenario = read(document)
    with pytest.raises(NoPlanError) as found:
        solve(scenario)
    return screen.no_plan(scenario, found.value, **how)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_plan_fits_the_page(language):
    page = no_plan({**IMPOSSIBLE, "language": language}, width=80)
    assert max(terminal.columns(line) for line in page.split("\n")) <= 80


def golden(name, text):
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["limited", "english"])
def test_the_whole_page(results, name):
    page = screen.answer(results[name], width=100)
    golden(f"screen_{name}.txt", re.sub(r"(körning|run) [0-9a-f]{12}", r"\1 (id)", _certified(page)))


def _certified(page):
    """Residuals are the machine's: they are left out of what must not change."""
    number = r"(?:0|\d[.,]\d·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    return re.sub(rf"(gap|residual|avvikelse) {number}(?=,| po)", r"\1 (residual)", page)


def test_the_whole_page_without_a_plan():
    golden("screen_no_plan.txt", no_plan(IMPOSSIBLE, width=100))
