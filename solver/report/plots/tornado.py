"""The plot of a tornado: how much each assumption changes V over its own plausible range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.output.rows import written
from solver.report import levers as lever_words
from solver.report.plots.drawing import (
    DOWN,
    UP,
    Bar,
    Key,
    Panel,
    assumptions,
    bars,
    named_rows,
    short,
    styled,
    zero,
)
from solver.report.plots.lever_axis import lever_value
from solver.report.plots.pictures import Picture
from solver.report.words import Words, capital

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.studies.tornado import Tornado

DECIMALS = 3
NO_PLAN = "*"
"""Marks an end that no plan reaches."""


def tornado_rows(found: Tornado) -> list[Row]:
    """Return V at both ends of every lever, or where plans end on the way there."""
    w = Words(found.result.figures)
    return [
        {
            "lever": bar.lever.id,
            "lever_name": lever_words.name(w, bar.lever),
            "lever_kind": bar.lever.kind,
            "lever_unit": bar.lever.unit,
            "end": end,
            "at": written(answer.answered_at),
            "has_plan": "yes" if answer.has_plan else "no",
            "quantity": "value",
            "value": written(answer.value),
            "today_value": written(found.result.value),
            "unit": "points",
            "source": bar.lever.source or "",
        }
        for bar in found.bars
        for end, answer in bar.ends
    ]


@styled
def tornado(w: Words, rows: list[Row]) -> Drawing:
    """Draw two bars a lever: V at its low and at its high end, against today's; the widest on top.

    Args:
        w: Language, units and names.
        rows: Tidy rows, two a lever: ``end`` is ``low`` or ``high``, ``at`` the lever's value there, ``value`` V and
            ``today_value`` V as the scenario stands; with ``lever``, ``lever_name``, ``lever_kind``, ``lever_unit``.
    """
    at = _ends(rows)
    shown = _shown(at)
    label = w.say("V mot räkneförslagets, poäng", "V against the proposal's, points")
    keys = [
        Key(text=w.say("Vid lägsta värdet", "At the lowest value"), style=DOWN, kind="fill"),
        Key(text=w.say("Vid högsta värdet", "At the highest value"), style=UP, kind="fill"),
    ]
    remarks = [
        w.say(
            "Ett antagande i taget, de andra som i dag. Vid stapeln: antagandets värde.",
            "One assumption at a time, the others as today. At the bar: the value of the assumption.",
        )
    ]
    if any(r.get("has_plan") == "no" for r in rows):
        remarks.append(
            w.say(
                f"{NO_PLAN} Längre lämnar gränserna ingen plan.",
                f"{NO_PLAN} Farther, the limits leave no plan.",
            )
        )
    if hidden := len(at) - len(shown):
        remarks.append(w.say(f"Mindre, inte visade: {hidden}.", f"Smaller, not shown: {hidden}."))
    names = [_named(at[k]) for k in shown]
    panel = Panel(label=label)
    made = named_rows(w, _finding(w, rows), names, [panel], row=0.31, keys=keys, remarks=remarks)
    drawn = []
    for n, k in enumerate(shown):
        for end, side, style in (("low", -0.21, DOWN), ("high", 0.21, UP)):
            if end in at[k]:
                row = at[k][end]
                told = lever_value(w, row, float(row["at"])) + (
                    NO_PLAN if row.get("has_plan") == "no" else ""
                )
                drawn.append(Bar(level=n + side, end=_moved(row), label=told, style=style, thick=0.36))
    bars(made, 0, drawn)
    zero(made.axes[0])
    return made.figure


def tornado_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    told = []
    at = _ends(rows)
    for ends in map(at.__getitem__, _shown(at)):
        first = next(iter(ends.values()))
        moved = [
            f"{lever_value(w, r, float(r['at']))} {w.fine(_moved(r), DECIMALS, sign=True)}"
            for r in ends.values()
        ]
        told.append(f"{first['lever_name']} {', '.join(moved)}")
    return w.say(
        f"Stapeldiagram, V mot räkneförslagets i poäng. {_finding(w, rows)}. {'; '.join(told)}.",
        f"Bar chart, V against the proposal's in points. {_finding(w, rows)}. {'; '.join(told)}.",
    )


def _moved(row: Row) -> float:
    return float(row["value"]) - float(row["today_value"])


def _ends(rows: list[Row]) -> dict[str, dict[str, Row]]:
    """Return rows by lever and end, those that change V most first."""
    found: dict[str, dict[str, Row]] = {}
    for r in rows:
        found.setdefault(r["lever"], {})[r["end"]] = r
    return dict(sorted(found.items(), key=lambda item: (-_span(item[1]), item[0])))


def _span(ends: dict[str, Row]) -> float:
    moved = [0.0, *(_moved(r) for r in ends.values())]
    return max(moved) - min(moved)


def _shown(at: dict[str, dict[str, Row]]) -> list[str]:
    """Return the levers that are drawn; the rest are counted."""
    return list(at)[: assumptions([_named(ends) for ends in at.values()])]


def _named(ends: dict[str, Row]) -> str:
    name: str = next(iter(ends.values()))["lever_name"]
    return capital(name)


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: what changes V most."""
    at = _ends(rows)
    ends = next(iter(at.values()))
    name = short(next(iter(ends.values()))["lever_name"], 70)
    if not _span(ends):
        return w.say("Känslighet: inget antagande ändrar V", "Sensitivity: no assumption changes V")
    moved = [w.fine(_moved(r), 2, sign=True) for r in ends.values()]
    between = w.say(" till ", " to ").join(moved)
    return w.say(
        f"Känslighet: mest ändrar {name}, V {between} poäng",
        f"Sensitivity: {name} changes most, V {between} points",
    )


def pictures(w: Words, study: Tornado, _year: int | None) -> Iterator[Picture]:
    """Yield the picture of the study."""
    yield Picture(name="tornado", words=w, rows=tornado_rows(study), draw=tornado, tell=tornado_alt)
