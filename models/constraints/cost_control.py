r"""Cost control (*kostnadskontroll*): floors, ceilings, unit costs, growth, and where the curves end.

.. math::
   floor_a\, need_{at} \le spend_{at} \le ceiling_a\, need_{at}, \quad
   spend_{at} \le unit\_cost\_max_{at}\, driver_{at}, \quad
   \sum_c frame_{ct} \le (1 + growth\_max_t) \sum_c frame_{c,t-1}

In words: no activity is funded below its floor, above its ceiling, dearer per head than allowed, or below the
level at which its curves begin, because nothing is known there; all frames together grow no faster than
allowed, in the first plan year against base-year frames with the tasks that move that year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.constraint import UNCHANGED, Amount, BySubject, Never, Quantities, Rows, Whole

if TYPE_CHECKING:
    from models.figures import Figures


def rows(figures: Figures) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    over = ("activity", "year")

    def having(key: str) -> tuple[tuple[str, int], ...]:
        return tuple((a, y) for a, y in figures.need if getattr(figures.activity(a), key, None) is not None)

    s = figures.scenario
    growth_limit = s.frame.growth_max
    return (
        Rows(
            name="floor",
            index=having("floor"),
            over=over,
            excess=floor,
            needs=level,
            looser=-1,
            path=lambda a, y: f"activities.{a}.floor.{y}",
            says=("golvet för {activity} {year}", "the floor of {activity} {year}"),
            noun=("golvet", "the floor"),
            amount=lambda a, y: _share(
                s.activities[a].floor[y],  # type: ignore[index]
                least=s.activities[a].floor[y] * figures.need[a, y],  # type: ignore[index]
            ),
            pushes="up",
            priced=BySubject(
                rule="floor",
                name=("golvet för {activity}", "the floor of {activity}"),
                many=("golven för {n} verksamheter", "the floors of {n} activities"),
            ),
            statutory=False,
            relief=("golv för verksamheter", "floors of activities"),
        ),
        Rows(
            name="ceiling",
            index=having("ceiling"),
            over=over,
            excess=ceiling,
            needs=level,
            looser=1,
            path=lambda a, y: f"activities.{a}.ceiling.{y}",
            says=("taket för {activity} {year}", "the ceiling of {activity} {year}"),
            noun=("taket", "the ceiling"),
            amount=lambda a, y: _share(
                s.activities[a].ceiling[y],  # type: ignore[index]
                most=s.activities[a].ceiling[y] * figures.need[a, y],  # type: ignore[index]
            ),
            pushes="down",
            priced=BySubject(
                rule="ceiling",
                name=("taket för {activity}", "the ceiling of {activity}"),
                many=("taken för {n} verksamheter", "the ceilings of {n} activities"),
            ),
            statutory=False,
            relief=("tak för verksamheter", "ceilings of activities"),
        ),
        Rows(
            name="unit_cost_max",
            index=having("unit_cost_max"),
            over=over,
            excess=unit_cost_max,
            needs=unit_cost,
            looser=1,
            path=lambda a, y: f"activities.{a}.unit_cost_max.{y}",
            says=(
                "högsta kostnad per enhet för {activity} {year}",
                "the highest unit cost of {activity} {year}",
            ),
            noun=("högsta kostnad per enhet", "the highest unit cost"),
            amount=lambda a, y: Amount(
                value=s.activities[a].unit_cost_max[y],  # type: ignore[index]
                kind="per_unit",
                most=s.activities[a].unit_cost_max[y] * s.drivers[str(s.activities[a].driver)][y],  # type: ignore[index]
            ),
            pushes="down",
            priced=BySubject(
                rule="unit_cost_max",
                name=("högsta kostnad per enhet för {activity}", "the highest unit cost of {activity}"),
                many=("högsta enhetskostnad för {n} verksamheter", "the unit costs of {n} activities"),
            ),
            statutory=False,
            relief=("kostnad per enhet", "unit costs"),
        ),
        Rows(
            name="curve_start",
            index=tuple((a, y) for a, y in figures.need if a in figures.first_level),
            over=over,
            excess=curve_start,
            path=lambda a, _: _first_curve(figures, a),
            says=(
                "effektkurvans början för {activity} {year}",
                "the start of the response curve of {activity} {year}",
            ),
            noun=("effektkurvans början", "the start of the response curve"),
            amount=lambda a, y: _share(
                figures.first_level[a], least=figures.first_level[a] * figures.need[a, y]
            ),
            pushes="up",
            priced=Never(why="without it there is nothing to count with"),
            statutory=False,
            relief=Never(why="nothing is known below a curve's first point"),
        ),
        Rows(
            name="growth_max",
            index=tuple((y,) for y in figures.years) if growth_limit else (),
            over=("year",),
            excess=growth_max,
            needs=growth,
            looser=1,
            path=lambda y: f"frame.growth_max.{y}",
            says=("ramarnas högsta ökningstakt {year}", "the highest growth of frames {year}"),
            noun=("ramarnas högsta ökningstakt", "the highest growth of frames"),
            amount=lambda y: Amount(
                value=growth_limit[y],  # type: ignore[index]
                kind="share",
                most=(1 + growth_limit[y]) * (sum(figures.base_frame.values()) + _moved(figures))  # type: ignore[index]
                if y == figures.years[0]
                else None,
            ),
            pushes="none",
            priced=Whole(
                rule="growth_max", name=("ramarnas högsta ökningstakt", "the highest growth of frames")
            ),
            statutory=False,
            relief=("ökningstakten", "the growth"),
        ),
    )


def _share(value: float, *, least: float | None = None, most: float | None = None) -> Amount:
    return Amount(value=value, kind="share", of=UNCHANGED, least=least, most=most)


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
    return sum(q.frame[c, y] for c in committees) - (1 + allowed) * _before(q, y)


def _before(q: Quantities, y: int) -> Any:
    """The frames that growth is counted from [money]: last year's; base-year ones with the first year's moved tasks."""
    last = sum(q.frame[c, y - 1] for c in q.figures.committees)
    return last + (_moved(q.figures) if y == q.figures.years[0] else 0.0)


def _moved(figures: Figures) -> float:
    """One-off items, full-year effects and technical adjustments of the first plan year [money]."""
    first = [figures.adjustment[c, figures.years[0]] for c in figures.committees]
    return sum(a.one_off + a.full_year + a.technical for a in first)


def level(q: Quantities, a: str, y: int) -> float:
    """The funding level [share of need]."""
    return float(q.spend[a, y] / q.figures.need[a, y])


def unit_cost(q: Quantities, a: str, y: int) -> float:
    """The cost per unit of the driver [money]."""
    return float(q.spend[a, y] / q.figures.scenario.drivers[str(q.figures.scenario.activities[a].driver)][y])


def growth(q: Quantities, y: int) -> float:
    """The growth of all frames together [share]."""
    return float(sum(q.frame[c, y] for c in q.figures.committees) / _before(q, y) - 1)
