r"""Need: the cost of base-year service in each plan year (*kostnad vid oförändrad verksamhet*).

.. math::
   need_{at} = base_a \cdot volume_{at} \cdot price_{at} \cdot \prod_{\tau \le t} (1 - efficiency_{a\tau})

In words: the base-year cost, times the volume factor, times cumulated prices, less the efficiency gains that
the activity expects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.scenario import Activity, Scenario

ByYear = dict[int, float]


def committee_index(scenario: Scenario, committee: str) -> ByYear:
    """Return the yearly index of a committee [share]: the general one, or the mean over its cost classes."""
    index = scenario.indexation.index
    classes = scenario.committees[committee].cost_classes
    by_class = {key: value for key, value in index.items() if isinstance(value, dict)}
    if not by_class:
        return {y: index[y] for y in scenario.years}  # type: ignore[index,misc]
    shares = classes or {}
    return {y: sum(share * by_class[key][y] for key, share in shares.items()) for y in scenario.years}


def cumulated(changes: Mapping[int, float], years: tuple[int, ...]) -> ByYear:
    """Return yearly changes [share/year] as cumulated factors relative to the base year [-]."""
    factors: ByYear = {}
    factor = 1.0
    for y in years:
        factor *= 1 + changes[y]
        factors[y] = factor
    return factors


def price(scenario: Scenario, activity: Activity, shares: Mapping[str, float]) -> ByYear:
    """Return the cumulated price factor of an activity [-]; its committees' index if it states no price.

    Args:
        scenario: The scenario.
        activity: The activity.
        shares: Share of the cost that each committee pays [share].
    """
    if activity.price is not None:
        return cumulated(activity.price, scenario.years)
    indices = {c: committee_index(scenario, c) for c in shares}
    mean = {y: sum(share * indices[c][y] for c, share in shares.items()) for y in scenario.years}
    return cumulated(mean, scenario.years)


def volume(scenario: Scenario, activity: Activity) -> ByYear:
    """Return the volume factor of an activity [-]: 1 + variable_share · (driver / base-year driver − 1)."""
    if activity.driver is None:
        return dict.fromkeys(scenario.years, 1.0)
    driver = scenario.drivers[activity.driver]
    variable = 1.0 if activity.variable_share is None else activity.variable_share
    today = driver[scenario.base_year]
    return {y: 1 + variable * (driver[y] / today - 1) for y in scenario.years}


def need(scenario: Scenario, activity: Activity, shares: Mapping[str, float]) -> ByYear:
    """Return the need of an activity by plan year [money]; a new activity states its own.

    Args:
        scenario: The scenario.
        activity: The activity.
        shares: Share of the cost that each committee pays [share].
    """
    if activity.need is not None:
        return dict(activity.need)
    prices, volumes = price(scenario, activity, shares), volume(scenario, activity)
    gains = activity.efficiency or dict.fromkeys(scenario.years, 0.0)
    kept = cumulated({y: -gain for y, gain in gains.items()}, scenario.years)
    return {y: activity.base * volumes[y] * prices[y] * kept[y] for y in scenario.years}
