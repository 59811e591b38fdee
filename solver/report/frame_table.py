"""Frames of a year as a table, rounded so that rows and columns add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.report.words import NONE, Words, rounded, rounded_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.answer.result import Result
    from solver.report.terminal import Page

UNITS = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameTable:
    """Frames of a year in the report's unit, rounded so that rows and columns add up.

    Attributes:
        year: The plan year.
        base: Base-year frames.
        proposal: Proposed frames.
        difference: Proposal less indexation; indexation is the proposal less this, so that every row adds up.
        reserve: (proposal, difference) of the reserve.
        share: Difference as a share of indexation, unrounded.
    """

    year: int
    base: dict[str, float]
    proposal: dict[str, float]
    difference: dict[str, float]
    reserve: tuple[float, float]
    share: dict[str, float | None]

    @classmethod
    def of(cls, result: Result, w: Words, year: int) -> FrameTable:
        """The frames of a year."""
        order = tuple(w.scenario.committees)
        new, old = result.proposal.q, result.plans["indexation"].q
        base = _column(w, [result.figures.base_frame[c] for c in order])
        proposal, kept = _column_and_reserve(w, [new.frame[c, year] for c in order], new.reserve[year])
        total = sum(proposal) + kept - rounded(old.total[year] * w.per_msek, w.money_decimals)
        difference, more = _column_and_reserve(
            w,
            [new.frame[c, year] - old.frame[c, year] for c in order],
            new.reserve[year] - old.reserve[year],
            total,
        )
        share = {c: _ratio(new.frame[c, year] - old.frame[c, year], old.frame[c, year]) for c in order}
        return cls(
            year=year,
            base=dict(zip(order, base, strict=True)),
            proposal=dict(zip(order, proposal, strict=True)),
            difference=dict(zip(order, difference, strict=True)),
            reserve=(kept, more),
            share=share,
        )

    def frames(self, which: str) -> float:
        """Sum of a column over the committees."""
        return float(sum(getattr(self, which).values()))


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if abs(whole) > UNITS else None


def _column(w: Words, values: Sequence[float]) -> tuple[float, ...]:
    scaled = [v * w.per_msek for v in values]
    return rounded_parts(scaled, sum(scaled), w.money_decimals)


def _column_and_reserve(
    w: Words, values: Sequence[float], reserve: float, total: float | None = None
) -> tuple[tuple[float, ...], float]:
    whole = [sum(values) * w.per_msek, reserve * w.per_msek]
    frames, kept = rounded_parts(whole, sum(whole) if total is None else total, w.money_decimals)
    return rounded_parts([v * w.per_msek for v in values], frames, w.money_decimals), kept


def frame_table(page: Page, w: Words, result: Result, t: FrameTable) -> list[str]:
    """Frames of a year, and what stands between them and the total."""
    s, y = w.scenario, t.year
    head = [
        w.term("committee"),
        str(s.base_year),
        w.say(f"Uppräkning\n{y}", f"Indexation\n{y}"),
        w.say(f"Förslag\n{y}", f"Proposal\n{y}"),
        w.say(f"Mot uppräkning\n{w.unit}", f"Against indexation\n{w.unit}"),
        "\n%",
    ]
    rows = [
        _row(w, w.committee(c), t.base[c], t.proposal[c], t.difference[c], t.share[c]) for c in s.committees
    ]
    sums = _sums(w, result, t)
    title = w.say(
        f"Ramar {y}, {w.unit}, jämfört med uppräkning samma år",
        f"Frames {y}, {w.unit}, against indexation of the same year",
    )
    return [
        *page.heading(title),
        *page.table(head, [*rows, *sums], sums=len(sums)),
        *page.text(
            w.say(
                "Avrundat så att rader och kolumner stämmer; exakta belopp står i tables/frames.csv.",
                "Rounded so that rows and columns add up; exact amounts are in tables/frames.csv.",
            )
        ),
        *_deposits(page, w, result, y),
    ]


def _row(  # noqa: PLR0913, PLR0917 - the cells of one row
    w: Words, name: str, base: float | None, new: float, difference: float, share: float | None
) -> list[str]:
    d = w.money_decimals
    return [
        name,
        NONE if base is None else w.number(base, d),
        w.number(new - difference, d),
        w.number(new, d),
        w.signed(difference, d),
        NONE if share is None else w.signed(100 * share, 1),
    ]


def _sums(w: Words, result: Result, t: FrameTable) -> list[list[str]]:
    frames, moved = t.frames("proposal"), t.frames("difference")
    kept, more = t.reserve
    old = result.plans["indexation"].q
    of_frames = sum(old.frame[c, t.year] for c in result.figures.committees) * w.per_msek
    rows = [_row(w, w.quantity("frames"), t.frames("base"), frames, moved, _ratio(moved, of_frames))]
    total, change = frames + kept, moved + more
    rows.append(_row(w, w.quantity("reserve"), None, kept, more, _ratio(more, kept - more)))
    rows.append(_row(w, w.quantity("total"), None, total, change, _ratio(change, total - change)))
    frame = w.scenario.frame
    if frame.central is not None and frame.revenue is None:
        whole = (result.proposal.q.total[t.year] + frame.central[t.year]) * w.per_msek
        central = rounded(rounded(whole, w.money_decimals) - total, w.money_decimals)
        rows.append(_row(w, w.quantity("central"), None, central, 0.0, _ratio(0.0, central)))
        rows.append(
            _row(
                w,
                w.quantity("whole"),
                None,
                total + central,
                change,
                _ratio(change, total + central - change),
            )
        )
    return rows


def _deposits(page: Page, w: Words, result: Result, y: int) -> list[str]:
    q = result.proposal.q
    if rounded(q.withdrawal[y] * w.per_msek, w.money_decimals):
        amount = w.money(q.withdrawal[y])
        return page.text(
            w.say(
                f"I ramutrymmet ingår uttag ur resultatreserven, {amount}.",
                f"The total includes a withdrawal from the result reserve, {amount}.",
            )
        )
    if rounded(q.deposit[y] * w.per_msek, w.money_decimals):
        amount = w.money(q.deposit[y])
        return page.text(
            w.say(
                f"Ramutrymmet är minskat med avsättning till resultatreserven, {amount}.",
                f"The total is net of a deposit into the result reserve, {amount}.",
            )
        )
    return []
