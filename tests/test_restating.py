"""A variant of which only what differs is stated is the variant stated whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pyomo.environ import Constraint

from models.figures import Figures
from models.formulation import formulate
from models.indexation import indexation
from models.reading import read
from models.restating import Restating
from models.scenario import CarryOver
from scenarios.generate import exempelkoping
from solver.answer.restating import Variants
from solver.answer.stating import state, stated_by
from solver.program.warm import LastBasis, WarmSolver
from tests.cases import always
from tests.independent.random_scenarios import document, seeds

SHIPPED = ["scenarios/exempelkoping.yaml", "scenarios/sjobo-2025.yaml", "10x3x3"]


@pytest.fixture(scope="module", params=always(SHIPPED, 0))
def stated(request):
    made = request.param
    return state(read(exempelkoping(made, 1) if made == "10x3x3" else made))


@pytest.fixture(scope="module")
def variants(stated):
    return Variants(stated)


def other_rules(figures):
    """Figures with other rules, with fewer effects and without a decision, and the figures as they are."""
    scenario = figures.scenario

    def varied(**parts):
        return Figures(
            scenario=scenario.model_copy(update={"levers": {}, "worlds": {}, **parts}), weighed=figures
        )

    yield varied()
    for rule in (
        {"rule": "none"},
        {"rule": "carry"},
        {"rule": "carry", "keep_surplus": "50 %", "cap_share": "1 %", "room_share": "0.2 %"},
    ):
        yield varied(carry_over=CarryOver(**rule, restore_years=2))
    effects = list(scenario.effects.items())
    yield varied(effects=dict(effects[: len(effects) // 2]), complements={}, packages={})
    yield varied(decisions=dict(list(scenario.decisions.items())[1:]))


def rows_of(program, families):
    """The rows of families: entries and limits by name, to 12 digits."""
    found = {}
    for i, name in enumerate(program.rows):
        if name[0] in families:
            part = slice(program.start[i], program.start[i + 1])
            entries = {
                program.columns[j]: v for j, v in zip(program.index[part], program.data[part], strict=True)
            }
            found[name] = entries, program.row_lower[i], program.row_upper[i]
    return found


def assert_same_rows(program, whole, families):
    one, other = rows_of(program, families), rows_of(whole, families)
    assert one.keys() == other.keys()
    for name, (entries, low, high) in one.items():
        expected, least, most = other[name]
        assert entries == pytest.approx(expected, rel=1e-12, abs=1e-12)
        assert (low, high) == pytest.approx((least, most), rel=1e-12, abs=1e-12)


def assert_same(variant, whole):
    """The same rules, the same bounds of what is decided, and the same optimum."""
    program, families = variant.program, whole.formulation.families
    assert set(variant.formulation.families) == set(families)
    assert_same_rows(program, whole.program, families)
    place = {name: j for j, name in enumerate(program.columns)}
    for j, name in enumerate(whole.program.columns):
        if (
            name[0] != "fill"
        ):  # levels that nothing depends on have none in the whole, and bends of others here
            bounds = program.lower[place[name]], program.upper[place[name]]
            assert bounds == pytest.approx((whole.program.lower[j], whole.program.upper[j]), rel=1e-12)
            assert program.cost[place[name]] == pytest.approx(whole.program.cost[j], rel=1e-12)
    one, other = (WarmSolver(s.program).optimise() for s in (variant, whole))
    assert (one is None) == (other is None)
    if one is not None:
        assert one.value == pytest.approx(other.value, abs=1e-8)
        plans = variant.best(), whole.best()
        assert plans[0].q.spend == pytest.approx(plans[1].q.spend, abs=1e-5)
        assert plans[0].q.frame == pytest.approx(plans[1].q.frame, abs=1e-5)


def test_a_variant_is_what_it_is_when_stated_whole(stated, variants):
    for figures in other_rules(stated.figures):
        assert_same(variants.state(figures), stated_by(figures, indexation(figures)))


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(4))
def test_a_variant_of_any_scenario_is_what_it_is_when_stated_whole(seed):
    stated = state(read(document(seed)))
    if stated.formulation.aims:
        return  # only V is priced
    made = Variants(stated)
    for figures in other_rules(stated.figures):
        assert_same(made.state(figures), stated_by(figures, indexation(figures)))


def rows_in(rest):
    """The number of rows of a Pyomo model."""
    return sum(len(rows) for rows in rest.model.component_objects(Constraint))


def test_only_rows_that_differ_are_stated(stated):
    of = Restating(stated.formulation)
    same = of.formulate(stated.figures, stated.baseline)
    assert len(same.kept) == sum(len(f.index) for f in stated.formulation.families.values())
    assert rows_in(same.rest) == 0
    years = 1 + max(stated.scenario.carry_over.restore_years, 1)
    rule = stated.scenario.carry_over.model_copy(update={"restore_years": years})
    figures = Figures(
        scenario=stated.scenario.model_copy(update={"carry_over": rule}), standing=stated.figures
    )
    longer = of.formulate(figures, indexation(figures))
    assert 0 < len(longer.kept) <= len(same.kept)
    assert rows_in(longer.rest) == len(same.kept) - len(longer.kept)


def test_other_needs_are_stated_whole(stated, variants):
    scenario = stated.scenario
    index = dict.fromkeys(scenario.years, 0.05)
    figures = Figures(
        scenario=scenario.model_copy(
            update={"indexation": scenario.indexation.model_copy(update={"index": index})}
        )
    )
    found = variants.state(figures)
    whole = formulate(figures, indexation(figures))
    assert found.formulation.segments.fill.keys() == whole.segments.fill.keys()
    assert found.program.columns == state(figures.scenario).program.columns


def test_a_basis_of_another_program_changes_no_answer(stated):
    program = stated.program
    first, last = WarmSolver(program), LastBasis()
    first.optimise()
    last.keep(first, program.columns, program.rows)
    wider = program.with_column(("new", ()), np.array([0], np.int32), lower=0.0, cost=-1.0)
    kept = np.arange(len(wider.rows)) != 1  # one row less, one column more
    entries = np.repeat(kept, np.diff(wider.start))
    smaller = replace(
        wider,
        row_lower=wider.row_lower[kept],
        row_upper=wider.row_upper[kept],
        start=np.append(0, np.cumsum(np.diff(wider.start)[kept])).astype(np.int32),
        index=wider.index[entries],
        data=wider.data[entries],
        rows=tuple(name for name, k in zip(wider.rows, kept, strict=True) if k),
    )
    cold, warm = WarmSolver(smaller), WarmSolver(smaller)
    last.start(warm, smaller.columns, smaller.rows)
    one, other = cold.optimise(), warm.optimise()
    assert one.value == pytest.approx(other.value, abs=1e-9)
    assert other.iterations < one.iterations
