r"""General indexation (*generell uppräkning*): the baseline that every proposal is compared with.

.. math::
   indexed_{ct} = (frame_{c,t-1} + one\_off + full\_year + technical)(1 + index_{ct} - requirement_t)
                  + demography + capital

In words: last year's frame plus adjustments that are no change of priority, times one plus the change in
prices and wages less the efficiency requirement, plus compensation for demography and capital. The baseline
rolls this forward from the base year, with what settled years appropriated. It then multiplies the frames of all
committees without a locked frame by one common factor per year (*osthyvel*), so that all frames and the reserve add
up to the total.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.figures import ActivityYear, CommitteeYear, Figures
    from models.scenario import Adjustment


def adjustment(figures: Figures, c: str, y: int) -> Adjustment:
    """Return the sum of a committee's adjustments in a year, all 0 where the file states none.

    What a settled year before was given for that year alone is a one-off item that ends.
    """
    return figures.adjustments[c, y]


def indexed(figures: Figures, c: str, y: int, last: Any) -> Any:
    """Return a committee's indexed frame [money].

    Args:
        figures: Figures of the scenario.
        c: Committee.
        y: Plan year.
        last: Frame of the year before [money], a number or a Pyomo expression.
    """
    a = adjustment(figures, c, y)
    factor = 1 + figures.index[c, y] - figures.requirement[y]
    return factor * (last + (a.one_off + a.full_year + a.technical)) + (a.demography + a.capital)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexation:
    """The indexation baseline.

    Attributes:
        unscaled: Frames rolled forward from the base year, before scaling [money].
        factor: Common scaling factor of each year [-].
        frame: Frames scaled to the total [money].
        slope: Change of each frame per krona of change in the total [-].
        spend: Spend of each activity, fixed amounts included [money].
    """

    unscaled: dict[CommitteeYear, float]
    factor: dict[int, float]
    frame: dict[CommitteeYear, float]
    slope: dict[CommitteeYear, float]
    spend: dict[ActivityYear, float]


def indexation(figures: Figures, more: Mapping[int, float] | None = None) -> Indexation:
    """Return the baseline: frames rolled forward, scaled to the total and split over activities.

    Settled years are what they are; those after them are rolled forward from the base year all the same.

    Args:
        figures: Figures of the scenario.
        more: Amount added to the total of each plan year [money]; nothing if absent.
    """
    unscaled: dict[CommitteeYear, float] = {}
    for c in figures.committees:
        last = figures.base_frame[c]
        for y in figures.years:
            appropriated = figures.temporary.get((c, y), 0.0) + figures.permanent.get((c, y), 0.0)
            last = unscaled[c, y] = indexed(figures, c, y, last) + appropriated
    factor: dict[int, float] = {}
    frame: dict[CommitteeYear, float] = {}
    slope: dict[CommitteeYear, float] = {}
    for y in figures.years:
        locked = {c: figures.locked[c, y] for c in figures.committees if (c, y) in figures.locked}
        free = sum(unscaled[c, y] for c in figures.committees if c not in locked)
        share = 1 - figures.reserve_share[y]
        room = share * (figures.total[y] + (more or {}).get(y, 0.0)) - sum(locked.values())
        factor[y] = max(room / free, 0.0) if free > 0 else 1.0
        for c in figures.committees:
            frame[c, y] = locked.get(c, factor[y] * unscaled[c, y])
            moves = c not in locked and free > 0 and room > 0 and y in figures.open_years
            slope[c, y] = share * unscaled[c, y] / free if moves else 0.0
    frame |= figures.settled_frame
    spend = split(figures, frame) | figures.settled_spend
    return Indexation(unscaled=unscaled, factor=factor, frame=frame, slope=slope, spend=spend)


def split(
    figures: Figures,
    frame: Mapping[CommitteeYear, float],
    stated: Mapping[ActivityYear, float] | None = None,
    parts: Mapping[tuple[str, str, int], float] | None = None,
) -> dict[ActivityYear, float]:
    """Return each activity's spend when every committee divides its frame in proportion to base-year cost.

    Restoration and fixed amounts (carried, earmarked, or ``stated`` by a given plan) are deducted first. A
    joint programme gets the sum of its shares from its committees; their own activities divide the remainder.

    Args:
        figures: Figures of the scenario.
        frame: Frame of each committee and year [money].
        stated: Spends that are given in advance [money].

        parts: What activities share in proportion to, by activity, committee and year [money]; their base-year
            cost with moved tasks if absent.

    Returns:
        Spend of every activity and year [money].
    """
    parts = figures.moved_base if parts is None else parts
    spend: dict[ActivityYear, float] = {}
    for y in figures.years:
        taken = {
            a: amount
            for (a, t), amount in {**figures.fixed, **figures.earmarked, **(stated or {})}.items()
            if t == y
        }
        spend |= {(a, y): amount for a, amount in taken.items()}
        free = {a: line for a, line in figures.lines.items() if a not in taken}
        room = {
            c: frame[c, y]
            - figures.restore[c, y]
            - sum(figures.lines[a].shares[c] * taken[a] for a in figures.lines_of[c] if a in taken)
            for c in figures.committees
        }
        base = {c: sum(parts[a, c, y] for a in figures.lines_of[c] if a in free) for c in figures.committees}
        for a, line in free.items():
            if len(line.shares) > 1:
                spend[a, y] = sum(room[c] * parts[a, c, y] / base[c] for c in line.shares if base[c])
        for c in figures.committees:
            joint = [a for a in figures.lines_of[c] if a in free and len(free[a].shares) > 1]
            own = [a for a in figures.lines_of[c] if a in free and len(free[a].shares) == 1]
            left = room[c] - sum(free[a].shares[c] * spend[a, y] for a in joint)
            whole = sum(parts[a, c, y] for a in own)
            for a in own:
                spend[a, y] = (
                    left * parts[a, c, y] / whole if whole else left / len(own) if len(own) == 1 else 0.0
                )
    return dict(sorted(spend.items()))
