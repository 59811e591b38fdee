r"""Backtest: what a scenario's curves would have said from one year to the next, against what came.

.. math::
   \hat v_{i,t+1} = v_{it} \, L^{\beta}, \qquad L = \frac{x_{i,t+1}}{x_{it}} \Big/ \operatorname{median}_j
   \frac{x_{j,t+1}}{x_{jt}}

In words: a municipality's real change of cost is its own against that of the middle municipality, since there is no
price index in the panel; the curve says what its indicator should then have become, and *no change* says that it stays.
A curve that is not an elasticity says its points times the goal's scale; an effect that arrives over several years says
its first year's part. The error of both is measured on the same pairs, and their difference is judged by how it varies
between municipalities. See ``docs/method/backtest.md``.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from statistics import fmean, median, stdev
from typing import TYPE_CHECKING, Any

from models.effect_levers import claim_of
from models.figures import Figures
from models.outcomes import response
from models.problems import did_you_mean
from models.reading import read
from models.scenario import Scenario
from solver.output.rows import written
from solver.studies.panel_study import panel_of
from solver.studies.study import ScenarioStudy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from models.figures import Response
    from models.panel import Panel
    from solver.output.rows import Row
    from solver.studies.study import Tables

COSTS = {
    "N15033": "N15027",
    "N15428": "N15027",
    "N15507": "N15027",
    "N11102": "N11008",
    "N20896": "N20028",
}
"""The cost at Kolada that answers to an outcome: what is spent per pupil, child or inhabitant of the same service."""
LEAST = 10
"""Fewer municipalities than these test nothing."""
CLEAR = 1.96
"""Standard errors at which a difference can be told from nothing."""
STILL = 1e-12
"""Changes smaller than this have no direction [the indicator's unit]."""
COLUMNS = ("effect", "outcome", "cost", "municipality", "quantity", "value", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A municipality from one year to the next.

    Attributes:
        municipality: Its code.
        year: The first year.
        said: The change that the curve says [the indicator's unit].
        came: The change that came.
    """

    municipality: str
    year: int
    said: float
    came: float

    @property
    def error(self) -> float:
        """How far the curve was from what came."""
        return abs(self.came - self.said)

    @property
    def unchanged(self) -> float:
        """How far *no change* was from what came."""
        return abs(self.came)

    @property
    def hit(self) -> bool | None:
        """Whether the direction was right; None where either has none."""
        if min(abs(self.said), abs(self.came)) <= STILL:
            return None
        return self.said * self.came > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """The test of one effect.

    Attributes:
        effect: Id of the effect: ``activity.goal``.
        goal: Its goal.
        evidence: Its grade.
        outcome: The goal's indicator.
        cost: The indicator of cost.
        pairs: Every municipality and year with both.
    """

    effect: str
    goal: str
    evidence: str
    outcome: str
    cost: str
    pairs: tuple[Pair, ...]

    @property
    def error(self) -> float:
        """Mean error of the curve [the indicator's unit]."""
        return fmean(pair.error for pair in self.pairs)

    @property
    def unchanged(self) -> float:
        """Mean error of *no change* [the indicator's unit]."""
        return fmean(pair.unchanged for pair in self.pairs)

    @property
    def directions(self) -> tuple[int, int]:
        """How often the direction was right, and of how many pairs that have one."""
        hits = [pair.hit for pair in self.pairs if pair.hit is not None]
        return sum(hits), len(hits)

    @property
    def better(self) -> tuple[float, float]:
        """How much nearer the curve was than *no change*, and the standard error of that, over municipalities."""
        gains: dict[str, list[float]] = defaultdict(list)
        for pair in self.pairs:
            gains[pair.municipality].append(pair.unchanged - pair.error)
        means = [fmean(found) for found in gains.values()]
        return fmean(means), stdev(means) / math.sqrt(len(means)) if len(means) > 1 else math.inf

    @property
    def verdict(self) -> str:
        """``better`` or ``worse`` than *no change*, or ``same`` where that cannot be told."""
        gain, se = self.better
        if abs(gain) <= CLEAR * se:
            return "same"
        return "better" if gain > 0 else "worse"

    def of(self, municipality: str) -> Tested | None:
        """Return the test on one municipality alone; None where it has no pair."""
        own = tuple(pair for pair in self.pairs if pair.municipality == municipality)
        if not own:
            return None
        return Tested(
            effect=self.effect,
            goal=self.goal,
            evidence=self.evidence,
            outcome=self.outcome,
            cost=self.cost,
            pairs=own,
        )


@dataclass(frozen=True, kw_only=True, repr=False)
class Backtest(ScenarioStudy):
    """A scenario's curves against what came.

    Attributes:
        of: The scenario's figures.
        panel: The panel.
        tested: The effects that could be tested.
        untested: Why each other effect could not: ``indicator``, ``panel``, ``cost``, ``cost_panel``, ``few`` or
            ``complement``.
    """

    study = "backtest"

    of: Figures
    panel: Panel
    tested: tuple[Tested, ...]
    untested: Mapping[str, str]

    def unit(self, test: Tested) -> str | None:
        """Return the unit of a test's indicator: the panel's, else the goal's; None where neither says it."""
        indicator = self.scenario.goals[test.goal].indicator
        return self.panel.units.get(test.outcome) or (None if indicator is None else indicator.unit)

    @property
    def figures(self) -> Figures:
        """The figures of the scenario."""
        return self.of

    @property
    def own(self) -> str | None:
        """The code of the scenario's municipality, where it is in the panel."""
        municipality = self.scenario.municipality
        code = None if municipality is None else municipality.code
        return code if code in self.panel.municipalities else None

    def rows(self) -> list[Row]:
        """Return the test of each effect as tidy rows: over all municipalities, and each of them."""
        found: list[Row] = []
        for test in self.tested:
            parts = {"": test} | {i: test.of(i) for i in sorted({p.municipality for p in test.pairs})}
            for municipality, part in parts.items():
                if part is None:
                    continue
                where = {
                    "effect": test.effect,
                    "outcome": test.outcome,
                    "cost": test.cost,
                    "municipality": municipality,
                }
                hits, many = part.directions
                unit = self.unit(test) or "unit"
                for name, value, of in (
                    ("pairs", len(part.pairs), "number"),
                    ("directions", many, "number"),
                    ("right_directions", hits, "number"),
                    ("mean_error", written(part.error), unit),
                    ("mean_error_no_change", written(part.unchanged), unit),
                ):
                    found.append({**where, "quantity": name, "value": value, "unit": of})
        return found

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"backtest": (COLUMNS, self.rows)}

    def content(self) -> dict[str, Any]:
        """Return the content of ``result.json``."""
        return {
            "panel": {"file": self.panel.file.rpartition("/")[2], "sha256": self.panel.sha256},
            "tested": {
                test.effect: {
                    "outcome": test.outcome,
                    "cost": test.cost,
                    "pairs": len(test.pairs),
                    "right_directions": test.directions[0],
                    "directions": test.directions[1],
                    "mean_error": written(test.error),
                    "mean_error_no_change": written(test.unchanged),
                    "nearer_by": written(test.better[0]),
                    "nearer_by_se": written(test.better[1]),
                    "verdict": test.verdict,
                }
                for test in self.tested
            },
            "untested": dict(self.untested),
        }


def backtest(
    scenario: Scenario | str | Path | Mapping[str, Any],
    panel: Panel | str | Path,
    *,
    costs: Mapping[str, str] | None = None,
) -> Backtest:
    """Compare what a scenario's curves would have said with what came, beside *no change*.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        panel: A panel, or the path of its file.
        costs: The indicator of cost by outcome, beside those of ``COSTS``.

    Raises:
        ScenarioError: A file is wrong.
    """
    found = scenario if isinstance(scenario, Scenario) else read(scenario)
    whole = panel_of(panel, found.language)
    _known(found, whole, costs or {})
    figures = Figures(scenario=found)
    known = {**COSTS, **(costs or {})}
    tested: list[Tested] = []
    untested: dict[str, str] = {}
    for effect in figures.responses:
        test = _tested(figures, whole, effect, known)
        if isinstance(test, str):
            untested[effect.id] = test
        else:
            tested.append(test)
    return Backtest(of=figures, panel=whole, tested=tuple(tested), untested=untested)


def _known(scenario: Scenario, panel: Panel, costs: Mapping[str, str]) -> None:
    """Refuse a cost of an outcome that no goal has, and one that the panel does not have."""
    outcomes = [g.indicator.id for g in scenario.goals.values() if g.indicator is not None and g.indicator.id]
    for outcome, cost in costs.items():
        if outcome not in outcomes:
            sv, en = did_you_mean(outcome, outcomes)
            raise panel.refused(
                f"inget mål i scenariot har indikatorn {outcome}{sv}",
                f"no goal of the scenario has the indicator {outcome}{en}",
                scenario.language,
            )
        panel.amount(cost, scenario.language)


def _tested(figures: Figures, panel: Panel, effect: Response, costs: Mapping[str, str]) -> Tested | str:
    """Return the test of an effect, or why it cannot be tested."""
    indicator = figures.scenario.goals[effect.goal].indicator
    if effect.complement:
        return "complement"
    if indicator is None or indicator.id is None:
        return "indicator"
    cost = costs.get(indicator.id)
    if cost is None:
        return "cost"
    if not {indicator.id, cost} <= set(panel.kpis):
        return "cost_panel" if indicator.id in panel.kpis else "panel"
    panel.amount(cost, figures.scenario.language)
    pairs = _pairs(panel, indicator.id, cost, _said(figures, effect))
    if len({pair.municipality for pair in pairs}) < LEAST:
        return "few"
    return Tested(
        effect=effect.id,
        goal=effect.goal,
        evidence=effect.evidence,
        outcome=indicator.id,
        cost=cost,
        pairs=pairs,
    )


def _said(figures: Figures, effect: Response) -> Callable[[float, float], float]:
    """Return the function of indicator and real funding level that says the first year's change."""
    claim, indicator = claim_of(figures.scenario, effect), figures.scenario.goals[effect.goal].indicator
    assert indicator is not None  # noqa: S101 - asked before
    elasticity, first = getattr(claim, "elasticity", None), effect.lag[0]
    if elasticity is not None:
        return lambda value, level: float(first * value * (level**elasticity - 1))
    scale = (indicator.target - indicator.floor) / 100
    return lambda _, level: first * scale * response(effect.curve, level)


def _pairs(panel: Panel, outcome: str, cost: str, said: Callable[[float, float], float]) -> tuple[Pair, ...]:
    """Return every municipality and year with both indicators in it and the next."""
    values = panel.values
    whole = [
        (i, t)
        for i in panel.municipalities
        for t in panel.years
        if all((i, year, kpi) in values for year in (t, t + 1) for kpi in (outcome, cost))
        and min(values[i, t, cost], values[i, t + 1, cost]) > 0
    ]
    growth = {(i, t): values[i, t + 1, cost] / values[i, t, cost] for i, t in whole}
    middle = {
        year: median(rate for (_, t), rate in growth.items() if t == year) for year in {t for _, t in growth}
    }
    return tuple(
        Pair(
            municipality=i,
            year=t,
            said=said(values[i, t, outcome], growth[i, t] / middle[t]),
            came=values[i, t + 1, outcome] - values[i, t, outcome],
        )
        for i, t in whole
    )
