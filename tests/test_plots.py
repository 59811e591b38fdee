"""Plots are tested on what they draw: bars, marks, labels, sums, and that nothing is cut or overlaps."""

from __future__ import annotations

import colorsys
from functools import cache
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb

from models.reading import read
from solver import explain, intervals, plots, prices, revealed_weights, room, sensitivity, solve
from solver.report.frame_table import FrameTable
from solver.report.plots import drawing, style
from solver.report.plotting import plot_files
from solver.report.words import Words
from tests.cases import effect, two_committees
from tests.test_cli import command, left, scenario_file

LONG = "Nämnden för arbetsmarknad, vuxenutbildning och folkhälsa"
HOSTILE = {
    "committees": {
        "school": {
            "name": "$x^2$ <b>&amp;</b> " + "Gemensamverksamhetsnämndsordförandekonferens" * 2,
            "base": 600,
        },
        "care": {"name": "Vårdnämnden \\frac{1}{2} %d {0} _^$", "base": 400},
    },
    "goals": {"knowledge": {"name": "Alla $ ska <i>klara</i> skolan, " * 4, "area": "Kunskap $$"}},
    "plans": {
        "x": {
            "name": "Plan $a$ & <x> " * 5,
            "frames": {"school": {2025: 610, 2026: 640}, "care": {2025: 409, 2026: 410}},
        }
    },
}


def many(n=25, **changes):
    """A made-up municipality with many committees of long names."""
    ids = [f"c{k}" for k in range(n)]
    return two_committees(
        frame={"total": {2025: 99 * n * 1.03 / 10, 2026: 99 * n * 1.03**2 / 10}},
        committees={
            "school": None,
            "care": None,
            **{
                c: {"name": f"{LONG} {c}", "base": 10, "opening_balance": 0.1 * (k % 3 - 1)}
                for k, c in enumerate(ids)
            },
        },
        effects={
            "school": None,
            "care": None,
            **{c: {"knowledge": effect({"90 %": -9 - k, "100 %": 0, "110 %": 1})} for k, c in enumerate(ids)},
        },
        stability={"max_decrease": "3 %", "max_increase": "3 %"},
        **changes,
    )


SOURCES = {
    "sjobo": "scenarios/sjobo-2025.yaml",
    "hoor": "scenarios/hoor-2025.yaml",
    "exempelkoping": "scenarios/exempelkoping.yaml",
    "many": many(carry_over={"rule": "carry"}),
    "thousands": many(
        3, language="en", currency="TSEK", municipality={"name": "Exempelköping", "population": 1}
    ),
    "hostile": two_committees(**HOSTILE),
}
LEVERS = {"hoor": ("index",), "exempelkoping": ("area:Lärande", "0 %", "100 %")}
PLANS = {"sjobo": "antagen", "hoor": "styret", "exempelkoping": "antagen", "hostile": "x"}


@cache
def answers(name):
    """Every answer of a scenario that has plots."""
    scenario = read(SOURCES[name])
    return {
        "result": solve(scenario),
        "room": room(scenario, alternatives=0),
        "prices": prices(scenario),
        "intervals": intervals(scenario),
        "curve": sensitivity(scenario, *LEVERS.get(name, ("frame.total", "99 %", "101 %"))),
        "weights": revealed_weights(scenario, PLANS.get(name, "volume")),
    }


@cache
def pictures(name):
    """Every picture of a scenario; of many waterfalls the first three."""
    found = {}
    for answer in answers(name).values():
        found |= plots(answer)
    waterfalls = [key for key in found if key.startswith("waterfall-")]
    return {key: picture for key, picture in found.items() if key not in waterfalls[3:]}


def texts(figure):
    """Every text that is seen, with its box, and the page."""
    with mpl.rc_context(style.STYLE):
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        renderer = canvas.get_renderer()
        marks = list(figure.texts)
        for axes in figure.axes:
            marks += axes.texts
            if not axes.axison:
                continue
            marks += [axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label]
            for axis, (low, high) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, sorted(axes.get_ylim()))):
                ticks = zip(axis.get_majorticklocs(), axis.get_ticklabels(), strict=True)
                marks += [label for at, label in ticks if low - 1e-9 <= at <= high + 1e-9]
        return [(t.get_text(), t.get_window_extent(renderer)) for t in marks if t.get_text()], figure.bbox


def legible(figure):
    """Fails where a text is cut or lies on another."""
    found, page = texts(figure)
    for text, box in found:
        assert box.x0 >= page.x0 - 1, text
        assert box.x1 <= page.x1 + 1, text
        assert box.y0 >= page.y0 - 1, text
        assert box.y1 <= page.y1 + 1, text
    for i, (one, a) in enumerate(found):
        for other, b in found[i + 1 :]:
            overlap = min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
            assert not overlap, (one, other)


CASES = [(name, key) for name in SOURCES for key in pictures(name)]


@pytest.mark.parametrize(("name", "key"), CASES)
def test_no_text_is_cut_or_lies_on_another(name, key):
    legible(pictures(name)[key].figure)


@pytest.mark.parametrize(("name", "key"), CASES)
def test_the_title_says_a_finding_and_the_note_whose_weights_and_which_run(name, key):
    picture = pictures(name)[key]
    note = next(t for t in picture.figure.texts if t.get_label() == "note").get_text().replace("\n", " ")
    scenario = picture.words.scenario
    assert len(picture.title) > 20
    assert scenario.title in note
    assert answers(name)["result"].summary()["digest"][:12] in note
    assert scenario.weights.owner in note
    assert picture.alt.endswith(".")
    for word in (" bör ", " optimal", "should"):
        assert word not in f"{picture.title} {picture.alt} {note}".lower()


@pytest.mark.parametrize(("name", "key"), CASES)
def test_the_words_of_another_language_are_not_there(name, key):
    picture = pictures(name)[key]
    other = (
        ("nämnd ", "mnkr", " och ")
        if picture.words.scenario.language == "en"
        else (" the ", " committees", "MSEK")
    )
    plain = picture.alt.replace(LONG, "")
    assert not any(word in plain for word in other)


# -------------------------------------------------------------------------------------------------- colours


def luminance(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour):
    """Contrast against white, as WCAG has it."""
    return 1.05 / (luminance(colour) + 0.05)


def political(colour):
    """Whether a colour is read as red or green."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*to_rgb(colour))
    vivid = saturation > 0.2 and 0.1 < lightness < 0.95
    return vivid and (hue < 30 / 360 or hue > 330 / 360 or 70 / 360 < hue < 180 / 360)


def test_red_and_green_are_known():
    assert political("red")
    assert political("#d55e00")
    assert political("#009e73")
    assert not any(political(c) for c in ("#17375a", "#9a6a12", "#7a4f8f", "white", "#333333"))


@pytest.mark.parametrize(("name", "key"), CASES)
def test_what_is_drawn_stands_out_and_is_neither_red_nor_green(name, key):
    figure = pictures(name)[key].figure
    for axes in figure.axes:
        for patch in axes.patches:
            seen = patch.get_facecolor(), patch.get_edgecolor()
            assert not any(political(c) for c in seen), [to_hex(c) for c in seen]
            assert max(map(contrast, seen)) >= 3
        for area in axes.collections:
            seen = area.get_facecolor()[0], area.get_edgecolor()[0]
            assert not any(map(political, seen))
            assert max(map(contrast, seen)) >= 3
        for line in axes.lines:
            if line.get_label() == drawing.GUIDE:
                continue
            seen = [] if line.get_linestyle() == "None" else [line.get_color()]
            if line.get_marker() not in ("None", ""):
                seen += [line.get_markeredgecolor(), line.get_markerfacecolor()]
            assert not any(map(political, seen)), seen
            assert max(map(contrast, seen)) >= 3


def test_nothing_is_told_by_colour_alone():
    """Neighbouring fills differ in hatch or, in grey, by a quarter of the scale; marks and lines by their shape."""

    def lightness(colour):
        y = luminance(colour)
        return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y

    for one, other in zip(drawing.FILLS, drawing.FILLS[1:], strict=False):
        apart = abs(lightness(one["facecolor"]) - lightness(other["facecolor"]))
        assert apart >= 25, (one, other)
        assert one.get("hatch") != other.get("hatch"), (one, other)
    looks = [(f.get("hatch"), round(lightness(f["facecolor"]) / 12)) for f in drawing.FILLS]
    assert len(set(looks)) == len(looks)
    shapes = [m["marker"] for m in (*drawing.MARKS, drawing.PROPOSED, drawing.INDEXED)]
    assert len(set(shapes)) == len(shapes)
    dashes = [str(line["linestyle"]) for line in drawing.LINES]
    assert len(set(dashes)) == len(dashes)
    assert drawing.UP.get("hatch") != drawing.DOWN.get("hatch")


# --------------------------------------------------------------------------------------------- what is drawn

NAMES = list(SOURCES)


def bars_of(figure, panel=0):
    return figure.axes[panel].patches


@pytest.mark.parametrize("name", NAMES)
def test_changes_are_the_differences_and_add_up(name):
    result = answers(name)["result"]
    bars, w = bars_of(pictures(name)["changes"].figure), Words(result.figures)
    assert len(bars) == len(result.scenario.committees)
    y = result.figures.years[0]
    step = 10**-w.money_decimals
    for bar, c in zip(bars, result.scenario.committees, strict=True):
        difference = (result.frames[c, y] - result.indexation.frame[c, y]) * w.per_msek
        assert bar.get_width() == pytest.approx(difference, abs=1.1 * step)
        assert (bar.get_hatch() is not None) == (bar.get_width() < 0), "sign is told without colour"
    new, old = result.proposal.q, result.plans["indexation"].q
    more = new.total[y] - old.total[y] - (new.reserve[y] - old.reserve[y])
    assert sum(bar.get_width() for bar in bars) == pytest.approx(more * w.per_msek, abs=1.01 * step)


@pytest.mark.parametrize("name", NAMES)
def test_frames_have_a_mark_for_each_plan_and_add_up(name):
    result = answers(name)["result"]
    figure, w, y = pictures(name)["frames"].figure, Words(result.figures), result.figures.years[0]
    for bar, c in zip(bars_of(figure), result.scenario.committees, strict=True):
        assert bar.get_width() == pytest.approx(result.frames[c, y] * w.per_msek, abs=1e-5)
    shown = {line.get_label(): line.get_xdata()[0] for line in figure.axes[1].lines}
    old = result.plans["indexation"].q
    for p, plan in result.plans.items():
        if p in ("indexation", "indexation_own_priorities"):
            continue
        moved = [shown[f"{p} {c}"] for c in result.scenario.committees]
        for c, drawn_at in zip(result.scenario.committees, moved, strict=True):
            difference = (plan.q.frame[c, y] - old.frame[c, y]) * w.per_msek
            assert drawn_at == pytest.approx(difference, abs=1e-5)
        more = plan.q.total[y] - plan.q.reserve[y] - (old.total[y] - old.reserve[y])
        assert sum(moved) == pytest.approx(more * w.per_msek, abs=1e-4)


@pytest.mark.parametrize("name", NAMES)
def test_a_waterfall_goes_from_frame_to_proposal_without_a_gap(name):
    result = answers(name)["result"]
    w, y = Words(result.figures), result.figures.years[0]
    table = FrameTable.of(result, w, y)
    for key, picture in pictures(name).items():
        if not key.startswith("waterfall-"):
            continue
        c = key.removeprefix("waterfall-")
        bars = bars_of(picture.figure)
        ends = [round(bar.get_x() + bar.get_width(), 6) for bar in bars]
        assert ends[0] == pytest.approx(table.base[c])
        assert ends[-1] == pytest.approx(table.proposal[c])
        floor = bars[0].get_x()
        level = ends[0]
        for bar, end in zip(bars[1:], ends[1:], strict=True):
            if (
                bar.get_x() == floor
                and bar.get_hatch() is None
                and bar.get_facecolor() == bars[0].get_facecolor()
            ):
                assert end == pytest.approx(level), "a level is where the steps before it lead"
            else:
                assert bar.get_x() == pytest.approx(level), "a step begins where the one before ends"
            level = end
        written = [t.get_text() for t in picture.figure.axes[0].texts]
        assert written[0] == w.number(table.base[c], w.money_decimals)
        assert written[-1] == w.number(table.proposal[c], w.money_decimals)


@pytest.mark.parametrize("name", NAMES)
def test_goals_are_where_the_plans_bring_them(name):
    result = answers(name)["result"]
    figure, y = pictures(name)["goals"].figure, result.figures.years[-1]
    at = {line.get_label(): list(line.get_xdata()) for line in figure.axes[0].lines}
    for p in ("indexation", "proposal"):
        reached = [min(result.plans[p].q.attainment[g, y], 100) for g in result.scenario.goals]
        assert at[p] == pytest.approx(reached, abs=1e-6)
    widths = [bar.get_width() for bar in bars_of(figure, 1)]
    assert widths == pytest.approx([b - a for a, b in zip(at["indexation"], at["proposal"], strict=True)])
    targets = sum(goal.indicator is not None for goal in result.scenario.goals.values())
    assert len(at.get("target", [])) == targets
    minima = [goal.minimum[y] for goal in result.scenario.goals.values() if goal.minimum is not None]
    assert at.get("minimum", []) == pytest.approx(minima)


@pytest.mark.parametrize("name", NAMES)
def test_room_reaches_from_the_least_to_the_greatest(name):
    found, w = answers(name)["room"], Words(answers(name)["result"].figures)
    y = found.result.figures.years[0]
    figure = pictures(name)["room"].figure
    step = 10**-w.money_decimals
    for bar, c in zip(bars_of(figure), found.scenario.committees, strict=True):
        span = found.of(c, y)
        ends = (span.least - span.proposal) * w.per_msek, (span.greatest - span.proposal) * w.per_msek
        assert (bar.get_x(), bar.get_x() + bar.get_width()) == pytest.approx(ends, abs=1.1 * step)


@pytest.mark.parametrize("name", NAMES)
def test_prices_are_drawn_dearest_first_and_those_that_cost_nothing_counted(name):
    found = answers(name)["prices"]
    figure = pictures(name)["prices"].figure
    widths = [bar.get_width() for bar in bars_of(figure)]
    for force in (True, False):
        dear = [p.points for p in found.entries if p.in_force == force and p.points and abs(p.points) > 1e-6]
        shown = [v for v in widths if v in [pytest.approx(d, abs=1e-8) for d in dear]]
        assert shown[:12] == sorted(shown[:12], reverse=True) or not force
        assert len(dear) <= 12 or len(shown) >= 12
    free = sum(p.status == "priced" and not p.points for p in found.entries)
    note = next(t for t in figure.texts if t.get_label() == "note").get_text()
    assert f"{free} " in note or not free


def test_balances_are_those_of_the_plan():
    result = answers("exempelkoping")["result"]
    picture = pictures("exempelkoping")["balances"]
    series = {}
    for axes in picture.figure.axes:
        if axes.axison:
            series[axes.get_title(loc="left").replace("\n", " ")] = [bar.get_height() for bar in axes.patches]
    years = (result.scenario.base_year, *result.scenario.years)
    for c, committee in result.scenario.committees.items():
        plan = [result.proposal.q.balance[c, y] for y in years]
        if any(abs(v) > 0.05 for v in plan):
            assert series[committee.name] == pytest.approx(plan, abs=0.051)
        else:
            assert committee.name not in series
    reserves = [result.proposal.q.result_reserve[y] for y in years]
    assert series["Resultatreserv"] == pytest.approx(reserves, abs=0.051)
    kept = [result.proposal.q.reserve[y] for y in result.scenario.years]
    assert series["Till fullmäktiges förfogande"] == pytest.approx(kept, abs=0.051)


def test_there_are_no_balances_where_nothing_is_carried():
    assert "balances" not in pictures("sjobo")
    assert "balances" in pictures("many")


@pytest.mark.parametrize("name", NAMES)
def test_weights_are_the_stated_and_the_revealed(name):
    found = answers(name)["weights"]
    figure = pictures(name)["weights-goals"].figure
    at = {line.get_label(): list(line.get_xdata()) for line in figure.axes[0].lines}
    assert at["stated"] == pytest.approx([100 * v.stated for v in found.goals.values()], abs=1e-6)
    assert at["revealed"] == pytest.approx([100 * v.revealed for v in found.goals.values()], abs=1e-6)
    assert sum(at["stated"]) == pytest.approx(100)
    assert sum(at["revealed"]) == pytest.approx(100)


@pytest.mark.parametrize("name", NAMES)
def test_evidence_is_whole(name):
    result = answers(name)["result"]
    bars = bars_of(pictures(name)["evidence"].figure)
    assert sum(bar.get_width() for bar in bars) == pytest.approx(100)
    shares = result.evidence()
    for bar, row in zip(bars, pictures(name)["evidence"].rows, strict=True):
        assert bar.get_width() == pytest.approx(100 * shares.get(row["grade"], 0.0), abs=1)


@pytest.mark.parametrize("name", NAMES)
def test_a_curve_goes_through_todays_answer_and_marks_its_breakpoints(name):
    found, result = answers(name)["curve"], answers(name)["result"]
    first, second = pictures(name)["curve"].figure.axes
    drawn = {line.get_label(): line for line in first.lines}
    x, values = drawn["curve"].get_xdata(), drawn["curve"].get_ydata()
    assert (min(x), max(x)) == pytest.approx((found.low, found.high))
    today = found.lever.today
    assert list(drawn["today"].get_xdata()) == pytest.approx([today, today])
    for kind in ("value", "frames", "activities"):
        bends = [b for b in found.breakpoints if b.kind == kind]
        assert (kind in drawn) == bool(bends)
        if bends:
            assert list(drawn[kind].get_xdata()) == pytest.approx([b.at for b in bends])
            assert list(drawn[kind].get_ydata()) == pytest.approx([b.value for b in bends], abs=1e-6)
    at_today = [v for at, v in zip(x, values, strict=True) if at == pytest.approx(today, abs=1e-9)]
    assert not at_today or at_today[0] == pytest.approx(result.value, abs=1e-6)
    y, per = result.figures.years[0], Words(result.figures).per_msek
    moves = {
        c: [
            s.frames[found.frames.index((c, y))] * per
            for end in found.stretches
            for s in (end.start, end.stop)
        ]
        for c in result.scenario.committees
    }
    shown = {line.get_label(): line.get_ydata() for line in second.lines if line.get_label() in moves}
    for c, line in shown.items():
        assert [v - line[0] for v in line] == pytest.approx([v - moves[c][0] for v in moves[c]], abs=1e-5)
    widest = max(moves, key=lambda c: max(moves[c]) - min(moves[c]))
    assert not shown or widest in shown


@pytest.mark.parametrize("name", NAMES)
def test_intervals_reach_as_far_as_the_answer_holds(name):
    entries = [e for e in answers(name)["intervals"].entries if e.today]
    figure = pictures(name)["intervals"].figure
    bars = bars_of(figure)
    assert len(bars) == min(len(entries), 16)
    for bar, entry in zip(bars, entries, strict=False):
        low, high = (100 * (end / entry.today - 1) for end in (entry.low, entry.high))
        ends = bar.get_x(), bar.get_x() + bar.get_width()
        assert ends == pytest.approx((max(low, -25), min(high, 25)), abs=1e-5)
    firsts = [entry.first for entry in entries]
    assert firsts == sorted(firsts), "what changes the answer first is on top"


@pytest.mark.parametrize("name", NAMES)
def test_layers_add_up_to_all_frames(name):
    found, result = answers(name)["curve"], answers(name)["result"]
    axes = pictures(name)["stacked"].figure.axes[0]
    y, w = result.figures.years[0], Words(result.figures)
    top = max(path[:, 1].max() for area in axes.collections for path in [area.get_paths()[0].vertices])
    at = [n for n, (_, year) in enumerate(found.frames) if year == y]
    sums = [s.frames[at].sum() for stretch in found.stretches for s in (stretch.start, stretch.stop)]
    assert top == pytest.approx(max(sums) * w.per_msek, abs=1e-5)
    assert len(axes.collections) == min(len(result.scenario.committees), 9)


def test_another_year_may_be_asked_for():
    result = answers("sjobo")["result"]
    found = plots(result, year=2027)
    assert {
        r["year"] for key in ("changes", "frames", "goals", "waterfall-familj") for r in found[key].rows
    } == {2027}
    assert "2027" in found["waterfall-familj"].title


# -------------------------------------------------------------------------------------------------- outside


def test_a_picture_shows_itself_in_a_notebook_and_gives_its_data():
    picture = pictures("sjobo")["changes"]
    assert picture._repr_png_().startswith(b"\x89PNG")
    assert picture.figure._repr_png_().startswith(b"\x89PNG")
    assert list(picture.table["committee"]) == list(answers("sjobo")["result"].scenario.committees)


def test_the_callers_own_style_changes_nothing():
    result = answers("sjobo")["result"]
    before = plots(result)["changes"].files()
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "font.family": "serif"}):
        assert plots(result)["changes"].files() == before


def test_the_same_answer_gives_the_same_bytes():
    scenario = read(two_committees())
    first, again = plot_files(solve(scenario)), plot_files(solve(scenario))
    assert first == again
    assert {Path(name).suffix for name in first} == {".svg", ".png"}
    assert b"<text" in first["plots/changes.svg"], "text stays text"


def test_run_leaves_them_on_request(tmp_path):
    path = scenario_file(tmp_path)
    assert command("run", path, "--out", tmp_path / "out", "--plots").returncode == 0
    found = left(tmp_path / "out")
    names = {"changes", "frames", "goals", "evidence", "waterfall-school", "waterfall-care"}
    assert {f"plots/{n}.{kind}" for n in names for kind in ("svg", "png")} == {
        n for n in found if "plots/" in n
    }
    assert found["plots/changes.png"].startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["room"], "room"),
        (["prices"], "prices"),
        (["intervals"], "intervals"),
        (["weights", "--plan", "volume"], "weights-goals"),
        (["sensitivity", "--lever", "frame.total", "--from", "99 %", "--to", "101 %"], "curve"),
    ],
)
def test_studies_leave_theirs_on_request(tmp_path, words, name):
    path = scenario_file(tmp_path)
    verb, *more = words
    done = command(verb, path, *more, "--out", tmp_path / "out", "--plots")
    assert done.returncode == 0, done.stderr
    assert any(n.endswith(f"/plots/{name}.svg") for n in left(tmp_path / "out"))


def test_an_answer_without_plots_is_told_so():
    with pytest.raises(TypeError, match="no plots of Explanation"):
        plots(explain("scenarios/sjobo-2025.yaml", "familj"))
