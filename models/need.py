r"""Need: the cost of base-year service in each plan year (*kostnad vid oförändrad verksamhet*).

.. math::
   need_{at} &= (need_{a,t-1} + moved_{at})\, growth_{at} + capital_{at}, \qquad need_{a0} = base_a \\
   growth_{at} &= (1 + price_{at})(1 - efficiency_{at})\, volume_{at} / volume_{a,t-1} \\
   moved\_base_{act} &= (moved\_base_{ac,t-1} + moved_{act})(1 + index_{ct} - requirement_{ct}) + capital_{act}

In words: last year's need, plus tasks that moved, grows with prices, believed efficiency and volume; capital cost comes
on top. A moved task changes the cost of unchanged service exactly as it changes the frame: it is no change of
priority. ``moved_base`` is the activity's own part of its committee's indexed frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.scenario import Activity, Adjustment, Scenario

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


def price(
    years: tuple[int, ...],
    activity: Activity | None,
    shares: Mapping[str, float],
    index: Mapping[tuple[str, int], float],
) -> ByYear:
    """Return the yearly price change of an activity [share]; its committees' index if it states none.

    Args:
        years: Plan years.
        activity: The activity's entry in the file; None for a committee that is its own activity.
        shares: Share of the cost that each committee pays [share].
        index: Index of each committee and year [share].
    """
    if activity is not None and activity.price is not None:
        return dict(activity.price)
    return {y: sum([share * index[c, y] for c, share in shares.items()]) for y in years}


def volume(scenario: Scenario, activity: Activity | None) -> ByYear:
    """Return the volume factor of an activity [-]: 1 + variable_share · (driver / base-year driver − 1)."""
    if activity is None or activity.driver is None:
        return dict.fromkeys(scenario.years, 1.0)
    driver = scenario.drivers[activity.driver]
    variable = 1.0 if activity.variable_share is None else activity.variable_share
    today = driver[scenario.base_year]
    return {y: 1 + variable * (driver[y] / today - 1) for y in scenario.years}


def growth(
    scenario: Scenario, activity: Activity | None, prices: Mapping[int, float], *, still: bool = False
) -> ByYear:
    """Return the yearly growth factor of an activity's need [-]: prices, believed efficiency and volume.

    Args:
        scenario: The scenario.
        activity: The activity's entry in the file; None for a committee that is its own activity.
        prices: Yearly price change of the activity [share].
        still: Whether the driver stands still at its base-year value.
    """
    volumes = volume(scenario, None if still else activity)
    gains = (activity.efficiency if activity is not None else None) or dict.fromkeys(scenario.years, 0.0)
    before = {y: volumes.get(y - 1, 1.0) for y in scenario.years}
    changes = {
        y: volumes[y] / before[y] if before[y] else 0.0 for y in scenario.years
    }  # the reader refuses 0
    return {y: (1 + prices[y]) * (1 - gains[y]) * changes[y] for y in scenario.years}


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """An activity as its adjustments see it.

    Attributes:
        shares: Share of its cost that each committee pays [share].
        base: Net cost in the base year [money].
        growth: Yearly growth factor of its need [-].
        given: Its need where the file states it (a new activity) [money]; None otherwise.
        fixed: Whether it is carried as a fixed amount.
    """

    shares: Mapping[str, float]
    base: float
    growth: Mapping[int, float]
    given: Mapping[int, float] | None
    fixed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Need and moved base-year cost.

    Attributes:
        need: Need of each activity and plan year that is not carried as a fixed amount [money].
        moved_base: Its own part of each committee's indexed frame, base year included [money].
    """

    need: dict[tuple[str, int], float]
    moved_base: dict[tuple[str, str, int], float]


def needs(
    years: tuple[int, ...],
    payers: Mapping[str, Payer],
    adjustments: Mapping[tuple[str, int], tuple[Adjustment, ...]],
    indexed: Mapping[tuple[str, int], float],
) -> Needs:
    """Return need and moved base-year cost, year by year.

    Args:
        years: Plan years.
        payers: Activities by id.
        adjustments: Adjustments of each committee and year.
        indexed: Index less requirement of each committee and year [share].
    """
    live = {a: payer for a, payer in payers.items() if not payer.fixed}
    now = {a: payer.base for a, payer in live.items()}
    own = {(a, c): payer.shares[c] * payer.base for a, payer in live.items() for c in payer.shares}
    need: dict[tuple[str, int], float] = {}
    moved_base = {(a, c, years[0] - 1): amount for (a, c), amount in own.items()}
    for y in years:
        moved, capital = _parts(live, dict(now), adjustments, y)
        into, on_top = _by_activity(live, moved), _by_activity(live, capital)
        for a, payer in live.items():
            if payer.given is not None:
                now[a] = payer.given[y]
            else:
                now[a] = (now[a] + into.get(a, 0.0)) * payer.growth[y] + on_top.get(a, 0.0)
            need[a, y] = now[a]
            for c in payer.shares:
                before = own[a, c] + moved.get((a, c), 0.0)
                own[a, c] = before * (1 + indexed[c, y]) + capital.get((a, c), 0.0)
                moved_base[a, c, y] = own[a, c]
    return Needs(need=need, moved_base=moved_base)


Parts = dict[tuple[str, str], float]
"""Amount of each (activity, committee) [money]."""


def _parts(
    live: Mapping[str, Payer],
    now: Mapping[str, float],
    adjustments: Mapping[tuple[str, int], tuple[Adjustment, ...]],
    y: int,
) -> tuple[Parts, Parts]:
    """Return the parts of a year's adjustments that move need before it grows, and after."""
    moved: Parts = {}
    capital: Parts = {}
    for (c, year), entries in adjustments.items():
        for entry in entries if year == y else ():
            task = entry.one_off + entry.full_year + entry.technical
            for a, share in _spread(live, now, c, entry.activity).items():
                moved[a, c] = moved.get((a, c), 0.0) + share * task
                capital[a, c] = capital.get((a, c), 0.0) + share * entry.capital
    return moved, capital


def _by_activity(live: Mapping[str, Payer], parts: Parts) -> dict[str, float]:
    """Return the amount of each activity, of all committees that pay for it together [money]."""
    amounts: dict[str, float] = {}
    for (a, c), amount in parts.items():
        if c in live[a].shares:
            amounts[a] = amounts.get(a, 0.0) + amount
    return amounts


def _spread(
    live: Mapping[str, Payer],
    now: Mapping[str, float],
    c: str,
    named: str | None,
) -> dict[str, float]:
    """Return the share of an adjustment of a committee that each of its activities takes; none for the frame alone.

    Without an activity it is spread over those of the committee's own, else its joint ones, in proportion to last
    year's need. A new activity states its need, so only an adjustment that names it concerns it.
    """
    if named is not None:
        return {named: 1.0} if named in live else {}
    its = {a: payer for a, payer in live.items() if c in payer.shares and payer.given is None}
    alone = [a for a, payer in its.items() if len(payer.shares) == 1]
    pool = alone or list(its)
    whole = sum(now[a] for a in pool)
    return {a: now[a] / whole for a in pool} if whole else {}
