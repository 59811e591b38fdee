"""What studies of V start from: the answer, and the scenario stated once more to be solved again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problems import Problem, ScenarioError
from models.reading import read
from models.scenario import Scenario
from solver.solving import answer
from solver.stating import Stated, state

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from solver.result import Result


def answered(scenario: Scenario | str | Path | Mapping[str, Any]) -> tuple[Result, Stated]:
    """The answer of a scenario whose objective is V, and the scenario stated.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.

    Raises:
        ScenarioError: The file is wrong, or its objective is not V alone, so that no difference of V is a price.
        NoPlanError: The limits leave no plan.
        UncertifiedError: The answer did not stand up to its own check.
    """
    asked = scenario if isinstance(scenario, Scenario) else read(scenario)
    form = asked.objective.form
    if form != "weighted":
        problem = Problem(
            path="objective.form",
            place=asked.origin.place("objective.form"),
            sv=f"frågan räknas i viktad måluppfyllelse och kan inte besvaras för formen {form}; skriv weighted",
            en=f"the question is told in weighted goal attainment and has no answer for the form {form}; "
            "write weighted",
        )
        raise ScenarioError((problem,), language=asked.language)
    stated = state(asked)
    return answer(stated), stated
