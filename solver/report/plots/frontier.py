"""What stability costs: the best value against how much money may move between committees."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from solver.report.plots.drawing import (
    HELP,
    INDEXED,
    LINES,
    PROPOSED,
    Key,
    Panel,
    lines_between,
    money,
    room_for_ticks,
    sheet,
    short,
    styled,
    tick,
)
from solver.report.words import NO_BREAK, Words

if TYPE_CHECKING:
    from solver.files import Row
    from solver.report.plots.drawing import Drawing

MOVES = 4
"""The first moves that are told."""
DECIMALS = 2
HALF = 0.5
SLACK = 1e-6
"""What is left of the gain where all of it counts as won [share]."""


@styled
def frontier(w: Words, rows: list[Row]) -> Drawing:
    """V against the money that moves, from indexation on, with today's proposal.

    Args:
        w: How it is written.
        rows: Tidy rows: ``quantity`` is ``value``, ``indexation`` or ``proposal`` (``value`` is V at a ``turnover``) or
            ``move`` (the amount ``value`` that moves ``from`` one place ``to`` another, in the ``order`` told).
    """
    x, values = _curve(w, rows)
    label = w.say(f"omfördelat mot uppräkning, {w.unit}", f"moved against indexation, {w.unit}")
    over = w.say("Viktad måluppfyllelse (V), poäng", "Weighted attainment (V), points")
    points = {r["quantity"]: r for r in rows if r["quantity"] in ("indexation", "proposal")}
    keys = [Key(text=w.say("Bästa plan", "Best plan"), style=LINES[0], kind="line")]
    styles = {"indexation": INDEXED, "proposal": PROPOSED}
    keys += [Key(text=w.plan_id(p), style=styles[p]) for p in points]
    remarks = []
    if told := _moves(w, rows):
        remarks.append(w.say(f"Först flyttas {told}.", f"First moves {told}."))
    made = sheet(
        w,
        _finding(w, rows),
        [Panel(label=label, over=over)],
        body=3.2,
        left=room_for_ticks(w, values),
        right=0.2,
        keys=keys,
        remarks=remarks,
    )
    axes = made.axes[0]
    lines_between(axes, x, values, LINES[0])
    for p, r in points.items():
        at = money(w, {"value": r["turnover"]}), float(r["value"])
        axes.plot(*([v] for v in at), linestyle="none", zorder=3, label=p, clip_on=False, **styles[p])
    axes.yaxis.set_major_formatter(lambda value, _: tick(w, value))
    axes.grid(visible=True, **HELP | {"alpha": 0.3})
    axes.set_xlim(left=0.0)
    return made.figure


def frontier_alt(w: Words, rows: list[Row]) -> str:
    """What the plot shows, for those who do not see it."""
    told = _moves(w, rows)
    first = w.say(f" Först flyttas {told}.", f" First moves {told}.") if told else ""
    return w.say(
        f"Linjediagram, V mot omfördelat belopp. {_finding(w, rows)}.{first}",
        f"Line chart, V against the money moved. {_finding(w, rows)}.{first}",
    )


def _curve(w: Words, rows: list[Row]) -> tuple[list[float], list[float]]:
    found = sorted(
        (money(w, {"value": r["turnover"]}), float(r["value"])) for r in rows if r["quantity"] == "value"
    )
    return [x for x, _ in found], [v for _, v in found]


def _moves(w: Words, rows: list[Row]) -> str:
    """The first moves, in words."""
    moves = sorted((r for r in rows if r["quantity"] == "move"), key=lambda r: int(r["order"]))[:MOVES]
    return w.listed(
        [
            w.say(
                f"{w.number(money(w, r), w.money_decimals)}{NO_BREAK}{w.unit} från {short(_place(w, r['from']), 50)} "
                f"till {short(_place(w, r['to']), 50)}",
                f"{w.number(money(w, r), w.money_decimals)}{NO_BREAK}{w.unit} from {short(_place(w, r['from']), 50)} "
                f"to {short(_place(w, r['to']), 50)}",
            )
            for r in moves
        ]
    )


def _place(w: Words, id_: str) -> str:
    return w.committee(id_) if id_ in w.scenario.committees else id_


def _finding(w: Words, rows: list[Row]) -> str:
    """The title: how much money half of what can be gained takes, and how much all of it."""
    x, values = _curve(w, rows)
    gain = values[-1] - values[0]
    d, unit = w.money_decimals, f"{NO_BREAK}{w.unit}"
    if gain <= 0:
        return w.say(
            "Vad kostar stabiliteten? Ingenting vinns på att flytta mer",
            "What does stability cost? Nothing is gained by moving more",
        )
    half, full = (_reached(x, values, values[0] + share * gain) for share in (HALF, 1 - SLACK))
    return w.say(
        f"Vad kostar stabiliteten? Hälften av vinsten, {w.fine(HALF * gain, DECIMALS)} poäng, kräver att "
        f"{w.number(half, d)}{unit} flyttas; hela kräver {w.number(full, d)}{unit}",
        f"What does stability cost? Half of the gain, {w.fine(HALF * gain, DECIMALS)} points, takes moving "
        f"{w.number(half, d)}{unit}; all of it {w.number(full, d)}{unit}",
    )


def _reached(x: list[float], values: list[float], wanted: float) -> float:
    """Where a rising curve reaches a value."""
    for (a, low), (b, high) in pairwise(zip(x, values, strict=True)):
        if high >= wanted > low:
            return a + (b - a) * (wanted - low) / (high - low)
    return x[-1]
