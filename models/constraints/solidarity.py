r"""Solidarity (*solidaritet*): no committee bears more than its part of what all together lose.

.. math::
   indexed_{ct} - frame_{ct} \le max\_share_t \sum_{k} (indexed_{kt} - frame_{kt})

In words: against last year's indexed frames, no committee loses more than ``max_share`` of what all committees
together lose, net of what others gain.

The net sum has consequences. In a year in which all together lose nothing, none may fall below its indexed frame
at all, so none can rise either. In a year in which all together gain, the right side is negative and every
committee must gain at least ``max_share`` of the whole gain, which cannot be where the number of committees times
``max_share`` is more than 1: then frames together never rise above the indexed ones, and what the total holds
beyond them stays in the reserve. Where the product is less than 1, they cannot fall below them.

The gross form, with :math:`\sum_k decrease_{kt}` on the right side, is not convex: the sum of decreases is a convex
function of the frames, and a convex function on the larger side of an inequality does not give a convex set.
Stated with the columns all the same it would bind nobody, since only ``increase - decrease`` is tied: growing both
together would make a larger right side out of nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.constraint import Amount, Quantities, Rows, Whole

if TYPE_CHECKING:
    from models.figures import Figures


def rows(figures: Figures) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    asked = figures.scenario.stability.solidarity
    each = tuple((c, y) for c in figures.committees for y in figures.years)
    return (
        Rows(
            name="solidarity",
            index=each if asked else (),
            over=("committee", "year"),
            excess=solidarity,
            needs=borne,
            path=lambda _, y: f"stability.solidarity.max_share.{y}",
            says=(
                "största andel av minskningarna för {committee} {year}",
                "the largest share of the decreases of {committee} {year}",
            ),
            noun=("största andel av minskningarna", "the largest share of the decreases"),
            amount=lambda _, y: Amount(value=asked.max_share[y], kind="share"),  # type: ignore[union-attr]
            pushes="up",
            priced=Whole(
                rule="solidarity", name=("solidaritetskravet", "the solidarity limit"), group="stability"
            ),
            statutory=False,
            relief=("största andel av minskningarna", "the largest share of the decreases"),
        ),
    )


def lost(q: Quantities, y: int) -> Any:
    """What all committees together lose against their indexed frames [money]."""
    return sum(q.indexed[k, y] - q.frame[k, y] for k in q.figures.committees)


def solidarity(q: Quantities, c: str, y: int) -> Any:
    """The committee loses more than its part of what all lose [money]."""
    share = q.figures.scenario.stability.solidarity.max_share[y]  # type: ignore[union-attr]
    return q.indexed[c, y] - q.frame[c, y] - share * lost(q, y)


def borne(q: Quantities, c: str, y: int) -> float | None:
    """What the committee bears of what all lose, or gets of what all gain [share].

    The limit is that share at the least where all lose, at the most where all gain. None where they do neither, and
    where the committee moves the other way: no share is enough then.
    """
    whole = float(lost(q, y))
    part = float(q.indexed[c, y] - q.frame[c, y]) / whole if whole else -1.0
    return part if part >= 0 else None
