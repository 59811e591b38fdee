"""All checks that need several parts of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.file.checks import (
    decisions,
    money,
    names,
    needs,
    outcomes,
    packages,
    plans,
    politics,
    service,
    settled,
)
from models.file.tree import place
from models.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from models.file.facts import Facts, Finding
    from models.scenario import Place

CHECKS: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    money.years,
    money.bases,
    money.total,
    money.unit,
    money.classes,
    money.reserve,
    names.references,
    names.areas,
    names.ambiguous,
    names.alike,
    service.carried,
    service.members,
    service.bands,
    service.drivers,
    service.unit_costs,
    service.purpose,
    decisions.years,
    decisions.possible,
    decisions.together,
    plans.reserved,
    plans.rests,
    plans.once,
    plans.covers,
    politics.probabilities,
    politics.unchanged,
    politics.outside,
    politics.common_names,
    politics.votes,
    politics.weights,
    politics.seats,
    politics.counted,
    needs.adjusted,
    needs.joint,
    needs.given,
    outcomes.elasticities,
    outcomes.follows,
    packages.packages,
    settled.settled,
)
WHOLE: tuple[Callable[[Facts], Iterator[Finding]], ...] = (needs.above_zero, outcomes.purpose)
"""Checks of figures, which are made in a file without other problems only."""


def crosscheck(facts: Facts, places: Mapping[str, Place]) -> tuple[Problem, ...]:
    """Return the problems between the valid parts of a file.

    Args:
        facts: The validated file.
        places: Place of each value, by dotted path.
    """
    findings = dict.fromkeys(finding for check in CHECKS for finding in check(facts))
    for check in WHOLE:
        if not findings and facts.whole:
            findings = dict.fromkeys(check(facts))
    return tuple(Problem(path=path, place=place(places, path), sv=sv, en=en) for path, sv, en in findings)
