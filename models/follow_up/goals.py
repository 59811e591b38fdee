r"""Goals: what the curves expected of what was spent, what was realised, and whether they can be told apart.

.. math::
   surprise_g = realised_g - expected_g, \qquad expected_g = reference_g + \sum_a \sum_l \lambda_{ag}(l)\,
   \varphi_{ag}(level_{a,t-l})

with the actual funding levels, lags counted. In words: an outcome is compared with what the curves promised for the
money that was spent, not for the money that was planned. The noise of an indicator is the standard deviation of its own
yearly change, less the nation's change where that is known. A difference inside 1.96 of it cannot be told from ordinary
variation; without a noise nothing is said. For a year n years after the base year the same noise is used.

**Learning** is printed and changes nothing by itself. The size k of a goal's curves has the prior N(1, τ²); what was
realised beyond the reference, r, is k·e and noise, e what the curves expected beyond it. After n years

.. math::
   k' = \frac{1/\tau^2 + \sum e_i r_i / \sigma^2}{1/\tau^2 + \sum e_i^2 / \sigma^2}, \qquad
   sd' = \Bigl(1/\tau^2 + \sum e_i^2/\sigma^2\Bigr)^{-1/2}, \qquad weight = 1 - sd'^2/\tau^2

Where several effects serve a goal only their sum is seen: k is common to them, and τ is the mean of theirs, weighted by
what each was expected to give.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import stdev
from typing import TYPE_CHECKING, Literal

from models.effect_levers import CENTRAL_90, claim_of, size_range
from models.figures import Figures
from models.follow_up.settled import spends
from models.plan import attainment, contribution
from models.units import write_share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.figures import ActivityYear, Response
    from models.follow_up.money import Money
    from models.follow_up.report import FollowUp
    from models.plan import Plan
    from models.scenario import Indicator, Scenario

INSIDE_95 = 1.96
"""Half the central 95 % of a normal distribution [standard deviations]."""
RANGE_90 = 3.29
"""The width of its central 90 %: a range stands for as many standard deviations."""
SCALE_DECIMALS = 4
"""Decimals of a scale, as a fraction."""
LEAST_CHANGES = 4
"""Yearly changes from which a standard deviation is taken."""
Verdict = Literal["inside", "more", "less"]
Basis = Literal["given", "series", "series_net"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A goal in a year [points].

    Attributes:
        planned: By the curves at the planned levels.
        by_money: What other spending than the planned changes it by.
        by_need: What other volumes and prices than the planned change it by; None where the file tells none.
        realised: The indicator as observed.
        preliminary: Whether that may be revised.
        noise: Standard deviation of the indicator's yearly change; None where it is not known.
        noise_basis: Where the noise comes from.
    """

    planned: float
    by_money: float
    by_need: float | None
    realised: float | None
    preliminary: bool = False
    noise: float | None = None
    noise_basis: Basis | None = None

    @property
    def expected(self) -> float:
        """By the curves at what was spent."""
        return self.planned + self.by_money + (self.by_need or 0.0)

    @property
    def surprise(self) -> float | None:
        """Realised less expected."""
        return None if self.realised is None else self.realised - self.expected

    @property
    def verdict(self) -> Verdict | None:
        """Whether the surprise lies inside ordinary variation; None where nothing can be said."""
        if self.surprise is None or self.noise is None:
            return None
        if abs(self.surprise) <= INSIDE_95 * self.noise:
            return "inside"
        return "more" if self.surprise > 0 else "less"


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The size of a goal's curves by the outcomes.

    Attributes:
        size: k', where 1 is the curves as they stand.
        sd: Its standard deviation.
        prior: τ.
        observations: Number of years.
    """

    size: float
    sd: float
    prior: float
    observations: int

    @property
    def low(self) -> float:
        """Lower end of its central 90 %."""
        return self.size - CENTRAL_90 * self.sd

    @property
    def high(self) -> float:
        """Upper end of its central 90 %."""
        return self.size + CENTRAL_90 * self.sd

    @property
    def weight(self) -> float:
        """Weight of the data against the prior [share]."""
        return 1 - (self.sd / self.prior) ** 2


def learned(prior: float, noise: float, pairs: Sequence[tuple[float, float]]) -> Learned:
    """Return what outcomes say of a size.

    Args:
        prior: τ, standard deviation of the size before.
        noise: σ, standard deviation of an outcome [points].
        pairs: Expected and realised of each year, beyond the reference [points].
    """
    precision = prior**-2 + sum(e * e for e, _ in pairs) / noise**2
    size = (prior**-2 + sum(e * r for e, r in pairs) / noise**2) / precision
    return Learned(size=size, sd=precision**-0.5, prior=prior, observations=len(pairs))


def points(indicator: Indicator, value: float) -> float:
    """Return an indicator's value in goal points, not capped."""
    return 100 * (value - indicator.floor) / (indicator.target - indicator.floor)


def levels(follow_up: FollowUp, money: Money, plan: Plan, *, actual_need: bool) -> dict[ActivityYear, float]:
    """Return funding levels up to the followed year, at what was spent in it [-].

    Args:
        follow_up: The follow-up.
        money: Money of the report.
        plan: What was decided; the years before the followed one are settled in it.
        actual_need: Whether need has the volumes and prices that the file tells.
    """
    figures, y = follow_up.figures, follow_up.year
    need = as_it_was(follow_up).need if actual_need else figures.need
    spent = spends(figures, money)
    found = {key: level for key, level in plan.level.items() if key[1] < y}
    return found | {(a, y): spent[a] / need[a, y] for a in figures.lines if (a, y) in need}


def tells_need(follow_up: FollowUp) -> bool:
    """Whether the file tells volumes or prices of the year as they were."""
    return bool(follow_up.content.drivers or follow_up.content.prices)


def as_it_was(follow_up: FollowUp) -> Figures:
    """Return figures with the volumes and prices that the file tells, in the place of the planned ones."""
    scenario, content = follow_up.scenario, follow_up.content
    drivers = {d: {**series, **content.drivers.get(d, {})} for d, series in scenario.drivers.items()}
    return Figures(
        scenario=scenario.model_copy(update={"drivers": drivers, "activities": _priced(scenario, follow_up)})
    )


def _priced(scenario: Scenario, follow_up: FollowUp) -> dict[str, object]:
    figures, given = follow_up.figures, follow_up.content.prices
    found: dict[str, object] = {}
    for a, activity in scenario.activities.items():
        planned = figures.price(a)
        found[a] = activity.model_copy(update={"price": {**planned, **given[a]}}) if a in given else activity
    return found


def outcomes(follow_up: FollowUp, money: Money, plan: Plan) -> dict[str, Outcome]:
    """Return every goal in the followed year.

    Args:
        follow_up: The follow-up.
        money: Money of the report.
        plan: What was decided.
    """
    figures, y = follow_up.figures, follow_up.year
    by_plan = attainment(figures, levels_of(plan, y))
    by_money = attainment(figures, levels(follow_up, money, plan, actual_need=False))
    told = tells_need(follow_up)
    by_need = attainment(figures, levels(follow_up, money, plan, actual_need=True)) if told else by_money
    found = {}
    for g in figures.goals:
        observed = follow_up.content.indicators.get(g, {}).get(y)
        indicator = figures.scenario.goals[g].indicator
        size, basis = noise(follow_up, g)
        found[g] = Outcome(
            planned=by_plan[g, y],
            by_money=by_money[g, y] - by_plan[g, y],
            by_need=by_need[g, y] - by_money[g, y] if told else None,
            realised=None if observed is None or indicator is None else points(indicator, observed.value),
            preliminary=observed is not None and observed.preliminary,
            noise=size,
            noise_basis=basis,
        )
    return found


def levels_of(plan: Plan, until: int) -> dict[ActivityYear, float]:
    """Return a plan's funding levels up to a year [-]."""
    return {key: level for key, level in plan.level.items() if key[1] <= until}


def noise(follow_up: FollowUp, g: str) -> tuple[float | None, Basis | None]:
    """Return the standard deviation of an indicator's yearly change [points], and where it comes from.

    It is the file's, else that of the indicator's own series of at least four yearly changes, less the nation's change
    of the same years where the file has it.
    """
    indicator = follow_up.scenario.goals[g].indicator
    if indicator is None:
        return None, None
    scale = 100 / abs(indicator.target - indicator.floor)
    given = follow_up.content.noise.get(g)
    if given is not None:
        return given * scale, "given"
    own = {y: observed.value for y, observed in follow_up.content.indicators.get(g, {}).items()}
    nation = follow_up.content.national.get(g, {})
    changes = {y: own[y] - own[y - 1] for y in own if y - 1 in own}
    net = {
        y: change - (nation[y] - nation[y - 1])
        for y, change in changes.items()
        if {y, y - 1} <= nation.keys()
    }
    used, basis = (net, "series_net") if len(net) >= LEAST_CHANGES else (changes, "series")
    if len(used) < LEAST_CHANGES:
        return None, None
    return stdev(used.values()) * scale, basis  # type: ignore[return-value]


def lessons(follow_up: FollowUp, money: Money, plan: Plan) -> dict[str, Learned]:
    """Return what outcomes up to the followed year say of each goal's curves; without a goal that says nothing.

    Left out are goals without an observed indicator, without noise, of which nothing was expected beyond the reference,
    and those with an effect that states no range and no standard error.
    """
    figures = follow_up.figures
    level = levels(follow_up, money, plan, actual_need=tells_need(follow_up))
    reached = attainment(figures, level)
    found = {}
    for g in figures.goals:
        size, _ = noise(follow_up, g)
        prior = _prior(figures, g, level, follow_up.year)
        indicator = figures.scenario.goals[g].indicator
        seen = follow_up.content.indicators.get(g, {})
        years = [
            y for y in figures.years if y in seen and (y == follow_up.year or y in figures.settled_years)
        ]
        if size is None or prior is None or indicator is None or not years:
            continue
        reference = figures.reference
        pairs = [
            (reached[g, y] - reference[g, y], points(indicator, seen[y].value) - reference[g, y])
            for y in years
        ]
        if any(expected for expected, _ in pairs):
            found[g] = learned(prior, size, pairs)
    return found


def _prior(figures: Figures, g: str, level: Mapping[ActivityYear, float], y: int) -> float | None:
    """Return the standard deviation of the size of a goal's curves; None where an effect that counts states none."""
    given = {r: abs(contribution(r, figures, level, y)) for r in serving(figures, g)}
    given = {r: size for r, size in given.items() if size}
    whole = sum(given.values())
    sds = {r: spread(figures, r) for r in given}
    if not whole or None in sds.values():
        return None
    return sum(size * (sds[r] or 0.0) for r, size in given.items()) / whole


def serving(figures: Figures, g: str) -> tuple[Response, ...]:
    """Return the effects and complements that serve a goal."""
    return tuple(r for r in figures.responses if r.goal == g)


def spread(figures: Figures, r: Response) -> float | None:
    """Return the standard deviation of an effect's size: its estimate's, or its range over 3.29; None without both."""
    how = size_range(figures, r)
    if how is None:
        return None
    kind, a, b = how
    return b if kind == "normal" else (b - a) / RANGE_90


def changes(figures: Figures, g: str, size: float) -> tuple[tuple[str, str], ...]:
    """Return the paths that a person scales to apply a size, and the scale as written: one for each of its effects."""
    found = []
    for r in serving(figures, g):
        claim = claim_of(figures.scenario, r)
        key = (
            "curve" if claim.curve is not None else "elasticity" if claim.elasticity is not None else "points"
        )
        found.append((f"{r.path}.{key}", write_share(round(size, SCALE_DECIMALS))))
    return tuple(found)
