"""Made-up two-stage problems, written as plain matrices, and as blocks of the program.

A composition is what the page says and nothing of the program: for each future a linear program, the same first
columns in all, and its probability. ``budgets`` looks like budgets of some years with concave curves; ``dense`` has
small whole numbers, so that many plans are equally good.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.program.compiled import LinearProgram
from solver.two_stage.problem import Block, TwoStage


@dataclass(frozen=True, kw_only=True)
class Future:
    """Maximise ``cost·z + offset`` with ``below z <= most``, ``equal z = amount`` and ``low <= z <= high``."""

    probability: float
    cost: np.ndarray
    offset: float
    below: np.ndarray
    most: np.ndarray
    equal: np.ndarray
    amount: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True, kw_only=True)
class Composition:
    """Futures whose first columns, so many as ``anchor`` has, are common; the first future is the budget."""

    futures: tuple[Future, ...]
    anchor: np.ndarray
    omega: np.ndarray


def problem(made: Composition, order: list[int] | None = None) -> TwoStage:
    """Return the composition as blocks, each with its columns in another order; the others than the budget too."""
    n = len(made.anchor)
    which = range(len(made.futures)) if order is None else [0, *order]
    blocks = [block(made.futures[k], n, id_=f"future {k}", shift=k) for k in which]
    return TwoStage(blocks=tuple(blocks), names=tuple(("frame", (j,)) for j in range(n)))


def block(future: Future, n: int, *, id_: str, shift: int = 0, relief: tuple[np.ndarray, ...] = ()) -> Block:
    """Return a future as a block, its columns turned round by ``shift`` places."""
    columns = len(future.cost)
    to = (np.arange(columns) + shift) % columns
    matrix = np.zeros((len(future.most) + len(future.amount), columns))
    matrix[:, to] = np.vstack([future.below, future.equal])
    row, column = np.nonzero(matrix)

    def turned(values: np.ndarray) -> np.ndarray:
        found = np.empty(columns)
        found[to] = values
        return found

    program = LinearProgram(
        cost=turned(future.cost),
        offset=future.offset,
        lower=turned(future.low),
        upper=turned(future.high),
        row_lower=np.concatenate([np.full(len(future.most), -np.inf), future.amount]),
        row_upper=np.concatenate([future.most, future.amount]),
        start=np.concatenate([[0], np.cumsum((matrix != 0).sum(axis=1))]).astype(np.int32),
        index=column.astype(np.int32),
        data=matrix[row, column],
        columns=tuple(("z", (int(j),)) for j in np.argsort(to)),
        rows=tuple(("row", (i,)) for i in range(len(matrix))),
    )
    return Block(
        id=id_,
        program=program,
        first=to[:n].astype(np.int32),
        probability=future.probability,
        relief=tuple(np.array(rows, np.int32) for rows in relief),
    )


def budgets(
    seed: int,
    *,
    futures: int | None = None,
    committees: int | None = None,
    years: int = 2,
    spread: float = 1.0,
) -> Composition:
    """Make up a budget and futures: frames of some years, points by concave curves, limits on later changes.

    The budget's total of the first year binds it; a future may run a deficit in the first year, and restores it in the
    years after, or pays for it in points where there are none. With a smaller spread of needs and totals more futures
    have a first stage together.
    """
    rng = np.random.default_rng(seed)
    n = committees or int(rng.integers(2, 6))
    many = futures or int(rng.integers(1, 7))
    base = rng.uniform(20, 120, n).round(1)
    curves = [(np.sort(rng.uniform(0.02, 0.6, 3))[::-1], rng.uniform(0.01, 0.06, 3)) for _ in range(n)]
    p = (
        rng.dirichlet(np.ones(many + 1))
        if rng.random() < 0.5
        else np.append(0.0, rng.dirichlet(np.ones(many)))
    )
    made = []
    for k in range(many + 1):
        need = base * (1 + (rng.normal(0, 0.02 * spread, (years, n)) if k else np.zeros((years, n))))
        total = base.sum() * (1 + (np.cumsum(rng.normal(0, 0.01 * spread, years)) if k else np.zeros(years)))
        made.append(_budget(p[k], need, total, curves, adapts=k > 0))
    return Composition(futures=tuple(made), anchor=base, omega=1 + 0.1 * rng.random(n))


def _budget(probability, need, total, curves, *, adapts):
    """One future: columns are frames by year and committee, fills of the curves likewise, then the deficit."""
    years, n = need.shape
    pieces = len(curves[0][0])
    frames, fills = years * n, years * n * pieces
    columns = frames + fills + 1
    below, most, equal, amount = [], [], [], []
    cost = np.zeros(columns)
    low, high = np.zeros(columns), np.full(columns, np.inf)
    offset = 0.0
    cost[-1] = -1.0
    high[-1] = 0.03 * total[0] if adapts else 0.0
    for t in range(years):
        row = np.zeros(columns)
        row[t * n : (t + 1) * n] = 1.0
        row[-1] = -1.0 if t == 0 else 1 / (years - 1)
        (below if t == 0 and adapts else equal).append(row)
        (most if t == 0 and adapts else amount).append(total[t])
        for c, (slopes, widths) in enumerate(curves):
            own = frames + (t * n + c) * pieces + np.arange(pieces)
            cost[own] = slopes
            high[own] = widths * need[t, c]
            floor = (1 - 0.5 * widths.sum()) * need[t, c]
            row = np.zeros(columns)
            row[own], row[t * n + c] = 1.0, -1.0
            below.append(row)
            most.append(-floor)
            offset -= 0.5
            if t:
                for sign in (1.0, -1.0):
                    row = np.zeros(columns)
                    row[t * n + c], row[(t - 1) * n + c] = sign, -sign * (1 + sign * 0.04)
                    below.append(row)
                    most.append(0.0)
    return Future(
        probability=float(probability),
        cost=cost,
        offset=offset,
        below=np.array(below),
        most=np.array(most),
        equal=np.array(equal).reshape(-1, columns),
        amount=np.array(amount),
        low=low,
        high=high,
    )


def dense(seed: int) -> Composition:
    """Make up futures of small whole numbers, of which some leave no plan together."""
    rng = np.random.default_rng(seed)
    n, many = int(rng.integers(1, 5)), int(rng.integers(1, 7))
    weights = np.append(rng.integers(0, 2), rng.integers(1, 5, many)).astype(float)
    made = []
    for p in weights / weights.sum():
        own, rows = int(rng.integers(1, 5)), int(rng.integers(1, 6))
        below = rng.integers(-2, 4, (rows, n + own)).astype(float)
        at = rng.integers(0, 4, n + own)
        equal = rng.integers(-1, 3, (int(rng.integers(0, 2)), n + own)).astype(float)
        made.append(
            Future(
                probability=float(p),
                cost=rng.integers(-3, 5, n + own).astype(float),
                offset=float(rng.integers(-2, 3)),
                below=below,
                most=below @ at + rng.integers(-1, 4, rows),
                equal=equal,
                amount=equal @ at,
                low=np.zeros(n + own),
                high=rng.integers(3, 9, n + own).astype(float),
            )
        )
    return Composition(
        futures=tuple(made), anchor=rng.integers(0, 4, n).astype(float), omega=1 + 0.1 * rng.random(n)
    )
