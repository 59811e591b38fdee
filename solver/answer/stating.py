"""State a scenario as a linear program and compile it; the starting point of every solve and study."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from models.figures import Figures
from models.formulation import Formulation, formulate
from models.indexation import Indexation, indexation
from models.memory import uncollected
from models.plan import Choices, Plan, complete
from models.problems import Problem, ScenarioError
from solver.answer.objective_stages import first_stage, later_stages
from solver.answer.tie_break import nearest
from solver.program.compiled import LinearProgram, UnsoundModelError, compile_model
from solver.program.warm import WarmSolver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.constraint import Rows
    from models.scenario import Scenario
    from solver.program.compiled import Array


CHOSEN = (
    "frame",
    "spend",
    "saved",
    "used",
    "deposit",
    "withdrawal",
    "given_total",
    "restored",
    "set_aside",
)
"""Columns that are decided; all other quantities of a plan follow from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedScenario:
    """A scenario with its model and compiled program, before solving.

    Attributes:
        scenario: The scenario.
        figures: Quantities derived from the scenario before solving.
        baseline: The indexation baseline.
        formulation: The model in Pyomo and its families of rows.
        program: The compiled program, its numbers checked.
    """

    scenario: Scenario
    figures: Figures
    baseline: Indexation
    formulation: Formulation
    program: LinearProgram

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how a copy is made: a model cannot be stored, so that it is stated anew from the same figures."""
        return stated_by, (self.figures, self.baseline)

    def plan(self, x: Array, id_: str) -> Plan:
        """Return the plan of given columns, with every other quantity computed from them.

        Args:
            x: Columns of the program, shape (columns,) or longer; the rest is not read.
            id_: Id of the plan.
        """
        return chosen_plan(self.formulation, self.program, x[: len(self.program.columns)], id_)

    def best(self, solver: WarmSolver | None = None, id_: str = "proposal") -> Plan | None:
        """Find the optimal plan nearest to the baseline.

        Args:
            solver: A solver of the program, whose objective or bounds may differ; a new one if absent.
            id_: Id of the plan.

        Returns:
            The plan; None where the limits leave none.

        Raises:
            SolverFaultError: A stage of the objective or a step of the tie-break failed.
        """
        solver = solver or WarmSolver(self.program)
        first = first_stage(solver, self.program, self.formulation)
        if first is None:
            return None
        *_, last = later_stages(solver, self.program, self.formulation, first)
        return self.plan(nearest(solver, last.program, self.formulation, last.optimum), id_)


@uncollected()
def state(
    scenario: Scenario,
    standing: Figures | None = None,
    *,
    weighed: Figures | None = None,
    more: Mapping[int, float] | None = None,
) -> StatedScenario:
    """State and compile a scenario.

    Args:
        scenario: The scenario.
        standing: Figures of the scenario as it stands, where this one is a study's variant of it; see ``Figures``.
        weighed: Figures whose weights hold, where this one is without some effects or decisions; see ``Figures``.
        more: What its indexation counts the total of a plan year higher [money]; nothing if absent.

    Raises:
        ScenarioError: The scenario has numbers with which no answer would be reliable.
    """
    figures = Figures(scenario=scenario, standing=standing, weighed=weighed)
    if standing is not None and standing.scenario is scenario:
        figures = standing
    return stated_by(figures, indexation(figures, more))


def stated_by(figures: Figures, baseline: Indexation) -> StatedScenario:
    """State and compile the scenario of figures.

    Args:
        figures: The figures.
        baseline: Their indexation baseline.

    Raises:
        ScenarioError: The scenario has numbers with which no answer would be reliable.
    """
    formulation = formulate(figures, baseline)
    return checked(
        StatedScenario(
            scenario=figures.scenario,
            figures=figures,
            baseline=baseline,
            formulation=formulation,
            program=compile_model(formulation.model),
        )
    )


def checked(stated: StatedScenario) -> StatedScenario:
    """Return a stated scenario whose program has numbers that the solver handles reliably.

    Raises:
        ScenarioError: It has others.
    """
    try:
        stated.program.check()
    except UnsoundModelError as unsound:
        problem = _unsound(stated.scenario, stated.formulation, unsound)
        raise ScenarioError((problem,), stated.scenario.language) from unsound
    return stated


def _unsound(scenario: Scenario, formulation: Formulation, found: UnsoundModelError) -> Problem:
    """Return the problem of a number that no answer could rest on, at the place in the file that gives it."""
    path = _origin_of(formulation, found)
    return Problem(
        path=path,
        place=scenario.origin.place(path),
        sv=f"här blir ett tal {found.value:.3g}, och talen är då orimligt stora eller små för att något svar ska gå "
        "att lita på; kontrollera enheter, nollor och procenttecken",
        en=f"a number becomes {found.value:.3g} here, and the numbers are then too large or small for any answer to "
        "be trusted; check units, noughts and percent signs",
    )


def _origin_of(formulation: Formulation, found: UnsoundModelError) -> str:
    """Return the path in the file of a number of the program: that of its limit, its activity, effect or weight."""
    if found.row is not None and found.row[0] in formulation.families:
        return formulation.families[found.row[0]].path(*found.row[1])
    columns = (found.column, *found.others) if found.column is not None else found.others
    named = {kind: str(index[0]) for kind, index in reversed(columns)}
    goal, source, lines = named.get("attainment"), named.get("fill"), formulation.q.figures.lines
    if found.row is None:
        return f"goals.{goal}.weight" if goal is not None else "stability.change_price"
    if goal is not None and found.column is None:
        return f"goals.{goal}.reference"
    if goal is not None and source is not None:
        return source if "." in source else f"effects.{source}.{goal}"
    activity = named.get("spend")
    return lines[activity].path if activity in lines else "objective"


def relaxed_to(program: LinearProgram, families: Mapping[str, Rows], plan: Plan) -> LinearProgram:
    """Return the program in which each row may be broken by as much as a plan breaks it, and no more.

    An equality may then be missed on the side on which the plan misses it, up to the plan's amount.

    Args:
        program: The program.
        families: The families of rows, by name.
        plan: The plan, which satisfies the rows of the relaxed program.
    """
    lower, upper = program.row_lower.copy(), program.row_upper.copy()
    for i, (family, index) in enumerate(program.rows):
        if family in families:
            excess = plan.excess(families[family], index)
            upper[i] += max(excess, 0.0)
            if families[family].equal:
                lower[i] += min(excess, 0.0)
    return replace(program, row_lower=lower, row_upper=upper)


def reaching(program: LinearProgram, plan: Plan) -> LinearProgram:
    """Return the program whose columns reach down to a plan in which something is below 0.

    A rule of thumb such as indexation leaves less than nothing to a new activity where a decision on the others takes
    all that its committee has.

    Args:
        program: The program.
        plan: The plan.
    """
    lower = program.lower.copy()
    least = min((*plan.level.values(), 0.0))
    for j, (kind, index) in enumerate(program.columns):
        if kind in ("frame", "spend"):
            lower[j] = min(lower[j], getattr(plan.q, kind)[index])
        elif kind == "fill" and index[-1] == 0:
            lower[j] += least
        elif kind == "attainment":
            lower[j] = min(lower[j], plan.q.attainment[index] - 1.0)  # type: ignore[index]
    return replace(program, lower=lower)


def chosen_plan(formulation: Formulation, program: LinearProgram, x: Array, id_: str) -> Plan:
    """Return the plan of given columns, with every other quantity computed from them.

    Args:
        formulation: The model.
        program: The same, compiled.
        x: Columns, shape (columns,).
        id_: Id of the plan.
    """
    figures = formulation.q.figures
    values: dict[str, dict[Any, float]] = {kind: {} for kind in CHOSEN}
    for (kind, key), value in zip(program.columns, x.tolist(), strict=True):
        if kind in values:
            values[kind][key if len(key) > 1 else key[0]] = value
    choices = Choices(
        frame=values["frame"],
        spend={**figures.fixed, **values["spend"]},
        saved=values["saved"],
        used=values["used"],
        deposit=values["deposit"],
        withdrawal=values["withdrawal"],
        total=values["given_total"],
        restored=values["restored"],
        set_aside=values["set_aside"],
    )
    return complete(figures, formulation.q.indexation, choices, id_=id_)
