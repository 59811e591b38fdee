"""Majorities on the rows of the independent formulation: minimal ones by trying every set, regrets by their sums.

The method is not the program's. Minimal majorities are found among all sets of parties. Leximin does not fix level by
level: the sum of the k largest regrets is minimised for k = 1, 2, ..., which is linear: min k·t + Σ d, d_m >= r_m − t,
d >= 0 (Ogryczak and Śliwiński, EJOR 148, 2003).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from tests.independent.formulation import (
    Model,
    combine,
    constant,
    in_order,
    neutral_weights,
    total_of,
    value_of,
    variable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.scenario import Scenario
    from tests.independent.formulation import ByYear, Expression

SLACK = 1e-9
"""How much a later sum of the largest may raise an earlier one [points]."""


@dataclass(frozen=True, kw_only=True)
class Robust:
    """What the independent formulation finds.

    Attributes:
        best: V_m* of each majority [points].
        sums: Sums of the 1, 2, ... largest regrets [points].
        frames: Robust frames by committee and year [MSEK]; empty where scipy's solver could not hold what came before.
    """

    best: tuple[float, ...]
    sums: tuple[float, ...]
    frames: ByYear = field(default_factory=dict)


def minimal(seats: Mapping[str, int], apart: Sequence[tuple[str, str]] = ()) -> set[frozenset[str]]:
    """Return every set with more than half of the seats that no member can leave, without sets that hold a pair."""
    whole = sum(seats.values())

    def wins(parties: Sequence[str] | frozenset[str]) -> bool:
        return 2 * sum(seats[p] for p in parties) > whole

    sets = [frozenset(some) for n in range(1, len(seats) + 1) for some in combinations(seats, n)]
    found = {some for some in sets if wins(some) and not any(wins(some - {p}) for p in some)}
    return {some for some in found if not any({a, b} <= some for a, b in apart)}


def party_weights(scenario: Scenario, stated: Mapping[str, float]) -> ByYear:
    """Return the final weights of a party: times krona-neutral weights and volumes, the sum of each year 1."""
    model = Model(scenario)
    neutral = neutral_weights(scenario) if scenario.weights.rule != "stated" else {}
    found: ByYear = {}
    for y in model.all_years:
        at, raw = min(y, model.years[-1]), {}
        for g, goal in scenario.goals.items():
            raw[g] = stated.get(g, 0.0) * (
                neutral.get((g, at), 0.0) if scenario.weights.rule != "stated" else 1.0
            )
            if goal.weight_follows is not None:
                driver = scenario.drivers[goal.weight_follows]
                raw[g] *= driver[at] / driver[model.base_year]
        whole = math.fsum(raw.values())
        found |= {(g, y): weight / whole for g, weight in raw.items()}
    return found


def mixed(seats: Mapping[str, int], of_party: Mapping[str, ByYear], parties: Sequence[str]) -> ByYear:
    """Return the mean of the parties' weights by seats."""
    whole = sum(seats[p] for p in parties)
    return {
        key: math.fsum(seats[p] * of_party[p][key] for p in parties) / whole
        for key in next(iter(of_party.values()))
    }


def solve(scenario: Scenario, weights: Sequence[ByYear]) -> Robust | None:
    """Return own optima and least regrets for some sets of weights; None where the limits leave no plan."""
    best = []
    for w in weights:
        model = Model(scenario)
        found = model.program.minimise(combine((-1.0, value(model, w))), "highs-ds")
        if found is None:
            return None
        best.append(-found[0])
    model, n = Model(scenario), len(weights)
    program = model.program
    regrets = [
        combine((1.0, constant(own)), (-1.0, value(model, w))) for own, w in zip(best, weights, strict=True)
    ]
    losses = []
    for k in range(1, n + 1):
        t = program.column("t", k, low=None)
        over = [program.column("d", k, m) for m in range(n)]
        for m, regret in enumerate(regrets):
            program.at_least(("over", k, m), combine((1.0, over[m]), (1.0, t)), regret)
        losses.append(combine((float(k), t), (1.0, total_of(over))))
    sums: list[float] = []
    for k, loss in enumerate(losses):
        stage = program.minimise(loss, "highs-ds")
        if stage is None:
            return None
        sums.append(stage[0])
        program.at_least(("kept", k), constant(stage[0] + SLACK), loss)
    return Robust(best=tuple(best), sums=tuple(sums), frames=_nearest(model, losses[-1]))


def _nearest(model: Model, last: Expression) -> ByYear:
    """Return the frames nearest to the indexation baseline among those with the least regrets."""
    first = model.program.minimise(last, "highs-ds")
    frames = model.tie_breaks()[0]
    if first is None:
        return {}
    stages = in_order(model.program, first, (last, frames), "highs-ds")
    if len(stages) == 1:
        return {}
    x = stages[-1][1]
    return {
        (c, y): value_of(model.frame(c, y), model.program.columns, x)
        for c in model.committees
        for y in model.years
    }


def value(model: Model, w: ByYear) -> Expression:
    """Return V by some weights."""
    price = model.scenario.stability.change_price
    parts = [
        (model.discount[y] * w[g, y], variable("counted", g, y))
        for g in model.scenario.goals
        for y in model.all_years
    ]
    if price > 0:
        parts += [
            (-price / model.total[y], variable("change", c, y)) for c in model.committees for y in model.years
        ]
    return combine(*parts)
