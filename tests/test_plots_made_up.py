"""Plots of studies over many answers, from made-up rows and from Sjöbo: what is drawn, and that nothing is cut."""

from __future__ import annotations

from functools import cache

import pytest

from solver import frontier as frontier_study
from solver import plots, solve
from solver import tornado as tornado_study
from solver import weight_map as map_study
from solver.report.plots.frontier import frontier, frontier_alt
from solver.report.plots.montecarlo import montecarlo, montecarlo_alt
from solver.report.plots.pictures import SAVED
from solver.report.plots.tornado import tornado, tornado_alt
from solver.report.plots.weight_map import weight_map, weight_map_alt, weight_triangle
from solver.report.words import Words
from tests.test_plots import HOSTILE, legible, many, two_committees

CASES = {"many": many(25), "english": two_committees(language="en"), "hostile": two_committees(**HOSTILE)}
STEPS = 12


@cache
def words(name):
    return Words(solve(CASES[name]).figures)


def ends(w, n):
    """Two rows a lever, of n levers; the k-th moves V by k at its low end and by half of it at its high end."""
    names = [w.committee(c) for c in w.scenario.committees]
    found = []
    for k in range(n):
        lever = {
            "lever": f"l{k:02}",
            "lever_name": f"Indexet för {names[k % len(names)]}",
            "lever_unit": "share",
        }
        for end, at, moved in (("low", 0.97, -k), ("high", 1.03, k / 2)):
            kind = {"lever_kind": "scale", "end": end, "at": at, "value": 50.0 + moved, "today_value": 50.0}
            found.append({**lever, **kind})
    return found


def best(w):
    """V against the money that moves: steep, then flat; and the first moves."""
    of = [
        {"quantity": "value", "turnover": x, "value": 50 + min(x, 8) * 0.1, "unit": "MSEK"}
        for x in (0, 2, 8, 20)
    ]
    of += [{**r, "quantity": "indexation_same_money", "value": 50.0} for r in of]
    ids = list(w.scenario.committees)
    return [
        *of,
        {"quantity": "indexation", "turnover": "", "value": 50.1},
        {"quantity": "proposal", "turnover": "", "value": 50.8},
        {"quantity": "move", "order": 2, "from": ids[1], "to": ids[0], "value": 6.0},
        {"quantity": "move", "order": 1, "from": ids[0], "to": ids[1], "value": 2.0},
    ]


def field(w, areas):
    """Answers over a grid of weights: 7 where the first area has most, else 3; one cell in a corner is 9."""
    named = {f"area_{k}": name for k, name in zip("abc", areas, strict=False)}
    found = []
    for i in range(STEPS + 1):
        for j in range(STEPS + 1 - i):
            a, b = i / STEPS, j / STEPS
            shares = {"a": a, "b": b, "c": 1 - a - b}
            answer = 9 if j == STEPS else 7 if a > 0.5 else 3
            found.append({**named, **shares, "quantity": "answer", "answer": answer, "value": 50.0})
    found.append({**named, "quantity": "today", "a": 0.25, "b": 0.25, "c": 0.5})
    for answer, sign in ((7, 1), (9, -1)):
        for n, c in enumerate(w.scenario.committees):
            found.append(
                {**named, "quantity": "difference", "answer": answer, "committee": c, "value": sign * n}
            )
    return found


def drawn(name):
    w = words(name)
    return {
        "tornado": tornado(w, ends(w, 25)),
        "frontier": frontier(w, best(w)),
        "map": weight_map(w, field(w, ("Lärande", "Trygghet " * 8))),
        "triangle": weight_triangle(w, field(w, ("Lärande " * 9, "Trygghet $ & <b>", "Kultur"))),
    }


@pytest.mark.parametrize("name", CASES)
def test_no_text_is_cut_or_lies_on_another(name):
    for figure in drawn(name).values():
        legible(figure)


def test_a_tornado_has_the_widest_on_top_and_both_ends():
    w = words("many")
    axes = tornado(w, ends(w, 25)).axes[0]
    widths = [bar.get_width() for bar in axes.patches]
    assert widths[:4] == pytest.approx([-24, 12, -23, 11.5])
    assert len(widths) == 14, "the rest are counted"
    assert [bar.get_hatch() is not None for bar in axes.patches[:2]] == [True, False]
    assert axes.texts[0].get_text() == "97\N{NO-BREAK SPACE}%"
    alt = tornado_alt(w, ends(w, 3))
    assert "97\N{NO-BREAK SPACE}% −2,000" in alt


@pytest.mark.parametrize(
    ("moved", "title"),
    [
        ({"school": (2.0, 0.95), "care": (-2.0, 0.5)}, "1 of 2 changes against indexation hold"),
        ({"school": (2.0, 0.8), "care": (-2.0, 0.5)}, "none of 2 changes against indexation hold"),
        (
            {"school": (2.0, 0.8), "care": (0.0, None)},
            "the only change against indexation, Skolnämnden, holds in 80",
        ),
        ({"school": (0.0, None), "care": (0.0, None)}, "the proposal changes no frame against indexation"),
    ],
)
def test_a_title_of_draws_counts_as_people_do(moved, title):
    w, rows = words("english"), []
    for c, (difference, keeps) in moved.items():
        told = {"proposal": difference, "q05": -3, "q25": -1, "q50": 0, "q75": 1, "q95": 3, "keeps": keeps}
        rows += [
            {"committee": c, "year": 2026, "quantity": name, "value": value, "draws": 16, "unit": "MSEK"}
            for name, value in told.items()
            if value is not None
        ]
    assert title in montecarlo_alt(w, rows)
    legible(montecarlo(w, rows))


def test_a_frontier_tells_what_half_of_the_gain_takes_and_the_first_moves_in_order():
    w = words("english")
    figure = frontier(w, best(w))
    lines = {line.get_label(): line for line in figure.axes[0].lines}
    assert list(lines["curve"].get_xdata()) == [0, 2, 8, 20]
    assert list(lines["curve"].get_ydata()) == pytest.approx([50, 50.2, 50.8, 50.8])
    assert lines["proposal"].get_xdata()[0] == pytest.approx(8.0, abs=1e-4), "the least limit that gives it"
    assert lines["proposal"].get_ydata()[0] == 50.8
    assert list(lines["indexation"].get_ydata()) == [50.0] * 4
    assert "lifted" not in lines
    free = [{**r, "bands": "lifted", "value": r["value"] + 0.1} for r in best(w) if r["quantity"] == "value"]
    again = frontier(w, [*best(w), *free]).axes[0].lines
    assert "lifted" in {line.get_label() for line in again}
    alt = frontier_alt(w, best(w))
    assert "Half of the gain on indexation with the same money, 0.80 points" in alt
    assert "is reached at 4.0\N{NO-BREAK SPACE}MSEK of change allowed, all of it at 8.0" in alt
    assert alt.index("2.0\N{NO-BREAK SPACE}MSEK") < alt.index("6.0\N{NO-BREAK SPACE}MSEK")


@pytest.mark.parametrize("draw", [weight_map, weight_triangle])
def test_a_map_has_a_field_for_each_answer_called_as_in_the_tables(draw):
    w = words("many")
    rows = field(w, ("Lärande", "Trygghet", "Kultur") if draw is weight_triangle else ("Lärande", "Trygghet"))
    figure = draw(w, rows)
    axes = figure.axes[0]
    fills = {}
    for patch in axes.patches:
        fills.setdefault(patch.get_label(), set()).add((patch.get_facecolor(), patch.get_hatch()))
    answers = {"3", "7", "9"}
    assert answers <= set(fills)
    assert all(len(fills[answer]) == 1 for answer in answers)
    assert len({look for answer in answers for look in fills[answer]}) == 3
    cells = sum(patch.get_label() in answers for patch in axes.patches)
    assert cells == (STEPS + 1) * (STEPS + 2) // 2
    numbers = {t.get_text() for t in axes.texts}
    assert answers <= numbers
    keys = [t.get_text() for t in figure.texts]
    assert any(k.startswith("3: räkneförslagets ramar") for k in keys), (
        "answer 3 has no differences and covers most"
    )
    assert "3 olika svar 2025" in weight_map_alt(w, rows)


SJOBO = "scenarios/sjobo-2025.yaml"


@pytest.mark.slow
def test_a_real_frontier_rises_to_the_proposal():
    found = frontier_study(SJOBO)
    picture = plots(found)["frontier"]
    legible(picture.figure)
    lines = {line.get_label(): line for line in picture.figure.axes[0].lines}
    values = list(lines["curve"].get_ydata())
    assert values == sorted(values)
    assert values[-1] == pytest.approx(found.kept.stretches[-1].stop.value)
    assert lines["proposal"].get_ydata()[0] == pytest.approx(found.result.value)
    ends = [found.kept.stretches[0].start, found.kept.stretches[-1].stop]
    same = list(lines["indexation"].get_ydata())
    assert [same[0], same[-1]] == pytest.approx([found.same_money(at) for at in ends], abs=1e-6)


@pytest.mark.slow
def test_a_real_tornado_has_both_ends_of_every_lever():
    found = tornado_study(SJOBO)
    picture = plots(found)["tornado"]
    legible(picture.figure)
    widths = [bar.get_width() for bar in picture.figure.axes[0].patches]
    ends = [end.value - found.result.value for bar in found.bars for _, end in bar.ends]
    assert widths == pytest.approx(ends[:14], abs=1e-8)
    names = [label.get_text() for label in picture.figure.axes[0].get_yticklabels()]
    assert "Storleken på effekten Äldreomsorg →\nKortare väntan till särskilt boende" in names
    assert picture.figure.get_figheight() * SAVED == pytest.approx(720)


@pytest.mark.parametrize(
    "areas", [["Lärande", "Trygghet och omsorg"], ["Lärande", "Trygghet och omsorg", "Kultur och fritid"]]
)
def test_a_real_map_has_every_point_and_fills_the_stated_answer(areas):
    found = map_study(SJOBO, areas, 6, workers=1)
    picture = plots(found)["weight-map"]
    legible(picture.figure)
    axes = picture.figure.axes[0]
    cells = [patch for patch in axes.patches if (patch.get_label() or "").isdigit()]
    assert len(cells) == len(found.points) - 1
    (star,) = (line for line in axes.lines if line.get_label() == "today")
    assert star.get_marker() == "*"
    stated = {r["answer"] for r in picture.rows if r["quantity"] == "today"}
    assert stated == {1}
