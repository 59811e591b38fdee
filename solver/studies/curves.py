r"""Curves from panels: what a municipality's own indicator and cost have had to do with each other.

.. math::  \varphi(L) = 100 \, \frac{v(L) - v(1)}{target - floor}, \qquad v(L) = present \cdot L^{\beta}

In words: the estimate within municipalities, beside the two other ways to look at the same pairs, whose agreement is
the evidence; a band by bootstrap; and the tests that say what it is not. A curve is written as ``calibrated`` only
under the rule in ``_doubts``; otherwise no curve is written, unless somebody puts a name to it as an assumption. See
``docs/method/curves.md``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from models.effect_levers import CENTRAL_90
from models.figures import Figures
from models.outcomes import log_error, polyline_error
from models.panel import COST
from models.problems import LANGUAGES, Problem, ScenarioError, did_you_mean, one_of
from models.reading import digest, read
from models.scenario import Scenario
from solver.output.rows import written
from solver.studies.panel_fits import (
    bootstrap,
    certified,
    fit,
    logs,
    moments,
    next_year,
    three_ways,
    without,
)
from solver.studies.panel_study import PanelStudy, panel_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from models.panel import Panel
    from models.problems import Language
    from models.scenario import Indicator
    from solver.output.rows import Row
    from solver.program.compiled import Array
    from solver.studies.panel_fits import Fit, Values
    from solver.studies.study import Tables

LEVELS = (0.90, 0.95, 0.98, 1.00, 1.02, 1.05, 1.10)
"""Funding levels of the breakpoints [-]."""
JUDGED = (0.95, 1.05)
"""Where the band must exclude 0 [-]."""
MUNICIPALITIES, YEARS = 30, 5
"""Fewer municipalities or years than these calibrate nothing."""
LEAST_MUNICIPALITIES, LEAST_YEARS = 10, 3
"""Fewer than these are not estimated at all: clustered standard errors would mean nothing."""
SEEN = (0.05, 0.95)
"""The quantiles of cost within municipalities between which a level has been seen."""
SMALLEST = 2.8
"""Standard errors of the smallest relation that a test at 5 % finds four times of five: 1.96 + 0.84."""
STILL = 1e-9
"""Cost that moves less than this within municipalities does not move [log]."""
PIECE = 0.05
"""A polyline should be nowhere farther from its curve [points]."""
SHARES = ("%", "procent", "percent", "andel", "share")
"""Units of shares, whose levels are estimated and not their logarithms."""
FORMS = ("log", "level")
ESTIMATES = ("cost", "outcome", "form", "way", "left_out", "quantity", "value", "unit")
POINTS = ("cost", "outcome", "level", "quantity", "value", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A reason against a curve.

    Attributes:
        kind: ``exchanged``, ``band``, ``sign``, ``municipalities``, ``years``, ``falls``, ``bends`` or ``coarse``.
        sv: In words, in Swedish.
        en: The same in English.
    """

    kind: str
    sv: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The goal that a curve is for.

    Attributes:
        scenario: The title of the scenario.
        digest: The scenario's digest.
        activity: The activity.
        goal: The goal.
        name: The goal's name.
        indicator: Its indicator, with its scale.
        limits: Least and greatest funding level of a year's limits; 1 where there is none [-].
    """

    scenario: str
    digest: str
    activity: str
    goal: str
    name: str
    indicator: Indicator
    limits: tuple[float, float]

    @property
    def scale(self) -> float:
        """100 points in the indicator's unit; negative where less is better."""
        return self.indicator.target - self.indicator.floor

    def points(self, slope: Array, level: float, form: str) -> Array:
        """Return goal points against today at a funding level.

        Args:
            slope: Slopes, shape (any,).
            level: The funding level [-].
            form: ``log`` or ``level``.
        """
        if form == "log":
            return np.asarray(100 * self.indicator.present * (level**slope - 1) / self.scale)
        return np.asarray(100 * slope * math.log(level) / self.scale)


@dataclass(frozen=True, kw_only=True, repr=False)
class CurveEstimate(PanelStudy):
    """An estimated relation between a cost and an outcome, and the curve that follows from it.

    Attributes:
        cost: The indicator of cost.
        outcome: The indicator of what is had.
        form: ``log`` where the outcome's logarithm is estimated, ``level`` where it holds 0 or is a share.
        denominator: An indicator that cost and outcome share as denominator; None where none is stated.
        ways: Estimates by way: within, between, differences.
        lead: The coefficient of next year's cost, given this year's; None where it cannot be had.
        held: The coefficient of cost with the denominator held fixed; None without a denominator.
        breaks: The within estimate without each year.
        drawn: Within slopes of the bootstrap, shape (draws,).
        seed: Seed of the bootstrap.
        moved: Range of the cost within municipalities, as factors, 5th to 95th percentile.
        years: Years with both.
        target: The goal; None where none is asked.
        author: Who stands behind the curve as an assumption; empty where nobody does.
    """

    study = "curves"

    cost: str
    outcome: str
    form: str
    denominator: str | None
    ways: Mapping[str, Fit]
    lead: Fit | None
    held: Fit | None
    breaks: Mapping[int, Fit]
    drawn: Array
    seed: int
    moved: tuple[float, float]
    years: tuple[int, ...]
    target: Target | None
    author: str = ""

    @property
    def folder(self) -> str:
        """Its folder under ``studies/``: one a pair of indicators."""
        return f"curves-{self.outcome}-{self.cost}"

    @property
    def subject(self) -> str:
        """The pair."""
        titles = self.panel.titles
        return f"{titles.get(self.outcome, self.outcome)} / {titles.get(self.cost, self.cost)}"

    @property
    def within(self) -> Fit:
        """The estimate that a curve is made of."""
        return self.ways["within"]

    @property
    def smallest(self) -> float:
        """The smallest true slope that the panel would have shown, four times of five."""
        return SMALLEST * self.within.se

    def quantiles(self, low: float, high: float) -> tuple[float, float]:
        """Return quantiles of the bootstrap's slopes."""
        a, b = np.quantile(self.drawn, [low, high])
        return float(a), float(b)

    @cached_property
    def doubts(self) -> tuple[Doubt, ...]:
        """The reasons why no curve of the grade ``calibrated`` is written; none where one is."""
        return (*self.wrong_shape, *_doubts(self))

    @cached_property
    def wrong_shape(self) -> tuple[Doubt, ...]:
        """The reasons why no curve can be written at all."""
        return () if self.target is None else tuple(_shape(self.target, self.within.estimate, self.form))

    @property
    def grade(self) -> str | None:
        """The grade of evidence of the curve; None where none is written."""
        if self.target is None or self.wrong_shape:
            return None
        if not self.doubts:
            return "calibrated"
        return "assumption" if self.author else None

    @property
    def levels(self) -> tuple[float, ...]:
        """The levels of the curve: what was seen, and the scenario's limits; outwards to the next breakpoint."""
        low, high = self.moved
        if self.target is not None:
            low, high = min(low, self.target.limits[0]), max(high, self.target.limits[1])
        first = max((v for v in LEVELS if v <= low), default=LEVELS[0])
        last = min((v for v in LEVELS if v >= high), default=LEVELS[-1])
        return tuple(v for v in LEVELS if min(first, JUDGED[0]) <= v <= max(last, JUDGED[1]))

    def extrapolated(self, level: float) -> bool:
        """Whether a level was not seen within municipalities."""
        return not self.moved[0] <= level <= self.moved[1] and level != 1.0

    def points(self, level: float) -> tuple[float, float, float]:
        """Return goal points at a level: by the estimate, and the ends of the 95 % band.

        Raises:
            ValueError: No goal was asked about.
        """
        if self.target is None:
            raise ValueError("a curve in points needs the scale of a goal")
        at = self.target.points(np.array([self.within.estimate]), level, self.form)
        low, high = np.quantile(self.target.points(self.drawn, level, self.form), [0.025, 0.975])
        return float(at[0]), float(low), float(high)

    @cached_property
    def errors(self) -> tuple[float, ...]:
        """The largest distance between curve and polyline on each piece between ``levels`` [points]."""
        if self.target is None:
            return ()
        slope, scale = self.within.estimate, self.target.scale
        if self.form == "log":
            present = self.target.indicator.present
            return tuple(polyline_error(slope, present, scale, pair) for pair in pairwise(self.levels))
        at = 100 * slope * math.log(LEVELS[-1]) / scale
        return tuple(log_error(LEVELS[-1], at, pair) for pair in pairwise(self.levels))

    @property
    def size(self) -> tuple[float, float]:
        """The central 90 % of the size of the curve, as factors, by the standard error."""
        spread = CENTRAL_90 * self.within.se / abs(self.within.estimate)
        return 1 - spread, 1 + spread

    def estimate_rows(self) -> list[Row]:
        """Return the estimates as tidy rows."""
        found: list[Row] = []
        told: list[tuple[str, int | str, Fit | None]] = [
            (way, "", fitted) for way, fitted in self.ways.items()
        ]
        told += [("next_year_s_cost", "", self.lead), ("denominator_held", "", self.held)]
        told += [("within", year, fitted) for year, fitted in self.breaks.items()]
        unit = "elasticity" if self.form == "log" else "unit per log cost"
        for way, year, fitted in told:
            where = {
                "cost": self.cost,
                "outcome": self.outcome,
                "form": self.form,
                "way": way,
                "left_out": year,
            }
            if fitted is None:
                continue
            found += [
                {**where, "quantity": name, "value": written(getattr(fitted, name)), "unit": unit}
                for name in ("estimate", "se", "low", "high")
            ]
            found += [
                {**where, "quantity": name, "value": getattr(fitted, name), "unit": "number"}
                for name in ("values", "municipalities")
            ]
        return found

    def point_rows(self) -> list[Row]:
        """Return the curve with its band as tidy rows; none where no goal was asked about."""
        if self.target is None:
            return []
        found: list[Row] = []
        for level in self.levels:
            where = {"cost": self.cost, "outcome": self.outcome, "level": level, "unit": "points"}
            found += [
                {**where, "quantity": name, "value": written(value)}
                for name, value in zip(("points", "low", "high"), self.points(level), strict=True)
            ]
            outside = int(self.extrapolated(level))
            found.append({**where, "quantity": "extrapolated", "value": outside, "unit": "truth"})
        return found

    def tables(self) -> Tables:
        """Return its tables, the main one first."""
        return {"estimates": (ESTIMATES, self.estimate_rows), "points": (POINTS, self.point_rows)}

    def asked(self) -> dict[str, Any]:
        """Return what was asked."""
        target = self.target
        return {
            "cost": self.cost,
            "outcome": self.outcome,
            "denominator": self.denominator,
            "form": self.form,
            "draws": len(self.drawn),
            "seed": self.seed,
            "author": self.author,
            "goal": None
            if target is None
            else {"scenario": target.digest, "activity": target.activity, "goal": target.goal},
        }

    def content(self) -> dict[str, Any]:
        """Return the content of ``result.json``."""
        within = self.within
        low, high = self.quantiles(0.025, 0.975)
        return {
            "estimate": written(within.estimate),
            "se": written(within.se),
            "band": {"low": written(low), "high": written(high), "se": written(self.drawn.std(ddof=1))},
            "values": within.values,
            "municipalities": within.municipalities,
            "smallest": written(self.smallest),
            "grade": self.grade,
            "doubts": [doubt.kind for doubt in self.doubts],
        }


def curves(  # noqa: PLR0913 - the pair, what it is for, and how it is drawn
    panel: Panel | str | Path,
    cost: str,
    outcome: str,
    *,
    scenario: Scenario | str | Path | Mapping[str, Any] | None = None,
    activity: str | None = None,
    goal: str | None = None,
    denominator: str | None = None,
    form: str | None = None,
    draws: int = 500,
    seed: int = 0,
    author: str = "",
    language: Language = "sv",
) -> CurveEstimate:
    """Estimate the relation between a cost and an outcome, with its band and tests, and a goal's curve if asked.

    Args:
        panel: A panel, or the path of its file.
        cost: The indicator of cost, per user or inhabitant.
        outcome: The indicator of what is had.
        scenario: The scenario whose goal the curve is for, with ``activity`` and ``goal``.
        activity: Its activity.
        goal: Its goal, whose indicator is the outcome.
        denominator: An indicator that both have as denominator, to be held fixed in a test.
        form: ``log`` or ``level``; by the outcome's values and unit if absent.
        draws: Draws of the bootstrap.
        seed: Its seed.
        author: Who stands behind the curve as an assumption where it cannot be ``calibrated``.
        language: Language of report and errors where there is no scenario.

    Raises:
        ValueError: There is no such form.
        ScenarioError: The panel or the scenario is wrong, or lacks what is asked for.
        MissingExtraError: linearmodels is not installed: ``pip install 'kommunbudget[data]'``.
        UncertifiedError: Our own slope is not that of linearmodels.
    """
    target = None
    if scenario is not None:
        read_in = scenario if isinstance(scenario, Scenario) else read(scenario)
        language = read_in.language
        target = _target(read_in, activity, goal, outcome)
    panel = panel_of(panel, one_of(language, LANGUAGES, "languages"))
    _refuse_same(panel, cost, outcome, denominator, language)
    panel.amount(cost, language)
    if form is None:
        form = _form(panel, panel.known(outcome, language))
    elif form not in FORMS:
        raise ValueError(f"the forms are {', '.join(FORMS)}, not {form!r}")
    x = logs(_of(panel, cost, language).items())
    own = _of(panel, outcome, language)
    y = logs(own.items()) if form == "log" else own
    x, y = _both(x, y)
    _enough(panel, x, f"{outcome} / {cost}", language)
    sums = moments(y, x)
    if float(np.abs(sums.left).max()) < STILL:
        raise panel.refused(
            f"{cost} rör sig inte inom kommunerna; då finns inget att skatta på",
            f"{cost} does not move within municipalities; there is nothing to estimate on",
            language,
        )
    ways = three_ways(y, x)
    certified(sums, ways["within"])
    ahead = next_year(x)
    held = None
    if denominator is not None:
        shared = logs(_of(panel, denominator, language).items())
        _enough(panel, _both(x, shared)[0], f"{outcome} / {cost} / {denominator}", language)
        held = fit(y, [shared, x])
    low, high = np.exp(np.quantile(sums.left, SEEN)).tolist()
    years = tuple(sorted({t for _, t in x}))
    return CurveEstimate(
        panel=panel,
        language=language,
        cost=cost,
        outcome=outcome,
        form=form,
        denominator=denominator,
        ways=ways,
        lead=fit(y, [x, ahead]) if len(years) > LEAST_YEARS else None,
        held=held,
        breaks={t: fit(without(y, t), [x]) for t in years} if len(years) > LEAST_YEARS else {},
        drawn=bootstrap(sums, draws, seed),
        seed=seed,
        moved=(low, high),
        years=years,
        target=target,
        author=author,
    )


# --------------------------------------------------------------------------------------------------------- data


def _of(panel: Panel, kpi: str, language: Language) -> Values:
    """Return an indicator's values by municipality and year."""
    known = panel.known(kpi, language)
    return {(i, t): value for (i, t, other), value in panel.values.items() if other == known}


def _both(x: Values, y: Values) -> tuple[Values, Values]:
    """Return the values of points that have both."""
    shared = sorted(set(x) & set(y))
    return {point: x[point] for point in shared}, {point: y[point] for point in shared}


def _refuse_same(panel: Panel, cost: str, outcome: str, denominator: str | None, language: Language) -> None:
    """Refuse an indicator that would be held against itself."""
    if cost == outcome:
        raise panel.refused(
            f"{cost} är både kostnad och utfall; ange två nyckeltal",
            f"{cost} is both cost and outcome; state two key figures",
            language,
        )
    if denominator in {cost, outcome}:
        raise panel.refused(
            f"{denominator} är ett av de två som jämförs; ange det som båda delas med som nämnare",
            f"{denominator} is one of the two compared; state what both are divided by as the denominator",
            language,
        )


def _form(panel: Panel, outcome: str) -> str:
    """Return ``level`` for a share or what holds 0, ``log`` otherwise."""
    share = any(word in panel.units.get(outcome, "").casefold() for word in SHARES)
    zero = any(value <= 0 for (_, _, kpi), value in panel.values.items() if kpi == outcome)
    return "level" if share or zero else "log"


def _enough(panel: Panel, x: Values, pair: str, language: Language) -> None:
    """Refuse a panel that is too small to estimate anything on."""
    many, years = len({i for i, _ in x}), len({t for _, t in x})
    if many >= LEAST_MUNICIPALITIES and years >= LEAST_YEARS:
        return
    raise panel.refused(
        f"{pair}: {many} kommuner och {years} år med båda värdena är för litet för en skattning; det behövs minst "
        f"{LEAST_MUNICIPALITIES} kommuner och {LEAST_YEARS} år (skattningen jämför en kommun med sig själv)",
        f"{pair}: {many} municipalities and {years} years with both values are too few to estimate on; at least "
        f"{LEAST_MUNICIPALITIES} municipalities and {LEAST_YEARS} years are needed (a municipality is compared with "
        "itself)",
        language,
    )


def _target(scenario: Scenario, activity: str | None, goal: str | None, outcome: str) -> Target:
    """Return the goal that a curve is for.

    Raises:
        ScenarioError: Activity or goal is not stated or not the scenario's, or the goal's indicator is another one.
    """
    if activity is None or goal is None:
        key, option = ("activities", "--activity") if activity is None else ("goals", "--goal")
        raise _wrong(
            scenario,
            key,
            f"kurvan är för en verksamhet och ett mål i scenariot: ange {option}",
            f"the curve is for an activity and a goal of the scenario: state {option}",
        )
    for name, key, known in (
        (activity, "activities", Figures(scenario=scenario).lines),
        (goal, "goals", scenario.goals),
    ):
        if name not in known:
            sv, en = did_you_mean(name, known)
            raise _wrong(scenario, key, f"{name} finns inte{sv}", f"there is no {name}{en}")
    indicator = scenario.goals[goal].indicator
    if indicator is None or indicator.id not in {None, outcome}:
        own = None if indicator is None else indicator.id
        raise _wrong(
            scenario,
            f"goals.{goal}",
            f"målets indikator är {own or 'inte angiven'}; en kurva på {outcome} kräver indicator med present, floor "
            "och target för samma nyckeltal",
            f"the goal's indicator is {own or 'not stated'}; a curve on {outcome} needs an indicator with present, "
            "floor and target of the same key figure",
        )
    limits = scenario.stability.activities
    year = scenario.years[0]
    down = (limits and limits.max_decrease) or {}
    up = (limits and limits.max_increase) or {}
    return Target(
        scenario=scenario.title,
        digest=digest(scenario),
        activity=activity,
        goal=goal,
        name=scenario.goals[goal].name or goal,
        indicator=indicator,
        limits=(1 - down.get(year, 0.0), 1 + up.get(year, 0.0)),
    )


def _wrong(scenario: Scenario, path: str, sv: str, en: str) -> ScenarioError:
    told = Problem(path=path, place=scenario.origin.place(path), sv=sv, en=en)
    return ScenarioError([told], scenario.language)


# -------------------------------------------------------------------------------------------------------- grade


def _doubts(study: CurveEstimate) -> list[Doubt]:
    """Return the reasons against ``calibrated``: indicators exchanged, band, signs, municipalities, years.

    The band of φ at ±5 % excludes 0 exactly where that of the slope does, since φ is monotone in it and 0 at 0; so the
    rule needs no goal.
    """
    found: list[Doubt] = []
    said = [study.panel.titles.get(kpi, "") for kpi in (study.cost, study.outcome)]
    if all(said) and [COST.search(title) is not None for title in said] == [False, True]:
        found.append(
            Doubt(
                kind="exchanged",
                sv=f"{study.outcome} är en kostnad men inte {study.cost}: byt plats på --cost och --outcome",
                en=f"{study.outcome} is a cost but {study.cost} is not: exchange --cost and --outcome",
            )
        )
    low, high = study.quantiles(0.025, 0.975)
    if low <= 0 <= high:
        found.append(
            Doubt(
                kind="band",
                sv="95-procentsbandet vid ±5 % rymmer 0: inget samband syns",
                en="the 95% band at ±5% holds 0: no relation is seen",
            )
        )
    if study.within.estimate * study.ways["differences"].estimate <= 0:
        found.append(
            Doubt(
                kind="sign",
                sv="tecknet är ett annat från ett år till nästa än inom kommun",
                en="the sign from one year to the next is not that within municipalities",
            )
        )
    for kind, least, has, sv, en in (
        ("municipalities", MUNICIPALITIES, study.within.municipalities, "kommuner", "municipalities"),
        ("years", YEARS, len(study.years), "år", "years"),
    ):
        if has < least:
            found.append(
                Doubt(
                    kind=kind, sv=f"{has} {sv} är färre än {least}", en=f"{has} {en} are fewer than {least}"
                )
            )
    return found


def _shape(target: Target, slope: float, form: str) -> list[Doubt]:
    """Return the steps at which a curve falls, or gives more than the step before; the first of each."""
    points = [float(target.points(np.array([slope]), level, form)[0]) for level in LEVELS]
    steps = [(a, b, (q - p) / (b - a)) for (a, p), (b, q) in pairwise(list(zip(LEVELS, points, strict=True)))]
    for a, b, rise in steps:
        if rise <= 0:
            at = f"{100 * a:g}–{100 * b:g} %"
            return [
                Doubt(
                    kind="falls",
                    sv=f"steget {at} ger {_comma(rise)} poäng per procent: mer pengar skulle ge mindre",
                    en=f"the step {at} gives {rise / 100:.3g} points per per cent: more money would give less",
                )
            ]
    for (_, _, before), (a, b, rise) in pairwise(steps):
        if rise > before * (1 + 1e-12):
            at = f"{100 * a:g}–{100 * b:g} %"
            return [
                Doubt(
                    kind="bends",
                    sv=f"steget {at} ger {_comma(rise)} poäng per procent, steget under {_comma(before)}: en kurva "
                    "ska ge mindre för varje steg",
                    en=f"the step {at} gives {rise / 100:.3g} points per per cent, the one below {before / 100:.3g}: a "
                    "curve gives less for each step",
                )
            ]
    return []


def _comma(rise: float) -> str:
    """Return points per per cent with a Swedish decimal comma and minus."""
    return f"{rise / 100:.3g}".replace(".", ",").replace("-", "\u2212")
