"""Plots of explain, evaluate, compare, ladder, montecarlo, sobol and worlds: what is drawn, from small scenarios
and from Sjöbo."""

from __future__ import annotations

import warnings
from functools import cache
from typing import TYPE_CHECKING

import pytest

from models.reading import read
from solver import compare, evaluate, explain, ladder, montecarlo, plots, sobol, solve, worlds
from solver.report.plots.drawing import largest, title_of
from solver.report.plots.paths import scale_of
from solver.report.words import Words
from solver.studies.certainty import certainty
from tests.cases import always, two_committees
from tests.test_cli import command, left, scenario_file
from tests.test_plots import HOSTILE, contrast, legible, many, of_every_picture, political

if TYPE_CHECKING:
    from models.scenario import Scenario

FILES = {"sjobo": "scenarios/sjobo-2025.yaml", "exempelkoping": "scenarios/exempelkoping.yaml"}
MADE_UP = {"many": many(25), "hostile": two_committees(**HOSTILE), "english": two_committees(language="en")}
PLANS = {"sjobo": "antagen", "exempelkoping": "antagen", "hostile": "x"}
NAMES = always([*FILES, *MADE_UP], 0, 2, 3, 4)  # Exempelköping has most levers


@cache
def scenario(name: str) -> Scenario:
    return read(FILES.get(name) or MADE_UP[name])


@cache
def studies(name):
    s = scenario(name)
    first = next(iter(s.committees))
    found = {
        "explain": explain(s, first),
        "evaluate": evaluate(s, PLANS.get(name, "volume")),
        "ladder": ladder(s, s.years[0], "-2 %", "1 %"),
        "compare": compare(s, s.model_copy(update={"title": "B", "frame": more(s)})),
    }
    if s.levers:
        found["montecarlo"] = montecarlo(s, 16, workers=1)
        found["worlds"] = worlds(s, draws=16, workers=1) if name != "sjobo" else worlds(s, workers=1)
    if name == "exempelkoping":
        found["sobol"] = sobol(s, 32, workers=1)
    return found


def more(s: Scenario):
    """The frame with one per cent more total where the total is stated, else as it is."""
    if s.frame.total is None:
        return s.frame
    return s.frame.model_copy(update={"total": {y: 1.01 * v for y, v in s.frame.total.items()}})


@cache
def pictures(name):
    return {key: picture for study in studies(name).values() for key, picture in plots(study).items()}


@of_every_picture(pictures, NAMES)
def test_every_picture_is_legible_and_says_a_finding(name, key):
    picture = pictures(name)[key]
    legible(picture.figure)
    assert len(picture.title) > 20
    assert picture.alt.endswith(".")
    title = next(t for t in picture.figure.texts if t.get_label() == "finding")
    assert title.get_text().count("\n") <= 1
    for axes in picture.figure.axes:
        for patch in axes.patches:
            seen = patch.get_facecolor(), patch.get_edgecolor()
            assert not any(map(political, seen))
            assert max(map(contrast, seen)) >= 3


@pytest.mark.slow
def test_every_study_has_its_pictures():
    found = set(pictures("exempelkoping"))
    assert {"explain-2025", "explain-2026", "explain-2027", "evaluate", "compare", "compare-goals"} <= found
    assert {"montecarlo", "sobol-frame", "sobol-value", "worlds", "worlds-frames"} <= found


@pytest.mark.parametrize("name", NAMES)
def test_the_parts_of_explain_add_up_to_the_difference(name):
    study = studies(name)["explain"]
    w = Words(study.figures)
    for account in study.years:
        figure = pictures(name)[f"explain-{account.year}"].figure
        bars = figure.axes[0].patches
        level = 0.0
        for bar in bars[1:-1]:
            assert bar.get_x() == pytest.approx(level, abs=10**-w.money_decimals)
            level = bar.get_x() + bar.get_width()
        assert bars[-1].get_width() == pytest.approx(account.reason.difference * w.per_msek, abs=1e-6)
        labels = [t.get_text() for t in figure.axes[0].texts]
        assert labels[0] == w.amount(account.reason.indexation)
        assert labels[-1] == w.amount(account.reason.proposal)


@pytest.mark.parametrize("name", NAMES)
def test_evaluate_draws_the_plan_and_the_best_with_the_same_money(name):
    study = studies(name)["evaluate"]
    w, y = Words(study.figures), study.figures.years[-1]
    widths = [bar.get_width() for bar in pictures(name)["evaluate"].figure.axes[0].patches]
    plans = [plan for plan in (study.plan, study.best) if plan is not None]
    each = len(widths) // len(plans)
    for k, plan in enumerate(plans):
        moved = [
            (plan.q.frame[c, y] - study.indexation.q.frame[c, y]) * w.per_msek
            for c in study.scenario.committees
        ]
        drawn = widths[k * each : (k + 1) * each]
        assert sum(drawn) == pytest.approx(sum(moved), abs=1e-6), "those without a row are in the last"
        if len(moved) <= 12 and each == len(moved):
            assert drawn == pytest.approx(moved, abs=1e-6)
        else:
            assert each == 9


@pytest.mark.parametrize("name", NAMES)
def test_compare_draws_b_less_a_and_names_both_runs(name):
    study = studies(name)["compare"]
    y = study.a.years[-1]
    figure = pictures(name)["compare"].figure
    w = Words(scenario_figures(name))
    moved = [
        (study.b.frames["proposal", c, y] - study.a.frames["proposal", c, y]) * w.per_msek
        for c in study.committees
    ]
    widths = [bar.get_width() for bar in figure.axes[0].patches]
    assert sum(widths) == pytest.approx(sum(moved), abs=1e-6)
    if len(moved) <= 12:
        assert widths == pytest.approx(moved, abs=1e-6)
    note = next(t for t in figure.texts if t.get_label() == "note").get_text().replace("\n", " ")
    assert study.a.digest[:12] in note
    assert study.b.digest[:12] in note


@cache
def scenario_figures(name):
    return solve(scenario(name)).figures


@pytest.mark.parametrize("name", always(FILES, 0))
def test_montecarlo_draws_nine_of_ten_and_half_around_the_median(name):
    study = studies(name)["montecarlo"]
    w, y = Words(study.figures), study.figures.years[-1]
    figure = pictures(name)["montecarlo"].figure
    axes, beside = figure.axes
    bars, committees = axes.patches, list(study.scenario.committees)
    assert len(bars) == 2 * len(committees)
    at = {line.get_label(): line.get_xdata() for line in axes.lines}
    keeps = {sign.committee: sign.keeps for sign in study.signs if sign.year == y}
    for n, c in enumerate(committees):
        q = [float(v) * w.per_msek for v in study.differences[c, y]]
        for bar, (low, high) in zip(bars[2 * n : 2 * n + 2], ((q[0], q[4]), (q[1], q[3])), strict=True):
            assert (bar.get_x(), bar.get_x() + bar.get_width()) == pytest.approx((low, high), abs=1e-6)
        assert at["q50"][n] == pytest.approx(q[2])
        told = w.percent(keeps[c], 0) if c in keeps else "–"
        assert beside.texts[n].get_text() == told


@pytest.mark.slow
def test_sobol_draws_first_and_total_largest_first():
    study = studies("exempelkoping")["sobol"]
    indices = study.shares[0].indices
    widths = [bar.get_width() for bar in pictures("exempelkoping")["sobol-value"].figure.axes[0].patches]
    totals = sorted((max(100 * float(v), 0.0) for v in indices.total), reverse=True)[:7]
    assert widths[1::2] == pytest.approx(totals, abs=1e-6)
    assert len(widths) == 2 * len(totals)


@pytest.mark.parametrize(
    ("words", "name"),
    [(["explain", "FILE", "school"], "explain-2025"), (["evaluate", "FILE", "volume"], "evaluate")],
)
def test_the_commands_leave_them(tmp_path, words, name):
    path = scenario_file(tmp_path)
    done = command(
        *(path if word == "FILE" else word for word in words), "--out", tmp_path / "out", "--plots"
    )
    assert done.returncode == 0, done.stderr
    assert any(n.endswith(f"plots/{name}.svg") for n in left(tmp_path / "out"))


def test_compare_leaves_them(tmp_path):
    path = scenario_file(tmp_path)
    changes = ("--set", "stability.max_increase=1 %")
    done = command("compare", path, *changes, "--out", tmp_path / "out", "--plots")
    assert done.returncode == 0, done.stderr
    assert {"compare.png", "compare-goals.png"} <= {n.split("/")[-1] for n in left(tmp_path / "out")}


# ---------------------------------------------------------------------------------------------------- the edges

EMPTY_RESERVE = {
    "format": 1,
    "title": "Liten",
    "currency": "MSEK",
    "base_year": 2024,
    "years": [2025],
    "frame": {
        "revenue": 110,
        "result_target": "1 %",
        "central": 6,
        "result_reserve": {"opening": 0},
    },
    "indexation": {"index": "3 %"},
    "carry_over": {"rule": "none"},
    "committees": {"a": {"base": 60}, "b": {"base": 40}},
    "weights": {"owner": "x"},
    "goals": {"g": {"weight": 1, "reference": 50}, "h": {"weight": 1, "reference": 50}},
    "effects": {
        "a": {"g": {"curve": {"90 %": -5, "100 %": 0, "110 %": 3}}},
        "b": {"h": {"curve": {"90 %": -9, "100 %": 0, "110 %": 8}}},
    },
}


def test_reserves_that_are_nothing_in_every_year_have_no_picture():
    result = solve(EMPTY_RESERVE)
    found = plots(result, certainty=certainty(result))
    assert "balances" not in found
    for picture in found.values():
        assert picture.png().startswith(b"\x89PNG")
        assert picture.alt


def test_pictures_where_nothing_moves_are_drawn():
    """A single committee gets the whole total, in the proposal as in indexation: every bar is nothing."""
    alone = {
        "committees": {"a": {"base": 100}},
        "goals": {"g": {"weight": 1, "reference": 50}},
        "effects": {"a": EMPTY_RESERVE["effects"]["a"]},
        "frame": {"total": {2025: 103}},
    }
    result = solve({**EMPTY_RESERVE, **alone})
    found = plots(result, certainty=certainty(result))
    assert [bar.get_width() for bar in found["changes"].figure.axes[0].patches] == pytest.approx(
        [0], abs=1e-6
    )
    assert "ingen ram skiljer sig" in found["changes"].title
    assert "inom felmarginalen" in found["paths"].title
    for picture in found.values():
        legible(picture.figure)


def test_symbols_that_the_font_lacks_are_no_warning():
    names = {"school": {"name": "学校 🏫", "base": 600}, "care": {"name": "Vård \U0001f9d3", "base": 400}}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = plots(solve(two_committees(committees=names)))
        for picture in found.values():
            assert picture.png().startswith(b"\x89PNG")
    assert "学校".encode() in found["changes"].svg(), "text is left to its reader"


def test_the_smallest_stand_together_where_there_are_more_than_twelve():
    values = {f"c{k}": float(k) for k in range(15)}
    own, rest = largest(values)
    assert own == [f"c{k}" for k in range(4, 15)]
    assert rest == ["c0", "c1", "c2", "c3"]
    assert largest({"a": 1.0, "b": -2.0}) == (["a", "b"], [])


def test_a_title_has_two_lines_however_long_it_is():
    text, size = title_of("Nämnden för arbetsmarknad och vuxenutbildning " * 12, 8.0)
    assert text.count("\n") == 1
    assert text.endswith("…")
    assert size == 11


@pytest.mark.parametrize(
    ("size", "scale"), [(0.0, 1.0), (0.04, 0.1), (0.7, 0.8), (3.2, 4.0), (53, 60), (100, 100), (101, 150)]
)
def test_the_scale_is_round_and_holds_the_largest(size, scale):
    assert scale_of([0.0, -size, size / 2]) == pytest.approx(scale)
