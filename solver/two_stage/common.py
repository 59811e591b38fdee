"""Choose common first-stage variables, and check the answer in the same way whatever method found it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from solver.program.certificate import UncertifiedError
from solver.two_stage.extensive import extensive
from solver.two_stage.l_shaped import l_shaped
from solver.two_stage.problem import Common, Near, TwoStage

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.program.compiled import Array
    from solver.two_stage.problem import Form, Progress

EXTENSIVE_BELOW = 20_000
"""Number of columns below which one program is the faster, see ``benchmarks/README.md``."""
GAP = 1e-8
"""Largest gap of an answer, relative to the aim where that is larger than 1 [points]."""
L_SHAPED = "l-shaped"
METHODS = ("auto", L_SHAPED, "extensive", "simplex", "ipm", "hipo")
"""The choices of a caller; the last three are the solver's methods for the extensive form."""


def common(  # noqa: PLR0913 - the problem, what is sought, and how
    problem: TwoStage,
    form: Form,
    *,
    anchor: Array,
    omega: Array,
    method: str = "auto",
    held: Array | None = None,
    workers: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
) -> Common:
    """Choose the first-stage variables: best by the form, then of most mean V, then nearest to an anchor.

    Args:
        problem: The blocks.
        form: What x is chosen for.
        anchor: Values that x shall lie near, shape (first,).
        omega: Weight of the distance to each, shape (first,); 0 for a variable that is not measured.
        method: One of ``METHODS``; ``auto`` takes the extensive form below 20 000 columns.
        held: First-stage variables that are held, NaN where free, shape (first,).
        workers: Number of threads that solve blocks; the answer does not depend on it.
        on_progress: Called after every round of cuts.

    Raises:
        NoCommonError: No x leaves every block a plan.
        SolverFaultError: The solver failed.
        UncertifiedError: The answer is not proved.
        KeyboardInterrupt: Ctrl-C came before there was an x.
        ValueError: There is no such method, or no worker.
    """
    if method not in METHODS:
        raise ValueError(f"the methods are {', '.join(METHODS)}, not {method!r}")
    if workers < 1:
        raise ValueError(f"there is at least one worker, not {workers}")
    problem = problem if held is None else holding(problem, held)
    near = Near(anchor=anchor, omega=omega)
    if method == L_SHAPED or (method == "auto" and problem.columns >= EXTENSIVE_BELOW):
        with ThreadPoolExecutor(workers) as executor:  # HiGHS lets other threads run while it solves
            found = l_shaped(problem, form, near, executor=executor, on_progress=on_progress)
    else:
        found = extensive(problem, form, near, "auto" if method == "extensive" else method)
    values = found.values
    aim = form.value(problem.probability, values)
    gap = found.bound - aim
    least, most = -GAP * max(1.0, abs(aim)), np.inf if found.interrupted else GAP * max(1.0, abs(aim))
    if np.isnan(values).any() or not least <= gap <= most:
        raise UncertifiedError(f"the first stage is not proved: bound less aim {gap:.3g} points")
    counted = problem.counted
    return Common(
        first=found.first,
        aim=aim,
        mean=float(problem.probability[counted] @ values[counted]),
        values=values,
        bound=found.bound,
        method=found.method,
        iterations=found.iterations,
        interrupted=found.interrupted,
    )


def holding(problem: TwoStage, held: Array) -> TwoStage:
    """Return the problem with first-stage variables held, NaN where free, shape (first,)."""
    budget, *others = problem.blocks
    lower, upper = budget.program.lower.copy(), budget.program.upper.copy()
    lower[budget.first] = np.fmax(lower[budget.first], held)
    upper[budget.first] = np.fmin(upper[budget.first], held)
    held_budget = replace(budget, program=replace(budget.program, lower=lower, upper=upper))
    return TwoStage(blocks=(held_budget, *others), names=problem.names)
