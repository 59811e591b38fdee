r"""The year-end (*bokslut*) by the scenario's rule of carry-over: what is kept, returned, restored, and by whom.

.. math::
   opening + own - returned + borne + decided = closing

In words: a committee's own surplus first restores as much of its opening deficit as the frame was decided to (model,
rule 2). Of the rest the part that the rule keeps is kept, at most up to the cap, and what is not kept returns to the
centre. A deficit is carried in full. Without carry-over nothing follows the committee but the restoration of an opening
deficit: the rest of its result is the municipality's (``returned`` a surplus, ``borne`` a deficit). What the council
decides otherwise is ``decided``, a row with a name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.figures import Figures
    from models.follow_up.money import Money
    from models.follow_up.report import FollowUp

MUNICIPAL_YEARS = 3
"""Years in which a municipality restores a deficit, by the balance requirement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The rule of carry-over for one committee.

    Attributes:
        carries: Whether balances follow the committee.
        keep: Part of a surplus that is kept [share].
        cap: Largest balance [MSEK]; None without a cap.
        years: Years in which a deficit is restored.
    """

    carries: bool
    keep: float = 1.0
    cap: float | None = None
    years: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A committee's account over the year-end [MSEK].

    Attributes:
        opening: Balance at the beginning of the year.
        own: Its own result: budget less outcome, without exempt activities.
        restored: What of it restores the opening deficit.
        kept: What of it is kept.
        returned: What returns to the centre: not kept, above the cap, or all where nothing is carried.
        borne: What of a deficit stays in the municipality's result.
        decided: What the council decided beside the rule.
        closing: Balance at the end of the year.
        restore: What is restored in each coming year, by number of years from the year-end.
    """

    opening: float
    own: float
    restored: float
    kept: float
    returned: float
    borne: float
    decided: float
    closing: float
    restore: Mapping[int, float] = field(default_factory=dict)


def close(  # noqa: PLR0913 - a year-end's terms, by name
    rule: Rule,
    opening: float,
    own: float,
    *,
    planned: float = 0.0,
    council: float | None = None,
    due: Mapping[int, float] | None = None,
) -> Closing:
    """Return a committee's year-end.

    Args:
        rule: The rule.
        opening: Balance at the beginning of the year [MSEK].
        own: Its own result [MSEK].
        planned: What the decided frame sets aside to restore the opening deficit [MSEK].
        council: Closing balance that the council decided [MSEK]; None where the rule stands.
        due: What was decided to be restored of older deficits in each coming year [MSEK]; equal steps if absent.
    """
    restored = min(max(own, 0.0), planned) if rule.carries else planned
    rest = own - restored
    if rule.carries:
        carried = rule.keep * rest if rest > 0 else rest
        by_rule = opening + restored + carried
        by_rule = by_rule if rule.cap is None else min(by_rule, rule.cap)
        returned, borne = opening + own - by_rule, 0.0
        kept = by_rule - opening - restored
    else:
        by_rule = min(opening, 0.0) + restored
        kept, returned, borne = 0.0, max(rest, 0.0) + max(opening, 0.0), max(-rest, 0.0)
    closing = by_rule if council is None else council
    return Closing(
        opening=opening,
        own=own,
        restored=restored,
        kept=kept,
        returned=returned + 0.0,
        borne=borne,
        decided=closing - by_rule,
        closing=closing,
        restore=_restored(rule, max(-closing, 0.0), _old(opening, planned) if due is None else due),
    )


def _old(opening: float, planned: float) -> dict[int, float]:
    """Return what remains of an opening deficit, in steps as large as the year's."""
    remaining = max(max(-opening, 0.0) - planned, 0.0)
    steps = round(remaining / planned) if planned > 0 else 0
    return dict.fromkeys(range(1, steps + 1), remaining / steps) if steps else {}


def _restored(rule: Rule, deficit: float, due: Mapping[int, float]) -> dict[int, float]:
    """Return what is restored in each coming year: the old deficit as it was decided, a new one from next year on."""
    whole = sum(due.values())
    old = min(deficit, whole)
    found = {n: amount * old / whole for n, amount in due.items()} if old else {}
    new = deficit - old
    for n in range(1, rule.years + 1) if new > 0 else ():
        found[n] = found.get(n, 0.0) + new / rule.years
    return found


def rule_of(figures: Figures, c: str) -> Rule:
    """Return the scenario's rule for a committee."""
    return Rule(
        carries=figures.carries,
        keep=figures.keep_surplus,
        cap=figures.balance_cap.get(c),
        years=figures.scenario.carry_over.restore_years,
    )


def year_end(follow_up: FollowUp, money: Money) -> dict[str, Closing]:
    """Return every committee's year-end; expected by the forecast where the report is no outcome.

    Args:
        follow_up: The follow-up.
        money: Money of the report.
    """
    figures = follow_up.figures
    council = money.report.content.balances or {}
    settled, y = figures.scenario.settled, follow_up.year
    due = {
        c: {t - y: amount for t, amount in sorted(series.items()) if t > y}
        for c, series in (settled.restore if settled else {}).items()
    }
    return {
        c: close(
            rule_of(figures, c),
            follow_up.opening[c],
            account.own,
            planned=min(money.decided.restore[c], max(-follow_up.opening[c], 0.0)),
            council=council.get(c),
            due=due.get(c),
        )
        for c, account in money.committees.items()
    }
