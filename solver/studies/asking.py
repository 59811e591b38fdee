"""The start of a study of V: the answer, and the stated scenario, ready to be solved again."""

from __future__ import annotations

from numbers import Integral, Real
from typing import TYPE_CHECKING

import numpy as np

from models.reading import read
from models.scenario import Scenario
from solver.answer.no_plan import NoPlanError, diagnose
from solver.answer.result import Result
from solver.answer.solving import answer
from solver.answer.stating import StatedScenario, state
from solver.levers.engine import refuse_other_forms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from solver.levers.template import Template


def answered(
    scenario: Result | Scenario | str | Path | Mapping[str, Any],
) -> tuple[Result, StatedScenario]:
    """Return the answer of a scenario whose objective is V, and the stated scenario.

    Args:
        scenario: An answer, which is not found again; or a scenario, the path of its file, or its content as the file
            would hold it.

    Raises:
        ScenarioError: The file is wrong, or its objective is not V alone, so that no difference of V is a price.
        NoPlanError: The limits leave no plan.
        UncertifiedError: The answer did not pass its own check.
    """
    if isinstance(scenario, Result):
        refuse_other_forms(scenario.scenario)
        return scenario, state(scenario.scenario, scenario.figures)
    asked = scenario if isinstance(scenario, Scenario) else read(scenario)
    refuse_other_forms(asked)
    stated = state(asked)
    return answer(stated), stated


def refuse_but_whole(least: int, **given: object) -> None:
    """Refuse arguments that are no whole numbers, or too small.

    Args:
        least: The least that is meant.
        given: The arguments, by name.

    Raises:
        ValueError: One is no such number.
    """
    for name, value in given.items():
        if not isinstance(value, Integral) or int(value) < least:
            raise ValueError(f"{name} is a whole number from {least}, not {value!r}")


def is_share(value: object) -> bool:
    """Return whether an argument is a number from 0 to 1; ``"0.5 %"`` is a text."""
    return isinstance(value, Real) and 0 <= float(value) <= 1


def no_plan(template: Template, value: float) -> NoPlanError:
    """Return why the limits leave no plan with a template's one lever at a value."""
    stated = template.state(np.array([value]))
    return diagnose(stated.formulation, stated.program)
