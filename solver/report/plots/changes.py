"""The plot of changes: each committee's frame against indexation, its room, and whether it is certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.output.rows import written
from solver.report.plots.drawing import (
    DOWN,
    SUM,
    UP,
    Bar,
    Key,
    Panel,
    bars,
    largest,
    named_rows,
    others,
    ranges,
    short,
    styled,
    zero,
)
from solver.report.words import NO_BREAK, Words, rounded

if TYPE_CHECKING:
    from solver.answer.result import Result
    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.report.plots.drawing import Style
    from solver.studies.certainty import Certainty

NAMED = 2
"""The number of committees that the title names on each side."""


def changes_rows(result: Result, year: int | None = None, sure: Certainty | None = None) -> list[Row]:
    """Return proposed frames less indexed ones in the report's unit, in the file's order.

    Args:
        result: The answer.
        year: The plan year; the first if absent.
        sure: How sure the answer is; room and certainty are absent where it is.
    """
    w = Words(result.figures)
    y = result.figures.open_years[0] if year is None else year
    new, old = result.proposal.q.frame, result.plans["indexation"].q.frame
    rows: list[Row] = []
    for c in result.scenario.committees:
        where = {"year": y, "committee": c, "unit": w.unit}
        rows.append({**where, "quantity": "difference", "value": (new[c, y] - old[c, y]) * w.per_msek})
        if sure is not None:
            change = sure.by_place[c, y]
            for quantity in ("least", "greatest"):
                value = (getattr(change, quantity) - change.indexation) * w.per_msek
                rows.append({**where, "quantity": quantity, "value": value})
            rows.append({**where, "quantity": "certain", "value": float(change.certain), "unit": ""})
    return rows


@styled
def changes(w: Words, rows: list[Row]) -> Drawing:
    """Draw one bar a committee: how its proposed frame differs from indexation; its room as a line.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    y, d, at = rows[0]["year"], w.money_decimals, by_quantity(rows)
    moved, sure = at["difference"], at.get("certain")
    own, rest = largest(moved)
    label = w.say(f"ram {y} mot uppräkning samma år, {w.unit}", f"frame {y} against indexation, {w.unit}")
    remarks, keys = [], []
    if sure is not None:
        keys = [
            Key(text=w.say("Säker ändring", "Certain change"), style=UP, kind="fill"),
            Key(text=w.term("within_the_margin_as_heading"), style=DOWN, kind="fill"),
            Key(text=w.term("room"), style=ROOM, kind="line"),
        ]
        remarks.append(
            w.say(
                "Utrymme: minst och mest bland planer som är ungefär lika bra, var nämnd för sig.",
                "Room: least and most among plans that are about as good, each committee by itself.",
            )
        )
    names = [w.committee(c) for c in own] + ([others(w, len(rest))] if rest else [])
    made = named_rows(w, _finding(w, rows), names, [Panel(label=label)], keys=keys, remarks=remarks)

    def style(c: str) -> Style | None:
        return None if sure is None else UP if sure[c] else DOWN

    drawn = [
        Bar(level=n, end=moved[c], label=_label(w, moved[c], sure, c), style=style(c))
        for n, c in enumerate(own)
    ]
    if rest:
        together = sum(moved[c] for c in rest)
        drawn.append(Bar(level=len(own), end=together, label=w.signed(together, d), style=SUM))
    spans = [(at["least"][c], at["greatest"][c]) for c in own] if sure is not None else []
    bars(made, 0, drawn, spans)
    ranges(made, 0, spans)
    zero(made.axes[0])
    return made.figure


ROOM: Style = {"color": "#333333", "linestyle": "-"}
"""The style of the line of a room."""


def by_quantity(rows: list[Row]) -> dict[str, dict[str, float]]:
    """Return values by quantity and committee."""
    found: dict[str, dict[str, float]] = {}
    for r in rows:
        found.setdefault(r["quantity"], {})[r["committee"]] = float(r["value"])
    return found


def _label(w: Words, moved: float, sure: dict[str, float] | None, c: str) -> str:
    told = w.signed(moved, w.money_decimals)
    return f"● {told}" if sure is not None and sure[c] else told


def changes_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    moved = [rounded(v, w.money_decimals) for v in by_quantity(rows)["difference"].values()]
    more, less = sum(v > 0 for v in moved), sum(v < 0 for v in moved)
    same = len(moved) - more - less
    return w.say(
        f"Stapeldiagram. {_finding(w, rows)}. Nämnder som får mer: {more}, mindre: {less}, lika mycket: {same}.",
        f"Bar chart. {_finding(w, rows)}. Committees that get more: {more}, less: {less}, the same: {same}.",
    )


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: which changes are certain; where that is not known, who gets most more and most less."""
    at, d, y = by_quantity(rows), w.money_decimals, rows[0]["year"]
    moved = at["difference"]
    if not any(rounded(v, d) for v in moved.values()):
        return w.say(
            f"{y}: ingen ram skiljer sig från uppräkningen", f"{y}: no frame differs from indexation"
        )
    if "certain" in at:
        return f"{y}: {_certain(w, {c: v for c, v in moved.items() if at['certain'][c] and rounded(v, d)})}"
    most, least = max(moved, key=lambda c: moved[c]), min(moved, key=lambda c: moved[c])
    up, down = (f"{w.number(abs(moved[c]), d)}{NO_BREAK}{w.unit}" for c in (most, least))
    gains, loses = (short(w.committee(c)) for c in (most, least))
    told = []
    if rounded(moved[most], d) > 0:
        told.append(
            w.say(f"{gains} får {up} mer än vid uppräkning", f"{gains} gets {up} more than under indexation")
        )
    if rounded(moved[least], d) < 0:
        than = "" if told else w.say(" än vid uppräkning", " than under indexation")
        gets = "" if told else w.say("får ", "gets ")
        told.append(w.say(f"{loses} {gets}{down} mindre{than}", f"{loses} {gets}{down} less{than}"))
    return f"{y}: {', '.join(told)}"


def _certain(w: Words, moved: dict[str, float]) -> str:
    """Return which changes are certain, as a sentence without its stop."""
    if not moved:
        return w.say(
            "alla ändringar mot uppräkning är inom felmarginalen",
            "all changes against indexation are within the margin of error",
        )
    d = w.money_decimals
    told = []
    for sv, en, side in (("mer till", "more for", 1), ("mindre till", "less for", -1)):
        found = sorted((c for c in moved if moved[c] * side > 0), key=lambda c: -written(abs(moved[c])))
        if found:
            names = [f"{short(w.committee(c))} ({w.signed(moved[c], d)})" for c in found[:NAMED]]
            if more := len(found) - NAMED:
                names += [w.say(f"{more} till", f"{more} more")] if more > 0 else []
            told.append(f"{w.say(sv, en)} {w.listed(names)}")
    return w.say("säkert är ", "certain is ") + w.say(", och ", ", and ").join(told) + f"{NO_BREAK}{w.unit}"
