"""The plots of worlds: V in each with three sets of frames, and the common frames beside the ordinary ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.drawing import (
    HELP,
    INDEXED,
    INK,
    MARKS,
    MOST,
    PROPOSED,
    Key,
    Panel,
    named_rows,
    short,
    spread,
    styled,
)
from solver.report.plots.paired import paired_bars
from solver.report.plots.pictures import Picture
from solver.report.words import Words, points_decimals, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.studies.worlds import World, Worlds

SETS = ("own", "expected_frames", "ordinary_frames")
STYLES = {"own": INDEXED, "expected_frames": PROPOSED, "ordinary_frames": MARKS[1]}
SERIES = ("common", "ordinary")


def set_names(w: Words) -> dict[str, str]:
    """Return what V with each set of frames is called, by its name in the table."""
    return {
        "own": w.say("Hade vi vetat", "Had we known"),
        "expected_frames": w.say("Gemensamma ramar", "Common frames"),
        "ordinary_frames": w.say("Räkneförslagets ramar", "The proposed frames"),
    }


def world_name(w: Words, study: Worlds, world: World) -> str:
    """Return the name of a world; that of a draw is its number."""
    return world.name if study.seed is None else w.say(f"Dragning {world.id}", f"Draw {world.id}")


def name_inside(w: Words, study: Worlds, world: World) -> str:
    """Return the name of a world inside a sentence."""
    return world.name if study.seed is None else w.say(f"dragning {world.id}", f"draw {world.id}")


def shown_worlds(study: Worlds, most: int = MOST) -> tuple[World, ...]:
    """Return the worlds that have a row: all, or some spread evenly from the least V to the greatest.

    The one with the greatest regret is among them.
    """
    worlds = sorted(study.worlds, key=lambda world: (world.value, world.id))
    if len(worlds) <= most:
        return study.worlds
    evenly = {round(k * (len(worlds) - 1) / (most - 2)) for k in range(most - 1)}
    worst = max(range(len(worlds)), key=lambda n: (worlds[n].regret, -n))
    return tuple(worlds[n] for n in sorted(evenly | {worst}))


def value_rows(study: Worlds) -> list[Row]:
    """Return V of each world that is shown, with each set of frames that leaves it a plan."""
    w = Words(study.figures)
    return [
        {
            "world": world.id,
            "name": world_name(w, study, world),
            "inside": name_inside(w, study, world),
            "worlds": len(study.worlds),
            "probability": world.probability,
            "quantity": quantity,
            "value": value,
            "unit": "points",
        }
        for world in shown_worlds(study)
        for quantity, value in zip(SETS, (world.own, world.value, world.ordinary), strict=True)
        if value is not None
    ]


@styled
def values(w: Words, rows: list[Row]) -> Drawing:
    """Draw a row a world with a mark for V had it been known, with common and with ordinary frames.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    names = {r["world"]: r["name"] for r in rows}
    of = {(r["world"], r["quantity"]): float(r["value"]) for r in rows}
    used = [q for q in SETS if any(key[1] == q for key in of)]
    keys = [Key(text=set_names(w)[q], style=STYLES[q]) for q in used]
    label = w.term("weighted_attainment_v_points")
    remarks = []
    if rows[0]["worlds"] > len(names):
        remarks.append(
            w.say(
                f"{len(names)} av {rows[0]['worlds']} omvärldar: jämnt fördelade från lägsta till högsta V, och den "
                "med störst ånger.",
                f"{len(names)} of {rows[0]['worlds']} worlds: spread evenly from the least V to the greatest, and the "
                "one of greatest regret.",
            )
        )
    told = [short(name, 50) for name in names.values()]
    made = named_rows(w, _value_finding(w, rows), told, [Panel(label=label)], keys=keys, remarks=remarks)
    (axes,) = made.axes
    for n, id_ in enumerate(names):
        found = [of[id_, q] for q in used if (id_, q) in of]
        axes.plot([min(found), max(found)], [n, n], color=INK, linewidth=0.8, zorder=2, label="guide")
        for k, q in enumerate(used):
            if (id_, q) in of:
                level = n + (k - (len(used) - 1) / 2) * 0.22
                axes.plot([of[id_, q]], [level], linestyle="none", zorder=3, label=f"{q} {id_}", **STYLES[q])
    axes.grid(axis="x", **HELP | {"alpha": 0.35})
    spread(made, 0, list(of.values()), around=max(of.values()))
    return made.figure


def values_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    found: dict[str, list[str]] = {}
    decimals = _decimals(rows)
    for r in rows:
        told = f"{set_names(w)[r['quantity']].lower()} {w.number(float(r['value']), decimals)}"
        found.setdefault(r["name"], []).append(told)
    listed = "; ".join(f"{name}: {', '.join(told)}" for name, told in found.items())
    return f"{_value_finding(w, rows)}. {listed}."


def _decimals(rows: list[Row]) -> int:
    of = {(r["world"], r["quantity"]): float(r["value"]) for r in rows}
    return points_decimals(of[id_, "own"] - value for (id_, q), value in of.items() if q != "own")


def _value_finding(w: Words, rows: list[Row]) -> str:
    """Return the title: the world in which not having known costs most."""
    of = {(r["world"], r["quantity"]): float(r["value"]) for r in rows}
    names = {r["world"]: r["inside"] for r in rows}
    regret = {id_: of[id_, "own"] - of[id_, "expected_frames"] for id_ in names}
    worst, decimals = max(regret, key=lambda id_: regret[id_]), _decimals(rows)
    if not rounded(regret[worst], decimals):
        return w.say(
            "De gemensamma ramarna ger lika mycket i varje omvärld som om vi hade vetat",
            "The common frames give as much in every world as had we known it",
        )
    lost = w.points(regret[worst], decimals)
    return w.say(
        f"Att inte veta kostar mest i {short(names[worst], 40)}: {lost} med de gemensamma ramarna",
        f"Not to know costs most in {short(names[worst], 40)}: {lost} with the common frames",
    )


def frame_rows(study: Worlds) -> list[Row]:
    """Return common and ordinary frames of the first year against indexation, in the unit of the report."""
    w, y = Words(study.figures), study.figures.open_years[0]
    indexed = study.result.plans["indexation"].q.frame
    return [
        {
            "plan": plan,
            "year": y,
            "committee": c,
            "value": (frames[c] - float(indexed[c, y])) * w.per_msek,
            "unit": w.unit,
        }
        for plan, frames in zip(SERIES, (study.frames, study.ordinary_frames), strict=True)
        for c in study.scenario.committees
    ]


@styled
def frames(w: Words, rows: list[Row]) -> Drawing:
    """Draw common and ordinary frames of the first year as bars against indexation.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    y = rows[0]["year"]
    series = {
        name: {r["committee"]: float(r["value"]) for r in rows if r["plan"] == plan}
        for plan, name in zip(SERIES, _series(w), strict=True)
    }
    names = {r["committee"]: w.committee(r["committee"]) for r in rows}
    label = w.say(f"ram {y} mot uppräkning samma år, {w.unit}", f"frame {y} against indexation, {w.unit}")
    return paired_bars(w, _frame_finding(w, rows), series, names, label, decimals=w.money_decimals)


def frames_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    of = {(r["plan"], r["committee"]): float(r["value"]) for r in rows}
    common, ordinary = _series(w)
    told = [
        f"{w.committee(c)}: {common.lower()} {w.signed(of['common', c], w.money_decimals)}, "
        f"{ordinary.lower()} {w.signed(of['ordinary', c], w.money_decimals)}"
        for c in dict.fromkeys(r["committee"] for r in rows)
    ]
    return f"{_frame_finding(w, rows)}. {'; '.join(told)}."


def _series(w: Words) -> tuple[str, str]:
    return set_names(w)["expected_frames"], w.term("computed_proposal")


def _frame_finding(w: Words, rows: list[Row]) -> str:
    """Return the title: where the common frames differ most from the ordinary ones."""
    of = {(r["plan"], r["committee"]): float(r["value"]) for r in rows}
    y, d = rows[0]["year"], w.money_decimals
    apart = {c: of["common", c] - of["ordinary", c] for plan, c in of if plan == "common"}
    most = max(apart, key=lambda c: abs(apart[c]))
    if not rounded(apart[most], d):
        return w.say(
            f"Ramarna {y} är desamma när flera omvärldar räknas in som i räkneförslaget",
            f"Frames {y} are the same when several worlds are counted in as in the proposal",
        )
    amount = f"{w.signed(apart[most], d)} {w.unit}"
    return w.say(
        f"Flera omvärldar ändrar ramen {y} mest för {short(w.committee(most), 50)}: {amount} mot räkneförslaget",
        f"Several worlds change the frame {y} most for {short(w.committee(most), 50)}: {amount} against the proposal",
    )


def pictures(w: Words, study: Worlds, _: int | None) -> Iterator[Picture]:
    """Yield V in each world, and the frames of the first year."""
    yield Picture(name="worlds", words=w, rows=value_rows(study), draw=values, tell=values_alt)
    yield Picture(name="worlds-frames", words=w, rows=frame_rows(study), draw=frames, tell=frames_alt)
