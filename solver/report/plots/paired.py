"""Differences of committees or goals as lying bars, one or two a row: shared by evaluate and compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.drawing import (
    DOWN,
    MOST,
    UP,
    Bar,
    Key,
    Panel,
    bars,
    largest,
    named_rows,
    others,
    zero,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from solver.report.plots.canvas import Drawing
    from solver.report.words import Words


PAIRS = 9
"""Rows of two bars."""


def paired_bars(  # noqa: PLR0913 - what stands on a sheet, by name
    w: Words,
    finding: str,
    series: Mapping[str, Mapping[str, float]],
    names: Mapping[str, str],
    label: str,
    *,
    decimals: int,
    sums: bool = True,
    note: str | None = None,
    remarks: Iterable[str] = (),
) -> Drawing:
    """Draw a row for each name with a bar for each series, at most two.

    Args:
        w: Language and units.
        finding: The title.
        series: Values by id, by the name of the series.
        names: The names of the ids.
        label: The quantity along the axis, with its unit.
        decimals: Decimals of the labels.
        sums: Whether those without a row of their own stand together with their sum; they are counted if not.
        note: The text beneath, where it is not that of the scenario.
        remarks: Sentences that a reader needs.
    """
    size = {id_: max(abs(values.get(id_, 0.0)) for values in series.values()) for id_ in names}
    two = len(series) > 1
    own, rest = largest(size, PAIRS if two else MOST)
    told = [names[id_] for id_ in own]
    if rest and sums:
        told.append(others(w, len(rest)))
    elif rest:
        hidden = w.say(f"Mindre, inte visade: {len(rest)}.", f"Smaller, not shown: {len(rest)}.")
        remarks = [*remarks, hidden]
    styles = (UP, DOWN) if two else (None,)
    keys = [
        Key(text=text, style=style, kind="fill")
        for text, style in zip(series, styles, strict=True)
        if style is not None
    ]
    made = named_rows(
        w,
        finding,
        told,
        [Panel(label=label)],
        row=0.31 if two else 0.21,
        keys=keys,
        note=note,
        remarks=remarks,
    )
    drawn: list[Bar] = []
    for k, (values, style) in enumerate(zip(series.values(), styles, strict=True)):
        amounts = [values.get(id_, 0.0) for id_ in own]
        if rest and sums:
            amounts.append(sum(values.get(id_, 0.0) for id_ in rest))
        drawn += _bars(
            w, amounts, decimals, (k - 0.5) * 0.42 if two else 0.0, style, thick=0.36 if two else 0.62
        )
    bars(made, 0, drawn)
    zero(made.axes[0])
    return made.figure


def _bars(  # noqa: PLR0913, PLR0917 - where and how
    w: Words,
    amounts: Sequence[float],
    decimals: int,
    aside: float,
    style: dict[str, object] | None,
    thick: float,
) -> list[Bar]:
    return [
        Bar(level=n + aside, end=v, label=w.signed(v, decimals), style=style, thick=thick)
        for n, v in enumerate(amounts)
    ]
