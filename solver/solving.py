"""Scenario -> Result: the composition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import baselines
from models.problems import Problem, ScenarioError
from models.reading import read
from models.scenario import Scenario
from solver.certificate import certify
from solver.diagnose import diagnose
from solver.marginals import marginals
from solver.own_priorities import own_priorities
from solver.result import Result
from solver.stages import nearest
from solver.stating import state
from solver.warm import WarmSolver

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any


def solve(scenario: Scenario | str | Path | Mapping[str, Any], *, method: str = "simplex") -> Result:
    """Find the plan that maximises the objective, nearest to indexation among equals, and check it.

    Args:
        scenario: A scenario, the path of its file, or its content as the file would hold it.
        method: ``simplex`` or ``ipm`` (interior point with crossover); the answer is the same.

    Raises:
        ScenarioError: The file is wrong, or asks for what the program cannot do.
        NoPlanError: The limits leave no plan.
        UncertifiedError: The answer did not stand up to its own check.
    """
    asked = scenario if isinstance(scenario, Scenario) else read(scenario)
    _weighted_only(asked)
    stated = state(asked)
    program, formulation = stated.program, stated.formulation
    solver = WarmSolver(program, method=method)
    first = solver.optimise()
    if first is None:
        raise diagnose(formulation, program)
    priced = marginals(solver, program, formulation.families, first)
    face = nearest(solver, program, formulation, first)
    proposal = stated.plan(face.x, "proposal")
    families = tuple(formulation.families.values())
    broken = proposal.broken(families, roles=("limit", "rule", "account"))
    certificate = certify(program, first, face.x, proposal, broken)
    plans = {"proposal": proposal, **baselines.plans(stated.figures, stated.baseline)}
    own = own_priorities(formulation, program, plans["indexation"])
    if own is not None:
        plans["indexation_own_priorities"] = stated.plan(own, "indexation_own_priorities")
    return Result(
        scenario=asked,
        figures=stated.figures,
        indexation=stated.baseline,
        families=formulation.families,
        plans=plans,
        marginals=priced,
        certificate=certificate,
        program=program,
        method=method,
    )


def _weighted_only(scenario: Scenario) -> None:
    form = scenario.objective.form
    if form != "weighted":
        raise ScenarioError(
            (
                Problem(
                    path="objective.form",
                    place=scenario.origin.place("objective.form"),
                    sv=f"formen {form} finns inte än; skriv weighted",
                    en=f"the form {form} does not exist yet; write weighted",
                ),
            ),
            language=scenario.language,
        )
