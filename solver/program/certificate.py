"""The certificate: a check of the answer by code that is independent of the LP solver.

The solver's primal and dual values are not trusted: every residual is recomputed from the program's arrays.
The dual bound holds for any marginals (weak duality), so a gap of 0 proves that no plan is better. V is
recomputed from the response curves, and every limit is checked on the finished plan by its own formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.constraint import Breach
    from models.plan import Plan
    from solver.program.compiled import Array, LinearProgram
    from solver.program.warm import Optimum

PRIMAL, DUAL, GAP = 1e-6, 1e-7, 1e-6
"""Largest residual of a row [MSEK or points], of a price [points per unit], and gap [points].

Residuals and gaps are the same for every size of budget: figures are printed in points and MSEK. A price is of points
per MSEK, and what its error does to V grows with the money: prices are found, and ``DUAL`` and ``FACE`` count, as much
finer as money is larger (``LinearProgram.fineness``).
"""
FACE = 1e-9
"""Reduced costs and marginals below this over the fineness are 0 when the optimal face is fixed [points per MSEK]."""
TIE_BREAK_FACE = 1e-7
"""The same for the steps of the tie-break, whose objectives are distances [weight per MSEK]."""
LOSS = 1e-6
"""How much V may differ between the optimum and the answer after the tie-break [points]."""
SPREAD = 0.1
"""Width of the interval from which the tie-break's weights come, [1, 1 + SPREAD)."""


class UncertifiedError(ArithmeticError):
    """The answer failed its own check, so no result is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The residuals and the gap of a checked answer.

    Attributes:
        value: V according to the solver [points].
        recomputed_value: V of the finished plan by the response curves [points].
        dual_bound: No plan is better than this [points].
        primal: Largest violation of a row or bound by the answer [MSEK or points].
        dual: Largest marginal or reduced cost whose sign points at an infinite bound [points per unit].
        gap: Dual bound less the answer's V [points].
        both_ways: Largest amount that a committee both saves and draws in one year [MSEK].
    """

    value: float
    recomputed_value: float
    dual_bound: float
    primal: float
    dual: float
    gap: float
    both_ways: float


def residual(program: LinearProgram, x: Array) -> float:
    """Return the largest violation of a row or bound at x, shape (columns,) [MSEK or points]."""
    rows = np.repeat(np.arange(len(program.rows)), np.diff(program.start))
    activity = np.bincount(rows, weights=program.data * x[program.index], minlength=len(program.rows))
    off = np.concatenate(
        [
            program.lower - x,
            x - program.upper,
            program.row_lower - activity,
            activity - program.row_upper,
        ]
    )
    return float(max(off.max(initial=0.0), 0.0))


def dual_bound(program: LinearProgram, marginal: Array) -> tuple[float, float]:
    """Compute the bound on the objective that the marginals prove by weak duality.

    Args:
        program: The program, to be maximised.
        marginal: Marginals of its rows, shape (rows,); any marginals give a valid bound.

    Returns:
        The bound, and the largest marginal or reduced cost whose sign points at an infinite bound. The bound
        is valid only where the latter is zero.
    """
    rows = np.repeat(np.arange(len(program.rows)), np.diff(program.start))
    priced = np.bincount(program.index, weights=program.data * marginal[rows], minlength=len(program.columns))
    return weak_duality(
        program.offset,
        (program.cost - priced, program.lower, program.upper),
        (marginal, program.row_lower, program.row_upper),
    )


def weak_duality(constant: float, *priced: tuple[Array, Array, Array]) -> tuple[float, float]:
    """Sum a constant and prices times the bounds that they point at.

    Args:
        constant: The constant.
        priced: Prices with their lower and upper bounds: reduced costs of columns, marginals of rows.

    Returns:
        The sum over finite bounds, and the largest price that points at an infinite one.
    """
    total, worst = constant, 0.0
    for price, low, high in priced:
        bound = np.where(price > 0, high, low)
        finite = np.isfinite(bound)
        total += float(price[finite] @ bound[finite])
        worst = max(worst, float(np.abs(price[~finite]).max(initial=0.0)))
    return total, worst


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The proof that an optimum is one.

    Attributes:
        value: The optimum, recomputed from the columns [points].
        gap: The dual bound less that value [points].
    """

    value: float
    gap: float


def prove(program: LinearProgram, optimum: Optimum, *, scale: float = 1.0) -> Proof:
    """Prove an optimum by its own residuals and marginals.

    Args:
        program: The program that was maximised, with the bounds it had then.
        optimum: The optimum according to the solver.
        scale: Factor on the gap's tolerance, for objectives that are much larger than V.

    Raises:
        UncertifiedError: A residual, a marginal or the gap exceeds its tolerance.
    """
    value = float(program.cost @ optimum.x + program.offset)
    bound, dual = dual_bound(program, optimum.marginal)
    violation = residual(program, optimum.x)
    if violation > PRIMAL or dual > DUAL / program.fineness or abs(bound - value) > GAP * scale:
        raise UncertifiedError(
            f"an optimum is not proved: largest residual of a row {violation:.3g}, "
            f"of a marginal {dual:.3g}, gap {bound - value:.3g}"
        )
    return Proof(value=value, gap=bound - value)


def certify(
    program: LinearProgram, first: Optimum, x: Array, plan: Plan, broken: Sequence[Breach]
) -> Certificate:
    """Check an answer.

    Args:
        program: The program whose objective is V.
        first: An optimum of it, for its marginals.
        x: Columns of the answer after the tie-break, shape (columns,).
        plan: The answer as a plan, its attainment computed from the response curves.
        broken: The rules that the plan breaks.

    Raises:
        UncertifiedError: A residual, the gap or V exceeds its tolerance, or a rule is broken.
    """
    value = float(program.cost @ x + program.offset)
    bound, dual = dual_bound(program, first.marginal)
    certificate = Certificate(
        value=value,
        recomputed_value=plan.value,
        dual_bound=bound,
        primal=residual(program, x),
        dual=dual,
        gap=bound - value,
        both_ways=max(
            (min(float(s), float(plan.q.used[key])) for key, s in plan.q.saved.items()), default=0.0
        ),
    )
    faults = [
        (certificate.primal > PRIMAL, f"the largest residual of a row is {certificate.primal:.3g}"),
        (dual > DUAL / program.fineness, f"a marginal of {dual:.3g} points at an infinite bound"),
        (abs(certificate.gap) > GAP, f"the gap is {certificate.gap:.3g} points"),
        (abs(plan.value - value) > GAP, f"V is {plan.value!r} by the curves and {value!r} by the solver"),
        (certificate.both_ways > PRIMAL, f"{certificate.both_ways:.3g} is both saved and drawn in one year"),
        *((True, f"{b.rows.name} {b.index} is broken by {b.amount:.3g}") for b in broken),
    ]
    messages = [text for fault, text in faults if fault]
    if messages:
        raise UncertifiedError("; ".join(messages))
    return certificate
