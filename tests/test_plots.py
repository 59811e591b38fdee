"""Plots are tested on what they draw: bars, marks, labels, sums, and that nothing is cut or overlaps."""

from __future__ import annotations

import colorsys
from functools import cache
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb

from models.bridge import bridge_of
from models.reading import read
from solver import intervals, plots, prices, revealed_weights, room, sensitivity, solve
from solver.report.plots import drawing, style
from solver.report.plots.pictures import SAVED
from solver.report.plotting import plot_files
from solver.report.words import Words, rounded
from solver.studies.certainty import certainty
from tests.cases import always, effect, two_committees
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
    """Every answer of a scenario that has plots; how sure the result is comes last."""
    scenario = read(SOURCES[name])
    result = solve(scenario)
    return {
        "result": result,
        "room": room(scenario, alternatives=0),
        "prices": prices(scenario),
        "intervals": intervals(scenario),
        "curve": sensitivity(scenario, *LEVERS.get(name, ("frame.total", "99 %", "101 %"))),
        "weights": revealed_weights(scenario, PLANS.get(name, "volume")),
        "certainty": certainty(result),
    }


@cache
def pictures(name):
    """Every picture of a scenario; of many waterfalls the first three."""
    found = {}
    for key, answer in answers(name).items():
        if key != "certainty":
            found |= plots(answer, certainty=answers(name)["certainty"] if key == "result" else None)
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


NAMES = always(SOURCES, 0, 3, 4, 5)
"""Höör and Exempelköping have the most studies and are slow."""


def of_every_picture(pictures, names):
    """Ask a test of every picture of each scenario, made when the test runs; a failure says which picture."""

    def decorated(test):
        @pytest.mark.parametrize("name", names)
        def each(name):
            for key in pictures(name):
                try:
                    test(name, key)
                except BaseException as fault:
                    fault.add_note(f"picture {key}")
                    raise

        each.__name__, each.__doc__ = test.__name__, test.__doc__
        return each

    return decorated


@of_every_picture(pictures, NAMES)
def test_no_text_is_cut_or_lies_on_another(name, key):
    legible(pictures(name)[key].figure)


@of_every_picture(pictures, NAMES)
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


@of_every_picture(pictures, NAMES)
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


WHITE = "#ffffff"


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


@of_every_picture(pictures, NAMES)
def test_what_is_drawn_stands_out_and_is_neither_red_nor_green(name, key):
    figure = pictures(name)[key].figure
    for axes in figure.axes:
        for patch in axes.patches:
            seen = patch.get_facecolor(), patch.get_edgecolor()
            assert not any(political(c) for c in seen), [to_hex(c) for c in seen]
            assert to_hex(seen[0]) != WHITE, "nothing white means something"
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
                assert to_hex(line.get_markerfacecolor()) != WHITE, "nothing white means something"
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


def bars_of(figure, panel=0):
    return figure.axes[panel].patches


@of_every_picture(pictures, NAMES)
def test_a_sheet_fits_a_projector(name, key):
    """1280 × 720 points, at most twelve rows, a title of at most two lines that is not small."""
    figure = pictures(name)[key].figure
    title = next(t for t in figure.texts if t.get_label() == "finding")
    assert title.get_text().count("\n") <= 1
    assert title.get_fontsize() >= 11
    assert figure.get_figwidth() * SAVED == pytest.approx(1280)
    most = 720 if name in {"sjobo", "hoor", "exempelkoping"} else 1200
    assert 719.9 <= figure.get_figheight() * SAVED <= most + 0.1
    assert all(len(axes.get_yticks()) <= 13 for axes in figure.axes if axes.axison)


@pytest.mark.parametrize("name", NAMES)
def test_changes_are_the_differences_and_add_up(name):
    result, sure = answers(name)["result"], answers(name)["certainty"]
    figure, w, y = pictures(name)["changes"].figure, Words(result.figures), result.figures.years[0]
    differences = {
        c: (result.frames[c, y] - result.indexation.frame[c, y]) * w.per_msek
        for c in result.scenario.committees
    }
    bars, labels = bars_of(figure), [t.get_text() for t in figure.axes[0].texts]
    own = sorted(differences, key=lambda c: -abs(differences[c]))[: 12 if len(differences) <= 12 else 11]
    shown = [c for c in differences if c in own]
    for bar, label, c in zip(bars, labels, shown, strict=False):
        change = sure.by_place[c, y]
        assert bar.get_width() == pytest.approx(differences[c], abs=1e-6)
        assert (bar.get_hatch() is None) == change.certain
        assert label == ("● " if change.certain else "") + w.signed(differences[c], w.money_decimals)
    if len(differences) > 12:
        rest = sum(v for c, v in differences.items() if c not in own)
        assert bars[-1].get_width() == pytest.approx(rest, abs=1e-6)
        assert labels[-1] == w.signed(rest, w.money_decimals), "the last row is the sum of the others"
    assert sum(bar.get_width() for bar in bars) == pytest.approx(sum(differences.values()), abs=1e-6)
    rooms = [line.get_xdata() for line in figure.axes[0].lines if line.get_label() == "room"]
    for (low, high), c in zip(rooms, shown, strict=True):
        change = sure.by_place[c, y]
        ends = (change.least - change.indexation, change.greatest - change.indexation)
        assert (low, high) == pytest.approx([v * w.per_msek for v in ends], abs=1e-6)


def test_changes_without_certainty_tell_the_sign_by_hatch():
    result = answers("sjobo")["result"]
    for bar in bars_of(plots(result)["changes"].figure):
        assert (bar.get_hatch() is not None) == (bar.get_width() < 0)
    assert not {"paths", "evidence"} & set(plots(result)), "they are made from the certainty"


@pytest.mark.parametrize("name", NAMES)
def test_paths_are_the_differences_of_all_years_in_one_symmetric_scale(name):
    result, sure = answers(name)["result"], answers(name)["certainty"]
    figure, w, years = pictures(name)["paths"].figure, Words(result.figures), result.figures.years
    panels = [axes for axes in figure.axes if axes.axison]
    assert len(panels) == min(len(result.scenario.committees), 8)
    assert len({axes.get_ylim() for axes in panels}) == 1
    low, high = panels[0].get_ylim()
    assert low == -high
    drawn = {line.get_label(): line.get_ydata() for axes in panels for line in axes.lines}
    together = sum(
        line[1:] for key, line in drawn.items() if key.startswith("difference ") or key == "others"
    )
    for key, line in drawn.items():
        if not key.startswith("difference "):
            continue
        c = key.removeprefix("difference ")
        changes = [sure.by_place[c, y] for y in years]
        assert list(line) == pytest.approx([0.0, *(v.difference * w.per_msek for v in changes)], abs=1e-6)
        assert (
            max(abs(v - change.indexation) for change in changes for v in (change.least, change.greatest))
            * (w.per_msek)
            <= high
        )
    whole = [
        sum(sure.by_place[c, y].difference for c in result.scenario.committees) * w.per_msek for y in years
    ]
    assert list(together) == pytest.approx(whole, abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_frames_have_a_mark_for_each_plan_and_add_up(name):
    result = answers(name)["result"]
    figure, w, y = pictures(name)["frames"].figure, Words(result.figures), result.figures.years[0]
    shown = {line.get_label(): line.get_xdata()[0] for line in figure.axes[1].lines}
    own = [c for c in result.scenario.committees if f"proposal {c}" in shown]
    for bar, c in zip(bars_of(figure), own, strict=False):
        assert bar.get_width() == pytest.approx(result.frames[c, y] * w.per_msek, abs=1e-5)
    old = result.plans["indexation"].q
    for p, plan in result.plans.items():
        if p in ("indexation", "indexation_own_priorities", "same_money"):
            continue
        for c in own:
            difference = (plan.q.frame[c, y] - old.frame[c, y]) * w.per_msek
            assert shown[f"{p} {c}"] == pytest.approx(difference, abs=1e-5)
        more = plan.q.total[y] - plan.q.reserve[y] - (old.total[y] - old.reserve[y])
        moved = sum(shown[f"{p} {c}"] for c in own) + shown.get(f"{p} ", 0.0)
        assert moved == pytest.approx(more * w.per_msek, abs=1e-4), "with the others in the last row"


@pytest.mark.parametrize("name", NAMES)
def test_a_waterfall_goes_from_the_own_year_before_to_the_proposal_without_a_gap(name):
    result = answers(name)["result"]
    w = Words(result.figures)
    d = w.money_decimals
    c = next(iter(result.scenario.committees))
    before = None
    for y in result.figures.years:
        picture = plots(result, year=y)[f"waterfall-{c}"]
        terms = bridge_of(result.proposal, c, y)
        bars = bars_of(picture.figure)
        assert bars[0].get_width() == 0, "steps are drawn from the level at which they start"
        level = 0.0
        for bar in bars[1:-1]:
            assert bar.get_x() == pytest.approx(level, abs=10**-d), "a step begins where the one before ends"
            level = bar.get_x() + bar.get_width()
        change = (terms["frame"] - terms["last_year"]) * w.per_msek
        assert bars[-1].get_width() == pytest.approx(change, abs=1e-6)
        labels = [t.get_text() for t in picture.figure.axes[0].texts]
        assert labels[-1] == w.number(result.frames[c, y] * w.per_msek, d)
        assert before in (None, labels[0]), "a year begins where the year before ended"
        before = labels[-1]


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


@pytest.mark.slow
def test_a_goal_with_an_indicator_is_told_in_its_unit():
    result = answers("exempelkoping")["result"]
    y, w = result.figures.years[-1], Words(result.figures)
    labels = [t.get_text() for t in pictures("exempelkoping")["goals"].figure.axes[2].texts]
    for label, (g, goal) in zip(labels, result.scenario.goals.items(), strict=True):
        i = goal.indicator
        if i is None:
            assert label.endswith(" poäng")
            continue
        ends = [
            i.floor + min(result.plans[p].q.attainment[g, y], 100) / 100 * (i.target - i.floor)
            for p in ("indexation", "proposal")
        ]
        shown = [tuple(w.number(end, d) for end in ends) for d in (1, 2)]
        assert label in {f"{a} → {b} {i.unit}" if a != b else f"{b} {i.unit}" for a, b in shown}
    assert any("dagar" in label for label in labels)


@pytest.mark.parametrize("name", NAMES)
def test_room_reaches_from_the_least_to_the_greatest(name):
    found, w = answers(name)["room"], Words(answers(name)["result"].figures)
    y = found.result.figures.years[0]
    figure = pictures(name)["room"].figure
    step = 10**-w.money_decimals
    reach = {
        c: max(abs(end - found.of(c, y).proposal) for end in (found.of(c, y).least, found.of(c, y).greatest))
        for c in found.scenario.committees
    }
    own = sorted(reach, key=lambda c: -reach[c])[:12]
    for bar, c in zip(bars_of(figure), [c for c in reach if c in own], strict=True):
        span = found.of(c, y)
        ends = (span.least - span.proposal) * w.per_msek, (span.greatest - span.proposal) * w.per_msek
        assert (bar.get_x(), bar.get_x() + bar.get_width()) == pytest.approx(ends, abs=1.1 * step)


@pytest.mark.parametrize("name", NAMES)
def test_prices_are_drawn_dearest_first_and_those_that_cost_nothing_counted(name):
    found = answers(name)["prices"]
    figure = pictures(name)["prices"].figure
    widths = [bar.get_width() for bar in bars_of(figure)]
    dear = {
        force: [
            p.points for p in found.entries if p.in_force == force and abs(rounded(p.points or 0.0, 3)) > 0
        ]
        for force in (True, False)
    }
    shown = [*dear[True][:8], *dear[False][:4]]
    assert widths == pytest.approx(shown or [0.0], abs=1e-8)
    assert dear[True] == sorted(dear[True], reverse=True)
    free = sum(p.status == "priced" and not rounded(p.points or 0.0, 3) for p in found.entries)
    note = next(t for t in figure.texts if t.get_label() == "note").get_text()
    assert f"{free} " in note or not free


@pytest.mark.slow
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
def test_evidence_is_how_far_frames_move_and_no_share_of_anything(name):
    sure = answers(name)["certainty"]
    figure, y = pictures(name)["evidence"].figure, sure.result.figures.years[-1]
    w = Words(sure.result.figures)
    assert not figure.axes[0].patches, "bars would look like parts of a whole"
    at = {line.get_label(): line.get_xdata()[0] for line in figure.axes[0].lines}
    for grade, moved in sure.grades.items():
        assert at[grade] == pytest.approx(moved[y] * w.per_msek)
    labels = [t.get_text() for t in figure.axes[0].texts]
    assert labels == [w.number(moved[y] * w.per_msek, w.money_decimals) for moved in sure.grades.values()]


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
    assert len(bars) == min(len(entries), {"hoor": 5, "hostile": 3}.get(name, 7)), (
        "as many as are named whole"
    )
    for bar, entry in zip(bars, entries, strict=False):
        low, high = (100 * (end / entry.today - 1) for end in (entry.low, entry.high))
        ends = bar.get_x(), bar.get_x() + bar.get_width()
        assert ends == pytest.approx((max(low, -25), min(high, 25)), abs=1e-5)
    firsts = [round(entry.first, 9) for entry in entries]
    assert firsts == sorted(firsts), "what changes the answer first is on top"


@pytest.mark.parametrize("name", NAMES)
def test_assumptions_of_intervals_are_named_whole(name):
    entries = [e for e in answers(name)["intervals"].entries if e.today]
    w = Words(answers(name)["result"].figures)
    labels = [label.get_text() for label in pictures(name)["intervals"].figure.axes[0].get_yticklabels()]
    assert len(labels) == len({*labels})
    for label, entry in zip(labels, entries, strict=False):
        of = " på " if w.scenario.language == "sv" else " on "
        told = label.replace("\n", " ")
        if name != "hostile":
            assert "…" not in told
            assert told.endswith(w.goal(entry.goal))
            assert entry.kind == "weight" or f"{w.activity(entry.activity)}{of}" in told


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
    table = picture.table[picture.table["quantity"] == "difference"]
    assert list(table["committee"]) == list(answers("sjobo")["result"].scenario.committees)


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
    names = {"changes", "paths", "frames", "goals", "evidence", "waterfall-school", "waterfall-care"}
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
    with pytest.raises(TypeError, match="no plots of object"):
        plots(object())


def test_symbols_that_the_font_lacks_are_drawn_without_a_warning():
    """Warnings are errors in tests: a box, or letters left to the reader of the SVG, is no warning to a user."""
    odd = {"school": {"name": "漢字 😀 ሀ"}, "care": {"name": "العربية हिन्दी ภาษา"}}
    result = solve(two_committees(committees=odd))
    files = plot_files(result, certainty(result))
    assert any("漢字".encode() in data for name, data in files.items() if name.endswith(".svg"))


def test_a_name_of_one_long_word_is_never_measured_whole(monkeypatch):
    """Measuring a text takes time by its length: a name of 3 000 characters took minutes."""
    longest = []

    def measured(text, size, *, bold=False):
        longest.append(len(text))
        return 0.05 * len(text) * size * (1.1 if bold else 1.0) / 10

    from solver.report.plots import canvas

    monkeypatch.setattr(canvas, "text_width", measured)
    long = two_committees(committees={"school": {"name": "x" * 3000}}, goals={"safety": {"name": "y" * 3000}})
    result = solve(long)
    files = plot_files(result, certainty(result))
    assert len(files) > 8
    assert max(longest) <= 2 * drawing.LONGEST
