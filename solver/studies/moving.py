"""Who gets and who gives between two plans: gains and losses matched, largest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.plan import Plan

RESERVE, RESULT_RESERVE = "(reserve)", "(result reserve)"
"""Where money may come from or go to besides committees; no id holds a bracket."""
ENOUGH = 1e-4
"""A smaller amount has not moved: a hundred kronor [MSEK]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Money that moves between two plans.

    Attributes:
        source: The place that has less: a committee, ``RESERVE`` or ``RESULT_RESERVE``; or an activity.
        target: The place that has more.
        amount: The amount, over the plan years together [MSEK].
    """

    source: str
    target: str
    amount: float


def frame_changes(old: Plan, new: Plan) -> dict[str, float]:
    """Return the gain of each committee and of the reserves, over the plan years together [MSEK]; sum 0."""
    figures = old.q.figures
    change = {
        c: sum(new.q.frame[c, y] - old.q.frame[c, y] for y in figures.years) for c in figures.committees
    }
    change[RESERVE] = sum(new.q.reserve[y] - old.q.reserve[y] for y in figures.years)
    change[RESULT_RESERVE] = -sum(new.q.total[y] - old.q.total[y] for y in figures.years)
    return change


def spend_changes(old: Plan, new: Plan) -> dict[str, float]:
    """Return the rise in the cost of each activity, over the plan years together [MSEK]."""
    figures = old.q.figures
    return {a: sum(new.q.spend[a, y] - old.q.spend[a, y] for y in figures.years) for a in figures.lines}


def matched(change: Mapping[str, float]) -> tuple[Move, ...]:
    """Match gains and losses as moves, by the greedy rule: the largest loss goes to the largest gain, and so on.

    Two plans do not tell which krona went where, only who has more and who has less; these moves are the fewest
    that explain the difference.
    """
    left = dict(change)
    found = []
    while left:
        source = min(left, key=lambda k: (left[k], k))
        target = max(left, key=lambda k: (left[k], k))
        amount = min(-left[source], left[target])
        if amount <= ENOUGH:
            break
        found.append(Move(source=source, target=target, amount=amount))
        left[source] += amount
        left[target] -= amount
    return tuple(found)
