"""Plots of an answer as figures of a report: the picture as data, its text, and what it is drawn from."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

from solver.report.html.blocks import Figure, Table
from solver.report.words import NONE, POINTS_DECIMALS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from solver.output.rows import Row
    from solver.report.plots.pictures import Picture
    from solver.report.words import Words

POINTS_TO_PIXELS = 4 / 3
DECIMALS = 3
MONEY = {"MSEK": 1, "mnkr": 1, "TSEK": 0, "tkr": 0}
"""Decimals of money by its unit."""


def figures(pictures: Iterable[Picture], w: Words, *, told: bool = False) -> tuple[Figure, ...]:
    """Pictures as figures.

    Args:
        pictures: The pictures.
        w: How they are written.
        told: Whether the page tells their data in tables of its own; if not, each has them beneath.
    """
    return tuple(_figure(picture, w, told=told) for picture in pictures)


def _figure(picture: Picture, w: Words, *, told: bool) -> Figure:
    drawn = picture.svg()
    size = re.search(
        rb'width="([\d.]+)pt" height="([\d.]+)pt"|height="([\d.]+)pt"[^>]*width="([\d.]+)pt"', drawn
    )
    if size is None:
        raise RuntimeError("the picture has no size")
    own = w.say(
        "Uppgifterna står i tabellerna på sidan och i tables/.",
        "The data are in the page's tables and in tables/.",
    )
    beneath = w.say("Bildens uppgifter som tabell", "The picture's data as a table")
    wide, tall = (size[1], size[2]) if size[1] else (size[4], size[3])
    return Figure(
        source=f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}",
        alt=picture.alt,
        wide=round(float(wide) * POINTS_TO_PIXELS),
        tall=round(float(tall) * POINTS_TO_PIXELS),
        table=None if told else _data(picture, w),
        where=f"{picture.title}. {own}" if told else f"{beneath}: {picture.title}",
    )


def _data(picture: Picture, w: Words) -> Table:
    rows = picture.rows
    keys = [
        k
        for k in dict.fromkeys(key for row in rows for key in row)
        if any(row.get(k, "") != "" for row in rows)
    ]
    keys.sort(key=lambda k: k not in NAMED)
    words = tuple(n for n, k in enumerate(keys) if k != "value")
    return Table(
        caption=picture.title,
        head=tuple(_head(w, k) for k in keys),
        rows=tuple(tuple(_cell(w, k, row) for k in keys) for row in rows),
        words=words,
    )


NAMED = ("committee", "goal", "plan", "grade")
"""Columns that name what a row is of; they come first."""


def _head(w: Words, key: str) -> str:
    known = {
        "committee": ("Nämnd", "Committee"),
        "goal": ("Mål", "Goal"),
        "plan": ("Plan", "Plan"),
        "grade": ("Evidensgrad", "Grade"),
        "year": ("År", "Year"),
        "quantity": ("Storhet", "Quantity"),
        "value": ("Värde", "Value"),
        "unit": ("Enhet", "Unit"),
        "natural": ("I egen enhet", "In its own unit"),
        "natural_unit": ("Egen enhet", "Its own unit"),
    }
    return w.say(*known[key]) if key in known else key


def _cell(w: Words, key: str, row: Row) -> str:
    value = row.get(key, "")
    if value is None or value == "":
        return NONE
    named = _named(w, key, str(value))
    if named is not None:
        return named
    if key in {"value", "natural"} and isinstance(value, int | float):
        return _number(w, key, row)
    return str(value)


def _number(w: Words, key: str, row: Row) -> str:
    """The number of a row with the decimals that its quantity has everywhere."""
    value, unit, quantity = float(row[key]), row.get("unit"), row.get("quantity")
    if quantity == "certain":
        return w.term("yes") if value else w.term("no")
    if unit in MONEY:
        write = w.signed if quantity == "difference" else w.number
        return write(value, MONEY[unit])
    if row.get("goal") in w.scenario.goals:
        return w.number(value, POINTS_DECIMALS if key == "value" else w.goal_decimals(row["goal"]))
    return w.fine(value, DECIMALS)


def _named(w: Words, key: str, id_: str) -> str | None:
    """What an id stands for, by its column; None where the cell says it itself."""
    s = w.scenario
    units = {
        "points": w.term("points"),
        "share": w.say("andel", "share"),
        "MSEK": w.term("msek"),
        "TSEK": w.term("tsek"),
        "SEK": w.term("sek"),
    }
    known: dict[str, Callable[[], str | None]] = {
        "committee": lambda: w.committee(id_) if id_ in s.committees else None,
        "goal": lambda: w.goal(id_) if id_ in s.goals else None,
        "plan": lambda: w.plan_id(id_),
        "unit": lambda: units.get(id_),
        "grade": lambda: w.grade(id_),
        "quantity": lambda: _quantity(w, id_),
    }
    return known[key]() if key in known else None


def _quantity(w: Words, name: str) -> str:
    known = {
        "difference": ("skillnad mot uppräkning", "difference from indexation"),
        "least": ("utrymme, minst", "room, least"),
        "greatest": ("utrymme, mest", "room, most"),
        "certain": ("säker", "certain"),
        "moved": ("så långt flyttas ramarna", "how far frames move"),
        "balance": ("balans", "balance"),
        "result_reserve": ("resultatreserv", "result reserve"),
        "evidence": ("del av omfördelningen", "share of the reallocation"),
        "now": ("nu", "now"),
        "indexation": ("uppräkning", "indexation"),
        "proposal": ("förslag", "proposal"),
        "minimum": ("miniminivå", "minimum"),
        "target": ("målnivå", "target"),
    }
    return w.say(*known[name]) if name in known else w.quantity(name)
