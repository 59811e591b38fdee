"""The plot of many draws: how far each frame spreads against indexation, and how often its change keeps its sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.drawing import (
    INK,
    PROPOSED,
    SMALL,
    Key,
    Panel,
    largest,
    named_rows,
    short,
    spread,
    styled,
    zero,
)
from solver.report.plots.pictures import Picture
from solver.report.words import Words, rounded
from solver.studies.certainty import HOLDS
from solver.studies.montecarlo import QUANTILES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.report.plots.drawing import Style
    from solver.studies.montecarlo import MonteCarlo

WIDE: Style = {"facecolor": "#dfe6ee", "edgecolor": INK, "hatch": "////"}
NARROW: Style = {"facecolor": "#7ea3cb", "edgecolor": INK}
MEDIAN: Style = {
    "marker": "|",
    "markerfacecolor": "#222222",
    "markeredgecolor": "#222222",
    "markersize": 15,
    "markeredgewidth": 2.2,
}
NAMES = tuple(f"q{round(100 * q):02d}" for q in QUANTILES)
"""Names of the quantiles: the ends of 90 % and of 50 % of the draws around the median."""


def montecarlo_rows(found: MonteCarlo, year: int | None = None) -> list[Row]:
    """Return the quantiles of each frame less indexation, the proposal's difference, and the share that keeps its sign.

    Args:
        found: The draws.
        year: The plan year; the last if absent.
    """
    w = Words(found.figures)
    y = found.figures.years[-1] if year is None else year
    new, old = found.result.proposal.q.frame, found.result.plans["indexation"].q.frame
    keeps = {sign.committee: sign.keeps for sign in found.signs if sign.year == y}
    rows: list[Row] = []
    for c in found.scenario.committees:
        where = {"year": y, "committee": c, "draws": found.draws - found.without_plan}
        amounts = {
            "proposal": new[c, y] - old[c, y],
            **dict(zip(NAMES, found.differences[c, y], strict=True)),
        }
        rows += [
            {**where, "quantity": name, "value": float(amount) * w.per_msek, "unit": w.unit}
            for name, amount in amounts.items()
        ]
        if c in keeps:
            rows.append({**where, "quantity": "keeps", "value": keeps[c], "unit": "share"})
    return rows


@styled
def montecarlo(w: Words, rows: list[Row]) -> Drawing:
    """Draw a row a committee: nine of ten draws, half of them, their median, and the proposal.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    y, at = rows[0]["year"], _at(rows)
    own, rest = largest({c: max(map(abs, _span(v))) for c, v in at.items()})
    label = w.say(f"ram {y} mot uppräkning samma år, {w.unit}", f"frame {y} against indexation, {w.unit}")
    keys = [
        Key(text=w.say("9 av 10 dragningar", "9 of 10 draws"), style=WIDE, kind="fill"),
        Key(text=w.say("Hälften", "Half of them"), style=NARROW, kind="fill"),
        Key(text=w.term("median"), style=MEDIAN),
        Key(text=w.term("computed_proposal"), style=PROPOSED),
    ]
    remarks = [
        w.say(
            "Procent: hur stor del av dragningarna som ligger på samma sida om uppräkningen som räkneförslaget.",
            "Per cent: the share of draws on the same side of indexation as the proposal.",
        )
    ]
    if rest:
        remarks.append(w.say(f"Mindre, inte visade: {len(rest)}.", f"Smaller, not shown: {len(rest)}."))
    panels = [
        Panel(label=label, share=5),
        Panel(label=w.say("samma håll", "same sign"), share=1),
    ]
    names = [w.committee(c) for c in own]
    made = named_rows(w, _finding(w, rows), names, panels, keys=keys, remarks=remarks)
    axes, beside = made.axes
    for n, c in enumerate(own):
        v = at[c]
        for low, high, thick, style in (("q05", "q95", 0.4, WIDE), ("q25", "q75", 0.62, NARROW)):
            axes.barh(n, v[high] - v[low], left=v[low], height=thick, linewidth=0.8, **style)
        beside.text(
            0.5,
            n,
            w.percent(v["keeps"], 0) if "keeps" in v else "–",
            ha="center",
            va="center",
            fontsize=SMALL,
            weight="bold" if v.get("keeps", 0.0) >= HOLDS else "normal",
        )
    for quantity, style in (("q50", MEDIAN), ("proposal", PROPOSED)):
        axes.plot(
            [at[c][quantity] for c in own],
            range(len(own)),
            linestyle="none",
            zorder=3,
            label=quantity,
            **style,
        )
    spread(made, 0, [x for c in own for x in _span(at[c])])
    zero(axes)
    beside.set_xlim(0, 1)
    beside.set_xticks([])
    beside.spines["bottom"].set_visible(False)
    return made.figure


def montecarlo_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    at, d = _at(rows), w.money_decimals
    told = []
    for c, v in at.items():
        low, mid, high = (w.signed(v[q], d) for q in ("q05", "q50", "q95"))
        keeps = w.percent(v["keeps"], 0) if "keeps" in v else "–"
        told.append(
            w.say(
                f"{w.committee(c)} median {mid}, nio av tio {low} till {high}, samma håll {keeps}",
                f"{w.committee(c)} median {mid}, nine of ten {low} to {high}, same sign {keeps}",
            )
        )
    return w.say(
        f"Spann för ramar mot uppräkning, {w.unit}. {_finding(w, rows)}. {'; '.join(told)}.",
        f"Ranges of frames against indexation, {w.unit}. {_finding(w, rows)}. {'; '.join(told)}.",
    )


def _at(rows: list[Row]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for r in rows:
        found.setdefault(r["committee"], {})[r["quantity"]] = float(r["value"])
    return found


def _span(v: dict[str, float]) -> tuple[float, float, float]:
    return v["q05"], v["q95"], v["proposal"]


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: how many of the changes keep their sign in nine of ten draws, and which does so least."""
    at, y, d = _at(rows), rows[0]["year"], w.money_decimals
    moved = {c: v["keeps"] for c, v in at.items() if "keeps" in v and rounded(v["proposal"], d)}
    if not moved:
        return w.say(
            f"{y}: räkneförslaget ändrar ingen ram mot uppräkning",
            f"{y}: the proposal changes no frame against indexation",
        )
    safe = sum(keeps >= HOLDS for keeps in moved.values())
    least = min(moved, key=lambda c: moved[c])
    who, share = short(w.committee(least), 50), w.percent(moved[least], 0)
    if len(moved) == 1:
        return w.say(
            f"{y}: den enda ändringen mot uppräkning, {who}, håller i {share} av dragningarna",
            f"{y}: the only change against indexation, {who}, holds in {share} of the draws",
        )
    some = str(safe) if safe else w.term("none_of_them")
    return w.say(
        f"{y}: {some} av {len(moved)} ändringar mot uppräkning håller i minst 9 av 10 dragningar; minst säker är "
        f"{who}, {share}",
        f"{y}: {some} of {len(moved)} changes against indexation hold in at least 9 of 10 draws; least certain is "
        f"{who}, {share}",
    )


def pictures(w: Words, study: MonteCarlo, year: int | None) -> Iterator[Picture]:
    """Yield the picture of the study, of the last plan year if no year is given."""
    rows = montecarlo_rows(study, year)
    yield Picture(name="montecarlo", words=w, rows=rows, draw=montecarlo, tell=montecarlo_alt)
