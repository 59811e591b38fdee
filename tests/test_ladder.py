"""The contingency ladder: by hand, against an independent statement, by law, and in files, words and on the screen."""

from __future__ import annotations

import csv
import json
import math
from itertools import pairwise

import pytest

from models.reading import read
from solver import NoPlanError, ScenarioError, ladder, plots, solve
from solver.report.html.display import html
from solver.report.html.study_page import page
from solver.report.studies import text_of
from solver.studies.ladder import LADDER, shocks
from solver.studies.moving import RESERVE, RESULT_RESERVE
from tests.cases import effect, two_committees
from tests.independent import formulation
from tests.independent.random_scenarios import document, seeds
from tests.test_cli import command, left, scenario_file

SJOBO, HOOR, EXAMPLE = (f"scenarios/{name}.yaml" for name in ("sjobo-2025", "hoor-2025", "exempelkoping"))
SEEDS = seeds(14)
FOUND = (20000, 20001, 300009, 4000001, 51234571, 51234573)
"""Seeds that new draws found: committees that nothing measures, whose frame is income or at its own limit."""


def steps(**changes):
    """One year of 250, 10 of it least reserve; a and b cost 120 each, and no frame may fall by more than 15 %.

    A krona from a is worth 0.5 points below today's level, one from b 1/3 down to 90 % and 5/6 below that; above it
    only b gives more, 1/6 to 110 %. Each point counts half.
    """
    return two_committees(
        years=[2025],
        frame={"total": None} | {"total": 250, "reserve_min": "4 %"},
        indexation={"index": "0 %"},
        stability={"max_decrease": "15 %"},
        committees={
            "school": None,
            "care": None,
            "a": {"name": "A", "base": 120},
            "b": {"name": "B", "base": 120},
        },
        effects={
            "school": None,
            "care": None,
            "a": {"knowledge": effect({"80 %": -12, "100 %": 0})},
            "b": {"safety": effect({"80 %": -14, "90 %": -4, "100 %": 0, "110 %": 2})},
        },
        **changes,
    )


def with_unmeasured(**changes):
    """The same with a committee of 60 that nothing measures: 312.5 in all, of which 12.5 is least reserve."""
    document = steps(**changes)
    document["frame"]["total"] = 312.5
    document["committees"]["u"] = {"name": "U", "base": 60}
    return document


def turning():
    """One year of 200; a and c cost 100 each, and two goals: one counts, the other has a minimum 10 below today.

    A krona from a costs 0.3 of the goal that counts and 0.25 of the other, one from c 0.1 and 1.
    """

    def line(points):
        return effect({"50 %": -points, "100 %": 0})

    return two_committees(
        years=[2025],
        frame={"total": None} | {"total": 200},
        indexation={"index": "0 %"},
        committees={
            "school": None,
            "care": None,
            "a": {"name": "A", "base": 100},
            "c": {"name": "C", "base": 100},
        },
        goals={
            "knowledge": {"weight": 1, "reference": 50},
            "safety": {"weight": 0, "reference": 90, "minimum": 80},
        },
        effects={
            "school": None,
            "care": None,
            "a": {"knowledge": line(15), "safety": line(12.5)},
            "c": {"knowledge": line(5), "safety": line(50)},
        },
    )


def told(found):
    """What a terminal says, without its line breaks."""
    return " ".join(text_of(found).split())


def yielded(found, rung):
    """How much less each holder has than decided."""
    return {h: found.held(found.decided, h) - found.held(rung, h) for h in found.holders}


# ----------------------------------------------------------------------------------------------------- by hand


def test_a_ladder_worked_by_hand():
    """Steps of 4 % are 10. The first is the reserve; then b, to 90 %: 12; then a, to its limit: 18; then b, to its: 6.

    V falls by half of 10/3 on the second; 12/3 + 8/2 have gone after the third, 12/3 + 18/2 after the fourth. After
    36 from the frames and 10 from the reserve, 46/250 = 18.4 %, both frames have fallen by 15 %.
    """
    found = ladder(steps(), 2025, "-20 %", "0 %", step="4 %")
    first, second, third, fourth, last = found.down.rungs
    assert yielded(found, first) == pytest.approx({RESERVE: 10, "a": 0, "b": 0}, abs=1e-6)
    assert yielded(found, second) == pytest.approx({RESERVE: 10, "a": 0, "b": 10}, abs=1e-6)
    assert yielded(found, third) == pytest.approx({RESERVE: 10, "a": 8, "b": 12}, abs=1e-6)
    assert yielded(found, fourth) == pytest.approx({RESERVE: 10, "a": 18, "b": 12}, abs=1e-6)
    assert yielded(found, last) == pytest.approx({RESERVE: 10, "a": 18, "b": 18}, abs=1e-6)
    lost = [found.plan.value - rung.plan.value for rung in found.down.rungs]
    assert lost == pytest.approx([0, 10 / 6, 4, 6.5, (4 + 9 + 5) / 2], abs=1e-6)
    assert [rung.number for rung in found.down.rungs] == [-1, -2, -3, -4, -5]
    assert last.shock == pytest.approx(-0.184)
    assert found.down.end.shock == pytest.approx(-0.184, abs=1e-9)
    assert [(rows.name, index) for rows, index in found.down.end.limits] == [
        ("max_decrease", ("a", 2025)),
        ("max_decrease", ("b", 2025)),
    ]
    assert found.down.price == pytest.approx(0, abs=1e-9)
    assert not found.up.rungs
    text = told(found)
    assert "Trappan slutar vid −18,4 %: ingen får minska mer." in text
    assert "Det som hindrar: taket för minskning (A och B)." in text
    assert "Reserven, 10,0 mnkr, används först; den räcker till −4,0 %." in text
    assert "Ordningen nedåt kostar ingenting" in text


def test_a_ladder_upward_worked_by_hand():
    """4 % more is 10, and the least reserve 10.4: b gets 9.6. 8 % is 20, and b stops at 110 %, 12 more: 8 lies idle.

    What is put in reserve is not taken out of it again: after 8 it is 18, and no smaller higher up.
    """
    found = ladder(steps(), 2025, "0 %", "12 %", step="4 %")
    given = [{h: -amount for h, amount in yielded(found, rung).items()} for rung in found.up.rungs]
    assert given[0] == pytest.approx({RESERVE: 0.4, "a": 0, "b": 9.6}, abs=1e-6)
    assert given[1] == pytest.approx({RESERVE: 8, "a": 0, "b": 12}, abs=1e-6)
    assert given[2] == pytest.approx({RESERVE: 18, "a": 0, "b": 12}, abs=1e-6)
    assert found.up.end is None
    assert "Hela vägen upp till +12,0 % finns planer som klarar kraven." in told(found)


def test_the_price_of_the_order_worked_by_hand():
    """10 less: c yields it at 1 point, and the other goal is down to its minimum. 20 less: c may yield 6.667 only.

    For 10 ≥ c + (20 − c)/4 gives c ≤ 20/3, and a the rest: 2/3 + 4 points. In order c yields no more than that on the
    first rung either, and a 10/3: 5/3 points, 2/3 more than without the order. On the mean of two rungs 1/3.
    """
    found = ladder(turning(), 2025, "-10 %", "0 %", step="5 %")
    first, second = found.down.rungs
    assert yielded(found, first) == pytest.approx({RESERVE: 0, "a": 10 / 3, "c": 20 / 3}, abs=1e-6)
    assert yielded(found, second) == pytest.approx({RESERVE: 0, "a": 40 / 3, "c": 20 / 3}, abs=1e-6)
    assert [first.plan.value, first.best] == pytest.approx([50 - 5 / 3, 49], abs=1e-6)
    assert [second.plan.value, second.best] == pytest.approx([50 - 14 / 3] * 2, abs=1e-6)
    assert found.down.price == pytest.approx(1 / 3, abs=1e-6)
    assert "Ordningen nedåt kostar i medeltal 0,3 poäng" in told(found)


def test_what_is_not_measured_follows_indexation_of_what_is_handed_out():
    """4 % is 12.5: the reserve. 4 % more leaves 287.5 of 300 to hand out; u has a fifth, 2.5 less, and b the rest."""
    found = ladder(with_unmeasured(), 2025, "-8 %", "4 %", step="4 %")
    first, second = found.down.rungs
    assert yielded(found, first) == pytest.approx({RESERVE: 12.5, "a": 0, "b": 0, "u": 0}, abs=1e-6)
    assert yielded(found, second) == pytest.approx({RESERVE: 12.5, "a": 0, "b": 10, "u": 2.5}, abs=1e-6)
    (more,) = found.up.rungs  # 13 is the least reserve of 325, and u has a fifth of 312
    assert yielded(found, more) == pytest.approx({RESERVE: -0.5, "a": 0, "b": -9.6, "u": -2.4}, abs=1e-6)


def test_a_ladder_from_a_given_plan_worked_by_hand():
    """a has 125 and b 115. Of 10 that they yield, a's 5 above today's level cost nothing, b's next 5 cost 5/3."""
    plan = {"name": "P", "source": "x", "frames": {"a": 125, "b": 115, "u": 60}}
    found = ladder(with_unmeasured(plans={"p": plan}), 2025, "-8 %", "0 %", step="4 %", plan="p")
    first, second = found.down.rungs
    assert yielded(found, first) == pytest.approx({RESERVE: 12.5, "a": 0, "b": 0, "u": 0}, abs=1e-6)
    assert yielded(found, second) == pytest.approx({RESERVE: 12.5, "a": 5, "b": 5, "u": 2.5}, abs=1e-6)
    lost = [found.plan.value - rung.plan.value for rung in found.down.rungs]
    assert lost == pytest.approx([0, 5 / 6], abs=1e-6)
    assert not found.broken
    assert "bryter själv" not in told(found)


def test_a_plan_may_leave_less_than_nothing_to_a_new_activity():
    """Indexation gives a 120, of which a decision takes 130 for its old activity: −10 is left to the new one.

    Rung 0 has the plan's own V. One per cent less is within the reserve, so that nobody yields.
    """
    doc = steps(
        activities={"old": {"committee": "a", "base": 120}, "new": {"committee": "a", "base": 0, "need": 5}},
        decisions={"d": {"spend": "old", "equals": 130, "by": "KF"}},
    )
    del doc["effects"]["a"]
    doc["effects"] |= {
        "old": {"knowledge": effect({"80 %": -12, "100 %": 0})},
        "new": {"knowledge": effect({"0 %": -5, "100 %": 0})},
    }
    found = ladder(doc, 2025, "-1 %", "0 %", step="1 %", plan="indexation")
    assert found.plan.q.spend["new", 2025] == pytest.approx(-10)
    assert found.continued == pytest.approx(found.plan.value)
    (rung,) = found.down.rungs
    assert rung.plan.q.spend["new", 2025] == pytest.approx(-10)
    assert rung.plan.q.spend["old", 2025] == pytest.approx(130)


def test_rungs_may_break_as_much_as_the_plan_and_no_more():
    """a has 90, 12 below what its limit allows and 6 below where its curve begins: it stays, and b yields the 10."""
    plan = {"name": "P", "source": "x", "frames": {"a": 90, "b": 150, "u": 60}}
    found = ladder(with_unmeasured(plans={"p": plan}), 2025, "-8 %", "0 %", step="8 %", plan="p")
    (rung,) = found.down.rungs
    assert yielded(found, rung) == pytest.approx({RESERVE: 12.5, "a": 0, "b": 10, "u": 2.5}, abs=1e-6)
    assert "Planen bryter själv 2 krav. Stegen får bryta dem lika mycket, inte mer." in told(found)


def test_a_ladder_that_ends_at_once_says_so():
    """No growth is allowed, and u follows indexation of a larger total: nobody may make room for it."""
    found = ladder(with_unmeasured(), 2025, "0 %", "4 %", step="4 %")
    assert found.up.rungs
    document = with_unmeasured()
    document["frame"]["growth_max"] = "0 %"
    found = ladder(document, 2025, "0 %", "4 %", step="4 %")
    assert found.up.end.shock == pytest.approx(0, abs=1e-6)
    assert not found.up.rungs
    assert found.up.price is None
    assert "Uppåt går det inte att ta något steg: då lämnar kraven ingen plan." in told(found)
    assert "Det som hindrar: ramarnas högsta ökningstakt och det som inte mäts" in told(found)
    assert not plots(found)


def test_a_goal_may_end_it():
    """With nothing from c, a may yield until 0.25 · a = 10: 40 of 200."""
    found = ladder(turning(), 2025, "-25 %", "0 %", step="10 %")
    assert found.down.end.shock == pytest.approx(-0.2, abs=1e-9)
    assert [rung.shock for rung in found.down.rungs] == pytest.approx([-0.1, -0.2])
    assert [(rows.name, index) for rows, index in found.down.end.limits] == [("goal_floor", ("safety", 2025))]
    assert yielded(found, found.down.rungs[0]) == pytest.approx({RESERVE: 0, "a": 20, "c": 0}, abs=1e-5)


def test_revenue_falls_with_the_total_and_its_surplus():
    """A total of 980 is 1 100 less 2 % and 98: 5 % of it, 49, takes 50 of revenue."""
    scenario = two_committees(
        frame={"total": None, "revenue": 1100, "result_target": "2 %", "central": 98},
        indexation={"index": "0 %"},
    )
    found = ladder(scenario, 2025, "-5 %", "0 %", step="5 %")
    (rung,) = found.down.rungs
    q = rung.plan.q
    assert q.given_total == pytest.approx({2025: 931, 2026: 980})
    assert q.figures.scenario.frame.revenue == pytest.approx({2025: 1050, 2026: 1100})


def test_a_year_later_leaves_earlier_ones_as_decided_and_may_shock_the_rest():
    same, shocked = (ladder(EXAMPLE, 2026, "-1 %", "1 %", later=later) for later in ("same", "shocked"))
    for found, factor in ((same, 1.0), (shocked, 0.99)):
        decided, low = found.plan.q, found.down.rungs[-1].plan.q
        for c in found.figures.committees:
            assert low.frame[c, 2025] == pytest.approx(decided.frame[c, 2025], abs=1e-6)
        assert low.given_total[2025] == pytest.approx(decided.given_total[2025])
        assert low.given_total[2026] == pytest.approx(0.99 * decided.given_total[2026])
        assert low.given_total[2027] == pytest.approx(factor * decided.given_total[2027])
    assert shocked.down.rungs[-1].plan.value < same.down.rungs[-1].plan.value


# ------------------------------------------------------------------------------------- an independent statement


class Lower(formulation.Model):
    """A rung in the independent formulation: what is not measured follows indexation of what is handed out."""

    def __init__(self, scenario, by, counted, standing, found, *, down):
        self._standing = self._now = counted
        self._stands, self._found, self._down = standing, found, down
        super().__init__(scenario, by)

    def standing_frames(self, c):
        """As far from the decided frame as indexation from indexation, within the committee's own limits."""
        found, y = super().standing_frames(c), self._found.year
        if found[y][1] is not None:
            decided, before = self._found.plan.q.frame[c, y], self.indexed(c, y, self.base_frame[c])
            (down, up), size = self.limits(c), abs(before)
            low = -math.inf if down is None else before - down[y] * size
            high = math.inf if up is None else before + up[y] * size
            now, then = (min(max(b.frames[c, y], low), high) for b in (self._standing, self._stands))
            at = min(max(decided + now - then, min(low, decided)), max(high, decided))
            at = min(at, decided) if self._down else max(at, decided)
            found[y] = at, formulation.constant(at)
        return found

    @property
    def baseline(self):
        return self._now

    @baseline.setter
    def baseline(self, _):
        """Indexation is given."""

    def _against(self, a, ask):
        if any(c in self.measured_committees for c in self.payers[a]):
            self._now = self._stands
        try:
            return ask()
        finally:
            self._now = self._standing

    def _out(self, a, y):
        return self._against(a, lambda: formulation.Model._out(self, a, y))

    def _decided(self, a, y):
        return self._against(a, lambda: formulation.Model._decided(self, a, y))


def moved(scenario, share, years):
    """The scenario with its total a share higher in some years, and the revenue that it takes."""
    frame, changed = scenario.frame, {}
    totals = formulation.Facts(scenario).total
    if frame.total is not None:
        changed["total"] = {y: t * (1 + share * (y in years)) for y, t in frame.total.items()}
    if frame.revenue is not None and frame.result_target is not None:
        keeps = frame.result_reserve
        free = set() if keeps is None or keeps.use_in_surplus else set(keeps.use_in or ())
        part = {y: 1.0 if y in free else 1 - frame.result_target[y] for y in scenario.years}
        changed["revenue"] = {
            y: r + share * totals[y] / part[y] * (y in years) for y, r in frame.revenue.items()
        }
    return scenario.model_copy(update={"frame": frame.model_copy(update=changed)})


def lower(found, share, by, standing):
    """The rows of one rung, written by the independent formulation; downward without the year's least reserve."""
    scenario, y, q = found.scenario, found.year, found.plan.q
    after = [t for t in scenario.years if t > y and found.later == "shocked"]
    rung = counted = moved(scenario, share, [y, *after])
    if share < 0:
        cut = -share * q.given_total[y] - (q.reserve[y] - left_in_reserve(found, share))
        kept = scenario.frame.reserve_min
        counted = moved(scenario, -cut / (1 - (kept[y] if kept else 0.0)) / q.given_total[y], [y])
        counted = moved(counted, share, after)
    model = Lower(rung, by, formulation.indexation(counted, by), standing, found, down=share < 0)
    if share < 0:
        model.program.rows.pop(("reserve_min", y), None)
        amount = formulation.constant(left_in_reserve(found, share))
        model.program.equal(("first",), model.reserve(y), amount)
    return model


def left_in_reserve(found, share):
    return max(found.plan.q.reserve[found.year] + share * found.plan.q.given_total[found.year], 0.0)


def stated_independently(found, levels):
    """The greatest sum of V over rungs at some shocks of one sign, smallest first, by scipy; None where none is."""
    y, q = found.year, found.plan.q
    by, whole = formulation.weights(found.scenario), formulation.Program()
    standing = formulation.indexation(found.scenario, by)
    keys = [("frame", c) for c in found.figures.committees] + [("spend", a) for a in found.figures.lines]
    keys += [("reserve", "")] if levels[0] > 0 else []
    before = {
        (kind, id_): formulation.constant(getattr(q, kind)[(id_, y) if id_ else y]) for kind, id_ in keys
    }
    losses = []
    for n, share in enumerate(levels):
        model = lower(found, share, by, standing)

        def renamed(expression, n=n):
            return {None if name is None else (n, name): x for name, x in expression.items()}

        losses.append((1.0, renamed(model.loss())))
        here = {(kind, id_): renamed(getattr(model, kind)(*([id_, y] if id_ else [y]))) for kind, id_ in keys}
        for name, (low, high) in zip(model.program.columns, model.program.bounds, strict=True):
            whole.column(n, name, low=low, high=high)
        for name, (sense, row) in model.program.rows.items():
            whole._row((n, *name), sense, renamed(row))
        for key, now in here.items():
            over, under = (before[key], now) if share < 0 else (now, before[key])
            whole.at_least(("nested", n, *key), formulation.combine((1.0, over), (1.0, SLACK)), under)
        before = here
    solved = whole.minimise(formulation.combine(*losses), "highs-ds")
    return None if solved is None else -solved[0]


SLACK = formulation.constant(1e-9)
"""Rounding of the decided plan, which its own rungs are nested with."""


def asked(seed, **how):
    doc = document(seed)
    scenario = read(doc)
    if scenario.objective.form != "weighted":
        pytest.skip("another form")
    try:
        return ladder(scenario, scenario.years[0], "-2 %", "1 %", step="1 %", **how)
    except NoPlanError:
        pytest.skip("no plan")


@pytest.mark.seeded
@pytest.mark.parametrize("seed", SEEDS)
def test_the_sum_of_v_agrees_with_an_independent_statement(seed):
    agree(seed)


@pytest.mark.parametrize("seed", FOUND)
def test_they_agree_where_they_once_did_not(seed):
    agree(seed)


def agree(seed):
    found = asked(seed, later="shocked" if seed % 2 else "same")
    for flight in (found.down, found.up):
        levels = [rung.shock for rung in flight.rungs]
        if levels:
            value = sum(rung.plan.value for rung in flight.rungs)
            assert value == pytest.approx(stated_independently(found, levels), abs=2e-6), (seed, levels)
        if flight.end is not None:
            beyond = flight.end.shock + math.copysign(2e-5, flight.asked)
            kept = [level for level in levels if abs(level) <= abs(flight.end.shock) - 1e-4]
            assert stated_independently(found, [*kept, beyond]) is None, (seed, beyond)


# ------------------------------------------------------------------------------------------------------- laws


@pytest.mark.seeded
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("later", ["same", "shocked"])
def test_rungs_are_nested_lawful_and_no_better_than_without_the_order(seed, later):
    found = asked(seed, later=later)
    y, figures = found.year, found.figures
    for rung in found.rungs:
        q, above, sign = rung.plan.q, found.above(rung), -1 if rung.number <= 0 else 1
        for c in figures.committees:
            assert sign * found.change(rung, c) >= -1e-6
        for a in figures.lines:
            assert sign * (q.spend[a, y] - above.plan.q.spend[a, y]) >= -1e-6
        handed_out = sum(q.frame[c, y] for c in figures.committees)
        assert handed_out + q.reserve[y] == pytest.approx(q.total[y], abs=1e-6)
        assert rung.best >= rung.plan.value
        if rung.number < 0:
            first = max(found.plan.q.reserve[y] + rung.shock * found.plan.q.given_total[y], 0)
            assert q.reserve[y] == pytest.approx(first, abs=1e-6)
        elif rung.number > 0:
            assert found.change(rung, RESERVE) >= -1e-6
    for flight in (found.down, found.up):
        assert flight.price is None or flight.price >= 0
    if set(figures.measured) == set(figures.committees):
        values = [rung.plan.value for rung in found.rungs]
        assert all(low <= high + 1e-6 for low, high in pairwise(values)), seed


@pytest.mark.seeded
@pytest.mark.parametrize("seed", SEEDS[:6])
def test_a_longer_ladder_binds_its_first_rungs_more(seed):
    found = asked(seed)
    first = [rung for rung in found.down.rungs if rung.shock >= -0.01]
    if len(first) < len(found.down.rungs):
        short = ladder(found.scenario, found.year, first[-1].shock if first else 0.0, 0.0, step=0.01)
        pairs = list(zip(first, short.down.rungs, strict=True))
        assert sum(b.plan.value - a.plan.value for a, b in pairs) >= -1e-6
        assert all(b.best == pytest.approx(a.best, abs=1e-6) for a, b in pairs)


@pytest.mark.parametrize("scenario", [SJOBO, HOOR, EXAMPLE])
def test_a_ladder_of_rung_0_alone_is_the_plan(scenario):
    found = ladder(scenario, 2025, "0 %", "0 %")
    assert found.rungs == (found.decided,)
    assert found.plan.value == solve(scenario).value
    assert found.continued == pytest.approx(found.plan.value)
    assert all(row["change"] == row["cumulative"] == 0 for row in found.rows())
    assert "0" in told(found)


@pytest.mark.parametrize("scenario", [HOOR, EXAMPLE])
def test_changes_of_all_rungs_add_up_and_the_reserve_comes_first(scenario):
    found = ladder(scenario, 2025, "-2 %", "1 %")
    for rung in found.rungs:
        change = {h: found.held(rung, h) - found.held(found.decided, h) for h in found.holders}
        total = rung.shock * found.plan.q.given_total[2025]
        assert sum(change.values()) == pytest.approx(total, abs=1e-6)
    if found.held(found.decided, RESERVE) > 1:
        first = found.down.rungs[0]
        assert first.shock == pytest.approx(-0.005)
        assert found.change(first, RESERVE) == pytest.approx(first.shock * found.plan.q.given_total[2025])
        # the same changes of frames are a larger share of a smaller total, and have a price
        assert first.plan.value == pytest.approx(found.plan.value, abs=1e-5)


def test_the_order_of_the_file_changes_nothing():
    scenario = read(EXAMPLE)
    turned = scenario.model_copy(
        update={
            key: dict(reversed(getattr(scenario, key).items()))
            for key in ("committees", "activities", "goals", "effects")
        }
    )
    one, other = (ladder(s, 2025, "-2 %", "1 %").table for s in (scenario, turned))
    assert one.drop(columns="V").equals(other.drop(columns="V"))


@pytest.mark.parametrize(
    ("scenario", "plan"),
    [(SJOBO, "antagen"), (HOOR, "styret"), (HOOR, "v"), (EXAMPLE, "motforslag"), (EXAMPLE, "indexation")],
)
@pytest.mark.parametrize("year", [2025, 2027])
def test_rungs_from_a_given_plan_break_no_more_than_it_does(scenario, plan, year):
    found = ladder(scenario, year, "-1 %", "1 %", plan=plan)
    assert found.down.rungs
    decided = found.plan
    families = found.stated.formulation.families.values()
    broken = {(b.rows.name, b.index): b.amount for b in decided.broken(families)}
    assert len(found.broken) == len(broken)
    for rung in found.rungs:
        assert all(
            abs(b.amount) <= abs(decided.excess(b.rows, b.index)) + 2e-6
            for b in rung.plan.broken(families)
            if b.rows.name not in ("total", "reserve_min", "balanced_budget")
        )
        for c in found.figures.committees:
            sign = -1 if rung.number <= 0 else 1
            assert sign * found.change(rung, c) >= -1e-6
    assert found.continued >= decided.value - 1e-6
    text = told(found)
    if found.broken:
        assert "Planen bryter själv" in text
    assert ("Givna planer bedöms inte" in text) == (scenario == HOOR), (
        "nothing of Höör's follows the population"
    )
    if scenario == HOOR:
        assert "för planen som den står" not in text


# ------------------------------------------------------------------------------------------ files, words, errors


def test_the_verb_leaves_tidy_tables_a_page_and_pictures(tmp_path):
    path = scenario_file(tmp_path, frame={"reserve_min": "1 %"}, stability={"max_decrease": "3 %"})
    out = tmp_path / "out"
    words = ("--year", "2025", "--from", "-5 %", "--to", "1", "%", "--step", "1 %", "--plots", "--out", out)
    done = command("ladder", path, *words)
    assert done.returncode == 0, done.stderr
    assert "Trappan slutar vid" in done.stdout
    files = left(out / "studies" / "ladder")
    pictures = {f"plots/{name}.{kind}" for name in ("ladder", "ladder_up") for kind in ("svg", "png")}
    tables = {"tables/ladder.csv", "tables/rungs.csv"}
    assert set(files) == {".kommunbudget.json", "result.json", "report.html", *tables, *pictures}
    with (out / "studies" / "ladder" / "tables" / "ladder.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(LADDER)
    whole = {}
    for r in rows:
        if not r["activity"]:
            whole[r["shock"]] = whole.get(r["shock"], 0.0) + float(r["cumulative"])
    assert all(amount == pytest.approx(1019.7 * float(shock), abs=1e-6) for shock, amount in whole.items())
    summary = json.loads(files["result.json"])
    assert summary["down"]["ends"]["limits"]
    assert abs(summary["down"]["certificate"]["gap"]) < 1e-6
    assert summary["down"]["price_of_the_order"] >= 0
    again = command("ladder", path, *words[:-1], tmp_path / "again")
    assert left(tmp_path / "again" / "studies" / "ladder") == files, again.stderr


def test_amounts_are_in_the_file_s_currency():
    scale = {"currency": "TSEK", "frame": {"total": {2025: 1019700, 2026: 1050291}}}
    scale["committees"] = {"school": {"base": 600000}, "care": {"base": 400000}}
    tkr, mnkr = (ladder(two_committees(**changes), 2025, "-2 %", "0 %") for changes in (scale, {}))
    assert list(tkr.table["unit"].unique()) == ["TSEK"]
    for column in ("change", "cumulative"):
        assert list(tkr.table[column]) == pytest.approx(list(1000 * mnkr.table[column]), abs=1e-3)


def test_page_notebook_and_pictures_say_the_same():
    found = ladder(EXAMPLE, 2025, "-3 %", "1 %")
    shown, whole = html(found), page(found, "kommunbudget ladder").decode()
    for text in ("Beredskapstrappan", "Steg −1 (−0,5\u00a0%)", "Fullmäktiges reserv"):
        assert text in shown
    assert "Att besluta om ramutrymmet blir mindre" in whole
    assert "Trappan slutar vid −2,814\u00a0%: ingen får minska mer." in whole
    drawn = plots(found)
    assert list(drawn) == ["ladder", "ladder_up"]
    end = float(found.down.rungs[-1].shock * found.plan.q.given_total[2025])
    bars = drawn["ladder"].figure.axes[0].patches
    assert max(bar.get_x() + bar.get_width() for bar in bars) == pytest.approx(-end)
    assert max(bar.get_y() + bar.get_height() for bar in bars) == pytest.approx(-end)
    assert repr(found) == "<Ladder: Exempelköping (påhittad) – budget 2025 med plan 2026–2027>"


def test_it_is_told_in_english_too():
    found = ladder(two_committees(language="en", stability={"max_decrease": "3 %"}), 2025, "-5 %", "1 %")
    text = told(found)
    assert "nobody may fall more" in text
    assert "All the way up to +1.0% there are plans that keep the limits." in text
    assert "nämnd" not in text.replace("Skolnämnden", "").replace("Vårdnämnden", "")


WRONG = [
    ({"year": 2030}, "year: 2030 är inget planår; planåren är 2025–2026"),
    ({"low": "-3"}, "from: skriv en andel med procenttecken"),
    ({"low": "tre"}, "from: skriv en andel med procenttecken"),
    ({"low": "2 %", "high": "1 %"}, "from: från ska inte vara större än till"),
    ({"low": "1 %", "high": "2 %"}, "from: trappan börjar i den beslutade planen"),
    ({"low": "-2 %", "high": "-1 %"}, "to: trappan börjar i den beslutade planen"),
    ({"low": "-100 %"}, "from: skriv en ändring av ramutrymmet mellan −100 % och 100 %"),
    ({"high": float("inf")}, "to: ska vara ett ändligt tal"),
    ({"step": "0 %"}, "step: steget ska vara minst 0,01 %"),
    ({"step": "-1 %"}, "step: steget ska vara minst 0,01 %"),
    ({"step": "0.01 %"}, "step: så korta steg ger fler än 60 trappsteg"),
    ({"later": "never"}, "later: skriv same eller shocked, inte 'never'"),
    ({"plan": "budjet"}, "ingen plan och ingen .csv- eller .xlsx-fil heter budjet"),
]


@pytest.mark.parametrize(("changes", "message"), WRONG, ids=[message[:40] for _, message in WRONG])
def test_what_does_not_fit_is_refused_in_words(changes, message):
    right = {"year": 2025, "low": "-3 %", "high": "1 %"}
    with pytest.raises(ScenarioError) as wrong:
        ladder(two_committees(), **right | changes)
    assert message in str(wrong.value)


def test_every_mistake_is_told_at_once_with_status_2(tmp_path):
    path = scenario_file(tmp_path)
    done = command("ladder", path, "--year", "2030", "--from", "x", "--to", "1 %", "--step", "0 %")
    assert done.returncode == 2
    assert [line.split(":")[0] for line in done.stderr.splitlines()[:2]] == ["year", "from"]
    assert "Traceback" not in done.stderr


def test_no_plan_for_rung_0_is_told_as_in_run(tmp_path):
    path = scenario_file(tmp_path, stability={"max_decrease": "0.1 %"})
    done = command("ladder", path, "--year", "2025", "--from", "-3 %", "--to", "0 %")
    assert done.returncode == 3
    assert "Kraven går inte ihop: 2025 kräver de" in done.stdout
    with pytest.raises(NoPlanError):
        ladder(path, 2025, "-3 %", "0 %")
    with pytest.raises(ScenarioError, match="objective"):
        ladder(two_committees(objective={"form": "maximin"}), 2025, "-1 %", "0 %")


def test_shocks_are_every_step_and_the_last():
    assert shocks(-0.02, 0.005) == (-0.005, -0.01, -0.015, -0.02)
    assert shocks(0.011, 0.005) == (0.005, 0.01, 0.011)
    assert shocks(0.0, 0.005) == ()
    assert ladder(two_committees(), 2025, -0.01, "0,5 %").down.asked == -0.01


def test_the_result_reserve_is_a_holder_of_its_own():
    scenario = two_committees(
        frame={
            "total": None,
            "revenue": {2025: 1150.0, 2026: 1185.0},
            "result_target": "2 %",
            "central": {2025: 107.3, 2026: 111.0},
            "result_reserve": {"opening": 20, "cap": "5 %", "max_withdrawal": 10, "use_in": [2025]},
        }
    )
    found = ladder(scenario, 2025, "-1 %", "1 %")
    for rung in found.rungs:
        change = sum(found.held(rung, h) - found.held(found.decided, h) for h in found.holders)
        assert change == pytest.approx(rung.shock * found.plan.q.given_total[2025], abs=1e-6)
    assert RESULT_RESERVE in found.holders
    whole = told(found)  # 1 150 less 107.3 is 1 042.7, and 618 + 434.7 are 10 more
    assert "Till (+) eller ur (−) resultatreserven −10,0 −10,0 −10,0" in whole
    assert "Ramutrymme 1 042,7 1 037,5 1 032,3" in whole.replace("\u202f", " ")
