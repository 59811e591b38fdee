"""The plots of Sobol indices: how much of the spread each assumption makes, alone and with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.output.rows import written
from solver.report import levers as lever_words
from solver.report.plots.drawing import (
    DOWN,
    UP,
    Bar,
    Key,
    Panel,
    assumptions,
    bars,
    named_rows,
    short,
    styled,
)
from solver.report.plots.pictures import Picture
from solver.report.words import Words, capital, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.studies.sobol import Shares, Sobol

STILL = 1e-4
"""A frame that spreads less than this does not spread [MSEK]."""


def sobol_rows(found: Sobol, of: Shares) -> list[Row]:
    """Return both indices of every assumption, largest total first; empty where nothing spreads.

    Args:
        found: The study.
        of: The shares of V or of a frame.
    """
    if of.indices is None:
        return []
    w = Words(found.figures)
    total = of.indices.total
    order = sorted(range(len(found.levers)), key=lambda k: (-rounded(float(total[k]), 6), found.levers[k].id))
    deviation = of.deviation * (w.per_msek if of.committee else 1.0)
    return [
        {
            "committee": of.committee,
            "year": "" if of.year is None else of.year,
            "lever": found.levers[k].id,
            "lever_name": lever_words.name(w, found.levers[k]),
            "quantity": quantity,
            "value": written(float(values[k])),
            "deviation": written(deviation),
            "unit": "share",
        }
        for k in order
        for quantity, values in (("first", of.indices.first), ("total", total))
    ]


@styled
def sobol(w: Words, rows: list[Row]) -> Drawing:
    """Draw two bars an assumption: its part of the variance alone, and with others.

    Args:
        w: Language, units and names.
        rows: The tidy rows.
    """
    at = _at(rows)
    shown = _shown(rows)
    keys = [
        Key(text=w.term("alone"), style=UP, kind="fill"),
        Key(text=w.term("with_others"), style=DOWN, kind="fill"),
    ]
    remarks = [
        w.say(
            "Med samspel räknas det som flera antaganden gör tillsammans hos vart och ett av dem.",
            "With others, what several assumptions do together counts with each of them.",
        )
    ]
    if hidden := len(at) - len(shown):
        remarks.append(w.say(f"Mindre, inte visade: {hidden}.", f"Smaller, not shown: {hidden}."))
    names = [_names(rows)[k] for k in shown]
    label = w.say(
        f"del av variansen i {_subject(w, rows)}, procent", f"part of the variance of {_subject(w, rows)}, %"
    )
    made = named_rows(w, _finding(w, rows), names, [Panel(label=label)], row=0.31, keys=keys, remarks=remarks)
    drawn = [
        Bar(
            level=n + side,
            end=max(100 * at[k][quantity], 0.0),
            label=w.number(max(100 * at[k][quantity], 0.0), 0),
            style=style,
            thick=0.36,
        )
        for n, k in enumerate(shown)
        for quantity, side, style in (("first", -0.21, UP), ("total", 0.21, DOWN))
    ]
    bars(made, 0, drawn)
    made.axes[0].set_xlim(left=0)
    return made.figure


def sobol_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    at, names = _at(rows), _names(rows)
    told = [
        w.say(
            f"{names[k]} ensamt {w.percent(at[k]['first'], 0)}, med samspel {w.percent(at[k]['total'], 0)}",
            f"{names[k]} alone {w.percent(at[k]['first'], 0)}, with others {w.percent(at[k]['total'], 0)}",
        )
        for k in _shown(rows)
    ]
    return w.say(
        f"Stapeldiagram, del av variansen. {_finding(w, rows)}. {'; '.join(told)}.",
        f"Bar chart, part of the variance. {_finding(w, rows)}. {'; '.join(told)}.",
    )


def _at(rows: list[Row]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for r in rows:
        found.setdefault(r["lever"], {})[r["quantity"]] = float(r["value"])
    return found


def _shown(rows: list[Row]) -> list[str]:
    """Return the levers that are drawn; the rest are counted."""
    names = _names(rows)
    return list(names)[: assumptions([*names.values()])]


def _names(rows: list[Row]) -> dict[str, str]:
    return {r["lever"]: capital(r["lever_name"]) for r in rows}


def _lower(text: str) -> str:
    """Return a name inside a sentence; one that begins with an abbreviation stays as it is."""
    return text if text[1:2].isupper() or "." in text else text[:1].lower() + text[1:]


def _subject(w: Words, rows: list[Row]) -> str:
    c, y = rows[0]["committee"], rows[0]["year"]
    if not c:
        return w.say("viktad måluppfyllelse (V)", "weighted attainment (V)")
    name = short(w.committee(c), 50)
    return w.say(f"ramen för {name} {y} mot uppräkning", f"the frame of {name} {y} against indexation")


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: which assumption makes most of the spread."""
    first = rows[0]
    name, share = _lower(short(first["lever_name"], 60)), w.percent(_at(rows)[first["lever"]]["total"], 0)
    return w.say(
        f"Spridningen i {_subject(w, rows)} kommer mest av {name}, {share}",
        f"The spread of {_subject(w, rows)} comes most from {name}, {share}",
    )


def pictures(w: Words, study: Sobol, _year: int | None) -> Iterator[Picture]:
    """Yield a picture of the frame that spreads most, and one of V."""
    frames = [of for of in study.shares if of.committee and of.indices is not None and of.deviation > STILL]
    of_value = next((of for of in study.shares if not of.committee), None)
    for name, of in (
        ("sobol-frame", max(frames, key=lambda of: of.deviation, default=None)),
        ("sobol-value", of_value),
    ):
        rows = [] if of is None else sobol_rows(study, of)
        yield Picture(name=name, words=w, rows=rows, draw=sobol, tell=sobol_alt)
