r"""Stability (*stabilitet*): no frame moves further than a committee can plan for.

.. math::
   (1-\delta^-_c)\, indexed_{ct} \le frame_{ct} \le (1+\delta^+_c)\, indexed_{ct}, \qquad
   frame_{ct} - indexed_{ct} = increase_{ct} - decrease_{ct}, \qquad
   \sum_c (increase_{ct} + decrease_{ct}) \le turnover_t \cdot total_t

In words: against last year's indexed frame a committee loses at most ``max_decrease`` and gains at most
``max_increase``, and all committees together move at most the turnover.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.constraint import Quantities, Rows

if TYPE_CHECKING:
    from models.figures import Figures


def rows(figures: Figures) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    over = ("committee", "year")
    each = tuple((c, y) for c in figures.committees for y in figures.years)
    stability = figures.scenario.stability

    def path(key: str) -> Any:
        return lambda c, y: (
            f"committees.{c}.{key}.{y}"
            if getattr(figures.scenario.committees[c], key)
            else f"stability.{key}.{y}"
        )

    return (
        Rows(
            name="max_decrease",
            index=tuple(i for i in each if limit(figures, "max_decrease", *i) is not None),
            over=over,
            excess=max_decrease,
            needs=decreased,
            stated_in="share",
            looser=1,
            path=path("max_decrease"),
            says={
                "sv": "{committee} kan inte minska mer {year}",
                "en": "{committee} cannot decrease more {year}",
            },
        ),
        Rows(
            name="max_increase",
            index=tuple(i for i in each if limit(figures, "max_increase", *i) is not None),
            over=over,
            excess=max_increase,
            needs=increased,
            stated_in="share",
            looser=1,
            path=path("max_increase"),
            says={
                "sv": "{committee} kan inte öka mer {year}",
                "en": "{committee} cannot increase more {year}",
            },
        ),
        Rows(
            name="frame_change",
            index=each if moves_are_counted(figures) else (),
            over=over,
            excess=frame_change,
            equal=True,
            role="account",
            path=lambda *_: "stability.turnover",
            says={
                "sv": "ändringen av ramen för {committee} {year}",
                "en": "the change of frame of {committee} {year}",
            },
        ),
        Rows(
            name="turnover",
            index=tuple((y,) for y in figures.years) if stability.turnover else (),
            over=("year",),
            excess=turnover,
            needs=turned_over,
            stated_in="share",
            looser=1,
            path=lambda y: f"stability.turnover.{y}",
            says={"sv": "högsta omfördelning {year}", "en": "the largest turnover {year}"},
        ),
    )


def limit(figures: Figures, key: str, c: str, y: int) -> float | None:
    """A committee's own limit in a year, else the one for all [share]; None where none is set."""
    own = getattr(figures.scenario.committees[c], key)
    for_all = getattr(figures.scenario.stability, key)
    series = own if own is not None else for_all
    return None if series is None else float(series[y])


def moves_are_counted(figures: Figures) -> bool:
    """Whether anything limits or prices the sum of changes."""
    return figures.scenario.stability.turnover is not None or figures.scenario.stability.change_price > 0


def max_decrease(q: Quantities, c: str, y: int) -> Any:
    """The frame falls too far [money]."""
    return (1 - limit(q.figures, "max_decrease", c, y)) * q.indexed[c, y] - q.frame[c, y]  # type: ignore[operator]


def max_increase(q: Quantities, c: str, y: int) -> Any:
    """The frame rises too far [money]."""
    return q.frame[c, y] - (1 + limit(q.figures, "max_increase", c, y)) * q.indexed[c, y]  # type: ignore[operator]


def frame_change(q: Quantities, c: str, y: int) -> Any:
    """The change is larger than increase less decrease [money]."""
    return q.frame[c, y] - q.indexed[c, y] - (q.increase[c, y] - q.decrease[c, y])


def turnover(q: Quantities, y: int) -> Any:
    """More is moved than allowed [money]."""
    moved = sum(q.increase[c, y] + q.decrease[c, y] for c in q.figures.committees)
    return moved - q.figures.scenario.stability.turnover[y] * q.total[y]  # type: ignore[index]


def decreased(q: Quantities, c: str, y: int) -> float:
    """How far the frame falls [share of indexed frame]."""
    return float(1 - q.frame[c, y] / q.indexed[c, y]) if q.indexed[c, y] else 0.0


def increased(q: Quantities, c: str, y: int) -> float:
    """How far the frame rises [share of indexed frame]."""
    return -decreased(q, c, y)


def turned_over(q: Quantities, y: int) -> float:
    """What is moved [share of total]."""
    return float(sum(q.increase[c, y] + q.decrease[c, y] for c in q.figures.committees) / q.total[y])
