"""The plot of the frontier: the best value against how much money may move between committees."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from solver.output.rows import written
from solver.report.plots.drawing import (
    HELP,
    LINES,
    PROPOSED,
    Key,
    Panel,
    lines_between,
    money,
    room_for_ticks,
    sheet,
    short,
    styled,
    tick,
)
from solver.report.plots.pictures import Picture
from solver.report.words import NO_BREAK, Words, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.report.plots.drawing import Style
    from solver.studies.frontier import Frontier

MOVES = 4
"""The number of moves that the text names."""
DECIMALS = 2
SAME = "indexation_same_money"
"""The quantity of V of the indexation that hands out as much."""
HALF = 0.5
LEVEL: Style = {"color": "#333333", "linestyle": (0, (2, 2)), "linewidth": 1.2}
SEEN = 1e-3
"""Curves nearer each other than this are one [points]."""
BEYOND = 1.3
"""How far past the last place of interest the axis goes."""
SLACK = 1e-6
"""The share of the gain that may be missing where all of it counts as won."""


def frontier_rows(found: Frontier) -> list[Row]:
    """Return V against what the limit allows, that of indexation at the same money, the proposal, and the moves."""
    currency = found.scenario.currency
    at: dict[tuple[str, int], dict[str, float]] = {}
    for r in found.rows():
        if r["quantity"] in ("value", "allowed", "indexation_same_money"):
            at.setdefault((r["bands"], r["piece"]), {})[r["quantity"]] = r["value"]
    rows: list[Row] = [
        {"quantity": "value", "bands": bands, "turnover": v["allowed"], "value": v["value"], "unit": "points"}
        for (bands, _), v in at.items()
    ]
    rows += [
        {"quantity": SAME, "turnover": v["allowed"], "value": v[SAME], "unit": "points"}
        for (bands, _), v in at.items()
        if bands == "kept"
    ]
    for id_ in ("indexation", "proposal"):
        value = written(found.result.plans[id_].value)
        rows.append({"quantity": id_, "turnover": "", "value": value, "unit": "points"})
    moved: list[tuple[str, str, float]] = []
    for r in found.move_rows():
        if r["bands"] == "kept" and r["step"] and r["quantity"] == "moved":
            way = r["source"], r["target"]
            before = moved.pop()[2] if moved and moved[-1][:2] == way else 0.0
            moved.append((*way, before + r["value"]))
    rows += [
        {"quantity": "move", "order": n, "from": a, "to": b, "value": written(amount), "unit": currency}
        for n, (a, b, amount) in enumerate(moved, start=1)
    ]
    return rows


@styled
def frontier(w: Words, rows: list[Row]) -> Drawing:
    """Draw V against the money that moves, from indexation on, with today's proposal.

    Args:
        w: Language, units and names.
        rows: Tidy rows: ``quantity`` is ``value`` (V where the limit allows a ``turnover``; ``bands`` is
            ``lifted`` where single frames have no limits), ``indexation`` or ``proposal`` (V of these plans) or
            ``move`` (the amount ``value`` that moves ``from`` one place ``to`` another, in the ``order`` told).
    """
    x, values = _curve(w, rows)
    same = _same_money(w, rows)
    free = _curve(w, rows, "lifted")
    label = w.say(
        f"tillåten omfördelning mot uppräkning, upp och ned, planåren tillsammans, {w.unit}",
        f"changes allowed against indexation, up and down, plan years together, {w.unit}",
    )
    over = w.term("weighted_attainment_v_points")
    plans = {r["quantity"]: float(r["value"]) for r in rows if r["quantity"] in ("indexation", "proposal")}
    keys = [Key(text=w.say("Bästa plan", "Best plan"), style=LINES[0], kind="line")]
    if apart := _apart(free, (x, values)):
        text = w.say("Utan gränser för enskilda ramar", "Without limits on single frames")
        keys.append(Key(text=text, style=LINES[1], kind="line"))
    keys += [Key(text=w.plan_id("proposal"), style=PROPOSED)]
    same_money = w.say("Uppräkning som delar ut lika mycket", "Indexation that hands out as much")
    keys += [Key(text=same_money, style=LEVEL, kind="line")]
    remarks = []
    if told := _moves(w, rows):
        remarks.append(w.say(f"Först flyttas {told}.", f"First moves {told}."))
    made = sheet(
        w,
        _finding(w, rows),
        [Panel(label=label, over=over)],
        body=2.2,
        left=room_for_ticks(w, [*values, *free[1], *same[1], *plans.values()]),
        right=0.2,
        keys=keys,
        remarks=remarks,
    )
    axes = made.axes[0]
    lines_between(axes, x, values, LINES[0])
    if apart:
        lines_between(axes, *free, LINES[1], label="lifted")
    axes.plot(*same, label="indexation", **LEVEL)
    enough = _reached(x, values, min(plans["proposal"], values[-1]) - SLACK * (values[-1] - values[0]))
    axes.plot([enough], [plans["proposal"]], linestyle="none", zorder=3, label="proposal", **PROPOSED)
    axes.yaxis.set_major_formatter(lambda value, _: tick(w, value))
    axes.grid(visible=True, **HELP | {"alpha": 0.3})
    far = _reached(x, values, values[-1] - SLACK * (values[-1] - values[0]))
    axes.set_xlim(0.0, min(BEYOND * far, max(x)))
    return made.figure


def frontier_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    told = _moves(w, rows)
    first = w.say(f" Först flyttas {told}.", f" First moves {told}.") if told else ""
    return w.say(
        f"Linjediagram, V mot omfördelat belopp. {_finding(w, rows)}.{first}",
        f"Line chart, V against the money moved. {_finding(w, rows)}.{first}",
    )


def _curve(w: Words, rows: list[Row], bands: str = "kept") -> tuple[list[float], list[float]]:
    found = sorted(
        (money(w, {"value": r["turnover"]}), float(r["value"]))
        for r in rows
        if r["quantity"] == "value" and r.get("bands", "kept") == bands
    )
    return [x for x, _ in found], [v for _, v in found]


def _same_money(w: Words, rows: list[Row]) -> tuple[list[float], list[float]]:
    """Return V of the indexation that hands out as much, along the curve."""
    found = sorted(
        (money(w, {"value": r["turnover"]}), float(r["value"])) for r in rows if r["quantity"] == SAME
    )
    return [x for x, _ in found], [v for _, v in found]


def _apart(one: tuple[list[float], list[float]], other: tuple[list[float], list[float]]) -> bool:
    """Return whether two curves can be told from each other."""
    if not one[0]:
        return False
    places = [x for x in (*one[0], *other[0]) if x <= min(one[0][-1], other[0][-1])]
    return any(abs(_at(one, x) - _at(other, x)) > SEEN for x in places)


def _at(curve: tuple[list[float], list[float]], x: float) -> float:
    for (a, low), (b, high) in pairwise(zip(*curve, strict=True)):
        if a <= x <= b:
            return low + (high - low) * (x - a) / (b - a) if b > a else high
    return curve[1][0] if x < curve[0][0] else curve[1][-1]


def _moves(w: Words, rows: list[Row]) -> str:
    """Return the first moves in words."""
    seen = [r for r in rows if r["quantity"] == "move" and rounded(money(w, r), w.money_decimals)]
    moves = sorted(seen, key=lambda r: int(r["order"]))[:MOVES]
    return w.listed(
        [
            w.say(
                f"{w.number(money(w, r), w.money_decimals)}{NO_BREAK}{w.unit} från {short(w.holder(r['from']), 50)} "
                f"till {short(w.holder(r['to']), 50)}",
                f"{w.number(money(w, r), w.money_decimals)}{NO_BREAK}{w.unit} from {short(w.holder(r['from']), 50)} "
                f"to {short(w.holder(r['to']), 50)}",
            )
            for r in moves
        ]
    )


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: how much money half of what can be gained takes, and how much all of it."""
    x, values = _curve(w, rows)
    _, same = _same_money(w, rows)
    gains = [value - level for value, level in zip(values, same, strict=True)]
    gain, d, unit = gains[-1], w.money_decimals, f"{NO_BREAK}{w.unit}"
    if not rounded(gain, DECIMALS):
        return w.say(
            "Vad kostar stabiliteten? Inget vinns mot uppräkning med lika mycket utdelat",
            "What does stability cost? Nothing is gained against indexation that hands out as much",
        )
    if gains[0] >= HALF * gain:
        return w.say(
            f"Vad kostar stabiliteten? Mer än hälften av vinsten mot uppräkning med samma pengar, "
            f"{w.number(gain, DECIMALS)} poäng, nås redan vid den stramaste gränsen, {w.number(x[0], d)}{unit}",
            f"What does stability cost? More than half of the gain on indexation with the same money, "
            f"{w.number(gain, DECIMALS)} points, is reached at the tightest limit, {w.number(x[0], d)}{unit}",
        )
    half, full = (_reached(x, gains, share * gain) for share in (HALF, 1 - SLACK))
    return w.say(
        f"Vad kostar stabiliteten? Hälften av vinsten mot uppräkning med samma pengar, {w.number(gain, DECIMALS)} "
        f"poäng, nås vid {w.number(half, d)}{unit} tillåten ändring, hela vid {w.number(full, d)}{unit}",
        f"What does stability cost? Half of the gain on indexation with the same money, {w.number(gain, DECIMALS)} "
        f"points, is reached at {w.number(half, d)}{unit} of change allowed, all of it at {w.number(full, d)}{unit}",
    )


def _reached(x: list[float], values: list[float], wanted: float) -> float:
    """Return the place where a rising curve reaches a value."""
    for (a, low), (b, high) in pairwise(zip(x, values, strict=True)):
        if high >= wanted > low:
            return a + (b - a) * (wanted - low) / (high - low)
    return x[-1]


def pictures(w: Words, study: Frontier, _year: int | None) -> Iterator[Picture]:
    """Yield the picture of the study."""
    yield Picture(name="frontier", words=w, rows=frontier_rows(study), draw=frontier, tell=frontier_alt)
