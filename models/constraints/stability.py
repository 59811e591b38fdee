r"""Stability (*stabilitet*): no frame moves further than a committee can plan for.

.. math::
   (1-\delta^-_c)\, indexed_{ct} \le frame_{ct} \le (1+\delta^+_c)\, indexed_{ct}, \qquad
   frame_{ct} - indexed_{ct} = increase_{ct} - decrease_{ct}, \qquad
   \sum_c (increase_{ct} + decrease_{ct}) \le turnover_t \cdot given\_total_t

and inside committees, for measured activities,

.. math::
   (1-d)\, g_{at}\, spend_{a,t-1} \le spend_{at} \le (1+u)\, g_{at}\, spend_{a,t-1}, \qquad
   g_{at} = need_{at} / need_{a,t-1}

In words: against last year's indexed frame a committee loses at most ``max_decrease`` and gains at most
``max_increase``, shares of that frame's size also where it is income, and all committees together move at
most the turnover. The funding level of an activity falls at most by the share d a year and rises at most by
u.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

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
INSIDE = Whole(
    rule="activities",
    name=("taken för ändring inom nämnderna", "the caps on change inside committees"),
    group="stability",
)
LAST_LEVEL = ("av förra årets nivå", "of last year's level")


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

    def banded(key: Literal["max_decrease", "max_increase"], c: str, y: int) -> tuple[float, float | None]:
        """A band, and the frame that it allows where last year's is known [money]."""
        share = figures.band(key, c, y) or 0.0
        if y != figures.years[0]:
            return share, None
        return share, figures.edge(key, c, y) * indexed(figures, c, y, figures.base_frame[c])

    def least(c: str, y: int) -> Amount:
        share, frame = banded("max_decrease", c, y)
        return Amount(value=share, kind="share", least=frame)

    def most(c: str, y: int) -> Amount:
        share, frame = banded("max_increase", c, y)
        return Amount(value=share, kind="share", most=frame)

    return (
        Rows(
            name="max_decrease",
            index=tuple(i for i in each if figures.band("max_decrease", *i) is not None),
            over=over,
            excess=max_decrease,
            needs=decreased,
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
            index=tuple(i for i in each if figures.band("max_increase", *i) is not None),
            over=over,
            excess=max_increase,
            needs=increased,
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
        Rows(
            name="activity_decrease",
            index=_bounded_activities(figures, "max_decrease"),
            over=("activity", "year"),
            excess=activity_decrease,
            needs=level_fallen,
            looser=1,
            path=lambda _, y: f"stability.activities.max_decrease.{y}",
            says=("taket för minskning för {activity} {year}", "the cap on decrease of {activity} {year}"),
            noun=("taket för minskning", "the cap on decrease"),
            amount=lambda a, y: Amount(
                value=inside(figures, "max_decrease", y),
                kind="share",
                of=LAST_LEVEL,
                least=_allowed(figures, "max_decrease", -1, a, y),
            ),
            pushes="up",
            priced=INSIDE,
            statutory=False,
            relief=("tak för minskning inom nämnderna", "caps on decrease inside committees"),
        ),
        Rows(
            name="activity_increase",
            index=_bounded_activities(figures, "max_increase"),
            over=("activity", "year"),
            excess=activity_increase,
            needs=level_risen,
            looser=1,
            path=lambda _, y: f"stability.activities.max_increase.{y}",
            says=("taket för ökning för {activity} {year}", "the cap on increase of {activity} {year}"),
            noun=("taket för ökning", "the cap on increase"),
            amount=lambda a, y: Amount(
                value=inside(figures, "max_increase", y),
                kind="share",
                of=LAST_LEVEL,
                most=_allowed(figures, "max_increase", 1, a, y),
            ),
            pushes="down",
            priced=INSIDE,
            statutory=False,
            relief=("tak för ökning inom nämnderna", "caps on increase inside committees"),
        ),
    )


def _bounded_activities(figures: Figures, key: str) -> tuple[tuple[str, int], ...]:
    """Measured activities and years in which a limit inside committees binds: need last year, and a limit."""
    limits = figures.scenario.stability.activities
    if limits is None or getattr(limits, key) is None:
        return ()
    return tuple(
        (a, y) for (a, y), before in figures.need_before.items() if figures.lines[a].measured and before > 0
    )


def inside(figures: Figures, key: str, y: int) -> float:
    """The limit on the change of an activity's funding level in a year [share of last year's]."""
    limit: float = getattr(figures.scenario.stability.activities, key)[y]
    return limit


def _allowed(figures: Figures, key: str, sign: int, a: str, y: int) -> float | None:
    """The spend that a limit inside committees allows in the first plan year, where last year's is known [money]."""
    if y != figures.years[0]:
        return None
    kept = figures.need[a, y] / figures.need_before[a, y] * figures.lines[a].base
    return (1 + sign * inside(figures, key, y)) * kept


def _carried(q: Quantities, a: str, y: int) -> Any:
    """Last year's spend at this year's need [money]: what keeps the funding level."""
    f = q.figures
    before = f.lines[a].base if y == f.years[0] else q.spend[a, y - 1]
    return f.need[a, y] / f.need_before[a, y] * before


def activity_decrease(q: Quantities, a: str, y: int) -> Any:
    """The funding level of the activity falls too far [money]."""
    return (1 - inside(q.figures, "max_decrease", y)) * _carried(q, a, y) - q.spend[a, y]


def activity_increase(q: Quantities, a: str, y: int) -> Any:
    """The funding level of the activity rises too far [money]."""
    return q.spend[a, y] - (1 + inside(q.figures, "max_increase", y)) * _carried(q, a, y)


def level_fallen(q: Quantities, _: str, y: int) -> float:
    """The largest fall of a funding level in the year [share of last year's], as all activities share the limit."""
    return max(
        (-level_change(q, a, y) for a, at in _bounded_activities(q.figures, "max_decrease") if at == y)
    )


def level_risen(q: Quantities, _: str, y: int) -> float:
    """The largest rise of a funding level in the year [share of last year's], as all activities share the limit."""
    return max((level_change(q, a, y) for a, at in _bounded_activities(q.figures, "max_increase") if at == y))


def level_change(q: Quantities, a: str, y: int) -> float:
    """The change of an activity's funding level [share of last year's]."""
    kept = float(_carried(q, a, y))
    return float(q.spend[a, y]) / kept - 1 if kept else 0.0


def moves_are_counted(figures: Figures) -> bool:
    """Whether anything limits or prices the sum of changes."""
    return figures.scenario.stability.turnover is not None or figures.scenario.stability.change_price > 0


def max_decrease(q: Quantities, c: str, y: int) -> Any:
    """The frame falls too far [money]."""
    return q.figures.edge("max_decrease", c, y) * q.indexed[c, y] - q.frame[c, y]


def max_increase(q: Quantities, c: str, y: int) -> Any:
    """The frame rises too far [money]."""
    return q.frame[c, y] - q.figures.edge("max_increase", c, y) * q.indexed[c, y]


def frame_change(q: Quantities, c: str, y: int) -> Any:
    """The change is larger than increase less decrease [money]."""
    return q.frame[c, y] - q.indexed[c, y] - (q.increase[c, y] - q.decrease[c, y])


def turnover(q: Quantities, y: int) -> Any:
    """More is moved than allowed [money]."""
    moved = sum(q.increase[c, y] + q.decrease[c, y] for c in q.figures.committees)
    return moved - q.figures.scenario.stability.turnover[y] * q.given_total[y]  # type: ignore[index]


def decreased(q: Quantities, c: str, y: int) -> float:
    """How far the frame falls [share of the indexed frame's size]."""
    fall = float(1 - q.frame[c, y] / q.indexed[c, y]) if q.indexed[c, y] else 0.0
    return fall * q.figures.direction(c)


def increased(q: Quantities, c: str, y: int) -> float:
    """How far the frame rises [share of indexed frame]."""
    return -decreased(q, c, y)


def turned_over(q: Quantities, y: int) -> float | None:
    """What is moved [share of total]; None without a total."""
    if q.given_total[y] <= 0:
        return None
    return float(sum(q.increase[c, y] + q.decrease[c, y] for c in q.figures.committees) / q.given_total[y])
