r"""Restoration (*återställande*): deficits of settled years are made good in the years after them.

.. math::
   restored_{ct} \ge restore_{ct}, \qquad set\_aside_t \ge deficit_t

In words: a committee spends less than its frame by what it restores, and what the municipality restores of its own
deficits lowers the year's total. How much a year is a number of the settled years. It is a row, so that its price can
be told, and so that it can give way, by name, where nothing else leaves a plan. (The opening deficits of the base year
are restored by the account itself.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.constraint import Amount, Quantities, Rows, Whole

if TYPE_CHECKING:
    from models.figures import Figures

PRICED = Whole(rule="restoration", name=("återställandet av underskott", "the restoration of deficits"))
RELIEF = ("återställandet av underskott", "the restoration of deficits")


def rows(figures: Figures) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    return (
        Rows(
            name="restoration",
            index=tuple(sorted(figures.restoring)),
            over=("committee", "year"),
            excess=restoration,
            needs=restored,
            looser=-1,
            path=lambda c, y: f"settled.restore.{c}.{y}",
            says=(
                "återställandet av underskottet för {committee} {year}",
                "the restoration of the deficit of {committee} {year}",
            ),
            noun=("återställandet av underskottet", "the restoration of the deficit"),
            amount=lambda c, y: Amount(value=figures.restore[c, y], kind="money"),
            pushes="none",
            priced=PRICED,
            statutory=False,
            relief=RELIEF,
        ),
        Rows(
            name="municipal_restoration",
            index=tuple((y,) for y in figures.setting_aside),
            over=("year",),
            excess=municipal_restoration,
            needs=municipal_restored,
            looser=-1,
            path=lambda y: f"settled.deficit.{y}",
            says=(
                "återställandet av kommunens underskott {year}",
                "the restoration of the municipality's deficit {year}",
            ),
            noun=("återställandet av kommunens underskott", "the restoration of the municipality's deficit"),
            amount=lambda y: Amount(value=figures.set_aside[y], kind="money"),
            pushes="none",
            priced=PRICED,
            statutory=False,
            relief=RELIEF,
        ),
    )


def restoration(q: Quantities, c: str, y: int) -> Any:
    """The committee restores less than it has to [money]."""
    return q.figures.restore[c, y] - q.restored[c, y]


def municipal_restoration(q: Quantities, y: int) -> Any:
    """The municipality restores less than it has to [money]."""
    return q.figures.set_aside[y] - q.set_aside[y]


def restored(q: Quantities, c: str, y: int) -> float:
    """What the committee restores [money]."""
    return float(q.restored[c, y])


def municipal_restored(q: Quantities, y: int) -> float:
    """What the municipality restores [money]."""
    return float(q.set_aside[y])
