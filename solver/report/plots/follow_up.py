"""The plots of a follow-up: deviations with the last report's mark, forecasts by vintage, balances over the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.units import PER_MSEK
from solver.output.rows import written
from solver.report.plots.balances import COLUMNS, drawn_of, small_charts_alt
from solver.report.plots.drawing import (
    DOWN,
    HELP,
    INK,
    LINES,
    MARKS,
    MOST,
    STATED,
    UP,
    Bar,
    Key,
    Panel,
    bars,
    grid_of_bars,
    largest,
    lines_between,
    money,
    named_rows,
    others,
    room_for_ticks,
    sheet,
    short,
    styled,
    tick,
    zero,
)
from solver.report.plots.goals_followed import goal_rows, goals_followed, goals_followed_alt, source
from solver.report.plots.pictures import Picture
from solver.report.words import NO_BREAK, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.report.words import Words
    from solver.studies.follow_up import FollowUpStudy

DRAWN = 7
"""Committees with a line of their own: as many as lines that can be told apart, with one for the sum."""
ABOVE, BELOW, THICK = 0.06, 0.33, 0.5
"""Where in its row a bar and the mark beneath it stand, and the bar's height [rows]."""


def _row(study: FollowUpStudy, c: str, quantity: str, amount: float, **more: object) -> Row:
    unit = study.scenario.currency
    value = written(amount * PER_MSEK[unit])
    return {
        "report": study.report.date.isoformat(),
        "committee": c,
        "quantity": quantity,
        **more,
        "value": value,
        "unit": unit,
    }


# ---------------------------------------------------------------------------------------------------- deviations


def deviation_rows(study: FollowUpStudy) -> list[Row]:
    """Return each committee's deviation from budget, what of it is exempt, and that of the report compared with."""
    rows = []
    for c in study.scenario.committees:
        kind, account = "outcome" if study.outcome else "forecast", study.money.committees[c]
        rows.append(_row(study, c, "deviation", account.deviation, kind=kind))
        if account.exempt:
            rows.append(_row(study, c, "exempt", account.exempt, kind=kind))
        if study.against is not None:
            earlier = study.against.report.date.isoformat()
            rows.append(_row(study, c, "last_deviation", study.steps[c].before, kind=earlier))
    return rows


@styled
def deviations(w: Words, rows: list[Row]) -> Drawing:
    """Draw a bar for each committee, with a mark beneath it where the earlier report had it.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    now, before = (_amounts(w, rows, quantity) for quantity in ("deviation", "last_deviation"))
    own, rest = largest({c: max(abs(now[c]), abs(before.get(c, 0.0))) for c in now}, MOST)
    names = [w.committee(c) for c in own] + ([others(w, len(rest))] if rest else [])

    def told(values: dict[str, float]) -> list[float]:
        amounts = [values[c] for c in own]
        return amounts + ([sum(values[c] for c in rest)] if rest else [])

    keys = [
        Key(text=w.say("Överskott", "Surplus"), style=UP, kind="fill"),
        Key(text=w.term("deficit"), style=DOWN, kind="fill"),
    ]
    if before:
        earlier = next(r["kind"] for r in rows if r["quantity"] == "last_deviation")
        keys.append(Key(text=w.say(f"Rapporten {earlier}", f"The report of {earlier}"), style=STATED))
    label = w.say(f"avvikelse mot årets budget, {w.unit}", f"deviation from the year's budget, {w.unit}")
    made = named_rows(
        w,
        _finding(w, rows),
        names,
        [Panel(label=label)],
        keys=keys,
        note=source(w),
        remarks=[text] if (text := _exempt(w, rows)) else [],
    )
    drawn = [
        Bar(level=n - ABOVE, end=v, label=w.signed(v, w.money_decimals), thick=THICK)
        for n, v in enumerate(told(now))
    ]
    marks = {n + BELOW: v for n, v in enumerate(told(before) if before else [])}
    # nothing is seen of a bar without length and height: the axis becomes wide enough for the mark
    wide = [Bar(level=y, start=v, end=v, label="", thick=0.0) for y, v in marks.items()]
    bars(made, 0, [*drawn, *wide])
    zero(made.axes[0])
    made.axes[0].plot([*marks.values()], [*marks], linestyle="none", zorder=3, label="earlier", **STATED)
    return made.figure


def deviations_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    d, now, before = w.money_decimals, _amounts(w, rows, "deviation"), _amounts(w, rows, "last_deviation")
    told = "; ".join(
        f"{w.committee(c)} {w.signed(v, d)}" + (f" ({w.signed(before[c], d)})" if c in before else "")
        for c, v in now.items()
    )
    text = w.say(
        f"Stapeldiagram, avvikelse mot budget, {w.unit}, förra rapporten inom parentes. {_finding(w, rows)}. {told}.",
        f"Bar chart, deviation from budget, {w.unit}, the earlier report in brackets. {_finding(w, rows)}. {told}.",
    )
    return f"{text} {_exempt(w, rows)}".strip()


def _exempt(w: Words, rows: list[Row]) -> str:
    """Return what of the deviations is in activities that committees are relieved of adapting; empty without any."""
    amounts = _amounts(w, rows, "exempt")
    told = [
        f"{w.committee(c)} {w.signed(v, w.money_decimals)}"
        for c, v in amounts.items()
        if rounded(v, w.money_decimals)
    ]
    if not told:
        return ""
    listed = w.listed(told)
    return w.say(
        f"Därav i verksamhet som nämnden är befriad från att anpassa, {w.unit}: {listed}.",
        f"Of which in activities that the committee is relieved of adapting, {w.unit}: {listed}.",
    )


def _amounts(w: Words, rows: list[Row], quantity: str) -> dict[str, float]:
    return {r["committee"]: money(w, r) for r in rows if r["quantity"] == quantity}


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: what all deviate together, and who most."""
    now, d = _amounts(w, rows, "deviation"), w.money_decimals
    first = next(r for r in rows if r["quantity"] == "deviation")
    c = max(now, key=lambda c: abs(now[c]))
    unit = f"{NO_BREAK}{w.unit}"
    whole, most = w.signed(sum(now.values()), d), w.signed(now[c], d)
    kind = w.term("outcome") if first["kind"] == "outcome" else w.term("forecast")
    if not rounded(now[c], d):
        return w.say(
            f"{first['report']}, {kind}: ingen nämnd avviker", f"{first['report']}, {kind}: no deviations"
        )
    return w.say(
        f"{first['report']}, {kind}: nämnderna avviker {whole}{unit} tillsammans, mest {short(w.committee(c), 50)}, "
        f"{most}{unit}",
        f"{first['report']}, {kind}: the committees deviate {whole}{unit} together, most {short(w.committee(c), 50)}, "
        f"{most}{unit}",
    )


# ------------------------------------------------------------------------------------------------------ vintages


def vintage_rows(study: FollowUpStudy) -> list[Row]:
    """Return each committee's deviation report by report; empty where there is only one report."""
    if len(study.moneys) < 2:  # noqa: PLR2004 - one is no line
        return []
    return [
        _row(study, c, "deviation", m.committees[c].deviation)
        | {"report": m.report.date.isoformat(), "kind": "outcome" if m.report.outcome else "forecast"}
        for c in study.scenario.committees
        for m in study.moneys
    ]


@styled
def forecast_vintages(w: Words, rows: list[Row]) -> Drawing:
    """Draw a line for each committee through its deviations, report by report, to the outcome.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    series = _series(w, rows)
    dates = list(dict.fromkeys(r["report"] for r in rows))
    size = {c: max(map(abs, values)) for c, values in series.items()}
    own, rest = largest(size, DRAWN)
    drawn = {w.committee(c): series[c] for c in own}
    if rest:
        drawn[others(w, len(rest))] = [sum(series[c][k] for c in rest) for k in range(len(dates))]
    every = [v for values in drawn.values() for v in values]
    styles = [{**line, **mark} for line, mark in zip(LINES, MARKS, strict=False)]
    keys = [Key(text=name, style=style, kind="line") for name, style in zip(drawn, styles, strict=False)]
    over = w.say(
        f"avvikelse mot budgeten vid varje rapport, {w.unit}",
        f"deviation from budget at each report, {w.unit}",
    )
    last = w.term("outcome") if rows[-1]["kind"] == "outcome" else ""
    made = sheet(
        w,
        _vintage_finding(w, rows),
        [Panel(label="", over=over)],
        body=2.2,
        left=room_for_ticks(w, [*every, 0.0]),
        right=0.2,
        keys=keys,
        note=source(w),
    )
    axes = made.axes[0]
    for name, style in zip(drawn, styles, strict=False):
        lines_between(axes, range(len(dates)), drawn[name], style, label=name)
    axes.axhline(0, color=INK, linewidth=0.8, zorder=1)
    ticks = [*dates[:-1], f"{dates[-1]}\n{last}".strip()]
    axes.set_xticks(range(len(dates)), ticks)
    axes.set_xlim(-0.2, len(dates) - 0.8)
    axes.yaxis.set_major_formatter(lambda value, _: tick(w, value))
    axes.grid(visible=True, **HELP | {"alpha": 0.3})
    return made.figure


def forecast_vintages_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    dates, d = list(dict.fromkeys(r["report"] for r in rows)), w.money_decimals
    told = "; ".join(
        f"{w.committee(c)} {', '.join(w.signed(v, d) for v in values)}"
        for c, values in _series(w, rows).items()
    )
    return w.say(
        f"Linjediagram över rapporterna {', '.join(dates)}, {w.unit}. {_vintage_finding(w, rows)}. {told}.",
        f"Line chart over the reports {', '.join(dates)}, {w.unit}. {_vintage_finding(w, rows)}. {told}.",
    )


def _series(w: Words, rows: list[Row]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for r in rows:
        found.setdefault(r["committee"], []).append(money(w, r))
    return found


def _vintage_finding(w: Words, rows: list[Row]) -> str:
    """Return the title: whose deviation has moved most since the first report."""
    series, d, first = _series(w, rows), w.money_decimals, rows[0]["report"]
    c = max(series, key=lambda c: abs(series[c][-1] - series[c][0]))
    before, after = (w.signed(series[c][k], d) for k in (0, -1))
    return w.say(
        f"Prognoserna sedan {first}: mest har {short(w.committee(c), 50)} ändrats, från {before} till "
        f"{after}{NO_BREAK}{w.unit}",
        f"Forecasts since {first}: {short(w.committee(c), 50)} has changed most, from {before} to "
        f"{after}{NO_BREAK}{w.unit}",
    )


# ------------------------------------------------------------------------------------------------------ balances


def settled_rows(study: FollowUpStudy) -> list[Row]:
    """Return balances at the beginning and end of the year and, where one is restored, in the years after; or none."""
    y, rows = study.follow_up.year, []
    for c in study.scenario.committees:
        one = study.year_end[c]
        rows += [
            _row(study, c, "balance", one.opening, year=y - 1),
            _row(study, c, "balance", one.closing, year=y),
        ]
        left = one.closing  # a surplus is not told further: who uses it is next year's budget
        for n, amount in sorted(one.restore.items()):
            left += amount
            rows.append(_row(study, c, "balance_if_restored", left + 0.0, year=y + n))
    return rows if any(r["value"] for r in rows) else []


@styled
def settled_balances(w: Words, rows: list[Row]) -> Drawing:
    """Draw a small chart for each committee that has a balance, with what is left as a deficit is restored.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    d, series = w.money_decimals, _balances(w, rows)
    drawn, hidden = drawn_of(w, series)
    last = max(r["year"] for r in rows if r["quantity"] == "balance")
    remarks = [
        w.say(
            f"Efter {last}: det som är kvar av underskottet när det återställs enligt regeln, {w.unit}.",
            f"After {last}: what is left of the deficit as it is restored by the rule, {w.unit}.",
        ),
        *hidden,
    ]
    group = [(w.committee(c), series[c]) for c in series if c in drawn]
    return grid_of_bars(
        w,
        _balance_finding(w, rows),
        [group],
        lambda v: w.number(v, d),
        columns=COLUMNS,
        note=source(w),
        remarks=remarks,
    )


def settled_balances_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    named = [(w.committee(c), series) for c, series in _balances(w, rows).items()]
    return small_charts_alt(w, _balance_finding(w, rows), named)


def _balances(w: Words, rows: list[Row]) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    for r in rows:
        found.setdefault(r["committee"], {})[r["year"]] = rounded(money(w, r), w.money_decimals)
    return {c: values for c, values in found.items() if any(values.values())}


def _balance_finding(w: Words, rows: list[Row]) -> str:
    """Return the title: the sums of balances and of deficits at the end of the year."""
    last = max(r["year"] for r in rows if r["quantity"] == "balance")
    closing = [money(w, r) for r in rows if r["quantity"] == "balance" and r["year"] == last]
    d, unit = w.money_decimals, f"{NO_BREAK}{w.unit}"
    up, down = (
        w.number(sum(abs(v) for v in closing if (v > 0) == positive), d) for positive in (True, False)
    )
    return w.say(
        f"Balanser vid slutet av {last}: överskott {up}{unit}, underskott att återställa {down}{unit}",
        f"Balances at the end of {last}: surpluses {up}{unit}, deficits to restore {down}{unit}",
    )


def pictures(w: Words, study: FollowUpStudy, _year: int | None) -> Iterator[Picture]:
    """Yield the pictures of the study."""
    yield Picture(
        name="deviations", words=w, rows=deviation_rows(study), draw=deviations, tell=deviations_alt
    )
    yield Picture(
        name="forecast-vintages",
        words=w,
        rows=vintage_rows(study),
        draw=forecast_vintages,
        tell=forecast_vintages_alt,
    )
    yield Picture(
        name="settled-balances",
        words=w,
        rows=settled_rows(study),
        draw=settled_balances,
        tell=settled_balances_alt,
    )
    yield Picture(
        name="goals-followed", words=w, rows=goal_rows(study), draw=goals_followed, tell=goals_followed_alt
    )
