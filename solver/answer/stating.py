"""A scenario stated and compiled, ready to be solved: what every study starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.figures import Figures
from models.formulation import Formulation, formulate
from models.indexation import Indexation, indexation
from models.plan import Choices, Plan, complete
from models.problems import Problem, ScenarioError
from solver.answer.objective_stages import first_stage, later_stages
from solver.answer.tie_break import nearest
from solver.program.compiled import LinearProgram, UnsoundModelError, compile_model
from solver.program.warm import WarmSolver

if TYPE_CHECKING:
    from models.scenario import Scenario
    from solver.program.compiled import Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A scenario with everything that follows from it before anything is solved.

    Attributes:
        scenario: What was asked.
        figures: What follows from it alone.
        baseline: The indexation baseline.
        formulation: The model in Pyomo and its families of rows.
        program: The same as arrays, checked for unsound numbers.
    """

    scenario: Scenario
    figures: Figures
    baseline: Indexation
    formulation: Formulation
    program: LinearProgram

    def plan(self, x: Array, id_: str) -> Plan:
        """The plan that columns choose, everything else computed anew.

        Args:
            x: Columns of the program, shape (columns,) or longer.
            id_: What to call the plan.
        """
        return chosen_plan(self.formulation, self.program, x[: len(self.program.columns)], id_)

    def best(self, solver: WarmSolver | None = None, id_: str = "proposal") -> Plan | None:
        """The best plan nearest to the baseline, by a solver whose limits or aim may differ; None if there is none."""
        solver = solver or WarmSolver(self.program)
        first = first_stage(solver, self.program, self.formulation)
        if first is None:
            return None
        *_, last = later_stages(solver, self.program, self.formulation, first)
        return self.plan(nearest(solver, last.program, self.formulation, last.optimum), id_)


def state(scenario: Scenario) -> Stated:
    """State and compile a scenario.

    Raises:
        ScenarioError: Its numbers are such that no answer could be trusted.
    """
    figures = Figures(scenario=scenario)
    baseline = indexation(figures)
    formulation = formulate(figures, baseline)
    program = compile_model(formulation.model)
    try:
        program.check()
    except UnsoundModelError as unsound:
        problem = Problem(
            path="",
            sv=f"talen i scenariot är orimligt stora eller små, så att inget svar går att lita på ({unsound})",
            en=f"the scenario's numbers are so large or small that no answer could be trusted ({unsound})",
        )
        raise ScenarioError((problem,), language=scenario.language) from unsound
    return Stated(
        scenario=scenario, figures=figures, baseline=baseline, formulation=formulation, program=program
    )


def chosen_plan(stated: Formulation, program: LinearProgram, x: Array, id_: str) -> Plan:
    """The plan that the program's columns choose, everything else computed anew.

    Args:
        stated: The model.
        program: The same, compiled.
        x: Columns, shape (columns,).
        id_: What to call the plan.
    """
    figures = stated.q.figures
    found: dict[str, dict[Any, float]] = {}
    for (kind, key), value in zip(program.columns, x, strict=True):
        found.setdefault(kind, {})[key if len(key) > 1 else key[0]] = float(value)
    given = found["given_total"]
    choices = Choices(
        frame=found["frame"],
        spend={**figures.fixed, **found.get("spend", {})},
        saved=found.get("saved", {}),
        used=found.get("used", {}),
        deposit=found.get("deposit", {}),
        withdrawal=found.get("withdrawal", {}),
        total=given,
    )
    return complete(figures, stated.q.indexation, choices, id_=id_)
