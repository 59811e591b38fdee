"""The certificate: the answer checked by code that is not the LP solver.

Primal and dual values are claims; every residual is computed anew from the program's arrays. The dual bound
holds for any marginals (weak duality), so gap 0 proves that no plan is better. V is computed anew from the
response curves, and every limit is checked on the finished plan by its own formula.
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
"""Largest residual of a row [MSEK or points], of a reduced cost [points per unit], and gap [points]."""
FACE = 1e-9
"""Reduced costs and marginals below this count as nothing when the face of optima is held [points per MSEK]."""
HELD = 1e-7
"""The same for the faces of later stages, whose aims are distances [weight per MSEK]."""
LOSS = 1e-6
"""How much V may differ between the first stage and the answer [points]."""
SPREAD = 0.1
"""How much the weights of the tie-break differ at most."""


class UncertifiedError(ArithmeticError):
    """The answer did not stand up to its own check: no result is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What was checked, and how far off it was.

    Attributes:
        value: V that the solver claims [points].
        recomputed_value: V of the finished plan by the response curves [points].
        dual_bound: No plan is better than this [points].
        primal: Largest violation of a row or bound by the answer [MSEK or points].
        dual: Largest wrong-signed marginal or reduced cost with nothing to rest on [points per unit].
        gap: Dual bound less the answer's V [points].
    """

    value: float
    recomputed_value: float
    dual_bound: float
    primal: float
    dual: float
    gap: float


def residual(program: LinearProgram, x: Array) -> float:
    """Largest violation of a row or bound at x."""
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
    """What the marginals prove: no point's objective exceeds the bound.

    Returns:
        The bound, and the largest multiplier that has no finite bound to rest on.
    """
    rows = np.repeat(np.arange(len(program.rows)), np.diff(program.start))
    priced = np.bincount(program.index, weights=program.data * marginal[rows], minlength=len(program.columns))
    reduced = program.cost - priced
    total, worst = program.offset, 0.0
    for price, low, high in (
        (reduced, program.lower, program.upper),
        (marginal, program.row_lower, program.row_upper),
    ):
        rests = np.where(price > 0, high, low)
        finite = np.isfinite(rests)
        total += float(price[finite] @ rests[finite])
        worst = max(worst, float(np.abs(price[~finite]).max(initial=0.0)))
    return total, worst


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That a stage on the way to the answer is optimal.

    Attributes:
        value: Its optimum [points].
        gap: What its marginals prove, less that [points].
    """

    value: float
    gap: float


def prove(program: LinearProgram, optimum: Optimum) -> Proof:
    """Check an optimum by its own marginals; refuse it if they do not prove it.

    Args:
        program: What was maximised, with the limits as they then stood.
        optimum: What the solver claims.

    Raises:
        UncertifiedError: A residual or the gap is off by more than the tolerance.
    """
    value = float(program.cost @ optimum.x + program.offset)
    bound, dual = dual_bound(program, optimum.marginal)
    off = residual(program, optimum.x)
    if off > PRIMAL or dual > DUAL or abs(bound - value) > GAP:
        raise UncertifiedError(
            f"a stage is off by {off:.3g} in a row, {dual:.3g} in a marginal, {bound - value:.3g} points in its bound"
        )
    return Proof(value=value, gap=bound - value)


def certify(
    program: LinearProgram, first: Optimum, x: Array, plan: Plan, broken: Sequence[Breach]
) -> Certificate:
    """Check an answer; refuse it if it does not hold.

    Args:
        program: The program as it was compiled.
        first: The first optimum, for its marginals.
        x: The columns of the answer.
        plan: The answer, completed by the response curves.
        broken: The rules that the plan breaks.

    Raises:
        UncertifiedError: A residual, the gap or V is off by more than the tolerance, or a rule is broken.
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
    )
    faults = [
        (certificate.primal > PRIMAL, f"a row is off by {certificate.primal:.3g}"),
        (dual > DUAL, f"a marginal of {dual:.3g} has nothing to rest on"),
        (abs(certificate.gap) > GAP, f"the gap is {certificate.gap:.3g} points"),
        (abs(plan.value - value) > GAP, f"V is {plan.value!r} by the curves and {value!r} by the solver"),
        *((True, f"{b.rows.name} {b.index} is broken by {b.amount:.3g}") for b in broken),
    ]
    found = [text for wrong, text in faults if wrong]
    if found:
        raise UncertifiedError("; ".join(found))
    return certificate
