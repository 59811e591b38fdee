"""The answer of a world: best with the first year's frames free but lawful, and with these held."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from models.constraint import Breach
from models.indexation import indexed
from models.plan import TOLERANCE, Choices, complete
from solver.answer.tie_break import nearest_of, optimise_on_face
from solver.futures.future import BUDGET, WORLD
from solver.futures.year_one import ABSORBED, DEFICIT, in_the_budget, relations
from solver.program.certificate import Certificate, certify, prove
from solver.program.warm import WarmSolver
from solver.two_stage.aims import with_aim
from solver.two_stage.joint import joined, worths
from solver.two_stage.problem import Form, TwoStage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.constraint import Name
    from models.figures import Figures
    from models.plan import Plan
    from solver.answer.stating import StatedScenario
    from solver.futures.future import Budget, Future
    from solver.program.compiled import Array
    from solver.program.warm import Optimum


ORDER_OF_THE_LAW = {DEFICIT[0]: 2.0, ABSORBED[0]: 1.0}
"""Weights with which no deficit stands where the planned surplus covers it, and neither where the reserve does."""


def two_blocks(budget: Budget, future: Future) -> TwoStage:
    """Return the program of the budget and one world, which is certain to come."""
    blocks = (budget.future.block(BUDGET, 0.0), future.block(WORLD, 1.0))
    return TwoStage(blocks=blocks, names=tuple(budget.future.program.columns[j] for j in budget.future.first))


def own_optimum(budget: Budget, future: Future) -> float | None:
    """Find V of a world had it been known: over all frames that are lawful in the budget.

    Args:
        budget: The budget.
        future: The world.

    Returns:
        V [points], proved; None where no lawful frames leave a plan.

    Raises:
        UncertifiedError: It is not proved.
    """
    if future.as_budgeted:
        program = future.program
    else:
        problem, form = two_blocks(budget, future), Form()
        joint = joined(problem)
        if (joint.program.lower > joint.program.upper).any():
            return None
        program = with_aim(joint.program, form, worths(problem, form, joint))
    optimum = WarmSolver(program).optimise()
    return None if optimum is None else prove(program, optimum).value


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer of a world with the first year's frames held, certified.

    Attributes:
        plan: Its plan; ``value`` is V, with the price of moving the first year's frames as the budget counts it.
        reserve: What is left of the first year's reserve [MSEK].
        absorbed: How much of the planned surplus was never made [MSEK].
        deficit: The first year's deficit, to be restored [MSEK].
        deposit: What the first year puts into the result reserve [MSEK].
        certificate: The proof.
    """

    plan: Plan
    reserve: float
    absorbed: float
    deficit: float
    deposit: float
    certificate: Certificate


def answer_with(budget: Budget, future: Future, x: Array) -> Answer | None:
    """Find the ordinary answer of a world with the first year's frames held, by the ordinary tie-break.

    Args:
        budget: The budget.
        future: The world.
        x: The first year's frames, sorted by committee [MSEK].

    Returns:
        The answer; None where the frames leave the world no plan.

    Raises:
        UncertifiedError: It failed its own check.
        SolverFaultError: The solver failed.
    """
    found = _held(future, x)
    if found is None:
        return None
    solver, optimum = found
    program = solver.current(future.program)
    columns = nearest_of(program, optimum, future.frame, future.need, last=ORDER_OF_THE_LAW)
    values = dict(zip(program.columns, columns.tolist(), strict=True))
    absorbed, deficit = values.get(ABSORBED, 0.0), values.get(DEFICIT, 0.0)
    plan = _plan(budget.stated, future, values, absorbed + deficit)
    broken = tuple(_broken(future, plan, absorbed, deficit))
    return Answer(
        plan=plan,
        reserve=float(plan.q.reserve[plan.q.figures.open_years[0]]),
        absorbed=absorbed,
        deficit=deficit,
        deposit=float(plan.q.deposit.get(plan.q.figures.open_years[0], 0.0)),
        certificate=certify(program, optimum, columns, plan, broken),
    )


def value_with(future: Future, x: Array) -> float | None:
    """Find V of a world with the first year's frames held [points], proved; None where they leave it no plan."""
    found = _held(future, x)
    if found is None:
        return None
    solver, optimum = found
    return prove(solver.current(future.program), optimum).value


def _held(future: Future, x: Array) -> tuple[WarmSolver, Optimum] | None:
    solver = WarmSolver(future.program)
    solver.bound(future.first, x, x)
    optimum = optimise_on_face(solver, primal=False)  # x was found within the solver's tolerance
    return None if optimum is None else (solver, optimum)


def _plan(budget: StatedScenario, future: Future, values: Mapping[Name, float], more: float) -> Plan:
    """Return the plan of a world, with the reserve and the price of moves as the first year's rules have them."""
    figures = future.figures
    first = figures.open_years[0]
    chosen: dict[str, dict[Any, float]] = {}
    for (kind, index), value in values.items():
        chosen.setdefault(kind, {})[index if len(index) != 1 else index[0]] = value
    choices = Choices(
        frame=chosen["frame"],
        spend={**figures.fixed, **chosen.get("spend", {})},
        saved=chosen.get("saved", {}),
        used=chosen.get("used", {}),
        deposit=chosen.get("deposit", {}),
        withdrawal=chosen.get("withdrawal", {}),
        total=chosen["given_total"],
        restored=chosen.get("restored", {}),
        set_aside=chosen.get("set_aside", {}),
    )
    plan = complete(figures, future.baseline, choices, id_="world")
    plan.q.reserve[first] += more
    own, asked = (_first_price(f, plan.q.frame) for f in (figures, budget.figures))
    return replace(plan, value=plan.value + own - asked)


def _first_price(figures: Figures, frame: Mapping[tuple[str, int], float]) -> float:
    """The price of moving the first year's frames in V, by some figures [points]."""
    price, y = figures.scenario.stability.change_price, figures.open_years[0]
    if not price:
        return 0.0
    moved = sum(abs(frame[c, y] - indexed(figures, c, y, frame[c, y - 1])) for c in figures.committees)
    return float(price / figures.total[y] * moved)


def _broken(future: Future, plan: Plan, absorbed: float, deficit: float) -> Iterator[Breach]:
    """Yield the rows that the plan of a world breaks, under the first year's rules."""
    years = plan.q.figures.open_years
    eased = {} if future.as_budgeted else relations(years)
    for family in future.families.values():
        for index in family.index:
            name = family.name, index
            if not future.as_budgeted and in_the_budget(name, years[0]):
                continue
            of_absorbed, of_deficit = eased.get(name, (0.0, 0.0))
            amount = plan.excess(family, index) + of_absorbed * absorbed + of_deficit * deficit
            if amount > TOLERANCE or (family.equal and -amount > TOLERANCE):
                yield Breach(rows=family, index=index, amount=amount)
    for y in () if future.as_budgeted else years:
        if (short := -plan.q.reserve[y]) > TOLERANCE:
            yield Breach(rows=future.families["frame_balance"], index=(y,), amount=short)


def frames_of(plan: Plan) -> Array:
    """Return a plan's frames, sorted by committee and then year, shape (committees · years,) [MSEK]."""
    figures = plan.q.figures
    return np.array([float(plan.q.frame[c, y]) for c in figures.committees for y in figures.open_years])
