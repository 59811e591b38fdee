"""Plots are tested on what they draw: bars, labels, sums, and that nothing is cut or overlaps."""

from __future__ import annotations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from solver import solve
from solver.report.plots import drawn
from solver.report.plots.changes import changes
from solver.report.plots.drawing import files
from tests.cases import effect, two_committees
from tests.test_cli import command, left, scenario_file


def many(n=25):
    """A made-up municipality with many committees of long names."""
    ids = [f"c{k}" for k in range(n)]
    return two_committees(
        frame={"total": {2025: 99 * n * 1.03 / 10, 2026: 99 * n * 1.03**2 / 10}},
        committees={
            "school": None,
            "care": None,
            **{
                c: {"name": f"Nämnden för arbetsmarknad, vuxenutbildning och folkhälsa {c}", "base": 10}
                for c in ids
            },
        },
        effects={
            "school": None,
            "care": None,
            **{c: {"knowledge": effect({"90 %": -9 - k, "100 %": 0, "110 %": 1})} for k, c in enumerate(ids)},
        },
        stability={"max_decrease": "3 %", "max_increase": "3 %"},
    )


def texts(figure):
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    axes, renderer = figure.axes[0], canvas.get_renderer()
    marks = [*axes.get_yticklabels(), *axes.texts, axes.title, axes.xaxis.label]
    marks += [t for t in figure.texts if t.get_text()]
    low, high = axes.get_xlim()
    labels = [t for t in axes.get_xticklabels() if low <= t.get_position()[0] <= high]
    return [
        (t.get_text(), t.get_window_extent(renderer)) for t in (*marks, *labels) if t.get_text()
    ], figure.bbox


@pytest.mark.parametrize("name", ["scenarios/sjobo-2025.yaml", "scenarios/hoor-2025.yaml", "many"])
def test_bars_are_the_differences_and_add_up(name):
    result = solve(many() if name == "many" else name)
    figure = changes(result)
    bars = figure.axes[0].patches
    assert len(bars) == len(result.scenario.committees)
    y = result.figures.years[0]
    for bar, c in zip(bars, result.scenario.committees, strict=True):
        difference = result.frames[c, y] - result.indexation.frame[c, y]
        assert bar.get_width() == pytest.approx(difference, abs=0.11)
        assert (bar.get_hatch() is not None) == (bar.get_width() < 0), "sign is told without colour"
    reserve = result.proposal.q.reserve[y] - result.plans["indexation"].q.reserve[y]
    assert sum(bar.get_width() for bar in bars) == pytest.approx(-reserve, abs=0.051)


@pytest.mark.parametrize("name", ["scenarios/sjobo-2025.yaml", "scenarios/hoor-2025.yaml", "many"])
def test_no_label_is_cut_or_lies_on_another(name):
    found, page = texts(changes(solve(many() if name == "many" else name)))
    for text, box in found:
        assert box.x0 >= page.x0 - 1, text
        assert box.x1 <= page.x1 + 1, text
        assert box.y0 >= page.y0 - 1, text
        assert box.y1 <= page.y1 + 1, text
    for i, (one, a) in enumerate(found):
        for other, b in found[i + 1 :]:
            overlap = min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
            assert not overlap, (one, other)


def test_the_title_says_the_finding_and_the_note_the_source():
    result = solve("scenarios/sjobo-2025.yaml")
    figure = changes(result)
    title = figure.axes[0].get_title(loc="left").replace("\n", " ")
    assert title.startswith("2025: Familjenämnd får 1,2")
    note = figure._supxlabel.get_text().replace("\n", " ")
    assert "Sjöbo" in note
    assert result.summary()["digest"][:12] in note
    assert "bör" not in (title + note).lower()


def test_the_same_answer_gives_the_same_bytes():
    result = solve(two_committees())
    assert drawn(result) == drawn(result)
    assert set(files(changes(result), "x")) == {"x.svg", "x.png"}


def test_run_leaves_them_on_request(tmp_path):
    path = scenario_file(tmp_path)
    assert command("run", path, "--out", tmp_path / "out", "--plots").returncode == 0
    found = left(tmp_path / "out")
    assert {"plots/changes.svg", "plots/changes.png", "result.json"} <= set(found)
    assert found["plots/changes.png"].startswith(b"\x89PNG")
