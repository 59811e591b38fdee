"""The plot of the room for choice: the least and greatest frame of each committee among near-optimal plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.drawing import (
    FILLS,
    MOST,
    PROPOSED,
    Key,
    Panel,
    money,
    named_rows,
    short,
    styled,
    whiskers,
)
from solver.report.plots.pictures import Picture
from solver.report.words import NO_BREAK, Words, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.studies.room import Room


def room_rows(found: Room, year: int | None = None) -> list[Row]:
    """Return least, proposed and greatest frames of a year, committees in the file's order."""
    y = found.result.figures.open_years[0] if year is None else year
    order = list(found.scenario.committees)
    rows = [r for r in found.rows() if r["year"] == y and not r["activity"]]
    share = {"within": found.within, "best": found.result.value, "least_value": found.value}
    return [{**r, **share} for r in sorted(rows, key=lambda r: order.index(r["committee"]))]


@styled
def room(w: Words, rows: list[Row]) -> Drawing:
    """Draw one bar a committee, from its least to its greatest frame, as differences from the proposed one.

    Args:
        w: Language, units and names.
        rows: The tidy rows of a year.
    """
    d, y, at = w.money_decimals, rows[0]["year"], _amounts(w, rows)
    most = sorted(at, key=lambda c: -max(at[c][1] - at[c][0], at[c][2] - at[c][1]))[:MOST]
    hidden = len(at) - len(most)
    at = {c: amounts for c, amounts in at.items() if c in most}
    label = w.say(f"ram {y} mot räkneförslagets, {w.unit}", f"frame {y} against the proposed one, {w.unit}")
    names = [f"{w.committee(c)}, {w.number(mid, d)}" for c, (_, mid, _) in at.items()]
    within = w.spoken_percent(rows[0]["within"])
    remark = w.say(
        f"Minst och störst var för sig bland planer vars V är högst {within} lägre än räkneförslagets; alla kan inte "
        f"nås samtidigt. Efter namnet: räkneförslagets ram, {w.unit}.",
        f"Least and greatest one at a time among plans whose V is at most {within} below the proposal's; they cannot "
        f"all be had together. After the name: the proposed frame, {w.unit}.",
    )
    remarks = [remark]
    if hidden:
        remarks.append(w.say(f"Mindre utrymme, inte visade: {hidden}.", f"Less room, not shown: {hidden}."))
    keys = [
        Key(text=w.term("computed_proposal"), style=PROPOSED),
        Key(text=w.say("Minst till störst", "Least to greatest"), style=FILLS[7], kind="fill"),
    ]
    made = named_rows(w, _finding(w, rows), names, [Panel(label=label)], keys=keys, remarks=remarks)
    spans = [(low - mid, high - mid) for low, mid, high in at.values()]
    whiskers(made, 0, spans, [(w.signed(a, d), w.signed(b, d)) for a, b in spans], FILLS[7])
    made.axes[0].plot([0] * len(at), range(len(at)), linestyle="none", zorder=3, **PROPOSED)
    return made.figure


def room_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    at = _amounts(w, rows)
    pinned = sum(not rounded(high - low, w.money_decimals) for low, _, high in at.values())
    return w.say(
        f"Spann för ramarna, {len(at)} nämnder. {_finding(w, rows)}. Nämnder utan utrymme: {pinned}.",
        f"Ranges of the frames, {len(at)} committees. {_finding(w, rows)}. Committees without room: {pinned}.",
    )


def _amounts(w: Words, rows: list[Row]) -> dict[str, tuple[float, float, float]]:
    at = {(r["committee"], r["quantity"]): rounded(money(w, r), w.money_decimals) for r in rows}
    return {
        c: (at[c, "least"], at[c, "proposal"], at[c, "greatest"])
        for c in dict.fromkeys(r["committee"] for r in rows)
    }


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: who has most room."""
    d, y, at = w.money_decimals, rows[0]["year"], _amounts(w, rows)
    c = max(at, key=lambda c: at[c][2] - at[c][0])
    low, _, high = at[c]
    if not rounded(high - low, d):
        return w.say(
            f"Handlingsutrymme {y}: inget, för någon nämnd", f"Room for choice {y}: none, for any committee"
        )
    least, most = w.number(low, d), w.number(high, d)
    name, unit = short(w.committee(c)), f"{NO_BREAK}{w.unit}"
    return w.say(
        f"Handlingsutrymmet {y} är störst för {name}: {least} till {most}{unit} ger nästan samma måluppfyllelse",
        f"Room for choice {y} is widest for {name}: {least} to {most}{unit} give nearly the same attainment",
    )


def pictures(w: Words, study: Room, year: int | None) -> Iterator[Picture]:
    """Yield the picture of the study, of the first plan year if no year is given."""
    yield Picture(name="room", words=w, rows=room_rows(study, year), draw=room, tell=room_alt)
