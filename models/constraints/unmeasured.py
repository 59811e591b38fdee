r"""What is not measured is not moved.

.. math::
   spend_{at} = \sum_c \frac{share_{ac}\, base_a}{B_c} \sum_{b \in F_a(c)} share_{bc}\, spend_{bt}, \qquad
   frame_{ct} = baseline_{ct}(total_t)

In words: an activity that no effect measures keeps its base-year share of its committee's spending, and a
committee that nothing measures follows indexation, unless a decision says otherwise. F_a(c) are the
activities of c that are neither carried as fixed amounts nor decided; for an own activity, joint programmes
are left out too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.constraint import Never, Quantities, Rows, Whole

if TYPE_CHECKING:
    from models.figures import Bound, Figures
    from models.indexation import Indexation


PRICED = Whole(
    rule="unmeasured", name=("det som inte mäts flyttas inte", "what is not measured is not moved")
)
OWN_RULE = Never(why="it is the model's own rule, and a decision overrides it")


def rows(figures: Figures, indexation: Indexation) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    kept = _kept(figures, indexation)

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
            priced=PRICED,
            statutory=False,
            relief=OWN_RULE,
        ),
        Rows(
            name="unmeasured_committee",
            over=("committee", "year"),
            excess=unmeasured_committee,
            equal=True,
            role="rule",
            index=tuple(
                (c, y)
                for c in figures.committees
                for y in figures.years
                if _follows(figures, indexation, c, y)
            ),
            path=lambda c, _: f"committees.{c}",
            says=(
                "{committee} mäts inte och följer uppräkningen {year}",
                "{committee} is not measured and follows indexation {year}",
            ),
            noun=("det som inte mäts följer uppräkningen", "what is not measured follows indexation"),
            amount=None,
            pushes="none",
            priced=PRICED,
            statutory=False,
            relief=OWN_RULE,
        ),
    )


def _breaks(b: Bound, amount: float) -> bool:
    return (b.sense == "at_least" and amount < b.amount) or (b.sense == "at_most" and amount > b.amount)


def free(figures: Figures, indexation: Indexation, y: int) -> dict[str, None]:
    """F: activities that are neither carried as fixed amounts nor decided in a year, sorted."""
    decided = {
        b.target
        for b in figures.bounds
        if b.kind == "spend"
        and b.year == y
        and (
            b.sense == "equals"
            or (not figures.lines[b.target].measured and _breaks(b, indexation.spend[b.target, y]))
        )
    }
    return dict.fromkeys(a for a in figures.lines if (a, y) in figures.need and a not in decided)


def _pool(figures: Figures, among: dict[str, None], a: str, c: str) -> list[str]:
    """The activities of a committee that one keeps its share of: all for a joint programme, else those not joint."""
    joint = len(figures.lines[a].shares) > 1
    return [b for b in figures.lines_of[c] if b in among and (joint or len(figures.lines[b].shares) == 1)]


def _base(figures: Figures, pool: list[str], c: str) -> float:
    return sum(figures.lines[b].shares[c] * figures.lines[b].base for b in pool)


def _kept(figures: Figures, indexation: Indexation) -> dict[tuple[str, int], tuple[tuple[float, str], ...]]:
    """What each unmeasured activity whose share is a row keeps: (share of its spend, activity) of all in its pools.

    The last of a pool that nothing measures follows from the others and has no row.
    """
    kept = {}
    for y in figures.years:
        among = free(figures, indexation, y)
        for a in among:
            line = figures.lines[a]
            if line.measured:
                continue
            pools = {c: _pool(figures, among, a, c) for c in line.shares}
            base = {c: _base(figures, pool, c) for c, pool in pools.items()}
            implied = len(pools) == 1 and all(
                a == max(pool) and not any(figures.lines[b].measured for b in pool) for pool in pools.values()
            )
            if not implied and all(base.values()):
                kept[a, y] = tuple(
                    (line.shares[c] * line.base / base[c] * figures.lines[b].shares[c], b)
                    for c, pool in pools.items()
                    for b in pool
                )
    return kept


def _follows(figures: Figures, indexation: Indexation, c: str, y: int) -> bool:
    """Whether an unmeasured committee's frame is the baseline's in a year."""
    if c in figures.measured:
        return False
    by_decision = any(
        b.kind == "frame"
        and (b.target, b.year) == (c, y)
        and (b.sense == "equals" or _breaks(b, indexation.frame[c, y]))
        for b in figures.bounds
    )
    settled = all((a, y) in figures.fixed or (a, y) in figures.earmarked for a in figures.lines_of[c])
    return not by_decision and not settled


def unmeasured_committee(q: Quantities, c: str, y: int) -> Any:
    """The frame exceeds the baseline's at the same total [money]."""
    baseline = q.indexation.slope[c, y] * (q.given_total[y] - q.figures.total[y]) + q.indexation.frame[c, y]
    return q.frame[c, y] - baseline
