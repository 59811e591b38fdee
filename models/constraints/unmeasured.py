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

from typing import TYPE_CHECKING, Any, Literal

from models.constraint import Never, Quantities, Rows
from models.indexation import indexation as baseline
from models.indexation import indexed

if TYPE_CHECKING:
    from models.figures import Bound, Figures
    from models.indexation import Indexation


OWN_RULE = Never(why="it is the model's own rule, and a decision overrides it")


def rows(figures: Figures, indexation: Indexation) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    standing = indexation if figures.standing is None else baseline(figures.standing)
    kept, followed = _kept(figures, standing), _followed(figures, standing)

    def unmeasured_committee(q: Quantities, c: str, y: int) -> Any:
        """The frame exceeds the baseline's, held within the committee's own limits [money]."""
        held = followed[c, y]
        if held == "baseline":
            return q.frame[c, y] - _baseline(q, c, y)
        sign = -1 if held == "max_decrease" else 1
        return q.frame[c, y] - (1 + sign * (q.figures.band(held, c, y) or 0.0)) * q.indexed[c, y]

    def unmeasured_activity(q: Quantities, a: str, y: int) -> Any:
        """The activity gets more than its base-year share [money]."""
        return q.spend[a, y] - sum(share * q.spend[b, y] for share, b in kept[a, y])

    return (
        Rows(
            name="unmeasured_activity",
            over=("activity", "year"),
            excess=unmeasured_activity,
            equal=True,
            role="rule",
            index=tuple(kept),
            path=lambda a, _: figures.lines[a].path,
            says=(
                "{activity} mäts inte och behåller sin andel av nämndens kostnader {year}",
                "{activity} is not measured and keeps its share of the committee's cost {year}",
            ),
            noun=("det som inte mäts behåller sin andel", "what is not measured keeps its share"),
            amount=None,
            pushes="none",
            priced=OWN_RULE,
            statutory=False,
            relief=OWN_RULE,
        ),
        Rows(
            name="unmeasured_committee",
            over=("committee", "year"),
            excess=unmeasured_committee,
            equal=True,
            role="rule",
            index=tuple(followed),
            path=lambda c, _: f"committees.{c}",
            says=(
                "{committee} mäts inte och följer uppräkningen {year}",
                "{committee} is not measured and follows indexation {year}",
            ),
            noun=("det som inte mäts följer uppräkningen", "what is not measured follows indexation"),
            amount=None,
            pushes="none",
            priced=OWN_RULE,
            statutory=False,
            relief=OWN_RULE,
        ),
        Rows(
            name="unmeasured_account",
            over=("committee", "year"),
            excess=unmeasured_account,
            equal=True,
            role="rule",
            index=tuple(
                (c, y) for c in figures.committees if c not in figures.measured for y in figures.years
            ),
            path=lambda c, _: f"committees.{c}",
            says=(
                "{committee} mäts inte och använder hela sin ram {year}",
                "{committee} is not measured and spends all of its frame {year}",
            ),
            noun=("det som inte mäts använder hela sin ram", "what is not measured spends all of its frame"),
            amount=None,
            pushes="none",
            priced=OWN_RULE,
            statutory=False,
            relief=OWN_RULE,
        ),
    )


def _breaks(b: Bound, amount: float) -> bool:
    return (b.sense == "at_least" and amount < b.amount) or (b.sense == "at_most" and amount > b.amount)


def _breaks_limit(figures: Figures, a: str, y: int, spend: float) -> bool:
    """Whether a spend breaks the activity's own floor, ceiling or unit-cost ceiling."""
    activity = figures.activity(a)
    if activity is None:
        return False
    need = figures.need[a, y]
    return (
        (activity.floor is not None and spend < activity.floor[y] * need)
        or (activity.ceiling is not None and spend > activity.ceiling[y] * need)
        or (
            activity.unit_cost_max is not None
            and spend > activity.unit_cost_max[y] * figures.scenario.drivers[str(activity.driver)][y]
        )
    )


def free(figures: Figures, indexation: Indexation, y: int) -> dict[str, None]:
    """F: activities that are neither carried as fixed amounts, nor decided, nor held by a limit in a year, sorted.

    An unmeasured activity whose baseline spend breaks a limit or a decision is left to that limit alone.
    """
    decided = {b.target for b in figures.bounds if (b.kind, b.year, b.sense) == ("spend", y, "equals")}
    decided |= {
        b.target
        for b in figures.bounds
        if (b.kind, b.year) == ("spend", y)
        and not figures.lines[b.target].measured
        and _breaks(b, indexation.spend[b.target, y])
    }
    return dict.fromkeys(
        a
        for a, line in figures.lines.items()
        if (a, y) in figures.need
        and a not in decided
        and (line.measured or not _breaks_limit(figures, a, y, indexation.spend[a, y]))
    )


def _pool(figures: Figures, among: dict[str, None], a: str, c: str) -> list[str]:
    """The activities of a committee that one keeps its share of: all for a joint programme, else those not joint."""
    joint = len(figures.lines[a].shares) > 1
    return [b for b in figures.lines_of[c] if b in among and (joint or len(figures.lines[b].shares) == 1)]


def _kept(figures: Figures, standing: Indexation) -> dict[tuple[str, int], tuple[tuple[float, str], ...]]:
    """For each activity with a share row: the terms (share, activity) of its pools.

    The last of a pool in which nothing is measured follows from the others and has no row.
    """
    kept = {}
    for y in figures.years:
        among = {a: None for a in free(figures.as_it_stands, standing, y) if (a, y) in figures.need}
        for a in among:
            line = figures.lines[a]
            if line.measured:
                continue
            pools = {c: _pool(figures, among, a, c) for c in line.shares}
            base = {c: sum(figures.moved_base[b, c, y] for b in pool) for c, pool in pools.items()}
            implied = len(pools) == 1 and all(
                a == max(pool) and not any(figures.lines[b].measured for b in pool) for pool in pools.values()
            )
            if not implied and all(base.values()):
                kept[a, y] = tuple(
                    (figures.moved_base[a, c, y] / base[c] * figures.lines[b].shares[c], b)
                    for c, pool in pools.items()
                    for b in pool
                )
    return kept


Held = Literal["baseline", "max_decrease", "max_increase"]


def _followed(figures: Figures, standing: Indexation) -> dict[tuple[str, int], Held]:
    """How each unmeasured committee's frame follows the baseline: as it is, or at one of its own limits.

    A year in which a decision says otherwise, or in which its account alone settles the frame, is left out. Which
    it is depends on the baseline of the scenario as it stands, so that no rule switches as an amount moves.
    """
    figures = figures.as_it_stands
    followed: dict[tuple[str, int], Held] = {}
    for c in figures.committees:
        if c in figures.measured:
            continue
        last = figures.base_frame[c]
        for y in figures.years:
            settled = _settled(figures, c, y)
            if settled is not None:
                last = settled
                continue
            aim, held = _within_limits(figures, standing, c, y, last)
            bounds = [b for b in figures.bounds if b.kind == "frame" and (b.target, b.year) == (c, y)]
            decided = next((b.amount for b in bounds if b.sense == "equals" or _breaks(b, aim)), None)
            if decided is None:
                followed[c, y] = held
            last = aim if decided is None else decided
    return followed


def _settled(figures: Figures, c: str, y: int) -> float | None:
    """Return the frame that a committee's account alone settles [money]: every activity has a fixed amount."""
    amounts = figures.fixed | figures.earmarked
    if not all((a, y) in amounts for a in figures.lines_of[c]):
        return None
    spent = sum(figures.lines[a].shares[c] * amounts[a, y] for a in figures.lines_of[c])
    return spent + figures.restore[c, y]


def _within_limits(figures: Figures, standing: Indexation, c: str, y: int, last: float) -> tuple[float, Held]:
    """Return the baseline's frame held within the committee's own limits [money], and what holds it."""
    before = indexed(figures, c, y, last)
    down, up = (figures.band(key, c, y) for key in ("max_decrease", "max_increase"))
    frame = standing.frame[c, y]
    if down is not None and frame < (1 - down) * before:
        return (1 - down) * before, "max_decrease"
    if up is not None and frame > (1 + up) * before:
        return (1 + up) * before, "max_increase"
    return frame, "baseline"


def _baseline(q: Quantities, c: str, y: int) -> Any:
    """The baseline's frame at the same total [money]."""
    return q.indexation.slope[c, y] * (q.given_total[y] - q.figures.total[y]) + q.indexation.frame[c, y]


def unmeasured_account(q: Quantities, c: str, y: int) -> Any:
    """The committee keeps, draws or hands back money [money]."""
    return q.saved[c, y] + q.used[c, y] + q.returned[c, y]
