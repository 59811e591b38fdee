"""All blocks as one program, in which the first-stage variables are columns of their own: the extensive form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from solver.program.compiled import LinearProgram
from solver.two_stage.aims import Worth

if TYPE_CHECKING:
    from solver.program.compiled import Indices
    from solver.two_stage.problem import Block, Form, TwoStage


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """All blocks as one program without an objective.

    Attributes:
        program: The program; its first columns are x.
        columns: For each block, the columns that its own columns became, shape (columns of the block,).
        rows: For each block, its first row.
    """

    program: LinearProgram
    columns: tuple[Indices, ...]
    rows: tuple[int, ...]


def joined(problem: TwoStage) -> Joint:
    """Stack all blocks over common first-stage columns, which lie within the bounds of every block."""
    blocks, n = problem.blocks, len(problem.names)
    maps, names = [], list(problem.names)
    for b in blocks:
        own = np.ones(len(b.program.columns), bool)
        own[b.first] = False
        to = np.empty(len(own), np.int32)
        to[b.first] = np.arange(n)
        to[own] = np.arange(len(names), len(names) + own.sum())
        maps.append(to)
        names.extend((b.program.columns[j][0], (b.id, *b.program.columns[j][1])) for j in np.flatnonzero(own))
    lower, upper = np.full(len(names), -np.inf), np.full(len(names), np.inf)
    for b, to in zip(blocks, maps, strict=True):
        lower[to] = np.maximum(lower[to], b.program.lower)
        upper[to] = np.minimum(upper[to], b.program.upper)
    programs = [b.program for b in blocks]
    entries = np.cumsum([0, *(len(p.data) for p in programs)])
    starts = [p.start[:-1] + at for p, at in zip(programs, entries, strict=False)]
    program = LinearProgram(
        cost=np.zeros(len(names)),
        offset=0.0,
        lower=lower,
        upper=upper,
        row_lower=np.concatenate([p.row_lower for p in programs]),
        row_upper=np.concatenate([p.row_upper for p in programs]),
        start=np.concatenate([*starts, entries[-1:]]).astype(np.int32),
        index=np.concatenate([to[p.index] for p, to in zip(programs, maps, strict=True)]).astype(np.int32),
        data=np.concatenate([p.data for p in programs]),
        columns=tuple(names),
        rows=tuple((name, (b.id, *index)) for b in blocks for name, index in b.program.rows),
    )
    first_rows = np.cumsum([0, *(len(p.rows) for p in programs)])
    return Joint(program=program, columns=tuple(maps), rows=tuple(first_rows[:-1].tolist()))


def worth(block: Block, columns: Indices, best: float) -> Worth:
    """Return the V of a block as a sum of columns.

    Args:
        block: The block.
        columns: The columns that the block's own became, shape (columns of the block,).
        best: What its V is compared with under ``regret`` [points].
    """
    (valued,) = np.nonzero(block.program.cost)
    return Worth(
        probability=block.probability,
        index=columns[valued],
        data=block.program.cost[valued],
        constant=block.program.offset,
        best=best,
    )


def worths(problem: TwoStage, form: Form, joint: Joint) -> list[Worth]:
    """Return the V of every block with a probability as a sum of columns of the joint program."""
    best = form.compared(len(problem.blocks))
    return [worth(problem.blocks[b], joint.columns[b], float(best[b])) for b in problem.counted]


def relieved(problem: TwoStage, joint: Joint) -> tuple[LinearProgram, list[list[int]]]:
    """Return the joint program with a column for each source of money of each block, and their columns.

    Its objective is minus the money, all blocks together, so that its optimum is the cheapest relief.
    """
    program = joint.program
    columns: list[list[int]] = []
    for b, at in zip(problem.blocks, joint.rows, strict=True):
        columns.append([])
        for source, rows in enumerate(b.relief):
            columns[-1].append(len(program.columns))
            program = program.with_column(
                ("missing", (b.id, source)), rows + at, coefficient=-1.0, lower=0.0, cost=-1.0
            )
    return replace(program, offset=0.0), columns
