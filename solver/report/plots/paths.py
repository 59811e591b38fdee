"""The plot of paths: each committee's frame less indexation over the plan years, its room as a band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.drawing import (
    GUIDE,
    HELP,
    INK,
    LONGEST,
    MARGIN,
    SMALL,
    TINT,
    WIDTH,
    Key,
    Panel,
    largest,
    others,
    sheet,
    short,
    styled,
    tick,
    width,
)
from solver.report.words import Words, rounded

if TYPE_CHECKING:
    from solver.output.rows import Row
    from solver.report.plots.canvas import Axes, Drawing
    from solver.report.plots.drawing import Style
    from solver.studies.certainty import Certainty

PANELS = 8
"""The number of small charts; where there are more committees, the last one is of the smallest together."""
COLUMNS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 3, 6: 3, 7: 4, 8: 4}
"""Charts side by side, by their number."""
BAND: Style = {"facecolor": "#d6e0ec", "edgecolor": "#5b7391"}
SURE: Style = {"marker": "o", "markerfacecolor": INK, "markeredgecolor": INK, "markersize": 6}
WITHIN: Style = {"marker": "o", "markerfacecolor": TINT, "markeredgecolor": INK, "markersize": 6}
ABOVE, UNDER, BETWEEN, FREE = 0.24, 0.24, 0.2, 0.28
"""Room for a chart's name and for its years, between charts, and what the sheet's own axis leaves [inches]."""
LEVEL: Style = {"color": "#333333", "linestyle": (0, (4, 2))}
STEPS = (1, 1.5, 2, 3, 4, 5, 6, 8)


def paths_rows(sure: Certainty) -> list[Row]:
    """Return each frame less indexation and the ends of its room, in the report's unit, and whether it is certain."""
    w = Words(sure.result.figures)
    rows: list[Row] = []
    for change in sure.changes:
        where = {"year": change.year, "committee": change.committee}
        for quantity, amount in (
            ("difference", change.difference),
            ("least", change.least - change.indexation),
            ("greatest", change.greatest - change.indexation),
        ):
            rows.append({**where, "quantity": quantity, "value": amount * w.per_msek, "unit": w.unit})
        rows.append({**where, "quantity": "certain", "value": float(change.certain), "unit": ""})
    return rows


@styled
def paths(w: Words, rows: list[Row]) -> Drawing:
    """Draw a small chart a committee, all on one scale that is as long above indexation as below it.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    at, base = _at(rows), w.scenario.base_year
    own, rest = largest(_sizes(at), PANELS)
    names = [w.committee(c) for c in own] + ([others(w, len(rest))] if rest else [])
    columns = COLUMNS[len(names)]
    keys = [
        Key(text=w.say("Säker", "Certain"), style=SURE),
        Key(text=w.term("within_the_margin_as_heading"), style=WITHIN),
        Key(text=w.term("room"), style=BAND, kind="fill"),
        Key(text=w.term("indexation"), style=LEVEL, kind="line"),
    ]
    over = w.say(f"Ram minus uppräkning samma år, {w.unit}", f"Frame less indexation the same year, {w.unit}")
    remark = w.say(
        "Utrymme: minst och mest bland planer som är ungefär lika bra, var nämnd för sig; alla kan inte få mest "
        "samtidigt.",
        "Room: least and most among plans that are about as good, each committee by itself; not all can have most "
        "at once.",
    )
    far = scale_of([v for c in own for q in ("difference", "least", "greatest") for v in at[q, c].values()])
    ticks = [-far, 0.0, far]
    left = max(width(w.signed(v, 1), SMALL) for v in ticks) + 0.2
    deep = -(-len(names) // columns)
    made = sheet(
        w,
        _finding(w, rows, at),
        [Panel(label="", over=over)],
        body=deep * 1.2,
        left=0.0,
        keys=keys,
        remarks=[remark],
    )
    made.axes[0].set_axis_off()
    tall = made.figure.get_figheight()
    place = made.axes[0].get_position()
    top, cell = place.y1 * tall, ((place.y1 - place.y0) * tall + FREE) / deep
    wide = (WIDTH - 2 * MARGIN - left - BETWEEN * (columns - 1)) / columns
    years = [base, *sorted({r["year"] for r in rows})]
    for n, name in enumerate(names):
        x, y = MARGIN + left + (n % columns) * (wide + BETWEEN), top - (n // columns + 1) * cell + UNDER
        axes = made.figure.add_axes((x / WIDTH, y / tall, wide / WIDTH, (cell - ABOVE - UNDER) / tall))
        if n < len(own):
            mid = _panel(axes, at, own[n], years)
            sure = bool(at["certain", own[n]][years[-1]])
        else:
            mid, sure = [0.0, *(sum(at["difference", c][t] for c in rest) for t in years[1:])], False
            axes.plot(range(len(years)), mid, color=INK, linewidth=1.8, label="others")
        _heading(axes, name, w.signed(mid[-1], w.money_decimals), wide, sure=sure)
        axes.axhline(0, linewidth=1.2, label=GUIDE, zorder=1, **LEVEL)
        axes.set_ylim(-1.05 * far, 1.05 * far)
        axes.set_yticks(ticks, [_tick(w, v) for v in ticks] if n % columns == 0 else [""] * 3, fontsize=SMALL)
        axes.grid(axis="y", **HELP | {"alpha": 0.3})
        axes.set_xlim(-0.15, len(years) - 0.85)
        ends = [str(t) if k in (0, len(years) - 1) else "" for k, t in enumerate(years)]
        axes.set_xticks(range(len(years)), ends, fontsize=SMALL)
        axes.spines["left"].set_visible(False)
    return made.figure


def _heading(axes: Axes, name: str, amount: str, wide: float, *, sure: bool) -> None:
    """Write the name of a chart, cut to the width that the last amount leaves, and that amount."""
    room = wide - width(amount, SMALL, bold=True) - 0.1
    name = name[:LONGEST]
    while len(name) > 1 and width(name, SMALL, bold=sure) > room:
        name = name.rstrip("…")[:-1].rstrip() + "…"
    for text, x, side in ((name, 0.0, "left"), (amount, 1.0, "right")):
        axes.annotate(
            text,
            (x, 1.0),
            xytext=(0, 4),
            xycoords="axes fraction",
            textcoords="offset points",
            ha=side,
            va="bottom",
            fontsize=SMALL,
            weight="bold" if sure else "normal",
        )


def paths_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    at, d = _at(rows), w.money_decimals
    last = max(r["year"] for r in rows)
    told = []
    for c in largest(_sizes(at), PANELS)[0]:
        amounts = [w.signed(at[q, c][last], d) for q in ("difference", "least", "greatest")]
        told.append(
            w.say(
                f"{w.committee(c)} {amounts[0]} (utrymme {amounts[1]} till {amounts[2]})",
                f"{w.committee(c)} {amounts[0]} (room {amounts[1]} to {amounts[2]})",
            )
        )
    return w.say(
        f"Små linjediagram över planåren. {_finding(w, rows, at)}. {last}, {w.unit}: {'; '.join(told)}.",
        f"Small line charts over the plan years. {_finding(w, rows, at)}. {last}, {w.unit}: {'; '.join(told)}.",
    )


def scale_of(values: list[float]) -> float:
    """Return a round number that no value exceeds in size; 1 where all are nothing."""
    size = max(map(abs, values), default=0.0)
    if size < 1e-9:  # noqa: PLR2004 - nothing, but for the machine
        return 1.0
    power = 10.0 ** len(f"{int(size)}") / 10 if size >= 1 else 0.1
    return next(
        step * power for step in (*STEPS, *(10 * step for step in STEPS), 100) if step * power >= size
    )


Series = dict[tuple[str, str], dict[int, float]]


def _at(rows: list[Row]) -> Series:
    found: Series = {}
    for r in rows:
        found.setdefault((r["quantity"], r["committee"]), {})[r["year"]] = float(r["value"])
    return found


def _sizes(at: Series) -> dict[str, float]:
    """Return what each committee is chosen by: a certain change first, then the largest."""
    return {
        c: max(map(abs, series.values())) + (1e9 if any(at["certain", c].values()) else 0.0)
        for (quantity, c), series in at.items()
        if quantity == "difference"
    }


def _panel(axes: Axes, at: Series, c: str, years: list[int]) -> list[float]:
    """Draw a committee, and return its differences from the base year on."""
    places = range(len(years))
    low, mid, high = ([0.0, *(at[q, c][t] for t in years[1:])] for q in ("least", "difference", "greatest"))
    axes.fill_between(places, low, high, linewidth=0.8, label=f"room {c}", **BAND)
    axes.plot(places, mid, color=INK, linewidth=1.8, label=f"difference {c}", zorder=2)
    for k, t in enumerate(years[1:], start=1):
        style = SURE if at["certain", c][t] else WITHIN
        axes.plot([k], [mid[k]], linestyle="none", zorder=3, label=f"{c} {t}", **style)
    return mid


def _tick(w: Words, value: float) -> str:
    return f"+{tick(w, value)}" if value > 0 else tick(w, value)


def _finding(w: Words, rows: list[Row], at: Series) -> str:
    """Return the title: how many frames differ from indexation by more than the margin of error, and when."""
    last = max(r["year"] for r in rows)
    committees = [c for q, c in at if q == "difference"]
    sure = [
        c
        for c in committees
        if at["certain", c][last] and rounded(at["difference", c][last], w.money_decimals)
    ]
    n = len(committees)
    if not sure:
        return w.say(
            f"{last}: ingen nämnds ram skiljer sig säkert från uppräkningen; allt är inom felmarginalen",
            f"{last}: no committee's frame differs from indexation for certain; all is within the margin of error",
        )
    if len(sure) > 3:  # noqa: PLR2004 - more names than a title holds
        return w.say(
            f"{last}: {len(sure)} av {n} nämnders ramar skiljer sig säkert från uppräkningen; resten är inom "
            "felmarginalen",
            f"{last}: the frames of {len(sure)} of {n} committees differ from indexation for certain; the rest are "
            "within the margin of error",
        )
    names = w.listed(
        [
            f"{short(w.committee(c), 40)} ({w.signed(at['difference', c][last], w.money_decimals)})"
            for c in sure
        ]
    )
    return w.say(
        f"{last}: säkert annat än uppräkning för {names} {w.unit}; resten är inom felmarginalen",
        f"{last}: certainly other than indexation for {names} {w.unit}; the rest is within the margin of error",
    )
