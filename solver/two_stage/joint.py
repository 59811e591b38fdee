"""All blocks as one program, in which the first-stage variables are columns of their own: the extensive form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from solver.program.compiled import LinearProgram
from solver.two_stage.aims import Worth
from solver.two_stage.problem import TwoStage

if TYPE_CHECKING:
    from solver.program.compiled import Indices
    from solver.two_stage.problem import Block, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """All blocks as one program without an objective.

    Attributes:
        program: The program; its first columns are x.
        columns: For each block, the columns that its own columns became, shape (columns of the block,).
    """

    program: LinearProgram
    columns: tuple[Indices, ...]


def joined(problem: TwoStage) -> Joint:
    """Stack all blocks over common first-stage columns, which lie within the bounds of every block.

    Raises:
        NoCommonError: The bounds of two blocks exclude each other.
    """
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
    lower, upper = np.empty(len(names)), np.empty(len(names))
    for b, to in zip(blocks, maps, strict=True):
        lower[to], upper[to] = b.program.lower, b.program.upper
    lower[:n], upper[:n] = problem.bounds()
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
    return Joint(program=program, columns=tuple(maps))


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


def relieved(problem: TwoStage) -> tuple[LinearProgram, list[Indices]]:
    """Return the joint program with a column for each source of money, and these columns of each block.

    Its objective is minus the money, all blocks together, so that its optimum is the cheapest relief.
    """
    joint = joined(TwoStage(blocks=tuple(_relieved(b) for b in problem.blocks), names=problem.names))
    columns = [to[len(b.program.columns) :] for b, to in zip(problem.blocks, joint.columns, strict=True)]
    cost = np.zeros(len(joint.program.columns))
    cost[np.concatenate(columns)] = -1.0
    return replace(joint.program, cost=cost), columns


def _relieved(block: Block) -> Block:
    program = block.program
    for source, rows in enumerate(block.relief):
        program = program.with_column(("missing", (source,)), rows, coefficient=-1.0, lower=0.0)
    return replace(block, program=program)
