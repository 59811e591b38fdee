"""The contract of a form of the objective: the aims that are maximised, in order, before V.

The score of an aim is the smallest of its pieces, each a linear expression in the goals' counted attainment.
In the LP the pieces are Pyomo expressions and the score is a variable bounded above by each of them; on a
finished plan they are numbers.
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
    """A quantity that is maximised before V.

    Attributes:
        name: Name of the aim in results.
        pieces: Pieces by index [points]; the score is the smallest of them.
        sign: -1 where results report the score with opposite sign, such as a shortfall; 1 otherwise. The
            score itself is maximised in both cases.
    """

    name: str
    pieces: Mapping[Index, Any]
    sign: Literal[1, -1] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The value that a plan reaches for one aim, or for V.

    Attributes:
        name: Name of the aim.
        value: Value with the sign in which it is reported [points].
        sign: 1 where larger is better, -1 where smaller is better.
    """

    name: str
    value: float
    sign: Literal[1, -1] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of the objective.

    Attributes:
        aims: Function from the figures and the counted attainment of each (goal, year) to the aims, in order.
        full: Function from the figures and a goal to the attainment above which the goal counts no further
            [points].
        levels: Whether the smallest pieces of an aim are repeatedly held and the smallest of the others
            maximised, until none is left (leximin).
    """

    aims: Callable[[Figures, Mapping[tuple[str, int], Any]], tuple[Aim, ...]]
    full: Callable[[Figures, str], float]
    levels: bool = False

    def scores(self, figures: Figures, attainment: Mapping[tuple[str, int], float]) -> tuple[Score, ...]:
        """Return the score of a plan for each aim; with ``levels``, one score per piece, the smallest first.

        Args:
            figures: Figures of the scenario.
            attainment: Attainment of each (goal, year), uncapped [points].
        """
        counted = {key: min(points, self.full(figures, key[0])) for key, points in attainment.items()}
        scores = []
        for aim in self.aims(figures, counted):
            pieces = sorted(float(piece) for piece in aim.pieces.values())
            for n, value in enumerate(pieces if self.levels else pieces[:1], start=1):
                name = aim.name if n == 1 else f"{aim.name}_{n}"
                scores.append(Score(name=name, value=aim.sign * value, sign=aim.sign))
        return tuple(scores)
