"""A city with 50 times the money of a small municipality: the same answers, proved to the same tolerances.

The proof of V is in points out of 100 whatever the budget, while an error in a price counts times the money.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import solver
from models.reading import read
from scenarios.generate import exempelkoping
from solver.answer.stating import chosen_plan, state
from solver.program.certificate import UncertifiedError, certify, dual_bound, residual
from solver.program.compiled import LinearProgram
from solver.program.warm import WarmSolver

TIMES, TOTAL = 50, 1200.0
LINES = (
    (40, "area:Område 1", ("10 %", "40 %")),
    (42, "area:Område 1", ("10 %", "40 %")),
    (42, "blend:p", ()),
)
WISH = {"mal_03": 5, "mal_07": 4, "mal_11": 1}
"""What a party of the council weighs; everything else at 2."""


def city(seed: int, times: float):
    """A made-up municipality with parties and futures, and all its money times a factor."""
    made = exempelkoping("6x3x3", seed, total=TOTAL)
    made["frame"]["total"] = {y: times * amount for y, amount in made["frame"]["total"].items()}
    made["municipality"]["population"] *= times
    for committee in made["committees"].values():
        committee["opening_balance"] = times * committee.get("opening_balance", 0.0)
    for activity in made["activities"].values():
        activity["base"] *= times
    for decision in made["decisions"].values():
        decision["at_least"] *= times
    goals = list(made["goals"])
    made["parties"] = {
        "p": {"seats": 20, "weights": {g: WISH.get(g, 2) for g in goals}},
        "q": {"seats": 15, "weights": {g: 1 + n % 4 for n, g in enumerate(goals)}},
        "r": {"seats": 10, "weights": {g: 5 - n % 5 for n, g in enumerate(goals)}},
    }
    made["worlds"] = {
        "bas": {"probability": "60 %"},
        "lag": {"probability": "40 %", "change": [{"path": "frame.total.2025", "scale": "99 %"}]},
    }
    return read(made)


@pytest.fixture(scope="module")
def pair():
    """The small municipality and the city, solved."""
    return tuple(solver.solve(city(42, times)) for times in (1, TIMES))


def program_of(*bounds: float, cost: float = 1.0) -> LinearProgram:
    rows, none = len(bounds), np.zeros(0)
    return LinearProgram(
        cost=np.array([cost]), offset=0.0, lower=np.zeros(1), upper=np.full(1, np.inf),
        row_lower=np.full(rows, -np.inf), row_upper=np.array(bounds), start=np.zeros(rows + 1, np.int32),
        index=none.astype(np.int32), data=none, columns=(("x", ()),),
        rows=tuple(("row", (n,)) for n in range(rows)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("bounds", "cost", "fineness"),
    [
        ((0.0,), 1.0, 1),
        ((1344.0, 100.0), 1.0, 1),
        ((2047.9,), 1.0, 1),  # less than twice 1 024
        ((2048.0, 5.0), 1.0, 2),
        ((-60_000.0, np.inf), 1.0, 32),  # 58.6 times 1 024
        ((120_000.0,), 1.0, 64),
        ((60_000.0,), 0.0, 1),  # nothing is aimed at, so there are no prices of V
    ],
)
def test_fineness_by_hand(bounds, cost, fineness):
    assert program_of(*bounds, cost=cost).fineness == fineness


def test_a_city_has_the_v_of_a_municipality_and_its_frames_times_fifty(pair):
    small, large = pair
    assert large.value == pytest.approx(small.value, abs=1e-9)
    assert abs(large.certificate.gap) < 1e-9
    for key, frame in small.frames.items():
        assert large.frames[key] == pytest.approx(TIMES * frame, abs=1e-6)


def test_prices_are_of_points_per_msek_in_both(pair):
    """One MSEK more gives a city a fiftieth of what it gives a small municipality."""
    prices = []
    for result in pair:
        program = state(result.scenario).program
        first = WarmSolver(program).optimise()
        bound, off = dual_bound(program, first.marginal)
        assert bound == pytest.approx(result.value, abs=1e-8)
        assert off <= 1e-12
        prices.append(first.marginal[program.rows.index(("total", (2025,)))])
    assert prices[0] > 0
    assert TIMES * prices[1] == pytest.approx(prices[0], rel=1e-9)


@pytest.mark.parametrize(("seed", "lever", "span"), LINES)
def test_the_curve_of_weights_is_followed_and_is_the_same(seed, lever, span):
    small, large = (solver.sensitivity(city(seed, times), lever, *span) for times in (1, TIMES))
    assert large.off[0] <= 1e-9
    for at in np.linspace(large.low, large.high, 7):
        assert large.at(at).value == pytest.approx(small.at(at).value, abs=1e-7)


def test_studies_of_a_city_are_proved_and_are_those_of_the_municipality(pair):
    small, large = (result.scenario for result in pair)
    regrets = [solver.majorities(s, minimal=True).largest for s in (small, large)]
    assert regrets[1] == pytest.approx(regrets[0], abs=1e-6)
    aims = [solver.worlds(s).aim for s in (small, large)]
    assert aims[1] == pytest.approx(aims[0], abs=1e-6)
    for study in (solver.frontier, solver.tornado, solver.prices, solver.views):
        study(large)
    solver.ladder(large, 2025, "-1 %", "0.5 %")


def test_a_plan_of_the_city_that_leaves_100_000_kr_is_refused(pair):
    """0.1 MSEK more in reserve keeps every row, and takes from V a tenth of what a million gives.

    Of a million more in the total the reserve has 0.5 %, so that the rest gives the total's price.
    """
    _, large = pair
    stated = state(large.scenario)
    program = stated.program
    worse = WarmSolver(program)
    first = worse.optimise()
    reserve = np.array([program.columns.index(("reserve", (2027,)))], np.int32)
    worse.bound(reserve, first.x[reserve] + 0.1, np.full(1, np.inf))
    x = worse.optimise().x
    price = first.marginal[program.rows.index(("total", (2027,)))]
    assert residual(program, x) < 1e-9
    assert first.value - program.cost @ x - program.offset == pytest.approx(
        0.1 * price / (1 - 0.005), rel=1e-6
    )
    with pytest.raises(UncertifiedError, match="the gap is"):
        certify(program, first, x, chosen_plan(stated.formulation, program, x, "proposal"), ())


def test_a_price_that_proves_nothing_of_a_city_is_refused(pair):
    """1e-8 points per MSEK at an infinite bound: up to 6e-4 points of 60 000 MSEK are not accounted for."""
    _, large = pair
    stated = state(large.scenario)
    first = WarmSolver(stated.program).optimise()
    marginal = first.marginal.copy()
    marginal[np.flatnonzero(np.isinf(stated.program.row_lower) & (marginal == 0))[0]] = -1e-8
    false = replace(first)
    false.__dict__["marginal"] = marginal
    with pytest.raises(UncertifiedError, match="infinite bound"):
        certify(stated.program, false, first.x, large.proposal, ())
