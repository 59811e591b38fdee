r"""Decisions (*låsningar, öronmärkning, yrkanden*): an amount or an attainment that somebody fixed or bounded.

.. math::  x = amount, \qquad x \ge amount, \qquad x \le amount

for a frame, a spend or an attainment x. In words: the decision holds, and its price can be told because it is a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from models.constraint import Amount, BySubject, Quantities, Rows, Said
from models.scenario import FULL_POINTS

if TYPE_CHECKING:
    from models.figures import Bound, Figures

Sense = Literal["equals", "at_least", "at_most"]


def rows(figures: Figures) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    return (
        _family(figures, "equals", "decided", decided, ("beslutade belopp", "decided amounts")),
        _family(
            figures,
            "at_least",
            "decided_at_least",
            at_least,
            ("beslutade lägsta belopp", "decided least amounts"),
        ),
        _family(
            figures,
            "at_most",
            "decided_at_most",
            at_most,
            ("beslutade högsta belopp", "decided largest amounts"),
        ),
        _family(
            figures, "at_least", "decided_goal", at_least, ("beslutade målnivåer", "decided goal levels")
        ),
    )


LOOSER: dict[Sense, Literal[-1, 0, 1]] = {"equals": 0, "at_least": -1, "at_most": 1}
PUSHES: dict[Sense, Literal["both", "up", "down"]] = {"equals": "both", "at_least": "up", "at_most": "down"}
NAME: Said = ("beslutet {decision}", "the decision {decision}")


def _family(figures: Figures, sense: Sense, name: str, excess: Any, relief: Said) -> Rows:
    of_goals = name == "decided_goal"
    unit: Literal["money", "points"] = "points" if of_goals else "money"
    return Rows(
        name=name,
        over=("decision", "year"),
        excess=excess,
        equal=sense == "equals",
        unit=unit,
        index=tuple(
            (b.id, b.year) for b in figures.bounds if b.sense == sense and (b.kind == "goal") == of_goals
        ),
        path=lambda d, y: f"decisions.{d}.{sense}.{y}",
        says=("beslutet {decision} {year}", "the decision {decision} {year}"),
        noun=NAME,
        amount=lambda d, y: Amount(
            value=figures.bound_of[d, y, sense].amount, kind=unit, sense="" if sense == "equals" else sense
        ),
        pushes=PUSHES[sense],
        priced=BySubject(rule="decision", name=NAME, many=("{n} beslut", "{n} decisions")),
        statutory=False,
        relief=relief,
        needs=lambda q, d, y: kept(q, q.figures.bound_of[d, y, sense]),
        looser=LOOSER[sense],
    )


def _decided(q: Quantities, b: Bound) -> Any:
    return {"frame": q.frame, "spend": q.spend, "goal": q.attainment}[b.kind][b.target, b.year]


def kept(q: Quantities, b: Bound) -> float:
    """What the plan does of what was decided [money, or points as they count]."""
    value = float(_decided(q, b))
    return min(value, FULL_POINTS) if b.kind == "goal" else value


def decided(q: Quantities, d: str, y: int) -> Any:
    """What was fixed exceeds its amount [money]."""
    b = q.figures.bound_of[d, y, "equals"]
    return _decided(q, b) - b.amount


def at_least(q: Quantities, d: str, y: int) -> Any:
    """What was decided falls short [money, or points]."""
    b = q.figures.bound_of[d, y, "at_least"]
    return b.amount - _decided(q, b)


def at_most(q: Quantities, d: str, y: int) -> Any:
    """What was decided is exceeded [money]."""
    b = q.figures.bound_of[d, y, "at_most"]
    return _decided(q, b) - b.amount
