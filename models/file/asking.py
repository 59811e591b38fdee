"""All questions about probable mistakes, and those that somebody has looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.file.questions import amounts, plans, points, series, shares

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.file.facts import Facts
    from models.file.question import Question

KINDS: tuple[Callable[[Facts], Iterator[Question]], ...] = (
    amounts.totals,
    amounts.shifted,
    amounts.technical,
    amounts.adjustments,
    amounts.below_zero,
    amounts.fixed,
    amounts.balances,
    amounts.carry_over_cap,
    amounts.decisions,
    amounts.unit_costs,
    amounts.sum_rows,
    plans.frames,
    plans.differences,
    plans.spends,
    plans.totals,
    shares.ranges,
    shares.own_limits,
    shares.growth,
    series.drivers,
    points.indicators,
    points.points,
    points.weights,
    points.effects,
    points.change_price,
    points.grades,
)
"""Kinds of suspicion; each is one function."""


def suspicions(facts: Facts) -> tuple[Question, ...]:
    """Return the questions about a file without problems, except those at paths that somebody has reviewed.

    Args:
        facts: The validated file.
    """
    reviewed = {review.path for review in facts.scenario.reviewed}
    asked = dict.fromkeys(question for kind in KINDS for question in kind(facts))
    return tuple(question for question in asked if question.path not in reviewed)
