"""Who may change what has a price; and the model's own rules, which have none anywhere."""

from __future__ import annotations

import io
import re

import pytest
from python_calamine import CalamineWorkbook

from solver import prices, solve
from solver.report import owners, screen
from solver.report.excel import workbook
from solver.report.html import report
from solver.report.studies import text_of
from solver.report.words import Words
from solver.studies.beside import beside
from solver.studies.prices import Price
from tests.cases import two_committees
from tests.test_report import first_page, parsed

OWN = ("unmeasured_committee", "unmeasured_activity", "unmeasured_account")


def limited(**more):
    """Nothing measures the board, so that a rule of the model's own holds it; care has a cap and may rise slowly."""
    content = two_committees(
        stability={"max_increase": "2 %", "source": "Fullmäktige § 7"},
        decisions={"cap": {"frame": "care", "at_most": 402, "years": [2025], "by": "KF § 8"}},
        **more,
    )
    content["committees"]["board"] = {"name": "Styrelsen", "base": 100}
    content["frame"] = {"total": {2025: 1130, 2026: 1165}}
    return content


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (None, "ingen angiven"),
        ("KF § 2", "KF § 2"),
        (
            "assumption av kommunbudgets upphovsmän: inga gränser i källorna",
            "antagande, kommunbudgets upphovsmän",
        ),
        ("Antagande: skissat", "antagande"),
        ("assumption by A. B.", "antagande, A. B."),
    ],
)
def test_an_owner_is_named_without_what_it_rests_on(said, told):
    assert owners.named(Words(solve(two_committees()).figures), said) == told


def test_demands_leave_out_what_is_told_one_by_one_and_what_costs_nothing():
    entries = [
        Price(rule="bands", in_force=True, points=0.1, money=1.0),
        Price(rule="decision", subject="a", in_force=True, points=0.3, money=3.0),
        Price(rule="stability", in_force=True, points=0.4, money=4.0),
        Price(rule="change_price", in_force=True, points=0.4, money=4.0),
        Price(rule="floor", in_force=True, points=0.0, money=0.0),
        Price(rule="ceiling", in_force=True, points=0.2, money=None),
        Price(rule="indexation", in_force=False, points=5.0, money=50.0),
    ]
    assert [p.rule for p in owners.demands(entries)] == ["ceiling", "decision", "bands"]


def test_every_place_says_who_may_change_and_gives_the_model_s_own_rules_no_price():
    result = solve(limited())
    made = beside(result)
    assert any(m.rows.name in OWN for m in result.marginals)
    dear = owners.demands(made.prices.entries)
    w = Words(result.figures)
    assert dear
    whom = {owners.who(w, price) for price in dear}
    assert whom <= {"Fullmäktige § 7", "KF § 8"}
    assert not {price.rule for price in made.prices.entries} & set(OWN)

    page = parsed(report(result, made))
    (head, *rows) = page.id("krav-modell").table()
    assert head == ["Regel", "Var den står"]
    assert rows
    assert "inget pris" in page.id("krav-modell").text
    assert any(f"({who})" in first_page(page).text for who in whom)
    head = page.id("krav").table()[0]
    assert "Vem som kan ändra" in head
    study = text_of(prices(limited()), width=140)
    assert all(who in study for who in whom)
    assert "Vem som kan ändra" in study

    text = screen.answer(result, beside=made, width=140)
    told = re.search(r"Modellens egna regler binder också:.*", text).group()
    assert "målpoäng" not in told

    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook(result, made)))
    cells = [
        [str(c) for c in row] for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()
    ]
    flat = [cell for row in cells for cell in row]
    assert "Vem som kan ändra" in flat
    assert any(who in flat for who in whom)
    own = next(n for n, row in enumerate(cells) if "Modellens egna regler som binder" in row)
    assert [c for c in cells[own + 1] if c][:2] == ["Regel", "År"]


def test_what_the_law_asks_nobody_in_the_municipality_may_change():
    w = Words(solve("scenarios/exempelkoping.yaml").figures)
    assert owners.who(w, Price(rule="balanced_budget", in_force=True)) == "lagen: riksdagen ensam"
