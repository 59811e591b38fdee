r"""Frame balance (*kommunens ram*): what is handed out and kept in reserve is the total.

.. math::
   \sum_c frame_{ct} + reserve_t = total_t, \qquad reserve_t \ge reserve\_min_t \cdot given\_total_t

In words: every krona of the total is either in a committee's frame or in the council's reserve, which is
never smaller than asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.constraint import BOOKKEEPING, OF_TOTAL, Amount, Never, Quantities, Rows, Whole

if TYPE_CHECKING:
    from models.figures import Figures


def rows(figures: Figures) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    frame = figures.scenario.frame
    years = tuple((y,) for y in figures.years)
    source = "frame.total" if frame.total is not None else "frame.revenue"
    least = ("minsta reserv", "the least reserve")

    def reserve(y: int) -> Amount:
        share = figures.reserve_share[y]
        return Amount(value=share, kind="share", of=OF_TOTAL, least=share * figures.total[y])

    return (
        Rows(
            name="total",
            index=years,
            over=("year",),
            excess=total,
            needs=needed_total,
            equal=True,
            path=lambda y: f"{source}.{y}",
            says=("ramutrymmet {year}", "the total {year}"),
            noun=("ramutrymmet", "the total"),
            amount=lambda y: Amount(value=figures.total[y], kind="money"),
            pushes="none",
            priced=Never(why="it is what the other prices are told in"),
            statutory=False,
            relief=("ramutrymmet", "the total"),
        ),
        Rows(
            name="frame_balance",
            index=years,
            over=("year",),
            excess=frame_balance,
            equal=True,
            role="account",
            path=lambda y: f"{source}.{y}",
            says=("summan av ramar och reserv {year}", "the sum of frames and reserve {year}"),
            noun=("summan av ramar och reserv", "the sum of frames and reserve"),
            amount=None,
            pushes="none",
            priced=BOOKKEEPING,
            statutory=False,
            relief=BOOKKEEPING,
        ),
        Rows(
            name="reserve_min",
            index=years,
            over=("year",),
            excess=reserve_min,
            needs=kept_reserve if frame.reserve_min else None,
            looser=-1,
            role="limit" if frame.reserve_min else "account",
            path=lambda y: f"frame.reserve_min.{y}" if frame.reserve_min else f"{source}.{y}",
            says=("minsta reserv {year}", "the least reserve {year}")
            if frame.reserve_min
            else ("att ramarna ryms i ramutrymmet {year}", "that the frames fit in the total {year}"),
            noun=least,
            amount=reserve if frame.reserve_min else None,
            pushes="none",
            priced=Whole(rule="reserve_min", name=least, kept="reserve"),
            statutory=False,
            relief=least,
        ),
    )


def total(q: Quantities, y: int) -> Any:
    """The total differs from the scenario's [money]."""
    late = q.figures.set_aside[y] - q.set_aside[y]
    return q.given_total[y] - q.figures.total[y] - late


def frame_balance(q: Quantities, y: int) -> Any:
    """Frames and reserve exceed the total [money]."""
    return sum(q.frame[c, y] for c in q.figures.committees) + q.reserve[y] - q.total[y]


def reserve_min(q: Quantities, y: int) -> Any:
    """The reserve is too small [money]."""
    return q.figures.reserve_share[y] * q.given_total[y] - q.reserve[y]


def needed_total(q: Quantities, y: int) -> float:
    """The total that the plan uses, or the revenue from which it follows [money]."""
    frame = q.figures.scenario.frame
    if frame.total is not None:
        return float(q.given_total[y])
    target = 0.0 if y in q.figures.deficit_years else frame.result_target[y]  # type: ignore[index]
    return float((q.given_total[y] + frame.central[y]) / (1 - target))  # type: ignore[index]


def kept_reserve(q: Quantities, y: int) -> float | None:
    """The reserve that the plan keeps [share of total]; None without a total."""
    if q.given_total[y] <= 0:
        return None
    return float(q.reserve[y] / q.given_total[y])
