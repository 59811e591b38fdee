"""All questions about probable mistakes, and those that somebody has looked at."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from models.file.questions import amounts, plans, points, series, shares, totals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.file.facts import Facts
    from models.file.question import Question

INDEXED = ("indexation.*", "committees.*.adjustments.*", "activities.*.base", "committees.*.base")
NEEDED = (*INDEXED, "drivers.*", "activities.*.price", "activities.*.efficiency", "activities.*.need")
REACHED = ("goals.*.reference*", "goals.*.indicator*", "effects.*")


class Kind(NamedTuple):
    """A kind of suspicion.

    Attributes:
        find: The function that asks.
        rests_on: Paths that it judges by; nothing is asked while one of them is in question itself.
    """

    find: Callable[[Facts], Iterator[Question]]
    rests_on: tuple[str, ...] = ()


KINDS = (
    Kind(shares.ranges),
    Kind(shares.own_limits, rests_on=("stability.*",)),
    Kind(series.drivers),
    Kind(points.indicators),
    Kind(points.points),
    Kind(points.weights),
    Kind(points.elasticities),
    Kind(points.effects),
    Kind(points.change_price),
    Kind(points.grades),
    Kind(points.unreachable, rests_on=REACHED),
    Kind(amounts.technical),
    Kind(amounts.adjustments),
    Kind(totals.sum_rows),
    Kind(amounts.tax_rates),
    Kind(totals.bases, rests_on=("activities.*.base", "committees.*.base", "frame.result_target*")),
    Kind(totals.totals, rests_on=("activities.*.base", "committees.*.base", "frame.result_target*")),
    Kind(totals.shifted, rests_on=INDEXED),
    Kind(shares.growth, rests_on=("frame.*", *INDEXED)),
    Kind(amounts.below_zero, rests_on=INDEXED),
    Kind(amounts.balances),
    Kind(amounts.carry_over_cap),
    Kind(amounts.fixed, rests_on=INDEXED),
    Kind(amounts.decisions, rests_on=NEEDED),
    Kind(amounts.unit_costs, rests_on=NEEDED),
    Kind(plans.frames, rests_on=INDEXED),
    Kind(plans.differences, rests_on=(*INDEXED, "plans.*.frames*")),
    Kind(plans.spends, rests_on=NEEDED),
    Kind(plans.totals, rests_on=("frame.*", "plans.*.frames*", "plans.*.differences*")),
)
"""Every kind of suspicion, in the order in which they are asked: what others rest on first."""


def suspicions(facts: Facts) -> tuple[Question, ...]:
    """Return the questions about a file without problems, except those at paths that somebody has reviewed.

    Args:
        facts: The validated file.
    """
    reviewed = {review.path for review in facts.scenario.reviewed}
    asked: dict[Question, None] = {}
    for kind in KINDS:
        doubted = any(fnmatchcase(q.path, pattern) for q in asked for pattern in kind.rests_on)
        if not doubted:
            asked |= dict.fromkeys(q for q in kind.find(facts) if q.path not in reviewed)
    return tuple(asked)
