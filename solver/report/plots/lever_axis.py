"""The values of a lever along an axis and in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.report.plots.drawing import tick
from solver.report.words import MINUS, NO_BREAK, rounded

if TYPE_CHECKING:
    from solver.output.rows import Row
    from solver.report.words import Words


def lever_axis(w: Words, row: Row) -> str:
    """Return the label of an axis of a lever's values."""
    name, kind, per_cent = row["lever_name"], row["lever_kind"], w.term("per_cent")
    if row["lever_unit"] != "share":
        return f"{name}{w.say(', mot i dag', ', against today')}" if kind == "add" else name
    of = {
        "scale": w.say(f"{per_cent} av dagens", f"{per_cent} of today's"),
        "add": w.say("procentenheter mot i dag", "percentage points against today"),
        "area": w.say(f"{per_cent} av all vikt", f"{per_cent} of all weight"),
        "blend": w.say(f"{per_cent} av vägen", f"{per_cent} of the way"),
    }
    return f"{name}, {of.get(kind, per_cent)}"


def lever_value(w: Words, row: Row, value: float) -> str:
    """Return a value of a lever as a sentence writes it."""
    share = row["lever_unit"] == "share"
    text = tick(w, rounded(100 * value, 2) if share else rounded(value, 4))
    sign = "+" if row["lever_kind"] == "add" and value > 0 and not text.startswith(MINUS) else ""
    return f"{sign}{text}{w.say(f'{NO_BREAK}%', '%') if share else ''}"
