"""All checks that need several parts of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.file.checks import decisions, money, names, plans, politics, service
from models.file.facts import Facts
from models.file.tree import place
from models.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from models.file.facts import Finding
    from models.file.validation import Validated
    from models.scenario import Place

CHECKS: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    money.years,
    money.bases,
    money.total,
    money.unit,
    money.classes,
    names.references,
    names.areas,
    names.ambiguous,
    names.alike,
    service.carried,
    service.members,
    service.bands,
    service.drivers,
    service.purpose,
    decisions.years,
    decisions.possible,
    decisions.together,
    plans.rests,
    plans.once,
    plans.covers,
    politics.probabilities,
    politics.votes,
)


def crosscheck(file: Validated, places: Mapping[str, Place]) -> tuple[Problem, ...]:
    """Return the problems between the valid parts of a file.

    Args:
        file: Result of validating the file's tree.
        places: Place of each value, by dotted path.
    """
    facts = Facts(file=file)
    findings = dict.fromkeys(finding for check in CHECKS for finding in check(facts))
    return tuple(Problem(path=path, place=place(places, path), sv=sv, en=en) for path, sv, en in findings)
