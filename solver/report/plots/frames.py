"""The plot of frames: each committee's frame in indexation, the volume model, given plans and the proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.drawing import (
    HELP,
    INK,
    MARKS,
    MOST,
    PROPOSED,
    Bar,
    Key,
    Panel,
    bars,
    largest,
    money,
    named_rows,
    others,
    short,
    spread,
    styled,
    zero,
)

if TYPE_CHECKING:
    from solver.answer.result import Result
    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.report.plots.drawing import Style
    from solver.report.words import Words

LEFT_OUT = ("indexation", "indexation_own_priorities", "same_money")
"""Plans without a mark: indexation is what the others are measured from, and own priorities has its frames; the best
plan with the same money stands in the tables."""


def frames_rows(result: Result, year: int | None = None) -> list[Row]:
    """Return the frames of every plan in a year, committees in the file's order."""
    y = result.figures.open_years[0] if year is None else year
    order = list(result.scenario.committees)
    found = [r for r in result.rows("frames") if r["year"] == y and r["quantity"] == "frame"]
    return sorted(found, key=lambda r: order.index(r["committee"]))


FEWEST, ROWS = 4, 2.5
"""Rows that are drawn however many plans have a mark in them, and the height of all rows [inches]."""
REST = ""
"""The committees without a row of their own, together."""


@styled
def frames(w: Words, rows: list[Row]) -> Drawing:
    """Draw the proposed frames as bars, and how far each plan's frames are from indexation as marks.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    y, plans = rows[0]["year"], _plans(rows)
    styles = _styles(plans)
    frame = {(r["plan"], r["committee"]): money(w, r) for r in rows}
    lane = 0.1 + 0.07 * len(plans)
    apart = {c: _spread([frame[p, c] - frame["indexation", c] for p in plans]) for c in _committees(rows)}
    order, rest = largest(apart, max(FEWEST, min(MOST, int(ROWS / lane))))
    names = [w.committee(c) for c in order]
    if rest:
        order.append(REST)
        names.append(others(w, len(rest)))
        frame |= {(p, REST): sum(frame[p, c] for c in rest) for p in (*plans, "indexation")}
    panels = [
        Panel(share=1, label=w.say(f"räkneförslagets ram {y}, {w.unit}", f"proposed frame {y}, {w.unit}")),
        Panel(
            share=1.6,
            label=w.say(
                f"ram {y} mot uppräkning samma år (lodrät linje), {w.unit}",
                f"frame {y} against indexation (vertical line), {w.unit}",
            ),
        ),
    ]
    keys = [Key(text=w.plan_id(p), style=styles[p]) for p in plans]
    made = named_rows(w, _finding(w, rows), names, panels, row=max(0.21, lane), keys=keys)
    proposed = [frame["proposal", c] for c in order]
    told = [w.number(v, w.money_decimals) for v in proposed]
    bars(made, 0, [Bar(level=n, end=v, label=told[n]) for n, v in enumerate(proposed)])
    axes = made.axes[1]
    zero(axes)
    step = 0.8 / len(plans)
    for n, c in enumerate(order):
        for k, p in enumerate(plans):
            level, moved = n + (k - (len(plans) - 1) / 2) * step, frame[p, c] - frame["indexation", c]
            axes.plot([0, moved], [level, level], color=INK, linewidth=0.8, zorder=2)
            axes.plot([moved], [level], linestyle="none", zorder=3, label=f"{p} {c}", **styles[p])
    axes.grid(axis="x", **HELP | {"alpha": 0.35})
    spread(made, 1, [frame[p, c] - frame["indexation", c] for p in plans for c in order])
    return made.figure


def frames_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    plans = w.listed([w.plan_id(p) for p in _plans(rows)])
    n = len(_committees(rows))
    return w.say(
        f"Stapel- och punktdiagram över ramar mot uppräkning, nämnder: {n}, en punkt för varje plan: {plans}. "
        f"{_finding(w, rows)}.",
        f"Bars and marks for frames against indexation, committees: {n}, a mark for each plan: {plans}. "
        f"{_finding(w, rows)}.",
    )


def _spread(values: list[float]) -> float:
    return max(values) - min(values)


def _committees(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(r["committee"] for r in rows))


def _plans(rows: list[Row]) -> list[str]:
    found = [p for p in dict.fromkeys(r["plan"] for r in rows) if p not in LEFT_OUT]
    return sorted(found, key=lambda p: p != "proposal")


def _styles(plans: list[str]) -> dict[str, Style]:
    others = [p for p in plans if p != "proposal"]
    return {"proposal": PROPOSED} | {p: MARKS[k % len(MARKS)] for k, p in enumerate(others)}


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: about which committee the plans differ most."""
    y, plans, d = rows[0]["year"], _plans(rows), w.money_decimals
    frame = {(r["plan"], r["committee"]): money(w, r) for r in rows}

    def apart(c: str) -> tuple[float, float]:
        found = [frame[p, c] - frame["indexation", c] for p in plans]
        return min(found), max(found)

    c = max(_committees(rows), key=lambda c: apart(c)[1] - apart(c)[0])
    low, high = apart(c)
    if not round(high - low, d):
        return w.say(
            f"Ram per nämnd {y}: alla planer ger samma ramar",
            f"Frame per committee {y}: every plan gives the same frames",
        )
    name, least, most = short(w.committee(c)), w.signed(low, d), w.signed(high, d)
    return w.say(
        f"Ram per nämnd {y}: planerna skiljer sig mest om {name}, {least} till {most} {w.unit} mot uppräkning",
        f"Frame per committee {y}: the plans differ most about {name}, {least} to {most} {w.unit} against indexation",
    )
