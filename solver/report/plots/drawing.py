"""The parts of every plot: sheet, colours, keys, notes, bars and lines.

Every sheet is 1280 × 720 points as a file, to be read from ten metres: at most ``MOST`` rows, a title of at most two
lines. Everything is laid out in inches from measured text, so that nothing is cut and nothing overlaps however long
the names are; a sheet grows downwards where its text takes more. Colours are neutral (blues, ochre, purple, grey: no
red and green, and no white that means something) and can be told apart in grey too. They never stand alone: hatching
and the number show the sign, the shape of the mark the plan, dashes the line.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from models.units import PER_MSEK
from solver.output.rows import written
from solver.report.plots.style import POINT, TEXT
from solver.report.words import RUN_ID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from solver.output.rows import Row
    from solver.report.plots.canvas import Axes, Drawing
    from solver.report.words import Words

P = ParamSpec("P")
Style = dict[str, Any]

INK, PALE, TINT = "#1d3b59", "#dfe6ee", "#b9cbe0"
UP: Style = {"facecolor": "#2f5d8a", "edgecolor": INK}
DOWN: Style = {"facecolor": PALE, "edgecolor": INK, "hatch": "////"}
"""Bars above and below nothing: dark and plain, light and hatched."""
SUM: Style = {"facecolor": "#8a97a6", "edgecolor": INK}
"""A bar that is a sum of others."""
FILLS: tuple[Style, ...] = (
    {"facecolor": "#17375a", "edgecolor": "#17375a"},
    {"facecolor": "#f0d9a8", "edgecolor": "#5b4310", "hatch": "...."},
    {"facecolor": "#7a4f8f", "edgecolor": "#4a2c59"},
    {"facecolor": "#d5d0e6", "edgecolor": "#333333", "hatch": "////"},
    {"facecolor": "#5b92c4", "edgecolor": "#17375a"},
    {"facecolor": "#e8e8e8", "edgecolor": "#333333", "hatch": "xxxx"},
    {"facecolor": "#8f610c", "edgecolor": "white", "hatch": "\\\\\\\\"},
    {"facecolor": "#cfe2f3", "edgecolor": "#17375a", "hatch": "----"},
    {"facecolor": "#4d4d4d", "edgecolor": "white", "hatch": "||||"},
)
"""Fills of parts that lie side by side: dark and light in turn, every light one hatched."""
PROPOSED: Style = {
    "marker": "D",
    "markerfacecolor": "#17375a",
    "markeredgecolor": "#17375a",
    "markersize": 6.5,
}
INDEXED: Style = {"marker": "o", "markerfacecolor": TINT, "markeredgecolor": INK, "markersize": 6.5}
STATED: Style = {"marker": "s", "markerfacecolor": TINT, "markeredgecolor": INK, "markersize": 7}
NOW: Style = {
    "marker": "|",
    "markerfacecolor": "#333333",
    "markeredgecolor": "#333333",
    "markersize": 12,
    "markeredgewidth": 2,
}
TARGET: Style = {"marker": "<", "markerfacecolor": "#f0d9a8", "markeredgecolor": "#5b4310", "markersize": 7}
LEAST: Style = {"marker": 5, "markerfacecolor": "#f0d9a8", "markeredgecolor": "#5b4310", "markersize": 7}
MARKS: tuple[Style, ...] = (
    {"marker": "s", "markerfacecolor": TINT, "markeredgecolor": INK, "markersize": 6},
    {"marker": "^", "markerfacecolor": "#9a6a12", "markeredgecolor": "#5b4310", "markersize": 7},
    {"marker": "v", "markerfacecolor": "#d5c4de", "markeredgecolor": "#4a2c59", "markersize": 7},
    {"marker": "P", "markerfacecolor": "#7a4f8f", "markeredgecolor": "#4a2c59", "markersize": 7},
    {"marker": "X", "markerfacecolor": "#f0d9a8", "markeredgecolor": "#5b4310", "markersize": 7},
    {"marker": "h", "markerfacecolor": "#595959", "markeredgecolor": "#222222", "markersize": 7},
    {"marker": "*", "markerfacecolor": "#d0d0d0", "markeredgecolor": "#222222", "markersize": 9},
    {"marker": "<", "markerfacecolor": "#5b92c4", "markeredgecolor": "#17375a", "markersize": 7},
)
"""Marks of plans other than the proposal, each with a shape of its own."""
LINES: tuple[Style, ...] = (
    {"color": "#17375a", "linestyle": "-"},
    {"color": "#9a6a12", "linestyle": (0, (6, 2))},
    {"color": "#7a4f8f", "linestyle": (0, (1, 1.2))},
    {"color": "#3f78ad", "linestyle": (0, (7, 2, 1.5, 2))},
    {"color": "#595959", "linestyle": (0, (3, 1, 1, 1, 1, 1))},
    {"color": "#222222", "linestyle": (0, (10, 3))},
    {"color": "#7d5510", "linestyle": (0, (2, 3))},
    {"color": "#4a2c59", "linestyle": (0, (4, 1, 4, 3))},
)
"""Lines, each with dashes of its own."""
HELP: Style = {"color": "#767676", "linewidth": 0.8}
"""The style of auxiliary lines."""
GUIDE = "guide"
"""The label of lines that only keep rows apart."""

WIDTH, TALL = 1280 / 150, 720 / 150
"""Width of a figure, and its height where its text takes no more [inches]."""
MARGIN, GAP = 0.14, 0.4
"""Margin of a figure, and what is between panels [inches]."""
MOST = 12
"""Rows of a plot; where there are more, the smallest stand together in the last."""
TALLEST_ROW = 0.6
"""The height that a row takes at most [inches]."""
LINES_OF_TITLE = 2
CHART, AIR, UNDER = 0.5, 0.19, 0.3
"""Least height of a small chart, of the air in it for a number, and of its years [inches]."""
NAMES, MANY = 3.1, 7
"""Widest column of names [inches], and the rows above which a name has one line."""
WIDER, LINES_OF_NAME = 4.2, 4
"""Widest column of names beside a single panel, where one would else be cut [inches], and the lines of a name in it."""
ASSUMPTIONS, MOST_LINES = 7, 15
"""Assumptions that are drawn at most, and the lines of names that a sheet of the usual height has room for."""
SMALL, HEAD, NOTE = 9.0, 13.0, 7.5
"""Sizes of text beside ``TEXT`` [points]."""
LEADING = 1.25
"""Height of a line, as a multiple of the size of its text."""
EXACT = 1e-9
"""Ticks that differ less from a rounded number are that number."""


def styled(draw: Callable[P, Drawing]) -> Callable[P, Drawing]:
    """Draw in the style of every plot, whatever the caller's own settings are."""

    @wraps(draw)
    def within(*args: P.args, **kwargs: P.kwargs) -> Drawing:
        from solver.report.plots.canvas import in_style  # noqa: PLC0415 - matplotlib, where something is drawn

        with in_style():
            return draw(*args, **kwargs)

    return within


# -------------------------------------------------------------------------------------------------------- text


LONGEST = 200
"""No line holds so many characters: more are never measured at once."""


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line of text [inches]."""
    from solver.report.plots.canvas import text_width  # noqa: PLC0415

    return text_width(text, size, bold=bold)


def wrapped(text: str, inches: float, size: float = TEXT, *, bold: bool = False) -> str:
    """Return a text broken into lines that fit; a word that is too long by itself is broken too."""
    lines: list[str] = []
    for word in text.replace("\n", " ").split(" "):
        rest = word
        if lines and width(f"{lines[-1]} {rest}", size, bold=bold) <= inches:
            lines[-1] += f" {rest}"
            continue
        while len(rest) > 1 and width(rest[:LONGEST], size, bold=bold) > inches:
            fits = bisect_right(
                range(1, min(len(rest), LONGEST)), inches, key=lambda n: width(rest[:n], size, bold=bold)
            )
            lines.append(rest[: max(fits, 1)])
            rest = rest[max(fits, 1) :]
        lines.append(rest)
    return "\n".join(lines)


def title_of(finding: str, inches: float) -> tuple[str, float]:
    """Return a title in at most two lines and its size [points]: smaller, or at last cut, where it is long."""
    for size in (HEAD, 12.0, 11.0):
        text = wrapped(finding, inches, size, bold=True)
        if text.count("\n") < LINES_OF_TITLE:
            return text, size
    while text.count("\n") >= LINES_OF_TITLE:
        finding = finding.rstrip("…")[:-2].rstrip() + "…"
        text = wrapped(finding, inches, size, bold=True)
    return text, size


def named(name: str, inches: float, lines: int) -> str:
    """Return a name in at most so many lines, cut where it is longer."""
    name = name[: lines * LONGEST]
    text = wrapped(name, inches)
    while text.count("\n") >= lines:
        name = name.rstrip("…")[:-2].rstrip() + "…"
        text = wrapped(name, inches)
    return text


def largest(values: Mapping[str, float], most: int = MOST) -> tuple[list[str], list[str]]:
    """Return the keys that have a row of their own, in their order, and those that stand together in the last one."""
    if len(values) <= most:
        return list(values), []
    own = set(sorted(values, key=lambda key: -written(abs(values[key])))[: most - 1])
    return [key for key in values if key in own], [key for key in values if key not in own]


def others(w: Words, number: int) -> str:
    """Return the name of the row in which the smallest stand together."""
    return w.say(f"Övriga {number}", f"Other {number}")


def height(text: str, size: float) -> float:
    """Return the height of wrapped lines [inches]; nothing where there is no text."""
    return (text.count("\n") + 1) * size * POINT * LEADING if text else 0.0


def tick(w: Words, value: float) -> str:
    """Return a tick with as many decimals as its value has."""
    decimals = next((d for d in range(6) if abs(round(value, d) - value) < EXACT), 6)
    return w.number(value, decimals)


def money(w: Words, row: Row) -> float:
    """Return a tidy row's amount in the unit of the report."""
    return float(row["value"]) / PER_MSEK[w.scenario.currency] * w.per_msek


def short(text: str, most: int = 90) -> str:
    """Return a name for a title, cut where it is too long to read."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


# ------------------------------------------------------------------------------------------------------- sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One set of axes.

    Attributes:
        label: The quantity along the x axis, with its unit.
        share: Its part of the width.
        over: The text above it: the quantity along the y axis.
    """

    label: str
    share: float = 1.0
    over: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The meaning of a mark, line or fill.

    Attributes:
        text: The meaning.
        style: The style in which it is drawn.
        kind: ``mark``, ``line`` or ``fill``.
    """

    text: str
    style: Style
    kind: str = "mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A figure and its axes.

    Attributes:
        figure: The figure.
        axes: Its axes, a panel each.
        widths: Their widths [inches].
    """

    figure: Drawing
    axes: tuple[Axes, ...]
    widths: tuple[float, ...]


def sheet(  # noqa: PLR0913 - what stands on a sheet, by name
    w: Words,
    finding: str,
    panels: Sequence[Panel],
    *,
    body: float,
    most: float = TALL,
    left: float = 0.7,
    right: float = 0.0,
    gap: float = GAP,
    keys: Sequence[Key] = (),
    note: str | None = None,
    remarks: Iterable[str] = (),
) -> Sheet:
    """Lay out a sheet: the finding, keys, panels side by side, and the source beneath.

    Args:
        w: Language, units and names.
        finding: The title: the finding of the plot.
        panels: The axes, from left to right.
        body: Least height of the axes [inches].
        most: Greatest height of the axes, where the page has room for it [inches].
        left: Room for names or ticks left of the axes [inches].
        right: Room right of them [inches].
        gap: Room between panels, for the ticks of the next [inches].
        keys: The meaning of marks, lines and fills.
        note: The source, where it is not the scenario.
        remarks: Sentences that a reader needs, before the source.
    """
    from solver.report.plots.canvas import Drawing, MaxNLocator  # noqa: PLC0415

    inside = WIDTH - 2 * MARGIN
    title, size = title_of(finding, inside)
    of = source(w) if note is None else note
    note = wrapped(" ".join(filter(None, (*remarks, of))), inside, NOTE)
    room = inside - left - right - gap * (len(panels) - 1) - 0.15
    whole = sum(p.share for p in panels)
    widths = tuple(room * p.share / whole for p in panels)
    labels = [wrapped(p.label, wide + 0.3, SMALL) for p, wide in zip(panels, widths, strict=True)]
    overs = [wrapped(p.over, wide, SMALL) for p, wide in zip(panels, widths, strict=True)]
    placed, deep = _flow(keys, inside)
    above = max(height(o, SMALL) for o in overs)
    under = 0.28 + max(height(label, SMALL) for label in labels)
    head = MARGIN + height(title, size) + 0.1 + deep + above + 0.08
    foot = MARGIN + height(note, NOTE) + 0.12 + under
    body = max(body, min(most, TALL - head - foot))
    tall = max(TALL, head + body + foot)
    foot = tall - head - body  # what is left stands above the note
    figure = Drawing(figsize=(WIDTH, tall))
    place = figure.dpi_scale_trans

    def write(x: float, y: float, text: str, size: float, **how: Any) -> None:
        figure.text(x, y, text, transform=place, fontsize=size, linespacing=LEADING, **how)

    write(MARGIN, tall - MARGIN, title, size, va="top", weight="bold", label="finding")
    write(MARGIN, MARGIN, note, NOTE, va="bottom", color="#333333", label="note")
    _draw_keys(figure, placed, tall - MARGIN - height(title, size) - 0.1)
    axes, x = [], MARGIN + left
    for wide, label, over in zip(widths, labels, overs, strict=True):
        panel = figure.add_axes((x / WIDTH, foot / tall, wide / WIDTH, body / tall))
        if label:
            panel.set_xlabel(label, fontsize=SMALL, linespacing=LEADING)
        if over:
            write(x, foot + body + 0.06, over, SMALL, va="bottom", color="#222222")
        panel.tick_params(labelsize=SMALL)
        panel.xaxis.set_major_locator(MaxNLocator(nbins=max(2, int(wide / 0.85)), steps=[1, 2, 2.5, 5, 10]))
        panel.xaxis.set_major_formatter(lambda value, _: tick(w, value))
        axes.append(panel)
        x += wide + gap
    return Sheet(figure=figure, axes=tuple(axes), widths=widths)


def source(w: Words) -> str:
    """Return the text beneath every plot: the owner of the weights, the scenario, its standing and the run."""
    run = f"{w.term('run')} {w.digest[:RUN_ID]}."
    return " ".join((w.owner(), f"{w.scenario.title}.", f"{w.standing()}.", run))


def _flow(keys: Sequence[Key], inches: float) -> tuple[list[tuple[float, float, Key, str]], float]:
    """Return the place of each key from the top left, and the height that they take [inches]."""
    found: list[tuple[float, float, Key, str]] = []
    x, y, tallest = 0.0, 0.0, 0.0
    for key in keys:
        text = wrapped(key.text, inches - 0.5, SMALL)
        wide = 0.42 + max(width(line, SMALL) for line in text.split("\n")) + 0.25
        if x and x + wide > inches:
            x, y, tallest = 0.0, y + tallest + 0.04, 0.0
        found.append((x, y, key, text))
        tallest = max(tallest, height(text, SMALL), 0.17)
        x += wide
    return found, y + tallest + 0.08 if keys else 0.0


def _draw_keys(figure: Drawing, placed: list[tuple[float, float, Key, str]], top: float) -> None:
    from solver.report.plots.canvas import Line2D, Rectangle  # noqa: PLC0415

    place = figure.dpi_scale_trans
    for x, y, key, text in placed:
        at, level = MARGIN + x, top - y - 0.085
        if key.kind == "fill":
            figure.add_artist(
                Rectangle((at, level - 0.055), 0.3, 0.12, transform=place, linewidth=0.8, **key.style)
            )
        else:
            ends = [at, at + 0.3] if key.kind == "line" else [at + 0.15]
            line = {"linestyle": "none"} if key.kind == "mark" else {"linewidth": 1.8}
            figure.add_artist(Line2D(ends, [level] * len(ends), transform=place, **{**line, **key.style}))
        figure.text(at + 0.38, top - y, text, transform=place, fontsize=SMALL, va="top", linespacing=LEADING)


# -------------------------------------------------------------------------------------------------------- rows


def named_rows(  # noqa: PLR0913 - what stands on a sheet, by name
    w: Words,
    finding: str,
    names: Sequence[str],
    panels: Sequence[Panel],
    *,
    row: float = 0.21,
    gap: float = GAP,
    keys: Sequence[Key] = (),
    note: str | None = None,
    remarks: Iterable[str] = (),
) -> Sheet:
    """Lay out a sheet with a row for each name, the first on top; names stand left of the first panel and wrap.

    Args:
        w: Language, units and names.
        finding: The title.
        names: The names of the rows.
        panels: The axes.
        row: Least height of a row [inches].
        gap: Room between panels [inches].
        keys: The meaning of marks and fills.
        note: The source, where it is not the scenario.
        remarks: Sentences that a reader needs.
    """
    shown = _names(names, 1 if len(names) > MANY else 2, alone=len(panels) == 1)
    left = max(width(line, TEXT) for name in shown for line in name.split("\n")) + 0.12
    body = max(row, *(height(name, TEXT) + 0.03 for name in shown)) * len(names)
    most = TALLEST_ROW * len(names)
    made = sheet(
        w, finding, panels, body=body, most=most, left=left, gap=gap, keys=keys, note=note, remarks=remarks
    )
    for k, axes in enumerate(made.axes):
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.set_yticks(range(len(names)), shown if k == 0 else [""] * len(names), parse_math=False)
        axes.tick_params(axis="y", length=0, labelsize=TEXT)
        for label in axes.get_yticklabels():
            label.set_linespacing(LEADING * 0.9)
        axes.spines["left"].set_visible(False)
        for n in range(1, len(names)):
            axes.axhline(n - 0.5, color="#e3e3e3", linewidth=0.6, zorder=0, label=GUIDE)
    return made


def assumptions(names: Sequence[str]) -> int:
    """Return how many assumptions are drawn, the first ones: as many as are named whole on a sheet of the usual height.

    Args:
        names: Their names; every row is as tall as the tallest.
    """
    lines = 1
    for n, name in enumerate(names[:ASSUMPTIONS], start=1):
        lines = max(lines, named(name, WIDER, LINES_OF_NAME).count("\n") + 1)
        if n * lines > MOST_LINES:
            return n - 1
    return min(len(names), ASSUMPTIONS)


def _names(names: Sequence[str], lines: int, *, alone: bool) -> list[str]:
    """Return names in lines; beside a single panel in a wider column, where one would else be cut."""
    if alone and any(wrapped(name, NAMES).count("\n") >= lines for name in names):
        return [named(name, WIDER, LINES_OF_NAME if lines > 1 else 1) for name in names]
    return [named(name, NAMES, lines) for name in names]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A lying bar.

    Attributes:
        level: Its row; a part of one where several share it.
        end: Where it ends.
        label: The text beyond its end.
        start: Where it begins.
        style: Its fill; by its sign if absent.
        thick: Its part of the row.
    """

    level: float
    end: float
    label: str
    start: float = 0.0
    style: Style | None = None
    thick: float = 0.62


def bars(made: Sheet, panel: int, drawn: Sequence[Bar], beyond: Sequence[tuple[float, float]] = ()) -> None:
    """Draw bars with labels beyond their ends, on axes wide enough for both.

    Args:
        made: The sheet.
        panel: The number of the panel.
        drawn: The bars.
        beyond: What else is drawn in the row of each bar, from where to where; labels stand beyond that too.
    """
    axes, spans = made.axes[panel], []
    for n, bar in enumerate(drawn):
        style, right = bar.style or (UP if bar.end >= bar.start else DOWN), bar.end >= bar.start
        axes.barh(bar.level, bar.end - bar.start, left=bar.start, height=bar.thick, linewidth=0.8, **style)
        outer = (bar.start, bar.end, *(beyond[n] if n < len(beyond) else ()))
        at = max(outer) if right else min(outer)
        axes.annotate(
            bar.label,
            (at, bar.level),
            xytext=(4 if right else -4, 0),
            textcoords="offset points",
            va="center",
            ha="left" if right else "right",
            fontsize=SMALL,
        )
        room = width(bar.label, SMALL) + 0.1
        spans.append((min(outer), max(outer), 0.0 if right else room, room if right else 0.0))
    _widen(axes, made.widths[panel], spans)


def ranges(made: Sheet, panel: int, spans: Sequence[tuple[float, float]]) -> None:
    """Draw a line a row from a least to a greatest, with an end at each."""
    for n, (low, high) in enumerate(spans):
        made.axes[panel].plot(
            [low, high],
            [n, n],
            color="#333333",
            linewidth=1.4,
            marker="|",
            markersize=7,
            zorder=3,
            label="room",
        )


def _widen(axes: Axes, wide: float, spans: Sequence[tuple[float, float, float, float]]) -> None:
    """Set limits of the x axis within which every span has its room [inches] to the left and right."""
    low, high = min(s[0] for s in spans), max(s[1] for s in spans)
    if high - low < EXACT:
        low, high = low - 1.0, high + 1.0
    for _ in range(40):  # room is in inches and limits in data units, so the limits are found by iteration
        scale = (high - low) / wide
        wanted = min(s[0] - s[2] * scale for s in spans), max(s[1] + s[3] * scale for s in spans)
        if abs(wanted[0] - low) + abs(wanted[1] - high) < 1e-3 * scale:
            break
        low, high = min(wanted[0], low), max(wanted[1], high)
    axes.set_xlim(low - 0.06 * (high - low) / wide, high + 0.06 * (high - low) / wide)


def zero(axes: Axes) -> None:
    """Draw a line at zero."""
    axes.axvline(0, color="black", linewidth=0.8, zorder=1)


def spread(made: Sheet, panel: int, values: Sequence[float], *, around: float = 0.0) -> None:
    """Set limits of the x axis with room for a mark at every value, and at the one that they are told around."""
    _widen(made.axes[panel], made.widths[panel], [(v, v, 0.1, 0.1) for v in [*values, around]])


def whiskers(  # noqa: PLR0913, PLR0917 - what is drawn and where
    made: Sheet,
    panel: int,
    spans: Sequence[tuple[float, float]],
    labels: Sequence[tuple[str, str]],
    style: Style,
    ends: Sequence[tuple[float, float]] | None = None,
    thick: float = 0.34,
) -> None:
    """Draw a thin bar a row from a least to a greatest, with a label on each side.

    Args:
        made: The sheet.
        panel: The number of the panel.
        spans: Least and greatest.
        labels: The texts to the left and to the right of each.
        style: The fill.
        ends: The outermost that is drawn in each row, where that is more than the span.
        thick: The part of the row that a bar takes.
    """
    axes, wide = made.axes[panel], made.widths[panel]
    outer = [(min(a, 0.0), max(b, 0.0)) for a, b in spans] if ends is None else list(ends)
    rooms = []
    for n, ((a, b), (low, high), texts) in enumerate(zip(spans, outer, labels, strict=True)):
        axes.barh(n, b - a, left=a, height=thick, linewidth=0.8, **style)
        for text, x, side in ((texts[0], low, -1), (texts[1], high, 1)):
            axes.annotate(
                text,
                (x, n),
                xytext=(8 * side, 0),
                textcoords="offset points",
                va="center",
                ha="left" if side > 0 else "right",
                fontsize=SMALL,
            )
        rooms.append((low, high, width(texts[0], SMALL) + 0.18, width(texts[1], SMALL) + 0.18))
    _widen(axes, wide, rooms)


# ------------------------------------------------------------------------------------------------ curves


def room_for_ticks(w: Words, values: Sequence[float]) -> float:
    """Return the room that the ticks of a y axis with these values need [inches]."""
    ends = [min(values), max(values)]
    told = [w.number(v, d) for v in ends for d in (2, 0)]
    return max(0.45, max(width(text, SMALL) for text in told) + 0.2)


def lines_between(
    axes: Axes, x: Sequence[float], y: Sequence[float], style: Style, label: str = "curve"
) -> None:
    """Draw a line through points."""
    axes.plot(x, y, linewidth=1.8, zorder=2, label=label, **style)


# --------------------------------------------------------------------------------------------- small charts


def grid_of_bars(  # noqa: PLR0913 - what stands on a sheet, by name
    w: Words,
    finding: str,
    groups: Sequence[Sequence[tuple[str, dict[int, float]]]],
    write: Callable[[float], str],
    *,
    columns: int,
    note: str | None = None,
    remarks: Iterable[str] = (),
) -> Drawing:
    """Draw small bar charts over years, named above; those of a group have one scale and begin a row.

    Args:
        w: Language, units and names.
        finding: The title.
        groups: Groups of name and value by year.
        write: The function that writes a value.
        columns: The number of charts side by side.
        note: The text beneath, where it is not that of the scenario.
        remarks: Sentences that a reader needs.
    """
    columns = min(columns, max(map(len, groups)))
    wide = (WIDTH - 2 * MARGIN - 0.25 * (columns - 1)) / columns
    years = sorted({y for cells in groups for _, series in cells for y in series})
    above = max(height(wrapped(name, wide, SMALL), SMALL) for cells in groups for name, _ in cells) + 0.12
    rows = [-(-len(cells) // columns) for cells in groups]
    least = (above + CHART + UNDER) * sum(rows)
    made = sheet(w, finding, [Panel(label="")], body=least, left=0.0, note=note, remarks=remarks)
    made.axes[0].set_axis_off()
    tall = made.figure.get_figheight()
    place = made.axes[0].get_position()
    top, cell = place.y1 * tall, (place.y1 - place.y0) * tall / sum(rows)
    chart = cell - above - UNDER
    for cells, deep in zip(groups, rows, strict=True):
        every = [v for _, series in cells for v in series.values()]
        scale = _scale(min(0.0, *every), max(0.0, *every), chart)
        for n, (name, series) in enumerate(cells):
            x, y = MARGIN + (n % columns) * (wide + 0.25), top - (n // columns) * cell - above - chart
            axes = made.figure.add_axes((x / WIDTH, y / tall, wide / WIDTH, chart / tall))
            axes.set_title(wrapped(name, wide, SMALL), fontsize=SMALL, loc="left", pad=3, linespacing=LEADING)
            _small_bars(axes, [(years.index(y), value) for y, value in series.items()], write)
            axes.set_ylim(*scale)
            axes.set_xlim(-0.6, len(years) - 0.4)
            axes.set_xticks(range(len(years)), [str(y) for y in years], fontsize=SMALL)
        top -= deep * cell
    return made.figure


def _scale(low: float, high: float, chart: float) -> tuple[float, float]:
    """Return limits of a chart of a height [inches], with air for the numbers beyond the bars."""
    if high - low < EXACT:
        return -1.0, 1.0
    unit = (high - low) / (chart - AIR * ((low < 0) + (high > 0)))
    return low - AIR * unit * (low < 0), high + AIR * unit * (high > 0)


def _small_bars(axes: Axes, values: Sequence[tuple[int, float]], write: Callable[[float], str]) -> None:
    for at, value in values:
        axes.bar(at, value, width=0.62, linewidth=0.8, **(UP if value >= 0 else DOWN))
        up = value >= 0
        axes.annotate(
            write(value),
            (at, value),
            xytext=(0, 2 if up else -2),
            textcoords="offset points",
            ha="center",
            va="bottom" if up else "top",
            fontsize=SMALL,
        )
    axes.axhline(0, color="black", linewidth=0.8)
    axes.tick_params(axis="both", length=0)
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
