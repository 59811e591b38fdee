"""The extensive form of a two-stage problem, written from the page for scipy: no Pyomo, no block, no substitution.

Every future has all of its own columns, and rows say that the first ones are the budget's. The three stages of one
answer are three programs; each holds the stages before it by a row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_matrix, hstack, vstack

if TYPE_CHECKING:
    from tests.compositions import Composition

PRICED = 1e-9
"""A marginal above this is one."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The first stage, the aim, the mean, and V of each future, as scipy has them."""

    first: np.ndarray
    aim: float
    mean: float


def extensive(made: Composition, kind: str, *, tail=1.0, weight=0.0, best=None) -> Answer | None:
    """Solve the three stages; None where no first stage leaves every future a plan."""
    futures, n = made.futures, len(made.anchor)
    sizes = [len(f.cost) for f in futures]
    at = np.cumsum([0, *sizes])
    counted = [k for k, f in enumerate(futures) if f.probability > 0]
    own = at[
        -1
    ]  # the form's own columns: a level, and for each counted future what it lies below it; then distances
    columns = own + 1 + len(counted) + 2 * n
    low = np.concatenate([*(f.low for f in futures), [-np.inf], np.zeros(len(counted) + 2 * n)])
    high = np.concatenate([*(f.high for f in futures), np.full(1 + len(counted) + 2 * n, np.inf)])

    def wide(matrices):
        part = block_diag(matrices, format="csr")
        return hstack([part, csr_matrix((part.shape[0], columns - own))], format="csr")

    less, most = [wide([f.below for f in futures])], [np.concatenate([f.most for f in futures])]
    equal, amount = [wide([f.equal for f in futures])], [np.concatenate([f.amount for f in futures])]
    for k in range(1, len(futures)):
        link = np.zeros((n, columns))
        link[:, at[k] : at[k] + n], link[:, :n] = np.eye(n), -np.eye(n)
        equal.append(csr_matrix(link))
        amount.append(np.zeros(n))
    distance = np.zeros((n, columns))
    distance[:, :n], distance[:, -2 * n : -n], distance[:, -n:] = np.eye(n), -np.eye(n), np.eye(n)
    equal.append(csr_matrix(distance))
    amount.append(made.anchor)
    mean, constant = np.zeros(columns), 0.0
    for k in counted:
        mean[at[k] : at[k + 1]] += futures[k].probability * futures[k].cost
        constant += futures[k].probability * futures[k].offset
    aim, aim_constant = mean.copy(), constant
    if kind != "expected":
        aim *= 0 if kind != "cvar" else 1 - weight
        aim_constant *= 0 if kind != "cvar" else 1 - weight
        aim[own] = weight if kind == "cvar" else 1.0
        for i, k in enumerate(counted):
            row = np.zeros(columns)
            row[own], row[at[k] : at[k + 1]] = 1.0, -futures[k].cost
            if kind == "cvar":
                row[own + 1 + i] = -1.0
                aim[own + 1 + i] = -weight * futures[k].probability / tail
            less.append(csr_matrix(row))
            most.append(np.array([futures[k].offset - (best[k] if kind == "regret" else 0.0)]))
    near = np.zeros(columns)
    near[-2 * n :] = -np.tile(made.omega, 2)
    values, x = [], np.empty(0)
    for cost in (aim, mean, near):
        found = linprog(
            -cost,
            A_ub=vstack(less),
            b_ub=np.concatenate(most),
            A_eq=vstack(equal),
            b_eq=np.concatenate(amount),
            bounds=np.column_stack([low, high]),
            method="highs-ds",
            options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
        )
        if found.status == 2 and not values:  # infeasible
            return None
        assert found.status == 0, found.message
        x = found.x
        values.append(float(cost @ x))
        priced = np.abs(found.ineqlin.marginals) > PRICED
        equal.append(vstack(less, format="csr")[priced])
        amount.append(np.concatenate(most)[priced])
        low = np.where(np.abs(found.upper.marginals) > PRICED, high, low)
        high = np.where(np.abs(found.lower.marginals) > PRICED, low, high)
    return Answer(first=x[:n], aim=values[0] + aim_constant, mean=values[1] + constant)


def alone(made: Composition, k: int) -> Composition:
    """Return the budget with one future that is certain."""
    budget = replace(made.futures[0], probability=1.0 if k == 0 else 0.0)
    return replace(made, futures=(budget,) if k == 0 else (budget, replace(made.futures[k], probability=1.0)))
