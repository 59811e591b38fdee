"""The contract of a form of the objective: what it aims at, in turn, before V.

An aim's score is the least of its pieces, each linear in what counts of the goals. In the LP the pieces are
Pyomo expressions and the score a column below each of them; on a finished plan they are numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.constraint import Index
    from models.figures import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Something to maximise.

    Attributes:
        name: What it is called in results.
        pieces: What its score is the least of, by index [points].
        sign: -1 where people speak of the opposite, as of a shortfall; the score is maximised all the same.
    """

    name: str
    pieces: Mapping[Index, Any]
    sign: Literal[1, -1] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a plan reaches of one aim, or V.

    Attributes:
        name: The aim's.
        value: As people speak of it [points].
        sign: 1 where more is better, -1 where less is.
    """

    name: str
    value: float
    sign: Literal[1, -1] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of the objective.

    Attributes:
        aims: What it maximises in turn, from what counts of each goal's attainment.
        full: Up to which attainment a goal counts in the aims [points].
        levels: Whether an aim's least pieces are set aside, and the least of the others raised, until none is left.
    """

    aims: Callable[[Figures, Mapping[tuple[str, int], Any]], tuple[Aim, ...]]
    full: Callable[[Figures, str], float]
    levels: bool = False

    def scores(self, figures: Figures, attainment: Mapping[tuple[str, int], float]) -> tuple[Score, ...]:
        """What a plan reaches of each aim; where pieces are set aside, all of them, the least first."""
        counted = {key: min(points, self.full(figures, key[0])) for key, points in attainment.items()}
        found = []
        for aim in self.aims(figures, counted):
            pieces = sorted(float(piece) for piece in aim.pieces.values())
            for n, value in enumerate(pieces if self.levels else pieces[:1], start=1):
                name = aim.name if n == 1 else f"{aim.name}_{n}"
                found.append(Score(name=name, value=aim.sign * value, sign=aim.sign))
        return tuple(found)
