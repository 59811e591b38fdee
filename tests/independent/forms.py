"""The other forms of the objective on the rows of the independent formulation.

The methods are not the program's. A row holds each stage at its optimum, where the program holds the optimal face.
Leximin does not raise level by level: the sum of the k smallest is maximised for k = 1, 2, ..., which is linear:
max k·r − Σ d, r − d_i <= attainment_i, d >= 0 (Ogryczak and Śliwiński, *On solving linear programs with the ordered
weighted averaging objective*, EJOR 148, 2003).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.scenario import Objective
from tests.independent.formulation import Model, combine, constant, in_order, total_of, variable

if TYPE_CHECKING:
    from models.scenario import Scenario
    from tests.independent.formulation import ByYear, Expression


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """The optima of the stages.

    Attributes:
        stages: The optimum of every aim, signed as in reports [points]; for leximin the sums of the k smallest.
        value: V; absent for leximin.
        frames: By committee and year; empty for leximin.
    """

    stages: tuple[float, ...]
    value: float | None = None
    frames: ByYear = field(default_factory=dict)


SLACK = 1e-9
"""How much a later sum of the smallest may lower an earlier one [points]."""
FEWEST, MOST = 3, 6
"""Least and greatest number of smallest attainments in leximin, as many as scipy's solver manages."""


def solve(scenario: Scenario) -> Ordered | None:
    """Return the optimum of a scenario with another form than the weighted; None if no plan meets the limits."""
    asked = scenario.objective
    model = Model(scenario.model_copy(update={"objective": Objective()}))
    counted = {(g, y): variable("counted", g, y) for (g, y), weight in model.by.items() if weight > 0}
    if asked.form == "leximin":
        return _leximin(model, counted)
    sign, losses = {
        "maximin": lambda: (-1, [_least(model, counted)]),
        "lexicographic": lambda: (-1, _areas(model, asked.areas or (), asked.tolerance or 0.0)),
        "goal_programming": lambda: (1, [_shortfall(model, asked.targets or {})]),
    }[asked.form]()
    if losses is None:
        return None
    later = (model.loss(), *model.tie_breaks())
    objectives = (*losses, *later) if not asked.tolerance else later
    first = model.program.minimise(objectives[0], "highs-ds")
    if first is None:
        return None
    found = in_order(model.program, first, objectives, "highs-ds")
    x = found[-1][1]
    best = [value for value, _ in found[: len(losses)]] if not asked.tolerance else losses
    return Ordered(
        stages=tuple(sign * value for value in best),
        value=-found[0 if asked.tolerance else len(losses)][0],
        frames={
            (c, y): float(x[model.program.columns["frame", c, y]])
            for c in model.committees
            for y in model.years
        },
    )


def _least(model: Model, counted: dict[tuple[str, int], Expression]) -> Expression:
    least = model.program.column("least", low=None)
    for key, points in counted.items():
        model.program.at_least(("least", *key), points, least)
    return combine((-1.0, least))


def _areas(model: Model, areas: tuple[str, ...], tolerance: float) -> list:
    """Return the losses to minimise in turn; with a tolerance return their optima, each held by a row."""
    found = []
    for area in areas:
        goals = [g for g, goal in model.scenario.goals.items() if goal.area == area]
        loss = combine(
            *(
                (
                    -model.discount[y] * model.by[g, y] / (sum(model.by[h, y] for h in goals) or 1.0),
                    variable("counted", g, y),
                )
                for g in goals
                for y in model.all_years
            )
        )
        if tolerance:
            stage = model.program.minimise(loss, "highs-ds")
            if stage is None:
                return None
            model.program.at_least(("kept", area), constant(stage[0] + tolerance * abs(stage[0])), loss)
            found.append(stage[0])
        else:
            found.append(loss)
    return found


def _shortfall(model: Model, targets: dict[str, float]) -> Expression:
    parts = []
    for g, target in targets.items():
        for y in model.all_years:
            short = model.program.column("short", g, y)
            model.program.at_least(
                ("short", g, y), short, combine((1.0, constant(target)), (-1.0, variable("counted", g, y)))
            )
            parts.append((model.discount[y] * model.by[g, y], short))
    return combine(*parts)


def _leximin(model: Model, counted: dict[tuple[str, int], Expression]) -> Ordered | None:
    losses = []
    for k in range(1, min(MOST, len(counted)) + 1):
        r = model.program.column("r", k, low=None)
        under = []
        for key, points in counted.items():
            d = model.program.column("d", k, *key)
            model.program.at_least(("d", k, *key), combine((1.0, points), (1.0, d)), r)
            under.append(d)
        losses.append(combine((-float(k), r), (1.0, total_of(under))))
    sums: list[float] = []
    for k, loss in enumerate(losses):
        try:
            stage = model.program.minimise(loss, "highs-ds")
        except RuntimeError:  # scipy's solver finds no point with the earlier sums (numerical)
            if len(sums) < FEWEST:
                raise
            break
        if stage is None:
            return None
        sums.append(-stage[0])
        model.program.at_least(("kept", k), constant(stage[0] + SLACK), loss)
    return Ordered(stages=tuple(sums))
