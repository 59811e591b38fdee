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

from models.constraint import BOOKKEEPING, OF_TOTAL, Amount, BySubject, Quantities, Rows, Whole
from models.indexation import indexed

if TYPE_CHECKING:
    from models.figures import Figures


BANDS = BySubject(
    rule="bands",
    name=(
        "taken för ökning och minskning för {committee}",
        "the caps on increase and decrease of {committee}",
    ),
    many=("samma tak för en nämnd i taget ({n} nämnder)", "the same caps of one committee ({n})"),
    whole=("taken för ökning och minskning", "the caps on increase and decrease"),
    group="stability",
)


def rows(figures: Figures) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    over = ("committee", "year")
    each = tuple((c, y) for c in figures.committees for y in figures.years)
    stability = figures.scenario.stability
    reallocation = ("taket för omfördelning", "the cap on reallocation")

    def path(key: str) -> Any:
        return lambda c, y: (
            f"committees.{c}.{key}.{y}"
            if getattr(figures.scenario.committees[c], key)
            else f"stability.{key}.{y}"
        )

    def banded(key: str, sign: int, c: str, y: int) -> tuple[float, float | None]:
        """A band, and the frame that it allows where last year's is known [money]."""
        share = limit(figures, key, c, y) or 0.0
        first = y == figures.years[0]
        return share, (1 + sign * share) * indexed(figures, c, y, figures.base_frame[c]) if first else None

    def least(c: str, y: int) -> Amount:
        share, frame = banded("max_decrease", -1, c, y)
        return Amount(value=share, kind="share", least=frame)

    def most(c: str, y: int) -> Amount:
        share, frame = banded("max_increase", 1, c, y)
        return Amount(value=share, kind="share", most=frame)

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
            says=("taket för minskning för {committee} {year}", "the cap on decrease of {committee} {year}"),
            noun=("taket för minskning", "the cap on decrease"),
            amount=least,
            pushes="up",
            priced=BANDS,
            statutory=False,
            relief=("tak för minskning", "caps on decrease"),
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
            says=("taket för ökning för {committee} {year}", "the cap on increase of {committee} {year}"),
            noun=("taket för ökning", "the cap on increase"),
            amount=most,
            pushes="down",
            priced=BANDS,
            statutory=False,
            relief=("tak för ökning", "caps on increase"),
        ),
        Rows(
            name="frame_change",
            index=each if moves_are_counted(figures) else (),
            over=over,
            excess=frame_change,
            equal=True,
            role="account",
            path=lambda *_: "stability.turnover",
            says=("ändringen av ramen för {committee} {year}", "the change of frame of {committee} {year}"),
            noun=("ändringen av ramen", "the change of frame"),
            amount=None,
            pushes="none",
            priced=BOOKKEEPING,
            statutory=False,
            relief=BOOKKEEPING,
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
            says=("taket för omfördelning {year}", "the cap on reallocation {year}"),
            noun=reallocation,
            amount=lambda y: Amount(
                value=stability.turnover[y],  # type: ignore[index]
                kind="share",
                of=OF_TOTAL,
                most=stability.turnover[y] * figures.total[y],  # type: ignore[index]
            ),
            pushes="all",
            priced=Whole(rule="turnover", name=reallocation, group="stability"),
            statutory=False,
            relief=reallocation,
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
