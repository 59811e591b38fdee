"""The plots of majorities: each committee's frame in everyone's best plan, and what each majority gives up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.output.rows import written
from solver.report.majorities import behind, majority_name, quoted, seats
from solver.report.plots.drawing import (
    DOWN,
    MARKS,
    MOST,
    PROPOSED,
    UP,
    Bar,
    Key,
    Panel,
    bars,
    money,
    named_rows,
    short,
    styled,
    whiskers,
    zero,
)
from solver.report.plots.pictures import Picture
from solver.report.words import NO_BREAK, RUN_ID, Words, points_decimals, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.report.plots.drawing import Style
    from solver.studies.majorities import Majorities

LINE: Style = {"facecolor": "#333333", "edgecolor": "#333333"}
OTHER: Style = {"marker": "o", "markerfacecolor": "#dfe6ee", "markeredgecolor": "#1d3b59", "markersize": 5}
"""The mark of majorities that have no name, and of those beyond the marks there are."""
PER_CENT_DECIMALS = 2


def _note(w: Words) -> str:
    run = f"{w.term('run')} {w.digest[:RUN_ID]}."
    return " ".join((behind(w), f"{w.scenario.title}.", f"{w.standing()}.", run))


# ------------------------------------------------------------------------------------------------------ ranges


def range_rows(w: Words, found: Majorities, year: int | None = None) -> list[Row]:
    """Return frames of a year: in the robust plan, in indexation, and in each majority's own best plan.

    Args:
        w: Names.
        found: The study.
        year: The plan year; the first if absent.
    """
    y = w.figures.open_years[0] if year is None else year
    named = {o.id: o.majority for o in found.outlooks}
    return [
        {
            **row,
            "majority_name": majority_name(named[row["majority"]]) if row["majority"] else "",
            "named": "yes" if row["majority"] and named[row["majority"]].named else "no",
        }
        for row in found.range_rows()
        if row["year"] == y and row["quantity"] in {"frame", "robust", "indexation"}
    ]


@styled
def ranges(w: Words, rows: list[Row]) -> Drawing:
    """Draw a line a committee over the majorities' own frames, with a mark for each, against indexation.

    Args:
        w: Language, units and names.
        rows: Tidy rows of a year: ``frame`` by majority, ``robust`` and ``indexation``.
    """
    d, y, at = w.money_decimals, rows[0]["year"], _differences(w, rows)
    moving = [c for c, own in at.items() if any(own.values())] or list(at)
    shown = moving[:MOST]
    marks = _marks(rows)
    robust = w.say("Robusta ramar", "Robust frames")
    keys = [Key(text=robust, style=PROPOSED)]
    keys += [Key(text=name, style=style) for name, style in marks.values() if style is not OTHER]
    if any(style is OTHER for _, style in marks.values()):
        text = w.say("Majoriteter", "Majorities")
        if len(keys) > 1:
            text = w.say("Övriga majoriteter", "Other majorities")
        keys.append(Key(text=text, style=OTHER))
    remarks = [
        w.say(
            "Varje märke är ramen i en majoritets egen bästa plan; linjen går från den lägsta till den högsta. "
            "Mest omstridda nämnder överst.",
            "Each mark is the frame in a majority's own best plan; the line goes from the lowest to the highest. The "
            "most contested committees on top.",
        )
    ]
    if still := len(at) - len(moving):
        remarks.append(
            w.say(f"Som vid uppräkning, inte visade: {still}.", f"As with indexation, not shown: {still}.")
        )
    if hidden := len(moving) - len(shown):
        remarks.append(
            w.say(f"Mindre omstridda, inte visade: {hidden}.", f"Less contested, not shown: {hidden}.")
        )
    label = w.say(f"ram {y} mot uppräkning, {w.unit}", f"frame {y} against indexation, {w.unit}")
    names = [w.committee(c) for c in shown]
    made = named_rows(
        w, _contested(w, rows), names, [Panel(label=label)], keys=keys, remarks=remarks, note=_note(w)
    )
    spans = [_span(at[c]) for c in shown]
    outer = [(min(a, at[c][""]), max(b, at[c][""])) for (a, b), c in zip(spans, shown, strict=True)]
    labels = [(w.signed(a, d), w.signed(b, d)) for a, b in spans]
    whiskers(made, 0, spans, labels, LINE, ends=outer, thick=0.05)
    low, high = made.axes[0].get_xlim()
    made.axes[0].set_xlim(min(low, 0.0), max(high, 0.0))
    for id_, (_, style) in sorted(marks.items(), key=lambda item: item[1][1] is not OTHER):
        made.axes[0].plot([at[c][id_] for c in shown], range(len(shown)), linestyle="none", zorder=3, **style)
    made.axes[0].plot([at[c][""] for c in shown], range(len(shown)), linestyle="none", zorder=4, **PROPOSED)
    zero(made.axes[0])
    return made.figure


def ranges_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    d, at = w.money_decimals, _differences(w, rows)
    told = [
        w.say(
            f"{w.committee(c)} {w.signed(low, d)} till {w.signed(high, d)}, robust {w.signed(own[''], d)}",
            f"{w.committee(c)} {w.signed(low, d)} to {w.signed(high, d)}, robust {w.signed(own[''], d)}",
        )
        for c, own in list(at.items())[:MOST]
        for low, high in (_span(own),)
    ]
    return w.say(
        f"Spann per nämnd med ett märke per majoritet, {w.unit}. {_contested(w, rows)}. {'; '.join(told)}.",
        f"Ranges by committee with a mark for each majority, {w.unit}. {_contested(w, rows)}. {'; '.join(told)}.",
    )


def _differences(w: Words, rows: list[Row]) -> dict[str, dict[str, float]]:
    """Return differences from indexation by committee and majority, ``""`` for the robust plan [unit of the report]."""
    d, amounts = w.money_decimals, {(r["committee"], r["quantity"], r["majority"]): money(w, r) for r in rows}
    found: dict[str, dict[str, float]] = {}
    for (c, quantity, id_), amount in amounts.items():
        if quantity != "indexation":
            found.setdefault(c, {})[id_] = rounded(amount - amounts[c, "indexation", ""], d)
    return found


def _span(own: dict[str, float]) -> tuple[float, float]:
    """Return the least and the greatest difference over the majorities."""
    frames = [amount for id_, amount in own.items() if id_]
    return min(frames), max(frames)


def _marks(rows: list[Row]) -> dict[str, tuple[str, Style]]:
    """Return name and mark by majority: the named ones have marks of their own, as far as there are any."""
    named = {r["majority"]: r for r in rows if r["majority"]}
    own = dict(zip([id_ for id_, r in named.items() if r["named"] == "yes"], MARKS, strict=False))
    return {id_: (r["majority_name"], own.get(id_, OTHER)) for id_, r in named.items()}


def _contested(w: Words, rows: list[Row]) -> str:
    """Return the title: which committee the majorities disagree on most."""
    d, y, at = w.money_decimals, rows[0]["year"], _differences(w, rows)
    c = next(iter(at))
    low, high = _span(at[c])
    if low == high:
        return w.say(f"Majoriteterna är eniga om ramarna {y}", f"The majorities agree on the frames of {y}")
    name, unit = short(w.committee(c)), f"{NO_BREAK}{w.unit}"
    least, most = w.signed(low, d), w.signed(high, d)
    return w.say(
        f"Mest omstridd {y}: {name}, från {least} till {most}{unit} mot uppräkning",
        f"Most contested in {y}: {name}, from {least} to {most}{unit} against indexation",
    )


# ----------------------------------------------------------------------------------------------------- regrets


def regret_rows(w: Words, found: Majorities) -> list[Row]:
    """Return each majority's regret, the largest first, and whether it decides."""
    return [
        {
            "majority": o.id,
            "majority_name": majority_name(o.majority),
            "quoted": quoted(w, o.majority),
            "seats": seats(w, o.majority),
            "carries": "yes" if o.majority.carries else "no",
            "decides": "yes" if o.decides else "no",
            "quantity": "relative_regret" if found.relative else "regret",
            "value": written(found.regret_of(o)),
            "unit": "percent" if found.relative else "points",
        }
        for o in found.by_regret
    ]


@styled
def regrets(w: Words, rows: list[Row]) -> Drawing:
    """Draw a bar a majority: what the robust frames give up of its own best, the largest on top.

    Args:
        w: Language, units and names.
        rows: Tidy rows: ``value`` is the regret; with ``majority_name``, ``seats``, ``carries`` and ``decides``.
    """
    shown = rows if len(rows) <= MOST else rows[: MOST - 1]
    rest = rows[len(shown) :]
    keys = [
        Key(text=w.say("Avgör", "Decides"), style=UP, kind="fill"),
        Key(
            text=w.say("Avgör inte", "Does not decide"),
            style=DOWN,
            kind="fill",
        ),
    ]
    remarks = [
        w.say(
            "Ånger: egen bästa plan minus de robusta ramarna, med majoritetens egna vikter.",
            "Regret: own best plan less the robust frames, by the majority's own weights.",
        )
    ]
    names = [r["majority_name"] + ("" if r["carries"] == "yes" else f" ({r['seats']})") for r in shown]
    drawn = [
        Bar(
            level=n,
            end=float(r["value"]),
            label=_told(w, rows, r),
            style=UP if r["decides"] == "yes" else DOWN,
        )
        for n, r in enumerate(shown)
    ]
    if rest:
        names.append(w.say(f"Övriga {len(rest)}, högst", f"Other {len(rest)}, at most"))
        drawn.append(
            Bar(level=len(shown), end=float(rest[0]["value"]), label=_told(w, rows, rest[0]), style=DOWN)
        )
    label = (
        w.say("ånger, procent av egen bästa V", "regret, per cent of own best V")
        if rows[0]["unit"] == "percent"
        else w.say("ånger, poäng", "regret, points")
    )
    made = named_rows(
        w, _costs(w, rows), names, [Panel(label=label)], row=0.26, keys=keys, remarks=remarks, note=_note(w)
    )
    bars(made, 0, drawn)
    zero(made.axes[0])
    return made.figure


def regrets_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    told = "; ".join(f"{r['majority_name']} {_told(w, rows, r)}" for r in rows[:MOST])
    return w.say(
        f"Stapeldiagram, ånger per majoritet. {_costs(w, rows)}. {told}.",
        f"Bar chart, regret by majority. {_costs(w, rows)}. {told}.",
    )


def _told(w: Words, rows: list[Row], row: Row) -> str:
    relative = row["unit"] == "percent"
    decimals = PER_CENT_DECIMALS if relative else points_decimals([float(r["value"]) for r in rows])
    return w.fine(float(row["value"]), decimals)


def _costs(w: Words, rows: list[Row]) -> str:
    """Return the title: what the robust frames cost at most."""
    first = rows[0]
    if not first["value"]:
        return w.say(
            "De robusta ramarna kostar ingen majoritet något", "The robust frames cost no majority anything"
        )
    unit = w.say("procent av V", "per cent of V") if first["unit"] == "percent" else w.term("points")
    deciding = [short(r["quoted"], 40) for r in rows if r["decides"] == "yes"]
    who = w.listed(deciding)
    return w.say(
        f"De robusta ramarna kostar ingen majoritet mer än {_told(w, rows, first)} {unit}; {who} avgör",
        f"The robust frames cost no majority more than {_told(w, rows, first)} {unit}; {who} decide",
    )


def pictures(w: Words, study: Majorities, year: int | None) -> Iterator[Picture]:
    """Yield the pictures of the study: ranges of the first plan year if no year is given, and regrets."""
    rows = range_rows(w, study, year)
    yield Picture(name="ranges", words=w, rows=rows, draw=ranges, tell=ranges_alt)
    yield Picture(name="regrets", words=w, rows=regret_rows(w, study), draw=regrets, tell=regrets_alt)
