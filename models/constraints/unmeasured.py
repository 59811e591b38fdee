r"""What is not measured is not moved.

.. math::
   spend_{at} = \sum_c \frac{moved\_base_{act}}{B_{ct}} \sum_{b \in F_a(c)} share_{bc}\, spend_{bt}, \qquad
   frame_{ct} = baseline_{ct}(given\_total_t) \text{ within own limits}, \qquad
   saved_{ct} = used_{ct} = returned_{ct} = 0

In words: an activity that no effect measures keeps its base-year share of its committee's spending. A committee that
nothing measures follows indexation, within its own limits, and spends its frame, unless a decision says otherwise.
F_a(c) are the activities of c that are neither carried as fixed amounts, nor decided, nor held by a limit of their
own; for an own activity, joint programmes are left out too. B_c is the sum of their moved_base.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from models.constraint import Never, Quantities, Rows
from models.indexation import indexation as baseline
from models.indexation import indexed

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from models.figures import Bound, Figures
    from models.indexation import Indexation


OWN_RULE = Never(why="it is the model's own rule, and a decision overrides it")
own_rule = partial(
    Rows, role="rule", amount=None, pushes="none", priced=OWN_RULE, statutory=False, relief=OWN_RULE
)
"""Rows of a rule that nobody set: it has no amount, no price and no relief."""


def rows(figures: Figures, indexation: Indexation) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    standing = indexation if figures.standing is None else baseline(figures.standing)
    against = _Baseline(figures=figures, indexation=indexation, standing=standing)
    kept, least, followed = *_kept(figures, against), _followed(figures, indexation)

    def unmeasured_committee(q: Quantities, c: str, y: int) -> Any:
        """The frame exceeds the baseline's, held within the committee's own limits [money]."""
        held = followed[c, y]
        if held == "baseline":
            return q.frame[c, y] - _baseline(q, c, y)
        return q.frame[c, y] - q.figures.edge(held, c, y) * q.indexed[c, y]

    def unmeasured_activity(q: Quantities, a: str, y: int) -> Any:
        """The activity gets more than its base-year share [money]."""
        return q.spend[a, y] - sum(share * q.spend[b, y] for share, b in kept[a, y])

    def unmeasured_at_least(q: Quantities, a: str, y: int) -> Any:
        """The activity, which has a lower limit of its own, falls short of its base-year share [money]."""
        return sum(share * q.spend[b, y] for share, b in least[a, y]) - q.spend[a, y]

    return (
        own_rule(
            name="unmeasured_activity",
            over=("activity", "year"),
            excess=unmeasured_activity,
            equal=True,
            index=tuple(kept),
            path=lambda a, _: figures.lines[a].path,
            says=(
                "{activity} mäts inte och behåller sin andel av nämndens kostnader {year}",
                "{activity} is not measured and keeps its share of the committee's cost {year}",
            ),
            noun=("det som inte mäts behåller sin andel", "what is not measured keeps its share"),
        ),
        own_rule(
            name="unmeasured_at_least",
            over=("activity", "year"),
            excess=unmeasured_at_least,
            index=tuple(least),
            path=lambda a, _: figures.lines[a].path,
            says=(
                "{activity} mäts inte och får minst sin andel av nämndens kostnader {year}",
                "{activity} is not measured and gets at least its share of the committee's cost {year}",
            ),
            noun=("det som inte mäts behåller sin andel", "what is not measured keeps its share"),
        ),
        own_rule(
            name="unmeasured_committee",
            over=("committee", "year"),
            excess=unmeasured_committee,
            equal=True,
            index=tuple(followed),
            path=lambda c, _: f"committees.{c}",
            says=(
                "{committee} mäts inte och följer uppräkningen {year}",
                "{committee} is not measured and follows indexation {year}",
            ),
            noun=("det som inte mäts följer uppräkningen", "what is not measured follows indexation"),
        ),
        own_rule(
            name="unmeasured_account",
            over=("committee", "year"),
            excess=unmeasured_account,
            equal=True,
            index=tuple(
                (c, y) for c in figures.committees if c not in figures.measured for y in figures.years
            ),
            path=lambda c, _: f"committees.{c}",
            says=(
                "{committee} mäts inte och använder hela sin ram {year}",
                "{committee} is not measured and spends all of its frame {year}",
            ),
            noun=("det som inte mäts använder hela sin ram", "what is not measured spends all of its frame"),
        ),
    )


def cases(figures: Figures, indexation: Indexation) -> tuple[Hashable, ...]:
    """What of these rows changes from one amount to another: which limits hold frames, and who keeps what share.

    Two scenarios with the same cases have the same rows, with other numbers in them.
    """
    standing = indexation if figures.standing is None else baseline(figures.standing)
    kept, least = _kept(figures, _Baseline(figures=figures, indexation=indexation, standing=standing))
    followed = _followed(figures, indexation)
    pools = (
        tuple((key, tuple(b for _, b in terms)) for key, terms in sorted(of.items())) for of in (kept, least)
    )
    return tuple(sorted(followed.items())), *pools


def _breaks(b: Bound, amount: float) -> bool:
    return (b.sense == "at_least" and amount < b.amount) or (b.sense == "at_most" and amount > b.amount)


def _limits(figures: Figures, a: str, y: int) -> tuple[list[float], list[float]]:
    """The activity's own lower and upper limits in a year: floor, ceiling, unit-cost ceiling, decisions [money]."""
    bounds = [b for b in figures.bounds if (b.kind, b.target, b.year) == ("spend", a, y)]
    low = [b.amount for b in bounds if b.sense == "at_least"]
    high = [b.amount for b in bounds if b.sense == "at_most"]
    activity = figures.activity(a)
    if activity is not None:
        need = figures.need[a, y]
        low += [] if activity.floor is None else [activity.floor[y] * need]
        high += [] if activity.ceiling is None else [activity.ceiling[y] * need]
        if activity.unit_cost_max is not None:
            high.append(activity.unit_cost_max[y] * figures.scenario.drivers[str(activity.driver)][y])
    return low, high


@dataclass(frozen=True, slots=True, kw_only=True)
class _Baseline:
    """What decides whether indexation breaks a limit of an unmeasured activity's.

    It is the scenario as it stands where the activity shares a committee with something that is measured, so that
    nothing switches as an amount moves. In a committee that nothing measures, V does not depend on the division, and
    it is the amounts as they are.
    """

    figures: Figures
    indexation: Indexation
    standing: Indexation

    def passes(self, a: str, y: int, side: Literal["low", "high"]) -> bool:
        """Whether an activity's spend in indexation breaks a lower or an upper limit of its own."""
        measured = any(c in self.figures.measured for c in self.figures.lines[a].shares)
        figures = self.figures.as_it_stands if measured else self.figures
        if (a, y) not in figures.need:
            return False
        spend = (self.standing if measured else self.indexation).spend[a, y]
        low, high = _limits(figures, a, y)
        return spend < max(low, default=-math.inf) if side == "low" else spend > min(high, default=math.inf)


def _undecided(figures: Figures, against: _Baseline, y: int) -> list[str]:
    """The activities that are neither fixed amounts nor decided, nor unmeasured and above an upper limit of theirs."""
    fixed = {b.target for b in figures.bounds if (b.kind, b.year, b.sense) == ("spend", y, "equals")}
    return [
        a
        for a, line in figures.lines.items()
        if (a, y) in figures.need and a not in fixed
        if line.measured or not against.passes(a, y, "high")
    ]


def _pool(figures: Figures, among: Iterable[str], a: str, c: str) -> list[str]:
    """The activities of a committee that one keeps its share of: all for a joint programme, else those not joint."""
    joint = len(figures.lines[a].shares) > 1
    return [b for b in figures.lines_of[c] if b in among and (joint or len(figures.lines[b].shares) == 1)]


Terms = tuple[tuple[float, str], ...]


def _kept(
    figures: Figures, against: _Baseline
) -> tuple[dict[tuple[str, int], Terms], dict[tuple[str, int], Terms]]:
    """For each activity with a share row: the terms (share, activity) of its pools; equalities, and inequalities.

    The last of a pool in which nothing is measured follows from the others and has no row. An activity with a lower
    limit of its own, in a pool with something that is measured, keeps at least its share, wherever its limit lies
    against the baseline: an optimum gives it no more than the larger of the two, and no row comes or goes as the total
    moves. It is in nobody else's pool, so that others keep their shares of the rest.
    """
    kept, least = {}, {}
    for y in figures.years:
        undecided = _undecided(figures, against, y)
        limited = [a for a in undecided if _keeps_at_least(figures, undecided, a, y)]
        among = dict.fromkeys(
            a
            for a in undecided
            if a not in limited and (figures.lines[a].measured or not against.passes(a, y, "low"))
        )
        for a in limited:
            if terms := _terms(figures, {**among, a: None}, a, y):
                least[a, y] = terms
        for a in among:
            if not figures.lines[a].measured and (terms := _terms(figures, among, a, y)):
                kept[a, y] = terms
    return kept, least


def _keeps_at_least(figures: Figures, undecided: list[str], a: str, y: int) -> bool:
    """Whether an activity is unmeasured, has a lower limit of its own and something measured in its pools."""
    line = figures.lines[a]
    pools = (b for c in line.shares for b in _pool(figures, undecided, a, c))
    return (
        not line.measured
        and bool(_limits(figures, a, y)[0])
        and any(figures.lines[b].measured for b in pools)
    )


def _terms(figures: Figures, among: Mapping[str, None], a: str, y: int) -> Terms:
    """The terms of an activity's share; none where it follows from the others, or its pool has no base."""
    line = figures.lines[a]
    pools = {c: _pool(figures, among, a, c) for c in line.shares}
    base = {c: sum(figures.moved_base[b, c, y] for b in pool) for c, pool in pools.items()}
    implied = len(pools) == 1 and all(
        a == max(pool) and not any(figures.lines[b].measured for b in pool) for pool in pools.values()
    )
    if implied or not all(base.values()):
        return ()
    return tuple(
        (figures.moved_base[a, c, y] / base[c] * figures.lines[b].shares[c], b)
        for c, pool in pools.items()
        for b in pool
    )


Held = Literal["baseline", "max_decrease", "max_increase"]


def _followed(figures: Figures, indexation: Indexation) -> dict[tuple[str, int], Held]:
    """How each unmeasured committee's frame follows the baseline: as it is, or at one of its own limits.

    A year in which a decision says otherwise, or in which its account alone settles the frame, is left out. The frame
    moves without a jump from one to another, so that each is that of the amounts as they are, in studies too.
    """
    return {key: held for key, (_, held) in _unmeasured(figures, indexation).items() if held is not None}


def unmeasured_frames(figures: Figures, indexation: Indexation, y: int) -> dict[str, float]:
    """Return the frames of a year of the committees that nothing measures [money].

    Args:
        figures: Figures of a scenario.
        indexation: Its baseline.
        y: The plan year.
    """
    return {c: frame for (c, t), (frame, _) in _unmeasured(figures, indexation).items() if t == y}


def _unmeasured(figures: Figures, indexation: Indexation) -> dict[tuple[str, int], tuple[float, Held | None]]:
    """The frame of each unmeasured committee and year [money], and how it follows the baseline where it does."""
    found: dict[tuple[str, int], tuple[float, Held | None]] = {}
    begun = figures.as_it_stands.begun or {}
    for c in figures.committees:
        if c in figures.measured:
            continue
        last = figures.base_frame[c]
        for y in figures.years:
            if y in figures.settled_years:
                last, held = figures.settled_frame[c, y], None
            elif y == figures.open_years[0] and c in begun:
                last, held = begun[c], None
            else:
                last, held = _one_unmeasured(figures, indexation, c, y, last)
            found[c, y] = last, held
    return found


def _one_unmeasured(
    figures: Figures, indexation: Indexation, c: str, y: int, last: float
) -> tuple[float, Held | None]:
    settled = _settled(figures, c, y)
    if settled is not None:
        return settled, None
    aim, held = _within_limits(figures, indexation, c, y, last)
    bounds = [b for b in figures.bounds if b.kind == "frame" and (b.target, b.year) == (c, y)]
    decided = next((b.amount for b in bounds if b.sense == "equals" or _breaks(b, aim)), None)
    return (aim, held) if decided is None else (decided, None)


def _settled(figures: Figures, c: str, y: int) -> float | None:
    """Return the frame that a committee's account alone settles [money]; None where it does not."""
    if not figures.settled(c, y):
        return None
    amounts = figures.fixed | figures.earmarked
    spent = sum(figures.lines[a].shares[c] * amounts[a, y] for a in figures.lines_of[c])
    return spent + figures.restore[c, y]


def _within_limits(
    figures: Figures, indexation: Indexation, c: str, y: int, last: float
) -> tuple[float, Held]:
    """Return the baseline's frame held within the committee's own limits [money], and what holds it."""
    before = indexed(figures, c, y, last)
    least, most = (figures.edge(key, c, y) * before for key in ("max_decrease", "max_increase"))
    frame = indexation.frame[c, y]
    if figures.band("max_decrease", c, y) is not None and frame < least:
        return least, "max_decrease"
    if figures.band("max_increase", c, y) is not None and frame > most:
        return most, "max_increase"
    return frame, "baseline"


def _baseline(q: Quantities, c: str, y: int) -> Any:
    """The baseline's frame at the same total [money]."""
    return q.indexation.slope[c, y] * (q.given_total[y] - q.figures.total[y]) + q.indexation.frame[c, y]


def unmeasured_account(q: Quantities, c: str, y: int) -> Any:
    """The committee keeps, draws or hands back money [money]."""
    return q.saved[c, y] + q.used[c, y] + q.returned[c, y]
