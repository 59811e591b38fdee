"""How answers show themselves in a notebook: short, escaped, in the scenario's language, and never in error."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

import solver
from scenarios.national import write_country
from solver.output.rows import data_frame
from solver.report.frame_table import FrameTable
from solver.report.html.display import MOST, html, shown
from solver.report.words import Words
from tests.cases import effect, two_committees

SJOBO = Path(__file__).parents[1] / "scenarios" / "sjobo-2025.yaml"
HOSTILE = "<script>alert('x')</script> & \"co\""


class Reader(HTMLParser):
    """Checks that tags close in order, and keeps texts and cells."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.open, self.text, self.rows = [], "", []
        self.feed(said)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 - the parser gives both
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


def uncertain():
    """Two committees, one lever with a distribution."""
    lever = {
        "path": "frame.total",
        "scale": ["99 %", "101 %"],
        "distribution": "uniform",
        "source": "assumption",
    }
    return two_committees(levers={"total": {"name": "Totalen", **lever}})


def areas():
    """Three goals in an area each."""
    other = {"name": "Annat", "area": "Annat", "weight": 1, "reference": 50}
    return two_committees(
        goals={"knowledge": {"area": "Lärande"}, "safety": {"area": "Omsorg"}, "other": other},
        effects={"school": {"other": effect({"90 %": -1, "100 %": 0})}},
    )


ANSWERS = {
    "solve": lambda: solver.solve(two_committees()),
    "prices": lambda: solver.prices(two_committees(stability={"max_decrease": "1.2 %"})),
    "room": lambda: solver.room(two_committees()),
    "revealed_weights": lambda: solver.revealed_weights(two_committees(), "indexation"),
    "evaluate": lambda: solver.evaluate(two_committees(stability={"max_decrease": "0.5 %"}), "indexation"),
    "compare": lambda: solver.compare(two_committees(), two_committees(indexation={"index": "2 %"})),
    "explain": lambda: solver.explain(two_committees(), "school"),
    "sensitivity": lambda: solver.sensitivity(two_committees(), "frame.total", "99 %", "101 %"),
    "intervals": lambda: solver.intervals(two_committees()),
    "montecarlo": lambda: solver.montecarlo(uncertain(), 8, workers=1),
    "tornado": lambda: solver.tornado(uncertain()),
    "frontier": lambda: solver.frontier(SJOBO),
    "weight_map": lambda: solver.weight_map(areas(), ["Lärande", "Omsorg"], 4, workers=1),
    "sobol": lambda: solver.sobol(uncertain(), 16, workers=1),
    "certainty": lambda: solver.certainty(two_committees()),
    "views": lambda: solver.views(two_committees()),
    "ladder": lambda: solver.ladder(two_committees(), 2025, "-2 %", "1 %"),
    "worlds": lambda: solver.worlds(uncertain(), draws=4, workers=1),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_shows_itself(name):
    page = Reader(ANSWERS[name]()._repr_html_())
    head, *rows = page.rows
    assert rows
    assert len(rows) <= MOST
    assert {len(row) for row in rows} == {len(head)}
    assert len(page.text) < 4000


def test_a_country_shows_itself(tmp_path):
    write_country(tmp_path / "land", 3)
    page = Reader(solver.national(tmp_path / "land")._repr_html_())
    assert len(page.rows) == 4


def test_a_result_tells_each_frame_against_indexation():
    page = Reader(solver.solve(two_committees())._repr_html_())
    assert page.rows == [
        ["Ramar 2025, mnkr", "2024", "Uppräkning", "Räkneförslag", "Mot uppräkning"],
        ["Skolnämnden", "600,0", "611,8", "607,7", "−4,1"],
        ["Vårdnämnden", "400,0", "407,9", "412,0", "+4,1"],
    ]
    assert "V 54,250 av 100, +0,1 poäng mot uppräkning." in page.text
    assert "Räkneförslag med angivna vikter (Exempel: ingen politisk avsändare)." in page.text


def test_its_figures_are_those_of_the_report():
    result = solver.solve(SJOBO)
    rows = Reader(result._repr_html_()).rows[1:]
    w = Words(result.figures)
    t = FrameTable.of(result, w, 2025)
    for (name, *cells), c in zip(rows, result.scenario.committees, strict=True):
        assert name == w.committee(c)
        _, indexed, proposed, difference = (
            float(cell.replace("−", "-").replace(",", ".").replace("\u202f", "")) for cell in cells
        )
        shown = (indexed, proposed, difference)
        assert shown == pytest.approx((t.indexation[c], t.proposal[c], t.difference[c])), (
            "each rounded by itself"
        )


def test_steps_of_a_frontier_are_told_apart():
    _, *steps = Reader(ANSWERS["frontier"]()._repr_html_()).rows
    assert steps[0][:3] == ["0,00482\xa0% – 0,00810\xa0%", "56,55737", "56,56058"]
    ends = [step[0].split(" – ") for step in steps]
    assert [stop for _, stop in ends[:-1]] == [start for start, _ in ends[1:]]
    assert len({start for start, _ in ends}) == len(steps)


def test_a_small_gain_is_told_as_large_as_it_is():
    """V is 57.15853 and indexation's 57.15829: in three decimals they would seem to differ by 0.001."""
    result = solver.solve(SJOBO)
    assert result.gain()[0] == pytest.approx(0.00024, abs=5e-6)
    assert "V 57,159 av 100, +0,0002 poäng mot uppräkning." in Reader(result._repr_html_()).text


def test_it_speaks_the_language_of_the_scenario():
    said = solver.solve(two_committees(language="en"))._repr_html_()
    assert said.startswith('<div lang="en">')
    assert "+0.1 points against indexation" in said


@pytest.mark.parametrize(
    "name", ["solve", "room", "explain", "revealed_weights", "evaluate", "compare", "prices"]
)
def test_what_a_file_says_stays_text(name):
    document = two_committees(
        title=HOSTILE,
        committees={"school": {"name": HOSTILE}},
        goals={"knowledge": {"name": HOSTILE}},
        weights={"owner": HOSTILE},
        stability={"max_decrease": "1.2 %"},
        decisions={"d": {"frame": "care", "years": [2025], "at_least": 405, "by": HOSTILE, "name": HOSTILE}},
    )
    asked = {
        "revealed_weights": lambda d: solver.revealed_weights(d, "indexation"),
        "evaluate": lambda d: solver.evaluate(d, "indexation"),
        "compare": lambda d: solver.compare(d, d),
        "explain": lambda d: solver.explain(d, "school"),
    }
    said = asked.get(name, getattr(solver, name))(document)._repr_html_()
    assert "<script" not in said
    assert "&lt;script&gt;" in said
    Reader(said)


@pytest.mark.parametrize("name", ["solve", "intervals", "tornado"])
def test_amounts_of_a_table_are_numbers_also_where_some_are_empty(name):
    answer = ANSWERS[name]()
    tables = answer.tables.values() if name == "solve" else [answer.table]
    for table in tables:
        for column in table:
            kinds = {type(value) for value in table[column]}
            assert float not in kinds or str not in kinds, column


def test_what_is_empty_is_no_number_and_text_stays_text():
    rows = [{"value": 1.5, "year": 2025, "mixed": "x"}, {"value": "", "year": "", "mixed": 2.0}]
    table = data_frame(rows, ["value", "year", "mixed"])
    assert table.value.sum() == 1.5
    assert table.value.isna().tolist() == [False, True]
    assert table.year.tolist() == [2025, ""]
    assert table.mixed.tolist() == ["x", 2.0]


def test_a_long_table_is_cut_and_says_so():
    w = Words(solver.solve(two_committees()).figures)
    page = Reader(shown(w, "t", ["s"], ["a", "b"], [[str(n), "x"] for n in range(MOST + 3)]))
    assert len(page.rows) == MOST + 1
    assert "3 rader till." in page.text


def test_frames_stand_side_by_side():
    result = solver.solve(
        two_committees(
            plans={
                "own": {
                    "by": "X",
                    "completeness": "full",
                    "frames": {"school": {2025: 605.0, 2026: 620.0}, "care": {2025: 410.0, 2026: 420.0}},
                }
            }
        )
    )
    table = result.frame_table(2025)
    assert table.loc["school", "own"] == 605.0
    assert table.loc["care", "2024"] == 400.0
    tidy = result.tables["frames"].query("year == 2025 and quantity == 'frame'")
    for row in tidy.itertuples():
        assert table.loc[row.committee, row.plan] == row.value
    assert (table.proposal - table.indexation - table.against_indexation).abs().max() < 1e-8
    assert result.frame_table().equals(table)


def test_money_is_in_the_currency_of_the_file():
    amounts = {"frame": {"total": {2025: 1019700, 2026: 1050291}}, "currency": "TSEK"}
    document = two_committees(**amounts, committees={"school": {"base": 600000}, "care": {"base": 400000}})
    result = solver.solve(document)
    assert result.frame_table().loc["care", "proposal"] == pytest.approx(412000)
    assert "tkr" in result._repr_html_()


def test_only_answers_have_a_display():
    with pytest.raises(TypeError, match="int has no record"):
        html(1)
