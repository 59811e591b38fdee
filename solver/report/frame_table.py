"""Frames as tables: one year, all plan years, and the difference from indexation with its room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.report.findings import by_marginals, shows
from solver.report.terminal import GAP, LEAST_NAME, columns
from solver.report.words import NONE, Words, rounded
from solver.studies.certainty import HOLDS, LESS_TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from solver.answer.result import Result
    from solver.report.terminal import Page
    from solver.studies.certainty import Certainty, Change

UNITS = 1e-9
CERTAIN, WITHIN = "●", "○"
"""Marks of a change that is certain, and of one within the margin of error."""
WIDEST_NAME = 26
"""A table takes as many years as leave this for the names, or the widest of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameTable:
    """Frames of a year in the report's unit, each rounded by itself.

    Attributes:
        year: The plan year.
        base: Base-year frames.
        indexation: Frames of indexation.
        proposal: Proposed frames.
        difference: Proposal less indexation.
        reserve: (proposal, difference) of the reserve.
        sums: Sums of the columns ``base``, ``indexation``, ``proposal`` and ``difference`` over the committees.
        share: Difference as a share of indexation, unrounded.
    """

    year: int
    base: Mapping[str, float]
    indexation: Mapping[str, float]
    proposal: Mapping[str, float]
    difference: Mapping[str, float]
    reserve: tuple[float, float]
    sums: Mapping[str, float]
    share: Mapping[str, float | None]

    @classmethod
    def of(cls, result: Result, w: Words, year: int) -> FrameTable:
        """The frames of a year."""
        order = tuple(w.scenario.committees)
        new, old = result.proposal.q, result.plans["indexation"].q
        exact = {
            "base": {c: result.figures.base_frame[c] for c in order},
            "indexation": {c: old.frame[c, year] for c in order},
            "proposal": {c: new.frame[c, year] for c in order},
            "difference": {c: new.frame[c, year] - old.frame[c, year] for c in order},
        }
        shown = {name: {c: _shown(w, v) for c, v in column.items()} for name, column in exact.items()}
        return cls(
            year=year,
            **shown,
            reserve=(_shown(w, new.reserve[year]), _shown(w, new.reserve[year] - old.reserve[year])),
            sums={name: _shown(w, sum(column.values())) for name, column in exact.items()},
            share={c: _ratio(exact["difference"][c], exact["indexation"][c]) for c in order},
        )

    def frames(self, which: str) -> float:
        """Sum of a column over the committees, rounded."""
        return self.sums[which]


def _shown(w: Words, value: float) -> float:
    return rounded(value * w.per_msek, w.money_decimals)


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if abs(whole) > UNITS else None


# ---------------------------------------------------------------------------------------------------- one year


def frame_table(page: Page, w: Words, result: Result, t: FrameTable) -> list[str]:
    """Frames of a year, and what stands between them and the total; of a settled year its frames alone."""
    s, y = w.scenario, t.year
    if y in result.figures.settled_years:
        return _settled(page, w, result, y)
    head = [
        w.term("committee"),
        str(s.base_year),
        w.say(f"Uppräkning\n{y}", f"Indexation\n{y}"),
        f"{w.proposed(y)}\n{y}",
        w.say(f"Mot uppräkning\n{w.unit}", f"Against indexation\n{w.unit}"),
        "\n%",
    ]
    old, new = result.plans["indexation"].q, result.proposal.q
    rows = [
        _row(w, w.committee(c), result.figures.base_frame[c], old.frame[c, y], new.frame[c, y])
        for c in s.committees
    ]
    sums = [_row(w, name, base, before[y], after[y]) for name, base, before, after in _sums(w, result)]
    title = w.say(
        f"Ramar {y}, {w.unit}, jämfört med uppräkning samma år",
        f"Frames {y}, {w.unit}, against indexation of the same year",
    )
    return [
        *page.heading(title),
        *page.table(head, [*rows, *sums], sums=len(sums)),
        *page.text(w.term("rounded_sums")),
        *deposits(page, w, result, y),
    ]


def _settled(page: Page, w: Words, result: Result, y: int) -> list[str]:
    """Frames of a settled year beside the base year's: they are given, and not compared with any plan."""
    base, frame = result.figures.base_frame, result.figures.settled_frame
    rows = [[w.committee(c), w.amount(base[c]), w.amount(frame[c, y])] for c in w.scenario.committees]
    whole = sum(frame[c, y] for c in result.figures.committees)
    rows.append([w.quantity("frames"), w.amount(sum(base.values())), w.amount(whole)])
    head = [w.term("committee"), str(w.scenario.base_year), f"{w.proposed(y)}\n{y}"]
    title = w.say(f"Ramar {y} (avslutat), {w.unit}", f"Frames {y} (settled), {w.unit}")
    return [*page.heading(title), *page.table(head, rows, sums=1), *page.text(w.term("rounded_sums"))]


def _row(w: Words, name: str, base: float | None, old: float, new: float) -> list[str]:
    share = _ratio(new - old, old)
    return [
        name,
        NONE if base is None else w.amount(base),
        w.amount(old),
        w.amount(new),
        w.amount(new - old, sign=True),
        NONE if share is None else w.signed(100 * share, 1),
    ]


Sum = tuple[str, float | None, dict[int, float], dict[int, float]]
"""A sum: its name, the base year's, indexation's and the proposal's by year [MSEK]."""


def _sums(w: Words, result: Result) -> list[Sum]:
    """Return what stands between the frames and the total."""
    figures, years = result.figures, result.figures.years
    old, new = result.plans["indexation"].q, result.proposal.q

    def by_year(q_total: Mapping[int, float]) -> dict[int, float]:
        return {y: float(q_total[y]) for y in years}

    frames = [{y: sum(float(q.frame[c, y]) for c in figures.committees) for y in years} for q in (old, new)]
    sums: list[Sum] = [
        (w.quantity("frames"), sum(figures.base_frame.values()), frames[0], frames[1]),
        (w.quantity("reserve"), None, by_year(old.reserve), by_year(new.reserve)),
        (w.quantity("total"), None, by_year(old.total), by_year(new.total)),
    ]
    frame = w.scenario.frame
    if frame.central is not None and frame.revenue is None:
        central = by_year(frame.central)
        whole = [{y: q.total[y] + central[y] for y in years} for q in (old, new)]
        sums.append((w.quantity("central"), None, central, central))
        sums.append((w.quantity("whole"), None, whole[0], whole[1]))
    return sums


def deposits(page: Page, w: Words, result: Result, y: int) -> list[str]:
    """What the total has from the result reserve, or leaves to it, in a year."""
    q = result.proposal.q
    if rounded(q.withdrawal[y] * w.per_msek, w.money_decimals):
        amount = w.money(q.withdrawal[y])
        return page.text(
            w.say(
                f"I ramutrymmet {y} ingår uttag ur resultatreserven, {amount}.",
                f"The total of {y} includes a withdrawal from the result reserve, {amount}.",
            )
        )
    if rounded(q.deposit[y] * w.per_msek, w.money_decimals):
        amount = w.money(q.deposit[y])
        return page.text(
            w.say(
                f"Ramutrymmet {y} är minskat med avsättning till resultatreserven, {amount}.",
                f"The total of {y} is net of a deposit into the result reserve, {amount}.",
            )
        )
    return []


# ------------------------------------------------------------------------------------------------ all plan years


def all_years(page: Page, w: Words, result: Result, certainty: Certainty | None) -> list[str]:
    """Frames of every plan year, then each committee's difference from indexation with its room and how sure it is.

    Args:
        page: The page; where it is too narrow for all years, the tables are repeated for the rest.
        w: The words.
        result: The answer.
        certainty: How sure it is; None where that was not made: then room and marks are left out.
    """
    years = result.figures.years
    span = _span(years)
    title = w.say(f"Ramar {span}, {w.unit}", f"Frames {span}, {w.unit}")
    lines = [*page.heading(title), *_by_year(page, years, lambda part: _frames(w, result, part))]
    lines += page.text(w.term("rounded_sums"))
    planned = result.figures.open_years
    for y in planned:
        lines += deposits(page, w, result, y)
    title = w.say(
        f"Skillnad mot uppräkning samma år, {w.unit}",
        f"Difference from indexation of the same year, {w.unit}",
    )
    lines += [
        *page.heading(title),
        *_by_year(page, planned, lambda part: _changes(w, result, certainty, part)),
    ]
    return lines + page.text(how_sure(w, certainty))


def _span(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


Cells = tuple[list[str], list[list[str]], int]
"""Heading, rows and how many of them are sums."""


def _by_year(page: Page, years: Sequence[int], cells: Callable[[Sequence[int]], Cells]) -> list[str]:
    """Tables of as many years as fit beside each other."""
    lines: list[str] = []
    left = list(years)
    while left:
        n = next((n for n in range(len(left), 1, -1) if _fits(page, cells(left[:n]))), 1)
        head, rows, sums = cells(left[:n])
        lines += page.table(head, rows, sums=sums)
        left = left[n:]
        lines += [""] if left else []
    return lines


def _fits(page: Page, cells: Cells) -> bool:
    head, rows, _ = cells
    widths = [
        max(columns(text) for cell in (head[k], *(row[k] for row in rows)) for text in cell.split("\n"))
        for k in range(len(head))
    ]
    name = min(max(widths[0], LEAST_NAME), WIDEST_NAME)
    return name + sum(widths[1:]) + len(GAP) * (len(widths) - 1) <= page.width


def _frames(w: Words, result: Result, years: Sequence[int]) -> Cells:
    old, new = result.plans["indexation"].q, result.proposal.q
    settled = result.figures.settled_years
    head = [w.term("committee"), f"\n{w.scenario.base_year}"]
    for y in years:
        head += [] if y in settled else [w.say(f"Uppräkn.\n{y}", f"Indexed\n{y}")]
        head.append(f"{w.proposed(y)}\n{y}")
    rows = [
        [
            w.committee(c),
            w.amount(result.figures.base_frame[c]),
            *(w.amount(q.frame[c, y]) for y in years for q in ((new,) if y in settled else (old, new))),
        ]
        for c in w.scenario.committees
    ]
    sums = [
        [
            name,
            NONE if base is None else w.amount(base),
            *(cell for y in years for cell in _sum_of(w, result, name, y, (before[y], after[y]))),
        ]
        for name, base, before, after in _sums(w, result)
    ]
    return head, [*rows, *sums], len(sums)


def _sum_of(w: Words, result: Result, name: str, y: int, both: tuple[float, float]) -> list[str]:
    """A year's cells of a sum; of a settled year the sum of frames alone: its money is not the scenario's any more."""
    if y not in result.figures.settled_years:
        return [w.amount(amount) for amount in both]
    return [w.amount(both[1]) if name == w.quantity("frames") else NONE]


def _changes(w: Words, result: Result, certainty: Certainty | None, years: Sequence[int]) -> Cells:
    old, new = result.plans["indexation"].q.frame, result.proposal.q.frame
    blank, pad = (["", ""], "  ") if certainty is not None else ([], "")
    head = [w.term("committee")]
    for y in years:
        head.append(f"{y}{pad}")
        if certainty is not None:
            head += [w.say("utrymme\nminst", "room\nleast"), w.say("\nmest", "\nmost")]
    rows = []
    for c in w.scenario.committees:
        row = [w.committee(c)]
        for y in years:
            difference = w.amount(new[c, y] - old[c, y], sign=True)
            if certainty is None:
                row.append(difference)
                continue
            change = certainty.by_place[c, y]
            room = (change.least - change.indexation, change.greatest - change.indexation)
            row += [f"{difference} {mark(w, change)}", *(w.amount(end, sign=True) for end in room)]
        rows.append(row)
    sums = [
        [
            w.term("reallocated_between"),
            *(cell for y in years for cell in (w.amount(result.reallocated(y)) + pad, *blank)),
        ],
        [
            w.say("Omfördelat inom nämnder", "Reallocated inside committees"),
            *(cell for y in years for cell in (w.amount(result.moved_inside(y)) + pad, *blank)),
        ],
    ]
    return head, [*rows, *sums], len(sums)


def mark(w: Words, change: Change) -> str:
    """The mark of a committee's change in a year; a space where it is written as nothing."""
    if not shows(w, change.difference):
        return " "
    return CERTAIN if change.certain else WITHIN


def how_sure(w: Words, certainty: Certainty | None) -> str:
    """How the marks and the room are read."""
    moved = w.say(
        "Omfördelat är det minsta av summan av ökningar och summan av minskningar, ett år i taget.",
        "Reallocated is the smaller of the sum of increases and the sum of decreases, a year at a time.",
    )
    if certainty is None:
        return moved
    less = w.spoken_percent(LESS_TOTAL)
    room = w.say(
        f"Utrymme: minsta och största skillnad bland planer som är minst lika bra som den bästa med {less} mindre "
        "pengar, varje nämnd för sig; alla kan inte få mest samtidigt.",
        f"Room: least and greatest difference among plans at least as good as the best with {less} less money, each "
        "committee by itself; not all can have the most at once.",
    ) + by_marginals(w, certainty)
    if not certainty.draws:
        sure = w.say(
            f"{WITHIN} inom felmarginalen: {w.term('no_range_no_certainty')}",
            f"{WITHIN} within the margin of error: {w.term('no_range_no_certainty')}",
        )
    else:
        held, n = f"{w.number(100 * HOLDS, 0)} {w.term('per_cent')}", certainty.draws
        sure = w.say(
            f"{CERTAIN} säker: uppräkningen ligger utanför utrymmet och riktningen håller i minst {held} av {n} "
            f"dragningar av effekternas storlek (frö {certainty.seed}); annars {WITHIN} inom felmarginalen.",
            f"{CERTAIN} certain: indexation lies outside the room and the direction holds in at least {held} of {n} "
            f"draws of effect sizes (seed {certainty.seed}); otherwise {WITHIN} within the margin of error.",
        )
    return f"{sure} {room} {moved} {w.term('rounded_sums')}"
