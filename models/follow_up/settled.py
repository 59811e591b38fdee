r"""A followed year as a settled one: what was appropriated, spent, carried and reserved, as numbers.

In words: a year with an outcome is settled at the outcome, before that at the forecast. Its frames are the decided ones
with every appropriation; what was appropriated for the year alone is no base of the next one's frame. Where a report
tells a committee and not its activities, the rest of what the committee cost is divided as the decided plan divides it.
What the municipality restores of a deficit of its own is a third a year, less what committees restore of theirs the
same year: the same krona is not restored twice.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from models.follow_up.file import ZERO
from models.scenario import Settled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from models.figures import Figures
    from models.follow_up.balance_requirement import BalanceRequirement
    from models.follow_up.money import Account, Money
    from models.follow_up.report import FollowUp
    from models.follow_up.year_end import Closing
    from models.plan import Plan

DECIMALS = 9
"""Decimals of the amounts of a settled year [MSEK], so that a file can hold them as they are."""


def settled_year(
    follow_up: FollowUp,
    money: Money,
    plan: Plan,
    closings: Mapping[str, Closing],
    requirement: BalanceRequirement | None,
) -> Settled:
    """Return the followed year, settled at a report.

    Args:
        follow_up: The follow-up.
        money: Money of the report.
        plan: What was decided.
        closings: The year-end by committee.
        requirement: The balance requirement; None where the municipality's result is not told.
    """
    figures, y = follow_up.figures, follow_up.year
    kept = {c: _amounts(account, money, permanent=True) for c, account in money.committees.items()}
    once = {c: _amounts(account, money, permanent=False) for c, account in money.committees.items()}
    restore = {
        c: {y + n: amount for n, amount in sorted(closing.restore.items()) if amount}
        for c, closing in closings.items()
    }
    reserve = result_reserve(follow_up, money, plan)
    return Settled(
        basis={y: basis(follow_up, money)},
        frames=_rounded({c: {y: account.budget} for c, account in money.committees.items()}),
        spend=_rounded({a: {y: amount} for a, amount in spends(figures, money).items()}),
        balances=_rounded(
            {c: {y: closing.closing} for c, closing in closings.items()} if figures.carries else {}
        ),
        temporary=_rounded({c: {y: amount} for c, amount in once.items() if amount}),
        permanent=_rounded({c: {y: amount} for c, amount in kept.items() if amount}),
        restore=_rounded({c: series for c, series in restore.items() if series}),
        result_reserve=_rounded({} if reserve is None else {y: reserve}),
        deficit=_rounded(set_aside(figures, y, restore, requirement)),
    )


def _rounded(amounts: Any) -> Any:
    """Return a tree of amounts without the digits that only arithmetic has left."""
    if isinstance(amounts, dict):
        return {key: _rounded(entry) for key, entry in amounts.items()}
    return round(amounts, DECIMALS) + 0.0


def basis(follow_up: FollowUp, money: Money) -> str:
    """Return what the settled year rests on, in the scenario's language."""
    report = money.report
    kinds = {
        "sv": ("Prognos", "Utfall", "Preliminär prognos", "Preliminärt utfall"),
        "en": ("Forecast", "Outcome", "Preliminary forecast", "Preliminary outcome"),
    }[follow_up.scenario.language]
    kind = kinds[report.outcome + 2 * report.content.preliminary]
    return f"{kind} {report.date}, {PurePath(follow_up.path).name or follow_up.content.title}"


def _amounts(account: Account, money: Money, *, permanent: bool) -> float:
    """Return what a committee was appropriated during the year, for good or for the year alone [MSEK]."""
    given = money.appropriations
    return sum(
        amount
        for id_, amount in account.appropriations.items()
        if (id_ in given and (given[id_].permanent or given[id_].kind == "technical")) == permanent
    )


def spends(figures: Figures, money: Money) -> dict[str, float]:
    """Return what each activity cost, or is expected to [MSEK]; a committee's sum is what it reports."""
    told = {a: money.activities[a].forecast for a in figures.lines if a in money.activities}
    told |= {c: money.committees[c].forecast for c in figures.lines if c in money.committees}
    planned = {a: max(money.decided.spend[a], 0.0) for a in figures.lines}
    for a, line in figures.lines.items():
        if a not in told and len(line.shares) > 1:  # a joint programme follows its committees
            told[a] = sum(
                share * money.committees[c].forecast * planned[a] / _cost(figures, planned, c)
                for c, share in line.shares.items()
            )
    for c in figures.committees:
        rest = [a for a in figures.lines_of[c] if a not in told]
        left = money.committees[c].forecast - sum(
            figures.lines[a].shares[c] * told[a] for a in figures.lines_of[c] if a in told
        )
        whole = sum(planned[a] for a in rest)
        told |= {a: left * planned[a] / whole if whole else left / len(rest) for a in rest}
    return {a: told[a] for a in figures.lines}


def _cost(figures: Figures, planned: Mapping[str, float], c: str) -> float:
    return sum(figures.lines[a].shares[c] * planned[a] for a in figures.lines_of[c])


def result_reserve(follow_up: FollowUp, money: Money, plan: Plan) -> float | None:
    """Return the result reserve at the year's end [MSEK]: as reported, else as planned; None where there is none."""
    y, q = follow_up.year, plan.q
    if follow_up.scenario.frame.result_reserve is None:
        return None
    opening, given = float(q.result_reserve[y - 1]), follow_up.reconciliation(money.report)
    if given is not None:
        return max(opening + given.to_reserve - given.from_reserve, 0.0)
    told = money.report.content.withdrawal is not None
    drawn = money.municipality.withdrawal if told else float(q.withdrawal[y])
    return max(opening + float(q.deposit[y]) - drawn, 0.0)


def set_aside(
    figures: Figures,
    year: int,
    restore: Mapping[str, Mapping[int, float]],
    requirement: BalanceRequirement | None,
) -> dict[int, float]:
    """Return what the municipality restores of its own deficits in the years after one, off their totals [MSEK].

    Args:
        figures: Figures of the scenario.
        year: The settled year.
        restore: What committees restore, by committee and year.
        requirement: The balance requirement of the year.
    """
    settled = figures.scenario.settled
    before = {y: amount for y, amount in (settled.deficit if settled else {}).items() if y > year}
    found = dict(before)
    for y, amount in (requirement.restore(year) if requirement else {}).items():
        new = sum(
            max(series.get(y, 0.0) - figures.restore.get((c, y), 0.0), 0.0) for c, series in restore.items()
        )
        found[y] = found.get(y, 0.0) + max(amount - new, 0.0)
    return {y: amount for y, amount in sorted(found.items()) if amount > ZERO}
