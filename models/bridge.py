"""The bridge of any plan: from its own frame of the year before to its frame of the year, term by term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.indexation import indexed
from models.plan import TOLERANCE

if TYPE_CHECKING:
    from models.plan import Plan

CHAIN = (
    "last_year",
    "one_off",
    "full_year",
    "technical",
    "price_and_wages",
    "requirement",
    "demography",
    "capital",
    "scaling",
    "reallocation",
    "frame",
)
"""Terms of the bridge from a plan's own previous year to its frame, in order; the last is their sum."""


def bridge_of(plan: Plan, c: str, y: int) -> dict[str, float]:
    """Return how a plan's frame follows from its own frame of the year before; the years chain.

    ``scaling`` is what it is in indexation that year. ``reallocation`` is what is left: the plan's difference from
    indexation, less last year's difference carried on with index and requirement. It is 0 in indexation, and in
    the first plan year it is the difference from indexation.

    Args:
        plan: Any plan.
        c: Committee.
        y: A plan year.

    Returns:
        The terms of ``CHAIN`` [money]; all but the last add up to the last.
    """
    q, figures, baseline = plan.q, plan.q.figures, plan.q.indexation.frame
    a, last, frame = figures.adjustment[c, y], float(q.frame[c, y - 1]), float(q.frame[c, y])
    adjusted = last + a.one_off + a.full_year + a.technical
    before = baseline.get((c, y - 1), figures.base_frame[c])
    scaling = baseline[c, y] - float(indexed(figures, c, y, before))
    return {
        "last_year": last,
        "one_off": a.one_off,
        "full_year": a.full_year,
        "technical": a.technical,
        "price_and_wages": adjusted * figures.index[c, y],
        "requirement": -adjusted * figures.requirement[y],
        "demography": a.demography,
        "capital": a.capital,
        "scaling": scaling,
        "reallocation": frame - float(indexed(figures, c, y, last)) - scaling,
        "frame": frame,
    }


def real_change(plan: Plan, c: str, y: int) -> float | None:
    """Return the real change of a frame [share]: its growth on the adjusted frame of the year before, beyond prices.

    The adjusted frame is the plan's own of the year before with the year's moved tasks, one-off items and full-year
    effects, at the committee's index, and capital cost on top. The requirement and compensation for demography are
    part of the change.

    Returns:
        None where the adjusted frame is less than a krona.
    """
    a = plan.q.figures.adjustment[c, y]
    before = float(plan.q.frame[c, y - 1]) + a.one_off + a.full_year + a.technical
    adjusted = before * (1 + plan.q.figures.index[c, y]) + a.capital
    return None if adjusted < TOLERANCE else float(plan.q.frame[c, y]) / adjusted - 1
