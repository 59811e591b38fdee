"""Waterfalls: steps that add up, drawn from where they start.

One of an answer, from a committee's own frame of the year before to the proposed one, so that the years chain; one of
an explanation, from indexation to the proposal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.bridge import CHAIN, bridge_of
from solver.report.plots.drawing import (
    HELP,
    SUM,
    Bar,
    Panel,
    bars,
    named_rows,
    short,
    styled,
    zero,
)
from solver.report.plots.pictures import Picture
from solver.report.words import NO_BREAK, Words, capital, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.answer.result import Result
    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.studies.explain import Explanation

LEVELS = ("last_year", "frame", "indexation", "proposal")
"""Quantities that are levels, not steps."""


def waterfall_rows(result: Result, committee: str, year: int | None = None) -> list[Row]:
    """Return the bridge from the proposal's own frame of the year before to its frame, in the report's unit.

    Args:
        result: The answer.
        committee: The committee.
        year: The plan year; the first if absent.
    """
    y = result.figures.open_years[0] if year is None else year
    terms = bridge_of(result.proposal, committee, y)
    return _rows(Words(result.figures), committee, y, {term: terms[term] for term in CHAIN})


def explain_rows(found: Explanation, year: int) -> list[Row]:
    """Return indexation, the parts of the difference from it, and the proposal, in the report's unit.

    Args:
        found: The explanation of a committee.
        year: The plan year.
    """
    account = next(account for account in found.years if account.year == year)
    terms = {
        "indexation": account.reason.indexation,
        **account.reason.parts,
        "proposal": account.reason.proposal,
    }
    return _rows(Words(found.result.figures), found.committee, year, terms)


def _rows(w: Words, committee: str, year: int, terms: dict[str, float]) -> list[Row]:
    where = {"year": year, "committee": committee, "unit": w.unit}
    return [{**where, "quantity": name, "value": amount * w.per_msek} for name, amount in terms.items()]


@styled
def waterfall(w: Words, rows: list[Row]) -> Drawing:
    """Draw steps that add up, as changes of the level that they start from.

    Args:
        w: Language, units and names.
        rows: The tidy rows of one committee and year: a level, steps, and the level to which they lead.
    """
    d, steps, y = w.money_decimals, _steps(w, rows), rows[0]["year"]
    first = float(rows[0]["value"])
    start = name(w, rows[0]["quantity"], y)
    label = w.say(
        f"{w.unit}, ändring mot {_lower(start)} ({w.number(first, d)})",
        f"{w.unit}, change from {_lower(start)} ({w.number(first, d)})",
    )
    names = [name(w, q, y) for q, _, _ in steps]
    made = named_rows(w, _finding(w, rows), names, [Panel(label=label)])
    drawn = []
    for n, (q, start_at, end) in enumerate(steps):
        if q in LEVELS:
            drawn.append(Bar(level=n, end=end - first, label=w.number(end, d), style=SUM))
        else:
            told = w.signed(end - start_at, d)
            drawn.append(Bar(level=n, start=start_at - first, end=end - first, label=told))
    bars(made, 0, drawn)
    axes = made.axes[0]
    for n, (_, _, end) in enumerate(steps[:-1]):
        axes.plot([end - first, end - first], [n + 0.31, n + 0.69], **HELP)
    zero(axes)
    return made.figure


def waterfall_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    d, y = w.money_decimals, rows[0]["year"]
    told = [
        f"{name(w, q, y)} {w.number(end, d) if q in LEVELS else w.signed(end - start, d)}"
        for q, start, end in _steps(w, rows)
    ]
    return w.say(
        f"Vattenfallsdiagram, {w.unit}. {_finding(w, rows)}. {'; '.join(told)}.",
        f"Waterfall chart, {w.unit}. {_finding(w, rows)}. {'; '.join(told)}.",
    )


def _steps(w: Words, rows: list[Row]) -> list[tuple[str, float, float]]:
    """Return quantity, start and end of each level, and of each step that does not round to zero."""
    found, level = [], 0.0
    for r in rows:
        quantity, value = r["quantity"], float(r["value"])
        if quantity in LEVELS:
            level = value
            found.append((quantity, 0.0, level))
            continue
        if rounded(value, w.money_decimals):
            found.append((quantity, level, level + value))
        level += value
    return found


def name(w: Words, quantity: str, y: int) -> str:
    """Return the name of a level or a step."""
    levels = {
        "last_year": (f"Ramen {y - 1}", f"The frame of {y - 1}"),
        "frame": (f"Räkneförslag {y}", f"Computed proposal {y}"),
        "indexation": (f"Uppräkning {y}", f"Indexation {y}"),
        "proposal": (f"Räkneförslag {y}", f"Computed proposal {y}"),
    }
    if quantity in levels:
        return w.say(*levels[quantity])
    text = w.bridge(quantity) if quantity in CHAIN else w.part(quantity)
    return capital(text)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: from what, to what, and which step is largest."""
    d, y, unit = w.money_decimals, rows[0]["year"], f"{NO_BREAK}{w.unit}"
    values = {r["quantity"]: float(r["value"]) for r in rows}
    who = short(w.committee(rows[0]["committee"]), 60)
    first, last = (w.number(float(rows[k]["value"]), d) for k in (0, -1))
    if "reallocation" in values:
        moved = values["reallocation"]
        told = w.say(
            f"varav ändrad skillnad mot uppräkning {w.signed(moved, d)}",
            f"of which change in the difference from indexation {w.signed(moved, d)}",
        )
        return w.say(
            f"{who} {y}: från {first} till {last}{unit}, {told}",
            f"{who} {y}: from {first} to {last}{unit}, {told}",
        )
    change = values["proposal"] - values["indexation"]
    steps = {q: v for q, v in values.items() if q not in LEVELS and rounded(v, d)}
    if not rounded(change, d) and not steps:
        return w.say(
            f"{who} {y}: samma ram som vid uppräkning", f"{who} {y}: the same frame as under indexation"
        )
    told = w.signed(change, d)
    if not steps:
        return w.say(f"{who} {y}: {told}{unit} mot uppräkning", f"{who} {y}: {told}{unit} against indexation")
    most = max(steps, key=lambda q: abs(steps[q]))
    part = f"{_lower(name(w, most, y))} ({w.signed(steps[most], d)})"
    return w.say(
        f"{who} {y}: {told}{unit} mot uppräkning, mest av {part}",
        f"{who} {y}: {told}{unit} against indexation, mostly from {part}",
    )


def pictures(w: Words, study: Explanation, year: int | None) -> Iterator[Picture]:
    """Yield a picture for each plan year, or of the year that is given."""
    for account in study.years:
        if year in (None, account.year):
            rows = explain_rows(study, account.year)
            yield Picture(
                name=f"explain-{account.year}", words=w, rows=rows, draw=waterfall, tell=waterfall_alt
            )
