"""The poles of the model: with common curves and neutral weights an answer is indexation, or the volume model."""

from __future__ import annotations

import pytest

from models.problems import ScenarioError
from models.reading import read
from models.scenario import Edit
from models.variants import vary
from solver import solve
from solver.answer.stating import state
from solver.program.warm import WarmSolver
from tests.independent.random_scenarios import document, seeds

BASES = {"barn": 500.0, "vard": 300.0, "teknik": 200.0}
POINTS = {"barn": 3.0, "vard": 1.5, "teknik": 4.0}
"""Points at 110 % of unchanged service: curves of different size and the same shape."""
DRIVERS = {
    "barn": {2024: 1000, 2025: 990, 2026: 970},
    "vard": {2024: 200, 2025: 206, 2026: 214},
    "teknik": {2024: 15000, 2025: 15000, 2026: 15150},
}
STEP = 0.01
"""A step of the common polyline near 100 % [share of need]."""


def pole(*, more: float, drivers: bool = False, lag: tuple[str, ...] = ("60 %", "40 %")):
    """Three committees of one activity and one goal each; the total is what indexation takes, times ``more``."""
    goals = {
        f"mal_{c}": {"weight": 1, "reference": 40} | ({"weight_follows": c} if drivers else {}) for c in BASES
    }
    effects = {
        c: {
            f"mal_{c}": {
                "shape": "log",
                "at": "110 %",
                "points": POINTS[c],
                "lag": ["100 %"] if drivers else list(lag),
                "evidence": "assumption",
                "author": "x",
                "date": "2024-09-01",
            }
        }
        for c in BASES
    }
    activities = {
        c: {"committee": f"n_{c}", "base": base}
        | ({"driver": c, "variable_share": "100 %"} if drivers else {})
        for c, base in BASES.items()
    }
    whole = sum(BASES.values())
    return {
        "format": 1,
        "title": "Exempelköping: en pol",
        "currency": "MSEK",
        "base_year": 2024,
        "years": [2025, 2026],
        "frame": {"total": {2025: round(whole * 1.03 * more, 3), 2026: round(whole * 1.03**2 * more, 3)}},
        "indexation": {"index": "3 %"},
        "carry_over": {"rule": "none"},
        "committees": {f"n_{c}": {} for c in BASES},
        "activities": activities,
        "drivers": DRIVERS if drivers else {},
        "weights": {"owner": "Basårets budget", "rule": "krona_neutral"},
        "goals": goals,
        "effects": effects,
    }


@pytest.mark.parametrize("more", [0.97, 1.0, 1.02])
def test_common_curves_and_neutral_weights_are_indexation(more):
    """Neutral weights are base/k, so a krona gives base/(level·need): as much everywhere at the same level.

    Need is base·1.03 of all, so spending keeps base-year shares: the frames are those of indexation, each within one
    step of the polyline.
    """
    result = solve(read(pole(more=more)))
    for c, base in BASES.items():
        for n, y in enumerate((2025, 2026), start=1):
            need = base * 1.03**n
            assert result.figures.need[c, y] == pytest.approx(need)
            assert result.frames[f"n_{c}", y] == pytest.approx(need * more, abs=STEP * need), (c, y)


@pytest.mark.parametrize("more", [0.98, 1.0, 1.02])
def test_with_weights_that_follow_their_drivers_it_is_the_volume_model(more):
    """Weights are base/k·count, need is base·price·count: levels are the same, so frames are in proportion to need."""
    result = solve(read(pole(more=more, drivers=True)))
    for n, y in enumerate((2025, 2026), start=1):
        need = {c: base * 1.03**n * DRIVERS[c][y] / DRIVERS[c][2024] for c, base in BASES.items()}
        whole = 1000 * 1.03**n * more
        for c in BASES:
            by_need = whole * need[c] / sum(need.values())
            assert result.plans["volume"].q.frame[f"n_{c}", y] == pytest.approx(by_need, abs=1e-3)
            assert result.frames[f"n_{c}", y] == pytest.approx(by_need, abs=STEP * need[c]), (c, y)


def test_the_weights_of_each_year_follow_their_drivers():
    """Of two years' weights of barn and vard the ratio changes as the counts do: (970/1000)/(214/200) in 2026."""
    figures = solve(read(pole(more=1.0, drivers=True))).figures
    ratio = {y: figures.weight["mal_barn", y] / figures.weight["mal_vard", y] for y in (2025, 2026)}
    plain = (500 / POINTS["barn"]) / (300 / POINTS["vard"])
    assert ratio[2025] == pytest.approx(plain * (990 / 1000) / (206 / 200), rel=1e-9)
    assert ratio[2026] == pytest.approx(plain * (970 / 1000) / (214 / 200), rel=1e-9)


@pytest.mark.seeded
@pytest.mark.parametrize("seed", seeds(40))
def test_more_money_never_lowers_v(seed):
    """No rule switches on or off as the total moves: a switch depends on the baseline of the file as it is.

    Every committee has something that is measured; one that has not follows indexation, whatever prices and limits
    on the sum of changes that costs the others (docs/method/interpretation.md).
    """
    scenario = read(document(seed))
    stated = state(scenario)
    if set(stated.figures.measured) != set(stated.figures.committees):
        pytest.skip("a committee that nothing measures follows indexation")
    best = WarmSolver(stated.program).optimise()
    if best is None:
        pytest.skip("the limits leave no plan")
    path = "frame.total" if scenario.frame.total is not None else "frame.revenue"
    for factor in ("100.3 %", "101 %"):
        try:
            richer = vary(scenario, [Edit(path=path, scale=factor)])
        except ScenarioError:
            continue  # a total beside revenue must agree with it
        more = WarmSolver(state(richer, stated.figures).program).optimise()
        if more is not None:
            assert more.value >= best.value - 1e-6
