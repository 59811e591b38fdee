"""The plot of a contingency ladder: steps of money, with what yields on each, against the whole shortfall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.units import PER_MSEK
from solver.output.rows import written
from solver.report.plots.drawing import (
    FILLS,
    HELP,
    SMALL,
    SUM,
    Key,
    Panel,
    largest,
    money,
    others,
    room_for_ticks,
    sheet,
    short,
    styled,
    tick,
    width,
)
from solver.report.plots.pictures import Picture
from solver.report.words import NO_BREAK, Words, capital, rounded
from solver.studies.moving import RESERVE, RESULT_RESERVE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.output.rows import Row
    from solver.report.plots.canvas import Axes, Drawing
    from solver.report.plots.drawing import Sheet, Style
    from solver.studies.ladder import Flight, Ladder

OTHERS = "(others)"
"""The key of the committees that stand together."""
RESULT: Style = {"facecolor": "#c9c2b2", "edgecolor": "#5b4310", "hatch": "++"}
"""The fill of the result reserve, beside that of the council's."""
MOST_DECIMALS = 3
"""Decimals of a shock in per cent, at most."""
BEYOND = 1.06
"""How far past the last step the axes go."""


def ladder_rows(found: Ladder, flight: Flight) -> list[Row]:
    """Return what each holder has more or less than decided on each rung, the total, and where the ladder ends."""
    currency, scale = found.scenario.currency, PER_MSEK[found.scenario.currency]
    rows: list[Row] = []
    for rung in flight.rungs:
        where = {"rung": rung.number, "shock": written(rung.shock), "year": found.year, "unit": currency}
        total = rung.plan.q.given_total[found.year] - found.plan.q.given_total[found.year]
        rows.append({**where, "quantity": "total", "committee": "", "value": written(total * scale)})
        rows += [
            {
                **where,
                "quantity": "cumulative",
                "committee": holder,
                "value": written((found.held(rung, holder) - found.held(found.decided, holder)) * scale),
            }
            for holder in found.holders
        ]
    if rows and flight.end is not None:
        at = flight.end.shock * float(found.plan.q.given_total[found.year])
        end = {"rung": "", "shock": written(flight.end.shock), "year": found.year, "unit": currency}
        rows.append({**end, "quantity": "end", "committee": "", "value": written(at * scale)})
    return rows


@styled
def ladder(w: Words, rows: list[Row]) -> Drawing:
    """Draw a step for each rung, as wide as the money it takes, its height divided by who has yielded so far.

    Args:
        w: Language, units and names.
        rows: Tidy rows: ``quantity`` is ``total`` (how much more or less money than decided), ``cumulative`` (a
            holder's part of it) or ``end`` (where the limits end the ladder).
    """
    y, edges, parts = rows[0]["year"], _edges(w, rows), _parts(w, rows)
    down = edges[-1] < 0
    label = (
        w.say(f"mindre ramutrymme {y} än i planen, {w.unit}", f"less total in {y} than in the plan, {w.unit}")
        if down
        else w.say(
            f"mer ramutrymme {y} än i planen, {w.unit}", f"more total in {y} than in the plan, {w.unit}"
        )
    )
    over = (
        w.say(f"Gett upp sammanlagt, {w.unit}", f"Given up altogether, {w.unit}")
        if down
        else w.say(f"Fått sammanlagt, {w.unit}", f"Got altogether, {w.unit}")
    )
    keys = [Key(text=_name(w, holder, parts), style=style, kind="fill") for holder, style in _styles(parts)]
    high = max(map(abs, edges))
    made = sheet(
        w,
        _finding(w, rows),
        [Panel(label=label, over=over)],
        body=2.2,
        left=room_for_ticks(w, [0.0, high]),
        right=0.2,
        keys=keys,
        remarks=_remarks(w, rows),
    )
    _steps(made.axes[0], edges, parts)
    _finish(w, made, rows, edges)
    return made.figure


def _steps(axes: Axes, edges: Sequence[float], parts: dict[str, list[float]]) -> None:
    """Draw the steps: parts of one sign on each other, from nothing on."""
    sign = -1.0 if edges[-1] < 0 else 1.0
    starts = [0.0, *(abs(edge) for edge in edges[:-1])]
    above, below = [0.0] * len(edges), [0.0] * len(edges)
    for holder, style in _styles(parts):
        for n, (start, edge) in enumerate(zip(starts, edges, strict=True)):
            height = sign * parts[holder][n]
            stack = above if height >= 0 else below
            axes.bar(start, height, abs(edge) - start, bottom=stack[n], align="edge", linewidth=0.8, **style)
            stack[n] += height


def _finish(w: Words, made: Sheet, rows: list[Row], edges: Sequence[float]) -> None:
    """Write the shocks over the steps, draw where the ladder ends, and set the axes."""
    axes = made.axes[0]
    far = BEYOND * max(map(abs, [*edges, *(money(w, r) for r in rows if r["quantity"] == "end")]))
    per_unit, start = made.widths[0] / far, 0.0
    for edge, shock in zip(edges, _shocks(rows), strict=True):
        text, wide = percent(w, shock), (abs(edge) - start) * per_unit
        if width(text, SMALL) + 0.05 <= wide:
            axes.annotate(
                text,
                ((start + abs(edge)) / 2, abs(edge)),
                xytext=(0, 3),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=SMALL,
            )
        start = abs(edge)
    for r in rows:
        if r["quantity"] == "end":
            axes.axvline(abs(money(w, r)), linestyle=(0, (4, 3)), label="end", **HELP | {"linewidth": 1.4})
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set_xlim(0.0, far)
    axes.set_ylim(axes.get_ylim()[0], 1.12 * max(map(abs, edges)))
    axes.yaxis.set_major_formatter(lambda value, _: tick(w, value))


def ladder_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    d, parts = w.money_decimals, _parts(w, rows)
    told = "; ".join(
        f"{percent(w, shock)}: "
        + (
            ", ".join(
                f"{_name(w, holder, parts)} {w.signed(amounts[n], d)}"
                for holder, amounts in parts.items()
                if rounded(amounts[n], d)
            )
            or w.say("ingen ändring", "no change")
        )
        for n, shock in enumerate(_shocks(rows))
    )
    return w.say(
        f"Trappa av staplar, {w.unit} sammanlagt mot planen på steg 0. {_finding(w, rows)}. {told}.",
        f"Steps of bars, {w.unit} altogether against the plan of rung 0. {_finding(w, rows)}. {told}.",
    )


# ------------------------------------------------------------------------------------------------------ parts


def percent(w: Words, shock: float) -> str:
    """Return a shock with its sign, rounded to three decimals of a per cent, without needless noughts."""
    exact = rounded(100 * shock, MOST_DECIMALS)
    decimals = next(d for d in range(1, MOST_DECIMALS + 1) if rounded(exact, d) == exact)
    return w.percent(shock, decimals, sign=True)


def _shocks(rows: list[Row]) -> list[float]:
    return [r["shock"] for r in rows if r["quantity"] == "total"]


def _edges(w: Words, rows: list[Row]) -> list[float]:
    """Return how much more or less money each rung has than decided."""
    return [money(w, r) for r in rows if r["quantity"] == "total"]


def _parts(w: Words, rows: list[Row]) -> dict[str, list[float]]:
    """Return what each holder has more or less on each rung, from below: reserves downward first, upward last."""
    at: dict[str, list[float]] = {}
    for r in rows:
        if r["quantity"] == "cumulative":
            at.setdefault(r["committee"], []).append(money(w, r))
    seen = {h: v for h, v in at.items() if any(rounded(amount, w.money_decimals) for amount in v)}
    reserves = {h: seen.pop(h) for h in (RESERVE, RESULT_RESERVE) if h in seen}
    own, rest = largest({h: max(map(abs, v)) for h, v in seen.items()}, len(FILLS))
    own = sorted(own, key=lambda h: -written(max(map(abs, seen[h]))))
    together = {OTHERS: [sum(v) for v in zip(*(seen[h] for h in rest), strict=True)]} if rest else {}
    committees = {**{h: seen[h] for h in own}, **together}
    down = _edges(w, rows)[-1] < 0
    return {**reserves, **committees} if down else {**committees, **reserves}


def _styles(parts: dict[str, list[float]]) -> list[tuple[str, Style]]:
    """Return the fill of each holder, in order from below."""
    reserves: dict[str, Style] = {RESERVE: SUM, RESULT_RESERVE: RESULT}
    committees = [h for h in parts if h not in reserves]
    fills = {**reserves, **dict(zip(committees, FILLS, strict=False))}
    return [(h, fills[h]) for h in parts]


def _name(w: Words, holder: str, parts: dict[str, list[float]]) -> str:
    if holder == OTHERS:
        shown = sum(h not in (RESERVE, RESULT_RESERVE, OTHERS) for h in parts)
        return others(w, len(w.scenario.committees) - shown)
    name = short(w.holder(holder), 40)
    return capital(name)


def _remarks(w: Words, rows: list[Row]) -> list[str]:
    remark = (
        w.say(
            "Varje steg är så brett som de pengar det tar; höjden är allt som dittills har gett vika. Det som en nämnd "
            "har gett upp får den inte tillbaka längre ned.",
            "Each step is as wide as the money it takes; its height is all that has yielded so far. What a committee "
            "has given up it does not get back lower down.",
        )
        if _edges(w, rows)[-1] < 0
        else w.say(
            "Varje steg är så brett som de pengar det ger; höjden är allt som dittills har delats ut. Det som en nämnd "
            "har fått blir den inte av med högre upp.",
            "Each step is as wide as the money it gives; its height is all that has been handed out so far. What a "
            "committee has got is not taken back higher up.",
        )
    )
    ends = [r["shock"] for r in rows if r["quantity"] == "end"]
    stops = [
        w.say(f"Streckad linje: trappan slutar vid {at}.", f"Dashed line: the ladder ends at {at}.")
        for at in (percent(w, shock) for shock in ends)
    ]
    return [remark, *stops]


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: what has yielded at the end, the reserve first, then who has yielded most."""
    d, y, edges, parts = w.money_decimals, rows[0]["year"], _edges(w, rows), _parts(w, rows)
    down = edges[-1] < 0
    amount = f"{w.number(abs(edges[-1]), d)}{NO_BREAK}{w.unit}"
    committees = [h for h in parts if h not in (RESERVE, RESULT_RESERVE, OTHERS)]
    most = committees[0] if committees else None
    of = "" if most is None else short(w.committee(most), 40)
    part = "" if most is None else w.number(abs(parts[most][-1]), d)
    put = w.number(abs(parts[RESERVE][-1]), d) if RESERVE in parts else ""
    if down:
        told = [
            w.say(f"reserven ger {put}", f"the reserve gives {put}") if put else "",
            w.say(f"{of} ger mest av nämnderna ({part})", f"{of} gives most of the committees ({part})")
            if of
            else "",
        ]
        nothing = w.say("inget ger vika", "nothing yields")
        found = w.listed([text for text in told if text]) or nothing
        return w.say(f"Om {amount} saknas {y}: {found}", f"If {amount} is missing in {y}: {found}")
    told = [
        w.say(f"{of} får mest ({part})", f"{of} gets most ({part})") if of else "",
        w.say(f"i reserven läggs {put}", f"{put} is put in reserve") if put else "",
    ]
    found = w.listed([text for text in told if text]) or w.say("ingen får mer", "nobody gets more")
    return w.say(f"Om {amount} mer kommer in {y}: {found}", f"If {amount} more comes in {y}: {found}")


def pictures(w: Words, study: Ladder, _year: int | None) -> Iterator[Picture]:
    """Yield a picture of each ladder that has rungs."""
    for name, flight in (("ladder", study.down), ("ladder_up", study.up)):
        if flight.rungs:
            yield Picture(name=name, words=w, rows=ladder_rows(study, flight), draw=ladder, tell=ladder_alt)
