"""The plot of goals: attainment now, under indexation, in the proposal, and its target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import FULL_POINTS
from solver.output.rows import written
from solver.report.plots.drawing import (
    HELP,
    INDEXED,
    INK,
    LEAST,
    NOW,
    PROPOSED,
    TARGET,
    Bar,
    Key,
    Panel,
    bars,
    named_rows,
    short,
    styled,
    zero,
)
from solver.report.words import SMALL_GAIN, Words, rounded

if TYPE_CHECKING:
    from solver.answer.result import Result
    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.report.plots.drawing import Style

SHOWN: dict[str, Style] = {
    "target": TARGET,
    "minimum": LEAST,
    "now": NOW,
    "indexation": INDEXED,
    "proposal": PROPOSED,
}
"""The plans and levels that have a mark, from the lowest layer up."""
LANE = {"indexation": -0.15, "proposal": 0.15}
"""The marks that lie a little above or below the middle of their row, so that neither hides the other."""


def goals_rows(result: Result, year: int | None = None) -> list[Row]:
    """Return the points of every goal, at most 100: now, indexed and proposed, its minimum and its target.

    Args:
        result: The answer.
        year: The plan year; the last if absent, when most effects have come.
    """
    y = result.figures.years[-1] if year is None else year
    at = {
        (r["plan"], r["goal"]): min(r["value"], FULL_POINTS)
        for r in result.rows("attainment")
        if r["year"] == y and r["quantity"] == "attainment"
    }
    found: list[Row] = []
    for g, goal in result.scenario.goals.items():
        i = goal.indicator
        now = result.figures.reference[g, result.figures.years[0]]
        if i is not None:
            now = FULL_POINTS * (i.present - i.floor) / (i.target - i.floor)
        targets = result.scenario.objective.targets or {}
        told = {
            "now": min(now, FULL_POINTS),
            "indexation": at["indexation", g],
            "proposal": at["proposal", g],
            "minimum": None if goal.minimum is None else goal.minimum[y],
            "target": targets.get(g, FULL_POINTS if i is not None else None),
        }
        found += [
            {"year": y, "goal": g, "quantity": quantity, "value": written(value), "unit": "points"}
            for quantity, value in told.items()
            if value is not None
        ]
    return found


@styled
def goals(w: Words, rows: list[Row]) -> Drawing:
    """Draw marks on a scale of 0 to 100 points, and what the proposal changes against indexation as bars.

    Args:
        w: Language, units and names.
        rows: The tidy rows of a year.
    """
    y, order, at = rows[0]["year"], list(dict.fromkeys(r["goal"] for r in rows)), _points(rows)
    panels = [
        Panel(share=1.7, label=w.say(f"måluppfyllelse {y}, poäng", f"attainment {y}, points")),
        Panel(share=1, label=w.say("förslag mot uppräkning, poäng", "proposal against indexation, points")),
    ]
    present = [q for q in reversed(SHOWN) if any(r["quantity"] == q for r in rows)]
    keys = [Key(text=_told(w, q), style=SHOWN[q]) for q in present]
    made = named_rows(w, _finding(w, rows), [w.goal(g) for g in order], panels, row=0.34, keys=keys)
    axes = made.axes[0]
    for q, style in SHOWN.items():
        found = [(at[q, g], n + LANE.get(q, 0.0)) for n, g in enumerate(order) if (q, g) in at]
        if found:
            x, levels = zip(*found, strict=True)
            axes.plot(x, levels, linestyle="none", clip_on=False, zorder=3, label=q, **style)
    for n, g in enumerate(order):
        ends = [at[q, g] for q in SHOWN if (q, g) in at]
        axes.plot([min(ends), max(ends)], [n, n], color=INK, linewidth=0.7, zorder=1)
    axes.set_xlim(min(0.0, *(r["value"] for r in rows)), FULL_POINTS)
    axes.set_xticks(range(0, 101, 25))
    axes.grid(axis="x", **HELP | {"alpha": 0.35})
    moved = _moved(order, at)
    d = _decimals(moved)
    bars(made, 1, [Bar(level=n, end=v, label=w.signed(v, d)) for n, v in enumerate(moved)])
    zero(made.axes[1])
    return made.figure


def goals_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    order, at = list(dict.fromkeys(r["goal"] for r in rows)), _points(rows)
    moved = _moved(order, at)
    d = _decimals(moved)
    up, down = sum(rounded(v, d) > 0 for v in moved), sum(rounded(v, d) < 0 for v in moved)
    return w.say(
        f"Punkt- och stapeldiagram, {len(order)} mål, 0–100 poäng. {_finding(w, rows)}. Mål som ökar mot uppräkning: "
        f"{up}, minskar: {down}, oförändrade: {len(order) - up - down}.",
        f"Marks and bars, {len(order)} goals, 0–100 points. {_finding(w, rows)}. Goals that rise against indexation: "
        f"{up}, fall: {down}, stay: {len(order) - up - down}.",
    )


def _points(rows: list[Row]) -> dict[tuple[str, str], float]:
    return {(r["quantity"], r["goal"]): float(r["value"]) for r in rows}


def _moved(order: list[str], at: dict[tuple[str, str], float]) -> list[float]:
    return [at["proposal", g] - at["indexation", g] for g in order]


def _decimals(moved: list[float]) -> int:
    return 1 if max(map(abs, moved)) >= SMALL_GAIN else 2


def _told(w: Words, quantity: str) -> str:
    known = {
        "now": ("Nu", "Now"),
        "indexation": ("Uppräkning", "Indexation"),
        "proposal": ("Räkneförslag", "Computed proposal"),
        "minimum": ("Miniminivå", "Minimum"),
        "target": ("Målvärde", "Target"),
    }
    return w.say(*known[quantity])


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: which goal gains most, and what is given up."""
    y, order, at = rows[0]["year"], list(dict.fromkeys(r["goal"] for r in rows)), _points(rows)
    moved = dict(zip(order, _moved(order, at), strict=True))
    d = _decimals(list(moved.values()))
    most, least = max(moved, key=lambda g: moved[g]), min(moved, key=lambda g: moved[g])
    told = [
        f"{short(w.goal(g))} {w.signed(moved[g], d)}"
        for g in (most, least)
        if rounded(moved[g], d) and (moved[g] > 0) == (g == most)
    ]
    if not told:
        return w.say(
            f"Måluppfyllelse {y}: samma som vid uppräkning", f"Attainment {y}: the same as under indexation"
        )
    return w.say(
        f"Måluppfyllelse {y} mot uppräkning: {w.listed(told)} poäng",
        f"Attainment {y} against indexation: {w.listed(told)} points",
    )
