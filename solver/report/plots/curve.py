"""The plots of a curve: V and the frames along its exact curve, with the breakpoints."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from solver.report import levers as lever_words
from solver.report.plots.drawing import (
    FILLS,
    GUIDE,
    HELP,
    LINES,
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
from solver.report.plots.lever_axis import lever_axis, lever_value
from solver.report.plots.pictures import Picture
from solver.report.words import NO_BREAK, Words, capital

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.report.plots.drawing import Sheet, Style
    from solver.studies.curve import Curve

Path = tuple[list[float], list[float]]
"""Places on the lever and values there; a place stands twice where the value jumps."""
MOST_LINES, MOST_LAYERS = 7, 8
"""Committees with a line or a layer of their own; the others are counted or added together."""
SEEN = 0.01
"""A frame that moves less than this has no line [share of the one that moves most]."""
TODAY: Style = {"color": "#222222", "linestyle": (0, (2, 2)), "linewidth": 1.2}
BREAKS: dict[str, Style] = {
    "value": {"marker": "o", "markerfacecolor": "#17375a", "markeredgecolor": "#17375a", "markersize": 5},
    "frames": {"marker": "o", "markerfacecolor": "#b9cbe0", "markeredgecolor": "#17375a", "markersize": 5},
    "activities": {
        "marker": "|",
        "markerfacecolor": "#17375a",
        "markeredgecolor": "#17375a",
        "markersize": 9,
    },
}
"""Breakpoints that have a mark, by what bends there; degenerate ones are counted."""


def curve_rows(found: Curve, year: int | None = None) -> list[Row]:
    """Return V and the frames of a year at both ends of every stretch, the breakpoints, and the lever."""
    y = found.result.figures.open_years[0] if year is None else year
    steady = found.steady or ("", "")
    w = Words(found.result.figures)
    lever = {
        "lever": found.lever.id,
        "lever_name": lever_words.name(w, found.lever),
        "lever_kind": found.lever.kind,
        "lever_unit": found.lever.unit,
        "today": "" if found.lever.today is None else found.lever.today,
        "steady_from": steady[0],
        "steady_to": steady[1],
        "exact": "yes" if found.exact else "no",
        "error": found.error[0],
    }
    keys = ("piece", "from", "to", "quantity", "year", "committee", "value_from", "value_to", "unit")
    shown = [
        {**{key: r[key] for key in keys}, **lever}
        for r in found.rows()
        if r["quantity"] == "value" or (r["quantity"] == "frame" and r["year"] == y)
    ]
    breaks = [
        {"from": b["at"], "to": b["at"], "quantity": f"breakpoint_{b['kind']}", "value_from": b["value"]}
        for b in found.breakpoint_rows()
    ]
    return [*shown, *({**dict.fromkeys(keys, ""), **b, "value_to": b["value_from"], **lever} for b in breaks)]


@styled
def curve(w: Words, rows: list[Row]) -> Drawing:
    """Draw V along the lever, and how far each frame is from today's.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    c = _Curves.of(w, rows)
    shown = c.most(MOST_LINES)
    axis = lever_axis(w, rows[0])
    panels = [
        Panel(label=axis, over=w.term("weighted_attainment_v_points")),
        Panel(
            label=axis,
            share=1.3,
            over=w.say(f"Ram {c.year} mot dagens, {w.unit}", f"Frame {c.year} against today's, {w.unit}"),
        ),
    ]
    present = [kind for kind in BREAKS if c.breaks.get(kind)]
    keys = [Key(text=_break_name(w, kind), style=BREAKS[kind]) for kind in present]
    keys += [Key(text=w.term("today"), style=TODAY, kind="line")] if c.today is not None else []
    keys += [
        Key(text=w.committee(id_), style=style, kind="line") for id_, style in zip(shown, LINES, strict=False)
    ]
    values = c.value[1]
    moves = [0.0, *(m for id_ in shown for m in c.moved(id_)[1])]  # no frame may move at all
    left = room_for_ticks(w, values)
    gap = room_for_ticks(w, moves) + 0.2
    made = sheet(
        w,
        _finding(w, rows[0], c),
        panels,
        body=2.0,
        left=left,
        gap=gap,
        right=0.2,
        keys=keys,
        remarks=_remarks(w, rows, c, shown),
    )
    first, second = made.axes
    lines_between(first, *c.value, LINES[0])
    for kind in present:
        at = c.breaks[kind]
        first.plot(at, [c.value_at(x) for x in at], linestyle="none", zorder=3, label=kind, **BREAKS[kind])
    for id_, style in zip(shown, LINES, strict=False):
        lines_between(second, *c.moved(id_), style, label=id_)
    second.axhline(0, **HELP)
    for axes in made.axes:
        axes.grid(visible=True, **HELP | {"alpha": 0.3})
    return _finished(w, made, rows[0], c)


def curve_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    c = _Curves.of(w, rows)
    ends = c.value[1][0], c.value[1][-1]
    number = len(c.breaks.get("value", ())) + len(c.breaks.get("frames", ()))
    low, high = (lever_value(w, rows[0], x) for x in (c.value[0][0], c.value[0][-1]))
    return w.say(
        f"Linjediagram. {_finding(w, rows[0], c)}. Från {low} till {high} går V från {w.number(ends[0], 2)} till "
        f"{w.number(ends[1], 2)} poäng. Brytpunkter för V och ramar: {number}.",
        f"Line chart. {_finding(w, rows[0], c)}. From {low} to {high} V goes from {w.number(ends[0], 2)} to "
        f"{w.number(ends[1], 2)} points. Breakpoints of V and frames: {number}.",
    )


@styled
def stacked(w: Words, rows: list[Row]) -> Drawing:
    """Draw all frames on each other along the lever, largest first from below.

    Args:
        w: Language, units and names.
        rows: The tidy rows of ``curve``.
    """
    c = _Curves.of(w, rows)
    layers = c.layers(MOST_LAYERS)
    names = [
        w.committee(id_)
        if id_
        else w.say(f"Övriga ({c.others(MOST_LAYERS)})", f"Others ({c.others(MOST_LAYERS)})")
        for id_, _ in layers
    ]
    keys = [
        Key(text=name, style=style, kind="fill")
        for name, style in zip(reversed(names), reversed(FILLS[: len(names)]), strict=True)
    ]
    keys += [Key(text=w.term("today"), style=TODAY, kind="line")] if c.today is not None else []
    over = w.say(
        f"Ramar {c.year} på varandra, {w.unit}; i samma ordning uppifrån som ovan",
        f"Frames {c.year} on each other, {w.unit}; from above in the order of the list",
    )
    places = layers[0][1][0]
    whole = [sum(values) for values in zip(*(path[1] for _, path in layers), strict=True)]
    left = room_for_ticks(w, [0.0, *whole])
    made = sheet(
        w,
        _stacked_finding(w, rows[0], c, whole),
        [Panel(label=lever_axis(w, rows[0]), over=over)],
        body=2.2,
        left=left,
        right=0.2,
        keys=keys,
    )
    axes, low = made.axes[0], [0.0] * len(places)
    for (id_, (_, values)), style in zip(layers, FILLS, strict=False):
        high = [a + b for a, b in zip(low, values, strict=True)]
        axes.fill_between(places, low, high, linewidth=0.8, label=id_ or "others", **style)
        low = high
    axes.set_ylim(0, 1.04 * max(whole))
    return _finished(w, made, rows[0], c)


def stacked_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    c = _Curves.of(w, rows)
    layers = c.layers(MOST_LAYERS)
    whole = [sum(values) for values in zip(*(path[1] for _, path in layers), strict=True)]
    d = w.money_decimals
    told = [
        f"{w.committee(id_)} {w.number(path[1][0], d)} → {w.number(path[1][-1], d)}"
        for id_, path in layers
        if id_
    ]
    finding = _stacked_finding(w, rows[0], c, whole)
    return w.say(
        f"Staplade ytor, {w.unit}. {finding}. {'; '.join(told)}.",
        f"Stacked areas, {w.unit}. {finding}. {'; '.join(told)}.",
    )


# ------------------------------------------------------------------------------------------------- the lever


def _finished(w: Words, made: Sheet, row: Row, c: _Curves) -> Drawing:
    """Draw the ticks of the lever on every panel, and today's value."""
    share = row["lever_unit"] == "share"
    for axes in made.axes:
        axes.xaxis.set_major_formatter(lambda value, _: tick(w, 100 * value if share else value))
        axes.yaxis.set_major_formatter(lambda value, _: tick(w, value))
        axes.set_xlim(c.value[0][0], c.value[0][-1])
        if c.today is not None:
            axes.axvline(c.today, color="white", linewidth=3.5, label=GUIDE)
            axes.axvline(c.today, label="today", **TODAY)
    return made.figure


def _break_name(w: Words, kind: str) -> str:
    known = {
        "value": ("Måluppfyllelsen bryts", "Attainment bends"),
        "frames": ("Bara ramarna bryts", "Frames alone bend"),
        "activities": ("Bara verksamheterna bryts", "Activities alone bend"),
    }
    return w.say(*known[kind])


def _remarks(w: Words, rows: list[Row], c: _Curves, shown: Sequence[str]) -> list[str]:
    told = []
    row = rows[0]
    if c.steady is not None:
        a, b = (lever_value(w, row, end) for end in c.steady)
        name = row["lever_name"]
        told.append(
            w.say(
                f"Ramarna är desamma så länge {name} är mellan {a} och {b}.",
                f"The frames are the same as long as {name} is between {a} and {b}.",
            )
            if a != b
            else w.say(
                f"Ramarna ändras så snart {name} ändras.", f"The frames change as soon as {name} does."
            )
        )
    if row["exact"] == "yes":
        told.append(w.term("the_curve_is_exact_with_every_breakpoint"))
    else:
        error = w.fine(float(row["error"]), 3)
        told.append(
            w.say(
                f"Kurvan är räknad i punkter; största funna fel i V är {error} poäng.",
                f"The curve is computed at points; the largest miss found in V is {error} points.",
            )
        )
    hidden = len(c.frames) - len(shown)
    if hidden:
        told.append(
            w.say(
                f"Nämnder vars ram ändras mindre, eller inte alls, visas inte: {hidden}.",
                f"Committees whose frame changes less, or not at all, are not shown: {hidden}.",
            )
        )
    return told


# ------------------------------------------------------------------------------------------------ the curves


@dataclass(frozen=True, slots=True, kw_only=True)
class _Curves:
    """Rows as paths along the lever.

    Attributes:
        value: V [points].
        frames: Each committee's frame, in the unit of the report.
        breaks: Places of the breakpoints, by kind.
        today: Where the scenario stands; None where that is not on the curve.
        steady: Where frames are as today.
        year: Of the frames.
    """

    value: Path
    frames: dict[str, Path]
    breaks: dict[str, list[float]]
    today: float | None
    steady: tuple[float, float] | None
    year: int

    @classmethod
    def of(cls, w: Words, rows: list[Row]) -> _Curves:
        value: Path = ([], [])
        frames: dict[str, Path] = {c: ([], []) for c in w.scenario.committees}
        breaks: dict[str, list[float]] = {}
        for r in rows:
            if r["quantity"].startswith("breakpoint_"):
                breaks.setdefault(r["quantity"].removeprefix("breakpoint_"), []).append(float(r["from"]))
                continue
            path = value if r["quantity"] == "value" else frames[r["committee"]]
            for end in ("from", "to"):
                amount = float(r[f"value_{end}"])
                path[0].append(float(r[end]))
                path[1].append(amount if path is value else money(w, {"value": amount}))
        first = rows[0]
        today = None if first["today"] == "" else float(first["today"])
        if today is not None and not value[0][0] <= today <= value[0][-1]:
            today = None
        steady = (
            None if first["steady_from"] == "" else (float(first["steady_from"]), float(first["steady_to"]))
        )
        year = next(int(r["year"]) for r in rows if r["quantity"] == "frame")
        return cls(value=value, frames=frames, breaks=breaks, today=today, steady=steady, year=year)

    def value_at(self, x: float) -> float:
        """Return V at a place."""
        return _at(self.value, x)

    def moved(self, committee: str) -> Path:
        """Return a frame less what it is today, or at the low end where today is not on the curve."""
        places, values = self.frames[committee]
        base = _at((places, values), places[0] if self.today is None else self.today)
        return places, [v - base for v in values]

    def spread(self, committee: str) -> float:
        """Return how much a frame moves."""
        values = self.frames[committee][1]
        return max(values) - min(values)

    def most(self, number: int) -> list[str]:
        """Return the committees whose frames move most; those that do not move are left out."""
        least = SEEN * max(map(self.spread, self.frames))
        moving = [c for c in self.frames if self.spread(c) > least]
        return sorted(moving, key=lambda c: -self.spread(c))[:number]

    def layers(self, number: int) -> list[tuple[str, Path]]:
        """Return the largest frames, and the others together under no name."""
        order = sorted(self.frames, key=lambda c: -max(self.frames[c][1]))
        own, rest = order[:number], order[number:]
        found = [(c, self.frames[c]) for c in own]
        if rest:
            together = [sum(values) for values in zip(*(self.frames[c][1] for c in rest), strict=True)]
            found.append(("", (self.frames[rest[0]][0], together)))
        return found

    def others(self, number: int) -> int:
        """Return how many committees have no layer of their own."""
        return max(len(self.frames) - number, 0)


def _at(path: Path, x: float) -> float:
    """Return the value at a place, just below a jump."""
    for (a, va), (b, vb) in pairwise(zip(*path, strict=True)):
        if a <= x <= b:
            return va + (vb - va) * (x - a) / (b - a) if b > a else va
    return path[1][-1]


def _finding(w: Words, row: Row, c: _Curves) -> str:
    """Return the title: whose frame moves most, and how far."""
    name, most = short(row["lever_name"], 60), c.most(1)
    name = name if "." in name else capital(name)  # a path is written as it is
    low, high = (lever_value(w, row, x) for x in (c.value[0][0], c.value[0][-1]))
    if not most:
        return w.say(
            f"{name} {low} till {high}: ingen ram ändras", f"{name} {low} to {high}: no frame changes"
        )
    values, d = c.moved(most[0])[1], w.money_decimals
    least, greatest = (w.signed(v, d) for v in (min(values), max(values)))
    who = short(w.committee(most[0]))
    return w.say(
        f"{name} {low} till {high}: mest ändras ramen för {who}, {least} till {greatest}{NO_BREAK}{w.unit} mot i dag",
        f"{name} {low} to {high}: the frame of {who} changes most, {least} to {greatest}{NO_BREAK}{w.unit} "
        "against today",
    )


def _stacked_finding(w: Words, row: Row, c: _Curves, whole: Sequence[float]) -> str:
    """Return the title: what all frames are together at the ends."""
    name, d = short(row["lever_name"], 60), w.money_decimals
    low, high = (lever_value(w, row, x) for x in (c.value[0][0], c.value[0][-1]))
    a, b = (w.number(v, d) for v in (whole[0], whole[-1]))
    unit = f"{NO_BREAK}{w.unit}"
    return w.say(
        f"Så påverkar {name} ramarna {c.year}: tillsammans {a}{unit} vid {low} och {b}{unit} vid {high}",
        f"How {name} moves the frames of {c.year}: together {a}{unit} at {low} and {b}{unit} at {high}",
    )


def pictures(w: Words, study: Curve, year: int | None) -> Iterator[Picture]:
    """Yield the pictures of the study, with the frames of the first plan year if no year is given."""
    rows = curve_rows(study, year)
    yield Picture(name="curve", words=w, rows=rows, draw=curve, tell=curve_alt)
    yield Picture(name="stacked", words=w, rows=rows, draw=stacked, tell=stacked_alt)
