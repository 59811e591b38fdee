r"""Result reserve (*resultatreserv, RER*): surpluses of good years, kept for bad ones.

.. math::
   R_t = R_{t-1} + deposit_t - withdrawal_t, \quad R_t \le \max(cap \cdot revenue_t, R_0), \quad withdrawal_t
   \le max\_withdrawal_t

In words: it is drawn only in the years that ``use_in`` names. The result target is 0 in these years and nothing is put
aside, so that a withdrawal covers a budgeted deficit and nothing else; with ``use_in_surplus`` the target holds and
the withdrawal comes on top. In other years a deposit lowers the total. The standing reserve never falls below 0 and
never rises above its share of revenue, nor above the opening one where that is larger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.constraint import BOOKKEEPING, Amount, Quantities, Rows, Whole

if TYPE_CHECKING:
    from models.figures import Figures


PRICED = Whole(
    rule="result_reserve", name=("reglerna för resultatreserven", "the rules of the result reserve")
)


def rows(figures: Figures) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    reserve = figures.scenario.frame.result_reserve
    years = tuple((y,) for y in figures.years)
    return (
        Rows(
            name="result_reserve",
            index=years if reserve else (),
            over=("year",),
            excess=balance,
            equal=True,
            role="account",
            path=lambda _: "frame.result_reserve",
            says=("resultatreservens överföring {year}", "the carrying on of the result reserve {year}"),
            noun=("resultatreservens överföring", "the carrying on of the result reserve"),
            amount=None,
            pushes="none",
            priced=BOOKKEEPING,
            statutory=False,
            relief=BOOKKEEPING,
        ),
        Rows(
            name="result_reserve_cap",
            index=years if reserve and reserve.cap else (),
            over=("year",),
            excess=cap,
            needs=held,
            looser=1,
            path=lambda y: f"frame.result_reserve.cap.{y}",
            says=("taket för resultatreserven {year}", "the cap on the result reserve {year}"),
            noun=("taket för resultatreserven", "the cap on the result reserve"),
            amount=lambda y: Amount(
                value=reserve.cap[y],  # type: ignore[union-attr,index]
                kind="share",
                of=("av intäkterna", "of revenue"),
                most=most_held(figures, y),
            ),
            pushes="none",
            priced=PRICED,
            statutory=False,
            relief=("taket för resultatreserven", "the cap on the result reserve"),
            with_total=lambda y: reserve.cap[y] * figures.revenue_per_total[y],  # type: ignore[union-attr,index]
        ),
        Rows(
            name="withdrawal_max",
            index=tuple((y,) for y in figures.years if y in figures.withdrawal_years)
            if reserve and reserve.max_withdrawal
            else (),
            over=("year",),
            excess=withdrawal_max,
            needs=withdrawn,
            looser=1,
            path=lambda y: f"frame.result_reserve.max_withdrawal.{y}",
            says=(
                "största uttag ur resultatreserven {year}",
                "the largest withdrawal from the result reserve {year}",
            ),
            noun=("största uttag ur resultatreserven", "the largest withdrawal from the result reserve"),
            amount=lambda y: Amount(value=reserve.max_withdrawal[y], kind="money"),  # type: ignore[union-attr,index]
            pushes="none",
            priced=PRICED,
            statutory=False,
            relief=("uttagen ur resultatreserven", "withdrawals from the result reserve"),
        ),
    )


def balance(q: Quantities, y: int) -> Any:
    """The standing reserve exceeds what came in [money]."""
    return q.result_reserve[y] - q.result_reserve[y - 1] - q.deposit[y] + q.withdrawal[y]


def cap(q: Quantities, y: int) -> Any:
    """The standing reserve exceeds its cap [money]."""
    return q.result_reserve[y] - most_held(q.figures, y)


def most_held(figures: Figures, y: int) -> float:
    """The largest standing reserve of a year [money]: its share of revenue, at least the opening reserve."""
    frame = figures.scenario.frame
    reserve = frame.result_reserve
    return max(reserve.cap[y] * frame.revenue[y], reserve.opening)  # type: ignore[union-attr,index]


def withdrawal_max(q: Quantities, y: int) -> Any:
    """The withdrawal exceeds what is allowed [money]."""
    return q.withdrawal[y] - q.figures.scenario.frame.result_reserve.max_withdrawal[y]  # type: ignore[union-attr,index]


def held(q: Quantities, y: int) -> float:
    """The standing reserve [share of revenue]."""
    return float(q.result_reserve[y] / q.figures.scenario.frame.revenue[y])  # type: ignore[index]


def withdrawn(q: Quantities, y: int) -> float:
    """The withdrawal [money]."""
    return float(q.withdrawal[y])
