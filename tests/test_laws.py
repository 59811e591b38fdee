"""Tier 3: laws that hold for every scenario, drawn by hypothesis from the random ones."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from models.figures import Figures
from models.formulation import formulate
from models.indexation import indexation
from models.plan import Choices, complete
from models.reading import document as written
from models.reading import read
from models.scenario import Edit
from models.units import write_share
from models.variants import vary
from solver import NoPlanError, solve
from solver.answer.stating import state
from solver.program.compiled import compile_model
from solver.program.warm import WarmSolver
from tests.independent.random_scenarios import document, percent

seeds = st.integers(min_value=0, max_value=100_000)
pytestmark = pytest.mark.usefixtures("unexplained")
few = settings(max_examples=12, suppress_health_check=list(HealthCheck))


def solved(doc):
    try:
        return solve(doc)
    except NoPlanError:
        assume(False)  # noqa: FBT003 - hypothesis draws another
        raise


@few
@given(seeds)
def test_money_adds_up(seed):
    result = solved(document(seed))
    for id_, plan in result.plans.items():
        q = plan.q
        for y in result.figures.years:
            handed_out = sum(q.frame[c, y] for c in result.figures.committees)
            assert handed_out + q.reserve[y] == pytest.approx(q.total[y], abs=1e-6), id_
    q = result.proposal.q
    for c in result.figures.committees:
        for y in result.figures.years:
            kept = q.saved[c, y] + q.returned[c, y]
            has = q.frame[c, y] - result.figures.restore[c, y] - kept + q.used[c, y]
            assert result.proposal.own_cost(c, y) == pytest.approx(has, abs=1e-6)


@few
@example(30257, False)  # noqa: FBT003 - drawn with a ceiling of its own, below the floor near the baseline
@given(seeds, st.booleans())
def test_more_money_never_lowers_v(seed, held):
    """At ever larger totals, as scenarios of their own and as variants of the first; limits lie near the baseline.

    Every committee has something that is measured. The frame of one that has not follows indexation whatever it
    takes of limits and prices that count all frames, such as ``growth_max`` (docs/method/interpretation.md).
    """
    doc = near_the_baseline(document(seed), seed)
    figures = Figures(scenario=read(doc))
    assume(set(figures.measured) == set(figures.committees))
    assume("total" not in doc["frame"] or "revenue" not in doc["frame"])  # they must agree
    last = best(read(doc))
    assume(last is not None)
    rng = random.Random(seed)
    key, factor = "frame.total" if "total" in doc["frame"] else "frame.revenue", 1.0
    for _ in range(3):
        factor += rng.uniform(0.001, 0.02)
        more = vary(read(doc), [Edit(path=key, scale=write_share(round(factor, 6)))])
        value = best(more, figures if held else None)
        assert value is not None, (key, factor)
        assert value >= last - 1e-7, (key, factor)
        last = value


def best(scenario, standing=None):
    """V of the best plan; None where there is none."""
    found = WarmSolver(state(scenario, standing).program).optimise()
    return None if found is None else found.value


def near_the_baseline(doc, seed):
    """The document with floors and ceilings of unmeasured activities near where indexation puts them."""
    doc = {key: value for key, value in doc.items() if key not in ("levers", "worlds")}
    figures, rng = Figures(scenario=read(doc)), random.Random(seed)
    baseline, y = indexation(figures), figures.years[0]
    for a, own in doc.get("activities", {}).items():
        if (a, y) in figures.need and not figures.lines[a].measured:
            level = baseline.spend[a, y] / figures.need[a, y]
            if rng.random() < 0.6:
                own.pop("ceiling", None)
                own |= {"floor": percent(level * rng.uniform(0.97, 1.02)), "floor_basis": "Exempel"}
            elif rng.random() < 0.5:
                for key in ("floor", "floor_basis"):
                    own.pop(key, None)
                own |= {"ceiling": percent(level * rng.uniform(0.99, 1.05))}
    return doc


@few
@given(seeds, st.integers(0, 10_000))
def test_relaxing_a_limit_never_hurts(seed, pick):
    figures = Figures(scenario=read(document(seed)))
    stated = formulate(figures, indexation(figures))
    program = compile_model(stated.model)
    first = WarmSolver(program).optimise()
    assume(first is not None)
    limits = [
        i
        for i, (family, _) in enumerate(program.rows)
        if family in stated.families
        and stated.families[family].role == "limit"
        and not stated.families[family].equal
    ]
    i = limits[pick % len(limits)]
    solver = WarmSolver(program)
    import numpy as np

    row = np.array([i], np.int32)
    solver.limit(row, program.row_lower[row], program.row_upper[row] + 1.0)
    assert solver.optimise().value >= first.value - 1e-7


@few
@given(seeds)
def test_a_marginal_is_a_finite_difference_inside_its_interval(seed):
    import numpy as np

    result = solved(document(seed))
    program = result.program
    where = {row: i for i, row in enumerate(program.rows)}
    value = result.value
    for m in random.Random(seed).sample(result.marginals, min(6, len(result.marginals))):
        row = np.array([where[m.rows.name, m.index]], np.int32)
        for worth, step in ((m.value, 0.5 * min(m.up, 1.0)), (m.tightened, 0.5 * max(m.down, -1.0))):
            if abs(step) < 1e-5:
                continue
            solver = WarmSolver(program)
            solver.limit(row, program.row_lower[row] + step, program.row_upper[row] + step)
            moved = solver.optimise()
            assert moved is not None, m
            assert moved.value - value == pytest.approx(worth * step, abs=1e-7 + 1e-6 * abs(worth * step)), m
        assert m.tightened >= m.value - 1e-9, "V is concave in every bound"
        if m.tightened == float("inf"):
            solver = WarmSolver(program)
            solver.limit(row, program.row_lower[row] - 1e-3, program.row_upper[row] - 1e-3)
            assert solver.optimise() is None


@few
@given(seeds)
def test_marginals_are_complete_and_hold_no_infinity(seed):
    """Every row that is not in the table is worth nothing either way; what leaves no plan is said in words."""
    import numpy as np

    result = solved(document(seed))
    rows = result.rows("marginals")
    assert not any(value in (float("inf"), float("-inf")) for row in rows for value in row.values())
    for row in rows:
        assert (row["value"] == "") is (row["no_plan"] in ("relieved", "both"))
        assert (row["tightened"] == "") is (row["no_plan"] in ("tightened", "both"))
    program = result.program
    listed = {(m.rows.name, m.index) for m in result.marginals}
    others = [
        i
        for i, name in enumerate(program.rows)
        if name not in listed and name[0] in result.families and result.families[name[0]].role != "account"
    ]
    for i in random.Random(seed).sample(others, min(12, len(others))):
        row = np.array([i], np.int32)
        for step in (1e-5, -1e-5):
            solver = WarmSolver(program)
            solver.limit(row, program.row_lower[row] + step, program.row_upper[row] + step)
            moved = solver.optimise()
            assert moved is not None, program.rows[i]
            assert moved.value == pytest.approx(result.value, abs=1e-8), program.rows[i]


@few
@given(seeds, st.sampled_from([0.125, 3.0, 40.0]))
def test_scaling_money_scales_the_plan(seed, factor):
    doc = document(seed)
    doc.pop("municipality", None)
    result = solved(doc)
    larger = solve(scaled(doc, factor))
    assert larger.value == pytest.approx(result.value, abs=1e-6)
    for key, amount in result.frames.items():
        assert larger.frames[key] == pytest.approx(amount * factor, rel=1e-6, abs=1e-5 * factor)


MONEY = {
    "total",
    "revenue",
    "central",
    "opening",
    "max_withdrawal",
    "base",
    "opening_balance",
    "one_off",
    "full_year",
    "technical",
    "demography",
    "capital",
    "cap_amount",
    "fixed",
    "need",
    "unit_cost_max",
}


def scaled(doc, factor):
    """The document with every amount of money multiplied."""

    def times(value):
        if isinstance(value, dict):
            return {key: times(item) for key, item in value.items()}
        return value * factor

    def walk(part, path):
        if isinstance(part, dict):
            result = {}
            for key, value in part.items():
                if (
                    (key in MONEY and "goals" not in path and "indicator" not in path)
                    or (path[:1] == ("plans",) and key in ("frames", "differences", "spend", "total"))
                    or (
                        path[:1] == ("decisions",)
                        and "goal" not in part
                        and key in ("equals", "at_least", "at_most")
                    )
                ):
                    result[key] = times(value)
                else:
                    result[key] = walk(value, (*path, key))
            return result
        return [walk(item, path) for item in part] if isinstance(part, list) else part

    return {**walk({k: v for k, v in doc.items() if k not in ("worlds", "change")}, ())}


@few
@given(seeds, st.integers(0, 100))
def test_order_moves_nothing(seed, shuffle):
    doc = document(seed)
    result = solved(doc)
    rng = random.Random(shuffle)
    for key in ("committees", "activities", "goals", "effects", "decisions", "complements", "drivers"):
        if key in doc:
            items = list(doc[key].items())
            rng.shuffle(items)
            doc[key] = dict(items)
    again = solve(doc)
    for key, amount in result.frames.items():
        assert again.frames[key] == pytest.approx(amount, abs=1e-6)


@few
@given(seeds)
def test_unchanged_service_reproduces_the_reference(seed):
    """Spend equal to need is level 1 everywhere and attainment at its reference."""
    figures = Figures(scenario=read(document(seed)))
    baseline = indexation(figures)
    spend = {**figures.fixed, **figures.need}
    plan = complete(figures, baseline, Choices(frame=baseline.frame, spend=spend), id_="same")
    assert all(level == pytest.approx(1.0) for level in plan.level.values())
    for key, points in figures.reference.items():
        assert plan.q.attainment[key] == pytest.approx(points, abs=1e-9)


@few
@given(seeds)
def test_own_priorities_lie_between_indexation_and_no_worse(seed):
    result = solved(document(seed))
    own = result.plans.get("indexation_own_priorities")
    assume(own is not None)
    assert own.value >= result.plans["indexation"].value - 1e-7
    whole, within, between, rest = result.gain()
    assume(between is not None)
    assert within >= -1e-7
    assert between >= -1e-7
    assert within + between + rest == pytest.approx(whole, abs=1e-9)


@few
@given(seeds)
def test_a_file_round_trips(seed):
    scenario = read(document(seed))
    assert read(written(scenario)) == scenario
