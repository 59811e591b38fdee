r"""The program of a world: that of its scenario, with the first plan year's frames decided on the budget's figures.

.. math::
   \sum_c frame_{c1} + reserve_1 = total_1 + absorbed + deficit, \qquad reserve_t \ge 0 \\
   0 \le absorbed \le result\_target_1 \cdot revenue_1, \qquad deficit \ge 0, \qquad
   total_t = given_t - deficit / n, \quad t = 2 \dots n+1, \quad n = \min(3, T - 1) \\
   revenue_1 - central_1 - \sum_a spend_{a1} + withdrawal_1 + deficit \ge 0

In words: where less comes in than was planned for, the reserve goes first, then the planned surplus, and then there is
a deficit, which later years restore in equal steps. Limits on the first year's frames alone are kept on the budget's
figures, and not asked again of a world, whose indexed frames are others. The price of moving frames in the first year
is the budget's in every world, since it is paid once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.program.compiled import LinearProgram

if TYPE_CHECKING:
    from models.constraint import Name
    from solver.answer.stating import StatedScenario
    from solver.program.compiled import Array, Indices

IN_THE_BUDGET = frozenset(
    {
        "max_decrease",
        "max_increase",
        "turnover",
        "growth_max",
        "solidarity",
        "unmeasured_committee",
        "reserve_min",
    }
)
"""Families whose rows of the first plan year speak of that year's frames alone."""
MOVED = ("increase", "decrease")
"""Columns that count how frames move."""
RESTORED_IN = 3
"""Years in which a deficit is restored, at most: the balanced-budget rule of the law."""
ABSORBED, DEFICIT = ("absorbed", ()), ("deficit", ())
"""Names of the columns that a world has beside those of its scenario [MSEK]."""


def relations(years: tuple[int, ...]) -> dict[Name, tuple[float, float]]:
    """Return the coefficients of ``absorbed`` and ``deficit`` by the row that has them.

    Args:
        years: The plan years.
    """
    first, *later = years
    restoring = later[:RESTORED_IN]
    return {
        ("frame_balance", (first,)): (-1.0, -1.0),
        ("balanced_budget", (first,)): (0.0, -1.0),
        **{("total", (y,)): (0.0, 1 / len(restoring)) for y in restoring},
    }


def in_the_budget(name: Name, first: int) -> bool:
    """Return whether a row is kept on the budget's figures alone.

    Args:
        name: Family and index of the row.
        first: The first plan year.
    """
    return name[0] in IN_THE_BUDGET and name[1][-1] == first


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOne:
    """The change from a scenario's program to that of a world, for all programs of one shape.

    Attributes:
        kept: Rows of the scenario's program that the world has too, shape (rows,).
        start: Where each row begins among the world's coefficients, shape (rows + 1,).
        index: Columns of the world's coefficients, shape (entries,).
        taken: Position of each among the scenario's coefficients, shape (entries,); 0 where the world adds one.
        added: The coefficients that the world adds, 0 elsewhere, shape (entries,).
        columns: Names of the world's columns: those of its scenario, ``absorbed`` and ``deficit``.
        rows: Names of its rows.
        frames: Columns of the first year's frames, sorted by committee.
        reserves: Columns of each year's reserve, which a deficit that lowers totals would else make negative.
        moves: Columns that count moves of frames in the first year.
        priced: Rows that define these, among the world's.
        row_bounds: What these rows hold in the budget, shape (priced,).
        prices: What these columns cost in the budget, shape (moves,) [points per MSEK].
        restores: Whether there is a later year in which a deficit can be restored.
    """

    kept: Indices
    start: Indices
    index: Indices
    taken: Indices
    added: Array
    columns: tuple[Name, ...]
    rows: tuple[Name, ...]
    frames: Indices
    reserves: Indices
    moves: Indices
    priced: Indices
    row_bounds: Array
    prices: Array
    restores: bool

    @classmethod
    def of(cls, shape: LinearProgram, budget: StatedScenario) -> YearOne:
        """Return the change for programs of a shape.

        Args:
            shape: Any program of the shape.
            budget: The budget, stated.
        """
        years = budget.figures.open_years
        first, n = years[0], len(shape.columns)
        kept = [i for i, name in enumerate(shape.rows) if not in_the_budget(name, first)]
        start, index, taken, added = [0], [], [], []
        with_extra = relations(years)
        for i in kept:
            own = range(int(shape.start[i]), int(shape.start[i + 1]))
            extra = {n + k: c for k, c in enumerate(with_extra.get(shape.rows[i], ())) if c}
            index += [*shape.index[own.start : own.stop].tolist(), *extra]
            taken += [*own, *(0 for _ in extra)]
            added += [*(0.0 for _ in own), *extra.values()]
            start.append(len(index))
        column = {name: j for j, name in enumerate(shape.columns)}
        rows = tuple(shape.rows[i] for i in kept)
        moves = [name for name in shape.columns if name[0] in MOVED and name[1][-1] == first]
        priced = [
            i for i, (family, where) in enumerate(rows) if family == "frame_change" and where[-1] == first
        ]
        standing, asked = budget.program, {name: i for i, name in enumerate(budget.program.rows)}
        costs = {name: float(cost) for name, cost in zip(standing.columns, standing.cost, strict=True)}
        return cls(
            kept=np.array(kept, np.int32),
            start=np.array(start, np.int32),
            index=np.array(index, np.int32),
            taken=np.array(taken, np.int32),
            added=np.array(added),
            columns=(*shape.columns, ABSORBED, DEFICIT),
            rows=rows,
            frames=np.array([column[name] for name in first_frames(budget)], np.int32),
            reserves=np.array([column["reserve", (y,)] for y in years], np.int32),
            moves=np.array([column[name] for name in moves], np.int32),
            priced=np.array(priced, np.int32),
            row_bounds=np.array([standing.row_upper[asked[rows[i]]] for i in priced]),
            prices=np.array([costs[name] for name in moves]),
            restores=len(years) > 1,
        )

    def world(self, program: LinearProgram, surplus: float) -> LinearProgram:
        """Return the program of a world.

        Args:
            program: That of its scenario, of this shape.
            surplus: The surplus that is planned for in the world's first year [MSEK].
        """
        lower, upper = np.append(program.lower, [0.0, 0.0]), np.append(program.upper, [surplus, np.inf])
        if not self.restores:
            upper[-1] = 0.0
        lower[self.frames], upper[self.frames] = -np.inf, np.inf  # the budget bounds them
        lower[self.reserves] = 0.0
        cost = np.append(program.cost, [0.0, 0.0])
        cost[self.moves] = self.prices
        row_lower, row_upper = program.row_lower[self.kept], program.row_upper[self.kept]
        row_lower[self.priced] = row_upper[self.priced] = self.row_bounds
        return LinearProgram(
            cost=cost,
            offset=program.offset,
            lower=lower,
            upper=upper,
            row_lower=row_lower,
            row_upper=row_upper,
            start=self.start,
            index=self.index,
            data=np.where(self.added == 0.0, program.data[self.taken], self.added),
            columns=self.columns,
            rows=self.rows,
        )


def first_frames(budget: StatedScenario) -> tuple[Name, ...]:
    """Return the names of the first year's frames, which all worlds share, sorted by committee."""
    return tuple(("frame", (c, budget.figures.open_years[0])) for c in budget.figures.committees)
