"""Settle plan years: from numbers, or from a plan as it was planned, to the scenario that goes on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import Settled
from models.variants import vary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.plan import Plan
    from models.scenario import Scenario


def settle(scenario: Scenario, settled: Settled) -> Scenario:
    """Return the scenario with its first plan years settled; those that were settled before stay so.

    Args:
        scenario: The scenario.
        settled: The years that are settled now.

    Raises:
        ScenarioError: The settled years do not go on from each other, lack an amount, or leave no year to plan.
    """
    return vary(scenario.model_copy(update={"settled": joined(scenario.settled, settled)}), [])


def joined(before: Settled | None, now: Settled) -> Settled:
    """Return settled years and those settled after them; what is to be restored is what the later say."""
    if before is None:
        return now
    by_id = ("frames", "spend", "balances", "temporary", "permanent")
    return Settled(
        basis={**before.basis, **now.basis},
        result_reserve={**before.result_reserve, **now.result_reserve},
        restore=now.restore,
        deficit=now.deficit,
        **{part: _both(getattr(before, part), getattr(now, part)) for part in by_id},
    )


def _both(
    before: Mapping[str, Mapping[int, float]], now: Mapping[str, Mapping[int, float]]
) -> dict[str, dict[int, float]]:
    return {
        id_: {**before.get(id_, {}), **now.get(id_, {})}
        for id_ in (*before, *(k for k in now if k not in before))
    }


def as_planned(plan: Plan, year: int) -> Settled:
    """Return a plan year settled exactly as a plan has it: every flow and stock is the plan's own.

    Args:
        plan: The plan.
        year: Its first year that is not settled.
    """
    q, f = plan.q, plan.q.figures
    later = [y for y in f.years if y > year]
    due = {c: {y: f.restore[c, y] for y in later if f.restore[c, y]} for c in f.committees}
    past = {c: -f.unrestored[c, f.years[-1]] for c in f.committees}  # what is restored after the plan
    after = f.years[-1] + 1
    restore = {c: {**due[c], **({after: past[c]} if past[c] > 0 else {})} for c in f.committees}
    return Settled(
        basis={year: plan.id},
        frames={c: {year: float(q.frame[c, year])} for c in f.committees},
        spend={a: {year: float(q.spend[a, year])} for a in f.lines},
        balances={c: {year: float(q.balance[c, year])} for c in f.committees} if f.carries else {},
        restore={c: series for c, series in restore.items() if series},
        result_reserve={year: float(q.result_reserve[year])} if f.scenario.frame.result_reserve else {},
        deficit={y: f.set_aside[y] for y in later if f.set_aside[y]},
    )
