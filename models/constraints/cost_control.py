r"""Cost control (*kostnadskontroll*): floors, ceilings, unit costs, growth, and where the curves end.

.. math::
   floor_a\, need_{at} \le spend_{at} \le ceiling_a\, need_{at}, \quad
   spend_{at} \le unit\_cost\_max_{at}\, driver_{at}, \quad
   \sum_c frame_{ct} \le (1 + growth\_max_t) \sum_c frame_{c,t-1}

In words: no activity is funded below its floor, above its ceiling, dearer per head than allowed, or below the
level at which its curves begin, because nothing is known there; all frames together grow no faster than
allowed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.constraint import Quantities, Rows

if TYPE_CHECKING:
    from models.figures import Figures


def rows(figures: Figures) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    over = ("activity", "year")

    def having(key: str) -> tuple[tuple[str, int], ...]:
        return tuple((a, y) for a, y in figures.need if getattr(figures.activity(a), key, None) is not None)

    growth_limit = figures.scenario.frame.growth_max
    return (
        Rows(
            name="floor",
            index=having("floor"),
            over=over,
            excess=floor,
            needs=level,
            stated_in="share",
            looser=-1,
            says={"sv": "golvet för {activity} {year}", "en": "the floor of {activity} {year}"},
            path=lambda a, y: f"activities.{a}.floor.{y}",
        ),
        Rows(
            name="ceiling",
            index=having("ceiling"),
            over=over,
            excess=ceiling,
            needs=level,
            stated_in="share",
            looser=1,
            says={"sv": "taket för {activity} {year}", "en": "the ceiling of {activity} {year}"},
            path=lambda a, y: f"activities.{a}.ceiling.{y}",
        ),
        Rows(
            name="unit_cost_max",
            index=having("unit_cost_max"),
            over=over,
            excess=unit_cost_max,
            needs=unit_cost,
            looser=1,
            says={
                "sv": "högsta kostnad per enhet för {activity} {year}",
                "en": "the highest unit cost of {activity} {year}",
            },
            path=lambda a, y: f"activities.{a}.unit_cost_max.{y}",
        ),
        Rows(
            name="curve_start",
            index=tuple((a, y) for a, y in figures.need if a in figures.first_level),
            over=over,
            excess=curve_start,
            says={
                "sv": "effektkurvan för {activity} börjar först vid denna nivå {year}",
                "en": "the response curve of {activity} begins at this level {year}",
            },
            path=lambda a, _: _first_curve(figures, a),
        ),
        Rows(
            name="growth_max",
            index=tuple((y,) for y in figures.years) if growth_limit else (),
            over=("year",),
            excess=growth_max,
            needs=growth,
            stated_in="share",
            looser=1,
            says={"sv": "ramarnas högsta ökningstakt {year}", "en": "the highest growth of frames {year}"},
            path=lambda y: f"frame.growth_max.{y}",
        ),
    )


def _first_curve(figures: Figures, a: str) -> str:
    first = max((r for r in figures.responses if a in r.members), key=lambda r: r.curve[0][0])
    return f"{first.path}.curve"


def floor(q: Quantities, a: str, y: int) -> Any:
    """The activity is funded below its floor [money]."""
    return q.figures.scenario.activities[a].floor[y] * q.figures.need[a, y] - q.spend[a, y]  # type: ignore[index]


def ceiling(q: Quantities, a: str, y: int) -> Any:
    """The activity is funded above its ceiling [money]."""
    return q.spend[a, y] - q.figures.scenario.activities[a].ceiling[y] * q.figures.need[a, y]  # type: ignore[index]


def unit_cost_max(q: Quantities, a: str, y: int) -> Any:
    """The activity costs more than its unit cost allows [money]."""
    activity = q.figures.scenario.activities[a]
    driver = q.figures.scenario.drivers[str(activity.driver)]
    return q.spend[a, y] - activity.unit_cost_max[y] * driver[y]  # type: ignore[index]


def curve_start(q: Quantities, a: str, y: int) -> Any:
    """The activity is funded below the level at which its curves begin [money]."""
    return q.figures.first_level[a] * q.figures.need[a, y] - q.spend[a, y]


def growth_max(q: Quantities, y: int) -> Any:
    """The frames together grow too fast [money]."""
    allowed = q.figures.scenario.frame.growth_max[y]  # type: ignore[index]
    committees = q.figures.committees
    return sum(q.frame[c, y] for c in committees) - (1 + allowed) * sum(q.frame[c, y - 1] for c in committees)


def level(q: Quantities, a: str, y: int) -> float:
    """The funding level [share of need]."""
    return float(q.spend[a, y] / q.figures.need[a, y])


def unit_cost(q: Quantities, a: str, y: int) -> float:
    """The cost per unit of the driver [money]."""
    return float(q.spend[a, y] / q.figures.scenario.drivers[str(q.figures.scenario.activities[a].driver)][y])


def growth(q: Quantities, y: int) -> float:
    """The growth of all frames together [share]."""
    last, this = (sum(q.frame[c, t] for c in q.figures.committees) for t in (y - 1, y))
    return float(this / last - 1)
