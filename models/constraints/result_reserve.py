r"""Result reserve (*resultatreserv, RER*): surpluses of good years, kept for bad ones.

.. math::
   R_t = R_{t-1} + deposit_t - withdrawal_t, \quad R_t \le cap \cdot revenue_t, \quad withdrawal_t \le
   max\_withdrawal_t

In words: a deposit lowers the total of its year and a withdrawal raises it; the standing reserve never falls
below nothing and never exceeds the legal share of revenue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.constraint import Quantities, Rows

if TYPE_CHECKING:
    from models.figures import Figures


def rows(figures: Figures) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    reserve = figures.scenario.frame.result_reserve
    if reserve is None:
        return ()
    years = tuple((y,) for y in figures.years)
    return (
        Rows(
            name="result_reserve",
            index=years,
            over=("year",),
            excess=balance,
            equal=True,
            role="account",
            says={
                "sv": "resultatreserven förs vidare {year}",
                "en": "the result reserve is carried on {year}",
            },
            path=lambda _: "frame.result_reserve",
        ),
        Rows(
            name="result_reserve_cap",
            index=years if reserve.cap else (),
            over=("year",),
            excess=cap,
            needs=held,
            stated_in="share",
            looser=1,
            says={"sv": "taket för resultatreserven {year}", "en": "the cap on the result reserve {year}"},
            path=lambda y: f"frame.result_reserve.cap.{y}",
        ),
        Rows(
            name="withdrawal_max",
            index=years if reserve.max_withdrawal else (),
            over=("year",),
            excess=withdrawal_max,
            needs=withdrawn,
            looser=1,
            says={
                "sv": "största uttag ur resultatreserven {year}",
                "en": "the largest withdrawal from the result reserve {year}",
            },
            path=lambda y: f"frame.result_reserve.max_withdrawal.{y}",
        ),
    )


def balance(q: Quantities, y: int) -> Any:
    """The standing reserve exceeds what came in [money]."""
    return q.result_reserve[y] - q.result_reserve[y - 1] - q.deposit[y] + q.withdrawal[y]


def cap(q: Quantities, y: int) -> Any:
    """The standing reserve exceeds its cap [money]."""
    frame = q.figures.scenario.frame
    return q.result_reserve[y] - frame.result_reserve.cap[y] * frame.revenue[y]  # type: ignore[union-attr,index]


def withdrawal_max(q: Quantities, y: int) -> Any:
    """The withdrawal exceeds what is allowed [money]."""
    return q.withdrawal[y] - q.figures.scenario.frame.result_reserve.max_withdrawal[y]  # type: ignore[union-attr,index]


def held(q: Quantities, y: int) -> float:
    """The standing reserve [share of revenue]."""
    return float(q.result_reserve[y] / q.figures.scenario.frame.revenue[y])  # type: ignore[index]


def withdrawn(q: Quantities, y: int) -> float:
    """The withdrawal [money]."""
    return float(q.withdrawal[y])
