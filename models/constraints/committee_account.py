r"""Committee account (*nämndens konto*) and its carry-over (*över- och underskott*).

.. math::
   \sum_{a} share_{ac}\, spend_{at} &= frame_{ct} - restore_{ct} - saved_{ct} + used_{ct} - returned_{ct} \\
   balance_{ct} &= balance_{c,t-1} + restore_{ct} + saved_{ct} - used_{ct}, \qquad
   (1 - keep)\, saved_{ct} \le keep \cdot returned_{ct} \\
   unrestored_{ct} \le balance_{ct} &\le \min(cap\_amount, cap\_share \cdot \max(0, base_c)), \qquad
   \sum_c used_{ct} \le room\_share \cdot given\_total_t

In words: a committee spends its frame, less what it restores, keeps and hands back, plus what it draws. Of a
surplus the part ``keep`` may be kept, never more than the cap; the rest goes back to the centre. No new deficit is
planned; all committees together draw no more than the room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from models.constraint import BOOKKEEPING, OF_TOTAL, Amount, Never, Quantities, Rows, Whole

if TYPE_CHECKING:
    from models.figures import Figures


def rows(figures: Figures) -> tuple[Rows, ...]:
    """The rows of this family that the scenario asks for."""
    rule = figures.scenario.carry_over
    each = tuple((c, y) for c in figures.committees for y in figures.years)
    carried = each if figures.carries else ()
    over = ("committee", "year")
    room = tuple((y,) for y in figures.years) if rule.room_share is not None else ()

    def cap(c: str) -> Amount:
        most = figures.balance_cap[c]
        if cap_key(figures, c) == "cap_amount":
            return Amount(value=most, kind="money")
        of = ("av ramen i basåret", "of the base-year frame")
        return Amount(value=rule.cap_share or 0.0, kind="share", of=of, most=most)

    return (
        Rows(
            name="account",
            index=each,
            over=over,
            excess=account,
            equal=True,
            role="account",
            path=lambda c, _: f"committees.{c}",
            says=(
                "balansen mellan ram och kostnader för {committee} {year}",
                "the balance of frame and costs of {committee} {year}",
            ),
            noun=("balansen mellan ram och kostnader", "the balance of frame and costs"),
            amount=None,
            pushes="none",
            priced=BOOKKEEPING,
            statutory=False,
            relief=BOOKKEEPING,
        ),
        Rows(
            name="balance",
            index=carried,
            over=over,
            excess=balance,
            equal=True,
            role="account",
            path=lambda c, _: f"committees.{c}.opening_balance",
            says=(
                "överföringen av sparade medel för {committee} {year}",
                "the carrying on of the balance of {committee} {year}",
            ),
            noun=("överföringen av sparade medel", "the carrying on of the balance"),
            amount=None,
            pushes="none",
            priced=BOOKKEEPING,
            statutory=False,
            relief=BOOKKEEPING,
        ),
        Rows(
            name="kept_surplus",
            index=carried if figures.keep_surplus < 1 else (),
            over=over,
            excess=kept_surplus,
            needs=lambda q, *_: part_kept(q),
            looser=1,
            path=lambda *_: "carry_over.keep_surplus",
            says=(
                "andelen av överskottet som {committee} får behålla {year}",
                "the part of a surplus that {committee} may keep {year}",
            ),
            noun=("andelen av överskott som får behållas", "the part of surpluses that may be kept"),
            amount=lambda *_: Amount(
                value=figures.keep_surplus, kind="share", of=("av överskottet", "of the surplus")
            ),
            pushes="none",
            priced=Whole(
                rule="keep_surplus",
                name=("andelen av överskott som får behållas", "the part of surpluses that may be kept"),
            ),
            statutory=False,
            relief=("andelen av överskott som får behållas", "the part of surpluses that may be kept"),
        ),
        Rows(
            name="no_new_deficit",
            index=carried,
            over=over,
            excess=no_new_deficit,
            path=lambda c, _: f"committees.{c}.opening_balance",
            says=(
                "förbudet mot nytt underskott för {committee} {year}",
                "the ban on new deficits of {committee} {year}",
            ),
            noun=("förbudet mot nytt underskott", "the ban on new deficits"),
            amount=None,
            pushes="none",
            priced=Never(why="no plan is allowed a new deficit"),
            statutory=False,
            relief=Never(why="no deficit is ever planned"),
        ),
        Rows(
            name="balance_cap",
            index=tuple(i for i in carried if i[0] in figures.balance_cap),
            over=over,
            excess=balance_cap,
            needs=needed_cap,
            looser=1,
            path=lambda c, _: f"carry_over.{cap_key(figures, c)}",
            says=(
                "taket för sparade medel för {committee} {year}",
                "the cap on the balance of {committee} {year}",
            ),
            noun=("taket för sparade medel", "the cap on balances"),
            amount=lambda c, _: cap(c),
            pushes="none",
            priced=Whole(rule="balance_cap", name=("taket för sparade medel", "the cap on balances")),
            statutory=False,
            relief=("tak för sparade medel", "caps on balances"),
        ),
        Rows(
            name="carry_over_room",
            index=room,
            over=("year",),
            excess=carry_over_room,
            needs=room_used,
            looser=1,
            path=lambda _: "carry_over.room_share",
            says=("utrymmet för att använda sparade medel {year}", "the room for using balances {year}"),
            noun=("utrymmet för att använda sparade medel", "the room for using balances"),
            amount=lambda y: Amount(
                value=rule.room_share or 0.0,
                kind="share",
                of=OF_TOTAL,
                most=(rule.room_share or 0.0) * figures.total[y],
            ),
            pushes="none",
            priced=Whole(
                rule="carry_over_room",
                name=("utrymmet för att använda sparade medel", "the room for using balances"),
            ),
            statutory=False,
            relief=("utrymmet för att använda sparade medel", "the room for using balances"),
        ),
    )


def account(q: Quantities, c: str, y: int) -> Any:
    """The activities cost more than the committee has [money]."""
    cost = sum(q.figures.lines[a].shares[c] * q.spend[a, y] for a in q.figures.lines_of[c])
    has = q.frame[c, y] - q.restored[c, y] - q.saved[c, y] + q.used[c, y] - q.returned[c, y]
    return cost - has


def balance(q: Quantities, c: str, y: int) -> Any:
    """The balance exceeds what was put aside [money]."""
    kept = q.restored[c, y] + q.saved[c, y] - q.used[c, y]
    return q.balance[c, y] - q.balance[c, y - 1] - kept


def kept_surplus(q: Quantities, c: str, y: int) -> Any:
    """The committee keeps more than its part of a surplus [money]."""
    keep = q.figures.keep_surplus
    return (1 - keep) * q.saved[c, y] - keep * q.returned[c, y]


def part_kept(q: Quantities) -> float:
    """The largest part of a surplus that any committee keeps in any year [share], as the rule has one for all."""
    parts = [
        float(q.saved[key] / (q.saved[key] + q.returned[key]))
        for key in q.saved
        if q.saved[key] + q.returned[key] > 0
    ]
    return max(parts, default=0.0)


def no_new_deficit(q: Quantities, c: str, y: int) -> Any:
    """The balance lies below the part of the deficit that is not yet restored [money]."""
    f = q.figures
    late = sum(f.restore[c, t] - q.restored[c, t] for t in f.open_years if t <= y and (c, t) in f.restoring)
    return f.unrestored[c, y] - late - q.balance[c, y]


def balance_cap(q: Quantities, c: str, y: int) -> Any:
    """The balance exceeds its cap [money]."""
    return q.balance[c, y] - q.figures.balance_cap[c]


def cap_key(figures: Figures, c: str) -> Literal["cap_amount", "cap_share"]:
    """The key that caps a committee's balance: the amount, or the share of its base-year frame where that is less."""
    rule = figures.scenario.carry_over
    by_amount = rule.cap_amount is not None and rule.cap_amount <= figures.balance_cap[c]
    return "cap_amount" if by_amount else "cap_share"


def needed_cap(q: Quantities, c: str, y: int) -> float | None:
    """The balance, as its cap is stated [money, or share of the base-year frame]; None where no share is enough."""
    balance = float(q.balance[c, y])
    if cap_key(q.figures, c) == "cap_amount":
        return balance
    base = q.figures.base_frame[c]
    return balance / base if base > 0 else None


def carry_over_room(q: Quantities, y: int) -> Any:
    """All committees together draw more than the room [money]."""
    room = q.figures.scenario.carry_over.room_share
    return sum(q.used[c, y] for c in q.figures.committees) - room * q.given_total[y]


def room_used(q: Quantities, _: int) -> float | None:
    """The largest use in any year, as the rule has one room for all years [share of total]; None without a total."""
    if min(q.given_total.values()) <= 0:
        return None
    return max(
        float(sum(q.used[c, y] for c in q.figures.committees) / q.given_total[y]) for y in q.figures.years
    )
