"""The plot of weights: stated against revealed ones, of goals or of goal areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.output.rows import written
from solver.report.plots.drawing import (
    FILLS,
    MOST,
    PROPOSED,
    STATED,
    Key,
    Panel,
    named_rows,
    short,
    styled,
    whiskers,
)
from solver.report.plots.pictures import Picture
from solver.report.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.studies.revealed import Revealed

DECIMALS = 1
NARROW = 5e-4
"""A range narrower than this is not seen [share]."""


def revealed_rows(found: Revealed, of: str) -> list[Row]:
    """Return stated and revealed weights and their range.

    Args:
        found: The study.
        of: ``goal`` or ``area``.
    """
    name = Words(found.stated.figures).plan(found.plan)
    return [{**r, "of": of, "plan_name": name} for r in found.rows() if r[of]]


@styled
def revealed(w: Words, rows: list[Row]) -> Drawing:
    """Draw a row for each goal or area: the stated weight, the revealed one, and how far that one could move.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    at = _weights(rows)
    most = sorted(at, key=lambda k: -written(abs(at[k]["revealed"] - at[k]["stated"])))[:MOST]
    hidden = len(at) - len(most)
    at = {k: found for k, found in at.items() if k in most}
    keys = [
        Key(text=w.say("Angiven vikt", "Stated weight"), style=STATED),
        Key(text=w.say("Vikt som motsvarar planen", "Weight that matches the plan"), style=PROPOSED),
    ]
    if any(found["high"] - found["low"] > NARROW for found in at.values()):
        others = w.say("Vikter som förklarar planen lika bra", "Weights that explain the plan as well")
        keys.append(Key(text=others, style=FILLS[7], kind="fill"))
    label = w.say("vikt, procent", "weight, per cent")
    remarks = [w.term("weights_are_no_statement")]
    if hidden:
        remarks.append(w.say(f"Mindre skillnad, inte visade: {hidden}.", f"Less apart, not shown: {hidden}."))
    names = [_name(w, rows[0]["of"], id_) for id_ in at]
    made = named_rows(w, _finding(w, rows), names, [Panel(label=label)], keys=keys, remarks=remarks)
    axes = made.axes[0]
    spans = [(100 * found["low"], 100 * found["high"]) for found in at.values()]
    ends = [(0.0, 100 * max(found.values())) for found in at.values()]
    told = [
        ("", f"{w.number(100 * found['stated'], DECIMALS)} → {w.number(100 * found['revealed'], DECIMALS)}")
        for found in at.values()
    ]
    whiskers(made, 0, spans, told, FILLS[7], ends=ends)
    levels = range(len(at))
    for quantity, style in (("stated", STATED), ("revealed", PROPOSED)):
        points = [100 * found[quantity] for found in at.values()]
        axes.plot(points, levels, linestyle="none", zorder=3, label=quantity, **style)
    return made.figure


def revealed_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    told = [
        w.say(
            f"{_name(w, rows[0]['of'], id_)} angiven {w.number(100 * found['stated'], DECIMALS)}, "
            f"motsvarar planen {w.number(100 * found['revealed'], DECIMALS)}",
            f"{_name(w, rows[0]['of'], id_)} stated {w.number(100 * found['stated'], DECIMALS)}, "
            f"matches the plan {w.number(100 * found['revealed'], DECIMALS)}",
        )
        for id_, found in _weights(rows).items()
    ]
    return w.say(
        f"Punktdiagram över vikter i procent. {_finding(w, rows)}. {'; '.join(told)}.",
        f"Marks for weights in per cent. {_finding(w, rows)}. {'; '.join(told)}.",
    )


def _weights(rows: list[Row]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for r in rows:
        found.setdefault(r[r["of"]], {})[r["quantity"].removesuffix("_weight")] = float(r["value"])
    return found


def _name(w: Words, of: str, id_: str) -> str:
    return w.goal(id_) if of == "goal" or id_ in w.scenario.goals else id_


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: whose weight differs most."""
    at, of = _weights(rows), rows[0]["of"]
    id_ = max(at, key=lambda k: abs(at[k]["revealed"] - at[k]["stated"]))
    name, plan = short(_name(w, of, id_)), short(rows[0]["plan_name"], 60)
    stated, revealed = (w.percent(at[id_][q], DECIMALS) for q in ("stated", "revealed"))
    if stated == revealed:
        return w.say(
            f"Vilka vikter motsvarar {plan}? De angivna", f"Which weights match {plan}? The stated ones"
        )
    return w.say(
        f"Vilka vikter motsvarar {plan}? {name} {revealed} mot angivna {stated}",
        f"Which weights match {plan}? {name} {revealed} against the stated {stated}",
    )


def pictures(w: Words, study: Revealed, _year: int | None) -> Iterator[Picture]:
    """Yield the picture of goal areas, where they are not the goals themselves, and that of goals."""
    kinds = ["goal"] if all(area in study.scenario.goals for area in study.areas) else ["area", "goal"]
    for of in kinds:
        rows = revealed_rows(study, of)
        yield Picture(name=f"weights-{of}s", words=w, rows=rows, draw=revealed, tell=revealed_alt)
