"""The plot of a follow-up's goals: planned, expected and realised, with the band of ordinary variation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.follow_up.goals import INSIDE_95
from solver.report.plots.drawing import (
    FILLS,
    INDEXED,
    MOST,
    PROPOSED,
    STATED,
    Key,
    Panel,
    named_rows,
    short,
    spread,
    styled,
)
from solver.report.words import RUN_ID

if TYPE_CHECKING:
    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.report.words import Words
    from solver.studies.follow_up import FollowUpStudy

APART = 0.2
"""Between the marks of a row [rows]."""
MARKS = {"planned": INDEXED, "expected": STATED, "realised": PROPOSED}


def source(w: Words) -> str:
    """Return the text beneath: whose scenario, and the run; a follow-up rests on nobody's weights."""
    return f"{w.scenario.title}. {w.standing()}. {w.term('run')} {w.digest[:RUN_ID]}."


def goal_rows(study: FollowUpStudy) -> list[Row]:
    """Return planned, expected and realised points of the goals that have an outcome, and their noise."""
    return [
        {"goal": g, "year": study.follow_up.year, "quantity": quantity, "value": value, "unit": "points"}
        for g in study.scenario.goals
        for found in (study.goals[g],)
        if found.realised is not None
        for quantity in ("planned", "expected", "realised", "noise")
        if (value := getattr(found, quantity)) is not None
    ]


@styled
def goals_followed(w: Words, rows: list[Row]) -> Drawing:
    """Draw a row a goal: marks for planned, expected and realised, and a band where ordinary variation lies.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    at = {(r["goal"], r["quantity"]): float(r["value"]) for r in rows}
    ids = list(dict.fromkeys(r["goal"] for r in rows))[:MOST]
    band = w.say("Väntat ± vanlig variation (95 %)", "Expected ± ordinary variation (95%)")
    keys = [
        Key(text=w.say("Planerat", "Planned"), style=INDEXED),
        Key(text=w.say("Väntat", "Expected"), style=STATED),
        Key(text=w.term("outcome_in_a_heading"), style=PROPOSED),
        Key(text=band, style=FILLS[7], kind="fill"),
    ]
    note = w.say("Utan känd variation ritas inget band.", "No band is drawn where variation is not known.")
    label = w.say("måluppfyllelse, poäng", "attainment, points")
    made = named_rows(
        w,
        _finding(w, rows),
        [w.goal(g) for g in ids],
        [Panel(label=label)],
        keys=keys,
        note=source(w),
        remarks=[note],
    )
    axes, ends = made.axes[0], []
    for n, g in enumerate(ids):
        half = INSIDE_95 * at.get((g, "noise"), 0.0)
        if half:
            axes.barh(
                n, 2 * half, left=at[g, "expected"] - half, height=0.34, linewidth=0.8, zorder=1, **FILLS[7]
            )
        ends += [at[g, "expected"] - half, at[g, "expected"] + half]
        for k, (quantity, style) in enumerate(MARKS.items()):  # apart, since they often lie on each other
            axes.plot(
                [at[g, quantity]],
                [n + APART * (k - 1)],
                linestyle="none",
                zorder=3,
                label=f"{quantity} {g}",
                **style,
            )
            ends.append(at[g, quantity])
    spread(made, 0, ends, around=ends[0])
    return made.figure


def goals_followed_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    at = {(r["goal"], r["quantity"]): float(r["value"]) for r in rows}
    told = "; ".join(
        f"{w.goal(g)} {w.number(at[g, 'planned'])}, {w.number(at[g, 'expected'])}, {w.number(at[g, 'realised'])}"
        for g in dict.fromkeys(r["goal"] for r in rows)
    )
    return w.say(
        f"Punktdiagram, planerat, väntat och utfall i poäng. {_finding(w, rows)}. {told}.",
        f"Marks for planned, expected and realised points. {_finding(w, rows)}. {told}.",
    )


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: how many outcomes can be told from ordinary variation."""
    at = {(r["goal"], r["quantity"]): float(r["value"]) for r in rows}
    known = [g for g, quantity in at if quantity == "noise"]
    outside = [g for g in known if abs(at[g, "realised"] - at[g, "expected"]) > INSIDE_95 * at[g, "noise"]]
    if not known:
        return w.say(
            "Hur mycket indikatorerna brukar variera är inte känt, så inget omdöme går att ge",
            "How much the indicators usually vary is not known, so that no verdict can be given",
        )
    if not outside:
        return w.say(
            f"Inget utfall går att skilja från vanlig variation (mål med känd variation: {len(known)})",
            f"No outcome can be told from ordinary variation (goals of known variation: {len(known)})",
        )
    name = short(w.goal(outside[0]), 60)
    return w.say(
        f"Utfall utanför vanlig variation: {len(outside)} av {len(known)} mål, först {name}",
        f"Outcomes outside ordinary variation: {len(outside)} of {len(known)} goals, first {name}",
    )
