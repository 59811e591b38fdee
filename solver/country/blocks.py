"""Municipalities of a country as blocks: each is the ordinary program with one more column a year, its grant.

A block is solved by itself, at a price of grants or with a given grant; or all blocks are stacked into one
program under the national frame.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from models.memory import uncollected
from solver.answer.stating import state
from solver.program.compiled import LinearProgram

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from models.constraint import Name
    from models.national import Country
    from models.scenario import Scenario
    from solver.program.compiled import Array, Indices

GRANT_ROWS = ("total", "balanced_budget")
"""Families of rows, by year, whose bounds a grant relieves by its amount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A municipality's program, whose last columns are its grants, one a year.

    Attributes:
        id: Id of the municipality.
        weight: Weight of its V in the country's V.
        program: The program that maximises its own V [points].
        years: Plan years.
        relieved: Rows whose bounds the grant of each year relieves.
    """

    id: str
    weight: float
    program: LinearProgram
    years: tuple[int, ...]
    relieved: tuple[Indices, ...]

    @property
    def grants(self) -> Indices:
        """Columns of the grants, shape (years,)."""
        n = len(self.program.columns)
        return np.arange(n - len(self.years), n, dtype=np.int32)

    def worth(self, marginal: Array) -> Array:
        """Compute the marginal value of a grant in each year from the marginals of the rows.

        Args:
            marginal: Marginals of the program's rows, shape (rows,).

        Returns:
            Gain of the municipality's V per unit of grant, shape (years,) [points per MSEK].
        """
        return np.array([marginal[rows].sum() for rows in self.relieved])


@uncollected()  # of the model, only the program is kept
def block(scenario: Scenario, id_: str, weight: float, least: Array, most: Array) -> Block:
    """State and compile one municipality.

    Args:
        scenario: The municipality, its total without the grant.
        id_: Id of the municipality.
        weight: Weight of its V in the country's V.
        least: Least grant, shape (years,) [MSEK].
        most: Greatest grant, shape (years,) [MSEK].

    Raises:
        ScenarioError: The scenario has numbers with which no answer would be reliable.
    """
    program, years = state(scenario).program, scenario.years
    relieving = [(i, index) for i, (family, index) in enumerate(program.rows) if family in GRANT_ROWS]
    relieved = tuple(np.array([i for i, index in relieving if index == (y,)], np.int32) for y in years)
    for year, lower, rows in zip(years, least, relieved, strict=True):
        program = program.with_column(("grant", (year,)), rows, coefficient=-1.0, lower=float(lower))
    upper = program.upper.copy()
    upper[-len(years) :] = most
    return Block(id=id_, weight=weight, program=replace(program, upper=upper), years=years, relieved=relieved)


def compile_blocks(country: Country, spread: Callable[..., Iterable[Block]] = map) -> tuple[Block, ...]:
    """State and compile every municipality of a country.

    Args:
        country: The country.
        spread: A function with the signature of ``map``, such as a process pool's; stating takes most of the
            time.

    Raises:
        ScenarioError: A municipality has numbers with which no answer would be reliable.
    """
    ids, years = list(country.municipalities), country.national.years
    least, most = (
        np.array([[of(id_, y) for y in years] for id_ in ids]) for of in (country.least, country.most)
    )
    weights = [country.share[id_] for id_ in ids]
    return tuple(spread(block, country.municipalities.values(), ids, weights, least, most))


def even(country: Country) -> Array:
    """Compute the grants of an equal amount per inhabitant, shape (municipalities, years) [MSEK]."""
    return np.array(
        [[country.even(id_, y) for y in country.national.years] for id_ in country.municipalities]
    )


def frame(country: Country) -> Array:
    """Return the national grant frame, shape (years,) [MSEK]."""
    return np.array([country.national.grants[year] for year in country.national.years])


def stacked(blocks: Sequence[Block], grants: Array) -> LinearProgram:
    """Stack all blocks into one program under the national grant frame; it maximises the country's V.

    Args:
        blocks: The municipalities.
        grants: The national grant frame, shape (years,) [MSEK].
    """
    years, programs = blocks[0].years, [b.program for b in blocks]
    first = np.cumsum([0, *(len(p.columns) for p in programs)])
    entries = np.cumsum([0, *(len(p.data) for p in programs)])
    shared = [
        np.array([b.grants[t] + at for b, at in zip(blocks, first, strict=False)]) for t in range(len(years))
    ]
    starts = [p.start[:-1] + at for p, at in zip(programs, entries, strict=False)]
    ends = entries[-1] + len(blocks) * np.arange(len(years) + 1)
    return LinearProgram(
        cost=np.concatenate([b.weight * b.program.cost for b in blocks]),
        offset=sum(b.weight * b.program.offset for b in blocks),
        lower=np.concatenate([p.lower for p in programs]),
        upper=np.concatenate([p.upper for p in programs]),
        row_lower=np.concatenate([*(p.row_lower for p in programs), np.full(len(years), -np.inf)]),
        row_upper=np.concatenate([*(p.row_upper for p in programs), grants]),
        start=np.concatenate([*starts, ends]).astype(np.int32),
        index=np.concatenate(
            [*(p.index + at for p, at in zip(programs, first, strict=False)), *shared]
        ).astype(np.int32),
        data=np.concatenate([*(p.data for p in programs), np.ones(len(blocks) * len(years))]),
        columns=tuple(_prefixed(b, name) for b in blocks for name in b.program.columns),
        rows=(
            *(_prefixed(b, name) for b in blocks for name in b.program.rows),
            *(("national_grants", (year,)) for year in years),
        ),
    )


def _prefixed(b: Block, name: Name) -> Name:
    """Return the name of a column or row with the municipality first in its index."""
    return name[0], (b.id, *name[1])
