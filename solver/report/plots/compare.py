"""The plots of a comparison: frames and goals of B against A."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import FULL_POINTS
from solver.report.plots.drawing import short, styled
from solver.report.plots.paired import paired_bars
from solver.report.plots.pictures import Picture
from solver.report.words import NO_BREAK, RUN_ID, Words, points_decimals, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.output.rows import Row
    from solver.report.plots.canvas import Drawing
    from solver.studies.compare import Comparison, Side


def compare_rows(found: Comparison, w: Words, of: str, year: int | None = None) -> list[Row]:
    """Return proposed frames, or attainment, in B less A; only what both have.

    Args:
        found: The comparison.
        w: Language and units.
        of: ``committee`` or ``goal``.
        year: The plan year; the last that both have if absent.
    """
    shared = [y for y in found.a.years if y in found.b.years]
    if not shared or not (found.a.solved and found.b.solved):
        return []
    y = shared[-1] if year is None else year
    names = found.committees if of == "committee" else found.goals
    a, b = ((s.frames if of == "committee" else s.attainment) for s in (found.a, found.b))
    sides = {
        f"name_{letter}": f"{_title(side)}, {w.term('run_inside')} {side.digest[:RUN_ID]}"
        for letter, side in (("a", found.a), ("b", found.b))
    }

    def less(key: tuple[str, str, int]) -> float:
        if of == "committee":
            return (b[key] - a[key]) * w.per_msek
        return min(b[key], FULL_POINTS) - min(a[key], FULL_POINTS)

    return [
        {
            "year": y,
            of: id_,
            "name": name,
            "quantity": "difference",
            "value": less(("proposal", id_, y)),
            "unit": w.unit if of == "committee" else "points",
            **sides,
        }
        for id_, name in names.items()
        if ("proposal", id_, y) in a and ("proposal", id_, y) in b
    ]


def _title(side: Side) -> str:
    """Return the title of a side; its name, which has its path, where only a saved result is known."""
    return side.name if side.result is None else side.result.scenario.title


@styled
def compare(w: Words, rows: list[Row]) -> Drawing:
    """Draw one bar a committee or goal: B less A.

    Args:
        w: Language and units.
        rows: The tidy rows.
    """
    y, of = rows[0]["year"], _of(rows)
    label = (
        w.say(f"räkneförslagets ram {y}, B mot A, {w.unit}", f"proposed frame {y}, B against A, {w.unit}")
        if of == "committee"
        else w.say(f"måluppfyllelse {y}, B mot A, poäng", f"attainment {y}, B against A, points")
    )
    note = f"A: {rows[0]['name_a']}. B: {rows[0]['name_b']}."
    return paired_bars(
        w,
        _finding(w, rows),
        {"difference": {r[of]: float(r["value"]) for r in rows}},
        {r[of]: r["name"] for r in rows},
        label,
        decimals=_decimals(w, rows),
        sums=of == "committee",
        note=note,
    )


def compare_alt(w: Words, rows: list[Row]) -> str:
    """Return a text of what the plot shows, for readers who do not see it."""
    d, unit = _decimals(w, rows), w.unit if _of(rows) == "committee" else w.term("points")
    told = "; ".join(f"{r['name']} {w.signed(r['value'], d)}" for r in rows)
    return w.say(
        f"Stapeldiagram, B mot A, {unit}. {_finding(w, rows)}. {told}.",
        f"Bar chart, B against A, {unit}. {_finding(w, rows)}. {told}.",
    )


def _of(rows: list[Row]) -> str:
    return "committee" if "committee" in rows[0] else "goal"


def _decimals(w: Words, rows: list[Row]) -> int:
    return w.money_decimals if _of(rows) == "committee" else points_decimals(r["value"] for r in rows)


def _finding(w: Words, rows: list[Row]) -> str:
    """Return the title: which frame or goal differs most."""
    y, d, money = rows[0]["year"], _decimals(w, rows), _of(rows) == "committee"
    r = max(rows, key=lambda r: abs(r["value"]))
    what = w.say("Ramarna", "The frames") if money else w.say("Målen", "The goals")
    if not rounded(r["value"], d):
        return w.say(f"{what} {y} är desamma i A och B", f"{what} of {y} are the same in A and B")
    told = f"{w.signed(r['value'], d)}{NO_BREAK}{w.unit if money else w.term('points')}"
    return w.say(
        f"{what} {y}, B mot A: mest skiljer {short(r['name'], 60)}, {told}",
        f"{what} of {y}, B against A: {short(r['name'], 60)} differs most, {told}",
    )


def pictures(w: Words, study: Comparison, year: int | None) -> Iterator[Picture]:
    """Yield the pictures of frames and of goals."""
    for name, of in (("compare", "committee"), ("compare-goals", "goal")):
        rows = compare_rows(study, w, of, year)
        yield Picture(name=name, words=w, rows=rows, draw=compare, tell=compare_alt)
