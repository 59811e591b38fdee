"""The plot of prices: what each rule costs, and what other ways of working would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.drawing import (
    DOWN,
    UP,
    Bar,
    Key,
    Panel,
    bars,
    money,
    named_rows,
    short,
    styled,
    zero,
)
from solver.report.plots.pictures import Picture
from solver.report.rule_names import name
from solver.report.words import NO_BREAK, Words, capital, rounded
from solver.studies.prices import Price

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.studies.prices import Prices

MOST = {True: 8, False: 4}
"""Prices in force, and of other ways of working, that are drawn; the rest are counted."""
DECIMALS = 3


def prices_rows(found: Prices) -> list[Row]:
    """Return prices in points and money, rules in force first and dearest first, without those that have no answer."""
    return [
        r
        for r in found.rows()
        if r["status"] == "priced" and r["quantity"] in ("points", "money", "money_at_least")
    ]


@styled
def prices(w: Words, rows: list[Row]) -> Drawing:
    """Draw one bar a price, longest first, with its amount of money.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    points, amounts = _points(rows), _money(w, rows)
    shown = _shown(points)
    free = sum(not rounded(v, DECIMALS) for v in points.values())
    hidden = len(points) - free - len(shown)
    remarks = [
        w.say(
            "Fylld: krav i scenariot, V utan det mindre V med det. Streckad: ett annat sätt att arbeta, "
            "räkneförslagets V mindre V på det sättet; minus betyder att det ger mer. Inom parentes: lika mycket "
            "värt i ramutrymme.",
            "Solid: a rule of the scenario, V without it less V with it. Hatched: another way of working, the "
            "proposal's V less V in that way; minus means that it gives more. In brackets: worth as much in total.",
        )
    ]
    if free:
        remarks.append(w.say(f"{free} till kostar ingenting.", f"{free} more cost nothing."))
    if hidden:
        remarks.append(w.say(f"{hidden} mindre visas inte.", f"{hidden} smaller ones are not shown."))
    label = w.say("förlorad viktad måluppfyllelse, poäng", "lost weighted attainment, points")
    keys = [
        Key(text=w.say("Krav i scenariot", "Rule of the scenario"), style=UP, kind="fill"),
        Key(text=w.say("Annat sätt att arbeta", "Another way of working"), style=DOWN, kind="fill"),
    ]
    names = [_name(w, p) for p in shown] or [w.say("Inget pris", "No price")]
    made = named_rows(w, _finding(w, rows), names, [Panel(label=label)], keys=keys, remarks=remarks)
    told = [f"{_signed(w, points[p], p)}{amounts.get(p, '')}" for p in shown]
    drawn = [
        Bar(level=n, end=points[p], label=told[n], style=UP if p[2] else DOWN) for n, p in enumerate(shown)
    ]
    bars(made, 0, drawn or [Bar(level=0, end=0.0, label="0")])
    zero(made.axes[0])
    return made.figure


def prices_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    points = _points(rows)
    told = [f"{_name(w, p)} {w.number(points[p], DECIMALS)}" for p in _shown(points)]
    listed = w.say("Poäng: ", "Points: ") + "; ".join(told) + "." if told else ""
    return w.say(f"Stapeldiagram. {_finding(w, rows)}. {listed}", f"Bar chart. {_finding(w, rows)}. {listed}")


Entry = tuple[str, str, bool]
"""Rule, subject, and whether it is in force."""


def _entry(r: Row) -> Entry:
    return r["rule"], r["subject"], r["in_force"] == "yes"


def _points(rows: list[Row]) -> dict[Entry, float]:
    return {_entry(r): float(r["value"]) for r in rows if r["quantity"] == "points"}


def _signed(w: Words, value: float, entry: Entry) -> str:
    """Return the price of a rule as a number, and that of another way of working as a change."""
    return w.number(value, DECIMALS) if entry[2] else w.signed(value, DECIMALS)


def _money(w: Words, rows: list[Row]) -> dict[Entry, str]:
    found = {}
    for r in rows:
        if r["quantity"] != "points":
            least = w.term("at_least") + " " if r["quantity"] == "money_at_least" else ""
            amount = w.fine(money(w, r), w.money_decimals)
            found[_entry(r)] = f" ({least}{amount}{NO_BREAK}{w.unit}{w.say('/år', ' a year')})"
    return found


def _shown(points: dict[Entry, float]) -> list[Entry]:
    dear = [p for p, value in points.items() if rounded(value, DECIMALS)]
    return [p for force, most in MOST.items() for p in [e for e in dear if e[2] == force][:most]]


def _name(w: Words, entry: Entry) -> str:
    rule, subject, in_force = entry
    text = name(w, Price(rule=rule, subject=subject, in_force=in_force))
    return capital(text)


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: the dearest rule."""
    points, amounts = _points(rows), _money(w, rows)
    rules = [p for p in _shown(points) if p[2]]
    if not rules:
        return w.say(
            "Priset på kraven: inget krav kostar något", "The price of the rules: no rule costs anything"
        )
    p = rules[0]
    worth = amounts.get(p, "").strip(" ()")
    told = worth or f"{w.number(points[p], DECIMALS)} {w.term('points')}"
    return w.say(
        f"Priset på kraven: dyrast är ”{short(_lower(w, p))}”, {told}",
        f"The price of the rules: dearest is “{short(_lower(w, p))}”, {told}",
    )


def _lower(w: Words, entry: Entry) -> str:
    return name(w, Price(rule=entry[0], subject=entry[1], in_force=entry[2]))


def pictures(w: Words, study: Prices, _year: int | None) -> Iterator[Picture]:
    """Yield the picture of the study."""
    yield Picture(name="prices", words=w, rows=prices_rows(study), draw=prices, tell=prices_alt)
