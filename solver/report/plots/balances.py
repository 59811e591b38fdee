"""Standing balances of the committees and the reserves, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.units import PER_MSEK
from solver.output.rows import written
from solver.report.plots.drawing import grid_of_bars, money, short, styled
from solver.report.words import NO_BREAK, Words, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from solver.answer.result import Result
    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing

COLUMNS, CHARTS = 4, 8
"""Charts side by side, and those of committees in all."""


def balances_rows(result: Result) -> list[Row]:
    """Return balances from the base year on, then the reserves; empty where nothing is carried or all rounds to 0."""
    s, base = result.scenario, result.scenario.base_year
    factor, unit = PER_MSEK[s.currency], s.currency
    at = {
        (r["committee"], r["year"]): r["value"]
        for r in result.rows("moves")
        if (r["plan"], r["quantity"]) == ("proposal", "balance")
    }
    at |= {(c, base): written(result.figures.opening[c] * factor) for c in s.committees}
    carried = any(abs(value) > 0 for value in at.values()) and s.carry_over.rule == "carry"
    if not carried and s.frame.result_reserve is None:
        return []
    found: list[Row] = [
        {"year": y, "committee": c, "quantity": "balance", "value": at[c, y], "unit": unit}
        for c in s.committees
        for y in (base, *s.years)
    ]
    if s.frame.result_reserve is not None:
        opening = written(s.frame.result_reserve.opening * factor)
        found.append(
            {"year": base, "committee": "", "quantity": "result_reserve", "value": opening, "unit": unit}
        )
    planned = result.figures.open_years  # what nobody had of a settled year's total is no reserve
    for table, quantity, years in (("moves", "result_reserve", s.years), ("frames", "reserve", planned)):
        found += [
            {"year": r["year"], "committee": "", "quantity": quantity, "value": r["value"], "unit": unit}
            for r in result.rows(table)
            if (r["plan"], r["quantity"]) == ("proposal", quantity) and r["year"] in years
        ]
    w = Words(result.figures)
    return found if any(rounded(money(w, r), w.money_decimals) for r in found) else []


@styled
def balances(w: Words, rows: list[Row]) -> Drawing:
    """Draw a small chart for each committee that has a balance and for each reserve, all on one scale of years.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    d, shown = w.money_decimals, _shown(w, rows)
    carrying = {c: series for (q, c), series in shown.items() if q == "balance"}
    drawn, hidden = drawn_of(w, carrying)
    groups = [
        [
            (_name(w, q, c), series)
            for (q, c), series in shown.items()
            if (q == "balance") == own and (not own or c in drawn)
        ]
        for own in (True, False)
    ]
    still = len({r["committee"] for r in rows if r["committee"]}) - sum(q == "balance" for q, _ in shown)
    remarks = [
        w.say(
            f"Nämndernas rutor har en skala, reservernas en annan, {w.unit}. Till fullmäktiges förfogande är årets "
            "belopp, ingen behållning.",
            f"The committees' charts have one scale, the reserves' another, {w.unit}. The council's reserve is of the "
            "year, not a standing balance.",
        )
    ]
    if still:
        remarks.append(
            w.say(
                f"Nämnder utan balans något år: {still}.", f"Committees that never have a balance: {still}."
            )
        )
    remarks += hidden
    return grid_of_bars(
        w,
        _finding(w, rows),
        [g for g in groups if g],
        lambda v: w.number(v, d),
        columns=COLUMNS,
        remarks=remarks,
    )


def balances_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    named = [(_name(w, q, c), series) for (q, c), series in _shown(w, rows).items()]
    return small_charts_alt(w, _finding(w, rows), named)


def drawn_of(w: Words, series: Mapping[str, Mapping[int, float]]) -> tuple[set[str], list[str]]:
    """Return the committees whose balances are drawn, the largest of them all, and what is said of the others."""
    order = sorted(series, key=lambda c: -written(max(map(abs, series[c].values()))))
    hidden = len(order[CHARTS:])
    told = w.say(f"Mindre balanser, inte visade: {hidden}.", f"Smaller balances, not shown: {hidden}.")
    return set(order[:CHARTS]), [told] if hidden else []


def small_charts_alt(w: Words, finding: str, named: Iterable[tuple[str, Mapping[int, float]]]) -> str:
    """Return a text of small charts: the finding, then each name with its amounts, year by year."""
    d = w.money_decimals
    told = "; ".join(
        f"{name} " + ", ".join(f"{y} {w.number(value, d)}" for y, value in series.items())
        for name, series in named
    )
    return w.say(
        f"Små stapeldiagram år för år, {w.unit}. {finding}. {told}.",
        f"Small bar charts year by year, {w.unit}. {finding}. {told}.",
    )


def _series(w: Words, rows: list[Row]) -> dict[tuple[str, str], dict[int, float]]:
    found: dict[tuple[str, str], dict[int, float]] = {}
    for r in rows:
        value = rounded(money(w, r), w.money_decimals)
        found.setdefault((r["quantity"], r["committee"]), {})[r["year"]] = value
    return found


def _shown(w: Words, rows: list[Row]) -> dict[tuple[str, str], dict[int, float]]:
    return {key: series for key, series in _series(w, rows).items() if any(series.values())}


def _name(w: Words, quantity: str, c: str) -> str:
    known = {
        "result_reserve": ("Resultatreserv", "Result reserve"),
        "reserve": ("Till fullmäktiges förfogande", "The council's reserve"),
    }
    return w.committee(c) if quantity == "balance" else w.say(*known[quantity])


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: whose balance, or else which reserve, changes most from end to end, or stands furthest off."""
    d, first, last = w.money_decimals, w.scenario.base_year, w.figures.years[-1]
    series = _shown(w, rows)
    own = {key: s for key, s in series.items() if key[0] == "balance"} or series
    told = {key: s for key, s in own.items() if first in s}
    if not told:
        return w.say("Balanserat resultat: inget, för någon nämnd", "Balances: none, for any committee")
    key = max(told, key=lambda k: abs(told[k][last] - told[k][first]))
    before, after = (f"{w.number(told[key][y], d)}{NO_BREAK}{w.unit}" for y in (first, last))
    name = short(_name(w, *key))
    if before == after:
        key, y = max(((key, y) for key, s in told.items() for y in s), key=lambda at: abs(told[at[0]][at[1]]))
        name, most = short(_name(w, *key)), f"{w.number(told[key][y], d)}{NO_BREAK}{w.unit}"
        return w.say(
            f"Balanserat resultat: störst är {name}, {most} {y}",
            f"Balances: the largest is {name}, {most} in {y}",
        )
    return w.say(
        f"Balanserat resultat: {name} går från {before} {first} till {after} {last}",
        f"Balances: {name} goes from {before} in {first} to {after} in {last}",
    )
