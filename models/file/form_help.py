"""The rows above a form's values that are for its reader: units and explanations, known by what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADS: dict[tuple[str, str], tuple[str, str]] = {
    ("keys", "key"): ("Nyckel i scenariofilen.", "Key of the scenario file."),
    ("keys", "value"): (
        "Värdet; för serier värdet alla år.",
        "The value; of a series the value of every year.",
    ),
    ("keys", "unit"): ("Enhet.", "Unit."),
    ("keys", "explanation"): ("Vad den betyder.", "What it means."),
    ("entries", "id"): ("Kort id: små bokstäver a–z, siffror, _ och -.", "Short id: a–z, digits, _ and -."),
    ("adjustments", "committee"): ("Nämndens id.", "The committee's id."),
    ("adjustments", "year"): ("Planår.", "Plan year."),
    ("effects", "activity"): ("Verksamhetens id.", "The activity's id."),
    ("effects", "goal"): ("Målets id.", "The goal's id."),
    ("effects", "level"): (
        "Finansieringsnivå, andel av behovet; en rad per brytpunkt, 100 % måste finnas. Tomt vid elasticity och shape.",
        "Funding level, share of need; a row per breakpoint, 100 % must be one. Empty with elasticity or shape.",
    ),
    ("effects", "points"): (
        "Målpoäng vid nivån i level (0 vid 100 %), eller vid at.",
        "Goal points at the level of level (0 at 100 %), or of at.",
    ),
    ("packages", "activity"): (
        "Verksamhetens id; en rad för varje nivå och mål, lägsta nivån först.",
        "The activity's id; a row for each level and goal, the lowest level first.",
    ),
    ("packages", "level"): (
        "Finansieringsnivå. Lägsta nivån är den lagstadgade; 100 % är dagens och måste finnas.",
        "Funding level. The lowest is what the law asks; 100 % is today's and must be one.",
    ),
    ("packages", "goal"): ("Målets id.", "The goal's id."),
    ("packages", "points"): (
        "Målpoäng vid nivån mot i dag (0 vid 100 %), eller indikatorns värde om unit är indicator.",
        "Goal points at the level against today (0 at 100 %), or the indicator's value where unit is indicator.",
    ),
    ("packages", "respondent"): (
        "Tomt för nämndens egna poäng; annars den som svarat, en rad för varje nivå och mål. Medianen används.",
        "Empty for the committee's own points; else who answered, a row for each level and goal. The median is used.",
    ),
    ("texts", "text"): (
        "Vad källorna inte har; skrivs ut på första sidan. En rad för varje sak.",
        "What the sources do not hold; printed on the first page. A row for each.",
    ),
    ("rows", "path"): (
        "Sökvägen i frågan som är besvarad, som drivers.alder_6_15.2026.",
        "Path that the question names, such as drivers.alder_6_15.2026.",
    ),
    ("amounts", "plan"): ("Planens id.", "The plan's id."),
    ("amounts", "part"): (
        "frames ramar, differences skillnad mot based_on, spend verksamheter, total eget ramutrymme.",
        "frames, differences from based_on, spend by activity, or total of its own.",
    ),
    ("amounts", "id"): (
        "Nämndens eller verksamhetens id; tomt för total.",
        "Committee or activity; empty for total.",
    ),
    ("settled", "part"): (
        "frames ramar, spend kostnad, balances balanser, restore återställande; basis är text: vad året vilar på.",
        "frames, spend, balances, restore and so on; basis is text: what the year rests on.",
    ),
    ("settled", "id"): (
        "Nämndens eller verksamhetens id; tomt för basis, result_reserve och deficit.",
        "Committee or activity; empty for basis, result_reserve and deficit.",
    ),
}
"""Explanations of the columns that name a row, in Swedish and English, by (sort of sheet, column)."""
MONEY = ("mnkr", "tkr", "kr", "MSEK", "TSEK", "SEK")
POINTS = ("poäng", "points")
UNITS = frozenset(
    {
        *MONEY,
        *POINTS,
        *(f"{money} / {points}" for money in MONEY for points in POINTS),
        *("%", "id", "text"),
        *("år", "antal", "tal", "heltal", "datum", "SANT/FALSKT", "välj"),
        *("lista, komma mellan", "som i scenariofilen"),
        *("year", "count", "number", "whole number", "date", "TRUE/FALSE", "choose"),
        *("list, commas between", "as in the scenario file"),
    }
)
"""All units that a form tells, in Swedish and English."""


def is_help(sort: str, head: str, row: Mapping[str, object]) -> bool:
    """Return whether a row of a form holds units or explanations, and no values.

    Args:
        sort: Sort of the sheet.
        head: Its first column that says what a row is.
        row: The values of the row by column; without those that are empty.
    """
    first = row.get(head)
    if first in HEADS[sort, head]:
        return True
    return first in {None, "id", "text"} and all(value in UNITS for value in row.values())
