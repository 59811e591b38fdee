"""The plot of goals: now, under indexation and in the proposal, told in natural units where there is an indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import FULL_POINTS
from solver.output.rows import written
from solver.report.indicator import indicated, today
from solver.report.plots.drawing import (
    HELP,
    INDEXED,
    INK,
    LEAST,
    MOST,
    NOW,
    PROPOSED,
    SMALL,
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
from solver.report.words import POINTS_DECIMALS, Words, rounded

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
UNIT = 20
"""Longest unit of an indicator in a label."""
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
        targets = result.scenario.objective.targets or {}
        told = {
            "now": min(today(result.figures, g), FULL_POINTS),
            "indexation": at["indexation", g],
            "proposal": at["proposal", g],
            "minimum": None if goal.minimum is None else goal.minimum[y],
            "target": targets.get(g, FULL_POINTS if i is not None else None),
        }
        found += [
            {
                "year": y,
                "goal": g,
                "quantity": quantity,
                "value": written(value),
                "unit": "points",
                "natural": ""
                if i is None
                else written(i.present if quantity == "now" else indicated(i, value)),
                "natural_unit": "" if i is None else i.unit or "",
            }
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
    y, at = rows[0]["year"], _points(rows)
    moved = _moved(rows, at)
    order = _shown(moved)
    panels = [
        Panel(share=1.1, label=w.say(f"måluppfyllelse {y}, poäng", f"attainment {y}, points")),
        Panel(share=0.7, label=w.say("ändring, åt höger bättre", "change, right is better")),
        Panel(share=1.3, label=w.say("uppräkning → räkneförslag", "indexation → proposal")),
    ]
    present = [q for q in reversed(SHOWN) if any(r["quantity"] == q for r in rows)]
    keys = [Key(text=_told(w, q), style=SHOWN[q]) for q in present]
    hidden = len(moved) - len(order)
    remarks = (
        [w.say(f"Mindre ändrade, inte visade: {hidden}.", f"Changed less, not shown: {hidden}.")]
        if hidden
        else []
    )
    names = [w.goal(g) for g in order]
    made = named_rows(w, _finding(w, rows), names, panels, gap=0.3, keys=keys, remarks=remarks)
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
    bars(made, 1, [Bar(level=n, end=moved[g], label="") for n, g in enumerate(order)])
    zero(made.axes[1])
    made.axes[1].set_xticks([])
    beside = made.axes[2]
    for n, g in enumerate(order):
        beside.text(0.02, n, _change(w, rows, g), va="center", fontsize=SMALL)
    beside.set_xlim(0, 1)
    beside.set_xticks([])
    for axes in made.axes[1:]:
        axes.spines["bottom"].set_visible(False)
    return made.figure


def goals_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    at = _points(rows)
    moved = _moved(rows, at)
    d = POINTS_DECIMALS
    up, down = sum(rounded(v, d) > 0 for v in moved.values()), sum(rounded(v, d) < 0 for v in moved.values())
    return w.say(
        f"Punkt- och stapeldiagram, {len(moved)} mål, 0–100 poäng. {_finding(w, rows)}. Mål som blir bättre mot "
        f"uppräkning: {up}, sämre: {down}, oförändrade: {len(moved) - up - down}.",
        f"Marks and bars, {len(moved)} goals, 0–100 points. {_finding(w, rows)}. Goals better than under indexation: "
        f"{up}, worse: {down}, unchanged: {len(moved) - up - down}.",
    )


def _points(rows: list[Row]) -> dict[tuple[str, str], float]:
    return {(r["quantity"], r["goal"]): float(r["value"]) for r in rows}


def _moved(rows: list[Row], at: dict[tuple[str, str], float]) -> dict[str, float]:
    """Return proposal less indexation by goal [points]."""
    return {g: at["proposal", g] - at["indexation", g] for g in dict.fromkeys(r["goal"] for r in rows)}


def _shown(moved: dict[str, float]) -> list[str]:
    """Return the goals that have a row: those that change most, in the file's order."""
    most = set(sorted(moved, key=lambda g: -written(abs(moved[g])))[:MOST])
    return [g for g in moved if g in most]


def _change(w: Words, rows: list[Row], g: str) -> str:
    """Return what the proposal changes against indexation, in the indicator's unit or in points."""
    found = {r["quantity"]: r for r in rows if r["goal"] == g}
    before, after = found["indexation"], found["proposal"]
    kind = "value" if before["natural"] == "" else "natural"
    d = w.goal_decimals(g)
    told = [w.number(r[kind], d) for r in (before, after)]
    unit = w.term("points") if kind == "value" else short(before["natural_unit"], UNIT)
    return " ".join(filter(None, (" → ".join(told) if told[0] != told[1] else told[0], unit)))


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
    y, at = rows[0]["year"], _points(rows)
    moved = _moved(rows, at)
    d = POINTS_DECIMALS
    most, least = max(moved, key=lambda g: moved[g]), min(moved, key=lambda g: moved[g])

    def told(g: str) -> str:
        return f"{short(w.goal(g), 60)} ({_change(w, rows, g)})"

    better = told(most) if rounded(moved[most], d) > 0 else ""
    worse = told(least) if rounded(moved[least], d) < 0 else ""
    if not better and not worse:
        return w.say(
            f"Måluppfyllelse {y}: samma som vid uppräkning", f"Attainment {y}: the same as under indexation"
        )
    parts = [
        w.say(f"mest vinner {better}", f"most is gained in {better}") if better else "",
        w.say(f"mest förlorar {worse}", f"most is lost in {worse}") if worse else "",
    ]
    return w.say(
        f"{y} mot uppräkning: {'; '.join(filter(None, parts))}",
        f"{y} against indexation: {'; '.join(filter(None, parts))}",
    )
