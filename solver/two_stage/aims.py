r"""The aim of a form as costs, columns and rows over linear expressions of the blocks' V.

.. math::
   \text{expected: } \sum_k p_k V_k \qquad
   \text{worst, regret: } \max \eta,\ \eta \le V_k - V_k^* \qquad
   \text{cvar: } (1-\lambda) \sum_k p_k V_k + \lambda \Bigl(\eta - \tfrac{1}{\tau} \sum_k p_k s_k\Bigr),\
   s_k \ge \eta - V_k,\ s_k \ge 0

In words: the mean; the level that every block reaches; the mean of the worst share τ of the probability, by
Rockafellar and Uryasev, *Optimization of conditional value-at-risk*, Journal of Risk 2 (2000). The same
statement serves the extensive form, where V is a sum of columns, and the master of the L-shaped method, where
it is one column.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.program.compiled import Array, Indices, LinearProgram
    from solver.two_stage.problem import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """The V of a block, or the mean V of a group of blocks, as a linear expression.

    Attributes:
        probability: Probability of the block or group.
        index: Columns, shape (terms,).
        data: Their coefficients, shape (terms,).
        constant: The constant [points].
        best: What its V is compared with under ``regret`` [points]; 0 under the other forms.
    """

    probability: float
    index: Indices
    data: Array
    constant: float
    best: float = 0.0


def mean_cost(worths: Sequence[Worth], columns: int) -> tuple[Array, float]:
    """Return the objective Σ probability · V over a number of columns, and its constant."""
    cost = np.zeros(columns)
    for w in worths:
        np.add.at(cost, w.index, w.probability * w.data)
    return cost, sum(w.probability * w.constant for w in worths)


def with_aim(program: LinearProgram, form: Form, worths: Sequence[Worth]) -> LinearProgram:
    """Return the program with a form's columns and rows, last in each, and its aim as objective.

    Args:
        program: The program; its own objective is dropped.
        form: The form.
        worths: The V of each block with a probability; under ``expected`` they may be of groups.
    """
    n, many = len(program.columns), len(worths)
    if form.kind == "expected":
        cost, offset = mean_cost(worths, n)
        return replace(program, cost=cost, offset=offset)
    if form.kind == "cvar":
        tail, weight = form.risk
        p = np.array([w.probability for w in worths])
        tail = max(tail, float(p.min()))  # any tail below the least probability is the worst block
        mean, offset = mean_cost(worths, n)
        own = np.concatenate([[1.0], -p / tail])
        cost = np.concatenate([(1 - weight) * mean, weight * own])
        offset *= 1 - weight
        names = (("tail_level", ()), *(("below_level", (k,)) for k in range(many)))
        short = [np.array([n, n + 1 + k]) for k in range(many)]
        signs = np.array([1.0, -1.0])
    else:
        cost, offset = np.append(np.zeros(n), 1.0), 0.0
        names, short, signs = (("least", ()),), [np.array([n])] * many, np.ones(1)
    index = [np.concatenate([w.index, at]) for w, at in zip(worths, short, strict=True)]
    data = [np.concatenate([-w.data, signs]) for w in worths]
    ends = program.start[-1] + np.cumsum([len(part) for part in data])
    own_columns = len(names)
    return replace(
        program,
        cost=cost,
        offset=offset,
        lower=np.concatenate([program.lower, [-np.inf], np.zeros(own_columns - 1)]),
        upper=np.concatenate([program.upper, np.full(own_columns, np.inf)]),
        row_lower=np.concatenate([program.row_lower, np.full(many, -np.inf)]),
        row_upper=np.concatenate([program.row_upper, [w.constant - w.best for w in worths]]),
        start=np.concatenate([program.start, ends]).astype(np.int32),
        index=np.concatenate([program.index, *index]).astype(np.int32),
        data=np.concatenate([program.data, *data]),
        columns=(*program.columns, *names),
        rows=(*program.rows, *(("level", (k,)) for k in range(many))),
    )
