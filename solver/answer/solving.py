"""Solve a scenario: from scenario to certified result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import baselines
from models.memory import give_back
from models.reading import read
from models.scenario import Scenario
from solver.answer.no_plan import diagnose
from solver.answer.objective_stages import check_stages, first_stage, later_stages
from solver.answer.own_priorities import own_priorities, same_money
from solver.answer.result import Result
from solver.answer.stating import StatedScenario, state
from solver.answer.tie_break import nearest
from solver.program.certificate import certify
from solver.program.marginals import marginals
from solver.program.methods import AUTO, method_for
from solver.program.warm import WarmSolver

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any


def solve(scenario: Scenario | str | Path | Mapping[str, Any], *, method: str = AUTO) -> Result:
    """Find the plan that maximises the objective, the nearest to indexation among its optima, and check it.

    Args:
        scenario: A scenario, the path of its file, or its content as a mapping with the keys of the file.
        method: One of ``methods.CHOICES``: by size, or by name; the answer does not depend on it.

    Raises:
        ValueError: There is no such method.
        ScenarioError: The scenario is invalid.
        NoPlanError: The limits leave no plan.
        UncertifiedError: The answer failed its own check.
        SolverFaultError: The solver failed.
    """
    return answer(state(scenario if isinstance(scenario, Scenario) else read(scenario)), method=method)


def answer(stated: StatedScenario, *, method: str = AUTO) -> Result:
    """Solve a scenario that is already stated and compiled.

    Args:
        stated: The stated scenario.
        method: One of ``methods.CHOICES``.

    Raises:
        ValueError: There is no such method.
        NoPlanError: The limits leave no plan.
        UncertifiedError: The answer failed its own check.
        SolverFaultError: The solver failed.
    """
    program, formulation = stated.program, stated.formulation
    chosen = method_for(len(program.columns), method)
    solver = WarmSolver(program, method=chosen.name, presolve=chosen.presolves)
    first = first_stage(solver, program, formulation)
    if first is None:
        raise diagnose(formulation, program)
    priced = marginals(solver, first.program, formulation.families, first.optimum)
    give_back()
    stages = later_stages(solver, program, formulation, first)
    last = stages[-1]
    x = nearest(solver, last.program, formulation, last.optimum)
    proposal = stated.plan(x, "proposal")
    families = tuple(formulation.families.values())
    broken = proposal.broken(families, roles=("limit", "rule", "account"))
    certificate = certify(last.program, last.optimum, x, proposal, broken)
    plans = {"proposal": proposal, **baselines.plans(stated.figures, stated.baseline)}
    for id_, between in (("indexation_own_priorities", own_priorities), ("same_money", same_money)):
        columns = between(formulation, program, plans["indexation"], solver)
        if columns is not None:
            plans[id_] = stated.plan(columns, id_)
        give_back()
    return Result(
        scenario=stated.scenario,
        figures=stated.figures,
        indexation=stated.baseline,
        families=formulation.families,
        plans=plans,
        marginals=priced,
        reached=check_stages(stages, proposal),
        certificate=certificate,
        program=program,
        method=chosen,
    )
