"""Sobol indices on a terminal: which assumptions the spread of V and of each frame comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.studies.sampled import opening, ranges
from solver.report.terminal import page_of
from solver.report.words import Words, rounded

if TYPE_CHECKING:
    from solver.report.terminal import Page
    from solver.studies.sobol import Shares, Sobol

MOST = 3
"""Assumptions told for each committee."""
LEAST = 0.01
"""A part of the variance below this is not told for a committee."""
STILL = 1e-4
"""A frame that spreads less than this does not spread [MSEK]."""


def sobol(found: Sobol, *, width: int | None = None, color: bool = False) -> str:
    """The study as a person reads it.

    Args:
        found: The study.
        width: Columns; those of the terminal, at most 100, if absent.
        color: Whether headings are bold.
    """
    return "\n".join(lines_on(page_of(width, color=color), found))


def lines_on(page: Page, found: Sobol) -> list[str]:
    """The same on a page of any kind: lines of a terminal, or blocks of a report."""
    w = Words(found.result.figures)
    points = w.number(found.base * (len(found.levers) + 2), 0)
    how = w.say(
        f"{points} punkter (Saltelli, bas {found.base}, frö {found.seed}) ur de fördelningar som scenariot anger",
        f"{points} points (Saltelli, base {found.base}, seed {found.seed}) from the distributions that the "
        "scenario states",
    )
    lines = opening(page, w, w.say("Vad osäkerheten kommer av", "What the uncertainty comes from"), how)
    if found.left_out:
        lines += page.text(_left_out(w, found))
    of_value, *of_frames = found.shares
    lines += _value(page, w, found, of_value)
    lines += page.text(
        w.say(
            "Ensamt: så stor del av variansen som försvinner om antagandet blir känt. Med samspel: den del där "
            "antagandet är inblandat, ensamt eller tillsammans med andra. ± är 95 procents osäkerhet i skattningen; "
            "tal under noll är skattningsfel.",
            "Alone: the part of the variance that goes if the assumption becomes known. With others: the part in which "
            "it is involved, alone or together with others. ± is the 95 per cent uncertainty of the estimate; figures "
            "below nothing are error.",
        )
    )
    lines += _frames(page, w, found, of_frames)
    lines += ranges(page, w, found.levers)
    return lines


def _left_out(w: Words, found: Sobol) -> str:
    n, of = w.number(found.left_out, 0), w.number(found.base, 0)
    return w.say(
        f"{n} av {of} baspunkter är utelämnade, därför att gränserna inte går ihop i någon av deras punkter; delarna "
        "gäller de övriga.",
        f"{n} of {of} base points are left out because the limits leave no plan in one of their points; the parts are "
        "of the others.",
    )


def _value(page: Page, w: Words, found: Sobol, of_value: Shares) -> list[str]:
    spread = w.points(of_value.deviation, 2)
    title = w.say(
        f"Viktad måluppfyllelse (V), standardavvikelse {spread}",
        f"Weighted goal attainment (V), standard deviation {spread}",
    )
    lines = page.heading(title)
    indices = of_value.indices
    if indices is None:
        return [*lines, *page.text(w.say("Inget antagande ändrar V.", "No assumption moves V."))]
    order = sorted(
        range(len(found.levers)), key=lambda k: (-rounded(float(indices.total[k]), 6), found.levers[k].id)
    )
    rows = [
        [
            found.levers[k].name,
            w.percent(float(indices.first[k]), 0),
            f"±{w.number(100 * float(indices.first_error[k]), 0)}",
            w.percent(float(indices.total[k]), 0),
            f"±{w.number(100 * float(indices.total_error[k]), 0)}",
        ]
        for k in order
    ]
    head = [
        w.say("Antagande", "Assumption"),
        w.say("Ensamt", "Alone"),
        "",
        w.say("Med samspel", "With others"),
        "",
    ]
    return [*lines, *page.table(head, rows)]


def _frames(page: Page, w: Words, found: Sobol, of_frames: list[Shares]) -> list[str]:
    year = found.result.figures.years[0]
    title = w.say(
        f"Ram mot uppräkning {year}: vad spridningen kommer av, med samspel",
        f"Frame against indexation {year}: what the spread comes from, with others",
    )
    rows, still = [], []
    by_committee = {told.committee: told for told in of_frames}
    for c in w.scenario.committees:
        told = by_committee[c]
        if told.indices is None or told.deviation < STILL:
            still.append(w.committee(c))
            continue
        total = told.indices.total
        order = sorted(range(len(total)), key=lambda k: (-rounded(float(total[k]), 6), found.levers[k].id))
        parts = [
            f"{found.levers[k].name} {w.percent(float(total[k]), 0)}"
            for k in order[:MOST]
            if total[k] >= LEAST
        ]
        rows.append([w.committee(c), w.fine(told.deviation * w.per_msek, w.money_decimals), "; ".join(parts)])
    head = [
        w.say("Nämnd", "Committee"),
        w.say(f"Std.avv.\n{w.unit}", f"Std. dev.\n{w.unit}"),
        w.say("Mest av", "Most from"),
    ]
    lines = page.heading(title)
    if rows:
        lines += page.table(head, rows, left=(0, 2))
    if still:
        lines += page.text(
            f"{w.say('Utan spridning', 'No spread')}: {', '.join(still)}.",
            hanging="  ",
        )
    return lines
