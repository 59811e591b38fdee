r"""Sensitivity (*känslighet*): the whole answer as a function of one lever.

.. math::  \theta \mapsto (V,\; frame,\; spend,\; attainment,\; marginals)

In words: how the whole answer changes with one assumption. Where the lever moves limits or weights along a straight
line the curve is exact, with every breakpoint (``solver.levers.tracing``); each piece is proved at both of its ends.
Otherwise points are added where the curve bends, until halfway between any two a straight line is right to a tolerance,
and the largest deviation on the way is reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.levers import lever as asked_lever
from solver.levers.template import Template
from solver.levers.tracing import TooManyPiecesError, line_of
from solver.program.certificate import UncertifiedError
from solver.program.warm import SolverFaultError
from solver.studies.asking import answered
from solver.studies.swept import Swept
from solver.studies.traced import Traced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from models.file.ends import Way
    from models.levers import Lever
    from models.scenario import Scenario
    from solver.answer.result import Result
    from solver.studies.curve import Curve


def sensitivity(
    scenario: Scenario | str | Path | Mapping[str, Any],
    lever: str | Lever,
    low: str | None = None,
    high: str | None = None,
    *,
    kind: Way | None = None,
) -> Curve:
    """Compute the answer as a function of one lever.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        lever: A lever; or the id of a declared one, a path, ``blend:PARTY`` or ``area:NAME``.
        low: The least value as the file writes it, ``97 %``; needed for a path.
        high: The greatest value.
        kind: ``set``, ``scale`` or ``add``; if absent a percentage of a plain number is a factor.

    Raises:
        ScenarioError: The file is wrong, the lever is none, or the scenario is not valid over its range.
        NoPlanError: The limits leave no plan, neither today nor anywhere on the range.
        UncertifiedError: An answer did not pass its own check.
    """
    result, _ = answered(scenario)
    moved = asked_lever(result.scenario, lever, low, high, kind) if isinstance(lever, str) else lever
    return curve(result, moved)


def curve(result: Result, lever: Lever) -> Curve:
    """Compute an answer as a function of one lever.

    Raises:
        ScenarioError: The scenario is not valid over the lever's range.
        NoPlanError: The limits leave no plan on the range.
    """
    template = Template.of(result.scenario, [lever], standing=result.figures.as_it_stands)
    line = line_of(template)
    if line is None:
        why = _bent(template.weighing[0])
        return Swept(result, template, why).curve()
    try:
        return Traced(result, template, line).curve()
    except (TooManyPiecesError, SolverFaultError, UncertifiedError) as stopped:
        why = (
            f"kurvan gick inte att följa exakt ({stopped})",
            f"the curve could not be followed exactly ({stopped})",
        )
        return Swept(result, template, why).curve()


def _bent(weighing: bool) -> tuple[str, str]:  # noqa: FBT001 - the one thing it depends on
    """Return why a lever has no straight line to follow."""
    if weighing:
        return (
            "spaken ändrar vikterna olika mycket olika år, så de rör sig inte längs en rät linje",
            (
                "the lever changes the weights of different years by different amounts, so they do not move along a "
                "straight line"
            ),
        )
    return (
        "spaken verkar inte längs en rät linje av gränser eller vikter",
        "the lever does not act along a straight line of limits or weights",
    )
