"""The plot of an estimated curve: goal points by funding level, with its band and the two other estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.output.rows import written
from solver.report.plots.drawing import (
    HELP,
    INK,
    LINES,
    PALE,
    Key,
    Panel,
    lines_between,
    room_for_ticks,
    sheet,
    short,
    styled,
    tick,
)
from solver.report.plots.pictures import Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.report.plots.drawing import Style
    from solver.report.words import Words
    from solver.studies.curves import CurveEstimate

STEPS = 41
"""Levels between the ends of the curve."""
BAND: Style = {"facecolor": PALE, "edgecolor": INK}
UNSEEN: Style = {"facecolor": "none", "edgecolor": "#8a97a6", "hatch": "////"}
WAYS = ("within", "between", "differences")
DECIMALS = 1


def curves_rows(found: CurveEstimate) -> list[Row]:
    """Return points by level: the estimate, its band and the other two ways; none where no goal was asked about.

    The ends of what was seen are among the levels.
    """
    target = found.target
    if target is None:
        return []
    rows: list[Row] = []
    slopes = np.array([found.ways[way].estimate for way in WAYS])
    ends = [end for end in found.moved if found.levels[0] < end < found.levels[-1]]
    for level in sorted({*np.linspace(found.levels[0], found.levels[-1], STEPS).tolist(), *ends}):
        where = {"level": written(level), "unit": "points", "goal": target.name, "outcome": found.outcome}
        where |= {"extrapolated": int(found.extrapolated(level))}
        _, low, high = found.points(level)
        told = {"low": low, "high": high}
        told |= dict(zip(WAYS, target.points(slopes, level, found.form).tolist(), strict=True))
        rows += [{**where, "quantity": name, "value": written(value)} for name, value in told.items()]
    return rows


@styled
def curves(w: Words, rows: list[Row]) -> Drawing:
    """Draw goal points against the funding level.

    Args:
        w: Language and numbers.
        rows: Tidy rows: ``quantity`` is ``within``, ``between``, ``differences``, ``low`` or ``high``.
    """
    x, y = _lines(rows)
    keys = [
        Key(text=w.say("95-procentsband, bootstrap", "95% band, bootstrap"), style=BAND, kind="fill"),
        Key(text=w.say("Inom kommun: kurvan", "Within: the curve"), style=LINES[0], kind="line"),
        Key(text=w.say("Mellan kommuner", "Between municipalities"), style=LINES[1], kind="line"),
        Key(text=w.say("Från år till år", "From year to year"), style=LINES[2], kind="line"),
    ]
    outside = _outside(rows)
    if outside:
        keys.append(
            Key(text=w.say("Inte sett: extrapolerat", "Not seen: extrapolated"), style=UNSEEN, kind="fill")
        )
    label = w.say("finansieringsnivå, % av oförändrad verksamhet", "funding level, % of unchanged service")
    made = sheet(
        w,
        _finding(w, rows),
        [Panel(label=label, over=w.say("målpoäng mot i dag", "goal points against today"))],
        body=2.2,
        left=room_for_ticks(w, [v for values in y.values() for v in values]),
        right=0.2,
        keys=keys,
        note=w.say(
            "Samvariation i panelen, inte belagd effekt. Egen bearbetning.",
            "Co-movement in the panel, not a proven effect. Own processing.",
        ),
    )
    axes = made.axes[0]
    axes.fill_between(x, y["low"], y["high"], label="band", linewidth=0.5, zorder=1, **BAND)
    for start, end in outside:
        axes.axvspan(start, end, linewidth=0, zorder=0.5, **UNSEEN)
    for way, style in zip(WAYS, LINES, strict=False):
        lines_between(axes, x, y[way], style, label=way)
    axes.axhline(0.0, zorder=1, **HELP)
    axes.yaxis.set_major_formatter(lambda value, _: tick(w, value))
    axes.grid(visible=True, **HELP | {"alpha": 0.3})
    axes.set_xlim(x[0], x[-1])
    return made.figure


def curves_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    x, y = _lines(rows)
    ends = [f"{w.number(y[k][n], DECIMALS)}" for n in (0, -1) for k in ("low", "within", "high")]
    spans = [f"{w.number(a, DECIMALS)}–{w.number(b, DECIMALS)} %" for a, b in _outside(rows)]
    unseen = (
        w.say(" Inte sett, extrapolerat: ", " Not seen, extrapolated: ") + w.listed(spans) + "."
        if spans
        else ""
    )
    return w.say(
        f"Linjediagram, målpoäng mot finansieringsnivå. {_finding(w, rows)}. Vid {tick(w, x[0])} %: {ends[1]}, band "
        f"{ends[0]} till {ends[2]}; vid {tick(w, x[-1])} %: {ends[4]}, band {ends[3]} till {ends[5]}.{unseen}",
        f"Line chart, goal points against funding level. {_finding(w, rows)}. At {tick(w, x[0])}%: {ends[1]}, band "
        f"{ends[0]} to {ends[2]}; at {tick(w, x[-1])}%: {ends[4]}, band {ends[3]} to {ends[5]}.{unseen}",
    )


def _outside(rows: list[Row]) -> list[tuple[float, float]]:
    """Return the spans of levels that were not seen, at either end of the curve [% of unchanged service]."""
    x, _ = _lines(rows)
    seen = {100 * float(r["level"]) for r in rows if not r["extrapolated"]}
    spans = [(x[0], min(seen)), (max(seen), x[-1])]
    return [(start, end) for start, end in spans if end > start]


def _lines(rows: list[Row]) -> tuple[list[float], dict[str, list[float]]]:
    at = sorted({float(r["level"]) for r in rows})
    found: dict[str, dict[float, float]] = {}
    for r in rows:
        found.setdefault(r["quantity"], {})[float(r["level"])] = float(r["value"])
    return [100 * level for level in at], {name: [v[level] for level in at] for name, v in found.items()}


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: what the highest level gives, with its band."""
    x, y = _lines(rows)
    level, goal = tick(w, x[-1]), short(str(rows[0]["goal"]), 40)
    mid, low, high = (w.signed(y[k][-1], DECIMALS) for k in ("within", "low", "high"))
    return w.say(
        f"{goal}: nivån {level} % har gått ihop med {mid} poäng, 95-procentsband {low} till {high}",
        f"{goal}: the level {level}% has gone with {mid} points, 95% band {low} to {high}",
    )


def pictures(w: Words, study: CurveEstimate, _year: int | None) -> Iterator[Picture]:
    """Yield the picture of the study; it has no rows where no goal was asked about."""
    yield Picture(name="curves", words=w, rows=curves_rows(study), draw=curves, tell=curves_alt)
