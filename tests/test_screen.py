"""The page on a terminal: its figures, its width, its signs, and the whole of it on small scenarios.

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
from solver.report.html import council_costs
from solver.report.plots.goals import goals_rows
from solver.report.words import Words, rounded
from solver.studies.beside import Beside
from solver.studies.certainty import Certainty, Change, certainty
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
    """The first table of a Swedish page of two plan years: {name: [base, indexed, proposed, indexed, proposed]}."""
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
def test_every_frame_and_every_sum_is_its_exact_value_rounded(results, name):
    result, rows = results[name], frames(screen.answer(results[name], width=100))
    old, new = result.plans["indexation"].q, result.proposal.q
    committees = result.scenario.committees
    for id_, c in committees.items():
        exact = [result.figures.base_frame[id_], *(q.frame[id_, y] for y in (2025, 2026) for q in (old, new))]
        assert rows[c.name or id_] == [rounded(v, 1) for v in exact]
    exact = [sum(q.frame[c, y] for c in committees) for y in (2025, 2026) for q in (old, new)]
    assert rows["Summa ramar"][1:] == [rounded(v, 1) for v in exact]
    exact = [q.total[y] for y in (2025, 2026) for q in (old, new)]
    assert rows["Ramutrymme"][1:] == [rounded(v, 1) for v in exact]
    if result.scenario.frame.central is not None and result.scenario.frame.revenue is None:
        central = result.scenario.frame.central
        exact = [q.total[y] + central[y] for y in (2025, 2026) for q in (old, new)]
        assert rows["Ramutrymme och centralt"][1:] == [rounded(v, 1) for v in exact]


def test_the_note_on_sums_stands_under_the_frames(results):
    page = screen.answer(results["plain"], width=100)
    assert page.index("Summa ramar") < page.index("Avrundat; summor kan avvika i sista siffran.")


def changes(page):
    """The table of differences on a Swedish page of two plan years, with room: {name: cells}."""
    part = page[page.index("Skillnad mot uppräkning samma år") :].split("───\n")[1]
    return {
        cells[0]: cells[1:] for line in part.split("\n") if len(cells := re.split(r"  +", line.strip())) > 1
    }


def sure(result, difference=(3.0, 0.0), **how):
    """How sure an answer is, made up: the school's change of 2025 as stated, everything else within the margin."""
    indexed, least, greatest = 600.0, 601.0, 605.0
    made = [
        Change(
            committee=c,
            year=y,
            indexation=indexed,
            proposal=indexed + (difference[0] if (c, y) == ("school", 2025) else difference[1]),
            least=least,
            greatest=greatest,
            holds=0.95,
        )
        for c in result.scenario.committees
        for y in result.figures.years
    ]
    stated = {"draws": 200, "without_plan": 0, "seed": 7, "drawn": ("x",), "spread": 0.1, "money": 1.0, **how}
    return Certainty(
        result=result,
        value=0.0,
        changes=tuple(made),
        goals=(),
        grades={"assumption": {2025: 1.25, 2026: 0.0}},
        **stated,
    )


def test_room_and_mark_stand_beside_every_change(results):
    beside = Beside(certainty=sure(results["plain"]))
    page = screen.answer(results["plain"], beside=beside, width=100)
    assert changes(page)["Skolnämnden"][:3] == [f"{MINUS}4,1 ●", "+1,0", "+5,0"]
    assert "● säker" in page
    assert "minst 90 procent av 200 dragningar" in " ".join(page.split())
    assert re.search(r"Omfördelat mellan nämnder +4,1\b", page)


def test_a_certain_change_is_a_sentence_and_all_others_are_one(results):
    beside = Beside(certainty=sure(results["plain"]))
    page = " ".join(screen.answer(results["plain"], beside=beside, width=100).split())
    assert "Säkert: Skolnämnden får mer än uppräkning 2025, 3,0 mnkr." in page
    assert page.count("inom felmarginalen: där säger underlaget inte emot uppräkningen") == 1


def test_where_nothing_is_certain_the_heading_says_so(results):
    beside = Beside(certainty=sure(results["plain"], difference=(0.0, 0.0)))
    page = screen.answer(results["plain"], beside=beside, width=100)
    assert "Underlaget räcker inte för att säga emot uppräkningen" in page
    assert "●" not in changes(page)["Skolnämnden"][0]


def test_without_ranges_nothing_is_called_certain(results):
    beside = Beside(certainty=sure(results["plain"], difference=(0.0, 0.0), draws=0))
    page = " ".join(screen.answer(results["plain"], beside=beside, width=100).split())
    assert "så inget kan kallas säkert" in page


def test_grades_are_told_a_year_at_a_time_and_not_added(results):
    beside = Beside(certainty=sure(results["plain"]))
    page = screen.answer(results["plain"], beside=beside, width=100)
    part = page[page.index("Vad det vilar på") : page.index("Varför")]
    assert re.search(r"antaganden utan underlag +1,3 +0,0", part)
    assert "läggs" in part
    assert "Summa" not in part


def test_who_follows_indexation_differs_by_nothing(results):
    rows = changes(screen.answer(results["many_small"], width=100))
    assert {cell for k in range(9) for cell in rows[f"Nämnd {k}"]} == {"0,0"}


def test_v_has_at_most_two_decimals(results):
    page = screen.answer(results["plain"], width=100)
    assert re.search(r"V omräknat \d+,\d\d\.", page)
    part = page[page.index("Planer och jämförelser") : page.index("Antagna krav")]
    assert not re.search(r"\d,\d{3}", part)


def test_the_gain_is_money_in_three_parts():
    """2025 alone: 4.12 MSEK moves; indexation would need more for the same, and all of it is the council's part."""
    page = " ".join(screen.answer(solve(two_committees()), width=100).split())
    found = re.search(
        r"med ([\d,]+) mnkr mer om året: 0,0 genom prioritering inom nämnderna, \+([\d,]+) genom omfördelning "
        r"mellan dem och inget ur reserver",
        page,
    )
    assert found is not None
    assert found[1] == found[2]


def test_where_a_form_has_aims_first_no_limit_is_said_not_to_bind():
    """Care is held at 400 by a decision, and its goal is the lowest: no total raises the least attainment, and every
    krona of it binds V, which comes last."""
    cap = {
        "objective": {"form": "maximin"},
        "goals": {"safety": {"reference": 10}},
        "decisions": {"tak": {"name": "Tak", "frame": "care", "equals": 400, "by": "KF"}},
    }
    page = " ".join(screen.answer(solve(two_committees(**cap)), width=100).split())
    assert "Ingen egen gräns hindrar det som formen maximin sätter först." in page
    assert "Ingen egen gräns binder" not in page
    assert "Ingen gräns som någon har satt binder" not in page


def test_a_gain_whose_rounded_parts_do_not_add_up_says_so():
    """5 of balances are used: 1.8 and 2.2 are written beside 4.1, their sum before it is rounded."""
    kept = {
        "carry_over": {"rule": "carry", "keep_surplus": "100 %", "restore_years": 2},
        "committees": {"school": {"opening_balance": 5}, "care": {"opening_balance": -4}},
    }
    page = " ".join(screen.answer(solve(two_committees(**kept)), width=100).replace("\u00a0", " ").split())
    told = re.search(
        r"med ([\d,]+) mnkr mer om året: ([\d,]+) .*? \+([\d,]+) .*? \+([\d,]+) .*? bryter\. (.*)", page
    )
    whole, *parts = (float(text.replace(",", ".")) for text in told.groups()[:4])
    assert sum(parts) == pytest.approx(whole - 0.1)
    assert told[5].startswith("Avrundat; summor kan avvika i sista siffran.")


def test_a_loss_by_a_limit_is_told_as_one_and_not_as_money_out_of_reserves():
    """A decision holds care at 400, below what indexation gives; there are no balances and no reserves."""
    cap = {"decisions": {"tak": {"name": "Tak", "frame": "care", "at_most": 400, "by": "KF"}}}
    result = solve(two_committees(**cap))
    page = " ".join(screen.answer(result, width=100).replace("\u00a0", " ").split())
    told = re.search(
        r"Måluppfyllelsen är den som uppräkning hade gett med ([\d,]+) mnkr mindre om året: 0,0 genom prioritering "
        r"inom nämnderna, 0,0 genom omfördelning mellan dem och −([\d,]+) genom att gränser hålls som uppräkningen "
        r"bryter\.",
        page,
    )
    assert told[1] == told[2]
    sure = certainty(result)
    first = council_costs.gain(result, Words(result.figures), sure).texts[0].replace("\u00a0", " ")
    assert first == (
        f"Måluppfyllelsen är den som uppräkning hade gett med {told[1]} mnkr mindre om året. Räkneförslaget håller "
        "gränser som uppräkningen bryter."
    )


def test_reserves_that_are_drawn_are_told_with_what_is_left(results):
    q = results["every_rule"].proposal.q
    drawn = {c: sum(q.used[c, y] for y in (2025, 2026)) for c in ("school", "care")}
    page = " ".join(screen.answer(results["every_rule"], width=100).split())
    assert any(v >= 0.05 for v in drawn.values()) == ("av sparade medel;" in page)


def test_a_breach_that_is_written_as_nothing_is_no_breach():
    """The adopted plan sums to 1 019.74 of 1 019.7: 0.04 MSEK too much, which is not told; 0.3 too much is."""
    near, over = (
        {
            "plans": {
                "p": {
                    "by": "KF",
                    "frames": {"school": {2025: school, 2026: 630}, "care": {2025: 404.7, 2026: 420.2}},
                }
            }
        }
        for school in (615.04, 615.3)
    )
    assert "p bryter" not in screen.answer(solve(two_committees(**near)), width=100)
    page = " ".join(screen.answer(solve(two_committees(**over)), width=100).split())
    assert "p bryter 1 krav" in page


def test_an_indicator_past_its_target_is_told_as_it_is_today_and_as_the_target_after():
    """15 days where 20 is the target of 100 points and 120 none: 105 points, of which 100 count, with 1 % less money
    too: 105 − 0.8 = 104.2."""
    waiting = {"name": "Väntetid", "unit": "dagar", "present": 15, "floor": 120, "target": 20}
    result = solve(two_committees(goals={"safety": {"reference": None, "indicator": waiting}}))
    page = " ".join(screen.answer(result, width=120).split())
    assert re.search(r"Tryggare äldre \(Väntetid, dagar\) 15,0 20,0 [\d,]+ ", page)
    assert "Ett värde som är bättre än målvärdet räknas och visas som målvärdet." in page
    rows = dict(natural_rows(result))
    assert rows["now"] == 15
    assert rows["indexation"] == 20


def natural_rows(result):
    return [(row["quantity"], row["natural"]) for row in goals_rows(result) if row["goal"] == "safety"]


def test_money_past_the_end_of_every_curve_is_told():
    """The school may take 10 % more than its need of 618 and has no use for the rest; nothing else can have it."""
    rich = two_committees(frame={"total": {2025: 1200, 2026: 1240}})
    page = " ".join(screen.answer(solve(rich), width=100).split())
    assert "Utan användning som kurvorna känner är 67,0 mnkr 2025" in page


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
        "Ramar 2025–2026",
        "Skillnad mot uppräkning",
        "Vad räkneförslaget säger",
        "Inom nämnderna",
        "Vinsten",
        "Vad pengarna ger 2026",
        "Varför",
        "Vad en poäng kostar",
        "Gränser som binder",
        "Planer och jämförelser",
        "Kontroll",
    ]
    at = [page.index(heading) for heading in headings]
    assert at == sorted(at)
    assert "Skillnad mot uppräkning samma år, mnkr" in page
    assert "Arbetsmaterial" in page
    assert re.search(r"körning [0-9a-f]{12}\b", page)


def test_frames_of_all_years_always_and_reasons_of_later_years_on_request(results):
    page = screen.answer(results["plain"], width=100)
    assert "Ramar 2025–2026" in page
    assert "mot uppräkning 2026" not in page
    assert "Varför, nämnd för nämnd, mot uppräkning 2026" in screen.answer(
        results["plain"], width=100, every_year=True
    )


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
    limits = page[page.index("Gränser som binder") : page.index("Planer och")]
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
    assert "Ingen ram ändras mot uppräkning" in page
    assert "Inom nämnderna flyttas inget mellan verksamheter." in page


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
    assert "Ramar 2025–2026, tkr" in page
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
