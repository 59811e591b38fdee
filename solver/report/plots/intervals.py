"""The plot of intervals: how far each weight and effect can vary without changing the proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.drawing import (
    FILLS,
    LONGEST,
    PROPOSED,
    Key,
    Panel,
    assumptions,
    named_rows,
    short,
    styled,
    whiskers,
)
from solver.report.plots.pictures import Picture
from solver.report.words import capital

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.report.words import Words
    from solver.studies.intervals import Intervals

FARTHEST = 25.0
"""A bar goes no farther than this from today's value, whatever its label says [per cent]."""


def intervals_rows(found: Intervals) -> list[Row]:
    """Return the intervals, the assumption that changes the answer first on top, without those that are zero today."""
    return [row for row in found.rows() if row["today"]]


@styled
def intervals(w: Words, rows: list[Row]) -> Drawing:
    """Draw one bar an assumption, from how much less to how much more it may be.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    shown = _shown(w, rows)
    label = w.say("ändring mot dagens antagande, procent", "change of today's assumption, per cent")
    cut = w.number(FARTHEST, 0)
    remarks = [
        w.say(
            "Ett antagande i taget; inom stapeln är hela räkneförslaget detsamma. Staplar ritas högst "
            f"{cut} procent åt vardera hållet.",
            "One assumption at a time; within the bar the whole proposal is the same. Bars are drawn at most "
            f"{cut} per cent either way.",
        )
    ]
    if hidden := len(rows) - len(shown):
        remarks.append(w.say(f"Tåligare, inte visade: {hidden}.", f"Sturdier, not shown: {hidden}."))
    keys = [
        Key(text=w.term("today"), style=PROPOSED),
        Key(text=w.say("Samma svar", "Same answer"), style=FILLS[7], kind="fill"),
    ]
    names = [_row_name(w, r) for r in shown]
    made = named_rows(w, _finding(w, rows), names, [Panel(label=label)], keys=keys, remarks=remarks)
    spans = [(max(_change(r, "low"), -FARTHEST), min(_change(r, "high"), FARTHEST)) for r in shown]
    whiskers(made, 0, spans, [(_told(w, r, "low"), _told(w, r, "high")) for r in shown], FILLS[7])
    made.axes[0].plot([0] * len(shown), range(len(shown)), linestyle="none", zorder=3, **PROPOSED)
    return made.figure


def intervals_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    told = [f"{_name(w, r)} {_told(w, r, 'low')}, {_told(w, r, 'high')}" for r in _shown(w, rows)]
    return w.say(
        f"Spann i procent av dagens antagande. {_finding(w, rows)}. {'; '.join(told)}.",
        f"Ranges in per cent of today's assumption. {_finding(w, rows)}. {'; '.join(told)}.",
    )


def _shown(w: Words, rows: list[Row]) -> list[Row]:
    """Return the rows that are drawn, the most sensitive first; the rest are counted."""
    return rows[: assumptions([_row_name(w, r) for r in rows])]


def _change(r: Row, end: str) -> float:
    """Return how far an end is from today's value [per cent]; infinite where there is no end."""
    return float("inf") if r[end] == "" else 100 * (float(r[end]) / float(r["today"]) - 1)


def _told(w: Words, r: Row, end: str) -> str:
    change = _change(r, end)
    if change == float("inf"):
        return w.term("no_limit")
    return w.fine_percent(change / 100, sign=True)


def _row_name(w: Words, r: Row) -> str:
    return capital(_name(w, r))


def _name(w: Words, r: Row, most: int = LONGEST) -> str:
    goal = short(w.goal(r["goal"]), most)
    if r["kind"] == "weight":
        return w.say(f"vikten på {goal}", f"the weight of {goal}")
    source = short(r["activity"] if r["kind"] == "complement" else w.activity(r["activity"]), most)
    return w.say(f"effekten av {source} på {goal}", f"the effect of {source} on {goal}")


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: which assumption changes the answer first, and when."""
    first = rows[0]
    if not first["side"]:
        return w.say("Svaret är detsamma vad som än antas", "The answer is the same whatever is assumed")
    low, high = (_told(w, first, end) for end in ("low", "high"))
    name = _name(w, first, 60)
    return w.say(
        f"Svaret är detsamma så länge {name} ändras mellan {low} och {high}; det antagandet ändrar svaret först",
        f"The answer is the same while {name} changes between {low} and {high}; that assumption changes it first",
    )


def pictures(w: Words, study: Intervals, _year: int | None) -> Iterator[Picture]:
    """Yield the picture of the study."""
    yield Picture(name="intervals", words=w, rows=intervals_rows(study), draw=intervals, tell=intervals_alt)
